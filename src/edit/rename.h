/* Files whose names break the naming rules get the names that they should have, with their sidecars and register rows.
 * Place in the flow: edit; `apipack rename` calls it, with the workspace's lock held where it writes.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/evidence.h"
#include "model/workspace.h"

/** One file and its right name, in the same folder. */
struct ap_rename {
    const struct ap_item *item;
    struct ap_str name; /* the new one */
    struct ap_str rel;  /* below the evidence folder */
    bool has_sidecar, has_row;
    bool done;
};
AP_VEC(ap_rename_list, struct ap_rename);

/** A file that keeps a name which breaks the rules, or whose right name is not known for sure. */
struct ap_rename_open {
    const struct ap_item *item;
    struct ap_str reason;
    bool refused; /* its right name is known, but taken */
};
AP_VEC(ap_rename_opens, struct ap_rename_open);

/** Another table of the workspace that names a renamed file: to be changed by hand. */
struct ap_rename_mention {
    struct ap_place place;
    struct ap_str name; /* as written there */
    struct ap_str to;
};
AP_VEC(ap_rename_mentions, struct ap_rename_mention);

struct ap_rename_plan {
    const struct ap_evidence *ev;
    struct ap_arena *mem;
    struct ap_rename_list renames; /* by path */
    struct ap_rename_opens open;   /* by path */
    struct ap_rename_mentions mentions;
};

/** What would be renamed; nothing is written.
 *
 *  A name is right where the naming rules leave one only: a spelling mended, a period in the right form, the one known name that is near; or
 *  where the sidecar says which requirement the file serves and for which period. Refused is a name that another file has, also in
 *  another case, or that two files would get.
 *
 *  errors  AP_E_INVALID: the register names files to be renamed and cannot be changed (MET024); reported */
AP_CHECKED int ap_rename_make_plan(const struct ap_evidence *ev, struct ap_arena *mem, struct ap_rename_plan *ret_plan,
                                   struct ap_diag *dg);
/** Rename each file and then its sidecar, in one step each; then write the register, with the rows of what was renamed. Where a sidecar cannot follow,
 *  the file gets its name back; where the register cannot be written, all do.
 *
 *  errors  AP_E_IO after CLI008; what was renamed until then is `done` */
AP_CHECKED int ap_rename_apply(struct ap_rename_plan *plan, struct ap_diag *dg);
