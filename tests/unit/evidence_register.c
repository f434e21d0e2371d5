/* The register: columns, precedence, conflicts with sidecars, announcements.
 * Place in the flow: tests of evidence/.
 * SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <time.h>

#include "base/cleanup.h"
#include "evidence_fixture.h"
#include "tables/sheet.h"

#define SHA "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"

static struct workspace
with_register(const char *text, const char *sidecar)
{
    struct workspace w;
    workspace_open(&w, "evidence: {register: register.csv}\n");
    put(&w, "evidence/" TICKET, "x");
    if (sidecar)
        put(&w, SIDECAR(TICKET), sidecar);
    put(&w, "register.csv", text);
    workspace_load(&w);
    return w;
}

AP_TEST(evidence_register_every_column)
{
    struct workspace w = with_register(
        "sep=;\r\n"
        "file;EVIDENCE TITLE;Control ID;API Control Area;Framework;Evidence Owner;Period "
        "Covered;Source System;"
        "Review Status;Reviewer;Review "
        "Date;SHA-256;Audience;Collected;Performed;Environment;reviewed_on;Month\r\n" TICKET
        ";From Excel;AUTH-01;Authentication;\"1;#SOC 2;#2;#ISO 27017\";Ann "
        "Owner;\"May-26;2026-06\";Jira;Approved;Bob;"
        "2-Jul-26;" SHA ";buyer;46204;2026-05-03 00:00:00;prod;3-Jul-26;May 2026\r\n",
        NULL);
    const struct ap_item *item = item_of(&w, TICKET);
    assert_str(codes(&w), "");
    assert_str(item->title, "From Excel");
    assert_str(joined(&w, &item->controls), "AUTH-01");
    assert_str(joined(&w, &item->frameworks), "iso-2026 soc2");
    assert_str(item->owner, "ann");
    assert_int_equal(item->periods.n, 2);
    assert_str(ap_period_str(&w.mem, item->periods.items[0]), "2026-05");
    assert_str(item->source, "Jira");
    assert_int_equal(item->reviews.n, 1);
    assert_int_equal(item->reviews.items[0].status, AP_REVIEW_APPROVED);
    assert_int_equal(item->reviews.items[0].method, AP_METHOD_NONE);
    assert_str(item->reviews.items[0].by, "Bob");
    assert_str(ap_day_str(&w.mem, item->reviews.items[0].date), "2026-07-02");
    assert_str(item->reviews.items[0].sha256,
               "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    assert_int_equal(item->reviews.items[0].place.line, 3);
    assert_str(item->reviews.items[0].place.file, "register.csv");
    assert_str(item->audience, "buyer");
    assert_str(ap_day_str(&w.mem, item->collected), "2026-07-01");
    assert_str(ap_day_str(&w.mem, item->performed), "2026-05-03");
    assert_int_equal(item->extra.n, 3);
    assert_str(item->extra.items[1].value, "2026-07-03");
    assert_str(item->extra.items[2].value, "2026-05");
    assert_int_equal(item->owner_from, AP_FROM_REGISTER);
    workspace_close(&w);
}

static const struct {
    const char *text, *sidecar, *codes;
} cases[] = {
    {"Name,Evidence Owner,Source System\n" TICKET ",ann,Wiki\n", NULL, ""},
    {"Name,Evidence Owner,File,Source System\nx,ann," TICKET ",Wiki\n", NULL, ""},
    {"File\n" TICKET "\n", NULL, "MET011"},
    {"File,Control ID\n" TICKET ",AUTH-77\n", FULL, "MET012!"},
    {"File,Framework\n" TICKET ",iso9000\n", FULL, "MET013!"},
    {"File,Period Covered\n" TICKET ",2026-Q1\n", FULL, "MET009!"},
    {"File,Period Covered\n" TICKET ",soon\n", FULL, "MET007!"},
    {"File,Review Status\n" TICKET ",done\n", FULL, "MET007!"},
    {"File,Review Status,Review Date\n" TICKET ",Approved,07/01/2026\n", FULL, "MET007!"},
    {"File,Review Status,SHA-256\n" TICKET ",Approved,abc\n", FULL, "MET007!"},
    {"File,Audience\n" TICKET ",all\n", FULL, "MET019!"},
    {"File,Environment\n" TICKET ",test\n", FULL, "MET007!"},
    /* the sidecar wins, also over what is wrong in the row */
    {"File,Evidence Owner\n" TICKET ",ann\n", FULL, ""},
    {"File,Evidence Owner\n" TICKET ",Ann Owner\n", FULL, ""},
    {"File,Evidence Owner\n" TICKET ",bob\n", FULL, "MET010"},
    {"File,Control ID\n" TICKET ",AUTH-77\n", FULL "control: AUTH-01\n", "MET010"},
    {"File,Period Covered\n" TICKET ",Q2 2026\n", FULL "period: [2026-04, 2026-05, 2026-06]\n", ""},
    {"File,Review Status\n" TICKET ",Approved\n", FULL "review: approved\n", ""},
    {"File,Review Status\n" TICKET ",Approved\n", FULL "review: uploaded\n", "MET010"},
    {"File,Framework\n" TICKET ",SOC 2\n", FULL "framework: soc2\n", ""},
    {"File,API Control Area\n" TICKET ",auth\n", FULL "area: Authentication\n", ""},
    {"File,Environment,Collected\n" TICKET ",prod,2026-07-01\n",
     FULL "env: staging\ncollected: 2026-07-02\n", "MET010"},
    /* rows and files */
    {"File\ngone.md\n", FULL, "MET016"},
    {"File,Review Status\nAPIAuth-Ticket-2026-Q3.md,Approved\n", FULL, "MET016"},
    {"File\n" TICKET "\n" TICKET "\n", FULL, "MET018"},
    {"File,Review Status\ngone.md,Requested\n", FULL, "MET023"},
    {"File,Control ID,Review Status\n,AUTH-01,Requested\n", FULL, "MET023"},
    /* the file itself */
    {"Title,Owner\nx,y\n", FULL, "MET021"},
    {"", FULL, "MET021"},
    {"File,X\n\"open,1\n", FULL, "MET021"},
};

AP_TEST(evidence_register_faults)
{
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct workspace w = with_register(cases[i].text, cases[i].sidecar);
        if (!ap_str_is(codes(&w), cases[i].codes))
            fail_msg("%s gives %s, not %s", cases[i].text, codes(&w).ptr, cases[i].codes);
        assert_str(served(&w, item_of(&w, TICKET)), "AUTH-01/ticket");
        workspace_close(&w);
    }
}

AP_TEST(evidence_register_says_where_they_disagree)
{
    struct workspace w =
        with_register("File,Evidence Title,Evidence Owner\n" TICKET ",A,bob\n", FULL "title: B\n");
    const struct ap_finding *f = finding(&w, AP_MET010);
    assert_str(
        f->message,
        "line 2 of the register and the sidecar disagree on title, owner; the sidecar counts");
    assert_str(f->place.file, SIDECAR(TICKET));
    assert_str(item_of(&w, TICKET)->title, "B");
    assert_str(item_of(&w, TICKET)->owner, "ann");
    workspace_close(&w);
}

/** A row counts although the sidecar of its item is broken. */
AP_TEST(evidence_register_beside_a_broken_sidecar)
{
    struct workspace w =
        with_register("File,Evidence Owner,Source System\n" TICKET ",bob,Wiki\n", "a: [");
    assert_str(codes(&w), "MET001!");
    assert_str(item_of(&w, TICKET)->owner, "bob");
    workspace_close(&w);
}

AP_TEST(evidence_register_bare_names)
{
    struct workspace w;
    workspace_open(&w, "evidence: {register: evidence/r.csv}\n");
    put(&w, "evidence/a/" TICKET, "x");
    put(&w, "evidence/b/" TICKET, "x");
    put(&w, "evidence/b/" STANDARD, "x");
    put(&w, "evidence/r.csv",
        "File,Evidence Owner,Source System\n" TICKET ",ann,x\na/" TICKET ",ann,x\n" STANDARD
        ",bob,x\n");
    workspace_load(&w);
    assert_str(item_of(&w, "a/" TICKET)->owner, "ann");
    assert_str(item_of(&w, "b/" TICKET)->owner, "");
    assert_str(item_of(&w, "b/" STANDARD)->owner, "bob");
    assert_str(codes(&w), "MET017 MET011");
    assert_int_equal(finding(&w, AP_MET017)->place.line, 2);
    workspace_close(&w);
}

AP_TEST(evidence_register_announces)
{
    struct workspace w =
        with_register("File,Evidence Title,Control ID,Evidence Owner,Period Covered,Review Status\n"
                      "APIAuth-Ticket-2026-Q3.md,,,Bob,,Requested\n"
                      ",Rotation ticket,AUTH-01,ann,2026-Q4,Requested\n"
                      "APILogging-Shared-2026-Q2.md,,LOG-02,someone,,Requested\n"
                      ",,LOG-01,,,\n",
                      FULL);
    assert_str(codes(&w), "");
    assert_int_equal(w.ev->announced.n, 4);
    const struct ap_announcement *a = w.ev->announced.items;
    assert_str(a[0].file, "APIAuth-Ticket-2026-Q3.md");
    assert_str(a[0].owner, "bob");
    assert_int_equal(a[0].n_requirements, 1);
    assert_str(w.lib->requirements[a[0].requirements[0]]->ref, "AUTH-01/ticket");
    assert_str(ap_period_str(&w.mem, a[0].periods.items[0]), "2026-Q3");
    assert_str(a[1].title, "Rotation ticket");
    assert_str(ap_period_str(&w.mem, a[1].periods.items[0]), "2026-Q4");
    assert_int_equal(a[1].place.line, 3);
    assert_int_equal(a[2].n_requirements, 1);
    assert_str(w.lib->requirements[a[2].requirements[0]]->ref, "LOG-02/retention");
    assert_str(w.lib->requirements[a[3].requirements[0]]->ref, "LOG-01/review");
    workspace_close(&w);
}

/** The bytes decide, not the name; the sheet is found by its header. */
AP_TEST(evidence_register_workbook)
{
    static const char *const about[] = {"About"};
    static const char *const header[] = {"Name",           "Evidence Owner", "Source System",
                                         "Review Status",  "Reviewer",       "Review Date",
                                         "Period Covered", "Environment"};
    static const char *const cells[] = {TICKET,      "Bob",      "'=Jira", "Approved",
                                        "Ann Owner", "2-Jul-26", "May-26", "nowhere"};
    AP_AUTO_BUF struct ap_buf book = {0};
    struct workspace w;
    workspace_open(&w, "evidence: {register: register.xlsx}\n");
    struct ap_sheet sheets[2] = {{.name = "Read me", .header = about, .n_columns = 1},
                                 {.name = "Register", .header = header, .n_columns = 8}};
    struct ap_str *row = ap_sheet_row(&sheets[1], &w.mem);
    for (size_t i = 0; i < AP_COUNT(cells); i++)
        row[i] = ap_str_from(cells[i]);
    assert_int_equal(ap_sheet_xlsx(sheets, 2, &w.mem, &book), AP_OK);
    put(&w, "evidence/a/" TICKET, "x");
    assert_int_equal(
        ap_fs_write_atomic(tmp_path(&w.mem, &w.tmp, "register.xlsx"), ap_buf_str(&book)), AP_OK);
    workspace_load(&w);
    const struct ap_item *item = item_of(&w, "a/" TICKET);
    assert_str(item->owner, "bob");
    assert_str(item->source, "=Jira");
    assert_str(ap_period_str(&w.mem, item->periods.items[0]), "2026-05");
    assert_str(ap_day_str(&w.mem, item->reviews.items[0].date), "2026-07-02");
    assert_str(codes(&w), "MET007!");
    assert_int_equal(finding(&w, AP_MET007)->place.line, 2);
    assert_int_equal(finding(&w, AP_MET007)->place.column, 8);
    workspace_close(&w);
}

/** LibreOffice makes 26 May of a typed May-26; in the row of a file of May it is May. */
AP_TEST(evidence_register_misread_months)
{
    static const struct {
        const char *file, *cell, *period;
    } months[] = {
        {"APIAuth-Ticket-2026-05.md", "2026-05-26", "2026-05"},
        {"APIAuth-Ticket-2026-05.md", "2026-05-25", "2026-05-25"},
        {"APIAuth-Ticket-2026-05.md", "May-26", "2026-05"},
        {TICKET, "2026-05-26", "2026-05-26"},
    };
    for (size_t i = 0; i < AP_COUNT(months); i++) {
        struct workspace w;
        workspace_open(&w, "evidence: {register: register.csv}\n");
        put(&w, ap_arena_printf(&w.mem, "evidence/%s", months[i].file).ptr, "x");
        put(&w, "register.csv",
            ap_arena_printf(&w.mem, "File,Period Covered\n%s,%s\n", months[i].file, months[i].cell)
                .ptr);
        workspace_load(&w);
        const struct ap_item *item = item_of(&w, months[i].file);
        assert_int_equal(item->periods.n, 1);
        assert_str(ap_period_str(&w.mem, item->periods.items[0]), months[i].period);
        workspace_close(&w);
    }
}

AP_TEST(evidence_register_that_cannot_be_read)
{
    struct workspace w;
    workspace_open(&w, "evidence: {register: register.xlsx}\n");
    put(&w, "register.xlsx", "PK\x03\x04");
    workspace_load(&w);
    assert_str(codes(&w), "MET021");
    assert_str(finding(&w, AP_MET021)->message, "the file is no workbook, or is damaged");
    workspace_close(&w);
    workspace_open(&w, "evidence: {register: none.csv}\n");
    workspace_load(&w);
    assert_str(codes(&w), "MET021");
    workspace_close(&w);
}

/* AddressSanitizer puts a gap behind each piece of the arena: base/arena.c. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MOST_BYTES_A_FILE 3584
#endif
#endif
#ifndef MOST_BYTES_A_FILE
#define MOST_BYTES_A_FILE 3072
#endif

/** Many files: the memory that is kept is bounded per file, and the time grows with their number only. */
AP_TEST(evidence_scale)
{
    enum { N = 2000 };
    struct workspace w;
    workspace_open(&w, "evidence: {register: register.csv}\n");
    struct ap_buf rows = {0};
    ap_buf_add_c(&rows, "File,Evidence Owner,Review Status\n");
    for (int i = 0; i < N; i++) {
        char name[100];
        (void)snprintf(name, sizeof name, "evidence/d%d/APIAuth-Ticket-2026-Q2-%04d.md", i % 20, i);
        put(&w, name, "x");
        ap_buf_printf(&rows, "%s,ann,Uploaded\n", name + sizeof("evidence/") - 1);
        (void)strncat(name, ".meta.yaml", sizeof name - strlen(name) - 1);
        put(&w, name,
            FULL "review: {status: approved, by: Bob, date: 2026-07-02, sha256: " SHA "}\n");
    }
    put(&w, "register.csv", rows.ptr);
    ap_buf_release(&rows);
    size_t before = w.mem.used_bytes;
    struct timespec from, to;
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    workspace_load(&w);
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    print_message(
        "%zu bytes and %" PRId64 " us a file\n", (w.mem.used_bytes - before) / N,
        ((int64_t)(to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000) / N);
    assert_int_equal(w.ev->items.n, N);
    assert_int_equal(w.ev->findings.n, N); /* the register says uploaded */
    assert_true((w.mem.used_bytes - before) / N < MOST_BYTES_A_FILE);
    workspace_close(&w);
}
