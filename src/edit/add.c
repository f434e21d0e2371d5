/* Files become evidence: all orders are checked, then all are carried out.
 * Place in the flow: edit.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/add.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "edit/add_parts.h"
#include "inspect/check.h"
#include "model/workspace.h"
#include "naming/naming.h"
#include "port/digest.h"
#include "port/secret_file.h"

#define RUN_ID_BYTES 8

const char *
ap_add_word(const struct ap_ref *given, enum ap_add_what what)
{
    static const char *const options[] = {"FILE",          "--for",    "--period",
                                          "--doc-version", "--status", "--owner",
                                          "--source",      "--title",  "--sample"};
    static const char *const columns[] = {"File",        "Requirement", "Period",
                                          "Doc Version", "Doc Status",  "Owner",
                                          "Source",      "Title",       "Sample ID"};
    return given->place.file.len ? columns[what] : options[what];
}

struct ap_diagnostic *
ap_add_fault(struct ap_add_job *job, struct ap_add_item *item, const struct ap_ref *given,
             const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct ap_str message = ap_arena_vprintf(job->mem, fmt, args);
    va_end(args);
    item->is_wrong = true;
    bool is_cell = item->order->file.place.file.len > 0;
    struct ap_place place = given->place.file.len ? given->place : item->order->file.place;
    if (!is_cell && given == &item->order->file)
        place.file = given->text;
    return ap_diag_add(job->dg, is_cell ? AP_CLI013 : AP_CLI012, place, "%.*s", AP_FMT(message));
}

void
ap_add_warn(struct ap_add_job *job, const struct ap_add_item *item, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct ap_str message = ap_arena_vprintf(job->mem, fmt, args);
    va_end(args);
    const struct ap_ref *file = &item->order->file;
    struct ap_place place =
        file->place.file.len ? file->place : (struct ap_place){file->text, 0, 0};
    (void)ap_diag_add(job->dg, AP_CLI015, place, "%.*s", AP_FMT(message));
}

/* --- the requirement ---------------------------------------------------------------------------- */

/** The reference that was probably meant: the nearest, or the only one with this id behind the slash. */
static struct ap_str
nearest_requirement(const struct ap_add_job *job, struct ap_str given)
{
    const struct ap_library *lib = job->cat->lib;
    struct ap_strs refs = {0};
    struct ap_str by_id = AP_STR_NONE;
    for (size_t i = 0; i < lib->n_requirements; i++) {
        const struct ap_requirement *req = lib->requirements[i];
        *ap_vec_push(job->mem, &refs) = req->ref;
        bool in_control = ap_str_ieq(given, req->control->id) && req->control->requires.n == 1;
        if (ap_str_ieq(given, req->id) || ap_str_ieq(given, req->ref) || in_control)
            by_id = req->ref;
    }
    return by_id.len ? by_id : ap_strs_nearest(&refs, given);
}

static void
find_requirement(struct ap_add_job *job, struct ap_add_item *item)
{
    const struct ap_ref *given = &item->order->requirement;
    item->req = ap_library_requirement(job->cat->lib, given->text);
    if (item->req) {
        item->stem = ap_place_stem(job->cat->lib, item->req, ap_path_base(item->order->file.text));
        if (!job->cat->asked[item->req->index])
            ap_add_warn(job, item, "%.*s is not asked for in this audit", AP_FMT(given->text));
        return;
    }
    struct ap_str near = nearest_requirement(job, given->text);
    struct ap_diagnostic *d =
        ap_add_fault(job, item, given, "unknown requirement \"%.*s\"", AP_FMT(given->text));
    if (near.len)
        ap_diag_hint(job->dg, d, "did you mean %.*s?", AP_FMT(near));
    else
        ap_diag_hint(job->dg, d, "apipack list requirements shows what there is");
}

static void
check_format(struct ap_add_job *job, struct ap_add_item *item)
{
    const struct ap_requirement *req = item->req;
    struct ap_str taken = AP_STR("");
    if (ap_str_iends(item->own_name, AP_STR(".link.yaml")) ||
        ap_str_iends(item->own_name, AP_STR(".meta.yaml"))) {
        (void)ap_add_fault(job, item, &item->order->file,
                           "links and sidecars are written in the evidence folder, not added");
        return;
    }
    if (item->ext.len && ap_place_takes_format(req, item->ext))
        return;
    for (size_t i = 0; i < req->extensions.n; i++)
        taken = ap_arena_join(job->mem, taken, i ? ", " : "", req->extensions.items[i]);
    struct ap_diagnostic *d =
        item->ext.len ? ap_add_fault(job, item, &item->order->file, "%.*s takes no .%.*s",
                                     AP_FMT(req->ref), AP_FMT(item->ext))
                      : ap_add_fault(job, item, &item->order->file,
                                     "the file has no extension, and its format is not known");
    if (taken.len)
        ap_diag_hint(job->dg, d, "it takes %.*s", AP_FMT(taken));
}

/** The file keeps what its sidecar says only if it keeps its name. */
static void
check_own_sidecar(struct ap_add_job *job, struct ap_add_item *item)
{
    struct ap_str sidecar =
        ap_arena_printf(job->mem, "%.*s.meta.yaml", AP_FMT(item->order->file.text));
    if (!item->lies_in_evidence || item->action == AP_ADD_SAME || access(sidecar.ptr, F_OK) != 0)
        return;
    struct ap_diagnostic *d = ap_add_fault(
        job, item, &item->order->file, "the file lies in the evidence folder and has a sidecar");
    ap_diag_hint(job->dg, d, "rename both with apipack rename, or add serves to the sidecar");
}

/** A file that is moved can be moved once. */
static void
check_moved_once(struct ap_add_job *job, struct ap_add_item *item, uint32_t index)
{
    if (!job->options->move && !item->lies_in_evidence)
        return;
    if (ap_map_put(&job->moved, job->mem, item->order->file.text, index) != AP_NONE)
        (void)ap_add_fault(job, item, &item->order->file, "an earlier row moves this file");
}

static int
check_order(struct ap_add_job *job, const struct ap_add_order *order, uint32_t index,
            struct ap_add_item *item)
{
    *item = (struct ap_add_item){.order = order};
    find_requirement(job, item);
    int result = ap_add_read(job, item);
    if (result != AP_OK || !item->req)
        return result;
    if (item->bytes > 0) /* else there is no file, and that was said */
        check_format(job, item);
    ap_add_date(job, item);
    if (!item->is_wrong)
        result = ap_add_name(job, item, index);
    ap_add_describe(job, item);
    if (!item->is_wrong)
        check_own_sidecar(job, item);
    check_moved_once(job, item, index);
    return result;
}

/* --- all orders --------------------------------------------------------------------------------- */

static int
check_into(struct ap_add_job *job)
{
    struct ap_str into = job->options->into;
    if (into.len == 0)
        return AP_OK;
    struct ap_str unreal = ap_path_is_confined(into) ? ap_add_unreal_folder(job, into) : into;
    if (unreal.len == 0)
        return AP_OK;
    struct ap_diagnostic *d =
        ap_diag_add(job->dg, AP_CLI012, (struct ap_place){AP_STR_NONE, 0, 0},
                    "--into \"%.*s\" is no folder below the evidence folder", AP_FMT(unreal));
    ap_diag_hint(job->dg, d, "give it relative to the evidence folder, as in --into gateway");
    return AP_E_INVALID;
}

static int
check_all(struct ap_add_job *job, const struct ap_add_orders *orders, struct ap_add_item *items)
{
    ap_add_index_evidence(job);
    int result = check_into(job);
    bool wrong = result != AP_OK;
    for (size_t i = 0; i < orders->n; i++) {
        result = check_order(job, &orders->items[i], (uint32_t)i, &items[i]);
        if (result != AP_OK)
            return result;
        wrong |= items[i].is_wrong;
    }
    return wrong ? AP_E_INVALID : AP_OK;
}

static int
write_all(struct ap_add_job *job, const struct ap_add_item *items, size_t n,
          struct ap_add_results *results)
{
    for (size_t i = 0; i < n; i++) {
        const ap_stop *cancel = job->options->cancel;
        struct ap_add_result done;
        if (ap_is_stopped(cancel))
            return AP_E_CANCELLED;
        int result = ap_add_write(job, &items[i], &done);
        if (result != AP_OK)
            return result == AP_E_CANCELLED ? result : AP_E_IO;
        *ap_vec_push(job->mem, results) = done;
    }
    return AP_OK;
}

static void
name_run(struct ap_add_job *job)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t raw[RUN_ID_BYTES] = {0};
    if (ap_random_bytes(raw, sizeof raw) != AP_OK)
        return;
    for (size_t i = 0; i < sizeof raw; i++) {
        job->run_id[2 * i] = digits[raw[i] >> 4];
        job->run_id[2 * i + 1] = digits[raw[i] & 15];
    }
}

int
ap_add(const struct ap_catalogue *cat, const struct ap_add_orders *orders,
       const struct ap_add_options *options, struct ap_arena *mem,
       struct ap_add_results *ret_results, struct ap_diag *dg)
{
    struct ap_add_job job = {.cat = cat, .options = options, .mem = mem, .dg = dg};
    struct ap_add_item *items = ap_arena_array(mem, struct ap_add_item, orders->n);
    struct ap_str folder = ap_path_join(mem, cat->ws->dir, cat->ws->evidence.folder);
    AP_AUTO_FREE char *real = realpath(folder.ptr, NULL);
    job.evidence_dir = real ? ap_arena_printf(mem, "%s/", real) : AP_STR_NONE;
    name_run(&job);
    *ret_results = (struct ap_add_results){0};
    job.reader = ap_single_open(cat->lib, ap_checks, ap_n_checks, NULL, options->cancel);
    int result = check_all(&job, orders, items);
    ap_single_close(job.reader);
    if (result == AP_OK)
        result = write_all(&job, items, orders->n, ret_results);
    return result;
}
