"""Golden cases: cases/NAME/cmd is run by sh in a fresh folder; exit, stdout and stderr must be as recorded.

`in/` of a case is copied into the folder first. `pytest tests/cli/test_golden.py --update` rewrites what is recorded.
Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import environment

CASES = Path(__file__).parent / "cases"
NAMES = sorted(p.parent.name for p in CASES.glob("*/cmd"))


def read(path):
    return path.read_text() if path.is_file() else ""


@pytest.mark.parametrize("name", NAMES)
def test_golden(name, apipack, tmp_path, request):
    case = CASES / name
    work = tmp_path / "work"
    if (case / "in").is_dir():
        shutil.copytree(case / "in", work)
    else:
        work.mkdir()
    env = environment(PATH=f"{apipack.parent}:/usr/bin:/bin", HOME=tmp_path)
    done = subprocess.run(["sh", case / "cmd"], cwd=work, env=env, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120)
    if request.config.getoption("--update"):
        (case / "exit").write_text(f"{done.returncode}\n")
        (case / "stdout").write_text(done.stdout)
        (case / "stderr").write_text(done.stderr)
    assert done.stderr == read(case / "stderr")
    assert done.stdout == read(case / "stdout")
    assert done.returncode == int(read(case / "exit") or 0)


def test_there_are_cases():
    assert len(NAMES) >= 10
