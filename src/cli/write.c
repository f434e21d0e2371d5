/* The lock, the user, and changes shown.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/write.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/utf8.h"
#include "port/command.h"
#include "workspace/workspace.h"

#define MAX_NAME     200 /* bytes of a user's name */
#define GIT_WAIT_MS  5000
#define MAX_COMPARED 1000 /* lines */

int
ap_cli_lock(struct ap_cli *cli, struct ap_lock *ret_lock)
{
    struct ap_str dir = ap_opt_value(&cli->line, AP_OPT_DIRECTORY);
    if (dir.len == 0 && ap_workspace_find(AP_STR("."), cli->mem, &dir) < 0)
        return AP_OK;
    struct ap_str file = ap_path_join(cli->mem, dir, AP_STR("apipack.yaml"));
    if (access(file.ptr, F_OK) != 0)
        return AP_OK;
    return ap_lock_take(dir, cli->command->name, AP_LOCK_WAIT_MS, cli->mem, ret_lock, cli->dg);
}

static struct ap_str
name_in_git(struct ap_cli *cli, const struct ap_workspace *ws)
{
    struct ap_str dir = ap_arena_copy(cli->mem, ws ? ws->dir : AP_STR("."));
    const char *const words[] = {"git", "-C", dir.ptr, "config", "user.name", NULL};
    struct ap_str name = AP_STR_NONE;
    if (ap_command_output(words, MAX_NAME, GIT_WAIT_MS, cli->mem, &name) != AP_OK)
        return AP_STR_NONE;
    return ap_str_trim(name);
}

int
ap_cli_user(struct ap_cli *cli, const struct ap_workspace *ws, struct ap_str *ret_user)
{
    struct ap_str user = AP_STR_NONE;
    int result = ap_cli_user_if_known(cli, ws, &user);
    if (result == AP_OK && user.len == 0) {
        struct ap_diagnostic *d =
            ap_cli_fault(cli, AP_CLI005, "%s: who decides is not known", cli->command->name);
        ap_diag_hint(cli->dg, d, "give --by NAME, or set APIPACK_USER or git's user.name");
        return AP_E_INVALID;
    }
    if (result == AP_OK)
        *ret_user = user;
    return result;
}

int
ap_cli_user_if_known(struct ap_cli *cli, const struct ap_workspace *ws, struct ap_str *ret_user)
{
    const char *from = "--by";
    bool given = ap_opt_given(&cli->line, AP_OPT_BY);
    struct ap_str name = ap_str_trim(ap_opt_value(&cli->line, AP_OPT_BY));
    if (!given) {
        from = "APIPACK_USER";
        name = ap_str_trim(ap_str_from(getenv(from)));
        if (name.len == 0) {
            from = "git's user.name";
            name = name_in_git(cli, ws);
        }
    }
    if (name.len == 0 && !given) {
        *ret_user = AP_STR_NONE;
        return AP_OK;
    }
    if (name.len == 0 || name.len > MAX_NAME || !ap_utf8_valid(name)) {
        ap_cli_bad_value(cli, from, name, "a name of at most 200 bytes");
        return AP_E_INVALID;
    }
    const struct ap_person *person = ws ? ap_workspace_person(ws, name) : NULL;
    if (!person && ws && ws->people.n > 0)
        ap_diag_level(cli->dg,
                      ap_diag_add(cli->dg, AP_WSP019, (struct ap_place){ws->file, 0, 0},
                                  "%.*s is not among the people", AP_FMT(name)),
                      AP_NOTE);
    *ret_user = person ? person->id : name;
    return AP_OK;
}

/* --- changes ------------------------------------------------------------------------------ */

AP_VEC(line_list, struct ap_str);

static struct ap_str
next_line(struct ap_str *rest)
{
    size_t end = ap_str_find(*rest, '\n');
    struct ap_str line = ap_str_slice(*rest, 0, end);
    *rest = end < rest->len ? ap_str_slice(*rest, end + 1, rest->len) : AP_STR_NONE;
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

static void
split(struct ap_str text, struct ap_arena *mem, struct line_list *ret_lines)
{
    while (text.len)
        *ap_vec_push(mem, ret_lines) = next_line(&text);
}

static void
add_line(struct ap_buf *out, const char *sign, struct ap_str line)
{
    ap_buf_add_c(out, sign);
    ap_text_escape(out, line);
    ap_buf_add_char(out, '\n');
}

/** Lengths of the longest common sequences of what follows each pair of lines. */
static uint16_t *
common_lengths(const struct line_list *old, const struct line_list *new, struct ap_arena *mem)
{
    size_t width = new->n + 1;
    uint16_t *length = ap_arena_array(mem, uint16_t, (old->n + 1) * width);
    for (size_t i = old->n; i-- > 0;)
        for (size_t k = new->n; k-- > 0;) {
            uint16_t down = length[(i + 1) * width + k];
            uint16_t right = length[i * width + k + 1];
            bool same = ap_str_eq(old->items[i], new->items[k]);
            length[i * width + k] = same ? (uint16_t)(length[(i + 1) * width + k + 1] + 1)
                                    : down >= right ? down
                                                    : right;
        }
    return length;
}

/** The lines that differ, in order. Beyond MAX_COMPARED lines all of them are taken as different. */
static void
add_differences(struct ap_buf *out, const struct line_list *old, const struct line_list *new,
                struct ap_arena *mem)
{
    bool few = old->n <= MAX_COMPARED && new->n <= MAX_COMPARED;
    const uint16_t *length = few ? common_lengths(old, new, mem) : NULL;
    size_t width = new->n + 1;
    size_t i = 0;
    size_t k = 0;
    while (i < old->n || k < new->n) {
        if (length && i < old->n && k < new->n &&ap_str_eq(old->items[i], new->items[k])) {
            i++;
            k++;
        } else if (i < old->n && (k == new->n || !length ||
                                  length[(i + 1) * width + k] >= length[i * width + k + 1])) {
            add_line(out, "  - ", old->items[i++]);
        } else {
            add_line(out, "  + ", new->items[k++]);
        }
    }
}

void
ap_cli_show_change(struct ap_buf *out, struct ap_str file, struct ap_str before,
                   struct ap_str after)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct line_list old = {0};
    struct line_list new = {0};
    split(before, &mem, &old);
    split(after, &mem, &new);
    ap_text_escape(out, file);
    ap_buf_add_c(out, before.len ? "\n" : " (new)\n");
    add_differences(out, &old, &new, &mem);
}
