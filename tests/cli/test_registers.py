"""Registers of risks, actions and findings, the auditor's requests and samples; coverage by framework.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import html

import jsonschema
import pytest
from conftest import SIGNOFF, STANDARD, TICKET, control, slot_id
from make_sample import xlsx

HEADER = "ID,Title,Control ID,Owner,Opened,Due,Status,Closed,Evidence\n"
RISKS = HEADER + """R-1,Unthrottled sync,AUTH-01,sec,2026-02-10,2026-09-30,Open,,
R-2,Old keys,AUTH-01/ticket,sec,2026-02-10,2026-07-30,In progress,,
long-lived,Tokens live for years,,sec,2026-02-10,2026-08-30,Open,,
"""
ACTIONS = HEADER + """CA-1,Rotate,AUTH-01,sec,2026-03-16,2026-05-30,Closed,2026-05-28,SEC-12; evidence/a.pdf
CA-2,Contact list,LOG-01,ops,2026-03-16,2026-05-30,Done,2026-05-28,
CA-3,Closed later,LOG-01,ops,2026-03-16,2026-08-30,Closed,2026-08-20,x
"""
SAMPLE = {"id": "pick", "title": "Sampled ticket", "proof": "operation", "accepts": ["APIAuth-Pick"], "cadence": "sample"}
FRAMEWORKS = {
    "old-1.yaml": {"schema": "apipack.dev/library/v1",
                   "framework": {"id": "old-1", "title": "Old", "edition": "1", "status": "withdrawn", "replaced_by": "new-2"},
                   "ids": [{"id": "O.1", "label": "Old one"}]},
    "new-2.yaml": {"schema": "apipack.dev/library/v1",
                   "framework": {"id": "new-2", "title": "New", "edition": "2", "status": "current"},
                   "ids": [{"id": "N.1", "label": "Authenticate"}, {"id": "N.2", "label": "Log", "verified": False},
                           {"id": "N.3", "label": "Nobody"}]},
}


@pytest.fixture
def ws(workspace):
    """Two controls, two frameworks, the standard and April's review approved; judged on 2026-07-31."""
    import yaml
    made = workspace(controls=[
        control(requires=[STANDARD, TICKET, SAMPLE], maps={"new-2": ["N.1"], "old-1": ["O.1"]}, treats=["long-lived"]),
        control("LOG-01", requires=[SIGNOFF], maps={"new-2": ["N.2"]}),
        control("LOG-02", requires=[{**SIGNOFF, "id": "other", "accepts": ["APILogging-Other"]}])],
        library={"risks": [{"id": "long-lived", "title": "Long-lived tokens"}]},
        applicability=[{"control": "LOG-02", "status": "not-applicable", "reason": "no such logs"}])
    for name, content in FRAMEWORKS.items():
        made.write(f"lib/{name}", yaml.safe_dump(content))
    made.evidence("APIAuth-Standard-v1.0-Approved.md", approved=True, effective="2026-01-01")
    made.evidence("APILogging-ReviewSignOff-2026-04.md", approved=True, performed="2026-05-03", collected="2026-05-03")
    return made


def with_tables(ws, **tables):
    """Write NAME.csv and name them in the workspace."""
    for name, text in tables.items():
        ws.write(f"{name}.csv", text)
        if name in ("requests", "samples"):
            ws.yaml[name] = f"{name}.csv"
        else:
            ws.yaml.setdefault("registers", {})[name] = f"{name}.csv"
    return ws.save()


def requests(ws, rows, *words):
    with_tables(ws, requests="Request ID,Text,Control ID,Requirement,Period,Sample ID,Due,Auditor Status,Comment\n" + rows)
    return {r["id"]: r for r in ws.check(*words)["requests"]}


# --- registers -------------------------------------------------------------------------------------
def test_entries_are_linked_and_judged_by_the_day(ws):
    with_tables(ws, risks=RISKS, actions=ACTIONS)
    doc = ws.check()
    jsonschema.validate(doc, ws.run("schema", "check").json)
    risks = {r["id"]: r for r in doc["registers"]["risks"]}
    assert [(r["open"], r["overdue"]) for r in risks.values()] == [(True, False), (True, True), (True, False)]
    assert all(r["controls"] == ["AUTH-01"] for r in risks.values())  # by control, requirement, and what treats it
    actions = {a["id"]: a for a in doc["registers"]["actions"]}
    assert not actions["CA-1"]["open"] and not actions["CA-1"]["closed_without_evidence"]
    assert actions["CA-1"]["evidence"] == ["SEC-12", "evidence/a.pdf"]
    assert actions["CA-2"]["closed_without_evidence"]
    assert actions["CA-3"]["open"]  # closed only after the as-of day
    assert doc["registers"]["findings"] == []
    controls = {c["id"]: c["open"] for c in doc["controls"]}
    assert controls["AUTH-01"] == {"risks": ["R-1", "R-2", "long-lived"], "actions": [], "findings": []}
    assert controls["LOG-01"]["actions"] == ["CA-3"]


def test_another_day_another_state(ws):
    with_tables(ws, risks=RISKS)
    risks = {r["id"]: r for r in ws.check("--as-of", "2026-07-30")["registers"]["risks"]}
    assert not risks["R-2"]["overdue"]  # the due day itself is in time
    risks = {r["id"]: r for r in ws.check("--as-of", "2026-12-01")["registers"]["risks"]}
    assert all(r["overdue"] for r in risks.values())


def test_exceptions_rest_on_entries_that_are_there(ws):
    entry = {"id": "E-1", "requirement": "AUTH-01/ticket", "reason": "r", "approver": "a", "expires": "2026-12-31", "risk": "R-1",
             "action": "CA-9"}
    ws.yaml["exceptions"] = [entry]
    assert "REV011" not in ws.save().codes()  # no register, nothing to compare with
    with_tables(ws, risks=RISKS, actions=ACTIONS)
    found = [f for f in ws.check()["findings"] if f["code"] == "REV011"]
    assert len(found) == 1 and "the action CA-9, which actions.csv does not have" in found[0]["message"]
    assert found[0]["file"] == "apipack.yaml" and found[0]["line"] > 1
    entry["action"] = "CA-2"
    assert "REV011" not in ws.save().codes()


def test_faults_of_a_register_are_wrong_usage_with_their_place(ws):
    with_tables(ws, risks=HEADER + "R-1,x,AUTH-01,,,tomorrow,,,\nR-1,y,,,,,,,\n")
    result = ws.run("check")
    assert result.code == 2
    assert 'risks.csv:2:17: error: Due "tomorrow" is not a day [WSP015]' in result.err
    assert 'risks.csv:3:1: error: the risk "R-1" is there twice [WSP016]' in result.err
    (ws.path / "risks.csv").unlink()
    result = ws.run("check")
    assert result.code == 2 and "[WSP015]" in result.err and "apipack.yaml:" in result.err and "no such file" in result.err


def test_an_unknown_control_is_a_warning(ws):
    with_tables(ws, risks=HEADER + "R-1,x,AUTH-1,,,,,,\n")
    result = ws.run("check", "--format", "json")
    assert result.code == 1 and "risks.csv:2:7: warning: the library has no control \"AUTH-1\" [WSP023]" in result.err
    assert result.json["registers"]["risks"][0]["controls"] == []


# --- requests --------------------------------------------------------------------------------------
def test_requests_show_the_slots_that_answer_them(ws):
    rows = requests(ws, "Q-1,Log reviews,LOG-01,,2026-Q2,,2026-07-10,Open,soon please\n"
                        "Q-2,April,LOG-01,signoff,2026-04,,2026-05-10,Closed,\n"
                        "Q-3,The standard,,AUTH-01/standard,,,,,\n"
                        "Q-4,By title,auth-01,Rotation ticket,May-26,,2026-09-30,,\n"
                        "Q-5,By criterion,new-2:N.2,,,,,,\n")
    one = rows["Q-1"]
    assert [s["id"] for s in one["slots"]] == [f"LOG-01/signoff@2026-0{m}" for m in (4, 5, 6)]
    assert [s["status"] for s in one["slots"]] == ["satisfied", "missing", "missing"]
    assert one["slots"][0]["evidence"] == ["evidence/APILogging-ReviewSignOff-2026-04.md"]
    assert one["state"] == "partly" and one["overdue"] and one["reason"] == "1 of 3 items answer it"
    assert one["auditor_status"] == "Open" and one["comment"] == "soon please" and one["due"] == "2026-07-10"
    assert rows["Q-2"]["state"] == "answered" and not rows["Q-2"]["overdue"]
    assert rows["Q-3"]["state"] == "answered" and len(rows["Q-3"]["slots"]) == 1
    assert rows["Q-4"]["state"] == "open" and rows["Q-4"]["slots"][0]["id"] == "AUTH-01/ticket@2026-Q2"
    assert len(rows["Q-5"]["slots"]) == 3


@pytest.mark.parametrize("row, reason", [
    ("LOG-01,,2026-Q3,,", "no item of LOG-01 lies in 2026-Q3"),
    ("LOG-02,,2026-Q2,,", "LOG-02 is not-applicable: no such logs"),
    ("LOG-9,,2026-Q2,,", 'the library asks for nothing under "LOG-9"'),
    ("AUTH-01,pick,,S-9,", "no sample S-9 is selected for pick"),
    (",,2026-Q2,,", "it names no control and no requirement"),
])
def test_a_request_without_a_slot_is_said(ws, row, reason):
    rows = requests(ws, f"Q-1,Something,{row},,\n")
    assert rows["Q-1"]["state"] == "no-slot" and rows["Q-1"]["slots"] == [] and rows["Q-1"]["reason"] == reason
    finding = next(f for f in ws.check()["findings"] if f["code"] == "XEV003")
    assert finding["file"] == "requests.csv" and finding["line"] == 2 and reason in finding["message"]


def test_a_scope_by_option_is_no_fault_of_the_request(ws):
    rows = requests(ws, "Q-1,Log reviews,LOG-01,,,,,,\n", "--framework", "old-1")
    assert rows["Q-1"]["state"] == "no-slot" and "outside the scope" in rows["Q-1"]["reason"]
    assert "XEV003" not in ws.codes("--framework", "old-1")


# --- samples ---------------------------------------------------------------------------------------
def test_samples_drive_slots_and_requests(ws):
    ws.evidence("APIAuth-Pick-2026-05.md", approved=True, samples=["S-17"], performed="2026-05-20")
    with_tables(ws, samples="Sample ID,Requirement,Selected By,Date,Item\nS-17,AUTH-01/pick,Ann,2026-07-01,token 17\n"
                            "S-18,AUTH-01/pick,Ann,2026-07-01,token 18\n")
    rows = requests(ws, "Q-1,Token 17,AUTH-01,pick,,S-17,,,\nQ-2,Token 18,AUTH-01,,,S-18,,,\n")
    assert [(s["id"], s["status"]) for s in rows["Q-1"]["slots"]] == [("AUTH-01/pick@#S-17", "satisfied")]
    assert [(s["id"], s["status"]) for s in rows["Q-2"]["slots"]] == [("AUTH-01/pick@#S-18", "missing")]
    slots = {slot_id(s): s for s in ws.check()["slots"]}
    assert slots["AUTH-01/pick@#S-17"]["item"] == "S-17" and slots["AUTH-01/pick@#S-17"]["period"] is None


def test_a_sample_of_what_is_not_sampled_is_warned_of(ws):
    with_tables(ws, samples="Sample ID,Requirement\nS-1,LOG-01/signoff\n")
    result = ws.run("check")
    assert result.code == 1 and "samples.csv:2:5: warning: LOG-01/signoff is asked for monthly, not by sample [WSP024]" in result.err


@pytest.mark.parametrize("text, place, code", [
    ("Sample,Requirement\n", "samples.csv:1:1", "WSP015"),
    ("Sample ID,Requirement\nS-1,AUTH-01/pick\nS-1,AUTH-01/pick\n", "samples.csv:3:1", "WSP016"),
    ("Sample ID,Requirement,Date\nS-1,AUTH-01/pick,soon\n", "samples.csv:2:18", "WSP015"),
    ("Sample ID,Requirement\nS-1,AUTH-01/pack\n", "samples.csv:2:5", "WSP010"),
])
def test_faults_of_samples(ws, text, place, code):
    with_tables(ws, samples=text)
    result = ws.run("check")
    assert result.code == 2 and f"{place}: error: " in result.err and f"[{code}]" in result.err


# --- frameworks ------------------------------------------------------------------------------------
def rows_of(doc):
    return {(r["framework"], r["id"]): r for r in doc["frameworks_coverage"]}


def test_coverage_by_framework_and_id(ws):
    doc = ws.check()
    rows = rows_of(doc)
    assert doc["frameworks"] == ["new-2", "old-1"]
    assert list(rows) == [("new-2", None), ("new-2", "N.1"), ("new-2", "N.2"), ("new-2", "N.3"), ("old-1", None), ("old-1", "O.1")]
    log = rows["new-2", "N.2"]
    assert (log["controls"], log["slots"], log["due"], log["satisfied"], log["gaps"]) == (1, 3, 3, 1, 2)
    assert log["state"] == "partly" and not log["verified"]
    assert rows["new-2", "N.3"]["state"] == "unmapped" and rows["new-2", "N.3"]["mapped"] == 0
    whole = rows["new-2", None]
    assert whole["controls"] == 2 and whole["slots"] == len(doc["slots"]) and whole["gaps"] == doc["summary"]["gaps"]
    assert rows["old-1", None]["status"] == "withdrawn"


def test_the_audits_frameworks_are_in_view_and_an_option_limits_them(ws):
    ws.yaml["audit"]["frameworks"] = ["old-1"]
    result = ws.save().run("check", "--format", "json")
    assert "[WSP020]" in result.err and "new-2" in result.err
    assert {r["framework"] for r in result.json["frameworks_coverage"]} == {"old-1"}
    assert {s["control"] for s in result.json["slots"]} == {"AUTH-01", "LOG-01"}  # the audit is asked for as a whole
    doc = ws.check("--framework", "new-2")
    assert {r["framework"] for r in doc["frameworks_coverage"]} == {"new-2"}
    doc = ws.check("--framework", "old-1")
    assert {s["control"] for s in doc["slots"]} == {"AUTH-01"}
    assert ws.run("check", "--framework", "nist").code == 2


def test_states_of_a_framework_id(ws):
    ws.evidence("APIAuth-RotationTicket-2026-Q2.md", approved=True, performed="2026-06-03", collected="2026-07-03")
    ws.yaml["exceptions"] = [{"id": "E-1", "requirement": "LOG-01/signoff", "reason": "r", "approver": "a", "expires": "2026-12-31"}]
    ws.evidence("APIAuth-Pick-2026-05.md", approved=True, performed="2026-05-20")
    rows = rows_of(ws.save().check())
    assert rows["new-2", "N.1"]["state"] == "proven" and rows["new-2", "N.1"]["gaps"] == 0
    (ws.path / "evidence/APILogging-ReviewSignOff-2026-04.md").unlink()
    (ws.path / "evidence/APILogging-ReviewSignOff-2026-04.md.meta.yaml").unlink()
    rows = rows_of(ws.check())
    assert rows["new-2", "N.2"]["state"] == "excepted" and rows["new-2", "N.2"]["excepted"] == 3
    ws.yaml["applicability"].append({"control": "LOG-01", "status": "carved-out", "reason": "the provider's"})
    del ws.yaml["exceptions"]
    assert rows_of(ws.save().check())["new-2", "N.2"]["state"] == "not-asked"


def test_explain_tells_who_answers_an_id(ws):
    out = ws.run("explain", "new-2:N.2").out
    assert "LOG-01" in out and "LOG-01/signoff" in out and "not verified" in out
    out = ws.run("explain", "old-1:O.1").out
    assert "AUTH-01" in out and "withdrawn, replaced by new-2" in out and "intersects-with" in out
    assert "none maps to it" in ws.run("explain", "new-2:N.3").out
    assert ws.run("explain", "new-2:N.9").code == 2


# --- the same in every report ----------------------------------------------------------------------
@pytest.fixture
def full(ws):
    """Registers, requests, an exception that rests on them, a control that is not applicable, one that is disabled."""
    with_tables(ws, risks=RISKS, actions=ACTIONS, findings=HEADER + "F-1,Pentest: weak limits,LOG-01,sec,2026-06-01,2026-07-01,Open,,\n")
    requests(ws, "Q-1,Log reviews,LOG-01,,2026-Q2,,2026-07-10,Open,soon please\nQ-2,Later,LOG-01,,2026-Q3,,,,\n")
    ws.yaml["audit"]["frameworks"] = ["old-1", "new-2"]
    ws.yaml["exceptions"] = [{"id": "E-1", "requirement": "AUTH-01/pick", "reason": "no picks", "approver": "a", "expires": "2026-12-31",
                              "risk": "R-2", "action": "CA-1"}]
    ws.library["controls"].append({**control("LOG-03", requires=[{**SIGNOFF, "accepts": ["APILogging-Third"]}]), "disable": "no third log"})
    ws.library["questions"] = [{"id": "Q01", "group": "G", "ask": "Is there a standard?", "answered_by": ["AUTH-01/standard"]},
                               {"id": "Q02", "group": "G", "ask": "Are logs read?", "answered_by": ["LOG-01/signoff"]}]
    ws.library["readiness"] = [{"id": "R01", "line": "A standard", "needs": ["AUTH-01/standard"]},
                               {"id": "R02", "line": "Read logs", "needs": ["LOG-01/signoff"]}]
    ws.library["dealbreakers"] = [{"id": "D01", "line": "No standard", "when": {"gap": ["AUTH-01/standard"]}},
                                  {"id": "D02", "line": "Logs nobody reads", "when": {"gap": ["LOG-01/signoff"]}}]
    return ws.save()


def test_json_has_all_of_it(full):
    doc = full.check()
    jsonschema.validate(doc, full.run("schema", "check").json)
    assert [d["id"] for d in doc["dealbreakers"]] == ["D02", "D01"]  # what is detected comes first
    assert [(a["id"], a["answer"]) for a in doc["answers"]] == [("Q01", "Yes"), ("Q02", "Partial")]
    assert [(a["id"], a["answer"]) for a in doc["readiness"]] == [("R01", "Yes"), ("R02", "Partial")]
    assert doc["disabled"] == [{"kind": "control", "id": "LOG-03", "title": "Control LOG-03", "reason": "no third log"}]
    assert {n["control"]: n["status"] for n in doc["not_applicable"]} == {"LOG-02": "not-applicable", "LOG-03": "disabled"}


def test_text_has_a_line_each_and_entries_when_verbose(full):
    text = " ".join(full.run("check").out.split())
    for words in ("Readiness 1 of 2 lines hold; questions: 1 Yes, 1 Partial",
                  "Registers requests: 0 of 2 answered, 1 partly, 1 no slot, 1 OVERDUE; risks: 3 of 3 open, 1 OVERDUE; "
                  "actions: 1 of 3 open, 1 closed without evidence; findings of others: 1 of 1 open, 1 OVERDUE",
                  "Left out LOG-02 is not-applicable, LOG-03 is disabled", "(withdrawn, replaced by new-2)", "new-2 ",
                  "Exceptions E-1 covers AUTH-01/pick"):
        assert words in text, words
    assert "Logs nobody reads" in text and "F-1" not in text
    verbose = full.run("check", "-v", env={"COLUMNS": "200"}).out
    for line in ("Readiness   1 of 2 lines hold", "Questions   1 Yes, 1 Partial", "Requests    0 of 2 answered, 1 partly, 1 no slot, 1 OVERDUE",
                 "Risks       3 of 3 open, 1 OVERDUE", "Actions     1 of 3 open, 1 closed without evidence",
                 "Reported    findings of others: 1 of 1 open, 1 OVERDUE", "Left out    LOG-02 is not-applicable: no such logs",
                 "Left out    LOG-03 is disabled: no third log", "(withdrawn, replaced by new-2)", "  new-2  "):
        assert line in verbose, line
    verbose = " ".join(verbose.split())
    assert "E-1: AUTH-01/pick" in verbose and "risk R-2 (open, due 2026-07-30, OVERDUE)" in verbose
    for words in ("N.2 partly, 1 of 3 due items proven, 2 gaps: Log (not verified)", "N.3 unmapped", "Partial R02 Read logs", "Yes Q01 Is there a standard?",
                  "Q-1 partly, OVERDUE, due 2026-07-10: Log reviews (LOG-01, 2026-Q2) - LOG-01/signoff@2026-04 is satisfied",
                  "the auditor says Open: soon please", "no item of LOG-01 lies in 2026-Q3", "CA-2 closed 2026-05-28, without evidence: Contact list",
                  "F-1 open, due 2026-07-01, OVERDUE: Pentest: weak limits (sec, LOG-01)"):
        assert words in verbose, words


def test_markdown_has_tables_of_it(full):
    text = html.unescape(full.run("check", "--format", "markdown").out.replace("\\", ""))
    for title in ("Deal-breakers", "Frameworks", "What good looks like", "Questions of auditors and buyers", "Requests of the auditor", "Risks",
                  "Corrective actions", "Findings of others", "Open by control", "Exceptions", "Not asked for", "Coverage by framework id"):
        assert f"\n## {title}\n" in text, title
    for row in ("| new-2:N.2 | Log (id not verified) | partly | 1 | 3 | 1 | 2 |", "| old-1 | 1, withdrawn, replaced by new-2 |",
                "| R-2 | Old keys | sec, AUTH-01 | 2026-02-10 | open, due 2026-07-30, OVERDUE |",
                "LOG-01/signoff@2026-04 is satisfied; LOG-01/signoff@2026-05 is missing;", "| Open: soon please |",
                "| LOG-03 | Control LOG-03 | disabled | no third log |", "| LOG-02 | Control LOG-02 | not-applicable | no such logs |"):
        assert row in text, row


def index_of(ws, path, audience):
    import zipfile
    assert ws.run("build", "--audience", audience, "-o", path).code == 1
    with zipfile.ZipFile(path) as pack:
        return pack.read(next(n for n in pack.namelist() if n.endswith("/index.html"))).decode()


def test_the_index_has_sections_of_it(full, tmp_path):
    page = index_of(full, tmp_path / "a.zip", "auditor")
    for ident in ("dealbreakers", "frameworks", "readiness", "questions", "controls", "requests", "registers", "exceptions"):
        assert f'<section id="{ident}">' in page and f'href="#{ident}"' in page, ident
    for words in ("withdrawn, replaced by new-2", "1 of 2 lines hold", "risk R-2 Old keys (sec, due 2026-07-30, OVERDUE)", "closed 2026-05-28, without evidence",
                  "risk R-2 (open, due 2026-07-30, OVERDUE), action CA-1 (closed 2026-05-28)", "no third log", "no such logs", "Open: soon please"):
        assert words in page, words
    anchor = page[page.index('<a href="#s') + len('<a href="#'):]
    assert f'<tr id="{anchor[:anchor.index(chr(34))]}"' in page


def test_outsiders_do_not_read_registers_and_requests(full, tmp_path):
    doc = full.check("--audience", "buyer")
    assert doc["requests"] == [] and doc["registers"] == {"risks": [], "actions": [], "findings": []}
    assert all(c["open"] == {"risks": [], "actions": [], "findings": []} for c in doc["controls"])
    assert doc["disabled"][0]["reason"] is None
    page = index_of(full, tmp_path / "b.zip", "buyer")
    for words in ("Unthrottled", "Pentest", "soon please", "no third log", "no such logs", 'id="questions"'):
        assert words not in page, words
    assert "LOG-03" in page and "disabled" in page
    text = full.run("check", "--audience", "buyer", "--format", "markdown").out
    assert "Unthrottled" not in text and "soon please" not in text


def test_hostile_words_of_tables_are_escaped(ws, tmp_path):
    evil = "<script>alert(1)</script> |`x` \x1b[31m::error::"
    with_tables(ws, risks=HEADER + f"R-1,{evil},AUTH-01,sec,,,Open,,\n")
    requests(ws, f"Q-1,{evil},LOG-01,,,,,Open,{evil}\n")
    for words in (("--format", "text", "-v"), ("--format", "markdown")):
        out = ws.run("check", *words).out
        assert "\x1b" not in out and "alert" in out
        assert "markdown" not in words or "<script" not in out
    page = index_of(ws, tmp_path / "a.zip", "auditor")
    assert page.count("<script") == 1 and "&lt;script&gt;" in page and "\x1b" not in page


def test_tables_may_be_workbooks(ws):
    ws.yaml["requests"] = "requests.xlsx"
    ws.yaml["registers"] = {"risks": "risks.xlsx"}
    ws.write("requests.xlsx", xlsx("PBC", [["Request ID", "Control ID", "Period", "Due"], ["Q-1", "LOG-01", "2026-04", "2026-07-10"]]))
    ws.write("risks.xlsx", xlsx("Risks", [["ID", "Title", "Control ID", "Due"], ["R-1", "Sync", "AUTH-01", "2026-09-30"]]))
    doc = ws.save().check()
    assert doc["requests"][0]["state"] == "answered" and doc["requests"][0]["due"] == "2026-07-10"
    assert doc["registers"]["risks"][0]["controls"] == ["AUTH-01"]
    ws.write("risks.xlsx", xlsx("Risks", [["ID", "Title", "Due"], ["R-1", "Sync", "soon"]]))
    result = ws.run("check")
    assert result.code == 2 and "risks.xlsx:2:" in result.err and "[WSP015]" in result.err
    ws.write("risks.xlsx", b"PK\x03\x04 not really")
    result = ws.run("check")
    assert result.code == 2 and "risks.xlsx" in result.err and "[WSP015]" in result.err
