/* The verdicts: one status and reason per slot, proof chain, coverage, answers. Frozen.
 * Place in the flow: model; made by assess/, rendered by report/, packed by plan/ and pack/.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/inspection.h"

/** What one item is worth to one slot. */
struct ap_judgement {
    uint32_t item;
    enum ap_status status; /* an item's own status: satisfied, withheld, void, invalid, rejected, stale, pending */
    struct ap_str reason;
    bool superseded; /* an older version that was in force inside the window */
    bool beside;     /* it completes another file and proves nothing alone: routes of alerts without their rules */
};
AP_VEC(ap_judgements, struct ap_judgement);

/** A gap or finding of a former check. */
struct ap_former {
    struct ap_str key;   /* slot id, or fingerprint */
    struct ap_str words; /* "AUTH-04/rotation-ticket@2026-Q2 was missing", "REV003 evidence/a.md: approved by its owner" */
};
AP_VEC(ap_formers, struct ap_former);

/** What a former check knew: --baseline. */
struct ap_baseline {
    struct ap_str file;
    ap_day as_of;
    struct ap_map gaps;     /* slot ids */
    struct ap_map findings; /* fingerprints */
    size_t n_gaps, n_findings;
    struct ap_formers former_gaps, former_findings; /* each once, in the order of the file */
};

struct ap_verdict {
    const struct ap_slot *slot;
    enum ap_status status;
    bool due; /* as-of day >= slot's due day */
    bool gap;
    bool known; /* a gap of the baseline too: it does not count */
    struct ap_str reason;
    struct ap_judgements items; /* every candidate, best first, ties by path */
    const struct ap_exception *exception;
    bool no_occurrence; /* satisfied by a statement that nothing happened */
};

/** What becomes of one slot that is no gap on the as-of day. */
struct ap_outlook {
    ap_day on; /* the first day on which it is a gap, or AP_DAY_NONE: none of the days looked at */
    enum ap_status status; /* on that day */
    struct ap_str reason;
};

struct ap_control_verdict {
    const struct ap_control *control;
    enum ap_proof_state proof[AP_N_FACETS];
    uint32_t n_slots;
    uint32_t n_gaps;
    bool ready;
    struct ap_str ready_say; /* the first maturity rule that does not hold, or empty */
    struct ap_str summary;   /* what its evidence says, out of facts; or empty */
    struct ap_str owner;
};

struct ap_item_verdict {
    enum ap_item_state state;
    struct ap_str reason;
    uint32_t *slots; /* indices of the slots it is used by, ascending */
    size_t n_slots;
    bool bound;  /* an approval holds the digest of these bytes */
    bool is_signed; /* an approval that counts carries its reviewer's signature */
    bool packable; /* satisfied (or superseded) in at least one slot */
    bool pending;  /* pending in at least one slot */
    bool withheld; /* holds a secret, or for an audience that is told less than auditors perhaps one */
    bool redacted; /* what the scan found in it does not leave: a redacted copy without secrets is there */
};

/** What the evidence comes to for one framework id, or for a framework as a whole. */
struct ap_framework_coverage {
    const struct ap_framework *framework;
    const struct ap_framework_id *id; /* NULL: the whole framework, before the rows of its ids */
    uint32_t n_mapped;                /* controls that map to it, in the library */
    uint32_t n_controls;              /* of those, asked for in this run */
    uint32_t n_slots, n_due, n_satisfied, n_excepted, n_gaps; /* of those controls, each slot once; satisfied ones are due */
    uint32_t n_held;                  /* slots that are satisfied, due or not */
    enum ap_framework_state state;
    uint32_t n_ids[AP_N_FRAMEWORK_STATES]; /* of the whole framework: its ids by state */
};
AP_VEC(ap_framework_coverages, struct ap_framework_coverage);

struct ap_question_answer {
    struct ap_str id;
    struct ap_str ask;
    enum ap_answer answer;
    struct ap_str reason;
    struct ap_strs evidence; /* paths */
};

struct ap_dealbreaker_verdict {
    const struct ap_dealbreaker *what;
    enum ap_dealbreaker_state state;
    struct ap_strs because;
};

/** An entry of a register at the as-of day. */
struct ap_tracked_verdict {
    const struct ap_tracked *entry;
    bool open;
    bool overdue;  /* open after its due day */
    bool unproven; /* closed without evidence */
    uint32_t *controls; /* indices in lib->controls, ascending: those it names, and those that treat it */
    size_t n_controls;
};

/** What the evidence says to one request of the auditor. */
struct ap_request_verdict {
    const struct ap_request *request;
    enum ap_request_state state;
    bool overdue; /* not answered after its due day */
    uint32_t *slots; /* indices of verdicts, ascending */
    size_t n_slots;
    size_t n_answered; /* of those, satisfied or excepted */
    struct ap_str reason;
};

struct ap_assessment {
    const struct ap_catalogue *cat;
    const struct ap_inspection *insp;
    ap_day day; /* as-of */
    struct ap_str audience;
    struct ap_verdict *verdicts; /* same order as cat->slots */
    size_t n_verdicts;
    struct ap_control_verdict *controls; /* sorted by id; those asked for */
    size_t n_controls;
    struct ap_item_verdict *items; /* same order as evidence->items */
    struct ap_findings findings;   /* all stages' findings, sorted by file, line, code; tuned, with fingerprints */
    struct ap_question_answer *answers;
    size_t n_answers;
    struct ap_question_answer *readiness; /* same shape: "what good looks like" */
    size_t n_readiness;
    struct ap_dealbreaker_verdict *dealbreakers;
    size_t n_dealbreakers;
    struct ap_framework_coverages frameworks; /* of the frameworks in view: the whole, then its ids */
    struct ap_tracked_verdict *tracked;       /* same order as ws->tracked */
    size_t n_tracked;
    struct ap_request_verdict *requests; /* same order as ws->requests */
    size_t n_requests;

    enum ap_result result;
    uint32_t n_due, n_gaps, n_not_due;
    uint32_t by_status[AP_N_STATUSES];
    uint32_t by_severity[AP_N_SEVERITIES];
    const struct ap_baseline *baseline; /* or NULL: everything is new */
    struct ap_strs closed_gaps, closed_findings; /* what the baseline has and this check has not, in words */
    uint32_t n_new_gaps;
    uint32_t new_by_severity[AP_N_SEVERITIES];
    double coverage;  /* 0 … 1 */
    ap_day next_due;  /* the first due day after the as-of day, or AP_DAY_NONE */
    ap_day last_due;  /* the last one, or AP_DAY_NONE */
};
