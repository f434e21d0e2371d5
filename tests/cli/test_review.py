"""apipack review: decisions of reviewers, written into sidecars, bound to bytes, with history.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import os
import pty
import select
import subprocess
import time

import pytest
import yaml

from conftest import STANDARD, TICKET, control, environment

TICKET_FILE = "APIAuth-RotationTicket-2026-Q2.md"
STANDARD_FILE = "APIAuth-Standard-v1.0-Approved.md"
PEOPLE = [{"id": "ann", "name": "Ann Archer", "email": "ann@acme.example"},
          {"id": "ben", "name": "Ben Baker", "email": "ben@acme.example", "aliases": ["bb"]},
          {"id": "security", "name": "Security", "kind": "team", "members": ["ann"]}]


@pytest.fixture
def ws(workspace):
    """A ticket of the security team and a standard, nothing reviewed yet."""
    made = workspace(people=PEOPLE)
    made.evidence(TICKET_FILE, owner="security", source="Jira")
    made.evidence(STANDARD_FILE, owner="security", source="Wiki")
    return made


def sidecar(ws, name):
    return yaml.safe_load((ws.path / f"evidence/{name}.meta.yaml").read_text())


def text_of(ws, name):
    return (ws.path / f"evidence/{name}.meta.yaml").read_text()


def digest(ws, name):
    return hashlib.sha256((ws.path / "evidence" / name).read_bytes()).hexdigest()


def everything(ws):
    return {p: p.read_bytes() for p in sorted(ws.path.rglob("*")) if p.is_file() and ".apipack" not in p.parts}


def test_approve_records_who_when_and_the_bytes(ws):
    before = text_of(ws, TICKET_FILE)
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "Ben Baker", "--note", "checked: all of it")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"approved       evidence/{TICKET_FILE}  by ben on 2026-07-31, sha256 ")
    review = sidecar(ws, TICKET_FILE)["review"]
    assert {k: str(v) for k, v in review.items()} == {
        "status": "approved", "by": "ben", "date": "2026-07-31", "sha256": digest(ws, TICKET_FILE),
        "method": "sidecar", "note": "checked: all of it"}
    assert "history" not in sidecar(ws, TICKET_FILE)
    assert text_of(ws, TICKET_FILE).startswith(before)
    slots = ws.slots()
    assert slots["AUTH-01/ticket@2026-Q2"] == "satisfied"
    assert slots["AUTH-01/standard"] == "pending"


def test_a_later_change_of_the_file_makes_it_void(ws):
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "ben").code == 0
    ws.write(f"evidence/{TICKET_FILE}", "Something else was rotated in this quarter, by somebody.\n")
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == "void"
    # REV001 is high, but approving again is what mends it
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "ben")
    assert result.code == 0, result.err
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == "satisfied"
    meta = sidecar(ws, TICKET_FILE)
    assert meta["review"]["sha256"] == digest(ws, TICKET_FILE) != meta["history"][0]["sha256"]


def test_history_is_appended_and_never_changed(ws):
    ws.write(f"evidence/{TICKET_FILE}.meta.yaml",
             "# of the team\nowner: security  # the lead\n\nsource: 'Jira'\n"
             "review: {status: approved, by: R. Old, date: 2026-07-01}   # by mail\n")
    seen = []
    steps = [("--reject", "ben", "no dates"), ("--approve", "ben", "dates are there"), ("--reject", "Eve", "torn")]
    for flag, who, note in steps:
        result = ws.run("review", TICKET_FILE, flag, "--by", who, "--note", note)
        assert result.code == 0, result.err
        meta = sidecar(ws, TICKET_FILE)
        assert meta["history"][:len(seen)] == seen
        assert len(meta["history"]) == len(seen) + 1
        seen = meta["history"]
        assert meta["review"]["note"] == note
    assert [entry["by"] for entry in seen] == ["R. Old", "ben", "ben"]
    assert [entry.get("note") for entry in seen] == [None, "no dates", "dates are there"]
    text = text_of(ws, TICKET_FILE)
    assert text.startswith("# of the team\nowner: security  # the lead\n\nsource: 'Jira'\nreview: {status: rejected,")
    assert "# by mail\n" in text
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == "rejected"


def test_the_same_decision_twice_changes_nothing(ws):
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "ben").code == 0
    before = text_of(ws, TICKET_FILE)
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "Ben Baker", "--as-of", "2026-08-02")
    assert (result.code, result.out) == (0, f"unchanged      evidence/{TICKET_FILE}\n")
    assert text_of(ws, TICKET_FILE) == before


def test_a_bare_word_is_no_history(ws):
    ws.write(f"evidence/{TICKET_FILE}.meta.yaml", "owner: security\nsource: Jira\nreview: uploaded # in July\n")
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "ben").code == 0
    assert "history" not in sidecar(ws, TICKET_FILE)
    assert "# in July" in text_of(ws, TICKET_FILE)


def test_line_ends_stay(ws):
    (ws.path / f"evidence/{TICKET_FILE}.meta.yaml").write_bytes(b"owner: security\r\nsource: Jira\r\n")
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "ben", "--note", "x" * 90).code == 0
    raw = (ws.path / f"evidence/{TICKET_FILE}.meta.yaml").read_bytes()
    assert raw.startswith(b"owner: security\r\nsource: Jira\r\nreview:\r\n  status: approved\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_a_file_without_a_sidecar_gets_one(ws):
    (ws.path / f"evidence/{TICKET_FILE}.meta.yaml").unlink()
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "ben").code == 0
    text = text_of(ws, TICKET_FILE)
    assert text.startswith("# yaml-language-server: $schema=../.apipack/sidecar.schema.json\nreview:\n")
    assert (ws.path / ".apipack/sidecar.schema.json").is_file()


# --- how files are named ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["deep/" + TICKET_FILE, "evidence/deep/" + TICKET_FILE, TICKET_FILE,
                                  TICKET_FILE + ".meta.yaml", "**/APIAuth-Rot*"])
def test_names_of_files(ws, name):
    ws.evidence("deep/" + TICKET_FILE, owner="security", source="Jira")
    os.remove(ws.path / "evidence" / TICKET_FILE)
    os.remove(ws.path / f"evidence/{TICKET_FILE}.meta.yaml")
    assert ws.run("review", name, "--approve", "--by", "ben").code == 0
    assert sidecar(ws, "deep/" + TICKET_FILE)["review"]["by"] == "ben"


def test_a_path_from_the_current_folder(ws, run):
    ws.evidence("deep/" + TICKET_FILE, owner="security", source="Jira")
    result = run("review", TICKET_FILE, "../" + STANDARD_FILE, "--approve", "--by", "ben",
                 cwd=ws.path / "evidence/deep")
    assert result.code == 0, result.err
    assert "review" in sidecar(ws, "deep/" + TICKET_FILE) and "review" not in sidecar(ws, TICKET_FILE)
    assert "review" in sidecar(ws, STANDARD_FILE)
    absolute = ws.path / "evidence" / TICKET_FILE
    assert ws.run("review", absolute, "--approve", "--by", "ben").code == 0


def test_a_bare_name_of_two_files_is_refused(ws):
    ws.evidence("deep/" + TICKET_FILE, owner="security", source="Jira")
    ws.evidence("more/" + TICKET_FILE, owner="security", source="Jira")
    os.remove(ws.path / "evidence" / TICKET_FILE)
    os.remove(ws.path / f"evidence/{TICKET_FILE}.meta.yaml")
    before = everything(ws)
    result = ws.run("review", TICKET_FILE, STANDARD_FILE, "--approve", "--by", "ben")
    assert result.code == 2
    assert "2 files are called" in result.err and "[CLI014]" in result.err
    assert f"evidence/deep/{TICKET_FILE}, evidence/more/{TICKET_FILE}" in result.err
    assert everything(ws) == before


def test_filters_combine(workspace):
    ws = workspace([control("AUTH-01", [STANDARD, TICKET]),
                    control("LOG-01", [{"id": "s", "title": "S", "proof": "review", "cadence": "monthly",
                                        "accepts": ["APILogging-ReviewSignOff"]}])], people=PEOPLE)
    for month in ("04", "05"):
        ws.evidence(f"APILogging-ReviewSignOff-2026-{month}.md", owner="ann", source="SIEM")
    ws.evidence(TICKET_FILE, owner="ben", source="Jira")
    ws.evidence(STANDARD_FILE, owner="ann", source="Wiki")

    def chosen(*words):
        result = ws.run("review", *words, "--approve", "--by", "Eve", "--dry-run")
        assert result.code in (0, 2), result.err
        return sorted(line.split("/")[1].split()[0] for line in result.out.splitlines()
                      if line.startswith("would approve"))

    april, may = "APILogging-ReviewSignOff-2026-04.md", "APILogging-ReviewSignOff-2026-05.md"
    assert chosen("--control", "LOG-*") == [april, may]
    assert chosen("--control", "LOG-01") == [april, may]
    assert chosen("--control", "AUTH") == [TICKET_FILE, STANDARD_FILE]
    assert chosen("--control", "AUTH-01/tick*") == [TICKET_FILE]
    assert chosen("--period", "2026-04") == [april]
    assert chosen("--period", "2026-Q2") == [TICKET_FILE, april, may]
    assert chosen("--period", "2026-Q2", "--owner", "Ann Archer") == [april, may]
    assert chosen("--owner", "security") == [STANDARD_FILE, april, may]
    assert chosen("--status", "uploaded", "--period", "2026-05") == [may]
    assert chosen("--status", "approved") == []
    assert chosen(april, may, "--period", "2026-05") == [may]
    assert ws.run("review", may, "--approve", "--by", "Eve").code == 0
    assert chosen("--status", "uploaded", "--control", "LOG-*") == [april]


# --- who decides --------------------------------------------------------------------------------


def test_the_user_comes_from_the_environment_then_from_git(ws, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    env = {"HOME": home, "XDG_CONFIG_HOME": home / "none", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": None}
    result = ws.run("review", TICKET_FILE, "--approve", env=env)
    assert result.code == 2
    assert "who decides is not known" in result.err and "--by NAME" in result.err
    (home / ".gitconfig").write_text("[user]\n\tname = Grace Git\n")
    assert ws.run("review", TICKET_FILE, "--approve", env=env).code == 0
    assert sidecar(ws, TICKET_FILE)["review"]["by"] == "Grace Git"
    assert ws.run("review", TICKET_FILE, "--approve", env={**env, "APIPACK_USER": "bb"}).code == 0
    assert sidecar(ws, TICKET_FILE)["review"]["by"] == "ben"
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "Eve", env={**env, "APIPACK_USER": "bb"}).code == 0
    assert sidecar(ws, TICKET_FILE)["review"]["by"] == "Eve"


def test_somebody_unknown_is_noted(ws):
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "Eve")
    assert result.code == 0
    assert "note: Eve is not among the people [WSP019]" in result.err


@pytest.mark.parametrize("independence, code, level", [("required", 2, "error"), ("warn", 0, "warning"),
                                                       ("off", 0, None)])
def test_the_owner_approves(ws, independence, code, level):
    ws.yaml["independence"] = independence
    ws.save()
    before = everything(ws)
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "ann")  # a member of the owning team
    assert result.code == code
    assert (f"{level}: ann owns it" in result.err) == (level is not None)
    if code:
        assert everything(ws) == before
    assert ws.run("review", TICKET_FILE, "--reject", "--by", "ann", "--note", "my own fault").code == 0


def test_two_approvals_become_a_list(workspace):
    ws = workspace([control(requires=[{**TICKET, "approvals": 2}])], people=PEOPLE)
    ws.evidence(TICKET_FILE, owner="security", source="Jira")
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "ben").code == 0
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == "pending"
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "bb", "--note", "again").code == 0
    assert isinstance(sidecar(ws, TICKET_FILE)["review"], dict)  # the same person
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "Eve").code == 0
    meta = sidecar(ws, TICKET_FILE)
    assert [entry["by"] for entry in meta["review"]] == ["ben", "Eve"]
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == "satisfied"
    # once the bytes change, approvals of the old ones go to the history
    ws.write(f"evidence/{TICKET_FILE}", "Another ticket, about another rotation of other tokens.\n")
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "Eve").code == 0
    meta = sidecar(ws, TICKET_FILE)
    assert meta["review"]["by"] == "Eve"
    assert [entry["by"] for entry in meta["history"]] == ["ben", "ben", "Eve"]


def test_a_rejection_by_somebody_else_is_said(ws):
    assert ws.run("review", TICKET_FILE, "--reject", "--by", "Eve", "--note", "no dates").code == 0
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "ben")
    assert result.code == 0
    assert "the same bytes were rejected by Eve: no dates" in result.err
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == "satisfied"
    assert sidecar(ws, TICKET_FILE)["history"][0]["note"] == "no dates"


# --- findings -----------------------------------------------------------------------------------


def test_a_high_finding_stands_against_approval(ws):
    ws.write(f"evidence/{TICKET_FILE}", b"")  # FMT001, high
    before = everything(ws)
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "ben")
    assert result.code == 2
    assert "a finding stands against approving it" in result.err and "[FMT001]" in result.err
    assert '--despite FMT001 --note "why"' in result.err
    for words, say in ((["--despite", "FMT001"], "--despite needs --note"),
                       (["--despite", "FMT002", "--note", "x"], "no such finding stands against these files"),
                       (["--despite", "NOPE", "--note", "x"], "the code of a finding"),
                       (["--despite", "CLI004", "--note", "x"], "the code of a finding")):
        refused = ws.run("review", TICKET_FILE, "--approve", "--by", "ben", *words)
        assert (refused.code, refused.out) == (2, "")
        assert say in refused.err
    assert everything(ws) == before
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "ben", "--despite", "fmt001".upper(), "--note",
                    "the system gives nothing")
    assert result.code == 0, result.err
    assert sidecar(ws, TICKET_FILE)["review"]["note"] == "despite FMT001: the system gives nothing"
    assert ws.run("review", TICKET_FILE, "--reject", "--by", "ben", "--note", "empty").code == 0


def test_one_refused_file_does_not_keep_the_others(ws):
    ws.write(f"evidence/{TICKET_FILE}", b"")
    result = ws.run("review", TICKET_FILE, STANDARD_FILE, "--approve", "--by", "ben")
    assert result.code == 1
    assert f"refused        evidence/{TICKET_FILE}\n" in result.out
    assert "1 written, 0 unchanged, 1 refused\n" in result.out
    assert "review" not in sidecar(ws, TICKET_FILE)
    assert sidecar(ws, STANDARD_FILE)["review"]["status"] == "approved"


def test_a_broken_sidecar_is_refused_and_stays(ws):
    ws.write(f"evidence/{TICKET_FILE}.meta.yaml", "owner: [\n")
    result = ws.run("review", TICKET_FILE, STANDARD_FILE, "--approve", "--by", "ben", "--despite", "MET001", "--note",
                    "x")
    assert result.code == 1
    assert f"evidence/{TICKET_FILE}.meta.yaml:2:1: error" in result.err
    assert text_of(ws, TICKET_FILE) == "owner: [\n"
    assert "review" in sidecar(ws, STANDARD_FILE)


def test_what_changed_since_receipt_is_said(ws):
    ws.evidence(TICKET_FILE, owner="security", source="Jira",
                received={"sha256": "0" * 64, "at": "2026-07-01", "by": "ann"})
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "ben")
    assert result.code == 0
    assert "warning: the bytes are not those that were received [REV008]" in result.err


def test_a_draft_stays_pending(workspace):
    ws = workspace()
    ws.evidence("APIAuth-Standard-v1.0-Draft.md", owner="o", source="Wiki")
    result = ws.run("review", "APIAuth-Standard-v1.0-Draft.md", "--approve", "--by", "ben")
    assert result.code == 0
    assert "its name says Draft, so it stays pending" in result.err
    assert ws.slots()["AUTH-01/standard"] == "pending"


def test_seen_is_recorded(ws):
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "ben", "--seen").code == 0
    assert sidecar(ws, TICKET_FILE)["review"]["seen"] is True


# --- register, links, bind ----------------------------------------------------------------------


def test_what_only_the_register_knows_gets_a_sidecar(workspace):
    ws = workspace(evidence={"register": "register.csv"})
    ws.write(f"evidence/{TICKET_FILE}", "A rotation ticket, in words that are no placeholder at all.\n")
    ws.write("register.csv", "File,Evidence Owner,Source System,Review Status,Reviewer,Review Date\n"
                             f"{TICKET_FILE},o.owner,Jira,Rejected,Rita,2026-07-02\n")
    register = (ws.path / "register.csv").read_bytes()
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "ben")
    assert result.code == 0, result.err
    meta = sidecar(ws, TICKET_FILE)
    assert meta["review"]["by"] == "ben"
    assert [(h["status"], h["by"]) for h in meta["history"]] == [("rejected", "Rita")]
    assert set(meta) == {"review", "history"}
    assert (ws.path / "register.csv").read_bytes() == register
    check = ws.check()
    assert check["evidence"][0]["review"]["status"] == "approved"
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == "satisfied"


def test_bind_adds_the_digest_and_nothing_else(ws):
    ws.write(f"evidence/{TICKET_FILE}.meta.yaml",
             "owner: security\nsource: Jira\n"
             "review: {status: approved, by: rita, date: 2026-07-02, method: ticket, ref: S-1} # by mail\n")
    result = ws.run("review", TICKET_FILE, "--bind", "--by", "ben")
    assert result.code == 0, result.err
    sha = digest(ws, TICKET_FILE)
    assert (f"review: {{status: approved, by: rita, date: 2026-07-02, sha256: {sha}, method: ticket, ref: S-1}} "
            "# by mail\n") in text_of(ws, TICKET_FILE)
    history = sidecar(ws, TICKET_FILE)["history"]
    assert [(h["action"], h["by"], h["sha256"]) for h in history] == [("bind", "ben", sha)]
    assert ws.check()["evidence"][0]["bound"] is True
    again = ws.run("review", TICKET_FILE, "--bind", "--by", "ben")
    assert (again.code, again.out) == (0, f"unchanged      evidence/{TICKET_FILE}\n")


def test_bind_a_bare_word_and_a_list(ws):
    ws.write(f"evidence/{TICKET_FILE}.meta.yaml", "owner: security\nsource: Jira\nreview: approved # old\n")
    ws.write(f"evidence/{STANDARD_FILE}.meta.yaml",
             "owner: security\nsource: Wiki\nreview:\n  # first\n  - {status: approved, by: a, date: 2026-07-02}\n"
             "  - status: approved # second\n    by: b\n")
    result = ws.run("review", "--status", "approved", "--bind", "--by", "ben")
    assert result.code == 0, result.err
    assert sidecar(ws, TICKET_FILE)["review"] == {"status": "approved", "sha256": digest(ws, TICKET_FILE)}
    assert [r["sha256"] for r in sidecar(ws, STANDARD_FILE)["review"]] == [digest(ws, STANDARD_FILE)] * 2
    assert "  # first\n" in text_of(ws, STANDARD_FILE) and "# second\n" in text_of(ws, STANDARD_FILE)


@pytest.mark.parametrize("meta, say", [
    ({}, "there is no approval to bind"),
    ({"review": "uploaded"}, "there is no approval to bind"),
    ({"review": {"status": "approved", "by": "rita", "sha256": "0" * 64}}, "bound to other bytes"),
    ({"review": {"status": "approved", "by": "rita", "date": "2026-07-02"}, "collected": "2026-07-05"},
     "collected on 2026-07-05, after the approval"),
])
def test_bind_refuses(ws, meta, say):
    ws.evidence(TICKET_FILE, owner="security", source="Jira", **meta)
    before = everything(ws)
    result = ws.run("review", TICKET_FILE, "--bind", "--by", "ben")
    assert result.code == 2
    assert say in result.err and "[REV012]" in result.err
    assert everything(ws) == before


def test_a_link_is_reviewed_in_its_own_file(workspace):
    ws = workspace()
    link = "APIAuth-RotationTicket-2026-Q2.link.yaml"
    ws.write(f"evidence/{link}", f"url: https://jira.example/1  # the ticket\naccess: nda\nowner: o\nsource: Jira\n"
                                 f"sha256: {'ab' * 32}\n")
    assert ws.run("review", link, "--approve", "--by", "ben").code == 0
    meta = yaml.safe_load((ws.path / f"evidence/{link}").read_text())
    assert meta["review"]["sha256"] == "ab" * 32
    assert not (ws.path / f"evidence/{link}.meta.yaml").exists()
    assert ws.check()["evidence"][0]["bound"] is True
    ws.write(f"evidence/{link}", "url: https://jira.example/1\naccess: nda\nowner: o\nsource: Jira\n")
    result = ws.run("review", link, "--approve", "--by", "ben")
    assert result.code == 0
    assert "the link has no sha256" in result.err
    assert "sha256" not in (ws.path / f"evidence/{link}").read_text()


def test_a_dry_run_shows_and_writes_nothing(ws):
    before = everything(ws)
    result = ws.run("review", "--owner", "security", "--approve", "--by", "ben", "--dry-run")
    assert result.code == 0
    assert result.out.count("would approve") == 2
    assert f"evidence/{TICKET_FILE}.meta.yaml\n  + review:\n  +   status: approved\n  +   by: ben\n" in result.out
    assert "2 would be written, 0 unchanged, 0 refused\n" in result.out
    assert everything(ws) == before
    assert not (ws.path / ".apipack/lock").exists()


# --- wrong usage --------------------------------------------------------------------------------


@pytest.mark.parametrize("words, say", [
    (["--approve"], "which files is not said"),
    ([TICKET_FILE], "what is decided is not said"),
    ([TICKET_FILE, "--approve", "--reject", "--note", "x"], "only one of"),
    ([TICKET_FILE, "--approve", "-i"], "only one of"),
    ([TICKET_FILE, "--reject"], "--reject needs --note"),
    ([TICKET_FILE, "--reject", "--note", "  "], "--reject needs --note"),
    ([TICKET_FILE, "--reject", "--note", "x", "--seen"], "--seen goes with"),
    ([TICKET_FILE, "--bind", "--despite", "FMT001", "--note", "x"], "--despite goes with --approve"),
    (["--status", "done", "--approve"], '--status "done" is not valid'),
    (["--period", "2026-13", "--approve"], '--period "2026-13" is not valid'),
    ([TICKET_FILE, "--approve", "--by", " "], "--by"),
    ([TICKET_FILE, "--approve", "--by", "x" * 300], "--by"),
    (["-i"], "-i needs a terminal"),
    (["-i", "--dry-run"], "no --dry-run"),
    (["APIAuth-RotationTicket-2026-Q3.md", "--approve"], f"did you mean {TICKET_FILE}?"),
    (["--control", "NOPE-99", "--approve"], "no control is called NOPE-99"),
    ([TICKET_FILE, "nothing.pdf", "--approve"], "there is no evidence file nothing.pdf"),
])
def test_wrong_usage(ws, words, say):
    before = everything(ws)
    env = {"APIPACK_USER": "ben"}
    result = ws.run("review", *words, env=env)
    assert (result.code, result.out) == (2, "")
    assert say in result.err
    assert everything(ws) == before


def test_without_a_workspace(run, tmp_path):
    result = run("review", "x", "--approve", "--by", "ben")
    assert result.code == 2
    assert "[WSP009]" in result.err
    assert list(tmp_path.iterdir()) == []


def test_names_are_escaped(ws):
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "Eve\x1b[31m")
    assert result.code == 0
    assert "\x1b" not in result.out + result.err
    assert sidecar(ws, TICKET_FILE)["review"]["by"] == "Eve\x1b[31m"


# --- locks --------------------------------------------------------------------------------------


def test_a_second_writer_waits_and_is_told_who_writes(ws):
    import fcntl
    (ws.path / ".apipack").mkdir(exist_ok=True)
    before = everything(ws)
    with open(ws.path / ".apipack/lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("apipack add (process 1)\n")
        lock.flush()
        result = ws.run("review", TICKET_FILE, "--approve", "--by", "ben")
    assert result.code == 5
    assert "another command writes in this workspace: apipack add (process 1) [WSP021]" in result.err
    assert everything(ws) == before
    assert ws.run("review", TICKET_FILE, "--approve", "--by", "ben").code == 0


def test_many_reviews_at_once_lose_nothing(ws, apipack):
    started = [subprocess.Popen([apipack, "-C", ws.path, "review", TICKET_FILE, "--reject", "--by", f"r{i}", "--note",
                                 "no"], env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
               for i in range(6)]
    codes = [p.wait(timeout=60) for p in started]
    done = codes.count(0)
    assert set(codes) <= {0, 5} and done >= 1
    meta = sidecar(ws, TICKET_FILE)
    assert len(meta.get("history", [])) + 1 == done


# --- on a terminal ------------------------------------------------------------------------------


def talk(apipack, ws, answers, *words):
    """`review -i` on a pseudo-terminal: each answer is given when a question stands there."""
    master, slave = pty.openpty()
    process = subprocess.Popen([apipack, "-C", ws.path, "review", "-i", *words], stdin=slave, stdout=slave,
                               stderr=slave, env=environment(APIPACK_USER="ben"), start_new_session=True)
    os.close(slave)
    shown, waiting, deadline = b"", list(answers), time.monotonic() + 60
    while time.monotonic() < deadline:
        ready = select.select([master], [], [], 0.2)[0]
        if ready:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            if not chunk:
                break
            shown += chunk
        elif waiting and shown.rstrip(b" ").endswith((b"?", b"]")):
            os.write(master, waiting.pop(0).encode() + b"\n")
        elif process.poll() is not None:
            break
    os.close(master)
    return process.wait(timeout=10), shown.decode().replace("\r\n", "\n")


def test_dialogue(ws, apipack):
    code, shown = talk(apipack, ws, ["x", "r", "", "r", "no dates: all of it", "a"])
    assert code == 0, shown
    assert f"[1/2] evidence/{TICKET_FILE}\n" in shown and "[2/2]" in shown
    assert "AUTH-01/ticket: Rotation ticket" in shown
    assert "nothing was written: a reason is needed" in shown
    assert "2 written, 0 left" in shown
    assert sidecar(ws, TICKET_FILE)["review"]["note"] == "no dates: all of it"
    assert sidecar(ws, STANDARD_FILE)["review"]["status"] == "approved"
    code, shown = talk(apipack, ws, [])  # nothing is left to decide
    assert (code, "0 written, 0 left" in shown) == (0, True)


def test_dialogue_skips_quits_and_asks_why(ws, apipack):
    ws.write(f"evidence/{TICKET_FILE}", b"")
    code, shown = talk(apipack, ws, ["a", "it is meant to be empty", "q"])
    assert code == 0
    assert "[FMT001]" in shown and "why approve it? " in shown
    assert "1 written, 1 left" in shown
    assert sidecar(ws, TICKET_FILE)["review"]["note"] == "despite FMT001: it is meant to be empty"
    assert "review" not in sidecar(ws, STANDARD_FILE)
    code, shown = talk(apipack, ws, ["s"], "--owner", "security")
    assert (code, "0 written, 1 left" in shown) == (0, True)


def test_no_approval_is_offered_against_a_secret(ws):
    """It would not let the file leave."""
    ws.write(f"evidence/{TICKET_FILE}", "It was opened with password=Sup3rS3cr3t!2026 and closed.\n")
    result = ws.run("review", TICKET_FILE, "--approve", "--by", "ben")
    assert result.code == 2 and "[SEC001]" in result.err
    assert "--despite" not in result.err and "redact the file with apipack redact" in result.err


@pytest.mark.parametrize("control_id, says", [
    ("AUTH-1", "did you mean AUTH-01?"), ("nonsense", "apipack list controls shows what there is")])
def test_an_unknown_control_is_not_an_empty_answer(ws, control_id, says):
    result = ws.run("review", "--control", control_id, "--approve", "--by", "ben")
    assert result.code == 2 and f"no control is called {control_id} [CLI006]" in result.err and says in result.err


@pytest.mark.parametrize("control_id", ["AUTH", "AUTH-*", "AUTH-01", "AUTH-01/ticket"])
def test_a_control_that_is_known_is_chosen(ws, control_id):
    assert ws.run("review", "--control", control_id, "--approve", "--by", "ben").code == 0
