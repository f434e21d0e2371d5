/* Which item the cell under File means, as people and programs write paths.
 * Place in the flow: evidence; edit/ reads and writes registers by the same rule.
 * SPDX-License-Identifier: Apache-2.0 */
#include "evidence/register.h"
#include "port/unicode.h"

/** With `/`, without `./` before it and `/` behind it, folded for comparison. */
static struct ap_str
plain(struct ap_arena *mem, struct ap_str file)
{
    char *copy = ap_arena_alloc(mem, file.len + 1);
    for (size_t i = 0; i < file.len; i++)
        copy[i] = (char)(file.ptr[i] == '\\' ? '/' : file.ptr[i]);
    struct ap_str path = {copy, file.len};
    while (ap_str_starts(path, AP_STR("./")))
        path = ap_str_slice(path, 2, path.len);
    while (ap_str_ends(path, AP_STR("/")))
        path.len--;
    return ap_unicode_fold(mem, path);
}

void
ap_register_files_index(const struct ap_evidence *ev, struct ap_arena *mem,
                        struct ap_register_files *ret_files)
{
    struct ap_register_files files = {
        .ev = ev, .mem = mem, .folder = plain(mem, ev->ws->evidence.folder)};
    for (size_t i = 0; i < ev->items.n; i++) {
        const struct ap_item *item = &ev->items.items[i];
        if (item->ignored)
            continue;
        struct ap_str folded = ap_unicode_fold(mem, item->name);
        (void)ap_map_put(&files.by_rel, mem, item->rel, item->index);
        if (ap_map_put(&files.by_folded, mem, ap_unicode_fold(mem, item->rel), item->index) !=
            AP_NONE)
            ap_map_set(&files.by_folded, mem, ap_unicode_fold(mem, item->rel), AP_REG_SEVERAL);
        if (ap_map_put(&files.by_name, mem, folded, item->index) != AP_NONE)
            ap_map_set(&files.by_name, mem, folded, AP_REG_SEVERAL);
    }
    *ret_files = files;
}

/** Relative to the evidence folder; else relative to the workspace, as reports have it; else a name alone. */
uint32_t
ap_register_files_find(const struct ap_register_files *files, struct ap_str file)
{
    uint32_t index = file.len ? ap_map_get(&files->by_rel, file) : AP_NONE;
    if (index != AP_NONE || file.len == 0)
        return index;
    struct ap_arena_mark mark = ap_arena_mark(files->mem);
    struct ap_str path = plain(files->mem, file);
    struct ap_str folder = files->folder;
    index = ap_map_get(&files->by_folded, path);
    if (index == AP_NONE && ap_str_starts(path, folder) && path.len > folder.len &&
        path.ptr[folder.len] == '/')
        index = ap_map_get(&files->by_folded, ap_str_slice(path, folder.len + 1, path.len));
    if (index == AP_NONE && ap_str_find(path, '/') == path.len)
        index = ap_map_get(&files->by_name, path);
    ap_arena_rewind(files->mem, mark);
    return index;
}
