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

int
ap_pdf_join(struct ap_extract *x, struct ap_str text, uint32_t page)
{
    struct ap_buf joined = {0};
    uint32_t line_number = 1;
    uint32_t began = 1;
    int r = AP_OK;
    while (r == AP_OK && text.len > 0) {
        size_t n = ap_str_find(text, '\n');
        struct ap_str line = ap_str_slice(text, 0, n);
        text = ap_str_slice(text, n + 1, text.len);
        size_t head = joined.len > 0 ? head_of(line) : 0;
        bool whole = head == line.len && head > 0;
        if (joined.len + head <= JOINED_MAX)
            ap_buf_add_str(&joined, ap_str_slice(line, 0, head));
        if (!whole) {
            if (head > 0 && joined.len >= JOINED_LEAST) {
                ap_extract_place(x, AP_SEGMENT_JOINED | AP_SEGMENT_LINES, page, began);
                r = ap_extract_text(x, ap_buf_str(&joined));
            }
            joined.len = 0;
            size_t tail = tail_of(line);
            ap_buf_add_str(&joined, ap_str_slice(line, line.len - tail, line.len));
            began = line_number;
        }
        line_number++;
    }
    ap_buf_release(&joined);
    return r;
}
