/* XEV013, XEV014: a file holds as many rows as its extraction gave; a review in rows covers its population.
 * Place in the flow: assess, across evidence. docs/domain.md, "Population".
 * SPDX-License-Identifier: Apache-2.0
 *
 * Facts: records, else rows. */
#include <inttypes.h>

#include "assess/cross/cross.h"

/* The rows that were read of an item, or -1. */
static int64_t
rows_of(const struct ap_judge *judge, uint32_t item)
{
    int64_t n;
    const struct ap_fact *fact = ap_cross_fact(judge, item, "records");
    fact = fact ? fact : ap_cross_fact(judge, item, "rows");
    return fact && ap_str_to_int(fact->value, &n) == AP_OK ? n : -1;
}

/** Items that are the population of some requirement. */
AP_VEC(populations, uint32_t);

/** Per requirement: does another name it as its population? */
static bool *
find_named(const struct ap_judge *judge)
{
    const struct ap_library *lib = judge->cat->lib;
    bool *named = ap_arena_array(judge->mem, bool, lib->n_requirements);
    for (size_t i = 0; i < lib->n_requirements; i++) {
        const struct ap_requirement *population =
            ap_library_requirement(lib, lib->requirements[i]->population.text);
        if (population)
            named[population->index] = true;
    }
    return named;
}

static bool
is_population(const struct ap_judge *judge, uint32_t item, const bool *named)
{
    const struct ap_item *what = ap_judge_item(judge, item);
    for (size_t k = 0; k < what->n_requirements; k++)
        if (named[what->requirements[k]])
            return true;
    return false;
}

static void
judge_extraction(struct ap_judge *judge, uint32_t item, const bool *named)
{
    const struct ap_extraction *said = &ap_judge_item(judge, item)->extraction;
    int64_t rows = rows_of(judge, item);
    if (!said->present || said->records <= 0 || rows < 0 || rows == said->records)
        return;
    struct ap_finding *f = ap_cross_say(judge, AP_XEV013, item, 0,
                                        "it holds %" PRId64 " rows; its extraction gave %" PRId64,
                                        rows, said->records);
    if (is_population(judge, item, named)) /* what is reviewed against it would be incomplete */
        ap_cross_weigh(judge, f, AP_HIGH);
}

/* A review that is a table has one row for each of its population. */
static void
judge_review(struct ap_judge *judge, uint32_t item, const struct populations *populations)
{
    int64_t rows = rows_of(judge, item);
    const struct ap_item *what = ap_judge_item(judge, item);
    if (rows < 2 || !ap_cross_checked_by(judge, item, "review-signoff"))
        return;
    for (size_t i = 0; i < populations->n; i++) {
        const struct ap_item *population = ap_judge_item(judge, populations->items[i]);
        int64_t all = rows_of(judge, populations->items[i]);
        if (all <= rows || !ap_cross_serves_population(judge, item, population))
            continue;
        if (population->periods.n > 0 && what->periods.n > 0 &&
            !ap_periods_touch(&population->periods, what->periods.items[0].span))
            continue;
        (void)ap_cross_say(judge, AP_XEV014, item, 0,
                           "it reviews %" PRId64 " rows; its population %.*s has %" PRId64, rows,
                           AP_FMT(population->path), all);
        return;
    }
}

void
ap_cross_population(struct ap_judge *judge)
{
    struct populations populations = {.n = 0};
    const bool *named = find_named(judge);
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++)
        if (ap_cross_counts(judge, i) && is_population(judge, i, named))
            *ap_vec_push(judge->mem, &populations) = i;
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++) {
        if (!ap_cross_counts(judge, i))
            continue;
        judge_extraction(judge, i, named);
        judge_review(judge, i, &populations);
    }
}
