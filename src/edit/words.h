/* Words of names and texts, brought to a common form: `TokenRotationTicket` and `rotated tokens` meet.
 * Place in the flow: edit; triage compares file names and texts with requirements by them.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/library.h"

/** The stems of a text in order, repeats included. Views into an arena. */
struct ap_stems {
    struct ap_str *items;
    size_t n;
    size_t cap;
};

/** The synonyms of a library: catalogue `synonyms`, whose words stand for the words of their entry's id. */
struct ap_synonyms {
    struct ap_map by_phrase; /* stems of a phrase joined by a blank -> index in entries */
    struct ap_stems *entries; /* the stems that stand for it */
    size_t n_entries;
};
void ap_synonyms_make(const struct ap_library *lib, struct ap_arena *mem, struct ap_synonyms *ret_synonyms);

/** At most so many stems are taken of one text. */
#define AP_STEMS_MAX 4000

/** Append the stems of `text`: ASCII letters and digits in runs, CamelCase split, lower case, endings cut, words that say
 *  nothing left out, synonyms replaced (`synonyms` may be NULL). Of numbers only the HTTP errors 400 to 599 are words. */
void ap_stems_of(struct ap_str text, const struct ap_synonyms *synonyms, struct ap_arena *mem,
                 struct ap_stems *stems);
/** The stem of one lower-case word, a view of it. */
struct ap_str ap_stem(struct ap_str word);
/** The whole word that a stem of ap_stems_of was cut from, for people. */
struct ap_str ap_stem_word(struct ap_str stem);
