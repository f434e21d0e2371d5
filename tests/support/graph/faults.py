"""Faults to order: each waits for a request that it fits, happens so many times, and is noted when it did.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import re
from dataclasses import dataclass, field

GRAPH, UPLOAD, LOGIN, DOWNLOAD = "graph", "upload", "login", "download"


@dataclass
class Fault:
    """
    how     what happens:
              reply      the request is not looked at; `status`, `code`, `headers` are the answer
              store      it is done, and answered with `status` all the same (an answer that was lost on the way)
              lose       it is done, and the connection ends without an answer
              drop       the connection ends in the middle of the request's body; nothing is done
              cut        the connection ends in the middle of the reply's body
              expire     the upload session is forgotten before the request is looked at
              call       `action(world)` runs, then the request goes on
    host    graph, upload, login or download
    """
    name: str
    how: str
    host: str = UPLOAD
    method: str = "PUT"
    path: str = ""      # a regular expression, searched in the path
    times: int = 1
    after: int = 0      # requests that fit and pass untouched before it
    status: int = 500
    code: str = "generalException"
    inner: str = ""
    message: str = ""
    headers: dict = field(default_factory=dict)
    last_fragment: bool = False  # only the fragment that ends the file
    action: object = None
    document: object = None  # the body of the reply in place of an error object
    happened: int = 0

    def fits(self, request) -> bool:
        if self.times <= 0 or request.role != self.host or request.method != self.method:
            return False
        if self.path and not re.search(self.path, request.path):
            return False
        if self.last_fragment and not request.is_last_fragment():
            return False
        if self.after > 0:
            self.after -= 1
            return False
        return True

    def body(self) -> dict:
        if self.document is not None:
            return self.document
        error = {"code": self.code, "message": self.message or f"{self.name} (injected)"}
        if self.inner:
            error["innerError"] = {"code": self.inner, "date": "2026-11-28T00:00:00", "request-id": "injected"}
        return {"error": error}


class Faults:
    def __init__(self):
        self.waiting = []

    def add(self, *faults):
        self.waiting += faults

    def of(self, request):
        for fault in self.waiting:
            if fault.fits(request):
                fault.times -= 1
                fault.happened += 1
                return fault
        return None

    def left(self):
        return [f.name for f in self.waiting if f.times > 0]


SESSION_EXISTS = ("An upload session already exists for this file. Please wait until the current session is over, "
                  "or cancel it.")


def all_kinds(world):
    """One of each kind that an upload of one large file can meet; the fact sheet's list."""
    import email.utils
    import time
    soon = email.utils.formatdate(time.time() + 2, usegmt=True)
    return [
        Fault("429 with seconds", "reply", status=429, code="activityLimitReached", headers={"Retry-After": "1"}),
        Fault("429 with a date", "reply", status=429, code="activityLimitReached", headers={"Retry-After": soon}),
        Fault("429 without header", "reply", status=429, code="activityLimitReached"),
        Fault("429 on Graph", "reply", host=GRAPH, method="GET", status=429, code="tooManyRequests",
              headers={"Retry-After": "1", "RateLimit-Reset": "1"}),
        Fault("503", "reply", status=503, code="serviceNotAvailable", headers={"Retry-After": "1"}),
        Fault("509", "reply", status=509, code="bandwidthLimitExceeded", headers={"Retry-After": "1"}),
        Fault("500", "reply", status=500),
        Fault("502", "reply", status=502),
        Fault("504", "reply", status=504),
        Fault("408", "reply", status=408),
        Fault("drop mid-fragment", "drop"),
        Fault("stored, then 500", "store", status=500),
        Fault("stored, reply lost", "lose"),
        Fault("lost 201", "lose", last_fragment=True),
        Fault("session gone", "expire"),
        Fault("tempauth ended", "reply", status=401, code="expiredToken"),
        Fault("mid-way 403", "reply", status=403, code="accessDenied"),
        Fault("410", "reply", status=410, code="uploadSessionNotFound"),
        Fault("413", "reply", status=413, code="requestEntityTooLarge"),
        Fault("token revoked", "call", host=GRAPH, method="GET", action=lambda w: w.entra.revoke_all()),
        Fault("Graph 500", "reply", host=GRAPH, method="GET", status=500),
        Fault("create 503", "reply", host=GRAPH, method="POST", path="createUploadSession", status=503,
              code="serviceNotAvailable"),
        Fault("create lost", "lose", host=GRAPH, method="POST", path="createUploadSession"),
        Fault("status 503", "reply", method="GET", status=503, code="serviceNotAvailable"),
        Fault("hash missing", "call", host=GRAPH, method="GET", action=lambda w: w.drive.hide_hashes(2)),
        Fault("sign-in 503", "reply", host=LOGIN, method="POST", status=503),
    ]
