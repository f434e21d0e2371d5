/* Runs of percent-encoded text are read as what they say, and what is found has its place in the run.
 * Place in the flow: inspect/scan; anchored at '%', which values of a URL's query hold when they were encoded.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/scan/chars.h"
#include "inspect/scan/rules.h"
#include "port/digest.h"

#define RUN_BACK 1024u /* bytes of a run before its first '%' */
#define RUN_MAX  8192u

static bool
ends_run(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '"' || c == '\'' || c == '<' ||
           c == '>' || c == '\\' || c == '\0' || c == '|' || c == '&' || c == '?';
}

/* Is one of `high` the first hex digit behind a '%' at `at`? */
static bool
is_spelled(struct ap_str text, size_t at, const char *high)
{
    return at + 3 <= text.len && text.ptr[at] == '%' && strchr(high, text.ptr[at + 1]) &&
           text.ptr[at + 1] != '\0';
}

/* One byte of what a run says; gives how many bytes spell it. Beyond ASCII it is one of several bytes of a character:
 * `%DB_PASSWORD%` is a variable. */
static size_t
decode_at(struct ap_str text, size_t at, char *ret_char)
{
    uint8_t byte;
    *ret_char = text.ptr[at];
    if (text.ptr[at] != '%' || at + 3 > text.len ||
        ap_hex_parse(ap_str_slice(text, at + 1, at + 3), &byte, 1) != AP_OK)
        return 1;
    if (byte >= 0xc0 && !is_spelled(text, at + 3, "89ABab"))
        return 1;
    if (byte >= 0x80 && byte < 0xc0 && !(at >= 3 && is_spelled(text, at - 3, "89ABCDEFabcdef")))
        return 1;
    *ret_char = (char)byte;
    return 3;
}

static void
read_run(struct ap_sight *s, size_t from, size_t to)
{
    uint32_t map[RUN_MAX + 1]; /* offset in the run, by offset in what it says */
    size_t n = 0;
    for (size_t i = from; i < to;) {
        map[n] = (uint32_t)(i - from);
        i += decode_at(s->text, i, &s->sc->decoded[n++]);
    }
    map[n] = (uint32_t)(to - from);
    struct ap_sight inner = {
        .sc = s->sc,
        .text = {s->sc->decoded, n},
        .depth = s->depth + 1,
        .wrap_from = s->base + from,
        .wrap_to = s->base + to,
        .map = map,
        .complete = true,
    };
    ap_sight_scan(&inner, 0, n);
}

void
ap_percent_find(struct ap_sight *s, size_t at)
{
    struct ap_str text = s->text;
    char c;
    if (s->base + at < s->sc->percent_done || decode_at(text, at, &c) == 1)
        return;
    size_t begin = at;
    size_t end = at;
    while (begin > 0 && at - begin < RUN_BACK && !ends_run(text.ptr[begin - 1]))
        begin--;
    while (end < text.len && end - begin < RUN_MAX && !ends_run(text.ptr[end]))
        end++;
    read_run(s, begin, end);
    s->sc->percent_done = s->base + end;
}
