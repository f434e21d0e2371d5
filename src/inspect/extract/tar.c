/* Tar archives, block by block: each file in one is a file of its own; names and links are given for the scan.
 * Place in the flow: inspect, in apipack-extract; a row of rows.c. ustar, GNU and pax; memory does not grow with them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/tar.h"

#include <string.h>

#define LONG_MAX 65536u /* bytes of a name or of the records of pax that are kept */

/* Where a header has what. */
static const struct {
    size_t at, n;
} NAME = {0, 100}, SIZE = {124, 12}, LINK = {157, 100}, USER = {265, 32}, GROUP = {297, 32},
  PREFIX = {345, 155};
#define TYPE_AT 156u

static struct ap_str
text_at(const char *block, size_t at, size_t n)
{
    struct ap_str field = {block + at, n};
    return ap_str_slice(field, 0, ap_str_find(field, '\0'));
}

/* Octal digits, or a number of eleven bytes behind a byte 0x80. */
static uint64_t
number_at(const char *block, size_t at, size_t n)
{
    uint64_t value = 0;
    bool binary = (unsigned char)block[at] == 0x80;
    for (size_t i = binary ? 1 : 0; i < n; i++) {
        unsigned char c = (unsigned char)block[at + i];
        if (binary)
            value = value << 8 | c;
        else if (c >= '0' && c <= '7')
            value = value << 3 | (uint64_t)(c - '0');
        else if (c != ' ' || value > 0)
            break;
    }
    return value;
}

/* --- what stands beside the files ---------------------------------------------------------------- */

static int
give_line(struct ap_extract *x, struct ap_str text)
{
    if (text.len < 8) /* shorter ones are no secret */
        return AP_OK;
    int r = ap_extract_text(x, text);
    return r < 0 ? r : ap_extract_text(x, AP_STR("\n"));
}

static int
give_header(struct ap_extract *x, const char *block, struct ap_str name)
{
    ap_extract_place(x, AP_SEGMENT_ASIDE, 0, 0);
    int r = give_line(x, name);
    if (r == AP_OK)
        r = give_line(x, text_at(block, LINK.at, LINK.n));
    if (r == AP_OK)
        r = give_line(x, text_at(block, USER.at, USER.n));
    return r < 0 ? r : give_line(x, text_at(block, GROUP.at, GROUP.n));
}

/* Records of pax: "LENGTH KEY=VALUE\n". The size and the name matter, all of them are given. */
static void
take_records(struct ap_tar *tar)
{
    struct ap_str rest = ap_buf_str(&tar->held);
    while (rest.len > 0) {
        size_t digits = ap_str_find(rest, ' ');
        int64_t n = 0;
        if (ap_str_to_int(ap_str_slice(rest, 0, digits), &n) != AP_OK || n <= (int64_t)digits ||
            (uint64_t)n > rest.len)
            return;
        struct ap_str record = ap_str_trim(ap_str_slice(rest, digits + 1, (size_t)n));
        size_t equals = ap_str_find(record, '=');
        struct ap_str key = ap_str_slice(record, 0, equals);
        struct ap_str value = ap_str_slice(record, equals + 1, record.len);
        int64_t size = 0;
        if (ap_str_is(key, "path")) {
            ap_buf_clear(&tar->name);
            ap_buf_add_str(&tar->name, value);
        } else if (ap_str_is(key, "size") && ap_str_to_int(value, &size) == AP_OK && size >= 0) {
            tar->size = (uint64_t)size;
            tar->has_size = true;
        }
        rest = ap_str_slice(rest, (size_t)n, rest.len);
    }
}

static int
end_held(struct ap_extract *x, struct ap_tar *tar)
{
    if (tar->holds == 'L') {
        struct ap_str name = ap_buf_str(&tar->held);
        ap_buf_clear(&tar->name);
        ap_buf_add_str(&tar->name, ap_str_slice(name, 0, ap_str_find(name, '\0')));
    } else if (tar->holds == 'x') {
        take_records(tar);
    }
    ap_extract_place(x, AP_SEGMENT_ASIDE, 0, 0);
    int r = give_line(x, ap_buf_str(&tar->held));
    ap_buf_clear(&tar->held);
    return r;
}

/* --- headers ------------------------------------------------------------------------------------- */

static bool
is_zero(const char *block)
{
    static const char zeros[AP_TAR_BLOCK];
    return memcmp(block, zeros, AP_TAR_BLOCK) == 0;
}

static struct ap_str
name_of(struct ap_tar *tar, const char *block)
{
    if (tar->name.len > 0)
        return ap_buf_str(&tar->name);
    struct ap_str prefix = text_at(block, PREFIX.at, PREFIX.n);
    if (memcmp(block + 257, "ustar\0", 6) == 0 && prefix.len > 0) {
        ap_buf_add_str(&tar->name, prefix);
        ap_buf_add_char(&tar->name, '/');
    }
    ap_buf_add_str(&tar->name, text_at(block, NAME.at, NAME.n));
    return ap_buf_str(&tar->name);
}

static int
open_entry(struct ap_extract *x, struct ap_inner *node, const char *block)
{
    struct ap_tar *tar = node->state;
    char type = block[TYPE_AT];
    uint64_t size = tar->has_size ? tar->size : number_at(block, SIZE.at, SIZE.n);
    tar->left = size;
    tar->padding = (AP_TAR_BLOCK - size % AP_TAR_BLOCK) % AP_TAR_BLOCK;
    if (type == 'x' || type == 'g' || type == 'L' || type == 'K') {
        tar->holds = type;
        return AP_OK;
    }
    struct ap_str name = name_of(tar, block);
    if (!node->parent)
        x->counts.members++;
    int r = give_header(x, block, name);
    bool file = type == '0' || type == '\0' || type == '7';
    if (type >= '1' && type <= '6')
        tar->left = tar->padding = 0; /* links, devices and folders have no bytes */
    if (r == AP_OK && !file && tar->left > 0)
        r = ap_extract_unread(x, "a member of unknown kind", name);
    tar->in_file = file;
    if (r == AP_OK && file)
        r = ap_inner_open(x, name, NULL, &tar->inner);
    tar->has_size = false;
    ap_buf_clear(&tar->name);
    return r;
}

static int
take_block(struct ap_extract *x, struct ap_inner *node)
{
    struct ap_tar *tar = node->state;
    if (is_zero(tar->block)) {
        tar->ended = true;
        return AP_OK;
    }
    if (!ap_sniff_tar((struct ap_str){tar->block, AP_TAR_BLOCK})) {
        tar->ended = true; /* the rest is searched as bytes */
        return ap_extract_damaged(x, "a header of the tar is broken", AP_STR_NONE);
    }
    return open_entry(x, node, tar->block);
}

static int
end_entry(struct ap_extract *x, struct ap_tar *tar)
{
    int r = AP_OK;
    if (tar->holds)
        r = end_held(x, tar);
    else if (tar->in_file)
        r = ap_inner_close(x, tar->inner);
    tar->holds = '\0';
    tar->in_file = false;
    tar->inner = NULL;
    return r;
}

/* --- bytes --------------------------------------------------------------------------------------- */

static int
give_bytes(struct ap_extract *x, struct ap_tar *tar, struct ap_str bytes)
{
    if (tar->in_file)
        return ap_inner_feed(x, tar->inner, bytes);
    if (tar->holds && tar->held.len + bytes.len > LONG_MAX)
        return ap_extract_unread(x, "a name longer than may be kept", AP_STR_NONE);
    if (tar->holds)
        ap_buf_add_str(&tar->held, bytes);
    return AP_OK;
}

/* Within a member, its bytes; behind them, up to the next block, nothing; else a header. Gives the bytes that it takes. */
static int
take_some(struct ap_extract *x, struct ap_inner *node, struct ap_str piece, size_t *ret_n)
{
    struct ap_tar *tar = node->state;
    int r = AP_OK;
    if (tar->left > 0) {
        size_t n = tar->left < piece.len ? (size_t)tar->left : piece.len;
        tar->left -= n;
        *ret_n = n;
        r = give_bytes(x, tar, ap_str_slice(piece, 0, n));
        return r == AP_OK && tar->left == 0 ? end_entry(x, tar) : r;
    }
    if (tar->padding > 0) {
        *ret_n = tar->padding < piece.len ? (size_t)tar->padding : piece.len;
        tar->padding -= *ret_n;
        return AP_OK;
    }
    size_t room = AP_TAR_BLOCK - tar->n_block;
    *ret_n = room < piece.len ? room : piece.len;
    memcpy(tar->block + tar->n_block, piece.ptr, *ret_n);
    tar->n_block += *ret_n;
    if (tar->n_block < AP_TAR_BLOCK)
        return AP_OK;
    tar->n_block = 0;
    r = take_block(x, node);
    return r == AP_OK && tar->left == 0 ? end_entry(x, tar) : r;
}

int
ap_tar_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece)
{
    struct ap_tar *tar = node->state;
    int r = AP_OK;
    while (r == AP_OK && piece.len > 0) {
        size_t n = 0;
        if (tar->ended) /* zeros up to the end of the tape; whatever else stands there is for the scan */
            return ap_extract_runs(x, piece);
        r = take_some(x, node, piece, &n);
        piece = ap_str_slice(piece, n, piece.len);
    }
    return r;
}

int
ap_tar_end(struct ap_extract *x, struct ap_inner *node)
{
    struct ap_tar *tar = node->state;
    bool cut = tar->left > 0 || tar->n_block > 0;
    int r = end_entry(x, tar);
    if (r == AP_OK && cut)
        r = ap_extract_damaged(x, "the tar stops before its end", AP_STR_NONE);
    return r;
}

void
ap_tar_release(void *state)
{
    struct ap_tar *tar = state;
    ap_buf_release(&tar->held);
    ap_buf_release(&tar->name);
}
