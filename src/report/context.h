/* What every renderer asks about one plan: where an item lies in the pack, which findings it has, what may be shown.
 * Place in the flow: report; made at the begin of a rendering, lives in its scratch arena.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/plan.h"

struct ap_report_context {
    const struct ap_plan *plan;
    const struct ap_assessment *as;
    const struct ap_catalogue *cat;
    const struct ap_library *lib;
    const struct ap_workspace *ws;
    const struct ap_items *items;
    struct ap_arena *mem;
    uint32_t *packed;                   /* per item: index in plan->items, or AP_NONE */
    bool in_pack; /* the report lies in the pack: links lead to its files */
    const struct ap_baseline *baseline; /* not NULL: what it does not know is marked */
};

void ap_report_context_init(struct ap_report_context *ctx, const struct ap_plan *plan,
                            struct ap_arena *mem);

/** The reason of a verdict as the plan's audience reads it: in full, or from a fixed vocabulary. */
struct ap_str ap_report_reason(const struct ap_report_context *ctx,
                               const struct ap_verdict *verdict);
/** `s` where the audience sees everything, else an empty view. */
struct ap_str ap_report_inner(const struct ap_report_context *ctx, struct ap_str s);
/** Items that a slot rests on, sorted by path: those that satisfy it, or, while nothing does, all candidates. */
void ap_report_slot_items(const struct ap_report_context *ctx, const struct ap_verdict *verdict,
                          uint32_t **ret_items, size_t *ret_n);
/** Where those items lie: their paths, or for outsiders their places in the pack. */
void ap_report_slot_paths(const struct ap_report_context *ctx, const struct ap_verdict *verdict,
                          struct ap_strs *ret_paths);
/** From the pack's folder of reports to a path in the pack: "../data/…", percent-encoded. */
struct ap_str ap_report_link_up(const struct ap_report_context *ctx, struct ap_str path);
/** May the audience know who owns what? */
bool ap_report_owner_shown(const struct ap_report_context *ctx);
/** The owner as the audience reads it: the name, the team, or nothing. */
struct ap_str ap_report_owner(const struct ap_report_context *ctx, struct ap_str owner);
/** The source system of an item, unless the audience's profile hides it. */
struct ap_str ap_report_source(const struct ap_report_context *ctx, const struct ap_item *item);
/** The name of a person or team of the workspace; `who` itself when it is not among them. */
struct ap_str ap_report_person(const struct ap_report_context *ctx, struct ap_str who);
/** The review that decides: the last one, or NULL. */
const struct ap_review *ap_report_review(const struct ap_item *item);
/** Slots that an exception covers. */
size_t ap_report_excepted(const struct ap_report_context *ctx, const struct ap_exception *exception,
                          struct ap_strs *ret_ids);
/** An outsider learns of an exception only with a slot that is listed to him. */
bool ap_report_exception_listed(const struct ap_report_context *ctx,
                                const struct ap_exception *exception);
/** How often a code was found, and its worst severity. */
struct ap_code_count {
    enum ap_code code;
    enum ap_severity severity;
    uint32_t n;
};
/** Findings counted by code, worst first, then by code. */
void ap_report_codes(const struct ap_report_context *ctx, struct ap_code_count **ret_counts,
                     size_t *ret_n);
