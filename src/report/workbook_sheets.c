/* Sheets of the workbook: summary, gaps, findings, frameworks, exceptions.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"
#include "report/headline.h"
#include "report/issues.h"
#include "report/records.h"
#include "report/views.h"
#include "report/workbook.h"

/* --- summary -------------------------------------------------------------------------------------- */

static void
add_fact(const struct ap_report_context *ctx, struct ap_sheet *sheet, const char *what,
         struct ap_str value)
{
    if (value.len == 0)
        return;
    struct ap_str *row = ap_sheet_row(sheet, ctx->mem);
    row[0] = ap_str_from(what);
    row[1] = value;
}

static void
add_dealbreakers(const struct ap_report_context *ctx, struct ap_sheet *sheet)
{
    for (size_t i = 0; ctx->plan->full && i < ctx->as->n_dealbreakers; i++) {
        const struct ap_dealbreaker_verdict *verdict = &ctx->as->dealbreakers[i];
        struct ap_str *row = ap_sheet_row(sheet, ctx->mem);
        row[0] = ap_arena_join(ctx->mem, AP_STR("Deal-breaker"), " ", verdict->what->id);
        row[1] = verdict->what->line;
        row[2] = ap_views_spoken(ctx->mem, ap_word(ap_dealbreaker_words, (int)verdict->state));
        row[3] = ap_views_joined(ctx, &verdict->because);
    }
}

void
ap_workbook_summary(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet)
{
    static const char *const header[] = {"What", "Value", "State", "Because"};
    static const struct ap_xlsx_rule rules[] = {{2, "detected", AP_XLSX_BAD},
                                                {2, "cannot be ruled out", AP_XLSX_WAIT},
                                                {2, "ruled out", AP_XLSX_GOOD}};
    static const char *const results[] = {
        [AP_COMPLETE] = "complete", [AP_GAPS] = "gaps", [AP_BLOCKED] = "blocked"};
    struct ap_sheet sheet = {.name = "Summary", .header = header, .n_columns = AP_COUNT(header)};
    struct ap_arena *mem = ctx->mem;
    add_fact(ctx, &sheet, "Organization", ctx->ws->organization);
    add_fact(ctx, &sheet, "Product", ctx->ws->product);
    add_fact(ctx, &sheet, "Result", ap_str_from(results[ctx->as->result]));
    add_fact(ctx, &sheet, "Verdict", ap_report_headline(ctx));
    add_fact(ctx, &sheet, "Coverage", ap_report_coverage(ctx));
    add_fact(ctx, &sheet, "Items", ap_report_statuses(ctx));
    add_fact(ctx, &sheet, "Findings", ap_report_severities(ctx));
    add_fact(ctx, &sheet, "Window", ap_span_str(mem, ctx->cat->window));
    add_fact(ctx, &sheet, "As of", ap_day_str(mem, ctx->as->day));
    add_fact(ctx, &sheet, "Audience", ctx->plan->audience->id);
    add_fact(ctx, &sheet, "Frameworks", ap_views_joined(ctx, &ctx->cat->in_view));
    if (ctx->plan->full) {
        add_fact(ctx, &sheet, "What good looks like", ap_views_readiness(ctx));
        add_fact(ctx, &sheet, "Questions", ap_views_answers(ctx));
        add_fact(ctx, &sheet, "Requests of the auditor", ap_views_requests(ctx));
        add_fact(ctx, &sheet, "Prepared by", ctx->ws->prepared_by);
    }
    add_fact(ctx, &sheet, "Classification", ctx->ws->classification);
    add_fact(ctx, &sheet, "Independence of reviewers",
             ap_str_from(ap_word(ap_independence_words, (int)ctx->ws->independence)));
    add_fact(ctx, &sheet, "Pack id", ap_str_from(ctx->plan->pack_id));
    add_fact(ctx, &sheet, "Control library",
             ap_arena_printf(mem, "%.*s %.*s, sha256 %s", AP_FMT(ctx->lib->id),
                             AP_FMT(ctx->lib->version), ctx->lib->digest));
    add_dealbreakers(ctx, &sheet);
    add_fact(ctx, &sheet, "What this is",
             AP_STR("apipack states which evidence was presented, for which period, who recorded "
                    "its approval, and what its text says. It does not test whether a control is "
                    "suitably designed or effective, and is no audit opinion."));
    sheet.look = (struct ap_xlsx_look){.rules = rules, .n_rules = AP_COUNT(rules)};
    *ret_sheet = sheet;
}

/* --- gaps and findings ---------------------------------------------------------------------------- */

enum gap_column {
    GAP_SEVERITY,
    GAP_SLOT,
    GAP_CONTROL,
    GAP_TITLE,
    GAP_PERIOD,
    GAP_DUE,
    GAP_STATUS,
    GAP_OWNER,
    GAP_FIX,
    GAP_REASON,
    GAP_EVIDENCE,
    N_GAP_COLUMNS
};

static void
fill_gap(const struct ap_report_context *ctx, const struct ap_issue *issue, struct ap_str *row)
{
    const struct ap_slot *slot = issue->gap->slot;
    struct ap_strs paths;
    ap_report_slot_paths(ctx, issue->gap, &paths);
    row[GAP_SEVERITY] = ap_str_from(ap_severity_name(issue->severity));
    row[GAP_SLOT] = slot->id;
    row[GAP_CONTROL] =
        ap_arena_join(ctx->mem, slot->req->control->id, " ", slot->req->control->title);
    row[GAP_TITLE] = slot->req->title;
    row[GAP_PERIOD] = slot->period;
    row[GAP_DUE] = ap_day_str(ctx->mem, slot->due);
    row[GAP_STATUS] = ap_str_from(ap_word(ap_status_words, (int)issue->gap->status));
    row[GAP_OWNER] = ap_report_person(ctx, ap_report_owner(ctx, slot->owner));
    row[GAP_FIX] = issue->fix;
    row[GAP_REASON] = ap_report_reason(ctx, issue->gap);
    row[GAP_EVIDENCE] = ap_arena_join_all(ctx->mem, &paths, "; ");
}

void
ap_workbook_gaps(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet)
{
    static const char *const header[N_GAP_COLUMNS] = {
        "Severity",   "Slot",   "Control", "Evidence requested", "Period", "Due", "Status", "Owner",
        "What to do", "Reason", "Evidence"};
    static const enum ap_xlsx_kind kinds[N_GAP_COLUMNS] = {[GAP_DUE] = AP_XLSX_DATE};
    static const struct ap_xlsx_rule rules[] = {
        {GAP_SEVERITY, "blocker", AP_XLSX_BAD}, {GAP_SEVERITY, "high", AP_XLSX_BAD},
        {GAP_SEVERITY, "medium", AP_XLSX_WAIT}, {GAP_STATUS, "missing", AP_XLSX_BAD},
        {GAP_STATUS, "withheld", AP_XLSX_BAD},  {GAP_STATUS, "void", AP_XLSX_BAD},
        {GAP_STATUS, "invalid", AP_XLSX_BAD},   {GAP_STATUS, "rejected", AP_XLSX_BAD},
        {GAP_STATUS, "stale", AP_XLSX_WAIT},    {GAP_STATUS, "pending", AP_XLSX_WAIT},
        {GAP_STATUS, "requested", AP_XLSX_WAIT}};
    struct ap_sheet sheet = {.name = "Gaps", .header = header, .n_columns = N_GAP_COLUMNS};
    struct ap_issue *issues;
    size_t n;
    ap_report_issues(ctx, &issues, &n);
    for (size_t i = 0; i < n; i++)
        if (issues[i].gap)
            fill_gap(ctx, &issues[i], ap_sheet_row(&sheet, ctx->mem));
    sheet.look = (struct ap_xlsx_look){
        .kinds = kinds, .rules = rules, .n_rules = AP_COUNT(rules), .frozen_columns = 2};
    *ret_sheet = sheet;
}

void
ap_workbook_findings(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet)
{
    static const char *const header[] = {"Severity", "Code", "Control", "Subject",
                                         "File",     "Line", "Finding", "What to do"};
    static const enum ap_xlsx_kind kinds[AP_COUNT(header)] = {[5] = AP_XLSX_NUMBER};
    static const struct ap_xlsx_rule rules[] = {
        {0, "blocker", AP_XLSX_BAD}, {0, "high", AP_XLSX_BAD}, {0, "medium", AP_XLSX_WAIT}};
    struct ap_sheet sheet = {.name = "Findings", .header = header, .n_columns = AP_COUNT(header)};
    struct ap_issue *issues;
    size_t n;
    ap_report_issues(ctx, &issues, &n);
    for (size_t i = 0; i < n; i++) {
        const struct ap_finding *f = issues[i].finding;
        if (!f)
            continue;
        struct ap_str *row = ap_sheet_row(&sheet, ctx->mem);
        row[0] = ap_str_from(ap_severity_name(f->severity));
        row[1] = issues[i].rule;
        row[2] = ap_views_finding_controls(ctx, f);
        row[3] = f->subject;
        row[4] = f->place.file;
        row[5] = f->place.line ? ap_arena_printf(ctx->mem, "%u", f->place.line) : AP_STR_NONE;
        row[6] = issues[i].message;
        row[7] = issues[i].fix;
    }
    sheet.look = (struct ap_xlsx_look){
        .kinds = kinds, .rules = rules, .n_rules = AP_COUNT(rules), .frozen_columns = 2};
    *ret_sheet = sheet;
}

/* --- frameworks ----------------------------------------------------------------------------------- */

enum matrix_column {
    MATRIX_FRAMEWORK,
    MATRIX_ID,
    MATRIX_LABEL,
    MATRIX_STATE,
    MATRIX_CONTROLS,
    MATRIX_SLOTS,
    MATRIX_DUE,
    MATRIX_SATISFIED,
    MATRIX_EXCEPTED,
    MATRIX_GAPS,
    MATRIX_NOTE,
    N_MATRIX_COLUMNS
};

/** The ids of the controls that map to it and are asked for. */
static struct ap_str
controls_of(const struct ap_report_context *ctx, const struct ap_framework_coverage *coverage)
{
    struct ap_strs ids = {NULL, 0, 0};
    for (size_t i = 0; coverage->id && i < ctx->as->n_controls; i++)
        if (ap_control_maps_to(ctx->as->controls[i].control, coverage->framework->id,
                               coverage->id->id))
            *ap_vec_push(ctx->mem, &ids) = ctx->as->controls[i].control->id;
    return ap_arena_join_all(ctx->mem, &ids, "; ");
}

static struct ap_str
number(const struct ap_report_context *ctx, uint32_t n)
{
    return ap_arena_printf(ctx->mem, "%u", n);
}

void
ap_workbook_frameworks(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet)
{
    static const char *const header[N_MATRIX_COLUMNS] = {
        "Framework", "Id",        "Label",    "State", "Controls", "Items asked for",
        "Due",       "Satisfied", "Excepted", "Gaps",  "Note"};
    static const enum ap_xlsx_kind kinds[N_MATRIX_COLUMNS] = {[MATRIX_SLOTS] = AP_XLSX_NUMBER,
                                                              [MATRIX_DUE] = AP_XLSX_NUMBER,
                                                              [MATRIX_SATISFIED] = AP_XLSX_NUMBER,
                                                              [MATRIX_EXCEPTED] = AP_XLSX_NUMBER,
                                                              [MATRIX_GAPS] = AP_XLSX_NUMBER};
    static const struct ap_xlsx_rule rules[] = {{MATRIX_STATE, "proven", AP_XLSX_GOOD},
                                                {MATRIX_STATE, "partly", AP_XLSX_WAIT},
                                                {MATRIX_STATE, "excepted", AP_XLSX_WAIT},
                                                {MATRIX_STATE, "open", AP_XLSX_BAD}};
    struct ap_sheet sheet = {
        .name = "Framework matrix", .header = header, .n_columns = N_MATRIX_COLUMNS};
    for (size_t i = 0; i < ctx->as->frameworks.n; i++) {
        const struct ap_framework_coverage *coverage = &ctx->as->frameworks.items[i];
        bool verified = !coverage->id || coverage->id->verified;
        struct ap_str *row = ap_sheet_row(&sheet, ctx->mem);
        row[MATRIX_FRAMEWORK] = coverage->framework->id;
        row[MATRIX_ID] = coverage->id ? coverage->id->id : AP_STR("(all)");
        row[MATRIX_LABEL] = coverage->id ? coverage->id->label : coverage->framework->title;
        row[MATRIX_STATE] = ap_str_from(ap_word(ap_framework_state_words, (int)coverage->state));
        row[MATRIX_CONTROLS] = controls_of(ctx, coverage);
        row[MATRIX_SLOTS] = number(ctx, coverage->n_slots);
        row[MATRIX_DUE] = number(ctx, coverage->n_due);
        row[MATRIX_SATISFIED] = number(ctx, coverage->n_satisfied);
        row[MATRIX_EXCEPTED] = number(ctx, coverage->n_excepted);
        row[MATRIX_GAPS] = number(ctx, coverage->n_gaps);
        row[MATRIX_NOTE] = coverage->id ? verified ? AP_STR_NONE : AP_STR("mapping not verified")
                                        : ap_views_framework_warning(ctx, coverage->framework);
    }
    sheet.look = (struct ap_xlsx_look){
        .kinds = kinds, .rules = rules, .n_rules = AP_COUNT(rules), .frozen_columns = 2};
    *ret_sheet = sheet;
}

/* --- controls ------------------------------------------------------------------------------------- */

enum control_column {
    CONTROL_ID,
    CONTROL_TITLE,
    CONTROL_OWNER,
    CONTROL_PROOF, /* a column a facet */
    CONTROL_READINESS = CONTROL_PROOF + AP_N_FACETS,
    CONTROL_SLOTS,
    CONTROL_GAPS,
    CONTROL_SUMMARY,
    N_CONTROL_COLUMNS
};

void
ap_workbook_controls(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet)
{
    static const char *const header[N_CONTROL_COLUMNS] = {
        "Control",    "Title",           "Owner",    "Required",
        "Configured", "Operated",        "Reviewed", "Corrected",
        "Readiness",  "Items asked for", "Gaps",     "What its evidence says"};
    static const enum ap_xlsx_kind kinds[N_CONTROL_COLUMNS] = {
        [CONTROL_SLOTS] = AP_XLSX_NUMBER, [CONTROL_GAPS] = AP_XLSX_NUMBER};
    static const struct ap_xlsx_rule rules[] = {{CONTROL_READINESS, "ready", AP_XLSX_GOOD}};
    struct ap_sheet sheet = {.name = "Controls", .header = header, .n_columns = N_CONTROL_COLUMNS};
    for (size_t i = 0; i < ctx->as->n_controls; i++) {
        const struct ap_control_verdict *verdict = &ctx->as->controls[i];
        struct ap_str *row = ap_sheet_row(&sheet, ctx->mem);
        row[CONTROL_ID] = verdict->control->id;
        row[CONTROL_TITLE] = verdict->control->title;
        row[CONTROL_OWNER] = ap_report_person(ctx, ap_report_owner(ctx, verdict->owner));
        for (size_t f = 0; f < AP_N_FACETS; f++)
            row[CONTROL_PROOF + f] =
                ap_str_from(ap_word(ap_proof_state_words, (int)verdict->proof[f]));
        row[CONTROL_READINESS] = ap_views_ready_say(ctx, verdict);
        row[CONTROL_SLOTS] = number(ctx, verdict->n_slots);
        row[CONTROL_GAPS] = number(ctx, verdict->n_gaps);
        row[CONTROL_SUMMARY] = ap_views_summary(ctx, verdict);
    }
    sheet.look = (struct ap_xlsx_look){
        .kinds = kinds, .rules = rules, .n_rules = AP_COUNT(rules), .frozen_columns = 1};
    *ret_sheet = sheet;
}

/* --- exceptions ----------------------------------------------------------------------------------- */

enum exception_column {
    EXC_KIND,
    EXC_ID,
    EXC_WHAT,
    EXC_PERIOD,
    EXC_REASON,
    EXC_APPROVER,
    EXC_GRANTED,
    EXC_EXPIRES,
    EXC_COVERS,
    EXC_RESTS,
    N_EXCEPTION_COLUMNS
};

static void
add_exceptions(const struct ap_report_context *ctx, struct ap_sheet *sheet)
{
    for (size_t i = 0; i < ctx->ws->exceptions.n; i++) {
        const struct ap_exception *exception = &ctx->ws->exceptions.items[i];
        if (!ap_report_exception_listed(ctx, exception))
            continue;
        struct ap_strs covers;
        (void)ap_report_excepted(ctx, exception, &covers);
        struct ap_str *row = ap_sheet_row(sheet, ctx->mem);
        row[EXC_KIND] = AP_STR("exception");
        row[EXC_ID] = exception->id;
        row[EXC_WHAT] = exception->requirement.text;
        row[EXC_PERIOD] = exception->period_text.text;
        row[EXC_REASON] = ap_report_inner(ctx, exception->reason);
        row[EXC_APPROVER] = ap_report_inner(ctx, ap_report_person(ctx, exception->approver));
        row[EXC_GRANTED] = ap_day_str(ctx->mem, exception->granted);
        row[EXC_EXPIRES] = ap_day_str(ctx->mem, exception->expires);
        row[EXC_COVERS] = ap_report_inner(ctx, ap_views_joined(ctx, &covers));
        row[EXC_RESTS] = ap_report_inner(ctx, ap_views_rests_on(ctx, exception));
    }
}

static void
add_left_out(const struct ap_report_context *ctx, struct ap_sheet *sheet)
{
    struct ap_views_left_out *rows;
    size_t n;
    ap_views_left_out(ctx, &rows, &n);
    for (size_t i = 0; i < n; i++) {
        struct ap_str *row = ap_sheet_row(sheet, ctx->mem);
        row[EXC_KIND] = ap_str_from(rows[i].status);
        row[EXC_ID] = rows[i].id;
        row[EXC_WHAT] = rows[i].title;
        row[EXC_REASON] = ap_report_inner(ctx, rows[i].reason);
        row[EXC_APPROVER] = ap_report_inner(ctx, ap_report_person(ctx, rows[i].approver));
    }
}

void
ap_workbook_exceptions(const struct ap_report_context *ctx, struct ap_sheet *ret_sheet)
{
    static const char *const header[N_EXCEPTION_COLUMNS] = {
        "Kind",     "Id",      "What",    "Period", "Reason",
        "Approver", "Granted", "Expires", "Covers", "Rests on"};
    static const enum ap_xlsx_kind kinds[N_EXCEPTION_COLUMNS] = {
        [EXC_GRANTED] = AP_XLSX_DATE, [EXC_EXPIRES] = AP_XLSX_DATE};
    struct ap_sheet sheet = {
        .name = "Exceptions", .header = header, .n_columns = N_EXCEPTION_COLUMNS};
    add_exceptions(ctx, &sheet);
    add_left_out(ctx, &sheet);
    for (size_t i = 0; i < ctx->plan->withheld.n; i++) {
        const struct ap_withheld *withheld = &ctx->plan->withheld.items[i];
        struct ap_str *row = ap_sheet_row(&sheet, ctx->mem);
        row[EXC_KIND] = ap_arena_join(ctx->mem, AP_STR("withheld"), ": ",
                                      ap_str_from(ap_word(ap_withheld_words, (int)withheld->why)));
        row[EXC_ID] = withheld->path;
        row[EXC_WHAT] = withheld->title;
        row[EXC_REASON] = withheld->reason;
    }
    sheet.look = (struct ap_xlsx_look){.kinds = kinds, .frozen_columns = 2};
    *ret_sheet = sheet;
}
