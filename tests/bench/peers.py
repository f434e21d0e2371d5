# `build` and `verify` on a tree of 10,000 files, paired with what a user would run instead: sha256sum, ripgrep, zip, 7z t.
# Place in the flow: tests only; ./dev bench calls it: peers.py PROGRAM [--mib N] [--files N] [--rounds N] [--base DIR] [--disk DIR] [--table FILE]
# SPDX-License-Identifier: Apache-2.0
import argparse
import hashlib
import io
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import bench  # noqa: E402
import page  # noqa: E402

DENSE = ("pdf", "png", "docx", "xlsx")  # six files in ten; their bodies do not shrink
TEXT = ("jsonl", "json", "csv", "log", "txt")
KNOWN = ":".join("." + ext for ext in DENSE)  # what `zip -n` stores
SECRETS = r"""AKIA[0-9A-Z]{16}
-----BEGIN [A-Z ]*PRIVATE KEY
eyJ[A-Za-z0-9_-]{10,}\.eyJ
[Bb]earer [A-Za-z0-9._-]{20,}
(password|secret|token)["':= ]+[^\s"']{8,}
"""
SIDECAR = "title: Record {}\nreview: {{status: approved, by: r.reviewer, date: 2027-01-15, sha256: {}}}\n"
LIMIT_CHAIN, LIMIT_STORED, LIMIT_SIZE, LIMIT_THREADS, LIMIT_MIB = 0.18, 0.45, 1.00, 1.5, 200
LIMIT_VERIFY, LIMIT_VERIFY_MIB = 0.7, 64
ROUNDS_7Z = 1  # it takes a minute


# --- the tree ----------------------------------------------------------------------------------------

def pdf(rng: random.Random, size: int) -> bytes:
    """One page of text and a picture of random bytes."""
    text = b"BT /F1 12 Tf 72 720 Td (Approved record) Tj ET"
    picture = rng.randbytes(size)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
               b"/Resources << /Font << /F1 5 0 R >> /XObject << /I 6 0 R >> >> >>",
               b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
               b"<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8 "
               b"/Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (len(picture), picture)]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.5\n")
    for i, body in enumerate(objects):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (i + 1, body))
    xref = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, xref))
    return out.getvalue()


def png(rng: random.Random, size: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    head = (800).to_bytes(4, "big") + (600).to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rng.randbytes(size)) + chunk(b"IEND", b"")


def office(rng: random.Random, size: int, part: str, xml: str) -> bytes:
    kind = "wordprocessingml.document" if part.startswith("word") else "spreadsheetml.sheet"
    types = (f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/{part}" '
             f'ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", types)
        z.writestr(part, xml)
        z.writestr(part.split("/")[0] + "/media/image1.png", png(rng, size), zipfile.ZIP_STORED)
    return out.getvalue()


def docx(rng: random.Random, size: int) -> bytes:
    return office(rng, size, "word/document.xml", '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                  "<w:body><w:p><w:r><w:t>Approved record of the quarter</w:t></w:r></w:p></w:body></w:document>")


def xlsx(rng: random.Random, size: int) -> bytes:
    return office(rng, size, "xl/workbook.xml", '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                  '<sheets><sheet name="Approved record" sheetId="1"/></sheets></workbook>')


def text(rng: random.Random, size: int, ext: str) -> bytes:
    lines = bench.log_lines(rng, size // 560 + 1)
    if ext == "json":
        return ("[" + ",\n".join(lines.splitlines()) + "]\n").encode()
    if ext == "csv":
        rows = (f"2026-05-14T10:22:{i % 60:02d}Z,t-{rng.randint(0, 9999):04d},GET,/v1/users,{rng.choice((200, 429))},{rng.getrandbits(64):016x}\n"
                for i in range(size // 60 + 1))
        return ("ts,tenant,method,path,status,request_id\n" + "".join(rows)).encode()
    if ext == "txt":
        return ("Approved record\n" + "\n".join(" ".join(rng.choices(bench.WORDS, k=12)) for _ in range(size // 80 + 1)) + "\n").encode()
    return lines.encode()


def make_tree(root: Path, files: int, mib: int) -> int:
    """The same tree for the same numbers: six in ten dense, sizes as in a real vault (log-normal, 71 KB median of 2 GiB)."""
    rng = random.Random(files * 1000003 + mib)
    bench.write_library(root, bench.REQUIREMENTS)
    sizes = [min(rng.lognormvariate(0, 1.5), 62.0) for _ in range(files)]
    scale = mib * (1 << 20) / sum(sizes)
    makers = {"pdf": pdf, "png": png, "docx": docx, "xlsx": xlsx}
    total = 0
    for i in range(files):
        requirement, month, seq = i % bench.REQUIREMENTS, i // bench.REQUIREMENTS % 12 + 1, i // (bench.REQUIREMENTS * 12) + 1
        ext = rng.choice(DENSE) if rng.random() < 0.6 else rng.choice(TEXT)
        size = max(200, int(sizes[i] * scale))
        body = makers[ext](rng, size) if ext in makers else text(rng, size, ext)
        folder = root / "evidence" / f"f{i % 97:02d}"
        folder.mkdir(parents=True, exist_ok=True)
        name = f"APIAuth-{bench.artifact(requirement)}-2026-{month:02d}-{seq:03d}.{ext}"
        (folder / name).write_bytes(body)
        (folder / f"{name}.meta.yaml").write_text(SIDECAR.format(i, hashlib.sha256(body).hexdigest()))
        total += len(body)
    return total


# --- the runs ----------------------------------------------------------------------------------------

def shell(command: str, cwd: Path) -> float:
    start = time.monotonic()
    done = subprocess.run(["sh", "-c", command], cwd=cwd, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 1):  # rg says 1 when nothing is found
        sys.exit(f"peers: {command}: exit code {done.returncode}")
    return time.monotonic() - start


def build(program: Path, root: Path, out: Path, *words: str, said: Path | None = None) -> tuple[float, float, float]:
    out.unlink(missing_ok=True)  # like the peers' zip: what frees the old one is not measured
    wall, cpu, peak, code = bench.run_once(
        [str(program), "-C", str(root), "build", "-q", "-o", str(out), *words], said)
    if code not in (0, 1):
        sys.exit(f"peers: build: exit code {code}")
    return wall, cpu, peak


def verify(program: Path, pack: Path) -> tuple[float, float]:
    wall, _, peak, code = bench.run_once([str(program), "verify", "-q", "-j", "2", str(pack)])
    if code != 0:
        sys.exit(f"peers: verify: exit code {code}")
    return wall, peak


def stages(said: Path) -> dict[str, tuple[float, float]]:
    """What `build --timings` said: wall and processor seconds of each stage."""
    rows = re.findall(r"^(\S.*?) {2,}([0-9.]+) s +([0-9.]+) s", said.read_text(), re.M)
    return {name: (float(wall), float(cpu)) for name, wall, cpu in rows}


class Tally:
    """All figures of all rounds; a ratio is taken within a round."""

    def __init__(self) -> None:
        self.walls: dict[str, list[float]] = {}
        self.stages: dict[str, list[tuple[float, float]]] = {}
        self.cpus: list[float] = []
        self.peaks: dict[str, float] = {}

    def add(self, walls: dict[str, float], cpu: float, peaks: dict[str, float], timed: dict[str, tuple[float, float]]) -> None:
        for name, wall in walls.items():
            self.walls.setdefault(name, []).append(wall)
        for name, times in timed.items():
            self.stages.setdefault(name, []).append(times)
        self.cpus.append(cpu)
        for name, peak in peaks.items():
            self.peaks[name] = max(peak, self.peaks.get(name, 0.0))

    def wall(self, name: str) -> float:
        return statistics.median(self.walls[name])

    def ratio(self, one: list[str], many: list[str]) -> float:
        each = zip(*(self.walls[name] for name in one + many))
        return statistics.median(sum(row[:len(one)]) / sum(row[len(one):]) for row in each)


def run_round(program: Path, base: Path, disk: Path, with_7z: bool, only_ours: bool) -> tuple[dict, float, dict, dict]:
    root, said, out = base / "tree", base / "said.txt", base / "pack.zip"
    walls, peaks = {}, {}
    walls["build"], cpu, peaks["build"] = build(program, root, out, "--timings", said=said)
    walls["build -j 1"], *_ = build(program, root, base / "one.zip", "-j", "1")
    walls["build to disk"], *_ = build(program, root, disk / "pack.zip")
    walls["verify"], peaks["verify"] = verify(program, out)
    if only_ours:
        return walls, cpu, peaks, {}
    walls["7z t"] = shell(f"7z t -mmt2 -bso0 {out}", base)
    walls["sha256sum"] = shell("find evidence -type f -print0 | xargs -0 sha256sum", root)
    walls["rg"] = shell("rg -a -c -f ../secrets.txt evidence", root)
    peers = {"zip -6 stored": f"zip -q -r -6 -n {KNOWN} ../peer.zip evidence"}
    if with_7z:
        peers["7z -mx5"] = "7z a -tzip -mx5 -mmt2 -bso0 -bsp0 ../peer.zip evidence"
    peers["zip -6"] = "zip -q -r -6 ../peer.zip evidence"  # the last: its size is looked at
    for name, command in peers.items():
        (base / "peer.zip").unlink(missing_ok=True)
        walls[name] = shell(command, root)
    return walls, cpu, peaks, stages(said)


def stage_table(tally: Tally, mb: float) -> str:
    rows = []
    for name, times in tally.stages.items():
        wall, cpu = (statistics.median(column) for column in zip(*times))
        rows.append([name, f"{wall:.2f}", f"{cpu:.2f}", f"{mb / wall:.0f}" if name in ("inspect", "pack", "all") else ""])
    return page.table(["stage", "wall s", "processor s", "MB/s"], rows)


def peer_table(tally: Tally, mb: float) -> str:
    chain = tally.wall("sha256sum") + tally.wall("rg")
    rows = [["apipack build", tally.wall("build")], ["apipack build -j 1", tally.wall("build -j 1")],
            ["apipack build, to disk with fsync", tally.wall("build to disk")],
            ["sha256sum + rg + zip -6", chain + tally.wall("zip -6")],
            ["sha256sum + rg + zip -6, known types stored", chain + tally.wall("zip -6 stored")],
            ["7z a -tzip -mx5 -mmt2", tally.wall("7z -mx5")],
            ["apipack verify -j 2", tally.wall("verify")], ["7z t -mmt2", tally.wall("7z t")]]
    return page.table(["", "wall s", "MB/s"], [[name, f"{wall:.2f}", f"{mb / wall:.0f}"] for name, wall in rows])


def judge(tally: Tally, size: float, same: bool) -> tuple[str, bool]:
    """A line for each promise, and whether one is broken."""
    chain = ["sha256sum", "rg"]
    found = [("build, of sha256sum + rg + zip -6", tally.ratio(["build"], [*chain, "zip -6"]), LIMIT_CHAIN, False),
             ("the same with known types stored", tally.ratio(["build"], [*chain, "zip -6 stored"]), LIMIT_STORED, False),
             ("build, of 7z -mx5 alone", tally.ratio(["build"], ["7z -mx5"]), None, False),
             ("size of the pack, of zip -6", size, LIMIT_SIZE, False),
             ("one thread, of two", tally.ratio(["build -j 1"], ["build"]), LIMIT_THREADS, True),
             ("peak memory of build, MiB", tally.peaks["build"], LIMIT_MIB, False),
             ("verify, of 7z t", tally.ratio(["verify"], ["7z t"]), LIMIT_VERIFY, False),
             ("peak memory of verify, MiB", tally.peaks["verify"], LIMIT_VERIFY_MIB, False)]
    rows, bad = [], not same
    for name, value, limit, at_least in found:
        missed = limit is not None and (value < limit if at_least else value > limit)
        bad |= missed
        shown = f"{value:.0f}" if name.endswith("MiB") else f"{value:.3f}"
        bound = "" if limit is None else f"{'at least' if at_least else 'at most'} {limit:g}"
        rows.append([name, shown, bound + (" MISSED" if missed else "")])
    rows.append(["packs of one and two threads", "the same" if same else "NOT the same", ""])
    return page.table(["", "measured", "bound"], rows), bad


def measure(args: argparse.Namespace, base: Path, disk: Path) -> bool:
    root, program = base / "tree", args.program.resolve()
    if not root.exists():
        root.mkdir(parents=True)
        make_tree(root, args.files, args.mib)
    mb = sum(path.stat().st_size for path in root.glob("evidence/*/*") if path.suffix != ".yaml") / 1e6
    print(f"{args.files} files, {mb:.0f} MB, {args.rounds} rounds", flush=True)
    (base / "secrets.txt").write_text(SECRETS)
    tally = Tally()
    run_round(program, base, disk, False, True)  # warms the page cache
    for number in range(args.rounds):
        found = run_round(program, base, disk, number < ROUNDS_7Z, False)
        tally.add(*found)
        print("  ".join(f"{name} {value:.2f}" for name, value in found[0].items()), flush=True)
    size = (base / "pack.zip").stat().st_size / (base / "peer.zip").stat().st_size
    same = (base / "pack.zip").read_bytes() == (base / "one.zip").read_bytes()
    promises, bad = judge(tally, size, same)
    head = f"{page.machine(program)} {args.files} files, {mb:.0f} MB; medians of {args.rounds} rounds."
    page.put(args.table, "build", f"{head}\n\n{promises}\n\n{peer_table(tally, mb)}\n\n{stage_table(tally, mb)}")
    return bad


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--files", type=int, default=10000)
    parser.add_argument("--mib", type=int, default=2048)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--base", type=Path, help="make the tree here (default: a tmpfs) and leave it")
    parser.add_argument("--disk", type=Path, default=Path(tempfile.gettempdir()), help="a folder on a disk, for what fsync costs")
    parser.add_argument("--table", type=Path, help="put the tables into this page instead of printing them")
    args = parser.parse_args()
    for tool in ("sha256sum", "rg", "zip", "7z", "xargs"):
        if not shutil.which(tool):
            sys.exit(f"peers: {tool} is not installed")
    base = args.base or Path(tempfile.mkdtemp(prefix="apipack-peers-", dir="/dev/shm"))
    try:
        with tempfile.TemporaryDirectory(prefix="apipack-peers-", dir=args.disk) as disk:
            return 1 if measure(args, base, Path(disk)) else 0
    finally:
        if not args.base:
            shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
