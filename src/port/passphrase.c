/* One line from the terminal, not shown while it is typed.
 * Place in the flow: port.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/cleanup.h"

static void
say(int fd, const char *words)
{
    if (write(fd, words, strlen(words)) < 0)
        return; /* a terminal that takes no words still gives them */
}

static int
read_line(int fd, char *line, size_t size, size_t *ret_n)
{
    size_t n = 0;
    for (;;) {
        char c;
        ssize_t got = read(fd, &c, 1);
        if (got < 0)
            return errno == EINTR ? AP_E_CANCELLED : AP_E_IO;
        if (got == 0)
            return AP_E_NOTFOUND; /* the end of input: no answer */
        if (c == '\n' || c == '\r')
            break;
        if (n == size)
            return AP_E_LIMIT;
        line[n++] = c;
    }
    *ret_n = n;
    return AP_OK;
}

int
ap_passphrase_ask(const char *prompt, struct ap_arena *mem, struct ap_str *ret_passphrase)
{
    struct termios before;
    AP_AUTO_FD int fd = isatty(STDIN_FILENO) ? open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    if (fd < 0 || tcgetattr(fd, &before) != 0)
        return AP_E_NOTFOUND;
    struct termios quiet = before;
    quiet.c_lflag &= (tcflag_t)~ECHO;
    quiet.c_lflag |= ECHONL;
    if (tcsetattr(fd, TCSAFLUSH, &quiet) != 0)
        return AP_E_IO;
    char *line = ap_arena_alloc(mem, AP_PASSPHRASE_MAX);
    size_t n = 0;
    say(fd, prompt);
    int rc = read_line(fd, line, AP_PASSPHRASE_MAX, &n);
    (void)tcsetattr(fd, TCSAFLUSH, &before);
    if (rc == AP_OK)
        *ret_passphrase = (struct ap_str){line, n};
    return rc;
}
