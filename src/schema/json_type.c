/* The JSON Schema of one field's value, by its type: no stricter than value.c, which reads it.
 * Place in the flow: schema; called by json_schema.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "port/json_read.h"
#include "schema/internal.h"
#include "schema/json_schema.h"

#define P_DAY    "[0-9]{4}-[0-9]{2}-[0-9]{2}"
#define P_PERIOD "[0-9]{4}(-([0-9]{2}(-[0-9]{2})?|Q[1-4]|H[12]))?"

/* A scalar that is written as text; `plain`: YAML may take what is meant for a number. */
struct text_form {
    const char *pattern;
    const char *format;
    bool plain;
};

static const struct text_form forms[] = {
    [AP_T_ID] = {"^[A-Za-z0-9._-]{1,64}$", NULL, true},
    [AP_T_DAY] = {"^" P_DAY "$", "date", false},
    [AP_T_TIME_DAY] = {"^" P_DAY "([T ].*)?$", NULL, false},
    [AP_T_DURATION] = {"^[0-9]{1,5}d$", NULL, false},
    [AP_T_PERIOD] = {"^" P_PERIOD "(\\.\\." P_PERIOD ")?$", NULL, true},
    [AP_T_PERIODS] = {"^" P_PERIOD "(\\.\\." P_PERIOD ")?$", NULL, true},
    [AP_T_SHA256] = {"^[0-9A-Fa-f]{64}$", NULL, false},
};

static void
write_types(struct ap_json *json, const char *const *types)
{
    ap_json_key(json, "type");
    ap_json_array_open(json);
    for (; *types; types++)
        ap_json_str(json, ap_str_from(*types));
    ap_json_array_close(json);
}

/* An unquoted `off` or `yes` is a truth value to readers of YAML 1.1. */
static void
write_choices(struct ap_schema_export *ex, const struct ap_choice *choices)
{
    bool yes = false, no = false;
    ap_json_key(&ex->json, "enum");
    ap_json_array_open(&ex->json);
    for (const struct ap_choice *c = choices; c->word; c++) {
        ap_json_str(&ex->json, ap_str_from(c->word));
        yes = yes || strcmp(c->word, "on") == 0 || strcmp(c->word, "yes") == 0;
        no = no || strcmp(c->word, "off") == 0 || strcmp(c->word, "no") == 0;
    }
    if (yes && !ex->output)
        ap_json_bool(&ex->json, true);
    if (no && !ex->output)
        ap_json_bool(&ex->json, false);
    ap_json_array_close(&ex->json);
}

static void
write_form(struct ap_schema_export *ex, const struct text_form *form)
{
    static const char *const plain[] = {"string", "number", NULL};
    if (form->plain && !ex->output)
        write_types(&ex->json, plain);
    else
        ap_json_kv_c(&ex->json, "type", "string");
    ap_json_kv_c(&ex->json, "pattern", form->pattern);
    if (form->format)
        ap_json_kv_c(&ex->json, "format", form->format);
}

/* Free text: any scalar, since `version: 1.0` and `title: true` are text to the reader. */
static void
write_text(struct ap_schema_export *ex, const struct ap_field *field)
{
    static const char *const scalars[] = {"string", "number", "boolean", NULL};
    static const char *const nullable[] = {"string", "null", NULL};
    if (field->type == AP_T_NULLABLE_STR)
        write_types(&ex->json, nullable);
    else if (field->choices)
        write_choices(ex, field->choices);
    else if (ex->output)
        ap_json_kv_c(&ex->json, "type", "string");
    else
        write_types(&ex->json, scalars);
    if ((field->flags & AP_F_NONEMPTY) && !field->choices)
        ap_json_kv_int(&ex->json, "minLength", 1);
}

static void
write_int(struct ap_schema_export *ex, const struct ap_field *field)
{
    ap_json_kv_c(&ex->json, "type", "integer");
    if (field->max > field->min) {
        ap_json_kv_int(&ex->json, "minimum", ap_schema_least(field));
        ap_json_kv_int(&ex->json, "maximum", field->max);
    }
}

static void
write_item(struct ap_schema_export *ex, const struct ap_field *field)
{
    ap_json_object_open(&ex->json);
    if (field->type == AP_T_LIST)
        ap_schema_export_ref(ex, field->sub);
    else if (field->type == AP_T_PERIODS)
        write_form(ex, &forms[AP_T_PERIODS]);
    else
        write_text(ex, field);
    ap_json_object_close(&ex->json);
}

static bool
may_be_null(const struct ap_schema_export *ex, const struct ap_field *field)
{
    return !ex->output && !(field->flags & (AP_F_REQUIRED | AP_F_MERGED));
}

static void
write_array(struct ap_schema_export *ex, const struct ap_field *field, bool or_null)
{
    static const char *const nullable[] = {"array", "null", NULL};
    if (or_null)
        write_types(&ex->json, nullable);
    else
        ap_json_kv_c(&ex->json, "type", "array");
    ap_json_key(&ex->json, "items");
    write_item(ex, field);
    if (field->flags & AP_F_NONEMPTY)
        ap_json_kv_int(&ex->json, "minItems", 1);
}

/* A list, one item alone where the reader takes that, or nothing behind the key. */
static void
write_list(struct ap_schema_export *ex, const struct ap_field *field)
{
    bool lone = field->type != AP_T_LIST || field->sub->shorthand;
    if (ex->output || !lone) {
        write_array(ex, field, may_be_null(ex, field));
        return;
    }
    ap_json_key(&ex->json, "anyOf");
    ap_json_array_open(&ex->json);
    ap_json_object_open(&ex->json);
    write_array(ex, field, may_be_null(ex, field));
    ap_json_object_close(&ex->json);
    write_item(ex, field);
    ap_json_array_close(&ex->json);
}

static void
write_map(struct ap_schema_export *ex, const struct ap_field *field)
{
    static const char *const nullable[] = {"object", "null", NULL};
    if (may_be_null(ex, field))
        write_types(&ex->json, nullable);
    else
        ap_json_kv_c(&ex->json, "type", "object");
    ap_json_key(&ex->json, "additionalProperties");
    ap_json_object_open(&ex->json);
    ap_schema_export_ref(ex, field->sub);
    ap_json_object_close(&ex->json);
}

/* --- a fragment that a table gives as JSON text ------------------------------------------------- */

static void
write_tree(struct ap_json *json, const struct ap_node *node)
{
    int64_t number = 0;
    if (node->kind == AP_NODE_MAP) {
        ap_json_object_open(json);
        for (size_t i = 0; i < node->n; i++) {
            ap_json_key_str(json, node->pairs[i].key);
            write_tree(json, node->pairs[i].value);
        }
        ap_json_object_close(json);
    } else if (node->kind == AP_NODE_SEQ) {
        ap_json_array_open(json);
        for (size_t i = 0; i < node->n; i++)
            write_tree(json, node->items[i]);
        ap_json_array_close(json);
    } else if (node->kind == AP_NODE_NULL) {
        ap_json_null(json);
    } else if (node->plain && ap_str_to_int(node->text, &number) == AP_OK) {
        ap_json_int(json, number);
    } else if (node->plain && (ap_str_is(node->text, "true") || ap_str_is(node->text, "false"))) {
        ap_json_bool(json, ap_str_is(node->text, "true"));
    } else {
        ap_json_str(json, node->text);
    }
}

/* The keywords of the fragment join those of the field (its description). */
static void
write_fragment(struct ap_schema_export *ex, const struct ap_field *field)
{
    struct ap_node *root = NULL;
    if (!field->json_type ||
        ap_json_parse(ap_str_from(field->json_type), AP_STR_NONE, &ex->mem, &root) != AP_OK)
        return;
    for (size_t i = 0; root->kind == AP_NODE_MAP && i < root->n; i++) {
        ap_json_key_str(&ex->json, root->pairs[i].key);
        write_tree(&ex->json, root->pairs[i].value);
    }
}

void
ap_schema_export_field(struct ap_schema_export *ex, const struct ap_field *field)
{
    switch (field->type) {
    case AP_T_STR:
    case AP_T_REF:
    case AP_T_CHOICE:
    case AP_T_NULLABLE_STR:
        write_text(ex, field);
        break;
    case AP_T_ID:
    case AP_T_DAY:
    case AP_T_TIME_DAY:
    case AP_T_DURATION:
    case AP_T_PERIOD:
    case AP_T_SHA256:
        write_form(ex, &forms[field->type]);
        break;
    case AP_T_INT:
        write_int(ex, field);
        break;
    case AP_T_BOOL:
        ap_json_kv_c(&ex->json, "type", "boolean");
        break;
    case AP_T_NUMBER:
        ap_json_kv_c(&ex->json, "type", "number");
        break;
    case AP_T_STRS:
    case AP_T_REFS:
    case AP_T_PERIODS:
    case AP_T_LIST:
        write_list(ex, field);
        break;
    case AP_T_STRUCT:
    case AP_T_STRUCT_PTR:
        ap_schema_export_ref(ex, field->sub);
        break;
    case AP_T_MAP:
        write_map(ex, field);
        break;
    case AP_T_NODE:
    case AP_T_CUSTOM:
        write_fragment(ex, field);
        break;
    }
}
