/* Check "review-signoff": who reviewed what, when, with which conclusion; not the owner, and not at another time.
 * Place in the flow: inspect, a row of content.def; findings SGN001 to SGN007, facts `reviewer`, `reviewed`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Arguments: `fields` (catalogue with the entries reviewer, day, scope, conclusion, owner, period, decision; default
 * signoff_fields). */
#include <string.h>

#include "inspect/content/documents.h"

struct signoff {
    struct ap_small doc;
    struct ap_names_list fields;
    struct ap_said reviewer, owner;
};

/* A decision for each row is what a table of reviewed accesses concludes. */
static bool
has_decisions(struct signoff *so)
{
    size_t decided = 0;
    const struct ap_names *decision = ap_names_get(&so->fields, "decision");
    size_t n = 0;
    for (size_t i = 0; i < so->doc.rows.n; i++) {
        bool of_table = !so->doc.prose || (so->doc.tabbed && so->doc.rows.items[i].table > 0);
        n += of_table;
        decided += of_table && ap_small_find(&so->doc, &so->doc.rows.items[i], decision) != NULL;
    }
    return decided > 1 || (decided == 1 && n == 1 &&
                           AP_IN(so->doc.s->text_kind) & (AP_IN(AP_KIND_CSV) | AP_IN_OFFICE));
}

static void
judge_conclusion(struct signoff *so)
{
    struct ap_names conclusion = *ap_names_get(&so->fields, "conclusion");
    conclusion.none_says = true;
    if (ap_said_find(&so->doc, &conclusion, AP_SAID_ANY).value.len == 0 && !has_decisions(so))
        (void)ap_subject_fault(so->doc.s, AP_SGN004, 0,
                               "no conclusion is stated: say what the review came to, if only that "
                               "nothing was found");
}

/* Of "Ben Ortiz, Security Operations" and "Ben Ortiz (SecOps)" the name. */
static struct ap_str
name_of(struct ap_str who)
{
    size_t n = 0;
    while (n < who.len && !strchr(",(<;/|", who.ptr[n]) &&
           !(n > 0 && who.ptr[n] == '-' && who.ptr[n - 1] == ' '))
        n++;
    return ap_str_slice(who, 0, n);
}

/* "Ben Ortiz, Security Operations" is the same as "Ben Ortiz", and as the same words. */
static bool
is_same_person(struct ap_arena *mem, struct ap_str a, struct ap_str b)
{
    struct ap_str whole_a = ap_words_norm(mem, a);
    struct ap_str whole_b = ap_words_norm(mem, b);
    struct ap_str name_a = ap_words_norm(mem, name_of(a));
    struct ap_str name_b = ap_words_norm(mem, name_of(b));
    return name_a.len > 0 && (ap_str_eq(name_a, name_b) || ap_str_eq(whole_a, whole_b) ||
                              ap_str_eq(whole_a, name_b) || ap_str_eq(name_a, whole_b));
}

static void
judge_people(struct signoff *so)
{
    struct ap_subject *s = so->doc.s;
    so->reviewer = ap_said_find(&so->doc, ap_names_get(&so->fields, "reviewer"), AP_SAID_NAME);
    if (so->reviewer.value.len == 0) {
        (void)ap_subject_fault(
            s, AP_SGN001, 0,
            "no reviewer is named: expected a line such as \"Reviewer: name, role\"");
        return;
    }
    (void)ap_fact_add(s, "reviewer", AP_STR_NONE, so->reviewer.value,
                      ap_small_at(&so->doc, so->reviewer.line));
    so->owner = ap_said_find(&so->doc, ap_names_get(&so->fields, "owner"), AP_SAID_FIELD);
    if (so->owner.value.len > 0 && is_same_person(s->scratch, so->reviewer.value, so->owner.value))
        (void)ap_subject_fault(s, AP_SGN005, ap_small_at(&so->doc, so->reviewer.line),
                               "the reviewer \"%.*s\" is the owner of what was reviewed",
                               AP_FMT(ap_said_short(so->reviewer.value)));
}

static bool
period_of(const struct ap_item *item, struct ap_span *ret_span)
{
    if (item->periods.n == 0)
        return false;
    *ret_span = item->periods.items[0].span;
    for (size_t i = 1; i < item->periods.n; i++) {
        struct ap_span span = item->periods.items[i].span;
        ret_span->from = span.from < ret_span->from ? span.from : ret_span->from;
        ret_span->to = span.to > ret_span->to ? span.to : ret_span->to;
    }
    return true;
}

/* An item of another window is stale, whatever its days say. */
static bool
is_elsewhere(const struct ap_subject *s)
{
    return s->cat && ap_span_days(s->cat->window) > 0 &&
           !ap_periods_touch(&s->item->periods, s->cat->window);
}

/* In time: from the period's first day to as long after its end as the period lasted, and the grace. */
static void
judge_day_in(struct signoff *so, const struct ap_requirement *req, ap_day day, uint32_t line)
{
    struct ap_subject *s = so->doc.s;
    struct ap_span span;
    char from[AP_DAY_TEXT];
    char to[AP_DAY_TEXT];
    char on[AP_DAY_TEXT];
    if (!period_of(s->item, &span))
        return;
    ap_day last = span.to - 1 + ap_span_days(span) + (req ? req->grace_days : 0);
    if ((day >= span.from && day <= last) || is_elsewhere(s))
        return;
    (void)ap_subject_fault(
        s, AP_SGN006, ap_small_at(&so->doc, line),
        "the review of %s, dated %s, lies outside its period: expected a day from %s to %s",
        ap_day_text(span.from, from), ap_day_text(day, on), from, ap_day_text(last, to));
}

static void
judge_day(struct signoff *so, const struct ap_requirement *req)
{
    struct ap_subject *s = so->doc.s;
    struct ap_said day = ap_said_find(&so->doc, ap_names_get(&so->fields, "day"), AP_SAID_DAY);
    if (day.value.len == 0) {
        (void)ap_subject_fault(
            s, AP_SGN002, 0,
            "no day of the review is stated: expected a line such as \"Reviewed on: YYYY-MM-DD\"");
        return;
    }
    if (!day.dated)
        return;
    char text[AP_DAY_TEXT];
    (void)ap_fact_add(s, "reviewed", AP_STR_NONE, ap_str_from(ap_day_text(day.moment.day, text)),
                      ap_small_at(&so->doc, day.line));
    judge_day_in(so, req, day.moment.day, day.line);
}

/* The period that the text names is not the one of the file. */
static void
judge_period(struct signoff *so)
{
    struct ap_subject *s = so->doc.s;
    struct ap_said said =
        ap_said_find(&so->doc, ap_names_get(&so->fields, "period"), AP_SAID_FIELD);
    struct ap_period period;
    if (said.value.len == 0 || s->item->periods.n == 0 ||
        ap_cell_period(ap_str_trim(said.value), &period) != AP_OK)
        return;
    if (!ap_periods_touch(&s->item->periods, period.span) && !is_elsewhere(s))
        (void)ap_subject_fault(s, AP_SGN007, ap_small_at(&so->doc, said.line),
                               "the text covers %.*s, the file is named for %.*s",
                               AP_FMT(ap_said_short(said.value)),
                               AP_FMT(ap_period_str(s->scratch, s->item->periods.items[0])));
}

void
ap_check_review_signoff_end(struct ap_subject *s, const struct ap_call *call)
{
    struct signoff so = {0};
    if (!ap_small_read(s, call->state, &so.doc))
        return;
    so.fields = ap_names_for(s->scratch, s->lib, call->args, "fields", "signoff_fields");
    judge_people(&so);
    judge_day(&so, call->req);
    if (ap_said_find(&so.doc, ap_names_get(&so.fields, "scope"), AP_SAID_ANY).value.len == 0)
        (void)ap_subject_fault(
            s, AP_SGN003, 0,
            "no scope is stated: expected the systems, tenants or list that was looked at");
    judge_conclusion(&so);
    judge_period(&so);
}
