"""Good, real-shaped content for every requirement of the built-in library, and defect variants of it.

Place in the flow: tests only. `content` gives what an auditor accepts: docs/formats/checks.md lists what content checks
look for, and each piece says it. `bad` gives what auditors reject. The same arguments give the same bytes; nothing
holds a secret or personal data.
"""
# SPDX-License-Identifier: Apache-2.0
import sys
from functools import lru_cache
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent))
import evidence_access  # noqa: E402
import evidence_limits  # noqa: E402
import evidence_operations  # noqa: E402
import make_sample  # noqa: E402
from evidence_company import Case  # noqa: E402

ORG = "Northwind Cloud"
PERIOD = "2026-Q2"
CONTROLS = Path(__file__).resolve().parents[2] / "controls"
GROUPS = {"document": ["pdf", "docx", "md", "txt", "html"], "table": ["csv", "xlsx"],
          "export": ["json", "jsonl", "yaml", "xml", "csv", "txt", "log", "conf"], "image": ["png", "jpg"], "mail": ["eml", "msg"]}
GOOD = {**evidence_access.GOOD, **evidence_limits.GOOD, **evidence_operations.GOOD}
BAD = {**evidence_access.BAD, **evidence_limits.BAD, **evidence_operations.BAD}


@lru_cache(maxsize=None)
def requirements():
    """{requirement id: its entry in controls/*.yaml}, in the order of the files."""
    found = {}
    for path in sorted(CONTROLS.glob("*.yaml")):
        for control in yaml.safe_load(path.read_text()).get("controls", []):
            found.update({f"{control['id']}/{r['id']}": r for r in control["requires"]})
    return found


def _allowed(requirement_id):
    formats = requirements()[requirement_id].get("formats", [])
    return [e for f in formats for e in GROUPS.get(f, [f])]


def _render(form, requirement_id, extension, period):
    allowed = _allowed(requirement_id)
    if extension is None:
        extension = next(e for e in form.extensions if not allowed or e in allowed)
    if allowed and extension not in allowed:
        raise ValueError(f"{requirement_id} does not accept .{extension}")
    if extension == "png":
        return extension, make_sample.png(f"{requirement_id} {period}")
    return extension, form.render(extension)


def extensions(requirement_id):
    """The extensions in which `content` can write this requirement's evidence, the most usual first."""
    allowed = _allowed(requirement_id)
    form = GOOD[requirement_id](Case(ORG, PERIOD))
    return [e for e in form.extensions if not allowed or e in allowed] + [e for e in ("png",) if e in allowed]


def content(requirement_id, extension=None, period=PERIOD, org=ORG):
    """(extension, bytes) of good evidence for a requirement such as `AUTH-04/rotation-ticket`.

    extension  None: the most usual one of those that the requirement takes; else one of `extensions()`
    period     what the evidence covers (`2026-05`, `2026-Q2`, `2026-01-01..2026-06-30`); None for versioned documents"""
    return _render(GOOD[requirement_id](Case(org, period or PERIOD)), requirement_id, extension, period)


def bad(requirement_id, extension=None, period=PERIOD, org=ORG):
    """(extension, bytes) of evidence that a content check rejects; KeyError where the library declares no check."""
    return _render(BAD[requirement_id](Case(org, period or PERIOD)), requirement_id, extension, period)


def has_bad(requirement_id):
    return requirement_id in BAD
