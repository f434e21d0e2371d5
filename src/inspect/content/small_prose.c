/* Prose of a small document: lines that a fixed width broke, headings, lists, `name: value`.
 * Place in the flow: inspect, below the checks on small documents.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inspect/content/small.h"

#define NAME_BYTES    60u /* of a name before its colon */
#define SHORT_BYTES   60u /* of a line that may be a label */
#define HEADING_MAX   40u /* bytes of a heading that nothing marks */
#define WIDTH_MIN     50u /* of text that was broken at a fixed width */
#define WIDTH_MAX     160u
#define SECTION_BYTES 400u /* of the text below a heading */

/* --- one raw line ------------------------------------------------------------------------------ */

/* Length of "- ", "* ", "+ ", "• ", "1. ", "2) ", "3.1 " at the start; 0: none. */
static size_t
marker_length(struct ap_str s)
{
    size_t at = 0;
    if (ap_str_starts(s, AP_STR("\xe2\x80\xa2"))) /* bullet */
        at = 3;
    else if (s.len > 1 && strchr("-*+", s.ptr[0]) && s.ptr[1] == ' ')
        at = 1;
    else {
        while (at < s.len && at < 8 && (ap_is_digit(s.ptr[at]) || (at > 0 && s.ptr[at] == '.')))
            at++;
        bool dotted = at > 1 && (s.ptr[at - 1] == '.' || memchr(s.ptr, '.', at));
        if (at > 0 && at < s.len && s.ptr[at] == ')')
            at++;
        else if (!dotted)
            return 0;
    }
    if (at == 0 || at >= s.len || s.ptr[at] != ' ')
        return 0;
    while (at < s.len && s.ptr[at] == ' ')
        at++;
    return at;
}

static unsigned
heading_of(struct ap_str *s)
{
    unsigned level = 0;
    while (level < s->len && level < 7 && s->ptr[level] == '#')
        level++;
    if (level == 0 || level == 7 || (level < s->len && s->ptr[level] != ' '))
        return 0;
    *s = ap_str_trim(ap_str_slice(*s, level, s->len));
    return level;
}

static bool
is_rule(struct ap_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("-=_*~", s.ptr[i]))
            return false;
    return s.len >= 3;
}

/* --- lines -------------------------------------------------------------------------------------- */

/* Tabs at the start of a row part empty cells. */
struct ap_str
ap_small_trim(const struct ap_small *doc, struct ap_str line)
{
    struct ap_str text = ap_str_trim(line);
    if (!doc->tabbed || text.len == 0)
        return text;
    while (line.len > 0 && line.ptr[0] != '\t' && line.ptr < text.ptr)
        line = ap_str_slice(line, 1, line.len);
    return (struct ap_str){line.ptr, (size_t)(text.ptr + text.len - line.ptr)};
}

static void
split(struct ap_small *doc, struct ap_str text, struct ap_small_raws *raws)
{
    uint32_t line = 0;
    for (struct ap_str rest = text; rest.ptr && raws->n < AP_SMALL_LINES;) {
        struct ap_str part = ap_str_cut(&rest, '\n');
        line++;
        if (line == 1 && ap_str_starts(part, AP_STR("\xef\xbb\xbf")))
            part = ap_str_slice(part, 3, part.len);
        *ap_vec_push(doc->mem, raws) = (struct ap_small_raw){ap_small_trim(doc, part), line};
    }
    doc->cut |= raws->n >= AP_SMALL_LINES;
}

/* The width at which the text was broken, or 0. */
static size_t
width_of(const struct ap_small *doc, const struct ap_small_raws *raws)
{
    size_t width = 0;
    if (AP_IN(doc->s->sniff.kind) & AP_IN_OFFICE)
        return 0; /* paragraphs are whole there */
    for (size_t i = 0; i < raws->n; i++)
        if (!ap_small_is_cells(doc, &raws->items[i]) && raws->items[i].text.len > width)
            width = raws->items[i].text.len;
    return width >= WIDTH_MIN && width <= WIDTH_MAX ? width : 0;
}

static size_t name_length(struct ap_str s);

static bool
begins_anew(struct ap_str s)
{
    return s.len == 0 || s.ptr[0] == '#' || s.ptr[0] == '|' || s.ptr[0] == '>' ||
           marker_length(s) > 0 || is_rule(s) || ap_str_starts(s, AP_STR("```")) ||
           ap_str_starts(s, AP_STR("**"));
}

/* A short line without an end, after a sentence that has one: "Conclusion". */
static bool
is_bare_heading(struct ap_str before, struct ap_str s)
{
    char last = before.ptr[before.len - 1];
    char end = s.ptr[s.len - 1];
    return (last == '.' || last == '!' || last == '?') && s.len <= HEADING_MAX &&
           ap_is_upper(s.ptr[0]) && end != '.' && end != ',' && end != ';' && end != '!' &&
           end != '?';
}

/* The next word would not have fitted into the line before: the break is the width's, not the writer's. */
static bool
continues(const struct ap_small_raws *raws, size_t i, size_t width)
{
    if (width == 0 || i + 1 >= raws->n || raws->items[i].text.len == 0)
        return false;
    struct ap_str next = raws->items[i + 1].text;
    if (begins_anew(next) || raws->items[i].text.ptr[0] == '#' ||
        is_bare_heading(raws->items[i].text, next))
        return false;
    return raws->items[i].text.len + 2 + ap_str_find(next, ' ') > width;
}

static struct ap_str
join(struct ap_small *doc, const struct ap_small_raws *raws, size_t *i, size_t width)
{
    struct ap_strs parts = {0};
    *ap_vec_push(doc->mem, &parts) = raws->items[*i].text;
    while (continues(raws, *i, width))
        *ap_vec_push(doc->mem, &parts) = raws->items[++*i].text;
    return parts.n == 1 ? parts.items[0] : ap_arena_join_all(doc->mem, &parts, " ");
}

/* --- names and values ----------------------------------------------------------------------------- */

/* Bytes of a name that a colon ends: "Reviewed on: …"; 0: none. A colon within a word ("read:users", "10:30") is none. */
static size_t
name_length(struct ap_str s)
{
    size_t words = 1;
    for (size_t i = 0; i < s.len && i < NAME_BYTES; i++) {
        if (s.ptr[i] == ':' && (i + 1 == s.len || s.ptr[i + 1] == ' ' || s.ptr[i + 1] == '\t'))
            return i;
        if (strchr(".;!?|", s.ptr[i]) && i + 1 < s.len && s.ptr[i + 1] == ' ')
            return 0;
        words += s.ptr[i] == ' ';
        if (words > 8)
            return 0;
    }
    return 0;
}

/* Where the value ends because another name follows: "Reviewer: Ann. Reviewed on: …; Scope: …". */
static size_t
value_end(struct ap_str s)
{
    for (size_t i = 0; i + 2 < s.len; i++) {
        bool apart = s.ptr[i + 1] == ' ' && strchr(".;, |", s.ptr[i]);
        if (!apart)
            continue;
        struct ap_str next = ap_str_trim(ap_str_slice(s, i + 1, s.len));
        size_t n = name_length(next);
        if (n > 0 && n <= 40 && ap_is_upper(next.ptr[0]))
            return i;
    }
    return s.len;
}

/* All `name: value` of a line; several make a row too. */
static size_t
take_named(struct ap_small *doc, struct ap_str text, uint32_t line, struct ap_small_record *row)
{
    size_t n = 0;
    for (struct ap_str rest = text; rest.len > 0;) {
        size_t name = name_length(rest);
        if (name == 0)
            return n;
        struct ap_str behind = ap_str_slice(rest, name + 1, rest.len);
        size_t end = value_end(behind);
        struct ap_str value = ap_str_trim(ap_str_slice(behind, 0, end));
        if (value.len > 0 && value.ptr[value.len - 1] == ';')
            value.len--;
        ap_small_add_field(doc, row ? row : &doc->doc, ap_str_slice(rest, 0, name), value, line,
                           false);
        n++;
        size_t next = end;
        while (next < behind.len && strchr(".;, |", behind.ptr[next]))
            next++;
        rest = ap_str_slice(behind, next, behind.len);
    }
    return n;
}

size_t
ap_small_take_named(struct ap_small *doc, struct ap_str text, uint32_t line)
{
    return take_named(doc, text, line, NULL);
}

/* limit_by=credential minute=600, retention.ms = 34560000000 */
static void
take_equations(struct ap_small *doc, struct ap_str text, uint32_t line)
{
    for (size_t i = 1; i + 1 < text.len; i++) {
        if (text.ptr[i] != '=')
            continue;
        size_t from = i;
        while (from > 0 && text.ptr[from - 1] == ' ')
            from--;
        size_t key_end = from;
        while (from > 0 && !strchr(" ,;\"'(", text.ptr[from - 1]))
            from--;
        size_t to = i + 1;
        while (to < text.len && text.ptr[to] == ' ')
            to++;
        size_t value = to;
        while (to < text.len && !strchr(" ,;)", text.ptr[to]))
            to++;
        if (key_end > from && key_end - from <= NAME_BYTES && to > value)
            ap_small_add_field(doc, &doc->doc, ap_str_slice(text, from, key_end),
                               ap_str_slice(text, value, to), line, false);
    }
}

/* A label and its value apart by a tab or blanks: a table that lost its lines. */
static void
take_columns(struct ap_small *doc, struct ap_str text, uint32_t line)
{
    for (size_t i = 1; i + 2 < text.len && i < NAME_BYTES; i++) {
        if (text.ptr[i] != '\t' && !(text.ptr[i] == ' ' && text.ptr[i + 1] == ' '))
            continue;
        ap_small_add_field(doc, &doc->doc, ap_str_slice(text, 0, i),
                           ap_str_slice(text, i + 1, text.len), line, true);
        return;
    }
}

/* The text below a heading or label: up to the next heading. */
static struct ap_str
section_below(struct ap_small *doc, size_t i)
{
    struct ap_strs parts = {0};
    size_t bytes = 0;
    const struct ap_small_lines *lines = &doc->lines;
    for (size_t k = i + 1; k < lines->n && bytes < SECTION_BYTES && !lines->items[k].heading; k++) {
        *ap_vec_push(doc->mem, &parts) = lines->items[k].text;
        bytes += lines->items[k].text.len + 1;
        if (!lines->items[i].heading)
            break;
    }
    return ap_arena_join_all(doc->mem, &parts, " ");
}

static void
take_fields(struct ap_small *doc, size_t i)
{
    struct ap_small_line line = doc->lines.items[i];
    if (line.cells)
        return;
    struct ap_str text = line.text;
    bool ends_open = text.len > 0 && text.ptr[text.len - 1] == ':';
    struct ap_str label = ends_open ? ap_str_slice(text, 0, text.len - 1) : text;
    if (line.heading || ends_open ||
        (name_length(text) == 0 && text.len <= SHORT_BYTES && text.len > 0 &&
         text.ptr[text.len - 1] != '.')) {
        const struct ap_small_line *next = i + 1 < doc->lines.n ? &doc->lines.items[i + 1] : NULL;
        /* Another name, or a row of a form, is no value of this one. */
        bool next_named =
            next && !line.heading && (name_length(next->text) > 0 || (next->cells && doc->tabbed));
        if (!next_named && label.len <= (size_t)2 * SHORT_BYTES)
            ap_small_add_field(doc, &doc->doc, label, section_below(doc, i), line.line,
                               !line.heading && !ends_open);
    }
    if (ends_open)
        return;
    size_t named = take_named(doc, text, line.line, NULL);
    if (named > 1) {
        struct ap_small_record *row = ap_small_add_row(doc, line.line, 1, 0);
        if (row) {
            struct ap_small_record made = *row;
            (void)take_named(doc, text, line.line, &made);
            doc->rows.items[doc->rows.n - 1] = made;
        }
    }
    if (named == 0)
        take_columns(doc, text, line.line);
    take_equations(doc, text, line.line);
}

void
ap_small_take_raws(struct ap_small *doc, const struct ap_small_raws *raws)
{
    size_t width = width_of(doc, raws);
    for (size_t i = 0; i < raws->n; i++) {
        struct ap_small_raw raw = raws->items[i];
        if (ap_small_is_cells(doc, &raw)) {
            i = ap_small_take_table(doc, raws, i);
            continue;
        }
        if (raw.text.len == 0 || is_rule(raw.text) || ap_str_starts(raw.text, AP_STR("```")))
            continue;
        struct ap_str joined = join(doc, raws, &i, width);
        unsigned heading = heading_of(&joined);
        size_t marker = marker_length(joined);
        struct ap_str words = ap_small_plain(doc->mem, ap_str_slice(joined, marker, joined.len));
        if (words.len > 0)
            *ap_vec_push(doc->mem, &doc->lines) = (struct ap_small_line){
                .text = words, .line = raw.line, .heading = heading, .item = marker > 0};
    }
    for (size_t i = 0; i < doc->lines.n; i++)
        take_fields(doc, i);
}

void
ap_small_read_prose(struct ap_small *doc, struct ap_str text)
{
    struct ap_small_raws raws = {0};
    split(doc, text, &raws);
    ap_small_take_raws(doc, &raws);
}
