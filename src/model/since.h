/* What changed between two packs, requirement by requirement.
 * Place in the flow: model; made by pack/since.c, shown by report/since*.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/map.h"
#include "base/vec.h"

enum ap_since_change {
    AP_SINCE_NEWLY_SATISFIED, /* open or not asked for yet, now satisfied */
    AP_SINCE_REGRESSED,       /* was not open, now is */
    AP_SINCE_STILL_OPEN,
    AP_SINCE_RENEWED,       /* satisfied in both, by other bytes */
    AP_SINCE_SAME_BYTES,    /* satisfied in both, by the very same bytes */
    AP_SINCE_OWNER_CHANGED, /* besides one of the others */
    AP_SINCE_ADDED,
    AP_SINCE_REMOVED,
    AP_N_SINCE
};

/** A requirement as one pack shows it: all its slots together. */
struct ap_since_fact {
    struct ap_str ref; /* "AUTH-04/rotation-ticket" */
    struct ap_str control, title, owner;
    /* "satisfied", "excepted", "not-due", or what is open: "missing", "pending, stale" */
    struct ap_str state;
    bool is_open;           /* at least one slot is a gap */
    bool is_satisfied;      /* none is, and at least one is satisfied */
    bool is_excepted;       /* at least one is covered by an exception */
    struct ap_strs digests; /* of its payload, hex, sorted, each once */
};
AP_VEC(ap_since_facts, struct ap_since_fact);

/** One pack. */
struct ap_since_side {
    struct ap_str pack_id, organization, product, from, to, as_of, audience;
    bool complete;
    bool shows_owners;
    struct ap_since_facts facts; /* sorted by ref */
};

struct ap_since_row {
    const struct ap_since_fact *old; /* NULL: added */
    const struct ap_since_fact *new; /* NULL: removed */
    bool changes[AP_N_SINCE];
};

struct ap_since {
    struct ap_since_side old, new;
    struct ap_since_row *rows; /* sorted by ref */
    size_t n_rows;
    size_t counts[AP_N_SINCE]; /* rows with that change */
};
