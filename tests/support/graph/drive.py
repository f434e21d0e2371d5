"""The document library: items, their bytes on disk, columns, fields, and the log that delta reads.

Place in the flow: tests only. Names, conflicts, ETags and column rules are SharePoint's, as the fact sheet has them.
"""
# SPDX-License-Identifier: Apache-2.0
import re
import uuid
from pathlib import Path
from urllib.parse import quote

from . import quickxor

FORBIDDEN = set('"*:<>?/\\|')
RESERVED = re.compile(r"(\.lock|CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9]|desktop\.ini)", re.I)
MAX_PATH = 400


class Refused(Exception):
    """An error object of Graph: status, code, and the inner code."""

    def __init__(self, status, code, message="", inner="", headers=None):
        super().__init__(message or code)
        self.status, self.code, self.inner = status, code, inner
        self.message = message or code
        self.headers = headers or {}

    def body(self):
        error = {"code": self.code, "message": self.message}
        if self.inner:
            error["innerError"] = {"code": self.inner}
        return {"error": error}


class Item:
    def __init__(self, drive, parent, name, is_folder):
        self.drive, self.parent, self.name, self.is_folder = drive, parent, name, is_folder
        self.id = f"01{uuid.uuid4().hex[:20].upper()}"
        self.guid = str(uuid.uuid4()).upper()
        self.list_id = drive.next_list_id()
        self.file = drive.folder / self.id
        self.size, self.hash = 0, ""
        self.version, self.content_version = 1, 1
        self.fields = {}
        self.locked = self.checked_out = self.malware = False
        self.label = None
        self.mtime = "2026-11-28T00:00:00Z"

    @property
    def path(self):
        if self.parent is None:
            return ""
        return f"{self.parent.path}/{self.name}" if self.parent.path else self.name

    def changed(self, content=False):
        self.version += 1
        self.content_version += content
        self.drive.log.append((self.id, "changed"))

    def set_content(self, source: Path):
        source.replace(self.file)
        self.size, self.hash = self.file.stat().st_size, quickxor.of_file(self.file)
        if self.drive.alters(self.name):  # as SharePoint puts properties into documents
            with open(self.file, "ab") as file:
                file.write(b"\n<!-- SharePoint -->")
            self.size, self.hash = self.file.stat().st_size, quickxor.of_file(self.file)
        if self.drive.requires_checkout:
            self.checked_out = True

    def json(self, expand=False, hashes=True):
        drive = self.drive
        out = {"id": self.id, "name": self.name, "size": self.size, "eTag": f'"{{{self.guid}}},{self.version}"',
               "cTag": f'"c:{{{self.guid}}},{self.content_version}"',
               "webUrl": f"{drive.web_url.replace(' ', '%20')}/{quote(self.path)}",
               "lastModifiedDateTime": self.mtime, "fileSystemInfo": {"lastModifiedDateTime": self.mtime},
               "lastModifiedBy": {"user": {"displayName": "Erin Example"}}}
        if self.parent is None:
            out["root"] = {}
        else:
            above = f"/drives/{drive.id}/root:" + (f"/{self.parent.path}" if self.parent.path else "")
            out["parentReference"] = {"driveId": drive.id, "id": self.parent.id, "path": above}
        if self.is_folder:
            out["folder"] = {"childCount": len(drive.children(self))}
        else:
            out["file"] = {"mimeType": "application/octet-stream",
                           "hashes": {"quickXorHash": self.hash} if hashes and self.size else {}}
            out["publication"] = {"level": "checkout" if self.checked_out else "published"}
        if self.malware:
            out["malware"] = {"description": "injected"}
        if expand:
            out["listItem"] = {"id": str(self.list_id), "fields": {"id": str(self.list_id), "@odata.etag": "x",
                                                                   "FileLeafRef": self.name, **self.fields}}
        return out


class Drive:
    def __init__(self, folder: Path, web_url: str):
        self.folder, self.web_url = folder, web_url
        folder.mkdir(parents=True, exist_ok=True)
        self.id = "b!" + uuid.uuid4().hex
        self.counter = 0
        self.log = []
        self.items = {}
        self.columns = {}
        self.people = {"6": {"Title": "Ann Auditor", "EMail": "ann@contoso.example"}}
        self.altered_suffixes = ()
        self.requires_checkout = False
        self.quota = None
        self.hidden_hashes = 0
        self.delta_epoch = 0
        self.root = Item(self, None, "root", True)
        self.items[self.root.id] = self.root

    def next_list_id(self):
        self.counter += 1
        return self.counter

    def alters(self, name):
        return name.lower().endswith(tuple(self.altered_suffixes)) if self.altered_suffixes else False

    def hide_hashes(self, times):
        self.hidden_hashes = times

    def show(self, item, expand=False):
        hidden = self.hidden_hashes > 0 and not item.is_folder
        self.hidden_hashes -= hidden
        return item.json(expand, hashes=not hidden)

    def children(self, parent):
        return sorted((i for i in self.items.values() if i.parent is parent), key=lambda i: i.name)

    def child(self, parent, name):
        return next((i for i in self.items.values() if i.parent is parent and i.name.lower() == name.lower()), None)

    def find(self, start, path):
        item = start
        for name in [p for p in path.split("/") if p]:
            item = self.child(item, name)
            if item is None:
                raise Refused(404, "itemNotFound", "The resource could not be found.")
        return item

    def check_name(self, parent, name):
        bad = (not name or set(name) & FORBIDDEN or name != name.strip() or name.endswith(".") or RESERVED.fullmatch(name)
               or name.startswith("~$") or "_vti_" in name or (parent is self.root and name.lower() == "forms"))
        if bad:
            raise Refused(400, "invalidRequest", "The provided name contains characters that are not allowed.",
                          "invalidFileName")
        if len(f"{parent.path}/{name}") > MAX_PATH:
            raise Refused(400, "invalidRequest", "The path is too long", "pathIsTooLong")

    def free_name(self, parent, name):
        stem, dot, ext = name.rpartition(".")
        stem, ext = (stem, dot + ext) if dot else (name, "")
        number = 1
        while self.child(parent, f"{stem} {number}{ext}"):
            number += 1
        return f"{stem} {number}{ext}"

    def place(self, parent, name, behavior, is_folder=False):
        """The item that content or a folder goes to, made if need be. (item, is it new)"""
        self.check_name(parent, name)
        there = self.child(parent, name)
        if there and behavior == "fail":
            raise Refused(409, "nameAlreadyExists", "The specified item name already exists.")
        if there and behavior == "rename":
            name, there = self.free_name(parent, name), None
        if there and there.is_folder != is_folder:
            raise Refused(409, "nameAlreadyExists", "The name is taken by something else.")
        if there and there.locked:
            raise Refused(423, "notAllowed", "The resource is locked.", "resourceLocked")
        if there:
            return there, False
        item = Item(self, parent, name, is_folder)
        self.items[item.id] = item
        self.log.append((item.id, "changed"))
        return item, True

    def put(self, path: str, content: bytes, fields=None):
        """For tests: a file as somebody put it there in the browser."""
        *folders, name = path.split("/")
        parent = self.root
        for folder in folders:
            parent = self.child(parent, folder) or self.place(parent, folder, "fail", True)[0]
        item, new = self.place(parent, name, "replace")
        spool = self.folder / "put.tmp"
        spool.write_bytes(content)
        item.set_content(spool)
        item.fields.update(fields or {})
        if not new:
            item.changed(content=True)
        return item

    def get(self, path: str):
        return self.find(self.root, path)

    def bytes_of(self, path: str) -> bytes:
        return self.get(path).file.read_bytes()

    def remove(self, item):
        for child in self.children(item):
            self.remove(child)
        del self.items[item.id]
        self.log.append((item.id, "deleted"))

    # --- columns ---------------------------------------------------------------------------------------------------

    KINDS = ("text", "choice", "dateTime", "personOrGroup", "number", "boolean")

    def add_column(self, body):
        name = body.get("name", "")
        kinds = [k for k in self.KINDS if k in body]
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", name) or len(kinds) != 1:
            raise Refused(400, "invalidRequest", "A column needs a name and exactly one type.")
        if name in self.columns:
            raise Refused(409, "nameAlreadyExists", "A column with this name exists.")
        column = {"id": str(uuid.uuid4()), "displayName": name, "hidden": False, "readOnly": False, "required": False, **body}
        self.columns[name] = column
        return column

    def set_fields(self, item, body):
        plain = {k: v for k, v in body.items() if "@odata" not in k}
        for name, value in plain.items():
            self.check_field(name, value, body)
        if item.label and item.label.get("locked"):
            raise Refused(403, "accessDenied", "The item has a retention label.")
        item.fields.update(plain)
        item.changed()

    def check_field(self, name, value, body):
        person = name.endswith("LookupId") and self.columns.get(name[:-8], {}).get("personOrGroup") is not None
        column = self.columns.get(name)
        if person:
            if not isinstance(value, str) or value not in self.people:
                raise Refused(400, "invalidRequest", f"The person {value!r} is not of this site.")
            return
        if column is None:
            raise Refused(400, "invalidRequest", f"Field '{name}' is not recognized")
        if value is None:
            return
        if "choice" in column:
            many = column["choice"].get("displayAs") == "checkBoxes"
            if many and body.get(f"{name}@odata.type") != "Collection(Edm.String)":
                raise Refused(400, "invalidRequest", f"{name} needs @odata.type Collection(Edm.String)")
            if many != isinstance(value, list):
                raise Refused(400, "invalidRequest", f"{name} is no {'list' if many else 'text'}")
            allowed = column["choice"].get("choices", [])
            if not column["choice"].get("allowTextEntry") and any(
                    v not in allowed for v in (value if many else [value])):
                raise Refused(400, "invalidRequest", f"{value!r} is no choice of {name}")
        elif "dateTime" in column:
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(value)):
                raise Refused(400, "invalidRequest", f"{name} is no date and time in UTC")
        elif "text" in column:
            if not isinstance(value, str) or len(value) > column["text"].get("maxLength", 255):
                raise Refused(400, "invalidRequest", f"{name} is no text of its length")
        else:
            raise Refused(400, "invalidRequest", f"{name} is written by another name")
