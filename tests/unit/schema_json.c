/* The JSON Schema export: well-formed, complete, and as lenient as the reader.
 * Place in the flow: tests of schema/; tests/cli validates real documents against the exports.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "port/json_read.h"
#include "schema/schema.h"

struct item {
    struct ap_str name;
    struct ap_refs refs;
};
AP_VEC(items, struct item);
struct doc {
    struct ap_str id;
    int color;
    ap_day day;
    struct ap_ref period;
    struct ap_strs words;
    struct items list, map;
    int64_t n;
};

static const struct ap_choice colors[] = {{"red", 0}, {"off", 1}, {NULL, 0}};
static const struct ap_schema item_schema = {
    .name = "item",
    .doc = "An item",
    .fields = (const struct ap_field[]){{.key = "name",
                                         .type = AP_T_STR,
                                         .flags = AP_F_REQUIRED,
                                         .offset = offsetof(struct item, name),
                                         .doc = "Its name"},
                                        {.key = "refs",
                                         .type = AP_T_REFS,
                                         .flags = AP_F_MERGED,
                                         .offset = offsetof(struct item, refs)},
                                        {.key = NULL}},
    .size = sizeof(struct item),
    .place_offset = AP_NO_PLACE,
};
/* Another struct of the same name. */
static const struct ap_schema short_schema = {
    .name = "item",
    .fields = (const struct ap_field[]){{.key = "name",
                                         .type = AP_T_STR,
                                         .flags = AP_F_REQUIRED,
                                         .offset = offsetof(struct item, name)},
                                        {.key = NULL}},
    .size = sizeof(struct item),
    .place_offset = AP_NO_PLACE,
    .shorthand = "name",
};

#define F(k, t, m, ...)                                                                            \
    {                                                                                              \
        .key = k, .type = t, .offset = offsetof(struct doc, m), __VA_ARGS__                        \
    }
#define DOC_FIELDS                                                                                 \
    (const struct ap_field[])                                                                      \
    {                                                                                              \
        {.key = "schema",                                                                          \
         .type = AP_T_CUSTOM,                                                                      \
         .flags = AP_F_REQUIRED,                                                                   \
         .json_type = "{\"const\":\"x/v1\",\"n\":[1,true,null]}"},                                 \
            F("id", AP_T_ID, id, .flags = AP_F_REQUIRED, .doc = "The id"),                         \
            F("color", AP_T_CHOICE, color, .choices = colors, .fallback = "red"),                  \
            F("day", AP_T_DAY, day, .flags = 0), F("period", AP_T_PERIOD, period, .flags = 0),     \
            F("words", AP_T_STRS, words, .flags = 0),                                              \
            F("list", AP_T_LIST, list, .sub = &item_schema),                                       \
            F("map", AP_T_MAP, map, .sub = &short_schema),                                         \
            F("n", AP_T_INT, n, .min = 1, .max = 3),                                               \
        {                                                                                          \
            .key = NULL                                                                            \
        }                                                                                          \
    }
static const struct ap_schema doc_schema = {
    .name = "doc", .fields = DOC_FIELDS, .size = sizeof(struct doc), .place_offset = AP_NO_PLACE};
static const struct ap_schema output_schema = {.name = "doc",
                                               .fields = DOC_FIELDS,
                                               .size = sizeof(struct doc),
                                               .place_offset = AP_NO_PLACE,
                                               .output = true};

/* The node at a path of keys separated by blanks. */
static const struct ap_node *
dig(const struct ap_node *node, const char *path)
{
    struct ap_str rest = ap_str_from(path);
    while (rest.ptr && node) {
        struct ap_str key = ap_str_cut(&rest, ' ');
        const struct ap_node *next = NULL;
        if (node->kind == AP_NODE_SEQ && key.ptr[0] - '0' < (int)node->n)
            next = node->items[key.ptr[0] - '0'];
        for (size_t i = 0; node->kind == AP_NODE_MAP && i < node->n; i++)
            if (ap_str_eq(node->pairs[i].key, key))
                next = node->pairs[i].value;
        node = next;
    }
    if (!node)
        fail_msg("nothing at %s", path);
    return node;
}

static const struct ap_node *export(const struct ap_schema *schema, struct ap_arena *mem)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_schema_json(schema, "apipack.dev/x/v1", &out);
    struct ap_node *root = NULL;
    assert_int_equal(ap_json_parse(ap_arena_copy(mem, ap_buf_str(&out)), AP_STR("x"), mem, &root),
                     AP_OK);
    return root;
}

AP_TEST(schema_exports_json_schema)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const struct ap_node *root = export(&doc_schema, &mem);
    assert_str(dig(root, "$schema")->text, "https://json-schema.org/draft/2020-12/schema");
    assert_str(dig(root, "$id")->text, "https://apipack.dev/x/v1");
    assert_str(dig(root, "title")->text, "doc");
    assert_str(dig(root, "additionalProperties")->text, "false");
    assert_str(dig(root, "properties schema const")->text, "x/v1");
    assert_int_equal(dig(root, "properties schema n")->n, 3);
    assert_str(dig(root, "properties id description")->text, "The id");
    assert_int_equal(dig(root, "required")->n, 2);
    assert_str(dig(root, "properties color default")->text, "red");
    assert_int_equal(dig(root, "properties color enum")->n, 3); /* red, off, false */
    assert_str(dig(root, "properties day format")->text, "date");
    assert_str(dig(root, "properties period type 1")->text, "number");
    assert_str(dig(root, "properties words anyOf 0 type 1")->text, "null");
    assert_str(dig(root, "properties list items $ref")->text, "#/$defs/item");
    assert_str(dig(root, "properties map additionalProperties $ref")->text, "#/$defs/item-2");
    assert_str(dig(root, "$defs item properties name description")->text, "Its name");
    assert_int_equal(dig(root, "$defs item required")->n,
                     1); /* a merged key may come from a layer below */
    assert_int_equal(dig(root, "$defs item-2 anyOf")->n, 2);
    assert_str(dig(root, "properties n maximum")->text, "3");
}

AP_TEST(schema_exports_exact_types_of_outputs)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const struct ap_node *root = export(&output_schema, &mem);
    assert_str(dig(root, "properties period type")->text, "string");
    assert_str(dig(root, "properties words type")->text, "array");
    assert_str(dig(root, "properties words items type")->text, "string");
    assert_int_equal(dig(root, "properties color enum")->n, 2);
    assert_str(dig(root, "properties map type")->text, "object");
}
