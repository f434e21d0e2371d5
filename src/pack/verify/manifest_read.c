/* manifest.json, read piece by piece: each record is looked at and forgotten.
 * Place in the flow: pack. Kept are 48 bytes for each file and one line for each slot.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify/manifest_read.h"

#include <string.h>

#include "model/terms.h"
#include "pack/pack.h"
#include "schema/stream.h"

#define FILE_NAME "manifest.json"

/** The record at hand. */
struct record {
    struct ap_str path, sha256, bytes;
    struct ap_str id, control, requirement, period, item, status;
    bool gap;
};

struct reading {
    const struct ap_tree *tree;
    struct ap_manifest *manifest;
    struct ap_schema_stream *stream;
    struct ap_arena *mem;
    struct ap_arena scratch; /* of the record at hand */
    struct record record;
    struct ap_diag *dg;
};

/** A text of the document: which field of which mapping it goes to. */
struct target {
    const char *schema;
    const char *key;
    size_t offset;
};

#define IN_MANIFEST(schema, key, member)                                                           \
    {                                                                                              \
        schema, key, offsetof(struct ap_manifest, member)                                          \
    }
#define IN_RECORD(schema, key, member)                                                             \
    {                                                                                              \
        schema, key, offsetof(struct record, member)                                               \
    }

static const struct target kept[] = {
    IN_MANIFEST("manifest", "schema", schema),
    IN_MANIFEST("manifest", "pack_id", pack_id),
    IN_MANIFEST("manifest", "organization", organization),
    IN_MANIFEST("manifest", "product", product),
    IN_MANIFEST("manifest", "as_of", as_of),
    IN_MANIFEST("manifest", "audience", audience),
    IN_MANIFEST("window", "from", from),
    IN_MANIFEST("window", "to", to),
    IN_MANIFEST("tool", "engines", engines),
};

static const struct target passing[] = {
    IN_RECORD("item", "path", path),       IN_RECORD("item", "sha256", sha256),
    IN_RECORD("item", "bytes", bytes),     IN_RECORD("slot", "id", id),
    IN_RECORD("slot", "control", control), IN_RECORD("slot", "requirement", requirement),
    IN_RECORD("slot", "period", period),   IN_RECORD("slot", "item", item),
    IN_RECORD("slot", "status", status),
};

static const char *const count_keys[AP_N_TOLD] = {
    [AP_TOLD_ITEMS] = "items",
    [AP_TOLD_BYTES] = "bytes",
    [AP_TOLD_SLOTS] = "slots",
    [AP_TOLD_LISTED] = "listed",
    [AP_TOLD_NOT_LISTED] = "not_listed",
    [AP_TOLD_NOT_LISTED_OPEN] = "not_listed_open",
    [AP_TOLD_GAPS] = "gaps",
    [AP_TOLD_WITHHELD] = "withheld",
};

static const struct target *
find_target(const struct target *targets, size_t n, const char *schema, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(key, targets[i].key) == 0 && strcmp(schema, targets[i].schema) == 0)
            return &targets[i];
    return NULL;
}

static void
take_count(struct ap_manifest *manifest, const char *key, struct ap_str text)
{
    int64_t value;
    if (ap_str_to_int(text, &value) != AP_OK)
        return;
    for (int i = 0; i < AP_N_TOLD; i++)
        if (ap_str_is(ap_str_from(key), count_keys[i]))
            manifest->told[i] = value;
}

static int
status_of(struct ap_str word)
{
    for (int i = 0; i < AP_TOLD_STATUSES && ap_status_words[i].word; i++)
        if (ap_str_is(word, ap_status_words[i].word))
            return i;
    return -1;
}

static void
take_status_count(struct ap_manifest *manifest, const char *key, struct ap_str text)
{
    int64_t value;
    int status = status_of(ap_str_from(key));
    if (status >= 0 && ap_str_to_int(text, &value) == AP_OK)
        manifest->told_by_status[status] = value;
}

static void
take_value(void *ctx, const struct ap_schema *schema, const struct ap_field *field,
           struct ap_str text)
{
    struct reading *r = ctx;
    struct ap_str table = ap_str_from(schema->name);
    struct ap_str key = ap_str_from(field->key);
    const struct target *to = find_target(kept, AP_COUNT(kept), schema->name, field->key);
    if (to) {
        *(struct ap_str *)(void *)((char *)r->manifest + to->offset) = ap_arena_copy(r->mem, text);
        return;
    }
    to = find_target(passing, AP_COUNT(passing), schema->name, field->key);
    if (to)
        *(struct ap_str *)(void *)((char *)&r->record + to->offset) =
            ap_arena_copy(&r->scratch, text);
    else if (ap_str_is(table, "manifest") && ap_str_is(key, "complete"))
        r->manifest->complete = ap_str_is(text, "true");
    else if (ap_str_is(table, "slot") && ap_str_is(key, "gap"))
        r->record.gap = ap_str_is(text, "true");
    else if (ap_str_is(table, "counts"))
        take_count(r->manifest, field->key, text);
    else if (ap_str_is(table, "by_status"))
        take_status_count(r->manifest, field->key, text);
}

static struct ap_place
place_of(const struct reading *r)
{
    return ap_bag_place(AP_STR(FILE_NAME), ap_schema_stream_line(r->stream));
}

/** A file that is told of: known by its place in the tree. */
static void
end_item(struct reading *r)
{
    const struct record *record = &r->record;
    int64_t bytes;
    uint32_t file = ap_tree_find(r->tree, record->path);
    r->manifest->n_items++;
    if (ap_str_to_int(record->bytes, &bytes) != AP_OK)
        return;
    r->manifest->n_bytes += (uint64_t)bytes;
    if (file == AP_NONE || !ap_str_starts(record->path, AP_STR("data/"))) {
        (void)ap_diag_add(r->dg, AP_VFY025, place_of(r), "\"%.*s\" is no file of this pack",
                          AP_FMT(record->path));
        return;
    }
    struct ap_told_file *told = &r->manifest->files[file];
    if (told->is_told)
        (void)ap_diag_add(r->dg, AP_VFY025, place_of(r), "\"%.*s\" is listed twice",
                          AP_FMT(record->path));
    told->is_told = ap_sha256_parse(record->sha256, told->sha256) == AP_OK;
    told->bytes = (uint64_t)bytes;
}

/** A line break or tab would make two lines of the pack id out of one. */
static bool
has_control(struct ap_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < 0x20)
            return true;
    return false;
}

/** A slot's id is made of its parts; who reads the parts must not be told another story than the pack id. */
static bool
is_id_of_parts(const struct record *record, struct ap_arena *mem)
{
    struct ap_str id =
        ap_arena_printf(mem, "%.*s/%.*s", AP_FMT(record->control), AP_FMT(record->requirement));
    if (record->item.len)
        id = ap_arena_printf(mem, "%.*s@#%.*s", AP_FMT(id), AP_FMT(record->item));
    else if (record->period.len)
        id = ap_arena_printf(mem, "%.*s@%.*s", AP_FMT(id), AP_FMT(record->period));
    return ap_str_eq(id, record->id);
}

static void
end_slot(struct reading *r)
{
    struct ap_manifest *manifest = r->manifest;
    const struct record *record = &r->record;
    int status = status_of(record->status);
    bool is_never_gap = status == AP_SATISFIED || status == AP_EXCEPTED || status == AP_NOT_DUE;
    manifest->n_slots++;
    manifest->n_gaps += record->gap;
    if (status < 0)
        return;
    manifest->by_status[status]++;
    if (has_control(record->id) || !is_id_of_parts(record, &r->scratch))
        (void)ap_diag_add(r->dg, AP_VFY025, place_of(r),
                          "the slot \"%.*s\" is not made of its control, requirement and period",
                          AP_FMT(record->id));
    if ((is_never_gap && record->gap) || (status == AP_MISSING && !record->gap))
        (void)ap_diag_add(r->dg, AP_VFY025, place_of(r), "the slot \"%.*s\" is %.*s and %s gap",
                          AP_FMT(record->id), AP_FMT(record->status), record->gap ? "a" : "no");
    if (manifest->slot_lines.n < AP_MANIFEST_SLOTS_MAX)
        *ap_vec_push(r->mem, &manifest->slot_lines) = ap_arena_printf(
            r->mem, "slot\t%.*s\t%.*s\n", AP_FMT(record->id), AP_FMT(record->status));
}

static void
end_mapping(void *ctx, const struct ap_schema *schema)
{
    struct reading *r = ctx;
    struct ap_str table = ap_str_from(schema->name);
    if (ap_str_is(table, "item"))
        end_item(r);
    else if (ap_str_is(table, "slot"))
        end_slot(r);
    else if (ap_str_is(table, "withheld"))
        r->manifest->n_withheld++;
    else
        return;
    r->record = (struct record){0};
    ap_arena_rewind(&r->scratch, (struct ap_arena_mark){NULL, 0});
}

static int
feed(void *ctx, struct ap_str piece)
{
    const struct reading *r = ctx;
    return ap_schema_stream_feed(r->stream, piece);
}

static bool
is_text_whole(struct reading *r, uint32_t file)
{
    struct ap_read_facts facts;
    struct ap_tree_reader *reader = ap_tree_reader_new();
    int rc = ap_tree_read(reader, r->tree, file, feed, r, &facts);
    ap_tree_reader_free(reader);
    if (rc != AP_OK && facts.fault)
        (void)ap_diag_add(r->dg, AP_VFY013, ap_bag_place(AP_STR(FILE_NAME), 0), "%s", facts.fault);
    return rc == AP_OK && ap_schema_stream_end(r->stream) == AP_OK;
}

void
ap_manifest_read(const struct ap_tree *tree, struct ap_arena *mem, struct ap_diag *dg,
                 struct ap_manifest *ret_manifest)
{
    struct ap_manifest *manifest = ret_manifest;
    *manifest = (struct ap_manifest){0};
    manifest->files = ap_arena_array(mem, struct ap_told_file, tree->n);
    uint32_t file = ap_tree_find(tree, AP_STR(FILE_NAME));
    if (file == AP_NONE) {
        (void)ap_diag_add(dg, AP_VFY023, ap_bag_place(tree->place, 0),
                          "there is no " FILE_NAME ": this is no apipack pack");
        return;
    }
    struct reading r = {.tree = tree, .manifest = manifest, .mem = mem, .dg = dg};
    const struct ap_schema_sink sink = {take_value, end_mapping, &r};
    r.stream =
        ap_schema_stream_new(&ap_manifest_schema, AP_STR(FILE_NAME), AP_VFY024, &sink, mem, dg);
    manifest->is_read = is_text_whole(&r, file);
    if (has_control(manifest->audience))
        (void)ap_diag_add(dg, AP_VFY024, ap_bag_place(AP_STR(FILE_NAME), 0),
                          "the audience holds control characters");
    ap_schema_stream_free(r.stream);
    ap_arena_release(&r.scratch);
}
