/* Pages and forms of a PDF as text, and which streams were read on the way.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "inspect/extract/pdf_text.h"
#include "inspect/wide.h"

#define STRING_LEAST 4u /* bytes of a string that is kept */

static const struct ap_pdf_state start = {.ctm = {{1, 0, 0, 1, 0, 0}}, .size = 1, .scale = 1};

/* Resources may stand in the page, or in a node above it. */
static ap_pdf_obj
resources_of(struct ap_pdf *pdf, ap_pdf_obj page)
{
    for (unsigned i = 0; page && i < 64; i++) {
        ap_pdf_obj resources = ap_pdf_get(pdf, page, "/Resources");
        if (resources)
            return resources;
        page = ap_pdf_get(pdf, page, "/Parent");
    }
    return 0;
}

void
ap_pdf_read_page(struct ap_pdf_reader *reader, ap_pdf_obj page)
{
    struct ap_str content;
    reader->text.len = reader->properties.len = 0;
    reader->glyphs = reader->known = reader->pictures = reader->images = 0;
    reader->has_pen = false;
    ap_pdf_obj contents = ap_pdf_get(reader->pdf, page, "/Contents");
    (void)ap_pdf_mark(reader, contents);
    for (uint32_t i = 0; i < ap_pdf_count(reader->pdf, contents); i++)
        (void)ap_pdf_mark(reader, ap_pdf_item(reader->pdf, contents, i));
    if (ap_pdf_content(reader->pdf, page, &content) != AP_OK) {
        reader->broken = true;
        return;
    }
    ap_pdf_read_content(reader, content, resources_of(reader->pdf, page), &start);
    free((char *)(uintptr_t)content.ptr);
}

void
ap_pdf_read_form(struct ap_pdf_reader *reader, ap_pdf_obj form)
{
    if (!ap_pdf_is_stream(reader->pdf, form) ||
        ap_pdf_is_marked(reader, ap_pdf_number_of(reader->pdf, form)))
        return;
    reader->has_pen = false;
    if (reader->text.len > 0)
        ap_buf_add_char(&reader->text, '\n');
    ap_pdf_show_form(reader, form, 0, &start);
}

void
ap_pdf_add_string(struct ap_str string, struct ap_buf *out)
{
    struct ap_wide wide = {.big_endian = true};
    char room[1024];
    bool is_wide = ap_str_starts(string, AP_STR("\xfe\xff"));
    if (!is_wide)
        ap_buf_add_str(out, string);
    while (is_wide && string.len > 0)
        ap_buf_add(out, room, ap_wide_decode(&wide, &string, room, sizeof room));
}

void
ap_pdf_add_property(struct ap_pdf_reader *reader, struct ap_str string)
{
    if (string.len < STRING_LEAST)
        return;
    if (reader->properties.len + string.len > AP_PDF_TEXT_MAX) {
        reader->limited = true;
        return;
    }
    ap_pdf_add_string(string, &reader->properties);
    ap_buf_add_char(&reader->properties, '\n');
}

bool
ap_pdf_mark(struct ap_pdf_reader *reader, ap_pdf_obj obj)
{
    uint32_t number = ap_pdf_number_of(reader->pdf, obj);
    if (number == 0 || number >= reader->n_seen)
        return true;
    bool known = ap_pdf_is_marked(reader, number);
    reader->seen[number / 8] |= (unsigned char)(1u << number % 8);
    return !known;
}

bool
ap_pdf_is_marked(const struct ap_pdf_reader *reader, uint32_t number)
{
    return number < reader->n_seen && (reader->seen[number / 8] & 1u << number % 8);
}

void
ap_pdf_reader_release(struct ap_pdf_reader *reader)
{
    while (reader->fonts) {
        struct ap_pdf_font *next = reader->fonts->next;
        ap_pdf_font_free(reader->fonts);
        reader->fonts = next;
    }
    free(reader->seen);
    ap_buf_release(&reader->text);
    ap_buf_release(&reader->properties);
}
