/* Mail: parts that lie encoded in it, each decoded and read as a file of its own.
 * Place in the flow: inspect, in apipack-extract; a row of rows.c. What is not encoded is seen as the text that it is.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "inspect/extract/engine.h"
#include "inspect/extract/mime.h"

#define NESTING_MAX 16u

/** One part in work. */
struct entity {
    struct ap_str type;     /* "text/plain" */
    struct ap_str boundary; /* of a multipart */
    struct ap_str encoding; /* of its bytes */
    struct ap_str file;     /* name of an attachment, as it stands */
    struct ap_str body;
};

struct mail {
    struct ap_extract *x;
    unsigned n_parts;
};

/* A line of `text` with its end, or what is left. */
static struct ap_str
cut_line(struct ap_str *text)
{
    size_t n = ap_str_find(*text, '\n');
    struct ap_str line = ap_str_slice(*text, 0, n + 1);
    *text = ap_str_slice(*text, n + 1, text->len);
    return line;
}

static bool
is_folded(struct ap_str rest)
{
    return rest.len > 0 && ap_is_blank(rest.ptr[0]);
}

/* Words that stand encoded in a header (=?utf-8?B?…?=) are given as text. */
static int
give_encoded_words(struct mail *mail, struct ap_str field)
{
    struct ap_buf out = {0};
    ap_mime_words(field, &out);
    int r = AP_OK;
    if (out.len > 0) {
        ap_buf_add_char(&out, '\n');
        ap_extract_place(mail->x, AP_SEGMENT_ASIDE, 0, 0);
        r = ap_extract_text(mail->x, ap_buf_str(&out));
    }
    ap_buf_release(&out);
    return r;
}

static void
take_field(struct entity *e, struct ap_str field)
{
    size_t colon = ap_str_find(field, ':');
    struct ap_str name = ap_str_trim(ap_str_slice(field, 0, colon));
    struct ap_str value = ap_str_trim(ap_str_slice(field, colon + 1, field.len));
    if (ap_str_ieq(name, AP_STR("Content-Type"))) {
        e->type = ap_str_trim(ap_str_slice(value, 0, ap_str_find(value, ';')));
        e->boundary = ap_mime_parameter(value, "boundary");
        if (e->file.len == 0)
            e->file = ap_mime_parameter(value, "name");
    } else if (ap_str_ieq(name, AP_STR("Content-Transfer-Encoding"))) {
        e->encoding = value;
    } else if (ap_str_ieq(name, AP_STR("Content-Disposition"))) {
        struct ap_str file = ap_mime_parameter(value, "filename");
        e->file = file.len > 0 ? file : e->file;
    }
}

static int
take_headers(struct mail *mail, struct ap_str text, struct entity *e)
{
    int r = AP_OK;
    *e = (struct entity){.body = AP_STR_NONE};
    while (r == AP_OK && text.len > 0) {
        const char *start = text.ptr;
        struct ap_str line = cut_line(&text);
        if (ap_str_trim(line).len == 0)
            break;
        while (is_folded(text))
            line.len += cut_line(&text).len;
        struct ap_str field = {start, line.len};
        take_field(e, field);
        r = give_encoded_words(mail, field);
    }
    e->body = text;
    return r;
}

static int
take_leaf(struct mail *mail, const struct entity *e)
{
    char room[24];
    struct ap_str name = e->file;
    if (name.len == 0) {
        (void)snprintf(room, sizeof room, "part %u", mail->n_parts);
        name = ap_str_from(room);
    }
    bool base64 = ap_str_ieq(e->encoding, AP_STR("base64"));
    bool quoted = ap_str_ieq(e->encoding, AP_STR("quoted-printable"));
    if (!base64 && !quoted && !ap_str_ieq(e->encoding, AP_STR("binary")))
        return AP_OK;
    struct ap_inner *node;
    int r = ap_inner_open(mail->x, name, NULL, &node);
    struct ap_str body = e->body;
    struct ap_mime_decoder decoder = {.base64 = base64};
    char out[8192];
    while (r == AP_OK && body.len > 0) {
        struct ap_str piece = ap_str_slice(body, 0, sizeof out - 2);
        body = ap_str_slice(body, piece.len, body.len);
        if (base64 || quoted) {
            size_t n = ap_mime_decode(&decoder, piece, out);
            piece = (struct ap_str){out, n};
        }
        r = ap_inner_feed(mail->x, node, piece);
    }
    return r == AP_OK ? ap_inner_close(mail->x, node) : r;
}

static int take_entity(struct mail *mail, struct ap_str text, unsigned depth);

/* From one line `--boundary` to the next. */
static int
take_parts(struct mail *mail, const struct entity *e, unsigned depth)
{
    struct ap_str text = e->body;
    const char *from = NULL;
    int r = AP_OK;
    while (r == AP_OK && text.len > 0) {
        const char *start = text.ptr;
        struct ap_str line = ap_str_trim(cut_line(&text));
        if (!ap_str_starts(line, AP_STR("--")) ||
            !ap_str_starts(ap_str_slice(line, 2, line.len), e->boundary))
            continue;
        if (from)
            r = take_entity(mail, (struct ap_str){from, (size_t)(start - from)}, depth);
        from = text.ptr;
        if (line.len >= e->boundary.len + 4)
            return r; /* the closing one */
    }
    if (r == AP_OK && from && text.ptr > from) /* it was cut off */
        r = take_entity(mail, (struct ap_str){from, (size_t)(text.ptr - from)}, depth);
    return r;
}

static int
take_entity(struct mail *mail, struct ap_str text, unsigned depth)
{
    struct entity e;
    if (depth > NESTING_MAX)
        return ap_extract_unread(mail->x, "mail nested too deeply", AP_STR_NONE);
    int r = take_headers(mail, text, &e);
    if (r < 0)
        return r;
    mail->n_parts++;
    if (e.boundary.len > 0)
        return take_parts(mail, &e, depth + 1);
    if (ap_str_ieq(e.type, AP_STR("message/rfc822")) && e.encoding.len < 6) /* 7bit, 8bit, none */
        return take_entity(mail, e.body, depth + 1);
    return take_leaf(mail, &e);
}

/* The text of the file itself is in the stream already; that of a mail within another file is given here. */
int
ap_mail_whole(struct ap_extract *x, struct ap_inner *node, const struct ap_source *source)
{
    struct mail mail = {.x = x};
    if (source->bytes.len < source->n)
        return ap_extract_unread(x, "too large to be opened as mail", AP_STR_NONE);
    int r = node->parent ? ap_extract_text(x, source->bytes) : AP_OK;
    return r < 0 ? r : take_entity(&mail, source->bytes, 0);
}
