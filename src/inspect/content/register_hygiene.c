/* TKT020 to TKT024: every entry of a risk or action register has an owner and a due day, and ends with evidence.
 * Place in the flow: inspect; on request of GOV-05, GOV-06 and whoever names register-hygiene.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Facts: records; entry (key: id, value: open or closed). */
#include "inspect/content/registers.h"

#define FACTS_MAX 1500u

struct entries {
    struct ap_rowset set;
    size_t n_open, n_closed;
    struct ap_row_list ownerless, dueless, unproven, overdue;
};

static struct ap_str
text_of(const struct entries *e, const struct ap_rowset_row *row, const char *id)
{
    return ap_rowset_text(&e->set, row, id);
}

static struct ap_str
label_of(const struct entries *e, const struct ap_rowset_row *row)
{
    struct ap_str label = text_of(e, row, "id");
    return label.len > 0 ? label : text_of(e, row, "title");
}

static void
judge_row(struct entries *e, const struct ap_rowset_row *row)
{
    struct ap_subject *s = e->set.s;
    struct ap_str status = text_of(e, row, "status");
    bool left = ap_value_is(ap_library_catalog(s->lib, AP_STR("left_states")), status);
    bool closed =
        !left && (ap_value_is(ap_library_catalog(s->lib, AP_STR("closed_states")), status) ||
                  (status.len == 0 && text_of(e, row, "closed").len > 0));
    const struct ap_rowset_cell *due = ap_rowset_cell(&e->set, row, "due");
    if (e->n_open + e->n_closed < FACTS_MAX)
        (void)ap_fact_add(s, "entry", label_of(e, row),
                          closed || left ? AP_STR("closed") : AP_STR("open"), row->line);
    if (text_of(e, row, "owner").len == 0)
        ap_row_list_add(&e->ownerless, row, label_of(e, row), 0);
    if (closed || left) {
        e->n_closed++;
        if (closed && text_of(e, row, "evidence").len == 0)
            ap_row_list_add(&e->unproven, row, label_of(e, row), 0);
        return;
    }
    e->n_open++;
    ap_day day = ap_rowset_day(due->text);
    if (due->text.len == 0)
        ap_row_list_add(&e->dueless, row, label_of(e, row), 0);
    else if (day != AP_DAY_NONE && s->day != AP_DAY_NONE && day < s->day &&
             text_of(e, row, "note").len == 0)
        ap_row_list_add(&e->overdue, row, label_of(e, row), due->column);
}

/* An overdue entry is a fault of the work, not of the register. */
static void
say_overdue(struct ap_subject *s, struct entries *e)
{
    char day[AP_DAY_TEXT];
    if (e->overdue.n > 0) {
        struct ap_finding *f =
            ap_subject_note(s, AP_TKT024, e->overdue.line,
                            "%zu of %zu open entries %s overdue at %s and %s not say why: %.*s%s",
                            e->overdue.n, e->n_open, e->overdue.n == 1 ? "is" : "are",
                            ap_day_text(s->day, day), e->overdue.n == 1 ? "does" : "do",
                            AP_FMT(ap_buf_str(&e->overdue.names)), e->overdue.n > 4 ? ", …" : "");
        f->place.column = e->overdue.column;
    }
    ap_buf_release(&e->overdue.names);
}

void
ap_check_register_hygiene_end(struct ap_subject *s, const struct ap_call *call)
{
    struct entries *e = ap_arena_new(s->scratch, struct entries);
    if (!ap_rowset_read(s, call->state, "register_fields", AP_TKT020, "entries", &e->set))
        return;
    for (size_t i = 0; i < e->set.rows.n; i++)
        judge_row(e, &e->set.rows.items[i]);
    (void)ap_row_list_say(s, &e->ownerless, AP_TKT021, e->set.rows.n, "entries", "name no owner");
    (void)ap_row_list_say(s, &e->dueless, AP_TKT022, e->n_open, "open entries", "have no due day");
    (void)ap_row_list_say(s, &e->unproven, AP_TKT023, e->n_closed, "closed entries",
                          "name no evidence of their closure");
    say_overdue(s, e);
}
