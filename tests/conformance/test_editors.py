"""The schemas that `init` writes, as editors use them: the language server of YAML finds them by the modeline, offline.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from conftest import ROOT, environment  # noqa: E402

JUDGES = Path(os.environ.get("APIPACK_JUDGES") or ROOT / "build/judges")
APIPACK = Path(os.environ.get("APIPACK") or ROOT / "build/dev/apipack").resolve()


def diagnostics(file):
    if not (JUDGES / "node_modules/yaml-language-server").is_dir():
        pytest.skip(f"no yaml-language-server in {JUDGES}: ./dev conformance installs it")
    done = subprocess.run(["node", Path(__file__).with_name("editor.mjs"), JUDGES, file], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def workspace(tmp_path):
    made = subprocess.run([APIPACK, "init", "--sample", "sample"], cwd=tmp_path, env=environment(), capture_output=True)
    assert made.returncode == 0, made.stderr
    return tmp_path / "sample"


def add_line(file, line):
    file.write_text(file.read_text() + line)
    return len(file.read_text().splitlines())


def test_the_workspace(workspace):
    file = workspace / "apipack.yaml"
    assert diagnostics(file) == []
    line = add_line(file, "ownerz: {}\n")
    assert [(at, "ownerz" in message) for at, message in diagnostics(file)] == [(line, True)]


def test_a_sidecar_that_add_wrote(workspace):
    (workspace / "scopes.md").write_text("# Scope model\n\nread:users write:records\n")
    words = ["add", "scopes.md", "--for", "SCOPE-01/scope-model", "--period", "2026-Q1", "--owner", "security"]
    done = subprocess.run([APIPACK, *words], cwd=workspace, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    sidecar = max(workspace.rglob("*.meta.yaml"), key=lambda f: f.stat().st_mtime_ns)
    assert diagnostics(sidecar) == []
    line = add_line(sidecar, "colour: red\n")
    assert [(at, "colour" in message) for at, message in diagnostics(sidecar)] == [(line, True)]
