/* The parts of Office documents: XML read as events, each kind of part with its own.
 * Place in the flow: inspect, in apipack-extract; archive.c opens a node for each part.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/vec.h"
#include "inspect/extract/engine.h"
#include "port/unzip.h"
#include "port/xml.h"
#include "tables/xlsx_value.h"

/** What every part's state begins with. */
struct ap_part {
    struct ap_extract *x;
    struct ap_inner *node;
    struct ap_xml *xml;
    struct ap_buf aside; /* what no reader sees: deleted text, formulas; given when the part ends */
    struct ap_buf attributes; /* the same; apart, as they stand between the runs of one text */
    bool aside_full;          /* not all of it could be kept */
};

/* Rows for parts of a known kind. */
extern const struct ap_row_kind ap_part_words; /* paragraphs and tables of text, slides, comments */
extern const struct ap_row_kind ap_part_sheet; /* rows and cells */
extern const struct ap_row_kind ap_part_loose; /* all text and all longer attributes of any XML */

int ap_part_begin(struct ap_part *part, struct ap_extract *x, struct ap_inner *node,
                  const struct ap_xml_events *events);
int ap_part_piece(struct ap_extract *x, struct ap_inner *node, struct ap_str piece);
/** The XML is over; then what stands aside is given. */
int ap_part_end(struct ap_extract *x, struct ap_inner *node);
void ap_part_release(void *state);
/** Keep a piece of what no reader sees; then its line is over. */
void ap_part_add_aside(struct ap_part *part, struct ap_str text);
void ap_part_end_aside(struct ap_part *part);
/** Keep the attributes of an element that are long enough to hold a secret, a line each. */
void ap_part_add_attributes(struct ap_part *part, const struct ap_xml_attr *attrs, size_t n);
/** Text of XML on one line: its line ends are blanks. */
AP_CHECKED int ap_part_text(struct ap_part *part, struct ap_str text);

/* --- workbooks ----------------------------------------------------------------------------------- */

struct ap_book_sheet {
    struct ap_str name;
    struct ap_str relation;
    struct ap_str part; /* empty: not known */
    bool hidden;
    bool waits; /* its member is read when all else was */
    size_t member;
};
AP_VEC(ap_book_sheets, struct ap_book_sheet);

/** What the sheets of a workbook need of its other parts. */
struct ap_book {
    struct ap_arena mem;
    struct ap_buf text; /* shared strings, one after the other */
    size_t *ends;       /* of each in `text` */
    size_t n_strings, cap_strings;
    unsigned char *used; /* a bit a string: a cell shows it */
    bool partial;        /* the strings did not fit: cells show none, the part is read by itself */
    struct ap_book_sheets sheets; /* in the order of the workbook */
    struct ap_xlsx_styles styles;
    bool from_1904; /* days are counted from there */
};

/** Tell a sheet's node whose strings its cells show; NULL: nobody's. */
void ap_part_sheet_book(struct ap_inner *node, struct ap_book *book);
/** Read the parts that come before the sheets. Faults are left to be said when the parts are read as such. */
void ap_book_open(struct ap_book *book, struct ap_unzip *archive);
void ap_book_close(struct ap_book *book);
/** The shared string and that a cell shows it, or none. */
struct ap_str ap_book_string(struct ap_book *book, size_t index);
/** The sheet that `part` is, or NULL. */
struct ap_book_sheet *ap_book_sheet(const struct ap_book *book, struct ap_str part);
/** Strings that no cell shows. */
AP_CHECKED int ap_book_rest(struct ap_book *book, struct ap_extract *x);
