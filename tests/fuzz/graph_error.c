/* Fuzz target: any bytes as a reply of Graph or Entra: error objects, members, offsets, AADSTS codes.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "vault/auth.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_arena mem = {0};
    struct ap_str text = {(const char *)data, size};
    const struct ap_node *root = NULL;
    struct ap_remote_error error = ap_remote_error_read(text, &mem);
    if (error.message.len > 300)
        abort();
    if (ap_reply_parse(text, &mem, &root) == AP_OK) {
        if (ap_reply_next_offset(root) < -1 || ap_reply_number(root, "size") < -1)
            abort();
        (void)ap_reply_text(root, "file.hashes.quickXorHash");
        (void)ap_reply_member(root, "a.b.c.d");
    } else if (error.code.len) {
        abort(); /* a code out of what is no object */
    }
    if (ap_aadsts_find(text) < 0)
        abort();
    ap_arena_release(&mem);
    return 0;
}
