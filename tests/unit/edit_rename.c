/* Renaming that meets trouble half-way: nothing is left between two names.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/rename.h"
#include "evidence_fixture.h"
#include "port/fs_place.h"

#define WRONG   "APIAuth_Ticket_2026Q2.md"
#define WRONG_2 "APIAuth_Standard_v1.0_Approved.md"

static bool
is_there(struct workspace *w, const char *name)
{
    return faccessat(w->tmp.fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void
plan_two(struct workspace *w, struct ap_rename_plan *plan)
{
    workspace_open(w, "evidence: {register: register.csv}\n");
    put(w, "evidence/" WRONG, "a ticket");
    put(w, SIDECAR(WRONG), "owner: ann\n");
    put(w, "evidence/" WRONG_2, "a standard");
    put(w, "register.csv", "File,Source System\n" WRONG ",Jira\n" WRONG_2 ",Wiki\n");
    workspace_load(w);
    assert_int_equal(w->rc, AP_OK);
    assert_int_equal(ap_rename_make_plan(w->ev, &w->mem, plan, &w->dg), AP_OK);
    assert_int_equal(plan->renames.n, 2);
    assert_true(plan->renames.items[0].has_row && plan->renames.items[1].has_row);
    assert_false(plan->renames.items[0].has_sidecar);
    assert_true(plan->renames.items[1].has_sidecar);
    w->dg.n = 0;
}

static struct ap_str
register_of(struct workspace *w)
{
    struct ap_str bytes = AP_STR_NONE;
    assert_int_equal(ap_fs_read(tmp_path(&w->mem, &w->tmp, "register.csv"), 4096, &w->mem, &bytes),
                     AP_OK);
    return bytes;
}

AP_TEST(rename_gives_a_file_its_name_back_without_its_sidecar)
{
    struct workspace w;
    struct ap_rename_plan plan;
    plan_two(&w, &plan);
    assert_int_equal(unlinkat(w.tmp.fd, SIDECAR(WRONG), 0), 0); /* gone since */
    assert_int_equal(ap_rename_apply(&plan, &w.dg), AP_E_IO);
    assert_int_equal(w.dg.n, 1);
    assert_int_equal(w.dg.items[0].code, AP_CLI008);
    assert_true(ap_str_contains(w.dg.items[0].message, AP_STR("it is gone")));
    assert_true(is_there(&w, "evidence/" WRONG));
    assert_false(is_there(&w, "evidence/" TICKET));
    /* the one before it is done, and the register says so */
    assert_true(is_there(&w, "evidence/" STANDARD));
    assert_str(register_of(&w), "File,Source System\n" WRONG ",Jira\n" STANDARD ",Wiki\n");
    workspace_close(&w);
}

AP_TEST(rename_takes_all_back_without_the_register)
{
    struct workspace w;
    struct ap_rename_plan plan;
    plan_two(&w, &plan);
    put(&w, "register.csv", "File\n\"never closed\n");
    assert_int_equal(ap_rename_apply(&plan, &w.dg), AP_E_IO);
    assert_int_equal(w.dg.items[0].code, AP_MET024);
    assert_true(is_there(&w, "evidence/" WRONG) && is_there(&w, SIDECAR(WRONG)) &&
                is_there(&w, "evidence/" WRONG_2));
    assert_false(is_there(&w, "evidence/" TICKET) || is_there(&w, SIDECAR(TICKET)) ||
                 is_there(&w, "evidence/" STANDARD));
    assert_false(plan.renames.items[0].done || plan.renames.items[1].done);
    workspace_close(&w);
}

AP_TEST(rename_never_replaces)
{
    struct workspace w;
    struct ap_rename_plan plan;
    plan_two(&w, &plan);
    put(&w, "evidence/" STANDARD, "came meanwhile");
    assert_int_equal(ap_rename_apply(&plan, &w.dg), AP_E_IO);
    assert_true(ap_str_contains(w.dg.items[0].message, AP_STR("came meanwhile")));
    struct ap_str bytes = AP_STR_NONE;
    assert_int_equal(
        ap_fs_read(tmp_path(&w.mem, &w.tmp, "evidence/" STANDARD), 4096, &w.mem, &bytes), AP_OK);
    assert_str(bytes, "came meanwhile");
    assert_true(is_there(&w, "evidence/" WRONG_2));
    workspace_close(&w);
}

AP_TEST(rename_new_refuses_and_names_the_reason)
{
    struct tmp tmp = tmp_open();
    struct ap_arena mem = {0};
    tmp_write(&tmp, "a", "1");
    tmp_write(&tmp, "b", "2");
    const char *a = tmp_path(&mem, &tmp, "a");
    assert_int_equal(ap_fs_rename_new(a, tmp_path(&mem, &tmp, "b")), AP_E_EXISTS);
    assert_int_equal(ap_fs_rename_new(tmp_path(&mem, &tmp, "x"), a), AP_E_NOTFOUND);
    assert_int_equal(ap_fs_rename_new(a, tmp_path(&mem, &tmp, "c")), AP_OK);
    assert_int_equal(faccessat(tmp.fd, "a", F_OK, 0), -1);
    ap_arena_release(&mem);
    tmp_close(&tmp);
}
