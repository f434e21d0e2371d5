/* The parent's side of apipack-extract: one child a worker, started again when it dies.
 * Place in the flow: inspect; called by the read loop with the private descriptor.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/client.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "inspect/scan/mask.h"
#include "port/fs.h"

#define TICK_MS    1000
#define HELP_MS    240000         /* that helpers may take for one file */
#define WANTED_MAX (128ull << 20) /* bytes that help is wanted for */

void
ap_extractor_init(struct ap_extractor *x, const char *program)
{
    *x = (struct ap_extractor){.program = program,
                               .child = {0, -1},
                               .channel = {.socket = -1, .fd = -1},
                               .wall_ms = AP_EXTRACT_WALL_MS,
                               .limits = AP_EXTRACT_LIMITS};
}

static int
stop(struct ap_extractor *x)
{
    ap_channel_close(&x->channel);
    return ap_child_stop(&x->child);
}

void
ap_extractor_release(struct ap_extractor *x)
{
    (void)stop(x);
    ap_buf_release(&x->inner);
    ap_buf_release(&x->names);
    ap_buf_release(&x->wanted);
}

static bool
is_running(struct ap_extractor *x)
{
    if (x->child.pid > 0)
        return true;
    if (!x->program || ap_child_start(x->program, &x->child) != AP_OK)
        return false;
    ap_channel_open(&x->channel, x->child.socket, x->wall_ms < TICK_MS ? x->wall_ms : TICK_MS);
    return true;
}

void
ap_extractor_warm(struct ap_extractor *x)
{
    (void)is_running(x);
}

/* Words of the child are data: cut, masked, made printable, kept as long as the file is in work. */
static struct ap_str
words_of(struct ap_subject *s, struct ap_str payload)
{
    struct ap_buf words = {0};
    struct ap_buf masked = {0};
    ap_scanning_mask(s->scanning, ap_str_slice(payload, 0, AP_EXTRACT_WORDS), &masked);
    ap_text_escape(&words, ap_buf_str(&masked));
    struct ap_str copy = ap_arena_copy(s->scratch, ap_buf_str(&words));
    ap_buf_release(&masked);
    ap_buf_release(&words);
    return copy;
}

/* The number of the sheet that the place is in; its rows and areas come one after the other. */
static uint32_t
sheet_of(struct ap_subject *s, uint32_t flags, struct ap_str name)
{
    struct ap_sheets_of *sheets = &s->sheets;
    if (!(flags & AP_SEGMENT_CELLS) || s->sniff.kind != AP_KIND_XLSX)
        return 0;
    if (sheets->n > 0 && ap_str_eq(sheets->items[sheets->n - 1].name, name))
        return (uint32_t)sheets->n;
    if (sheets->n == AP_SHEETS_MAX)
        return 0;
    *ap_vec_push(s->scratch, sheets) = (struct ap_sheet_of){.name = ap_arena_copy(s->scratch, name),
                                                            .hidden = flags & AP_SEGMENT_ASIDE};
    return (uint32_t)sheets->n;
}

/* The names are shown: masked, and made printable one by one. Most parts have the names of the one before. */
static void
take_names(struct ap_extractor *x, struct ap_subject *s, struct ap_str names)
{
    struct ap_buf masked = {0};
    if (names.len > 0 && ap_str_eq(names, ap_buf_str(&x->names)))
        return;
    ap_buf_clear(&x->names);
    ap_buf_add_str(&x->names, names);
    ap_scanning_mask(s->scanning, names, &masked);
    ap_buf_clear(&x->inner);
    names = ap_buf_str(&masked);
    while (names.ptr && names.len > 0) {
        ap_text_escape(&x->inner, ap_str_cut(&names, '\n'));
        if (names.ptr)
            ap_buf_add_char(&x->inner, '\n');
    }
    ap_buf_release(&masked);
}

static int
take_place(struct ap_extractor *x, struct ap_subject *s, struct ap_str payload)
{
    struct ap_extract_segment segment;
    if (payload.len < sizeof segment || payload.len > sizeof segment + AP_EXTRACT_PATH)
        return AP_E_INVALID;
    memcpy(&segment, payload.ptr, sizeof segment);
    take_names(x, s, ap_str_slice(payload, sizeof segment, payload.len));
    struct ap_str inner = ap_str_slice(ap_buf_str(&x->inner), 0, AP_INNER_MAX);
    s->place = (struct ap_text_place){.inner = inner,
                                      .sheet = sheet_of(s, segment.flags, inner),
                                      .page = segment.page,
                                      .line = segment.line,
                                      .flags = segment.flags,
                                      .serial = s->place.serial + 1};
    return 1;
}

/* 1: go on; 0: done; negative: what was said is against the protocol. */
static int
take_frame(struct ap_extractor *x, struct ap_subject *s, struct ap_text *text, uint32_t frame,
           struct ap_str payload)
{
    struct ap_extract_counts counts;
    switch (frame) {
    case AP_EXTRACT_TEXT:
        ap_text_extracted(text, s, payload);
        return 1;
    case AP_EXTRACT_COUNTS:
        if (payload.len != sizeof counts)
            return AP_E_INVALID;
        memcpy(&counts, payload.ptr, sizeof counts);
        s->extracted.members = counts.members;
        s->extracted.media = counts.media;
        s->extracted.values = counts.values;
        s->extracted.n_unread = counts.unread;
        s->extracted.pictures = counts.pictures;
        s->extracted.n_shape = counts.shape;
        s->extracted.pictures_read = counts.pictures_read;
        return 1;
    case AP_EXTRACT_DAMAGED:
        s->extracted.damaged = words_of(s, payload);
        return 1;
    case AP_EXTRACT_ENCRYPTED:
        s->extracted.encrypted = true;
        return 1;
    case AP_EXTRACT_UNREAD:
        s->extracted.unread = words_of(s, payload);
        return 1;
    case AP_EXTRACT_SHAPE:
        s->extracted.shape = words_of(s, payload);
        return 1;
    case AP_EXTRACT_SEGMENT:
        return take_place(x, s, payload);
    case AP_EXTRACT_DONE:
        return 0;
    default:
        return AP_E_INVALID;
    }
}

/* A small file goes with the request, of others the descriptor. */
static int
ask(struct ap_extractor *x, const struct ap_private *copy, const struct ap_subject *s)
{
    char payload[sizeof(struct ap_extract_request) + AP_EXTRACT_INLINE];
    struct ap_extract_request request = {
        .kind = (uint32_t)s->sniff.kind, .bytes = s->bytes, .limits = x->limits};
    request.help = x->helpers ? ap_helpers_offer(x->helpers) : 0;
    size_t n = copy->small ? (size_t)copy->bytes : 0;
    memcpy(payload, &request, sizeof request);
    if (n > 0)
        memcpy(payload + sizeof request, copy->small, n);
    int r =
        ap_frame_put(&x->channel, AP_EXTRACT_REQUEST, (struct ap_str){payload, sizeof request + n});
    return r < 0 ? r : ap_frame_flush(&x->channel, copy->fd);
}

/* The bytes that came, or the file itself, behind a descriptor of its own. */
static int
open_wanted(const struct ap_extractor *x, const struct ap_private *copy, bool own, int *ret_fd)
{
    struct ap_str bytes = ap_buf_str(&x->wanted);
    if (own && !copy->small) {
        *ret_fd = dup(copy->fd);
        return *ret_fd < 0 ? AP_E_IO : AP_OK;
    }
    if (own)
        bytes = (struct ap_str){copy->small, (size_t)copy->bytes};
    int r = ap_fs_anonymous(NULL, bytes.len, ret_fd);
    return r < 0 ? r : ap_fd_write_at(*ret_fd, 0, bytes);
}

/* A program of somebody else reads for the child, which waits meanwhile. */
static int
help(struct ap_extractor *x, const struct ap_private *copy, struct ap_subject *s,
     struct ap_str payload)
{
    AP_AUTO_FD int fd = -1;
    AP_AUTO_BUF struct ap_buf text = {0};
    struct ap_extract_wish wish;
    if (payload.len != sizeof wish || !x->helpers)
        return AP_E_INVALID;
    memcpy(&wish, payload.ptr, sizeof wish);
    s->extracted.helped = true;
    int64_t began = ap_clock_ms();
    int32_t answer = x->help_ms > HELP_MS ? AP_E_LIMIT : AP_OK;
    if (answer == AP_OK)
        answer = open_wanted(x, copy, wish.own != 0, &fd);
    if (answer == AP_OK)
        answer = ap_helpers_read(x->helpers, &wish, fd, &text);
    x->help_ms += ap_clock_ms() - began;
    ap_buf_release(&x->wanted); /* they may be many */
    struct ap_str rest = answer == AP_OK ? ap_buf_str(&text) : AP_STR_NONE;
    int r = AP_OK;
    while (r == AP_OK && rest.len > 0) {
        r = ap_frame_put(&x->channel, AP_EXTRACT_HELPED, ap_str_slice(rest, 0, AP_FRAME_MAX));
        rest = ap_str_slice(rest, AP_FRAME_MAX, rest.len);
    }
    if (r == AP_OK)
        r = ap_frame_put(&x->channel, AP_EXTRACT_ANSWER,
                         (struct ap_str){(const char *)&answer, sizeof answer});
    return r < 0 ? r : ap_frame_flush(&x->channel, -1);
}

static int
take_wanted(struct ap_extractor *x, struct ap_str payload)
{
    if (x->wanted.len + payload.len > WANTED_MAX)
        return AP_E_LIMIT;
    ap_buf_add_str(&x->wanted, payload);
    return AP_OK;
}

static int
converse(struct ap_extractor *x, const struct ap_private *copy, struct ap_subject *s,
         struct ap_text *text)
{
    int64_t deadline = ap_clock_ms() + x->wall_ms;
    uint64_t text_bytes = 0;
    int r = ask(x, copy, s);
    for (r = r < 0 ? r : 1; r > 0;) {
        uint32_t frame = 0;
        struct ap_str payload;
        r = ap_frame_take(&x->channel, deadline, &frame, &payload);
        if (r < 0)
            return r;
        x->heard = true;
        text_bytes += payload.len;
        if (text_bytes > AP_INFLATED_MAX)
            return AP_E_LIMIT;
        if (frame == AP_EXTRACT_BYTES) {
            r = take_wanted(x, payload);
            r = r < 0 ? r : 1;
        } else if (frame == AP_EXTRACT_WISH) {
            int64_t before = x->help_ms;
            r = help(x, copy, s, payload);
            deadline += x->help_ms - before; /* the child only waited */
            r = r < 0 ? r : 1;
        } else {
            r = take_frame(x, s, text, frame, payload);
        }
    }
    return r;
}

void
ap_extractor_read(struct ap_extractor *x, const struct ap_private *copy, struct ap_subject *s,
                  struct ap_text *text)
{
    s->extracted.asked = true;
    x->heard = false;
    x->help_ms = 0;
    ap_buf_clear(&x->wanted);
    bool used = x->child.pid > 0;
    int r = is_running(x) ? converse(x, copy, s, text) : AP_E_NOTFOUND;
    if (r == AP_E_IO && used && !x->heard) { /* it had died before: that is not this file's fault */
        (void)stop(x);
        r = is_running(x) ? converse(x, copy, s, text) : AP_E_NOTFOUND;
    }
    s->extracted.done = r == AP_OK;
    if (r == AP_OK)
        return;
    int died_of = stop(x); /* whatever state it is in: the next file gets a new one */
    if (r == AP_E_NOTFOUND)
        s->extracted.unread =
            AP_STR("apipack-extract cannot be started, so the document was not opened");
    else if (r == AP_E_CANCELLED || r == AP_E_LIMIT || died_of == SIGXCPU)
        s->extracted.unread = AP_STR("reading the document took too long and was given up");
    else
        s->extracted.unread = AP_STR("apipack-extract died on this document");
}
