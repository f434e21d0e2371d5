/* Where numbers, addresses and encoded text may begin: one walk over the text, by classes of characters, 64 at a time.
 * Place in the flow: inspect/scan; private to this folder. Keywords are the automaton's.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

#define AP_MARK_NUMERIC 7u  /* numeric characters in a row that stand in every number looked for */
#define AP_MARK_BASE64  40u /* characters of text in base64 that is worth decoding */
#define AP_MARK_PIECE   8192u /* of a run: long ones are looked at piece by piece */

enum ap_mark_kind {
    AP_MARK_AT,      /* '@' */
    AP_MARK_PERCENT, /* '%' */
    AP_MARK_NUMBER, /* a run of numeric characters begins, or goes on; dates and the like are passed over */
    AP_MARK_RUN_BEGIN, /* a run of base64 begins */
    AP_MARK_RUN_ON,    /* one that began before goes on */
};

struct ap_mark {
    uint32_t at;
    uint32_t kind;
};

#define AP_MASK_BLOCKS 64u /* of one reading: their masks stay in the nearest cache */

/** Of each block of 64 bytes a word with a bit for each byte, the first lowest. The first word is the block before. */
struct ap_masks {
    uint64_t numeric
        [1 +
         AP_MASK_BLOCKS]; /* digits, and what stands between the digits of a number: blank - . */
    uint64_t base64[1 + AP_MASK_BLOCKS]; /* letters, digits, + / - _ */
    uint64_t dots[1 + AP_MASK_BLOCKS], dashes[1 + AP_MASK_BLOCKS];
    uint64_t at[1 + AP_MASK_BLOCKS], percent[1 + AP_MASK_BLOCKS];
};

/** Room for the marks of `n` bytes. */
#define AP_MARKS_ROOM(n) ((size_t)2 * (n) + 256)

/** The marks in text[from] … text[to-1], in no order. What is a mark depends on the text and on its place in the
 *  stream alone, never on `from` and `to`; in long runs there is one at each multiple of AP_MARK_PIECE of the stream.
 *
 *  base  offset of text[0] in the stream
 *  out   room for AP_MARKS_ROOM(to - from); gives how many */
size_t ap_marks_find(struct ap_str text, uint64_t base, size_t from, size_t to,
                     struct ap_mark *out);

/* The two ways to read the masks of at most AP_MASK_BLOCKS blocks; ap_marks_find takes what the processor has. Both give
 * the same. */
void ap_masks_plain(const char *bytes, size_t n_blocks, struct ap_masks *out);
/** NULL where the processor or the build has none. */
typedef void (*ap_masks_read)(const char *bytes, size_t n_blocks, struct ap_masks *out);
ap_masks_read ap_masks_wide(void);

/** How many newlines there are in bytes[0] … bytes[n-1]. */
uint32_t ap_count_newlines(const char *bytes, size_t n);
