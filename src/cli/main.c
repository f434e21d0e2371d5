/* The program: what must stand before everything else (time zone, memory, signals), then one command.
 * Place in the flow: cli, the entry.
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/common.h"
#include "port/fs.h"

/** Number of the signal that asked to stop; workers read it too. */
static ap_stop cancelled;

/** The first signal asks the stages to stop; the second does not wait for them. */
static void
on_signal(int number)
{
    if (atomic_exchange(&cancelled, number)) {
        ap_outfile_abort_all();
        _exit(AP_EXIT_SIGNAL + number);
    }
}

static void
out_of_memory(size_t bytes)
{
    char line[96];
    int n = snprintf(line, sizeof line, "apipack: error: out of memory (%zu bytes)\n", bytes);
    if (n > 0)
        (void)!write(STDERR_FILENO, line, (size_t)n);
    ap_outfile_abort_all();
    _exit(AP_EXIT_SYSTEM);
}

static void
set_up_signals(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal; /* without SA_RESTART: a prompt ends too */
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    /* A closed pipe and a limit on the size of files are errors of the write, and temporaries are removed. */
    action.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &action, NULL);
    (void)sigaction(SIGXFSZ, &action, NULL);
}

/** A closed descriptor 0, 1 or 2 would be given to the first file opened. /dev/null takes its
 * place, for reading only: a write to it still fails and is reported. */
static bool
hold_standard_files(void)
{
    for (int fd = 0; fd <= STDERR_FILENO; fd++) {
        struct stat st;
        if (fstat(fd, &st) && open("/dev/null", O_RDONLY | O_NOCTTY) != fd)
            return false;
    }
    return true;
}

int
main(int argc, char **argv)
{
    /* No thread runs yet. NOLINTNEXTLINE(concurrency-mt-unsafe) */
    if (!hold_standard_files() || setenv("TZ", "UTC", 1))
        return AP_EXIT_SYSTEM;
    ap_set_oom_hook(out_of_memory);
    set_up_signals();

    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_diag dg;
    ap_diag_init(&dg, &mem);
    struct ap_cli cli = {.mem = &mem, .dg = &dg, .cancel = &cancelled};
    int code = ap_cli_main(&cli, argv + 1, argc > 0 ? (size_t)argc - 1 : 0);
    ap_cli_diagnostics(&cli);
    if (cancelled)
        code = AP_EXIT_SIGNAL + cancelled;
    return code;
}
