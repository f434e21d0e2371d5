/* Every slot with its verdict and the evidence it rests on; findings.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"
#include "report/issues.h"
#include "report/page.h"
#include "report/views.h"

/* --- slots ---------------------------------------------------------------------------------------- */

/** The packed items of a slot. */
struct links {
    const struct ap_plan_item **items;
    size_t n;
};

static void
link_element(const void *user, const void *self, size_t i, struct ap_value *out,
             struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_plan_item *packed = ((const struct links *)self)->items[i];
    const struct ap_item *item = &page->ctx->items->items[packed->item];
    struct ap_fields *fields = ap_fields_new(out, mem);
    ap_page_href(page, fields, packed->path);
    ap_fields_text(fields, "title", item->title.len ? item->title : item->name);
}

static void
add_links(const struct ap_page *page, const struct ap_verdict *verdict, struct ap_fields *fields)
{
    struct links *links = ap_arena_new(fields->mem, struct links);
    uint32_t *items;
    size_t n;
    ap_report_slot_items(page->ctx, verdict, &items, &n);
    links->items = ap_arena_array(fields->mem, const struct ap_plan_item *, n);
    for (size_t i = 0; i < n; i++)
        if (page->ctx->packed[items[i]] != AP_NONE)
            links->items[links->n++] = &page->ctx->plan->items.items[page->ctx->packed[items[i]]];
    ap_fields_list(fields, "evidence", links->n, link_element, links);
}

static void
slot_element(const void *user, const void *self, size_t i, struct ap_value *out,
             struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct ap_verdict *verdict = ((const struct ap_verdict *const *)self)[i];
    const struct ap_slot *slot = verdict->slot;
    struct ap_fields *fields = ap_fields_new(out, mem);
    ap_page_slot(fields, slot);
    ap_page_state(fields, ap_word(ap_status_words, (int)verdict->status), ap_page_tone(verdict));
    ap_fields_text(fields, "title", slot->req->title);
    ap_fields_text(fields, "section", slot->req->section->title);
    ap_fields_text(fields, "frameworks", ap_page_frameworks_of(page, slot->req->control, mem));
    ap_fields_text(fields, "owner", ap_page_owner(page, slot->owner));
    ap_fields_text(fields, "due", ap_day_str(mem, slot->due));
    ap_fields_text(fields, "reason", ap_report_reason(page->ctx, verdict));
    ap_fields_flag(fields, "gap", verdict->gap);
    add_links(page, verdict, fields);
}

/* --- findings ------------------------------------------------------------------------------------- */

/** Issues that are findings. */
struct findings {
    const struct ap_issue **items;
    size_t n;
};

static void
finding_element(const void *user, const void *self, size_t i, struct ap_value *out,
                struct ap_arena *mem)
{
    static const char *const tones[] = {[AP_INFO] = "dim",
                                        [AP_LOW] = "dim",
                                        [AP_MEDIUM] = "wait",
                                        [AP_HIGH] = "bad",
                                        [AP_BLOCKER] = "bad"};
    const struct ap_page *page = user;
    const struct ap_issue *issue = ((const struct findings *)self)->items[i];
    struct ap_fields *fields = ap_fields_new(out, mem);
    ap_page_state(fields, ap_severity_name(issue->severity), tones[issue->severity]);
    ap_fields_text(fields, "code", issue->rule);
    ap_fields_text(fields, "subject", issue->finding->subject);
    ap_fields_text(fields, "controls", ap_views_finding_controls(page->ctx, issue->finding));
    ap_fields_text(fields, "file", issue->finding->place.file);
    if (issue->finding->place.line)
        ap_fields_number(fields, "line", issue->finding->place.line);
    ap_fields_text(fields, "message", issue->message);
    ap_fields_text(fields, "fix", issue->fix);
}

static void
add_findings(const struct ap_page *page, struct ap_fields *root)
{
    struct findings *findings = ap_arena_new(page->ctx->mem, struct findings);
    struct ap_issue *issues;
    size_t n;
    ap_report_issues(page->ctx, &issues, &n);
    findings->items = ap_arena_array(page->ctx->mem, const struct ap_issue *, n);
    for (size_t i = 0; i < n; i++)
        if (issues[i].finding)
            findings->items[findings->n++] = &issues[i];
    ap_fields_flag(root, "has_findings", findings->n > 0);
    ap_fields_list(root, "findings", findings->n, finding_element, findings);
}

void
ap_page_items(const struct ap_page *page, struct ap_fields *root)
{
    const struct ap_assessment *as = page->ctx->as;
    const struct ap_verdict **listed =
        ap_arena_array(page->ctx->mem, const struct ap_verdict *, as->n_verdicts);
    size_t n = 0;
    for (size_t i = 0; i < as->n_verdicts; i++)
        if (ap_plan_lists_slot(page->ctx->plan, as->verdicts[i].slot))
            listed[n++] = &as->verdicts[i];
    ap_fields_number(root, "n_items", n);
    ap_fields_list(root, "items", n, slot_element, listed);
    if (page->ctx->plan->full)
        add_findings(page, root);
}
