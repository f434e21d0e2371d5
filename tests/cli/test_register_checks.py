"""scope-matrix, token-register, endpoint-list and register-hygiene: good, each defect, other shapes, hostile.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import json
import re

import pytest
import yaml
from record_files import check


def table(rows, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def changed(rows, *changes):
    """The rows with cells set: (row, column, value)."""
    rows = [list(row) for row in rows]
    for row, column, value in changes:
        rows[row][column] = value
    return rows


def records(rows, style=str):
    return [dict(zip(map(style, rows[0]), row)) for row in rows[1:]]


def snake(words):
    return words.lower().replace(" ", "_")


def camel(words):
    first, *rest = words.lower().split()
    return first + "".join(map(str.title, rest))


def dump(value):
    return yaml.safe_dump(value, sort_keys=False)


class Cases:
    """A table of cases of one check, run once."""

    def __init__(self, prefix, cases):
        self.prefix, self.cases, self.said = prefix, cases, None

    def of(self, name, apipack, tmp_path_factory):
        if self.said is None:
            files = {f"{self.prefix}-{i + 1:03d}.{c[0]}": c[1] for i, c in enumerate(self.cases.values())}
            self.said = list(check(apipack, tmp_path_factory.mktemp("register") / "w", files).values())
        return self.said[list(self.cases).index(name)]

    def hold(self, name, apipack, tmp_path_factory):
        said = self.of(name, apipack, tmp_path_factory)
        _, _, expected = self.cases[name]
        codes = sorted(expected)
        assert [c for c in said.codes if not c.startswith("XEV")] == codes, [(f["code"], f["message"]) for f in said.findings]
        for code, (line, message) in expected.items():
            assert re.search(message, said[code]["message"]), said[code]["message"]
            assert said[code]["line"] == line, said[code]


# --- scope matrix -------------------------------------------------------------------------------

M = [["Integration", "Key ID", "Role", "Scopes", "Owner", "Last review"],
     ["hris-sync", "tok-001", "integration", "read:users", "People", "2026-05-20"],
     ["crm-sync", "tok-002", "integration", "read:users; write:records", "Sales", "2026-05-20"],
     ["export-job", "tok-003", "integration", "export:data", "Data", "2026-06-02"],
     ["tenant-admin", "tok-004", "admin", "admin:settings manage:integrations", "Platform", "2026-06-02"]]
PIVOT = [["Role", "read:users", "admin:settings", "Owner", "Last review"], ["support", "x", "", "Support", "2026-05-20"], ["admin", "", "yes", "Platform", "2026-05-20"]]
MATRICES = Cases("APIScopes-ScopeRoleMatrix-2026-Q2", {
    "csv": ("csv", table(M), {}),
    "semicolons": ("csv", table([[c.replace("; ", " ") for c in r] for r in M], ";"), {}),
    "json": ("json", json.dumps(records(M, snake)), {}),
    "camel json in an object": ("json", json.dumps({"exported_at": "2026-07-01", "grants": records(M, camel)}, indent=1), {}),
    "yaml": ("yaml", dump(records(M, snake)), {}),
    "json lines": ("jsonl", "".join(json.dumps(r) + "\n" for r in records(M, snake)), {}),
    "lists of scopes": ("json", json.dumps([{**r, "scopes": r["scopes"].replace(";", "").split()} for r in records(M, snake)]), {}),
    "keys below integrations": ("yaml", dump({"integrations": [
        {"name": "a", "owner": "A", "last_review": "2026-05-20", "keys": [{"key_id": "k1", "scopes": ["read:users"]}, {"key_id": "k2", "scopes": ["admin:settings"]}]},
        {"name": "b", "owner": "B", "last_review": "2026-05-20", "keys": [{"key_id": "k3", "scopes": ["read:users"]}]}]}), {}),
    "by name": ("yaml", dump({"clients": {"hris": {"key_id": "k1", "scopes": "read:users", "owner": "A", "last_review": "2026-05-20"},
                                         "crm": {"key_id": "k2", "scopes": "read:users", "owner": "A", "last_review": "2026-05-20"}}}), {}),
    "by name, one key twice": ("yaml", "clients:\n  hris: {key_id: k1, scopes: 'read:users', owner: A, last_review: 2026-05-20}\n  crm: {key_id: k1, scopes: 'read:users', owner: A, last_review: 2026-05-20}\n",
                               {"SCO005": (3, r"1 of 1 keys is used by several integrations: k1 \(line 3\)")}),
    "merge keys": ("yaml", "clients:\n  hris: &d {key_id: k1, scopes: 'read:users', owner: A, last_review: 2026-05-20}\n  crm:\n    <<: *d\n    key_id: k2\n    scopes: '*'\n",
                   {"SCO003": (4, r"1 of 2 grants is of all scopes: crm")}),
    "several merged, own ones first": ("yaml", "x: [&a {owner: A}, &b {owner: B, last_review: 2026-05-20}]\nclients:\n  hris: {<<: [*a, *b], key_id: k1, scopes: 'read:users'}\n  crm: {<<: *b, key_id: k2, scopes: 'read:users'}\n", {}),
    "roles by name": ("yaml", "roles:\n  admin: {scopes: 'read:users admin:settings', owner: A, last_review: 2026-05-20}\n  support: {scopes: 'read:users', owner: A, last_review: 2026-05-20}\n", {}),
    "titles above": ("csv", "Matrix of Q2;;;;;\nOwner: Security;;;;;\n" + table(changed(M, (2, 3, "*")), ";"), {"SCO003": (5, "crm-sync")}),
    "titles above scopes as columns": ("csv", "Matrix of Q2\n" + table(changed(PIVOT, (1, 3, ""))), {"SCO002": (3, "support")}),
    "roles hold what they need": ("csv", table([M[0], ["", "", "administrator", "read:users; admin:settings", "Platform", "2026-05-20"]]), {}),
    "scopes as columns": ("csv", table(PIVOT), {}),
    "scopes as columns, none owned": ("csv", table(changed(PIVOT, (1, 3, ""))), {"SCO002": (2, "support")}),
    "a star": ("csv", table(changed(M, (2, 3, "*"))), {"SCO003": (3, r"1 of 4 grants is of all scopes: crm-sync \(line 3\)")}),
    "all scopes": ("csv", table(changed(M, (1, 3, "all scopes"))), {"SCO003": (2, "hris-sync")}),
    "full access among others": ("json", json.dumps(changed(M, (0, 0, "integration"))[0:0] or records(changed(M, (4, 3, "read:users, full_access")), snake), indent=1),
                                 {"SCO003": (26, "tenant-admin")}),
    "admin star": ("csv", table(changed(M, (4, 3, "admin:*"))), {"SCO003": (5, "tenant-admin")}),
    "mixed": ("csv", table(changed(M, (3, 3, "read:reports; export:data"))), {"SCO004": (4, r"1 of 4 keys holds a privileged scope beside standard ones: export-job")}),
    "mixed over two rows": ("csv", table(M + [["export-job", "tok-003", "integration", "read:users", "Data", "2026-06-02"]]), {"SCO004": (6, "export-job")}),
    "shared key": ("csv", table(changed(M, (2, 1, "tok-001"))), {"SCO005": (3, r"keys is used by several integrations: tok-001 \(line 3\)")}),
    "no owner": ("csv", table(changed(M, (2, 4, ""), (3, 4, "-"))), {"SCO002": (3, r"2 of 4 grants name no owner: crm-sync \(line 3\), export-job \(line 4\)")}),
    "no column of owners": ("csv", table([r[:4] + r[5:] for r in M]), {"SCO002": (2, "4 of 4 grants")}),
    "old review": ("csv", table(changed(M, (2, 5, "2025-11-03"))), {"SCO006": (3, "crm-sync")}),
    "no review": ("csv", table(changed(M, (2, 5, ""))), {"SCO006": (3, "1 of 4 grants was not reviewed")}),
    "review early in the period": ("csv", table(changed(M, (2, 5, "2026-04-01"))), {}),
    "revoked rows do not count": ("csv", table([M[0] + ["Status"], *[r + ["active"] for r in M[1:]], ["old", "tok-009", "x", "*", "", "", "revoked"]]), {}),
    "no scopes": ("csv", table([r[:3] for r in M]), {"SCO001": (None, "no column names the scopes")}),
    "other names": ("csv", "a,b\n1,2\n", {"SCO001": (None, "no grants can be read")}),
    "broken json": ("json", '[{"integration": "a", ', {"FMT003": (None, "")} if False else {}),
    "hostile": ("yaml", "a: &a [*a]\n", {"SCO001": (1, "no grants can be read")}),
})


@pytest.mark.parametrize("name", MATRICES.cases)
def test_scope_matrix(name, apipack, tmp_path_factory):
    MATRICES.hold(name, apipack, tmp_path_factory)


# --- token register ------------------------------------------------------------------------------

T = [["Token ID", "Integration", "Owner", "Scopes", "Created", "Creation ticket", "Expires", "Last rotated", "Status", "Revoked", "Revocation record", "Privileged", "Last review"],
     ["tok-001", "hris", "People", "read:users", "2026-02-01", "SEC-1", "2026-08-15", "2026-05-01", "active", "", "", "no", ""],
     ["tok-002", "crm", "Sales", "read:users", "2026-02-01", "SEC-2", "2026-08-15", "", "active", "", "", "no", ""],
     ["tok-003", "admin", "Platform", "admin:settings", "2026-06-01", "SEC-3", "2026-07-30", "", "active", "", "", "yes", "2026-06-20"],
     ["tok-004", "old", "Sales", "read:users", "2026-01-01", "SEC-4", "2026-08-01", "", "revoked", "2026-05-02", "SEC-9", "no", ""]]
TOKENS = Cases("APIAuth-TokenRegister-2026-Q2", {
    "csv": ("csv", table(T), {}),
    "json": ("json", json.dumps(records(T, snake)), {}),
    "camel": ("json", json.dumps({"tokens": records(T, camel)}, indent=1), {}),
    "yaml": ("yaml", dump(records(T, snake)), {}),
    "by id": ("yaml", dump({"tokens": {r["token_id"]: {k: v for k, v in r.items() if k != "token_id"} for r in records(T, snake)}}), {}),
    "spreadsheet days": ("csv", table(changed(T, (1, 4, "1-Feb-26"), (1, 6, "15-Aug-26"))), {}),
    "times": ("json", json.dumps([{**r, "created": "2026-02-01T10:00:00Z", "expires": "2026-08-15T10:00:00Z"} for r in records(T[:3], snake)]), {}),
    "lifetime in days": ("csv", table([["Key ID", "Created", "Ticket", "TTL days", "Status"], ["k1", "2026-06-01", "S-1", "90", "active"]]), {}),
    "enabled": ("json", json.dumps([{"client_id": "c", "created_at": "2026-06-01", "ticket": "S-1", "expires_at": "2026-08-01", "enabled": True},
                                    {"client_id": "d", "created_at": "2024-06-01", "ticket": "S-1", "expires_at": None, "enabled": False}]), {}),
    "no expiry": ("csv", table(changed(T, (2, 6, ""))), {"TOK002": (3, r"1 of 3 active tokens has no expiry: tok-002 \(line 3\)")}),
    "never": ("csv", table(changed(T, (2, 6, "never"))), {"TOK002": (3, "tok-002")}),
    "no column of expiry": ("csv", table([r[:6] + r[7:] for r in T]), {"TOK002": (2, "3 of 3 active tokens")}),
    "null expiry": ("json", json.dumps([{**r, "expires": None} for r in records(T[:2], snake)]), {"TOK002": (1, "tok-001")}),
    "the year 9999": ("csv", table(changed(T, (2, 6, "9999-12-31"))), {"TOK002": (3, "tok-002")}),
    "long life": ("csv", table(changed(T, (2, 6, "2028-01-01"))), {"TOK003": (3, r"lives longer than 365 days: tok-002")}),
    "long lifetime": ("csv", table([["Key ID", "Created", "Ticket", "TTL days", "Status"], ["k1", "2026-06-01", "S-1", "730", "active"]]), {"TOK003": (2, "k1")}),
    "not rotated": ("csv", table(changed(T, (1, 4, "2024-01-01"), (1, 7, "2025-01-02"), (1, 6, "2025-12-01"))), {"TOK004": (2, r"not rotated within 365 days: tok-001")}),
    "rotation missed": ("csv", table([r + [n] for r, n in zip(T, ["Next rotation", "2026-06-01", "2026-09-01", "2026-09-01", ""])]), {"TOK004": (2, "tok-001")}),
    "no ticket": ("csv", table(changed(T, (3, 5, ""))), {"TOK005": (4, r"1 of 4 tokens names no ticket of their creation: tok-003")}),
    "no record": ("csv", table(changed(T, (4, 10, ""))), {"TOK006": (5, "tok-004")}),
    "revoked by its day": ("csv", table(changed(T, (4, 8, ""), (4, 10, ""))), {"TOK006": (5, "tok-004")}),
    "no review": ("csv", table(changed(T, (3, 12, ""))), {"TOK007": (4, r"1 of 1 privileged tokens was not reviewed")}),
    "privileged by its scope": ("csv", table(changed(T, (1, 3, "export:data"))), {"TOK007": (2, "1 of 2 privileged tokens was not reviewed in the last quarter: tok-001")}),
    "old review": ("csv", table(changed(T, (3, 12, "2025-12-20"))), {"TOK007": (4, "tok-003")}),
    "other names": ("csv", "a,b\n1,2\n", {"TOK001": (None, "no tokens can be read")}),
    "prose": ("txt", "We have three tokens.\n", {"TOK001": (None, "only CSV, workbooks, JSON and YAML")}),
    "wide": ("csv", ",".join(["Token ID"] * 3000) + "\n" + ",".join(["x"] * 3000) + "\n", {"TOK002": (2, ""), "TOK005": (2, "")}),
})


@pytest.mark.parametrize("name", TOKENS.cases)
def test_token_register(name, apipack, tmp_path_factory):
    TOKENS.hold(name, apipack, tmp_path_factory)


def test_the_policy_is_the_requirements(apipack, tmp_path):
    overlay = {"controls": [{"id": "AUTH-06", "requires": [{"id": "register", "checks": [{"token-register": {"max_lifetime": "30d", "rotate_within": "20d"}}]}]}]}
    said = check(apipack, tmp_path / "w", {"APIAuth-TokenRegister-2026-Q2.csv": table(T)}, overlay)["APIAuth-TokenRegister-2026-Q2.csv"]
    assert said.codes == ["TOK003", "TOK004"] and "longer than 30 days" in said["TOK003"]["message"]


# --- endpoint list -------------------------------------------------------------------------------

KINDS = ["bulk export", "user creation", "permission change", "SSO settings", "SCIM provisioning", "webhook configuration", "tenant settings", "billing change", "security configuration"]
E = [["Method", "Path", "Class", "Kind", "Required scope"], *[["POST", f"/v1/p{i}", "admin", k, "export:data" if i == 0 else "admin:settings"] for i, k in enumerate(KINDS)],
     ["GET", "/v1/users", "standard", "", "read:users"], ["POST", "/oauth/token", "auth", "", "none"]]


def openapi(version="3.0.3", change=None):
    ids = ["exportData", "createUser", "changePermissions", "setSso", "provisionScim", "createWebhook", "updateTenantSettings", "changeBilling", "updateSecuritySettings"]
    paths = {f"/v1/p{i}": {"post": {"operationId": o, "x-endpoint-class": "admin", "security": [{"oauth": ["admin:settings"]}], "responses": {"200": {"description": "ok"}}}}
             for i, o in enumerate(ids)}
    paths["/v1/users"] = {"parameters": [], "get": {"operationId": "listUsers", "tags": ["standard"], "security": [{"oauth": ["read:users"]}], "responses": {}}}
    doc = {"openapi": version, "info": {"title": "API", "version": "1"}, "paths": paths}
    if change:
        change(doc)
    return doc


def set_in(*keys_and_value):
    *keys, last, value = keys_and_value

    def change(doc):
        for key in keys:
            doc = doc[key]
        doc[last] = value
    return change


def drop(*keys):
    def change(doc):
        for key in keys[:-1]:
            doc = doc[key]
        del doc[keys[-1]]
    return change


def secured(own, root=None, scope=None):
    """Security of POST /v1/p3 and of the document; an admin-only scope by extension."""
    def change(doc):
        operation = doc["paths"]["/v1/p3"]["post"]
        operation.pop("security") if own is None else operation.update(security=own)
        if root is not None:
            doc["security"] = root
        if scope:
            operation["x-required-scope"] = scope
    return change


def referred(doc, target="#/components/pathItems/p~14"):
    """The same document, one path by reference."""
    doc["components"] = {"pathItems": {"p/4": doc["paths"]["/v1/p4"]}}
    doc["paths"]["/v1/p4"] = {"$ref": target}
    return doc


ENDPOINTS = Cases("APIPrivileged-EndpointList-2026-Q2", {
    "csv": ("csv", table(E), {}),
    "json": ("json", json.dumps(records(E, snake)), {}),
    "yaml": ("yaml", dump({"endpoints": records(E, camel)}), {}),
    "not offered": ("csv", table(changed(E, (8, 1, "not offered"), (8, 0, ""), (8, 2, ""), (8, 4, ""))), {}),
    "openapi 3.0": ("yaml", dump(openapi()), {}),
    "openapi 3.1": ("json", json.dumps(openapi("3.1.0"), indent=1), {}),
    "swagger 2.0": ("json", json.dumps({**{k: v for k, v in openapi().items() if k != "openapi"}, "swagger": "2.0"}, indent=1), {}),
    "a path by reference": ("yaml", dump(referred(openapi("3.1.0"))), {}),
    "a path by reference to nothing": ("yaml", dump(referred(openapi("3.1.0"), "#/components/pathItems/none")), {"END002": (None, "1 of 9")}),
    "a path that refers to itself": ("yaml", dump(referred(openapi("3.1.0"), "#/paths/~1v1~1p4")), {"END002": (None, "1 of 9")}),
    "openapi with kinds": ("yaml", dump(openapi(change=set_in("paths", "/v1/p0", "post", "x-privileged-kind", "bulk export"))), {}),
    "a kind is missing": ("csv", table(E[:1] + E[2:]), {"END002": (None, "1 of 9 kinds of privileged endpoints are not answered: Bulk export")}),
    "two kinds are missing": ("csv", table(E[:7] + E[9:]), {"END002": (None, "2 of 9 .*: Tenant settings, Billing change")}),
    "no scope": ("csv", table(changed(E, (9, 4, ""))), {"END004": (10, r"1 of 9 privileged endpoints needs no admin-only scope: POST /v1/p8 \(line 10\)")}),
    "public": ("csv", table(changed(E, (9, 4, "none"))), {"END004": (10, "POST /v1/p8")}),
    "standard scope": ("csv", table(changed(E, (9, 4, "read:users"))), {"END004": (10, "POST /v1/p8")}),
    "a scope of ordinary endpoints": ("csv", table(changed(E, (9, 4, "data:change"), (10, 4, "data:change"))), {"END004": (10, "POST /v1/p8")}),
    "a scope of its own": ("csv", table(changed(E, (9, 4, "security:write"))), {}),
    "no class": ("csv", table(changed(E, (10, 2, ""))), {"END003": (11, r"1 of 11 operations belongs to no class: GET /v1/users")}),
    "openapi, no class": ("yaml", dump(openapi(change=drop("paths", "/v1/users", "get", "tags"))), {"END003": (140, "GET /v1/users")}),
    "openapi, no scope": ("json", json.dumps(openapi(change=drop("paths", "/v1/p3", "post", "security")), indent=1), {"END004": (84, "POST /v1/p3")}),
    "openapi, each alternative is privileged": ("yaml", dump(openapi(change=secured([{"oauth": ["admin:settings"]}, {"mtls": ["admin:all"]}]))), {}),
    "openapi, an alternative is not": ("json", json.dumps(openapi(change=secured([{"oauth": ["admin:settings"]}, {"oauth": ["read:users"]}])), indent=1),
                                       {"END004": (84, r"1 of 9 .*: POST /v1/p3, by alternative 2 of 2 \(line")}),
    "openapi, an alternative is a bare key": ("json", json.dumps(openapi(change=secured([{"key": []}, {"oauth": ["admin:settings"]}])), indent=1), {"END004": (84, r"POST /v1/p3, without a scope \(line")}),
    "openapi, two schemes together": ("yaml", dump(openapi(change=secured([{"key": [], "oauth": ["admin:settings"]}]))), {}),
    "openapi, or anybody": ("json", json.dumps(openapi(change=secured([{"oauth": ["admin:settings"]}, {}])), indent=1), {"END004": (84, r"POST /v1/p3, without a scope \(line")}),
    "openapi, anybody in spite of the root": ("json", json.dumps(openapi(change=secured([], [{"oauth": ["admin:settings"]}])), indent=1), {"END004": (84, "POST /v1/p3 ")}),
    "openapi, by the root": ("yaml", dump(openapi(change=secured(None, [{"oauth": ["admin:settings"]}]))), {}),
    "openapi, by the root, or anybody": ("json", json.dumps(openapi(change=secured(None, [{}, {"oauth": ["admin:settings"]}])), indent=1), {"END004": (84, "POST /v1/p3, without a scope")}),
    "openapi, a key and a scope by extension": ("yaml", dump(openapi(change=secured([{"key": []}], scope="admin:settings"))), {}),
    "openapi, anybody and a scope by extension": ("json", json.dumps(openapi(change=secured([{}], scope="admin:settings")), indent=1), {"END004": (84, "POST /v1/p3 ")}),
    "openapi, hostile security": ("json", json.dumps(openapi(change=secured(["x", None, [{"oauth": ["admin:settings"]}]] * 500)), indent=1), {"END004": (84, "POST /v1/p3, without a scope")}),
    "openapi, a kind is missing": ("yaml", dump(openapi(change=drop("paths", "/v1/p4"))), {"END002": (None, "SCIM provisioning")}),
    "openapi without operations": ("yaml", "openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {}\n", {"END001": (None, "describes no operation")}),
    "other names": ("csv", "a,b\n1,2\n", {"END001": (None, "no endpoints can be read")}),
})


@pytest.mark.parametrize("name", ENDPOINTS.cases)
def test_endpoint_list(name, apipack, tmp_path_factory):
    said = ENDPOINTS.of(name, apipack, tmp_path_factory)
    _, text, expected = ENDPOINTS.cases[name]
    assert said.codes == sorted(expected), [(f["code"], f["message"]) for f in said.findings]
    for code, (line, message) in expected.items():
        assert re.search(message, said[code]["message"]), said[code]["message"]
        if line and "openapi" in name:  # the line of the operation
            path, method = re.search(r"(/v1/\w+)", said[code]["message"])[1], "post" if "post" in text and "POST" in said[code]["message"] else "get"
            lines = text.split("\n")
            at = next(i for i, one in enumerate(lines) if path in one)
            assert method in lines[said[code]["line"] - 1] and at < said[code]["line"] - 1 <= at + 3, (said[code]["line"], at)
        else:
            assert said[code]["line"] == line, said[code]


# --- registers -----------------------------------------------------------------------------------

R = [["ID", "Title", "Control ID", "Owner", "Opened", "Due", "Status", "Closed", "Evidence"],
     ["R-1", "Long-lived tokens", "AUTH-04", "Platform", "2026-01-10", "2026-12-31", "Open", "", ""],
     ["R-2", "Broad keys", "SCOPE-02", "Platform", "2026-01-10", "2026-09-30", "In progress", "", ""],
     ["R-3", "No egress alert", "ABUSE-01", "SecOps", "2026-01-10", "2026-05-30", "Closed", "2026-05-22", "SEC-790"]]
REGISTERS = Cases("APIGovernance-RiskRegister-2026-Q2", {
    "csv": ("csv", table(R), {}),
    "json": ("json", json.dumps(records(R, snake)), {}),
    "yaml": ("yaml", dump({"risks": records(R, snake)}), {}),
    "jira": ("json", json.dumps({"issues": [{"key": "CA-1", "fields": {"summary": "x", "assignee": {"displayName": "Ann"}, "duedate": "2026-12-01", "status": {"name": "To Do"}}}]}), {}),
    "accepted": ("csv", table(changed(R, (3, 6, "Accepted"), (3, 8, ""), (3, 7, ""))), {}),
    "no owner": ("csv", table(changed(R, (1, 3, ""))), {"TKT021": (2, r"1 of 3 entries names no owner: R-1 \(line 2\)")}),
    "no column of owners": ("csv", table([r[:3] + r[4:] for r in R]), {"TKT021": (2, "3 of 3")}),
    "no due day": ("csv", table(changed(R, (2, 5, "tbd"))), {"TKT022": (3, r"1 of 2 open entries has no due day: R-2")}),
    "closed without evidence": ("csv", table(changed(R, (3, 8, ""))), {"TKT023": (4, r"1 of 1 closed entries names no evidence of their closure: R-3")}),
    "overdue": ("csv", table(changed(R, (2, 5, "2026-06-30"))), {"TKT024": (3, r"1 of 2 open entries is overdue at 2026-07-20 and does not say why: R-2")}),
    "overdue, and says why": ("csv", table([r + [n] for r, n in zip(changed(R, (2, 5, "2026-06-30")), ["Comment", "", "waits for the vendor's release", ""])]), {}),
    "due on the day": ("csv", table(changed(R, (2, 5, "2026-07-20"))), {}),
    "other names": ("csv", "a,b\n1,2\n", {"TKT020": (None, "no entries can be read")}),
    "all at once": ("csv", table(changed(R, (1, 3, ""), (2, 5, ""), (3, 8, ""))), {"TKT021": (2, "R-1"), "TKT022": (3, "R-2"), "TKT023": (4, "R-3")}),
})


@pytest.mark.parametrize("name", REGISTERS.cases)
def test_register_hygiene(name, apipack, tmp_path_factory):
    REGISTERS.hold(name, apipack, tmp_path_factory)


def test_weights(apipack, tmp_path_factory):
    assert REGISTERS.of("overdue", apipack, tmp_path_factory)["TKT024"]["severity"] == "medium"
    assert TOKENS.of("prose", apipack, tmp_path_factory)["TOK001"]["severity"] == "low"
    for cases, name in ((MATRICES, "a star"), (TOKENS, "no expiry"), (ENDPOINTS, "no scope"), (REGISTERS, "no owner")):
        assert any(f["severity"] == "high" for f in cases.of(name, apipack, tmp_path_factory).findings)


def test_every_check_of_the_library_is_built(run):
    listed = json.loads(run("list", "checks", "--format", "json").out)
    assert len(listed) == 13 and all(row["title"] and not row["title"].startswith("not built") for row in listed)


def test_a_check_that_nobody_built_is_said(run, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own/own.yaml").write_text(dump({"schema": "apipack.dev/library/v1", "controls": [{"id": "LOG-02", "requires": [{"id": "log-sample", "checks": ["log-smaple"]}]}]}))
    (tmp_path / "apipack.yaml").write_text(dump({"schema": "apipack.dev/workspace/v1", "organization": "N", "product": "A", "audit": {"from": "2026-04-01", "to": "2026-06-30"},
                                                 "library": {"base": "builtin", "overlays": ["own"]}}))
    rows = {row["id"]: row["title"] for row in json.loads(run("list", "checks", "--format", "json", cwd=tmp_path).out)}
    assert rows["log-smaple"].startswith("not built")
