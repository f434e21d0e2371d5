/* The scan: secrets, personal data and payload in a stream of text, of any size, in constant memory.
 * Place in the flow: inspect/scan; the row "scan" of content.def, `scan`, `redact` and the check of strings that leave use it.
 * SPDX-License-Identifier: Apache-2.0
 *
 *   keywords (one automaton) --> rules, anchored and bounded --> validators --> merged by place --> the sink
 *
 * What is found never depends on how the stream is cut into pieces. */
#pragma once

#include "model/library.h"

#define AP_SCAN_AHEAD                                                                              \
    16384u /* bytes that a secret may have behind its keyword; a longer one is cut there */
#define AP_SCAN_BACK 4096u /* bytes before a keyword that belong to it */

struct ap_scan_rules; /* compiled detectors; shared by threads */

/** Compile the detectors of a library. Every fault is reported (LIB022, LIB023); good ones work all the same.
 *  errors AP_E_INVALID when anything was reported; *ret_rules is given either way */
AP_CHECKED int ap_scan_compile(const struct ap_library *lib, struct ap_arena *mem,
                               struct ap_scan_rules **ret_rules, struct ap_diag *dg);
void ap_scan_rules_free(struct ap_scan_rules *rules); /* NULL is fine */
/** Hold each detector's examples against it: what it must find, and what not (LIB024).
 *  errors AP_E_INVALID when one fails */
AP_CHECKED int ap_scan_check_examples(const struct ap_library *lib,
                                      const struct ap_scan_rules *rules, struct ap_arena *mem,
                                      struct ap_diag *dg);
/** The text of an example: `{alnum:36}` stands for that many characters of the kind, always the same ones, so that no
 *  file holds what looks like a live secret. Kinds: alnum, lower, upper, letter, digit, small, hex, HEX, b64, b64url, b32;
 *  `{crc62}`, `{crchex}`, `{crchexall}`, `{crc36}`: the checksum of what stands before it in its word. */
void ap_scan_example(struct ap_str example, struct ap_buf *out);

enum ap_certainty { AP_CERTAIN_LOW, AP_CERTAIN_MEDIUM, AP_CERTAIN_HIGH };
const char *ap_certainty_word(enum ap_certainty confidence);

/** One find. Views hold during the call of the sink only. */
struct ap_leak {
    const struct ap_detector *detector;
    enum ap_severity severity;
    enum ap_certainty confidence;
    uint64_t offset; /* of the secret in the stream */
    uint64_t length;
    uint64_t from, to; /* what must go to be rid of it and of all that was found overlapping it */
    uint32_t line, column; /* from 1; column in characters where the line is short, else in bytes */
    struct ap_str field;   /* name that it is the value of, or empty */
    /* public beginning of the secret, or empty; of what was found in base64: empty */
    struct ap_str prefix;
    struct ap_str bytes; /* the secret: for HMAC and redaction, never for print */
    bool wrapped;        /* found in base64 text, which is what offset and length are of */
};
typedef void (*ap_leak_sink)(void *ctx, const struct ap_leak *leak);

struct ap_scanner; /* one thread */

struct ap_scanner *ap_scanner_new(const struct ap_scan_rules *rules);
void ap_scanner_free(struct ap_scanner *scanner); /* NULL is fine */
/** Begin a stream. own_domains: e-mail domains that are the organization's, or NULL. */
void ap_scanner_start(struct ap_scanner *scanner, const struct ap_strs *own_domains,
                      ap_leak_sink sink, void *ctx);
void ap_scanner_feed(struct ap_scanner *scanner, struct ap_str piece);
/** The stream is over: the rest is found. True: all rules came to an end; false: one reached its limit, so the text
 *  counts as not scanned. */
bool ap_scanner_end(struct ap_scanner *scanner);

/** The whole of a short text at once. */
bool ap_scanner_text(struct ap_scanner *scanner, struct ap_str text,
                     const struct ap_strs *own_domains, ap_leak_sink sink, void *ctx);
