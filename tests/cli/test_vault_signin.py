"""Every way to sign in, against the stand-in: what is sent, what a refusal says, what is never shown.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from graph import Fault, certificates
from graph.faults import GRAPH, LOGIN
from test_upload import made, packs  # noqa: F401
from vault import URL, run, signed_in, world  # noqa: F401


@pytest.fixture
def check(apipack, world, packs):
    """upload --check with other settings than the secret."""
    def call(*words, **env):
        pack = packs["small"]
        return run(apipack, world, "upload", pack, "--to", URL, "--check", *words, cwd=pack.parent,
                   env=signed_in(world, **{"AZURE_CLIENT_SECRET": None, **env}))
    return call


def refused(done, aadsts, words=""):
    assert done.returncode == 6, done.stderr
    assert f"AADSTS{aadsts}" in done.stderr
    assert "VLT003" in done.stderr
    assert words in done.stderr


def test_secret(world, check):
    done = check(AZURE_CLIENT_SECRET=world.entra.secret)
    assert done.returncode == 0, done.stderr
    assert "ok      sign-in: secret" in done.stdout
    refused(check(AZURE_CLIENT_SECRET="wrong"), 7000215, "not its id")
    refused(check(AZURE_CLIENT_SECRET="x", AZURE_CLIENT_ID="0000"), 700016, "AZURE_CLIENT_ID")
    refused(check(AZURE_CLIENT_SECRET="x", AZURE_TENANT_ID="nobody.example"), 90002, "AZURE_TENANT_ID")


@pytest.fixture
def client(world, tmp_path):
    files = certificates.make_client(tmp_path, "p4ssw0rd")
    world.entra.certificate = files["certificate"]
    return files


@pytest.mark.parametrize(("kind", "password"), [("pem", None), ("locked", "p4ssw0rd"), ("pfx", "p4ssw0rd")])
def test_certificate(world, check, client, kind, password):
    done = check(AZURE_CLIENT_CERTIFICATE_PATH=client[kind], AZURE_CLIENT_CERTIFICATE_PASSWORD=password)
    assert done.returncode == 0, done.stderr
    assert world.entra.grants == ["certificate"]


@pytest.mark.parametrize(("kind", "password", "words"), [
    ("locked", "wrong", "password"), ("locked", None, "password"), ("pfx", None, "password"),
    ("certificate", None, "no private key"), ("missing", None, "")])
def test_certificates_that_cannot_be_used(world, check, client, tmp_path, kind, password, words):
    path = client.get(kind, tmp_path / "missing.pem")
    done = check(AZURE_CLIENT_CERTIFICATE_PATH=path, AZURE_CLIENT_CERTIFICATE_PASSWORD=password)
    assert (done.returncode, "VLT004" in done.stderr) == (2, True)
    assert words in done.stderr
    assert "p4ssw0rd" not in done.stderr and "wrong" not in done.stderr.replace("wrong or missing", "")
    assert world.requests == []


def test_another_certificate_and_a_wrong_clock(world, check, client, tmp_path):
    (tmp_path / "other").mkdir()
    other = certificates.make_client(tmp_path / "other")
    refused(check(AZURE_CLIENT_CERTIFICATE_PATH=other["pem"]), 700027, "certificate")
    world.entra.clock_skew = 3600
    refused(check(AZURE_CLIENT_CERTIFICATE_PATH=client["pem"]), 700024, "clock")


def test_federated_file_is_read_again_for_every_token(world, check, tmp_path):
    token = tmp_path / "token"
    token.write_text("foreign-1\n")
    world.entra.federated = {"foreign-1": 1, "foreign-2": 1}

    def rotate(w):
        w.entra.revoke_all()
        token.write_text("foreign-2\n")
    world.faults.add(Fault("rotate", "call", host=GRAPH, method="GET", path="drives", action=rotate))
    done = check(AZURE_FEDERATED_TOKEN_FILE=token)
    assert done.returncode == 0, done.stderr
    assert world.entra.grants == ["federated", "federated"]
    done = check(AZURE_FEDERATED_TOKEN_FILE=tmp_path / "missing")
    assert (done.returncode, "VLT004" in done.stderr) == (2, True)


def test_github(world, check):
    seen = []

    def give(request):
        seen.append((request.method, request.query, request.headers.get("Authorization")))
        return {"value": "github-token"}
    world.entra_extra = {"/github": give}
    world.entra.federated = {"github-token": 9}
    settings = {"ACTIONS_ID_TOKEN_REQUEST_URL": world.url("login") + "/github?api-version=2.0",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "runner-token"}
    done = check(**settings)
    assert done.returncode == 0, done.stderr
    assert seen[0] == ("GET", "api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange", "Bearer runner-token")
    assert "runner-token" not in done.stdout + done.stderr
    world.entra_extra = {}
    done = check(**settings)
    assert (done.returncode, "id-token: write" in done.stderr) == (6, True)
    done = check(**{**settings, "ACTIONS_ID_TOKEN_REQUEST_URL": "http://plain.example/"})
    assert (done.returncode, "VLT005" in done.stderr) == (2, True)


def test_azure_devops(world, check):
    seen = []

    def give(request):
        seen.append((request.method, request.query, request.headers.get("Content-Length")))
        return {"oidcToken": "devops-token"}
    world.entra_extra = {"/devops": give}
    world.entra.federated = {"devops-token": 9}
    done = check(SYSTEM_OIDCREQUESTURI=world.url("login") + "/devops", SYSTEM_ACCESSTOKEN="job-token",
                 AZURESUBSCRIPTION_SERVICE_CONNECTION_ID="connection 1")
    assert done.returncode == 0, done.stderr
    assert seen[0] == ("POST", "api-version=7.1&serviceConnectionId=connection%201", "0")
    done = check(SYSTEM_OIDCREQUESTURI=world.url("login") + "/devops", SYSTEM_ACCESSTOKEN="job-token")
    assert (done.returncode, "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID is not set" in done.stderr) == (2, True)


@pytest.fixture
def machine(world):
    """The token service of a machine, on plain HTTP."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, dict(self.headers)))
            right = self.headers.get("Metadata") == "true" or self.headers.get("X-IDENTITY-HEADER") == "header-secret"
            token = world.entra.issue("managed")
            token["expires_in"] = str(token["expires_in"])
            body = json.dumps(token).encode() if right else b"{}"
            self.send_response(200 if right else 400)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", seen
    server.shutdown()


def test_managed_identity_of_a_machine_and_of_app_service(world, check, machine):
    address, seen = machine
    done = check("--auth", "managed-identity", AZURE_POD_IDENTITY_AUTHORITY_HOST=address, https_proxy="http://127.0.0.1:1",
                 http_proxy="http://127.0.0.1:1", no_proxy=".localhost")
    assert done.returncode == 0, done.stderr
    path, headers = seen[0]
    assert path.startswith("/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.localhost")
    assert f"client_id={world.entra.client}" in path
    assert headers["Metadata"] == "true"
    done = check(IDENTITY_ENDPOINT=address + "/msi/token", IDENTITY_HEADER="header-secret")
    assert done.returncode == 0, done.stderr
    assert "api-version=2019-08-01" in seen[-1][0]
    done = check(IDENTITY_ENDPOINT=address + "/msi/token", IDENTITY_HEADER="wrong")
    assert (done.returncode, "VLT003" in done.stderr) == (6, True)
    done = check(IDENTITY_ENDPOINT="http://elsewhere.example/token", IDENTITY_HEADER="header-secret")
    assert (done.returncode, "VLT005" in done.stderr) == (2, True)


def test_device_code(world, check):
    world.entra.device_replies = ["authorization_pending", ""]
    done = check("--auth", "device")
    assert done.returncode == 0, done.stderr
    assert "ABCD-EFGH" in done.stderr and "https://login.example/device" in done.stderr
    world.entra.device_replies = ["authorization_declined"]
    assert check("--auth", "device").returncode == 6


def test_the_order_and_the_choice(world, check, client):
    both = {"AZURE_CLIENT_SECRET": world.entra.secret, "AZURE_CLIENT_CERTIFICATE_PATH": client["pem"]}
    assert check(**both).returncode == 0
    assert world.entra.grants == ["secret"]
    assert check("--auth", "certificate", **both).returncode == 0
    assert world.entra.grants == ["secret", "certificate"]
    done = check("--auth", "nonsense", **both)
    assert (done.returncode, "VLT002" in done.stderr, "managed-identity" in done.stderr) == (2, True, True)
    done = check()
    assert (done.returncode, "VLT002" in done.stderr) == (2, True)


@pytest.mark.parametrize("settings", [
    {"AZURE_AUTHORITY_HOST": "http://login.example"}, {"AZURE_AUTHORITY_HOST": "https://login.example/path"},
    {"AZURE_AUTHORITY_HOST": "https://login.example", "APIPACK_GRAPH_ENDPOINT": None},
    {"APIPACK_GRAPH_ENDPOINT": "http://graph.example"}, {"AZURE_TENANT_ID": "a/../b"}, {"AZURE_CLIENT_ID": None}])
def test_settings_that_are_not_right(world, check, settings):
    done = check(AZURE_CLIENT_SECRET="x", **settings)
    assert (done.returncode, "VLT005" in done.stderr) == (2, True)
    assert world.requests == []


def test_a_busy_sign_in_and_a_token_that_graph_does_not_take(world, check):
    world.faults.add(Fault("503", "reply", host=LOGIN, method="POST", status=503, headers={"Retry-After": "1"}))
    assert check(AZURE_CLIENT_SECRET=world.entra.secret).returncode == 0
    world.faults.add(Fault("claims", "reply", host=GRAPH, method="GET", status=401, times=2, code="InvalidAuthenticationToken",
                           headers={"WWW-Authenticate": 'Bearer claims="e30="'}))
    done = check(AZURE_CLIENT_SECRET=world.entra.secret)
    assert (done.returncode, "conditional access" in done.stderr) == (6, True)


def test_a_sign_in_that_gives_no_token(world, check):
    world.faults.add(Fault("empty", "reply", host=LOGIN, method="POST", status=200))
    done = check(AZURE_CLIENT_SECRET=world.entra.secret)
    assert (done.returncode, "VLT015" in done.stderr) == (6, True)


def test_nothing_is_written_but_the_journal_and_the_receipt(apipack, world, packs):
    pack = packs["small"]
    done = run(apipack, world, "upload", pack, "--to", URL, "-v", cwd=pack.parent)
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in pack.parent.iterdir()) == ["pack.zip", "pack.zip.upload-receipt.json"]
    assert "POST " + world.url("login") in done.stderr


@pytest.mark.parametrize("document,words", [
    ({}, "gave no token"), ("<html>", "gave no token"), ({"access_token": "a b"}, "no usable token"),
    ({"access_token": "a\r\nX-Other: 1"}, "no usable token"), ({"access_token": "\u00e4"}, "no usable token")])
def test_an_answer_without_a_token_that_can_be_sent(apipack, world, packs, document, words):
    world.faults.add(Fault("odd", "reply", host=LOGIN, method="POST", path="token", status=200, document=document))
    done = run(apipack, world, "upload", packs["small"], "--to", URL, cwd=packs["small"].parent)
    assert world.faults.left() == []
    assert done.returncode == 6 and "VLT015" in done.stderr and words in done.stderr


@pytest.mark.parametrize("where", ["https://other.example/x", "http://127.0.0.1:1/x", "file:///etc/passwd", "/v1.0/me"])
def test_graph_is_not_followed_elsewhere(apipack, world, packs, where):
    world.faults.add(Fault("elsewhere", "reply", host=GRAPH, method="GET", path="sites", status=302, headers={"Location": where}))
    done = run(apipack, world, "upload", packs["small"], "--to", URL, cwd=packs["small"].parent)
    assert done.returncode == 6 and "VLT015" in done.stderr and "302 and sends us elsewhere" in done.stderr
