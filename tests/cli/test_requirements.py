"""Each requirement of the built-in library, with evidence that satisfies it and with evidence that does not.

Every variant is one workspace with all requirements in it; a test looks at the slots of one requirement.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import io
import json
import re
import subprocess
import zipfile

import complete_workspace as made
import evidence_content
import pytest
from conftest import ROOT

REQUIREMENTS = list(evidence_content.requirements())
HEADER_ONLY = "Item,Detail\n"
FILLER = "TODO\nTBD\nTo be written\nInsert the text here\n"
OLD = {"once": None, "monthly": "2025-11", "annual": "2024-02", "sample": "2025-11"}


def under(slot, extension):
    """The expected name of the slot, with another extension."""
    return slot["expected_name"].rsplit(".", 1)[0] + "." + extension


def good(slot, ref, title, nth=0):
    """Approved, under the right name, in the `nth` form that the requirement takes."""
    forms = [e for e in evidence_content.extensions(ref) if e != "png"]
    extension, data = evidence_content.content(ref, forms[nth % len(forms)], slot["period"])
    return under(slot, extension), data, made.sidecar(slot, title, data)


def wrong_format(slot, ref, title):
    """Good evidence in a zip, which no requirement takes."""
    name, data, _ = good(slot, ref, title)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), data)
    return under(slot, "zip"), out.getvalue(), made.sidecar(slot, title, out.getvalue())


def placeholder(slot, ref, title):
    extension = next(e for e in ("md", "csv", "txt") if e in evidence_content.extensions(ref))
    data = (HEADER_ONLY if extension == "csv" else FILLER).encode()
    return under(slot, extension), data, made.sidecar(slot, title, data)


def too_old(slot, ref, title):
    """Good evidence of a period long ago."""
    cadence = evidence_content.requirements()[ref]["cadence"]
    if cadence == "once":
        name, data, meta = good(slot, ref, title)
        meta.update(collected="2024-02-01", effective="2024-01-15")
        meta["review"]["date"] = "2024-02-02"
        return name, data, meta
    period = OLD.get(cadence, "2025-Q3")
    name, data, meta = good({**slot, "period": period}, ref, title)
    meta["collected"] = meta["review"]["date"] = {"2024-02": "2024-03-01", "2025-11": "2025-12-01"}.get(period, "2025-10-02")
    prefix = "-".join(name.split("-")[:2])
    return f"{prefix}-{period}.{name.rsplit('.', 1)[1]}", data, meta


def draft(slot, ref, title):
    name, data, meta = good(slot, ref, title)
    if slot["period"] is None:
        return name.replace("-Approved.", "-Draft."), data, meta
    meta["review"] = {"status": "uploaded", "date": meta["collected"]}
    return name, data, meta


def edited(slot, ref, title):
    name, data, meta = good(slot, ref, title)
    return name, data + b"\n", meta


def rejected(slot, ref, title):
    name, data, meta = good(slot, ref, title)
    meta["review"].update(status="rejected", note="does not show what it should")
    return name, data, meta


def defect(slot, ref, title):
    """What auditors reject, where the library declares a content check; else as it should be."""
    if not evidence_content.has_bad(ref):
        return good(slot, ref, title)
    extension, data = evidence_content.bad(ref, period=slot["period"])
    return under(slot, extension), data, made.sidecar(slot, title, data)


# variant: how a slot's file is made, the status that must come of it, what the reason says
VARIANTS = {
    "wrong format": (wrong_format, "invalid", r"zip"),
    "placeholder": (placeholder, "invalid", r"filler|no rows"),
    "too old": (too_old, "stale", r"outside the window|400 are allowed"),
    "draft": (draft, "pending", r"its name says Draft|no approval is recorded"),
    "edited after approval": (edited, "void", r"the bytes changed since"),
    "rejected": (rejected, "rejected", r"rejected in review: does not show"),
}


class Outcome:
    """The slots of a workspace that one variant filled, by requirement."""

    def __init__(self, apipack, folder, variant):
        titles, slots = made.begin(apipack, folder)
        for slot in slots:
            ref = f"{slot['control']}/{slot['requirement']}"
            name, data, meta = variant(slot, ref, titles[ref])
            made.put(folder / "evidence" / slot["section"] / name, data, meta)
        done = subprocess.run([apipack, "-C", folder, "check", "--format", "json"], capture_output=True, check=False)
        assert done.returncode in (0, 1), done.stderr.decode()
        self.doc = json.loads(done.stdout)
        self.slots = {}
        for slot in self.doc["slots"]:
            self.slots.setdefault(f"{slot['control']}/{slot['requirement']}", []).append(slot)


@pytest.fixture(scope="session")
def outcome(apipack, tmp_path_factory):
    """outcome(name, variant): made once in a session."""
    known = {}

    def of(name, variant):
        if name not in known:
            known[name] = Outcome(apipack, tmp_path_factory.mktemp("requirements") / "workspace", variant)
        return known[name]
    return of


def test_the_content_covers_the_library(run):
    listed = {r["id"] for r in json.loads(run("list", "requirements", "--format", "json").out)}
    assert listed == set(REQUIREMENTS) == set(evidence_content.GOOD)
    checked = {ref for ref, r in evidence_content.requirements().items() if r.get("checks")}
    assert checked == set(evidence_content.BAD)


@pytest.mark.parametrize("ref", REQUIREMENTS)
def test_good_evidence_satisfies(outcome, ref):
    slots = outcome("good", good).slots[ref]
    assert slots and all(s["status"] == "satisfied" and s["evidence"] for s in slots), slots


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("ref", REQUIREMENTS)
def test_what_does_not_satisfy(outcome, ref, variant):
    how, status, reason = VARIANTS[variant]
    for slot in outcome(variant, how).slots[ref]:
        assert slot["status"] == status and slot["gap"], slot
        assert re.search(reason, slot["reason"]), slot


@pytest.mark.parametrize("nth", range(1, 5))
def test_every_form_of_good_evidence_satisfies(outcome, nth):
    doc = outcome(nth, lambda *slot: good(*slot, nth)).doc
    assert [(s["control"], s["requirement"], s["reason"]) for s in doc["slots"] if s["status"] != "satisfied"] == []
    assert doc["result"] == "complete"


def test_good_evidence_leaves_nothing_to_say(outcome):
    doc = outcome("good", good).doc
    assert doc["result"] == "complete"
    assert [f for f in doc["findings"] if f["severity"] not in ("info",)] == []


def built_checks():
    text = (ROOT / "src/inspect/content.def").read_text()
    return set(re.findall(r'^AP_CHECK\("([a-z-]+)"', text, re.MULTILINE))


@pytest.mark.parametrize("ref", evidence_content.BAD)
def test_a_defect_that_a_content_check_knows(outcome, ref):
    declared = {c if isinstance(c, str) else next(iter(c)) for c in evidence_content.requirements()[ref]["checks"]}
    if not declared & built_checks():
        pytest.skip(f"no content check of this name yet: {', '.join(sorted(declared))}")
    seen = outcome("defect", defect)
    paths = {path for slot in seen.slots[ref] for path in slot["evidence"]}
    said = {f["subject"] for f in seen.doc["findings"] if f["severity"] != "info"}
    assert paths and paths & said, seen.slots[ref]
