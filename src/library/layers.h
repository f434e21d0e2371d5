/* A library on its way in: layers of parsed files, and the one document they are merged into.
 * Place in the flow: library; private to this folder. files.c -> merge.c -> schema -> resolve.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "library/library.h"

#define AP_LIBRARY_FILE_BYTES (1u << 20)
#define AP_LIBRARY_MAX_FILES 2000
#define AP_LIBRARY_MAX_CONTROLS 10000

struct ap_library_file {
    struct ap_str path; /* as shown: `builtin:controls/logging.yaml`, `controls/own.yaml` */
    const struct ap_node *root;
    char sha256[AP_SHA256_TEXT];
};
AP_VEC(ap_library_files, struct ap_library_file);

/** The files of one folder, or of the embedded library. */
struct ap_library_layer {
    struct ap_str label; /* "builtin" or the folder as shown */
    struct ap_library_files files;
    bool checks_only; /* of this layer only what checks need is taken */
};

/** Read every YAML file of a folder ("builtin": the embedded ones), in bytewise order. Faults are reported, work goes on.
 *  errors AP_E_INVALID (a file is not valid), AP_E_NOTFOUND (no such folder), AP_E_IO */
AP_CHECKED int ap_library_read_layer(struct ap_str source, struct ap_str root, struct ap_arena *mem,
                                     struct ap_library_layer *ret_layer, struct ap_diag *dg);
/** SHA-256 over the sorted lines `PATH\tSHA256` of the files of layers that count. */
void ap_library_digest(const struct ap_library_layer *layers, size_t n, char ret_hex[AP_SHA256_TEXT]);

/** An entry that a layer took out. */
struct ap_library_gone {
    struct ap_str list;    /* "controls", "requires" … */
    struct ap_str id;      /* of a requirement: "AUTH-04/rotation-ticket" */
    struct ap_str control; /* of a requirement: its control's id */
    struct ap_str title;
    struct ap_str reason;
    struct ap_place place; /* of the reason */
};
AP_VEC(ap_library_gone_list, struct ap_library_gone);

struct ap_library_merged {
    const struct ap_node *root; /* as ap_library_merged_schema reads it */
    struct ap_library_gone_list gone; /* in order of definition */
    struct ap_map gone_by_key;        /* "LIST ID" -> index in gone */
    struct ap_library_changes changes; /* of the layers above the base; `layer` counts from the base */
    struct ap_map layer_of_file;       /* path as shown -> the same index */
    struct ap_strs labels;             /* of the base and what is above it */
};

/** Merge layers, lowest first. AP_E_INVALID when a fault was reported; the result is given all the same. */
AP_CHECKED int ap_library_merge(const struct ap_library_layer *layers, size_t n, struct ap_arena *mem,
                                struct ap_library_merged *ret_merged, struct ap_diag *dg);
/** What took an entry of `list` out, or NULL. */
const struct ap_library_gone *ap_library_gone_entry(const struct ap_library_merged *merged,
                                                    struct ap_arena *scratch, const char *list,
                                                    struct ap_str id);
/** Merge, read, resolve and check parsed layers. AP_E_INVALID when a fault was reported. */
AP_CHECKED int ap_library_from_layers(const struct ap_library_layer *layers, size_t n, struct ap_arena *mem,
                                      struct ap_library **ret_lib, struct ap_diag *dg);
