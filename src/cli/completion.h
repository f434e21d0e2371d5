/* What may stand at each place of a command line, read from the tables that the parser and the help use.
 * Place in the flow: cli; `apipack completion` writes it down for each shell.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cli/cli.h"

enum ap_value_kind {
    AP_VALUE_NONE,     /* a switch, or no argument at all */
    AP_VALUE_ANY,      /* a word that no table knows */
    AP_VALUE_WORDS,    /* one of `words` */
    AP_VALUE_FILES,
    AP_VALUE_DIRS,
    AP_VALUE_COMMANDS, /* a command's name */
    AP_VALUE_IDS,      /* a control, requirement or finding code */
};

struct ap_value {
    enum ap_value_kind kind;
    struct ap_strs words;
};

/** What the value of an option is; `command` may be NULL: a common option before the command's name. */
struct ap_value ap_completion_option(const struct ap_command *command, const struct ap_opt_spec *option,
                                     struct ap_arena *mem);
/** What the first argument of a command is. Later ones are files where it takes more than one. */
struct ap_value ap_completion_argument(const struct ap_command *command, struct ap_arena *mem);
/** What stands in the usage of one command is AP_STR("a|b|c"): its words, when all of them are lower case. */
bool ap_completion_choices(struct ap_str alternatives, struct ap_arena *mem, struct ap_strs *ret_words);

void ap_completion_bash(struct ap_arena *mem, struct ap_buf *out);
void ap_completion_zsh(struct ap_arena *mem, struct ap_buf *out);
void ap_completion_fish(struct ap_arena *mem, struct ap_buf *out);
