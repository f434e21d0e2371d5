/* Review entries, read from YAML and from register rows alike.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/review_entries.h"

static struct ap_str
text_at(const struct ap_node *map, const char *key)
{
    const struct ap_node *value = ap_node_get(map, key);
    return value && value->kind == AP_NODE_SCALAR ? value->text : AP_STR_NONE;
}

static void
add_node(struct ap_arena *mem, struct ap_review_entries *entries, const struct ap_node *node)
{
    bool is_map = node->kind == AP_NODE_MAP;
    struct ap_str word = is_map ? text_at(node, "status") : node->text;
    int status = ap_word_value(ap_review_status_words, word);
    struct ap_review_entry *entry = ap_vec_push(mem, entries);
    *entry = (struct ap_review_entry){
        .node = node,
        .status = status < 0 ? AP_REVIEW_NONE : (enum ap_review_status)status,
        .date = AP_DAY_NONE,
        .in_sidecar = true,
    };
    if (!is_map)
        return;
    entry->by = text_at(node, "by");
    entry->sha256 = text_at(node, "sha256");
    entry->note = text_at(node, "note");
    entry->signature = text_at(node, "signature");
    entry->seen = ap_str_is(text_at(node, "seen"), "true");
    if (ap_day_parse_time(text_at(node, "date"), &entry->date) != AP_OK)
        entry->date = AP_DAY_NONE;
}

struct ap_node *
ap_review_node(const struct ap_review *review, struct ap_arena *mem)
{
    struct ap_node *map = ap_yaml_map(mem);
    ap_yaml_map_text(mem, map, "status",
                     ap_str_from(ap_word(ap_review_status_words, (int)review->status)));
    ap_yaml_map_text(mem, map, "by", review->by);
    if (review->date != AP_DAY_NONE)
        ap_yaml_map_put(mem, map, "date", ap_yaml_word(mem, ap_day_str(mem, review->date)));
    ap_yaml_map_text(mem, map, "sha256", review->sha256);
    ap_yaml_map_text(mem, map, "method",
                     ap_str_from(ap_word(ap_review_method_words, (int)review->method)));
    ap_yaml_map_text(mem, map, "ref", review->ref);
    ap_yaml_map_text(mem, map, "note", review->note);
    ap_yaml_map_text(mem, map, "signature", review->signature);
    if (review->seen)
        ap_yaml_map_put(mem, map, "seen", ap_yaml_word(mem, AP_STR("true")));
    return map;
}

void
ap_review_entries_of(struct ap_sidecar *car, const struct ap_item *item, struct ap_arena *mem,
                     struct ap_review_entries *ret_entries)
{
    struct ap_review_entries entries = {0};
    const struct ap_node *node = ap_sidecar_get(car, "review");
    if (node && (node->kind == AP_NODE_SCALAR || node->kind == AP_NODE_MAP))
        add_node(mem, &entries, node);
    for (size_t i = 0; node && node->kind == AP_NODE_SEQ && i < node->n; i++)
        add_node(mem, &entries, node->items[i]);
    for (size_t i = 0; !node && i < item->reviews.n; i++) {
        const struct ap_review *review = &item->reviews.items[i];
        *ap_vec_push(mem, &entries) = (struct ap_review_entry){
            .node = ap_review_node(review, mem),
            .status = review->status,
            .by = review->by,
            .sha256 = review->sha256,
            .note = review->note,
            .signature = review->signature,
            .date = review->date,
            .seen = review->seen,
        };
    }
    *ret_entries = entries;
}

bool
ap_review_is_worth_keeping(const struct ap_review_entry *entry)
{
    bool is_decision = entry->status == AP_REVIEW_APPROVED || entry->status == AP_REVIEW_REJECTED;
    return is_decision || entry->by.len || entry->note.len || entry->date != AP_DAY_NONE ||
           entry->status == AP_REVIEW_NONE;
}
