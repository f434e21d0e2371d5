/* One row more in disclosures.csv.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/disclosure.h"

#include <errno.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "port/fs.h"
#include "tables/sheet.h"

#define FILE_NAME      "disclosures.csv"
#define FILE_BYTES_MAX (16u << 20)

int
ap_disclosure_add(const struct ap_workspace *ws, const struct ap_disclosure *disclosure,
                  struct ap_arena *mem, struct ap_diag *dg)
{
    static const struct ap_str header[] = {
        {"Pack ID", 7}, {"Audience", 8}, {"Day", 3}, {"Recipient", 9}};
    AP_AUTO_BUF struct ap_buf text = {0};
    struct ap_str path = ap_path_join(mem, ws->dir, AP_STR(FILE_NAME));
    struct ap_str old = AP_STR_NONE;
    int rc = ap_fs_read(path.ptr, FILE_BYTES_MAX, mem, &old);
    if (rc != AP_OK && rc != AP_E_NOTFOUND) {
        (void)ap_diag_add(dg, AP_PCK012, (struct ap_place){.file = path}, "cannot be read: %s",
                          ap_fs_read_why(rc, FILE_BYTES_MAX, mem));
        return AP_E_INVALID;
    }
    ap_buf_add_str(&text, old);
    if (old.len && old.ptr[old.len - 1] != '\n')
        ap_buf_add_c(&text, "\r\n");
    if (old.len == 0)
        ap_csv_add_row(&text, header, AP_COUNT(header), ',');
    const struct ap_str cells[] = {disclosure->pack_id, disclosure->audience,
                                   ap_day_str(mem, disclosure->day), disclosure->recipient};
    ap_csv_add_row(&text, cells, AP_COUNT(cells), ',');
    rc = ap_fs_write_atomic(path.ptr, ap_buf_str(&text));
    if (rc != AP_OK)
        (void)ap_diag_add(dg, AP_PCK012, (struct ap_place){.file = path}, "cannot be written: %s",
                          ap_error_text(errno));
    return rc == AP_OK ? AP_OK : AP_E_IO;
}
