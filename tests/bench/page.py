# Tables of docs/performance.md: what the benchmarks print, put between the page's marks, with machine and versions.
# Place in the flow: tests only; the benchmarks write through it when --table FILE is given.
# SPDX-License-Identifier: Apache-2.0
import datetime
import platform
import re
import shutil
import subprocess
from pathlib import Path


def first_line(words: list[str], pattern: str) -> str:
    """What `pattern` finds in the output of a program, or "not installed"."""
    if not shutil.which(words[0]):
        return "not installed"
    done = subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    found = re.search(pattern, done.stdout + done.stderr)
    return found.group(1) if found else "unknown"


def field(path: str, name: str) -> str:
    found = re.search(rf"^{name}\s*[:=]\s*\"?(.*?)\"?$", Path(path).read_text(), re.M)
    return found.group(1) if found else "unknown"


def machine(program: Path) -> str:
    """One paragraph: the machine, the day, the versions of everything that is compared."""
    cores = len(__import__("os").sched_getaffinity(0))
    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) // (1 << 20)
    peers = {"sha256sum": first_line(["sha256sum", "--version"], r"coreutils\) ([\d.]+)"),
             "ripgrep": first_line(["rg", "--version"], r"ripgrep ([\d.]+)"),
             "zip": first_line(["zip", "-v"], r"This is Zip ([\d.]+)"),
             "7z": first_line(["7z"], r"7-Zip.*? ([\d.]+) ")}
    ours = first_line([str(program), "--version"], r"(.*)")
    return (f"{field('/proc/cpuinfo', 'model name')}, {cores} processors, {memory} GiB; {field('/etc/os-release', 'PRETTY_NAME')}, "
            f"Linux {platform.release().split('-')[0]}; {ours}; " + ", ".join(f"{n} {v}" for n, v in peers.items()) +
            f". {datetime.date.today().isoformat()}.")


def table(head: list[str], rows: list[list[str]]) -> str:
    """Markdown; all columns but the first to the right."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def put(page: Path | None, name: str, text: str) -> None:
    """Replace what stands between the marks `bench: NAME` and `bench: end` of the page; without a page, print it."""
    if page is None:
        print(f"\n{text}\n", flush=True)
        return
    marks = re.compile(rf"(<!-- bench: {re.escape(name)} -->\n).*?(<!-- bench: end -->)", re.S)
    old = page.read_text()
    if not marks.search(old):
        raise SystemExit(f"{page} has no mark <!-- bench: {name} -->")
    page.write_text(marks.sub(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", old, count=1))
