/* Reads one value by the type of its field; one small reader per type, found by table.
 * Place in the flow: schema; called by read.c, calls it back for structs within structs.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "schema/internal.h"

#define ID_BYTES 64

typedef void (*value_fn)(struct ap_schema_reader *r, const struct ap_field *field,
                         const struct ap_node *node, void *at);

static bool
is_scalar(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
          const char *expected)
{
    if (node->kind == AP_NODE_SCALAR)
        return true;
    ap_schema_fault_type(r, field->key, expected, node);
    return false;
}

/* Text, one of the choices if there are any, not empty if the field says so. */
static bool
is_text(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node)
{
    if (!is_scalar(r, field, node, "text"))
        return false;
    if ((field->flags & AP_F_NONEMPTY) && ap_str_trim(node->text).len == 0) {
        ap_schema_fault_value(r, field, node, "must not be empty");
        return false;
    }
    if (field->choices && ap_word_value(field->choices, node->text) < 0) {
        ap_schema_fault_choice(r, field, node);
        return false;
    }
    return true;
}

static void
read_str(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
         void *at)
{
    if (is_text(r, field, node))
        *(struct ap_str *)at = node->text;
}

static bool
is_id_byte(char c)
{
    return ap_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

static void
read_id(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
        void *at)
{
    if (!is_scalar(r, field, node, "an id"))
        return;
    bool fine = node->text.len > 0 && node->text.len <= ID_BYTES;
    for (size_t i = 0; fine && i < node->text.len; i++)
        fine = is_id_byte(node->text.ptr[i]);
    if (fine)
        *(struct ap_str *)at = node->text;
    else
        ap_schema_fault_value(r, field, node, "is no id: 1 to 64 letters, digits, '-', '_' or '.'");
}

static void
read_ref(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
         void *at)
{
    if (is_text(r, field, node))
        *(struct ap_ref *)at = (struct ap_ref){node->text, node->place};
}

/* Decimal with an optional '-'; no leading zeros, which some readers take for octal. */
static bool
parse_int(struct ap_str text, int64_t *ret_value)
{
    bool negative = text.len > 1 && text.ptr[0] == '-';
    struct ap_str digits = negative ? ap_str_slice(text, 1, text.len) : text;
    int64_t value = 0;
    if ((digits.len > 1 && digits.ptr[0] == '0') || ap_str_to_int(digits, &value) != AP_OK)
        return false;
    *ret_value = negative ? -value : value;
    return true;
}

static void
read_int(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
         void *at)
{
    int64_t value = 0;
    if (node->kind != AP_NODE_SCALAR || !node->plain || !parse_int(node->text, &value)) {
        ap_schema_fault_type(r, field->key, "a whole number", node);
        return;
    }
    int64_t least = ap_schema_least(field);
    if (field->max > field->min && (value < least || value > field->max)) {
        struct ap_str rule = ap_arena_printf(r->mem, "must lie between %lld and %lld",
                                             (long long)least, (long long)field->max);
        ap_schema_fault_value(r, field, node, rule.ptr);
        return;
    }
    *(int64_t *)at = value;
}

static void
read_bool(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
          void *at)
{
    static const struct ap_choice words[] = {{"true", 1},  {"True", 1},  {"TRUE", 1}, {"false", 0},
                                             {"False", 0}, {"FALSE", 0}, {NULL, 0}};
    int value = -1;
    if (node->kind == AP_NODE_SCALAR && node->plain)
        value = ap_word_value(words, node->text);
    if (value < 0)
        ap_schema_fault_type(r, field->key, "true or false", node);
    else
        *(bool *)at = value == 1;
}

static void
read_choice(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
            void *at)
{
    if (!is_text(r, field, node))
        return;
    int value = ap_word_value(field->choices, node->text);
    memcpy(at, &value, sizeof value); /* the member is some int-sized enum */
}

static void
read_day(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
         void *at)
{
    if (is_scalar(r, field, node, "a day (YYYY-MM-DD)") &&
        ap_day_parse(node->text, (ap_day *)at) != AP_OK)
        ap_schema_fault_value(r, field, node, "is not a day of the calendar (YYYY-MM-DD)");
}

static void
read_time_day(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
              void *at)
{
    if (is_scalar(r, field, node, "a day or a time") &&
        ap_day_parse_time(node->text, (ap_day *)at) != AP_OK)
        ap_schema_fault_value(r, field, node,
                              "is neither a day (YYYY-MM-DD) nor a time (YYYY-MM-DDTHH:MM:SSZ)");
}

static void
read_duration(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
              void *at)
{
    if (is_scalar(r, field, node, "a number of days (400d)") &&
        ap_duration_parse(node->text, (int32_t *)at) != AP_OK)
        ap_schema_fault_value(r, field, node, "is not a number of days (0d to 36500d)");
}

static bool
parse_period(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
             struct ap_period *ret_period)
{
    if (!is_scalar(r, field, node, "a period (2026-05, 2026-Q2, 2026, a day or a range A..B)"))
        return false;
    if (ap_period_parse(node->text, ret_period) == AP_OK)
        return true;
    ap_schema_fault_value(r, field, node,
                          "is not a period (2026-05-14, 2026-05, 2026-Q2, 2026-H1, 2026 or A..B)");
    return false;
}

static void
read_period(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
            void *at)
{
    struct ap_period period;
    if (parse_period(r, field, node, &period))
        *(struct ap_ref *)at = (struct ap_ref){node->text, node->place};
}

static void
read_sha256(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
            void *at)
{
    if (!is_scalar(r, field, node, "a SHA-256 digest"))
        return;
    bool fine = node->text.len == AP_SHA256_TEXT - 1;
    for (size_t i = 0; fine && i < node->text.len; i++)
        fine = ap_hex_value(node->text.ptr[i]) >= 0;
    if (fine)
        *(struct ap_str *)at = node->text;
    else
        ap_schema_fault_value(r, field, node, "is not a SHA-256 digest (64 hex digits)");
}

/* Room for exactly what a list holds: most have one or two entries, and libraries have many lists. */
static void
reserve(struct ap_schema_reader *r, const struct ap_node *node, size_t size, void *at)
{
    struct ap_vec vec;
    memcpy(&vec, at, sizeof vec);
    if (vec.cap || !node->n)
        return;
    vec.items = ap_arena_calloc(r->mem, node->n, size);
    vec.cap = node->n;
    memcpy(at, &vec, sizeof vec);
}

/* --- lists of scalars, which also accept one scalar ------------------------------------------ */

typedef void (*item_fn)(struct ap_schema_reader *r, const struct ap_field *field,
                        const struct ap_node *node, void *list);

static void
push_str(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
         void *list)
{
    if (is_text(r, field, node))
        *ap_vec_push(r->mem, (struct ap_strs *)list) = node->text;
}

static void
push_ref(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
         void *list)
{
    if (is_text(r, field, node))
        *ap_vec_push(r->mem, (struct ap_refs *)list) = (struct ap_ref){node->text, node->place};
}

static void
push_period(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
            void *list)
{
    struct ap_period period;
    if (parse_period(r, field, node, &period))
        *ap_vec_push(r->mem, (struct ap_periods *)list) = period;
}

static void
read_items(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
           void *at, size_t size, item_fn push)
{
    if (node->kind == AP_NODE_SCALAR) {
        push(r, field, node, at);
    } else if (node->kind != AP_NODE_SEQ) {
        ap_schema_fault_type(r, field->key, "a list of values", node);
    } else {
        if (node->n == 0 && (field->flags & AP_F_NONEMPTY))
            ap_schema_fault_value(r, field, node, "must not be empty");
        reserve(r, node, size, at);
        for (size_t i = 0; i < node->n; i++)
            push(r, field, node->items[i], at);
    }
}

static void
read_strs(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
          void *at)
{
    read_items(r, field, node, at, sizeof(struct ap_str), push_str);
}

static void
read_refs(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
          void *at)
{
    read_items(r, field, node, at, sizeof(struct ap_ref), push_ref);
}

static void
read_periods(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
             void *at)
{
    read_items(r, field, node, at, sizeof(struct ap_period), push_period);
}

/* --- structs within structs ------------------------------------------------------------------- */

static void
read_sub(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
         void *at)
{
    ap_schema_read_struct(r, field->sub, node, at);
}

static void
read_sub_ptr(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
             void *at)
{
    void *sub = ap_arena_alloc(r->mem, field->sub->size);
    ap_schema_read_struct(r, field->sub, node, sub);
    memcpy(at, &sub, sizeof sub); /* the member is a pointer to some struct */
}

/* A new zeroed item of the vector at `at`, whatever its type: all share the layout of ap_vec. */
static void *
push_sub(struct ap_schema_reader *r, size_t size, void *at)
{
    struct ap_vec vec;
    memcpy(&vec, at, sizeof vec);
    vec.items = ap_vec_room(r->mem, vec.items, size, vec.n, &vec.cap);
    void *item = (char *)vec.items + vec.n * size;
    vec.n++;
    memcpy(at, &vec, sizeof vec);
    return item;
}

static void
read_list(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
          void *at)
{
    const struct ap_schema *sub = field->sub;
    if (node->kind == AP_NODE_SEQ) {
        if (node->n == 0 && (field->flags & AP_F_NONEMPTY))
            ap_schema_fault_value(r, field, node, "must not be empty");
        reserve(r, node, sub->size, at);
        for (size_t i = 0; i < node->n; i++)
            ap_schema_read_struct(r, sub, node->items[i], push_sub(r, sub->size, at));
    } else if (sub->shorthand) {
        ap_schema_read_struct(r, sub, node, push_sub(r, sub->size, at));
    } else {
        ap_schema_fault_type(r, field->key, "a list of mappings", node);
    }
}

static void
read_map(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
         void *at)
{
    const struct ap_schema *sub = field->sub;
    if (node->kind != AP_NODE_MAP) {
        ap_schema_fault_type(r, field->key, "a mapping", node);
        return;
    }
    reserve(r, node, sub->size, at);
    for (size_t i = 0; i < node->n; i++) {
        const struct ap_pair *pair = &node->pairs[i];
        char *item = push_sub(r, sub->size, at);
        ap_schema_read_struct(r, sub, pair->value, item);
        *(struct ap_str *)(void *)(item + field->key_offset) = pair->key;
        if (sub->place_offset != AP_NO_PLACE)
            *(struct ap_place *)(void *)(item + sub->place_offset) = pair->key_place;
    }
}

static void
read_node(struct ap_schema_reader *r, const struct ap_field *field, const struct ap_node *node,
          void *at)
{
    (void)r;
    (void)field;
    *(const struct ap_node **)at = node;
}

void
ap_schema_read_value(struct ap_schema_reader *r, const struct ap_field *field,
                     const struct ap_node *node, void *out)
{
    static const value_fn readers[] = {
        [AP_T_STR] = read_str,           [AP_T_ID] = read_id,
        [AP_T_REF] = read_ref,           [AP_T_INT] = read_int,
        [AP_T_BOOL] = read_bool,         [AP_T_CHOICE] = read_choice,
        [AP_T_DAY] = read_day,           [AP_T_TIME_DAY] = read_time_day,
        [AP_T_DURATION] = read_duration, [AP_T_PERIOD] = read_period,
        [AP_T_PERIODS] = read_periods,   [AP_T_SHA256] = read_sha256,
        [AP_T_STRS] = read_strs,         [AP_T_REFS] = read_refs,
        [AP_T_STRUCT] = read_sub,        [AP_T_STRUCT_PTR] = read_sub_ptr,
        [AP_T_LIST] = read_list,         [AP_T_MAP] = read_map,
        [AP_T_NODE] = read_node,         [AP_T_NUMBER] = NULL, /* of output documents */
    };
    if (field->type == AP_T_CUSTOM) {
        if (field->custom && field->custom(field, node, out, r->family, r->mem, r->dg) != AP_OK)
            r->bad = true;
    } else if (readers[field->type]) {
        readers[field->type](r, field, node, (char *)out + field->offset);
    }
}
