/* The operators of PDF content that matter to its text, by how they are written.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/pdf_ops.h"

/* Operators have at most three letters: all in one number. */
#define WORD(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

static const struct op_name {
    uint32_t word;
    enum ap_pdf_op op;
} op_names[] = {
    {WORD('Q', 0, 0), AP_PDF_OP_RESTORE},        {WORD('q', 0, 0), AP_PDF_OP_SAVE},
    {WORD('c', 'm', 0), AP_PDF_OP_MATRIX},       {WORD('B', 'T', 0), AP_PDF_OP_TEXT_BEGINS},
    {WORD('T', 'f', 0), AP_PDF_OP_FONT},         {WORD('T', 'd', 0), AP_PDF_OP_MOVE},
    {WORD('T', 'D', 0), AP_PDF_OP_MOVE_LEADING}, {WORD('T', 'm', 0), AP_PDF_OP_TEXT_MATRIX},
    {WORD('T', '*', 0), AP_PDF_OP_NEXT_LINE},    {WORD('T', 'L', 0), AP_PDF_OP_LEADING},
    {WORD('T', 'c', 0), AP_PDF_OP_CHAR_SPACE},   {WORD('T', 'w', 0), AP_PDF_OP_WORD_SPACE},
    {WORD('T', 'z', 0), AP_PDF_OP_SCALE},        {WORD('T', 's', 0), AP_PDF_OP_RISE},
    {WORD('T', 'j', 0), AP_PDF_OP_SHOW},         {WORD('T', 'J', 0), AP_PDF_OP_SHOW_ARRAY},
    {WORD('\'', 0, 0), AP_PDF_OP_LINE_SHOW},     {WORD('"', 0, 0), AP_PDF_OP_LINE_SPACED_SHOW},
    {WORD('D', 'o', 0), AP_PDF_OP_OBJECT},       {WORD('I', 'D', 0), AP_PDF_OP_PICTURE},
    {WORD('B', 'D', 'C'), AP_PDF_OP_PROPERTIES}, {WORD('D', 'P', 0), AP_PDF_OP_PROPERTIES},
    {WORD('f', 0, 0), AP_PDF_OP_PAINT},          {WORD('F', 0, 0), AP_PDF_OP_PAINT},
    {WORD('f', '*', 0), AP_PDF_OP_PAINT},        {WORD('B', 0, 0), AP_PDF_OP_PAINT},
    {WORD('B', '*', 0), AP_PDF_OP_PAINT},        {WORD('b', 0, 0), AP_PDF_OP_PAINT},
    {WORD('b', '*', 0), AP_PDF_OP_PAINT},        {WORD('S', 0, 0), AP_PDF_OP_PAINT},
    {WORD('s', 0, 0), AP_PDF_OP_PAINT},          {WORD('s', 'h', 0), AP_PDF_OP_PAINT},
};

static uint32_t
word_of(struct ap_str word)
{
    unsigned char c[3] = {0, 0, 0};
    if (word.len == 0 || word.len > sizeof c)
        return 0;
    for (size_t i = 0; i < word.len; i++)
        c[i] = (unsigned char)word.ptr[i];
    return WORD(c[0], c[1], c[2]);
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
