/* Fuzz target: any bytes as a record of the inspection cache; what is read is written again as it was.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/cache.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_arena mem = {0};
    struct ap_detector detector = {.id = AP_STR("jwt")};
    struct ap_library lib = {.detectors = {&detector, 1, 1}};
    struct ap_item item = {.path = AP_STR("evidence/a.log"), .index = 7};
    struct ap_record record = {.read = true};
    struct ap_str bytes = {(const char *)data, size};
    if (ap_cache_decode(bytes, &item, &lib, &mem, &record) == AP_OK) {
        struct ap_buf again = {0};
        if (!ap_cache_encode(&record, &again) || again.len != size ||
            (size > 0 && memcmp(again.ptr, data, size) != 0))
            abort();
        for (size_t i = 0; i < record.findings.n; i++)
            if (record.findings.items[i]->item != item.index)
                abort();
        ap_buf_release(&again);
    }
    ap_arena_release(&mem);
    return 0;
}
