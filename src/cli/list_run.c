/* The lists that need a run: evidence and gaps.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "cli/list.h"

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

/** What is open, and with --due what falls due in that many days. */
static bool
is_listed(const struct ap_list_source *s, const struct ap_verdict *v)
{
    if (v->gap)
        return true;
    bool open = v->status != AP_SATISFIED && v->status != AP_EXCEPTED;
    return s->due_days >= 0 && open && v->slot->due <= s->run->as->day + s->due_days;
}

static int
by_due(const void *a, const void *b)
{
    const struct ap_verdict *x = *(const struct ap_verdict *const *)a;
    const struct ap_verdict *y = *(const struct ap_verdict *const *)b;
    if (x->slot->due != y->slot->due)
        return x->slot->due < y->slot->due ? -1 : 1;
    return ap_str_cmp(x->slot->id, y->slot->id);
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
                                               {"reason", AP_CELL_TEXT, true}};
    table->columns = columns;
    table->n_columns = AP_COUNT(columns);
    const struct ap_assessment *as = s->run->as;
    const struct ap_verdict **listed =
        ap_arena_array(s->mem, const struct ap_verdict *, as->n_verdicts);
    size_t n = 0;
    for (size_t i = 0; i < as->n_verdicts; i++)
        if (is_listed(s, &as->verdicts[i]) && owner_fits(s, as->verdicts[i].slot->owner))
            listed[n++] = &as->verdicts[i];
    qsort(listed, n, sizeof *listed, by_due);
    for (size_t i = 0; i < n; i++) {
        const struct ap_slot *slot = listed[i]->slot;
        struct ap_table_cell *row = ap_table_row(table, s->mem);
        row[0].text = slot->id;
        row[1].text = slot->req->title;
        row[2].text = ap_str_from(ap_word(ap_status_words, (int)listed[i]->status));
        row[3].text = ap_day_str(s->mem, slot->due);
        row[4].text = slot->owner;
        row[5].text = slot->req->control->id;
        row[6].text = slot->req->id;
        row[7].text = slot->period;
        row[8].text = ap_str_from(ap_severity_name(slot->req->control->severity));
        row[9].text = slot->expected_name;
        row[10].text = listed[i]->reason;
    }
}
