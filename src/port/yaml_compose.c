/* Nodes: tags, anchors and aliases, lists, mappings; depth and number are bounded before memory grows.
 * Place in the flow: port, below yaml.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/yaml_compose.h"

#include <string.h>

#define SHOWN_BYTES 60 /* of a key or tag in a message */
#define FEW_KEYS    8  /* up to here, to compare all is cheaper than a map */

static struct ap_str
shown(struct ap_str text)
{
    size_t n = text.len < SHOWN_BYTES ? text.len : SHOWN_BYTES;
    while (n > 0 && n < text.len && ((unsigned char)text.ptr[n] & 0xC0) == 0x80)
        n--;
    return ap_str_slice(text, 0, n);
}

/** Count `n` more nodes, of which the highest stands at `depth`. */
static int
admit(struct ap_yaml_composer *c, yaml_mark_t mark, size_t n, int depth)
{
    if (depth > c->limits->max_depth) {
        (void)ap_diag_add(c->dg, ap_yaml_composer_code(c, AP_DOC_LIMIT),
                          ap_yaml_composer_place(c, mark), "nested deeper than %d levels",
                          c->limits->max_depth);
        return AP_E_LIMIT;
    }
    if (n > c->limits->max_nodes - c->n_nodes) {
        (void)ap_diag_add(c->dg, ap_yaml_composer_code(c, AP_DOC_LIMIT),
                          ap_yaml_composer_place(c, mark),
                          "more than %zu values, each alias counted for what it stands for",
                          c->limits->max_nodes);
        return AP_E_LIMIT;
    }
    c->n_nodes += n;
    return AP_OK;
}

/** True for no tag and for those of YAML's core schema: they change nothing that the reader of the
 * tree would not check itself. */
static bool
is_core_tag(const yaml_char_t *tag)
{
    static const char prefix[] = "tag:yaml.org,2002:";
    static const char *const core[] = {"str", "int", "float", "bool", "null", "seq", "map"};
    const char *text = (const char *)tag;
    if (!text || strcmp(text, "!") == 0)
        return true;
    if (strncmp(text, prefix, sizeof prefix - 1) != 0)
        return false;
    for (size_t i = 0; i < AP_COUNT(core); i++)
        if (strcmp(text + sizeof prefix - 1, core[i]) == 0)
            return true;
    return false;
}

static void
check_tag(struct ap_yaml_composer *c, const yaml_char_t *tag, yaml_mark_t mark)
{
    if (is_core_tag(tag))
        return;
    (void)ap_diag_add(c->dg, ap_yaml_composer_code(c, AP_DOC_BAD_VALUE),
                      ap_yaml_composer_place(c, mark), "the tag %.*s is not supported; remove it",
                      AP_FMT(shown(ap_str_from((const char *)tag))));
    c->faults = AP_E_INVALID;
}

/** Remember an anchor whose node is still open; gives its index, or AP_NONE without an anchor. */
static uint32_t
open_anchor(struct ap_yaml_composer *c, const yaml_char_t *anchor)
{
    if (!anchor)
        return AP_NONE;
    uint32_t index = (uint32_t)c->anchored.n;
    (void)ap_vec_push(c->mem, &c->anchored);
    /* A later anchor of the same name takes its place, as YAML says. */
    ap_map_set(&c->anchors, c->mem, ap_arena_copy(c->mem, ap_str_from((const char *)anchor)),
               index);
    return index;
}

static void
close_anchor(struct ap_yaml_composer *c, uint32_t index, const struct ap_yaml_made *made)
{
    if (index != AP_NONE)
        c->anchored.items[index] = *made;
}

static bool
is_null_text(struct ap_str text)
{
    return text.len == 0 || ap_str_is(text, "~") || ap_str_is(text, "null") ||
           ap_str_is(text, "Null") || ap_str_is(text, "NULL");
}

static int
compose_scalar(struct ap_yaml_composer *c, const yaml_event_t *event, struct ap_yaml_made *ret_made)
{
    struct ap_node *node = ap_arena_new(c->mem, struct ap_node);
    struct ap_str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    check_tag(c, event->data.scalar.tag, event->start_mark);
    node->place = ap_yaml_composer_place(c, event->start_mark);
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !event->data.scalar.tag;
    node->text = ap_arena_copy(c->mem, text);
    node->kind = node->plain && is_null_text(text) ? AP_NODE_NULL : AP_NODE_SCALAR;
    *ret_made = (struct ap_yaml_made){node, 1, 0};
    close_anchor(c, open_anchor(c, event->data.scalar.anchor), ret_made);
    return AP_OK;
}

/** The alias shares the node it names, and counts for all of it. */
static int
compose_alias(struct ap_yaml_composer *c, const yaml_event_t *event, int depth,
              struct ap_yaml_made *ret_made)
{
    struct ap_str name = ap_str_from((const char *)event->data.alias.anchor);
    uint32_t index = ap_map_get(&c->anchors, name);
    bool is_open = index != AP_NONE && !c->anchored.items[index].node;
    if (index == AP_NONE || is_open) {
        (void)ap_diag_add(c->dg, ap_yaml_composer_code(c, AP_DOC_SYNTAX),
                          ap_yaml_composer_place(c, event->start_mark),
                          is_open ? "the alias *%.*s stands inside what it names"
                                  : "the alias *%.*s names no anchor above",
                          AP_FMT(shown(name)));
        return AP_E_SYNTAX;
    }
    *ret_made = c->anchored.items[index];
    return admit(c, event->start_mark, ret_made->n_nodes, depth + ret_made->height);
}

/** Take `child` into the sums of its parent. */
static void
add_up(struct ap_yaml_made *parent, const struct ap_yaml_made *child)
{
    parent->n_nodes += child->n_nodes;
    if (parent->height <= child->height)
        parent->height = child->height + 1;
}

AP_VEC(node_list, struct ap_node *);

static int
compose_seq(struct ap_yaml_composer *c, const yaml_event_t *start, int depth,
            struct ap_yaml_made *ret_made)
{
    struct ap_yaml_made made = {ap_arena_new(c->mem, struct ap_node), 1, 0};
    struct node_list items = {0};
    uint32_t anchor = open_anchor(c, start->data.sequence_start.anchor);
    check_tag(c, start->data.sequence_start.tag, start->start_mark);
    for (;;) {
        yaml_event_t event;
        struct ap_yaml_made child;
        int rc = ap_yaml_next_event(c, &event);
        if (rc != AP_OK)
            return rc;
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            break;
        }
        rc = ap_yaml_compose(c, &event, depth + 1, &child);
        if (rc != AP_OK)
            return rc;
        add_up(&made, &child);
        *ap_vec_push(c->mem, &items) = child.node;
    }
    made.node->kind = AP_NODE_SEQ;
    made.node->place = ap_yaml_composer_place(c, start->start_mark);
    made.node->n = items.n;
    made.node->items = items.items;
    close_anchor(c, anchor, &made);
    *ret_made = made;
    return AP_OK;
}

/** The pairs of one mapping; the map is used once there are more than a few. */
struct pair_list {
    struct ap_pair *items;
    size_t n;
    size_t cap;
    struct ap_map index;
};

static uint32_t
find_key(const struct pair_list *pairs, struct ap_str key)
{
    if (pairs->n > FEW_KEYS)
        return ap_map_get(&pairs->index, key);
    for (uint32_t i = 0; i < pairs->n; i++)
        if (ap_str_eq(pairs->items[i].key, key))
            return i;
    return AP_NONE;
}

static void
add_pair(struct ap_yaml_composer *c, struct pair_list *pairs, struct ap_pair pair)
{
    *ap_vec_push(c->mem, pairs) = pair;
    if (pairs->n <= FEW_KEYS)
        return;
    size_t first_new = pairs->n == FEW_KEYS + 1 ? 0 : pairs->n - 1;
    for (size_t i = first_new; i < pairs->n; i++)
        ap_map_set(&pairs->index, c->mem, pairs->items[i].key, (uint32_t)i);
}

/** Keep the pair unless its key cannot be one or stands there already. */
static void
take_pair(struct ap_yaml_composer *c, struct pair_list *pairs, struct ap_place key_place,
          const struct ap_node *key, struct ap_node *value)
{
    enum ap_doc_fault fault = AP_DOC_SYNTAX;
    struct ap_str name = key->text;
    bool is_text = key->kind == AP_NODE_SCALAR || (key->kind == AP_NODE_NULL && name.len > 0);
    uint32_t first = is_text ? find_key(pairs, name) : AP_NONE;
    if (is_text && first == AP_NONE) {
        add_pair(c, pairs, (struct ap_pair){name, key_place, value});
        return;
    }
    c->faults = AP_E_INVALID;
    if (key->kind == AP_NODE_NULL && !is_text) {
        (void)ap_diag_add(c->dg, ap_yaml_composer_code(c, fault), key_place,
                          "the key before ':' is missing");
    } else if (!is_text) {
        (void)ap_diag_add(c->dg, ap_yaml_composer_code(c, fault), key_place,
                          "a key must be a text, not %s", ap_node_kind_name(key->kind));
    } else {
        fault = AP_DOC_DUPLICATE_KEY;
        /* The analyzer does not see that a push gives memory. NOLINTNEXTLINE(clang-analyzer-*) */
        uint32_t line = pairs->items[first].key_place.line;
        (void)ap_diag_add(c->dg, ap_yaml_composer_code(c, fault), key_place,
                          "the key \"%.*s\" stands twice, first at line %u; the first is used",
                          AP_FMT(shown(name)), line);
    }
}

/** One key with its value; *ret_ended at the end of the mapping. */
static int
compose_pair(struct ap_yaml_composer *c, int depth, struct ap_yaml_made *map,
             struct pair_list *pairs, bool *ret_ended)
{
    yaml_event_t event;
    struct ap_yaml_made key;
    struct ap_yaml_made value;
    int rc = ap_yaml_next_event(c, &event);
    if (rc != AP_OK)
        return rc;
    if (event.type == YAML_MAPPING_END_EVENT) {
        yaml_event_delete(&event);
        *ret_ended = true;
        return AP_OK;
    }
    struct ap_place key_place = ap_yaml_composer_place(c, event.start_mark);
    size_t n_before = c->n_nodes;
    rc = ap_yaml_compose(c, &event, depth + 1, &key);
    if (rc == AP_OK && key.n_nodes == 1)
        c->n_nodes = n_before; /* a key is bounded with its value */
    if (rc == AP_OK)
        rc = ap_yaml_next_event(c, &event);
    if (rc == AP_OK)
        rc = ap_yaml_compose(c, &event, depth + 1, &value);
    if (rc != AP_OK)
        return rc;
    add_up(map, &value);
    take_pair(c, pairs, key_place, key.node, value.node);
    return AP_OK;
}

static int
compose_map(struct ap_yaml_composer *c, const yaml_event_t *start, int depth,
            struct ap_yaml_made *ret_made)
{
    struct ap_yaml_made made = {ap_arena_new(c->mem, struct ap_node), 1, 0};
    struct pair_list pairs = {0};
    uint32_t anchor = open_anchor(c, start->data.mapping_start.anchor);
    check_tag(c, start->data.mapping_start.tag, start->start_mark);
    for (bool ended = false; !ended;) {
        int rc = compose_pair(c, depth, &made, &pairs, &ended);
        if (rc != AP_OK)
            return rc;
    }
    made.node->kind = AP_NODE_MAP;
    made.node->place = ap_yaml_composer_place(c, start->start_mark);
    made.node->n = pairs.n;
    made.node->pairs = pairs.items;
    close_anchor(c, anchor, &made);
    *ret_made = made;
    return AP_OK;
}

int
ap_yaml_compose(struct ap_yaml_composer *c, yaml_event_t *event, int depth,
                struct ap_yaml_made *ret_made)
{
    int rc = AP_OK;
    if (event->type != YAML_ALIAS_EVENT)
        rc = admit(c, event->start_mark, 1, depth);
    if (rc == AP_OK) {
        switch (event->type) {
        case YAML_ALIAS_EVENT:
            rc = compose_alias(c, event, depth, ret_made);
            break;
        case YAML_SCALAR_EVENT:
            rc = compose_scalar(c, event, ret_made);
            break;
        case YAML_SEQUENCE_START_EVENT:
            rc = compose_seq(c, event, depth, ret_made);
            break;
        case YAML_MAPPING_START_EVENT:
            rc = compose_map(c, event, depth, ret_made);
            break;
        default:
            rc = AP_E_BUG; /* libyaml's grammar gives no other event here */
        }
    }
    yaml_event_delete(event);
    return rc;
}
