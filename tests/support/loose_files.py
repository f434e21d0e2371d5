"""Sixty files as people leave them in a download folder: names that say half of what they are, and what they are in truth.

Place in the flow: tests only; test_triage.py measures by it, test_daily.py files them.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import evidence_content  # noqa: E402
import make_sample  # noqa: E402

# path below the folder, requirement, period or (version, status), what a text in it says ("" where it cannot be read)
FILES = [
    ("rotation ticket Q2 FINAL(2).pdf", "AUTH-04/rotation-ticket", "2026-Q2", ""),
    ("Copy of scope-matrix may 2026.xlsx", "SCOPE-02/matrix", "2026-Q2", "Role, scope, granted to"),
    ("IMG_2231.png", "RATE-02/gateway-config", "2026-Q2", ""),
    ("token lifecycle proc v1.2 approved.docx", "AUTH-02/procedure", ("v1.2", "Approved"),
     "Token lifecycle procedure. Version: 1.2. Request, approval, issue, rotation, revocation."),
    ("kong-export-20260514.yaml", "RATE-02/gateway-config", "2026-Q2",
     "_format_version: '3.0'\nplugins:\n- name: rate-limiting\n  config: {minute: 600, limit_by: credential}\n"),
    ("APIRunbook_TokenCompromise_v1.0_Approved.pdf", "RUN-01/runbook", ("v1.0", "Approved"), ""),
    ("april log review signed.pdf", "LOG-04/review-signoff", "2026-04", ""),
    ("log-review-2026-05.pdf", "LOG-04/review-signoff", "2026-05", ""),
    ("Log review June.docx", "LOG-04/review-signoff", "2026-06",
     "Monthly log review sign-off, June 2026. Reviewer: A. Reviewer. Reviewed on 2026-07-02. Scope: gateway audit log. Conclusion: two issues, both closed."),
    ("siem retention screenshot.png", "LOG-03/retention-settings", "2026-Q2", ""),
    ("audit_log_sample_2Q26.jsonl", "LOG-02/log-sample", "2026-Q2",
     json.dumps({"timestamp": "2026-05-02T10:00:00Z", "tenant": "t1", "client": "c1", "endpoint": "/v1/users"}) + "\n"),
    ("logging standard.docx", "LOG-01/standard", ("v1.0", "Review"),
     "API audit logging standard. Fields that are logged; no secrets in logs."),
    ("rate limiting policy v2 (approved).pdf", "RATE-01/policy", ("v2", "Approved"), ""),
    ("429s may.csv", "RATE-05/throttle-log", "2026-Q2", "timestamp,tenant,status\n2026-05-02T10:00:00Z,t1,429\n"),
    ("tenant-throttling-policy-draft.docx", "RATE-03/tenant-throttling", ("v1.0", "Draft"),
     "Tenant throttling policy: limits per tenant and what happens above them."),
    ("endpoint classes limits.csv", "RATE-04/class-limits", "2026-Q2",
     "class,limit,window\nauth,20,minute\nstandard,600,minute\nbulk,6,hour\nadmin,60,minute\n"),
    ("SEC-4711 rate limit alert ticket.pdf", "RATE-06/alert-ticket", "2026-Q2", ""),
    ("abuse alert -> ticket SEC-4702 may26.pdf", "ABUSE-02/alert-ticket", "2026-Q2", ""),
    ("alert rules export (5 patterns).json", "ABUSE-01/alert-config", "2026-Q2",
     json.dumps({"route": "secops on-call", "alerts": [{"kind": k, "threshold": n} for k, n in (
         ("repeated failures", 20), ("429 spikes", 100), ("bulk exports", 3), ("unusual ips", 1), ("data egress", "2 GiB"))]})),
    ("Abuse Runbook 1.1 signed.pdf", "ABUSE-03/runbook", ("v1.1", "Approved"), ""),
    ("privileged endpoints.csv", "PRIV-01/endpoint-list", "2026-Q2",
     "endpoint,kind,scope\n/v1/export,bulk export,admin:settings\n"),
    ("admin only scopes + roles Q2.csv", "PRIV-02/admin-scopes", "2026-Q2", "scope,role\nadmin:settings,Owner\n"),
    ("CHG-553 approval bulk delete.pdf", "PRIV-03/approval", "2026-Q2", ""),
    ("admin actions log extract.csv", "PRIV-04/action-log", "2026-Q2",
     "timestamp,actor,action\n2026-05-02T10:00:00Z,ann,permission change\n"),
    ("privileged integrations review 2026 Q2.pdf", "PRIV-05/integration-review", "2026-Q2", ""),
    ("bulk export control config.json", "PRIV-06/export-control", "2026-Q2",
     json.dumps({"bulk_export": {"approval": True, "max_rows": 10000}})),
    ("priv token review signed Q2.pdf", "AUTH-07/privileged-review", "2026-Q2", ""),
    ("tokens_register.csv", "AUTH-06/register", "2026-Q2",
     "token id,owner,issued,expires,last rotated\nt-1,platform,2026-01-02,2026-07-01,2026-04-02\n"),
    ("revoked token SEC-4720.pdf", "AUTH-05/revocation", "2026-Q2", ""),
    ("revocation drill Feb 2026.pdf", "AUTH-05/revocation-drill", "2026-02", ""),
    ("new token request SEC-4698 approved.pdf", "AUTH-03/creation", "2026-Q2", ""),
    ("oauth client registrations with scopes.json", "AUTH-03/token-scope", "2026-Q2",
     json.dumps([{"client_id": "crm", "grants": ["client_credentials"], "scopes": ["read:users"]}])),
    ("IdP auth config export 05-2026.json", "AUTH-01/client-config", "2026-Q2",
     json.dumps({"routes": [{"path": "/v1", "authentication": "oauth2"}]})),
    ("Authentication Standard v3.0 Approved.docx", "AUTH-01/standard", ("v3.0", "Approved"),
     "API authentication standard. OAuth 2.0 client credentials and authorization code."),
    ("scope model.pdf", "SCOPE-01/scope-model", "2026-Q2", ""),
    ("separation of privileged scopes.pdf", "SCOPE-03/separation", "2026-Q2", ""),
    ("integrations list.xlsx", "SCOPE-04/inventory", "2026-Q2", "Integration, kind, owner, scopes"),
    ("salesforce integration registration.pdf", "SCOPE-05/registration-sample", "2026-Q2", ""),
    ("Q2 integration access review.xlsx", "SCOPE-06/access-review", "2026-Q2", "Integration, reviewer, decision"),
    ("noisy neighbour statement v1 approved.pdf", "TENANT-01/protections", ("v1", "Approved"), ""),
    ("per tenant limits.yaml", "TENANT-02/tenant-limits", "2026-Q2", "tenants:\n  default: {per_minute: 600}\n"),
    ("queue config.yaml", "TENANT-03/queueing", "2026-Q2", "queues:\n  bulk: {max_length: 500, per_tenant: 5}\n"),
    ("backpressure settings june.json", "TENANT-04/backpressure", "2026-Q2", json.dumps({"shed_at": 0.8})),
    ("async bulk jobs.json", "TENANT-05/async-jobs", "2026-Q2", json.dumps({"bulk": "asynchronous", "workers": 4})),
    ("retry policy sdk.json", "TENANT-06/bounded-retries", "2026-Q2", json.dumps({"max_retries": 3, "backoff": "exp"})),
    ("export caps by tenant.json", "TENANT-07/bulk-export-limits", "2026-Q2", json.dumps({"export_cap": 10000})),
    ("alerting per tenant.json", "TENANT-08/tenant-alerting", "2026-Q2", json.dumps({"alerts": [{"by": "tenant"}]})),
    ("tabletop exercise notes march 2026.docx", "RUN-02/tabletop", "2026-03",
     "Tabletop exercise: token compromise. Participants, timeline, decisions, actions."),
    ("incident INC-88/impact on customers.docx", "RUN-03/impact-assessment", "2026-Q2",
     "Customer impact assessment for INC-88."),
    ("incident INC-88/investigation.md", "RUN-03/investigation-notes", "2026-Q2",
     "# Investigation notes INC-88\n\nWhich integration, which token, since when.\n"),
    ("incident INC-88/post mortem.docx", "RUN-03/lessons-learned", "2026-Q2",
     "Lessons learned and corrective actions of INC-88."),
    ("incident INC-88/rotated keys proof.png", "RUN-03/rotation-proof", "2026-Q2", ""),
    ("incident INC-88/revocations.log", "RUN-03/revocation-log", "2026-Q2", "2026-05-03T11:02:00Z revoked token t-9\n"),
    ("sharepoint versioning + permissions.png", "GOV-01/vault-settings", "2026-Q2", ""),
    ("shared responsibility.pdf", "GOV-02/statement", ("v1.0", "Review"), ""),
    ("who owns what.xlsx", "GOV-03/owner-mapping", "2026-Q2", "Control, owner, deputy"),
    ("risk register API 2026-06.xlsx", "GOV-05/risk-register", "2026-Q2", "Risk, owner, treatment, due"),
    ("CAPA tracker.xlsx", "GOV-06/action-tracker", "2026-Q2", "Corrective action, owner, due, closed"),
    ("exceptions.csv", "GOV-07/exceptions", "2026-Q2", "id,requirement,reason,approver,expires\nEXC-1,RATE-04,legacy,ann,2026-12-31\n"),
    ("trust summary for customers.docx", "GOV-08/trust-summary", ("v1.0", "Review"),
     "Customer trust summary: how the API is protected."),
]


# Records of which single fields are checked.
RECORDS = ("AUTH-06/register", "LOG-02/log-sample", "PRIV-01/endpoint-list", "PRIV-02/admin-scopes", "PRIV-04/action-log")


def content(path, requirement, when, text):
    """Bytes of the kind that the name ends in. PDFs, workbooks and records say what their requirement asks for."""
    kind = path.rsplit(".", 1)[1]
    if requirement in RECORDS:
        return evidence_content.content(requirement, kind, when)[1]
    if kind in ("pdf", "xlsx") and requirement in evidence_content.GOOD and kind in evidence_content.extensions(requirement):
        return evidence_content.content(requirement, kind, None if isinstance(when, tuple) else when)[1]
    if kind == "pdf":
        return make_sample.pdf(path, ["An export as it came out of the system, number " + str(len(path)) + "."])
    if kind == "docx":
        return make_sample.docx(text.split(".")[0], [text, "Prepared for " + path + "."])
    if kind == "xlsx":
        head = [cell.strip() for cell in text.split(",")]
        return make_sample.xlsx("Sheet1", [head, ["x" + str(i) + path for i in range(len(head))]])
    if kind == "png":
        return make_sample.png(path)
    return text.encode()


def write(folder):
    """All sixty below `folder`."""
    for path, requirement, when, text in FILES:
        file = Path(folder) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content(path, requirement, when, text))


if __name__ == "__main__":
    write(sys.argv[1])
