"""The listener: TLS, one port, hosts told apart by name; what every request must hold to, and the record of all of them.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import re
import ssl
import tempfile
import threading
import uuid
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote

from . import certificates
from .api import Api
from .drive import Drive, Refused
from .entra import Entra, SignInRefused
from .faults import Faults
from .schema import Slice
from .uploads import RANGE, Uploads

ROLES = {"login.localhost": "login", "graph.localhost": "graph", "upload.localhost": "upload", "other.localhost": "other",
         "login.microsoftonline.com": "login", "graph.microsoft.com": "graph", "contoso.sharepoint.com": "upload"}
MAX_BODY = 300 << 20
TOKEN = re.compile(r"/([^/]+)/oauth2/v2\.0/(token|devicecode)")


@dataclass
class Request:
    role: str
    method: str
    path: str
    query: str
    headers: object
    body: bytes = b""
    parsed: object = field(default=None, repr=False)

    def bearer(self):
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def json(self):
        is_content = self.path.endswith("/content")
        if self.parsed is None and self.body and not is_content and "json" in self.headers.get("Content-Type", ""):
            try:
                self.parsed = json.loads(self.body)
            except ValueError as error:
                raise Refused(400, "invalidRequest", "The body is no JSON") from error
        return self.parsed

    def is_last_fragment(self):
        match = RANGE.fullmatch(self.headers.get("Content-Range", ""))
        return bool(match) and int(match.group(2)) + 1 == int(match.group(3))


class World:
    """The state behind all hosts."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = 0
        self.polite = True                  # User-Agent and client-request-id are asked for
        self.lenient = False                # rclone 1.60 sends its bearer to the upload host
        self.site_host = "contoso.sharepoint.com"
        self.site_url = "https://contoso.sharepoint.com/sites/audit"
        self.site_id = f"contoso.sharepoint.com,{uuid.uuid4()},{uuid.uuid4()}"
        self.drive = Drive(folder / "drive", self.site_url + "/Shared Documents")
        self.uploads = Uploads(self)
        self.faults = Faults()
        self.slice = Slice()
        self.api = Api(self)
        self.entra = None
        self.requests = []                  # (role, method, path, status)
        self.violations = []                # what a client may never do
        self.bearer_leaks = []              # hosts that saw a token that is not theirs
        self.unauthorized = 0
        self.may_read = self.may_write = self.may_manage = True
        self.one_session_a_name = True
        self.page_size = 200
        self.bad_next_link = ""
        self.field_patches, self.labels, self.deleted, self.batch_faults = [], [], [], []
        self.n_batches = 0
        self.downloads = {}
        self.lock = threading.RLock()

    def url(self, role):
        return f"https://{role}.localhost:{self.port}"

    def next_link_host(self):
        return self.bad_next_link or self.url("graph")

    def download_url(self, item):
        ticket = uuid.uuid4().hex
        self.downloads[ticket] = item.id
        return f"{self.url('upload')}/download?UniqueId={ticket}&tempauth=v1.{uuid.uuid4().hex}"

    # --- one request -----------------------------------------------------------------------------------------------------

    def check_manners(self, request):
        if request.role != "graph" and request.bearer() in self.entra.tokens and not self.lenient:
            self.bearer_leaks.append(request.role)
        if request.role == "graph" and self.polite and not self.lenient:
            if not re.fullmatch(r"[0-9a-f-]{36}", request.headers.get("client-request-id", "")):
                self.violations.append(f"{request.method} {request.path} has no client-request-id")
            if not re.match(r"(NON)?ISV\|[^|]+\|", request.headers.get("User-Agent", "")):
                self.violations.append(f"User-Agent {request.headers.get('User-Agent')}")
        if "Expect" in request.headers:
            self.violations.append("Expect: 100-continue was sent")

    def answer(self, request):
        """(status, body bytes or path, headers)"""
        handler = {"login": self.login, "graph": self.graph, "upload": self.upload}.get(request.role)
        if handler is None:
            return 404, b"{}", {}
        return handler(request)

    def login(self, request):
        match = TOKEN.fullmatch(request.path)
        try:
            if match and match.group(2) == "token":
                body = self.entra.token(match.group(1), request.body)
            elif match:
                body = self.entra.device(request.body)
            elif request.path.endswith("/v2.0/.well-known/openid-configuration"):
                body = self.entra.openid_configuration()
            elif request.path in self.entra_extra:
                body = self.entra_extra[request.path](request)
            else:
                return 404, b"{}", {}
        except SignInRefused as refused:
            return (400 if refused.error != "invalid_client" else 401), json.dumps(refused.body()).encode(), {}
        return 200, json.dumps(body).encode(), {}

    entra_extra = {}

    def graph(self, request):
        status, body, headers = self.api.handle(request)
        return status, b"" if body is None else json.dumps(body).encode(), headers

    def upload(self, request):
        if "Authorization" in request.headers and not self.lenient:
            raise Refused(401, "unauthenticated", "The caller is not authenticated.")
        if request.path == "/download":
            return self.download(request)
        if request.method == "PUT":
            status, body = self.uploads.put(request)
            return status, json.dumps(body).encode(), {}
        session = self.uploads.of(request)
        if request.method == "GET":
            return 200, json.dumps(session.state()).encode(), {}
        if request.method == "DELETE":
            self.uploads.forget(request)
            return 204, b"", {}
        status, body = self.uploads.commit(session)
        return status, json.dumps(body).encode(), {}

    def download(self, request):
        ticket = parse_qs(request.query).get("UniqueId", [""])[0]
        item = self.drive.items.get(self.downloads.get(ticket, ""))
        if item is None:
            raise Refused(404, "itemNotFound", "gone")
        data = item.file.read_bytes()
        match = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
        tag = item.json()["cTag"]
        if match and request.headers.get("If-Range", tag) == tag:
            start = int(match.group(1))
            if start >= len(data):
                raise Refused(416, "invalidRange", "out of range")
            return 206, data[start:], {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}", "ETag": tag}
        return 200, data, {"ETag": tag}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: World

    def log_message(self, format, *args):  # noqa: A002
        pass

    def read_body(self, fault):
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY:
            raise ConnectionError
        if fault and fault.how == "drop":
            self.rfile.read(length // 2)
            raise ConnectionError
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(length)

    def handle_any(self):
        world = self.world
        host = self.headers.get("Host", "").split(":")[0]
        path, _, query = self.path.partition("?")
        request = Request(ROLES.get(host, "unknown"), self.command, path, query, self.headers)
        with world.lock:
            fault = world.faults.of(request)
            world.check_manners(request)
        try:
            request.body = self.read_body(fault)
            if not world.lenient and self.command in ("POST", "PUT", "PATCH") and "Content-Length" not in self.headers:
                self.reply(411, b"", {})
                return
            with world.lock:
                status, body, headers = self.result(request, fault)
                world.requests.append((request.role, self.command, unquote(path), status))
            if fault and fault.how == "lose":
                raise ConnectionError
            self.reply(status, body, headers, cut=fault is not None and fault.how == "cut")
        except (ConnectionError, ssl.SSLError, TimeoutError):
            self.close_connection = True

    def result(self, request, fault):
        world = self.world
        if fault and fault.how == "expire":
            world.uploads.forget(request)
        if fault and fault.how == "call":
            fault.action(world)
        if fault and fault.how == "reply":
            return fault.status, json.dumps(fault.body()).encode(), fault.headers
        try:
            status, body, headers = world.answer(request)
        except Refused as refused:
            status, body, headers = refused.status, json.dumps(refused.body()).encode(), refused.headers
        if fault and fault.how == "store":
            return fault.status, json.dumps(fault.body()).encode(), fault.headers
        return status, body, headers

    def reply(self, status, body, headers, cut=False):
        self.send_response(status)
        self.send_header("request-id", str(uuid.uuid4()))
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        if body[:1] == b"{":
            self.send_header("Content-Type", "application/json")
        self.end_headers()
        if cut:
            self.wfile.write(body[:len(body) // 2])
            raise ConnectionError
        if status != 204:
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, handler, context, port):
        self.context = context
        super().__init__(("127.0.0.1", port), handler)

    def get_request(self):
        sock, address = super().get_request()
        sock.settimeout(60)
        return self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        pass


class StandIn:
    """`with StandIn() as world:` a world behind a running listener; `world.ca` is the file to trust."""

    def __init__(self, folder=None, port=0):
        self.temporary = None if folder else tempfile.TemporaryDirectory()
        self.folder = Path(folder or self.temporary.name)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = port

    def __enter__(self) -> World:
        world = World(self.folder)
        world.ca, both = certificates.make(self.folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(both)
        handler = type("Handler", (Handler,), {"world": world})
        self.listener = Listener(handler, context, self.port)
        world.port = self.listener.server_address[1]
        world.entra = Entra(world.url("login"), world.url("graph"))
        self.thread = threading.Thread(target=self.listener.serve_forever, daemon=True)
        self.thread.start()
        return world

    def __exit__(self, *_):
        self.listener.shutdown()
        self.listener.server_close()
        if self.temporary:
            self.temporary.cleanup()
