"""Buyers: what may be a secret is held back from them, and each finding weighs one step more than for auditors.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import zipfile

import pytest
from conftest import STANDARD, control
from test_scan import GOOD, chars, expect, github_token

STEPS = ["info", "low", "medium", "high", "blocker"]


@pytest.fixture
def ws(workspace):
    return workspace([control(requires=[STANDARD | {"audience": "buyer"}])])


def weights(doc):
    return {f["code"]: f["severity"] for f in doc["findings"]}


@pytest.mark.parametrize("words", [[], ["--audience", "internal"]])
def test_a_doubt_is_invalid_for_auditors(ws, words):
    ws.evidence(GOOD + ".md", f"# Standard\n\ntoken {github_token(valid=False)}\n", approved=True, effective="2026-01-01")
    doc = ws.check(*words, code=1)
    assert doc["slots"][0]["status"] == "invalid" and doc["result"] == "gaps" and weights(doc)["SEC002"] == "high"


def test_a_doubt_is_held_back_from_buyers(ws, tmp_path):
    token = github_token(valid=False)
    ws.evidence(GOOD + ".md", f"# Standard\n\ntoken {token}\n", approved=True, effective="2026-01-01")
    doc = ws.check("--audience", "buyer", code=4)
    assert doc["slots"][0]["status"] == "withheld" and doc["result"] == "blocked" and doc["summary"]["findings"]["blocker"] == 1
    expect(ws.run("build", "--audience", "buyer", "-o", tmp_path / "p.zip"), 4)
    with zipfile.ZipFile(tmp_path / "p.zip") as z:
        manifest = json.loads(z.read(next(n for n in z.namelist() if n.endswith("/manifest.json"))))
        assert [w["why"] for w in manifest["withheld"]] == ["secret"]
        assert not any(GOOD in n or token.encode() in z.read(n) for n in z.namelist())


def test_each_finding_weighs_one_step_more(ws):
    ws.evidence(GOOD + ".md", "# Standard\n\nowner anna.schmidt@acme-corp.com, support@acme-corp.com, from 81.2.69.142\n"
                '{"body": {"a": 1}}\n' + f'vendor_key = "{chars(40)}"\n', approved=True, effective="2026-01-01")
    plain, strict = (ws.check(*words, code=code)["summary"]["findings"] for words, code in (([], 0), (["--audience", "buyer"], 1)))
    assert plain["medium"] >= 3 and plain["low"] >= 1 and plain["info"] >= 1
    for lighter, heavier in zip(STEPS[:3], STEPS[1:]):
        assert strict[heavier] == plain[lighter], heavier
    assert strict["info"] == 0 and strict["blocker"] == plain["high"] + plain["blocker"]


def test_one_run_for_all_audiences_weighs_each_by_itself(ws, tmp_path):
    ws.evidence(GOOD + ".md", "# Standard\n\nowner anna.schmidt@acme-corp.com\n", approved=True, effective="2026-01-01")
    done = ws.run("build", "--audience", "all", "-o", tmp_path / "p.zip", cwd=tmp_path)
    assert done.code in (0, 1), done.err
    assert weights(ws.check(code=0))["PII001"] == "medium"
