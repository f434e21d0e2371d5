/* The evidence names that the library knows, and the nearest of them.
 * Place in the flow: naming; corrections and suggestions come from here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "naming/grammar.h"

static struct ap_letters
count_letters(struct ap_str text)
{
    struct ap_letters counts = {{0}};
    for (size_t i = 0; i < text.len; i++) {
        unsigned letter = ((unsigned char)text.ptr[i] | 0x20u) - 'a';
        uint8_t *n = &counts.n[letter < 26 ? letter : 26];
        *n = (uint8_t)(*n + (*n < UINT8_MAX));
    }
    return counts;
}

static bool
letters_near(const struct ap_letters *a, const struct ap_letters *b, unsigned max)
{
    unsigned differ = 0;
    for (size_t i = 0; i < AP_COUNT(a->n); i++)
        differ += (unsigned)(a->n[i] > b->n[i] ? a->n[i] - b->n[i] : b->n[i] - a->n[i]);
    return differ <= 2 * max;
}

static bool
lengths_near(size_t a, size_t b, unsigned max)
{
    return (a > b ? a - b : b - a) <= max;
}

void
ap_known_index(struct ap_naming *naming, const struct ap_strs *names, struct ap_arena *mem)
{
    naming->known = ap_arena_array(mem, struct ap_known, names->n);
    for (size_t i = 0; i < names->n; i++) {
        struct ap_str name = names->items[i];
        size_t dash = ap_str_find(name, '-');
        if (dash == name.len || ap_map_get(&naming->known_by_name, name) != AP_NONE)
            continue;
        uint32_t index = (uint32_t)naming->n_known++;
        struct ap_known *known = &naming->known[index];
        known->name = name;
        known->prefix = ap_str_slice(name, 0, dash);
        known->artifact = ap_str_slice(name, dash + 1, name.len);
        known->name_letters = count_letters(name);
        known->artifact_letters = count_letters(known->artifact);
        (void)ap_map_put(&naming->known_by_name, mem, name, index);
    }
}

/** The best so far of one search; two different words at the same distance rule each other out. */
struct nearest {
    struct ap_str word;
    uint32_t index;
    unsigned edits;
    bool tie;
};

static void
consider(struct nearest *best, struct ap_str text, struct ap_str word, uint32_t index)
{
    unsigned edits = ap_str_ieq(text, word) ? 0 : ap_str_distance(text, word);
    if (edits > best->edits || (best->word.ptr && ap_str_eq(best->word, word)))
        return;
    best->tie = edits == best->edits && best->word.ptr;
    best->edits = edits;
    best->word = word;
    best->index = index;
}

const struct ap_known *
ap_known_nearest(const struct ap_naming *naming, struct ap_str name, unsigned max)
{
    struct ap_letters letters = count_letters(name);
    struct nearest best = {.edits = max};
    for (size_t i = 0; i < naming->n_known; i++) {
        const struct ap_known *known = &naming->known[i];
        if (lengths_near(known->name.len, name.len, best.edits) &&
            letters_near(&known->name_letters, &letters, best.edits))
            consider(&best, name, known->name, (uint32_t)i);
    }
    return best.word.ptr && !best.tie ? &naming->known[best.index] : NULL;
}

struct ap_str
ap_known_artifact(const struct ap_naming *naming, struct ap_str text, unsigned max,
                  unsigned *ret_edits)
{
    struct ap_letters letters = count_letters(text);
    struct nearest best = {.edits = max};
    for (size_t i = 0; i < naming->n_known; i++) {
        const struct ap_known *known = &naming->known[i];
        if (lengths_near(known->artifact.len, text.len, best.edits) &&
            letters_near(&known->artifact_letters, &letters, best.edits))
            consider(&best, text, known->artifact, (uint32_t)i);
    }
    *ret_edits = best.edits;
    return best.tie ? AP_STR_NONE : best.word;
}

struct ap_str
ap_words_nearest(const struct ap_strs *words, struct ap_str text, unsigned max, unsigned *ret_edits)
{
    struct nearest best = {.edits = max};
    for (size_t i = 0; i < words->n; i++)
        if (lengths_near(words->items[i].len, text.len, best.edits))
            consider(&best, text, words->items[i], (uint32_t)i);
    *ret_edits = best.edits;
    return best.tie ? AP_STR_NONE : best.word;
}
