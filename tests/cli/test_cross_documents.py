"""Comparisons across documents: policy and gateways, standard and setting, alerts and tickets.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json

import pytest
import record_files
from document_space import DocumentSpace
from test_settings import ALERTMANAGER, GRAFANA, SEVERITY_ONLY

POLICY = "APIRateLimits-RateLimitPolicy-v1.2-Approved.md"
TOKEN, CLASS, TENANT = "APIRateLimits-GatewayConfigExport-2026-Q2.yaml", "APIRateLimits-EndpointClassLimits-2026-Q2.yaml", "APITenancy-TenantLimitConfig-2026-Q2.yaml"
STANDARD, RETENTION = "APILogging-AuditLoggingStandard-v1.1-Approved.md", "APILogging-RetentionSettings-2026-Q2.yaml"
ALERTS = "APIAbuse-AlertToTicketSample-2026-05.csv"
STATED = ("# Rate limit policy v1.2\n\nPer token: 600 requests a minute. Per tenant: 3,000 requests a minute.\n\n"
          "| Endpoint class | Limit per token | Window |\n|---|---|---|\n| auth | 20 | minute |\n| standard | 600 | minute |\n| bulk | 6 | hour |\n| admin | 60 | minute |\n")
BY_TOKEN = "limits:\n- {by: token, limit: 600, window: minute}\n"
BY_TENANT = "limits:\n- {by: tenant, limit: 3000, window: minute}\n"


def by_class(auth="20, window: minute", standard="600, window: minute", bulk="6, window: hour", admin="60, window: minute", by="token"):
    rows = {"auth": auth, "standard": standard, "bulk": bulk, "admin": admin}
    return "limits:\n" + "".join(f"- {{class: {k}, by: {by}, limit: {v}}}\n" for k, v in rows.items() if v)


@pytest.fixture(scope="session")
def space(apipack, tmp_path_factory):
    return DocumentSpace(apipack, tmp_path_factory.mktemp("cross"))


def said(space, files):
    return sorted((f["code"], f["file"].rsplit("/", 1)[1]) for f in space.check(files) if f["code"].startswith("XEV03"))


LIMITS = [
    ("as stated", {TOKEN: BY_TOKEN, CLASS: by_class(), TENANT: BY_TENANT}, []),
    ("the same rate in another unit", {CLASS: by_class(auth="1200, window: hour")}, []),
    ("no export yet", {}, []),
    ("an older export does not count", {CLASS.replace("2026-Q2", "2025-Q3"): by_class(auth="500, window: minute")}, []),
    ("higher", {CLASS: by_class(auth="500, window: minute")}, [("XEV031", CLASS)]),
    ("lower", {CLASS: by_class(auth="5, window: minute")}, [("XEV034", CLASS)]),
    ("tenant limit differs", {TENANT: BY_TENANT.replace("3000", "90000")}, [("XEV031", TENANT)]),
    ("counted by another key", {CLASS: by_class(by="tenant")}, [("XEV030", CLASS)]),
    ("one of two is met", {TENANT: BY_TENANT + "- {by: tenant, limit: 1000000, window: day}\n"}, []),
]


@pytest.mark.parametrize("name,files,expected", LIMITS, ids=[c[0] for c in LIMITS])
def test_limits(space, name, files, expected):
    assert sorted(set(said(space, {POLICY: STATED, **files}))) == expected


def test_a_higher_limit_is_named_and_makes_the_item_invalid(space):
    doc = space.report({POLICY: STATED, CLASS: by_class(auth="500, window: minute")})
    found = next(f for f in doc["findings"] if f["code"] == "XEV031")
    assert found["message"] == f"500 per minute is configured by token for auth; the policy ({POLICY}) states 20 per minute" and found["line"] == 2
    slot = next(s for s in doc["slots"] if s["requirement"] == "class-limits")
    assert slot["status"] == "invalid" and "500 per minute" in slot["reason"]


def test_the_version_in_force_is_compared(space):
    old = STATED.replace("| auth | 20 |", "| auth | 500 |")
    files = {POLICY.replace("v1.2", "v1.1"): old, POLICY: STATED, POLICY.replace("v1.2-Approved", "v1.3-Draft"): old, CLASS: by_class()}
    assert said(space, files) == []


RETENTIONS = [
    ("as promised", "Logs are kept 400 days.", "stores:\n- {name: api, retention_days: 400}\n", []),
    ("shorter", "Logs are kept 400 days.", "stores:\n- {name: api, retention_days: 180}\n", ["XEV033"]),
    ("in months", "Logs are retained for 13 months, 90 days of them searchable.", "stores:\n- {name: api, retention_days: 396}\n- {name: index, retention_days: 90}\n", []),
    ("for ever", "Logs are kept 400 days.", "stores:\n- {name: api, retention: never expires}\n", []),
    ("nothing promised", "Every call is logged.", "stores:\n- {name: api, retention_days: 100}\n", []),
]


@pytest.mark.parametrize("name,text,setting,codes", RETENTIONS, ids=[c[0] for c in RETENTIONS])
def test_retention(space, name, text, setting, codes):
    assert [c for c, _ in said(space, {STANDARD: f"# Standard\n\n{text}\n", RETENTION: setting})] == codes


def test_an_alert_without_a_ticket(space):
    rows = "Alert ID,Ticket,Opened,Closed,Closure note\nA-1,SEC-1,2026-05-01,2026-05-02,false alarm of a job\nA-2,,2026-05-03,2026-05-04,client throttled\n"
    assert said(space, {ALERTS: rows}) == [("XEV032", ALERTS)]
    ticket = json.dumps({"alert_id": "A-2", "ticket_id": "SEC-2", "opened": "2026-05-03", "closed": "2026-05-04", "closure_note": "client throttled"})
    assert said(space, {ALERTS: rows, "APIAbuse-AlertToTicketSample-2026-06.json": ticket}) == []


RULES, ROUTES = "APIAbuse-AlertConfiguration-2026-Q2-01.yaml", "APIAbuse-AlertConfiguration-2026-Q2-02.yaml"
BY_LABEL = "route:\n  receiver: nobody\n  routes:\n  - {{{0}, receiver: secops}}\nreceivers:\n- name: nobody\n- name: secops\n  slack_configs: [{{channel: '#secops'}}]\n"
OPERATOR = ("apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nspec:\n  route: {receiver: secops, matchers: [{name: severity, value: high, matchType: '='}]}\n"
            "  receivers:\n  - {name: secops, opsgenieConfigs: [{apiURL: 'https://x.example'}]}\n")
POLICIES = "apiVersion: 1\npolicies:\n- orgId: 1\n  receiver: secops\n  routes:\n  - {receiver: other, object_matchers: [[severity, '=', low]]}\n"
ROUTED = [
    ("alertmanager", SEVERITY_ONLY, ALERTMANAGER, []),
    ("by a label", SEVERITY_ONLY, BY_LABEL.format("match: {severity: high}"), []),
    ("by an expression", SEVERITY_ONLY, BY_LABEL.format("matchers: ['severity=~\"high|critical\"', 'team!=web']"), []),
    ("by the alert's name", SEVERITY_ONLY, BY_LABEL.format("matchers: ['alertname=\"ApiBulkExport\"']"), ["LOG022 4 of 5"]),
    ("by a label that no rule has", SEVERITY_ONLY, BY_LABEL.format("match: {severity: critical}"), ["LOG022 5 of 5"]),
    ("all to nobody", SEVERITY_ONLY, ALERTMANAGER.replace("receiver: secops", "receiver: nobody"), ["LOG022 5 of 5"]),
    ("the operator's form", SEVERITY_ONLY, OPERATOR, []),
    ("grafana", GRAFANA, POLICIES, []),
    ("grafana, no policies", GRAFANA, None, ["LOG022 5 of 5"]),
    ("rules alone", SEVERITY_ONLY, None, ["LOG022 5 of 5"]),
    ("routes alone", None, ALERTMANAGER, ["LOG020 it route"]),
    ("routes within routes", SEVERITY_ONLY, "receivers: [{name: a, slack_configs: [{}]}]\nroute:\n" + "".join(" " * n + "match: {severity: low}\n" + " " * n + "routes:\n" + " " * n + "-\n" for n in range(1, 25)),
     ["LOG022 5 of 5"]),
]


@pytest.mark.parametrize("name,rules,routes,codes", ROUTED, ids=[c[0] for c in ROUTED])
def test_alerts_are_routed_by_another_file(space, name, rules, routes, codes):
    doc = space.report({n: t for n, t in ((RULES, rules), (ROUTES, routes)) if t})
    assert [f"{f['code']} {f['message'][:6 if f['code'] == 'LOG022' else 8]}" for f in doc["findings"] if f["code"].startswith("LOG02")] == codes
    slot = next(s for s in doc["slots"] if s["requirement"] == "alert-config" and s["control"] == "ABUSE-01")
    assert slot["status"] == ("invalid" if codes else "pending"), slot


def test_routes_alone_prove_nothing(space):
    """An approved file of routes does not stand in for rules that nobody approved."""
    approved = "owner: platform\nsource: SIEM\ncollected: 2026-07-01\nreview: {status: approved, by: R. Reviewer, date: 2026-07-05}\n"
    doc = space.report({RULES: SEVERITY_ONLY, ROUTES: ALERTMANAGER}, **{f"{ROUTES}.meta.yaml".replace(".", "__"): approved})
    assert next(s for s in doc["slots"] if s["requirement"] == "alert-config" and s["control"] == "ABUSE-01")["status"] == "pending"
    doc = space.report({RULES: SEVERITY_ONLY, ROUTES: ALERTMANAGER}, **{f"{n}.meta.yaml".replace(".", "__"): approved for n in (RULES, ROUTES)})
    slot = next(s for s in doc["slots"] if s["requirement"] == "alert-config" and s["control"] == "ABUSE-01")
    assert slot["status"] == "satisfied" and slot["reason"].startswith(RULES), slot
    assert {i["path"].rsplit("/", 1)[1] for i in doc["evidence"] if i["state"] == "used"} == {RULES, ROUTES}


def summary(space, files, control, **reviews):
    """`reviews`: status by the beginning of a name; else the files are approved."""
    sidecars = {}
    for name in files:
        status = next((s for start, s in reviews.items() if name.startswith(start)), "approved")
        sidecars[f"{name}.meta.yaml".replace(".", "__")] = f"owner: platform\nreview: {{status: {status}, by: R. Reviewer, date: 2026-07-05, note: n}}\n"
    return next(c for c in space.report(files, **sidecars)["controls"] if c["id"] == control)["summary"]


def test_a_summary_says_what_is_missing_and_who_requires_it(space):
    files = {POLICY: STATED, CLASS: by_class(bulk=None, admin=None), TOKEN: BY_TOKEN}
    assert summary(space, files, "RATE-04") == "2 of 4 endpoint classes have a configured limit; bulk and admin have none (policy v1.2 requires both)"
    assert summary(space, files, "RATE-02") == "1 configured limit counts by token: 600 per minute"
    assert summary(space, files, "LOG-03") is None


SUMMARIES = [
    ("RUN-01", "APIRunbook-TokenCompromise-v1.0-Approved.md", "# Runbook\n\n1. Identify the client\n2. Revoke it\n3. Review logs\n4. Assess the data\n5. Closure\n6. Notify\n",
     "the runbook v1.0 holds 5 of 6 steps; Rotate keys is missing"),
    ("LOG-04", "APILogging-LogReviewSignoff-2026-05.md", "# Review\n\nReviewer: Ann. Reviewed on 2026-06-02. Scope: gateway. Conclusion: clean.\n",
     "1 of 1 sign-off names reviewer, day, scope and conclusion"),
    ("LOG-03", RETENTION, "stores:\n- {name: api, retention: 13 months}\n", "logs are kept 395 days"),
    ("ABUSE-02", ALERTS, "Alert ID,Ticket,Opened,Closed,Closure note\nA-1,SEC-1,2026-05-01,2026-05-02,false alarm of a job\nA-2,SEC-2,2026-05-03,,x\n",
     "1 of 2 tickets are closed with a note"),
]


def test_a_summary_counts_what_counts(space):
    """Evidence that is approved and in force; the rest is named apart."""
    tickets = "Alert ID,Ticket,Opened,Closed,Closure note\nA-1,SEC-1,2026-05-01,2026-05-02,false alarm of a job\n"
    files = {ALERTS: tickets, ALERTS.replace(".csv", "-02.csv"): tickets.replace("-1", "-2"), ALERTS.replace(".csv", "-03.csv"): tickets.replace("-1", "-3")}
    second, third = list(files)[1:]
    assert summary(space, files, "ABUSE-02") == "3 of 3 tickets are closed with a note"
    assert summary(space, files, "ABUSE-02", **{second: "rejected", third: "uploaded"}) == "1 of 1 ticket is closed with a note; not counted: 1 rejected, 1 not approved"
    assert summary(space, files, "ABUSE-02", API="uploaded") == "nothing counts: 3 not approved"
    runbook = "# Runbook\n\n1. Identify the client\n2. Revoke it\n3. Review logs\n4. Assess the data\n5. Closure\n6. Notify\n"
    drafts = {f"APIRunbook-TokenCompromise-v{n}-{status}.md": runbook for n, status in (("1.0", "Approved"), ("1.1", "Draft"), ("1.2", "Review"))}
    assert summary(space, drafts, "RUN-01") == "the runbook v1.0 holds 5 of 6 steps; Rotate keys is missing; not counted: 2 drafts"
    del drafts["APIRunbook-TokenCompromise-v1.0-Approved.md"]
    assert summary(space, drafts, "RUN-01") == "nothing counts: 2 drafts"


PEOPLE = {"people": [{"id": "ann", "name": "Ann Keller", "kind": "person", "email": "ann@acme.example", "aliases": ["AK"]},
                     {"id": "secops", "name": "Security Operations", "kind": "team", "members": ["ann"]}]}
SIGNED = "# Review\n\nReviewer: {}\nReviewed on: 2026-06-02\nScope: gateway logs\nConclusion: nothing found\n"


@pytest.mark.parametrize("owner,who,rule,severity", [
    ("ann", "Ann Keller", "warn", "medium"), ("ann@acme.example", "Ann Keller, Security", "warn", "medium"), ("Ann Keller", "AK (SecOps)", "warn", "medium"),
    ("Ann Keller", "Ann Keller", "required", "high"), ("ann", "Ann Keller", "off", None), ("secops", "Ann Keller", "required", None),
    ("secops", "Security Operations", "warn", "medium"), ("platform", "Ann Keller", "required", None), ("Ann Keller", "Ann Kellermann", "warn", None)])
def test_the_reviewer_in_the_text_is_not_the_owner_of_the_evidence(apipack, tmp_path, monkeypatch, owner, who, rule, severity):
    monkeypatch.setattr(record_files, "WORKSPACE", {**record_files.WORKSPACE, **PEOPLE, "independence": rule})
    name = "APILogging-LogReviewSignoff-2026-05.md"
    said = record_files.check(apipack, tmp_path / "w", {name: (SIGNED.format(who), {"owner": owner})})[name]
    found = [f for f in said.findings if f["code"] == "SGN005"]
    assert [f["severity"] for f in found] == ([severity] if severity else []), found
    assert all(f["line"] == 3 and "owner of this evidence" in f["message"] for f in found)
    assert said.status == ("invalid" if severity == "high" else "fine")


@pytest.mark.parametrize("control,name,text,expected", SUMMARIES, ids=[s[0] for s in SUMMARIES])
def test_summaries(space, control, name, text, expected):
    assert summary(space, {name: text}, control) == expected
