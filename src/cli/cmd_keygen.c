/* `apipack keygen`: a key and a self-signed certificate, to begin signing with.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/common.h"
#include "port/cms.h"
#include "port/fs.h"
#include "port/secret_file.h"

#define DAYS_DEFAULT     1095
#define DAYS_MAX         7300
#define NAME_MAX_LETTERS 64

const struct ap_opt_spec ap_cmd_keygen_options[] = {
    {AP_OPT_NAME, 0, "name", "NAME", "whose key it is; default: apipack signing key"},
    {AP_OPT_DAYS, 0, "days", "N", "how long the certificate is valid; default: 1095"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

struct order {
    struct ap_str name, key_path, cert_path;
    int days;
};

static int
order_of(struct ap_cli *cli, struct order *order)
{
    struct ap_str prefix = ap_opt_given(&cli->line, AP_OPT_OUTPUT)
                               ? ap_opt_value(&cli->line, AP_OPT_OUTPUT)
                               : AP_STR("apipack-sign");
    if (cli->line.args.n)
        prefix = cli->line.args.items[0];
    struct ap_str days = ap_opt_value(&cli->line, AP_OPT_DAYS);
    int64_t n = DAYS_DEFAULT;
    *order = (struct order){.name = AP_STR("apipack signing key"),
                            .key_path = ap_arena_join(cli->mem, prefix, ".key", AP_STR_NONE),
                            .cert_path = ap_arena_join(cli->mem, prefix, ".pem", AP_STR_NONE)};
    if (ap_opt_given(&cli->line, AP_OPT_NAME))
        order->name = ap_str_trim(ap_opt_value(&cli->line, AP_OPT_NAME));
    if (!ap_text_is_name(order->name, NAME_MAX_LETTERS)) {
        ap_cli_bad_value(cli, "--name", order->name, "a name of 1 to 64 bytes in one line");
        return AP_E_INVALID;
    }
    if (ap_opt_given(&cli->line, AP_OPT_DAYS) &&
        (ap_str_to_int(days, &n) != AP_OK || n < 1 || n > DAYS_MAX)) {
        ap_cli_bad_value(cli, "--days", days, "a number of days, 1 to 7300");
        return AP_E_INVALID;
    }
    order->days = (int)n;
    return AP_OK;
}

/** Neither is there; said before anything is made. */
static int
refuse_existing(struct ap_cli *cli, const struct order *order)
{
    const struct ap_str paths[] = {order->key_path, order->cert_path};
    int rc = AP_OK;
    for (size_t i = 0; i < AP_COUNT(paths); i++) {
        if (access(paths[i].ptr, F_OK) != 0)
            continue;
        (void)ap_diag_add(cli->dg, AP_CLI007, (struct ap_place){.file = paths[i]},
                          "there is something at this path: a key is never overwritten");
        rc = AP_E_INVALID;
    }
    return rc;
}

static int
report_write(struct ap_cli *cli, struct ap_str path, int rc)
{
    (void)ap_diag_add(cli->dg, rc == AP_E_EXISTS ? AP_CLI007 : AP_CLI008,
                      (struct ap_place){.file = path}, "cannot be written: %s",
                      rc == AP_E_EXISTS ? "it is there already" : ap_error_text(errno));
    return rc;
}

static int
write_pair(struct ap_cli *cli, const struct order *order, struct ap_str key, struct ap_str cert)
{
    int rc = ap_secret_file_write_new(order->key_path.ptr, key);
    if (rc != AP_OK)
        return report_write(cli, order->key_path, rc);
    rc = ap_fs_write_new(order->cert_path.ptr, cert);
    if (rc == AP_OK)
        return AP_OK;
    rc = report_write(cli, order->cert_path, rc);
    (void)unlink(order->key_path.ptr); /* a key without its certificate is of no use */
    return rc;
}

int
ap_cmd_keygen(struct ap_cli *cli)
{
    struct order order;
    struct ap_str key;
    struct ap_str cert;
    char fingerprint[AP_SHA256_TEXT];
    if (order_of(cli, &order) || refuse_existing(cli, &order))
        return AP_EXIT_USAGE;
    if (ap_cms_keygen(order.name, (int64_t)time(NULL), order.days, cli->mem, &key, &cert,
                      fingerprint)) {
        ap_cli_bad_value(cli, "--name", order.name, "a name that fits a certificate");
        return AP_EXIT_USAGE;
    }
    int rc = write_pair(cli, &order, key, cert);
    if (rc != AP_OK)
        return ap_exit_of(cli, rc);
    if (!cli->quiet)
        (void)printf("key: %s\ncertificate: %s\nfingerprint: %s\n", order.key_path.ptr,
                     order.cert_path.ptr, fingerprint);
    (void)fflush(stdout);
    return AP_EXIT_OK;
}
