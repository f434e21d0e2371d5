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

/** Which words can be filler or begin it, by a few letters and the length: most words of a document end here. */
struct ap_filler_hints {
    uint64_t seen[64]; /* 4,096 bits, by a hash of first, second and last letter and length */
};

void ap_filler_prepare(struct ap_filler_hints *hints);
/** Lines are short (the caller cuts them); ASCII case is ignored. */
struct ap_filler_count ap_filler_in_line(const struct ap_filler_hints *hints, struct ap_str line);
/** The line says `apipack:template`, within any comment marks or quotes. */
bool ap_filler_is_template_line(struct ap_str line);
/** Places of a document template that are still to be filled in, `[[fill in: owner]]`: how many stand in the line; the
 * first one's words ("owner") in *ret_first, untouched when there is none. */
size_t ap_filler_places(struct ap_str line, struct ap_str *ret_first);
