/* The text stream of a file: as it lies, decoded from UTF-16, or inflated from gzip.
 * Place in the flow: inspect, between the read loop and the rows on AP_STREAM_TEXT.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/decode.h"

#include <string.h>

#define UTF8_MAX ((size_t)4) /* bytes that one code point can take */

void
ap_text_release(struct ap_text *text)
{
    ap_window_release(&text->window);
    ap_gunzip_free(text->gunzip);
    *text = (struct ap_text){0};
}

void
ap_text_begin(struct ap_text *text, const struct ap_check *table, size_t n_table,
              const volatile int *cancel)
{
    struct ap_window window = text->window;
    struct ap_gunzip *gunzip = text->gunzip;
    *text = (struct ap_text){
        .window = window, .gunzip = gunzip, .table = table, .n_table = n_table, .cancel = cancel};
}

static void
start_rows(struct ap_text *text, struct ap_subject *s, enum ap_kind kind)
{
    text->started = true;
    s->text_kind = kind;
    ap_calls_begin(text->table, text->n_table, AP_STREAM_TEXT, kind, s, &text->calls);
}

static void
give(struct ap_text *text, struct ap_subject *s, const struct ap_block *block)
{
    if (block->n == 0)
        return;
    s->text_bytes += block->n;
    ap_calls_block(&text->calls, s, block);
}

static char *
put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xc0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *out++ = (char)(0xe0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    } else {
        *out++ = (char)(0xf0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3f));
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    }
    return out;
}

/* One UTF-16 unit; a surrogate without its other half becomes U+FFFD, a byte order mark nothing. */
static char *
put_unit(struct ap_text *text, char *out, uint32_t unit)
{
    if (unit >= 0xdc00 && unit <= 0xdfff && text->high) {
        uint32_t c = 0x10000 + ((text->high - 0xd800) << 10) + (unit - 0xdc00);
        text->high = 0;
        return put_utf8(out, c);
    }
    if (text->high) {
        out = put_utf8(out, 0xfffd);
        text->high = 0;
    }
    if (unit >= 0xd800 && unit <= 0xdbff)
        text->high = unit;
    else if (unit >= 0xdc00 && unit <= 0xdfff)
        out = put_utf8(out, 0xfffd);
    else if (unit != 0xfeff)
        out = put_utf8(out, unit);
    return out;
}

static void
decode_utf16(struct ap_text *text, struct ap_subject *s, struct ap_str bytes)
{
    size_t at = 0;
    while (at < bytes.len) {
        size_t room = 0;
        char *place = ap_window_place(&text->window, &room);
        char *out = place;
        /* Room for two code points: the replaced surrogate and the unit. */
        for (; at < bytes.len && (size_t)(out - place) + (size_t)2 * UTF8_MAX <= room; at++) {
            unsigned char c = (unsigned char)bytes.ptr[at];
            if (!text->has_odd) {
                text->odd = c;
                text->has_odd = true;
                continue;
            }
            text->has_odd = false;
            uint32_t unit = text->encoding == AP_ENC_UTF16LE ? (uint32_t)c << 8 | text->odd
                                                             : (uint32_t)text->odd << 8 | c;
            out = put_unit(text, out, unit);
        }
        struct ap_block block = ap_window_take(&text->window, (size_t)(out - place));
        give(text, s, &block);
    }
}

/* What stands in a gzip is looked at as a file of its own: name without .gz, kind by its first bytes. */
static void
start_inflated(struct ap_text *text, struct ap_subject *s, struct ap_str head)
{
    struct ap_str name = s->item->name;
    if (ap_str_iends(name, AP_STR(".gz")))
        name = ap_str_slice(name, 0, name.len - 3);
    struct ap_sniff inner = ap_sniff(name, head, AP_STR_NONE);
    text->skipped = inner.encoding != AP_ENC_8BIT;
    s->text_bytes_skipped = text->skipped;
    if (!text->skipped)
        start_rows(text, s, inner.kind);
}

static bool
may_inflate(const struct ap_text *text, const struct ap_subject *s)
{
    return s->decoding == AP_DECODED &&
           !(text->cancel && __atomic_load_n(text->cancel, __ATOMIC_RELAXED));
}

static void
inflate_block(struct ap_text *text, struct ap_subject *s, struct ap_str bytes)
{
    size_t n = 1;
    size_t room = 0;
    while ((bytes.len > 0 || n == room) && may_inflate(text, s)) {
        char *place = ap_window_place(&text->window, &room);
        if (ap_gunzip_feed(text->gunzip, &bytes, place, room, &n) != AP_OK) {
            s->decoding = AP_DECODE_DAMAGED;
            return;
        }
        struct ap_block block = ap_window_take(&text->window, n);
        if (n > 0 && !text->started && !text->skipped)
            start_inflated(text, s, (struct ap_str){block.bytes, block.n});
        if (text->skipped)
            s->text_bytes += n;
        else
            give(text, s, &block);
        if (s->text_bytes > AP_INFLATED_MAX)
            s->decoding = AP_DECODE_LIMIT;
    }
}

/* The first block decides how the rest is read. */
static void
start(struct ap_text *text, struct ap_subject *s)
{
    text->encoding = s->sniff.encoding;
    if (s->sniff.kind == AP_KIND_GZIP) {
        if (!text->gunzip)
            text->gunzip = ap_gunzip_new();
        ap_gunzip_start(text->gunzip);
        ap_window_begin(&text->window, AP_TEXT_PIECE, false);
    } else if (AP_IN(s->sniff.kind) & AP_IN_ZIP) {
        ap_window_begin(&text->window, AP_TEXT_PIECE, false);
        start_rows(text, s, s->sniff.kind);
    } else if (text->encoding != AP_ENC_BINARY) {
        if (text->encoding != AP_ENC_8BIT)
            ap_window_begin(&text->window, AP_TEXT_PIECE, false);
        start_rows(text, s, s->sniff.kind);
    }
}

void
ap_text_raw(struct ap_text *text, struct ap_subject *s, const struct ap_block *block)
{
    if (block->offset == 0)
        start(text, s);
    struct ap_str bytes = {block->bytes, block->n};
    if (s->sniff.kind == AP_KIND_GZIP)
        inflate_block(text, s, bytes);
    else if (text->encoding == AP_ENC_8BIT)
        give(text, s, block);
    else if (text->encoding != AP_ENC_BINARY)
        decode_utf16(text, s, bytes);
}

void
ap_text_raw_end(struct ap_text *text, struct ap_subject *s)
{
    if (s->sniff.kind == AP_KIND_GZIP && s->decoding == AP_DECODED &&
        !ap_gunzip_is_whole(text->gunzip))
        s->decoding = AP_DECODE_CUT;
}

void
ap_text_extracted(struct ap_text *text, struct ap_subject *s, struct ap_str piece)
{
    size_t room = 0;
    char *place = ap_window_place(&text->window, &room);
    size_t n = piece.len < room ? piece.len : room;
    memcpy(place, piece.ptr, n);
    struct ap_block block = ap_window_take(&text->window, n);
    give(text, s, &block);
}

void
ap_text_end(struct ap_text *text, struct ap_subject *s)
{
    if (!text->started)
        return;
    /* A container's kind is final only now. */
    if (AP_IN(s->sniff.kind) & AP_IN_ZIP)
        s->text_kind = s->sniff.kind;
    ap_calls_end(&text->calls, s, s->text_kind);
}
