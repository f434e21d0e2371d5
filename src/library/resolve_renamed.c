/* An overlay gives an area another prefix: the names that lower layers accept follow it.
 * Place in the flow: library; a step of the resolver, before requirements are indexed.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/cleanup.h"
#include "library/resolve.h"

const struct ap_library_change *
ap_resolver_renamed(const struct ap_resolver *r, struct ap_str prefix, uint32_t above)
{
    const struct ap_library_changes *changes = &r->merged->changes;
    for (size_t i = 0; i < changes->n; i++) {
        const struct ap_library_change *change = &changes->items[i];
        if (change->kind == AP_CHANGE_CHANGED && change->layer > above &&
            ap_str_is(change->list, "areas") && ap_str_is(change->key, "prefix") &&
            ap_str_eq(change->old, prefix))
            return change;
    }
    return NULL;
}

/* One rename a layer, so that a layer may swap two prefixes. */
static struct ap_str
follow(const struct ap_resolver *r, struct ap_str prefix, uint32_t layer)
{
    const struct ap_library_change *change = ap_resolver_renamed(r, prefix, layer);
    while (change) {
        prefix = change->value;
        change = ap_resolver_renamed(r, prefix, change->layer);
    }
    return prefix;
}

/* `text` with every `old` replaced; the very same text when it holds none. */
static struct ap_str
replaced(struct ap_arena *mem, struct ap_str text, struct ap_str old, struct ap_str now)
{
    if (!old.len || !ap_str_contains(text, old))
        return text;
    AP_AUTO_BUF struct ap_buf out = {0};
    for (size_t i = 0; i < text.len;) {
        bool here = ap_str_starts(ap_str_slice(text, i, text.len), old);
        ap_buf_add_str(&out, here ? now : ap_str_slice(text, i, i + 1));
        i += here ? old.len : 1;
    }
    return ap_arena_copy(mem, ap_buf_str(&out));
}

/* The requirement's words on what to produce name the file too. */
static void
rename_accepted(struct ap_resolver *r, struct ap_requirement *req, struct ap_ref *name)
{
    struct ap_str prefix = ap_str_slice(name->text, 0, ap_str_find(name->text, '-'));
    uint32_t layer = ap_map_get(&r->merged->layer_of_file, name->place.file);
    if (layer == AP_NONE || prefix.len == name->text.len)
        return;
    struct ap_str now = follow(r, prefix, layer);
    if (ap_str_eq(now, prefix))
        return;
    struct ap_str old = name->text;
    name->text = ap_arena_join(r->mem, now, "", ap_str_slice(old, prefix.len, old.len));
    req->produce = replaced(r->mem, req->produce, old, name->text);
}

/* The names that files may still have; a prefix that an area has now is no former one. */
static void
know_former(struct ap_resolver *r)
{
    const struct ap_library_changes *changes = &r->merged->changes;
    for (size_t i = 0; i < changes->n; i++) {
        const struct ap_library_change *change = &changes->items[i];
        uint32_t at = ap_map_get(&r->known[AP_KNOWN_AREA].by_id, change->id);
        bool is_rename = change->kind == AP_CHANGE_CHANGED && ap_str_is(change->list, "areas") &&
                         ap_str_is(change->key, "prefix");
        if (is_rename && at != AP_NONE && ap_map_get(&r->area_by_prefix, change->old) == AP_NONE)
            *ap_vec_push(r->mem, &r->lib->areas.items[at].former) = change->old;
    }
}

void
ap_resolve_renamed(struct ap_resolver *r)
{
    know_former(r);
    for (size_t c = 0; c < r->lib->controls.n; c++) {
        struct ap_requirements *requires = &r->lib->controls.items[c].requires;
        for (size_t q = 0; q < requires->n; q++) {
            struct ap_requirement *req = &requires->items[q];
            for (size_t i = 0; i < req->accepts.n; i++)
                rename_accepted(r, req, &req->accepts.items[i]);
        }
    }
}
