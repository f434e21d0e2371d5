/* The checks on small documents: what each finds, and how a value is looked up that may stand anywhere.
 * Place in the flow: inspect, below checks.c; the rows are in content.def.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/content/small.h"
#include "tables/csv.h"

#define AP_IN_SMALL ((AP_IN_TEXT & ~AP_IN(AP_KIND_LINK)) | AP_IN(AP_KIND_DOCX) | AP_IN(AP_KIND_PDF) | AP_IN(AP_KIND_XLSX))

/** What a value must look like to be taken out of running text; fields with a name are taken as they are. */
enum ap_said_what {
    AP_SAID_FIELD, /* only a field with that name */
    AP_SAID_ANY,   /* a field, or any words behind the name */
    AP_SAID_NAME,  /* …, words that begin with a capital */
    AP_SAID_SIGNED, /* …, words that begin with a capital or hold a day */
    AP_SAID_DAY,   /* …, a day: fields without one do not count */
    AP_SAID_ID,    /* …, a word with a digit, `-` or `_` in it */
};

struct ap_said {
    struct ap_str value; /* empty: not said */
    uint32_t line;
    bool dated; /* `moment` holds: not so where the order of day and month is not known */
    struct ap_moment moment;
};

/** What is said of one thing in a document: in a field, in a row, or in running text. */
struct ap_said ap_said_find(const struct ap_small *doc, const struct ap_names *names,
                            enum ap_said_what what);
/** The same in one record alone. */
struct ap_said ap_said_in(const struct ap_small *doc, const struct ap_small_record *record,
                          const struct ap_names *names, enum ap_said_what what);
/** For messages: at most 60 bytes, cut at a character's end. */
struct ap_str ap_said_short(struct ap_str value);

void ap_check_review_signoff_end(struct ap_subject *s, const struct ap_call *call);
void ap_check_runbook_steps_end(struct ap_subject *s, const struct ap_call *call);
void ap_check_ticket_closure_end(struct ap_subject *s, const struct ap_call *call);
void ap_check_alert_catalogue_end(struct ap_subject *s, const struct ap_call *call);
void ap_check_tenant_protections_end(struct ap_subject *s, const struct ap_call *call);
void ap_check_retention_end(struct ap_subject *s, const struct ap_call *call);
void ap_check_rate_limit_config_end(struct ap_subject *s, const struct ap_call *call);
