/* The pack id: one digest under which neither a file nor a hole can change.
 * Place in the flow: plan; printed by build, checked by `verify --expect-id`.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "plan/internal.h"
#include "port/digest.h"

static int
by_bytes(const void *a, const void *b)
{
    return ap_str_cmp(*(const struct ap_str *)a, *(const struct ap_str *)b);
}

static void
add_files(const struct ap_plan *plan, struct ap_strs *lines, struct ap_arena *mem)
{
    for (size_t i = 0; i < plan->items.n; i++) {
        const struct ap_plan_item *packed = &plan->items.items[i];
        char hex[AP_SHA256_TEXT];
        ap_sha256_text(ap_plan_content(plan, packed).sha256, hex);
        *ap_vec_push(mem, lines) = ap_arena_printf(mem, "%.*s\t%s\n", AP_FMT(packed->path), hex);
    }
}

static void
add_slots(const struct ap_plan *plan, struct ap_strs *lines, struct ap_arena *mem)
{
    for (size_t i = 0; i < plan->as->n_verdicts; i++) {
        const struct ap_verdict *verdict = &plan->as->verdicts[i];
        if (ap_plan_lists_slot(plan, verdict->slot))
            *ap_vec_push(mem, lines) =
                ap_arena_printf(mem, "slot\t%.*s\t%s\n", AP_FMT(verdict->slot->id),
                                ap_word(ap_status_words, (int)verdict->status));
    }
}

void
ap_plan_set_id(struct ap_plan *plan, struct ap_arena *mem)
{
    struct ap_arena_mark mark = ap_arena_mark(mem);
    struct ap_strs lines = {NULL, 0, 0};
    add_files(plan, &lines, mem);
    add_slots(plan, &lines, mem);
    *ap_vec_push(mem, &lines) =
        ap_arena_printf(mem, "window\t%.*s\n", AP_FMT(ap_span_str(mem, plan->as->cat->window)));
    *ap_vec_push(mem, &lines) =
        ap_arena_printf(mem, "audience\t%.*s\n", AP_FMT(plan->audience->id));
    qsort(lines.items, lines.n, sizeof lines.items[0], by_bytes);

    struct ap_digest *digest = ap_digest_new();
    uint8_t raw[AP_SHA256_BYTES];
    ap_digest_start(digest);
    for (size_t i = 0; i < lines.n; i++)
        ap_digest_add(digest, lines.items[i].ptr, lines.items[i].len);
    ap_digest_end(digest, raw);
    ap_digest_free(digest);
    ap_sha256_text(raw, plan->pack_id);
    ap_arena_rewind(mem, mark);
}
