/* The compiled grammar: parts, variants of patterns, and the little automaton of each.
 * Place in the flow: naming; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/map.h"
#include "naming/naming.h"

/* Bounds: a library's patterns are input like any other. */
#define AP_NAME_MAX_BYTES 255
#define AP_PATTERN_MAX 16
#define AP_PATTERN_MAX_OPTIONS 4
#define AP_VARIANT_MAX 64
#define AP_ELEMENT_MAX 24
#define AP_POSITION_MAX 4096

enum ap_part_kind {
    AP_PART_AREA,
    AP_PART_ARTIFACT,
    AP_PART_PERIOD,
    AP_PART_SEQ,
    AP_PART_VERSION,
    AP_PART_STATUS,
    AP_PART_EXT,
    AP_PART_CAMEL_CASE, /* from here on: a library's own parts */
    AP_PART_WORD,
    AP_PART_NUMBER,
    AP_PART_CHOICE,
};
#define AP_N_PREDEFINED ((int)AP_PART_CAMEL_CASE)

/** What may stand in one place of a pattern. */
struct ap_part {
    struct ap_str name;
    enum ap_part_kind kind;
    struct ap_strs words;   /* area, status, choice: the closed list */
    struct ap_strs former;  /* area: what was renamed, and in `now`, at the same index, to what */
    struct ap_strs now;
    struct ap_str expected; /* for people */
};

/** A literal (part NULL) or a part. */
struct ap_element {
    const struct ap_part *part;
    struct ap_str literal;
    uint32_t first, n_positions; /* its positions in the variant */
    uint32_t *starts;            /* positions that may be its first byte */
    uint32_t n_starts;
};

/** One position of the automaton: which bytes it takes (ASCII only) and where it may go on to: to itself (`loops`),
 *  to the next position (unless `last`), or to the starts of the next element (`last`). */
struct ap_position {
    uint64_t bytes[2];
    uint8_t element;
    bool loops;
    bool last;
};

/** A pattern with each of its options taken or left. */
struct ap_variant {
    uint32_t pattern; /* index in rules->patterns */
    struct ap_element elements[AP_ELEMENT_MAX];
    uint32_t n_elements;
    struct ap_position *positions;
    uint32_t n_positions;
    bool has[AP_N_PREDEFINED]; /* which predefined parts it holds */
    bool has_custom;
};

/** How often each letter stands in a text: two texts whose counts differ by more than 2n are more than n edits apart. */
struct ap_letters {
    uint8_t n[27]; /* a to z, all else */
};

/** A known evidence name, cut in two. */
struct ap_known {
    struct ap_str name; /* "APIAuth-OAuthScopeModel" */
    struct ap_str prefix;
    struct ap_str artifact;
    struct ap_letters name_letters, artifact_letters;
};

struct ap_naming {
    const struct ap_naming_rules *rules;
    struct ap_part *parts;
    size_t n_parts;
    struct ap_variant *variants;
    size_t n_variants;
    struct ap_known *known;
    size_t n_known;
    struct ap_map known_by_name; /* exact name -> index in known */
};

/** The parts: the predefined ones and the library's own. AP_E_INVALID after LIB013. */
AP_CHECKED int ap_parts_make(const struct ap_naming_rules *rules, const struct ap_areas *areas,
                             struct ap_arena *mem, struct ap_naming *naming, struct ap_diag *dg);
const struct ap_part *ap_part_find(const struct ap_naming *naming, struct ap_str name);
/** Append the positions of one element. False when the automaton grows beyond AP_POSITION_MAX. */
AP_CHECKED bool ap_element_build(struct ap_variant *variant, uint32_t element, struct ap_arena *mem);
/** Length of the shortest text of a part, or SIZE_MAX if there is none. */
size_t ap_part_min_bytes(const struct ap_part *part);

/** The k-th position that may follow `at` (AP_NONE: at the beginning), or AP_NONE when there are no more. */
uint32_t ap_variant_successor(const struct ap_variant *variant, uint32_t at, uint32_t k);
bool ap_variant_ends(const struct ap_variant *variant, uint32_t at);
static inline bool
ap_position_takes(const struct ap_position *position, unsigned char byte)
{
    return byte < 128 && (position->bytes[byte >> 6] >> (byte & 63) & 1);
}

/** Find names with two parses: LIB013 or LIB015, each with a witness. */
AP_CHECKED int ap_naming_check_ambiguity(const struct ap_naming *naming, struct ap_diag *dg);

void ap_known_index(struct ap_naming *naming, const struct ap_strs *names, struct ap_arena *mem);
/** The known name nearest to `name`, case folded, when it is within `max` edits and no other is as near; else NULL. */
const struct ap_known *ap_known_nearest(const struct ap_naming *naming, struct ap_str name, unsigned max);
/** The same for an artifact alone: its spelling, or an empty view. *ret_edits is 0 when only case differs. */
struct ap_str ap_known_artifact(const struct ap_naming *naming, struct ap_str text, unsigned max, unsigned *ret_edits);
/** Likewise in a closed list. */
struct ap_str ap_words_nearest(const struct ap_strs *words, struct ap_str text, unsigned max, unsigned *ret_edits);
