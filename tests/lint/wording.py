# Wording: banners, banned calls, marks of unfinished work, links, paths of a workplace.
# Place in the flow: tests only.
# SPDX-License-Identifier: Apache-2.0
import re
from pathlib import Path

from common import problem, project_files, read, source_files, without_comments

SPDX = "SPDX-License-Identifier: Apache-2.0"

# Unsafe, not reentrant, or dependent on locale.
BANNED = """strcpy strcat strncat sprintf vsprintf strtok atoi atol atoll atof gets alloca system popen
tmpnam mktemp tempnam rand random localtime gmtime ctime asctime scanf sscanf fscanf strerror_r setlocale""".split()
# Only the command line prints, exits and reads the clock.
BELOW_CLI = "printf vprintf puts putchar perror exit _exit abort time clock_gettime gettimeofday".split()
BELOW_CLI_ALLOWED = {
    "src/base/base.c",  # the default of the out-of-memory hook ends the process
    "src/port/child.c",  # a forked child that cannot go on has nobody to return to
    "src/port/sandbox.c",  # the processor time that was used, for a limit of it
}
BELOW_CLI_FOLDERS = ("src/cli/", "src/inspect/extract/", "src/vault/")

MARKS = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")
WORKPLACE = re.compile("/" + r"work/|/tmp" + r"/b-|\." + "library/")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
BINARY = {".png", ".jpg", ".pdf", ".docx", ".xlsx", ".pptx", ".zip", ".gz", ".pyc"}


def calls(text: str, names: list[str]):
    pattern = re.compile(r"(?<![\w.>])(" + "|".join(names) + r")\s*\(")
    for match in pattern.finditer(without_comments(text)):
        yield text.count("\n", 0, match.start()) + 1, match.group(1)


def check_banned(root: Path) -> list[str]:
    problems = []
    for path in source_files(root, "src", "include"):
        rel = path.relative_to(root).as_posix()
        text = read(path)
        for line, name in calls(text, BANNED):
            problems.append(problem(root, path, line, f"{name}() is banned"))
        if rel in BELOW_CLI_ALLOWED or rel.startswith(BELOW_CLI_FOLDERS):
            continue
        for line, name in calls(text, BELOW_CLI):
            words = f"{name}() below cli/: only the command line prints, exits and reads the clock"
            problems.append(problem(root, path, line, words))
    return problems


def check_banner(root: Path) -> list[str]:
    problems = []
    folders = ("src", "include", "tests/unit", "tests/fuzz")
    for path in source_files(root, *folders):
        lines = read(path).splitlines()[:4] + [""] * 4
        good = (
            lines[0].startswith("/* ")
            and not lines[0].endswith("*/")
            and "Place in the flow:" in read(path)[:600]
            and any(SPDX in line for line in lines)
        )
        if path.suffix != ".def":
            good = good and lines[1].startswith(" * Place in the flow:") and SPDX in lines[2]
        if not good:
            words = "the banner has three lines: purpose, place in the flow, SPDX"
            problems.append(problem(root, path, 1, words))
    scripts = source_files(root, "tests", suffixes=(".py", ".sh"))
    scripts += [p for p in (root / "dev", root / ".ci/run") if p.is_file()]
    for path in scripts:
        if "tests/data/" not in path.as_posix() and SPDX not in "".join(read(path)[:600]):
            problems.append(problem(root, path, 1, "the SPDX line is missing"))
    return problems


def check_marks(root: Path) -> list[str]:
    problems = []
    for path in source_files(root, "src", "include") + [root / "dev", root / "CMakeLists.txt"]:
        if not path.is_file():
            continue
        for number, line in enumerate(read(path).splitlines(), 1):
            if MARKS.search(line):
                problems.append(problem(root, path, number, "unfinished work is marked here"))
    return problems


def check_links(root: Path) -> list[str]:
    problems = []
    for path in project_files(root):
        rel = path.relative_to(root).as_posix()
        if path.suffix != ".md" or rel.startswith(("templates/", "tests/")):
            continue
        text = re.sub(r"```.*?```", lambda m: "\n" * m.group(0).count("\n"), read(path), flags=re.S)
        for match in LINK.finditer(text):
            target = match.group(1).split("#")[0]
            if not target or re.match(r"[a-z]+:", target):
                continue
            if not (path.parent / target).exists():
                line = text.count("\n", 0, match.start()) + 1
                problems.append(problem(root, path, line, f"the link {target} leads nowhere"))
    return problems


def check_workplace(root: Path) -> list[str]:
    problems = []
    for path in project_files(root):
        if path.suffix in BINARY:
            continue
        for number, line in enumerate(read(path).splitlines(), 1):
            if WORKPLACE.search(line):
                problems.append(problem(root, path, number, "a path of somebody's workplace"))
    return problems
