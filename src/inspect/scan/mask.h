/* Names that hold a secret, with the secret masked.
 * Place in the flow: inspect; asked by extract/client.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "inspect/scan/row.h"

/** Add `text`, its secrets masked; all of it is masked when it cannot be searched to its end.
 *
 *  scanning  of the worker; NULL: this run does not scan, and masks nothing */
void ap_scanning_mask(struct ap_scanning *scanning, struct ap_str text, struct ap_buf *out);
