/* The lists that need a run: evidence and gaps.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "cli/list.h"
#include "run/forecast.h"

static bool
owner_fits(const struct ap_list_source *s, struct ap_str owner)
{
    return s->owner.len == 0 || ap_workspace_same_person(s->run->ws, owner, s->owner);
}

/** The statuses of an item's reviews end with the one that counts: the last. */
static struct ap_str
review_word(const struct ap_item *item)
{
    if (item->reviews.n == 0)
        return AP_STR_NONE;
    return ap_str_from(
        ap_word(ap_review_status_words, (int)item->reviews.items[item->reviews.n - 1].status));
}

void
ap_list_evidence(const struct ap_list_source *s, struct ap_table *table)
{
    static const struct ap_column columns[] = {{"id", AP_CELL_TEXT, true},
                                               {"title", AP_CELL_TEXT, false},
                                               {"state", AP_CELL_TEXT, true},
                                               {"review", AP_CELL_TEXT_OR_NULL, true},
                                               {"owner", AP_CELL_TEXT_OR_NULL, true},
                                               {"controls", AP_CELL_LIST, true},
                                               {"period", AP_CELL_LIST, false},
                                               {"source", AP_CELL_TEXT_OR_NULL, false},
                                               {"bytes", AP_CELL_NUMBER, false},
                                               {"reason", AP_CELL_TEXT, false}};
    table->columns = columns;
    table->n_columns = AP_COUNT(columns);
    const struct ap_evidence *evidence = s->run->evidence;
    for (size_t i = 0; i < evidence->items.n; i++) {
        const struct ap_item *item = &evidence->items.items[i];
        const struct ap_item_verdict *verdict = &s->run->as->items[i];
        if (!owner_fits(s, item->owner))
            continue;
        struct ap_table_cell *row = ap_table_row(table, s->mem);
        row[0].text = item->path;
        row[1].text = item->title.len ? item->title : item->name;
        row[2].text = ap_str_from(ap_word(ap_item_state_words, (int)verdict->state));
        row[3].text = review_word(item);
        row[4].text = item->owner;
        row[5].list = item->controls;
        for (size_t k = 0; k < item->periods.n; k++)
            *ap_vec_push(s->mem, &row[6].list) = ap_period_str(s->mem, item->periods.items[k]);
        row[7].text = item->source;
        row[8].number = (int64_t)item->bytes;
        row[9].text = verdict->reason;
    }
}

/** A slot that is a gap, or with --due one that becomes one in that many days. */
struct listed {
    const struct ap_verdict *verdict;
    const struct ap_outlook *outlook; /* NULL: a gap already */
    ap_day day;                       /* its due day, or the day it becomes a gap */
};

static int
by_day(const void *a, const void *b)
{
    const struct listed *x = a;
    const struct listed *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return ap_str_cmp(x->verdict->slot->id, y->verdict->slot->id);
}

static size_t
gather(const struct ap_list_source *s, struct listed *listed)
{
    const struct ap_assessment *as = s->run->as;
    struct ap_outlook *outlooks;
    size_t n = 0;
    ap_run_forecast(s->run, s->due_days, s->mem, &outlooks);
    for (size_t i = 0; i < as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &as->verdicts[i];
        if (!owner_fits(s, verdict->slot->owner))
            continue;
        if (verdict->gap)
            listed[n++] = (struct listed){verdict, NULL, verdict->slot->due};
        else if (outlooks[i].on != AP_DAY_NONE)
            listed[n++] = (struct listed){verdict, &outlooks[i], outlooks[i].on};
    }
    if (n)
        qsort(listed, n, sizeof *listed, by_day);
    return n;
}

static struct ap_str
reason_of(const struct ap_list_source *s, const struct listed *listed)
{
    if (!listed->outlook)
        return listed->verdict->reason;
    char day[AP_DAY_TEXT];
    return ap_arena_printf(s->mem, "%s from %s on: %.*s",
                           ap_word(ap_status_words, (int)listed->outlook->status),
                           ap_day_text(listed->outlook->on, day), AP_FMT(listed->outlook->reason));
}

void
ap_list_gaps(const struct ap_list_source *s, struct ap_table *table)
{
    static const struct ap_column columns[] = {{"id", AP_CELL_TEXT, true},
                                               {"title", AP_CELL_TEXT, false},
                                               {"status", AP_CELL_TEXT, true},
                                               {"due", AP_CELL_TEXT, true},
                                               {"owner", AP_CELL_TEXT_OR_NULL, true},
                                               {"control", AP_CELL_TEXT, false},
                                               {"requirement", AP_CELL_TEXT, false},
                                               {"period", AP_CELL_TEXT_OR_NULL, false},
                                               {"severity", AP_CELL_TEXT, false},
                                               {"expected_name", AP_CELL_TEXT, false},
                                               {"reason", AP_CELL_TEXT, true},
                                               {"becomes", AP_CELL_TEXT_OR_NULL, false},
                                               {"on", AP_CELL_TEXT_OR_NULL, false}};
    table->columns = columns;
    table->n_columns = AP_COUNT(columns);
    struct listed *listed = ap_arena_array(s->mem, struct listed, s->run->as->n_verdicts);
    size_t n = gather(s, listed);
    for (size_t i = 0; i < n; i++) {
        const struct ap_slot *slot = listed[i].verdict->slot;
        const struct ap_outlook *outlook = listed[i].outlook;
        struct ap_table_cell *row = ap_table_row(table, s->mem);
        row[0].text = slot->id;
        row[1].text = slot->req->title;
        row[2].text = ap_str_from(ap_word(ap_status_words, (int)listed[i].verdict->status));
        row[3].text = ap_day_str(s->mem, slot->due);
        row[4].text = slot->owner;
        row[5].text = slot->req->control->id;
        row[6].text = slot->req->id;
        row[7].text = slot->period;
        row[8].text = ap_str_from(ap_severity_name(slot->req->control->severity));
        row[9].text = slot->expected_name;
        row[10].text = reason_of(s, &listed[i]);
        if (outlook) {
            row[11].text = ap_str_from(ap_word(ap_status_words, (int)outlook->status));
            row[12].text = ap_day_str(s->mem, outlook->on);
        }
    }
}
