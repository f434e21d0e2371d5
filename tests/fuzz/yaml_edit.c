/* Edits of any text: either what was asked for stands there and all else is the same, or the text is as it was.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/yaml_edit.h"

#include <stdlib.h>

#include "base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const paths[] = {"review", "history", "owner", "a", "new"};

static struct ap_node *
value_of(struct ap_arena *mem, unsigned which)
{
    struct ap_node *map = ap_yaml_map(mem);
    if (which % 3 == 0)
        return ap_yaml_text(mem, AP_STR("a: #b"));
    ap_yaml_map_text(mem, map, "status", AP_STR("approved"));
    ap_yaml_map_text(mem, map, "note",
                     AP_STR("line\nline, [x]: \"y\" and so on, so that it is long"));
    if (which % 3 == 1)
        ap_yaml_map_text(
            mem, map, "sha256",
            AP_STR("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"));
    return map;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_str text = {(const char *)data + 2, size - 2};
    struct ap_yaml_edit edit = {
        .file = AP_STR("f"), .text = text, .family = AP_MET001, .mem = &mem, .dg = &dg};
    struct ap_yaml_path path = ap_yaml_at(paths[data[0] % AP_COUNT(paths)]);
    if (data[0] & 0x40)
        path = ap_yaml_below(path, AP_STR("0"));
    const struct ap_node *value = value_of(&mem, data[1] >> 2);
    const struct ap_node *back = NULL;
    int rc = AP_OK;
    switch (data[1] & 3) {
    case 0:
    case 1:
        rc = ap_yaml_set(&edit, path, value, NULL);
        break;
    case 2:
        rc = ap_yaml_append(&edit, path, value, NULL);
        break;
    default:
        rc = ap_yaml_remove(&edit, path);
    }
    if (rc != AP_OK) {
        if (edit.text.ptr != text.ptr || edit.text.len != text.len || dg.n == 0)
            abort();
        return 0;
    }
    if (ap_yaml_get(&edit, path, &back) != AP_OK)
        abort();
    if ((data[1] & 3) < 2 && !ap_yaml_same(value, back))
        abort();
    if ((data[1] & 3) == 3 && back && !(data[0] & 0x40))
        abort();
    return 0;
}
