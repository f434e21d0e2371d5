/* Tests of bounded reads, confined opening and the walk, with all that a hostile folder can hold.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "base/cleanup.h"
#include "port/fs.h"
#include "tmp_folder.h"

AP_TEST(fs_read_is_bounded)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str bytes = AP_STR_NONE;
    tmp_write(&tmp, "f", "12345");
    tmp_write(&tmp, "empty", "");
    assert_int_equal(ap_fs_read(tmp_path(&mem, &tmp, "f"), 5, &mem, &bytes), AP_OK);
    assert_str(bytes, "12345");
    assert_int_equal(bytes.ptr[5], '\0');
    assert_int_equal(ap_fs_read(tmp_path(&mem, &tmp, "f"), 4, &mem, &bytes), AP_E_LIMIT);
    assert_int_equal(ap_fs_read(tmp_path(&mem, &tmp, "f"), SIZE_MAX, &mem, &bytes), AP_OK);
    assert_int_equal(ap_fs_read(tmp_path(&mem, &tmp, "empty"), 0, &mem, &bytes), AP_OK);
    assert_int_equal(bytes.len, 0);
    assert_int_equal(ap_fs_read(tmp_path(&mem, &tmp, "none"), 9, &mem, &bytes), AP_E_NOTFOUND);
    assert_int_equal(ap_fs_read(tmp_path(&mem, &tmp, "f/x"), 9, &mem, &bytes), AP_E_NOTFOUND);
    assert_int_equal(ap_fs_read(tmp.path, 9, &mem, &bytes), AP_E_INVALID);
    tmp_close(&tmp);
}

AP_TEST(fs_read_takes_files_that_tell_no_size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str bytes = AP_STR_NONE;
    if (access("/proc/self/status", R_OK) != 0)
        skip();
    assert_int_equal(ap_fs_read("/proc/self/status", 1u << 20, &mem, &bytes), AP_OK);
    assert_true(ap_str_starts(bytes, AP_STR("Name:")));
    assert_int_equal(ap_fs_read("/proc/self/status", 10, &mem, &bytes), AP_E_LIMIT);
}

AP_TEST(fs_read_never_blocks_or_follows)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str bytes = AP_STR_NONE;
    tmp_write(&tmp, "f", "x");
    assert_int_equal(symlinkat("f", tmp.fd, "link"), 0);
    assert_int_equal(mkfifoat(tmp.fd, "fifo", 0600), 0);
    assert_int_equal(ap_fs_read(tmp_path(&mem, &tmp, "link"), 9, &mem, &bytes), AP_E_INVALID);
    assert_int_equal(ap_fs_read(tmp_path(&mem, &tmp, "fifo"), 9, &mem, &bytes), AP_E_INVALID);
    assert_int_equal(ap_fs_read("/dev/null", 9, &mem, &bytes), AP_E_INVALID);
    tmp_close(&tmp);
}

/** A folder with one of everything; `tmp` is the root, its sibling `outside` is not below it. */
static void
make_hostile(struct tmp *tmp)
{
    assert_int_equal(mkdirat(tmp->fd, "root", 0755), 0);
    assert_int_equal(mkdirat(tmp->fd, "root/sub", 0755), 0);
    assert_int_equal(mkdirat(tmp->fd, "root/empty", 0755), 0);
    tmp_write(tmp, "outside", "secret");
    tmp_write(tmp, "root/a", "12");
    tmp_write(tmp, "root/sub/b", "123");
    tmp_write(tmp, "root/sub.txt", "");
    tmp_write(tmp, "root/new\nline", "x");
    tmp_write(tmp, "root/bad\xff", "x");
    static const char *const links[][2] = {
        {"../a", "root/sub/in"},
        {"a", "root/in2"},
        {"sub", "root/to-folder"},
        {"../outside", "root/out"},
        {"/etc/passwd", "root/absolute"},
        {"nothing", "root/dangling"},
        {"loop2", "root/loop1"},
        {"loop1", "root/loop2"},
        {"sub/../../outside", "root/out2"},
        {"fifo", "root/to-fifo"},
        {"in2", "root/in3"},
    };
    for (size_t i = 0; i < AP_COUNT(links); i++)
        assert_int_equal(symlinkat(links[i][0], tmp->fd, links[i][1]), 0);
    assert_int_equal(mkfifoat(tmp->fd, "root/fifo", 0600), 0);
    assert_int_equal(mknodat(tmp->fd, "root/socket", S_IFSOCK | 0600, 0), 0);
}

/** The result of opening `path`; the descriptor is closed. */
static int
open_result(int root_fd, const char *path)
{
    AP_AUTO_FD int fd = -1;
    int rc = ap_fs_open_below(root_fd, ap_str_from(path), &fd);
    char byte;
    if (rc == AP_OK && read(fd, &byte, 1) < 0)
        return AP_E_BUG;
    return rc;
}

struct opening {
    const char *path;
    int rc;
};

static const struct opening openings[] = {
    {"a", AP_OK},
    {"sub/b", AP_OK},
    {"new\nline", AP_OK},
    {"bad\xff", AP_OK},
    {"sub/in", AP_OK},
    {"in2", AP_OK},
    {"in3", AP_OK},
    {"out", AP_E_INVALID},
    {"out2", AP_E_INVALID},
    {"absolute", AP_E_INVALID},
    {"dangling", AP_E_NOTFOUND},
    {"loop1", AP_E_INVALID},
    {"to-folder", AP_E_INVALID},
    {"sub", AP_E_INVALID},
    {"fifo", AP_E_INVALID},
    {"to-fifo", AP_E_INVALID},
    {"socket", AP_E_INVALID},
    {"none", AP_E_NOTFOUND},
    {"a/b", AP_E_NOTFOUND},
    {"none/b", AP_E_NOTFOUND},
    {"../outside", AP_E_INVALID},
    {"sub/../../outside", AP_E_INVALID},
    {"/etc/passwd", AP_E_INVALID},
    {"", AP_E_INVALID},
};

/** The number of rows that come out otherwise; each is said on stderr. */
static int
wrong_openings(int root_fd)
{
    int n = 0;
    for (size_t i = 0; i < AP_COUNT(openings); i++) {
        int rc = open_result(root_fd, openings[i].path);
        if (rc == openings[i].rc)
            continue;
        (void)fprintf(stderr, "%s: %d, not %d\n", openings[i].path, rc, openings[i].rc);
        n++;
    }
    return n;
}

AP_TEST(fs_open_below_stays_below)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    make_hostile(&tmp);
    AP_AUTO_FD int root = -1;
    assert_int_equal(ap_fs_open_dir(tmp_path(&mem, &tmp, "root"), &root), AP_OK);
    assert_int_equal(wrong_openings(root), 0);
    int fd = -1;
    assert_int_equal(ap_fs_open_below(root, AP_STR("a\0b"), &fd), AP_E_INVALID);
    assert_int_equal(fd, -1);
    tmp_close(&tmp);
}

/** From now on the kernel answers this thread's openat2 with `err`. */
static bool
forbid_openat2(unsigned err)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | err),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {AP_COUNT(code), code};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

struct without_openat2 {
    int root_fd;
    unsigned err;
    bool is_forbidden;
    int n_wrong;
};

static void *
open_without_openat2(void *arg)
{
    struct without_openat2 *run = arg;
    run->is_forbidden = forbid_openat2(run->err);
    run->n_wrong = wrong_openings(run->root_fd);
    return NULL;
}

AP_TEST(fs_open_below_without_openat2)
{
    static const unsigned errors[] = {ENOSYS, EPERM};
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    make_hostile(&tmp);
    AP_AUTO_FD int root = -1;
    assert_int_equal(ap_fs_open_dir(tmp_path(&mem, &tmp, "root"), &root), AP_OK);
    bool is_forbidden = true;
    for (size_t i = 0; i < AP_COUNT(errors); i++) {
        struct without_openat2 run = {root, errors[i], false, 0};
        pthread_t thread; /* of its own, for a filter cannot be taken off again */
        assert_int_equal(pthread_create(&thread, NULL, open_without_openat2, &run), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(run.n_wrong, 0);
        is_forbidden = is_forbidden && run.is_forbidden;
    }
    tmp_close(&tmp);
    if (!is_forbidden)
        skip(); /* no seccomp here: the kernel's way was tried again */
}

AP_TEST(fs_open_dir_wants_a_folder)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    int fd = -1;
    tmp_write(&tmp, "f", "");
    assert_int_equal(ap_fs_open_dir(tmp_path(&mem, &tmp, "f"), &fd), AP_E_INVALID);
    assert_int_equal(ap_fs_open_dir(tmp_path(&mem, &tmp, "none"), &fd), AP_E_NOTFOUND);
    assert_int_equal(fd, -1);
    tmp_close(&tmp);
}

static struct ap_str
ignore_sub(void *ctx, struct ap_str path, bool is_dir)
{
    (void)ctx;
    if (is_dir && ap_str_is(path, "sub"))
        return AP_STR("sub/");
    return ap_str_is(path, "a") ? AP_STR("a") : AP_STR_NONE;
}

struct found {
    const char *path;
    enum ap_entry_kind kind;
    uint64_t bytes;
};

static const struct found found[] = {
    {"a", AP_ENTRY_FILE, 2},
    {"absolute", AP_ENTRY_SYMLINK_OUT, 0},
    {"bad\xff", AP_ENTRY_FILE, 1},
    {"dangling", AP_ENTRY_SYMLINK_NOWHERE, 0},
    {"fifo", AP_ENTRY_OTHER, 0},
    {"in2", AP_ENTRY_FILE, 2},
    {"in3", AP_ENTRY_FILE, 2},
    {"loop1", AP_ENTRY_SYMLINK_NOWHERE, 0},
    {"loop2", AP_ENTRY_SYMLINK_NOWHERE, 0},
    {"new\nline", AP_ENTRY_FILE, 1},
    {"out", AP_ENTRY_SYMLINK_OUT, 0},
    {"out2", AP_ENTRY_SYMLINK_OUT, 0},
    {"socket", AP_ENTRY_OTHER, 0},
    {"sub.txt", AP_ENTRY_FILE, 0}, /* '.' sorts before '/' */
    {"sub/b", AP_ENTRY_FILE, 3},
    {"sub/in", AP_ENTRY_FILE, 2},
    {"to-fifo", AP_ENTRY_OTHER, 0},
    {"to-folder", AP_ENTRY_SYMLINK_DIR, 0},
};

AP_TEST(walk_accounts_for_everything_sorted)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_entries entries = {0};
    make_hostile(&tmp);
    AP_AUTO_FD int root = openat(tmp.fd, "root", O_RDONLY | O_DIRECTORY);
    for (int again = 0; again < 2; again++) { /* the descriptor's position must not matter */
        assert_int_equal(ap_fs_walk(root, NULL, NULL, &mem, &entries), AP_OK);
        assert_int_equal(entries.n, AP_COUNT(found));
        for (size_t i = 0; i < entries.n; i++) {
            assert_str(entries.items[i].path, found[i].path);
            assert_int_equal(entries.items[i].kind, found[i].kind);
            assert_int_equal(entries.items[i].bytes, found[i].bytes);
            assert_false(entries.items[i].ignored);
        }
    }
    tmp_close(&tmp);
}

AP_TEST(walk_lists_what_is_ignored_and_why)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_entries entries = {0};
    assert_int_equal(mkdirat(tmp.fd, "sub", 0755), 0);
    tmp_write(&tmp, "sub/hidden", "");
    tmp_write(&tmp, "a", "");
    tmp_write(&tmp, "b", "");
    assert_int_equal(ap_fs_walk(tmp.fd, ignore_sub, NULL, &mem, &entries), AP_OK);
    assert_int_equal(entries.n, 3);
    assert_true(entries.items[0].ignored);
    assert_str(entries.items[0].why, "a");
    assert_false(entries.items[1].ignored);
    assert_int_equal(entries.items[2].kind, AP_ENTRY_DIR);
    assert_str(entries.items[2].path, "sub");
    assert_str(entries.items[2].why, "sub/");
    tmp_close(&tmp);
}

/** Folders d/d/… `depth` levels below the root, with a file in the last; names of `name_bytes` bytes. */
static void
make_deep(const struct tmp *tmp, int depth, size_t name_bytes)
{
    char name[256] = {0};
    memset(name, 'd', name_bytes);
    int fd = dup(tmp->fd);
    for (int i = 0; i < depth; i++) {
        assert_int_equal(mkdirat(fd, name, 0755), 0);
        int next = openat(fd, name, O_RDONLY | O_DIRECTORY);
        (void)close(fd);
        fd = next;
    }
    int file = openat(fd, "f", O_WRONLY | O_CREAT, 0644);
    assert_true(file >= 0);
    (void)close(file);
    (void)close(fd);
}

/** nftw cannot remove what is longer than PATH_MAX. */
static void
remove_deep(int fd)
{
    char name[256] = {0};
    memset(name, 'd', 255);
    int next = openat(fd, name, O_RDONLY | O_DIRECTORY);
    if (next >= 0) {
        remove_deep(next);
        (void)close(next);
        assert_int_equal(unlinkat(fd, name, AT_REMOVEDIR), 0);
    }
    (void)unlinkat(fd, "f", 0);
}

AP_TEST(walk_depth_64_is_read_65_is_one_entry)
{
    for (int depth = 64; depth < 66; depth++) {
        struct tmp tmp = tmp_open();
        AP_AUTO_ARENA struct ap_arena mem = {0};
        struct ap_entries entries = {0};
        make_deep(&tmp, depth, 1);
        assert_int_equal(ap_fs_walk(tmp.fd, NULL, NULL, &mem, &entries), AP_OK);
        assert_int_equal(entries.n, 1);
        assert_int_equal(entries.items[0].kind, depth == 64 ? AP_ENTRY_FILE : AP_ENTRY_DEEP_DIR);
        tmp_close(&tmp);
    }
}

AP_TEST(walk_and_open_paths_longer_than_path_max)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_entries entries = {0};
    make_deep(&tmp, 20, 255);
    assert_int_equal(ap_fs_walk(tmp.fd, NULL, NULL, &mem, &entries), AP_OK);
    assert_int_equal(entries.n, 1);
    assert_int_equal(entries.items[0].path.len, 20 * 256 + 1);
    int fd = -1;
    assert_int_equal(ap_fs_open_below(tmp.fd, entries.items[0].path, &fd), AP_OK);
    (void)close(fd);
    remove_deep(tmp.fd);
    tmp_close(&tmp);
}

/** As user nobody: a folder without read and one without search permission. 0 when all is as it should be. */
static int
walk_as_nobody(const struct tmp *tmp)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_entries entries = {0};
    if (setgid(65534) != 0 || setuid(65534) != 0)
        return 77;
    if (ap_fs_walk(tmp->fd, NULL, NULL, &mem, &entries) != AP_OK)
        return 1;
    if (entries.n != 3 || entries.items[0].kind != AP_ENTRY_FILE)
        return 2;
    return entries.items[1].kind == AP_ENTRY_UNREADABLE_DIR &&
                   entries.items[2].kind == AP_ENTRY_UNREADABLE_DIR
               ? 0
               : 3;
}

AP_TEST(walk_notes_unreadable_folders)
{
    struct tmp tmp = tmp_open();
    assert_int_equal(fchmod(tmp.fd, 0755), 0);
    assert_int_equal(mkdirat(tmp.fd, "no-read", 0755), 0);
    assert_int_equal(mkdirat(tmp.fd, "no-search", 0755), 0);
    tmp_write(&tmp, "file", "");
    tmp_write(&tmp, "no-read/x", "");
    tmp_write(&tmp, "no-search/x", "");
    assert_int_equal(fchmodat(tmp.fd, "no-read", 0311, 0), 0);
    assert_int_equal(fchmodat(tmp.fd, "no-search", 0644, 0), 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(walk_as_nobody(&tmp));
    int status = child_status(pid);
    assert_int_equal(fchmodat(tmp.fd, "no-read", 0755, 0), 0);
    assert_int_equal(fchmodat(tmp.fd, "no-search", 0755, 0), 0);
    tmp_close(&tmp);
    if (status == 77)
        skip(); /* not root: cannot become another user, and is the owner */
    assert_int_equal(status, 0);
}

AP_TEST(fs_anonymous_in_memory_and_on_disk)
{
    static const uint64_t hints[] = {0, 64u << 20, (64u << 20) + 1};
    struct tmp tmp = tmp_open();
    char buffer[16];
    size_t n = 0;
    for (size_t i = 0; i < AP_COUNT(hints); i++) {
        AP_AUTO_FD int fd = -1;
        assert_int_equal(ap_fs_anonymous(tmp.path, hints[i], &fd), AP_OK);
        assert_int_equal(ap_fd_write_at(fd, 3, AP_STR("abc")), AP_OK);
        assert_int_equal(ap_fd_read_at(fd, 2, buffer, sizeof buffer, &n), AP_OK);
        assert_int_equal(n, 4);
        assert_memory_equal(buffer, "\0abc", 4);
        ap_fd_seal(fd);
        int rc = ap_fd_write_at(fd, 0, AP_STR("x"));
        assert_int_equal(rc, hints[i] > 64u << 20 ? AP_OK : AP_E_IO); /* a memfd is sealed */
    }
    assert_int_equal(ap_fd_read_at(-1, 0, buffer, 1, &n), AP_E_IO);
    int none = -1;
    assert_int_equal(ap_fs_anonymous("/nowhere", 1u << 30, &none), AP_E_IO);
    struct ap_arena mem = {0};
    struct ap_entries entries = {0};
    assert_int_equal(ap_fs_walk(tmp.fd, NULL, NULL, &mem, &entries), AP_OK);
    assert_int_equal(entries.n, 0);
    ap_arena_release(&mem);
    tmp_close(&tmp);
}

AP_TEST(fs_make_dirs)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct stat st;
    assert_int_equal(ap_fs_make_dirs(tmp_path(&mem, &tmp, "a/b//c/")), AP_OK);
    assert_int_equal(fstatat(tmp.fd, "a/b/c", &st, 0), 0);
    assert_int_equal(ap_fs_make_dirs(tmp_path(&mem, &tmp, "a/b")), AP_OK);
    assert_int_equal(ap_fs_make_dirs("/"), AP_OK);
    tmp_write(&tmp, "f", "");
    assert_int_equal(ap_fs_make_dirs(tmp_path(&mem, &tmp, "f")), AP_E_IO);
    assert_int_equal(errno, ENOTDIR);
    assert_int_equal(ap_fs_make_dirs(tmp_path(&mem, &tmp, "f/x")), AP_E_IO);
    assert_int_equal(errno, ENOTDIR);
    tmp_close(&tmp);
}
