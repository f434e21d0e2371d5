/* A temporary folder for tests that need files, and children that must end as expected.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ap_test.h"

struct tmp {
    char path[256];
    int fd;
};

static inline struct tmp
tmp_open(void)
{
    struct tmp tmp;
    const char *base = getenv("TMPDIR");
    (void)snprintf(tmp.path, sizeof tmp.path, "%s/apipack-test-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(tmp.path));
    tmp.fd = open(tmp.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(tmp.fd >= 0);
    return tmp;
}

static inline int
tmp_remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static inline void
tmp_close(struct tmp *tmp)
{
    (void)close(tmp->fd);
    assert_int_equal(nftw(tmp->path, tmp_remove_one, 32, FTW_DEPTH | FTW_PHYS), 0);
}

static inline const char *
tmp_path(struct ap_arena *mem, const struct tmp *tmp, const char *name)
{
    return ap_arena_printf(mem, "%s/%s", tmp->path, name).ptr;
}

static inline void
tmp_write(const struct tmp *tmp, const char *name, const char *text)
{
    int fd = openat(tmp->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(fd);
}

/** Wait for `pid`; its exit status, or -1 when it was killed. */
static inline int
child_status(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
