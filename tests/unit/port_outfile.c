/* Tests of atomic output: whole or not at all, whatever happens.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>

#include "base/cleanup.h"
#include "port/fs.h"
#include "tmp_folder.h"

static size_t
count_files(const struct tmp *tmp)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_entries entries = {0};
    assert_int_equal(ap_fs_walk(tmp->fd, NULL, NULL, &mem, &entries), AP_OK);
    return entries.n;
}

static void
assert_holds(const struct tmp *tmp, const char *name, const char *text)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str bytes = AP_STR_NONE;
    assert_int_equal(ap_fs_read(tmp_path(&mem, tmp, name), 1000, &mem, &bytes), AP_OK);
    assert_str(bytes, text);
}

static mode_t
mode_of(const struct tmp *tmp, const char *name)
{
    struct stat st;
    assert_int_equal(fstatat(tmp->fd, name, &st, AT_SYMLINK_NOFOLLOW), 0);
    return st.st_mode & 0777;
}

AP_TEST(outfile_appears_on_commit)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_outfile *out = NULL;
    assert_int_equal(ap_outfile_open(tmp_path(&mem, &tmp, "out"), &out), AP_OK);
    assert_int_equal(ap_outfile_write(out, AP_STR("new")), AP_OK);
    assert_true(faccessat(tmp.fd, "out", F_OK, 0) != 0);
    assert_int_equal(count_files(&tmp), 1);
    assert_int_equal(ap_outfile_commit(out), AP_OK);
    assert_holds(&tmp, "out", "new");
    assert_int_equal(count_files(&tmp), 1);
    tmp_close(&tmp);
}

AP_TEST(outfile_abort_keeps_the_old)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_outfile *out = NULL;
    tmp_write(&tmp, "out", "old");
    assert_int_equal(ap_outfile_open(tmp_path(&mem, &tmp, "out"), &out), AP_OK);
    assert_int_equal(ap_outfile_write(out, AP_STR("new")), AP_OK);
    ap_outfile_abort(out);
    ap_outfile_abort(NULL);
    assert_holds(&tmp, "out", "old");
    assert_int_equal(count_files(&tmp), 1);
    tmp_close(&tmp);
}

AP_TEST(outfile_mode_is_the_users_or_the_old_ones)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    mode_t before = umask(027);
    assert_int_equal(ap_fs_write_atomic(tmp_path(&mem, &tmp, "new"), AP_STR("x")), AP_OK);
    assert_int_equal(mode_of(&tmp, "new"), 0640);
    tmp_write(&tmp, "old", "");
    assert_int_equal(fchmodat(tmp.fd, "old", 0604, 0), 0);
    assert_int_equal(ap_fs_write_atomic(tmp_path(&mem, &tmp, "old"), AP_STR("x")), AP_OK);
    assert_int_equal(mode_of(&tmp, "old"), 0604);
    (void)umask(before);
    tmp_close(&tmp);
}

AP_TEST(outfile_refuses_what_it_must_not_replace)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_outfile *out = NULL;
    assert_int_equal(mkdirat(tmp.fd, "dir", 0755), 0);
    assert_int_equal(symlinkat("elsewhere", tmp.fd, "link"), 0);
    assert_int_equal(mkfifoat(tmp.fd, "fifo", 0600), 0);
    static const char *const bad[] = {"dir", "link", "fifo", "dir/", "dir/.", "dir/.."};
    for (size_t i = 0; i < AP_COUNT(bad); i++)
        assert_int_equal(ap_outfile_open(tmp_path(&mem, &tmp, bad[i]), &out), AP_E_INVALID);
    assert_int_equal(ap_outfile_open("/dev/null", &out), AP_E_INVALID);
    assert_int_equal(ap_outfile_open(tmp_path(&mem, &tmp, "none/x"), &out), AP_E_NOTFOUND);
    char name[300] = {0};
    memset(name, 'n', 256);
    assert_int_equal(ap_outfile_open(tmp_path(&mem, &tmp, name), &out), AP_E_IO);
    assert_int_equal(errno, ENAMETOOLONG);
    name[255] = '\0';
    assert_int_equal(ap_fs_write_atomic(tmp_path(&mem, &tmp, name), AP_STR("x")), AP_OK);
    assert_null(out);
    tmp_close(&tmp);
}

AP_TEST(outfile_relative_names)
{
    struct tmp tmp = tmp_open();
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(fchdir(tmp.fd), 0);
    assert_int_equal(ap_fs_write_atomic("plain", AP_STR("1")), AP_OK);
    assert_int_equal(ap_fs_write_atomic("./dotted", AP_STR("2")), AP_OK);
    assert_int_equal(ap_fs_write_new("made", AP_STR("3")), AP_OK);
    assert_int_equal(chdir(before), 0);
    assert_holds(&tmp, "plain", "1");
    assert_holds(&tmp, "dotted", "2");
    assert_holds(&tmp, "made", "3");
    tmp_close(&tmp);
}

AP_TEST(outfile_write_new_never_replaces)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const char *path = tmp_path(&mem, &tmp, "a/b/new");
    assert_int_equal(ap_fs_write_new(path, AP_STR("first")), AP_OK);
    assert_int_equal(ap_fs_write_new(path, AP_STR("second")), AP_E_EXISTS);
    assert_holds(&tmp, "a/b/new", "first");
    assert_int_equal(symlinkat("nowhere", tmp.fd, "link"), 0);
    assert_int_equal(ap_fs_write_new(tmp_path(&mem, &tmp, "link"), AP_STR("x")), AP_E_EXISTS);
    tmp_write(&tmp, "f", "");
    assert_int_equal(ap_fs_write_new(tmp_path(&mem, &tmp, "f/x"), AP_STR("x")), AP_E_IO);
    assert_int_equal(count_files(&tmp), 3);
    tmp_close(&tmp);
}

AP_TEST(outfile_register_is_bounded_and_swept)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_outfile *outs[65] = {0};
    const char *path = tmp_path(&mem, &tmp, "out");
    for (size_t i = 0; i < 64; i++) /* of one target: the living do not remove each other */
        assert_int_equal(ap_outfile_open(path, &outs[i]), AP_OK);
    assert_int_equal(ap_outfile_open(path, &outs[64]), AP_E_LIMIT);
    assert_int_equal(count_files(&tmp), 64);
    ap_outfile_abort_all();
    assert_int_equal(count_files(&tmp), 0);
    assert_int_equal(ap_outfile_commit(outs[0]), AP_E_IO); /* swept: nothing to put in place */
    for (size_t i = 1; i < 64; i++)
        ap_outfile_abort(outs[i]);
    assert_int_equal(ap_fs_write_atomic(path, AP_STR("x")), AP_OK);
    assert_int_equal(count_files(&tmp), 1);
    tmp_close(&tmp);
}

static void
sweep_and_exit(int signal_number)
{
    ap_outfile_abort_all();
    _exit(128 + signal_number);
}

/** In a child: begin to write `path`, then wait to be ended. */
static pid_t
write_until_killed(const char *path, bool has_handler)
{
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct ap_outfile *out = NULL;
        if (has_handler)
            (void)signal(SIGTERM, sweep_and_exit);
        if (ap_outfile_open(path, &out) != AP_OK || ap_outfile_write(out, AP_STR("half")) != AP_OK)
            _exit(99);
        (void)!write(ready[1], "x", 1);
        for (;;)
            (void)pause();
    }
    char byte;
    (void)close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    (void)close(ready[0]);
    return pid;
}

AP_TEST(outfile_terminated_run_leaves_nothing)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    tmp_write(&tmp, "out", "old");
    pid_t pid = write_until_killed(tmp_path(&mem, &tmp, "out"), true);
    assert_int_equal(count_files(&tmp), 2);
    assert_int_equal(kill(pid, SIGTERM), 0);
    assert_int_equal(child_status(pid), 128 + SIGTERM);
    assert_int_equal(count_files(&tmp), 1);
    assert_holds(&tmp, "out", "old");
    tmp_close(&tmp);
}

AP_TEST(outfile_killed_run_is_tidied_by_the_next)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_outfile *out = NULL;
    const char *path = tmp_path(&mem, &tmp, "out");
    tmp_write(&tmp, "out", "old");
    pid_t pid = write_until_killed(path, false);
    assert_int_equal(ap_outfile_open(path, &out), AP_OK); /* it lives: its file stays */
    assert_int_equal(count_files(&tmp), 3);
    ap_outfile_abort(out);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(child_status(pid), -1);
    assert_int_equal(count_files(&tmp), 2);
    assert_holds(&tmp, "out", "old");
    assert_int_equal(ap_fs_write_atomic(tmp_path(&mem, &tmp, "other"), AP_STR("x")), AP_OK);
    assert_int_equal(count_files(&tmp), 3); /* another target's is not touched */
    assert_int_equal(ap_fs_write_atomic(path, AP_STR("new")), AP_OK);
    assert_int_equal(count_files(&tmp), 2);
    assert_holds(&tmp, "out", "new");
    tmp_close(&tmp);
}

AP_TEST(outfile_tidies_only_what_is_its_own)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    static const char *const others[] = {
        ".out.apipack-",
        ".out.apipack-0-abcdef",
        ".out.apipack-99999999999-abcdef",
        ".out.apipack-2000000000-abc",
        ".out.apipack-1-abcdef",
        ".out.tmp",
    };
    for (size_t i = 0; i < AP_COUNT(others); i++)
        tmp_write(&tmp, others[i], "");
    tmp_write(&tmp, ".out.apipack-2000000000-abcdef", ""); /* no such process */
    assert_int_equal(ap_fs_write_atomic(tmp_path(&mem, &tmp, "out"), AP_STR("x")), AP_OK);
    assert_int_equal(count_files(&tmp), AP_COUNT(others) + 1);
    /* The number of this very process, as in a container where each run has the same: the lock decides. */
    char name[64];
    (void)snprintf(name, sizeof name, ".out.apipack-%ld-abcdef", (long)getpid());
    tmp_write(&tmp, name, "");
    AP_AUTO_FD int locked = openat(tmp.fd, name, O_RDWR);
    assert_int_equal(flock(locked, LOCK_EX), 0);
    assert_int_equal(ap_fs_write_atomic(tmp_path(&mem, &tmp, "out"), AP_STR("x")), AP_OK);
    assert_int_equal(count_files(&tmp), AP_COUNT(others) + 2);
    assert_int_equal(flock(locked, LOCK_UN), 0);
    assert_int_equal(ap_fs_write_atomic(tmp_path(&mem, &tmp, "out"), AP_STR("x")), AP_OK);
    assert_int_equal(count_files(&tmp), AP_COUNT(others) + 1);
    tmp_close(&tmp);
}

/** With files limited to 1,000 bytes, as on a full disk: the errno, or what went wrong instead. */
static int
write_beyond_limit(const char *path)
{
    static char big[5000];
    struct rlimit limit = {1000, 1000};
    (void)signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 77;
    if (ap_fs_write_atomic(path, (struct ap_str){big, sizeof big}) != AP_E_IO)
        return 1;
    return errno == EFBIG || errno == ENOSPC ? 0 : 2;
}

AP_TEST(outfile_full_disk_keeps_the_old)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    tmp_write(&tmp, "out", "old");
    const char *path = tmp_path(&mem, &tmp, "out");
    pid_t pid = fork();
    if (pid == 0)
        _exit(write_beyond_limit(path));
    assert_int_equal(child_status(pid), 0);
    assert_holds(&tmp, "out", "old");
    assert_int_equal(count_files(&tmp), 1);
    tmp_close(&tmp);
}

static int
write_as_nobody(const char *path)
{
    if (setgid(65534) != 0 || setuid(65534) != 0)
        return 77;
    if (ap_fs_write_atomic(path, AP_STR("x")) != AP_E_IO)
        return 1;
    return errno == EACCES ? 0 : 2;
}

AP_TEST(outfile_read_only_folder)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    assert_int_equal(fchmod(tmp.fd, 0555), 0);
    const char *path = tmp_path(&mem, &tmp, "out");
    pid_t pid = fork();
    if (pid == 0)
        _exit(write_as_nobody(path));
    int status = child_status(pid);
    assert_int_equal(count_files(&tmp), 0);
    assert_int_equal(fchmod(tmp.fd, 0755), 0);
    tmp_close(&tmp);
    if (status == 77)
        skip();
    assert_int_equal(status, 0);
}
