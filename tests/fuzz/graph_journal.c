/* Fuzz target: any bytes as an upload journal and as the state of a pull: what is read is written the same.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "vault/journal.h"
#include "vault/pull_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_arena mem = {0};
    struct ap_str text = {(const char *)data, size};
    struct ap_journal journal = {.mem = &mem};
    struct ap_pull pull = {.mem = &mem, .options.from = AP_STR("https://h/x")};
    if (ap_journal_read(text, &journal) == AP_OK) {
        struct ap_buf first = {0};
        struct ap_buf second = {0};
        struct ap_journal back = {.mem = &mem};
        ap_journal_write(&journal, &first);
        if (ap_journal_read(ap_buf_str(&first), &back) != AP_OK)
            abort();
        ap_journal_write(&back, &second);
        if (!ap_str_eq(ap_buf_str(&first), ap_buf_str(&second)))
            abort();
        ap_buf_release(&first);
        ap_buf_release(&second);
    }
    if (ap_pull_state_parse(text, &pull) == AP_OK)
        for (size_t i = 0; i < pull.items.n; i++)
            if (!pull.items.items[i].path.len || pull.items.items[i].path.ptr[0] == '/')
                abort();
    ap_arena_release(&mem);
    return 0;
}
