"""A security key (FIDO) made of software: the signatures that one would make, by PROTOCOL.u2f of OpenSSH, with openssl.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import struct

from authority import openssl

ED25519 = "sk-ssh-ed25519@openssh.com"
ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
TOUCHED, VERIFIED = 0x01, 0x04


def text(*parts: bytes) -> bytes:
    """Strings as SSH writes them."""
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def number(value: int) -> bytes:
    """A positive number as SSH writes it."""
    return text(value.to_bytes(value.bit_length() // 8 + 1, "big"))


def armor(blob: bytes) -> bytes:
    body = base64.b64encode(blob).decode()
    lines = "\n".join(body[i:i + 70] for i in range(0, len(body), 70))
    return f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----\n".encode()


def pair_of(der: bytes) -> tuple[int, int]:
    """r and s of an ECDSA signature; both lengths are short."""
    assert der[0] == 0x30 and der[2] == 2
    r = der[4:4 + der[3]]
    s = der[6 + der[3]:]
    return int.from_bytes(r, "big"), int.from_bytes(s, "big")


class SecurityKey:
    """flags, application and counter go into what is signed; `say` may tell other ones beside it."""

    def __init__(self, path, kind=ED25519, application=b"ssh:"):
        self.path, self.kind, self.application = path, kind, application
        if kind == ED25519:
            openssl("genpkey", "-algorithm", "ED25519", "-out", path)
            parts = [openssl("pkey", "-in", path, "-pubout", "-outform", "DER")[-32:]]
        else:
            openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path)
            parts = [b"nistp256", openssl("pkey", "-in", path, "-pubout", "-outform", "DER")[-65:]]
        self.blob = text(kind.encode(), *parts, application)
        self.line = f"{kind} {base64.b64encode(self.blob).decode()}"

    def raw(self, data: bytes) -> bytes:
        if self.kind == ED25519:
            file = self.path.with_suffix(".data")
            file.write_bytes(data)
            return openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.path, "-in", file)
        r, s = pair_of(openssl("dgst", "-sha256", "-sign", self.path, input=data))
        return number(r) + number(s)

    def sign(self, content: bytes, *, namespace=b"apipack", flags=TOUCHED, counter=7, application=None, digest="sha512", say=None) -> bytes:
        """An armored signature over the content.

        application  what the token signs for, when not that of the key
        say          (flags, counter) that are told beside the signature
        """
        fields = (namespace, b"", digest.encode(), hashlib.new(digest, content).digest())
        message = b"SSHSIG" + text(*fields)
        application = self.application if application is None else application
        state = struct.pack(">BI", flags, counter)
        words = hashlib.sha256(application).digest() + state + hashlib.sha256(message).digest()
        told = struct.pack(">BI", *say) if say else state
        signature = text(self.kind.encode(), self.raw(words)) + told
        return armor(b"SSHSIG" + struct.pack(">I", 1) + text(self.blob, namespace, b"", digest.encode(), signature))
