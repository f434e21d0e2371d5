/* The single read: digests, packed bytes, files that change or cannot be read, memory, order, cancelling.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <sys/resource.h>

#include "inspect_fixture.h"
#include "port_inflated.h"

AP_TEST(read_gives_digest_crc_and_size)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, "a.txt", AP_STR("abc"));
    (void)fixture_file(&f, "b.txt", AP_STR(""));
    fixture_run(&f);
    char hex[AP_SHA256_TEXT];
    ap_sha256_text(f.insp->records[0].sha256, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(f.insp->records[0].crc32, 0x352441c2);
    assert_int_equal(f.insp->records[0].bytes, 3);
    assert_true(f.insp->records[0].read);
    ap_sha256_text(f.insp->records[1].sha256, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_true(f.insp->records[1].read);
    assert_int_equal(f.insp->spool_fd, -1);
    fixture_close(&f);
}

AP_TEST(root_digest_is_over_sorted_lines)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, "a.txt", AP_STR("abc"));
    (void)fixture_file(&f, "gone.txt", AP_STR("x"));
    assert_int_equal(unlinkat(f.tmp.fd, "gone.txt", 0), 0);
    fixture_run(&f);
    uint8_t sum[AP_SHA256_BYTES];
    char hex[AP_SHA256_TEXT];
    ap_sha256(AP_STR("evidence/a.txt\t"
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"),
              sum);
    ap_sha256_text(sum, hex);
    assert_string_equal(f.insp->root_digest, hex);
    fixture_close(&f);
}

AP_TEST(ignored_and_unreadable_items_are_left_alone)
{
    struct fixture f;
    fixture_open(&f);
    fixture_file(&f, "a.tmp", AP_STR("abc"))->ignored = true;
    fixture_item(&f, "b.fifo", 0)->unreadable = true;
    fixture_run(&f);
    for (size_t i = 0; i < 2; i++) {
        assert_false(f.insp->records[i].read);
        assert_int_equal(f.insp->records[i].findings.n, 0);
    }
    fixture_close(&f);
}

static void
assert_unreadable(const struct fixture *f, const char *name, const char *words)
{
    const struct ap_record *record = fixture_record(f, name);
    assert_false(record->read);
    assert_int_equal(record->admission, AP_NOT_ADMITTED);
    assert_int_equal(record->findings.n, 1);
    assert_int_equal(record->fault->code, AP_FMT009);
    if (!ap_str_contains(record->fault->message, ap_str_from(words)))
        fail_msg("%s: %.*s", name, AP_FMT(record->fault->message));
}

AP_TEST(files_that_vanish_or_turn_into_something_else)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, "dir.txt", AP_STR("x"));
    (void)fixture_file(&f, "fifo.txt", AP_STR("x"));
    (void)fixture_file(&f, "gone.txt", AP_STR("x"));
    (void)fixture_file(&f, "out.txt", AP_STR("x"));
    (void)fixture_file(&f, "whole.txt", AP_STR("x"));
    static const char *const names[] = {"dir.txt", "fifo.txt", "gone.txt", "out.txt"};
    for (size_t i = 0; i < AP_COUNT(names); i++)
        assert_int_equal(unlinkat(f.tmp.fd, names[i], 0), 0);
    assert_int_equal(mkdirat(f.tmp.fd, "dir.txt", 0700), 0);
    assert_int_equal(mkfifoat(f.tmp.fd, "fifo.txt", 0600), 0);
    assert_int_equal(symlinkat("/etc/passwd", f.tmp.fd, "out.txt"), 0);
    fixture_run(&f);
    assert_unreadable(&f, "dir.txt", "not a regular file");
    assert_unreadable(&f, "fifo.txt", "not a regular file");
    assert_unreadable(&f, "gone.txt", "gone");
    assert_int_equal(fixture_record(&f, "out.txt")->admission, AP_NOT_ADMITTED);
    assert_true(fixture_record(&f, "whole.txt")->read);
    fixture_close(&f);
}

AP_TEST(file_without_permission)
{
    if (geteuid() == 0)
        skip(); /* root reads everything */
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, "a.txt", AP_STR("x"));
    assert_int_equal(fchmodat(f.tmp.fd, "a.txt", 0, 0), 0);
    fixture_run(&f);
    assert_unreadable(&f, "a.txt", "Permission denied");
    fixture_close(&f);
}

/* --- files that change ----------------------------------------------------------------------- */

static int change_fd;
static enum { CHANGE_GROW, CHANGE_SHRINK, CHANGE_REWRITE } change_how;

/* Runs inside the read, after the first block. */
static void
change_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block)
{
    (void)call;
    if (block->offset > 0)
        return;
    (void)ap_subject_fault(s, AP_FMT005, 1, "found in bytes that do not hold");
    if (change_how == CHANGE_GROW)
        assert_int_equal(ap_fd_write_at(change_fd, s->item->bytes, AP_STR("more")), AP_OK);
    else if (change_how == CHANGE_SHRINK)
        assert_int_equal(ftruncate(change_fd, 1), 0);
    else
        assert_int_equal(ap_fd_write_at(change_fd, 0, AP_STR("Z")), AP_OK);
}

AP_TEST(files_that_change_while_they_are_read)
{
    enum { BIG = 3 << 20 };
    char *bytes = ap_xmalloc(BIG);
    memset(bytes, 'a', BIG);
    const struct ap_check table[] = {
        {"change", AP_ALWAYS, AP_STREAM_RAW, AP_IN_ALL, false, 1, NULL, change_block, NULL}};
    for (unsigned how = CHANGE_GROW; how <= CHANGE_REWRITE; how++) {
        struct fixture f;
        fixture_open(&f);
        f.options.pack = true;
        struct ap_item *item = fixture_file(&f, "a.txt", (struct ap_str){bytes, BIG});
        struct ap_job job = {.cat = &f.cat, .options = &f.options, .table = table, .n_table = 1};
        assert_int_equal(ap_fs_anonymous(f.tmp.path, UINT64_MAX, &job.spool.fd), AP_OK);
        change_how = how;
        change_fd = openat(f.tmp.fd, "a.txt", O_WRONLY | O_CLOEXEC);
        struct timespec tick = {0, 20000000}; /* coarser than the file system's clock */
        nanosleep(&tick, NULL);
        struct ap_worker w;
        struct ap_record record = {0};
        ap_worker_init(&w, &job);
        assert_int_equal(ap_worker_inspect(&w, item, &record), AP_OK);
        assert_str(codes_of(&f.mem, &record), "FMT010");
        assert_int_equal(record.admission, AP_NOT_ADMITTED);
        assert_false(record.read || record.payload.present);
        ap_worker_release(&w);
        close(change_fd);
        close(job.spool.fd);
        fixture_close(&f);
    }
    free(bytes);
}

/* --- size and memory ------------------------------------------------------------------------- */

AP_TEST(sparse_file_of_100_mib_in_bounded_memory)
{
    struct fixture f;
    fixture_open(&f);
    f.options.pack = true;
    int fd = openat(f.tmp.fd, "a.dat", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(ftruncate(fd, 100 << 20), 0);
    close(fd);
    (void)fixture_item(&f, "a.dat", 100 << 20);
    struct rusage before, after;
    (void)getrusage(RUSAGE_SELF, &before);
    fixture_run(&f);
    (void)getrusage(RUSAGE_SELF, &after);
    assert_str(codes_of(&f.mem, &f.insp->records[0]), "FMT001");
    assert_int_equal(f.insp->records[0].bytes, 100 << 20);
    /* The sanitizers' own books are not ours to bound. */
    if (!getenv("ASAN_OPTIONS") && !getenv("TSAN_OPTIONS"))
        assert_true(after.ru_maxrss - before.ru_maxrss < 40 << 10);
    fixture_close(&f);
}

/* --- packing --------------------------------------------------------------------------------- */

static void
fill_noise(char *bytes, size_t n)
{
    uint64_t x = 88172645463325252ull;
    for (size_t i = 0; i < n; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        bytes[i] = (char)(x >> 32);
    }
}

static void
fill_lines(char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bytes[i] = i % 64 == 63 ? '\n' : (char)('a' + (i / 64 + i * i) % 23);
}

static void
assert_packed(const struct fixture *f, const struct ap_record *record, struct ap_str bytes,
              bool deflated)
{
    assert_true(record->payload.present);
    assert_int_equal(record->payload.deflated, deflated);
    size_t n = (size_t)record->payload.packed_bytes, got = 0;
    char *packed = ap_xmalloc(n + 1);
    assert_int_equal(ap_fd_read_at(f->insp->spool_fd, record->payload.offset, packed, n, &got),
                     AP_OK);
    assert_int_equal(got, n);
    AP_AUTO_BUF struct ap_buf out = {0};
    struct ap_str whole = {packed, n};
    if (deflated) {
        assert_int_equal(inflated(whole, &out), AP_OK);
        whole = ap_buf_str(&out);
        assert_true(n < bytes.len);
    }
    assert_int_equal(whole.len, bytes.len);
    assert_memory_equal(whole.ptr, bytes.ptr, bytes.len);
    free(packed);
}

AP_TEST(packed_bytes_are_the_bytes_that_were_read)
{
    static const struct {
        size_t n;
        bool noise, deflated;
    } rows[] = {{1, false, false},       {100, true, false},      {5000, false, true},
                {300000, true, false},   {1 << 20, false, true},  {(1 << 20) + 1, false, true},
                {17 << 20, false, true}, {17 << 20, true, false}, {16 << 20, false, true}};
    for (size_t i = 0; i < AP_COUNT(rows); i++) {
        struct fixture f;
        fixture_open(&f);
        f.options.pack = true;
        char *bytes = ap_xmalloc(rows[i].n);
        (rows[i].noise ? fill_noise : fill_lines)(bytes, rows[i].n);
        struct ap_str all = {bytes, rows[i].n};
        (void)fixture_file(&f, rows[i].noise ? "a.bin" : "a.txt", all);
        fixture_file(&f, "b.txt", AP_STR("serves nothing, is not packed"))->n_requirements = 0;
        fixture_run(&f);
        assert_packed(&f, &f.insp->records[0], all, rows[i].deflated);
        assert_false(f.insp->records[1].payload.present);
        fixture_close(&f);
        free(bytes);
    }
}

AP_TEST(items_that_break_a_rule_are_not_packed)
{
    struct fixture f;
    fixture_open(&f);
    f.options.pack = true;
    (void)fixture_file(&f, "a.csv", AP_STR("a,b\n"));
    fixture_run(&f);
    assert_false(f.insp->records[0].payload.present);
    assert_true(f.insp->records[0].read);
    fixture_close(&f);
}

AP_TEST(dense_bytes_are_told_from_text)
{
    char bytes[65536];
    fill_noise(bytes, sizeof bytes);
    assert_true(ap_packing_is_dense((struct ap_str){bytes, sizeof bytes}));
    for (size_t i = 0; i < sizeof bytes; i++) /* base64 */
        bytes[i] =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[bytes[i] & 63];
    assert_false(ap_packing_is_dense((struct ap_str){bytes, sizeof bytes}));
    assert_false(ap_packing_is_dense(AP_STR("")));
    assert_false(ap_packing_is_dense(AP_STR("abc")));
}

AP_TEST(spool_that_cannot_be_written_stops_the_run)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, "a.txt", AP_STR("text"));
    f.options.pack = true;
    f.options.spool_dir = "/nonexistent/folder";
    assert_int_equal(ap_inspect(&f.cat, &f.options, &f.mem, &f.insp, &f.dg), AP_E_IO);
    assert_int_equal(f.dg.n, 1);
    assert_int_equal(f.dg.items[0].code, AP_PCK001);
    assert_null(f.insp);
    fixture_close(&f);
}

AP_TEST(full_disk_stops_the_run)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct fixture f;
        fixture_open(&f);
        char *noise = ap_xmalloc(1 << 20);
        fill_noise(noise, 1 << 20);
        (void)fixture_file(&f, "a.bin", (struct ap_str){noise, 1 << 20});
        f.options.pack = true;
        (void)signal(SIGXFSZ, SIG_IGN);
        struct rlimit limit = {65536, 65536}; /* the file system is full */
        (void)setrlimit(RLIMIT_FSIZE, &limit);
        int r = ap_inspect(&f.cat, &f.options, &f.mem, &f.insp, &f.dg);
        bool said = f.dg.n == 1 && f.dg.items[0].code == AP_PCK001;
        fixture_close(&f);
        free(noise);
        _exit(r == AP_E_IO && said ? 0 : 1);
    }
    assert_int_equal(child_status(pid), 0);
}

AP_TEST(cancelled_run_gives_nothing)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, "a.txt", AP_STR("text"));
    const ap_stop stop = 1;
    f.options.cancel = &stop;
    assert_int_equal(ap_inspect(&f.cat, &f.options, &f.mem, &f.insp, &f.dg), AP_E_CANCELLED);
    assert_null(f.insp);
    fixture_close(&f);
}

AP_TEST(links_keep_their_kind)
{
    struct fixture f;
    fixture_open(&f);
    static struct ap_link link;
    fixture_file(&f, "a.link.yaml", AP_STR("url: https://x.example\naccess: public\n"))->link =
        &link;
    fixture_run(&f);
    assert_int_equal(f.insp->records[0].kind, AP_KIND_LINK);
    assert_int_equal(f.insp->records[0].findings.n, 0);
    assert_true(f.insp->records[0].read);
    fixture_close(&f);
}

AP_TEST(no_items_at_all)
{
    struct fixture f;
    fixture_open(&f);
    fixture_run(&f);
    assert_string_equal(f.insp->root_digest,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    fixture_close(&f);
}

/* --- order ----------------------------------------------------------------------------------- */

static void
fill_folder(struct fixture *f)
{
    char *bytes = ap_xmalloc(2 << 20);
    fill_lines(bytes, 2 << 20);
    for (unsigned i = 0; i < 48; i++) {
        char name[32];
        static const char *const exts[] = {"txt", "csv", "json", "png", "jsonl", "docx"};
        (void)snprintf(name, sizeof name, "f%02u.%s", i, exts[i % AP_COUNT(exts)]);
        if (i % AP_COUNT(exts) == 5)
            (void)fixture_file(f, name, make_docx(&f->mem, "<w:p><w:t>TODO</w:t></w:p>"));
        else
            (void)fixture_file(f, name, (struct ap_str){bytes, (i * 7919u) % (2u << 20)});
    }
    free(bytes);
}

/* Everything of a record but the place in the spool. */
static struct ap_str
describe(struct ap_arena *mem, const struct ap_inspection *insp, size_t n)
{
    struct ap_buf out = {0};
    ap_buf_add_c(&out, insp->root_digest);
    for (size_t i = 0; i < n; i++) {
        const struct ap_record *r = &insp->records[i];
        char hex[AP_SHA256_TEXT];
        ap_sha256_text(r->sha256, hex);
        ap_buf_printf(&out, "%s %x %d %d %d %llu\n", hex, r->crc32, (int)r->kind, (int)r->admission,
                      r->unscannable, (unsigned long long)r->payload.packed_bytes);
        for (size_t k = 0; k < r->findings.n; k++)
            ap_buf_printf(&out, "%d %u %.*s\n", (int)r->findings.items[k]->code,
                          r->findings.items[k]->place.line, AP_FMT(r->findings.items[k]->message));
        for (size_t k = 0; k < r->facts.n; k++)
            ap_buf_printf(&out, "%.*s=%.*s\n", AP_FMT(r->facts.items[k].kind),
                          AP_FMT(r->facts.items[k].value));
    }
    struct ap_str copy = ap_arena_copy(mem, ap_buf_str(&out));
    ap_buf_release(&out);
    return copy;
}

AP_TEST(records_do_not_depend_on_the_number_of_threads)
{
    struct fixture f;
    fixture_open(&f);
    f.options.pack = true;
    fill_folder(&f);
    static const unsigned threads[] = {1, 2, 8, 0};
    struct ap_str first = AP_STR_NONE;
    for (size_t i = 0; i < AP_COUNT(threads); i++) {
        f.options.n_threads = threads[i];
        fixture_run(&f);
        struct ap_str now = describe(&f.mem, f.insp, f.evidence.items.n);
        if (i == 0)
            first = now;
        assert_str(now, first.ptr);
    }
    fixture_close(&f);
}
