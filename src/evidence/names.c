/* Names: taken apart, explained when they do not parse, compared case-folded; and what each item serves.
 * Place in the flow: evidence, after the walk.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/path.h"
#include "evidence/parts.h"
#include "naming/naming.h"
#include "port/unicode.h"

/** Two names of one folder that a Windows or macOS disk cannot hold side by side. */
static void
say_duplicates(struct ap_evidence_job *job)
{
    struct ap_map seen = {0};
    for (size_t i = 0; i < job->out->items.n; i++) {
        struct ap_item *item = &job->out->items.items[i];
        if (item->ignored)
            continue;
        struct ap_str folded = ap_unicode_fold(job->mem, item->rel);
        uint32_t first = ap_map_put(&seen, job->mem, folded, item->index);
        if (first == AP_NONE)
            continue;
        struct ap_item *other = &job->out->items.items[first];
        struct ap_item *pair[] = {other, item};
        for (size_t k = 0; k < 2; k++)
            ap_evidence_say(job, pair[k], AP_NAM003, pair[k]->place,
                            ap_arena_printf(job->mem,
                                            "differs from %.*s only in case or Unicode form",
                                            AP_FMT(pair[1 - k]->path)))
                ->invalidates = true;
    }
}

void
ap_evidence_names(struct ap_evidence_job *job)
{
    say_duplicates(job);
    for (size_t i = 0; i < job->out->items.n; i++) {
        struct ap_item *item = &job->out->items.items[i];
        if (item->ignored || item->unreadable)
            continue;
        if (ap_naming_parse(job->lib->naming, item->name, &item->parsed) != AP_OK)
            item->parsed = (struct ap_name){0};
        if (item->parsed.ok && item->parsed.has_period)
            *ap_vec_push(job->mem, &item->periods) = item->parsed.period;
    }
}

/** Why the name does not parse, and the exact name that would. */
static void
explain_name(struct ap_evidence_job *job, struct ap_item *item, bool serves)
{
    struct ap_name_fault fault = {0};
    ap_naming_explain(job->lib->naming, item->name, job->mem, &fault);
    struct ap_str message =
        fault.part.len
            ? ap_arena_printf(job->mem,
                              "the name follows no pattern: %.*s is \"%.*s\", expected %.*s",
                              AP_FMT(fault.part), AP_FMT(fault.found), AP_FMT(fault.expected))
            : AP_STR("the name follows no naming pattern");
    struct ap_finding *f = ap_evidence_say(job, item, AP_NAM001, item->place, message);
    if (fault.nearest.len || fault.corrected.len)
        f->severity = AP_MEDIUM;
    if (fault.corrected.len)
        ap_finding_fix(f, job->mem, "rename it to %.*s", AP_FMT(fault.corrected));
    else if (fault.nearest.len)
        ap_finding_fix(f, job->mem, "the nearest known name is %.*s", AP_FMT(fault.nearest));
    if (serves) {
        f->invalidates = true;
        item->fault = item->fault ? item->fault : f;
    }
}

static int
compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void
serve_by_sidecar(struct ap_evidence_job *job, struct ap_item *item)
{
    item->requirements = ap_arena_array(job->mem, uint32_t, item->serves.n);
    for (size_t i = 0; i < item->serves.n; i++)
        if (item->serves.items[i].resolved)
            item->requirements[item->n_requirements++] = item->serves.items[i].resolved->index;
    qsort(item->requirements, item->n_requirements, sizeof(uint32_t), compare_u32);
}

static bool
one_control(const struct ap_library *lib, const struct ap_accept_list *list)
{
    for (size_t i = 1; i < list->n; i++)
        if (lib->requirements[list->requirements[i]]->control !=
            lib->requirements[list->requirements[0]]->control)
            return false;
    return true;
}

static void
serve_by_name(struct ap_evidence_job *job, struct ap_item *item)
{
    const struct ap_library *lib = job->lib;
    const struct ap_accept_list *list = ap_library_accepting(lib, item->parsed.stem);
    if (!list) {
        struct ap_str near = ap_naming_nearest(lib->naming, item->parsed.stem);
        struct ap_finding *f = ap_evidence_say(
            job, item, AP_NAM002, item->place,
            ap_arena_printf(job->mem, "no requirement accepts %.*s", AP_FMT(item->parsed.stem)));
        if (near.len) {
            f->severity = AP_MEDIUM;
            ap_finding_fix(f, job->mem, "the nearest known name is %.*s", AP_FMT(near));
        }
        return;
    }
    if (item->controls.n == 0 && !one_control(lib, list)) {
        ap_evidence_say(
            job, item, AP_NAM006, item->place,
            ap_arena_printf(job->mem,
                            "requirements of several controls accept %.*s, and no control is named",
                            AP_FMT(list->name)));
        return;
    }
    item->requirements = ap_arena_array(job->mem, uint32_t, list->n);
    for (size_t i = 0; i < list->n; i++)
        if (item->controls.n == 0 ||
            ap_strs_has(&item->controls, lib->requirements[list->requirements[i]]->control->id))
            item->requirements[item->n_requirements++] = list->requirements[i];
    if (item->n_requirements > 0)
        return;
    /* The item stays at the requirements that its name means, as invalid, so that the gap names it. */
    ap_evidence_say(job, item, AP_MET022, item->place,
                    ap_arena_printf(job->mem, "control %.*s does not accept %.*s",
                                    AP_FMT(item->controls.items[0]), AP_FMT(list->name)))
        ->invalidates = true;
    for (size_t i = 0; i < list->n; i++)
        item->requirements[item->n_requirements++] = list->requirements[i];
}

void
ap_evidence_serve(struct ap_evidence_job *job, struct ap_item *item)
{
    bool serves = item->serves.n > 0;
    bool relaxed = job->ws->evidence.naming == AP_NAMING_WARN && serves;
    if (serves)
        serve_by_sidecar(job, item);
    else if (item->parsed.ok)
        serve_by_name(job, item);
    if (item->parsed.ok || item->unreadable)
        return;
    if (!relaxed) {
        explain_name(job, item, serves);
        return;
    }
    if (item->n_requirements == 0)
        return;
    const struct ap_requirement *req = job->lib->requirements[item->requirements[0]];
    const struct ap_period *period = item->periods.n ? &item->periods.items[0] : NULL;
    struct ap_str name = ap_naming_write(
        job->lib->naming, req->accepts.items[0].text, period, period ? AP_STR_NONE : AP_STR("v1.0"),
        period ? AP_DOCSTATUS_NONE : AP_DOCSTATUS_APPROVED, AP_STR_NONE, ap_path_ext(item->name),
        job->mem);
    if (name.len == 0)
        return;
    item->canonical_name = name;
    ap_evidence_say(job, item, AP_NAM005, item->place,
                    ap_arena_printf(job->mem, "packed as %.*s", AP_FMT(name)));
}
