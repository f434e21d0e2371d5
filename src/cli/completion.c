/* Values of options and arguments: choices stand in the usage lines, kinds of files in the words for values.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/completion.h"

#include "cli/common.h"

/** Common options whose choices are no part of a usage line. A test holds them against what the program takes. */
static const struct {
    enum ap_opt_id id;
    const char *words;
} common_choices[] = {
    {AP_OPT_COLOR, "auto|always|never"},
    {AP_OPT_FAIL_ON, "never|gap|low|medium|high|blocker"},
    {AP_OPT_AUDIENCE, "internal|auditor|buyer"},
};

static bool
is_lower(struct ap_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!(ap_is_lower(word.ptr[i]) || (i > 0 && word.ptr[i] == '-')))
            return false;
    return word.len > 0;
}

bool
ap_completion_choices(struct ap_str alternatives, struct ap_arena *mem, struct ap_strs *ret_words)
{
    struct ap_strs words = {NULL, 0, 0};
    struct ap_str rest = alternatives;
    while (rest.ptr) {
        struct ap_str word = ap_str_cut(&rest, '|');
        if (word.len == 0)
            continue;
        if (!is_lower(word))
            return false;
        *ap_vec_push(mem, &words) = word;
    }
    *ret_words = words;
    return words.n > 0;
}

/** A word of the usage without brackets and dots: "[FILE]..." is FILE. A line break after '|' joins two words. */
static struct ap_str
next_word(struct ap_str *rest, struct ap_arena *mem)
{
    struct ap_str space = AP_STR(" \n[].");
    struct ap_str word = AP_STR_NONE;
    while (rest->len) {
        char c = rest->ptr[0];
        bool joins = word.len > 0 && word.ptr[word.len - 1] == '|' && c != '[';
        if (ap_str_find(space, c) == space.len)
            word = ap_arena_join(mem, word, "", ap_str_slice(*rest, 0, 1));
        else if (c == '.' && rest->len > 1 && rest->ptr[1] != '.' && word.len > 0)
            word = ap_arena_join(mem, word, "", AP_STR("."));
        else if (word.len > 0 && !joins)
            break;
        *rest = ap_str_slice(*rest, 1, rest->len);
    }
    return word;
}

/** The words of the usage that stand right behind `name`, one for each time that it occurs. */
static struct ap_strs
words_behind(const struct ap_command *command, struct ap_str name, struct ap_arena *mem)
{
    struct ap_strs found = {NULL, 0, 0};
    struct ap_str rest = ap_str_from(command->usage);
    struct ap_str before = AP_STR_NONE;
    while (rest.len) {
        struct ap_str word = next_word(&rest, mem);
        if (word.len && ap_str_eq(before, name))
            *ap_vec_push(mem, &found) = word;
        before = word;
    }
    return found;
}

static bool
has_part(struct ap_str alternatives, const char *part)
{
    struct ap_str rest = alternatives;
    while (rest.ptr) {
        struct ap_str word = ap_str_cut(&rest, '|');
        if (ap_str_is(word, part) || (part[0] == '.' && ap_str_find(word, '.') < word.len))
            return true;
    }
    return false;
}

/** By the word that stands for a value in the usage or the help: FILE, MAP.csv, DIR, COMMAND, ID. */
static enum ap_value_kind
kind_of(struct ap_str word)
{
    if (has_part(word, "FILE") || has_part(word, "PATH") || has_part(word, "."))
        return AP_VALUE_FILES;
    if (has_part(word, "DIR"))
        return AP_VALUE_DIRS;
    return has_part(word, "COMMAND") ? AP_VALUE_COMMANDS : AP_VALUE_ANY;
}

static struct ap_value
report_formats(struct ap_arena *mem)
{
    struct ap_value value = {.kind = AP_VALUE_WORDS};
    size_t n;
    const struct ap_report_format *formats = ap_report_formats(&n);
    for (size_t i = 0; i < n; i++)
        if (formats[i].in_check)
            *ap_vec_push(mem, &value.words) = ap_str_from(formats[i].name);
    return value;
}

struct ap_value
ap_completion_option(const struct ap_command *command, const struct ap_opt_spec *option,
                     struct ap_arena *mem)
{
    struct ap_value value = {.kind = AP_VALUE_NONE};
    if (!option->arg)
        return value;
    struct ap_str name = ap_arena_printf(mem, "--%s", option->name);
    struct ap_strs found = {NULL, 0, 0};
    if (command)
        found = words_behind(command, name, mem);
    value.kind = AP_VALUE_WORDS;
    for (size_t i = 0; i < found.n; i++)
        if (ap_completion_choices(found.items[i], mem, &value.words))
            return value;
    for (size_t i = 0; i < AP_COUNT(common_choices); i++)
        if (option->id == common_choices[i].id &&
            ap_completion_choices(ap_str_from(common_choices[i].words), mem, &value.words))
            return value;
    if (option->id == AP_OPT_FORMAT)
        return report_formats(mem);
    value.kind = kind_of(ap_str_from(option->arg));
    return value;
}

struct ap_value
ap_completion_argument(const struct ap_command *command, struct ap_arena *mem)
{
    struct ap_value value = {.kind = AP_VALUE_NONE};
    if (command->max_args == 0)
        return value;
    struct ap_strs found = words_behind(command, ap_str_from(command->name), mem);
    value.kind = AP_VALUE_ANY;
    for (size_t i = 0; i < found.n; i++) {
        struct ap_strs words;
        if (ap_completion_choices(found.items[i], mem, &words)) {
            value.kind = AP_VALUE_WORDS;
            for (size_t k = 0; k < words.n; k++)
                if (!ap_strs_has(&value.words, words.items[k]))
                    *ap_vec_push(mem, &value.words) = words.items[k];
        } else if (value.kind == AP_VALUE_ANY) {
            value.kind = ap_str_is(found.items[i], "ID") ? AP_VALUE_IDS : kind_of(found.items[i]);
        }
    }
    return value;
}
