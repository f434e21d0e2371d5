/* Rules that leave it to another file who is told (Prometheus and Alertmanager, Grafana), and those files.
 * Place in the flow: assess, a row of cross.def; findings LOG020 and LOG022 over the facts of alert-catalogue.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Facts: `alert-unrouted` (key: the kind of alert, value: its labels), `alert-route` (key: the receiver, value: what it asks of
 * labels), `alert-router` (the file holds routes and no rules). */
#include "assess/cross/cross.h"

/* `severity=critical`, `severity!=info`, `team=~"a|b"` against labels, one a line. An expression is not evaluated: the label must be
 * there. */
static bool
meets(struct ap_str labels, struct ap_str asked)
{
    size_t at = ap_str_find(asked, '=');
    bool expression = at + 1 < asked.len && asked.ptr[at + 1] == '~';
    size_t bang = ap_str_find(asked, '!');
    bool negated = bang < asked.len && bang + 1 <= asked.len && (bang < at || at == asked.len);
    struct ap_str name = ap_str_slice(asked, 0, negated ? bang : at);
    struct ap_str value = ap_str_slice(asked, at + 1, asked.len);
    bool has_label = false;
    bool same = false;
    while (labels.len > 0) {
        struct ap_str label = ap_str_cut(&labels, '\n');
        struct ap_str key = ap_str_cut(&label, '=');
        if (!ap_str_eq(key, name))
            continue;
        has_label = true;
        same |= ap_str_eq(label, value);
    }
    if (negated)
        return !same;
    return expression ? has_label : same;
}

static bool
fits(struct ap_str labels, struct ap_str asked)
{
    while (asked.len > 0)
        if (!meets(labels, ap_str_cut(&asked, '\n')))
            return false;
    return true;
}

/* Some file of the window brings an alert with these labels to somebody. */
static bool
is_routed(const struct ap_judge *judge, struct ap_str labels)
{
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        const struct ap_facts *facts = &judge->insp->records[i].facts;
        for (size_t k = 0; ap_cross_in_window(judge, i) && k < facts->n; k++)
            if (ap_str_is(facts->items[k].kind, "alert-route") &&
                fits(labels, facts->items[k].value))
                return true;
    }
    return false;
}

static bool
some_item_has(const struct ap_judge *judge, const char *kind)
{
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++)
        if (ap_cross_in_window(judge, i) && ap_cross_fact(judge, i, kind))
            return true;
    return false;
}

static void
say_unrouted(struct ap_judge *judge, uint32_t item)
{
    const struct ap_facts *facts = &judge->insp->records[item].facts;
    struct ap_strs kinds = {0};
    uint32_t line = 0;
    size_t n = 0;
    for (size_t i = 0; i < facts->n; i++) {
        const struct ap_fact *fact = &facts->items[i];
        n += ap_str_is(fact->kind, "alert-kind");
        if (!ap_str_is(fact->kind, "alert-unrouted") || is_routed(judge, fact->value))
            continue;
        line = line ? line : fact->line;
        *ap_vec_push(judge->mem, &kinds) = fact->key;
    }
    if (kinds.n == 0)
        return;
    bool routes = some_item_has(judge, "alert-route");
    struct ap_finding *f = ap_cross_say(
        judge, AP_LOG022, item, line, "%zu of %zu alert kinds %s no route: who is told: %.*s; %s",
        kinds.n, n, kinds.n == 1 ? "has" : "have",
        AP_FMT(ap_arena_join_all(judge->mem, &kinds, "; ")),
        routes ? "the routes that are given do not fit the labels of the rules"
               : "the rules leave it to a file of routes, and none that tells somebody is given");
    ap_finding_fix(f, judge->mem, "%s",
                   routes ? "route the labels of these rules to a receiver that tells somebody"
                          : "add the Alertmanager configuration (or Grafana's notification "
                            "policies) as another file "
                            "of the same requirement, or behind `---` in this one");
}

void
ap_cross_alert_routes(struct ap_judge *judge)
{
    bool rules = some_item_has(judge, "alert-kind");
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        if (!ap_cross_in_window(judge, i))
            continue;
        const struct ap_fact *router = ap_cross_fact(judge, i, "alert-router");
        if (router && !rules) {
            struct ap_finding *f =
                ap_cross_say(judge, AP_LOG020, i, router->line,
                             "it routes alerts and defines none; no other file defines them");
            ap_finding_fix(f, judge->mem, "add the rules as another file of the same requirement");
        }
        say_unrouted(judge, i);
    }
}

bool
ap_item_is_beside(const struct ap_judge *judge, uint32_t item)
{
    return ap_cross_fact(judge, item, "alert-router") != NULL;
}
