/* Signatures and a stamp added to a pack that is there: every other entry is copied as it is.
 * Place in the flow: pack; reads one zip, writes one, in one step.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "pack/encrypt.h"
#include "pack/internal.h"
#include "pack/seal.h"
#include "pack/verify/state.h"
#include "port/pool.h"
#include "port/zip.h"

#define LIST           "tagmanifest-sha" /* 256.txt or 512.txt */
#define LIST_BYTES_MAX (256u << 20)
#define SEAL_BYTES_MAX (1u << 20)

/** One call of ap_pack_sign. */
struct signing {
    const char *path;
    const struct ap_seal *seal;
    const struct ap_sign_options *options;
    struct ap_arena *mem;
    struct ap_diag *dg;
    const struct ap_verify_state *state;
    struct ap_str list;       /* path of the tag list */
    struct ap_tag_files kept; /* signatures that stay */
    struct ap_tag_files made;
};

static struct ap_place
place_of(const struct signing *s)
{
    return (struct ap_place){.file = ap_str_from(s->path)};
}

/* --- what may be signed ----------------------------------------------------------------------------- */

static int
check_pack(struct signing *s, const struct ap_verification *found)
{
    if (found->verdict == AP_PACK_VERIFIED && found->is_zip)
        return AP_OK;
    struct ap_str why = !found->is_zip ? AP_STR("this is no zip: a pack is signed as it was built")
                        : found->verdict == AP_PACK_CHANGED
                            ? AP_STR("another program changed the zip")
                            : ap_verify_cause(found, s->path, s->mem);
    struct ap_diagnostic *d = ap_diag_add(s->dg, AP_PCK006, place_of(s), "%.*s", AP_FMT(why));
    ap_diag_hint(s->dg, d, "apipack verify says what is wrong; sign the pack as apipack built it");
    return AP_E_SYNTAX;
}

/** Kinds of seals, in the order of their entries. */
static const struct {
    const char *end;
    bool over_signature; /* it is put over those before it */
} kinds[] = {{".p7s", false}, {".sig", false}, {".tsr", true}};

static bool
is_asked(const struct ap_seal *seal, size_t kind)
{
    const bool asked[AP_COUNT(kinds)] = {seal->signer != NULL, seal->ssh_key != NULL,
                                         seal->timestamp_url.len > 0};
    return asked[kind];
}

/** What is there already: kept, to be replaced, or in the way. */
static int
sort_present(struct signing *s)
{
    bool replaced = false;
    for (size_t i = 0; i < AP_COUNT(kinds); i++) {
        struct ap_str path = ap_arena_join(s->mem, s->list, kinds[i].end, AP_STR_NONE);
        uint32_t at = ap_tree_find(&s->state->tree, path);
        if (at == AP_NONE)
            continue;
        if (is_asked(s->seal, i) && !s->options->replace) {
            (void)ap_diag_add(s->dg, AP_PCK005, place_of(s), "it holds %.*s already", AP_FMT(path));
            return AP_E_INVALID;
        }
        /* A stamp over a signature that goes proves nothing about the new one. */
        if (is_asked(s->seal, i) || (replaced && kinds[i].over_signature)) {
            replaced = true;
            continue;
        }
        struct ap_str bytes;
        int rc = ap_tree_read_whole(&s->state->tree, at, SEAL_BYTES_MAX, s->mem, &bytes);
        if (rc != AP_OK)
            return rc;
        *ap_vec_push(s->mem, &s->kept) = (struct ap_tag_file){path, bytes};
    }
    return AP_OK;
}

/* --- the new zip ------------------------------------------------------------------------------------ */

static bool
is_seal(struct ap_str name)
{
    for (size_t i = 0; i < AP_COUNT(kinds); i++)
        if (ap_str_contains(name, AP_STR("/" LIST)) && ap_str_ends(name, ap_str_from(kinds[i].end)))
            return true;
    return false;
}

/** Everything but seals, as it lies in the old zip. */
static void
copy_entries(const struct signing *s, struct ap_pack_entries *zip)
{
    const struct ap_zipdir *dir = &s->state->zip;
    for (size_t i = 0; i < dir->n; i++) {
        const struct ap_zip_record *record = &dir->records[i];
        if (is_seal(record->name))
            continue;
        struct ap_pack_source source = {
            .fd = s->state->fd, .offset = record->data_at, .bytes = record->packed_bytes};
        struct ap_zip_entry *entry = ap_pack_add_entry(zip, record->name, source);
        entry->deflated = record->inner == AP_ZIP_DEFLATED;
        entry->encrypted = record->aes;
        entry->bytes = record->bytes;
        entry->crc32 = record->crc32;
    }
}

/** Old and new ones in the order of their kinds. */
static void
add_seals(const struct signing *s, struct ap_pack_entries *zip)
{
    const struct ap_tag_files *const both[] = {&s->kept, &s->made};
    for (size_t i = 0; i < AP_COUNT(kinds); i++) {
        struct ap_str path = ap_arena_join(s->mem, s->list, kinds[i].end, AP_STR_NONE);
        for (size_t k = 0; k < AP_COUNT(both); k++) {
            const struct ap_tag_file *file = ap_pack_find_tag(both[k], path.ptr);
            if (file)
                ap_pack_add_bytes(zip, ap_path_join(s->mem, s->state->tree.name, path),
                                  file->bytes);
        }
    }
}

/** The one time of the pack. */
static int64_t
pack_time(const struct ap_zip_record *record)
{
    ap_day day =
        ap_day_from_civil(1980 + (record->date >> 9), record->date >> 5 & 15, record->date & 31);
    int64_t seconds =
        (record->time >> 11) * 3600 + (record->time >> 5 & 63) * 60 + (record->time & 31) * 2;
    return (int64_t)day * AP_DAY_SECONDS + seconds;
}

static int
encrypt_added(const struct signing *s, struct ap_zip_entry *added, size_t n,
              struct ap_encryption **ret_encryption)
{
    struct ap_str passphrase = s->state->tree.passphrase;
    if (passphrase.len == 0 ||
        ap_encryption_apply(added, n, passphrase, s->mem, ret_encryption) == AP_OK)
        return AP_OK;
    (void)ap_diag_add(s->dg, AP_PCK001, place_of(s), "cannot encrypt what is added: %s",
                      ap_error_text(errno));
    return AP_E_IO;
}

static int
write_new(const struct signing *s)
{
    const struct ap_sign_options *options = s->options;
    unsigned n_workers = options->n_workers ? options->n_workers : ap_pool_processors();
    struct ap_encryption *encryption = NULL;
    struct ap_pack_entries zip = ap_pack_entries_new(s->state->zip.n + AP_COUNT(kinds), s->mem);
    copy_entries(s, &zip);
    size_t n_copied = zip.n;
    add_seals(s, &zip);
    int rc = ap_pack_deflate_all(&zip, 0, n_workers, options->cancel, s->mem);
    if (rc == AP_OK)
        rc = encrypt_added(s, zip.items + n_copied, zip.n - n_copied, &encryption);
    if (rc == AP_OK)
        rc = ap_pack_write_zip(options->output, zip.items, zip.n,
                               pack_time(&s->state->zip.records[0]), n_workers, options->cancel,
                               s->dg);
    ap_encryption_free(encryption);
    ap_pack_entries_release(&zip);
    return rc;
}

static int
sign_verified(struct signing *s)
{
    s->list = AP_STR(LIST "256.txt");
    uint32_t at = ap_tree_find(&s->state->tree, s->list);
    struct ap_str list = AP_STR_NONE;
    if (at == AP_NONE) {
        s->list = AP_STR(LIST "512.txt");
        at = ap_tree_find(&s->state->tree, s->list);
    }
    if (at == AP_NONE)
        return AP_E_BUG; /* a pack without it does not verify */
    int rc = ap_tree_read_whole(&s->state->tree, at, LIST_BYTES_MAX, s->mem, &list);
    if (rc == AP_OK)
        rc = sort_present(s);
    if (rc == AP_OK)
        rc = ap_seal_make(s->seal, s->list, list, &s->kept, s->mem, &s->made, s->dg);
    return rc == AP_OK ? write_new(s) : rc;
}

int
ap_pack_sign(const char *path, const struct ap_seal *seal, const struct ap_sign_options *options,
             struct ap_arena *mem, struct ap_tag_files *ret_files, struct ap_diag *dg)
{
    struct ap_verification found = {0};
    struct ap_verify_options verify = {
        .unlock = options->unlock, .n_workers = options->n_workers, .cancel = options->cancel};
    struct signing s = {.path = path, .seal = seal, .options = options, .mem = mem, .dg = dg};
    int rc = ap_verify(path, &verify, mem, &found);
    if (rc == AP_E_NOTFOUND)
        (void)ap_diag_add(dg, AP_VFY001, place_of(&s), "there is no such file");
    else if (rc == AP_E_IO)
        (void)ap_diag_add(dg, AP_PCK001, place_of(&s), "cannot read it: %s", ap_error_text(errno));
    s.state = found.state;
    if (rc == AP_OK)
        rc = check_pack(&s, &found);
    if (rc == AP_OK)
        rc = sign_verified(&s);
    if (rc == AP_OK)
        *ret_files = s.made;
    ap_verify_close(&found);
    return rc;
}
