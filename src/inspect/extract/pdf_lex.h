/* The words of PDF content streams and character maps.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/buf.h"

enum ap_pdf_token_kind {
    AP_PDF_END,
    AP_PDF_NUMBER,
    AP_PDF_NAME,   /* without its '/' */
    AP_PDF_STRING, /* decoded, from (…) or <…> */
    AP_PDF_OPEN,   /* [ or << */
    AP_PDF_CLOSE,  /* ] or >> */
    AP_PDF_WORD,   /* an operator */
};

struct ap_pdf_token {
    enum ap_pdf_token_kind kind;
    double number;
    struct ap_str text; /* of a name or word: a view of the stream */
    size_t from, len;   /* of a string: its place in `strings` */
};

struct ap_pdf_lexer {
    struct ap_str text;
    size_t at;
    struct ap_buf *strings; /* decoded strings are added here; the owner clears it */
};

struct ap_pdf_token ap_pdf_next(struct ap_pdf_lexer *lexer);
/** After the word ID: jump behind the data of a picture that stands in the content. */
void ap_pdf_skip_picture(struct ap_pdf_lexer *lexer);
