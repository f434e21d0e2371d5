/* Classes of characters, and characters as they are spelled in JSON, URLs and HTML.
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/scan/chars.h"

#include <string.h>

#define DIGIT (AP_CH_DIGIT | AP_CH_NAME | AP_CH_BASE64 | AP_CH_HEX | AP_CH_TOKEN)
#define LOWER (AP_CH_LOWER | AP_CH_NAME | AP_CH_BASE64 | AP_CH_TOKEN)
#define UPPER (AP_CH_UPPER | AP_CH_NAME | AP_CH_BASE64 | AP_CH_TOKEN)

const unsigned char ap_char_classes[256] = {
    ['0'] = DIGIT,
    ['1'] = DIGIT,
    ['2'] = DIGIT,
    ['3'] = DIGIT,
    ['4'] = DIGIT,
    ['5'] = DIGIT,
    ['6'] = DIGIT,
    ['7'] = DIGIT,
    ['8'] = DIGIT,
    ['9'] = DIGIT,
    ['a'] = LOWER | AP_CH_HEX,
    ['b'] = LOWER | AP_CH_HEX,
    ['c'] = LOWER | AP_CH_HEX,
    ['d'] = LOWER | AP_CH_HEX,
    ['e'] = LOWER | AP_CH_HEX,
    ['f'] = LOWER | AP_CH_HEX,
    ['g'] = LOWER,
    ['h'] = LOWER,
    ['i'] = LOWER,
    ['j'] = LOWER,
    ['k'] = LOWER,
    ['l'] = LOWER,
    ['m'] = LOWER,
    ['n'] = LOWER,
    ['o'] = LOWER,
    ['p'] = LOWER,
    ['q'] = LOWER,
    ['r'] = LOWER,
    ['s'] = LOWER,
    ['t'] = LOWER,
    ['u'] = LOWER,
    ['v'] = LOWER,
    ['w'] = LOWER,
    ['x'] = LOWER,
    ['y'] = LOWER,
    ['z'] = LOWER,
    ['A'] = UPPER | AP_CH_HEX,
    ['B'] = UPPER | AP_CH_HEX,
    ['C'] = UPPER | AP_CH_HEX,
    ['D'] = UPPER | AP_CH_HEX,
    ['E'] = UPPER | AP_CH_HEX,
    ['F'] = UPPER | AP_CH_HEX,
    ['G'] = UPPER,
    ['H'] = UPPER,
    ['I'] = UPPER,
    ['J'] = UPPER,
    ['K'] = UPPER,
    ['L'] = UPPER,
    ['M'] = UPPER,
    ['N'] = UPPER,
    ['O'] = UPPER,
    ['P'] = UPPER,
    ['Q'] = UPPER,
    ['R'] = UPPER,
    ['S'] = UPPER,
    ['T'] = UPPER,
    ['U'] = UPPER,
    ['V'] = UPPER,
    ['W'] = UPPER,
    ['X'] = UPPER,
    ['Y'] = UPPER,
    ['Z'] = UPPER,
    ['_'] = AP_CH_NAME | AP_CH_BASE64 | AP_CH_TOKEN,
    ['-'] = AP_CH_NAME | AP_CH_BASE64 | AP_CH_TOKEN,
    ['.'] = AP_CH_NAME | AP_CH_TOKEN,
    ['~'] = AP_CH_TOKEN,
    ['+'] = AP_CH_BASE64 | AP_CH_TOKEN,
    ['/'] = AP_CH_BASE64 | AP_CH_TOKEN,
    ['='] = AP_CH_TOKEN,
    [' '] = AP_CH_BLANK,
    ['\t'] = AP_CH_BLANK,
};

/* Any number of backslashes, then what they escape. */
static size_t
escaped(struct ap_str text, size_t at, char *ret_char)
{
    size_t i = at;
    while (i < text.len && text.ptr[i] == '\\')
        i++;
    if (i == text.len)
        return 0;
    char c = text.ptr[i];
    if (c == 'u' && i + 5 <= text.len && text.ptr[i + 1] == '0' && text.ptr[i + 2] == '0') {
        int high = ap_hex_value(text.ptr[i + 3]);
        int low = ap_hex_value(text.ptr[i + 4]);
        if (high < 0 || low < 0)
            return 0;
        *ret_char = (char)(high * 16 + low);
        return i + 5 - at;
    }
    if (c == 'n' || c == 'r')
        c = '\n';
    else if (c == 't')
        c = '\t';
    else if (c != '"' && c != '\'' && c != '/' && c != '`')
        return 0;
    *ret_char = c;
    return i + 1 - at;
}

static size_t
entity(struct ap_str text, size_t at, char *ret_char)
{
    static const struct {
        const char *spelled;
        char c;
    } entities[] = {{"&quot;", '"'}, {"&#34;", '"'}, {"&apos;", '\''}, {"&#39;", '\''},
                    {"&lt;", '<'},   {"&gt;", '>'},  {"&amp;", '&'},   {"&#x22;", '"'}};
    for (size_t i = 0; i < AP_COUNT(entities); i++)
        if (ap_word_at(text, at, entities[i].spelled)) {
            *ret_char = entities[i].c;
            return strlen(entities[i].spelled);
        }
    return 0;
}

size_t
ap_spelled_char_at(struct ap_str text, size_t at, char *ret_char)
{
    char c = text.ptr[at];
    size_t n = 0;
    if (c == '\\')
        n = escaped(text, at, ret_char);
    else if (c == '&')
        n = entity(text, at, ret_char);
    else if (c == '%' && at + 3 <= text.len) {
        int high = ap_hex_value(text.ptr[at + 1]);
        int low = ap_hex_value(text.ptr[at + 2]);
        if (high >= 2 && high < 8 && low >= 0) {
            *ret_char = (char)(high * 16 + low);
            n = 3;
        }
    }
    if (n)
        return n;
    *ret_char = c;
    return 1;
}

bool
ap_word_at(struct ap_str text, size_t at, const char *word)
{
    for (; *word; word++, at++)
        if (at >= text.len || ap_lower(text.ptr[at]) != *word)
            return false;
    return true;
}

/* `\nTOKEN`, `%20TOKEN` and `\u0022TOKEN` begin a word too. */
bool
ap_is_word_start(struct ap_str text, size_t at)
{
    if (at == 0 || !ap_is_word_more(text, at))
        return true;
    const char *p = text.ptr + at;
    if (!ap_is(p[-1], AP_CH_ALNUM) && p[-1] != '_')
        return true;
    if (at >= 2 && p[-2] == '\\' && (p[-1] == 'n' || p[-1] == 'r' || p[-1] == 't'))
        return true;
    if (at >= 3 && p[-3] == '%' && ap_is(p[-2], AP_CH_HEX) && ap_is(p[-1], AP_CH_HEX))
        return true;
    return at >= 6 && p[-6] == '\\' && p[-5] == 'u';
}
