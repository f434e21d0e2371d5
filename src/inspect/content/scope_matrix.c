/* SCO001 to SCO006: who holds which scopes by which key, and whether that is the least.
 * Place in the flow: inspect; on request of SCOPE-02, SCOPE-03, PRIV-02 and whoever names scope-matrix.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Facts: records; scope (key: scope, value: who holds it), key (key: key id, value: integration).
 * Arguments: reviewed_within (92d). Which scopes the model does not define is a matter of cross/scopes.c. */
#include "base/map.h"
#include "inspect/content/registers.h"

#define FACTS_MAX 1500u

/** What all rows of one key come to. */
struct key {
    const struct ap_rowset_row *row; /* the first */
    struct ap_str integration;
    bool standard, privileged, mixed, shared;
};
AP_VEC(keys, struct key);

struct matrix {
    struct ap_rowset set;
    struct keys keys;
    struct ap_map by_key, scopes_seen;
    size_t n_active, n_facts;
    struct ap_row_list wildcard, mixed, shared, ownerless, unreviewed;
};

static struct ap_str
label_of(const struct matrix *m, const struct ap_rowset_row *row)
{
    static const char *const ids[] = {"integration", "key", "role", "scopes"};
    struct ap_str label = AP_STR_NONE;
    for (size_t i = 0; i < AP_COUNT(ids) && label.len == 0; i++)
        label = ap_rowset_text(&m->set, row, ids[i]);
    return label;
}

static bool
is_active(const struct matrix *m, const struct ap_rowset_row *row)
{
    const struct ap_library *lib = m->set.s->lib;
    struct ap_str status = ap_rowset_text(&m->set, row, "status");
    return !ap_value_is(ap_library_catalog(lib, AP_STR("revoked_states")), status) &&
           !ap_value_is(ap_library_catalog(lib, AP_STR("ended_states")), status);
}

/* What the row's scopes are counted with: its key; where there is no column of keys, its integration. */
static struct key *
key_of(struct matrix *m, const struct ap_rowset_row *row)
{
    struct ap_str name =
        ap_rowset_text(&m->set, row, ap_rowset_has(&m->set, "key") ? "key" : "integration");
    if (name.len == 0)
        return NULL;
    uint32_t at = ap_map_put(&m->by_key, m->set.s->scratch, name, (uint32_t)m->keys.n);
    if (at != AP_NONE)
        return &m->keys.items[at];
    struct key *key = ap_vec_push(m->set.s->scratch, &m->keys);
    *key = (struct key){.row = row, .integration = ap_rowset_text(&m->set, row, "integration")};
    (void)ap_fact_add(m->set.s, "key", name, key->integration, row->line);
    return key;
}

static void
take_scopes(struct matrix *m, const struct ap_rowset_row *row, struct key *key)
{
    struct ap_subject *s = m->set.s;
    const struct ap_rowset_cell *cell = ap_rowset_cell(&m->set, row, "scopes");
    struct ap_scope_walk walk = ap_scopes_of(cell->text);
    struct ap_str scope;
    bool wildcard = false;
    while (ap_scope_next(&walk, s->lib, &scope)) {
        bool all = ap_scope_is_wildcard(s->lib, scope);
        bool privileged = ap_scope_is_privileged(s->lib, scope);
        wildcard |= all;
        if (key && !all)
            *(privileged ? &key->privileged : &key->standard) = true;
        if (m->n_facts < FACTS_MAX &&
            ap_map_put(&m->scopes_seen, s->scratch, scope, 0) == AP_NONE) {
            m->n_facts++;
            (void)ap_fact_add(s, "scope", scope, label_of(m, row), row->line);
        }
    }
    if (ap_rowset_text(&m->set, row, "other_scopes").len > 0 && key)
        key->standard = true;
    if (wildcard)
        ap_row_list_add(&m->wildcard, row, label_of(m, row), cell->column);
    if (key && key->privileged && key->standard && !key->mixed) {
        key->mixed = true;
        ap_row_list_add(&m->mixed, row, label_of(m, row), cell->column);
    }
}

static void
take_row(struct matrix *m, const struct ap_rowset_row *row, int32_t within)
{
    struct ap_str integration = ap_rowset_text(&m->set, row, "integration");
    struct key *key = key_of(m, row);
    if (key && integration.len > 0 && key->integration.len > 0 &&
        !ap_str_ieq(key->integration, integration) && !key->shared) {
        key->shared = true;
        ap_row_list_add(&m->shared, row, ap_rowset_text(&m->set, row, "key"),
                        ap_rowset_cell(&m->set, row, "key")->column);
    }
    take_scopes(m, row, key);
    if (ap_rowset_text(&m->set, row, "owner").len == 0)
        ap_row_list_add(&m->ownerless, row, label_of(m, row), 0);
    const struct ap_rowset_cell *review = ap_rowset_cell(&m->set, row, "review");
    ap_day day = ap_rowset_day(review->text);
    bool unclear = review->text.len > 0 && day == AP_DAY_NONE &&
                   !ap_value_is(ap_library_catalog(m->set.s->lib, AP_STR("never")), review->text);
    if (!unclear && !ap_rowset_is_recent(&m->set, day, within))
        ap_row_list_add(&m->unreviewed, row, label_of(m, row), review->column);
}

void
ap_check_scope_matrix_end(struct ap_subject *s, const struct ap_call *call)
{
    struct matrix *m = ap_arena_new(s->scratch, struct matrix);
    if (!ap_rowset_read(s, call->state, "scope_fields", AP_SCO001, "grants", &m->set))
        return;
    if (!ap_rowset_has(&m->set, "scopes") && !ap_rowset_pivot(&m->set)) {
        (void)ap_subject_fault(s, AP_SCO001, 0,
                               "no grants can be read: no column names the scopes");
        return;
    }
    int32_t within = ap_check_days(call->args, "reviewed_within", 92);
    for (size_t i = 0; i < m->set.rows.n; i++)
        if (is_active(m, &m->set.rows.items[i])) {
            m->n_active++;
            take_row(m, &m->set.rows.items[i], within);
        }
    size_t n = m->n_active;
    (void)ap_row_list_say(s, &m->ownerless, AP_SCO002, n, "grants", "name no owner");
    (void)ap_row_list_say(s, &m->wildcard, AP_SCO003, n, "grants", "are of all scopes");
    (void)ap_row_list_say(s, &m->mixed, AP_SCO004, m->keys.n, "keys",
                          "hold a privileged scope beside standard ones");
    (void)ap_row_list_say(s, &m->shared, AP_SCO005, m->keys.n, "keys",
                          "are used by several integrations");
    (void)ap_row_list_say(s, &m->unreviewed, AP_SCO006, n, "grants",
                          "were not reviewed in the last quarter");
}
