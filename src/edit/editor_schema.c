/* The JSON Schemas that editors look for, and the line that names them.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/editor_schema.h"

#include "base/cleanup.h"
#include "evidence/evidence.h"
#include "library/library.h"
#include "workspace/workspace.h"

static const struct row {
    const char *file;
    const char *id;
    const struct ap_schema *schema;
    bool is_metadata; /* the library's own fields belong into it */
} rows[AP_EDITOR_COUNT] = {
    [AP_EDITOR_WORKSPACE] = {".apipack/workspace.schema.json", "https://apipack.dev/workspace/v1",
                             &ap_workspace_schema, false},
    [AP_EDITOR_SIDECAR] = {".apipack/sidecar.schema.json", "https://apipack.dev/sidecar/v1",
                           &ap_sidecar_schema, true},
    [AP_EDITOR_LINK] = {".apipack/link.schema.json", "https://apipack.dev/link/v1", &ap_link_schema,
                        true},
    [AP_EDITOR_LIBRARY] = {".apipack/library.schema.json", "https://apipack.dev/library/v1",
                           &ap_library_schema, false},
};

struct ap_str
ap_editor_schema_file(enum ap_editor_schema which)
{
    return ap_str_from(rows[which].file);
}

void
ap_editor_schema_write(enum ap_editor_schema which, const struct ap_library *lib,
                       struct ap_arena *mem, struct ap_buf *out)
{
    const struct ap_schema *schema = rows[which].schema;
    if (lib && rows[which].is_metadata)
        schema = ap_evidence_own_schema(schema, lib, mem);
    ap_schema_json(schema, rows[which].id, out);
}

struct ap_str
ap_editor_modeline(enum ap_editor_schema which, struct ap_str file, struct ap_arena *mem)
{
    AP_AUTO_BUF struct ap_buf line = {0};
    size_t depth = 0;
    ap_buf_add_c(&line, "# yaml-language-server: $schema=");
    for (size_t i = 0; i < file.len; i++)
        if (file.ptr[i] == '/' && ++depth)
            ap_buf_add_c(&line, "../");
    ap_buf_add_c(&line, depth ? "" : "./");
    ap_buf_add_c(&line, rows[which].file);
    return ap_arena_copy(mem, ap_buf_str(&line));
}
