# Time and memory of `check` over 5,000 to 100,000 small files, and how they grow; of one large file; speed and memory of the scan.
# Place in the flow: tests only; ./dev bench calls it: bench.py PROGRAM [--sizes N,N] [--keep DIR] [--table FILE] [--big GIB]
# SPDX-License-Identifier: Apache-2.0
import argparse
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import page

SIZES = (5000, 20000, 100000)
RUNS = 3  # after one that warms the page cache; the fastest counts
LIMITS = {20000: (3.0, 2.0, 150), 100000: (15.0, 6.0, 350)}  # seconds without and with the inspection cache, MiB
LIMIT_EXPONENT = 1.1
REQUIREMENTS = 60
WORDS = "access token scope client rotation review gateway limit tenant alert record approved quarterly".split()

HEAD = """schema: apipack.dev/library/v1
library: {id: bench, version: 1.0.0, title: Bench}
areas: [{id: auth, title: Authentication, prefix: APIAuth}]
sections: [{id: authentication, number: 1, title: Authentication Standard}]
naming:
  parts: {artifact: {type: camel-case}}
  patterns: ["{area}-{artifact}-{period}[-{seq}].{ext}", "{area}-{artifact}-{version}-{status}.{ext}"]
metadata:
  - {key: control, label: Control ID, type: control-ids, required: true, column: ApControlId}
  - {key: owner, label: Evidence Owner, type: person, column: ApOwner}
audiences: [{id: internal, title: Internal}, {id: auditor, title: Auditor}]
"""
WORKSPACE = """schema: apipack.dev/workspace/v1
organization: Bench
product: API
audit: {from: 2026-01-01, to: 2026-12-31, as_of: 2027-02-01}
library: {base: lib}
evidence:
  defaults: [{match: "**", owner: platform, source: Bench}]
"""
SIDECAR = "title: {title}\nreview: {{status: approved, by: r.reviewer, date: 2027-01-15}}\n"


def artifact(index: int) -> str:
    return "Proof" + "".join(chr(ord("A") + (index // 26**k) % 26) + "x" for k in range(3))


def write_library(root: Path, requirements: int) -> None:
    """One file of naming, and files of 1,000 controls."""
    rows = [f"  - id: AUTH-{i + 1:02d}\n    title: Control {i + 1}\n    area: auth\n"
            f"    section: authentication\n    requires:\n"
            f"      - {{id: proof, title: Proof {i + 1}, proof: operation, cadence: monthly, "
            f"accepts: [APIAuth-{artifact(i)}]}}\n" for i in range(requirements)]
    (root / "lib").mkdir()
    (root / "lib/library.yaml").write_text(HEAD)
    for i in range(0, len(rows), 1000):
        (root / f"lib/controls-{i // 1000}.yaml").write_text("schema: apipack.dev/library/v1\ncontrols:\n" + "".join(rows[i:i + 1000]))
    (root / "apipack.yaml").write_text(WORKSPACE)


def make_tree(root: Path, count: int, requirements: int = REQUIREMENTS) -> None:
    """`count` files of evidence, half of them with a sidecar; the same for the same count."""
    rng = random.Random(count)
    write_library(root, requirements)
    for i in range(count):
        requirement, month, seq = i % requirements, i // requirements % 12 + 1, i // (requirements * 12) + 1
        folder = root / "evidence" / f"f{i % 97:02d}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"APIAuth-{artifact(requirement)}-2026-{month:02d}-{seq:03d}.md"
        text = " ".join(rng.choices(WORDS, k=rng.randint(60, 300)))
        path.write_text(f"# Record {i}\n\n{text}\n")
        if i % 2 == 0:
            Path(f"{path}.meta.yaml").write_text(SIDECAR.format(title=f"Record {i}"))


def run_once(words: list[str], errors: Path | None = None) -> tuple[float, float, float, int]:
    """Wall and processor seconds, peak MiB, exit code; what goes to standard error is put into `errors`."""
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        if errors:
            os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
        os.execv(words[0], words)
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - start
    cpu = usage.ru_utime + usage.ru_stime
    return wall, cpu, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def check_runs(program: Path, root: Path, words: list[str]) -> list[tuple[float, float, float]]:
    runs = [run_once([str(program), "-C", str(root), "check", "-q", *words]) for _ in range(RUNS + 1)]
    codes = {code for *_, code in runs}
    if not codes <= {0, 1}:
        sys.exit(f"bench: exit codes {sorted(codes)}")
    return [(wall, cpu, peak) for wall, cpu, peak, _ in runs[1:]]


def growth(rows: list[tuple[int, float]]) -> float:
    """The exponent of time over size between the smallest and the largest."""
    (small, first), (large, last) = rows[0], rows[-1]
    return math.log(last / first) / math.log(large / small)


def bench_growth(program: Path, base: Path, sizes: list[int], to: Path | None) -> bool:
    """True when a check of many files takes longer or more memory than promised, or grows faster than the files."""
    rows, times, failed = [], [], False
    for count in sizes:
        root = base / str(count)
        if not root.exists():
            root.mkdir(parents=True)
            make_tree(root, count, -(-count // 12))  # a slot for each file
            (root / ".apipack").mkdir()
            (root / ".apipack/key").write_text("a key of a benchmark, of no other use\n")
            (root / ".apipack/key").chmod(0o600)
        cold = check_runs(program, root, ["--no-cache"])
        warm = check_runs(program, root, [])
        wall, cpu, _ = min(cold)
        cached, _, _ = min(warm)
        peak = max(peak for *_, peak in cold + warm)
        times.append((count, cpu))
        most_cold, most_warm, most_mib = LIMITS.get(count, (math.inf, math.inf, math.inf))
        missed = wall > most_cold or cached > most_warm or peak > most_mib
        failed |= missed
        bound = f"at most {most_cold:g} s, {most_warm:g} s, {most_mib} MiB" if count in LIMITS else ""
        rows.append([f"{count:,}", f"{wall:.2f}", f"{cpu:.2f}", f"{cached:.2f}", f"{peak:.0f}", bound + (" MISSED" if missed else "")])
        print(" ".join(f"{cell:>10}" for cell in rows[-1]), flush=True)
    exponent = growth(times) if len(times) > 1 else 1.0
    failed |= exponent > LIMIT_EXPONENT
    said = f"Processor time grows with files to the power of {exponent:.2f} (at most {LIMIT_EXPONENT})."
    head = ["files", "wall s", "processor s", "with the cache, wall s", "peak MiB", "bound"]
    page.put(to, "growth", f"{page.machine(program)} The fastest of {RUNS} runs.\n\n{page.table(head, rows)}\n\n{said}")
    return failed


# --- one large file ----------------------------------------------------------------------------------

LIMIT_BIG_MIB = 200


def bench_big(program: Path, gib: float, to: Path | None) -> bool:
    """True when a build of one large file takes more memory than promised. The disk must have room for it twice."""
    with tempfile.TemporaryDirectory(prefix="apipack-big-") as name:
        base, text = Path(name), log_lines(random.Random(1), 200000).encode()
        write_library(base, 1)
        (base / "evidence").mkdir()
        big = base / f"evidence/APIAuth-{artifact(0)}-2026-05-001.jsonl"
        with big.open("wb") as file:
            while file.tell() < gib * (1 << 30):
                file.write(text)
        big.with_name(big.name + ".meta.yaml").write_text(SIDECAR.format(title="Log"))
        wall, cpu, peak, code = run_once([str(program), "-C", str(base), "build", "-q", "-o", str(base / "pack.zip")])
        if code not in (0, 1):
            sys.exit(f"bench: exit code {code}")
        mb, packed = big.stat().st_size / 1e6, (base / "pack.zip").stat().st_size / 1e6
        row = [f"{mb:.0f}", f"{packed:.0f}", f"{wall:.1f}", f"{cpu:.1f}", f"{mb / wall:.0f}", f"{peak:.0f}", f"at most {LIMIT_BIG_MIB} MiB"]
    head = ["MB", "packed MB", "wall s", "processor s", "MB/s", "peak MiB", "bound"]
    page.put(to, "big", f"{page.machine(program)}\n\n{page.table(head, [row])}")
    return peak > LIMIT_BIG_MIB or packed < mb / 20


# --- the scan ----------------------------------------------------------------------------------------

LIMIT_LOG, LIMIT_DENSE = 1.0, 0.15  # GB/s of one thread, on an ordinary log and where every line holds keywords


MORE_SCAN_MIB = 4  # for a file ten times as large


def add_row(rows: list[list[str]], what: str, value: float, bound: str, missed: bool) -> bool:
    """Prints a figure and keeps it for the page; returns `missed`."""
    rows.append([what, f"{value:.3g}", bound + (" MISSED" if missed else "")])
    print(": ".join(rows[-1][:2]) + f" ({rows[-1][2]})", flush=True)
    return missed


def log_lines(rng: random.Random, count: int) -> str:
    """An ordinary access log of a gateway in JSON: identifiers and digests on each line, no secret."""
    def digits(n): return f"{rng.getrandbits(4 * n):0{n}x}"
    return "".join(
        f'{{"ts":"2026-05-{rng.randint(1, 31):02d}T{rng.randint(0, 23):02d}:10:22.{rng.randint(0, 999):03d}Z","level":"info",'
        f'"tenant":"t-{rng.randint(0, 9999):04d}","client_id":"int-{rng.randint(0, 9999):04d}","token_id":"tok_{digits(12)}",'
        f'"key_fingerprint":"sha256:{digits(64)}","method":"GET","path":"/v1/users/{rng.randint(1, 99999)}/exports",'
        f'"status":{rng.choice([200, 200, 404, 429])},"bytes":{rng.randint(100, 99999)},"latency_ms":{rng.randint(1, 900)},'
        f'"request_id":"{digits(8)}-{digits(4)}-4{digits(3)}-9{digits(3)}-{digits(12)}","trace_id":"{digits(32)}",'
        f'"span_id":"{digits(16)}","scopes":["read:users","read:groups"],"rate_limit":{{"policy":"per-token","limit":1000}},'
        f'"region":"eu-central-1","ip":"10.{rng.randint(0, 255)}.{rng.randint(0, 255)}.7"}}\n' for _ in range(count))


def dense_lines(rng: random.Random, count: int) -> str:
    """A dump of headers and bodies, nine in ten masked."""
    masked = ('> Authorization: Bearer ***\n> Cookie: session=[REDACTED]; theme=dark\n< Set-Cookie: sid=****; token=***\n'
              '{"access_token":"***","refresh_token":"***","client_secret":"${SECRET}","password":"********",'
              '"api_key":"<redacted>","id_token":"***"}\n')
    return "".join(masked if i % 10 else f"x-api-key: {rng.getrandbits(128):032x}\npassword=x{rng.getrandbits(48):012x}\n"
                   for i in range(count))


LIMIT_RECORDS = 0.4  # GB/s of one thread, of the log-sample check


def bench_records(program: Path, base: Path, rows: list[list[str]]) -> bool:
    """True when the record check is slower than promised."""
    (base / "records.jsonl").write_text(log_lines(random.Random(1), 20000) * 6)
    line = subprocess.run([program.parent / "bench_records", base / "records.jsonl"],
                          capture_output=True, text=True, check=True).stdout.strip()
    speed = float(line.split(": ")[1].split()[0])
    return add_row(rows, "check of a log sample, GB/s", speed, f"at least {LIMIT_RECORDS:g}", speed < LIMIT_RECORDS)


def bench_scan(program: Path, base: Path, rows: list[list[str]]) -> bool:
    """True when it is slower than promised, or its memory grows with the file."""
    rng, slow, peaks = random.Random(1), False, []
    for name, text, what, limit in (("log.json", log_lines(rng, 20000) * 6, "scan of a log in JSON, GB/s", LIMIT_LOG),
                                    ("dense.txt", dense_lines(rng, 20000) * 8, "scan where every line holds keywords, GB/s", LIMIT_DENSE)):
        (base / name).write_text(text)
        bench = program.parent / "bench_scan"
        line = subprocess.run([bench, base / name], capture_output=True, text=True, check=True).stdout.strip()
        speed = float(line.split(": ")[1].split()[0])
        slow |= add_row(rows, what, speed, f"at least {limit:g}", speed < limit)
    text = (base / "log.json").read_text()
    for name, times in (("one.json", 1), ("ten.json", 10)):
        with (base / name).open("w") as file:
            for _ in range(times):
                file.write(text)
        _, _, peak, code = run_once([str(program), "scan", "-q", str(base / name)])
        assert code == 0, code
        peaks.append(peak)
    grown = peaks[1] > peaks[0] + MORE_SCAN_MIB
    size = (base / "one.json").stat().st_size / 1e6
    return slow | add_row(rows, f"memory of the scan of {10 * size:.0f} MB, MiB; of {size:.0f} MB: {peaks[0]:.1f}", peaks[1],
                          f"at most {MORE_SCAN_MIB} more", grown)


# --- reports -----------------------------------------------------------------------------------------

REPORT_REQUIREMENTS, REPORT_FILES = 417, 20000  # monthly over a year: 5,004 slots
REPORTS = "text json markdown html xlsx csv junit sarif oscal oscal-poam github gitlab azure".split()
LIMIT_REPORT_SECONDS, LIMIT_REPORT_MIB = 3.0, 300


def bench_reports(program: Path, base: Path, rows: list[list[str]]) -> bool:
    """True when rendering all formats takes longer than promised: processor time beyond that of a check that reports nothing."""
    root = base / "reports"
    if not root.exists():
        root.mkdir(parents=True)
        make_tree(root, REPORT_FILES, REPORT_REQUIREMENTS)
    check = [str(program), "-C", str(root), "check"]
    orders = [w for name in REPORTS for w in ("--format", f"{name}={base / 'report'}.{name}")]
    quiet = min(run_once([*check, "-q"])[1] for _ in range(RUNS))
    runs = [run_once(check + orders) for _ in range(RUNS)]
    spent, peak = min(cpu for _, cpu, _, _ in runs) - quiet, max(peak for _, _, peak, _ in runs)
    what = f"{len(REPORTS)} formats of {12 * REPORT_REQUIREMENTS:,} slots and {REPORT_FILES:,} files, "
    slow = add_row(rows, what + "s", spent, f"at most {LIMIT_REPORT_SECONDS:g}", spent > LIMIT_REPORT_SECONDS)
    return slow | add_row(rows, what + "MiB", peak, f"at most {LIMIT_REPORT_MIB}", peak > LIMIT_REPORT_MIB)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--keep", type=Path, help="make the trees here and leave them")
    parser.add_argument("--table", type=Path, help="put the tables into this page instead of printing them")
    parser.add_argument("--big", type=float, metavar="GIB", help="only the build of one file of this size")
    args = parser.parse_args()
    program = args.program.resolve()
    if args.big:
        return 1 if bench_big(program, args.big, args.table) else 0
    base = args.keep or Path(tempfile.mkdtemp(prefix="apipack-bench-"))
    try:
        failed = bench_growth(program, base, [int(s) for s in args.sizes.split(",")], args.table)
        rows: list[list[str]] = []
        for bench in (bench_scan, bench_records, bench_reports):
            failed |= bench(program, base, rows)
        page.put(args.table, "stages", f"{page.machine(program)}\n\n{page.table(['', 'measured', 'bound'], rows)}")
    finally:
        if not args.keep:
            shutil.rmtree(base, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
