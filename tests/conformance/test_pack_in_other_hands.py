"""A pack of the sample in other people's tools: unzip, 7z, bsdtar, Python, sha256sum.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from conftest import ROOT, environment  # noqa: E402


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """The pack of the sample workspace."""
    apipack = Path(os.environ.get("APIPACK") or ROOT / "build/dev/apipack").resolve()
    work = tmp_path_factory.mktemp("pack")
    subprocess.run([apipack, "init", "--sample", "ws"], cwd=work, env=environment(), check=True, capture_output=True)
    built = subprocess.run([apipack, "-C", "ws", "build", "-o", "pack.zip"], cwd=work, env=environment(),
                           capture_output=True)
    assert built.returncode in (1, 4), built.stderr
    return work / "pack.zip"


@pytest.fixture
def bag(pack, tmp_path):
    subprocess.run(["unzip", "-q", pack, "-d", tmp_path], check=True)
    (folder,) = tmp_path.iterdir()
    return folder


@pytest.mark.parametrize("words", [
    ["unzip", "-tq"], ["7z", "t", "-bso0"], ["bsdtar", "-tf"], [sys.executable, "-m", "zipfile", "-t"],
    [sys.executable, "-m", "zipfile", "-l"],
], ids=lambda words: Path(words[0]).name + words[-1])
def test_tool_accepts_the_zip(pack, words):
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not installed")
    done = subprocess.run([*words, pack], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_sha256sum_accepts_the_manifests(bag):
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        done = subprocess.run(["sha256sum", "--strict", "--quiet", "-c", manifest], cwd=bag, capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_manifest_lists_the_payload_and_nothing_else(bag):
    listed = {line.split("  ", 1)[1] for line in (bag / "manifest-sha256.txt").read_text().splitlines()}
    there = {p.relative_to(bag).as_posix() for p in (bag / "data").rglob("*") if p.is_file()}
    assert listed == there
    assert there


def test_bag_declaration_and_payload_sum(bag):
    assert (bag / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    sizes = [p.stat().st_size for p in (bag / "data").rglob("*") if p.is_file()]
    info = (bag / "bag-info.txt").read_text()
    assert f"Payload-Oxum: {sum(sizes)}.{len(sizes)}" in info.splitlines()


def test_one_folder_and_no_surprises_in_names(pack):
    names = zipfile.ZipFile(pack).namelist()
    assert len({n.split("/")[0] for n in names}) == 1
    assert all(".." not in n and "\\" not in n and not n.startswith("/") for n in names)
    assert len(set(names)) == len({n.casefold() for n in names}) == len(names)
    assert max(len(n.encode()) for n in names) < 180


def test_bsdtar_unpacks_the_same_bytes(pack, bag, tmp_path):
    if not shutil.which("bsdtar"):
        pytest.skip("bsdtar is not installed")
    other = tmp_path / "other"
    other.mkdir()
    subprocess.run(["bsdtar", "-xf", pack, "-C", other], check=True)
    (folder,) = other.iterdir()

    def digests(base):
        return {p.relative_to(base): hashlib.sha256(p.read_bytes()).hexdigest()
                for p in base.rglob("*") if p.is_file()}

    assert digests(folder) == digests(bag)
