/* The order of the stages, and nothing else.
 * Place in the flow: run; the command line calls it, it calls the stages.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "assess/assess.h"
#include "evidence/evidence.h"
#include "inspect/inspect.h"
#include "library/library.h"
#include "pack/pack.h"
#include "pack/verify.h"
#include "plan/plan.h"
#include "report/report.h"
#include "run/scan.h"

/** What the common options say; zero-initialised means "as the workspace says". */
struct ap_run_options {
    struct ap_str workspace; /* folder; empty: the nearest upward from the current one */
    struct ap_str library;   /* --library: "builtin", a folder, or empty: as the workspace says */
    ap_day as_of;            /* AP_DAY_NONE: audit.as_of, else `today` */
    ap_day today;
    ap_day from, to; /* AP_DAY_NONE: the audit's; to is inclusive */
    struct ap_strs frameworks;
    struct ap_str audience;  /* empty: "auditor" */
    struct ap_str baseline;  /* a former check/v1, of the current folder; or empty */
    struct ap_str key_file;  /* of the workspace key; empty: .apipack/key */
    struct ap_str against;   /* a former pack, of the current folder; or empty */
    struct ap_unlock unlock; /* of that pack */
    unsigned n_threads;
    bool pack;
    int level;     /* of deflate, 1 … AP_DEFLATE_LEVEL_MAX; 0: by the kind of each file */
    bool sha512;   /* the lists of the pack are by SHA-512, not SHA-256 */
    bool pending;  /* internal packs also hold what awaits its review */
    bool ocr;      /* letters in pictures are read by tesseract, if it is installed */
    bool no_cache; /* else .apipack/cache/inspection of the workspace, if it has a key */
    const char *spool_dir;
    int64_t source_date_epoch; /* -1: not set */
    const ap_stop *cancel;
    const struct ap_progress *progress; /* of the reading; NULL: nobody looks */
    /** Told when a stage begins, by its name: a literal. NULL: nobody asks. */
    void (*on_stage)(void *ctx, const char *stage);
    void *on_stage_ctx;
};

/** Everything one run knows; lives in the arena it was made with. */
struct ap_run {
    struct ap_workspace *ws;
    struct ap_library *lib;
    struct ap_evidence *evidence;
    struct ap_catalogue *cat;
    struct ap_scan_run scan;
    struct ap_inspection *insp;
    const struct ap_baseline *baseline; /* NULL: none */
    const struct ap_since_side *former; /* the pack of `against`; NULL: none */
    struct ap_assessment *as;
    struct ap_plan *plan;
    struct ap_page_sources *sources; /* templates of the workspace */
};

/** Where the library is read from: `given` (--library, as of the current folder), else what the workspace says, else
 *  the built-in one. `ws` may be NULL. */
void ap_run_library_source(const struct ap_workspace *ws, struct ap_str given, struct ap_arena *mem,
                           struct ap_library_source *ret_source);

/** Says that a pack for this audience holds nothing that awaits its review (CLI004). */
void ap_run_refuse_pending(struct ap_str audience, struct ap_diag *dg);
/** library, workspace, evidence, catalogue: what a command needs that changes the workspace without judging it. No evidence file is
 *  read, only sidecars and tables.
 *  errors and owns as ap_run_stages() */
AP_CHECKED int ap_run_catalogue(const struct ap_run_options *options, struct ap_arena *mem,
                                struct ap_run *ret_run, struct ap_diag *dg);
/** library, workspace, evidence, catalogue, inspect, assess, plan.
 *  errors AP_E_INVALID and AP_E_NOTFOUND (the workspace or library: exit 2), AP_E_SYNTAX (the former pack does not verify), AP_E_IO, AP_E_LIMIT, AP_E_CANCELLED
 *  owns   ap_run_close() closes what lives outside `mem` */
AP_CHECKED int ap_run_stages(const struct ap_run_options *options, struct ap_arena *mem,
                             struct ap_run *ret_run, struct ap_diag *dg);
/** assess and plan once more, for another audience of the library: `run` must come from ap_run_stages() with the same options.
 *  The former assessment and plan stay valid; catalogue and inspection are shared. */
void ap_run_judge(const struct ap_run_options *options, struct ap_str audience,
                  struct ap_arena *mem, struct ap_run *run);
/** Render the audience's reports and write the pack; of `run_options` only on_stage is looked at.
 *  errors those of ap_pack_write() */
AP_CHECKED int ap_run_pack(const struct ap_run_options *run_options, const struct ap_run *run,
                           const struct ap_pack_options *options, struct ap_arena *mem,
                           struct ap_diag *dg);
void ap_run_close(struct ap_run *run);
