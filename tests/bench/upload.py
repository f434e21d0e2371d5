# Upload of 1 GiB beside `curl -T` of the same bytes in the same fragments to the same stand-in, paired in one run.
# Place in the flow: tests only; ./dev bench calls it: upload.py PROGRAM [--mib N] [--table FILE]
# SPDX-License-Identifier: Apache-2.0
import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/cli"), str(ROOT / "tests/support")]
import page  # noqa: E402
from graph import StandIn  # noqa: E402
from vault import MIB, URL, make_pack, signed_in  # noqa: E402

FRAGMENT = 10 * MIB
LIMIT = 1.3
PAIRS = 5


def by_curl(world, pack, name):
    """One curl, one connection, a PUT per fragment from files of their own, as curl reads no ranges of a file."""
    body = {"item": {"@microsoft.graph.conflictBehavior": "replace", "fileSize": pack.stat().st_size}}
    session = world.uploads.create(world.drive.root, name, body)
    size = pack.stat().st_size
    folder = Path(tempfile.mkdtemp(dir=pack.parent))
    lines = [f'cacert = "{world.ca}"', "silent", "show-error", "fail", 'header = "Expect:"']
    with open(pack, "rb") as source:
        for n, at in enumerate(range(0, size, FRAGMENT)):
            piece = folder / str(n)
            piece.write_bytes(source.read(FRAGMENT))
            last = at + piece.stat().st_size - 1
            lines += ["next", f'cacert = "{world.ca}"', "silent", "fail"] if n else []
            lines += [f'upload-file = "{piece}"', f'url = "{session["uploadUrl"]}"', 'output = "/dev/null"',
                      f'header = "Content-Range: bytes {at}-{last}/{size}"', 'header = "Expect:"']
    config = folder / "config"
    config.write_text("\n".join(lines))
    begin = time.monotonic()
    subprocess.run(["curl", "--http1.1", "-g", "-K", config], check=True)
    return time.monotonic() - begin


def by_apipack(program, world, pack):
    begin = time.monotonic()
    subprocess.run([program, "upload", pack, "--to", URL, "--on-conflict", "replace", "--cacert", world.ca, "-q"], check=True,
                   env=signed_in(world), cwd=pack.parent)
    return time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=lambda p: Path(p).resolve())
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--table", type=Path, help="put the table into this page instead of printing it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, StandIn(Path(folder) / "graph") as world:
        pack = make_pack(options.program, Path(folder), options.mib * MIB)
        ratios, rows = [], []
        for n in range(PAIRS):
            name = f"by-curl-{n}.zip"
            curl = by_curl(world, pack, name)
            ours = by_apipack(options.program, world, pack)
            assert world.drive.get("pack.zip").hash == world.drive.get(name).hash
            for item in ("pack.zip", name):
                world.drive.remove(world.drive.get(item))
            ratios.append(ours / curl)
            rows.append([str(n + 1), f"{ours:.2f}", f"{curl:.2f}", f"{ours / curl:.2f}"])
            print("  ".join(rows[-1]), flush=True)
        median = statistics.median(ratios)
        said = f"Median {median:.2f} (at most {LIMIT}{', MISSED' if median > LIMIT else ''})."
        head = ["pair", "apipack s", "curl s", "ratio"]
        page.put(options.table, "upload", f"{page.machine(options.program)}\n\n{page.table(head, rows)}\n\n{said}")
        return 0 if median <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
