/* Builds the automaton, and runs it: eight lanes hide the latency of the table.
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A lane that begins inside the text first runs over the bytes before it, as many as the longest keyword has less one:
 * then its state is the one that a single run would have. */
#include "inspect/scan/automaton.h"

#include <string.h>

#define LANES       8u
#define NARROW_BITS 6u  /* cells of a narrow row, as a power of two */
#define LINE        64u /* bytes of the cache */

/* --- building --------------------------------------------------------------------------------- */

struct trie {
    uint32_t *child; /* state × class -> state, 0: none yet */
    uint32_t *fail;
    uint32_t *queue; /* states in order of their depth */
    uint16_t *word;  /* state -> keyword + 1 that ends here, 0: none */
    uint32_t *
        link; /* state -> nearest state on its suffix path, itself included, with a word; 0: none */
    uint32_t n;
};

static unsigned char
fold(char c)
{
    return (unsigned char)ap_lower(c);
}

/* Letters first: what text is mostly made of then shares one line of the cache in a row of 64 cells. */
static void
make_classes(struct ap_automaton *a, const struct ap_str *keywords, size_t n)
{
    bool held[256] = {false};
    for (size_t i = 0; i < n; i++) {
        a->longest = keywords[i].len > a->longest ? (uint32_t)keywords[i].len : a->longest;
        for (size_t k = 0; k < keywords[i].len; k++)
            held[fold(keywords[i].ptr[k])] = true;
    }
    a->n_classes = 1;
    for (unsigned pass = 0; pass < 2; pass++)
        for (unsigned c = 0; c < 256; c++)
            if (held[c] && ap_is_lower((int)c) == (pass == 0))
                a->class_of[c] = (uint8_t)a->n_classes++;
    for (unsigned c = 'A'; c <= 'Z'; c++)
        a->class_of[c] = a->class_of[c + 32];
}

static void
add_words(const struct ap_automaton *a, struct trie *t, const struct ap_str *keywords, size_t n)
{
    t->n = 1;
    for (size_t i = 0; i < n; i++) {
        uint32_t at = 0;
        for (size_t k = 0; k < keywords[i].len; k++) {
            uint32_t *child = &t->child[at * a->n_classes + a->class_of[fold(keywords[i].ptr[k])]];
            if (*child == 0)
                *child = t->n++;
            at = *child;
        }
        if (t->word[at] == 0)
            t->word[at] = (uint16_t)(i + 1);
    }
}

/* Breadth first; missing children become those of the longest proper suffix. */
static void
complete(const struct ap_automaton *a, struct trie *t)
{
    size_t head = 1; /* behind the root */
    size_t tail = 1;
    for (uint32_t c = 0; c < a->n_classes; c++)
        if (t->child[c])
            t->queue[tail++] = t->child[c];
    while (head < tail) {
        uint32_t at = t->queue[head++];
        t->link[at] = t->word[at] ? at : t->link[t->fail[at]];
        for (uint32_t c = 0; c < a->n_classes; c++) {
            uint32_t *child = &t->child[at * a->n_classes + c];
            uint32_t other = t->child[t->fail[at] * a->n_classes + c];
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
make_rows(struct ap_automaton *a, size_t n_states, struct ap_arena *mem)
{
    a->row_bits = NARROW_BITS;
    while (1u << a->row_bits < a->n_classes)
        a->row_bits++;
    if (a->row_bits > NARROW_BITS || n_states > UINT16_MAX + 1u) {
        a->wide = ap_arena_array(mem, uint32_t, n_states << a->row_bits);
        return;
    }
    a->narrow = ap_arena_array(mem, uint16_t, (n_states << NARROW_BITS) + LINE / sizeof(uint16_t));
    while ((uintptr_t)a->narrow % LINE != 0)
        a->narrow++;
}

static void
set_row(struct ap_automaton *a, const struct trie *t, uint32_t s, const uint32_t *number)
{
    size_t row = (size_t)number[s] << a->row_bits;
    for (uint32_t c = 0; c < a->n_classes; c++) {
        uint32_t to = number[t->child[s * a->n_classes + c]];
        if (a->narrow)
            a->narrow[row + c] = (uint16_t)to;
        else
            a->wide[row + c] = to;
    }
}

/* Numbers of states: those without a keyword first, from 0, by depth; the others from `accept` on. */
static void
lay_out(struct ap_automaton *a, const struct trie *t, struct ap_arena *mem)
{
    struct ap_arena scratch = {0};
    uint32_t *number = ap_arena_array(&scratch, uint32_t, t->n);
    uint32_t n_plain = 0;
    uint32_t n_accept = 0;
    for (uint32_t s = 0; s < t->n; s++)
        n_plain += t->link[s] == 0;
    a->accept = 1;
    while (a->accept < n_plain || a->accept < t->n - n_plain) /* its bit tells them apart */
        a->accept *= 2;
    size_t n_outs = 0;
    for (uint32_t i = 0, plain = 0; i < t->n; i++) {
        uint32_t s = t->queue[i];
        number[s] = t->link[s] == 0 ? plain++ : a->accept + n_accept++;
        for (uint32_t l = t->link[s]; l; l = t->link[t->fail[l]])
            n_outs++;
    }
    make_rows(a, (size_t)a->accept + n_accept, mem);
    a->out_at = ap_arena_array(mem, uint32_t, (size_t)n_accept + 1);
    a->outs = ap_arena_array(mem, uint16_t, n_outs);
    uint32_t at = 0;
    n_accept = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        uint32_t s = t->queue[i];
        set_row(a, t, s, number);
        if (t->link[s] == 0)
            continue;
        a->out_at[n_accept++] = at;
        for (uint32_t l = t->link[s]; l; l = t->link[t->fail[l]])
            a->outs[at++] = (uint16_t)(t->word[l] - 1);
    }
    a->out_at[n_accept] = at;
    ap_arena_release(&scratch);
}

void
ap_automaton_build(struct ap_automaton *a, const struct ap_str *keywords, size_t n,
                   struct ap_arena *mem)
{
    struct ap_arena scratch = {0};
    *a = (struct ap_automaton){0};
    make_classes(a, keywords, n);
    size_t states = 1;
    for (size_t i = 0; i < n; i++)
        states += keywords[i].len;
    struct trie t = {
        .child = ap_arena_array(&scratch, uint32_t, states * a->n_classes),
        .fail = ap_arena_array(&scratch, uint32_t, states),
        .queue = ap_arena_array(&scratch, uint32_t, states),
        .word = ap_arena_array(&scratch, uint16_t, states),
        .link = ap_arena_array(&scratch, uint32_t, states),
    };
    add_words(a, &t, keywords, n);
    complete(a, &t);
    lay_out(a, &t, mem);
    ap_arena_release(&scratch);
}

/* --- running ---------------------------------------------------------------------------------- */

static inline uint32_t
next_state(const struct ap_automaton *a, uint32_t state, unsigned char byte)
{
    size_t cell = (size_t)state << a->row_bits | a->class_of[byte];
    return a->narrow ? a->narrow[cell] : a->wide[cell];
}

/* One run of a lane; gives the state behind the last byte. */
static uint32_t
run_one(const struct ap_automaton *a, uint32_t state, const unsigned char *p, size_t from,
        size_t to, struct ap_automaton_hit *hits, size_t *n)
{
    for (size_t i = from; i < to; i++) {
        state = next_state(a, state, p[i]);
        if (hits && (state & a->accept))
            hits[(*n)++] = (struct ap_automaton_hit){(uint32_t)i + 1, state - a->accept};
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
    s##i = next[(s##i << bits) + cls[p[(i)*STRIDE]]];                                              \
    __asm__("" : "+r"(s##i));                                                                      \
    any |= s##i
#define KEEP(i) states[i] = s##i

/* Eight lanes over rows of one kind, until one of them accepts or `end` is reached; gives where. A function of its own,
 * so that the registers are those of the loop. */
#define RUN_LANES(name, cell, rows, width)                                                         \
    __attribute__((noinline)) static const unsigned char *name(                                    \
        const struct ap_automaton *a, const unsigned char *p, const unsigned char *end,            \
        uint64_t states[LANES])                                                                    \
    {                                                                                              \
        const cell *next = a->rows;                                                                \
        const uint8_t *cls = a->class_of;                                                          \
        const unsigned bits = width;                                                               \
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

RUN_LANES(run_narrow, uint16_t, narrow, NARROW_BITS)
RUN_LANES(run_wide, uint32_t, wide, a->row_bits)

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
                    (uint32_t)((size_t)(p - bytes) + i * STRIDE), (uint32_t)states[i] - a->accept};
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
ap_automaton_has(const struct ap_automaton *a, struct ap_str text)
{
    uint32_t state = 0;
    for (size_t i = 0; i < text.len; i++) {
        state = next_state(a, state, (unsigned char)text.ptr[i]);
        if (state & a->accept)
            return true;
    }
    return false;
}
