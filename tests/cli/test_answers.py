"""answers: the checklist follows from the evidence, item by item; a buyer's list keeps its own shape.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
import yaml
from conftest import ROOT


def questions():
    return yaml.safe_load((ROOT / "controls/questions.yaml").read_text())["questions"]


def asked(rule):
    """The requirements and the facts of `answered_by`, whichever of its three shapes it has."""
    if isinstance(rule, list):
        return rule, []
    return rule.get("all", []) + rule.get("any", []), rule.get("facts", [])


def depends_on(paths):
    """{path: ids of the questions whose answer cannot be Yes without it}, from the library's data and the slots that
    the file fills; nothing of the program is used. Facts speak of the evidence that is there, so taking a file away
    does not touch them."""
    table = {path: set() for path in paths.values()}
    for question in questions():
        requirements, _ = asked(question["answered_by"])
        for slot, path in paths.items():
            if slot.split("@")[0] in requirements:
                table[path].add(question["id"])
    return table


def answers_of(run, path, *words):
    result = run("-C", path, "answers", "--format", "json", *words)
    assert result.code == 0, result.err
    return {a["id"]: a for a in result.json["answers"]}


def test_complete_says_yes_sixteen_times(complete_original, run):
    answers = answers_of(run, complete_original[0])
    assert [a["answer"] for a in answers.values()] == ["Yes"] * 16
    assert list(answers) == [q["id"] for q in questions()]
    for question in questions():
        answer = answers[question["id"]]
        requirements, facts = asked(question["answered_by"])
        assert answer["ask"] == question["ask"] and answer["group"] == question["group"]
        assert answer["answered_by"] == requirements + facts
        expected = {p for s, p in complete_original[1].items() if s.split("@")[0] in requirements}
        assert set(answer["evidence"]) == expected
        assert answer["reason"]


def test_one_item_less_changes_exactly_what_depends_on_it(complete, complete_original, run):
    table = depends_on(complete_original[1])
    assert len(table) > 50 and {q for ids in table.values() for q in ids} == {f"Q{n:02}" for n in range(1, 13)}
    for path, dependent in table.items():
        kept = (complete / path).read_bytes()
        (complete / path).unlink()
        answers = answers_of(run, complete)
        assert {i for i, a in answers.items() if a["answer"] != "Yes"} == dependent, path
        for ident in dependent:
            assert path not in answers[ident]["evidence"]
            assert " is missing" in answers[ident]["reason"]
        (complete / path).write_bytes(kept)


def test_partial_and_no(complete, complete_original, run):
    paths = complete_original[1]
    question = next(q for q in questions() if q["id"] == "Q05")
    requirements, _ = asked(question["answered_by"])
    for i, ref in enumerate(requirements):
        for slot, path in paths.items():
            if slot.split("@")[0] == ref:
                (complete / path).unlink()
        answer = answers_of(run, complete)["Q05"]
        assert answer["answer"] == ("No" if i + 1 == len(requirements) else "Partial")
        assert f"{ref}" in answer["reason"]


def change_sidecar(complete, path, **changes):
    side = complete / f"{path}.meta.yaml"
    meta = yaml.safe_load(side.read_text())
    for key, value in changes.items():
        if value is None:
            meta.pop(key)
        else:
            meta[key] = value
    side.write_text(yaml.safe_dump(meta))


@pytest.mark.parametrize("ident,changes", [("Q15", {"owner": None}), ("Q16", {"review": "uploaded"})])
def test_facts_about_the_set(complete, complete_original, run, ident, changes):
    slot = "GOV-02/statement"  # no question asks for it
    change_sidecar(complete, complete_original[1][slot], **changes)
    answers = answers_of(run, complete)
    changed = {i: a["answer"] for i, a in answers.items() if a["answer"] != "Yes"}
    assert changed == {ident: "Partial"}
    lack = {"Q15": "without an owner", "Q16": "not approved"}[ident]
    assert re.fullmatch(rf"1 of \d+ items is {lack}", answers[ident]["reason"])


def test_nothing_there(workspace, run, tmp_path):
    assert run("init", tmp_path / "empty", "--org", "A", "--product", "B", "--period", "2026-Q2").code == 0
    answers = answers_of(run, tmp_path / "empty", "--as-of", "2026-09-01")
    assert {a["answer"] for a in answers.values()} == {"No"}
    assert all(a["reason"] and not a["evidence"] for a in answers.values())


def test_not_asked_is_not_applicable(complete, run):
    setting = yaml.safe_load((complete / "apipack.yaml").read_text())
    setting["applicability"] = [{"control": "RUN-01", "status": "not-applicable", "reason": "no tokens",
                                 "approver": "R. Reviewer", "date": "2026-03-01"}]
    (complete / "apipack.yaml").write_text(yaml.safe_dump(setting))
    answers = answers_of(run, complete)
    assert answers["Q06"]["answer"] == "N/A"


def test_every_format_says_the_same(complete_original, run, tmp_path):
    path = complete_original[0]
    result = run("-C", path, "answers", "--format", "markdown=a.md", "--format", "csv=a.csv", "--format", "xlsx=a.xlsx",
                 "--format", "json")
    assert result.code == 0, result.err
    assert (tmp_path / "a.md").read_text().count("| Yes |") == 16
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(r["ID"], r["Question"], r["Answer"]) for r in rows] == [
        (a["id"], a["ask"], a["answer"]) for a in result.json["answers"]]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as z:
        sheet = next(n for n in z.namelist() if n.startswith("xl/worksheets/"))
        ElementTree.fromstring(z.read(sheet))
        everything = b"".join(z.read(n) for n in z.namelist()).decode("utf-8", "replace")
    assert all(r["Question"].replace("&", "&amp;") in everything for r in rows)
    assert run("-C", path, "answers").out == (tmp_path / "a.md").read_text()
    assert run("-C", path, "answers", "--format", "csv").out == text
    assert run("-C", path, "answers", "--format", "csv", "-q", "-o", "b.csv").out == ""
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()


def test_outsiders_get_no_inner_words(complete_original, run):
    answers = answers_of(run, complete_original[0], "--audience", "buyer")
    assert {a["answer"] for a in answers.values()} == {"Yes"}
    assert all(e.startswith("data/") for a in answers.values() for e in a["evidence"])
    assert not any(a["reason"] for a in answers.values())


@pytest.mark.parametrize("words,message", [
    (["--format", "pdf"], "markdown, csv, xlsx or json"),
    (["--format", "csv="], "NAME=FILE"),
    (["--format", "csv", "--format", "json"], "two formats go to the same place"),
    (["extra"], "one argument too many"),
])
def test_wrong_usage(complete_original, run, words, message):
    result = run("-C", complete_original[0], "answers", *words)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_without_a_workspace(run, tmp_path):
    result = run("answers", cwd=tmp_path)
    assert result.code == 2 and "[WSP009]" in result.err
