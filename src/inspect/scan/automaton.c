/* Builds the automaton, and runs it: eight lanes hide the latency of the table.
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A lane first runs over the bytes before it, as many as the longest keyword has less one: then its row is the one that a
 * single run would have. */
#include "inspect/scan/automaton.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define HAVE_AVX2 1
#endif

#define LANES    8u
#define PER_LANE (AP_AUTOMATON_RUN / LANES)
#define LANE                                                                                       \
    (PER_LANE +                                                                                    \
     AP_KEYWORD_MAX)     /* no multiple of a page: lanes would fight over lines of the cache */
#define FEW         256u /* bytes that are not worth eight lanes */
#define CLASSES_MAX 64u
#define TAIL        sizeof(uint64_t)

/* --- classes ---------------------------------------------------------------------------------- */

/* What may follow a name: a closing quote, a sign, a blank, what spells one of them. */
static inline unsigned char
fold(char c)
{
    return (unsigned char)ap_lower(c);
}

static const bool is_sign[256] = {
    ['"'] = true, ['\''] = true, ['`'] = true,  ['='] = true,  [':'] = true, ['\\'] = true,
    ['>'] = true, [','] = true,  ['&'] = true,  ['%'] = true,  [']'] = true, [';'] = true,
    [' '] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true, ['|'] = true,
};

/* The character whose class `c` has: one for both cases, and for a sign and what lies where its other case would. */
static unsigned char
representative(unsigned char c)
{
    if (c >= 0x80 || (c >= 0x10 && c < 0x20))
        return 0;
    return c >= 0x60 ? c & 0x5f : c;
}

static void
make_classes(struct ap_automaton *a, const struct ap_str *keywords, size_t n)
{
    enum { REST, SIGNS, FIRST };
    a->n_classes = FIRST;
    for (unsigned c = 0; c < 128; c++)
        if (is_sign[c])
            a->classes[representative((unsigned char)c)] = SIGNS;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < keywords[i].len; k++) {
            unsigned char c = representative((unsigned char)keywords[i].ptr[k]);
            if (c != 0 && c != AP_AUTOMATON_SIGN && a->classes[c] == REST &&
                a->n_classes < CLASSES_MAX)
                a->classes[c] = (uint8_t)a->n_classes++;
        }
    for (unsigned c = 0; c < 256; c++)
        a->classes[c] = a->classes[representative((unsigned char)c)];
    a->classes[(unsigned char)AP_AUTOMATON_SIGN] = SIGNS;
}

void
ap_classes_plain(const uint8_t classes[256], const char *bytes, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = classes[(unsigned char)bytes[i]];
}

#ifdef HAVE_AVX2
/* Adds the classes of the sixteen characters from `first` on. */
__attribute__((target("avx2"))) static inline __m256i
with_row(__m256i sum, __m256i text, __m256i row, char first)
{
    /* Of another row: the highest bit is set, and the shuffle gives 0. */
    __m256i place =
        _mm256_adds_epu8(_mm256_xor_si256(text, _mm256_set1_epi8(first)), _mm256_set1_epi8(0x70));
    return _mm256_or_si256(sum, _mm256_shuffle_epi8(row, place));
}

__attribute__((target("avx2"))) static inline __m256i
row_of(const uint8_t *classes)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)classes));
}

__attribute__((target("avx2"))) static void
classes_avx2(const uint8_t classes[256], const char *bytes, size_t n, uint8_t *out)
{
    const __m256i controls = row_of(classes);
    const __m256i marks = row_of(classes + 0x20);
    const __m256i digits = row_of(classes + 0x30);
    const __m256i a_to_o = row_of(classes + 0x40);
    const __m256i p_to_z = row_of(classes + 0x50);
    const __m256i one_case = _mm256_set1_epi8((char)0xdf);
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
        __m256i text = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + i));
        __m256i folded = _mm256_and_si256(text, one_case);
        __m256i sum = with_row(_mm256_setzero_si256(), text, controls, 0);
        sum = with_row(sum, text, marks, 0x20);
        sum = with_row(sum, text, digits, 0x30);
        sum = with_row(sum, folded, a_to_o, 0x40);
        sum = with_row(sum, folded, p_to_z, 0x50);
        _mm256_storeu_si256((__m256i *)(void *)(out + i), sum);
    }
    ap_classes_plain(classes, bytes + i, n - i, out + i);
}
#endif

ap_classes_read
ap_classes_wide(void)
{
#ifdef HAVE_AVX2
    return __builtin_cpu_supports("avx2") ? classes_avx2 : NULL;
#else
    return NULL;
#endif
}

/* --- building --------------------------------------------------------------------------------- */

struct trie {
    const uint8_t *classes;
    uint32_t n_classes;
    uint32_t *child; /* state × class -> state, 0: none yet */
    uint32_t *fail;
    uint32_t *queue; /* states in order of their depth */
    uint16_t *word;  /* state -> keyword + 1 that ends here, 0: none */
    uint16_t *same;  /* keyword -> the next one + 1 that ends in the same state, 0: none */
    /* state -> nearest state on its suffix path, itself included, with a word; 0: none */
    uint32_t *link;
    uint32_t n;
};

static inline uint32_t *
child_of(const struct trie *t, uint32_t state, uint32_t class)
{
    return &t->child[(size_t)state * t->n_classes + class];
}

static struct ap_keyword
make_keyword(struct ap_str text, struct ap_arena *mem)
{
    unsigned char mask[TAIL] = {0};
    unsigned char value[TAIL] = {0};
    struct ap_keyword word = {0};
    char *bytes = ap_arena_alloc(mem, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        bytes[i] = (char)fold(text.ptr[i]);
    for (size_t i = 0; i < TAIL && i < text.len; i++) {
        unsigned char c = (unsigned char)bytes[text.len - 1 - i];
        mask[TAIL - 1 - i] = c == AP_AUTOMATON_SIGN ? 0 : ap_is_lower(c) ? 0xdf : 0xff;
        value[TAIL - 1 - i] = c & mask[TAIL - 1 - i];
    }
    memcpy(&word.mask, mask, TAIL);
    memcpy(&word.value, value, TAIL);
    word.text = (struct ap_str){bytes, text.len};
    return word;
}

static void
add_words(struct trie *t, const struct ap_str *keywords, size_t n)
{
    t->n = 1;
    for (size_t i = 0; i < n; i++) {
        uint32_t at = 0;
        for (size_t k = 0; k < keywords[i].len; k++) {
            uint32_t *child = child_of(t, at, t->classes[(unsigned char)keywords[i].ptr[k]]);
            if (*child == 0)
                *child = t->n++;
            at = *child;
        }
        t->same[i] = t->word[at];
        t->word[at] = (uint16_t)(i + 1);
    }
}

/* Breadth first; missing children become those of the longest proper suffix. */
static void
complete(struct trie *t)
{
    size_t head = 1; /* behind the root */
    size_t tail = 1;
    for (uint32_t c = 0; c < t->n_classes; c++)
        if (t->child[c])
            t->queue[tail++] = t->child[c];
    while (head < tail) {
        uint32_t at = t->queue[head++];
        t->link[at] = t->word[at] ? at : t->link[t->fail[at]];
        for (uint32_t c = 0; c < t->n_classes; c++) {
            uint32_t *child = child_of(t, at, c);
            uint32_t other = *child_of(t, t->fail[at], c);
            if (*child) {
                t->fail[*child] = other;
                t->queue[tail++] = *child;
            } else {
                *child = other;
            }
        }
    }
}

/* The keywords of a state and of its suffixes, longest first; gives how many. */
static size_t
list_words(const struct trie *t, uint32_t state, uint16_t *out)
{
    size_t n = 0;
    for (uint32_t l = t->link[state]; l; l = t->link[t->fail[l]])
        for (uint32_t w = t->word[l]; w; w = t->same[w - 1], n++)
            if (out)
                out[n] = (uint16_t)(w - 1);
    return n;
}

/* Places of rows: those of states without a keyword first, from 0, by depth; the others from a power of two on. */
static void
lay_out(struct ap_automaton *a, const struct trie *t, struct ap_arena *mem)
{
    struct ap_arena scratch = {0};
    uint32_t *row = ap_arena_array(&scratch, uint32_t, t->n);
    uint32_t n_plain = 0;
    for (uint32_t s = 0; s < t->n; s++)
        n_plain += t->link[s] == 0;
    uint32_t n_accept = t->n - n_plain;
    a->accept = 64;
    while (a->accept < n_plain * t->n_classes || a->accept < n_accept * t->n_classes)
        a->accept *= 2; /* its bit tells them apart */
    a->out_at = ap_arena_array(mem, uint32_t, (size_t)n_accept + 1);
    size_t n_outs = 0;
    n_accept = 0;
    for (uint32_t i = 0, plain = 0; i < t->n; i++) {
        uint32_t s = t->queue[i];
        size_t words = list_words(t, s, NULL);
        row[s] = words == 0 ? plain++ * t->n_classes : a->accept + n_accept * t->n_classes;
        if (words > 0)
            a->out_at[n_accept++] = (uint32_t)n_outs;
        n_outs += words;
    }
    a->out_at[n_accept] = (uint32_t)n_outs;
    a->outs = ap_arena_array(mem, uint16_t, n_outs + 1);
    a->cells = ap_arena_array(mem, uint32_t, (size_t)a->accept + (size_t)n_accept * t->n_classes);
    for (uint32_t i = 0, k = 0; i < t->n; i++) {
        uint32_t s = t->queue[i];
        for (uint32_t c = 0; c < t->n_classes; c++)
            a->cells[row[s] + c] = row[*child_of(t, s, c)];
        if (t->link[s])
            (void)list_words(t, s, a->outs + a->out_at[k++]);
    }
    ap_arena_release(&scratch);
}

void
ap_automaton_build(struct ap_automaton *a, const struct ap_str *keywords, size_t n,
                   struct ap_arena *mem)
{
    struct ap_arena scratch = {0};
    *a = (struct ap_automaton){0};
    a->keywords = ap_arena_array(mem, struct ap_keyword, n + 1);
    for (size_t i = 0; i < n; i++) {
        a->keywords[i] = make_keyword(keywords[i], mem);
        a->longest = keywords[i].len > a->longest ? (uint32_t)keywords[i].len : a->longest;
    }
    make_classes(a, keywords, n);
    size_t states = 1;
    for (size_t i = 0; i < n; i++)
        states += keywords[i].len;
    struct trie t = {
        .classes = a->classes,
        .n_classes = a->n_classes,
        .child = ap_arena_array(&scratch, uint32_t, states * a->n_classes),
        .fail = ap_arena_array(&scratch, uint32_t, states),
        .queue = ap_arena_array(&scratch, uint32_t, states),
        .word = ap_arena_array(&scratch, uint16_t, states),
        .same = ap_arena_array(&scratch, uint16_t, n + 1),
        .link = ap_arena_array(&scratch, uint32_t, states),
    };
    add_words(&t, keywords, n);
    complete(&t);
    lay_out(a, &t, mem);
    ap_arena_release(&scratch);
}

/* --- running ---------------------------------------------------------------------------------- */

static inline uint32_t
next_row(const struct ap_automaton *a, uint32_t row, char c)
{
    return a->cells[row + a->classes[(unsigned char)c]];
}

/* The accepting state of a row. */
static inline uint32_t
accepted(const struct ap_automaton *a, uint32_t row)
{
    return (row - a->accept) / a->n_classes;
}

/* Bytes before a place that tell the row there: as many as the longest keyword has, less one. */
static size_t
lead_of(const struct ap_automaton *a)
{
    return a->longest > 0 ? a->longest - 1 : 0;
}

/* One lane; for a few bytes. */
static size_t
run_one(const struct ap_automaton *a, const char *bytes, size_t from, size_t to,
        struct ap_automaton_hit *hits)
{
    size_t lead = lead_of(a);
    size_t n = 0;
    uint32_t row = 0;
    for (size_t i = from > lead ? from - lead : 0; i < to; i++) {
        row = next_row(a, row, bytes[i]);
        if ((row & a->accept) && i >= from)
            hits[n++] = (struct ap_automaton_hit){(uint32_t)i + 1, accepted(a, row)};
    }
    return n;
}

/* The classes of eight pieces of the text, each behind those of the bytes before it; they lie a fixed number of bytes
 * apart, so that one pointer serves all. */
struct lanes {
    size_t lead;
    struct {
        size_t from, to; /* piece of the text */
        struct ap_automaton_hit *hits;
        size_t n;
    } at[LANES];
    uint8_t classes[LANES][LANE];
};

static void
fill_lanes(const struct ap_automaton *a, const char *bytes, size_t from, size_t to,
           struct ap_automaton_hit *hits, struct lanes *l)
{
    ap_classes_read wide = ap_classes_wide();
    ap_classes_read read = wide ? wide : ap_classes_plain;
    size_t per = (to - from + LANES - 1) / LANES;
    l->lead = lead_of(a);
    for (size_t i = 0; i < LANES; i++) {
        size_t start = from + i * per < to ? from + i * per : to;
        size_t stop = start + per < to ? start + per : to;
        size_t before = l->lead < start ? l->lead : start;
        uint8_t *out = l->classes[i];
        memset(out, 0, l->lead - before);
        read(a->classes, bytes + start - before, before + stop - start, out + l->lead - before);
        memset(out + l->lead + (stop - start), 0, per - (stop - start));
        l->at[i].from = start;
        l->at[i].to = stop;
        l->at[i].hits = hits + (start - from);
        l->at[i].n = 0;
    }
}

#define EACH(what)                                                                                 \
    what(0);                                                                                       \
    what(1);                                                                                       \
    what(2);                                                                                       \
    what(3);                                                                                       \
    what(4);                                                                                       \
    what(5);                                                                                       \
    what(6);                                                                                       \
    what(7)
#define LOAD(i) uint64_t s##i = rows[i]
/* A step waits for the one before it, so what it waits for must be short: the place of the column in the first row is
 * known early, and the empty statements keep compilers from adding it to the row instead; also from holding two copies of
 * each row, half of them in memory. */
#define STEP(i)                                                                                    \
    column = cells + p[(size_t)(i)*LANE];                                                          \
    __asm__("" : "+r"(column));                                                                    \
    s##i = column[s##i];                                                                           \
    __asm__("" : "+r"(s##i));                                                                      \
    any |= s##i
#define KEEP(i) rows[i] = s##i

/* Eight lanes until one of them accepts or `end` is reached; gives where. A function of its own, so that the registers
 * are those of the loop. */
__attribute__((noinline)) static const uint8_t *
run_lanes(const uint32_t *cells, const uint64_t accept, const uint8_t *p, const uint8_t *end,
          uint64_t rows[LANES])
{
    const uint32_t *column;
    uint64_t any = 0;
    EACH(LOAD);
    while (p < end && !(any & accept)) {
        any = 0;
        EACH(STEP);
        p++;
    }
    EACH(KEEP);
    return p;
}

static size_t
find_run(const struct ap_automaton *a, const char *bytes, size_t from, size_t to,
         struct ap_automaton_hit *hits)
{
    struct lanes l;
    uint64_t rows[LANES] = {0};
    fill_lanes(a, bytes, from, to, hits, &l);
    const uint8_t *first = l.classes[0];
    const uint8_t *end = first + l.lead + (l.at[0].to - l.at[0].from);
    for (const uint8_t *p = first; p < end;) {
        p = run_lanes(a->cells, a->accept, p, end, rows);
        size_t done = (size_t)(p - first);
        for (size_t i = 0; i < LANES; i++) {
            if (!(rows[i] & a->accept) || done <= l.lead)
                continue;
            size_t at = l.at[i].from + done - l.lead;
            if (at <= l.at[i].to)
                l.at[i].hits[l.at[i].n++] =
                    (struct ap_automaton_hit){(uint32_t)at, accepted(a, (uint32_t)rows[i])};
        }
    }
    size_t total = 0;
    for (size_t i = 0; i < LANES; i++) {
        memmove(hits + total, l.at[i].hits, l.at[i].n * sizeof *hits);
        total += l.at[i].n;
    }
    return total;
}

size_t
ap_automaton_find(const struct ap_automaton *a, const char *bytes, size_t from, size_t to,
                  struct ap_automaton_hit *hits)
{
    size_t total = 0;
    for (size_t at = from; at < to; at += AP_AUTOMATON_RUN) {
        size_t end = to - at > AP_AUTOMATON_RUN ? at + AP_AUTOMATON_RUN : to;
        total += (end - at < FEW ? run_one : find_run)(a, bytes, at, end, hits + total);
    }
    return total;
}

static bool
is_same(char c, char wanted)
{
    return wanted == AP_AUTOMATON_SIGN ? is_sign[(unsigned char)c] : (char)fold(c) == wanted;
}

bool
ap_automaton_ends(const struct ap_automaton *a, const char *bytes, size_t end, uint16_t keyword)
{
    const struct ap_keyword *word = &a->keywords[keyword];
    size_t n = word->text.len;
    uint64_t last;
    if (n > end)
        return false;
    if (end >= TAIL) {
        memcpy(&last, bytes + end - TAIL, TAIL);
        if ((last & word->mask) != word->value)
            return false;
        if (n <= TAIL)
            return word->text.ptr[n - 1] != AP_AUTOMATON_SIGN ||
                   is_sign[(unsigned char)bytes[end - 1]];
    }
    for (size_t i = 0; i < n; i++)
        if (!is_same(bytes[end - n + i], word->text.ptr[i]))
            return false;
    return true;
}

bool
ap_automaton_has(const struct ap_automaton *a, struct ap_str text)
{
    uint32_t row = 0;
    for (size_t i = 0; i < text.len; i++) {
        row = next_row(a, row, text.ptr[i]);
        if (!(row & a->accept))
            continue;
        uint32_t hit = accepted(a, row);
        for (uint32_t k = a->out_at[hit]; k < a->out_at[hit + 1]; k++)
            if (ap_automaton_ends(a, text.ptr, i + 1, a->outs[k]))
                return true;
    }
    return false;
}
