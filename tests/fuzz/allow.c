/* Fuzz target: any bytes as an allow list.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "workspace/allow.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_arena mem = {0};
    struct ap_diag dg;
    struct ap_allow_list *list = NULL;
    ap_diag_init(&dg, &mem);
    int result = ap_allow_parse((struct ap_str){(const char *)data, size}, AP_STR(AP_ALLOW_FILE),
                                &mem, &list, &dg);
    if ((result == AP_OK) != (dg.n_errors == 0))
        abort();
    for (size_t i = 0; list && i < list->n; i++) {
        const struct ap_allow_entry *e = &list->items[i];
        if (e->secret_id.len != 32 || !e->rule.len || !e->path.len || !e->by.len ||
            !e->reason.len || e->expires == AP_DAY_NONE)
            abort();
    }
    ap_arena_release(&mem);
    return 0;
}
