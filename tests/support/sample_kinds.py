"""Writes files of the kinds that evidence comes in; the same words give the same bytes.

Place in the flow: tests only, for make_sample.py and tests.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import io
import json
import struct
import zipfile
import zlib

EPOCH = (2026, 7, 1, 0, 0, 0)


# --- writers of the binary kinds ------------------------------------------------------------------
PAGE_LINES = 44


def pdf(title, lines):
    """A PDF 1.4 with Helvetica text, PAGE_LINES lines a page; the title stands on the first."""
    def esc(s):
        return s.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")

    def content(heading, part):
        text = ["BT /F2 15 Tf 56 780 Td (%s) Tj ET" % esc(heading)] if heading else []
        text += ["BT /F1 10 Tf 56 %d Td (%s) Tj ET" % (750 - 16 * i, esc(line)) for i, line in enumerate(part)]
        stream = "\n".join(text).encode("latin-1", "replace")
        return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)

    def page(at):
        return (b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
                b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>" % at)
    parts = [lines[i:i + PAGE_LINES] for i in range(0, len(lines), PAGE_LINES)] or [[]]
    kids = " ".join(["3 0 R"] + ["%d 0 R" % (7 + 2 * i) for i in range(len(parts) - 1)])
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids.encode(), len(parts)),
        page(4),
        content(title, parts[0]),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for part in parts[1:]:
        objects += [page(len(objects) + 2), content("", part)]
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    at = []
    for i, body in enumerate(objects, 1):
        at.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (i, body))
    xref = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % a for a in at))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, xref))
    return out.getvalue()


def xml(s):
    return str(s).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def ooxml(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in parts:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            z.writestr(info, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    return out.getvalue()


TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
APP = "application/vnd.openxmlformats-officedocument."


def docx(title, lines):
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join("<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % xml(s) for s in [title] + lines)
    return ooxml([
        ("[Content_Types].xml", '<Types xmlns="%s"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="/word/document.xml" ContentType="%swordprocessingml.document.main+xml"/></Types>' % (TYPES, APP)),
        ("_rels/.rels", '<Relationships xmlns="%s"><Relationship Id="rId1" Type="%s/officeDocument" Target="word/document.xml"/></Relationships>' % (RELS, OFFICE)),
        ("word/document.xml", '<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (w, paragraphs)),
    ])


def xlsx(sheet, rows):
    s = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = []
    for r, row in enumerate(rows, 1):
        cols = "".join('<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (chr(65 + c), r, xml(v)) for c, v in enumerate(row))
        cells.append('<row r="%d">%s</row>' % (r, cols))
    return ooxml([
        ("[Content_Types].xml", '<Types xmlns="%s"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="/xl/workbook.xml" ContentType="%sspreadsheetml.sheet.main+xml"/>'
         '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="%sspreadsheetml.worksheet+xml"/></Types>' % (TYPES, APP, APP)),
        ("_rels/.rels", '<Relationships xmlns="%s"><Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (RELS, OFFICE)),
        ("xl/workbook.xml", '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>' % (s, OFFICE, xml(sheet))),
        ("xl/_rels/workbook.xml.rels", '<Relationships xmlns="%s"><Relationship Id="rId1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/></Relationships>' % (RELS, OFFICE)),
        ("xl/worksheets/sheet1.xml", '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (s, "".join(cells))),
    ])


def png(seed, width=640, height=360):
    """A screenshot-like picture: a header bar and a table of grey cells that depend on `seed`."""
    rows = []
    for y in range(height):
        row = bytearray()
        for x in range(0, width, 8):
            head = y < 40
            cell = hashlib.sha256(b"%s-%d-%d" % (seed.encode(), x // 80, y // 24)).digest()[0]
            line = y % 24 == 0 or x % 80 == 0
            grey = (44, 62, 80) if head else (225, 228, 232) if line else ((235 + cell % 21,) * 3)
            row += bytes(grey) * 8
        rows.append(b"\0" + bytes(row))
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"".join(rows), 9)) + chunk(b"IEND", b""))


def jsonl(records):
    return "".join(json.dumps(r, separators=(", ", ": ")) + "\n" for r in records).encode()


def csv(*rows):
    return "".join(",".join(('"%s"' % c if "," in c else c) for c in row) + "\n" for row in rows).encode()


def md(text):
    return (text.strip() + "\n").encode()
