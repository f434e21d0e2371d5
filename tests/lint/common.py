# What the lints share: which files there are, and how a problem is written.
# Place in the flow: tests only.
# SPDX-License-Identifier: Apache-2.0
import re
import subprocess
from pathlib import Path

C_FILES = (".c", ".h", ".def")


def source_files(root: Path, *folders: str, suffixes=C_FILES) -> list[Path]:
    """Files below the folders with one of the suffixes, sorted."""
    found = []
    for folder in folders:
        base = root / folder
        if base.is_dir():
            found += [p for p in base.rglob("*") if p.suffix in suffixes and p.is_file()]
    return sorted(found)


def project_files(root: Path) -> list[Path]:
    """Every file that belongs to the project: what git tracks or would add, else all of them."""
    command = ["git", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"]
    run = subprocess.run(command, capture_output=True)
    if run.returncode == 0:
        names = [n for n in run.stdout.decode().split("\0") if n]
        return sorted(root / n for n in set(names) if (root / n).is_file())
    return sorted(p for p in root.rglob("*") if p.is_file())


def without_comments(text: str) -> str:
    """C text with comments and string contents blanked, line breaks kept."""
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''

    def blank(match: re.Match) -> str:
        word = match.group(0)
        if word[0] in "\"'":
            return word[0] * 2
        return re.sub(r"[^\n]", " ", word)

    return re.sub(pattern, blank, text, flags=re.S)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def problem(root: Path, path: Path, line: int, words: str) -> str:
    return f"{path.relative_to(root)}:{line}: {words}"
