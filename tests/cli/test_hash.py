"""build --hash: lists of the bag by SHA-512, in apipack's hands and in others'.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import shutil
import subprocess
import zipfile

import pytest
from conftest import STANDARD, control

pytestmark = pytest.mark.threads

LINK = {"id": "link", "title": "Link", "proof": "review", "accepts": ["APIAuth-Portal"], "cadence": "quarterly", "audience": "buyer"}
LISTS = {"manifest-sha512.txt", "tagmanifest-sha512.txt"}


@pytest.fixture
def ws(workspace):
    ws = workspace([control(requires=[{**STANDARD, "audience": "buyer"}, LINK])])
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", approved=True)
    ws.write("evidence/APIAuth-Portal-2026-Q2.link.yaml",
             "url: https://p.example/\naccess: nda\nowner: x\nsource: P\ncollected: 2026-07-01\n"
             "review: {status: approved, by: ben, date: 2026-07-02}\n")
    return ws


def unpacked(path, folder):
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    (bag,) = folder.iterdir()
    return bag


def test_lists_are_by_sha512(ws, tmp_path):
    for audience in ("auditor", "buyer"):
        path = tmp_path / f"{audience}.zip"
        assert ws.run("build", "-o", path, "--hash", "sha512", "--audience", audience).code == 0
        assert ws.run("verify", path).code == 0
        bag = unpacked(path, tmp_path / audience)
        assert {p.name for p in bag.glob("*manifest-*.txt")} == LISTS
        for name in LISTS:
            lines = [line.split("  ", 1) for line in (bag / name).read_text().splitlines()]
            assert len(lines) > 1 and all(hashlib.sha512((bag / p).read_bytes()).hexdigest() == d for d, p in lines)
        for item in json.loads((bag / "manifest.json").read_text())["items"]:
            assert hashlib.sha256((bag / item["path"]).read_bytes()).hexdigest() == item["sha256"]
        assert subprocess.run(["sha512sum", "-c", "--quiet", *sorted(LISTS)], cwd=bag).returncode == 0
        assert subprocess.run(["sh", "verify.sh"], cwd=bag, capture_output=True).returncode == 0
        for text in ("README.txt", "index.html"):
            assert "sha512sum -c manifest-sha512.txt" in (bag / text).read_text() and "manifest-sha256" not in (bag / text).read_text()
        next(bag.glob("data/*/*.md")).write_text("other")
        assert subprocess.run(["sh", "verify.sh"], cwd=bag, capture_output=True).returncode == 1
        assert ws.run("verify", bag).code == 3


@pytest.mark.parametrize("words", [(), ("--no-cache",)])
def test_the_same_from_the_cache(ws, tmp_path, words):
    ws.write(".apipack/key", "0123456789abcdef0123456789abcdef")
    (ws.path / ".apipack/key").chmod(0o600)
    made = []
    for i, more in enumerate([("--no-cache",), words, words]):
        assert ws.run("build", "-o", tmp_path / f"{i}.zip", "--hash", "sha512", *more).code == 0
        made.append((tmp_path / f"{i}.zip").read_bytes())
    assert made[0] == made[1] == made[2]


def test_sha256_is_the_default_and_the_pack_id_is_the_same(ws, tmp_path):
    ids = set()
    for name, words in (("a", ()), ("b", ("--hash", "sha256")), ("c", ("--hash", "sha512"))):
        assert ws.run("build", "-o", tmp_path / f"{name}.zip", *words).code == 0
        with zipfile.ZipFile(tmp_path / f"{name}.zip") as archive:
            (manifest,) = [n for n in archive.namelist() if n.endswith("/manifest.json")]
            ids.add(json.loads(archive.read(manifest))["pack_id"])
    assert len(ids) == 1
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes() != (tmp_path / "c.zip").read_bytes()


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
@pytest.mark.parametrize("late", [False, True])
def test_signed(ws, run, tmp_path, late):
    path = tmp_path / "p.zip"
    assert run("keygen", "ann", "--name", "Ann Example").code == 0
    seal = ("--sign", tmp_path / "ann.key", "--cert", tmp_path / "ann.pem")
    assert ws.run("build", "-o", path, "--hash", "sha512", *(() if late else seal)).code == 0
    if late:
        assert run("sign", path, *seal).code == 0
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[-1].endswith("/tagmanifest-sha512.txt.p7s")
    assert ws.run("verify", path, "--signer", tmp_path / "ann.pem").code == 0


@pytest.mark.parametrize("name", ["md5", "SHA512", "sha5120"])
def test_other_names_are_refused(ws, tmp_path, name):
    result = ws.run("build", "-o", tmp_path / "p.zip", "--hash", name)
    assert result.code == 2 and "CLI004" in result.err and "sha256 or sha512" in result.err
    assert not (tmp_path / "p.zip").exists()
