"""A certificate authority and a time stamp authority for tests, both made by openssl.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

TSA_CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/ca.pem
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256, sha384, sha512
accuracy = secs:1
clock_precision_digits = 0
ordering = no
tsa_name = no
ess_cert_id_chain = no
signer_digest = sha256
ess_cert_id_alg = sha256
"""


def openssl(*words, cwd=None, input=None):
    done = subprocess.run(["openssl", *map(str, words)], cwd=cwd, input=input, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def make_ca(folder, name="Test CA"):
    """ca.key and ca.pem in the folder."""
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder / "ca.key",
            "-out", folder / "ca.pem", "-days", "3650", "-subj", f"/CN={name}",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")


def issue(folder, stem, extensions, key=("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), days=3650):
    """STEM.key and STEM.pem, issued by the CA of the folder, with these extensions."""
    openssl("genpkey", *key, "-out", folder / f"{stem}.key")
    openssl("req", "-new", "-key", folder / f"{stem}.key", "-subj", f"/CN={stem}", "-out", folder / f"{stem}.csr")
    (folder / f"{stem}.ext").write_text(extensions)
    openssl("x509", "-req", "-in", folder / f"{stem}.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
            "-CAcreateserial", "-days", str(days), "-extfile", folder / f"{stem}.ext", "-out", folder / f"{stem}.pem")
    return folder / f"{stem}.key", folder / f"{stem}.pem"


class Authority:
    """A time stamp authority at a port of this machine; `answer` may change what it says."""

    def __init__(self, folder, usage="critical,timeStamping"):
        self.folder = folder
        self.answer = None  # (status, content type, body) or a function of the right body
        self.requests = []
        issue(folder, "tsa", f"basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage={usage}\n")
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(TSA_CONFIG.format(folder=folder))
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                query = self.rfile.read(int(self.headers["Content-Length"]))
                authority.requests.append((self.headers["Content-Type"], query))
                status, kind, body = authority.reply(query)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/tsa"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reply(self, query):
        if isinstance(self.answer, tuple):
            return self.answer
        (self.folder / "query.tsq").write_bytes(query)
        body = openssl("ts", "-reply", "-config", self.folder / "tsa.cnf", "-section", "here", "-queryfile",
                       self.folder / "query.tsq", cwd=self.folder)
        return 200, "application/timestamp-reply", self.answer(body) if self.answer else body

    def close(self):
        self.server.shutdown()
        self.server.server_close()
