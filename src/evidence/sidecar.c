/* Sidecars and links: read by the schema table, each fault becomes a finding of its item.
 * Place in the flow: evidence, after names and register.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "evidence/parts.h"
#include "port/yaml.h"

#define MAX_SIDECAR_BYTES (1u << 20)

void
ap_evidence_schemas(struct ap_evidence_job *job)
{
    job->sidecar_schema = *ap_evidence_own_schema(&ap_sidecar_schema, job->lib, &job->stage);
    job->link_schema = *ap_evidence_own_schema(&ap_link_schema, job->lib, &job->stage);
}

/** Faults of the document are facts about the item: they invalidate it, and nothing else. */
static void
take_faults(struct ap_evidence_job *job, struct ap_item *item, const struct ap_diag *dg)
{
    for (size_t i = 0; i < dg->n; i++) {
        const struct ap_diagnostic *d = &dg->items[i];
        struct ap_finding *f = ap_evidence_say(job, item, d->code, d->place, d->message);
        f->fix = ap_arena_copy(job->mem, d->hint);
        if (d->level == AP_ERROR)
            f->invalidates = true;
    }
}

/** The whole file, which may have grown since the walk saw `bytes` of it. */
static int
read_bytes(struct ap_evidence_job *job, struct ap_str rel, uint64_t bytes, struct ap_str *ret_bytes)
{
    AP_AUTO_FD int fd = -1;
    int r = ap_fs_open_below(job->out->root_fd, rel, &fd);
    if (r < 0)
        return r;
    size_t room = bytes < MAX_SIDECAR_BYTES ? (size_t)bytes + 1 : MAX_SIDECAR_BYTES + 1;
    for (;; room = MAX_SIDECAR_BYTES + 1) {
        char *text = ap_arena_alloc(&job->scratch, room);
        size_t n = 0;
        r = ap_fd_read_at(fd, 0, text, room, &n);
        if (r < 0)
            return r;
        if (n > MAX_SIDECAR_BYTES)
            return AP_E_LIMIT;
        if (n < room) {
            *ret_bytes = (struct ap_str){text, n};
            return AP_OK;
        }
    }
}

/** A sidecar, or a link, which is one for itself. */
struct document {
    struct ap_str rel;
    struct ap_str shown;
    uint64_t bytes;
    const struct ap_schema *schema;
    bool is_link;
};

static int
read_tree(struct ap_evidence_job *job, const struct document *doc, struct ap_node **ret_root,
          struct ap_diag *dg)
{
    struct ap_str bytes = AP_STR_NONE;
    struct ap_place place = {doc->shown, 0, 0};
    int r = read_bytes(job, doc->rel, doc->bytes, &bytes);
    if (r == AP_E_LIMIT)
        ap_diag_add(dg, AP_MET003, place, "larger than 1 MiB");
    else if (r < 0)
        ap_diag_hint(
            dg,
            ap_diag_add(dg, AP_MET001, place, "the file cannot be read: %s", ap_error_text(errno)),
            "give read permission on the file, or copy it again");
    else
        r = ap_yaml_parse(bytes, doc->shown, AP_MET001, &ap_yaml_default_limits, &job->scratch,
                          ret_root, dg);
    return r;
}

static void
read_document(struct ap_evidence_job *job, struct ap_item *item, const struct document *doc)
{
    struct ap_arena_mark mark = ap_arena_mark(&job->scratch);
    struct ap_diag dg;
    struct ap_node *root = NULL;
    ap_diag_init(&dg, &job->scratch);
    int r = read_tree(job, doc, &root, &dg);
    if (root && root->kind != AP_NODE_NULL) {
        struct ap_metadata meta = {
            .performed = AP_DAY_NONE, .collected = AP_DAY_NONE, .effective = AP_DAY_NONE};
        r = ap_schema_read(doc->schema, root, &meta, AP_MET001, &job->scratch, &dg);
        if (ap_schema_line(root, "apipack.dev/sidecar/v1", false, AP_MET001, &dg) < 0)
            r = AP_E_INVALID;
        meta.node = root->kind == AP_NODE_MAP ? root : NULL;
        meta.is_link = doc->is_link;
        ap_evidence_fields_of_node(job, &meta);
        ap_evidence_apply_row(job, item, &meta);
        ap_evidence_apply(job, item, &meta, AP_FROM_SIDECAR);
    } else if (root && doc->is_link) {
        ap_diag_add(&dg, AP_MET006, (struct ap_place){doc->shown, 1, 1},
                    "a link needs url and access");
    }
    take_faults(job, item, &dg);
    if (r < 0 && dg.n == 0)
        ap_evidence_fault(job, item, AP_MET001, item->place, AP_STR("the sidecar cannot be read"));
    ap_arena_rewind(&job->scratch, mark);
}

static void
read_sidecar(struct ap_evidence_job *job, const struct ap_entry *entry)
{
    static const size_t suffix = sizeof(".meta.yaml") - 1;
    struct ap_str of = ap_str_slice(entry->path, 0, entry->path.len - suffix);
    uint32_t index = ap_map_get(&job->item_by_rel, of);
    struct ap_str shown = ap_evidence_shown(job, entry->path);
    if (index == AP_NONE || job->out->items.items[index].ignored) {
        ap_finding_add(&job->out->findings, job->mem, AP_MET015, shown,
                       (struct ap_place){shown, 0, 0}, "there is no file %.*s beside it",
                       AP_FMT(ap_path_base(of)))
            ->item = AP_NONE;
        return;
    }
    struct ap_item *item = &job->out->items.items[index];
    item->sidecar = shown;
    item->place = (struct ap_place){shown, 1, 1};
    read_document(
        job, item,
        &(struct document){entry->path, shown, entry->bytes, &job->sidecar_schema, false});
}

void
ap_evidence_sidecars(struct ap_evidence_job *job)
{
    for (size_t i = 0; i < job->out->items.n; i++) {
        struct ap_item *item = &job->out->items.items[i];
        if (item->ignored || item->unreadable || !ap_evidence_is_link(item->name))
            continue;
        item->place = (struct ap_place){item->path, 1, 1};
        read_document(
            job, item,
            &(struct document){item->rel, item->path, item->bytes, &job->link_schema, true});
    }
    for (size_t i = 0; i < job->sidecars.n; i++)
        read_sidecar(job, &job->sidecars.items[i]);
    for (size_t i = 0; i < job->out->items.n; i++)
        ap_evidence_apply_row(job, &job->out->items.items[i], NULL);
}
