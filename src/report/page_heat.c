/* The heat map: a square per slot, requirements downwards, periods across.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "report/page.h"

enum { SIDE = 22, LABEL = 260, TOP = 130, COLUMNS_MAX = 130 };

/** One column: a period as slots name it. */
struct column {
    int32_t months; /* how long, about: a February and a March stand with each other */
    struct ap_span span;
    struct ap_str label;
};

struct heat {
    const struct ap_page *page;
    struct column *columns;
    size_t n_columns;
    size_t *rows; /* the first verdict of each requirement, then the end */
    size_t n_rows;
};

static struct column
column_of(const struct ap_slot *slot)
{
    enum { DAYS_OF_MONTH = 28 };
    struct column column = {ap_span_days(slot->span) / DAYS_OF_MONTH, slot->span, slot->period};
    if (slot->kind == AP_SLOT_ONCE)
        column.label = AP_STR("in force");
    else if (slot->kind == AP_SLOT_SAMPLE)
        column.label = AP_STR("samples");
    else if (slot->kind == AP_SLOT_WINDOW)
        column.label = AP_STR("window");
    return column;
}

static int
by_time(const void *a, const void *b)
{
    const struct column *left = a;
    const struct column *right = b;
    if (left->months != right->months)
        return left->months > right->months ? -1 : 1;
    if (left->span.from != right->span.from)
        return left->span.from < right->span.from ? -1 : 1;
    return ap_str_cmp(left->label, right->label);
}

/* One per slot, sorted, equal neighbours once. */
static void
make_columns(struct heat *heat)
{
    const struct ap_assessment *as = heat->page->ctx->as;
    struct column *columns = ap_arena_array(heat->page->ctx->mem, struct column, as->n_verdicts);
    for (size_t i = 0; i < as->n_verdicts; i++)
        columns[i] = column_of(as->verdicts[i].slot);
    if (as->n_verdicts)
        qsort(columns, as->n_verdicts, sizeof columns[0], by_time);
    for (size_t i = 0; i < as->n_verdicts; i++)
        if (heat->n_columns == 0 || by_time(&columns[heat->n_columns - 1], &columns[i]) != 0)
            columns[heat->n_columns++] = columns[i];
    heat->columns = columns;
}

static void
make_rows(struct heat *heat)
{
    const struct ap_assessment *as = heat->page->ctx->as;
    heat->rows = ap_arena_array(heat->page->ctx->mem, size_t, as->n_verdicts + 1);
    for (size_t i = 0; i < as->n_verdicts; i++)
        if (i == 0 || as->verdicts[i].slot->req != as->verdicts[i - 1].slot->req)
            heat->rows[heat->n_rows++] = i;
    heat->rows[heat->n_rows] = as->n_verdicts;
}

static size_t
place_of(const struct heat *heat, const struct ap_slot *slot)
{
    struct column key = column_of(slot);
    const struct column *found = bsearch(&key, heat->columns, heat->n_columns, sizeof key, by_time);
    return (size_t)(found - heat->columns);
}

static void
column_element(const void *user, const void *self, size_t i, struct ap_value *out,
               struct ap_arena *mem)
{
    const struct heat *heat = self;
    struct ap_fields *fields = ap_fields_new(out, mem);
    (void)user;
    ap_fields_number(fields, "x", LABEL + i * SIDE + SIDE / 2 + 4);
    ap_fields_number(fields, "y", TOP - 6);
    ap_fields_text(fields, "label", heat->columns[i].label);
}

/** One row: index in heat->rows. */
struct heat_row {
    const struct heat *heat;
    size_t row;
};

/* The mark says what the colour says. */
static const char *
mark_of(const struct ap_verdict *verdict)
{
    static const char *const marks[AP_N_STATUSES] = {[AP_SATISFIED] = "\xe2\x9c\x93",
                                                     [AP_EXCEPTED] = "E",
                                                     [AP_WITHHELD] = "W",
                                                     [AP_INVALID] = "I",
                                                     [AP_STALE] = "S",
                                                     [AP_VOID] = "V",
                                                     [AP_REJECTED] = "R",
                                                     [AP_PENDING] = "P",
                                                     [AP_REQUESTED] = "Q",
                                                     [AP_MISSING] = "M",
                                                     [AP_NOT_DUE] = "\xc2\xb7"};
    return marks[verdict->status];
}

static void
cell_element(const void *user, const void *self, size_t i, struct ap_value *out,
             struct ap_arena *mem)
{
    const struct ap_page *page = user;
    const struct heat_row *row = self;
    const struct ap_verdict *verdict = &page->ctx->as->verdicts[row->heat->rows[row->row] + i];
    struct ap_fields *fields = ap_fields_new(out, mem);
    size_t column = place_of(row->heat, verdict->slot);
    ap_fields_number(fields, "x", LABEL + column * SIDE);
    ap_fields_number(fields, "y", TOP + row->row * SIDE);
    ap_fields_number(fields, "mark_x", LABEL + column * SIDE + SIDE / 2);
    ap_fields_number(fields, "mark_y", TOP + row->row * SIDE + SIDE * 7 / 10);
    ap_fields_text(fields, "mark", ap_str_from(mark_of(verdict)));
    ap_page_slot(fields, verdict->slot);
    ap_page_state(fields, ap_word(ap_status_words, (int)verdict->status), ap_page_tone(verdict));
}

static void
row_element(const void *user, const void *self, size_t i, struct ap_value *out,
            struct ap_arena *mem)
{
    const struct heat *heat = self;
    const struct ap_page *page = user;
    const struct ap_requirement *req = page->ctx->as->verdicts[heat->rows[i]].slot->req;
    struct ap_fields *fields = ap_fields_new(out, mem);
    struct heat_row *row = ap_arena_new(mem, struct heat_row);
    *row = (struct heat_row){heat, i};
    ap_fields_number(fields, "y", TOP + i * SIDE + SIDE * 7 / 10);
    ap_fields_number(fields, "x", LABEL - 8);
    ap_fields_text(fields, "label", req->ref);
    ap_fields_list(fields, "cells", heat->rows[i + 1] - heat->rows[i], cell_element, row);
}

void
ap_page_heat(const struct ap_page *page, struct ap_fields *root)
{
    struct heat *heat = ap_arena_new(page->ctx->mem, struct heat);
    heat->page = page;
    make_columns(heat);
    make_rows(heat);
    bool shown = heat->n_rows > 0 && heat->n_columns <= COLUMNS_MAX;
    ap_fields_flag(root, "has_heat", shown);
    ap_fields_number(root, "heat_width", LABEL + heat->n_columns * SIDE + TOP);
    ap_fields_number(root, "heat_height", TOP + heat->n_rows * SIDE + 4);
    ap_fields_number(root, "heat_side", SIDE - 2);
    ap_fields_list(root, "heat_columns", shown ? heat->n_columns : 0, column_element, heat);
    ap_fields_list(root, "heat_rows", shown ? heat->n_rows : 0, row_element, heat);
}
