/* A text file with its secrets masked: the same secret by the same mask, all else byte for byte as it was.
 * Place in the flow: edit; `apipack redact` calls it, for a file of the evidence under the workspace's lock.
 * SPDX-License-Identifier: Apache-2.0
 *
 *   file --> UTF-8 (if UTF-16) --> [ scan --> spans --> masked copy ] until nothing is found --> beside OUT
 *        --> searched once more as evidence is --> sidecar --> OUT
 *
 * A mask is `REDACTED-` and a tag: of the HMAC of the secret under the workspace's key, or without a key the ordinal of
 * the secret in the file. It has no character that JSON, CSV, YAML, XML, a URL or a header would misread. */
#pragma once

#include "inspect/inspect.h"
#include "model/workspace.h"

struct ap_redact_order {
    struct ap_str file, output;
    struct ap_str by; /* who redacts, or empty */
    ap_day day;
    bool personal;                 /* personal data too, but what is info */
    const struct ap_workspace *ws; /* NULL: none */
    const struct ap_library *lib;
    const struct ap_scan_setup *scan;
    const ap_stop *cancel;
};

struct ap_redact_count {
    const struct ap_detector *detector;
    uint64_t n;
};
AP_VEC(ap_redact_counts, struct ap_redact_count);

struct ap_redact_result {
    struct ap_redact_counts counts; /* by id of the detector */
    uint64_t n;                     /* masked places */
    uint64_t n_distinct;            /* different secrets */
    uint64_t n_personal;            /* places of personal data that were left */
    uint64_t n_bodies;              /* bodies of requests or responses, which are left */
    bool held_back;        /* the copy would still hold a secret: nothing was written (SEC009) */
    struct ap_str sidecar; /* path */
    char before[AP_SHA256_TEXT], after[AP_SHA256_TEXT];
};

/** Redact one file.
 *
 *  gives   *ret_result also on failure, as far as it goes
 *  errors  AP_E_INVALID: the file cannot be redacted (CLI016), or OUT must not be written (CLI017); AP_E_NOTFOUND, AP_E_IO: CLI010, CLI008;
 *          AP_E_CANCELLED. On every error, and when held back, OUT and its sidecar are as they were */
AP_CHECKED int ap_redact(const struct ap_redact_order *order, struct ap_arena *mem,
                         struct ap_redact_result *ret_result, struct ap_diag *dg);
/** The path of `file` below the evidence folder, links resolved; empty: it lies elsewhere. The file need not exist, its folder must. */
struct ap_str ap_redact_in_evidence(const struct ap_workspace *ws, struct ap_str file,
                                    struct ap_arena *mem);
