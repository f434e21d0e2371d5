"""Evidence of authentication, scopes and privileged endpoints (AUTH, SCOPE, PRIV), good and bad.

Place in the flow: tests only; part of evidence_content.py.
"""
# SPDX-License-Identifier: Apache-2.0
from evidence_company import (ADMIN_KEYS, ENGINEER, INTEGRATIONS, PRIVILEGED, PRIVILEGED_ENDPOINTS, REVIEWER, SCOPES,
                              SECOND_REVIEWER)
from evidence_forms import Document, Log, Record, Setting, Table


def auth_standard(c):
    return Document(f"API authentication standard v2.0, {c.org}", [
        ("fields", {"Owner": "Platform Security", "Version": "2.0", "Approved by": SECOND_REVIEWER, "In force from": c.before(80)}),
        ("h", "Who authenticates how"),
        ("table", [["Client", "Method", "Token lifetime"],
                   ["People in a browser", "OpenID Connect, authorization code with PKCE", "15 minutes, refresh 8 hours"],
                   ["Server-side integrations", "OAuth 2.0 client credentials", "60 minutes"],
                   ["Simple partner integrations", "Scoped API key, one integration each", "90 days"]]),
        ("h", "Rules"),
        ("list", ["HTTPS is required on every route and is not an authentication method.",
                  "A key belongs to one integration and carries the scopes of its registration, never all scopes.",
                  "Client credentials are kept in a secrets manager; they are never sent by mail or chat.",
                  "Privileged scopes need a second approval and a key of their own.",
                  "A token or key can be revoked within 15 minutes at any hour.",
                  "Forbidden: basic authentication, keys without expiry, keys shared by integrations, credentials in URLs."]),
        "Deviations are recorded in the exceptions register with an expiry day. The standard is reviewed every year."])


def client_config(c):
    return Setting(f"Authentication configuration of the production gateway, {c.period}", {
        "exported_at": c.after(1), "system": "api-gateway production", "issuer": "https://login.northwind.example",
        "routes": [{"path": "/v1/*", "authentication": "oauth2", "grant_types": ["client_credentials", "authorization_code"],
                    "access_lifetime_minutes": 60},
                   {"path": "/v1/partner/*", "authentication": "scoped-key", "lifetime_days": 90},
                   {"path": "/health", "authentication": "none", "reason": "liveness probe, no data"}],
        "clients": [{"client_id": i[0], "grant_type": "client_credentials", "scopes": i[6].split("; "), "lifetime_minutes": 60}
                    for i in INTEGRATIONS[:8]]})


def token_procedure(c):
    return Document(f"Token lifecycle procedure v1.2, {c.org}", [
        ("fields", {"Owner": "Platform Security", "Version": "1.2", "Approved by": SECOND_REVIEWER, "In force from": c.before(75)}),
        ("steps", ["Request: a ticket of type Access names integration, owner, purpose, scopes and expiry.",
                   "Approval: the system owner approves; privileged scopes need Platform Security as well.",
                   "Issue: the authorization server issues the token; the token register gets a row with the ticket.",
                   "Rotation: 14 days before expiry a ticket of type Rotation opens; rotate, verify with a call, close.",
                   "Revocation: on off-boarding, on compromise or after 30 days without use; the log entry is filed.",
                   "Verification: the old token is called once and must be refused; the answer is noted in the ticket."]),
        ("table", [["Token class", "Longest lifetime", "Review"], ["standard", "90 days", "quarterly with the integration"],
                   ["privileged", "30 days", "quarterly, on its own"]])])


def token_creation(c):
    return Record(f"{c.ticket(11)} Issue a token for bi-reader", {
        "Ticket ID": c.ticket(11), "Requested by": "Analytics", "Requested on": c.on(2), "Approved by": SECOND_REVIEWER,
        "Approved on": c.on(3), "Issued on": c.on(3), "Issued by": "Identity Team", "Token ID": "tok-009",
        "Integration": "bi-reader", "Scopes": "read:reports", "Expires": c.after(60)},
        [("Purpose", "Nightly load of the reporting tool; read access to reports is enough."),
         ("Admin log", f"{c.on(3)}T10:42:07Z credential.issue client=bi-reader id=tok-009 scopes=read:reports actor=identity-team")])


def token_scope(c):
    return Setting(f"Client registrations with granted scopes, {c.period}", {
        "exported_at": c.after(1), "system": "authorization server production", "query": "clients where state = active",
        "count": len(INTEGRATIONS), "clients": [{"client_id": i[0], "credential_id": i[5], "granted_scopes": i[6].split("; "), "owner": i[2],
                                                 "registration": c.ticket(20 + n)} for n, i in enumerate(INTEGRATIONS)]})


def _rotation(c, **changed):
    fields = {"Alert ID": f"EXP-{c.tag}03", "Ticket ID": c.ticket(3), "Status": "Closed", "Opened": c.on(4), "Closed": c.on(5),
              "Token ID": "tok-003", "Integration": "crm-sync", "Handled by": ENGINEER}
    notes = {"Steps": [f"{c.on(4)}: new credential issued, both valid for 24 hours.",
                       f"{c.on(5)}: crm-sync switched; first call with the new credential answered 200.",
                       f"{c.on(5)}: old credential disabled; a call with it answered 401."],
             "Closure note": "Rotated, verified and the old credential shown to be dead; register row tok-003 updated."}
    fields.update({k: v for k, v in changed.items() if k in fields})
    return Record(f"{c.ticket(3)} Rotate the credential of crm-sync", {k: v for k, v in fields.items() if v},
                  [n for n in notes.items() if n[0] not in changed.get("without", ())])


def token_revocation(c):
    return Record(f"{c.ticket(5)} Revocation of market-trial", {
        "Ticket ID": c.ticket(5), "Token ID": "tok-000", "Integration": "market-trial", "Reason": "trial ended, integration removed",
        "Requested at": f"{c.on(6)}T09:10:00Z", "Revoked at": f"{c.on(6)}T09:14:31Z", "Revoked by": ENGINEER,
        "First refused call": f"{c.on(6)}T09:15:02Z 401 GET /v1/reports"},
        [("Log entry", f"{c.on(6)}T09:14:31Z credential.revoke id=tok-000 client=market-trial actor=secops result=ok")])


def revocation_drill(c):
    return Record("Revocation drill with a test token", {
        "Drill day": c.on(5), "Led by": ENGINEER, "Observed by": SECOND_REVIEWER, "Token ID": "tok-test-1", "Target": "15 minutes",
        "Requested at": "10:00:00 UTC", "Revoked at": "10:03:20 UTC", "First 401 at": "10:04:05 UTC",
        "Last answer 200 at": "10:03:58 UTC", "Regions checked": "eu-central, us-east", "Result": "met, 4 minutes 5 seconds"},
        [("Observations", "The edge cache of us-east kept the token 38 seconds longer than eu-central; its time to live is now 30 seconds.")])


REGISTER = ["Token ID", "Integration", "Owner", "Scopes", "Created", "Creation ticket", "Expires", "Last rotated", "Status", "Revoked",
            "Revocation record", "Privileged", "Last review"]


def _register_rows(c):
    rows = [[i[5], i[0], i[2], i[6], c.before(40 + n), c.ticket(20 + n), c.after(45), c.on(4), "active", "", "",
             "yes" if set(i[6].split("; ")) & PRIVILEGED else "no", c.on(9)] for n, i in enumerate(INTEGRATIONS)]
    rows += [[k, who, owner, scopes, c.before(20), c.ticket(40), c.after(10), c.on(5), "active", "", "", "yes", c.on(9)]
             for who, k, _, scopes, owner in ADMIN_KEYS]
    return rows + [["tok-000", "market-trial", "Partner Office", "read:reports", c.before(30), c.ticket(19), c.after(45), c.before(30),
                    "revoked", c.on(6), c.ticket(5), "no", c.before(5)]]


def token_register(c):
    return Table("Token register", [REGISTER, *_register_rows(c)])


def privileged_review(c):
    return Record(f"Privileged token review {c.period}", {
        "Reviewer": REVIEWER, "Reviewed on": c.on(9), "Scope": "all active tokens with admin, export or manage scopes: 3 of 14 register rows",
        "Owner of the tokens": "Platform Security"},
        [("Decisions", ["tok-005 scim-directory, manage:integrations: keep; used daily by the directory.",
                        "tok-006 warehouse-load, export:data: keep; lifetime reduced to 30 days.",
                        f"tok-013 tenant-admin, admin:settings: reduce; two of five holders removed, {c.ticket(51)}."]),
         ("Conclusion", "Every privileged token has an owner, a ticket and a use; one change was made and verified.")])


def scope_model(c):
    return Table("OAuth scope model", [["Scope", "Purpose", "Class", "Endpoints", "Model version"], *[[*s, c.period] for s in SCOPES]])


MATRIX = ["Integration", "Key ID", "Role", "Scopes", "Owner", "Last review"]


def _matrix_rows(c):
    return [[i[0], i[5], "integration", i[6], i[2], c.on(9)] for i in INTEGRATIONS] + [
        [who, k, role, scopes, owner, c.on(9)] for who, k, role, scopes, owner in ADMIN_KEYS]


def scope_matrix(c):
    return Table("Scope and role matrix", [MATRIX, *_matrix_rows(c)])


def _privileged_rows(c):
    return [r for r in _matrix_rows(c) if set(r[3].split("; ")) & PRIVILEGED]


def separation(c):
    rows = [[r[0], r[1], r[2], r[3], "", r[4], r[5]] for r in _privileged_rows(c)]
    return Table("Grants with a privileged scope", [["Integration", "Key ID", "Role", "Scopes", "Standard scopes on the same key", "Owner",
                                                     "Last review"], *rows])


def inventory(c):
    rows = [[f"int-{n:03d}", i[0], i[1], i[2], i[3], i[4], i[6], "active", c.before(90 - n)] for n, i in enumerate(INTEGRATIONS, 1)]
    return Table("Integration inventory", [["Integration ID", "Name", "Kind", "Owner", "Vendor", "Data classes", "Scopes", "Status",
                                            "Registered"], *rows])


def registration(c):
    return Record("Registration of bi-reader", {
        "Integration": "bi-reader", "Kind": "BI", "Owner": "Analytics", "Vendor": "BI vendor", "Data": "reports",
        "Registered on": c.on(2), "Requested scopes": "read:reports", "Granted scopes": "read:reports", "Approved by": SECOND_REVIEWER,
        "Approved on": c.on(3), "Ticket ID": c.ticket(11)},
        [("Purpose", "Dashboards for customer success; reads finished reports once a night.")])


def access_review(c):
    return Record(f"Integration access review {c.period}", {
        "Reviewer": REVIEWER, "Reviewed on": c.on(9), "Scope": f"integration inventory of {c.period}, 12 of 12 rows",
        "Owner of the integrations": "the teams that the inventory names"},
        [("Decisions", [f"{i[0]} ({i[5]}, {i[6]}): keep." for i in INTEGRATIONS[:11]]
          + [f"archive-drop (tok-012): write:records was not used for 90 days and was removed, {c.ticket(52)}."]),
         ("Conclusion", "All integrations have an owner and a use; one access was removed and the removal verified.")])


ENDPOINTS = ["Method", "Path", "Class", "Kind", "Required scope"]
ORDINARY = [["GET", "/v1/users", "standard", "", "read:users"], ["POST", "/v1/records", "standard", "", "write:records"],
            ["GET", "/v1/reports", "standard", "", "read:reports"], ["POST", "/oauth/token", "auth", "", "none"]]


def endpoint_list(c):
    return Table(f"Privileged endpoints {c.period}", [ENDPOINTS + ["Compared on"],
                                                      *[[*e, c.on(8)] for e in [*map(list, PRIVILEGED_ENDPOINTS), *ORDINARY]]])


def admin_scopes(c):
    endpoints = {s[0]: s[3].replace(",", ";") for s in SCOPES}
    rows = [[r[3], endpoints[r[3]], r[0], r[1], r[2], r[4], r[5]] for r in _privileged_rows(c)]
    return Table("Admin-only scopes", [["Scopes", "Endpoints", "Integration", "Key ID", "Role", "Owner", "Last review"], *rows])


def high_risk_approval(c):
    return Record(f"{c.ticket(30)} Full export for tenant t-004", {
        "Ticket ID": c.ticket(30), "Action": "bulk export of all records", "Tenant": "t-004", "Requested by": "Support Tools",
        "Requested at": f"{c.on(5)}T08:02:00Z", "Approved by": SECOND_REVIEWER, "Approved at": f"{c.on(5)}T09:30:00Z",
        "Done at": f"{c.on(5)}T11:05:00Z", "Done by": "warehouse-load"},
        [("Reason", "The customer asked in writing for a full copy before the end of its contract."),
         ("Result", "One export of 48,210 rows, delivered to the customer's own storage; link expired after 24 hours.")])


def _privileged_calls(c, n=40):
    return [{"timestamp": f"{c.on(1 + i % 9)}T{6 + i % 14:02d}:{i % 60:02d}:11Z", "tenant_id": f"t-{i % 7:03d}",
             "client_id": ["tenant-admin", "scim-directory", "warehouse-load"][i % 3], "method": e[0], "endpoint": e[1],
             "status": 403 if i % 11 == 10 else 200 if e[0] == "PUT" else 201, "request_id": f"req-{c.tag}-{i:05d}", "scope": e[4]}
            for i, e in ((i, PRIVILEGED_ENDPOINTS[i % 9]) for i in range(n))]


def action_log(c):
    return Log(sorted(_privileged_calls(c), key=lambda r: r["timestamp"]))


def integration_review(c):
    return Record(f"Review of privileged integrations {c.period}", {
        "Reviewer": SECOND_REVIEWER, "Reviewed on": c.on(9), "Scope": "integrations that hold an admin-only scope: 2 of 12, and the admin key",
        "Owner of the integrations": "Identity Team, Data Platform, Platform Security"},
        [("Decisions", [f"scim-directory, manage:integrations, last used {c.on(9)}: keep; provisioning cannot work without it.",
                        f"warehouse-load, export:data, last used {c.on(8)}: keep; export window limited to 01:00 to 04:00 UTC.",
                        f"tenant-admin, admin:settings, last used {c.on(7)}: keep for three named administrators."]),
         ("Conclusion", f"No unused privileged scope is left; the change of the export window is {c.ticket(53)}.")])


def export_control(c):
    return Setting(f"Bulk export control of the production gateway, {c.period}", {
        "exported_at": c.after(1), "system": "api-gateway production",
        "route": {"method": "POST", "path": "/v1/exports", "required_scope": "export:data", "approval": "second person above 10000 rows"},
        "limits": {"requests_per_hour": 6, "rows_per_export": 500000, "bytes_per_day": 5368709120, "by": "tenant"},
        "alert": {"rule": "bulk-export", "threshold": "more than 3 exports in 24 hours by one tenant", "route": "secops on-call"},
        "audit_log": {"fields": ["timestamp", "tenant_id", "client_id", "rows", "request_id"]}})


GOOD = {"AUTH-01/standard": auth_standard, "AUTH-01/client-config": client_config, "AUTH-02/procedure": token_procedure,
        "AUTH-03/creation": token_creation, "AUTH-03/token-scope": token_scope, "AUTH-04/rotation-ticket": _rotation,
        "AUTH-05/revocation": token_revocation, "AUTH-05/revocation-drill": revocation_drill, "AUTH-06/register": token_register,
        "AUTH-07/privileged-review": privileged_review, "SCOPE-01/scope-model": scope_model, "SCOPE-02/matrix": scope_matrix,
        "SCOPE-03/separation": separation, "SCOPE-04/inventory": inventory, "SCOPE-05/registration-sample": registration,
        "SCOPE-06/access-review": access_review, "PRIV-01/endpoint-list": endpoint_list, "PRIV-02/admin-scopes": admin_scopes,
        "PRIV-03/approval": high_risk_approval, "PRIV-04/action-log": action_log, "PRIV-05/integration-review": integration_review,
        "PRIV-06/export-control": export_control}


def _bad_rotation(c):
    return _rotation(c, Status="In progress", Closed="", without=("Closure note",))


def _bad_register(c):
    rows = _register_rows(c)
    rows[2][6] = ""                      # no expiry
    rows[5][12] = ""                     # privileged, never reviewed
    rows[-1][10] = ""                    # revoked without a record
    return Table("Token register", [REGISTER, *rows])


def _unsigned(good):
    def bad(c):
        record = good(c)
        record.fields.pop("Reviewer")
        record.notes = [n for n in record.notes if n[0] != "Conclusion"]
        return record
    return bad


def _bad_matrix(c):
    rows = _matrix_rows(c)
    rows[3][3] = "*"                     # all scopes
    rows[8][3] = "read:reports; export:data"
    rows[9][1] = rows[8][1]              # one key, two integrations
    rows[10][4] = ""                     # no owner
    return Table("Scope and role matrix", [MATRIX, *rows])


def _bad_separation(c):
    rows = [[*r] for r in _privileged_rows(c)]
    rows[1][3] = "export:data; read:reports"
    return Table("Grants with a privileged scope", [MATRIX, *rows])


def _bad_endpoints(c):
    return Table("Privileged endpoints", [ENDPOINTS, *[list(e) for e in PRIVILEGED_ENDPOINTS[1:7]],
                                          ["PUT", "/v1/security", "admin", "security configuration", "read:users"], *ORDINARY])


def _bad_admin_scopes(c):
    return Table("Admin-only scopes", [["Scopes", "Integration", "Key ID", "Role", "Owner", "Last review"],
                                       ["admin:*", "support-tool", "tok-031", "support", "", c.before(200)]])


def _bad_action_log(c):
    return Log([{**r, "authorization": "[REDACTED]", "request_body": "{}"} if i % 2 else {k: v for k, v in r.items() if k != "tenant_id"}
                for i, r in enumerate(_privileged_calls(c))])


BAD = {"AUTH-04/rotation-ticket": _bad_rotation, "AUTH-06/register": _bad_register, "AUTH-07/privileged-review": _unsigned(privileged_review),
       "SCOPE-02/matrix": _bad_matrix, "SCOPE-03/separation": _bad_separation, "SCOPE-06/access-review": _unsigned(access_review),
       "PRIV-01/endpoint-list": _bad_endpoints, "PRIV-02/admin-scopes": _bad_admin_scopes, "PRIV-04/action-log": _bad_action_log,
       "PRIV-05/integration-review": _unsigned(integration_review)}
