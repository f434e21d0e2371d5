"""Evidence of logging, abuse detection, runbooks and governance (LOG, ABUSE, RUN, GOV), good and bad.

Place in the flow: tests only; part of evidence_content.py.
"""
# SPDX-License-Identifier: Apache-2.0
from evidence_company import ENGINEER, INTEGRATIONS, REVIEWER, SECOND_REVIEWER
from evidence_forms import Document, Log, Record, Setting, Table


def _control_sheet(c, owner, version, before):
    return ("fields", {"Owner": owner, "Version": version, "Approved by": SECOND_REVIEWER, "In force from": c.before(before)})


def logging_standard(c):
    return Document(f"API audit logging standard v1.1, {c.org}", [
        _control_sheet(c, "Security Operations", "1.1", 76),
        ("h", "Logged for every call"),
        ("list", ["timestamp in UTC", "tenant or organization id", "integration or client id", "endpoint and method", "result code",
                  "request or correlation id"]),
        ("h", "Never logged"),
        ("list", ["access tokens and API keys", "secrets and passwords, in headers or elsewhere", "request and response bodies",
                  "sensitive payloads and personal data that an investigation does not need"]),
        "The gateway drops the forbidden fields before a record is written; a nightly job searches the store for what slipped through.",
        "Time comes from the provider's NTP service. Records are kept 400 days, 90 of them searchable; Security Operations may read them, nobody may change them."])


def _calls(c, n=120):
    paths = ["/v1/users", "/v1/records", "/v1/reports", "/v1/exports"]
    records = []
    for i in range(n):
        who = INTEGRATIONS[i % len(INTEGRATIONS)]
        status = 401 if i % 37 == 36 else 429 if i % 41 == 40 else 403 if i % 29 == 28 else 200
        record = {"timestamp": f"{c.on(5)}T09:{i // 3 % 60:02d}:{i * 20 % 60:02d}Z", "tenant_id": f"t-{i % 7:03d}", "client_id": who[0],
                  "method": "POST" if i % 4 == 3 else "GET", "endpoint": paths[i % 4], "status": status, "duration_ms": 12 + i * 7 % 90,
                  "request_id": f"req-{c.tag}-{i:05d}"}
        records.append(record)
    return records


def log_sample(c):
    return Log(_calls(c))


def retention(c):
    return Setting(f"Log retention settings, {c.after(1)}", {
        "exported_at": c.after(1), "system": "log platform, project prod-api", "stores": [
            {"name": "api-audit archive", "retention_days": 400, "locked": True},
            {"name": "api-audit index", "retention_days": 90, "locked": False}]})


def log_review(c):
    return Record(f"API log review {c.period}", {
        "Reviewer": REVIEWER, "Reviewed on": c.after(4), "Period reviewed": c.period, "Owner of the logging": "Security Operations",
        "Scope": "API gateway audit log, all production tenants: failed authentication by client, 403 and 429 by tenant, bulk exports, new networks",
        "Records in scope": "1,204,331"},
        [("Observations", [f"Two clients with repeated 403 had lost a scope in a rotation; both were told, {c.ticket(61)}.",
                           "One export at night was announced by the customer beforehand."]),
         ("Conclusion", "No sign of abuse; one ticket was opened and is followed to its closure.")])


def closure_notes(c):
    return Record(f"{c.ticket(61)} Repeated 403 of two clients", {
        "Alert ID": f"REV-{c.tag}61", "Ticket ID": c.ticket(61), "Status": "Closed", "Opened": c.on(4), "Closed": c.on(6), "Handled by": ENGINEER},
        [("Cause", "A rotation had issued the new credentials without write:records."),
         ("Closure note", "Scopes corrected and verified with a call; the rotation checklist now compares scopes before and after.")])


KINDS = [["repeated-failures", "rule-01", "status 401 by client", "20", "5 minutes", "high", "secops on-call"],
         ["429 spikes", "rule-02", "status 429 by tenant", "100", "5 minutes", "medium", "platform on-call"],
         ["bulk exports", "rule-03", "POST /v1/exports by tenant", "3", "24 hours", "high", "secops on-call"],
         ["unusual IPs", "rule-04", "first network of a client", "1", "24 hours", "medium", "secops on-call"],
         ["data egress", "rule-05", "bytes out by tenant", "2 GiB", "60 minutes", "high", "secops on-call"]]
ALERT_HEADER = ["Kind", "Rule ID", "Query", "Threshold", "Window", "Severity", "Route", "Owner", "Enabled", "Exported"]


def alert_config(c):
    return Table("Abuse alert rules", [ALERT_HEADER, *[[*k, "Security Operations", "yes", c.after(1)] for k in KINDS]])


def alert_ticket(c):
    return Record(f"{c.ticket(72)} Bulk export from a new network", {
        "Alert ID": f"ALR-{c.tag}72", "Alert rule": "bulk exports", "Fired at": f"{c.on(6)}T02:14:00Z", "Ticket ID": c.ticket(72), "Status": "Closed",
        "Opened": c.on(6), "Closed": c.on(7), "Handled by": ENGINEER},
        [("Investigation", "warehouse-load exported twice from a network not seen before; the owner had moved its workers to another region."),
         ("Closure note", "Confirmed by the owner in writing; the network was added to the allow list and the rule kept.")])


def abuse_runbook(c):
    return Document(f"API abuse runbook v1.0, {c.org}", [
        _control_sheet(c, "Security Operations", "1.0", 65),
        ("fields", {"Contact": "Security Operations on-call, by the paging service", "Covers": "credential stuffing, scraping, bulk export, unusual sources"}),
        ("steps", ["Assess: which client, which tenant, which endpoint, since when; is it an attack or a fault?",
                   "Contain: throttle the client, block the source at the WAF or suspend the token; note the time.",
                   "Keep evidence: export the log records of the client for the last 7 days with the query.",
                   "Look for data loss: bytes and rows that left, by tenant; go to the token compromise runbook if a credential leaked.",
                   "Notify: the tenant's contact through Customer Trust within 24 hours, the regulator where the contract asks for it.",
                   "Close: cause, action, corrective actions with owner and due day, closure note in the ticket."])])


STEPS = [("Identify affected integration", "client id, owner and tenants from the token register; investigation notes in the ticket"),
         ("Revoke token", "gateway console, Credentials, Revoke; keep the log entry and the first refused call"),
         ("Rotate keys", "issue new keys for every credential that may have leaked with it; verify in use; rotation proof in the ticket"),
         ("Review logs", "all calls of the client since the last good day: endpoints, networks, exports; log review notes with the query"),
         ("Assess data accessed", "which tenants and which data were reached; customer impact assessment"),
         ("Document closure", "lessons learned and corrective actions with owner and due day; closure note")]


def _runbook(c, steps, notify=True):
    return Document(f"Token compromise runbook v1.0, {c.org}", [
        _control_sheet(c, "Security Operations", "1.0", 31),
        ("fields", {"Contact": "Security Operations on-call, by the paging service", "Deputy": "Platform Security"}),
        ("steps", [f"{a}: {b}." for a, b in steps]),
        *([("h", "Notify"), "Affected customers within 72 hours through Customer Trust; authorities and partners as the contract register says."] if notify else [])])


def token_runbook(c):
    return _runbook(c, STEPS)


def tabletop(c):
    return Document(f"Tabletop exercise: leaked integration key, {c.on(5)}", [
        ("fields", {"Held on": c.on(5), "Runbook used": "Token compromise runbook v1.0", "Led by": ENGINEER,
                    "Participants": "Platform, Security Operations, Customer Trust, Legal", "Scenario": "a partner's key is found in a public repository"}),
        ("table", [["Time", "Decision", "By"], ["10:00", "incident opened, client identified as market-partner", "Security Operations"],
                   ["10:11", "token revoked, first refusal seen", "Security Operations"], ["10:40", "keys rotated with the partner", "Platform"],
                   ["11:20", "logs reviewed: 14 days, no export", "Security Operations"], ["11:45", "customers not affected, no notice", "Customer Trust"]]),
        "What went wrong: the partner's contact was out of date; 20 minutes were lost.",
        f"Action CA-7: keep the contact list current, owner Security Operations, due {c.after(60)}."])


def _incident(c, title, fields, notes):
    return Record(title, {"Incident": f"INC-{c.tag}", "Ticket ID": c.ticket(80), **fields}, notes)


def investigation(c):
    return _incident(c, "Investigation notes", {"Written on": c.on(5), "Written by": ENGINEER, "Integration": "market-partner", "Token ID": "tok-007",
                                               "Tenants": "t-002, t-005"},
                     [("Timeline", [f"{c.on(5)} 08:20: the partner reports its key in a build log.", "08:31: client and scopes (read:reports) identified.",
                                    "08:40: token revoked."])])


def revocation_log(c):
    return _incident(c, "Revocation log", {"Token ID": "tok-007", "Revoked at": f"{c.on(5)}T08:40:12Z", "Revoked by": ENGINEER,
                                          "First refused call": f"{c.on(5)}T08:41:03Z 401 GET /v1/reports"},
                     [("Log entry", f"{c.on(5)}T08:40:12Z credential.revoke id=tok-007 client=market-partner result=ok")])


def rotation_proof(c):
    return _incident(c, "Rotation proof", {"Old token": "tok-007", "New token": "tok-027", "Issued at": f"{c.on(5)}T10:05:00Z", "Handled by": "Platform"},
                     [("Verification", f"{c.on(5)}T10:20:44Z GET /v1/reports answered 200 with tok-027 and 401 with tok-007."),
                      ("Others checked", "No further credential was in the build log.")])


def log_review_notes(c):
    return _incident(c, "Log review notes", {"Reviewer": REVIEWER, "Reviewed on": c.on(6), "Days searched": f"{c.before(10)} to {c.on(5)}",
                                            "Query": "client_id=market-partner AND env=prod", "Records": "3,412"},
                     [("Found", "Calls from the partner's two known networks only; no export, no 403."),
                      ("Conclusion", "No use of the key by anybody else in the days searched.")])


def impact(c):
    return Document(f"Customer impact assessment, INC-{c.tag}", [
        ("fields", {"Assessed on": c.on(6), "Assessed by": SECOND_REVIEWER, "Customers considered": "t-002, t-005",
                    "Data in reach": "aggregated reports, no personal data"}),
        "Basis: the log review of the same incident, 3,412 records, and the grants of the token at that time.",
        "Decision: no customer data was reached by others; the two customers were told for information.",
        f"Decided by {SECOND_REVIEWER} on {c.on(6)}."])


def lessons(c):
    return _incident(c, "Lessons learned", {"Held on": c.on(8), "Led by": SECOND_REVIEWER, "Closed on": c.on(9)},
                     [("Root cause", "The partner's build printed its environment; our keys had no expiry notice to the partner's security contact."),
                      ("Corrective actions", [f"CA-9: registration asks for a security contact; owner Partner Office, due {c.after(30)}.",
                                              f"CA-10: key prefix registered with code hosts for leak reports; owner Platform Security, due {c.after(60)}."])])


def vault(c):
    return Setting(f"Settings of the evidence vault, {c.after(2)}", {
        "exported_at": c.after(2), "site": "sites/api-evidence", "library": "Evidence", "versioning": {"enabled": True, "major_versions": 500},
        "permissions": [{"group": "Evidence Owners", "level": "contribute"}, {"group": "Auditors", "level": "read"}, {"group": "Compliance", "level": "full control"}],
        "retention_label": "7 years, locked", "external_sharing": "off"})


def responsibility(c):
    return Document(f"Shared responsibility for API security v1.1, {c.org}", [
        _control_sheet(c, "Governance and Compliance", "1.1", 30),
        ("table", [["Topic", "Provider", "Customer", "Cloud provider"],
                   ["Credentials", "issues, rotates and revokes", "keeps them secret, asks for revocation at once", "none"],
                   ["Scopes", "offers and enforces them", "asks for the least, reviews them", "none"],
                   ["Limits", "sets and enforces them", "bounds its retries", "capacity of the region"],
                   ["Logging", "logs every call, keeps 400 days", "logs its own side", "logs of its platform"],
                   ["Monitoring", "alerts on abuse", "watches its integrations", "availability of services"],
                   ["Incident notice", "within 72 hours", "names a contact", "by its contract"]])])


def owner_mapping(c):
    teams = {"AUTH": "Platform Security", "SCOPE": "Platform Security", "PRIV": "Platform Security", "RATE": "Platform", "TENANT": "Platform",
             "LOG": "Security Operations", "ABUSE": "Security Operations", "RUN": "Security Operations", "GOV": "Governance and Compliance"}
    rows = [[k, t, "Governance and Compliance" if t != "Governance and Compliance" else "Internal Audit", c.after(2)] for k, t in teams.items()]
    return Table("Owner mapping", [["Control", "Owner", "Deputy", "Compared with the staff list"], *rows])


def evidence_review(c):
    return Record(f"Evidence review {c.period}", {
        "Reviewer": REVIEWER, "Reviewed on": c.after(8), "Period reviewed": c.period, "Scope": "all controls of the API library, 60 requirements",
        "Owner of the vault": "Governance and Compliance"},
        [("Decisions", ["Two screenshots were replaced by exports.", "One approval by its own owner was given to a second reviewer."]),
         ("Conclusion", "The set is complete for the period; no gap is open.")])


REGISTER = ["ID", "Title", "Control ID", "Owner", "Opened", "Due", "Status", "Closed", "Evidence", "Treatment"]
RISKS = [("Over-permissioned access", "SCOPE-02", "quarterly access review"), ("Long-lived token abuse", "AUTH-04", "expiry and rotation"),
         ("Bulk data export", "PRIV-06", "own scope, caps, alert"), ("Tenant data exposure", "TENANT-01", "limits and tests of tenant isolation"),
         ("Credential stuffing", "ABUSE-01", "limits on sign-in, alert"), ("Scraping", "RATE-01", "limits per token and tenant"),
         ("Undetected data egress", "LOG-04", "egress alert, monthly review"), ("Customer trust failures", "GOV-08", "trust summary kept true")]


def risk_register(c):
    rows = [[f"R-{n}", title, control, ["Platform Security", "Platform", "Security Operations"][n % 3], c.before(60 + n), c.after(400), "Open", "", "", how]
            for n, (title, control, how) in enumerate(RISKS, 1)]
    rows[6][6:9] = ["Closed", c.on(8), f"APILogging-LogReviewSignoff-{c.period}"]
    return Table("API risk register", [REGISTER, *rows])


def actions(c):
    rows = [["CA-7", "Keep the contact list current", "RUN-02", "Security Operations", c.before(15), c.on(6), "Closed", c.on(5), c.ticket(90), "list in the paging service"],
            ["CA-9", "Registration asks for a security contact", "SCOPE-05", "Partner Office", c.on(8), c.after(400), "Open", "", "", "form changed, partners asked"],
            ["CA-10", "Register the key prefix with code hosts", "AUTH-05", "Platform Security", c.on(8), c.after(430), "Open", "", "", "first host done"]]
    return Table("Corrective actions", [REGISTER[:-1] + ["Action"], *rows])


def exceptions(c):
    return Table("Exceptions register", [["ID", "Requirement", "Reason", "Approver", "Granted", "Expires", "Compensating measure", "Risk", "Status"],
                                         ["EXC-01", "TENANT-06/bounded-retries", "the old SDK retries without limit until customers update", SECOND_REVIEWER,
                                          c.on(3), c.after(180), "per-tenant limits at the gateway", "R-6", "in force"]])


def trust_summary(c):
    return Document(f"How {c.org} secures its API", [
        ("fields", {"Owner": "Governance and Compliance", "Version": "1.0", "Approved by": SECOND_REVIEWER, "As of": c.before(20)}),
        ("list", ["Authentication: OAuth 2.0, OpenID Connect or scoped keys; tokens expire (AUTH-01, AUTH-06).",
                  "Scopes: each integration holds the least it needs, reviewed every quarter (SCOPE-02, SCOPE-06).",
                  "Limits: by token, by tenant and by endpoint class (RATE-01, RATE-04, TENANT-02).",
                  "Logging: every call, without secrets or bodies, reviewed every month (LOG-01, LOG-04).",
                  "Monitoring: five kinds of abuse alerts that become tickets (ABUSE-01, ABUSE-02).",
                  "Incident notice: within 72 hours; the runbook is exercised every year (RUN-01, RUN-02).",
                  "Responsibilities: see the shared responsibility statement (GOV-02)."]),
        "Frameworks: ISO/IEC 27001 and 27017, SOC 2. Under NDA: configuration exports, access reviews, alert-to-ticket samples."])


GOOD = {"LOG-01/standard": logging_standard, "LOG-02/log-sample": log_sample, "LOG-03/retention-settings": retention, "LOG-04/review-signoff": log_review,
        "LOG-05/closure-notes": closure_notes, "ABUSE-01/alert-config": alert_config, "ABUSE-02/alert-ticket": alert_ticket, "ABUSE-03/runbook": abuse_runbook,
        "RUN-01/runbook": token_runbook, "RUN-02/tabletop": tabletop, "RUN-03/investigation-notes": investigation, "RUN-03/revocation-log": revocation_log,
        "RUN-03/rotation-proof": rotation_proof, "RUN-03/log-review-notes": log_review_notes, "RUN-03/impact-assessment": impact,
        "RUN-03/lessons-learned": lessons, "GOV-01/vault-settings": vault, "GOV-02/statement": responsibility, "GOV-03/owner-mapping": owner_mapping,
        "GOV-04/evidence-review": evidence_review, "GOV-05/risk-register": risk_register, "GOV-06/action-tracker": actions,
        "GOV-07/exceptions": exceptions, "GOV-08/trust-summary": trust_summary}


def _bad_log(c):
    """Headers and bodies are in it, and half of the records name no tenant."""
    return Log([{**r, "authorization": "[REDACTED]", "request_body": "{}"} if i % 2 else {k: v for k, v in r.items() if k != "tenant_id"}
                for i, r in enumerate(_calls(c))])


def _bad_retention(c):
    return Setting("Log retention settings", {"system": "log platform", "stores": [{"name": "api-audit", "retention_days": 30}]})


def _unsigned(good):
    def bad(c):
        record = good(c)
        record.fields.pop("Reviewer")
        record.notes = [n for n in record.notes if n[0] != "Conclusion"]
        return record
    return bad


def _open(good):
    def bad(c):
        record = good(c)
        record.fields.pop("Closed")
        record.fields["Status"] = "Open"
        record.notes = [n for n in record.notes if n[0] != "Closure note"]
        return record
    return bad


def _bad_alerts(c):
    return Table("Abuse alert rules", [ALERT_HEADER, *[[*k[:3], "", k[4], k[5], "", "Security Operations", "yes", c.after(1)] for k in KINDS[:3]]])


def _bad_risks(c):
    rows = risk_register(c).rows
    rows[1][3], rows[2][5], rows[3][6:9] = "", "", ["Closed", c.on(8), ""]
    return Table("API risk register", rows)


def _bad_actions(c):
    rows = actions(c).rows
    rows[1][8], rows[2][5], rows[3][3] = "", c.before(30), ""
    return Table("Corrective actions", rows)


def _bad_standard(c):
    good = logging_standard(c)
    good.blocks.pop()                    # says nothing of retention
    return good


BAD = {"LOG-01/standard": _bad_standard, "LOG-02/log-sample": _bad_log, "LOG-03/retention-settings": _bad_retention, "LOG-04/review-signoff": _unsigned(log_review),
       "LOG-05/closure-notes": _open(closure_notes), "ABUSE-01/alert-config": _bad_alerts, "ABUSE-02/alert-ticket": _open(alert_ticket),
       "RUN-01/runbook": lambda c: _runbook(c, [STEPS[1], STEPS[0], *STEPS[3:]], notify=False), "GOV-04/evidence-review": _unsigned(evidence_review),
       "GOV-05/risk-register": _bad_risks, "GOV-06/action-tracker": _bad_actions}
