/* Values: made, compared, and laid out on one line or on many.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/yaml_value.h"

#include <string.h>

#include "base/cleanup.h"
#include "edit/yaml_internal.h"

#define STEP 2 /* spaces of one level */

static struct ap_node *
new_node(struct ap_arena *mem, enum ap_node_kind kind)
{
    struct ap_node *node = ap_arena_new(mem, struct ap_node);
    node->kind = kind;
    return node;
}

struct ap_node *
ap_yaml_text(struct ap_arena *mem, struct ap_str text)
{
    struct ap_node *node = new_node(mem, AP_NODE_SCALAR);
    node->text = text.ptr ? text : AP_STR("");
    return node;
}

struct ap_node *
ap_yaml_word(struct ap_arena *mem, struct ap_str word)
{
    struct ap_node *node = ap_yaml_text(mem, word);
    node->plain = true;
    return node;
}

struct ap_node *
ap_yaml_list(struct ap_arena *mem)
{
    return new_node(mem, AP_NODE_SEQ);
}

struct ap_node *
ap_yaml_map(struct ap_arena *mem)
{
    return new_node(mem, AP_NODE_MAP);
}

/** Room for one more in an array that doubles: full when its count is a power of two, or none. */
static bool
is_full(size_t n)
{
    return (n & (n - 1)) == 0;
}

void
ap_yaml_list_add(struct ap_arena *mem, struct ap_node *list, struct ap_node *item)
{
    if (is_full(list->n)) {
        struct ap_node **items = ap_arena_array(mem, struct ap_node *, list->n ? list->n * 2 : 1);
        if (list->n)
            memcpy(items, list->items, list->n * sizeof(struct ap_node *));
        list->items = items;
    }
    list->items[list->n++] = item;
}

static void
add_pair(struct ap_arena *mem, struct ap_node *map, struct ap_pair pair)
{
    if (is_full(map->n)) {
        struct ap_pair *pairs = ap_arena_array(mem, struct ap_pair, map->n ? map->n * 2 : 1);
        if (map->n)
            memcpy(pairs, map->pairs, map->n * sizeof *pairs);
        map->pairs = pairs;
    }
    map->pairs[map->n++] = pair;
}

void
ap_yaml_map_put(struct ap_arena *mem, struct ap_node *map, const char *key, struct ap_node *value)
{
    for (size_t i = 0; i < map->n; i++) {
        if (ap_str_is(map->pairs[i].key, key)) {
            map->pairs[i].value = value;
            return;
        }
    }
    add_pair(mem, map, (struct ap_pair){.key = ap_str_from(key), .value = value});
}

void
ap_yaml_map_text(struct ap_arena *mem, struct ap_node *map, const char *key, struct ap_str text)
{
    if (text.len)
        ap_yaml_map_put(mem, map, key, ap_yaml_text(mem, text));
}

struct ap_node *
ap_yaml_texts(struct ap_arena *mem, const struct ap_strs *texts)
{
    if (texts->n == 1)
        return ap_yaml_text(mem, texts->items[0]);
    struct ap_node *list = ap_yaml_list(mem);
    for (size_t i = 0; i < texts->n; i++)
        ap_yaml_list_add(mem, list, ap_yaml_text(mem, texts->items[i]));
    return list;
}

/* --- comparing ---------------------------------------------------------------------------- */

static bool
same_scalar(const struct ap_node *a, const struct ap_node *b)
{
    bool a_typed = a->plain && ap_yaml_is_typed(a->text);
    bool b_typed = b->plain && ap_yaml_is_typed(b->text);
    return a_typed == b_typed && ap_str_eq(a->text, b->text);
}

/** Keys stand mostly in the same place, so the search begins there. */
static const struct ap_node *
value_of(const struct ap_node *map, struct ap_str key, size_t hint)
{
    for (size_t i = 0; i < map->n; i++) {
        const struct ap_pair *pair = &map->pairs[(hint + i) % map->n];
        if (ap_str_eq(pair->key, key))
            return pair->value;
    }
    return NULL;
}

bool
ap_yaml_same(const struct ap_node *a, const struct ap_node *b)
{
    if (a == b)
        return true;
    if (!a || !b || a->kind != b->kind)
        return false;
    if (a->kind == AP_NODE_NULL)
        return true;
    if (a->kind == AP_NODE_SCALAR)
        return same_scalar(a, b);
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        const struct ap_node *x = a->kind == AP_NODE_SEQ ? a->items[i] : a->pairs[i].value;
        const struct ap_node *y =
            a->kind == AP_NODE_SEQ ? b->items[i] : value_of(b, a->pairs[i].key, i);
        if (!ap_yaml_same(x, y))
            return false;
    }
    return true;
}

/* --- writing ------------------------------------------------------------------------------ */

static bool
is_collection(const struct ap_node *value)
{
    return value->kind == AP_NODE_SEQ || value->kind == AP_NODE_MAP;
}

static void
write_key(struct ap_buf *out, struct ap_str key, const struct ap_yaml_form *form)
{
    struct ap_node scalar = {.kind = AP_NODE_SCALAR, .text = key};
    struct ap_yaml_form plain = {.eol = form->eol, .flow = form->flow};
    ap_yaml_write_scalar(out, &scalar, &plain);
    ap_buf_add_char(out, ':');
}

void
ap_yaml_write_inline(struct ap_buf *out, const struct ap_node *value,
                     const struct ap_yaml_form *form)
{
    struct ap_yaml_form inner = {.eol = form->eol, .flow = true};
    bool is_map = value->kind == AP_NODE_MAP;
    if (!is_collection(value)) {
        ap_yaml_write_scalar(out, value, form);
        return;
    }
    ap_buf_add_char(out, is_map ? '{' : '[');
    for (size_t i = 0; i < value->n; i++) {
        ap_buf_add_c(out, i ? ", " : "");
        if (is_map) {
            write_key(out, value->pairs[i].key, &inner);
            ap_buf_add_char(out, ' ');
        }
        ap_yaml_write_inline(out, is_map ? value->pairs[i].value : value->items[i], &inner);
    }
    ap_buf_add_char(out, is_map ? '}' : ']');
}

bool
ap_yaml_is_inline(const struct ap_node *value, size_t column, const struct ap_yaml_form *form)
{
    if (form->flow || !is_collection(value) || value->n == 0)
        return true;
    AP_AUTO_BUF struct ap_buf line = {0};
    ap_yaml_write_inline(&line, value, form);
    return column + line.len <= AP_YAML_WIDTH;
}

static void
begin_line(struct ap_buf *out, size_t indent, const struct ap_yaml_form *form)
{
    ap_buf_add_c(out, form->eol);
    for (size_t i = 0; i < indent; i++)
        ap_buf_add_char(out, ' ');
}

void
ap_yaml_write_pair(struct ap_buf *out, struct ap_str key, const struct ap_node *value,
                   size_t indent, const struct ap_yaml_form *form)
{
    size_t before = out->len;
    write_key(out, key, form);
    if (ap_yaml_is_inline(value, indent + (out->len - before) + 1, form)) {
        ap_buf_add_char(out, ' ');
        ap_yaml_write_inline(out, value, form);
    } else {
        begin_line(out, indent + STEP, form);
        ap_yaml_write_block(out, value, indent + STEP, form);
    }
}

void
ap_yaml_write_block(struct ap_buf *out, const struct ap_node *value, size_t indent,
                    const struct ap_yaml_form *form)
{
    if (!is_collection(value) || value->n == 0) {
        ap_yaml_write_inline(out, value, form);
        return;
    }
    for (size_t i = 0; i < value->n; i++) {
        if (i)
            begin_line(out, indent, form);
        if (value->kind == AP_NODE_MAP) {
            ap_yaml_write_pair(out, value->pairs[i].key, value->pairs[i].value, indent, form);
            continue;
        }
        ap_buf_add_c(out, "- ");
        if (ap_yaml_is_inline(value->items[i], indent + STEP, form))
            ap_yaml_write_inline(out, value->items[i], form);
        else
            ap_yaml_write_block(out, value->items[i], indent + STEP, form);
    }
}
