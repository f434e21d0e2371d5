/* What earlier states of a PDF held: each change is written behind the file, and what it replaced stays in it.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Replaced objects are read as they lie, as nothing leads to them any more: strings, plain and deflated streams; letters that mean
 * something through a font alone are not told. */
#include "inspect/extract/pdf_past.h"

#include <stdlib.h>
#include <string.h>

#include "inspect/extract/pdf_lex.h"
#include "inspect/extract/pdf_text.h"
#include "inspect/extract/streams.h"

#define OBJECTS_MAX 1000000u
#define STREAM_MAX  (64u << 20) /* unpacked of one */
#define STRAY_LEAST 8u          /* bytes beside the document that are looked at */

struct object {
    uint64_t number;
    size_t at, body; /* of its number, and of what it is */
    bool replaced;
};

struct past {
    struct ap_extract *x;
    struct ap_str bytes;
    struct object *objects; /* in the order of the file */
    size_t n, cap;
};

/* Where `word` stands in `text`, or text.len. */
static size_t
find(struct ap_str text, const char *word)
{
    const char *at = text.len > 0 ? memmem(text.ptr, text.len, word, strlen(word)) : NULL;
    return at ? (size_t)(at - text.ptr) : text.len;
}

static size_t
find_last(struct ap_str text, const char *word)
{
    size_t last = text.len;
    for (size_t at = 0; at < text.len;) {
        size_t next = at + find(ap_str_slice(text, at, text.len), word);
        if (next == text.len)
            break;
        last = next;
        at = next + 1;
    }
    return last;
}

static bool
has(struct ap_str text, const char *word)
{
    return find(text, word) < text.len;
}

/* --- objects ------------------------------------------------------------------------------------- */

/* Digits that end before `end`: where they begin, or `end` if there are none. */
static size_t
digits_before(struct ap_str bytes, size_t end)
{
    size_t at = end;
    while (at > 0 && end - at < 10 && bytes.ptr[at - 1] >= '0' && bytes.ptr[at - 1] <= '9')
        at--;
    return at;
}

/* "12 0 obj", of which the last word stands at `word`. */
static void
add_object(struct past *past, size_t word)
{
    size_t generation = digits_before(past->bytes, word);
    if (generation == word || generation == 0 || past->bytes.ptr[generation - 1] != ' ')
        return;
    size_t at = digits_before(past->bytes, generation - 1);
    int64_t number = 0;
    if (ap_str_to_int(ap_str_slice(past->bytes, at, generation - 1), &number) != AP_OK ||
        past->n == OBJECTS_MAX)
        return;
    if (past->n == past->cap) {
        past->cap = past->cap ? 2 * past->cap : 64;
        past->objects = ap_xrealloc(past->objects, past->cap * sizeof *past->objects);
    }
    past->objects[past->n++] =
        (struct object){.number = (uint64_t)number, .at = at, .body = word + 4};
}

static int
by_number(const void *a, const void *b)
{
    const struct object *x = *(const struct object *const *)a;
    const struct object *y = *(const struct object *const *)b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* The last of each number holds; true: there are others. */
static bool
mark_replaced(struct past *past)
{
    bool any = false;
    const struct object **sorted = ap_xmalloc((past->n + 1) * sizeof *sorted);
    for (size_t i = 0; i < past->n; i++)
        sorted[i] = &past->objects[i];
    if (past->n > 0)
        qsort(sorted, past->n, sizeof(const struct object *), by_number);
    for (size_t i = 1; i < past->n; i++)
        if (sorted[i]->number == sorted[i - 1]->number) {
            past->objects[sorted[i - 1] - past->objects].replaced = true;
            any = true;
        }
    free(sorted);
    return any;
}

static void
find_objects(struct past *past)
{
    for (size_t at = 0; at < past->bytes.len;) {
        at += find(ap_str_slice(past->bytes, at, past->bytes.len), " obj");
        if (at < past->bytes.len)
            add_object(past, at);
        at += 4;
    }
}

/* --- what one held ------------------------------------------------------------------------------- */

/* Strings; those before one operator are one text. */
static int
give_strings(struct ap_extract *x, struct ap_str text, bool content)
{
    struct ap_buf strings = {0};
    struct ap_buf line = {0};
    struct ap_pdf_lexer lexer = {.text = text, .strings = &strings};
    int r = AP_OK;
    ap_extract_place(x, AP_SEGMENT_ASIDE, 0, 0);
    for (;;) {
        struct ap_pdf_token token = ap_pdf_next(&lexer);
        if (token.kind == AP_PDF_STRING)
            ap_pdf_add_string(
                ap_str_slice(ap_buf_str(&strings), token.from, token.from + token.len), &line);
        bool ends = token.kind == AP_PDF_WORD || token.kind == AP_PDF_END ||
                    (!content && token.kind != AP_PDF_NUMBER);
        if (ends && line.len > 0) {
            ap_buf_add_char(&line, '\n');
            r = ap_extract_text(x, ap_buf_str(&line));
            ap_buf_clear(&line);
        }
        ap_buf_clear(&strings);
        if (r < 0 || token.kind == AP_PDF_END)
            break;
    }
    ap_buf_release(&strings);
    ap_buf_release(&line);
    return r;
}

/* Pictures, fonts and the file's own tables hold no text. */
static bool
is_mute(struct ap_str dict)
{
    static const char *const words[] = {"/XRef",          "/Image",     "/Length1",
                                        "/DCTDecode",     "/JPXDecode", "/JBIG2Decode",
                                        "/CCITTFaxDecode"};
    for (size_t i = 0; i < AP_COUNT(words); i++)
        if (has(dict, words[i]))
            return true;
    return false;
}

static int
give_stream(struct ap_extract *x, struct ap_str dict, struct ap_str data)
{
    struct ap_buf unpacked = {0};
    bool deflated = has(dict, "/FlateDecode");
    bool other = has(dict, "/ASCII") || has(dict, "/LZWDecode") || has(dict, "/RunLength");
    bool sound = !other && (!deflated || ap_unpack_zlib(x, data, STREAM_MAX, &unpacked));
    if (!other && deflated)
        data = ap_buf_str(&unpacked); /* as much as there is */
    int r = AP_OK;
    if (!sound)
        r = ap_extract_unread(x, "an earlier state of the PDF", AP_STR_NONE);
    if (r == AP_OK && has(dict, "/EmbeddedFile"))
        r = ap_inner_whole(x, AP_STR("earlier attachment"), data);
    else if (r == AP_OK && !other)
        r = give_strings(x, data, !has(dict, "/ObjStm"));
    ap_buf_release(&unpacked);
    return r;
}

static int
give_object(struct ap_extract *x, struct ap_str object)
{
    size_t at = find(object, "stream");
    struct ap_str dict = ap_str_slice(object, 0, at);
    int r = give_strings(x, dict, false);
    if (r < 0 || at == object.len || is_mute(dict))
        return r;
    size_t from = at + 6;
    from += from < object.len && object.ptr[from] == '\r';
    from += from < object.len && object.ptr[from] == '\n';
    struct ap_str data = ap_str_slice(object, from, object.len);
    return give_stream(x, dict, ap_str_slice(data, 0, find_last(data, "endstream")));
}

static int
give_replaced(struct past *past, bool locked)
{
    int r = AP_OK;
    find_objects(past);
    if (mark_replaced(past) && locked)
        return ap_extract_unread(past->x, "earlier states of the encrypted PDF", AP_STR_NONE);
    for (size_t i = 0; r == AP_OK && i < past->n; i++) {
        size_t end = i + 1 < past->n ? past->objects[i + 1].at : past->bytes.len;
        if (past->objects[i].replaced)
            r = give_object(past->x, ap_str_slice(past->bytes, past->objects[i].body, end));
    }
    return r;
}

/* What no reader of PDF looks at. */
static int
give_stray(struct ap_extract *x, struct ap_str bytes)
{
    return bytes.len < STRAY_LEAST ? AP_OK : ap_extract_runs(x, bytes);
}

int
ap_pdf_past(struct ap_extract *x, struct ap_str bytes, bool locked)
{
    struct past past = {.x = x, .bytes = bytes};
    size_t begin = find(bytes, "%PDF-");
    size_t tail = bytes.len > (64u << 10) ? bytes.len - (64u << 10) : 0;
    size_t end = find_last(ap_str_slice(bytes, tail, bytes.len), "%%EOF");
    int r = give_stray(x, ap_str_slice(bytes, 0, begin < bytes.len ? begin : 0));
    if (r == AP_OK)
        r = give_stray(x, ap_str_slice(bytes, tail + end + 5, bytes.len));
    /* A file that was written once has one of these, a linearized one two, and neither replaces anything. */
    size_t first = find(bytes, "startxref");
    if (r == AP_OK && has(ap_str_slice(bytes, first + 9, bytes.len), "startxref"))
        r = give_replaced(&past, locked);
    free(past.objects);
    return r;
}
