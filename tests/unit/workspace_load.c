/* apipack.yaml and samples.csv: every key, every fault with code and place, references into a library.
 * Place in the flow: tests of workspace/ (the library here is made by hand: workspace/ must not need library/).
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "port/fs.h"
#include "tmp_folder.h"
#include "workspace/workspace.h"

#define HEAD  "schema: apipack.dev/workspace/v1\norganization: O\nproduct: P\n"
#define AUDIT "audit: {from: 2026-04-01, to: 2026-06-30}\n"

struct place {
    struct tmp tmp;
    struct ap_arena mem;
    struct ap_diag dg;
    struct ap_workspace *ws;
    int result;
};

static void
place_release(struct place *p)
{
    tmp_close(&p->tmp);
    ap_arena_release(&p->mem);
}

static void
place_init(struct place *p)
{
    p->tmp = tmp_open();
    ap_diag_init(&p->dg, &p->mem);
}
#define PLACE                                                                                      \
    __attribute__((cleanup(place_release))) struct place p = {0};                                  \
    place_init(&p)

static void
put(struct place *p, const char *name, const char *text)
{
    struct ap_str path = ap_arena_printf(&p->mem, "%s/%s", p->tmp.path, name);
    assert_int_equal(ap_fs_write_new(path.ptr, ap_str_from(text)), AP_OK);
}

static void
load(struct place *p, const char *yaml)
{
    put(p, "apipack.yaml", yaml);
    p->result = ap_workspace_load(ap_str_from(p->tmp.path), &p->mem, &p->ws, &p->dg);
}

static const struct ap_diagnostic *
find(const struct place *p, enum ap_code code)
{
    for (size_t i = 0; i < p->dg.n; i++)
        if (p->dg.items[i].code == code)
            return &p->dg.items[i];
    return NULL;
}

AP_TEST(workspace_reads_every_key)
{
    PLACE;
    put(&p, "s.csv",
        "\xef\xbb\xbf"
        "sample id;Requirement;Note;Selected by;DATE;Item\r\nS-1;A-01/x;;Ann;2026-05-03;token "
        "17\r\nS-2;A-01/x;;;;\r\n");
    put(&p, "risks.csv", "ID,Title\nR-3,Sync\n");
    put(&p, "a.csv", "ID,Title\n");
    put(&p, "f.csv", "title;id\nLate;F-1\n");
    put(&p, "q.csv", "Request ID\nQ-1\n");
    load(&p, HEAD "organization_domains: [o.example]\n"
                  "audit: {name: A, type: period, from: 2026-04-01, to: 2026-06-30, frameworks: "
                  "[new], as_of: 2026-07-15, "
                  "fieldwork: 2026-07-20, evidence_due: 2026-07-10}\n"
                  "library: {base: builtin, overlays: [controls/]}\n"
                  "evidence: {folder: ./ev, register: r.csv, ignore: '*.tmp', naming: warn, "
                  "require_bound: true, defaults: "
                  "[{match: 'g/**', owner: sec, source: GW, control: A-01, framework: new, "
                  "audience: auditor, review: approved, "
                  "title: T, period: 2026-05}]}\n"
                  "people: [{id: sec, name: Sec, email: s@o.example, kind: team, members: [ann], "
                  "aliases: [S]}, {id: ann}]\n"
                  "owners: {A: sec, \"A-01/*\": {owner: ann}}\n"
                  "independence: off\n"
                  "exceptions: [{id: E-1, requirement: A-01/x, period: 2026-Q2, reason: r, "
                  "approver: a, granted: 2026-05-02, "
                  "expires: 2026-12-31, compensating: [c], risk: R-3, action: CA-7}]\n"
                  "applicability: [{control: A-02, status: carved-out, reason: r, approver: a, "
                  "date: 2026-03-01, provider: X, "
                  "provider_report: Y}]\n"
                  "registers: {risks: risks.csv, actions: a.csv, findings: f.csv}\n"
                  "tier: extended\nrequests: q.csv\nsamples: s.csv\n"
                  "severity: {REV003: {to: low, reason: r}}\n"
                  "pack: {prepared_by: B, contact: C, classification: Confidential}\n"
                  "sharepoint: {library: \"https://c.sharepoint.com/x\", tenant: t, client: c}\n");
    assert_int_equal(p.result, AP_OK);
    const struct ap_workspace *ws = p.ws;
    assert_str(ws->organization, "O");
    assert_int_equal(ws->audit.fieldwork, ap_day_from_civil(2026, 7, 20));
    assert_str(ws->library_overlays.items[0].text, "controls");
    assert_str(ws->evidence.folder, "ev");
    assert_int_equal(ws->evidence.naming, AP_NAMING_WARN);
    assert_true(ws->evidence.require_bound);
    assert_int_equal(ws->evidence.ignore.n, 1);
    assert_str(ws->evidence.defaults.items[0].review, "approved");
    assert_int_equal(ws->people.items[0].kind, AP_TEAM);
    assert_str(ws->owners.items[0].owner, "sec");
    assert_str(ws->owners.items[1].match, "A-01/*");
    assert_int_equal(ws->owners.items[1].place.line, 9);
    assert_int_equal(ws->independence, AP_INDEPENDENCE_OFF);
    assert_int_equal(ws->exceptions.items[0].period.kind, AP_PERIOD_QUARTER);
    assert_int_equal(ws->applicability.items[0].status, AP_CARVED_OUT);
    assert_str(ws->register_findings.text, "f.csv");
    assert_int_equal(ws->tier, AP_TIER_EXTENDED);
    assert_str(ws->severity.items[0].code.text, "REV003");
    assert_true(ws->severity.items[0].code.place.line > 0);
    assert_int_equal(ws->severity.items[0].to, AP_LOW);
    assert_str(ws->classification, "Confidential");
    assert_str(ws->sharepoint_client, "c");
    assert_int_equal(ws->tracked.n, 2);
    assert_int_equal(ws->tracked.items[1].kind, AP_TRACKED_FINDING);
    assert_str(ws->tracked.items[1].title, "Late");
    assert_int_equal(ws->requests.n, 1);
    assert_int_equal(ws->samples.n, 2);
    assert_str(ws->samples.items[0].selected_by, "Ann");
    assert_str(ws->samples.items[0].item, "token 17");
    assert_int_equal(ws->samples.items[0].date, ap_day_from_civil(2026, 5, 3));
    assert_int_equal(ws->samples.items[1].date, AP_DAY_NONE);
    assert_int_equal(ws->samples.items[1].place.line, 3);
}

AP_TEST(workspace_defaults)
{
    PLACE;
    load(&p, HEAD AUDIT);
    assert_int_equal(p.result, AP_OK);
    assert_str(p.ws->evidence.folder, "evidence");
    assert_str(p.ws->library_base.text, "builtin");
    assert_int_equal(p.ws->independence, AP_INDEPENDENCE_WARN);
    assert_int_equal(p.ws->audit.as_of, AP_DAY_NONE);
    assert_int_equal(p.ws->audit.type, AP_AUDIT_PERIOD);
    assert_int_equal(p.ws->tier, AP_TIER_CORE);
}

AP_TEST(workspace_point_audit_needs_one_day)
{
    PLACE;
    load(&p, HEAD "audit: {type: point, to: 2026-06-30}\n");
    assert_int_equal(p.result, AP_OK);
    assert_int_equal(p.ws->audit.from, p.ws->audit.to);
}

AP_TEST(workspace_names_every_fault)
{
    static const struct {
        const char *yaml;
        enum ap_code code;
        uint32_t line;
    } cases[] = {
        {"a: [\n", AP_WSP001, 0},
        {HEAD AUDIT "product: Q\n", AP_WSP002, 5},
        {HEAD AUDIT "exeptions: []\n", AP_WSP004, 5},
        {HEAD AUDIT "people: {id: a}\n", AP_WSP005, 5},
        {HEAD AUDIT "exceptions: [{requirement: A-01/x, reason: r, approver: a}]\n", AP_WSP006, 5},
        {HEAD "audit: {to: 2026-06-30}\n", AP_WSP006, 4},
        {HEAD, AP_WSP006, 1},
        {HEAD AUDIT "independence: maybe\n", AP_WSP007, 5},
        {HEAD AUDIT "exceptions: [{requirement: A-01/x, reason: r, approver: a, expires: "
                    "2026-12-31, period: May}]\n",
         AP_WSP007, 5},
        {HEAD AUDIT "evidence: {defaults: [{match: a, period: May}]}\n", AP_WSP007, 5},
        {HEAD AUDIT "sharepoint: {library: \"http://x\"}\n", AP_WSP007, 5},
        {HEAD AUDIT "people: [{id: a, members: [b]}]\n", AP_WSP007, 5},
        {"organization: O\nproduct: P\n" AUDIT, AP_WSP008, 1},
        {HEAD AUDIT "evidence: {folder: ../x}\n", AP_WSP014, 5},
        {HEAD AUDIT "evidence: {folder: /etc}\n", AP_WSP014, 5},
        {HEAD AUDIT "evidence:\n  register: a/../../b.csv\n", AP_WSP014, 6},
        {HEAD AUDIT "samples: ../s.csv\n", AP_WSP014, 5},
        {HEAD AUDIT "requests: ..\n", AP_WSP014, 5},
        {HEAD AUDIT "library: {overlays: [../o]}\n", AP_WSP014, 5},
        {HEAD AUDIT "registers: {risks: /r}\n", AP_WSP014, 5},
        {HEAD AUDIT "samples: none.csv\n", AP_WSP015, 5},
        {HEAD AUDIT "people: [{id: a}, {id: A}]\n", AP_WSP016, 5},
        {HEAD AUDIT "people: [{id: a, email: x}, {id: b, aliases: [X]}]\n", AP_WSP016, 5},
        {HEAD AUDIT "applicability: [{control: A, status: inherited, reason: r}, {control: A, "
                    "status: inherited, "
                    "reason: r}]\n",
         AP_WSP016, 5},
        {HEAD AUDIT "exceptions:\n- {id: e, requirement: a, reason: r, approver: a, expires: "
                    "2026-12-31}\n- {id: e, "
                    "requirement: a, reason: r, approver: a, expires: 2026-12-31}\n",
         AP_WSP016, 7},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        PLACE;
        load(&p, cases[i].yaml);
        const struct ap_diagnostic *d = find(&p, cases[i].code);
        if (p.result != AP_E_INVALID || !d || (cases[i].line && d->place.line != cases[i].line))
            fail_msg("case %zu: result %d, line %u, first \"%.*s\":\n%s", i, p.result,
                     d ? d->place.line : 0, AP_FMT(p.dg.n ? p.dg.items[0].message : AP_STR("")),
                     cases[i].yaml);
        assert_null(p.ws);
    }
}

AP_TEST(workspace_reads_bad_samples)
{
    static const struct {
        const char *csv;
        enum ap_code code;
        uint32_t line;
    } cases[] = {
        {"", AP_WSP015, 1},
        {"Sample,Requirement\n", AP_WSP015, 1},
        {"Sample ID,Requirement\n,A-01/x\n", AP_WSP015, 2},
        {"Sample ID,Requirement\nS,\n", AP_WSP015, 2},
        {"Sample ID,Requirement,Date\nS,A-01/x,soon\n", AP_WSP015, 2},
        {"Sample ID,Requirement\nS,\"A-01/x\n", AP_WSP015, 0},
        {"Sample ID,Requirement\nS,A-01/x\nS,A-01/x\n", AP_WSP016, 3},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        PLACE;
        put(&p, "s.csv", cases[i].csv);
        load(&p, HEAD AUDIT "samples: s.csv\n");
        const struct ap_diagnostic *d = find(&p, cases[i].code);
        if (p.result != AP_E_INVALID || !d || (cases[i].line && d->place.line != cases[i].line))
            fail_msg("case %zu: result %d, %zu faults:\n%s", i, p.result, p.dg.n, cases[i].csv);
        assert_str(d->place.file, "s.csv");
    }
}

AP_TEST(workspace_reads_registers)
{
    PLACE;
    put(&p, "r.csv",
        "sep=;\nStatus;ID;Title;Control ID;Likelihood;Owner;Opened;Due;Closed;Evidence\n"
        "Open;R-1;'=Sync;A-01, A-02/x;3;Ann;2026-02-10;30-Sep-26;;\n"
        ";CA-2;\"Keep\nlists\";A-01;;;;;2026-05-12;a.pdf; b.pdf\n");
    load(&p, HEAD AUDIT "registers: {actions: r.csv}\n");
    assert_int_equal(p.result, AP_OK);
    assert_int_equal(p.ws->tracked.n, 2);
    const struct ap_tracked *entry = &p.ws->tracked.items[0];
    assert_int_equal(entry->kind, AP_TRACKED_ACTION);
    assert_str(entry->title, "=Sync");
    assert_int_equal(entry->controls.n, 2);
    assert_str(entry->controls.items[1].text, "A-02/x");
    assert_int_equal(entry->controls.items[1].place.line, 3);
    assert_int_equal(entry->due, ap_day_from_civil(2026, 9, 30));
    assert_int_equal(entry->closed, AP_DAY_NONE);
    assert_int_equal(p.ws->tracked.items[1].closed, ap_day_from_civil(2026, 5, 12));
    assert_int_equal(ap_workspace_tracked(p.ws, AP_TRACKED_ACTION, AP_STR("ca-2")), 1);
    assert_int_equal(ap_workspace_tracked(p.ws, AP_TRACKED_RISK, AP_STR("R-1")), AP_NONE);
}

AP_TEST(workspace_reads_bad_registers_and_requests)
{
    static const struct {
        const char *key, *csv, *message;
        enum ap_code code;
        uint32_t line, column;
    } cases[] = {
        {"registers: {risks: t.csv}", "", "empty", AP_WSP015, 1, 1},
        {"registers: {risks: t.csv}", "ID,Name\n", "no column \"Title\"", AP_WSP015, 1, 1},
        {"registers: {findings: t.csv}", "ID,Title\n,x\n", "a finding without ID", AP_WSP015, 2, 1},
        {"registers: {actions: t.csv}", "ID,Title\nA,x\nA,y\n", "\"A\" is there twice", AP_WSP016,
         3, 1},
        {"registers: {actions: t.csv}", "ID,Title,Due\nA,x,soon\n", "Due \"soon\" is not a day",
         AP_WSP015, 2, 5},
        {"registers: {actions: t.csv}", "ID,Title\nA,\"x\n", "never closed", AP_WSP015, 0, 0},
        {"requests: t.csv", "Request ID,Period\nQ,later\n", "\"later\" is not a period", AP_WSP015,
         2, 3},
        {"requests: t.csv", "Text\nx\n", "no column \"Request ID\"", AP_WSP015, 1, 1},
        {"requests: t.csv", "Request ID,Due\nQ,31.02.2026\n", "not a day", AP_WSP015, 2, 3},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        PLACE;
        put(&p, "t.csv", cases[i].csv);
        load(&p, ap_arena_printf(&p.mem, HEAD AUDIT "%s\n", cases[i].key).ptr);
        const struct ap_diagnostic *d = find(&p, cases[i].code);
        if (p.result != AP_E_INVALID || !d ||
            !ap_str_contains(d->message, ap_str_from(cases[i].message)) ||
            (cases[i].line &&
             (d->place.line != cases[i].line || d->place.column != cases[i].column)))
            fail_msg("case %zu: result %d, %u:%u, \"%.*s\"", i, p.result, d ? d->place.line : 0,
                     d ? d->place.column : 0, AP_FMT(d ? d->message : AP_STR("")));
        assert_str(d->place.file, "t.csv");
    }
}

AP_TEST(workspace_is_found_upward)
{
    PLACE;
    load(&p, HEAD AUDIT);
    put(&p, "evidence/deep/er/x.txt", "x");
    struct ap_str dir = {0};
    struct ap_str deep = ap_arena_printf(&p.mem, "%s/evidence/deep/er", p.tmp.path);
    assert_int_equal(ap_workspace_find(deep, &p.mem, &dir), AP_OK);
    assert_str(dir, p.tmp.path);
    assert_int_equal(ap_workspace_find(AP_STR("/proc"), &p.mem, &dir), AP_E_NOTFOUND);
    assert_int_equal(ap_workspace_find(AP_STR("/nothing/here"), &p.mem, &dir), AP_E_NOTFOUND);
}

AP_TEST(workspace_file_is_missing_or_odd)
{
    PLACE;
    struct ap_workspace *ws = NULL;
    assert_int_equal(ap_workspace_load(ap_str_from(p.tmp.path), &p.mem, &ws, &p.dg), AP_E_NOTFOUND);
    assert_non_null(find(&p, AP_WSP009));
    struct ap_str path = ap_arena_printf(&p.mem, "%s/apipack.yaml", p.tmp.path);
    assert_int_equal(mkfifo(path.ptr, 0600), 0);
    assert_int_equal(ap_workspace_load(ap_str_from(p.tmp.path), &p.mem, &ws, &p.dg), AP_E_INVALID);
    assert_non_null(find(&p, AP_WSP001));
    assert_null(ws);
}

/* --- against a library ---------------------------------------------------------------------------- */

struct small {
    struct ap_library lib;
    struct ap_control controls[1], gone[1];
    struct ap_requirement req;
    const struct ap_requirement *reqs[1];
    struct ap_framework frameworks[2];
    struct ap_audience audience;
};

static void
small_init(struct small *s, struct ap_arena *mem)
{
    s->controls[0] = (struct ap_control){.id = AP_STR("A-01")};
    s->gone[0] = (struct ap_control){.id = AP_STR("A-02"), .disabled_reason = AP_STR("not ours")};
    s->req = (struct ap_requirement){
        .id = AP_STR("x"), .ref = AP_STR("A-01/x"), .control = &s->controls[0]};
    s->reqs[0] = &s->req;
    s->frameworks[0] = (struct ap_framework){.id = AP_STR("new"), .title = AP_STR("Standard")};
    s->frameworks[1] = (struct ap_framework){
        .id = AP_STR("old"), .status = AP_FRAMEWORK_WITHDRAWN, .replaced_by = AP_STR("new")};
    s->audience = (struct ap_audience){.id = AP_STR("auditor")};
    s->lib.controls.items = s->controls;
    s->lib.controls.n = 1;
    s->lib.disabled.items = s->gone;
    s->lib.disabled.n = 1;
    s->lib.requirements = s->reqs;
    s->lib.n_requirements = 1;
    s->lib.frameworks.items = s->frameworks;
    s->lib.frameworks.n = 2;
    s->lib.audiences.items = &s->audience;
    s->lib.audiences.n = 1;
    ap_map_put(&s->lib.control_by_id, mem, AP_STR("A-01"), 0);
    ap_map_put(&s->lib.requirement_by_ref, mem, AP_STR("A-01/x"), 0);
    ap_map_put(&s->lib.framework_by_id, mem, AP_STR("new"), 0);
    ap_map_put(&s->lib.framework_by_id, mem, AP_STR("old"), 1);
}

AP_TEST(workspace_resolves_references)
{
    static const struct {
        const char *yaml;
        int code; /* -1: fine */
        const char *hint;
    } cases[] = {
        {AUDIT, -1, NULL},
        {"audit: {from: 2026-04-01, to: 2026-04-01, frameworks: [new]}\n", -1, NULL},
        {"audit: {from: 2026-07-01, to: 2026-06-30}\n", AP_WSP012, NULL},
        {"audit: {from: 2026-04-01, to: 2026-06-30, frameworks: [nwe]}\n", AP_WSP011,
         "did you mean \"new\"?"},
        {"audit: {from: 2026-04-01, to: 2026-06-30, frameworks: [old, new]}\n", -1, NULL},
        {AUDIT "exceptions: [{requirement: A-01/y, reason: r, approver: a, expires: 2026-12-31}]\n",
         AP_WSP010, NULL},
        {AUDIT "exceptions: [{requirement: A-01/x, reason: r, approver: a, expires: 2026-12-31}]\n",
         -1, NULL},
        {AUDIT "applicability: [{control: A-02, status: inherited, reason: r}]\n", AP_WSP010,
         "not ours"},
        {AUDIT "applicability: [{control: A-01, status: inherited, reason: r}]\n", -1, NULL},
        {AUDIT "evidence: {defaults: [{match: a, control: B-01}]}\n", AP_WSP010, NULL},
        {AUDIT "evidence: {defaults: [{match: a, framework: nope}]}\n", AP_WSP011, NULL},
        {AUDIT "evidence: {defaults: [{match: a, framework: standard}]}\n", -1, NULL},
        {AUDIT "evidence: {defaults: [{match: a, audience: press}]}\n", AP_WSP017, NULL},
        {AUDIT "owners: {A: ann, A-01: ann, A-02: ann, A-01/x: ann, \"Z*\": ann}\n", -1, NULL},
        {AUDIT "owners: {B: ann}\n", AP_WSP010, NULL},
        {AUDIT "owners: {A-01/y: ann}\n", AP_WSP010, "A-01/x"},
        {AUDIT "people: [{id: ann}]\nowners: {A: bob}\n", AP_WSP019, NULL},
        {AUDIT "people: [{id: ann, email: ann@x}]\nowners: {A: ANN@x}\n", -1, NULL},
        {AUDIT "people: [{id: t, kind: team, members: [ann]}]\n", AP_WSP019, NULL},
        {AUDIT "severity: {REV999: {to: low, reason: r}}\n", AP_WSP018, NULL},
        {AUDIT "severity: {WSP001: {to: low, reason: r}}\n", AP_WSP018, NULL},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        PLACE;
        struct small small = {0};
        small_init(&small, &p.mem);
        load(&p, ap_arena_printf(&p.mem, "%s%s", HEAD, cases[i].yaml).ptr);
        assert_int_equal(p.result, AP_OK);
        int result = ap_workspace_resolve(p.ws, &small.lib, &p.dg);
        bool fine = cases[i].code < 0;
        const struct ap_diagnostic *d = fine ? NULL : find(&p, (enum ap_code)cases[i].code);
        if (result != (fine ? AP_OK : AP_E_INVALID) ||
            (fine ? p.dg.n > 0 : !d || d->place.line < 4))
            fail_msg("case %zu: %d:\n%s", i, result, cases[i].yaml);
        if (cases[i].hint && !ap_str_contains(d->hint, ap_str_from(cases[i].hint)))
            fail_msg("case %zu: hint \"%.*s\"", i, AP_FMT(d->hint));
    }
}

AP_TEST(workspace_warns_of_a_withdrawn_edition)
{
    PLACE;
    struct small small = {0};
    small_init(&small, &p.mem);
    load(&p, HEAD "audit: {from: 2026-04-01, to: 2026-06-30, frameworks: [old]}\n");
    assert_int_equal(ap_workspace_resolve(p.ws, &small.lib, &p.dg), AP_OK);
    assert_int_equal(p.dg.items[0].code, AP_WSP020);
    assert_true(ap_str_contains(p.dg.items[0].hint, AP_STR("new")));
}

AP_TEST(workspace_checks_samples_against_the_library)
{
    PLACE;
    struct small small = {0};
    small_init(&small, &p.mem);
    put(&p, "s.csv", "Sample ID,Requirement\nS-1,A-01/x\nS-2,A-01/z\n");
    load(&p, HEAD AUDIT "samples: s.csv\n");
    assert_int_equal(p.result, AP_OK);
    assert_int_equal(ap_workspace_resolve(p.ws, &small.lib, &p.dg), AP_E_INVALID);
    assert_int_equal(p.dg.n, 2);
    assert_int_equal(p.dg.items[0].code, AP_WSP010);
    assert_str(p.dg.items[0].place.file, "s.csv");
    assert_int_equal(p.dg.items[0].place.line, 3);
    assert_int_equal(p.dg.items[1].code, AP_WSP024); /* A-01/x is asked for by month */
    assert_int_equal(p.dg.items[1].place.line, 2);
}

AP_TEST(workspace_warns_of_unknown_ids_in_tables)
{
    PLACE;
    struct small small = {0};
    small_init(&small, &p.mem);
    put(&p, "r.csv", "ID,Title,Control ID\nR-1,t,a-01\nR-2,t,A-0\nR-3,t,A-01/x\n");
    put(&p, "q.csv",
        "Request ID,Control ID,Requirement\nQ-1,A-01,x\nQ-2,,A-01/y\nQ-3,A-01,nothing\n");
    load(&p, HEAD AUDIT "registers: {risks: r.csv}\nrequests: q.csv\n");
    assert_int_equal(p.result, AP_OK);
    assert_int_equal(ap_workspace_resolve(p.ws, &small.lib, &p.dg), AP_OK);
    assert_int_equal(p.dg.n, 3);
    for (size_t i = 0; i < p.dg.n; i++)
        assert_int_equal(p.dg.items[i].code, AP_WSP023);
    assert_str(p.dg.items[0].place.file, "r.csv");
    assert_int_equal(p.dg.items[0].place.line, 3);
    assert_str(p.dg.items[0].hint, "did you mean \"A-01\"?");
    assert_int_equal(p.dg.items[1].place.line, 3);
    assert_int_equal(p.dg.items[2].place.line, 4);
}
