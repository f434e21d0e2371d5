/* JSON (cJSON) read into the same tree as YAML; for small documents only.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/node.h"

/** At most 16 MiB and depth 64. Places hold the file only (cJSON keeps no lines). Numbers keep the text they
 *  were written with. Duplicate keys: AP_E_INVALID.
 *  errors AP_E_SYNTAX, AP_E_LIMIT, AP_E_INVALID */
AP_CHECKED int ap_json_parse(struct ap_str text, struct ap_str file, struct ap_arena *mem,
                             struct ap_node **ret_root);
