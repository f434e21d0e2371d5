#!/usr/bin/python3
"""Writes the sample workspace (templates/sample/): one SaaS company, one quarter, real kinds of file.

Every byte is made here, from the texts below; running it again gives the same bytes (a test holds that).
Usage: make_sample.py [TARGET-FOLDER]
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import pathlib
import sys

import sample_defects
from sample_kinds import OFFICE, RELS, TYPES, csv, docx, jsonl, md, ooxml, pdf, png, xlsx, xml  # noqa: F401 (tests take writers from here)

HERE = pathlib.Path(__file__).resolve().parents[2]


# --- the company's evidence -----------------------------------------------------------------------
# Nobody's token: what a client that sends its token in the URL leaves in a log. The scan finds it, so the demo is blocked.
PLANTED = "planted-for-the-demo-7Qm2Zr8Kx4VtB1nL9s"


def requests(month, n, status=200):
    ends = ["/v1/users", "/v1/records", "/v1/reports", "/v1/exports"]
    return [{"timestamp": "2026-%02d-%02dT%02d:15:%02dZ" % (month, 1 + i % 28, i % 24, i % 60), "tenant_id": "t-%03d" % (i % 7),
             "client_id": "crm-sync" if i % 3 else "bi-export", "method": "GET" if i % 4 else "POST", "endpoint": ends[i % 4],
             "status": status if status != 200 else (200 if i % 9 else 403), "request_id": "r-%02d-%05d" % (month, i)} for i in range(n)]


SCOPES = [["Scope", "Purpose", "Class", "Roles"], ["read:users", "Read user information", "standard", "support; integration"],
          ["write:records", "Create or update records", "standard", "integration"], ["read:reports", "Read reporting data", "standard", "analyst; integration"],
          ["admin:settings", "Modify high-risk settings", "privileged", "administrator"], ["export:data", "Perform bulk exports", "privileged", "data steward"],
          ["manage:integrations", "Create or modify integrations", "privileged", "administrator"]]

SIGNOFF = """# API log review, {0}

| | |
|---|---|
| Reviewer | Ben Ortiz, Security Operations |
| Reviewed on | {1} |
| Scope | API gateway audit log, all production tenants, {0} |
| Records in scope | {2} |

Looked at: failed authentication by client, 403 and 429 by tenant, bulk exports, calls from new networks.

Conclusion: {3}
"""

TICKET = """# {0}

| | |
|---|---|
| Alert | {1} |
| Ticket | {2} |
| Opened | {3} |
| Closed | {4} |
| Handled by | {5} |

{6}

Closure note: {7}
"""

# path, bytes, sidecar lines; "APPROVE" in the sidecar becomes an approval bound to the bytes.
FILES = []


def add(path, data, approve="ann", date="2026-07-06", extra=(), bound=True, status="approved", note=""):
    FILES.append((path, data, approve, date, list(extra), bound, status, note))


def authentication():
    add("authentication/APIAuth-AuthenticationStandard-v2.0-Approved.docx",
        docx("API Authentication Standard v2.0", [
            "Owner: Platform Security. In force from 1 February 2026.",
            "Interactive users sign in with OpenID Connect through the customer's identity provider.",
            "Integrations use OAuth 2.0 client credentials or a scoped API key; HTTPS is required and is not an authentication method.",
            "Access tokens live 60 minutes. Client secrets and keys expire after 90 days and are rotated before.",
            "Keys are issued for one integration each, with the scopes that its registration names.",
            "Privileged scopes need a second approval. Tokens are revoked within 15 minutes of a request.",
            "Deviations are recorded in the exceptions register."]),
        date="2026-01-28", extra=["effective: 2026-02-01"])
    add("authentication/APIAuth-AuthenticationStandard-v1.4-Approved.docx",
        docx("API Authentication Standard v1.4", ["Superseded by v2.0.", "Integrations use OAuth 2.0 client credentials or an API key.",
                                                  "Keys expire after 180 days."]),
        date="2025-03-03", extra=["effective: 2025-03-10"])
    add("authentication/APIAuth-TokenLifecycleProcedure-v1.2-Approved.md",
        md("""# Token lifecycle procedure v1.2

1. Request: a ticket names the integration, its owner, the scopes and the expiry day.
2. Approval: the system owner approves; privileged scopes need Platform Security as well.
3. Issue: the gateway issues the credential; the token register gets a row with the ticket.
4. Rotation: 14 days before expiry a ticket is opened; rotate, verify with a call, close.
5. Revocation: on off-boarding, compromise or after 30 days without use. The log entry is kept.
"""), date="2026-02-11", extra=["effective: 2026-02-15"])
    add("authentication/APIAuth-ClientAuthConfig-2026-Q2.json",
        json.dumps({"exported_from": "gateway-prod", "exported_on": "2026-07-02", "clients": [
            {"client_id": "crm-sync", "grant": "client_credentials", "token_lifetime_s": 3600, "auth_method": "private_key_jwt"},
            {"client_id": "bi-export", "grant": "client_credentials", "token_lifetime_s": 3600, "auth_method": "private_key_jwt"},
            {"client_id": "hris-scim", "grant": "client_credentials", "token_lifetime_s": 1800, "auth_method": "tls_client_auth"}]}, indent=2).encode() + b"\n",
        extra=["collected: 2026-07-02"])
    add("authentication/APIAuth-OAuthScopeModel-2026-Q2.pdf",
        pdf("OAuth scope model, Q2 2026", ["%-22s %s (%s)" % tuple(r[:3]) for r in SCOPES[1:]] +
            ["", "Privileged scopes are granted alone, to one integration, for at most 90 days."]), extra=["effective: 2026-03-20"])
    add("authentication/APIAuth-TokenScopeRegistration-2026-Q2.json",
        json.dumps({"integration": "crm-sync", "owner": "Customer Success Systems", "registered": "2026-04-14", "granted_scopes": ["read:users", "write:records"],
                    "ticket": "SEC-771", "expires": "2026-07-13"}, indent=2).encode() + b"\n", extra=["collected: 2026-07-02"])
    add("authentication/APIAuth-TokenCreationRecord-2026-04.md",
        md(TICKET.format("Token creation: crm-sync", "none (planned)", "SEC-771", "2026-04-13", "2026-04-14", "Ann Keller",
                         "Requested by Customer Success Systems; scopes read:users and write:records; approved by the system owner on 2026-04-14.",
                         "Credential issued at the gateway; register row 3 added.")))
    add("authentication/APIAuth-TokenRotationTicket-2026-Q2.pdf",
        pdf("SEC-812 Rotate credential of bi-export", ["Alert EXP-202: the key of bi-export expires on 2026-05-24", "Opened 2026-05-18, closed 2026-05-20, assignee Ann Keller", "Rotate: new key pair registered 2026-05-19 09:10 UTC",
                                                      "Verify: report call with the new key answered 200 at 09:22 UTC", "Close: old key removed 2026-05-20 08:00 UTC; register updated"]),
        extra=["performed: 2026-05-20", "collected: 2026-07-01"], bound=True)
    add("authentication/APIAuth-TokenRegister-2026-Q2.csv",
        csv(["Token ID", "Integration", "Owner", "Scopes", "Created", "Ticket", "Expires", "Last rotated", "Status", "Last review"],
            ["tok-001", "hris-scim", "People Systems", "read:users", "2025-11-03", "SEC-640", "2026-07-30", "2026-05-01", "active", "2026-06-29"],
            ["tok-002", "bi-export", "Analytics", "read:reports; export:data", "2026-02-20", "SEC-702", "2026-08-18", "2026-05-20", "active", "2026-06-29"],
            ["tok-003", "crm-sync", "Customer Success Systems", "read:users; write:records", "2026-04-14", "SEC-771", "2026-07-13", "2026-04-14", "active", "2026-06-29"]),
        extra=["collected: 2026-07-01"])
    add("authentication/APIAuth-PrivilegedTokenReview-2026-Q2.docx",
        docx("Privileged token review, Q2 2026", ["Reviewer: Ann Keller. Reviewed on 2026-06-29.", "Scope: every credential with admin:settings, export:data or manage:integrations.",
                                                  "tok-002 keeps export:data; owner Analytics confirmed the need.", "Conclusion: no privileged credential without an owner or a ticket."]),
        extra=["performed: 2026-06-29", "collected: 2026-07-01"], approve="dana")
    # No revocation in the quarter: the statement covers the window, the facet reads "not-tested".
    add("authentication/APIAuth-TokenRevocationRecord-2026-Q2.json",
        json.dumps({"query": "event=token.revoked AND env=prod", "from": "2026-04-01", "to": "2026-06-30", "records": []}, indent=2).encode() + b"\n",
        extra=["collected: 2026-07-01", "extraction: {query: \"event=token.revoked AND env=prod\", records: 0, run_by: ben, run_at: 2026-07-01}"])


def scopes_and_privileged():
    kept = ["Owner", "Security Operations"], ["Last review", "2026-06-29"]
    matrix = [row + [column[i > 0] for column in kept] for i, row in enumerate(SCOPES)]
    add("scopes/APIScopes-ScopeRoleMatrix-2026-Q2.xlsx", xlsx("Scopes", matrix), extra=["collected: 2026-07-01"])
    add("scopes/APIScopes-IntegrationInventory-2026-Q2.csv",
        csv(["Integration", "Kind", "Owner", "Tenant", "Scopes", "Last review"], ["crm-sync", "CRM", "Customer Success Systems", "all", "read:users; write:records", "2026-06-29"],
            ["hris-scim", "HRIS", "People Systems", "internal", "read:users", "2026-06-29"], ["bi-export", "BI tool", "Analytics", "internal", "read:reports; export:data", "2026-06-29"]),
        extra=["collected: 2026-07-01"])
    # Rejected: the reviewer names the fault.
    add("scopes/APIScopes-PrivilegedScopeSeparation-2026-Q2.csv",
        csv(["Integration", "Key ID", "Standard scopes", "Privileged scopes", "Owner", "Last review"],
            ["bi-export", "tok-002", "read:reports", "export:data", "Analytics", "2026-06-29"]), extra=["collected: 2026-07-01"])
    add("scopes/APIScopes-IntegrationRegistrationSample-2026-05.json",
        json.dumps({"integration": "bi-export", "registered": "2026-05-19", "approved_by": "Dana Wu", "scopes": ["read:reports"], "ticket": "SEC-812"}, indent=2).encode() + b"\n",
        status="rejected", note="it names no owner; ask Analytics, and register the integration again")
    # One kind is not there, one operation has no class, one is guarded by an ordinary scope.
    add("privileged/APIPrivileged-EndpointList-2026-Q2.csv",
        csv(["Method", "Path", "Class", "Kind", "Required scope"], ["POST", "/v1/exports", "bulk", "bulk export", "export:data"],
            ["POST", "/v1/users", "admin", "user creation", "admin:settings"], ["PUT", "/v1/users/{id}/roles", "admin", "permission change", "admin:settings"],
            ["PUT", "/v1/sso", "admin", "SSO settings", "admin:settings"], ["POST", "/v1/scim/tokens", "", "SCIM provisioning", "manage:integrations"],
            ["POST", "/v1/webhooks", "admin", "webhook configuration", "write:records"], ["PUT", "/v1/tenant", "admin", "tenant settings", "admin:settings"],
            ["PUT", "/v1/billing", "admin", "billing change", "admin:settings"]), extra=["effective: 2026-04-01", "collected: 2026-07-01"])
    # Header only: evidence is there but says nothing.
    add("privileged/APIPrivileged-AdminScopeMatrix-2026-Q2.csv", csv(["Role", "admin:settings", "export:data", "manage:integrations"]), extra=["collected: 2026-07-01"])
    add("privileged/APIPrivileged-ActionLogSample-2026-Q2.jsonl", jsonl(requests(6, 60)), extra=["collected: 2026-07-01"])
    add("privileged/APIPrivileged-BulkExportControl-2026-Q2.png", png("bulk-export"), extra=["collected: 2026-07-03"])


def limits():
    add("gateway/APIRateLimits-RateLimitPolicy-v1.2-Approved.pdf",
        pdf("Rate limit policy v1.2", ["In force from 1 January 2026. Owner: Platform.", "Per token: 600 requests a minute. Per tenant: 3,000 requests a minute.",
                                       "Endpoint classes: auth 20/min per client, standard 600/min per client,", "bulk 6/hour per client, admin 60/min per client.",
                                       "Shares of a tenant: auth 60/min per tenant, standard 1,200/min per tenant,", "bulk 20/day per tenant, admin 120/min per tenant.",
                                       "A client that exceeds a limit gets 429 with Retry-After."]),
        date="2025-12-18", extra=["effective: 2026-01-01", "serves: [{requirement: RATE-01/policy, where: \"whole document\"}, {requirement: RATE-03/tenant-throttling, where: \"line 2: per tenant\"}]"])
    add("gateway/APIRateLimits-GatewayConfigExport-2026-Q2.pdf",
        pdf("Gateway configuration export, production", ["Exported 2026-07-02 from gateway-prod, revision 4182", "rate-limiting: limit_by=credential minute=600 policy=redis",
                                                         "rate-limiting: limit_by=header(X-Tenant) minute=3000 policy=redis"]), extra=["collected: 2026-07-02"])
    add("gateway/APIRateLimits-EndpointClassLimits-2026-Q2.yaml",
        b"exported: 2026-07-02\nclasses:\n  auth: {by: token, per_minute: 20}\n  standard: {by: token, per_minute: 600}\n"
        b"  bulk: {by: token, per_hour: 6}\n  admin: {by: token, per_minute: 60}\n", extra=["collected: 2026-07-02"])
    add("gateway/APIRateLimits-ThrottleEventLog-2026-05.jsonl", jsonl(requests(5, 25, 429)), extra=["collected: 2026-06-02"])
    add("gateway/APIRateLimits-AlertToTicketSample-2026-05.md",
        md(TICKET.format("429 spike, tenant t-004", "429-spike", "SEC-798", "2026-05-07", "2026-05-08", "Ben Ortiz",
                         "A retry storm of crm-sync after a schema change.", "The customer bounded its retries; no other tenant was slowed.")))
    # Collected before the quarter was over is fine for configuration; an older quarter alone is stale.
    add("gateway/APITenancy-TenantLimitConfig-2025-Q4.json",
        json.dumps({"exported_on": "2026-01-05", "limit_by": "tenant", "per_minute": 3000}, indent=2).encode() + b"\n", extra=["collected: 2026-01-05"])
    add("gateway/APITenancy-QueueingConfig-2026-Q2.png", png("queue"), extra=["collected: 2026-07-02"])
    add("gateway/APITenancy-BackpressureConfig-2026-Q2.png", png("backpressure"), extra=["collected: 2026-07-02"])
    add("gateway/APITenancy-NoisyNeighborProtections-v1.0-Draft.md",
        md("""# Noisy-neighbor protection v1.0

| Protection | Configuration |
|---|---|
| Per-tenant limits | 3000 requests a minute, at the gateway |
| Queueing | at most 200 jobs per tenant, oldest 6 hours |
| Backpressure | 503 with Retry-After above 85 % of workers |
| Asynchronous bulk jobs | not used, because exports answer within the request |
| Bounded retries | 5 attempts with backoff, from SDK 4.2 on |
| Bulk export controls | 6 exports an hour, 500000 rows each |
| Tenant-level alerting | 3 times the usual load for 10 minutes |

The section on retries is still with Engineering.
"""), approve=None)


def logging_and_runbook():
    add("logging/APILogging-AuditLoggingStandard-v1.1-Approved.md",
        md("""# API audit logging standard v1.1

Every API call is logged with: timestamp, tenant id, client id, method, endpoint, result code, request id.
Never logged: access tokens, API keys, secrets, passwords, request or response bodies, personal data that an investigation does not need.
Retention: 400 days, of which 90 searchable. Logs are reviewed every month; the reviewer signs off.
"""), date="2026-01-15", extra=["effective: 2026-01-15"])
    log = requests(4, 40) + requests(5, 40) + requests(6, 40)
    log[57]["endpoint"] += "?access_token=" + PLANTED
    add("logging/APILogging-AuditLogSample-2026-Q2.jsonl", jsonl(log), extra=["collected: 2026-07-01"])
    add("logging/APILogging-RetentionSettings-2026-Q2.pdf",
        pdf("Log retention settings", ["Exported 2026-07-01 from the log platform, project prod-api", "bucket api-audit: retention 400 days, locked", "index api-audit: 90 days searchable"]),
        extra=["collected: 2026-07-01"])
    add("logging/APILogging-LogReviewSignoff-2026-04.md", md(SIGNOFF.format("2026-04", "2026-05-05", "1,204,331", "two clients with repeated 403 were contacted; nothing else.")),
        extra=["performed: 2026-05-05", "collected: 2026-05-05"], date="2026-05-06")
    # LATE: performed 14 days after it was due; satisfied all the same.
    add("logging/APILogging-LogReviewSignoff-2026-05.md", md(SIGNOFF.format("2026-05", "2026-06-24", "1,318,020", "one retry storm (SEC-798), closed.")),
        extra=["performed: 2026-06-24", "collected: 2026-06-24"], date="2026-06-25")
    # VOID: approved, then edited; the digest no longer fits.
    add("logging/APILogging-LogReviewSignoff-2026-06.md", md(SIGNOFF.format("2026-06", "2026-07-06", "1,290,774", "no finding.")),
        extra=["performed: 2026-07-06", "collected: 2026-07-06"], date="2026-07-07", bound="other")
    add("abuse/APIAbuse-AlertToTicketSample-2026-05.pdf",
        pdf("SEC-805 Bulk export from a new network", ["Alert bulk-export fired 2026-05-21 02:14 UTC for client bi-export", "Ticket SEC-805 opened 2026-05-21, closed 2026-05-22, Ben Ortiz",
                                                      "The Analytics team had moved its workers; network added to the allow list.", "Closure: confirmed by the owner; rule kept."]))
    add("abuse/APIAbuse-AlertConfiguration-2026-Q2.json",
        json.dumps({"exported_on": "2026-07-02", "rules": [{"kind": k, "threshold": t, "route": "sec-oncall"} for k, t in
                    [("repeated-failures", "20 in 5 min per client"), ("429-spike", "100 in 5 min per tenant"), ("bulk-export", "any outside 06-22 UTC"),
                     ("unusual-ip", "new ASN per client"), ("data-egress", "2 GiB per hour per tenant")]]}, indent=2).encode() + b"\n", extra=["collected: 2026-07-02"])
    add("runbook/APIRunbook-TokenCompromise-v1.0-Approved.pdf",
        pdf("Token compromise runbook v1.0", ["Owner: Security Operations. Contact: on-call, +1 555 0100. In force from 1 March 2026.", "Approved by: Dana Wu, 26 February 2026.", "1. Identify the affected integration", "2. Revoke the token",
                                              "3. Rotate keys", "4. Review logs", "5. Assess data accessed", "6. Document closure", "Notify: affected customers within 72 hours, through Customer Trust."]),
        date="2026-02-26", extra=["effective: 2026-03-01"])
    add("runbook/APIRunbook-TabletopExercise-2026-Q1.docx",
        docx("Tabletop: leaked integration key", ["Held 2026-03-12 with Platform, Security Operations and Customer Trust.", "Scenario: a partner's key is found in a public repository.",
                                                  "Time to revoke: 11 minutes. Open point: the contact list was out of date (CA-7)."]), extra=["performed: 2026-03-12", "collected: 2026-03-13"], date="2026-03-16")
    add("runbook/APIRunbook-InvestigationNotes-2026-Q2.json",
        json.dumps({"query": "case.type=token-compromise", "records": []}).encode() + b"\n",
        extra=["collected: 2026-07-01", "extraction: {query: \"case.type=token-compromise\", records: 0, run_by: ben, run_at: 2026-07-01}"], bound=False)


def governance():
    add("governance/APIGovernance-VaultSettings-2026-Q2.png", png("vault"), extra=["collected: 2026-07-03"])
    add("governance/APIGovernance-SharedResponsibility-v1.1-Approved.md",
        md("# Shared responsibility for API security v1.1\n\nNorthwind authenticates, limits and logs API calls. Customers choose scopes, keep their credentials secret\n"
           "and review their integrations. The gateway's hosting is a subservice of the cloud provider."), date="2026-03-02", extra=["effective: 2026-03-02"])
    add("governance/APIGovernance-OwnerMapping-2026-Q2.csv",
        csv(["Control", "Owner"], ["AUTH-01", "Platform Security"], ["RATE-01", "Platform"], ["LOG-04", "Security Operations"], ["RUN-01", "Security Operations"]), extra=["collected: 2026-07-01"])
    # The approval names nobody, and its owner approved the next one: both are said.
    add("governance/APIGovernance-RiskRegister-2026-Q2.csv",
        csv(["ID", "Title", "Control ID", "Owner", "Opened", "Due", "Status"], ["R-3", "Unthrottled tenant sync", "TENANT-02", "Platform", "2026-02-10", "2026-09-30", "Open"]),
        approve="", extra=["collected: 2026-07-01"], bound=False)
    add("governance/APIGovernance-CorrectiveActions-2026-Q2.csv",
        csv(["ID", "Title", "Control ID", "Owner", "Opened", "Due", "Status", "Closed", "Evidence"],
            ["CA-7", "Keep the contact list current", "RUN-02", "Security Operations", "2026-03-16", "2026-05-30", "Closed", "2026-05-22", "SEC-790"]),
        approve="grc", extra=["collected: 2026-07-01"])
    # Names that break the rules, or that nobody asks for.
    FILES.append(("governance/evidence review q2 final.docx", docx("Evidence review", ["Reviewed on 2026-07-08."]), None, "", [], True, "", ""))
    FILES.append(("governance/APIGovernance-OrgChart-2026-Q2.pdf", pdf("Organisation chart", ["For reference."]), None, "", [], True, "", ""))
    FILES.append(("runbook/~$scratch.docx", b"owner file of an editor\n", None, "", [], True, "", ""))


# Evidence lies two folders below the workspace.
SIDECAR_MODELINE = "# yaml-language-server: $schema=../../.apipack/sidecar.schema.json\n"

WORKSPACE = """# yaml-language-server: $schema=./.apipack/workspace.schema.json
# A company that has most of its evidence and not all. The gaps and the defects are there on purpose, one of each kind that the
# checks know: `apipack check` lists them, `apipack explain CODE` says what one means and how it is mended.
schema: apipack.dev/workspace/v1
organization: Northwind Cloud
product: Northwind API
audit:
  name: ISO 27017 and SOC 2, second quarter 2026
  type: period
  from: 2026-04-01
  to: 2026-06-30
  frameworks: [iso27017-2026, iso27001-2022, soc2-2017]
  as_of: 2026-07-20          # leave it out to judge by today's date
evidence:
  folder: evidence
  register: register.csv
  ignore: ["*.tmp"]
  defaults:
    - {match: "authentication/**", owner: security, source: Identity provider}
    - {match: "scopes/**", owner: security, source: Integration registry}
    - {match: "privileged/**", owner: security, source: API gateway}
    - {match: "gateway/**", owner: platform, source: API gateway}
    - {match: "logging/**", owner: secops, source: SIEM}
    - {match: "abuse/**", owner: secops, source: SIEM}
    - {match: "runbook/**", owner: secops, source: Wiki}
    - {match: "governance/**", owner: grc, source: SharePoint}
people:
  - {id: security, name: Platform Security, email: security@northwind.example, kind: team, members: [eli]}
  - {id: platform, name: Platform, email: platform@northwind.example, kind: team, members: [finn]}
  - {id: secops, name: Security Operations, email: secops@northwind.example, kind: team, members: [ben]}
  - {id: grc, name: Governance and Compliance, email: grc@northwind.example, kind: team, members: [grace]}
  - {id: ann, name: Ann Keller, email: ann@northwind.example}
  - {id: ben, name: Ben Ortiz, email: ben@northwind.example}
  - {id: dana, name: Dana Wu, email: dana@northwind.example}
  - {id: eli, name: Eli Novak, email: eli@northwind.example}
  - {id: finn, name: Finn Berg, email: finn@northwind.example}
  - {id: grace, name: Grace Lim, email: grace@northwind.example}
owners: {AUTH: security, SCOPE: security, PRIV: security, RATE: platform, TENANT: platform, LOG: secops, ABUSE: secops, RUN: secops, GOV: grc}
independence: warn
exceptions:
  - id: EXC-01
    requirement: TENANT-06/bounded-retries
    period: 2026-Q2
    reason: the client library with bounded retries ships in the third quarter
    approver: Dana Wu
    granted: 2026-05-02
    expires: 2026-12-31
    compensating: [per-tenant limits at the gateway]
    risk: R-3
    action: CA-9
applicability:
  - {control: TENANT-05, status: not-applicable, reason: the product has no asynchronous bulk jobs, approver: Dana Wu, date: 2026-03-01}
registers: {risks: risks.csv, actions: actions.csv, findings: findings.csv}
requests: requests.csv       # the auditor's list: each request shows what answers it
pack: {prepared_by: Grace Lim, contact: grc@northwind.example, classification: Confidential}
"""


def sidecar(data, approve, date, extra, bound, status, note):
    lines = []
    if approve is not None:
        review = ["status: %s" % status]
        if approve:
            review.append("by: %s" % approve)
        review.append("date: %s" % date)
        if bound:
            digest = hashlib.sha256(data if bound is True else data + b"as approved").hexdigest()
            review.append("sha256: %s" % digest)
        if note:
            review.append('note: "%s"' % note)
        lines.append("review: {%s}" % ", ".join(review))
    return SIDECAR_MODELINE + "\n".join(lines + extra) + "\n" if lines or extra else ""


TRACKED = ["ID", "Title", "Control ID", "Owner", "Opened", "Due", "Status", "Closed", "Evidence"]


def registers():
    """What is known to be wrong, what is done about it, and what the auditor asks for."""
    return {
        "risks.csv": csv(
            TRACKED,
            ["R-3", "Tenant sync without a bound on retries", "TENANT-06", "platform", "2026-02-10", "2026-09-30", "Open", "", ""],
            ["R-4", "bi-export holds a privileged scope beside a standard one", "SCOPE-03/separation", "security", "2026-05-20", "2026-07-10", "Open", "", ""],
            ["long-lived-token-abuse", "Partner keys without an expiry", "", "security", "2026-01-15", "2026-12-31", "Open", "", ""]),
        "actions.csv": csv(
            TRACKED,
            ["CA-7", "Keep the contact list of the runbook current", "RUN-02", "secops", "2026-03-16", "2026-05-30", "Closed", "2026-05-28", ""],
            ["CA-8", "Test the 429 alert after the schema change", "RATE-06", "platform", "2026-05-08", "2026-06-15", "Closed", "2026-06-12", "SEC-798"],
            ["CA-9", "Ship the client library with bounded retries", "TENANT-06", "platform", "2026-05-02", "2026-09-15", "In progress", "", ""]),
        "findings.csv": csv(
            TRACKED, ["F-1", "Penetration test: keys of two partners were older than a year", "AUTH-04", "security", "2026-05-12", "2026-06-30", "Open", "", ""]),
        "requests.csv": csv(
            ["Request ID", "Text", "Control ID", "Requirement", "Period", "Sample ID", "Due", "Auditor Status", "Comment"],
            ["PBC-01", "Rate limit policy in force", "", "RATE-01/policy", "", "", "2026-07-10", "Accepted", ""],
            ["PBC-02", "Monthly log reviews", "LOG-04", "", "2026-Q2", "", "2026-07-15", "Open", "June is missing"],
            ["PBC-03", "Token rotation in the quarter", "AUTH-04", "rotation-ticket", "2026-Q2", "", "2026-07-24", "Open", ""],
            ["PBC-04", "Log reviews after the window", "LOG-04", "", "2026-Q3", "", "2026-10-15", "Open", "for the bridge letter"],
            ["PBC-05", "Everything about alerts", "soc2-2017:CC7.3", "", "2026-Q2", "", "2026-07-24", "Open", ""]),
    }


def main():
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "templates" / "sample"
    for part in (authentication, scopes_and_privileged, limits, logging_and_runbook, governance):
        part()
    for path, data, more in sample_defects.files():
        add(path, data, **more)
    out = {"apipack.yaml": WORKSPACE.encode(), **registers()}
    for path, data, approve, date, extra, bound, status, note in FILES:
        out["evidence/" + path] = data
        text = sidecar(data, approve, date, extra, bound, status, note)
        if text:
            out["evidence/%s.meta.yaml" % path] = text.encode()
    out["evidence/governance/APIGovernance-CustomerTrustSummary-v1.0-Approved.link.yaml"] = (
        SIDECAR_MODELINE.replace("sidecar", "link").encode() + b"url: https://trust.northwind.example/api-security\naccess: public\nowner: grc\nsource: Trust center\n"
        b"effective: 2026-03-15\nreview: {status: approved, by: dana, date: 2026-03-14}\n")
    header = ["File", "Evidence Title", "Control ID", "API Control Area", "Framework", "Evidence Owner", "Period Covered", "Source System", "Review Status"]
    out["register.csv"] = csv(
        header,
        ["APIScopes-IntegrationAccessReview-2026-Q2.xlsx", "Integration access review", "SCOPE-06", "", "", "security", "2026-Q2", "Integration registry", "Requested"],
        ["", "", "GOV-07", "", "", "grc", "2026-Q2", "SharePoint", "Requested"])
    for path, data in sorted(out.items()):
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


if __name__ == "__main__":
    main()
