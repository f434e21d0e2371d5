# `build` and `verify` on a tree of 10,000 files, paired with what a user would run instead: sha256sum, ripgrep, zip, 7z t.
# Place in the flow: tests only; ./dev bench calls it: peers.py PROGRAM [--mib N] [--files N] [--rounds N] [--base DIR]
# SPDX-License-Identifier: Apache-2.0
import argparse
import hashlib
import io
import random
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
    bench.write_library(root)
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


def build(program: Path, root: Path, out: Path, *words: str) -> tuple[float, float, float]:
    wall, cpu, peak, code = bench.run_once(
        [str(program), "-C", str(root), "build", "-q", "-o", str(out), *words])
    if code not in (0, 1):
        sys.exit(f"peers: build: exit code {code}")
    return wall, cpu, peak


def verify(program: Path, pack: Path) -> tuple[float, float]:
    wall, _, peak, code = bench.run_once([str(program), "verify", "-q", "-j", "2", str(pack)])
    if code != 0:
        sys.exit(f"peers: verify: exit code {code}")
    return wall, peak


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--files", type=int, default=10000)
    parser.add_argument("--mib", type=int, default=2048)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--base", type=Path, help="make the tree here (default: a tmpfs) and leave it")
    args = parser.parse_args()
    for tool in ("sha256sum", "rg", "zip", "7z", "xargs"):
        if not shutil.which(tool):
            sys.exit(f"peers: {tool} is not installed")
    base = args.base or Path(tempfile.mkdtemp(prefix="apipack-peers-", dir="/dev/shm"))
    root, program, out = base / "tree", args.program.resolve(), base / "pack.zip"
    try:
        if not root.exists():
            root.mkdir(parents=True)
            total = make_tree(root, args.files, args.mib)
            print(f"{args.files} files, {total / (1 << 20):.0f} MiB", flush=True)
        hashes = "find evidence -type f -print0 | xargs -0 sha256sum"
        (base / "secrets.txt").write_text(SECRETS)
        search = "rg -a -c -f ../secrets.txt evidence"
        rows: dict[str, list[float]] = {}
        cpus, peaks, verify_peaks = [], [], []
        for round_number in range(args.rounds + 1):  # the first warms the page cache
            found = {}
            found["build"], cpu, peak = build(program, root, out)
            found["build -j 1"], *_ = build(program, root, base / "one.zip", "-j", "1")
            found["verify"], verify_peak = verify(program, out)
            found["7z t"] = shell(f"7z t -mmt2 -bso0 {out}", base)
            found["sha256sum"], found["rg"] = shell(hashes, root), shell(search, root)
            (base / "peer.zip").unlink(missing_ok=True)
            found["zip -6 stored"] = shell(f"zip -q -r -6 -n {KNOWN} ../peer.zip evidence", root)
            (base / "peer.zip").unlink(missing_ok=True)
            found["zip -6"] = shell("zip -q -r -6 ../peer.zip evidence", root)
            if round_number == 0:
                continue
            cpus.append(cpu)
            peaks.append(peak)
            verify_peaks.append(verify_peak)
            for name, value in found.items():
                rows.setdefault(name, []).append(value)
            print("  ".join(f"{name} {value:.2f}" for name, value in found.items()), flush=True)
        size = out.stat().st_size / (base / "peer.zip").stat().st_size
        same = out.read_bytes() == (base / "one.zip").read_bytes()
    finally:
        if not args.base:
            shutil.rmtree(base, ignore_errors=True)
    each = zip(*(rows[n] for n in ("build", "build -j 1", "sha256sum", "rg", "zip -6", "zip -6 stored")))
    ratios = [(b / (s + r + z), b / (s + r + k), one / b) for b, one, s, r, z, k in each]
    chain, stored, threads = (statistics.median(column) for column in zip(*ratios))
    print(f"build: {statistics.median(rows['build']):.2f} s wall, {statistics.median(cpus):.2f} s cpu, {max(peaks):.0f} MiB at most")
    print(f"of sha256sum + rg + zip -6: {chain:.3f} (at most {LIMIT_CHAIN}); with known types stored: {stored:.3f} (at most {LIMIT_STORED})")
    print(f"size, of zip -6: {size:.3f} (at most {LIMIT_SIZE:.2f}); two threads, times one: {threads:.2f} (at least {LIMIT_THREADS}); "
          f"packs of one and two threads are {'the same' if same else 'NOT the same'}")
    checked = statistics.median(v / z for v, z in zip(rows["verify"], rows["7z t"]))
    print(f"verify, two threads: {statistics.median(rows['verify']):.2f} s wall, {max(verify_peaks):.0f} MiB at most (limit {LIMIT_VERIFY_MIB}); "
          f"of 7z t: {checked:.3f} (at most {LIMIT_VERIFY})")
    bad = checked > LIMIT_VERIFY or max(verify_peaks) > LIMIT_VERIFY_MIB or chain > LIMIT_CHAIN or stored > LIMIT_STORED or size > LIMIT_SIZE or threads < LIMIT_THREADS
    return 1 if bad or max(peaks) > LIMIT_MIB or not same else 0


if __name__ == "__main__":
    sys.exit(main())
