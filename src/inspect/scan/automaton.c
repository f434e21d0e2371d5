/* Builds the automaton, and runs it: eight lanes hide the latency of the table.
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A lane that begins inside the text first runs over the bytes before it, as many as the longest keyword has less one:
 * then its state is the one that a single run would have. */
#include "inspect/scan/automaton.h"

#include <string.h>

#define LANES 8u
#define CELLS 64u   /* of a row */
#define SPAN  32u   /* between the cells of a pair's rows */
#define BITS  0x5fu /* of a character: those that choose its cell */
#define TAIL  sizeof(uint64_t)
#define LINE  64u /* bytes of the cache */

/* --- building --------------------------------------------------------------------------------- */

struct trie {
    uint32_t *child; /* state × cell -> state, 0: none yet */
    uint32_t *fail;
    uint32_t *queue; /* states in order of their depth */
    uint16_t *word;  /* state -> keyword + 1 that ends here, 0: none */
    uint16_t *same;  /* keyword -> the next one + 1 that ends in the same state, 0: none */
    uint32_t *
        link; /* state -> nearest state on its suffix path, itself included, with a word; 0: none */
    uint32_t n;
};

static inline unsigned char
fold(char c)
{
    return (unsigned char)ap_lower(c);
}

/* The cell of a row, counted without the gap. */
static inline uint32_t
cell_of(char c)
{
    unsigned bits = (unsigned char)c & BITS;
    return bits < SPAN ? bits : bits - SPAN;
}

/* The number of a row, by its place among all. */
static inline uint32_t
row_number(uint32_t n)
{
    return n / 2 * 4 + n % 2;
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
        mask[TAIL - 1 - i] = ap_is_lower(c) ? 0xdf : 0xff;
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
            uint32_t *child = &t->child[at * CELLS + cell_of(keywords[i].ptr[k])];
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
    for (uint32_t c = 0; c < CELLS; c++)
        if (t->child[c])
            t->queue[tail++] = t->child[c];
    while (head < tail) {
        uint32_t at = t->queue[head++];
        t->link[at] = t->word[at] ? at : t->link[t->fail[at]];
        for (uint32_t c = 0; c < CELLS; c++) {
            uint32_t *child = &t->child[at * CELLS + c];
            uint32_t other = t->child[t->fail[at] * CELLS + c];
            if (*child) {
                t->fail[*child] = other;
                t->queue[tail++] = *child;
            } else {
                *child = other;
            }
        }
    }
}

/* Room for the rows; narrow ones begin at a line of the cache. */
static void
make_rows(struct ap_automaton *a, size_t n_rows, struct ap_arena *mem)
{
    size_t n_cells = (n_rows + 1) / 2 * 2 * CELLS;
    if (row_number((uint32_t)n_rows) > UINT16_MAX) {
        a->wide = ap_arena_array(mem, uint32_t, n_cells);
        return;
    }
    a->narrow = ap_arena_array(mem, uint16_t, n_cells + LINE / sizeof(uint16_t));
    while ((uintptr_t)a->narrow % LINE != 0)
        a->narrow++;
}

static void
set_row(struct ap_automaton *a, const struct trie *t, uint32_t s, const uint32_t *number)
{
    size_t row = (size_t)number[s] * SPAN;
    for (uint32_t c = 0; c < CELLS; c++) {
        uint32_t to = number[t->child[s * CELLS + c]];
        size_t cell = row + (c < SPAN ? c : c + SPAN);
        if (a->narrow)
            a->narrow[cell] = (uint16_t)to;
        else
            a->wide[cell] = to;
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

/* Places of states: those without a keyword first, from 0, by depth; the others from a power of two on. */
static void
lay_out(struct ap_automaton *a, const struct trie *t, struct ap_arena *mem)
{
    struct ap_arena scratch = {0};
    uint32_t *number = ap_arena_array(&scratch, uint32_t, t->n);
    uint32_t n_plain = 0;
    for (uint32_t s = 0; s < t->n; s++)
        n_plain += t->link[s] == 0;
    uint32_t n_accept = t->n - n_plain;
    uint32_t first = 2;
    while (first < n_plain || first < n_accept) /* its bit tells them apart */
        first *= 2;
    a->accept = row_number(first);
    a->out_at = ap_arena_array(mem, uint32_t, (size_t)n_accept + 1);
    size_t n_outs = 0;
    n_accept = 0;
    for (uint32_t i = 0, plain = 0; i < t->n; i++) {
        uint32_t s = t->queue[i];
        size_t words = list_words(t, s, NULL);
        number[s] = row_number(words == 0 ? plain++ : first + n_accept);
        if (words > 0)
            a->out_at[n_accept++] = (uint32_t)n_outs;
        n_outs += words;
    }
    a->out_at[n_accept] = (uint32_t)n_outs;
    a->outs = ap_arena_array(mem, uint16_t, n_outs + 1);
    make_rows(a, (size_t)first + n_accept, mem);
    for (uint32_t i = 0, k = 0; i < t->n; i++) {
        uint32_t s = t->queue[i];
        set_row(a, t, s, number);
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
    size_t states = 1;
    for (size_t i = 0; i < n; i++)
        states += keywords[i].len;
    struct trie t = {
        .child = ap_arena_array(&scratch, uint32_t, states * CELLS),
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
next_state(const struct ap_automaton *a, uint32_t state, unsigned char byte)
{
    size_t cell = (size_t)state * SPAN + (byte & BITS);
    return a->narrow ? a->narrow[cell] : a->wide[cell];
}

/* The accepting state behind a number of a row. */
static inline uint32_t
accepted(const struct ap_automaton *a, uint64_t number)
{
    uint32_t n = (uint32_t)number - a->accept;
    return n / 4 * 2 + n % 2;
}

/* One run of a lane; gives the state behind the last byte. */
static uint32_t
run_one(const struct ap_automaton *a, uint32_t state, const unsigned char *p, size_t from,
        size_t to, struct ap_automaton_hit *hits, size_t *n)
{
    for (size_t i = from; i < to; i++) {
        state = next_state(a, state, p[i]);
        if (hits && (state & a->accept))
            hits[(*n)++] = (struct ap_automaton_hit){(uint32_t)i + 1, accepted(a, state)};
    }
    return state;
}

/* The lanes lie a fixed number of bytes apart, so that one pointer serves all; no multiple of a page, for then they
 * would fight over the same lines of the cache. */
#define STRIDE ((size_t)AP_AUTOMATON_RUN / LANES)
#define EACH(what)                                                                                 \
    what(0);                                                                                       \
    what(1);                                                                                       \
    what(2);                                                                                       \
    what(3);                                                                                       \
    what(4);                                                                                       \
    what(5);                                                                                       \
    what(6);                                                                                       \
    what(7)
#define LOAD(i) uint64_t s##i = states[i]
/* The empty statement keeps the state in its register: compilers else hold two copies of each, half of them in memory. */
#define STEP(i)                                                                                    \
    s##i = next[s##i * SPAN + (p[(i)*STRIDE] & BITS)];                                             \
    __asm__("" : "+r"(s##i));                                                                      \
    any |= s##i
#define KEEP(i) states[i] = s##i

/* Eight lanes over rows of one kind, until one of them accepts or `end` is reached; gives where. A function of its own,
 * so that the registers are those of the loop. */
#define RUN_LANES(name, cell, rows)                                                                \
    __attribute__((noinline)) static const unsigned char *name(                                    \
        const struct ap_automaton *a, const unsigned char *p, const unsigned char *end,            \
        uint64_t states[LANES])                                                                    \
    {                                                                                              \
        const cell *next = a->rows;                                                                \
        const uint64_t accept = a->accept;                                                         \
        uint64_t any = 0;                                                                          \
        EACH(LOAD);                                                                                \
        while (p < end && !(any & accept)) {                                                       \
            any = 0;                                                                               \
            EACH(STEP);                                                                            \
            p++;                                                                                   \
        }                                                                                          \
        EACH(KEEP);                                                                                \
        return p;                                                                                  \
    }

RUN_LANES(run_narrow, uint16_t, narrow)
RUN_LANES(run_wide, uint32_t, wide)

/* Eight lanes from `from` on; hits of lane i go to lane[i]. */
static void
run_lanes(const struct ap_automaton *a, const unsigned char *bytes, size_t from,
          uint64_t states[LANES], struct ap_automaton_hit *const *lane, size_t *n)
{
    const unsigned char *p = bytes + from;
    const unsigned char *end = p + STRIDE;
    while (p < end) {
        p = (a->narrow ? run_narrow : run_wide)(a, p, end, states);
        for (size_t i = 0; i < LANES; i++)
            if (states[i] & a->accept)
                lane[i][n[i]++] = (struct ap_automaton_hit){
                    (uint32_t)((size_t)(p - bytes) + i * STRIDE), accepted(a, states[i])};
    }
}

/* The state that a run from the text's beginning would have at `at`. */
static uint32_t
state_at(const struct ap_automaton *a, const unsigned char *p, size_t at)
{
    size_t before = a->longest > 0 ? a->longest - 1 : 0;
    return run_one(a, 0, p, at > before ? at - before : 0, at, NULL, NULL);
}

size_t
ap_automaton_find(const struct ap_automaton *a, const char *bytes, size_t from, size_t to,
                  struct ap_automaton_hit *hits)
{
    const unsigned char *p = (const unsigned char *)bytes;
    uint64_t states[LANES];
    struct ap_automaton_hit *lane[LANES];
    size_t total = 0;
    while (to - from >= AP_AUTOMATON_RUN) {
        size_t n[LANES] = {0};
        for (size_t i = 0; i < LANES; i++) {
            states[i] = state_at(a, p, from + i * STRIDE);
            lane[i] = hits + total + i * STRIDE;
        }
        run_lanes(a, p, from, states, lane, n);
        for (size_t i = 0; i < LANES; i++) {
            memmove(hits + total, lane[i], n[i] * sizeof *hits);
            total += n[i];
        }
        from += AP_AUTOMATON_RUN;
    }
    (void)run_one(a, state_at(a, p, from), p, from, to, hits, &total);
    return total;
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
            return true;
    }
    for (size_t i = 0; i < n; i++)
        if (fold(bytes[end - n + i]) != (unsigned char)word->text.ptr[i])
            return false;
    return true;
}

bool
ap_automaton_has(const struct ap_automaton *a, struct ap_str text)
{
    uint32_t state = 0;
    for (size_t i = 0; i < text.len; i++) {
        state = next_state(a, state, (unsigned char)text.ptr[i]);
        if (!(state & a->accept))
            continue;
        uint32_t hit = accepted(a, state);
        for (uint32_t k = a->out_at[hit]; k < a->out_at[hit + 1]; k++)
            if (ap_automaton_ends(a, text.ptr, i + 1, a->outs[k]))
                return true;
    }
    return false;
}
