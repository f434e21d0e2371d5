/* PDF: the text of its pages, then what lies beside them, and what cannot be read.
 * Place in the flow: inspect, in apipack-extract; a row of rows.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "inspect/extract/engine.h"
#include "inspect/extract/pdf_join.h"
#include "inspect/extract/pdf_past.h"
#include "inspect/extract/pdf_text.h"

#define OBJECTS_MAX  2000000u
#define STRING_LEAST 4u       /* bytes of a string that is given */
#define NESTED_MAX   16u      /* arrays and dictionaries within an object */
#define STRINGS_MAX  4000000u /* items looked at */

struct document {
    struct ap_extract *x;
    struct ap_inner *node;
    struct ap_pdf *pdf;
    struct ap_pdf_reader reader;
    uint32_t n_pages;
    uint32_t n_pictures; /* pages without text */
    uint32_t n_unknown;  /* pages with letters that nobody can tell */
    uint64_t items;
    const struct ap_source *source;
    struct ap_buf opinion; /* the text of all pages, by pdftotext */
    bool asked;            /* for it */
    bool helper_failed;
};

/* --- pages --------------------------------------------------------------------------------------- */

/* How annotations look is content of its own. Looks that are not shown are met among the objects. */
static void
read_annotations(struct document *d, ap_pdf_obj page)
{
    ap_pdf_obj list = ap_pdf_get(d->pdf, page, "/Annots");
    uint32_t n = ap_pdf_count(d->pdf, list);
    for (uint32_t i = 0; i < n; i++) {
        ap_pdf_obj look = ap_pdf_get(d->pdf, ap_pdf_item(d->pdf, list, i), "/AP");
        ap_pdf_read_form(&d->reader, ap_pdf_get(d->pdf, look, "/N"));
    }
}

/* Text that stands in properties of the content, such as what a drawing is to be read as. */
static int
give_properties(struct document *d, uint32_t page)
{
    struct ap_str text = ap_buf_str(&d->reader.properties);
    if (text.len == 0)
        return AP_OK;
    ap_extract_place(d->x, AP_SEGMENT_ASIDE, page, 0);
    return ap_extract_text(d->x, text);
}

/* --- help ---------------------------------------------------------------------------------------- */

/* Letters that mean something: no blanks, no signs for what is unknown, none of the private area. */
static uint64_t
letters_in(struct ap_str text)
{
    uint64_t n = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = ap_utf8_next(text, &at);
        n += c > ' ' && c != 0xfffd && !(c >= 0xe000 && c <= 0xf8ff);
    }
    return n;
}

/* What pdftotext reads on a page whose letters have no meaning to us; false: it knows no more. */
static int
ask_for_text(struct document *d, uint32_t index, bool *ret_known)
{
    struct ap_pdf_reader *r = &d->reader;
    int answer = AP_OK;
    int result = AP_OK;
    *ret_known = false;
    if (!d->asked) {
        d->asked = true;
        result = ap_extract_help(d->x, AP_HELP_PDF_TEXT, 0, d->source, &d->opinion, &answer);
    }
    struct ap_str text = ap_buf_str(&d->opinion);
    for (uint32_t i = 0; i < index && text.ptr; i++)
        (void)ap_str_cut(&text, '\f');
    struct ap_str page = text.ptr ? ap_str_cut(&text, '\f') : AP_STR_NONE;
    if (result < 0 || letters_in(page) * 2 < r->glyphs)
        return result;
    *ret_known = true;
    ap_buf_clear(&r->text);
    ap_buf_add_str(&r->text, page);
    return AP_OK;
}

/* What tesseract reads on the picture of a page. */
static int
ask_for_letters(struct document *d, uint32_t index, uint32_t flags, bool *ret_known)
{
    struct ap_buf text = {0};
    int answer = AP_OK;
    int result = ap_extract_help(d->x, AP_HELP_PAGE, index + 1, d->source, &text, &answer);
    *ret_known = result == AP_OK && answer == AP_OK && letters_in(ap_buf_str(&text)) > 0;
    d->helper_failed |= answer != AP_OK && answer != AP_E_NOTFOUND;
    if (*ret_known) {
        d->x->counts.pictures_read++;
        ap_extract_place(d->x, flags, index + 1, 1);
        result = ap_extract_text(d->x, ap_buf_str(&text));
    }
    ap_buf_release(&text);
    return result;
}

/* --- pages, one by one ---------------------------------------------------------------------------- */

/* What cannot be read here is asked for, and counted if nobody knows. */
static int
take_unread(struct document *d, uint32_t index)
{
    struct ap_pdf_reader *r = &d->reader;
    bool no_text = r->glyphs == 0;
    bool unknown = !no_text && r->known * 2 < r->glyphs;
    bool known = false;
    int result = unknown ? ask_for_text(d, index, &known) : AP_OK;
    unknown &= !known;
    bool drawn = no_text ? r->pictures > 0 : unknown || r->images > 0;
    known = false;
    if (result == AP_OK && drawn)
        result = ask_for_letters(d, index, no_text || unknown ? AP_SEGMENT_LINES : AP_SEGMENT_ASIDE,
                                 &known);
    if (known)
        return result;
    d->n_pictures += r->pictures > 0 && no_text;
    d->x->counts.pictures += no_text ? 0 : r->images;
    d->n_unknown += unknown;
    return result;
}

static int
take_page(struct document *d, uint32_t index)
{
    struct ap_pdf_reader *r = &d->reader;
    ap_pdf_obj page = ap_pdf_page(d->pdf, index);
    if (!page)
        return ap_extract_unread(d->x, "a page of the PDF cannot be read", AP_STR_NONE);
    ap_pdf_read_page(r, page);
    read_annotations(d, page);
    int result = take_unread(d, index);
    ap_pdf_forget(d->pdf);
    if (result < 0)
        return result;
    if (r->text.len == 0)
        return give_properties(d, index + 1);
    ap_extract_place(d->x, AP_SEGMENT_LINES, index + 1, 1);
    result = ap_extract_text(d->x, ap_buf_str(&r->text));
    if (result == AP_OK)
        result = ap_pdf_join(d->x, ap_buf_str(&r->text), index + 1);
    return result < 0 ? result : give_properties(d, index + 1);
}

static int
take_pages(struct document *d)
{
    int r = AP_OK;
    d->n_pages = ap_pdf_pages(d->pdf);
    for (uint32_t i = 0; r == AP_OK && i < d->n_pages; i++)
        r = take_page(d, i);
    return r;
}

/* --- what lies beside ---------------------------------------------------------------------------- */

static int
give_string(struct document *d, ap_pdf_obj string)
{
    struct ap_str text = ap_pdf_text(d->pdf, string);
    if (text.len < STRING_LEAST)
        return AP_OK;
    ap_extract_place(d->x, AP_SEGMENT_ASIDE, 0, 0);
    int r = ap_extract_text(d->x, text);
    return r < 0 ? r : ap_extract_text(d->x, AP_STR("\n"));
}

static int take_strings(struct document *d, ap_pdf_obj obj, unsigned depth);

/* One walk at a time: the values are asked for first. */
static int
take_dict(struct document *d, ap_pdf_obj obj, unsigned depth)
{
    ap_pdf_obj values[256];
    size_t n = 0;
    int r = AP_OK;
    ap_pdf_keys(d->pdf, obj);
    for (const char *key = ap_pdf_next_key(d->pdf); key; key = ap_pdf_next_key(d->pdf)) {
        /* Identifiers of the file and digests are bytes, no text. */
        if (strcmp(key, "/ID") == 0 || strcmp(key, "/CheckSum") == 0)
            continue;
        if (n == AP_COUNT(values)) {
            d->reader.limited = true;
            break;
        }
        values[n++] = ap_pdf_get(d->pdf, obj, key);
    }
    for (size_t i = 0; r == AP_OK && i < n; i++)
        r = take_strings(d, values[i], depth + 1);
    return r;
}

/* The strings of an object; what is an object of its own is met by itself. */
static int
take_strings(struct document *d, ap_pdf_obj obj, unsigned depth)
{
    int r = AP_OK;
    if (!obj || (depth > 0 && ap_pdf_number_of(d->pdf, obj) > 0))
        return AP_OK;
    if (depth > NESTED_MAX || d->items++ > STRINGS_MAX) {
        d->reader.limited = true;
        return AP_OK;
    }
    enum ap_pdf_type type = ap_pdf_type(d->pdf, obj);
    if (type == AP_PDF_IS_STRING)
        return give_string(d, obj);
    if (type == AP_PDF_IS_DICT || type == AP_PDF_IS_STREAM)
        return take_dict(d, obj, depth);
    uint32_t n = type == AP_PDF_IS_ARRAY ? ap_pdf_count(d->pdf, obj) : 0;
    for (uint32_t i = 0; r == AP_OK && i < n; i++)
        r = take_strings(d, ap_pdf_item(d->pdf, obj, i), depth + 1);
    return r;
}

/* Pictures, fonts and the file's own tables hold no text. */
static bool
is_mute(struct ap_pdf *pdf, ap_pdf_obj stream)
{
    static const char *const subtypes[] = {"/Image", "/Type1C", "/CIDFontType0C", "/OpenType"};
    struct ap_str type = ap_pdf_name(pdf, ap_pdf_get(pdf, stream, "/Type"));
    /* Objects in a stream are met by themselves, unless the table that leads to them is lost. */
    if (ap_str_is(type, "/XRef") || (ap_str_is(type, "/ObjStm") && !ap_pdf_is_rebuilt(pdf)))
        return true;
    struct ap_str subtype = ap_pdf_name(pdf, ap_pdf_get(pdf, stream, "/Subtype"));
    for (size_t i = 0; i < AP_COUNT(subtypes); i++)
        if (ap_str_is(subtype, subtypes[i]))
            return true;
    return ap_pdf_get(pdf, stream, "/Length1") != 0;
}

/* Content that no page shows: looks of buttons that are off, forms and patterns that were left behind. */
static int
take_form(struct document *d, ap_pdf_obj form)
{
    struct ap_pdf_reader *r = &d->reader;
    ap_buf_clear(&r->text);
    ap_buf_clear(&r->properties);
    ap_pdf_read_form(r, form);
    ap_extract_place(d->x, AP_SEGMENT_ASIDE, 0, 0);
    int result = ap_extract_text(d->x, ap_buf_str(&r->text));
    if (result == AP_OK && r->text.len > 0)
        result = ap_extract_text(d->x, AP_STR("\n"));
    return result < 0 ? result : give_properties(d, 0);
}

/* An embedded file is a member like any other; of other streams only what can be read is told. */
static int
take_stream(struct document *d, ap_pdf_obj stream, uint32_t number)
{
    struct ap_str bytes;
    struct ap_str type = ap_pdf_name(d->pdf, ap_pdf_get(d->pdf, stream, "/Type"));
    bool file = ap_str_is(type, "/EmbeddedFile");
    if (is_mute(d->pdf, stream))
        return AP_OK;
    if (ap_pdf_name_is(d->pdf, ap_pdf_get(d->pdf, stream, "/Subtype"), "/Form") ||
        ap_pdf_get(d->pdf, stream, "/PatternType"))
        return take_form(d, stream);
    int read = ap_pdf_stream(d->pdf, stream, &bytes);
    if (read == AP_E_NOTFOUND)
        return AP_OK; /* a picture's coding */
    if (read < 0) {
        d->reader.broken = true;
        return AP_OK;
    }
    char room[32];
    (void)snprintf(room, sizeof room, "%s %u", file ? "attachment" : "object", number);
    ap_extract_place(d->x, AP_SEGMENT_ASIDE, 0, 0);
    d->node->in_document = !file;
    int r = ap_inner_whole(d->x, ap_str_from(room), bytes);
    free((char *)(uintptr_t)bytes.ptr);
    return r;
}

static int
take_objects(struct document *d)
{
    int r = take_strings(d, ap_pdf_trailer(d->pdf), 0);
    for (uint32_t i = 1; r == AP_OK && i < d->reader.n_seen; i++) {
        ap_pdf_obj obj = ap_pdf_object(d->pdf, i);
        if (!obj)
            continue;
        r = take_strings(d, obj, 0);
        if (r == AP_OK && ap_pdf_is_stream(d->pdf, obj) && !ap_pdf_is_marked(&d->reader, i))
            r = take_stream(d, obj, i);
        ap_pdf_forget(d->pdf);
    }
    return r;
}

/* --- the document -------------------------------------------------------------------------------- */

static void
prepare(struct document *d)
{
    double n = ap_pdf_real(d->pdf, ap_pdf_get(d->pdf, ap_pdf_trailer(d->pdf), "/Size"), 0);
    d->reader.pdf = d->pdf;
    d->reader.limited = n > OBJECTS_MAX;
    d->reader.n_seen = n < 1 ? 1 : n > OBJECTS_MAX ? OBJECTS_MAX : (uint32_t)n;
    d->reader.seen = ap_xmalloc(d->reader.n_seen / 8 + 1);
    memset(d->reader.seen, 0, d->reader.n_seen / 8 + 1);
}

static int
say_what_is_missing(struct document *d, struct ap_str bytes)
{
    char words[AP_EXTRACT_WORDS];
    int r = AP_OK;
    if (d->n_pages == 0) {
        r = ap_extract_unread(d->x, "the PDF has no pages that can be read", AP_STR_NONE);
        return r < 0 ? r : ap_extract_runs(d->x, bytes);
    }
    if (d->n_pictures > 0) {
        (void)snprintf(words, sizeof words,
                       "%u of %u pages of the PDF are pictures or drawings without text",
                       d->n_pictures, d->n_pages);
        r = ap_extract_unread(d->x, words, AP_STR_NONE);
    }
    if (r == AP_OK && d->helper_failed)
        r = ap_extract_unread(d->x, "tesseract did not come to an end on all pages", AP_STR_NONE);
    if (r == AP_OK && d->n_unknown > 0) {
        (void)snprintf(
            words, sizeof words,
            "on %u of %u pages of the PDF most letters have no meaning that can be told%s",
            d->n_unknown, d->n_pages,
            ap_extract_may_help(d->x, AP_HELP_PDF_TEXT) ? "" : "; poppler-utils may know");
        r = ap_extract_unread(d->x, words, AP_STR_NONE);
    }
    if (r == AP_OK && (d->reader.broken || ap_pdf_is_damaged(d->pdf)))
        r = ap_extract_unread(d->x, "the PDF is damaged; what could be repaired was read",
                              AP_STR_NONE);
    if (r == AP_OK && d->reader.limited)
        r = ap_extract_unread(d->x, "the PDF holds more than may be read", AP_STR_NONE);
    return r;
}

int
ap_pdf_whole(struct ap_extract *x, struct ap_inner *node, const struct ap_source *source)
{
    struct document d = {.x = x, .node = node, .source = source};
    if (source->bytes.len < source->n)
        return ap_extract_unread(x, "too large to be opened", AP_STR_NONE);
    int r = ap_pdf_open(source->bytes, &d.pdf);
    if (r == AP_E_INVALID)
        return ap_extract_encrypted(x, AP_STR_NONE);
    if (r < 0) {
        r = ap_extract_unread(x, "the PDF is damaged beyond reading", AP_STR_NONE);
        return r < 0 ? r : ap_extract_runs(x, source->bytes);
    }
    bool in_document = node->in_document;
    prepare(&d);
    r = take_pages(&d);
    if (r == AP_OK)
        r = take_objects(&d);
    if (r == AP_OK)
        r = ap_pdf_past(x, source->bytes,
                        ap_pdf_get(d.pdf, ap_pdf_trailer(d.pdf), "/Encrypt") != 0);
    node->in_document = in_document;
    if (r == AP_OK)
        r = say_what_is_missing(&d, source->bytes);
    ap_pdf_reader_release(&d.reader);
    ap_buf_release(&d.opinion);
    ap_pdf_close(d.pdf);
    return r;
}
