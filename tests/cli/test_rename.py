"""apipack rename: names put right where there is one right name; sidecars and register rows move along.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import os

import pytest

RIGHT = "APIAuth-RotationTicket-2026-Q2.md"
WRONG = "APIAuth_RotationTicket_2026Q2.md"


def files(ws):
    folder = ws.path / "evidence"
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_dry_run_is_the_default_and_changes_nothing(workspace):
    ws = workspace()
    ws.evidence("gateway/" + WRONG, owner="o", source="Jira")
    before = files(ws)
    for words in ((), ("--dry-run",)):
        result = ws.run("rename", *words)
        assert result.code == 0, result.err
        assert result.out == (f"would rename  evidence/gateway/{WRONG} -> {RIGHT} (sidecar too)\n"
                              "1 would be renamed, 0 refused, 0 open\n")
        assert "rename --apply" in result.err
    assert files(ws) == before
    assert not (ws.path / ".apipack/lock").exists()


def test_apply_moves_file_and_sidecar(workspace):
    ws = workspace()
    ws.evidence("gateway/" + WRONG, approved=True)
    before = files(ws)
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == "missing"
    result = ws.run("rename", "--apply")
    assert result.code == 0, result.err
    assert result.out == (f"renamed       evidence/gateway/{WRONG} -> {RIGHT} (sidecar too)\n"
                          "1 renamed, 0 refused, 0 open\n")
    after = files(ws)
    assert after == {"gateway/" + RIGHT: before["gateway/" + WRONG],
                     f"gateway/{RIGHT}.meta.yaml": before[f"gateway/{WRONG}.meta.yaml"]}
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == "satisfied"
    again = ws.run("rename", "--apply")
    assert (again.code, again.out) == (0, "0 renamed, 0 refused, 0 open\n")


@pytest.mark.parametrize("wrong, right", [
    ("APIAuth-RotationTicket-Q2-2026.md", RIGHT),
    ("apiauth-rotationticket-2026-q2.MD", RIGHT),
    ("RotationTicket-2026-Q2.md", RIGHT),
    ("APIAuth-RotationTikcet-2026-Q2.md", RIGHT),  # follows the pattern, and one known name is near
    ("APIAuth-Standard-V1-approved.pdf", "APIAuth-Standard-v1-Approved.pdf"),
    ("APIAuth - Rotation Ticket - 2026-Q2.md", RIGHT),
])
def test_what_is_put_right(workspace, wrong, right):
    ws = workspace()
    ws.evidence(wrong)
    assert ws.run("rename", "--apply").code == 0
    assert list(files(ws)) == [right]


def test_what_stays_open_is_listed_with_its_reason(workspace):
    ws = workspace()
    ws.evidence("Screenshot 2026-05-12.png")
    ws.evidence("APIAuth-RotationTicket.md")
    ws.evidence("APIAuth-SomethingElse-2026-Q2.md")  # by the rules; nobody asks for it
    before = files(ws)
    result = ws.run("rename", "--apply")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0].startswith("open          evidence/APIAuth-RotationTicket.md: the name follows no pattern: period is missing")
    assert lines[1].startswith("open          evidence/Screenshot 2026-05-12.png: the name follows no pattern")
    assert lines[2:] == ["0 renamed, 0 refused, 2 open"]
    assert files(ws) == before


def test_a_name_that_is_taken_is_refused(workspace):
    ws = workspace()
    ws.evidence("APIAuth-RotationTicket-2026Q2.md", "A ticket of this quarter, written down twice.\n")
    ws.evidence("APIAuth-RotationTicket-2026-Q2.md", "Another one, which has the right name already.\n")
    ws.evidence("a/APIAuth-Standard-V1-Approved.md")
    ws.evidence("a/APIAuth_Standard_v1_Approved.md")  # both would be called the same
    ws.evidence("b/APIAuth-Standard-V1-Approved.md")
    before = files(ws)
    result = ws.run("rename", "--apply")
    assert result.code == 1
    assert result.out.count("refused  ") == 3
    assert "its right name is APIAuth-RotationTicket-2026-Q2.md, and another file has or would get it" in result.out
    assert "1 renamed, 3 refused, 0 open" in result.out
    after = files(ws)
    assert after.pop("b/APIAuth-Standard-v1-Approved.md") == before.pop("b/APIAuth-Standard-V1-Approved.md")
    assert after == before


def test_a_sidecar_that_waits_under_the_right_name_is_not_taken_over(workspace):
    ws = workspace()
    ws.evidence(WRONG)
    ws.write(f"evidence/{RIGHT}.meta.yaml", "owner: somebody\n")
    before = files(ws)
    result = ws.run("rename", "--apply")
    assert result.code == 1
    assert "a sidecar of that name is there" in result.out
    assert files(ws) == before


def test_case_alone(workspace):
    ws = workspace()
    ws.evidence("apiauth-rotationticket-2026-q2.md", owner="o")
    assert ws.run("rename", "--apply").code == 0
    assert list(files(ws)) == [RIGHT, RIGHT + ".meta.yaml"]


def test_case_twins_stay(workspace):
    ws = workspace()
    ws.evidence(RIGHT)
    ws.evidence(RIGHT.replace("Rotation", "rotation"))
    before = files(ws)
    result = ws.run("rename", "--apply")
    assert result.code == 1
    assert "refused" in result.out and "open" in result.out
    assert files(ws) == before


@pytest.mark.parametrize("cell", [WRONG, "deep/" + WRONG])
def test_register_rows_follow(workspace, cell):
    ws = workspace(evidence={"register": "register.csv"})
    ws.evidence("deep/" + WRONG)
    other = "APIAuth-Standard-v1.0-Approved.md"
    ws.evidence(other)
    ws.write("register.csv", b"File;Evidence Owner;Source System;My Column\r\n"
                             + f"{cell};ann;\"Jira; cloud\";\"kept, \"\"as\"\" is\"\r\n".encode()
                             + f"{other};ben;Wiki; x \r\n".encode())
    result = ws.run("rename", "--apply")
    assert result.code == 0, result.err
    assert "(register row too)" in result.out
    assert (ws.path / "register.csv").read_bytes() == (
        b"File;Evidence Owner;Source System;My Column\r\n"
        + f"deep/{RIGHT};ann;\"Jira; cloud\";\"kept, \"\"as\"\" is\"\r\n".encode()
        + f"{other};ben;Wiki; x \r\n".encode())
    assert "MET016" not in ws.codes()
    assert {e["path"]: e["title"] and e["used_by"] for e in ws.check()["evidence"]}[f"evidence/deep/{RIGHT}"]


def test_a_register_without_the_file_stays_as_it_is(workspace):
    ws = workspace(evidence={"register": "register.csv"})
    ws.evidence(WRONG)
    ws.write("register.csv", b"File,Evidence Owner\nelse.pdf,ann\n")
    result = ws.run("rename", "--apply")
    assert result.code == 0
    assert "register" not in result.out
    assert (ws.path / "register.csv").read_bytes() == b"File,Evidence Owner\nelse.pdf,ann\n"


def test_other_tables_are_named(workspace):
    ws = workspace(registers={"actions": "actions.csv"})
    ws.evidence(WRONG)
    ws.write("actions.csv", f"ID,Title,Control ID,Owner,Opened,Due,Status,Closed,Evidence\n"
                            f"CA-1,Mend,AUTH-01,o,2026-04-01,2026-05-01,Closed,2026-05-02,{WRONG}\n")
    result = ws.run("rename", "--apply")
    assert result.code == 0
    assert f"by hand       actions.csv:2: {WRONG} -> {RIGHT}\n" in result.out


def test_a_name_by_what_the_sidecar_serves(workspace):
    ws = workspace()
    ws.evidence("scan from the printer.pdf", serves=[{"requirement": "AUTH-01/ticket"}], period="2026-Q2", owner="o")
    assert ws.run("rename", "--apply").code == 0
    assert list(files(ws)) == ["APIAuth-RotationTicket-2026-Q2.pdf", "APIAuth-RotationTicket-2026-Q2.pdf.meta.yaml"]


def test_naming_warn_uses_the_canonical_name(workspace):
    ws = workspace(evidence={"naming": "warn"})
    ws.evidence("ticket.pdf", serves=[{"requirement": "AUTH-01/ticket"}], period="2026-Q2", owner="o")
    assert "NAM005" in ws.codes()
    assert ws.run("rename", "--apply").code == 0
    assert "NAM005" not in ws.codes()
    assert (ws.path / "evidence/APIAuth-RotationTicket-2026-Q2.pdf").exists()


def test_a_link_keeps_its_ending(workspace):
    ws = workspace()
    ws.write("evidence/APIAuth_RotationTicket_2026Q2.link.yaml", "url: https://x.example/\naccess: nda\n")
    assert ws.run("rename", "--apply").code == 0
    assert list(files(ws)) == ["APIAuth-RotationTicket-2026-Q2.link.yaml"]


def test_hostile_names_are_shown_escaped(workspace):
    ws = workspace()
    os.close(os.open(os.fsencode(ws.path / "evidence") + b"/a\x1b[31m\xff.pdf", os.O_CREAT | os.O_WRONLY))
    result = ws.run("rename", "--apply")
    assert result.code == 0
    assert "\x1b" not in result.out and "open " in result.out


def test_a_register_that_cannot_be_read_stops_it(workspace):
    ws = workspace(evidence={"register": "register.csv"})
    ws.evidence(WRONG)
    ws.write("register.csv", b'File,Evidence Owner\n"never closed,ann\n')
    before = files(ws)
    result = ws.run("rename", "--apply")
    assert result.code == 2
    assert "[MET024]" in result.err
    assert files(ws) == before


def test_wrong_usage(workspace, run):
    ws = workspace()
    both = ws.run("rename", "--apply", "--dry-run")
    assert (both.code, "exclude each other" in both.err) == (2, True)
    assert ws.run("rename", "x.pdf").code == 2
    assert run("rename").code == 2


def test_it_waits_for_the_lock(workspace):
    import fcntl
    ws = workspace()
    ws.evidence(WRONG)
    (ws.path / ".apipack").mkdir(exist_ok=True)
    with open(ws.path / ".apipack/lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = ws.run("rename", "--apply")
    assert (result.code, "[WSP021]" in result.err) == (5, True)
    assert list(files(ws)) == [WRONG]
