/* Rate limits of Kong Gateway: plugins rate-limiting and rate-limiting-advanced in declarative configuration.
 * Place in the flow: inspect, below the check rate-limit-config.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Source: https://developer.konghq.com/plugins/rate-limiting/ and /plugins/rate-limiting-advanced/, with the reference of their
 * configuration: second … year and limit_by (consumer unless given; credential, ip, service, header with header_name, path),
 * or limit[], window_size[] and identifier. A plugin stands at the root, in a service, a route, a consumer or a consumer group,
 * or names them; `enabled: false` switches it off. The custom resource KongPlugin has `plugin`, `config` and `disabled`
 * (https://developer.konghq.com/kubernetes-ingress-controller/). */
#include "inspect/content/limits/limits.h"

static const struct {
    const char *key;
    int64_t seconds;
} windows[] = {
    {"second", 1},  {"minute", 60},     {"hour", 3600},
    {"day", 86400}, {"month", 2592000}, {"year", 31536000},
};

static enum ap_limit_by
counted_by(const struct ap_limits *limits, const struct ap_limit_context *context,
           const struct ap_node *config)
{
    struct ap_str by = ap_limits_text(config, "limit by");
    if (by.len == 0)
        by = ap_limits_text(config, "identifier");
    if (ap_str_is(by, "header"))
        return ap_limits_by(limits, ap_limits_text(config, "header name"));
    if (ap_str_is(by, "service") || ap_str_is(by, "path"))
        return AP_BY_ALL;
    if (ap_str_is(by, "ip"))
        return AP_BY_IP;
    (void)context;
    return AP_BY_TOKEN; /* consumer, credential, consumer-group; also where nothing is given */
}

static void
add_each(struct ap_limits *limits, struct ap_limit limit, const struct ap_node *config)
{
    for (size_t i = 0; i < AP_COUNT(windows); i++) {
        limit.seconds = windows[i].seconds;
        if (ap_limits_get_number(config, windows[i].key, &limit.number))
            ap_limits_add(limits, &limit);
    }
    const struct ap_node *number = ap_limits_get(config, "limit");
    const struct ap_node *size = ap_limits_get(config, "window size");
    for (size_t i = 0; number && size && number->kind == AP_NODE_SEQ && size->kind == AP_NODE_SEQ &&
                       i < number->n && i < size->n;
         i++) {
        limit.seconds = ap_limits_window(size->items[i]->text);
        if (limit.seconds > 0 && ap_limits_number(number->items[i]->text, &limit.number))
            ap_limits_add(limits, &limit);
    }
}

bool
ap_limits_kong(struct ap_limits *limits, const struct ap_limit_context *context)
{
    const struct ap_node *plugin = context->maps[context->n - 1];
    struct ap_str name = ap_limits_text(plugin, "name");
    struct ap_str resource = ap_limits_text(plugin, "plugin");
    bool known = ap_str_is(name, "rate-limiting") || ap_str_is(name, "rate-limiting-advanced") ||
                 ap_str_is(resource, "rate-limiting") ||
                 ap_str_is(resource, "rate-limiting-advanced");
    const struct ap_node *config = ap_limits_get(plugin, "config");
    if (!known || !config)
        return false;
    bool narrow = false;
    struct ap_str around = ap_limits_around(limits, context, &narrow);
    struct ap_limit limit = {
        .by = counted_by(limits, context, config),
        .classes = ap_limits_classes(limits, around),
        .line = plugin->place.line,
    };
    limit.everywhere = !narrow && limit.classes == 0;
    if (ap_limits_is(plugin, "enabled", "false") || ap_limits_is(plugin, "disabled", "true"))
        limit.off = "the plugin is not enabled";
    add_each(limits, limit, config);
    return true;
}
