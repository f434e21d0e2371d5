/* Tests of the zip writer: canonical bytes, accepted by other people's tools, faults of every kind.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "port/deflate.h"
#include "port/digest.h"
#include "port/fs.h"
#include "port/zip.h"
#include "tmp_folder.h"
#include "zip_judge.h"

#define NOON INT64_C(1782129601) /* 2026-06-22 12:00:01 UTC */

struct content {
    struct ap_str packed;
    size_t fails_at; /* offset from which reading fails; SIZE_MAX: never */
    size_t n_reads;
};

static int64_t
read_content(void *ctx, uint64_t offset, void *buffer, size_t size)
{
    struct content *content = ctx;
    content->n_reads++;
    if (offset >= content->fails_at) {
        errno = ENXIO;
        return -1;
    }
    struct ap_str part = ap_str_slice(content->packed, (size_t)offset, (size_t)offset + size);
    memcpy(buffer, part.ptr, part.len);
    return (int64_t)part.len;
}

static struct ap_zip_entry
make_entry(struct ap_arena *mem, const char *name, struct ap_str bytes, bool deflated)
{
    struct content *content = ap_arena_new(mem, struct content);
    *content = (struct content){bytes, SIZE_MAX, 0};
    if (deflated) {
        AP_AUTO_BUF struct ap_buf packed = {0};
        struct ap_deflate *deflate = ap_deflate_new(AP_DEFLATE_LEVEL);
        ap_deflate_whole(deflate, bytes, &packed);
        ap_deflate_free(deflate);
        content->packed = ap_arena_copy(mem, ap_buf_str(&packed));
    }
    return (struct ap_zip_entry){
        .name = ap_str_from(name),
        .deflated = deflated,
        .bytes = bytes.len,
        .packed_bytes = content->packed.len,
        .crc32 = ap_crc32(0, bytes.ptr, bytes.len),
        .read = read_content,
        .ctx = content,
    };
}

static struct ap_str
some_text(struct ap_arena *mem, size_t n)
{
    char *text = ap_arena_alloc(mem, n);
    for (size_t i = 0; i < n; i++)
        text[i] = (char)("evidence \n"[(i * i / 7) % 10]);
    return (struct ap_str){text, n};
}

/** The entries that most tests write. */
static size_t
make_entries(struct ap_arena *mem, struct ap_zip_entry entries[8])
{
    struct ap_str big = some_text(mem, 300000);
    entries[0] = make_entry(mem, "P/data/a.txt", AP_STR("hello\n"), false);
    entries[1] = make_entry(mem, "P/data/big.log", big, true);
    entries[2] = make_entry(mem, "P/data/empty", AP_STR(""), false);
    entries[3] = make_entry(mem, "P/data/empty2", AP_STR(""), true);
    entries[4] = make_entry(mem, "P/data/stored.log", big, false);
    entries[5] = make_entry(mem,
                            "P/data/\xc3\x9c"
                            "ber.txt",
                            AP_STR("u"), true);
    return 6;
}

static void
write_zip(const char *path, const struct ap_zip_entry *entries, size_t n, int64_t at)
{
    struct ap_outfile *out = NULL;
    assert_int_equal(ap_outfile_open(path, &out), AP_OK);
    assert_int_equal(
        ap_zip_write(ap_outfile_fd(out), entries, n, &(struct ap_zip_options){.unix_time = at}),
        AP_OK);
    assert_int_equal(ap_outfile_commit(out), AP_OK);
}

static struct ap_str
zip_bytes(struct ap_arena *mem, const struct ap_zip_entry *entries, size_t n, int64_t at)
{
    struct tmp tmp = tmp_open();
    struct ap_str bytes = AP_STR_NONE;
    const char *path = tmp_path(mem, &tmp, "x.zip");
    write_zip(path, entries, n, at);
    assert_int_equal(ap_fs_read(path, 100u << 20, mem, &bytes), AP_OK);
    tmp_close(&tmp);
    return bytes;
}

static unsigned
u16(struct ap_str bytes, size_t at)
{
    return (unsigned char)bytes.ptr[at] | (unsigned)(unsigned char)bytes.ptr[at + 1] << 8;
}

static uint32_t
u32(struct ap_str bytes, size_t at)
{
    return u16(bytes, at) | (uint32_t)u16(bytes, at + 2) << 16;
}

AP_TEST(zip_headers_are_canonical)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_zip_entry entries[8];
    size_t n = make_entries(&mem, entries);
    struct ap_str zip = zip_bytes(&mem, entries, n, NOON);
    size_t end = zip.len - 22;
    assert_int_equal(u32(zip, end), 0x06054b50);
    assert_int_equal(u16(zip, end + 10), n);
    assert_int_equal(u16(zip, end + 20), 0); /* no comment */
    size_t at = u32(zip, end + 16);
    size_t local = 0;
    for (size_t i = 0; i < n; i++) {
        const struct ap_zip_entry *entry = &entries[i];
        unsigned flags = i == 5 ? 0x800 : 0; /* UTF-8 is said where it matters */
        assert_int_equal(u32(zip, at), 0x02014b50);
        assert_int_equal(u16(zip, at + 4), 3 << 8 | 63); /* unix */
        assert_int_equal(u16(zip, at + 6), entry->deflated ? 20 : 10);
        assert_int_equal(u16(zip, at + 8), flags);
        assert_int_equal(u16(zip, at + 10), entry->deflated ? 8 : 0);
        assert_int_equal(u16(zip, at + 12), 12 << 11); /* even seconds */
        assert_int_equal(u16(zip, at + 14), (2026 - 1980) << 9 | 6 << 5 | 22);
        assert_int_equal(u32(zip, at + 16), entry->crc32);
        assert_int_equal(u32(zip, at + 20), entry->packed_bytes);
        assert_int_equal(u32(zip, at + 24), entry->bytes);
        assert_int_equal(u16(zip, at + 28), entry->name.len);
        assert_int_equal(u16(zip, at + 30), 0); /* no extra field, no comment */
        assert_int_equal(u16(zip, at + 32), 0);
        assert_int_equal(u32(zip, at + 38), 0100644u << 16);
        assert_int_equal(u32(zip, at + 42), local); /* in order, without gaps */
        assert_int_equal(u16(zip, local + 28), 0);
        assert_memory_equal(zip.ptr + at + 10, zip.ptr + local + 8, 20); /* both headers agree */
        local += 30 + entry->name.len + entry->packed_bytes;
        at += 46 + entry->name.len;
    }
    assert_int_equal(at, end);
    assert_int_equal(local, u32(zip, end + 16));
}

AP_TEST(zip_bytes_do_not_depend_on_the_zone)
{
    static const char *const zones[] = {"UTC", "America/Toronto", "Asia/Kolkata",
                                        "Pacific/Kiritimati"};
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_zip_entry entries[8];
    size_t n = make_entries(&mem, entries);
    struct ap_str first = AP_STR_NONE;
    const char *before = getenv("TZ");
    for (size_t i = 0; i < AP_COUNT(zones); i++) {
        assert_int_equal(setenv("TZ", zones[i], 1), 0);
        tzset();
        struct ap_str zip = zip_bytes(&mem, entries, n, NOON);
        if (i == 0)
            first = zip;
        assert_true(ap_str_eq(first, zip));
    }
    /* An hour that this zone skips is an hour like others. */
    assert_int_equal(setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1), 0);
    tzset();
    struct ap_str skipped = zip_bytes(&mem, entries, n, INT64_C(1772937000)); /* 2026-03-08 02:30 */
    assert_int_equal(u16(skipped, 10), 2 << 11 | 30 << 5);
    assert_int_equal(u16(skipped, 12), (2026 - 1980) << 9 | 3 << 5 | 8);
    (void)(before ? setenv("TZ", before, 1) : unsetenv("TZ"));
    tzset();
}

AP_TEST(zip_clamps_the_time)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_zip_entry entry = make_entry(&mem, "f", AP_STR("x"), false);
    struct ap_str early = zip_bytes(&mem, &entry, 1, -5);
    assert_int_equal(u16(early, 10), 0);
    assert_int_equal(u16(early, 12), 1 << 5 | 1);
    struct ap_str late = zip_bytes(&mem, &entry, 1, INT64_MAX);
    assert_int_equal(u16(late, 10), 23 << 11 | 59 << 5 | 29);
    assert_int_equal(u16(late, 12), 127 << 9 | 12 << 5 | 31);
}

/** Run a program on `path`; 77 when it is not installed. */
static int
run_tool(const char *const argv[])
{
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        (void)dup2(null, 1);
        (void)dup2(null, 2);
        (void)execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(77);
    }
    return child_status(pid);
}

AP_TEST(zip_is_accepted_by_other_tools)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_zip_entry entries[8];
    size_t n = make_entries(&mem, entries);
    const char *path = tmp_path(&mem, &tmp, "x.zip");
    write_zip(path, entries, n, NOON);
    static const char script[] =
        "import sys, zipfile\n"
        "z = zipfile.ZipFile(sys.argv[1])\n"
        "assert z.testzip() is None\n"
        "assert len(z.namelist()) == 6 and 'P/data/\\u00dcber.txt' in z.namelist()\n"
        "assert z.read('P/data/a.txt') == b'hello\\n'\n"
        "assert z.read('P/data/big.log') == z.read('P/data/stored.log')\n";
    const char *const unzip[] = {"unzip", "-tqq", path, NULL};
    const char *const python[] = {"/usr/bin/python3", "-c", script, path, NULL};
    int by_unzip = run_tool(unzip);
    int by_python = run_tool(python);
    tmp_close(&tmp);
    assert_true(by_unzip == 0 || by_unzip == 77);
    assert_true(by_python == 0 || by_python == 77);
}

/** Files of many sizes, so that some lie together in a unit of work and some alone. */
static size_t
make_many(struct ap_arena *mem, struct ap_zip_entry *entries, size_t n)
{
    struct ap_str text = some_text(mem, 3000000);
    for (size_t i = 0; i < n; i++) {
        size_t size = i % 50 == 7 ? 2500000 + i : i * i % 9000;
        entries[i] = make_entry(mem, ap_arena_printf(mem, "P/data/%04zu", i).ptr,
                                ap_str_slice(text, 0, size), i % 3 == 0);
    }
    return n;
}

AP_TEST(zip_is_the_same_by_any_number_of_threads)
{
    static const unsigned workers[] = {1, 2, 8, 1000};
    AP_AUTO_ARENA struct ap_arena mem = {0};
    enum { N = 300 };
    struct ap_zip_entry *entries = ap_arena_array(&mem, struct ap_zip_entry, N);
    size_t n = make_many(&mem, entries, N);
    struct ap_str first = AP_STR_NONE;
    for (size_t i = 0; i < AP_COUNT(workers); i++) {
        struct tmp tmp = tmp_open();
        const char *path = tmp_path(&mem, &tmp, "x.zip");
        struct ap_zip_options options = {.unix_time = NOON, .n_workers = workers[i]};
        struct ap_str bytes = AP_STR_NONE;
        AP_AUTO_FD int fd = open(path, O_RDWR | O_CREAT, 0600);
        assert_int_equal(ap_zip_write(fd, entries, n, &options), AP_OK);
        assert_int_equal(ap_fs_read(path, 100u << 20, &mem, &bytes), AP_OK);
        tmp_close(&tmp);
        if (i == 0)
            first = bytes;
        assert_true(ap_str_eq(first, bytes));
    }
}

/** Whichever threads take the two units, the first one writes the directory. */
AP_TEST(zip_of_fewer_units_than_threads)
{
    for (int i = 0; i < 200; i++) {
        AP_AUTO_ARENA struct ap_arena mem = {0};
        AP_AUTO_FD int fd = -1;
        struct ap_zip_entry one = make_entry(&mem, "P/data/a.txt", AP_STR("hello\n"), false);
        struct ap_zip_entry two = make_entry(&mem, "P/data/b.txt", some_text(&mem, 2000000), false);
        const struct ap_zip_entry entries[] = {two, one};
        struct ap_zip_options options = {.unix_time = NOON, .n_workers = 8};
        assert_int_equal(ap_fs_anonymous(NULL, 0, &fd), AP_OK);
        assert_int_equal(ap_zip_write(fd, entries, AP_COUNT(entries), &options), AP_OK);
    }
}

AP_TEST(zip_fails_alike_by_any_number_of_threads)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    enum { N = 300 };
    struct ap_zip_entry *entries = ap_arena_array(&mem, struct ap_zip_entry, N);
    size_t n = make_many(&mem, entries, N);
    ((struct content *)entries[57].ctx)->fails_at = 0;
    entries[207].packed_bytes += 1; /* the later fault is another: EIO */
    for (unsigned workers = 1; workers <= 8; workers *= 2) {
        struct ap_zip_options options = {.unix_time = NOON, .n_workers = workers};
        AP_AUTO_FD int fd = -1;
        assert_int_equal(ap_fs_anonymous(NULL, 0, &fd), AP_OK);
        errno = 0;
        assert_int_equal(ap_zip_write(fd, entries, n, &options), AP_E_IO);
        assert_int_equal(errno, ENXIO);
    }
}

/** Both write the same bytes, and libzip reads ours. */
static void
judge(struct ap_arena *mem, const struct ap_zip_entry *entries, size_t n)
{
    struct tmp tmp = tmp_open();
    const char *ours = tmp_path(mem, &tmp, "ours.zip");
    const char *theirs = tmp_path(mem, &tmp, "theirs.zip");
    struct ap_str a = AP_STR_NONE;
    struct ap_str b = AP_STR_NONE;
    assert_int_equal(setenv("TZ", "UTC", 1), 0); /* libzip thinks in local time */
    tzset();
    write_zip(ours, entries, n, NOON);
    judge_write(theirs, entries, n, 12 << 11, (2026 - 1980) << 9 | 6 << 5 | 22,
                ap_arena_array(mem, struct judged, n));
    judge_read(ours, entries, n);
    assert_int_equal(ap_fs_read(ours, 100u << 20, mem, &a), AP_OK);
    assert_int_equal(ap_fs_read(theirs, 100u << 20, mem, &b), AP_OK);
    tmp_close(&tmp);
    assert_true(ap_str_eq(a, b));
}

AP_TEST(zip_bytes_are_those_of_libzip)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    enum { MANY = 66000 };
    struct ap_zip_entry *entries = ap_arena_array(&mem, struct ap_zip_entry, MANY);
    size_t n = make_entries(&mem, entries);
    entries[n++] = make_entry(&mem, "P/empty/", AP_STR(""), false);
    judge(&mem, entries, n);
    judge(&mem, entries, make_many(&mem, entries, 100));
    struct ap_zip_entry one = make_entry(&mem, "", AP_STR("x"), false);
    for (size_t i = 0; i < MANY; i++) { /* the end record in its 64-bit form */
        entries[i] = one;
        entries[i].name = ap_arena_printf(&mem, "f%05zu", i);
    }
    judge(&mem, entries, MANY);
}

AP_TEST(zip_takes_more_entries_than_16_bits_count)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    size_t n = 66000;
    struct ap_zip_entry *entries = ap_arena_array(&mem, struct ap_zip_entry, n);
    struct ap_zip_entry one = make_entry(&mem, "", AP_STR("x"), false);
    for (size_t i = 0; i < n; i++) {
        entries[i] = one;
        entries[i].name = ap_arena_printf(&mem, "f%05zu", i);
    }
    const char *path = tmp_path(&mem, &tmp, "x.zip");
    write_zip(path, entries, n, NOON);
    static const char script[] = "import sys, zipfile\n"
                                 "assert len(zipfile.ZipFile(sys.argv[1]).namelist()) == 66000\n";
    const char *const python[] = {"/usr/bin/python3", "-c", script, path, NULL};
    int by_python = run_tool(python);
    tmp_close(&tmp);
    assert_true(by_python == 0 || by_python == 77);
}

/** The result of writing two entries of which the second is `second`, to memory. */
static int
write_with(struct ap_arena *mem, struct ap_zip_entry second, ap_cancel_fn cancel, void *ctx)
{
    AP_AUTO_FD int fd = -1;
    struct ap_zip_entry entries[] = {make_entry(mem, "first", AP_STR("x"), false), second};
    assert_int_equal(ap_fs_anonymous(NULL, 0, &fd), AP_OK);
    struct ap_zip_options options = {.unix_time = NOON, .cancel = cancel, .cancel_ctx = ctx};
    return ap_zip_write(fd, entries, 2, &options);
}

AP_TEST(zip_refuses_bad_names)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    static const struct {
        struct ap_str name;
        int rc;
    } cases[] = {
        {{"first", 5}, AP_E_EXISTS},    {{"", 0}, AP_E_INVALID}, {{"a\0b", 3}, AP_E_INVALID},
        {{"bad\xff", 4}, AP_E_INVALID}, {{"good", 4}, AP_OK},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct ap_zip_entry entry = make_entry(&mem, "", AP_STR("y"), false);
        entry.name = cases[i].name;
        assert_int_equal(write_with(&mem, entry, NULL, NULL), cases[i].rc);
    }
    struct ap_zip_entry entry = make_entry(&mem, "", AP_STR("y"), false);
    entry.name = some_text(&mem, 65536);
    assert_int_equal(write_with(&mem, entry, NULL, NULL), AP_E_INVALID);
    AP_AUTO_FD int fd = -1;
    assert_int_equal(ap_fs_anonymous(NULL, 0, &fd), AP_OK);
    assert_int_equal(ap_zip_write(fd, NULL, 0, &(struct ap_zip_options){.unix_time = NOON}),
                     AP_E_LIMIT);
}

AP_TEST(zip_reports_failing_and_short_reads)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    for (int deflated = 0; deflated < 2; deflated++) {
        struct ap_zip_entry failing = make_entry(&mem, "f", some_text(&mem, 600000), deflated);
        ((struct content *)failing.ctx)->fails_at = deflated ? 0 : 200000;
        assert_int_equal(write_with(&mem, failing, NULL, NULL), AP_E_IO);
        assert_int_equal(errno, ENXIO);
        struct ap_zip_entry cut = make_entry(&mem, "f", some_text(&mem, 100000), deflated);
        cut.packed_bytes += 10;
        assert_int_equal(write_with(&mem, cut, NULL, NULL), AP_E_IO);
        assert_int_equal(errno, EIO);
    }
}

static bool
cancel_late(void *ctx)
{
    int *n_left = ctx;
    return (*n_left)-- <= 0;
}

AP_TEST(zip_can_be_cancelled)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_zip_entry entry = make_entry(&mem, "f", some_text(&mem, 600000), false);
    int n_left = 0;
    assert_int_equal(write_with(&mem, entry, cancel_late, &n_left), AP_E_CANCELLED);
    n_left = 2;
    assert_int_equal(write_with(&mem, entry, cancel_late, &n_left), AP_E_CANCELLED);
    n_left = 1000000;
    assert_int_equal(write_with(&mem, entry, cancel_late, &n_left), AP_OK);
}

static int
write_to_full_disk(int fd, const struct ap_zip_entry *entries, size_t n)
{
    struct rlimit limit = {100000, 100000};
    (void)signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 77;
    if (ap_zip_write(fd, entries, n, &(struct ap_zip_options){.unix_time = NOON}) != AP_E_IO)
        return 1;
    return errno == EFBIG || errno == ENOSPC ? 0 : 2;
}

AP_TEST(zip_reports_a_full_disk)
{
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_zip_entry entries[8];
    size_t n = make_entries(&mem, entries);
    AP_AUTO_FD int fd = openat(tmp.fd, "x", O_RDWR | O_CREAT, 0600);
    pid_t pid = fork();
    if (pid == 0)
        _exit(write_to_full_disk(fd, entries, n));
    assert_int_equal(child_status(pid), 0);
    AP_AUTO_FD int read_only = open(tmp_path(&mem, &tmp, "x"), O_RDONLY);
    assert_int_equal(
        ap_zip_write(read_only, entries, n, &(struct ap_zip_options){.unix_time = NOON}), AP_E_IO);
    assert_int_equal(errno, EBADF);
    tmp_close(&tmp);
}
