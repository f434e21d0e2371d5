/* Rate limits of AWS WAF: rate-based rules of a web ACL or rule group.
 * Place in the flow: inspect, below the check rate-limit-config.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Source: https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html and `aws wafv2 get-web-acl`: Rules[]
 * {Name, Statement {RateBasedStatement {Limit, EvaluationWindowSec (300), AggregateKeyType IP, FORWARDED_IP, CONSTANT or
 * CUSTOM_KEYS, CustomKeys[] {Header {Name}, …}, ScopeDownStatement}}, Action {Block | Count | …}}. A rule that counts refuses
 * nothing. */
#include "inspect/content/limits/limits.h"

#define WINDOW_S   300
#define TEXT_DEPTH 8u

/* All texts below a node: names of headers, strings that are searched for. */
static void
add_texts(const struct ap_limits *limits, const struct ap_node *node, unsigned depth,
          struct ap_strs *texts)
{
    if (!node || depth > TEXT_DEPTH)
        return;
    if (node->kind == AP_NODE_SCALAR)
        *ap_vec_push(limits->doc.mem, texts) = node->text;
    for (size_t i = 0; node->kind == AP_NODE_SEQ && i < node->n; i++)
        add_texts(limits, node->items[i], depth + 1, texts);
    for (size_t i = 0; node->kind == AP_NODE_MAP && i < node->n; i++)
        add_texts(limits, node->pairs[i].value, depth + 1, texts);
}

static struct ap_str
texts_of(const struct ap_limits *limits, const struct ap_node *node)
{
    struct ap_strs texts = {0};
    add_texts(limits, node, 0, &texts);
    return ap_arena_join_all(limits->doc.mem, &texts, " ; ");
}

static enum ap_limit_by
by_of(const struct ap_limits *limits, const struct ap_node *rate)
{
    struct ap_str type = ap_limits_text(rate, "aggregate key type");
    if (ap_str_is(type, "CONSTANT"))
        return AP_BY_ALL;
    if (ap_str_is(type, "CUSTOM_KEYS"))
        return ap_limits_by(limits, texts_of(limits, ap_limits_get(rate, "custom keys")));
    return AP_BY_IP;
}

bool
ap_limits_waf(struct ap_limits *limits, const struct ap_limit_context *context)
{
    const struct ap_node *rule = context->maps[context->n - 1];
    const struct ap_node *statement = ap_limits_get(rule, "statement");
    const struct ap_node *rate =
        statement ? ap_limits_get(statement, "rate based statement") : NULL;
    struct ap_limit limit = {.seconds = WINDOW_S, .line = rule->place.line};
    double window = 0;
    if (!rate || !ap_limits_get_number(rate, "limit", &limit.number))
        return false;
    if (ap_limits_get_number(rate, "evaluation window sec", &window) && window >= 1)
        limit.seconds = (int64_t)window;
    const struct ap_node *scope = ap_limits_get(rate, "scope down statement");
    const struct ap_node *action = ap_limits_get(rule, "action");
    limit.by = by_of(limits, rate);
    limit.classes =
        ap_limits_classes(limits, ap_arena_join(limits->doc.mem, ap_limits_text(rule, "name"),
                                                " ; ", texts_of(limits, scope)));
    limit.everywhere = limit.classes == 0 && !scope;
    if (action && ap_limits_get(action, "count"))
        limit.off = "the rule only counts";
    ap_limits_add(limits, &limit);
    return true;
}
