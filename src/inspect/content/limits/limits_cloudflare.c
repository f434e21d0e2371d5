/* Rate limits of Cloudflare: rules of the phase http_ratelimit, and rules of the former rate limiting API.
 * Place in the flow: inspect, below the check rate-limit-config.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Source: https://developers.cloudflare.com/waf/rate-limiting-rules/parameters/ and the Rulesets API: rules[] {action, enabled,
 * expression, description, ratelimit {characteristics[], period in seconds, requests_per_period}}. A rule with action `log` only
 * counts. Former API: {threshold, period, match {request {url}}, disabled, action {mode}}. */
#include "inspect/content/limits/limits.h"

static struct ap_str
joined(const struct ap_limits *limits, const struct ap_node *list)
{
    struct ap_strs parts = {0};
    for (size_t i = 0; list && list->kind == AP_NODE_SEQ && i < list->n; i++)
        if (!ap_str_is(list->items[i]->text,
                       "cf.colo.id")) /* always there: counts by data center */
            *ap_vec_push(limits->doc.mem, &parts) = list->items[i]->text;
    return ap_arena_join_all(limits->doc.mem, &parts, " ; ");
}

static bool
take_former(struct ap_limits *limits, const struct ap_node *rule)
{
    const struct ap_node *match = ap_limits_get(rule, "match");
    struct ap_limit limit = {.by = AP_BY_IP, .line = rule->place.line};
    if (!match || !ap_limits_get_number(rule, "threshold", &limit.number))
        return false;
    limit.seconds = ap_limits_window(ap_limits_text(rule, "period"));
    struct ap_str about = ap_arena_join(limits->doc.mem, ap_limits_text(rule, "description"), " ; ",
                                        ap_limits_text(ap_limits_get(match, "request"), "url"));
    limit.classes = ap_limits_classes(limits, about);
    if (ap_limits_is(rule, "disabled", "true"))
        limit.off = "the rule is disabled";
    if (ap_limits_is(ap_limits_get(rule, "action"), "mode", "simulate"))
        limit.off = "the rule only simulates";
    if (limit.seconds > 0)
        ap_limits_add(limits, &limit);
    return true;
}

/* No path in the expression, or one that all calls have: "/", "^/v1/", "/api/v2/". */
static bool
is_whole(struct ap_str expression)
{
    if (!ap_str_contains(expression, AP_STR("path")))
        return true;
    struct ap_str rest = ap_str_slice(expression, ap_str_find(expression, '/') + 1, expression.len);
    rest = ap_str_slice(rest, 0, ap_str_find(rest, '"'));
    while (rest.ptr) {
        struct ap_str part = ap_str_cut(&rest, '/');
        bool version = part.len > 1 && (part.ptr[0] | 0x20) == 'v' && ap_is_digit(part.ptr[1]);
        if (part.len > 0 && !version && !ap_str_ieq(part, AP_STR("api")) && !ap_str_is(part, "*") &&
            !ap_str_is(part, ".*"))
            return false;
    }
    return true;
}

bool
ap_limits_cloudflare(struct ap_limits *limits, const struct ap_limit_context *context)
{
    const struct ap_node *rule = context->maps[context->n - 1];
    const struct ap_node *ratelimit = ap_limits_get(rule, "ratelimit");
    if (!ratelimit || ratelimit->kind != AP_NODE_MAP ||
        !ap_limits_get(ratelimit, "requests per period"))
        return take_former(limits, rule);
    struct ap_str about = ap_arena_join(limits->doc.mem, ap_limits_text(rule, "description"), " ; ",
                                        ap_limits_text(rule, "expression"));
    struct ap_str key = joined(limits, ap_limits_get(ratelimit, "characteristics"));
    struct ap_limit limit = {.by = key.len > 0 ? ap_limits_by(limits, key) : AP_BY_ALL,
                             .classes = ap_limits_classes(limits, about),
                             .seconds = ap_limits_window(ap_limits_text(ratelimit, "period")),
                             .line = rule->place.line};
    limit.everywhere = limit.classes == 0 && is_whole(ap_limits_text(rule, "expression"));
    if (ap_limits_is(rule, "enabled", "false"))
        limit.off = "the rule is disabled";
    else if (ap_limits_is(rule, "action", "log"))
        limit.off = "the rule only logs";
    if (limit.seconds > 0 && ap_limits_get_number(ratelimit, "requests per period", &limit.number))
        ap_limits_add(limits, &limit);
    return true;
}
