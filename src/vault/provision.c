/* Columns compared and made.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/provision.h"

static struct ap_str
missing_choices(const struct ap_column *wanted, const struct ap_column *there, struct ap_arena *mem)
{
    struct ap_strs missing = {NULL, 0, 0};
    for (size_t i = 0; !there->open_choices && i < wanted->choices.n; i++)
        if (!ap_strs_has(&there->choices, wanted->choices.items[i]))
            *ap_vec_push(mem, &missing) = wanted->choices.items[i];
    return ap_arena_join_all(mem, &missing, ", ");
}

/** A column of people serves where a text is asked for: values are then the site's people. */
static bool
is_of_kind(const struct ap_column *wanted, const struct ap_column *there)
{
    return wanted->kind == there->kind ||
           (ap_str_is(wanted->key, "owner") && there->kind == AP_COLUMN_PERSON);
}

static void
compare(struct ap_provision *p, const struct ap_column *wanted, struct ap_arena *mem)
{
    const struct ap_column *there = ap_columns_find(&p->there, wanted->name);
    struct ap_column_change change = {.wanted = wanted, .state = AP_COLUMN_FITS};
    if (!there) {
        change.state = AP_COLUMN_MISSING;
        p->n_missing++;
    } else if (!is_of_kind(wanted, there)) {
        change.state = AP_COLUMN_DRIFTED;
        change.words =
            ap_arena_printf(mem, "it is a column of type %s, expected %s",
                            ap_column_kind_name(there->kind), ap_column_kind_name(wanted->kind));
    } else if (wanted->choices.n) {
        struct ap_str missing = missing_choices(wanted, there, mem);
        if (missing.len) {
            change.state = AP_COLUMN_DRIFTED;
            change.words = ap_arena_printf(mem, "it lacks the choices %.*s", AP_FMT(missing));
        }
    }
    p->n_drifted += change.state == AP_COLUMN_DRIFTED;
    *ap_vec_push(mem, &p->changes) = change;
}

static int
no_permission(struct ap_remote *remote, const struct ap_provision *p,
              const struct ap_outcome *outcome, struct ap_str name)
{
    int result = ap_graph_refused(remote, outcome, "make the column", name);
    struct ap_diagnostic *d = &remote->dg->items[remote->dg->n - 1];
    if (outcome->http.status == 403)
        ap_diag_hint(remote->dg, d,
                     "an administrator runs this command with Sites.Manage.All, or grants: POST "
                     "%.*s/v1.0/sites/%.*s/permissions {\"roles\":[\"manage\"],\"grantedTo\":"
                     "[{\"application\":{\"id\":\"%.*s\"}}]}",
                     AP_FMT(remote->graph), AP_FMT(p->place.site_id), AP_FMT(remote->client));
    return result;
}

/** A lost answer is no harm: the column that is there then is ours (409). */
static int
make_column(struct ap_remote *remote, struct ap_provision *p, struct ap_column_change *change,
            struct ap_arena *mem)
{
    struct ap_outcome outcome;
    const struct ap_node *root;
    const struct ap_graph_call call = {
        .method = "POST",
        .path = ap_arena_printf(mem, "/drives/%.*s/list/columns",
                                AP_FMT(ap_url_encode(mem, p->place.drive_id))),
        .json = ap_column_json(change->wanted, mem),
    };
    int result = ap_graph_call(remote, &call, mem, &outcome);
    if (result)
        return result;
    if (outcome.cls != AP_RETRY_DONE && outcome.cls != AP_RETRY_CONFLICT)
        return no_permission(remote, p, &outcome, change->wanted->name);
    change->state = AP_COLUMN_MADE;
    p->n_made++;
    if (outcome.cls == AP_RETRY_DONE && ap_reply_parse(outcome.http.body, mem, &root) == AP_OK &&
        !ap_str_eq(ap_reply_text(root, "name"), change->wanted->name))
        change->words = ap_reply_text(root, "name");
    return AP_OK;
}

static void
report(struct ap_remote *remote, const struct ap_provision *p)
{
    for (size_t i = 0; i < p->changes.n; i++) {
        const struct ap_column_change *change = &p->changes.items[i];
        struct ap_place place = {.file = change->wanted->name};
        if (change->state == AP_COLUMN_DRIFTED)
            (void)ap_diag_add(remote->dg, AP_VLT026, place, "%.*s", AP_FMT(change->words));
        else if (change->state == AP_COLUMN_MADE && change->words.len)
            (void)ap_diag_add(remote->dg, AP_VLT026, place, "SharePoint named it %.*s",
                              AP_FMT(change->words));
    }
    for (size_t i = 0; i < p->there.n; i++) {
        const struct ap_column *column = &p->there.items[i];
        if (column->required && !ap_str_is(column->name, "FileLeafRef"))
            (void)ap_diag_add(remote->dg, AP_VLT027, (struct ap_place){.file = column->name}, "%s",
                              "");
    }
}

int
ap_provision_run(struct ap_remote *remote, const struct ap_library_url *url,
                 const struct ap_library *lib, bool make, struct ap_arena *mem,
                 struct ap_provision *ret_provision)
{
    struct ap_provision *p = ret_provision;
    *p = (struct ap_provision){0};
    int result = ap_place_find(remote, url, mem, &p->place);
    ap_columns_wanted(lib, mem, &p->wanted);
    if (result == AP_OK)
        result = ap_columns_read(remote, &p->place, mem, &p->there);
    for (size_t i = 0; result == AP_OK && i < p->wanted.n; i++)
        compare(p, &p->wanted.items[i], mem);
    for (size_t i = 0; result == AP_OK && make && i < p->changes.n; i++)
        if (p->changes.items[i].state == AP_COLUMN_MISSING)
            result = make_column(remote, p, &p->changes.items[i], mem);
    report(remote, p);
    return result;
}
