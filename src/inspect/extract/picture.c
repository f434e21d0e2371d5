/* PNG and JPEG: the text that they carry beside the picture. What the picture shows is read by people.
 * Place in the flow: inspect, in apipack-extract; a row of rows.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/endian.h"
#include "inspect/extract/streams.h"

#define TEXT_MAX    (16u << 20) /* unpacked of one chunk */
#define MARKER_SOS  0xdau
#define MARKER_EOI  0xd9u
#define MARKER_COM  0xfeu
#define MARKER_APP0 0xe0u
#define MARKER_APPF 0xefu

static int
give_line(struct ap_extract *x, struct ap_str text)
{
    ap_extract_place(x, AP_SEGMENT_ASIDE, 0, 0);
    int r = ap_extract_text(x, text);
    return r < 0 ? r : ap_extract_text(x, AP_STR("\n"));
}

/* A comment of EXIF begins with the name of its letters, which would run into it. */
static int
give_exif(struct ap_extract *x, struct ap_str data)
{
    static const char mark[] = "UNICODE";
    int r = AP_OK;
    while (r == AP_OK && data.len > 0) {
        const char *at = memmem(data.ptr, data.len, mark, sizeof mark);
        size_t n = at ? (size_t)(at - data.ptr) + sizeof mark : data.len;
        r = ap_extract_runs(x, ap_str_slice(data, 0, n));
        data = ap_str_slice(data, n, data.len);
    }
    return r;
}

/* --- PNG ----------------------------------------------------------------------------------------- */

static int
give_deflated(struct ap_extract *x, struct ap_str packed)
{
    struct ap_buf out = {0};
    bool sound = ap_unpack_zlib(x, packed, TEXT_MAX, &out);
    int r = give_line(x, ap_buf_str(&out));
    ap_buf_release(&out);
    return r == AP_OK && !sound ? ap_extract_unread(x, "packed text of the picture", AP_STR_NONE)
                                : r;
}

/** What lies behind the first zero of `data`; empty where there is none. */
static struct ap_str
behind_zero(struct ap_str data)
{
    return ap_str_slice(data, ap_str_find(data, '\0') + 1, data.len);
}

/* tEXt: keyword, zero, text. */
static int
give_text(struct ap_extract *x, struct ap_str data)
{
    return give_line(x, behind_zero(data));
}

/* zTXt: keyword, zero, method, packed text. */
static int
give_packed_text(struct ap_extract *x, struct ap_str data)
{
    struct ap_str rest = behind_zero(data);
    return give_deflated(x, ap_str_slice(rest, 1, rest.len));
}

/* iTXt: keyword, zero, packed or not, method, language, zero, translated keyword, zero, text. */
static int
give_international_text(struct ap_extract *x, struct ap_str data)
{
    struct ap_str rest = behind_zero(data);
    bool packed = rest.len > 0 && rest.ptr[0] == 1;
    struct ap_str text = behind_zero(behind_zero(ap_str_slice(rest, 2, rest.len)));
    return packed ? give_deflated(x, text) : give_line(x, text);
}

static int
read_png(struct ap_extract *x, struct ap_str bytes)
{
    size_t at = 8;
    int r = AP_OK;
    while (r == AP_OK && at + 12 <= bytes.len) {
        size_t n = ap_be32(bytes.ptr + at);
        struct ap_str type = ap_str_slice(bytes, at + 4, at + 8);
        struct ap_str data = ap_str_slice(bytes, at + 8, at + 8 + n);
        if (ap_str_is(type, "tEXt"))
            r = give_text(x, data);
        else if (ap_str_is(type, "zTXt"))
            r = give_packed_text(x, data);
        else if (ap_str_is(type, "iTXt"))
            r = give_international_text(x, data);
        else if (!ap_str_is(type, "IDAT") && !ap_str_is(type, "fdAT"))
            r = give_exif(x, data);
        at += 12 + n;
        if (ap_str_is(type, "IEND"))
            break;
    }
    return r < 0 ? r : ap_extract_runs(x, ap_str_slice(bytes, at, bytes.len));
}

/* --- JPEG ---------------------------------------------------------------------------------------- */

static bool
is_bare(unsigned marker)
{
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/* Segments up to the picture, and what lies behind its end. */
static int
read_jpeg(struct ap_extract *x, struct ap_str bytes)
{
    size_t at = 2;
    int r = AP_OK;
    while (r == AP_OK && at + 4 <= bytes.len && (unsigned char)bytes.ptr[at] == 0xff) {
        unsigned marker = (unsigned char)bytes.ptr[at + 1];
        if (marker == MARKER_SOS || marker == MARKER_EOI)
            break;
        if (marker == 0xff || is_bare(marker)) {
            at += marker == 0xff ? 1 : 2;
            continue;
        }
        size_t n = ap_be16(bytes.ptr + at + 2);
        struct ap_str data = ap_str_slice(bytes, at + 4, at + 2 + n);
        if (marker == MARKER_COM)
            r = give_line(x, data);
        else if (marker >= MARKER_APP0 && marker <= MARKER_APPF)
            r = give_exif(x, data);
        at += 2 + n;
    }
    if (r < 0 || at >= bytes.len)
        return r;
    size_t behind = at;
    for (size_t from = at; from < bytes.len;) {
        const char *end = memmem(bytes.ptr + from, bytes.len - from, "\xff\xd9", 2);
        from = end ? (size_t)(end - bytes.ptr) + 2 : bytes.len;
        behind = end ? from : behind;
    }
    return ap_extract_runs(x, ap_str_slice(bytes, behind, bytes.len));
}

/* By tesseract, if that is wanted: text of its own below the picture. */
static int
read_letters(struct ap_extract *x, const struct ap_source *source, bool *ret_was_read)
{
    struct ap_buf text = {0};
    struct ap_inner *inner = NULL;
    int answer = AP_OK;
    int r = ap_extract_help(x, AP_HELP_PICTURE, 0, source, &text, &answer);
    *ret_was_read = r == AP_OK && answer == AP_OK && ap_str_trim(ap_buf_str(&text)).len > 0;
    if (*ret_was_read) {
        x->counts.pictures_read++;
        struct ap_sniff plain = {.kind = AP_KIND_TEXT, .encoding = AP_ENC_8BIT};
        r = ap_inner_open(x, AP_STR("picture"), ap_row_kind_of(plain), &inner);
        if (r == AP_OK)
            r = ap_inner_feed(x, inner, ap_buf_str(&text));
        if (r == AP_OK)
            r = ap_inner_close(x, inner);
    }
    ap_buf_release(&text);
    return r;
}

int
ap_picture_whole(struct ap_extract *x, struct ap_inner *node, const struct ap_source *source)
{
    bool was_read = false;
    if (source->bytes.len < source->n)
        return ap_extract_unread(x, "too large to be opened", AP_STR_NONE);
    int r = read_letters(x, source, &was_read);
    if (r == AP_OK && !was_read && node->parent && !node->in_document)
        r = ap_extract_unread(x, "a picture, which nobody can read as text", AP_STR_NONE);
    if (r < 0)
        return r;
    x->counts.pictures += node->in_document && !was_read;
    return node->sniff.kind == AP_KIND_PNG ? read_png(x, source->bytes)
                                           : read_jpeg(x, source->bytes);
}
