/* Sections of the index: files, gaps, exceptions, withheld items.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/html_tables.h"

#include "base/cleanup.h"
#include "plan/plan.h"
#include "port/digest.h"
#include "report/actions.h"
#include "report/headline.h"
#include "report/records.h"
#include "report/views.h"

static void
add_list(struct ap_buf *out, const struct ap_strs *list)
{
    ap_html_raw(out, "<td>");
    for (size_t i = 0; i < list->n; i++) {
        ap_html_raw(out, i ? "<br>" : "");
        ap_html_escape(out, list->items[i]);
    }
    ap_html_raw(out, "</td>");
}

void
ap_html_dealbreakers(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"What breaks audits and deals", "State", "Because"};
    static const struct ap_strs none = {NULL, 0, 0};
    ap_html_raw(out, "<section id=\"dealbreakers\"><h2>Deal-breakers</h2>\n");
    if (ctx->as->n_dealbreakers == 0) {
        ap_html_raw(out, "<p>None.</p>\n</section>\n");
        return;
    }
    ap_html_table_open(out, "Deal-breakers", columns, AP_COUNT(columns));
    for (size_t i = 0; i < ctx->as->n_dealbreakers; i++) {
        const struct ap_dealbreaker_verdict *verdict = &ctx->as->dealbreakers[i];
        const char *state = ap_word(ap_dealbreaker_words, (int)verdict->state);
        ap_html_raw(out, "<tr>");
        ap_html_element(out, "td", verdict->what->line);
        ap_html_classed(out, "td", state, ap_str_from(state));
        add_list(out, ctx->plan->full ? &verdict->because : &none);
        ap_html_raw(out, "</tr>\n");
    }
    ap_html_table_close(out);
    ap_html_raw(out, "</section>\n");
}

static struct ap_str
slots_text(const struct ap_report_context *ctx, const struct ap_plan_item *packed)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    for (size_t i = 0; i < packed->n_slots; i++) {
        const struct ap_slot *slot = &ctx->cat->slots.items[packed->slots[i]];
        if (!ap_plan_lists_slot(ctx->plan, slot))
            continue;
        ap_buf_add_c(&text, text.len ? ", " : "");
        ap_buf_add_str(&text, slot->id);
    }
    return ap_arena_copy(ctx->mem, ap_buf_str(&text));
}

static struct ap_str
periods_text(const struct ap_report_context *ctx, const struct ap_item *item)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    for (size_t i = 0; i < item->periods.n; i++) {
        ap_buf_add_c(&text, i ? ", " : "");
        ap_buf_add_str(&text, ap_period_str(ctx->mem, item->periods.items[i]));
    }
    if (item->periods.n == 0)
        ap_buf_add_str(&text, item->parsed.version);
    return ap_arena_copy(ctx->mem, ap_buf_str(&text));
}

/* The title, and below it what the library's own metadata fields say. */
static void
add_title(const struct ap_report_context *ctx, const struct ap_item *item, struct ap_buf *out)
{
    ap_html_raw(out, "<td>");
    ap_html_escape(out, item->title);
    for (size_t i = 0; ctx->plan->full && i < item->extra.n; i++) {
        ap_html_raw(out, "<br>");
        ap_html_escape(out, item->extra.items[i].field->label);
        ap_html_raw(out, ": ");
        ap_html_escape(out, item->extra.items[i].value);
    }
    ap_html_raw(out, "</td>");
}

static void
add_file(const struct ap_report_context *ctx, const struct ap_plan_item *packed, struct ap_buf *out)
{
    const struct ap_item *item = &ctx->items->items[packed->item];
    const struct ap_record *record = &ctx->as->insp->records[packed->item];
    char hex[AP_SHA256_TEXT];
    ap_sha256_text(record->sha256, hex);
    struct ap_str name =
        ap_str_slice(packed->path, ap_str_rfind(packed->path, '/') + 1, packed->path.len);
    ap_html_raw(out, "<tr><td>");
    ap_html_link(out, packed->path, name);
    ap_html_raw(out, packed->superseded ? " (superseded)</td>" : "</td>");
    add_title(ctx, item, out);
    ap_html_element(out, "td", slots_text(ctx, packed));
    ap_html_classed(out, "td", "fixed", periods_text(ctx, item));
    ap_html_element(out, "td", ap_report_person(ctx, ap_report_owner(ctx, item->owner)));
    ap_html_element(out, "td", ap_report_source(ctx, item));
    ap_html_number(out, "td", record->bytes);
    ap_html_raw(out, "<td>");
    ap_html_element(out, "code", ap_str_from(hex));
    ap_html_raw(out, "</td></tr>\n");
}

void
ap_html_files(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"File",  "Title",  "Proves", "Period",
                                          "Owner", "Source", "Bytes",  "SHA-256"};
    ap_html_raw(out, "<section id=\"files\"><h2>Files by section</h2>\n");
    for (size_t s = 0; s < ctx->lib->sections.n; s++) {
        const struct ap_section *section = &ctx->lib->sections.items[s];
        size_t n = 0;
        ap_html_element(
            out, "h3",
            ap_arena_printf(ctx->mem, "%d %.*s", (int)section->number, AP_FMT(section->title)));
        ap_html_element(out, "p", section->contains);
        for (size_t i = 0; i < ctx->plan->items.n; i++) {
            if (ctx->plan->items.items[i].section != section)
                continue;
            if (n++ == 0)
                ap_html_table_open(out, "Files of this section", columns, AP_COUNT(columns));
            add_file(ctx, &ctx->plan->items.items[i], out);
        }
        if (n)
            ap_html_table_close(out);
        else
            ap_html_raw(out, "<p>No file of this section is in the pack.</p>\n");
    }
    ap_html_raw(out, "</section>\n");
}

static void
add_gap(const struct ap_report_context *ctx, const struct ap_action *action, struct ap_buf *out)
{
    const struct ap_verdict *verdict = action->verdict;
    const struct ap_slot *slot = verdict->slot;
    const char *status = ap_word(ap_status_words, (int)verdict->status);
    ap_html_raw(out, "<tr>");
    ap_html_element(out, "td", slot->id);
    ap_html_element(out, "td", slot->req->title);
    ap_html_classed(out, "td", status, ap_str_from(status));
    ap_html_element(out, "td", ap_report_reason(ctx, verdict));
    ap_html_element(out, "td", ap_report_person(ctx, ap_report_owner(ctx, slot->owner)));
    ap_html_classed(out, "td", "fixed", ap_day_str(ctx->mem, slot->due));
    ap_html_element(out, "td", slot->expected_name);
    ap_html_raw(out, "</tr>\n");
}

void
ap_html_gaps(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Item",  "What", "Status",   "Reason",
                                          "Owner", "Due",  "File name"};
    struct ap_action *actions;
    size_t n;
    ap_report_actions(ctx, &actions, &n);
    if (ctx->plan->audience->gap_report == AP_GAPS_NONE)
        return;
    ap_html_raw(out, "<section id=\"gaps\"><h2>Gaps</h2>\n");
    if (ctx->plan->audience->gap_report == AP_GAPS_SUMMARY) {
        ap_html_element(out, "p", ap_report_coverage(ctx));
        ap_html_raw(out, "</section>\n");
        return;
    }
    if (n == 0) {
        ap_html_raw(out, "<p>None.</p>\n</section>\n");
        return;
    }
    ap_html_table_open(out, "Expected, and not proven", columns, AP_COUNT(columns));
    for (size_t i = 0; i < n; i++)
        if (ap_plan_lists_slot(ctx->plan, actions[i].verdict->slot))
            add_gap(ctx, &actions[i], out);
    ap_html_table_close(out);
    ap_html_raw(out, "</section>\n");
}

static void
add_exceptions(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Id",       "Requirement", "Period", "Reason",
                                          "Approver", "Expires",     "Covers", "Rests on"};
    if (!ctx->plan->full || ctx->ws->exceptions.n == 0) {
        ap_html_raw(out, "<p>No exceptions to show.</p>\n");
        return;
    }
    ap_html_table_open(out, "Exceptions", columns, AP_COUNT(columns));
    for (size_t i = 0; i < ctx->ws->exceptions.n; i++) {
        const struct ap_exception *exception = &ctx->ws->exceptions.items[i];
        struct ap_strs covers;
        (void)ap_report_excepted(ctx, exception, &covers);
        ap_html_raw(out, "<tr>");
        ap_html_element(out, "td", exception->id);
        ap_html_element(out, "td", exception->requirement.text);
        ap_html_element(out, "td", exception->period_text.text);
        ap_html_element(out, "td", exception->reason);
        ap_html_element(out, "td", ap_report_person(ctx, exception->approver));
        ap_html_classed(out, "td", "fixed", ap_day_str(ctx->mem, exception->expires));
        add_list(out, &covers);
        ap_html_element(out, "td", ap_views_rests_on(ctx, exception));
        ap_html_raw(out, "</tr>\n");
    }
    ap_html_table_close(out);
}

static void
add_left_out(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"What", "Title", "Status", "Reason", "Approver"};
    struct ap_views_left_out *rows;
    size_t n;
    ap_views_left_out(ctx, &rows, &n);
    if (n == 0) {
        ap_html_raw(out, "<p>Everything of the control library is asked for.</p>\n");
        return;
    }
    ap_html_table_open(out, "What is not asked for", columns, AP_COUNT(columns));
    for (size_t i = 0; i < n; i++) {
        ap_html_raw(out, "<tr>");
        ap_html_element(out, "td", rows[i].id);
        ap_html_element(out, "td", rows[i].title);
        ap_html_element(out, "td", ap_str_from(rows[i].status));
        ap_html_element(out, "td", rows[i].reason);
        ap_html_element(out, "td", ap_report_person(ctx, rows[i].approver));
        ap_html_raw(out, "</tr>\n");
    }
    ap_html_table_close(out);
}

void
ap_html_exceptions(const struct ap_report_context *ctx, struct ap_buf *out)
{
    ap_html_raw(out, "<section id=\"exceptions\"><h2>Exceptions and what is not asked for</h2>\n");
    add_exceptions(ctx, out);
    add_left_out(ctx, out);
    ap_html_raw(out, "</section>\n");
}

void
ap_html_withheld(const struct ap_report_context *ctx, struct ap_buf *out)
{
    static const char *const columns[] = {"Title", "Why", "Reason"};
    ap_html_raw(out, "<section id=\"withheld\"><h2>Withheld</h2>\n");
    if (ctx->plan->withheld.n == 0) {
        ap_html_raw(out, "<p>None.</p>\n</section>\n");
        return;
    }
    ap_html_table_open(out, "Evidence that exists and is not in this pack", columns,
                       AP_COUNT(columns));
    for (size_t i = 0; i < ctx->plan->withheld.n; i++) {
        const struct ap_withheld *withheld = &ctx->plan->withheld.items[i];
        ap_html_raw(out, "<tr>");
        ap_html_element(out, "td", withheld->title);
        ap_html_element(out, "td", ap_str_from(ap_word(ap_withheld_words, (int)withheld->why)));
        ap_html_element(out, "td", withheld->reason);
        ap_html_raw(out, "</tr>\n");
    }
    ap_html_table_close(out);
    ap_html_raw(out, "</section>\n");
}
