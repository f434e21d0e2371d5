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

/* The walk that both share: entities, visible escapes, the rest as it is. */
static void
escape(struct ap_buf *out, struct ap_str s, const struct entity *entities, size_t n)
{
    for (size_t at = 0; at < s.len;) {
        struct ap_str rest = ap_str_slice(s, at, s.len);
        size_t from = at;
        uint32_t code_point = ap_utf8_next(s, &at);
        const char *text = entity_of(entities, n, code_point);
        if (text)
            ap_buf_add_c(out, text);
        else if (ap_utf8_is_unsafe(code_point))
            ap_buf_printf(out, "\\u{%x}", (unsigned)code_point);
        else if (code_point == 0xfffd)
            ap_utf8_encode(out, code_point);
        else
            ap_buf_add(out, rest.ptr, at - from);
    }
}

void
ap_html_escape(struct ap_buf *out, struct ap_str s)
{
    static const struct entity entities[] = {
        {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"},
    };
    escape(out, s, entities, AP_COUNT(entities));
}

void
ap_href_escape(struct ap_buf *out, struct ap_str path)
{
    static const char kept[] = "-._~/";
    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     (c != '\0' && strchr(kept, c));
        if (plain)
            ap_buf_add_char(out, c);
        else
            ap_buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
    }
}

/* A backslash takes the meaning from punctuation; '@' and ':' would still mention people and make
 * links of addresses, '.' of "www.", so these become references. Names keep their '-' and ','
 * readable. */
void
ap_markdown_escape(struct ap_buf *out, struct ap_str s)
{
    static const struct entity entities[] = {
        {'\\', "\\\\"}, {'`', "\\`"},   {'*', "\\*"}, {'_', "\\_"},   {'{', "\\{"},  {'}', "\\}"},
        {'[', "\\["},   {']', "\\]"},   {'(', "\\("}, {')', "\\)"},   {'#', "\\#"},  {'!', "\\!"},
        {'|', "\\|"},   {'~', "\\~"},   {'$', "\\$"}, {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"},
        {'@', "&#64;"}, {':', "&#58;"}, {'\n', " "},  {'\r', " "},    {'\t', " "},
    };
    static const struct entity start[] = {{'+', "\\+"}, {'-', "\\-"}, {'=', "\\="}};
    size_t at = 0;
    if (s.len) {
        uint32_t first = ap_utf8_next(s, &at);
        const char *text = entity_of(start, AP_COUNT(start), first);
        if (text)
            ap_buf_add_c(out, text);
        else
            at = 0;
    }
    for (struct ap_str rest = ap_str_slice(s, at, s.len); rest.len;) {
        size_t dot = ap_str_find(rest, '.');
        bool is_www = dot < rest.len && dot >= 3 &&
                      ap_str_ieq(ap_str_slice(rest, dot - 3, dot), AP_STR("www"));
        escape(out, ap_str_slice(rest, 0, dot), entities, AP_COUNT(entities));
        if (dot < rest.len)
            ap_buf_add_c(out, is_www ? "&#46;" : ".");
        rest = ap_str_slice(rest, dot + 1, rest.len);
    }
}
