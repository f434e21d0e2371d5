"""The sample's defects: one file of each kind that the content checks find, beside the evidence that is sound.

Place in the flow: tests only, for make_sample.py; tests/cli/test_sample_defects.py names each defect, its line and its control.

Each file is what a second system, a newcomer or a hurried afternoon leaves in such a folder. The slots keep their status: sound
evidence stands beside these. One code stands in one file only, so that the gap report says each once.
"""
# SPDX-License-Identifier: Apache-2.0
import json

from sample_kinds import csv, jsonl, md, png, xlsx

Q2 = "2026-Q2-02"
COLLECTED = {"extra": ["collected: 2026-07-03"]}


def js(value):
    return (json.dumps(value, indent=2) + "\n").encode()


def calls(first, n, **more):
    """n records of an API log, a day apart, from a day (month, day) of 2026 on."""
    month, day = first
    return [{"timestamp": "2026-%02d-%02dT08:40:%02dZ" % (month, day + i, i), "tenant_id": "t-%03d" % (i % 5), "client_id": "admin-portal",
             "method": "PUT", "endpoint": "/v1/users/%d/roles" % (400 + i), "status": 200, "request_id": "p-%02d-%04d" % (month, i), **more}
            for i in range(n)]


# --- authentication -------------------------------------------------------------------------------
def tokens():
    register = csv(
        ["Token ID", "Integration", "Owner", "Scopes", "Created", "Ticket", "Expires", "Last rotated", "Status", "Revocation record", "Last review"],
        ["tok-041", "partner-portal", "Partner Team", "read:users", "2026-01-12", "SEC-655", "2026-12-31", "2026-04-20", "active", "", "2026-06-29"],
        ["tok-042", "report-mailer", "Analytics", "read:reports", "2026-02-03", "SEC-668", "", "2026-05-04", "active", "", "2026-06-29"],
        ["tok-043", "legacy-sync", "Integrations", "write:records", "2026-03-02", "SEC-699", "2028-03-01", "", "active", "", "2026-06-29"],
        ["tok-044", "warehouse-feed", "Analytics", "read:reports", "2024-11-18", "SEC-402", "2026-09-30", "2025-04-07", "active", "", "2026-06-29"],
        ["tok-045", "event-relay", "Integrations", "write:records", "2026-05-11", "", "2026-08-09", "", "active", "", "2026-06-29"],
        ["tok-046", "old-crm", "Customer Success Systems", "read:users", "2025-09-01", "SEC-588", "2026-08-30", "2026-03-01", "revoked", "", "2026-03-30"],
        ["tok-047", "tenant-console", "Platform", "admin:settings", "2026-04-27", "SEC-780", "2026-07-26", "", "active", "", "2026-06-29"],
        ["tok-048", "partner-admin", "Partner Team", "manage:integrations", "2026-01-20", "SEC-660", "2026-10-17", "2026-04-21", "active", "", "2026-01-22"])
    review = csv(["Token ID", "Integration", "Reviewer", "Reviewed on", "Scope", "Decision"],
                 ["tok-047", "tenant-console", "Ann Keller", "2026-06-29", "admin:settings", "keep"],
                 ["tok-041", "partner-portal", "Ann Keller", "2026-06-29", "read:users", "keep"])
    rotation = md("""# SEC-829 Rotate the credential of the mobile gateway

| | |
|---|---|
| Ticket | SEC-829 |
| Token ID | tok-063 |
| Opened | 2026-06-02 |
| Closed | 2026-06-03 |
| Handled by | Ann Keller |

Closure note: new key pair registered, verified with a call that answered 200, the old key removed.
""")
    return [("authentication/APIAuth-TokenRegister-%s.csv" % Q2, register, COLLECTED),
            ("authentication/APIAuth-PrivilegedTokenReview-%s.csv" % Q2, review, {"extra": ["performed: 2026-06-29", "collected: 2026-07-03"], "approve": "dana"}),
            ("authentication/APIAuth-TokenRotationTicket-%s.md" % Q2, rotation, {"extra": ["performed: 2026-06-03", "collected: 2026-07-03"]})]


# --- scopes and privileged actions ----------------------------------------------------------------
def grants():
    matrix = csv(["Integration", "Key ID", "Role", "Scopes", "Owner", "Last review"],
                 ["partner-portal", "key-11", "integration", "read:users", "Partner Team", "2026-06-29"],
                 ["report-mailer", "key-12", "analyst", "read:reports", "", "2026-06-29"],
                 ["data-lake", "key-13", "integration", "*", "Analytics", "2026-06-29"],
                 ["event-relay", "key-14", "integration", "write:records", "Integrations", "2026-06-29"],
                 ["event-replay", "key-14", "integration", "write:records", "Integrations", "2026-06-29"],
                 ["invoice-bot", "key-15", "integration", "write:invoices", "Finance Systems", "2026-06-29"],
                 ["legacy-sync", "key-16", "integration", "write:records", "Integrations", "2025-11-14"])
    # The names of the roles alone: what they may do stands in a wiki.
    roles = xlsx("Roles", [["Role", "Description", "Owner"], ["support", "answers customers", "Customer Success"],
                           ["administrator", "changes settings of a tenant", "Platform"]])
    return [("scopes/APIScopes-ScopeRoleMatrix-%s.csv" % Q2, matrix, COLLECTED), ("scopes/APIScopes-ScopeRoleMatrix-2026-Q2-03.xlsx", roles, COLLECTED)]


def admin_console_log():
    """Twelve records of the admin console, which logs in its own way."""
    log = calls((4, 6), 12)
    del log[2]["request_id"]
    log[4]["request_body"] = '{"role":"administrator"}'
    log[6]["email"] = "support-desk"
    log[7]["timestamp"] = "13/06/26 at noon"
    log[11]["timestamp"] = "2026-07-02T08:40:11Z"
    lines = jsonl(log).splitlines(True)
    lines[9] = b"-- 3 lines of the console left out --\n"
    return b"".join(lines)


def privileged():
    return [("privileged/APIPrivileged-ActionLogSample-%s.jsonl" % Q2, admin_console_log(), COLLECTED),
            # Filed for two quarters; it ends before the second begins.
            ("privileged/APIPrivileged-ActionLogSample-2026-H1.jsonl", jsonl(calls((2, 3), 24)), {"extra": ["period: [2026-Q1, 2026-Q2]", "collected: 2026-07-03"]}),
            ("privileged/APIPrivileged-IntegrationReview-2026-Q2.md", md("""# Second quarter, privileged access

- tenant-console: used every day.
- partner-admin: last used in May.

Minutes to follow.
"""), {"extra": ["performed: 2026-07-01", "collected: 2026-07-03"], "approve": "dana"})]


# --- limits ---------------------------------------------------------------------------------------
def limits():
    kong = b"""# deck gateway dump, edge-eu, 2026-07-03
_format_version: "3.0"
services:
  - name: api
    url: http://api.internal:8080
    plugins:
      - name: rate-limiting      # by address
        config: {limit_by: ip, minute: 600, policy: local}
      - name: rate-limiting      # by consumer, after the migration
        enabled: false
        config: {limit_by: consumer, minute: 600, policy: local}
"""
    nginx = b"""# the old edge of the partner network, until it is switched off
upstream api { server api.internal:8080; }
server {
    listen 443 ssl;
    server_name partners.northwind.example;
    location /v1/ { proxy_pass http://api; }
}
"""
    by_tenant = b"""exported: 2026-07-03
limits:
  - {class: auth, by: tenant, per_minute: 30}
  - {class: standard, by: tenant, per_minute: 2000}
  - {class: admin, by: tenant, per_minute: 120}
  - {class: bulk, by: token, per_hour: 6}
"""
    few = b"exported: 2026-07-03\nclasses:\n  auth: {by: token, per_minute: 20}\n  standard: {by: token, per_minute: 600}\n"
    calls_of_june = calls((6, 1), 24)
    calls_of_june[17]["limit_req_status"] = "REJECTED_DRY_RUN"
    no_429 = jsonl(calls_of_june)
    return [("gateway/APIRateLimits-GatewayConfigExport-%s.yaml" % Q2, kong, COLLECTED),
            ("gateway/APIRateLimits-GatewayConfigExport-2026-Q2-03.conf", nginx, COLLECTED),
            ("gateway/APIRateLimits-EndpointClassLimits-%s.yaml" % Q2, by_tenant, COLLECTED),
            ("gateway/APIRateLimits-EndpointClassLimits-2026-Q2-03.yaml", few, COLLECTED),
            ("gateway/APIRateLimits-RateLimitPolicy-v1.1-Approved.md", md("""# Rate limit policy v1.1

In force from 1 April 2025 until v1.2. Owner: Platform.

Limits are agreed on with each customer, and the gateway refuses what exceeds them.
"""), {"date": "2025-03-20", "extra": ["effective: 2025-04-01"]}),
            ("gateway/APIRateLimits-ThrottleEventLog-2026-06.jsonl", no_429,
             {"extra": ["collected: 2026-07-03", "extraction: {query: \"gateway logs, June\", records: 40, run_by: ben, run_at: 2026-07-03}"]}),
            ("gateway/APIRateLimits-AlertToTicketSample-2026-06.md", md("""# Slow answers for tenant t-002

| | |
|---|---|
| Alert | 429-spike |
| Opened | 2026-06-11 |
| Closed | 2026-06-12 |

Closure note: a batch of the customer ran twice; its schedule was corrected.
"""), {}),
            ("gateway/APITenancy-NoisyNeighborProtections-v0.9-Draft.md", md("""# Noisy-neighbor protection v0.9

| Protection | Configuration |
|---|---|
| Per-tenant limits | 3000 requests a minute |
| Queueing | at most 200 jobs per tenant |
| Backpressure | |
| Asynchronous bulk jobs | not used, because exports answer within the request |
| Bounded retries | 5 attempts with backoff |
| Bulk export controls | 6 exports an hour |
"""), {"approve": None})]


# --- logging and alerts ---------------------------------------------------------------------------
def logging():
    return [("logging/APILogging-RetentionSettings-%s.json" % Q2, js({"exported_on": "2026-07-03", "stores": [{"name": "edge-eu", "retention_days": 30}]}), COLLECTED),
            ("logging/APILogging-RetentionSettings-2026-Q2-03.json", js({"exported_on": "2026-07-03", "stores": [
                {"name": "api-audit", "retention_days": 400}, {"name": "admin-console", "retention_days": 45}]}), COLLECTED),
            ("logging/APILogging-RetentionSettings-2026-Q2-04.md", md("""# Log settings of the partner network

Logs are shipped to the archive of the provider. Rotation is on, compression is on.
"""), COLLECTED),
            ("logging/APILogging-AuditLoggingStandard-v1.0-Approved.md", md("""# API audit logging standard v1.0

Every API call is logged with: timestamp, tenant id, client id, method, endpoint, result code, request id.
Logs are kept as long as they are useful.
"""), {"date": "2025-01-10", "extra": ["effective: 2025-01-15"]}),
            ("logging/APILogging-LogReviewSignoff-2026-04-02.md", md("""# Log review of the partner network

| | |
|---|---|
| Period | 2026-02 |
| Reviewer | Ben Ortiz |
| Owner | Ben Ortiz |
| Reviewed on | 2026-03-04 |
| Scope | access log of the partner network |

Conclusion: nothing unusual.
"""), {"extra": ["performed: 2026-05-05", "collected: 2026-05-05"], "date": "2026-05-06"})]


def alerts():
    rules = b"""exported_on: 2026-07-03
rules:
  - {kind: repeated-failures, threshold: 20 in 5 min per client, route: sec-oncall}
  - {kind: 429-spike, route: sec-oncall}
  - {kind: bulk-export, threshold: 3 in an hour}
  - {kind: unusual-ip, threshold: new ASN per client, route: sec-oncall, enabled: false}
"""
    tickets = csv(["Alert", "Ticket", "Opened", "Closed", "Closure note"],
                  ["unusual-ip", "SEC-840", "2026-06-03", "2026-06-04", "The new egress of the partner; confirmed by its owner."],
                  ["", "SEC-841", "2026-06-05", "2026-06-05", "A test of the on-call rota."],
                  ["repeated-failures", "SEC-842", "", "2026-06-09", "An expired secret; rotated by the customer."],
                  ["bulk-export", "SEC-843", "2026-06-12", "", "Waiting for the owner of the integration."],
                  ["repeated-failures", "SEC-844", "2026-06-15", "2026-06-16", "done"],
                  ["bulk-export", "SEC-845", "2026-06-19", "2026-06-17", "Announced by the customer; nothing to do."],
                  ["egress-0622", "", "2026-06-22", "2026-06-22", "Looked at by the on-call; a large report."])
    return [("abuse/APIAbuse-AlertConfiguration-%s.yaml" % Q2, rules, COLLECTED),
            ("abuse/APIAbuse-AlertToTicketSample-2026-06.csv", tickets, {})]


# --- runbook and registers ------------------------------------------------------------------------
def runbook():
    return [("runbook/APIRunbook-TokenCompromise-v1.1-Draft.md", md("""# Token compromise

1. Identify the integration in the token register.
2. Rotate its keys.
3. Revoke the token at the gateway.
4. Review logs of the last 90 days.
5. Close the case with its ticket.
"""), {"approve": None})]


def actions():
    return [("governance/APIGovernance-CorrectiveActions-%s.csv" % Q2, csv(
        ["ID", "Title", "Control ID", "Owner", "Opened", "Due", "Status", "Closed", "Evidence"],
        ["EU-1", "Move the limits of edge-eu to the consumer", "RATE-02", "Platform", "2026-06-02", "2026-09-30", "Open", "", ""],
        ["EU-2", "Name an owner for report-mailer", "SCOPE-02", "", "2026-06-02", "2026-08-31", "Open", "", ""],
        ["EU-3", "Give tok-042 an expiry", "AUTH-06", "Analytics", "2026-06-09", "", "Open", "", ""],
        ["EU-4", "Review the key of partner-admin", "AUTH-07", "Partner Team", "2026-04-14", "2026-05-29", "Closed", "2026-05-28", ""],
        ["EU-5", "Switch the alert on unusual addresses on", "ABUSE-01", "Security Operations", "2026-05-04", "2026-06-15", "Open", "", ""]), COLLECTED)]


# --- last quarter's picture and export, filed again ------------------------------------------------
def again():
    client = js({"exported_from": "gateway-eu", "clients": [{"client_id": "partner-portal", "grant": "client_credentials", "token_lifetime_s": 1800}]})
    return [("gateway/APITenancy-QueueingConfig-2026-Q1.png", png("queue"), {"extra": ["collected: 2026-04-02"]}),
            ("authentication/APIAuth-ClientAuthConfig-2026-Q1-02.json", client, {"extra": ["collected: 2026-04-02"]}),
            ("authentication/APIAuth-ClientAuthConfig-%s.json" % Q2, client, COLLECTED)]


def files():
    """(path below evidence/, bytes, words for make_sample.add) of each."""
    return [f for part in (tokens, grants, privileged, limits, logging, alerts, runbook, actions, again) for f in part()]
