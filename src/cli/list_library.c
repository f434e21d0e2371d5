/* The lists that the control library alone can answer.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/list.h"
#include "inspect/check.h"

static void
use(struct ap_table *table, const struct ap_column *columns, size_t n)
{
    table->columns = columns;
    table->n_columns = n;
}

static struct ap_str
owner_of(const struct ap_list_source *s, const struct ap_requirement *req)
{
    return s->ws ? ap_workspace_owner_of(s->ws, req) : AP_STR_NONE;
}

/** The owner filter; by person where the workspace knows people. */
static bool
owner_fits(const struct ap_list_source *s, struct ap_str owner)
{
    if (s->owner.len == 0)
        return true;
    return s->ws ? ap_workspace_same_person(s->ws, owner, s->owner) : ap_str_ieq(owner, s->owner);
}

static bool
control_fits(const struct ap_list_source *s, const struct ap_control *control)
{
    bool fits = s->owner.len == 0;
    for (size_t i = 0; !fits && i < control->requires.n; i++)
        fits = owner_fits(s, owner_of(s, &control->requires.items[i]));
    return fits;
}

void
ap_list_controls(const struct ap_list_source *s, struct ap_table *table)
{
    static const struct ap_column columns[] = {
        {"id", AP_CELL_TEXT, true},           {"title", AP_CELL_TEXT, true},
        {"area", AP_CELL_TEXT, true},         {"section", AP_CELL_TEXT, false},
        {"severity", AP_CELL_TEXT, true},     {"responsibility", AP_CELL_TEXT, false},
        {"requirements", AP_CELL_LIST, false}};
    use(table, columns, AP_COUNT(columns));
    for (size_t i = 0; i < s->lib->controls.n; i++) {
        const struct ap_control *c = &s->lib->controls.items[i];
        if (!control_fits(s, c))
            continue;
        struct ap_table_cell *row = ap_table_row(table, s->mem);
        row[0].text = c->id;
        row[1].text = c->title;
        row[2].text = c->area->title;
        row[3].text = c->section->title;
        row[4].text = ap_str_from(ap_severity_name(c->severity));
        row[5].text = ap_str_from(ap_word(ap_responsibility_words, (int)c->responsibility));
        for (size_t k = 0; k < c->requires.n; k++)
        *ap_vec_push(s->mem, &row[6].list) = c->requires.items[k].ref;
    }
}

static struct ap_strs
texts_of(const struct ap_refs *refs, struct ap_arena *mem)
{
    struct ap_strs texts = {NULL, 0, 0};
    for (size_t i = 0; i < refs->n; i++)
        *ap_vec_push(mem, &texts) = refs->items[i].text;
    return texts;
}

void
ap_list_requirements(const struct ap_list_source *s, struct ap_table *table)
{
    static const struct ap_column columns[] = {{"id", AP_CELL_TEXT, true},
                                               {"title", AP_CELL_TEXT, true},
                                               {"control", AP_CELL_TEXT, false},
                                               {"facet", AP_CELL_TEXT, false},
                                               {"cadence", AP_CELL_TEXT, true},
                                               {"section", AP_CELL_TEXT, false},
                                               {"accepts", AP_CELL_LIST, true},
                                               {"formats", AP_CELL_LIST, false},
                                               {"audience", AP_CELL_TEXT, false},
                                               {"tier", AP_CELL_TEXT, false},
                                               {"checks", AP_CELL_LIST, false},
                                               {"owner", AP_CELL_TEXT_OR_NULL, false},
                                               {"template", AP_CELL_TEXT_OR_NULL, false}};
    use(table, columns, AP_COUNT(columns));
    for (size_t i = 0; i < s->lib->n_requirements; i++) {
        const struct ap_requirement *r = s->lib->requirements[i];
        struct ap_str owner = owner_of(s, r);
        if (!owner_fits(s, owner))
            continue;
        struct ap_table_cell *row = ap_table_row(table, s->mem);
        row[0].text = r->ref;
        row[1].text = r->title;
        row[2].text = r->control->id;
        row[3].text = ap_str_from(ap_word(ap_facet_words, (int)r->facet));
        row[4].text = ap_str_from(ap_word(ap_cadence_words, (int)r->cadence));
        row[5].text = r->section->title;
        row[6].list = texts_of(&r->accepts, s->mem);
        row[7].list = r->formats;
        row[8].text = r->audience.text;
        row[9].text = ap_str_from(ap_word(ap_tier_words, (int)r->tier));
        for (size_t k = 0; k < r->checks.n; k++)
            *ap_vec_push(s->mem, &row[10].list) = r->checks.items[k].name;
        row[11].text = owner;
        row[12].text = r->template_file;
    }
}

void
ap_list_frameworks(const struct ap_list_source *s, struct ap_table *table)
{
    static const struct ap_column columns[] = {{"id", AP_CELL_TEXT, true},
                                               {"title", AP_CELL_TEXT, true},
                                               {"edition", AP_CELL_TEXT, true},
                                               {"status", AP_CELL_TEXT, true},
                                               {"replaced_by", AP_CELL_TEXT_OR_NULL, true},
                                               {"ids", AP_CELL_NUMBER, false}};
    use(table, columns, AP_COUNT(columns));
    for (size_t i = 0; i < s->lib->frameworks.n; i++) {
        const struct ap_framework *f = &s->lib->frameworks.items[i];
        struct ap_table_cell *row = ap_table_row(table, s->mem);
        row[0].text = f->id;
        row[1].text = f->title;
        row[2].text = f->edition;
        row[3].text = ap_str_from(ap_word(ap_framework_status_words, (int)f->status));
        row[4].text = f->replaced_by;
        row[5].number = (int64_t)f->ids.n;
    }
}

void
ap_list_questions(const struct ap_list_source *s, struct ap_table *table)
{
    static const struct ap_column columns[] = {{"id", AP_CELL_TEXT, true},
                                               {"title", AP_CELL_TEXT, true},
                                               {"group", AP_CELL_TEXT, false},
                                               {"answered_by", AP_CELL_LIST, false},
                                               {"facts", AP_CELL_LIST, false}};
    use(table, columns, AP_COUNT(columns));
    for (size_t i = 0; i < s->lib->questions.n; i++) {
        const struct ap_question *q = &s->lib->questions.items[i];
        struct ap_table_cell *row = ap_table_row(table, s->mem);
        row[0].text = q->id;
        row[1].text = q->ask;
        row[2].text = q->group;
        row[3].list = texts_of(&q->answered_by.requirements, s->mem);
        row[4].list = texts_of(&q->answered_by.facts, s->mem);
    }
}

/** The content checks that requirements declare, each with those that do. */
void
ap_list_checks(const struct ap_list_source *s, struct ap_table *table)
{
    static const struct ap_column columns[] = {{"id", AP_CELL_TEXT, true},
                                               {"title", AP_CELL_TEXT, true},
                                               {"requirements", AP_CELL_LIST, true}};
    use(table, columns, AP_COUNT(columns));
    struct ap_map rows = {0};
    for (size_t i = 0; i < s->lib->n_requirements; i++) {
        const struct ap_requirement *r = s->lib->requirements[i];
        for (size_t k = 0; k < r->checks.n; k++) {
            struct ap_str name = r->checks.items[k].name;
            uint32_t at = (uint32_t)(table->n_cells / table->n_columns);
            uint32_t known = ap_map_put(&rows, s->mem, name, at);
            if (known == AP_NONE) {
                struct ap_table_cell *row = ap_table_row(table, s->mem);
                row[0].text = name;
                const char *title = ap_check_title(name);
                row[1].text =
                    title ? ap_str_from(title) : AP_STR("not built: nothing is looked at");
                known = at;
            }
            *ap_vec_push(s->mem, &table->cells[known * table->n_columns + 2].list) = r->ref;
        }
    }
}

void
ap_list_codes(const struct ap_list_source *s, struct ap_table *table)
{
    static const struct ap_column columns[] = {{"id", AP_CELL_TEXT, true},
                                               {"title", AP_CELL_TEXT, true},
                                               {"kind", AP_CELL_TEXT, false},
                                               {"severity", AP_CELL_TEXT, true},
                                               {"mend", AP_CELL_TEXT, false}};
    use(table, columns, AP_COUNT(columns));
    for (int code = 0; code < AP_N_CODES; code++) {
        const struct ap_code_info *info = ap_code_info((enum ap_code)code);
        struct ap_table_cell *row = ap_table_row(table, s->mem);
        row[0].text = ap_str_from(info->id);
        row[1].text = ap_str_from(info->title);
        row[2].text = info->kind == 'F' ? AP_STR("finding") : AP_STR("diagnostic");
        row[3].text = ap_str_from(ap_severity_name(info->severity));
        row[4].text = ap_str_from(info->mend);
    }
}
