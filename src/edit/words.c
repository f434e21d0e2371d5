/* Words of names and texts, brought to a common form.
 * Place in the flow: edit, below match.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/words.h"

#define MAX_PHRASE   3
#define MIN_STEM     3
#define MAX_WORD_LEN 40

/* Longest first; a stem keeps at least MIN_STEM letters, so that `ring` stays and `rings` does not. */
static const char *const endings[] = {"ments", "ment", "ings", "ions", "ing", "ion", "ies",
                                      "ers",   "ed",   "es",   "er",   "y",   "s",   "e"};

/* What stands in every name and text, and says nothing about what a file is. */
static const char *const empty_words[] = {
    "a",     "all",   "an",    "and",  "any",        "api",      "apis",     "apr",
    "april", "are",   "as",    "at",   "aug",        "august",   "be",       "but",
    "by",    "can",   "copy",  "dec",  "december",   "did",      "doc",      "docx",
    "done",  "each",  "every", "feb",  "february",   "file",     "final",    "for",
    "from",  "has",   "have",  "how",  "if",         "img",      "in",       "into",
    "is",    "it",    "its",   "jan",  "january",    "jpeg",     "jpg",      "json",
    "jul",   "july",  "jun",   "june", "latest",     "mar",      "march",    "may",
    "must",  "new",   "no",    "not",  "nov",        "november", "oct",      "october",
    "of",    "old",   "on",    "one",  "only",       "or",       "other",    "our",
    "pdf",   "png",   "s",     "scan", "screenshot", "sep",      "sept",     "september",
    "shot",  "so",    "some",  "such", "t",          "temp",     "test",     "than",
    "that",  "the",   "their", "them", "then",       "there",    "these",    "they",
    "this",  "those", "tmp",   "to",   "txt",        "under",    "untitled", "us",
    "v",     "was",   "we",    "were", "what",       "when",     "where",    "which",
    "while", "who",   "will",  "with", "xlsx",       "you",      "your"};

static bool
says_nothing(struct ap_str word)
{
    /* The list is short: a look at each is cheap beside reading the file. */
    for (size_t i = 0; i < AP_COUNT(empty_words); i++)
        if (ap_str_is(word, empty_words[i]))
            return true;
    return false;
}

struct ap_str
ap_stem(struct ap_str word)
{
    for (size_t i = 0; i < AP_COUNT(endings); i++) {
        struct ap_str ending = ap_str_from(endings[i]);
        if (word.len < ending.len + MIN_STEM || !ap_str_ends(word, ending))
            continue;
        if (ap_str_is(ending, "s") && ap_str_ends(word, AP_STR("ss")))
            continue; /* access */
        struct ap_str stem = ap_str_slice(word, 0, word.len - ending.len);
        size_t n = stem.len;
        bool doubled = n > MIN_STEM && stem.ptr[n - 1] == stem.ptr[n - 2] &&
                       stem.ptr[n - 1] != 's' && stem.ptr[n - 1] != 'l';
        bool mute = n > MIN_STEM && stem.ptr[n - 1] == 'e';           /* queueing: queu, as queue */
        return doubled || mute ? ap_str_slice(stem, 0, n - 1) : stem; /* logging: log */
    }
    return word;
}

struct ap_str
ap_stem_word(struct ap_str stem)
{
    return ap_str_from(stem.ptr);
}

/** Where the word that begins at `i` ends: at a change between letters and digits, before the capital of the next part of
 *  a CamelCase word, and before the last capital of a run (`OAuthScope`: OAuth is kept whole below). */
static size_t
word_end(struct ap_str text, size_t i)
{
    size_t from = i;
    bool digits = ap_is_digit(text.ptr[i]);
    for (i++; i < text.len; i++) {
        char c = text.ptr[i];
        if (digits ? !ap_is_digit(c) : !ap_is_letter(c))
            return i;
        if (digits || !ap_is_upper(c))
            continue;
        bool after_lower = !ap_is_upper(text.ptr[i - 1]);
        bool before_lower = i + 1 < text.len && ap_is_lower(text.ptr[i + 1]);
        bool plural = before_lower && text.ptr[i + 1] == 's' &&
                      !(i + 2 < text.len && ap_is_letter(text.ptr[i + 2]));
        if ((after_lower || (before_lower && !plural)) && i - from > 1)
            return i;
    }
    return i;
}

static bool
is_http_error(struct ap_str digits)
{
    return digits.len == 3 && (digits.ptr[0] == '4' || digits.ptr[0] == '5');
}

/** The stem of a run of letters or digits, or an empty view. */
static struct ap_str
stem_of_run(struct ap_str run, struct ap_arena *mem)
{
    if (ap_is_digit(run.ptr[0]))
        return is_http_error(run) ? ap_arena_copy(mem, run) : AP_STR_NONE;
    if (run.len < 2 || run.len > MAX_WORD_LEN)
        return AP_STR_NONE;
    struct ap_str word = ap_arena_lower(mem, run); /* ends with NUL: see ap_stem_word */
    return says_nothing(word) ? AP_STR_NONE : ap_stem(word);
}

static struct ap_str
join(const struct ap_str *stems, size_t n, struct ap_arena *mem)
{
    struct ap_str phrase = stems[0];
    for (size_t i = 1; i < n; i++)
        phrase = ap_arena_join(mem, phrase, " ", stems[i]);
    return phrase;
}

/** Put what stands for it in place of each phrase that is a synonym, the longest first. */
static void
replace(const struct ap_stems *raw, const struct ap_synonyms *synonyms, struct ap_arena *mem,
        struct ap_stems *out)
{
    for (size_t i = 0; i < raw->n;) {
        uint32_t entry = AP_NONE;
        size_t n = raw->n - i < MAX_PHRASE ? raw->n - i : MAX_PHRASE;
        for (; n > 0 && entry == AP_NONE; n--)
            entry = ap_map_get(&synonyms->by_phrase, join(&raw->items[i], n, mem));
        if (entry == AP_NONE) {
            *ap_vec_push(mem, out) = raw->items[i++];
            continue;
        }
        const struct ap_stems *means = &synonyms->entries[entry];
        for (size_t k = 0; k < means->n; k++)
            *ap_vec_push(mem, out) = means->items[k];
        i += n + 1;
    }
}

void
ap_stems_of(struct ap_str text, const struct ap_synonyms *synonyms, struct ap_arena *mem,
            struct ap_stems *stems)
{
    struct ap_stems raw = {0};
    struct ap_stems *into = synonyms ? &raw : stems;
    size_t limit = stems->n + AP_STEMS_MAX;
    for (size_t i = 0; i < text.len && into->n < limit;) {
        if (!ap_is_alnum(text.ptr[i])) {
            i++;
            continue;
        }
        size_t end = word_end(text, i);
        struct ap_str stem = stem_of_run(ap_str_slice(text, i, end), mem);
        if (stem.len)
            *ap_vec_push(mem, into) = stem;
        i = end;
    }
    if (synonyms)
        replace(&raw, synonyms, mem, stems);
}

static size_t
count_runs(struct ap_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool inside = ap_is_alnum(text.ptr[i]);
        bool begins = i == 0 || !ap_is_alnum(text.ptr[i - 1]);
        n += inside && begins;
    }
    return n;
}

void
ap_synonyms_make(const struct ap_library *lib, struct ap_arena *mem,
                 struct ap_synonyms *ret_synonyms)
{
    *ret_synonyms = (struct ap_synonyms){0};
    const struct ap_catalog *catalog = ap_library_catalog(lib, AP_STR("synonyms"));
    if (!catalog)
        return;
    ret_synonyms->entries = ap_arena_array(mem, struct ap_stems, catalog->steps.n);
    ret_synonyms->n_entries = catalog->steps.n;
    for (size_t i = 0; i < catalog->steps.n; i++) {
        const struct ap_catalog_entry *entry = &catalog->steps.items[i];
        ap_stems_of(entry->id, NULL, mem, &ret_synonyms->entries[i]);
        for (size_t k = 0; k < entry->words.n; k++) {
            struct ap_stems phrase = {0};
            ap_stems_of(entry->words.items[k], NULL, mem, &phrase);
            /* Of "new token" only "token" would be left, which means something else. */
            if (phrase.n > 0 && phrase.n <= MAX_PHRASE &&
                phrase.n == count_runs(entry->words.items[k]))
                (void)ap_map_put(&ret_synonyms->by_phrase, mem, join(phrase.items, phrase.n, mem),
                                 (uint32_t)i);
        }
    }
}
