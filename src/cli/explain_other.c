/* Explanations of frameworks, questions, lines, deal-breakers, mistakes, risks and codes.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/embed.h"
#include "cli/explain.h"
#include "cli/text.h"

bool
ap_explain_framework(struct ap_explain *e, struct ap_str id)
{
    const struct ap_framework *f = ap_library_framework(e->lib, id);
    if (!f)
        return false;
    ap_explain_heading(e, f->id, f->title);
    ap_explain_row(e, "edition", f->edition);
    ap_explain_row(e, "status", ap_str_from(ap_word(ap_framework_status_words, (int)f->status)));
    ap_explain_row(e, "replaced by", f->replaced_by);
    for (size_t i = 0; i < f->ids.n; i++)
        ap_explain_row(e, i ? "" : "ids",
                       ap_arena_join(e->mem, f->ids.items[i].id, "  ", f->ids.items[i].label));
    return true;
}

/** "2022, current"; "2015, withdrawn, replaced by iso27017-2026". */
static struct ap_str
edition_of(struct ap_explain *e, const struct ap_framework *f)
{
    struct ap_str status = ap_str_from(ap_word(ap_framework_status_words, (int)f->status));
    struct ap_str text = ap_arena_join(e->mem, f->edition, f->edition.len ? ", " : "", status);
    return f->replaced_by.len ? ap_arena_join(e->mem, text, ", replaced by ", f->replaced_by)
                              : text;
}

/** `soc2-2017:CC6.1`: which controls answer it. */
bool
ap_explain_framework_id(struct ap_explain *e, struct ap_str id)
{
    size_t colon = ap_str_find(id, ':');
    const struct ap_framework *f = ap_library_framework(e->lib, ap_str_slice(id, 0, colon));
    struct ap_str inner = ap_str_slice(id, colon + 1, id.len);
    const struct ap_framework_id *found = NULL;
    for (size_t i = 0; f && i < f->ids.n; i++)
        if (ap_str_eq(f->ids.items[i].id, inner))
            found = &f->ids.items[i];
    if (!found)
        return false;
    ap_explain_heading(e, id, found->label);
    ap_explain_row(e, "framework", f->title);
    ap_explain_row(e, "edition", edition_of(e, f));
    ap_explain_row(e, "relation", ap_str_from(ap_word(ap_relation_words, (int)f->relation)));
    if (!found->verified)
        ap_explain_row(e, "note", AP_STR("this id was not verified against its source"));
    bool first = true;
    for (size_t i = 0; i < e->lib->controls.n; i++) {
        const struct ap_control *c = &e->lib->controls.items[i];
        if (!ap_control_maps_to(c, f->id, inner))
            continue;
        ap_explain_row(e, first ? "controls" : "", ap_arena_join(e->mem, c->id, "  ", c->title));
        for (size_t k = 0; k < c->requires.n; k++)
            ap_explain_row(e, "",
                           ap_arena_printf(e->mem, "- %.*s: %.*s", AP_FMT(c->requires.items[k].ref),
                                           AP_FMT(c->requires.items[k].title)));
        first = false;
    }
    if (first)
        ap_explain_row(e, "controls", AP_STR("none maps to it"));
    return true;
}

static void
rule_rows(struct ap_explain *e, const struct ap_answer_rule *rule)
{
    for (size_t i = 0; i < rule->requirements.n; i++)
        ap_explain_row(e,
                       i           ? ""
                       : rule->any ? "needs one of"
                                   : "needs",
                       rule->requirements.items[i].text);
    for (size_t i = 0; i < rule->facts.n; i++)
        ap_explain_row(e, i ? "" : "needs", rule->facts.items[i].text);
}

bool
ap_explain_question(struct ap_explain *e, struct ap_str id)
{
    for (size_t i = 0; i < e->lib->questions.n; i++) {
        const struct ap_question *q = &e->lib->questions.items[i];
        if (!ap_str_eq(q->id, id))
            continue;
        ap_explain_heading(e, q->id, q->ask);
        ap_explain_row(e, "group", q->group);
        rule_rows(e, &q->answered_by);
        return true;
    }
    return false;
}

bool
ap_explain_readiness(struct ap_explain *e, struct ap_str id)
{
    for (size_t i = 0; i < e->lib->readiness.n; i++) {
        const struct ap_readiness *r = &e->lib->readiness.items[i];
        if (!ap_str_eq(r->id, id))
            continue;
        ap_explain_heading(e, r->id, r->line);
        rule_rows(e, &r->needs);
        return true;
    }
    return false;
}

static void
ref_rows(struct ap_explain *e, const char *label, const struct ap_refs *refs)
{
    for (size_t i = 0; i < refs->n; i++)
        ap_explain_row(e, i ? "" : label, refs->items[i].text);
}

bool
ap_explain_dealbreaker(struct ap_explain *e, struct ap_str id)
{
    for (size_t i = 0; i < e->lib->dealbreakers.n; i++) {
        const struct ap_dealbreaker *d = &e->lib->dealbreakers.items[i];
        if (!ap_str_eq(d->id, id))
            continue;
        ap_explain_heading(e, d->id, d->line);
        ref_rows(e, "when a gap in", &d->gap);
        ref_rows(e, "when found", &d->finding);
        ref_rows(e, "when", &d->facts);
        ref_rows(e, "ruled out by", &d->evidence);
        return true;
    }
    return false;
}

bool
ap_explain_mistake(struct ap_explain *e, struct ap_str id)
{
    for (size_t i = 0; i < e->lib->mistakes.n; i++) {
        const struct ap_mistake *m = &e->lib->mistakes.items[i];
        if (!ap_str_eq(m->id, id))
            continue;
        ap_explain_heading(e, m->id, m->title);
        ap_explain_row(e, "weak answer", m->weak);
        ap_explain_row(e, "strong answer", m->strong);
        ref_rows(e, "controls", &m->controls);
        return true;
    }
    return false;
}

bool
ap_explain_risk(struct ap_explain *e, struct ap_str id)
{
    for (size_t i = 0; i < e->lib->risks.n; i++) {
        if (!ap_str_eq(e->lib->risks.items[i].id, id))
            continue;
        ap_explain_heading(e, id, e->lib->risks.items[i].title);
        bool first = true;
        for (size_t c = 0; c < e->lib->controls.n; c++) {
            const struct ap_control *control = &e->lib->controls.items[c];
            for (size_t t = 0; t < control->treats.n; t++)
                if (ap_str_eq(control->treats.items[t].text, id)) {
                    ap_explain_row(e, first ? "treated by" : "",
                                   ap_arena_join(e->mem, control->id, "  ", control->title));
                    first = false;
                }
        }
        return true;
    }
    return false;
}

/** The rest of a paragraph without the marks of bold type; wrapping makes its own line breaks. */
static struct ap_str
plain_words(struct ap_str text, struct ap_arena *mem)
{
    char *words = ap_arena_alloc(mem, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '*')
            words[n++] = text.ptr[i];
    return (struct ap_str){words, n};
}

/** Cut at the first empty line. */
static struct ap_str
next_paragraph(struct ap_str *rest)
{
    struct ap_str text = *rest;
    struct ap_str line;
    do
        line = ap_str_cut(rest, '\n');
    while (rest->ptr && line.len);
    return rest->ptr ? ap_str_slice(text, 0, (size_t)(rest->ptr - text.ptr)) : text;
}

/** The page of docs/findings is part of the program: the terminal and the documentation say the same. */
static bool
page_paragraphs(struct ap_explain *e, const char *code)
{
    const struct ap_embedded *page =
        ap_embedded_file(ap_arena_printf(e->mem, "docs/findings/%s.md", code).ptr);
    if (!page)
        return false;
    struct ap_str rest = ap_str_trim((struct ap_str){(const char *)page->bytes, page->n_bytes});
    while (rest.ptr) {
        struct ap_str text = next_paragraph(&rest);
        size_t skip = ap_str_starts(text, AP_STR("# ")) ? 2 : 0;
        size_t indent = ap_str_starts(text, AP_STR("    ")) ? 4 : 0;
        ap_text_pad(e->out, indent);
        ap_text_wrap(e->out, plain_words(ap_str_slice(text, skip, text.len), e->mem), indent,
                     indent, e->width);
        if (rest.ptr)
            ap_buf_add_char(e->out, '\n');
    }
    return true;
}

bool
ap_explain_code(struct ap_explain *e, struct ap_str id)
{
    enum ap_code code = ap_code_from_id(id);
    if (code == AP_N_CODES)
        return false;
    const struct ap_code_info *info = ap_code_info(code);
    if (page_paragraphs(e, info->id))
        return true;
    ap_explain_heading(e, ap_str_from(info->id), ap_str_from(info->title));
    ap_explain_row(e, info->kind == 'F' ? "finding" : "diagnostic",
                   ap_str_from(ap_severity_name(info->severity)));
    ap_explain_row(e, "mend", ap_str_from(info->mend));
    return true;
}

void
ap_explain_known(const struct ap_library *lib, struct ap_arena *mem, struct ap_strs *known)
{
    for (size_t i = 0; i < lib->controls.n; i++)
        *ap_vec_push(mem, known) = lib->controls.items[i].id;
    for (size_t i = 0; i < lib->n_requirements; i++)
        *ap_vec_push(mem, known) = lib->requirements[i]->ref;
    for (size_t i = 0; i < lib->questions.n; i++)
        *ap_vec_push(mem, known) = lib->questions.items[i].id;
    for (size_t i = 0; i < lib->readiness.n; i++)
        *ap_vec_push(mem, known) = lib->readiness.items[i].id;
    for (size_t i = 0; i < lib->dealbreakers.n; i++)
        *ap_vec_push(mem, known) = lib->dealbreakers.items[i].id;
    for (size_t i = 0; i < lib->mistakes.n; i++)
        *ap_vec_push(mem, known) = lib->mistakes.items[i].id;
    for (size_t i = 0; i < lib->risks.n; i++)
        *ap_vec_push(mem, known) = lib->risks.items[i].id;
    for (int code = 0; code < AP_N_CODES; code++)
        *ap_vec_push(mem, known) = ap_str_from(ap_code_info((enum ap_code)code)->id);
    for (size_t i = 0; i < lib->frameworks.n; i++) {
        const struct ap_framework *f = &lib->frameworks.items[i];
        *ap_vec_push(mem, known) = f->id;
        for (size_t k = 0; k < f->ids.n; k++)
            *ap_vec_push(mem, known) = ap_arena_join(mem, f->id, ":", f->ids.items[k].id);
    }
}
