/* Fuzz target: any bytes as content of a page, as a map of letters, or between the objects of a PDF, which is made around them.
 * Place in the flow: tests only. The first byte chooses which.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "extract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CATALOG                                                                                    \
    "%%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 "  \
    "R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 " \
    "R/Resources<</Font<</F1 5 0 R>>/XObject<</X 9 0 R>>>>>>\nendobj\n"
#define MAPPED                                                                                     \
    "5 0 obj\n<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</Type/Font/DW 500"  \
    "/W[1 [5 6] 7 9 300]>>]/ToUnicode 6 0 R>>\nendobj\n"
#define NAMED                                                                                      \
    "5 0 obj\n<</Type/Font/Subtype/TrueType/BaseFont/Own/Encoding<</Differences[65/a/b/uni0041]>>" \
    ">>\nendobj\n"
#define SHOWN                                                                                      \
    "4 0 obj\n<</Length 41>>\nstream\nBT /F1 9 Tf <000100020003000A00FF> Tj "                      \
    "ET\nendstream\nendobj\n"
#define END "trailer\n<</Root 1 0 R/Size 9>>\nstartxref\n0\n%%%%EOF\nstartxref\n0\n%%%%EOF\n"

static void
add_stream(struct ap_buf *out, unsigned number, struct ap_str bytes)
{
    ap_buf_printf(out, "%u 0 obj\n<</Length %zu>>\nstream\n", number, bytes.len);
    ap_buf_add_str(out, bytes);
    ap_buf_add_c(out, "\nendstream\nendobj\n");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum ap_kind kinds[] = {AP_KIND_PDF};
    if (size == 0)
        return 0;
    struct ap_str bytes = {(const char *)data + 1, size - 1};
    struct ap_buf file = {0};
    ap_buf_add_char(&file, '\0'); /* the kind */
    ap_buf_printf(&file, CATALOG);
    switch (data[0] % 3) {
    case 0:
        ap_buf_printf(&file, NAMED);
        add_stream(&file, 4, bytes);
        break;
    case 1:
        ap_buf_printf(&file, MAPPED SHOWN);
        add_stream(&file, 6, bytes);
        break;
    default:
        ap_buf_printf(&file, NAMED SHOWN);
        ap_buf_add_str(&file, bytes);
        ap_buf_printf(&file, "\n" SHOWN);
        break;
    }
    ap_buf_printf(&file, END);
    extract_any((const uint8_t *)file.ptr, file.len, kinds, AP_COUNT(kinds));
    ap_buf_release(&file);
    return 0;
}
