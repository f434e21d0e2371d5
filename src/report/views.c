/* Frameworks, readiness, registers and requests in words.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/views.h"

#include <string.h>

#include "report/headline.h"

/* `list` with one more part behind a comma. */
static struct ap_str
with(const struct ap_report_context *ctx, struct ap_str list, struct ap_str part)
{
    return part.len ? ap_arena_join(ctx->mem, list, list.len ? ", " : "", part) : list;
}

struct ap_str
ap_views_joined(const struct ap_report_context *ctx, const struct ap_strs *values)
{
    return ap_arena_join_all(ctx->mem, values, "; ");
}

static struct ap_str
counted(const struct ap_report_context *ctx, struct ap_str list, size_t n, const char *word)
{
    if (n == 0)
        return list;
    struct ap_str spoken = ap_views_spoken(ctx->mem, word);
    return with(ctx, list, ap_arena_printf(ctx->mem, "%zu %.*s", n, AP_FMT(spoken)));
}

static struct ap_str
dated(const struct ap_report_context *ctx, const char *word, ap_day day)
{
    if (day == AP_DAY_NONE)
        return AP_STR_NONE;
    return ap_arena_printf(ctx->mem, "%s %.*s", word, AP_FMT(ap_day_str(ctx->mem, day)));
}

struct ap_str
ap_views_spoken(struct ap_arena *mem, const char *word)
{
    size_t n = strlen(word);
    char *text = ap_arena_alloc(mem, n + 1);
    for (size_t i = 0; i < n; i++)
        text[i] = word[i] == '-' ? ' ' : word[i];
    return (struct ap_str){text, n};
}

/* --- registers ------------------------------------------------------------------------------------ */

const struct ap_views_register *
ap_views_register(enum ap_tracked_kind kind)
{
    static const struct ap_views_register registers[AP_N_TRACKED] = {
        [AP_TRACKED_RISK] = {"risks", "Risks", "risk"},
        [AP_TRACKED_ACTION] = {"actions", "Corrective actions", "action"},
        [AP_TRACKED_FINDING] = {"findings", "Findings of others", "finding"},
    };
    return &registers[kind];
}

bool
ap_views_is_about(const struct ap_tracked_verdict *verdict, const struct ap_control *control)
{
    for (size_t i = 0; i < verdict->n_controls; i++)
        if (verdict->controls[i] == control->index)
            return true;
    return false;
}

struct ap_str
ap_views_tracked_state(const struct ap_report_context *ctx,
                       const struct ap_tracked_verdict *verdict)
{
    const struct ap_tracked *entry = verdict->entry;
    if (!verdict->open) {
        struct ap_str closed = dated(ctx, "closed", entry->closed);
        struct ap_str state = closed.len ? closed : AP_STR("closed");
        return verdict->unproven ? with(ctx, state, AP_STR("without evidence")) : state;
    }
    struct ap_str state = with(ctx, AP_STR("open"), dated(ctx, "due", entry->due));
    return verdict->overdue ? with(ctx, state, AP_STR("OVERDUE")) : state;
}

struct ap_str
ap_views_tracked_count(const struct ap_report_context *ctx, enum ap_tracked_kind kind)
{
    size_t n = 0;
    size_t n_open = 0;
    size_t n_overdue = 0;
    size_t n_unproven = 0;
    for (size_t i = 0; i < ctx->as->n_tracked; i++) {
        const struct ap_tracked_verdict *verdict = &ctx->as->tracked[i];
        if (verdict->entry->kind != kind)
            continue;
        n++;
        n_open += verdict->open;
        n_overdue += verdict->overdue;
        n_unproven += verdict->unproven;
    }
    if (n == 0)
        return AP_STR_NONE;
    struct ap_str text = ap_arena_printf(ctx->mem, "%zu of %zu open", n_open, n);
    text = counted(ctx, text, n_overdue, "OVERDUE");
    return counted(ctx, text, n_unproven, "closed without evidence");
}

void
ap_views_open_of(const struct ap_report_context *ctx, const struct ap_control *control,
                 enum ap_tracked_kind kind, struct ap_strs *ret_lines)
{
    for (size_t i = 0; i < ctx->as->n_tracked; i++) {
        const struct ap_tracked_verdict *verdict = &ctx->as->tracked[i];
        const struct ap_tracked *entry = verdict->entry;
        if (entry->kind != kind || !verdict->open || !ap_views_is_about(verdict, control))
            continue;
        struct ap_str about =
            with(ctx, ap_report_person(ctx, entry->owner), dated(ctx, "due", entry->due));
        if (verdict->overdue)
            about = with(ctx, about, AP_STR("OVERDUE"));
        struct ap_str line = ap_arena_join(ctx->mem, entry->id, " ", entry->title);
        *ap_vec_push(ctx->mem, ret_lines) =
            about.len ? ap_arena_printf(ctx->mem, "%.*s (%.*s)", AP_FMT(line), AP_FMT(about))
                      : line;
    }
}

struct ap_str
ap_views_link(const struct ap_report_context *ctx, enum ap_tracked_kind kind, struct ap_str id)
{
    if (!id.len || !ap_workspace_register(ctx->ws, kind)->text.len)
        return id;
    uint32_t at = ap_workspace_tracked(ctx->ws, kind, id);
    struct ap_str state = at == AP_NONE ? AP_STR("not in the register")
                                        : ap_views_tracked_state(ctx, &ctx->as->tracked[at]);
    return ap_arena_printf(ctx->mem, "%.*s (%.*s)", AP_FMT(id), AP_FMT(state));
}

struct ap_str
ap_views_rests_on(const struct ap_report_context *ctx, const struct ap_exception *exception)
{
    struct ap_str risk = ap_views_link(ctx, AP_TRACKED_RISK, exception->risk);
    struct ap_str action = ap_views_link(ctx, AP_TRACKED_ACTION, exception->action);
    struct ap_str text = AP_STR_NONE;
    if (risk.len)
        text = ap_arena_join(ctx->mem, AP_STR("risk"), " ", risk);
    if (action.len)
        text = with(ctx, text, ap_arena_join(ctx->mem, AP_STR("action"), " ", action));
    return text;
}

/* --- frameworks, readiness, answers --------------------------------------------------------------- */

struct ap_str
ap_views_framework_ids(const struct ap_report_context *ctx,
                       const struct ap_framework_coverage *whole)
{
    struct ap_str text =
        ap_arena_printf(ctx->mem, "%u of %zu ids proven", whole->n_ids[AP_FRAMEWORK_PROVEN],
                        whole->framework->ids.n);
    for (int state = AP_FRAMEWORK_PARTLY; state < AP_N_FRAMEWORK_STATES; state++)
        text = counted(ctx, text, whole->n_ids[state], ap_word(ap_framework_state_words, state));
    return text;
}

struct ap_str
ap_views_framework_warning(const struct ap_report_context *ctx,
                           const struct ap_framework *framework)
{
    if (framework->status == AP_FRAMEWORK_CURRENT)
        return AP_STR_NONE;
    struct ap_str word = ap_str_from(ap_word(ap_framework_status_words, (int)framework->status));
    if (!framework->replaced_by.len)
        return word;
    return ap_arena_join(ctx->mem, word, ", replaced by ", framework->replaced_by);
}

struct ap_str
ap_views_readiness(const struct ap_report_context *ctx)
{
    size_t n_yes = 0;
    for (size_t i = 0; i < ctx->as->n_readiness; i++)
        n_yes += ctx->as->readiness[i].answer == AP_YES;
    if (ctx->as->n_readiness == 0)
        return AP_STR_NONE;
    return ap_arena_printf(ctx->mem, "%zu of %zu lines hold", n_yes, ctx->as->n_readiness);
}

struct ap_str
ap_views_answers(const struct ap_report_context *ctx)
{
    size_t counts[AP_NOT_ASKED + 1] = {0};
    struct ap_str text = AP_STR_NONE;
    for (size_t i = 0; i < ctx->as->n_answers; i++)
        counts[ctx->as->answers[i].answer]++;
    for (int answer = AP_YES; answer <= AP_NOT_ASKED; answer++)
        text = counted(ctx, text, counts[answer], ap_word(ap_answer_words, answer));
    return text;
}

/* --- requests ------------------------------------------------------------------------------------- */

struct ap_str
ap_views_requests(const struct ap_report_context *ctx)
{
    size_t counts[AP_REQUEST_NO_SLOT + 1] = {0};
    size_t n_overdue = 0;
    for (size_t i = 0; i < ctx->as->n_requests; i++) {
        counts[ctx->as->requests[i].state]++;
        n_overdue += ctx->as->requests[i].overdue;
    }
    if (ctx->as->n_requests == 0)
        return AP_STR_NONE;
    struct ap_str text = ap_arena_printf(ctx->mem, "%zu of %zu answered",
                                         counts[AP_REQUEST_ANSWERED], ctx->as->n_requests);
    for (int state = AP_REQUEST_PARTLY; state <= AP_REQUEST_NO_SLOT; state++)
        text = counted(ctx, text, counts[state], ap_word(ap_request_state_words, state));
    return counted(ctx, text, n_overdue, "OVERDUE");
}

struct ap_str
ap_views_asked(const struct ap_report_context *ctx, const struct ap_request *request)
{
    struct ap_str text = AP_STR_NONE;
    for (size_t i = 0; i < request->controls.n; i++)
        text = with(ctx, text, request->controls.items[i].text);
    for (size_t i = 0; i < request->requirements.n; i++)
        text = with(ctx, text, request->requirements.items[i].text);
    for (size_t i = 0; i < request->periods.n; i++)
        text = with(ctx, text, ap_period_str(ctx->mem, request->periods.items[i]));
    for (size_t i = 0; i < request->samples.n; i++)
        text = with(ctx, text,
                    ap_arena_join(ctx->mem, AP_STR("sample"), " ", request->samples.items[i]));
    return text;
}

struct ap_str
ap_views_request_state(const struct ap_report_context *ctx,
                       const struct ap_request_verdict *verdict)
{
    struct ap_str state =
        ap_views_spoken(ctx->mem, ap_word(ap_request_state_words, (int)verdict->state));
    return verdict->overdue ? with(ctx, state, AP_STR("OVERDUE")) : state;
}

struct ap_str
ap_views_auditor(const struct ap_report_context *ctx, const struct ap_request *request)
{
    bool both = request->auditor_status.len && request->comment.len;
    return ap_arena_join(ctx->mem, request->auditor_status, both ? ": " : "", request->comment);
}

struct ap_str
ap_views_tracked_about(const struct ap_report_context *ctx,
                       const struct ap_tracked_verdict *verdict)
{
    struct ap_str owner = verdict->entry->owner;
    struct ap_str text = owner.len ? ap_report_person(ctx, owner) : AP_STR("no owner");
    for (size_t i = 0; i < verdict->n_controls; i++)
        text = with(ctx, text, ctx->lib->controls.items[verdict->controls[i]].id);
    return verdict->n_controls ? text : with(ctx, text, AP_STR("no control"));
}

/* --- what is left out ----------------------------------------------------------------------------- */

void
ap_views_left_out(const struct ap_report_context *ctx, struct ap_views_left_out **ret_rows,
                  size_t *ret_n)
{
    const struct ap_left_outs *left = &ctx->cat->left_out;
    const struct ap_library_changes *changes = &ctx->lib->changes;
    struct ap_views_left_out *rows =
        ap_arena_array(ctx->mem, struct ap_views_left_out, left->n + changes->n);
    size_t n = 0;
    for (size_t i = 0; i < left->n; i++)
        rows[n++] = (struct ap_views_left_out){
            left->items[i].control->id, left->items[i].control->title,
            ap_word(ap_applicability_words, (int)left->items[i].because->status),
            ap_report_inner(ctx, left->items[i].because->reason),
            ap_report_inner(ctx, left->items[i].because->approver)};
    for (size_t i = 0; i < changes->n; i++) {
        const struct ap_library_change *change = &changes->items[i];
        bool known_by_id =
            ap_str_is(change->list, "controls") || ap_str_is(change->list, "requires");
        if (change->kind != AP_CHANGE_DISABLED)
            continue;
        struct ap_str id = known_by_id
                               ? change->id
                               : ap_arena_printf(ctx->mem, "%s %.*s", ap_library_noun(change->list),
                                                 AP_FMT(change->id));
        rows[n++] = (struct ap_views_left_out){id, change->title, "disabled",
                                               ap_report_inner(ctx, change->reason), AP_STR_NONE};
    }
    *ret_rows = rows;
    *ret_n = n;
}

struct ap_str
ap_views_summary(const struct ap_report_context *ctx, const struct ap_control_verdict *verdict)
{
    return ctx->plan->full ? verdict->summary : AP_STR_NONE;
}

struct ap_str
ap_views_ready_say(const struct ap_report_context *ctx, const struct ap_control_verdict *verdict)
{
    if (verdict->ready)
        return AP_STR("ready");
    return verdict->ready_say.len ? verdict->ready_say
                                  : ap_report_count(ctx->mem, verdict->n_gaps, "gap");
}

struct ap_str
ap_views_finding_controls(const struct ap_report_context *ctx, const struct ap_finding *finding)
{
    if (finding->item == AP_NONE)
        return AP_STR_NONE;
    return ap_arena_join_all(ctx->mem, &ctx->cat->evidence->items.items[finding->item].controls,
                             ", ");
}
