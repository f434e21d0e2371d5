/* Rate limits of Envoy: the HTTP local rate limit filter, and descriptors of the rate limit service.
 * Place in the flow: inspect, below the check rate-limit-config.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Source: https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/local_rate_limit_filter and its v3 API:
 * token_bucket {max_tokens, tokens_per_fill (1 unless given), fill_interval}, filter_enabled and filter_enforced (0 % unless
 * given), descriptors[] {entries[] {key, value}, token_bucket}; rate limit service: descriptors[] {key, value, rate_limit {unit,
 * requests_per_unit}} (https://github.com/envoyproxy/ratelimit). A bucket without descriptor counts all callers of the process. */
#include "inspect/content/limits/limits.h"

/* The share of calls that a fraction holds; -1: not given. */
static double
share_of(const struct ap_node *fraction)
{
    double numerator = 0;
    const struct ap_node *value = ap_limits_get(fraction, "default value");
    return value && ap_limits_get_number(value, "numerator", &numerator) ? numerator : -1;
}

/* Only the filter's own mapping, or the one around a descriptor, says whether it is in force. */
static const char *
why_off(const struct ap_limit_context *context)
{
    const struct ap_node *enabled = ap_limits_outer(context, "filter enabled");
    const struct ap_node *enforced = ap_limits_outer(context, "filter enforced");
    if (!enabled || share_of(enabled) == 0)
        return "filter_enabled is 0 %";
    if (!enforced || share_of(enforced) == 0)
        return "filter_enforced is 0 %";
    return NULL;
}

/* The keys and values of a descriptor say what is counted by, and for which endpoints. */
static struct ap_str
descriptor_text(const struct ap_limits *limits, const struct ap_limit_context *context)
{
    struct ap_strs parts = {0};
    struct ap_arena *mem = limits->doc.mem;
    for (size_t m = 0; m < context->n; m++) {
        const struct ap_node *map = context->maps[m];
        const struct ap_node *entries = ap_limits_get(map, "entries");
        if (ap_limits_text(map, "key").len > 0) {
            *ap_vec_push(mem, &parts) = ap_limits_text(map, "key");
            *ap_vec_push(mem, &parts) = ap_limits_text(map, "value");
        }
        for (size_t i = 0; entries && entries->kind == AP_NODE_SEQ && i < entries->n; i++) {
            *ap_vec_push(mem, &parts) = ap_limits_text(entries->items[i], "key");
            *ap_vec_push(mem, &parts) = ap_limits_text(entries->items[i], "value");
        }
    }
    return ap_arena_join_all(mem, &parts, " ; ");
}

static struct ap_limit
begin(struct ap_limits *limits, const struct ap_limit_context *context)
{
    bool narrow = false;
    struct ap_str around = ap_limits_around(limits, context, &narrow);
    struct ap_str descriptor = descriptor_text(limits, context);
    uint32_t own = ap_limits_classes(limits, descriptor);
    struct ap_limit limit = {
        .by = descriptor.len > 0 ? ap_limits_by(limits, descriptor) : AP_BY_ALL,
        .classes = own ? own : ap_limits_classes(limits, around),
        .line = context->maps[context->n - 1]->place.line,
    };
    limit.everywhere = !narrow && limit.classes == 0;
    return limit;
}

static bool
take_bucket(struct ap_limits *limits, const struct ap_limit_context *context,
            const struct ap_node *bucket)
{
    struct ap_limit limit = begin(limits, context);
    limit.seconds = ap_limits_window(ap_limits_text(bucket, "fill interval"));
    limit.number = 1;
    (void)ap_limits_get_number(bucket, "tokens per fill", &limit.number);
    limit.off = why_off(context);
    if (limit.seconds > 0)
        ap_limits_add(limits, &limit);
    return true;
}

bool
ap_limits_envoy(struct ap_limits *limits, const struct ap_limit_context *context)
{
    const struct ap_node *map = context->maps[context->n - 1];
    if (ap_limits_get(map, "fill interval") || ap_limits_get(map, "requests per unit"))
        return true; /* taken with the mapping around it */
    const struct ap_node *bucket = ap_limits_get(map, "token bucket");
    if (bucket && ap_limits_get(bucket, "fill interval"))
        (void)take_bucket(limits, context, bucket);
    const struct ap_node *rate = ap_limits_get(map, "rate limit");
    if (rate && ap_limits_get(rate, "requests per unit")) {
        struct ap_limit limit = begin(limits, context);
        limit.seconds = ap_limits_window(ap_limits_text(rate, "unit"));
        if (limit.seconds > 0 && ap_limits_get_number(rate, "requests per unit", &limit.number))
            ap_limits_add(limits, &limit);
    }
    return false; /* descriptors stand within */
}
