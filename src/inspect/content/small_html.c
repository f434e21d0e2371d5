/* HTML as lines of Markdown-like text: enough to read a page that a wiki or a ticket system saved.
 * Place in the flow: inspect, below the checks on small documents.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Lines are those that a reader sees; they have no number in the file. */
#include <string.h>

#include "inspect/content/small.h"

/** What a tag becomes: before the text at its opening, after it at its closing. */
static const struct tag {
    const char *name;
    const char *opens, *closes;
} tags[] = {
    {"p", "\n", "\n"},      {"br", "\n", "\n"},      {"div", "\n", "\n"},
    {"li", "\n- ", "\n"},   {"tr", "\n|", "\n"},     {"td", " ", "|"},
    {"th", " ", "|"},       {"h1", "\n# ", "\n"},    {"h2", "\n## ", "\n"},
    {"h3", "\n### ", "\n"}, {"h4", "\n#### ", "\n"}, {"title", "\n# ", "\n"},
    {"table", "\n", "\n"},  {"ul", "\n", "\n"},      {"ol", "\n", "\n"},
    {"pre", "\n", "\n"},    {"section", "\n", "\n"}, {"dt", "\n", ": "},
    {"dd", " ", "\n"},
};

static const struct entity {
    const char *name, *text;
} entities[] = {
    {"amp", "&"},  {"lt", "<"},  {"gt", ">"},   {"quot", "\""},
    {"apos", "'"}, {"#39", "'"}, {"nbsp", " "},
};

struct html {
    struct ap_str in;
    size_t at;
    char *out;
    size_t n;
    bool quiet; /* within script or style */
};

static void
put(struct html *h, const char *text)
{
    for (; *text && !h->quiet; text++)
        h->out[h->n++] = *text;
}

static void
take_tag(struct html *h)
{
    size_t end = h->at + ap_str_find(ap_str_slice(h->in, h->at, h->in.len), '>');
    struct ap_str name = ap_str_slice(h->in, h->at + 1, end);
    bool closing = name.len > 0 && name.ptr[0] == '/';
    name = ap_str_slice(name, closing, name.len);
    size_t n = 0;
    while (n < name.len && !strchr(" /\t\r\n", name.ptr[n]))
        n++;
    name = ap_str_slice(name, 0, n);
    h->at = end + 1;
    if (ap_str_ieq(name, AP_STR("script")) || ap_str_ieq(name, AP_STR("style")))
        h->quiet = !closing;
    for (size_t i = 0; i < AP_COUNT(tags); i++)
        if (ap_str_ieq(name, ap_str_from(tags[i].name)))
            put(h, closing ? tags[i].closes : tags[i].opens);
}

static void
take_entity(struct html *h)
{
    struct ap_str rest = ap_str_slice(h->in, h->at + 1, h->at + 10);
    size_t end = ap_str_find(rest, ';');
    for (size_t i = 0; end < rest.len && i < AP_COUNT(entities); i++) {
        if (ap_str_is(ap_str_slice(rest, 0, end), entities[i].name)) {
            put(h, entities[i].text);
            h->at += end + 2;
            return;
        }
    }
    put(h, "&");
    h->at++;
}

struct ap_str
ap_small_from_html(struct ap_arena *mem, struct ap_str html)
{
    /* The longest replacement of a tag, "\n#### " for <h4>, is not twice as long as what it replaces. */
    struct html h = {.in = html, .out = ap_arena_alloc(mem, 2 * html.len + 8)};
    while (h.at < html.len) {
        char c = html.ptr[h.at];
        if (c == '<') {
            take_tag(&h);
        } else if (c == '&') {
            take_entity(&h);
        } else {
            if (!h.quiet)
                h.out[h.n++] = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
            h.at++;
        }
    }
    return (struct ap_str){h.out, h.n};
}

/* The attributes of an open tag as lines of their own. */
static void
put_attributes(struct html *h, struct ap_str tag)
{
    size_t at = ap_str_find(tag, '=');
    size_t done = 0; /* what was written is not written again: at most twice the input comes out */
    while (at < tag.len) {
        size_t from = at;
        while (from > done && !strchr(" \t\r\n", tag.ptr[from - 1]))
            from--;
        char quote = at + 1 < tag.len ? tag.ptr[at + 1] : 0;
        struct ap_str rest = ap_str_slice(tag, at + 2, tag.len);
        struct ap_str value = ap_str_slice(rest, 0, ap_str_find(rest, quote));
        if (quote == '"' || quote == '\'') {
            h->out[h->n++] = '\n';
            for (size_t i = from; i < at; i++)
                h->out[h->n++] = tag.ptr[i];
            h->out[h->n++] = ':';
            h->out[h->n++] = ' ';
            for (size_t i = 0; i < value.len; i++)
                h->out[h->n++] = value.ptr[i] == '\n' ? ' ' : value.ptr[i];
            at += 2 + value.len;
            done = at;
        } else {
            at++;
        }
        at += ap_str_find(ap_str_slice(tag, at, tag.len), '=');
    }
}

struct ap_str
ap_small_from_xml(struct ap_arena *mem, struct ap_str xml)
{
    /* `<a>` becomes "\na: ", ` b="c"` becomes "\nb: c": at most one byte more for each that there was. */
    struct html h = {.in = xml, .out = ap_arena_alloc(mem, 2 * xml.len + 8)};
    while (h.at < xml.len) {
        if (xml.ptr[h.at] != '<') {
            char c = xml.ptr[h.at++];
            h.out[h.n++] = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
            continue;
        }
        size_t end = h.at + ap_str_find(ap_str_slice(xml, h.at, xml.len), '>');
        struct ap_str tag = ap_str_slice(xml, h.at + 1, end);
        size_t n = 0;
        while (n < tag.len && !strchr(" \t\r\n/", tag.ptr[n]))
            n++;
        h.at = end + 1;
        if (tag.len == 0 || strchr("/?!", tag.ptr[0]))
            continue;
        put_attributes(&h, tag);
        h.out[h.n++] = '\n';
        for (size_t i = 0; i < n; i++)
            h.out[h.n++] = tag.ptr[i];
        if (end < xml.len) {
            h.out[h.n++] = ':';
            h.out[h.n++] = ' ';
        }
    }
    return (struct ap_str){h.out, h.n};
}
