"""CMS signatures that openssl made over a pack, right and wrong: which `verify` takes, and why not the others.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import dataclasses
import zipfile
import zlib

import pytest
from authority import issue, make_ca, openssl
from conftest import STANDARD, Workspace, control, runner
from rawzip import put_together, take_apart

SIGNING = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage="
DOCUMENTS = SIGNING + "1.3.6.1.5.5.7.3.36\n"
AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n"


def rsa(bits):
    return "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}"


def curve(name):
    return "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{name}"


def issue_below(folder, issuer, stem, extensions):
    """STEM.pem of a new key, issued by ISSUER.pem."""
    issue(folder, stem, extensions)
    openssl("x509", "-req", "-in", folder / f"{stem}.csr", "-CA", folder / f"{issuer}.pem", "-CAkey", folder / f"{issuer}.key",
            "-CAcreateserial", "-days", "99", "-extfile", folder / f"{stem}.ext", "-out", folder / f"{stem}.pem")


@pytest.fixture(scope="module")
def folder(apipack, tmp_path_factory):
    """Certificates of all kinds, a signed pack, and the list that it signs."""
    path = tmp_path_factory.mktemp("foreign")
    run = runner(apipack, path)
    make_ca(path)
    for stem, extensions, more in (
            ("doc", DOCUMENTS, {}), ("mail", SIGNING + "emailProtection\n", {}), ("server", SIGNING + "serverAuth\n", {}),
            ("clock", SIGNING + "critical,timeStamping\n", {}), ("old", DOCUMENTS, {"days": -1}),
            ("cipher", "basicConstraints=CA:FALSE\nkeyUsage=critical,keyEncipherment\nextendedKeyUsage=emailProtection\n", {}),
            ("weak", DOCUMENTS, {"key": rsa(1024)}), ("rsa", DOCUMENTS, {"key": rsa(2048)}), ("small", DOCUMENTS, {"key": curve("prime192v1")}),
            ("large", DOCUMENTS, {"key": curve("P-384")}), ("between", AUTHORITY, {})):
        issue(path, stem, extensions, **more)
    issue_below(path, "between", "leaf", DOCUMENTS)
    issue_below(path, "doc", "usurper", DOCUMENTS)
    ws = Workspace(path / "ws", run, [control(requires=[STANDARD])])
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", "# Standard\n" + "Clients authenticate with OAuth.\n" * 10, approved=True)
    built = run("-C", ws.path, "build", "-o", path / "pack.zip", "--sign", path / "doc.key", "--cert", path / "doc.pem")
    assert built.returncode in (0, 1), built.stderr
    with zipfile.ZipFile(path / "pack.zip") as archive:
        (path / "list").write_bytes(next(archive.read(n) for n in archive.namelist() if n.endswith("/tagmanifest-sha256.txt")))
    return path


def sign(folder, stem, *words, content="list", form="DER"):
    return openssl("cms", "-sign", "-binary", "-outform", form, "-in", folder / content, "-signer", folder / f"{stem}.pem",
                   "-inkey", folder / f"{stem}.key", *words)


def verify(run, folder, signature, tmp_path, *words):
    *others, old = take_apart(folder / "pack.zip")
    new = dataclasses.replace(old, data=signature, method=0, needed=10, crc=zlib.crc32(signature), size=len(signature))
    (tmp_path / "pack.zip").write_bytes(put_together([*others, new]))
    return run("verify", tmp_path / "pack.zip", *words)


TAKEN = {
    "as usual": lambda f: sign(f, "doc"),
    "for mail": lambda f: sign(f, "mail"),
    "RSA": lambda f: sign(f, "rsa"),
    "RSA-PSS": lambda f: sign(f, "rsa", "-keyopt", "rsa_padding_mode:pss"),
    "P-384 with SHA-384": lambda f: sign(f, "large", "-md", "sha384"),
    "SHA-512": lambda f: sign(f, "doc", "-md", "sha512"),
    "without attributes": lambda f: sign(f, "doc", "-noattr"),
    "signer by key id": lambda f: sign(f, "doc", "-keyid"),
    "with the CA between": lambda f: sign(f, "leaf", "-certfile", f / "between.pem"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_taken(run, folder, tmp_path, name):
    result = verify(run, folder, TAKEN[name](folder), tmp_path, "--ca", folder / "ca.pem")
    assert (result.code, result.err) == (0, ""), result.err


REFUSED = {
    "expired": (lambda f: sign(f, "old"), "VFY033", "expired"),
    "for servers": (lambda f: sign(f, "server"), "VFY033", "extended key usage"),
    "for time stamps": (lambda f: sign(f, "clock"), "VFY033", "extended key usage"),
    "for encipherment": (lambda f: sign(f, "cipher"), "VFY033", "key usage"),
    "of a CA": (lambda f: sign(f, "between"), "VFY033", "key usage"),
    "without the CA between": (lambda f: sign(f, "leaf"), "VFY033", "issuer"),
    "issued by a signer": (lambda f: sign(f, "usurper", "-certfile", f / "doc.pem"), "VFY033", "CA certificate"),
    "RSA of 1024 bits": (lambda f: sign(f, "weak"), "VFY031", "too weak"),
    "P-192": (lambda f: sign(f, "small"), "VFY031", "too weak"),
    "SHA-1": (lambda f: sign(f, "doc", "-md", "sha1"), "VFY031", "a digest other than"),
    "SHA-224": (lambda f: sign(f, "doc", "-md", "sha224"), "VFY031", "a digest other than"),
    "over other bytes": (lambda f: sign(f, "doc", content="ca.pem"), "VFY031", "not a signature over these bytes"),
    "content within": (lambda f: sign(f, "doc", "-nodetach"), "VFY031", "detached"),
    "no certificate": (lambda f: sign(f, "doc", "-nocerts"), "VFY031", "--signer"),
    "two signers": (lambda f: sign(f, "doc", "-signer", f / "rsa.pem", "-inkey", f / "rsa.key"), "VFY031", "one signer"),
    "PEM": (lambda f: sign(f, "doc", form="PEM"), "VFY031", "DER"),
    "followed by bytes": (lambda f: sign(f, "doc") + b"\0", "VFY031", "belong to no signature"),
    "only a certificate": (lambda f: openssl("x509", "-in", f / "doc.pem", "-outform", "DER"), "VFY031", "no CMS signature"),
    "only a digest": (lambda f: openssl("cms", "-digest_create", "-binary", "-outform", "DER", "-in", f / "list"), "VFY031", "no CMS signature"),
    "enveloped": (lambda f: openssl("cms", "-encrypt", "-outform", "DER", "-in", f / "list", "-recip", f / "rsa.pem"), "VFY031", "no CMS signature"),
    "empty": (lambda f: b"", "VFY031", "size"),
    "garbage": (lambda f: b"\x30\x80\x06\x03", "VFY031", "no CMS signature"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(run, folder, tmp_path, name):
    make, code, words = REFUSED[name]
    result = verify(run, folder, make(folder), tmp_path, "--ca", folder / "ca.pem")
    assert result.code == 3 and code in result.err and words in result.err, result.err


@pytest.mark.parametrize("stem, words", [("old", "expired"), ("server", "extended key usage"), ("cipher", "key usage")])
def test_a_pinned_certificate_must_be_valid_and_may_sign(run, folder, tmp_path, stem, words):
    result = verify(run, folder, sign(folder, stem), tmp_path, "--signer", folder / f"{stem}.pem")
    assert result.code == 3 and "VFY033" in result.err and words in result.err, result.err


def test_pinned(run, folder, tmp_path):
    for words in ((), ("-nocerts",)):
        assert verify(run, folder, sign(folder, "leaf", *words), tmp_path, "--signer", folder / "leaf.pem").code == 0
    other = verify(run, folder, sign(folder, "leaf"), tmp_path, "--signer", folder / "doc.pem")
    assert other.code == 3 and "VFY032" in other.err
