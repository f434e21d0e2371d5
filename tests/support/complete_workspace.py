"""Writes a workspace whose every slot is satisfied: a file under its expected name and a sidecar with an approval
that is bound to the bytes.

Place in the flow: tests only; conftest.py offers it as the fixtures `complete_original` and `complete`.
Usage: complete_workspace.py APIPACK TARGET-FOLDER
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent))
import evidence_content  # noqa: E402
import make_sample  # noqa: E402  (its writers of PDF, DOCX, XLSX and PNG)

AS_OF = "2026-09-01"
WINDOW = ("2026-04-01", "2026-06-30")
PEOPLE = [
    {"id": "platform", "name": "Platform Team", "kind": "team", "email": "platform@northwind.example"},
    {"id": "security", "name": "Security Team", "kind": "team", "email": "security@northwind.example"},
    {"id": "reviewer", "name": "R. Reviewer", "email": "reviewer@northwind.example"},
]
OWNERS = {"AUTH": "security", "SCOPE": "security", "PRIV": "security", "LOG": "security", "ABUSE": "security",
          "RUN": "security", "GOV": "security", "RATE": "platform", "TENANT": "platform"}


def text_of(slot, title):
    """What a file says about its slot: sentences that are no placeholder and differ from slot to slot."""
    when = slot["period"] or "the time from 2026-01-01 on"
    return [f"Subject: {title}.",
            f"Control {slot['control']}, item {slot['requirement']}, covering {when}.",
            "System of record: the production gateway of Northwind Cloud and its ticket queue.",
            f"Prepared for the audit of the second quarter by the team of {slot['control'].split('-')[0]}.",
            "Result: the control operated as described, and no deviation was seen."]


def content(slot, title):
    """Bytes of the kind that the expected name ends in: what an auditor accepts, for requirements of the built-in
    library; a few sentences for others."""
    kind = slot["expected_name"].rsplit(".", 1)[1]
    ref = f"{slot['control']}/{slot['requirement']}"
    if ref in evidence_content.GOOD and kind in evidence_content.extensions(ref):
        return evidence_content.content(ref, kind, slot["period"])[1]
    lines = text_of(slot, title)
    if kind == "pdf":
        return make_sample.pdf(title, lines)
    if kind == "docx":
        return make_sample.docx(title, lines)
    if kind == "xlsx":
        return make_sample.xlsx("Evidence", [["Item", "Detail"]] + [[str(i), s] for i, s in enumerate(lines)])
    if kind == "png":
        return make_sample.png(slot["control"] + slot["requirement"] + str(slot["period"]))
    if kind == "json":
        return (json.dumps({"title": title, "detail": lines}, indent=2) + "\n").encode()
    if kind == "csv":
        return make_sample.csv(["Item", "Detail"], *[[str(i), s] for i, s in enumerate(lines)])
    return make_sample.md("# " + title + "\n\n" + "\n\n".join(lines))


def collected_day(slot):
    """A day or two after the period that the slot asks for, and never after the as-of day."""
    if slot["period"] is None:
        return "2026-01-05"
    last = {"2026-04": "2026-04-30", "2026-05": "2026-05-31"}.get(slot["period"], WINDOW[1])
    return (date.fromisoformat(last) + timedelta(days=2)).isoformat()


def slot_key(slot):
    """The slot's id, as reports and work lists print it."""
    ref = f"{slot['control']}/{slot['requirement']}"
    if slot.get("item"):
        return f"{ref}@#{slot['item']}"
    return f"{ref}@{slot['period']}" if slot["period"] else ref


def sidecar(slot, title, data):
    day = collected_day(slot)
    meta = {"title": title, "owner": OWNERS[slot["control"].split("-")[0]], "source": "Gateway and ticket queue",
            "collected": day,
            "review": {"status": "approved", "by": "reviewer", "date": day, "sha256": hashlib.sha256(data).hexdigest(),
                       "method": "sidecar"}}
    if slot["period"] is None:
        meta["effective"] = "2026-01-01"
    return meta


def program(apipack, *words):
    done = subprocess.run([apipack, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return done.stdout


def make(apipack, folder, content=content):
    """Fill `folder`, a new workspace with the built-in library. Gives {slot id: path of its file, below the
    workspace}. `content(slot, title)` makes the bytes of a file."""
    folder = Path(folder)
    titles, slots = begin(apipack, folder)
    paths = {}
    for slot in slots:
        title = titles[f"{slot['control']}/{slot['requirement']}"]
        path = folder / "evidence" / slot["section"] / slot["expected_name"]
        data = content(slot, title)
        put(path, data, sidecar(slot, title, data))
        paths[slot_key(slot)] = str(path.relative_to(folder))
    return paths


def put(path, data, meta):
    """A file and its sidecar."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.with_name(path.name + ".meta.yaml").write_text(yaml.safe_dump(meta, sort_keys=False))


def begin(apipack, folder):
    """A new workspace without evidence: titles by requirement, and the slots that it asks for."""
    program(apipack, "init", folder, "--org", "Northwind Cloud", "--product", "Northwind API", "--period", "2026-Q2")
    setting = yaml.safe_load((folder / "apipack.yaml").read_text())
    setting["audit"]["as_of"] = AS_OF
    setting["people"] = PEOPLE
    setting["owners"] = OWNERS
    (folder / "apipack.yaml").write_text(yaml.safe_dump(setting, sort_keys=False))
    titles = {r["id"]: r["title"] for r in json.loads(program(apipack, "-C", folder, "list", "requirements",
                                                              "--format", "json"))}
    slots = json.loads(program(apipack, "-C", folder, "check", "--format", "json"))["slots"]
    return titles, slots


if __name__ == "__main__":
    make(sys.argv[1], sys.argv[2])
