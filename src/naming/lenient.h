/* The lenient reading of a name that does not parse: words, guesses, and the cheapest alignment.
 * Place in the flow: naming; private; explain.c tells a person what came out.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "naming/grammar.h"

#define AP_WORD_MAX 24  /* of one name; what follows is part of the last */
#define AP_SPAN_MAX 6   /* words that one part may have been torn into */

/* What a reading costs. Changes of form are cheap, typing errors cost their edits, and a part that is simply missing is more
 * likely than one that looks like nothing known. */
enum {
    AP_COST_FORM = 1,
    AP_COST_TYPO = 2, /* plus the edits */
    AP_COST_LIKE = 6, /* recognised as this part, but not readable */
    AP_COST_MISSING = 10,
    AP_COST_EXTRA = 10, /* a word too many */
    AP_COST_ALIEN = 12, /* a word that looks like something else */
};

/** A name cut at its separators. */
struct ap_words {
    struct ap_str name;
    struct ap_str items[AP_WORD_MAX]; /* views of name */
    size_t n;
    struct ap_str ext; /* as written, without dot; may hold dots where it is wrong (`tar.gz`) */
    bool ext_ok;
    size_t ext_at;
    struct ap_str copy_mark; /* `(1)`, `Copy of`: taken off; a view of name, or empty */
};

/** What the words of one part may have meant. */
struct ap_guess {
    struct ap_str text; /* the right spelling, or empty: not to be had */
    unsigned cost;
    unsigned edits; /* typing errors mended in `text` */
};

/** One element of a variant and the words it took. */
struct ap_choice_made {
    const struct ap_element *element;
    size_t from, n; /* words */
    struct ap_guess guess;
    bool missing;
    bool supplied; /* text is not that of the words: another part says what it must be */
};

struct ap_alignment {
    const struct ap_variant *variant;
    struct ap_choice_made made[AP_ELEMENT_MAX];
    size_t n_made;
    size_t n_used; /* words; the rest is too many */
    unsigned cost;
};

struct ap_lenient {
    const struct ap_naming *naming;
    struct ap_arena *mem;
    struct ap_words words;
    /** Guesses at artifacts are dear (every known name is compared) and the same for all variants. */
    struct ap_guess artifacts[AP_WORD_MAX][AP_SPAN_MAX];
    bool artifact_known[AP_WORD_MAX][AP_SPAN_MAX];
};

void ap_words_split(struct ap_str name, struct ap_words *ret_words);
/** The text of words from…from+n as it stands in the name, separators included. */
struct ap_str ap_words_raw(const struct ap_words *words, size_t from, size_t n);
/** Can these words be this part? False: not with so many words. */
bool ap_guess_part(struct ap_lenient *l, const struct ap_variant *variant, const struct ap_part *part, size_t from,
                   size_t n, struct ap_guess *ret_guess);
void ap_lenient_align(struct ap_lenient *l, const struct ap_variant *variant, struct ap_alignment *ret_alignment);
