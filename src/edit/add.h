/* Files become evidence: checked, named, copied, described by a sidecar.
 * Place in the flow: edit; `apipack add` calls it under the workspace's lock, with the catalogue as it was read under that lock.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/place.h"

/** A metadata value that no option or column has of its own. `key.place` and `value.place` say where they stand. */
struct ap_add_field {
    struct ap_ref key, value;
};
AP_VEC(ap_add_fields, struct ap_add_field);

/** What one file is to become, as given: nothing is checked yet. Texts are empty where nothing was given. Places are those of
 *  the map's cells; without a file the order comes from the command line, and messages name options. */
struct ap_add_order {
    struct ap_ref file; /* as the program can open it */
    struct ap_ref requirement;
    struct ap_ref period, version, status;
    struct ap_ref owner, source, title;
    struct ap_ref samples; /* ids, many in one text as in a cell */
    struct ap_add_fields fields;
};
AP_VEC(ap_add_orders, struct ap_add_order);

struct ap_add_options {
    bool move;          /* take the file away from where it lies */
    bool replace;       /* an existing file of the name gives way, and is kept in superseded/ */
    bool dry_run;       /* check, and write nothing */
    struct ap_str into; /* folder below the evidence folder; empty: where the requirement's evidence lies, else its top */
    struct ap_str by;   /* who adds, or empty */
    ap_day day;         /* of `received` */
    const ap_stop *cancel;
};

enum ap_add_action { AP_ADD_NEW, AP_ADD_SAME, AP_ADD_REPLACE };

/** What became of one order. */
struct ap_add_result {
    enum ap_add_action action; /* AP_ADD_SAME: these bytes are there already, nothing changed */
    struct ap_str path;        /* relative to the workspace */
    const struct ap_requirement *req;
    struct ap_str period; /* or empty: a document with a version */
    struct ap_str kept;   /* of a replaced file: where the old bytes are, relative to the workspace */
};
AP_VEC(ap_add_results, struct ap_add_result);

/** A larger file cannot be packed. */
#define AP_ADD_MAX_BYTES ((uint64_t)4 << 30)

/** Check all orders, then carry out all of them; if any is wrong, none.
 *
 *  cat     of the workspace as it is now
 *  gives   *ret_results, one per order in their order
 *  errors  AP_E_INVALID: orders are wrong, each fault reported (CLI012, CLI013) and nothing was changed; AP_E_IO: the system failed
 *          (CLI008), what was done before stays and is in *ret_results; AP_E_CANCELLED, likewise
 *  notes   warnings CLI015 for what `check` will find fault with */
AP_CHECKED int ap_add(const struct ap_catalogue *cat, const struct ap_add_orders *orders, const struct ap_add_options *options,
                      struct ap_arena *mem, struct ap_add_results *ret_results, struct ap_diag *dg);
