/* The order of the stages: library and evidence give the catalogue, inspect, assess, plan, report, pack.
 * Place in the flow: run; no rule of the domain stands here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "run/run.h"

#include "base/cleanup.h"
#include "base/path.h"
#include "catalogue/catalogue.h"
#include "inspect/screen.h"
#include "pack/pack.h"
#include "pack/since.h"
#include "port/pool.h"
#include "report/baseline.h"
#include "report/page_sources.h"
#include "run/reports.h"
#include "workspace/workspace.h"

/** Ten years: the longest window that makes sense, and a bound on the number of slots. */
#define MAX_WINDOW_DAYS 3660

static void
begin(const struct ap_run_options *options, const char *stage)
{
    if (options->on_stage)
        options->on_stage(options->on_stage_ctx, stage);
}

static int
load_workspace(const struct ap_run_options *options, struct ap_arena *mem, struct ap_run *run,
               struct ap_diag *dg)
{
    struct ap_str dir = options->workspace;
    if (dir.len == 0) {
        int r = ap_workspace_find(AP_STR("."), mem, &dir);
        if (r < 0) {
            ap_diag_add(dg, AP_WSP009, (struct ap_place){0},
                        "no apipack.yaml here or in a folder above");
            return r;
        }
    }
    return ap_workspace_load(dir, mem, &run->ws, dg);
}

void
ap_run_library_source(const struct ap_workspace *ws, struct ap_str given, struct ap_arena *mem,
                      struct ap_library_source *ret_source)
{
    struct ap_library_source source = {.base = AP_STR("builtin"), .root = AP_STR(".")};
    if (ws) {
        source.root = ws->dir;
        if (ws->library_base.text.len && !ap_str_is(ws->library_base.text, "builtin"))
            source.base = ap_path_join(mem, ws->dir, ws->library_base.text);
        for (size_t i = 0; i < ws->library_overlays.n; i++)
            *ap_vec_push(mem, &source.overlays) =
                ap_path_join(mem, ws->dir, ws->library_overlays.items[i].text);
    }
    if (given.len)
        source.base = given;
    *ret_source = source;
}

static int
load_library(const struct ap_run_options *options, struct ap_arena *mem, struct ap_run *run,
             struct ap_diag *dg)
{
    struct ap_library_source source;
    ap_run_library_source(run->ws, options->library, mem, &source);
    return ap_library_load(&source, mem, &run->lib, dg);
}

/** The window of the audit or of the options, half-open. A point audit's window is its day. */
static int
window_of(const struct ap_run_options *options, const struct ap_workspace *ws,
          struct ap_span *ret_window, struct ap_diag *dg)
{
    const struct ap_audit *audit = &ws->audit;
    ap_day to = options->to != AP_DAY_NONE ? options->to : audit->to;
    ap_day from = options->from != AP_DAY_NONE ? options->from : audit->from;
    if (audit->type == AP_AUDIT_POINT)
        from = to;
    if (from > to || to - from > MAX_WINDOW_DAYS) {
        ap_diag_add(dg, AP_WSP012, audit->place,
                    from > to ? "the window ends before it begins"
                              : "the window is longer than ten years");
        return AP_E_INVALID;
    }
    *ret_window = (struct ap_span){from, to + 1};
    return AP_OK;
}

/** Names the nearest of `known` in the hint, if one is near. */
static void
suggest(struct ap_diag *dg, struct ap_diagnostic *d, const struct ap_strs *known,
        struct ap_str word)
{
    struct ap_str nearest = ap_strs_nearest(known, word);
    if (nearest.len)
        ap_diag_hint(dg, d, "did you mean %.*s?", AP_FMT(nearest));
}

void
ap_run_refuse_pending(struct ap_str audience, struct ap_diag *dg)
{
    struct ap_diagnostic *d = ap_diag_add(
        dg, AP_CLI004, (struct ap_place){0},
        "--include-pending does not go together with the audience %.*s", AP_FMT(audience));
    ap_diag_hint(dg, d, "it is for internal packs: --audience internal");
}

static int
check_options(const struct ap_run_options *options, const struct ap_library *lib,
              struct ap_str audience, struct ap_diag *dg)
{
    struct ap_strs known = {0};
    if (!ap_library_audience(lib, audience)) {
        for (size_t i = 0; i < lib->audiences.n; i++)
            *ap_vec_push(dg->mem, &known) = lib->audiences.items[i].id;
        suggest(dg,
                ap_diag_add(dg, AP_WSP017, (struct ap_place){0}, "unknown audience %.*s",
                            AP_FMT(audience)),
                &known, audience);
        return AP_E_INVALID;
    }
    if (options->pending && options->audience.len &&
        ap_library_audience_rank(lib, options->audience) != 0) {
        ap_run_refuse_pending(options->audience, dg);
        return AP_E_INVALID;
    }
    for (size_t i = 0; i < options->frameworks.n; i++) {
        if (ap_library_framework(lib, options->frameworks.items[i]))
            continue;
        for (size_t k = 0; k < lib->frameworks.n; k++)
            *ap_vec_push(dg->mem, &known) = lib->frameworks.items[k].id;
        suggest(dg,
                ap_diag_add(dg, AP_WSP011, (struct ap_place){0}, "unknown framework %.*s",
                            AP_FMT(options->frameworks.items[i])),
                &known, options->frameworks.items[i]);
        return AP_E_INVALID;
    }
    return AP_OK;
}

static ap_day
as_of_day(const struct ap_run_options *options, const struct ap_workspace *ws)
{
    if (options->as_of != AP_DAY_NONE)
        return options->as_of;
    return ws->audit.as_of != AP_DAY_NONE ? ws->audit.as_of : options->today;
}

static int
load_inputs(const struct ap_run_options *options, struct ap_arena *mem, struct ap_run *run,
            struct ap_diag *dg)
{
    int r = load_workspace(options, mem, run, dg);
    if (r < 0)
        return r;
    r = load_library(options, mem, run, dg);
    if (r < 0)
        return r;
    r = ap_workspace_resolve(run->ws, run->lib, dg);
    if (r < 0)
        return r;
    return ap_evidence_load(run->ws, run->lib, mem, &run->evidence, dg);
}

static struct ap_str
audience_of(const struct ap_run_options *options)
{
    return options->audience.len ? options->audience : AP_STR("auditor");
}

int
ap_run_catalogue(const struct ap_run_options *options, struct ap_arena *mem, struct ap_run *ret_run,
                 struct ap_diag *dg)
{
    struct ap_run *run = ret_run;
    *run = (struct ap_run){0};
    begin(options, "library and evidence");
    int r = load_inputs(options, mem, run, dg);
    if (r < 0)
        return r;
    r = check_options(options, run->lib, audience_of(options), dg);
    if (r < 0)
        return r;
    struct ap_scope scope = {.frameworks = options->frameworks};
    r = window_of(options, run->ws, &scope.window, dg);
    if (r < 0)
        return r;
    begin(options, "catalogue");
    ap_catalogue_make(run->lib, run->ws, run->evidence, &scope, mem, &run->cat);
    return AP_OK;
}

/** What the run is compared with, before anything long is begun. */
static int
read_former(const struct ap_run_options *options, struct ap_arena *mem, struct ap_run *run,
            struct ap_diag *dg)
{
    struct ap_baseline *baseline = NULL;
    int r = AP_OK;
    if (options->baseline.len)
        r = ap_baseline_read(options->baseline, run->ws, mem, &baseline, dg);
    run->baseline = baseline;
    if (r < 0 || options->against.len == 0)
        return r;
    struct ap_since_side *former = ap_arena_new(mem, struct ap_since_side);
    unsigned n_workers = options->n_threads ? options->n_threads : ap_pool_processors();
    struct ap_str path = ap_arena_copy(mem, options->against);
    run->former = former;
    struct ap_verify_options verify = {
        .unlock = options->unlock, .n_workers = n_workers, .cancel = options->cancel};
    return ap_since_read(path.ptr, &verify, mem, former, dg);
}

static void
compare_with_former(struct ap_run *run, struct ap_arena *mem)
{
    struct ap_since_side *now = ap_arena_new(mem, struct ap_since_side);
    struct ap_since *since = ap_arena_new(mem, struct ap_since);
    ap_since_of_plan(run->plan, mem, now);
    ap_since_make(run->former, now, run->plan->full, mem, since);
    run->plan->since = since;
}

void
ap_run_judge(const struct ap_run_options *options, struct ap_str audience, struct ap_arena *mem,
             struct ap_run *run)
{
    struct ap_assess_options assess = {
        .day = as_of_day(options, run->ws), .audience = audience, .baseline = run->baseline};
    struct ap_plan_options plan = {.sha512 = options->sha512,
                                   .level = options->level,
                                   .pending = options->pending,
                                   .pack_time = options->source_date_epoch >= 0
                                                    ? options->source_date_epoch
                                                    : (int64_t)assess.day * 86400};
    begin(options, "assess and plan");
    ap_assess(run->cat, run->insp, &assess, mem, &run->as);
    ap_plan_make(run->as, &plan, mem, &run->plan);
    if (run->former)
        compare_with_former(run, mem);
}

int
ap_run_stages(const struct ap_run_options *options, struct ap_arena *mem, struct ap_run *ret_run,
              struct ap_diag *dg)
{
    struct ap_run *run = ret_run;
    int r = ap_run_catalogue(options, mem, run, dg);
    if (r < 0)
        return r;
    if (as_of_day(options, run->ws) == AP_DAY_NONE) {
        ap_diag_add(dg, AP_CLI004, run->ws->audit.place,
                    "there is no as-of day: neither the caller nor audit.as_of gives one");
        return AP_E_INVALID;
    }
    r = read_former(options, mem, run, dg);
    if (r < 0)
        return r;
    r = ap_page_sources_load(run->ws, mem, &run->sources, dg);
    if (r < 0)
        return r;
    begin(options, "detectors");
    r = ap_scan_run_open(run->ws, run->lib, options->key_file, as_of_day(options, run->ws), mem,
                         &run->scan, dg);
    if (r < 0)
        return r;
    struct ap_str cache = ap_path_join(mem, run->ws->dir, AP_STR(".apipack/cache/inspection"));
    struct ap_inspect_options inspect = {.scan = &run->scan.setup,
                                         .cache_path = options->no_cache ? NULL : cache.ptr,
                                         .n_threads = options->n_threads,
                                         .pack = options->pack,
                                         .spool_dir = options->spool_dir,
                                         .level = options->level,
                                         .sha512 = options->sha512,
                                         .day = as_of_day(options, run->ws),
                                         .progress = options->progress,
                                         .ocr = options->ocr,
                                         .cancel = options->cancel};
    begin(options, "inspect");
    r = ap_inspect(run->cat, &inspect, mem, &run->insp, dg);
    if (r < 0)
        return r;
    ap_scan_run_say_key(&run->scan, run->insp, dg);
    const struct ap_screened screened = {.ws = run->ws,
                                         .lib = run->lib,
                                         .ev = run->evidence,
                                         .cat = run->cat,
                                         .insp = run->insp,
                                         .dg = dg};
    ap_screen(&run->scan.setup, &screened, mem);
    ap_run_judge(options, audience_of(options), mem, run);
    return AP_OK;
}

int
ap_run_pack(const struct ap_run_options *run_options, const struct ap_run *run,
            const struct ap_pack_options *options, struct ap_arena *mem, struct ap_diag *dg)
{
    struct ap_run_rendered rendered;
    begin(run_options, "report");
    int result = ap_run_reports(run, options->n_threads, mem, &rendered, dg);
    if (result == AP_OK) {
        begin(run_options, "pack");
        result = ap_pack_write(run->plan, &rendered.files, options, mem, dg);
    }
    ap_run_rendered_release(&rendered);
    return result;
}

void
ap_run_close(struct ap_run *run)
{
    if (run->insp)
        ap_inspection_close(run->insp);
    if (run->evidence)
        ap_evidence_close(run->evidence);
    ap_scan_run_close(&run->scan);
    *run = (struct ap_run){0};
}
