/* What the checks that compare evidence share: rows of cross.def, look-ups of facts, findings.
 * Place in the flow: assess, before the slots are judged.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "assess/parts.h"

/* cross/NAME.c, one for each row of cross.def. */
#define AP_CROSS(name, function) void function(struct ap_judge *judge);
#include "assess/cross.def"
#undef AP_CROSS

/** A finding about an item at a line of its file (0: not known). One of high severity, as tuned by the workspace, makes the
 *  item invalid in the slots that it fills; what was read of it stays admitted. */
struct ap_finding *ap_cross_say(struct ap_judge *judge, enum ap_code code, uint32_t item,
                                uint32_t line, const char *fmt, ...) AP_PRINTF(5, 6);
/** True when the item serves a requirement whose `checks:` name this check. */
bool ap_cross_checked_by(const struct ap_judge *judge, uint32_t item, const char *check);
/** True when the item serves the requirement of this reference. */
bool ap_cross_serves(const struct ap_judge *judge, uint32_t item, const char *ref);
/** Give a finding another severity than its code's, unless the workspace tuned the code; high makes the item invalid. */
void ap_cross_weigh(struct ap_judge *judge, struct ap_finding *f, enum ap_severity severity);
/** True when the item serves a requirement whose population the other item is. */
bool ap_cross_serves_population(const struct ap_judge *judge, uint32_t item,
                                const struct ap_item *population);
/** True when the item counts: read, not ignored, not broken. */
bool ap_cross_counts(const struct ap_judge *judge, uint32_t item);
/** True when inspection said this of the item. */
bool ap_cross_has_finding(const struct ap_judge *judge, uint32_t item, enum ap_code code);
/** The first fact of a kind, or NULL. */
const struct ap_fact *ap_cross_fact(const struct ap_judge *judge, uint32_t item, const char *kind);
/** True when it counts, and is of the audit window or of no period. */
bool ap_cross_in_window(const struct ap_judge *judge, uint32_t item);
/** True when a requirement that the item serves names `check` with `value` in its argument `key`. */
bool ap_cross_asks(const struct ap_judge *judge, uint32_t item, const char *check, const char *key, struct ap_str value);
/** The document that holds facts of this kind and is in force: of those that count and are no draft, the one with the latest
 *  effective day, then the last by name. AP_NONE: there is none. */
uint32_t ap_cross_in_force(const struct ap_judge *judge, const char *kind);
