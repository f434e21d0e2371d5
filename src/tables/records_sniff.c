/* Which form records have, told by the beginning of their text.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tables/records_internal.h"

#define JUDGED_LINES 5u

/** Keys of objects that wrap rows, as products spell them. */
static const char *const wrappers[] = {
    "items",   "value",   "values",  "records", "logs",     "log",       "events",    "entries",
    "data",    "results", "result",  "rows",    "hits",     "list",      "tokens",    "clients",
    "keys",    "content", "entity",  "objects", "messages", "logEvents", "response",  "resources",
    "apiKeys", "grants",  "Records", "Items",   "Events",   "Resources", "LogEvents",
};

/** What a probe of an object that begins the text saw. */
struct probe {
    enum ap_walk walk;                    /* of the whole object */
    struct ap_str keys[AP_WRAPPER_DEPTH]; /* that lead to the first array of objects */
    size_t n_keys;                        /* 0: none */
    struct ap_cursor after;
};

/* Whether an array whose first item is an object begins at c->p. */
static bool
begins_rows(struct ap_cursor c)
{
    if (*c.p++ != '[')
        return false;
    ap_json_blanks(&c);
    return c.p < c.end && *c.p == '{';
}

/* Looks for the first array of objects below objects alone, from the object at c->p. */
static bool
find_rows(struct ap_records *r, struct ap_cursor *c, struct probe *probe, size_t depth)
{
    for (c->p++;;) {
        ap_json_blanks(c);
        if (c->p < c->end && *c->p == ',') {
            c->p++;
            continue;
        }
        struct ap_str key;
        bool escaped;
        if (c->p >= c->end || *c->p != '"' || ap_json_string(c, &key, &escaped) != AP_WALK_OK)
            return false;
        ap_json_blanks(c);
        if (c->p >= c->end || *c->p++ != ':')
            return false;
        ap_json_blanks(c);
        if (c->p >= c->end)
            return false;
        probe->keys[depth] = key;
        if (begins_rows(*c)) {
            probe->n_keys = depth + 1;
            return true;
        }
        if (*c->p == '{' && depth + 1 < AP_WRAPPER_DEPTH) {
            struct ap_cursor inside = *c;
            if (find_rows(r, &inside, probe, depth + 1))
                return true;
        }
        if (ap_json_skip(r, c) != AP_WALK_OK)
            return false;
    }
}

static struct probe
probe_object(struct ap_records *r, struct ap_cursor c)
{
    struct probe probe = {.n_keys = 0};
    struct ap_cursor rows = c;
    (void)find_rows(r, &rows, &probe, 0);
    probe.walk = ap_json_skip(r, &c);
    probe.after = c;
    return probe;
}

static bool
is_wrapper_key(struct ap_str key)
{
    for (size_t i = 0; i < AP_COUNT(wrappers); i++)
        if (ap_str_is(key, wrappers[i]))
            return true;
    return false;
}

/* A record may hold lists of objects itself; it has other fields of known names beside them. */
static bool
is_itself_record(struct ap_records *r, struct ap_cursor c, bool wraps)
{
    size_t n = 0;
    if (ap_json_object(r, &c) != AP_WALK_OK)
        return false;
    for (size_t i = 0; i < r->n_fields; i++)
        n += r->fields[i].depth == 1 && r->fields[i].kind != AP_IS_ARRAY;
    r->n_fields = r->n_decoded = 0;
    memset(r->has, 0, sizeof r->has);
    return n >= (wraps ? 5u : 2u);
}

static enum ap_record_form
form_of_object(struct ap_records *r, struct ap_cursor c)
{
    struct probe probe = probe_object(r, c);
    uint32_t line = probe.after.line;
    if (probe.walk == AP_WALK_OK) {
        ap_json_blanks(&probe.after);
        bool more = probe.after.p < probe.after.end && *probe.after.p == '{';
        if (more) /* objects one after the other are records, whatever they hold */
            return line == c.line && probe.after.line > line ? AP_FORM_JSON_LINES : AP_FORM_JSON;
    } else if (probe.walk == AP_WALK_BAD) {
        return AP_FORM_JSON_LINES; /* of which the first is broken */
    }
    if (probe.n_keys == 0)
        return AP_FORM_JSON;
    if (probe.walk == AP_WALK_OK &&
        is_itself_record(r, c, is_wrapper_key(probe.keys[probe.n_keys - 1])))
        return AP_FORM_JSON;
    r->n_wrapper = probe.n_keys;
    for (size_t i = 0; i < probe.n_keys; i++)
        r->wrapper[i] = ap_arena_copy(r->mem, probe.keys[i]);
    return AP_FORM_JSON;
}

/* `{"` somewhere in the line, and its end a brace: an object behind a prefix. */
static bool
is_prefixed_object(struct ap_str line)
{
    size_t at = ap_str_find(line, '{');
    return at + 1 < line.len && line.ptr[at + 1] == '"' &&
           ap_str_ends(ap_str_trim(line), AP_STR("}"));
}

static char
sniff_delimiter(struct ap_str line)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    size_t counts[AP_COUNT(candidates)] = {0};
    bool quoted = false;
    for (size_t i = 0; i < line.len; i++) {
        quoted ^= line.ptr[i] == '"';
        for (size_t k = 0; k < AP_COUNT(candidates) && !quoted; k++)
            counts[k] += line.ptr[i] == candidates[k];
    }
    size_t best = 0;
    for (size_t k = 1; k < AP_COUNT(candidates); k++)
        best = counts[k] > counts[best] ? k : best;
    return counts[best] > 0 ? candidates[best] : '\0';
}

static enum ap_record_form
form_of_line(struct ap_records *r, struct ap_str line)
{
    if (ap_is_access_line(line))
        return AP_FORM_ACCESS;
    if (ap_is_error_line(line))
        return AP_FORM_ERROR;
    if (is_prefixed_object(line))
        return AP_FORM_JSON_LINES;
    if (ap_is_logfmt_line(line))
        return AP_FORM_LOGFMT;
    r->delimiter = sniff_delimiter(line);
    if (r->delimiter)
        return AP_FORM_CSV;
    if (ap_field_names_find_one(r->names, line) != AP_FIELD_NONE) { /* a table of one column */
        r->delimiter = ',';
        return AP_FORM_CSV;
    }
    return AP_FORM_UNKNOWN;
}

/* Lines before the first record (a banner, a start message) do not decide. */
static enum ap_record_form
form_of_lines(struct ap_records *r, struct ap_str head)
{
    enum ap_record_form first = AP_FORM_UNKNOWN;
    size_t judged = 0;
    while (head.ptr && judged < JUDGED_LINES) {
        struct ap_str line = ap_str_trim(ap_str_cut(&head, '\n'));
        if (line.len == 0)
            continue;
        if (line.ptr[0] == '#' && ap_str_starts(line, AP_STR("#Fields:")))
            return AP_FORM_W3C;
        if (line.ptr[0] == '#' && !first)
            continue;
        enum ap_record_form form = form_of_line(r, line);
        if (judged++ == 0)
            first = form;
        if (form != AP_FORM_UNKNOWN && form != AP_FORM_CSV)
            return first == AP_FORM_CSV ? first : form;
    }
    return first;
}

/* A CSV whose header stands below titles, as spreadsheets write them: the line with two known names. */
static bool
find_header(struct ap_records *r, struct ap_str head)
{
    for (unsigned n = 0; head.ptr && n < AP_RECORD_HEADER; n++) {
        struct ap_str line = ap_str_trim(ap_str_cut(&head, '\n'));
        char delimiter = sniff_delimiter(line);
        size_t known = delimiter ? ap_records_known(r, line, delimiter) : 0;
        if (n == 0 && (known > 0 || ap_str_starts(line, AP_STR("sep="))))
            return false; /* the usual place */
        if (known < 2)
            continue;
        r->sum.form = AP_FORM_CSV;
        r->delimiter = delimiter;
        r->titles = n;
        return true;
    }
    return false;
}

void
ap_records_sniff(struct ap_records *r, struct ap_str head)
{
    if (head.len == 0)
        return;
    struct ap_cursor c = {.begin = head.ptr, .p = head.ptr, .end = head.ptr + head.len, .line = 1};
    ap_json_blanks(&c);
    if (c.p == c.end)
        return;
    if (*c.p == '{') {
        r->sum.form = form_of_object(r, c);
        return;
    }
    if (*c.p == '[') {
        struct ap_cursor inside = c;
        inside.p++;
        ap_json_blanks(&inside);
        if (inside.p == inside.end || *inside.p == '{' || *inside.p == ']' || *inside.p == '[' ||
            *inside.p == '"') {
            r->sum.form = AP_FORM_JSON;
            return;
        }
    }
    r->sum.form = form_of_lines(r, (struct ap_str){c.p, (size_t)(c.end - c.p)});
    if ((r->sum.form == AP_FORM_CSV || r->sum.form == AP_FORM_UNKNOWN) && find_header(r, head))
        return;
    if (r->sum.form == AP_FORM_CSV) { /* the last line that was judged need not be the header */
        struct ap_str rest = {c.p, (size_t)(c.end - c.p)};
        r->delimiter = sniff_delimiter(ap_str_cut(&rest, '\n'));
        r->delimiter = r->delimiter ? r->delimiter : ',';
    }
}
