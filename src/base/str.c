/* Byte views: comparison, search, cutting, numbers.
 * Place in the flow: base.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <string.h>

/* An empty view may have no pointer, which the functions of string.h do not allow. */

struct ap_str
ap_str_from(const char *c_string)
{
    return c_string ? (struct ap_str){c_string, strlen(c_string)} : AP_STR_NONE;
}

static unsigned char
fold(char c)
{
    return (unsigned char)ap_lower(c);
}

static bool
is_equal_bytes(const char *a, const char *b, size_t len)
{
    return len == 0 || (a && b && memcmp(a, b, len) == 0);
}

static bool
is_equal_folded(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (fold(a[i]) != fold(b[i]))
            return false;
    return true;
}

bool
ap_str_eq(struct ap_str a, struct ap_str b)
{
    return a.len == b.len && is_equal_bytes(a.ptr, b.ptr, a.len);
}

bool
ap_str_is(struct ap_str a, const char *c_string)
{
    /* Asked of row after row of tables: most differ in their first byte. */
    if (a.len > 0 && a.ptr && c_string && a.ptr[0] != c_string[0])
        return false;
    return ap_str_eq(a, ap_str_from(c_string));
}

bool
ap_str_ieq(struct ap_str a, struct ap_str b)
{
    return a.len == b.len && is_equal_folded(a.ptr, b.ptr, a.len);
}

int
ap_str_cmp(struct ap_str a, struct ap_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool
ap_str_starts(struct ap_str s, struct ap_str prefix)
{
    return s.len >= prefix.len && is_equal_bytes(s.ptr, prefix.ptr, prefix.len);
}

bool
ap_str_ends(struct ap_str s, struct ap_str suffix)
{
    return s.len >= suffix.len && ap_str_eq(ap_str_slice(s, s.len - suffix.len, s.len), suffix);
}

bool
ap_str_iends(struct ap_str s, struct ap_str suffix)
{
    return s.len >= suffix.len && ap_str_ieq(ap_str_slice(s, s.len - suffix.len, s.len), suffix);
}

bool
ap_str_contains(struct ap_str s, struct ap_str needle)
{
    return needle.len == 0 || (s.len >= needle.len && memmem(s.ptr, s.len, needle.ptr, needle.len));
}

bool
ap_str_icontains(struct ap_str s, struct ap_str needle)
{
    if (needle.len == 0)
        return true;
    for (size_t i = 0; i + needle.len <= s.len; i++)
        if (is_equal_folded(s.ptr + i, needle.ptr, needle.len))
            return true;
    return false;
}

size_t
ap_str_find(struct ap_str s, char c)
{
    const char *at = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return at ? (size_t)(at - s.ptr) : s.len;
}

size_t
ap_str_rfind(struct ap_str s, char c)
{
    const char *at = s.len ? memrchr(s.ptr, c, s.len) : NULL;
    return at ? (size_t)(at - s.ptr) : s.len;
}

size_t
ap_str_digits_end(struct ap_str s, size_t at)
{
    while (at < s.len && ap_is_digit(s.ptr[at]))
        at++;
    return at;
}

bool
ap_str_is_digits(struct ap_str s)
{
    return s.len > 0 && ap_str_digits_end(s, 0) == s.len;
}

bool
ap_str_is_alnum(struct ap_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!ap_is_alnum(s.ptr[i]))
            return false;
    return s.len > 0;
}

bool
ap_str_is_camel_case(struct ap_str s)
{
    return ap_str_is_alnum(s) && ap_is_upper(s.ptr[0]);
}

struct ap_str
ap_str_slice(struct ap_str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return (struct ap_str){s.ptr ? s.ptr + from : NULL, to - from};
}

struct ap_str
ap_str_trim(struct ap_str s)
{
    size_t from = 0;
    size_t to = s.len;
    while (from < to && ap_is_space(s.ptr[from]))
        from++;
    while (to > from && ap_is_space(s.ptr[to - 1]))
        to--;
    return ap_str_slice(s, from, to);
}

struct ap_str
ap_str_cut(struct ap_str *s, char sep)
{
    size_t at = ap_str_find(*s, sep);
    struct ap_str part = ap_str_slice(*s, 0, at);
    *s = at < s->len ? ap_str_slice(*s, at + 1, s->len) : AP_STR_NONE;
    return part;
}

int
ap_str_to_int(struct ap_str s, int64_t *ret_value)
{
    if (s.len == 0)
        return AP_E_SYNTAX;
    int64_t value = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return AP_E_SYNTAX;
        int digit = s.ptr[i] - '0';
        if (value > (INT64_MAX - digit) / 10)
            return AP_E_SYNTAX;
        value = value * 10 + digit;
    }
    *ret_value = value;
    return AP_OK;
}

#define DISTANCE_LEN_MAX 64
#define DISTANCE_FAR     1000u

static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: no piece is edited twice. */
unsigned
ap_str_distance(struct ap_str a, struct ap_str b)
{
    if (a.len > DISTANCE_LEN_MAX || b.len > DISTANCE_LEN_MAX)
        return DISTANCE_FAR;
    unsigned rows[3][DISTANCE_LEN_MAX + 1];
    unsigned *before = rows[0];
    unsigned *last = rows[1];
    unsigned *now = rows[2];
    for (unsigned j = 0; j <= b.len; j++)
        last[j] = before[j] = j;
    for (unsigned i = 1; i <= a.len; i++) {
        now[0] = i;
        for (unsigned j = 1; j <= b.len; j++) {
            unsigned char x = fold(a.ptr[i - 1]);
            unsigned char y = fold(b.ptr[j - 1]);
            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == fold(b.ptr[j - 2]) && fold(a.ptr[i - 2]) == y)
                now[j] = least(now[j], before[j - 2] + 1);
        }
        unsigned *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b.len];
}

bool
ap_strs_has(const struct ap_strs *list, struct ap_str s)
{
    for (size_t i = 0; i < list->n; i++)
        if (ap_str_eq(list->items[i], s))
            return true;
    return false;
}

/** The shortest entry that begins with `s`, case folded; a letter or two say too little. */
static struct ap_str
begun_by(const struct ap_strs *list, struct ap_str s)
{
    enum { LETTERS_MIN = 3 };
    struct ap_str shortest = AP_STR_NONE;
    for (size_t i = 0; i < list->n && s.len >= LETTERS_MIN; i++) {
        struct ap_str entry = list->items[i];
        if (entry.len >= s.len && ap_str_ieq(ap_str_slice(entry, 0, s.len), s) &&
            (shortest.len == 0 || entry.len < shortest.len))
            shortest = entry;
    }
    return shortest;
}

struct ap_str
ap_strs_nearest(const struct ap_strs *list, struct ap_str s)
{
    struct ap_str nearest = AP_STR_NONE;
    size_t limit = s.len / 3 > 1 ? s.len / 3 : 1;
    unsigned best = DISTANCE_FAR;
    for (size_t i = 0; i < list->n; i++) {
        unsigned distance = ap_str_distance(list->items[i], s);
        if (distance < best && distance <= limit) {
            best = distance;
            nearest = list->items[i];
        }
    }
    return nearest.len ? nearest : begun_by(list, s);
}
