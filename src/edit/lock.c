/* Takes and gives back the lock of a workspace.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/lock.h"

#include <errno.h>
#include <unistd.h>

#include "base/path.h"
#include "edit/init.h"
#include "port/fs.h"
#include "port/fs_lock.h"

/** As init makes it: what lies in it belongs to this copy of the workspace, but for the schemas. */
static int
make_folder(struct ap_str dir, struct ap_arena *mem)
{
    struct ap_str folder = ap_path_join(mem, dir, AP_STR(".apipack"));
    struct ap_str ignore = ap_path_join(mem, folder, AP_STR(".gitignore"));
    if (access(folder.ptr, F_OK) == 0)
        return AP_OK;
    int r = ap_fs_write_new(ignore.ptr, AP_STR(AP_HOUSE_IGNORED));
    return r == AP_E_EXISTS ? AP_OK : r;
}

static int
report(int result, struct ap_str path, struct ap_str holder, int why, struct ap_diag *dg)
{
    struct ap_place place = {path, 0, 0};
    if (result == AP_E_EXISTS) {
        (void)ap_diag_add(dg, AP_WSP021, place, "another command writes in this workspace: %.*s",
                          AP_FMT(holder.len ? holder : AP_STR("it did not say which")));
        return AP_E_IO;
    }
    if (result == AP_E_NOTFOUND) {
        struct ap_diagnostic *d = ap_diag_add(
            dg, AP_WSP021, place,
            "this file system has no locks, so other commands are not kept from writing meanwhile");
        ap_diag_hint(dg, d, "let one command at a time write in this workspace");
        ap_diag_level(dg, d, AP_WARNING);
        return AP_OK;
    }
    (void)ap_diag_add(dg, AP_CLI008, place, "cannot lock the workspace: %s", ap_error_text(why));
    return AP_E_IO;
}

int
ap_lock_take(struct ap_str dir, const char *command, int wait_ms, struct ap_arena *mem,
             struct ap_lock *ret_lock, struct ap_diag *dg)
{
    struct ap_str path = ap_path_join(mem, dir, AP_STR(".apipack/lock"));
    struct ap_str who = ap_arena_printf(mem, "apipack %s (process %ld)\n", command, (long)getpid());
    struct ap_str holder = AP_STR_NONE;
    int r = make_folder(dir, mem);
    if (r == AP_OK)
        r = ap_fs_lock(path.ptr, wait_ms, who, mem, &ret_lock->fd, &holder);
    int why = errno;
    return r == AP_OK ? AP_OK : report(r, path, holder, why, dg);
}

void
ap_lock_release(struct ap_lock *lock)
{
    if (lock->fd >= 0)
        (void)close(lock->fd);
    lock->fd = -1;
}
