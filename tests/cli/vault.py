"""What the tests of the SharePoint commands share: the stand-in, packs of any size, calls of the program with a sign-in.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import os
import re
import struct
import subprocess
import zlib

import pytest
from conftest import STANDARD, TICKET, Workspace, control, environment
from graph import StandIn

URL = "https://contoso.sharepoint.com/sites/audit/Shared Documents"
MIB = 1 << 20


@pytest.fixture
def world(tmp_path_factory):
    with StandIn(tmp_path_factory.mktemp("graph")) as world:
        yield world
        check_manners(world)


def check_manners(world):
    """What holds at the end of every test, whatever it was about."""
    assert world.violations == []
    assert world.bearer_leaks == []


def signed_in(world, **more):
    """The environment of a program that signs in with a secret."""
    return environment(**{
        "AZURE_AUTHORITY_HOST": world.url("login"), "APIPACK_GRAPH_ENDPOINT": world.url("graph"),
        "AZURE_TENANT_ID": world.entra.tenant, "AZURE_CLIENT_ID": world.entra.client,
        "AZURE_CLIENT_SECRET": world.entra.secret, **more})


def start(apipack, world, *words, cwd, env=None):
    return subprocess.Popen([apipack, *words, "--cacert", world.ca], cwd=cwd, env=env or signed_in(world),
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(apipack, world, *words, cwd, env=None, timeout=300):
    process = start(apipack, world, *words, cwd=cwd, env=env)
    out, err = process.communicate(timeout=timeout)
    assert_nothing_secret(world, out + err)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def assert_nothing_secret(world, text):
    assert world.entra.secret not in text
    assert "tempauth" not in text
    for token in world.entra.tokens:
        assert token not in text
    assert not re.search(r"eyJ[\w-]{20}", text)


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(MIB):
            digest.update(piece)
    return digest.hexdigest()


def noise(size):
    """A PNG image of random gray values: nothing makes it smaller."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    width = 256
    height = max(size // width + 1, 200)
    rows = b"".join(b"\0" + os.urandom(width) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b""))


def make_pack(apipack, folder, size=0):
    """A pack that verifies, of at least `size` bytes: an approved image that does not compress is in it."""
    def call(*words, **_):
        return subprocess.run([apipack, *map(str, words)], cwd=folder, env=environment(), capture_output=True, text=True)

    ws = Workspace(folder / "ws", call, [control(requires=[STANDARD, TICKET])])
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", "# Standard\n" + "Clients authenticate with OAuth.\n" * 40, approved=True,
                area="Authentication", title="Authentication standard")
    image = noise(size)
    review = {"status": "approved", "by": "R. Reviewer", "date": "2026-07-02", "sha256": hashlib.sha256(image).hexdigest()}
    ws.evidence("tickets/APIAuth-RotationTicket-2026-Q2.png", image, approved=True, collected="2026-07-01", review=review)
    built = ws.run("build", "-o", folder / "pack.zip", "--fail-on", "never")
    assert (folder / "pack.zip").stat().st_size >= size, built.stdout + built.stderr
    return folder / "pack.zip"
