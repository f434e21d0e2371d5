"""build --level: how hard a pack is compressed, what its manifest says of that, and what verify makes of it.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import random
import zipfile
from copy import deepcopy

import pytest
from conftest import STANDARD, control
from rawzip import put_together, take_apart

pytestmark = pytest.mark.threads

TABLE = {"id": "table", "title": "Table", "proof": "operation", "accepts": ["APIAuth-Requests"], "cadence": "quarterly"}


@pytest.fixture
def ws(workspace):
    """A document, a table and a text, each large enough that levels differ."""
    ws = workspace([control(requires=[STANDARD, TABLE])])
    rng = random.Random(7)
    words = "access token scope client rotation review gateway limit tenant alert record approved quarterly".split()
    text = "\n".join(" ".join(rng.choices(words, k=12)) for _ in range(3000))
    rows = "".join(f"2026-05-14T10:22:{i % 60:02d}Z,t-{rng.randint(0, 9999):04d},GET,/v1/users,429\n" for i in range(4000))
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", content=f"# Standard\n\n{text}\n", approved=True)
    ws.evidence("APIAuth-Requests-2026-Q2.csv", content="ts,tenant,method,path,status\n" + rows, approved=True)
    ws.evidence("APIAuth-Requests-2026-Q2-002.txt", content=f"Requests of the quarter\n{text}\n", approved=True)
    return ws


def build(ws, path, *words):
    assert ws.run("build", "-o", path, "--fail-on", "never", *words).code == 0
    with zipfile.ZipFile(path) as archive:
        files = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
        sizes = {info.filename.split("/", 1)[1]: info.compress_size for info in archive.infolist()}
    return files, sizes, json.loads(files["manifest.json"])


def test_a_higher_level_packs_the_same_contents_smaller(ws, run, tmp_path):
    payloads, totals = [], []
    for level in ("1", "6", "12"):
        files, sizes, manifest = build(ws, tmp_path / f"{level}.zip", "--level", level)
        payload = {name: files[name] for name in files if name.startswith("data/")}
        assert len(payload) == 3
        payloads.append(payload)
        totals.append(sum(sizes[name] for name in payload))
        assert f" level {level}, zlib " in manifest["tool"]["engines"]
        result = run("verify", tmp_path / f"{level}.zip")
        assert result.code == 0 and "VFY012" not in result.err
    assert payloads[0] == payloads[1] == payloads[2]
    assert totals[0] > totals[1] > totals[2]


def test_without_it_the_kind_of_a_file_decides(ws, run, tmp_path):
    _, sizes, manifest = build(ws, tmp_path / "p.zip")
    assert "level" not in manifest["tool"]["engines"]
    assert run("verify", tmp_path / "p.zip").code == 0
    at = {level: build(ws, tmp_path / "q.zip", "--level", str(level))[1] for level in (1, 4, 5)}
    for end, level in ((".csv", 1), (".txt", 4), (".md", 5)):
        (name,) = [name for name in sizes if name.startswith("data/") and name.endswith(end)]
        assert sizes[name] == at[level][name] != at[5 if level != 5 else 1][name]


@pytest.mark.parametrize("words", [(), ("--level", "9")])
def test_the_same_bytes_by_any_number_of_threads(ws, tmp_path, words):
    packs = set()
    for threads in ("1", "2", "8"):
        build(ws, tmp_path / "p.zip", "-j", threads, *words)
        packs.add((tmp_path / "p.zip").read_bytes())
    assert len(packs) == 1


def test_another_level_than_the_manifest_says_is_seen(ws, run, tmp_path):
    """In the pack of level 2, one file as level 12 packs it: every byte is right, and apipack did not write it."""
    build(ws, tmp_path / "low.zip", "--level", "2")
    build(ws, tmp_path / "high.zip", "--level", "12")
    low, high = take_apart(tmp_path / "low.zip"), take_apart(tmp_path / "high.zip")
    (tmp_path / "same.zip").write_bytes(put_together(deepcopy(low)))
    assert (tmp_path / "same.zip").read_bytes() == (tmp_path / "low.zip").read_bytes()
    (place,) = [i for i, entry in enumerate(low) if entry.name.endswith(b".csv")]
    low[place] = high[place]
    (tmp_path / "mixed.zip").write_bytes(put_together(low))
    result = run("verify", tmp_path / "mixed.zip")
    assert result.code == 1 and "VFY012" in result.err and "compressed bytes" in result.err


def test_a_seal_that_is_added_later_does_not_change_the_container(ws, run, tmp_path):
    build(ws, tmp_path / "p.zip", "--level", "12")
    assert run("keygen", "ann", "--name", "Ann Example").code == 0
    assert run("sign", tmp_path / "p.zip", "--sign", tmp_path / "ann.key", "--cert", tmp_path / "ann.pem").code == 0
    result = run("verify", tmp_path / "p.zip", "--signer", tmp_path / "ann.pem")
    assert result.code == 0 and "VFY012" not in result.err


@pytest.mark.parametrize("level", ["0", "13", "-1", "6x", "", "1.5", "99999999999999999999"])
def test_other_levels_are_refused(ws, tmp_path, level):
    result = ws.run("build", "-o", tmp_path / "p.zip", "--level", level)
    assert result.code == 2 and ("CLI003" if level == "" else "CLI004") in result.err
    assert not (tmp_path / "p.zip").exists()
