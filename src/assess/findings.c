/* All findings of all stages in one list: grouped, tuned, sorted, fingerprinted, counted.
 * Place in the flow: assess, near its end.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "assess/parts.h"
#include "port/digest.h"

static void
take(struct ap_judge *judge, const struct ap_findings *from)
{
    for (size_t i = 0; i < from->n; i++)
        if (ap_assess_is_told(judge, from->items[i]))
            *ap_vec_push(judge->mem, &judge->as->findings) = from->items[i];
}

/** One grouped finding for all approvals that are not bound to bytes. */
static void
say_unbound(struct ap_judge *judge)
{
    size_t n = 0;
    for (uint32_t i = 0; i < judge->cat->evidence->items.n; i++)
        n += judge->reviews[i].n_approvals > 0 && !judge->reviews[i].bound;
    if (n == 0)
        return;
    struct ap_str file = judge->cat->ws->file;
    struct ap_finding *f = ap_finding_add(
        &judge->as->findings, judge->mem, AP_REV004, AP_STR("evidence"),
        (struct ap_place){file, 0, 0},
        "%zu approved item%s not bound to the bytes: a later change would not be seen", n,
        n == 1 ? " is" : "s are");
    f->item = AP_NONE;
}

static void
tune(struct ap_judge *judge)
{
    const struct ap_severity_rules *rules = &judge->cat->ws->severity;
    for (size_t r = 0; r < rules->n; r++) {
        enum ap_code code = ap_code_from_id(rules->items[r].code.text);
        for (size_t i = 0; i < judge->as->findings.n; i++)
            if (judge->as->findings.items[i]->code == code)
                judge->as->findings.items[i]->severity = rules->items[r].to;
    }
}

static int
compare_u32(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

static int
compare_findings(const void *a, const void *b)
{
    const struct ap_finding *x = *(struct ap_finding *const *)a;
    const struct ap_finding *y = *(struct ap_finding *const *)b;
    int by[] = {
        ap_str_cmp(x->place.file, y->place.file),
        compare_u32(x->place.line, y->place.line),
        compare_u32(x->code, y->code),
        compare_u32(x->place.column, y->place.column),
        ap_str_cmp(x->subject, y->subject),
        ap_str_cmp(x->message, y->message),
    };
    for (size_t i = 0; i < AP_COUNT(by); i++)
        if (by[i])
            return by[i];
    return 0;
}

/** sha256 over code, subject, file and ordinal: the same finding in the next run has the same one. */
static void
fingerprint(struct ap_judge *judge)
{
    struct ap_map seen = {0};
    for (size_t i = 0; i < judge->as->findings.n; i++) {
        struct ap_finding *f = judge->as->findings.items[i];
        struct ap_str key = ap_arena_printf(judge->mem, "%s\n%.*s\n%.*s", ap_code_info(f->code)->id,
                                            AP_FMT(f->subject), AP_FMT(f->place.file));
        uint32_t ordinal = ap_map_get(&seen, key);
        ordinal = ordinal == AP_NONE ? 0 : ordinal + 1;
        ap_map_set(&seen, judge->mem, key, ordinal);
        uint8_t digest[AP_SHA256_BYTES];
        ap_sha256(ap_arena_printf(judge->mem, "%.*s\n%u", AP_FMT(key), ordinal), digest);
        ap_sha256_text(digest, f->fingerprint);
    }
}

void
ap_assess_findings(struct ap_judge *judge)
{
    struct ap_assessment *as = judge->as;
    take(judge, &judge->cat->evidence->findings);
    for (size_t i = 0; i < judge->cat->evidence->items.n; i++)
        take(judge, &judge->insp->records[i].findings);
    say_unbound(judge);
    tune(judge);
    for (size_t i = 0; i < as->findings.n; i++)
        as->findings.items[i] = ap_assess_weighed(judge, as->findings.items[i]);
    if (as->findings.n)
        qsort(as->findings.items, as->findings.n, sizeof as->findings.items[0], compare_findings);
    fingerprint(judge);
    for (size_t i = 0; i < as->findings.n; i++)
        as->by_severity[as->findings.items[i]->severity]++;
}
