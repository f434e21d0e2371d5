"""`upload` against the stand-in: what arrives, what is resumed, what is refused and in which words.

Place in the flow: tests only. The fifteen failure modes of the fact sheet are in test_upload_failures.py.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import shutil
import subprocess

import pytest
from conftest import environment
from vault import MIB, URL, make_pack, run, sha256, signed_in, world  # noqa: F401

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


def test_an_encrypted_pack_arrives_as_it_is(apipack, world, tmp_path):
    sealed = tmp_path / "sealed.zip"
    secret = {"APIPACK_PASSPHRASE": "five words nobody can guess"}
    for words in (["init", "ws", "--org", "Acme", "--product", "Pay", "--period", "2026-Q2"],
                  ["-C", "ws", "build", "--encrypt", "-o", sealed]):
        subprocess.run([apipack, *words], cwd=tmp_path, env=environment(**secret), capture_output=True, check=False)
    closed = run(apipack, world, "upload", sealed, "--to", URL, cwd=tmp_path)
    assert closed.returncode == 3 and "no passphrase is given" in closed.stderr and world.requests == []
    done = run(apipack, world, "upload", sealed, "--to", URL, cwd=tmp_path, env=signed_in(world, **secret))
    assert done.returncode == 0, done.stderr
    assert sha256(world.drive.get("sealed.zip").file) == sha256(sealed)
    receipt = json.loads((tmp_path / "sealed.zip.upload-receipt.json").read_text())
    shown = subprocess.run([apipack, "verify", sealed, "--format", "json"], env=environment(**secret), capture_output=True, check=True)
    assert receipt["pack_id"] == json.loads(shown.stdout)["pack"]["pack_id"]
    assert secret["APIPACK_PASSPHRASE"] not in done.stdout + done.stderr + json.dumps(receipt)
    beside = run(apipack, world, "upload", sealed, "--to", URL, "--files", cwd=tmp_path, env=signed_in(world, **secret))
    assert beside.returncode == 2 and "VLT020" in beside.stderr and "encrypted" in beside.stderr
