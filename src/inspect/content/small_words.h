/* Words as checks compare them: names without case and punctuation, phrases at word boundaries, lists from the library.
 * Place in the flow: inspect, below the checks on small documents.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "model/library.h"

struct ap_subject;

/** Lower case, words apart by one blank: "retentionInDays", "Retention-in_days" -> "retention in days". */
struct ap_str ap_words_norm(struct ap_arena *mem, struct ap_str text);
/** The phrase stands in the text, both normalized, at word boundaries; a plural s at its end does not matter.
 *  Gives the offset behind it. */
bool ap_words_has(struct ap_str text, struct ap_str phrase, size_t *ret_end);
/** Every word of the phrase stands in the text, in any order. */
bool ap_words_all(struct ap_str text, struct ap_str phrase);
/** The number that begins with the digit at *at, which moves behind it: 1,204 and 13.5 and 10_000; more than
 *  AP_WORDS_NUMBER_MAX is that. */
#define AP_WORDS_NUMBER_MAX 1e15
double ap_words_number(struct ap_str text, size_t *at);

/** How a key fits a name: holds it, begins with it, ends with it, is it. */
enum ap_fit_of { AP_FIT_NOT, AP_FIT_HOLDS, AP_FIT_BEGINS, AP_FIT_ENDS, AP_FIT_IS };

/** The ways to name one thing: its words in the library, its title and its id, normalized. */
struct ap_names {
    struct ap_str id;
    struct ap_str say;
    struct ap_strs words;
    bool none_says; /* "none" is an answer: of findings, of exceptions */
    bool all_says;  /* every value is an answer: of states */
    unsigned least; /* how well a name must fit: AP_FIT_… */
};
AP_VEC(ap_names_list, struct ap_names);

/** The names of a catalogue or step set of the library; an empty list if there is none. */
struct ap_names_list ap_names_of(struct ap_arena *mem, const struct ap_library *lib,
                                 struct ap_str catalog);
/** The same for the catalogue that the argument `key` of the check names, else `otherwise`. */
struct ap_names_list ap_names_for(struct ap_arena *mem, const struct ap_library *lib,
                                  const struct ap_node *args, const char *key,
                                  const char *otherwise);
/** The names of the entry, or such as nothing has. */
const struct ap_names *ap_names_get(const struct ap_names_list *list, const char *id);
/** One of the names is all of the text (`whole`), or stands in it. */
bool ap_names_in(const struct ap_names *names, struct ap_str norm, bool whole);
/** The argument is the word or a list that holds it; `otherwise` where it is not given. */
bool ap_arg_has(const struct ap_node *args, const char *key, const char *word, bool otherwise);
struct ap_str ap_arg_text(const struct ap_node *args, const char *key, const char *otherwise);
