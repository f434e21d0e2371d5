/* `apipack schema NAME`: the tables that read and write documents, as JSON Schema.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "cli/open.h"
#include "evidence/evidence.h"
#include "pack/pack.h"
#include "workspace/workspace.h"

const struct ap_opt_spec ap_cmd_schema_options[] = {{AP_OPT_END, 0, NULL, NULL, NULL}};

static const struct document {
    const char *name;
    const char *id; /* as documents of this kind name their schema */
    const struct ap_schema *schema;
    bool is_metadata; /* the library's own metadata fields belong into it */
} documents[] = {
    {"library", "apipack.dev/library/v1", &ap_library_schema, false},
    {"workspace", "apipack.dev/workspace/v1", &ap_workspace_schema, false},
    {"sidecar", "apipack.dev/sidecar/v1", &ap_sidecar_schema, true},
    {"link", "apipack.dev/link/v1", &ap_link_schema, true},
    {"register", "apipack.dev/register/v1", &ap_register_schema, true},
    {"manifest", "apipack.dev/manifest/v1", &ap_manifest_schema, false},
    {"check", "apipack.dev/check/v1", &ap_check_schema, false},
};

static const struct document *
document_of(struct ap_cli *cli)
{
    struct ap_str name = cli->line.args.items[0];
    struct ap_strs known = {NULL, 0, 0};
    for (size_t i = 0; i < AP_COUNT(documents); i++) {
        if (ap_str_is(name, documents[i].name))
            return &documents[i];
        *ap_vec_push(cli->mem, &known) = ap_str_from(documents[i].name);
    }
    struct ap_diagnostic *d =
        ap_cli_fault(cli, AP_CLI005, "there is no schema of \"%.*s\"", AP_FMT(name));
    struct ap_str nearest = ap_strs_nearest(&known, name);
    if (nearest.len)
        ap_diag_hint(cli->dg, d, "did you mean \"%.*s\"?", AP_FMT(nearest));
    return NULL;
}

int
ap_cmd_schema(struct ap_cli *cli)
{
    const struct document *document = document_of(cli);
    if (!document)
        return AP_EXIT_USAGE;
    const struct ap_schema *schema = document->schema;
    if (document->is_metadata) {
        struct ap_cli_library opened;
        int result = ap_cli_open_library(cli, &opened);
        if (result)
            return ap_exit_of(cli, result);
        schema = ap_evidence_own_schema(schema, opened.lib, cli->mem);
    }
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_str id = ap_arena_printf(cli->mem, "https://%s", document->id);
    ap_schema_json(schema, id.ptr, &out);
    return ap_cli_write(cli, ap_opt_value(&cli->line, AP_OPT_OUTPUT), ap_buf_str(&out));
}
