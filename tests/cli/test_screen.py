"""Strings that leave pass the scan: a token in a title, note, reason, URL, name or setting never stands in a pack or report.

Place in the flow: tests only. The tokens are made at run time, a different one for each string.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import zipfile

import pytest
import yaml
from conftest import STANDARD, TICKET, control
from test_scan import GOOD, expect, github_token

FORMATS = ("text", "json", "markdown", "html", "xlsx", "csv", "junit", "sarif", "oscal", "oscal-poam", "github", "gitlab", "azure")


class Planted:
    """Tokens by the string that they stand in."""

    def __init__(self):
        self.tokens = {}

    def __call__(self, where, text="note {} end"):
        self.tokens[where] = github_token(seed=len(self.tokens) + 100)
        return text.format(self.tokens[where])

    def in_bytes(self, data):
        return [where for where, token in self.tokens.items() if token.encode() in data]


@pytest.fixture
def planted(workspace):
    """A workspace with a token in each string that a user writes."""
    t = Planted()
    ws = workspace(
        [control(requires=[STANDARD, TICKET]), control("LOG-01", requires=[STANDARD | {"id": "s2", "accepts": ["APILogging-Standard"]}]),
         control("LOG-02", requires=[TICKET | {"id": "t2", "accepts": ["APILogging-Ticket"]}])],
        organization=t("organization", "Acme {}"), product=t("product", "Pay {}"),
        audit={"name": t("audit.name")},
        people=[{"id": "ann", "name": t("people.name"), "email": t("people.email", "{}@acme.example"), "kind": "person",
                 "aliases": [t("people.aliases", "{}")]}],
        exceptions=[{"id": "EXC-1", "requirement": "AUTH-01/ticket", "reason": t("exceptions.reason"), "approver": t("exceptions.approver"),
                     "granted": "2026-05-02", "expires": "2026-12-31", "risk": "R-1", "action": t("exceptions.action", "{}")}],
        applicability=[{"control": "LOG-02", "status": "not-applicable", "reason": t("applicability.reason"),
                        "approver": t("applicability.approver"), "date": "2026-03-01", "provider": t("applicability.provider")}],
        registers={"risks": "risks.csv", "actions": "actions.csv", "findings": "findings.csv"}, requests="requests.csv", samples="samples.csv",
        severity={"REV003": {"to": "low", "reason": t("severity.reason")}},
        pack={"prepared_by": t("pack.prepared_by"), "contact": t("pack.contact"), "classification": t("pack.classification")},
        evidence={"register": "register.csv", "defaults": [{"match": "d/**", "title": t("defaults.title"), "source": t("defaults.source")}]},
        sharepoint={"library": t("sharepoint.library", "https://acme.sharepoint.com/sites/a/{}")})
    head = "ID,Title,Control ID,Owner,Opened,Due,Status,Closed,Evidence\n"
    for kind in ("risks", "actions", "findings"):
        ws.write(f"{kind}.csv", head + f'R-1,{t(kind + ".title")},AUTH-01,{t(kind + ".owner", "{}")},2026-04-01,2026-05-01,open,,{t(kind + ".evidence", "{}")}\n')
    ws.write("requests.csv", "Request ID,Text,Control ID,Requirement,Period,Sample ID,Due,Auditor Status,Comment\n"
             f'Q-1,{t("requests.text")},AUTH-01,,,,2026-07-01,{t("requests.status", "{}")},{t("requests.comment")}\n')
    ws.write("samples.csv", f'Sample ID,Requirement,Selected By,Date,Item\nS-1,AUTH-01/ticket,{t("samples.by", "{}")},2026-07-01,{t("samples.item")}\n')
    ws.write("register.csv", "File,Evidence Title,Control ID,Evidence Owner,Source System,Review Status\n"
             f'd/APIAuth-RotationTicket-2026-Q2.md,{t("register.title")},AUTH-01,{t("register.owner", "{}")},{t("register.source", "{}")},approved\n'
             f',{t("announced.title")},LOG-01,{t("announced.owner", "{}")},,requested\n')
    ws.evidence("d/APIAuth-RotationTicket-2026-Q2.md")
    ws.evidence(f"{GOOD}.md", title=t("title"), owner=t("owner", "{}"), source=t("source", "{}"), effective="2026-01-01", approved=True,
                review={"status": "approved", "by": t("review.by", "{}"), "date": "2026-07-02", "ref": t("review.ref"), "note": t("review.note")},
                serves=[{"requirement": "AUTH-01/standard", "where": t("serves.where")}], samples=[t("samples", "{}")],
                extraction={"query": t("extraction.query"), "records": 3, "run_by": t("extraction.run_by", "{}"), "run_at": "2026-07-01"},
                received={"by": t("received.by", "{}"), "at": "2026-07-01"})
    ws.evidence("APILogging-Standard-v1.0-Approved.link.yaml",
                yaml.safe_dump({"title": "Standard", "url": t("url", "https://wiki.acme.example/x/{}"), "access": "nda",
                                "observed": {"by": t("observed.by", "{}"), "date": "2026-07-01", "system": t("observed.system"),
                                             "note": t("observed.note")}}))
    ws.evidence(t("name", "APIAuth-{}.md"))
    ws.evidence(t("folder", "{}/notes.md"))
    return ws, t


def test_no_output_holds_a_planted_token(planted, tmp_path, apipack):
    ws, t = planted
    for name in FORMATS:
        done = ws.run("check", "--format", f"{name}={tmp_path / name}")
        if done.code == 2 and "CLI004" in done.err:
            continue  # a format of a later version
        expect(done, 4)
        assert t.in_bytes((tmp_path / name).read_bytes()) == [], name
        assert t.in_bytes((done.out + done.err).encode()) == [], name
    for audience in ("internal", "auditor", "buyer"):
        pack = tmp_path / f"{audience}.zip"
        done = expect(ws.run("build", "--audience", audience, "-o", pack), 4)
        assert t.in_bytes((done.out + done.err).encode() + pack.read_bytes()) == []
        with zipfile.ZipFile(pack) as z:
            for name in z.namelist():
                assert t.in_bytes(name.encode() + z.read(name)) == [], name
            assert "REDACTED" in z.read(next(n for n in z.namelist() if n.endswith("/manifest.json"))).decode()
    for words in (["list", "evidence"], ["list", "gaps"], ["list", "evidence", "--format", "json"], ["request"], ["answers"]):
        done = ws.run(*words)
        assert done.code in (0, 1, 4), done.err
        assert t.in_bytes((done.out + done.err).encode()) == [], words


def test_each_is_a_blocker_with_its_place(planted):
    ws, t = planted
    found = [f for f in ws.check(code=4)["findings"] if f["code"] == "SEC011"]
    assert {f["severity"] for f in found} == {"blocker"} and all("(40)" in f["message"] for f in found)
    places = {}
    for path in ws.path.rglob("*"):
        if path.is_file() and path.suffix in (".yaml", ".csv"):
            for n, line in enumerate(path.read_text().splitlines(), 1):
                for where, token in t.tokens.items():
                    if token in line:
                        places[where] = (str(path.relative_to(ws.path)), n, line.index(token) + 1)
    told = {(f["file"], f["line"], f["column"]) for f in found}
    rows = {(f["file"], f["line"]) for f in found}
    missing = [w for w, (file, line, column) in places.items() if (file, line, column) not in told
               and not (file.endswith(".csv") and (file, line) in rows)]
    assert missing == []
    assert len([f for f in found if "the file's name" in f["message"]]) == 2


def test_a_file_with_a_secret_in_its_name_is_withheld(workspace, tmp_path):
    ws = workspace([control(requires=[STANDARD])])
    token = github_token(seed=5)
    ws.evidence(f"{token}/{GOOD}.md", approved=True, effective="2026-01-01")
    doc = ws.check(code=4)
    assert [s["status"] for s in doc["slots"]] == ["withheld"] and doc["withheld"][0]["why"] == "secret"
    assert token not in json.dumps(doc)


def test_clean_strings_stay(complete, run):
    """Not one finding, and not one string changed, where nothing is wrong."""
    doc = run("-C", complete, "check", "--format", "json").json
    assert "SEC011" not in {f["code"] for f in doc["findings"]} and "REDACTED" not in json.dumps(doc)


def test_texts_of_the_library_pass_too(workspace, tmp_path):
    token = github_token(seed=6)
    ws = workspace([control(title=f"Keys {token}", requires=[STANDARD | {"title": f"Standard {token}"}])])
    ws.evidence(f"{GOOD}.md", approved=True, effective="2026-01-01")
    doc = ws.check(code=4)
    found = [f for f in doc["findings"] if f["code"] == "SEC011"]
    # The evidence has its title from the requirement: that is told once.
    assert [(f["file"], bool(f["line"])) for f in found] == [("lib/library.yaml", True), ("lib/library.yaml", True)]
    for words in (["list", "controls"], ["list", "requirements"], ["list", "requirements", "--format", "json"], ["explain", ws.library["controls"][0]["id"]]):
        done = ws.run(*words)
        assert done.code == 0 and token not in done.out + done.err, (words, done.out, done.err)
    assert "Keys REDACTED" in ws.run("list", "controls").out and "Keys REDACTED" in ws.run("explain", ws.library["controls"][0]["id"]).out
    assert token not in json.dumps(doc) and "Keys REDACTED" in json.dumps(doc)
    pack = tmp_path / "p.zip"
    expect(ws.run("build", "-o", pack), 4)
    with zipfile.ZipFile(pack) as z:
        assert not [n for n in z.namelist() if token.encode() in z.read(n)]


@pytest.mark.parametrize("words", [["check"], ["build"], ["list", "gaps"], ["check", "--format", "json"]])
def test_faults_quote_no_secret(workspace, words):
    token = github_token(seed=7)
    ws = workspace([control(requires=[STANDARD])], audit={"from": token}, organization=f"Acme {token}", **{token: 1})
    done = expect(ws.run(*words), 2)
    assert token not in done.out + done.err and "REDACTED" in done.err and "WSP" in done.err
    done = expect(ws.run(*words, "--as-of", token), 2)
    assert token not in done.out + done.err
