/* `apipack verify`: options, one verification, its words, its exit code.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "cli/outputs.h"
#include "cli/progress.h"
#include "cli/seal.h"
#include "cli/verify_show.h"
#include "port/digest.h"
#include "port/pool.h"

const struct ap_opt_spec ap_cmd_verify_options[] = {
    {AP_OPT_BAG, 0, "bag", NULL, "check the BagIt layer alone, of any bag of any version"},
    {AP_OPT_ALLOW_REPACKED, 0, "allow-repacked", NULL,
     "exit 0 also when another program wrote the zip"},
    {AP_OPT_EXPECT_ID, 0, "expect-id", "ID", "the pack id that the sender told you"},
    {AP_OPT_SIGNER, 0, "signer", "FILE",
     "who must have signed: a certificate, an SSH public key, or allowed signers"},
    {AP_OPT_CA, 0, "ca", "FILE", "certificates (PEM) that signer and time stamp must lead to"},
    {AP_OPT_PASSPHRASE_FILE, 0, "passphrase-file", "FILE",
     "of an encrypted pack: the passphrase is its first line"},
    {AP_OPT_EXTRACT, 0, "extract", "DIR", "unpack into this new folder, if it verifies"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

struct order {
    struct ap_verify_options verify;
    struct ap_verify_show show;
    struct ap_str extract;
    struct ap_output_orders outputs;
};

enum form { TEXT, JSON, N_FORMS };
static const char *const forms[N_FORMS] = {"text", "json"};

static int
id_of(struct ap_cli *cli, struct ap_str *ret_id)
{
    uint8_t raw[AP_SHA256_BYTES];
    *ret_id = AP_STR_NONE;
    if (!ap_opt_given(&cli->line, AP_OPT_EXPECT_ID))
        return AP_OK;
    *ret_id = ap_opt_value(&cli->line, AP_OPT_EXPECT_ID);
    if (ap_sha256_parse(*ret_id, raw) == AP_OK)
        return AP_OK;
    ap_cli_bad_value(cli, "--expect-id", *ret_id, "a pack id, 64 hexadecimal digits");
    return AP_E_INVALID;
}

/** --bag looks at the bag alone: what asks for more cannot go with it. */
static int
check_together(struct ap_cli *cli)
{
    static const struct {
        enum ap_opt_id id;
        const char *name;
    } others[] = {{AP_OPT_EXPECT_ID, "--expect-id"},
                  {AP_OPT_EXTRACT, "--extract"},
                  {AP_OPT_SIGNER, "--signer"},
                  {AP_OPT_CA, "--ca"},
                  {AP_OPT_ALLOW_REPACKED, "--allow-repacked"}};
    int result = AP_OK;
    for (size_t i = 0; ap_opt_given(&cli->line, AP_OPT_BAG) && i < AP_COUNT(others); i++) {
        if (!ap_opt_given(&cli->line, others[i].id))
            continue;
        (void)ap_cli_fault(cli, AP_CLI004, "%s does not go together with --bag", others[i].name);
        result = AP_E_INVALID;
    }
    return result;
}

/** Before the work, not after it. */
static int
check_extract(struct ap_cli *cli, struct order *order)
{
    struct stat st;
    order->extract = ap_opt_value(&cli->line, AP_OPT_EXTRACT);
    if (!ap_opt_given(&cli->line, AP_OPT_EXTRACT))
        return AP_OK;
    if (order->extract.len == 0) {
        ap_cli_bad_value(cli, "--extract", order->extract, "a folder that does not exist yet");
        return AP_E_INVALID;
    }
    if (lstat(order->extract.ptr, &st) != 0)
        return AP_OK;
    (void)ap_diag_add(cli->dg, AP_VFY030, (struct ap_place){.file = order->extract},
                      "there is something at this path already");
    return AP_E_INVALID;
}

static int
order_of(struct ap_cli *cli, struct order *order)
{
    *order = (struct order){.verify = {.unlock = ap_cli_unlock(cli),
                                       .cancel = cli->cancel,
                                       .progress = ap_cli_progress(cli, "reading the pack")}};
    order->verify.any_bag = ap_opt_given(&cli->line, AP_OPT_BAG);
    order->show = (struct ap_verify_show){
        .path = cli->line.args.items[0],
        .any_bag = order->verify.any_bag,
        .allow_repacked = ap_opt_given(&cli->line, AP_OPT_ALLOW_REPACKED),
    };
    int result = ap_common_outputs_beside(cli, forms, N_FORMS, TEXT, &order->outputs);
    if (ap_seal_trust(cli, &order->verify.trust) || id_of(cli, &order->verify.expected_id) ||
        check_together(cli) || check_extract(cli, order) ||
        ap_common_jobs(cli, &order->verify.n_workers))
        result = AP_E_INVALID;
    if (order->verify.n_workers == 0)
        order->verify.n_workers = ap_pool_processors();
    return result;
}

static int
exit_code_of(const struct ap_verification *result, const struct order *order)
{
    switch (result->verdict) {
    case AP_PACK_VERIFIED:
        return AP_EXIT_OK;
    case AP_PACK_CHANGED:
        return order->show.allow_repacked ? AP_EXIT_OK : AP_EXIT_GAPS;
    default:
        return AP_EXIT_INTEGRITY;
    }
}

/** The faults of all layers, to be printed on standard error when the command ends. */
static void
hand_over_faults(struct ap_cli *cli, const struct ap_verification *result)
{
    for (int i = 0; i < AP_N_LAYERS; i++) {
        const struct ap_diag *faults = &result->layers[i].faults;
        for (size_t k = 0; k < faults->n; k++) {
            const struct ap_diagnostic *from = &faults->items[k];
            struct ap_diagnostic *d =
                ap_diag_add(cli->dg, from->code, from->place, "%.*s", AP_FMT(from->message));
            d->hint = from->hint;
            ap_diag_level(cli->dg, d, from->level);
        }
        cli->dg->n_dropped += faults->n_dropped;
    }
}

static int
extract(struct ap_cli *cli, const struct ap_verification *result, struct order *order, int code)
{
    if (order->extract.len == 0)
        return code;
    if (code != AP_EXIT_OK) {
        (void)ap_diag_add(cli->dg, AP_VFY030, (struct ap_place){.file = order->extract},
                          "not extracted: the pack %s",
                          code == AP_EXIT_GAPS ? "was changed, and --allow-repacked was not given"
                                               : "does not hold");
        return code;
    }
    int rc = ap_verify_extract(result, order->extract.ptr, cli->cancel, cli->mem, cli->dg);
    if (rc == AP_OK)
        order->show.extracted = order->extract;
    if (rc == AP_E_INVALID && result->is_zip)
        return AP_EXIT_INTEGRITY;
    return ap_exit_of(cli, rc);
}

static int
show(struct ap_cli *cli, const struct ap_verification *result, const struct order *order)
{
    int code = AP_EXIT_OK;
    for (size_t i = 0; i < order->outputs.n && code == AP_EXIT_OK; i++) {
        AP_AUTO_BUF struct ap_buf out = {0};
        if (order->outputs.items[i].form == JSON)
            ap_verify_show_json(result, &order->show, &out);
        else
            ap_verify_show_text(result, &order->show, &out);
        code = ap_cli_write(cli, order->outputs.items[i].file, ap_buf_str(&out));
    }
    return code;
}

static int
report_unopened(struct ap_cli *cli, const struct order *order, int rc)
{
    struct ap_place place = {.file = order->show.path};
    if (rc == AP_E_NOTFOUND)
        (void)ap_diag_add(cli->dg, AP_VFY001, place, "there is no such file or folder");
    else if (rc == AP_E_IO)
        (void)ap_diag_add(cli->dg, AP_CLI008, place, "cannot read it: %s", ap_error_text(errno));
    return ap_exit_of(cli, rc);
}

int
ap_cmd_verify(struct ap_cli *cli)
{
    struct order order;
    struct ap_verification result = {0};
    if (order_of(cli, &order))
        return AP_EXIT_USAGE;
    int rc = ap_verify(order.show.path.ptr, &order.verify, cli->mem, &result);
    if (rc == AP_E_INVALID || rc == AP_E_CANCELLED)
        return ap_exit_of(cli, rc);
    int code;
    if (rc != AP_OK) {
        code = report_unopened(cli, &order, rc);
    } else {
        code = exit_code_of(&result, &order);
        hand_over_faults(cli, &result);
        code = extract(cli, &result, &order, code);
        order.show.exit_code = code;
        int written = show(cli, &result, &order);
        code = written ? written : code;
    }
    ap_verify_close(&result);
    return code;
}
