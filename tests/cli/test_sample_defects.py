"""The sample has each defect that the content checks find, once, at its control and at the line where it stands.

Place in the flow: tests only; the defects are made by tests/support/sample_defects.py.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import re
import subprocess

import pytest
from conftest import ROOT, environment

FAMILIES = ("LOG", "SCO", "TOK", "END", "RAT", "TKT", "RBK", "SGN", "RET", "XEV")

# What a file cannot show beside something that can be read: each says that the check found nothing to look at.
NOT_IN_THE_SAMPLE = {"LOG001": "no record of a log can be read", "TOK001": "no token can be read",
                     "END001": "no endpoint can be read", "TKT020": "no entry of a register can be read"}

ALERTS, TICKETS = "abuse/APIAbuse-AlertConfiguration-2026-Q2-02.yaml", "abuse/APIAbuse-AlertToTicketSample-2026-06.csv"
REGISTER, MATRIX = "authentication/APIAuth-TokenRegister-2026-Q2-02.csv", "scopes/APIScopes-ScopeRoleMatrix-2026-Q2-02.csv"
CLASSES, KONG = "gateway/APIRateLimits-EndpointClassLimits-2026-Q2-02.yaml", "gateway/APIRateLimits-GatewayConfigExport-2026-Q2-02.yaml"
THROTTLE, PROTECTIONS = "gateway/APIRateLimits-ThrottleEventLog-2026-06.jsonl", "gateway/APITenancy-NoisyNeighborProtections-v0.9-Draft.md"
ACTIONS, SIGNOFF = "governance/APIGovernance-CorrectiveActions-2026-Q2-02.csv", "logging/APILogging-LogReviewSignoff-2026-04-02.md"
RETENTION, LOG = "logging/APILogging-RetentionSettings-2026-Q2", "privileged/APIPrivileged-ActionLogSample-2026-Q2-02.jsonl"
ENDPOINTS, REVIEW = "privileged/APIPrivileged-EndpointList-2026-Q2.csv", "privileged/APIPrivileged-IntegrationReview-2026-Q2.md"
RUNBOOK = "runbook/APIRunbook-TokenCompromise-v1.1-Draft.md"

# code: file, control, what stands in the line that the finding names, what the message names. No words: the defect is that
# something is not there, or the whole file, and the finding has no line.
DEFECTS = {
    "LOG002": (LOG, "PRIV-04", '"timestamp": "2026-04-08T', "Request or correlation ID"),
    "LOG003": (LOG, "PRIV-04", "request_body", "request_body"),
    "LOG004": (LOG, "PRIV-04", '"email"', "email"),
    "LOG005": (LOG, "PRIV-04", "2026-07-02", "2026-07-02"),
    "LOG006": (LOG, "PRIV-04", None, "11 records; 20"),
    "LOG007": (LOG, "PRIV-04", "-- 3 lines", "1 of 12"),
    "LOG008": (THROTTLE, "RATE-05", None, "none of 24"),
    "LOG009": (LOG, "PRIV-04", "13/06/26 at noon", "timestamp"),
    "LOG010": (THROTTLE, "RATE-05", "REJECTED_DRY_RUN", "1 of 24 records"),
    "LOG020": (ALERTS, "ABUSE-01", None, "Data egress"),
    "LOG021": (ALERTS, "ABUSE-01", "429-spike", "429 spikes"),
    "LOG022": (ALERTS, "ABUSE-01", "bulk-export", "Bulk exports"),
    "LOG023": (ALERTS, "ABUSE-01", "enabled: false", "Unusual IP"),
    "SCO001": ("scopes/APIScopes-ScopeRoleMatrix-2026-Q2-03.xlsx", "SCOPE-02", None, "no column names the scopes"),
    "SCO002": (MATRIX, "SCOPE-02", "report-mailer,key-12", "report-mailer"),
    "SCO003": (MATRIX, "SCOPE-02", ",*,", "data-lake"),
    "SCO004": ("scopes/APIScopes-PrivilegedScopeSeparation-2026-Q2.csv", "SCOPE-03", "tok-002,read:reports,export:data", "bi-export"),
    "SCO005": (MATRIX, "SCOPE-02", "event-replay,key-14", "key-14"),
    "SCO006": (MATRIX, "SCOPE-02", "2025-11-14", "legacy-sync"),
    "TOK002": (REGISTER, "AUTH-06", "tok-042", "tok-042"),
    "TOK003": (REGISTER, "AUTH-06", "2028-03-01", "tok-043"),
    "TOK004": (REGISTER, "AUTH-06", "2025-04-07", "tok-044"),
    "TOK005": (REGISTER, "AUTH-06", "tok-045", "tok-045"),
    "TOK006": (REGISTER, "AUTH-06", "revoked,,", "tok-046"),
    "TOK007": (REGISTER, "AUTH-06", "2026-01-22", "tok-048"),
    "END002": (ENDPOINTS, "PRIV-01", None, "Security configuration"),
    "END003": (ENDPOINTS, "PRIV-01", "/v1/scim/tokens,,", "/v1/scim/tokens"),
    "END004": (ENDPOINTS, "PRIV-01", "write:records", "/v1/webhooks"),
    "RAT001": ("gateway/APIRateLimits-GatewayConfigExport-2026-Q2-03.conf", "RATE-02", None, "no rate limit is configured"),
    "RAT002": (KONG, "RATE-02", "# by consumer", "not enabled"),
    "RAT003": (KONG, "RATE-02", "# by address", "counts by ip"),
    "RAT004": ("gateway/APIRateLimits-EndpointClassLimits-2026-Q2-03.yaml", "RATE-04", None, "bulk, admin"),
    "RAT005": ("gateway/APIRateLimits-RateLimitPolicy-v1.1-Approved.md", "RATE-01", None, "no limit that can be read"),
    "RAT020": (PROTECTIONS, "TENANT-01", None, "Tenant-level alerting"),
    "RAT021": (PROTECTIONS, "TENANT-01", "Backpressure", "Backpressure"),
    "TKT001": (TICKETS, "ABUSE-02", "SEC-841", "SEC-841"),
    "TKT002": ("gateway/APIRateLimits-AlertToTicketSample-2026-06.md", "RATE-06", None, "has no ticket id"),
    "TKT003": (TICKETS, "ABUSE-02", "SEC-842", "SEC-842"),
    "TKT004": (TICKETS, "ABUSE-02", "SEC-843", "SEC-843"),
    "TKT005": (TICKETS, "ABUSE-02", "SEC-844", "SEC-844"),
    "TKT006": (TICKETS, "ABUSE-02", "SEC-845", "2026-06-17"),
    "TKT021": (ACTIONS, "GOV-06", "EU-2", "EU-2"),
    "TKT022": (ACTIONS, "GOV-06", "EU-3", "EU-3"),
    "TKT023": (ACTIONS, "GOV-06", "EU-4", "EU-4"),
    "TKT024": (ACTIONS, "GOV-06", "EU-5", "EU-5"),
    "RBK001": (RUNBOOK, "RUN-01", None, "Assess data accessed"),
    "RBK002": (RUNBOOK, "RUN-01", "Rotate its keys", "Rotate keys"),
    "RBK003": (RUNBOOK, "RUN-01", None, "owner"),
    "RBK004": (RUNBOOK, "RUN-01", None, "version"),
    "RBK005": (RUNBOOK, "RUN-01", None, "approval"),
    "RBK006": (RUNBOOK, "RUN-01", None, "contact"),
    "RBK007": (RUNBOOK, "RUN-01", None, "Notify"),
    "SGN001": (REVIEW, "PRIV-05", None, "no reviewer"),
    "SGN002": (REVIEW, "PRIV-05", None, "no day"),
    "SGN003": (REVIEW, "PRIV-05", None, "no scope"),
    "SGN004": (REVIEW, "PRIV-05", None, "no conclusion"),
    "SGN005": (SIGNOFF, "LOG-04", "Reviewer | Ben Ortiz", "Ben Ortiz"),
    "SGN006": (SIGNOFF, "LOG-04", "2026-03-04", "2026-03-04"),
    "SGN007": (SIGNOFF, "LOG-04", "2026-02", "2026-02"),
    "RET001": (RETENTION + "-04.md", "LOG-03", None, "no retention"),
    "RET002": (RETENTION + "-02.json", "LOG-03", '"retention_days": 30', "edge-eu"),
    "RET003": (RETENTION + "-03.json", "LOG-03", '"retention_days": 45', "admin-console"),
    "RET004": ("logging/APILogging-AuditLoggingStandard-v1.0-Approved.md", "LOG-01", None, "how long"),
    "XEV001": ("gateway/APITenancy-QueueingConfig-2026-Q2.png", "TENANT-03", None, "2026-Q1"),
    "XEV002": ("authentication/APIAuth-ClientAuthConfig-2026-Q2-02.json", "AUTH-01", None, "2026-Q1-02"),
    "XEV010": (MATRIX, "SCOPE-02", "write:invoices", "invoice-bot"),
    "XEV011": (REGISTER, "AUTH-06", "tok-048", "tok-048"),
    "XEV012": ("authentication/APIAuth-TokenRotationTicket-2026-Q2-02.md", "AUTH-04", None, "tok-063"),
    "XEV013": (THROTTLE, "RATE-05", None, "24 rows; its extraction gave 40"),
    "XEV014": ("authentication/APIAuth-PrivilegedTokenReview-2026-Q2-02.csv", "AUTH-07", None, "2 rows"),
    "XEV015": ("privileged/APIPrivileged-ActionLogSample-2026-H1.jsonl", "PRIV-04", None, "2026-Q2"),
    "XEV030": (CLASSES, "RATE-04", None, "20 per day by tenant for bulk"),
    "XEV031": (CLASSES, "RATE-04", "class: standard", "states 1200 per minute"),
    "XEV032": (TICKETS, "ABUSE-02", "egress-0622", "egress-0622"),
    "XEV033": (RETENTION + "-02.json", "LOG-03", '"retention_days": 30', "promises 400"),
    "XEV034": (CLASSES, "RATE-04", "class: auth", "states 60 per minute"),
}


@pytest.fixture(scope="module")
def report(apipack, sample_original, tmp_path_factory):
    """(check/v1, gap report as Markdown, its page) of the sample."""
    def said(*words):
        done = subprocess.run([apipack, "-C", sample_original, "check", *words], env=environment(), capture_output=True)
        assert done.returncode == 4, done.stderr
        return done.stdout.decode()
    return json.loads(said("--format", "json")), said("--format", "markdown"), said("--format", "html")


def families(codes):
    return {c for c in codes if c.startswith(FAMILIES)}


def test_no_class_of_defect_is_absent(report):
    known = families(re.findall(r"^AP_CODE\((\w+), F,", (ROOT / "src/diag/codes.def").read_text(), re.M)) - {"XEV003"}
    assert known == set(DEFECTS) | set(NOT_IN_THE_SAMPLE) and not set(DEFECTS) & set(NOT_IN_THE_SAMPLE)
    assert families(f["code"] for f in report[0]["findings"]) == set(DEFECTS) | {"XEV003"}  # a request that nothing answers


@pytest.mark.parametrize("code", DEFECTS)
def test_a_defect_is_said_once_where_it_is(report, sample_original, code):
    path, control, words, named = DEFECTS[code]
    doc, markdown, page = report
    [found] = [f for f in doc["findings"] if f["code"] == code]
    assert found["file"] == f"evidence/{path}" and named in found["message"]
    if words is None:
        assert found["line"] is None
    else:
        lines = (sample_original / found["file"]).read_text().splitlines()
        assert [n for n, line in enumerate(lines, 1) if words in line] == [found["line"]]
    [item] = [e for e in doc["evidence"] if e["path"] == found["file"]]
    assert item["controls"][:1] == [control] and code in item["findings"]
    [row] = [line.replace("\\", "") for line in markdown.splitlines() if f"| {code} |" in line]
    assert f"| {code} | {', '.join(item['controls'])} | {found['file']}" in row
    assert page.count(f">{code}</td>") == 1 and f">{code}</td><td class=\"fixed\">{', '.join(item['controls'])}</td>" in page


def test_slots_stand_on_what_is_sound(report):
    """Defects lie beside sound evidence; these slots alone rest on what is faulty."""
    assert {s["id"] for s in report[0]["slots"] if s["status"] == "invalid"} == {
        "PRIV-01/endpoint-list@2026-Q2", "PRIV-02/admin-scopes@2026-Q2", "PRIV-05/integration-review@2026-Q2", "SCOPE-03/separation@2026-Q2"}


def test_the_sentences_of_controls_count_what_has_no_id(report):
    """A ticket without id is a ticket; an alert without ticket is none."""
    said = {c["id"]: c.get("summary") for c in report[0]["controls"]}
    assert said["RATE-06"] == "2 of 2 tickets are closed with a note"
    assert said["ABUSE-02"] == "5 of 7 tickets are closed with a note"
    assert all(f">{s}</span>" in report[2] for s in said.values() if s and "'" not in s)
