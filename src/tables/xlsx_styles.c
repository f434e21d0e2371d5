/* Number formats: which styles show a day, a month, a year.
 * Place in the flow: tables, part of the XLSX reader.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/xlsx_internal.h"

#define MAX_FORMATS 2000u
#define MAX_STYLES  65536u

static unsigned
number_of(struct ap_str text)
{
    int64_t value;
    return ap_str_to_int(text, &value) == AP_OK && value < UINT32_MAX ? (unsigned)value : 0;
}

/** Excel writes the codes of its own formats too where the language changes them. */
static enum ap_xlsx_shape
shape_of(const struct ap_xlsx_styles *in, unsigned id)
{
    for (size_t i = in->formats.n; i > 0; i--)
        if (in->formats.items[i - 1].id == id)
            return in->formats.items[i - 1].shape;
    return ap_xlsx_shape_of_id(id);
}

static int
style_open(void *ctx, struct ap_str name, const struct ap_xml_attr *attrs, size_t n)
{
    struct ap_xlsx_styles *in = ctx;
    unsigned id = number_of(ap_xml_attr(attrs, n, "numFmtId"));
    if (ap_str_is(name, "cellXfs"))
        in->in_cells = true;
    if (ap_str_is(name, "numFmt") && in->formats.n < MAX_FORMATS)
        *ap_vec_push(in->mem, &in->formats) =
            (struct ap_xlsx_format){id, ap_xlsx_shape_of_code(ap_xml_attr(attrs, n, "formatCode"))};
    if (!in->in_cells || !ap_str_is(name, "xf"))
        return AP_OK;
    if (in->shapes.n == MAX_STYLES)
        return AP_E_LIMIT;
    *ap_vec_push(in->mem, &in->shapes) = shape_of(in, id);
    return AP_OK;
}

static int
style_close(void *ctx, struct ap_str name)
{
    struct ap_xlsx_styles *in = ctx;
    if (ap_str_is(name, "cellXfs"))
        in->in_cells = false;
    return AP_OK;
}

const struct ap_xml_events ap_xlsx_styles_events = {.open = style_open, .close = style_close};

enum ap_xlsx_shape
ap_xlsx_shape_of_style(const struct ap_xlsx_shapes *shapes, struct ap_str style)
{
    size_t index = number_of(style);
    return index < shapes->n ? shapes->items[index] : AP_XLSX_NUMBER;
}

int
ap_xlsx_read_styles(struct ap_xlsx *book, struct ap_str part)
{
    struct ap_xlsx_styles in = {.mem = book->mem};
    int rc = ap_xlsx_part(book, part, &ap_xlsx_styles_events, &in);
    book->shapes = in.shapes;
    return rc;
}
