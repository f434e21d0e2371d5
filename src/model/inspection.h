/* What one read of each evidence file gave: digest, kind, findings, facts, packed bytes.
 * Place in the flow: model; made by inspect/, read by assess, plan and pack.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/catalogue.h"

/** A bounded typed fact that a check read from one file, for cross-evidence checks and reports. */
struct ap_fact {
    struct ap_str kind; /* "rows", "scope", "limit", … : the check's page lists its kinds */
    struct ap_str key;
    struct ap_str value;
    uint32_t line; /* 0: not known */
};
AP_VEC(ap_facts, struct ap_fact);
#define AP_FACTS_MAX 4096 /* per item */

/** May the bytes go into a pack? Fixed when the item's inspection ends; later findings never change it. */
enum ap_admission {
    AP_ADMITTED,
    AP_WITHHELD_SECRET, /* holds a secret */
    AP_NOT_ADMITTED,    /* unreadable, changed while read, or too large */
};

/** Packed bytes in the run's spool. */
struct ap_payload {
    bool present;
    bool deflated;
    uint64_t offset;
    uint64_t packed_bytes;
};

#define AP_SECRET_ID_BYTES 16
#define AP_SECRET_ID_TEXT  (2 * AP_SECRET_ID_BYTES + 1)

/** One find of the scan as reports show it: nothing of the secret but its public prefix. */
struct ap_leak_note {
    const struct ap_detector *detector;
    enum ap_code code;
    enum ap_severity severity;
    const char *confidence; /* high, medium, low */
    uint32_t line;          /* 0: not known */
    uint32_t column;
    uint64_t length;
    struct ap_str preview;
    struct ap_str field;               /* name that it is the value of, or empty */
    struct ap_str inner;               /* names of what it stands in within the file, '\n' between them, or empty */
    uint32_t page;                     /* of a PDF, from 1; 0: none */
    char secret_id[AP_SECRET_ID_TEXT]; /* hex; empty without a workspace key */
    bool allowed;
};
AP_VEC(ap_leak_notes, struct ap_leak_note);
#define AP_LEAKS_MAX 1000 /* noted of one file; the rest is counted */

#define AP_SHA512_BYTES 64u

struct ap_record {
    uint8_t sha256[AP_SHA256_BYTES];
    uint8_t sha512[AP_SHA512_BYTES]; /* zeros unless it was asked for */
    uint32_t crc32;
    uint64_t bytes;
    bool read; /* digest, crc and bytes hold */
    enum ap_kind kind;
    enum ap_admission admission;
    bool unscannable;
    /* the first finding of inspection that invalidates it, or NULL */
    const struct ap_finding *fault;
    struct ap_findings findings;
    struct ap_facts facts;
    struct ap_leak_notes leaks;
    uint64_t n_leaks; /* also those beyond AP_LEAKS_MAX */
    struct ap_payload payload;
};

struct ap_allow_list; /* model/allow.h */

struct ap_inspection {
    const struct ap_allow_list *allow; /* with marks of use, or NULL */
    const struct ap_catalogue *cat;
    struct ap_record *records; /* same order as cat->evidence->items */
    int spool_fd;              /* packed bytes, -1 when not packing; closed by the owner */
    char root_digest[AP_SHA256_TEXT];
};
