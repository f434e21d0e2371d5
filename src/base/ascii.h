/* Classes and case of ASCII characters, the same under every locale.
 * Place in the flow: base; whoever reads text byte by byte.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

/* `c` is a byte, signed or not; one beyond ASCII is in no class. */

static inline bool
ap_is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static inline bool
ap_is_lower(int c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool
ap_is_upper(int c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool
ap_is_letter(int c)
{
    return ap_is_lower(c | 0x20);
}

static inline bool
ap_is_alnum(int c)
{
    return ap_is_letter(c) || ap_is_digit(c);
}

static inline bool
ap_is_blank(int c)
{
    return c == ' ' || c == '\t';
}

/** White space between the tokens of JSON. */
static inline bool
ap_is_json_space(int c)
{
    return ap_is_blank(c) || c == '\n' || c == '\r';
}

/** What isspace() says in the C locale: blank, tab, line and page ends. */
static inline bool
ap_is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline char
ap_lower(char c)
{
    return (char)(ap_is_upper(c) ? c | 0x20 : c);
}

static inline char
ap_upper(char c)
{
    return (char)(ap_is_lower(c) ? c & ~0x20 : c);
}

/** 0 to 15 of a hex digit in either case, else -1. */
static inline int
ap_hex_value(int c)
{
    if (ap_is_digit(c))
        return c - '0';
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}
