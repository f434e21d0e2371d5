/* A composer of our own on libyaml's events: bounded, and with a place on every node and key.
 * Place in the flow: port; the library, workspace, sidecars and links are read through it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/yaml.h"

#include "port/yaml_compose.h"
#include "port/yaml_internal.h"

/* libyaml's time grows with the square of the nesting, so the reading must stop at the first event
 * that is too deep. Counts are of nodes; keys are bounded with their values. */
const struct ap_yaml_limits ap_yaml_default_limits = {
    .max_bytes = 1u << 20,
    .max_depth = 64,
    .max_nodes = 10000,
};

struct ap_place
ap_yaml_composer_place(const struct ap_yaml_composer *c, yaml_mark_t mark)
{
    return (struct ap_place){c->file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
}

enum ap_code
ap_yaml_composer_code(const struct ap_yaml_composer *c, enum ap_doc_fault fault)
{
    return AP_DOC_CODE(c->family, fault);
}

/* --- events ------------------------------------------------------------------------------------- */

static int
report_parser(const struct ap_yaml_composer *c)
{
    const yaml_parser_t *p = &c->parser;
    if (p->error == YAML_MEMORY_ERROR)
        ap_oom(c->text.len);
    bool is_reader = p->error == YAML_READER_ERROR;
    size_t offset = is_reader ? p->problem_offset : p->problem_mark.index;
    struct ap_place place = is_reader ? ap_yaml_place(c->text, c->file, offset)
                                      : ap_yaml_composer_place(c, p->problem_mark);
    unsigned char at = p->buffer.pointer && p->unread ? *p->buffer.pointer : 0;
    const char *words = ap_yaml_words(p->problem, at);
    const char *context = ap_yaml_context(p->context);
    if (context && p->context_mark.line != p->problem_mark.line)
        (void)ap_diag_add(c->dg, ap_yaml_composer_code(c, AP_DOC_SYNTAX), place,
                          "%s (%s begins at line %zu)", words, context, p->context_mark.line + 1);
    else
        (void)ap_diag_add(c->dg, ap_yaml_composer_code(c, AP_DOC_SYNTAX), place, "%s", words);
    return AP_E_SYNTAX;
}

int
ap_yaml_next_event(struct ap_yaml_composer *c, yaml_event_t *ret_event)
{
    return yaml_parser_parse(&c->parser, ret_event) ? AP_OK : report_parser(c);
}

/* --- the document ------------------------------------------------------------------------------- */

static int
check_end(struct ap_yaml_composer *c)
{
    yaml_event_t event;
    int rc = ap_yaml_next_event(c, &event);
    if (rc != AP_OK)
        return rc;
    if (event.type != YAML_STREAM_END_EVENT) {
        (void)ap_diag_add(c->dg, ap_yaml_composer_code(c, AP_DOC_SYNTAX),
                          ap_yaml_composer_place(c, event.start_mark),
                          "a second document begins here; a file holds one");
        rc = AP_E_SYNTAX;
    }
    yaml_event_delete(&event);
    return rc;
}

/** From the start of the stream to its end. */
static int
compose_document(struct ap_yaml_composer *c, struct ap_node **ret_root)
{
    yaml_event_t event = {0};
    struct ap_yaml_made root;
    int rc = AP_OK;
    do { /* STREAM-START, then DOCUMENT-START, or STREAM-END when there is nothing */
        yaml_event_delete(&event);
        rc = ap_yaml_next_event(c, &event);
        if (rc != AP_OK)
            return rc;
    } while (event.type == YAML_STREAM_START_EVENT);
    bool is_empty = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
    if (is_empty) {
        *ret_root = ap_arena_new(c->mem, struct ap_node);
        (*ret_root)->place = (struct ap_place){c->file, 1, 1};
        return AP_OK;
    }
    rc = ap_yaml_next_event(c, &event);
    if (rc == AP_OK)
        rc = ap_yaml_compose(c, &event, 0, &root);
    if (rc == AP_OK)
        rc = ap_yaml_next_event(c, &event);
    if (rc != AP_OK)
        return rc;
    yaml_event_delete(&event); /* DOCUMENT-END */
    rc = check_end(c);
    if (rc == AP_OK)
        *ret_root = root.node;
    return rc;
}

int
ap_yaml_parse(struct ap_str text, struct ap_str file, enum ap_code family,
              const struct ap_yaml_limits *limits, struct ap_arena *mem, struct ap_node **ret_root,
              struct ap_diag *dg)
{
    if (ap_str_starts(text, AP_STR("\xef\xbb\xbf")))
        text = ap_str_slice(text, 3, text.len);
    struct ap_yaml_composer c = {
        .text = text,
        .file = file,
        .family = family,
        .limits = limits ? limits : &ap_yaml_default_limits,
        .mem = mem,
        .dg = dg,
    };
    int rc = ap_yaml_check_text(text, file, family, c.limits->max_bytes, dg);
    if (rc != AP_OK)
        return rc;
    if (!yaml_parser_initialize(&c.parser))
        ap_oom(sizeof c.parser);
    const char *bytes = text.len ? text.ptr : "";
    yaml_parser_set_encoding(&c.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&c.parser, (const unsigned char *)bytes, text.len);
    struct ap_node *root = NULL;
    rc = compose_document(&c, &root);
    yaml_parser_delete(&c.parser);
    if (rc != AP_OK)
        return rc;
    *ret_root = root;
    return c.faults;
}
