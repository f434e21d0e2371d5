"""--baseline: what a former check knew does not count again, and what is new is marked.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import subprocess

import jsonschema
import pytest
from conftest import SIGNOFF, STANDARD, TICKET, control, slot_id


@pytest.fixture
def ws(workspace):
    """Two gaps (June's log review, the ticket) and one finding of medium severity."""
    made = workspace([control(requires=[STANDARD, TICKET]), control("LOG-04", [SIGNOFF])])
    made.evidence("APIAuth-Standard-v1.0-Approved.pdf.md", approved=True)
    for month in ("2026-04", "2026-05"):
        made.evidence(f"APILogging-ReviewSignOff-{month}.md", f"Log review of {month}, with nothing open.\n", approved=True)
    return made


def save(ws, name="base.json", *words):
    ws.write(name, json.dumps(ws.check(*words)))
    return ws.path / name


def new(doc):
    return {slot_id(s) for s in doc["slots"] if s["new"]}


def test_nothing_new_is_exit_0(ws):
    base = save(ws)
    assert ws.run("check").code == 1
    doc = ws.check("--baseline", base, code=0)
    gaps = {slot_id(s) for s in doc["slots"] if s["gap"]}
    assert gaps and doc["result"] == "gaps" and doc["summary"]["gaps"] == len(gaps)  # they are not hidden
    assert new(doc) == set() and not any(f["new"] for f in doc["findings"])
    assert doc["baseline"] == {"as_of": "2026-07-31", "new_gaps": 0, "known_gaps": len(gaps), "closed_gaps": 0,
                               "new_findings": 0, "known_findings": len(doc["findings"]), "closed_findings": 0,
                               "mended_gaps": [], "mended_findings": []}
    assert ws.run("check", "-q", "--baseline", base).out == ""


def test_a_new_gap_counts_and_is_marked(ws):
    base = save(ws)
    (ws.path / "evidence/APILogging-ReviewSignOff-2026-05.md").unlink()
    (ws.path / "evidence/APILogging-ReviewSignOff-2026-05.md.meta.yaml").unlink()
    doc = ws.check("--baseline", base, code=1)
    assert new(doc) == {"LOG-04/signoff@2026-05"}
    assert doc["baseline"]["new_gaps"] == 1 and doc["baseline"]["closed_gaps"] == 0
    text = ws.run("check", "--baseline", base).out
    assert "1 new gap, 0 new findings" in text
    assert "2026-05.pdf (new)" in text
    assert "LOG-04/signoff@2026-05 is missing (new)" in " ".join(ws.run("check", "-v", "--baseline", base).out.split())
    assert text.count("(new)") == 1
    markdown = ws.run("check", "--baseline", base, "--format", "markdown").out
    rows = [line for line in markdown.splitlines() if line.startswith("|") and "(new)" in line]
    assert len(rows) == 1 and "2026-05" in rows[0]
    assert "1 new gap" in markdown
    assert ws.run("check", "--baseline", base, "--fail-on", "never").code == 0


def test_new_gaps_come_first_among_the_actions(workspace):
    many = [control(f"AUTH-{n:02}", [{**TICKET, "id": "ticket", "accepts": [f"APIAuth-Ticket{n}"]}])
            for n in range(1, 12)]
    ws = workspace(many)
    ws.evidence("APIAuth-Ticket11-2026-Q2.md", approved=True)
    base = save(ws)
    (ws.path / "evidence/APIAuth-Ticket11-2026-Q2.md").unlink()
    first = ws.run("check", "--baseline", base).out.split("Next\n")[1].splitlines()[0]
    assert "APIAuth-Ticket11" in first


def test_a_gap_is_known_whatever_its_status(ws):
    base = save(ws)
    ws.evidence("APIAuth-RotationTicket-2026-Q2.md", owner="o.owner@acme.example", source="Jira")
    doc = ws.check("--baseline", base, code=0)
    ticket = next(s for s in doc["slots"] if s["requirement"] == "ticket")
    assert (ticket["status"], ticket["gap"], ticket["new"]) == ("pending", True, False)
    ws.evidence("APIAuth-RotationTicket-2026-Q2.md", "", owner="o.owner@acme.example", source="Jira")
    doc = ws.check("--baseline", base, code=1)  # empty: a finding of high severity is new
    assert [f["code"] for f in doc["findings"] if f["new"]] == ["FMT001"]
    assert not new(doc)


def test_closed_ones_are_counted(ws):
    base = save(ws)
    before = ws.check()
    ws.evidence("APIAuth-RotationTicket-2026-Q2.md", "Rotated, verified and closed in June.\n", approved=True)
    doc = ws.check("--baseline", base, code=0)
    assert doc["baseline"]["closed_gaps"] == 1
    (mended,) = doc["baseline"]["mended_gaps"]
    assert mended.startswith("AUTH-01/") and " was " in mended
    for name, heading in (("text", "\nMended\n  "), ("markdown", "\n## Mended\n"), ("html", '<section id="mended">')):
        out = ws.run("check", "--baseline", base, "--format", name).out
        assert heading in out and "was missing" in out, name
        assert heading not in ws.run("check", "--format", name).out, name
    assert doc["baseline"]["known_gaps"] == before["summary"]["gaps"] - 1


def test_findings_count_by_their_severity(ws):
    base = save(ws)
    ws.evidence("APIAuth-Unknown-2026-Q2.md", "A file that no requirement accepts, of the second quarter.\n")
    doc = ws.check("--baseline", base, code=0)  # a low finding is below the default
    assert {f["code"] for f in doc["findings"] if f["new"]} >= {"NAM002"}
    assert ws.run("check", "--baseline", base, "--fail-on", "low").code == 1
    assert ws.run("check", "--baseline", save(ws, "later.json"), "--fail-on", "low").code == 0


def test_a_wider_window_is_new(ws):
    base = save(ws)
    doc = ws.check("--baseline", base, "--from", "2026-04-01", "--to", "2026-07-31", "--as-of", "2026-08-31", code=1)
    assert new(doc) == {"LOG-04/signoff@2026-07"}


def test_without_a_baseline_there_are_no_marks(ws):
    doc = ws.check()
    assert "baseline" not in doc and not any("new" in s for s in doc["slots"] + doc["findings"])


def test_both_shapes_follow_the_schema(ws, run):
    schema = json.loads(run("schema", "check").out)
    base = save(ws)
    jsonschema.validate(ws.check(), schema)
    jsonschema.validate(ws.check("--baseline", base), schema)


def test_packs_know_no_baseline(ws, tmp_path):
    base = save(ws)
    assert ws.run("build", "-q", "-o", tmp_path / "a.zip").code == 1
    assert ws.run("build", "-q", "-o", tmp_path / "b.zip", "--baseline", base).code == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert ws.run("build", "-q", "--strict", "-o", tmp_path / "c.zip").code == 1
    assert not (tmp_path / "c.zip").exists()
    assert ws.run("build", "-q", "--strict", "-o", tmp_path / "c.zip", "--baseline", base).code == 0
    assert (tmp_path / "c.zip").exists()


def test_the_path_is_of_the_current_folder(ws, tmp_path):
    (tmp_path / "here.json").write_text(json.dumps(ws.check()))
    assert ws.run("check", "-q", "--baseline", "here.json", cwd=tmp_path).code == 0


@pytest.mark.parametrize("change,message", [
    (lambda d: d.update(schema="apipack.dev/manifest/v1"), "not apipack.dev/check/v1 but apipack.dev/manifest/v1"),
    (lambda d: d.update(schema=7), "not apipack.dev/check/v1 but 7"),
    (lambda d: d.pop("schema"), "no key schema"),
    (lambda d: d.pop("slots"), "no key slots"),
    (lambda d: d.pop("findings"), "no key findings"),
    (lambda d: d.update(slots={}), "not as check/v1 has it: slots"),
    (lambda d: d.update(findings=7), "not as check/v1 has it: findings"),
    (lambda d: d.update(as_of="yesterday"), "not as check/v1 has it: as_of"),
    (lambda d: d.update(slots=["x"]), "a slot has no control"),
    (lambda d: d["slots"][0].pop("gap"), "a slot has no control, requirement or gap"),
    (lambda d: d["findings"].append({"fingerprint": "abc"}), "a finding has no fingerprint"),
    (lambda d: d.update(workspace={"organization": "Other", "product": "Pay API"}), "another workspace: Other, Pay API"),
    (lambda d: d.update(workspace=[]), "not as check/v1 has it: workspace"),
])
def test_what_is_no_baseline(ws, change, message):
    doc = ws.check()
    change(doc)
    ws.write("base.json", json.dumps(doc))
    result = ws.run("check", "--baseline", ws.path / "base.json", "-o", ws.path / "out.txt")
    assert result.code == 2 and result.out == ""
    assert "base.json" in result.err and "[CLI009]" in result.err and message in result.err
    assert not (ws.path / "out.txt").exists()


@pytest.mark.parametrize("text", [
    "", "[]", "{", "null", "{}x", '{"schema"}', '{"schema": "apipack.dev/check/v1"', '{"a": [}', '{"a": "b}',
    '{"a": 1} {"b": 2}', "\x00", '{"a": "\\', "\ufeff{}", '{"slots": [' * 3, '{"slots":[],"slots":[]}',
    '{"schema": "apipack.dev/check/v1", "workspace": ' + "[" * 100000 + "]" * 100000 + ', "as_of": "2026-07-31"}',
], ids=lambda text: repr(text[:40]))
def test_hostile_files(ws, text):
    ws.write("base.json", text)
    result = ws.run("check", "--baseline", ws.path / "base.json")
    assert result.code == 2 and "[CLI009]" in result.err and result.out == ""


def test_words_of_a_baseline_are_escaped(ws):
    doc = ws.check()
    doc["workspace"]["organization"] = "\x1b[31m::error::"
    ws.write("base.json", json.dumps(doc))
    result = ws.run("check", "--baseline", ws.path / "base.json")
    assert result.code == 2 and "\x1b" not in result.err and "\\x1b" in result.err


def test_not_there_a_folder_or_too_large(ws):
    for name, message in (("no.json", "there is no such file"), ("evidence", "it is not a regular file")):
        result = ws.run("check", "--baseline", ws.path / name)
        assert result.code == 2 and message in result.err
    with open(ws.path / "big.json", "wb") as f:
        f.truncate((64 << 20) + 1)
    result = ws.run("check", "--baseline", ws.path / "big.json")
    assert result.code == 2 and "larger than 64 MiB" in result.err


def test_what_is_not_compared_may_be_large(ws):
    doc = ws.check()
    doc["evidence"] = [{"path": "x" * 1000, "text": "}]\"\\"}] * 20000  # 20 MB that are skipped
    ws.write("base.json", json.dumps(doc))
    assert ws.run("check", "-q", "--baseline", ws.path / "base.json").code == 0


def test_a_fifo_does_not_block(ws):
    path = ws.path / "pipe.json"
    subprocess.run(["mkfifo", path], check=True)
    assert ws.run("check", "--baseline", path, timeout=20).code == 2
