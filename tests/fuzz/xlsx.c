/* Any bytes as the parts of a workbook, `name` NUL `xml` NUL and so on; bytes of a zip as they are.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "tables/rows.h"
#include "tables/xlsx_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
read_part(void *ctx, struct ap_str name, ap_unzip_sink sink, void *sink_ctx)
{
    struct ap_str rest = *(struct ap_str *)ctx;
    while (rest.ptr) {
        struct ap_str part = ap_str_cut(&rest, '\0');
        struct ap_str xml = ap_str_cut(&rest, '\0');
        if (ap_str_ieq(part, name))
            return sink(sink_ctx, xml);
    }
    return AP_E_NOTFOUND;
}

static void
check_row(const struct ap_row *row)
{
    if (row->n == 0 || row->n > AP_CSV_MAX_CELLS)
        abort();
    for (size_t i = 0; i < row->n; i++)
        if (row->cells[i].column != i + 1 || row->cells[i].text.len > AP_XLSX_IN_TEXT)
            abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str input = {(const char *)data, size};
    struct ap_str words[] = {AP_STR("File"), AP_STR("Evidence Owner")};
    struct ap_strs list = {words, 2, 2};
    struct ap_rows rows = {0};
    struct ap_row row;
    const char *why = NULL;
    int rc = 0;
    if (ap_str_starts(input, AP_STR("PK")))
        rc = ap_rows_open(input, &list, &mem, &rows, &why);
    else
        rc = ap_xlsx_open_source((struct ap_xlsx_source){read_part, &input}, &list, &mem,
                                 &rows.book, &why);
    if (rc && !why)
        abort(); /* every refusal is said in words */
    while (rc == 0 && ap_rows_next(&rows, &mem, &row) == 1)
        if (rows.book)
            check_row(&row);
    return 0;
}
