/* Builds the automaton, and runs it: eight lanes hide the latency of the table.
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A lane that begins inside the text first runs over the bytes before it, as many as the longest keyword has less one:
 * then its state is the one that a single run would have. */
#include "inspect/scan/automaton.h"

#include <string.h>

#define LANES 8u

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
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static void
make_classes(struct ap_automaton *a, const struct ap_str *keywords, size_t n)
{
    a->n_classes = 1;
    for (size_t i = 0; i < n; i++) {
        a->longest = keywords[i].len > a->longest ? (uint32_t)keywords[i].len : a->longest;
        for (size_t k = 0; k < keywords[i].len; k++) {
            unsigned char c = fold(keywords[i].ptr[k]);
            if (a->class_of[c] == 0)
                a->class_of[c] = (uint8_t)a->n_classes++;
        }
    }
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
    size_t head = 0;
    size_t tail = 0;
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

/* Rows: states without a keyword first, from 0; the others from `accept` on. */
static void
lay_out(struct ap_automaton *a, const struct trie *t, struct ap_arena *mem)
{
    uint32_t *row = ap_arena_array(mem, uint32_t, t->n);
    uint32_t n_plain = 0;
    uint32_t n_accept = 0;
    for (uint32_t s = 0; s < t->n; s++)
        n_plain += t->link[s] == 0;
    a->accept = 1;
    while (a->accept < n_plain * a->n_classes)
        a->accept *= 2;
    size_t n_outs = 0;
    for (uint32_t s = 0, plain = 0; s < t->n; s++) {
        row[s] = t->link[s] == 0 ? plain++ * a->n_classes : a->accept + n_accept++ * a->n_classes;
        for (uint32_t l = t->link[s]; l; l = t->link[t->fail[l]])
            n_outs++;
    }
    a->next = ap_arena_array(mem, uint32_t, a->accept + (size_t)n_accept * a->n_classes);
    a->out_at = ap_arena_array(mem, uint32_t, (size_t)n_accept + 1);
    a->outs = ap_arena_array(mem, uint16_t, n_outs);
    uint32_t at = 0;
    n_accept = 0;
    for (uint32_t s = 0; s < t->n; s++) {
        for (uint32_t c = 0; c < a->n_classes; c++)
            a->next[row[s] + c] = row[t->child[s * a->n_classes + c]];
        if (t->link[s] == 0)
            continue;
        a->out_at[n_accept++] = at;
        for (uint32_t l = t->link[s]; l; l = t->link[t->fail[l]])
            a->outs[at++] = (uint16_t)(t->word[l] - 1);
    }
    a->out_at[n_accept] = at;
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

/* One run of a lane; gives the state behind the last byte. */
static uint32_t
run_one(const struct ap_automaton *a, uint32_t state, const unsigned char *p, size_t from,
        size_t to, struct ap_automaton_hit *hits, size_t *n)
{
    for (size_t i = from; i < to; i++) {
        state = a->next[state + a->class_of[p[i]]];
        if (hits && (state & a->accept))
            hits[(*n)++] =
                (struct ap_automaton_hit){(uint32_t)i + 1, (state - a->accept) / a->n_classes};
    }
    return state;
}

/* The lanes lie a fixed number of bytes apart, so that one pointer serves all; no multiple of a page, for then they
 * would fight over the same lines of the cache. */
#define STRIDE  ((size_t)AP_AUTOMATON_RUN / LANES)
#define STEP(i) s##i = next[s##i + cls[p[k + (i)*STRIDE]]]
#define NOTE(i)                                                                                    \
    if (s##i & accept)                                                                             \
        lane[i][n[i]++] = (struct ap_automaton_hit)                                                \
        {                                                                                          \
            (uint32_t)(from + (i)*STRIDE + k) + 1, (uint32_t)((s##i - accept) / a->n_classes)      \
        }

/* Eight lanes from `from` on; hits of lane i go to lane[i]. */
static void
run_lanes(const struct ap_automaton *a, const unsigned char *bytes, size_t from,
          const uint32_t *start, struct ap_automaton_hit *const *lane, size_t *n)
{
    const uint32_t *next = a->next;
    const uint8_t *cls = a->class_of;
    const size_t accept = a->accept;
    const unsigned char *p = bytes + from;
    size_t s0 = start[0];
    size_t s1 = start[1];
    size_t s2 = start[2];
    size_t s3 = start[3];
    size_t s4 = start[4];
    size_t s5 = start[5];
    size_t s6 = start[6];
    size_t s7 = start[7];
    for (size_t k = 0; k < STRIDE; k++) {
        STEP(0);
        STEP(1);
        STEP(2);
        STEP(3);
        STEP(4);
        STEP(5);
        STEP(6);
        STEP(7);
        if ((s0 | s1 | s2 | s3 | s4 | s5 | s6 | s7) & accept) {
            NOTE(0);
            NOTE(1);
            NOTE(2);
            NOTE(3);
            NOTE(4);
            NOTE(5);
            NOTE(6);
            NOTE(7);
        }
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
    uint32_t start[LANES];
    struct ap_automaton_hit *lane[LANES];
    size_t total = 0;
    while (to - from >= AP_AUTOMATON_RUN) {
        size_t n[LANES] = {0};
        for (size_t i = 0; i < LANES; i++) {
            start[i] = state_at(a, p, from + i * STRIDE);
            lane[i] = hits + total + i * STRIDE;
        }
        run_lanes(a, p, from, start, lane, n);
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
        state = a->next[state + a->class_of[(unsigned char)text.ptr[i]]];
        if (state & a->accept)
            return true;
    }
    return false;
}
