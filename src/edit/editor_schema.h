/* The JSON Schemas that editors look for: in `.apipack/` of a workspace, named by the first line of each YAML file that apipack writes.
 * Place in the flow: edit; init writes all of them, a new sidecar its own.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "model/library.h"

enum ap_editor_schema {
    AP_EDITOR_WORKSPACE, /* apipack.yaml */
    AP_EDITOR_SIDECAR,   /* NAME.EXT.meta.yaml */
    AP_EDITOR_LINK,      /* NAME.link.yaml */
    AP_EDITOR_LIBRARY,   /* a file of an overlay */
    AP_EDITOR_COUNT,
};

/** Relative to the workspace: `.apipack/sidecar.schema.json`. */
struct ap_str ap_editor_schema_file(enum ap_editor_schema which);
/** The schema itself; with a library, its own metadata fields belong to sidecars and links. */
void ap_editor_schema_write(enum ap_editor_schema which, const struct ap_library *lib, struct ap_arena *mem, struct ap_buf *out);
/** `# yaml-language-server: $schema=../../.apipack/sidecar.schema.json`, without a line end, for a `file` relative to the workspace. */
struct ap_str ap_editor_modeline(enum ap_editor_schema which, struct ap_str file, struct ap_arena *mem);
