/* Printing by another program: the page in a folder of its own, the PDF beside it, both gone afterwards.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/print_page.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "port/command.h"
#include "port/fs.h"

enum { WAIT_MS = 120000, SAID_MAX = 65536, OPEN_FOLDERS = 16 };
#define PDF_MAX ((size_t)256 << 20)

/* --- the folder ----------------------------------------------------------------------------------- */

static int
remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    (void)remove(path); /* what cannot be removed stays: the PDF is not worse for it */
    return 0;
}

static int
make_folder(struct ap_arena *mem, char **ret_folder)
{
    const char *base = getenv("TMPDIR");
    struct ap_str path =
        ap_path_join(mem, ap_str_from(base && *base ? base : "/tmp"), AP_STR("apipack-XXXXXX"));
    char *folder = ap_arena_alloc(mem, path.len + 1);
    (void)memcpy(folder, path.ptr, path.len);
    if (!mkdtemp(folder))
        return AP_E_IO;
    *ret_folder = folder;
    return AP_OK;
}

/* --- the programs --------------------------------------------------------------------------------- */

/** Chromium by its names. Its own sandbox does not work for root. */
static int
print_with_browser(const char *program, struct ap_arena *mem, struct ap_str folder,
                   struct ap_str page, struct ap_str pdf)
{
    struct ap_str said;
    const char *const words[] = {
        program,
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--no-pdf-header-footer",
        ap_arena_join(mem, AP_STR("--user-data-dir="), "", ap_path_join(mem, folder, AP_STR("p")))
            .ptr,
        ap_arena_join(mem, AP_STR("--print-to-pdf="), "", pdf).ptr,
        ap_arena_join(mem, AP_STR("file://"), "", page).ptr,
        geteuid() == 0 ? "--no-sandbox" : NULL,
        NULL,
    };
    return ap_command_output(words, SAID_MAX, WAIT_MS, mem, &said);
}

static int
print_with_weasyprint(const char *program, struct ap_arena *mem, struct ap_str folder,
                      struct ap_str page, struct ap_str pdf)
{
    struct ap_str said;
    const char *const words[] = {program, "--quiet", page.ptr, pdf.ptr, NULL};
    (void)folder;
    return ap_command_output(words, SAID_MAX, WAIT_MS, mem, &said);
}

static const struct {
    const char *name;
    int (*print)(const char *program, struct ap_arena *mem, struct ap_str folder,
                 struct ap_str page, struct ap_str pdf);
} programs[] = {
    {"chromium", print_with_browser},
    {"chromium-browser", print_with_browser},
    {"google-chrome", print_with_browser},
    {"weasyprint", print_with_weasyprint},
};

/* The first program that is there decides. */
static int
print_somehow(struct ap_arena *mem, struct ap_str folder, struct ap_str page, struct ap_str pdf)
{
    int result = AP_E_NOTFOUND;
    for (size_t i = 0; i < AP_COUNT(programs) && result == AP_E_NOTFOUND; i++)
        result = programs[i].print(programs[i].name, mem, folder, page, pdf);
    return result;
}

/* --- the PDF -------------------------------------------------------------------------------------- */

/* The one thing in it that depends on the clock; what is written is as long as what was there. */
static void
set_date(char *bytes, size_t n, const char *key, const char *digits)
{
    size_t key_len = strlen(key);
    size_t digits_len = strlen(digits);
    for (size_t at = 0; at + key_len + digits_len <= n; at++)
        if (bytes[at] == '/' && memcmp(bytes + at, key, key_len) == 0)
            (void)memcpy(bytes + at + key_len, digits, digits_len);
}

static void
add_dated(struct ap_buf *out, struct ap_str pdf, ap_day day)
{
    struct ap_civil civil = ap_day_to_civil(day);
    char digits[32];
    size_t from = out->len;
    (void)snprintf(digits, sizeof digits, "%04d%02d%02d000000", civil.year, civil.month, civil.day);
    ap_buf_add_str(out, pdf);
    set_date(out->ptr + from, pdf.len, "/CreationDate (D:", digits);
    set_date(out->ptr + from, pdf.len, "/ModDate (D:", digits);
}

int
ap_print_page(struct ap_str page, ap_day day, struct ap_arena *mem, struct ap_buf *out)
{
    char *made;
    struct ap_str bytes;
    int result = make_folder(mem, &made);
    if (result)
        return result;
    struct ap_str folder = ap_str_from(made);
    struct ap_str page_file = ap_path_join(mem, folder, AP_STR("page.html"));
    struct ap_str pdf_file = ap_path_join(mem, folder, AP_STR("page.pdf"));
    result = ap_fs_write_atomic(page_file.ptr, page);
    if (result == AP_OK)
        result = print_somehow(mem, folder, page_file, pdf_file);
    if (result == AP_OK)
        result = ap_fs_read(pdf_file.ptr, PDF_MAX, mem, &bytes);
    if (result == AP_OK && !ap_str_starts(bytes, AP_STR("%PDF-")))
        result = AP_E_INVALID;
    if (result == AP_OK)
        add_dated(out, bytes, day);
    (void)nftw(made, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    return result;
}
