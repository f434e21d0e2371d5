/* Edits of a YAML text: what it must mean afterwards is worked out first, then the splices are made and held against it.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/yaml_edit.h"

#include <string.h>

#include "edit/yaml_splice.h"
#include "port/yaml.h"

struct ap_yaml_path
ap_yaml_at(const char *key)
{
    return (struct ap_yaml_path){.steps = {ap_str_from(key)}, .n = 1};
}

struct ap_yaml_path
ap_yaml_below(struct ap_yaml_path path, struct ap_str step)
{
    if (path.n < AP_YAML_STEPS)
        path.steps[path.n] = step;
    path.n++; /* one that is too long leads nowhere */
    return path;
}

struct ap_yaml_path
ap_yaml_item(struct ap_yaml_path path, struct ap_arena *mem, size_t index)
{
    return ap_yaml_below(path, ap_arena_printf(mem, "%zu", index));
}

static struct ap_yaml_path
above(struct ap_yaml_path path)
{
    path.n--;
    return path;
}

/* --- what the text means, before and after ------------------------------------------------ */

/** The child of a node, or NULL; *ret_broken when a step can lead nowhere. */
static const struct ap_node *
child_of(const struct ap_node *node, struct ap_str step, bool *ret_broken)
{
    int64_t index = -1;
    if (!node || node->kind == AP_NODE_NULL)
        return NULL;
    for (size_t i = 0; node->kind == AP_NODE_MAP && i < node->n; i++)
        if (ap_str_eq(node->pairs[i].key, step))
            return node->pairs[i].value;
    if (node->kind == AP_NODE_MAP)
        return NULL;
    if (node->kind == AP_NODE_SEQ && ap_str_to_int(step, &index) == AP_OK &&
        (uint64_t)index < node->n)
        return node->items[index];
    *ret_broken = true;
    return NULL;
}

/** The node at `path`; *ret_near is the last one on the way. */
static const struct ap_node *
walk(const struct ap_node *root, const struct ap_yaml_path *path, const struct ap_node **ret_near,
     bool *ret_broken)
{
    const struct ap_node *node = root;
    *ret_broken = path->n == 0 || path->n > AP_YAML_STEPS;
    *ret_near = root;
    for (size_t i = 0; !*ret_broken && i < path->n; i++) {
        node = child_of(node, path->steps[i], ret_broken);
        if (node)
            *ret_near = node;
    }
    return *ret_broken ? NULL : node;
}

/** The place of the step's child among the children of a node; their count when it is not there. */
static size_t
index_of(const struct ap_node *node, struct ap_str step)
{
    int64_t index = 0;
    if (node->kind == AP_NODE_SEQ)
        return ap_str_to_int(step, &index) == AP_OK ? (size_t)index : node->n;
    for (size_t i = 0; i < node->n; i++)
        if (ap_str_eq(node->pairs[i].key, step))
            return i;
    return node->n;
}

/** A copy of the tree with `value` at the path from step `at` on; NULL takes it out. */
static struct ap_node *
with_value(struct ap_arena *mem, const struct ap_node *node, const struct ap_yaml_path *path,
           size_t at, const struct ap_node *value)
{
    static const struct ap_node nothing = {.kind = AP_NODE_MAP};
    const struct ap_node *old = node && node->kind != AP_NODE_NULL ? node : &nothing;
    struct ap_node *made = ap_arena_new(mem, struct ap_node);
    bool is_map = old->kind == AP_NODE_MAP;
    size_t index = index_of(old, path->steps[at]);
    const struct ap_node *child = index >= old->n ? NULL
                                  : is_map        ? old->pairs[index].value
                                                  : old->items[index];
    struct ap_node *put = NULL;
    if (at + 1 < path->n) {
        put = with_value(mem, child, path, at + 1, value);
    } else if (value) {
        put = ap_arena_new(mem, struct ap_node);
        *put = *value;
    }
    made->kind = old->kind;
    if (is_map)
        made->pairs = ap_arena_array(mem, struct ap_pair, old->n + 1);
    else
        made->items = ap_arena_array(mem, struct ap_node *, old->n + 1);
    for (size_t i = 0; i < old->n; i++) {
        if (i == index && !put)
            continue;
        if (is_map)
            made->pairs[made->n] = old->pairs[i];
        else
            made->items[made->n] = old->items[i];
        if (i == index && is_map)
            made->pairs[made->n].value = put;
        else if (i == index)
            made->items[made->n] = put;
        made->n++;
    }
    if (is_map && put && !child)
        made->pairs[made->n++] = (struct ap_pair){.key = path->steps[at], .value = put};
    return made;
}

/** An edit under way. */
struct attempt {
    struct ap_yaml_edit *edit;
    struct ap_yaml_path path;
    const struct ap_node *tree; /* what the text means */
    const struct ap_node *node; /* at the path, or NULL */
    struct ap_yaml_work work;
};

static int
refuse(const struct ap_yaml_edit *edit, const struct ap_node *near, const struct ap_yaml_path *path,
       const char *why, int result)
{
    struct ap_str name = AP_STR_NONE;
    for (size_t i = 0; i < path->n && i < AP_YAML_STEPS; i++)
        name = i ? ap_arena_join(edit->mem, name, ".", path->steps[i]) : path->steps[i];
    struct ap_place place = near ? near->place : (struct ap_place){edit->file, 0, 0};
    place.file = edit->file;
    (void)ap_diag_add(edit->dg, AP_WSP022, place, "%.*s cannot be changed here: %s", AP_FMT(name),
                      why);
    return result;
}

static int
parse(const struct ap_yaml_edit *edit, struct ap_diag *dg, const struct ap_node **ret_root)
{
    struct ap_node *root = NULL;
    int r = ap_yaml_parse(edit->text, edit->file, edit->family, NULL, edit->mem, &root, dg);
    *ret_root = root;
    return r;
}

/** Read the text; *a is set whatever the result. */
static int
begin(struct attempt *a, struct ap_yaml_edit *edit, struct ap_yaml_path path)
{
    const struct ap_node *near = NULL;
    bool broken = false;
    *a = (struct attempt){.edit = edit, .path = path};
    int r = parse(edit, edit->dg, &a->tree);
    if (r < 0)
        return r;
    a->node = walk(a->tree, &path, &near, &broken);
    if (broken)
        return refuse(edit, near, &path, "what stands above it is no mapping or list",
                      AP_E_NOTFOUND);
    if (ap_yaml_work_begin(&a->work, edit->text, edit->mem) < 0)
        return refuse(edit, near, &path, "the file is written in a way that only a person can edit",
                      AP_E_INVALID);
    return AP_OK;
}

/** Take the new text over if it means what it should. */
static int
finish(struct attempt *a, int result, const struct ap_node *expected)
{
    struct ap_yaml_edit after = *a->edit;
    struct ap_diag quiet;
    const struct ap_node *tree = NULL;
    bool broken = false;
    const struct ap_node *near = NULL;
    ap_diag_init(&quiet, a->edit->mem);
    after.text = a->work.text;
    if (result == AP_OK)
        result = parse(&after, &quiet, &tree);
    bool is_empty =
        expected->kind == AP_NODE_MAP && expected->n == 0 && tree && tree->kind == AP_NODE_NULL;
    if (result == AP_OK && (is_empty || ap_yaml_same(expected, tree))) {
        a->edit->text = a->work.text;
        return AP_OK;
    }
    (void)walk(a->tree, &a->path, &near, &broken);
    return refuse(a->edit, near, &a->path, "something else in the file would change with it",
                  AP_E_INVALID);
}

/* --- the splices of one edit -------------------------------------------------------------- */

static int put_at(struct ap_yaml_work *work, struct ap_yaml_path path, const struct ap_node *old,
                  const struct ap_node *value, const struct ap_strs *order);

/** A mapping takes the keys of another, one by one. */
static int
merge(struct ap_yaml_work *work, struct ap_yaml_path path, const struct ap_node *old,
      const struct ap_node *value)
{
    struct ap_strs order = {0};
    bool broken = false;
    for (size_t i = 0; i < value->n; i++)
        *ap_vec_push(work->mem, &order) = value->pairs[i].key;
    for (size_t i = 0; i < value->n; i++) {
        struct ap_str key = value->pairs[i].key;
        const struct ap_node *now = child_of(old, key, &broken);
        if (now && ap_yaml_same(now, value->pairs[i].value))
            continue;
        int r = put_at(work, ap_yaml_below(path, key), now, value->pairs[i].value, &order);
        if (r < 0)
            return r;
    }
    for (size_t i = 0; i < old->n; i++) {
        struct ap_yaml_found found;
        struct ap_yaml_path below = ap_yaml_below(path, old->pairs[i].key);
        if (ap_strs_has(&order, old->pairs[i].key))
            continue;
        int r = ap_yaml_find(work, &below, &found);
        if (r == AP_OK)
            r = ap_yaml_splice_out(work, &found);
        if (r < 0)
            return r;
    }
    return AP_OK;
}

static int
put_at(struct ap_yaml_work *work, struct ap_yaml_path path, const struct ap_node *old,
       const struct ap_node *value, const struct ap_strs *order)
{
    struct ap_yaml_found found = {0};
    int r = ap_yaml_find(work, &path, &found);
    struct ap_str key = path.steps[path.n - 1];
    if (r == AP_E_NOTFOUND && path.n > 1) { /* what holds it is not there, or empty */
        struct ap_node *holder = ap_yaml_map(work->mem);
        struct ap_node *copy = ap_arena_new(work->mem, struct ap_node);
        *copy = *value;
        ap_yaml_map_put(work->mem, holder, ap_arena_copy(work->mem, key).ptr, copy);
        return put_at(work, above(path), NULL, holder, order);
    }
    if (r < 0)
        return r;
    if (!found.child)
        return ap_yaml_splice_key(work, &found, key, value, order);
    bool both_maps = old && old->kind == AP_NODE_MAP && value->kind == AP_NODE_MAP && old->n &&
                     value->n && path.n < AP_YAML_STEPS;
    if (both_maps && found.child->span->kind == AP_NODE_MAP)
        return merge(work, path, old, value);
    return ap_yaml_splice_value(work, &found, value);
}

int
ap_yaml_set(struct ap_yaml_edit *edit, struct ap_yaml_path path, const struct ap_node *value,
            const struct ap_strs *order)
{
    struct attempt a;
    int r = begin(&a, edit, path);
    if (r < 0 || (a.node && ap_yaml_same(a.node, value)))
        return r;
    const struct ap_node *expected = with_value(edit->mem, a.tree, &path, 0, value);
    return finish(&a, put_at(&a.work, path, a.node, value, order), expected);
}

static int
append_at(struct attempt *a, const struct ap_node *entry)
{
    struct ap_yaml_found found;
    int r = ap_yaml_find(&a->work, &a->path, &found);
    if (r == AP_OK && (!a->node || a->node->kind != AP_NODE_SEQ)) {
        r = ap_yaml_splice_wrap(&a->work, &found);
        if (r == AP_OK)
            r = ap_yaml_find(&a->work, &a->path, &found);
    }
    bool is_list = r == AP_OK && found.child && found.child->span->kind == AP_NODE_SEQ;
    return is_list ? ap_yaml_splice_item(&a->work, &found, entry) : AP_E_INVALID;
}

int
ap_yaml_append(struct ap_yaml_edit *edit, struct ap_yaml_path path, const struct ap_node *entry,
               const struct ap_strs *order)
{
    struct attempt a;
    int r = begin(&a, edit, path);
    if (r < 0)
        return r;
    struct ap_node *copy = ap_arena_new(edit->mem, struct ap_node);
    struct ap_node *list = ap_yaml_list(edit->mem);
    *copy = *entry;
    bool is_empty = !a.node || a.node->kind == AP_NODE_NULL;
    bool is_list = !is_empty && a.node->kind == AP_NODE_SEQ;
    for (size_t i = 0; is_list && i < a.node->n; i++)
        ap_yaml_list_add(edit->mem, list, a.node->items[i]);
    if (!is_empty && !is_list) {
        struct ap_node *only = ap_arena_new(edit->mem, struct ap_node);
        *only = *a.node;
        ap_yaml_list_add(edit->mem, list, only);
    }
    bool is_first = list->n == 0;
    ap_yaml_list_add(edit->mem, list, copy);
    const struct ap_node *expected = with_value(edit->mem, a.tree, &path, 0, list);
    r = is_first ? put_at(&a.work, path, a.node, list, order) : append_at(&a, entry);
    return finish(&a, r, expected);
}

int
ap_yaml_remove(struct ap_yaml_edit *edit, struct ap_yaml_path path)
{
    struct attempt a;
    struct ap_yaml_found found;
    int r = begin(&a, edit, path);
    if (r < 0 || !a.node)
        return r;
    const struct ap_node *expected = with_value(edit->mem, a.tree, &path, 0, NULL);
    r = ap_yaml_find(&a.work, &path, &found);
    if (r < 0 || !found.child)
        return finish(&a, AP_E_INVALID, expected);
    if (found.holder->children.n > 1 || path.n == 1)
        return finish(&a, ap_yaml_splice_out(&a.work, &found), expected);
    struct ap_node *empty =
        found.holder->kind == AP_NODE_SEQ ? ap_yaml_list(edit->mem) : ap_yaml_map(edit->mem);
    return finish(&a, put_at(&a.work, above(path), NULL, empty, NULL), expected);
}

int
ap_yaml_get(const struct ap_yaml_edit *edit, struct ap_yaml_path path,
            const struct ap_node **ret_value)
{
    const struct ap_node *root = NULL;
    const struct ap_node *near = NULL;
    bool broken = false;
    int r = parse(edit, edit->dg, &root);
    if (r == AP_OK)
        *ret_value = walk(root, &path, &near, &broken);
    return r;
}
