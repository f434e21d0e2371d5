"""Signatures by security keys: checked as ssh-keygen checks them, and only where somebody touched the key.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import base64
import dataclasses
import shutil
import struct
import subprocess
import zipfile
import zlib

import pytest
from authority import openssl
from conftest import STANDARD, Workspace, control, runner
from rawzip import put_together, take_apart
from security_key import ECDSA, ED25519, TOUCHED, VERIFIED, SecurityKey, armor, text

LIST = "tagmanifest-sha256.txt"
pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")


@pytest.fixture(scope="module")
def signed(apipack, tmp_path_factory):
    """A pack with an SSH signature, whose bytes the tests replace: its entries, and the list that is signed."""
    path = tmp_path_factory.mktemp("signed")
    run = runner(apipack, path)
    ws = Workspace(path / "ws", run, [control(requires=[STANDARD])])
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", "# Standard\n" + "Clients authenticate with OAuth.\n" * 10, approved=True)
    subprocess.run(["ssh-keygen", "-q", "-N", "", "-C", "", "-t", "ed25519", "-f", path / "soft"], check=True)
    built = run("-C", ws.path, "build", "-o", path / "pack.zip", "--ssh-key", path / "soft")
    assert built.returncode in (0, 1), built.stderr
    with zipfile.ZipFile(path / "pack.zip") as archive:
        content = next(archive.read(n) for n in archive.namelist() if n.endswith("/" + LIST))
    return take_apart(path / "pack.zip"), content


@pytest.fixture(params=[ED25519, ECDSA])
def key(request, tmp_path):
    key = SecurityKey(tmp_path / "token", request.param)
    (tmp_path / "token.pub").write_text(key.line + "\n")
    return key


def verify(run, signed, signature, tmp_path, *words):
    *others, old = signed[0]
    assert old.name.endswith(b".sig")
    new = dataclasses.replace(old, data=signature, method=0, needed=10, crc=zlib.crc32(signature), size=len(signature))
    pack = tmp_path / "pack.zip"
    pack.write_bytes(put_together([*others, new]))
    return run("verify", pack, *words)


def ssh_keygen(key, content, signature, tmp_path):
    """The judge: 0 when `ssh-keygen -Y verify` takes the signature."""
    (tmp_path / "allowed").write_text(f'auditor namespaces="apipack" {key.line}\n')
    (tmp_path / "sig").write_bytes(signature)
    return subprocess.run(["ssh-keygen", "-Y", "verify", "-f", tmp_path / "allowed", "-I", "auditor", "-n", "apipack", "-s", tmp_path / "sig"],
                          input=content, capture_output=True, check=False).returncode


@pytest.mark.parametrize("how", [{}, {"digest": "sha256"}, {"flags": TOUCHED | VERIFIED, "counter": 0xFFFFFFFF}], ids=["sha512", "sha256", "pin"])
def test_what_ssh_keygen_takes_is_taken(run, signed, key, tmp_path, how):
    signature = key.sign(signed[1], **how)
    assert ssh_keygen(key, signed[1], signature, tmp_path) == 0
    good = verify(run, signed, signature, tmp_path, "--signer", "token.pub")
    assert (good.code, good.err) == (0, ""), good.err
    assert key.kind in good.out
    stranger = verify(run, signed, signature, tmp_path)
    assert stranger.code == 0 and "VFY034" in stranger.err
    other = SecurityKey(tmp_path / "other", key.kind)
    (tmp_path / "other.pub").write_text(other.line)
    assert verify(run, signed, signature, tmp_path, "--signer", "other.pub").code == 3


def test_another_application(run, signed, tmp_path):
    key = SecurityKey(tmp_path / "token", ED25519, b"ssh:work")
    (tmp_path / "token.pub").write_text(key.line)
    signature = key.sign(signed[1])
    assert ssh_keygen(key, signed[1], signature, tmp_path) == 0
    assert verify(run, signed, signature, tmp_path, "--signer", "token.pub").code == 0


BAD = {
    "made without touch": ({"flags": 0}, "the security key signed without being touched"),
    "PIN without touch": ({"flags": VERIFIED}, "the security key signed without being touched"),
    "flags told otherwise": ({"flags": 0, "say": (TOUCHED, 7)}, "not a signature over these bytes"),
    "counter told otherwise": ({"say": (TOUCHED, 8)}, "not a signature over these bytes"),
    "for another application": ({"application": b"https://example.com"}, "not a signature over these bytes"),
    "in another namespace": ({"namespace": b"git"}, "its namespace is another"),
    "by MD5": ({"digest": "md5"}, "a digest other than SHA-256 and SHA-512"),
}


@pytest.mark.parametrize("name", BAD)
def test_signatures_that_do_not_hold(run, signed, key, tmp_path, name):
    how, words = BAD[name]
    result = verify(run, signed, key.sign(signed[1], **how), tmp_path, "--signer", "token.pub")
    assert result.code == 3 and "VFY031" in result.err and words in result.err, result.err


def test_over_other_bytes(run, signed, key, tmp_path):
    result = verify(run, signed, key.sign(signed[1] + b"\n"), tmp_path, "--signer", "token.pub")
    assert result.code == 3 and "not a signature over these bytes" in result.err


def blob_of(signature: bytes) -> bytes:
    return base64.b64decode(b"".join(signature.splitlines()[1:-1]))


def test_cuts_and_flipped_bits(run, signed, tmp_path):
    """No crash, and nothing holds: one process for each, so every third byte has its turn; the fuzz target `seals` does the rest."""
    key = SecurityKey(tmp_path / "token", ED25519)
    (tmp_path / "token.pub").write_text(key.line)
    blob = blob_of(key.sign(signed[1]))
    bad = [blob[:n] for n in range(0, len(blob), 17)]
    bad += [blob[:i] + bytes([blob[i] ^ 1 << i % 8]) + blob[i + 1:] for i in range(0, len(blob), 3)]
    bad += [blob + b"\0", blob[:-5], blob[:-5] + b"\0" * 6]
    for one in bad:
        result = verify(run, signed, armor(one), tmp_path, "--signer", "token.pub")
        assert result.code == 3, one.hex()


def test_the_words_of_a_token_are_none_of_a_plain_key(run, signed, tmp_path):
    """The same bytes of key and signature under the name of the other kind, both ways."""
    key = SecurityKey(tmp_path / "token", ED25519)
    plain = text(b"ssh-ed25519", openssl("pkey", "-in", key.path, "-pubout", "-outform", "DER")[-32:])
    fields = (b"apipack", b"", b"sha512")
    signature = blob_of(key.sign(signed[1]))[-(4 + len(ED25519) + 4 + 64 + 5):]
    raw = signature[-69:-5]
    for blob, made in ((plain, text(b"ssh-ed25519", raw)), (plain, signature), (key.blob, text(b"ssh-ed25519", raw)),
                       (key.blob, text(ED25519.encode(), raw))):
        result = verify(run, signed, armor(b"SSHSIG" + struct.pack(">I", 1) + text(blob, *fields, made)), tmp_path)
        assert result.code == 3 and "VFY031" in result.err, result.err
