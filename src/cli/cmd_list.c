/* `apipack list THING`: one row of a table says how each thing is listed.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "cli/list.h"

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

/** text, json or csv; the last --format wins, and it may name a file. */
static int
form_of(struct ap_cli *cli, struct ap_str *ret_form, struct ap_str *ret_file)
{
    struct ap_str value = ap_opt_value(&cli->line, AP_OPT_FORMAT);
    size_t equals = ap_str_find(value, '=');
    *ret_form = value.len ? ap_str_slice(value, 0, equals) : AP_STR("text");
    *ret_file = ap_opt_value(&cli->line, AP_OPT_OUTPUT);
    if (equals < value.len)
        *ret_file = ap_str_slice(value, equals + 1, value.len);
    if (ap_str_is(*ret_form, "text") || ap_str_is(*ret_form, "json") || ap_str_is(*ret_form, "csv"))
        return AP_OK;
    ap_cli_bad_value(cli, "--format", value, "text, json or csv");
    return AP_E_INVALID;
}

static int
show(struct ap_cli *cli, const struct ap_table *table, struct ap_str form, struct ap_str file)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    if (ap_str_is(form, "json"))
        ap_table_json(table, &out);
    else if (ap_str_is(form, "csv"))
        ap_table_csv(table, cli->mem, &out);
    else
        ap_table_text(table, cli->mem, &out);
    return ap_cli_write(cli, file, ap_buf_str(&out));
}

/** What the list is made from: the library, or all stages. Gives an exit code. */
static int
open_source(struct ap_cli *cli, bool needs_run, struct ap_run *run, struct ap_list_source *source)
{
    if (!needs_run) {
        struct ap_cli_library opened = {NULL, NULL};
        int result = ap_cli_open_library(cli, &opened);
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
    struct ap_str form;
    struct ap_str file;
    const struct thing *thing = thing_of(cli);
    if (!thing || filters_of(cli, thing, &source) || form_of(cli, &form, &file))
        return AP_EXIT_USAGE;
    struct ap_run run = {0};
    int code = open_source(cli, thing->needs_run, &run, &source);
    if (code == AP_EXIT_OK) {
        struct ap_table table = {NULL, 0, NULL, 0, 0};
        thing->list(&source, &table);
        code = show(cli, &table, form, file);
    }
    ap_run_close(&run);
    return code;
}
