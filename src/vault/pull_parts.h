/* What the files of a pull share.
 * Place in the flow: vault; private to pull*.c.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "vault/pull.h"

/** The items of the last pull from the same address; none where there was none.
 *  errors AP_E_IO (VLT033) */
AP_CHECKED int ap_pull_state_read(struct ap_pull *pull);
AP_CHECKED int ap_pull_state_parse(struct ap_str bytes, struct ap_pull *pull);
void ap_pull_state_write(const struct ap_pull *pull, struct ap_buf *out);
AP_CHECKED int ap_pull_state_save(const struct ap_pull *pull);

/** Bring pull->items up to what is there: by delta where the last pull left its link, else by all pages. */
AP_CHECKED int ap_pull_list(struct ap_pull *pull);

/** The bytes of an item into the evidence folder; item->sha256 is then theirs. The file appears whole or not at all. */
AP_CHECKED int ap_pull_fetch(struct ap_pull *pull, struct ap_pull_item *item);
/** The same into an open file, for a look. */
AP_CHECKED int ap_pull_fetch_fd(struct ap_pull *pull, struct ap_pull_item *item, int fd,
                                struct ap_str *ret_sha256);
/** Tell how far the run has come, with so many bytes of the file at hand. */
void ap_pull_tell(const struct ap_pull *pull, uint64_t bytes);
/** Path of an item's file on disk. */
struct ap_str ap_pull_disk_path(const struct ap_pull *pull, const struct ap_pull_item *item);
/** Does every folder on the way lie in the evidence folder itself, and not behind a link? */
bool ap_pull_path_is_inside(const struct ap_pull *pull, struct ap_str local);

/** Columns into the sidecar. *ret_changed: it was, or in a dry run would be, changed. */
AP_CHECKED int ap_pull_columns(struct ap_pull *pull, struct ap_pull_item *item,
                               struct ap_str local_sha256, bool *ret_changed);

/** Two Office files (zip) hold the same parts but for docProps/ and customXml/, and what lists these. */
bool ap_office_same(int fd_a, int fd_b);
