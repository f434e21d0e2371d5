/* What the YAML sources share among themselves: the text before it is parsed, and words for faults.
 * Place in the flow: port; included by yaml*.c only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "diag/diag.h"

/** Words for `problem`, the text of a libyaml error, met at the byte `at` (0 at the end of the file). What is
 *  not in the table is given as libyaml says it. */
const char *ap_yaml_words(const char *problem, unsigned char at);
/** What the parser was reading when the fault came ("the mapping"), or NULL. */
const char *ap_yaml_context(const char *context);

/** Line and column, in characters, of the byte at `offset`. */
struct ap_place ap_yaml_place(struct ap_str text, struct ap_str file, size_t offset);
/** Whether `text` is short enough, UTF-8, and made of characters that YAML allows. Reports what is not.
 *  errors AP_E_LIMIT, AP_E_SYNTAX */
AP_CHECKED int ap_yaml_check_text(struct ap_str text, struct ap_str file, enum ap_code family,
                                  size_t max_bytes, struct ap_diag *dg);
