/* The rows "scan" and "scan-bytes" of content.def: from leaks to notes and findings of one file.
 * Place in the flow: inspect, between the streams of a file and its record.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/check.h"
#include "inspect/inspect.h"

/** One worker's: a scanner for each stream, made when first needed. */
struct ap_scanning {
    const struct ap_scan_setup *setup;
    struct ap_scanner *scanners[2]; /* by enum ap_stream */
    struct ap_scanner *names;       /* of members, between two of their pieces */
};
void ap_scanning_release(struct ap_scanning *scanning);

#define AP_SCAN_TALLIES 64

/** What one rule found in one file, of one weight. */
struct ap_scan_tally {
    const struct ap_detector *detector;
    enum ap_code code;
    uint64_t n;
    struct ap_finding *last; /* in the record; says how many more there are */
    uint64_t n_shown;
};

/** A find on a page, so that the same is not said again of lines that were put together. */
struct ap_scan_seen {
    const struct ap_detector *detector;
    uint64_t length;
    uint32_t page, line;
};
#define AP_SCAN_SEEN 64u

struct ap_scan_state {
    struct ap_subject *subject;
    struct ap_scanner *scanner;
    bool raw;                   /* the stream is the file's own bytes, and no text */
    bool bytes;                 /* what comes now is no text */
    bool limited;               /* a rule reached its limit */
    struct ap_text_place place; /* of what comes now */
    char inner[AP_INNER_MAX];
    struct ap_scan_seen seen[AP_SCAN_SEEN];
    size_t n_seen; /* all; the last of them are kept */
    size_t n_tallies;
    struct ap_scan_tally tallies[AP_SCAN_TALLIES];
};

void ap_scan_begin(struct ap_subject *s, const struct ap_call *call);
void ap_scan_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block);
void ap_scan_end(struct ap_subject *s, const struct ap_call *call);

/** Copy the notes of a record out of a worker's memory. */
void ap_scan_keep_notes(struct ap_record *record, struct ap_arena *mem);

/** The code of a find by class and severity. */
enum ap_code ap_scan_code(enum ap_detector_class cls, enum ap_severity severity);
/** What may be shown of a secret: its public prefix and its length. */
struct ap_str ap_scan_preview(const struct ap_leak *leak, struct ap_arena *mem);
/** Where within its file a find stands: names of members, page, line; empty for the file's own text. */
struct ap_str ap_scan_place(const struct ap_leak_note *note, struct ap_arena *mem);
/** HMAC of rule and secret under the workspace's key, in hex; "" without a key. */
void ap_scan_secret_id(struct ap_str key, const struct ap_leak *leak, char out[AP_SECRET_ID_TEXT]);
