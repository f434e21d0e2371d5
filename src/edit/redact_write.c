/* Writes a text without what was found: masks stand there instead, line ends stay.
 * Place in the flow: edit, second step of a round of redact.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "edit/redact_parts.h"

#define MASK "REDACTED-"

int
ap_redact_read(const struct ap_redact_job *job, int fd, ap_redact_sink sink, void *ctx)
{
    AP_AUTO_FREE char *block = ap_xmalloc(AP_REDACT_BLOCK);
    const ap_stop *cancel = job->order->cancel;
    for (uint64_t at = 0;;) {
        size_t n = 0;
        if (ap_is_stopped(cancel))
            return AP_E_CANCELLED;
        if (ap_fd_read_at(fd, at, block, AP_REDACT_BLOCK, &n) != AP_OK)
            return AP_E_IO;
        if (n == 0)
            return AP_OK;
        int result = sink(ctx, (struct ap_str){block, n});
        if (result != AP_OK)
            return result;
        at += n;
    }
}

/* A copy under way. */
struct copying {
    const struct ap_redact_job *job;
    size_t next; /* span that comes next, or that we are in */
    uint64_t at; /* offset of the next piece */
    ap_redact_sink sink;
    void *ctx;
};

static void
add_quote(struct ap_buf *out, int n_slashes)
{
    for (int i = 0; i < n_slashes; i++)
        ap_buf_add_char(out, '\\');
    ap_buf_add_char(out, '"');
}

static void
add_mask(struct ap_buf *out, const struct ap_redact_job *job, const struct ap_redact_span *span)
{
    if (span->n_slashes >= 0)
        add_quote(out, span->n_slashes);
    ap_buf_add_c(out, MASK);
    ap_buf_add_c(out, job->tags.items[span->mask]);
    if (span->n_slashes >= 0)
        add_quote(out, span->n_slashes);
}

/* Of what goes, the line ends stay: line numbers of all that follows are as they were. */
static void
add_line_ends(struct ap_buf *out, struct ap_str gone)
{
    for (size_t i = 0; i < gone.len; i++)
        if (gone.ptr[i] == '\n' || gone.ptr[i] == '\r')
            ap_buf_add_char(out, gone.ptr[i]);
}

static int
copy_piece(void *ctx, struct ap_str piece)
{
    struct copying *c = ctx;
    const struct ap_redact_spans *spans = &c->job->spans;
    AP_AUTO_BUF struct ap_buf out = {0};
    size_t at = 0;
    while (at < piece.len) {
        const struct ap_redact_span *span = c->next < spans->n ? &spans->items[c->next] : NULL;
        uint64_t here = c->at + at;
        if (!span || span->from >= c->at + piece.len) {
            ap_buf_add(&out, piece.ptr + at, piece.len - at);
            break;
        }
        if (here <= span->from) {
            size_t upto = (size_t)(span->from - c->at);
            ap_buf_add(&out, piece.ptr + at, upto - at);
            add_mask(&out, c->job, span);
            at = upto;
        }
        uint64_t stop = span->to < c->at + piece.len ? span->to : c->at + piece.len;
        size_t end = (size_t)(stop - c->at);
        add_line_ends(&out, ap_str_slice(piece, at, end));
        at = end;
        if (stop == span->to)
            c->next++;
    }
    c->at += piece.len;
    return c->sink(c->ctx, ap_buf_str(&out));
}

int
ap_redact_apply(struct ap_redact_job *job, int fd, ap_redact_sink sink, void *ctx)
{
    struct copying c = {.job = job, .sink = sink, .ctx = ctx};
    return ap_redact_read(job, fd, copy_piece, &c);
}
