/* Is a find on the allow list?
 * Place in the flow: inspect/scan; the list is read by workspace/allow.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/scan/allow.h"

bool
ap_allow_use(struct ap_allow_list *list, ap_day as_of, struct ap_str path,
             const struct ap_leak_note *note)
{
    bool allowed = false;
    if (!note->secret_id[0]) /* without the workspace's key nothing tells one secret from another */
        return false;
    for (size_t i = 0; list && i < list->n; i++) {
        struct ap_allow_entry *e = &list->items[i];
        if (!ap_str_is(e->secret_id, note->secret_id) || !ap_str_eq(e->rule, note->detector->id) ||
            !ap_str_glob(e->path, path))
            continue;
        atomic_store(&e->used, true);
        bool may = note->code != AP_SEC001 || e->approved_by.len > 0;
        if (!may)
            atomic_store(&e->refused, true);
        allowed |= may && (as_of == AP_DAY_NONE || as_of <= e->expires);
    }
    return allowed;
}
