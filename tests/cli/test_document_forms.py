"""One document in many forms: Markdown, HTML, text, PDF, DOCX and XLSX of the same content say the same to the checks.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import subprocess

import evidence_content
import pytest
import yaml
from conftest import environment
from record_files import SIDECAR, WORKSPACE

DOCUMENT_CHECKS = {"review-signoff", "runbook-steps", "ticket-closure", "alert-catalogue", "tenant-protections", "retention", "rate-limit-config"}
FORMS = ("md", "html", "txt", "pdf", "docx", "xlsx", "csv", "json", "yaml")
PERIOD = {"monthly": "2026-05", "quarterly": "2026-Q2", "semiannual": "2026-H1", "annual": "2026", "event": "2026-Q2", "sample": "2026-05"}


def checks_of(requirement):
    return {c if isinstance(c, str) else next(iter(c)) for c in requirement.get("checks", [])}


REQUIREMENTS = [ref for ref, r in evidence_content.requirements().items() if checks_of(r) & DOCUMENT_CHECKS]


def name_of(ref, ext):
    requirement = evidence_content.requirements()[ref]
    when = PERIOD.get(requirement["cadence"])
    return f"{requirement['accepts'][0]}-{when}.{ext}" if when else f"{requirement['accepts'][0]}-v1.0-Approved.{ext}"


def said(apipack, folder, ref, ext, data):
    """(summary of the control, codes of content checks)"""
    (folder / "evidence").mkdir(parents=True)
    (folder / "apipack.yaml").write_text(yaml.safe_dump(WORKSPACE))
    path = folder / "evidence" / name_of(ref, ext)
    path.write_bytes(data)
    path.with_name(path.name + ".meta.yaml").write_text(yaml.safe_dump({**SIDECAR, "effective": "2026-01-01"}))
    done = subprocess.run([apipack, "-C", folder, "check", "--no-cache", "--format", "json"], capture_output=True, check=False, env=environment(), timeout=120)
    assert done.returncode in (0, 1), done.stderr.decode()
    doc = json.loads(done.stdout)
    codes = sorted(f["code"] for f in doc["findings"] if f["file"].endswith(path.name) and f["code"][:3] in ("SGN", "RBK", "TKT", "RET", "RAT", "LOG", "END", "FMT"))
    return next(c["summary"] for c in doc["controls"] if c["id"] == ref.split("/")[0]), codes


@pytest.mark.parametrize("ref", REQUIREMENTS)
def test_all_forms_say_the_same(apipack, tmp_path, ref):
    forms = [e for e in FORMS if e in evidence_content.extensions(ref)]
    seen = {ext: said(apipack, tmp_path / ext, ref, ext, evidence_content.content(ref, ext)[1]) for ext in forms}
    first = seen[forms[0]]
    assert len(forms) > 1 and first[0] and first[1] == [], (forms, first)
    assert seen == dict.fromkeys(forms, first)


# A row with a decision is a conclusion in a table, and in prose it is none: tables are compared with tables.
KINDS = {"document": ("md", "html", "pdf", "docx"), "table": ("csv", "xlsx")}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ref", [ref for ref in REQUIREMENTS if evidence_content.has_bad(ref)])
def test_all_forms_lack_the_same(apipack, tmp_path, ref, kind):
    forms = [e for e in KINDS[kind] if e in evidence_content.extensions(ref)]
    seen = {ext: said(apipack, tmp_path / ext, ref, ext, evidence_content.bad(ref, ext)[1])[1] for ext in forms}
    assert not seen or (seen == dict.fromkeys(forms, seen[forms[0]]) and seen[forms[0]]), seen
