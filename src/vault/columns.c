/* Columns declared, read and made.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "vault/columns.h"

#define TEXT_MAX 255

static const struct {
    const char *facet; /* Graph's name of the type */
    enum ap_column_kind kind;
} facets[] = {
    {"text", AP_COLUMN_TEXT},     {"choice", AP_COLUMN_CHOICE}, /* or CHOICES, by displayAs */
    {"dateTime", AP_COLUMN_DATE}, {"personOrGroup", AP_COLUMN_PERSON}, {"number", AP_COLUMN_NUMBER},
};

static const char *const kind_names[] = {
    [AP_COLUMN_TEXT] = "text",       [AP_COLUMN_CHOICE] = "choice",
    [AP_COLUMN_CHOICES] = "choices", [AP_COLUMN_DATE] = "date and time",
    [AP_COLUMN_PERSON] = "person",   [AP_COLUMN_NUMBER] = "number",
    [AP_COLUMN_OTHER] = "other",
};

static const enum ap_column_kind kinds_of_fields[] = {
    [AP_FIELD_TEXT] = AP_COLUMN_TEXT,          [AP_FIELD_CHOICE] = AP_COLUMN_CHOICE,
    [AP_FIELD_CONTROL_IDS] = AP_COLUMN_TEXT,   [AP_FIELD_AREA] = AP_COLUMN_CHOICE,
    [AP_FIELD_FRAMEWORKS] = AP_COLUMN_CHOICES, [AP_FIELD_PERSON] = AP_COLUMN_TEXT,
    [AP_FIELD_PERIOD] = AP_COLUMN_TEXT,        [AP_FIELD_REVIEW] = AP_COLUMN_CHOICE,
    [AP_FIELD_DATE] = AP_COLUMN_DATE,          [AP_FIELD_URL] = AP_COLUMN_TEXT,
    [AP_FIELD_NUMBER] = AP_COLUMN_NUMBER,
};

/** Beside the library's own fields. */
static const struct ap_column extra[] = {
    {.name = {"ApSha256", 8},
     .label = {"SHA-256", 7},
     .max_length = TEXT_MAX,
     .key = {"sha256", 6}},
    {.name = {"ApPackId", 8},
     .label = {"Pack ID", 7},
     .max_length = TEXT_MAX,
     .indexed = true,
     .key = {"pack_id", 7}},
    {.name = {"ApReviewer", 10},
     .label = {"Reviewer", 8},
     .max_length = TEXT_MAX,
     .key = {"review.by", 9}},
    {.name = {"ApReviewDate", 12},
     .label = {"Review Date", 11},
     .kind = AP_COLUMN_DATE,
     .key = {"review.date", 11}},
};

const char *
ap_column_kind_name(enum ap_column_kind kind)
{
    return kind_names[kind];
}

static void
choices_of(const struct ap_library *lib, const struct ap_field_def *field, struct ap_arena *mem,
           struct ap_strs *choices)
{
    if (field->type == AP_FIELD_AREA)
        for (size_t i = 0; i < lib->areas.n; i++)
            *ap_vec_push(mem, choices) = lib->areas.items[i].title;
    if (field->type == AP_FIELD_FRAMEWORKS)
        for (size_t i = 0; i < lib->frameworks.n; i++)
            *ap_vec_push(mem, choices) = lib->frameworks.items[i].id;
    if (choices->n == 0)
        *choices = field->choices;
}

void
ap_columns_wanted(const struct ap_library *lib, struct ap_arena *mem,
                  struct ap_columns *ret_columns)
{
    for (size_t i = 0; i < lib->fields.n; i++) {
        const struct ap_field_def *field = &lib->fields.items[i];
        if (field->column.len == 0)
            continue;
        struct ap_column column = {
            .name = field->column,
            .label = field->label,
            .kind = kinds_of_fields[field->type],
            .max_length = TEXT_MAX,
            .indexed = field->type == AP_FIELD_CONTROL_IDS || field->type == AP_FIELD_REVIEW,
            .key = field->key,
        };
        choices_of(lib, field, mem, &column.choices);
        *ap_vec_push(mem, ret_columns) = column;
    }
    for (size_t i = 0; i < AP_COUNT(extra); i++)
        if (!ap_columns_find(ret_columns, extra[i].name))
            *ap_vec_push(mem, ret_columns) = extra[i];
}

const struct ap_column *
ap_columns_find(const struct ap_columns *columns, struct ap_str name)
{
    for (size_t i = 0; i < columns->n; i++)
        if (ap_str_eq(columns->items[i].name, name))
            return &columns->items[i];
    return NULL;
}

struct reading {
    struct ap_arena *mem;
    struct ap_columns *columns;
};

static bool
is_true(const struct ap_node *node, const char *path)
{
    return ap_str_is(ap_reply_text(node, path), "true");
}

static void
read_choices(const struct ap_node *facet, struct ap_arena *mem, struct ap_column *column)
{
    const struct ap_node *choices = ap_reply_member(facet, "choices");
    for (size_t i = 0; choices && choices->kind == AP_NODE_SEQ && i < choices->n; i++)
        if (choices->items[i]->kind == AP_NODE_SCALAR)
            *ap_vec_push(mem, &column->choices) = ap_arena_copy(mem, choices->items[i]->text);
    column->open_choices = is_true(facet, "allowTextEntry");
    if (ap_str_is(ap_reply_text(facet, "displayAs"), "checkBoxes"))
        column->kind = AP_COLUMN_CHOICES;
}

static int
take_column(void *ctx, const struct ap_node *node)
{
    struct reading *r = ctx;
    struct ap_column column = {
        .name = ap_arena_copy(r->mem, ap_reply_text(node, "name")),
        .label = ap_arena_copy(r->mem, ap_reply_text(node, "displayName")),
        .kind = AP_COLUMN_OTHER,
        .required = is_true(node, "required"),
    };
    for (size_t i = 0; i < AP_COUNT(facets); i++) {
        const struct ap_node *facet = ap_reply_member(node, facets[i].facet);
        if (!facet || facet->kind != AP_NODE_MAP)
            continue;
        column.kind = facets[i].kind;
        int64_t length = ap_reply_number(facet, "maxLength");
        column.max_length = length > 0 ? length : TEXT_MAX;
        if (column.kind == AP_COLUMN_CHOICE)
            read_choices(facet, r->mem, &column);
    }
    *ap_vec_push(r->mem, r->columns) = column;
    return AP_OK;
}

int
ap_columns_read(struct ap_remote *remote, const struct ap_remote_place *place, struct ap_arena *mem,
                struct ap_columns *ret_columns)
{
    struct reading r = {mem, ret_columns};
    struct ap_str path = ap_arena_printf(mem, "/drives/%.*s/list/columns",
                                         AP_FMT(ap_url_encode(mem, place->drive_id)));
    int result =
        ap_graph_pages(remote, path, "read the library's columns", take_column, &r, mem, NULL);
    return result == AP_E_NOTFOUND ? AP_E_REMOTE : result;
}

static void
add_facet(struct ap_json *json, const struct ap_column *column)
{
    switch (column->kind) {
    case AP_COLUMN_CHOICE:
    case AP_COLUMN_CHOICES:
        ap_json_key(json, "choice");
        ap_json_object_open(json);
        ap_json_kv_bool(json, "allowTextEntry", false);
        ap_json_kv_strs(json, "choices", &column->choices);
        ap_json_kv_c(json, "displayAs",
                     column->kind == AP_COLUMN_CHOICES ? "checkBoxes" : "dropDownMenu");
        break;
    case AP_COLUMN_DATE: /* dateOnly columns shift with the site's time zone */
        ap_json_key(json, "dateTime");
        ap_json_object_open(json);
        ap_json_kv_c(json, "displayAs", "standard");
        ap_json_kv_c(json, "format", "dateTime");
        break;
    case AP_COLUMN_NUMBER:
        ap_json_key(json, "number");
        ap_json_object_open(json);
        break;
    default:
        ap_json_key(json, "text");
        ap_json_object_open(json);
        ap_json_kv_int(json, "maxLength", column->max_length);
        break;
    }
    ap_json_object_close(json);
}

struct ap_str
ap_column_json(const struct ap_column *column, struct ap_arena *mem)
{
    struct ap_json_text body;
    ap_json_text_open(&body);
    ap_json_kv_str(&body.json, "name", column->name);
    ap_json_kv_str(&body.json, "displayName", column->label);
    ap_json_kv_bool(&body.json, "indexed", column->indexed);
    add_facet(&body.json, column);
    return ap_json_text_close(&body, mem);
}
