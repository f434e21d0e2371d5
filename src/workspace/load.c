/* Finds and reads apipack.yaml.
 * Place in the flow: workspace; what it says is checked in check.c, against the library in resolve.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "workspace/load.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "port/fs.h"
#include "port/yaml.h"

#define FILE_NAME  "apipack.yaml"
#define FILE_BYTES (1u << 20)

static const struct ap_yaml_limits limits = {FILE_BYTES, 64, 250000};

/* True when DIR/apipack.yaml is there, whatever it is: what is wrong with it is said by loading it. */
static bool
holds_workspace(const char *dir)
{
    AP_AUTO_FD int dir_fd = -1;
    AP_AUTO_FD int fd = -1;
    if (ap_fs_open_dir(dir, &dir_fd) != AP_OK)
        return false;
    return ap_fs_open_below(dir_fd, AP_STR(FILE_NAME), &fd) != AP_E_NOTFOUND;
}

int
ap_workspace_find(struct ap_str from, struct ap_arena *mem, struct ap_str *ret_dir)
{
    struct ap_str start = ap_arena_copy(mem, from.len ? from : AP_STR("."));
    if (holds_workspace(start.ptr)) {
        *ret_dir = start;
        return AP_OK;
    }
    AP_AUTO_FREE char *real = realpath(start.ptr, NULL);
    if (!real)
        return AP_E_NOTFOUND;
    struct ap_str dir = ap_path_dir(ap_str_from(real));
    while (true) {
        struct ap_str here = ap_arena_copy(mem, dir.len ? dir : AP_STR("/"));
        if (holds_workspace(here.ptr)) {
            *ret_dir = here;
            return AP_OK;
        }
        if (!dir.len)
            return AP_E_NOTFOUND;
        dir = ap_path_dir(dir);
    }
}

static int
read_file(struct ap_str dir, struct ap_arena *mem, struct ap_str *ret_bytes, struct ap_diag *dg)
{
    struct ap_str path = ap_path_join(mem, dir, AP_STR(FILE_NAME));
    int result = ap_fs_read(path.ptr, FILE_BYTES, mem, ret_bytes);
    struct ap_place place = {.file = AP_STR(FILE_NAME)};
    if (result == AP_E_NOTFOUND) {
        const char *what = access(ap_arena_copy(mem, dir).ptr, F_OK) == 0
                               ? "no " FILE_NAME " in this folder"
                               : "there is no such folder";
        ap_diag_add(dg, AP_WSP009, (struct ap_place){.file = dir}, "%s", what);
    } else if (result == AP_E_LIMIT) {
        ap_diag_add(dg, AP_WSP003, place, "larger than 1 MiB");
        result = AP_E_INVALID;
    } else if (result == AP_E_INVALID) {
        ap_diag_add(dg, AP_WSP001, place, "not a regular file");
    } else if (result != AP_OK) {
        int why = errno;
        struct ap_diagnostic *d =
            ap_diag_add(dg, AP_WSP001, place, "cannot be read: %s", ap_error_text(why));
        ap_diag_hint(dg, d, "give read permission on the file");
        result =
            why == EACCES ? AP_E_INVALID : result; /* the workspace's fault, not the system's */
    }
    return result;
}

int
ap_workspace_load(struct ap_str dir, struct ap_arena *mem, struct ap_workspace **ret_ws,
                  struct ap_diag *dg)
{
    struct ap_str bytes = {0};
    int result = read_file(dir, mem, &bytes, dg);
    if (result != AP_OK)
        return result;
    struct ap_node *root = NULL;
    bool valid =
        ap_yaml_parse(bytes, AP_STR(FILE_NAME), AP_WSP001, &limits, mem, &root, dg) == AP_OK;
    if (!root)
        return AP_E_INVALID;
    struct ap_workspace *ws = ap_arena_new(mem, struct ap_workspace);
    ws->dir = ap_arena_copy(mem, dir);
    ws->file = AP_STR(FILE_NAME);
    valid = ap_schema_line(root, "apipack.dev/workspace/v1", true, AP_WSP001, dg) == AP_OK && valid;
    valid = ap_schema_read(&ap_workspace_schema, root, ws, AP_WSP001, mem, dg) == AP_OK && valid;
    valid = ap_workspace_check(ws, root, mem, dg) && valid;
    if (!valid)
        return AP_E_INVALID;
    valid = ap_workspace_read_samples(ws, mem, dg);
    valid = ap_workspace_read_registers(ws, mem, dg) && valid;
    valid = ap_workspace_read_requests(ws, mem, dg) && valid;
    if (!valid)
        return AP_E_INVALID;
    *ret_ws = ws;
    return AP_OK;
}
