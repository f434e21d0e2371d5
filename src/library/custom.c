/* Readers of the two values that have several forms: lists of checks and rules of answers.
 * Place in the flow: library; called by the schema reader through the tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/tables.h"

static int
wrong_type(const struct ap_field *field, const struct ap_node *node, enum ap_code family,
           struct ap_diag *dg, const char *expected)
{
    struct ap_diagnostic *d =
        ap_diag_add(dg, AP_DOC_CODE(family, AP_DOC_WRONG_TYPE), node->place,
                    "%s must be %s, found %s", field->key, expected, ap_node_kind_name(node->kind));
    ap_diag_hint(dg, d, "write %s as %s", field->key, expected);
    return AP_E_INVALID;
}

static int
read_check(const struct ap_field *field, const struct ap_node *node, struct ap_check_refs *list,
           enum ap_code family, struct ap_arena *mem, struct ap_diag *dg)
{
    if (node->kind == AP_NODE_SCALAR && node->text.len) {
        *ap_vec_push(mem, list) = (struct ap_check_ref){node->text, NULL, node->place};
        return AP_OK;
    }
    if (node->kind != AP_NODE_MAP || node->n != 1)
        return wrong_type(field, node, family, dg, "names or one-key mappings {name: arguments}");
    const struct ap_pair *pair = &node->pairs[0];
    *ap_vec_push(mem, list) = (struct ap_check_ref){pair->key, pair->value, pair->key_place};
    return AP_OK;
}

int
ap_library_read_checks(const struct ap_field *field, const struct ap_node *node, void *out,
                       enum ap_code family, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_check_refs *list = (void *)((char *)out + field->offset);
    if (node->kind == AP_NODE_NULL)
        return AP_OK;
    if (node->kind != AP_NODE_SEQ)
        return read_check(field, node, list, family, mem, dg);
    int result = AP_OK;
    for (size_t i = 0; i < node->n; i++)
        if (read_check(field, node->items[i], list, family, mem, dg) != AP_OK)
            result = AP_E_INVALID;
    return result;
}

/* The mapping form, before it becomes a rule. */
struct answer_form {
    struct ap_refs all, any, facts;
};

#define FIELD(name, member, text)                                                                  \
    {                                                                                              \
        .key = (name), .type = AP_T_REFS, .flags = AP_F_NONEMPTY,                                  \
        .offset = offsetof(struct answer_form, member), .doc = (text)                              \
    }
const struct ap_schema ap_library_answer_schema = {
    .name = "answer-rule",
    .doc = "One of all, any and facts",
    .fields =
        (const struct ap_field[]){FIELD("all", all, "Requirements that must all be satisfied"),
                                  FIELD("any", any, "Requirements of which one is enough"),
                                  FIELD("facts", facts, "Facts about the evidence set"),
                                  AP_LIBRARY_END},
    .size = sizeof(struct answer_form),
    .place_offset = AP_NO_PLACE,
    .shorthand = "all",
};

int
ap_library_read_answer(const struct ap_field *field, const struct ap_node *node, void *out,
                       enum ap_code family, struct ap_arena *mem, struct ap_diag *dg)
{
    struct answer_form form = {0};
    if (ap_schema_read(&ap_library_answer_schema, node, &form, family, mem, dg) != AP_OK)
        return AP_E_INVALID;
    int forms = (form.all.n > 0) + (form.any.n > 0) + (form.facts.n > 0);
    if (forms != 1) {
        struct ap_diagnostic *d =
            ap_diag_add(dg, AP_DOC_CODE(family, AP_DOC_BAD_VALUE), node->place,
                        "%s needs one of all, any and facts", field->key);
        ap_diag_hint(dg, d, "write a list of requirements, {any: [...]} or {facts: [...]}");
        return AP_E_INVALID;
    }
    struct ap_answer_rule *rule = (void *)((char *)out + field->offset);
    rule->any = form.any.n > 0;
    rule->requirements = rule->any ? form.any : form.all;
    rule->facts = form.facts;
    return AP_OK;
}
