/* What the files of the YAML writer share.
 * Place in the flow: edit; private to yaml_*.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/yaml_edit.h"
#include "edit/yaml_value.h"

/** Would YAML read these bytes, without quotes, as a number, a day, a truth value or nothing? */
bool ap_yaml_is_typed(struct ap_str text);
/** A scalar in the quotes it needs, or in those of `form`. */
void ap_yaml_write_scalar(struct ap_buf *out, const struct ap_node *scalar, const struct ap_yaml_form *form);
