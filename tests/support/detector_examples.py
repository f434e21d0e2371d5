"""The examples of the built-in detectors, made as `apipack lint` makes them, and the forms that evidence wraps them in.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import base64
import csv
import gzip
import io
import json
import random
import re
import string
import urllib.parse
import xml.sax.saxutils
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import make_sample
import yaml

DIGITS, LOWER, UPPER = string.digits, string.ascii_lowercase, string.ascii_uppercase
SETS = {"alnum": DIGITS + UPPER + LOWER, "lower": DIGITS + LOWER, "upper": DIGITS + UPPER, "letter": UPPER + LOWER, "digit": DIGITS,
        "hex": DIGITS + "abcdef", "HEX": DIGITS + "ABCDEF", "b64": UPPER + LOWER + DIGITS + "+/", "b64url": UPPER + LOWER + DIGITS + "-_",
        "b32": UPPER + "234567", "small": LOWER, "bech32": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"}
TOKEN = re.compile(r"[A-Za-z0-9_.~+/=-]*\Z")


def digits(n, alphabet, width):
    out = ""
    for _ in range(width):
        n, d = divmod(n, len(alphabet))
        out = alphabet[d] + out
    return out


def checksum(name, before):
    part = TOKEN.search(before).group(0)
    part = part.rsplit("=", 1)[1] if "=" in part[:-1] and name != "crchexall" else part
    if name not in ("crchexall", "crc36"):
        part = part.partition("_")[2]
    if name == "crchex":
        part = part.rstrip("_")
    crc = zlib.crc32(part.encode())
    return {"crc62": lambda: digits(crc, DIGITS + UPPER + LOWER, 6), "crc36": lambda: digits(crc, DIGITS + LOWER, 7),
            "crchex": lambda: f"{crc:08x}", "crchexall": lambda: f"{crc:08X}"}[name]()


def make(example):
    """The text of an example."""
    rng, out = random.Random(example), ""
    for part in re.split(r"(\{(?:[a-zA-Z0-9]+:[0-9]+|crc62|crc36|crchex|crchexall)\})", example):
        name, _, count = part[1:-1].partition(":")
        if part.startswith("{") and name.startswith("crc") and not count:
            out += checksum(name, out)
        elif part.startswith("{") and name in SETS and count:
            out += "".join(rng.choices(SETS[name], k=int(count)))
        else:
            out += part
    return out


def detectors():
    """[(id, class, finds, ignores)] of controls/detectors."""
    out = []
    for path in sorted((Path(__file__).resolve().parents[2] / "controls/detectors").glob("*.yaml")):
        for d in yaml.safe_load(path.read_text())["detectors"]:
            out.append((d["id"], d.get("class", "secret"), [make(e) for e in d["finds"]], [make(e) for e in d["ignores"]]))
    return out


def row(*cells):
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def mail(text):
    """A message whose text is in base64."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Export", "noreply@example.net", "audit@example.net"
    message.set_content(text + "\n", cte="base64")
    return message.as_bytes()


def escaped(text):
    return xml.sax.saxutils.escape(text)


def zipped(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in parts:
            z.writestr(name, data)
    return out.getvalue()


RELS = ("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/></Relationships>')
TYPES = "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def docx(text):
    """A paragraph a line, each line in runs of seven characters, as an editor splits them."""
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join("<w:p>" + "".join(f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{escaped(line[i:i + 7])}</w:t></w:r>'
                                     for i in range(0, len(line), 7)) + "</w:p>" for line in text.split("\n"))
    return zipped(TYPES, (RELS[0], RELS[1].format("word/document.xml")),
                  ("word/document.xml", f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>'))


def xlsx(text):
    """One cell, a shared string of rich text in two runs."""
    s = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    half = len(text) // 2
    runs = "".join(f'<r><t xml:space="preserve">{escaped(part)}</t></r>' for part in (text[:half], text[half:]))
    return zipped(TYPES, (RELS[0], RELS[1].format("xl/workbook.xml")),
                  ("xl/workbook.xml", f'<workbook xmlns="{s}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
                   '<sheets><sheet name="Log" sheetId="1" r:id="rId1"/></sheets></workbook>'),
                  ("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                   '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
                   'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                   'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'),
                  ("xl/sharedStrings.xml", f'<sst xmlns="{s}" count="1" uniqueCount="1"><si>{runs}</si></sst>'),
                  ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{s}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'))


# Form: (extension, text -> text or bytes)
WRAPS = {
    "plain": ("txt", lambda t: t + "\n"),
    "json": ("json", lambda t: json.dumps({"ts": "2026-05-01T10:00:00Z", "msg": t})),
    "escaped-json": ("json", lambda t: json.dumps({"n": 1, "body": json.dumps({"msg": t})})),
    "header": ("log", lambda t: "> Host: api.acme.net\r\n> X-Note: " + t.replace("\n", "\r\n> ") + "\r\n"),
    "query": ("log", lambda t: f"10.0.0.1 - - \"GET /v1/x?page=2&note={urllib.parse.quote(t, safe='')}&q=1 HTTP/1.1\" 200 17\n"),
    "csv": ("csv", lambda t: row("id", "note", "region") + row("17", t, "eu")),
    "logfmt": ("log", lambda t: f"ts=2026-05-01T10:00:00Z level=info msg={json.dumps(t)} status=200\n"),
    "yaml": ("yaml", lambda t: yaml.safe_dump({"id": 17, "note": t, "region": "eu"}, width=100000)),
    "xml": ("xml", lambda t: f"<?xml version=\"1.0\"?>\n<e><id>17</id><note>{xml.sax.saxutils.escape(t)}</note></e>\n"),
    "curl": ("txt", lambda t: "curl -sS -X POST https://api.acme.net/v1/x --data-binary '" + t + "'\n"),
    "utf-16-le": ("txt", lambda t: b"\xff\xfe" + (t + "\n").encode("utf-16-le")),
    "utf-16-be": ("txt", lambda t: b"\xfe\xff" + (t + "\n").encode("utf-16-be")),
    "base64": ("json", lambda t: json.dumps({"payload": base64.b64encode(("note for the log, first line\n" + t + "\n").encode()).decode()})),
    "docx": ("docx", docx),
    "xlsx": ("xlsx", xlsx),
    "pdf": ("pdf", lambda t: make_sample.pdf("Export", t.split("\n"))),
    "zip-in-zip": ("zip", lambda t: zipped(("b/inner.zip", zipped(("a/export.log", t + "\n"))))),
    "mail": ("eml", mail),
    "gzip": ("log.gz", lambda t: gzip.compress((t + "\n").encode())),
}
