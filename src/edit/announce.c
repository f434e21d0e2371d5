/* Turns the work list into rows of the register.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/announce.h"

static bool
is_to_announce(const struct ap_task *task)
{
    enum ap_status status = task->verdict->status;
    return (status == AP_MISSING || status == AP_NOT_DUE) && task->mend.len == 0 &&
           !task->verdict->slot->announced;
}

void
ap_announce_rows(const struct ap_worklist *list, struct ap_arena *mem, struct ap_sheet *ret_sheet)
{
    enum { NAME, TITLE, CONTROL, OWNER, STATUS, N };
    static const char *const header[N] = {"File", "Evidence Title", "Control ID", "Evidence Owner",
                                          "Review Status"};
    struct ap_sheet sheet = {.name = "Register", .header = header, .n_columns = N};
    for (size_t i = 0; i < list->n; i++) {
        const struct ap_task *task = &list->tasks[i];
        const struct ap_requirement *req = task->verdict->slot->req;
        for (size_t k = 0; is_to_announce(task) && k < task->names.n; k++) {
            struct ap_str *cells = ap_sheet_row(&sheet, mem);
            cells[NAME] = task->names.items[k];
            cells[TITLE] = req->title;
            cells[CONTROL] = req->control->id;
            cells[OWNER] = task->owner;
            cells[STATUS] = AP_STR("Requested");
        }
    }
    *ret_sheet = sheet;
}
