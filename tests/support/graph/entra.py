"""Sign-in: every grant of the fact sheet, checked as Entra checks it; tokens that end and can be revoked.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import json
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import parse_qs

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DEVICE = ("urn:ietf:params:oauth:grant-type:device_code", "device_code")


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SignInRefused(Exception):
    def __init__(self, error, aadsts, words):
        super().__init__(words)
        self.error, self.aadsts, self.words = error, aadsts, words

    def body(self):
        return {"error": self.error, "error_description": f"AADSTS{self.aadsts}: {self.words} Trace ID: 1234 Timestamp: x",
                "error_codes": [self.aadsts], "trace_id": "1234", "correlation_id": "5678"}


class Entra:
    def __init__(self, authority: str, graph: str):
        self.authority, self.graph = authority, graph
        self.tenant, self.client = "11111111-2222-3333-4444-555555555555", "99999999-8888-7777-6666-555555555555"
        self.secret = "not~a~real~secret-" + uuid.uuid4().hex
        self.certificate = None           # PEM file of the application
        self.federated = {}               # foreign token -> times it may be used
        self.roles = ["Sites.Selected"]
        self.lifetime = 3600
        self.tokens = {}                  # token -> when it ends
        self.issued = 0
        self.grants = []                  # which kinds of sign-in succeeded
        self.seen_jti = set()
        self.device_replies = ["authorization_pending", "slow_down", ""]
        self.clock_skew = 0

    def revoke_all(self):
        self.tokens.clear()

    def is_valid(self, token: str) -> bool:
        return self.tokens.get(token, 0) > time.time()

    def issue(self, kind):
        claims = {"aud": self.graph, "tid": self.tenant, "appid": self.client, "roles": self.roles, "jti": uuid.uuid4().hex}
        token = f"{b64(b'{}')}.{b64(json.dumps(claims).encode())}.{b64(uuid.uuid4().bytes)}"
        self.tokens[token] = time.time() + self.lifetime
        self.issued += 1
        self.grants.append(kind)
        return {"token_type": "Bearer", "expires_in": self.lifetime, "ext_expires_in": self.lifetime, "access_token": token}

    def openid_configuration(self):
        base = f"{self.authority}/{self.tenant}"
        return {"issuer": f"{base}/v2.0", "token_endpoint": f"{base}/oauth2/v2.0/token",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize", "jwks_uri": f"{base}/discovery/v2.0/keys",
                "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode"}

    # --- the token end point -----------------------------------------------------------------------------------------

    def token(self, tenant: str, body: bytes):
        form = {k: v[0] for k, v in parse_qs(body.decode(), keep_blank_values=True, strict_parsing=True).items()}
        if tenant != self.tenant:
            raise SignInRefused("invalid_request", 90002, f"Tenant '{tenant}' not found.")
        if form.get("client_id") != self.client:
            raise SignInRefused("unauthorized_client", 700016, "Application was not found in the directory.")
        if form.get("grant_type") in DEVICE:
            return self.poll(form)
        if form.get("grant_type") != "client_credentials":
            raise SignInRefused("unsupported_grant_type", 70003, "The grant type is not supported.")
        if form.get("scope") != f"{self.graph}/.default":
            raise SignInRefused("invalid_scope", 70011, f"The scope {form.get('scope')} is not valid.")
        if "client_secret" in form:
            if form["client_secret"] != self.secret:
                raise SignInRefused("invalid_client", 7000215, "Invalid client secret provided.")
            return self.issue("secret")
        if form.get("client_assertion_type") != ASSERTION:
            raise SignInRefused("invalid_client", 7000218, "The request body must contain client_assertion or client_secret.")
        return self.by_assertion(form["client_assertion"])

    def by_assertion(self, assertion):
        if assertion in self.federated:
            if self.federated[assertion] <= 0:
                raise SignInRefused("invalid_client", 700024, "Client assertion is not within its valid time range.")
            self.federated[assertion] -= 1
            return self.issue("federated")
        parts = assertion.split(".")
        if len(parts) != 3 or self.certificate is None:
            raise SignInRefused("invalid_client", 700211, "No matching federated identity record found.")
        header, claims = json.loads(unb64(parts[0])), json.loads(unb64(parts[1]))
        self.check_certificate(header, f"{parts[0]}.{parts[1]}".encode(), unb64(parts[2]))
        self.check_claims(claims)
        return self.issue("certificate")

    def check_certificate(self, header, signed, signature):
        wrong = SignInRefused("invalid_client", 700027, "The certificate with identifier used to sign is not registered.")
        der = subprocess.run(["openssl", "x509", "-in", self.certificate, "-outform", "DER"], check=True,
                             capture_output=True).stdout
        if header.get("alg") != "PS256" or header.get("typ") != "JWT":
            raise wrong
        if header.get("x5t#S256") != b64(hashlib.sha256(der).digest()):
            raise wrong
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "signature").write_bytes(signature)
            key = subprocess.run(["openssl", "x509", "-in", self.certificate, "-pubkey", "-noout"], check=True,
                                 capture_output=True).stdout
            (folder / "key").write_bytes(key)
            done = subprocess.run(["openssl", "dgst", "-sha256", "-verify", folder / "key", "-signature", folder / "signature",
                                   "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"], input=signed,
                                  capture_output=True, check=False)
        if done.returncode:
            raise wrong

    def check_claims(self, claims):
        now = time.time() + self.clock_skew
        if claims.get("aud") != f"{self.authority}/{self.tenant}/oauth2/v2.0/token":
            raise SignInRefused("invalid_client", 700023, "Client assertion audience claim does not match.")
        if claims.get("iss") != self.client or claims.get("sub") != self.client:
            raise SignInRefused("invalid_client", 700021, "Client assertion application identifier does not match.")
        if not claims.get("nbf", 0) - 300 <= now <= claims.get("exp", 0) or claims["exp"] - claims["nbf"] > 600:
            raise SignInRefused("invalid_client", 700024, "Client assertion is not within its valid time range.")
        if claims["jti"] in self.seen_jti:
            raise SignInRefused("invalid_client", 700024, "The assertion was used before.")
        self.seen_jti.add(uuid.UUID(claims["jti"]) and claims["jti"])

    # --- device code ----------------------------------------------------------------------------------------------------

    def device(self, body: bytes):
        form = parse_qs(body.decode(), strict_parsing=True)
        if form.get("client_id") != [self.client] or "scope" not in form:
            raise SignInRefused("invalid_request", 900144, "The request body must contain client_id and scope.")
        return {"device_code": "device-code-1", "user_code": "ABCD-EFGH", "verification_uri": "https://login.example/device",
                "expires_in": 900, "interval": 1, "message": "To sign in, open https://login.example/device, code ABCD-EFGH"}

    def poll(self, form):
        if form.get("device_code") != "device-code-1":
            raise SignInRefused("invalid_grant", 70000, "The device code is not known.")
        reply = self.device_replies.pop(0) if self.device_replies else ""
        if reply:
            raise SignInRefused(reply, 70016, "Pending.")
        return {**self.issue("device"), "refresh_token": "not-used"}
