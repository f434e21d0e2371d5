/* The events of libyaml as a tree of byte ranges.
 * Place in the flow: port; edit/ alone asks for it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/yaml_layout.h"

#include <yaml.h>

#define MAX_DEPTH 64

struct reader {
    yaml_parser_t parser;
    struct ap_str text; /* without the byte order mark */
    size_t skipped;     /* bytes of that mark */
    size_t n_chars;     /* the last place that was asked for: characters … */
    size_t n_bytes;     /* … and bytes before it */
    struct ap_arena *mem;
};

static int read_node(struct reader *r, yaml_event_t *event, int depth,
                     struct ap_yaml_span **ret_span);

static bool
is_first_byte(struct ap_str text, size_t at)
{
    return at >= text.len || ((unsigned char)text.ptr[at] & 0xC0) != 0x80;
}

/** libyaml counts characters; its marks come nearly in order, so the way from the last is short. */
static size_t
byte_of(struct reader *r, yaml_mark_t mark)
{
    for (; r->n_chars < mark.index && r->n_bytes < r->text.len; r->n_chars++)
        do
            r->n_bytes++;
        while (!is_first_byte(r->text, r->n_bytes));
    for (; r->n_chars > mark.index && r->n_bytes > 0; r->n_chars--)
        do
            r->n_bytes--;
        while (!is_first_byte(r->text, r->n_bytes));
    return r->n_bytes + r->skipped;
}

static int
next_event(struct reader *r, yaml_event_t *ret_event)
{
    if (yaml_parser_parse(&r->parser, ret_event))
        return AP_OK;
    if (r->parser.error == YAML_MEMORY_ERROR)
        ap_oom(r->text.len);
    return AP_E_SYNTAX;
}

static struct ap_yaml_span *
new_span(struct reader *r, const yaml_event_t *event, enum ap_node_kind kind,
         enum ap_yaml_style style)
{
    struct ap_yaml_span *span = ap_arena_new(r->mem, struct ap_yaml_span);
    span->kind = kind;
    span->style = style;
    span->begin = byte_of(r, event->start_mark);
    span->end = byte_of(r, event->end_mark);
    return span;
}

static struct ap_yaml_span *
scalar_span(struct reader *r, const yaml_event_t *event)
{
    yaml_scalar_style_t theirs = event->data.scalar.style;
    bool is_block = theirs == YAML_LITERAL_SCALAR_STYLE || theirs == YAML_FOLDED_SCALAR_STYLE;
    enum ap_yaml_style style = theirs == YAML_PLAIN_SCALAR_STYLE ? AP_YAML_PLAIN
                               : is_block                        ? AP_YAML_BLOCK_TEXT
                                                                 : AP_YAML_QUOTED;
    struct ap_yaml_span *span = new_span(r, event, AP_NODE_SCALAR, style);
    /* The mark stands at the begin of the next line: the break before it is not the text's. */
    const char *bytes = r->text.ptr - r->skipped;
    if (is_block && span->end > span->begin && bytes[span->end - 1] == '\n')
        span->end--;
    if (is_block && span->end > span->begin && bytes[span->end - 1] == '\r')
        span->end--;
    return span;
}

/** The key of the next entry of a mapping; *ret_ended where there is none. */
static int
read_key(struct reader *r, yaml_event_t *event, int depth, struct ap_yaml_child *child)
{
    struct ap_yaml_span *key = NULL;
    if (event->type == YAML_SCALAR_EVENT)
        child->key = ap_arena_copy(r->mem, (struct ap_str){(const char *)event->data.scalar.value,
                                                           event->data.scalar.length});
    int rc = read_node(r, event, depth + 1, &key);
    if (rc != AP_OK)
        return rc;
    child->key_begin = key->begin;
    child->key_end = key->end;
    return next_event(r, event);
}

static int
read_children(struct reader *r, struct ap_yaml_span *span, yaml_event_type_t end, int depth)
{
    for (;;) {
        yaml_event_t event;
        struct ap_yaml_child child = {0};
        struct ap_yaml_span *value = NULL;
        int rc = next_event(r, &event);
        if (rc != AP_OK)
            return rc;
        if (event.type == end) {
            if (span->style == AP_YAML_FLOW)
                span->end = byte_of(r, event.end_mark);
            yaml_event_delete(&event);
            return AP_OK;
        }
        if (span->kind == AP_NODE_MAP)
            rc = read_key(r, &event, depth, &child);
        if (rc == AP_OK)
            rc = read_node(r, &event, depth + 1, &value);
        if (rc != AP_OK)
            return rc;
        child.span = value;
        if (span->style == AP_YAML_BLOCK)
            span->end = value->end;
        *ap_vec_push(r->mem, &span->children) = child;
    }
}

/** The node that begins with `event`, which is used up. */
static int
read_node(struct reader *r, yaml_event_t *event, int depth, struct ap_yaml_span **ret_span)
{
    int rc = depth > MAX_DEPTH ? AP_E_LIMIT : AP_OK;
    bool is_flow = false;
    if (rc != AP_OK) {
        yaml_event_delete(event);
        return rc;
    }
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        *ret_span = scalar_span(r, event);
        break;
    case YAML_ALIAS_EVENT:
        *ret_span = new_span(r, event, AP_NODE_SCALAR, AP_YAML_ALIAS);
        break;
    case YAML_SEQUENCE_START_EVENT:
        is_flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
        *ret_span = new_span(r, event, AP_NODE_SEQ, is_flow ? AP_YAML_FLOW : AP_YAML_BLOCK);
        rc = read_children(r, *ret_span, YAML_SEQUENCE_END_EVENT, depth);
        break;
    case YAML_MAPPING_START_EVENT:
        is_flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
        *ret_span = new_span(r, event, AP_NODE_MAP, is_flow ? AP_YAML_FLOW : AP_YAML_BLOCK);
        rc = read_children(r, *ret_span, YAML_MAPPING_END_EVENT, depth);
        break;
    default:
        rc = AP_E_SYNTAX;
    }
    yaml_event_delete(event);
    return rc;
}

static int
read_document(struct reader *r, struct ap_yaml_span **ret_root)
{
    yaml_event_t event = {0};
    int rc = AP_OK;
    do {
        yaml_event_delete(&event);
        rc = next_event(r, &event);
        if (rc != AP_OK)
            return rc;
    } while (event.type == YAML_STREAM_START_EVENT || event.type == YAML_DOCUMENT_START_EVENT);
    if (event.type != YAML_STREAM_END_EVENT)
        return read_node(r, &event, 0, ret_root);
    yaml_event_delete(&event);
    *ret_root = ap_arena_new(r->mem, struct ap_yaml_span);
    (*ret_root)->begin = (*ret_root)->end = r->text.len + r->skipped;
    return AP_OK;
}

int
ap_yaml_layout(struct ap_str text, struct ap_arena *mem, const struct ap_yaml_span **ret_root)
{
    struct reader r = {.text = text, .mem = mem};
    struct ap_yaml_span *root = NULL;
    if (ap_str_starts(text, AP_STR("\xef\xbb\xbf"))) {
        r.skipped = 3;
        r.text = ap_str_slice(text, 3, text.len);
    }
    if (!yaml_parser_initialize(&r.parser))
        ap_oom(sizeof r.parser);
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(r.text.len ? r.text.ptr : ""),
                                 r.text.len);
    int rc = read_document(&r, &root);
    yaml_parser_delete(&r.parser);
    if (rc == AP_OK)
        *ret_root = root;
    return rc;
}
