/* Paths in tag files: they stay inside, and which file each of them means.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "pack/verify/bag.h"
#include "port/unicode.h"

static bool
refuse(struct ap_bag *bag, enum ap_code code, struct ap_place place, struct ap_str path,
       const char *words)
{
    (void)ap_diag_add(bag->dg, code, place, "\"%.*s\" %s", AP_FMT(path), words);
    return false;
}

/** A drive letter or a path to another machine: Windows would leave the bag. */
static bool
is_windows_root(struct ap_str path)
{
    bool has_drive = path.len > 1 && path.ptr[1] == ':' && ap_is_letter(path.ptr[0]);
    return has_drive || ap_str_starts(path, AP_STR("\\"));
}

bool
ap_bag_check_path(struct ap_bag *bag, struct ap_str path, bool payload, struct ap_place place)
{
    if (path.len == 0 || memchr(path.ptr, '\0', path.len))
        return refuse(bag, AP_VFY015, place, path, "is no path");
    if (path.ptr[0] == '/' || path.ptr[0] == '~' || is_windows_root(path))
        return refuse(bag, AP_VFY019, place, path, "leads out of the bag");
    struct ap_str rest = path;
    while (rest.ptr) {
        struct ap_str part = ap_str_cut(&rest, '/');
        if (ap_str_is(part, ".."))
            return refuse(bag, AP_VFY019, place, path, "leads out of the bag");
        if (part.len == 0 || ap_str_is(part, "."))
            return refuse(bag, AP_VFY015, place, path, "holds an empty part, or a dot as a part");
    }
    bool is_payload = ap_str_starts(path, AP_STR("data/"));
    if (payload && !is_payload)
        return refuse(bag, AP_VFY019, place, path, "does not lie below data/");
    if (!payload && is_payload)
        return refuse(bag, AP_VFY015, place, path,
                      "lies below data/: a tag manifest does not list payload");
    return true;
}

/** `%0A`, `%0D` and `%25` stand for LF, CR and `%`; nothing else is encoded. */
static struct ap_str
decode(struct ap_str path, struct ap_arena *mem)
{
    if (ap_str_find(path, '%') == path.len)
        return path;
    AP_AUTO_BUF struct ap_buf out = {0};
    for (size_t i = 0; i < path.len; i++) {
        struct ap_str three = ap_str_slice(path, i, i + 3);
        char c = path.ptr[i];
        if (ap_str_ieq(three, AP_STR("%0A")))
            c = '\n';
        else if (ap_str_ieq(three, AP_STR("%0D")))
            c = '\r';
        else if (!ap_str_eq(three, AP_STR("%25")))
            three.len = 1;
        ap_buf_add_char(&out, c);
        i += three.len - 1;
    }
    return ap_arena_copy(mem, ap_buf_str(&out));
}

static void
make_other_forms(struct ap_bag *bag)
{
    if (bag->has_other_forms)
        return;
    bag->has_other_forms = true;
    for (size_t i = 0; i < bag->tree->n; i++) {
        struct ap_str path = bag->tree->files[i].path;
        if (!ap_utf8_valid(path))
            continue;
        (void)ap_map_put(&bag->nfc, bag->mem, ap_unicode_nfc(bag->mem, path), (uint32_t)i);
        (void)ap_map_put(&bag->folded, bag->mem, ap_unicode_fold(bag->mem, path), (uint32_t)i);
    }
}

static void
warn(struct ap_bag *bag, struct ap_place place, struct ap_str path, const char *words)
{
    (void)ap_diag_add(bag->dg, AP_VFY022, place, "\"%.*s\" %s", AP_FMT(path), words);
}

uint32_t
ap_bag_resolve(struct ap_bag *bag, struct ap_str path, struct ap_place place)
{
    bool is_old = bag->version < AP_BAG_1_0;
    struct ap_str decoded = decode(path, bag->mem);
    struct ap_str first = is_old ? path : decoded;
    struct ap_str second = is_old ? decoded : path;
    uint32_t file = ap_tree_find(bag->tree, first);
    if (file != AP_NONE || bag->is_pack)
        return file;
    file = ap_tree_find(bag->tree, second);
    if (file != AP_NONE) {
        if (!is_old)
            warn(bag, place, path, "should be written with %25 for %");
        return file;
    }
    if (!ap_utf8_valid(first))
        return AP_NONE;
    make_other_forms(bag);
    file = ap_map_get(&bag->nfc, ap_unicode_nfc(bag->mem, first));
    if (file != AP_NONE) {
        warn(bag, place, path, "has another Unicode form than the name of the file");
        return file;
    }
    if (!is_old)
        return AP_NONE;
    file = ap_map_get(&bag->folded, ap_unicode_fold(bag->mem, first));
    if (file != AP_NONE)
        warn(bag, place, path, "differs in upper and lower case from the name of the file");
    return file;
}
