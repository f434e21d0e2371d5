/* Records of a log or table, fed block by block: JSON lines, JSON arrays, CSV, logfmt, access logs.
 * Place in the flow: tables; the content checks of inspect read records through it, streams of any size in constant memory.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The form is told by the content:
 *   JSON lines       one object a line, also behind a prefix such as a syslog header
 *   JSON             an array of objects; objects one after the other; an object that wraps an array of objects
 *                    ({"items": […]}, {"value": […]}, {"hits": {"hits": […]}})
 *   CSV              RFC 4180 with a header; , ; TAB or | sniffed from it; `sep=` line
 *   W3C extended     `#Fields:` names the columns, blanks part them
 *   logfmt           key=value key="two words"
 *   access log       NGINX and Apache common and combined, with key=value behind it
 *   error log        NGINX's: time, message, `name: value`
 *   sheet            rows of a workbook; said by ap_records_sheet(), never sniffed
 *
 * Only fields whose names are asked for are given. A field within an object goes by its path: `request.headers.cookie`. */
#pragma once

#include "base/node.h"
#include "tables/field_names.h"

#define AP_RECORD_MAX                                                                              \
    (1u << 20)                 /* bytes of one record; a longer one is skipped and counted as bad */
#define AP_RECORD_FIELDS 256u  /* kept of one record */
#define AP_RECORD_DEPTH  64    /* of nested JSON */
#define AP_RECORD_CELLS  1024u /* columns of a table */
#define AP_RECORD_HEADER 20u   /* rows among which the header of a table is looked for */

enum ap_record_form {
    AP_FORM_UNKNOWN,
    AP_FORM_JSON_LINES,
    AP_FORM_JSON,
    AP_FORM_CSV,
    AP_FORM_W3C,
    AP_FORM_LOGFMT,
    AP_FORM_ACCESS,
    AP_FORM_SHEET,
    AP_FORM_ERROR,
};
const char *ap_record_form_name(enum ap_record_form form); /* "JSON lines" */

enum ap_field_kind { AP_IS_TEXT, AP_IS_NUMBER, AP_IS_BOOL, AP_IS_NULL, AP_IS_OBJECT, AP_IS_ARRAY };

/** One field. Views hold during the call that gives the record. An element of a JSON array goes by the array's name. */
struct ap_record_field {
    uint16_t id;
    enum ap_field_kind kind; /* OBJECT and ARRAY: it holds something; its text is empty */
    uint8_t depth;           /* 1: a field of the record itself */
    bool inherited;          /* of the mapping around the record, see ap_records_of_node */
    struct ap_str name;      /* as written, segments joined by '.' */
    struct ap_str text;      /* decoded: no quotes, no escapes */
    uint32_t line;
    uint32_t column; /* in bytes, from 1; of a sheet, its column; 0: not known */
};

struct ap_record_of {
    uint64_t number; /* from 1, among the good ones */
    uint32_t line;
    const struct ap_record_field *fields;
    size_t n;
};
typedef void (*ap_record_fn)(void *ctx, const struct ap_record_of *record);

/** How the reading went. */
struct ap_records_end {
    enum ap_record_form form;
    uint64_t n;        /* records given */
    uint64_t n_bad;    /* lines or objects that are no record, and what was too long */
    uint32_t bad_line; /* of the first of them */
    bool cut;          /* the text ends within a record */
};

struct ap_records;

/** A reader whose memory is all in `mem`: at most about 3 × AP_RECORD_MAX, whatever it is fed. `names` is borrowed. */
struct ap_records *ap_records_new(const struct ap_field_names *names, struct ap_arena *mem,
                                  ap_record_fn fn, void *ctx);
/** The next piece of UTF-8 text, cut anywhere. What is found does not depend on the cuts. */
void ap_records_feed(struct ap_records *records, struct ap_str piece);
enum ap_sheet_part {
    AP_SHEET_NEW,    /* another sheet: its header is looked for */
    AP_SHEET_PROBED, /* another sheet, of which only the header is looked for; it gives no records */
    AP_SHEET_MORE,   /* more rows of the same sheet */
};
/** The text that follows is rows of a sheet from row `line` on, one a line, with tabs between the cells. The header is the
 *  first of its first AP_RECORD_HEADER rows that holds `least` different known names; rows above it are no records. */
void ap_records_sheet(struct ap_records *records, enum ap_sheet_part part, uint32_t line, unsigned least);
/** Whether the sheet at hand has such a header. */
bool ap_records_has_header(const struct ap_records *records);
/** There is no more: what is left is given. */
struct ap_records_end ap_records_end(struct ap_records *records);
/** True when a column of the table has that name, or a record had a field of it. */
bool ap_records_has(const struct ap_records *records, uint16_t id);

/** The records of a parsed document (YAML, JSON): the mappings of its lists, also of lists within lists, or of a mapping of
 *  mappings, whose key is then the field `key_id`. A mapping within others inherits their fields, but not those at the
 *  top of the document. A mapping without such lists is itself the one record. Only mappings that hold a known name count.
 *
 *  gives  the number of records */
uint64_t ap_records_of_node(const struct ap_node *root, const struct ap_field_names *names,
                            uint16_t key_id, struct ap_arena *scratch, ap_record_fn fn, void *ctx);
