/* The long tables of the Markdown report: gaps, sections, withheld items, edge periods, findings.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "plan/plan.h"
#include "report/actions.h"
#include "report/headline.h"
#include "report/markdown.h"
#include "report/records.h"
#include "report/views.h"

enum { FINDINGS_PER_CODE = 50 };

static int
by_owner(const void *a, const void *b)
{
    const struct ap_slot *left = ((const struct ap_action *)a)->verdict->slot;
    const struct ap_slot *right = ((const struct ap_action *)b)->verdict->slot;
    int order = ap_str_cmp(left->owner, right->owner);
    if (order)
        return order;
    if (left->due != right->due)
        return left->due < right->due ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

static void
add_gap(const struct ap_report_context *ctx, const struct ap_action *action, struct ap_buf *out)
{
    const struct ap_verdict *verdict = action->verdict;
    const struct ap_slot *slot = verdict->slot;
    struct ap_str owner = slot->owner.len ? ap_report_person(ctx, slot->owner) : AP_STR("nobody");
    struct ap_str cells[] = {
        ap_report_owner(ctx, owner),
        ap_day_str(ctx->mem, slot->due),
        slot->id,
        ap_report_marked(ctx, ap_word(ap_status_words, (int)verdict->status), verdict->known),
        ap_report_reason(ctx, verdict),
        ctx->plan->full ? ap_arena_printf(ctx->mem, "%s %.*s", action->verb, AP_FMT(action->file))
                        : slot->expected_name,
    };
    ap_markdown_row(out, cells, AP_COUNT(cells));
}

void
ap_markdown_gaps(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Owner", "Due", "Item", "Status", "Reason", "Do"};
    struct ap_action *actions;
    size_t n;
    ap_report_actions(ctx, &actions, &n);
    if (n == 0)
        return;
    qsort(actions, n, sizeof actions[0], by_owner);
    ap_markdown_head(out, "Gaps by owner and day", columns, AP_COUNT(columns));
    for (size_t i = 0; i < n; i++)
        if (ap_plan_lists_slot(ctx->plan, actions[i].verdict->slot))
            add_gap(ctx, &actions[i], out);
}

/** What one section of the pack holds. */
struct section_row {
    unsigned n_slots, n_satisfied, n_excepted, n_gaps, n_not_due, n_files;
};

static struct section_row
count_section(const struct ap_report_context *ctx, const struct ap_section *section)
{
    struct section_row row = {0};
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &ctx->as->verdicts[i];
        if (verdict->slot->req->section != section)
            continue;
        row.n_slots++;
        row.n_satisfied += verdict->status == AP_SATISFIED;
        row.n_excepted += verdict->status == AP_EXCEPTED;
        row.n_gaps += verdict->gap;
        row.n_not_due += verdict->status == AP_NOT_DUE;
    }
    for (size_t i = 0; i < ctx->plan->items.n; i++)
        row.n_files += ctx->plan->items.items[i].section == section;
    return row;
}

void
ap_markdown_sections(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Section", "Items",   "Satisfied",        "Excepted",
                                          "Open",    "Not due", "Files in the pack"};
    ap_markdown_head(out, "Sections", columns, AP_COUNT(columns));
    for (size_t i = 0; i < ctx->lib->sections.n; i++) {
        const struct ap_section *section = &ctx->lib->sections.items[i];
        struct section_row row = count_section(ctx, section);
        const unsigned counts[] = {row.n_slots, row.n_satisfied, row.n_excepted,
                                   row.n_gaps,  row.n_not_due,   row.n_files};
        struct ap_str cells[AP_COUNT(columns)] = {
            ap_arena_printf(ctx->mem, "%d %.*s", (int)section->number, AP_FMT(section->title))};
        for (size_t k = 0; k < AP_COUNT(counts); k++)
            cells[k + 1] = ap_arena_printf(ctx->mem, "%u", counts[k]);
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

void
ap_markdown_withheld(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Title", "Path", "Why", "Reason"};
    for (size_t i = 0; i < ctx->plan->withheld.n; i++) {
        const struct ap_withheld *withheld = &ctx->plan->withheld.items[i];
        if (i == 0)
            ap_markdown_head(out, "Withheld from this pack", columns, AP_COUNT(columns));
        struct ap_str cells[] = {withheld->title, withheld->path,
                                 ap_str_from(ap_word(ap_withheld_words, (int)withheld->why)),
                                 withheld->reason};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

void
ap_markdown_edges(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Requirement", "Period", "Days in the window", "Days"};
    for (size_t i = 0; i < ctx->cat->edges.n; i++) {
        const struct ap_edge *edge = &ctx->cat->edges.items[i];
        if (i == 0)
            ap_markdown_head(out, "Edge periods: touched by the window, not asked for", columns,
                             AP_COUNT(columns));
        struct ap_str cells[] = {edge->req->ref, ap_period_str(ctx->mem, edge->period),
                                 ap_arena_printf(ctx->mem, "%d", (int)edge->days_in),
                                 ap_arena_printf(ctx->mem, "%d", (int)edge->days)};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

static struct ap_str
place_text(const struct ap_report_context *ctx, const struct ap_finding *f)
{
    if (f->place.line == 0)
        return f->place.file;
    return ap_arena_printf(ctx->mem, "%.*s line %u", AP_FMT(f->place.file), f->place.line);
}

static void
add_tuned(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Code", "Severity in this workspace", "Reason"};
    for (size_t i = 0; i < ctx->ws->severity.n; i++) {
        const struct ap_severity_rule *rule = &ctx->ws->severity.items[i];
        if (i == 0)
            ap_markdown_head(out, "Tuned finding codes", columns, AP_COUNT(columns));
        struct ap_str cells[] = {rule->code.text, ap_str_from(ap_severity_name(rule->to)),
                                 rule->reason};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
}

/* Findings in the assessment's order, which is by file; those of a code beyond the first ones are a
 * number here and rows in the JSON report. */
void
ap_markdown_findings(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Severity", "Code", "Control", "Where", "What", "Mend"};
    const struct ap_findings *findings = &ctx->as->findings;
    uint32_t *n_of_code = ap_arena_array(ctx->mem, uint32_t, AP_N_CODES);
    if (!ctx->plan->full || findings->n == 0)
        return;
    ap_markdown_head(out, "Findings", columns, AP_COUNT(columns));
    for (size_t i = 0; i < findings->n; i++) {
        const struct ap_finding *f = findings->items[i];
        if (++n_of_code[f->code] > FINDINGS_PER_CODE)
            continue;
        struct ap_str cells[] = {ap_report_marked(ctx, ap_severity_name(f->severity), f->known),
                                 ap_str_from(ap_code_info(f->code)->id),
                                 ap_views_finding_controls(ctx, f),
                                 place_text(ctx, f),
                                 f->message,
                                 f->fix};
        ap_markdown_row(out, cells, AP_COUNT(cells));
    }
    ap_buf_add_char(out, '\n');
    for (size_t c = 0; c < AP_N_CODES; c++)
        if (n_of_code[c] > FINDINGS_PER_CODE)
            ap_buf_printf(out, "- %u more %s: see the JSON report\n",
                          n_of_code[c] - FINDINGS_PER_CODE, ap_code_info((enum ap_code)c)->id);
    add_tuned(ctx, out);
}
