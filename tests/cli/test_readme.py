"""The quick start of README.md, followed line by line in an empty folder.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import subprocess

from conftest import ROOT, environment


def lines_of(heading):
    """The indented lines below a heading, up to the first that is not."""
    text = (ROOT / "README.md").read_text().split(f"## {heading}\n\n", 1)[1]
    block = text.split("\n\n", 1)[0].splitlines()
    assert block and all(line.startswith("    ") for line in block)
    return [line.strip() for line in block]


def test_ten_lines_work_as_they_stand(apipack, tmp_path):
    lines = lines_of("In ten lines")
    assert len(lines) == 10
    env = environment(PATH=f"{apipack.parent}:{os.environ['PATH']}", HOME=tmp_path)
    assert apipack.name == "apipack"
    folder = tmp_path
    for line in lines:
        if line.startswith("cd "):
            folder = folder / line.split()[1]
            continue
        done = subprocess.run(["sh", "-c", line], cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        gaps = re.match(r"apipack (check|build)\b", line) is not None
        assert done.returncode == gaps, (line, done.stderr)
        assert "error:" not in done.stderr
        if gaps:
            assert re.search(r"^NOT COMPLETE: \d+ gaps", done.stdout) and re.search(r"\b1 satisfied", done.stdout)
    assert done.stdout.splitlines()[0].endswith(": verified")
    assert "state:        PARTIAL" in done.stdout


def test_every_command_that_the_readme_names_is_there(run):
    named = set(re.findall(r"^    apipack ([a-z]+)", (ROOT / "README.md").read_text(), re.M))
    assert len(named) > 15
    for name in sorted(named):
        assert run("help", name).code == 0, name
