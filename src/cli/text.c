/* Wrapping and columns. Every byte that may come from a file is escaped here, once.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/text.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "port/unicode.h"

enum { WIDTH_MIN = 40, WIDTH_DEFAULT = 80, WIDTH_MAX = 120 };

static int
clamp_width(int64_t width)
{
    if (width <= 0)
        return WIDTH_DEFAULT;
    return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : (int)width;
}

int
ap_text_width(void)
{
    int64_t columns;
    if (ap_str_to_int(ap_str_from(getenv("COLUMNS")), &columns) == AP_OK)
        return clamp_width(columns);
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        return clamp_width(size.ws_col);
    return WIDTH_DEFAULT;
}

size_t
ap_text_columns(struct ap_str s)
{
    AP_AUTO_BUF struct ap_buf escaped = {0};
    ap_text_escape(&escaped, s);
    return ap_unicode_columns(ap_buf_str(&escaped));
}

void
ap_text_pad(struct ap_buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ap_buf_add_char(out, ' ');
}

/** The next run of non-space bytes at or after *at; empty at the end. */
static struct ap_str
next_word(struct ap_str text, size_t *at)
{
    while (*at < text.len && ap_is_space(text.ptr[*at]))
        ++*at;
    size_t start = *at;
    while (*at < text.len && !ap_is_space(text.ptr[*at]))
        ++*at;
    return ap_str_slice(text, start, *at);
}

void
ap_text_wrap(struct ap_buf *out, struct ap_str text, size_t column, size_t indent, size_t width)
{
    size_t at = 0;
    bool first = true;
    for (struct ap_str word = next_word(text, &at); word.len; word = next_word(text, &at)) {
        size_t columns = ap_text_columns(word);
        if (!first && column + 1 + columns > width) {
            ap_buf_add_char(out, '\n');
            ap_text_pad(out, indent);
            column = indent;
        } else if (!first) {
            ap_buf_add_char(out, ' ');
            column++;
        }
        ap_text_escape(out, word);
        column += columns;
        first = false;
    }
    ap_buf_add_char(out, '\n');
}

void
ap_text_pair(struct ap_buf *out, struct ap_str left, size_t left_width, struct ap_str right,
             size_t width)
{
    size_t columns = ap_text_columns(left);
    size_t indent = left_width + 4;
    ap_text_pad(out, 2);
    ap_text_escape(out, left);
    if (columns > left_width) {
        ap_buf_add_char(out, '\n');
        ap_text_pad(out, indent);
    } else {
        ap_text_pad(out, left_width - columns + 2);
    }
    ap_text_wrap(out, right, indent, indent, width);
}
