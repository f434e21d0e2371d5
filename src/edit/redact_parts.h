/* The steps of redacting, each in a file of its own.
 * Place in the flow: edit; private to redact.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/map.h"
#include "edit/redact.h"
#include "inspect/sniff.h"
#include "port/digest.h"
#include "port/fs.h"

#define AP_REDACT_BLOCK     262144u
#define AP_REDACT_SPANS_MAX 8000000u

/** One place that must go, and what stands there instead. */
struct ap_redact_span {
    uint64_t from, to;
    uint32_t mask;    /* index of the secret */
    int8_t n_slashes; /* >= 0: the mask needs quotes, each behind so many backslashes; -1: none */
};

struct ap_redact_spans {
    struct ap_redact_span *items; /* heap; sorted, no two overlap */
    size_t n;
    size_t cap;
};

/* Secrets long enough to be looked for by themselves. Their bytes are wiped when the work is done. */
#define AP_REDACT_SAME_LEAST 12u
#define AP_REDACT_SAME_MOST  4096u
#define AP_REDACT_SAME_MAX   1024u
struct ap_redact_secret {
    const struct ap_detector *detector;
    char *bytes; /* heap */
    size_t len;
    uint32_t mask;
};
struct ap_redact_secrets {
    struct ap_redact_secret items[AP_REDACT_SAME_MAX];
    size_t n;
};

struct ap_redact_job {
    const struct ap_redact_order *order;
    struct ap_arena *mem;
    struct ap_diag *dg;
    struct ap_redact_result *result;
    struct ap_scanner *scanner;
    struct ap_sniff sniff;
    struct ap_map known;              /* HMAC of a secret -> its index */
    AP_VEC(, const char *) tags;      /* by index */
    uint8_t run_key[AP_SHA256_BYTES]; /* tells secrets apart where there is no workspace key */
    struct ap_redact_spans spans;     /* of this round */
    bool limited;
    struct ap_redact_secrets secrets;
};

/* redact_find.c: all that must go from the UTF-8 text in `fd`; counts go to the result if this is the first round.
 * errors AP_E_IO, AP_E_LIMIT, AP_E_CANCELLED */
AP_CHECKED int ap_redact_find(struct ap_redact_job *job, int fd, bool first);

void ap_redact_add(struct ap_redact_job *job, const struct ap_detector *detector,
                   struct ap_redact_span span);

/* redact_same.c: places of secrets that are known by now; ap_redact_find() calls it when its spans are sorted. */
void ap_redact_remember(struct ap_redact_job *job, const struct ap_leak *leak, uint32_t mask);
void ap_redact_forget(struct ap_redact_job *job);
AP_CHECKED int ap_redact_find_same(struct ap_redact_job *job, int fd);

/* redact_write.c */
typedef int (*ap_redact_sink)(void *ctx, struct ap_str piece);
/* Everything of `fd` but the spans, and masks instead of them. */
AP_CHECKED int ap_redact_apply(struct ap_redact_job *job, int fd, ap_redact_sink sink, void *ctx);
/* Read `fd` from its first byte, block by block. */
AP_CHECKED int ap_redact_read(const struct ap_redact_job *job, int fd, ap_redact_sink sink,
                              void *ctx);

/* redact_sidecar.c: the note of custody, and what was known of the original. */
AP_CHECKED int ap_redact_describe(struct ap_redact_job *job, struct ap_str rel);
/* May OUT be written? `file` is the original, open. Gives OUT's path below the evidence folder, or an empty view. */
AP_CHECKED int ap_redact_check_output(struct ap_redact_job *job, int file, struct ap_str *ret_rel);
