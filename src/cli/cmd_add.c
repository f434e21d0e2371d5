/* `apipack add`: one file, or all rows of a map, become evidence.
 * Place in the flow: cli; edit/add does the work under the workspace's lock.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/utf8.h"
#include "cli/common.h"
#include "cli/write.h"
#include "edit/map_read.h"

const struct ap_opt_spec ap_cmd_add_options[] = {
    {AP_OPT_FOR, 0, "for", "REQUIREMENT", "what the file is evidence of: AUTH-04/rotation-ticket"},
    {AP_OPT_MAP, 0, "map", "MAP.csv", "add the rows of a map that apipack triage made"},
    {AP_OPT_COVERED, 0, "period", "P", "the period that it covers: 2026-05, 2026-Q2"},
    {AP_OPT_DOC_VERSION, 0, "doc-version", "V", "of a document with versions: v1.2"},
    {AP_OPT_STATUS, 0, "status", "S",
     "of that document: Draft, Review, Approved, Rejected, Retired"},
    {AP_OPT_OWNER, 0, "owner", "O", "who owns it (default: as owners of the workspace says)"},
    {AP_OPT_SOURCE, 0, "source", "S", "the system that it comes from"},
    {AP_OPT_TITLE, 0, "title", "T", "its title (default: that of the requirement)"},
    {AP_OPT_SAMPLE_ID, 0, "sample", "ID", "the auditor's sample that it answers; may be repeated"},
    {AP_OPT_SET, 0, "set", "KEY=VALUE",
     "performed, collected, effective, audience, or a field of the library; may be repeated"},
    {AP_OPT_INTO, 0, "into", "FOLDER", "folder below the evidence folder"},
    {AP_OPT_BY, 0, "by", "NAME", "who adds it (default: APIPACK_USER, then git's user)"},
    {AP_OPT_MOVE, 0, "move", NULL, "move the file instead of copying it"},
    {AP_OPT_REPLACE, 0, "replace", NULL, "let an existing file of the name give way, and keep it"},
    {AP_OPT_DRY_RUN, 0, "dry-run", NULL, "check everything and change nothing"},
    {AP_OPT_END, 0, NULL, NULL, NULL},
};

/** What belongs to one file, and not to a map. */
static const enum ap_opt_id of_one_file[] = {AP_OPT_FOR,    AP_OPT_COVERED,   AP_OPT_DOC_VERSION,
                                             AP_OPT_STATUS, AP_OPT_OWNER,     AP_OPT_SOURCE,
                                             AP_OPT_TITLE,  AP_OPT_SAMPLE_ID, AP_OPT_SET};

static int
check_usage(struct ap_cli *cli)
{
    bool map = ap_opt_given(&cli->line, AP_OPT_MAP);
    bool file = cli->line.args.n > 0;
    if (!map && !file) {
        struct ap_diagnostic *d = ap_cli_fault(cli, AP_CLI005, "add needs a file, or --map");
        ap_diag_hint(cli->dg, d,
                     "apipack add FILE --for REQUIREMENT, or apipack add --map MAP.csv");
        return AP_E_INVALID;
    }
    if (map && file) {
        (void)ap_cli_fault(cli, AP_CLI005, "--map and a file exclude each other");
        return AP_E_INVALID;
    }
    if (!map && !ap_opt_given(&cli->line, AP_OPT_FOR)) {
        struct ap_diagnostic *d =
            ap_cli_fault(cli, AP_CLI005, "--for is missing: what is the file evidence of?");
        ap_diag_hint(cli->dg, d,
                     "apipack list requirements shows what is asked for; apipack triage proposes");
        return AP_E_INVALID;
    }
    for (size_t i = 0; map && i < cli->line.opts.n; i++)
        for (size_t k = 0; k < AP_COUNT(of_one_file); k++)
            if (cli->line.opts.items[i].spec->id == of_one_file[k]) {
                (void)ap_cli_fault(cli, AP_CLI004,
                                   "--map and --%s exclude each other: the map has a column for it",
                                   cli->line.opts.items[i].spec->name);
                return AP_E_INVALID;
            }
    return AP_OK;
}

static struct ap_ref
given(struct ap_cli *cli, enum ap_opt_id id)
{
    return (struct ap_ref){ap_str_trim(ap_opt_value(&cli->line, id)), {AP_STR_NONE, 0, 0}};
}

static int
fields_of(struct ap_cli *cli, struct ap_add_fields *fields)
{
    struct ap_strs all = ap_opt_values(&cli->line, AP_OPT_SET, cli->mem);
    for (size_t i = 0; i < all.n; i++) {
        size_t equals = ap_str_find(all.items[i], '=');
        if (equals == 0 || equals == all.items[i].len) {
            ap_cli_bad_value(cli, "--set", all.items[i], "KEY=VALUE");
            return AP_E_INVALID;
        }
        struct ap_add_field *field = ap_vec_push(cli->mem, fields);
        field->key.text = ap_str_slice(all.items[i], 0, equals);
        field->value.text = ap_str_slice(all.items[i], equals + 1, all.items[i].len);
    }
    return AP_OK;
}

static int
order_of(struct ap_cli *cli, struct ap_add_order *ret_order)
{
    struct ap_add_order order = {
        .file = {cli->line.args.items[0], {AP_STR_NONE, 0, 0}},
        .requirement = given(cli, AP_OPT_FOR),
        .period = given(cli, AP_OPT_COVERED),
        .version = given(cli, AP_OPT_DOC_VERSION),
        .status = given(cli, AP_OPT_STATUS),
        .owner = given(cli, AP_OPT_OWNER),
        .source = given(cli, AP_OPT_SOURCE),
        .title = given(cli, AP_OPT_TITLE),
    };
    struct ap_strs samples = ap_opt_values(&cli->line, AP_OPT_SAMPLE_ID, cli->mem);
    for (size_t i = 0; i < samples.n; i++)
        order.samples.text =
            ap_arena_join(cli->mem, order.samples.text, i ? ";" : "", samples.items[i]);
    *ret_order = order;
    return fields_of(cli, &ret_order->fields);
}

static int
orders_of(struct ap_cli *cli, const struct ap_library *lib, struct ap_add_orders *orders,
          struct ap_map_rows *open)
{
    struct ap_str map = ap_opt_value(&cli->line, AP_OPT_MAP);
    if (ap_opt_given(&cli->line, AP_OPT_MAP))
        return ap_map_read(map, lib, cli->mem, orders, open, cli->dg);
    return order_of(cli, ap_vec_push(cli->mem, orders));
}

static int
say_results(struct ap_cli *cli, const struct ap_add_results *results, bool dry_run)
{
    static const char *const words[] = {
        [AP_ADD_NEW] = "added", [AP_ADD_SAME] = "unchanged", [AP_ADD_REPLACE] = "replaced"};
    static const char *const would[] = {[AP_ADD_NEW] = "would add",
                                        [AP_ADD_SAME] = "unchanged",
                                        [AP_ADD_REPLACE] = "would replace"};
    AP_AUTO_BUF struct ap_buf out = {0};
    for (size_t i = 0; i < results->n; i++) {
        const struct ap_add_result *r = &results->items[i];
        ap_buf_printf(&out, "%s ", dry_run ? would[r->action] : words[r->action]);
        ap_text_escape(&out, r->path);
        if (r->action == AP_ADD_SAME)
            ap_buf_add_c(&out, ", these bytes are there already");
        if (r->kept.len) {
            ap_buf_add_c(&out, ", the old file is kept as ");
            ap_text_escape(&out, r->kept);
        }
        ap_buf_add_char(&out, '\n');
    }
    return cli->quiet ? AP_EXIT_OK : ap_cli_print(cli, ap_buf_str(&out));
}

static void
say_open(const struct ap_cli *cli, const struct ap_map_rows *open)
{
    for (size_t i = 0; i < open->n; i++) {
        AP_AUTO_BUF struct ap_buf file = {0};
        ap_text_escape(&file, open->items[i].file);
        ap_cli_say(cli, "open: line %u, %.*s: no requirement", open->items[i].line,
                   AP_FMT(ap_buf_str(&file)));
    }
    if (open->n)
        ap_cli_say(cli, "%zu row%s left out: fill Requirement and run the same command again.",
                   open->n, open->n == 1 ? " was" : "s were");
}

static int
add(struct ap_cli *cli, const struct ap_run_options *run_options, const struct ap_run *run)
{
    struct ap_add_orders orders = {0};
    struct ap_map_rows open = {0};
    struct ap_add_results results = {0};
    struct ap_add_options options = {
        .move = ap_opt_given(&cli->line, AP_OPT_MOVE),
        .replace = ap_opt_given(&cli->line, AP_OPT_REPLACE),
        .dry_run = ap_opt_given(&cli->line, AP_OPT_DRY_RUN),
        .into = ap_opt_value(&cli->line, AP_OPT_INTO),
        .day = run_options->as_of != AP_DAY_NONE ? run_options->as_of : run_options->today,
        .cancel = cli->cancel,
    };
    if (ap_cli_user_if_known(cli, run->ws, &options.by))
        return AP_EXIT_USAGE;
    int result = orders_of(cli, run->lib, &orders, &open);
    if (result == AP_OK)
        result = ap_add(run->cat, &orders, &options, cli->mem, &results, cli->dg);
    int code = say_results(cli, &results, options.dry_run);
    if (result == AP_OK || result == AP_E_IO)
        say_open(cli, &open);
    return result == AP_OK ? code : ap_exit_of(cli, result);
}

int
ap_cmd_add(struct ap_cli *cli)
{
    struct ap_run_options options;
    struct ap_run run = {0};
    AP_AUTO_LOCK struct ap_lock lock = AP_LOCK_NONE;
    if (check_usage(cli) || ap_common_run_options(cli, &options))
        return AP_EXIT_USAGE;
    int result = ap_cli_lock(cli, &lock);
    if (result == AP_OK)
        result = ap_run_catalogue(&options, cli->mem, &run, cli->dg);
    int code = result == AP_OK ? add(cli, &options, &run) : ap_exit_of(cli, result);
    ap_run_close(&run);
    return code;
}
