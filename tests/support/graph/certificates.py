"""A certificate authority of the test's own, and a certificate for the stand-in's names, by the openssl program.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import subprocess
from pathlib import Path

NAMES = ("login.localhost", "graph.localhost", "upload.localhost", "other.localhost", "login.microsoftonline.com",
         "graph.microsoft.com", "contoso.sharepoint.com")


def run(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def make(folder: Path) -> tuple[Path, Path]:
    """(the authority's certificate, the server's certificate and key in one file)."""
    ca, ca_key = folder / "ca.pem", folder / "ca.key"
    key, request, leaf = folder / "server.key", folder / "server.csr", folder / "server.pem"
    run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout", ca_key,
        "-out", ca, "-subj", "/CN=Test authority of the stand-in")
    run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", request,
        "-subj", "/CN=graph.localhost")
    extensions = folder / "server.ext"
    extensions.write_text("subjectAltName=" + ",".join(f"DNS:{n}" for n in NAMES) + ",IP:127.0.0.1\n")
    run("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "2", "-out", leaf,
        "-extfile", extensions)
    both = folder / "server-both.pem"
    both.write_text(key.read_text() + leaf.read_text())
    return ca, both


def make_client(folder: Path, password: str = "") -> dict[str, Path]:
    """An application's certificate as PEM, PEM with an encrypted key, and PFX."""
    key, cert = folder / "client.key", folder / "client.crt"
    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert, "-subj", "/CN=apipack")
    pem, locked, pfx = folder / "client.pem", folder / "client-locked.pem", folder / "client.pfx"
    pem.write_text(key.read_text() + cert.read_text())
    run("rsa", "-aes256", "-in", key, "-out", folder / "locked.key", "-passout", f"pass:{password or 'x'}")
    locked.write_text((folder / "locked.key").read_text() + cert.read_text())
    run("pkcs12", "-export", "-inkey", key, "-in", cert, "-out", pfx, "-passout", f"pass:{password}")
    return {"pem": pem, "locked": locked, "pfx": pfx, "certificate": cert}
