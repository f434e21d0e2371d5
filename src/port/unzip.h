/* Zip reading (libzip) by descriptor: members, and their bytes within a bound. Never by path.
 * Place in the flow: port; apipack-extract opens archives and OOXML documents with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

struct ap_unzip;

struct ap_unzip_member {
    struct ap_str name; /* as stored, valid until the archive is closed */
    uint64_t bytes;     /* as declared */
    uint64_t packed_bytes;
    bool encrypted;
    bool folder;
};

/** Open the archive behind `fd`, which is duplicated and stays the caller's.
 *  errors AP_E_SYNTAX (no archive), AP_E_IO */
AP_CHECKED int ap_unzip_open(int fd, struct ap_unzip **ret_archive);
/** The same for an archive in memory, which must outlive it. */
AP_CHECKED int ap_unzip_open_bytes(struct ap_str bytes, struct ap_unzip **ret_archive);
void ap_unzip_close(struct ap_unzip *archive);
size_t ap_unzip_count(const struct ap_unzip *archive);
/** errors AP_E_SYNTAX: the entry cannot be described */
AP_CHECKED int ap_unzip_member(struct ap_unzip *archive, size_t index,
                               struct ap_unzip_member *ret_member);

/** The comment of the archive, or of a member, in place of `index` AP_UNZIP_WHOLE; empty if there is none. Valid until
 *  the archive is closed. */
#define AP_UNZIP_WHOLE SIZE_MAX
struct ap_str ap_unzip_comment(struct ap_unzip *archive, size_t index);

/** Given each piece of a member in order; a negative result stops and is handed on. */
typedef int (*ap_unzip_sink)(void *ctx, struct ap_str piece);

/** Read one member and check its CRC.
 *
 *  max     bytes at most; a member that holds more than it declares ends as AP_E_SYNTAX
 *  errors  AP_E_SYNTAX (damaged), AP_E_LIMIT (more than `max`), AP_E_INVALID (encrypted, or a method that libzip lacks) */
AP_CHECKED int ap_unzip_read(struct ap_unzip *archive, size_t index, uint64_t max,
                             ap_unzip_sink sink, void *ctx);
