"""Packs for each audience: all of them in one run, what a buyer never sees, who got which pack.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import datetime
import hashlib
import io
import json
import os
import re
import zipfile

import pytest
from conftest import STANDARD, TICKET, control

pytestmark = pytest.mark.threads

ALL_REPORTS = ["index", "gap-report.html", "gap-report.xlsx", "gap-report.json", "gap-report.md"]
AUDIENCES = [
    {"id": "internal", "title": "Internal", "reports": ALL_REPORTS, "shows_owner_names": True},
    {"id": "auditor", "title": "Auditor", "reports": ALL_REPORTS, "shows_owner_names": True},
    {"id": "buyer", "title": "Buyer", "reports": ALL_REPORTS, "shows_owner_names": False},
]
BUYER_STANDARD = {**STANDARD, "audience": "buyer"}
BUYER_MORE = {"id": "more", "title": "More", "proof": "configuration", "accepts": ["APIAuth-More"], "cadence": "once", "audience": "buyer"}
BUYER_LINK = {"id": "link", "title": "Link", "proof": "review", "accepts": ["APIAuth-Portal"], "cadence": "quarterly", "audience": "buyer"}


def everything(data):
    """All bytes of a zip, and of the zips within: names, comments, contents."""
    found = [data]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            content = archive.read(info)
            found += [info.filename.encode(), info.comment, info.extra, content]
            if content[:4] == b"PK\3\4":
                found.append(everything(content))
    return b"\n".join(found)


class Marks:
    """Internal strings, each to be found again by its name."""

    def __init__(self):
        self.names = []

    def __call__(self, name):
        self.names.append(name)
        return f"QZX{name}QZX"

    def in_bytes(self, data):
        return sorted(set(re.findall(rb"QZX([a-z0-9-]+)QZX", data, re.IGNORECASE)))


@pytest.fixture
def marked(workspace):
    """A workspace with a marked string wherever somebody may write one that is for the house alone."""
    mark = Marks()
    ws = workspace(
        [control(requires=[BUYER_STANDARD, BUYER_MORE, BUYER_LINK, TICKET]),
         control("AUTH-02", requires=[{**BUYER_STANDARD, "id": "open", "accepts": ["APIAuth-Open"]}]),
         control("AUTH-03", requires=[{**BUYER_STANDARD, "id": "turned-down", "accepts": ["APIAuth-Down"]},
                                      {**BUYER_STANDARD, "id": "waiting", "accepts": ["APIAuth-Waiting"]}]),
         control("LOG-01", requires=[{**TICKET, "id": "log", "accepts": ["APILogging-Log"]}])],
        library={"audiences": AUDIENCES},
        people=[{"id": mark("person-id"), "name": mark("person-name"), "email": f"{mark('person-mail')}@acme.example", "kind": "team",
                 "members": [mark("member")], "aliases": [mark("alias")]}, {"id": mark("member"), "kind": "person"}],
        owners={"AUTH": mark("person-id"), "LOG": mark("member")},
        exceptions=[{"id": "EXC-01", "requirement": "LOG-01/log", "period": "2026-Q2", "reason": mark("exception-reason"),
                     "approver": mark("exception-approver"), "granted": "2026-05-02", "expires": "2026-12-31",
                     "compensating": [mark("compensating")], "risk": mark("risk-id"), "action": mark("action-id")}],
        applicability=[{"control": "AUTH-02", "status": "carved-out", "reason": mark("carved-reason"), "approver": mark("carved-approver"),
                        "date": "2026-03-01", "provider": "Provider", "provider_report": mark("provider-report")}],
        severity={"REV003": {"to": "low", "reason": mark("severity-reason")}},
        registers={"risks": "risks.csv", "actions": "actions.csv"},
        requests="requests.csv",
        evidence={"ignore": [f"{mark('ignored')}*"], "defaults": [{"match": "**", "owner": mark("person-id")}]},
    )
    head = "ID,Title,Control ID,Owner,Opened,Due,Status,Closed,Evidence\n"
    ws.write("risks.csv", head + f"{mark('risk-row')},{mark('risk-title')},AUTH-01,{mark('risk-owner')},2026-04-01,2026-05-01,Open,,\n")
    ws.write("actions.csv", head + f"{mark('action-row')},{mark('action-title')},AUTH-01,{mark('action-owner')},2026-04-01,2026-05-01,Open,,\n")
    ws.write("requests.csv", "Request ID,Text,Control ID,Requirement,Period,Sample ID,Due,Auditor Status,Comment\n"
             f"{mark('request-id')},{mark('request-text')},AUTH-01,,,,,Open,{mark('request-comment')}\n")
    review = {"status": "approved", "by": mark("reviewer"), "date": "2026-07-02", "method": "ticket", "ref": mark("ticket-id"), "note": mark("review-note")}
    folder = mark("folder")
    ws.evidence(f"{folder}/APIAuth-Standard-v1.0-Approved.md", owner=f"{mark('owner-mail')}@acme.example", source="Wiki", review=review,
                serves=[{"requirement": "AUTH-01/standard", "where": mark("where")}],
                received={"sha256": "0" * 64, "at": "2026-07-01", "by": mark("received-by"), "run": mark("received-run")},
                history=[{"status": "uploaded", "by": mark("history-by"), "date": "2026-07-01", "note": mark("history-note")}])
    ws.evidence("APIAuth-RotationTicket-2026-Q2.csv", f"Ticket,Day\n{mark('ticket-row')},2026-05-01\n", owner="x", source=mark("ticket-system"),
                title=mark("ticket-title"), review=review, collected="2026-07-01")
    ws.evidence("APILogging-Log-2026-Q2.md", f"Log of {mark('log-text')} in words that are long enough.\n", approved=True,
                title=mark("log-title"), collected="2026-07-01", extraction={"query": mark("query"), "records": 3, "run_by": mark("run-by"), "run_at": "2026-07-01"})
    ws.write(f"evidence/{folder}/APIAuth-Portal-2026-Q2.link.yaml",
             f"url: https://{mark('link-host')}.acme.example/x\naccess: on-request\nowner: x\nsource: Wiki\ncollected: 2026-07-01\n"
             f"observed: {{by: {mark('link-observer')}, date: 2026-07-01, system: {mark('link-system')}, method: inspection, note: {mark('link-seen')}}}\n"
             f"# {mark('link-comment')}\n"
             f"review: {{status: approved, by: {mark('link-reviewer')}, date: 2026-07-02, note: {mark('link-note')}}}\n")
    original = b"The configuration with " + mark("original-text").encode() + b" in it, long enough to be evidence.\n"
    ws.evidence(f"{folder}/APIAuth-More-v1.0-Approved.md", original.decode(), approved=True, audience="internal", title="More")
    ws.evidence(f"{folder}/APIAuth-More-v1.1-Approved.md", "The configuration without a name in it, long enough to be evidence.\n", approved=True,
                derived_from={"sha256": hashlib.sha256(original).hexdigest(), "method": "redacted", "by": mark("redacted-by"), "date": "2026-07-01"})
    ws.evidence(f"{folder}/APIAuth-Down-v1.0-Approved.md", owner="x", source="Wiki", title=mark("down-title"),
                review={"status": "rejected", "by": mark("down-by"), "date": "2026-07-02", "note": mark("down-note")})
    ws.evidence(f"{folder}/APIAuth-Waiting-v1.0-Approved.md", owner="x", source="Wiki", review={"status": "uploaded", "note": mark("waiting-note")})
    ws.evidence(f"{folder}/stray-{mark('stray-name')}.txt", "A file that is evidence of nothing, by its name.\n")
    ws.evidence(f"{mark('ignored')}.md", "ignored")
    return ws, mark


def test_no_internal_string_reaches_a_buyer(marked, tmp_path):
    ws, mark = marked
    result = ws.run("build", "-o", tmp_path / "buyer.zip", "--audience", "buyer", "--recipient", mark("recipient"))
    assert result.code in (0, 1), result.err
    data = (tmp_path / "buyer.zip").read_bytes()
    assert mark.in_bytes(everything(data)) == []
    with zipfile.ZipFile(tmp_path / "buyer.zip") as archive:
        names = [n.split("/", 1)[1] for n in archive.namelist()]
    assert {"gap-report.html", "gap-report.xlsx", "gap-report.json", "gap-report.md"} <= {os.path.basename(n) for n in names if n.startswith("reports/")}
    assert any("APIAuth-Standard-v1.0" in n for n in names), "what is for the buyer is there"
    assert not any("RotationTicket" in n for n in names)


def test_the_marks_are_real(marked, tmp_path):
    """The internal pack holds most of them: the search above would find them."""
    ws, mark = marked
    ws.run("build", "-o", tmp_path / "internal.zip", "--audience", "internal")
    found = {m.decode().lower() for m in mark.in_bytes(everything((tmp_path / "internal.zip").read_bytes()))}
    assert {"review-note", "ticket-id", "folder", "exception-reason", "risk-title", "request-text", "ticket-title", "link-host", "down-note", "original-text",
            "carved-reason", "stray-name"} <= found, sorted(found)


@pytest.mark.parametrize("access,url_shown", [("public", True), ("nda", False), ("customer", False), ("on-request", False), ("on-screen", False)])
def test_a_buyer_gets_a_link_with_the_keys_for_them(workspace, tmp_path, access, url_shown):
    mark = Marks()
    ws = workspace([control(requires=[BUYER_LINK])], library={"audiences": AUDIENCES})
    target = "ab" * 32
    source = (f"url: https://portal.acme.example/x?a=1\naccess: {access}\nowner: {mark('owner')}\nsource: Portal\n"
              f"title: 'Portal: \"tokens\"'\ncollected: 2026-07-01\nsha256: {target}\n# {mark('comment')}\n"
              f"observed: {{by: {mark('seen-by')}, date: 2026-07-01, system: {mark('seen-in')}, method: inspection, note: {mark('seen-note')}}}\n"
              f"review: {{status: approved, by: {mark('reviewer')}, date: 2026-07-02, sha256: {target}, note: {mark('note')}, ref: {mark('ref')}}}\n")
    ws.write("evidence/APIAuth-Portal-2026-Q2.link.yaml", source)
    data = {}
    for audience in ("auditor", "buyer"):
        result = ws.run("build", "-o", tmp_path / f"{audience}.zip", "--audience", audience)
        assert result.code == 0, result.out + result.err
        assert ws.run("verify", tmp_path / f"{audience}.zip").code == 0
        with zipfile.ZipFile(tmp_path / f"{audience}.zip") as archive:
            data[audience] = {n.split("/", 1)[1]: archive.read(n) for n in archive.namelist()}
    assert mark.in_bytes(everything((tmp_path / "buyer.zip").read_bytes())) == []
    (path,) = [n for n in data["buyer"] if n.startswith("data/")]
    assert path.endswith("/APIAuth-Portal-2026-Q2.link.yaml") and data["auditor"][path] == source.encode()
    made = data["buyer"][path]
    expected = {"title": 'Portal: "tokens"', "access": access, "sha256": target, "observed_on": "2026-07-01", "observed_by_method": "inspection"}
    if url_shown:
        expected["url"] = "https://portal.acme.example/x?a=1"
    lines = [line.split(": ", 1) for line in made.decode().splitlines() if not line.startswith("#")]
    assert {k: json.loads(v) for k, v in lines} == expected
    digest = hashlib.sha256(made).hexdigest()
    (item,) = json.loads(data["buyer"]["manifest.json"])["items"]
    assert (item["path"], item["sha256"], item["bytes"]) == (path, digest, len(made))
    assert f"{digest}  {path}\n".encode() == data["buyer"]["manifest-sha256.txt"]
    assert digest.encode() in data["buyer"]["index.html"]
    assert hashlib.sha256(source.encode()).hexdigest().encode() not in everything((tmp_path / "buyer.zip").read_bytes())


def test_a_buyer_gets_the_copy_that_discloses_least(marked, tmp_path):
    ws, _ = marked
    ws.run("build", "-o", tmp_path / "buyer.zip", "--audience", "buyer")
    with zipfile.ZipFile(tmp_path / "buyer.zip") as archive:
        (manifest,) = [json.loads(archive.read(n)) for n in archive.namelist() if n.endswith("/manifest.json")]
    paths = [i["path"] for i in manifest["items"]]
    assert any("More-v1.1" in p for p in paths) and not any("More-v1.0" in p for p in paths)
    counts = manifest["counts"]
    assert counts["listed"] == len(manifest["slots"]) and counts["listed"] + counts["not_listed"] == counts["slots"]
    assert all("source_path" not in i for i in manifest["items"])
    assert {w["title"]: w["why"] for w in manifest["withheld"]}["More"] == "audience"


def test_all_audiences_in_one_run(marked, run, tmp_path):
    ws, _ = marked
    (tmp_path / "out").mkdir()
    built = ws.run("build", "-o", tmp_path / "out", "--audience", "all")
    assert built.code in (0, 1), built.err
    packs = sorted((tmp_path / "out").iterdir())
    assert [p.stem.rsplit("-PARTIAL")[0].rsplit("-", 1)[1] for p in packs] == ["auditor", "buyer", "internal"]
    assert built.out.count("pack id: ") == 3
    for pack, audience in zip(packs, ("auditor", "buyer", "internal")):
        assert run("verify", pack).code == 0
        single = tmp_path / f"{audience}.zip"
        ws.run("build", "-o", single, "--audience", audience, "-j", 1)
        assert single.read_bytes() == pack.read_bytes(), "the same as when built alone"


def test_all_audiences_beside_each_other(marked, tmp_path):
    ws, _ = marked
    assert ws.run("build", "-o", tmp_path / "q2.zip", "--audience", "all", "-q").code in (0, 1)
    assert sorted(p.name for p in tmp_path.glob("q2*")) == ["q2-auditor.zip", "q2-buyer.zip", "q2-internal.zip"]
    strict = ws.run("build", "-o", tmp_path / "never.zip", "--audience", "all", "--strict")
    assert strict.code == 1 and not list(tmp_path.glob("never*"))
    nowhere = ws.run("build", "-o", f"{tmp_path}/no/", "--audience", "all")
    assert nowhere.code == 5 and "PCK001" in nowhere.err
    inside = ws.run("build", "-o", ws.path / "evidence", "--audience", "all")
    assert inside.code == 2 and "PCK002" in inside.err


def test_disclosures_are_recorded(workspace, tmp_path):
    ws = workspace()
    book = ws.path / "disclosures.csv"
    ids = []
    for audience, name in (("auditor", "Auditors & Co"), ("buyer", '=HYPERLINK("http://x","y")'), ("buyer", 'Big "Corp", Inc.')):
        built = ws.run("build", "-o", tmp_path / "p.zip", "--audience", audience, "--recipient", name)
        assert built.code == 1, built.err
        ids.append(built.out.split("pack id: ")[1].split()[0])
    rows = list(csv.reader(book.open(newline="")))
    assert rows[0] == ["Pack ID", "Audience", "Day", "Recipient"]
    assert [r[0] for r in rows[1:]] == ids and [r[1] for r in rows[1:]] == ["auditor", "buyer", "buyer"]
    assert [r[3] for r in rows[1:]] == ["Auditors & Co", '\'=HYPERLINK("http://x","y")', 'Big "Corp", Inc.']
    day = datetime.date.fromisoformat(rows[1][2])
    assert abs((day - datetime.datetime.now(datetime.timezone.utc).date()).days) <= 1
    before = book.read_bytes()
    assert ws.run("build", "-o", tmp_path / "p.zip").code == 1
    assert book.read_bytes() == before
    book.write_bytes(before + b"kept as it is,,,")
    ws.run("build", "-o", tmp_path / "p.zip", "--recipient", "Third")
    assert book.read_bytes().startswith(before + b"kept as it is,,,\r\n") and b",Third\r\n" in book.read_bytes()


@pytest.mark.parametrize("name, code", [("", "CLI003"), ("  ", "CLI004"), ("x" * 201, "CLI004"), ("two\nlines", "CLI004"),
                                        ("\x1b[31mred", "CLI004"), ("x\u202etxt", "CLI004"), ("a\rb", "CLI004")])
def test_recipients_that_cannot_be_kept(workspace, tmp_path, name, code):
    result = workspace().run("build", "-o", tmp_path / "p.zip", "--recipient", name)
    assert result.code == 2 and code in result.err and not (tmp_path / "p.zip").exists()


def test_a_value_that_is_refused_is_not_quoted_without_end(workspace, tmp_path):
    result = workspace().run("build", "-o", tmp_path / "p.zip", "--recipient", "x" * 5000)
    assert result.code == 2 and "and so on" in result.err and len(result.err) < 500


def test_one_pack_goes_to_one_recipient(workspace, tmp_path):
    ws = workspace()
    assert ws.run("build", "-o", tmp_path / "p.zip", "--audience", "all", "--recipient", "X").code == 2
    (ws.path / "disclosures.csv").mkdir()
    result = ws.run("build", "-o", tmp_path / "p.zip", "--recipient", "X")
    assert result.code == 5 and "PCK012" in result.err


def profile(**more):
    return [{"id": "internal", "title": "Internal", "shows_owner_names": True}, {"id": "auditor", "title": "Auditor", "shows_owner_names": True},
            {"id": "buyer", "title": "Buyer", "reports": ALL_REPORTS, **more}]


def buyer_pack(workspace, tmp_path, **more):
    ws = workspace([control(requires=[BUYER_STANDARD, BUYER_MORE])], library={"audiences": profile(**more)},
                   people=[{"id": "sec", "name": "Platform Security", "kind": "team", "members": ["ann"]}, {"id": "ann", "name": "Ann Owner"}],
                   owners={"AUTH": "ann"})
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", owner="ann", source="Jira Cloud", review={"status": "approved", "by": "R", "date": "2026-07-02"})
    result = ws.run("build", "-o", tmp_path / "b.zip", "--audience", "buyer")
    assert result.code == 1, result.err
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        return {n.split("/", 1)[1]: archive.read(n) for n in archive.namelist()}, everything((tmp_path / "b.zip").read_bytes())


def test_owners_by_name_by_role_or_not(workspace, tmp_path):
    for keys, owner in (({}, None), ({"shows_owner_roles": True}, "Platform Security"), ({"shows_owner_names": True}, "ann")):
        files, data = buyer_pack(workspace, tmp_path, **keys)
        manifest = json.loads(files["manifest.json"])
        assert manifest["items"][0]["owner"] == owner and manifest["slots"][0]["owner"] == owner
        assert (b"Ann Owner" in data) == ("shows_owner_names" in keys)


def test_source_systems_are_hidden_where_the_profile_says(workspace, tmp_path):
    assert b"Jira" in buyer_pack(workspace, tmp_path)[1]
    assert b"Jira" not in buyer_pack(workspace, tmp_path, hides_sources=["jira", "servicenow"])[1]


def test_gap_report_full_summary_none(workspace, tmp_path):
    for view, reports, heading, row in (("full", True, True, True), ("summary", False, True, False), ("none", False, False, False)):
        files, _ = buyer_pack(workspace, tmp_path, gap_report=view)
        index = files["index.html"].decode()
        assert any(n.startswith("reports/") for n in files) == reports
        assert ('id="gaps"' in index) == heading
        assert ("Expected, and not proven" in index) == row
        slots = {s["id"]: s["status"] for s in json.loads(files["manifest.json"])["slots"]}
        assert slots["AUTH-01/more"] == "missing", "a pack cannot hide a hole"


def test_chain_of_custody(workspace, tmp_path):
    ws = workspace()
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", owner="x", source="Wiki", performed="2026-04-02", collected="2026-04-03",
                received={"sha256": "1" * 64, "at": "2026-04-04", "by": "recorder"}, extraction={"query": "q", "records": 1, "run_by": "runner"},
                review={"status": "approved", "by": "R. Reviewer", "date": "2026-07-02", "method": "git"})
    for audience, people in (("auditor", True), ("internal", True)):
        ws.run("build", "-o", tmp_path / "p.zip", "--audience", audience)
        with zipfile.ZipFile(tmp_path / "p.zip") as archive:
            (manifest,) = [json.loads(archive.read(n)) for n in archive.namelist() if n.endswith("/manifest.json")]
        steps = {s["step"]: s for s in manifest["items"][0]["custody"]}
        assert list(steps) == ["source", "performed", "collected", "received", "reviewed", "packed"]
        assert steps["source"]["system"] == "Wiki" and steps["performed"]["date"] == "2026-04-02"
        assert (steps["collected"]["date"], steps["collected"]["by"]) == ("2026-04-03", "runner")
        assert (steps["received"]["date"], steps["received"]["by"], steps["received"]["sha256"]) == ("2026-04-04", "recorder", "1" * 64)
        assert (steps["reviewed"]["by"], steps["reviewed"]["assurance"]) == ("R. Reviewer", "system")
        assert (steps["packed"]["date"], steps["packed"]["assurance"]) == ("2026-07-31", "system")


def test_attest(workspace, tmp_path):
    ws = workspace()
    built = ws.run("build", "-o", tmp_path / "p.zip", "--attest")
    assert built.code == 1, built.err
    statement = json.loads((tmp_path / "p.zip.intoto.json").read_text())
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["subject"] == [{"name": "p.zip", "digest": {"sha256": hashlib.sha256((tmp_path / "p.zip").read_bytes()).hexdigest()}}]
    assert statement["predicateType"].startswith("https://apipack.dev/")
    predicate = statement["predicate"]
    assert predicate["pack_id"] in built.out and predicate["complete"] is False and predicate["counts"]["gaps"] == 2
    (tmp_path / "q.zip.intoto.json").mkdir()
    assert ws.run("build", "-o", tmp_path / "q.zip", "--attest").code == 5


# --- what awaits its review ------------------------------------------------------------------------

def pending_workspace(workspace):
    ws = workspace([control(requires=[STANDARD, TICKET])], {"audiences": AUDIENCES})
    ws.evidence("APIAuth-Standard-v1.0-Draft.md", approved=True)
    for n, review in enumerate(["approved", "uploaded", "rejected"], 1):
        ws.evidence(f"APIAuth-RotationTicket-2026-Q2-0{n}.md", f"{n}. A record of what was rotated, in words.\n", approved=True,
                    review={"status": review, "by": "R", "date": "2026-07-02", **({"note": "no"} if review == "rejected" else {})})
    return ws


def packed(path):
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read(next(n for n in archive.namelist() if n.endswith("/manifest.json"))))
    return {i["source_path"].removeprefix("evidence/") if "source_path" in i else i["path"]: i["pending"] for i in manifest["items"]}


def test_internal_packs_may_hold_what_awaits_its_review(workspace, run, tmp_path):
    ws = pending_workspace(workspace)
    without, pack = tmp_path / "without.zip", tmp_path / "p.zip"
    assert ws.run("build", "--audience", "internal", "-o", without).code == 1
    assert packed(without) == {"APIAuth-RotationTicket-2026-Q2-01.md": False}
    result = ws.run("build", "--audience", "internal", "--include-pending", "-o", pack)
    assert result.code == 1, result.err
    assert packed(pack) == {"APIAuth-RotationTicket-2026-Q2-01.md": False, "APIAuth-RotationTicket-2026-Q2-02.md": True,
                            "APIAuth-Standard-v1.0-Draft.md": True}
    assert run("verify", pack).code == 0
    assert b"APIAuth-Standard-v1.0-Draft.md</a> (not yet approved)" in everything(pack.read_bytes())


def test_of_all_packs_only_the_internal_one_holds_it(workspace, tmp_path):
    (tmp_path / "packs").mkdir()
    assert pending_workspace(workspace).run("build", "--audience", "all", "--include-pending", "-o", f"{tmp_path}/packs/").code == 1
    found = {p.name.split("-")[-2]: sum(packed(p).values()) for p in (tmp_path / "packs").iterdir()}
    assert found == {"internal": 2, "auditor": 0, "buyer": 0}


@pytest.mark.parametrize("words", [[], ["--audience", "auditor"], ["--audience", "buyer"]])
def test_others_never_get_it(workspace, tmp_path, words):
    result = pending_workspace(workspace).run("build", "--include-pending", *words, "-o", tmp_path / "p.zip")
    assert result.code == 2 and "--include-pending does not go together with the audience" in result.err
    assert not (tmp_path / "p.zip").exists()
