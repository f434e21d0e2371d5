"""The sample workspace: believable, every status in it, and a log with a planted token that never leaves.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import filecmp
import json
import subprocess
import zipfile

import pytest
from conftest import ROOT

pytestmark = pytest.mark.threads

SEED_NAMES = ["APIAuth-OAuthScopeModel-2026-Q2.pdf", "APIRateLimits-GatewayConfigExport-2026-Q2.pdf",
              "APILogging-RetentionSettings-2026-Q2.pdf", "APIAbuse-AlertToTicketSample-2026-05.pdf",
              "APIRunbook-TokenCompromise-v1.0-Approved.pdf"]


@pytest.fixture
def doc(sample, run):
    result = run("-C", sample, "check", "--format", "json")
    assert result.code == 4, result.err
    return result.json


def test_every_status(doc):
    counts = doc["summary"]["by_status"]
    assert len(counts) == 11 and all(counts.values())
    assert doc["result"] == "blocked" and 0 < doc["summary"]["coverage"] < 1


def test_thirty_files_of_real_kinds_and_the_seeds_names(doc):
    used = [e for e in doc["evidence"] if e["state"] == "used"]
    assert len(used) >= 30
    assert {"pdf", "docx", "xlsx", "csv", "json", "jsonl", "png", "markdown"} <= {e["kind"] for e in doc["evidence"]}
    names = {e["path"].rsplit("/", 1)[1]: e["state"] for e in doc["evidence"]}
    assert [names.get(n) for n in SEED_NAMES] == ["used"] * 5


def test_one_standard_serves_two_requirements(doc):
    policy = next(e for e in doc["evidence"] if "RateLimitPolicy-v1.2" in e["path"])
    assert policy["used_by"] == ["RATE-01/policy", "RATE-03/tenant-throttling"]


LOG = "APILogging-AuditLogSample-2026-Q2"
TOKEN = b"planted-for-the-demo-"


def unpacked(pack):
    with zipfile.ZipFile(pack) as z:
        return {name: z.read(name) for name in z.namelist()}


def test_the_planted_token_is_held_back(sample, run, doc, tmp_path):
    result = run("-C", sample, "build", "-o", tmp_path / "p.zip")
    assert result.code == 4 and f"{LOG}.jsonl: secret" in " ".join(result.out.split()), result.err
    files = unpacked(tmp_path / "p.zip")
    assert TOKEN.decode() not in result.out + result.err and not any(TOKEN in b for b in files.values())
    assert not any(LOG in n for n in files)
    manifest = json.loads(next(b for n, b in files.items() if n.endswith("/manifest.json")))
    assert [(w["why"], LOG in w["path"]) for w in manifest["withheld"]][0] == ("secret", True)
    [found] = [f for f in doc["findings"] if f["code"] == "SEC001"]
    assert (found["line"], found["severity"]) == (58, "blocker") and f"{LOG}.jsonl" in found["file"]


@pytest.mark.parametrize("replace", [False, True])
def test_the_redacted_log_packs(sample, run, tmp_path, replace):
    source = sample / f"evidence/logging/{LOG}.jsonl"
    name = f"{LOG}.jsonl" if replace else f"{LOG}-02.jsonl"
    out = tmp_path / name if replace else source.with_name(name)
    assert run("-C", sample, "redact", source, "-o", out).code == 0
    if replace:
        assert run("-C", sample, "add", out, "--for", "LOG-02/log-sample", "--replace").code == 0
    assert run("-C", sample, "build", "-o", tmp_path / "p.zip").code == 1  # not reviewed yet
    assert not any(LOG in n for n in unpacked(tmp_path / "p.zip"))
    assert run("-C", sample, "review", name, "--approve", "--by", "ben").code == 0
    assert run("-C", sample, "build", "-o", tmp_path / "p.zip").code == 1
    files = unpacked(tmp_path / "p.zip")
    [packed] = [b for n, b in files.items() if LOG in n]
    lines = packed.splitlines()
    assert len(lines) == 120 and json.loads(lines[57])["endpoint"].startswith("/v1/records?access_token=REDACTED-")
    assert not any(TOKEN in b for b in files.values())


def test_answers_and_deal_breakers(doc):
    assert len(doc["answers"]) == 16 and {a["answer"] for a in doc["answers"]} >= {"Yes", "Partial"}
    assert all(a["reason"] for a in doc["answers"])
    states = {d["id"]: d["state"] for d in doc["dealbreakers"]}
    assert set(states.values()) == {"detected", "ruled-out", "cannot-be-ruled-out"}
    assert states["D02"] == "detected"  # a grant of all scopes
    assert states["D07"] == "cannot-be-ruled-out"  # the list of privileged endpoints has defects
    assert states["D05"] == "detected"  # the planted token
    assert all(d["because"] for d in doc["dealbreakers"] if d["state"] != "ruled-out")


def test_what_is_not_applicable_is_printed(doc):
    assert [c["control"] for c in doc["not_applicable"]] == ["TENANT-05"]
    assert not any(s["control"] == "TENANT-05" for s in doc["slots"])


def test_registers_and_requests_are_shown(doc, sample, run):
    assert {r["state"] for r in doc["requests"]} == {"answered", "partly", "no-slot"}
    assert [(r["id"], r["overdue"]) for r in doc["registers"]["risks"]] == [
        ("R-3", False), ("R-4", True), ("long-lived-token-abuse", False)]
    assert [a["id"] for a in doc["registers"]["actions"] if a["closed_without_evidence"]] == ["CA-7"]
    by_id = {c["id"]: c["open"] for c in doc["controls"]}
    assert by_id["TENANT-06"] == {"risks": ["R-3"], "actions": ["CA-9"], "findings": []}
    assert by_id["AUTH-04"]["risks"] == ["long-lived-token-abuse"] and by_id["AUTH-04"]["findings"] == ["F-1"]
    assert "risk R-3 (open, due 2026-09-30)" in " ".join(run("-C", sample, "check", "-v").out.split())


def test_a_framework_limits_the_scope(sample, run, doc):
    some = run("-C", sample, "check", "--format", "json", "--framework", "owasp-api-2023").json
    assert some["frameworks"] == ["owasp-api-2023"]
    assert 0 < len(some["slots"]) < len(doc["slots"])
    assert not any(s["control"].startswith("LOG-") for s in some["slots"])


def test_buyers_get_counts_and_no_inner_words(sample, run, tmp_path):
    pack = tmp_path / "buyer.zip"
    assert run("-C", sample, "build", "--audience", "buyer", "-o", pack).code == 4
    with zipfile.ZipFile(pack) as z:
        names = z.namelist()
        manifest = json.loads(z.read(next(n for n in names if n.endswith("/manifest.json"))))
    assert all("source_path" not in item for item in manifest["items"])
    assert "@northwind.example" not in json.dumps(manifest)
    everything = run("-C", sample, "check", "--format", "json").json["summary"]["slots"]
    assert 0 < len(manifest["slots"]) < everything


def test_every_format_and_list_speaks(sample, run):
    for name in ("text", "json", "markdown"):
        assert len(run("-C", sample, "check", "--format", name).out) > 500
    for what in ("controls", "requirements", "evidence", "frameworks", "questions", "gaps", "checks", "codes"):
        rows = run("-C", sample, "list", what, "--format", "json").json
        assert isinstance(rows, list) and all("id" in r and "title" in r for r in rows), what


def test_the_script_makes_the_same_bytes(tmp_path):
    subprocess.run(["/usr/bin/python3", ROOT / "tests/support/make_sample.py", tmp_path / "made"], check=True)
    made = filecmp.dircmp(tmp_path / "made", ROOT / "templates/sample")

    def differences(d):
        own = d.left_only + d.right_only + d.diff_files + d.funny_files
        return own + [x for sub in d.subdirs.values() for x in differences(sub)]

    assert differences(made) == []
