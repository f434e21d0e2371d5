/* Fuzz target: any bytes as the head and tail of a file with any extension.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/sniff.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.json", "a.jsonl", "a.txt", "a.csv", "a.docx", "a"};
    if (size == 0)
        return 0;
    struct ap_str name = ap_str_from(names[data[0] % AP_COUNT(names)]);
    struct ap_str bytes = {(const char *)data + 1, size - 1};
    struct ap_str tail = ap_str_slice(bytes, bytes.len / 2, bytes.len);
    struct ap_sniff a = ap_sniff(name, bytes, AP_STR_NONE);
    struct ap_sniff b = ap_sniff(name, bytes, tail);
    if (ap_word(ap_kind_words, (int)a.kind)[0] == '\0' || a.encoding != b.encoding)
        abort();
    (void)ap_sniff_zip_encrypted(bytes, tail);
    return 0;
}
