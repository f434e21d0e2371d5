/* Aho-Corasick over all keywords at once, case folded: one table step a byte, eight lanes a thread.
 * Place in the flow: inspect/scan; engine.c runs it over each chunk.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

#define AP_KEYWORD_MAX    64u
#define AP_AUTOMATON_RUN  32768u /* bytes that eight lanes take at once */
#define AP_AUTOMATON_SIGN '\x01' /* in a keyword: any character that may stand behind a name */

/** The last eight bytes of a keyword, as a word of memory: text & mask == value where they stand, in either case. */
struct ap_keyword {
    uint64_t mask, value;
    struct ap_str text; /* in lower case */
};

/** The text is read as classes of characters, so that a row has a cell for each class alone: upper and lower case share
 *  one, and so do all characters that may stand behind a name, and all that no keyword holds. What a hit says must
 *  therefore be held against the text, with ap_automaton_ends. A row goes by the place of its first cell. */
struct ap_automaton {
    uint8_t classes[256]; /* character -> its class; 0: the rest */
    uint32_t n_classes;
    uint32_t *cells;  /* row + class -> next row */
    uint32_t accept;  /* a power of two: the bit that tells accepting rows */
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

/* The two ways to read classes; ap_automaton_find takes what the processor has. Both give the same. */
void ap_classes_plain(const uint8_t classes[256], const char *bytes, size_t n, uint8_t *out);
/** NULL where the processor or the build has none. */
typedef void (*ap_classes_read)(const uint8_t classes[256], const char *bytes, size_t n,
                                uint8_t *out);
ap_classes_read ap_classes_wide(void);
