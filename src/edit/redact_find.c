/* What must go from a text: finds of the scan, each to the end of its run of characters, sorted and joined.
 * Place in the flow: edit, first step of a round of redact.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit/redact_parts.h"

#define AROUND      64u    /* bytes looked at before and behind a find */
#define TAIL_MAX    65536u /* bytes by which a find may grow */
#define SEGMENT_MIN 8u     /* characters behind `/` or `+` that still belong to a token */

/* --- which secret ------------------------------------------------------------------------------- */

/* The same bytes are the same secret, whatever rule found them. */
static uint32_t
mask_of(struct ap_redact_job *job, const struct ap_leak *leak)
{
    uint8_t sum[AP_SHA256_BYTES];
    char text[AP_SHA256_TEXT];
    struct ap_str key = job->order->scan->key;
    bool keyed = key.len > 0;
    if (!keyed)
        key = (struct ap_str){(const char *)job->run_key, sizeof job->run_key};
    ap_hmac_sha256(key, AP_STR("redact"), leak->bytes, sum);
    struct ap_str id = {(const char *)sum, sizeof sum};
    uint32_t index = ap_map_get(&job->known, id);
    if (index != AP_NONE)
        return index;
    index = (uint32_t)job->tags.n;
    (void)ap_map_put(&job->known, job->mem, ap_arena_copy(job->mem, id), index);
    ap_sha256_text(sum, text);
    struct ap_str tag = keyed ? ap_arena_printf(job->mem, "%.12s", text)
                              : ap_arena_printf(job->mem, "%" PRIu32, index + 1);
    *ap_vec_push(job->mem, &job->tags) = tag.ptr;
    ap_redact_remember(job, leak, index);
    return index;
}

static void
count(struct ap_redact_job *job, const struct ap_detector *detector)
{
    struct ap_redact_counts *counts = &job->result->counts;
    size_t at = 0;
    while (at < counts->n && ap_str_cmp(counts->items[at].detector->id, detector->id) < 0)
        at++;
    job->result->n++;
    if (at < counts->n && counts->items[at].detector == detector) {
        counts->items[at].n++;
        return;
    }
    (void)ap_vec_push(job->mem, counts);
    memmove(counts->items + at + 1, counts->items + at,
            (counts->n - 1 - at) * sizeof *counts->items);
    counts->items[at] = (struct ap_redact_count){detector, 1};
}

void
ap_redact_add(struct ap_redact_job *job, const struct ap_detector *detector,
              struct ap_redact_span span)
{
    struct ap_redact_spans *spans = &job->spans;
    if (spans->n == AP_REDACT_SPANS_MAX) {
        job->limited = true;
        return;
    }
    if (spans->n == spans->cap) {
        spans->cap = spans->cap ? spans->cap * 2 : 256;
        spans->items = ap_xrealloc(spans->items, spans->cap * sizeof *spans->items);
    }
    count(job, detector);
    spans->items[spans->n++] = span;
}

static bool
must_go(const struct ap_redact_job *job, const struct ap_leak *leak)
{
    return leak->detector->cls == AP_CLASS_SECRET ||
           (leak->detector->cls == AP_CLASS_PERSONAL && job->order->personal &&
            leak->severity > AP_INFO);
}

static void
take(void *ctx, const struct ap_leak *leak)
{
    struct ap_redact_job *job = ctx;
    if (!must_go(job, leak)) {
        job->result->n_bodies += leak->detector->cls == AP_CLASS_PAYLOAD;
        job->result->n_personal +=
            leak->detector->cls == AP_CLASS_PERSONAL && leak->severity > AP_INFO;
        return;
    }
    ap_redact_add(job, leak->detector,
                  (struct ap_redact_span){leak->from, leak->to, mask_of(job, leak), -1});
}

/* --- to the end of the run ---------------------------------------------------------------------- */

static bool
is_word(char c)
{
    return ap_is_alnum(c) || c == '_' || c == '-';
}

/* Behind `/` or `+` a token may go on, and a path too: random characters go on. */
static bool
goes_on(struct ap_str text, size_t at)
{
    bool digit = false;
    bool upper = false;
    size_t n = at;
    for (; n < text.len && (is_word(text.ptr[n]) || text.ptr[n] == '/' || text.ptr[n] == '+');
         n++) {
        digit |= ap_is_digit(text.ptr[n]);
        upper |= ap_is_upper(text.ptr[n]);
    }
    return n - at >= SEGMENT_MIN && digit && upper;
}

/* How many bytes behind a find still are of its run: a rule that knows a shorter form must leave no tail. */
static size_t
tail_of(struct ap_str text)
{
    size_t at = 0;
    while (at < text.len) {
        char c = text.ptr[at];
        bool more = at + 1 < text.len;
        bool joined = (c == '.' || c == '~') && more && is_word(text.ptr[at + 1]);
        bool of_run = is_word(c) || joined || ((c == '/' || c == '+') && goes_on(text, at + 1));
        if (!of_run)
            break;
        at++;
    }
    size_t padded = at;
    while (padded < text.len && padded - at < 2 && text.ptr[padded] == '=')
        padded++;
    return padded < text.len && is_word(text.ptr[padded]) ? at : padded;
}

/* --- a number becomes a string ------------------------------------------------------------------ */

static bool
is_number(struct ap_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!strchr("0123456789+-.eE", text.ptr[i]) || !text.ptr[i])
            return false;
    return text.len > 0;
}

/* `"pin": 482913` stays JSON only if the mask is quoted, as the name before it is. Gives the number of backslashes
 * before each quote, -1: no quotes are needed. */
static int8_t
quotes_for(struct ap_str before, struct ap_str value, struct ap_str behind)
{
    size_t at = before.len;
    size_t next = 0;
    while (next < behind.len && ap_is_json_space(behind.ptr[next]))
        next++;
    while (at > 0 && ap_is_json_space(before.ptr[at - 1]))
        at--;
    bool ends = next == behind.len || strchr(",}]", behind.ptr[next]) || next > 0;
    if (!is_number(value) || !ends || at == 0 || before.ptr[at - 1] != ':')
        return -1;
    at--;
    while (at > 0 && ap_is_json_space(before.ptr[at - 1]))
        at--;
    if (at == 0 || before.ptr[at - 1] != '"')
        return -1;
    int8_t n = 0;
    for (at--; at > 0 && before.ptr[at - 1] == '\\' && n < 32; at--)
        n++;
    return n;
}

/* --- all of them -------------------------------------------------------------------------------- */

static int
by_place(const void *a, const void *b)
{
    const struct ap_redact_span *x = a;
    const struct ap_redact_span *y = b;
    return x->from != y->from ? (x->from < y->from ? -1 : 1)
           : x->to < y->to    ? 1
           : x->to > y->to    ? -1
                              : 0;
}

static int
look_around(struct ap_redact_span *span, int fd)
{
    char bytes[3 * AROUND + 1];
    uint64_t from = span->from > AROUND ? span->from - AROUND : 0;
    size_t n = 0;
    if (span->to - span->from > AROUND)
        return AP_OK; /* no number */
    if (ap_fd_read_at(fd, from, bytes, (size_t)(span->to - from) + AROUND, &n) != AP_OK)
        return AP_E_IO;
    struct ap_str text = {bytes, n};
    size_t at = (size_t)(span->from - from);
    size_t end = (size_t)(span->to - from);
    span->n_slashes = quotes_for(ap_str_slice(text, 0, at), ap_str_slice(text, at, end),
                                 ap_str_slice(text, end, n));
    return AP_OK;
}

static int
grow(struct ap_redact_span *span, int fd)
{
    char bytes[1024];
    uint64_t end = span->to;
    while (span->to - end < TAIL_MAX) {
        size_t n = 0;
        if (ap_fd_read_at(fd, span->to, bytes, sizeof bytes, &n) != AP_OK)
            return AP_E_IO;
        size_t tail = tail_of((struct ap_str){bytes, n});
        span->to += tail;
        if (tail < n || n < sizeof bytes)
            break;
    }
    return AP_OK;
}

static void
join(struct ap_redact_spans *spans)
{
    size_t kept = 0;
    for (size_t i = 0; i < spans->n; i++) {
        struct ap_redact_span *last = kept ? &spans->items[kept - 1] : NULL;
        if (last && spans->items[i].from < last->to) {
            last->to = spans->items[i].to > last->to ? spans->items[i].to : last->to;
            continue;
        }
        spans->items[kept++] = spans->items[i];
    }
    spans->n = kept;
}

static int
feed(void *ctx, struct ap_str piece)
{
    struct ap_redact_job *job = ctx;
    ap_scanner_feed(job->scanner, piece);
    return job->limited ? AP_E_LIMIT : AP_OK;
}

int
ap_redact_find(struct ap_redact_job *job, int fd, bool first)
{
    struct ap_redact_spans *spans = &job->spans;
    spans->n = 0;
    if (!first)
        job->result->n_personal = job->result->n_bodies = 0;
    ap_scanner_start(job->scanner, job->order->scan->own_domains, take, job);
    int result = ap_redact_read(job, fd, feed, job);
    if (result == AP_OK && (!ap_scanner_end(job->scanner) || job->limited))
        result = AP_E_LIMIT;
    if (result != AP_OK || spans->n == 0)
        return result;
    for (size_t i = 0; i < spans->n && result == AP_OK; i++) {
        result = grow(&spans->items[i], fd);
        if (result == AP_OK)
            result = look_around(&spans->items[i], fd);
    }
    qsort(spans->items, spans->n, sizeof *spans->items, by_place);
    join(spans);
    if (result == AP_OK)
        result = ap_redact_find_same(job, fd);
    qsort(spans->items, spans->n, sizeof *spans->items, by_place);
    join(spans);
    return result;
}
