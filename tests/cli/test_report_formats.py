"""The formats for machines: what each says, where it points, and that hostile names have no effect in any of them.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import json
import re
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree as ET
from collections import Counter

import pytest
from conftest import HOSTILE, ROOT, SIGNOFF, STANDARD, TICKET, control, environment, hostile_workspace, slot_id

sys.path.insert(0, str(ROOT / "tests/bench"))
import bench  # noqa: E402

STAGED = ["sarif", "junit", "csv", "github", "gitlab", "azure", "json", "oscal", "oscal-poam", "markdown", "comment"]


def all_formats(ws, tmp_path, *words, formats=STAGED):
    """{format: bytes} of one run that writes them all."""
    orders = [w for f in formats for w in ("--format", f"{f}={tmp_path / f'out.{f}'}")]
    result = ws.run("check", *orders, *words)
    assert result.code in (0, 1, 4), result.err
    assert result.out == ""
    return {f: (tmp_path / f"out.{f}").read_bytes() for f in formats}


@pytest.fixture
def mixed(workspace):
    """A gap of each place: missing, requested, invalid, rejected; and one slot that is satisfied."""
    ws = workspace([control("AUTH-01", [STANDARD, TICKET], severity="high"), control("LOG-01", [SIGNOFF], severity="medium")],
                   evidence={"register": "register.csv"}, owners={"LOG": "loggers"})
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", approved=True, effective="2026-01-01")
    ws.write("register.csv", "File,Evidence Title,Control ID,Period Covered,Review Status\n"
                             ",Sign-off,LOG-01,2026-05,Requested\n")
    ws.evidence("APILogging-ReviewSignOff-2026-04.md", control=["LOG-01"], owner="loggers", source="Wiki",
                review={"status": "rejected", "by": "R. Reviewer", "date": "2026-07-02", "note": "no conclusion"})
    return ws


def test_one_run_writes_what_single_runs_print(mixed, tmp_path):
    together = all_formats(mixed, tmp_path)
    for name in set(STAGED) - {"csv"}:
        assert mixed.run("check", "--format", name).out.encode() == together[name], name
    printed = mixed.run("check", "--format", "csv").out.encode()
    assert together["csv"] == b"\xef\xbb\xbf" + printed  # the mark by which a spreadsheet knows UTF-8


def test_sarif_says_every_gap_and_finding_once_and_where(mixed):
    check = mixed.check()
    run = json.loads(mixed.run("check", "--format", "sarif").out)["runs"][0]
    gaps = {slot_id(s): s for s in check["slots"] if s["gap"]}
    by_slot = {r["properties"]["slot"]: r for r in run["results"] if "slot" in r["properties"]}
    findings = [r for r in run["results"] if "slot" not in r["properties"]]
    assert set(by_slot) == set(gaps) and len(gaps) == 4
    assert Counter(r["ruleId"] for r in findings) == Counter(f["code"] for f in check["findings"])
    assert {r["partialFingerprints"]["apipack/v1"] for r in findings} == {f["fingerprint"] for f in check["findings"]}

    def place(slot):
        where = by_slot[slot]["locations"][0]["physicalLocation"]
        return where["artifactLocation"]["uri"], where["region"]["startLine"]

    assert place("LOG-01/signoff@2026-04") == ("evidence/APILogging-ReviewSignOff-2026-04.md", 1)
    assert place("LOG-01/signoff@2026-05") == ("register.csv", 2)
    library = (mixed.path / "lib/library.yaml").read_text().splitlines()
    uri, line = place("AUTH-01/ticket@2026-Q2")  # what is missing: where the library asks for it
    assert uri == "lib/library.yaml" and "id: ticket" in "".join(library[line - 1:line + 1])
    assert {r["ruleId"]: r["level"] for r in by_slot.values()} == {"AUTH-01/ticket": "error", "LOG-01/signoff": "warning"}
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    assert len({r["partialFingerprints"]["apipack/v1"] for r in run["results"]}) == len(run["results"])


def test_sarif_of_the_built_in_library_points_at_the_workspace_file(run, sample):
    results = json.loads(run("-C", sample, "check", "--format", "sarif").out)["runs"][0]["results"]
    missing = [r for r in results if r["properties"].get("status") == "missing"]
    assert missing
    for result in missing:
        where = result["locations"][0]["physicalLocation"]
        assert where["artifactLocation"]["uri"] == "apipack.yaml" and where["region"]["startLine"] >= 1


def test_fingerprints_and_rules_outlive_other_changes(mixed):
    def gaps():
        results = json.loads(mixed.run("check", "--format", "sarif").out)["runs"][0]["results"]
        return {r["properties"]["slot"]: (r["ruleId"], r["partialFingerprints"]["apipack/v1"])
                for r in results if "slot" in r["properties"]}

    before = gaps()
    mixed.evidence("APIAuth-RotationTicket-2026-Q2.md", control=["AUTH-01"], owner="o", source="Jira")  # missing -> pending
    mixed.evidence("APILogging-ReviewSignOff-2026-06.md", approved=True, collected="2026-07-01")
    after = gaps()
    assert before.items() >= after.items() and len(after) == len(before) - 1


def test_junit_has_a_suite_per_section_and_a_case_per_slot(mixed):
    check = mixed.check()
    root = ET.fromstring(mixed.run("check", "--format", "junit").out)
    cases = {c.get("name").split(" ")[0]: c for c in root.iter("testcase")}
    assert set(cases) == {slot_id(s) for s in check["slots"]}
    assert [s.get("name") for s in root] == ["Authentication Standard", "Logging Standard"]
    for slot in check["slots"]:
        case = cases[slot_id(slot)]
        failure = case.find("failure")
        assert (failure is not None) == slot["gap"]
        if slot["gap"]:
            assert failure.get("type") == slot["status"] and slot["reason"] in failure.get("message")
    for suite in root:
        inside = list(suite.iter("testcase"))
        assert int(suite.get("tests")) == len(inside)
        assert int(suite.get("failures")) == sum(c.find("failure") is not None for c in inside)
        assert int(suite.get("skipped")) == sum(c.find("skipped") is not None for c in inside)


def test_junit_skips_what_is_not_due_or_excepted_with_the_reason(workspace):
    ws = workspace(exceptions=[{"id": "EXC-1", "requirement": "AUTH-01/standard", "reason": "being rewritten",
                                "approver": "A", "expires": "2027-01-01"}])
    root = ET.fromstring(ws.run("check", "--format", "junit", "--as-of", "2026-07-01").out)
    said = {c.get("name").split(" ")[0]: c.find("skipped").get("message") for c in root.iter("testcase")}
    assert said["AUTH-01/standard"].startswith("excepted: ") and "EXC-1" in said["AUTH-01/standard"]
    assert said["AUTH-01/ticket@2026-Q2"].startswith("not-due: ")


def test_csv_has_a_row_per_slot(mixed):
    check = mixed.check()
    rows = list(csv.DictReader(io.StringIO(mixed.run("check", "--format", "csv").out, newline="")))
    assert [(r["Slot"], r["Status"], r["Gap"]) for r in rows] == \
           [(slot_id(s), s["status"], "yes" if s["gap"] else "no") for s in check["slots"]]
    assert [r["Evidence"] for r in rows] == ["; ".join(s["evidence"]) for s in check["slots"]]


def decode_github(text):
    return text.replace("%0A", "\n").replace("%0D", "\r").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")


def test_annotations_are_worst_first_and_all_of_them(mixed):
    check = mixed.check()
    n = sum(s["gap"] for s in check["slots"]) + len(check["findings"])
    lines = mixed.run("check", "--format", "github").out.splitlines()
    kinds = [m.group(1) for m in (re.match(r"::(error|warning|notice) file=[^:,]+,line=\d+,col=\d+,title=[^:]+::.", l)
                                  for l in lines[:-1])]
    assert len(kinds) == n
    assert kinds == sorted(kinds, key=["error", "warning", "notice"].index)
    assert lines[-1].startswith("apipack: NOT COMPLETE: 4 gaps")
    azure = mixed.run("check", "--format", "azure").out.splitlines()
    assert all(re.match(r"##vso\[task\.logissue type=(error|warning);sourcepath=[^;\]]+;linenumber=\d+;columnnumber=\d+;"
                        r"code=[^;\]]+\].", line) for line in azure[:-1]) and len(azure) == n + 1
    gitlab = json.loads(mixed.run("check", "--format", "gitlab").out)
    assert len(gitlab) == n == len({g["fingerprint"] for g in gitlab})
    assert all(g["location"]["lines"]["begin"] >= 1 and g["severity"] in
               ("info", "minor", "major", "critical", "blocker") for g in gitlab)


def oscal(ws, name):
    (document,) = json.loads(ws.run("check", "--format", name).out).values()
    return document


def prop(thing, name):
    return [p["value"] for p in thing["props"] if p["name"] == name]


def test_oscal_has_an_observation_per_slot_and_a_finding_per_control(mixed):
    check = mixed.check()
    (result,) = oscal(mixed, "oscal")["results"]
    observed = {prop(o, "slot")[0]: o for o in result["observations"]}
    assert set(observed) == {slot_id(s) for s in check["slots"]}
    for slot in check["slots"]:
        observation = observed[slot_id(slot)]
        assert prop(observation, "status") == [slot["status"]] and slot["reason"] in observation["description"]
        assert [e["href"] for e in observation.get("relevant-evidence", [])] == slot["evidence"]
    states = {f["target"]["target-id"]: f["target"]["status"]["state"] for f in result["findings"]}
    assert states == {c["id"]: "not-satisfied" if c["gaps"] else "satisfied" for c in check["controls"]}
    related = {f["target"]["target-id"]: len(f.get("related-observations", [])) for f in result["findings"]}
    assert related == {c["id"]: c["slots"] for c in check["controls"]}


def test_oscal_poam_has_an_item_per_gap_and_keeps_their_ids(mixed):
    def items():
        return {prop(i, "slot")[0]: i["uuid"] for i in oscal(mixed, "oscal-poam")["poam-items"]}

    before = items()
    assert set(before) == {slot_id(s) for s in mixed.check()["slots"] if s["gap"]}
    assert all(uuid[14] == "5" for uuid in before.values())
    mixed.evidence("APILogging-ReviewSignOff-2026-06.md", approved=True, collected="2026-07-01")
    after = items()
    assert before.items() > after.items() and len(after) == len(before) - 1


def test_oscal_poam_of_a_workspace_without_gaps(workspace):
    ws = workspace([control(requires=[STANDARD])])
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", approved=True, effective="2026-01-01")
    document = oscal(ws, "oscal-poam")
    assert [i["title"] for i in document["poam-items"]] == ["Nothing is open"]
    assert "risks" not in document and "observations" not in document


def test_known_gaps_fail_nothing_in_any_format(mixed, tmp_path):
    (tmp_path / "old.json").write_text(mixed.run("check", "--format", "json").out)
    mixed.library["controls"].append(control("AUTH-02", [{**STANDARD, "id": "other", "accepts": ["APIAuth-Other"]}]))
    mixed.save()
    words = ("--baseline", tmp_path / "old.json")
    out = all_formats(mixed, tmp_path, *words)
    results = json.loads(out["sarif"])["runs"][0]["results"]
    states = Counter(r["baselineState"] for r in results if "slot" in r["properties"])
    assert states == {"new": 1, "unchanged": 4}
    root = ET.fromstring(out["junit"])
    assert [c.get("name").split(" ")[0] for c in root.iter("testcase") if c.find("failure") is not None] == ["AUTH-02/other"]
    assert sum("known gap" in s.get("message") for s in root.iter("skipped")) == 4
    annotated = [line for line in out["github"].decode().splitlines() if line.startswith("::")]
    assert len([a for a in annotated if "title=AUTH-02/other::" in a]) == 1
    assert not [a for a in annotated if "title=LOG-01" in a]


def test_outsiders_get_no_names_of_ours(mixed, tmp_path):
    mixed.library["controls"][0]["requires"][1]["audience"] = "buyer"
    mixed.save()
    for name, text in all_formats(mixed, tmp_path, "--audience", "buyer").items():
        words = text.decode()
        assert "AUTH-01/ticket" in words or name == "json", name
        assert not any(inner in words for inner in ("LOG-01/signoff", "R. Reviewer", "loggers", "evidence/API")), name


# --- hostile names ----------------------------------------------------------------------------------------

@pytest.fixture
def hostile(tmp_path, run):
    return hostile_workspace(tmp_path / "hostile", run)


def cells_of(text):
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


def test_hostile_names_are_shown_and_have_no_effect(hostile, tmp_path):
    """Each name is in every format that names files, and none of them does what it says."""
    for name, data in all_formats(hostile, tmp_path).items():
        text = data.decode("utf-8")
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]", text), name
        if name != "github":
            assert not re.search(r"^\s*::", text, re.M), name
        if name != "azure":
            assert "##vso[" not in text and "##[" not in text, name
        if name == "junit":
            assert "<script" not in text and "<img" not in text
            assert ET.fromstring(text).tag == "testsuites"
        if name not in ("csv", "oscal", "oscal-poam"):  # they list slots, not files
            assert "n" * 251 in text and "HYPERLINK" in text and "gnp.exe" in text, name
        if name == "csv":
            assert all(cell[:1] not in ("=", "+", "-", "@", "\t", "\r") for cell in cells_of(text.lstrip("\ufeff")))
    lines = (tmp_path / "out.github").read_text().splitlines()
    for line in lines[:-1]:
        head, _, message = line[2:].partition("::")
        kind, _, rest = head.partition(" ")
        properties = [p.split("=", 1)[0] for p in rest.split(",")]
        assert kind in ("error", "warning", "notice") and properties == ["file", "line", "col", "title"] and message
    for line in (tmp_path / "out.azure").read_text().splitlines()[:-1]:
        assert line.startswith("##vso[task.logissue type=") and line.count("##vso[") == 1
        assert re.match(r"##vso\[task\.logissue type=\w+;sourcepath=[^;\]]*;linenumber=\d+;columnnumber=\d+;code=[^;\]]*\]", line)


def test_sarif_links_lead_back_to_the_files(hostile):
    results = json.loads(hostile.run("check", "--format", "sarif").out)["runs"][0]["results"]
    found = set()
    for result in results:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
        found.add(urllib.parse.unquote(uri))
        assert not re.search(r"(?<!\\)\]\(", result["message"]["text"])  # no link by accident
    # What nobody may see in a name stands escaped in every path that apipack shows.
    plain = {f"evidence/{name}" for name in HOSTILE if not re.search("[\x00-\x1f\u202e\ufffe]", name)}
    assert plain <= found and len(plain) == len(HOSTILE) - 5


@pytest.mark.parametrize("words", [
    ["check", "--format", "csv"], ["request", "--format", "csv"], ["answers", "--format", "csv"],
    *(["list", what, "--format", "csv"] for what in ("controls", "requirements", "evidence", "questions", "gaps"))], ids="-".join)
def test_no_table_for_reading_holds_what_acts_on_a_terminal(workspace, words):
    evil = "\x1b[31mred\u202ecod.exe\x9b1m"
    ws = workspace(owners={"AUTH": evil})
    ws.write("evidence/APIAuth-AuthenticationStandard-v1.0-Approved.md", "Evidence in a sentence that is no placeholder.\n")
    ws.write("evidence/APIAuth-AuthenticationStandard-v1.0-Approved.md.meta.yaml", json.dumps(
        {"title": evil, "owner": evil, "source": "##vso[task.complete]", "review": {"status": "rejected", "note": evil}}))
    out = ws.run(*words).out
    assert out.count("\r\n") > 0
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", out) and "##vso[" not in out


# --- bounds of the places that show a report ------------------------------------------------------

COMMENT, SUMMARY = 65536, 1024 * 1024


@pytest.fixture(scope="module")
def large(apipack, tmp_path_factory):
    """Some 1,900 gaps, with a line of findings each."""
    folder = tmp_path_factory.mktemp("large")
    bench.make_tree(folder, 2000, 500)
    return folder


def run_in(apipack, folder, name):
    done = subprocess.run([apipack, "-C", folder, "check", "--format", name], capture_output=True, env=environment())
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.decode()


def test_a_comment_is_short_enough_and_counts_what_it_leaves_out(apipack, large):
    whole, short = run_in(apipack, large, "markdown"), run_in(apipack, large, "comment")
    assert COMMENT < len(whole.encode()) <= SUMMARY and COMMENT * 0.9 < len(short.encode()) <= COMMENT
    rows = [sum(line.startswith("|") for line in text.splitlines()) for text in (whole, short)]
    left_out = [int(n) for n in re.findall(r"^\*(\d+) more: see the whole report, as html, xlsx or json\.\*$", short, re.M)]
    assert left_out and rows[0] - rows[1] == sum(left_out)
    assert re.findall("^#.*", whole, re.M) == re.findall("^#.*", short, re.M)  # every heading is still there
    assert short.endswith(whole[whole.rindex("\napipack states"):])
    assert set(short.splitlines()) - set(whole.splitlines()) == {f"*{n} more: see the whole report, as html, xlsx or json.*" for n in left_out}


def test_a_short_report_is_the_same_as_a_comment(mixed):
    assert mixed.run("check", "--format", "comment").out == mixed.run("check", "--format", "markdown").out


def test_github_is_told_how_much_it_does_not_list(apipack, large, mixed):
    out = run_in(apipack, large, "github")
    kinds = Counter(line.split(" ")[0][2:] for line in out.splitlines() if line.startswith("::"))
    said = re.search(r" GitHub lists (.*) beside the run; this log holds all\.$", out.splitlines()[-1])
    assert {f"10 of {n} {kind}s" for kind, n in kinds.items() if n > 10} == set(said[1].split(", "))
    assert "GitHub lists" not in mixed.run("check", "--format", "github").out


def test_a_long_report_goes_out_piece_by_piece(run, tmp_path):
    """More than is kept at one time: the same bytes to a file and to standard output; nothing is left of what fails."""
    (tmp_path / "ws").mkdir()
    bench.make_tree(tmp_path / "ws", 1000, 84)
    words = ("-C", tmp_path / "ws", "check", "--as-of", "2027-02-01", "--fail-on", "never")
    shown = run(*words, "--format", "json")
    assert shown.code == 0 and len(shown.out) > 1 << 20
    assert len(json.loads(shown.out)["slots"]) == 84 * 12
    assert run(*words, "--format", f"json={tmp_path / 'a.json'}").code == 0
    assert (tmp_path / "a.json").read_text() == shown.out
    assert run(*words, "--format", "json=/dev/full").code == 5
    (tmp_path / "folder").mkdir()
    assert run(*words, "--format", f"json={tmp_path / 'folder'}").code == 5
    assert list((tmp_path / "folder").iterdir()) == []
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
