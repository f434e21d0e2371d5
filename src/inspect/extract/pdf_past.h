/* What earlier states of a PDF held: each change is written behind the file, and what it replaced stays in it.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/extract/engine.h"

/** Give the strings of objects that later ones replaced, and bytes before and behind the document.
 *
 *  locked  the file is encrypted: replaced objects cannot be told, which is said */
AP_CHECKED int ap_pdf_past(struct ap_extract *x, struct ap_str bytes, bool locked);
