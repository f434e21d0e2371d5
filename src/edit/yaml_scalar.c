/* Scalars: which texts need quotes, and the quotes.
 * Place in the flow: edit. YAML 1.1 and 1.2 readers must agree on what is written.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/utf8.h"
#include "edit/yaml_internal.h"

static bool
all_of(struct ap_str s, const char *set)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == '\0' || !strchr(set, s.ptr[i]))
            return false;
    return true;
}

/** Integers in any base, fractions, sexagesimals, exponents: rather one too many than one too few. */
static bool
is_number(struct ap_str s)
{
    if (s.len && (s.ptr[0] == '+' || s.ptr[0] == '-'))
        s = ap_str_slice(s, 1, s.len);
    if (ap_str_ieq(s, AP_STR(".inf")) || ap_str_ieq(s, AP_STR(".nan")))
        return true;
    if (s.len == 0 || !(ap_is_digit(s.ptr[0]) || s.ptr[0] == '.'))
        return false;
    if (s.len > 2 && s.ptr[0] == '0' && strchr("xXoObB", s.ptr[1]))
        return all_of(ap_str_slice(s, 2, s.len), "0123456789abcdefABCDEF_");
    size_t e = ap_str_find(s, 'e');
    if (e == s.len)
        e = ap_str_find(s, 'E');
    if (!all_of(ap_str_slice(s, 0, e), "0123456789_.:,"))
        return false;
    struct ap_str exponent = ap_str_slice(s, e + 1, s.len);
    if (exponent.len && (exponent.ptr[0] == '+' || exponent.ptr[0] == '-'))
        exponent = ap_str_slice(exponent, 1, exponent.len);
    return all_of(exponent, "0123456789_");
}

/** `2026-07-02`, `2026-7-2 10:00:00 +2`. */
static bool
is_day(struct ap_str s)
{
    for (size_t i = 0; i < 4; i++)
        if (i >= s.len || !ap_is_digit(s.ptr[i]))
            return false;
    return s.len > 5 && s.ptr[4] == '-' && all_of(s, "0123456789-:.+TtZz ");
}

bool
ap_yaml_is_typed(struct ap_str text)
{
    static const char *const words[] = {"~",  "null", "true", "false", "yes", "no",
                                        "on", "off",  "y",    "n",     "=",   "<<"};
    for (size_t i = 0; i < AP_COUNT(words); i++)
        if (ap_str_ieq(text, ap_str_from(words[i])))
            return true;
    return text.len == 0 || is_number(text) || is_day(text);
}

/** Characters that must be escaped, or would not come back as they are. */
static bool
is_special(uint32_t c)
{
    return c < 0x20 || c == 0x7F || c == 0x85 || c == 0xA0 || c == 0x2028 || c == 0x2029 ||
           c == 0xFEFF || (c >= 0x80 && c < 0xA0) || c == 0xFFFE || c == 0xFFFF ||
           ap_utf8_is_unsafe(c);
}

static bool
has_special(struct ap_str s)
{
    for (size_t at = 0; at < s.len;)
        if (is_special(ap_utf8_next(s, &at)))
            return true;
    return false;
}

/** Bytes that end a scalar inside brackets. */
static bool
breaks_flow(struct ap_str s, bool flow)
{
    for (size_t i = 0; flow && i < s.len; i++)
        if (strchr(",[]{}:", s.ptr[i]))
            return true;
    return false;
}

static bool
is_plain_safe(struct ap_str s, bool flow)
{
    if (ap_yaml_is_typed(s) || has_special(s) || s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ')
        return false;
    if (strchr("-?:,[]{}#&*!|>'\"%@`", s.ptr[0]) || s.ptr[s.len - 1] == ':' ||
        ap_str_starts(s, AP_STR("...")))
        return false;
    if (ap_str_contains(s, AP_STR(": ")) || ap_str_contains(s, AP_STR(" #")))
        return false;
    return !breaks_flow(s, flow);
}

static void
add_escape(struct ap_buf *out, uint32_t c)
{
    static const struct {
        uint32_t c;
        const char *text;
    } known[] = {{'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"}, {'\r', "\\r"}, {'\t', "\\t"}};
    for (size_t i = 0; i < AP_COUNT(known); i++) {
        if (known[i].c == c) {
            ap_buf_add_c(out, known[i].text);
            return;
        }
    }
    if (c <= 0xFF)
        ap_buf_printf(out, "\\x%02X", (unsigned)c);
    else if (c <= 0xFFFF)
        ap_buf_printf(out, "\\u%04X", (unsigned)c);
    else
        ap_buf_printf(out, "\\U%08X", (unsigned)c);
}

static void
write_double(struct ap_buf *out, struct ap_str s)
{
    ap_buf_add_char(out, '"');
    for (size_t at = 0; at < s.len;) {
        uint32_t c = ap_utf8_next(s, &at);
        if (c == '"' || c == '\\' || is_special(c))
            add_escape(out, c);
        else
            ap_utf8_encode(out, c);
    }
    ap_buf_add_char(out, '"');
}

static void
write_single(struct ap_buf *out, struct ap_str s)
{
    ap_buf_add_char(out, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\'')
            ap_buf_add_char(out, '\'');
        ap_buf_add_char(out, s.ptr[i]);
    }
    ap_buf_add_char(out, '\'');
}

void
ap_yaml_write_scalar(struct ap_buf *out, const struct ap_node *scalar,
                     const struct ap_yaml_form *form)
{
    struct ap_str s = scalar->text;
    bool is_word = scalar->plain && ap_yaml_is_typed(s) && !breaks_flow(s, form->flow);
    if (scalar->kind == AP_NODE_NULL)
        ap_buf_add_c(out, "null");
    else if (is_word || (!form->quote && is_plain_safe(s, form->flow)))
        ap_buf_add_str(out, s);
    else if (form->quote == '\'' && !has_special(s) && ap_utf8_valid(s))
        write_single(out, s);
    else
        write_double(out, s);
}
