# Cost of small documents: processor time of `scan -j 1` a file, the program that opens them and the exchange with it included.
# Place in the flow: tests only; ./dev bench calls it: documents.py PROGRAM [--count N] [--table FILE]
# SPDX-License-Identifier: Apache-2.0
import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import page
from bench import WORDS, run_once

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import make_sample  # noqa: E402

RUNS = 7  # the fastest counts: other load only ever adds
LIMIT_MS = 0.3  # a file


def lines_of(rng: random.Random, n: int) -> list[str]:
    return [" ".join(rng.choices(WORDS, k=9)) for _ in range(n)]


def sheet(rng: random.Random) -> bytes:
    return make_sample.xlsx("Items", [["Item", "Owner", "Detail"], *([str(i), "platform", line] for i, line in enumerate(lines_of(rng, 20)))])


KINDS = {
    "txt": lambda rng: "\n".join(lines_of(rng, 20)).encode(),
    "pdf": lambda rng: make_sample.pdf("Record", lines_of(rng, 20)),
    "docx": lambda rng: make_sample.docx("Record", lines_of(rng, 20)),
    "xlsx": sheet,
}


def processor_seconds(program: Path, folder: Path) -> float:
    """Of the program and of the children that it waited for."""
    runs = [run_once([str(program), "scan", "-q", "-j", "1", "--fail-on", "never", str(folder)]) for _ in range(RUNS)]
    assert {code for *_, code in runs} == {0}, runs
    return min(cpu for _, cpu, _, _ in runs)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--table", type=Path, help="put the table into this page instead of printing it")
    args = parser.parse_args()
    program, slow, rows = args.program.resolve(), False, []
    with tempfile.TemporaryDirectory(prefix="apipack-bench-") as base:
        (Path(base) / "none").mkdir()
        start = processor_seconds(program, Path(base) / "none")
        for kind, make in KINDS.items():
            rng, folder = random.Random(1), Path(base) / kind
            folder.mkdir()
            for i in range(args.count):
                (folder / f"{i}.{kind}").write_bytes(make(rng))
            took = (processor_seconds(program, folder) - start) * 1000 / args.count
            inside, bound = "", ""
            if kind != "txt":
                some = sorted(folder.iterdir())[:200]
                inside = subprocess.run([program.parent / "bench_extract", *some], capture_output=True, text=True, check=True).stdout.split(" ms")[0]
                bound = f"at most {LIMIT_MS}" + (" MISSED" if took > LIMIT_MS else "")
                slow |= took > LIMIT_MS
            rows.append([kind, f"{took:.3f}", inside, f"{1000 / took:.0f}", bound])
            print(" ".join(f"{cell:>10}" for cell in rows[-1]), flush=True)
    head = ["one page of", "ms of processor", "in the extractor", "files/s", "bound"]
    page.put(args.table, "documents", f"{page.machine(program)}\n\n{page.table(head, rows)}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
