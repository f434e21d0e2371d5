/* Walks a folder and proposes for each file what it is evidence of.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/triage.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/utf8.h"
#include "edit/place.h"
#include "edit/triage_parts.h"
#include "evidence/evidence.h"
#include "naming/naming.h"
#include "port/fs.h"

/* A proposal is made where its score says so and the next one lies well behind. Measured on names as people leave them:
 * tests/cli/test_triage.py prints the rates. */
#define SCORE_SURE  0.45
#define MARGIN_SURE 1.25
#define SCORE_FAIR  0.30
#define MARGIN_FAIR 1.20

const struct ap_choice ap_confidence_words[] = {{"low", AP_CONFIDENCE_LOW},
                                                {"medium", AP_CONFIDENCE_MEDIUM},
                                                {"high", AP_CONFIDENCE_HIGH},
                                                {"named", AP_CONFIDENCE_NAMED},
                                                {NULL, 0}};

/* --- the walk ----------------------------------------------------------------------------------- */

struct walk {
    struct ap_triage_job *job;
    bool in_evidence; /* the folder lies in the evidence folder, or is it */
};

static bool
is_note(struct ap_str name)
{
    return ap_str_iends(name, AP_STR(".meta.yaml")) || ap_str_iends(name, AP_STR(".link.yaml"));
}

static struct ap_str
ignoring_rule(void *ctx, struct ap_str path, bool is_dir)
{
    const struct walk *walk = ctx;
    struct ap_str name = ap_path_base(path);
    struct ap_str litter = ap_evidence_litter(name);
    char target[2];
    if (litter.len)
        return litter;
    if (!is_dir && is_note(name))
        return AP_STR("a sidecar or link");
    if (walk->in_evidence && is_dir && ap_str_is(path, AP_EVIDENCE_KEPT))
        return AP_STR("replaced evidence");
    /* What a link leads to has a row of its own, or lies elsewhere. */
    return readlinkat(walk->job->root_fd, path.ptr, target, sizeof target) >= 0
               ? AP_STR("a symbolic link")
               : AP_STR_NONE;
}

static bool
lies_in_evidence(const struct ap_workspace *ws, struct ap_str dir, struct ap_arena *mem)
{
    struct ap_str folder = ap_path_join(mem, ws->dir, ws->evidence.folder);
    AP_AUTO_FREE char *real_dir = realpath(dir.ptr, NULL);
    AP_AUTO_FREE char *real_folder = realpath(folder.ptr, NULL);
    if (!real_dir || !real_folder)
        return false;
    return ap_str_starts(ap_arena_printf(mem, "%s/", real_dir),
                         ap_arena_printf(mem, "%s/", real_folder));
}

/* --- one file ----------------------------------------------------------------------------------- */

/** The only requirement that accepts the name, whatever controls it might be for. */
static const struct ap_requirement *
named_requirement(const struct ap_library *lib, struct ap_str name)
{
    struct ap_name parsed;
    if (ap_naming_parse(lib->naming, name, &parsed) != AP_OK)
        return NULL;
    const struct ap_accept_list *list = ap_library_accepting(lib, parsed.stem);
    return list && list->n == 1 ? lib->requirements[list->requirements[0]] : NULL;
}

/** A name that is right, or nearly: its own words decide, not a comparison. */
static bool
propose_by_name(struct ap_triage_job *job, const struct ap_triage_file *file, struct ap_proposal *p)
{
    const struct ap_library *lib = job->cat->lib;
    struct ap_name_fault fault = {0};
    struct ap_str name = file->name;
    const struct ap_requirement *req = named_requirement(lib, name);
    if (!req) {
        ap_naming_explain(lib->naming, name, &job->scratch, &fault);
        name = fault.corrected;
        req = name.len ? named_requirement(lib, name) : NULL;
    }
    if (!req || !ap_place_takes_format(req, file->ext))
        return false;
    struct ap_name parsed;
    if (ap_naming_parse(lib->naming, name, &parsed) != AP_OK)
        return false;
    p->req = p->choices[0] = req;
    p->confidence = AP_CONFIDENCE_NAMED;
    p->score = 1;
    ap_triage_say(p, job->mem, "its name %s %.*s", fault.corrected.len ? "means" : "says",
                  AP_FMT(name));
    ap_triage_describe(job, file, p);
    p->version = ap_arena_copy(job->mem, parsed.version);
    p->status = parsed.status;
    if (parsed.has_period)
        p->period = ap_triage_slot_period(job, req, parsed.period);
    return true;
}

static enum ap_confidence
confidence_of(const struct ap_matches *found)
{
    double first = found->best[0].score;
    double next = found->best[1].score;
    if (found->other_format.req && found->other_format.score > first * MARGIN_SURE)
        return AP_CONFIDENCE_LOW;
    if (first >= SCORE_SURE && first >= next * MARGIN_SURE)
        return AP_CONFIDENCE_HIGH;
    if (first >= SCORE_FAIR && first >= next * MARGIN_FAIR)
        return AP_CONFIDENCE_MEDIUM;
    return AP_CONFIDENCE_LOW;
}

static void
propose_by_words(struct ap_triage_job *job, const struct ap_triage_file *file,
                 struct ap_proposal *p)
{
    size_t dot = ap_str_rfind(file->name, '.');
    struct ap_match_query query = {.name = ap_str_slice(file->name, 0, dot),
                                   .folder = file->folder,
                                   .text = file->text,
                                   .ext = file->ext};
    struct ap_matches found;
    ap_match_file(job->matcher, &query, job->cat->asked, &job->scratch, &found);
    p->confidence = confidence_of(&found);
    p->score = found.best[0].score;
    for (size_t i = 0; i < AP_MATCH_BEST; i++)
        p->choices[i] = found.best[i].req;
    if (found.other_format.req)
        ap_triage_say(p, job->mem, "nearer is %.*s, which takes no .%.*s",
                      AP_FMT(found.other_format.req->ref), AP_FMT(file->ext));
    if (!found.best[0].req) {
        ap_triage_say(p, job->mem, "no requirement is near");
        return;
    }
    ap_triage_say(p, job->mem, "words: %.*s", AP_FMT(found.best[0].shared));
    if (p->confidence == AP_CONFIDENCE_LOW) {
        ap_triage_say(p, job->mem, "not sure enough: put one of the choices into Requirement");
        return;
    }
    p->req = found.best[0].req;
    ap_triage_describe(job, file, p);
    ap_triage_date(job, file, p);
}

static int
propose(struct ap_triage_job *job, struct ap_str dir, const struct ap_entry *entry,
        struct ap_proposal *p)
{
    struct ap_triage_file file = {.rel = entry->path,
                                  .name = ap_path_base(entry->path),
                                  .folder = ap_path_dir(entry->path),
                                  .ext = ap_place_ext(ap_path_base(entry->path), job->mem)};
    p->file = ap_path_join(job->mem, dir, entry->path);
    if (entry->kind != AP_ENTRY_FILE) {
        ap_triage_say(p, job->mem,
                      entry->kind == AP_ENTRY_UNREADABLE_DIR ? "the folder cannot be read"
                      : entry->kind == AP_ENTRY_DEEP_DIR     ? "the folder lies too deep"
                                                             : "not a regular file");
        return AP_OK;
    }
    if (!ap_utf8_valid(file.rel)) {
        ap_triage_say(p, job->mem, "its name is not UTF-8: rename it first");
        return AP_OK;
    }
    int result = ap_triage_read(job, &file, entry->bytes, p->sha256);
    if (result != AP_OK)
        return result;
    if (file.unreadable.len || entry->bytes == 0) {
        ap_triage_say(p, job->mem, "%.*s",
                      AP_FMT(entry->bytes ? file.unreadable : AP_STR("the file is empty")));
        return AP_OK;
    }
    if (!propose_by_name(job, &file, p))
        propose_by_words(job, &file, p);
    return AP_OK;
}

/* --- all files ---------------------------------------------------------------------------------- */

static int
propose_all(struct walk *walk, struct ap_str dir, const struct ap_entries *entries,
            struct ap_triage *triage)
{
    struct ap_triage_job *job = walk->job;
    for (size_t i = 0; i < entries->n; i++) {
        const struct ap_entry *entry = &entries->items[i];
        if (entry->ignored) {
            triage->n_ignored++;
            continue;
        }
        if (walk->in_evidence && named_requirement(job->cat->lib, ap_path_base(entry->path))) {
            triage->n_named++;
            continue;
        }
        struct ap_arena_mark mark = ap_arena_mark(&job->scratch);
        struct ap_proposal *p = ap_vec_push(job->mem, &triage->proposals);
        int result = propose(job, dir, entry, p);
        ap_arena_rewind(&job->scratch, mark);
        if (result != AP_OK)
            return result;
    }
    ap_triage_clashes(job, &triage->proposals);
    for (size_t i = 0; i < triage->proposals.n; i++)
        triage->n_open += triage->proposals.items[i].req == NULL;
    return AP_OK;
}

static int
list_files(struct walk *walk, struct ap_str dir, struct ap_entries *entries, struct ap_diag *dg)
{
    struct ap_place place = {dir, 0, 0};
    int result = ap_fs_open_dir(dir.ptr, &walk->job->root_fd);
    if (result == AP_OK)
        result = ap_fs_walk(walk->job->root_fd, ignoring_rule, walk, walk->job->mem, entries);
    if (result == AP_E_LIMIT || (result == AP_OK && entries->n > AP_TRIAGE_MAX_FILES)) {
        struct ap_diagnostic *d = ap_diag_add(
            dg, AP_CLI010, place, "more than %u files lie in this folder", AP_TRIAGE_MAX_FILES);
        ap_diag_hint(dg, d, "look at its folders one by one");
        return AP_E_INVALID;
    }
    if (result != AP_OK) {
        const char *why = result == AP_E_NOTFOUND ? "there is no such folder"
                          : errno == ENOTDIR      ? "this is no folder"
                                                  : ap_error_text(errno);
        (void)ap_diag_add(dg, AP_CLI010, place, "the folder cannot be read: %s", why);
        return AP_E_INVALID;
    }
    return AP_OK;
}

int
ap_triage(const struct ap_catalogue *cat, struct ap_str dir, const ap_stop *cancel,
          struct ap_arena *mem, struct ap_triage *ret_triage, struct ap_diag *dg)
{
    struct ap_triage_job job = {.cat = cat, .root_fd = -1, .mem = mem};
    struct walk walk = {&job, lies_in_evidence(cat->ws, dir, mem)};
    struct ap_entries entries = {0};
    struct ap_triage triage = {0};
    int result = list_files(&walk, dir, &entries, dg);
    if (result == AP_OK) {
        job.matcher = ap_matcher_make(cat->lib, mem);
        job.reader = ap_triage_reader(cat->lib, cancel);
        (void)ap_arena_alloc(&job.scratch, 1); /* so that rewinding keeps a block */
        result = propose_all(&walk, dir, &entries, &triage);
        ap_single_close(job.reader);
        ap_arena_release(&job.scratch);
    }
    ap_cleanup_fd(&job.root_fd);
    if (result == AP_OK)
        *ret_triage = triage;
    return result;
}
