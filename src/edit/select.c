/* Files and filters to items.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/select.h"

#define SHOWN 5 /* of the files that one name fits */

static const struct ap_items *
items_of(const struct ap_assessment *as)
{
    return &as->cat->evidence->items;
}

/* --- files -------------------------------------------------------------------------------- */

/** In this order: the first way that finds a file counts. */
enum way { BY_FOLDER, BY_PATH, BY_EVIDENCE_PATH, BY_NAME, BY_GLOB, N_WAYS };

static bool
has_glob(struct ap_str s)
{
    return ap_str_find(s, '*') < s.len || ap_str_find(s, '?') < s.len;
}

static bool
fits(const struct ap_item *item, const struct ap_named_file *file, enum way way)
{
    switch (way) {
    case BY_FOLDER:
        return file->from_here.len && ap_str_eq(item->path, file->from_here);
    case BY_PATH:
        return ap_str_eq(item->path, file->given);
    case BY_EVIDENCE_PATH:
        return ap_str_eq(item->rel, file->given);
    case BY_NAME:
        return ap_str_eq(item->name, file->given);
    default:
        return has_glob(file->given) &&
               (ap_str_glob(file->given, item->path) || ap_str_glob(file->given, item->rel));
    }
}

static void
add_fitting(const struct ap_assessment *as, const struct ap_named_file *file, enum way way,
            struct ap_arena *mem, struct ap_item_list *found)
{
    for (size_t i = 0; i < items_of(as)->n; i++)
        if (!items_of(as)->items[i].ignored && fits(&items_of(as)->items[i], file, way))
            *ap_vec_push(mem, found) = (uint32_t)i;
}

/** A sidecar stands for its file: `evidence/X*` on a shell gives both. */
static struct ap_str
without_suffix(struct ap_str s)
{
    struct ap_str suffix = AP_STR(".meta.yaml");
    return ap_str_iends(s, suffix) ? ap_str_slice(s, 0, s.len - suffix.len) : s;
}

static int
report_ambiguous(const struct ap_assessment *as, const struct ap_named_file *file,
                 const struct ap_item_list *found, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_str names = AP_STR_NONE;
    for (size_t i = 0; i < found->n && i < SHOWN; i++)
        names = ap_arena_join(mem, names, i ? ", " : "", items_of(as)->items[found->items[i]].path);
    struct ap_diagnostic *d =
        ap_diag_add(dg, AP_CLI014, (struct ap_place){0}, "%zu files are called %.*s", found->n,
                    AP_FMT(file->given));
    ap_diag_hint(dg, d, "write the path of the one that is meant: %.*s%s", AP_FMT(names),
                 found->n > SHOWN ? ", …" : "");
    return AP_E_NOTFOUND;
}

static int
report_unknown(const struct ap_assessment *as, const struct ap_named_file *file,
               struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_strs known = {0};
    for (size_t i = 0; i < items_of(as)->n; i++)
        if (!items_of(as)->items[i].ignored)
            *ap_vec_push(mem, &known) = items_of(as)->items[i].name;
    struct ap_diagnostic *d = ap_diag_add(dg, AP_CLI014, (struct ap_place){0},
                                          "there is no evidence file %.*s", AP_FMT(file->given));
    size_t slash = ap_str_rfind(file->given, '/');
    struct ap_str base = slash < file->given.len
                             ? ap_str_slice(file->given, slash + 1, file->given.len)
                             : file->given;
    struct ap_str nearest = ap_strs_nearest(&known, base);
    if (nearest.len)
        ap_diag_hint(dg, d, "did you mean %.*s?", AP_FMT(nearest));
    return AP_E_NOTFOUND;
}

static int
find_file(const struct ap_assessment *as, const struct ap_named_file *given, struct ap_arena *mem,
          bool *chosen, struct ap_diag *dg)
{
    struct ap_named_file forms[] = {
        *given, {without_suffix(given->given), without_suffix(given->from_here)}};
    struct ap_item_list found = {0};
    for (size_t f = 0; f < AP_COUNT(forms) && found.n == 0; f++)
        for (int way = 0; way < N_WAYS && found.n == 0; way++)
            add_fitting(as, &forms[f], (enum way)way, mem, &found);
    if (found.n == 0)
        return report_unknown(as, given, mem, dg);
    if (found.n > 1 && !has_glob(given->given))
        return report_ambiguous(as, given, &found, mem, dg);
    for (size_t i = 0; i < found.n; i++)
        chosen[found.items[i]] = true;
    return AP_OK;
}

/* --- filters ------------------------------------------------------------------------------ */

static bool
is_family(struct ap_str family, struct ap_str id)
{
    return id.len > family.len && ap_str_starts(id, family) && id.ptr[family.len] == '-';
}

static bool
control_fits(const struct ap_assessment *as, const struct ap_item *item, struct ap_str glob)
{
    for (size_t i = 0; i < item->controls.n; i++)
        if (ap_str_glob(glob, item->controls.items[i]) || is_family(glob, item->controls.items[i]))
            return true;
    for (size_t i = 0; i < item->n_requirements; i++) {
        const struct ap_requirement *req = as->cat->lib->requirements[item->requirements[i]];
        if (ap_str_glob(glob, req->ref) || ap_str_glob(glob, req->control->id) ||
            is_family(glob, req->control->id))
            return true;
    }
    return false;
}

static bool
period_fits(const struct ap_item *item, struct ap_span within)
{
    for (size_t i = 0; i < item->periods.n; i++)
        if (ap_span_contains(within, item->periods.items[i].span))
            return true;
    return false;
}

static enum ap_review_status
status_of(const struct ap_item *item)
{
    return item->reviews.n ? item->reviews.items[item->reviews.n - 1].status : AP_REVIEW_UPLOADED;
}

static bool
passes(const struct ap_assessment *as, const struct ap_item *item, const struct ap_selection *s)
{
    if (s->control.len && !control_fits(as, item, s->control))
        return false;
    if (s->owner.len && !ap_workspace_same_person(as->cat->ws, item->owner, s->owner))
        return false;
    if (s->has_period && !period_fits(item, s->period.span))
        return false;
    return s->status == AP_REVIEW_NONE || status_of(item) == s->status;
}

/** True if the library has a control, a family or a requirement that `glob` means. */
static bool
is_control_known(const struct ap_library *lib, struct ap_str glob)
{
    for (size_t i = 0; i < lib->controls.n; i++)
        if (ap_str_glob(glob, lib->controls.items[i].id) ||
            is_family(glob, lib->controls.items[i].id))
            return true;
    for (size_t i = 0; i < lib->n_requirements; i++)
        if (ap_str_glob(glob, lib->requirements[i]->ref))
            return true;
    return false;
}

static int
report_nothing(const struct ap_assessment *as, const struct ap_selection *selection,
               struct ap_arena *mem, struct ap_diag *dg)
{
    const struct ap_library *lib = as->cat->lib;
    if (selection->control.len == 0 || is_control_known(lib, selection->control)) {
        struct ap_diagnostic *d = ap_diag_add(dg, AP_CLI014, (struct ap_place){0},
                                              "no evidence file matches what was asked for");
        ap_diag_hint(dg, d, "apipack list evidence shows what there is");
        return AP_E_NOTFOUND;
    }
    struct ap_strs known = {0};
    for (size_t i = 0; i < lib->controls.n; i++)
        *ap_vec_push(mem, &known) = lib->controls.items[i].id;
    struct ap_str nearest = ap_strs_nearest(&known, selection->control);
    struct ap_diagnostic *d = ap_diag_add(dg, AP_CLI006, (struct ap_place){0},
                                          "no control is called %.*s", AP_FMT(selection->control));
    if (nearest.len)
        ap_diag_hint(dg, d, "did you mean %.*s?", AP_FMT(nearest));
    else
        ap_diag_hint(dg, d, "apipack list controls shows what there is");
    return AP_E_NOTFOUND;
}

int
ap_select_items(const struct ap_assessment *as, const struct ap_selection *selection,
                struct ap_arena *mem, struct ap_item_list *ret_items, struct ap_diag *dg)
{
    struct ap_item_list chosen = {0};
    size_t n = items_of(as)->n;
    bool *meant = ap_arena_array(mem, bool, n);
    int result = AP_OK;
    for (size_t i = 0; i < n && selection->files.n == 0; i++)
        meant[i] = !items_of(as)->items[i].ignored;
    for (size_t i = 0; i < selection->files.n; i++) {
        int r = find_file(as, &selection->files.items[i], mem, meant, dg);
        result = r < 0 ? r : result;
    }
    if (result < 0)
        return result;
    for (size_t i = 0; i < n; i++)
        if (meant[i] && passes(as, &items_of(as)->items[i], selection))
            *ap_vec_push(mem, &chosen) = (uint32_t)i;
    if (chosen.n == 0)
        return report_nothing(as, selection, mem, dg);
    *ret_items = chosen;
    return AP_OK;
}
