/* The layers in order: each is checked as far as the ones before it allow, and says what it proves.
 * Place in the flow: pack; the entry of verify.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "pack/verify/names.h"
#include "pack/verify/seals.h"
#include "pack/verify/state.h"
#include "port/fs.h"

const char *const ap_layer_names[AP_N_LAYERS] = {"container", "bag", "manifest", "signature",
                                                 "time"};

const char *
ap_layer_state_name(enum ap_layer_state state)
{
    static const char *const names[] = {
        [AP_LAYER_UNCHECKED] = "not checked", [AP_LAYER_OK] = "ok",
        [AP_LAYER_CHANGED] = "changed",       [AP_LAYER_FAILED] = "failed",
        [AP_LAYER_ABSENT] = "absent",
    };
    return names[state];
}

const char *
ap_verdict_name(enum ap_verdict_of_pack verdict)
{
    static const char *const names[] = {
        [AP_PACK_FAILED] = "failed",
        [AP_PACK_VERIFIED] = "verified",
        [AP_PACK_CHANGED] = "contents verified, container changed",
    };
    return names[verdict];
}

/** One run of ap_verify. */
struct run {
    const struct ap_verify_options *options;
    struct ap_arena *mem;
    struct ap_verification *result;
    struct ap_verify_state *state;
    int stopped; /* by who was asked for the passphrase */
};

static struct ap_layer *
layer_of(const struct run *run, enum ap_layer_id id)
{
    return &run->result->layers[id];
}

static struct ap_diag *
faults_of(const struct run *run, enum ap_layer_id id)
{
    return &layer_of(run, id)->faults;
}

static void conclude(const struct run *run, enum ap_layer_id id, enum ap_layer_state state,
                     const char *fmt, ...) AP_PRINTF(4, 5);

/** A layer with an error failed, whatever else is said of it. */
static void
conclude(const struct run *run, enum ap_layer_id id, enum ap_layer_state state, const char *fmt,
         ...)
{
    struct ap_layer *layer = layer_of(run, id);
    va_list args;
    va_start(args, fmt);
    layer->says = ap_arena_vprintf(run->mem, fmt, args);
    va_end(args);
    layer->state = state;
    if (layer->faults.n_errors == 0)
        return;
    layer->state = AP_LAYER_FAILED;
    layer->says = ap_arena_printf(run->mem, "does not hold: %zu %s", layer->faults.n_errors,
                                  layer->faults.n_errors == 1 ? "fault" : "faults");
}

/* --- opening ---------------------------------------------------------------------------------------- */

/** The passphrase, and why it does not do, in words. */
static int
unlock(struct run *run, const char **ret_why)
{
    const struct ap_unlock *who = &run->options->unlock;
    struct ap_tree *tree = &run->state->tree;
    bool opens = false;
    int rc = who->ask ? who->ask(who->ctx, &tree->passphrase) : AP_E_NOTFOUND;
    *ret_why = NULL;
    if (rc == AP_E_NOTFOUND) {
        *ret_why = "it is encrypted, and no passphrase is given";
        return AP_OK;
    }
    if (rc != AP_OK) {
        run->stopped = rc;
        return AP_E_INVALID;
    }
    rc = ap_tree_try_passphrase(tree, &opens);
    if (!opens)
        *ret_why = "it is encrypted, and the passphrase does not open it";
    return rc;
}

/** AP_E_INVALID: encrypted, and not to be opened; reported once for all entries. */
static int
open_encryption(struct run *run, const char *path)
{
    const struct ap_verify_state *state = run->state;
    struct ap_verification *result = run->result;
    for (size_t i = 0; i < state->zip.n; i++)
        result->is_encrypted = result->is_encrypted || state->zip.records[i].aes;
    if (!result->is_encrypted)
        return AP_OK;
    int rc = unlock(run, &result->locked);
    if (rc != AP_OK || !result->locked)
        return rc;
    (void)ap_diag_add(faults_of(run, AP_LAYER_CONTAINER), AP_VFY039,
                      (struct ap_place){.file = ap_str_from(path)}, "%s", result->locked);
    return AP_E_INVALID;
}

static int
open_zip(struct run *run, const char *path, uint64_t bytes)
{
    struct ap_verify_state *state = run->state;
    struct ap_diag *dg = faults_of(run, AP_LAYER_CONTAINER);
    run->result->is_zip = true;
    int rc = ap_zip_audit(state->fd, bytes, ap_str_from(path), run->options->any_bag, run->mem,
                          &state->zip, dg);
    if (rc == AP_OK && state->zip.n == 0)
        rc = AP_E_INVALID; /* reported */
    if (rc == AP_OK)
        rc = ap_tree_of_zip(&state->zip, run->mem, &state->tree, dg);
    if (rc == AP_OK && !ap_manifest_is_pack_name(state->tree.name))
        ap_zip_note_change(&state->zip.changes, AP_CHANGE_TOP, state->tree.name);
    return rc == AP_OK ? open_encryption(run, path) : rc;
}

/** A folder that holds nothing but one folder with a bag in it stands for that: what --extract makes. */
static void
enter_only_folder(struct ap_verify_state *state, struct ap_str *path, struct ap_arena *mem)
{
    struct ap_entries entries;
    struct ap_str top = AP_STR_NONE;
    if (ap_fs_walk(state->fd, NULL, NULL, mem, &entries) != AP_OK || entries.n == 0)
        return;
    for (size_t i = 0; i < entries.n; i++) {
        struct ap_str entry = entries.items[i].path;
        struct ap_str first = ap_str_slice(entry, 0, ap_str_find(entry, '/'));
        if (first.len == entry.len || (i > 0 && !ap_str_eq(first, top)))
            return;
        top = first;
    }
    int fd;
    struct ap_str inner = ap_path_join(mem, *path, top);
    if (ap_fs_open_dir(inner.ptr, &fd) != AP_OK)
        return;
    (void)close(state->fd);
    state->fd = fd;
    *path = inner;
}

static void
audit_folder_names(const struct run *run)
{
    const struct ap_tree *tree = &run->state->tree;
    for (size_t i = 0; i < tree->n; i++) {
        const char *words = ap_name_fault(tree->files[i].path, run->options->any_bag);
        if (words)
            (void)ap_diag_add(faults_of(run, AP_LAYER_BAG), AP_VFY007,
                              (struct ap_place){.file = tree->files[i].path}, "%s", words);
    }
}

static int
open_folder(struct run *run, const char *path)
{
    struct ap_verify_state *state = run->state;
    struct ap_str place = ap_str_from(path);
    int rc = ap_fs_open_dir(path, &state->fd);
    if (rc != AP_OK)
        return rc;
    enter_only_folder(state, &place, run->mem);
    AP_AUTO_FREE char *real = realpath(ap_arena_copy(run->mem, place).ptr, NULL);
    struct ap_str name = ap_arena_copy(run->mem, ap_path_base(ap_str_from(real)));
    rc = ap_tree_of_folder(state->fd, place, name, run->mem, &state->tree,
                           faults_of(run, AP_LAYER_BAG));
    if (rc == AP_OK)
        audit_folder_names(run);
    return rc == AP_E_LIMIT ? AP_E_INVALID : rc;
}

/** AP_E_INVALID: reported, there is nothing to look into. */
static int
open_tree(struct run *run, const char *path)
{
    uint64_t bytes;
    int rc = ap_fs_open_file(path, &run->state->fd, &bytes);
    if (rc == AP_OK)
        return open_zip(run, path, bytes);
    if (rc == AP_E_INVALID && errno == EISDIR)
        return open_folder(run, path);
    if (rc == AP_E_INVALID)
        (void)ap_diag_add(faults_of(run, AP_LAYER_CONTAINER), AP_VFY001,
                          (struct ap_place){.file = ap_str_from(path)},
                          "this is neither a file nor a folder");
    return rc;
}

/* --- the layers ------------------------------------------------------------------------------------- */

/** What the read of the entries adds to the audit of the headers. */
static void
add_read_faults(struct run *run)
{
    struct ap_verify_state *state = run->state;
    struct ap_diag *dg = faults_of(run, AP_LAYER_CONTAINER);
    for (size_t i = 0; i < state->tree.n; i++) {
        const struct ap_file_facts *facts = &state->pass.facts[i];
        struct ap_str path = state->tree.files[i].path;
        if (facts->read.fault)
            (void)ap_diag_add(dg, AP_VFY013, (struct ap_place){.file = path}, "%s",
                              facts->read.fault);
        if (facts->read.hidden_bits)
            ap_zip_note_change(&state->zip.changes, AP_CHANGE_PADDING, path);
        if (facts->repacked)
            ap_zip_note_change(&state->zip.changes, AP_CHANGE_PACKING, path);
    }
}

static void
finish_container(struct run *run)
{
    struct ap_verify_state *state = run->state;
    struct ap_diag *dg = faults_of(run, AP_LAYER_CONTAINER);
    if (!run->result->is_zip) {
        conclude(run, AP_LAYER_CONTAINER, AP_LAYER_ABSENT,
                 "this is a folder, not a zip: there is no container to check");
        return;
    }
    add_read_faults(run);
    if (dg->n_errors == 0 && !run->options->any_bag)
        ap_zip_report_changes(&state->zip, dg);
    bool changed = false;
    for (int i = 0; i < AP_N_CHANGES; i++)
        changed = changed || state->zip.changes.n[i];
    if (run->options->any_bag)
        conclude(run, AP_LAYER_CONTAINER, AP_LAYER_OK, "the zip can be read without contradiction");
    else if (changed)
        conclude(run, AP_LAYER_CONTAINER, AP_LAYER_CHANGED,
                 "another program wrote or changed the zip; nothing is hidden in it, and all "
                 "programs see the same files");
    else
        conclude(run, AP_LAYER_CONTAINER, AP_LAYER_OK,
                 "every header is the one that apipack writes; nothing is hidden between the %zu "
                 "entries (compressed bytes compared: %zu)",
                 state->zip.n, state->pass.n_compared);
}

static void
finish_bag(struct run *run)
{
    const struct ap_tree *tree = &run->state->tree;
    size_t n_payload = 0;
    for (size_t i = 0; i < tree->n; i++)
        n_payload += ap_str_starts(tree->files[i].path, AP_STR("data/"));
    conclude(run, AP_LAYER_BAG, AP_LAYER_OK,
             "all listed files are there with the digests that the bag lists: %zu payload files, "
             "and every file that the tag manifest names",
             n_payload);
}

static void
finish_manifest(struct run *run)
{
    const struct ap_manifest *m = &run->state->manifest;
    conclude(run, AP_LAYER_MANIFEST, AP_LAYER_OK,
             "manifest.json names the same %llu files, sizes and digests; the pack id follows from "
             "files and slots; %llu slots are listed and %lld counted, %lld in all",
             (unsigned long long)m->n_items, (unsigned long long)m->n_slots,
             (long long)m->told[AP_TOLD_NOT_LISTED], (long long)m->told[AP_TOLD_SLOTS]);
}

/* --- the whole -------------------------------------------------------------------------------------- */

static void
read_manifest(void *ctx)
{
    const struct run *run = ctx;
    ap_manifest_read(&run->state->tree, run->mem, faults_of(run, AP_LAYER_MANIFEST),
                     &run->state->manifest);
}

static int
read_all(struct run *run)
{
    struct ap_verify_state *state = run->state;
    struct ap_pass_options options = {.n_workers = run->options->n_workers,
                                      .cancel = run->options->cancel,
                                      .progress = run->options->progress};
    state->bag = (struct ap_bag){.tree = &state->tree,
                                 .is_pack = !run->options->any_bag,
                                 .mem = run->mem,
                                 .dg = faults_of(run, AP_LAYER_BAG)};
    bool is_bag = ap_bag_read(&state->bag, options.hashes) == AP_OK;
    if (!run->options->any_bag) {
        options.hashes[AP_HASH_SHA256] = true;
        options.beside = read_manifest;
        options.beside_ctx = run;
    }
    int rc = ap_pass_run(&state->tree, &options, run->mem, &state->pass);
    struct ap_pass_levels levels;
    if (rc == AP_OK && ap_pass_levels(state->manifest.engines, run->mem, &levels))
        rc = ap_pass_compare_packing(&state->tree, &options, &levels, run->mem, &state->pass);
    if (rc != AP_OK)
        return rc;
    if (is_bag)
        ap_bag_compare(&state->bag, &state->pass);
    if (state->manifest.is_read)
        ap_manifest_compare(&state->manifest, &state->tree, &state->pass, run->options->expected_id,
                            run->mem, faults_of(run, AP_LAYER_MANIFEST), &run->result->pack_id);
    return AP_OK;
}

static void
fill_result(struct run *run)
{
    struct ap_verification *result = run->result;
    const struct ap_manifest *m = &run->state->manifest;
    result->name = run->state->tree.name;
    result->has_manifest = m->is_read;
    result->complete = m->complete;
    result->organization = m->organization;
    result->product = m->product;
    result->window = ap_arena_printf(run->mem, "%.*s..%.*s", AP_FMT(m->from), AP_FMT(m->to));
    result->as_of = m->as_of;
    result->audience = m->audience;
    result->id_was_expected =
        run->options->expected_id.len && ap_str_ieq(run->options->expected_id, result->pack_id);
    result->n_files = run->state->tree.n;
    for (size_t i = 0; i < run->state->tree.n; i++)
        result->bytes += run->state->pass.facts[i].read.bytes;
}

static void
set_verdict(struct run *run)
{
    bool changed = false;
    bool failed = false;
    for (int i = 0; i < AP_N_LAYERS; i++) {
        failed = failed || run->result->layers[i].faults.n_errors;
        changed = changed || run->result->layers[i].state == AP_LAYER_CHANGED;
    }
    run->result->verdict = failed ? AP_PACK_FAILED : changed ? AP_PACK_CHANGED : AP_PACK_VERIFIED;
}

static void
finish_layers(struct run *run)
{
    finish_container(run);
    finish_bag(run);
    if (run->options->any_bag)
        return;
    finish_manifest(run);
    ap_verify_seals(&run->state->tree, &run->options->trust, run->mem, run->result);
}

int
ap_verify(const char *path, const struct ap_verify_options *options, struct ap_arena *mem,
          struct ap_verification *ret_result)
{
    struct ap_verify_state *state = ap_arena_new(mem, struct ap_verify_state);
    struct run run = {options, mem, ret_result, state, AP_OK};
    *ret_result = (struct ap_verification){.state = state};
    state->fd = -1;
    for (int i = 0; i < AP_N_LAYERS; i++) {
        ap_diag_init(&ret_result->layers[i].faults, mem);
        ret_result->layers[i].says = AP_STR("a layer before it does not hold");
    }
    int rc = open_tree(&run, path);
    if (run.stopped)
        return run.stopped;
    if (rc == AP_E_INVALID) {
        for (int i = 0; i <= AP_LAYER_BAG; i++)
            if (ret_result->layers[i].faults.n_errors)
                conclude(&run, (enum ap_layer_id)i, AP_LAYER_FAILED, "%s", "");
        return AP_OK;
    }
    if (rc == AP_OK)
        rc = read_all(&run);
    if (rc != AP_OK)
        return rc;
    finish_layers(&run);
    fill_result(&run);
    set_verdict(&run);
    return AP_OK;
}

struct ap_str
ap_verify_cause(const struct ap_verification *result, const char *path, struct ap_arena *mem)
{
    size_t n = 0;
    const struct ap_diagnostic *first = NULL;
    for (int i = 0; i < AP_N_LAYERS; i++) {
        const struct ap_diag *dg = &result->layers[i].faults;
        n += dg->n_errors;
        for (size_t k = 0; !first && k < dg->n; k++)
            if (dg->items[k].level == AP_ERROR)
                first = &dg->items[k];
    }
    if (result->locked)
        return ap_arena_copy(mem, ap_str_from(result->locked));
    if (!first)
        return AP_STR("it does not verify");
    struct ap_str file = first->place.file;
    if (ap_str_is(file, path))
        file = AP_STR_NONE;
    struct ap_str more = n > 1 ? ap_arena_printf(mem, " (and %zu more)", n - 1) : AP_STR_NONE;
    return ap_arena_printf(mem, "it does not verify: %.*s%s%.*s%.*s", AP_FMT(file),
                           file.len ? ": " : "", AP_FMT(first->message), AP_FMT(more));
}

void
ap_verify_close(struct ap_verification *result)
{
    if (!result->state || result->state->fd < 0)
        return;
    (void)close(result->state->fd);
    result->state->fd = -1;
}
