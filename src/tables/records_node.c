/* The records of a parsed document: rows wherever they lie in it, with the fields around them.
 * Place in the flow: tables.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tables/records.h"

#define PATH_MAX_SEGMENTS 16u
#define SAMPLE            8u /* rows by which a list is judged */
#define SEARCH_DEPTH      6u /* of mappings within each other, looking for a list */

/** The walk. */
struct walk {
    const struct ap_field_names *names;
    struct ap_arena *mem;
    uint16_t key_id;
    ap_record_fn fn;
    void *ctx;
    uint64_t n;
    struct ap_record_field fields[AP_RECORD_FIELDS];
    size_t n_fields;
    struct ap_str path[PATH_MAX_SEGMENTS];
    size_t n_path;
    int depth;
};

/** Ids that a subtree holds. */
struct id_set {
    uint16_t ids[64];
    size_t n;
};

static void
put_id(struct id_set *set, uint16_t id)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->ids[i] == id)
            return;
    if (id != AP_FIELD_NONE && set->n < AP_COUNT(set->ids))
        set->ids[set->n++] = id;
}

static bool
has_id(const struct id_set *set, uint16_t id)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->ids[i] == id)
            return true;
    return false;
}

static bool
push_key(struct walk *w, struct ap_str key)
{
    if (w->n_path == PATH_MAX_SEGMENTS)
        return false;
    w->path[w->n_path++] = key;
    return true;
}

static void
gather_ids(struct walk *w, const struct ap_node *node, struct id_set *set, unsigned depth)
{
    if (depth == SEARCH_DEPTH)
        return;
    if (node->kind == AP_NODE_SEQ) {
        for (size_t i = 0; i < node->n && i < SAMPLE; i++)
            gather_ids(w, node->items[i], set, depth + 1);
        return;
    }
    for (size_t i = 0; node->kind == AP_NODE_MAP && i < node->n; i++) {
        if (!push_key(w, node->pairs[i].key))
            return;
        put_id(set, ap_field_names_find(w->names, w->path, w->n_path));
        gather_ids(w, node->pairs[i].value, set, depth + 1);
        w->n_path--;
    }
}

static struct id_set
ids_of(struct walk *w, const struct ap_node *node)
{
    struct id_set set = {.n = 0};
    size_t n_path = w->n_path;
    w->n_path = 0;
    gather_ids(w, node, &set, 0);
    w->n_path = n_path;
    return set;
}

/* How many known names the rows of a list hold; 0: it is no list of rows. */
static size_t
score_seq(struct walk *w, const struct ap_node *seq)
{
    size_t best = 0;
    for (size_t i = 0; i < seq->n && i < SAMPLE; i++) {
        if (seq->items[i]->kind != AP_NODE_MAP)
            return 0;
        size_t n = ids_of(w, seq->items[i]).n;
        best = n > best ? n : best;
    }
    return best;
}

/* The same of a mapping whose values are rows: mappings that have a name in common. */
static size_t
score_map(struct walk *w, const struct ap_node *map)
{
    struct id_set first = {.n = 0};
    size_t shared = 0;
    size_t best = 0;
    for (size_t i = 0; i < map->n; i++)
        if (map->pairs[i].value->kind != AP_NODE_MAP)
            return 0;
    for (size_t i = 0; i < map->n && i < SAMPLE; i++) {
        struct id_set set = ids_of(w, map->pairs[i].value);
        best = set.n > best ? set.n : best;
        if (i == 0)
            first = set;
        for (size_t k = 0; i > 0 && k < set.n; k++)
            shared += has_id(&first, set.ids[k]);
    }
    return (map->n == 1 && best >= 2) || shared > 0 ? best : 0;
}

/** The list of rows below a mapping. */
struct rows {
    const struct ap_node *node;
    struct ap_str key; /* under which it stands */
    size_t score;
};

static void
find_rows(struct walk *w, const struct ap_node *map, unsigned depth, struct rows *best)
{
    for (size_t i = 0; depth < SEARCH_DEPTH && i < map->n; i++) {
        const struct ap_node *value = map->pairs[i].value;
        size_t score = value->kind == AP_NODE_SEQ   ? score_seq(w, value)
                       : value->kind == AP_NODE_MAP ? score_map(w, value)
                                                    : 0;
        if (score > best->score)
            *best = (struct rows){value, map->pairs[i].key, score};
        else if (value->kind == AP_NODE_MAP && score == 0)
            find_rows(w, value, depth + 1, best);
    }
}

/* --- fields ---------------------------------------------------------------------------------- */

static void
add_field(struct walk *w, const struct ap_node *node, uint16_t id, struct ap_str name,
          unsigned depth)
{
    if (w->n_fields == AP_RECORD_FIELDS)
        return;
    enum ap_field_kind kind = node->kind == AP_NODE_MAP    ? AP_IS_OBJECT
                              : node->kind == AP_NODE_SEQ  ? AP_IS_ARRAY
                              : node->kind == AP_NODE_NULL ? AP_IS_NULL
                                                           : AP_IS_TEXT;
    w->fields[w->n_fields++] = (struct ap_record_field){.id = id,
                                                        .kind = kind,
                                                        .depth = (uint8_t)depth,
                                                        .name = name,
                                                        .text = node->text,
                                                        .line = node->place.line,
                                                        .column = node->place.column};
}

static struct ap_str
path_text(struct walk *w)
{
    struct ap_str text = w->path[0];
    for (size_t i = 1; i < w->n_path; i++)
        text = ap_arena_join(w->mem, text, ".", w->path[i]);
    return text;
}

/* All fields of `map` but those below `skip`. */
static void
collect(struct walk *w, const struct ap_node *node, const struct ap_node *skip)
{
    if (node->kind == AP_NODE_SEQ) {
        uint16_t id = ap_field_names_find(w->names, w->path, w->n_path);
        for (size_t i = 0; i < node->n; i++) {
            if (node->items[i]->kind == AP_NODE_MAP)
                collect(w, node->items[i], skip);
            else if (node->items[i]->kind == AP_NODE_SCALAR && id != AP_FIELD_NONE)
                add_field(w, node->items[i], id, path_text(w), (unsigned)w->n_path);
        }
        return;
    }
    for (size_t i = 0; i < node->n; i++) {
        const struct ap_node *value = node->pairs[i].value;
        if (value == skip || !push_key(w, node->pairs[i].key))
            continue;
        uint16_t id = ap_field_names_find(w->names, w->path, w->n_path);
        bool some = (value->kind != AP_NODE_MAP && value->kind != AP_NODE_SEQ) || value->n > 0;
        if (id != AP_FIELD_NONE && some)
            add_field(w, value, id, path_text(w), (unsigned)w->n_path);
        if (value->kind == AP_NODE_MAP || value->kind == AP_NODE_SEQ)
            collect(w, value, skip);
        w->n_path--;
    }
}

static void expand(struct walk *w, const struct ap_node *map, bool is_root);

/* `key`: what the rows stand under; "roles" says that their own keys are roles. */
static void
expand_rows(struct walk *w, const struct ap_node *rows, struct ap_str key)
{
    uint16_t id = key.len > 0 ? ap_field_names_find_one(w->names, key) : AP_FIELD_NONE;
    id = id == AP_FIELD_NONE ? w->key_id : id;
    size_t had = w->n_fields;
    for (size_t i = 0; i < had; i++)
        w->fields[i].inherited = true;
    for (size_t i = 0; i < rows->n; i++) {
        bool is_map = rows->kind == AP_NODE_MAP;
        const struct ap_node *row = is_map ? rows->pairs[i].value : rows->items[i];
        if (is_map && id != AP_FIELD_NONE && w->n_fields < AP_RECORD_FIELDS)
            w->fields[w->n_fields++] =
                (struct ap_record_field){.id = id,
                                         .depth = 1,
                                         .name = AP_STR("key"),
                                         .text = rows->pairs[i].key,
                                         .line = rows->pairs[i].key_place.line,
                                         .column = rows->pairs[i].key_place.column};
        if (row->kind == AP_NODE_MAP)
            expand(w, row, false);
        w->n_fields = had;
    }
}

static void
expand(struct walk *w, const struct ap_node *map, bool is_root)
{
    struct rows best = {.score = 0};
    if (w->depth < (int)SEARCH_DEPTH)
        find_rows(w, map, 0, &best);
    if (!is_root && best.score < 2) /* a list within a row, not rows within it */
        best = (struct rows){.score = 0};
    size_t had = w->n_fields;
    w->n_path = 0;
    if (!is_root || best.score == 0)
        collect(w, map, best.node);
    if (best.score > 0) {
        w->depth++;
        expand_rows(w, best.node, best.key);
        w->depth--;
    } else if (w->n_fields > had) {
        struct ap_record_of record = {++w->n, map->place.line, w->fields, w->n_fields};
        w->fn(w->ctx, &record);
    }
    w->n_fields = had;
}

uint64_t
ap_records_of_node(const struct ap_node *root, const struct ap_field_names *names, uint16_t key_id,
                   struct ap_arena *scratch, ap_record_fn fn, void *ctx)
{
    struct walk *w = ap_arena_new(scratch, struct walk);
    w->names = names;
    w->mem = scratch;
    w->key_id = key_id;
    w->fn = fn;
    w->ctx = ctx;
    if (root->kind == AP_NODE_MAP)
        expand(w, root, true);
    else if (root->kind == AP_NODE_SEQ)
        expand_rows(w, root, AP_STR_NONE);
    return w->n;
}
