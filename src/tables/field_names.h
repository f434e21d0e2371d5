/* The names that fields go by: words of the library -> a number; case, blanks and '_', '-', '.' do not matter.
 * Place in the flow: tables; records are read with it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/map.h"
#include "base/vec.h"

#define AP_FIELD_NONE  UINT16_MAX /* no word fits */
#define AP_FIELD_BYTES 256u       /* of a path; a longer one is no known name */
#define AP_FIELD_DEPTH 16u        /* segments of a path; deeper ones are no known name */

/** A word with `*` at one or both ends. */
struct ap_field_glob {
    struct ap_str middle; /* folded */
    bool open_start, open_end;
    uint16_t id;
};
AP_VEC(ap_field_globs, struct ap_field_glob);

/** Zero-initialised is valid and empty; everything lives in `mem`. */
struct ap_field_names {
    struct ap_arena *mem;
    struct ap_map by_word; /* folded */
    struct ap_field_globs globs;
};

/** Let `word` stand for `id`: `tenant_id`, `http.route` (the last segments of a path), `*_token`. The first id that a
 *  word gets stays. */
void ap_field_names_add(struct ap_field_names *names, struct ap_str word, uint16_t id);
/** Lower-case letters and digits of `text`, other ASCII dropped: at most `size` bytes. */
size_t ap_field_fold(struct ap_str text, char *out, size_t size);
/** The id of a path such as {request, headers, authorization}; a dot within a segment cuts it too. The longest end of
 *  the path that is a word wins, then the globs, which see the last segment. */
uint16_t ap_field_names_find(const struct ap_field_names *names, const struct ap_str *path,
                             size_t n);
uint16_t ap_field_names_find_one(const struct ap_field_names *names, struct ap_str name);
