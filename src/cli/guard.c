/* Keeps what a command writes away from what the workspace is made of.
 * Place in the flow: cli; asked before the first byte is written.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/guard.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/path.h"
#include "edit/questionnaire.h"
#include "workspace/allow.h"

/** Where the bytes would land, with every link resolved; empty when its folder is not there: the writing will say so. */
static struct ap_str
landing_of(struct ap_cli *cli, struct ap_str file)
{
    char real[PATH_MAX];
    if (realpath(ap_arena_copy(cli->mem, file).ptr, real))
        return ap_arena_copy(cli->mem, ap_str_from(real));
    struct ap_str dir = ap_path_dir(file);
    if (dir.len == 0)
        dir = ap_str_starts(file, AP_STR("/")) ? AP_STR("/") : AP_STR(".");
    if (!realpath(ap_arena_copy(cli->mem, dir).ptr, real))
        return AP_STR_NONE;
    return ap_path_join(cli->mem, ap_arena_copy(cli->mem, ap_str_from(real)), ap_path_base(file));
}

static bool
is_below(struct ap_cli *cli, struct ap_str landing, const struct ap_workspace *ws,
         struct ap_str folder)
{
    char real[PATH_MAX];
    if (folder.len == 0 || !realpath(ap_path_join(cli->mem, ws->dir, folder).ptr, real))
        return false;
    struct ap_str outer = ap_arena_join(cli->mem, ap_str_from(real), "/", AP_STR_NONE);
    return ap_str_starts(landing, outer);
}

bool
ap_cli_same_file(struct ap_cli *cli, struct ap_str a, struct ap_str b)
{
    struct stat one;
    struct stat other;
    return stat(ap_arena_copy(cli->mem, a).ptr, &one) == 0 &&
           stat(ap_arena_copy(cli->mem, b).ptr, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

/** The file of the workspace that `landing` is, or an empty view. */
static struct ap_str
own_file(struct ap_cli *cli, const struct ap_workspace *ws, struct ap_str landing)
{
    const struct ap_str own[] = {
        ws->file,
        ws->evidence.register_file,
        ws->samples_file.text,
        ws->requests_file.text,
        ws->register_risks.text,
        ws->register_actions.text,
        ws->register_findings.text,
        AP_STR(AP_ANSWERS_MAP),
        AP_STR(".apipack/key"),
        AP_STR(AP_ALLOW_FILE),
    };
    for (size_t i = 0; i < AP_COUNT(own); i++)
        if (own[i].len && ap_cli_same_file(cli, landing, ap_path_join(cli->mem, ws->dir, own[i])))
            return own[i];
    return AP_STR_NONE;
}

/** An existing file of a library of the workspace's own. */
static bool
is_of_library(struct ap_cli *cli, const struct ap_workspace *ws, struct ap_str landing)
{
    struct stat st;
    if (stat(landing.ptr, &st) != 0)
        return false;
    bool found = is_below(cli, landing, ws, ws->library_base.text);
    for (size_t i = 0; i < ws->library_overlays.n; i++)
        found |= is_below(cli, landing, ws, ws->library_overlays.items[i].text);
    return found;
}

int
ap_cli_guard(struct ap_cli *cli, const struct ap_workspace *ws, struct ap_str file)
{
    struct stat st;
    if (!ws || file.len == 0 || ap_str_is(file, "-"))
        return AP_OK;
    if (stat(ap_arena_copy(cli->mem, file).ptr, &st) == 0 && !S_ISREG(st.st_mode))
        return AP_OK; /* a pipe or a device; a folder is refused by the writing itself */
    struct ap_str landing = landing_of(cli, file);
    struct ap_place place = {file, 0, 0};
    if (landing.len == 0)
        return AP_OK;
    if (is_below(cli, landing, ws, ws->evidence.folder)) {
        (void)ap_diag_add(cli->dg, AP_PCK002, place, "the output would lie in the evidence folder");
        return AP_E_INVALID;
    }
    struct ap_str own = own_file(cli, ws, landing);
    if (own.len == 0 && !is_of_library(cli, ws, landing))
        return AP_OK;
    (void)ap_diag_add(cli->dg, AP_CLI020, place, "the output would replace %s%.*s",
                      own.len ? "the workspace's own " : "a file of the control library",
                      AP_FMT(own));
    return AP_E_INVALID;
}
