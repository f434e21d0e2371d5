/* The proof chain of each control, and coverage by framework.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/headline.h"
#include "report/page.h"
#include "report/views.h"

/* --- controls ------------------------------------------------------------------------------------- */

static void
facet_element(const void *user, const void *self, size_t i, struct ap_value *out,
              struct ap_arena *mem)
{
    static const char *const tones[] = {[AP_PROVEN] = "good",
                                        [AP_OPEN] = "bad",
                                        [AP_PROOF_NOT_DUE] = "dim",
                                        [AP_NOT_TESTED] = "wait",
                                        [AP_NOT_REQUIRED] = "dim"};
    const struct ap_control_verdict *verdict = self;
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)user;
    ap_page_state(fields, ap_word(ap_proof_state_words, (int)verdict->proof[i]),
                  tones[verdict->proof[i]]);
    ap_fields_text(fields, "facet", ap_str_from(ap_word(ap_facet_words, (int)i)));
    ap_fields_flag(fields, "asked", verdict->proof[i] != AP_NOT_REQUIRED);
}

/** "soc2-2017: CC6.1, CC6.2" of the frameworks in view. */
static struct ap_strs *
mappings_of(const struct ap_report_context *ctx, const struct ap_control *control,
            struct ap_arena *mem)
{
    struct ap_strs *lines = ap_arena_new(mem, struct ap_strs);
    for (size_t i = 0; i < control->maps.n; i++) {
        const struct ap_mapping *map = &control->maps.items[i];
        struct ap_str ids = AP_STR_NONE;
        if (!ap_strs_has(&ctx->cat->in_view, map->framework.text))
            continue;
        for (size_t k = 0; k < map->ids.n; k++)
            ids = ap_arena_join(mem, ids, k ? ", " : "", map->ids.items[k].text);
        *ap_vec_push(mem, lines) = ap_arena_join(mem, map->framework.text, ": ", ids);
    }
    return lines;
}

/** "risk R-3 …" of each open entry about the control. */
static struct ap_strs *
open_of(const struct ap_report_context *ctx, const struct ap_control *control, struct ap_arena *mem)
{
    struct ap_strs *all = ap_arena_new(mem, struct ap_strs);
    for (int kind = 0; kind < AP_N_TRACKED; kind++) {
        struct ap_strs lines = {NULL, 0, 0};
        ap_views_open_of(ctx, control, (enum ap_tracked_kind)kind, &lines);
        for (size_t i = 0; i < lines.n; i++)
            *ap_vec_push(mem, all) =
                ap_arena_printf(mem, "%s %.*s", ap_views_register((enum ap_tracked_kind)kind)->noun,
                                AP_FMT(lines.items[i]));
    }
    return all;
}

static void
control_element(const void *user, const void *self, size_t i, struct ap_value *out,
                struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_control_verdict *verdict = &page->ctx->as->controls[i];
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)self;
    ap_fields_text(fields, "id", verdict->control->id);
    ap_fields_text(fields, "title", verdict->control->title);
    ap_fields_text(fields, "owner", ap_page_owner(page, verdict->owner));
    ap_fields_list(fields, "facets", AP_N_FACETS, facet_element, verdict);
    ap_fields_text(fields, "summary", ap_views_summary(page->ctx, verdict));
    ap_fields_text(fields, "ready_say", ap_views_ready_say(page->ctx, verdict));
    ap_fields_text(fields, "ready_tone", verdict->ready ? AP_STR("good") : AP_STR("wait"));
    ap_page_texts(fields, "mappings", mappings_of(page->ctx, verdict->control, mem));
    ap_page_texts(fields, "open", open_of(page->ctx, verdict->control, mem));
}

void
ap_page_controls(const struct ap_page *page, struct ap_fields *root)
{
    ap_fields_flag(root, "has_controls", page->ctx->as->n_controls > 0);
    ap_fields_flag(root, "has_tracked", page->ctx->as->n_tracked > 0);
    ap_fields_list(root, "controls", page->ctx->as->n_controls, control_element, NULL);
}

/* --- frameworks ----------------------------------------------------------------------------------- */

static void
add_counts(struct ap_fields *fields, const struct ap_framework_coverage *row)
{
    ap_fields_number(fields, "n_controls", row->n_mapped);
    ap_fields_number(fields, "n_due", row->n_due);
    ap_fields_number(fields, "n_satisfied", row->n_satisfied);
    ap_fields_number(fields, "n_gaps", row->n_gaps);
}

static void
id_element(const void *user, const void *self, size_t i, struct ap_value *out, struct ap_arena *mem)
{
    static const char *const tones[AP_N_FRAMEWORK_STATES] = {
        [AP_FRAMEWORK_PROVEN] = "good", [AP_FRAMEWORK_PARTLY] = "wait",
        [AP_FRAMEWORK_OPEN] = "bad",    [AP_FRAMEWORK_EXCEPTED] = "wait",
        [AP_FRAMEWORK_NOT_DUE] = "dim", [AP_FRAMEWORK_NOT_ASKED] = "dim",
        [AP_FRAMEWORK_UNMAPPED] = "dim"};
    const struct ap_framework_coverage *row = (const struct ap_framework_coverage *)self + 1 + i;
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)user;
    ap_fields_text(fields, "id", row->id->id);
    ap_fields_text(fields, "label", row->id->label);
    ap_fields_flag(fields, "unverified", !row->id->verified);
    ap_page_state(fields, ap_word(ap_framework_state_words, (int)row->state), tones[row->state]);
    add_counts(fields, row);
}

static void
framework_element(const void *user, const void *self, size_t i, struct ap_value *out,
                  struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_framework_coverages *rows = &page->ctx->as->frameworks;
    const struct ap_framework_coverage *row =
        ((const struct ap_framework_coverage *const *)self)[i];
    const struct ap_framework_coverage *end = rows->items + rows->n;
    struct ap_fields *fields = ap_fields_new(out, mem);
    size_t n_ids = 0;
    while (row + 1 + n_ids < end && row[1 + n_ids].id)
        n_ids++;
    ap_fields_text(fields, "id", row->framework->id);
    ap_fields_text(fields, "title", row->framework->title);
    ap_fields_text(fields, "edition", row->framework->edition);
    ap_fields_text(fields, "warning", ap_views_framework_warning(page->ctx, row->framework));
    ap_fields_text(fields, "said", ap_views_framework_ids(page->ctx, row));
    add_counts(fields, row);
    ap_fields_list(fields, "ids", n_ids, id_element, row);
}

void
ap_page_frameworks(const struct ap_page *page, struct ap_fields *root)
{
    const struct ap_framework_coverages *rows = &page->ctx->as->frameworks;
    const struct ap_framework_coverage **wholes =
        ap_arena_array(root->mem, const struct ap_framework_coverage *, rows->n);
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (!rows->items[i].id)
            wholes[n++] = &rows->items[i];
    ap_fields_flag(root, "has_frameworks", n > 0);
    ap_fields_list(root, "frameworks", n, framework_element, wholes);
}
