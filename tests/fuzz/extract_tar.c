/* Fuzz target: any bytes as a tar, as apipack-extract reads it; the sums of its headers are made right first.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "extract.h"
#include "inspect/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
make_right(unsigned char *block)
{
    unsigned sum = 0;
    memset(block + 148, ' ', 8);
    for (size_t i = 0; i < AP_TAR_BLOCK; i++)
        sum += block[i];
    for (size_t i = 0; i < 6; i++)
        block[148 + i] = (unsigned char)('0' + (sum >> (3 * (5 - i)) & 7));
    block[154] = '\0';
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum ap_kind kinds[] = {AP_KIND_OTHER};
    unsigned char *copy = ap_xmalloc(size + 1);
    copy[0] = 0; /* the kind */
    if (size > 0)
        memcpy(copy + 1, data, size);
    for (size_t at = 0; at + AP_TAR_BLOCK <= size; at += AP_TAR_BLOCK)
        if (at == 0 || memcmp(copy + 1 + at + 257, "ustar", 5) == 0)
            make_right(copy + 1 + at);
    extract_any(copy, size + 1, kinds, AP_COUNT(kinds));
    free(copy);
    return 0;
}
