/* Any bytes as a file of a library and as a file of an overlay over it: checked, merged, read, both layers.
 * Place in the flow: fuzzing of schema/ and library/. The input is cut at a line of "%%%%" into base and overlay.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "library/layers.h"
#include "port/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
add(struct ap_library_layer *layer, struct ap_str text, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_node *root = NULL;
    int parsed =
        ap_yaml_parse(text, layer->label, AP_LIB001, &ap_yaml_default_limits, mem, &root, dg);
    if (!root || root->kind != AP_NODE_MAP || (parsed != AP_OK && parsed != AP_E_INVALID))
        return;
    int lined = ap_schema_line(root, "apipack.dev/library/v1", true, AP_LIB001, dg);
    if (lined != AP_OK && dg->n_errors == 0)
        abort();
    if (ap_schema_check_keys(&ap_library_schema, root, AP_LIB001, mem, dg) != AP_OK &&
        dg->n_errors == 0)
        abort();
    *ap_vec_push(mem, &layer->files) = (struct ap_library_file){.path = layer->label, .root = root};
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    const char *cut = size > 6 ? memmem(data, size, "\n%%%%\n", 6) : NULL;
    size_t first = cut ? (size_t)(cut - (const char *)data) + 1 : size;
    size_t second = cut ? first + 5 : size;
    struct ap_library_layer layers[2] = {{.label = AP_STR("base.yaml")},
                                         {.label = AP_STR("over.yaml")}};
    add(&layers[0], (struct ap_str){(const char *)data, first}, &mem, &dg);
    add(&layers[1], (struct ap_str){(const char *)data + second, size - second}, &mem, &dg);
    struct ap_library *lib = NULL;
    int result = ap_library_from_layers(layers, 2, &mem, &lib, &dg);
    if ((result == AP_OK) != (lib != NULL) || (result != AP_OK && dg.n_errors == 0))
        abort();
    for (size_t i = 0; lib && i < lib->n_requirements; i++) {
        const struct ap_requirement *req = lib->requirements[i];
        if (req->index != i || !req->control || !req->section || !req->area ||
            ap_library_requirement(lib, req->ref) != req)
            abort(); /* what later stages rely on */
    }
    return 0;
}
