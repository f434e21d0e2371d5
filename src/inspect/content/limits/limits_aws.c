/* Rate limits of Amazon API Gateway: usage plans, their stages and methods, and the throttling of stages.
 * Place in the flow: inspect, below the check rate-limit-config.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Source: https://docs.aws.amazon.com/cli/latest/reference/apigateway/get-usage-plans.html (items[]: name, apiStages[] with
 * throttle by "/path/METHOD", throttle {rateLimit a second, burstLimit}, quota {limit, period DAY WEEK MONTH}); the same in
 * CloudFormation (AWS::ApiGateway::UsagePlan) and in `terraform show -json` (aws_api_gateway_usage_plan: throttle_settings[],
 * quota_settings[], api_stages[] with throttle[] {path, rate_limit}); get-stages: methodSettings {throttlingRateLimit}. A plan counts by API key; one
 * that no stage uses limits nothing. */
#include "inspect/content/limits/limits.h"

static void
add_throttle(struct ap_limits *limits, struct ap_limit limit, const struct ap_node *throttle)
{
    if (!ap_limits_get_number(throttle, "rate limit", &limit.number))
        return;
    limit.seconds = 1;
    limit.line = throttle->place.line;
    ap_limits_add(limits, &limit);
}

static void
add_quota(struct ap_limits *limits, struct ap_limit limit, const struct ap_node *quota)
{
    limit.seconds = ap_limits_window(ap_limits_text(quota, "period"));
    if (limit.seconds > 0 && ap_limits_get_number(quota, "limit", &limit.number)) {
        limit.line = quota->place.line;
        ap_limits_add(limits, &limit);
    }
}

/* Throttles of single methods, by "/v1/exports/POST". */
static void
add_methods(struct ap_limits *limits, struct ap_limit limit, const struct ap_node *stages)
{
    for (size_t i = 0; stages && stages->kind == AP_NODE_SEQ && i < stages->n; i++) {
        const struct ap_node *methods = ap_limits_get(stages->items[i], "throttle");
        for (size_t k = 0; methods && k < methods->n; k++) {
            bool map = methods->kind == AP_NODE_MAP;
            if (!map && methods->kind != AP_NODE_SEQ)
                break;
            const struct ap_node *throttle = map ? methods->pairs[k].value : methods->items[k];
            struct ap_limit one = limit;
            uint32_t own = ap_limits_classes(limits, map ? methods->pairs[k].key
                                                         : ap_limits_text(throttle, "path"));
            one.classes = own ? own : limit.classes;
            one.everywhere = false;
            add_throttle(limits, one, throttle);
        }
    }
}

/* Settings of a stage by method: they count all callers together. */
static bool
take_stage(struct ap_limits *limits, const struct ap_node *stage)
{
    const struct ap_node *settings = ap_limits_get(stage, "method settings");
    if (!settings || settings->kind != AP_NODE_MAP)
        return false;
    for (size_t i = 0; i < settings->n; i++) {
        struct ap_limit limit = {.by = AP_BY_ALL,
                                 .classes = ap_limits_classes(limits, settings->pairs[i].key),
                                 .everywhere = ap_str_is(settings->pairs[i].key, "*/*"),
                                 .seconds = 1,
                                 .line = settings->pairs[i].key_place.line};
        if (ap_limits_get_number(settings->pairs[i].value, "throttling rate limit", &limit.number))
            ap_limits_add(limits, &limit);
    }
    return true;
}

/* Terraform has a list of one where the API has a mapping. */
static const struct ap_node *
part_of(const struct ap_node *plan, const char *api, const char *terraform)
{
    const struct ap_node *part = ap_limits_get(plan, api);
    part = part ? part : ap_limits_get(plan, terraform);
    return part && part->kind == AP_NODE_SEQ && part->n > 0 ? part->items[0] : part;
}

bool
ap_limits_aws(struct ap_limits *limits, const struct ap_limit_context *context)
{
    const struct ap_node *plan = context->maps[context->n - 1];
    const struct ap_node *throttle = part_of(plan, "throttle", "throttle settings");
    const struct ap_node *quota = part_of(plan, "quota", "quota settings");
    const struct ap_node *stages = ap_limits_get(plan, "api stages");
    bool shaped = (throttle && ap_limits_get(throttle, "rate limit")) ||
                  (quota && ap_limits_get(quota, "period") && ap_limits_get(quota, "limit"));
    if (!shaped && !stages)
        return take_stage(limits, plan);
    struct ap_str name = ap_limits_text(plan, "name");
    if (name.len == 0)
        name = ap_limits_text(plan, "usage plan name");
    struct ap_str about =
        ap_arena_join(limits->doc.mem, name, " ; ", ap_limits_text(plan, "description"));
    struct ap_limit limit = {
        .by = AP_BY_TOKEN, .classes = ap_limits_classes(limits, about), .line = plan->place.line};
    limit.everywhere = limit.classes == 0;
    if (ap_limits_by(limits, about) == AP_BY_TENANT)
        limit.by = AP_BY_TENANT; /* one key a tenant, and the plan says so */
    if (!stages || (stages->kind == AP_NODE_SEQ && stages->n == 0))
        limit.off = "no stage uses the plan";
    if (throttle)
        add_throttle(limits, limit, throttle);
    if (quota)
        add_quota(limits, limit, quota);
    add_methods(limits, limit, stages);
    return true;
}
