/* Sidecars and links: every key, every fault, and what contradicts the name.
 * Place in the flow: tests of evidence/.
 * SPDX-License-Identifier: Apache-2.0 */
#include "evidence_fixture.h"

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct workspace
with_sidecar(const char *text)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/" TICKET, "x");
    put(&w, SIDECAR(TICKET), text);
    workspace_load(&w);
    return w;
}

AP_TEST(evidence_sidecar_every_key)
{
    struct workspace w = with_sidecar(
        "schema: apipack.dev/sidecar/v1\n"
        "title: Ticket of May\n"
        "control: AUTH-01\n"
        "area: Authentication\n"
        "framework: [SOC 2, ISO 27017]\n"
        "owner: ann@acme.example\n"
        "period: [2026-04, 2026-05]\n"
        "source: Jira\n"
        "review:\n"
        "- {status: rejected, by: bob, date: 2026-07-01, note: no date}\n"
        "- {status: approved, by: bob, date: 2026-07-02, sha256: " SHA
        ", method: ticket, ref: T-1, seen: true}\n"
        "audience: buyer\n"
        "performed: 2026-05-03\n"
        "collected: 2026-07-01\n"
        "effective: 2026-01-01\n"
        "samples: [S-17]\n"
        "extraction: {query: q, records: 1834, run_by: ann, run_at: 2026-07-01}\n"
        "derived_from: {sha256: " SHA ", method: redacted, by: ann, date: 2026-07-01}\n"
        "received: {sha256: " SHA ", at: 2026-06-30, by: ann, run: r1}\n"
        "history: [{status: uploaded}]\n"
        "env: prod\n"
        "reviewed_on: 2026-07-02\n"
        "home: https://acme.example/\n"
        "size: -1.5\n"
        "also: [AUTH-01, LOG-01]\n"
        "month: 2026-05\n"
        "keeper: Bob\n");
    const struct ap_item *item = item_of(&w, TICKET);
    assert_str(codes(&w), "");
    assert_str(item->title, "Ticket of May");
    assert_str(joined(&w, &item->controls), "AUTH-01");
    assert_str(item->area->id, "auth");
    assert_str(joined(&w, &item->frameworks), "iso-2026 soc2");
    assert_str(item->owner, "ann");
    assert_int_equal(item->periods.n, 2);
    assert_str(item->source, "Jira");
    assert_int_equal(item->reviews.n, 2);
    const struct ap_review *review = &item->reviews.items[1];
    assert_int_equal(review->status, AP_REVIEW_APPROVED);
    assert_str(review->by, "bob");
    assert_str(review->sha256, SHA);
    assert_int_equal(review->method, AP_METHOD_TICKET);
    assert_str(review->ref, "T-1");
    assert_true(review->seen);
    assert_int_equal(review->place.line, 11);
    assert_str(item->reviews.items[0].note, "no date");
    assert_str(item->audience, "buyer");
    assert_str(ap_day_str(&w.mem, item->performed), "2026-05-03");
    assert_str(ap_day_str(&w.mem, item->collected), "2026-07-01");
    assert_str(ap_day_str(&w.mem, item->effective), "2026-01-01");
    assert_str(joined(&w, &item->samples), "S-17");
    assert_true(item->extraction.present);
    assert_int_equal(item->extraction.records, 1834);
    assert_str(item->derived_from->method, "redacted");
    assert_str(item->received->run, "r1");
    assert_int_equal(item->extra.n, 7);
    assert_str(item->extra.items[4].value, "AUTH-01; LOG-01");
    assert_str(item->extra.items[6].value, "bob");
    workspace_close(&w);
}

AP_TEST(evidence_sidecar_review_forms)
{
    struct workspace w = with_sidecar(FULL "review: approved\n");
    assert_int_equal(item_of(&w, TICKET)->reviews.n, 1);
    assert_int_equal(item_of(&w, TICKET)->reviews.items[0].status, AP_REVIEW_APPROVED);
    assert_int_equal(item_of(&w, TICKET)->reviews.items[0].date, AP_DAY_NONE);
    workspace_close(&w);
    w = with_sidecar(FULL "review: {status: uploaded}\n");
    assert_int_equal(item_of(&w, TICKET)->reviews.items[0].status, AP_REVIEW_UPLOADED);
    workspace_close(&w);
}

static const struct {
    const char *text, *codes;
    unsigned line;
} faults[] = {
    {"owner: [", "MET001!", 0},
    {FULL "owner: bob\n", "MET002!", 3},
    {FULL "onwer: bob\n", "MET004!", 3},
    {FULL "title: [a]\n", "MET005!", 3},
    {FULL "serves: [{where: p. 1}]\n", "MET006!", 3},
    {FULL "review: aproved\n", "MET007!", 3},
    {FULL "period: 2026-13\n", "MET007!", 3},
    {FULL "performed: yesterday\n", "MET007!", 3},
    {FULL "schema: apipack.dev/workspace/v1\n", "MET008!", 3},
    {"- a list\n", "MET005! MET011", 1},
    {FULL "derived_from: {sha256: " SHA ", method: copied}\n", "MET007!", 3},
    /* what contradicts the name, or names nothing */
    {FULL "period: 2026-Q1\n", "MET009!", 3},
    {FULL "period: [2026-04, 2026-07]\n", "MET009!", 3},
    {FULL "area: logging\n", "MET009!", 1},
    {FULL "area: nowhere\n", "MET007!", 3},
    {FULL "control: AUTH-77\n", "MET012!", 3},
    {FULL "framework: [soc2, iso9000]\n", "MET013!", 3},
    {"owner: Nobody\nsource: x\n", "MET014", 1},
    {FULL "audience: everyone\n", "MET019!", 3},
    /* the library's own fields */
    {FULL "env: test\n", "MET007!", 3},
    {FULL "reviewed_on: 2026-02-30\n", "MET007!", 3},
    {FULL "home: 'javascript:alert(1)'\n", "MET007!", 3},
    {FULL "size: 1.2.3\n", "MET007!", 3},
    {FULL "also: LOG-77\n", "MET012!", 3},
    {FULL "month: May\n", "MET007!", 3},
    {FULL "keeper: Nobody\n", "MET014", 3},
    {FULL "env: {a: b}\n", "MET005!", 3},
    /* what is fine */
    {FULL, "", 0},
    {"", "MET011", 0},
    {"# only a comment\n", "MET011", 0},
    {FULL "period: [2026-05, 2026-06]\n", "", 0},
    {FULL "period: 2026-04-01..2026-06-30\n", "", 0},
};

AP_TEST(evidence_sidecar_faults)
{
    for (size_t i = 0; i < AP_COUNT(faults); i++) {
        struct workspace w = with_sidecar(faults[i].text);
        if (!ap_str_is(codes(&w), faults[i].codes))
            fail_msg("%s gives %s, not %s", faults[i].text, codes(&w).ptr, faults[i].codes);
        const struct ap_item *item = item_of(&w, TICKET);
        assert_int_equal(item->fault != NULL, strchr(faults[i].codes, '!') != NULL);
        assert_str(served(&w, item), "AUTH-01/ticket");
        if (w.ev->findings.n) {
            const struct ap_finding *f = w.ev->findings.items[0];
            assert_str(f->subject, "evidence/" TICKET);
            assert_str(f->place.file, SIDECAR(TICKET));
            assert_int_equal(f->item, item->index);
            if (faults[i].line)
                assert_int_equal(f->place.line, faults[i].line);
            assert_true(f->message.len > 0);
            assert_true(f->fix.len > 0);
        }
        workspace_close(&w);
    }
}

/** All faults of one sidecar are told, and another item is not touched by them. */
AP_TEST(evidence_sidecar_faults_are_collected)
{
    struct workspace w;
    workspace_open(&w, "");
    put(&w, "evidence/" TICKET, "x");
    put(&w, SIDECAR(TICKET), FULL "a: 1\nb: 2\nreview: no\n");
    put(&w, "evidence/" STANDARD, "x");
    put(&w, SIDECAR(STANDARD), FULL);
    workspace_load(&w);
    assert_str(codes(&w), "MET004! MET004! MET007!");
    assert_null(item_of(&w, STANDARD)->fault);
    assert_str(item_of(&w, TICKET)->owner, "ann");
    workspace_close(&w);
}

AP_TEST(evidence_sidecar_limits_and_orphans)
{
    struct workspace w;
    workspace_open(&w, "evidence: {ignore: ['*.tmp']}\n");
    put(&w, "evidence/" TICKET, "x");
    char *big = ap_arena_alloc(&w.mem, (1u << 20) + 2);
    memset(big, '#', (1u << 20) + 1);
    put(&w, SIDECAR(TICKET), big);
    put(&w, SIDECAR("gone.md"), FULL);
    put(&w, "evidence/x.tmp", "x");
    put(&w, SIDECAR("x.tmp"), FULL);
    workspace_load(&w);
    assert_str(codes(&w), "MET003! MET015 MET015");
    assert_str(finding(&w, AP_MET015)->subject, SIDECAR("gone.md"));
    assert_int_equal(finding(&w, AP_MET015)->item, AP_NONE);
    workspace_close(&w);
}

AP_TEST(evidence_frameworks_by_title)
{
    static const struct {
        const char *given, *ids;
    } cases[] = {
        {"soc2", "soc2"},
        {"SOC 2", "soc2"},
        {"SOC2", "soc2"},
        {"SOC 2 Trust Services Criteria", "soc2"},
        {"ISO 27017", "iso-2026"},
        {"ISO/IEC 27017", "iso-2026"},
        {"ISO/IEC 27017:2015", "iso-2015"},
        {"iso 27017 2026", "iso-2026"},
        {"[SOC 2, soc2]", "soc2"},
        {"ISO 2701", NULL},
        {"ISO", NULL},
        {"SOC", NULL},
        {"SOC 3", NULL},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct workspace w;
        workspace_open(&w, "");
        put(&w, "evidence/" TICKET, "x");
        put(&w, SIDECAR(TICKET),
            ap_arena_printf(&w.mem, FULL "framework: %s\n", cases[i].given).ptr);
        workspace_load(&w);
        assert_str(codes(&w), cases[i].ids ? "" : "MET013!");
        if (cases[i].ids)
            assert_str(joined(&w, &item_of(&w, TICKET)->frameworks), cases[i].ids);
        workspace_close(&w);
    }
}

/** The area may be the prefix's or the control's. */
AP_TEST(evidence_area_of_prefix_or_control)
{
    static const struct {
        const char *area, *codes;
    } cases[] = {{"logging", ""}, {"Abuse detection", ""}, {"auth", "MET009!"}};
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct workspace w;
        workspace_open(&w, "");
        put(&w, "evidence/" SHARED, "x");
        put(&w, SIDECAR(SHARED),
            ap_arena_printf(&w.mem, FULL "control: LOG-02\narea: %s\n", cases[i].area).ptr);
        workspace_load(&w);
        assert_str(codes(&w), cases[i].codes);
        workspace_close(&w);
    }
}

#define LINK "APIAuth-Ticket-2026-Q2.link.yaml"

AP_TEST(evidence_links)
{
    static const struct {
        const char *text, *codes;
    } cases[] = {
        {FULL "url: https://acme.example/t/1\naccess: nda\nsha256: " SHA "\n", ""},
        {FULL
         "url: https://acme.example/\naccess: on-screen\n"
         "observed: {by: bob, date: 2026-07-01, system: SIEM, method: inspection, note: seen}\n",
         ""},
        {FULL "url: https://acme.example/\naccess: on-screen\n", "MET006!"},
        {FULL "access: nda\n", "MET006!"},
        {FULL "url: https://acme.example/\n", "MET006!"},
        {FULL "url: https://acme.example/\naccess: secret\n", "MET007!"},
        {FULL "url: 'javascript:alert(1)'\naccess: nda\n", "MET007!"},
        {FULL "url: 'https://acme.example/\" onclick'\naccess: nda\n", "MET007!"},
        {FULL "url: https:///x\naccess: nda\n", "MET007!"},
        {"", "MET006! MET011"},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        struct workspace w;
        workspace_open(&w, "");
        put(&w, "evidence/" LINK, cases[i].text);
        workspace_load(&w);
        if (!ap_str_is(codes(&w), cases[i].codes))
            fail_msg("%s gives %s, not %s", cases[i].text, codes(&w).ptr, cases[i].codes);
        const struct ap_item *item = item_of(&w, LINK);
        assert_str(item->parsed.ext, "link.yaml");
        assert_str(served(&w, item), "AUTH-01/ticket");
        if (cases[i].codes[0] == '\0') {
            assert_true(item->link->url.len > 0);
            assert_true(item->link->access == AP_ACCESS_NDA || item->link->observed_by.len > 0);
        }
        workspace_close(&w);
    }
}

AP_TEST(evidence_defaults)
{
    struct workspace w;
    workspace_open(
        &w,
        "evidence:\n  defaults:\n"
        "  - {match: '**', owner: bob, source: Wiki, review: uploaded}\n"
        "  - {match: 'gateway/**', owner: ann, source: Gateway, audience: buyer, period: 2026-Q1, "
        "framework: [SOC 2], control: AUTH-01, title: From the gateway}\n");
    put(&w, "evidence/" TICKET, "x");
    put(&w, "evidence/gateway/" TICKET, "x");
    put(&w, "evidence/gateway/" STANDARD, "x");
    put(&w, "evidence/gateway/" STANDARD ".meta.yaml", "owner: Bob\n");
    workspace_load(&w);
    assert_str(codes(&w), "");
    const struct ap_item *plain = item_of(&w, TICKET), *gateway = item_of(&w, "gateway/" TICKET);
    assert_str(plain->owner, "bob");
    assert_int_equal(plain->reviews.items[0].status, AP_REVIEW_UPLOADED);
    assert_int_equal(plain->owner_from, AP_FROM_DEFAULTS);
    assert_str(gateway->owner, "ann");
    assert_str(gateway->source, "Gateway");
    assert_str(gateway->audience, "buyer");
    assert_str(gateway->title, "From the gateway");
    assert_str(ap_period_str(&w.mem, gateway->periods.items[0]), "2026-Q2");
    assert_str(joined(&w, &gateway->frameworks), "soc2");
    assert_str(item_of(&w, "gateway/" STANDARD)->owner, "bob");
    assert_str(ap_period_str(&w.mem, item_of(&w, "gateway/" STANDARD)->periods.items[0]),
               "2026-Q1");
    workspace_close(&w);
}
