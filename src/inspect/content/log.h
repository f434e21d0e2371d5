/* What log-sample and throttle-log count while records pass by.
 * Place in the flow: inspect, below both checks.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/content/fields.h"
#include "inspect/content/sheets.h"
#include "tables/stamp.h"
#include "tables/records.h"

/** How often, where first. */
struct ap_seen {
    uint64_t n;
    uint32_t line;
    uint32_t column;
    char name[64]; /* of the field, cut there */
};

/** What a result says. */
enum ap_result_is { AP_RESULT_KNOWN = 1, AP_RESULT_OF_NOBODY = 2, AP_RESULT_REFUSED = 4, AP_RESULT_DRY = 8 };

/** Records whose times are two numbers and a year, read in one order; see log_order.c. */
struct ap_log_reading {
    uint64_t n; /* that are a day in this order */
    ap_day first, last;
    struct ap_seen outside, refused_outside;
};

/** Which order such times have is told by the whole file. */
enum ap_log_order { AP_ORDER_OPEN, AP_ORDER_TOLD, AP_ORDER_MIXED };

struct ap_log_state {
    struct ap_fields needed, forbidden, harmless, other, events;
    struct ap_field_names names;
    struct ap_records *records;
    struct ap_sheet_choice sheets; /* of a workbook */
    uint32_t serial;               /* of the place whose rows came last */
    struct ap_records_end end; /* filled by ap_log_end */
    const struct ap_periods *periods;
    const struct ap_catalog *unauthenticated, *throttled, *dry;
    uint16_t timestamp, tenant, client, endpoint, method, result, header_name, limit_status;
    bool masked_is_fine;

    uint64_t n, n_unauthenticated;
    uint64_t n_dated; /* with a time that can be read */
    struct ap_seen missing[AP_FIELDS_MAX];
    struct ap_seen present[AP_FIELDS_MAX]; /* forbidden */
    struct ap_seen undated;                /* a time that cannot be read */
    struct ap_seen outside;                /* of the period */
    struct ap_seen refused;                /* throttled */
    struct ap_seen refused_outside;
    struct ap_seen dry_run;                /* a limit that would have refused it, and did not */
    ap_day first, last;
    struct ap_log_reading readings[AP_STAMP_ORDERS];
    struct ap_seen ordered;                /* records of which the readings are */
    enum ap_log_order order;

    /* what was worked out before */
    struct ap_stamp moment;
    bool moment_is_inside;
    unsigned char results[1000]; /* by code: bits of enum ap_result_is */
};

void ap_log_begin(struct ap_subject *s, struct ap_log_state *log, const struct ap_node *args,
                  bool with_forbidden);
/** The text is over. False: there is nothing to judge, which was said. */
bool ap_log_end(struct ap_subject *s, struct ap_log_state *log);
void ap_seen_add(struct ap_seen *seen, uint32_t line, uint32_t column, struct ap_str name);
/** A record with such a time; `orders` and `stamps` are of ap_stamp_read_both(). */
void ap_log_take_both(struct ap_log_state *log, unsigned orders, const struct ap_stamp stamps[AP_STAMP_ORDERS],
                      const struct ap_record_field *time, bool refused);
/** All records were seen: the order is told, and the reading counts, or the times count as unread. */
void ap_log_settle_order(struct ap_log_state *log);
bool ap_log_is_inside(const struct ap_log_state *log, struct ap_stamp moment);
/** LOG009 for times that cannot be read. */
void ap_log_say_undated(struct ap_subject *s, const struct ap_log_state *log);
/** LOG010 for refusals of a limit in a dry run. */
void ap_log_say_dry_run(struct ap_subject *s, const struct ap_log_state *log);
/** The period as it is named, for messages. */
struct ap_str ap_log_period(struct ap_subject *s);
/** LOG005 for records outside the period; `what`: "records" or "refused calls". */
void ap_log_say_outside(struct ap_subject *s, const struct ap_log_state *log,
                        const struct ap_seen *outside, uint64_t n, const char *what);
/** More than one in a hundred. */
bool ap_log_is_many(uint64_t part, uint64_t n);
