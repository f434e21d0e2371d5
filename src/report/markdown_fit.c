/* The Markdown report within the bounds of the places that show it: long tables and lists are cut, and say by how much.
 * Place in the flow: report; after the report was written.
 * SPDX-License-Identifier: Apache-2.0
 *
 * GitHub takes a summary of a step up to 1 MiB and a comment up to 65,536 characters; of what is longer it shows nothing at all.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions (step isolation and limits) */
#include <stdio.h>

#include "report/markdown.h"

#define SHORT_LIST 15u /* lines of a list that is never cut */
#define TABLE_HEAD 2u  /* lines above the rows of a table */

/** Where a text stands that is copied line by line. */
struct copy {
    struct ap_str rest;
    struct ap_buf *out; /* NULL: only counted */
    size_t bytes;
};

static void
add(struct copy *c, struct ap_str text)
{
    c->bytes += text.len;
    if (c->out)
        ap_buf_add_str(c->out, text);
}

static struct ap_str
next_line(struct copy *c)
{
    size_t n = ap_str_find(c->rest, '\n');
    struct ap_str line = ap_str_slice(c->rest, 0, n + 1);
    c->rest = ap_str_slice(c->rest, n + 1, c->rest.len);
    return line;
}

/* `|` for a row, `-` for an element of a list, 0 for what is never cut. */
static char
kind_of(struct ap_str line)
{
    if (ap_str_starts(line, AP_STR("|")))
        return '|';
    return ap_str_starts(line, AP_STR("- ")) ? '-' : '\0';
}

/* How many lines of this kind follow, the next one included. */
static size_t
run_of(const struct copy *c, char kind)
{
    struct copy ahead = {.rest = c->rest};
    size_t n = 0;
    while (ahead.rest.len > 0 && kind_of(next_line(&ahead)) == kind)
        n++;
    return n;
}

/* Copy with at most `rows` of each table and long list; gives the bytes. */
static size_t
copy_with(struct ap_str text, size_t rows, struct ap_buf *out)
{
    struct copy c = {text, out, 0};
    while (c.rest.len > 0) {
        char kind = kind_of(c.rest);
        size_t n = kind ? run_of(&c, kind) : 1;
        size_t keep = kind == '|' ? rows + TABLE_HEAD : kind && n > SHORT_LIST ? rows : n;
        size_t left_out = n > keep ? n - keep : 0;
        for (size_t i = 0; i < n; i++) {
            struct ap_str line = next_line(&c);
            if (i < n - left_out)
                add(&c, line);
        }
        if (left_out > 0) {
            char words[96];
            int len =
                snprintf(words, sizeof words,
                         "\n*%zu more: see the whole report, as html, xlsx or json.*\n", left_out);
            add(&c, (struct ap_str){words, (size_t)len});
        }
    }
    return c.bytes;
}

void
ap_markdown_fit(struct ap_buf *out, size_t most)
{
    if (out->len <= most)
        return;
    struct ap_str whole = ap_buf_str(out);
    size_t fits = 0;
    size_t too_many = whole.len; /* more rows than there can be */
    while (too_many - fits > 1) {
        size_t rows = fits + (too_many - fits) / 2;
        if (copy_with(whole, rows, NULL) <= most)
            fits = rows;
        else
            too_many = rows;
    }
    struct ap_buf cut = {0};
    (void)copy_with(whole, fits, &cut);
    if (cut.len > most) { /* no table is to blame: whole lines, as many as there is room for */
        size_t n = most;
        while (n > 0 && cut.ptr[n - 1] != '\n')
            n--;
        cut.len = n;
        cut.ptr[n] = '\0';
    }
    ap_buf_release(out);
    *out = cut;
}
