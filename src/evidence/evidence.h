/* Walks the evidence folder, reads sidecars, register and links, and gives the evidence items.
 * Place in the flow: evidence; one broken item never stops it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/evidence.h"
#include "model/workspace.h"
#include "schema/schema.h"

extern const struct ap_schema ap_sidecar_schema;  /* what a NAME.EXT.meta.yaml may hold */
extern const struct ap_schema ap_link_schema;     /* what a NAME.link.yaml may hold */
extern const struct ap_schema ap_register_schema; /* one row of the register, for `schema register` */

/** One of these tables with the library's own metadata fields behind it: by key, in the register by label. */
const struct ap_schema *ap_evidence_own_schema(const struct ap_schema *base, const struct ap_library *lib,
                                               struct ap_arena *mem);

/** Everything below the evidence folder as items with metadata, sorted by path.
 *
 *  errors AP_E_NOTFOUND (no folder: WSP013), AP_E_IO, AP_E_LIMIT; whatever is wrong with single items becomes a finding
 *  owns   result->root_fd is open; ap_evidence_close() closes it */
AP_CHECKED int ap_evidence_load(const struct ap_workspace *ws, const struct ap_library *lib, struct ap_arena *mem,
                                struct ap_evidence **ret_evidence, struct ap_diag *dg);
void ap_evidence_close(struct ap_evidence *evidence);

/** The folder below the evidence folder in which replaced files are kept. */
#define AP_EVIDENCE_KEPT "superseded"
/** What editors, Windows and macOS leave behind, and hidden files: the rule that leaves this name out, or an empty view. */
struct ap_str ap_evidence_litter(struct ap_str name);
/** Is it a field of the library beyond those that every sidecar has? */
bool ap_evidence_is_own(const struct ap_field_def *field);

/** What a cell of a spreadsheet says, or why it says nothing. */
struct ap_cell_value {
    struct ap_str text;     /* in the one form in which values are compared and written; of a fault: the part that is wrong */
    struct ap_str expected; /* of a fault: what was expected, for people */
    enum ap_code code;      /* of a fault */
};
/** Is `cell` a value of this field? The habits of spreadsheets are allowed for. `mem` owns the strings of *ret_value.
 *  errors AP_E_INVALID: ret_value->code and ->expected say why */
AP_CHECKED int ap_evidence_field_value(const struct ap_workspace *ws, const struct ap_library *lib,
                                       const struct ap_field_def *field, struct ap_str cell,
                                       struct ap_arena *mem, struct ap_cell_value *ret_value);
