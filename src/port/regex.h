/* Regular expressions (PCRE2, compiled to machine code), anchored, with bounded time, stack and memory.
 * Place in the flow: port; detectors of the scan are matched with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

#define AP_REGEX_PATTERN_MAX 4096u      /* bytes of a pattern */
#define AP_REGEX_STACK       (8u << 20) /* of one workspace, taken as it is needed */
#define AP_REGEX_STEPS       200000u    /* of one match */
#define AP_REGEX_REASON      120u

struct ap_regex;      /* compiled; shared by threads */
struct ap_regex_work; /* what one thread needs to match */

/** Compile a byte pattern (Perl syntax, no Unicode); `anchored`: a match begins exactly where the search does.
 *
 *  ret_reason  on failure: what is wrong, and where
 *  errors      AP_E_SYNTAX, AP_E_LIMIT (too long, or too large when compiled) */
AP_CHECKED int ap_regex_compile(struct ap_str pattern, bool anchored, struct ap_regex **ret_regex,
                                char ret_reason[AP_REGEX_REASON]);
void ap_regex_free(struct ap_regex *regex); /* NULL is fine */

struct ap_regex_work *ap_regex_work_new(void);
void ap_regex_work_free(struct ap_regex_work *work); /* NULL is fine */

/** Offsets in the subject; group 1, or the whole match where the pattern has no group or it took no part. */
struct ap_regex_match {
    size_t from, to;
    size_t group_from, group_to;
};

/** Match at or after `at`; bytes before it are seen by look-behind.
 *  errors AP_E_NOTFOUND; AP_E_LIMIT: more steps or stack than allowed, nothing is known */
AP_CHECKED int ap_regex_match(const struct ap_regex *regex, struct ap_regex_work *work,
                              struct ap_str subject, size_t at, struct ap_regex_match *ret_match);
