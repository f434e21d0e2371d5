"""Microsoft's own clients and rclone against the stand-in: they pass there, so it is faithful; they read what `apipack upload` wrote.

Place in the flow: tests only; `./dev conformance` installs the clients, and without them these tests fail.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests/cli"), str(ROOT / "tests/support")]
from graph import Fault, StandIn, certificates  # noqa: E402
from graph.faults import UPLOAD  # noqa: E402
from vault import MIB, URL, make_pack, run, sha256  # noqa: E402

APIPACK = Path(os.environ.get("APIPACK") or ROOT / "build/dev/apipack").resolve()
JUDGES = Path(os.environ.get("JUDGES") or ROOT / "build/judges").resolve()


@pytest.fixture
def world(tmp_path_factory):
    with StandIn(tmp_path_factory.mktemp("graph")) as world:
        world.polite = False  # other people's clients have other manners; tokens at wrong hosts are seen all the same
        yield world
        assert world.bearer_leaks == []
        assert world.violations == []


@pytest.fixture
def client(world):
    """client(command, words…) -> what graph_client.mjs printed."""
    assert (JUDGES / "node_modules/@azure/identity").is_dir(), "@azure/identity is missing: ./dev conformance installs it"

    def call(*words, **env):
        settings = {**os.environ, "JUDGES": JUDGES, "NODE_EXTRA_CA_CERTS": world.ca, "LOGIN": world.url("login"),
                    "GRAPH": world.url("graph"), "TENANT": world.entra.tenant, "CLIENT": world.entra.client,
                    "SECRET": world.entra.secret, "DRIVE": world.drive.id, **env}
        done = subprocess.run(["node", HERE / "graph_client.mjs", *map(str, words)], capture_output=True, text=True, timeout=120,
                              env={k: str(v) for k, v in settings.items()})
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    return call


def test_azure_identity_signs_in_by_secret_certificate_assertion_and_device(world, client, tmp_path):
    files = certificates.make_client(tmp_path)
    world.entra.certificate = files["certificate"]
    world.entra.federated = {"foreign": 1}
    world.entra.device_replies = ["authorization_pending", ""]
    assert client("token", "secret")["bearer"]
    assert client("token", "certificate", CERTIFICATE=files["pem"])["bearer"]
    assert client("token", "federated", ASSERTION="foreign")["bearer"]
    assert client("token", "device")["bearer"]
    assert world.entra.grants == ["secret", "certificate", "federated", "device"]


def test_the_graph_client_uploads_in_fragments(world, client, tmp_path):
    data = tmp_path / "data.bin"
    data.write_bytes(os.urandom(12 * MIB))
    assert client("upload", data, "data.bin")["size"] == 12 * MIB
    assert world.uploads.n_fragments == 3
    assert sha256(world.drive.get("data.bin").file) == sha256(data)


def test_the_graph_client_puts_columns_and_links(world, client):
    assert client("small", "note.txt") == {"size": 9, "conflict": "nameAlreadyExists"}
    assert client("columns") == {"name": "ApOther", "value": "value", "link": "view"}


def test_the_graph_client_reads_what_apipack_wrote(world, client, tmp_path):
    world.drive.add_column({"name": "ApPackId", "text": {}})
    world.drive.add_column({"name": "ApSha256", "text": {}})
    pack = make_pack(APIPACK, tmp_path, 12 * MIB)
    done = run(APIPACK, world, "upload", pack, "--to", URL + "/2026/Q2", "--files", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    read = client("read", "2026/Q2/pack.zip")
    assert (read["size"], read["sha256"]) == (pack.stat().st_size, sha256(pack))
    assert read["fields"]["ApSha256"] == sha256(pack)
    loose = client("read", "2026/Q2/tickets/APIAuth-RotationTicket-2026-Q2.png")
    assert loose["fields"]["ApSha256"] == loose["sha256"]


# --- rclone: knows the real names alone, so it gets a network and a hosts file of its own ------------------------------------

NAMESPACE = """
set -e
ip link set lo up
cp "$HOSTS" /tmp/rclone-hosts.$$
mount --bind /tmp/rclone-hosts.$$ /etc/hosts
exec "$@"
"""


def can_unshare():
    return subprocess.run(["unshare", "-mn", "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not can_unshare(), reason="this machine allows no namespace")
def test_rclone_reads_and_checks_what_apipack_wrote(tmp_path):
    assert shutil.which("rclone"), "rclone is missing: ./dev conformance installs it"
    hosts = tmp_path / "hosts"
    hosts.write_text("127.0.0.1 localhost login.localhost graph.localhost upload.localhost login.microsoftonline.com "
                     "graph.microsoft.com contoso.sharepoint.com\n")
    pack = make_pack(APIPACK, tmp_path, 12 * MIB)
    done = subprocess.run(["unshare", "-mn", "sh", "-c", NAMESPACE, "sh", sys.executable, HERE / "rclone_session.py", APIPACK,
                           pack, tmp_path], env={**os.environ, "HOSTS": str(hosts)}, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all as it was sent" in done.stdout
