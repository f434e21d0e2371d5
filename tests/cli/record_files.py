"""Many small evidence files of one requirement in one workspace, checked in one run; what was said of each.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import subprocess

import yaml
from conftest import environment

WORKSPACE = {"schema": "apipack.dev/workspace/v1", "organization": "Northwind Cloud", "product": "API",
             "audit": {"from": "2026-04-01", "to": "2026-06-30", "as_of": "2026-07-20"}}
SIDECAR = {"owner": "platform", "source": "API gateway", "collected": "2026-07-01", "review": {"status": "approved", "by": "R. Reviewer", "date": "2026-07-02"}}


class Said:
    """The findings about one file."""

    def __init__(self, findings, status):
        self.findings, self.status = findings, status

    @property
    def codes(self):
        return sorted(f["code"] for f in self.findings if f["code"][:3] in ("LOG", "SCO", "TOK", "END", "TKT", "XEV", "RAT", "SGN"))

    def __getitem__(self, code):
        found = [f for f in self.findings if f["code"] == code]
        assert len(found) == 1, (code, self.findings)
        return found[0]


def check(apipack, folder, files, overlay=None, as_of=None):
    """{name: Said}; files: {file name below evidence/: bytes, text, or (content, more keys of its sidecar)}."""
    (folder / "evidence").mkdir(parents=True)
    workspace = dict(WORKSPACE)
    if overlay:
        (folder / "own").mkdir()
        (folder / "own/own.yaml").write_text(yaml.safe_dump({"schema": "apipack.dev/library/v1", **overlay}))
        workspace["library"] = {"base": "builtin", "overlays": ["own"]}
    (folder / "apipack.yaml").write_text(yaml.safe_dump(workspace))
    for name, content in files.items():
        content, more = content if isinstance(content, tuple) else (content, {})
        path = folder / "evidence" / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (folder / "evidence" / f"{name}.meta.yaml").write_text(yaml.safe_dump({**SIDECAR, **more}))
    done = subprocess.run([apipack, "-C", folder, "check", "--format", "json", *(["--as-of", as_of] if as_of else [])],
                          capture_output=True, check=False, env=environment(), timeout=300)
    assert done.returncode in (0, 1, 4), done.stderr.decode()
    doc = json.loads(done.stdout)
    said = {}
    for name in files:
        path = f"evidence/{name}"
        invalid = any(s["status"] == "invalid" and path in s["evidence"] for s in doc["slots"])
        said[name] = Said([f for f in doc["findings"] if f["file"] == path], "invalid" if invalid else "fine")
    return said
