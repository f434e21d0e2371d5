"""The SharePoint commands against a real tenant: skipped unless APIPACK_LIVE_URL names a folder that may be written to.

Place in the flow: tests only; docs/sharepoint.md says how a maintainer runs it.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/cli"), str(ROOT / "tests/support")]

URL = os.environ.get("APIPACK_LIVE_URL", "")
APIPACK = Path(os.environ.get("APIPACK") or ROOT / "build/dev/apipack").resolve()

pytestmark = pytest.mark.skipif(not URL, reason="APIPACK_LIVE_URL is not set")


def call(*words, cwd):
    return subprocess.run([APIPACK, *map(str, words)], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def pack(tmp_path):
    from vault import MIB, make_pack
    made = make_pack(APIPACK, tmp_path, 25 * MIB)
    return made.rename(made.with_name(f"live-{uuid.uuid4().hex[:12]}.zip"))


def test_permissions_are_there(pack):
    done = call("upload", pack, "--to", URL, "--check", cwd=pack.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_pack_arrives_and_is_read_back(pack):
    done = call("upload", pack, "--to", URL, "--verify", "download", cwd=pack.parent)
    assert done.returncode == 0, done.stderr
    again = call("upload", pack, "--to", URL, cwd=pack.parent)
    assert (again.returncode, again.stdout.startswith("was there")) == (0, True), again.stderr


def test_an_upload_that_was_killed_goes_on(pack):
    process = subprocess.Popen([APIPACK, "upload", pack, "--to", URL], cwd=pack.parent)
    journal = Path(f"{pack}.apipack-upload")
    while process.poll() is None and not journal.exists():
        pass
    process.kill()
    process.wait()
    done = call("upload", pack, "--to", URL, "--verify", "download", cwd=pack.parent)
    assert done.returncode == 0, done.stderr


def test_the_columns_can_be_compared(tmp_path):
    done = call("provision", "--to", URL, "--dry-run", cwd=tmp_path)
    assert done.returncode in (0, 6), done.stderr
