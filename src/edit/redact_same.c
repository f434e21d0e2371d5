/* A secret that was found once goes wherever else it stands, also where nothing around it tells that it is one.
 * Place in the flow: edit, end of the first step of a round of redact.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "edit/redact_parts.h"
#include "inspect/scan/automaton.h"

#define HEAD  24u /* bytes of a secret that the automaton looks for */
#define CARRY HEAD

void
ap_redact_remember(struct ap_redact_job *job, const struct ap_leak *leak, uint32_t mask)
{
    struct ap_redact_secrets *all = &job->secrets;
    if (leak->wrapped || leak->detector->cls != AP_CLASS_SECRET || leak->severity < AP_HIGH ||
        leak->bytes.len < AP_REDACT_SAME_LEAST || leak->bytes.len > AP_REDACT_SAME_MOST ||
        all->n == AP_REDACT_SAME_MAX)
        return;
    struct ap_redact_secret *secret = &all->items[all->n++];
    *secret = (struct ap_redact_secret){leak->detector, ap_xmalloc(leak->bytes.len),
                                        leak->bytes.len, mask};
    memcpy(secret->bytes, leak->bytes.ptr, leak->bytes.len);
}

void
ap_redact_forget(struct ap_redact_job *job)
{
    for (size_t i = 0; i < job->secrets.n; i++) {
        explicit_bzero(job->secrets.items[i].bytes, job->secrets.items[i].len);
        free(job->secrets.items[i].bytes);
    }
    job->secrets.n = 0;
}

static bool
is_word(char c)
{
    return ap_is_alnum(c) || c == '_';
}

/* Does the secret stand at `at`, as a word of its own? */
static int
stands_at(const struct ap_redact_secret *secret, int fd, uint64_t at, bool *ret_stands)
{
    char bytes[AP_REDACT_SAME_MOST + 2];
    size_t before = at > 0;
    size_t n = 0;
    *ret_stands = false;
    if (ap_fd_read_at(fd, at - before, bytes, before + secret->len + 1, &n) != AP_OK)
        return AP_E_IO;
    if (n < before + secret->len || memcmp(bytes + before, secret->bytes, secret->len) != 0)
        return AP_OK;
    bool ends = n == before + secret->len || !is_word(bytes[before + secret->len]);
    *ret_stands = ends && (!before || !is_word(bytes[0]) || !is_word(bytes[1]));
    return AP_OK;
}

/* Is the place among the first `n` spans, which are sorted? */
static bool
is_known(const struct ap_redact_spans *spans, size_t n, uint64_t at)
{
    size_t low = 0;
    for (size_t high = n; low < high;) {
        size_t middle = (low + high) / 2;
        if (spans->items[middle].to <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && spans->items[low].from <= at;
}

struct searching {
    struct ap_redact_job *job;
    struct ap_automaton automaton;
    struct ap_automaton_hit *hits;
    char *bytes; /* CARRY bytes of what came before, then the piece */
    size_t carry;
    uint64_t at; /* offset of the next piece */
    int fd;
    size_t n_known;
};

static int
take_hit(struct searching *s, uint32_t index, uint64_t end)
{
    const struct ap_redact_secret *secret = &s->job->secrets.items[index];
    uint64_t from = end - (secret->len < HEAD ? secret->len : HEAD);
    bool stands = false;
    if (is_known(&s->job->spans, s->n_known, from))
        return AP_OK;
    int result = stands_at(secret, s->fd, from, &stands);
    if (result == AP_OK && stands)
        ap_redact_add(s->job, secret->detector,
                      (struct ap_redact_span){from, from + secret->len, secret->mask, -1});
    return result;
}

static int
search_piece(void *ctx, struct ap_str piece)
{
    struct searching *s = ctx;
    const struct ap_automaton *a = &s->automaton;
    int result = AP_OK;
    memcpy(s->bytes + s->carry, piece.ptr, piece.len);
    size_t to = s->carry + piece.len;
    size_t n = ap_automaton_find(a, s->bytes, s->carry, to, s->hits);
    for (size_t i = 0; i < n && result == AP_OK; i++)
        for (uint32_t k = a->out_at[s->hits[i].state]; k < a->out_at[s->hits[i].state + 1]; k++)
            if (result == AP_OK)
                result = take_hit(s, a->outs[k], s->at + (s->hits[i].end - s->carry));
    size_t keep = to < CARRY ? to : CARRY;
    memmove(s->bytes, s->bytes + to - keep, keep);
    s->carry = keep;
    s->at += piece.len;
    return s->job->limited ? AP_E_LIMIT : result;
}

int
ap_redact_find_same(struct ap_redact_job *job, int fd)
{
    struct ap_redact_secrets *all = &job->secrets;
    if (all->n == 0)
        return AP_OK;
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    struct ap_str *heads = ap_arena_array(&scratch, struct ap_str, all->n);
    for (size_t i = 0; i < all->n; i++)
        heads[i] = (struct ap_str){all->items[i].bytes,
                                   all->items[i].len < HEAD ? all->items[i].len : HEAD};
    struct searching s = {.job = job, .fd = fd, .n_known = job->spans.n};
    AP_AUTO_FREE char *bytes = ap_xmalloc(CARRY + AP_REDACT_BLOCK);
    AP_AUTO_FREE struct ap_automaton_hit *hits =
        ap_xmalloc((CARRY + AP_REDACT_BLOCK) * sizeof *hits);
    s.bytes = bytes;
    s.hits = hits;
    ap_automaton_build(&s.automaton, heads, all->n, &scratch);
    return ap_redact_read(job, fd, search_piece, &s);
}
