/* Reading one file of a tree: by descriptor and offset, bounded, with size and checksum held to.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "pack/verify/tree.h"
#include "port/digest.h"
#include "port/fs.h"
#include "port/inflate.h"
#include "port/zip_aes.h"

#define IN_BYTES  (128u << 10)
#define OUT_BYTES (256u << 10)

struct ap_tree_reader {
    struct ap_inflate *inflate;
    struct ap_zip_aes *aes; /* made when it is needed */
    char in[IN_BYTES];
    char out[OUT_BYTES];
};

/** One file being read. */
struct reading {
    struct ap_tree_reader *reader;
    int fd;
    uint64_t at;   /* offset of the next byte in the container */
    uint64_t left; /* bytes of it in the container */
    uint64_t told; /* its size as the container says */
    uint32_t crc32;
    struct ap_zip_aes *aes; /* not NULL: what is fetched is decrypted */
    ap_tree_sink sink;
    void *ctx;
    struct ap_read_facts *facts;
};

struct ap_tree_reader *
ap_tree_reader_new(void)
{
    struct ap_tree_reader *reader = ap_xmalloc(sizeof *reader);
    reader->inflate = ap_inflate_new();
    reader->aes = NULL;
    return reader;
}

void
ap_tree_reader_free(struct ap_tree_reader *reader)
{
    if (!reader)
        return;
    ap_inflate_free(reader->inflate);
    ap_zip_aes_free(reader->aes);
    free(reader);
}

static int
damaged(struct reading *r, const char *words)
{
    r->facts->fault = words;
    return AP_E_SYNTAX;
}

/** The next bytes out of the container, at most `size`; none at its end. */
static int
fetch(struct reading *r, char *buffer, size_t size, struct ap_str *ret_piece)
{
    size_t ask = r->left < size ? (size_t)r->left : size;
    size_t got = 0;
    if (ask && ap_fd_read_at(r->fd, r->at, buffer, ask, &got) != AP_OK) {
        r->facts->error = errno;
        r->facts->fault = "it cannot be read";
        return AP_E_IO;
    }
    if (got != ask)
        return damaged(r, "it became shorter while it was read");
    if (r->aes)
        ap_zip_aes_decrypt(r->aes, buffer, got);
    r->at += got;
    r->left -= got;
    *ret_piece = (struct ap_str){buffer, got};
    return AP_OK;
}

static int
give(struct reading *r, struct ap_str piece)
{
    r->facts->bytes += piece.len;
    if (r->facts->bytes > r->told)
        return damaged(r, "it holds more bytes than the container says");
    r->crc32 = ap_crc32(r->crc32, piece.ptr, piece.len);
    return r->sink ? r->sink(r->ctx, piece) : AP_OK;
}

static int
read_stored(struct reading *r)
{
    int rc = AP_OK;
    while (rc == AP_OK && r->left > 0) {
        struct ap_str piece;
        rc = fetch(r, r->reader->out, sizeof r->reader->out, &piece);
        if (rc == AP_OK)
            rc = give(r, piece);
    }
    return rc;
}

static int
read_deflated(struct reading *r)
{
    struct ap_inflate *inflate = r->reader->inflate;
    struct ap_str input = AP_STR("");
    ap_inflate_start(inflate);
    while (!ap_inflate_has_ended(inflate)) {
        size_t n;
        bool is_dry = input.len == 0;
        if (is_dry) {
            int rc = fetch(r, r->reader->in, sizeof r->reader->in, &input);
            if (rc != AP_OK)
                return rc;
        }
        is_dry = is_dry && input.len == 0;
        if (ap_inflate_feed(inflate, &input, r->reader->out, sizeof r->reader->out, &n) != AP_OK)
            return damaged(r, "its compressed data are damaged");
        int rc = give(r, (struct ap_str){r->reader->out, n});
        if (rc != AP_OK)
            return rc;
        if (n == 0 && is_dry && !ap_inflate_has_ended(inflate))
            return damaged(r, "its compressed data end too early");
    }
    r->facts->hidden_bits = ap_inflate_has_hidden_bits(inflate);
    if (input.len || r->left)
        return damaged(r, "bytes follow its compressed data that nothing accounts for");
    return AP_OK;
}

/** Salt and check bytes: from here on what is fetched is decrypted. */
static int
begin_aes(struct reading *r, struct ap_str passphrase)
{
    char head[AP_ZIP_AES_SALT_BYTES + AP_ZIP_AES_CHECK_BYTES];
    uint8_t check[AP_ZIP_AES_CHECK_BYTES];
    struct ap_str piece;
    r->left = sizeof head;
    int rc = fetch(r, head, sizeof head, &piece);
    if (rc != AP_OK)
        return rc;
    if (!r->reader->aes)
        r->reader->aes = ap_zip_aes_new();
    ap_zip_aes_start(r->reader->aes, passphrase, (const uint8_t *)head, check);
    if (memcmp(check, head + AP_ZIP_AES_SALT_BYTES, sizeof check) != 0)
        return damaged(r, "the passphrase does not open it");
    r->aes = r->reader->aes;
    return AP_OK;
}

static int
end_aes(struct reading *r)
{
    char told[AP_ZIP_AES_MAC_BYTES];
    uint8_t mac[AP_ZIP_AES_MAC_BYTES];
    struct ap_str piece;
    ap_zip_aes_mac(r->aes, mac);
    r->aes = NULL;
    r->left = sizeof told;
    int rc = fetch(r, told, sizeof told, &piece);
    if (rc == AP_OK && memcmp(mac, told, sizeof told) != 0)
        rc = damaged(r, "its authentication code differs: the encrypted bytes were changed");
    return rc;
}

static int
read_record(struct reading *r, const struct ap_zip_record *record, struct ap_str passphrase)
{
    bool is_open = record->aes
                       ? passphrase.len > 0 && record->packed_bytes >= AP_ZIP_AES_EXTRA_BYTES
                       : (record->flags & (AP_ZIP_FLAG_ENCRYPTED | AP_ZIP_FLAG_STRONG)) == 0;
    bool is_readable = record->data_at && is_open &&
                       (record->inner == AP_ZIP_DEFLATED || record->inner == AP_ZIP_STORED);
    if (!is_readable)
        return damaged(r, "it cannot be read out of the container");
    r->at = record->data_at;
    int rc = record->aes ? begin_aes(r, passphrase) : AP_OK;
    if (rc != AP_OK)
        return rc;
    r->left = record->packed_bytes - (record->aes ? AP_ZIP_AES_EXTRA_BYTES : 0);
    rc = record->inner == AP_ZIP_DEFLATED ? read_deflated(r) : read_stored(r);
    if (rc == AP_OK && record->aes)
        rc = end_aes(r);
    if (rc != AP_OK)
        return rc;
    if (r->facts->bytes != record->bytes)
        return damaged(r, "it holds fewer bytes than the container says");
    if (record->aes && record->crc32 == 0)
        return AP_OK; /* AE-2 has no checksum: the authentication code is worth more */
    return r->crc32 == record->crc32 ? AP_OK : damaged(r, "its checksum (CRC-32) differs");
}

static int
read_plain(struct reading *r, int root_fd, struct ap_str path)
{
    struct stat st;
    AP_AUTO_FD int fd = -1;
    int rc = ap_fs_open_below(root_fd, path, &fd);
    if (rc == AP_OK && fstat(fd, &st) != 0)
        rc = AP_E_IO;
    if (rc != AP_OK) {
        r->facts->error = errno;
        r->facts->fault = "it cannot be read";
        return rc == AP_E_NOTFOUND ? AP_E_SYNTAX : rc;
    }
    r->fd = fd;
    r->left = (uint64_t)st.st_size;
    if (r->left != r->told)
        return damaged(r, "it changed while it was read");
    return read_stored(r);
}

int
ap_tree_read(struct ap_tree_reader *reader, const struct ap_tree *tree, size_t index,
             ap_tree_sink sink, void *ctx, struct ap_read_facts *facts)
{
    const struct ap_tree_file *file = &tree->files[index];
    *facts = (struct ap_read_facts){0};
    struct reading r = {.reader = reader,
                        .fd = tree->fd,
                        .told = file->bytes,
                        .sink = sink,
                        .ctx = ctx,
                        .facts = facts};
    return tree->zip ? read_record(&r, &tree->zip->records[file->record], tree->passphrase)
                     : read_plain(&r, tree->fd, file->path);
}

int
ap_tree_try_passphrase(const struct ap_tree *tree, bool *ret_opens)
{
    const struct ap_zip_record *record = NULL;
    for (size_t i = 0; i < tree->n && !record; i++)
        if (tree->zip->records[tree->files[i].record].aes)
            record = &tree->zip->records[tree->files[i].record];
    *ret_opens = true;
    if (!record || !record->data_at || record->packed_bytes < AP_ZIP_AES_EXTRA_BYTES)
        return AP_OK; /* reported by the audit */
    struct ap_read_facts facts = {0};
    struct reading r = {
        .reader = ap_tree_reader_new(), .fd = tree->fd, .at = record->data_at, .facts = &facts};
    int rc = begin_aes(&r, tree->passphrase);
    ap_tree_reader_free(r.reader);
    *ret_opens = rc == AP_OK;
    return rc == AP_E_IO ? rc : AP_OK;
}

struct whole {
    struct ap_buf out;
    size_t max;
};

static int
keep(void *ctx, struct ap_str piece)
{
    struct whole *whole = ctx;
    if (piece.len > whole->max - whole->out.len)
        return AP_E_LIMIT;
    ap_buf_add_str(&whole->out, piece);
    return AP_OK;
}

int
ap_tree_read_whole(const struct ap_tree *tree, size_t index, size_t max, struct ap_arena *mem,
                   struct ap_str *ret_bytes)
{
    struct whole whole = {.max = max};
    struct ap_read_facts facts;
    if (tree->files[index].bytes > max)
        return AP_E_LIMIT;
    struct ap_tree_reader *reader = ap_tree_reader_new();
    int rc = ap_tree_read(reader, tree, index, keep, &whole, &facts);
    ap_tree_reader_free(reader);
    if (rc == AP_OK)
        *ret_bytes = ap_arena_copy(mem, ap_buf_str(&whole.out));
    ap_buf_release(&whole.out);
    return rc;
}
