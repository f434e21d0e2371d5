/* JSON, YAML and CSV of a small document: trees with lines, their values as fields, their lists as rows.
 * Place in the flow: inspect, below the checks on small documents.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "base/json_events.h"
#include "inspect/content/small.h"
#include "port/yaml.h"
#include "tables/csv.h"

#define ROW_DEPTH  4u /* lists below lists that still make rows */
#define TREE_DEPTH 40u
#define TITLES     20u  /* rows of one cell above the header of a table */
#define LIST_BYTES 400u /* of a list of values shown as one value */

/* --- JSON -------------------------------------------------------------------------------------- */

struct builder {
    struct ap_small *doc;
    struct ap_json_events *json;
    struct ap_node *open[AP_JSON_EVENTS_DEPTH];
    size_t cap[AP_JSON_EVENTS_DEPTH];
    int depth;
    struct ap_str key;
    uint32_t key_line;
    size_t n_nodes;
    const struct ap_node *root;
};

static struct ap_node *
add_node(struct builder *b, enum ap_node_kind kind, struct ap_str text)
{
    struct ap_arena *mem = b->doc->mem;
    struct ap_node *node = ap_arena_new(mem, struct ap_node);
    *node = (struct ap_node){.kind = kind, .place = {.line = b->json->line}, .text = text};
    if (b->depth == 0) {
        b->root = node;
        return node;
    }
    struct ap_node *parent = b->open[b->depth - 1];
    size_t *cap = &b->cap[b->depth - 1];
    if (parent->kind == AP_NODE_MAP) {
        parent->pairs = ap_vec_room(mem, parent->pairs, sizeof *parent->pairs, parent->n, cap);
        parent->pairs[parent->n++] =
            (struct ap_pair){.key = b->key, .key_place = {.line = b->key_line}, .value = node};
    } else {
        parent->items = ap_vec_room(mem, parent->items, sizeof(struct ap_node *), parent->n, cap);
        parent->items[parent->n++] = node;
    }
    return node;
}

static int
on_json(void *ctx, enum ap_json_event event, struct ap_str text)
{
    struct builder *b = ctx;
    if (event == AP_JSON_OBJECT_CLOSE || event == AP_JSON_ARRAY_CLOSE) {
        b->depth--;
        return AP_OK;
    }
    if (event == AP_JSON_KEY) {
        b->key = ap_arena_copy(b->doc->mem, text);
        b->key_line = b->json->line;
        return AP_OK;
    }
    if (++b->n_nodes > AP_SMALL_NODES)
        return AP_E_LIMIT;
    bool opens = event == AP_JSON_OBJECT_OPEN || event == AP_JSON_ARRAY_OPEN;
    if (opens && b->depth == AP_JSON_EVENTS_DEPTH)
        return AP_E_LIMIT;
    enum ap_node_kind kind = event == AP_JSON_OBJECT_OPEN  ? AP_NODE_MAP
                             : event == AP_JSON_ARRAY_OPEN ? AP_NODE_SEQ
                             : event == AP_JSON_NULL       ? AP_NODE_NULL
                                                           : AP_NODE_SCALAR;
    struct ap_node *node =
        add_node(b, kind, opens ? AP_STR_NONE : ap_arena_copy(b->doc->mem, text));
    if (opens) {
        b->cap[b->depth] = 0;
        b->open[b->depth++] = node;
    }
    return AP_OK;
}

const struct ap_node *
ap_small_json_tree(struct ap_small *doc, struct ap_str text)
{
    struct builder b = {.doc = doc};
    struct ap_json_events json;
    ap_json_events_init(&json, on_json, &b);
    b.json = &json;
    if (ap_str_starts(text, AP_STR("\xef\xbb\xbf")))
        text = ap_str_slice(text, 3, text.len);
    int r = ap_json_events_feed(&json, text);
    if (r == AP_OK)
        r = ap_json_events_end(&json);
    if (r != AP_OK) {
        doc->broken_line = json.line;
        doc->broken = r == AP_E_LIMIT
                          ? AP_STR("it is too large or too deep to be read as one value")
                          : AP_STR("it is not well-formed JSON");
        doc->cut |= r == AP_E_LIMIT;
    }
    ap_json_events_release(&json);
    return r == AP_OK ? b.root : NULL;
}

/* --- fields and rows out of a tree ------------------------------------------------------------- */

struct path {
    struct ap_str text;
    uint8_t deep;
    unsigned levels;
};

static bool
has_maps(const struct ap_node *seq)
{
    return seq->kind == AP_NODE_SEQ && seq->n > 0 &&
           (seq->items[0]->kind == AP_NODE_MAP || seq->items[seq->n - 1]->kind == AP_NODE_MAP);
}

static void
add_scalar(struct ap_small *doc, struct ap_small_record *record, struct path path,
           struct ap_str value, uint32_t line)
{
    size_t before = record->fields.n;
    ap_small_add_field(doc, record, path.text, value, line, false);
    if (record->fields.n > before)
        record->fields.items[before].deep = path.deep;
}

/* [a, b] is one value "a; b". */
static void
add_values(struct ap_small *doc, struct ap_small_record *record, struct path path,
           const struct ap_node *seq)
{
    struct ap_strs values = {0};
    size_t bytes = 0;
    for (size_t i = 0; i < seq->n && bytes < LIST_BYTES; i++) {
        if (seq->items[i]->kind == AP_NODE_SCALAR) {
            *ap_vec_push(doc->mem, &values) = seq->items[i]->text;
            bytes += seq->items[i]->text.len + 2;
        }
    }
    add_scalar(doc, record, path, ap_arena_join_all(doc->mem, &values, "; "), seq->place.line);
}

static void
flatten(struct ap_small *doc, struct ap_small_record *record, struct path path,
        const struct ap_node *node)
{
    if (path.levels > TREE_DEPTH || doc->n_fields >= AP_SMALL_FIELDS)
        return;
    path.levels++;
    if (node->kind == AP_NODE_SCALAR || node->kind == AP_NODE_NULL) {
        add_scalar(doc, record, path, node->text, node->place.line);
    } else if (node->kind == AP_NODE_MAP) {
        for (size_t i = 0; i < node->n; i++) {
            struct path inner = path;
            inner.text = path.text.len > 0
                             ? ap_arena_join(doc->mem, path.text, ".", node->pairs[i].key)
                             : node->pairs[i].key;
            flatten(doc, record, inner, node->pairs[i].value);
        }
    } else if (has_maps(node)) {
        path.deep++;
        for (size_t i = 0; i < node->n; i++)
            flatten(doc, record, path, node->items[i]);
    } else {
        add_values(doc, record, path, node);
    }
}

static void add_rows(struct ap_small *doc, const struct ap_node *node, unsigned depth,
                     unsigned levels);

static void
add_rows_of(struct ap_small *doc, const struct ap_node *seq, unsigned depth, unsigned levels)
{
    unsigned table = ++doc->n_tables;
    for (size_t i = 0; i < seq->n; i++) {
        if (seq->items[i]->kind != AP_NODE_MAP)
            continue;
        struct ap_small_record row = {
            .line = seq->items[i]->place.line, .depth = depth, .table = table};
        flatten(doc, &row, (struct path){0}, seq->items[i]);
        struct ap_small_record *kept = ap_small_add_row(doc, row.line, depth, table);
        if (!kept)
            return;
        *kept = row;
        if (depth < ROW_DEPTH)
            add_rows(doc, seq->items[i], depth + 1, levels);
    }
}

/* A mapping of mappings ({rules: {a: {…}, b: {…}}}) is a list with names. */
bool
ap_small_is_named_list(const struct ap_node *map)
{
    if (map->kind != AP_NODE_MAP || map->n < 2)
        return false;
    for (size_t i = 0; i < map->n; i++)
        if (map->pairs[i].value->kind != AP_NODE_MAP)
            return false;
    return true;
}

void
ap_small_add_named_rows(struct ap_small *doc, const struct ap_node *map, unsigned depth)
{
    unsigned table = ++doc->n_tables;
    for (size_t i = 0; i < map->n; i++) {
        struct ap_small_record row = {
            .line = map->pairs[i].key_place.line, .depth = depth, .table = table};
        bool is_map = map->pairs[i].value->kind == AP_NODE_MAP;
        ap_small_add_field(doc, &row, AP_STR("name"), map->pairs[i].key, row.line, false);
        flatten(doc, &row, (struct path){.text = is_map ? AP_STR_NONE : AP_STR("value")},
                map->pairs[i].value);
        struct ap_small_record *kept = ap_small_add_row(doc, row.line, depth, table);
        if (!kept)
            return;
        *kept = row;
    }
}

static void
add_rows(struct ap_small *doc, const struct ap_node *node, unsigned depth, unsigned levels)
{
    if (levels > TREE_DEPTH)
        return;
    if (has_maps(node)) {
        add_rows_of(doc, node, depth, levels + 1);
        return;
    }
    if (ap_small_is_named_list(node))
        ap_small_add_named_rows(doc, node, depth);
    for (size_t i = 0; node->kind == AP_NODE_MAP && i < node->n; i++)
        add_rows(doc, node->pairs[i].value, depth, levels + 1);
}

void
ap_small_add_texts(struct ap_small *doc, const struct ap_small_record *record)
{
    for (size_t i = 0; i < record->fields.n && doc->lines.n < AP_SMALL_LINES; i++) {
        const struct ap_small_field *field = &record->fields.items[i];
        for (struct ap_str rest = field->value; rest.ptr;) {
            struct ap_str text = ap_str_trim(ap_str_cut(&rest, '\n'));
            if (text.len > 0)
                *ap_vec_push(doc->mem, &doc->lines) =
                    (struct ap_small_line){.text = text, .line = field->line};
        }
    }
}

void
ap_small_add_tree(struct ap_small *doc, const struct ap_node *root)
{
    flatten(doc, &doc->doc, (struct path){0}, root);
    add_rows(doc, root, 1, 0);
}

static void
keep_roots(struct ap_small *doc, const struct ap_node **roots, size_t n)
{
    doc->roots = roots;
    doc->n_roots = n;
    for (size_t i = 0; i < n; i++)
        ap_small_add_tree(doc, roots[i]);
    ap_small_add_texts(doc, &doc->doc);
}

/* Lines of JSON: each is a record; broken ones are passed over. */
static void
read_json_lines(struct ap_small *doc)
{
    struct ap_node *list = ap_arena_new(doc->mem, struct ap_node);
    size_t cap = 0;
    uint32_t line = 0;
    *list = (struct ap_node){.kind = AP_NODE_SEQ, .place = {.line = 1}};
    for (struct ap_str rest = doc->text; rest.ptr && list->n < AP_SMALL_ROWS;) {
        struct ap_str text = ap_str_trim(ap_str_cut(&rest, '\n'));
        line++;
        const struct ap_node *root = text.len > 0 ? ap_small_json_tree(doc, text) : NULL;
        if (!root)
            continue;
        struct ap_node *node = ap_arena_new(doc->mem, struct ap_node);
        *node = *root;
        node->place.line = line;
        list->items = ap_vec_room(doc->mem, list->items, sizeof *list->items, list->n, &cap);
        list->items[list->n++] = node;
    }
    if (list->n == 0)
        return;
    doc->broken = AP_STR_NONE;
    const struct ap_node **roots = ap_arena_array(doc->mem, const struct ap_node *, 1);
    roots[0] = list;
    keep_roots(doc, roots, 1);
}

void
ap_small_read_json(struct ap_small *doc)
{
    const struct ap_node *root =
        doc->s->text_kind == AP_KIND_JSONL ? NULL : ap_small_json_tree(doc, doc->text);
    if (!root) {
        read_json_lines(doc);
        return;
    }
    const struct ap_node **roots = ap_arena_array(doc->mem, const struct ap_node *, 1);
    roots[0] = root;
    keep_roots(doc, roots, 1);
}

/* --- YAML -------------------------------------------------------------------------------------- */

static void
shift_lines(struct ap_node *node, uint32_t by)
{
    node->place.line += by;
    for (size_t i = 0; i < node->n && node->kind == AP_NODE_SEQ; i++)
        shift_lines(node->items[i], by);
    for (size_t i = 0; i < node->n && node->kind == AP_NODE_MAP; i++) {
        node->pairs[i].key_place.line += by;
        shift_lines(node->pairs[i].value, by);
    }
}

static bool
is_marker(struct ap_str line)
{
    line = ap_str_trim(line);
    return ap_str_is(line, "---") || ap_str_starts(line, AP_STR("--- #")) || ap_str_is(line, "...");
}

/* One document of the stream; what is broken is noted once. */
static struct ap_node *
parse_one(struct ap_small *doc, struct ap_str text, uint32_t line)
{
    static const struct ap_yaml_limits limits = {AP_SMALL_BYTES, 64, AP_SMALL_NODES};
    struct ap_diag dg;
    struct ap_node *root = NULL;
    ap_diag_init(&dg, doc->mem);
    int r = ap_yaml_parse(text, doc->s->item->path, AP_MET001, &limits, doc->mem, &root, &dg);
    if (r != AP_OK && r != AP_E_INVALID) {
        if (doc->broken.len == 0) {
            doc->broken = dg.n > 0 ? dg.items[0].message : AP_STR("it cannot be read as YAML");
            doc->broken_line = line + (dg.n > 0 ? dg.items[0].place.line : 0);
        }
        doc->cut |= r == AP_E_LIMIT;
        return NULL;
    }
    if (!root || root->kind == AP_NODE_NULL)
        return NULL;
    if (line > 0)
        shift_lines(root, line);
    ap_small_merge(doc, root);
    return root;
}

size_t
ap_small_yaml_trees(struct ap_small *doc, struct ap_str text)
{
    const struct ap_node **roots = ap_arena_array(doc->mem, const struct ap_node *, AP_SMALL_DOCS);
    size_t n = 0;
    size_t from = 0;
    uint32_t from_line = 0;
    uint32_t line = 0;
    for (size_t at = 0; at <= text.len && n < AP_SMALL_DOCS; line++) {
        size_t end = at + ap_str_find(ap_str_slice(text, at, text.len), '\n');
        bool last = end >= text.len;
        if (last || is_marker(ap_str_slice(text, at, end))) {
            struct ap_str part = ap_str_slice(text, from, last ? text.len : at);
            struct ap_node *root =
                ap_str_trim(part).len > 0 ? parse_one(doc, part, from_line) : NULL;
            if (root)
                roots[n++] = root;
            from = end + 1;
            from_line = line + 1;
        }
        at = end + 1;
    }
    doc->roots = roots;
    doc->n_roots = n;
    return n;
}

static bool
is_tree(const struct ap_small *doc)
{
    for (size_t i = 0; i < doc->n_roots; i++)
        if (doc->roots[i]->kind == AP_NODE_MAP || doc->roots[i]->kind == AP_NODE_SEQ)
            return true;
    return false;
}

void
ap_small_read_yaml(struct ap_small *doc)
{
    size_t n = ap_small_yaml_trees(doc, doc->text);
    if (is_tree(doc))
        keep_roots(doc, doc->roots, n);
    else
        doc->n_roots = 0;
}

/* --- CSV --------------------------------------------------------------------------------------- */

static bool
is_title(const struct ap_row *row)
{
    size_t some = 0;
    for (size_t i = 0; i < row->n; i++)
        some += ap_str_trim(row->cells[i].text).len > 0;
    return some == 1;
}

/* The first row with two cells; titles above it are lines. A table of one column has none such. */
static bool
next_header(struct ap_small *doc, struct ap_csv *csv, struct ap_row *ret_head)
{
    struct ap_csv at = *csv;
    struct ap_row row;
    for (unsigned titles = 0; titles < TITLES && ap_csv_next(&at, &row) == 1; titles++) {
        if (!is_title(&row)) {
            *csv = at;
            *ret_head = row;
            return true;
        }
        *ap_vec_push(doc->mem, &doc->lines) =
            (struct ap_small_line){.text = ap_str_trim(row.cells[0].text), .line = row.line};
    }
    doc->lines.n = 0;
    return ap_csv_next(csv, ret_head) == 1;
}

void
ap_small_read_csv(struct ap_small *doc)
{
    struct ap_csv csv;
    struct ap_row head = {0};
    if (ap_csv_open(doc->text, doc->mem, &csv) != AP_OK || !next_header(doc, &csv, &head))
        return;
    struct ap_row row = {0};
    unsigned table = ++doc->n_tables;
    while (ap_csv_next(&csv, &row) == 1) {
        struct ap_small_record *record = ap_small_add_row(doc, row.line, 1, table);
        if (!record)
            return;
        for (size_t i = 0; i < row.n && i < head.n; i++)
            ap_small_add_field(doc, record, ap_csv_column(head.cells[i].text),
                               ap_cell_plain(row.cells[i].text), row.cells[i].line, false);
        /* A sheet of `name, value` lines is a record written down its side. */
        if (head.n == 2 && row.n == 2)
            ap_small_add_field(doc, &doc->doc, row.cells[0].text, row.cells[1].text,
                               row.cells[1].line, false);
    }
    if (head.n == 2)
        ap_small_add_field(doc, &doc->doc, head.cells[0].text, head.cells[1].text,
                           head.cells[1].line, false);
}
