/* Check "runbook-steps": a runbook holds all steps of a step set, in order, and says whose it is.
 * Place in the flow: inspect, a row of content.def; findings RBK001 to RBK007, facts `step`, `version`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Arguments: `steps` (a step set), `anywhere` (ids of its steps that have no place in the order; default notify),
 * `fields` (catalogue with the entries owner, version, approval, contact; default runbook_fields).
 *
 * A step is looked for in the words that name it: a heading, the beginning of a list item or of a line, the cells of a
 * table. Only where no such place names it, anywhere else. */
#include <string.h>

#include "inspect/content/documents.h"

#define HEAD_BYTES 80u

/** Lines in which a step is met, ascending. */
struct hits {
    uint32_t *items;
    size_t n, cap;
};

struct runbook {
    struct ap_small doc;
    const struct ap_call *call;
    struct ap_names_list steps;
    struct hits *hits;     /* per step */
    struct ap_str *heads;  /* per line: the normalized words that name it */
    struct ap_str *bodies; /* per line: all words, normalized */
};

/* "Step 2", "Phase A": numbers a step and does not name it. */
static bool
is_number_word(struct ap_str text)
{
    static const char *const words[] = {"step", "phase", "stage", "part", "task"};
    for (size_t i = 0; i < AP_COUNT(words); i++) {
        struct ap_str word = ap_str_from(words[i]);
        if (text.len <= word.len + 4 && ap_str_ieq(ap_str_slice(text, 0, word.len), word))
            return true;
    }
    return text.len < 3;
}

static bool
ends_head(struct ap_str text, size_t i)
{
    if (text.ptr[i] == ':')
        return !is_number_word(ap_str_slice(text, 0, i));
    bool blank_behind = text.ptr[i + 1] == ' ';
    if (text.ptr[i] == '-')
        return blank_behind && i > 0 && text.ptr[i - 1] == ' ' &&
               !is_number_word(ap_str_trim(ap_str_slice(text, 0, i)));
    return strchr(".;(", text.ptr[i]) && (blank_behind || text.ptr[i] == '(') &&
           !is_number_word(ap_str_slice(text, 0, i));
}

/* Of "Revoke token: gateway console, …" the part before the colon; a row of a table, whole. */
static struct ap_str
head_of(const struct ap_small_line *line)
{
    struct ap_str text = ap_str_slice(line->text, 0, HEAD_BYTES);
    if (line->cells)
        return text;
    for (size_t i = 0; i + 1 < text.len; i++)
        if (ends_head(text, i))
            return ap_str_slice(text, 0, i);
    return text;
}

/* "Search the gateway logs" is "search logs". */
static bool
heads_step(const struct ap_names *step, struct ap_str head)
{
    for (size_t i = 0; i < step->words.n; i++)
        if (ap_words_all(head, step->words.items[i]))
            return true;
    return false;
}

static void
find_hits(struct runbook *rb, const struct ap_names *step, struct hits *hits)
{
    struct ap_arena *mem = rb->doc.mem;
    for (int pass = 0; pass < 2 && hits->n == 0; pass++)
        for (size_t i = 0; i < rb->doc.lines.n; i++)
            if (pass == 0 ? heads_step(step, rb->heads[i])
                          : ap_names_in(step, rb->bodies[i], false))
                *ap_vec_push(mem, hits) = (uint32_t)i;
}

static bool
is_anywhere(const struct runbook *rb, const struct ap_names *step)
{
    const char *id = ap_arena_copy(rb->doc.mem, step->id).ptr;
    return ap_arg_has(rb->call->args, "anywhere", id, ap_str_is(step->id, "notify"));
}

static void
judge_missing(struct runbook *rb)
{
    struct ap_strs missing = {0};
    size_t n_steps = 0;
    for (size_t i = 0; i < rb->steps.n; i++) {
        const struct ap_names *step = &rb->steps.items[i];
        bool found = rb->hits[i].n > 0;
        uint32_t line = found ? rb->doc.lines.items[rb->hits[i].items[0]].line : 0;
        n_steps += !is_anywhere(rb, step);
        if (found)
            (void)ap_fact_add(rb->doc.s, "step", step->id, step->say, ap_small_at(&rb->doc, line));
        else if (is_anywhere(rb, step))
            (void)ap_subject_fault(rb->doc.s, AP_RBK007, 0,
                                   "no step says \"%.*s\": who is told, when and by whom",
                                   AP_FMT(step->say));
        else
            *ap_vec_push(rb->doc.mem, &missing) = step->say;
    }
    if (missing.n > 0)
        (void)ap_subject_fault(rb->doc.s, AP_RBK001, 0, "%zu of %zu steps %s missing: %.*s",
                               missing.n, n_steps, missing.n == 1 ? "is" : "are",
                               AP_FMT(ap_arena_join_all(rb->doc.mem, &missing, "; ")));
}

/* An order exists if each step is met at or behind the earliest possible place of the one before. */
static void
judge_order(struct runbook *rb)
{
    uint32_t at = 0;
    const struct ap_names *before = NULL;
    for (size_t i = 0; i < rb->steps.n; i++) {
        const struct hits *hits = &rb->hits[i];
        if (hits->n == 0 || is_anywhere(rb, &rb->steps.items[i]))
            continue;
        size_t k = 0;
        while (k < hits->n && hits->items[k] < at)
            k++;
        if (k == hits->n) {
            uint32_t line = rb->doc.lines.items[hits->items[k - 1]].line;
            (void)ap_subject_fault(rb->doc.s, AP_RBK002, ap_small_at(&rb->doc, line),
                                   "\"%.*s\" comes before \"%.*s\"; expected: after it",
                                   AP_FMT(rb->steps.items[i].say), AP_FMT(before->say));
            return;
        }
        at = hits->items[k];
        before = &rb->steps.items[i];
    }
}

/* v1.0 or "version 1.0" in the text. */
static bool
has_version(const struct runbook *rb, struct ap_said *ret_said)
{
    struct ap_arena *mem = rb->doc.mem;
    for (size_t i = 0; i < rb->doc.lines.n; i++) {
        struct ap_str text = rb->doc.lines.items[i].text;
        for (size_t k = 0; k + 1 < text.len; k++) {
            bool begins = k == 0 || text.ptr[k - 1] == ' ' || text.ptr[k - 1] == '(';
            if (!begins || (text.ptr[k] | 0x20) != 'v' || text.ptr[k + 1] < '0' ||
                text.ptr[k + 1] > '9')
                continue;
            struct ap_str rest = ap_str_slice(text, k, text.len);
            *ret_said =
                (struct ap_said){ap_arena_copy(mem, ap_str_slice(rest, 0, ap_str_find(rest, ' '))),
                                 rb->doc.lines.items[i].line,
                                 false,
                                 {0, 0}};
            return true;
        }
    }
    return false;
}

static void
judge_fields(struct runbook *rb)
{
    static const struct want {
        const char *id;
        enum ap_code code;
        enum ap_said_what what;
        const char *example;
    } wants[] = {
        {"owner", AP_RBK003, AP_SAID_NAME, "Owner: team"},
        {"version", AP_RBK004, AP_SAID_ID, "Version: 1.0"},
        {"approval", AP_RBK005, AP_SAID_SIGNED, "Approved by: name, role"},
        {"contact", AP_RBK006, AP_SAID_ANY, "Contact: on-call team and how to reach it"},
    };
    struct ap_names_list fields =
        ap_names_for(rb->doc.mem, rb->doc.s->lib, rb->call->args, "fields", "runbook_fields");
    for (size_t i = 0; i < AP_COUNT(wants); i++) {
        struct ap_said said =
            ap_said_find(&rb->doc, ap_names_get(&fields, wants[i].id), wants[i].what);
        bool version = wants[i].code == AP_RBK004;
        if (said.value.len == 0 && version)
            (void)has_version(rb, &said);
        if (said.value.len == 0)
            (void)ap_subject_fault(rb->doc.s, wants[i].code, 0,
                                   "the runbook names no %s: expected a line such as \"%s\"",
                                   wants[i].id, wants[i].example);
        else if (version)
            (void)ap_fact_add(rb->doc.s, "version", AP_STR_NONE, said.value,
                              ap_small_at(&rb->doc, said.line));
    }
}

void
ap_check_runbook_steps_end(struct ap_subject *s, const struct ap_call *call)
{
    struct runbook rb = {.call = call};
    if (!ap_small_read(s, call->state, &rb.doc))
        return;
    rb.steps = ap_names_for(s->scratch, s->lib, call->args, "steps", "token-compromise");
    rb.hits = ap_arena_array(s->scratch, struct hits, rb.steps.n);
    rb.heads = ap_arena_array(s->scratch, struct ap_str, rb.doc.lines.n);
    rb.bodies = ap_arena_array(s->scratch, struct ap_str, rb.doc.lines.n);
    for (size_t i = 0; i < rb.doc.lines.n; i++) {
        rb.heads[i] = ap_words_norm(s->scratch, head_of(&rb.doc.lines.items[i]));
        rb.bodies[i] = ap_words_norm(s->scratch, rb.doc.lines.items[i].text);
    }
    for (size_t i = 0; i < rb.steps.n; i++)
        find_hits(&rb, &rb.steps.items[i], &rb.hits[i]);
    judge_missing(&rb);
    judge_order(&rb);
    judge_fields(&rb);
}
