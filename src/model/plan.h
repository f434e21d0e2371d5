/* What goes into a pack: audience view, paths, name, pack id.
 * Place in the flow: model; made by plan/, read by report/ and pack/.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/assessment.h"
#include "model/since.h"

/** Bytes that stand in the pack in place of the evidence file's. */
struct ap_plan_made {
    struct ap_str bytes;
    uint8_t sha256[AP_SHA256_BYTES];
    uint8_t sha512[AP_SHA512_BYTES];
};

struct ap_plan_item {
    uint32_t item;
    struct ap_str path; /* "data/01-Authentication-Standard/NAME" */
    const struct ap_section *section;
    uint32_t *slots; /* ascending */
    size_t n_slots;
    bool superseded;
    bool pending;                    /* not yet approved: --include-pending */
    const struct ap_plan_made *made; /* NULL: the file itself is packed */
};
AP_VEC(ap_plan_items, struct ap_plan_item);

enum ap_withheld_why { AP_WHY_SECRET, AP_WHY_AUDIENCE, AP_WHY_SIZE };

struct ap_withheld {
    uint32_t item;
    struct ap_str title;
    struct ap_str path; /* empty where the audience may not know it */
    enum ap_withheld_why why;
    struct ap_str reason;
};
AP_VEC(ap_withhelds, struct ap_withheld);

struct ap_plan {
    const struct ap_assessment *as;
    const struct ap_audience *audience;
    /* the audience may see every slot with its reason (internal, auditor); else only its own slots, the rest as counts */
    bool full;
    struct ap_str name; /* canonical: folder in the zip, and default file name without .zip */
    bool complete;
    int level;   /* of deflate that was asked for; 0: none */
    bool sha512; /* the lists of the pack are by SHA-512, else by SHA-256 */
    struct ap_plan_items items; /* sorted by path */
    struct ap_withhelds withheld;
    char pack_id[AP_SHA256_TEXT];
    int64_t pack_time;            /* unix seconds, UTC */
    const struct ap_since *since; /* what changed since another pack; NULL: not compared */
};
