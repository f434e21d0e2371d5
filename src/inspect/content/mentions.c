/* What a ticket or sign-off mentions, for the checks that compare it with registers: words that look like identifiers.
 * Place in the flow: inspect; runs beside ticket-closure and review-signoff, and finds no fault itself.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Facts: mention (key: the word, value: `token` where the text calls it so: "Token ID: tok-003", token_id=tok-003). */
#include "base/map.h"
#include "inspect/content/registers.h"

#define MENTIONS_MAX 1500u
#define WORD_MAX     64u
#define CALLS        2u /* words before it that are remembered */

/** The walk over the text. */
struct reader {
    struct ap_subject *s;
    struct ap_map seen;
    size_t n;
    struct ap_str before[CALLS]; /* the last words, the last first */
};

static bool
is_word_char(char c)
{
    return ap_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

/* A letter, and a digit or a sign within: tok-003, bi_reader; not 2026-05-14, not "word.". */
static bool
looks_like_id(struct ap_str word)
{
    bool letter = false, sign = false;
    for (size_t i = 0; i < word.len; i++) {
        letter |= ap_is_letter(word.ptr[i]);
        sign |= !ap_is_letter(word.ptr[i]) && word.ptr[i] != '.';
    }
    return word.len >= 3 && word.len <= WORD_MAX && letter && sign;
}

static bool
is_one(struct ap_str word, const char *const *list, size_t n)
{
    char text[AP_FIELD_BYTES];
    struct ap_str folded = {text, ap_field_fold(word, text, sizeof text)};
    for (size_t i = 0; i < n; i++)
        if (ap_str_is(folded, list[i]))
            return true;
    return false;
}

static bool
is_called_token(const struct reader *r)
{
    static const char *const alone[] = {"tokenid",  "keyid", "credentialid",
                                        "apikeyid", "token", "credential"};
    static const char *const first[] = {"token", "key", "credential"};
    static const char *const second[] = {"id", "ids"};
    return is_one(r->before[0], alone, AP_COUNT(alone)) ||
           (is_one(r->before[0], second, AP_COUNT(second)) &&
            is_one(r->before[1], first, AP_COUNT(first)));
}

static void
take_word(struct reader *r, struct ap_str word)
{
    while (word.len > 0 && (word.ptr[word.len - 1] == '.' || word.ptr[word.len - 1] == '-'))
        word.len--;
    if (word.len == 0)
        return;
    bool token = is_called_token(r);
    if (looks_like_id(word) && r->n < MENTIONS_MAX) {
        uint32_t old = ap_map_get(&r->seen, word);
        if (old == AP_NONE || (token && old == 0)) {
            ap_map_set(&r->seen, r->s->scratch, word, token);
            r->n += ap_fact_add(r->s, "mention", word, token ? AP_STR("token") : AP_STR_NONE, 0);
        }
    }
    r->before[1] = r->before[0];
    r->before[0] = word;
}

void
ap_check_mentions_end(struct ap_subject *s, const struct ap_call *call)
{
    const struct ap_small_state *state = call->state;
    struct reader r = {.s = s};
    struct ap_str text = {state->bytes, state->n};
    if (s->record->fault && state->n == 0)
        return;
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        while (i < text.len && is_word_char(text.ptr[i]))
            i++;
        take_word(&r, ap_str_slice(text, from, i));
        i += i == from;
    }
}
