/* The table of codes, and the words of severities.
 * Place in the flow: diag; made of codes.def.
 * SPDX-License-Identifier: Apache-2.0 */
#include "diag/diag.h"

enum kind_letter { KIND_D = 'D', KIND_F = 'F' };

static const struct ap_code_info codes[] = {
#define AP_CODE(id, kind, severity, title, mend) {#id, KIND_##kind, AP_##severity, title, mend},
#include "diag/codes.def"
#undef AP_CODE
};

static const char *const severity_names[] = {
    [AP_INFO] = "info",       [AP_LOW] = "low",   [AP_MEDIUM] = "medium",   [AP_HIGH] = "high",
    [AP_BLOCKER] = "blocker", [AP_NOTE] = "note", [AP_WARNING] = "warning", [AP_ERROR] = "error",
};

const struct ap_code_info *
ap_code_info(enum ap_code code)
{
    return &codes[code];
}

enum ap_code
ap_code_from_id(struct ap_str id)
{
    size_t i = 0;
    while (i < AP_COUNT(codes) && !ap_str_is(id, codes[i].id))
        i++;
    return (enum ap_code)i;
}

const char *
ap_severity_name(enum ap_severity severity)
{
    return severity_names[severity];
}
