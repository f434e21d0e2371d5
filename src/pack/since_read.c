/* The facts of a pack on disk: verified, then its manifest read piece by piece.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "pack/pack.h"
#include "pack/since_internal.h"
#include "pack/verify/state.h"
#include "schema/stream.h"

#define FILE_NAME "manifest.json"

/** The record at hand. */
struct record {
    struct ap_str control, requirement, title, owner, status, sha256;
    bool gap;
    struct ap_strs slots; /* that an item serves */
};

/** An item: slots come after items in a manifest, so these wait. */
struct item {
    struct ap_str sha256;
    struct ap_strs slots;
};
AP_VEC(items, struct item);

struct reading {
    struct ap_since_filling filling;
    struct ap_schema_stream *stream;
    struct record record;
    struct items items;
};

/** Where a text of the document goes. */
static const struct target {
    const char *schema;
    const char *key;
    size_t offset;
} targets[] = {
    {"slot", "control", offsetof(struct record, control)},
    {"slot", "requirement", offsetof(struct record, requirement)},
    {"slot", "title", offsetof(struct record, title)},
    {"slot", "owner", offsetof(struct record, owner)},
    {"slot", "status", offsetof(struct record, status)},
    {"item", "sha256", offsetof(struct record, sha256)},
};

static void
take_value(void *ctx, const struct ap_schema *schema, const struct ap_field *field,
           struct ap_str text)
{
    struct reading *r = ctx;
    struct ap_str table = ap_str_from(schema->name);
    struct ap_str key = ap_str_from(field->key);
    for (size_t i = 0; i < AP_COUNT(targets); i++)
        if (ap_str_is(table, targets[i].schema) && ap_str_is(key, targets[i].key))
            *(struct ap_str *)(void *)((char *)&r->record + targets[i].offset) =
                ap_arena_copy(r->filling.mem, text);
    if (ap_str_is(table, "slot") && ap_str_is(key, "gap"))
        r->record.gap = ap_str_is(text, "true");
    else if (ap_str_is(table, "item") && ap_str_is(key, "requirements"))
        *ap_vec_push(r->filling.mem, &r->record.slots) = ap_arena_copy(r->filling.mem, text);
}

static void
end_mapping(void *ctx, const struct ap_schema *schema)
{
    struct reading *r = ctx;
    const struct record *record = &r->record;
    struct ap_str table = ap_str_from(schema->name);
    if (ap_str_is(table, "slot"))
        ap_since_add_slot(&r->filling, record->control, record->requirement, record->title,
                          record->owner, record->status, record->gap);
    else if (ap_str_is(table, "item"))
        *ap_vec_push(r->filling.mem, &r->items) = (struct item){record->sha256, record->slots};
    else
        return;
    r->record = (struct record){0};
}

static int
feed(void *ctx, struct ap_str piece)
{
    const struct reading *r = ctx;
    return ap_schema_stream_feed(r->stream, piece);
}

/** The pack verifies, so its manifest follows the schema. */
static int
read_facts(const struct ap_verification *found, struct ap_arena *mem, struct ap_since_side *side,
           struct ap_diag *dg)
{
    const struct ap_verify_state *state = found->state;
    struct reading r = {.filling = {.side = side, .mem = mem}};
    const struct ap_schema_sink sink = {take_value, end_mapping, &r};
    struct ap_read_facts facts;
    r.stream =
        ap_schema_stream_new(&ap_manifest_schema, AP_STR(FILE_NAME), AP_VFY024, &sink, mem, dg);
    struct ap_tree_reader *reader = ap_tree_reader_new();
    int rc = ap_tree_read(reader, &state->tree, ap_tree_find(&state->tree, AP_STR(FILE_NAME)), feed,
                          &r, &facts);
    ap_tree_reader_free(reader);
    if (rc == AP_OK)
        rc = ap_schema_stream_end(r.stream);
    ap_schema_stream_free(r.stream);
    for (size_t i = 0; rc == AP_OK && i < r.items.n; i++)
        for (size_t k = 0; k < r.items.items[i].slots.n; k++)
            ap_since_add_digest(&r.filling, r.items.items[i].slots.items[k],
                                r.items.items[i].sha256);
    ap_since_finish(&r.filling);
    return rc;
}

int
ap_since_read(const char *path, const struct ap_verify_options *options, struct ap_arena *mem,
              struct ap_since_side *ret_side, struct ap_diag *dg)
{
    struct ap_verification found = {0};
    struct ap_place place = {.file = ap_str_from(path)};
    int rc = ap_verify(path, options, mem, &found);
    if (rc == AP_E_NOTFOUND) {
        (void)ap_diag_add(dg, AP_VFY001, place, "there is no such file or folder");
    } else if (rc == AP_E_IO) {
        (void)ap_diag_add(dg, AP_PCK011, place, "cannot be read: %s", ap_error_text(errno));
    } else if (rc == AP_OK && found.verdict == AP_PACK_FAILED) {
        (void)ap_diag_add(dg, AP_PCK011, place, "%.*s", AP_FMT(ap_verify_cause(&found, path, mem)));
        rc = AP_E_SYNTAX;
    }
    if (rc == AP_OK) {
        const struct ap_manifest *m = &found.state->manifest;
        *ret_side = (struct ap_since_side){.pack_id = found.pack_id,
                                           .organization = found.organization,
                                           .product = found.product,
                                           .from = m->from,
                                           .to = m->to,
                                           .as_of = found.as_of,
                                           .audience = found.audience,
                                           .complete = found.complete};
        rc = read_facts(&found, mem, ret_side, dg);
    }
    ap_verify_close(&found);
    return rc;
}
