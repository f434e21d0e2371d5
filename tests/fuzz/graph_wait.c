/* Fuzz target: any text as Retry-After and RateLimit-Reset: the wait stays within a day and never comes early.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "vault/retry.h"

#define DAY_MS 86400000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_str text = {(const char *)data, size};
    size_t half = size / 2;
    struct ap_http_header headers[] = {{AP_STR("Retry-After"), ap_str_slice(text, 0, half)},
                                       {AP_STR("RateLimit-Reset"), ap_str_slice(text, half, size)},
                                       {AP_STR("Retry-After"), text}};
    const struct ap_http_reply both = {.headers = {headers, 2, 2}, .status = 429};
    const struct ap_http_reply one = {.headers = {headers + 2, 1, 1}, .status = 503};
    int64_t asked[] = {ap_retry_asked_ms(&both, 1700000000), ap_retry_asked_ms(&one, 0)};
    for (size_t i = 0; i < AP_COUNT(asked); i++) {
        int64_t wait = ap_retry_wait_ms(AP_RETRY_BUSY, (int)(size % 40), asked[i],
                                        (uint32_t)size * 2654435761u);
        if (asked[i] < -1 || asked[i] > DAY_MS || wait < 0 || (asked[i] >= 0 && wait < asked[i]))
            abort();
    }
    if (ap_http_date(text) < -1)
        abort();
    return 0;
}
