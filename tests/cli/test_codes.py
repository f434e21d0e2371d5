"""One workspace per code: the fault alone raises it, and the clean workspace raises none.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import io
import subprocess
import zipfile

import pytest
from conftest import SIGNOFF, STANDARD, TICKET, control

GOOD = "APIAuth-Standard-v1.0-Approved.md"
TICKET_NAME = "APIAuth-RotationTicket-2026-Q2.md"
TEXT = "Evidence of what the name says, in a sentence that is no placeholder.\n"
PNG = (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x03\x20\x00\x00\x02\x58\x08\x02\x00\x00\x00" + b"\0" * 4
       + b"\x00\x00\x00\x00IEND\xaeB`\x82")
PEOPLE = [{"id": "ann", "name": "Ann Owner"}, {"id": "rob", "name": "Rob Reviewer"},
          {"id": "sec", "name": "Security", "kind": "team", "members": ["ann"]}]
DRILL = {"id": "drill", "title": "Drill", "proof": "operation", "accepts": ["APIAuth-Drill"], "cadence": "annual"}
OLD = {"id": "old", "title": "Export", "proof": "configuration", "accepts": ["APIAuth-Export"],
       "cadence": "quarterly", "max_age": "10d"}


def sha(text=TEXT):
    return hashlib.sha256(text.encode()).hexdigest()


def approval(**more):
    return {"status": "approved", "by": "rob", "date": "2026-07-02", "sha256": sha(), **more}


def item(ws, name, text=TEXT, review=None, **meta):
    ws.evidence(name, text, owner="ann", source="Wiki", review=review or approval(sha256=hashlib.sha256(
        text if isinstance(text, bytes) else text.encode()).hexdigest()), **meta)


@pytest.fixture
def ws(workspace):
    """Nothing is wrong with it."""
    made = workspace([control(requires=[STANDARD, TICKET, DRILL, OLD]), control("LOG-01", [SIGNOFF])], people=PEOPLE)
    item(made, GOOD, effective="2026-01-01")
    return made


def test_clean_workspace_has_no_finding(ws):
    assert ws.codes() == []


# --- apipack.yaml: code, keys of the file, words of the message --------------------------------------

EXCEPTION = {"id": "E1", "requirement": "AUTH-01/ticket", "reason": "r", "approver": "rob", "expires": "2026-12-31"}

WORKSPACE = [
    ("WSP010", {"exceptions": [{**EXCEPTION, "requirement": "AUTH-01/tickt"}]}, "AUTH-01/ticket"),
    ("WSP010", {"applicability": [{"control": "AUTH-09", "status": "not-applicable", "reason": "r",
                                   "approver": "rob", "date": "2026-03-01"}]}, "AUTH-09"),
    ("WSP011", {"audit": {"from": "2026-04-01", "to": "2026-06-30", "frameworks": ["soc3"]}}, "soc3"),
    ("WSP012", {"audit": {"from": "2026-07-01", "to": "2026-06-30"}}, ""),
    ("WSP015", {"samples": "samples.csv"}, "samples.csv"),
    ("WSP016", {"exceptions": [EXCEPTION, EXCEPTION]}, "E1"),
    ("WSP018", {"severity": {"REV300": {"to": "low", "reason": "r"}}}, "REV300"),
    ("WSP019", {"people": [{"id": "t", "name": "T", "kind": "team", "members": ["nobody"]}]}, "nobody"),
]


@pytest.mark.parametrize("code,keys,words", WORKSPACE, ids=lambda v: v if isinstance(v, str) else "")
def test_workspace_code(ws, code, keys, words):
    ws.yaml.update(keys)
    result = ws.save().run("check")
    assert result.code == 2
    assert f"[{code}]" in result.err
    assert words in result.err


def test_withdrawn_edition_is_a_warning(ws):
    """WSP020"""
    ws.library["frameworks"] = []
    ws.save()
    for name, more in (("old", "status: withdrawn, replaced_by: new"), ("new", "status: current")):
        ws.write(f"lib/{name}.yaml", "schema: apipack.dev/library/v1\n"
                                     f"framework: {{id: {name}, title: F, edition: '1', {more}}}\n"
                                     "ids: [{id: A.1, label: One}]\n")
    del ws.library["frameworks"]
    ws.yaml["audit"]["frameworks"] = ["old"]
    result = ws.save().run("check", "-q", "--fail-on", "never")
    loud = ws.run("check", "--fail-on", "never")
    assert result.code == 0
    assert "[WSP020]" not in result.err
    assert "warning" in loud.err
    assert "[WSP020]" in loud.err


# --- evidence: code, what is done to the workspace ---------------------------------------------------

def register(ws, *rows, head="File,Control ID,Evidence Owner,Review Status"):
    ws.yaml["evidence"] = {"register": "register.csv"}
    ws.save().write("register.csv", "\n".join([head, *rows]) + "\n")


def second_control(ws, accepts):
    ws.library["controls"].append(control("AUTH-02", [{**STANDARD, "id": "again", "accepts": [accepts]}]))
    ws.save()


def warn_names(ws):
    ws.yaml["evidence"] = {"naming": "warn"}
    ws.save()
    item(ws, "scan0042.md", "Another text of the ticket.\n", serves=[{"requirement": "AUTH-01/ticket"}], period="2026-Q2")


def versions(ws):
    for name in (GOOD, f"{GOOD}.meta.yaml"):
        (ws.path / "evidence" / name).unlink()
    item(ws, GOOD, effective="2026-05-01")


def older_stands_in(ws):
    item(ws, "APIAuth-Standard-v1.1-Approved.md", "A newer text.\n", effective="2026-06-01",
         review={"status": "rejected", "by": "rob", "date": "2026-07-03", "note": "no"})


def reused(ws, name, periods, data):
    for period in periods:
        item(ws, name.format(period), data)


def unreadable_zip():
    """A zip whose member is compressed in a way that the extractor does not know."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_LZMA) as z:
        z.writestr("ticket.txt", TEXT * 50)
    return data.getvalue()


def exception(ws, **more):
    ws.yaml["exceptions"] = [{**EXCEPTION, **more}]
    ws.save()


EVIDENCE = [
    ("NAM001", lambda ws: ws.write("evidence/notes.md", "text\n")),
    ("NAM002", lambda ws: ws.write("evidence/APIAuth-Nothing-2026-Q2.md", "text\n")),
    ("NAM004", lambda ws: ws.write("evidence/a\x01b.md", "text\n")),
    ("NAM005", warn_names),
    ("NAM006", lambda ws: second_control(ws, "APIAuth-Standard")),
    ("MET009", lambda ws: item(ws, TICKET_NAME, period="2026-Q1")),
    ("MET010", lambda ws: register(ws, f"{GOOD},AUTH-01,rob,")),
    ("MET011", lambda ws: (ws.library["metadata"][4].update(required=True), ws.save(),
                           ws.write(f"evidence/{TICKET_NAME}", "A ticket.\n"))),
    ("MET012", lambda ws: item(ws, TICKET_NAME, control=["AUTH-77"])),
    ("MET013", lambda ws: item(ws, TICKET_NAME, framework=["iso9000"])),
    ("MET014", lambda ws: ws.evidence(TICKET_NAME, owner="someone")),
    ("MET015", lambda ws: ws.write(f"evidence/{TICKET_NAME}.meta.yaml", "title: gone\n")),
    ("MET016", lambda ws: register(ws, f"{TICKET_NAME},AUTH-01,ann,Approved")),
    ("MET017", lambda ws: (item(ws, f"a/{TICKET_NAME}", "One.\n"), item(ws, f"b/{TICKET_NAME}", "Two.\n"),
                           register(ws, f"{TICKET_NAME},AUTH-01,ann,"))),
    ("MET018", lambda ws: register(ws, f"{GOOD},AUTH-01,ann,", f"{GOOD},AUTH-01,ann,")),
    ("MET019", lambda ws: item(ws, TICKET_NAME, audience="public")),
    ("MET020", lambda ws: item(ws, TICKET_NAME, serves=[{"requirement": "AUTH-01/tickt"}])),
    ("MET021", lambda ws: register(ws, '"open,x', head="File,Control ID")),
    ("MET022", lambda ws: item(ws, TICKET_NAME, control=["LOG-01"])),
    ("MET023", lambda ws: register(ws, "APIAuth-Foo-2026-Q2.md,,ann,Requested")),
    ("PER001", lambda ws: item(ws, "APIAuth-Drill-2026-02.md", performed="2026-02-10", collected="2026-03-02")),
    ("PER002", versions),
    ("PER003", lambda ws: item(ws, "APILogging-ReviewSignOff-2026.md", collected="2027-01-01")),
    ("PER004", lambda ws: item(ws, "APILogging-ReviewSignOff-2026-05.md", collected="2026-05-10")),
    ("PER005", lambda ws: item(ws, "APILogging-ReviewSignOff-2026-04.md", performed="2026-05-22",
                               collected="2026-05-23")),
    ("PER006", lambda ws: item(ws, TICKET_NAME, performed="2062-07-01")),
    ("PER007", lambda ws: ws.evidence("APIAuth-RotationTicket-v1.0-Approved.md", owner="ann")),
    ("PER008", lambda ws: (ws.evidence(GOOD, owner="ann", source="Wiki", review=approval()))),
    ("PER009", lambda ws: item(ws, "APIAuth-Export-2026-Q2.md", collected="2026-07-01")),
    ("PER010", lambda ws: item(ws, "APIAuth-RotationTicket-2026-Q1.md")),
    ("REV001", lambda ws: item(ws, TICKET_NAME, review=approval(sha256="0" * 64))),
    ("REV002", lambda ws: item(ws, TICKET_NAME, review={"status": "rejected", "by": "rob", "date": "2026-07-02"})),
    ("REV003", lambda ws: item(ws, TICKET_NAME, review=approval(by="sec"))),
    ("REV004", lambda ws: item(ws, TICKET_NAME, review=approval(sha256=None))),
    ("REV005", lambda ws: item(ws, TICKET_NAME, review=approval(by=None))),
    ("REV006", lambda ws: item(ws, TICKET_NAME, collected="2026-07-05")),
    ("REV007", older_stands_in),
    ("REV008", lambda ws: item(ws, TICKET_NAME, review=approval(sha256=None), received={"sha256": "1" * 64, "at": "2026-07-01",
                                                                                          "by": "ann"})),
    ("REV009", lambda ws: exception(ws, period="2026-Q2", granted="2026-07-20")),
    ("REV010", lambda ws: exception(ws, expires="2026-07-30")),
    ("FMT001", lambda ws: item(ws, TICKET_NAME, "")),
    ("FMT002", lambda ws: item(ws, "APIAuth-RotationTicket-2026-Q2.pdf", "no PDF at all\n")),
    ("FMT005", lambda ws: item(ws, TICKET_NAME, "# Ticket\n\nLorem ipsum dolor sit amet, consectetur.\n")),
    ("FMT006", lambda ws: item(ws, "APIAuth-RotationTicket-2026-Q2.csv", "id,opened,closed\n")),
    ("FMT008", lambda ws: (ws.library["controls"][0]["requires"].__setitem__(1, {**TICKET, "formats": ["pdf"]}),
                           ws.save(), item(ws, TICKET_NAME))),
    ("FMT011", lambda ws: ws.evidence("APIAuth-RotationTicket-2026-Q2.zip", unreadable_zip(), owner="ann")),
    ("XEV001", lambda ws: reused(ws, "APILogging-ReviewSignOff-2026-{}.png", ("04", "05"), PNG)),
    ("XEV002", lambda ws: reused(ws, "APIAuth-Export-2026-{}.json", ("Q1", "Q2"), '{"limit": 100, "burst": 20}\n')),
]


@pytest.mark.parametrize("code,break_it", EVIDENCE, ids=[row[0] for row in EVIDENCE])
def test_evidence_code(ws, code, break_it):
    break_it(ws)
    report = ws.check()
    found = [f for f in report["findings"] if f["code"] == code]
    assert found, [(f["code"], f["message"]) for f in report["findings"]]
    for f in found:
        assert f["message"] and f["fix"]
        assert len(f["fingerprint"]) == 64
        assert f["subject"]


def test_fingerprints_are_unique_and_stable(ws):
    for _code, break_it in EVIDENCE[:2] + EVIDENCE[20:24]:
        break_it(ws)
    first, second = ws.check()["findings"], ws.check("-j", "3")["findings"]
    assert first == second
    assert len({f["fingerprint"] for f in first}) == len(first)


def test_file_that_grows_while_it_is_read(ws):
    """FMT010"""
    path = ws.evidence("APIAuth-RotationTicket-2026-Q2.md", TEXT * 400000, owner="ann")
    grow = subprocess.Popen(["sh", "-c", f"while :; do echo more >> '{path}'; done"])
    try:
        report = ws.check("-j", "1")
    finally:
        grow.kill()
        grow.wait()
    assert "FMT010" in {f["code"] for f in report["findings"]}
    assert [s["status"] for s in report["slots"] if s["requirement"] == "ticket"] == ["invalid"]
