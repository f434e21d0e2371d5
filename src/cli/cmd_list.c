/* `apipack list THING`: one row of a table says how each thing is listed.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "cli/list.h"
#include "cli/outputs.h"
#include "run/scan.h"

const struct ap_opt_spec ap_cmd_list_options[] = {
    {AP_OPT_OWNER, 0, "owner", "O", "only what this person or team owns"},
    {AP_OPT_DUE, 0, "due", "30d",
     "gaps: also what falls due, becomes stale or loses its exception within so many days"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

static const struct thing {
    const char *name;
    bool needs_run;
    bool takes_owner;
    ap_list_fn list;
} things[] = {
    {"controls", false, true, ap_list_controls},
    {"requirements", false, true, ap_list_requirements},
    {"evidence", true, true, ap_list_evidence},
    {"frameworks", false, false, ap_list_frameworks},
    {"questions", false, false, ap_list_questions},
    {"gaps", true, true, ap_list_gaps},
    {"checks", false, false, ap_list_checks},
    {"codes", false, false, ap_list_codes},
};

static const struct thing *
thing_of(struct ap_cli *cli)
{
    struct ap_str name = cli->line.args.items[0];
    struct ap_strs known = {NULL, 0, 0};
    for (size_t i = 0; i < AP_COUNT(things); i++) {
        if (ap_str_is(name, things[i].name))
            return &things[i];
        *ap_vec_push(cli->mem, &known) = ap_str_from(things[i].name);
    }
    struct ap_diagnostic *d =
        ap_cli_fault(cli, AP_CLI005, "there is no list of \"%.*s\"", AP_FMT(name));
    struct ap_str nearest = ap_strs_nearest(&known, name);
    if (nearest.len)
        ap_diag_hint(cli->dg, d, "did you mean \"%.*s\"?", AP_FMT(nearest));
    return NULL;
}

static int
filters_of(struct ap_cli *cli, const struct thing *thing, struct ap_list_source *source)
{
    source->owner = ap_opt_value(&cli->line, AP_OPT_OWNER);
    source->due_days = -1;
    if (source->owner.len && !thing->takes_owner) {
        (void)ap_cli_fault(cli, AP_CLI004, "--owner does not apply to %s", thing->name);
        return AP_E_INVALID;
    }
    if (!ap_opt_given(&cli->line, AP_OPT_DUE))
        return AP_OK;
    if (thing->list != ap_list_gaps) {
        (void)ap_cli_fault(cli, AP_CLI004, "--due applies to gaps alone");
        return AP_E_INVALID;
    }
    struct ap_str due = ap_opt_value(&cli->line, AP_OPT_DUE);
    if (ap_duration_parse(due, &source->due_days) == AP_OK)
        return AP_OK;
    ap_cli_bad_value(cli, "--due", due, "a number of days: 30d");
    return AP_E_INVALID;
}

enum form { TEXT, JSON, CSV, N_FORMS };
static const char *const forms[N_FORMS] = {"text", "json", "csv"};

static int
show(struct ap_cli *cli, const struct ap_table *table, const struct ap_output_order *order)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    switch ((enum form)order->form) {
    case TEXT:
        ap_table_text(table, cli->mem, &out);
        break;
    case JSON:
        ap_table_json(table, &out);
        break;
    case CSV:
        ap_table_csv(table, cli->mem, &out);
        break;
    case N_FORMS:
        return AP_EXIT_BUG;
    }
    return ap_cli_write(cli, order->file, ap_buf_str(&out));
}

static int
show_all(struct ap_cli *cli, const struct ap_list_source *source, const struct ap_table *table,
         const struct ap_output_orders *orders)
{
    int code = ap_exit_of(cli, ap_outputs_guard(cli, source->ws, orders));
    for (size_t i = 0; i < orders->n && code == AP_EXIT_OK; i++)
        code = show(cli, table, &orders->items[i]);
    return code;
}

/** What the list is made from: the library, or all stages. Gives an exit code. */
static int
open_source(struct ap_cli *cli, bool needs_run, struct ap_run *run, struct ap_list_source *source)
{
    if (!needs_run) {
        struct ap_cli_library opened = {NULL, NULL};
        int result = ap_cli_open_library(cli, &opened);
        if (opened.lib)
            ap_scan_run_mask_library(opened.ws, opened.lib, cli->mem);
        source->lib = opened.lib;
        source->ws = opened.ws;
        return ap_exit_of(cli, result);
    }
    struct ap_run_options options;
    if (ap_common_run_options(cli, &options))
        return AP_EXIT_USAGE;
    int result = ap_run_stages(&options, cli->mem, run, cli->dg);
    source->run = run;
    source->lib = run->lib;
    source->ws = run->ws;
    return ap_exit_of(cli, result);
}

int
ap_cmd_list(struct ap_cli *cli)
{
    struct ap_list_source source = {.mem = cli->mem};
    struct ap_output_orders orders = {NULL, 0, 0};
    const struct thing *thing = thing_of(cli);
    if (!thing || filters_of(cli, thing, &source) ||
        ap_common_outputs(cli, forms, N_FORMS, TEXT, &orders))
        return AP_EXIT_USAGE;
    struct ap_run run = {0};
    int code = open_source(cli, thing->needs_run, &run, &source);
    if (code == AP_EXIT_OK) {
        struct ap_table table = {NULL, 0, NULL, 0, 0};
        thing->list(&source, &table);
        code = show_all(cli, &source, &table, &orders);
    }
    ap_run_close(&run);
    return code;
}
