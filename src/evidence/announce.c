/* Rows of the register that have no file yet: they announce evidence to come.
 * Place in the flow: evidence, part of reading the register.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/path.h"
#include "evidence/parts.h"
#include "naming/naming.h"

static bool
names_control(const struct ap_metadata *meta, const struct ap_requirement *req)
{
    for (size_t i = 0; i < meta->control.n; i++)
        if (ap_str_eq(meta->control.items[i].text, req->control->id))
            return true;
    return meta->control.n == 0;
}

static void
add(struct ap_evidence_job *job, struct ap_announcement *row, size_t most,
    const struct ap_requirement *req)
{
    if (!row->requirements)
        row->requirements = ap_arena_array(job->mem, uint32_t, most);
    for (size_t i = 0; i < row->n_requirements; i++)
        if (row->requirements[i] == req->index)
            return;
    if (row->n_requirements < most)
        row->requirements[row->n_requirements++] = req->index;
}

/** By the name of the file to come. */
static void
find_by_name(struct ap_evidence_job *job, const struct ap_metadata *meta,
             const struct ap_name *name, struct ap_announcement *row)
{
    const struct ap_accept_list *list = ap_library_accepting(job->lib, name->stem);
    for (size_t i = 0; list && i < list->n; i++) {
        const struct ap_requirement *req = job->lib->requirements[list->requirements[i]];
        if (names_control(meta, req))
            add(job, row, list->n, req);
    }
}

/** By the control and the requirement's title, which a control with one requirement does not need. */
static void
find_by_control(struct ap_evidence_job *job, const struct ap_metadata *meta,
                struct ap_announcement *row)
{
    for (size_t c = 0; c < meta->control.n; c++) {
        const struct ap_control *control =
            ap_library_control(job->lib, meta->control.items[c].text);
        for (size_t r = 0; control && r < control->requires.n; r++) {
            const struct ap_requirement *req =
                ap_library_requirement(job->lib, control->requires.items[r].ref);
            bool meant = control->requires.n == 1 ||
                         ap_str_ieq(control->requires.items[r].title, meta->title);
            if (req && meant)
                add(job, row, meta->control.n, req);
        }
    }
}

static int
compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static struct ap_periods
copy_periods(struct ap_arena *mem, const struct ap_periods *from, const struct ap_period *of_name)
{
    struct ap_periods copy = {0};
    for (size_t i = 0; i < from->n; i++)
        *ap_vec_push(mem, &copy) = from->items[i];
    if (from->n == 0 && of_name)
        *ap_vec_push(mem, &copy) = *of_name;
    return copy;
}

static struct ap_finding *
say(struct ap_evidence_job *job, enum ap_code code, const struct ap_metadata *meta,
    struct ap_str message)
{
    struct ap_finding *f = ap_finding_add(&job->out->findings, job->mem, code, meta->place.file,
                                          meta->place, "%.*s", AP_FMT(message));
    f->item = AP_NONE;
    return f;
}

void
ap_evidence_announce(struct ap_evidence_job *job, const struct ap_metadata *meta,
                     struct ap_str file)
{
    bool requested = meta->review.n > 0 && meta->review.items[0].status == AP_REVIEW_REQUESTED;
    if (file.len && !requested) {
        say(job, AP_MET016, meta,
            ap_arena_printf(&job->scratch, "there is no file %.*s", AP_FMT(file)));
        return;
    }
    struct ap_name name = {0};
    if (file.len && ap_naming_parse(job->lib->naming, ap_path_base(file), &name) != AP_OK)
        name = (struct ap_name){0};
    const struct ap_person *person = ap_workspace_person(job->ws, meta->owner);
    struct ap_announcement row = {
        .file = ap_arena_copy(job->mem, file),
        .periods =
            copy_periods(job->mem, &meta->period, name.ok && name.has_period ? &name.period : NULL),
        .owner = person ? person->id : ap_arena_copy(job->mem, meta->owner),
        .title = ap_arena_copy(job->mem, meta->title),
        .place = meta->place};
    if (name.ok)
        find_by_name(job, meta, &name, &row);
    if (row.n_requirements == 0)
        find_by_control(job, meta, &row);
    if (row.n_requirements == 0) {
        say(job, AP_MET023, meta,
            AP_STR("the row names neither a file nor a requirement that is asked for"));
        return;
    }
    qsort(row.requirements, row.n_requirements, sizeof *row.requirements, compare_u32);
    *ap_vec_push(job->mem, &job->out->announced) = row;
}
