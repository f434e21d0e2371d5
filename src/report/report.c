/* The table of report formats.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include "report/renderers.h"

static const struct ap_report_format formats[] = {
#define AP_FORMAT(name, extension, title, in_check, binary, pack_name, pack_path, render)          \
    {name, extension, title, in_check, binary, pack_name, pack_path, render},
#include "report/formats.def"
#undef AP_FORMAT
};

const struct ap_report_format *
ap_report_format(struct ap_str name)
{
    for (size_t i = 0; i < AP_COUNT(formats); i++)
        if (ap_str_is(name, formats[i].name))
            return &formats[i];
    return NULL;
}

const struct ap_report_format *
ap_report_formats(size_t *ret_n)
{
    *ret_n = AP_COUNT(formats);
    return formats;
}
