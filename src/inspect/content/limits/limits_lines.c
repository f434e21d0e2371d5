/* Rate limits in sentences and in lines of a configuration that lost its form: "auth 20/min, bulk 6 per hour".
 * Place in the flow: inspect, below the check rate-limit-config; policies and exports as text of PDF and DOCX.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/content/limits/limits.h"

static struct ap_str
word_at(struct ap_str s, size_t *at)
{
    while (*at < s.len && (s.ptr[*at] == ' ' || s.ptr[*at] == '('))
        (*at)++;
    size_t from = *at;
    while (*at < s.len && ap_is_letter(s.ptr[*at]))
        (*at)++;
    return ap_str_slice(s, from, *at);
}

static bool
is_one_of(struct ap_str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ap_str_ieq(word, ap_str_from(list[i])))
            return true;
    return false;
}

/* "/min", " requests per minute", " calls in 10 seconds", "r/s" behind a number; *at moves behind it. */
static int64_t
window_behind(struct ap_str s, size_t *at)
{
    static const char *const things[] = {
        "requests", "request", "calls", "call",     "req",        "reqs",  "rpm", "hits",
        "r",        "exports", "jobs",  "attempts", "operations", "times", "api", "queries"};
    static const char *const joints[] = {"per", "a", "an", "each", "every", "in", "within"};
    size_t to = *at;
    struct ap_str word = word_at(s, &to);
    for (int i = 0; i < 2 && is_one_of(word, things, AP_COUNT(things)); i++) {
        *at = to;
        if (ap_str_ieq(word, AP_STR("rpm")))
            return 60;
        word = word_at(s, &to);
    }
    size_t slash = *at;
    while (slash < s.len && s.ptr[slash] == ' ')
        slash++;
    if (slash < s.len && s.ptr[slash] == '/')
        to = slash + 1;
    else if (!is_one_of(word, joints, AP_COUNT(joints)))
        return 0;
    size_t from = to;
    while (to < s.len && (s.ptr[to] == ' ' || ap_is_digit(s.ptr[to])))
        to++;
    (void)word_at(s, &to);
    int64_t seconds = ap_limits_window(ap_str_slice(s, from, to));
    bool word_there = to > from && ap_is_letter(s.ptr[to - 1]);
    if (seconds > 0 && word_there)
        *at = to;
    return word_there ? seconds : 0;
}

/* "minute=", "per_hour: ", "requests_per_minute = " before a number. */
static int64_t
window_before(struct ap_str before)
{
    before = ap_str_trim(before);
    if (before.len == 0 || !strchr("=:", before.ptr[before.len - 1]))
        return 0;
    before = ap_str_trim(ap_str_slice(before, 0, before.len - 1));
    size_t from = before.len;
    while (from > 0 && ap_is_letter(before.ptr[from - 1]))
        from--;
    struct ap_str word = ap_str_slice(before, from, before.len);
    return word.len > 2 ? ap_limits_window(word) : 0;
}

/** Where the search in a line stands. */
struct scan {
    struct ap_limits *limits;
    const struct ap_small_line *line;
    struct ap_str heading;
    size_t clause; /* where what is said of the next number begins */
};

static void
add(struct scan *scan, struct ap_limit limit, size_t from, size_t to)
{
    struct ap_str text = scan->line->text;
    struct ap_str before = ap_str_slice(text, scan->clause, from);
    size_t stop = to;
    while (stop < text.len && !strchr(",;.", text.ptr[stop]))
        stop++;
    struct ap_str behind = ap_str_slice(text, to, stop);
    limit.classes = ap_limits_classes(scan->limits, before);
    if (limit.classes == 0)
        limit.classes = ap_limits_classes(scan->limits, behind);
    struct ap_str said[] = {before, behind, text, scan->heading};
    for (size_t i = 0; i < AP_COUNT(said) && limit.by == AP_BY_UNKNOWN; i++)
        limit.by = ap_limits_by(scan->limits, said[i]);
    limit.everywhere = limit.classes == 0;
    limit.line = scan->line->line;
    ap_limits_add(scan->limits, &limit);
    scan->clause = to;
}

static void
take_line(struct scan *scan)
{
    struct ap_str text = scan->line->text;
    for (size_t i = 0; i < text.len; i++) {
        bool begins = ap_is_digit(text.ptr[i]) &&
                      (i == 0 || (!ap_is_alnum(text.ptr[i - 1]) && text.ptr[i - 1] != '.'));
        if (!begins)
            continue;
        struct ap_limit limit = {0};
        size_t to = i;
        limit.number = ap_words_number(text, &to);
        limit.seconds = window_behind(text, &to);
        if (limit.seconds == 0)
            limit.seconds = window_before(ap_str_slice(text, scan->clause, i));
        if (limit.seconds > 0)
            add(scan, limit, i, to);
        i = to > i ? to - 1 : i;
    }
}

void
ap_limits_lines(struct ap_limits *limits)
{
    struct ap_str heading = AP_STR_NONE;
    const struct ap_small *doc = &limits->doc;
    for (size_t i = 0; i < doc->lines.n; i++) {
        const struct ap_small_line *line = &doc->lines.items[i];
        if (line->heading)
            heading = line->text;
        if (line->cells)
            continue;
        struct scan scan = {.limits = limits, .line = line, .heading = heading};
        take_line(&scan);
    }
}
