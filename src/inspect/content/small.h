/* A small document as checks see it: lines, named values, rows; read from text, Markdown, HTML, CSV, JSON or YAML.
 * Place in the flow: inspect; gathered from the text stream by rows of content.def, read in their end functions.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The text is gathered up to AP_SMALL_BYTES; of a longer one the beginning is read, and `cut` says so. Everything
 * made here lives in the subject's scratch memory. Names are normalized (small_words.h): "retentionInDays" and
 * "Retention in days" are the same key. */
#pragma once

#include "inspect/check.h"
#include "inspect/content/small_words.h"
#include "tables/xlsx_value.h"

#define AP_SMALL_BYTES  (4u << 20)
#define AP_SMALL_NODES  200000u /* of a JSON or YAML document */
#define AP_SMALL_LINES  100000u
#define AP_SMALL_FIELDS 200000u /* of the document and all its rows */
#define AP_SMALL_ROWS   20000u
#define AP_SMALL_DOCS   64u /* YAML documents in one file */

/** Rows of a sheet within the text that was gathered from a workbook. */
struct ap_small_part {
    size_t from, to;
    uint32_t line;  /* of the first, see AP_ROW_BITS */
    uint32_t sheet; /* its number */
    uint32_t serial; /* of the place */
    bool hidden;
};
AP_VEC(ap_small_parts, struct ap_small_part);

/** A merged area of a sheet. */
struct ap_small_area {
    uint32_t sheet;
    struct ap_xlsx_area at;
};
AP_VEC(ap_small_areas, struct ap_small_area);

/** State of a row of content.def: the text so far. Of a workbook, what stands in its cells. */
struct ap_small_state {
    char *bytes;
    size_t n, cap;
    bool cut;
    struct ap_small_parts parts; /* of a workbook */
    struct ap_small_areas areas;
};

/** One line of meaning: lines that a fixed width broke are joined again. */
struct ap_small_line {
    struct ap_str text; /* without list marker, heading marker and emphasis */
    uint32_t line;      /* in the file, or number of the paragraph */
    unsigned heading;   /* 1 … 6; 0: none */
    bool item;          /* of a list */
    bool cells;         /* a row of a table */
};
AP_VEC(ap_small_lines, struct ap_small_line);

/** A line as it stands in the text. */
struct ap_small_raw {
    struct ap_str text; /* trimmed; in tabbed text, tabs at its start are cells */
    uint32_t line;
};
AP_VEC(ap_small_raws, struct ap_small_raw);

struct ap_small_field {
    struct ap_str key;   /* normalized; of nested values the path, outermost first */
    struct ap_str value; /* as written, trimmed */
    uint32_t line;
    uint8_t deep; /* lists passed on the way from the record */
    bool loose;   /* the key is only a short line before the value: it must be met exactly */
};
AP_VEC(ap_small_fields, struct ap_small_field);

/** The document as a whole, a row of a table, or an element of a list. */
struct ap_small_record {
    struct ap_small_fields fields;
    uint32_t line;
    unsigned depth; /* lists above it */
    unsigned table; /* which table or list of the document */
};
AP_VEC(ap_small_records, struct ap_small_record);

struct ap_small {
    struct ap_subject *s;
    struct ap_arena *mem;
    struct ap_str text; /* of HTML, what a reader sees */
    struct ap_small_lines lines;
    struct ap_small_record doc;
    struct ap_small_records rows;
    const struct ap_node **roots; /* parsed JSON or YAML documents */
    size_t n_roots;
    bool prose;           /* text, not a table or a tree */
    bool tabbed;          /* rows of tables are lines with tabs between the cells */
    bool cut;             /* not all of it was read */
    bool numbered;        /* lines are lines of the file, not paragraphs */
    struct ap_str broken; /* why the tree could not be parsed, or empty */
    uint32_t broken_line;
    struct ap_names_list hollow; /* catalogue hollow_values */
    unsigned n_tables;
    size_t n_fields; /* of the document and all rows */
    size_t n_merged; /* pairs that merge keys brought */
};

/** Take the next block of the text. */
void ap_small_take(struct ap_subject *s, struct ap_small_state *state,
                   const struct ap_block *block);
/** The block function of all checks on small documents. */
void ap_check_small_block(struct ap_subject *s, const struct ap_call *call,
                          const struct ap_block *block);
/** Read what was gathered; false: there is nothing to judge (no text, or the file is broken already). */
bool ap_small_read(struct ap_subject *s, const struct ap_small_state *state,
                   struct ap_small *ret_doc);
/** The line for a finding's place: 0 where paragraphs are counted. */
uint32_t ap_small_at(const struct ap_small *doc, uint32_t line);

/* The readers below ap_small_read(). */
void ap_small_read_prose(struct ap_small *doc, struct ap_str text);
void ap_small_read_csv(struct ap_small *doc);
/** Visible sheets, as the tables that a reader sees. */
void ap_small_read_sheets(struct ap_small *doc, const struct ap_small_parts *parts);
/** A table from raw line `i` on; gives the last line of it. */
size_t ap_small_take_table(struct ap_small *doc, const struct ap_small_raws *raws, size_t i);
/** All `name: value` of a text become fields of the document; gives how many. */
size_t ap_small_take_named(struct ap_small *doc, struct ap_str text, uint32_t line);
struct ap_str ap_small_trim(const struct ap_small *doc, struct ap_str line);
/** True for a row of a table. */
bool ap_small_is_cells(const struct ap_small *doc, const struct ap_small_raw *raw);
/** Without **bold**, `code`, and the marks of a quote or a check box. */
struct ap_str ap_small_plain(struct ap_arena *mem, struct ap_str s);
/** Lines as they stand become lines of meaning and named values. */
void ap_small_take_raws(struct ap_small *doc, const struct ap_small_raws *raws);
void ap_small_read_json(struct ap_small *doc);
void ap_small_read_yaml(struct ap_small *doc);
/** Fields and rows of a tree; lists of mappings become rows. */
void ap_small_add_tree(struct ap_small *doc, const struct ap_node *root);
/** HTML as lines: block elements end a line, rows of tables become `|a|b|`, headings `#`. */
struct ap_str ap_small_from_html(struct ap_arena *mem, struct ap_str html);
/** A mapping of mappings only; its keys are names, and it is read as rows. */
bool ap_small_is_named_list(const struct ap_node *map);
/** Rows of a mapping: the key is the field `name`, a value that is no mapping the field `value`. */
void ap_small_add_named_rows(struct ap_small *doc, const struct ap_node *map, unsigned depth);
/** Lines of the values of a record: the body of a ticket says what its fields do not. */
void ap_small_add_texts(struct ap_small *doc, const struct ap_small_record *record);
/** XML as lines of `element: text` and `attribute: value`. */
struct ap_str ap_small_from_xml(struct ap_arena *mem, struct ap_str xml);
/** One JSON value as a tree with lines; an error is put into `doc->broken`. NULL: not parsed. */
const struct ap_node *ap_small_json_tree(struct ap_small *doc, struct ap_str text);
/** Replace merge keys (`<<`) by what they stand for. */
void ap_small_merge(struct ap_small *doc, struct ap_node *root);
/** All documents of a YAML text; 0: not parsed. */
size_t ap_small_yaml_trees(struct ap_small *doc, struct ap_str text);

struct ap_small_record *ap_small_add_row(struct ap_small *doc, uint32_t line, unsigned depth,
                                         unsigned table);
void ap_small_add_field(struct ap_small *doc, struct ap_small_record *record, struct ap_str key,
                        struct ap_str value, uint32_t line, bool loose);

/* Look-ups. `names` of one thing, best first. */

/** The first field that is called so and says something. Exact names win over longer ones that hold the name. */
const struct ap_small_field *ap_small_find(const struct ap_small *doc,
                                           const struct ap_small_record *record,
                                           const struct ap_names *names);
/** One record of a tree as a document of its own: the texts in it can be searched. */
void ap_small_of_record(const struct ap_small *doc, const struct ap_small_record *record,
                        struct ap_small *ret_doc);
/** True if a field is called so, whatever it says. */
bool ap_small_named(const struct ap_small_record *record, const struct ap_names *names);
/** Where a search of the running text goes on. */
struct ap_small_walk {
    size_t word, line;
};
/** The next thing that follows one of the names in the running text ("Reviewed on 2026-06-29."), up to the end of the
 *  sentence; false: no more. */
bool ap_small_said(const struct ap_small *doc, const struct ap_names *names,
                   struct ap_small_walk *walk, struct ap_str *ret_value, uint32_t *ret_line);
/** A value that says nothing: empty, `-`, or one of the catalogue `hollow_values`; `none_says`: those of its entry `none`
 *  say something. */
bool ap_small_hollow(const struct ap_small *doc, struct ap_str value, bool none_says);

/** A day, with the time of the day where one is given. */
struct ap_moment {
    ap_day day;      /* in UTC where an offset is given */
    int32_t seconds; /* of the day; -1: not given */
};
/** The first day in the text: ISO, 14 May 2026, May 14, 2026, 14.05.2026, 2026/05/14; AP_E_NOTFOUND. A day that may be read
 *  in two ways (05/06/2026) is AP_E_INVALID. */
AP_CHECKED int ap_moment_find(struct ap_str text, struct ap_moment *ret_moment);
/** Before (-1), the same or not to be told apart (0), after (1). */
int ap_moment_cmp(struct ap_moment a, struct ap_moment b);
