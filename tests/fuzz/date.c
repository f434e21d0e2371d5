/* Days, times, periods and durations from any bytes: what is read is said back the same.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"

#include <stdlib.h>

#include "base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool holds)
{
    if (!holds)
        abort();
}

static void
try_day(struct ap_str text)
{
    ap_day day, again;
    char shown[AP_DAY_TEXT];
    if (ap_day_parse(text, &day) == AP_OK)
        hold(ap_str_is(text, ap_day_text(day, shown)));
    if (ap_day_parse_time(text, &day) == AP_OK)
        hold(ap_day_parse(ap_str_from(ap_day_text(day, shown)), &again) == AP_OK && again == day);
}

static void
try_period(struct ap_str text)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_period period, again;
    if (ap_period_parse(text, &period) != AP_OK)
        return;
    hold(ap_span_days(period.span) > 0);
    struct ap_str shown = ap_period_str(&mem, period);
    hold(period.kind == AP_PERIOD_RANGE || ap_str_eq(shown, text));
    hold(ap_period_parse(shown, &again) == AP_OK && again.kind == period.kind &&
         again.span.from == period.span.from && again.span.to == period.span.to);
    struct ap_periods one = {&period, 1, 1};
    hold(ap_periods_cover(&one, period.span) && ap_periods_touch(&one, period.span));
    hold(ap_period_next(period).span.from == period.span.to);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ap_str text = {(const char *)data, size};
    int32_t days;
    try_day(text);
    try_period(text);
    if (ap_duration_parse(text, &days) == AP_OK)
        hold(days >= 0 && days <= 36500);
    return 0;
}
