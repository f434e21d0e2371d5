/* Reads a mapping into a struct by its table: known keys, required keys, defaults.
 * Place in the flow: schema; single values are read by value.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "schema/internal.h"

static void
set_place(const struct ap_schema *schema, void *out, struct ap_place place)
{
    if (schema->place_offset != AP_NO_PLACE)
        *(struct ap_place *)(void *)((char *)out + schema->place_offset) = place;
}

/* A value of 0 must not stand for "not given" where it has a meaning of its own. */
static void
set_unset(const struct ap_field *field, void *out)
{
    void *at = (char *)out + field->offset;
    if (field->type == AP_T_DAY || field->type == AP_T_TIME_DAY)
        *(ap_day *)at = AP_DAY_NONE;
    else if (field->type == AP_T_INT && field->min < 0)
        *(int64_t *)at = -1;
    else if (field->type == AP_T_DURATION && field->min < 0)
        *(int32_t *)at = -1;
}

static void
fill_absent(struct ap_schema_reader *r, const struct ap_field *field, struct ap_place place,
            void *out)
{
    set_unset(field, out);
    if (field->type == AP_T_STRUCT) {
        void *sub = (char *)out + field->offset;
        for (const struct ap_field *f = field->sub->fields; f->key; f++)
            fill_absent(r, f, place, sub);
    }
    if (!field->fallback)
        return;
    struct ap_node *node = ap_arena_new(r->mem, struct ap_node);
    node->kind = AP_NODE_SCALAR;
    node->plain = true;
    node->place = place;
    node->text = ap_str_from(field->fallback);
    ap_schema_read_value(r, field, node, out);
}

/* `key:` with nothing behind it: an empty list or mapping. */
static bool
is_empty_container(const struct ap_field *field, const struct ap_node *node)
{
    if (node->kind != AP_NODE_NULL)
        return false;
    switch (field->type) {
    case AP_T_LIST:
    case AP_T_MAP:
    case AP_T_STRS:
    case AP_T_REFS:
    case AP_T_PERIODS:
        return true;
    default:
        return false;
    }
}

static bool
is_required(const struct ap_field *field)
{
    if (field->type == AP_T_CUSTOM && !field->custom)
        return false;
    return (field->flags & (AP_F_REQUIRED | AP_F_MERGED)) != 0;
}

static void
read_field(struct ap_schema_reader *r, const struct ap_schema *schema, const struct ap_field *field,
           const struct ap_node *value, struct ap_place place, void *out)
{
    if (value && is_empty_container(field, value))
        value = NULL;
    if (value) {
        set_unset(field, out); /* in case the value does not parse */
        ap_schema_read_value(r, field, value, out);
        return;
    }
    fill_absent(r, field, place, out);
    if (is_required(field))
        ap_schema_fault_missing(r, schema, field, place);
}

static bool
check_keys(struct ap_schema_reader *r, const struct ap_schema *schema, const struct ap_node *map)
{
    bool known = true;
    for (size_t i = 0; i < map->n && !schema->open; i++) {
        if (ap_schema_field(schema, map->pairs[i].key))
            continue;
        ap_schema_fault_unknown(r, schema, &map->pairs[i]);
        known = false;
    }
    return known;
}

static void
read_shorthand(struct ap_schema_reader *r, const struct ap_schema *schema,
               const struct ap_node *node, void *out)
{
    for (const struct ap_field *f = schema->fields; f->key; f++)
        read_field(r, schema, f, strcmp(f->key, schema->shorthand) == 0 ? node : NULL, node->place,
                   out);
}

void
ap_schema_read_struct(struct ap_schema_reader *r, const struct ap_schema *schema,
                      const struct ap_node *node, void *out)
{
    set_place(schema, out, node->place);
    if (r->depth >= AP_SCHEMA_DEPTH) {
        ap_schema_fault_depth(r, node->place);
        return;
    }
    r->depth++;
    if (node->kind == AP_NODE_MAP) {
        (void)check_keys(r, schema, node);
        for (const struct ap_field *f = schema->fields; f->key; f++)
            read_field(r, schema, f, ap_node_get(node, f->key), node->place, out);
    } else if (schema->shorthand && node->kind != AP_NODE_NULL) {
        read_shorthand(r, schema, node, out);
    } else {
        ap_schema_fault_no_map(r, schema, node);
    }
    r->depth--;
}

int
ap_schema_read(const struct ap_schema *schema, const struct ap_node *node, void *out,
               enum ap_code family, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_schema_reader r = {.family = family, .mem = mem, .dg = dg};
    ap_schema_read_struct(&r, schema, node, out);
    return r.bad ? AP_E_INVALID : AP_OK;
}

int
ap_schema_check_keys(const struct ap_schema *schema, const struct ap_node *map, enum ap_code family,
                     struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_schema_reader r = {.family = family, .mem = mem, .dg = dg};
    if (map->kind != AP_NODE_MAP) {
        ap_schema_fault_no_map(&r, schema, map);
        return AP_E_INVALID;
    }
    return check_keys(&r, schema, map) ? AP_OK : AP_E_INVALID;
}

const struct ap_field *
ap_schema_field(const struct ap_schema *schema, struct ap_str key)
{
    for (const struct ap_field *f = schema->fields; f->key; f++)
        if (ap_str_is(key, f->key))
            return f;
    return NULL;
}

int
ap_schema_line(const struct ap_node *root, const char *expected, bool required, enum ap_code family,
               struct ap_diag *dg)
{
    const struct ap_node *line = root->kind == AP_NODE_MAP ? ap_node_get(root, "schema") : NULL;
    if (!line && !required)
        return AP_OK;
    if (line && line->kind == AP_NODE_SCALAR && ap_str_is(line->text, expected))
        return AP_OK;
    enum ap_code code = AP_DOC_CODE(family, AP_DOC_SCHEMA_LINE);
    struct ap_diagnostic *d;
    if (!line)
        d = ap_diag_add(dg, code, root->place, "the schema line is missing");
    else if (line->kind == AP_NODE_SCALAR)
        d = ap_diag_add(dg, code, line->place, "schema \"%.*s\" is not known here",
                        AP_FMT(ap_str_slice(line->text, 0, 60)));
    else
        d = ap_diag_add(dg, code, line->place, "schema must be a word, found %s",
                        ap_node_kind_name(line->kind));
    ap_diag_hint(dg, d, "write schema: %s", expected);
    return AP_E_INVALID;
}
