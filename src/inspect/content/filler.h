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

/** Lines are short (the caller cuts them); ASCII case is ignored. */
struct ap_filler_count ap_filler_in_line(struct ap_str line);
/** The line says `apipack:template`, within any comment marks or quotes. */
bool ap_filler_is_template_line(struct ap_str line);
