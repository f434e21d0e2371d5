/* Explanations of controls and requirements.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/explain.h"
#include "cli/text.h"

enum { LABEL_WIDTH = 14 };

void
ap_explain_heading(struct ap_explain *e, struct ap_str id, struct ap_str title)
{
    struct ap_str line = title.len ? ap_arena_join(e->mem, id, "  ", title) : id;
    ap_text_wrap(e->out, line, 0, 2, e->width);
}

void
ap_explain_row(struct ap_explain *e, const char *label, struct ap_str text)
{
    if (text.len)
        ap_text_pair(e->out, ap_str_from(label), LABEL_WIDTH, text, e->width);
}

void
ap_explain_list(struct ap_explain *e, const char *label, const struct ap_strs *items)
{
    for (size_t i = 0; i < items->n; i++)
        ap_explain_row(e, i ? "" : label, items->items[i]);
}

static struct ap_strs
texts_of(const struct ap_refs *refs, struct ap_arena *mem)
{
    struct ap_strs texts = {NULL, 0, 0};
    for (size_t i = 0; i < refs->n; i++)
        *ap_vec_push(mem, &texts) = refs->items[i].text;
    return texts;
}

static void
mapping_rows(struct ap_explain *e, const struct ap_control *c)
{
    for (size_t i = 0; i < c->maps.n; i++) {
        const struct ap_mapping *m = &c->maps.items[i];
        struct ap_str line = ap_arena_join(e->mem, m->framework.text, ":", AP_STR_NONE);
        for (size_t k = 0; k < m->ids.n; k++)
            line = ap_arena_join(e->mem, line, k ? ", " : " ", m->ids.items[k].text);
        ap_explain_row(e, i ? "" : "maps to", line);
    }
}

static void
requirement_rows(struct ap_explain *e, const struct ap_control *c)
{
    for (size_t i = 0; i < c->requires.n; i++) {
        const struct ap_requirement *r = &c->requires.items[i];
        struct ap_str line = ap_arena_printf(
            e->mem, "%.*s: %.*s (%s, %s)", AP_FMT(r->ref), AP_FMT(r->title),
            ap_word(ap_facet_words, (int)r->facet), ap_word(ap_cadence_words, (int)r->cadence));
        ap_explain_row(e, i ? "" : "requires", line);
    }
}

bool
ap_explain_control(struct ap_explain *e, struct ap_str id)
{
    const struct ap_control *c = ap_library_control(e->lib, id);
    if (!c)
        return false;
    ap_explain_heading(e, c->id, c->title);
    ap_explain_row(e, "must hold", c->statement);
    ap_explain_row(e, "is asked", c->ask);
    ap_explain_list(e, "is rejected", &c->rejects);
    ap_explain_row(e, "area", c->area->title);
    ap_explain_row(e, "section", c->section->title);
    ap_explain_row(e, "severity", ap_str_from(ap_severity_name(c->severity)));
    ap_explain_row(e, "responsible",
                   ap_str_from(ap_word(ap_responsibility_words, (int)c->responsibility)));
    requirement_rows(e, c);
    for (size_t i = 0; i < c->ready_when.n; i++)
        ap_explain_row(e, i ? "" : "ready when", c->ready_when.items[i].say);
    struct ap_strs risks = texts_of(&c->treats, e->mem);
    ap_explain_list(e, "treats", &risks);
    mapping_rows(e, c);
    return true;
}

static struct ap_str
cadence_of(struct ap_explain *e, const struct ap_requirement *r)
{
    struct ap_str line = ap_str_from(ap_word(ap_cadence_words, (int)r->cadence));
    if (r->cadence == AP_ONCE)
        line = AP_STR("once: a version must be in force over the whole window");
    else if (r->grace_days > 0)
        line = ap_arena_printf(e->mem, "%.*s, due %d days after its end", AP_FMT(line),
                               (int)r->grace_days);
    if (r->max_age_days >= 0)
        line = ap_arena_printf(e->mem, "%.*s; not older than %d days", AP_FMT(line),
                               (int)r->max_age_days);
    return line;
}

bool
ap_explain_requirement(struct ap_explain *e, struct ap_str id)
{
    const struct ap_requirement *r = ap_library_requirement(e->lib, id);
    if (!r)
        return false;
    ap_explain_heading(e, r->ref, r->title);
    ap_explain_row(e, "control", ap_arena_join(e->mem, r->control->id, " ", r->control->title));
    ap_explain_row(e, "proves", ap_str_from(ap_word(ap_facet_words, (int)r->facet)));
    ap_explain_row(e, "cadence", cadence_of(e, r));
    struct ap_strs accepts = texts_of(&r->accepts, e->mem);
    ap_explain_list(e, "accepts", &accepts);
    ap_explain_row(e, "formats",
                   r->extensions.n ? ap_arena_join_all(e->mem, &r->extensions, ", ")
                                   : AP_STR("any"));
    ap_explain_row(e, "produce", r->produce);
    if (r->template_file.len)
        ap_explain_row(e, "template",
                       ap_arena_printf(e->mem,
                                       "start from templates/%.*s, which apipack init writes",
                                       AP_FMT(r->template_file)));
    ap_explain_row(e, "from", ap_arena_join_all(e->mem, &r->sources, ", "));
    if (r->min > 1)
        ap_explain_row(e, "at least", ap_arena_printf(e->mem, "%d items", (int)r->min));
    if (r->approvals > 1)
        ap_explain_row(e, "approvals", ap_arena_printf(e->mem, "%d", (int)r->approvals));
    ap_explain_row(e, "section", r->section->title);
    ap_explain_row(e, "audience", r->audience.text);
    ap_explain_row(e, "tier", ap_str_from(ap_word(ap_tier_words, (int)r->tier)));
    for (size_t i = 0; i < r->checks.n; i++)
        ap_explain_row(e, i ? "" : "checks", r->checks.items[i].name);
    ap_explain_list(e, "is rejected", &r->control->rejects);
    if (e->ws)
        ap_explain_row(e, "owner", ap_workspace_owner_of(e->ws, r));
    return true;
}
