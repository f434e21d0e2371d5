/* The words of PDF content streams and character maps.
 * Place in the flow: inspect, in apipack-extract.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/extract/pdf_lex.h"

#include <string.h>

static bool
is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool
is_delimiter(char c)
{
    return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' ||
           c == '}' || c == '/' || c == '%';
}

static bool
more(const struct ap_pdf_lexer *l)
{
    return l->at < l->text.len;
}

static char
peek(const struct ap_pdf_lexer *l, size_t ahead)
{
    return l->at + ahead < l->text.len ? l->text.ptr[l->at + ahead] : '\0';
}

static void
skip_space(struct ap_pdf_lexer *l)
{
    while (more(l)) {
        char c = peek(l, 0);
        if (c == '%') {
            while (more(l) && peek(l, 0) != '\n' && peek(l, 0) != '\r')
                l->at++;
        } else if (is_space(c)) {
            l->at++;
        } else {
            return;
        }
    }
}

/* Behind a backslash: up to three octal digits, a letter, or the end of a line that does not count. */
static void
take_escape(struct ap_pdf_lexer *l)
{
    static const char letters[] = "nrtbf";
    static const char bytes[] = "\n\r\t\b\f";
    char c = peek(l, 0);
    const char *known = c ? strchr(letters, c) : NULL;
    if (c >= '0' && c <= '7') {
        unsigned value = 0;
        for (unsigned i = 0; i < 3 && peek(l, 0) >= '0' && peek(l, 0) <= '7'; i++, l->at++)
            value = value * 8 + (unsigned)(peek(l, 0) - '0');
        ap_buf_add_char(l->strings, (char)(value & 0xff));
        return;
    }
    l->at++;
    if (known)
        ap_buf_add_char(l->strings, bytes[known - letters]);
    else if (c == '\r' && peek(l, 0) == '\n')
        l->at++;
    else if (c != '\n' && c != '\r')
        ap_buf_add_char(l->strings, c);
}

static void
take_string(struct ap_pdf_lexer *l)
{
    unsigned depth = 1;
    l->at++;
    while (more(l)) {
        char c = l->text.ptr[l->at++];
        if (c == '\\') {
            take_escape(l);
            continue;
        }
        depth += c == '(';
        depth -= c == ')';
        if (depth == 0)
            return;
        ap_buf_add_char(l->strings, c);
    }
}

static void
take_hex(struct ap_pdf_lexer *l)
{
    int high = -1;
    l->at++;
    while (more(l)) {
        char c = l->text.ptr[l->at++];
        int value = ap_hex_value(c);
        if (c == '>')
            break;
        if (value < 0)
            continue;
        if (high >= 0)
            ap_buf_add_char(l->strings, (char)(high << 4 | value));
        high = high < 0 ? value : -1;
    }
    if (high >= 0)
        ap_buf_add_char(l->strings, (char)(high << 4));
}

/* Digits, a sign and a point; PDF knows no exponents. */
static bool
to_number(struct ap_str text, double *ret_number)
{
    double value = 0;
    double unit = 1;
    bool point = false;
    bool digits = false;
    size_t i = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
    for (; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.' && !point) {
            point = true;
        } else if (ap_is_digit(c)) {
            digits = true;
            value = value * 10 + (c - '0');
            unit = point ? unit * 10 : unit;
        } else if (c != '-' || !digits) { /* some write 12.3-4 */
            return false;
        } else {
            break;
        }
    }
    *ret_number = (text.ptr[0] == '-' ? -value : value) / unit;
    return digits || point;
}

static struct ap_str
take_regular(struct ap_pdf_lexer *l)
{
    size_t from = l->at;
    while (more(l) && !is_space(peek(l, 0)) && !is_delimiter(peek(l, 0)))
        l->at++;
    return ap_str_slice(l->text, from, l->at);
}

static struct ap_pdf_token
take_bracket(struct ap_pdf_lexer *l, enum ap_pdf_token_kind kind, size_t n)
{
    l->at += n;
    return (struct ap_pdf_token){.kind = kind};
}

struct ap_pdf_token
ap_pdf_next(struct ap_pdf_lexer *l)
{
    struct ap_pdf_token token = {.kind = AP_PDF_STRING, .from = l->strings->len};
    skip_space(l);
    if (!more(l))
        return (struct ap_pdf_token){.kind = AP_PDF_END};
    char c = peek(l, 0);
    if (c == '[' || c == '{' || (c == '<' && peek(l, 1) == '<'))
        return take_bracket(l, AP_PDF_OPEN, c == '<' ? 2 : 1);
    if (c == ']' || c == '}' || c == '>')
        return take_bracket(l, AP_PDF_CLOSE, c == '>' && peek(l, 1) == '>' ? 2 : 1);
    if (c == '(' || c == '<') {
        (c == '(' ? take_string : take_hex)(l);
        token.len = l->strings->len - token.from;
        return token;
    }
    l->at += c == '/' || c == ')';
    token.text = take_regular(l);
    token.kind = c == '/' ? AP_PDF_NAME : AP_PDF_WORD;
    if (c != '/' && token.text.len > 0 && to_number(token.text, &token.number))
        token.kind = AP_PDF_NUMBER;
    return token;
}

void
ap_pdf_skip_picture(struct ap_pdf_lexer *l)
{
    while (more(l)) {
        const char *from = l->text.ptr + l->at;
        const char *found = memmem(from, l->text.len - l->at, "EI", 2);
        if (!found) {
            l->at = l->text.len;
            return;
        }
        size_t at = (size_t)(found - l->text.ptr);
        l->at = at + 2;
        if (at > 0 && is_space(l->text.ptr[at - 1]) && (!more(l) || is_space(peek(l, 0))))
            return;
    }
}
