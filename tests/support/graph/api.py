"""Microsoft Graph's routes over the drive: sites, drives, items by path and id, columns, fields, delta, batch.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import re
import uuid
from urllib.parse import parse_qs, quote, unquote

from .drive import Refused

NOT_FOUND = "The resource could not be found."


class Api:
    def __init__(self, world):
        self.world = world
        self.routes = [(re.compile(pattern), handler) for pattern, handler in (
            (r"/sites/([^/:]+)(?::(/.*))?", self.site_by_path),
            (r"/sites/([^/:]+,[^/]+)/drives", self.drives),
            (r"/sites/([^/:]+,[^/]+)/lists/User Information List/items", self.people),
            (r"/drives/([^/]+)/list", self.list_),
            (r"/drives/([^/]+)/list/columns", self.columns),
            (r"/drives/([^/]+)/root/delta", self.delta),
            (r"/drives/([^/]+)/(root|items/[^/:]+):(/[^:]*?)/?(?::(?:/([A-Za-z/]+))?)?", self.item),
            (r"/drives/([^/]+)/(root|items/[^/:]+)()(?:/([A-Za-z/]+))?", self.item),
            (r"/drives/([^/]+)", self.drive_),
            (r"/\$batch", self.batch),
        )]

    def handle(self, request):
        """(status, body as an object or None, headers)"""
        if not self.world.entra.is_valid(request.bearer()):
            self.world.unauthorized += 1
            raise Refused(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
        return self.dispatch(request.method, request.path.removeprefix("/v1.0"), request.query, request)

    def dispatch(self, method, path, query, request):
        if "//" in path.replace("://", ""):
            self.world.violations.append(f"empty segment in {path}")
        decoded = unquote(path)
        twice = unquote(decoded)  # the service decodes twice
        body = request.json()
        fault = self.world.slice.check(method, decoded, body) if body is not None and self.world.slice.is_there else None
        if fault:
            self.world.violations.append(f"{method} {decoded}: {fault}")
            raise Refused(400, "invalidRequest", fault)
        for pattern, handler in self.routes:
            match = pattern.fullmatch(twice)
            if match:
                return handler(method, match, {k: v[0] for k, v in parse_qs(query, keep_blank_values=True).items()}, request)
        raise Refused(400, "invalidRequest", f"Resource not found for the segment {path}")

    # --- sites and drives ------------------------------------------------------------------------------------------------

    @property
    def site(self):
        world = self.world
        return {"id": world.site_id, "name": "audit", "displayName": "Audit", "webUrl": world.site_url}

    def site_by_path(self, method, match, query, request):
        host, path = match.groups()
        world = self.world
        if path in ("", "/"):
            raise Refused(400, "invalidRequest", "The site path is empty")
        if not world.may_read:
            raise Refused(403, "accessDenied", "Access denied")
        if path is None and "," in host:
            if host != world.site_id:
                raise Refused(404, "itemNotFound", NOT_FOUND)
            return 200, self.site, {}
        wanted = f"https://{host}{path or ''}".rstrip("/")
        if wanted.lower() == world.site_url.lower():
            return 200, self.site, {}
        if path is None and host == world.site_host:
            return 200, {"id": f"{host},{uuid.uuid4()},{uuid.uuid4()}", "name": "root", "webUrl": f"https://{host}"}, {}
        raise Refused(404, "itemNotFound", "Requested site could not be found: the path does not represent a site")

    def drives(self, method, match, query, request):
        if match.group(1) != self.world.site_id:
            return 200, {"value": []}, {}
        drive = self.world.drive
        other = {"id": "b!other", "name": "Site Assets", "webUrl": f"{self.world.site_url}/SiteAssets"}
        mine = {"id": drive.id, "name": "Documents", "webUrl": drive.web_url.replace(" ", "%20"), "driveType": "documentLibrary"}
        return 200, {"value": [other, mine]}, {}

    def people(self, method, match, query, request):
        value = [{"id": k, "fields": {"id": k, **v}} for k, v in self.world.drive.people.items()]
        return 200, {"value": value}, {}

    def drive_(self, method, match, query, request):
        self.check_drive(match.group(1))
        drive = self.world.drive
        return 200, {"id": drive.id, "name": "Documents", "driveType": "documentLibrary",
                     "webUrl": drive.web_url.replace(" ", "%20"), "quota": {"state": "normal"}}, {}

    def check_drive(self, drive_id):
        if drive_id != self.world.drive.id:
            raise Refused(404, "itemNotFound", NOT_FOUND)

    def list_(self, method, match, query, request):
        self.check_drive(match.group(1))
        return 200, {"id": str(uuid.uuid4()), "name": "Shared Documents", "displayName": "Documents",
                     "list": {"template": "documentLibrary"}}, {}

    def columns(self, method, match, query, request):
        self.check_drive(match.group(1))
        drive = self.world.drive
        if method == "GET":
            builtin = {"id": "1", "name": "FileLeafRef", "displayName": "Name", "readOnly": False, "required": True, "text": {}}
            return 200, {"value": [builtin, *drive.columns.values()]}, {}
        if not self.world.may_manage:
            raise Refused(403, "accessDenied", "Access denied")
        return 201, drive.add_column(request.json()), {}

    # --- items -------------------------------------------------------------------------------------------------------------

    def start(self, where):
        drive = self.world.drive
        if where == "root":
            return drive.root
        item = drive.items.get(where.removeprefix("items/"))
        if item is None:
            raise Refused(404, "itemNotFound", NOT_FOUND)
        return item

    def item(self, method, match, query, request):
        drive_id, where, path, operation = match.groups()
        self.check_drive(drive_id)
        handler = {
            ("GET", None): self.get_item, ("GET", "children"): self.list_children, ("POST", "children"): self.make_folder,
            ("PUT", "content"): self.put_content, ("GET", "content"): self.get_content,
            ("POST", "createUploadSession"): self.create_session, ("PUT", None): self.put_item, ("PATCH", None): self.patch_item,
            ("DELETE", None): self.delete_item,
            ("GET", "listItem/fields"): self.get_fields, ("PATCH", "listItem/fields"): self.patch_fields,
            ("POST", "checkin"): self.check_in, ("POST", "createLink"): self.create_link,
            ("PATCH", "retentionLabel"): self.set_label,
        }.get((method, operation))
        if handler is None:
            raise Refused(400, "invalidRequest", f"{method} {operation} is not supported")
        if method != "GET" and not self.world.may_write:
            raise Refused(403, "accessDenied", "Access denied")
        return handler(self.start(where), (path or "").strip("/"), query, request)

    def target(self, start, path):
        """The folder and the name that a path for new content stands for."""
        above, _, name = path.rpartition("/")
        parent = self.world.drive.find(start, above)
        if not parent.is_folder:
            raise Refused(400, "invalidRequest", "The parent is no folder")
        return parent, name

    def get_item(self, start, path, query, request):
        drive = self.world.drive
        return 200, drive.show(drive.find(start, path), "listItem" in query.get("$expand", "")), {}

    def list_children(self, start, path, query, request):
        drive = self.world.drive
        folder = drive.find(start, path)
        top = min(int(query.get("$top", 200)), self.world.page_size)
        skip = int(query.get("$skiptoken", 0))
        children = drive.children(folder)
        expand = "fields" in query.get("$expand", "")
        out = {"value": [drive.show(i, expand) for i in children[skip:skip + top]]}
        if skip + top < len(children):
            options = "&".join(f"{quote(k)}={quote(v)}" for k, v in {**query, "$skiptoken": str(skip + top)}.items())
            out["@odata.nextLink"] = f"{self.world.next_link_host()}/v1.0/drives/{drive.id}/items/{folder.id}/children?{options}"
        return 200, out, {}

    def make_folder(self, start, path, query, request):
        body = request.json()
        behavior = body.get("@microsoft.graph.conflictBehavior")
        if behavior not in ("fail", "rename") or "folder" not in body:
            self.world.violations.append(f"a folder made with conflictBehavior {behavior}")
        drive = self.world.drive
        parent = drive.find(start, path)
        item, _ = drive.place(parent, body["name"], behavior, True)
        return 201, item.json(), {}

    def put_content(self, start, path, query, request):
        if "@microsoft.graph.conflictBehavior" not in query:
            self.world.violations.append("PUT content without conflictBehavior")
        drive = self.world.drive
        if not path:
            raise Refused(400, "invalidRequest", "PUT content by id is not used")
        parent, name = self.target(start, path)
        item, new = drive.place(parent, name, query.get("@microsoft.graph.conflictBehavior", "replace"))
        spool = drive.folder / f"put-{uuid.uuid4().hex}"
        spool.write_bytes(request.body)
        item.set_content(spool)
        if not new:
            item.changed(content=True)
        return (201 if new else 200), drive.show(item), {}

    def get_content(self, start, path, query, request):
        item = self.world.drive.find(start, path)
        if item.malware:
            raise Refused(403, "accessDenied", "The file holds malware", "malwareDetected")
        return 302, None, {"Location": self.world.download_url(item)}

    def create_session(self, start, path, query, request):
        parent, name = self.target(start, path)
        return 200, self.world.uploads.create(parent, name, request.json() or {}), {}

    def put_item(self, start, path, query, request):
        """Commit a session under another name: sourceUrl."""
        body = request.json() or {}
        source = body.get("@microsoft.graph.sourceUrl", "")
        session = next((s for s in self.world.uploads.sessions.values() if s.url == source), None)
        if session is None or session.got != session.size:
            raise Refused(400, "invalidRequest", "sourceUrl is no session whose bytes are all there")
        session.parent, session.name = self.target(start, path)
        session.behavior = body.get("@microsoft.graph.conflictBehavior", "fail")
        status, item = self.world.uploads.commit(session)
        return status, item, {}

    def patch_item(self, start, path, query, request):
        drive = self.world.drive
        item = drive.find(start, path)
        name = request.json().get("name", item.name)
        if drive.child(item.parent, name) not in (None, item):
            raise Refused(409, "nameAlreadyExists", "The name is taken.")
        item.name = name
        item.changed()
        return 200, item.json(), {}

    def delete_item(self, start, path, query, request):
        drive = self.world.drive
        self.world.deleted.append(path)
        drive.remove(drive.find(start, path))
        return 204, None, {}

    def get_fields(self, start, path, query, request):
        item = self.world.drive.find(start, path)
        return 200, {"id": str(item.list_id), **item.fields}, {}

    def patch_fields(self, start, path, query, request):
        drive = self.world.drive
        item = drive.find(start, path)
        drive.set_fields(item, request.json())
        self.world.field_patches.append(item.name)
        return 200, {"id": str(item.list_id), **item.fields}, {}

    def check_in(self, start, path, query, request):
        item = self.world.drive.find(start, path)
        item.checked_out = False
        item.changed()
        return 204, None, {}

    def create_link(self, start, path, query, request):
        body = request.json()
        if body.get("scope") == "anonymous":
            raise Refused(403, "accessDenied", "Sharing is disabled", "sharingDisabled")
        item = self.world.drive.find(start, path)
        link = {"type": body["type"], "scope": body["scope"], "webUrl": f"{self.world.site_url}/:f:/link/{item.id}"}
        return 201, {"id": "link", "roles": ["read"], "link": link}, {}

    def set_label(self, start, path, query, request):
        item = self.world.drive.find(start, path)
        item.label = {"name": request.json()["name"], "locked": True}
        self.world.labels.append(item.name)
        return 200, {"name": item.label["name"]}, {}

    # --- delta and batch ------------------------------------------------------------------------------------------------------

    def delta(self, method, match, query, request):
        self.check_drive(match.group(1))
        drive = self.world.drive
        token = query.get("token", "")
        here = f"{self.world.url('graph')}/v1.0/drives/{drive.id}/root/delta"
        if token == "latest":
            return 200, {"value": [], "@odata.deltaLink": f"{here}?token={drive.delta_epoch}.{len(drive.log)}"}, {}
        epoch, _, position = (token or f"{drive.delta_epoch}.0").partition(".")
        if int(epoch) != drive.delta_epoch:
            raise Refused(410, "resyncRequired", "Resync required.", headers={"Location": f"{here}?token=0"})
        position, end = int(position), min(len(drive.log), int(position) + self.world.page_size)
        value = []
        for item_id in dict.fromkeys(i for i, _ in drive.log[position:end]):
            item = drive.items.get(item_id)
            value.append(item.json() if item else {"id": item_id, "deleted": {"state": "deleted"}})
        key = "@odata.deltaLink" if end == len(drive.log) else "@odata.nextLink"
        return 200, {"value": value, key: f"{here}?token={drive.delta_epoch}.{end}"}, {}

    def batch(self, method, match, query, request):
        requests = request.json()["requests"]
        if not 0 < len(requests) <= 20:
            raise Refused(400, "invalidRequest", "A batch holds 1 to 20 requests")
        self.world.n_batches += 1
        replies = []
        for part in requests:
            if "body" in part and part.get("headers", {}).get("Content-Type") != "application/json":
                self.world.violations.append("a part of a batch has a body without Content-Type")
            inner = InnerRequest(request, part)
            try:
                fault = self.world.batch_faults.pop(0) if self.world.batch_faults else None
                if fault:
                    raise fault
                path, _, inner_query = part["url"].partition("?")
                status, body, headers = self.dispatch(part["method"], path, inner_query, inner)
            except Refused as refused:
                status, body, headers = refused.status, refused.body(), refused.headers
            replies.append({"id": part["id"], "status": status, "headers": headers, "body": body})
        return 200, {"responses": list(reversed(replies))}, {}  # order is not kept


class InnerRequest:
    def __init__(self, outer, part):
        self.part, self.outer = part, outer
        self.body = json.dumps(part["body"]).encode() if "body" in part else b""

    def json(self):
        return self.part.get("body")
