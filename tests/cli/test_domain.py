"""docs/domain.md, rule by rule: the day before, the day, and the day after.

Place in the flow: tests only; `docs/architecture.md`, "Slot status", says the same in words.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib

import pytest
from conftest import SIGNOFF, STANDARD, TICKET, control

BODY = "Evidence of what the name says, in a sentence that is no placeholder.\n"
REVIEW = {"status": "approved", "by": "R. Reviewer", "date": "2026-07-02"}


def one(workspace, requirement, files, as_of="2026-07-31", ident="AUTH-01", audit=None, **keys):
    """The single requirement's report: {slot id: record}, and the whole document."""
    ws = workspace([control(ident, [requirement])], audit={"as_of": as_of, **(audit or {})}, **keys)
    for name, meta in files.items():
        meta = dict(meta)
        content = meta.pop("content", BODY)
        ws.evidence(name, content, approved=meta.pop("approved", True), **meta)
    doc = ws.check()
    return {s["period"]: s for s in doc["slots"]}, doc


def codes(doc):
    return {f["code"] for f in doc["findings"]}


# --- due days ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("requirement, as_of, status, gap", [
    (SIGNOFF, "2026-07-09", "not-due", False), (SIGNOFF, "2026-07-10", "missing", True), (SIGNOFF, "2026-07-11", "missing", True),
    (TICKET, "2026-07-14", "not-due", False), (TICKET, "2026-07-15", "missing", True), (TICKET, "2026-07-16", "missing", True),
    (STANDARD, "2026-03-31", "not-due", False), (STANDARD, "2026-04-01", "missing", True), (STANDARD, "2026-04-02", "missing", True),
    ({**TICKET, "cadence": "event", "grace": "0d"}, "2026-06-29", "not-due", False),
    ({**TICKET, "cadence": "event", "grace": "0d"}, "2026-06-30", "missing", True),
    ({**TICKET, "cadence": "annual", "grace": "30d"}, "2026-07-29", "not-due", False),
    ({**TICKET, "cadence": "annual", "grace": "30d"}, "2026-07-30", "missing", True),
])
def test_due(workspace, requirement, as_of, status, gap):
    slots, _ = one(workspace, requirement, {}, as_of)
    last = list(slots.values())[-1]
    assert (last["status"], last["gap"]) == (status, gap)


# --- which periods are asked for --------------------------------------------------------------------
@pytest.mark.parametrize("start, end, asked", [
    ("2026-04-16", "2026-06-30", ["2026-04", "2026-05", "2026-06"]),  # 15 of 30 days: half
    ("2026-04-17", "2026-06-30", ["2026-05", "2026-06"]),             # 14 of 30
    ("2026-04-01", "2026-06-15", ["2026-04", "2026-05", "2026-06"]),
    ("2026-04-01", "2026-06-14", ["2026-04", "2026-05"]),
])
def test_months_with_half_their_days(workspace, start, end, asked):
    slots, doc = one(workspace, SIGNOFF, {}, audit={"from": start, "to": end})
    assert list(slots) == asked
    assert len(doc["edge"]) == 3 - len(asked)


@pytest.mark.parametrize("cadence, start, end, asked", [
    ("annual", "2026-04-01", "2026-06-30", ["2025-07-01..2026-06-30"]),
    ("semiannual", "2026-04-01", "2026-06-30", ["2026-01-01..2026-06-30"]),
    ("semiannual", "2026-01-01", "2026-12-31", ["2026-01-01..2026-06-30", "2026-07-01..2026-12-31"]),
    ("annual", "2026-01-01", "2026-12-31", ["2026-01-01..2026-12-31"]),
])
def test_rolling_slots(workspace, cadence, start, end, asked):
    slots, _ = one(workspace, {**TICKET, "cadence": cadence}, {}, audit={"from": start, "to": end})
    assert list(slots) == asked


@pytest.mark.parametrize("performed, status", [
    ("2025-05-31", "stale"), ("2025-06-01", "satisfied"), ("2025-06-02", "satisfied"), ("2026-06-30", "satisfied"), ("2026-07-01", "stale")])
def test_rolling_with_grace(workspace, performed, status):
    annual = {**TICKET, "cadence": "annual", "grace": "30d"}
    slots, doc = one(workspace, annual, {"APIAuth-RotationTicket-v1.0-Approved.md": {"performed": performed}})
    assert [s["status"] for s in slots.values()] == [status]
    assert ("PER001" in codes(doc)) == (status == "satisfied" and performed < "2026-04-01")


@pytest.mark.parametrize("frameworks, severity", [([], "info"), (["soc2-2017"], "medium")])
def test_before_the_window_weighs_for_soc2(workspace, frameworks, severity):
    library = {"framework": {"id": "soc2-2017", "title": "SOC 2", "edition": "2017", "status": "current"}, "ids": [{"id": "CC6.1", "label": "access"}]}
    ws = workspace([control(requires=[{**TICKET, "cadence": "annual"}])], library, audit={"frameworks": frameworks})
    ws.evidence("APIAuth-RotationTicket-2026-Q1.md", approved=True, performed="2026-03-31")
    assert [f["severity"] for f in ws.check()["findings"] if f["code"] == "PER001"] == [severity]


# --- collected, coarse, other periods ----------------------------------------------------------------
@pytest.mark.parametrize("proof, collected, status", [
    ("operation", "2026-06-29", "stale"), ("operation", "2026-06-30", "stale"), ("operation", "2026-07-01", "satisfied"),
    ("configuration", "2026-05-01", "satisfied"), ("operation", None, "satisfied")])
def test_collected_before_the_period_ended(workspace, proof, collected, status):
    meta = {"collected": collected} if collected else {}
    slots, _ = one(workspace, {**TICKET, "proof": proof}, {"APIAuth-RotationTicket-2026-Q2.md": meta})
    assert slots["2026-Q2"]["status"] == status


@pytest.mark.parametrize("proof, status", [("review", "stale"), ("operation", "stale"), ("configuration", "satisfied")])
def test_a_year_is_not_twelve_signoffs(workspace, proof, status):
    slots, _ = one(workspace, {**SIGNOFF, "proof": proof}, {"APILogging-ReviewSignOff-2026.md": {"collected": "2027-01-02"}}, "2027-01-31", "LOG-01")
    assert {s["status"] for s in slots.values()} == {status}


def test_a_list_of_periods_fills_each(workspace):
    meta = {"period": ["2026-04", "2026-05"]}
    slots, _ = one(workspace, SIGNOFF, {"APILogging-ReviewSignOff-v1.0-Approved.md": meta}, ident="LOG-01")
    assert [s["status"] for s in slots.values()] == ["satisfied", "satisfied", "missing"]


@pytest.mark.parametrize("files, status", [
    (["2026-03"], "stale"), (["2026-03", "2026-05"], "missing"), (["2026-04"], "satisfied")])
def test_stale_by_period_only_without_any_item(workspace, files, status):
    names = {f"APILogging-ReviewSignOff-{p}.md": {} for p in files}
    slots, _ = one(workspace, SIGNOFF, names, ident="LOG-01")
    assert slots["2026-04"]["status"] == status


@pytest.mark.parametrize("days, status", [(30, "stale"), (31, "satisfied"), (32, "satisfied")])
def test_max_age_counts_from_collected(workspace, days, status):
    requirement = {**TICKET, "max_age": f"{days}d"}
    slots, _ = one(workspace, requirement, {"APIAuth-RotationTicket-2026-Q2.md": {"collected": "2026-07-01"}}, "2026-08-01")
    assert slots["2026-Q2"]["status"] == status


# --- versions -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("effective, status, gap", [
    ("2026-03-31", "satisfied", False), ("2026-04-01", "satisfied", False), ("2026-04-02", "satisfied", True),
    ("2026-06-30", "satisfied", True), ("2026-07-01", "stale", False)])
def test_version_in_force(workspace, effective, status, gap):
    slots, doc = one(workspace, STANDARD, {"APIAuth-Standard-v1.0-Approved.md": {"effective": effective}})
    assert slots[None]["status"] == status
    assert ("PER002" in codes(doc)) == gap


def test_an_older_version_is_superseded(workspace):
    slots, doc = one(workspace, STANDARD, {"APIAuth-Standard-v1.0-Approved.md": {"effective": "2025-01-01"},
                                           "APIAuth-Standard-v1.1-Approved.md": {"effective": "2026-05-01"}})
    assert slots[None]["status"] == "satisfied" and "PER002" not in codes(doc)
    assert [e["state"] for e in doc["evidence"]] == ["superseded", "used"]


@pytest.mark.parametrize("word, status", [("Draft", "pending"), ("Review", "pending"), ("Rejected", "rejected"), ("Retired", "stale"), ("Approved", "satisfied")])
def test_status_in_the_name(workspace, word, status):
    slots, _ = one(workspace, STANDARD, {f"APIAuth-Standard-v1.0-{word}.md": {"effective": "2026-01-01"}})
    assert slots[None]["status"] == status


# --- dates ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("performed, late", [("2026-07-14", False), ("2026-07-15", False), ("2026-07-16", True)])
def test_late_is_satisfied_and_said(workspace, performed, late):
    slots, doc = one(workspace, {**TICKET, "proof": "configuration"}, {"APIAuth-RotationTicket-2026-Q2.md": {"performed": performed}})
    assert slots["2026-Q2"]["status"] == "satisfied"
    assert any("LATE" in f["message"] and " 1 day after " in f["message"] for f in doc["findings"]) == late


@pytest.mark.parametrize("date, found", [("2026-07-30", False), ("2026-07-31", False), ("2026-08-01", True)])
def test_dates_after_the_as_of_day(workspace, date, found):
    _, doc = one(workspace, TICKET, {"APIAuth-RotationTicket-2026-Q2.md": {"collected": date, "review": {**REVIEW, "date": date}}})
    assert ("PER006" in codes(doc)) == found


@pytest.mark.parametrize("reviewed, found", [("2026-07-01", True), ("2026-07-02", False), ("2026-07-03", False)])
def test_reviewed_before_collected(workspace, reviewed, found):
    _, doc = one(workspace, TICKET, {"APIAuth-RotationTicket-2026-Q2.md": {"collected": "2026-07-02", "review": {**REVIEW, "date": reviewed}}})
    assert ("REV006" in codes(doc)) == found


# --- samples and events ------------------------------------------------------------------------------------
@pytest.mark.parametrize("periods, status", [
    (["2026-04"], "missing"), (["2026-04", "2026-06"], "satisfied"), (["2026-04", "2026-03"], "missing"), (["2026-04", "2026-07"], "missing")])
def test_sample_counts_items_in_the_window(workspace, periods, status):
    requirement = {**TICKET, "cadence": "sample", "min": 2, "proof": "configuration"}
    slots, _ = one(workspace, requirement, {f"APIAuth-RotationTicket-{p}.md": {} for p in periods})
    assert [s["status"] for s in slots.values()] == [status]


def test_the_auditors_selection_makes_slots(workspace):
    ws = workspace([control(requires=[{**TICKET, "cadence": "sample"}])], samples="samples.csv")
    ws.write("samples.csv", "Sample ID,Requirement,Selected By,Date,Item\nS-17,AUTH-01/ticket,A. Auditor,2026-07-05,SEC-812\nS-18,AUTH-01/ticket,A. Auditor,2026-07-05,SEC-9\n")
    ws.evidence("APIAuth-RotationTicket-2026-05.md", approved=True, samples=["S-17"], collected="2026-06-02")
    assert ws.slots() == {"AUTH-01/ticket@#S-17": "satisfied", "AUTH-01/ticket@#S-18": "missing"}


def test_a_sample_is_one_record_and_its_item_a_whole_word(workspace):
    ws = workspace([control(requires=[{**TICKET, "cadence": "sample", "min": 2}])], samples="samples.csv")
    ws.write("samples.csv", "Sample ID,Requirement,Item\nS-1,AUTH-01/ticket,SEC-1\nS-2,AUTH-01/ticket,SEC-10\nS-3,AUTH-01/ticket,EC-10\n")
    ws.evidence("APIAuth-RotationTicket-2026-05.md", approved=True, title="Rotation (sec-10), closed")
    assert ws.slots() == {"AUTH-01/ticket@#S-1": "missing", "AUTH-01/ticket@#S-2": "satisfied", "AUTH-01/ticket@#S-3": "missing"}


@pytest.mark.parametrize("code, checks, approved, state", [
    ("SCO003", ["scope-matrix"], None, "cannot-be-ruled-out"), ("SCO003", ["scope-matrix"], False, "cannot-be-ruled-out"),
    ("SCO003", ["scope-matrix"], True, "ruled-out"), ("SCO003", [], True, "cannot-be-ruled-out"),
    ("SEC001", [], None, "cannot-be-ruled-out"), ("SEC001", [], True, "ruled-out")])
def test_what_nothing_shows_is_not_ruled_out(workspace, code, checks, approved, state):
    """No scope matrix is not "no broad keys"."""
    matrix = {**TICKET, "proof": "configuration", "accepts": ["APIAuth-Matrix"], "checks": checks}
    ws = workspace([control(requires=[matrix])], {"dealbreakers": [{"id": "D01", "line": "broad keys", "when": {"finding": [code]}}]})
    if approved is not None:
        ws.evidence("APIAuth-Matrix-2026-Q2.csv", "Key,Integration,Scopes,Owner,Reviewed\nk-1,billing,read:users,olga,2026-06-02\n", approved=approved)
    assert [d["state"] for d in ws.check()["dealbreakers"]] == [state]


def test_complete_so_far(workspace):
    ws = workspace([control("LOG-01", [SIGNOFF])])
    for as_of, says in (("2026-05-09", "COMPLETE SO FAR; 3 fall due by 2026-07-10\n"), ("2026-07-09", "COMPLETE SO FAR; 1 falls due by 2026-07-10\n")):
        for month in ("04", "05") if as_of > "2026-06-30" else ():
            ws.evidence(f"APILogging-ReviewSignOff-2026-{month}.md", f"Sign-off of the logs of month {month}.\n", approved=True)
        assert ws.run("check", "--as-of", as_of).out.startswith(says)


@pytest.mark.parametrize("period, records, status, state", [
    ("2026-Q2", 0, "satisfied", "not-tested"), ("2026-05", 0, "stale", "open"), ("2026-05", 3, "satisfied", "proven")])
def test_a_statement_of_no_occurrence(workspace, period, records, status, state):
    meta = {"extraction": {"query": "q", "records": records, "run_by": "x", "run_at": "2026-07-01"}}
    slots, doc = one(workspace, {**TICKET, "cadence": "event"}, {f"APIAuth-RotationTicket-{period}.md": meta})
    assert [s["status"] for s in slots.values()] == [status]
    assert doc["controls"][0]["proof_state"]["operation"] == state


@pytest.mark.parametrize("left_out", [["query"], ["run_by"], ["run_at"], ["query", "run_by", "run_at"]])
def test_a_statement_of_no_occurrence_says_how_that_is_known(workspace, left_out):
    extraction = {"query": "q", "records": 0, "run_by": "x", "run_at": "2026-07-01"}
    for key in left_out:
        del extraction[key]
    slots, doc = one(workspace, {**TICKET, "cadence": "event"}, {"APIAuth-RotationTicket-2026-Q2.md": {"extraction": extraction}})
    assert [s["status"] for s in slots.values()] == ["invalid"]
    said, = [f for f in doc["findings"] if f["code"] == "MET011"]
    assert said["fix"] == f"add {', '.join(left_out)} to extraction in the sidecar"


def test_records_are_counted_from_zero(workspace):
    meta = {"extraction": {"query": "q", "records": -1, "run_by": "x", "run_at": "2026-07-01"}}
    slots, doc = one(workspace, {**TICKET, "cadence": "event"}, {"APIAuth-RotationTicket-2026-Q2.md": meta})
    assert [s["status"] for s in slots.values()] == ["invalid"] and "MET007" in [f["code"] for f in doc["findings"]]


# --- tiers --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("of, tier, asked", [
    ("core", "core", True), ("core", "extended", True), ("extended", "core", False), ("extended", "extended", True),
])
def test_extended_requirements_are_asked_for_in_their_tier(workspace, of, tier, asked):
    slots, _ = one(workspace, {**TICKET, "tier": of}, {}, tier=tier)
    assert list(slots) == (["2026-Q2"] if asked else [])


# --- reviews -----------------------------------------------------------------------------------------------
DIGEST = hashlib.sha256(BODY.encode()).hexdigest()
OTHER = hashlib.sha256(b"other").hexdigest()


@pytest.mark.parametrize("review, keys, status", [
    ("approved", {}, "satisfied"), ("uploaded", {}, "pending"), ("requested", {}, "pending"), ("rejected", {}, "rejected"),
    ({**REVIEW, "sha256": DIGEST}, {}, "satisfied"), ({**REVIEW, "sha256": OTHER}, {}, "void"),
    (REVIEW, {"evidence": {"require_bound": True}}, "pending"), ({**REVIEW, "sha256": DIGEST}, {"evidence": {"require_bound": True}}, "satisfied"),
    ({**REVIEW, "by": "own"}, {"independence": "warn"}, "satisfied"), ({**REVIEW, "by": "own"}, {"independence": "required"}, "pending"),
    ({"status": "approved"}, {"independence": "required"}, "pending"), (REVIEW, {"independence": "required"}, "satisfied"),
    ([{**REVIEW, "by": "a"}, {**REVIEW, "by": "b", "status": "rejected"}], {}, "rejected"),
    ([{**REVIEW, "by": "a", "sha256": OTHER}, {**REVIEW, "by": "b", "sha256": DIGEST}], {}, "satisfied"),
    ([{**REVIEW, "by": "a", "sha256": OTHER}, {**REVIEW, "by": "b", "sha256": OTHER}], {}, "void"),
    ([{**REVIEW, "status": "rejected"}, {**REVIEW, "date": "2026-07-05"}], {}, "satisfied"),
    ([{**REVIEW, "date": "2026-07-05"}, {**REVIEW, "status": "rejected"}], {}, "satisfied"),  # the latest by its day, not by its place
    ([{**REVIEW, "by": "a"}, {**REVIEW, "by": "b", "sha256": OTHER}], {"evidence": {"require_bound": True}}, "void"),
    ([{**REVIEW, "by": "own", "sha256": DIGEST}, {**REVIEW, "by": "b"}], {"independence": "required", "evidence": {"require_bound": True}}, "pending"),
])
def test_reviews(workspace, review, keys, status):
    slots, _ = one(workspace, TICKET, {"APIAuth-RotationTicket-2026-Q2.md": {"review": review, "owner": "own"}}, **keys)
    assert slots["2026-Q2"]["status"] == status


@pytest.mark.parametrize("by, status", [(["a"], "pending"), (["a", "a"], "pending"), (["a", "b"], "satisfied")])
def test_several_approvals_are_of_several_people(workspace, by, status):
    review = [{**REVIEW, "by": who} for who in by]
    slots, _ = one(workspace, {**TICKET, "approvals": 2}, {"APIAuth-RotationTicket-2026-Q2.md": {"review": review}})
    assert slots["2026-Q2"]["status"] == status


@pytest.mark.parametrize("more, keys, status", [
    ([{"sha256": DIGEST}, {}], {"evidence": {"require_bound": True}}, "pending"),
    ([{"sha256": DIGEST}, {"sha256": DIGEST}], {"evidence": {"require_bound": True}}, "satisfied"),
    ([{}, {"by": "own"}], {"independence": "required"}, "pending"), ([{}, {"by": "b"}], {"independence": "required"}, "satisfied")])
def test_each_of_several_approvals_is_all_that_is_asked_for(workspace, more, keys, status):
    review = [{**REVIEW, "by": f"reviewer {i}", **m} for i, m in enumerate(more)]
    slots, _ = one(workspace, {**TICKET, "approvals": 2}, {"APIAuth-RotationTicket-2026-Q2.md": {"review": review, "owner": "own"}}, **keys)
    assert slots["2026-Q2"]["status"] == status
    assert status == "satisfied" or "1 of 2 approvals count: the others " in slots["2026-Q2"]["reason"]


def test_the_note_of_the_rejection_is_told(workspace):
    review = [{**REVIEW, "by": "a", "status": "rejected", "note": "no date on it"}, {**REVIEW, "by": "b", "date": "2026-07-05"}]
    slots, _ = one(workspace, TICKET, {"APIAuth-RotationTicket-2026-Q2.md": {"review": review}})
    assert slots["2026-Q2"]["reason"].endswith("rejected in review: no date on it")


@pytest.mark.parametrize("digests, status", [([DIGEST, DIGEST], "satisfied"), ([DIGEST, OTHER], "void"), ([OTHER, OTHER], "void")])
def test_a_void_approval_counts_for_nobody(workspace, digests, status):
    review = [{**REVIEW, "by": f"reviewer {i}", "sha256": digest} for i, digest in enumerate(digests)]
    slots, _ = one(workspace, {**TICKET, "approvals": 2}, {"APIAuth-RotationTicket-2026-Q2.md": {"review": review}})
    assert slots["2026-Q2"]["status"] == status


# --- exceptions, precedence, coverage ------------------------------------------------------------------------
@pytest.mark.parametrize("more, status", [
    ({"expires": "2026-07-30"}, "missing"), ({"expires": "2026-07-31"}, "excepted"), ({"expires": "2026-08-01"}, "excepted"),
    ({"expires": "2026-12-31", "period": "2026-Q2"}, "excepted"), ({"expires": "2026-12-31", "period": "2026-Q1"}, "missing")])
def test_exceptions(workspace, more, status):
    exception = {"id": "EXC-01", "requirement": "AUTH-01/ticket", "reason": "migration", "approver": "A", **more}
    slots, doc = one(workspace, TICKET, {}, exceptions=[exception])
    assert slots["2026-Q2"]["status"] == status
    assert len(doc["exceptions"]) == 1
    assert doc["summary"]["coverage"] == (1.0 if status == "excepted" else 0.0)


@pytest.mark.parametrize("cadence, more, says", [
    ("annual", {"period": "2026-Q2"}, "its period 2026-Q2 does not hold the whole of AUTH-01/ticket@2025-07-01..2026-06-30"),
    ("quarterly", {"period": "2026-05"}, "its period 2026-05 does not hold the whole of AUTH-01/ticket@2026-Q2"),
    ("quarterly", {"granted": "2026-08-01"}, "granted only on 2026-08-01; until then AUTH-01/ticket is judged without it"),
    ("quarterly", {"granted": "2026-07-31"}, None), ("quarterly", {"period": "2026-H1"}, None),
    ("quarterly", {"period": "2026-Q1"}, None), ("monthly", {"period": "2026-05"}, None), ("annual", {}, None)])
def test_an_exception_that_covers_nothing_is_said(workspace, cadence, more, says):
    exception = {"id": "EXC-01", "requirement": "AUTH-01/ticket", "reason": "m", "approver": "A", "expires": "2026-12-31", **more}
    _, doc = one(workspace, {**TICKET, "cadence": cadence}, {}, exceptions=[exception])
    found = [f for f in doc["findings"] if f["code"] == "REV013"]
    assert [f["message"].startswith(says or "") for f in found] == ([True] if says else [])
    if says and "period" in more:  # the mend, followed literally, works
        exception["period"] = found[0]["fix"].removeprefix("give it the period ").removesuffix(", or none")
        slots, doc = one(workspace, {**TICKET, "cadence": cadence}, {}, exceptions=[exception])
        assert [s["status"] for s in slots.values()] == ["excepted"] and "REV013" not in [f["code"] for f in doc["findings"]]


def test_a_draft_is_to_be_finished_and_filed_anew(workspace):
    """To have a draft approved would not mend the gap: its name still says Draft."""
    ws = workspace([control(requires=[STANDARD])])
    ws.evidence("APIAuth-Standard-v1.0-Draft.md", approved=True)
    out = ws.run("check").out
    assert "finish, and file as APIAuth-Standard-v1.0-Approved.md" in " ".join(out.split())
    (ws.path / "evidence/APIAuth-Standard-v1.0-Draft.md").rename(ws.path / "evidence/APIAuth-Standard-v1.0-Approved.md")
    sidecar = ws.path / "evidence/APIAuth-Standard-v1.0-Draft.md.meta.yaml"
    sidecar.rename(ws.path / "evidence/APIAuth-Standard-v1.0-Approved.md.meta.yaml")
    assert ws.slots() == {"AUTH-01/standard": "satisfied"}


@pytest.mark.parametrize("granted, found", [("2026-06-29", False), ("2026-06-30", False), ("2026-07-01", True)])
def test_retroactive_exceptions_are_said(workspace, granted, found):
    exception = {"id": "EXC-01", "requirement": "AUTH-01/ticket", "reason": "m", "approver": "A", "expires": "2026-12-31", "granted": granted}
    _, doc = one(workspace, TICKET, {}, exceptions=[exception])
    assert any("RETROACTIVE" in f["message"] for f in doc["findings"]) == found


def test_wrong_things_are_gaps_before_the_due_day(workspace):
    for review, content, status, gap in [("uploaded", BODY, "pending", False), ("approved", "", "invalid", True),
                                         ({**REVIEW, "sha256": OTHER}, BODY, "void", True), ("rejected", BODY, "rejected", False)]:
        slots, _ = one(workspace, TICKET, {"APIAuth-RotationTicket-2026-Q2.md": {"review": review, "content": content}}, "2026-07-01")
        assert (slots["2026-Q2"]["status"], slots["2026-Q2"]["gap"]) == (status, gap)


@pytest.mark.parametrize("reviews, status", [
    (["approved", "uploaded"], "pending"), (["approved", "rejected"], "rejected"), (["approved"], "missing"), (["approved", "approved"], "satisfied")])
def test_the_min_th_best_item_speaks(workspace, reviews, status):
    files = {f"APIAuth-RotationTicket-2026-Q2-0{i}.md": {"review": r, "content": f"{BODY}{i}\n"} for i, r in enumerate(reviews, 1)}
    slots, _ = one(workspace, {**TICKET, "min": 2}, files)
    assert slots["2026-Q2"]["status"] == status


def test_a_newer_rejected_item_is_said(workspace):
    _, doc = one(workspace, TICKET, {"APIAuth-RotationTicket-2026-Q2-01.md": {"collected": "2026-07-01"},
                                     "APIAuth-RotationTicket-2026-Q2-02.md": {"collected": "2026-07-10", "review": {**REVIEW, "status": "rejected", "date": "2026-07-12"}}})
    assert "REV007" in codes(doc)


def test_point_audits_ask_on_the_day(workspace):
    for effective, status in [("2026-06-29", "satisfied"), ("2026-06-30", "satisfied"), ("2026-07-01", "stale")]:
        slots, doc = one(workspace, STANDARD, {"APIAuth-Standard-v1.0-Approved.md": {"effective": effective}}, audit={"type": "point"})
        assert slots[None]["status"] == status and slots[None]["due"] == "2026-06-30"
        assert doc["window"] == {"from": "2026-06-30", "to": "2026-06-30"}
