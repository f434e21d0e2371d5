"""Checks that compare evidence: two files that agree, and two that do not.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json

import pytest
from record_files import check
from test_log_checks import GOOD, lines
from test_register_checks import M, T, changed, records, snake, table

MODEL, GRANTS, MATRIX = "APIAuth-OAuthScopeModel-2026-Q2", "APIAuth-TokenScopeRegistration-2026-Q2", "APIScopes-ScopeRoleMatrix-2026-Q2"
REGISTER, TICKET, REVIEW = "APIAuth-TokenRegister-2026-Q2", "APIAuth-TokenRotationTicket-2026-Q2", "APIAuth-PrivilegedTokenReview-2026-Q2"
INVENTORY, ACCESS = "APIScopes-IntegrationInventory-2026-Q2", "APIScopes-IntegrationAccessReview-2026-Q2"

SCOPES = [["Scope", "Purpose"], *[[s, "x"] for s in ("read:users", "write:records", "export:data", "admin:settings", "manage:integrations", "read:reports")]]


def grants(*scopes):
    return json.dumps({"exported_at": "2026-07-01", "clients": [{"client_id": "crm-sync", "granted_scopes": list(scopes)}]}, indent=1)


def xev(apipack, tmp_path, files, **more):
    said = check(apipack, tmp_path / "w", files, **more)
    return {name: [c for c in one.codes if c.startswith("XEV")] for name, one in said.items()}, said


@pytest.mark.parametrize("ending, model", [("csv", table(SCOPES)), ("md", "# Scopes\n\n" + "\n".join(f"- `{s[0]}`: for what it says." for s in SCOPES[1:]) + "\n"),
                                           ("json", json.dumps({"scopes": [{"scope": s[0]} for s in SCOPES[1:]]}))])
def test_scopes_outside_the_model(apipack, tmp_path, ending, model):
    files = {f"{MODEL}.{ending}": model, f"{GRANTS}.json": grants("read:users", "openid", "delete:users"), f"{MATRIX}.csv": table(changed(M, (1, 3, "purge:tenants")))}
    codes, said = xev(apipack, tmp_path, files)
    assert codes == {f"{MODEL}.{ending}": [], f"{GRANTS}.json": ["XEV010"], f"{MATRIX}.csv": ["XEV010"]}
    assert said[f"{GRANTS}.json"]["XEV010"]["message"] == "1 of 3 scopes are granted and not in the scope model: delete:users (crm-sync)"
    assert said[f"{MATRIX}.csv"]["XEV010"]["line"] == 2 and said[f"{MATRIX}.csv"].status == "invalid"


def test_scopes_of_the_model(apipack, tmp_path):
    files = {f"{MODEL}.csv": table(SCOPES), f"{GRANTS}.json": grants("read:users", "openid"), f"{MATRIX}.csv": table(M)}
    assert not any(xev(apipack, tmp_path, files)[0].values())


def test_without_a_model_nothing_is_compared(apipack, tmp_path):
    assert not any(xev(apipack, tmp_path, {f"{GRANTS}.json": grants("delete:users")})[0].values())


def ticket(token):
    return (f"# SEC-1 Rotate the credential of crm\n\n| Item | Value |\n|---|---|\n| Alert ID | EXP-1 |\n| Ticket ID | SEC-1 |\n| Status | Closed |\n| Opened | 2026-05-04 |\n"
            f"| Closed | 2026-05-05 |\n| Token ID | {token} |\n\n## Closure note\n\nRotated, verified, and the old credential shown to be dead.\n")


@pytest.mark.parametrize("token, codes", [("tok-002", []), ("tok-777", ["XEV012"]), ("crm-key-9", ["XEV012"])])
def test_the_token_of_a_ticket(apipack, tmp_path, token, codes):
    found, said = xev(apipack, tmp_path, {f"{REGISTER}.csv": table(T), f"{TICKET}.md": ticket(token)})
    assert found[f"{TICKET}.md"] == codes
    assert not codes or token in said[f"{TICKET}.md"]["XEV012"]["message"]
    alone, _ = xev(apipack, tmp_path / "alone", {f"{TICKET}.md": ticket(token)})
    assert alone[f"{TICKET}.md"] == []


def review(*names):
    return ("# Privileged token review 2026-Q2\n\n| Item | Value |\n|---|---|\n| Reviewer | R. Reviewer |\n| Reviewed on | 2026-06-20 |\n| Scope | all privileged tokens |\n\n## Decisions\n\n"
            + "".join(f"- {n}: keep; used daily.\n" for n in names) + "\n## Conclusion\n\nEvery privileged token has a use; nothing was changed.\n")


TWO = [*T, ["tok-005", "export-job", "Data", "export:data", "2026-06-01", "SEC-5", "2026-07-30", "", "active", "", "", "yes", "2026-06-20"]]


@pytest.mark.parametrize("names, codes", [(("tok-003", "tok-005"), []), (("tok-003", "export-job"), []), (("tok-003",), ["XEV011"]), ((), [])])
def test_tokens_in_no_review(apipack, tmp_path, names, codes):
    found, said = xev(apipack, tmp_path, {f"{REGISTER}.csv": table(TWO), f"{REVIEW}.md": review(*names)})
    assert found[f"{REGISTER}.csv"] == codes
    if codes:
        found = said[f"{REGISTER}.csv"]["XEV011"]
        assert "1 of 2 privileged tokens are in no review of the period: tok-005" in found["message"] and found["line"] == 6


INTEGRATIONS = [["Integration ID", "Name", "Kind", "Owner"], *[[f"int-{i}", f"app {i}", "CRM", "Sales"] for i in range(12)]]


@pytest.mark.parametrize("records, codes", [(12, []), (13, ["XEV013"]), (11, ["XEV013"])])
def test_rows_and_extraction(apipack, tmp_path, records, codes):
    extraction = {"extraction": {"query": "state = active", "records": records, "run_by": "x", "run_at": "2026-07-01"}}
    found, said = xev(apipack, tmp_path, {f"{INVENTORY}.csv": (table(INTEGRATIONS), extraction), "APILogging-AuditLogSample-2026-Q2.jsonl": (lines(GOOD, 12), extraction)})
    assert found[f"{INVENTORY}.csv"] == codes and found["APILogging-AuditLogSample-2026-Q2.jsonl"] == codes
    if codes:
        assert said[f"{INVENTORY}.csv"]["XEV013"]["severity"] == "high" and said[f"{INVENTORY}.csv"].status == "invalid"
        assert said["APILogging-AuditLogSample-2026-Q2.jsonl"]["XEV013"]["severity"] == "medium"
        assert f"it holds 12 rows; its extraction gave {records}" in said[f"{INVENTORY}.csv"]["XEV013"]["message"]


def test_a_review_that_covers_less(apipack, tmp_path):
    def rows(n):
        return table([["Integration", "Reviewer", "Reviewed on", "Scope", "Decision", "Conclusion"],
                      *[[f"int-{i}", "R. Reviewer", "2026-06-20", "inventory of 2026-Q2", "keep", "in use"] for i in range(n)]])
    found, said = xev(apipack, tmp_path / "a", {f"{INVENTORY}.csv": table(INTEGRATIONS), f"{ACCESS}.csv": rows(9)})
    assert found[f"{ACCESS}.csv"] == ["XEV014"] and "it reviews 9 rows" in said[f"{ACCESS}.csv"]["XEV014"]["message"]
    found, _ = xev(apipack, tmp_path / "b", {f"{INVENTORY}.csv": table(INTEGRATIONS), f"{ACCESS}.csv": rows(12)})
    assert found[f"{ACCESS}.csv"] == []


def test_a_log_of_several_periods(apipack, tmp_path):
    overlay = {"controls": [{"id": "LOG-02", "requires": [{"id": "log-sample", "cadence": "monthly"}]}]}
    name = "APILogging-AuditLogSample-2026-Q2.jsonl"
    both = {"period": ["2026-05", "2026-06"]}
    found, said = xev(apipack, tmp_path / "a", {name: (lines(GOOD), both)}, overlay=overlay)
    assert found[name] == ["XEV015"] and "no record of it lies in 2026-06" in said[name]["XEV015"]["message"]

    def month(i, record):
        record["timestamp"] = ["2026-05-14T10:00:00Z", "2026-06-14T10:00:00Z"][i % 2]
    found, _ = xev(apipack, tmp_path / "b", {name: (lines(GOOD, 100, month), both)}, overlay=overlay)
    assert found[name] == []


def test_a_tuned_code_weighs_as_tuned(apipack, tmp_path):
    import record_files
    files = {f"{MODEL}.csv": table(SCOPES), f"{GRANTS}.json": grants("delete:users")}
    workspace = dict(record_files.WORKSPACE)
    record_files.WORKSPACE["severity"] = {"XEV010": {"to": "low", "reason": "the model is being written"}}
    try:
        said = check(apipack, tmp_path / "w", files)[f"{GRANTS}.json"]
    finally:
        record_files.WORKSPACE.clear()
        record_files.WORKSPACE.update(workspace)
    assert said["XEV010"]["severity"] == "low" and said.status == "fine"


def test_rows_of_json(apipack, tmp_path):
    extraction = {"extraction": {"query": "q", "records": 9, "run_by": "x", "run_at": "2026-07-01"}}
    found, _ = xev(apipack, tmp_path, {f"{REGISTER}.json": (json.dumps(records(T, snake)), extraction)})
    assert found[f"{REGISTER}.json"] == ["XEV013"]


def test_sentences(apipack, tmp_path):
    import subprocess
    files = {f"{REGISTER}.csv": table(T), f"{MATRIX}.csv": table(M), "APILogging-AuditLogSample-2026-Q2.jsonl": lines(GOOD, 120)}
    check(apipack, tmp_path / "w", files)
    done = subprocess.run([apipack, "-C", tmp_path / "w", "check", "--format", "json"], capture_output=True, check=False)
    said = {c["id"]: c.get("summary") for c in json.loads(done.stdout)["controls"]}
    assert said["AUTH-06"] == "4 tokens in the register, 3 active, of them 1 privileged"
    assert said["SCOPE-02"] == "4 grants of 5 scopes"
    assert said["LOG-02"] == "120 log records of 2026-05-14"
