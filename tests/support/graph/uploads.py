"""Upload sessions: fragments in order, multiples of 320 KiB, no bearer, a session that ends with its file.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import re
import time
import uuid
from urllib.parse import unquote

from .drive import Refused

UNIT = 327680
MAX_FRAGMENT = 60 << 20
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class Session:
    def __init__(self, world, parent, name, behavior, size, defer):
        self.world, self.parent, self.name, self.behavior = world, parent, name, behavior
        self.size, self.defer, self.got = size, defer, 0
        self.id, self.tempauth = uuid.uuid4().hex, "v1." + uuid.uuid4().hex
        self.spool = world.drive.folder / f"session-{self.id}"
        self.spool.touch()
        self.ends = time.time() + 86400

    @property
    def url(self):
        return f"{self.world.url('upload')}/_api/v2.0/drives/x/items/y/uploadSession?guid='{self.id}'&tempauth={self.tempauth}"

    def state(self):
        ends = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(self.ends))
        return {"expirationDateTime": ends, "nextExpectedRanges": [f"{self.got}-"]}


class Uploads:
    def __init__(self, world):
        self.world, self.sessions = world, {}
        self.n_fragments = 0

    def create(self, parent, name, body):
        item = body.get("item", {})
        behavior = item.get("@microsoft.graph.conflictBehavior")
        if behavior not in ("fail", "replace", "rename"):
            self.world.violations.append(f"createUploadSession without conflictBehavior: {body}")
            behavior = "replace"
        if item.get("name", name) != name:
            raise Refused(400, "invalidRequest", "Name specified in the path doesn't match the name in the body")
        drive = self.world.drive
        drive.check_name(parent, name)
        there = drive.child(parent, name)
        if there and behavior == "fail":
            raise Refused(409, "nameAlreadyExists", "The specified item name already exists.")
        if there and there.locked:
            raise Refused(423, "notAllowed", "The resource is locked.", "resourceLocked")
        size = item.get("fileSize")
        if drive.quota is not None and size is not None and size > drive.quota:
            raise Refused(507, "quotaLimitReached", "Insufficient space available.")
        for other in list(self.sessions.values()):
            if other.parent is parent and other.name.lower() == name.lower():
                if self.world.one_session_a_name:
                    from .faults import SESSION_EXISTS
                    raise Refused(409, "resourceModified", SESSION_EXISTS)
        session = Session(self.world, parent, name, behavior, size, body.get("deferCommit", False))
        self.sessions[session.id] = session
        return {"@odata.context": "x", "uploadUrl": session.url, **session.state()}

    def of(self, request):
        match = re.search(r"guid='([0-9a-f]+)'&tempauth=([\w.]+)", unquote(request.query))
        session = self.sessions.get(match.group(1)) if match else None
        if session is None:
            raise Refused(404, "itemNotFound", "The upload session was not found", "uploadSessionNotFound")
        if match.group(2) != session.tempauth or session.ends < time.time():
            raise Refused(401, "unauthenticated", "The token has ended", "expiredToken")
        return session

    def forget(self, request):
        match = re.search(r"guid='([0-9a-f]+)'", unquote(request.query))
        session = self.sessions.pop(match.group(1), None) if match else None
        if session:
            session.spool.unlink(missing_ok=True)

    def put(self, request):
        """(status, body)"""
        session = self.of(request)
        match = RANGE.fullmatch(request.headers.get("Content-Range", ""))
        if not match:
            raise Refused(400, "invalidRequest", "Content-Range is missing or malformed")
        first, last, total = map(int, match.groups())
        length = last - first + 1
        if length != len(request.body) or length <= 0:
            raise Refused(400, "invalidRequest", "Content-Range and Content-Length differ")
        if length > MAX_FRAGMENT:
            raise Refused(413, "requestEntityTooLarge", "The fragment is too large")
        if total != (session.size if session.size is not None else total) or last >= total:
            raise Refused(400, "invalidRequest", "The size of the file changed")
        if last + 1 != total and length % UNIT:
            self.world.violations.append(f"a fragment of {length} bytes is no multiple of {UNIT}")
            raise Refused(400, "invalidRequest", "The fragment is no multiple of 320 KiB")
        if first < session.got:
            raise Refused(416, "invalidRange", "The fragment overlaps", "fragmentOverlap")
        if first > session.got:
            raise Refused(416, "invalidRange", "The fragment is out of order", "fragmentOutOfOrder")
        with open(session.spool, "ab") as file:
            file.write(request.body)
        session.got += length
        session.size = total
        self.n_fragments += 1
        if session.got < total or session.defer:
            return 202, session.state()
        return self.commit(session)

    def commit(self, session):
        drive = self.world.drive
        item, new = drive.place(session.parent, session.name, session.behavior)
        item.set_content(session.spool)
        if not new:
            item.changed(content=True)
        del self.sessions[session.id]
        return (201 if new else 200), drive.show(item)
