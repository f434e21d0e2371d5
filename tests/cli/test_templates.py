"""Document templates: each belongs to a requirement, is a placeholder until it is filled in, and satisfies then.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import json
import re

import complete_workspace as made
import evidence_content
import filled_template
import make_sample
import pytest
from conftest import ROOT

FOLDER = ROOT / "templates/documents"
NAMES = sorted(p.name for p in FOLDER.iterdir())
BY_REQUIREMENT = {ref: r["template"] for ref, r in evidence_content.requirements().items() if "template" in r}
# What the project promises, whatever the folder holds.
PROMISED = ["alert-to-ticket-record.md", "api-abuse-runbook.md", "api-authentication-standard.md", "api-logging-standard.md",
            "corrective-action-tracker.csv", "customer-trust-summary.md", "exceptions-register.csv", "integration-registration.md",
            "log-review-signoff.md", "privileged-endpoint-list.csv", "rate-limit-policy.md", "risk-register.csv", "scope-role-matrix.csv",
            "tabletop-record.md", "token-compromise-runbook.md", "token-register.csv"]


def text_of(name):
    return (FOLDER / name).read_text()


def as_docx(text):
    return make_sample.docx(text.splitlines()[0], text.splitlines()[1:])


def as_xlsx(text):
    return make_sample.xlsx("Sheet", list(csv.reader(io.StringIO(text))))


class Filled:
    """One workspace with `change(text of the template)` under the expected name of each requirement that has one."""

    def __init__(self, apipack, run, folder, change, office=False):
        titles, slots = made.begin(apipack, folder)
        self.lines = {}
        for slot in slots:
            ref = f"{slot['control']}/{slot['requirement']}"
            if ref not in BY_REQUIREMENT:
                continue
            kind = BY_REQUIREMENT[ref].rsplit(".", 1)[1]
            text = change(text_of(BY_REQUIREMENT[ref]))
            if slot["period"]:
                text = filled_template.dated(text, slot["period"], made.collected_day(slot))
            data = text.encode() if not office else as_xlsx(text) if kind == "csv" else as_docx(text)
            kind = kind if not office else "xlsx" if kind == "csv" else "docx"
            name = slot["expected_name"].rsplit(".", 1)[0] + "." + kind
            made.put(folder / "evidence" / name, data, made.sidecar(slot, titles[ref], data))
        result = run("-C", folder, "check", "--format", "json")
        assert result.code in (0, 1), result.err
        self.doc = result.json
        self.slots = {}
        for s in self.doc["slots"]:
            self.slots.setdefault(f"{s['control']}/{s['requirement']}", []).append(s)


def test_the_sixteen_exist_and_a_requirement_takes_each():
    assert NAMES == PROMISED
    assert set(BY_REQUIREMENT.values()) == set(NAMES)
    for ref, name in BY_REQUIREMENT.items():
        assert name.rsplit(".", 1)[1] in evidence_content.extensions(ref), ref


@pytest.mark.parametrize("name", NAMES)
def test_marker_names_requirement_and_file(name):
    text = text_of(name)
    ref = re.search(r"apipack:template ([A-Z]+-\d\d/[a-z-]+)", text).group(1)
    assert BY_REQUIREMENT[ref] == name
    assert re.search(r"File it as (\w+-\w+)-", text).group(1) in evidence_content.requirements()[ref]["accepts"]
    for line in text.splitlines():  # a place that a line end cuts would be lost in other programs
        assert line.count("[[") == line.count("]]") == len(filled_template.PLACE.findall(line)), line


def test_the_runbook_has_the_seeds_steps_in_order():
    text = text_of("token-compromise-runbook.md").lower()
    places = [text.index(f"## {i}. {s}") for i, s in enumerate(
        ["identify affected integration", "revoke token", "rotate keys", "review logs", "assess data accessed", "document closure"], 1)]
    assert places == sorted(places) and text.index("## notify") > places[-1]


def test_untouched_is_a_placeholder(apipack, run, tmp_path):
    seen = Filled(apipack, run, tmp_path / "ws", lambda text: text)
    for ref, name in BY_REQUIREMENT.items():
        lines = text_of(name).splitlines()
        number, line = next((i, s) for i, s in enumerate(lines, 1) if filled_template.PLACE.search(s))
        asked = filled_template.PLACE.search(line).group(1)[:60]
        for slot in seen.slots[ref]:
            assert slot["status"] == "invalid" and f'line {number} still asks for "{asked}"' in slot["reason"], slot
    found = [f for f in seen.doc["findings"] if f["code"] == "FMT005"]
    assert len(found) == sum(len(seen.slots[ref]) for ref in BY_REQUIREMENT) and all(f["line"] for f in found)


@pytest.mark.parametrize("office", [False, True], ids=["as text", "as DOCX and XLSX"])
@pytest.mark.parametrize("change,reason", [
    (lambda text: filled_template.fill(text, 1), "still asks for"),
    (lambda text: filled_template.unmark(filled_template.fill(text, len(filled_template.PLACE.findall(text)) - 1)), "still asks for"),
    (lambda text: filled_template.PLACE.sub("known", text), "still holds the template's marker"),
], ids=["one place filled", "all but one, marker gone", "marker left"])
def test_half_filled_is_a_placeholder(apipack, run, tmp_path, change, reason, office):
    seen = Filled(apipack, run, tmp_path / "ws", change, office)
    for ref in BY_REQUIREMENT:
        for slot in seen.slots[ref]:
            assert slot["status"] == "invalid" and reason in slot["reason"], slot


@pytest.mark.parametrize("office", [False, True], ids=["as text", "as DOCX and XLSX"])
def test_filled_in_and_approved_satisfies(apipack, run, tmp_path, office):
    seen = Filled(apipack, run, tmp_path / "ws", filled_template.fill, office)
    for ref in BY_REQUIREMENT:
        assert [s["status"] for s in seen.slots[ref]] == ["satisfied"] * len(seen.slots[ref]), seen.slots[ref]
    assert [f for f in seen.doc["findings"] if f["severity"] != "info"] == []


@pytest.mark.parametrize("words", [[], ["--sample"]], ids=["new", "sample"])
def test_init_writes_them_and_overwrites_none(run, tmp_path, words):
    mine = tmp_path / "ws/templates/risk-register.csv"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine\n")
    assert run("init", "ws", *words).code == 0
    assert sorted(p.name for p in mine.parent.iterdir()) == NAMES
    assert mine.read_text() == "mine\n"
    assert all((mine.parent / n).read_bytes() == (FOLDER / n).read_bytes() for n in NAMES if n != mine.name)


def test_explain_and_list_say_which_to_start_from(run):
    for ref, name in BY_REQUIREMENT.items():
        assert f"templates/{name}" in run("explain", ref).out
    assert "templates/" not in run("explain", "AUTH-04/rotation-ticket").out
    listed = {r["id"]: r["template"] for r in json.loads(run("list", "requirements", "--format", "json").out)}
    assert {ref: name for ref, name in listed.items() if name} == BY_REQUIREMENT
