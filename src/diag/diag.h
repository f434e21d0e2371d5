/* Codes, severities, diagnostics (the operator's faults) and findings (facts about evidence).
 * Place in the flow: diag, above base; stages collect both, only cli/ prints them.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "base/node.h"
#include "base/vec.h"

/** From least to most severe. The last three are the levels of diagnostics. */
enum ap_severity {
    AP_INFO,
    AP_LOW,
    AP_MEDIUM,
    AP_HIGH,
    AP_BLOCKER,
    AP_NOTE,
    AP_WARNING,
    AP_ERROR,
};
#define AP_N_SEVERITIES 5 /* of findings: AP_INFO to AP_BLOCKER */

enum ap_code {
#define AP_CODE(id, kind, severity, title, mend) AP_##id,
#include "diag/codes.def"
#undef AP_CODE
    AP_N_CODES
};

struct ap_code_info {
    const char *id; /* "NAM001" */
    char kind;      /* 'D' or 'F' */
    enum ap_severity severity;
    const char *title;
    const char *mend;
};

const struct ap_code_info *ap_code_info(enum ap_code code);
/** The code with this id, or AP_N_CODES. */
enum ap_code ap_code_from_id(struct ap_str id);
const char *ap_severity_name(enum ap_severity severity); /* "high", "error" */

/** The faults that any YAML document can have; added to the first code of its family (AP_LIB001,
 *  AP_WSP001, AP_MET001) they give the code. */
enum ap_doc_fault {
    AP_DOC_SYNTAX,
    AP_DOC_DUPLICATE_KEY,
    AP_DOC_LIMIT,
    AP_DOC_UNKNOWN_KEY,
    AP_DOC_WRONG_TYPE,
    AP_DOC_MISSING_KEY,
    AP_DOC_BAD_VALUE,
    AP_DOC_SCHEMA_LINE,
};
#define AP_DOC_CODE(first, fault) ((enum ap_code)((int)(first) + (int)(fault)))

/** One fault of the operator's. Also used as the form in which faults of a sidecar come out of the schema
 *  reader, before the evidence stage makes findings of them. */
struct ap_diagnostic {
    enum ap_code code;
    enum ap_severity level; /* AP_NOTE, AP_WARNING, AP_ERROR */
    struct ap_place place;  /* file empty: no place */
    struct ap_str message;
    struct ap_str hint;
};

/** A collector. Strings are copied into `mem`; the first AP_DIAG_MAX are kept, all are counted. */
#define AP_DIAG_MAX 1000
struct ap_diag {
    struct ap_arena *mem;
    struct ap_diagnostic *items;
    size_t n;
    size_t cap;
    size_t n_errors;
    size_t n_dropped;
};

void ap_diag_init(struct ap_diag *dg, struct ap_arena *mem);
/** Adds one; the level is the code's own (AP_ERROR for findings' codes). The message
 *  need not repeat the title; an empty one (`"%s", ""`) gives the title. Returns it, valid until the next add,
 *  so that a hint or level can be set; never NULL. The hint starts as the code's mend. */
struct ap_diagnostic *ap_diag_add(struct ap_diag *dg, enum ap_code code, struct ap_place place,
                                  const char *fmt, ...) AP_PRINTF(4, 5);
void ap_diag_hint(struct ap_diag *dg, struct ap_diagnostic *d, const char *fmt, ...) AP_PRINTF(3, 4);
/** Sets another level, and keeps n_errors right; never set `level` by hand. */
void ap_diag_level(struct ap_diag *dg, struct ap_diagnostic *d, enum ap_severity level);
/** All of `from`, behind those of `dg`; copied. */
void ap_diag_append(struct ap_diag *dg, const struct ap_diag *from);
/** `file:line:col: error: message [CODE]`, then `  hint: …`; everything escaped for a terminal. */
void ap_diag_text(struct ap_buf *out, const struct ap_diagnostic *d, bool color);
/** An object {code, level, file, line, column, message, hint}. */
void ap_diag_json(struct ap_json *json, const struct ap_diagnostic *d);

/** A fact about evidence or coverage. */
struct ap_finding {
    enum ap_code code;
    enum ap_severity severity; /* the code's, or as tuned by the stage or the workspace */
    struct ap_str subject;     /* slot, requirement or evidence path */
    struct ap_place place;     /* file is relative to the workspace */
    struct ap_str message;
    struct ap_str fix;
    uint32_t item;           /* index of the evidence item, or AP_NONE */
    bool invalidates;        /* the item breaks a rule: its own status is `invalid` */
    bool known;              /* the baseline has it: it does not count */
    char fingerprint[65];    /* hex; filled when all findings are known */
};

/** Stable pointers: each finding is allocated on its own. */
struct ap_findings {
    struct ap_finding **items;
    size_t n;
    size_t cap;
};

/** Adds one with the code's severity and mend; returns it, so that fields can be set; never NULL. */
struct ap_finding *ap_finding_add(struct ap_findings *fs, struct ap_arena *mem, enum ap_code code,
                                  struct ap_str subject, struct ap_place place, const char *fmt, ...)
    AP_PRINTF(6, 7);
void ap_finding_fix(struct ap_finding *f, struct ap_arena *mem, const char *fmt, ...) AP_PRINTF(3, 4);
