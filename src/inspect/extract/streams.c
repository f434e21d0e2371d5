/* Extractors that take their bytes piece by piece: text, UTF-16, and gzip.
 * Place in the flow: inspect, in apipack-extract; rows of rows.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/streams.h"

#include "port/inflate.h"

bool
ap_unpack_zlib(struct ap_extract *x, struct ap_str packed, size_t max, struct ap_buf *out)
{
    struct ap_inflate *inflate = ap_inflate_new();
    struct ap_str input = ap_str_slice(packed, 2, packed.len);
    char room[8192];
    size_t n = 1;
    bool sound = packed.len > 2;
    ap_inflate_start(inflate);
    while (sound && !ap_inflate_has_ended(inflate)) {
        size_t left = input.len;
        sound = ap_inflate_feed(inflate, &input, room, sizeof room, &n) == AP_OK;
        x->unpacked += n;
        sound = sound && out->len + n <= max && x->unpacked <= x->request->limits.unpacked &&
                !(n == 0 && input.len == left);
        if (sound)
            ap_buf_add(out, room, n);
    }
    ap_inflate_free(inflate);
    return sound;
}

int
ap_plain_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece)
{
    (void)node;
    return ap_extract_text(x, piece);
}

/* --- UTF-16 -------------------------------------------------------------------------------------- */

int
ap_wide_begin(struct ap_extract *x, struct ap_inner *node)
{
    (void)x;
    ((struct ap_wide *)node->state)->big_endian = node->sniff.encoding == AP_ENC_UTF16BE;
    return AP_OK;
}

int
ap_wide_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece)
{
    char out[4096];
    int r = AP_OK;
    while (r == AP_OK && piece.len > 0) {
        size_t n = ap_wide_decode(node->state, &piece, out, sizeof out);
        r = ap_extract_text(x, (struct ap_str){out, n});
    }
    return r;
}

/* --- gzip ---------------------------------------------------------------------------------------- */

/* What it holds is a file of its own, under the name without .gz; the path does not grow. */
int
ap_gzip_begin(struct ap_extract *x, struct ap_inner *node)
{
    struct ap_gzip_state *state = node->state;
    state->gunzip = ap_gunzip_new();
    ap_gunzip_start(state->gunzip);
    return ap_inner_open_unnamed(x, ap_sniff_gzip_name(node->name), &state->inner);
}

int
ap_gzip_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece)
{
    struct ap_gzip_state *state = node->state;
    char out[16384];
    size_t n = 1;
    int r = AP_OK;
    while (r == AP_OK && !node->given_up && (piece.len > 0 || n == sizeof out)) {
        if (ap_gunzip_feed(state->gunzip, &piece, out, sizeof out, &n) != AP_OK) {
            node->given_up = true;
            return ap_extract_unread(x, "damaged gzip", AP_STR_NONE);
        }
        r = ap_inner_feed(x, state->inner, (struct ap_str){out, n});
        node->given_up = !state->inner || state->inner->given_up;
    }
    return r;
}

/* What the headers say leaves with the file too. */
static int
give_heads(struct ap_extract *x, const struct ap_gunzip *gunzip)
{
    ap_extract_place(x, AP_SEGMENT_ASIDE, 0, 0);
    int r = ap_extract_text(x, ap_gunzip_heads(gunzip));
    if (r == AP_OK && !ap_gunzip_heads_are_whole(gunzip))
        r = ap_extract_unread(x, "a header of the gzip is too long", AP_STR_NONE);
    return r;
}

int
ap_gzip_end(struct ap_extract *x, struct ap_inner *node)
{
    struct ap_gzip_state *state = node->state;
    int r = ap_inner_close(x, state->inner);
    if (r == AP_OK)
        r = give_heads(x, state->gunzip);
    if (r == AP_OK && !node->given_up && !ap_gunzip_is_whole(state->gunzip))
        r = ap_extract_unread(x, "the gzip stops before its end", AP_STR_NONE);
    return r;
}

void
ap_gzip_release(void *state)
{
    ap_gunzip_free(((struct ap_gzip_state *)state)->gunzip);
}
