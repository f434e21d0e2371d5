/* Tables of sidecars, links and register rows with the fields that a library declares beyond the built-in ones.
 * Place in the flow: evidence; sidecars are read by them, `apipack schema` exports them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "evidence/parts.h"

#define JSON_TEXT   "{\"type\":[\"string\",\"null\"]}"
#define JSON_SCALAR "{\"type\":[\"string\",\"number\",\"boolean\",\"null\"]}"
#define JSON_DAY    "{\"type\":[\"string\",\"null\"],\"pattern\":\"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$\"}"
#define JSON_TEXTS  "{\"type\":[\"string\",\"array\",\"null\"],\"items\":{\"type\":\"string\"}}"
#define JSON_URL    "{\"type\":[\"string\",\"null\"],\"pattern\":\"^(https?://.*)?$\"}"

static const char *const json_types[] = {
    [AP_FIELD_TEXT] = JSON_SCALAR,       [AP_FIELD_CHOICE] = NULL,
    [AP_FIELD_CONTROL_IDS] = JSON_TEXTS, [AP_FIELD_AREA] = JSON_TEXT,
    [AP_FIELD_FRAMEWORKS] = JSON_TEXTS,  [AP_FIELD_PERSON] = JSON_TEXT,
    [AP_FIELD_PERIOD] = JSON_SCALAR,     [AP_FIELD_REVIEW] = JSON_TEXT,
    [AP_FIELD_DATE] = JSON_DAY,          [AP_FIELD_URL] = JSON_URL,
    [AP_FIELD_NUMBER] = JSON_SCALAR,
};

/** `{"enum": [choices, null]}`; a cell of a register that says nothing is empty text. */
static const char *
enumerated(const struct ap_strs *choices, bool is_cell, struct ap_arena *mem)
{
    struct ap_json_text text;
    struct ap_json *json = &text.json;
    ap_json_text_open(&text);
    ap_json_key(json, "enum");
    ap_json_array_open(json);
    for (size_t i = 0; i < choices->n; i++)
        ap_json_str(json, choices->items[i]);
    if (is_cell)
        ap_json_str(json, AP_STR(""));
    ap_json_null(json);
    ap_json_array_close(json);
    return ap_json_text_close(&text, mem).ptr;
}

static struct ap_field
own_field(const struct ap_field_def *def, bool is_cell, struct ap_arena *mem)
{
    const char *type = is_cell ? JSON_TEXT : json_types[def->type];
    if (def->type == AP_FIELD_CHOICE && def->choices.n)
        type = enumerated(&def->choices, is_cell, mem);
    return (struct ap_field){
        .key = ap_arena_copy(mem, is_cell ? def->label : def->key).ptr,
        .type = AP_T_CUSTOM,
        .doc = ap_arena_printf(mem, "%.*s, a field of the library", AP_FMT(def->label)).ptr,
        .json_type = type ? type : JSON_SCALAR,
    };
}

const struct ap_schema *
ap_evidence_own_schema(const struct ap_schema *base, const struct ap_library *lib,
                       struct ap_arena *mem)
{
    size_t n = 0;
    while (base->fields[n].key)
        n++;
    struct ap_field *fields = ap_arena_array(mem, struct ap_field, n + lib->fields.n + 1);
    memcpy(fields, base->fields, n * sizeof *fields);
    for (size_t i = 0; i < lib->fields.n; i++)
        if (ap_evidence_is_own(&lib->fields.items[i]))
            fields[n++] = own_field(&lib->fields.items[i], base == &ap_register_schema, mem);
    struct ap_schema *extended = ap_arena_new(mem, struct ap_schema);
    *extended = *base;
    extended->fields = fields;
    return extended;
}
