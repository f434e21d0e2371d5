/* The reports of a pack, rendered at the same time.
 * Place in the flow: run, between plan and pack.
 * SPDX-License-Identifier: Apache-2.0 */
#include "run/reports.h"

#include "port/pool.h"

/** One report in work. */
struct task {
    const struct ap_report_format *format;
    struct ap_arena mem; /* of its faults: renderers share none */
    struct ap_diag faults;
    struct ap_buf bytes;
    int result;
};

struct job {
    const struct ap_run *run;
    struct task *tasks;
    size_t n;
};

static bool
is_wanted(const struct ap_report_format *format, const struct ap_audience *audience)
{
    const struct ap_strs *profile = &audience->reports;
    if (!format->pack_path)
        return false;
    struct ap_str name = ap_str_from(format->pack_name);
    bool is_gap_report = ap_str_starts(name, AP_STR("gap-report"));
    if (is_gap_report && audience->gap_report != AP_GAPS_FULL)
        return false;
    return profile->n == 0 || ap_strs_has(profile, name);
}

static int
render(void *ctx, unsigned worker, size_t index)
{
    const struct job *job = ctx;
    const struct ap_run *run = job->run;
    struct task *task = &job->tasks[index];
    struct ap_report_input in = {.as = run->as,
                                 .plan = run->plan,
                                 .sources = run->sources,
                                 .faults = &task->faults,
                                 .in_pack = true};
    (void)worker;
    return task->result = task->format->render(&in, &task->bytes);
}

/* Workbooks come first: they take the most memory while they are made, and the longest. */
static void
add_tasks(struct job *job, const struct ap_report_format *formats, size_t n, bool binary)
{
    for (size_t i = 0; i < n; i++) {
        if (formats[i].binary != binary || !is_wanted(&formats[i], job->run->plan->audience))
            continue;
        struct task *task = &job->tasks[job->n++];
        task->format = &formats[i];
        ap_diag_init(&task->faults, &task->mem);
    }
}

int
ap_run_reports(const struct ap_run *run, unsigned n_threads, struct ap_arena *mem,
               struct ap_run_rendered *ret_rendered, struct ap_diag *dg)
{
    size_t n_formats;
    const struct ap_report_format *formats = ap_report_formats(&n_formats);
    struct job job = {.run = run, .tasks = ap_arena_array(mem, struct task, n_formats)};
    add_tasks(&job, formats, n_formats, true);
    add_tasks(&job, formats, n_formats, false);
    unsigned n_workers = n_threads ? n_threads : ap_pool_processors();
    int result = ap_pool_run(n_workers, job.n, NULL, render, &job);
    struct ap_run_rendered rendered = {.buffers = ap_arena_array(mem, struct ap_buf, job.n)};
    int so_far = AP_OK;
    for (size_t i = 0; i < job.n; i++) {
        struct task *task = &job.tasks[i];
        if (so_far == AP_OK) /* what came behind the first failure is a matter of timing */
            ap_diag_append(dg, &task->faults);
        so_far = so_far == AP_OK ? task->result : so_far;
        ap_arena_release(&task->mem);
        rendered.buffers[rendered.n++] = task->bytes;
        *ap_vec_push(mem, &rendered.files) =
            (struct ap_tag_file){ap_str_from(task->format->pack_path), ap_buf_str(&task->bytes)};
    }
    *ret_rendered = rendered;
    return result;
}

void
ap_run_rendered_release(struct ap_run_rendered *rendered)
{
    for (size_t i = 0; i < rendered->n; i++)
        ap_buf_release(&rendered->buffers[i]);
    *rendered = (struct ap_run_rendered){.n = 0};
}
