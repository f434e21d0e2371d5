/* `apipack lint`: the control library alone, and what overlays made of it.
 * Place in the flow: cli; the diagnostics of loading are the result.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/utf8.h"
#include "cli/open.h"
#include "inspect/scan/scan.h"

const struct ap_opt_spec ap_cmd_lint_options[] = {{AP_OPT_END, 0, NULL, NULL, NULL}};

static void
add_summary(const struct ap_library *lib, struct ap_buf *out)
{
    ap_buf_printf(
        out,
        "%.*s %.*s: %zu controls, %zu requirements, %zu frameworks, %zu questions, %zu detectors; "
        "no error\n",
        AP_FMT(lib->id), AP_FMT(lib->version), lib->controls.n, lib->n_requirements,
        lib->frameworks.n, lib->questions.n, lib->detectors.n);
}

/* --- overlays ------------------------------------------------------------------------------------- */

static const char *const change_words[] = {
    [AP_CHANGE_ADDED] = "added",
    [AP_CHANGE_CHANGED] = "changed",
    [AP_CHANGE_DISABLED] = "disabled",
};

static void
add_text(struct ap_buf *out, const char *before, struct ap_str text, const char *after)
{
    if (text.len == 0)
        return;
    ap_buf_add_c(out, before);
    ap_text_escape(out, text);
    ap_buf_add_c(out, after);
}

static void
add_place(struct ap_buf *out, const char *before, struct ap_place place)
{
    ap_buf_add_c(out, before);
    ap_text_escape(out, place.file);
    ap_buf_printf(out, ":%u", place.line);
}

/* `  changed   area auth: prefix "APIAuth" -> "AuthN" (controls/own.yaml:3; was builtin:…:9)` */
static void
add_change(const struct ap_library_change *change, bool verbose, struct ap_buf *out)
{
    ap_buf_printf(out, "  %-8s  %s", change_words[change->kind], ap_library_noun(change->list));
    add_text(out, " ", change->id, "");
    add_text(out, ", ", change->title, "");
    add_text(out, ": ", change->key, "");
    if (verbose && change->key.len) {
        add_text(out, " \"", change->old, "\" ->");
        add_text(out, " \"", change->value, "\"");
    }
    add_text(out, ": ", change->reason, "");
    add_place(out, " (", change->place);
    if (verbose && change->was.line)
        add_place(out, "; was ", change->was);
    ap_buf_add_c(out, ")\n");
}

static void
add_layer(const struct ap_library *lib, size_t layer, bool verbose, struct ap_buf *out)
{
    size_t counts[AP_COUNT(change_words)] = {0};
    for (size_t i = 0; i < lib->changes.n; i++)
        if (lib->changes.items[i].layer == layer)
            counts[lib->changes.items[i].kind]++;
    bool is_base = layer == 0;
    if (is_base && counts[AP_CHANGE_DISABLED] == 0)
        return;
    ap_buf_add_c(out, is_base ? "base " : "overlay ");
    ap_text_escape(out, lib->layers.items[layer]);
    ap_buf_printf(out, ": %zu added, %zu changed, %zu disabled\n", counts[AP_CHANGE_ADDED],
                  counts[AP_CHANGE_CHANGED], counts[AP_CHANGE_DISABLED]);
    for (size_t i = 0; i < lib->changes.n; i++)
        if (lib->changes.items[i].layer == layer)
            add_change(&lib->changes.items[i], verbose, out);
}

/* --- framework ids that nobody could check -------------------------------------------------------- */

static void
add_mapped(const struct ap_library *lib, struct ap_str framework, struct ap_str id,
           struct ap_buf *out)
{
    const char *before = "; mapped by ";
    for (size_t c = 0; c < lib->controls.n; c++) {
        const struct ap_control *control = &lib->controls.items[c];
        if (!ap_control_maps_to(control, framework, id))
            continue;
        ap_buf_printf(out, "%s%.*s", before, AP_FMT(control->id));
        before = ", ";
    }
    ap_buf_add_char(out, '\n');
}

static void
add_unverified(const struct ap_library *lib, struct ap_buf *out)
{
    for (size_t f = 0; f < lib->frameworks.n; f++) {
        const struct ap_framework *framework = &lib->frameworks.items[f];
        for (size_t i = 0; i < framework->ids.n; i++) {
            if (framework->ids.items[i].verified)
                continue;
            ap_buf_printf(out, "not verified against its source: %.*s:%.*s", AP_FMT(framework->id),
                          AP_FMT(framework->ids.items[i].id));
            add_mapped(lib, framework->id, framework->ids.items[i].id, out);
        }
    }
}

/* Detectors must compile, and hold their own examples. */
static int
check_detectors(struct ap_cli *cli, const struct ap_library *lib)
{
    struct ap_scan_rules *rules;
    int compiled = ap_scan_compile(lib, cli->mem, &rules, cli->dg);
    int held = ap_scan_check_examples(lib, rules, cli->mem, cli->dg);
    ap_scan_rules_free(rules);
    return compiled ? compiled : held;
}

int
ap_cmd_lint(struct ap_cli *cli)
{
    struct ap_cli_library opened;
    int result = ap_cli_open_library(cli, &opened);
    if (result)
        return ap_exit_of(cli, result);
    if (check_detectors(cli, opened.lib))
        return AP_EXIT_USAGE;
    if (cli->quiet)
        return AP_EXIT_OK;
    AP_AUTO_BUF struct ap_buf out = {0};
    if (cli->verbose)
        add_unverified(opened.lib, &out);
    for (size_t i = 0; i < opened.lib->layers.n; i++)
        add_layer(opened.lib, i, cli->verbose, &out);
    add_summary(opened.lib, &out);
    return ap_cli_print(cli, ap_buf_str(&out));
}
