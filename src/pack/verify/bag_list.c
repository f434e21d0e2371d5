/* Manifests: `DIGEST  PATH` a line, as BagIt, md5sum and their like write them.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/cleanup.h"
#include "pack/verify/bag.h"

#define LINES_MAX 4000000u
#define LISTS_MAX 64u

/** One list being read. */
struct reading {
    struct ap_bag *bag;
    struct ap_bag_list *list;
    uint32_t *seen; /* per file of the tree: index of its line plus one, 0: none yet */
};

/** coreutils write a leading backslash, and `\n` and `\\` in the name, where a name holds these. */
static struct ap_str
unescape(struct ap_str path, struct ap_arena *mem)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    for (size_t i = 0; i < path.len; i++) {
        bool is_pair = path.ptr[i] == '\\' && i + 1 < path.len;
        char next = is_pair ? path.ptr[i + 1] : '\0';
        if (next == 'n' || next == 'r' || next == '\\') {
            ap_buf_add_char(&out, next == 'n' ? '\n' : next == 'r' ? '\r' : '\\');
            i++;
        } else {
            ap_buf_add_char(&out, path.ptr[i]);
        }
    }
    return ap_arena_copy(mem, ap_buf_str(&out));
}

static void
warn(struct reading *r, uint32_t number, const char *words)
{
    (void)ap_diag_add(r->bag->dg, AP_VFY022, ap_bag_place(r->list->name, number), "%s", words);
}

/** Digest and path of a line; false: it is none. */
static bool
split(struct reading *r, struct ap_str line, uint32_t number, struct ap_bag_line *out)
{
    bool is_escaped = line.len > 0 && line.ptr[0] == '\\';
    if (is_escaped)
        line = ap_str_slice(line, 1, line.len);
    size_t end = 0;
    while (end < line.len && !ap_is_blank(line.ptr[end]))
        end++;
    size_t begin = end;
    while (begin < line.len && ap_is_blank(line.ptr[begin]))
        begin++;
    struct ap_str path = ap_str_slice(line, begin, line.len);
    if (end == 0 || path.len == 0)
        return false;
    if (is_escaped)
        path = unescape(path, r->bag->mem);
    bool has_star = path.len > 1 && path.ptr[0] == '*';
    if (has_star)
        path = ap_str_slice(path, 1, path.len);
    bool has_dot = ap_str_starts(path, AP_STR("./"));
    if (has_dot)
        path = ap_str_slice(path, 2, path.len);
    if (has_star || is_escaped)
        warn(r, number, "the line is in the form of md5sum and its like, not of BagIt");
    if (has_dot)
        warn(r, number, "the path begins with ./");
    *out = (struct ap_bag_line){
        .path = path, .digest = ap_str_slice(line, 0, end), .line = number, .file = AP_NONE};
    return true;
}

static bool
is_digest(const struct ap_bag_list *list, struct ap_str hex)
{
    uint8_t raw[AP_HASH_BYTES_MAX];
    return list->hash == AP_N_HASHES || ap_hex_parse(hex, raw, ap_hash_bytes(list->hash)) == AP_OK;
}

/** A file that was listed before: told apart by whether the two lines agree. */
static void
report_twice(struct reading *r, const struct ap_bag_line *line, const struct ap_bag_line *before)
{
    bool is_same = ap_str_ieq(before->digest, line->digest);
    struct ap_diagnostic *d =
        ap_diag_add(r->bag->dg, AP_VFY020, ap_bag_place(r->list->name, line->line),
                    "\"%.*s\" is listed in line %u already, with %s digest", AP_FMT(line->path),
                    (unsigned)before->line, is_same ? "the same" : "another");
    if (is_same && r->bag->version < AP_BAG_1_0)
        ap_diag_level(r->bag->dg, d, AP_WARNING);
}

static bool
is_tag_manifest(struct ap_str path)
{
    return ap_str_starts(path, AP_STR("tagmanifest-")) && ap_str_ends(path, AP_STR(".txt"));
}

static void
read_line(struct reading *r, struct ap_str text, uint32_t number)
{
    struct ap_bag_line line;
    struct ap_place place = ap_bag_place(r->list->name, number);
    if (!split(r, text, number, &line) || !is_digest(r->list, line.digest)) {
        (void)ap_diag_add(r->bag->dg, AP_VFY015, place, "the line is no digest followed by a path");
        return;
    }
    if (!ap_bag_check_path(r->bag, line.path, !r->list->of_tags, place))
        return;
    if (r->list->of_tags && is_tag_manifest(line.path))
        (void)ap_diag_add(r->bag->dg, AP_VFY015, place,
                          "a tag manifest does not list tag manifests");
    line.file = ap_bag_resolve(r->bag, line.path, place);
    if (line.file != AP_NONE && r->seen[line.file])
        report_twice(r, &line, &r->list->lines.items[r->seen[line.file] - 1]);
    else if (line.file != AP_NONE)
        r->seen[line.file] = (uint32_t)r->list->lines.n + 1;
    *ap_vec_push(r->bag->mem, &r->list->lines) = line;
}

static void
read_list(struct ap_bag *bag, struct ap_bag_list *list)
{
    struct ap_str text;
    if (!ap_bag_tag_text(bag, list->file, &text))
        return;
    AP_AUTO_ARENA struct ap_arena scratch = {0};
    struct reading r = {bag, list, ap_arena_array(&scratch, uint32_t, bag->tree->n)};
    struct ap_str line;
    for (uint32_t number = 1; ap_bag_next_line(&text, &line); number++) {
        if (number > LINES_MAX) {
            (void)ap_diag_add(bag->dg, AP_VFY011, ap_bag_place(list->name, number),
                              "the list is longer than %u lines", LINES_MAX);
            return;
        }
        if (ap_str_trim(line).len)
            read_line(&r, line, number);
    }
}

/** `PREFIX` + algorithm + `.txt` at the top of the bag; the algorithm, or an empty view. */
static struct ap_str
algorithm_of(struct ap_str path, const char *prefix)
{
    struct ap_str begin = ap_str_from(prefix);
    if (!ap_str_starts(path, begin) || !ap_str_ends(path, AP_STR(".txt")) ||
        path.len <= begin.len + 4 || ap_str_find(path, '/') < path.len)
        return AP_STR_NONE;
    struct ap_str name = ap_str_slice(path, begin.len, path.len - 4);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!(ap_is_lower(c) || ap_is_digit(c)))
            return AP_STR_NONE;
    }
    return name;
}

static void
add_list(struct ap_bag *bag, uint32_t file, struct ap_str algorithm, bool of_tags)
{
    struct ap_bag_list *list = ap_vec_push(bag->mem, &bag->lists);
    *list = (struct ap_bag_list){.name = bag->tree->files[file].path,
                                 .file = file,
                                 .hash = ap_hash_from_name(algorithm),
                                 .of_tags = of_tags};
    if (list->hash == AP_N_HASHES)
        (void)ap_diag_add(bag->dg, AP_VFY022, ap_bag_place(list->name, 0),
                          "the digests are of a kind that is not known (%.*s): they are not "
                          "compared",
                          AP_FMT(algorithm));
    read_list(bag, list);
}

/** Every tag manifest names the payload manifests: else these could be replaced. */
static void
check_tag_list(struct ap_bag *bag, const struct ap_bag_list *list)
{
    for (size_t i = 0; i < bag->lists.n; i++) {
        const struct ap_bag_list *payload = &bag->lists.items[i];
        bool is_named = payload->of_tags;
        for (size_t k = 0; k < list->lines.n && !is_named; k++)
            is_named = list->lines.items[k].file == payload->file;
        if (is_named)
            continue;
        struct ap_diagnostic *d = ap_diag_add(
            bag->dg, AP_VFY015, ap_bag_place(list->name, 0),
            "%.*s is not listed, as every payload manifest must be", AP_FMT(payload->name));
        if (bag->version < AP_BAG_1_0)
            ap_diag_level(bag->dg, d, AP_WARNING);
    }
}

void
ap_bag_read_lists(struct ap_bag *bag)
{
    size_t n_payload = 0;
    size_t n_known = 0;
    for (size_t i = 0; i < bag->tree->n; i++) {
        struct ap_str path = bag->tree->files[i].path;
        struct ap_str payload = algorithm_of(path, "manifest-");
        struct ap_str tags = algorithm_of(path, "tagmanifest-");
        if (!payload.len && !tags.len)
            continue;
        if (bag->lists.n >= LISTS_MAX) {
            (void)ap_diag_add(bag->dg, AP_VFY011, ap_bag_place(path, 0),
                              "the bag has more than %u manifests", LISTS_MAX);
            break;
        }
        add_list(bag, (uint32_t)i, payload.len ? payload : tags, tags.len > 0);
        n_payload += payload.len > 0;
        n_known += payload.len > 0 && bag->lists.items[bag->lists.n - 1].hash < AP_N_HASHES;
    }
    if (n_payload == 0)
        (void)ap_diag_add(bag->dg, AP_VFY014, ap_bag_place(bag->tree->place, 0),
                          "there is no payload manifest (manifest-sha256.txt or the like)");
    else if (n_known == 0)
        (void)ap_diag_add(bag->dg, AP_VFY014, ap_bag_place(bag->tree->place, 0),
                          "no payload manifest has digests of a known kind");
    for (size_t i = 0; i < bag->lists.n; i++)
        if (bag->lists.items[i].of_tags)
            check_tag_list(bag, &bag->lists.items[i]);
}
