/* Fuzz: words, periods, versions and statuses out of any name or text.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/dating.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "edit/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
    if (!holds)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str text = {(const char *)data, size};
    struct ap_span window = {ap_day_from_civil(2026, 4, 1), ap_day_from_civil(2026, 7, 1)};
    for (int in_text = 0; in_text < 2; in_text++) {
        struct ap_dating found;
        (in_text ? ap_dating_in_text : ap_dating_in_name)(text, window, &mem, &found);
        for (size_t i = 0; i < found.periods.n; i++) {
            struct ap_period again;
            struct ap_str words = ap_period_str(&mem, found.periods.items[i]);
            must(ap_period_parse(words, &again) == AP_OK);
            must(again.span.from == found.periods.items[i].span.from);
        }
        must(found.version.len == 0 || found.version.ptr[0] == 'v');
    }
    struct ap_stems stems = {0};
    ap_stems_of(text, NULL, &mem, &stems);
    must(stems.n <= AP_STEMS_MAX);
    for (size_t i = 0; i < stems.n; i++)
        must(stems.items[i].len >= 2 &&
             ap_str_starts(ap_stem_word(stems.items[i]), stems.items[i]));
    return 0;
}
