/* Sections of the index: the proof chain of each control, coverage by period.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "plan/plan.h"
#include "report/headline.h"
#include "report/html_tables.h"

/* Those of the frameworks in view; the others are in the JSON report. */
static void
add_mappings(const struct ap_report_context *ctx, const struct ap_control *control,
             struct ap_buf *out)
{
    bool any = false;
    ap_html_raw(out, "<td>");
    for (size_t i = 0; i < control->maps.n; i++) {
        const struct ap_mapping *map = &control->maps.items[i];
        if (!ap_strs_has(&ctx->cat->in_view, map->framework.text))
            continue;
        ap_html_raw(out, any ? "<br>" : "");
        ap_html_classed(out, "span", "fixed",
                        ap_arena_join(ctx->mem, map->framework.text, ":", AP_STR_NONE));
        for (size_t k = 0; k < map->ids.n; k++) {
            ap_html_raw(out, k ? ", " : " ");
            ap_html_escape(out, map->ids.items[k].text);
        }
        any = true;
    }
    ap_html_raw(out, "</td>");
}

static struct ap_str
readiness_of(const struct ap_report_context *ctx, const struct ap_control_verdict *verdict)
{
    if (verdict->ready)
        return AP_STR("ready");
    return verdict->ready_say.len ? verdict->ready_say
                                  : ap_report_count(ctx->mem, verdict->n_gaps, "gap");
}

static void
add_control(const struct ap_report_context *ctx, const struct ap_control_verdict *verdict,
            struct ap_buf *out)
{
    const struct ap_control *control = verdict->control;
    ap_html_raw(out, "<tr>");
    ap_html_classed(out, "td", "fixed", control->id);
    ap_html_element(out, "td", control->title);
    ap_html_element(out, "td", ap_report_person(ctx, ap_report_owner(ctx, verdict->owner)));
    for (int i = 0; i < AP_N_FACETS; i++) {
        const char *state = ap_word(ap_proof_state_words, (int)verdict->proof[i]);
        ap_html_classed(out, "td", state,
                        verdict->proof[i] == AP_NOT_REQUIRED ? AP_STR("\xe2\x80\x93")
                                                             : ap_str_from(state));
    }
    ap_html_element(out, "td", readiness_of(ctx, verdict));
    add_mappings(ctx, control, out);
    if (ctx->as->n_tracked)
        ap_html_open_of(ctx, control, out);
    ap_html_raw(out, "</tr>\n");
}

void
ap_html_controls(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Control",
                                          "Title",
                                          "Owner",
                                          "Required",
                                          "Configured",
                                          "Operated",
                                          "Reviewed",
                                          "Corrected",
                                          "Readiness",
                                          "Frameworks",
                                          "Open risks, actions, findings"};
    size_t n = AP_COUNT(columns) - (ctx->as->n_tracked == 0);
    ap_html_raw(out, "<section id=\"controls\"><h2>Controls and their proof</h2>\n");
    ap_html_table_open(out, "Proof chain; \xe2\x80\x93 stands where the control asks for nothing",
                       columns, n);
    for (size_t i = 0; i < ctx->as->n_controls; i++)
        add_control(ctx, &ctx->as->controls[i], out);
    ap_html_table_close(out);
    ap_html_raw(out, "</section>\n");
}

/** One period as slots name it, and what became of its slots. */
struct period_row {
    struct ap_span span;
    struct ap_str label;
    unsigned n_slots, n_satisfied, n_excepted, n_open, n_not_due;
};

static int
by_time(const void *a, const void *b)
{
    const struct period_row *left = a;
    const struct period_row *right = b;
    if (left->span.from != right->span.from)
        return left->span.from < right->span.from ? -1 : 1;
    if (left->span.to != right->span.to)
        return left->span.to > right->span.to ? -1 : 1;
    return ap_str_cmp(left->label, right->label);
}

static struct ap_str
label_of(const struct ap_slot *slot)
{
    switch (slot->kind) {
    case AP_SLOT_ONCE:
        return AP_STR("in force over the window");
    case AP_SLOT_SAMPLE:
        return AP_STR("samples selected by the auditor");
    case AP_SLOT_WINDOW:
        return AP_STR("samples and events in the window");
    default:
        return slot->period;
    }
}

static struct period_row
row_of(const struct ap_verdict *verdict)
{
    return (struct period_row){
        .span = verdict->slot->span,
        .label = label_of(verdict->slot),
        .n_slots = 1,
        .n_satisfied = verdict->status == AP_SATISFIED,
        .n_excepted = verdict->status == AP_EXCEPTED,
        .n_open = verdict->gap,
        .n_not_due = verdict->status == AP_NOT_DUE,
    };
}

/* One row per slot, sorted, then equal neighbours added up. */
static size_t
sum_periods(const struct ap_report_context *ctx, struct period_row **ret_rows)
{
    struct period_row *rows = ap_arena_array(ctx->mem, struct period_row, ctx->as->n_verdicts);
    size_t n = 0;
    for (size_t i = 0; i < ctx->as->n_verdicts; i++)
        rows[i] = row_of(&ctx->as->verdicts[i]);
    if (ctx->as->n_verdicts)
        qsort(rows, ctx->as->n_verdicts, sizeof rows[0], by_time);
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        if (n == 0 || by_time(&rows[n - 1], &rows[i]) != 0) {
            rows[n++] = rows[i];
            continue;
        }
        rows[n - 1].n_slots += rows[i].n_slots;
        rows[n - 1].n_satisfied += rows[i].n_satisfied;
        rows[n - 1].n_excepted += rows[i].n_excepted;
        rows[n - 1].n_open += rows[i].n_open;
        rows[n - 1].n_not_due += rows[i].n_not_due;
    }
    *ret_rows = rows;
    return n;
}

void
ap_html_periods(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Period",   "Expected", "Satisfied",
                                          "Excepted", "Open",     "Not due"};
    struct period_row *rows;
    size_t n = sum_periods(ctx, &rows);
    ap_html_raw(out, "<section id=\"periods\"><h2>Coverage by period</h2>\n");
    ap_html_table_open(out, "Expected items by period", columns, AP_COUNT(columns));
    for (size_t i = 0; i < n; i++) {
        ap_html_raw(out, "<tr>");
        ap_html_element(out, "td", rows[i].label);
        ap_html_number(out, "td", rows[i].n_slots);
        ap_html_number(out, "td", rows[i].n_satisfied);
        ap_html_number(out, "td", rows[i].n_excepted);
        ap_html_number(out, "td", rows[i].n_open);
        ap_html_number(out, "td", rows[i].n_not_due);
        ap_html_raw(out, "</tr>\n");
    }
    ap_html_table_close(out);
    ap_html_raw(out, "</section>\n");
}

/* Links to what the slot rests on, as far as it is in this pack. */
static void
add_links(const struct ap_report_context *ctx, const struct ap_verdict *verdict, struct ap_buf *out)
{
    uint32_t *items;
    size_t n;
    ap_report_slot_items(ctx, verdict, &items, &n);
    ap_html_raw(out, "<td>");
    for (size_t i = 0; i < n; i++) {
        const struct ap_item *item = &ctx->items->items[items[i]];
        if (ctx->packed[items[i]] == AP_NONE)
            continue;
        ap_html_link(out, ctx->plan->items.items[ctx->packed[items[i]]].path,
                     item->title.len ? item->title : item->name);
        ap_html_raw(out, "<br>");
    }
    ap_html_raw(out, "</td>");
}

/* Slots are numbered in the order of the catalogue, which is that of all reports. */
void
ap_html_slot_link(struct ap_buf *out, const struct ap_slot *slot)
{
    ap_buf_printf(out, "<a href=\"#s%u\">", slot->index);
    ap_html_escape(out, slot->id);
    ap_html_raw(out, "</a>");
}

void
ap_html_slot_row(struct ap_buf *out, const struct ap_slot *slot)
{
    ap_buf_printf(out, "<tr id=\"s%u\">", slot->index);
}

static void
add_slot(const struct ap_report_context *ctx, const struct ap_verdict *verdict, struct ap_buf *out)
{
    const char *status = ap_word(ap_status_words, (int)verdict->status);
    ap_html_slot_row(out, verdict->slot);
    ap_html_element(out, "td", verdict->slot->id);
    ap_html_element(out, "td", verdict->slot->req->title);
    ap_html_classed(out, "td", verdict->gap ? "open" : status, ap_str_from(status));
    add_links(ctx, verdict, out);
    ap_html_element(out, "td", ap_report_reason(ctx, verdict));
    ap_html_raw(out, "</tr>\n");
}

void
ap_html_slots(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Item", "What", "Status", "Evidence", "Reason"};
    size_t n_others = 0;
    size_t n_open = 0;
    ap_html_raw(out, "<section id=\"items\"><h2>What is asked for, and what is there</h2>\n");
    ap_html_table_open(out, "Expected items", columns, AP_COUNT(columns));
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &ctx->as->verdicts[i];
        if (ap_plan_lists_slot(ctx->plan, verdict->slot)) {
            add_slot(ctx, verdict, out);
            continue;
        }
        n_others++;
        n_open += verdict->gap;
    }
    ap_html_table_close(out);
    if (n_others)
        ap_html_element(out, "p",
                        ap_arena_printf(ctx->mem,
                                        "%zu more assessed, available under NDA; %zu open.",
                                        n_others, n_open));
    ap_html_raw(out, "</section>\n");
}
