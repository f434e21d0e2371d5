/* The files of a pack or bag out of a zip's records, or out of a folder's walk.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify/tree.h"

#include <stdlib.h>
#include <unistd.h>

#include "port/fs.h"

static int
by_path(const void *a, const void *b)
{
    return ap_str_cmp(((const struct ap_tree_file *)a)->path,
                      ((const struct ap_tree_file *)b)->path);
}

static void
index_files(struct ap_tree *tree, struct ap_arena *mem)
{
    if (tree->n)
        qsort(tree->files, tree->n, sizeof *tree->files, by_path);
    for (size_t i = 0; i < tree->n; i++)
        (void)ap_map_put(&tree->by_path, mem, tree->files[i].path, (uint32_t)i);
}

uint32_t
ap_tree_find(const struct ap_tree *tree, struct ap_str path)
{
    return ap_map_get(&tree->by_path, path);
}

static bool
has_record(const struct ap_zipdir *zip, struct ap_str name)
{
    for (size_t i = 0; i < zip->n; i++)
        if (ap_str_eq(zip->records[i].name, name))
            return true;
    return false;
}

/** The top folder with its '/', or an empty view when the files lie at the top. */
static int
find_top(const struct ap_zipdir *zip, struct ap_str *ret_top, struct ap_diag *dg)
{
    *ret_top = AP_STR_NONE;
    if (has_record(zip, AP_STR("bagit.txt")))
        return AP_OK;
    for (size_t i = 0; i < zip->n; i++) {
        struct ap_str name = zip->records[i].name;
        struct ap_str top = ap_str_slice(name, 0, ap_str_find(name, '/') + 1);
        if (i == 0)
            *ret_top = top;
        bool is_inside = ap_str_ends(top, AP_STR("/"));
        if (is_inside && ap_str_eq(top, *ret_top))
            continue;
        if (is_inside && i > 0)
            (void)ap_diag_add(dg, AP_VFY014, (struct ap_place){.file = name},
                              "a pack is one folder in a zip; this entry lies outside of \"%.*s\"",
                              AP_FMT(*ret_top));
        else
            (void)ap_diag_add(dg, AP_VFY014, (struct ap_place){.file = name},
                              "a pack is one folder in a zip; this entry lies in none");
        return AP_E_INVALID;
    }
    return AP_OK;
}

int
ap_tree_of_zip(const struct ap_zipdir *zip, struct ap_arena *mem, struct ap_tree *ret_tree,
               struct ap_diag *dg)
{
    struct ap_str top;
    if (find_top(zip, &top, dg) != AP_OK)
        return AP_E_INVALID;
    struct ap_tree tree = {.fd = zip->fd, .zip = zip, .place = zip->path};
    tree.name = ap_str_slice(top, 0, top.len ? top.len - 1 : 0);
    tree.files = ap_arena_array(mem, struct ap_tree_file, zip->n);
    for (size_t i = 0; i < zip->n; i++) {
        const struct ap_zip_record *record = &zip->records[i];
        struct ap_str path = ap_str_slice(record->name, top.len, record->name.len);
        if (ap_str_starts(path, AP_STR("data/")))
            tree.has_payload_folder = true;
        if (!record->folder)
            tree.files[tree.n++] = (struct ap_tree_file){path, record->bytes, (uint32_t)i};
    }
    index_files(&tree, mem);
    *ret_tree = tree;
    return AP_OK;
}

static const char *
fault_of(const struct ap_entry *entry)
{
    if (entry->link)
        return "this is a symbolic link";
    switch (entry->kind) {
    case AP_ENTRY_FILE:
        return NULL;
    case AP_ENTRY_UNREADABLE_DIR:
        return "the folder cannot be read";
    case AP_ENTRY_DEEP_DIR:
        return "the folder lies too deep";
    default:
        return "this is neither a file nor a folder";
    }
}

static bool
has_payload_folder(struct ap_str place, struct ap_arena *mem)
{
    int fd;
    struct ap_str path = ap_arena_printf(mem, "%.*s/data", AP_FMT(place));
    if (ap_fs_open_dir(path.ptr, &fd) != AP_OK)
        return false;
    (void)close(fd);
    return true;
}

int
ap_tree_of_folder(int fd, struct ap_str place, struct ap_str name, struct ap_arena *mem,
                  struct ap_tree *ret_tree, struct ap_diag *dg)
{
    struct ap_entries entries;
    struct ap_tree tree = {.fd = fd, .place = place, .name = name};
    int rc = ap_fs_walk(fd, NULL, NULL, mem, &entries);
    if (rc == AP_E_LIMIT)
        (void)ap_diag_add(dg, AP_VFY011, (struct ap_place){.file = place},
                          "the folder is too deep, or holds more than 2,000,000 files");
    if (rc != AP_OK)
        return rc;
    tree.has_payload_folder = has_payload_folder(place, mem);
    tree.files = ap_arena_array(mem, struct ap_tree_file, entries.n);
    for (size_t i = 0; i < entries.n; i++) {
        const struct ap_entry *entry = &entries.items[i];
        const char *words = fault_of(entry);
        if (words)
            (void)ap_diag_add(dg, AP_VFY009, (struct ap_place){.file = entry->path}, "%s", words);
        else
            tree.files[tree.n++] = (struct ap_tree_file){entry->path, entry->bytes, AP_NONE};
    }
    index_files(&tree, mem);
    *ret_tree = tree;
    return AP_OK;
}
