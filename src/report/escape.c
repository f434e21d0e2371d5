/* Escapes for Markdown and HTML.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"

#include <string.h>

#include "base/utf8.h"

/** The characters that a format gives a meaning to, and what stands for them. */
struct entity {
    char c;
    const char *text;
};

static const char *
entity_of(const struct entity *entities, size_t n, uint32_t code_point)
{
    for (size_t i = 0; i < n; i++)
        if ((uint32_t)(unsigned char)entities[i].c == code_point)
            return entities[i].text;
    return NULL;
}

/* A character that has no meaning in the format: as it is, or visible where nobody could see it. `bytes` is how it was
 * written, which differs from U+FFFD where that stands for bytes that are no UTF-8. */
static void
add_plain(struct ap_buf *out, uint32_t code_point, struct ap_str bytes)
{
    if (ap_utf8_is_unsafe(code_point))
        ap_buf_printf(out, "\\u{%x}", (unsigned)code_point);
    else if (code_point == 0xfffd)
        ap_utf8_encode(out, code_point);
    else
        ap_buf_add_str(out, bytes);
}

void
ap_html_escape(struct ap_buf *out, struct ap_str s)
{
    static const struct entity entities[] = {
        {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"},
    };
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        uint32_t c = ap_utf8_next(s, &at);
        const char *text = entity_of(entities, AP_COUNT(entities), c);
        if (c == '#' && ap_text_is_command(ap_str_slice(s, from, s.len)))
            text = "&#35;";
        if (text)
            ap_buf_add_c(out, text);
        else
            add_plain(out, c, ap_str_slice(s, from, at));
    }
}

void
ap_href_escape(struct ap_buf *out, struct ap_str path)
{
    static const char kept[] = "-._~/";
    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];
        if (ap_is_alnum(c) || (c != '\0' && strchr(kept, c)))
            ap_buf_add_char(out, c);
        else
            ap_buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
    }
}

/* What gets a meaning only from its neighbours, so that ids and sentences stay readable: a list at the begin, a mention,
 * a link without brackets, an emoji, a command to a CI runner. */
static const char *
entity_in_context(struct ap_str s, size_t at)
{
    static const char blank = ' ';
    char before = at ? s.ptr[at - 1] : blank;
    char after = at + 1 < s.len ? s.ptr[at + 1] : blank;
    switch (s.ptr[at]) {
    case '+':
        return at == 0 ? "\\+" : NULL;
    case '-':
        return at == 0 ? "\\-" : NULL;
    case '=':
        return at == 0 ? "\\=" : NULL;
    case '@':
        return ap_is_alnum(before) ? NULL : "&#64;";
    case ':':
        return after == ' ' || ap_is_digit(after) ? NULL : "&#58;";
    case '.':
        return at >= 3 && ap_str_ieq(ap_str_slice(s, at - 3, at), AP_STR("www")) ? "&#46;" : NULL;
    default:
        return NULL;
    }
}

void
ap_markdown_escape(struct ap_buf *out, struct ap_str s)
{
    static const struct entity entities[] = {
        {'\\', "\\\\"}, {'`', "\\`"}, {'*', "\\*"}, {'_', "\\_"}, {'[', "\\["},   {']', "\\]"},
        {'#', "\\#"},   {'|', "\\|"}, {'~', "\\~"}, {'$', "\\$"}, {'&', "&amp;"}, {'<', "&lt;"},
        {'>', "&gt;"},  {'\n', " "},  {'\r', " "},  {'\t', " "},
    };
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        uint32_t c = ap_utf8_next(s, &at);
        const char *text = entity_of(entities, AP_COUNT(entities), c);
        if (!text)
            text = entity_in_context(s, from);
        if (text)
            ap_buf_add_c(out, text);
        else
            add_plain(out, c, ap_str_slice(s, from, at));
    }
}
