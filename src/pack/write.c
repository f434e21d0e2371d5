/* The zip: payload from the spool, then tag files, into a temporary that is renamed when whole.
 * Place in the flow: pack; the last stage of a build.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/embed.h"
#include "pack/encrypt.h"
#include "pack/internal.h"
#include "pack/seal.h"
#include "port/deflate.h"
#include "port/digest.h"
#include "port/fs.h"
#include "port/pool.h"
#include "port/zip.h"

static struct ap_str
name_in_zip(const struct ap_plan *plan, struct ap_str path, struct ap_arena *mem)
{
    return ap_arena_join(mem, plan->name, "/", path);
}

/* A bag has a payload folder, even an empty one. */
static void
add_empty_payload(const struct ap_plan *plan, struct ap_pack_entries *entries, struct ap_arena *mem)
{
    struct ap_pack_source nothing = {.fd = -1};
    (void)ap_pack_add_entry(entries, name_in_zip(plan, AP_STR("data/"), mem), nothing);
}

static int
add_payload(const struct ap_plan *plan, struct ap_pack_entries *entries, struct ap_arena *mem)
{
    if (plan->items.n == 0)
        add_empty_payload(plan, entries, mem);
    const struct ap_inspection *insp = plan->as->insp;
    for (size_t i = 0; i < plan->items.n; i++) {
        const struct ap_plan_item *packed = &plan->items.items[i];
        const struct ap_record *record = &insp->records[packed->item];
        if (packed->made) {
            ap_pack_add_bytes(entries, name_in_zip(plan, packed->path, mem), packed->made->bytes);
            continue;
        }
        if (!record->payload.present)
            return AP_E_BUG;
        struct ap_pack_source source = {.fd = insp->spool_fd,
                                        .offset = record->payload.offset,
                                        .bytes = record->payload.packed_bytes};
        struct ap_zip_entry *entry =
            ap_pack_add_entry(entries, name_in_zip(plan, packed->path, mem), source);
        entry->deflated = record->payload.deflated;
        entry->bytes = record->bytes;
        entry->crc32 = record->crc32;
    }
    return AP_OK;
}

static void
add_tags(const struct ap_plan *plan, const struct ap_tag_files *tags,
         struct ap_pack_entries *entries, struct ap_arena *mem)
{
    for (size_t i = 0; i < tags->n; i++)
        ap_pack_add_bytes(entries, name_in_zip(plan, tags->items[i].path, mem),
                          tags->items[i].bytes);
}

/** The scripts that check a pack with nothing installed; the same in every pack of a version. */
static void
add_scripts(struct ap_tag_files *tags, struct ap_arena *mem)
{
    static const char *const names[] = {"verify.ps1", "verify.sh"};
    for (size_t i = 0; i < AP_COUNT(names); i++) {
        struct ap_str path = ap_arena_printf(mem, "templates/pack/%s", names[i]);
        const struct ap_embedded *file = ap_embedded_file(path.ptr);
        struct ap_str bytes = {(const char *)file->bytes, file->n_bytes};
        ap_pack_add_tag(tags, names[i], bytes, mem);
    }
}

/** All tag files in order: the reports, the manifest, what explains the pack, the bag's own. */
static struct ap_tag_files
make_tags(const struct ap_plan *plan, const struct ap_tag_files *reports, struct ap_arena *mem)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    struct ap_tag_files tags = {NULL, 0, 0};
    for (size_t i = 0; i < reports->n; i++)
        *ap_vec_push(mem, &tags) = reports->items[i];
    ap_manifest_render(plan, &text);
    ap_pack_add_tag(&tags, "manifest.json", ap_buf_str(&text), mem);
    ap_buf_release(&text); /* by far the largest */
    ap_bag_add_tags(plan, &tags, mem);
    add_scripts(&tags, mem);
    ap_buf_clear(&text);
    ap_readme_render(plan, &tags, &text);
    ap_pack_add_tag(&tags, "README.txt", ap_buf_str(&text), mem);
    ap_pack_sort_tags(&tags);
    ap_bag_add_tag_manifest(plan, &tags, mem);
    ap_pack_sort_tags(&tags);
    return tags;
}

/** Where a zip goes, and what may stop it. */
struct target {
    const char *path;
    const ap_stop *cancel;
};

static bool
is_cancelled(void *ctx)
{
    const struct target *target = ctx;
    return ap_is_stopped(target->cancel);
}

/** Why writing failed, in words; `error` is errno as it was. */
static const char *
cause_of(int result, int error)
{
    switch (result) {
    case AP_E_NOTFOUND:
        return "the folder does not exist";
    case AP_E_INVALID:
        return "there is something at this path that is no regular file";
    case AP_E_IO:
        return ap_error_text(error);
    default:
        return "the entries of the zip do not hold together";
    }
}

static int
fail(const struct target *target, int result, int error, struct ap_diag *dg)
{
    if (result == AP_E_CANCELLED)
        return AP_E_CANCELLED;
    struct ap_place place = {.file = ap_str_from(target->path)};
    (void)ap_diag_add(dg, AP_PCK001, place, "cannot write the pack: %s", cause_of(result, error));
    return AP_E_IO;
}

int
ap_pack_write_zip(const char *output, const struct ap_zip_entry *entries, size_t n,
                  int64_t pack_time, unsigned n_workers, const ap_stop *cancel, struct ap_diag *dg)
{
    struct ap_outfile *out = NULL;
    struct target target = {output, cancel};
    struct ap_zip_options options = {.unix_time = pack_time,
                                     .n_workers = n_workers,
                                     .cancel = is_cancelled,
                                     .cancel_ctx = &target};
    int result = ap_outfile_open(output, &out);
    if (result < 0)
        return fail(&target, result, errno, dg);
    result = ap_zip_write(ap_outfile_fd(out), entries, n, &options);
    if (result == AP_OK && is_cancelled(&target))
        result = AP_E_CANCELLED;
    if (result < 0) {
        int error = errno;
        ap_outfile_abort(out);
        return fail(&target, result, error, dg);
    }
    result = ap_outfile_commit(out);
    return result < 0 ? fail(&target, result, errno, dg) : AP_OK;
}

/** The last entries: signatures over the tag manifest, and a stamp. */
static int
seal_tags(const struct ap_seal *seal, const char *name, const struct ap_tag_files *tags,
          struct ap_arena *mem, struct ap_tag_files *ret_files, struct ap_diag *dg)
{
    static const struct ap_tag_files none = {NULL, 0, 0};
    *ret_files = none;
    if (!seal || ap_seal_is_empty(seal))
        return AP_OK;
    const struct ap_tag_file *list = ap_pack_find_tag(tags, name);
    return ap_seal_make(seal, list->path, list->bytes, &none, mem, ret_files, dg);
}

static int
write_entries(const struct ap_plan *plan, struct ap_pack_entries *entries,
              const struct ap_pack_options *options, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_encryption *encryption = NULL;
    unsigned n_workers = options->n_threads ? options->n_threads : ap_pool_processors();
    int result = ap_pack_deflate_all(entries, plan->level, n_workers, options->cancel, mem);
    if (result < 0)
        return result;
    if (options->passphrase.len &&
        ap_encryption_apply(entries->items, entries->n, options->passphrase, mem, &encryption) !=
            AP_OK) {
        struct target target = {options->output, options->cancel};
        return fail(&target, AP_E_IO, errno, dg);
    }
    result = ap_pack_write_zip(options->output, entries->items, entries->n, plan->pack_time,
                               n_workers, options->cancel, dg);
    ap_encryption_free(encryption);
    return result;
}

int
ap_pack_write(const struct ap_plan *plan, const struct ap_tag_files *reports,
              const struct ap_pack_options *options, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_tag_files tags = make_tags(plan, reports, mem);
    struct ap_tag_files seals;
    int result = seal_tags(options->seal, ap_bag_tag_list(plan), &tags, mem, &seals, dg);
    if (result < 0)
        return result;
    size_t n = plan->items.n + tags.n + seals.n + 1; /* one for an empty payload folder */
    struct ap_pack_entries entries = ap_pack_entries_new(n, mem);
    result = add_payload(plan, &entries, mem);
    if (result < 0)
        return result;
    add_tags(plan, &tags, &entries, mem);
    add_tags(plan, &seals, &entries, mem);
    result = write_entries(plan, &entries, options, mem, dg);
    ap_pack_entries_release(&entries);
    return result;
}
