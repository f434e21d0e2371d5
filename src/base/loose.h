/* Days and months as people and spreadsheets write them: `May-26`, `Q2 2026`, `202605`.
 * Place in the flow: base; table cells are read by it, and file names are corrected by it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/date.h"

/** 1 to 12 for an English month name or an abbreviation of at least three letters, any case; else 0. */
int ap_month_from_name(struct ap_str word);

/** A calendar period out of words that stood between separators: {"2026", "05"}, {"Q2", "2026"}, {"2026q2"},
 *  {"May", "26"}, {"202605"}. Two-digit years are of this century and only follow a month's name.
 *  errors AP_E_SYNTAX */
AP_CHECKED int ap_period_from_words(const struct ap_str *words, size_t n, struct ap_period *ret_period);
