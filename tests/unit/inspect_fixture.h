/* An evidence folder of files made on the spot, inspected without the stages before.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <signal.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "base/path.h"
#include "inspect/worker.h"
#include "port/fs.h"
#include "port/zip.h"
#include "tmp_folder.h"

#define FIXTURE_FILES 64

struct fixture {
    struct tmp tmp;
    struct ap_arena mem;
    struct ap_diag dg;
    struct ap_library lib;
    struct ap_requirement req;
    const struct ap_requirement *reqs[1];
    uint32_t serves[1];
    struct ap_item items[FIXTURE_FILES];
    struct ap_evidence evidence;
    struct ap_catalogue cat;
    struct ap_inspect_options options;
    struct ap_inspection *insp;
};

static inline void
fixture_open(struct fixture *f)
{
    *f = (struct fixture){0};
    f->tmp = tmp_open();
    ap_diag_init(&f->dg, &f->mem);
    f->reqs[0] = &f->req;
    f->lib.requirements = f->reqs;
    f->lib.n_requirements = 1;
    f->evidence.lib = &f->lib;
    f->evidence.root_fd = f->tmp.fd;
    f->evidence.items.items = f->items;
    f->cat.lib = &f->lib;
    f->cat.evidence = &f->evidence;
    f->options.n_threads = 1;
    f->options.spool_dir = f->tmp.path;
}

static inline void
fixture_close(struct fixture *f)
{
    ap_inspection_close(f->insp);
    ap_arena_release(&f->mem);
    tmp_close(&f->tmp);
}

/** An item that serves the one requirement; add them in the order of their names. */
static inline struct ap_item *
fixture_item(struct fixture *f, const char *name, uint64_t bytes)
{
    assert_true(f->evidence.items.n < FIXTURE_FILES);
    uint32_t index = (uint32_t)f->evidence.items.n++;
    struct ap_item *item = &f->items[index];
    struct ap_str rel = ap_arena_copy(&f->mem, ap_str_from(name));
    *item = (struct ap_item){.index = index,
                             .path = ap_arena_printf(&f->mem, "evidence/%s", name),
                             .rel = rel,
                             .name = ap_path_base(rel),
                             .bytes = bytes,
                             .requirements = f->serves,
                             .n_requirements = 1};
    return item;
}

static inline struct ap_item *
fixture_file(struct fixture *f, const char *name, struct ap_str bytes)
{
    int fd = openat(f->tmp.fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ap_fd_write_at(fd, 0, bytes), AP_OK);
    close(fd);
    return fixture_item(f, name, bytes.len);
}

static inline void
fixture_run(struct fixture *f)
{
    ap_inspection_close(f->insp);
    f->insp = NULL;
    assert_int_equal(ap_inspect(&f->cat, &f->options, &f->mem, &f->insp, &f->dg), AP_OK);
}

static inline const struct ap_record *
fixture_record(const struct fixture *f, const char *name)
{
    for (size_t i = 0; i < f->evidence.items.n; i++)
        if (ap_str_is(f->items[i].rel, name))
            return &f->insp->records[i];
    fail_msg("no item %s", name);
    return NULL;
}

/** The finding codes of a record, joined by blanks. */
static inline struct ap_str
codes_of(struct ap_arena *mem, const struct ap_record *record)
{
    struct ap_str all = AP_STR("");
    for (size_t i = 0; i < record->findings.n; i++) {
        struct ap_str id = ap_str_from(ap_code_info(record->findings.items[i]->code)->id);
        all = i ? ap_arena_join(mem, all, " ", id) : id;
    }
    return all;
}

/** One file, inspected; what the tables of tests compare. */
static inline void
assert_codes(const char *name, struct ap_str bytes, const char *codes)
{
    struct fixture f;
    fixture_open(&f);
    (void)fixture_file(&f, name, bytes);
    fixture_run(&f);
    struct ap_str got = codes_of(&f.mem, &f.insp->records[0]);
    if (!ap_str_is(got, codes))
        fail_msg("%s: codes \"%.*s\", expected \"%s\"", name, AP_FMT(got), codes);
    const struct ap_record *record = &f.insp->records[0];
    for (size_t i = 0; i < record->findings.n; i++)
        assert_str(record->findings.items[i]->subject,
                   ap_arena_printf(&f.mem, "evidence/%s", name).ptr);
    fixture_close(&f);
}

/* --- small real files ------------------------------------------------------------------------ */

/** A PNG's frame: the checks look at IHDR and IEND alone. */
static inline struct ap_str
make_png(struct ap_arena *mem, unsigned width, unsigned height)
{
    char head[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0\x08\x02\0\0\0\0\0\0\0";
    for (unsigned i = 0; i < 4; i++) {
        head[16 + i] = (char)(width >> (24 - 8 * i));
        head[20 + i] = (char)(height >> (24 - 8 * i));
    }
    static const char end[] = "\0\0\0\0IEND\xae\x42\x60\x82";
    char *all = ap_arena_alloc(mem, sizeof head - 1 + sizeof end - 1);
    memcpy(all, head, sizeof head - 1);
    memcpy(all + sizeof head - 1, end, sizeof end - 1);
    return (struct ap_str){all, sizeof head + sizeof end - 2};
}

struct member {
    const char *name;
    const char *text;
};

static inline int64_t
read_member_text(void *ctx, uint64_t offset, void *buffer, size_t size)
{
    const struct member *member = ctx;
    size_t n = strlen(member->text) - (size_t)offset;
    n = n < size ? n : size;
    memcpy(buffer, member->text + offset, n);
    return (int64_t)n;
}

/** A zip of stored members. */
static inline struct ap_str
make_zip(struct ap_arena *mem, const struct member *members, size_t n)
{
    struct ap_zip_entry entries[16];
    struct member copies[16];
    assert_true(n <= AP_COUNT(entries));
    for (size_t i = 0; i < n; i++) {
        copies[i] = members[i];
        size_t bytes = strlen(members[i].text);
        entries[i] = (struct ap_zip_entry){.name = ap_str_from(members[i].name),
                                           .bytes = bytes,
                                           .packed_bytes = bytes,
                                           .crc32 = ap_crc32(0, members[i].text, bytes),
                                           .read = read_member_text,
                                           .ctx = &copies[i]};
    }
    AP_AUTO_FD int fd = -1;
    assert_int_equal(ap_fs_anonymous(NULL, 1, &fd), AP_OK);
    assert_int_equal(
        ap_zip_write(fd, entries, n, &(struct ap_zip_options){.unix_time = 1000000000}), AP_OK);
    size_t size = (size_t)lseek(fd, 0, SEEK_END), got = 0;
    char *bytes = ap_arena_alloc(mem, size);
    assert_int_equal(ap_fd_read_at(fd, 0, bytes, size, &got), AP_OK);
    assert_int_equal(got, size);
    return (struct ap_str){bytes, size};
}

#define TYPES_MEMBER                                                                               \
    {                                                                                              \
        "[Content_Types].xml", "<Types/>"                                                          \
    }

static inline struct ap_str
make_docx(struct ap_arena *mem, const char *body)
{
    struct member members[] = {TYPES_MEMBER, {"word/document.xml", body}};
    return make_zip(mem, members, AP_COUNT(members));
}
