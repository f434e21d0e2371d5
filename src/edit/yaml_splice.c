/* The splices: a value replaced, a key added, an item appended, a value made a list, an entry taken out.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/yaml_splice.h"

#include <string.h>

#include "base/cleanup.h"

#define STEP 2 /* spaces of one level */

static void
pad(struct ap_buf *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ap_buf_add_char(out, ' ');
}

static size_t
column_of(struct ap_str text, size_t at)
{
    return at - ap_yaml_line_begin(text, at);
}

static bool
begins_line(struct ap_str text, size_t at)
{
    return ap_yaml_is_blank(text, ap_yaml_line_begin(text, at), at);
}

/** Behind the colon of an entry. */
static size_t
after_colon(const struct ap_yaml_work *work, const struct ap_yaml_child *child)
{
    size_t at = child->key_end;
    while (at < child->span->begin && work->text.ptr[at] != ':')
        at++;
    return at < work->text.len && work->text.ptr[at] == ':' ? at + 1 : at;
}

/** The end of a value without the blank lines behind a block of text; where they count (`|+`), with them. */
static size_t
end_of(const struct ap_yaml_work *work, const struct ap_yaml_span *span)
{
    size_t end = span->end;
    if (span->style != AP_YAML_BLOCK_TEXT)
        return end;
    struct ap_str head =
        ap_str_slice(work->text, span->begin, ap_yaml_line_end(work->text, span->begin));
    if (ap_str_find(head, '+') < head.len)
        return end;
    while (end > span->begin && strchr(" \t\r\n", work->text.ptr[end - 1]))
        end--;
    return end;
}

static struct ap_yaml_form
form_of(const struct ap_yaml_work *work, const struct ap_yaml_found *at)
{
    struct ap_yaml_form form = {.eol = work->eol, .flow = at->in_flow};
    const struct ap_yaml_span *old = at->child ? at->child->span : NULL;
    if (old && old->style == AP_YAML_QUOTED)
        form.quote = work->text.ptr[old->begin];
    if (form.quote != '\'' && form.quote != '"')
        form.quote = 0; /* an anchor or a tag stands before it */
    return form;
}

/* --- a value ------------------------------------------------------------------------------ */

/** Lines of their own below a key give way to a value on the key's line. */
static int
lines_to_inline(struct ap_yaml_work *work, const struct ap_yaml_child *child, struct ap_str value)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    size_t colon = after_colon(work, child);
    size_t first = ap_yaml_line_begin(work->text, child->span->begin);
    ap_buf_add_char(&out, ' ');
    ap_buf_add_str(&out, value);
    ap_buf_add_str(&out, ap_str_slice(work->text, colon, first));
    size_t last = ap_yaml_line_next(work->text, child->span->end);
    return ap_yaml_replace(work, colon, last, ap_buf_str(&out));
}

/** A value on the key's line gives way to lines below it; a comment stays behind the key. */
static int
inline_to_lines(struct ap_yaml_work *work, const struct ap_yaml_found *at,
                const struct ap_node *value, const struct ap_yaml_form *form)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    size_t indent = column_of(work->text, at->child->key_begin) + STEP;
    size_t end = end_of(work, at->child->span);
    size_t line_end = ap_yaml_line_end(work->text, end);
    ap_buf_add_str(&out, ap_str_slice(work->text, end, line_end));
    ap_buf_add_c(&out, form->eol);
    pad(&out, indent);
    ap_yaml_write_block(&out, value, indent, form);
    return ap_yaml_replace(work, after_colon(work, at->child), line_end, ap_buf_str(&out));
}

/** Lines give way to lines. */
static int
lines_to_lines(struct ap_yaml_work *work, const struct ap_yaml_found *at,
               const struct ap_node *value, const struct ap_yaml_form *form)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    const struct ap_yaml_child *child = at->child;
    size_t indent = column_of(work->text, child->key_begin) + STEP;
    pad(&out, indent);
    ap_yaml_write_block(&out, value, indent, form);
    return ap_yaml_replace(work, ap_yaml_line_begin(work->text, child->span->begin),
                           child->span->end, ap_buf_str(&out));
}

int
ap_yaml_splice_value(struct ap_yaml_work *work, const struct ap_yaml_found *at,
                     const struct ap_node *value)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    const struct ap_yaml_span *old = at->child->span;
    struct ap_yaml_form form = form_of(work, at);
    bool in_map = at->holder->kind == AP_NODE_MAP;
    size_t column = column_of(work->text, in_map ? at->child->key_begin : old->begin);
    bool is_inline =
        ap_yaml_is_inline(value, column + (in_map ? at->child->key.len + STEP : 0), &form);
    bool has_lines = in_map && old->style == AP_YAML_BLOCK && begins_line(work->text, old->begin);
    if (in_map && !is_inline)
        return has_lines ? lines_to_lines(work, at, value, &form)
                         : inline_to_lines(work, at, value, &form);
    if (old->begin == old->end && old->begin > 0 && work->text.ptr[old->begin - 1] != ' ')
        ap_buf_add_char(&out, ' ');
    if (is_inline)
        ap_yaml_write_inline(&out, value, &form);
    else
        ap_yaml_write_block(&out, value, column, &form);
    if (has_lines)
        return lines_to_inline(work, at->child, ap_buf_str(&out));
    return ap_yaml_replace(work, old->begin, end_of(work, old), ap_buf_str(&out));
}

/* --- a key -------------------------------------------------------------------------------- */

static size_t
rank_of(const struct ap_strs *order, struct ap_str key)
{
    for (size_t i = 0; order && i < order->n; i++)
        if (ap_str_eq(order->items[i], key))
            return i;
    return SIZE_MAX;
}

/** How many of the children stand before the new key. */
static size_t
place_of(const struct ap_yaml_span *map, struct ap_str key, const struct ap_strs *order)
{
    size_t rank = rank_of(order, key);
    size_t place = 0;
    for (size_t i = 0; i < map->children.n; i++)
        if (rank == SIZE_MAX || rank_of(order, map->children.items[i].key) <= rank)
            place = i + 1;
    return place;
}

static int
first_of_all(struct ap_yaml_work *work, struct ap_str pair)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_str text = work->text;
    bool ends = text.len == 0 || text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == '\r';
    ap_buf_add_c(&out, ends ? "" : work->eol);
    ap_buf_add_str(&out, pair);
    ap_buf_add_c(&out, work->eol);
    return ap_yaml_replace(work, text.len, text.len, ap_buf_str(&out));
}

static int
key_in_flow(struct ap_yaml_work *work, const struct ap_yaml_span *map, struct ap_str pair,
            size_t place)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    const struct ap_yaml_children *children = &map->children;
    size_t at = place ? children->items[place - 1].span->end : map->begin + 1;
    ap_buf_add_c(&out, place ? ", " : "");
    ap_buf_add_str(&out, pair);
    ap_buf_add_c(&out, !place && children->n ? ", " : "");
    return ap_yaml_replace(work, at, at, ap_buf_str(&out));
}

int
ap_yaml_splice_key(struct ap_yaml_work *work, const struct ap_yaml_found *at, struct ap_str key,
                   const struct ap_node *value, const struct ap_strs *order)
{
    AP_AUTO_BUF struct ap_buf pair = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    const struct ap_yaml_span *map = at->holder;
    struct ap_yaml_form form = {.eol = work->eol, .flow = at->in_flow};
    size_t column = map->children.n ? column_of(work->text, map->children.items[0].key_begin) : 0;
    ap_yaml_write_pair(&pair, key, value, column, &form);
    if (map->kind == AP_NODE_NULL)
        return first_of_all(work, ap_buf_str(&pair));
    size_t place = place_of(map, key, order);
    if (map->style == AP_YAML_FLOW)
        return key_in_flow(work, map, ap_buf_str(&pair), place);
    if (place == 0) {
        size_t first = map->children.items[0].key_begin;
        ap_buf_add_str(&out, ap_buf_str(&pair));
        ap_buf_add_c(&out, work->eol);
        pad(&out, column);
        return ap_yaml_replace(work, first, first, ap_buf_str(&out));
    }
    size_t end = ap_yaml_line_end(work->text, map->children.items[place - 1].span->end);
    ap_buf_add_c(&out, work->eol);
    pad(&out, column);
    ap_buf_add_str(&out, ap_buf_str(&pair));
    return ap_yaml_replace(work, end, end, ap_buf_str(&out));
}

/* --- a list ------------------------------------------------------------------------------- */

int
ap_yaml_splice_item(struct ap_yaml_work *work, const struct ap_yaml_found *at,
                    const struct ap_node *entry)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    const struct ap_yaml_span *list = at->child->span;
    const struct ap_yaml_children *items = &list->children;
    struct ap_yaml_form form = {.eol = work->eol,
                                .flow = at->in_flow || list->style == AP_YAML_FLOW};
    if (form.flow) {
        size_t end = items->n ? items->items[items->n - 1].span->end : list->begin + 1;
        ap_buf_add_c(&out, items->n ? ", " : "");
        ap_yaml_write_inline(&out, entry, &form);
        return ap_yaml_replace(work, end, end, ap_buf_str(&out));
    }
    if (work->text.ptr[list->begin] != '-')
        return AP_E_INVALID; /* an anchor or a tag stands before it */
    size_t column = column_of(work->text, list->begin);
    size_t end = ap_yaml_line_end(work->text, items->items[items->n - 1].span->end);
    ap_buf_add_c(&out, work->eol);
    pad(&out, column);
    ap_buf_add_c(&out, "- ");
    if (ap_yaml_is_inline(entry, column + STEP, &form))
        ap_yaml_write_inline(&out, entry, &form);
    else
        ap_yaml_write_block(&out, entry, column + STEP, &form);
    return ap_yaml_replace(work, end, end, ap_buf_str(&out));
}

/** from..to with each line after the first moved to the right. */
static void
add_moved(struct ap_buf *out, struct ap_str text, size_t from, size_t to, size_t by)
{
    while (from < to) {
        size_t next = ap_yaml_line_next(text, from);
        next = next < to ? next : to;
        ap_buf_add_str(out, ap_str_slice(text, from, next));
        if (next < to && text.ptr[next] != '\n' && text.ptr[next] != '\r')
            pad(out, by);
        from = next;
    }
}

int
ap_yaml_splice_wrap(struct ap_yaml_work *work, const struct ap_yaml_found *at)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    const struct ap_yaml_span *old = at->child->span;
    if (at->in_flow || at->holder->kind != AP_NODE_MAP) {
        ap_buf_add_char(&out, '[');
        ap_buf_add_str(&out, ap_str_slice(work->text, old->begin, old->end));
        ap_buf_add_char(&out, ']');
        return ap_yaml_replace(work, old->begin, old->end, ap_buf_str(&out));
    }
    if (begins_line(work->text, old->begin)) {
        ap_buf_add_c(&out, "- ");
        add_moved(&out, work->text, old->begin, old->end, STEP);
        return ap_yaml_replace(work, old->begin, old->end, ap_buf_str(&out));
    }
    size_t indent = column_of(work->text, at->child->key_begin) + STEP;
    ap_buf_add_c(&out, work->eol);
    pad(&out, indent);
    ap_buf_add_c(&out, "- ");
    add_moved(&out, work->text, old->begin, old->end, STEP + STEP);
    return ap_yaml_replace(work, after_colon(work, at->child), old->end, ap_buf_str(&out));
}

/* --- out ---------------------------------------------------------------------------------- */

static size_t
begin_of(const struct ap_yaml_work *work, const struct ap_yaml_span *holder, size_t index)
{
    const struct ap_yaml_child *child = &holder->children.items[index];
    if (holder->kind == AP_NODE_MAP)
        return child->key_begin;
    size_t at = child->span->begin;
    if (holder->style == AP_YAML_BLOCK)
        while (at > holder->begin && work->text.ptr[at] != '-')
            at--;
    return at;
}

static int
out_of_flow(struct ap_yaml_work *work, const struct ap_yaml_found *at)
{
    const struct ap_yaml_children *all = &at->holder->children;
    if (at->index > 0)
        return ap_yaml_replace(work, all->items[at->index - 1].span->end, at->child->span->end,
                               AP_STR_NONE);
    size_t begin = begin_of(work, at->holder, 0);
    size_t end = all->n > 1 ? begin_of(work, at->holder, 1) : at->child->span->end;
    return ap_yaml_replace(work, begin, end, AP_STR_NONE);
}

int
ap_yaml_splice_out(struct ap_yaml_work *work, const struct ap_yaml_found *at)
{
    const struct ap_yaml_children *all = &at->holder->children;
    if (!at->child) /* a splice before this one moved it: `[a: 1]` is a mapping without braces */
        return AP_E_INVALID;
    if (at->holder->style == AP_YAML_FLOW)
        return out_of_flow(work, at);
    size_t begin = begin_of(work, at->holder, at->index);
    size_t end = ap_yaml_line_next(work->text, end_of(work, at->child->span));
    if (begins_line(work->text, begin))
        begin = ap_yaml_line_begin(work->text, begin);
    else if (all->n > at->index + 1) /* the first key of a mapping behind a dash */
        end = begin_of(work, at->holder, at->index + 1);
    else
        return AP_E_INVALID;
    return ap_yaml_replace(work, begin, end, AP_STR_NONE);
}
