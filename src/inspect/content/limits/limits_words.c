/* Words, numbers and windows of rate limits.
 * Place in the flow: inspect, below the check rate-limit-config.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/content/limits/limits.h"

const char *
ap_limit_by_word(enum ap_limit_by by)
{
    static const char *const words[AP_N_BY] = {"unknown", "token", "tenant", "ip", "all"};
    return (size_t)by < AP_N_BY ? words[by] : "unknown";
}

/* "per token" says what is counted by, not which endpoints. */
static struct ap_str
without_keys(const struct ap_limits *limits, struct ap_str norm)
{
    static const char *const phrases[] = {
        "per token",          "by token",        "a token",    "each token",   "per tokens",
        "token bucket",       "tokens per fill", "max tokens", "access token", "limit per",
        "standard deviation", "single token",    "one token"};
    for (size_t i = 0; i < AP_COUNT(phrases); i++) {
        size_t end = 0;
        struct ap_str phrase = ap_str_from(phrases[i]);
        while (ap_words_has(norm, phrase, &end)) {
            struct ap_str before =
                ap_str_slice(norm, 0,
                             end > phrase.len ? end - phrase.len -
                                                    (norm.ptr[end - 1] == 's' &&
                                                     phrase.ptr[phrase.len - 1] != 's')
                                              : 0);
            norm = ap_arena_join(limits->doc.mem, ap_str_trim(before), " ",
                                 ap_str_trim(ap_str_slice(norm, end, norm.len)));
        }
    }
    return norm;
}

uint32_t
ap_limits_classes(const struct ap_limits *limits, struct ap_str text)
{
    uint32_t found = 0;
    struct ap_str norm = without_keys(limits, ap_words_norm(limits->doc.mem, text));
    for (size_t i = 0; i < limits->classes.n && i < AP_LIMITS_CLASSES; i++)
        if (ap_names_in(&limits->classes.items[i], norm, false))
            found |= 1u << i;
    return found;
}

enum ap_limit_by
ap_limits_by(const struct ap_limits *limits, struct ap_str text)
{
    static const struct {
        const char *id;
        enum ap_limit_by by;
    } order[] = {
        {"tenant", AP_BY_TENANT}, {"token", AP_BY_TOKEN}, {"ip", AP_BY_IP}, {"all", AP_BY_ALL}};
    struct ap_str norm = ap_words_norm(limits->doc.mem, text);
    for (size_t i = 0; i < AP_COUNT(order); i++)
        if (ap_names_in(ap_names_get(&limits->keys, order[i].id), norm, false))
            return order[i].by;
    return AP_BY_UNKNOWN;
}

static const struct window {
    const char *word;
    int64_t seconds;
} windows[] = {
    {"s", 1},           {"sec", 1},          {"secs", 1},          {"second", 1},
    {"seconds", 1},     {"m", 60},           {"min", 60},          {"mins", 60},
    {"minute", 60},     {"minutes", 60},     {"h", 3600},          {"hr", 3600},
    {"hrs", 3600},      {"hour", 3600},      {"hours", 3600},      {"hourly", 3600},
    {"d", 86400},       {"day", 86400},      {"days", 86400},      {"daily", 86400},
    {"w", 604800},      {"week", 604800},    {"weeks", 604800},    {"mo", 2592000},
    {"month", 2592000}, {"months", 2592000}, {"monthly", 2592000},
};

static int64_t
window_word(struct ap_str word)
{
    for (size_t i = 0; i < AP_COUNT(windows); i++)
        if (ap_str_ieq(word, ap_str_from(windows[i].word)))
            return windows[i].seconds;
    return 0;
}

bool
ap_limits_number(struct ap_str text, double *ret_number)
{
    size_t at = 0;
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '"'))
        at++;
    if (at >= text.len || !ap_is_digit(text.ptr[at]))
        return false;
    double value = ap_words_number(text, &at);
    if (value >= AP_WORDS_NUMBER_MAX)
        return false;
    *ret_number = value;
    return true;
}

int64_t
ap_limits_window(struct ap_str text)
{
    double times = 1;
    bool numbered = false;
    text = ap_str_trim(text);
    if (text.len > 2 && text.ptr[0] == 'P') /* ISO 8601: PT1M, P1D */
        text = ap_str_slice(text, text.ptr[1] == 'T' ? 2 : 1, text.len);
    for (size_t i = 0; i < text.len;) {
        if (ap_is_digit(text.ptr[i])) {
            times = ap_words_number(text, &i);
            numbered = true;
            continue;
        }
        size_t from = i;
        while (i < text.len && ap_is_letter(text.ptr[i]))
            i++;
        int64_t seconds = window_word(ap_str_slice(text, from, i));
        if (seconds > 0 && times >= 1 && times < 1e6)
            return (int64_t)(times * (double)seconds);
        i += i == from;
    }
    /* A bare number counts seconds. */
    return numbered && times >= 1 && times < 1e8 ? (int64_t)times : 0;
}
