"""The inspection cache: what it saves, and what it never changes.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import hashlib
import hmac
import json
import struct

import pytest

pytestmark = pytest.mark.threads

TOKEN = "Authorization: Bearer " + "q7Zk2Vd9Xw4Rt8Yb3Nc6" + "Mh1Jf5Ls0Pg"
HEAD, FIXED = 40, 72


@pytest.fixture
def sample(run, tmp_path):
    """The sample workspace; check(*words) -> its report without the time, build(*words) -> bytes of the pack."""
    assert run("init", "--sample", "w").code == 0
    run.root = tmp_path / "w"
    run.cache = run.root / ".apipack/cache/inspection"

    def check(*words):
        done = run("-C", "w", "check", "--format", "json", *words)
        assert done.code in (0, 1, 4), done.err
        return json.loads(done.out)

    run.check = check
    return run


def entries(data):
    """[(place, payload)] of the cache's file."""
    found, at = [], data.index(b"\n") + 1
    while at < len(data):
        size = struct.unpack_from("<Q", data, at)[0]
        found.append((at, data[at + HEAD:at + HEAD + size]))
        at += HEAD + size
    return found


def sealed(key, payload):
    mac = hmac.new(key, b"inspection cache\0" + payload, hashlib.sha256).digest()
    return struct.pack("<Q", len(payload)) + mac + payload


def rewrite(sample, change, key=None):
    """Each entry changed by change(payload), and sealed again with the workspace's key or another."""
    key = key or (sample.root / ".apipack/key").read_bytes().strip()
    data = sample.cache.read_bytes()
    sample.cache.write_bytes(data[:data.index(b"\n") + 1] + b"".join(sealed(key, change(p)) for _, p in entries(data)))


def as_picture(payload):
    """The same record, of another kind: what only a cache that is believed can say."""
    return payload[:FIXED] + struct.pack("<Q", 13) + payload[FIXED + 8:]


def test_it_changes_nothing(sample):
    without = sample.check("--no-cache")
    assert not sample.cache.exists()
    first, second = sample.check(), sample.check()
    assert sample.cache.is_file()
    assert without == first == second


def test_packs_are_the_same(sample, tmp_path):
    """Whatever the cache holds and however many threads there are."""
    runs = {"none": ["--no-cache"], "cold": [], "warm": []}
    runs |= {f"warm{n}": ["-j", n] for n in (1, 2, 8)} | {f"none{n}": ["-j", n, "--no-cache"] for n in (1, 2, 8)}
    for name, words in runs.items():
        assert sample("-C", "w", "build", "-q", "-o", f"{name}.zip", *words).code == 4
    assert len({(tmp_path / f"{name}.zip").read_bytes() for name in runs}) == 1


def test_it_is_used(sample):
    honest = sample.check()
    rewrite(sample, as_picture)
    kinds = {e["kind"] for e in sample.check()["evidence"] if e["state"] == "used"}
    assert kinds == {"png"}
    assert sample.check("--no-cache") == honest


@pytest.mark.parametrize("damage", ["other key", "flipped bits", "cut", "empty", "no cache", "long length", "folder"])
def test_what_others_put_there_is_not_believed(sample, damage):
    honest = sample.check()
    data = sample.cache.read_bytes()
    if damage == "other key":
        rewrite(sample, as_picture, key=b"somebody else's key, quite long")
    elif damage == "flipped bits":
        broken = bytearray(data)
        for at, payload in entries(data):
            broken[at + HEAD + FIXED] ^= 6
        sample.cache.write_bytes(broken)
    elif damage == "folder":
        sample.cache.unlink()
        sample.cache.mkdir()
    else:
        sample.cache.write_bytes({"cut": data[:len(data) // 2], "empty": b"", "no cache": b"PK\3\4" * 99,
                                  "long length": data[:16] + b"\xff" * 8 + data[24:]}[damage])
    assert sample.check() == honest
    assert sample.check() == honest


def test_other_bytes_of_the_same_length(sample):
    log = sample.root / "evidence/APILogging-ReviewNote-2026-05.log"
    clean = "2026-05-14 nothing to see here, all quiet on this line and the next one too".ljust(len(TOKEN)) + "\n"
    log.write_text(clean * 20)
    sample.check()
    log.write_text(clean * 19 + TOKEN.ljust(len(clean) - 1) + "\n")
    assert log.stat().st_size == len(clean) * 20
    found = [f for f in sample.check()["findings"] if f["file"].endswith(log.name) and f["code"].startswith("SEC")]
    assert [f["line"] for f in found] == [20]
    log.write_text(clean * 20)
    assert not [f for f in sample.check()["findings"] if f["file"].endswith(log.name) and f["code"].startswith("SEC")]


def test_metadata_counts(sample):
    """A record is of the bytes and of what is said of them."""
    before = sample.check()
    size = sample.cache.stat().st_size
    item = next(e for e in before["evidence"] if e["state"] == "used" and e["kind"] == "pdf" or e["kind"] == "markdown")
    sidecar = sample.root / (item["path"] + ".meta.yaml")
    with sidecar.open("a") as file:
        file.write("\nsource: Another system\n" if "source:" not in sidecar.read_text() else "\nperformed: 2026-06-01\n")
    assert sample.check() == sample.check("--no-cache")
    assert sample.cache.stat().st_size > size


def test_an_allow_list_that_changes(sample):
    log = sample.root / "evidence/APILogging-ReviewNote-2026-05.log"
    log.write_text(f"{TOKEN}\n")

    def find():
        return next((f for f in sample.check()["findings"] if f["file"].endswith(log.name) and f["code"] == "SEC001"), None)

    assert find() and find()
    entry = json.loads(sample("-C", "w", "scan", str(log), "--format", "json").out)[0]
    (sample.root / "apipack.allow").write_text(
        f'{entry["secret_id"]} {entry["rule"]} evidence/** expires=2027-01-01 by=ann approved-by=bob reason="a test value"\n')
    assert find() is None and find() is None
    codes = {f["code"] for f in sample.check("--as-of", "2027-02-01")["findings"]}
    assert codes == {f["code"] for f in sample.check("--as-of", "2027-02-01", "--no-cache")["findings"]}
    assert "SEC001" in codes
    (sample.root / "apipack.allow").unlink()
    assert find()


def test_two_runs_at_once(sample):
    honest = sample.check("--no-cache")
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: sample.check(), range(8)))
    assert all(report == honest for report in reports)
    assert [p.name for p in sample.cache.parent.iterdir()] == ["inspection"]


def test_without_a_key_there_is_none(sample):
    (sample.root / ".apipack/key").unlink()
    sample.check()
    assert not sample.cache.exists()
