/* Has SharePoint changed more of an Office file than its properties? The parts of both zips are compared by their bytes.
 * Place in the flow: vault; pull keeps an approval where only properties differ.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/vec.h"
#include "port/digest.h"
#include "port/unzip.h"
#include "vault/pull_parts.h"

#define MAX_PARTS 10000
#define MAX_BYTES (512ull << 20) /* of all parts together */

/** Where SharePoint puts the columns of a file, and the parts that list what parts there are. */
static bool
is_of_properties(struct ap_str name)
{
    return ap_str_starts(name, AP_STR("docProps/")) || ap_str_starts(name, AP_STR("customXml/")) ||
           ap_str_is(name, "[Content_Types].xml") || ap_str_ends(name, AP_STR(".rels"));
}

static int
add_piece(void *ctx, struct ap_str piece)
{
    ap_digest_add(ctx, piece.ptr, piece.len);
    return AP_OK;
}

static int
by_text(const void *a, const void *b)
{
    return ap_str_cmp(*(const struct ap_str *)a, *(const struct ap_str *)b);
}

/** "name digest" of every part that counts, sorted. False: it is no zip that can be read within bounds. */
static bool
read_parts(int fd, struct ap_arena *mem, struct ap_strs *parts)
{
    struct ap_unzip *zip = NULL;
    uint64_t left = MAX_BYTES;
    if (ap_unzip_open(fd, &zip))
        return false;
    struct ap_digest *digest = ap_digest_new();
    bool ok = ap_unzip_count(zip) <= MAX_PARTS;
    for (size_t i = 0; ok && i < ap_unzip_count(zip); i++) {
        struct ap_unzip_member member;
        uint8_t raw[AP_SHA256_BYTES];
        char hex[AP_SHA256_TEXT];
        ok = ap_unzip_member(zip, i, &member) == AP_OK && member.bytes <= left;
        if (!ok || member.folder || is_of_properties(member.name))
            continue;
        left -= member.bytes;
        ap_digest_start(digest);
        ok = ap_unzip_read(zip, i, member.bytes, add_piece, digest) == AP_OK;
        ap_digest_end(digest, raw);
        ap_sha256_text(raw, hex);
        *ap_vec_push(mem, parts) = ap_arena_printf(mem, "%.*s %s", AP_FMT(member.name), hex);
    }
    ap_digest_free(digest);
    ap_unzip_close(zip);
    if (ok && parts->n)
        qsort(parts->items, parts->n, sizeof *parts->items, by_text);
    return ok && parts->n;
}

bool
ap_office_same(int fd_a, int fd_b)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_strs a = {NULL, 0, 0};
    struct ap_strs b = {NULL, 0, 0};
    bool same = read_parts(fd_a, &mem, &a) && read_parts(fd_b, &mem, &b) && a.n == b.n;
    for (size_t i = 0; same && i < a.n; i++)
        same = ap_str_eq(a.items[i], b.items[i]);
    return same;
}
