/* Where a document goes: standard output, a pipe or device, or a file that is replaced in one step.
 * Place in the flow: cli.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cli/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port/fs.h"

void
ap_cli_sink_begin(struct ap_cli_sink *sink, struct ap_cli *cli, struct ap_str file)
{
    bool on_stdout = file.len == 0 || ap_str_is(file, "-") || ap_str_is(file, "/dev/stdout");
    *sink = (struct ap_cli_sink){
        .cli = cli, .file = on_stdout ? AP_STR_NONE : ap_arena_copy(cli->mem, file), .fd = -1};
}

static void
say_failure(struct ap_cli_sink *sink, int why)
{
    struct ap_diag *dg = sink->cli->dg;
    struct ap_diagnostic *d = ap_diag_add(dg, AP_PCK003, (struct ap_place){sink->file, 0, 0},
                                          "cannot write the file: %s", ap_error_text(why));
    if (why == ENOENT)
        ap_diag_hint(dg, d, "make its folder first, or choose another place with -o");
    sink->code = AP_EXIT_SYSTEM;
}

/** A pipe or a device (`>(command)`, /dev/null) takes the bytes as they come; a link to a file keeps
 * leading to it; anything else is replaced in one step. */
static int
open_file(struct ap_cli_sink *sink)
{
    const char *path = sink->file.ptr;
    struct stat st;
    struct stat link;
    char real[PATH_MAX];
    bool found = stat(path, &st) == 0;
    if (found && (S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode))) {
        sink->fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
        return sink->fd >= 0 ? AP_OK : AP_E_IO;
    }
    bool is_link = found && lstat(path, &link) == 0 && S_ISLNK(link.st_mode);
    return ap_outfile_open(is_link && realpath(path, real) ? real : path, &sink->out);
}

static int
write_on(const struct ap_cli_sink *sink, struct ap_str bytes)
{
    return sink->out ? ap_outfile_write(sink->out, bytes) : ap_fd_write(sink->fd, bytes);
}

void
ap_cli_sink_add(struct ap_cli_sink *sink, struct ap_str bytes)
{
    if (sink->code != AP_EXIT_OK)
        return;
    if (sink->file.len == 0) {
        sink->code = ap_cli_print(sink->cli, bytes);
        return;
    }
    bool is_open = sink->out || sink->fd >= 0;
    if ((!is_open && open_file(sink) != AP_OK) || write_on(sink, bytes) != AP_OK)
        say_failure(sink, errno);
}

void
ap_cli_sink_spill(void *sink, struct ap_buf *out)
{
    ap_cli_sink_add(sink, ap_buf_str(out));
    ap_buf_clear(out);
}

int
ap_cli_sink_end(struct ap_cli_sink *sink)
{
    if (sink->fd >= 0)
        (void)close(sink->fd);
    if (sink->code != AP_EXIT_OK)
        ap_outfile_abort(sink->out);
    else if (sink->out && ap_outfile_commit(sink->out) != AP_OK)
        say_failure(sink, errno);
    sink->out = NULL;
    sink->fd = -1;
    return sink->code;
}

void
ap_cli_sink_drop(struct ap_cli_sink *sink)
{
    sink->code = AP_EXIT_SYSTEM;
    (void)ap_cli_sink_end(sink);
}

int
ap_cli_write(struct ap_cli *cli, struct ap_str file, struct ap_str bytes)
{
    struct ap_cli_sink sink;
    ap_cli_sink_begin(&sink, cli, file);
    ap_cli_sink_add(&sink, bytes);
    return ap_cli_sink_end(&sink);
}
