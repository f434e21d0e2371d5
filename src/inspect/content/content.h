/* The rows of content.def: states and functions, one file each.
 * Place in the flow: inspect, below checks.c; see check.h for the rules they follow.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/check.h"
#include "inspect/content/filler.h"
#include "inspect/content/log.h"

struct ap_no_state {
    char none;
};

/** FMT001: no byte, or only blanks. */
struct ap_empty_state {
    bool has_content;
};
void ap_check_empty_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block);
void ap_check_empty_end(struct ap_subject *s, const struct ap_call *call);

/** FMT004: PDF with /Encrypt, encrypted zip members, Office files in an encrypting container. */
void ap_check_encrypted_end(struct ap_subject *s, const struct ap_call *call);

/** FMT002: the content contradicts the extension. */
struct ap_extension_state {
    bool has_nul;
    uint64_t nul_at;
};
void ap_check_extension_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block);
void ap_check_extension_end(struct ap_subject *s, const struct ap_call *call);

/** FMT003: PDF, zip family and gzip that stop short. */
void ap_check_truncated_end(struct ap_subject *s, const struct ap_call *call);

/** FMT003, FMT007 and the fact `pixels`, for PNG and JPEG. */
struct ap_image_state {
    uint64_t next;     /* JPEG: offset of the next marker */
    uint64_t scan_at;  /* JPEG: where the picture data begins; 0: not seen */
    uint32_t width, height;
    unsigned char segment[10]; /* JPEG: the start of the marker's segment */
    unsigned n_segment;
    bool lost; /* JPEG: no marker where one must be */
};
void ap_check_image_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block);
void ap_check_image_end(struct ap_subject *s, const struct ap_call *call);

/** What the extractor reported on a zip container: FMT003, FMT004, FMT011. */
void ap_check_container_end(struct ap_subject *s, const struct ap_call *call);
/** FMT011 for what is not opened. */
void ap_check_unread_end(struct ap_subject *s, const struct ap_call *call);

/** FMT003 for JSON with unclosed brackets or strings; the fact `rows` for JSONL. */
struct ap_json_state {
    uint64_t depth;      /* of open brackets */
    uint64_t line;       /* 1-based */
    uint64_t opened_at;  /* line where the outermost open bracket stands */
    uint64_t records;
    bool in_string, escaped;
    bool record_has_content;
    bool begun;
};
void ap_check_json_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block);
void ap_check_json_end(struct ap_subject *s, const struct ap_call *call);

/** FMT006 and the fact `rows`, for CSV. */
struct ap_csv_state {
    uint64_t records, lines; /* that are not blank, with and without regard to quotes */
    bool quoted, at_field;
    bool record_has_content, line_has_content;
    bool begun;
    unsigned char start[4]; /* to see a `sep=` line */
    unsigned n_start;
    bool sep_line;
};
void ap_check_csv_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block);
void ap_check_csv_end(struct ap_subject *s, const struct ap_call *call);

/** FMT001 for documents without text, values or pictures. */
struct ap_document_state {
    uint64_t characters; /* not blank */
};
void ap_check_document_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block);
void ap_check_document_end(struct ap_subject *s, const struct ap_call *call);

/** FMT005: filler instead of text, or the marker line of an unfilled template. */
#define AP_FILLER_LINES 5u /* named in the message */
struct ap_placeholder_state {
    struct ap_filler_hints hints;
    char line[4096];
    size_t n_line;
    uint32_t line_number; /* of the line that is being gathered, less one */
    uint64_t words, filler;
    uint32_t lines[AP_FILLER_LINES]; /* where filler stands */
    size_t n_lines;                  /* all of them */
    uint32_t template_line;          /* 0: none */
    uint32_t place_line;             /* of the first place that is still to be filled in */
    uint64_t n_places;               /* all of them */
    char place[60];                  /* what the first one asks for, cut */
    size_t n_place;
    uint64_t seen_bytes;
    bool has_lorem;
};
void ap_check_placeholder_begin(struct ap_subject *s, const struct ap_call *call);
void ap_check_placeholder_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block);
void ap_check_placeholder_end(struct ap_subject *s, const struct ap_call *call);

/** LOG001 to LOG007, LOG009, and the facts records, throttled, first-day, last-day. */
void ap_check_log_sample_begin(struct ap_subject *s, const struct ap_call *call);
void ap_check_log_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block);
void ap_check_log_sample_end(struct ap_subject *s, const struct ap_call *call);
/** LOG001, LOG005, LOG007, LOG008, and the same facts. */
void ap_check_throttle_log_begin(struct ap_subject *s, const struct ap_call *call);
void ap_check_throttle_log_end(struct ap_subject *s, const struct ap_call *call);
