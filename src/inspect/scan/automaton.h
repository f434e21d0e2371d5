/* Aho-Corasick over all keywords at once, case folded: one table step a byte, eight lanes a thread.
 * Place in the flow: inspect/scan; engine.c runs it over each chunk.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

#define AP_KEYWORD_MAX 64u
#define AP_AUTOMATON_RUN                                                                           \
    33280u /* bytes that eight lanes take at once; what is left goes one by one */

struct ap_automaton {
    uint8_t class_of[256]; /* bytes that no keyword holds share class 0 */
    uint32_t n_classes;
    uint32_t row_bits; /* a row has 1 << row_bits cells, one a class */
    uint16_t *narrow;  /* state << 6 | class -> state: two lines of the cache a row; or NULL */
    uint32_t *wide;    /* state << row_bits | class -> state, when those do not hold them */
    uint32_t accept;   /* a power of two: the bit that tells accepting states */
    uint32_t longest;  /* keyword, in bytes */
    uint32_t *out_at;  /* accepting state -> its first index in `outs`; one more at the end */
    uint16_t *outs;    /* keywords that end in the state, longest first */
};

/** A state reached behind the byte at `end` - 1. */
struct ap_automaton_hit {
    uint32_t end;
    uint32_t state; /* accepting state, index into out_at */
};

/** Build it. Keywords are 1 to AP_KEYWORD_MAX bytes, at most 65,535; their index is what a hit gives. */
void ap_automaton_build(struct ap_automaton *a, const struct ap_str *keywords, size_t n,
                        struct ap_arena *mem);

/** Find what ends in bytes[from] … bytes[to-1]; bytes before `from` are the text that came before.
 *
 *  hits  room for to - from; gives how many, ascending by end */
size_t ap_automaton_find(const struct ap_automaton *a, const char *bytes, size_t from, size_t to,
                         struct ap_automaton_hit *hits);

/** Does one of the keywords stand in `text`? For short texts. */
bool ap_automaton_has(const struct ap_automaton *a, struct ap_str text);
