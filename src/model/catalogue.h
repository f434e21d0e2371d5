/* Slots: requirement × period, each with its candidate evidence. Sorted, frozen.
 * Place in the flow: model; made by catalogue/, judged by assess/.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/evidence.h"
#include "model/workspace.h"

enum ap_slot_kind {
    AP_SLOT_ONCE,    /* a document that is in force */
    AP_SLOT_PERIOD,  /* a month or quarter */
    AP_SLOT_ROLLING, /* the last 6 or 12 months */
    AP_SLOT_WINDOW,  /* sample by count, event: the whole window */
    AP_SLOT_SAMPLE,  /* one item of the auditor's selection */
};

/** How a candidate lies to its slot. */
enum ap_fit {
    AP_FITS,
    AP_OTHER_PERIOD, /* only listed where the requirement has no item in the window */
    AP_TOO_COARSE,   /* its period is coarser than the cadence */
};

struct ap_candidate {
    uint32_t item; /* index in evidence->items */
    enum ap_fit fit;
    bool has_span;
    struct ap_span span; /* the item's period that touches the slot (or its nearest), or its performed day */
};
AP_VEC(ap_candidates, struct ap_candidate);

struct ap_slot {
    uint32_t index;
    const struct ap_requirement *req;
    enum ap_slot_kind kind;
    struct ap_span span;       /* what must be covered: the period, the rolling months, or the window */
    struct ap_str id;          /* CTRL/req, CTRL/req@2026-05, CTRL/req@FROM..TO, CTRL/req@#S-17 */
    struct ap_str period;      /* text after '@', or empty (once, sample item) */
    const struct ap_sample *sample;
    ap_day due;
    struct ap_str expected_name; /* the exact file name to produce */
    struct ap_str owner;
    struct ap_candidates candidates; /* by item index */
    const struct ap_announcement *announced; /* or NULL */
};
AP_VEC(ap_slots, struct ap_slot);

/** How many items must satisfy the slot: a sample that the auditor named is one record, whatever the requirement counts. */
static inline size_t
ap_slot_min(const struct ap_slot *slot)
{
    return slot->sample || slot->req->min < 1 ? 1 : (size_t)slot->req->min;
}

/** A period that the window touches by less than half: listed, not asked for. */
struct ap_edge {
    const struct ap_requirement *req;
    struct ap_period period;
    int32_t days_in;
    int32_t days;
};
AP_VEC(ap_edges, struct ap_edge);

/** A control that is not asked for, and why. */
struct ap_left_out {
    const struct ap_control *control;
    const struct ap_applicability *because;
};
AP_VEC(ap_left_outs, struct ap_left_out);

struct ap_catalogue {
    const struct ap_library *lib;
    const struct ap_workspace *ws;
    const struct ap_evidence *evidence;
    struct ap_span window; /* half-open */
    bool point;            /* point audit: the window is one day */
    struct ap_strs frameworks; /* scope; empty: all */
    struct ap_strs in_view;    /* whose coverage is reported: the scope, else the audit's, else all of the library */
    struct ap_slots slots; /* sorted by control, requirement, period */
    struct ap_edges edges;
    struct ap_left_outs left_out;
    /** Per requirement index: asked for in this run (scope, tier, applicability). */
    bool *asked;
};
