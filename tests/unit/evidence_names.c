/* What a name says: requirements, inference, faults, and names of one's own under naming: warn.
 * Place in the flow: tests of evidence/.
 * SPDX-License-Identifier: Apache-2.0 */
#include "evidence_fixture.h"

AP_TEST(evidence_name_supplies_the_metadata)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/" TICKET, "x");
    put(&w, SIDECAR(TICKET), FULL);
    put(&w, "evidence/" STANDARD, "x");
    put(&w, SIDECAR(STANDARD), FULL);
    workspace_load(&w);
    assert_str(codes(&w), "");
    const struct ap_item *ticket = item_of(&w, TICKET);
    assert_str(ticket->title, "Rotation ticket");
    assert_str(joined(&w, &ticket->controls), "AUTH-01");
    assert_str(ticket->area->id, "auth");
    assert_str(joined(&w, &ticket->frameworks), "iso-2026 soc2");
    assert_int_equal(ticket->periods.n, 1);
    assert_str(ap_period_str(&w.mem, ticket->periods.items[0]), "2026-Q2");
    assert_str(served(&w, ticket), "AUTH-01/ticket");
    assert_int_equal(ticket->period_from, AP_FROM_NAME);
    assert_int_equal(ticket->control_from, AP_FROM_NAME);
    assert_int_equal(ticket->owner_from, AP_FROM_SIDECAR);
    assert_int_equal(ticket->performed, AP_DAY_NONE);
    assert_int_equal(ticket->extraction.records, -1);
    assert_int_equal(ticket->reviews.n, 0);
    const struct ap_item *standard = item_of(&w, STANDARD);
    assert_int_equal(standard->periods.n, 0);
    assert_int_equal(standard->parsed.status, AP_DOCSTATUS_APPROVED);
    assert_str(served(&w, standard), "AUTH-01/standard");
    workspace_close(&w);
}

AP_TEST(evidence_names_that_do_not_parse)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/APIAuth-Ticket-2026Q2.md", "x");
    put(&w, "evidence/APIAuth-Ticket-soon.md", "x");
    put(&w, "evidence/holiday.png", "x");
    workspace_load(&w);
    assert_str(codes(&w), "NAM001 NAM001 NAM001");
    const struct ap_finding *f = w.ev->findings.items[0];
    assert_int_equal(f->severity, AP_MEDIUM);
    assert_str(f->fix, "rename it to " TICKET);
    assert_str(f->subject, "evidence/APIAuth-Ticket-2026Q2.md");
    assert_str(f->place.file, "evidence/APIAuth-Ticket-2026Q2.md");
    assert_str(w.ev->findings.items[1]->fix, "the nearest known name is APIAuth-Ticket");
    assert_int_equal(w.ev->findings.items[1]->severity, AP_MEDIUM);
    assert_int_equal(w.ev->findings.items[2]->severity, AP_LOW);
    assert_null(item_of(&w, "holiday.png")->fault);
    workspace_close(&w);
}

AP_TEST(evidence_names_that_nobody_accepts)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/APIAuth-Tickets-2026-Q2.md", "x");
    put(&w, "evidence/APIAbuse-Zebra-2026-Q2.md", "x");
    workspace_load(&w);
    assert_str(codes(&w), "NAM002 NAM002");
    assert_int_equal(w.ev->findings.items[0]->severity, AP_LOW);
    assert_int_equal(w.ev->findings.items[1]->severity, AP_MEDIUM);
    assert_str(w.ev->findings.items[1]->fix, "the nearest known name is APIAuth-Ticket");
    workspace_close(&w);
}

AP_TEST(evidence_names_that_several_controls_accept)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/" SHARED, "x");
    workspace_load(&w);
    assert_str(codes(&w), "NAM006");
    assert_int_equal(item_of(&w, SHARED)->n_requirements, 0);
    workspace_close(&w);

    workspace_open(&w, "");
    put(&w, "evidence/" SHARED, "x");
    put(&w, SIDECAR(SHARED), FULL "control: [LOG-02, LOG-01, LOG-02]\n");
    workspace_load(&w);
    assert_str(codes(&w), "");
    assert_str(served(&w, item_of(&w, SHARED)), "LOG-01/review LOG-02/retention");
    assert_str(joined(&w, &item_of(&w, SHARED)->controls), "LOG-01 LOG-02");
    assert_str(item_of(&w, SHARED)->title, "APILogging-Shared");
    workspace_close(&w);
}

AP_TEST(evidence_controls_that_do_not_accept_the_name)
{
    static const struct {
        const char *control, *codes, *served;
    } cases[] = {
        {"LOG-01", "MET022!", "AUTH-01/ticket"},
        {"[AUTH-01, LOG-01]", "MET022", "AUTH-01/ticket"},
        {"AUTH-99", "MET012!", "AUTH-01/ticket"},
        {"[AUTH-01, AUTH-99]", "MET012!", "AUTH-01/ticket"},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct workspace w;
        workspace_open(&w, "");
        put(&w, "evidence/" TICKET, "x");
        put(&w, SIDECAR(TICKET),
            ap_arena_printf(&w.mem, FULL "control: %s\n", cases[i].control).ptr);
        workspace_load(&w);
        assert_str(codes(&w), cases[i].codes);
        assert_str(served(&w, item_of(&w, TICKET)), cases[i].served);
        workspace_close(&w);
    }
}

AP_TEST(evidence_serves_overrides_the_name)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/" TICKET, "x");
    put(&w, SIDECAR(TICKET),
        FULL "serves:\n- {requirement: LOG-02/retention, where: p. 7}\n"
             "- LOG-01/review\n- LOG-01/review\n");
    put(&w, "evidence/scan.pdf", "x");
    put(&w, SIDECAR("scan.pdf"), FULL "period: 2026-Q2\nserves: [{requirement: LOG-01/none}]\n");
    workspace_load(&w);
    const struct ap_item *ticket = item_of(&w, TICKET);
    assert_str(served(&w, ticket), "LOG-01/review LOG-02/retention");
    assert_str(joined(&w, &ticket->controls), "LOG-01 LOG-02");
    assert_str(ticket->serves.items[0].where, "p. 7");
    assert_int_equal(ticket->serves.items[0].requirement.place.line, 4);
    assert_str(codes(&w), "MET020! NAM001!");
    workspace_close(&w);
}

/** Strict: a candidate, but invalid. Warn: fine, with its canonical name where that is known. */
AP_TEST(evidence_names_of_ones_own)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/scan42.pdf", "x");
    put(&w, SIDECAR("scan42.pdf"), FULL "period: 2026-Q2\nserves: AUTH-01/ticket\n");
    workspace_load(&w);
    assert_str(codes(&w), "NAM001!");
    assert_str(served(&w, item_of(&w, "scan42.pdf")), "AUTH-01/ticket");
    workspace_close(&w);

    workspace_open(&w, "evidence: {naming: warn}\n");
    put(&w, "evidence/scan42.pdf", "x");
    put(&w, SIDECAR("scan42.pdf"), FULL "period: 2026-Q2\nserves: AUTH-01/ticket\n");
    put(&w, "evidence/undated.pdf", "x");
    put(&w, SIDECAR("undated.pdf"), FULL "performed: 2026-05-03\nserves: AUTH-01/ticket\n");
    put(&w, "evidence/page.link.yaml",
        FULL "period: 2026-Q2\nserves: AUTH-01/ticket\nurl: https://acme.example/x\naccess: nda\n");
    put(&w, "evidence/other.pdf", "x");
    workspace_load(&w);
    assert_str(codes(&w), "NAM001 NAM005 NAM005");
    assert_str(item_of(&w, "scan42.pdf")->canonical_name, "APIAuth-Ticket-2026-Q2.pdf");
    assert_str(item_of(&w, "page.link.yaml")->canonical_name, "APIAuth-Ticket-2026-Q2.link.yaml");
    assert_str(item_of(&w, "undated.pdf")->canonical_name, "undated.pdf");
    assert_str(joined(&w, &item_of(&w, "scan42.pdf")->controls), "AUTH-01");
    workspace_close(&w);
}

AP_TEST(evidence_missing_fields_are_named_once)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/" TICKET, "x");
    workspace_load(&w);
    assert_str(codes(&w), "MET011");
    assert_str(finding(&w, AP_MET011)->message, "missing: Evidence Owner, Source System");
    workspace_close(&w);
}
