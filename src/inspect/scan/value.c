/* Is the value of a name a secret: what it is made of, and how much it looks like chance?
 * Place in the flow: inspect/scan; rules that take the value of a name ask it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"

#define VALUE_MAX    4096u
#define PASSWORD_MAX 128u
#define SURE_LENGTH  20u /* letters alone are random only from here on */

/* --- what it is made of ------------------------------------------------------------------------- */

/* What a character that stands `count` times among `n` adds. */
static double
bits_of(unsigned count, size_t n)
{
    double p = (double)count / (double)n;
    return p * log2(p);
}

double
ap_value_entropy(struct ap_str v)
{
    unsigned counts[256] = {0};
    double known[8] = {0}; /* by count: most characters of a secret stand once or twice */
    double bits = 0;
    for (size_t i = 0; i < v.len; i++)
        counts[(unsigned char)v.ptr[i]]++;
    for (unsigned c = 0; c < 256; c++) {
        unsigned count = counts[c];
        if (count == 0)
            continue;
        if (count >= AP_COUNT(known))
            bits -= bits_of(count, v.len);
        else
            bits -= known[count] < 0 ? known[count] : (known[count] = bits_of(count, v.len));
    }
    return bits;
}

/* camelCase and CONSTANT are words; aQzRtYpL is not. */
static bool
is_word(struct ap_str v)
{
    size_t turns = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (!ap_is(v.ptr[i], AP_CH_LETTER))
            return false;
        turns += i > 0 && ap_is(v.ptr[i], AP_CH_UPPER) && ap_is(v.ptr[i - 1], AP_CH_LOWER);
    }
    return v.len <= 30 && turns * 5 <= v.len;
}

static bool
is_small_number(struct ap_str v)
{
    for (size_t i = 0; i < v.len; i++)
        if (!ap_is(v.ptr[i], AP_CH_DIGIT))
            return false;
    return v.len <= 4;
}

/* v1, 2nd, Q2: a letter or two beside a few digits. */
static bool
is_short_mix(struct ap_str v)
{
    return v.len <= 4;
}

bool
ap_value_is_wordy(struct ap_str v)
{
    size_t from = 0;
    for (size_t i = 0; i <= v.len; i++) {
        if (i < v.len && ap_is(v.ptr[i], AP_CH_ALNUM))
            continue;
        struct ap_str word = ap_str_slice(v, from, i);
        if (word.len && !is_word(word) && !is_small_number(word) && !is_short_mix(word))
            return false;
        from = i + 1;
    }
    return true;
}

struct makeup {
    size_t digits, lower, upper, marks, blanks, odd;
    unsigned classes;
};

static struct makeup
makeup_of(struct ap_str v)
{
    struct makeup m = {0};
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (ap_is(c, AP_CH_DIGIT))
            m.digits++;
        else if (ap_is(c, AP_CH_LOWER))
            m.lower++;
        else if (ap_is(c, AP_CH_UPPER))
            m.upper++;
        else if (ap_is(c, AP_CH_BLANK))
            m.blanks++;
        else if (ap_is(c, AP_CH_TOKEN))
            m.marks++;
        else
            m.odd++;
    }
    m.classes = (unsigned)((m.digits > 0) + (m.lower > 0) + (m.upper > 0) + (m.odd > 0));
    return m;
}

/* 8-4-4-4-12 */
static bool
is_uuid(struct ap_str v)
{
    if (v.len != 36)
        return false;
    for (size_t i = 0; i < v.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? v.ptr[i] != '-' : !ap_is(v.ptr[i], AP_CH_HEX))
            return false;
    }
    return true;
}

/* 2026-05-01T10:00:00Z, 10.0.0.1, 1.2.3-rc1, +49…: digits and marks, hardly a letter. */
static bool
is_number_like(struct ap_str v, const struct makeup *m)
{
    return m->digits > 0 && m->lower + m->upper <= 3 && (m->marks + m->odd > 0 || m->digits < 16) &&
           m->lower + m->upper + m->digits < v.len + 1;
}

/* somebody@example.net, user@host.internal/path */
static bool
is_address(struct ap_str v)
{
    size_t at = ap_str_find(v, '@');
    struct ap_str host = ap_str_slice(v, at + 1, v.len);
    return at > 0 && at < v.len && ap_str_find(host, '.') < host.len;
}

/* Letters whose case changes as in no name of words: a single small one, and capitals side by side. */
static bool
is_jumpy(struct ap_str v)
{
    size_t turns = 0;
    bool single = false;
    bool pair = false;
    for (size_t i = 1; i < v.len; i++) {
        bool upper = ap_is(v.ptr[i], AP_CH_UPPER);
        bool before = ap_is(v.ptr[i - 1], AP_CH_UPPER);
        turns += upper != before;
        pair |= upper && before;
        single |= i > 1 && upper && !before && ap_is(v.ptr[i - 2], AP_CH_UPPER);
    }
    return single && pair && turns * 3 >= v.len;
}

/* Letters of both cases that no tongue can say: five consonants in a row, and a change of case every fourth letter. */
static bool
is_unspeakable(struct ap_str v)
{
    size_t consonants = 0;
    size_t most = 0;
    size_t turns = 0;
    for (size_t i = 0; i < v.len; i++) {
        if (!ap_is(v.ptr[i], AP_CH_LETTER))
            return false;
        consonants = strchr("aeiouy", ap_lower(v.ptr[i])) ? 0 : consonants + 1;
        most = consonants > most ? consonants : most;
        turns += i > 0 && ap_is(v.ptr[i], AP_CH_UPPER) != ap_is(v.ptr[i - 1], AP_CH_UPPER);
    }
    return v.len >= 12 && most >= 5 && turns * 4 >= v.len;
}

/* --- the judgement ------------------------------------------------------------------------------ */

static enum ap_verdict
judge_random(struct ap_str v, const struct ap_rule *rule)
{
    struct makeup m = makeup_of(v);
    if (m.blanks || v.len < (size_t)rule->d->min_length || ap_value_is_wordy(v) ||
        is_number_like(v, &m))
        return AP_VALUE_NO;
    if (m.odd * 4 > v.len || ap_str_find(v, '(') < v.len || is_address(v))
        return AP_VALUE_NO;
    double bits = ap_value_entropy(v);
    if (bits < (rule->min_entropy > 0 ? rule->min_entropy : 2.5))
        return AP_VALUE_NO;
    if (is_uuid(v))
        return AP_VALUE_WEAK;
    size_t letters = m.lower + m.upper;
    if (m.digits > 0 && letters > 0)
        return v.len >= 12 ? AP_VALUE_STRONG : AP_VALUE_WEAK;
    if (m.digits > 0)
        return v.len >= 16 ? AP_VALUE_WEAK : AP_VALUE_NO;
    if (v.len >= 12 && m.lower > 0 && m.upper > 0 && bits >= 3 && is_jumpy(v))
        return v.len >= 16 ? AP_VALUE_STRONG : AP_VALUE_WEAK;
    if (v.len >= SURE_LENGTH && m.lower > 0 && m.upper > 0 && bits >= 3.5)
        return AP_VALUE_STRONG;
    return v.len >= SURE_LENGTH && bits >= 3.5 ? AP_VALUE_WEAK : AP_VALUE_NO;
}

/* getPassword(), user.password: what code says instead of a password. */
static bool
is_code(struct ap_str v, bool quoted)
{
    if (quoted)
        return false;
    bool names = true;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (c == '(' || c == '[' || (c == '-' && i + 1 < v.len && v.ptr[i + 1] == '>'))
            return true;
        names = names && (ap_is(c, AP_CH_LETTER) || c == '_' || c == '.' || c == '?' || c == '!');
    }
    return names;
}

static enum ap_verdict
judge_password(struct ap_str v, bool quoted, const struct ap_rule *rule)
{
    struct makeup m = makeup_of(v);
    if (v.len < (size_t)rule->d->min_length || v.len > PASSWORD_MAX || m.blanks > 0 ||
        (is_code(v, quoted) && !is_jumpy(v) && !is_unspeakable(v)))
        return AP_VALUE_NO;
    if (v.ptr[0] == '/' && m.digits == 0)
        return AP_VALUE_NO;
    if (m.digits == v.len)
        return v.len >= 6 ? AP_VALUE_WEAK : AP_VALUE_NO;
    if (m.classes >= 2 && (m.digits > 0 || m.odd > 0) && v.len >= 6)
        return AP_VALUE_STRONG;
    if (v.len >= 8 && m.lower > 0 && m.upper > 0 && (is_jumpy(v) || is_unspeakable(v)))
        return v.len >= 12 ? AP_VALUE_STRONG : AP_VALUE_WEAK;
    if (m.marks > 0 && m.digits == 0 && m.odd == 0)
        return AP_VALUE_NO; /* words with dashes */
    return quoted && v.len >= 8 && m.lower == v.len ? AP_VALUE_WEAK : AP_VALUE_NO;
}

enum ap_verdict
ap_value_judge(const struct ap_scan_rules *rules, enum ap_quality quality, struct ap_str value,
               bool quoted, const struct ap_rule *rule)
{
    struct ap_str v = ap_str_trim(value);
    if (v.len > VALUE_MAX)
        v.len = VALUE_MAX;
    if (ap_value_is_stand_in(rules, v))
        return AP_VALUE_NO;
    switch (quality) {
    case AP_QUALITY_RANDOM:
        return judge_random(v, rule);
    case AP_QUALITY_PASSWORD:
        return judge_password(v, quoted, rule);
    default:
        return v.len >= (size_t)rule->d->min_length &&
                       (rule->min_entropy <= 0 || ap_value_entropy(v) >= rule->min_entropy)
                   ? AP_VALUE_STRONG
                   : AP_VALUE_NO;
    }
}
