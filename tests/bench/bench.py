# Time and memory of `check` over 5,000, 10,000 and 20,000 small files, and how they grow; speed and memory of the scan.
# Place in the flow: tests only; ./dev bench calls it: bench.py PROGRAM [--sizes N,N] [--keep DIR]
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

SIZES = (5000, 10000, 20000)
RUNS = 3  # after one that warms the page cache; the fastest counts
LIMIT_SECONDS, LIMIT_MIB = 3.0, 150  # at 20,000 files
LIMIT_EXPONENT = 1.25
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


def run_once(words: list[str]) -> tuple[float, float, float, int]:
    """Wall and processor seconds, peak MiB, exit code."""
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execv(words[0], words)
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - start
    cpu = usage.ru_utime + usage.ru_stime
    return wall, cpu, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def measure(program: Path, root: Path) -> tuple[float, float, float]:
    words = [str(program), "-C", str(root), "check", "--format", "json"]
    runs = [run_once(words) for _ in range(RUNS + 1)]
    codes = {code for *_, code in runs}
    if not codes <= {0, 1}:
        sys.exit(f"bench: exit codes {sorted(codes)}")
    wall, cpu, peak, _ = min(runs[1:])
    return wall, cpu, peak


def growth(rows: list[tuple[int, float]]) -> float:
    """The exponent of time over size between the smallest and the largest."""
    (small, first), (large, last) = rows[0], rows[-1]
    return math.log(last / first) / math.log(large / small)


# --- the scan ----------------------------------------------------------------------------------------

LIMIT_LOG, LIMIT_DENSE = 1.0, 0.15  # GB/s of one thread, on an ordinary log and where every line holds keywords


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


def bench_records(program: Path, base: Path) -> bool:
    """True when the record check is slower than promised."""
    (base / "records.jsonl").write_text(log_lines(random.Random(1), 20000) * 6)
    line = subprocess.run([program.parent / "bench_records", base / "records.jsonl"],
                          capture_output=True, text=True, check=True).stdout.strip()
    print(f"log-sample, one thread: {line.rsplit('/', 1)[1]} (at least {LIMIT_RECORDS})", flush=True)
    return float(line.split(": ")[1].split()[0]) < LIMIT_RECORDS


def bench_scan(program: Path, base: Path) -> bool:
    """True when it is slower than promised, or its memory grows with the file."""
    rng, slow, peaks = random.Random(1), False, []
    for name, text, limit in (("log.json", log_lines(rng, 20000) * 6, LIMIT_LOG),
                              ("dense.txt", dense_lines(rng, 20000) * 8, LIMIT_DENSE)):
        (base / name).write_text(text)
        bench = program.parent / "bench_scan"
        line = subprocess.run([bench, base / name], capture_output=True, text=True, check=True).stdout.strip()
        speed = float(line.split(": ")[1].split()[0])
        print(f"scan, one thread: {line.rsplit('/', 1)[1]} (at least {limit})", flush=True)
        slow |= speed < limit
    text = (base / "log.json").read_text()
    for name, times in (("one.json", 1), ("ten.json", 10)):
        with (base / name).open("w") as file:
            for _ in range(times):
                file.write(text)
        wall, _, peak, code = run_once([str(program), "scan", "-q", str(base / name)])
        assert code == 0, code
        peaks.append(peak)
        print(f"scan of {(base / name).stat().st_size / 1e6:.0f} MB: {wall:.2f} s, {peak:.1f} MiB", flush=True)
    return slow or peaks[1] > peaks[0] + 4


# --- reports -----------------------------------------------------------------------------------------

REPORT_REQUIREMENTS, REPORT_FILES = 417, 20000  # monthly over a year: 5,004 slots
REPORTS = "text json markdown html xlsx csv junit sarif oscal oscal-poam github gitlab azure".split()
LIMIT_REPORT_SECONDS, LIMIT_REPORT_MIB = 3.0, 300


def bench_reports(program: Path, base: Path) -> bool:
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
    print(f"{len(REPORTS)} formats of {12 * REPORT_REQUIREMENTS} slots and {REPORT_FILES} files: {spent:.2f} s "
          f"(at most {LIMIT_REPORT_SECONDS}), {peak:.1f} MiB (at most {LIMIT_REPORT_MIB})", flush=True)
    return spent > LIMIT_REPORT_SECONDS or peak > LIMIT_REPORT_MIB


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--keep", type=Path, help="make the trees here and leave them")
    args = parser.parse_args()
    sizes = [int(s) for s in args.sizes.split(",")]
    base = args.keep or Path(tempfile.mkdtemp(prefix="apipack-bench-"))
    rows, failed = [], False
    print(f"{'files':>8} {'wall s':>8} {'cpu s':>8} {'peak MiB':>9}")
    try:
        for count in sizes:
            root = base / str(count)
            if not root.exists():
                root.mkdir(parents=True)
                make_tree(root, count)
            wall, cpu, peak = measure(args.program.resolve(), root)
            rows.append((count, wall))
            print(f"{count:>8} {wall:>8.2f} {cpu:>8.2f} {peak:>9.1f}", flush=True)
            if count == 20000 and (wall > LIMIT_SECONDS or peak > LIMIT_MIB):
                print(f"over the limit of {LIMIT_SECONDS} s and {LIMIT_MIB} MiB at 20,000 files")
                failed = True
        failed |= bench_scan(args.program.resolve(), base)
        failed |= bench_records(args.program.resolve(), base)
        failed |= bench_reports(args.program.resolve(), base)
    finally:
        if not args.keep:
            shutil.rmtree(base, ignore_errors=True)
    if len(rows) > 1:
        exponent = growth(rows)
        print(f"time grows with files to the power of {exponent:.2f}")
        failed |= exponent > LIMIT_EXPONENT
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
