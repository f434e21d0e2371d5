/* How a pattern begins, as sets of characters: a place that does not begin so needs no regular expression.
 * Place in the flow: inspect/scan; read from the pattern when detectors are compiled, asked before each match.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Only what is plain is read: characters, classes, counts. The head ends before the first thing that is not. */
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

struct reading {
    struct ap_str text;
    size_t at;
};

static inline char
peek(const struct reading *r, size_t ahead)
{
    return r->at + ahead < r->text.len ? r->text.ptr[r->at + ahead] : '\0';
}

static void
put(struct ap_char_set *set, unsigned char c)
{
    set->bits[c / 64] |= (uint64_t)1 << c % 64;
}

static void
put_classes(struct ap_char_set *set, unsigned classes)
{
    for (unsigned c = 0; c < 256; c++)
        if (ap_is((char)c, classes))
            put(set, (unsigned char)c);
}

/* \w, \d, or a sign that stands for itself. */
static bool
read_escape(struct reading *r, struct ap_char_set *set)
{
    char c = peek(r, 1);
    r->at += 2;
    if (c == 'w') {
        put_classes(set, AP_CH_ALNUM);
        put(set, '_');
    } else if (c == 'd') {
        put_classes(set, AP_CH_DIGIT);
    } else if (c == '\0' || ap_is(c, AP_CH_ALNUM) || (unsigned char)c >= 0x80) {
        return false;
    } else {
        put(set, (unsigned char)c);
    }
    return true;
}

/* Behind the opening bracket, which is no negation. */
static bool
read_class(struct reading *r, struct ap_char_set *set)
{
    bool first = true;
    for (char c; (c = peek(r, 0)) != '\0' && (c != ']' || first); first = false) {
        if (c == '[' || (first && c == '^'))
            return false;
        if (c == '\\') {
            if (!read_escape(r, set) || (peek(r, 0) == '-' && peek(r, 1) != ']'))
                return false;
            continue;
        }
        char last = c;
        r->at++;
        if (peek(r, 0) == '-' && peek(r, 1) != ']') {
            last = peek(r, 1);
            if (last == '\\' || last == '\0')
                return false;
            r->at += 2;
        }
        for (unsigned i = (unsigned char)c; i <= (unsigned char)last; i++)
            put(set, (unsigned char)i);
    }
    r->at++;
    return r->at <= r->text.len;
}

static bool
read_set(struct reading *r, struct ap_char_set *set)
{
    char c = peek(r, 0);
    if (c == '\\')
        return read_escape(r, set);
    if (c == '[') {
        r->at++;
        return read_class(r, set);
    }
    if (!ap_is(c, AP_CH_ALNUM) && (c == '\0' || !strchr("_-/:=,~!@%&\"';<> #", c)))
        return false;
    put(set, (unsigned char)c);
    r->at++;
    return true;
}

/* How often the set must stand there at least; *ret_more: nothing is known of what comes behind. */
static size_t
read_count(struct reading *r, bool *ret_more)
{
    char c = peek(r, 0);
    size_t n = 0;
    *ret_more = c == '?' || c == '*' || c == '+' || c == '{';
    if (c != '{')
        return c == '?' || c == '*' ? 0 : 1;
    size_t digits = 1;
    for (; ap_is(peek(r, digits), AP_CH_DIGIT) && digits < 5; digits++)
        n = n * 10 + (size_t)(peek(r, digits) - '0');
    char end = peek(r, digits);
    if (digits == 1 || (end != '}' && end != ','))
        return 0;
    char next = peek(r, digits + 1);
    if (end == '}' && next != '+' && next != '?') {
        *ret_more = false;
        r->at += digits + 1;
    }
    return n;
}

static bool
has_branches(struct ap_str pattern)
{
    unsigned depth = 0;
    bool class = false;
    for (size_t i = 0; i < pattern.len; i++) {
        char c = pattern.ptr[i];
        if (c == '\\') {
            i++;
        } else if (class) {
            class = c != ']';
        } else if (c == '[') {
            class = true;
            i += i + 1 < pattern.len && pattern.ptr[i + 1] == ']';
        } else if (c == '(' || c == ')') {
            depth += c == '(' ? 1u : -1u;
        } else if (c == '|' && depth == 0) {
            return true;
        }
    }
    return false;
}

void
ap_head_read(struct ap_str pattern, struct ap_head *ret_head)
{
    struct reading r = {.text = pattern};
    struct ap_head head = {0};
    for (bool more = false; !more && head.n < AP_HEAD_MAX && !has_branches(pattern);) {
        struct ap_char_set set = {0};
        if (!read_set(&r, &set))
            break;
        for (size_t n = read_count(&r, &more); n > 0 && head.n < AP_HEAD_MAX; n--)
            head.sets[head.n++] = set;
    }
    *ret_head = head;
}

bool
ap_head_fits(const struct ap_head *head, struct ap_str text, size_t at)
{
    if (at + head->n > text.len)
        return false;
    for (size_t i = 0; i < head->n; i++) {
        unsigned char c = (unsigned char)text.ptr[at + i];
        if (!(head->sets[i].bits[c / 64] >> c % 64 & 1))
            return false;
    }
    return true;
}
