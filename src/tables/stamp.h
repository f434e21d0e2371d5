/* The day of a time stamp as logs and exports write it.
 * Place in the flow: tables; content checks compare records with periods by it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/date.h"

/** The day as it is written, and the same moment's day in UTC; equal where no offset is given. */
struct ap_stamp {
    ap_day local, utc;
};

/** Accepted, with or without a time behind it:
 *    2026-05-14T10:00:00.123Z  2026-05-14 10:00:00,123 +02:00  20260514T100000Z  2026/05/14  [2026-05-14 10:00:00]
 *    14/May/2026:10:00:00 +0000  14-May-2026  14 May 2026  Thu, 14 May 2026 10:00:00 GMT  May 14, 2026  May 14 2026
 *    May 14, 2026 @ 10:00:00.123  14.05.2026 10:00
 *    seconds, milliseconds, microseconds or nanoseconds since 1970, also with decimals
 *  errors AP_E_SYNTAX: anything else, also 05/14/2026, of which nobody knows what it means */
AP_CHECKED int ap_stamp_parse(struct ap_str text, struct ap_stamp *ret_stamp);

/** Which number of 05/06/2026 is the month. */
enum ap_stamp_order { AP_MONTH_FIRST, AP_DAY_FIRST, AP_STAMP_ORDERS };

/** A day of two numbers and a year, with or without a time behind it, in both readings:
 *    5/14/2026  5/14/2026, 10:00:00.123 AM  05-06-2026 22:10
 *  gives  bit 1 << AP_MONTH_FIRST, bit 1 << AP_DAY_FIRST: the readings that are a day; 0: it is no such text */
unsigned ap_stamp_read_both(struct ap_str text, struct ap_stamp ret_stamps[AP_STAMP_ORDERS]);
