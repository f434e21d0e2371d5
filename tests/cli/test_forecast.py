"""What a later day will say: check --as-of, and list gaps --due, to the day.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
from datetime import date, timedelta

import pytest
from conftest import SIGNOFF, STANDARD, TICKET, control, slot_id

AGED = {**STANDARD, "max_age": "100d"}
COLLECTED = date(2026, 4, 10)  # + 100 days: 2026-07-19, the last day on which the standard is young enough


def day(d):
    return d.isoformat()


@pytest.fixture
def ws(workspace):
    """Everything satisfied on 2026-07-10: a standard that ages, an excepted ticket, three log reviews."""
    made = workspace([control(requires=[AGED, TICKET]), control("LOG-04", [SIGNOFF])],
                     exceptions=[{"id": "EXC-01", "requirement": "AUTH-01/ticket", "reason": "new product",
                                  "approver": "R. Reviewer", "granted": "2026-05-02", "expires": "2026-09-30"}],
                     audit={"as_of": "2026-07-10"}, people=[
                         {"id": "ann", "name": "Ann Asis"}, {"id": "ops", "name": "Ops", "kind": "team", "members": ["ann"]}],
                     owners={"AUTH": "ops"})
    made.evidence("APIAuth-Standard-v1.0-Approved.md", approved=True, collected=day(COLLECTED), owner="ann",
                  review={"status": "approved", "by": "R. Reviewer", "date": day(COLLECTED)})
    for month in ("2026-04", "2026-05", "2026-06"):
        made.evidence(f"APILogging-ReviewSignOff-{month}.md", f"Log review of {month}, nothing open.\n", approved=True,
                      owner="ann")
    return made


def gaps(ws, *words):
    result = ws.run("list", "gaps", "--format", "json", *words)
    assert result.code == 0, result.err
    return {g["id"]: g for g in result.json}


def statuses(ws, as_of):
    return {slot_id(s): s["status"] for s in ws.check("--as-of", as_of)["slots"] if s["gap"]}


def test_check_tells_what_will_be_stale_expired_and_uncovered(ws):
    assert statuses(ws, "2026-07-10") == {}
    later = ws.check("--as-of", "2026-12-01", "--from", "2026-04-01", "--to", "2026-09-30", code=1)
    assert {slot_id(s): s["status"] for s in later["slots"] if s["gap"]} == {
        "AUTH-01/standard": "stale",                                                       # too old
        "AUTH-01/ticket@2026-Q2": "missing", "AUTH-01/ticket@2026-Q3": "missing",          # the exception is over
        **{f"LOG-04/signoff@2026-{m}": "missing" for m in ("07", "08", "09")}}             # nothing covers these months
    assert {f["code"] for f in later["findings"]} >= {"PER009", "REV010"}
    assert later["as_of"] == "2026-12-01" and later["result"] == "gaps"


@pytest.mark.parametrize("as_of,expected", [
    ("2026-07-19", {}),
    ("2026-07-20", {"AUTH-01/standard": "stale"}),
    ("2026-09-30", {"AUTH-01/standard": "stale"}),  # the exception's last day
    ("2026-10-01", {"AUTH-01/standard": "stale", "AUTH-01/ticket@2026-Q2": "missing"}),
])
def test_boundaries_of_check(ws, as_of, expected):
    assert statuses(ws, as_of) == expected


def test_list_gaps_names_the_day(ws):
    assert gaps(ws) == gaps(ws, "--due", "0d") == gaps(ws, "--due", "9d") == {}
    found = gaps(ws, "--due", "10d")
    assert list(found) == ["AUTH-01/standard"]
    row = found["AUTH-01/standard"]
    assert (row["status"], row["becomes"], row["on"]) == ("satisfied", "stale", "2026-07-20")
    assert row["reason"].startswith("stale from 2026-07-20 on: APIAuth-Standard-v1.0-Approved.md: 101 days old")
    assert list(gaps(ws, "--due", "82d")) == ["AUTH-01/standard"]
    found = gaps(ws, "--due", "83d")
    assert [(g["id"], g["status"], g["becomes"], g["on"]) for g in found.values()] == [
        ("AUTH-01/standard", "satisfied", "stale", "2026-07-20"),
        ("AUTH-01/ticket@2026-Q2", "excepted", "missing", "2026-10-01")]


def test_slots_that_are_not_due_fall_due(workspace):
    ws = workspace([control(requires=[TICKET]), control("LOG-04", [SIGNOFF])], audit={"as_of": "2026-06-09"})
    found = gaps(ws)
    assert list(found) == ["LOG-04/signoff@2026-04"]  # due on 2026-05-10; May's is due on the tenth of June
    assert (found["LOG-04/signoff@2026-04"]["becomes"], found["LOG-04/signoff@2026-04"]["on"]) == (None, None)
    assert list(gaps(ws, "--due", "1d")) == ["LOG-04/signoff@2026-04", "LOG-04/signoff@2026-05"]
    days = {i: g["on"] for i, g in gaps(ws, "--due", "36d").items()}
    assert days == {"LOG-04/signoff@2026-04": None, "LOG-04/signoff@2026-05": "2026-06-10",
                    "LOG-04/signoff@2026-06": "2026-07-10", "AUTH-01/ticket@2026-Q2": "2026-07-15"}
    assert "AUTH-01/ticket@2026-Q2" not in gaps(ws, "--due", "35d")


def test_every_day_agrees_with_check(ws, sample, run):
    """list gaps --due N is what check says on each of the days to come, for the sample too."""
    def of_check(path, as_of):
        doc = run("-C", path, "check", "--format", "json", "--as-of", as_of).json
        return {slot_id(s): s["status"] for s in doc["slots"] if s["gap"]}

    for path, start, step in ((ws.path, date(2026, 7, 10), 3), (sample, date(2026, 7, 1), 10)):
        known = of_check(path, day(start))
        first = {}
        for n in range(0, 91, step):
            for slot, status in of_check(path, day(start + timedelta(days=n))).items():
                first.setdefault(slot, (n, status))
        rows = run("-C", path, "list", "gaps", "--format", "json", "--as-of", day(start), "--due", "90d").json
        assert {r["id"] for r in rows} == set(first)
        for row in rows:
            n, status = first[row["id"]]
            if row["id"] in known:
                assert row["on"] is None and row["status"] == known[row["id"]]
                continue
            assert (start + timedelta(days=n - step + 1)).isoformat() <= row["on"] <= day(start + timedelta(days=n))
            assert row["becomes"] == status


def test_owner_is_a_person_or_a_team(ws):
    for name, n in (("ops", 2), ("ann", 2), ("Ann Asis", 2), ("nobody", 0)):
        assert len(gaps(ws, "--due", "90d", "--owner", name)) == n, name


def test_the_text_names_the_day_too(ws):
    text = ws.run("list", "gaps", "--due", "10d").out
    assert text.split()[:2] == ["AUTH-01/standard", "satisfied"] and "stale from 2026-07-20 on" in text
    header, row = ws.run("list", "gaps", "--due", "10d", "--format", "csv").out.splitlines()
    assert header.endswith(",reason,becomes,on") and row.endswith(",stale,2026-07-20")


@pytest.mark.parametrize("value", ["30", "d", "-1d", "1.5d", "30 d", "40000d"])
def test_wrong_durations(ws, value):
    result = ws.run("list", "gaps", f"--due={value}")
    assert (result.code, result.out) == (2, "") and "[CLI004]" in result.err and "30d" in result.err


def test_the_last_day_of_the_calendar(ws):
    result = ws.run("list", "gaps", "--format", "json", "--as-of", "9999-12-30", "--due", "36500d")
    assert result.code == 0 and len(json.loads(result.out)) == 2
