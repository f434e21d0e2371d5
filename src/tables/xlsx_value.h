/* What a stored value of a workbook's cell shows: numbers, days, months, years by their number format.
 * Place in the flow: tables; the XLSX reader and the extractor of sheets both show cells by it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/vec.h"
#include "port/xml.h"

/** What a number format shows of a number. */
enum ap_xlsx_shape {
    AP_XLSX_NUMBER,
    AP_XLSX_DAY,
    AP_XLSX_DAY_TIME,
    AP_XLSX_TIME,
    AP_XLSX_MONTH,
    AP_XLSX_YEAR,
};

struct ap_xlsx_shapes {
    enum ap_xlsx_shape *items;
    size_t n;
    size_t cap;
};

struct ap_xlsx_format {
    unsigned id;
    enum ap_xlsx_shape shape;
};
AP_VEC(ap_xlsx_formats, struct ap_xlsx_format);

/** Reads the part of styles as events of XML; set `mem`, zero the rest. AP_E_LIMIT: too many styles. */
struct ap_xlsx_styles {
    struct ap_arena *mem;
    struct ap_xlsx_shapes shapes; /* by style of a cell */
    struct ap_xlsx_formats formats;
    bool in_cells; /* inside cellXfs, which cells refer to */
};
extern const struct ap_xml_events ap_xlsx_styles_events;
/** The shape of a cell's style, given as its attribute `s`. */
enum ap_xlsx_shape ap_xlsx_shape_of_style(const struct ap_xlsx_shapes *shapes, struct ap_str style);

/** A merged area, both ends inclusive. */
struct ap_xlsx_area {
    uint32_t row, column, last_row, last_column;
    struct ap_str text; /* of its first cell, once that was passed */
};
AP_VEC(ap_xlsx_areas, struct ap_xlsx_area);
/** False: `ref` is one cell, or no area. */
bool ap_xlsx_area_parse(struct ap_str ref, struct ap_xlsx_area *ret_area);
/** `AB12`; either number within Excel's bounds. */
bool ap_xlsx_ref_parse(struct ap_str ref, uint32_t *ret_column, uint32_t *ret_row);

enum ap_xlsx_shape ap_xlsx_shape_of_id(unsigned id);
enum ap_xlsx_shape ap_xlsx_shape_of_code(struct ap_str format_code);
/** The text of a stored number. */
struct ap_str ap_xlsx_number(struct ap_arena *mem, struct ap_str stored, enum ap_xlsx_shape shape, bool from_1904);
/** The text of a stored ISO day, with a time or not. */
struct ap_str ap_xlsx_iso_day(struct ap_arena *mem, struct ap_str stored, enum ap_xlsx_shape shape);
/** The truth of a stored `0` or `1`. */
struct ap_str ap_xlsx_truth(struct ap_str stored);
