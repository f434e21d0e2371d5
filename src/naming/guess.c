/* What the words of a wrong name may have meant, part by part.
 * Place in the flow: naming; align.c asks, explain.c uses the answers.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/loose.h"
#include "naming/lenient.h"

#define MAX_VERSION_NUMBERS 3

struct question {
    struct ap_lenient *l;
    const struct ap_variant *variant;
    const struct ap_part *part;
    const struct ap_str *words;
    size_t n;
    struct ap_str raw;    /* with separators */
    struct ap_str joined; /* without */
};

typedef bool (*guess_fn)(const struct question *q, struct ap_guess *ret_guess);

/** How many typing errors a word of this length may hold and still be the same word. */
static unsigned
max_edits(size_t len)
{
    return len < 4 ? 0 : len < 8 ? 1 : 2;
}

static bool
found(const struct question *q, struct ap_str text, unsigned edits, struct ap_guess *ret_guess)
{
    unsigned form = ap_str_eq(text, q->raw) ? 0 : AP_COST_FORM;
    *ret_guess = (struct ap_guess){text, edits ? AP_COST_TYPO + edits : form, edits};
    return true;
}

static bool
only_like(struct ap_guess *ret_guess)
{
    *ret_guess = (struct ap_guess){.cost = AP_COST_LIKE};
    return true;
}

/** Area, status, choice. Torn words are joined only when they then fit exactly. */
static bool
guess_listed(const struct question *q, struct ap_guess *ret_guess)
{
    unsigned edits = 0;
    for (size_t i = 0; i < q->part->former.n; i++)
        if (ap_str_ieq(q->part->former.items[i], q->joined))
            return found(q, q->part->now.items[i], 0, ret_guess);
    struct ap_str text = ap_words_nearest(&q->part->words, q->joined,
                                          q->n == 1 ? max_edits(q->joined.len) : 0, &edits);
    return text.ptr && found(q, text, edits, ret_guess);
}

static bool
guess_artifact(const struct question *q, struct ap_guess *ret_guess)
{
    unsigned edits = 0;
    struct ap_str text = ap_known_artifact(q->l->naming, q->joined,
                                           q->n == 1 ? max_edits(q->joined.len) : 0, &edits);
    if (text.ptr)
        return found(q, text, edits, ret_guess);
    if (q->n == 1 && ap_str_is_camel_case(q->raw))
        return found(q, q->raw, 0, ret_guess);
    if (!ap_str_is_alnum(q->words[0]) || !ap_str_is_alnum(q->joined) ||
        ap_str_is_digits(q->words[0]))
        return false;
    only_like(ret_guess);
    ret_guess->cost += (unsigned)q->n;
    return true;
}

static bool
guess_camel_case(const struct question *q, struct ap_guess *ret_guess)
{
    if (q->n == 1 && ap_str_is_camel_case(q->raw))
        return found(q, q->raw, 0, ret_guess);
    return q->n == 1 && ap_str_is_alnum(q->raw) && only_like(ret_guess);
}

static bool
has_year_word(const struct question *q)
{
    for (size_t i = 0; i < q->n; i++) {
        struct ap_str year = ap_str_slice(q->words[i], 0, 4);
        if (year.len == 4 && ap_str_is_digits(year) && (year.ptr[0] == '1' || year.ptr[0] == '2'))
            return true;
    }
    return false;
}

static bool
guess_period(const struct question *q, struct ap_guess *ret_guess)
{
    struct ap_period period;
    if (ap_period_from_words(q->words, q->n, &period) == AP_OK) {
        bool bare_year = period.kind == AP_PERIOD_YEAR && q->variant->has[AP_PART_SEQ];
        return !bare_year && found(q, ap_period_str(q->l->mem, period), 0, ret_guess);
    }
    if (q->n > 2 || !has_year_word(q))
        return false;
    for (size_t i = 0; i < q->n; i++)
        if (q->words[i].len > (q->n > 1 ? 4 : 8) || !ap_str_is_alnum(q->words[i]))
            return false;
    return only_like(ret_guess);
}

static bool
guess_seq(const struct question *q, struct ap_guess *ret_guess)
{
    if (q->n != 1 || !ap_str_is_digits(q->raw) || q->raw.len > 4)
        return false;
    struct ap_str text =
        q->raw.len == 1 ? ap_arena_join(q->l->mem, AP_STR("0"), "", q->raw) : q->raw;
    return found(q, text, 0, ret_guess);
}

static bool
guess_word(const struct question *q, struct ap_guess *ret_guess)
{
    return q->n == 1 && ap_str_is_alnum(q->raw) && found(q, q->raw, 0, ret_guess);
}

static bool
guess_number(const struct question *q, struct ap_guess *ret_guess)
{
    return q->n == 1 && ap_str_is_digits(q->raw) && found(q, q->raw, 0, ret_guess);
}

/** `V1`, `v1_0`, `1.0`, `ver2`, `Version-1-2`. A lone number is no version. */
static bool
guess_version(const struct question *q, struct ap_guess *ret_guess)
{
    static const char *const marks[] = {"version", "ver", "v"};
    struct ap_str text = AP_STR("v");
    size_t numbers = 0;
    bool marked = false;
    for (size_t i = 0; i < q->n; i++) {
        struct ap_str word = q->words[i];
        for (size_t k = 0; i == 0 && !marked && k < AP_COUNT(marks); k++) {
            struct ap_str mark = ap_str_from(marks[k]);
            if (!ap_str_ieq(ap_str_slice(word, 0, mark.len), mark))
                continue;
            word = ap_str_slice(word, mark.len, word.len);
            marked = true;
        }
        if (marked && i == 0 && word.len == 0)
            continue;
        if (!ap_str_is_digits(word) || word.len > 9 || numbers == MAX_VERSION_NUMBERS)
            return false;
        text = ap_arena_join(q->l->mem, text, numbers ? "." : "", word);
        numbers++;
    }
    if (numbers == 0 || (!marked && (numbers < 2 || q->words[0].len > 2)))
        return false;
    return found(q, text, 0, ret_guess);
}

static const struct {
    guess_fn fn;
    size_t max_words;
} guessers[] = {
    [AP_PART_AREA] = {guess_listed, 3},
    [AP_PART_ARTIFACT] = {guess_artifact, AP_SPAN_MAX},
    [AP_PART_PERIOD] = {guess_period, 3},
    [AP_PART_SEQ] = {guess_seq, 1},
    [AP_PART_VERSION] = {guess_version, 4},
    [AP_PART_STATUS] = {guess_listed, 1},
    [AP_PART_EXT] = {NULL, 0}, /* cut off before */
    [AP_PART_CAMEL_CASE] = {guess_camel_case, 1},
    [AP_PART_WORD] = {guess_word, 1},
    [AP_PART_NUMBER] = {guess_number, 1},
    [AP_PART_CHOICE] = {guess_listed, 3},
};

static struct ap_str
join_words(struct ap_arena *mem, const struct ap_str *words, size_t n)
{
    if (n == 1)
        return words[0];
    size_t len = 0;
    for (size_t i = 0; i < n; i++)
        len += words[i].len;
    char *text = ap_arena_alloc(mem, len);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        memcpy(text + at, words[i].ptr, words[i].len);
        at += words[i].len;
    }
    return (struct ap_str){text, len};
}

bool
ap_guess_part(struct ap_lenient *l, const struct ap_variant *variant, const struct ap_part *part,
              size_t from, size_t n, struct ap_guess *ret_guess)
{
    if (n > guessers[part->kind].max_words || from + n > l->words.n)
        return false;
    bool cached = part->kind == AP_PART_ARTIFACT;
    struct ap_guess *cache = &l->artifacts[from][n - 1];
    if (cached && l->artifact_known[from][n - 1]) {
        *ret_guess = *cache;
        return cache->cost != UINT32_MAX;
    }
    const struct ap_str *words = &l->words.items[from];
    struct question q = {
        l, variant, part, words, n, ap_words_raw(&l->words, from, n), join_words(l->mem, words, n)};
    struct ap_guess guess = {.cost = UINT32_MAX};
    bool fits = guessers[part->kind].fn(&q, &guess);
    if (cached) {
        l->artifact_known[from][n - 1] = true;
        *cache = guess;
    }
    if (fits)
        *ret_guess = guess;
    return fits;
}
