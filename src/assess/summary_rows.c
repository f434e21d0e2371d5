/* The sentences of the summaries, one function a check.
 * Place in the flow: assess, below summary.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "assess/summary.h"
#include "base/buf.h"

/** The entries of a catalogue, parted by whether a fact tells of them. */
struct parted {
    size_t n, n_found;
    struct ap_strs missing;
};

static struct parted
part(const struct ap_summing *sum, const struct ap_catalog *catalog, const char *kind,
     const char *value, bool say)
{
    struct parted parted = {0};
    for (size_t i = 0; catalog && i < catalog->steps.n; i++) {
        const struct ap_catalog_entry *entry = &catalog->steps.items[i];
        const struct ap_fact *fact = ap_sum_fact(sum, kind, entry->id);
        bool found = fact && (!value || ap_str_is(fact->value, value));
        parted.n++;
        parted.n_found += found;
        if (!found)
            *ap_vec_push(sum->judge->mem, &parted.missing) = say ? entry->say : entry->id;
    }
    return parted;
}

static const char *
has(size_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

/* "5 of 7 protections are stated with their configuration; Queueing and Backpressure are not". */
static void
say_parted(struct ap_summing *sum, const struct parted *parted, const char *things, const char *are)
{
    ap_sum_begin(sum);
    ap_buf_printf(sum->out, "%zu of %zu %s %s", parted->n_found, parted->n, things, are);
    if (parted->missing.n > 0)
        ap_buf_printf(sum->out, "; %.*s %s not",
                      AP_FMT(ap_sum_list(sum->judge->mem, &parted->missing)),
                      has(parted->missing.n, "is", "are"));
}

/* --- limits --------------------------------------------------------------------------------------- */

static bool
is_of_class(const struct ap_fact *fact, struct ap_str class)
{
    struct ap_str rest = fact->key;
    (void)ap_str_cut(&rest, '/');
    return ap_str_eq(rest, class) || (ap_str_is(class, "standard") && ap_str_is(rest, "any"));
}

static bool
item_has_class(const struct ap_judge *judge, uint32_t item, const char *kind, struct ap_str class)
{
    const struct ap_facts *facts = &judge->insp->records[item].facts;
    for (size_t i = 0; i < facts->n; i++)
        if (ap_str_is(facts->items[i].kind, kind) && is_of_class(&facts->items[i], class))
            return true;
    return false;
}

/* "(policy v1.2 requires both)" */
static void
say_policy(struct ap_summing *sum, const struct ap_strs *missing)
{
    uint32_t policy = ap_cross_in_force(sum->judge, "policy-limit");
    size_t n = 0;
    for (size_t i = 0; policy != AP_NONE && i < missing->n; i++)
        n += item_has_class(sum->judge, policy, "policy-limit", missing->items[i]);
    if (n == 0)
        return;
    ap_buf_printf(sum->out, " (policy%.*s requires ", AP_FMT(ap_sum_version(sum->judge, policy)));
    if (n == missing->n)
        ap_buf_add_c(sum->out, n == 1 ? "it)" : n == 2 ? "both)" : "all of them)");
    else
        ap_buf_printf(sum->out, "%zu of them)", n);
}

static void
say_classes(struct ap_summing *sum)
{
    const struct ap_catalog *classes = ap_sum_catalog(sum, "classes", "endpoint_classes");
    struct ap_strs missing = {0};
    size_t n_found = 0;
    for (size_t c = 0; classes && c < classes->steps.n; c++) {
        bool found = false;
        for (size_t i = 0; i < sum->n; i++)
            found |= item_has_class(sum->judge, sum->items[i], "limit", classes->steps.items[c].id);
        n_found += found;
        if (!found)
            *ap_vec_push(sum->judge->mem, &missing) = classes->steps.items[c].id;
    }
    ap_sum_begin(sum);
    ap_buf_printf(sum->out, "%zu of %zu endpoint classes have a configured limit", n_found,
                  n_found + missing.n);
    if (missing.n == 0)
        return;
    ap_buf_printf(sum->out, "; %.*s %s none", AP_FMT(ap_sum_list(sum->judge->mem, &missing)),
                  has(missing.n, "has", "have"));
    say_policy(sum, &missing);
}

/* "600/60" as "600 per minute". */
static void
say_rate(struct ap_buf *out, struct ap_str value)
{
    static const struct {
        const char *seconds, *word;
    } words[] = {{"1", "second"}, {"60", "minute"}, {"3600", "hour"}, {"86400", "day"}};
    struct ap_str seconds = value;
    struct ap_str number = ap_str_cut(&seconds, '/');
    for (size_t i = 0; i < AP_COUNT(words); i++) {
        if (ap_str_is(seconds, words[i].seconds)) {
            ap_buf_printf(out, "%.*s per %s", AP_FMT(number), words[i].word);
            return;
        }
    }
    ap_buf_printf(out, "%.*s per %.*s seconds", AP_FMT(number), AP_FMT(seconds));
}

/* "limits count by token: 600 per minute" */
static void
say_by(struct ap_summing *sum, struct ap_str by)
{
    const struct ap_fact *found = NULL;
    size_t n = 0;
    for (size_t i = 0; i < sum->n; i++) {
        const struct ap_facts *facts = &sum->judge->insp->records[sum->items[i]].facts;
        for (size_t k = 0; k < facts->n; k++) {
            struct ap_str rest = facts->items[k].key;
            if (!ap_str_is(facts->items[k].kind, "limit") || !ap_str_eq(ap_str_cut(&rest, '/'), by))
                continue;
            found = found ? found : &facts->items[k];
            n++;
        }
    }
    ap_sum_begin(sum);
    if (!found) {
        ap_buf_printf(sum->out, "no configured limit counts by %.*s", AP_FMT(by));
        return;
    }
    ap_buf_printf(sum->out, "%zu configured limit%s by %.*s: ", n, n == 1 ? " counts" : "s count",
                  AP_FMT(by));
    say_rate(sum->out, found->value);
    if (n > 1)
        ap_buf_add_c(sum->out, " and others");
}

static void
say_limits(struct ap_summing *sum)
{
    const struct ap_node *by = ap_node_get(sum->args, "by");
    const struct ap_node *role = ap_node_get(sum->args, "role");
    if (role && ap_str_is(role->text, "policy")) {
        size_t n = ap_sum_count(sum, "policy-limit");
        if (n == 0)
            return;
        ap_sum_begin(sum);
        ap_buf_printf(sum->out, "the policy states %zu limit%s", n, n == 1 ? "" : "s");
        return;
    }
    if (!ap_sum_fact(sum, "limit", AP_STR_NONE))
        return;
    if (ap_node_get(sum->args, "classes"))
        say_classes(sum);
    for (size_t i = 0; by && by->kind == AP_NODE_SEQ && i < by->n; i++)
        if (!ap_str_is(by->items[i]->text, "endpoint-class"))
            say_by(sum, by->items[i]->text);
}

/* --- the others ------------------------------------------------------------------------------------ */

static void
say_tickets(struct ap_summing *sum)
{
    size_t n = ap_sum_count(sum, "ticket");
    size_t closed = ap_sum_count(sum, "ticket-closed");
    if (n == 0)
        return;
    ap_sum_begin(sum);
    ap_buf_printf(sum->out, "%zu of %zu ticket%s %s closed with a note", closed, n,
                  n == 1 ? "" : "s", has(n, "is", "are"));
}

/* Steps that have their place in the order; those that may stand anywhere are told apart. */
static void
say_steps(struct ap_summing *sum)
{
    const struct ap_catalog *catalog = ap_sum_catalog(sum, "steps", "token-compromise");
    struct ap_strs missing = {0};
    struct ap_strs besides = {0};
    size_t n = 0;
    if (!ap_sum_fact(sum, "step", AP_STR_NONE))
        return;
    for (size_t i = 0; catalog && i < catalog->steps.n; i++) {
        const struct ap_catalog_entry *step = &catalog->steps.items[i];
        bool placed = !ap_node_lists(ap_node_get(sum->args, "anywhere"), step->id);
        n += placed;
        if (!ap_sum_fact(sum, "step", step->id))
            *ap_vec_push(sum->judge->mem, placed ? &missing : &besides) = step->say;
    }
    ap_sum_begin(sum);
    ap_buf_printf(sum->out, "the runbook%.*s holds %zu of %zu steps",
                  AP_FMT(ap_sum_version(sum->judge, sum->items[0])), n - missing.n, n);
    for (size_t i = 0; i < besides.n; i++)
        *ap_vec_push(sum->judge->mem, &missing) = besides.items[i];
    if (missing.n > 0)
        ap_buf_printf(sum->out, "; %.*s %s missing", AP_FMT(ap_sum_list(sum->judge->mem, &missing)),
                      has(missing.n, "is", "are"));
}

static bool
is_signed(const struct ap_judge *judge, uint32_t item)
{
    const struct ap_findings *findings = &judge->insp->records[item].findings;
    for (size_t i = 0; i < findings->n; i++)
        if (ap_str_starts(ap_str_from(ap_code_info(findings->items[i]->code)->id), AP_STR("SGN")))
            return false;
    return ap_cross_fact(judge, item, "reviewer") != NULL;
}

static void
say_signoffs(struct ap_summing *sum)
{
    size_t n = 0;
    size_t n_signed = 0;
    for (size_t i = 0; i < sum->n; i++) {
        const struct ap_record *record = &sum->judge->insp->records[sum->items[i]];
        bool judged = ap_cross_fact(sum->judge, sum->items[i], "reviewer") || record->fault;
        n += judged;
        n_signed += is_signed(sum->judge, sum->items[i]);
    }
    if (n == 0)
        return;
    ap_sum_begin(sum);
    ap_buf_printf(sum->out, "%zu of %zu sign-off%s name%s reviewer, day, scope and conclusion",
                  n_signed, n, n == 1 ? "" : "s", n == 1 ? "s" : "");
}

static void
say_alerts(struct ap_summing *sum)
{
    if (!ap_sum_fact(sum, "alert-kind", AP_STR_NONE))
        return;
    struct parted kinds =
        part(sum, ap_sum_catalog(sum, "kinds", "alert_kinds"), "alert-kind", NULL, true);
    say_parted(sum, &kinds, "abuse patterns", "have an alert");
}

static void
say_protections(struct ap_summing *sum)
{
    if (!ap_sum_fact(sum, "protection", AP_STR_NONE))
        return;
    struct parted stated = part(sum, ap_sum_catalog(sum, "protections", "protections"),
                                "protection", "configured", true);
    say_parted(sum, &stated, "protections", "are stated with their configuration");
}

static void
say_retention(struct ap_summing *sum)
{
    const struct ap_node *role = ap_node_get(sum->args, "role");
    bool standard = role && ap_str_is(role->text, "standard");
    int64_t longest = -1;
    for (size_t i = 0; i < sum->n; i++) {
        const struct ap_facts *facts = &sum->judge->insp->records[sum->items[i]].facts;
        for (size_t k = 0; k < facts->n; k++) {
            int64_t days = INT64_MAX;
            if (!ap_str_is(facts->items[k].kind, standard ? "retention-standard" : "retention"))
                continue;
            if (!ap_str_is(facts->items[k].value, "unlimited") &&
                ap_str_to_int(facts->items[k].value, &days) != AP_OK)
                continue;
            longest = days > longest ? days : longest;
        }
    }
    if (longest < 0)
        return;
    ap_sum_begin(sum);
    ap_buf_add_c(sum->out, standard ? "the standard promises to keep logs " : "logs are kept ");
    if (longest == INT64_MAX)
        ap_buf_add_c(sum->out, "without end");
    else
        ap_buf_printf(sum->out, "%lld days", (long long)longest);
}

const struct ap_sum_row ap_sum_rows[] = {
    {"rate-limit-config", say_limits},    {"ticket-closure", say_tickets},
    {"runbook-steps", say_steps},         {"review-signoff", say_signoffs},
    {"alert-catalogue", say_alerts},      {"tenant-protections", say_protections},
    {"retention", say_retention},         {"log-sample", ap_sum_log},
    {"throttle-log", ap_sum_throttle},    {"scope-matrix", ap_sum_grants},
    {"token-register", ap_sum_tokens},    {"endpoint-list", ap_sum_endpoints},
    {"register-hygiene", ap_sum_entries},
};
const size_t ap_n_sum_rows = AP_COUNT(ap_sum_rows);
