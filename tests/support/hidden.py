"""One line of text in the places of documents that nobody looks at. HIDDEN: place -> (name, function of the text).

Place in the flow: tests only; test_hidden.py plants a token with it. The commoner wraps are in wrapped.py.
"""
# SPDX-License-Identifier: Apache-2.0
import base64
import gzip
import io
import quopri
import struct
import tarfile
import zlib

from make_sample import png as picture
from make_sample import RELS  # noqa: I001
from wrapped import DOCUMENT, FONT, OFFICE, PLAIN, S, W, docx, jpeg, parts, pdf, png, pptx, run, show, stream, zipped

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
RELATIONSHIPS = '<Relationships xmlns="%s">%%s</Relationships>' % RELS


# --- Word --------------------------------------------------------------------------------------------

def docx_styled(text):
    """A run a letter, with marks of the spelling checker and bookmarks between them, as Word leaves them."""
    return docx("<w:p>%s</w:p>" % '<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="0" w:name="x"/>'.join(run(c) for c in text))


def docx_field(text):
    pieces = parts(text, 2)
    return docx('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>%s<w:r><w:fldChar w:fldCharType="separate"/></w:r>%s'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
                % ("".join(run(p, "instrText") for p in (' HYPERLINK "https://h.example/?token=', *pieces, '" ')), run("link")))


def docx_simple_field(text):
    return docx('<w:p><w:fldSimple w:instr=" DOCVARIABLE %s ">%s</w:fldSimple></w:p>' % (text, run("shown")))


def docx_alt(text):
    return docx('<w:p><w:r><w:drawing><wp:inline xmlns:wp="wp"><wp:docPr id="1" name="Picture" descr="key %s"/></wp:inline></w:drawing></w:r></w:p>%s'
                % (text, PLAIN))


def docx_vanished(text):
    return docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>%s</w:t></w:r></w:p>%s" % (text, PLAIN))


def docx_white(text):
    return docx('<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>%s</w:t></w:r></w:p>%s' % (text, PLAIN))


def docx_text_box(text):
    return docx('<w:p><w:r><mc:AlternateContent xmlns:mc="mc"><mc:Fallback><w:pict><w:txbxContent><w:p>%s</w:p></w:txbxContent></w:pict></mc:Fallback>'
                '</mc:AlternateContent></w:r></w:p>' % "".join(run(p) for p in parts(text)))


def docx_moved(text):
    return docx('<w:p><w:moveFrom w:author="a">%s</w:moveFrom></w:p>%s' % ("".join(run(p) for p in parts(text)), PLAIN))


def docx_control(text):
    return docx('<w:sdt><w:sdtPr><w:alias w:val="%s"/></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>' % (text, PLAIN))


def docx_equation(text):
    return docx('<w:p><m:oMath xmlns:m="m">%s</m:oMath></w:p>%s' % ("".join("<m:r><m:t>%s</m:t></m:r>" % p for p in parts(text)), PLAIN))


def docx_custom_xml(text):
    return docx(PLAIN, ("customXml/item1.xml", "<root><value>%s</value></root>" % text))


def docx_with(name, body):
    return docx(PLAIN, (name, '<w:x xmlns:w="%s">%s</w:x>' % (W, body)))


# --- Excel -------------------------------------------------------------------------------------------

BOOK = [("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>")]


def xlsx_with(name, data):
    return zipped(*BOOK, ("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>"), (name, data))


def xlsx_comment(text):
    runs = "".join("<r><rPr><b/></rPr><t>%s</t></r>" % p for p in parts(text))
    return xlsx_with("xl/comments1.xml", '<comments xmlns="%s"><commentList><comment ref="A1"><text>%s</text></comment></commentList></comments>' % (S, runs))


def xlsx_threaded(text):
    return xlsx_with("xl/threadedComments/threadedComment1.xml",
                     '<ThreadedComments xmlns="t"><threadedComment ref="A1"><text>%s</text></threadedComment></ThreadedComments>' % text)


def xlsx_name(text):
    book = ('<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets><definedNames>'
            '<definedName name="Key" hidden="1">"%s"</definedName></definedNames></workbook>' % (S, OFFICE, text))
    return zipped(("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", book), ("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>"))


def xlsx_hidden_row(text):
    return zipped(*BOOK, ("xl/worksheets/sheet1.xml", '<worksheet xmlns="%s"><cols><col min="1" max="9" hidden="1"/></cols><sheetData><row r="1" hidden="1">'
                   '<c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>' % (S, text)))


def xlsx_note_box(text):
    return xlsx_with("xl/drawings/vmlDrawing1.vml", '<xml xmlns:v="v"><v:shape alt="%s"/></xml>' % text)


def xlsx_validation(text):
    return zipped(*BOOK, ("xl/worksheets/sheet1.xml", '<worksheet xmlns="%s"><sheetData/><dataValidations><dataValidation prompt="%s">'
                   '<formula1>"a,b"</formula1></dataValidation></dataValidations></worksheet>' % (S, text)))


def xlsx_list(text):
    return zipped(*BOOK, ("xl/worksheets/sheet1.xml", '<worksheet xmlns="%s"><sheetData/><dataValidations><dataValidation>'
                   '<formula1>"a,%s"</formula1></dataValidation></dataValidations></worksheet>' % (S, text)))


def xlsx_header(text):
    return zipped(*BOOK, ("xl/worksheets/sheet1.xml", '<worksheet xmlns="%s"><sheetData/><headerFooter><oddHeader>&amp;C%s</oddHeader></headerFooter></worksheet>'
                   % (S, text)))


def xlsx_mashup(text):
    """The queries of a workbook: a head, a zip, and settings behind it, all in base64."""
    packed = zipped(("Formulas/Section1.m", 'section Section1;\nshared Q = Web.Contents("https://h.example", [Headers=[Authorization="%s"]]);' % text))
    whole = b"\0\0\0\0" + struct.pack("<I", len(packed)) + packed + struct.pack("<I", 4) + b"more"
    return xlsx_with("customXml/item1.xml", ('<?xml version="1.0" encoding="utf-16"?><DataMashup xmlns="http://schemas.microsoft.com/DataMashup">%s</DataMashup>'
                                             % base64.b64encode(whole).decode()).encode("utf-16"))


def xlsx_binary(text):
    """Strings of .xlsb lie in UTF-16."""
    return zipped(("[Content_Types].xml", "<Types/>"), ("xl/workbook.bin", b"\x83\x01\x00"), ("xl/sharedStrings.bin", b"\x13\x01" + text.encode("utf-16-le")))


# --- PDF ---------------------------------------------------------------------------------------------

def beside(*objects, **more):
    """A page that says hello, and objects from number 6 on."""
    return pdf(show(b"(Hello, this is a page.) Tj"), *objects, **more)


def pdf_field(text):
    return beside(b"<</FT/Tx/T(key)/V(%s)>>" % text.encode(), b"<</Fields[6 0 R]>>")


def pdf_field_default(text):
    return beside(b"<</FT/Tx/T(key)/DV<%s>>>" % ("\ufeff" + text).encode("utf-16-be").hex().encode())


def pdf_xfa(text):
    return beside(stream(zlib.compress(b"<xfa:datasets xmlns:xfa='x'><key>%s</key></xfa:datasets>" % text.encode()), b"/Filter/FlateDecode"),
                  b"<</XFA[(datasets) 6 0 R]>>")


def pdf_outline(text):
    return beside(b"<</Title(%s)/Parent 7 0 R>>" % text.encode(), b"<</Type/Outlines/First 6 0 R/Last 6 0 R/Count 1>>")


def pdf_xmp(text):
    return beside(stream(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:description>%s</dc:description></x:xmpmeta>" % text.encode(), b"/Type/Metadata/Subtype/XML"))


def pdf_script(text):
    return beside(b"<</S/JavaScript/JS(var key = '%s';)>>" % text.encode())


def pdf_script_stream(text):
    return beside(stream(zlib.compress(b"var key = '%s';" % text.encode()), b"/Filter/FlateDecode"), b"<</S/JavaScript/JS 6 0 R>>")


def pdf_link(text):
    return beside(b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://h.example/?access_token=%s)>>>>" % text.encode(), page=b"/Annots[6 0 R]")


def pdf_look(text):
    """Text that only the look of an annotation holds."""
    return beside(b"<</Type/Annot/Subtype/FreeText/Rect[0 0 9 9]/AP<</N 7 0 R>>>>",
                  stream(show(b"(%s) Tj" % text.encode()), b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>>>"), page=b"/Annots[6 0 R]")


def pdf_states(text):
    """The look of a button that is off."""
    return beside(b"<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/AP<</N<</On 7 0 R/Off 8 0 R>>>>>>",
                  stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
                  stream(show(b"<%s> Tj" % text.encode().hex().encode()), b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>>>"),
                  page=b"/Annots[6 0 R]")


def pdf_white(text):
    return pdf(b"1 1 1 rg " + show(b"(%s) Tj" % text.encode()))


def pdf_invisible(text):
    return pdf(b"3 Tr " + show(b"(%s) Tj" % text.encode()))


def pdf_outside(text):
    return pdf(b"BT /F1 12 Tf 5000 7000 Td (%s) Tj ET" % text.encode())


def pdf_layer(text):
    return pdf(b"/OC /L BDC " + show(b"(%s) Tj" % text.encode()) + b" EMC")


def pdf_actual_text(text):
    return pdf(b"/Span <</ActualText(%s)>> BDC " % text.encode() + show(b"(x) Tj") + b" EMC " + show(b"(Hello, this is a page.) Tj"))


def pdf_alt(text):
    return beside(b"<</Type/StructElem/S/Figure/Alt(%s)>>" % text.encode())


def pdf_object_stream(text):
    """A note inside an object stream, and a cross-reference stream."""
    inner = b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(%s)>>" % text.encode()
    head = b"7 0 "
    data = zlib.compress(head + inner)
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/Annots[7 0 R]>>",
               stream(show(b"(Hello, this is a page.) Tj")), FONT,
               stream(data, b"/Type/ObjStm/N 1/First %d/Filter/FlateDecode" % len(head))]
    out, at = io.BytesIO(b"%PDF-1.5\n"), []
    out.seek(0, 2)
    for i, body in enumerate(objects, 1):
        at.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (i, body))
    xref = out.tell()
    rows = b"\0\0\0\0\0\xff" + b"".join(b"\1" + a.to_bytes(4, "big") + b"\0" for a in at) + b"\2" + (6).to_bytes(4, "big") + b"\0"
    rows += b"\1" + xref.to_bytes(4, "big") + b"\0"
    out.write(b"8 0 obj\n" + stream(rows, b"/Type/XRef/Size 9/W[1 4 1]/Root 1 0 R") + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % xref)
    return out.getvalue()


def pdf_deleted(text):
    """An object that no page reaches any more, of an earlier state of the file."""
    return beside(stream(zlib.compress(show(b"(%s) Tj" % text.encode())), b"/Filter/FlateDecode"))


def pdf_older(text):
    """What a later revision replaced: its note is another one now."""
    old = pdf(show(b"(Hello, this is a page.) Tj"), b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(%s)>>" % text.encode(), page=b"/Annots[6 0 R]")
    at = len(old)
    new = b"6 0 obj\n<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(no more)>>\nendobj\n"
    before = old.rindex(b"startxref\n") + 10
    return (old + new + b"xref\n6 1\n%010d 00000 n \ntrailer\n<</Size 7/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
            % (at, int(old[before:].split()[0]), at + len(new)))


def pdf_older_packed(text):
    """The same of the content of a page, which was compressed."""
    old = pdf(show(b"(Hello, the key is %s) Tj" % text.encode()), compress=True)
    at = len(old)
    new = b"4 0 obj\n" + stream(show(b"(Hello, this is a page.) Tj")) + b"\nendobj\n"
    before = old.rindex(b"startxref\n") + 10
    return (old + new + b"xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
            % (at, int(old[before:].split()[0]), at + len(new)))


def pdf_inline_map(text):
    """A range of a character map, given as a list."""
    letters = sorted(set(text))
    codes = b"".join(b"%02x" % (letters.index(c) + 1) for c in text)
    cmap = b"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <01> <%02x> [%s] endbfrange" % (
        len(letters), b" ".join(b"<%04x>" % ord(c) for c in letters))
    font = b"<</Type/Font/Subtype/Type1/BaseFont/AAAAAA+Own/FirstChar 0/Widths[" + b"500 " * 256 + b"]/ToUnicode 6 0 R>>"
    return pdf(show(b"<" + codes + b"> Tj"), stream(cmap), font=font)


def pdf_drawn(text):
    """Letters that are drawings of a font of the file's own (Type 3), named."""
    return pdf(show(b"(%s) Tj" % text.encode()), font=b"<</Type/Font/Subtype/Type3/FontMatrix[.001 0 0 .001 0 0]/FirstChar 32/Widths["
               + b"600 " * 95 + b"]/Encoding<</Differences[32 " + b" ".join(b"/%s" % (b"uni%04X" % c) for c in range(32, 127)) + b"]>>/CharProcs<<>>>>")


# --- pictures, mail, archives ----------------------------------------------------------------------------

def xmp(text):
    return b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><dc:description>%s</dc:description></x:xmpmeta>" % text.encode()


def exif(text):
    """A description and a comment of the user in UTF-16, as a camera's program writes them."""
    comment = b"UNICODE\0" + text.encode("utf-16-le")
    at = 8 + 2 + 12 + 4
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + struct.pack("<HHII", 0x9286, 7, len(comment), at) + struct.pack("<I", 0) + comment


def nested_mail(text, encoding=None):
    inner = "From: x@y.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(
        ("the key is " + text).encode()).decode()
    body = base64.encodebytes(inner.encode()).decode() if encoding == "base64" else inner
    return ("From: a@b.example\r\nTo: c@d.example\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b b\"\r\n\r\n"
            "--b b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--b b\r\nContent-Type: message/rfc822\r\n%s\r\n%s\r\n--b b--\r\n"
            % ("Content-Transfer-Encoding: base64\r\n" if encoding else "", body)).encode()


def html_mail(text):
    body = quopri.encodestring(b"<html><body><p>" + b"x" * 60 + b" the key is <b>" + text.encode() + b"</b></p></body></html>").decode()
    return ("From: a@b.example\nTo: c@d.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n" + body).encode()


def boxed_mail(text):
    """A mailbox of two messages."""
    one = "From a@b.example Mon Jun  1 10:00:00 2026\nFrom: a@b.example\nSubject: one\n\nNothing.\n\n"
    two = ("From c@d.example Mon Jun  1 11:00:00 2026\nFrom: c@d.example\nSubject: two\nMIME-Version: 1.0\nContent-Type: text/plain\n"
           "Content-Transfer-Encoding: base64\n\n%s\n" % base64.encodebytes(("the key is " + text).encode()).decode())
    return (one + two).encode()


def tarred(*members, format=tarfile.USTAR_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            data = data.encode() if isinstance(data, str) else data
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


HIDDEN = {
    "docx letter by letter": ("a.docx", docx_styled),
    "docx field": ("a.docx", docx_field),
    "docx simple field": ("a.docx", docx_simple_field),
    "docx alt text": ("a.docx", docx_alt),
    "docx hidden text": ("a.docx", docx_vanished),
    "docx white text": ("a.docx", docx_white),
    "docx text box": ("a.docx", docx_text_box),
    "docx moved text": ("a.docx", docx_moved),
    "docx content control": ("a.docx", docx_control),
    "docx equation": ("a.docx", docx_equation),
    "docx custom xml": ("a.docx", docx_custom_xml),
    "docx footnote": ("a.docx", lambda t: docx_with("word/footnotes.xml", "<w:footnote><w:p>%s</w:p></w:footnote>" % "".join(run(p) for p in parts(t)))),
    "docx endnote": ("a.docx", lambda t: docx_with("word/endnotes.xml", "<w:p>%s</w:p>" % run(t))),
    "docx footer": ("a.docx", lambda t: docx_with("word/footer1.xml", "<w:p>%s</w:p>" % run(t))),
    "docx core properties": ("a.docx", lambda t: docx(PLAIN, ("docProps/core.xml", "<cp><dc:description xmlns:dc='d'>%s</dc:description></cp>" % t))),
    "docx custom property": ("a.docx", lambda t: docx(PLAIN, ("docProps/custom.xml", '<P><property name="Key"><vt:lpwstr xmlns:vt="v">%s</vt:lpwstr></property></P>' % t))),
    "docx variable": ("a.docx", lambda t: docx(PLAIN, ("word/settings.xml", '<w:settings xmlns:w="%s"><w:docVars><w:docVar w:name="k" w:val="%s"/></w:docVars></w:settings>' % (W, t)))),
    "docx author of a comment": ("a.docx", lambda t: docx_with("word/comments.xml", '<w:comment w:author="%s"><w:p>%s</w:p></w:comment>' % (t, run("x")))),
    "docx chart": ("a.docx", lambda t: docx(PLAIN, ("word/charts/chart1.xml", "<c:c xmlns:c='c'><c:v>%s</c:v></c:c>" % t))),
    "docx glossary": ("a.docx", lambda t: docx_with("word/glossary/document.xml", "<w:p>%s</w:p>" % "".join(run(p) for p in parts(t)))),
    "docx properties of one's own": ("a.docx", lambda t: docx(PLAIN, ("customXml/item2.xml", "<x>aaaa<ownPr><k>bbbb</k><l>%s</l><m>cccc</m></ownPr></x>" % t))),
    "docx html chunk": ("a.docx", lambda t: docx(PLAIN, ("word/afchunk.htm", "<html>%s</html>" % t))),
    "docx picture text": ("a.docx", lambda t: zipped(*DOCUMENT, ("word/media/image1.png", png(b"tEXt", b"Comment\0" + t.encode())))),
    "docx name of a part": ("a.docx", lambda t: docx(PLAIN, ("word/%s.xml" % t, "<x/>"))),
    "docx in UTF-16": ("a.docx", lambda t: zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", (
        '<?xml version="1.0" encoding="UTF-16"?><w><p><t>%s</t></p></w>' % t).encode("utf-16")))),
    "xlsx comment": ("a.xlsx", xlsx_comment),
    "xlsx threaded comment": ("a.xlsx", xlsx_threaded),
    "xlsx defined name": ("a.xlsx", xlsx_name),
    "xlsx hidden row": ("a.xlsx", xlsx_hidden_row),
    "xlsx shape": ("a.xlsx", xlsx_note_box),
    "xlsx prompt": ("a.xlsx", xlsx_validation),
    "xlsx list of choices": ("a.xlsx", xlsx_list),
    "xlsx page header": ("a.xlsx", xlsx_header),
    "xlsx external link": ("a.xlsx", lambda t: xlsx_with("xl/externalLinks/_rels/externalLink1.xml.rels", RELATIONSHIPS % (
        '<Relationship Id="r1" Target="https://h.example/x?token=%s" TargetMode="External"/>' % t))),
    "xlsx cached external cell": ("a.xlsx", lambda t: xlsx_with("xl/externalLinks/externalLink1.xml", "<e><cell r='A1'><v>%s</v></cell></e>" % t)),
    "xlsx pivot cache": ("a.xlsx", lambda t: xlsx_with("xl/pivotCache/pivotCacheDefinition1.xml", '<p><s v="%s"/></p>' % t)),
    "xlsx query": ("a.xlsx", lambda t: xlsx_with("customXml/item1.xml", ('<?xml version="1.0" encoding="utf-16"?><D>%s</D>' % t).encode("utf-16"))),
    "xlsx power query": ("a.xlsx", xlsx_mashup),
    "xlsx password of a connection": ("a.xlsx", lambda t: xlsx_with("xl/connections.xml", '<c><connection><dbPr connection="DSN=h;PWD=%s"/></connection></c>' % t)),
    "xlsx binary strings": ("a.xlsb", xlsx_binary),
    "pptx hidden slide": ("a.pptx", lambda t: zipped(("[Content_Types].xml", "<Types/>"), ("ppt/presentation.xml", "<p/>"), (
        "ppt/slides/slide2.xml", '<p:sld xmlns:p="p" xmlns:a="%s" show="0"><a:p><a:r><a:t>%s</a:t></a:r></a:p></p:sld>' % (A, t)))),
    "pptx comment": ("a.pptx", lambda t: zipped(("[Content_Types].xml", "<Types/>"), ("ppt/presentation.xml", "<p/>"), (
        "ppt/comments/modernComment_1.xml", '<c xmlns:a="%s"><a:p><a:r><a:t>%s</a:t></a:r></a:p></c>' % (A, t)))),
    "pptx old comment": ("a.pptx", lambda t: zipped(("[Content_Types].xml", "<Types/>"), ("ppt/presentation.xml", "<p/>"), (
        "ppt/comments/comment1.xml", '<p:cmLst xmlns:p="p"><p:cm><p:text>%s</p:text></p:cm></p:cmLst>' % t))),
    "pptx master": ("a.pptx", lambda t: pptx("ppt/slideMasters/slideMaster1.xml", t)),
    "pptx diagram": ("a.pptx", lambda t: pptx("ppt/diagrams/data1.xml", t)),
    "pptx tag": ("a.pptx", lambda t: zipped(("[Content_Types].xml", "<Types/>"), ("ppt/presentation.xml", "<p/>"), (
        "ppt/tags/tag1.xml", '<p:tagLst xmlns:p="p"><p:tag name="K" val="%s"/></p:tagLst>' % t))),
    "ods annotation": ("a.ods", lambda t: zipped(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), (
        "content.xml", "<o xmlns:text='t'><office:annotation xmlns:office='o'><text:p>%s</text:p></office:annotation></o>" % t))),
    "odt meta": ("a.odt", lambda t: zipped(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<o/>"), (
        "meta.xml", "<m><user-defined>%s</user-defined></m>" % t))),
    "pdf form field": ("a.pdf", pdf_field),
    "pdf default of a field": ("a.pdf", pdf_field_default),
    "pdf XFA": ("a.pdf", pdf_xfa),
    "pdf outline": ("a.pdf", pdf_outline),
    "pdf XMP": ("a.pdf", pdf_xmp),
    "pdf script": ("a.pdf", pdf_script),
    "pdf script in a stream": ("a.pdf", pdf_script_stream),
    "pdf link": ("a.pdf", pdf_link),
    "pdf look of an annotation": ("a.pdf", pdf_look),
    "pdf state of a button": ("a.pdf", pdf_states),
    "pdf white text": ("a.pdf", pdf_white),
    "pdf invisible text": ("a.pdf", pdf_invisible),
    "pdf outside the page": ("a.pdf", pdf_outside),
    "pdf layer": ("a.pdf", pdf_layer),
    "pdf actual text": ("a.pdf", pdf_actual_text),
    "pdf alternate text": ("a.pdf", pdf_alt),
    "pdf object stream": ("a.pdf", pdf_object_stream),
    "pdf unreachable": ("a.pdf", pdf_deleted),
    "pdf older revision": ("a.pdf", pdf_older),
    "pdf older revision, packed": ("a.pdf", pdf_older_packed),
    "pdf map as a list": ("a.pdf", pdf_inline_map),
    "pdf drawn letters": ("a.pdf", pdf_drawn),
    "pdf behind its end": ("a.pdf", lambda t: beside() + b"\n" + t.encode() + b"\n"),
    "png XMP": ("a.png", lambda t: png(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(t))),
    "png exif": ("a.png", lambda t: png(b"eXIf", exif(t)[6:])),
    "png behind its end": ("a.png", lambda t: picture("x") + t.encode()),
    "png own chunk": ("a.png", lambda t: png(b"prVt", t.encode())),
    "jpeg XMP": ("a.jpg", lambda t: jpeg(0xe1, xmp(t))),
    "jpeg comment of the user": ("a.jpg", lambda t: jpeg(0xe1, exif(t))),
    "jpeg IPTC": ("a.jpg", lambda t: jpeg(0xed, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(t) + 5) + b"\x1c\x02\x78" + struct.pack(">H", len(t)) + t.encode())),
    "jpeg behind its end": ("a.jpg", lambda t: jpeg(0xfe, b"x") + t.encode()),
    "mail within mail": ("a.eml", nested_mail),
    "mail within mail, base64": ("a.eml", lambda t: nested_mail(t, "base64")),
    "mail html": ("a.eml", html_mail),
    "mailbox": ("a.mbox", boxed_mail),
    "mail calendar": ("a.eml", lambda t: ("From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/calendar; charset=utf-16le\n"
                                          "Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(("BEGIN:VCALENDAR\n" + t).encode("utf-16-le")).decode()).encode()),
    "gzip third member": ("a.gz", lambda t: gzip.compress(b"a\n") + gzip.compress(b"b\n") + gzip.compress(t.encode())),
    "zip comment": ("a.zip", lambda t: zipped(("b.txt", "hello"))[:-2] + struct.pack("<H", len(t)) + t.encode()),
    "zip name of a member": ("a.zip", lambda t: zipped(("%s.txt" % t, "hello"))),
    "zip before its beginning": ("a.zip", lambda t: zipped(("x.txt", "hello " + t))),
    "zip three deep": ("a.zip", lambda t: zipped(("b.zip", zipped(("c.zip", zipped(("d.txt", t))))))),
    "tar": ("a.tar", lambda t: tarred(("logs/a.log", "x\n"), ("logs/b.log", "first\n" + t))),
    "tar, pax": ("a.tar", lambda t: tarred(("l" * 200 + ".log", "first\n" + t), format=tarfile.PAX_FORMAT)),
    "tar, gnu": ("a.tar", lambda t: tarred(("l" * 200 + ".log", "first\n" + t), format=tarfile.GNU_FORMAT)),
    "tar.gz": ("a.tar.gz", lambda t: gzip.compress(tarred(("logs/a.log", "x\n" * 4000), ("logs/b.log", "first\n" + t)))),
    "tgz with gzip within": ("a.tgz", lambda t: gzip.compress(tarred(("logs/a.log.gz", gzip.compress(t.encode()))))),
    "tar in zip": ("a.zip", lambda t: zipped(("b.tar", tarred(("c.docx", docx("<w:p>%s</w:p>" % "".join(run(p) for p in parts(t)))))))),
    "zip in tar.gz": ("a.tar.gz", lambda t: gzip.compress(tarred(("b.zip", zipped(("c.txt", t)))))),
}
