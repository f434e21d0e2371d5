/* Check "json": JSON that stops inside a bracket or a string; JSONL counted in records.
 * Place in the flow: inspect, a row of content.def; finding FMT003, fact `rows`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Not a parser: it only follows strings and brackets, so it runs over any size with constant memory. */
#include <inttypes.h>

#include "inspect/content/content.h"

static void
take_line_end(struct ap_json_state *state, bool records)
{
    state->line++;
    if (!records)
        return;
    /* A record is one line: what a broken one leaves open must not swallow the next. */
    state->records += state->record_has_content;
    state->record_has_content = false;
    state->depth = 0;
    state->in_string = state->escaped = false;
}

static void
take_structure(struct ap_json_state *state, char c)
{
    if (c == '"') {
        state->in_string = true;
        if (state->depth == 0)
            state->opened_at = state->line;
    } else if (c == '{' || c == '[') {
        if (state->depth++ == 0)
            state->opened_at = state->line;
    } else if ((c == '}' || c == ']') && state->depth > 0) {
        state->depth--;
    }
}

/* In a string only its end, an escape or a line end matters: gives the offset of the next one. */
static size_t
skip_string(const struct ap_block *block, size_t at)
{
    while (at < block->n) {
        char c = block->bytes[at];
        if (c == '"' || c == '\\' || c == '\n')
            break;
        at++;
    }
    return at;
}

static void
take_in_string(struct ap_json_state *state, char c)
{
    if (state->escaped)
        state->escaped = false;
    else if (c == '\\')
        state->escaped = true;
    else if (c == '"')
        state->in_string = false;
}

void
ap_check_json_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block)
{
    struct ap_json_state *state = call->state;
    bool records = s->text_kind == AP_KIND_JSONL;
    if (!state->begun)
        state->line = 1;
    state->begun = true;
    for (size_t i = 0; i < block->n; i++) {
        if (state->in_string && !state->escaped)
            i = skip_string(block, i);
        if (i == block->n)
            break;
        char c = block->bytes[i];
        if (c == '\n') {
            state->escaped = false;
            take_line_end(state, records);
        } else if (state->in_string) {
            take_in_string(state, c);
        } else if (c > ' ') {
            state->record_has_content = true;
            take_structure(state, c);
        }
    }
}

void
ap_check_json_end(struct ap_subject *s, const struct ap_call *call)
{
    const struct ap_json_state *state = call->state;
    bool records = s->text_kind == AP_KIND_JSONL;
    if (ap_subject_has(s, AP_FMT001) || ap_subject_has(s, AP_FMT002))
        return;
    if (records)
        (void)ap_fact_add_count(s, "rows", state->records + state->record_has_content);
    /* Lines of a file inside a gzip are lines of another file. */
    uint32_t line = s->sniff.kind == AP_KIND_GZIP || state->opened_at > UINT32_MAX
                        ? 0
                        : (uint32_t)state->opened_at;
    if (state->in_string && state->depth == 0)
        (void)ap_subject_fault(s, AP_FMT003, line, "the JSON stops inside a string");
    else if (state->depth > 0)
        (void)ap_subject_fault(s, AP_FMT003, line,
                               "the JSON stops with %" PRIu64
                               " open bracket%s; the outermost is in line %" PRIu64,
                               state->depth, state->depth == 1 ? "" : "s", state->opened_at);
}
