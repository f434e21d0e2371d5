/* Time stamps of logs: what day they mean, and what is no time stamp.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "tables/stamp.h"

static const struct {
    const char *text, *local, *utc; /* NULL: no time stamp */
} cases[] = {
    {"2026-05-14", "2026-05-14", "2026-05-14"},
    {"2026-05-14T10:00:00Z", "2026-05-14", "2026-05-14"},
    {"2026-05-14T23:30:00.123456789-02:00", "2026-05-14", "2026-05-15"},
    {"2026-05-14T01:30:00+0200", "2026-05-14", "2026-05-13"},
    {"2026-05-14 10:00:00,123", "2026-05-14", "2026-05-14"},
    {"2026-05-14 10:00:00 +0000 UTC", "2026-05-14", "2026-05-14"},
    {"2026/05/14 10:00:00", "2026-05-14", "2026-05-14"},
    {"[2026-05-14 10:00:00]", "2026-05-14", "2026-05-14"},
    {"20260514T100000Z", "2026-05-14", "2026-05-14"},
    {"20260514", "2026-05-14", "2026-05-14"},
    {"14/May/2026:23:59:59 -0100", "2026-05-14", "2026-05-15"},
    {"14-May-2026", "2026-05-14", "2026-05-14"},
    {"Thu, 14 May 2026 10:00:00 GMT", "2026-05-14", "2026-05-14"},
    {"May 14, 2026 10:00", "2026-05-14", "2026-05-14"},
    {"Thu May 14 10:00:00 2026", "2026-05-14", "2026-05-14"},
    {"1778752800", "2026-05-14", "2026-05-14"},
    {"1778752800.123", "2026-05-14", "2026-05-14"},
    {"1778752800123", "2026-05-14", "2026-05-14"},
    {"1778752800123456", "2026-05-14", "2026-05-14"},
    {"1778752800123456789", "2026-05-14", "2026-05-14"},
    {"May 14, 2026 @ 10:00:00.123", "2026-05-14", "2026-05-14"},
    {"May 14, 2026, 11:30:00 PM -02:00", "2026-05-14", "2026-05-15"},
    {"2026-05-14 12:30 AM +01:00", "2026-05-14", "2026-05-13"},
    {"2026-05-14 11:30:00\xe2\x80\xafPM -01:00", "2026-05-14", "2026-05-15"},
    {"14.05.2026 10:00", "2026-05-14", "2026-05-14"},
    {"05.14.2026 10:00", NULL, NULL},
    {"2026-02-29", NULL, NULL},
    {"2026-13-01", NULL, NULL},
    {"05/14/2026", NULL, NULL},
    {"May 14 10:00:00", NULL, NULL},
    {"2026-05", NULL, NULL},
    {"yesterday", NULL, NULL},
    {"12345678901", NULL, NULL},
    {"2026-05-14T", NULL, NULL},
    {"2026-05-14T25:00:00Z", NULL, NULL},
    {"99999999999999999999999", NULL, NULL},
    {"", NULL, NULL},
};

AP_TEST(tables_stamp_forms)
{
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct ap_stamp m = {0, 0};
        char local[AP_DAY_TEXT], utc[AP_DAY_TEXT];
        int result = ap_stamp_parse(ap_str_from(cases[i].text), &m);
        if ((result == AP_OK) != (cases[i].local != NULL))
            fail_msg("\"%s\": result %d", cases[i].text, result);
        if (result == AP_OK && (strcmp(ap_day_text(m.local, local), cases[i].local) != 0 ||
                                strcmp(ap_day_text(m.utc, utc), cases[i].utc) != 0))
            fail_msg("\"%s\": %s, %s", cases[i].text, ap_day_text(m.local, local),
                     ap_day_text(m.utc, utc));
    }
}

AP_TEST(tables_stamp_both_readings)
{
    static const struct {
        const char *text, *month_first, *day_first;
    } both[] = {
        {"5/14/2026, 10:00:00.123 AM", "2026-05-14", NULL},
        {"14/05/2026 10:00", NULL, "2026-05-14"},
        {"05-06-2026 22:10:00", "2026-05-06", "2026-06-05"},
        {"5/6/2026", "2026-05-06", "2026-06-05"},
        {"5/14/2026, 11:30:00\xe2\x80\xafPM -01:00", "2026-05-15", NULL},
        {"5/6-2026", NULL, NULL},
        {"5/6/26 10:00", NULL, NULL},
        {"2/30/2026", NULL, NULL},
        {"13/13/2026", NULL, NULL},
        {"5/14/2026, 25:00", NULL, NULL},
        {"2026-05-14", NULL, NULL},
    };
    for (size_t i = 0; i < AP_COUNT(both); i++) {
        const char *wanted[AP_STAMP_ORDERS] = {
            [AP_MONTH_FIRST] = both[i].month_first, [AP_DAY_FIRST] = both[i].day_first};
        struct ap_stamp stamps[AP_STAMP_ORDERS];
        unsigned orders = ap_stamp_read_both(ap_str_from(both[i].text), stamps);
        for (unsigned o = 0; o < AP_STAMP_ORDERS; o++) {
            char day[AP_DAY_TEXT];
            bool read = orders >> o & 1u;
            if (read != (wanted[o] != NULL) ||
                (read && strcmp(ap_day_text(stamps[o].utc, day), wanted[o]) != 0))
                fail_msg("\"%s\", order %u", both[i].text, o);
        }
    }
}
