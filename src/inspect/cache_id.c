/* What the record of a file depends on besides its bytes: the circumstances of the run, and all that is said of the item.
 * Place in the flow: inspect; a field of an item that a check may read belongs here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/cache_internal.h"

#if UINTPTR_MAX == UINT64_MAX
_Static_assert(sizeof(struct ap_item) == 664, "ap_item changed: what of it may a check read?");
#endif

static void
add_number(struct ap_digest *digest, int64_t value)
{
    ap_digest_add(digest, &value, sizeof value);
}

/* With its length, so that two texts never run together. */
static void
add_text(struct ap_digest *digest, struct ap_str text)
{
    add_number(digest, (int64_t)text.len);
    ap_digest_add(digest, text.ptr, text.len);
}

static void
add_texts(struct ap_digest *digest, const struct ap_strs *texts)
{
    add_number(digest, (int64_t)texts->n);
    for (size_t i = 0; i < texts->n; i++)
        add_text(digest, texts->items[i]);
}

static void
add_reviews(struct ap_digest *digest, const struct ap_reviews *reviews)
{
    add_number(digest, (int64_t)reviews->n);
    for (size_t i = 0; i < reviews->n; i++) {
        const struct ap_review *r = &reviews->items[i];
        add_number(digest, r->status);
        add_text(digest, r->by);
        add_number(digest, r->date);
        add_text(digest, r->sha256);
        add_number(digest, r->method);
        add_text(digest, r->ref);
        add_text(digest, r->note);
        add_number(digest, r->seen);
    }
}

static void
add_extraction(struct ap_digest *digest, const struct ap_extraction *extraction)
{
    add_number(digest, extraction->present);
    add_text(digest, extraction->query);
    add_number(digest, extraction->records);
    add_text(digest, extraction->run_by);
    add_number(digest, extraction->run_at);
}

static void
add_metadata(struct ap_digest *digest, const struct ap_item *item)
{
    add_text(digest, item->title);
    add_texts(digest, &item->controls);
    add_texts(digest, &item->frameworks);
    add_texts(digest, &item->samples);
    add_text(digest, item->owner);
    add_text(digest, item->source);
    add_text(digest, item->audience);
    add_number(digest, item->performed);
    add_number(digest, item->collected);
    add_number(digest, item->effective);
    add_number(digest, (int64_t)item->periods.n);
    for (size_t i = 0; i < item->periods.n; i++) {
        add_number(digest, item->periods.items[i].span.from);
        add_number(digest, item->periods.items[i].span.to);
    }
    add_reviews(digest, &item->reviews);
    add_extraction(digest, &item->extraction);
    add_number(digest, (int64_t)item->extra.n);
    for (size_t i = 0; i < item->extra.n; i++) {
        add_text(digest, item->extra.items[i].field->key);
        add_text(digest, item->extra.items[i].value);
    }
}

void
ap_cache_id(const struct ap_cache *cache, const struct ap_item *item, const struct ap_library *lib,
            struct ap_digest *digest, uint8_t ret_id[AP_SHA256_BYTES])
{
    ap_digest_start(digest);
    add_text(digest, ap_cache_circumstances(cache));
    add_text(digest, item->path);
    add_number(digest, item->link != NULL);
    add_number(digest, item->derived_from != NULL);
    add_metadata(digest, item);
    add_number(digest, (int64_t)item->n_requirements);
    bool is_checked = false;
    for (size_t i = 0; i < item->n_requirements; i++) {
        const struct ap_requirement *req = lib->requirements[item->requirements[i]];
        add_text(digest, req->ref);
        is_checked |= req->checks.n > 0;
    }
    if (is_checked) /* the scan knows no day: what is allowed is asked again */
        add_number(digest, ap_cache_as_of(cache));
    ap_digest_end(digest, ret_id);
}
