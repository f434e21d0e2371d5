"""One line of text wrapped into files of many kinds, as the programs that make them do it.

Place in the flow: tests only; test_extract.py plants a token with it. WRAPS: kind of wrap -> (name, function of the text).
"""
# SPDX-License-Identifier: Apache-2.0
import base64
import email.message
import gzip
import io
import struct
import zipfile
import zlib

import make_sample

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = make_sample.OFFICE


def zipped(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def parts(text, n=3):
    """The text in n pieces."""
    size = -(-len(text) // n)
    return [text[i:i + size] for i in range(0, len(text), size)]


# --- Office ----------------------------------------------------------------------------------------

def docx(body, *more):
    return make_sample.ooxml([
        ("[Content_Types].xml", '<Types xmlns="%s"><Default Extension="xml" ContentType="application/xml"/></Types>' % make_sample.TYPES),
        ("word/document.xml", '<w:document xmlns:w="%s" xmlns:r="%s"><w:body>%s</w:body></w:document>' % (W, OFFICE, body)), *more])


def run(text, tag="t"):
    return '<w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:%s>%s</w:%s></w:r>' % (tag, text, tag)


PLAIN = "<w:p><w:r><w:t>Nothing here.</w:t></w:r></w:p>"


DOCUMENT = [("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w><p><t>Nothing here.</t></p></w>")]


def docx_runs(text):
    return docx("<w:p>%s</w:p>" % "".join(run(p) for p in parts(text)))


def docx_cell(text):
    cells = "".join("<w:tc><w:p>%s</w:p></w:tc>" % run(c) for c in ("Name", "x " + text, "May"))
    return docx("<w:tbl><w:tr>%s</w:tr></w:tbl>" % cells)


def docx_deleted(text):
    return docx('<w:p><w:del w:author="a">%s</w:del>%s</w:p>' % ("".join(run(p, "delText") for p in parts(text)), run("kept")))


def docx_part(name, text):
    return docx(PLAIN, (name, '<w:x xmlns:w="%s"><w:p>%s</w:p></w:x>' % (W, "".join(run(p) for p in parts(text)))))


def docx_link(text):
    return docx(PLAIN, ("word/_rels/document.xml.rels", '<Relationships xmlns="%s"><Relationship Id="r1" TargetMode="External" '
                        'Target="https://h.example/?access_token=%s"/></Relationships>' % (make_sample.RELS, text)))


def xlsx(strings, cells, *more, state="visible"):
    return make_sample.ooxml([
        ("[Content_Types].xml", '<Types xmlns="%s"/>' % make_sample.TYPES),
        ("xl/worksheets/sheet1.xml", '<worksheet xmlns="%s"><sheetData><row r="2">%s</row></sheetData></worksheet>' % (S, cells)),
        ("xl/workbook.xml", '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="Keys" sheetId="1" state="%s" r:id="rId1"/></sheets>'
         '</workbook>' % (S, OFFICE, state)),
        ("xl/_rels/workbook.xml.rels", '<Relationships xmlns="%s"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
         % make_sample.RELS),
        ("xl/sharedStrings.xml", '<sst xmlns="%s"><si><t>first</t></si><si>%s</si></sst>'
         % (S, "".join("<r><t>%s</t></r>" % p for p in strings))), *more])


def xlsx_shared(text):
    return xlsx(parts(text), '<c r="B2" t="s"><v>1</v></c>')


def xlsx_unused(text):
    return xlsx(parts(text), '<c r="B2" t="s"><v>0</v></c>')


def xlsx_hidden(text):
    inline = "".join("<r><t>%s</t></r>" % p for p in parts(text))
    return xlsx(["a"], '<c r="B2" t="inlineStr"><is>%s</is></c>' % inline, state="veryHidden")


def xlsx_formula(text):
    return xlsx(["a"], '<c r="B2" t="str"><f>HYPERLINK("https://h.example/","%s")</f><v>link</v></c>' % text)


def pptx(name, text):
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    runs = "".join("<a:r><a:t>%s</a:t></a:r>" % p for p in parts(text))
    return make_sample.ooxml([("[Content_Types].xml", '<Types xmlns="%s"/>' % make_sample.TYPES), ("ppt/presentation.xml", "<p/>"),
                              (name, '<p:sld xmlns:p="p" xmlns:a="%s"><a:p>%s</a:p></p:sld>' % (a, runs))])


def odt(text):
    spans = "".join('<text:span text:style-name="T%d">%s</text:span>' % p for p in enumerate(parts(text)))
    return zipped(("mimetype", "application/vnd.oasis.opendocument.text"),
                  ("content.xml", '<o:d xmlns:o="o" xmlns:text="t"><text:p>%s</text:p></o:d>' % spans))


# --- PDF -------------------------------------------------------------------------------------------

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf(content, *objects, font=FONT, page=b"", compress=False, trailer=b""):
    """One page; `objects` get the numbers from 6 on."""
    data, filters = (zlib.compress(content), b"/Filter/FlateDecode") if compress else (content, b"")
    all_objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                   b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>"
                   + page + b">>", b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), filters, data), font, *objects]
    out, at = io.BytesIO(), []
    out.write(b"%PDF-1.5\n")
    for i, body in enumerate(all_objects, 1):
        at.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (i, body))
    xref = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1) + b"".join(b"%010d 00000 n \n" % a for a in at))
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(at) + 1, trailer, xref))
    return out.getvalue()


def show(text):
    return b"BT /F1 12 Tf 50 700 Td " + text + b" ET"


def stream(data, entries=b""):
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def pdf_plain(text):
    return pdf(show(b"(Key: %s) Tj" % text.encode()))


def pdf_hex(text):
    return pdf(show(b"<%s> Tj" % text.encode().hex().encode()), compress=True)


def pdf_kerned(text):
    return pdf(show(b"[" + b" ".join(b"(%c) %d" % (c, -60 if i % 3 else 40) for i, c in enumerate(text.encode())) + b"] TJ"))


def pdf_moved(text):
    """Each letter placed by itself, as some typesetters do."""
    widths = b"/FirstChar 0/Widths[" + b"600 " * 256 + b"]"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/AAAAAA+Own" + widths + b">>"
    return pdf(b"BT /F1 10 Tf 50 700 Td " + b" ".join(b"(%c) Tj 6 0 Td" % c for c in text.encode()) + b" ET", font=font)


def pdf_wrapped(text):
    """Broken at the end of a line, twice."""
    return pdf(b"BT /F1 12 Tf 14 TL 50 700 Td (Key:) Tj T* " + b" ".join(b"(%s) Tj T*" % p.encode() for p in parts(text)) + b" ET")


def pdf_mapped(text):
    """Two bytes a letter that mean nothing without the font's map; shuffled, so that no byte gives it away."""
    letters = sorted(set(text), reverse=True)
    rows = b"\n".join(b"<%04x> <%04x>" % (i + 3, ord(c)) for i, c in enumerate(letters))
    cmap = b"1 begincodespacerange <0000> <FFFF> endcodespacerange %d beginbfchar\n%s\nendbfchar" % (len(letters), rows)
    font = b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/DW 500>>]/ToUnicode 6 0 R>>"
    codes = b"".join(b"%04x" % (letters.index(c) + 3) for c in text)
    return pdf(show(b"<" + codes + b"> Tj"), stream(zlib.compress(cmap), b"/Filter/FlateDecode"), font=font, compress=True)


def pdf_named(text):
    """Letters by the names of their glyphs."""
    codes = {c: 200 - i for i, c in enumerate(sorted(set(text)))}
    names = {"_": "underscore", **{str(i): n for i, n in enumerate("zero one two three four five six seven eight nine".split())}}
    differences = b" ".join(b"%d /%s" % (n, names.get(c, c).encode()) for c, n in codes.items())
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Own/Encoding<</Differences[" + differences + b"]>>>>"
    return pdf(show(b"<" + bytes(codes[c] for c in text).hex().encode() + b"> Tj"), font=font)


def pdf_form(text):
    return pdf(b"/X Do", stream(zlib.compress(show(b"(%s) Tj" % text.encode())), b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Filter/FlateDecode"
                                b"/Resources<</Font<</F1 5 0 R>>>>"))


def pdf_note(text):
    return pdf(show(b"(hello) Tj"), b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(%s)>>" % text.encode(), page=b"/Annots[6 0 R]")


def pdf_info(text):
    title = ("\ufeff" + text).encode("utf-16-be").hex().encode()
    return pdf(show(b"(hello) Tj"), b"<</Title<%s>>>" % title, trailer=b"/Info 6 0 R")


def pdf_attached(text):
    data = zlib.compress(zipped(("notes.txt", "x\n" + text)))
    return pdf(show(b"(hello) Tj"), stream(data, b"/Type/EmbeddedFile/Filter/FlateDecode"),
               b"<</Type/Filespec/F(a.zip)/EF<</F 6 0 R>>>>")


# --- the rest --------------------------------------------------------------------------------------

def mail(text, encoding="base64", attach=True):
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "Keys"
    if attach:
        message.set_content("See the attachment.\n")
        message.add_attachment(zipped(("keys.txt", text)), maintype="application", subtype="zip", filename="keys.zip")
    else:
        message.set_content("Words \u2014 and a long line before it so that it is broken, then %s and more words.\n" % text, cte=encoding)
    return message.as_bytes()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(kind, data):
    whole = make_sample.png("wrapped")
    return whole[:33] + chunk(kind, data) + whole[33:]


def jpeg(marker, data):
    return b"\xff\xd8\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data + b"\xff\xda\0\2\xff\xd9"


def gzipped(body, name=None, comment=None, extra=None):
    """A member of a gzip whose header says more than it must."""
    flags = 4 * (extra is not None) | 8 * (name is not None) | 16 * (comment is not None)
    head = struct.pack("<BBBBIBB", 0x1f, 0x8b, 8, flags, 0, 0, 255)
    if extra is not None:
        field = b"AP" + struct.pack("<H", len(extra)) + extra
        head += struct.pack("<H", len(field)) + field
    for text in (name, comment):
        head += b"" if text is None else text + b"\0"
    return head + zlib.compress(body, 9)[2:-4] + struct.pack("<II", zlib.crc32(body), len(body))


WRAPS = {
    "plain": ("a.txt", lambda t: t.encode()),
    "utf-16-le": ("a.txt", lambda t: ("\ufeff" + "line\n" + t).encode("utf-16-le")),
    "utf-16-be, no mark": ("a.log", lambda t: ("line\n" + t).encode("utf-16-be")),
    "base64": ("a.json", lambda t: ('{"data": "%s"}' % base64.b64encode(("the key is " + t).encode()).decode()).encode()),
    "gzip": ("a.gz", lambda t: gzip.compress(t.encode())),
    "gzip, second member": ("a.log.gz", lambda t: gzip.compress(b"first\n") + gzip.compress(t.encode())),
    "gzip of utf-16": ("a.gz", lambda t: gzip.compress(t.encode("utf-16-le"))),
    "gzip of zip": ("a.gz", lambda t: gzip.compress(zipped(("b.txt", t)))),
    "gzip comment": ("a.log.gz", lambda t: gzipped(b"first\n", b"a.log", b"made with " + t.encode())),
    "gzip name": ("a.gz", lambda t: gzipped(b"first\n", t.encode() + b".log")),
    "gzip extra": ("a.gz", lambda t: gzipped(b"first\n", extra=t.encode())),
    "gzip comment, second member": ("a.log.gz", lambda t: gzip.compress(b"first\n") + gzipped(b"x", comment=t.encode())),
    "gzip comment, empty": ("a.log.gz", lambda t: gzipped(b"", comment=t.encode())),
    "gzip comment, of zip": ("a.gz", lambda t: gzipped(zipped(("b.txt", "nothing")), comment=t.encode())),
    "gzip comment in zip": ("a.zip", lambda t: zipped(("b.gz", gzipped(b"x", b"b", t.encode())))),
    "zip": ("a.zip", lambda t: zipped(("b.txt", t))),
    "zip without the name": ("a.dat", lambda t: zipped(("b", t))),
    "zip in zip": ("a.zip", lambda t: zipped(("b.zip", zipped(("c.txt", "x\n" + t))))),
    "gzip in zip": ("a.zip", lambda t: zipped(("b.gz", gzip.compress(t.encode())))),
    "utf-16 in zip": ("a.zip", lambda t: zipped(("b.csv", t.encode("utf-16-be")))),
    "base64 in zip": ("a.zip", lambda t: zipped(("b.txt", base64.b64encode(("the key is " + t).encode())))),
    "docx in zip": ("a.zip", lambda t: zipped(("b.docx", docx_runs(t)))),
    "pdf in zip": ("a.zip", lambda t: zipped(("b", pdf_kerned(t)))),
    "mail in zip": ("a.zip", lambda t: zipped(("b.eml", mail(t)))),
    "docx runs": ("a.docx", docx_runs),
    "docx cell": ("a.docx", docx_cell),
    "docx deleted": ("a.docx", docx_deleted),
    "docx comment": ("a.docx", lambda t: docx_part("word/comments.xml", t)),
    "docx header": ("a.docx", lambda t: docx_part("word/header2.xml", t)),
    "docx link": ("a.docx", docx_link),
    "docx properties": ("a.docx", lambda t: docx(PLAIN, ("docProps/custom.xml", "<P><v>%s</v></P>" % t))),
    "docx embedded": ("a.docx", lambda t: zipped(*DOCUMENT, ("word/embeddings/b.xlsx", xlsx_shared(t)))),
    "xlsx shared": ("a.xlsx", xlsx_shared),
    "xlsx unused string": ("a.xlsx", xlsx_unused),
    "xlsx hidden": ("a.xlsx", xlsx_hidden),
    "xlsx formula": ("a.xlsx", xlsx_formula),
    "xlsx connection": ("a.xlsx", lambda t: xlsx(["a"], "", ("xl/connections.xml", '<c><x connection="Url=h;k=%s"/></c>' % t))),
    "pptx slide": ("a.pptx", lambda t: pptx("ppt/slides/slide1.xml", t)),
    "pptx notes": ("a.pptx", lambda t: pptx("ppt/notesSlides/notesSlide1.xml", t)),
    "odt": ("a.odt", odt),
    "pdf": ("a.pdf", pdf_plain),
    "pdf hex": ("a.pdf", pdf_hex),
    "pdf kerned": ("a.pdf", pdf_kerned),
    "pdf letter by letter": ("a.pdf", pdf_moved),
    "pdf over lines": ("a.pdf", pdf_wrapped),
    "pdf mapped": ("a.pdf", pdf_mapped),
    "pdf named": ("a.pdf", pdf_named),
    "pdf form": ("a.pdf", pdf_form),
    "pdf note": ("a.pdf", pdf_note),
    "pdf info": ("a.pdf", pdf_info),
    "pdf attachment": ("a.pdf", pdf_attached),
    "mail attachment": ("a.eml", mail),
    "mail base64": ("a.eml", lambda t: mail(t, "base64", False)),
    "mail quoted": ("a.eml", lambda t: mail(t, "quoted-printable", False)),
    "mail subject": ("a.eml", lambda t: b"From: a\nSubject: =?utf-8?B?" + base64.b64encode(t.encode()) + b"?=\nMIME-Version: 1.0\n\nhello\n"),
    "png tEXt": ("a.png", lambda t: png(b"tEXt", b"Comment\0" + t.encode())),
    "png zTXt": ("a.png", lambda t: png(b"zTXt", b"Comment\0\0" + zlib.compress(t.encode()))),
    "png iTXt": ("a.png", lambda t: png(b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(t.encode()))),
    "jpeg comment": ("a.jpg", lambda t: jpeg(0xfe, t.encode())),
    "jpeg exif": ("a.jpg", lambda t: jpeg(0xe1, b"Exif\0\0II*\0\x08\0\0\0" + t.encode() + b"\0")),
    "office 97": ("a.doc", lambda t: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + t.encode("utf-16-le") + bytes(99)),
}
