/* The operators of PDF content that matter to its text.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

enum ap_pdf_op {
    AP_PDF_OP_NONE, /* of no matter to the text */
    AP_PDF_OP_RESTORE,
    AP_PDF_OP_SAVE,
    AP_PDF_OP_MATRIX,
    AP_PDF_OP_TEXT_BEGINS,
    AP_PDF_OP_FONT,
    AP_PDF_OP_MOVE,
    AP_PDF_OP_MOVE_LEADING,
    AP_PDF_OP_TEXT_MATRIX,
    AP_PDF_OP_NEXT_LINE,
    AP_PDF_OP_LEADING,
    AP_PDF_OP_CHAR_SPACE,
    AP_PDF_OP_WORD_SPACE,
    AP_PDF_OP_SCALE,
    AP_PDF_OP_RISE,
    AP_PDF_OP_SHOW,
    AP_PDF_OP_SHOW_ARRAY,
    AP_PDF_OP_LINE_SHOW,
    AP_PDF_OP_LINE_SPACED_SHOW,
    AP_PDF_OP_PROPERTIES,
    AP_PDF_OP_OBJECT,
    AP_PDF_OP_PICTURE,
    AP_PDF_OP_PAINT
};

/** The operator that is written so. */
enum ap_pdf_op ap_pdf_op_of(struct ap_str word);
