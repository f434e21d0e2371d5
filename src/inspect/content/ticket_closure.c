/* Check "ticket-closure": each ticket names its alert, was opened and closed, and says how it ended.
 * Place in the flow: inspect, a row of content.def; findings TKT001 to TKT007, facts `ticket`, `ticket-closed`, `alert`, `alert-without-ticket`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Arguments: `needs` (of alert, ticket, opened, closed, note; default all), `fields` (catalogue with these entries and
 * state; default ticket_fields), `states` (catalogue with the entries open, closed and empty-note; default ticket_states).
 *
 * Shapes, from the vendors' documentation:
 *   Jira         GET /rest/api/3/issue and search: key, fields.created, fields.resolutiondate, fields.status.name,
 *                fields.comment.comments[].body (developer.atlassian.com/cloud/jira/platform/rest/v3)
 *   ServiceNow   Table API, incident: number, opened_at, closed_at, state, close_notes, correlation_id
 *                (servicenow.com/docs, REST Table API)
 *   PagerDuty    GET /incidents: id, incident_number, created_at, resolved_at, status, incident_key
 *                (developer.pagerduty.com/api-reference)
 *   GitHub       GET /repos/{owner}/{repo}/issues/{n}: number, state, created_at, closed_at, body
 *                (docs.github.com/rest/issues), and `gh issue view --json`
 * The names of the fields are in controls/catalogs.yaml. */
#include "inspect/content/documents.h"

#define NAMED_MAX 3u /* tickets that a message names */

enum part { ALERT, TICKET, OPENED, CLOSED, NOTE, N_PARTS };

/** What is wrong with the tickets of one document, by kind of fault. */
struct fault {
    size_t n;
    uint32_t line;        /* of the first */
    struct ap_strs named; /* the first few */
    struct ap_str detail; /* of the first */
};

struct tickets {
    struct ap_small doc;
    struct ap_small one; /* the ticket at hand, where it is not the document */
    const struct ap_call *call;
    struct ap_names_list fields;
    struct ap_names_list states;
    struct fault faults[N_PARTS + 1]; /* the last: closed before opened */
    size_t n;                         /* tickets seen */
};

static const struct part_info {
    const char *id;
    enum ap_code code;
    enum ap_said_what what;
    const char *wants;
} parts[N_PARTS] = {
    {"alert", AP_TKT001, AP_SAID_ID,
     "names no alert: expected the id of the alert, event or request that started it"},
    {"ticket", AP_TKT002, AP_SAID_ID, "has no ticket id"},
    {"opened", AP_TKT003, AP_SAID_DAY, "has no day of opening"},
    {"closed", AP_TKT004, AP_SAID_DAY, "is not closed"},
    {"note", AP_TKT005, AP_SAID_ANY,
     "has no closure note: expected what was found and what was done"},
};

static void
note_fault(struct tickets *t, size_t which, struct ap_str name, uint32_t line, struct ap_str detail)
{
    struct fault *fault = &t->faults[which];
    if (fault->n++ == 0) {
        fault->line = line;
        fault->detail = detail;
    }
    if (fault->named.n < NAMED_MAX && name.len > 0)
        *ap_vec_push(t->doc.mem, &fault->named) = ap_said_short(name);
}

/* A record that is a ticket: it has at least two of the fields that only tickets have. */
static bool
is_ticket(struct tickets *t, const struct ap_small_record *record)
{
    static const char *const marks[] = {"ticket", "opened", "closed", "state", "note", "alert"};
    size_t n = 0;
    bool dated = false;
    for (size_t i = 0; i < AP_COUNT(marks); i++) {
        bool has = ap_small_named(record, ap_names_get(&t->fields, marks[i]));
        n += has;
        dated |= has && (i == 1 || i == 2);
    }
    return dated && n >= 3;
}

/* "Done" alone says nothing about how it ended. */
static bool
says_how(struct tickets *t, struct ap_str note)
{
    return note.len > 0 && !ap_names_in(ap_names_get(&t->states, "empty-note"),
                                        ap_words_norm(t->doc.mem, note), true);
}

/* "SEC-812 Rotate the credential": the id in the title. */
static struct ap_said
title_id(const struct tickets *t)
{
    for (size_t i = 0; t->doc.prose && i < t->doc.lines.n && i < 2; i++) {
        for (struct ap_str rest = t->doc.lines.items[i].text; rest.ptr;) {
            struct ap_str word = ap_str_cut(&rest, ' ');
            size_t dash = ap_str_find(word, '-');
            bool capitals = dash > 1 && dash + 1 < word.len;
            for (size_t k = 0; k < dash && capitals; k++)
                capitals = ap_is_upper(word.ptr[k]);
            if (capitals && ap_is_digit(word.ptr[dash + 1]))
                return (struct ap_said){.value = word, .line = t->doc.lines.items[i].line};
        }
    }
    return (struct ap_said){0};
}

static struct ap_said
part_of(struct tickets *t, const struct ap_small_record *record, size_t part)
{
    struct ap_names of = *ap_names_get(&t->fields, parts[part].id);
    const struct ap_names *names = &of;
    if (parts[part].what == AP_SAID_ID) /* "Alert rule" is no alert id */
        of.least = t->doc.n_roots > 0 ? AP_FIT_ENDS : AP_FIT_IS;
    const struct ap_small *doc = record == &t->doc.doc ? &t->doc : &t->one;
    if (part != NOTE) {
        struct ap_said said = ap_said_find(doc, names, parts[part].what);
        return part == TICKET && said.value.len == 0 && record == &t->doc.doc ? title_id(t) : said;
    }
    /* The first name whose text says something: a resolution "Done" may stand beside a comment. */
    for (size_t w = 0; w < names->words.n; w++) {
        struct ap_names one = {.words = {.items = &names->words.items[w], .n = 1}};
        struct ap_said said = ap_said_find(doc, &one, AP_SAID_ANY);
        if (says_how(t, said.value))
            return said;
    }
    return (struct ap_said){0};
}

/* Its state says that it is still open, whatever its days say. */
static struct ap_str
open_state(struct tickets *t, const struct ap_small_record *record)
{
    struct ap_names names = *ap_names_get(&t->fields, "state");
    names.all_says = true;
    names.least = AP_FIT_ENDS;
    struct ap_said state = ap_said_in(&t->doc, record, &names, AP_SAID_FIELD);
    struct ap_str norm = ap_words_norm(t->doc.mem, state.value);
    return ap_names_in(ap_names_get(&t->states, "open"), norm, true) ? state.value : AP_STR_NONE;
}

static bool
is_needed(const struct tickets *t, size_t part)
{
    return ap_arg_has(t->call->args, "needs", parts[part].id, true);
}

static void
judge_closed(struct tickets *t, const struct ap_small_record *record, const struct ap_said *said,
             struct ap_str name, uint32_t line)
{
    struct ap_arena *mem = t->doc.mem;
    struct ap_str open = open_state(t, record);
    if (open.len > 0)
        note_fault(t, CLOSED, name, line,
                   ap_arena_printf(mem, "is still open: its state is \"%.*s\"",
                                   AP_FMT(ap_said_short(open))));
    else if (said[CLOSED].value.len == 0)
        note_fault(t, CLOSED, name, line, AP_STR("has no day of closing"));
    if (!said[OPENED].dated || !said[CLOSED].dated ||
        ap_moment_cmp(said[CLOSED].moment, said[OPENED].moment) >= 0)
        return;
    note_fault(t, N_PARTS, name, said[CLOSED].line ? said[CLOSED].line : line,
               ap_arena_printf(mem, "was closed (%.*s) before it was opened (%.*s)",
                               AP_FMT(ap_said_short(said[CLOSED].value)),
                               AP_FMT(ap_said_short(said[OPENED].value))));
}

static void
judge_ticket(struct tickets *t, const struct ap_small_record *record)
{
    struct ap_said said[N_PARTS];
    struct ap_subject *s = t->doc.s;
    t->n++;
    if (record != &t->doc.doc)
        ap_small_of_record(&t->doc, record, &t->one);
    for (size_t i = 0; i < N_PARTS; i++)
        said[i] = part_of(t, record, i);
    struct ap_str name = said[TICKET].value;
    /* In a list of alerts, whether a ticket exists is seen across all evidence. */
    bool listed =
        record != &t->doc.doc && t->doc.rows.n > 1 && name.len == 0 && said[ALERT].value.len > 0;
    if (listed)
        (void)ap_fact_add(s, "alert-without-ticket", said[ALERT].value, AP_STR_NONE,
                          ap_small_at(&t->doc, record->line));
    for (size_t i = 0; i < N_PARTS; i++)
        if (i != CLOSED && is_needed(t, i) && said[i].value.len == 0 && !(i == TICKET && listed))
            note_fault(t, i, name, record->line, ap_str_from(parts[i].wants));
    if (is_needed(t, CLOSED))
        judge_closed(t, record, said, name, record->line);
    uint32_t line = ap_small_at(&t->doc, said[TICKET].line);
    if (!listed)
        (void)ap_fact_add(s, "ticket", name, said[ALERT].value, line);
    if (!listed && said[CLOSED].value.len > 0 && said[NOTE].value.len > 0 &&
        open_state(t, record).len == 0)
        (void)ap_fact_add(s, "ticket-closed", name, AP_STR_NONE, line);
    if (said[ALERT].value.len > 0)
        (void)ap_fact_add(s, "alert", said[ALERT].value, name,
                          ap_small_at(&t->doc, said[ALERT].line));
}

/* The tickets are the rows of one level, or the document is one. */
static void
judge_all(struct tickets *t)
{
    unsigned depth = 0;
    for (size_t i = 0; i < t->doc.rows.n; i++) {
        const struct ap_small_record *row = &t->doc.rows.items[i];
        if (is_ticket(t, row) && (depth == 0 || row->depth < depth))
            depth = row->depth;
    }
    bool alone = depth == 0 || (t->doc.prose && is_ticket(t, &t->doc.doc));
    for (size_t i = 0; !alone && i < t->doc.doc.fields.n; i++)
        if (t->doc.doc.fields.items[i].deep == 0 && t->doc.s->text_kind != AP_KIND_CSV)
            alone |= ap_names_in(ap_names_get(&t->fields, "opened"), t->doc.doc.fields.items[i].key,
                                 true);
    if (alone) {
        judge_ticket(t, &t->doc.doc);
        return;
    }
    for (size_t i = 0; i < t->doc.rows.n; i++)
        if (t->doc.rows.items[i].depth == depth && is_ticket(t, &t->doc.rows.items[i]))
            judge_ticket(t, &t->doc.rows.items[i]);
}

static void
say(struct tickets *t, enum ap_code code, const struct fault *fault)
{
    struct ap_str first = fault->named.n > 0 ? fault->named.items[0] : AP_STR_NONE;
    struct ap_str subject = first.len > 0
                                ? ap_arena_printf(t->doc.mem, "ticket %.*s", AP_FMT(first))
                                : AP_STR("the ticket");
    if (fault->n == 1) {
        (void)ap_subject_fault(t->doc.s, code, ap_small_at(&t->doc, fault->line), "%.*s %.*s",
                               AP_FMT(subject), AP_FMT(fault->detail));
        return;
    }
    struct ap_strs others = {fault->named.items + 1, fault->named.n ? fault->named.n - 1 : 0, 0};
    struct ap_str names = ap_arena_join_all(t->doc.mem, &others, ", ");
    (void)ap_subject_fault(t->doc.s, code, ap_small_at(&t->doc, fault->line),
                           "%.*s %.*s; the same holds for %zu more of %zu tickets%s%.*s",
                           AP_FMT(subject), AP_FMT(fault->detail), fault->n - 1, t->n,
                           names.len > 0 ? ": " : "", AP_FMT(names));
}

void
ap_check_ticket_closure_end(struct ap_subject *s, const struct ap_call *call)
{
    struct tickets t = {.call = call};
    if (!ap_small_read(s, call->state, &t.doc))
        return;
    t.fields = ap_names_for(s->scratch, s->lib, call->args, "fields", "ticket_fields");
    t.states = ap_names_for(s->scratch, s->lib, call->args, "states", "ticket_states");
    judge_all(&t);
    for (size_t i = 0; i < N_PARTS; i++)
        if (t.faults[i].n > 0)
            say(&t, parts[i].code, &t.faults[i]);
    if (t.faults[N_PARTS].n > 0)
        say(&t, AP_TKT006, &t.faults[N_PARTS]);
}
