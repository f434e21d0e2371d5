/* Number formats: which styles show a day, a month, a year.
 * Place in the flow: tables, part of the XLSX reader.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/xlsx_internal.h"

#define MAX_FORMATS 2000u
#define MAX_STYLES  65536u

struct format {
    unsigned id;
    enum ap_xlsx_shape shape;
};
AP_VEC(formats, struct format);

struct style_reader {
    struct ap_xlsx *book;
    struct formats formats;
    bool in_cells; /* inside cellXfs, which cells refer to */
};

static unsigned
number_of(struct ap_str text)
{
    int64_t value;
    return ap_str_to_int(text, &value) == AP_OK && value < UINT32_MAX ? (unsigned)value : 0;
}

/** Excel writes the codes of its own formats too where the language changes them. */
static enum ap_xlsx_shape
shape_of(const struct style_reader *in, unsigned id)
{
    for (size_t i = in->formats.n; i > 0; i--)
        if (in->formats.items[i - 1].id == id)
            return in->formats.items[i - 1].shape;
    return ap_xlsx_shape_of_id(id);
}

static int
style_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct style_reader *in = ctx;
    struct ap_arena *mem = in->book->mem;
    unsigned id = number_of(ap_xml_attr(attrs, n, "numFmtId"));
    if (ap_str_is(name, "cellXfs"))
        in->in_cells = true;
    if (ap_str_is(name, "numFmt") && in->formats.n < MAX_FORMATS)
        *ap_vec_push(mem, &in->formats) =
            (struct format){id, ap_xlsx_shape_of_code(ap_xml_attr(attrs, n, "formatCode"))};
    if (!in->in_cells || !ap_str_is(name, "xf"))
        return AP_OK;
    if (in->book->shapes.n == MAX_STYLES)
        return ap_xlsx_fault(in->book, AP_E_LIMIT, "the workbook has too many styles");
    *ap_vec_push(mem, &in->book->shapes) = shape_of(in, id);
    return AP_OK;
}

static int
style_close(void *ctx, struct ap_str name)
{
    struct style_reader *in = ctx;
    if (ap_str_is(name, "cellXfs"))
        in->in_cells = false;
    return AP_OK;
}

int
ap_xlsx_read_styles(struct ap_xlsx *book, struct ap_str part)
{
    static const struct ap_xml_events events = {.open = style_open, .close = style_close};
    struct style_reader in = {.book = book};
    return ap_xlsx_part(book, part, &events, &in);
}
