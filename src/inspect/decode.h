/* The text stream of a file: as it lies, decoded from UTF-16, or inflated from gzip.
 * Place in the flow: inspect, between the read loop and the rows on AP_STREAM_TEXT.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/wide.h"
#include "inspect/window.h"
#include "port/gunzip.h"

#define AP_INFLATED_MAX (4ull << 30) /* of one file, all that is unpacked from it */

/** The text side of one worker; reused for one file after the other. */
struct ap_text {
    struct ap_window window;  /* for text that is not the file's own bytes */
    struct ap_gunzip *gunzip; /* made when first needed */
    struct ap_calls calls;
    const struct ap_check *table;
    size_t n_table;
    const ap_stop *cancel; /* looked at while a small gzip gives much; may be NULL */
    bool started;
    bool skipped;        /* what the gzip holds is no text */
    bool window_is_free; /* for what an extractor gives */
    enum ap_encoding encoding;
    struct ap_wide wide;
};

void ap_text_release(struct ap_text *text);
void ap_text_begin(struct ap_text *text, const struct ap_check *table, size_t n_table,
                   const ap_stop *cancel);
/** One block of the file's own bytes. */
void ap_text_raw(struct ap_text *text, struct ap_subject *s, const struct ap_block *block);
/** The file has no more bytes: closes the decoder. */
void ap_text_raw_end(struct ap_text *text, struct ap_subject *s);
/** A piece of text that an extractor gave, at most AP_TEXT_PIECE bytes. */
#define AP_TEXT_PIECE 65536u
void ap_text_extracted(struct ap_text *text, struct ap_subject *s, struct ap_str piece);
/** All text was given: the rows end. */
void ap_text_end(struct ap_text *text, struct ap_subject *s);
