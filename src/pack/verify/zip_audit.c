/* The audit of a container, step by step; each step needs what the one before has made sure of.
 * Place in the flow: pack; before any byte of an entry is read.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify/zip_format.h"

int
ap_zip_audit(int fd, uint64_t bytes, struct ap_str path, bool any_bag, struct ap_arena *mem,
             struct ap_zipdir *ret_dir, struct ap_diag *dg)
{
    struct ap_zipdir dir = {.fd = fd, .bytes = bytes, .path = path};
    struct ap_str central;
    int rc = ap_zip_find_directory(&dir, &central, mem, dg);
    if (rc == AP_OK)
        rc = ap_zip_read_directory(&dir, central, mem, dg);
    if (rc == AP_OK)
        rc = ap_zip_audit_locals(&dir, mem, dg);
    if (rc != AP_OK)
        return rc;
    if (dir.n == 0)
        (void)ap_diag_add(dg, AP_VFY001, (struct ap_place){.file = path}, "the zip is empty");
    ap_zip_audit_entries(&dir, dg);
    ap_zip_audit_names(&dir, any_bag, mem, dg);
    ap_zip_compare_directory(&dir);
    *ret_dir = dir;
    return AP_OK;
}
