/* `apipack review`: decisions of a reviewer on many files at once: all checked first, then written.
 * Place in the flow: cli; edit/review does the work.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/utf8.h"
#include "cli/review.h"

const struct ap_opt_spec ap_cmd_review_options[] = {
    {AP_OPT_APPROVE, 0, "approve", NULL, "approve these bytes"},
    {AP_OPT_REJECT, 0, "reject", NULL, "reject them; needs --note"},
    {AP_OPT_BIND, 0, "bind", NULL, "bind approvals without a sha256 to these bytes"},
    {AP_OPT_INTERACTIVE, 'i', "interactive", NULL, "ask about one file after the other"},
    {AP_OPT_CONTROL, 0, "control", "GLOB", "only files of these controls: AUTH-04, RATE-*, AUTH"},
    {AP_OPT_COVERED, 0, "period", "P", "only files whose period lies in P"},
    {AP_OPT_OWNER, 0, "owner", "O", "only what this person or team owns"},
    {AP_OPT_STATUS, 0, "status", "S", "only what is uploaded, approved, rejected or requested"},
    {AP_OPT_BY, 0, "by", "NAME", "who decides (default: APIPACK_USER, else git's user.name)"},
    {AP_OPT_NOTE, 0, "note", "TEXT", "why"},
    {AP_OPT_DESPITE, 0, "despite", "CODE",
     "approve although this finding stands; needs --note; may be repeated"},
    {AP_OPT_SIGN, 0, "sign", "KEY", "sign the decision with this SSH key, through ssh-keygen"},
    {AP_OPT_SEEN, 0, "seen", NULL, "what cannot be scanned was looked at"},
    {AP_OPT_DRY_RUN, 0, "dry-run", NULL, "show what would be written, write nothing"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

static bool
given(const struct ap_review_call *call, enum ap_opt_id id)
{
    return ap_opt_given(&call->cli->line, id);
}

/* --- the command line --------------------------------------------------------------------- */

static int
usage_fault(struct ap_review_call *call, const char *words, const char *hint)
{
    struct ap_diagnostic *d = ap_cli_fault(call->cli, AP_CLI005, "review: %s", words);
    if (hint)
        ap_diag_hint(call->cli->dg, d, "%s", hint);
    return AP_E_INVALID;
}

static int
kind_of(struct ap_review_call *call)
{
    static const struct {
        enum ap_opt_id id;
        enum ap_decision_kind kind;
    } rows[] = {{AP_OPT_APPROVE, AP_DECIDE_APPROVE},
                {AP_OPT_REJECT, AP_DECIDE_REJECT},
                {AP_OPT_BIND, AP_DECIDE_BIND}};
    size_t n = given(call, AP_OPT_INTERACTIVE);
    call->interactive = n > 0;
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        if (!given(call, rows[i].id))
            continue;
        call->decision.kind = rows[i].kind;
        n++;
    }
    if (n == 1)
        return AP_OK;
    return usage_fault(call,
                       n ? "only one of --approve, --reject, --bind and -i can be given"
                         : "what is decided is not said",
                       "give one of --approve, --reject, --bind and -i");
}

/** Which options go with which others. */
static int
check_options(struct ap_review_call *call)
{
    bool approves = !call->interactive && call->decision.kind == AP_DECIDE_APPROVE;
    bool has_note = ap_str_trim(ap_opt_value(&call->cli->line, AP_OPT_NOTE)).len > 0;
    bool chosen = call->cli->line.args.n > 0 || given(call, AP_OPT_CONTROL) ||
                  given(call, AP_OPT_COVERED) || given(call, AP_OPT_OWNER) ||
                  given(call, AP_OPT_STATUS);
    if (!call->interactive && call->decision.kind == AP_DECIDE_REJECT && !has_note)
        return usage_fault(call, "--reject needs --note", "say what has to be mended: --note TEXT");
    if (given(call, AP_OPT_DESPITE) && !approves)
        return usage_fault(call, "--despite goes with --approve alone", NULL);
    if (given(call, AP_OPT_DESPITE) && !has_note)
        return usage_fault(call, "--despite needs --note",
                           "say why the finding does not matter: --note TEXT");
    if (given(call, AP_OPT_SEEN) && !call->interactive && call->decision.kind == AP_DECIDE_REJECT)
        return usage_fault(call, "--seen goes with --approve and --bind", NULL);
    if (call->interactive && (given(call, AP_OPT_NOTE) || given(call, AP_OPT_DRY_RUN)))
        return usage_fault(call, "-i asks for notes and writes at once: no --note, no --dry-run",
                           NULL);
    if (call->interactive && !(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)))
        return usage_fault(call, "-i needs a terminal", "use --approve or --reject in scripts");
    if (!chosen && !call->interactive)
        return usage_fault(call, "which files is not said",
                           "name files, or choose with --control, --period, --owner or --status");
    return AP_OK;
}

static int
filters_of(struct ap_review_call *call)
{
    struct ap_cli *cli = call->cli;
    struct ap_str period = ap_opt_value(&cli->line, AP_OPT_COVERED);
    struct ap_str status = ap_opt_value(&cli->line, AP_OPT_STATUS);
    int result = AP_OK;
    call->selection.control = ap_opt_value(&cli->line, AP_OPT_CONTROL);
    call->selection.owner = ap_opt_value(&cli->line, AP_OPT_OWNER);
    call->selection.has_period = given(call, AP_OPT_COVERED);
    if (call->selection.has_period && ap_period_parse(period, &call->selection.period)) {
        ap_cli_bad_value(cli, "--period", period, "a period: 2026-Q2, 2026-05, 2026 or FROM..TO");
        result = AP_E_INVALID;
    }
    int word = ap_word_value_folded(ap_review_status_words, status);
    if (given(call, AP_OPT_STATUS) && word <= AP_REVIEW_NONE) {
        ap_cli_bad_value(cli, "--status", status, "uploaded, approved, rejected or requested");
        result = AP_E_INVALID;
    } else if (given(call, AP_OPT_STATUS)) {
        call->selection.status = (enum ap_review_status)word;
    }
    return result;
}

static int
notes_of(struct ap_review_call *call)
{
    struct ap_cli *cli = call->cli;
    struct ap_strs codes = ap_opt_values(&cli->line, AP_OPT_DESPITE, cli->mem);
    call->decision.note = ap_str_trim(ap_opt_value(&cli->line, AP_OPT_NOTE));
    call->decision.seen = given(call, AP_OPT_SEEN);
    if (given(call, AP_OPT_SIGN)) {
        struct ap_str key = ap_opt_value(&cli->line, AP_OPT_SIGN);
        if (key.len == 0 || given(call, AP_OPT_BIND))
            return usage_fault(call, "--sign takes an SSH key, and signs approvals and rejections",
                               NULL);
        call->decision.sign_key = given(call, AP_OPT_DRY_RUN) ? NULL : key.ptr;
    }
    call->dry_run = given(call, AP_OPT_DRY_RUN);
    if (!ap_utf8_valid(call->decision.note)) {
        ap_cli_bad_value(cli, "--note", call->decision.note, "a text in UTF-8");
        return AP_E_INVALID;
    }
    for (size_t i = 0; i < codes.n; i++) {
        enum ap_code code = ap_code_from_id(codes.items[i]);
        if (code == AP_N_CODES || ap_code_info(code)->kind != 'F') {
            ap_cli_bad_value(cli, "--despite", codes.items[i],
                             "the code of a finding, as apipack check shows it");
            return AP_E_INVALID;
        }
        *ap_vec_push(cli->mem, &call->decision.despite) = ap_str_from(ap_code_info(code)->id);
    }
    return AP_OK;
}

/* --- files -------------------------------------------------------------------------------- */

/** A path of the current folder as one of the workspace; empty when it leads elsewhere. The last segment is taken as it is: it may be a
 *  link to a file. */
static struct ap_str
from_here(struct ap_review_call *call, struct ap_str path)
{
    struct ap_arena *mem = call->cli->mem;
    struct ap_str dir = ap_path_dir(path);
    bool is_absolute = path.len && path.ptr[0] == '/';
    AP_AUTO_FREE char *root = realpath(ap_arena_copy(mem, call->run.ws->dir).ptr, NULL);
    const char *from = dir.len ? ap_arena_copy(mem, dir).ptr : is_absolute ? "/" : ".";
    AP_AUTO_FREE char *folder = realpath(from, NULL);
    if (!root || !folder)
        return AP_STR_NONE;
    struct ap_str full = ap_path_join(mem, ap_str_from(folder), ap_path_base(path));
    bool is_top = root[1] == '\0';
    struct ap_str above = ap_arena_printf(mem, "%s%s", root, is_top ? "" : "/");
    return ap_str_starts(full, above) ? ap_str_slice(full, above.len, full.len) : AP_STR_NONE;
}

static int
choose(struct ap_review_call *call)
{
    struct ap_cli *cli = call->cli;
    for (size_t i = 0; i < cli->line.args.n; i++) {
        struct ap_str arg = cli->line.args.items[i];
        struct ap_named_file *file = ap_vec_push(cli->mem, &call->selection.files);
        *file = (struct ap_named_file){arg, from_here(call, arg)};
    }
    return ap_select_items(call->run.as, &call->selection, cli->mem, &call->items, cli->dg);
}

/** Every code of --despite must be one of the findings of what was chosen. */
static int
check_despite(struct ap_review_call *call)
{
    const struct ap_strs *codes = &call->decision.despite;
    for (size_t c = 0; c < codes->n; c++) {
        bool found = false;
        for (size_t i = 0; i < call->items.n && !found; i++) {
            struct ap_strs known;
            ap_review_obstacles(call->run.as, call->items.items[i], call->cli->mem, &known);
            found = ap_strs_has(&known, codes->items[c]);
        }
        if (found)
            continue;
        (void)ap_cli_fault(call->cli, AP_CLI004,
                           "--despite %.*s: no such finding stands against these files",
                           AP_FMT(codes->items[c]));
        return AP_E_INVALID;
    }
    return AP_OK;
}

/* --- writing ------------------------------------------------------------------------------ */

static void
add_line(const struct ap_review_call *call, const struct ap_review_plan *plan, struct ap_buf *out)
{
    static const char *const did[] = {"approved", "rejected", "bound"};
    static const char *const would[] = {"would approve", "would reject", "would bind"};
    const struct ap_decision *d = &call->decision;
    char day[AP_DAY_TEXT];
    const char *verb = plan->refused   ? "refused"
                       : plan->idle    ? "unchanged"
                       : call->dry_run ? would[d->kind]
                                       : did[d->kind];
    ap_buf_printf(out, "%-13s  ", verb);
    ap_text_escape(out, plan->item->path);
    if (!plan->refused && !plan->idle) {
        ap_buf_add_c(out, "  by ");
        ap_text_escape(out, d->by);
        ap_buf_printf(out, " on %s", ap_day_text(d->day, day));
        if (plan->sha256.len)
            ap_buf_printf(out, ", sha256 %.12s", plan->sha256.ptr);
    }
    ap_buf_add_char(out, '\n');
}

int
ap_review_one(struct ap_review_call *call, struct ap_review_plan *plan, struct ap_buf *out)
{
    bool writes = !plan->refused && !plan->idle;
    if (writes && !call->dry_run && ap_sidecar_save(&plan->car) < 0)
        return AP_EXIT_SYSTEM;
    add_line(call, plan, out);
    if (writes && call->dry_run)
        ap_cli_show_change(out, plan->car.edit.file, plan->car.before, plan->car.edit.text);
    call->n_refused += plan->refused;
    call->n_idle += plan->idle && !plan->refused;
    call->n_done += writes;
    return AP_EXIT_OK;
}

/** All are planned before the first is written. */
static int
decide_all(struct ap_review_call *call)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_cli *cli = call->cli;
    struct ap_review_plan *plans = ap_arena_array(cli->mem, struct ap_review_plan, call->items.n);
    int code = AP_EXIT_OK;
    for (size_t i = 0; i < call->items.n; i++)
        ap_review_plan_item(call->run.as, call->items.items[i], &call->decision, cli->mem,
                            &plans[i], cli->dg);
    for (size_t i = 0; i < call->items.n && code == AP_EXIT_OK; i++)
        code = *cli->cancel ? AP_EXIT_SIGNAL + *cli->cancel : ap_review_one(call, &plans[i], &out);
    if (call->items.n > 1)
        ap_buf_printf(&out, "%zu %s, %zu unchanged, %zu refused\n", call->n_done,
                      call->dry_run ? "would be written" : "written", call->n_idle,
                      call->n_refused);
    int printed = cli->quiet ? AP_EXIT_OK : ap_cli_print(cli, ap_buf_str(&out));
    if (code != AP_EXIT_OK || printed != AP_EXIT_OK)
        return code != AP_EXIT_OK ? code : printed;
    if (call->n_refused == 0)
        return AP_EXIT_OK;
    return call->n_done + call->n_idle ? AP_EXIT_GAPS : AP_EXIT_USAGE;
}

static int
run_and_decide(struct ap_review_call *call, const struct ap_run_options *options)
{
    int code =
        ap_exit_of(call->cli, ap_run_stages(options, call->cli->mem, &call->run, call->cli->dg));
    if (code != AP_EXIT_OK)
        return code;
    call->decision.day = call->run.as->day;
    if (ap_cli_user(call->cli, call->run.ws, &call->decision.by) || choose(call) ||
        check_despite(call))
        return AP_EXIT_USAGE;
    return call->interactive ? ap_review_talk(call) : decide_all(call);
}

int
ap_cmd_review(struct ap_cli *cli)
{
    struct ap_review_call call = {.cli = cli};
    struct ap_run_options options;
    AP_AUTO_LOCK struct ap_lock lock = AP_LOCK_NONE;
    if (kind_of(&call) || check_options(&call) || filters_of(&call) || notes_of(&call) ||
        ap_common_run_options(cli, &options))
        return AP_EXIT_USAGE;
    if (!call.dry_run && !call.interactive && ap_cli_lock(cli, &lock) < 0)
        return AP_EXIT_SYSTEM;
    int code = run_and_decide(&call, &options);
    ap_run_close(&call.run);
    return code;
}
