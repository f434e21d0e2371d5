/* Tokens that a page broke over the end of a line, put together again.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/extract/engine.h"

/** Give each run of token characters that goes on in the next line, whole, as a segment of its own that names the line
 *  where it begins. */
AP_CHECKED int ap_pdf_join(struct ap_extract *x, struct ap_str text, uint32_t page);
