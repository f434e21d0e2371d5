/* Check "retention": how long logs are kept, in days, and that it is as long as it must be.
 * Place in the flow: inspect, a row of content.def; findings RET001 to RET004, facts `retention`, `retention-standard`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Arguments: `minimum` (a duration such as 90d; none: nothing is too short), `role` (setting; `standard`: the text only
 * states what must be, which makes facts for the comparison with the setting), `fields` (catalogue; default retention_fields).
 *
 * Settings as systems export them: CloudWatch Logs describe-log-groups (retentionInDays; none: kept for ever), Azure Monitor
 * tables (retentionInDays, totalRetentionInDays), Google Cloud Logging buckets (retentionDays), Amazon S3 lifecycle rules
 * (Expiration.Days), Elasticsearch ILM (phases.delete.min_age), Splunk indexes.conf (frozenTimePeriodInSecs), Loki
 * (retention_period), Kafka topics (retention.ms). The unit stands in the value, in the name, or is a day. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "inspect/content/documents.h"

#define FOREVER     INT32_MAX
#define MAX_KEPT    256u
#define DAY_SECONDS 86400.0

/** One time that something is kept. */
struct kept {
    struct ap_str store; /* whose, or empty */
    int32_t days;
    uint32_t line;
};

struct keeping {
    struct ap_small doc;
    struct ap_names_list fields;
    struct kept items[MAX_KEPT];
    size_t n;
};

/** Seconds of a unit. */
static const struct unit {
    const char *word;
    double seconds;
} units[] = {
    {"d", 86400},
    {"day", 86400},
    {"days", 86400},
    {"w", 604800},
    {"week", 604800},
    {"weeks", 604800},
    {"m", 2629800},
    {"mo", 2629800},
    {"mon", 2629800},
    {"month", 2629800},
    {"months", 2629800},
    {"y", 31557600},
    {"yr", 31557600},
    {"yrs", 31557600},
    {"year", 31557600},
    {"years", 31557600},
    {"h", 3600},
    {"hr", 3600},
    {"hrs", 3600},
    {"hour", 3600},
    {"hours", 3600},
    {"s", 1},
    {"sec", 1},
    {"secs", 1},
    {"second", 1},
    {"seconds", 1},
    {"ms", 0.001},
    {"millis", 0.001},
    {"milliseconds", 0.001},
    {"min", 60},
    {"minutes", 60},
    {"calendar", 86400},
};

static double
seconds_of(struct ap_str word)
{
    for (size_t i = 0; i < AP_COUNT(units); i++)
        if (ap_str_ieq(word, ap_str_from(units[i].word)))
            return units[i].seconds;
    return 0;
}

static int32_t
days_of(double seconds)
{
    double days = seconds / DAY_SECONDS + 1e-6;
    return days >= FOREVER ? FOREVER : (int32_t)days;
}

/* ISO 8601: P400D, P13M, P1Y6M, P1YT0H. */
static bool
iso_duration(struct ap_str s, size_t at, int32_t *ret_days)
{
    static const struct {
        char unit;
        double seconds;
    } parts[] = {{'Y', 31557600}, {'M', 2629800}, {'W', 604800}, {'D', 86400}};
    double seconds = 0;
    bool any = false;
    for (at++; at < s.len && ap_is_digit(s.ptr[at]);) {
        double n = ap_words_number(s, &at);
        double unit = 0;
        for (size_t i = 0; at < s.len && i < AP_COUNT(parts); i++)
            if (s.ptr[at] == parts[i].unit)
                unit = parts[i].seconds;
        if (unit <= 0)
            return false;
        seconds += n * unit;
        any = true;
        at++;
    }
    *ret_days = days_of(seconds);
    return any;
}

/* The next number with a unit in the text, from *at on. */
static bool
next_duration(struct ap_str s, size_t *at, int32_t *ret_days)
{
    for (; *at < s.len; (*at)++) {
        char c = s.ptr[*at];
        bool begins = *at == 0 || (!ap_is_alnum(s.ptr[*at - 1]) && s.ptr[*at - 1] != '.');
        if (begins && c == 'P' && iso_duration(s, *at, ret_days)) {
            (*at)++;
            return true;
        }
        if (!begins || !ap_is_digit(c))
            continue;
        size_t to = *at;
        double n = ap_words_number(s, &to);
        size_t word = to;
        while (word < s.len && word < to + 2 &&
               (s.ptr[word] == ' ' || s.ptr[word] == '-' || s.ptr[word] == '('))
            word++;
        size_t end = word;
        while (end < s.len && ap_is_letter(s.ptr[end]))
            end++;
        double unit = seconds_of(ap_str_slice(s, word, end));
        if (unit > 0) {
            *at = end;
            *ret_days = days_of(n * unit);
            return true;
        }
        *at = to > *at ? to - 1 : *at;
    }
    return false;
}

static void
add(struct keeping *k, struct ap_str store, int32_t days, uint32_t line)
{
    if (k->n < MAX_KEPT)
        k->items[k->n++] = (struct kept){store, days, line};
}

static bool
holds(const struct keeping *k, const char *field, struct ap_str norm)
{
    return ap_names_in(ap_names_get(&k->fields, field), norm, false);
}

/* --- settings: names and values -------------------------------------------------------------------- */

/* The unit that the name ends in: "retention in days", "frozen time period in secs"; a day if none. */
static double
unit_of_name(struct ap_str key)
{
    double unit = 86400;
    for (struct ap_str rest = key; rest.ptr;) {
        struct ap_str word = ap_str_cut(&rest, ' ');
        double now = word.len > 1 ? seconds_of(word) : 0;
        if (now > 0)
            unit = now;
    }
    return unit;
}

/* {value: 3, unit: months} */
static double
unit_beside(const struct ap_small_record *record, struct ap_str key)
{
    struct ap_str around = ap_str_slice(key, 0, ap_str_rfind(key, ' '));
    for (size_t i = 0; i < record->fields.n; i++) {
        const struct ap_small_field *field = &record->fields.items[i];
        bool unit =
            ap_str_ends(field->key, AP_STR("unit")) || ap_str_ends(field->key, AP_STR("units"));
        if (unit && (key.len == around.len || ap_str_starts(field->key, around)))
            return seconds_of(ap_str_trim(field->value));
    }
    return 0;
}

static bool
days_of_value(const struct keeping *k, const struct ap_small_record *record, struct ap_str key,
              struct ap_str value, int32_t *ret_days)
{
    size_t at = 0;
    value = ap_str_trim(value);
    if (next_duration(value, &at, ret_days))
        return true;
    at = 0;
    if (value.len > 0 && ap_is_digit(value.ptr[0])) {
        double n = ap_words_number(value, &at);
        if (at != value.len)
            return false;
        double beside = unit_beside(record, key);
        *ret_days = days_of(n * (beside > 0 ? beside : unit_of_name(key)));
        return true;
    }
    if (!holds(k, "forever", ap_words_norm(k->doc.mem, value)))
        return false;
    *ret_days = FOREVER;
    return true;
}

static struct ap_str
store_of(const struct keeping *k, const struct ap_small_record *record)
{
    struct ap_names names = *ap_names_get(&k->fields, "store");
    names.least = AP_FIT_ENDS;
    const struct ap_small_field *field = ap_small_find(&k->doc, record, &names);
    return field ? ap_said_short(field->value) : AP_STR_NONE;
}

static size_t
take_record(struct keeping *k, const struct ap_small_record *record)
{
    size_t before = k->n;
    for (size_t i = 0; i < record->fields.n && k->n < MAX_KEPT; i++) {
        const struct ap_small_field *field = &record->fields.items[i];
        int32_t days = 0;
        if (field->loose || !holds(k, "retention", field->key) ||
            holds(k, "not-retention", field->key))
            continue;
        if (days_of_value(k, record, field->key, field->value, &days))
            add(k, store_of(k, record), days, field->line);
    }
    return k->n - before;
}

/* A log group without a number is never emptied (CloudWatch Logs: "Never expire"). */
static void
take_unlimited(struct keeping *k)
{
    for (size_t i = 0; i < k->doc.rows.n; i++) {
        const struct ap_small_record *row = &k->doc.rows.items[i];
        bool group = false, set = false;
        for (size_t f = 0; f < row->fields.n; f++) {
            group |= ap_str_is(row->fields.items[f].key, "log group name");
            set |= holds(k, "retention", row->fields.items[f].key);
        }
        if (group && !set)
            add(k, store_of(k, row), FOREVER, row->line);
    }
}

static void
take_settings(struct keeping *k)
{
    unsigned deepest = 0;
    for (size_t i = 0; i < k->doc.rows.n; i++)
        if (take_record(k, &k->doc.rows.items[i]) > 0)
            deepest = k->doc.rows.items[i].depth > deepest ? k->doc.rows.items[i].depth : deepest;
    take_unlimited(k);
    if (k->n == 0)
        (void)take_record(k, &k->doc.doc);
}

/* --- running text ----------------------------------------------------------------------------------- */

static void
take_line(struct keeping *k, const struct ap_small_line *line)
{
    struct ap_str norm = ap_words_norm(k->doc.mem, ap_str_slice(line->text, 0, 2000));
    if (!holds(k, "retention", norm) && !holds(k, "kept", norm))
        return;
    size_t before = k->n;
    int32_t days = 0;
    struct ap_str store = ap_str_slice(line->text, 0, ap_str_find(line->text, ':'));
    if (store.len == line->text.len)
        store = AP_STR_NONE;
    for (size_t at = 0; next_duration(line->text, &at, &days);)
        add(k, ap_said_short(store), days, line->line);
    if (k->n == before && holds(k, "forever", norm))
        add(k, ap_said_short(store), FOREVER, line->line);
}

static void
take_text(struct keeping *k)
{
    for (size_t i = 0; i < k->doc.lines.n; i++)
        take_line(k, &k->doc.lines.items[i]);
    /* `retention_days: 400` has its unit in its name. */
    if (k->n == 0)
        (void)take_record(k, &k->doc.doc);
    for (size_t i = 0; k->n == 0 && i < k->doc.rows.n; i++)
        (void)take_record(k, &k->doc.rows.items[i]);
}

/* --- the verdict ------------------------------------------------------------------------------------ */

static void
add_facts(struct keeping *k, const char *kind)
{
    for (size_t i = 0; i < k->n; i++) {
        char days[24];
        (void)snprintf(days, sizeof days, "%" PRId32, k->items[i].days);
        (void)ap_fact_add(k->doc.s, kind, k->items[i].store,
                          k->items[i].days == FOREVER ? AP_STR("unlimited") : ap_str_from(days),
                          ap_small_at(&k->doc, k->items[i].line));
    }
}

/* A small tier beside a long one is how logs are kept: searchable for a while, archived for long. */
static bool
is_tier(const struct keeping *k, const struct kept *kept)
{
    return k->doc.prose || holds(k, "tier", ap_words_norm(k->doc.mem, kept->store));
}

static void
judge(struct keeping *k, int32_t minimum)
{
    struct ap_subject *s = k->doc.s;
    const struct kept *longest = NULL;
    for (size_t i = 0; i < k->n; i++)
        if (!longest || k->items[i].days > longest->days)
            longest = &k->items[i];
    if (!longest) {
        (void)ap_subject_fault(s, AP_RET001, 0,
                               "no retention is stated: expected a number of days, months or years "
                               "for each log store");
        return;
    }
    if (longest->days < minimum) {
        (void)ap_subject_fault(s, AP_RET002, ap_small_at(&k->doc, longest->line),
                               "logs are kept %" PRId32 " days%s%.*s%s; expected: at least %" PRId32
                               " days",
                               longest->days, longest->store.len > 0 ? " (" : "",
                               AP_FMT(longest->store), longest->store.len > 0 ? ")" : "", minimum);
        return;
    }
    for (size_t i = 0; i < k->n; i++)
        if (k->items[i].days < minimum && !is_tier(k, &k->items[i]))
            (void)ap_subject_note(
                s, AP_RET003, ap_small_at(&k->doc, k->items[i].line),
                "%.*s keeps %" PRId32 " days; expected: at least %" PRId32 " days",
                AP_FMT(k->items[i].store.len > 0 ? k->items[i].store : AP_STR("one store")),
                k->items[i].days, minimum);
}

void
ap_check_retention_end(struct ap_subject *s, const struct ap_call *call)
{
    struct keeping *k = ap_arena_new(s->scratch, struct keeping);
    if (!ap_small_read(s, call->state, &k->doc))
        return;
    k->fields = ap_names_for(s->scratch, s->lib, call->args, "fields", "retention_fields");
    if (k->doc.prose)
        take_text(k);
    else
        take_settings(k);
    bool standard = ap_str_is(ap_arg_text(call->args, "role", "setting"), "standard");
    add_facts(k, standard ? "retention-standard" : "retention");
    int32_t minimum = 0;
    if (standard && k->n == 0)
        (void)ap_subject_note(s, AP_RET004, 0, "the standard does not say how long logs are kept");
    if (standard)
        return;
    if (ap_duration_parse(ap_arg_text(call->args, "minimum", "0d"), &minimum) != AP_OK)
        minimum = 0;
    judge(k, minimum);
}
