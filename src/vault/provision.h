/* The columns that the control library declares, made in a document library; what is there already is never changed.
 * Place in the flow: vault; `apipack provision` calls it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "vault/columns.h"

enum ap_column_state {
    AP_COLUMN_FITS,
    AP_COLUMN_MISSING,
    AP_COLUMN_MADE,
    AP_COLUMN_DRIFTED, /* another type, or choices are missing: a person decides */
};

struct ap_column_change {
    const struct ap_column *wanted;
    enum ap_column_state state;
    /* of a drift: what differs; of one that was made under another name: that name */
    struct ap_str words;
};
AP_VEC(ap_column_changes, struct ap_column_change);

struct ap_provision {
    struct ap_remote_place place;
    struct ap_columns wanted, there;
    struct ap_column_changes changes; /* one for each column that is wanted */
    size_t n_missing, n_made, n_drifted;
};

/** Compare; with `make`, create what is missing. Columns that the library's users require are warned of (VLT027): files would stay
 *  drafts.
 *  errors  as ap_graph_call(); AP_E_REMOTE: no permission, with the administrator's request in the hint (VLT009) */
AP_CHECKED int ap_provision_run(struct ap_remote *remote, const struct ap_library_url *url,
                                const struct ap_library *lib, bool make, struct ap_arena *mem,
                                struct ap_provision *ret_provision);
