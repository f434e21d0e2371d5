/* The bag against its manifests: every listed file is there with its digest, every file is listed.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/path.h"
#include "base/utf8.h"
#include "pack/verify/bag.h"
#include "port/unicode.h"

#define RENAMES_MAX               100u /* missing files that are looked for under other names */
#define OF_HASH(pass, list, file) ap_pass_digest((pass), (list)->hash, (file))

static bool
is_payload(const struct ap_bag *bag, size_t file)
{
    return ap_str_starts(bag->tree->files[file].path, AP_STR("data/"));
}

/** Files that systems leave behind in folders that they show. */
static bool
is_left_by_system(struct ap_str path)
{
    static const char *const names[] = {".DS_Store",       "Thumbs.db", "desktop.ini", ".directory",
                                        ".Spotlight-V100", ".Trashes",  ".fseventsd"};
    struct ap_str name = ap_path_base(path);
    for (size_t i = 0; i < AP_COUNT(names); i++)
        if (ap_str_ieq(name, ap_str_from(names[i])))
            return true;
    return ap_str_starts(name, AP_STR("._"));
}

/** Old bags of careless tools: forgiven by --bag with a warning, never in a pack. */
static bool
is_forgiven(const struct ap_bag *bag, struct ap_str path)
{
    return !bag->is_pack && bag->version < AP_BAG_1_0 && is_left_by_system(path);
}

/** A file that no payload list names and whose digest is `raw`: where a missing file may have gone. */
static uint32_t
find_renamed(const struct ap_bag *bag, const struct ap_pass *pass, const struct ap_bag_list *list,
             const uint8_t *raw, const bool *listed)
{
    size_t n = ap_hash_bytes(list->hash);
    for (size_t i = 0; i < bag->tree->n; i++)
        if (!listed[i] && is_payload(bag, i) == !list->of_tags &&
            memcmp(OF_HASH(pass, list, i), raw, n) == 0)
            return (uint32_t)i;
    return AP_NONE;
}

static void
report_missing(struct ap_bag *bag, const struct ap_pass *pass, const struct ap_bag_list *list,
               const struct ap_bag_line *line, const bool *listed)
{
    uint8_t raw[AP_HASH_BYTES_MAX];
    struct ap_place place = ap_bag_place(list->name, line->line);
    if (ap_map_get(&bag->fetched, line->path) != AP_NONE)
        return; /* reported where it is to be fetched from */
    uint32_t other = AP_NONE;
    if (bag->n_missing++ < RENAMES_MAX && list->hash < AP_N_HASHES &&
        ap_hex_parse(line->digest, raw, ap_hash_bytes(list->hash)) == 0)
        other = find_renamed(bag, pass, list, raw, listed);
    struct ap_diagnostic *d;
    if (other != AP_NONE)
        d = ap_diag_add(bag->dg, AP_VFY016, place,
                        "\"%.*s\" is listed and missing; \"%.*s\" has its bytes: it was renamed",
                        AP_FMT(line->path), AP_FMT(bag->tree->files[other].path));
    else
        d = ap_diag_add(bag->dg, AP_VFY016, place, "\"%.*s\" is listed and missing",
                        AP_FMT(line->path));
    if (is_forgiven(bag, line->path))
        ap_diag_level(bag->dg, d, AP_WARNING);
}

static void
compare_line(struct ap_bag *bag, const struct ap_pass *pass, const struct ap_bag_list *list,
             const struct ap_bag_line *line)
{
    uint8_t raw[AP_HASH_BYTES_MAX];
    const struct ap_read_facts *facts = &pass->facts[line->file].read;
    struct ap_str path = bag->tree->files[line->file].path;
    if (facts->fault) {
        if (!bag->tree->zip) /* a zip's entries are the container's matter */
            (void)ap_diag_add(bag->dg, AP_VFY013, ap_bag_place(path, 0), "%s: %s", facts->fault,
                              ap_error_text(facts->error));
        return;
    }
    if (list->hash == AP_N_HASHES || !pass->digests[list->hash] ||
        ap_hex_parse(line->digest, raw, ap_hash_bytes(list->hash)) != AP_OK)
        return;
    if (memcmp(OF_HASH(pass, list, line->file), raw, ap_hash_bytes(list->hash)) == 0)
        return;
    (void)ap_diag_add(bag->dg, AP_VFY018, ap_bag_place(list->name, line->line),
                      "the %s of \"%.*s\" differs from this line: the file or the line was changed",
                      ap_hash_name(list->hash), AP_FMT(path));
}

static void
report_stranger(struct ap_bag *bag, struct ap_str path, const struct ap_bag_list *list)
{
    struct ap_diagnostic *d =
        ap_diag_add(bag->dg, AP_VFY017, ap_bag_place(path, 0), "the file is not listed in %s%.*s",
                    list ? "" : "any payload manifest", AP_FMT(list ? list->name : AP_STR_NONE));
    if (is_forgiven(bag, path))
        ap_diag_level(bag->dg, d, AP_WARNING);
}

/** Payload that a list does not name. From 1.0 on every list names all of it. */
static void
compare_payload(struct ap_bag *bag)
{
    bool *listed = ap_arena_array(bag->mem, bool, bag->tree->n);
    for (size_t i = 0; i < bag->lists.n; i++) {
        const struct ap_bag_list *list = &bag->lists.items[i];
        if (list->of_tags)
            continue;
        if (bag->version >= AP_BAG_1_0)
            memset(listed, 0, bag->tree->n * sizeof *listed);
        for (size_t k = 0; k < list->lines.n; k++)
            if (list->lines.items[k].file != AP_NONE)
                listed[list->lines.items[k].file] = true;
        for (size_t f = 0; bag->version >= AP_BAG_1_0 && f < bag->tree->n; f++)
            if (is_payload(bag, f) && !listed[f])
                report_stranger(bag, bag->tree->files[f].path, list);
    }
    for (size_t f = 0; bag->version < AP_BAG_1_0 && f < bag->tree->n; f++)
        if (is_payload(bag, f) && !listed[f])
            report_stranger(bag, bag->tree->files[f].path, NULL);
}

/** Signatures and time stamps over a tag manifest lie beside it, unlisted: they come after it. */
static bool
may_be_unlisted(struct ap_str path)
{
    static const char *const ends[] = {".txt", ".txt.p7s", ".txt.tsr", ".txt.p7s.tsr", ".txt.sig"};
    for (size_t i = 0; i < AP_COUNT(ends); i++)
        if (ap_str_starts(path, AP_STR("tagmanifest-")) && ap_str_find(path, '/') == path.len &&
            ap_str_ends(path, ap_str_from(ends[i])))
            return true;
    return false;
}

/** A bag may hold tag files that no list names; a pack may not, nor does it come without a tag manifest. */
static void
hold_to_pack(struct ap_bag *bag, const bool *listed)
{
    bool has_tag_list = false;
    for (size_t i = 0; i < bag->lists.n; i++)
        has_tag_list =
            has_tag_list || (bag->lists.items[i].of_tags && bag->lists.items[i].hash < AP_N_HASHES);
    if (!has_tag_list)
        (void)ap_diag_add(bag->dg, AP_VFY023, ap_bag_place(bag->tree->place, 0),
                          "there is no tag manifest (tagmanifest-sha256.txt)");
    if (bag->version != AP_BAG_1_0)
        (void)ap_diag_add(bag->dg, AP_VFY023, ap_bag_place(AP_STR("bagit.txt"), 0),
                          "a pack is a bag of BagIt 1.0");
    if (!ap_str_is(bag->encoding, "UTF-8")) /* others read the lists without decoding them */
        (void)ap_diag_add(bag->dg, AP_VFY023, ap_bag_place(AP_STR("bagit.txt"), 0),
                          "the tag files of a pack are in UTF-8, not in \"%.*s\"",
                          AP_FMT(bag->encoding));
    for (size_t f = 0; f < bag->tree->n; f++) {
        struct ap_str path = bag->tree->files[f].path;
        if (!is_payload(bag, f) && !listed[f] && !may_be_unlisted(path))
            (void)ap_diag_add(bag->dg, AP_VFY017, ap_bag_place(path, 0),
                              "the file is not listed in any tag manifest");
    }
}

/** Names that only some file systems tell apart, and files that systems left behind. */
static void
look_at_names(struct ap_bag *bag)
{
    struct ap_map names = {0};
    for (size_t i = 0; i < bag->tree->n; i++) {
        struct ap_str path = bag->tree->files[i].path;
        struct ap_place place = ap_bag_place(path, 0);
        if (is_left_by_system(path))
            (void)ap_diag_add(bag->dg, AP_VFY022, place,
                              "an operating system leaves such files behind; it is no payload");
        if (!ap_utf8_valid(path))
            continue;
        uint32_t other = ap_map_put(&names, bag->mem, ap_unicode_fold(bag->mem, path), (uint32_t)i);
        if (other == AP_NONE)
            continue;
        (void)ap_diag_add(bag->dg, bag->is_pack ? AP_VFY008 : AP_VFY022, place,
                          "the name differs from \"%.*s\" in case or Unicode form alone",
                          AP_FMT(bag->tree->files[other].path));
    }
}

void
ap_bag_compare(struct ap_bag *bag, const struct ap_pass *pass)
{
    bool *listed = ap_arena_array(bag->mem, bool, bag->tree->n);
    for (size_t i = 0; i < bag->lists.n; i++)
        for (size_t k = 0; k < bag->lists.items[i].lines.n; k++)
            if (bag->lists.items[i].lines.items[k].file != AP_NONE)
                listed[bag->lists.items[i].lines.items[k].file] = true;
    for (size_t i = 0; i < bag->lists.n; i++) {
        const struct ap_bag_list *list = &bag->lists.items[i];
        for (size_t k = 0; k < list->lines.n; k++) {
            if (list->lines.items[k].file == AP_NONE)
                report_missing(bag, pass, list, &list->lines.items[k], listed);
            else
                compare_line(bag, pass, list, &list->lines.items[k]);
        }
    }
    compare_payload(bag);
    if (bag->is_pack)
        hold_to_pack(bag, listed);
    look_at_names(bag);
    ap_bag_check_info(bag, pass);
}
