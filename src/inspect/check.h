/* How anything plugs into the single read: content checks, the scan, record checks. One row, one file.
 * Place in the flow: inspect; read.c drives the rows of content.def block by block.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A row sees its stream in order, block by block, each byte once, while the same block also feeds digest, crc and
 * compression. What it needs between blocks lives in its state; what it finds goes into the record through the
 * functions below. A row never opens a file and never allocates in proportion to the input.
 *
 * How later rows use it:
 *   scan/      one AP_ALWAYS row on AP_STREAM_TEXT and one on AP_STREAM_RAW for binary kinds; `carry` gives the bytes
 *              before the block again, so that nothing is lost at an edge; a blocker sets record->admission
 *   content/   record checks are AP_ON_REQUEST rows: one call per requirement that names the row in its `checks:`,
 *              with that entry's arguments; they leave facts through ap_fact_add()
 *   extract/   text that an extractor finds enters as AP_STREAM_TEXT and meets the same rows; s->place says what it is.
 *              Rows for all kinds see all of it, others only what a reader of the document sees */
#pragma once

#include "base/vec.h"
#include "inspect/sniff.h"
#include "model/inspection.h"

#define AP_BLOCK_BYTES (1u << 20)
#define AP_CARRY_BYTES 8192u        /* bytes of the block before that a row may look back at */
#define AP_HEAD_BYTES 65536u        /* kept from the start of the file */
#define AP_TAIL_BYTES (65536u + 22u) /* kept from its end: the longest zip comment and the record before it */
#define AP_FACT_BYTES 256u          /* of one fact's key or value */

enum ap_stream {
    AP_STREAM_RAW,  /* the file's own bytes as they lie on the disk */
    AP_STREAM_TEXT, /* its text: as it is, decoded from UTF-16, inflated from gzip, or given by an extractor */
};

struct ap_block {
    const char *bytes;
    size_t n;
    size_t carry;    /* bytes[-carry] … bytes[-1] are the end of what came before */
    uint64_t offset; /* of bytes[0] in its stream */
};

/** What the extractor program said about a container; its text came through the text stream. */
struct ap_extracted {
    bool asked;
    bool done;               /* it came to an end; else `unread` says why not */
    uint64_t members;        /* files in the container */
    uint64_t media;          /* of them pictures, sound, embedded files */
    uint64_t values;         /* non-blank characters of values that are not text (numbers in cells) */
    bool encrypted;          /* at least one member is */
    struct ap_str damaged;   /* what is broken, or empty */
    struct ap_str unread;    /* why something was not read: a limit, no extractor; or empty */
    uint64_t n_unread;       /* things that were not read */
    uint64_t pictures;       /* within documents, not read; not among n_unread */
    struct ap_str shape;     /* the first fault of the shape of a zip, or empty */
    uint64_t n_shape;        /* faults of the shape */
    uint64_t pictures_read;  /* whose letters a helper read */
    bool helped;             /* a helper was asked: what it says is the machine's, and is not kept */
};

#define AP_INNER_MAX 1024u
/** Which part of the file the text belongs to that is given now. */
struct ap_text_place {
    struct ap_str inner; /* names from the file to the member, '\n' between them; empty: the file itself. Valid until
                          * the next part; at most AP_INNER_MAX bytes */
    uint32_t page;       /* from 1; 0: none */
    uint32_t line;       /* of the first line of the part */
    uint32_t flags;      /* AP_SEGMENT_… of extract/protocol.h */
    uint32_t serial;     /* another number for each part */
    uint32_t sheet;      /* of a workbook, its number among s->sheets, from 1; 0: none */
};

/** A sheet of a workbook: visible ones first, in its order. */
#define AP_SHEETS_MAX 1024u
struct ap_sheet_of {
    struct ap_str name; /* printable */
    bool hidden;
};
AP_VEC(ap_sheets_of, struct ap_sheet_of);

/* A line of a workbook is a row of a sheet: both in one number, which findings and facts take apart again. */
#define AP_ROW_BITS 21u
#define AP_ROW_MASK ((1u << AP_ROW_BITS) - 1u)

/** How the decoding of the text stream ended. */
enum ap_decoding { AP_DECODED, AP_DECODE_CUT, AP_DECODE_DAMAGED, AP_DECODE_LIMIT };

/** One file under inspection, as its rows see it. */
struct ap_subject {
    const struct ap_item *item;
    const struct ap_library *lib;
    const struct ap_catalogue *cat; /* the window and the people alone: what else a row reads here, inspect.c must name to the cache */
    ap_day day; /* the as-of day, or AP_DAY_NONE */
    struct ap_record *record;
    struct ap_arena *mem;     /* findings and facts */
    struct ap_arena *scratch; /* until this file is done: states */
    struct ap_sniff sniff;    /* from the head; its kind is final in the rows' end functions */
    struct ap_str head;
    struct ap_str tail;      /* complete in the rows' end functions */
    uint64_t bytes;          /* of the file; holds in the end functions */
    enum ap_kind text_kind;  /* of the text stream: that of the file, or of what the gzip holds */
    uint64_t text_bytes;     /* that went through the text stream */
    enum ap_decoding decoding;
    struct ap_extracted extracted;
    struct ap_text_place place;
    struct ap_sheets_of sheets; /* of a workbook, as far as its text came */
    struct ap_scanning *scanning; /* scan/row.h; NULL: this run does not scan */
};

struct ap_check;

/** A row at work on one file. */
struct ap_call {
    const struct ap_check *check;
    const struct ap_requirement *req; /* that asks for it; NULL for AP_ALWAYS */
    const struct ap_node *args;       /* of the requirement's `checks:` entry, or NULL */
    void *state;                      /* state_bytes, zeroed before begin */
};

enum ap_when { AP_ALWAYS, AP_ON_REQUEST };

/** A set of kinds. */
#define AP_IN(kind) (1u << (kind))
#define AP_IN_TEXT                                                                                 \
    (AP_IN(AP_KIND_CSV) | AP_IN(AP_KIND_JSON) | AP_IN(AP_KIND_JSONL) | AP_IN(AP_KIND_YAML) |       \
     AP_IN(AP_KIND_XML) | AP_IN(AP_KIND_TEXT) | AP_IN(AP_KIND_MARKDOWN) | AP_IN(AP_KIND_LOG) |     \
     AP_IN(AP_KIND_MAIL) | AP_IN(AP_KIND_LINK))
#define AP_IN_OFFICE (AP_IN(AP_KIND_DOCX) | AP_IN(AP_KIND_XLSX) | AP_IN(AP_KIND_PPTX))
#define AP_IN_ZIP (AP_IN_OFFICE | AP_IN(AP_KIND_ZIP)) /* told apart for good only at the end */
/** Kinds that apipack-extract opens. A gzip of text is read without it; of mail, what lies encoded in it is left. */
#define AP_IN_OPENED                                                                               \
    (AP_IN_ZIP | AP_IN(AP_KIND_PDF) | AP_IN(AP_KIND_PNG) | AP_IN(AP_KIND_JPEG) |                   \
     AP_IN(AP_KIND_GZIP) | AP_IN(AP_KIND_MAIL) | AP_IN(AP_KIND_OTHER))
#define AP_IN_ALL UINT32_MAX

struct ap_check {
    const char *name; /* as in a requirement's `checks:` and in `list checks` */
    enum ap_when when;
    enum ap_stream stream;
    uint32_t kinds; /* of the file for RAW, of the text for TEXT */
    bool needs_fd;  /* wants the private copy, for readers that jump: see private.h */
    size_t state_bytes;
    /* Each may be NULL. */
    void (*begin)(struct ap_subject *s, const struct ap_call *call);
    void (*block)(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block);
    void (*end)(struct ap_subject *s, const struct ap_call *call);
};

/** The table: content.def in its order. */
extern const struct ap_check ap_checks[];
extern const size_t ap_n_checks;

/** What a check that requirements name looks at, in a few words; NULL: none of that name is built. */
const char *ap_check_title(struct ap_str name);

/** The calls of one stream of one file. */
struct ap_calls {
    struct ap_call *items;
    size_t n;
    size_t cap;
};

/** Choose the rows of `table` for a stream of kind `kind`, make their states and begin them. */
void ap_calls_begin(const struct ap_check *table, size_t n, enum ap_stream stream, enum ap_kind kind,
                    struct ap_subject *s, struct ap_calls *calls);
void ap_calls_block(const struct ap_calls *calls, struct ap_subject *s, const struct ap_block *block);
/** What no reader of the document sees: only the rows for all kinds; of a workbook's sheets also those on request. */
void ap_calls_block_aside(const struct ap_calls *calls, struct ap_subject *s, const struct ap_block *block);
/** `kind`: now final; rows of other kinds of the zip family drop out without an end. */
void ap_calls_end(const struct ap_calls *calls, struct ap_subject *s, enum ap_kind kind);
bool ap_calls_need_fd(const struct ap_calls *calls);

/* What a row may say. */

/** A finding that makes the item invalid; `line` 0: not known. One per code and file: a second is not added, and
 *  the first is returned. */
struct ap_finding *ap_subject_fault(struct ap_subject *s, enum ap_code code, uint32_t line, const char *fmt,
                                    ...) AP_PRINTF(4, 5);
/** The same without making the item invalid. */
struct ap_finding *ap_subject_note(struct ap_subject *s, enum ap_code code, uint32_t line, const char *fmt,
                                   ...) AP_PRINTF(4, 5);
bool ap_subject_has(const struct ap_subject *s, enum ap_code code);
/** The line that a row of the text's place begins, see AP_ROW_BITS. */
uint32_t ap_subject_first_line(const struct ap_subject *s);
/** For messages: "line 7"; "row 7 of the sheet \"Tokens\"". */
struct ap_str ap_subject_where(const struct ap_subject *s, uint32_t line);
/** Note that the content cannot be scanned (FMT011); what that means is decided by assess. */
void ap_subject_unscannable(struct ap_subject *s, const char *fmt, ...) AP_PRINTF(2, 3);
/** Add a typed fact, at most AP_FACTS_MAX a file and AP_FACT_BYTES a string (cut there); false: no room. */
bool ap_fact_add(struct ap_subject *s, const char *kind, struct ap_str key, struct ap_str value, uint32_t line);
bool ap_fact_add_count(struct ap_subject *s, const char *kind, uint64_t count);
