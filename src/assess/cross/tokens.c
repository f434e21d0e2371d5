/* XEV011, XEV012: privileged tokens of the register are reviewed; a rotated token is in the register.
 * Place in the flow: assess, across evidence.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Facts: token, privileged-token of token registers; mention of sign-offs and tickets. */
#include "assess/cross/cross.h"

#define NAMED       5u
#define SHAPE_BYTES 64u

/** All registers together. */
struct registers {
    struct ap_map tokens, shapes;
    size_t n;
};

/* tok-003 -> tok-#: what tokens of one system have in common. */
static struct ap_str
shape_of(struct ap_str token, char out[SHAPE_BYTES])
{
    size_t n = 0;
    for (size_t i = 0; i < token.len && n < SHAPE_BYTES; i++) {
        bool digit = ap_is_digit(token.ptr[i]);
        if (!digit || n == 0 || out[n - 1] != '#')
            out[n++] = digit ? '#' : token.ptr[i];
    }
    return (struct ap_str){out, n};
}

static void
gather(struct ap_judge *judge, struct registers *r)
{
    char shape[SHAPE_BYTES];
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        const struct ap_facts *facts = &judge->insp->records[i].facts;
        for (size_t k = 0; ap_cross_counts(judge, i) && k < facts->n; k++) {
            struct ap_str token = facts->items[k].key;
            if (!ap_str_is(facts->items[k].kind, "token"))
                continue;
            r->n++;
            (void)ap_map_put(&r->tokens, judge->mem, token, i);
            (void)ap_map_put(&r->shapes, judge->mem,
                             ap_arena_copy(judge->mem, shape_of(token, shape)), i);
        }
    }
}

/* --- tickets --------------------------------------------------------------------------------- */

/* A ticket of a token that no register lists. Tokens that the text calls so count; without such, words of the same shape. */
static void
judge_ticket(struct ap_judge *judge, const struct registers *r, uint32_t item)
{
    const struct ap_facts *facts = &judge->insp->records[item].facts;
    struct ap_str called = AP_STR_NONE;
    struct ap_str alike = AP_STR_NONE;
    char shape[SHAPE_BYTES];
    for (size_t k = 0; k < facts->n; k++) {
        const struct ap_fact *fact = &facts->items[k];
        if (!ap_str_is(fact->kind, "mention"))
            continue;
        if (ap_map_get(&r->tokens, fact->key) != AP_NONE)
            return;
        if (fact->value.len > 0 && !called.ptr)
            called = fact->key;
        if (!alike.ptr && ap_map_get(&r->shapes, shape_of(fact->key, shape)) != AP_NONE)
            alike = fact->key;
    }
    struct ap_str token = called.ptr ? called : alike;
    if (token.ptr)
        (void)ap_cross_say(
            judge, AP_XEV012, item, 0,
            "the token %.*s of the ticket is not among the %zu rows of the token register",
            AP_FMT(token), r->n);
}

/* --- reviews --------------------------------------------------------------------------------- */

/** The privileged tokens that no review of the period mentions. */
struct unreviewed {
    struct ap_buf names; /* heap */
    size_t n, all;
    uint32_t line;
};

static bool
mentions(const struct ap_facts *facts, struct ap_str word)
{
    for (size_t k = 0; word.len > 0 && k < facts->n; k++)
        if (ap_str_is(facts->items[k].kind, "mention") && ap_str_ieq(facts->items[k].key, word))
            return true;
    return false;
}

static bool
same_period(const struct ap_item *a, const struct ap_item *b)
{
    for (size_t i = 0; i < a->periods.n; i++)
        if (ap_periods_touch(&b->periods, a->periods.items[i].span))
            return true;
    return a->periods.n == 0 || b->periods.n == 0;
}

/** Indices of items. */
AP_VEC(indices, uint32_t);

/* The reviews of a register's period. */
static struct indices
reviews_of(struct ap_judge *judge, uint32_t item)
{
    const struct ap_item *reg = ap_judge_item(judge, item);
    struct indices list = {.n = 0};
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++)
        if (ap_cross_counts(judge, i) && ap_cross_serves_population(judge, i, reg) &&
            same_period(reg, ap_judge_item(judge, i)))
            *ap_vec_push(judge->mem, &list) = i;
    return list;
}

/* True if a review mentions the token or who uses it. */
static bool
is_reviewed(struct ap_judge *judge, const struct indices *reviews, const struct ap_fact *token)
{
    for (size_t i = 0; i < reviews->n; i++) {
        const struct ap_facts *facts = &judge->insp->records[reviews->items[i]].facts;
        if (mentions(facts, token->key) || mentions(facts, token->value))
            return true;
    }
    return false;
}

/* Whether a review names what it looked at cannot be told if it names nothing of the register. */
static void
judge_register(struct ap_judge *judge, uint32_t item)
{
    const struct ap_facts *facts = &judge->insp->records[item].facts;
    struct indices reviews = reviews_of(judge, item);
    struct unreviewed u = {.n = 0};
    for (size_t k = 0; reviews.n > 0 && k < facts->n; k++) {
        const struct ap_fact *fact = &facts->items[k];
        if (!ap_str_is(fact->kind, "privileged-token"))
            continue;
        u.all++;
        if (is_reviewed(judge, &reviews, fact))
            continue;
        u.line = u.n == 0 ? fact->line : u.line;
        if (u.n++ < NAMED)
            ap_buf_printf(&u.names, "%s%.*s", u.n > 1 ? ", " : "", AP_FMT(fact->key));
    }
    if (u.n > 0 && u.n < u.all)
        (void)ap_cross_say(judge, AP_XEV011, item, u.line,
                           "%zu of %zu privileged tokens are in no review of the period: %.*s%s",
                           u.n, u.all, AP_FMT(ap_buf_str(&u.names)), u.n > NAMED ? ", …" : "");
    ap_buf_release(&u.names);
}

void
ap_cross_tokens(struct ap_judge *judge)
{
    struct registers r = {.n = 0};
    gather(judge, &r);
    if (r.n == 0)
        return;
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        if (!ap_cross_counts(judge, i))
            continue;
        if (ap_cross_serves(judge, i, "AUTH-04/rotation-ticket"))
            judge_ticket(judge, &r, i);
        if (ap_cross_fact(judge, i, "privileged-token"))
            judge_register(judge, i);
    }
}
