"""The complete workspace: every requirement of the built-in library satisfied, nothing left to say.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json


def test_complete_is_exit_0(complete_original, run):
    path, paths = complete_original
    result = run("-C", path, "check", "--format", "json")
    assert result.code == 0, result.err
    doc = result.json
    assert doc["result"] == "complete" and doc["summary"]["coverage"] == 1.0
    assert doc["summary"]["by_status"]["satisfied"] == len(doc["slots"]) == len(paths)
    requirements = json.loads(run("-C", path, "list", "requirements", "--format", "json").out)
    assert {f"{s['control']}/{s['requirement']}" for s in doc["slots"]} == {r["id"] for r in requirements}
    assert all(e["state"] == "used" and e["bound"] for e in doc["evidence"])


def test_every_file_is_needed(complete, complete_original, run):
    for ident, file in complete_original[1].items():
        kept = (complete / file).read_bytes()
        (complete / file).unlink()
        doc = run("-C", complete, "check", "--format", "json").json
        assert [s["status"] for s in doc["slots"] if s["gap"]] == ["missing"], ident
        (complete / file).write_bytes(kept)
