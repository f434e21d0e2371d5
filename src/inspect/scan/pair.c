/* A name and its value: JSON, escaped JSON, YAML, XML, query strings, logfmt, settings, headers, command lines.
 * Place in the flow: inspect/scan; called where a keyword ends a name.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

#define ATTRIBUTES_MAX 256u /* bytes of a tag behind its name */

/* --- the name --------------------------------------------------------------------------------- */

static void
find_name(struct ap_str text, size_t core_from, size_t core_to, struct ap_named *p)
{
    size_t least = core_from > AP_KEY_MAX ? core_from - AP_KEY_MAX : 0;
    size_t from = core_from;
    size_t to = core_to;
    while (from > least && ap_is(text.ptr[from - 1], AP_CH_NAME))
        from--;
    while (to < text.len && to - core_to < AP_KEY_MAX && ap_is(text.ptr[to], AP_CH_NAME))
        to++;
    /* What spells a character before the name is no part of it. */
    char before = from > 0 ? text.ptr[from - 1] : '\0';
    if (before == '%' && core_from - from >= 2)
        from += 2;
    else if (before == '\\' && core_from - from >= 5 && text.ptr[from] == 'u')
        from += 5;
    else if (before == '\\' && core_from > from)
        from += 1;
    while (from < core_from && !ap_is(text.ptr[from], AP_CH_ALNUM) && text.ptr[from] != '_')
        from++;
    while (to > core_to && !ap_is(text.ptr[to - 1], AP_CH_ALNUM) && text.ptr[to - 1] != '_')
        to--;
    p->key_from = from;
    p->key_to = to;
    p->query = from > 0 && (text.ptr[from - 1] == '?' || text.ptr[from - 1] == '&');
}

static bool
is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

/* A quote within a quoted cell of a table is written twice. */
static bool
is_doubled(struct ap_str text, size_t at)
{
    return at + 1 < text.len && text.ptr[at] == '"' && text.ptr[at + 1] == '"';
}

static size_t
skip_blanks(struct ap_str text, size_t at)
{
    while (at < text.len && ap_is(text.ptr[at], AP_CH_BLANK))
        at++;
    return at;
}

/* White space of any spelling, also line ends. */
static size_t
skip_space(struct ap_str text, size_t at)
{
    char c;
    for (size_t n; (n = ap_char_at(text, at, &c)) > 0; at += n)
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            break;
    return at;
}

/* --- the value --------------------------------------------------------------------------------- */

/* From behind the opening quote, spelled in `n` bytes at `open`, to the same spelling or the line's end. */
static size_t
quoted_end(struct ap_str text, size_t open, size_t n)
{
    const char *quote = text.ptr + open;
    for (size_t i = open + n; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\n')
            return i;
        if (c != quote[0]) {
            if (n > 1 && quote[0] == '\\' && c == '"')
                return i; /* the outer string ends */
            continue;
        }
        if (n == 1) {
            size_t slashes = 0;
            while (i - slashes > open + 1 && text.ptr[i - slashes - 1] == '\\')
                slashes++;
            if (slashes % 2 == 0)
                return i;
        } else if (i + n <= text.len && memcmp(text.ptr + i, quote, n) == 0 &&
                   text.ptr[i - 1] != '\\') {
            return i;
        }
    }
    return text.len;
}

static bool
ends_bare(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0' || c == '"' || c == '\'' ||
           c == '`' || c == '<' || c == '>' || c == ',' || c == ';' || c == '&' || c == '|' ||
           c == ')' || c == ']' || c == '}' || c == '\\';
}

static size_t
bare_end(struct ap_str text, size_t from, bool query)
{
    size_t i = from;
    while (i < text.len && !ends_bare(text.ptr[i]) && !(query && text.ptr[i] == '#')) {
        if (text.ptr[i] == '{' || text.ptr[i] == '(') {
            /* ${…}, {{…}}, $(…), call(…): to the closing one, so that it is seen whole. */
            char close = text.ptr[i] == '{' ? '}' : ')';
            size_t k = i;
            while (k < text.len && k < i + AP_KEY_MAX && text.ptr[k] != close &&
                   text.ptr[k] != '\n')
                k++;
            i = k < text.len && text.ptr[k] == close ? k : i;
        }
        char c;
        if (text.ptr[i] == '%' && ap_char_at(text, i, &c) == 3 &&
            (c == '"' || c == '&' || c == ' ' || c == ','))
            break;
        i++;
    }
    while (i > from && (text.ptr[i - 1] == '.' || text.ptr[i - 1] == ':'))
        i--;
    return i;
}

static bool
take_value(struct ap_str text, size_t at, struct ap_named *p)
{
    char c;
    size_t n = ap_char_at(text, at, &c);
    if (n == 0)
        return false;
    if (c == '[' && n == 1) { /* the first of a list */
        size_t inner = skip_space(text, at + 1);
        char first;
        size_t k = ap_char_at(text, inner, &first);
        if (k == 0 || !is_quote(first)) {
            p->from = at;
            p->to = at + 1;
            p->object = true;
            return true;
        }
        at = inner;
        n = k;
        c = first;
    }
    if ((c == 'b' || c == 'r' || c == 'u' || c == 'f') && at + 1 < text.len &&
        is_quote(text.ptr[at + 1])) {
        at += 1; /* b'…' */
        c = text.ptr[at];
        n = 1;
    }
    if (c == '{' && n == 1 && at + 1 < text.len && text.ptr[at + 1] != '{') {
        p->from = at;
        p->to = at + 1;
        p->object = true;
        return true;
    }
    p->quoted = is_quote(c);
    if (p->quoted && is_doubled(text, at + n - 1) &&
        (p->doubled || (n == 1 && at + 2 < text.len && !is_quote(text.ptr[at + 2]) &&
                        !ends_bare(text.ptr[at + 2]))))
        n++;
    if (p->quoted) {
        p->from = at + n;
        p->to = quoted_end(text, at, n);
        /* A quoted value in a quoted value: "'x'". */
        char inner;
        size_t k = ap_char_at(text, p->from, &inner);
        if (k && is_quote(inner) && p->from + k < p->to && inner != c) {
            size_t end = quoted_end(text, p->from, k);
            p->to = end < p->to ? end : p->to;
            p->from += k;
        }
    } else {
        p->from = at;
        p->to = bare_end(text, at, p->sign == '=');
    }
    return p->to > p->from;
}

/* --- between them ------------------------------------------------------------------------------ */

/* `{"name": "X-Api-Key", "value": "…"}` and `<add key="…" value="…"/>`: the name is a value itself. */
static bool
named_value(struct ap_str text, size_t at, struct ap_named *p)
{
    static const char *const words[] = {"value", "val", "content"};
    char c;
    size_t n = ap_char_at(text, at, &c);
    if (n && c == ',')
        at += n;
    at = skip_space(text, at);
    size_t open = ap_char_at(text, at, &c);
    if (open && is_quote(c))
        at += open;
    for (size_t i = 0; i < AP_COUNT(words); i++) {
        if (!ap_word_at(text, at, words[i]))
            continue;
        at += strlen(words[i]);
        n = ap_char_at(text, at, &c);
        at += n && is_quote(c) ? n : 0;
        at = skip_space(text, at);
        n = ap_char_at(text, at, &c);
        if (!n || (c != ':' && c != '='))
            return false;
        p->sign = c;
        return take_value(text, skip_space(text, at + n), p);
    }
    return false;
}

/* `<ns:password Type="…">value</…>`, and `<property name="password">value</…>` where `open` is false. */
static bool
element(struct ap_str text, size_t at, bool open, struct ap_named *p)
{
    if (open) {
        size_t i = p->key_from;
        while (i > 0 && p->key_from - i < AP_KEY_MAX &&
               (ap_is(text.ptr[i - 1], AP_CH_NAME) || text.ptr[i - 1] == ':'))
            i--;
        if (i == 0 || (text.ptr[i - 1] != '<' && text.ptr[i - 1] != ';')) /* ; of &lt; */
            return false;
    }
    size_t end = at + ATTRIBUTES_MAX < text.len ? at + ATTRIBUTES_MAX : text.len;
    size_t n = 1;
    for (char c = '\0'; at < end; at += n) {
        n = ap_char_at(text, at, &c);
        if (n == 0 || c == '<' || c == '\n' || c == '{')
            return false;
        if (c == '>')
            break;
    }
    if (at >= end || text.ptr[at - 1] == '/')
        return false;
    at = skip_space(text, at + n);
    if (ap_word_at(text, at, "<![cdata["))
        at += 9;
    p->sign = '>';
    p->from = at;
    size_t to = at;
    for (char c; (n = ap_char_at(text, to, &c)) > 0; to += n)
        if (c == '<' || c == '\n' || c == '"' || c == ']')
            break;
    p->to = to;
    p->quoted = true;
    return p->to > p->from;
}

/* YAML's `key: |` with the value on the next line. */
static size_t
skip_block_mark(struct ap_str text, size_t at)
{
    if (at + 1 >= text.len || (text.ptr[at] != '|' && text.ptr[at] != '>'))
        return at;
    size_t i = at + 1;
    while (i < text.len &&
           (text.ptr[i] == '-' || text.ptr[i] == '+' || ap_is(text.ptr[i], AP_CH_BLANK)))
        i++;
    return i < text.len && text.ptr[i] == '\n' ? skip_blanks(text, i + 1) : at;
}

static bool
signed_value(struct ap_str text, size_t at, char sign, struct ap_named *p)
{
    char next = at < text.len ? text.ptr[at] : '\0';
    if (next == sign || (sign == ':' && next == '/') || next == '~')
        return false; /* ==, ::, :/, =~ */
    if (next == '>' || (sign == ':' && next == '='))
        at++; /* =>, := */
    p->sign = sign;
    at = skip_blanks(text, at);
    if (sign == ':')
        at = skip_block_mark(text, at);
    if (at < text.len && (text.ptr[at] == '\n' || text.ptr[at] == '\r') && sign == ':') {
        size_t value = skip_space(text, at);
        char c;
        if (ap_char_at(text, value, &c) == 0 || c != '"')
            return false; /* a YAML mapping begins */
        at = value;
    }
    return take_value(text, at, p);
}

/* arn:aws:secretsmanager:eu-west-1:1:secret:name: parts of one name, no pair. */
static bool
is_in_urn(struct ap_str text, size_t key_from)
{
    size_t i = key_from;
    if (i == 0 || text.ptr[i - 1] != ':')
        return false;
    while (i > 0 && key_from - i < AP_KEY_MAX &&
           (ap_is(text.ptr[i - 1], AP_CH_NAME) || text.ptr[i - 1] == ':' || text.ptr[i - 1] == '/'))
        i--;
    return ap_word_at(text, i, "arn:") || ap_word_at(text, i, "urn:");
}

bool
ap_pair_parse(struct ap_str text, size_t core_from, size_t core_to, struct ap_named *p)
{
    *p = (struct ap_named){0};
    find_name(text, core_from, core_to, p);
    size_t at = p->key_to;
    char c;
    size_t n = ap_char_at(text, at, &c);
    if (n == 0)
        return false;
    bool closed = is_quote(c);
    p->doubled = closed && p->key_from > 1 && is_doubled(text, p->key_from - 2);
    if (closed)
        at += n + (p->doubled && is_doubled(text, at + n - 1));
    if (at < text.len && text.ptr[at] == ']')
        at++;
    size_t blank = at;
    at = skip_blanks(text, at);
    n = ap_char_at(text, at, &c);
    if (n == 0)
        return false;
    bool ok = false;
    if (c == ':' || c == '=')
        ok = (c == '=' || closed || !is_in_urn(text, p->key_from)) &&
             signed_value(text, at + n, c, p);
    else if (!closed && (c == '>' || at > blank) && element(text, at, true, p))
        ok = true;
    else if (closed && (c == ',' || at > blank))
        ok = named_value(text, at, p);
    else if (closed && c == '>')
        ok = element(text, at, false, p);
    else if (at > blank && ((p->key_from > 1 && text.ptr[p->key_from - 1] == '-') || is_quote(c))) {
        p->sign = ' '; /* --password value, proxy_set_header Name "value" */
        ok = take_value(text, at, p);
    }
    return ok;
}
