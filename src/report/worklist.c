/* Makes the work list out of the verdicts.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/worklist.h"

#include <stdlib.h>

#include "catalogue/catalogue.h"

/** Is there something to do for this slot, and when? */
static bool
is_task(const struct ap_report_context *ctx, const struct ap_worklist_options *options, size_t slot,
        struct ap_task *task)
{
    const struct ap_verdict *verdict = &ctx->as->verdicts[slot];
    const struct ap_outlook *outlook = options->outlooks ? &options->outlooks[slot] : NULL;
    *task = (struct ap_task){.verdict = verdict,
                             .owner = verdict->slot->owner,
                             .day = verdict->slot->due,
                             .overdue = verdict->gap,
                             .status = verdict->status,
                             .reason = verdict->reason};
    if (options->owner.len && !ap_workspace_same_person(ctx->ws, task->owner, options->owner))
        return false;
    if (verdict->gap || options->all ||
        (!options->outlooks && verdict->status != AP_SATISFIED && verdict->status != AP_EXCEPTED))
        return true;
    if (!outlook || outlook->on == AP_DAY_NONE)
        return false;
    bool still_open = verdict->status != AP_SATISFIED && verdict->status != AP_EXCEPTED;
    task->day = outlook->on;
    task->status = still_open ? verdict->status : outlook->status;
    task->reason = still_open ? verdict->reason : outlook->reason;
    return true;
}

static size_t
count_satisfied(const struct ap_verdict *verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < verdict->items.n; i++)
        n += verdict->items.items[i].status == AP_SATISFIED && !verdict->items.items[i].superseded;
    return n;
}

/** A file that is there is mended; else as many files as are wanting get a name each. */
static void
say_what(const struct ap_report_context *ctx, struct ap_task *task)
{
    const struct ap_slot *slot = task->verdict->slot;
    struct ap_action action = ap_report_mend(ctx, task->verdict, task->status);
    task->verb = action.verb;
    if (!ap_str_eq(action.file, slot->expected_name)) {
        task->mend = action.file;
        return;
    }
    /* What is stale for its age or its day is collected again under the same name; a document gets its next version. */
    bool again = task->status == AP_STALE && slot->kind != AP_SLOT_ONCE;
    size_t min = ap_slot_min(slot);
    size_t n_there = again || task->status == AP_STALE ? 0 : count_satisfied(task->verdict);
    if (again && min == 1)
        *ap_vec_push(ctx->mem, &task->names) = slot->expected_name;
    else
        ap_catalogue_names(ctx->cat, slot, min > n_there ? min - n_there : 1, ctx->mem,
                           &task->names);
}

static int
in_order(const void *a, const void *b)
{
    const struct ap_task *x = a;
    const struct ap_task *y = b;
    if ((x->owner.len == 0) != (y->owner.len == 0))
        return x->owner.len == 0 ? 1 : -1;
    int by_owner = ap_str_cmp(x->owner, y->owner);
    if (by_owner)
        return by_owner;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return ap_str_cmp(x->verdict->slot->id, y->verdict->slot->id);
}

void
ap_worklist_make(const struct ap_report_context *ctx, const struct ap_worklist_options *options,
                 struct ap_worklist *ret_list)
{
    struct ap_worklist list = {ap_arena_array(ctx->mem, struct ap_task, ctx->as->n_verdicts), 0, 0};
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        struct ap_task *task = &list.tasks[list.n];
        if (!is_task(ctx, options, i, task))
            continue;
        say_what(ctx, task);
        list.n++;
        list.n_overdue += task->overdue;
    }
    if (list.n)
        qsort(list.tasks, list.n, sizeof list.tasks[0], in_order);
    *ret_list = list;
}

struct ap_str
ap_worklist_person(const struct ap_report_context *ctx, struct ap_str owner)
{
    if (owner.len == 0)
        return AP_STR("Nobody yet");
    const struct ap_person *person = ap_workspace_person(ctx->ws, owner);
    if (!person)
        return owner;
    struct ap_str name = person->name.len ? person->name : person->id;
    if (person->email.len == 0)
        return name;
    return ap_arena_printf(ctx->mem, "%.*s (%.*s)", AP_FMT(name), AP_FMT(person->email));
}

struct ap_str
ap_worklist_formats(const struct ap_task *task, struct ap_arena *mem)
{
    const struct ap_strs *extensions = &task->verdict->slot->req->extensions;
    struct ap_str text = AP_STR_NONE;
    for (size_t i = 0; i < extensions->n; i++)
        text = ap_arena_join(mem, text, i ? ", " : "", extensions->items[i]);
    return text.len ? text : AP_STR("any format");
}
