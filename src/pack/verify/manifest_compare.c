/* manifest.json against the files and against itself; the pack id computed anew.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "model/terms.h"
#include "pack/verify/manifest_read.h"

#define FILE_NAME "manifest.json"

struct compare {
    const struct ap_manifest *manifest;
    const struct ap_tree *tree;
    const struct ap_pass *pass;
    struct ap_arena *mem;
    struct ap_diag *dg;
};

static struct ap_place
at_manifest(void)
{
    return ap_bag_place(AP_STR(FILE_NAME), 0);
}

static bool
is_payload(const struct ap_tree_file *file)
{
    return ap_str_starts(file->path, AP_STR("data/"));
}

static void
compare_file(struct compare *c, size_t i)
{
    const struct ap_tree_file *file = &c->tree->files[i];
    const struct ap_told_file *told = &c->manifest->files[i];
    const struct ap_read_facts *facts = &c->pass->facts[i].read;
    struct ap_place place = ap_bag_place(file->path, 0);
    if (!told->is_told) {
        (void)ap_diag_add(c->dg, AP_VFY025, place, "the file is not listed in " FILE_NAME);
        return;
    }
    if (facts->fault)
        return; /* reported with the container or the bag */
    if (told->bytes != facts->bytes)
        (void)ap_diag_add(c->dg, AP_VFY025, place,
                          FILE_NAME " says that the file has %llu bytes; it has %llu",
                          (unsigned long long)told->bytes, (unsigned long long)facts->bytes);
    if (memcmp(told->sha256, ap_pass_digest(c->pass, AP_HASH_SHA256, i), AP_SHA256_BYTES) != 0)
        (void)ap_diag_add(c->dg, AP_VFY025, place,
                          "the SHA-256 of the file differs from that in " FILE_NAME);
}

static int
by_bytes(const void *a, const void *b)
{
    return ap_str_cmp(*(const struct ap_str *)a, *(const struct ap_str *)b);
}

/** As plan/pack_id.c makes it, of what is there: the files as they are, the slots as they are told. */
static struct ap_str
compute_id(const struct compare *c)
{
    const struct ap_manifest *manifest = c->manifest;
    struct ap_strs lines = {NULL, 0, 0};
    char hex[AP_SHA256_TEXT];
    for (size_t i = 0; i < c->tree->n; i++) {
        if (!is_payload(&c->tree->files[i]))
            continue;
        ap_sha256_text(ap_pass_digest(c->pass, AP_HASH_SHA256, i), hex);
        *ap_vec_push(c->mem, &lines) =
            ap_arena_printf(c->mem, "%.*s\t%s\n", AP_FMT(c->tree->files[i].path), hex);
    }
    for (size_t i = 0; i < manifest->slot_lines.n; i++)
        *ap_vec_push(c->mem, &lines) = manifest->slot_lines.items[i];
    *ap_vec_push(c->mem, &lines) = ap_arena_printf(c->mem, "window\t%.*s..%.*s\n",
                                                   AP_FMT(manifest->from), AP_FMT(manifest->to));
    *ap_vec_push(c->mem, &lines) =
        ap_arena_printf(c->mem, "audience\t%.*s\n", AP_FMT(manifest->audience));
    qsort(lines.items, lines.n, sizeof lines.items[0], by_bytes);
    struct ap_digest *digest = ap_digest_new();
    uint8_t raw[AP_SHA256_BYTES];
    for (size_t i = 0; i < lines.n; i++)
        ap_digest_add(digest, lines.items[i].ptr, lines.items[i].len);
    ap_digest_end(digest, raw);
    ap_digest_free(digest);
    ap_sha256_text(raw, hex);
    return ap_arena_copy(c->mem, ap_str_from(hex));
}

static void
compare_count(struct compare *c, const char *what, uint64_t told, uint64_t counted)
{
    if (told != counted)
        (void)ap_diag_add(c->dg, AP_VFY027, at_manifest(),
                          "it gives %llu as the number of %s; there are %llu",
                          (unsigned long long)told, what, (unsigned long long)counted);
}

static void
compare_counts(struct compare *c)
{
    const struct ap_manifest *m = c->manifest;
    const int64_t *told = m->told;
    compare_count(c, "items", (uint64_t)told[AP_TOLD_ITEMS], m->n_items);
    compare_count(c, "bytes of items", (uint64_t)told[AP_TOLD_BYTES], m->n_bytes);
    compare_count(c, "listed slots", (uint64_t)told[AP_TOLD_LISTED], m->n_slots);
    compare_count(c, "slots in all, listed and not listed", (uint64_t)told[AP_TOLD_SLOTS],
                  (uint64_t)told[AP_TOLD_LISTED] + (uint64_t)told[AP_TOLD_NOT_LISTED]);
    compare_count(c, "gaps", (uint64_t)told[AP_TOLD_GAPS],
                  m->n_gaps + (uint64_t)told[AP_TOLD_NOT_LISTED_OPEN]);
    compare_count(c, "withheld items", (uint64_t)told[AP_TOLD_WITHHELD], m->n_withheld);
    for (int i = 0; i < AP_TOLD_STATUSES && ap_status_words[i].word; i++)
        if ((uint64_t)m->told_by_status[i] != m->by_status[i])
            (void)ap_diag_add(
                c->dg, AP_VFY027, at_manifest(),
                "it gives %lld as the number of listed slots that are %s; there are %llu",
                (long long)m->told_by_status[i], ap_status_words[i].word,
                (unsigned long long)m->by_status[i]);
    if (told[AP_TOLD_NOT_LISTED_OPEN] > told[AP_TOLD_NOT_LISTED])
        (void)ap_diag_add(c->dg, AP_VFY027, at_manifest(),
                          "it gives more gaps among the slots not listed than there are slots");
    if (m->complete != (told[AP_TOLD_GAPS] == 0))
        (void)ap_diag_add(c->dg, AP_VFY027, at_manifest(),
                          "it says %s, and gives %lld as the number of gaps",
                          m->complete ? "complete" : "not complete", (long long)told[AP_TOLD_GAPS]);
}

static struct ap_str
compact(struct ap_str day, struct ap_arena *mem)
{
    return ap_arena_printf(mem, "%.*s%.*s%.*s", AP_FMT(ap_str_slice(day, 0, 4)),
                           AP_FMT(ap_str_slice(day, 5, 7)), AP_FMT(ap_str_slice(day, 8, 10)));
}

bool
ap_manifest_is_pack_name(struct ap_str name)
{
    return ap_str_contains(name, AP_STR("-API-Evidence-Pack-"));
}

/** The folder's name says window and state; another name, or none, claims nothing. */
static void
compare_name(struct compare *c)
{
    struct ap_str name = c->tree->name;
    struct ap_place place = ap_bag_place(name, 0);
    if (!ap_manifest_is_pack_name(name))
        return;
    struct ap_str middle = ap_arena_printf(c->mem, "-API-Evidence-Pack-%.*s-%.*s-",
                                           AP_FMT(compact(c->manifest->from, c->mem)),
                                           AP_FMT(compact(c->manifest->to, c->mem)));
    bool is_partial = ap_str_ends(name, AP_STR("-PARTIAL"));
    if (!ap_str_contains(name, middle))
        (void)ap_diag_add(c->dg, AP_VFY028, place,
                          "the pack's folder should have \"%.*s\" in its name", AP_FMT(middle));
    else if (is_partial == c->manifest->complete)
        (void)ap_diag_add(c->dg, AP_VFY028, place,
                          "the pack's folder is named as %s, and " FILE_NAME " says %s",
                          is_partial ? "PARTIAL" : "complete",
                          c->manifest->complete ? "complete" : "not complete");
}

static void
compare_id(struct compare *c, struct ap_str id, struct ap_str expected)
{
    if (!ap_str_ieq(id, c->manifest->pack_id))
        (void)ap_diag_add(c->dg, AP_VFY026, at_manifest(),
                          "it gives the pack id %.*s; the files and slots give %.*s",
                          AP_FMT(c->manifest->pack_id), AP_FMT(id));
    if (expected.len && !ap_str_ieq(id, expected))
        (void)ap_diag_add(c->dg, AP_VFY026, at_manifest(),
                          "the pack id %.*s was expected; it is %.*s", AP_FMT(expected),
                          AP_FMT(id));
}

void
ap_manifest_compare(const struct ap_manifest *manifest, const struct ap_tree *tree,
                    const struct ap_pass *pass, struct ap_str expected_id, struct ap_arena *mem,
                    struct ap_diag *dg, struct ap_str *ret_pack_id)
{
    struct compare c = {manifest, tree, pass, mem, dg};
    for (size_t i = 0; i < tree->n; i++)
        if (is_payload(&tree->files[i]))
            compare_file(&c, i);
    compare_counts(&c);
    compare_name(&c);
    *ret_pack_id = compute_id(&c);
    compare_id(&c, *ret_pack_id, expected_id);
}
