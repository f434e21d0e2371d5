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
 *    seconds, milliseconds, microseconds or nanoseconds since 1970, also with decimals
 *  errors AP_E_SYNTAX: anything else, also 05/14/2026, of which nobody knows what it means */
AP_CHECKED int ap_stamp_parse(struct ap_str text, struct ap_stamp *ret_stamp);
