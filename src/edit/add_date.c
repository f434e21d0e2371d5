/* Period, or version and status, of a file that is added.
 * Place in the flow: edit, below add.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/add_parts.h"
#include "naming/naming.h"
#include "tables/csv.h"

/** "2026-04, 2026-05 or 2026-06", for hints. */
static struct ap_str
choices_of(const struct ap_add_job *job, const struct ap_add_item *item)
{
    struct ap_periods allowed;
    ap_place_periods(job->cat, item->req, job->mem, &allowed);
    return ap_place_periods_text(&allowed, job->mem);
}

/** The shortest calendar period that holds the span: a name says months, quarters, halves, years. */
static bool
for_name(struct ap_period period, struct ap_period *ret_period)
{
    static const enum ap_period_kind kinds[] = {AP_PERIOD_MONTH, AP_PERIOD_QUARTER, AP_PERIOD_HALF,
                                                AP_PERIOD_YEAR};
    for (size_t i = 0; i < AP_COUNT(kinds); i++) {
        *ret_period = ap_period_of(kinds[i], period.span.from);
        if (ap_span_contains(ret_period->span, period.span))
            return true;
    }
    return false;
}

/** Evidence of operation and review must not be coarser than what is asked for. */
static bool
is_too_coarse(const struct ap_requirement *req, struct ap_period period)
{
    bool bound = req->facet == AP_FACET_OPERATION || req->facet == AP_FACET_REVIEW;
    int32_t longest = req->cadence == AP_MONTHLY ? 31 : req->cadence == AP_QUARTERLY ? 92 : 366;
    return bound && req->cadence <= AP_ANNUAL && ap_span_days(period.span) > longest;
}

static void
take_period(struct ap_add_job *job, struct ap_add_item *item, struct ap_period period)
{
    const struct ap_ref *given = &item->order->period;
    if (is_too_coarse(item->req, period)) {
        struct ap_diagnostic *d =
            ap_add_fault(job, item, given, "%.*s is coarser than the cadence of %.*s, %s",
                         AP_FMT(ap_period_str(job->mem, period)), AP_FMT(item->req->ref),
                         ap_word(ap_cadence_words, (int)item->req->cadence));
        struct ap_str choices = choices_of(job, item);
        if (choices.len)
            ap_diag_hint(job->dg, d, "give %.*s", AP_FMT(choices));
        return;
    }
    if (!for_name(period, &item->name_period)) {
        (void)ap_add_fault(job, item, given,
                           "%.*s lies in no calendar year, and a name cannot say it",
                           AP_FMT(ap_period_str(job->mem, period)));
        return;
    }
    item->has_period = true;
    bool same = item->name_period.span.from == period.span.from &&
                item->name_period.span.to == period.span.to;
    item->period = same ? AP_STR_NONE : ap_period_str(job->mem, period);
    bool looks_back = item->req->cadence == AP_SEMIANNUAL || item->req->cadence == AP_ANNUAL ||
                      item->req->cadence == AP_ONCE;
    if (!looks_back && !ap_span_touches(period.span, job->cat->window))
        ap_add_warn(job, item, "%.*s lies outside the audit window",
                    AP_FMT(ap_period_str(job->mem, period)));
}

static void
period_given(struct ap_add_job *job, struct ap_add_item *item)
{
    const struct ap_ref *given = &item->order->period;
    struct ap_period period;
    if (ap_cell_period(given->text, &period) == AP_OK) {
        /* A spreadsheet makes the first of a month out of a month. */
        bool made_day = given->place.file.len && period.kind == AP_PERIOD_DAY &&
                        ap_day_to_civil(period.span.from).day == 1;
        if (made_day)
            period = ap_period_of(AP_PERIOD_MONTH, period.span.from);
        take_period(job, item, period);
        return;
    }
    struct ap_diagnostic *d = ap_add_fault(job, item, given, "%s \"%.*s\" is no period",
                                           ap_add_word(given, AP_ADD_PERIOD), AP_FMT(given->text));
    struct ap_str choices = choices_of(job, item);
    ap_diag_hint(job->dg, d, "give %.*s",
                 AP_FMT(choices.len ? choices : AP_STR("2026-05, 2026-Q2, 2026-H1 or 2026")));
}

static void
version_given(struct ap_add_job *job, struct ap_add_item *item)
{
    const struct ap_add_order *order = item->order;
    struct ap_str version = order->version.text;
    if (order->period.text.len)
        (void)ap_add_fault(job, item, &order->period, "%s and %s exclude each other",
                           ap_add_word(&order->period, AP_ADD_PERIOD),
                           ap_add_word(&order->period, AP_ADD_VERSION));
    if (version.len == 0 || order->status.text.len == 0) {
        (void)ap_add_fault(job, item, version.len ? &order->status : &order->version,
                           "%s and %s need each other",
                           ap_add_word(&order->version, AP_ADD_VERSION),
                           ap_add_word(&order->version, AP_ADD_STATUS));
        return;
    }
    int status = ap_word_value_folded(ap_doc_status_words, order->status.text);
    if (status <= 0) {
        (void)ap_add_fault(job, item, &order->status,
                           "%s \"%.*s\" is none of Draft, Review, Approved, Rejected, Retired",
                           ap_add_word(&order->status, AP_ADD_STATUS), AP_FMT(order->status.text));
        return;
    }
    bool bare = ap_is_digit(version.ptr[0]);
    bool capital = version.ptr[0] == 'V';
    item->version = bare || capital ? ap_arena_join(job->mem, AP_STR("v"), "",
                                                    ap_str_slice(version, capital, version.len))
                                    : version;
    item->status = (enum ap_doc_status)status;
    if (item->req->cadence == AP_MONTHLY || item->req->cadence == AP_QUARTERLY)
        ap_add_warn(job, item,
                    "%.*s is asked for %s: a document without a period fills no slot of it",
                    AP_FMT(item->req->ref), ap_word(ap_cadence_words, (int)item->req->cadence));
}

/** What the file's own name says, where the requirement accepts it. */
static bool
from_own_name(struct ap_add_job *job, struct ap_add_item *item)
{
    struct ap_name parsed;
    if (ap_naming_parse(job->cat->lib->naming, item->own_name, &parsed) != AP_OK ||
        !ap_str_eq(parsed.stem, item->stem))
        return false;
    if (parsed.has_period) {
        take_period(job, item, parsed.period);
        return true;
    }
    item->version = ap_arena_copy(job->mem, parsed.version);
    item->status = parsed.status;
    return parsed.version.len > 0;
}

static void
from_window(struct ap_add_job *job, struct ap_add_item *item)
{
    const struct ap_ref *given = &item->order->period;
    if (item->req->cadence == AP_ONCE) {
        struct ap_diagnostic *d = ap_add_fault(job, item, &item->order->version,
                                               "%.*s is a document with versions: which one is it?",
                                               AP_FMT(item->req->ref));
        bool cell = given->place.file.len > 0;
        ap_diag_hint(job->dg, d,
                     cell ? "fill Doc Version and Doc Status, or Period"
                          : "give --doc-version and --status, or --period");
        return;
    }
    struct ap_periods allowed;
    ap_place_periods(job->cat, item->req, job->mem, &allowed);
    if (allowed.n == 1) {
        item->name_period = allowed.items[0];
        item->has_period = true;
        return;
    }
    struct ap_str choices = ap_place_periods_text(&allowed, job->mem);
    struct ap_diagnostic *d = ap_add_fault(job, item, given, "which period does it cover?");
    if (choices.len)
        ap_diag_hint(job->dg, d, "%.*s is asked for %.*s: give one of them as %s",
                     AP_FMT(item->req->ref), AP_FMT(choices), ap_add_word(given, AP_ADD_PERIOD));
    else
        ap_diag_hint(job->dg, d, "%.*s is not asked for in this audit: give %s",
                     AP_FMT(item->req->ref), ap_add_word(given, AP_ADD_PERIOD));
}

void
ap_add_date(struct ap_add_job *job, struct ap_add_item *item)
{
    const struct ap_add_order *order = item->order;
    if (order->version.text.len || order->status.text.len)
        version_given(job, item);
    else if (order->period.text.len)
        period_given(job, item);
    else if (!from_own_name(job, item))
        from_window(job, item);
}
