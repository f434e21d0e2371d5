"""request: what each owner has to produce, with exact names and days, in four formats.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import re
import shutil
import subprocess
import zipfile
from datetime import date, timedelta

import pytest
from conftest import SIGNOFF, STANDARD, TICKET, control, slot_id

PBC = ["Request ID", "Control ID", "Framework", "Area", "Evidence requested", "Period", "Population/Sample", "Source system",
       "Owner", "Due date", "Priority", "Client status", "Auditor status", "Evidence ID", "File (link)", "SHA-256",
       "Collected on", "Reviewed by", "Approved on", "Notes", "Auditor notes"]


def rows_of(result):
    assert result.code == 0, result.err
    return list(csv.DictReader(io.StringIO(result.out, newline="")))


def unfold(text):
    """The content lines of RFC 5545, checked on the way."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    raw = text[:-2].split("\r\n")
    assert all(len(line.encode()) <= 75 and line for line in raw)
    lines = []
    for line in raw:
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return lines


def unescape(text):
    assert re.fullmatch(r"(?:[^\\,;]|\\[\\,;n])*", text), text
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text)


def events_of(text):
    lines = unfold(text)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    assert lines.count("VERSION:2.0") == 1 and any(line.startswith("PRODID:") for line in lines)
    events, event = [], None
    for line in lines:
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            events.append(event)
            event = None
        elif event is not None:
            name, value = line.split(":", 1)
            assert name not in event, "a property stands twice"
            event[name] = unescape(value) if name in ("SUMMARY", "DESCRIPTION", "CATEGORIES") else value
    return events


@pytest.fixture
def ws(workspace):
    """A missing ticket of ops, two missing and one pending log review of Ann, a standard of nobody."""
    made = workspace(
        [control(requires=[STANDARD, {**TICKET, "formats": ["pdf", "json"], "sources": ["Jira", "ServiceNow"],
                                      "produce": "An export of the closed ticket; with its closure note."}],
                 ask="Show that tokens were rotated.", rejects=["a policy, without a ticket", "a screenshot"],
                 severity="high", maps={"soc2": ["CC6.1"]}),
         control("LOG-04", [SIGNOFF])],
        library={"framework": {"id": "soc2", "title": "SOC 2", "edition": "2017", "status": "current"},
                 "ids": [{"id": "CC6.1", "label": "access"}]},
        people=[{"id": "ann", "name": "Ann Asis", "email": "ann@acme.example"}, {"id": "ops", "name": "Ops", "kind": "team"}],
        owners={"LOG": "ann", "AUTH-01/ticket": "ops"}, audit={"as_of": "2026-07-12", "name": "SOC 2, second quarter"})
    made.evidence("APILogging-ReviewSignOff-2026-05.md", owner="ann", source="Wiki")
    return made


def test_one_row_per_open_slot(ws):
    rows = rows_of(ws.run("request", "--format", "csv"))
    assert list(rows[0])[:len(PBC)] == PBC
    open_slots = {slot_id(s): s for s in ws.check()["slots"] if s["status"] not in ("satisfied", "excepted")}
    assert {r["Request ID"] for r in rows} == set(open_slots) and len(rows) == len(open_slots) == 5
    for row in rows:
        slot = open_slots[row["Request ID"]]
        assert (row["Due date"], row["Control ID"], row["Period"]) == (slot["due"], slot["control"], slot["period"] or "")
        assert row["Notes"] == f"{slot['status']}: {slot['reason']}"
    assert [r["Request ID"] for r in rows] == [
        "LOG-04/signoff@2026-04", "LOG-04/signoff@2026-05", "LOG-04/signoff@2026-06",  # ann, by day
        "AUTH-01/ticket@2026-Q2", "AUTH-01/standard"]                                  # ops, then nobody
    ticket = rows[3]
    assert ticket["Owner"] == "Ops" and rows[4]["Owner"] == "" and rows[0]["Owner"] == "Ann Asis (ann@acme.example)"
    assert ticket["File to produce"] == "APIAuth-RotationTicket-2026-Q2.pdf" and ticket["Formats"] == "pdf, json"
    assert ticket["Source system"] == "Jira; ServiceNow" and ticket["Priority"] == "high"
    assert ticket["Evidence requested"] == "Rotation ticket: Show that tokens were rotated."
    assert ticket["What to produce"] == "An export of the closed ticket; with its closure note."
    assert ticket["Not accepted"] == "a policy, without a ticket; a screenshot"
    assert ticket["Framework"] == "soc2 CC6.1" and ticket["Area"] == "Authentication"
    assert (ticket["Client status"], ticket["Auditor status"]) == ("Requested", "Open")


def test_what_is_there_is_named(ws):
    pending = rows_of(ws.run("request", "--format", "csv"))[1]
    assert pending["Client status"] == "Uploaded" and pending["Evidence ID"] == "APILogging-ReviewSignOff-2026-05.md"
    assert pending["File (link)"] == "evidence/APILogging-ReviewSignOff-2026-05.md"
    assert re.fullmatch("[0-9a-f]{64}", pending["SHA-256"])
    assert pending["File to produce"] == "have approved evidence/APILogging-ReviewSignOff-2026-05.md"


def test_the_auditors_own_requests(ws):
    ws.write("requests.csv", "Request ID,Text,Control ID,Requirement,Period,Sample ID,Due,Auditor Status,Comment\n"
                             "R-7,Show me the ticket,AUTH-01,ticket,2026-Q2,,2026-07-20,Returned,no close note\n"
                             "R-9,Everything on tokens,AUTH-01,,,,,,\n")
    ws.yaml["requests"] = "requests.csv"
    ws.save()
    rows = {r["Item"]: r for r in rows_of(ws.run("request", "--format", "csv"))}
    ticket = rows["AUTH-01/ticket@2026-Q2"]
    assert ticket["Request ID"] == "R-7; R-9" and ticket["Evidence requested"] == "Show me the ticket; Everything on tokens"
    assert (ticket["Auditor status"], ticket["Auditor notes"]) == ("Returned", "no close note")
    assert rows["AUTH-01/standard"]["Request ID"] == "R-9" and rows["AUTH-01/standard"]["Auditor status"] == "Open"
    assert rows["LOG-04/signoff@2026-04"]["Request ID"] == "LOG-04/signoff@2026-04"


def test_markdown_by_owner_and_day(ws):
    text = ws.run("request").out
    assert text.startswith("# Evidence request: Acme, Pay API\n")
    assert "**Audit:** SOC 2, second quarter" in text and "5 items, 4 of them overdue" in text
    heads = re.findall("^## (.*)$", text, re.M)
    assert heads == ["Ann Asis (ann@acme.example): 3 items, 3 overdue", "Ops: 1 item, 0 overdue",
                     "Nobody yet: 1 item, 1 overdue"]
    ops = text.split("## Ops")[1].split("\n## ")[0]
    assert "| 2026-07-15 | produce APIAuth-RotationTicket-2026-Q2.pdf | AUTH-01/ticket@2026-Q2 | not-due | due on 2026-07-15 |" in ops
    assert "**What is asked:** Show that tokens were rotated." in ops and "**Format:** pdf, json" in ops
    assert "**Not accepted:** a policy, without a ticket; a screenshot" in ops
    ann = text.split("## Ann")[1].split("\n## ")[0]
    assert ann.count("### LOG-04/signoff: Log review") == 1  # once, for all its periods
    days = re.findall(r"^\| (\d{4}-\d\d-\d\d), overdue", ann, re.M)
    assert days == sorted(days) and len(days) == 3


def test_owner(ws):
    for name, n in (("ann", 3), ("Ann Asis", 3), ("ANN@acme.example", 3), ("ops", 1), ("ghost", 0)):
        assert len(rows_of(ws.run("request", "--format", "csv", "--owner", name))) == n, name
    assert "Nothing is open." in ws.run("request", "--owner", "ghost").out


def test_due_limits_to_gaps_and_what_comes(ws):
    ids = lambda *w: [r["Request ID"] for r in rows_of(ws.run("request", "--format", "csv", *w))]
    assert "AUTH-01/ticket@2026-Q2" not in ids("--due", "2d")
    assert "AUTH-01/ticket@2026-Q2" in ids("--due", "3d")
    assert len(ids("--due", "2d")) == 4


def test_what_becomes_stale_is_asked_for_in_time(workspace):
    ws = workspace([control(requires=[{**STANDARD, "max_age": "100d"}])])
    ws.evidence("APIAuth-Standard-v1.0-Approved.pdf", "%PDF", approved=True)
    made = ws.path / "evidence/APIAuth-Standard-v1.0-Approved.pdf"
    shutil.copy(next((ws.path / "evidence").glob("*.yaml")), ws.path / "kept.yaml")
    from make_sample import pdf
    made.write_bytes(pdf("Authentication standard", ["Every call is authenticated by OAuth 2.0."]))
    assert rows_of(ws.run("request", "--format", "csv")) == []
    row, = rows_of(ws.run("request", "--format", "csv", "--due", "90d"))  # reviewed on 2026-07-02
    assert row["Due date"] == "2026-10-11" and row["Notes"].startswith("stale: ")
    assert row["File to produce"] == "APIAuth-Standard-v1.1-Approved.pdf"  # v1.0 is there
    assert row["Client status"] == "Approved"


def test_several_files_get_a_number_each(workspace):
    ws = workspace([control(requires=[{**TICKET, "cadence": "sample", "min": 3}])])
    row, = rows_of(ws.run("request", "--format", "csv"))
    assert row["File to produce"] == "; ".join(f"APIAuth-RotationTicket-2026-Q2-0{n}.pdf" for n in (1, 2, 3))
    ws.evidence("APIAuth-RotationTicket-2026-Q2-01.md", approved=True)
    row, = rows_of(ws.run("request", "--format", "csv"))
    assert len(row["File to produce"].split("; ")) == 2
    for name in row["File to produce"].split("; "):
        ws.evidence(name.replace(".pdf", ".md"), f"Ticket {name}, rotated and closed.\n", approved=True)
    assert rows_of(ws.run("request", "--format", "csv")) == []


def test_names_are_those_of_check(sample, run):
    doc = run("-C", sample, "check", "--format", "json").json
    expected = {slot_id(s): s["expected_name"] for s in doc["slots"] if s["status"] in ("missing", "requested", "not-due")}
    rows = {r["Item"]: r for r in rows_of(run("-C", sample, "request", "--format", "csv"))}
    assert len(expected) > 10
    for ident, name in expected.items():
        assert rows[ident]["File to produce"] == name


def test_calendar(ws):
    events = events_of(ws.run("request", "--format", "ics").out)
    rows = rows_of(ws.run("request", "--format", "csv"))
    assert len(events) == len(rows)
    assert len({e["UID"] for e in events}) == len(events)
    for event, row in zip(events, rows):
        due = date.fromisoformat(row["Due date"])
        assert event["DTSTART;VALUE=DATE"] == due.strftime("%Y%m%d")
        assert event["DTEND;VALUE=DATE"] == (due + timedelta(days=1)).strftime("%Y%m%d")
        assert event["DTSTAMP"] == "20260712T000000Z"
        assert row["Request ID"] in event["DESCRIPTION"] and row["File to produce"].split(" ")[-1] in event["SUMMARY"]
        assert event["SUMMARY"].startswith("Overdue: ") == (row["Due date"] <= "2026-07-12")
        assert event["CATEGORIES"] == (row["Owner"] or "Nobody yet")
    assert "note." in events[3]["DESCRIPTION"].splitlines()[-1]
    assert len(events_of(ws.run("request", "--format", "ics", "--owner", "ops").out)) == 1


def test_calendar_uids_stay(ws):
    before = {e["DESCRIPTION"].split(":")[0]: e["UID"] for e in events_of(ws.run("request", "--format", "ics").out)}
    after = {e["DESCRIPTION"].split(":")[0]: e["UID"]
             for e in events_of(ws.run("request", "--format", "ics", "--as-of", "2026-09-01").out)}
    assert before == after
    ws.yaml["product"] = "Other API"
    ws.save()
    assert not set(before.values()) & {e["UID"] for e in events_of(ws.run("request", "--format", "ics").out)}


def test_hostile_words(workspace):
    evil = "=cmd|' /C calc'!A1\x1b[31m\r\nEND:VCALENDAR; a, b \\ | <script>alert(1)</script> \u202eevil " + "ü" * 80
    ws = workspace([control(requires=[{**TICKET, "title": evil, "produce": evil}], ask=evil, rejects=[evil])],
                   organization=evil.replace("\x1b", ""), owners={"AUTH": evil})
    text = ws.run("request").out
    assert "<script" not in text and "\x1b" not in text and "\u202e" not in text
    assert all(line.count("|") - line.count("\\|") in (0, 6) for line in text.splitlines() if line.startswith("|"))
    calendar = ws.run("request", "--format", "ics").out
    event, = events_of(calendar)
    assert calendar.count("\r\nEND:VCALENDAR") == 1 and "\x1b" not in calendar and "\u202e" not in calendar
    assert "END:VCALENDAR; a, b \\ |" in event["DESCRIPTION"]
    row, = rows_of(ws.run("request", "--format", "csv"))
    assert row["Owner"].startswith("'=cmd") and row["Not accepted"].startswith("'=cmd")


def test_every_format_at_once(ws, tmp_path):
    result = ws.run("request", "--format", "markdown=r.md", "--format", "csv=r.csv", "--format", "xlsx=r.xlsx",
                    "--format", "ics=r.ics", cwd=tmp_path)
    assert (result.code, result.out) == (0, ""), result.err
    assert (tmp_path / "r.md").read_text() == ws.run("request").out
    assert (tmp_path / "r.csv").read_bytes() == b"\xef\xbb\xbf" + ws.run("request", "--format", "csv").out.encode()
    assert (tmp_path / "r.ics").read_bytes().decode() == ws.run("request", "--format", "ics").out
    with zipfile.ZipFile(tmp_path / "r.xlsx") as z:
        text = b"".join(z.read(n) for n in z.namelist()).decode("utf-8", "replace")
    assert "AUTH-01/ticket@2026-Q2" in text and "Population/Sample" in text
    again = ws.run("request", "--format", "xlsx", "-o", "again.xlsx", cwd=tmp_path)
    assert again.code == 0 and (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "r.xlsx").read_bytes()


@pytest.mark.skipif(not shutil.which("libreoffice"), reason="LibreOffice is not installed")
def test_the_workbook_opens(ws, tmp_path):
    assert ws.run("request", "--format", "xlsx", "-o", tmp_path / "r.xlsx").code == 0
    subprocess.run(["libreoffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "csv",
                    "--outdir", tmp_path, tmp_path / "r.xlsx"], check=True, capture_output=True, timeout=180)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text(), newline="")))
    assert rows == rows_of(ws.run("request", "--format", "csv"))


@pytest.mark.parametrize("words,message", [
    (["--format", "pdf"], "markdown, csv, xlsx or ics"),
    (["--format", "ics", "--format", "csv"], "two formats go to the same place"),
    (["--due", "soon"], "a number of days: 30d"),
    (["--owner"], "--owner needs a value"),
    (["more"], "one argument too many"),
])
def test_wrong_usage(ws, words, message):
    result = ws.run("request", *words)
    assert (result.code, result.out) == (2, "") and message in result.err


def test_an_output_that_cannot_be_written(ws, tmp_path):
    result = ws.run("request", "-o", tmp_path / "no/such/folder.md")
    assert result.code == 5 and "[PCK003]" in result.err


def register_of(ws):
    text = (ws.path / "register.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_write_register(ws):
    ws.yaml["evidence"] = {"register": "register.csv"}
    ws.save()
    result = ws.run("request", "--write-register", "-q", "-o", "-")
    assert result.code == 0 and result.err == ""
    rows = register_of(ws)
    assert [(r["File"], r["Control ID"], r["Evidence Owner"], r["Review Status"]) for r in rows] == [
        ("APILogging-ReviewSignOff-2026-04.pdf", "LOG-04", "ann", "Requested"),
        ("APILogging-ReviewSignOff-2026-06.pdf", "LOG-04", "ann", "Requested"),
        ("APIAuth-RotationTicket-2026-Q2.pdf", "AUTH-01", "ops", "Requested"),
        ("APIAuth-Standard-v1.0-Approved.pdf", "AUTH-01", "", "Requested")]
    slots = ws.slots()
    assert slots == {"AUTH-01/standard": "requested", "AUTH-01/ticket@2026-Q2": "requested",
                     "LOG-04/signoff@2026-04": "requested", "LOG-04/signoff@2026-05": "pending",
                     "LOG-04/signoff@2026-06": "requested"}
    assert not [c for c in ws.codes() if c.startswith("MET") and c != "MET011"]
    before = (ws.path / "register.csv").read_bytes()
    again = ws.run("request", "--write-register")
    assert again.code == 0 and "register.csv: nothing to add" in again.err
    assert (ws.path / "register.csv").read_bytes() == before


def test_write_register_keeps_what_is_there(ws):
    old = ("Ours;File;Review Status;Evidence Owner;Control ID;Evidence Title\r\n"
           "keep me;APILogging-ReviewSignOff-2026-05.md;Uploaded;ann;;\r\n\r\n"
           "\"and; me\";APILogging-ReviewSignOff-2026-04.pdf;Requested;ann;;\r\n")
    ws.write("register.csv", old)
    ws.yaml["evidence"] = {"register": "register.csv"}
    ws.save()
    (ws.path / "evidence/APILogging-ReviewSignOff-2026-05.md.meta.yaml").unlink()
    result = ws.run("request", "--write-register", "--owner", "ann")
    assert result.code == 0 and "register.csv: 1 row added" in result.err
    text = (ws.path / "register.csv").read_bytes().decode()
    assert text == old + ";APILogging-ReviewSignOff-2026-06.pdf;Requested;ann;LOG-04;Log review\r\n"
    assert ws.slots()["LOG-04/signoff@2026-06"] == "requested"


def test_write_register_needs_one(ws, tmp_path):
    result = ws.run("request", "--write-register", "-o", tmp_path / "r.md")
    assert result.code == 2 and "names no register" in result.err and "register: register.csv" in result.err
    assert not (tmp_path / "r.md").exists() and not (ws.path / "register.csv").exists()


def test_write_register_waits_for_the_lock(ws):
    import fcntl
    ws.yaml["evidence"] = {"register": "register.csv"}
    ws.save()
    (ws.path / ".apipack").mkdir(exist_ok=True)
    with open(ws.path / ".apipack/lock", "a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        result = ws.run("request", "--write-register")
    assert result.code == 5 and "[WSP021]" in result.err and not (ws.path / "register.csv").exists()
