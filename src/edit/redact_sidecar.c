/* Where a redacted copy may stand, and its sidecar: custody, and what was known of the original; the review begins anew.
 * Place in the flow: edit, last step of redact.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "edit/redact_parts.h"
#include "edit/sidecar.h"

/* --- where -------------------------------------------------------------------------------------- */

struct ap_str
ap_redact_in_evidence(const struct ap_workspace *ws, struct ap_str file, struct ap_arena *mem)
{
    if (!ws)
        return AP_STR_NONE;
    struct ap_str dir = ap_path_dir(file);
    if (dir.len == 0)
        dir = file.len && file.ptr[0] == '/' ? AP_STR("/") : AP_STR(".");
    struct ap_str folder = ap_path_join(mem, ws->dir, ws->evidence.folder);
    AP_AUTO_FREE char *real_dir = realpath(ap_arena_copy(mem, dir).ptr, NULL);
    AP_AUTO_FREE char *real_folder = realpath(folder.ptr, NULL);
    if (!real_dir || !real_folder)
        return AP_STR_NONE;
    struct ap_str inner = ap_arena_printf(mem, "%s/%.*s", real_dir, AP_FMT(ap_path_base(file)));
    struct ap_str outer = ap_arena_printf(mem, "%s/", real_folder);
    return ap_str_starts(inner, outer) ? ap_str_slice(inner, outer.len, inner.len) : AP_STR_NONE;
}

static int
refuse(struct ap_redact_job *job, const char *why, const char *mend)
{
    struct ap_diagnostic *d =
        ap_diag_add(job->dg, AP_CLI017, (struct ap_place){job->order->output, 0, 0}, "%s", why);
    ap_diag_hint(job->dg, d, "%s", mend);
    return AP_E_INVALID;
}

static struct ap_str
text_of(const struct ap_node *map, const char *key)
{
    for (size_t i = 0; map && map->kind == AP_NODE_MAP && i < map->n; i++)
        if (ap_str_is(map->pairs[i].key, key) && map->pairs[i].value->kind != AP_NODE_MAP)
            return map->pairs[i].value->text;
    return AP_STR_NONE;
}

/* Evidence is never lost; a copy made from these very bytes before may be made again. */
static int
check_evidence(struct ap_redact_job *job, struct ap_str rel)
{
    struct ap_sidecar car;
    int result = ap_sidecar_open(job->order->ws, job->order->lib, rel, job->mem, &car, job->dg);
    if (result != AP_OK)
        return result;
    const struct ap_node *derived = ap_sidecar_get(&car, "derived_from");
    if (ap_str_is(text_of(derived, "sha256"), job->result->before) &&
        ap_str_is(text_of(derived, "method"), "redacted"))
        return AP_OK;
    return refuse(job, "other evidence is there already",
                  "give a new name, as with a sequence number before the extension: -02");
}

int
ap_redact_check_output(struct ap_redact_job *job, int file, struct ap_str *ret_rel)
{
    struct ap_str output = ap_arena_copy(job->mem, job->order->output);
    struct ap_str rel = ap_redact_in_evidence(job->order->ws, output, job->mem);
    struct stat a;
    struct stat b;
    bool exists = lstat(output.ptr, &a) == 0;
    *ret_rel = rel;
    if (ap_str_iends(output, AP_STR(".meta.yaml")) || ap_str_iends(output, AP_STR(".link.yaml")))
        return refuse(job, "this is the name of a sidecar or of a link",
                      "give the copy another name");
    if (exists && fstat(file, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
        return refuse(job, "this is the file itself, and the original must not be lost",
                      "give the copy another name");
    return exists && rel.len ? check_evidence(job, rel) : AP_OK;
}

/* --- the sidecar -------------------------------------------------------------------------------- */

static struct ap_node *
derived_from(const struct ap_redact_job *job)
{
    struct ap_arena *mem = job->mem;
    const struct ap_redact_result *r = job->result;
    struct ap_node *node = ap_yaml_map(mem);
    struct ap_node *masked = ap_yaml_map(mem);
    ap_yaml_map_text(mem, node, "sha256", ap_str_from(r->before));
    ap_yaml_map_put(mem, node, "method", ap_yaml_word(mem, AP_STR("redacted")));
    ap_yaml_map_text(mem, node, "by", job->order->by);
    ap_yaml_map_put(mem, node, "date", ap_yaml_word(mem, ap_day_str(mem, job->order->day)));
    ap_yaml_map_text(mem, node, "result", ap_str_from(r->after));
    for (size_t i = 0; i < r->counts.n; i++)
        ap_yaml_map_put(mem, masked, ap_arena_copy(mem, r->counts.items[i].detector->id).ptr,
                        ap_yaml_word(mem, ap_arena_printf(mem, "%" PRIu64, r->counts.items[i].n)));
    if (r->counts.n)
        ap_yaml_map_put(mem, node, "masked", masked);
    return node;
}

static struct ap_node *
received(const struct ap_redact_job *job)
{
    struct ap_node *node = ap_yaml_map(job->mem);
    ap_yaml_map_text(job->mem, node, "sha256", ap_str_from(job->result->after));
    ap_yaml_map_put(job->mem, node, "at",
                    ap_yaml_word(job->mem, ap_day_str(job->mem, job->order->day)));
    ap_yaml_map_text(job->mem, node, "by", job->order->by);
    return node;
}

/* What was known of the original holds for the copy, but what somebody said of its bytes. */
static int
carry_over(struct ap_redact_job *job, struct ap_sidecar *car, bool *ret_any)
{
    static const char *const of_the_bytes[] = {"review", "received", "history", "derived_from"};
    struct ap_sidecar from;
    struct ap_str path = ap_sidecar_name(job->order->file, job->mem);
    int result = ap_sidecar_open_at(job->order->lib, path, job->mem, &from, job->dg);
    *ret_any = result == AP_OK && !from.is_new;
    for (size_t i = 0; result == AP_OK && *ret_any && i < from.order.n; i++) {
        const char *key = ap_arena_copy(job->mem, from.order.items[i]).ptr;
        bool left = false;
        for (size_t k = 0; k < AP_COUNT(of_the_bytes); k++)
            left |= strcmp(key, of_the_bytes[k]) == 0;
        const struct ap_node *value = left ? NULL : ap_sidecar_get(&from, key);
        if (value)
            result = ap_sidecar_set(car, key, value);
    }
    return result;
}

/* An approval of a former copy does not hold for this one. */
static int
reset_review(struct ap_redact_job *job, struct ap_sidecar *car)
{
    const struct ap_node *before = ap_sidecar_get(car, "review");
    struct ap_node *fresh = ap_yaml_map(job->mem);
    ap_yaml_map_put(job->mem, fresh, "status", ap_yaml_word(job->mem, AP_STR("uploaded")));
    if (before && !ap_yaml_same(before, fresh)) {
        struct ap_node *entry = ap_yaml_map(job->mem);
        struct ap_node *copy = ap_arena_new(job->mem, struct ap_node);
        *copy = *before;
        ap_yaml_map_put(job->mem, entry, "at",
                        ap_yaml_word(job->mem, ap_day_str(job->mem, job->order->day)));
        ap_yaml_map_text(job->mem, entry, "by", job->order->by);
        ap_yaml_map_put(job->mem, entry, "did", ap_yaml_word(job->mem, AP_STR("replaced")));
        ap_yaml_map_put(job->mem, entry, "review", copy);
        int result = ap_sidecar_remember(car, entry);
        if (result != AP_OK)
            return result;
    }
    return ap_sidecar_set(car, "review", fresh);
}

int
ap_redact_describe(struct ap_redact_job *job, struct ap_str rel)
{
    struct ap_sidecar car;
    bool carried = false;
    int result =
        rel.len ? ap_sidecar_open(job->order->ws, job->order->lib, rel, job->mem, &car, job->dg)
                : ap_sidecar_open_at(job->order->lib, ap_sidecar_name(job->order->output, job->mem),
                                     job->mem, &car, job->dg);
    if (result != AP_OK)
        return result;
    job->result->sidecar = car.edit.file;
    result = carry_over(job, &car, &carried);
    if (result == AP_OK)
        result = ap_sidecar_set(&car, "derived_from", derived_from(job));
    if (result == AP_OK && (rel.len || carried))
        result = reset_review(job, &car);
    if (result == AP_OK && rel.len)
        result = ap_sidecar_set(&car, "received", received(job));
    return result == AP_OK ? ap_sidecar_save(&car) : result;
}
