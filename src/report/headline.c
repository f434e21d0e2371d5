/* The verdict in words.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/headline.h"

struct ap_str
ap_report_count(struct ap_arena *mem, size_t n, const char *noun)
{
    return ap_arena_printf(mem, "%zu %s%s", n, noun, n == 1 ? "" : "s");
}

static size_t
count_secret_files(const struct ap_report_context *ctx)
{
    size_t n = 0;
    for (size_t i = 0; i < ctx->items->n; i++)
        n += ctx->as->items[i].withheld && !ctx->as->items[i].redacted;
    return n;
}

struct ap_str
ap_report_headline(const struct ap_report_context *ctx)
{
    const struct ap_assessment *as = ctx->as;
    struct ap_str gaps = ap_report_count(ctx->mem, as->n_gaps, "gap");
    if (as->result == AP_BLOCKED && count_secret_files(ctx) == 0)
        return ap_arena_printf(
            ctx->mem, "BLOCKED: a secret in titles, notes, names or settings, %.*s", AP_FMT(gaps));
    if (as->result == AP_BLOCKED)
        return ap_arena_printf(ctx->mem, "BLOCKED: secrets in %.*s, %.*s",
                               AP_FMT(ap_report_count(ctx->mem, count_secret_files(ctx), "file")),
                               AP_FMT(gaps));
    if (as->result == AP_GAPS)
        return ap_arena_printf(ctx->mem, "NOT COMPLETE: %.*s", AP_FMT(gaps));
    if (as->n_not_due == 0)
        return AP_STR("COMPLETE");
    return ap_arena_printf(ctx->mem, "COMPLETE SO FAR; %u %s due by %.*s", as->n_not_due,
                           as->n_not_due == 1 ? "falls" : "fall",
                           AP_FMT(ap_day_str(ctx->mem, as->last_due)));
}

struct ap_str
ap_report_coverage(const struct ap_report_context *ctx)
{
    unsigned n_due = 0;
    unsigned n_proven = 0;
    for (size_t i = 0; i < ctx->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &ctx->as->verdicts[i];
        n_due += verdict->due && verdict->status != AP_EXCEPTED;
        n_proven += verdict->due && verdict->status == AP_SATISFIED;
    }
    /* Cut, not rounded: 99.96 % is not 100 %. */
    unsigned permille = (unsigned)(ctx->as->coverage * 1000.0 + 1e-6);
    return ap_arena_printf(ctx->mem, "Coverage %u.%u %% (%u of %u due items proven)", permille / 10,
                           permille % 10, n_proven, n_due);
}

struct ap_str
ap_report_since(const struct ap_report_context *ctx)
{
    if (!ctx->baseline)
        return AP_STR_NONE;
    const struct ap_assessment *as = ctx->as;
    size_t n_findings = 0;
    for (int s = 0; s < AP_N_SEVERITIES; s++)
        n_findings += as->new_by_severity[s];
    size_t n_known = as->n_gaps - as->n_new_gaps;
    return ap_arena_printf(
        ctx->mem, "Since the check as of %.*s: %.*s, %.*s; %.*s known, %zu closed",
        AP_FMT(ap_day_str(ctx->mem, ctx->baseline->as_of)),
        AP_FMT(ap_report_count(ctx->mem, as->n_new_gaps, "new gap")),
        AP_FMT(ap_report_count(ctx->mem, n_findings, "new finding")),
        AP_FMT(ap_report_count(ctx->mem, n_known, "gap")), ctx->baseline->n_gaps - n_known);
}

struct ap_str
ap_report_marked(const struct ap_report_context *ctx, const char *word, bool known)
{
    if (!ctx->baseline || known)
        return ap_str_from(word);
    return ap_arena_printf(ctx->mem, "%s (new)", word);
}

struct ap_str
ap_report_subject(const struct ap_report_context *ctx)
{
    return ap_arena_join(ctx->mem, ctx->ws->organization, ", ", ctx->ws->product);
}

/* `list` with one more count behind a comma. */
static struct ap_str
add_count(struct ap_arena *mem, struct ap_str list, uint32_t n, const char *word)
{
    if (n == 0)
        return list;
    return ap_arena_printf(mem, "%.*s%s%u %s", AP_FMT(list), list.len ? ", " : "", n, word);
}

struct ap_str
ap_report_statuses(const struct ap_report_context *ctx)
{
    struct ap_str list = AP_STR_NONE;
    for (int i = 0; i < AP_N_STATUSES; i++)
        list = add_count(ctx->mem, list, ctx->as->by_status[i], ap_word(ap_status_words, i));
    return list;
}

struct ap_str
ap_report_severities(const struct ap_report_context *ctx)
{
    struct ap_str list = AP_STR_NONE;
    for (int i = AP_N_SEVERITIES - 1; i >= 0; i--)
        list = add_count(ctx->mem, list, ctx->as->by_severity[i], ap_word(ap_severity_words, i));
    return list;
}
