# Tools: headers alone, clang-format, clang-tidy, cppcheck, shellcheck.
# Place in the flow: tests only.
# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from common import problem, project_files, read, source_files

STRICT = "-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Werror -fsyntax-only".split()
FORMATTED = ("src", "include", "tests/unit", "tests/fuzz")


def run(command: list[str], cwd: Path) -> str:
    """Empty when the tool is content, else what it said."""
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, errors="replace")
    if result.returncode == 0:
        return ""
    return (result.stdout + result.stderr).strip() or f"exit code {result.returncode}"


def in_parallel(root: Path, commands: list[list[str]]) -> list[str]:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [said for said in pool.map(lambda c: run(c, root), commands) if said]


def check_headers(root: Path) -> list[str]:
    """The public header compiles alone as C11 and C++17, every other one as C11."""
    commands = []
    for path in source_files(root, "include", suffixes=(".h",)):
        commands.append(["gcc", "-std=c11", "-Wstrict-prototypes", *STRICT, "-x", "c", str(path)])
        commands.append(["g++", "-std=c++17", "-Wold-style-cast", *STRICT, "-x", "c++", str(path)])
    for path in source_files(root, "src", suffixes=(".h",)):
        flags = ["-std=c11", "-D_GNU_SOURCE", "-Isrc", "-Iinclude", "-I/usr/include/cjson"]
        commands.append(["gcc", *flags, "-Wall", "-Wextra", "-Werror", "-Wno-unused-function",
                         "-fsyntax-only", "-x", "c", "-include", str(path), "/dev/null"])
    return in_parallel(root, commands)


def check_format(root: Path) -> list[str]:
    """Sources only: headers are set by hand, in columns that the tool would break."""
    files = [str(p) for p in source_files(root, *FORMATTED, suffixes=(".c",))]
    if not files:
        return []
    said = run(["clang-format-14", "--dry-run", "--Werror", *files], root)
    return [line for line in said.splitlines() if "error:" in line]


def check_tidy(root: Path, build: Path) -> list[str]:
    if not (build / "compile_commands.json").is_file():
        return [f"{build}: no compile_commands.json; build first"]
    files = [str(p) for p in source_files(root, "src", suffixes=(".c",))]
    command = ["clang-tidy-14", "--quiet", "-p", str(build)]
    said = in_parallel(root, [[*command, f] for f in files])
    return [line for words in said for line in words.splitlines() if "error:" in line]


def check_cppcheck(root: Path) -> list[str]:
    # resourceLeak: does not know the cleanup attribute (ASan and the analyzer of clang do);
    # readdirCalled: readdir() is safe on a stream of one's own, and readdir_r() is deprecated
    suppressions = ["missingIncludeSystem", "unmatchedSuppression", "resourceLeak", "readdirCalled"]
    command = ["cppcheck", "--std=c11", "--enable=warning,performance,portability", "--quiet",
               "--inline-suppr", "--error-exitcode=1", f"-j{os.cpu_count()}", "-Isrc", "-Iinclude",
               "-D_GNU_SOURCE", '-DAPIPACK_VERSION="0"', "--library=posix",
               *[f"--suppress={s}" for s in suppressions], "src"]
    said = run(command, root)
    return said.splitlines()


def check_shell(root: Path) -> list[str]:
    scripts = [p for p in project_files(root)
               if p.suffix == ".sh" or read(p)[:11].startswith("#!/bin/sh")]
    if not scripts:
        return []
    return run(["shellcheck", *[str(p) for p in scripts]], root).splitlines()


def check_python(root: Path) -> list[str]:
    """Every Python file at least compiles."""
    problems = []
    for path in project_files(root):
        if path.suffix != ".py":
            continue
        try:
            compile(read(path), str(path), "exec")
        except SyntaxError as error:
            problems.append(problem(root, path, error.lineno or 1, f"does not compile: {error.msg}"))
    return problems
