/* Cuts a wrong name into words and lays them along a pattern at the least cost.
 * Place in the flow: naming; explain.c compares the alignments of all variants.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "naming/lenient.h"

/** The bytes of the separator that `text` begins with, or 0. Word processors and phones put longer dashes and
 * spaces that do not break in place of the plain ones. */
static size_t
separator_bytes(struct ap_str text)
{
    static const char *const wide[] = {"\u2010", "\u2011", "\u2012", "\u2013",
                                       "\u2014", "\u2015", "\u2212", "\u00a0"};
    if (text.len && memchr("-_ .,+", text.ptr[0], 6))
        return 1;
    for (size_t i = 0; i < AP_COUNT(wide); i++)
        if (ap_str_starts(text, ap_str_from(wide[i])))
            return strlen(wide[i]);
    return 0;
}

static bool
is_plain_ext(struct ap_str ext)
{
    for (size_t i = 0; i < ext.len; i++) {
        char c = (char)(ext.ptr[i] | 0x20);
        if ((c < 'a' || c > 'z') && (ext.ptr[i] < '0' || ext.ptr[i] > '9'))
            return false;
    }
    return ext.len > 0;
}

/** `.pdf.pdf` and `.tar.gz`: a short word of letters between two dots belongs to the extension.
 * Returns where it begins. */
static size_t
double_ext_at(struct ap_str name, size_t dot)
{
    size_t before = ap_str_rfind(ap_str_slice(name, 0, dot), '.');
    struct ap_str middle = ap_str_slice(name, before + 1, dot);
    bool letters = middle.len >= 2 && middle.len <= 5;
    for (size_t i = 0; i < middle.len; i++)
        letters = letters && ap_is_letter(middle.ptr[i]);
    return before < dot && letters ? before : dot;
}

static void
cut_ext(struct ap_words *words)
{
    struct ap_str name = words->name;
    while (name.len && name.ptr[name.len - 1] == ' ')
        name.len--;
    size_t dot = ap_str_rfind(name, '.');
    words->ext_at = name.len;
    if (dot == name.len)
        return;
    size_t at = double_ext_at(name, dot);
    struct ap_str ext = ap_str_slice(name, at + 1, name.len);
    struct ap_str last = ap_str_slice(name, dot + 1, name.len);
    if (at == dot && !is_plain_ext(ext) && ext.len > 8)
        return; /* a dot inside a sentence, not an extension */
    words->ext_at = at;
    words->ext = ext;
    words->ext_ok = at == dot ? is_plain_ext(ext) : ap_str_ieq(ext, AP_STR("link.yaml"));
    if (at < dot && ap_str_ieq(ap_str_slice(name, at + 1, dot), last)) { /* pdf.pdf */
        words->ext = last;
        words->ext_ok = is_plain_ext(last);
    }
}

/** The words of the text before ext_at. */
static void
cut_words(struct ap_words *words)
{
    struct ap_str text = ap_str_slice(words->name, 0, words->ext_at);
    for (size_t i = 0; i < text.len;) {
        size_t skip;
        while ((skip = separator_bytes(ap_str_slice(text, i, text.len))) > 0)
            i += skip;
        size_t from = i;
        bool last = words->n == AP_WORD_MAX - 1;
        while (i < text.len && (last || !separator_bytes(ap_str_slice(text, i, text.len))))
            i++;
        if (i > from)
            words->items[words->n++] = ap_str_slice(words->name, from, i);
    }
}

/** `(2)`: what browsers and Windows add to the second file of a name. */
static bool
is_count(struct ap_str word)
{
    struct ap_str digits = ap_str_slice(word, 1, word.len ? word.len - 1 : 0);
    for (size_t i = 0; i < digits.len; i++)
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9')
            return false;
    return digits.len > 0 && word.ptr[0] == '(' && word.ptr[word.len - 1] == ')';
}

/** Take off what programs add to the name of a copy: `Copy of` before it, `Copy`, `(1)` or `Copy (2)` behind it. */
static void
cut_copy_marks(struct ap_words *words)
{
    size_t n = words->n;
    while (n > 1 &&
           (is_count(words->items[n - 1]) || ap_str_ieq(words->items[n - 1], AP_STR("copy"))))
        n--;
    if (n < words->n)
        words->copy_mark = ap_words_raw(words, n, words->n - n);
    words->n = n;
    if (n > 2 && ap_str_ieq(words->items[0], AP_STR("copy")) &&
        ap_str_ieq(words->items[1], AP_STR("of"))) {
        words->copy_mark = ap_words_raw(words, 0, 2);
        words->n -= 2;
        memmove(words->items, words->items + 2, words->n * sizeof words->items[0]);
    }
}

void
ap_words_split(struct ap_str name, struct ap_words *ret_words)
{
    *ret_words = (struct ap_words){.name = name};
    cut_ext(ret_words);
    cut_words(ret_words);
    cut_copy_marks(ret_words);
}

struct ap_str
ap_words_raw(const struct ap_words *words, size_t from, size_t n)
{
    if (n == 0)
        return AP_STR_NONE;
    const char *start = words->items[from].ptr;
    struct ap_str last = words->items[from + n - 1];
    return (struct ap_str){start, (size_t)(last.ptr + last.len - start)};
}

/** The cheapest way from element e and word t to the end. */
struct cell {
    unsigned cost;
    size_t n; /* words taken */
    struct ap_guess guess;
    bool missing;
};

struct table {
    struct ap_lenient *l;
    const struct ap_variant *variant;
    size_t n_elements; /* without the dot and the extension */
    struct cell cells[AP_ELEMENT_MAX + 1][AP_WORD_MAX + 1];
};

static void
offer(struct cell *best, const struct cell *next, size_t n, struct ap_guess guess, bool missing)
{
    unsigned cost = guess.cost + next->cost;
    if (cost < best->cost)
        *best = (struct cell){cost, n, guess, missing};
}

/** Fixed text is a run of words of its own; text of separators only takes none. */
static void
fill_literal(struct table *t, size_t e, size_t at, struct ap_str literal)
{
    struct ap_words own = {.name = literal, .ext_at = literal.len};
    cut_words(&own);
    struct cell *best = &t->cells[e][at];
    bool fits = at + own.n <= t->l->words.n;
    for (size_t i = 0; fits && i < own.n; i++)
        fits = ap_str_ieq(own.items[i], t->l->words.items[at + i]);
    struct ap_guess fixed = {.text = literal};
    if (fits)
        offer(best, &t->cells[e + 1][at + own.n], own.n, fixed, false);
    fixed.cost = AP_COST_MISSING;
    if (!fits)
        offer(best, &t->cells[e + 1][at], 0, fixed, false);
}

static void
fill_part(struct table *t, size_t e, size_t at, const struct ap_part *part)
{
    struct cell *best = &t->cells[e][at];
    size_t left = t->l->words.n - at;
    for (size_t n = 1; n <= left && n <= AP_SPAN_MAX; n++) {
        struct ap_guess guess;
        if (ap_guess_part(t->l, t->variant, part, at, n, &guess))
            offer(best, &t->cells[e + 1][at + n], n, guess, false);
    }
    if (left > 0)
        offer(best, &t->cells[e + 1][at + 1], 1, (struct ap_guess){.cost = AP_COST_ALIEN}, false);
    offer(best, &t->cells[e + 1][at], 0, (struct ap_guess){.cost = AP_COST_MISSING}, true);
}

static void
fill(struct table *t)
{
    size_t n_words = t->l->words.n;
    for (size_t at = 0; at <= n_words; at++)
        t->cells[t->n_elements][at] =
            (struct cell){.cost = (unsigned)(n_words - at) * AP_COST_EXTRA};
    for (size_t e = t->n_elements; e-- > 0;)
        for (size_t at = 0; at <= n_words; at++) {
            const struct ap_element *element = &t->variant->elements[e];
            t->cells[e][at].cost = UINT32_MAX;
            if (element->part)
                fill_part(t, e, at, element->part);
            else
                fill_literal(t, e, at, element->literal);
        }
}

void
ap_lenient_align(struct ap_lenient *l, const struct ap_variant *variant,
                 struct ap_alignment *ret_alignment)
{
    struct table t = {.l = l, .variant = variant, .n_elements = variant->n_elements - 1u};
    /* The text before {ext} ends with the dot, which was cut off with the extension. */
    struct ap_element before_ext = variant->elements[t.n_elements - 1];
    if (before_ext.literal.len == 1)
        t.n_elements--;
    fill(&t);
    struct ap_alignment a = {.variant = variant, .cost = t.cells[0][0].cost};
    for (size_t e = 0; e < t.n_elements; e++) {
        const struct cell *cell = &t.cells[e][a.n_used];
        a.made[a.n_made++] = (struct ap_choice_made){.element = &variant->elements[e],
                                                     .from = a.n_used,
                                                     .n = cell->n,
                                                     .guess = cell->guess,
                                                     .missing = cell->missing};
        a.n_used += cell->n;
    }
    a.cost += l->words.ext_ok ? 0 : AP_COST_ALIEN;
    *ret_alignment = a;
}
