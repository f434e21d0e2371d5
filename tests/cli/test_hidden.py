"""Secrets in the places of documents, pictures, mail and archives that nobody looks at are found by `scan`; archives in tar are opened.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import gzip
import io
import json
import os
import subprocess
import tarfile
import zlib

import hidden
import pytest
import wrapped
from conftest import STANDARD, control
from test_extract import tokens, unread
from test_scan import TOKEN


@pytest.fixture(scope="module")
def both(tmp_path_factory, apipack):
    """All of them at once, with the token and without: place -> (entries, entries without it, exit code)."""
    found = []
    for text in (TOKEN, "x" * len(TOKEN)):
        base, paths = tmp_path_factory.mktemp("hidden"), {}
        for i, (place, (name, make)) in enumerate(hidden.HIDDEN.items()):
            (base / str(i)).mkdir()
            (base / str(i) / name).write_bytes(make(text))
            paths[f"{base}/{i}/{name}"] = place
        done = subprocess.run([apipack, "scan", base, "--format", "json"], capture_output=True, text=True, check=False)
        assert done.stderr == "" and TOKEN not in done.stdout
        entries = {place: [] for place in hidden.HIDDEN}
        for entry in json.loads(done.stdout):
            entries[paths[entry["path"]]].append(entry)
        found.append(entries)
    return found


@pytest.mark.parametrize("place", hidden.HIDDEN)
def test_a_token_is_found_where_nobody_looks(both, place):
    planted, clean = both
    assert tokens(planted[place]), planted[place]
    assert not tokens(clean[place])
    pictures = [m for m in unread(clean[place]) if "picture" not in m]
    assert pictures == [], pictures


@pytest.mark.parametrize("place,inner,line", [
    ("tar", ["logs/b.log"], 2), ("tar.gz", ["logs/b.log"], 2), ("tar, gnu", ["l" * 200 + ".log"], 2), ("tar, pax", ["l" * 200 + ".log"], 2),
    ("zip in tar.gz", ["b.zip", "c.txt"], 1), ("tar in zip", ["b.tar", "c.docx"], 1), ("tgz with gzip within", ["logs/a.log.gz"], 1),
    ("zip name of a member", [], None), ("xlsx power query", ["customXml/item1.xml", "Power Query", "Formulas/Section1.m"], 2)])
def test_the_place_is_told(both, place, inner, line):
    entry = tokens(both[0][place])[0]
    assert (entry["inner"], entry["line"]) == (inner, line)


def test_a_name_that_holds_a_secret_is_masked_wherever_it_is_shown(run, tmp_path):
    member = f"keys/{TOKEN}.bin"
    (tmp_path / "a.zip").write_bytes(wrapped.zipped((member, bytes(range(256)) + f"\n{TOKEN}\n".encode())))
    for words in ([], ["--format", "json"], ["--format", "sarif"]):
        done = run("scan", tmp_path / "a.zip", *words)
        assert done.code == 4 and TOKEN not in done.out + done.err and "keys/REDACTED" in done.out, done.out


# --- tar -------------------------------------------------------------------------------------------

def scan_bytes(run, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    done = run("scan", tmp_path / name, "--format", "json")
    assert TOKEN not in done.out
    return done.code, json.loads(done.out)


LOGS = (("logs/a.log", "clean\n" * 3000), ("logs/b.log", "clean again\n"))


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_clean_tar_is_clean(run, tmp_path, format):
    data = hidden.tarred(*LOGS, format=format)
    assert scan_bytes(run, tmp_path, "a.tar", data) == (0, [])
    assert scan_bytes(run, tmp_path, "a.tar.gz", gzip.compress(data)) == (0, [])


def test_tar_of_gnu_tar_itself(run, tmp_path):
    (tmp_path / "in" / ("d" * 90) / ("e" * 90)).mkdir(parents=True)
    (tmp_path / "in" / ("d" * 90) / ("e" * 90) / "f.log").write_text(f"x\ny\n{TOKEN}\n")
    (tmp_path / "in" / "link").symlink_to("f.log")
    os.link(tmp_path / "in" / ("d" * 90) / ("e" * 90) / "f.log", tmp_path / "in" / "hard.log")
    for words, name in ((["czf"], "a.tar.gz"), (["cf"], "b.tar"), (["--format=pax", "-cf"], "c.tar")):
        subprocess.run(["tar", *words, tmp_path / name, "-C", tmp_path, "in"], check=True)
        done = run("scan", tmp_path / name, "--format", "json")
        assert done.code == 4 and [e["line"] for e in tokens(done.json)] == [3] and not unread(done.json), done.out


def test_damaged_tars_are_said_and_searched(run, tmp_path):
    whole = hidden.tarred(("a.log", "first\n" * 100), ("b.log", f"x\n{TOKEN}\n"))
    second = whole.index(b"b.log")
    broken = whole[:second + 100] + b"9" + whole[second + 101:]
    code, entries = scan_bytes(run, tmp_path, "broken.tar", broken)
    assert code == 4 and tokens(entries)
    code, entries = scan_bytes(run, tmp_path, "broken.tgz", gzip.compress(broken))
    assert code == 4 and tokens(entries) and any("a header of the tar is broken" in m for m in unread(entries))
    code, entries = scan_bytes(run, tmp_path, "cut.tgz", gzip.compress(whole[:second + 512 + 20]))
    assert any("the tar stops before its end" in m for m in unread(entries))


def test_a_damaged_tar_makes_the_item_invalid(workspace, run):
    ws = workspace([control(requires=[STANDARD])])
    data = hidden.tarred(*LOGS)
    ws.evidence("APIAuth-Standard-v1.0-Approved.tar", data[:9000])
    report = ws.run("check", "--format", "json").json
    assert report["slots"][0]["status"] == "invalid" and "FMT003" in {f["code"] for f in report["findings"]}


def test_a_tar_of_a_great_file_takes_no_memory(run, tmp_path):
    block = zlib.compressobj(1, zlib.DEFLATED, 31)
    info = tarfile.TarInfo("zeros.log")
    info.size = 600 << 20
    with (tmp_path / "a.tar.gz").open("wb") as out:
        out.write(block.compress(info.tobuf()))
        line = b"GET /healthz 200\n" * 61681 + b"-" * 15
        for _ in range(600):
            out.write(block.compress(line[:1 << 20].ljust(1 << 20, b"\n")))
        tail = io.BytesIO()
        with tarfile.open(fileobj=tail, mode="w") as archive:
            last = tarfile.TarInfo("last.log")
            last.size = len(TOKEN)
            archive.addfile(last, io.BytesIO(TOKEN.encode()))
        out.write(block.compress(tail.getvalue()) + block.flush())
    done = run("scan", tmp_path / "a.tar.gz", "--format", "json")
    assert done.code == 4 and [e["inner"] for e in tokens(done.json)] == [["last.log"]]


@pytest.mark.parametrize("name,data", [
    ("a.7z", b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(range(256))), ("a.rar", b"Rar!\x1a\x07\x01\0" + bytes(range(256))),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)), ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
    ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)), ("a.tar.xz", b"\xfd7zXZ\0" + bytes(range(256))),
    ("a.tar.bz2", b"BZh91AY&SY" + bytes(range(256))), ("a.tar.zst", b"\x28\xb5\x2f\xfd" + bytes(range(256)))])
def test_what_is_not_opened_is_said(run, tmp_path, name, data):
    for file, whole in ((name, data), ("b.tar", hidden.tarred((name, data))), ("b.zip", wrapped.zipped((name, data)))):
        code, entries = scan_bytes(run, tmp_path, file, whole)
        assert code == 1 and unread(entries), (file, entries)
