/* Originals of redacted copies: what the scan found in them does not leave, so one finding says so and nothing is held back.
 * Place in the flow: assess, before coverage and findings. docs/domain.md, "Custody".
 * SPDX-License-Identifier: Apache-2.0 */
#include "assess/parts.h"
#include "base/map.h"
#include "port/digest.h"

static struct ap_str
digest_view(const struct ap_record *record)
{
    return (struct ap_str){(const char *)record->sha256, sizeof record->sha256};
}

/* A copy counts if it was redacted, and holds no secret itself. */
static bool
is_clean_copy(const struct ap_judge *judge, uint32_t index, uint8_t ret_original[AP_SHA256_BYTES])
{
    const struct ap_derived *derived = ap_judge_item(judge, index)->derived_from;
    const struct ap_record *record = &judge->insp->records[index];
    return derived && ap_str_is(derived->method, "redacted") && record->read &&
           record->admission == AP_ADMITTED && !record->fault &&
           ap_sha256_parse(derived->sha256, ret_original) == AP_OK;
}

static bool
is_of_scan(enum ap_code code)
{
    return (code >= AP_SEC001 && code <= AP_SEC004) || (code >= AP_PII001 && code <= AP_PII003);
}

bool
ap_assess_is_told(const struct ap_judge *judge, const struct ap_finding *f)
{
    return f->item == AP_NONE || !judge->as->items[f->item].redacted || !is_of_scan(f->code);
}

void
ap_assess_originals(struct ap_judge *judge)
{
    const struct ap_items *items = &judge->cat->evidence->items;
    struct ap_map copies = {0};
    for (uint32_t i = 0; i < items->n; i++) {
        uint8_t original[AP_SHA256_BYTES];
        if (!is_clean_copy(judge, i, original))
            continue;
        struct ap_str key = {(const char *)original, sizeof original};
        if (!ap_str_eq(key, digest_view(&judge->insp->records[i])))
            (void)ap_map_put(&copies, judge->mem, ap_arena_copy(judge->mem, key), i);
    }
    for (uint32_t i = 0; i < items->n; i++) {
        const struct ap_record *record = &judge->insp->records[i];
        uint32_t copy = record->read ? ap_map_get(&copies, digest_view(record)) : AP_NONE;
        if (copy == AP_NONE || record->n_leaks == 0)
            continue;
        judge->as->items[i].redacted = true;
        ap_judge_say(judge, AP_SEC010, i,
                     ap_arena_printf(
                         judge->mem, "the scan found %llu place%s in it; %.*s is its redacted copy",
                         (unsigned long long)record->n_leaks, record->n_leaks == 1 ? "" : "s",
                         AP_FMT(ap_judge_item(judge, copy)->path)));
    }
}
