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
        struct ap_str folded = ap_unicode_fold(&job->stage, item->rel);
        uint32_t first = ap_map_put(&seen, &job->stage, folded, item->index);
        if (first == AP_NONE)
            continue;
        struct ap_item *other = &job->out->items.items[first];
        struct ap_item *pair[] = {other, item};
        for (size_t k = 0; k < 2; k++)
            ap_evidence_say(job, pair[k], AP_NAM003, pair[k]->place,
                            ap_arena_printf(&job->scratch,
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
        if (!item->parsed.ok || !item->parsed.has_period)
            continue;
        item->periods = (struct ap_periods){ap_arena_new(job->mem, struct ap_period), 1, 1};
        item->periods.items[0] = item->parsed.period;
        item->period_from = AP_FROM_NAME;
    }
}

/** A name's fault is at the file, whatever its sidecar says. */
static struct ap_place
place_of_name(const struct ap_item *item)
{
    return (struct ap_place){item->path, 0, 0};
}

/** Why the name does not parse, and the exact name that would. */
static void
explain_name(struct ap_evidence_job *job, struct ap_item *item, bool serves)
{
    struct ap_name_fault fault;
    struct ap_arena_mark mark = ap_arena_mark(&job->scratch);
    ap_naming_explain(job->lib->naming, item->name, &job->scratch, &fault);
    struct ap_str message =
        fault.found.len
            ? ap_arena_printf(&job->scratch,
                              "the name follows no pattern: %.*s is \"%.*s\", expected %.*s",
                              AP_FMT(fault.part), AP_FMT(fault.found), AP_FMT(fault.expected))
            : ap_arena_printf(&job->scratch,
                              "the name follows no pattern: %.*s is missing, expected %.*s",
                              AP_FMT(fault.part), AP_FMT(fault.expected));
    struct ap_finding *f = ap_evidence_say(job, item, AP_NAM001, place_of_name(item), message);
    if (fault.nearest.len || fault.corrected.len)
        f->severity = AP_MEDIUM;
    if (fault.corrected.len)
        ap_finding_fix(f, job->mem, "rename it to %.*s", AP_FMT(fault.corrected));
    else if (fault.nearest.len)
        ap_finding_fix(f, job->mem, "the nearest known name is %.*s", AP_FMT(fault.nearest));
    f->invalidates = serves;
    ap_arena_rewind(&job->scratch, mark);
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
    size_t n = 0;
    size_t kept = 0;
    for (size_t i = 0; i < item->serves.n; i++)
        if (item->serves.items[i].resolved)
            item->requirements[n++] = item->serves.items[i].resolved->index;
    qsort(item->requirements, n, sizeof(uint32_t), compare_u32);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || item->requirements[i] != item->requirements[kept - 1])
            item->requirements[kept++] = item->requirements[i];
    item->n_requirements = kept;
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
say_unknown_name(struct ap_evidence_job *job, struct ap_item *item)
{
    struct ap_str near = ap_naming_nearest(job->lib->naming, item->parsed.stem);
    struct ap_finding *f = ap_evidence_say(
        job, item, AP_NAM002, place_of_name(item),
        ap_arena_printf(&job->scratch, "no requirement accepts %.*s-%.*s",
                        AP_FMT(item->parsed.prefix), AP_FMT(item->parsed.artifact)));
    if (near.len == 0)
        return;
    f->severity = AP_MEDIUM;
    ap_finding_fix(f, job->mem, "the nearest known name is %.*s", AP_FMT(near));
}

/** A named control that does not accept the name. If none does, the item stays at the requirements that its name
 *  means, as invalid, so that the gap names it. */
static void
check_controls(struct ap_evidence_job *job, struct ap_item *item, const struct ap_accept_list *list)
{
    for (size_t i = 0; i < item->controls.n; i++) {
        bool accepts = false;
        for (size_t r = 0; r < list->n && !accepts; r++)
            accepts = ap_str_eq(job->lib->requirements[list->requirements[r]]->control->id,
                                item->controls.items[i]);
        if (accepts)
            continue;
        struct ap_finding *f =
            ap_evidence_say(job, item, AP_MET022, item->place,
                            ap_arena_printf(&job->scratch, "control %.*s does not accept %.*s",
                                            AP_FMT(item->controls.items[i]), AP_FMT(list->name)));
        f->invalidates = item->n_requirements == 0;
        f->severity = f->invalidates ? f->severity : AP_LOW;
    }
}

static void
serve_by_name(struct ap_evidence_job *job, struct ap_item *item)
{
    const struct ap_library *lib = job->lib;
    const struct ap_accept_list *list = ap_library_accepting(lib, item->parsed.stem);
    if (!list) {
        say_unknown_name(job, item);
        return;
    }
    if (item->control_from == AP_FROM_NOTHING && !one_control(lib, list)) {
        ap_evidence_say(
            job, item, AP_NAM006, item->place,
            ap_arena_printf(&job->scratch,
                            "requirements of several controls accept %.*s, and no control is named",
                            AP_FMT(list->name)));
        return;
    }
    item->requirements = ap_arena_array(job->mem, uint32_t, list->n);
    for (size_t i = 0; i < list->n; i++)
        if (item->control_from == AP_FROM_NOTHING ||
            ap_strs_has(&item->controls, lib->requirements[list->requirements[i]]->control->id))
            item->requirements[item->n_requirements++] = list->requirements[i];
    check_controls(job, item, list);
    for (size_t i = 0; item->n_requirements == 0 && i < list->n; i++)
        item->requirements[i] = list->requirements[i];
    item->n_requirements = item->n_requirements ? item->n_requirements : list->n;
}

/** The name in the pack, where the workspace allows another in the folder: known when the requirement and the one
 *  period are. The status of a document is never made up. */
static void
set_canonical_name(struct ap_evidence_job *job, struct ap_item *item)
{
    struct ap_str ext =
        ap_evidence_is_link(item->name) ? AP_STR("link.yaml") : ap_path_ext(item->name);
    if (item->n_requirements == 0 || item->periods.n != 1)
        return;
    const struct ap_requirement *req = job->lib->requirements[item->requirements[0]];
    if (req->accepts.n == 0)
        return;
    const struct ap_name_parts parts = {
        .stem = req->accepts.items[0].text, .period = &item->periods.items[0], .ext = ext};
    struct ap_str name = ap_naming_write(job->lib->naming, &parts, job->mem);
    if (name.len == 0)
        return;
    item->canonical_name = name;
    ap_evidence_say(job, item, AP_NAM005, place_of_name(item),
                    ap_arena_printf(&job->scratch, "packed as %.*s", AP_FMT(name)));
}

void
ap_evidence_serve(struct ap_evidence_job *job, struct ap_item *item)
{
    bool serves = item->serves.n > 0;
    if (serves)
        serve_by_sidecar(job, item);
    else if (item->parsed.ok)
        serve_by_name(job, item);
    if (item->parsed.ok || item->unreadable)
        return;
    if (serves && job->ws->evidence.naming == AP_NAMING_WARN)
        set_canonical_name(job, item);
    else
        explain_name(job, item, serves);
}
