/* bagit.txt, and the texts of tag files in whatever encoding it names.
 * Place in the flow: pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/verify/bag.h"

#include "base/cleanup.h"
#include "port/charset.h"

#define DECLARATION     "bagit.txt"
#define VERSION_LABEL   "BagIt-Version"
#define ENCODING_LABEL  "Tag-File-Character-Encoding"
#define DECLARATION_MAX 4096u

struct ap_place
ap_bag_place(struct ap_str file, uint32_t line)
{
    return (struct ap_place){.file = file, .line = line};
}

bool
ap_bag_next_line(struct ap_str *rest, struct ap_str *ret_line)
{
    if (rest->len == 0)
        return false;
    size_t n = 0;
    while (n < rest->len && rest->ptr[n] != '\n' && rest->ptr[n] != '\r')
        n++;
    *ret_line = ap_str_slice(*rest, 0, n);
    if (n + 1 < rest->len && rest->ptr[n] == '\r' && rest->ptr[n + 1] == '\n')
        n++;
    *rest = ap_str_slice(*rest, n + 1, rest->len);
    return true;
}

bool
ap_bag_tag_text(struct ap_bag *bag, uint32_t file, struct ap_str *ret_text)
{
    struct ap_str path = bag->tree->files[file].path;
    struct ap_place place = ap_bag_place(path, 0);
    struct ap_str bytes;
    int rc = ap_tree_read_whole(bag->tree, file, AP_BAG_TAG_MAX, bag->mem, &bytes);
    if (rc == AP_E_LIMIT)
        (void)ap_diag_add(bag->dg, AP_VFY011, place, "the tag file is larger than %u MiB",
                          AP_BAG_TAG_MAX >> 20);
    else if (rc != AP_OK)
        (void)ap_diag_add(bag->dg, AP_VFY013, place, "the tag file cannot be read");
    if (rc != AP_OK)
        return false;
    if (ap_charset_decode(bytes, bag->encoding, bag->mem, ret_text) == AP_OK)
        return true;
    (void)ap_diag_add(bag->dg, AP_VFY015, place,
                      "the tag file is not in the encoding %.*s that " DECLARATION " names",
                      AP_FMT(bag->encoding));
    return false;
}

/** `Label: value` with blanks around; false when the label is another one. */
static bool
read_label(struct ap_str line, const char *label, struct ap_str *ret_value)
{
    size_t colon = ap_str_find(line, ':');
    if (colon == line.len || !ap_str_is(ap_str_trim(ap_str_slice(line, 0, colon)), label))
        return false;
    *ret_value = ap_str_trim(ap_str_slice(line, colon + 1, line.len));
    return true;
}

/** `M.N`, digits alone; 0 otherwise. */
static int
read_version(struct ap_str text)
{
    int64_t major;
    int64_t minor;
    size_t dot = ap_str_find(text, '.');
    bool ok = ap_str_to_int(ap_str_slice(text, 0, dot), &major) == AP_OK &&
              ap_str_to_int(ap_str_slice(text, dot + 1, text.len), &minor) == AP_OK;
    return ok && major < 100 && minor < 100 ? (int)(major * 100 + minor) : 0;
}

static bool
refuse(struct ap_bag *bag, enum ap_code code, const char *words)
{
    (void)ap_diag_add(bag->dg, code, ap_bag_place(AP_STR(DECLARATION), 0), "%s", words);
    return false;
}

/** From 1.0 on the form is exact: two lines, one blank behind each colon and nowhere else. */
static bool
is_exact(struct ap_str text, struct ap_str version, struct ap_str encoding, struct ap_arena *mem)
{
    struct ap_str line;
    struct ap_str first = ap_arena_printf(mem, VERSION_LABEL ": %.*s", AP_FMT(version));
    struct ap_str second = ap_arena_printf(mem, ENCODING_LABEL ": %.*s", AP_FMT(encoding));
    return ap_bag_next_line(&text, &line) && ap_str_eq(line, first) &&
           ap_bag_next_line(&text, &line) && ap_str_eq(line, second) && text.len == 0;
}

/** The two values, in whatever order and with whatever blanks. */
static void
read_labels(struct ap_str text, struct ap_str *version, struct ap_str *encoding)
{
    struct ap_str line;
    while (ap_bag_next_line(&text, &line)) {
        struct ap_str value;
        if (read_label(line, VERSION_LABEL, &value) && !version->ptr)
            *version = value;
        else if (read_label(line, ENCODING_LABEL, &value) && !encoding->ptr)
            *encoding = value;
    }
}

bool
ap_bag_read_declaration(struct ap_bag *bag)
{
    struct ap_str text;
    struct ap_str version = AP_STR_NONE;
    uint32_t file = ap_tree_find(bag->tree, AP_STR(DECLARATION));
    if (file == AP_NONE)
        return refuse(bag, AP_VFY014, "the file is missing: this is no BagIt bag");
    if (ap_tree_read_whole(bag->tree, file, DECLARATION_MAX, bag->mem, &text) != AP_OK)
        return refuse(bag, AP_VFY014, "the file cannot be read");
    if (ap_str_starts(text, AP_STR("\xef\xbb\xbf")))
        return refuse(bag, AP_VFY015, "the file begins with a byte order mark");
    bag->encoding = AP_STR_NONE;
    read_labels(text, &version, &bag->encoding);
    bag->version = read_version(version);
    if (!version.ptr)
        return refuse(bag, AP_VFY014, "the line " VERSION_LABEL " is missing");
    if (bag->version == 0 || bag->version > AP_BAG_1_0) {
        (void)ap_diag_add(bag->dg, AP_VFY015, ap_bag_place(AP_STR(DECLARATION), 0),
                          "\"%.*s\" is no version of BagIt that is known; 0.93 to 1.0 are",
                          AP_FMT(version));
        return false;
    }
    if (bag->encoding.len == 0)
        return refuse(bag, AP_VFY015, "the line " ENCODING_LABEL " is missing");
    if (bag->version >= AP_BAG_1_0 && !is_exact(text, version, bag->encoding, bag->mem))
        (void)refuse(bag, AP_VFY015,
                     "the file must hold exactly two lines, \"" VERSION_LABEL
                     ": 1.0\" and \"" ENCODING_LABEL ": UTF-8\", with one blank behind each colon");
    if (!ap_charset_is_known(bag->encoding)) {
        (void)ap_diag_add(bag->dg, AP_VFY015, ap_bag_place(AP_STR(DECLARATION), 0),
                          "the encoding \"%.*s\" is not known", AP_FMT(bag->encoding));
        return false;
    }
    return true;
}

int
ap_bag_read(struct ap_bag *bag, bool hashes[AP_N_HASHES])
{
    bool is_bag = ap_bag_read_declaration(bag);
    if (!bag->tree->has_payload_folder) {
        (void)ap_diag_add(bag->dg, AP_VFY014, ap_bag_place(AP_STR("data"), 0),
                          "the payload folder is missing");
        is_bag = false;
    }
    if (!is_bag)
        return AP_E_INVALID;
    ap_bag_read_lists(bag);
    ap_bag_read_fetch(bag);
    for (size_t i = 0; i < bag->lists.n; i++)
        if (bag->lists.items[i].hash < AP_N_HASHES)
            hashes[bag->lists.items[i].hash] = true;
    return AP_OK;
}
