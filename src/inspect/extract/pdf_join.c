/* Tokens that a page broke over the end of a line, put together again.
 * Place in the flow: inspect, in apipack-extract; a wrapped JWT or key is none on either line.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/pdf_join.h"

#include "inspect/scan/chars.h"

#define JOINED_LEAST 20u    /* shorter ones are words of prose */
#define JOINED_MAX   16384u /* longer ones are cut: so far the scan looks */

static bool
is_token(char c)
{
    return ap_is(c, AP_CH_TOKEN);
}

/* A hyphen may have been put in where a word was broken; a token has it too. Both are given as they stand. */
static size_t
tail_of(struct ap_str line)
{
    size_t n = 0;
    while (n < line.len && is_token(line.ptr[line.len - 1 - n]))
        n++;
    return n;
}

static size_t
head_of(struct ap_str line)
{
    size_t n = 0;
    while (n < line.len && is_token(line.ptr[n]))
        n++;
    return n;
}

/** A run under way. */
struct joined {
    struct ap_extract *x;
    struct ap_buf text;
    uint32_t page;
    uint32_t began; /* the line of its first character */
    bool crosses;   /* it goes on in another line */
};

static int
give(struct joined *j)
{
    if (!j->crosses || j->text.len < JOINED_LEAST)
        return AP_OK;
    ap_extract_place(j->x, AP_SEGMENT_JOINED | AP_SEGMENT_LINES, j->page, j->began);
    return ap_extract_text(j->x, ap_buf_str(&j->text));
}

static int
take_line(struct joined *j, struct ap_str line, uint32_t number)
{
    size_t head = j->text.len > 0 ? head_of(line) : 0;
    bool whole = head == line.len && head > 0;
    if (head > 0 && j->text.len + head <= JOINED_MAX) {
        ap_buf_add_str(&j->text, ap_str_slice(line, 0, head));
        j->crosses = true;
    }
    if (whole)
        return AP_OK;
    int r = give(j);
    size_t tail = tail_of(line);
    j->text.len = 0;
    ap_buf_add_str(&j->text, ap_str_slice(line, line.len - tail, line.len));
    j->began = number;
    j->crosses = false;
    return r;
}

int
ap_pdf_join(struct ap_extract *x, struct ap_str text, uint32_t page)
{
    struct joined j = {.x = x, .page = page};
    int r = AP_OK;
    for (uint32_t number = 1; r == AP_OK && text.len > 0; number++) {
        size_t n = ap_str_find(text, '\n');
        r = take_line(&j, ap_str_slice(text, 0, n), number);
        text = ap_str_slice(text, n + 1, text.len);
    }
    if (r == AP_OK)
        r = give(&j);
    ap_buf_release(&j.text);
    return r;
}
