# Codes: each one of codes.def is raised in src/, has a page and is exercised by a test.
# Place in the flow: tests only.
# SPDX-License-Identifier: Apache-2.0
import re
from pathlib import Path

from common import problem, read, source_files, without_comments

ROW = re.compile(r'^AP_CODE\((\w+), (\w), (\w+), "([^"]*)", "([^"]*)"\)', re.M)
# The first eight codes of these families are made by AP_DOC_CODE(first code of the family, fault).
DOCUMENT_FAMILIES = ("LIB", "WSP", "MET")
DOCUMENT_FAULTS = [
    "AP_DOC_SYNTAX", "AP_DOC_DUPLICATE_KEY", "AP_DOC_LIMIT", "AP_DOC_UNKNOWN_KEY",
    "AP_DOC_WRONG_TYPE", "AP_DOC_MISSING_KEY", "AP_DOC_BAD_VALUE", "AP_DOC_SCHEMA_LINE",
]


def rows(root: Path) -> list[tuple[str, str, str, str, str]]:
    return ROW.findall(read(root / "src/diag/codes.def"))


def words_of(paths) -> set[str]:
    words = set()
    for path in paths:
        words |= set(re.findall(r"\w+", without_comments(read(path))))
    return words


def is_raised(code: str, words: set[str]) -> bool:
    if f"AP_{code}" in words:
        return True
    family, number = code[:3], int(code[3:])
    if family not in DOCUMENT_FAMILIES or number > len(DOCUMENT_FAULTS):
        return False
    return f"AP_{family}001" in words and DOCUMENT_FAULTS[number - 1] in words


def check_page(root: Path, code: str, severity: str, title: str) -> list[str]:
    path = root / "docs/findings" / f"{code}.md"
    if not path.is_file():
        return [f"src/diag/codes.def:1: {code} has no page docs/findings/{code}.md"]
    lines = read(path).splitlines()
    problems = []
    if not lines or lines[0] != f"# {code}: {title}":
        problems.append(problem(root, path, 1, f'the first line must be "# {code}: {title}"'))
    if not any(severity.lower() in line for line in lines[1:4]):
        problems.append(problem(root, path, 2, f"the severity {severity.lower()} is not stated"))
    return problems


def check(root: Path) -> list[str]:
    problems = []
    sources = [p for p in source_files(root, "src", suffixes=(".c", ".h")) if p.suffix == ".c"]
    raised = words_of(sources)
    tests = source_files(root, "tests/unit", "tests/cli", "tests/conformance", suffixes=(".c", ".py"))
    texts = "\n".join(read(p) for p in tests)
    cases = root / "tests/cli/cases"
    if cases.is_dir():
        texts += "\n".join(read(p) for p in sorted(cases.rglob("*")) if p.is_file())
    known = set()
    for code, _kind, severity, title, _mend in rows(root):
        known.add(code)
        if not is_raised(code, raised):
            problems.append(f"src/diag/codes.def:1: {code} is raised nowhere in src/")
        if code not in texts:
            problems.append(f"src/diag/codes.def:1: {code} is exercised by no test")
        problems += check_page(root, code, severity, title)
    for page in source_files(root, "docs/findings", suffixes=(".md",)):
        if page.stem not in known and page.stem != "README":
            problems.append(problem(root, page, 1, "a page of no code"))
    return problems
