/* The order of reading evidence: walk, names, defaults, register, sidecars; then what each item serves.
 * Place in the flow: evidence; precedence name < defaults < register < sidecar is this order.
 * SPDX-License-Identifier: Apache-2.0 */
#include "evidence/evidence.h"

#include <errno.h>
#include <unistd.h>

#include "base/path.h"
#include "evidence/parts.h"

struct ap_finding *
ap_evidence_say(struct ap_evidence_job *job, struct ap_item *item, enum ap_code code,
                struct ap_place place, struct ap_str message)
{
    struct ap_finding *f = ap_finding_add(&job->out->findings, job->mem, code, item->path, place,
                                          "%.*s", AP_FMT(message));
    f->item = item->index;
    return f;
}

/** The first finding that invalidates an item is its fault. */
static void
note_faults(struct ap_evidence_job *job)
{
    for (size_t i = 0; i < job->out->findings.n; i++) {
        const struct ap_finding *f = job->out->findings.items[i];
        if (!f->invalidates || f->item == AP_NONE)
            continue;
        struct ap_item *item = &job->out->items.items[f->item];
        if (!item->fault)
            item->fault = f;
    }
}

int
ap_evidence_load(const struct ap_workspace *ws, const struct ap_library *lib, struct ap_arena *mem,
                 struct ap_evidence **ret_evidence, struct ap_diag *dg)
{
    struct ap_evidence *out = ap_arena_new(mem, struct ap_evidence);
    *out = (struct ap_evidence){.lib = lib, .ws = ws, .root_fd = -1};
    struct ap_evidence_job job = {.ws = ws, .lib = lib, .mem = mem, .out = out};
    struct ap_str folder = ap_path_join(mem, ws->dir, ws->evidence.folder);
    int r = ap_fs_open_dir(folder.ptr, &out->root_fd);
    if (r == AP_OK)
        r = ap_evidence_walk(&job);
    if (r < 0) {
        bool denied = r == AP_E_IO && errno == EACCES;
        const char *why = r == AP_E_LIMIT      ? "it holds more than two million entries"
                          : r == AP_E_NOTFOUND ? "there is no such folder"
                                               : ap_error_text(errno);
        ap_arena_release(&job.stage);
        struct ap_diagnostic *d = ap_diag_add(dg, AP_WSP013, ws->evidence.place,
                                              "the evidence folder %.*s cannot be read: %s",
                                              AP_FMT(ws->evidence.folder), why);
        if (denied)
            ap_diag_hint(dg, d, "give read permission on the folder, or correct evidence.folder");
        ap_evidence_close(out);
        return denied ? AP_E_INVALID : r;
    }
    (void)ap_arena_alloc(&job.scratch, 1); /* so that rewinding keeps a block */
    ap_evidence_schemas(&job);
    ap_evidence_names(&job);
    ap_evidence_defaults(&job);
    ap_evidence_register(&job);
    ap_evidence_sidecars(&job);
    note_faults(&job);
    for (size_t i = 0; i < out->items.n; i++) {
        if (out->items.items[i].ignored)
            continue;
        struct ap_arena_mark mark = ap_arena_mark(&job.scratch);
        ap_evidence_serve(&job, &out->items.items[i]);
        ap_evidence_infer(&job, &out->items.items[i]);
        ap_arena_rewind(&job.scratch, mark);
    }
    note_faults(&job);
    ap_arena_release(&job.scratch);
    ap_arena_release(&job.stage);
    *ret_evidence = out;
    return AP_OK;
}

void
ap_evidence_close(struct ap_evidence *evidence)
{
    if (evidence->root_fd >= 0)
        (void)close(evidence->root_fd);
    evidence->root_fd = -1;
}
