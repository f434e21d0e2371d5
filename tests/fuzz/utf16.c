/* Fuzz target: any bytes as UTF-16, in pieces. The text is well-formed UTF-8 and depends on no cut.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "inspect/wide.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
decode(struct ap_str bytes, bool big_endian, size_t step, size_t room, struct ap_buf *out)
{
    struct ap_wide d = {.big_endian = big_endian};
    char place[64];
    for (size_t at = 0; at < bytes.len; at += step) {
        struct ap_str piece = ap_str_slice(bytes, at, at + step);
        while (piece.len > 0) {
            size_t before = piece.len;
            size_t n = ap_wide_decode(&d, &piece, place, room);
            if (n > room || piece.len > before || (n == 0 && piece.len == before))
                abort();
            ap_buf_add(out, place, n);
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    bool big_endian = data[0] & 1;
    size_t step = 1 + data[1] % 7;
    size_t room = 8 + data[0] % 57;
    struct ap_str bytes = {(const char *)data + 2, size - 2};
    struct ap_buf whole = {0};
    struct ap_buf cut = {0};
    decode(bytes, big_endian, bytes.len + 1, 64, &whole);
    decode(bytes, big_endian, step, room, &cut);
    if (whole.len != cut.len || (whole.len && memcmp(whole.ptr, cut.ptr, whole.len) != 0) ||
        !ap_utf8_valid(ap_buf_str(&whole)))
        abort();
    ap_buf_release(&whole);
    ap_buf_release(&cut);
    return 0;
}
