"""`upload` against the stand-in: what arrives, what is resumed, what is refused and in which words.

Place in the flow: tests only. The fifteen failure modes of the fact sheet are in test_upload_failures.py.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import shutil

import pytest
from vault import MIB, URL, make_pack, run, sha256, world  # noqa: F401

pytestmark = pytest.mark.threads


@pytest.fixture(scope="module")
def made(apipack, tmp_path_factory):
    """A small pack and one of several fragments; not to be written to."""
    folder = tmp_path_factory.mktemp("packs")
    (folder / "small").mkdir()
    (folder / "large").mkdir()
    return {"small": make_pack(apipack, folder / "small"), "large": make_pack(apipack, folder / "large", 25 * MIB)}


@pytest.fixture
def packs(made, tmp_path):
    """Copies, one folder each."""
    out = {}
    for name, path in made.items():
        (tmp_path / name).mkdir()
        out[name] = shutil.copy(path, tmp_path / name / "pack.zip")
    return out


@pytest.mark.parametrize("size", ["small", "large"])
def test_a_pack_arrives_whole(apipack, world, packs, size):
    pack = packs[size]
    done = run(apipack, world, "upload", pack, "--to", URL + "/2026/Q2", cwd=pack.parent)
    assert done.returncode == 0, done.stderr
    assert sha256(world.drive.get("2026/Q2/pack.zip").file) == sha256(pack)
    assert "(verified)" in done.stdout
    receipt = json.loads((pack.parent / "pack.zip.upload-receipt.json").read_text())
    assert receipt["files"][0]["sha256"] == sha256(pack)
    assert receipt["files"][0]["state"] == "verified"
    assert not (pack.parent / "pack.zip.apipack-upload").exists()


def test_the_same_bytes_there_already_is_success(apipack, world, packs):
    pack = packs["small"]
    first = run(apipack, world, "upload", pack, "--to", URL, cwd=pack.parent)
    puts = sum(method == "PUT" for _, method, _, _ in world.requests)
    again = run(apipack, world, "upload", pack, "--to", URL, cwd=pack.parent)
    assert (first.returncode, again.returncode) == (0, 0), again.stderr
    assert again.stdout.startswith("was there")
    assert sum(method == "PUT" for _, method, _, _ in world.requests) == puts
