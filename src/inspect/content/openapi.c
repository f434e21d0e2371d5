/* OpenAPI 3.0 and 3.1, and Swagger 2.0, which says this in the same way: paths, operations, security requirements, extensions.
 * Place in the flow: inspect, below endpoint-list.
 * SPDX-License-Identifier: Apache-2.0
 *
 * https://spec.openapis.org/oas/v3.0.3, /v3.1.0 and /v2.0: Paths Object, Operation Object, Security Requirement Object. A path may be
 * a reference to one beside it (`#/components/pathItems/sso`); other documents are not opened. */
#include "inspect/content/openapi.h"

#define HOPS     8u  /* from reference to reference */
#define WAYS_MAX 64u /* alternatives of security that are looked at */

static const char *const methods[] = {"get",     "put",  "post",  "delete",
                                      "options", "head", "patch", "trace"};

bool
ap_openapi_is(const struct ap_node *root)
{
    const struct ap_node *version = root->kind == AP_NODE_MAP ? ap_node_get(root, "openapi") : NULL;
    if (!version && root->kind == AP_NODE_MAP)
        version = ap_node_get(root, "swagger");
    const struct ap_node *paths = version ? ap_node_get(root, "paths") : NULL;
    return version && version->kind == AP_NODE_SCALAR &&
           (ap_str_starts(version->text, AP_STR("3")) ||
            ap_str_starts(version->text, AP_STR("2"))) &&
           paths && paths->kind == AP_NODE_MAP;
}

static void
set_cell(struct ap_rowset *set, struct ap_rowset_row *row, const char *id, struct ap_str text,
         const struct ap_node *at)
{
    uint16_t number = ap_fields_id(&set->fields, id);
    if (number >= AP_ROWSET_CELLS || text.len == 0)
        return;
    struct ap_rowset_cell *cell = &row->cells[number];
    if (cell->text.len > 0)
        text = ap_arena_join(set->s->scratch, cell->text, "\n", text);
    else
        cell->column = at->place.column;
    cell->text = text;
    cell->line = at->place.line;
    set->has[number] = true;
}

/* A value, or all values of a list. */
static void
set_values(struct ap_rowset *set, struct ap_rowset_row *row, const char *id,
           const struct ap_node *node)
{
    if (node->kind == AP_NODE_SCALAR)
        set_cell(set, row, id, node->text, node);
    for (size_t i = 0; node->kind == AP_NODE_SEQ && i < node->n; i++)
        if (node->items[i]->kind == AP_NODE_SCALAR)
            set_cell(set, row, id, node->items[i]->text, node->items[i]);
}

/* Extensions whose names are known; those of the operation come before those of its path and of the document. */
static void
set_extensions(struct ap_rowset *set, struct ap_rowset_row *row, const struct ap_node *map)
{
    bool had[AP_ROWSET_CELLS];
    for (size_t i = 0; i < AP_ROWSET_CELLS; i++)
        had[i] = row->cells[i].text.len > 0;
    for (size_t i = 0; i < map->n; i++) {
        struct ap_str key = map->pairs[i].key;
        if (!ap_str_starts(key, AP_STR("x-")))
            continue;
        uint16_t id = ap_field_names_find_one(&set->names, key);
        if (id == AP_FIELD_NONE)
            id = ap_field_names_find_one(&set->names, ap_str_slice(key, 2, key.len));
        if (id < set->fields.n && id < AP_ROWSET_CELLS && !had[id])
            set_values(set, row, set->fields.list[id].id.ptr, map->pairs[i].value);
    }
}

/* `security: [{oauth: [a, b]}, …]`: any one element opens, and demands all that stands in it; `{}`, and a list without
 * elements, opens to anybody. Scopes that extensions name are demanded besides, save of anybody. */
static void
set_security(struct ap_rowset *set, struct ap_rowset_row *row, const struct ap_node *security)
{
    if (!security || security->kind != AP_NODE_SEQ)
        return;
    struct ap_arena *mem = set->s->scratch;
    struct ap_strs *ways = ap_arena_new(mem, struct ap_strs);
    struct ap_str besides = ap_rowset_text(set, row, "scope");
    *ways = (struct ap_strs){0};
    for (size_t i = 0; i < security->n && ways->n < WAYS_MAX; i++) {
        const struct ap_node *way = security->items[i];
        struct ap_str *text = ap_vec_push(mem, ways);
        *text = AP_STR_NONE;
        for (size_t k = 0; way->kind == AP_NODE_MAP && k < way->n; k++) {
            const struct ap_node *scopes = way->pairs[k].value;
            set_values(set, row, "scope", scopes);
            for (size_t m = 0; scopes->kind == AP_NODE_SEQ && m < scopes->n; m++)
                if (scopes->items[m]->kind == AP_NODE_SCALAR)
                    *text = ap_arena_join(mem, *text, "\n", scopes->items[m]->text);
        }
        if (way->kind == AP_NODE_MAP && way->n > 0)
            *text = ap_arena_join(mem, besides, "\n", *text);
    }
    if (ways->n == 0)
        *ap_vec_push(mem, ways) = AP_STR_NONE;
    row->ways_in = ways;
}

static bool
is_class(const struct ap_rowset *set, struct ap_str tag)
{
    const struct ap_catalog *classes = ap_library_catalog(set->s->lib, AP_STR("endpoint_classes"));
    for (size_t i = 0; classes && i < classes->steps.n; i++)
        if (ap_str_ieq(classes->steps.items[i].id, tag))
            return true;
    return false;
}

static void
set_tags(struct ap_rowset *set, struct ap_rowset_row *row, const struct ap_node *op, bool has_class)
{
    const struct ap_node *tags = ap_node_get(op, "tags");
    for (size_t i = 0; tags && tags->kind == AP_NODE_SEQ && i < tags->n; i++)
        if (tags->items[i]->kind == AP_NODE_SCALAR && is_class(set, tags->items[i]->text) &&
            !has_class) {
            set_cell(set, row, "class", tags->items[i]->text, tags->items[i]);
            return;
        }
}

static bool
has_cell(const struct ap_rowset *set, const struct ap_rowset_row *row, const char *id)
{
    return ap_rowset_text(set, row, id).len > 0;
}

static void
add_operation(struct ap_rowset *set, const struct ap_node *root, const struct ap_pair *path,
              const struct ap_pair *op)
{
    static const char *const telling[] = {"operationId", "summary", "tags"};
    if (set->rows.n == AP_ROWSET_ROWS || op->value->kind != AP_NODE_MAP)
        return;
    struct ap_rowset_row *row = ap_vec_push(set->s->scratch, &set->rows);
    *row = (struct ap_rowset_row){.line = op->key_place.line};
    char *method = ap_arena_alloc(set->s->scratch, op->key.len + 1);
    for (size_t i = 0; i < op->key.len; i++)
        method[i] = ap_upper(op->key.ptr[i]);
    set_cell(set, row, "path", path->key, op->value);
    set_cell(set, row, "method", (struct ap_str){method, op->key.len}, op->value);
    set_extensions(set, row, op->value);
    set_extensions(set, row, path->value);
    set_tags(set, row, op->value, has_cell(set, row, "class"));
    set_extensions(set, row, root);
    const struct ap_node *security = ap_node_get(op->value, "security");
    set_security(set, row, security ? security : ap_node_get(root, "security"));
    bool told = has_cell(set, row, "kind");
    for (size_t i = 0; !told && i < AP_COUNT(telling); i++) {
        const struct ap_node *node = ap_node_get(op->value, telling[i]);
        if (node)
            set_values(set, row, "kind", node);
    }
}

/* `~1` is a slash, `~0` a tilde (RFC 6901). */
static struct ap_str
unescaped(struct ap_arena *mem, struct ap_str part)
{
    char *out = ap_arena_alloc(mem, part.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < part.len; i++) {
        bool escape = part.ptr[i] == '~' && i + 1 < part.len;
        out[n++] = escape ? (part.ptr[i + 1] == '1' ? '/' : '~') : part.ptr[i];
        i += escape;
    }
    return (struct ap_str){out, n};
}

static const struct ap_node *
value_of(const struct ap_node *map, struct ap_str key)
{
    for (size_t i = 0; map->kind == AP_NODE_MAP && i < map->n; i++)
        if (ap_str_eq(map->pairs[i].key, key))
            return map->pairs[i].value;
    return NULL;
}

/* What a path stands for: itself, or what it refers to within the document. */
static const struct ap_node *
resolved(const struct ap_node *root, const struct ap_node *item, struct ap_arena *mem)
{
    for (unsigned hops = 0; hops < HOPS; hops++) {
        const struct ap_node *ref = item->kind == AP_NODE_MAP ? ap_node_get(item, "$ref") : NULL;
        if (!ref || !ap_str_starts(ref->text, AP_STR("#/")))
            return item;
        const struct ap_node *at = root;
        for (struct ap_str rest = ap_str_slice(ref->text, 2, ref->text.len); at && rest.ptr;)
            at = value_of(at, unescaped(mem, ap_str_cut(&rest, '/')));
        if (!at)
            return item;
        item = at;
    }
    return item;
}

void
ap_openapi_rows(const struct ap_node *root, struct ap_rowset *set)
{
    const struct ap_node *paths = ap_node_get(root, "paths");
    for (size_t i = 0; i < paths->n; i++) {
        const struct ap_node *item = resolved(root, paths->pairs[i].value, set->s->scratch);
        for (size_t k = 0; item->kind == AP_NODE_MAP && k < item->n; k++)
            for (size_t m = 0; m < AP_COUNT(methods); m++)
                if (ap_str_is(item->pairs[k].key, methods[m]))
                    add_operation(set, root, &paths->pairs[i], &item->pairs[k]);
    }
}
