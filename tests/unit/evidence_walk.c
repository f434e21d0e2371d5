/* What the walk makes of a folder: items, sidecars, ignored things, and things that are no files.
 * Place in the flow: tests of evidence/.
 * SPDX-License-Identifier: Apache-2.0 */
#include <sys/socket.h>
#include <sys/un.h>

#include "base/utf8.h"
#include "evidence_fixture.h"

AP_TEST(evidence_items_are_sorted_and_complete)
{
    struct workspace w;
    workspace_open(&w,
                   "evidence: {ignore: ['*.tmp', 'old/**'], register: evidence/register.csv}\n");
    put(&w, "evidence/b/" TICKET, "x");
    put(&w, "evidence/a/" STANDARD, "xyz");
    put(&w, "evidence/a/" STANDARD ".meta.yaml", FULL);
    put(&w, "evidence/superseded/" TICKET, "x");
    put(&w, "evidence/x.tmp", "");
    put(&w, "evidence/old/y.md", "");
    put(&w, "evidence/~$" TICKET, "");
    put(&w, "evidence/Thumbs.db", "");
    put(&w, "evidence/.DS_Store", "");
    put(&w, "evidence/desktop.ini", "");
    put(&w, "evidence/.git/config", "");
    put(&w, "evidence/register.csv", "File\n");
    workspace_load(&w);
    assert_int_equal(w.rc, AP_OK);
    size_t n_ignored = 0;
    for (size_t i = 0; i < w.ev->items.n; i++) {
        const struct ap_item *item = &w.ev->items.items[i];
        assert_int_equal(item->index, i);
        assert_true(i == 0 || ap_str_cmp(item[-1].rel, item->rel) < 0);
        n_ignored += item->ignored;
        assert_true(item->ignored == (item->ignored_why.len > 0));
        assert_true(ap_str_ends(item->path, item->rel));
    }
    const struct ap_item *standard = item_of(&w, "a/" STANDARD);
    assert_str(standard->path, "evidence/a/" STANDARD);
    assert_str(standard->name, STANDARD);
    assert_str(standard->canonical_name, STANDARD);
    assert_str(standard->sidecar, "evidence/a/" STANDARD ".meta.yaml");
    assert_int_equal(standard->bytes, 3);
    assert_int_equal(standard->place.line, 1);
    assert_str(item_of(&w, "superseded/" TICKET)->ignored_why, "replaced, and kept in superseded/");
    assert_true(item_of(&w, "superseded/" TICKET)->kept);
    assert_str(item_of(&w, "register.csv")->ignored_why, "the register");
    assert_str(item_of(&w, "x.tmp")->ignored_why, "*.tmp");
    assert_int_equal(n_ignored, w.ev->items.n - 2);
    workspace_close(&w);
}

AP_TEST(evidence_folder_missing)
{
    struct workspace w;
    workspace_open(&w, "evidence: {folder: nowhere}\n");
    workspace_load(&w);
    assert_int_equal(w.rc, AP_E_NOTFOUND);
    assert_int_equal(w.dg.items[w.dg.n - 1].code, AP_WSP013);
    workspace_close(&w);
}

AP_TEST(evidence_what_is_no_file)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "outside.md", "x");
    put(&w, "evidence/" STANDARD, "x");
    put(&w, SIDECAR(STANDARD), FULL);
    assert_int_equal(mkfifoat(w.tmp.fd, "evidence/APIAuth-Fifo-2026-Q2.md", 0600), 0);
    assert_int_equal(symlinkat("../outside.md", w.tmp.fd, "evidence/out.md"), 0);
    assert_int_equal(symlinkat("nothing", w.tmp.fd, "evidence/dangling.md"), 0);
    assert_int_equal(symlinkat(STANDARD, w.tmp.fd, "evidence/APIAuth-Standard-v2.0-Approved.md"),
                     0);
    workspace_load(&w);
    assert_str(codes(&w), "NAM007! NAM008! NAM008! MET011");
    const struct ap_item *fifo = item_of(&w, "APIAuth-Fifo-2026-Q2.md");
    assert_true(fifo->unreadable);
    assert_non_null(fifo->fault);
    assert_false(item_of(&w, "APIAuth-Standard-v2.0-Approved.md")->unreadable);
    workspace_close(&w);
}

AP_TEST(evidence_folder_that_cannot_be_read)
{
    if (geteuid() == 0)
        skip(); /* root reads everything */
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/closed/" TICKET, "x");
    assert_int_equal(fchmodat(w.tmp.fd, "evidence/closed", 0, 0), 0);
    workspace_load(&w);
    assert_str(codes(&w), "NAM009!");
    assert_int_equal(fchmodat(w.tmp.fd, "evidence/closed", 0700, 0), 0);
    workspace_close(&w);
}

AP_TEST(evidence_names_that_are_no_clean_text)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/a\x1b[2Jb.md", "x");
    put(&w, "evidence/\xff\xfe.md", "x");
    put(&w, "evidence/\xff\xfe.md.meta.yaml", "title: x\nbad: y\n");
    put(&w, "evidence/x\n.md", "x");
    put(&w, "evidence/gone\xff.md.meta.yaml", "title: x\n");
    workspace_load(&w);
    for (size_t i = 0; i < w.ev->items.n; i++) {
        const struct ap_item *item = &w.ev->items.items[i];
        assert_true(ap_utf8_valid(item->path));
        assert_true(ap_utf8_valid(item->name));
        assert_non_null(item->fault);
        assert_int_equal(item->fault->code, AP_NAM004);
        for (size_t k = 0; k < item->path.len; k++)
            assert_true((unsigned char)item->path.ptr[k] >= ' ');
        int fd = -1;
        assert_int_equal(ap_fs_open_below(w.ev->root_fd, item->rel, &fd), AP_OK);
        (void)close(fd);
    }
    for (size_t i = 0; i < w.ev->findings.n; i++)
        assert_true(ap_utf8_valid(w.ev->findings.items[i]->place.file));
    assert_str(finding(&w, AP_MET004)->place.file, "evidence/\\xff\\xfe.md.meta.yaml");
    assert_str(finding(&w, AP_MET015)->subject, "evidence/gone\\xff.md.meta.yaml");
    workspace_close(&w);
}

AP_TEST(evidence_names_that_differ_in_case_or_form)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/" TICKET, "x");
    put(&w, "evidence/apiauth-ticket-2026-q2.MD", "x");
    put(&w, "evidence/caf\xc3\xa9.md", "x");
    put(&w, "evidence/cafe\xcc\x81.md", "x");
    put(&w, "evidence/other/" TICKET, "x");
    workspace_load(&w);
    size_t n = 0;
    for (size_t i = 0; i < w.ev->findings.n; i++)
        n += w.ev->findings.items[i]->code == AP_NAM003 && w.ev->findings.items[i]->invalidates;
    assert_int_equal(n, 4);
    assert_null(item_of(&w, "other/" TICKET)->fault);
    assert_int_equal(item_of(&w, TICKET)->fault->code, AP_NAM003);
    workspace_close(&w);
}
