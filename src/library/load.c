/* The library stage: read layers, merge them, read the result by the tables, resolve.
 * Place in the flow: library; the one entry of this folder.
 * SPDX-License-Identifier: Apache-2.0 */
#include "library/layers.h"
#include "library/library.h"
#include "library/resolve.h"
#include "library/tables.h"

/* A folder's own library keeps the built-in data of checks beneath it; overlays come on top. */
static int
read_layers(const struct ap_library_source *source, struct ap_arena *mem,
            struct ap_library_layer *layers, size_t *ret_n, struct ap_diag *dg)
{
    size_t n = 0;
    int result = AP_OK;
    if (!ap_str_is(source->base, "builtin")) {
        layers[n].checks_only = true;
        result = ap_library_read_layer(AP_STR("builtin"), source->root, mem, &layers[n++], dg);
    }
    for (size_t i = 0; i <= source->overlays.n; i++) {
        struct ap_str from = i ? source->overlays.items[i - 1] : source->base;
        int one = ap_library_read_layer(from, source->root, mem, &layers[n++], dg);
        if (one == AP_E_NOTFOUND || one == AP_E_IO || result == AP_OK)
            result = one;
        if (one == AP_E_NOTFOUND || one == AP_E_IO)
            break;
    }
    *ret_n = n;
    return result;
}

static void
check_complete(struct ap_resolver *r)
{
    const struct {
        const char *what;
        size_t n;
    } needs[] = {
        {"sections", r->lib->sections.n},
        {"areas", r->lib->areas.n},
        {"naming", r->lib->naming_rules.patterns.n},
        {"controls", r->lib->controls.n},
    };
    for (size_t i = 0; i < AP_COUNT(needs); i++)
        if (!needs[i].n)
            ap_resolver_fault(r, AP_LIB019, r->place,
                              ap_arena_printf(&r->scratch, "the library has no %s", needs[i].what));
}

static bool
resolve(struct ap_library *lib, const struct ap_library_merged *merged, struct ap_arena *mem,
        struct ap_diag *dg)
{
    struct ap_resolver r = {
        .lib = lib,
        .merged = merged,
        .mem = mem,
        .dg = dg,
        .place = {.file = merged->root->place.file},
        .known =
            {
                [AP_KNOWN_AREA] = {.list = "areas", .word = "area"},
                [AP_KNOWN_SECTION] = {.list = "sections", .word = "section"},
                [AP_KNOWN_AUDIENCE] = {.list = "audiences", .word = "audience"},
                [AP_KNOWN_CONTROL] = {.list = "controls", .word = "control"},
                [AP_KNOWN_REQUIREMENT] = {.list = "requires", .word = "requirement"},
                [AP_KNOWN_FRAMEWORK] = {.list = "frameworks", .word = "framework"},
                [AP_KNOWN_RISK] = {.list = "risks", .word = "risk"},
                [AP_KNOWN_FACT] = {.list = "", .word = "fact"},
            },
        .suggestions = 50,
    };
    check_complete(&r);
    ap_resolve_structure(&r);
    ap_resolve_renamed(&r);
    ap_resolve_controls(&r);
    ap_resolve_disabled(&r);
    ap_resolve_references(&r);
    ap_resolve_mappings(&r);
    ap_resolve_names(&r);
    ap_arena_release(&r.scratch);
    return !r.bad;
}

int
ap_library_from_layers(const struct ap_library_layer *layers, size_t n, struct ap_arena *mem,
                       struct ap_library **ret_lib, struct ap_diag *dg)
{
    struct ap_library_merged merged;
    bool valid = ap_library_merge(layers, n, mem, &merged, dg) == AP_OK;
    struct ap_library *lib = ap_arena_new(mem, struct ap_library);
    valid =
        ap_schema_read(&ap_library_merged_schema, merged.root, lib, AP_LIB001, mem, dg) == AP_OK &&
        valid;
    lib->layers = merged.labels;
    lib->changes = merged.changes;
    valid = resolve(lib, &merged, mem, dg) && valid;
    ap_library_digest(layers, n, lib->digest);
    if (!valid)
        return AP_E_INVALID;
    *ret_lib = lib;
    return AP_OK;
}

int
ap_library_load(const struct ap_library_source *source, struct ap_arena *mem,
                struct ap_library **ret_lib, struct ap_diag *dg)
{
    struct ap_library_layer *layers =
        ap_arena_array(mem, struct ap_library_layer, source->overlays.n + 2);
    size_t n = 0;
    int result = read_layers(source, mem, layers, &n, dg);
    if (result == AP_E_NOTFOUND || result == AP_E_IO)
        return result;
    struct ap_library *lib = NULL; /* read it all the same: every fault is to be seen */
    int merged = ap_library_from_layers(layers, n, mem, &lib, dg);
    if (result != AP_OK || merged != AP_OK)
        return AP_E_INVALID;
    *ret_lib = lib;
    return AP_OK;
}

void
ap_library_each_text(struct ap_library *lib, struct ap_arena *scratch, ap_text_visit visit,
                     void *ctx)
{
    ap_schema_each_text(&ap_library_merged_schema, lib, scratch, visit, ctx);
}
