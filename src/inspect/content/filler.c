/* How much of a line of text is filler: to-do words, template phrases, lorem ipsum.
 * Place in the flow: inspect, below content/placeholder.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/filler.h"

#define MAX_WORDS     512u /* of one line */
#define INSERT_WITHIN 8u   /* "insert the name of the owner here" */

/** Words that say that text is still to come. `starts`: at the start of a line they make all of it filler. */
static const struct todo_word {
    const char *word;
    bool starts;
} todo_words[] = {
    {"todo", true},  {"tbd", true},  {"tba", true},   {"tbc", true},
    {"fixme", true}, {"xxx", false}, {"xxxx", false},
};

/** Phrases, word by word. */
static const char *const phrases[] = {
    "replace this text",
    "replace this with",
    "replace me",
    "your text here",
    "to be written",
    "to be defined",
    "to be determined",
    "to be completed",
    "to be added",
    "to be filled in",
    "to be done",
    "fill in here",
    "fill this in",
    "text goes here",
    "content goes here",
    "description goes here",
    "placeholder text",
    "sample text",
    "dummy text",
    "coming soon",
    "click here to enter text",
    "click or tap here to enter text",
};

/** Words that make `<…>`, `[…]` and `{{…}}` a placeholder. */
static const char *const slot_words[] = {"placeholder", "insert", "your",   "todo",
                                         "tbd",         "fill",   "replace"};

static const char *const latin_words[] = {
    "lorem",      "ipsum",
    "dolor",      "sit",
    "amet",       "consectetur",
    "adipiscing", "elit",
    "sed",        "do",
    "eiusmod",    "tempor",
    "incididunt", "ut",
    "labore",     "et",
    "dolore",     "magna",
    "aliqua",     "enim",
    "ad",         "minim",
    "veniam",     "quis",
    "nostrud",    "ullamco",
    "laboris",    "nisi",
    "aliquip",    "ex",
    "ea",         "commodo",
    "consequat",  "duis",
    "aute",       "irure",
    "in",         "reprehenderit",
    "voluptate",  "velit",
    "esse",       "cillum",
    "eu",         "fugiat",
    "nulla",      "pariatur",
    "excepteur",  "sint",
    "occaecat",   "cupidatat",
    "non",        "proident",
    "sunt",       "culpa",
    "qui",        "officia",
    "deserunt",   "mollit",
    "anim",       "id",
    "est",        "laborum",
};

struct words {
    struct ap_str items[MAX_WORDS];
    bool hinted[MAX_WORDS]; /* worth a closer look */
    bool filler[MAX_WORDS];
    size_t n;
};

static bool
is_word_byte(char c)
{
    return ap_is_alnum(c) || (unsigned char)c >= 0x80 || c == '_';
}

/* The next word of *s, which is shortened; empty at the end. */
static struct ap_str
next_word(struct ap_str *s)
{
    size_t from = 0;
    while (from < s->len && !is_word_byte(s->ptr[from]))
        from++;
    size_t to = from;
    while (to < s->len && is_word_byte(s->ptr[to]))
        to++;
    struct ap_str word = ap_str_slice(*s, from, to);
    *s = ap_str_slice(*s, to, s->len);
    return word;
}

static unsigned
letter_of(char c)
{
    return ((unsigned char)c | 0x20u) - 'a';
}

/* Case does not matter; of at least two bytes. */
static unsigned
hint_of(struct ap_str word)
{
    unsigned first = letter_of(word.ptr[0]) & 31u;
    unsigned second = letter_of(word.ptr[1]) & 31u;
    unsigned last = letter_of(word.ptr[word.len - 1]) & 31u;
    return (first * 1021u + second * 97u + last * 31u + (unsigned)word.len * 7u) % 4096u;
}

static bool
is_hinted(const struct ap_filler_hints *hints, struct ap_str word)
{
    if (word.len < 2 || word.len >= 32)
        return false;
    unsigned hint = hint_of(word);
    return hints->seen[hint / 64] >> hint % 64 & 1u;
}

static void
split(const struct ap_filler_hints *hints, struct ap_str line, struct words *words)
{
    words->n = 0;
    for (struct ap_str word = next_word(&line); word.len > 0 && words->n < MAX_WORDS;
         word = next_word(&line)) {
        words->items[words->n] = word;
        words->hinted[words->n] = is_hinted(hints, word);
        words->filler[words->n++] = false;
    }
}

/* Cheap, before anything is measured or split. */
static bool
begins_alike(struct ap_str word, const char *lower)
{
    return (word.ptr[0] | 0x20) == lower[0];
}

static bool
is_one_of(struct ap_str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (begins_alike(word, list[i]) && ap_str_ieq(word, ap_str_from(list[i])))
            return true;
    return false;
}

static void
mark(struct words *words, size_t from, size_t n)
{
    for (size_t i = from; i < from + n && i < words->n; i++)
        words->filler[i] = true;
}

/* The number of words of `phrase` if it stands at `at`, else 0. */
static size_t
phrase_at(const struct words *words, size_t at, const char *phrase)
{
    if (!begins_alike(words->items[at], phrase))
        return 0;
    struct ap_str rest = ap_str_from(phrase);
    size_t n = 0;
    for (struct ap_str word = next_word(&rest); word.len > 0; word = next_word(&rest), n++)
        if (at + n >= words->n || !ap_str_ieq(words->items[at + n], word))
            return 0;
    return n;
}

static void
mark_todo(struct words *words)
{
    for (size_t i = 0; i < words->n; i++)
        for (size_t k = 0; words->hinted[i] && k < AP_COUNT(todo_words); k++)
            if (ap_str_ieq(words->items[i], ap_str_from(todo_words[k].word)))
                mark(words, i, i == 0 && todo_words[k].starts ? words->n : 1);
}

static void
mark_phrases(struct words *words)
{
    for (size_t i = 0; i < words->n; i++) {
        if (!words->hinted[i])
            continue;
        for (size_t k = 0; k < AP_COUNT(phrases); k++)
            mark(words, i, phrase_at(words, i, phrases[k]));
        if (!ap_str_ieq(words->items[i], AP_STR("insert")))
            continue;
        for (size_t k = 1; k <= INSERT_WITHIN && i + k < words->n; k++)
            if (ap_str_ieq(words->items[i + k], AP_STR("here")))
                mark(words, i, k + 1);
    }
}

static bool
is_slot(struct ap_str inside)
{
    for (struct ap_str word = next_word(&inside); word.len > 0; word = next_word(&inside))
        if (is_one_of(word, slot_words, AP_COUNT(slot_words)))
            return true;
    return false;
}

/* Words between `open` and the next `close` when one of them makes the pair a placeholder. */
static void
mark_slots(struct words *words, struct ap_str line, char open, char close)
{
    size_t at = 0;
    while (at < line.len) {
        size_t from = at + ap_str_find(ap_str_slice(line, at, line.len), open);
        size_t to = from + ap_str_find(ap_str_slice(line, from, line.len), close);
        if (to >= line.len)
            return;
        if (is_slot(ap_str_slice(line, from + 1, to)))
            for (size_t i = 0; i < words->n; i++)
                if (words->items[i].ptr > line.ptr + from && words->items[i].ptr < line.ptr + to)
                    words->filler[i] = true;
        at = to + 1;
    }
}

static bool
is_list_mark(char c)
{
    return c == ' ' || c == '\t' || c == '-' || c == '*' || c == '>' || c == '+';
}

static void
hint_at(struct ap_filler_hints *hints, const char *words)
{
    struct ap_str rest = ap_str_from(words);
    struct ap_str first = next_word(&rest);
    unsigned hint = hint_of(first);
    hints->seen[hint / 64] |= UINT64_C(1) << hint % 64;
}

void
ap_filler_prepare(struct ap_filler_hints *hints)
{
    *hints = (struct ap_filler_hints){{0}};
    for (size_t i = 0; i < AP_COUNT(todo_words); i++)
        hint_at(hints, todo_words[i].word);
    for (size_t i = 0; i < AP_COUNT(phrases); i++)
        hint_at(hints, phrases[i]);
    for (size_t i = 0; i < AP_COUNT(latin_words); i++)
        hint_at(hints, latin_words[i]);
    hint_at(hints, "insert");
}

/* Count the words of a line as long as none can be filler and nothing opens a placeholder. */
static bool
is_plain(const struct ap_filler_hints *hints, struct ap_str line, unsigned *ret_words)
{
    unsigned n = 0;
    for (size_t at = 0; at < line.len; at++) {
        char c = line.ptr[at];
        if (c == '<' || c == '[' || c == '{')
            return false;
        if (!is_word_byte(c))
            continue;
        size_t from = at;
        while (at + 1 < line.len && is_word_byte(line.ptr[at + 1]))
            at++;
        if (is_hinted(hints, (struct ap_str){line.ptr + from, at + 1 - from}))
            return false;
        n++;
    }
    *ret_words = n;
    return true;
}

static struct ap_filler_count
count_marked(const struct ap_filler_hints *hints, struct ap_str line, bool heading)
{
    struct ap_filler_count count = {0, 0, 0, false};
    struct words words;
    split(hints, line, &words);
    mark_todo(&words);
    mark_phrases(&words);
    mark_slots(&words, line, '<', '>');
    mark_slots(&words, line, '[', ']');
    mark_slots(&words, line, '{', '}');
    for (size_t i = 0; i < words.n; i++) {
        bool latin =
            words.hinted[i] && is_one_of(words.items[i], latin_words, AP_COUNT(latin_words));
        count.lorem |= words.hinted[i] && phrase_at(&words, i, "lorem ipsum") > 0;
        count.filler += words.filler[i];
        count.latin += latin && !words.filler[i];
        count.words += words.filler[i] || latin || !heading;
    }
    return count;
}

struct ap_filler_count
ap_filler_in_line(const struct ap_filler_hints *hints, struct ap_str line)
{
    while (line.len > 0 && is_list_mark(line.ptr[0]))
        line = ap_str_slice(line, 1, line.len);
    bool heading = line.len > 0 && line.ptr[0] == '#';
    unsigned words = 0;
    if (is_plain(hints, line, &words))
        return (struct ap_filler_count){heading ? 0 : words, 0, 0, false};
    return count_marked(hints, line, heading);
}

bool
ap_filler_is_template_line(struct ap_str line)
{
    const struct ap_str marker = AP_STR("apipack:template");
    while (line.len > 0 && !is_word_byte(line.ptr[0]))
        line = ap_str_slice(line, 1, line.len);
    return ap_str_starts(line, marker) &&
           (line.len == marker.len || !is_word_byte(line.ptr[marker.len]));
}

/* What stands behind `[[`: blanks, "fill in", a colon. Gives the offset of the words, 0 when it is something else. */
static size_t
place_words_at(struct ap_str inside)
{
    const struct ap_str mark = AP_STR("fill in");
    size_t at = 0;
    while (at < inside.len && inside.ptr[at] == ' ')
        at++;
    if (!ap_str_ieq(ap_str_slice(inside, at, at + mark.len), mark))
        return 0;
    at += mark.len;
    return at < inside.len && is_word_byte(inside.ptr[at]) ? 0 : at;
}

size_t
ap_filler_places(struct ap_str line, struct ap_str *ret_first)
{
    size_t n = 0;
    for (size_t at = ap_str_find(line, '['); at + 1 < line.len;) {
        struct ap_str inside = ap_str_slice(line, at + 2, line.len);
        size_t words = line.ptr[at + 1] == '[' ? place_words_at(inside) : 0;
        if (words > 0 && n++ == 0) {
            inside = ap_str_slice(inside, words, ap_str_find(inside, ']'));
            if (inside.len && inside.ptr[0] == ':')
                inside = ap_str_slice(inside, 1, inside.len);
            *ret_first = ap_str_trim(inside);
        }
        at += 1 + ap_str_find(ap_str_slice(line, at + 1, line.len), '[');
    }
    return n;
}
