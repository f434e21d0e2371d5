/* Sidecars written by apipack: new ones made, existing ones changed, earlier reviews kept as history.
 * Place in the flow: edit; add, review and rename write through here, under the workspace's lock (edit/lock.h).
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "edit/yaml_edit.h"
#include "model/workspace.h"

/** One sidecar, or one link, which is a sidecar for itself.
 *
 *  How a command uses it, with the lock taken:
 *
 *      struct ap_sidecar car;
 *      int r = ap_sidecar_open(ws, lib, AP_STR("gateway/X-2026-Q2.json"), mem, &car, dg);
 *      struct ap_node *received = ap_yaml_map(mem);
 *      ap_yaml_map_text(mem, received, "sha256", digest);
 *      ap_yaml_map_put(mem, received, "at", ap_yaml_word(mem, ap_day_str(mem, day)));
 *      r = ap_sidecar_set(&car, "owner", ap_yaml_text(mem, owner));
 *      r = ap_sidecar_set(&car, "period", ap_yaml_word(mem, ap_period_str(mem, period)));
 *      r = ap_sidecar_set(&car, "received", received);
 *      r = ap_sidecar_save(&car);          // or print car.edit.text, for --dry-run
 *
 *  Values: texts by ap_yaml_text() (quoted as needed), days, periods, numbers and truth values by ap_yaml_word(). Keys may be set in
 *  any order: they come to stand in that of ap_sidecar_order(). Strings that come from outside must be UTF-8. */
struct ap_sidecar {
    struct ap_yaml_edit edit; /* .text: as it would be saved now; .file: relative to the workspace */
    struct ap_str path;       /* on disk */
    struct ap_str dir;        /* of the workspace; empty: it lies elsewhere */
    struct ap_str before;     /* as it was read; empty for a new one */
    bool is_new;              /* there is no such file yet */
    const struct ap_library *lib;
    struct ap_strs order;
};

/** Open the sidecar of the evidence file `rel` (below the evidence folder), or make one in memory; for a `.link.yaml` the link itself.
 *  A new one begins with the modeline that editors know: `# yaml-language-server: $schema=…/.apipack/sidecar.schema.json`.
 *
 *  errors  AP_E_SYNTAX, AP_E_LIMIT, AP_E_INVALID: there is one that is no valid YAML (MET00x); AP_E_IO (CLI008) */
AP_CHECKED int ap_sidecar_open(const struct ap_workspace *ws, const struct ap_library *lib, struct ap_str rel,
                               struct ap_arena *mem, struct ap_sidecar *ret_car, struct ap_diag *dg);
/** The same for a sidecar anywhere: `path` is its own. No editor's schema is named or written. */
AP_CHECKED int ap_sidecar_open_at(const struct ap_library *lib, struct ap_str path, struct ap_arena *mem,
                                  struct ap_sidecar *ret_car, struct ap_diag *dg);
/** Set a top-level key; NULL removes it. Errors as ap_yaml_set(). */
AP_CHECKED int ap_sidecar_set(struct ap_sidecar *car, const char *key, const struct ap_node *value);
/** The value of a key, or NULL; of the text as it is now. */
const struct ap_node *ap_sidecar_get(struct ap_sidecar *car, const char *key);
/** Append to `history`: what a value was, before it is replaced. Nothing in it is ever changed or removed. */
AP_CHECKED int ap_sidecar_remember(struct ap_sidecar *car, const struct ap_node *entry);
bool ap_sidecar_is_changed(const struct ap_sidecar *car);
/** Write it in one step, unless nothing changed; a new one never replaces a file that came meanwhile. With a new one the
 *  schema that its modeline names is brought up to date, own metadata fields of the library included.
 *
 *  errors  AP_E_IO, AP_E_EXISTS (CLI008) */
AP_CHECKED int ap_sidecar_save(struct ap_sidecar *car);

/** Name of the sidecar of an evidence file: `NAME.EXT.meta.yaml`; of a link the name itself. */
struct ap_str ap_sidecar_name(struct ap_str rel, struct ap_arena *mem);
/** The order in which keys stand: the library's fields as it declares them, then the rest as the schema has them, `review`, `received`
 *  and `history` last. */
void ap_sidecar_order(const struct ap_library *lib, struct ap_arena *mem, struct ap_strs *ret_order);
