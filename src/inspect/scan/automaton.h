/* Aho-Corasick over all keywords at once, case folded: one table step a byte, eight lanes a thread.
 * Place in the flow: inspect/scan; engine.c runs it over each chunk.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

#define AP_KEYWORD_MAX 64u
#define AP_AUTOMATON_RUN                                                                           \
    33280u /* bytes that eight lanes take at once; what is left goes one by one */

/** The last eight bytes of a keyword, as a word of memory: text & mask == value where they stand, in either case. */
struct ap_keyword {
    uint64_t mask, value;
    struct ap_str text; /* in lower case */
};

/** A row has a cell for each character by what its bits 0 to 4 and 6 say: so upper and lower case share one, and so do
 *  a few signs and all bytes beyond ASCII; what a hit says must be held against the text, with ap_automaton_ends.
 *  Rows lie in pairs, the halves of one in the gaps of the other: the number of a row times 32, and the character's bits,
 *  are the place of its cell. */
struct ap_automaton {
    uint16_t *narrow; /* cell -> number of the next row; or NULL */
    uint32_t *wide;   /* the same, when there are too many rows */
    uint32_t accept;  /* a power of two: the bit that tells accepting states */
    uint32_t longest; /* keyword, in bytes */
    uint32_t *out_at; /* accepting state -> its first index in `outs`; one more at the end */
    uint16_t *outs;   /* keywords that may end in the state, longest first */
    struct ap_keyword *keywords;
};

/** A state reached behind the byte at `end` - 1. */
struct ap_automaton_hit {
    uint32_t end;
    uint32_t state; /* accepting state, index into out_at */
};

/** Build it. Keywords are 1 to AP_KEYWORD_MAX bytes, at most 65,535; their index is what a hit gives. */
void ap_automaton_build(struct ap_automaton *a, const struct ap_str *keywords, size_t n,
                        struct ap_arena *mem);

/** Find what may end in bytes[from] … bytes[to-1]; bytes before `from` are the text that came before.
 *
 *  hits  room for to - from; gives how many, ascending by end */
size_t ap_automaton_find(const struct ap_automaton *a, const char *bytes, size_t from, size_t to,
                         struct ap_automaton_hit *hits);

/** Does the keyword that a hit told stand before `end`? */
bool ap_automaton_ends(const struct ap_automaton *a, const char *bytes, size_t end,
                       uint16_t keyword);

/** Does one of the keywords stand in `text`? For short texts. */
bool ap_automaton_has(const struct ap_automaton *a, struct ap_str text);
