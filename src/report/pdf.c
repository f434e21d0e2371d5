/* The gap report as PDF: its page, printed by a program of the system.
 * Place in the flow: report; a row of formats.def.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "base/cleanup.h"
#include "port/print_page.h"
#include "report/renderers.h"

static int
say(const struct ap_report_input *in, int result)
{
    int number = errno;
    const char *why = result == AP_E_NOTFOUND  ? "neither Chromium nor WeasyPrint is installed"
                      : result == AP_E_INVALID ? "the program that prints it failed"
                      : result == AP_E_LIMIT   ? "the program that prints it took too long"
                                               : ap_error_text(number);
    if (!in->faults)
        return result;
    struct ap_diagnostic *d =
        ap_diag_add(in->faults, AP_CLI031, (struct ap_place){0}, "the PDF cannot be made: %s", why);
    if (result == AP_E_NOTFOUND)
        ap_diag_hint(in->faults, d,
                     "install chromium or weasyprint, or take --format html and print it");
    return AP_E_IO;
}

int
ap_report_pdf(const struct ap_report_input *in, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf page = {0};
    struct ap_report_input paper = *in;
    paper.paper = true;
    int result = ap_report_html(&paper, &page);
    if (result)
        return result;
    result = ap_print_page(ap_buf_str(&page), in->as->day, &mem, out);
    return result ? say(in, result) : AP_OK;
}
