/* The extractor: documents and archives good and hostile, the child and what happens when it dies.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <sys/socket.h>

#include "extract_fixture.h"
#include "port/frames.h"
#include "port/unzip.h"

/* --- archives, without the child --------------------------------------------------------------- */

AP_TEST(archive_gives_text_and_counts)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_CLEANUP(forget) struct heard heard = {0};
    struct member members[] = {TYPES_MEMBER,
                               {"word/document.xml", "<w:p><w:t>body</w:t></w:p>"},
                               {"word/header1.xml", "<w:p><w:t>head</w:t></w:p>"},
                               {"word/styles.xml", "<w:p>not text</w:p>"},
                               {"word/media/image1.png", "png"}};
    extract(make_zip(&mem, members, AP_COUNT(members)), AP_KIND_DOCX, &heard);
    assert_string_equal(heard.frames, "cD");
    assert_str(ap_buf_str(&heard.text), "body\nhead\n");
    assert_true(ap_str_contains(ap_buf_str(&heard.beside), AP_STR("[word/styles.xml]not text\n")));
    assert_true(ap_str_contains(ap_buf_str(&heard.beside), AP_STR("[word/media/image1.png]png\n")));
    assert_int_equal(heard.counts.members, 5);
    assert_int_equal(heard.counts.media, 1);
}

AP_TEST(archive_counts_values_of_sheets)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_CLEANUP(forget) struct heard heard = {0};
    struct member members[] = {
        TYPES_MEMBER,
        {"xl/workbook.xml", "<workbook/>"},
        {"xl/worksheets/sheet1.xml",
         "<w><sheetData><row r=\"1\"><c><v>12</v></c><c r=\"D1\"><v>3</v></c></row>"
         "<row r=\"3\"><c t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>"
         "</sheetData></w>"}};
    extract(make_zip(&mem, members, AP_COUNT(members)), AP_KIND_XLSX, &heard);
    assert_string_equal(heard.frames, "cD");
    assert_int_equal(heard.counts.values, 3);
    assert_str(ap_buf_str(&heard.text), "12\t\t\t3\n\nab\n");
}

static size_t
find(struct ap_str bytes, const char *needle)
{
    const char *at = memmem(bytes.ptr, bytes.len, needle, strlen(needle));
    assert_non_null(at);
    return (size_t)(at - bytes.ptr);
}

static struct ap_str
patched(struct ap_arena *mem, struct ap_str bytes, size_t at, char value)
{
    char *copy = ap_arena_alloc(mem, bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    copy[at] = value;
    return (struct ap_str){copy, bytes.len};
}

AP_TEST(damaged_and_encrypted_archives_are_named)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_CLEANUP(forget) struct heard heard = {0};
    struct ap_str docx = make_docx(&mem, "<w:t>token</w:t>");
    extract(patched(&mem, docx, find(docx, "token"), 'T'), AP_KIND_DOCX, &heard);
    assert_string_equal(heard.frames, "dcD"); /* the crc of the part */
    struct member only = {"notes.txt", "x"};
    extract(make_zip(&mem, &only, 1), AP_KIND_DOCX, &heard);
    assert_string_equal(heard.frames, "dcD"); /* no main part */
    size_t central = find(docx, "PK\x01\x02");
    extract(patched(&mem, patched(&mem, docx, 6, 1), central + 8, 1), AP_KIND_DOCX, &heard);
    assert_string_equal(heard.frames, "ecD");
    extract(AP_STR("PK\x03\x04 and nothing that fits"), AP_KIND_ZIP, &heard);
    assert_string_equal(heard.frames, "dcD");
    extract(AP_STR(""), AP_KIND_ZIP, &heard);
    assert_string_equal(heard.frames, "dcD");
}

AP_TEST(member_that_holds_more_than_it_declares)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_CLEANUP(forget) struct heard heard = {0};
    struct ap_str docx = make_docx(&mem, "<w:t>0123456789</w:t>");
    /* Uncompressed size in the central header of the second member. */
    struct ap_str second = ap_str_slice(docx, find(docx, "PK\x01\x02") + 4, docx.len);
    size_t at = docx.len - second.len + find(second, "PK\x01\x02") + 24;
    extract(patched(&mem, docx, at, 5), AP_KIND_DOCX, &heard);
    /* The headers disagree, the XML is cut, and more bytes come than were declared. */
    assert_string_equal(heard.frames, "sudcD");
    assert_int_equal(heard.counts.shape, 1);
}

AP_TEST(members_that_overlap)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_CLEANUP(forget) struct heard heard = {0};
    struct member members[] = {{"a.txt", "0123456789012345678901234567890123456789"},
                               {"b.txt", "x"}};
    struct ap_str zip = make_zip(&mem, members, 2);
    /* The sum of what the members claim is checked against the file: claim a file of 20 bytes. */
    AP_AUTO_FD int fd = -1;
    assert_int_equal(ap_fs_anonymous(NULL, zip.len, &fd), AP_OK);
    assert_int_equal(ap_fd_write_at(fd, 0, zip), AP_OK);
    struct ap_extract_request request = request_of(AP_KIND_ZIP, 20);
    request.limits.mapped = 0; /* it is read through the descriptor */
    struct ap_source source = {AP_STR_NONE, fd, 20};
    struct ap_extract_out out = {.sink = hear, .ctx = &heard};
    assert_int_equal(ap_extract_file(source, &request, &out), AP_OK);
    assert_string_equal(heard.frames, "dcD");
}

static int
refuse(void *ctx, enum ap_extract_frame frame, struct ap_str payload)
{
    (void)ctx;
    (void)frame;
    (void)payload;
    return AP_E_CANCELLED;
}

AP_TEST(archive_stops_when_its_sink_does)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str docx = make_docx(&mem, "<w:t>token</w:t>");
    struct ap_extract_request request = request_of(AP_KIND_DOCX, docx.len);
    struct ap_extract_out out = {.sink = refuse};
    assert_int_equal(ap_extract_file(source_of(docx), &request, &out), AP_E_CANCELLED);
}

static int
open_descriptors(void)
{
    int n = 0;
    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

AP_TEST(archives_leak_no_descriptor)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_CLEANUP(forget) struct heard heard = {0};
    struct ap_str docx = make_docx(&mem, "<w:t>x</w:t>");
    int before = open_descriptors();
    extract(docx, AP_KIND_DOCX, &heard);
    extract(AP_STR("no archive"), AP_KIND_ZIP, &heard);
    assert_int_equal(open_descriptors(), before);
}

/* --- through the program ----------------------------------------------------------------------- */

AP_TEST(documents_through_the_program)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str good =
        make_docx(&mem, "<w:p><w:t>Tokens are rotated every ninety days.</w:t></w:p>");
    assert_codes("good.docx", good, "");
    assert_codes("todo.docx", make_docx(&mem, "<w:p><w:t>TO</w:t><w:t>DO</w:t></w:p>"), "FMT005");
    assert_codes("empty.docx", make_docx(&mem, "<w:p> </w:p>"), "FMT001");
    assert_codes("cut.docx", ap_str_slice(good, 0, good.len - 30), "FMT003");
    assert_codes("wrong.xlsx", good, "FMT002");
    assert_codes("any.zip", good, "");
    struct member members[] = {
        TYPES_MEMBER, {"word/document.xml", "<w:p/>"}, {"word/media/image1.png", "a screenshot"}};
    assert_codes("shots.docx", make_zip(&mem, members, AP_COUNT(members)), "FMT011");
    size_t central = find(good, "PK\x01\x02");
    assert_codes("locked.docx", patched(&mem, good, central + 8, 1), "FMT004");
    assert_codes("damaged.docx", patched(&mem, good, find(good, "ninety"), 'N'), "FMT003");
}

AP_TEST(missing_program_makes_documents_unscannable)
{
    struct fixture f;
    fixture_open(&f);
    f.options.extract_program = "/nonexistent/apipack-extract";
    (void)fixture_file(&f, "a.docx", make_docx(&f.mem, "<w:t>x</w:t>"));
    (void)fixture_file(&f, "b.txt", AP_STR("text"));
    fixture_run(&f);
    assert_true(f.insp->records[0].unscannable);
    assert_null(f.insp->records[0].fault);
    assert_true(f.insp->records[0].read);
    assert_int_equal(f.insp->records[0].kind, AP_KIND_DOCX);
    assert_str(codes_of(&f.mem, &f.insp->records[0]), "FMT011");
    assert_false(f.insp->records[1].unscannable);
    fixture_close(&f);
}

/* A stand-in for the program that misbehaves: a shell script. */
static const char *
make_script(struct fixture *f, const char *body)
{
    int fd = openat(f->tmp.fd, "extract.sh", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
    struct ap_str script = ap_arena_printf(&f->mem, "#!/bin/sh\n%s\n", body);
    assert_int_equal(ap_fd_write_at(fd, 0, script), AP_OK);
    close(fd);
    return tmp_path(&f->mem, &f->tmp, "extract.sh");
}

AP_TEST(program_that_dies_or_babbles)
{
    static const char *const bodies[] = {
        "exit 1",
        "kill -9 $$",
        "dd bs=1 count=4 <&3 >/dev/null 2>&1; kill -9 $$", /* dies with the request half read */
        "printf 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' >&3; sleep 5", /* a frame of a gigabyte */
        "printf '\\143\\0\\0\\0\\0\\0\\0\\0' >&3; sleep 5",       /* a frame nobody knows */
        "printf '\\3\\0\\0\\0\\1\\0\\0\\0x' >&3; sleep 5",        /* counts of one byte */
    };
    for (size_t i = 0; i < AP_COUNT(bodies); i++) {
        struct fixture f;
        fixture_open(&f);
        f.options.extract_program = make_script(&f, bodies[i]);
        (void)fixture_file(&f, "a.docx", make_docx(&f.mem, "<w:t>x</w:t>"));
        (void)fixture_file(&f, "b.docx", make_docx(&f.mem, "<w:t>x</w:t>"));
        fixture_run(&f);
        assert_true(f.insp->records[0].unscannable);
        assert_true(f.insp->records[1].unscannable);
        assert_null(f.insp->records[0].fault);
        fixture_close(&f);
    }
}

AP_TEST(child_is_reused_and_replaced)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_FREE char *program = ap_program_beside("apipack-extract");
    struct ap_extractor x;
    ap_extractor_init(&x, program);
    ap_extractor_warm(&x);
    int first = x.child.pid;
    assert_true(first > 0);
    struct ap_str docx = make_docx(&mem, "<w:t>text</w:t>");
    for (unsigned i = 0; i < 3; i++) {
        struct ap_subject s = {.scratch = &mem, .mem = &mem};
        read_one(&x, &s, docx);
        assert_true(s.extracted.done);
        assert_true(s.text_bytes >= 5);
        assert_int_equal(x.child.pid, first);
    }
    /* Killed between two files: a new one is started, and the file is none the worse. */
    assert_int_equal(kill(first, SIGKILL), 0);
    struct ap_subject s = {.scratch = &mem, .mem = &mem};
    read_one(&x, &s, docx);
    assert_true(s.extracted.done);
    assert_true(x.child.pid > 0 && x.child.pid != first);
    ap_extractor_release(&x);
}

/* The line of /proc/PID/status that begins with `key`, without it. */
static struct ap_str
status_of(struct ap_arena *mem, int pid, const char *key)
{
    struct ap_str status = AP_STR_NONE;
    const char *path = ap_arena_printf(mem, "/proc/%d/status", pid).ptr;
    assert_int_equal(ap_fs_read(path, 65536, mem, &status), AP_OK);
    size_t at = find(status, key) + strlen(key);
    struct ap_str rest = ap_str_slice(status, at, status.len);
    return ap_str_trim(ap_str_cut(&rest, '\n'));
}

AP_TEST(child_gives_up_its_rights)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_FREE char *program = ap_program_beside("apipack-extract");
    struct ap_extractor x;
    ap_extractor_init(&x, program);
    struct ap_subject s = {.scratch = &mem, .mem = &mem};
    read_one(&x, &s, make_docx(&mem, "<w:t>text</w:t>"));
    assert_true(s.extracted.done);
    assert_str(status_of(&mem, x.child.pid, "NoNewPrivs:"), "1");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__clang__) /* the sanitizers bear no filter */
    assert_str(status_of(&mem, x.child.pid, "Seccomp:"), "2");
#endif
    ap_extractor_release(&x);
}

AP_TEST(child_that_hangs_is_given_up)
{
    struct fixture f;
    fixture_open(&f);
    struct ap_extractor x;
    ap_extractor_init(&x, make_script(&f, "exec sleep 100"));
    x.wall_ms = 100;
    struct ap_subject s = {.scratch = &f.mem, .mem = &f.mem};
    read_one(&x, &s, make_docx(&f.mem, "<w:t>x</w:t>"));
    assert_false(s.extracted.done);
    assert_true(ap_str_contains(s.extracted.unread, AP_STR("too long")));
    assert_int_equal(x.child.pid, 0);
    ap_extractor_release(&x);
    fixture_close(&f);
}

/* --- the port ---------------------------------------------------------------------------------- */

static int
drop(void *ctx, struct ap_str piece)
{
    (void)ctx;
    (void)piece;
    return AP_OK;
}

AP_TEST(unzip_reads_within_its_bound)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct member only = {"notes.txt", "0123456789"};
    struct ap_str zip = make_zip(&mem, &only, 1);
    AP_AUTO_FD int fd = -1;
    assert_int_equal(ap_fs_anonymous(NULL, zip.len, &fd), AP_OK);
    assert_int_equal(ap_fd_write_at(fd, 0, zip), AP_OK);
    struct ap_unzip *archive = NULL;
    assert_int_equal(ap_unzip_open(fd, &archive), AP_OK);
    struct ap_unzip_member member;
    assert_int_equal(ap_unzip_member(archive, 0, &member), AP_OK);
    assert_str(member.name, "notes.txt");
    assert_int_equal(member.bytes, 10);
    assert_int_equal(ap_unzip_member(archive, 1, &member), AP_E_SYNTAX);
    assert_int_equal(ap_unzip_read(archive, 0, 10, drop, NULL), AP_OK);
    assert_int_equal(ap_unzip_read(archive, 0, 9, drop, NULL), AP_E_LIMIT);
    assert_int_equal(ap_unzip_read(archive, 7, 9, drop, NULL), AP_E_SYNTAX);
    ap_unzip_close(archive);
}

AP_TEST(frames_are_bounded_and_carry_descriptors)
{
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    struct ap_channel here, there;
    ap_channel_open(&here, pair[0], 0);
    ap_channel_open(&there, pair[1], 50);
    uint32_t kind = 0;
    struct ap_str payload;
    /* Several in one flush, one of them without payload, and a descriptor with the first. */
    assert_int_equal(ap_frame_put(&here, 7, AP_STR("abc")), AP_OK);
    assert_int_equal(ap_frame_put(&here, 8, AP_STR_NONE), AP_OK);
    assert_int_equal(ap_frame_flush(&here, 0), AP_OK);
    assert_int_equal(ap_frame_take(&there, -1, &kind, &payload), AP_OK);
    assert_int_equal(kind, 7);
    assert_str(payload, "abc");
    int fd = ap_channel_take_fd(&there);
    assert_true(fd > 2);
    assert_int_equal(ap_channel_take_fd(&there), -1);
    close(fd);
    assert_int_equal(ap_frame_take(&there, -1, &kind, &payload), AP_OK);
    assert_int_equal(kind, 8);
    assert_int_equal(payload.len, 0);
    assert_int_equal(ap_frame_take(&there, ap_clock_ms() + 20, &kind, &payload), AP_E_CANCELLED);
    /* The longest frame, and one byte more. */
    static char big[AP_FRAME_MAX + 1];
    assert_int_equal(ap_frame_put(&here, 9, (struct ap_str){big, AP_FRAME_MAX}), AP_OK);
    assert_int_equal(ap_frame_put(&here, 9, (struct ap_str){big, sizeof big}), AP_E_LIMIT);
    assert_int_equal(ap_frame_flush(&here, -1), AP_OK);
    assert_int_equal(ap_frame_take(&there, -1, &kind, &payload), AP_OK);
    assert_int_equal(payload.len, AP_FRAME_MAX);
    /* The other side says that more than that will come. */
    const uint32_t head[2] = {7, AP_FRAME_MAX + 1};
    assert_int_equal(write(pair[0], head, sizeof head), sizeof head);
    assert_int_equal(ap_frame_take(&there, -1, &kind, &payload), AP_E_LIMIT);
    ap_channel_close(&here);
    ap_channel_close(&there);
    close(pair[0]);
    close(pair[1]);
}
