/* The steps of the assessment, each a small function of its own file.
 * Place in the flow: assess; private to the folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "assess/assess.h"

/** What the reviews of an item amount to, whatever the slot. */
struct ap_review_view {
    uint32_t n_approvals; /* valid, by different people; unnamed ones count as one person */
    uint32_t n_void;      /* bound to other bytes */
    uint32_t n_counted;   /* valid, and as the workspace asks for: bound, named, not the owner's */
    const struct ap_review *rejected; /* somebody's latest decision, or NULL */
    bool bound;           /* a valid approval holds the digest of these bytes */
    bool bound_by_other;  /* … and is not the owner's */
    bool unnamed;         /* a valid approval names nobody */
    bool by_owner;        /* a valid approval is the owner's */
    bool is_signed;       /* a valid approval carries a signature of its reviewer */
    struct ap_str forged; /* why the signature of an approval does not hold; such approvals count for nothing */
    const struct ap_review *latest; /* by day, else as listed; or NULL */
};

/** Findings that are said once for an item, however many slots it serves. */
enum ap_said { AP_SAID_OTHER_PERIOD, AP_SAID_COARSE, AP_SAID_EARLY, AP_SAID_AGE, AP_SAID_VOID, AP_SAID_REJECTED,
               AP_SAID_UNSCANNABLE, AP_SAID_BEFORE, AP_SAID_LATE, AP_SAID_EFFECTIVE, AP_SAID_UNSAID };

/** What the steps share. Everything here lives in `mem`. */
struct ap_judge {
    const struct ap_catalogue *cat;
    const struct ap_inspection *insp;
    const struct ap_assess_options *options;
    struct ap_arena *mem;
    struct ap_assessment *as;
    struct ap_review_view *reviews; /* per item */
    uint32_t *said;                 /* per item: bits of enum ap_said */
    bool soc2_period;               /* a period audit under soc2-* */
    bool strict;                    /* the audience is told less than auditors: a finding weighs one step more */
    const struct ap_finding **cross_faults; /* per item: what evidence beside it makes of it, or NULL */
};

static inline const struct ap_item *
ap_judge_item(const struct ap_judge *judge, uint32_t item)
{
    return &judge->cat->evidence->items.items[item];
}

/* review.c */
struct ap_review_view ap_review_view_of(const struct ap_judge *judge, uint32_t index);
void ap_review_findings(struct ap_judge *judge, uint32_t index);

/* item_status.c: an item's own status for one slot, by the table of rules. */
struct ap_judgement ap_judge_candidate(struct ap_judge *judge, const struct ap_slot *slot,
                                       const struct ap_candidate *candidate);

/* stale.c: why an item is stale for a slot; empty when it is not. `ignore_age`: max_age does not count. */
struct ap_str ap_stale_reason(struct ap_judge *judge, const struct ap_slot *slot, const struct ap_candidate *candidate,
                              bool ignore_age);
/** The day that age counts from, or AP_DAY_NONE. */
ap_day ap_age_day(const struct ap_item *item);
/** The day the proof was extracted, or AP_DAY_NONE. */
ap_day ap_collected_day(const struct ap_item *item);

/* versions.c: which version of a document is in force; marks superseded judgements, tells of gaps. */
void ap_judge_versions(struct ap_judge *judge, struct ap_verdict *verdict);

/* slot.c: one verdict. */
void ap_judge_slot(struct ap_judge *judge, const struct ap_slot *slot, struct ap_verdict *ret_verdict);

/* exceptions.c */
const struct ap_exception *ap_exception_for(const struct ap_judge *judge, const struct ap_slot *slot);
void ap_exception_findings(struct ap_judge *judge);

/* dates.c: findings about dates of an item, and of an item in a slot. */
void ap_date_findings(struct ap_judge *judge, uint32_t index);
void ap_slot_date_findings(struct ap_judge *judge, const struct ap_verdict *verdict);

/* items.c, controls.c, coverage.c, answers.c, findings.c */
void ap_assess_items(struct ap_judge *judge);
void ap_assess_controls(struct ap_judge *judge);
/* summary.c: one sentence a control */
void ap_assess_summaries(struct ap_judge *judge);
void ap_assess_coverage(struct ap_judge *judge);
/* frameworks.c, registers.c, requests.c */
void ap_assess_frameworks(struct ap_judge *judge);
void ap_assess_registers(struct ap_judge *judge);
void ap_assess_requests(struct ap_judge *judge);
void ap_assess_answers(struct ap_judge *judge);
/* cross/: what compares evidence; before the slots are judged */
void ap_assess_cross(struct ap_judge *judge);
/** The item completes another file and proves nothing alone. */
bool ap_item_is_beside(const struct ap_judge *judge, uint32_t item);
void ap_assess_allowed(struct ap_judge *judge);
/* strict.c: which items hold a secret for this audience, before the slots; and what a finding weighs for it. */
void ap_assess_withheld(struct ap_judge *judge);
struct ap_finding *ap_assess_weighed(struct ap_judge *judge, struct ap_finding *f);
/* originals.c: after ap_assess_items. Findings of the scan in an original of a redacted copy are not told: SEC010 stands for them. */
void ap_assess_originals(struct ap_judge *judge);
bool ap_assess_is_told(const struct ap_judge *judge, const struct ap_finding *f);
void ap_assess_findings(struct ap_judge *judge);
/* baseline.c */
void ap_assess_baseline(struct ap_judge *judge);

/* proof.c */
/** How far something holds: the sum of a rule's parts. */
struct ap_tally {
    uint32_t n;       /* parts that are asked for */
    uint32_t yes;     /* hold wholly */
    uint32_t partial; /* hold for some slots or items */
};
/** What the slots of one requirement say; all zero where it is not asked for. */
struct ap_proof {
    uint32_t n_slots, n_satisfied, n_gaps, n_due;
    uint32_t first_verdict;
};
/** One per requirement of the library, by its index. */
struct ap_proof *ap_proofs_of(const struct ap_assessment *as, struct ap_arena *mem);
/** Satisfied in every slot that is due, and in one at least. */
bool ap_proof_holds(const struct ap_proof *proof);
/** Adds a requirement that has slots to a rule's sum: its evidence, and in `open` what is not satisfied. */
void ap_proof_count(const struct ap_assessment *as, const struct ap_requirement *req, const struct ap_proof *proof,
                    struct ap_arena *mem, struct ap_tally *tally, struct ap_strs *evidence, struct ap_buf *open);
/** Sets answer and reason. */
void ap_proof_answer(const struct ap_tally *tally, bool any, struct ap_str open, struct ap_arena *mem,
                     struct ap_question_answer *answer);

/** A finding about an item; place is the item's. */
struct ap_finding *ap_judge_say(struct ap_judge *judge, enum ap_code code, uint32_t item, struct ap_str message);
/** True the first time that `what` is said of the item. */
bool ap_judge_first(struct ap_judge *judge, uint32_t item, enum ap_said what);
