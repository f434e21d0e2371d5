"""A workspace for one evidence file or a few at a time: what does `check` say of their content?

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import shutil
import subprocess
from pathlib import Path


class DocumentSpace:
    """`check({name: content})` gives the findings of a workspace that holds only these files."""

    def __init__(self, apipack, folder):
        self.apipack = apipack
        self.path = Path(folder) / "ws"
        subprocess.run([apipack, "init", self.path, "--org", "Acme", "--product", "API", "--period", "2026-Q2"], check=True, capture_output=True,
                       stdin=subprocess.DEVNULL)

    def report(self, files, **sidecars):
        evidence = self.path / "evidence"
        shutil.rmtree(evidence, ignore_errors=True)
        evidence.mkdir()
        for name, data in files.items():
            (evidence / name).write_bytes(data.encode() if isinstance(data, str) else data)
        for name, text in sidecars.items():
            (evidence / name.replace("__", ".")).write_text(text)
        done = subprocess.run([self.apipack, "-C", self.path, "check", "--as-of", "2026-09-01", "--format", "json"], capture_output=True, check=False)
        assert done.returncode in (0, 1, 4), done.stderr.decode()
        return json.loads(done.stdout)

    def check(self, files):
        return self.report(files)["findings"]
