"""The summary on a terminal: the verdict first, at most five actions, a line each for the rest; all of it behind -v.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import unicodedata

import pytest
from conftest import control

TICKET = {"id": "ticket", "title": "Ticket", "proof": "operation", "cadence": "quarterly"}
UTF8 = {"LC_ALL": "C.UTF-8"}


def many(n):
    return [control(f"AUTH-{i:02}", [{**TICKET, "accepts": [f"APIAuth-Ticket{i}"]}]) for i in range(1, n + 1)]


def test_the_verdict_stands_first_and_all_fits_a_screen(sample, run):
    out = run("-C", sample, "check").out
    lines = out.splitlines()
    assert lines[0].startswith("BLOCKED: secrets in 1 file") and lines[1].startswith("Coverage ")
    assert len(lines) <= 45 and max(map(len, lines)) <= 80
    places = [out.index(words) for words in ("BLOCKED", "Coverage", "\nWhat breaks", "\nNext", " more: `apipack list gaps`", "\nItems", "\nMore ")]
    assert places == sorted(places)
    assert "gap-report.html" in out and "apipack check -v" in out


def test_five_actions_with_day_and_owner_then_how_many_more(workspace):
    ws = workspace(many(12), owners={"AUTH": "ann", "AUTH-07": "bob"})
    lines = ws.run("check").out.split("\nNext\n")[1].split("\n\n")[0].splitlines()
    assert lines[-1] == "  7 more: `apipack list gaps`"
    actions = [line for line in lines if line.startswith("  2026-")]
    assert len(actions) == 5 and all(line.split()[1] in ("ann", "bob") for line in actions)
    verbose = ws.run("check", "-v").out
    assert sum(line.startswith("  2026-") for line in verbose.splitlines()) == 12 and "more:" not in verbose


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_width_is_kept(sample, run, width):
    for line in run("-C", sample, "check", env={"COLUMNS": str(width)}).out.splitlines():
        broken = line[max(line.rfind("  "), 0):].strip()  # behind a label
        assert len(line) <= width or " " not in broken, line  # what has no space is not broken


def test_wide_letters_take_two_columns_and_marks_none(workspace):
    """The second column begins at one place, whatever the first holds."""
    names = {"AUTH-01": "王小明", "AUTH-02": "Zoe\u0301", "AUTH-03": "plain"}
    out = workspace(many(3), owners=names).run("check", env=UTF8).out
    starts = set()
    for line in out.splitlines():
        if " produce " in line:
            before = line.split(" produce ")[0]
            starts.add(sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) == "W" else 1 for c in before))
    assert "王小明" in out and len(starts) == 1


def test_a_locale_without_utf8_gets_ascii(workspace):
    ws = workspace(many(2), owners={"AUTH": "Jürgen"})
    ascii_out, utf8 = ws.run("check").out, ws.run("check", env=UTF8).out
    assert ascii_out.isascii() and "J?rgen" in ascii_out and "[--------------------]" in ascii_out
    assert "Jürgen" in utf8 and "░" * 20 in utf8


def test_the_bar_is_full_when_all_is_proven_and_only_then(workspace):
    ws = workspace(many(60))
    for i in range(1, 60):
        ws.evidence(f"APIAuth-Ticket{i}-2026-Q2.md", approved=True)
    assert f"({59} of 60 due items proven)  [{'#' * 19}-]" in ws.run("check").out
    ws.evidence("APIAuth-Ticket60-2026-Q2.md", approved=True)
    out = ws.run("check").out
    assert out.startswith("COMPLETE\n") and "[" + "#" * 20 + "]" in out and "Next" not in out


def test_what_is_always_printed_stays_printed(workspace):
    """Exceptions, controls left out, tuned codes, the rule of independence, however many there are."""
    exceptions = [{"id": f"EXC-{i:03}", "requirement": f"AUTH-{i:02}/ticket", "reason": "r", "approver": "cto", "expires": "2026-12-31"}
                  for i in range(1, 41)]
    ws = workspace(many(42), exceptions=exceptions, severity={"REV004": {"to": "medium", "reason": "we bind"}},
                   applicability=[{"control": "AUTH-42", "status": "not-applicable", "reason": "no", "approver": "cto", "date": "2026-04-02"}])
    out = ws.run("check").out
    assert "EXC-001 covers AUTH-01/ticket, expires 2026-12-31" in out and "EXC-015" in out and "and 25 more" in out
    assert "AUTH-42 is not-applicable" in out and "REV004 weighs medium" in out and "independence of reviewers" in out
    verbose = ws.run("check", "-v").out
    assert all(e["id"] in verbose for e in exceptions)
    assert len(json.loads(ws.run("check", "--format", "json").out)["exceptions"]) == 40


def test_hostile_names_stay_words(workspace):
    """What a file's name holds neither moves the cursor nor breaks a line."""
    ws = workspace()
    for name in ("APIAuth-RotationTicket-2026-Q2\x1b[31m.md", "APIAuth-Standard-v1.0-Draft\u202e.md", "##vso[x]::error::\n.md"):
        ws.evidence(name)
    for words in (["check"], ["check", "-v"], ["check", "--color", "always"]):
        out = ws.run(*words, env=UTF8).out
        assert "\x1b[31m.md" not in out and "\u202e" not in out
        assert not any(line.startswith(("##vso", "::error")) for line in out.splitlines())


def test_nothing_asked_for_is_no_fault(workspace):
    out = workspace([control("AUTH-01", [{**TICKET, "accepts": ["APIAuth-Ticket"], "tier": "extended"}])]).run("check")
    assert out.code == 0 and out.out.startswith("COMPLETE\nCoverage 100.0 % (0 of 0 due items proven)")
