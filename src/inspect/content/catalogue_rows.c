/* Checks "alert-catalogue" and "tenant-protections": each entry of a catalogue is met in the document, with values of its own.
 * Place in the flow: inspect, rows of content.def; findings LOG020 to LOG023, RAT020, RAT021, facts `alert-kind`, `protection`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * An entry is met in a row (of a table, of a list) whose name or kind is one of its words, else in any cell of a row, else
 * in a line of prose with what stands below it. The words are data; see controls/catalogs.yaml.
 *
 * Arguments: `kinds` or `protections` (a catalogue), `fields` (names of columns; alert_fields, protection_fields).
 * Rules as systems export them are rows too: Prometheus groups[].rules[] (alert, expr), Datadog monitors (name, query,
 * message), CloudWatch describe-alarms (AlarmName, Threshold, AlarmActions), Microsoft Sentinel alertRules
 * (displayName, triggerThreshold, enabled), Splunk saved searches (title, alert_threshold, actions). */
#include <string.h>

#include "inspect/content/documents.h"

#define MAX_ROWS 2000u /* that are compared with each entry */

/** What was found of one entry. */
struct met {
    const struct ap_small_record *row; /* or NULL: prose */
    size_t line;                       /* index of the line, for prose */
    bool found;
};

struct rows {
    struct ap_small doc;
    const struct ap_call *call;
    struct ap_names_list entries;
    struct ap_names_list fields;
};

static uint32_t
line_of(const struct rows *r, const struct met *met)
{
    return ap_small_at(&r->doc, met->row ? met->row->line : r->doc.lines.items[met->line].line);
}

/* The entry's longest phrase in the text: "bulk export controls" is not the entry "bulk export". 0: none. */
static size_t
likeness(const struct ap_names *entry, struct ap_str norm)
{
    size_t best = 0;
    for (size_t i = 0; i < entry->words.n; i++) {
        struct ap_str word = entry->words.items[i];
        if (word.len > best &&
            (ap_words_has(norm, word, NULL) || (norm.len < 80 && ap_words_all(norm, word))))
            best = word.len;
    }
    return best;
}

/* The entry is the best of all for this text. */
static bool
is_best(const struct rows *r, const struct ap_names *entry, struct ap_str norm)
{
    size_t mine = likeness(entry, norm);
    for (size_t i = 0; mine > 0 && i < r->entries.n; i++)
        if (&r->entries.items[i] != entry && likeness(&r->entries.items[i], norm) > mine)
            return false;
    return mine > 0;
}

/* 3: its name says so, 2: its first value, 1: another value; 0: not. */
static unsigned
row_fits(const struct rows *r, const struct ap_names *entry, const struct ap_small_record *row)
{
    struct ap_arena *mem = r->doc.mem;
    struct ap_names name = *ap_names_get(&r->fields, "name");
    name.least = AP_FIT_ENDS;
    unsigned best = 0;
    for (size_t i = 0; i < row->fields.n && i < 40; i++) {
        const struct ap_small_field *field = &row->fields.items[i];
        struct ap_str value = ap_words_norm(mem, ap_str_slice(field->value, 0, 200));
        if (!is_best(r, entry, value))
            continue;
        bool named = false;
        for (size_t w = 0; w < name.words.n; w++)
            named |= ap_str_ends(field->key, name.words.items[w]);
        unsigned now = named ? 3 : i == 0 ? 2 : 1;
        best = now > best ? now : best;
    }
    return best;
}

static struct met
meet(const struct rows *r, const struct ap_names *entry)
{
    struct met met = {0};
    unsigned best = 0;
    for (size_t i = 0; i < r->doc.rows.n && i < MAX_ROWS; i++) {
        const struct ap_small_record *row = &r->doc.rows.items[i];
        unsigned now = row_fits(r, entry, row);
        bool deeper = met.row && now == best && now > 0 && row->depth > met.row->depth;
        if (now > best || deeper) {
            met.row = row;
            best = now;
        }
    }
    met.found = best > 0;
    if (met.found && (best > 1 || !r->doc.prose))
        return met;
    for (size_t i = 0; i < r->doc.lines.n; i++) {
        const struct ap_small_line *line = &r->doc.lines.items[i];
        struct ap_str norm = ap_words_norm(r->doc.mem, ap_str_slice(line->text, 0, 400));
        if (line->cells || likeness(entry, norm) == 0)
            continue;
        return (struct met){.line = i, .found = true};
    }
    return met;
}

/* The line that names the entry and what belongs to it: up to the next line that names another one, or a heading. */
static struct ap_str
passage(const struct rows *r, const struct ap_names *entry, size_t at)
{
    struct ap_strs parts = {0};
    for (size_t i = at; i < r->doc.lines.n && parts.n < 12; i++) {
        const struct ap_small_line *line = &r->doc.lines.items[i];
        struct ap_str head = ap_words_norm(r->doc.mem, ap_str_slice(line->text, 0, 60));
        bool other = false;
        for (size_t k = 0; i > at && k < r->entries.n; k++)
            other |= &r->entries.items[k] != entry && likeness(&r->entries.items[k], head) > 0;
        if (i > at && (other || line->heading))
            break;
        *ap_vec_push(r->doc.mem, &parts) = line->text;
    }
    return ap_arena_join_all(r->doc.mem, &parts, "\n");
}

/* A number, other than the result codes that an alert is about. */
static bool
has_number(struct ap_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            continue;
        size_t from = i;
        while (i < text.len && ap_is_digit(text.ptr[i]))
            i++;
        struct ap_str digits = ap_str_slice(text, from, i);
        if (!ap_str_is(digits, "429") && !ap_str_is(digits, "401") && !ap_str_is(digits, "403"))
            return true;
    }
    return false;
}

static bool
holds_word(const struct rows *r, const char *field, struct ap_str text)
{
    return ap_names_in(ap_names_get(&r->fields, field), ap_words_norm(r->doc.mem, text), false);
}

/* --- alert-catalogue ------------------------------------------------------------------------------ */

/* A number in a query (`> 20`) is a threshold too. */
static bool
compares(struct ap_str text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if ((text.ptr[i] == '<' || text.ptr[i] == '>') && has_number(ap_str_slice(text, i, i + 8)))
            return true;
    return false;
}

static bool
row_has_threshold(const struct rows *r, const struct ap_small_record *row)
{
    if (ap_small_find(&r->doc, row, ap_names_get(&r->fields, "threshold")))
        return true;
    const struct ap_small_field *query =
        ap_small_find(&r->doc, row, ap_names_get(&r->fields, "query"));
    return query && compares(query->value);
}

/* One receiver for all alerts, said at the top of the document. */
static bool
one_receiver(const struct rows *r)
{
    struct ap_names receiver = *ap_names_get(&r->fields, "receiver");
    receiver.least = AP_FIT_IS;
    return ap_small_find(&r->doc, &r->doc.doc, &receiver) != NULL;
}

static bool
row_has_route(const struct rows *r, const struct ap_small_record *row)
{
    if (ap_small_find(&r->doc, row, ap_names_get(&r->fields, "route")))
        return true;
    /* Datadog: the message of a monitor names who is told, "@pagerduty-secops". */
    for (size_t i = 0; i < row->fields.n; i++)
        if (memmem(row->fields.items[i].value.ptr, row->fields.items[i].value.len, "@", 1))
            return true;
    return one_receiver(r);
}

static bool
is_off(const struct rows *r, const struct ap_small_record *row)
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

/** One finding for all entries that lack the same. */
struct lack {
    struct ap_strs entries;
    uint32_t line;
};

static void
add_lack(const struct rows *r, struct lack *lack, const struct ap_names *entry, uint32_t line)
{
    if (lack->entries.n == 0)
        lack->line = line;
    *ap_vec_push(r->doc.mem, &lack->entries) = entry->say;
}

static void
say_lack(const struct rows *r, const struct lack *lack, enum ap_code code, const char *what,
         const char *one, const char *many)
{
    if (lack->entries.n == 0)
        return;
    (void)ap_subject_fault(r->doc.s, code, lack->line, "%zu of %zu %s %s: %.*s", lack->entries.n,
                           r->entries.n, what, lack->entries.n == 1 ? one : many,
                           AP_FMT(ap_arena_join_all(r->doc.mem, &lack->entries, "; ")));
}

void
ap_check_alert_catalogue_end(struct ap_subject *s, const struct ap_call *call)
{
    struct rows r = {.call = call};
    struct lack missing = {0};
    struct lack thresholds = {0};
    struct lack routes = {0};
    struct lack off = {0};
    if (!ap_small_read(s, call->state, &r.doc))
        return;
    r.entries = ap_names_for(s->scratch, s->lib, call->args, "kinds", "alert_kinds");
    r.fields = ap_names_for(s->scratch, s->lib, call->args, "fields", "alert_fields");
    for (size_t i = 0; i < r.entries.n; i++) {
        const struct ap_names *entry = &r.entries.items[i];
        struct met met = meet(&r, entry);
        if (!met.found) {
            add_lack(&r, &missing, entry, 0);
            continue;
        }
        uint32_t line = line_of(&r, &met);
        struct ap_str text = met.row ? AP_STR_NONE : passage(&r, entry, met.line);
        bool threshold = met.row ? row_has_threshold(&r, met.row)
                                 : has_number(text) || holds_word(&r, "threshold", text);
        bool route = met.row ? row_has_route(&r, met.row)
                             : holds_word(&r, "route", text) ||
                                   holds_word(&r, "route-words", text) || one_receiver(&r);
        if (met.row && is_off(&r, met.row))
            add_lack(&r, &off, entry, line);
        if (!threshold)
            add_lack(&r, &thresholds, entry, line);
        if (!route)
            add_lack(&r, &routes, entry, line);
        (void)ap_fact_add(s, "alert-kind", entry->id, entry->say, line);
    }
    say_lack(&r, &missing, AP_LOG020, "alert kinds", "is not configured", "are not configured");
    say_lack(&r, &thresholds, AP_LOG021, "alert kinds", "has no threshold", "have no threshold");
    say_lack(&r, &routes, AP_LOG022, "alert kinds", "has no route: who is told",
             "have no route: who is told");
    say_lack(&r, &off, AP_LOG023, "alert kinds", "is switched off", "are switched off");
}

/* --- tenant-protections --------------------------------------------------------------------------- */

static bool
row_is_configured(const struct rows *r, const struct ap_small_record *row)
{
    const struct ap_names *configuration = ap_names_get(&r->fields, "configuration");
    if (ap_small_find(&r->doc, row, configuration))
        return true;
    if (ap_small_named(row, configuration))
        return false;
    /* No column says so by its name: a number or an answer in any but the first. */
    for (size_t i = 1; i < row->fields.n; i++)
        if (has_number(row->fields.items[i].value) ||
            holds_word(r, "answer", row->fields.items[i].value))
            return true;
    return false;
}

void
ap_check_tenant_protections_end(struct ap_subject *s, const struct ap_call *call)
{
    struct rows r = {.call = call};
    struct lack missing = {0};
    struct lack bare = {0};
    if (!ap_small_read(s, call->state, &r.doc))
        return;
    r.entries = ap_names_for(s->scratch, s->lib, call->args, "protections", "protections");
    r.fields = ap_names_for(s->scratch, s->lib, call->args, "fields", "protection_fields");
    for (size_t i = 0; i < r.entries.n; i++) {
        const struct ap_names *entry = &r.entries.items[i];
        struct met met = meet(&r, entry);
        if (!met.found) {
            add_lack(&r, &missing, entry, 0);
            continue;
        }
        struct ap_str text = met.row ? AP_STR_NONE : passage(&r, entry, met.line);
        bool configured = met.row ? row_is_configured(&r, met.row)
                                  : has_number(text) || holds_word(&r, "answer", text);
        if (!configured)
            add_lack(&r, &bare, entry, line_of(&r, &met));
        (void)ap_fact_add(s, "protection", entry->id,
                          configured ? AP_STR("configured") : AP_STR("stated"), line_of(&r, &met));
    }
    say_lack(&r, &missing, AP_RAT020, "protections", "is not stated", "are not stated");
    say_lack(&r, &bare, AP_RAT021, "protections", "is stated without its configuration",
             "are stated without their configuration");
}
