/* Limits of the rate limit policy against those that gateways have configured.
 * Place in the flow: assess, a row of cross.def; findings XEV030, XEV031 and XEV034 over the facts `policy-limit` and `limit`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A fact's key is `BY/CLASS`, its value `NUMBER/SECONDS`; see inspect/content/limits/limits.c. Rates are compared, so 600 a minute
 * and 10 a second are the same. Where several limits of one kind are stated (by plan, or by minute and by day), it is enough
 * that one is met. */
#include <stdio.h>
#include <stdlib.h>

#include "assess/cross/cross.h"

#define CHECK "rate-limit-config"

/** One fact, taken apart. */
struct limit {
    struct ap_str by, class;
    double number;
    double seconds;
    uint32_t item, line;
};
AP_VEC(limits, struct limit);

static bool
take_apart(const struct ap_fact *fact, uint32_t item, struct limit *ret)
{
    struct ap_str rest = fact->key;
    ret->by = ap_str_cut(&rest, '/');
    ret->class = rest;
    ret->item = item;
    ret->line = fact->line;
    /* Facts are NUL-terminated arena copies of what limits.c printed. */
    char *end = NULL;
    ret->number = strtod(fact->value.ptr, &end);
    if (!end || *end != '/')
        return false;
    ret->seconds = strtod(end + 1, &end);
    return ret->seconds > 0 && ret->class.len > 0;
}

static void
collect(struct ap_judge *judge, uint32_t item, const char *kind, struct limits *into)
{
    const struct ap_facts *facts = &judge->insp->records[item].facts;
    for (size_t i = 0; i < facts->n; i++) {
        struct limit limit;
        if (ap_str_is(facts->items[i].kind, kind) && take_apart(&facts->items[i], item, &limit))
            *ap_vec_push(judge->mem, into) = limit;
    }
}

static bool
same_by(struct ap_str a, struct ap_str b)
{
    return ap_str_eq(a, b) || ap_str_is(a, "unknown") || ap_str_is(b, "unknown");
}

static bool
same_rate(const struct limit *a, const struct limit *b)
{
    double x = a->number * b->seconds;
    double y = b->number * a->seconds;
    double gap = x > y ? x - y : y - x;
    return gap <= 0.005 * (x > y ? x : y);
}

/* The item that must show limits of this kind: it does so for other classes, or its requirement asks for the key. */
static uint32_t
responsible(const struct ap_judge *judge, const struct limit *stated,
            const struct limits *configured)
{
    bool classed = !ap_str_is(stated->class, "any");
    for (size_t i = 0; i < configured->n; i++) {
        const struct limit *c = &configured->items[i];
        bool own = !ap_str_is(c->class, "any") && !ap_str_is(c->class, "other");
        if (classed ? own : same_by(c->by, stated->by))
            return c->item;
    }
    for (uint32_t i = 0; !classed && i < judge->cat->evidence->items.n; i++)
        if (ap_cross_in_window(judge, i) && ap_cross_asks(judge, i, CHECK, "by", stated->by))
            return i;
    return AP_NONE;
}

static const char *
window_word(double seconds, char *out, size_t size)
{
    static const struct {
        int seconds;
        const char *word;
    } words[] = {{1, "second"},  {60, "minute"},   {3600, "hour"},
                 {86400, "day"}, {604800, "week"}, {2592000, "month"}};
    for (size_t i = 0; i < AP_COUNT(words); i++)
        if (seconds > words[i].seconds - 0.5 && seconds < words[i].seconds + 0.5)
            return words[i].word;
    (void)snprintf(out, size, "%.6g seconds", seconds);
    return out;
}

static struct ap_str
shown(struct ap_judge *judge, const struct limit *limit)
{
    char room[32];
    return ap_arena_printf(judge->mem, "%.6g per %s", limit->number,
                           window_word(limit->seconds, room, sizeof room));
}

/* "for auth", "by token for auth", "by tenant" */
static struct ap_str
about(struct ap_judge *judge, const struct limit *limit)
{
    bool any = ap_str_is(limit->class, "any") || ap_str_is(limit->class, "other");
    bool unknown = ap_str_is(limit->by, "unknown");
    return ap_arena_printf(judge->mem, "%s%.*s%s%s%.*s", unknown ? "" : "by ",
                           AP_FMT(unknown ? AP_STR_NONE : limit->by), unknown || any ? "" : " ",
                           any ? "" : "for ", AP_FMT(any ? AP_STR_NONE : limit->class));
}

static void
say_missing(struct ap_judge *judge, const struct limit *stated, uint32_t item)
{
    for (size_t i = 0; i < judge->insp->records[item].findings.n; i++) {
        enum ap_code code = judge->insp->records[item].findings.items[i]->code;
        if (code == AP_RAT001 || code == AP_RAT002 || code == AP_RAT003 || code == AP_RAT004)
            return; /* said where it was read */
    }
    (void)ap_cross_say(judge, AP_XEV030, item, 0,
                       "the policy (%.*s) states %.*s %.*s; no export configures such a limit",
                       AP_FMT(ap_judge_item(judge, stated->item)->name),
                       AP_FMT(shown(judge, stated)), AP_FMT(about(judge, stated)));
}

static void
say_differs(struct ap_judge *judge, const struct limit *stated, const struct limit *configured)
{
    bool looser = configured->number * stated->seconds > stated->number * configured->seconds;
    (void)ap_cross_say(judge, looser ? AP_XEV031 : AP_XEV034, configured->item, configured->line,
                       "%.*s is configured %.*s; the policy (%.*s) states %.*s",
                       AP_FMT(shown(judge, configured)), AP_FMT(about(judge, stated)),
                       AP_FMT(ap_judge_item(judge, stated->item)->name),
                       AP_FMT(shown(judge, stated)));
}

/* Another limit of the policy of the same kind is met, or this one was said already. */
static bool
is_covered(const struct limits *policy, size_t at, const struct limits *configured)
{
    const struct limit *stated = &policy->items[at];
    for (size_t p = 0; p < policy->n; p++) {
        const struct limit *other = &policy->items[p];
        if (!ap_str_eq(other->class, stated->class) || !ap_str_eq(other->by, stated->by))
            continue;
        if (p < at)
            return true;
        for (size_t c = 0; c < configured->n; c++)
            if (ap_str_eq(configured->items[c].class, stated->class) &&
                same_by(configured->items[c].by, stated->by) &&
                same_rate(other, &configured->items[c]))
                return true;
    }
    return false;
}

static void
compare(struct ap_judge *judge, const struct limits *policy, size_t at,
        const struct limits *configured)
{
    const struct limit *stated = &policy->items[at];
    const struct limit *nearest = NULL;
    bool of_kind = false;
    bool any = ap_str_is(stated->class, "any");
    for (size_t i = 0; i < configured->n; i++) {
        const struct limit *c = &configured->items[i];
        bool same_class = ap_str_eq(c->class, stated->class);
        /* What holds everywhere holds for ordinary endpoints; a limit by class is one of its key. */
        bool serves = same_class || any ||
                      (ap_str_is(stated->class, "standard") && ap_str_is(c->class, "any"));
        if (!serves || !same_by(c->by, stated->by))
            continue;
        of_kind = true;
        if (same_rate(stated, c))
            return;
        if (same_class && !nearest)
            nearest = c;
    }
    if (nearest && !is_covered(policy, at, configured)) {
        say_differs(judge, stated, nearest);
        return;
    }
    uint32_t item = of_kind ? AP_NONE : responsible(judge, stated, configured);
    if (item != AP_NONE)
        say_missing(judge, stated, item);
}

void
ap_cross_limits(struct ap_judge *judge)
{
    struct limits policy = {0};
    struct limits configured = {0};
    uint32_t document = ap_cross_in_force(judge, "policy-limit");
    if (document == AP_NONE)
        return;
    collect(judge, document, "policy-limit", &policy);
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++)
        if (ap_cross_in_window(judge, i))
            collect(judge, i, "limit", &configured);
    for (size_t i = 0; i < policy.n; i++)
        if (!ap_str_is(policy.items[i].class, "other"))
            compare(judge, &policy, i, &configured);
}
