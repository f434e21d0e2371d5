/* What the commands that speak to SharePoint share: the outside world for the vault, its options, the address.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/open.h"
#include "vault/remote.h"

#define AP_VAULT_OPTIONS                                                                           \
    {AP_OPT_AUTH, 0, "auth", "NAME",                                                               \
     "sign in by: secret, certificate, federated-file, github, azure-devops, managed-identity, "   \
     "device (default: by what the environment holds)"},                                           \
    {                                                                                              \
        AP_OPT_MAX_WAIT, 0, "max-wait", "SECONDS",                                                 \
            "wait so long in all for a busy server (default: 1800)"                                \
    }

/** Clock, environment, lines on standard error; no core file can hold a secret from here on. */
void ap_cli_outside(struct ap_cli *cli, struct ap_outside *ret_outside);
/** Open the connection as options, workspace (may be NULL) and environment say. AP_E_INVALID, reported */
AP_CHECKED int ap_cli_remote(struct ap_cli *cli, const struct ap_workspace *ws,
                             struct ap_remote *ret_remote);
/** The address of --to or --from, else the workspace's sharepoint.library. AP_E_INVALID (CLI005) */
AP_CHECKED int ap_cli_vault_url(struct ap_cli *cli, enum ap_opt_id id, const char *option,
                                const struct ap_workspace *ws, struct ap_str *ret_url);
