/* LOG001 to LOG007: a log sample holds what an investigation needs, nothing that it must not, and its own period.
 * Place in the flow: inspect; on request of LOG-02, PRIV-04 and whoever names log-sample.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Arguments: needed, forbidden (catalogues), min_records, masked: allowed. Shapes of records after the documentation of
 * NGINX (ngx_http_log_module), Apache (mod_log_config), Kong (http-log), AWS API Gateway (access logging variables), Azure
 * (ApiManagementGatewayLogs), Google Cloud (LogEntry, HttpRequest), Okta (System Log), Auth0 (logs) and OpenTelemetry. */
#include <inttypes.h>

#include "base/buf.h"
#include "inspect/content/content.h"
#include "inspect/extract/protocol.h"

#define SHOWN 5u /* fields named in one message */

void
ap_check_log_sample_begin(struct ap_subject *s, const struct ap_call *call)
{
    ap_log_begin(s, call->state, call->args, true);
}

void
ap_check_log_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block)
{
    struct ap_log_state *log = call->state;
    if (s->sniff.kind == AP_KIND_XLSX) {
        if (s->place.sheet == 0 || s->place.flags & AP_SEGMENT_AREAS)
            return;
        if (log->serial != s->place.serial)
            ap_sheets_go(&log->sheets, log->records, s->place.sheet, ap_subject_first_line(s), 2);
        log->serial = s->place.serial;
    }
    ap_records_feed(log->records, (struct ap_str){block->bytes, block->n});
}

static void
say_missing(struct ap_subject *s, const struct ap_log_state *log)
{
    struct ap_buf text = {0};
    uint32_t line = 0;
    size_t n = 0;
    for (size_t i = 0; i < log->needed.n; i++) {
        const struct ap_seen *missing = &log->missing[i];
        uint64_t of =
            i == log->tenant || i == log->client ? log->n - log->n_unauthenticated : log->n;
        if (!ap_log_is_many(missing->n, of))
            continue;
        line = line == 0 || missing->line < line ? missing->line : line;
        struct ap_str say = log->needed.list[i].say;
        if (missing->n == of)
            ap_buf_printf(&text, "%sno record has %.*s", n ? "; " : "", AP_FMT(say));
        else
            ap_buf_printf(&text,
                          "%s%.*s is missing in %" PRIu64 " of %" PRIu64 " records, first in %.*s",
                          n ? "; " : "", AP_FMT(say), missing->n, of,
                          AP_FMT(ap_subject_where(s, missing->line)));
        n++;
    }
    if (n > 0)
        (void)ap_subject_fault(s, AP_LOG002, line,
                               "%.*s; at least 99 %% of the records must have it",
                               AP_FMT(ap_buf_str(&text)));
    ap_buf_release(&text);
}

static bool
is_personal(const struct ap_log_state *log, size_t i)
{
    return ap_str_is(log->forbidden.list[i].id, "personal-data");
}

/* Names of fields and places, never their values. */
static void
say_forbidden(struct ap_subject *s, const struct ap_log_state *log, bool personal)
{
    struct ap_buf text = {0};
    const struct ap_seen *first = NULL;
    size_t n = 0;
    for (size_t i = 0; i < log->forbidden.n; i++) {
        const struct ap_seen *seen = &log->present[i];
        if (seen->n == 0 || is_personal(log, i) != personal)
            continue;
        first = !first || seen->line < first->line ? seen : first;
        if (n++ < SHOWN)
            ap_buf_printf(&text, "%s%s (%.*s) in %" PRIu64 " of %" PRIu64 " records, first in %.*s",
                          n > 1 ? "; " : "", seen->name, AP_FMT(log->forbidden.list[i].say),
                          seen->n, log->n, AP_FMT(ap_subject_where(s, seen->line)));
    }
    if (n > SHOWN)
        ap_buf_printf(&text, "; and %zu more", n - SHOWN);
    if (first) {
        struct ap_finding *f =
            personal
                ? ap_subject_note(s, AP_LOG004, first->line, "%.*s", AP_FMT(ap_buf_str(&text)))
                : ap_subject_fault(s, AP_LOG003, first->line, "%.*s", AP_FMT(ap_buf_str(&text)));
        f->place.column = first->column;
    }
    ap_buf_release(&text);
}

void
ap_check_log_sample_end(struct ap_subject *s, const struct ap_call *call)
{
    struct ap_log_state *log = call->state;
    if (!ap_log_end(s, log))
        return;
    say_missing(s, log);
    say_forbidden(s, log, false);
    say_forbidden(s, log, true);
    ap_log_say_undated(s, log);
    ap_log_say_outside(s, log, &log->outside, log->n, "records");
    int64_t least = ap_check_number(call->args, "min_records", 1);
    if (log->n < (uint64_t)least)
        (void)ap_subject_note(s, AP_LOG006, 0,
                              "it holds %" PRIu64 " record%s; %" PRId64 " are asked for", log->n,
                              log->n == 1 ? "" : "s", least);
}
