/* What controls, questions, readiness lines, deal-breakers and mistakes refer to.
 * Place in the flow: library, third step of the resolver.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/resolve.h"

/* References to what a layer took out are dropped; what then says nothing any more is dropped as well. */

/* Families of finding codes, also those whose checks a later version brings. */
static const char *const families[] = {"LIB", "WSP", "NAM", "MET", "PER", "REV", "FMT", "SEC",
                                       "PII", "LOG", "SCO", "TOK", "END", "RAT", "TKT", "RBK",
                                       "SGN", "RET", "XEV", "PCK", "VFY", "VLT", "CLI"};

static bool
is_code(struct ap_str text)
{
    if (ap_code_from_id(text) != AP_N_CODES)
        return true;
    if (text.len != 6)
        return false;
    for (size_t i = 3; i < 6; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    struct ap_str family = ap_str_slice(text, 0, 3);
    for (int code = 0; code < AP_N_CODES; code++)
        if (ap_str_starts(ap_str_from(ap_code_info((enum ap_code)code)->id), family))
            return false; /* the family has codes, and this is none of them */
    for (size_t i = 0; i < AP_COUNT(families); i++)
        if (ap_str_is(family, families[i]))
            return true;
    return false;
}

static void
check_codes(struct ap_resolver *r, const struct ap_refs *codes)
{
    for (size_t i = 0; i < codes->n; i++) {
        const struct ap_ref *ref = &codes->items[i];
        if (is_code(ref->text))
            continue;
        struct ap_diagnostic *d = ap_resolver_fault(
            r, AP_LIB010, ref->place,
            ap_arena_printf(&r->scratch, "finding code \"%.*s\" is not known", AP_FMT(ref->text)));
        ap_diag_hint(r->dg, d, "apipack list codes shows the codes");
    }
}

static void
resolve_ready(struct ap_resolver *r, struct ap_control *control)
{
    size_t kept = 0;
    for (size_t i = 0; i < control->ready_when.n; i++) {
        struct ap_ready_rule *rule = &control->ready_when.items[i];
        ap_resolver_refs(r, AP_KNOWN_REQUIREMENT, &rule->all);
        if (rule->all.n)
            control->ready_when.items[kept++] = *rule;
    }
    control->ready_when.n = kept;
}

static void
resolve_population(struct ap_resolver *r, struct ap_requirement *req)
{
    if (ap_resolver_is_gone(r, AP_KNOWN_REQUIREMENT, req->population.text))
        req->population = (struct ap_ref){0};
    (void)ap_resolver_find(r, AP_KNOWN_REQUIREMENT, &req->population, AP_LIB010);
}

/* True while the rule asks for anything. */
static bool
resolve_answer(struct ap_resolver *r, struct ap_answer_rule *rule)
{
    ap_resolver_refs(r, AP_KNOWN_REQUIREMENT, &rule->requirements);
    ap_resolver_refs(r, AP_KNOWN_FACT, &rule->facts);
    return rule->requirements.n || rule->facts.n;
}

static void
resolve_questions(struct ap_resolver *r)
{
    struct ap_library *lib = r->lib;
    size_t kept = 0;
    for (size_t i = 0; i < lib->questions.n; i++)
        if (resolve_answer(r, &lib->questions.items[i].answered_by))
            lib->questions.items[kept++] = lib->questions.items[i];
    lib->questions.n = kept;
    kept = 0;
    for (size_t i = 0; i < lib->readiness.n; i++)
        if (resolve_answer(r, &lib->readiness.items[i].needs))
            lib->readiness.items[kept++] = lib->readiness.items[i];
    lib->readiness.n = kept;
}

static void
resolve_dealbreakers(struct ap_resolver *r)
{
    struct ap_dealbreakers *list = &r->lib->dealbreakers;
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        struct ap_dealbreaker *d = &list->items[i];
        bool empty = !d->gap.n && !d->finding.n && !d->facts.n;
        if (empty)
            ap_resolver_fault(
                r, AP_LIB006, d->place,
                AP_STR("a deal-breaker needs one of gap, finding and facts under when"));
        ap_resolver_refs(r, AP_KNOWN_REQUIREMENT, &d->gap);
        ap_resolver_refs(r, AP_KNOWN_REQUIREMENT, &d->evidence);
        ap_resolver_refs(r, AP_KNOWN_FACT, &d->facts);
        check_codes(r, &d->finding);
        if (d->gap.n || d->finding.n || d->facts.n)
            list->items[kept++] = *d;
    }
    list->n = kept;
}

void
ap_resolve_references(struct ap_resolver *r)
{
    for (size_t i = 0; i < r->lib->controls.n; i++) {
        struct ap_control *control = &r->lib->controls.items[i];
        ap_resolver_refs(r, AP_KNOWN_RISK, &control->treats);
        resolve_ready(r, control);
        for (size_t k = 0; k < control->requires.n; k++)
            resolve_population(r, &control->requires.items[k]);
    }
    resolve_questions(r);
    resolve_dealbreakers(r);
    for (size_t i = 0; i < r->lib->mistakes.n; i++)
        ap_resolver_refs(r, AP_KNOWN_CONTROL, &r->lib->mistakes.items[i].controls);
}
