/* Lines of the text report: escaped words, wrapped at the width of the terminal.
 * Place in the flow: report; all words of text.c and text_views.c pass here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/text_lines.h"

#include "base/cleanup.h"
#include "base/utf8.h"
#include "port/unicode.h"

size_t
ap_text_width_of(struct ap_str s)
{
    return ap_unicode_columns(s);
}

/* What a terminal shows of `s`: escaped, and in ASCII where it knows nothing else. */
struct ap_str
ap_text_shown(const struct ap_text *text, struct ap_str s)
{
    AP_AUTO_BUF struct ap_buf escaped = {0};
    AP_AUTO_BUF struct ap_buf ascii = {0};
    ap_text_escape(&escaped, s);
    struct ap_str whole = ap_buf_str(&escaped);
    if (!text->in->ascii)
        return ap_arena_copy(text->ctx->mem, whole);
    for (size_t at = 0; at < whole.len;) {
        uint32_t c = ap_utf8_next(whole, &at);
        ap_buf_add_char(&ascii, c < 0x80 ? (char)c : '?');
    }
    return ap_arena_copy(text->ctx->mem, ap_buf_str(&ascii));
}

/* Words from column `at` on, broken at the width; further lines begin at `indent`. Ends the line. */
void
ap_text_words(const struct ap_text *text, size_t at, size_t indent, struct ap_str words)
{
    struct ap_str rest = words;
    bool first = true;
    while (rest.ptr) {
        struct ap_str word = ap_text_shown(text, ap_str_cut(&rest, ' '));
        size_t wide = ap_text_width_of(word);
        if (wide == 0)
            continue;
        if (!first && at + 1 + wide > text->width) {
            ap_buf_printf(text->out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!first) {
            ap_buf_add_char(text->out, ' ');
            at++;
        }
        ap_buf_add_str(text->out, word);
        at += wide;
        first = false;
    }
    ap_buf_add_char(text->out, '\n');
}

void
ap_text_color(const struct ap_text *text, const char *sgr)
{
    if (text->in->color)
        ap_buf_printf(text->out, "\x1b[%sm", sgr);
}

void
ap_text_heading(const struct ap_text *text, const char *heading)
{
    ap_buf_add_char(text->out, '\n');
    ap_text_color(text, "1");
    ap_buf_add_c(text->out, heading);
    ap_text_color(text, "0");
    ap_buf_add_char(text->out, '\n');
}

void
ap_text_fact(const struct ap_text *text, const char *label, struct ap_str words)
{
    enum { LABEL = 12 };
    if (words.len == 0)
        return;
    ap_buf_printf(text->out, "%-*s", LABEL, label);
    ap_text_words(text, LABEL, LABEL, words);
}
