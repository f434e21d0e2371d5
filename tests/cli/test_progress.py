"""The bar of long work: on a terminal alone, never when it is quick, asked to be quiet or off, and gone at the end.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import pty
import subprocess
import time

import pytest
from conftest import environment
from graph import Fault
from vault import MIB, URL, make_pack, signed_in, world  # noqa: F401

pytestmark = pytest.mark.threads


def on_terminal(apipack, *words, env=None, codes=(0, 1, 4)):
    """What standard error shows on a terminal."""
    main, terminal = pty.openpty()
    child = subprocess.Popen([apipack, *map(str, words)], stdout=subprocess.DEVNULL, stderr=terminal, env=env or environment())
    os.close(terminal)
    shown = b""
    while True:
        try:
            block = os.read(main, 4096)
        except OSError:  # the terminal is gone
            break
        if not block:
            break
        shown += block
    os.close(main)
    assert child.wait() in codes
    return shown


@pytest.fixture(scope="module")
def slow(apipack, tmp_path_factory):
    """A workspace whose evidence takes longer than a second to read by one thread."""
    path = tmp_path_factory.mktemp("slow") / "ws"
    subprocess.run([apipack, "init", path, "--org", "A", "--product", "B", "--period", "2026-Q2"], env=environment(),
                   check=True, capture_output=True)
    line = b'{"ts":"2026-05-01T10:10:22Z","tenant":"t-1","password":"***","authorization":"Bearer ***","path":"/v1/users"}\n'
    for i in range(24):
        (path / f"evidence/APILogging-GatewayLogSample-2026-05-{i + 10}.jsonl").write_bytes(line * 60000)
    return path


def test_a_bar_comes_and_goes(apipack, slow):
    shown = on_terminal(apipack, "-C", slow, "check", "-j", "1", "--no-cache")
    assert b"reading evidence [" in shown and b"/s" in shown and b"left" in shown
    assert shown.rsplit(b"reading evidence", 1)[1].count(b"\r\x1b[K") == 1  # wiped behind the last one


@pytest.mark.parametrize("words", [["-q"], ["--no-progress"]])
def test_who_does_not_want_it_has_none(apipack, slow, words):
    assert b"reading evidence" not in on_terminal(apipack, "-C", slow, "check", "-j", "1", "--no-cache", *words)


def test_without_a_terminal_there_is_none(run, slow):
    assert "reading evidence" not in run("-C", slow, "check", "-j", "1", "--no-cache").err


def test_scan_and_verify_have_one_too(apipack, slow, tmp_path):
    shown = on_terminal(apipack, "scan", slow / "evidence", "-j", "1")
    assert b"reading [" in shown and b"left" in shown
    assert shown.rsplit(b"reading [", 1)[1].count(b"\r\x1b[K") == 1
    # A file of 3 GiB of nothing: sparse, and read in more than a second.
    bag = tmp_path / "bag"
    (bag / "data").mkdir(parents=True)
    with (bag / "data/zeros").open("wb") as out:
        out.truncate(3 << 30)
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (bag / "manifest-sha256.txt").write_text(f"{'0' * 64}  data/zeros\n")
    shown = on_terminal(apipack, "verify", "--bag", bag, codes=(3,))
    assert b"reading the pack [" in shown and b"/s" in shown and b"left" in shown
    assert shown.rsplit(b"reading the pack [", 1)[1].count(b"\r\x1b[K") == 1


def test_quick_work_shows_none(apipack, sample):
    assert b"reading evidence" not in on_terminal(apipack, "-C", sample, "check", "--no-cache")


@pytest.fixture
def slow_world(world):
    """Every answer to a fragment takes half a second."""
    world.faults.add(Fault("slow", "call", path="uploadSession", times=100, action=lambda w: time.sleep(0.6)))
    return world


@pytest.mark.parametrize("words", [[], ["-q"], ["--no-progress"]])
def test_an_upload_has_one_too(apipack, slow_world, tmp_path, words):
    pack = make_pack(apipack, tmp_path, 25 * MIB)
    shown = on_terminal(apipack, "upload", pack, "--to", URL, "--cacert", slow_world.ca, *words, env=signed_in(slow_world))
    if words:
        assert b"%" not in shown
        return
    assert b"pack.zip [" in shown and b"/s" in shown and b"left" in shown
    assert shown.endswith(b"\r\x1b[K")  # nothing is left of it
