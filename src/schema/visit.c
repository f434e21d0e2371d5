/* Walks a struct along its schema table.
 * Place in the flow: schema.
 * SPDX-License-Identifier: Apache-2.0 */
#include "schema/visit.h"

#include "base/vec.h"

struct walk {
    struct ap_arena *scratch;
    ap_text_visit visit;
    void *ctx;
};

static void walk_struct(const struct walk *w, const struct ap_schema *schema, struct ap_str prefix,
                        char *object, struct ap_place place);

static struct ap_str
key_of(const struct walk *w, struct ap_str prefix, const char *key)
{
    return prefix.len ? ap_arena_printf(w->scratch, "%.*s.%s", AP_FMT(prefix), key)
                      : ap_str_from(key);
}

static void
walk_list(const struct walk *w, const struct ap_field *field, struct ap_str key, char *at,
          struct ap_place place)
{
    const struct ap_vec *list = (const struct ap_vec *)(const void *)at;
    for (size_t i = 0; i < list->n; i++) {
        char *item = (char *)list->items + i * field->sub->size;
        if (field->type == AP_T_MAP)
            w->visit(w->ctx, key, (struct ap_str *)(void *)(item + field->key_offset), place);
        walk_struct(w, field->sub, key, item, place);
    }
}

static void
walk_field(const struct walk *w, const struct ap_field *field, struct ap_str key, char *at,
           struct ap_place place)
{
    switch (field->type) {
    case AP_T_STR:
    case AP_T_ID:
    case AP_T_NULLABLE_STR:
        if (!field->choices)
            w->visit(w->ctx, key, (struct ap_str *)(void *)at, place);
        break;
    case AP_T_REF: {
        struct ap_ref *ref = (struct ap_ref *)(void *)at;
        w->visit(w->ctx, key, &ref->text, ref->place);
        break;
    }
    case AP_T_STRS: {
        struct ap_strs *texts = (struct ap_strs *)(void *)at;
        for (size_t i = 0; i < texts->n; i++)
            w->visit(w->ctx, key, &texts->items[i], place);
        break;
    }
    case AP_T_REFS: {
        struct ap_refs *refs = (struct ap_refs *)(void *)at;
        for (size_t i = 0; i < refs->n; i++)
            w->visit(w->ctx, key, &refs->items[i].text, refs->items[i].place);
        break;
    }
    case AP_T_STRUCT:
        walk_struct(w, field->sub, key, at, place);
        break;
    case AP_T_STRUCT_PTR:
        if (*(void **)(void *)at)
            walk_struct(w, field->sub, key, *(char **)(void *)at, place);
        break;
    case AP_T_LIST:
    case AP_T_MAP:
        walk_list(w, field, key, at, place);
        break;
    default:
        break;
    }
}

static void
walk_struct(const struct walk *w, const struct ap_schema *schema, struct ap_str prefix,
            char *object, struct ap_place place)
{
    if (schema->place_offset != AP_NO_PLACE)
        place = *(const struct ap_place *)(const void *)(object + schema->place_offset);
    for (const struct ap_field *field = schema->fields; field->key; field++)
        walk_field(w, field, key_of(w, prefix, field->key), object + field->offset, place);
}

void
ap_schema_each_text(const struct ap_schema *schema, void *object, struct ap_arena *scratch,
                    ap_text_visit visit, void *ctx)
{
    const struct walk w = {scratch, visit, ctx};
    walk_struct(&w, schema, AP_STR_NONE, object, (struct ap_place){0});
}
