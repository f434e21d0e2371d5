/* How much of a line of text is filler: to-do words, template phrases, lorem ipsum.
 * Place in the flow: inspect, below content/placeholder.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

struct ap_filler_count {
    unsigned words;  /* that count as content of the document: those of a heading do not */
    unsigned filler; /* of them */
    unsigned latin;  /* of the lorem ipsum vocabulary, not in `filler` */
    bool lorem;      /* "lorem ipsum" itself stands here */
};

/** By first letter, what words can be filler or begin it: most words of a document end here. */
struct ap_filler_hints {
    uint32_t lengths[26]; /* bit n: a word of n letters */
    uint32_t seconds[26]; /* bit n: a word with the n-th letter behind the first */
};

void ap_filler_prepare(struct ap_filler_hints *hints);
/** Lines are short (the caller cuts them); ASCII case is ignored. */
struct ap_filler_count ap_filler_in_line(const struct ap_filler_hints *hints, struct ap_str line);
/** The line says `apipack:template`, within any comment marks or quotes. */
bool ap_filler_is_template_line(struct ap_str line);
/** Places of a document template that are still to be filled in, `[[fill in: owner]]`: how many stand in the line; the
 * first one's words ("owner") in *ret_first, untouched when there is none. */
size_t ap_filler_places(struct ap_str line, struct ap_str *ret_first);
