/* Classes of characters, and characters as they are spelled in JSON, URLs and HTML.
 * Place in the flow: inspect/scan; private to this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/str.h"

enum {
    AP_CH_DIGIT = 1,
    AP_CH_LOWER = 2,
    AP_CH_UPPER = 4,
    AP_CH_NAME = 8,    /* letters, digits, _ - . */
    AP_CH_BASE64 = 16, /* letters, digits, + / - _ */
    AP_CH_BLANK = 32,  /* space, tab */
    AP_CH_HEX = 64,
    AP_CH_TOKEN = 128, /* letters, digits, _ - . ~ + / = */
};
extern const unsigned char ap_char_classes[256];

static inline bool
ap_is(char c, unsigned classes)
{
    return (ap_char_classes[(unsigned char)c] & classes) != 0;
}
#define AP_CH_LETTER (AP_CH_LOWER | AP_CH_UPPER)
#define AP_CH_ALNUM  (AP_CH_DIGIT | AP_CH_LOWER | AP_CH_UPPER)

/** Bytes of the spelling of a character that begins with \ & or % at `at`, which is in the text. */
size_t ap_spelled_char_at(struct ap_str text, size_t at, char *ret_char);
/** The character at `at`, unspelled: `\"`, `\\\"`, `\u0022`, `%22` and `&quot;` are all a double quote. Gives the bytes
 *  it takes; 0 at the end. What is no spelling is itself. */
static inline size_t
ap_char_at(struct ap_str text, size_t at, char *ret_char)
{
    if (at >= text.len)
        return 0;
    char c = text.ptr[at];
    if (c == '\\' || c == '&' || c == '%')
        return ap_spelled_char_at(text, at, ret_char);
    *ret_char = c;
    return 1;
}
/** Nothing that would make what begins at `at` the rest of a longer word stands before it. */
bool ap_is_word_start(struct ap_str text, size_t at);
/** True when the word goes on at `at`. */
static inline bool
ap_is_word_more(struct ap_str text, size_t at)
{
    return at < text.len && (ap_is(text.ptr[at], AP_CH_ALNUM) || text.ptr[at] == '_');
}
/** Does `word` (lower case) stand at `at`, in any case? */
bool ap_word_at(struct ap_str text, size_t at, const char *word);

/** Digits, and what stands between the digits of a number. */
static inline bool
ap_is_numeric(char c)
{
    return (unsigned char)(c - '0') <= 9 || c == ' ' || c == '-' || c == '.';
}
