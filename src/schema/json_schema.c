/* Exports the tables as JSON Schema (2020-12): one root, every struct within it under $defs.
 * Place in the flow: schema; `apipack schema`, editors and tests read the result.
 * SPDX-License-Identifier: Apache-2.0 */
#include "schema/json_schema.h"

#include <string.h>

/* Every struct that the root reaches, each once, in order of first sight. */
static void
collect(struct ap_schema_export *ex, const struct ap_schema *schema)
{
    for (const struct ap_field *f = schema->fields; f->key; f++) {
        if (!f->sub)
            continue;
        size_t i = 0;
        while (i < ex->subs.n && ex->subs.items[i] != f->sub)
            i++;
        if (i == ex->subs.n)
            *ap_vec_push(&ex->mem, &ex->subs) = f->sub;
    }
}

/* The name under $defs; structs of one name are told apart by a number. */
static struct ap_str
def_name(struct ap_schema_export *ex, const struct ap_schema *schema)
{
    unsigned same = 1;
    for (size_t i = 0; i < ex->subs.n && ex->subs.items[i] != schema; i++)
        if (strcmp(ex->subs.items[i]->name, schema->name) == 0)
            same++;
    return same == 1 ? ap_str_from(schema->name)
                     : ap_arena_printf(&ex->mem, "%s-%u", schema->name, same);
}

void
ap_schema_export_ref(struct ap_schema_export *ex, const struct ap_schema *sub)
{
    struct ap_str name = def_name(ex, sub);
    ap_json_kv_str(&ex->json, "$ref", ap_arena_printf(&ex->mem, "#/$defs/%.*s", AP_FMT(name)));
}

static void
write_required(struct ap_schema_export *ex, const struct ap_schema *schema)
{
    bool any = false;
    for (const struct ap_field *f = schema->fields; f->key; f++) {
        if (!(f->flags & AP_F_REQUIRED))
            continue;
        if (!any) {
            ap_json_key(&ex->json, "required");
            ap_json_array_open(&ex->json);
        }
        ap_json_str(&ex->json, ap_str_from(f->key));
        any = true;
    }
    if (any)
        ap_json_array_close(&ex->json);
}

/* The keywords of a mapping, into an object that is open. */
static void
write_object(struct ap_schema_export *ex, const struct ap_schema *schema)
{
    struct ap_json *json = &ex->json;
    ap_json_kv_c(json, "type", "object");
    ap_json_key(json, "properties");
    ap_json_object_open(json);
    for (const struct ap_field *f = schema->fields; f->key; f++) {
        ap_json_key(json, f->key);
        ap_json_object_open(json);
        if (f->doc && !(f->flags & AP_F_HIDDEN))
            ap_json_kv_c(json, "description", f->doc);
        ap_schema_export_field(ex, f);
        if (f->fallback && !ex->output)
            ap_json_kv_c(json, "default", f->fallback);
        ap_json_object_close(json);
    }
    ap_json_object_close(json);
    write_required(ex, schema);
    if (!schema->open)
        ap_json_kv_bool(json, "additionalProperties", false);
}

/* What is no mapping may stand for the struct only if nothing else is needed. */
static const struct ap_field *
lone_field(const struct ap_schema *schema)
{
    const struct ap_field *lone = NULL;
    for (const struct ap_field *f = schema->fields; f->key && schema->shorthand; f++) {
        if (strcmp(f->key, schema->shorthand) == 0)
            lone = f;
        else if (f->flags & (AP_F_REQUIRED | AP_F_MERGED))
            return NULL;
    }
    return lone;
}

static void
write_struct(struct ap_schema_export *ex, const struct ap_schema *schema)
{
    const struct ap_field *lone = lone_field(schema);
    if (!lone) {
        write_object(ex, schema);
        return;
    }
    ap_json_key(&ex->json, "anyOf");
    ap_json_array_open(&ex->json);
    ap_json_object_open(&ex->json);
    write_object(ex, schema);
    ap_json_object_close(&ex->json);
    ap_json_object_open(&ex->json);
    ap_schema_export_field(ex, lone);
    ap_json_object_close(&ex->json);
    ap_json_array_close(&ex->json);
}

static void
write_defs(struct ap_schema_export *ex)
{
    ap_json_key(&ex->json, "$defs");
    ap_json_object_open(&ex->json);
    for (size_t i = 0; i < ex->subs.n; i++) {
        const struct ap_schema *sub = ex->subs.items[i];
        ap_json_key_str(&ex->json, def_name(ex, sub));
        ap_json_object_open(&ex->json);
        if (sub->doc)
            ap_json_kv_c(&ex->json, "description", sub->doc);
        write_struct(ex, sub);
        ap_json_object_close(&ex->json);
    }
    ap_json_object_close(&ex->json);
}

void
ap_schema_json(const struct ap_schema *schema, const char *id, struct ap_buf *out)
{
    struct ap_schema_export ex = {.output = schema->output};
    ap_json_init(&ex.json, out);
    collect(&ex, schema);
    for (size_t i = 0; i < ex.subs.n; i++) /* grows while it is walked */
        collect(&ex, ex.subs.items[i]);

    ap_json_object_open(&ex.json);
    ap_json_kv_c(&ex.json, "$schema", "https://json-schema.org/draft/2020-12/schema");
    const char *scheme = strstr(id, "://") ? "" : "https://";
    ap_json_kv_str(&ex.json, "$id", ap_arena_printf(&ex.mem, "%s%s", scheme, id));
    ap_json_kv_c(&ex.json, "title", schema->name);
    if (schema->doc)
        ap_json_kv_c(&ex.json, "description", schema->doc);
    write_struct(&ex, schema);
    write_defs(&ex);
    ap_json_object_close(&ex.json);
    ap_json_end(&ex.json);
    ap_arena_release(&ex.mem);
}
