/* An HTML page printed as PDF by a program of the system: headless Chromium, else WeasyPrint.
 * Place in the flow: port; the PDF report is made by it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "base/date.h"

/** Append the PDF. It is dated `day`, so that the same page gives the same bytes with the same program.
 *
 *  page    self-contained: the program is given no network and asks for none
 *  errors  AP_E_NOTFOUND (none of the programs is there), AP_E_INVALID (the program failed), AP_E_LIMIT (it took longer than two minutes, or
 *          made more than 256 MiB), AP_E_IO */
AP_CHECKED int ap_print_page(struct ap_str page, ap_day day, struct ap_arena *mem,
                             struct ap_buf *out);
