/* Completion for bash and zsh: the same tables as two shell functions, and a small function of each shell's own.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/common.h"
#include "cli/completion.h"

/* bash takes '=' for a word of its own; zsh leaves --format=json whole. */
static const char bash_function[] =
    "_apipack() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} command='' value='' word i n=0\n"
    "    COMPREPLY=()\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        word=${COMP_WORDS[i]}\n"
    "        if [[ $word == = ]]; then\n"
    "            value=${value:-files}\n"
    "        elif [[ $value ]]; then\n"
    "            value=''\n"
    "        elif [[ $word == -* ]]; then\n"
    "            value=$(_apipack_value \"$command\" \"$word\")\n"
    "        elif [[ ! $command ]]; then\n"
    "            command=$word\n"
    "        else\n"
    "            n=$((n + 1))\n"
    "        fi\n"
    "    done\n"
    "    if [[ $cur == = ]]; then\n"
    "        cur=''\n"
    "        value=${value:-files}\n"
    "    fi\n"
    "    if [[ ! $value && $cur == -* ]]; then\n"
    "        value=words:$(_apipack_options \"$command\")\n"
    "    elif [[ ! $value && ! $command ]]; then\n"
    "        value=commands\n"
    "    elif [[ ! $value ]]; then\n"
    "        value=$(_apipack_argument \"$command\" \"$n\")\n"
    "    fi\n"
    "    case $value in\n"
    "    words:*) mapfile -t COMPREPLY < <(compgen -W \"${value#words:}\" -- \"$cur\") ;;\n"
    "    commands) mapfile -t COMPREPLY < <(compgen -W \"$(_apipack_commands)\" -- \"$cur\") ;;\n"
    "    ids) mapfile -t COMPREPLY < <(compgen -W \"$(_apipack_ids \"${COMP_WORDS[0]}\")\" -- "
    "\"$cur\") ;;\n"
    "    files) compopt -o filenames 2>/dev/null\n"
    "        mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n"
    "    dirs) compopt -o filenames 2>/dev/null\n"
    "        mapfile -t COMPREPLY < <(compgen -d -- \"$cur\") ;;\n"
    "    esac\n"
    "}\n"
    "complete -F _apipack apipack\n";

static const char zsh_function[] =
    "_apipack() {\n"
    "    local cur=${words[CURRENT]} command='' value='' word i n=0\n"
    "    for ((i = 2; i < CURRENT; i++)); do\n"
    "        word=${words[i]}\n"
    "        if [[ -n $value ]]; then\n"
    "            value=''\n"
    "        elif [[ $word == --*=* ]]; then\n"
    "            value=''\n"
    "        elif [[ $word == -* ]]; then\n"
    "            value=$(_apipack_value \"$command\" \"$word\")\n"
    "        elif [[ -z $command ]]; then\n"
    "            command=$word\n"
    "        else\n"
    "            n=$((n + 1))\n"
    "        fi\n"
    "    done\n"
    "    if [[ -z $value && $cur == --*=* ]]; then\n"
    "        value=$(_apipack_value \"$command\" \"${cur%%=*}\")\n"
    "        compset -P '*='\n"
    "    elif [[ -z $value && $cur == -* ]]; then\n"
    "        value=words:$(_apipack_options \"$command\")\n"
    "    elif [[ -z $value && -z $command ]]; then\n"
    "        value=commands\n"
    "    elif [[ -z $value ]]; then\n"
    "        value=$(_apipack_argument \"$command\" \"$n\")\n"
    "    fi\n"
    "    case $value in\n"
    "    words:*) compadd -- ${=value#words:} ;;\n"
    "    commands) compadd -- ${=$(_apipack_commands)} ;;\n"
    "    ids) compadd -- ${=$(_apipack_ids \"${words[1]}\")} ;;\n"
    "    files) _files ;;\n"
    "    dirs) _files -/ ;;\n"
    "    esac\n"
    "}\n"
    "compdef _apipack apipack\n";

/* Ids come from the library of the workspace that the shell stands in; only their first column is taken. */
static const char ids_function[] =
    "_apipack_ids() {\n"
    "    local list\n"
    "    for list in controls requirements codes; do\n"
    "        \"$1\" list \"$list\" --format csv 2>/dev/null | tail -n +2 | cut -d, -f1\n"
    "    done\n"
    "}\n\n";

static void
add_value(const struct ap_value *value, struct ap_buf *out)
{
    static const char *const words[] = {
        [AP_VALUE_NONE] = "",       [AP_VALUE_ANY] = "any",   [AP_VALUE_WORDS] = "words:",
        [AP_VALUE_FILES] = "files", [AP_VALUE_DIRS] = "dirs", [AP_VALUE_COMMANDS] = "commands",
        [AP_VALUE_IDS] = "ids"};
    ap_buf_add_c(out, words[value->kind]);
    for (size_t i = 0; i < value->words.n; i++)
        ap_buf_printf(out, "%s%.*s", i ? " " : "", AP_FMT(value->words.items[i]));
}

/** `check:--format|check:-f) echo 'words:text json' ;;` for each option that takes a value. */
static void
add_option_cases(const struct ap_command *command, const struct ap_opt_spec *options,
                 struct ap_arena *mem, struct ap_buf *out)
{
    const char *name = command ? command->name : "*";
    for (const struct ap_opt_spec *o = options; o->id != AP_OPT_END; o++) {
        struct ap_value value = ap_completion_option(command, o, mem);
        if (value.kind == AP_VALUE_NONE)
            continue;
        ap_buf_printf(out, "    %s:--%s", name, o->name);
        if (o->letter)
            ap_buf_printf(out, "|%s:-%c", name, o->letter);
        ap_buf_add_c(out, ") echo '");
        add_value(&value, out);
        ap_buf_add_c(out, "' ;;\n");
    }
}

/** Common options whose choices depend on the command come before the general ones. */
static bool
differs(const struct ap_command *command, const struct ap_opt_spec *option, struct ap_arena *mem)
{
    struct ap_value own = ap_completion_option(command, option, mem);
    struct ap_value any = ap_completion_option(NULL, option, mem);
    bool same = own.kind == any.kind && own.words.n == any.words.n;
    for (size_t i = 0; same && i < own.words.n; i++)
        same = ap_str_eq(own.words.items[i], any.words.items[i]);
    return !same;
}

static void
add_values(struct ap_arena *mem, struct ap_buf *out)
{
    size_t n;
    const struct ap_command *commands = ap_commands(&n);
    ap_buf_add_c(out, "# What the value of an option is: _apipack_value COMMAND OPTION\n"
                      "_apipack_value() {\n    case $1:$2 in\n");
    for (size_t c = 0; c < n; c++) {
        add_option_cases(&commands[c], commands[c].options, mem, out);
        for (const struct ap_opt_spec *o = ap_common_options; o->id != AP_OPT_END; o++) {
            struct ap_opt_spec one[] = {*o, {AP_OPT_END, 0, NULL, NULL, NULL}};
            if (differs(&commands[c], o, mem))
                add_option_cases(&commands[c], one, mem, out);
        }
    }
    add_option_cases(NULL, ap_common_options, mem, out);
    ap_buf_add_c(out, "    esac\n}\n\n");
}

static void
add_names(const struct ap_opt_spec *options, struct ap_buf *out)
{
    for (const struct ap_opt_spec *o = options; o->id != AP_OPT_END; o++)
        ap_buf_printf(out, " --%s", o->name);
}

static void
add_tables(struct ap_arena *mem, struct ap_buf *out)
{
    size_t n;
    const struct ap_command *commands = ap_commands(&n);
    ap_buf_add_c(out, "_apipack_commands() {\n    echo");
    for (size_t c = 0; c < n; c++)
        ap_buf_printf(out, " %s", commands[c].name);
    ap_buf_add_c(out, "\n}\n\n_apipack_options() {\n    case $1 in\n");
    for (size_t c = 0; c < n; c++) {
        if (commands[c].options[0].id == AP_OPT_END)
            continue;
        ap_buf_printf(out, "    %s) printf '%%s '", commands[c].name);
        for (const struct ap_opt_spec *o = commands[c].options; o->id != AP_OPT_END; o++)
            ap_buf_printf(out, " --%s", o->name);
        ap_buf_add_c(out, " ;;\n");
    }
    ap_buf_add_c(out, "    esac\n    echo '");
    add_names(ap_common_options, out);
    ap_buf_add_c(out, "'\n}\n\n# What argument number N, from 0, is: _apipack_argument COMMAND N\n"
                      "_apipack_argument() {\n    case $1:$2 in\n");
    for (size_t c = 0; c < n; c++) {
        struct ap_value value = ap_completion_argument(&commands[c], mem);
        if (value.kind == AP_VALUE_NONE)
            continue;
        ap_buf_printf(out, "    %s:0) echo '", commands[c].name);
        add_value(&value, out);
        ap_buf_add_c(out, "' ;;\n");
        if (commands[c].max_args > 1)
            ap_buf_printf(out, "    %s:*) echo files ;;\n", commands[c].name);
    }
    ap_buf_add_c(out, "    esac\n}\n\n");
}

void
ap_completion_bash(struct ap_arena *mem, struct ap_buf *out)
{
    ap_buf_add_c(out, "# bash completion of apipack; source it, or put it into\n"
                      "# ~/.local/share/bash-completion/completions/apipack\n\n");
    add_tables(mem, out);
    add_values(mem, out);
    ap_buf_add_c(out, ids_function);
    ap_buf_add_c(out, bash_function);
}

void
ap_completion_zsh(struct ap_arena *mem, struct ap_buf *out)
{
    ap_buf_add_c(out, "# zsh completion of apipack; source it behind compinit in ~/.zshrc:\n"
                      "#   source <(apipack completion zsh)\n\n");
    add_tables(mem, out);
    add_values(mem, out);
    ap_buf_add_c(out, ids_function);
    ap_buf_add_c(out, zsh_function);
}
