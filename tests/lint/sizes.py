# Sizes: at most 500 lines a file and 80 a function.
# Place in the flow: tests only.
# SPDX-License-Identifier: Apache-2.0
import re
from pathlib import Path

from common import problem, read, source_files

MAX_FILE = 500
MAX_FUNCTION = 80
NAME_LINE = re.compile(r"^[A-Za-z_][A-Za-z0-9_ *]*\(")


def functions(lines: list[str]):
    """(line of the name, lines up to the closing brace) of every function; the format puts names and
    braces of functions at the first column."""
    start = None
    inside = False
    for number, line in enumerate(lines, 1):
        if inside:
            if line.startswith("}"):
                yield start, number - start + 1
                start, inside = None, False
        elif line == "{" and start:
            inside = True
        elif NAME_LINE.match(line) and not line.rstrip().endswith(";"):
            start = number
        elif line.rstrip().endswith(";") or not line.strip():
            start = None


def check(root: Path) -> list[str]:
    problems = []
    for path in source_files(root, "src", "include", "tests/unit", "tests/fuzz"):
        lines = read(path).splitlines()
        if len(lines) > MAX_FILE:
            problems.append(problem(root, path, 1, f"{len(lines)} lines, at most {MAX_FILE}"))
        for start, count in functions(lines):
            if count > MAX_FUNCTION:
                words = f"function of {count} lines, at most {MAX_FUNCTION}"
                problems.append(problem(root, path, start, words))
    return problems
