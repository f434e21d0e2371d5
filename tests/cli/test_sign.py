"""Signatures and time stamps: made by build and sign, checked by verify, refused where they must be.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import os
import shutil
import stat
import struct
import subprocess
import zipfile
import zlib

import pytest
from authority import Authority, issue, make_ca, openssl
from conftest import STANDARD, TICKET, Workspace, control, runner
from rawzip import put_together, take_apart

pytestmark = pytest.mark.threads

SIGNING = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage="
DOCUMENTS = SIGNING + "1.3.6.1.5.5.7.3.36\n"
LIST = "tagmanifest-sha256.txt"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """A CA, a signer that it issued, and a time stamp authority."""
    folder = tmp_path_factory.mktemp("keys")
    make_ca(folder)
    issue(folder, "doc", DOCUMENTS)
    issue(folder, "rsa", DOCUMENTS, key=("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"))
    authority = Authority(folder)
    yield folder, authority
    authority.close()


@pytest.fixture
def folder(keys):
    keys[1].answer = None
    keys[1].requests.clear()
    return keys[0]


@pytest.fixture
def authority(keys, folder):
    return keys[1]


@pytest.fixture(scope="module")
def made(apipack, tmp_path_factory):
    path = tmp_path_factory.mktemp("made")
    run = runner(apipack, path)
    ws = Workspace(path / "ws", run, [control(requires=[STANDARD, TICKET])])
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", "# Standard\n" + "Clients authenticate with OAuth.\n" * 40, approved=True)
    ws.run("build", "-o", path / "pack.zip")
    return path


@pytest.fixture
def pack(made, tmp_path):
    return shutil.copy(made / "pack.zip", tmp_path / "pack.zip")


def names(path):
    return [name.split("/", 1)[1] for name in zipfile.ZipFile(path).namelist()]


def member(path, name):
    with zipfile.ZipFile(path) as archive:
        (full,) = [n for n in archive.namelist() if n.split("/", 1)[1] == name]
        return archive.read(full)


def layer(result, name):
    (found,) = [x for x in result.json["layers"] if x["layer"] == name]
    return found


def edit(path, name, change):
    """The content of one entry changed, stored, with its checksum and sizes put right."""
    entries = take_apart(path)
    for one in entries:
        if one.name.decode().endswith("/" + name):
            data = change(member(path, name))
            one.data, one.method, one.needed = data, 0, 10
            one.crc, one.size = zlib.crc32(data), len(data)
    return entries


# --- keys -----------------------------------------------------------------------------------------------


def test_keygen(run, tmp_path):
    made = run("keygen", "ann", "--name", "Ann Example", "--days", "30")
    assert made.code == 0, made.err
    assert stat.S_IMODE(os.stat(tmp_path / "ann.key").st_mode) == 0o600
    shown = openssl("x509", "-in", tmp_path / "ann.pem", "-noout", "-subject", "-fingerprint", "-sha256").decode()
    assert "CN = Ann Example" in shown
    printed = made.out.split("fingerprint: ")[1].strip()
    assert shown.split("Fingerprint=")[1].strip().replace(":", "").lower() == printed
    again = run("keygen", "ann")
    assert again.code == 2 and "CLI007" in again.err and "never overwritten" in again.err
    for words in (["--name", ""], ["--name", "x" * 65], ["--name", "two\nlines"], ["--name", "\x1b[31mred"], ["--days", "0"], ["--days", "x"]):
        assert run("keygen", "other", *words).code == 2
    assert not (tmp_path / "other.key").exists()
    assert run("keygen", "no/such/folder").code == 5


def test_sign_with_a_new_key(run, pack, tmp_path):
    before = take_apart(pack)
    run("keygen", "ann", "--name", "Ann Example")
    signed = run("sign", pack, "--sign", "ann.key", "--cert", "ann.pem")
    assert (signed.code, signed.err) == (0, ""), signed.err
    assert f"added: {LIST}.p7s" in signed.out
    after = take_apart(pack)
    assert [(e.name, e.data) for e in after[:-1]] == [(e.name, e.data) for e in before]
    assert names(pack)[-1] == f"{LIST}.p7s"
    unknown = run("verify", pack)
    assert unknown.code == 0 and "VFY034" in unknown.err and "not known to you" in unknown.out
    pinned = run("verify", pack, "--signer", "ann.pem")
    assert (pinned.code, pinned.err) == (0, "")
    assert "the signer that you named" in " ".join(pinned.out.split())
    data = run("verify", pack, "--signer", "ann.pem", "--format", "json")
    (signature,) = data.json["signatures"]
    assert signature["kind"] == "CMS" and signature["is_named"] and signature["signer"] == "CN = Ann Example"
    assert layer(data, "signature")["state"] == "ok"
    run("keygen", "bob", "--name", "Bob")
    wrong = run("verify", pack, "--signer", "bob.pem")
    assert wrong.code == 3 and "VFY032" in wrong.err
    assert "Nothing is proved" in wrong.out


def test_build_signs_and_is_the_same_but_for_the_last_entry(run, made, tmp_path, folder):
    for i in (1, 2):
        built = run("-C", made / "ws", "build", "-o", tmp_path / f"{i}.zip", "--sign", folder / "rsa.key", "--cert", folder / "rsa.pem")
        assert built.code in (0, 1), built.err
    plain = take_apart(made / "pack.zip")
    signed = take_apart(tmp_path / "1.zip")
    assert [(e.name, e.data) for e in signed[:-1]] == [(e.name, e.data) for e in plain]
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes(), "RSA signatures hold no clock and no chance"
    checked = run("verify", tmp_path / "1.zip", "--ca", folder / "ca.pem")
    assert (checked.code, checked.err) == (0, "")
    assert "your CA vouches for the name" in " ".join(checked.out.split())


def test_pkcs12_and_encrypted_keys(run, pack, folder, tmp_path):
    (tmp_path / "words").write_text("correct horse\n")
    openssl("pkcs12", "-export", "-inkey", folder / "doc.key", "-in", folder / "doc.pem", "-certfile", folder / "ca.pem",
            "-passout", "pass:correct horse", "-out", tmp_path / "doc.p12")
    openssl("pkcs8", "-topk8", "-in", folder / "doc.key", "-passout", "pass:correct horse", "-out", tmp_path / "doc.enc")
    keys = [[tmp_path / "doc.p12"], [tmp_path / "doc.enc", "--cert", folder / "doc.pem"]]
    for words in keys:
        for how in ({"words": ["--passphrase-file", "words"]}, {"env": {"APIPACK_PASSPHRASE": "correct horse"}}):
            signed = run("sign", pack, "--sign", *words, *how.get("words", []), "-o", "out.zip", env=how.get("env"))
            assert signed.code == 0, signed.err
            assert run("verify", "out.zip", "--signer", folder / "doc.pem").code == 0
        missing = run("sign", pack, "--sign", *words, "-o", "no.zip")
        assert missing.code == 2 and "PCK007" in missing.err
        wrong = run("sign", pack, "--sign", *words, "-o", "no.zip", env={"APIPACK_PASSPHRASE": "battery"})
        assert wrong.code == 2 and "PCK004" in wrong.err and "battery" not in wrong.err
    empty = run("sign", pack, "--sign", tmp_path / "doc.p12", "-o", "no.zip", env={"APIPACK_PASSPHRASE": ""})
    assert empty.code == 2 and "PCK007" in empty.err
    assert not (tmp_path / "no.zip").exists()


@pytest.mark.parametrize("what, words", [
    ("ed25519", "Ed25519"), ("other certificate", "not that of the key"), ("no certificate", "--cert"), ("garbage", "no private key"),
    ("expired", "expired"), ("server", "extended key usage"), ("encipherment", "key usage"), ("weak", "too weak"), ("absent", "cannot be read"),
])
def test_keys_that_cannot_sign(run, pack, folder, tmp_path, what, words):
    key, cert = folder / "doc.key", folder / "doc.pem"
    if what == "ed25519":
        key, cert = issue(folder, "ed", DOCUMENTS, key=("-algorithm", "ED25519"))
    elif what == "other certificate":
        cert = folder / "rsa.pem"
    elif what == "no certificate":
        cert = None
    elif what == "garbage":
        key = tmp_path / "garbage"
        key.write_bytes(os.urandom(2000))
    elif what == "expired":
        openssl("x509", "-req", "-in", folder / "doc.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-days", "-1",
                "-out", tmp_path / "old.pem")
        cert = tmp_path / "old.pem"
    elif what == "server":
        key, cert = issue(folder, "server", SIGNING + "serverAuth\n")
    elif what == "encipherment":
        key, cert = issue(folder, "cipher", "keyUsage=critical,keyEncipherment\n")
    elif what == "weak":
        key, cert = issue(folder, "weak", DOCUMENTS, key=("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"))
    elif what == "absent":
        key = tmp_path / "nothing"
    before = open(pack, "rb").read()
    result = run("sign", pack, "--sign", key, *(["--cert", cert] if cert else []))
    assert result.code == 2 and "PCK004" in result.err and words in result.err, result.err
    assert open(pack, "rb").read() == before


def test_only_whole_packs_are_signed_and_once(run, pack, folder, tmp_path):
    sign = ["--sign", folder / "doc.key", "--cert", folder / "doc.pem"]
    assert run("sign", pack).code == 2
    assert run("sign", tmp_path / "none.zip", *sign).code == 2
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path / "out")
    assert "PCK006" in run("sign", tmp_path / "out", *sign).err
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(put_together(edit(pack, "bag-info.txt", lambda b: b + b"X: y\n")))
    result = run("sign", damaged, *sign)
    assert result.code == 3 and "PCK006" in result.err
    subprocess.run(["zip", "-q", "-r", tmp_path / "again.zip", "."], cwd=tmp_path / "out", check=True)
    result = run("sign", tmp_path / "again.zip", *sign)
    assert result.code == 3 and "another program" in result.err
    assert run("sign", pack, *sign).code == 0
    first = open(pack, "rb").read()
    twice = run("sign", pack, *sign)
    assert twice.code == 2 and "PCK005" in twice.err
    assert open(pack, "rb").read() == first
    assert run("sign", pack, "--key", folder / "rsa.key", "--cert", folder / "rsa.pem", "--replace").code == 0
    assert run("verify", pack, "--signer", folder / "rsa.pem").code == 0
    assert names(pack).count(f"{LIST}.p7s") == 1
    assert run("sign", pack, "-o", "no/such/folder.zip", *sign, "--replace").code == 5


# --- what verify refuses --------------------------------------------------------------------------------


def test_every_changed_byte_of_a_signature_is_seen(run, pack, folder, tmp_path):
    run("sign", pack, "--sign", folder / "doc.key", "--cert", folder / "doc.pem")
    size = len(member(pack, f"{LIST}.p7s"))
    for at in [*range(0, size, 61), size - 1]:
        bad = tmp_path / "bad.zip"
        bad.write_bytes(put_together(edit(pack, f"{LIST}.p7s", lambda b: b[:at] + bytes([b[at] ^ 4]) + b[at + 1:])))
        result = run("verify", bad, "--ca", folder / "ca.pem")
        assert result.code == 3, at
        assert "VFY031" in result.err or "VFY033" in result.err, result.err


@pytest.mark.parametrize("change", [lambda b: b"", lambda b: b[:-1], lambda b: b + b"\0", lambda b: b"-----BEGIN CMS-----", lambda b: b * 2000],
                         ids=["empty", "cut", "longer", "text", "large"])
def test_broken_signatures(run, pack, folder, tmp_path, change):
    run("sign", pack, "--sign", folder / "doc.key", "--cert", folder / "doc.pem")
    bad = tmp_path / "bad.zip"
    bad.write_bytes(put_together(edit(pack, f"{LIST}.p7s", change)))
    result = run("verify", bad)
    assert result.code == 3 and "VFY031" in result.err


def signed_by_openssl(pack, folder, stem, extensions, tmp_path, days=3650):
    """The pack with a signature that apipack itself would not make."""
    key, cert = issue(folder, stem, extensions, days=days)
    (tmp_path / "list").write_bytes(member(pack, LIST))
    run_signed = tmp_path / f"{stem}.zip"
    der = openssl("cms", "-sign", "-binary", "-noattr", "-in", tmp_path / "list", "-signer", cert, "-inkey", key,
                  "-md", "sha256", "-outform", "DER")
    run_signed.write_bytes(put_together(edit(pack, f"{LIST}.p7s", lambda _: der)))
    return run_signed


@pytest.mark.parametrize("stem,extensions,words", [
    ("tls", SIGNING + "serverAuth\n", "extended key usage"), ("locks", "keyUsage=critical,keyEncipherment\n", "key usage")])
def test_a_certificate_that_may_not_sign_is_refused_whoever_asks(run, pack, folder, tmp_path, stem, extensions, words):
    run("sign", pack, "--sign", folder / "doc.key", "--cert", folder / "doc.pem")
    bad = signed_by_openssl(pack, folder, stem, extensions, tmp_path)
    for trust in ([], ["--ca", folder / "ca.pem"], ["--signer", folder / f"{stem}.pem"]):
        result = run("verify", bad, *trust)
        assert result.code == 3 and "VFY033" in result.err and words in result.err


def test_an_expired_certificate_is_told_and_refused_where_trust_is_asked_for(run, pack, folder, tmp_path):
    run("sign", pack, "--sign", folder / "doc.key", "--cert", folder / "doc.pem")
    old = signed_by_openssl(pack, folder, "old", DOCUMENTS, tmp_path, days=-1)
    result = run("verify", old)
    assert result.code == 0 and "signed by CN = old; the certificate has expired" in result.err
    assert "not known to you, and the certificate has expired" in " ".join(result.out.split())
    for trust in (["--ca", folder / "ca.pem"], ["--signer", folder / "old.pem"]):
        result = run("verify", old, *trust)
        assert result.code == 3 and "VFY033" in result.err and "certificate has expired" in result.err


def test_a_signature_of_another_pack(run, made, pack, folder, tmp_path):
    run("sign", pack, "--sign", folder / "doc.key", "--cert", folder / "doc.pem")
    other = tmp_path / "other.zip"
    run("-C", made / "ws", "build", "-o", other, "--audience", "internal", "--sign", folder / "doc.key", "--cert", folder / "doc.pem")
    foreign = member(other, f"{LIST}.p7s")
    bad = tmp_path / "bad.zip"
    bad.write_bytes(put_together(edit(pack, f"{LIST}.p7s", lambda _: foreign)))
    result = run("verify", bad, "--signer", folder / "doc.pem")
    assert result.code == 3 and "not a signature over these bytes" in result.err


def test_trust_that_is_asked_for_must_be_there(run, pack, folder, tmp_path):
    for words in (["--signer", folder / "doc.pem"], ["--ca", folder / "ca.pem"]):
        result = run("verify", pack, *words)
        assert result.code == 3 and "VFY032" in result.err
    run("sign", pack, "--sign", folder / "doc.key", "--cert", folder / "doc.pem")
    other = tmp_path / "elsewhere"
    other.mkdir()
    make_ca(other, "Other CA")
    result = run("verify", pack, "--ca", other / "ca.pem")
    assert result.code == 3 and "VFY033" in result.err
    for option in ("--signer", "--ca"):
        for name, content in (("nothing", None), ("garbage", "garbage"), ("empty", "")):
            if content is not None:
                (tmp_path / name).write_text(content)
            result = run("verify", pack, option, tmp_path / name)
            assert result.code == 2 and "VFY038" in result.err, (option, name)
    assert run("verify", "--bag", pack, "--signer", folder / "doc.pem").code == 2


# --- SSH ------------------------------------------------------------------------------------------------


def ssh_key(path, *words):
    subprocess.run(["ssh-keygen", "-q", "-N", "", "-C", "", *words, "-f", path], check=True)
    return path


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
class TestSsh:
    def test_a_weak_key_is_named_as_the_cause(self, run, pack, tmp_path):
        key = ssh_key(tmp_path / "key", "-t", "rsa", "-b", "2048")
        assert run("sign", pack, "--ssh-key", key).code == 0
        weak = ssh_key(tmp_path / "weak", "-t", "rsa", "-b", "1024")
        signed = subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", weak, "-n", "apipack"], input=member(pack, LIST),
                                capture_output=True, check=True).stdout
        bad = tmp_path / "bad.zip"
        bad.write_bytes(put_together(edit(pack, f"{LIST}.sig", lambda _: signed)))
        result = run("verify", bad)
        assert result.code == 3 and "RSA needs 2048 bits" in result.err

    @pytest.mark.parametrize("words", [["-t", "ed25519"], ["-t", "ecdsa"], ["-t", "ecdsa", "-b", "384"], ["-t", "ecdsa", "-b", "521"],
                                       ["-t", "rsa", "-b", "2048"]], ids=lambda w: "-".join(w[1::2]))
    def test_kinds_of_keys(self, run, pack, tmp_path, words):
        key = ssh_key(tmp_path / "key", *words)
        assert run("sign", pack, "--ssh-key", key).code == 0
        assert "VFY034" in run("verify", pack).err
        pinned = run("verify", pack, "--signer", f"{key}.pub")
        assert (pinned.code, pinned.err) == (0, "")
        other = ssh_key(tmp_path / "other", *words)
        result = run("verify", pack, "--signer", f"{other}.pub")
        assert result.code == 3 and "VFY032" in result.err

    def test_allowed_signers(self, run, pack, tmp_path):
        key = ssh_key(tmp_path / "key", "-t", "ed25519")
        run("sign", pack, "--ssh-key", key)
        public = open(f"{key}.pub").read().strip()
        for line, code in ((f"ann@acme.example {public}", 0), (f'ann@acme.example namespaces="git,apipack" {public}', 0),
                           (f'ann@acme.example namespaces="git" {public}', 2), (f"# {public}", 2),
                           (f'ann@acme.example cert-authority {public}', 2)):
            (tmp_path / "allowed").write_text(f"# who may sign\n\n{line}\n")
            result = run("verify", pack, "--signer", "allowed")
            assert result.code == code, (line, result.err)
            if code == 0:
                assert "ann@acme.example" in result.out

    def test_changed_bytes_and_the_wrong_namespace(self, run, pack, tmp_path):
        key = ssh_key(tmp_path / "key", "-t", "ed25519")
        run("sign", pack, "--ssh-key", key)
        (tmp_path / "list").write_bytes(member(pack, LIST))
        subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "git", tmp_path / "list"], check=True)
        foreign = (tmp_path / "list.sig").read_bytes()
        changes = [lambda b: foreign, lambda b: b"", lambda b: b[:-40], lambda b: b.replace(b"U1NIU0lH", b"U1NIU0lI"), lambda b: b.upper()]
        text = member(pack, f"{LIST}.sig")
        at = len(text) - 60
        changes.append(lambda b: b[:at] + bytes([b[at] ^ 1]) + b[at + 1:])
        for change in changes:
            bad = tmp_path / "bad.zip"
            bad.write_bytes(put_together(edit(pack, f"{LIST}.sig", change)))
            result = run("verify", bad, "--signer", f"{key}.pub")
            assert result.code == 3 and "VFY031" in result.err, result.err

    def test_a_key_that_ssh_keygen_refuses(self, run, pack, tmp_path):
        before = open(pack, "rb").read()
        result = run("sign", pack, "--ssh-key", "none")
        assert result.code == 5 and "PCK008" in result.err
        empty = tmp_path / "bin"
        empty.mkdir()
        result = run("sign", pack, "--ssh-key", "none", env={"PATH": str(empty)})
        assert "there is no ssh-keygen" in result.err and result.code in (2, 5)
        assert run("sign", pack, "--ssh-key", "").code == 2
        assert open(pack, "rb").read() == before

    def test_an_agent_holds_the_key(self, run, pack, tmp_path):
        key = ssh_key(tmp_path / "key", "-t", "ed25519")
        sock = tmp_path / "agent.sock"
        agent = subprocess.Popen(["ssh-agent", "-D", "-a", sock], stdout=subprocess.DEVNULL)
        try:
            for _ in range(100):
                if subprocess.run(["ssh-add", "-q", key], env={**os.environ, "SSH_AUTH_SOCK": str(sock)}, capture_output=True).returncode == 0:
                    break
            os.remove(key)
            result = run("sign", pack, "--ssh-key", f"{key}.pub", env={"SSH_AUTH_SOCK": str(sock)})
            assert result.code == 0, result.err
        finally:
            agent.terminate()
            agent.wait()
        assert run("verify", pack, "--signer", f"{key}.pub").code == 0

    def test_both_kinds_in_one_pack(self, run, pack, folder, tmp_path):
        key = ssh_key(tmp_path / "key", "-t", "ed25519")
        assert run("sign", pack, "--ssh-key", key, "--sign", folder / "doc.key", "--cert", folder / "doc.pem").code == 0
        assert names(pack)[-2:] == [f"{LIST}.p7s", f"{LIST}.sig"]
        assert run("verify", pack, "--signer", folder / "doc.pem").code == 0
        assert run("verify", pack, "--signer", f"{key}.pub").code == 0


def test_a_kind_of_key_that_is_not_checked_here(run, pack, tmp_path):
    """A kind of later years: only a later ssh-keygen can check it."""
    def text(*parts):
        return b"".join(struct.pack(">I", len(p)) + p for p in parts)

    key = text(b"sk-ssh-later@openssh.com", b"\1" * 32, b"ssh:")
    blob = b"SSHSIG" + struct.pack(">I", 1) + text(key, b"apipack", b"", b"sha512", text(b"sk-ssh-later@openssh.com", b"\2" * 64))
    armored = base64.b64encode(blob).decode()
    lines = "\n".join(armored[i:i + 70] for i in range(0, len(armored), 70))
    content = f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n".encode()
    if not shutil.which("ssh-keygen"):
        pytest.skip("ssh-keygen is not installed")
    run("sign", pack, "--ssh-key", ssh_key(tmp_path / "key", "-t", "ed25519"))
    other = tmp_path / "other.zip"
    other.write_bytes(put_together(edit(pack, f"{LIST}.sig", lambda _: content)))
    result = run("verify", other)
    assert "VFY029" in result.err and "sk-ssh-later" in result.err
    assert "was not checked" in " ".join(result.out.split())
    (tmp_path / "sk.pub").write_text("sk-ssh-later@openssh.com " + base64.b64encode(key).decode())
    assert run("verify", other, "--signer", "sk.pub").code == 3


# --- time -----------------------------------------------------------------------------------------------


def test_stamp_over_a_signature(run, made, folder, authority, tmp_path):
    pack = tmp_path / "pack.zip"
    built = run("-C", made / "ws", "build", "-o", pack, "--sign", folder / "doc.key", "--cert", folder / "doc.pem", "--timestamp", authority.url,
                "--ca", folder / "ca.pem")
    assert built.code in (0, 1), built.err
    ((kind, query),) = authority.requests
    assert kind == "application/timestamp-query" and len(query) < 100
    assert names(pack)[-2:] == [f"{LIST}.p7s", f"{LIST}.tsr"]
    known = run("verify", pack, "--ca", folder / "ca.pem", "--format", "json")
    assert (known.code, known.err) == (0, "")
    stamp = known.json["timestamp"]
    assert stamp["over"] == f"{LIST}.p7s" and stamp["holds"] and stamp["is_issued"] and stamp["policy"] == "1.2.3.4.1"
    assert any("it is not younger than" in words for words in known.json["proved"])
    unknown = run("verify", pack)
    assert unknown.code == 0 and "VFY036" in unknown.err
    other = tmp_path / "elsewhere"
    other.mkdir()
    make_ca(other)
    wrong = run("verify", pack, "--signer", folder / "doc.pem", "--ca", other / "ca.pem")
    assert wrong.code == 3 and "VFY037" in wrong.err


def test_stamp_over_an_unsigned_pack_then_a_signature(run, pack, folder, authority):
    assert run("sign", pack, "--timestamp", authority.url).code == 0
    stamped = run("verify", pack, "--ca", folder / "ca.pem", "--format", "json")
    assert stamped.code == 0, stamped.err
    assert stamped.json["timestamp"]["over"] == LIST
    assert "PCK005" in run("sign", pack, "--timestamp", authority.url).err
    assert run("sign", pack, "--timestamp", authority.url, "--replace").code == 0
    assert run("sign", pack, "--sign", folder / "doc.key", "--cert", folder / "doc.pem").code == 0
    both = run("verify", pack, "--ca", folder / "ca.pem", "--format", "json")
    assert both.code == 0 and both.json["timestamp"]["over"] == LIST


def test_a_replaced_signature_takes_its_stamp_along(run, pack, folder, authority):
    sign = ["--sign", folder / "doc.key", "--cert", folder / "doc.pem"]
    assert run("sign", pack, *sign, "--timestamp", authority.url).code == 0
    assert run("sign", pack, *sign, "--replace").code == 0
    assert f"{LIST}.tsr" not in names(pack)


@pytest.mark.parametrize("answer, code, finding, words", [
    ((500, "text/plain", b"no"), 7, "PCK010", "status 500"),
    ((429, "text/plain", b"no"), 7, "PCK010", "status 429"),
    ((403, "text/plain", b"no"), 6, "PCK009", "status 403"),
    ((302, "text/plain", b""), 6, "PCK009", "status 302"),
    ((200, "text/html", b"<html>"), 6, "PCK009", "text/html"),
    ((200, "application/timestamp-reply", b""), 6, "PCK009", "does not hold"),
    ((200, "application/timestamp-reply", b"\x30\x05\x30\x03\x02\x01\x02"), 6, "PCK009", "did not grant"),
    ((200, "application/timestamp-reply", b"x" * (2 << 20)), 6, "PCK009", ""),
    (lambda body: body + b"\0", 6, "PCK009", "belong to no reply"),
    (lambda body: body[:-9] + bytes([body[-9] ^ 1]) + body[-8:], 6, "PCK009", "signature"),
])
def test_authorities_that_fail(run, pack, folder, authority, answer, code, finding, words):
    before = open(pack, "rb").read()
    authority.answer = answer
    result = run("sign", pack, "--timestamp", authority.url)
    assert result.code == code and finding in result.err and words in result.err, result.err
    assert open(pack, "rb").read() == before


def test_a_stamp_for_somebody_else(run, pack, folder, authority, tmp_path):
    """The answer to another request: nonce and imprint differ."""
    (tmp_path / "other").write_text("something else")
    openssl("ts", "-query", "-data", tmp_path / "other", "-sha256", "-cert", "-out", tmp_path / "q")
    _, _, other = authority.reply((tmp_path / "q").read_bytes())
    authority.answer = (200, "application/timestamp-reply", other)
    result = run("sign", pack, "--timestamp", authority.url)
    assert result.code == 6 and "over other bytes" in result.err
    openssl("ts", "-query", "-digest", hashlib.sha256(member(pack, LIST)).hexdigest(), "-sha256", "-cert", "-out", tmp_path / "q")
    authority.answer = None
    _, _, replayed = authority.reply((tmp_path / "q").read_bytes())
    authority.answer = (200, "application/timestamp-reply", replayed)
    result = run("sign", pack, "--timestamp", authority.url)
    assert result.code == 6 and "nonce" in result.err


def test_an_authority_that_may_not_stamp_and_one_that_is_not_there(run, made, pack, folder, tmp_path):
    other = tmp_path / "elsewhere"
    other.mkdir()
    make_ca(other)
    wrong_ca = run("sign", pack, "--timestamp", "http://127.0.0.1:9/", "--ca", other / "ca.pem")
    assert wrong_ca.code == 7 and "PCK010" in wrong_ca.err
    assert run("sign", pack, "--timestamp", "ftp://x").code == 2
    assert run("sign", pack, "--timestamp", "https://x", "--cacert", "none").code in (2, 5, 6)
    failed = run("-C", made / "ws", "build", "-o", "never.zip", "--timestamp", "http://127.0.0.1:9/")
    assert failed.code == 7
    assert not (tmp_path / "never.zip").exists()


def test_the_authority_must_be_one_of_the_ca(run, pack, authority, tmp_path):
    other = tmp_path / "elsewhere"
    other.mkdir()
    make_ca(other)
    result = run("sign", pack, "--timestamp", authority.url, "--ca", other / "ca.pem")
    assert result.code == 6 and "PCK009" in result.err


def test_broken_stamps_in_a_pack(run, pack, folder, authority, tmp_path):
    run("sign", pack, "--timestamp", authority.url)
    for change in (lambda b: b"", lambda b: b[:-1], lambda b: b[:-9] + bytes([b[-9] ^ 1]) + b[-8:]):
        bad = tmp_path / "bad.zip"
        bad.write_bytes(put_together(edit(pack, f"{LIST}.tsr", change)))
        result = run("verify", bad)
        assert result.code == 3 and "VFY035" in result.err, result.err


@pytest.mark.parametrize("address", ["http://me:s3cr3t-word@127.0.0.1:1/tsa", "ftp://me:s3cr3t-word@127.0.0.1/tsa"])
def test_a_password_in_the_address_of_an_authority_is_not_shown(workspace, tmp_path, address):
    done = workspace().run("build", "-o", tmp_path / "p.zip", "--timestamp", address)
    assert done.code in (2, 5, 6, 7) and "127.0.0.1" in done.err and "s3cr3t" not in done.out + done.err
