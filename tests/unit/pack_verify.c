/* Verification in memory: each single bit of a small pack flipped, and what the layers say.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "pack/pack.h"
#include "pack/verify.h"
#include "pack_fixture.h"
#include "tmp_folder.h"

static const struct ap_tag_files no_reports;

/** A pack with two files at `path`. */
static void
make_pack(struct fixture *f, const char *path)
{
    struct ap_diag dg;
    struct ap_pack_options options = {.output = path};
    fixture_open(f);
    (void)fixture_item(f, "evidence/a.pdf", "first, first, first, first, first", 0);
    (void)fixture_item(f, "evidence/b.pdf", "second", 1);
    fixture_spool(f, 0, "first, first, first, first, first", 0);
    fixture_spool(f, 1, "second", 64);
    (void)fixture_plan(f, "auditor");
    ap_diag_init(&dg, &f->mem);
    assert_int_equal(ap_pack_write(f->plan, &no_reports, &options, &f->mem, &dg), AP_OK);
}

/** The verdict; *ret_codes: how many errors and warnings were reported. */
static enum ap_verdict_of_pack
verdict_of(const char *path, const char *id, size_t *ret_faults)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_verification result;
    struct ap_verify_options options = {.n_workers = 1, .expected_id = ap_str_from(id)};
    assert_int_equal(ap_verify(path, &options, &mem, &result), AP_OK);
    size_t n = 0;
    for (int i = 0; i < AP_N_LAYERS; i++)
        n += result.layers[i].faults.n;
    if (ret_faults)
        *ret_faults = n;
    ap_verify_close(&result);
    return result.verdict;
}

AP_TEST(verify_holds_what_pack_writes)
{
    struct fixture f;
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const char *path = tmp_path(&mem, &tmp, "p.zip");
    size_t faults;
    make_pack(&f, path);
    assert_int_equal(verdict_of(path, f.plan->pack_id, &faults), AP_PACK_VERIFIED);
    assert_int_equal(faults, 0);
    fixture_close(&f);
    tmp_close(&tmp);
}

AP_TEST(verify_sees_every_single_bit)
{
    struct fixture f;
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const char *path = tmp_path(&mem, &tmp, "p.zip");
    struct ap_str bytes;
    make_pack(&f, path);
    assert_int_equal(ap_fs_read(path, 1 << 20, &mem, &bytes), AP_OK);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    const char *all =
        getenv("APIPACK_ALL_BITS"); /* set for the coverage build; it takes a minute */
    size_t step = all && *all ? 1 : 37;
    for (size_t bit = 0; bit < bytes.len * 8; bit += step) {
        size_t faults;
        char byte = (char)(bytes.ptr[bit / 8] ^ (1 << bit % 8));
        assert_int_equal(ap_fd_write_at(fd, bit / 8, (struct ap_str){&byte, 1}), AP_OK);
        if (verdict_of(path, NULL, &faults) == AP_PACK_VERIFIED || faults == 0)
            fail_msg("bit %zu of byte %zu was not seen", bit % 8, bit / 8);
        assert_int_equal(ap_fd_write_at(fd, bit / 8, ap_str_slice(bytes, bit / 8, bit / 8 + 1)),
                         AP_OK);
    }
    assert_int_equal(verdict_of(path, NULL, NULL), AP_PACK_VERIFIED);
    (void)close(fd);
    fixture_close(&f);
    tmp_close(&tmp);
}

AP_TEST(verify_extracts_nothing_that_changed_meanwhile)
{
    struct fixture f;
    struct ap_diag dg;
    struct tmp tmp = tmp_open();
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const char *path = tmp_path(&mem, &tmp, "p.zip");
    struct ap_verification result;
    struct ap_verify_options options = {.n_workers = 2};
    struct ap_entries entries;
    struct ap_str bytes;
    make_pack(&f, path);
    ap_diag_init(&dg, &mem);
    assert_int_equal(ap_verify(path, &options, &mem, &result), AP_OK);
    assert_int_equal(ap_fs_read(path, 1 << 20, &mem, &bytes), AP_OK);
    size_t at = 0;
    while (!ap_str_starts(ap_str_slice(bytes, at, bytes.len), AP_STR("second")))
        at++;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(ap_fd_write_at(fd, at, AP_STR("Second")), AP_OK);
    (void)close(fd);
    assert_int_equal(ap_verify_extract(&result, tmp_path(&mem, &tmp, "out"), NULL, &mem, &dg),
                     AP_E_INVALID);
    assert_int_equal(dg.items[0].code, AP_VFY030);
    ap_verify_close(&result);
    assert_int_equal(ap_fs_walk(tmp.fd, NULL, NULL, &mem, &entries), AP_OK);
    assert_int_equal(entries.n, 1); /* the zip alone */
    fixture_close(&f);
    tmp_close(&tmp);
}
