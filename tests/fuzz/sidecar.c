/* Any bytes as the sidecar of an item, as a link and as the register: findings come, nothing else happens.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <ftw.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/utf8.h"
#include "evidence/evidence.h"
#include "library/library.h"
#include "port/fs.h"

#define TICKET "evidence/APIAuth-TokenRotationTicket-2026-Q2.md"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64];
static struct ap_arena kept; /* until the program ends */
static struct ap_library *library;

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static void
clean_up(void)
{
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    ap_arena_release(&kept);
}

static void
set_up(void)
{
    struct ap_diag dg;
    struct ap_library_source source = {.base = AP_STR("builtin")};
    (void)snprintf(folder, sizeof folder, "/tmp/apipack-fuzz-XXXXXX");
    ap_diag_init(&dg, &kept);
    if (!mkdtemp(folder) || ap_library_load(&source, &kept, &library, &dg))
        abort();
    (void)atexit(clean_up);
}

static void
put(const char *name, struct ap_str bytes)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str path = ap_path_join(&mem, ap_str_from(folder), ap_str_from(name));
    if (ap_fs_make_dirs(ap_arena_copy(&mem, ap_path_dir(path)).ptr) ||
        ap_fs_write_atomic(path.ptr, bytes))
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!library)
        set_up();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str bytes = {(const char *)data, size};
    struct ap_workspace ws = {
        .dir = ap_str_from(folder),
        .evidence = {.folder = AP_STR("evidence"), .register_file = AP_STR("register.csv")}};
    struct ap_evidence *evidence = NULL;
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    put(TICKET, AP_STR("x"));
    put(TICKET ".meta.yaml", bytes);
    put("evidence/APIAuth-OAuthScopeModel-2026-Q2.link.yaml", bytes);
    put("register.csv", bytes);
    if (ap_evidence_load(&ws, library, &mem, &evidence, &dg) || evidence->items.n != 2)
        abort();
    for (size_t i = 0; i < evidence->findings.n; i++)
        if (!ap_utf8_valid(evidence->findings.items[i]->place.file) ||
            !evidence->findings.items[i]->subject.len)
            abort();
    ap_evidence_close(evidence);
    return 0;
}
