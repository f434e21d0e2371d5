/* The parts of a workbook out of its zip: by name, within one bound for all of them.
 * Place in the flow: tables, part of the XLSX reader.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/map.h"
#include "port/fs.h"
#include "tables/xlsx_internal.h"

#define MAX_MEMBERS 20000u
#define TWICE       (AP_NONE - 1)

/** In lower case, with '/' as some programs do not write it. */
static struct ap_str
plain_name(struct ap_str name, struct ap_arena *mem)
{
    char *out = ap_arena_alloc(mem, name.len + 1);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        out[i] = c == '\\' ? '/' : ap_lower(c);
    }
    return (struct ap_str){out, name.len};
}

static const char *
what_else(struct ap_str bytes)
{
    if (ap_str_starts(bytes, AP_STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return "the workbook has a password, or is of the old kind .xls: save it as .xlsx, without "
               "a password";
    return "the file is no workbook, or is damaged";
}

int
ap_xlsx_zip_open(struct ap_str bytes, struct ap_arena *mem, struct ap_xlsx_zip *ret_zip,
                 const char **ret_why)
{
    struct ap_xlsx_zip zip = {.left = AP_XLSX_IN_INFLATED};
    AP_AUTO_FD int fd = -1;
    *ret_why = "the file is larger than 64 MiB";
    if (bytes.len > AP_XLSX_IN_BYTES)
        return AP_E_LIMIT;
    *ret_why = "the workbook cannot be copied to read it";
    int rc = ap_fs_anonymous(NULL, bytes.len, &fd);
    if (rc == AP_OK)
        rc = ap_fd_write_at(fd, 0, bytes);
    if (rc)
        return rc;
    *ret_why = what_else(bytes);
    rc = ap_unzip_open(fd, &zip.archive);
    if (rc)
        return rc;
    size_t n = ap_unzip_count(zip.archive);
    for (size_t i = 0; i < n && n <= MAX_MEMBERS; i++) {
        struct ap_unzip_member member;
        if (ap_unzip_member(zip.archive, i, &member) != AP_OK)
            continue;
        struct ap_str name = plain_name(member.name, mem);
        if (ap_map_put(&zip.by_name, mem, name, (uint32_t)i) != AP_NONE)
            ap_map_set(&zip.by_name, mem, name, TWICE);
    }
    *ret_zip = zip;
    if (n <= MAX_MEMBERS)
        return AP_OK;
    ap_xlsx_zip_close(ret_zip);
    *ret_why = "the workbook has too many parts";
    return AP_E_LIMIT;
}

void
ap_xlsx_zip_close(struct ap_xlsx_zip *zip)
{
    ap_unzip_close(zip->archive);
    zip->archive = NULL;
}

struct counted {
    struct ap_xlsx_zip *zip;
    ap_unzip_sink sink;
    void *ctx;
};

static int
count(void *ctx, struct ap_str piece)
{
    struct counted *to = ctx;
    to->zip->left -= piece.len; /* never more: ap_unzip_read was told */
    return to->sink(to->ctx, piece);
}

int
ap_xlsx_zip_read(void *ctx, struct ap_str name, ap_unzip_sink sink, void *sink_ctx)
{
    struct ap_xlsx_zip *zip = ctx;
    struct ap_arena scratch = {0};
    uint32_t index = ap_map_get(&zip->by_name, plain_name(name, &scratch));
    ap_arena_release(&scratch);
    if (index == AP_NONE)
        return AP_E_NOTFOUND;
    if (index == TWICE)
        return AP_E_SYNTAX; /* which of the two a program takes differs */
    return ap_unzip_read(zip->archive, index, zip->left, count,
                         &(struct counted){zip, sink, sink_ctx});
}
