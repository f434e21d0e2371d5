/* Look-ups in the tree of a gateway's configuration, and its walk.
 * Place in the flow: inspect, below the check rate-limit-config.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/content/limits/limits.h"

static bool
same_key(struct ap_str key, const char *words)
{
    size_t i = 0;
    for (const char *w = words;; w++) {
        while (*w == ' ')
            w++;
        while (i < key.len && !ap_is_alnum(key.ptr[i]))
            i++;
        if (!*w || i >= key.len)
            return !*w && i >= key.len;
        if (ap_lower(key.ptr[i]) != *w)
            return false;
        i++;
    }
}

const struct ap_node *
ap_limits_get(const struct ap_node *map, const char *words)
{
    for (size_t i = 0; map && map->kind == AP_NODE_MAP && i < map->n; i++)
        if (same_key(map->pairs[i].key, words))
            return map->pairs[i].value;
    return NULL;
}

struct ap_str
ap_limits_text(const struct ap_node *map, const char *words)
{
    const struct ap_node *node = ap_limits_get(map, words);
    return node && node->kind == AP_NODE_SCALAR ? node->text : AP_STR_NONE;
}

bool
ap_limits_get_number(const struct ap_node *map, const char *words, double *ret_number)
{
    return ap_limits_number(ap_limits_text(map, words), ret_number);
}

bool
ap_limits_is(const struct ap_node *map, const char *words, const char *value)
{
    return ap_str_ieq(ap_limits_text(map, words), ap_str_from(value));
}

const struct ap_node *
ap_limits_outer(const struct ap_limit_context *context, const char *words)
{
    for (size_t i = context->n; i-- > 0;) {
        const struct ap_node *found = ap_limits_get(context->maps[i], words);
        if (found)
            return found;
    }
    return NULL;
}

/** Keys whose values say what a limit is for; `narrows`: by them it no longer holds everywhere. */
static const struct says {
    const char *key;
    bool narrows;
} saying[] = {
    {"name", false},
    {"tags", false},
    {"description", false},
    {"class", true},
    {"endpoint class", true},
    {"paths", true},
    {"path", true},
    {"route", true},
    {"routes", false},
    {"prefix", true},
    {"regex", true},
    {"expression", true},
    {"endpoint", true},
    {"endpoints", true},
    {"id", false},
    {"instance name", false},
    {"plan", false},
    {"usage plan name", false},
    {"service", false},
    {"ref", false},
    {"safe regex", true},
    {"path separated prefix", true},
    {"value", true},
    {"scope", false},
};

static void
add_value(struct ap_arena *mem, struct ap_strs *parts, const struct ap_node *value, bool *narrow,
          bool narrows)
{
    if (value->kind == AP_NODE_SCALAR) {
        *ap_vec_push(mem, parts) = value->text;
        *narrow |= narrows && value->text.len > 0 && !ap_str_is(value->text, "/") &&
                   !ap_str_is(value->text, "*");
    }
    for (size_t i = 0; value->kind == AP_NODE_SEQ && i < value->n && i < 40; i++)
        if (value->items[i]->kind == AP_NODE_SCALAR)
            add_value(mem, parts, value->items[i], narrow, narrows);
    if (value->kind == AP_NODE_MAP) {
        const struct ap_node *name = ap_limits_get(value, "name");
        if (name && name->kind == AP_NODE_SCALAR)
            add_value(mem, parts, name, narrow, narrows);
    }
}

/* The match of an Envoy route stands beside what it carries. */
static void
add_map(struct ap_arena *mem, struct ap_strs *parts, const struct ap_node *map, bool *narrow)
{
    for (size_t i = 0; i < AP_COUNT(saying); i++) {
        const struct ap_node *value = ap_limits_get(map, saying[i].key);
        if (value)
            add_value(mem, parts, value, narrow, saying[i].narrows);
    }
    const struct ap_node *match = ap_limits_get(map, "match");
    if (match && match->kind == AP_NODE_MAP && match != map)
        for (size_t i = 0; i < AP_COUNT(saying); i++) {
            const struct ap_node *value = ap_limits_get(match, saying[i].key);
            if (value)
                add_value(mem, parts, value, narrow, saying[i].narrows);
        }
}

struct ap_str
ap_limits_around(const struct ap_limits *limits, const struct ap_limit_context *context,
                 bool *ret_narrow)
{
    struct ap_strs parts = {0};
    *ret_narrow = false;
    for (size_t i = 0; i < context->n; i++) {
        if (context->keys[i].len > 0)
            *ap_vec_push(limits->doc.mem, &parts) = context->keys[i];
        add_map(limits->doc.mem, &parts, context->maps[i], ret_narrow);
    }
    return ap_arena_join_all(limits->doc.mem, &parts, " ; ");
}
