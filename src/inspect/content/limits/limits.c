/* Check "rate-limit-config": which limits are really configured, by token, tenant and class of endpoints.
 * Place in the flow: inspect, a row of content.def; findings RAT001 to RAT005, facts `limit`, `policy-limit`, `limit-format`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Arguments: `by` (token, tenant: a limit must be counted by each), `classes` (a catalogue: each class must have a limit),
 * `role` (config; `policy`: the text states limits, which makes facts for the comparison with what is configured).
 *
 * A fact's key is `BY/CLASS`, such as token/standard or tenant/any; its value `NUMBER/SECONDS`. What compares policy and
 * configuration is assess/cross/limits.c. */
#include "inspect/content/limits/limits.h"

#include <stdio.h>
#include <string.h>

#define WALK_DEPTH 48u

/** The forms of trees, in the order in which they are tried. A reader that takes a mapping ends the search below it. */
static const struct tree_form {
    const char *name;
    bool (*take)(struct ap_limits *limits, const struct ap_limit_context *context);
} tree_forms[] = {
    {"Kong", ap_limits_kong},   {"AWS API Gateway", ap_limits_aws},
    {"AWS WAF", ap_limits_waf}, {"Cloudflare", ap_limits_cloudflare},
    {"Envoy", ap_limits_envoy}, {"settings", ap_limits_simple},
};

static const struct text_form {
    const char *name;
    bool (*take)(struct ap_limits *limits, struct ap_str text);
} text_forms[] = {
    {"NGINX", ap_limits_nginx},
    {"Azure API Management", ap_limits_azure},
};

void
ap_limits_add(struct ap_limits *limits, const struct ap_limit *limit)
{
    if (limit->seconds <= 0 || limits->n >= AP_LIMITS_MAX)
        return;
    for (size_t i = 0; i < limits->n; i++) {
        const struct ap_limit *known = &limits->items[i];
        if (known->by == limit->by && known->classes == limit->classes &&
            known->number == limit->number && known->seconds == limit->seconds &&
            !known->off == !limit->off)
            return;
    }
    limits->items[limits->n++] = *limit;
}

/* --- reading --------------------------------------------------------------------------------------- */

static bool
take_map(struct ap_limits *limits, const struct ap_limit_context *context)
{
    for (size_t i = 0; i < AP_COUNT(tree_forms); i++) {
        size_t before = limits->n;
        bool taken = tree_forms[i].take(limits, context);
        if (limits->n > before)
            limits->format = tree_forms[i].name;
        if (taken)
            return true;
        /* Settings are what no vendor's form has claimed. */
        if (limits->n > before)
            return false;
    }
    return false;
}

static void
walk(struct ap_limits *limits, struct ap_limit_context *context, const struct ap_node *node,
     struct ap_str key, unsigned depth)
{
    if (depth > WALK_DEPTH)
        return;
    if (node->kind == AP_NODE_SEQ) {
        for (size_t i = 0; i < node->n; i++)
            walk(limits, context, node->items[i], key, depth + 1);
        return;
    }
    if (node->kind != AP_NODE_MAP || context->n >= AP_LIMITS_DEPTH)
        return;
    context->maps[context->n] = node;
    context->keys[context->n++] = key;
    if (!take_map(limits, context))
        for (size_t i = 0; i < node->n; i++)
            walk(limits, context, node->pairs[i].value, node->pairs[i].key, depth + 1);
    context->n--;
}

/* YAML or JSON within a text: behind a title, in a fence of Markdown, in the paragraphs of a document. */
static void
read_inner_tree(struct ap_limits *limits)
{
    struct ap_str text = limits->doc.text;
    const char *fence = memmem(text.ptr, text.len, "```", 3);
    size_t from = 0;
    size_t to = text.len;
    if (fence) {
        from = (size_t)(fence - text.ptr);
        from += ap_str_find(ap_str_slice(text, from, text.len), '\n') + 1;
        struct ap_str rest = ap_str_slice(text, from, text.len);
        const char *end = memmem(rest.ptr, rest.len, "```", 3);
        to = end ? from + (size_t)(end - rest.ptr) : text.len;
    } else {
        from = ap_str_find(text, '\n') + 1;
    }
    struct ap_small inner = limits->doc;
    size_t n = ap_small_yaml_trees(&inner, ap_str_slice(text, from, to));
    for (size_t i = 0; i < n; i++) {
        struct ap_limit_context context = {0};
        if (inner.roots[i]->kind == AP_NODE_MAP || inner.roots[i]->kind == AP_NODE_SEQ)
            walk(limits, &context, inner.roots[i], AP_STR_NONE, 0);
    }
}

/* The heading above a row says what its table is about. */
static struct ap_str
heading_above(const struct ap_small *doc, uint32_t line)
{
    struct ap_str heading = AP_STR_NONE;
    for (size_t i = 0; i < doc->lines.n && doc->lines.items[i].line <= line; i++)
        if (doc->lines.items[i].heading)
            heading = doc->lines.items[i].text;
    return heading;
}

static void
read_rows(struct ap_limits *limits)
{
    for (size_t i = 0; i < limits->doc.rows.n; i++) {
        const struct ap_small_record *row = &limits->doc.rows.items[i];
        (void)ap_limits_record(limits, row, heading_above(&limits->doc, row->line), false);
    }
}

void
ap_limits_read(struct ap_limits *limits)
{
    struct ap_small *doc = &limits->doc;
    for (size_t i = 0; i < doc->n_roots; i++) {
        struct ap_limit_context context = {0};
        walk(limits, &context, doc->roots[i], AP_STR_NONE, 0);
    }
    for (size_t i = 0; doc->n_roots == 0 && i < AP_COUNT(text_forms); i++) {
        size_t before = limits->n;
        if (text_forms[i].take(limits, doc->text)) {
            limits->format = text_forms[i].name;
            return;
        }
        limits->n = before;
    }
    if (doc->n_roots > 0)
        return;
    if (doc->prose)
        read_inner_tree(limits);
    if (limits->n > 0)
        return;
    read_rows(limits);
    if (doc->prose)
        ap_limits_lines(limits);
    limits->format = doc->prose ? "text" : "table";
}

/* --- the verdict ----------------------------------------------------------------------------------- */

static bool
is_by(const struct ap_limit *limit, enum ap_limit_by by)
{
    return !limit->off && limit->by == by;
}

static bool
has_by(const struct ap_limits *limits, enum ap_limit_by by)
{
    for (size_t i = 0; i < limits->n; i++)
        if (is_by(&limits->items[i], by))
            return true;
    return false;
}

static void
judge_by(struct ap_limits *limits, const char *word, enum ap_limit_by by)
{
    struct ap_strs found = {0};
    if (!ap_arg_has(limits->call->args, "by", word, false) || has_by(limits, by) ||
        has_by(limits, AP_BY_UNKNOWN))
        return;
    for (int k = AP_BY_TOKEN; k < AP_N_BY; k++)
        if (has_by(limits, (enum ap_limit_by)k))
            *ap_vec_push(limits->doc.mem, &found) =
                ap_str_from(ap_limit_by_word((enum ap_limit_by)k));
    if (found.n == 0)
        return; /* nothing is in force: said already */
    (void)ap_subject_fault(limits->doc.s, AP_RAT003,
                           ap_small_at(&limits->doc, limits->items[0].line),
                           "no limit is counted by %s: what is configured counts by %.*s", word,
                           AP_FMT(ap_arena_join_all(limits->doc.mem, &found, ", ")));
}

/* A limit that holds everywhere is the one of ordinary endpoints. */
static bool
class_has_limit(const struct ap_limits *limits, size_t class)
{
    bool ordinary = ap_str_is(limits->classes.items[class].id, "standard");
    for (size_t i = 0; i < limits->n; i++)
        if (!limits->items[i].off &&
            ((limits->items[i].classes >> class & 1u) || (ordinary && limits->items[i].everywhere)))
            return true;
    return false;
}

static void
judge_classes(struct ap_limits *limits)
{
    struct ap_strs missing = {0};
    const struct ap_node *arg = ap_node_get(limits->call->args, "classes");
    if (!arg)
        return;
    for (size_t i = 0; i < limits->classes.n && i < AP_LIMITS_CLASSES; i++)
        if (!class_has_limit(limits, i))
            *ap_vec_push(limits->doc.mem, &missing) = limits->classes.items[i].id;
    if (missing.n > 0 && missing.n < limits->classes.n)
        (void)ap_subject_fault(limits->doc.s, AP_RAT004, 0,
                               "%zu of %zu endpoint classes %s no limit: %.*s", missing.n,
                               limits->classes.n, missing.n == 1 ? "has" : "have",
                               AP_FMT(ap_arena_join_all(limits->doc.mem, &missing, ", ")));
    else if (missing.n > 0)
        (void)ap_subject_fault(limits->doc.s, AP_RAT004, 0,
                               "no endpoint class has a limit of its own: expected limits for %.*s",
                               AP_FMT(ap_arena_join_all(limits->doc.mem, &missing, ", ")));
}

static bool
is_replaced(const struct ap_limits *limits, const struct ap_limit *off)
{
    for (size_t i = 0; i < limits->n; i++)
        if (!limits->items[i].off && limits->items[i].by == off->by &&
            limits->items[i].classes == off->classes)
            return true;
    return false;
}

static void
judge_off(struct ap_limits *limits)
{
    const struct ap_limit *first = NULL;
    size_t n = 0;
    for (size_t i = 0; i < limits->n; i++) {
        const struct ap_limit *limit = &limits->items[i];
        if (!limit->off || is_replaced(limits, limit))
            continue;
        first = first ? first : limit;
        n++;
    }
    if (first)
        (void)ap_subject_fault(limits->doc.s, AP_RAT002, ap_small_at(&limits->doc, first->line),
                               "%zu of %zu limits %s not in force: %s", n, limits->n,
                               n == 1 ? "is" : "are", first->off);
}

static void
add_fact(struct ap_limits *limits, const char *kind, const struct ap_limit *limit,
         struct ap_str class)
{
    char key[64];
    char value[64];
    (void)snprintf(key, sizeof key, "%s/%.*s", ap_limit_by_word(limit->by),
                   AP_FMT(ap_str_slice(class, 0, 40)));
    (void)snprintf(value, sizeof value, "%.6g/%lld", limit->number, (long long)limit->seconds);
    (void)ap_fact_add(limits->doc.s, kind, ap_str_from(key), ap_str_from(value),
                      ap_small_at(&limits->doc, limit->line));
}

static void
add_facts(struct ap_limits *limits, const char *kind)
{
    for (size_t i = 0; i < limits->n; i++) {
        const struct ap_limit *limit = &limits->items[i];
        if (limit->off)
            continue;
        for (size_t c = 0; c < limits->classes.n && c < AP_LIMITS_CLASSES; c++)
            if (limit->classes >> c & 1u)
                add_fact(limits, kind, limit, limits->classes.items[c].id);
        if (limit->classes == 0)
            add_fact(limits, kind, limit, limit->everywhere ? AP_STR("any") : AP_STR("other"));
    }
    if (limits->n > 0)
        (void)ap_fact_add(limits->doc.s, "limit-format", AP_STR_NONE, ap_str_from(limits->format),
                          0);
}

static void
judge(struct ap_limits *limits)
{
    const struct ap_small *doc = &limits->doc;
    if (limits->n == 0 && doc->broken.len > 0 && doc->n_roots == 0)
        (void)ap_subject_fault(doc->s, AP_RAT001, ap_small_at(doc, doc->broken_line),
                               "no rate limit can be read: %.*s",
                               AP_FMT(ap_said_short(doc->broken)));
    else if (limits->n == 0)
        (void)ap_subject_fault(doc->s, AP_RAT001, 0,
                               "no rate limit is configured: expected a number of calls and a "
                               "window, as Kong, AWS, NGINX, "
                               "Envoy, Azure, Cloudflare or plain YAML state them");
    if (limits->n == 0)
        return;
    judge_off(limits);
    judge_by(limits, "token", AP_BY_TOKEN);
    judge_by(limits, "tenant", AP_BY_TENANT);
    judge_classes(limits);
}

void
ap_check_rate_limit_config_end(struct ap_subject *s, const struct ap_call *call)
{
    struct ap_limits *limits = ap_arena_new(s->scratch, struct ap_limits);
    limits->call = call;
    if (!ap_small_read(s, call->state, &limits->doc))
        return;
    limits->classes = ap_names_for(s->scratch, s->lib, call->args, "classes", "endpoint_classes");
    limits->keys = ap_names_for(s->scratch, s->lib, call->args, "keys", "limit_keys");
    ap_limits_read(limits);
    bool policy = ap_str_is(ap_arg_text(call->args, "role", "config"), "policy");
    add_facts(limits, policy ? "policy-limit" : "limit");
    if (!policy)
        judge(limits);
    else if (limits->n == 0 && !limits->doc.cut)
        (void)ap_subject_note(s, AP_RAT005, 0,
                              "the policy states no limit that can be read: expected a number and "
                              "a window for each endpoint "
                              "class, by token and by tenant");
}
