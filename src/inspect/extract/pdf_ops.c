/* The operators of PDF content that matter to its text, by how they are written.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/pdf_ops.h"

/* Operators have at most two letters that matter here: both in one number. */
#define TWO(a, b) ((uint32_t)(a) << 8 | (b))

static const struct op_name {
    uint32_t word;
    enum ap_pdf_op op;
} op_names[] = {
    {TWO('Q', 0), AP_PDF_OP_RESTORE},        {TWO('q', 0), AP_PDF_OP_SAVE},
    {TWO('c', 'm'), AP_PDF_OP_MATRIX},       {TWO('B', 'T'), AP_PDF_OP_TEXT_BEGINS},
    {TWO('T', 'f'), AP_PDF_OP_FONT},         {TWO('T', 'd'), AP_PDF_OP_MOVE},
    {TWO('T', 'D'), AP_PDF_OP_MOVE_LEADING}, {TWO('T', 'm'), AP_PDF_OP_TEXT_MATRIX},
    {TWO('T', '*'), AP_PDF_OP_NEXT_LINE},    {TWO('T', 'L'), AP_PDF_OP_LEADING},
    {TWO('T', 'c'), AP_PDF_OP_CHAR_SPACE},   {TWO('T', 'w'), AP_PDF_OP_WORD_SPACE},
    {TWO('T', 'z'), AP_PDF_OP_SCALE},        {TWO('T', 's'), AP_PDF_OP_RISE},
    {TWO('T', 'j'), AP_PDF_OP_SHOW},         {TWO('T', 'J'), AP_PDF_OP_SHOW_ARRAY},
    {TWO('\'', 0), AP_PDF_OP_LINE_SHOW},     {TWO('"', 0), AP_PDF_OP_LINE_SPACED_SHOW},
    {TWO('D', 'o'), AP_PDF_OP_OBJECT},       {TWO('I', 'D'), AP_PDF_OP_PICTURE},
    {TWO('f', 0), AP_PDF_OP_PAINT},          {TWO('F', 0), AP_PDF_OP_PAINT},
    {TWO('f', '*'), AP_PDF_OP_PAINT},        {TWO('B', 0), AP_PDF_OP_PAINT},
    {TWO('B', '*'), AP_PDF_OP_PAINT},        {TWO('b', 0), AP_PDF_OP_PAINT},
    {TWO('b', '*'), AP_PDF_OP_PAINT},        {TWO('S', 0), AP_PDF_OP_PAINT},
    {TWO('s', 0), AP_PDF_OP_PAINT},          {TWO('s', 'h'), AP_PDF_OP_PAINT},
};

static uint32_t
word_of(struct ap_str word)
{
    if (word.len == 0 || word.len > 2)
        return 0;
    return TWO((unsigned char)word.ptr[0], word.len > 1 ? (unsigned char)word.ptr[1] : 0u);
}

enum ap_pdf_op
ap_pdf_op_of(struct ap_str text)
{
    uint32_t word = word_of(text);
    for (size_t i = 0; i < AP_COUNT(op_names); i++)
        if (word == op_names[i].word)
            return op_names[i].op;
    return AP_PDF_OP_NONE;
}
