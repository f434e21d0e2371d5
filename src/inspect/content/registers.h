/* The checks on registers: what they find, row by row.
 * Place in the flow: inspect, below checks.c; the rows are in content.def.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/content/rowset.h"

/** SCO001 to SCO006. */
void ap_check_scope_matrix_end(struct ap_subject *s, const struct ap_call *call);
/** TOK001 to TOK007. */
void ap_check_token_register_end(struct ap_subject *s, const struct ap_call *call);
/** END001 to END004. */
void ap_check_endpoint_list_end(struct ap_subject *s, const struct ap_call *call);
/** TKT020 to TKT024. */
void ap_check_register_hygiene_end(struct ap_subject *s, const struct ap_call *call);
