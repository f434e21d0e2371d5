/* Diagnostics as text for people and as JSON.
 * Place in the flow: diag; called by cli/ and report/.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "diag/diag.h"

#define BOLD  "\x1b[1m"
#define RESET "\x1b[0m"

static const char *
color_of(enum ap_severity level)
{
    switch (level) {
    case AP_ERROR:
    case AP_BLOCKER:
    case AP_HIGH:
        return "\x1b[1;31m";
    case AP_WARNING:
    case AP_MEDIUM:
        return "\x1b[1;33m";
    default:
        return "\x1b[1;36m";
    }
}

/* `file:line:col: `; what is not known is left out, and a column without a line says nothing. */
static void
add_place(struct ap_buf *out, struct ap_place place)
{
    if (place.file.len == 0)
        return;
    ap_text_escape(out, place.file);
    if (place.line)
        ap_buf_printf(out, ":%u", (unsigned)place.line);
    if (place.line && place.column)
        ap_buf_printf(out, ":%u", (unsigned)place.column);
    ap_buf_add_c(out, ": ");
}

void
ap_diag_text(struct ap_buf *out, const struct ap_diagnostic *d, bool color)
{
    bool bold = color && d->place.file.len;
    ap_buf_add_c(out, bold ? BOLD : "");
    add_place(out, d->place);
    ap_buf_add_c(out, bold ? RESET : "");
    ap_buf_add_c(out, color ? color_of(d->level) : "");
    ap_buf_printf(out, "%s:", ap_severity_name(d->level));
    ap_buf_printf(out, "%s ", color ? RESET : "");
    ap_text_escape(out, d->message);
    ap_buf_printf(out, " [%s]\n", ap_code_info(d->code)->id);
    if (d->hint.len) {
        ap_buf_add_c(out, "  hint: ");
        ap_text_escape(out, d->hint);
        ap_buf_add_char(out, '\n');
    }
}

void
ap_diag_json(struct ap_json *json, const struct ap_diagnostic *d)
{
    ap_json_object_open(json);
    ap_json_kv_c(json, "code", ap_code_info(d->code)->id);
    ap_json_kv_c(json, "level", ap_severity_name(d->level));
    ap_json_kv_str_opt(json, "file", d->place.file);
    ap_json_kv_int_opt(json, "line", d->place.line);
    ap_json_kv_int_opt(json, "column", d->place.column);
    ap_json_kv_str(json, "message", d->message);
    ap_json_kv_str_opt(json, "hint", d->hint);
    ap_json_object_close(json);
}
