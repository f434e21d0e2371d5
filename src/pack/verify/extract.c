/* A verified pack unpacked: into a folder beside the target, which gets its name when it is whole.
 * Place in the flow: pack. The zip is read again by the same descriptor, and held to the same digests.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "pack/verify/state.h"
#include "port/fs.h"
#include "port/fs_newdir.h"

struct extract {
    const struct ap_verify_state *state;
    struct ap_newdir *dir;
    struct ap_tree_reader *reader;
    struct ap_digest *digest;
    struct ap_arena mem; /* of the file at hand */
};

struct target {
    struct ap_newdir *dir;
    struct ap_digest *digest;
};

static int
write_piece(void *ctx, struct ap_str piece)
{
    struct target *target = ctx;
    ap_digest_add(target->digest, piece.ptr, piece.len);
    return ap_newdir_file_write(target->dir, piece);
}

static int
extract_file(struct extract *e, size_t index)
{
    const struct ap_tree *tree = &e->state->tree;
    struct ap_read_facts facts;
    uint8_t raw[AP_SHA256_BYTES];
    struct target target = {e->dir, e->digest};
    struct ap_str path = ap_path_join(&e->mem, tree->name, tree->files[index].path);
    int rc = ap_newdir_file_open(e->dir, path);
    if (rc != AP_OK)
        return rc;
    ap_digest_start(e->digest);
    rc = ap_tree_read(e->reader, tree, index, write_piece, &target, &facts);
    if (rc == AP_E_IO && facts.error)
        errno = facts.error;
    int err = errno;
    ap_digest_end(e->digest, raw);
    int closed = ap_newdir_file_close(e->dir);
    if (rc == AP_OK)
        return closed != AP_OK ? closed
               : memcmp(raw, ap_pass_digest(&e->state->pass, AP_HASH_SHA256, index), sizeof raw)
                   ? AP_E_SYNTAX
                   : AP_OK;
    errno = err;
    return rc;
}

static int
extract_all(struct extract *e, const ap_stop *cancel)
{
    int rc = AP_OK;
    for (size_t i = 0; i < e->state->tree.n && rc == AP_OK; i++) {
        struct ap_arena_mark none = {NULL, 0};
        rc = ap_is_stopped(cancel) ? AP_E_CANCELLED : extract_file(e, i);
        ap_arena_rewind(&e->mem, none);
    }
    bool is_empty = ap_tree_find(&e->state->tree, AP_STR("data")) == AP_NONE;
    if (rc == AP_OK && is_empty)
        rc = ap_newdir_make(e->dir, ap_path_join(&e->mem, e->state->tree.name, AP_STR("data")));
    return rc;
}

static const char *
words_of(int result)
{
    switch (result) {
    case AP_E_EXISTS:
        return "there is something at this path already";
    case AP_E_NOTFOUND:
        return "the folder that it should lie in does not exist";
    case AP_E_SYNTAX:
        return "the zip changed since it was verified";
    default:
        return ap_error_text(errno);
    }
}

int
ap_verify_extract(const struct ap_verification *result, const char *path, const ap_stop *cancel,
                  struct ap_arena *mem, struct ap_diag *dg)
{
    struct extract e = {.state = result->state};
    struct ap_place place = {.file = ap_arena_copy(mem, ap_str_from(path))};
    if (!result->is_zip) {
        (void)ap_diag_add(dg, AP_VFY030, place, "only a zip can be extracted; this is a folder");
        return AP_E_INVALID;
    }
    int rc = ap_newdir_open(path, &e.dir);
    if (rc == AP_OK) {
        e.reader = ap_tree_reader_new();
        e.digest = ap_digest_new();
        rc = extract_all(&e, cancel);
        int err = errno;
        ap_tree_reader_free(e.reader);
        ap_digest_free(e.digest);
        ap_arena_release(&e.mem);
        errno = err;
        if (rc == AP_OK)
            rc = ap_newdir_commit(e.dir);
        else
            ap_newdir_abort(e.dir);
    }
    if (rc != AP_OK && rc != AP_E_CANCELLED)
        (void)ap_diag_add(dg, AP_VFY030, place, "%s", words_of(rc));
    return rc == AP_E_SYNTAX ? AP_E_INVALID : rc;
}
