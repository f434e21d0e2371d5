/* Output documents against their tables, event by event.
 * Place in the flow: schema. Its rules are those that schema/json_schema.c exports.
 * SPDX-License-Identifier: Apache-2.0 */
#include "schema/stream.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"

#define FIELDS_MAX 64 /* of one table: the bits of `seen` */

/** A container that is open. */
struct frame {
    /* a mapping by this table; NULL: a list, or content that no table rules */
    const struct ap_schema *schema;
    /* the field at hand; in a list: the one that the list is the value of */
    const struct ap_field *field;
    uint64_t seen;
    bool is_list; /* of texts or mappings, by `field` */
};

struct ap_schema_stream {
    struct ap_json_events json;
    const struct ap_schema *root;
    struct ap_str file;
    enum ap_code code;
    const struct ap_schema_sink *sink;
    struct ap_diag *dg;
    int depth;
    struct frame frames[AP_JSON_EVENTS_DEPTH + 1];
};

static void fault(struct ap_schema_stream *s, const char *fmt, ...) AP_PRINTF(2, 3);

static void
fault(struct ap_schema_stream *s, const char *fmt, ...)
{
    char words[256];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(words, sizeof words, fmt, args);
    va_end(args);
    (void)ap_diag_add(s->dg, s->code, (struct ap_place){s->file, s->json.line, 0}, "%s", words);
}

static const char *
kind_name(enum ap_json_event event)
{
    switch (event) {
    case AP_JSON_OBJECT_OPEN:
        return "object";
    case AP_JSON_ARRAY_OPEN:
        return "array";
    case AP_JSON_STRING:
        return "string";
    case AP_JSON_NUMBER:
        return "integer";
    case AP_JSON_BOOL:
        return "boolean";
    default:
        return "null";
    }
}

static bool
is_hex64(struct ap_str s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] && strchr("0123456789abcdefABCDEF", s.ptr[n]))
        n++;
    return n == 64 && s.len == 64;
}

static bool
is_day(struct ap_str s)
{
    ap_day day;
    return ap_day_parse(s, &day) == AP_OK;
}

static bool
is_choice(const struct ap_choice *choices, struct ap_str s)
{
    for (size_t i = 0; choices[i].word; i++)
        if (ap_str_is(s, choices[i].word))
            return true;
    return false;
}

static bool
is_count(const struct ap_field *field, struct ap_str s)
{
    int64_t value;
    if (ap_str_to_int(s, &value) != AP_OK)
        return false;
    return field->max <= field->min || (value >= field->min && value <= field->max);
}

/** A fragment of JSON Schema, as the tables use it: an enum of words, or types, with a pattern of days at most. */
static bool
fits_fragment(const char *fragment, enum ap_json_event event, struct ap_str text)
{
    char word[72];
    bool is_null = event == AP_JSON_NULL;
    if (strstr(fragment, "\"enum\"") && is_null)
        return strstr(fragment, "null") != NULL;
    if (strstr(fragment, "\"enum\"")) {
        int n = snprintf(word, sizeof word, "\"%.*s\"", AP_FMT(text));
        return event == AP_JSON_STRING && n > 2 && (size_t)n < sizeof word &&
               strstr(fragment, word);
    }
    const char *types = strstr(fragment, "\"type\":");
    size_t n_types = types ? strcspn(types, types[7] == '[' ? "]" : ",}") : 0;
    struct ap_str allowed = {types, n_types};
    (void)snprintf(word, sizeof word, "\"%s\"", kind_name(event));
    if (!ap_str_contains(allowed, ap_str_from(word)))
        return false;
    bool has_days = strstr(fragment, "[0-9]{4}-[0-9]{2}-[0-9]{2}") != NULL;
    bool has_digests = strstr(fragment, "{64}") != NULL;
    if (event != AP_JSON_STRING)
        return true;
    return has_days ? is_day(text) : !has_digests || is_hex64(text);
}

/** Does a value that is no container fit the field? */
static bool
fits(const struct ap_field *field, enum ap_json_event event, struct ap_str text)
{
    bool is_text = event == AP_JSON_STRING;
    switch (field->type) {
    case AP_T_NULLABLE_STR:
        return is_text || event == AP_JSON_NULL;
    case AP_T_BOOL:
        return event == AP_JSON_BOOL;
    case AP_T_INT:
        return event == AP_JSON_NUMBER && is_count(field, text);
    case AP_T_NUMBER:
        return event == AP_JSON_NUMBER;
    case AP_T_SHA256:
        return is_text && is_hex64(text);
    case AP_T_DAY:
    case AP_T_TIME_DAY:
        return is_text && is_day(text);
    case AP_T_CUSTOM:
        return fits_fragment(field->json_type, event, text);
    case AP_T_STRS:
    case AP_T_STRUCT:
    case AP_T_LIST:
        return false;
    default:
        return is_text && (!field->choices || is_choice(field->choices, text));
    }
}

static const struct ap_field *
find_field(const struct ap_schema *schema, struct ap_str key, unsigned *ret_at)
{
    for (unsigned i = 0; schema->fields[i].key; i++) {
        *ret_at = i;
        if (ap_str_is(key, schema->fields[i].key))
            return &schema->fields[i];
    }
    return NULL;
}

/** A key of an open mapping. What the table does not know is of a later version, and passes. */
static void
take_key(struct ap_schema_stream *s, struct ap_str key)
{
    struct frame *top = &s->frames[s->depth];
    unsigned at = 0;
    if (!top->schema)
        return;
    top->field = find_field(top->schema, key, &at);
    if (!top->field || at >= FIELDS_MAX)
        return;
    if (top->seen & UINT64_C(1) << at)
        fault(s, "\"%s\" stands twice in one %s", top->field->key, top->schema->name);
    top->seen |= UINT64_C(1) << at;
}

static void
push(struct ap_schema_stream *s, struct frame frame)
{
    s->frames[++s->depth] = frame;
}

static void
wrong(struct ap_schema_stream *s, const struct ap_field *field, enum ap_json_event event,
      struct ap_str text)
{
    if (event == AP_JSON_STRING || event == AP_JSON_NUMBER)
        fault(s, "\"%s\": \"%.*s\" is no valid value", field->key,
              text.len > 80 ? 80 : (int)text.len, text.ptr ? text.ptr : "");
    else
        fault(s, "\"%s\": %s is no valid value", field->key, kind_name(event));
}

/** An entry of a list begins; the frame of its fields when it has some. */
static struct frame
take_entry(struct ap_schema_stream *s, const struct ap_field *field, enum ap_json_event event,
           struct ap_str text)
{
    bool of_maps = field->type == AP_T_LIST;
    if (of_maps && event == AP_JSON_OBJECT_OPEN)
        return (struct frame){.schema = field->sub};
    if (of_maps || event != AP_JSON_STRING)
        wrong(s, field, event, text);
    else
        s->sink->value(s->sink->ctx, s->frames[s->depth - 1].schema, field, text);
    return (struct frame){0};
}

/** A value begins: which field or list does it belong to, and does it fit? */
static void
take_value(struct ap_schema_stream *s, enum ap_json_event event, struct ap_str text)
{
    struct frame *top = &s->frames[s->depth];
    const struct ap_field *field = top->field;
    bool opens = event == AP_JSON_OBJECT_OPEN || event == AP_JSON_ARRAY_OPEN;
    struct frame inner = {0};
    if (s->depth == 0) {
        if (event == AP_JSON_OBJECT_OPEN)
            inner.schema = s->root;
        else
            fault(s, "the document is no object");
    } else if (!field) {
        /* nothing is known of it */
    } else if (top->is_list) {
        inner = take_entry(s, field, event, text);
    } else if ((field->type == AP_T_LIST || field->type == AP_T_STRS) &&
               event == AP_JSON_ARRAY_OPEN) {
        inner.is_list = true;
        inner.field = field;
    } else if (field->type == AP_T_STRUCT && event == AP_JSON_OBJECT_OPEN) {
        inner.schema = field->sub;
    } else if (fits(field, event, text)) {
        if (!opens)
            s->sink->value(s->sink->ctx, top->schema, field,
                           event == AP_JSON_NULL ? AP_STR_NONE : text);
    } else {
        wrong(s, field, event, text);
    }
    if (!top->is_list)
        top->field = NULL;
    if (opens)
        push(s, inner);
}

static void
take_close(struct ap_schema_stream *s)
{
    const struct frame *top = &s->frames[s->depth--];
    if (!top->schema)
        return;
    for (unsigned i = 0; i < FIELDS_MAX && top->schema->fields[i].key; i++)
        if ((top->schema->fields[i].flags & AP_F_REQUIRED) && !(top->seen & UINT64_C(1) << i))
            fault(s, "\"%s\" is missing in the %s that ends here", top->schema->fields[i].key,
                  top->schema->name);
    s->sink->end(s->sink->ctx, top->schema);
}

static int
take_event(void *ctx, enum ap_json_event event, struct ap_str text)
{
    struct ap_schema_stream *s = ctx;
    if (event == AP_JSON_KEY)
        take_key(s, text);
    else if (event == AP_JSON_OBJECT_CLOSE || event == AP_JSON_ARRAY_CLOSE)
        take_close(s);
    else
        take_value(s, event, text);
    return AP_OK;
}

struct ap_schema_stream *
ap_schema_stream_new(const struct ap_schema *root, struct ap_str file, enum ap_code code,
                     const struct ap_schema_sink *sink, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_schema_stream *s = ap_arena_new(mem, struct ap_schema_stream);
    s->root = root;
    s->file = file;
    s->code = code;
    s->sink = sink;
    s->dg = dg;
    ap_json_events_init(&s->json, take_event, s);
    return s;
}

void
ap_schema_stream_free(struct ap_schema_stream *stream)
{
    ap_json_events_release(&stream->json);
}

/** The words for what went wrong with the text itself. */
static int
explain(struct ap_schema_stream *s, int rc)
{
    if (rc == AP_E_SYNTAX)
        fault(s, "this is no valid JSON");
    else if (rc == AP_E_LIMIT)
        fault(s, "this is nested too deep, or holds a text beyond 1 MiB");
    return rc;
}

int
ap_schema_stream_feed(struct ap_schema_stream *stream, struct ap_str piece)
{
    return explain(stream, ap_json_events_feed(&stream->json, piece));
}

int
ap_schema_stream_end(struct ap_schema_stream *stream)
{
    return explain(stream, ap_json_events_end(&stream->json));
}

uint32_t
ap_schema_stream_line(const struct ap_schema_stream *stream)
{
    return stream->json.line;
}
