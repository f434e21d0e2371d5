/* Any bytes as apipack.yaml: parsed, read by the tables; never a crash, and a fault whenever it is not valid.
 * Place in the flow: fuzzing of schema/ and workspace/.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "port/yaml.h"
#include "workspace/workspace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_node *root = NULL;
    struct ap_str text = {(const char *)data, size};
    int parsed = ap_yaml_parse(text, AP_STR("apipack.yaml"), AP_WSP001, &ap_yaml_default_limits,
                               &mem, &root, &dg);
    if (!root) {
        if (parsed == AP_OK || dg.n_errors == 0)
            abort();
        return 0;
    }
    size_t before = dg.n_errors;
    struct ap_workspace *ws = ap_arena_new(&mem, struct ap_workspace);
    int lined = ap_schema_line(root, "apipack.dev/workspace/v1", true, AP_WSP001, &dg);
    int read = ap_schema_read(&ap_workspace_schema, root, ws, AP_WSP001, &mem, &dg);
    if ((lined != AP_OK || read != AP_OK) != (dg.n_errors > before))
        abort(); /* a fault without a word, or a word without a fault */
    return 0;
}
