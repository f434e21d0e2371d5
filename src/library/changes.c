/* The record of what overlays did: entries added, keys changed, entries taken out.
 * Place in the flow: library; called while the layers are merged, printed by `apipack lint` and the reports.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "library/merge.h"

struct ap_str
ap_merge_inner_id(struct ap_merge *m, struct ap_str owner, const char *list, struct ap_str id)
{
    return ap_arena_join(m->mem, owner, strcmp(list, "ids") == 0 ? ":" : "/", id);
}

struct ap_str
ap_merge_title(const struct ap_node *entry)
{
    static const char *const keys[] = {"title", "label", "ask", "line", "say"};
    for (size_t i = 0; entry->kind == AP_NODE_MAP && i < AP_COUNT(keys); i++) {
        const struct ap_node *node = ap_node_get(entry, keys[i]);
        if (node && node->kind == AP_NODE_SCALAR)
            return node->text;
    }
    return AP_STR_NONE;
}

static bool
is_overlay(const struct ap_merge *m)
{
    return m->layer > m->base;
}

void
ap_merge_note_added(struct ap_merge *m, const struct ap_merge_where *at,
                    const struct ap_node *entry)
{
    if (!is_overlay(m))
        return;
    *ap_vec_push(m->mem, &m->changes) = (struct ap_library_change){
        .kind = AP_CHANGE_ADDED,
        .list = at->list,
        .id = at->id,
        .title = ap_merge_title(entry),
        .place = entry->place,
        .layer = (uint32_t)(m->layer - m->base),
    };
}

static struct ap_str
scalar_of(const struct ap_node *node)
{
    return node && node->kind == AP_NODE_SCALAR ? node->text : AP_STR_NONE;
}

void
ap_merge_note_key(struct ap_merge *m, const struct ap_merge_where *at, const struct ap_pair *pair,
                  const struct ap_node *old)
{
    bool takes_out = ap_str_is(pair->key, "disable") || ap_str_is(pair->key, "disabled");
    bool same = old && old->kind == AP_NODE_SCALAR && pair->value->kind == AP_NODE_SCALAR &&
                ap_str_eq(old->text, pair->value->text);
    if (!is_overlay(m) || takes_out || same)
        return;
    struct ap_place was = {0};
    if (old)
        was = old->place;
    *ap_vec_push(m->mem, &m->changes) = (struct ap_library_change){
        .kind = AP_CHANGE_CHANGED,
        .list = at->list,
        .id = at->id,
        .key = at->path.len ? ap_arena_join(m->mem, at->path, ".", pair->key) : pair->key,
        .value = scalar_of(pair->value),
        .old = scalar_of(old),
        .place = pair->value->place,
        .was = was,
        .layer = (uint32_t)(m->layer - m->base),
    };
}

void
ap_merge_note_disabled(struct ap_merge *m, const struct ap_library_gone *gone, uint32_t layer)
{
    *ap_vec_push(m->mem, &m->changes) = (struct ap_library_change){
        .kind = AP_CHANGE_DISABLED,
        .list = gone->list,
        .id = gone->id,
        .title = gone->title,
        .reason = gone->reason,
        .place = gone->place,
        .layer = layer,
    };
}
