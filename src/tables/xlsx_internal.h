/* The parts of a workbook, each read by a file of its own.
 * Place in the flow: tables; private to the XLSX reader and its tests.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/map.h"
#include "port/unzip.h"
#include "port/xml.h"
#include "tables/xlsx.h"
#include "tables/xlsx_value.h"

/** Where parts come from: a zip, or a test. Names have no leading '/'; their case does not matter.
 *  `read` gives AP_E_NOTFOUND, what `sink` gave, or the errors of ap_unzip_read. */
struct ap_xlsx_source {
    int (*read)(void *ctx, struct ap_str name, ap_unzip_sink sink, void *sink_ctx);
    void *ctx;
};

struct ap_xlsx_tab {
    struct ap_str name;
    struct ap_str relation; /* r:id */
    bool hidden;
    struct ap_str part; /* empty: no worksheet */
};
AP_VEC(ap_xlsx_tabs, struct ap_xlsx_tab);

struct ap_xlsx_cells {
    struct ap_cell *items; /* that are not empty, by row, then column */
    size_t n;
    size_t cap;
};

struct ap_xlsx {
    struct ap_arena *mem;
    struct ap_xlsx_source source;
    const char *why; /* the first fault in words */
    bool from_1904;
    struct ap_xlsx_tabs tabs;
    struct ap_xlsx_shapes shapes; /* by style of a cell */
    struct ap_strs strings;       /* shared */
    size_t text_bytes;            /* kept so far */
    struct ap_str sheet;
    struct ap_xlsx_cells cells;
    struct ap_xlsx_areas areas;
    size_t n_formulas; /* in cells that hold something */
    size_t first; /* the cell with which reading began */
    size_t at; /* the next cell */
};

/** Set book->why, if it is the first fault; gives `code`. */
int ap_xlsx_fault(struct ap_xlsx *book, int code, const char *why);
/** Read one part as XML. AP_E_NOTFOUND if there is none, without a fault. */
AP_CHECKED int ap_xlsx_part(struct ap_xlsx *book, struct ap_str part, const struct ap_xml_events *events, void *ctx);
/** Keep a text: counted, `_x000D_` resolved. */
AP_CHECKED int ap_xlsx_keep(struct ap_xlsx *book, struct ap_str text, struct ap_str *ret_kept);

/* xlsx_zip.c: parts of an archive. */
struct ap_xlsx_zip {
    struct ap_unzip *archive;
    uint64_t left; /* bytes that may still be inflated */
    struct ap_map by_name;
};
AP_CHECKED int ap_xlsx_zip_open(struct ap_str bytes, struct ap_arena *mem, struct ap_xlsx_zip *ret_zip, const char **ret_why);
void ap_xlsx_zip_close(struct ap_xlsx_zip *zip);
int ap_xlsx_zip_read(void *ctx, struct ap_str name, ap_unzip_sink sink, void *sink_ctx);

/* xlsx_package.c: relations, sheets. Gives the parts of styles and shared strings, or empty views. */
AP_CHECKED int ap_xlsx_package(struct ap_xlsx *book, struct ap_str *ret_styles, struct ap_str *ret_strings);
/* xlsx_strings.c, xlsx_styles.c, xlsx_sheet.c: one part each. */
AP_CHECKED int ap_xlsx_read_strings(struct ap_xlsx *book, struct ap_str part);
AP_CHECKED int ap_xlsx_read_styles(struct ap_xlsx *book, struct ap_str part);
AP_CHECKED int ap_xlsx_read_sheet(struct ap_xlsx *book, struct ap_str part);
/** Open from parts rather than a zip; for tests and fuzzing. */
AP_CHECKED int ap_xlsx_open_source(struct ap_xlsx_source source, const struct ap_strs *words, struct ap_arena *mem,
                                   struct ap_xlsx **ret_book, const char **ret_why);
