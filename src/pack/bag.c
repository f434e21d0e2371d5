/* The bag's own files: BagIt 1.0 (RFC 8493), written so that `sha256sum -c` takes the manifests as they are.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "pack/internal.h"
#include "plan/plan.h"
#include "port/digest.h"

void
ap_pack_add_tag(struct ap_tag_files *tags, const char *path, struct ap_str bytes,
                struct ap_arena *mem)
{
    *ap_vec_push(mem, tags) = (struct ap_tag_file){ap_str_from(path), ap_arena_copy(mem, bytes)};
}

static int
by_path(const void *a, const void *b)
{
    return ap_str_cmp(((const struct ap_tag_file *)a)->path, ((const struct ap_tag_file *)b)->path);
}

void
ap_pack_sort_tags(struct ap_tag_files *tags)
{
    if (tags->n)
        qsort(tags->items, tags->n, sizeof tags->items[0], by_path);
}

const struct ap_tag_file *
ap_pack_find_tag(const struct ap_tag_files *tags, const char *path)
{
    for (size_t i = 0; i < tags->n; i++)
        if (ap_str_is(tags->items[i].path, path))
            return &tags->items[i];
    return NULL;
}

/* One line of bag-info.txt; a value is one line whatever it holds. */
static void
add_info(struct ap_buf *out, const char *label, struct ap_str value)
{
    if (value.len == 0)
        return;
    ap_buf_printf(out, "%s: ", label);
    ap_text_escape(out, value);
    ap_buf_add_char(out, '\n');
}

static void
add_contact(struct ap_buf *out, const struct ap_workspace *ws)
{
    bool is_mail = ap_str_find(ws->contact, '@') < ws->contact.len;
    add_info(out, "Contact-Name", ws->prepared_by);
    add_info(out, is_mail ? "Contact-Email" : "Contact", ws->contact);
}

static void
render_info(const struct ap_plan *plan, struct ap_arena *mem, struct ap_buf *out)
{
    const struct ap_assessment *as = plan->as;
    const struct ap_workspace *ws = as->cat->ws;
    uint64_t bytes = 0;
    for (size_t i = 0; i < plan->items.n; i++)
        bytes += ap_plan_content(plan, &plan->items.items[i]).bytes;
    add_info(out, "Source-Organization", ws->organization);
    if (plan->full)
        add_contact(out, ws);
    add_info(out, "External-Description",
             ap_arena_printf(mem, "API security evidence for %.*s, %.*s, audience %.*s",
                             AP_FMT(ws->product), AP_FMT(ap_span_str(mem, as->cat->window)),
                             AP_FMT(plan->audience->id)));
    add_info(out, "Bagging-Date", ap_day_str(mem, as->day));
    add_info(out, "External-Identifier", ap_str_from(plan->pack_id));
    add_info(out, "Payload-Oxum",
             ap_arena_printf(mem, "%llu.%zu", (unsigned long long)bytes, plan->items.n));
    add_info(out, "Bag-Software-Agent", AP_STR("apipack " APIPACK_VERSION));
}

/* Two spaces: then the manifest is a SHA256SUMS file as well. */
static void
add_line(struct ap_buf *out, const uint8_t *digest, enum ap_hash hash, struct ap_str path)
{
    for (size_t i = 0; i < ap_hash_bytes(hash); i++)
        ap_buf_printf(out, "%02x", digest[i]);
    ap_buf_add_c(out, "  ");
    ap_buf_add_str(out, path);
    ap_buf_add_char(out, '\n');
}

static enum ap_hash
hash_of(const struct ap_plan *plan)
{
    return plan->sha512 ? AP_HASH_SHA512 : AP_HASH_SHA256;
}

const char *
ap_bag_payload_list(const struct ap_plan *plan)
{
    return plan->sha512 ? "manifest-sha512.txt" : "manifest-sha256.txt";
}

const char *
ap_bag_tag_list(const struct ap_plan *plan)
{
    return plan->sha512 ? "tagmanifest-sha512.txt" : "tagmanifest-sha256.txt";
}

void
ap_bag_add_tags(const struct ap_plan *plan, struct ap_tag_files *tags, struct ap_arena *mem)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    ap_pack_add_tag(tags, "bagit.txt",
                    AP_STR("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"), mem);
    render_info(plan, mem, &text);
    ap_pack_add_tag(tags, "bag-info.txt", ap_buf_str(&text), mem);
    ap_buf_clear(&text);
    for (size_t i = 0; i < plan->items.n; i++) {
        struct ap_plan_content content = ap_plan_content(plan, &plan->items.items[i]);
        add_line(&text, plan->sha512 ? content.sha512 : content.sha256, hash_of(plan),
                 plan->items.items[i].path);
    }
    ap_pack_add_tag(tags, ap_bag_payload_list(plan), ap_buf_str(&text), mem);
}

void
ap_bag_add_tag_manifest(const struct ap_plan *plan, struct ap_tag_files *tags, struct ap_arena *mem)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    for (size_t i = 0; i < tags->n; i++) {
        uint8_t digest[AP_HASH_BYTES_MAX];
        ap_hash_whole(hash_of(plan), tags->items[i].bytes, digest);
        add_line(&text, digest, hash_of(plan), tags->items[i].path);
    }
    ap_pack_add_tag(tags, ap_bag_tag_list(plan), ap_buf_str(&text), mem);
}
