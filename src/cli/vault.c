/* The outside world as the vault may use it.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/vault.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "cli/progress.h"

#define STEP_MS 50

struct outside {
    struct ap_cli *cli;
    struct ap_bar *bar; /* NULL: nobody looks */
};

static const char *
env(const char *name)
{
    return getenv(name); /* NOLINT(concurrency-mt-unsafe): nothing sets it after the start */
}

static int64_t
now_s(void)
{
    return (int64_t)time(NULL);
}

static int64_t
monotonic_ms(void)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static int
pause_ms(void *ctx, int64_t ms)
{
    const struct outside *outside = ctx;
    const struct ap_cli *cli = outside->cli;
    int64_t end = monotonic_ms() + ms;
    for (int64_t left = ms; left > 0; left = end - monotonic_ms()) {
        struct timespec step = {0, (left < STEP_MS ? left : STEP_MS) * 1000000};
        if (*cli->cancel)
            return AP_E_CANCELLED;
        (void)nanosleep(&step, NULL);
    }
    return *cli->cancel ? AP_E_CANCELLED : AP_OK;
}

static void
say(void *ctx, struct ap_str line)
{
    const struct outside *outside = ctx; /* also with -q: a code that must be typed is asked for */
    ap_bar_wipe(outside->bar);
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_text_escape(&out, line);
    ap_buf_add_char(&out, '\n');
    (void)!write(STDERR_FILENO, out.ptr, out.len);
}

static void
show_progress(void *ctx, struct ap_str name, uint64_t done, uint64_t total)
{
    const struct outside *outside = ctx;
    ap_bar_show(outside->bar, name, done, total);
}

void
ap_cli_outside(struct ap_cli *cli, struct ap_outside *ret_outside)
{
    /* Tokens are in memory: no core file, no program that takes cores and no debugger shall read them. */
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0);
    struct outside *outside = ap_arena_new(cli->mem, struct outside);
    *outside = (struct outside){cli, ap_cli_transfer_bar(cli)};
    *ret_outside = (struct ap_outside){
        .env = env,
        .now_s = now_s,
        .pause = pause_ms,
        .say = say,
        .trace = cli->verbose ? say : NULL,
        .progress = outside->bar ? show_progress : NULL,
        .ctx = outside,
        .cancel = cli->cancel,
    };
}

int
ap_cli_remote(struct ap_cli *cli, const struct ap_workspace *ws, struct ap_remote *ret_remote)
{
    enum { WAIT_MAX_S = 86400 };
    struct ap_outside outside;
    struct ap_remote_options options = {
        .auth = ap_opt_value(&cli->line, AP_OPT_AUTH),
        .cacert = ap_opt_value(&cli->line, AP_OPT_CACERT),
    };
    if (ws) {
        options.tenant = ws->sharepoint_tenant;
        options.client = ws->sharepoint_client;
    }
    struct ap_str wait = ap_opt_value(&cli->line, AP_OPT_MAX_WAIT);
    if (ap_opt_given(&cli->line, AP_OPT_MAX_WAIT) &&
        (ap_str_to_int(wait, &options.max_wait_s) || options.max_wait_s < 1 ||
         options.max_wait_s > WAIT_MAX_S)) {
        ap_cli_bad_value(cli, "--max-wait", wait, "a number of seconds, 1 to 86400");
        return AP_E_INVALID;
    }
    ap_cli_outside(cli, &outside);
    return ap_remote_open(&outside, &options, cli->mem, ret_remote, cli->dg);
}

int
ap_cli_vault_url(struct ap_cli *cli, enum ap_opt_id id, const char *option,
                 const struct ap_workspace *ws, struct ap_str *ret_url)
{
    *ret_url = ap_opt_value(&cli->line, id);
    if (!ap_opt_given(&cli->line, id) && ws)
        *ret_url = ws->sharepoint_library;
    if (ret_url->len)
        return AP_OK;
    struct ap_diagnostic *d = ap_cli_fault(cli, AP_CLI005, "%s URL is missing", option);
    ap_diag_hint(cli->dg, d,
                 "give the address of a document library, or set sharepoint.library in "
                 "apipack.yaml");
    return AP_E_INVALID;
}
