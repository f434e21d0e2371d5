/* Gaps as actions.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/actions.h"

#include <stdlib.h>

#include "naming/naming.h"

/** What mends a slot of each status: another file, or work on the one that is there. */
static const struct {
    const char *verb;
    bool on_file;
} mends[AP_N_STATUSES] = {
    [AP_WITHHELD] = {"take the secret out of", true},
    [AP_INVALID] = {"mend", true},
    [AP_STALE] = {"collect again as", false},
    [AP_VOID] = {"review again", true},
    [AP_REJECTED] = {"mend and resubmit", true},
    [AP_PENDING] = {"have approved", true},
    [AP_REQUESTED] = {"produce", false},
    [AP_MISSING] = {"produce", false},
    [AP_NOT_DUE] = {"produce", false},
};

/** The name under which a document that is a draft by its name will be filed; empty for any other. */
static struct ap_str
finished_name(const struct ap_report_context *ctx, const struct ap_item *item)
{
    const struct ap_name *name = &item->parsed;
    if (name->status != AP_DOCSTATUS_DRAFT && name->status != AP_DOCSTATUS_REVIEW)
        return AP_STR_NONE;
    const struct ap_name_parts parts = {
        .stem = name->stem,
        .version = name->version,
        .status = AP_DOCSTATUS_APPROVED,
        .ext = name->ext,
    };
    return ap_naming_write(ctx->as->cat->lib->naming, &parts, ctx->mem);
}

/* The file is the item that gives the slot its status: the best one that has it. */
struct ap_action
ap_report_mend(const struct ap_report_context *ctx, const struct ap_verdict *verdict,
               enum ap_status status)
{
    struct ap_action action = {verdict, mends[status].verb, verdict->slot->expected_name};
    for (size_t i = 0; mends[status].on_file && i < verdict->items.n; i++) {
        if (verdict->items.items[i].status != status)
            continue;
        const struct ap_item *item = &ctx->items->items[verdict->items.items[i].item];
        struct ap_str finished = status == AP_PENDING ? finished_name(ctx, item) : AP_STR_NONE;
        action.file = finished.len ? finished : item->path;
        if (finished.len)
            action.verb = "finish, and file as";
        break;
    }
    return action;
}

static int
in_order(const void *a, const void *b)
{
    const struct ap_verdict *left = ((const struct ap_action *)a)->verdict;
    const struct ap_verdict *right = ((const struct ap_action *)b)->verdict;
    bool left_blocks = left->status == AP_WITHHELD, right_blocks = right->status == AP_WITHHELD;
    if (left_blocks != right_blocks)
        return left_blocks ? -1 : 1;
    if (left->known != right->known)
        return left->known ? 1 : -1;
    if (left->slot->due != right->slot->due)
        return left->slot->due < right->slot->due ? -1 : 1;
    enum ap_severity left_weight = left->slot->req->control->severity;
    enum ap_severity right_weight = right->slot->req->control->severity;
    if (left_weight != right_weight)
        return left_weight > right_weight ? -1 : 1;
    int by_owner = ap_str_cmp(left->slot->owner, right->slot->owner);
    if (by_owner)
        return by_owner;
    return (left->slot->index > right->slot->index) - (left->slot->index < right->slot->index);
}

void
ap_report_actions(const struct ap_report_context *ctx, struct ap_action **ret_actions,
                  size_t *ret_n)
{
    struct ap_action *actions = ap_arena_array(ctx->mem, struct ap_action, ctx->as->n_verdicts);
    size_t n = 0;
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &ctx->as->verdicts[i];
        if (verdict->gap)
            actions[n++] = ap_report_mend(ctx, verdict, verdict->status);
    }
    if (n)
        qsort(actions, n, sizeof actions[0], in_order);
    *ret_actions = actions;
    *ret_n = n;
}
