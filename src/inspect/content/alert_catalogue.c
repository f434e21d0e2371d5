/* Check "alert-catalogue": each kind of alert is configured, with a threshold and somebody who is told.
 * Place in the flow: inspect, a row of content.def; findings LOG020 to LOG023, facts `alert-kind`, `alert-unrouted`, `alert-router`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Arguments: `kinds` (a catalogue; alert_kinds), `fields` (names of columns; alert_fields).
 * Rules as systems export them are rows too: Prometheus groups[].rules[] (alert, expr), Datadog monitors (name, query,
 * message), CloudWatch describe-alarms (AlarmName, Threshold, AlarmActions), Microsoft Sentinel alertRules
 * (displayName, triggerThreshold, enabled), Splunk saved searches (title, alert_threshold, actions). */
#include <string.h>

#include "inspect/content/catalogue_rows.h"

/* A number in a query (`> 20`) is a threshold too. */
static bool
compares(struct ap_str text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if ((text.ptr[i] == '<' || text.ptr[i] == '>') &&
            ap_entries_has_number(ap_str_slice(text, i, i + 8)))
            return true;
    return false;
}

static bool
row_has_threshold(const struct ap_entry_rows *r, const struct ap_small_record *row)
{
    if (ap_small_find(&r->doc, row, ap_names_get(&r->fields, "threshold")))
        return true;
    const struct ap_small_field *query =
        ap_small_find(&r->doc, row, ap_names_get(&r->fields, "query"));
    return query && compares(query->value);
}

/* One receiver for all alerts, said at the top of the document. */
static bool
one_receiver(const struct ap_entry_rows *r)
{
    struct ap_names receiver = *ap_names_get(&r->fields, "receiver");
    receiver.least = AP_FIT_IS;
    return ap_small_find(&r->doc, &r->doc.doc, &receiver) != NULL;
}

/* Who is told, by the rule itself. */
static bool
row_has_route(const struct ap_entry_rows *r, const struct ap_small_record *row)
{
    if (ap_small_find(&r->doc, row, ap_names_get(&r->fields, "route")))
        return true;
    /* Datadog: the message of a monitor names who is told, "@pagerduty-secops". */
    for (size_t i = 0; i < row->fields.n; i++)
        if (memmem(row->fields.items[i].value.ptr, row->fields.items[i].value.len, "@", 1))
            return true;
    return !ap_alert_is_routed_elsewhere(&r->doc) && one_receiver(r);
}

static bool
is_off(const struct ap_entry_rows *r, const struct ap_small_record *row)
{
    struct ap_names enabled = *ap_names_get(&r->fields, "enabled");
    struct ap_names disabled = *ap_names_get(&r->fields, "disabled");
    enabled.all_says = disabled.all_says = true;
    enabled.least = disabled.least = AP_FIT_ENDS;
    const struct ap_small_field *on = ap_small_find(&r->doc, row, &enabled);
    const struct ap_small_field *off = ap_small_find(&r->doc, row, &disabled);
    const struct ap_names *no = ap_names_get(&r->fields, "no");
    const struct ap_names *yes = ap_names_get(&r->fields, "yes");
    return (on && ap_names_in(no, ap_words_norm(r->doc.mem, on->value), true)) ||
           (off && ap_names_in(yes, ap_words_norm(r->doc.mem, off->value), true));
}

enum { NO_THRESHOLD = AP_LACK_MISSING + 1, NO_ROUTE, IS_OFF, N_ALERT_LACKS };
_Static_assert(N_ALERT_LACKS <= AP_LACKS_MAX, "a lack without room");
static const struct ap_lack_words alert_lacks[N_ALERT_LACKS] = {
    [AP_LACK_MISSING] = {AP_LOG020, "is not configured", "are not configured"},
    [NO_THRESHOLD] = {AP_LOG021, "has no threshold", "have no threshold"},
    [NO_ROUTE] = {AP_LOG022, "has no route: who is told", "have no route: who is told"},
    [IS_OFF] = {AP_LOG023, "is switched off", "are switched off"},
};

static void
judge_alert(struct ap_entry_rows *r, const struct ap_names *entry, const struct ap_met *met)
{
    uint32_t line = ap_entries_line(r, met);
    struct ap_str text = met->row ? AP_STR_NONE : ap_entries_passage(r, entry, met->line);
    bool has_threshold = met->row
                             ? row_has_threshold(r, met->row)
                             : ap_entries_has_number(text) || ap_entries_says(r, "threshold", text);
    bool has_route = met->row ? row_has_route(r, met->row)
                              : ap_entries_says(r, "route", text) ||
                                    ap_entries_says(r, "route-words", text) || one_receiver(r);
    if (met->row && is_off(r, met->row))
        ap_entries_lack(r, IS_OFF, entry, line);
    if (!has_threshold)
        ap_entries_lack(r, NO_THRESHOLD, entry, line);
    if (!has_route && met->row && ap_alert_is_routed_elsewhere(&r->doc))
        (void)ap_fact_add(r->doc.s, "alert-unrouted", entry->say,
                          ap_alert_labels(&r->doc, met->row->line), line);
    else if (!has_route)
        ap_entries_lack(r, NO_ROUTE, entry, line);
    (void)ap_fact_add(r->doc.s, "alert-kind", entry->id, entry->say, line);
}

void
ap_check_alert_catalogue_end(struct ap_subject *s, const struct ap_call *call)
{
    struct ap_entry_rows r = {0};
    if (!ap_small_read(s, call->state, &r.doc))
        return;
    r.entries = ap_names_for(s->scratch, s->lib, call->args, "kinds", "alert_kinds");
    r.fields = ap_names_for(s->scratch, s->lib, call->args, "fields", "alert_fields");
    uint32_t router = ap_alert_take_routes(&r.doc);
    if (router > 0 && !ap_alert_is_routed_elsewhere(&r.doc)) {
        /* Of the rules it says nothing: those are in a file beside it. */
        (void)ap_fact_add(s, "alert-router", AP_STR_NONE, AP_STR_NONE, router);
        return;
    }
    ap_entries_judge(&r, judge_alert);
    ap_entries_say_lacks(&r, "alert kinds", alert_lacks, N_ALERT_LACKS);
}
