/* Opens the scan of a workspace, and scans any path with it.
 * Place in the flow: run.
 * SPDX-License-Identifier: Apache-2.0 */
#include "run/scan.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "evidence/evidence.h"
#include "inspect/scan/scan.h"
#include "inspect/screen.h"
#include "library/library.h"
#include "port/fs.h"
#include "workspace/allow.h"

#define KEY_LEAST 16u
#define KEY_MAX   4096u

/* --- the key -------------------------------------------------------------------------------------- */

static int
read_key(const struct ap_workspace *ws, struct ap_str key_file, struct ap_arena *mem,
         struct ap_str *ret_key, struct ap_diag *dg)
{
    struct ap_str path = key_file;
    if (path.len == 0 && ws)
        path = ap_path_join(mem, ws->dir, AP_STR(".apipack/key"));
    if (path.len == 0)
        return AP_OK;
    path = ap_arena_copy(mem, path);
    struct ap_str bytes = AP_STR_NONE;
    int result = ap_fs_read(path.ptr, KEY_MAX, mem, &bytes);
    struct ap_str key = ap_str_trim(bytes);
    if (result == AP_OK && key.len >= KEY_LEAST) {
        *ret_key = key;
        return AP_OK;
    }
    if (key_file.len == 0 && result == AP_E_NOTFOUND)
        return AP_OK;
    struct ap_place place = {path, 0, 0};
    if (result == AP_OK)
        (void)ap_diag_add(dg, AP_SEC005, place, "the key has fewer than %u characters", KEY_LEAST);
    else
        (void)ap_diag_add(dg, AP_SEC005, place, "the key cannot be read: %s",
                          result == AP_E_LIMIT ? "it is longer than 4096 bytes"
                                               : ap_error_text(errno));
    return AP_E_INVALID;
}

int
ap_scan_run_open(const struct ap_workspace *ws, const struct ap_library *lib,
                 struct ap_str key_file, ap_day as_of, struct ap_arena *mem,
                 struct ap_scan_run *ret_scan, struct ap_diag *dg)
{
    *ret_scan = (struct ap_scan_run){.setup = {.as_of = as_of}};
    int results[3];
    results[0] = ap_scan_compile(lib, mem, &ret_scan->rules, dg);
    results[1] = read_key(ws, key_file, mem, &ret_scan->setup.key, dg);
    results[2] = ws ? ap_allow_read(ws, mem, &ret_scan->setup.allow, dg) : AP_OK;
    ret_scan->setup.rules = ret_scan->rules;
    ret_scan->setup.own_domains = ws ? &ws->organization_domains : NULL;
    for (size_t i = 0; i < AP_COUNT(results); i++)
        if (results[i] < 0)
            return results[i];
    return AP_OK;
}

void
ap_scan_run_mask(struct ap_arena *mem, struct ap_diag *dg)
{
    AP_CLEANUP(ap_arena_release) struct ap_arena scratch = {0};
    struct ap_library_source source = {.base = AP_STR("builtin")};
    struct ap_library *lib = NULL;
    struct ap_scan_rules *rules = NULL;
    struct ap_diag unsaid;
    if (dg->n == 0)
        return;
    ap_diag_init(&unsaid, &scratch);
    if (ap_library_load(&source, &scratch, &lib, &unsaid) == AP_OK &&
        ap_scan_compile(lib, &scratch, &rules, &unsaid) == AP_OK)
        ap_screen_faults(rules, mem, dg);
    ap_scan_rules_free(rules);
}

void
ap_scan_run_mask_library(struct ap_workspace *ws, struct ap_library *lib, struct ap_arena *mem)
{
    AP_CLEANUP(ap_arena_release) struct ap_arena scratch = {0};
    struct ap_scan_rules *rules = NULL;
    struct ap_diag unsaid; /* faults of detectors, which lint tells */
    ap_diag_init(&unsaid, &scratch);
    (void)!ap_scan_compile(lib, &scratch, &rules, &unsaid);
    ap_screen_library(rules, ws, lib, mem);
    ap_scan_rules_free(rules);
}

void
ap_scan_run_say_key(const struct ap_scan_run *scan, const struct ap_inspection *insp,
                    struct ap_diag *dg)
{
    if (scan->setup.key.len > 0)
        return;
    bool any = scan->setup.allow && scan->setup.allow->n > 0;
    for (size_t i = 0; !any && i < insp->cat->evidence->items.n; i++)
        for (size_t k = 0; k < insp->records[i].leaks.n && !any; k++)
            any = insp->records[i].leaks.items[k].detector->cls == AP_CLASS_SECRET;
    if (any)
        (void)ap_diag_add(dg, AP_SEC012, (struct ap_place){AP_STR(".apipack/key"), 0, 0},
                          "there is no workspace key: secrets get no id, and entries of "
                          "apipack.allow match nothing");
}

void
ap_scan_run_close(struct ap_scan_run *scan)
{
    ap_scan_rules_free(scan->rules);
    *scan = (struct ap_scan_run){0};
}

/* --- any path ------------------------------------------------------------------------------------- */

static void
add_item(struct ap_scanned *scanned, struct ap_arena *mem, struct ap_str path, struct ap_str rel,
         uint64_t bytes, bool unreadable)
{
    struct ap_item *item = ap_vec_push(mem, &scanned->evidence.items);
    *item = (struct ap_item){
        .index = (uint32_t)scanned->evidence.items.n - 1,
        .path = path,
        .rel = rel,
        .name = ap_path_base(rel),
        .bytes = bytes,
        .unreadable = unreadable,
    };
}

static int
add_folder(struct ap_scanned *scanned, struct ap_str path, struct ap_arena *mem)
{
    struct ap_entries entries = {0};
    int result = ap_fs_walk(scanned->evidence.root_fd, NULL, NULL, mem, &entries);
    for (size_t i = 0; result == AP_OK && i < entries.n; i++) {
        const struct ap_entry *e = &entries.items[i];
        add_item(scanned, mem, ap_path_join(mem, path, e->path), e->path, e->bytes,
                 e->kind != AP_ENTRY_FILE);
    }
    return result;
}

static int
open_path(struct ap_scanned *scanned, struct ap_str path, struct ap_arena *mem)
{
    struct stat st;
    struct ap_str named = ap_arena_copy(mem, path);
    if (stat(named.ptr, &st) != 0)
        return errno == ENOENT || errno == ENOTDIR ? AP_E_NOTFOUND : AP_E_IO;
    if (S_ISDIR(st.st_mode)) {
        int result = ap_fs_open_dir(named.ptr, &scanned->evidence.root_fd);
        return result == AP_OK ? add_folder(scanned, named, mem) : result;
    }
    if (!S_ISREG(st.st_mode))
        return AP_E_INVALID;
    struct ap_str dir = ap_path_dir(named);
    if (dir.len == 0)
        dir = named.ptr[0] == '/' ? AP_STR("/") : AP_STR(".");
    int result = ap_fs_open_dir(ap_arena_copy(mem, dir).ptr, &scanned->evidence.root_fd);
    if (result == AP_OK)
        add_item(scanned, mem, named, ap_path_base(named), (uint64_t)st.st_size, false);
    return result;
}

int
ap_scan_run_path(const struct ap_scan_run *scan, const struct ap_library *lib, struct ap_str path,
                 const struct ap_inspect_options *options, struct ap_arena *mem,
                 struct ap_scanned **ret_scanned, struct ap_diag *dg)
{
    struct ap_scanned *scanned = ap_arena_new(mem, struct ap_scanned);
    scanned->evidence.root_fd = -1;
    scanned->cat.lib = lib;
    scanned->cat.evidence = &scanned->evidence;
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    int result = open_path(scanned, path, mem);
    int saved = errno;
    if (result == AP_OK) {
        struct ap_inspect_options own = *options;
        own.scan = &scan->setup;
        own.scan_only = true;
        result = ap_inspect(&scanned->cat, &own, mem, &scanned->insp, dg);
    } else {
        (void)ap_diag_add(dg, AP_CLI010, (struct ap_place){path, 0, 0}, "%s",
                          result == AP_E_NOTFOUND  ? "there is no such file or folder"
                          : result == AP_E_INVALID ? "it is neither a file nor a folder"
                          : result == AP_E_LIMIT
                              ? "it holds more than 2,000,000 files, or is deeper than 64 folders"
                              : ap_error_text(saved));
    }
    if (scanned->evidence.root_fd >= 0)
        (void)close(scanned->evidence.root_fd);
    scanned->evidence.root_fd = -1;
    *ret_scanned = scanned;
    return result;
}
