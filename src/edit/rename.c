/* The right name of each file, and what stands in its way.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/rename.h"

#include <unistd.h>

#include "base/map.h"
#include "base/path.h"
#include "edit/rename_parts.h"
#include "edit/sidecar.h"
#include "naming/naming.h"
#include "port/unicode.h"

/** What one file's name should be. */
struct want {
    const struct ap_item *item;
    struct ap_str name; /* empty: not known, or right as it is */
    struct ap_str rel;
    struct ap_str reason; /* why it stays open, or empty */
};
AP_VEC(wants, struct want);

struct planning {
    const struct ap_evidence *ev;
    struct ap_arena *mem;
    struct wants wants;
    struct ap_map taken; /* folded path -> how many files have it or would get it */
};

/* --- the right name ----------------------------------------------------------------------- */

/** The name parses, and differs from the one known name that is near by a slip of the pen. */
static struct ap_str
mend_stem(const struct planning *p, const struct ap_item *item)
{
    const struct ap_library *lib = p->ev->lib;
    struct ap_str stem = item->parsed.stem;
    if (item->serves.n || ap_library_accepting(lib, stem))
        return AP_STR_NONE;
    struct ap_str near = ap_naming_nearest(lib->naming, stem);
    if (near.len == 0)
        return AP_STR_NONE;
    return ap_arena_join(p->mem, near, "", ap_str_slice(item->name, stem.len, item->name.len));
}

/** The sidecar says what the file serves and when: the name follows. */
static struct ap_str
name_of_service(const struct planning *p, const struct ap_item *item)
{
    bool is_link = ap_str_iends(item->name, AP_STR(".link.yaml"));
    struct ap_str ext = is_link ? AP_STR("link.yaml") : ap_path_ext(item->name);
    if (item->serves.n == 0 || item->n_requirements != 1 || item->periods.n != 1)
        return AP_STR_NONE;
    const struct ap_requirement *req = p->ev->lib->requirements[item->requirements[0]];
    if (req->accepts.n != 1)
        return AP_STR_NONE;
    const struct ap_name_parts parts = {
        .stem = req->accepts.items[0].text, .period = &item->periods.items[0], .ext = ext};
    return ap_naming_write(p->ev->lib->naming, &parts, p->mem);
}

static struct ap_str
right_name(const struct planning *p, const struct ap_item *item)
{
    struct ap_name_fault fault = {0};
    if (item->parsed.ok)
        return mend_stem(p, item);
    if (item->canonical_name.len && !ap_str_eq(item->canonical_name, item->name))
        return item->canonical_name; /* evidence.naming: warn */
    ap_naming_explain(p->ev->lib->naming, item->name, p->mem, &fault);
    return fault.corrected.len ? fault.corrected : name_of_service(p, item);
}

/** What the evidence stage says of the name. */
static struct ap_str
fault_of_name(const struct planning *p, const struct ap_item *item)
{
    static const enum ap_code codes[] = {AP_NAM001, AP_NAM003, AP_NAM004};
    for (size_t i = 0; i < p->ev->findings.n; i++) {
        const struct ap_finding *f = p->ev->findings.items[i];
        for (size_t k = 0; f->item == item->index && k < AP_COUNT(codes); k++)
            if (f->code == codes[k])
                return f->message;
    }
    return AP_STR_NONE;
}

static void
want_names(struct planning *p)
{
    for (size_t i = 0; i < p->ev->items.n; i++) {
        const struct ap_item *item = &p->ev->items.items[i];
        if (item->ignored || item->unreadable)
            continue;
        struct want want = {.item = item, .name = right_name(p, item)};
        struct ap_str dir = ap_path_dir(item->rel);
        if (ap_str_eq(want.name, item->name))
            want.name = AP_STR_NONE;
        if (want.name.len)
            want.rel = ap_path_join(p->mem, dir, want.name);
        else
            want.reason = fault_of_name(p, item);
        if (want.name.len || want.reason.len)
            *ap_vec_push(p->mem, &p->wants) = want;
    }
}

/* --- what stands in the way --------------------------------------------------------------- */

static void
take(struct planning *p, struct ap_str rel)
{
    struct ap_str folded = ap_unicode_fold(p->mem, rel);
    uint32_t n = ap_map_get(&p->taken, folded);
    ap_map_set(&p->taken, p->mem, folded, n == AP_NONE ? 1 : n + 1);
}

static uint32_t
n_taken(struct planning *p, struct ap_str rel)
{
    uint32_t n = ap_map_get(&p->taken, ap_unicode_fold(p->mem, rel));
    return n == AP_NONE ? 0 : n;
}

static bool
is_on_disk(const struct planning *p, struct ap_str rel)
{
    struct ap_str path = ap_rename_path(p->ev, rel, p->mem);
    return faccessat(AT_FDCWD, path.ptr, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool
differs_in_case_only(const struct planning *p, const struct want *want)
{
    return ap_str_eq(ap_unicode_fold(p->mem, want->rel), ap_unicode_fold(p->mem, want->item->rel));
}

static bool
has_sidecar(const struct ap_item *item)
{
    return item->sidecar.len > 0 && !item->link;
}

/** Another file, or another renaming, has the name; or a sidecar without a file waits there for one. */
static void
check_room(struct planning *p, struct want *want)
{
    bool own_case = differs_in_case_only(p, want);
    uint32_t others = n_taken(p, want->rel) - 1 - (own_case ? 1 : 0);
    struct ap_str car = ap_sidecar_name(want->rel, p->mem);
    bool is_link = ap_str_eq(car, want->rel);
    if (others > 0 || (!own_case && is_on_disk(p, want->rel)))
        want->reason =
            ap_arena_printf(p->mem, "its right name is %.*s, and another file has or would get it",
                            AP_FMT(want->name));
    else if (!own_case && !is_link && is_on_disk(p, car))
        want->reason =
            ap_arena_printf(p->mem, "its right name is %.*s, and a sidecar of that name is there",
                            AP_FMT(want->name));
}

static void
sort_out(struct planning *p, struct ap_rename_plan *plan)
{
    for (size_t i = 0; i < p->ev->items.n; i++)
        take(p, p->ev->items.items[i].rel);
    for (size_t i = 0; i < p->wants.n; i++)
        if (p->wants.items[i].name.len)
            take(p, p->wants.items[i].rel);
    for (size_t i = 0; i < p->wants.n; i++) {
        struct want *want = &p->wants.items[i];
        bool known = want->name.len > 0;
        if (known)
            check_room(p, want);
        if (want->reason.len)
            *ap_vec_push(p->mem, &plan->open) =
                (struct ap_rename_open){want->item, want->reason, known};
        else
            *ap_vec_push(p->mem, &plan->renames) =
                (struct ap_rename){.item = want->item,
                                   .name = want->name,
                                   .rel = want->rel,
                                   .has_sidecar = has_sidecar(want->item)};
    }
}

/* --- other tables ------------------------------------------------------------------------- */

static void
mention(struct ap_rename_plan *plan, struct ap_place place, struct ap_str word)
{
    for (size_t i = 0; i < plan->renames.n; i++) {
        const struct ap_rename *rename = &plan->renames.items[i];
        const struct ap_item *item = rename->item;
        if (ap_str_eq(word, item->rel) || ap_str_eq(word, item->path) ||
            ap_str_eq(word, item->name))
            *ap_vec_push(plan->mem, &plan->mentions) =
                (struct ap_rename_mention){place, word, rename->name};
    }
}

static void
find_mentions(struct ap_rename_plan *plan)
{
    const struct ap_workspace *ws = plan->ev->ws;
    for (size_t i = 0; i < ws->samples.n; i++)
        mention(plan, ws->samples.items[i].place, ws->samples.items[i].item);
    for (size_t i = 0; i < ws->tracked.n; i++)
        for (size_t k = 0; k < ws->tracked.items[i].evidence.n; k++)
            mention(plan, ws->tracked.items[i].place, ws->tracked.items[i].evidence.items[k]);
    for (size_t i = 0; i < ws->exceptions.n; i++)
        for (size_t k = 0; k < ws->exceptions.items[i].compensating.n; k++)
            mention(plan, ws->exceptions.items[i].place,
                    ws->exceptions.items[i].compensating.items[k]);
}

int
ap_rename_make_plan(const struct ap_evidence *ev, struct ap_arena *mem,
                    struct ap_rename_plan *ret_plan, struct ap_diag *dg)
{
    struct planning p = {.ev = ev, .mem = mem};
    struct ap_rename_plan plan = {.ev = ev, .mem = mem};
    want_names(&p);
    sort_out(&p, &plan);
    find_mentions(&plan);
    int r = ap_rename_rows(&plan, false, NULL, dg);
    if (r == AP_OK)
        *ret_plan = plan;
    return r;
}
