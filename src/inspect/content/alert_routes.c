/* Routes of alerts that stand apart from the rules: Alertmanager for Prometheus, notification policies of Grafana.
 * Place in the flow: inspect, below the check alert-catalogue; facts `alert-route`, compared by assess/cross/alert_routes.c.
 * SPDX-License-Identifier: Apache-2.0
 *
 * https://prometheus.io/docs/alerting/latest/configuration/ (route, receivers; matchers, match, match_re),
 * https://prometheus-operator.dev/docs/api-reference/api/ (PrometheusRule, AlertmanagerConfig: the same below `spec`),
 * https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/ (groups, policies,
 * contactPoints). A receiver without a `…_configs` of its own tells nobody: that is how alerts are dropped. */
#include "inspect/content/catalogue_rows.h"

#define ROUTE_DEPTH 16u
#define ROUTES_MAX  1000u

static const struct ap_node *
get(const struct ap_node *map, const char *key)
{
    return map && map->kind == AP_NODE_MAP ? ap_node_get(map, key) : NULL;
}

/* The value, at the top or below `spec`. */
static const struct ap_node *
at_top(const struct ap_node *root, const char *key, enum ap_node_kind kind)
{
    const struct ap_node *node = get(root, key);
    if (!node || node->kind != kind)
        node = get(get(root, "spec"), key);
    return node && node->kind == kind ? node : NULL;
}

static const struct ap_node *
list_of(const struct ap_node *map, const char *key)
{
    const struct ap_node *node = get(map, key);
    return node && node->kind == AP_NODE_SEQ ? node : NULL;
}

/* --- rules ------------------------------------------------------------------------------------------- */

/* The rule that stands at the line; `line` 0: any. */
static const struct ap_node *
rule_at(const struct ap_small *doc, uint32_t line)
{
    for (size_t d = 0; d < doc->n_roots; d++) {
        const struct ap_node *groups = at_top(doc->roots[d], "groups", AP_NODE_SEQ);
        for (size_t g = 0; groups && g < groups->n; g++) {
            const struct ap_node *rules = list_of(groups->items[g], "rules");
            for (size_t i = 0; rules && i < rules->n; i++) {
                const struct ap_node *rule = rules->items[i];
                bool is_rule = (get(rule, "alert") && get(rule, "expr")) ||
                               (get(rule, "title") && get(rule, "data"));
                if (is_rule && (line == 0 || rule->place.line == line))
                    return rule;
            }
        }
    }
    return NULL;
}

bool
ap_alert_is_routed_elsewhere(const struct ap_small *doc)
{
    return rule_at(doc, 0) != NULL;
}

static struct ap_str
with_line(const struct ap_small *doc, struct ap_str text, struct ap_str name, const char *op,
          struct ap_str value)
{
    struct ap_str line = ap_arena_join(doc->mem, name, op, value);
    return text.len > 0 ? ap_arena_join(doc->mem, text, "\n", line) : line;
}

struct ap_str
ap_alert_labels(const struct ap_small *doc, uint32_t line)
{
    const struct ap_node *rule = rule_at(doc, line);
    const struct ap_node *labels = get(rule, "labels");
    const struct ap_node *name = get(rule, "alert") ? get(rule, "alert") : get(rule, "title");
    struct ap_str text = AP_STR_NONE;
    if (name)
        text = with_line(doc, text, AP_STR("alertname"), "=", name->text);
    for (size_t i = 0; labels && labels->kind == AP_NODE_MAP && i < labels->n; i++)
        text = with_line(doc, text, labels->pairs[i].key, "=", labels->pairs[i].value->text);
    return text;
}

/* --- routes ------------------------------------------------------------------------------------------ */

/** The routes of one root. */
struct routes {
    struct ap_small *doc;
    const struct ap_node *receivers; /* named, or NULL: they stand elsewhere */
    size_t n;
    uint32_t line;
};

/* `slack_configs: [{…}]`, `slackConfigs: […]`; of Grafana, `receivers: [{type: slack}]`. */
static bool
tells_somebody(const struct ap_node *receiver)
{
    for (size_t i = 0; receiver->kind == AP_NODE_MAP && i < receiver->n; i++) {
        const struct ap_pair *pair = &receiver->pairs[i];
        bool sends = ap_str_ends(pair->key, AP_STR("_configs")) ||
                     ap_str_ends(pair->key, AP_STR("Configs")) || ap_str_is(pair->key, "receivers");
        if (sends && pair->value->kind == AP_NODE_SEQ && pair->value->n > 0)
            return true;
    }
    return false;
}

static bool
is_told(const struct routes *r, struct ap_str name)
{
    for (size_t i = 0; r->receivers && i < r->receivers->n; i++) {
        const struct ap_node *said = get(r->receivers->items[i], "name");
        if (said && ap_str_eq(said->text, name))
            return tells_somebody(r->receivers->items[i]);
    }
    return !r->receivers && name.len > 0;
}

/* `severity = "critical"` as `severity=critical`. */
static struct ap_str
plain_matcher(struct ap_arena *mem, struct ap_str text)
{
    char *out = ap_arena_alloc(mem, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != ' ' && text.ptr[i] != '"' && text.ptr[i] != '\'')
            out[n++] = text.ptr[i];
    return (struct ap_str){out, n};
}

/* One of `matchers`: text, {name, value, matchType}, or [name, operator, value]. */
static struct ap_str
matcher_of(const struct ap_small *doc, const struct ap_node *node)
{
    struct ap_arena *mem = doc->mem;
    const struct ap_node *name = get(node, "name");
    const struct ap_node *value = get(node, "value");
    const struct ap_node *type = get(node, "matchType");
    if (node->kind == AP_NODE_SCALAR)
        return plain_matcher(mem, node->text);
    if (node->kind == AP_NODE_SEQ && node->n == 3)
        return plain_matcher(
            mem,
            ap_arena_join(mem, ap_arena_join(mem, node->items[0]->text, "", node->items[1]->text),
                          "", node->items[2]->text));
    if (!name || !value)
        return AP_STR_NONE;
    struct ap_str op = type ? type->text : AP_STR("=");
    return plain_matcher(
        mem, ap_arena_join(mem, ap_arena_join(mem, name->text, "", op), "", value->text));
}

/* What the route asks of an alert, besides what those above it ask. */
static struct ap_str
asked(const struct ap_small *doc, const struct ap_node *route, struct ap_str text)
{
    static const char *const lists[] = {"matchers", "object_matchers"};
    static const struct {
        const char *key, *op;
    } maps[] = {{"match", "="}, {"match_re", "=~"}};
    for (size_t k = 0; k < AP_COUNT(lists); k++) {
        const struct ap_node *list = list_of(route, lists[k]);
        for (size_t i = 0; list && i < list->n; i++)
            text = with_line(doc, text, matcher_of(doc, list->items[i]), "", AP_STR_NONE);
    }
    for (size_t k = 0; k < AP_COUNT(maps); k++) {
        const struct ap_node *map = get(route, maps[k].key);
        for (size_t i = 0; map && map->kind == AP_NODE_MAP && i < map->n; i++)
            text = with_line(doc, text, map->pairs[i].key, maps[k].op, map->pairs[i].value->text);
    }
    return text;
}

static void
take_route(struct routes *r, const struct ap_node *route, struct ap_str receiver,
           struct ap_str above, unsigned depth)
{
    if (!route || route->kind != AP_NODE_MAP || depth == ROUTE_DEPTH || r->n == ROUTES_MAX)
        return;
    const struct ap_node *own = get(route, "receiver");
    const struct ap_node *below = list_of(route, "routes");
    struct ap_str asks = asked(r->doc, route, above);
    r->n++;
    r->line = r->line ? r->line : route->place.line;
    if (own && own->kind == AP_NODE_SCALAR)
        receiver = own->text;
    if (is_told(r, receiver))
        (void)ap_fact_add(r->doc->s, "alert-route", receiver, asks, route->place.line);
    for (size_t i = 0; below && i < below->n; i++)
        take_route(r, below->items[i], receiver, asks, depth + 1);
}

uint32_t
ap_alert_take_routes(struct ap_small *doc)
{
    struct routes r = {.doc = doc};
    for (size_t d = 0; d < doc->n_roots; d++) {
        const struct ap_node *root = doc->roots[d];
        const struct ap_node *route = at_top(root, "route", AP_NODE_MAP);
        const struct ap_node *policies = list_of(root, "policies");
        r.receivers = at_top(root, "receivers", AP_NODE_SEQ);
        if (route && r.receivers)
            take_route(&r, route, AP_STR_NONE, AP_STR_NONE, 0);
        r.receivers = list_of(root, "contactPoints");
        for (size_t i = 0; policies && i < policies->n; i++)
            if (get(policies->items[i], "receiver"))
                take_route(&r, policies->items[i], AP_STR_NONE, AP_STR_NONE, 0);
    }
    return r.line;
}
