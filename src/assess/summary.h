/* What the evidence of a control says, in a sentence that an auditor could write: made of facts, not of verdicts.
 * Place in the flow: assess, after the controls; private to the folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "assess/cross/cross.h"

/** One `checks:` entry of a requirement, with the evidence that counts for it. */
struct ap_summing {
    struct ap_judge *judge;
    const struct ap_requirement *req;
    const struct ap_node *args;
    struct ap_buf *out; /* sentences are added here */
    const uint32_t *items; /* that serve the requirement, of the window; ascending */
    size_t n;
};

/** Sentences by check; each adds nothing where there are no facts. */
struct ap_sum_row {
    const char *check;
    void (*say)(struct ap_summing *sum);
};
extern const struct ap_sum_row ap_sum_rows[];
extern const size_t ap_n_sum_rows;

/** The catalogue or step set that an argument names. */
const struct ap_catalog *ap_sum_catalog(const struct ap_summing *sum, const char *key, const char *otherwise);
/** The first fact of this kind whose key is `key` (empty: any), over all items; ret_item may be NULL. */
const struct ap_fact *ap_sum_fact(const struct ap_summing *sum, const char *kind, struct ap_str key);
size_t ap_sum_count(const struct ap_summing *sum, const char *kind);
/** Begins a sentence: "; " before all but the first. */
void ap_sum_begin(struct ap_summing *sum);
/** "bulk", "bulk and admin", "auth, bulk and admin". */
struct ap_str ap_sum_list(struct ap_arena *mem, const struct ap_strs *words);
/** The version of a document as its name has it, with a blank before it; or nothing. */
struct ap_str ap_sum_version(const struct ap_judge *judge, uint32_t item);

/* summary_records.c: logs, matrices, registers. */
void ap_sum_log(struct ap_summing *sum);
void ap_sum_throttle(struct ap_summing *sum);
void ap_sum_grants(struct ap_summing *sum);
void ap_sum_tokens(struct ap_summing *sum);
void ap_sum_endpoints(struct ap_summing *sum);
void ap_sum_entries(struct ap_summing *sum);
