/* Completion for fish: one line per command, option and kind of argument.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/common.h"
#include "cli/completion.h"

/** In single quotes, as fish reads them. */
static void
add_quoted(struct ap_buf *out, struct ap_str text)
{
    ap_buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'' || text.ptr[i] == '\\')
            ap_buf_add_char(out, '\\');
        ap_buf_add_char(out, text.ptr[i]);
    }
    ap_buf_add_char(out, '\'');
}

/** `-x -a 'words'`, or what else gives the candidates. */
static void
add_candidates(const struct ap_value *value, struct ap_arena *mem, struct ap_buf *out)
{
    struct ap_str words = AP_STR_NONE;
    switch (value->kind) {
    case AP_VALUE_NONE:
        return;
    case AP_VALUE_ANY:
        ap_buf_add_c(out, " -x");
        return;
    case AP_VALUE_FILES:
        ap_buf_add_c(out, " -r -F");
        return;
    case AP_VALUE_DIRS:
        ap_buf_add_c(out, " -x -a '(__fish_complete_directories)'");
        return;
    case AP_VALUE_COMMANDS:
        ap_buf_add_c(out, " -x -a '(__apipack_commands)'");
        return;
    case AP_VALUE_IDS:
        ap_buf_add_c(out, " -x -a '(__apipack_ids)'");
        return;
    case AP_VALUE_WORDS:
        for (size_t i = 0; i < value->words.n; i++)
            words = ap_arena_join(mem, words, i ? " " : "", value->words.items[i]);
        ap_buf_add_c(out, " -x -a ");
        add_quoted(out, words);
    }
}

static void
add_options(const struct ap_command *command, const struct ap_opt_spec *options,
            const char *condition, struct ap_arena *mem, struct ap_buf *out)
{
    for (const struct ap_opt_spec *o = options; o->id != AP_OPT_END; o++) {
        struct ap_value value = ap_completion_option(command, o, mem);
        ap_buf_printf(out, "complete -c apipack%s -l %s", condition, o->name);
        if (o->letter)
            ap_buf_printf(out, " -s %c", o->letter);
        add_candidates(&value, mem, out);
        ap_buf_add_c(out, " -d ");
        add_quoted(out, ap_str_from(o->help));
        ap_buf_add_char(out, '\n');
    }
}

static void
add_command(const struct ap_command *command, struct ap_arena *mem, struct ap_buf *out)
{
    struct ap_str condition =
        ap_arena_printf(mem, " -n '__fish_seen_subcommand_from %s'", command->name);
    ap_buf_printf(out, "\ncomplete -c apipack -n __fish_use_subcommand -x -a %s -d ",
                  command->name);
    add_quoted(out, ap_str_from(command->summary));
    ap_buf_add_char(out, '\n');
    struct ap_value value = ap_completion_argument(command, mem);
    if (value.kind != AP_VALUE_NONE && value.kind != AP_VALUE_ANY) {
        ap_buf_printf(out, "complete -c apipack%s", condition.ptr);
        add_candidates(&value, mem, out);
        ap_buf_add_char(out, '\n');
    }
    if (value.kind == AP_VALUE_WORDS && command->max_args > 1) {
        ap_buf_printf(out, "complete -c apipack -n '__fish_seen_subcommand_from %s", command->name);
        ap_buf_add_c(out, "; and __fish_seen_subcommand_from");
        for (size_t i = 0; i < value.words.n; i++)
            ap_buf_printf(out, " %.*s", AP_FMT(value.words.items[i]));
        ap_buf_add_c(out, "' -F\n");
    }
    add_options(command, command->options, condition.ptr, mem, out);
    for (const struct ap_opt_spec *o = ap_common_options; o->id != AP_OPT_END; o++) {
        struct ap_opt_spec one[] = {*o, {AP_OPT_END, 0, NULL, NULL, NULL}};
        if (o->id == AP_OPT_FORMAT)
            add_options(command, one, condition.ptr, mem, out);
    }
}

void
ap_completion_fish(struct ap_arena *mem, struct ap_buf *out)
{
    size_t n;
    const struct ap_command *commands = ap_commands(&n);
    ap_buf_add_c(out, "# fish completion of apipack; put it into\n"
                      "# ~/.config/fish/completions/apipack.fish\n\n"
                      "function __apipack_commands\n    printf '%s\\n'");
    for (size_t c = 0; c < n; c++)
        ap_buf_printf(out, " %s", commands[c].name);
    ap_buf_add_c(out,
                 "\nend\n\n"
                 "function __apipack_ids\n"
                 "    for list in controls requirements codes\n"
                 "        apipack list $list --format csv 2>/dev/null | tail -n +2 | cut -d, -f1\n"
                 "    end\n"
                 "end\n\n"
                 "complete -c apipack -f\n");
    for (const struct ap_opt_spec *o = ap_common_options; o->id != AP_OPT_END; o++) {
        struct ap_opt_spec one[] = {*o, {AP_OPT_END, 0, NULL, NULL, NULL}};
        if (o->id != AP_OPT_FORMAT)
            add_options(NULL, one, "", mem, out);
    }
    for (size_t c = 0; c < n; c++)
        add_command(&commands[c], mem, out);
}
