/* The sentences of logs and registers.
 * Place in the flow: assess, below summary.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "assess/summary.h"
#include "base/buf.h"

/* The sum of a counting fact over all items. */
static uint64_t
total(const struct ap_summing *sum, const char *kind)
{
    uint64_t n = 0;
    int64_t one;
    for (size_t i = 0; i < sum->n; i++) {
        const struct ap_fact *fact = ap_cross_fact(sum->judge, sum->items[i], kind);
        if (fact && ap_str_to_int(fact->value, &one) == AP_OK)
            n += (uint64_t)one;
    }
    return n;
}

/* How many facts of a kind have this value. */
static size_t
count_value(const struct ap_summing *sum, const char *kind, const char *value)
{
    size_t n = 0;
    for (size_t i = 0; i < sum->n; i++) {
        const struct ap_facts *facts = &sum->judge->insp->records[sum->items[i]].facts;
        for (size_t k = 0; k < facts->n; k++)
            n += ap_str_is(facts->items[k].kind, kind) && ap_str_is(facts->items[k].value, value);
    }
    return n;
}

static const char *
s(uint64_t n)
{
    return n == 1 ? "" : "s";
}

/* The first and last day of all logs: days are compared as text, which ISO days allow. */
static void
say_days(struct ap_summing *sum)
{
    struct ap_str first = AP_STR_NONE;
    struct ap_str last = AP_STR_NONE;
    for (size_t i = 0; i < sum->n; i++) {
        const struct ap_fact *a = ap_cross_fact(sum->judge, sum->items[i], "first-day");
        const struct ap_fact *b = ap_cross_fact(sum->judge, sum->items[i], "last-day");
        if (a && (first.len == 0 || ap_str_cmp(a->value, first) < 0))
            first = a->value;
        if (b && ap_str_cmp(b->value, last) > 0)
            last = b->value;
    }
    if (first.len > 0 && ap_str_eq(first, last))
        ap_buf_printf(sum->out, " of %.*s", AP_FMT(first));
    else if (first.len > 0)
        ap_buf_printf(sum->out, " from %.*s to %.*s", AP_FMT(first), AP_FMT(last));
}

void
ap_sum_log(struct ap_summing *sum)
{
    uint64_t n = total(sum, "records");
    if (n == 0)
        return;
    ap_sum_begin(sum);
    ap_buf_printf(sum->out, "%" PRIu64 " log record%s", n, s(n));
    say_days(sum);
}

void
ap_sum_throttle(struct ap_summing *sum)
{
    uint64_t n = total(sum, "records");
    uint64_t refused = total(sum, "throttled");
    if (n == 0)
        return;
    ap_sum_begin(sum);
    ap_buf_printf(sum->out, "%" PRIu64 " of %" PRIu64 " logged call%s refused", refused, n,
                  n == 1 ? " was" : "s were");
    say_days(sum);
}

void
ap_sum_grants(struct ap_summing *sum)
{
    AP_VEC(, uint32_t) read = {0}; /* matrices whose scopes could be read */
    for (size_t i = 0; i < sum->n; i++)
        if (ap_cross_fact(sum->judge, sum->items[i], "scope"))
            *ap_vec_push(sum->judge->mem, &read) = sum->items[i];
    struct ap_summing of = *sum;
    of.items = read.items;
    of.n = read.n;
    uint64_t n = total(&of, "records");
    if (n == 0)
        return;
    size_t scopes = ap_sum_count(&of, "scope");
    ap_sum_begin(sum);
    ap_buf_printf(sum->out, "%" PRIu64 " grant%s of %zu scope%s", n, s(n), scopes, s(scopes));
}

void
ap_sum_tokens(struct ap_summing *sum)
{
    size_t n = ap_sum_count(sum, "token");
    size_t active = count_value(sum, "token", "active");
    if (n == 0)
        return;
    ap_sum_begin(sum);
    ap_buf_printf(sum->out, "%zu token%s in the register, %zu active, of them %zu privileged", n,
                  s(n), active, ap_sum_count(sum, "privileged-token"));
}

void
ap_sum_endpoints(struct ap_summing *sum)
{
    uint64_t n = total(sum, "records");
    if (n == 0)
        return;
    ap_sum_begin(sum);
    ap_buf_printf(sum->out, "%zu of %" PRIu64 " listed endpoint%s privileged",
                  ap_sum_count(sum, "privileged-operation"), n, n == 1 ? " is" : "s are");
}

void
ap_sum_entries(struct ap_summing *sum)
{
    size_t n = ap_sum_count(sum, "entry");
    if (n == 0)
        return;
    ap_sum_begin(sum);
    ap_buf_printf(sum->out, "%zu of %zu entr%s open", count_value(sum, "entry", "open"), n,
                  n == 1 ? "y is" : "ies are");
}
