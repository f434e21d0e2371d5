/* One renderer per row of formats.def.
 * Place in the flow: report; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/report.h"

#define AP_FORMAT(name, extension, title, in_check, binary, pack_name, pack_path, render)                  \
    AP_CHECKED int render(const struct ap_report_input *in, struct ap_buf *out);
#include "report/formats.def"
#undef AP_FORMAT
