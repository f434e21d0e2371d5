/* How near a file is to each requirement of the library, by the words of its name, its folders and its text.
 * Place in the flow: edit; triage proposes by it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/words.h"

struct ap_matcher;

/** Learn the words of every requirement: title, artifact, id and control weigh most, then area and section, then what is
 *  asked, then the sources. `lib` must have requirements.
 *  owns   lives in `mem`, borrows from `lib` */
struct ap_matcher *ap_matcher_make(const struct ap_library *lib, struct ap_arena *mem);

/** What is known of a file; any may be empty. */
struct ap_match_query {
    struct ap_str name;   /* without extension */
    struct ap_str folder; /* path of folders, as far as it says something */
    struct ap_str text;   /* its beginning */
    struct ap_str ext;    /* lower case, without dot */
    bool is_text;         /* no file but a sentence: every format fits */
};

#define AP_MATCH_BEST 3

struct ap_match {
    const struct ap_requirement *req; /* NULL: no more */
    double score;                     /* 0 … about 1 */
    struct ap_str shared;             /* the words of the file that speak for it, joined by ", " */
};

struct ap_matches {
    struct ap_match best[AP_MATCH_BEST]; /* of those whose formats take the extension; best first, ties by reference */
    struct ap_match other_format;        /* the best of the others, where it beats best[0] */
};

/** `asked` by requirement index: only these are proposed; NULL: all. */
void ap_match_file(const struct ap_matcher *matcher, const struct ap_match_query *query, const bool *asked,
                   struct ap_arena *mem, struct ap_matches *ret_matches);
const struct ap_synonyms *ap_matcher_synonyms(const struct ap_matcher *matcher);
