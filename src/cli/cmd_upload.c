/* `apipack upload`: a pack that verifies goes to SharePoint, and a receipt says what lies there.
 * Place in the flow: cli; vault/upload does the work.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "cli/seal.h"
#include "cli/vault.h"
#include "pack/verify.h"
#include "port/fs.h"
#include "port/pool.h"
#include "vault/upload.h"

const struct ap_opt_spec ap_cmd_upload_options[] = {
    {AP_OPT_VAULT_TO, 0, "to", "URL",
     "the document library, or a folder in it (default: sharepoint.library of the workspace)"},
    {AP_OPT_FILES, 0, "files", NULL,
     "send the evidence in the pack too, as files with their columns"},
    {AP_OPT_ON_CONFLICT, 0, "on-conflict", "WHAT",
     "when the name is taken by other bytes: fail, replace or rename (default: fail)"},
    {AP_OPT_VERIFY, 0, "verify", "HOW", "hash, or download: read back and compare (default: hash)"},
    {AP_OPT_LINK, 0, "link", NULL, "make a view link for the organization"},
    {AP_OPT_LABEL, 0, "label", "NAME", "set this retention label, last of all"},
    {AP_OPT_DRY_RUN, 0, "dry-run", NULL, "show what would be sent; no connection is opened"},
    {AP_OPT_CHECK, 0, "check", NULL, "try sign-in and permissions, and name what is missing"},
    {AP_OPT_ABORT, 0, "abort", NULL, "close what an interrupted upload left open"},
    {AP_OPT_PASSPHRASE_FILE, 0, "passphrase-file", "FILE",
     "of an encrypted pack: the passphrase is its first line"},
    AP_VAULT_OPTIONS,
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

static const struct ap_choice conflict_words[] = {{"fail", AP_CONFLICT_FAIL},
                                                  {"replace", AP_CONFLICT_REPLACE},
                                                  {"rename", AP_CONFLICT_RENAME},
                                                  {NULL, 0}};

static int
read_options(struct ap_cli *cli, const struct ap_workspace *ws, struct ap_upload_options *o)
{
    struct ap_str conflict = ap_opt_value(&cli->line, AP_OPT_ON_CONFLICT);
    struct ap_str verify = ap_opt_value(&cli->line, AP_OPT_VERIFY);
    int policy = conflict.len ? ap_word_value(conflict_words, conflict) : AP_CONFLICT_FAIL;
    *o = (struct ap_upload_options){
        .pack = cli->line.args.items[0],
        .evidence_folder = ws ? ws->evidence.folder : AP_STR("evidence"),
        .files = ap_opt_given(&cli->line, AP_OPT_FILES),
        .link = ap_opt_given(&cli->line, AP_OPT_LINK),
        .label = ap_opt_value(&cli->line, AP_OPT_LABEL),
        .verify_download = ap_str_is(verify, "download"),
        .cancel = cli->cancel,
    };
    if (policy < 0) {
        ap_cli_bad_value(cli, "--on-conflict", conflict, "fail, replace or rename");
        return AP_E_INVALID;
    }
    if (verify.len && !o->verify_download && !ap_str_is(verify, "hash")) {
        ap_cli_bad_value(cli, "--verify", verify, "hash or download");
        return AP_E_INVALID;
    }
    o->on_conflict = (enum ap_on_conflict)policy;
    if (ap_opt_given(&cli->line, AP_OPT_CHECK) + ap_opt_given(&cli->line, AP_OPT_ABORT) +
            ap_opt_given(&cli->line, AP_OPT_DRY_RUN) >
        1) {
        (void)ap_cli_fault(cli, AP_CLI004, "--check, --abort and --dry-run exclude each other");
        return AP_E_INVALID;
    }
    return ap_cli_vault_url(cli, AP_OPT_VAULT_TO, "--to", ws, &o->to);
}

static void
add_line(struct ap_buf *out, const char *what, struct ap_str name, struct ap_str where)
{
    ap_buf_printf(out, "%-14s", what);
    ap_text_escape(out, name);
    ap_buf_add_c(out, " -> ");
    ap_text_escape(out, where);
}

static int
show_plan(struct ap_cli *cli, const struct ap_upload_plan *plan)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_str above = ap_arena_join_all(cli->mem, &plan->url.segments, "/");
    uint64_t bytes = 0;
    for (size_t i = 0; i < plan->files.n; i++) {
        const struct ap_upload_file *file = &plan->files.items[i];
        add_line(&out, "would send", file->name, ap_arena_join(cli->mem, above, "/", file->path));
        ap_buf_printf(&out, " (%llu bytes)\n", (unsigned long long)file->bytes);
        bytes += file->bytes;
    }
    ap_buf_printf(&out, "%zu %s, %llu bytes, to %.*s; nothing was sent\n", plan->files.n,
                  plan->files.n == 1 ? "file" : "files", (unsigned long long)bytes,
                  AP_FMT(plan->url.host));
    return cli->quiet ? AP_EXIT_OK : ap_cli_print(cli, ap_buf_str(&out));
}

/** Only a pack that holds is worth sending. */
static int
verify_pack(struct ap_cli *cli, struct ap_str path, struct ap_str *ret_encrypted_id)
{
    struct ap_verification result = {0};
    struct ap_verify_options options = {
        .n_workers = ap_pool_processors(), .unlock = ap_cli_unlock(cli), .cancel = cli->cancel};
    int rc = ap_verify(path.ptr, &options, cli->mem, &result);
    int code = AP_EXIT_OK;
    if (rc == AP_OK && result.verdict == AP_PACK_FAILED) {
        struct ap_diagnostic *d =
            ap_diag_add(cli->dg, AP_VLT020, (struct ap_place){.file = path}, "%.*s",
                        AP_FMT(ap_verify_cause(&result, path.ptr, cli->mem)));
        ap_diag_hint(cli->dg, d, "apipack verify says what is wrong with it");
        code = AP_EXIT_INTEGRITY;
    } else if (rc == AP_OK && result.is_encrypted) {
        *ret_encrypted_id = result.pack_id;
    } else if (rc != AP_OK && rc != AP_E_NOTFOUND) {
        code = ap_exit_of(cli, rc);
        if (rc == AP_E_IO)
            (void)ap_diag_add(cli->dg, AP_CLI010, (struct ap_place){.file = path}, "%s",
                              ap_error_text(errno));
    }
    ap_verify_close(&result);
    return code;
}

/** A pack that is verified while its digests are taken: both read all of it. */
struct preparing {
    struct ap_cli *cli;
    struct ap_str path;
    struct ap_transfer pack;
    struct ap_arena mem; /* of the thread that hashes */
    int code;            /* of the verification */
    struct ap_str encrypted_id;
    int hashed;
};

static int
prepare_part(void *ctx, unsigned worker, size_t index)
{
    struct preparing *p = ctx;
    (void)worker;
    if (index == 0)
        p->code = verify_pack(p->cli, p->path, &p->encrypted_id);
    else
        p->hashed = ap_transfer_hash(&p->pack, p->cli->cancel, &p->mem);
    return AP_OK;
}

/** Verified, hashed and planned, without a network. The plan borrows from `p`. */
static int
prepare(struct preparing *p, struct ap_upload_options *options, struct ap_upload_plan *ret_plan)
{
    enum { PARTS = 2 };
    uint64_t bytes;
    struct ap_cli *cli = p->cli;
    bool open = ap_fs_open_file(options->pack.ptr, &p->pack.fd, &bytes) == AP_OK;
    int result = ap_pool_run(PARTS, open ? PARTS : 1, NULL, prepare_part, p);
    if (result == AP_OK && p->code == AP_EXIT_OK) {
        options->encrypted_id = p->encrypted_id;
        options->hashed = open && p->hashed == AP_OK ? &p->pack : NULL;
        result = ap_upload_make_plan(options, cli->mem, ret_plan, cli->dg);
    }
    if (!options->hashed && p->pack.fd >= 0)
        (void)close(p->pack.fd);
    return p->code ? p->code : ap_exit_of(cli, result);
}

static void
show_result(const struct ap_upload_plan *plan, struct ap_buf *out)
{
    for (size_t i = 0; i < plan->files.n; i++) {
        const struct ap_upload_file *file = &plan->files.items[i];
        if (!file->done) {
            ap_buf_add_c(out, "not sent      ");
            ap_text_escape(out, file->name);
        } else {
            add_line(out, file->arrived.was_there ? "was there" : "sent", file->name,
                     ap_url_shown(file->arrived.web_url));
            ap_buf_printf(out, " (%s)", ap_arrival_name(file->arrived.arrival));
        }
        ap_buf_add_char(out, '\n');
    }
    if (plan->link.len) {
        ap_buf_add_c(out, "link          ");
        ap_text_escape(out, plan->link);
        ap_buf_add_char(out, '\n');
    }
}

static int
write_receipt(struct ap_cli *cli, const struct ap_upload_plan *plan, const struct ap_remote *remote,
              struct ap_buf *out)
{
    AP_AUTO_BUF struct ap_buf json = {0};
    struct ap_str path = ap_arena_join(cli->mem, plan->options.pack, "", AP_STR(AP_RECEIPT_SUFFIX));
    ap_upload_receipt(plan, remote->out.now_s(), cli->mem, &json);
    if (ap_fs_write_atomic(path.ptr, ap_buf_str(&json))) {
        (void)ap_diag_add(cli->dg, AP_CLI008, (struct ap_place){.file = path},
                          "cannot write the receipt: %s", ap_error_text(errno));
        return AP_EXIT_SYSTEM;
    }
    ap_buf_add_c(out, "receipt       ");
    ap_text_escape(out, path);
    ap_buf_printf(out, "\npack id       %.*s\n", AP_FMT(plan->pack_id));
    return AP_EXIT_OK;
}

static int
upload(struct ap_cli *cli, struct ap_upload_plan *plan, struct ap_remote *remote,
       const struct ap_library *lib)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    int result = ap_upload_run(plan, remote, lib, cli->mem);
    int code = ap_exit_of(cli, result);
    bool any = plan->files.items[0].done;
    if (any)
        show_result(plan, &out);
    int written = any ? write_receipt(cli, plan, remote, &out) : AP_EXIT_OK;
    if (!cli->quiet && out.len) {
        int printed = ap_cli_print(cli, ap_buf_str(&out));
        written = written ? written : printed;
    }
    return code ? code : written;
}

static int
check(struct ap_cli *cli, struct ap_remote *remote, const struct ap_library_url *url,
      const struct ap_library *lib)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_upload_probes probes = {NULL, 0, 0};
    int result = ap_upload_check(remote, url, lib, cli->mem, &probes);
    for (size_t i = 0; i < probes.n; i++) {
        ap_buf_printf(&out, "%-8s%.*s: ", probes.items[i].ok ? "ok" : "missing",
                      AP_FMT(probes.items[i].what));
        ap_text_escape(&out, probes.items[i].words);
        ap_buf_add_char(&out, '\n');
    }
    int printed = ap_cli_print(cli, ap_buf_str(&out));
    return result ? ap_exit_of(cli, result) : printed;
}

static int
abort_upload(struct ap_cli *cli, struct ap_remote *remote, const struct ap_upload_options *options)
{
    size_t n;
    int result = ap_upload_abort(options, remote, cli->mem, &n);
    ap_cli_say(cli, "%zu open %s closed", n, n == 1 ? "upload" : "uploads");
    return ap_exit_of(cli, result);
}

/** Everything that needs a connection. */
static int
run_online(struct ap_cli *cli, struct ap_upload_plan *plan, const struct ap_cli_library *opened)
{
    struct ap_remote remote = {0};
    int result = ap_cli_remote(cli, opened->ws, &remote);
    int code = ap_exit_of(cli, result);
    if (result == AP_OK && ap_opt_given(&cli->line, AP_OPT_ABORT))
        code = abort_upload(cli, &remote, &plan->options);
    else if (result == AP_OK && ap_opt_given(&cli->line, AP_OPT_CHECK))
        code = check(cli, &remote, &plan->url, opened->lib);
    else if (result == AP_OK)
        code = upload(cli, plan, &remote, opened->lib);
    ap_remote_close(&remote);
    return code;
}

int
ap_cmd_upload(struct ap_cli *cli)
{
    struct ap_cli_library opened = {NULL, NULL};
    struct ap_upload_options options;
    struct ap_upload_plan plan = {.fd = -1};
    struct preparing preparing = {.cli = cli, .pack.fd = -1};
    int result = ap_cli_open_library(cli, &opened);
    if (result == AP_OK)
        result = read_options(cli, opened.ws, &options);
    if (result)
        return ap_exit_of(cli, result);
    if (ap_opt_given(&cli->line,
                     AP_OPT_ABORT)) { /* the journal is enough: the pack may be another by now */
        plan.options = options;
        return run_online(cli, &plan, &opened);
    }
    preparing.path = options.pack;
    int code = prepare(&preparing, &options, &plan);
    if (code == AP_EXIT_OK && ap_opt_given(&cli->line, AP_OPT_DRY_RUN))
        code = show_plan(cli, &plan);
    else if (code == AP_EXIT_OK)
        code = run_online(cli, &plan, &opened);
    ap_upload_close(&plan);
    ap_arena_release(&preparing.mem);
    return code;
}
