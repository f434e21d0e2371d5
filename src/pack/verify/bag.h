/* BagIt as verify reads it: RFC 8493 (1.0) and the drafts before it (0.93 to 0.97).
 * Place in the flow: pack; private to verify. Faults and doubts go to a collector, work continues.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "pack/verify/pass.h"

/** No tag file is read beyond this. */
#define AP_BAG_TAG_MAX (256u << 20)

/** One line of a manifest. */
struct ap_bag_line {
    struct ap_str path;   /* as written, without `./` and `*` */
    struct ap_str digest; /* hex, as written */
    uint32_t line;
    uint32_t file; /* index in the tree; AP_NONE: not there */
};
AP_VEC(ap_bag_lines, struct ap_bag_line);

/** manifest-ALG.txt or tagmanifest-ALG.txt. */
struct ap_bag_list {
    struct ap_str name;
    uint32_t file;
    enum ap_hash hash; /* AP_N_HASHES: unknown, its digests cannot be compared */
    bool of_tags;
    struct ap_bag_lines lines;
};
AP_VEC(ap_bag_lists, struct ap_bag_list);

struct ap_bag {
    const struct ap_tree *tree;
    bool is_pack; /* hold it to the rules of packs: doubts of old bags are faults */
    int version;  /* 100 × major + minor, so 97 and 100; 0: not known */
    struct ap_str encoding;
    struct ap_bag_lists lists;
    struct ap_map fetched;     /* path in fetch.txt -> line */
    struct ap_map nfc, folded; /* of the tree's paths; made when a name is not found as it is */
    bool has_other_forms;
    size_t n_missing;
    struct ap_arena *mem;
    struct ap_diag *dg;
};

#define AP_BAG_1_0 100

/** Cut the next line at LF, CR or CRLF; false at the end. */
bool ap_bag_next_line(struct ap_str *rest, struct ap_str *ret_line);
/** The text of a tag file in UTF-8; false after reporting. */
bool ap_bag_tag_text(struct ap_bag *bag, uint32_t file, struct ap_str *ret_text);
struct ap_place ap_bag_place(struct ap_str file, uint32_t line);

/** bagit.txt; false after reporting: nothing else can be understood. */
bool ap_bag_read_declaration(struct ap_bag *bag);
/** All manifests, and the files that their lines mean. */
void ap_bag_read_lists(struct ap_bag *bag);
/** The file that a path in a tag file means, with a warning where it is written in another form; AP_NONE. */
uint32_t ap_bag_resolve(struct ap_bag *bag, struct ap_str path, struct ap_place place);
/** Does the path stay inside? False after reporting (VFY019, VFY015). */
bool ap_bag_check_path(struct ap_bag *bag, struct ap_str path, bool payload, struct ap_place place);
void ap_bag_read_fetch(struct ap_bag *bag);
/** bag-info.txt: Payload-Oxum. */
void ap_bag_check_info(struct ap_bag *bag, const struct ap_pass *pass);
/** Digests, files that are missing or not listed, names that clash. */
void ap_bag_compare(struct ap_bag *bag, const struct ap_pass *pass);

/** Read the tag files of the bag; which digests they need goes to `hashes`.
 *  AP_E_INVALID: it is no bag (reported) */
AP_CHECKED int ap_bag_read(struct ap_bag *bag, bool hashes[AP_N_HASHES]);
