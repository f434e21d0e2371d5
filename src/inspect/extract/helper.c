/* Programs of others that read what apipack-extract cannot: started through it, by descriptor, bounded in time and output.
 * Place in the flow: inspect; the parent's side.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "port/child.h"
#include "port/command.h"
#include "port/fs.h"

#define TEXT_MAX    (16u << 20)
#define PICTURE_MAX (64u << 20) /* of a page that was drawn */
#define WALL_MS     90000
#define CPU_S       "60"
#define SIDE        "2500" /* pixels of the longer side of a page */

void
ap_helpers_find(struct ap_helpers *helpers, const char *launcher, bool ocr, const ap_stop *cancel)
{
    *helpers = (struct ap_helpers){.launcher = launcher, .ocr = ocr, .cancel = cancel};
    if (!launcher)
        return;
    helpers->pdftotext = ap_program_in_path("pdftotext");
    if (!ocr)
        return;
    helpers->pdftoppm = ap_program_in_path("pdftoppm");
    helpers->tesseract = ap_program_in_path("tesseract");
}

void
ap_helpers_release(struct ap_helpers *helpers)
{
    free(helpers->pdftotext);
    free(helpers->pdftoppm);
    free(helpers->tesseract);
    *helpers = (struct ap_helpers){.launcher = NULL};
}

uint32_t
ap_helpers_offer(const struct ap_helpers *helpers)
{
    uint32_t offer = helpers->pdftotext ? 1u << AP_HELP_PDF_TEXT : 0;
    if (helpers->ocr && helpers->tesseract)
        offer |= 1u << AP_HELP_PICTURE | (helpers->pdftoppm ? 1u << AP_HELP_PAGE : 0);
    return offer;
}

/* `words`: the program and what it is told, up to 12 of them, NULL behind. */
static int
run(const struct ap_helpers *helpers, const char *const *words, int fd, size_t max,
    struct ap_arena *mem, struct ap_str *ret_output)
{
    const char *all[16] = {helpers->launcher, "--run", CPU_S};
    size_t n = 3;
    struct ap_command_io io = {.in = fd, .cancel = helpers->cancel};
    if (lseek(fd, 0, SEEK_SET) != 0)
        return AP_E_IO;
    for (size_t i = 0; words[i] && n + 1 < AP_COUNT(all); i++)
        all[n++] = words[i];
    return ap_command_run(all, &io, max, WALL_MS, mem, ret_output);
}

static int
read_picture(const struct ap_helpers *helpers, int fd, struct ap_arena *mem, struct ap_str *ret)
{
    const char *const words[] = {helpers->tesseract, "stdin", "stdout", NULL};
    return run(helpers, words, fd, TEXT_MAX, mem, ret);
}

static int
read_page(const struct ap_helpers *helpers, uint32_t page, int fd, struct ap_arena *mem,
          struct ap_str *ret)
{
    char number[16];
    (void)snprintf(number, sizeof number, "%u", page);
    const char *const words[] = {
        helpers->pdftoppm, "-gray", "-scale-to", SIDE, "-f", number, "-l", number, "-", NULL};
    AP_AUTO_FD int picture = -1;
    struct ap_str bytes;
    int r = run(helpers, words, fd, PICTURE_MAX, mem, &bytes);
    if (r == AP_OK)
        r = ap_fs_anonymous(NULL, bytes.len, &picture);
    if (r == AP_OK)
        r = ap_fd_write_at(picture, 0, bytes);
    return r < 0 ? r : read_picture(helpers, picture, mem, ret);
}

int
ap_helpers_read(const struct ap_helpers *helpers, const struct ap_extract_wish *wish, int fd,
                struct ap_buf *text)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const char *const pdf[] = {helpers->pdftotext, "-q", "-enc", "UTF-8", "-", "-", NULL};
    struct ap_str output = AP_STR_NONE;
    int r = AP_E_NOTFOUND;
    if (wish->help > AP_HELP_PICTURE || !(ap_helpers_offer(helpers) & 1u << wish->help))
        return r;
    if (wish->help == AP_HELP_PDF_TEXT)
        r = run(helpers, pdf, fd, TEXT_MAX, &mem, &output);
    else if (wish->help == AP_HELP_PAGE)
        r = read_page(helpers, wish->page, fd, &mem, &output);
    else
        r = read_picture(helpers, fd, &mem, &output);
    if (r == AP_OK)
        ap_buf_add_str(text, output);
    return r;
}
