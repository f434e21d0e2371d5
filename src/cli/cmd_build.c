/* `apipack build`: all stages, the pack, then the summary.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/utf8.h"
#include "cli/guard.h"
#include "cli/seal.h"
#include "cli/timings.h"
#include "cli/verdict.h"
#include "cli/write.h"
#include "edit/disclosure.h"
#include "pack/attest.h"
#include "port/deflate.h"

#define ALL           "all" /* --audience */
#define RECIPIENT_MAX 200

const struct ap_opt_spec ap_cmd_build_options[] = {
    {AP_OPT_STRICT, 0, "strict", NULL, "write nothing unless the exit code is 0"},
    {AP_OPT_INCLUDE_PENDING, 0, "include-pending", NULL,
     "internal packs: also what awaits its review, marked as such"},
    {AP_OPT_RECIPIENT, 0, "recipient", "NAME", "record in disclosures.csv who gets the pack"},
    {AP_OPT_AGAINST, 0, "against", "OLD.zip", "say in the reports what changed since that pack"},
    {AP_OPT_ATTEST, 0, "attest", NULL, "write an in-toto statement beside the pack"},
    {AP_OPT_TIMINGS, 0, "timings", NULL, "say where the time went"},
    {AP_OPT_ENCRYPT, 0, "encrypt", NULL, "encrypt the pack with AES-256 and a passphrase"},
    {AP_OPT_LEVEL, 0, "level", "N", "1 (fast) to 12 (small): how hard to compress"},
    {AP_OPT_HASH, 0, "hash", "NAME", "sha256 or sha512: the digests of the bag's lists"},
    AP_SEAL_OPTIONS,
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

/** What the command line says of a build. */
struct order {
    struct ap_run_options run;
    struct ap_report_orders reports;
    enum ap_fail_on level;
    struct ap_str output; /* empty: the canonical name, in the current folder */
    bool strict;
    bool all;                /* packs for all audiences */
    struct ap_str recipient; /* empty: not recorded */
    struct ap_seal_order seal;
    struct ap_str passphrase; /* not empty: packs are encrypted */
};

static int
output_of(struct ap_cli *cli, struct ap_str *ret_output)
{
    struct ap_str output = ap_opt_value(&cli->line, AP_OPT_OUTPUT);
    bool given = ap_opt_given(&cli->line, AP_OPT_OUTPUT);
    bool many = ap_str_is(ap_opt_value(&cli->line, AP_OPT_AUDIENCE), ALL);
    const char *expected = NULL;
    if (given && (output.len == 0 || ap_str_is(output, "-")))
        expected = "the path of a file: a pack cannot go to standard output";
    else if (given && !many && ap_str_ends(output, AP_STR("/")))
        expected = "the path of a file, not of a folder";
    if (expected) {
        ap_cli_bad_value(cli, "-o", output, expected);
        return AP_E_INVALID;
    }
    *ret_output = ap_arena_copy(cli->mem, output);
    return AP_OK;
}

static int
recipient_of(struct ap_cli *cli, struct ap_str *ret_recipient)
{
    struct ap_str name = ap_str_trim(ap_opt_value(&cli->line, AP_OPT_RECIPIENT));
    *ret_recipient = name;
    if (!ap_opt_given(&cli->line, AP_OPT_RECIPIENT))
        return AP_OK;
    if (ap_str_is(ap_opt_value(&cli->line, AP_OPT_AUDIENCE), ALL)) {
        (void)ap_cli_fault(
            cli, AP_CLI004,
            "--recipient does not go together with --audience all: one pack goes to one recipient");
        return AP_E_INVALID;
    }
    if (!ap_text_is_name(name, RECIPIENT_MAX)) {
        ap_cli_bad_value(cli, "--recipient", name, "a name of at most 200 bytes in one line");
        return AP_E_INVALID;
    }
    return AP_OK;
}

static int
passphrase_of(struct ap_cli *cli, struct ap_str *ret_passphrase)
{
    return ap_opt_given(&cli->line, AP_OPT_ENCRYPT) ? ap_cli_new_passphrase(cli, ret_passphrase)
                                                    : AP_OK;
}

static int
hash_of(struct ap_cli *cli, bool *ret_sha512)
{
    struct ap_str name = ap_opt_value(&cli->line, AP_OPT_HASH);
    *ret_sha512 = ap_str_is(name, "sha512");
    if (!ap_opt_given(&cli->line, AP_OPT_HASH) || *ret_sha512 || ap_str_is(name, "sha256"))
        return AP_OK;
    ap_cli_bad_value(cli, "--hash", name, "sha256 or sha512");
    return AP_E_INVALID;
}

/** What nobody has approved yet is for the inner circle alone. */
static int
pending_of(struct ap_cli *cli, bool *ret_pending)
{
    *ret_pending = ap_opt_given(&cli->line, AP_OPT_INCLUDE_PENDING);
    if (!*ret_pending || ap_opt_given(&cli->line, AP_OPT_AUDIENCE))
        return AP_OK;
    ap_run_refuse_pending(AP_STR("auditor"), cli->dg);
    return AP_E_INVALID;
}

static int
order_of(struct ap_cli *cli, struct order *ret_order)
{
    struct order order = {
        .strict = ap_opt_given(&cli->line, AP_OPT_STRICT),
        .all = ap_str_is(ap_opt_value(&cli->line, AP_OPT_AUDIENCE), ALL),
    };
    int results[] = {
        ap_common_run_options(cli, &order.run),
        ap_common_reports(cli, AP_STR("-"), &order.reports),
        ap_common_fail_on(cli, &order.level),
        output_of(cli, &order.output),
        ap_seal_order(cli, &order.seal),
        recipient_of(cli, &order.recipient),
        passphrase_of(cli, &order.passphrase),
        hash_of(cli, &order.run.sha512),
        ap_common_number(cli, AP_OPT_LEVEL, "--level", AP_DEFLATE_LEVEL_MAX, "1 to 12",
                         &order.run.level),
        pending_of(cli, &order.run.pending),
    };
    if (order.all) /* the reports are those of the default audience */
        order.run.audience = AP_STR_NONE;
    *ret_order = order;
    for (size_t i = 0; i < AP_COUNT(results); i++)
        if (results[i])
            return AP_E_INVALID;
    if (cli->quiet && !ap_opt_given(&cli->line, AP_OPT_FORMAT))
        order.reports.n = 0;
    struct ap_str folder = ap_path_dir(order.output);
    if (folder.len == 0 && ap_str_starts(order.output, AP_STR("/")))
        folder = AP_STR("/");
    order.run.pack = true;
    order.run.against = ap_opt_value(&cli->line, AP_OPT_AGAINST);
    order.run.unlock = ap_cli_unlock(cli);
    order.run.spool_dir = folder.len ? ap_arena_copy(cli->mem, folder).ptr : ".";
    *ret_order = order;
    return AP_OK;
}

static void
say_where(const struct ap_cli *cli, const struct ap_run *run, struct ap_str output, bool to_stderr)
{
    if (cli->quiet)
        return;
    FILE *stream = to_stderr ? stderr : stdout;
    (void)fprintf(stream, "pack id: %s\npack: %.*s\n", run->plan->pack_id, AP_FMT(output));
    (void)fflush(stream);
}

static void
say_who_can_open(const struct ap_cli *cli)
{
    ap_cli_say(cli, "Encrypted (AES-256, WinZip AE-2): opens with the passphrase in 7-Zip, WinZip, "
                    "Keka, bsdtar and apipack verify;\n"
                    "not in the Explorer of Windows, the Archive Utility of macOS, nor Info-ZIP's "
                    "unzip. The names, sizes and number\n"
                    "of the files stay readable. Tell the passphrase by another channel.");
}

/** Does a report that is not the text summary own standard output? */
static bool
stdout_is_taken(const struct ap_report_orders *orders)
{
    for (size_t i = 0; i < orders->n; i++)
        if (ap_str_is(orders->items[i].file, "-") &&
            !ap_str_is(ap_str_from(orders->items[i].format->name), "text"))
            return true;
    return false;
}

/** One pack of the run: a run that shares all but assessment and plan. */
struct pack {
    struct ap_run run;
    struct ap_str output;
};
AP_VEC(packs, struct pack);

/** Where the pack of one audience goes: -o names a folder, or a file whose name gets the audience. */
static struct ap_str
output_of_many(struct ap_cli *cli, struct ap_str output, const struct ap_plan *plan)
{
    struct stat st;
    struct ap_str file = ap_arena_join(cli->mem, plan->name, ".zip", AP_STR_NONE);
    if (output.len == 0)
        return file;
    if (ap_str_ends(output, AP_STR("/")) || (stat(output.ptr, &st) == 0 && S_ISDIR(st.st_mode)))
        return ap_path_join(cli->mem, output, file);
    bool is_zip = ap_str_iends(output, AP_STR(".zip"));
    size_t end = is_zip ? output.len - sizeof ".zip" + 1 : output.len;
    return ap_arena_printf(cli->mem, "%.*s-%.*s%.*s", AP_FMT(ap_str_slice(output, 0, end)),
                           AP_FMT(plan->audience->id),
                           AP_FMT(ap_str_slice(output, end, output.len)));
}

static void
list_packs(struct ap_cli *cli, const struct order *order, const struct ap_run *run,
           struct packs *ret_packs)
{
    const struct ap_audiences *audiences = &run->lib->audiences;
    for (size_t i = 0; order->all && i < audiences->n; i++) {
        struct pack *pack = ap_vec_push(cli->mem, ret_packs);
        pack->run = *run;
        ap_run_judge(&order->run, audiences->items[i].id, cli->mem, &pack->run);
        pack->output = output_of_many(cli, order->output, pack->run.plan);
    }
    if (order->all)
        return;
    struct pack *pack = ap_vec_push(cli->mem, ret_packs);
    pack->run = *run;
    pack->output = order->output.len
                       ? order->output
                       : ap_arena_join(cli->mem, run->plan->name, ".zip", AP_STR_NONE);
}

/** The largest of the codes; 0 is the smallest. */
static int
verdict_of(const struct packs *packs, enum ap_fail_on level)
{
    int verdict = AP_EXIT_OK;
    for (size_t i = 0; i < packs->n; i++) {
        int one = ap_exit_of_assessment(packs->items[i].run.as, level);
        verdict = one > verdict ? one : verdict;
    }
    return verdict;
}

static int
write_packs(struct ap_cli *cli, const struct order *order, const struct packs *packs)
{
    for (size_t i = 0; i < packs->n; i++)
        if (ap_cli_guard(cli, packs->items[i].run.ws, packs->items[i].output))
            return AP_EXIT_USAGE;
    if (ap_common_guard_reports(cli, &packs->items[0].run, &order->reports))
        return AP_EXIT_USAGE;
    for (size_t i = 0; i < packs->n; i++) {
        const struct pack *pack = &packs->items[i];
        struct ap_pack_options options = {.output = pack->output.ptr,
                                          .passphrase = order->passphrase,
                                          .seal = &order->seal.seal,
                                          .n_threads = order->run.n_threads,
                                          .cancel = cli->cancel};
        struct ap_str statement;
        int result = ap_run_pack(&order->run, &pack->run, &options, cli->mem, cli->dg);
        if (result == AP_OK && ap_opt_given(&cli->line, AP_OPT_ATTEST))
            result = ap_attest_write(pack->run.plan, options.output, cli->cancel, cli->mem,
                                     &statement, cli->dg);
        if (result)
            return ap_exit_of(cli, result);
    }
    return AP_EXIT_OK;
}

/** Who gets the pack, on which day: kept in the workspace. */
static int
record_recipient(struct ap_cli *cli, const struct order *order, const struct pack *pack)
{
    const struct ap_plan *plan = pack->run.plan;
    struct ap_disclosure disclosure = {.pack_id = ap_str_from(plan->pack_id),
                                       .audience = plan->audience->id,
                                       .day = order->run.today,
                                       .recipient = order->recipient};
    AP_AUTO_LOCK struct ap_lock lock = AP_LOCK_NONE;
    int rc = ap_cli_lock(cli, &lock);
    if (rc == AP_OK)
        rc = ap_disclosure_add(pack->run.ws, &disclosure, cli->mem, cli->dg);
    return rc == AP_OK ? AP_EXIT_OK : AP_EXIT_SYSTEM;
}

static int
finish(struct ap_cli *cli, const struct order *order, const struct ap_run *run)
{
    struct packs packs = {0};
    list_packs(cli, order, run, &packs);
    int verdict = verdict_of(&packs, order->level);
    bool write = !order->strict || verdict == AP_EXIT_OK;
    if (write) {
        int code = write_packs(cli, order, &packs);
        if (code == AP_EXIT_OK && packs.n == 1 && order->recipient.len)
            code = record_recipient(cli, order, &packs.items[0]);
        if (code != AP_EXIT_OK)
            return code;
    }
    int code = ap_common_write_reports(cli, run, &order->reports);
    for (size_t i = 0; write && i < packs.n; i++)
        say_where(cli, &packs.items[i].run, packs.items[i].output,
                  stdout_is_taken(&order->reports));
    if (write && order->passphrase.len)
        say_who_can_open(cli);
    if (!write)
        ap_cli_say(cli, "No pack was written: --strict, and the exit code is %d.", verdict);
    return code ? code : verdict;
}

int
ap_cmd_build(struct ap_cli *cli)
{
    struct order order;
    if (order_of(cli, &order)) {
        ap_seal_release(&order.seal);
        return AP_EXIT_USAGE;
    }
    struct ap_run run = {0};
    struct ap_timings timings = {.n = 0};
    bool timed = ap_opt_given(&cli->line, AP_OPT_TIMINGS);
    if (timed) {
        order.run.on_stage = ap_timings_mark;
        order.run.on_stage_ctx = &timings;
    }
    int result = ap_run_stages(&order.run, cli->mem, &run, cli->dg);
    int code = result ? ap_exit_of(cli, result) : finish(cli, &order, &run);
    if (timed)
        ap_timings_show(&timings, &run);
    ap_run_close(&run);
    ap_seal_release(&order.seal);
    return code;
}
