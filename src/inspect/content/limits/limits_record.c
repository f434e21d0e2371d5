/* Rate limits in rows and in plain mappings: `class, limit, window`, `per_minute: 600`, `auth: 20/min`.
 * Place in the flow: inspect, below the check rate-limit-config; the form in which policies and our own simple YAML state them.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The simple YAML, in any nesting: a mapping with `per_second`, `per_minute`, `per_hour` or `per_day`, or with `limit` and
 * `window`; `by` (or limit_by, key) says what is counted by, `class`, `path`, `name` or the key above it for which endpoints:
 *
 *   classes:
 *     auth: {per_minute: 20, by: token}
 *     bulk: {limit: 6, window: hour, by: tenant} */
#include "inspect/content/limits/limits.h"

/** The values of one row, as the catalogue `limit_fields` knows them. */
struct row {
    struct ap_limits *limits;
    const struct ap_small_record *record;
    struct ap_names_list fields;
    struct ap_limit limit; /* what holds for each number of the row */
    int64_t window;        /* a column of its own */
};

static bool
is_called(const struct row *row, const char *field, struct ap_str key)
{
    return ap_names_in(ap_names_get(&row->fields, field), key, false);
}

/* The column is called so, or its name ends so: "Endpoint class"; "Limit per token" is not the column "per". */
static bool
is_column(const struct row *row, const char *field, struct ap_str key)
{
    const struct ap_names *names = ap_names_get(&row->fields, field);
    for (size_t i = 0; i < names->words.n; i++) {
        struct ap_str name = names->words.items[i];
        if (ap_str_eq(key, name) || (key.len > name.len && ap_str_ends(key, name) &&
                                     key.ptr[key.len - name.len - 1] == ' '))
            return true;
    }
    return false;
}

/* The window in a name: "requests per minute", "per_hour", "requests a minute per tenant", "minute". */
static int64_t
window_in_key(struct ap_str key)
{
    struct ap_str before = AP_STR_NONE;
    bool alone = ap_str_find(key, ' ') == key.len;
    for (struct ap_str rest = key; rest.ptr;) {
        struct ap_str word = ap_str_cut(&rest, ' ');
        bool joint = ap_str_is(before, "per") || ap_str_is(before, "a") ||
                     ap_str_is(before, "an") || ap_str_is(before, "each") ||
                     ap_str_is(before, "every") || ap_str_is(before, "requests") ||
                     ap_str_is(before, "req") || ap_str_is(before, "calls");
        bool digit = word.len > 0 && ap_is_digit(word.ptr[0]);
        int64_t seconds = !digit && (joint || (alone && word.len > 2)) ? ap_limits_window(word) : 0;
        if (seconds > 0)
            return seconds;
        before = word;
    }
    return 0;
}

/* What stands behind the number: "600/min", "20 requests per minute", "10r/s". */
static int64_t
window_in_value(struct ap_str value)
{
    size_t at = 0;
    while (at < value.len && !(ap_is_letter(value.ptr[at]) || value.ptr[at] == '/'))
        at++;
    struct ap_str rest = ap_str_slice(value, at, value.len);
    if (ap_str_starts(rest, AP_STR("r/")))
        rest = ap_str_slice(rest, 2, rest.len);
    size_t joint = ap_str_find(rest, '/');
    if (joint < rest.len)
        return ap_limits_window(ap_str_slice(rest, joint + 1, rest.len));
    return ap_str_contains(rest, AP_STR("per ")) || ap_str_contains(rest, AP_STR("a ")) ||
                   ap_str_contains(rest, AP_STR("every ")) || ap_str_contains(rest, AP_STR("each "))
               ? ap_limits_window(rest)
               : 0;
}

static bool
take_field(struct row *row, const struct ap_small_field *field)
{
    struct ap_limit limit = row->limit;
    if (field->deep > 0 || is_called(row, "other", field->key) ||
        !ap_limits_number(field->value, &limit.number))
        return false;
    limit.seconds = window_in_value(field->value);
    if (limit.seconds == 0)
        limit.seconds = window_in_key(field->key);
    if (limit.seconds == 0 && row->window > 0 && is_called(row, "number", field->key))
        limit.seconds = row->window;
    if (limit.seconds == 0)
        return false;
    enum ap_limit_by by = ap_limits_by(row->limits, field->key);
    if (by == AP_BY_UNKNOWN)
        by = ap_limits_by(row->limits, field->value);
    limit.by = by != AP_BY_UNKNOWN ? by : limit.by;
    if (limit.classes == 0)
        limit.classes = ap_limits_classes(row->limits, field->key);
    limit.everywhere &= limit.classes == 0;
    limit.line = field->line;
    ap_limits_add(row->limits, &limit);
    return true;
}

/* Columns that say what the numbers of the row are for. */
static void
take_columns(struct row *row)
{
    struct ap_limits *limits = row->limits;
    for (size_t i = 0; i < row->record->fields.n; i++) {
        const struct ap_small_field *field = &row->record->fields.items[i];
        if (field->deep > 0 || field->loose)
            continue;
        if (is_column(row, "class", field->key) && row->limit.classes == 0)
            row->limit.classes = ap_limits_classes(limits, field->value);
        if (is_column(row, "by", field->key) && row->limit.by == AP_BY_UNKNOWN)
            row->limit.by = ap_limits_by(limits, field->value);
        if (is_column(row, "window", field->key) && row->window == 0)
            row->window = ap_limits_window(field->value);
        if (is_column(row, "enabled", field->key) &&
            is_called(row, "no", ap_words_norm(limits->doc.mem, field->value)))
            row->limit.off = "it is not enabled";
        if (is_column(row, "mode", field->key) &&
            is_called(row, "dry", ap_words_norm(limits->doc.mem, field->value)))
            row->limit.off = "it only counts";
    }
}

bool
ap_limits_record(struct ap_limits *limits, const struct ap_small_record *record,
                 struct ap_str around, bool narrow)
{
    struct row row = {.limits = limits, .record = record};
    bool any = false;
    row.fields = ap_names_of(limits->doc.mem, limits->doc.s->lib, AP_STR("limit_fields"));
    take_columns(&row);
    if (row.limit.classes == 0)
        row.limit.classes = ap_limits_classes(limits, around);
    if (row.limit.by == AP_BY_UNKNOWN)
        row.limit.by = ap_limits_by(limits, around);
    row.limit.everywhere = !narrow && row.limit.classes == 0;
    for (size_t i = 0; i < record->fields.n; i++)
        any |= take_field(&row, &record->fields.items[i]);
    return any;
}

bool
ap_limits_simple(struct ap_limits *limits, const struct ap_limit_context *context)
{
    const struct ap_node *map = context->maps[context->n - 1];
    struct ap_small_record record = {.line = map->place.line};
    for (size_t i = 0; i < map->n; i++)
        if (map->pairs[i].value->kind == AP_NODE_SCALAR)
            ap_small_add_field(&limits->doc, &record, map->pairs[i].key, map->pairs[i].value->text,
                               map->pairs[i].value->place.line, false);
    if (record.fields.n == 0)
        return false;
    bool narrow = false;
    struct ap_str around = ap_limits_around(limits, context, &narrow);
    (void)ap_limits_record(limits, &record, around, narrow);
    return false; /* mappings within may hold more */
}
