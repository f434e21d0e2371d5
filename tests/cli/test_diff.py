"""`diff` and `build --against`: what changed between two packs, requirement by requirement.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import zipfile

import pytest
from conftest import STANDARD, TICKET, control
from rawzip import put_together, take_apart

pytestmark = pytest.mark.threads

LOG = {"id": "log", "title": "Log", "proof": "operation", "accepts": ["APILogging-Log"], "cadence": "quarterly"}
ORDER = ["newly_satisfied", "regressed", "still_open", "renewed", "unchanged_bytes", "owner_changed", "added", "removed"]
STANDARD_FILE = "APIAuth-Standard-v1.0-Approved.md"
TICKET_FILE = "APIAuth-RotationTicket-2026-Q2.md"


@pytest.fixture
def ws(workspace):
    made = workspace([control(requires=[STANDARD, TICKET]), control("LOG-01", requires=[LOG])], owners={"AUTH": "ann", "LOG": "bob"})
    made.evidence(STANDARD_FILE, approved=True)
    return made


def build(ws, name, *words):
    path = ws.path.parent / name
    result = ws.run("build", "-o", path, *words)
    assert result.code in (0, 1), result.err
    return path


def changes(run, old, new):
    result = run("diff", old, new, "--format", "json")
    assert (result.code, result.err) == (0, ""), result.err
    data = result.json
    assert data["summary"] == {key: len(data[key]) for key in ORDER}
    return {key: data[key] for key in ORDER if data[key]}


def test_nothing_changed(run, ws):
    old = build(ws, "old.zip")
    assert changes(run, old, old) == {"unchanged_bytes": ["AUTH-01/standard"], "still_open": ["AUTH-01/ticket", "LOG-01/log"]}


def test_each_change(run, ws):
    ws.evidence("APILogging-Log-2026-Q2.md", approved=True, collected="2026-07-01")
    old = build(ws, "old.zip")
    ws.evidence(TICKET_FILE, approved=True, collected="2026-07-01")
    ws.evidence(STANDARD_FILE, "# Standard\nAnother text of the standard, long enough to be one.\n", approved=True)
    (ws.path / "evidence/APILogging-Log-2026-Q2.md").unlink()
    (ws.path / "evidence/APILogging-Log-2026-Q2.md.meta.yaml").unlink()
    ws.yaml["owners"] = {"AUTH": "ann", "LOG": "carol"}
    ws.library["controls"].append(control("AUTH-02", requires=[{**STANDARD, "id": "more", "accepts": ["APIAuth-More"]}]))
    ws.save()
    new = build(ws, "new.zip")
    assert changes(run, old, new) == {
        "newly_satisfied": ["AUTH-01/ticket"], "regressed": ["LOG-01/log"], "renewed": ["AUTH-01/standard"],
        "owner_changed": ["LOG-01/log"], "added": ["AUTH-02/more"]}
    assert changes(run, new, old)["removed"] == ["AUTH-02/more"]
    text = run("diff", old, new)
    assert text.code == 0
    assert "Regressed (1)\n  LOG-01/log  Log: satisfied -> missing" in text.out
    assert "LOG-01/log  Log: bob -> carol" in text.out
    markdown = run("diff", old, new, "--format", "markdown", "-o", "x.md")
    assert markdown.code == 0
    assert "## Regressed (1)" in (ws.path.parent / "x.md").read_text()
    data = run("diff", old, new, "--format", "json").json
    (logging,) = [c for c in data["controls"] if c["id"] == "LOG-01"]
    assert logging["changes"] == ["regressed", "owner_changed"]
    assert logging["requirements"][0]["new"]["state"] == "missing"


def test_windows_differ(run, ws):
    old = build(ws, "old.zip")
    ws.evidence("APIAuth-RotationTicket-2026-Q1.md", approved=True, collected="2026-04-01")
    earlier = build(ws, "earlier.zip", "--period", "2026-Q1")
    assert changes(run, earlier, old)["regressed"] == ["AUTH-01/ticket"]


def test_against(run, ws):
    old = build(ws, "old.zip")
    ws.evidence(TICKET_FILE, approved=True, collected="2026-07-01")
    new = build(ws, "new.zip", "--against", old, "--format", "text=t.txt", "--format", "json=j.json", "--format", "markdown=m.md")
    here = ws.path.parent
    assert "1 Newly satisfied" in " ".join((here / "t.txt").read_text().split())
    data = json.loads((here / "j.json").read_text())
    assert data["since"]["newly_satisfied"] == ["AUTH-01/ticket"]
    assert "Since last time" in (here / "m.md").read_text()
    with zipfile.ZipFile(new) as archive:
        (index,) = [n for n in archive.namelist() if n.endswith("/index.html")]
        page = archive.read(index).decode()
    assert 'id="since"' in page and "AUTH-01/ticket" in page
    assert run("verify", new).code == 0
    plain = build(ws, "plain.zip", "--format", "json=j.json")
    assert "since" not in json.loads((here / "j.json").read_text())
    assert changes(run, new, plain) == changes(run, plain, new)


def test_a_buyer_is_told_no_more_than_the_new_pack_lists(run, ws):
    ws.library["controls"][0]["requires"][0] = {**STANDARD, "audience": "buyer"}
    ws.save()
    old = build(ws, "old.zip", "--audience", "internal")
    new = build(ws, "buyer.zip", "--audience", "buyer", "--against", old)
    with zipfile.ZipFile(new) as archive:
        everything = b"".join(archive.read(n) for n in archive.namelist())
    assert b"Since last time" in everything and b"AUTH-01/standard" in everything
    assert b"LOG-01/log" not in everything
    result = run("diff", old, new)
    assert "different audiences" in result.out


def test_packs_that_do_not_hold(run, ws, tmp_path):
    old = build(ws, "old.zip")
    entries = take_apart(old)
    for one in entries:
        if one.name.endswith(b"/bag-info.txt"):
            one.data = one.data[:-1] + bytes([one.data[-1] ^ 1])
    bad = tmp_path / "bad.zip"
    bad.write_bytes(put_together(entries))
    for words in ([bad, old], [old, bad]):
        result = run("diff", *words)
        assert result.code == 3 and "PCK011" in result.err and result.out == ""
    assert run("diff", old, tmp_path / "none.zip").code == 2
    assert run("diff", old).code == 2
    assert run("diff", old, old, "--format", "html").code == 2
    result = ws.run("build", "-o", tmp_path / "never.zip", "--against", bad)
    assert result.code == 2 and "PCK011" in result.err and "bag-info.txt: " in result.err and "(and " in result.err
    assert not (tmp_path / "never.zip").exists()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(old.read_bytes()[:-1])
    result = run("diff", cut, old)
    assert "cut.zip: error: it does not verify: the zip is cut off" in result.err
    for name in ("text.txt", "empty"):
        (tmp_path / name).write_text("x" if name == "text.txt" else "")
        assert run("diff", old, tmp_path / name).code == 3


def test_a_repacked_pack_and_a_folder_can_be_compared(run, ws, tmp_path):
    old = build(ws, "old.zip")
    with zipfile.ZipFile(old) as archive:
        archive.extractall(tmp_path / "out")
    assert changes(run, old, tmp_path / "out") == changes(run, old, old)
