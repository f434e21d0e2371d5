/* Check "csv": a table with a header and no rows; the number of rows.
 * Place in the flow: inspect, a row of content.def; finding FMT006, fact `rows`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The delimiter need not be known: it is enough that all usual ones begin a field, where a quote may open. */
#include "inspect/content/content.h"

static bool
is_delimiter(char c)
{
    return c == ',' || c == ';' || c == '\t' || c == '|';
}

/* Neither a control, a quote nor a delimiter: the inside of a value. */
static bool
is_plain(char c)
{
    return (unsigned char)c >= ' ' && c != '"' && !is_delimiter(c);
}

static bool
is_sep_line(const struct ap_csv_state *state)
{
    return state->n_start == 4 && (state->start[0] | 0x20) == 's' &&
           (state->start[1] | 0x20) == 'e' && (state->start[2] | 0x20) == 'p' &&
           state->start[3] == '=';
}

static void
take_line_end(struct ap_csv_state *state)
{
    if (!state->begun && is_sep_line(state)) {
        state->sep_line = true;
        state->record_has_content = state->line_has_content = false;
    }
    state->begun = true;
    state->lines += state->line_has_content;
    state->line_has_content = false;
    if (state->quoted)
        return;
    state->records += state->record_has_content;
    state->record_has_content = false;
    state->at_field = true;
}

void
ap_check_csv_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block)
{
    (void)s;
    struct ap_csv_state *state = call->state;
    size_t i = 0;
    if (block->offset == 0) {
        state->at_field = true;
        if (ap_str_starts((struct ap_str){block->bytes, block->n}, AP_STR("\xef\xbb\xbf")))
            i = 3;
    }
    for (; i < block->n; i++) {
        char c = block->bytes[i];
        if (!state->begun && state->n_start < sizeof state->start)
            state->start[state->n_start++] = (unsigned char)c;
        if (c == '\n' || c == '\r') {
            take_line_end(state);
        } else if (c == '"') {
            /* A doubled quote closes and opens again: no case of its own. */
            if (state->quoted || state->at_field)
                state->quoted = !state->quoted;
            state->at_field = !state->quoted;
        } else if (is_delimiter(c)) {
            state->at_field = true;
        } else if (c != ' ') {
            state->record_has_content = state->line_has_content = true;
            state->at_field = false;
            while (i + 1 < block->n && is_plain(block->bytes[i + 1]) && state->n_start == 4)
                i++;
        }
    }
}

void
ap_check_csv_end(struct ap_subject *s, const struct ap_call *call)
{
    struct ap_csv_state *state = call->state;
    if (ap_subject_has(s, AP_FMT001) || ap_subject_has(s, AP_FMT002))
        return;
    bool broken = state->quoted; /* a quote without its end would swallow every row */
    take_line_end(state);
    uint64_t records = broken ? state->lines : state->records;
    uint64_t rows = records > 0 ? records - 1 : 0;
    (void)ap_fact_add_count(s, "rows", rows);
    if (rows == 0)
        (void)ap_subject_fault(s, AP_FMT006, records == 1 && s->sniff.kind == AP_KIND_CSV ? 1 : 0,
                               "the table has %s and no rows",
                               records == 1 ? "a header" : "no header");
}
