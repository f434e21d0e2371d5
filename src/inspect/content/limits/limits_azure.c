/* Rate limits of Azure API Management: rate-limit, rate-limit-by-key, quota and quota-by-key in policy documents.
 * Place in the flow: inspect, below the check rate-limit-config.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Source: https://learn.microsoft.com/azure/api-management/rate-limit-policy, rate-limit-by-key-policy, quota-policy and
 * quota-by-key-policy: calls, renewal-period (seconds), counter-key (an expression); <api> and <operation> within narrow a limit;
 * <choose><when condition="…"> around one says for which calls it holds. rate-limit and quota count by subscription.
 *
 * Policies are no well-formed XML: expressions hold quotes within quotes. So tags are read one by one, comments skipped. */
#include <string.h>

#include "inspect/content/limits/limits.h"

#define MAX_OPEN 32u

struct tag {
    struct ap_str name, text; /* text: all between < and > */
    bool closing, empty;
    uint32_t line;
};

struct azure {
    struct ap_limits *limits;
    struct ap_str text;
    size_t at;
    uint32_t line;
    struct ap_str conditions[MAX_OPEN]; /* of the <when> around */
    size_t n_conditions;
    enum ap_limit_by by; /* of the rate-limit around an <api> */
};

/* The end of a tag: a `>` outside quotes and outside @( … ). */
static size_t
tag_end(struct ap_str s, size_t at)
{
    char quote = 0;
    unsigned depth = 0;
    for (; at < s.len; at++) {
        char c = s.ptr[at];
        if (!quote && c == '>')
            return at;
        if (!quote && (c == '"' || c == '\''))
            quote = c;
        else if (quote && c == '(')
            depth++;
        else if (quote && c == ')' && depth > 0)
            depth--;
        else if (quote && c == quote && depth == 0)
            quote = 0;
        else if (quote && c == '<' && depth == 0)
            return at; /* a quote that was never closed */
    }
    return at;
}

static bool
next_tag(struct azure *a, struct tag *ret_tag)
{
    while (a->at < a->text.len) {
        size_t from = a->at + ap_str_find(ap_str_slice(a->text, a->at, a->text.len), '<');
        for (; a->at < from; a->at++)
            a->line += a->text.ptr[a->at] == '\n';
        if (from >= a->text.len)
            return false;
        struct ap_str rest = ap_str_slice(a->text, from, a->text.len);
        size_t end = 0;
        if (ap_str_starts(rest, AP_STR("<!--"))) {
            const char *found = memmem(rest.ptr, rest.len, "-->", 3);
            end = found ? (size_t)(found - rest.ptr) + 3 : rest.len;
        } else {
            end = tag_end(rest, 1) + 1;
            ret_tag->text = ap_str_trim(ap_str_slice(rest, 1, end - 1));
        }
        ret_tag->line = a->line;
        for (size_t to = from + end; a->at < to && a->at < a->text.len; a->at++)
            a->line += a->text.ptr[a->at] == '\n';
        if (ap_str_starts(rest, AP_STR("<!--")))
            continue;
        ret_tag->closing = ret_tag->text.len > 0 && ret_tag->text.ptr[0] == '/';
        ret_tag->empty = ap_str_ends(ret_tag->text, AP_STR("/"));
        struct ap_str name = ap_str_slice(ret_tag->text, ret_tag->closing, ret_tag->text.len);
        size_t n = 0;
        while (n < name.len && !strchr(" \t\r\n/", name.ptr[n]))
            n++;
        ret_tag->name = ap_str_slice(name, 0, n);
        return true;
    }
    return false;
}

/* The value of an attribute; an expression's own quotes belong to it. */
static struct ap_str
attribute(const struct tag *tag, const char *name)
{
    struct ap_str key = ap_str_from(name);
    for (size_t i = 0; i + key.len + 2 < tag->text.len; i++) {
        struct ap_str here = ap_str_slice(tag->text, i, tag->text.len);
        bool begins = i > 0 && strchr(" \t\r\n", tag->text.ptr[i - 1]);
        if (!begins || !ap_str_starts(here, key) || here.ptr[key.len] != '=')
            continue;
        char quote = here.ptr[key.len + 1];
        unsigned depth = 0;
        size_t at = key.len + 2;
        for (; at < here.len; at++) {
            if (here.ptr[at] == '(')
                depth++;
            else if (here.ptr[at] == ')' && depth > 0)
                depth--;
            else if (here.ptr[at] == quote && depth == 0)
                break;
        }
        return ap_str_slice(here, key.len + 2, at);
    }
    return AP_STR_NONE;
}

static void
add(struct azure *a, const struct tag *tag, enum ap_limit_by by)
{
    struct ap_strs around = {0};
    struct ap_arena *mem = a->limits->doc.mem;
    struct ap_limit limit = {.by = by, .line = tag->line};
    for (size_t i = 0; i < a->n_conditions; i++)
        *ap_vec_push(mem, &around) = a->conditions[i];
    *ap_vec_push(mem, &around) = attribute(tag, "name");
    *ap_vec_push(mem, &around) = attribute(tag, "increment-condition");
    *ap_vec_push(mem, &around) = attribute(tag, "counter-key");
    limit.classes = ap_limits_classes(a->limits, ap_arena_join_all(mem, &around, " ; "));
    limit.everywhere = limit.classes == 0 && a->n_conditions == 0;
    limit.seconds = ap_limits_window(attribute(tag, "renewal-period"));
    if (limit.seconds > 0 && ap_limits_number(attribute(tag, "calls"), &limit.number))
        ap_limits_add(a->limits, &limit);
}

static void
take(struct azure *a, const struct tag *tag)
{
    if (ap_str_is(tag->name, "when") || ap_str_is(tag->name, "otherwise")) {
        if (tag->closing && a->n_conditions > 0)
            a->n_conditions--;
        else if (!tag->closing && a->n_conditions < MAX_OPEN)
            a->conditions[a->n_conditions++] = attribute(tag, "condition");
        return;
    }
    if (tag->closing)
        return;
    if (ap_str_is(tag->name, "rate-limit") || ap_str_is(tag->name, "quota")) {
        a->by = AP_BY_TOKEN;
        add(a, tag, AP_BY_TOKEN);
    } else if (ap_str_is(tag->name, "rate-limit-by-key") || ap_str_is(tag->name, "quota-by-key")) {
        enum ap_limit_by by = ap_limits_by(a->limits, attribute(tag, "counter-key"));
        a->by = by;
        add(a, tag, by);
    } else if (a->by != AP_BY_UNKNOWN &&
               (ap_str_is(tag->name, "api") || ap_str_is(tag->name, "operation"))) {
        add(a, tag, a->by);
    }
}

bool
ap_limits_azure(struct ap_limits *limits, struct ap_str text)
{
    if (!ap_str_contains(text, AP_STR("<polic")) && !ap_str_contains(text, AP_STR("<rate-limit")) &&
        !ap_str_contains(text, AP_STR("<quota")) && !ap_str_contains(text, AP_STR("<inbound")))
        return false;
    struct azure a = {.limits = limits, .text = text, .line = 1};
    struct tag tag = {0};
    while (next_tag(&a, &tag))
        take(&a, &tag);
    return true;
}
