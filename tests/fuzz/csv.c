/* Any bytes as a CSV file: rows end, cells lie in the text, values and days never crash.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/csv.h"

#include "base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_csv csv;
    struct ap_row row;
    if (ap_csv_open((struct ap_str){(const char *)data, size}, &mem, &csv))
        return 0;
    while (ap_csv_next(&csv, &row) == 1) {
        if (row.n == 0 || row.n > AP_CSV_MAX_CELLS)
            abort();
        for (size_t i = 0; i < row.n; i++) {
            struct ap_strs values;
            struct ap_period period;
            ap_day day;
            ap_cell_values(row.cells[i].text, &mem, &values);
            (void)(ap_cell_period(row.cells[i].text, &period) +
                   ap_cell_day(row.cells[i].text, &day));
        }
    }
    return 0;
}
