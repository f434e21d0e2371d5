/* Files within files: nodes, the text that they give, and the budgets that bound all of it.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/engine.h"

#include <stdlib.h>
#include <string.h>

#include "port/fs.h"

#define HEAD_BYTES 4096u /* by which a member's kind is told */

/* --- what is said -------------------------------------------------------------------------------- */

static int
flush(struct ap_extract *x)
{
    struct ap_str text = {x->out, x->n_out};
    x->n_out = 0;
    return text.len > 0 ? x->to->sink(x->to->ctx, AP_EXTRACT_TEXT, text) : AP_OK;
}

static int
put(struct ap_extract *x, struct ap_str text)
{
    while (text.len > 0) {
        size_t room = sizeof x->out - x->n_out;
        size_t n = text.len < room ? text.len : room;
        memcpy(x->out + x->n_out, text.ptr, n);
        x->n_out += n;
        x->ends_line = text.ptr[n - 1] == '\n';
        text = ap_str_slice(text, n, text.len);
        int r = x->n_out == sizeof x->out ? flush(x) : AP_OK;
        if (r < 0)
            return r;
    }
    return AP_OK;
}

/* Text of two places never stands on one line. */
static int
send_place(struct ap_extract *x)
{
    int r = x->ends_line ? AP_OK : put(x, AP_STR("\n"));
    if (r == AP_OK)
        r = flush(x);
    if (r < 0)
        return r;
    char payload[sizeof x->top->place + AP_EXTRACT_PATH];
    size_t n = x->path.len < AP_EXTRACT_PATH ? x->path.len : AP_EXTRACT_PATH;
    memcpy(payload, &x->top->place, sizeof x->top->place);
    if (n > 0)
        memcpy(payload + sizeof x->top->place, x->path.ptr, n);
    x->sent = x->top->serial;
    return x->to->sink(x->to->ctx, AP_EXTRACT_SEGMENT,
                       (struct ap_str){payload, sizeof x->top->place + n});
}

int
ap_extract_text(struct ap_extract *x, struct ap_str text)
{
    if (text.len == 0)
        return AP_OK;
    for (size_t i = 0; i < text.len && !x->has_words && !x->top->aside; i++)
        x->has_words = (unsigned char)text.ptr[i] > ' ' &&
                       !(x->top->place.flags & (AP_SEGMENT_ASIDE | AP_SEGMENT_BYTES));
    int r = x->sent == x->top->serial ? AP_OK : send_place(x);
    return r < 0 ? r : put(x, text);
}

void
ap_extract_place(struct ap_extract *x, uint32_t flags, uint32_t page, uint32_t line)
{
    x->top->place = (struct ap_extract_segment){.flags = flags, .page = page, .line = line};
    if (x->top->aside)
        x->top->place.flags |= AP_SEGMENT_ASIDE;
    x->top->serial = ++x->serial;
}

/* `why` and the names down to what it is about. */
static int
say(struct ap_extract *x, enum ap_extract_frame frame, const char *why, struct ap_str name)
{
    char room[AP_EXTRACT_WORDS];
    struct ap_buf words = {0};
    ap_buf_add_c(&words, why);
    if (x->path.len + name.len > 0)
        ap_buf_add_c(&words, ": ");
    for (size_t i = 0; i < x->path.len; i++)
        ap_buf_add_char(&words, x->path.ptr[i] == '\n' ? '>' : x->path.ptr[i]);
    if (x->path.len > 0 && name.len > 0)
        ap_buf_add_char(&words, '>');
    ap_buf_add_str(&words, name);
    size_t n = words.len < sizeof room ? words.len : sizeof room;
    memcpy(room, words.ptr, n);
    ap_buf_release(&words);
    return x->to->sink(x->to->ctx, frame, (struct ap_str){room, n});
}

int
ap_extract_unread(struct ap_extract *x, const char *why, struct ap_str name)
{
    x->counts.unread++;
    if (x->unread)
        return AP_OK;
    x->unread = true;
    return say(x, AP_EXTRACT_UNREAD, why, name);
}

int
ap_extract_shape(struct ap_extract *x, const char *why, struct ap_str name)
{
    x->counts.shape++;
    if (x->shape)
        return AP_OK;
    x->shape = true;
    return say(x, AP_EXTRACT_SHAPE, why, name);
}

int
ap_extract_damaged(struct ap_extract *x, const char *why, struct ap_str name)
{
    if (x->top->parent)
        return ap_extract_unread(x, why, name);
    if (x->damaged)
        return AP_OK;
    x->damaged = true;
    return say(x, AP_EXTRACT_DAMAGED, why, name);
}

int
ap_extract_encrypted(struct ap_extract *x, struct ap_str name)
{
    if (x->top->parent)
        return ap_extract_unread(x, "encrypted", name);
    if (x->encrypted)
        return AP_OK;
    x->encrypted = true;
    return x->to->sink(x->to->ctx, AP_EXTRACT_ENCRYPTED, AP_STR_NONE);
}

/* --- help ---------------------------------------------------------------------------------------- */

bool
ap_extract_may_help(const struct ap_extract *x, enum ap_extract_help help)
{
    return x->to->help && (x->request->help & 1u << help);
}

int
ap_extract_help(struct ap_extract *x, enum ap_extract_help help, uint32_t page,
                const struct ap_source *source, struct ap_buf *text, int *ret_answer)
{
    struct ap_extract_wish wish = {
        .help = (uint32_t)help, .page = page, .own = x->top->parent == NULL};
    *ret_answer = AP_E_NOTFOUND;
    if (!ap_extract_may_help(x, help))
        return AP_OK;
    *ret_answer = AP_E_LIMIT;
    if (x->n_wishes == x->request->limits.wishes)
        return AP_OK;
    x->n_wishes++;
    int r = flush(x);
    return r < 0 ? r
                 : x->to->help(x->to->ctx, &wish, wish.own ? AP_STR_NONE : source->bytes, text,
                               ret_answer);
}

/* --- nodes --------------------------------------------------------------------------------------- */

/* Names are joined by line ends, so none may hold one. */
static void
push_name(struct ap_extract *x, struct ap_str name)
{
    if (name.len == 0)
        return;
    if (x->path.len > 0)
        ap_buf_add_char(&x->path, '\n');
    for (size_t i = 0; i < name.len && x->path.len < AP_EXTRACT_PATH; i++)
        ap_buf_add_char(&x->path, name.ptr[i] == '\n' ? ' ' : name.ptr[i]);
}

static struct ap_inner *
new_node(struct ap_extract *x, struct ap_str name)
{
    struct ap_inner *node = ap_xmalloc(sizeof *node + name.len + 1);
    *node = (struct ap_inner){.parent = x->top,
                              .depth = x->top ? x->top->depth + 1 : 0,
                              .path_len = x->path.len,
                              .place = {.flags = AP_SEGMENT_LINES, .line = 1},
                              .serial = ++x->serial};
    char *copy = (char *)(node + 1);
    if (name.len > 0)
        memcpy(copy, name.ptr, name.len);
    node->name = (struct ap_str){copy, name.len};
    if (node->parent) {
        node->in_document = node->parent->in_document;
        node->aside = (node->parent->place.flags & AP_SEGMENT_ASIDE) != 0;
        node->place.flags |= node->aside ? AP_SEGMENT_ASIDE : 0;
    }
    x->top = node;
    return node;
}

static void
free_node(struct ap_extract *x, struct ap_inner *node)
{
    x->gathered -= node->row && node->row->whole ? node->held.len : 0;
    x->path.len = node->path_len;
    x->top = node->parent;
    ap_buf_release(&node->held);
    if (node->row && node->row->release && node->state)
        node->row->release(node->state);
    free(node->state);
    free(node);
}

static int
begin_row(struct ap_extract *x, struct ap_inner *node)
{
    if (node->row->state_bytes > 0) {
        node->state = ap_xmalloc(node->row->state_bytes);
        memset(node->state, 0, node->row->state_bytes);
    }
    return node->row->begin ? node->row->begin(x, node) : AP_OK;
}

static int
open_node(struct ap_extract *x, struct ap_str name, struct ap_str shown,
          const struct ap_row_kind *row, struct ap_inner **ret_node)
{
    *ret_node = NULL;
    /* Parts of a document are no level of their own. */
    if (!row && x->top->depth >= x->request->limits.depth)
        return ap_extract_unread(x, "files within files, deeper than may be read", name);
    if (x->n_members >= x->request->limits.members)
        return ap_extract_unread(x, "more members than may be read", name);
    if (x->unpacked >= x->request->limits.unpacked)
        return ap_extract_unread(x, "too much to unpack", name);
    x->n_members++;
    struct ap_inner *node = new_node(x, name);
    push_name(x, shown);
    node->row = row;
    *ret_node = node;
    return row ? begin_row(x, node) : AP_OK;
}

int
ap_inner_open(struct ap_extract *x, struct ap_str name, const struct ap_row_kind *row,
              struct ap_inner **ret_node)
{
    return open_node(x, name, name, row, ret_node);
}

int
ap_inner_open_unnamed(struct ap_extract *x, struct ap_str name, struct ap_inner **ret_node)
{
    return open_node(x, name, AP_STR_NONE, NULL, ret_node);
}

static int
give_up(struct ap_extract *x, struct ap_inner *node, const char *why)
{
    node->given_up = true;
    return ap_extract_unread(x, why, AP_STR_NONE);
}

static int
gather(struct ap_extract *x, struct ap_inner *node, struct ap_str piece)
{
    if (x->gathered + piece.len > x->request->limits.gathered)
        return give_up(x, node, "too large to be opened within another file");
    x->gathered += piece.len;
    ap_buf_add_str(&node->held, piece);
    return AP_OK;
}

/* Enough of it is there to tell its kind. What was held goes the way of all that follows. */
static int
decide(struct ap_extract *x, struct ap_inner *node)
{
    node->sniff = ap_sniff(node->name, ap_buf_str(&node->held), AP_STR_NONE);
    node->row = ap_row_kind_of(node->sniff);
    int r = begin_row(x, node);
    if (node->row->whole) {
        x->gathered += node->held.len;
        return r;
    }
    struct ap_buf held = node->held;
    node->held = (struct ap_buf){0};
    if (r == AP_OK && node->row->piece && held.len > 0)
        r = node->row->piece(x, node, ap_buf_str(&held));
    ap_buf_release(&held);
    return r;
}

int
ap_inner_feed(struct ap_extract *x, struct ap_inner *node, struct ap_str piece)
{
    if (!node || node->given_up)
        return AP_OK;
    x->unpacked += piece.len;
    if (x->unpacked > x->request->limits.unpacked)
        return give_up(x, node, "too much to unpack");
    if (!node->row) {
        size_t room = HEAD_BYTES - node->held.len;
        struct ap_str head = ap_str_slice(piece, 0, room);
        ap_buf_add_str(&node->held, head);
        piece = ap_str_slice(piece, head.len, piece.len);
        int r = node->held.len == HEAD_BYTES ? decide(x, node) : AP_OK;
        if (r < 0 || piece.len == 0 || node->given_up)
            return r;
    }
    if (node->row->whole)
        return gather(x, node, piece);
    return node->row->piece ? node->row->piece(x, node, piece) : AP_OK;
}

static int
end_node(struct ap_extract *x, struct ap_inner *node)
{
    int r = node->row ? AP_OK : decide(x, node);
    if (r < 0)
        return r;
    if (!node->row->whole)
        return node->row->end ? node->row->end(x, node) : AP_OK;
    if (node->given_up)
        return AP_OK;
    struct ap_source source = {ap_buf_str(&node->held), -1, node->held.len};
    return node->row->whole(x, node, &source);
}

int
ap_inner_close(struct ap_extract *x, struct ap_inner *node)
{
    if (!node)
        return AP_OK;
    int r = end_node(x, node);
    if (r == AP_OK) /* else all that is open is freed at the end */
        free_node(x, node);
    return r;
}

int
ap_inner_whole(struct ap_extract *x, struct ap_str name, struct ap_str bytes)
{
    struct ap_inner *node;
    int r = ap_inner_open(x, name, NULL, &node);
    if (r == AP_OK)
        r = ap_inner_feed(x, node, bytes);
    return r == AP_OK ? ap_inner_close(x, node) : r;
}

/* --- the file itself ----------------------------------------------------------------------------- */

/* What is not in memory already is mapped, if it is not too large for that. */
static const void *
map_source(struct ap_extract *x, struct ap_source *source)
{
    if (source->bytes.len == source->n || source->fd < 0 || source->n > x->request->limits.mapped)
        return NULL;
    const void *map = ap_fd_map(source->fd, (size_t)source->n);
    if (map)
        source->bytes = (struct ap_str){map, (size_t)source->n};
    return map;
}

/* Rows that take pieces need no memory for the whole. */
static int
give_pieces(struct ap_extract *x, struct ap_inner *node, const struct ap_source *source)
{
    if (source->bytes.len == source->n)
        return node->row->piece(x, node, source->bytes);
    char piece[HEAD_BYTES * 4];
    size_t n = sizeof piece;
    int r = AP_OK;
    for (uint64_t at = 0; r == AP_OK && n > 0 && at < source->n; at += n) {
        r = ap_fd_read_at(source->fd, at, piece, sizeof piece, &n);
        r = r < 0 ? ap_extract_unread(x, "it cannot be read", AP_STR_NONE)
                  : node->row->piece(x, node, (struct ap_str){piece, n});
    }
    return r;
}

/* The parent knows its kind, but for a tar, which has none of its own. */
static struct ap_sniff
sniff_source(const struct ap_extract *x, const struct ap_source *source)
{
    char head[HEAD_BYTES];
    struct ap_str bytes = ap_str_slice(source->bytes, 0, sizeof head);
    struct ap_sniff sniff = {.kind = (enum ap_kind)x->request->kind};
    size_t n = 0;
    if (sniff.kind != AP_KIND_OTHER)
        return sniff;
    if (bytes.len == 0 && source->fd >= 0 &&
        ap_fd_read_at(source->fd, 0, head, sizeof head, &n) == AP_OK)
        bytes = (struct ap_str){head, n};
    sniff.tar = ap_sniff_tar(bytes);
    return sniff;
}

static int
read_file(struct ap_extract *x, struct ap_source source)
{
    struct ap_inner *node = new_node(x, AP_STR_NONE);
    const void *map = map_source(x, &source);
    node->sniff = sniff_source(x, &source);
    node->row = ap_row_kind_of(node->sniff);
    int r = begin_row(x, node);
    if (r == AP_OK && node->row->whole)
        r = node->row->whole(x, node, &source);
    else if (r == AP_OK && node->row->piece && source.n > 0)
        r = give_pieces(x, node, &source);
    if (r == AP_OK && !node->row->whole && node->row->end)
        r = node->row->end(x, node);
    if (map)
        ap_fd_unmap(map, (size_t)source.n);
    return r;
}

int
ap_extract_file(struct ap_source source, const struct ap_extract_request *request,
                const struct ap_extract_out *out)
{
    struct ap_extract *x = ap_xmalloc(sizeof *x);
    memset(x, 0, offsetof(struct ap_extract, out));
    x->to = out;
    x->request = request;
    x->ends_line = true;
    int r = read_file(x, source);
    if (r >= 0 && !x->ends_line)
        r = put(x, AP_STR("\n"));
    if (r >= 0)
        r = flush(x);
    if (r >= 0)
        r = out->sink(out->ctx, AP_EXTRACT_COUNTS,
                      (struct ap_str){(const char *)&x->counts, sizeof x->counts});
    if (r >= 0)
        r = out->sink(out->ctx, AP_EXTRACT_DONE, AP_STR_NONE);
    while (x->top) /* a sink that stopped leaves nodes open */
        free_node(x, x->top);
    ap_buf_release(&x->path);
    free(x);
    return r;
}
