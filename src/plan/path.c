/* Where each item lies in the pack: section folder, safe name, no two alike, none too long.
 * Place in the flow: plan.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "plan/internal.h"
#include "port/digest.h"
#include "port/unicode.h"

enum {
    FOLDER_SLUG_MAX = 32,
    EXTENSION_MAX = 16, /* a longer "extension" is part of the stem */
    HASH_HEX = 8,
};

/* '%' and '\' are written differently by BagIt and coreutils; the rest no Windows file system takes. */
static bool
is_unsafe_in_name(uint32_t c)
{
    static const char refused[] = "%\\/<>:\"|?*";
    if (ap_utf8_is_unsafe(c) || c == 0xfffd)
        return true;
    for (const char *r = refused; *r; r++)
        if (c == (uint32_t)(unsigned char)*r)
            return true;
    return false;
}

struct ap_str
ap_plan_safe_name(struct ap_str name, struct ap_arena *mem)
{
    struct ap_buf safe = {0};
    struct ap_str composed = ap_unicode_nfc(mem, name);
    for (size_t at = 0; at < composed.len;) {
        size_t from = at;
        uint32_t c = ap_utf8_next(composed, &at);
        if (is_unsafe_in_name(c))
            ap_buf_add_char(&safe, '_');
        else
            ap_buf_add(&safe, composed.ptr + from, at - from);
    }
    struct ap_str result = ap_buf_str(&safe);
    while (result.len && result.ptr[0] == ' ')
        result = ap_str_slice(result, 1, result.len);
    while (result.len && (result.ptr[result.len - 1] == '.' || result.ptr[result.len - 1] == ' '))
        result.len--;
    const char *guard = result.len == 0 || ap_path_is_device(result) ? "_" : "";
    result = ap_arena_join(mem, ap_str_from(guard), "", result);
    ap_buf_release(&safe);
    return result;
}

/** Length of what stays behind a number or a hash: ".pdf", ".link.yaml", or nothing. */
static size_t
tail_bytes(struct ap_str name)
{
    static const char link[] = ".link.yaml";
    if (ap_str_iends(name, AP_STR(link)) && name.len > sizeof link - 1)
        return sizeof link - 1;
    struct ap_str ext = ap_path_ext(name);
    return ext.len && ext.len < EXTENSION_MAX ? ext.len + 1 : 0;
}

static size_t
utf8_floor(struct ap_str s, size_t at)
{
    while (at && at < s.len && ((unsigned char)s.ptr[at] & 0xc0) == 0x80)
        at--;
    return at;
}

/** The name with `number` (1: none) before its extension, in at most `max` bytes: a stem that is
 * too long ends in a hash of the workspace path instead. */
static struct ap_str
fit_name(struct ap_str name, uint32_t number, size_t max, struct ap_str source,
         struct ap_arena *mem)
{
    struct ap_str tail = ap_str_slice(name, name.len - tail_bytes(name), name.len);
    struct ap_str stem = ap_str_slice(name, 0, name.len - tail.len);
    struct ap_str mark = number > 1 ? ap_arena_printf(mem, "_%u", number) : AP_STR_NONE;
    if (stem.len + mark.len + tail.len <= max)
        return ap_arena_printf(mem, "%.*s%.*s%.*s", AP_FMT(stem), AP_FMT(mark), AP_FMT(tail));
    uint8_t digest[AP_SHA256_BYTES];
    char hex[AP_SHA256_TEXT];
    ap_sha256(source, digest);
    ap_sha256_text(digest, hex);
    size_t rest = HASH_HEX + 1 + mark.len + tail.len;
    stem = ap_str_slice(stem, 0, utf8_floor(stem, max > rest ? max - rest : 1));
    return ap_arena_printf(mem, "%.*s-%.*s%.*s%.*s", AP_FMT(stem), HASH_HEX, hex, AP_FMT(mark),
                           AP_FMT(tail));
}

/* The lowest section among the slots that use it; among its requirements if no slot does. */
static const struct ap_section *
section_of(const struct ap_plan *plan, const struct ap_plan_item *packed)
{
    const struct ap_catalogue *cat = plan->as->cat;
    const struct ap_item *item = &cat->evidence->items.items[packed->item];
    const struct ap_section *lowest = NULL;
    size_t n = packed->n_slots ? packed->n_slots : item->n_requirements;
    for (size_t i = 0; i < n; i++) {
        const struct ap_requirement *req = packed->n_slots
                                               ? cat->slots.items[packed->slots[i]].req
                                               : cat->lib->requirements[item->requirements[i]];
        if (!lowest || req->section->number < lowest->number)
            lowest = req->section;
    }
    return lowest ? lowest : &cat->lib->sections.items[0];
}

static struct ap_str
folder_of(const struct ap_section *section, struct ap_arena *mem)
{
    struct ap_str slug = ap_plan_slug(section->title, FOLDER_SLUG_MAX, mem);
    slug = slug.len ? slug : AP_STR("Section");
    return ap_arena_printf(mem, "data/%02d-%.*s/", (int)section->number, AP_FMT(slug));
}

/* `numbers` holds, per folded path, the last number given to it. A numbered name may itself be taken already. */
static struct ap_str
free_path(struct ap_str folder, struct ap_str name, struct ap_str source, size_t max,
          struct ap_map *numbers, struct ap_arena *mem)
{
    max = max > folder.len ? max - folder.len : 0;
    struct ap_str plain = ap_arena_join(mem, folder, "", fit_name(name, 1, max, source, mem));
    struct ap_str key = ap_unicode_fold(mem, plain);
    uint32_t number = ap_map_put(numbers, mem, key, 1);
    if (number == AP_NONE)
        return plain;
    for (;;) {
        number++;
        struct ap_str path =
            ap_arena_join(mem, folder, "", fit_name(name, number, max, source, mem));
        if (ap_map_put(numbers, mem, ap_unicode_fold(mem, path), 1) == AP_NONE) {
            ap_map_set(numbers, mem, key, number);
            return path;
        }
    }
}

static int
by_path(const void *a, const void *b)
{
    return ap_str_cmp(((const struct ap_plan_item *)a)->path,
                      ((const struct ap_plan_item *)b)->path);
}

void
ap_plan_set_paths(struct ap_plan *plan, struct ap_arena *mem)
{
    const struct ap_items *items = &plan->as->cat->evidence->items;
    size_t max = AP_PLAN_PATH_MAX - plan->name.len - 1;
    struct ap_map numbers = {0};
    for (size_t i = 0; i < plan->items.n; i++) {
        struct ap_plan_item *packed = &plan->items.items[i];
        const struct ap_item *item = &items->items[packed->item];
        struct ap_str given = item->canonical_name.len ? item->canonical_name : item->name;
        packed->section = section_of(plan, packed);
        packed->path = free_path(folder_of(packed->section, mem), ap_plan_safe_name(given, mem),
                                 item->path, max, &numbers, mem);
    }
    if (plan->items.n)
        qsort(plan->items.items, plan->items.n, sizeof plan->items.items[0], by_path);
}
