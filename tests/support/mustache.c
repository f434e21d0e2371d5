/* A template rendered with JSON: {"template", "data", "partials": {name: text}} on standard input.
 * Place in the flow: tests only; the cases of the Mustache specification are run through it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "port/json_read.h"
#include "report/template.h"

static struct ap_value value_of(struct ap_arena *mem, const struct ap_node *node);

static void
element(const void *user, const void *self, size_t i, struct ap_value *out, struct ap_arena *mem)
{
    const struct ap_node *list = self;
    (void)user;
    *out = value_of(mem, list->items[i]);
}

static struct ap_value
value_of(struct ap_arena *mem, const struct ap_node *node)
{
    struct ap_value value = {.kind = AP_VALUE_NONE};
    struct ap_fields *fields;
    switch (node->kind) {
    case AP_NODE_SCALAR:
        if (node->plain && (ap_str_is(node->text, "true") || ap_str_is(node->text, "false")))
            return (struct ap_value){.kind = AP_VALUE_FLAG, .flag = ap_str_is(node->text, "true")};
        return (struct ap_value){.kind = AP_VALUE_TEXT, .text = node->text, .markup = true};
    case AP_NODE_SEQ:
        return (struct ap_value){
            .kind = AP_VALUE_LIST, .n = node->n, .element = element, .self = node};
    case AP_NODE_MAP:
        fields = ap_fields_new(&value, mem);
        for (size_t i = 0; i < node->n; i++)
            ap_fields_value(fields, node->pairs[i].key, value_of(mem, node->pairs[i].value));
        return value;
    case AP_NODE_NULL:
        break;
    }
    return value;
}

static int
source(const void *self, struct ap_str name, struct ap_str *ret_text, struct ap_str *ret_file)
{
    const struct ap_node *root = self;
    const struct ap_node *text = ap_node_get(root, "template");
    const struct ap_node *partials = ap_node_get(root, "partials");
    if (!ap_str_is(name, "template"))
        text = NULL;
    for (size_t i = 0; partials && partials->kind == AP_NODE_MAP && i < partials->n; i++)
        if (ap_str_eq(partials->pairs[i].key, name))
            text = partials->pairs[i].value;
    if (!text)
        return AP_E_NOTFOUND;
    *ret_text = text->text;
    *ret_file = name;
    return AP_OK;
}

int
main(void)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_BUF struct ap_buf in = {0};
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_node *root;
    struct ap_diag dg;
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, stdin)) > 0;)
        ap_buf_add(&in, block, n);
    ap_diag_init(&dg, &mem);
    if (ap_json_parse(ap_buf_str(&in), AP_STR("stdin"), &mem, &root))
        return EXIT_FAILURE;
    struct ap_value data = value_of(&mem, ap_node_get(root, "data"));
    struct ap_fields whole = {.mem = &mem};
    if (data.kind != AP_VALUE_FIELDS) {
        ap_fields_value(&whole, AP_STR("."), data);
        data.fields = &whole;
    }
    struct ap_templates *templates = ap_templates_new(source, root, &mem, &dg);
    int r = ap_template_render(templates, AP_STR("template"), data.fields, NULL, &out);
    (void)fwrite(out.ptr ? out.ptr : "", 1, out.len, stdout);
    for (size_t i = 0; i < dg.n; i++)
        (void)fprintf(stderr, "%u:%u: %.*s\n", dg.items[i].place.line, dg.items[i].place.column,
                      AP_FMT(dg.items[i].message));
    return r ? EXIT_FAILURE : EXIT_SUCCESS;
}
