/* The text stream of a file: as it lies, decoded from UTF-16, or inflated from gzip.
 * Place in the flow: inspect, between the read loop and the rows on AP_STREAM_TEXT.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/decode.h"

#include <string.h>

#include "inspect/extract/protocol.h"

void
ap_text_release(struct ap_text *text)
{
    ap_window_release(&text->window);
    ap_gunzip_free(text->gunzip);
    *text = (struct ap_text){0};
}

void
ap_text_begin(struct ap_text *text, const struct ap_check *table, size_t n_table,
              const ap_stop *cancel)
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
    if (s->place.flags & (AP_SEGMENT_ASIDE | AP_SEGMENT_JOINED))
        ap_calls_block_aside(&text->calls, s, block);
    else
        ap_calls_block(&text->calls, s, block);
}

static void
decode_utf16(struct ap_text *text, struct ap_subject *s, struct ap_str bytes)
{
    while (bytes.len > 0) {
        size_t room = 0;
        char *place = ap_window_place(&text->window, &room);
        size_t n = ap_wide_decode(&text->wide, &bytes, place, room);
        struct ap_block block = ap_window_take(&text->window, n);
        give(text, s, &block);
    }
}

/* What stands in a gzip is looked at as a file of its own: name without .gz, kind by its first bytes. */
static void
start_inflated(struct ap_text *text, struct ap_subject *s, struct ap_str head)
{
    struct ap_sniff inner = ap_sniff(ap_sniff_gzip_name(s->item->name), head, AP_STR_NONE);
    text->skipped = inner.encoding != AP_ENC_8BIT;
    if (!text->skipped)
        start_rows(text, s, inner.kind);
}

static bool
may_inflate(const struct ap_text *text, const struct ap_subject *s)
{
    return s->decoding == AP_DECODED && !ap_is_stopped(text->cancel);
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
    text->wide.big_endian = text->encoding == AP_ENC_UTF16BE;
    if (s->sniff.kind == AP_KIND_GZIP) {
        if (!text->gunzip)
            text->gunzip = ap_gunzip_new();
        ap_gunzip_start(text->gunzip);
        ap_window_begin(&text->window, AP_TEXT_PIECE, false);
    } else if ((AP_IN(s->sniff.kind) & AP_IN_OPENED) && s->sniff.kind != AP_KIND_MAIL) {
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

/* What the headers of a gzip say leaves with the file too: a text of its own, which no reader sees. Where the content is
 * no text the extractor says it. */
static void
give_heads(struct ap_text *text, struct ap_subject *s)
{
    struct ap_str rest = ap_gunzip_heads(text->gunzip);
    const struct ap_text_place place = s->place;
    if (rest.len == 0 || text->skipped)
        return;
    if (!text->started)
        start_rows(text, s, AP_KIND_OTHER);
    s->place = (struct ap_text_place){
        .inner = AP_STR("gzip header"), .flags = AP_SEGMENT_ASIDE, .serial = place.serial + 1};
    while (rest.len > 0) {
        size_t room = 0;
        char *to = ap_window_place(&text->window, &room);
        size_t n = rest.len < room ? rest.len : room;
        memcpy(to, rest.ptr, n);
        rest = ap_str_slice(rest, n, rest.len);
        struct ap_block block = ap_window_take(&text->window, n);
        ap_calls_block_aside(&text->calls, s, &block);
    }
    s->place = place;
    if (!ap_gunzip_heads_are_whole(text->gunzip))
        ap_subject_unscannable(s, "a header of the gzip is too long");
}

void
ap_text_raw_end(struct ap_text *text, struct ap_subject *s)
{
    if (s->sniff.kind == AP_KIND_GZIP && text->gunzip)
        give_heads(text, s);
    if (s->sniff.kind == AP_KIND_GZIP && s->decoding == AP_DECODED &&
        !ap_gunzip_is_whole(text->gunzip))
        s->decoding = AP_DECODE_CUT;
}

/* What was no text of its own kind gets its rows and its buffer only now. */
static void
start_extracted(struct ap_text *text, struct ap_subject *s)
{
    if (!text->window_is_free) {
        ap_window_begin(&text->window, AP_TEXT_PIECE, false);
        text->window_is_free = true;
    }
    if (!text->started)
        start_rows(text, s, AP_KIND_ZIP);
}

void
ap_text_extracted(struct ap_text *text, struct ap_subject *s, struct ap_str piece)
{
    start_extracted(text, s);
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
