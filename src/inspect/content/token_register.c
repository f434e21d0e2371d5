/* TOK001 to TOK007: every token expires, is rotated, and has a ticket, a record of its end and a review.
 * Place in the flow: inspect; on request of AUTH-06 and whoever names token-register.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Facts: records; token (key: token id, value: active or ended), privileged-token (key: token id).
 * Arguments: max_lifetime (365d), rotate_within (365d), reviewed_within (92d). */
#include "inspect/content/registers.h"

#define FACTS_MAX 1500u

struct tokens {
    struct ap_rowset set;
    int32_t max_lifetime, rotate_within, reviewed_within;
    size_t n_active, n_ended, n_privileged;
    struct ap_row_list endless, long_lived, unrotated, ticketless, unrecorded, unreviewed;
};

/** How a row's life goes. */
enum life { ACTIVE, REVOKED, ENDED };

static bool
is_word_of(const struct tokens *t, const char *catalog, struct ap_str text)
{
    return ap_value_is(ap_library_catalog(t->set.s->lib, ap_str_from(catalog)), text);
}

static struct ap_str
text_of(const struct tokens *t, const struct ap_rowset_row *row, const char *id)
{
    return ap_rowset_text(&t->set, row, id);
}

static struct ap_str
label_of(const struct tokens *t, const struct ap_rowset_row *row)
{
    struct ap_str label = text_of(t, row, "token");
    return label.len > 0 ? label : text_of(t, row, "integration");
}

static enum life
life_of(const struct tokens *t, const struct ap_rowset_row *row)
{
    struct ap_str revoked = text_of(t, row, "revoked");
    struct ap_str status = text_of(t, row, "status");
    if ((revoked.len > 0 && !is_word_of(t, "no_words", revoked)) ||
        is_word_of(t, "revoked_states", status))
        return REVOKED;
    return is_word_of(t, "ended_states", status) ? ENDED : ACTIVE;
}

static bool
is_privileged(const struct tokens *t, const struct ap_rowset_row *row)
{
    const struct ap_library *lib = t->set.s->lib;
    struct ap_str said = text_of(t, row, "privileged");
    if (ap_value_is_yes(said) || is_word_of(t, "privileged_words", said))
        return true;
    struct ap_scope_walk walk = ap_scopes_of(text_of(t, row, "scopes"));
    struct ap_str scope;
    while (ap_scope_next(&walk, lib, &scope))
        if (ap_scope_is_privileged(lib, scope) || ap_scope_is_wildcard(lib, scope))
            return true;
    return false;
}

/* `90`, `90d`, `90 days`, or AP_DAY_NONE. */
static int32_t
days_in(struct ap_str text)
{
    size_t n = ap_str_digits_end(text, 0);
    int64_t days;
    struct ap_str unit = ap_str_trim(ap_str_slice(text, n, text.len));
    bool is_days = unit.len == 0 || ap_str_ieq(unit, AP_STR("d")) ||
                   ap_str_ieq(unit, AP_STR("days")) || ap_str_ieq(unit, AP_STR("day"));
    return n > 0 && n < 6 && is_days && ap_str_to_int(ap_str_slice(text, 0, n), &days) == AP_OK
               ? (int32_t)days
               : AP_DAY_NONE;
}

/* The day from which a token's present life counts. */
static ap_day
born(const struct tokens *t, const struct ap_rowset_row *row)
{
    ap_day created = ap_rowset_day(text_of(t, row, "created"));
    ap_day rotated = ap_rowset_day(text_of(t, row, "rotated"));
    return rotated > created ? rotated : created; /* AP_DAY_NONE is the least */
}

static void
judge_lifetime(struct tokens *t, const struct ap_rowset_row *row)
{
    const struct ap_rowset_cell *expires = ap_rowset_cell(&t->set, row, "expires");
    int32_t lifetime = days_in(text_of(t, row, "lifetime"));
    ap_day end = ap_rowset_day(expires->text);
    ap_day from = born(t, row);
    bool never = is_word_of(t, "never", expires->text) ||
                 (end != AP_DAY_NONE && ap_day_to_civil(end).year >= 2100);
    if (never || (expires->text.len == 0 && lifetime == AP_DAY_NONE)) {
        ap_row_list_add(&t->endless, row, label_of(t, row), expires->column);
        return;
    }
    if (end != AP_DAY_NONE && from != AP_DAY_NONE)
        lifetime = end - from;
    if (lifetime != AP_DAY_NONE && lifetime > t->max_lifetime)
        ap_row_list_add(&t->long_lived, row, label_of(t, row), expires->column);
}

static void
judge_rotation(struct tokens *t, const struct ap_rowset_row *row)
{
    ap_day from = born(t, row);
    ap_day next = ap_rowset_day(text_of(t, row, "next_rotation"));
    bool late =
        t->set.day != AP_DAY_NONE && from != AP_DAY_NONE && t->set.day - from > t->rotate_within;
    bool missed = t->set.day != AP_DAY_NONE && next != AP_DAY_NONE && next < t->set.day;
    if (late || missed)
        ap_row_list_add(&t->unrotated, row, label_of(t, row),
                        ap_rowset_cell(&t->set, row, "rotated")->column);
}

static void
judge_row(struct tokens *t, const struct ap_rowset_row *row)
{
    struct ap_subject *s = t->set.s;
    enum life life = life_of(t, row);
    bool privileged = is_privileged(t, row);
    if (t->n_active + t->n_ended < FACTS_MAX) {
        (void)ap_fact_add(s, "token", label_of(t, row),
                          life == ACTIVE ? AP_STR("active") : AP_STR("ended"), row->line);
        if (privileged && life == ACTIVE)
            (void)ap_fact_add(s, "privileged-token", label_of(t, row),
                              text_of(t, row, "integration"), row->line);
    }
    if (text_of(t, row, "ticket").len == 0)
        ap_row_list_add(&t->ticketless, row, label_of(t, row), 0);
    if (life != ACTIVE) {
        t->n_ended++;
        if (life == REVOKED && text_of(t, row, "revocation_record").len == 0)
            ap_row_list_add(&t->unrecorded, row, label_of(t, row), 0);
        return;
    }
    t->n_active++;
    judge_lifetime(t, row);
    judge_rotation(t, row);
    t->n_privileged += privileged;
    if (privileged &&
        !ap_rowset_is_recent(&t->set, ap_rowset_day(text_of(t, row, "review")), t->reviewed_within))
        ap_row_list_add(&t->unreviewed, row, label_of(t, row),
                        ap_rowset_cell(&t->set, row, "review")->column);
}

void
ap_check_token_register_end(struct ap_subject *s, const struct ap_call *call)
{
    struct tokens *t = ap_arena_new(s->scratch, struct tokens);
    if (!ap_rowset_read(s, call->state, "token_fields", AP_TOK001, "tokens", &t->set))
        return;
    t->max_lifetime = ap_check_days(call->args, "max_lifetime", 365);
    t->rotate_within = ap_check_days(call->args, "rotate_within", 365);
    t->reviewed_within = ap_check_days(call->args, "reviewed_within", 92);
    for (size_t i = 0; i < t->set.rows.n; i++)
        judge_row(t, &t->set.rows.items[i]);
    const char *long_words =
        ap_arena_printf(s->scratch, "live longer than %d days", t->max_lifetime).ptr;
    const char *late_words =
        ap_arena_printf(s->scratch, "were not rotated within %d days", t->rotate_within).ptr;
    (void)ap_row_list_say(s, &t->endless, AP_TOK002, t->n_active, "active tokens",
                          "have no expiry");
    (void)ap_row_list_say(s, &t->long_lived, AP_TOK003, t->n_active, "active tokens", long_words);
    (void)ap_row_list_say(s, &t->unrotated, AP_TOK004, t->n_active, "active tokens", late_words);
    (void)ap_row_list_say(s, &t->ticketless, AP_TOK005, t->set.rows.n, "tokens",
                          "name no ticket of their creation");
    (void)ap_row_list_say(s, &t->unrecorded, AP_TOK006, t->n_ended, "ended tokens",
                          "were revoked without a record");
    (void)ap_row_list_say(s, &t->unreviewed, AP_TOK007, t->n_privileged, "privileged tokens",
                          "were not reviewed in the last quarter");
}
