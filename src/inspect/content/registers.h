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
/** No finding; the facts model-scope and scope, of the evidence of the requirements that the catalogue `scope_sources` names. */
struct ap_scope_list_state {
    struct ap_small_state small;
    const char *kind; /* of the facts; NULL: nothing is wanted of this file */
};
void ap_check_scope_list_begin(struct ap_subject *s, const struct ap_call *call);
void ap_check_scope_list_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block);
void ap_check_scope_list_end(struct ap_subject *s, const struct ap_call *call);
/** No finding; the fact mention, beside ticket-closure and review-signoff. */
void ap_check_mentions_end(struct ap_subject *s, const struct ap_call *call);
/** TKT020 to TKT024. */
void ap_check_register_hygiene_end(struct ap_subject *s, const struct ap_call *call);
