/* Programs of others that read what apipack-extract cannot: pdftotext where letters have no meaning, tesseract for pictures.
 * Place in the flow: inspect; the parent's side, asked by the child through client.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"
#include "inspect/extract/protocol.h"

/** Which there are; paths on the heap. */
struct ap_helpers {
    const char *launcher;                   /* apipack-extract, which bounds them; borrowed */
    char *pdftotext, *pdftoppm, *tesseract; /* NULL: not installed */
    bool ocr;                               /* pictures are to be read */
    const ap_stop *cancel;
};

/** Look for them in PATH. `launcher` and `cancel` are borrowed and may be NULL. */
void ap_helpers_find(struct ap_helpers *helpers, const char *launcher, bool ocr,
                     const ap_stop *cancel);
void ap_helpers_release(struct ap_helpers *helpers);
/** What may be wished for: a set of 1u << enum ap_extract_help. */
uint32_t ap_helpers_offer(const struct ap_helpers *helpers);

/** Have the file behind `fd` read from its first byte, and add its text.
 *  errors AP_E_NOTFOUND (not installed), AP_E_INVALID (the program failed), AP_E_LIMIT (too long, or too much),
 *         AP_E_CANCELLED, AP_E_IO */
AP_CHECKED int ap_helpers_read(const struct ap_helpers *helpers, const struct ap_extract_wish *wish,
                               int fd, struct ap_buf *text);
