/* The files of a pack or bag, in a zip or in a folder, and the one way to read them.
 * Place in the flow: pack; private to verify.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/map.h"
#include "pack/verify/zip_format.h"

struct ap_tree_file {
    struct ap_str path; /* below the top folder */
    uint64_t bytes;     /* as the container says */
    uint32_t record;    /* of the zip; AP_NONE in a folder */
};

struct ap_tree {
    int fd;                      /* the zip, or the folder */
    const struct ap_zipdir *zip; /* NULL: a folder */
    struct ap_str passphrase;    /* of encrypted entries; empty: none */
    struct ap_str place;         /* how the user named it, for messages */
    struct ap_str name;          /* of the top folder; empty: a zip without one */
    struct ap_tree_file *files;  /* sorted bytewise by path */
    size_t n;
    struct ap_map by_path;
    bool has_payload_folder;
};

/** The files below the one top folder of a zip, or all of them where bagit.txt lies at its top.
 *  errors   AP_E_INVALID (VFY014: several top folders, or none) */
AP_CHECKED int ap_tree_of_zip(const struct ap_zipdir *zip, struct ap_arena *mem,
                              struct ap_tree *ret_tree, struct ap_diag *dg);
/** The files below a folder; links and special files are reported (VFY009).
 *  fd      stays the caller's
 *  errors  AP_E_IO, AP_E_LIMIT (reported) */
AP_CHECKED int ap_tree_of_folder(int fd, struct ap_str place, struct ap_str name,
                                 struct ap_arena *mem, struct ap_tree *ret_tree,
                                 struct ap_diag *dg);
/** The index of a file, or AP_NONE. */
uint32_t ap_tree_find(const struct ap_tree *tree, struct ap_str path);

struct ap_tree_reader; /* one thread at a time, reused */
struct ap_tree_reader *ap_tree_reader_new(void);
void ap_tree_reader_free(struct ap_tree_reader *reader);

/** Does the passphrase of the tree open its first encrypted entry, as far as its check bytes tell?
 *  errors AP_E_IO */
AP_CHECKED int ap_tree_try_passphrase(const struct ap_tree *tree, bool *ret_opens);

/** Given each piece of a file in order; a negative result stops and is handed on. */
typedef int (*ap_tree_sink)(void *ctx, struct ap_str piece);

/** What reading a file showed. */
struct ap_read_facts {
    uint64_t bytes;
    const char *fault; /* why it cannot be trusted, in words; NULL: size and checksum hold */
    int error;         /* errno, when the system failed */
    bool hidden_bits;  /* in the padding of its compressed data */
};

/** Read a file to its end. The facts are filled whatever the result.
 *  errors AP_E_SYNTAX (damaged: facts->fault), AP_E_IO (facts->error), or the sink's */
AP_CHECKED int ap_tree_read(struct ap_tree_reader *reader, const struct ap_tree *tree, size_t index,
                            ap_tree_sink sink, void *ctx, struct ap_read_facts *facts);
/** A small file whole. errors as above, AP_E_LIMIT (more than `max` bytes) */
AP_CHECKED int ap_tree_read_whole(const struct ap_tree *tree, size_t index, size_t max,
                                  struct ap_arena *mem, struct ap_str *ret_bytes);
