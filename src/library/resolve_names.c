/* Accepted evidence names: which requirements take each, which can never be met, which cannot be told apart.
 * Place in the flow: library, last step of the resolver; the naming rules are compiled here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/resolve.h"
#include "naming/naming.h"

static void
check_name(struct ap_resolver *r, const struct ap_requirement *req, const struct ap_ref *name)
{
    struct ap_str prefix = ap_str_slice(name->text, 0, ap_str_find(name->text, '-'));
    struct ap_str artifact = ap_str_slice(name->text, prefix.len + 1, name->text.len);
    bool known = ap_map_get(&r->area_by_prefix, prefix) != AP_NONE;
    if (known && ap_str_is_camel_case(artifact))
        return;
    struct ap_str why =
        known ? ap_arena_printf(&r->scratch, "\"%.*s\" is not CamelCase", AP_FMT(artifact))
              : ap_arena_printf(&r->scratch, "no area has the prefix \"%.*s\"", AP_FMT(prefix));
    struct ap_diagnostic *d = ap_resolver_fault(
        r, AP_LIB016, name->place,
        ap_arena_printf(&r->scratch, "no file can have the name \"%.*s\" that %.*s accepts: %.*s",
                        AP_FMT(name->text), AP_FMT(req->ref), AP_FMT(why)));
    const struct ap_library_change *renamed = ap_resolver_renamed(r, prefix, 0);
    if (!known && renamed) {
        ap_diag_hint(r->dg, d, "%.*s:%u renames the prefix to \"%.*s\"",
                     AP_FMT(renamed->place.file), renamed->place.line, AP_FMT(renamed->value));
        return;
    }
    if (known || !r->suggestions)
        return;
    r->suggestions--;
    struct ap_strs prefixes = {0};
    for (size_t i = 0; i < r->lib->areas.n; i++)
        *ap_vec_push(&r->scratch, &prefixes) = r->lib->areas.items[i].prefix;
    struct ap_str nearest = ap_strs_nearest(&prefixes, prefix);
    if (nearest.len)
        ap_diag_hint(r->dg, d, "did you mean \"%.*s\"?", AP_FMT(nearest));
}

/* First pass: every name gets its place in accept_lists, and its count. */
static void
count_names(struct ap_resolver *r)
{
    struct ap_library *lib = r->lib;
    size_t n = 0;
    for (size_t i = 0; i < lib->n_requirements; i++)
        n += lib->requirements[i]->accepts.n;
    lib->accept_lists = ap_arena_array(r->mem, struct ap_accept_list, n);
    for (size_t i = 0; i < lib->n_requirements; i++) {
        const struct ap_requirement *req = lib->requirements[i];
        for (size_t k = 0; k < req->accepts.n; k++) {
            struct ap_str name = req->accepts.items[k].text;
            uint32_t at = ap_map_put(&lib->accepted, r->mem, name, (uint32_t)lib->n_accept_lists);
            if (at == AP_NONE) {
                at = (uint32_t)lib->n_accept_lists++;
                lib->accept_lists[at].name = name;
            }
            lib->accept_lists[at].n++;
            check_name(r, req, &req->accepts.items[k]);
        }
    }
}

static void
same_name(struct ap_resolver *r, const struct ap_requirement *a, const struct ap_requirement *b,
          const struct ap_ref *name)
{
    struct ap_diagnostic *d =
        ap_resolver_fault(r, AP_LIB017, name->place,
                          ap_arena_printf(&r->scratch, "%.*s and %.*s both accept \"%.*s\"",
                                          AP_FMT(a->ref), AP_FMT(b->ref), AP_FMT(name->text)));
    ap_diag_hint(r->dg, d, "give one of them an accepted name of its own");
}

/* Second pass: the requirements of each name, ascending. */
static void
fill_names(struct ap_resolver *r)
{
    struct ap_library *lib = r->lib;
    for (size_t i = 0; i < lib->n_accept_lists; i++) {
        lib->accept_lists[i].requirements =
            ap_arena_array(r->mem, uint32_t, lib->accept_lists[i].n);
        lib->accept_lists[i].n = 0;
    }
    for (size_t i = 0; i < lib->n_requirements; i++) {
        const struct ap_requirement *req = lib->requirements[i];
        for (size_t k = 0; k < req->accepts.n; k++) {
            const struct ap_ref *name = &req->accepts.items[k];
            struct ap_accept_list *list =
                &lib->accept_lists[ap_map_get(&lib->accepted, name->text)];
            uint32_t last = list->n ? list->requirements[list->n - 1] : AP_NONE;
            if (last == (uint32_t)i)
                continue; /* a name twice in one requirement counts once */
            if (last != AP_NONE && lib->requirements[last]->control == req->control)
                same_name(r, lib->requirements[last], req, name);
            list->requirements[list->n++] = (uint32_t)i;
        }
    }
}

void
ap_resolve_names(struct ap_resolver *r)
{
    struct ap_library *lib = r->lib;
    count_names(r);
    fill_names(r);
    if (!lib->naming_rules.patterns.n)
        return;
    struct ap_strs *names = ap_arena_new(r->mem, struct ap_strs); /* the compiled rules borrow it */
    for (size_t i = 0; i < lib->n_accept_lists; i++)
        *ap_vec_push(r->mem, names) = lib->accept_lists[i].name;
    struct ap_naming *naming = NULL;
    if (ap_naming_compile(&lib->naming_rules, &lib->areas, names, r->mem, &naming, r->dg) != AP_OK)
        r->bad = true;
    lib->naming = naming;
}
