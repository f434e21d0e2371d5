/* Records of a log, counted: needed fields, forbidden ones, days, refusals.
 * Place in the flow: inspect, below log-sample and throttle-log; speed matters here, see ./dev bench.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/log.h"

#include <inttypes.h>
#include <string.h>

#include "inspect/check.h"

#define FORBIDDEN_BASE 64u
#define HARMLESS_BASE  128u
#define OTHER_BASE     192u
#define EVENT_BASE     256u

void
ap_seen_add(struct ap_seen *seen, uint32_t line, uint32_t column, struct ap_str name)
{
    if (seen->n++ > 0)
        return;
    seen->line = line;
    seen->column = column;
    size_t n = name.len < sizeof seen->name - 1 ? name.len : sizeof seen->name - 1;
    while (n > 0 && n < name.len && ((unsigned char)name.ptr[n] & 0xc0) == 0x80)
        n--;
    if (n > 0)
        memcpy(seen->name, name.ptr, n);
}

bool
ap_log_is_many(uint64_t part, uint64_t n)
{
    return part > 0 && part > n / 100;
}

/* --- values ---------------------------------------------------------------------------------- */

bool
ap_log_is_inside(const struct ap_log_state *log, struct ap_stamp m)
{
    const struct ap_periods *periods = log->periods;
    for (size_t i = 0; i < periods->n; i++) {
        struct ap_span span = periods->items[i].span;
        if ((m.utc >= span.from && m.utc < span.to) || (m.local >= span.from && m.local < span.to))
            return true;
    }
    return periods->n == 0;
}

static void
take_moment(struct ap_log_state *log, struct ap_stamp m)
{
    if (log->n_dated++ == 0 || m.utc != log->moment.utc || m.local != log->moment.local) {
        log->moment = m;
        log->moment_is_inside = ap_log_is_inside(log, m);
    }
    log->first = log->n_dated == 1 || m.utc < log->first ? m.utc : log->first;
    log->last = log->n_dated == 1 || m.utc > log->last ? m.utc : log->last;
}

/* A result as it is; the first number of three digits in it (`HTTP 429 Too Many Requests`) counts too. */
static bool
result_is(const struct ap_catalog *words, struct ap_str text)
{
    if (ap_value_is(words, text))
        return true;
    for (size_t i = 0; i + 3 <= text.len; i++) {
        bool digits = true;
        for (size_t k = i; k < i + 3; k++)
            digits &= ap_is_digit(text.ptr[k]);
        bool alone = (i == 0 || text.ptr[i - 1] == ' ') &&
                     (i + 3 == text.len || text.ptr[i + 3] == ' ' || text.ptr[i + 3] == '.');
        if (digits && alone)
            return ap_value_is(words, ap_str_slice(text, i, i + 3));
    }
    return false;
}

/* Results repeat: codes of three digits are worked out once. */
static enum ap_result_is
take_result(struct ap_log_state *log, struct ap_str text)
{
    unsigned code = 0;
    bool digits = text.len == 3;
    for (size_t i = 0; digits && i < text.len; i++) {
        digits = ap_is_digit(text.ptr[i]);
        code = code * 10 + (unsigned)(unsigned char)text.ptr[i] - '0';
    }
    if (digits && log->results[code])
        return log->results[code];
    unsigned is = AP_RESULT_KNOWN;
    if (text.len > 0 && result_is(log->unauthenticated, text))
        is |= AP_RESULT_OF_NOBODY;
    if (text.len > 0 && ap_value_has(log->dry, text))
        is |= AP_RESULT_DRY;
    else if (text.len > 0 && result_is(log->throttled, text))
        is |= AP_RESULT_REFUSED;
    if (digits)
        log->results[code] = (unsigned char)is;
    return is;
}

/* `GET /v1/users`: a method, a blank, a path or URL. */
static bool
is_request_line(struct ap_str text)
{
    size_t blank = ap_str_find(text, ' ');
    if (blank < 3 || blank > 7 || blank + 1 >= text.len)
        return false;
    for (size_t i = 0; i < blank; i++)
        if (text.ptr[i] < 'A' || text.ptr[i] > 'Z')
            return false;
    return text.ptr[blank + 1] == '/' ||
           ap_str_starts(ap_str_slice(text, blank + 1, text.len), AP_STR("http"));
}

/* --- one record ------------------------------------------------------------------------------ */

/** What a record holds, while its fields are looked at. */
struct glance {
    uint64_t has; /* bits of needed fields */
    unsigned result_depth, time_depth;
    struct ap_str result;
    bool dated, has_time, event_throttled, event_dry;
    struct ap_stamp moment;
    unsigned orders; /* of a time of two numbers and a year */
    struct ap_stamp both[AP_STAMP_ORDERS];
    const struct ap_record_field *time;
};

/* A name that must not stand there, with a value. Of a body an object is enough; true and false are no secret. */
static void
take_forbidden(struct ap_log_state *log, const struct ap_record_field *f)
{
    struct ap_str id = log->forbidden.list[f->id - FORBIDDEN_BASE].id;
    bool holds =
        f->kind == AP_IS_OBJECT || f->kind == AP_IS_ARRAY
            ? ap_str_ends(id, AP_STR("body")) || ap_str_ends(id, AP_STR("payload"))
            : f->kind != AP_IS_BOOL && f->kind != AP_IS_NULL && !ap_value_is_empty(f->text);
    bool masked = log->masked_is_fine && (ap_str_contains(f->text, AP_STR("***")) ||
                                          ap_str_icontains(f->text, AP_STR("redacted")) ||
                                          ap_str_icontains(f->text, AP_STR("masked")));
    if (holds && !masked)
        ap_seen_add(&log->present[f->id - FORBIDDEN_BASE], f->line, f->column, f->name);
}

/* {"name": "Authorization", "value": …} */
static void
take_header_name(struct ap_log_state *log, const struct ap_record_field *f)
{
    uint16_t id = ap_field_names_find_one(&log->names, f->text);
    if (id >= FORBIDDEN_BASE && id < FORBIDDEN_BASE + log->forbidden.n)
        ap_seen_add(&log->present[id - FORBIDDEN_BASE], f->line, f->column, f->text);
}

static void
take_needed(struct ap_log_state *log, struct glance *g, const struct ap_record_field *f)
{
    if (f->kind == AP_IS_OBJECT || f->kind == AP_IS_ARRAY || f->kind == AP_IS_NULL ||
        ap_value_is_empty(f->text))
        return;
    if (f->id == log->timestamp) {
        g->has_time = true;
        g->time = g->time ? g->time : f;
        struct ap_stamp m;
        if ((!g->dated || f->depth < g->time_depth) && ap_stamp_parse(f->text, &m) == AP_OK) {
            g->dated = true;
            g->moment = m;
            g->time_depth = f->depth;
            g->time = f;
        } else if (!g->dated && g->orders == 0) {
            g->orders = ap_stamp_read_both(f->text, g->both);
            g->time = g->orders ? f : g->time;
        }
    } else if (f->id == log->result && (!g->result.ptr || f->depth < g->result_depth)) {
        g->result = f->text;
        g->result_depth = f->depth;
    } else if (f->id == log->endpoint && is_request_line(f->text)) {
        g->has |= UINT64_C(1) << log->method;
    }
    g->has |= UINT64_C(1) << f->id;
}

static void
take_field(struct ap_log_state *log, struct glance *g, const struct ap_record_field *f)
{
    if (f->id < log->needed.n) {
        take_needed(log, g, f);
    } else if (f->id >= FORBIDDEN_BASE && f->id < FORBIDDEN_BASE + log->forbidden.n) {
        take_forbidden(log, f);
    } else if (f->id == log->header_name) {
        take_header_name(log, f);
    } else if (f->id >= OTHER_BASE && f->id < EVENT_BASE) {
        if (f->kind == AP_IS_TEXT && is_request_line(f->text))
            g->has |= UINT64_C(1) << log->endpoint | UINT64_C(1) << log->method;
    } else if (f->id >= EVENT_BASE && f->kind != AP_IS_OBJECT) {
        bool rejected = f->id == log->limit_status && ap_str_ieq(f->text, AP_STR("rejected"));
        if (ap_value_has(log->dry, f->text))
            g->event_dry = true;
        else
            g->event_throttled |= rejected || ap_value_has(log->throttled, f->text);
    }
}

static void
judge_record(struct ap_log_state *log, const struct glance *g, uint32_t line)
{
    enum ap_result_is is = take_result(log, g->result);
    bool nobody = is & AP_RESULT_OF_NOBODY;
    bool refused = (is & AP_RESULT_REFUSED) || g->event_throttled;
    bool dry = !refused && ((is & AP_RESULT_DRY) || g->event_dry);
    log->n_unauthenticated += nobody;
    for (size_t i = 0; i < log->needed.n; i++) {
        bool excused = nobody && (i == log->tenant || i == log->client);
        if (!(g->has >> i & 1u) && !excused)
            ap_seen_add(&log->missing[i], line, 0, AP_STR_NONE);
    }
    if (refused)
        ap_seen_add(&log->refused, line, 0, AP_STR_NONE);
    if (dry)
        ap_seen_add(&log->dry_run, line, 0, AP_STR_NONE);
    if (!g->dated) {
        if (g->orders)
            ap_log_take_both(log, g->orders, g->both, g->time, refused);
        else if (g->has_time)
            ap_seen_add(&log->undated, g->time->line, g->time->column, g->time->name);
        return;
    }
    take_moment(log, g->moment);
    if (log->moment_is_inside)
        return;
    ap_seen_add(&log->outside, g->time->line, g->time->column, g->time->name);
    if (refused)
        ap_seen_add(&log->refused_outside, g->time->line, g->time->column, g->time->name);
}

static void
take_record(void *ctx, const struct ap_record_of *record)
{
    struct ap_log_state *log = ctx;
    struct glance g = {.has = 0};
    log->n++;
    for (size_t i = 0; i < record->n; i++)
        take_field(log, &g, &record->fields[i]);
    judge_record(log, &g, record->line);
}

/* --- the file -------------------------------------------------------------------------------- */

void
ap_log_begin(struct ap_subject *s, struct ap_log_state *log, const struct ap_node *args,
             bool with_forbidden)
{
    log->names.mem = s->scratch;
    log->periods = &s->item->periods;
    ap_fields_add(&log->harmless, s->lib, AP_STR("log_fields_harmless"), HARMLESS_BASE,
                  &log->names);
    ap_fields_add(&log->needed, s->lib, ap_check_arg(args, "needed", "log_fields_useful"), 0,
                  &log->names);
    if (with_forbidden)
        ap_fields_add(&log->forbidden, s->lib,
                      ap_check_arg(args, "forbidden", "log_fields_forbidden"), FORBIDDEN_BASE,
                      &log->names);
    ap_fields_add(&log->other, s->lib, AP_STR("log_fields_other"), OTHER_BASE, &log->names);
    if (!with_forbidden)
        ap_fields_add(&log->events, s->lib, AP_STR("throttle_fields"), EVENT_BASE, &log->names);
    log->unauthenticated =
        ap_check_catalog(s->lib, args, "unauthenticated", "log_results_unauthenticated");
    log->throttled = ap_check_catalog(s->lib, args, "throttled", "throttle_results");
    log->dry = ap_check_catalog(s->lib, args, "dry_run", "throttle_dry_run");
    log->limit_status = with_forbidden ? AP_FIELD_NONE : ap_fields_id(&log->events, "limit-status");
    log->masked_is_fine = ap_str_is(ap_check_arg(args, "masked", "forbidden"), "allowed");
    log->header_name = ap_fields_id(&log->other, "header-name");
    log->timestamp = ap_fields_id(&log->needed, "timestamp");
    log->tenant = ap_fields_id(&log->needed, "tenant");
    log->client = ap_fields_id(&log->needed, "client");
    log->endpoint = ap_fields_id(&log->needed, "endpoint");
    log->method = ap_fields_id(&log->needed, "method");
    log->result = ap_fields_id(&log->needed, "result");
    log->records = ap_records_new(&log->names, s->scratch, take_record, log);
}

struct ap_str
ap_log_period(struct ap_subject *s)
{
    struct ap_str text = AP_STR("");
    for (size_t i = 0; i < s->item->periods.n; i++) {
        struct ap_str one = ap_period_str(s->scratch, s->item->periods.items[i]);
        text = i ? ap_arena_join(s->scratch, text, ", ", one) : one;
    }
    return text;
}

static void
say_facts(struct ap_subject *s, const struct ap_log_state *log)
{
    (void)ap_fact_add_count(s, "records", log->n);
    (void)ap_fact_add_count(s, "throttled", log->refused.n);
    if (log->n_dated == 0)
        return;
    (void)ap_fact_add(s, "first-day", AP_STR_NONE, ap_day_str(s->scratch, log->first), 0);
    (void)ap_fact_add(s, "last-day", AP_STR_NONE, ap_day_str(s->scratch, log->last), 0);
}

/* Records: 0 by extraction: the file says that nothing occurred. */
static bool
says_nothing_occurred(const struct ap_subject *s)
{
    return s->item->extraction.present && s->item->extraction.records == 0;
}

bool
ap_log_end(struct ap_subject *s, struct ap_log_state *log)
{
    if (s->sheets.n > 0)
        ap_sheets_end(&log->sheets, log->records);
    log->end = ap_records_end(log->records);
    ap_log_settle_order(log);
    if (ap_subject_has(s, AP_FMT001) || ap_subject_has(s, AP_FMT002) ||
        ap_subject_has(s, AP_FMT006))
        return false;
    if (log->n == 0 && says_nothing_occurred(s))
        return false;
    if (ap_sheets_is_hollow(s, &log->sheets, log->n))
        return false;
    say_facts(s, log);
    ap_sheets_say(s, &log->sheets);
    if (log->n == 0) {
        (void)ap_subject_fault(
            s, AP_LOG001, log->end.bad_line,
            s->sheets.n > 0 && log->sheets.chosen == 0
                ? "no records can be read: no sheet has a row of known column names"
            : log->end.form == AP_FORM_UNKNOWN
                ? "no records can be read: the text is neither JSON, JSON lines, CSV, logfmt nor "
                  "an access log"
                : "it is %s and holds no record",
            ap_record_form_name(log->end.form));
        return false;
    }
    if (log->end.n_bad > 0) {
        bool many = ap_log_is_many(log->end.n_bad, log->n + log->end.n_bad);
        struct ap_str where = ap_subject_where(s, log->end.bad_line);
        struct ap_finding *f =
            many ? ap_subject_fault(s, AP_LOG007, log->end.bad_line,
                                    "%" PRIu64 " of %" PRIu64
                                    " records cannot be read, first in %.*s",
                                    log->end.n_bad, log->n + log->end.n_bad, AP_FMT(where))
                 : ap_subject_note(s, AP_LOG007, log->end.bad_line,
                                   "%" PRIu64 " of %" PRIu64
                                   " records cannot be read, first in %.*s",
                                   log->end.n_bad, log->n + log->end.n_bad, AP_FMT(where));
        f->severity = many ? AP_HIGH : AP_LOW;
    }
    return true;
}

void
ap_log_say_outside(struct ap_subject *s, const struct ap_log_state *log,
                   const struct ap_seen *outside, uint64_t n, const char *what)
{
    if (outside->n == 0)
        return;
    bool many = ap_log_is_many(outside->n, n);
    char first[AP_DAY_TEXT];
    char last[AP_DAY_TEXT];
    struct ap_str period = ap_log_period(s);
    struct ap_str message = ap_arena_printf(
        s->scratch,
        "%" PRIu64 " of %" PRIu64 " %s lie outside %.*s, first in %.*s; the log runs from %s to %s",
        outside->n, n, what, AP_FMT(period), AP_FMT(ap_subject_where(s, outside->line)),
        ap_day_text(log->first, first), ap_day_text(log->last, last));
    struct ap_finding *f =
        many ? ap_subject_fault(s, AP_LOG005, outside->line, "%.*s", AP_FMT(message))
             : ap_subject_note(s, AP_LOG005, outside->line, "%.*s", AP_FMT(message));
    f->place.column = outside->column;
    f->severity = many ? AP_HIGH : AP_MEDIUM;
}
