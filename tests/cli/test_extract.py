"""Secrets inside documents, archives, mail and pictures: found by `scan`, withheld by `build`; what is not read is said.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import gzip
import hashlib
import io
import json
import os
import resource
import shutil
import struct
import subprocess
import time
import zipfile
import zlib

import make_sample
import pytest
import rawzip
import wrapped
from conftest import STANDARD, control, is_sanitized
from quine import make_quine
from test_scan import TOKEN

pytestmark = pytest.mark.threads

GOOD = "APIAuth-Standard-v1.0-Approved"


@pytest.fixture
def ws(workspace):
    return workspace([control(requires=[STANDARD])])


@pytest.fixture
def scan(run, tmp_path):
    """Scan one file: (exit code, entries, all output)."""

    def do(name, data, *words):
        (tmp_path / name).write_bytes(data)
        started = time.monotonic()
        done = run("scan", tmp_path / name, "--format", "json", *words)
        assert time.monotonic() - started < 100 and done.err == "", done.err
        assert TOKEN not in done.out
        return done.code, json.loads(done.out)

    return do


def tokens(entries):
    return [e for e in entries if e["rule"] == "github-token"]


def unread(entries):
    return [e["message"] for e in entries if e["rule"] == "unscannable"]


@pytest.mark.parametrize("wrap", wrapped.WRAPS)
def test_a_token_is_found_in_every_wrap(scan, wrap):
    name, make = wrapped.WRAPS[wrap]
    code, entries = scan(name, make(TOKEN))
    found = tokens(entries)
    assert code == 4 and found and all(e["length"] == len(TOKEN) or e["inner"][-1:] == ["base64"] for e in found), entries
    # Base64 in the text of a mail is seen as that too.
    assert len(found) == 1 or wrap in ("mail in zip", "mail base64", "mail subject"), found
    # And a clean file of the same kind is clean.
    code, entries = scan(name, make("x" * len(TOKEN)))
    assert not tokens(entries) and code in (0, 1)


@pytest.mark.parametrize("wrap", ["zip in zip", "docx runs", "xlsx shared", "pdf mapped", "mail attachment", "png tEXt", "gzip of zip"])
def test_build_withholds_it(ws, tmp_path, wrap):
    name, make = wrapped.WRAPS[wrap]
    evidence = f"{GOOD}.{name.rsplit('.', 1)[1]}"
    ws.evidence(evidence, make(TOKEN), approved=True)
    report = ws.run("check", "--format", "json").json
    assert report["slots"][0]["status"] == "withheld"
    assert ws.run("build", "-o", tmp_path / "p.zip").code == 4
    with zipfile.ZipFile(tmp_path / "p.zip") as pack:
        assert all(TOKEN.encode() not in pack.read(n) for n in pack.namelist())
        assert not any(n.endswith(evidence) for n in pack.namelist())


# --- places ----------------------------------------------------------------------------------------

def place(entry):
    return entry["inner"], entry["page"], entry["line"]


@pytest.mark.parametrize("wrap,expected", [
    ("plain", ([], None, 1)),
    ("gzip, second member", ([], None, 2)),
    ("gzip comment", (["gzip header"], None, None)),
    ("zip in zip", (["b.zip", "c.txt"], None, 2)),
    ("gzip in zip", (["b.gz"], None, 1)),
    ("docx cell", ([], None, 1)),
    ("docx comment", (["word/comments.xml"], None, 1)),
    ("docx in zip", (["b.docx"], None, 1)),
    ("xlsx shared", (["Keys"], None, 2)),
    ("pdf", ([], 1, 1)),
    ("pdf over lines", ([], 1, 2)),
    ("pdf attachment", (["attachment 6", "notes.txt"], None, 2)),
    ("mail attachment", (["keys.zip", "keys.txt"], None, 1)),
    ("base64 in zip", (["b.txt", "base64"], None, 1)),
])
def test_the_place_is_told(scan, wrap, expected):
    name, make = wrapped.WRAPS[wrap]
    assert place(tokens(scan(name, make(TOKEN))[1])[0]) == expected


def test_text_names_the_place(run, tmp_path):
    (tmp_path / "a.zip").write_bytes(wrapped.zipped(("b.zip", wrapped.zipped(("c\x1b[31m.txt", "x\n" + TOKEN)))))
    out = run("scan", tmp_path / "a.zip").out
    assert "a.zip (in b.zip > c\\x1b[31m.txt, line 2): blocker: GitHub token" in out


# --- what cannot be read ---------------------------------------------------------------------------

def locked_zip():
    data = bytearray(wrapped.zipped(("a.txt", b"x" * 99)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def nested(levels, data=b"deep"):
    for i in range(levels):
        data = wrapped.zipped((f"{i}.zip" if i else "a.txt", data))
    return data


def overlapping():
    """Every entry of the directory points at one member (a bomb of the kind of zbsm)."""
    body = zlib.compress(b"\0" * (1 << 20), 9)[2:-4]
    crc = zlib.crc32(b"\0" * (1 << 20))
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(body), 1 << 20, 1, 0) + b"a" + body
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, len(body), 1 << 20, 1, 0, 0, 0, 0, 0, 0) + b"a"
    n = 2000
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, n, n, n * len(entry), len(local), 0)
    return local + entry * n + end


def quine():
    """An archive that holds its own bytes as a member, as far as that can be built by hand: levels until a bound."""
    return nested(40)


def image_pdf():
    picture = wrapped.stream(b"\0" * 300, b"/Type/XObject/Subtype/Image/Width 10/Height 10/BitsPerComponent 8/ColorSpace/DeviceRGB")
    return wrapped.pdf(b"q 100 0 0 100 0 0 cm /X Do Q", picture)


def unmapped_pdf():
    font = b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2>>]>>"
    return wrapped.pdf(wrapped.show(b"<0001000200030004> Tj"), font=font)


def looping_pdf():
    """A form that shows itself."""
    return wrapped.pdf(b"/X Do", wrapped.stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X 6 0 R>>>>"))


LAUGHS = ('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + "".join(f'<!ENTITY {c} "{f"&{p};" * 10}">' for p, c in zip("abcdefgh", "bcdefghi"))
          + ']><w:document xmlns:w="w"><w:p><w:t>&i;</w:t></w:p></w:document>')

UNREAD = {
    "picture in zip": ("a.zip", lambda: wrapped.zipped(("b.png", make_sample.png("x"))), "a picture"),
    "binary in zip": ("a.zip", lambda: wrapped.zipped(("b.bin", bytes(range(256)) * 9)), "neither text nor a document"),
    "office 97 in zip": ("a.zip", lambda: wrapped.zipped(("b.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999))), "Office 97"),
    "locked zip": ("a.zip", locked_zip, "encrypted"),
    "locked zip in zip": ("a.zip", lambda: wrapped.zipped(("b.zip", locked_zip())), "encrypted: b.zip>a.txt"),
    "too deep": ("a.zip", lambda: nested(9), "deeper than may be read"),
    "quine": ("a.zip", quine, "deeper than may be read"),
    "overlapping": ("a.zip", overlapping, "members overlap"),
    "too many": ("a.zip", lambda: wrapped.zipped(*((f"{i}", b"") for i in range(10050))), "more members"),
    "damaged zip in zip": ("a.zip", lambda: wrapped.zipped(("b.zip", b"PK\x03\x04" + bytes(99))), "directory cannot be read: b.zip"),
    "cut gzip in zip": ("a.zip", lambda: wrapped.zipped(("b.gz", gzip.compress(os.urandom(9999))[:-99])), "b.gz"),
    "long gzip comment": ("a.gz", lambda: wrapped.gzipped(b"text\n", comment=b"x" * 70000), "header of the gzip is too long"),
    "long gzip comment in zip": ("a.zip", lambda: wrapped.zipped(("b.gz", wrapped.gzipped(b"text\n", comment=b"x" * 70000))), "header of the gzip is too long"),
    "laughs": ("a.docx", lambda: wrapped.zipped(wrapped.DOCUMENT[0], ("word/document.xml", LAUGHS)), "document type"),
    "broken XML": ("a.docx", lambda: wrapped.zipped(wrapped.DOCUMENT[0], ("word/document.xml", "<w><p>a</w>")), "broken XML"),
    "pictures only": ("a.pdf", image_pdf, "1 of 1 pages of the PDF are pictures or drawings without text"),
    "drawings only": ("a.pdf", lambda: wrapped.pdf(b"10 10 m 50 50 l 50 10 l f"), "pictures or drawings without text"),
    "screenshots": ("a.docx", lambda: wrapped.zipped(wrapped.DOCUMENT[0], ("word/document.xml", "<w><p/></w>"), ("word/media/a.png", make_sample.png("x"))),
                    "pictures and no text"),
    "unmapped": ("a.pdf", unmapped_pdf, "most letters have no meaning"),
    "looping": ("a.pdf", looping_pdf, "more than may be read"),
    "no PDF at all": ("a.pdf", lambda: b"%PDF-1.4\nnothing\n%%EOF\n", "PDF"),
    "cut PDF": ("a.pdf", lambda: wrapped.pdf_hex("hello hello")[:-200], "PDF"),
}


@pytest.mark.parametrize("case", UNREAD)
def test_what_is_not_read_is_said(scan, case):
    name, make, words = UNREAD[case]
    code, entries = scan(name, make())
    assert code == 1 and any(words in m for m in unread(entries)), entries


def test_a_secret_beside_what_cannot_be_read_is_still_found(scan):
    code, entries = scan("a.zip", wrapped.zipped(("b.bin", bytes(range(256)) * 9 + TOKEN.encode()), ("c.txt", TOKEN)))
    assert code == 4 and len(tokens(entries)) == 2 and unread(entries)


def bomb(size):
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive, archive.open("zeros", "w", force_zip64=True) as member:
            block = b"0" * (1 << 20)
            for _ in range(size >> 20):
                member.write(block)
        return out.getvalue()


def test_a_bomb_takes_time_and_no_memory(scan):
    """A quarter of a gigabyte out of a quarter of a megabyte, one level down: it is read to its end, and what comes behind it is found."""
    code, entries = scan("a.zip", wrapped.zipped(("0.zip", bomb(256 << 20)), ("1.txt", TOKEN)))
    assert code == 4 and not unread(entries)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 400 << 10  # kibibytes


def test_a_zip_that_holds_itself_is_left_where_the_depth_ends(scan, tmp_path):
    quine = make_quine()
    (tmp_path / "r.zip").write_bytes(quine)
    with zipfile.ZipFile(tmp_path / "r.zip") as archive:
        assert archive.read("r.zip") == quine
    code, entries = scan("a.zip", quine)
    (reason,) = unread(entries)
    assert code == 1 and "deeper than may be read: r.zip>" in reason


@pytest.mark.skipif(not os.environ.get("APIPACK_NIGHTLY"), reason="1 GiB, minutes in a slow build: nightly")
def test_a_gzip_of_a_gibibyte_is_read_to_its_end_in_little_memory(run, tmp_path):
    """A gibibyte out of a megabyte, and a token in its last line."""
    packer, block = zlib.compressobj(9, zlib.DEFLATED, 31), b"0" * (1 << 20)
    data = b"".join(packer.compress(block) for _ in range(1024)) + packer.compress(f"\n{TOKEN}\n".encode()) + packer.flush()
    assert len(data) < 1100000
    (tmp_path / "a.log.gz").write_bytes(data)
    done = run("scan", "a.log.gz", "--format", "json")
    assert done.code == 4 and [(place(e), e["rule"]) for e in done.json] == [(([], None, 2), "github-token")]
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 400 << 10  # kibibytes


def test_an_unreadable_item_is_invalid_until_somebody_else_looked(ws):
    ws.evidence(f"{GOOD}.pdf", image_pdf(), owner="ann")
    report = ws.run("check", "--format", "json").json
    assert report["slots"][0]["status"] == "invalid" and "FMT011" in {f["code"] for f in report["findings"]}
    digest = hashlib.sha256(image_pdf()).hexdigest()
    ws.evidence(f"{GOOD}.pdf", image_pdf(), owner="ann", source="Wiki",
                review={"status": "approved", "by": "bob", "date": "2026-07-02", "sha256": digest})
    assert ws.run("check", "--format", "json").json["slots"][0]["status"] == "satisfied"


# --- notes that leave an item valid -------------------------------------------------------------------

def findings_of(ws, name, data):
    ws.evidence(name, data, owner="ann", source="Wiki",
                review={"status": "approved", "by": "bob", "date": "2026-07-02", "sha256": hashlib.sha256(data).hexdigest()})
    result = ws.run("check", "--format", "json")
    report = result.json
    return result.code, report["slots"][0]["status"], {f["code"]: f for f in report["findings"] if f["code"] in ("FMT011", "FMT012", "FMT013")}


PICTURE = [("word/media/a.png", make_sample.png("x")), ("word/media/b.gif", b"GIF89a" + bytes(40)), ("word/media/c.emf", b"\1\0\0\0" + bytes(40))]
IMAGE = wrapped.stream(b"\0" * 300, b"/Type/XObject/Subtype/Image/Width 10/Height 10/BitsPerComponent 8/ColorSpace/DeviceRGB")


@pytest.mark.parametrize("name,make,words", [
    (f"{GOOD}.docx", lambda: wrapped.zipped(*wrapped.DOCUMENT, PICTURE[0]), "1 picture in it was not read"),
    (f"{GOOD}.docx", lambda: wrapped.zipped(*wrapped.DOCUMENT, *PICTURE), "3 pictures in it were not read"),
    (f"{GOOD}.pdf", lambda: wrapped.pdf(wrapped.show(b"(Tokens are rotated every 90 days.) Tj") + b" /X Do", IMAGE), "1 picture in it was not read"),
    (f"{GOOD}.pdf", lambda: wrapped.pdf(wrapped.show(b"(Tokens are rotated every 90 days.) Tj") + b" /X Do" * 5, IMAGE), "1 picture in it was not read"),
    (f"{GOOD}.docx", lambda: wrapped.docx(wrapped.PLAIN), None),
    (f"{GOOD}.pdf", lambda: wrapped.pdf(wrapped.show(b"(Tokens are rotated.) Tj") + b" 10 10 m 50 50 l f"), None),
])
def test_pictures_beside_text_are_said(ws, name, make, words):
    code, status, found = findings_of(ws, name, make())
    assert (code, status) == (0, "satisfied")
    assert set(found) == ({"FMT012"} if words else set())
    assert not words or (found["FMT012"]["message"], found["FMT012"]["severity"]) == (words, "info")


def test_scan_says_what_pictures_it_did_not_read(run, tmp_path):
    file = tmp_path / "a.docx"
    file.write_bytes(wrapped.zipped(*wrapped.DOCUMENT, *PICTURE))
    said = run("scan", file)
    assert (said.code, said.out.splitlines()[0]) == (0, f"{file}: info: 3 pictures in it were not read [FMT012]")
    entry = run("scan", file, "--format", "json").json[0]
    assert (entry["rule"], entry["class"], entry["severity"]) == ("pictures", "unscannable", "info")
    assert [r["ruleId"] for r in run("scan", file, "--format", "sarif").json["runs"][0]["results"]] == ["pictures"]


def raw(*entries, **more):
    return rawzip.put_together(list(entries), **more)


SHAPES = {
    "two names": (lambda t: raw(rawzip.entry("a.txt", t, local={"name": b"b.txt"})), "a member has two names: a.txt", False),
    "two checksums": (lambda t: raw(rawzip.entry("a.txt", t, local={"crc": 1})), "a member has two checksums: a.txt", False),
    "two sizes": (lambda t: raw(rawzip.entry("a.txt", t, local={"size": 1})), "a member has two sizes: a.txt", False),
    "twins": (lambda t: raw(rawzip.entry("a.txt", b"nothing"), rawzip.entry("a.txt", t)), "two members have one name: a.txt", False),
    "out": (lambda t: raw(rawzip.entry("x/../../a.txt", t)), "a member's name leads out of the folder: x/../../a.txt", False),
    "out, backslash": (lambda t: raw(rawzip.entry("..\\a.txt", t)), "a member's name leads out of the folder", False),
    "absolute": (lambda t: raw(rawzip.entry("/etc/a.txt", t)), "a member's name is an absolute path", False),
    "drive": (lambda t: raw(rawzip.entry("C:a.txt", t)), "a member's name is an absolute path", False),
    "unlisted": (lambda t: raw(rawzip.entry("a.txt", b"one"), rawzip.entry("b.txt", t, before=raw(rawzip.entry("c.txt", b"no")))),
                 "there is a member that the directory does not name", True),
    "within": (lambda t: wrapped.zipped(("in.zip", raw(rawzip.entry("../a.txt", t)))), "a member's name leads out of the folder: in.zip>../a.txt", False),
    "two faults": (lambda t: raw(rawzip.entry("../a.txt", b"1"), rawzip.entry("/b.txt", t)), "1 more faults of this kind", False),
}


@pytest.mark.parametrize("case", SHAPES)
def test_a_zip_of_odd_shape_is_said_and_searched(scan, ws, case):
    make, words, unlisted = SHAPES[case]
    code, entries = scan("a.zip", make(TOKEN.encode()))
    assert code == 4 and len(tokens(entries)) == 1
    _, status, found = findings_of(ws, f"{GOOD}.zip", make(b"nothing"))
    assert words in found["FMT013"]["message"] and found["FMT013"]["severity"] == "medium"
    assert ("FMT011" in found) == unlisted


def test_zips_of_common_programs_have_no_odd_shape(ws):
    plain = wrapped.zipped(("a.txt", b"one"), ("x/b..txt", b"two"))
    with io.BytesIO() as out:  # sizes behind the bytes
        out.seekable = lambda: False
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.txt", "w", force_zip64=True) as member:
            member.write(b"one")
        streamed = out.getvalue()
    for data in (plain, streamed, wrapped.zipped(("in.zip", plain))):
        assert findings_of(ws, f"{GOOD}.zip", data)[2] == {}


# --- other programs --------------------------------------------------------------------------------

def made_by(tmp_path, words, name):
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False, env={**os.environ, "HOME": str(tmp_path)})
    if not (tmp_path / name).exists():
        pytest.skip(f"{words[0]} does not make it here: {done.stderr[:200]}")
    return (tmp_path / name).read_bytes()


needs = {p: pytest.mark.skipif(not shutil.which(p), reason=f"{p} is not installed") for p in ("soffice", "qpdf", "ps2pdf", "groff")}


@needs["soffice"]
@pytest.mark.parametrize("filter,name", [("xlsx", "t.xlsx"), ("xls", "t.xls"), ("ods", "t.ods"), ("pdf", "t.pdf")])
def test_libreoffice(scan, tmp_path, filter, name):
    (tmp_path / "t.csv").write_text(f"Name,Token\na,{TOKEN}\n")
    data = made_by(tmp_path, ["soffice", "--headless", "--convert-to", filter, "t.csv"], name)
    assert tokens(scan(name, data)[1])


@needs["qpdf"]
@pytest.mark.parametrize("words", [["--object-streams=generate", "--compress-streams=y"], ["--linearize"], ["--qdf"],
                                   ["--encrypt", "", "owner", "256", "--"]])
def test_qpdf(scan, tmp_path, words):
    (tmp_path / "in.pdf").write_bytes(wrapped.pdf_mapped(TOKEN))
    assert tokens(scan("a.pdf", made_by(tmp_path, ["qpdf", *words, "in.pdf", "out.pdf"], "out.pdf"))[1])


@needs["ps2pdf"]
def test_ghostscript(scan, tmp_path):
    (tmp_path / "in.ps").write_text(f"%!PS\n/Times-Roman findfont 10 scalefont setfont 50 700 moveto (Key {TOKEN} here) show showpage\n")
    assert tokens(scan("a.pdf", made_by(tmp_path, ["ps2pdf", "in.ps", "out.pdf"], "out.pdf"))[1])


@needs["groff"]
def test_groff(scan, tmp_path):
    (tmp_path / "in.t").write_text(f".PP\nThe key {TOKEN} is here, AVAVA To.\n")
    data = made_by(tmp_path, ["sh", "-c", "groff -ms -Tpdf in.t > out.pdf || rm out.pdf"], "out.pdf")
    assert tokens(scan("a.pdf", data)[1])


def test_a_clean_document_has_no_find(scan):
    lines = ["Tokens are rotated every 90 days.", "Owner: Platform Security", "Result: no deviation was seen."]
    for name, data in (("a.pdf", make_sample.pdf("Standard", lines)), ("a.docx", make_sample.docx("Standard", lines)),
                       ("a.xlsx", make_sample.xlsx("S", [["Item", "Detail"], ["1", "x"]]))):
        assert scan(name, data) == (0, []), name


# --- faults of a PDF -------------------------------------------------------------------------------

def moved(data, by):
    """The offsets in the table are wrong, as after a change of line ends."""
    at = data.rindex(b"startxref\n") + 10
    return data[:at] + b"%d" % (int(data[at:].split()[0]) + by) + data[data.index(b"\n", at):]


def shifted(data):
    at = data.index(b"xref\n0 ")
    return data[:at] + b"\n".join(b"%010d%s" % (int(row[:10]) + 3, row[10:]) if row.endswith(b" n ") else row for row in data[at:].split(b"\n"))


NO_LOSS = {
    "start of the table": lambda pdf: moved(pdf, 7),
    "no table": lambda pdf: moved(pdf, 10**6),
    "offsets": shifted,
    "length of a stream": lambda pdf: pdf.replace(b"<</Length ", b"<</Length 1", 1),
    "no length": lambda pdf: pdf.replace(b"<</Length ", b"<</Lungth ", 1),
    "no end of an object": lambda pdf: pdf.replace(b"endobj\n", b"", 1),
    "line ends": lambda pdf: pdf.replace(b"\n", b"\r\n"),
    "junk before": lambda pdf: b"\n" * 40 + pdf,
    "count of objects": lambda pdf: pdf.replace(b"/Size 6", b"/Size 9"),
}


@pytest.mark.parametrize("fault", NO_LOSS)
def test_a_fault_that_loses_nothing_leaves_a_pdf_readable(scan, fault):
    data = wrapped.pdf(wrapped.show(b"(Tokens are rotated. Key: %s) Tj" % TOKEN.encode()))
    broken = NO_LOSS[fault](data)
    assert broken != data
    code, entries = scan("a.pdf", broken)
    assert code == 4 and tokens(entries) and not unread(entries), entries


def packed(data):
    return wrapped.stream(data, b"/Filter/FlateDecode")


LOSS = {
    "a stream that cannot be unpacked": lambda: wrapped.pdf(wrapped.show(b"(Hello, this is a page.) Tj"), packed(b"x\x9c" + b"\xff" * 40)),
    "a stream that is cut": lambda: wrapped.pdf(wrapped.show(b"(Hello, this is a page.) Tj"), packed(zlib.compress(os.urandom(900))[:-300])),
    "content that cannot be unpacked": lambda: wrapped.pdf(wrapped.show(b"(Hello) Tj"), compress=True).replace(b"stream\nx\x9c", b"stream\nx\x9d\xff", 1),
}


@pytest.mark.parametrize("fault", LOSS)
def test_a_fault_that_loses_content_is_said(scan, fault):
    code, entries = scan("a.pdf", LOSS[fault]())
    assert code == 1 and any("PDF" in m for m in unread(entries)), entries


@needs["qpdf"]
@pytest.mark.parametrize("words", [["40"], ["128", "--use-aes=n"], ["128", "--use-aes=y"], ["256"]])
def test_an_encrypted_pdf_that_opens_without_a_password_is_read(ws, scan, tmp_path, words):
    for text in (TOKEN, "Tokens are rotated every 90 days."):
        (tmp_path / "in.pdf").write_bytes(wrapped.pdf(wrapped.show(b"(%s) Tj" % text.encode()), compress=True))
        data = made_by(tmp_path, ["qpdf", "--allow-weak-crypto", "--encrypt", "", "owner", *words, "--", "in.pdf", "out.pdf"], "out.pdf")
        if text == TOKEN:
            assert tokens(scan("a.pdf", data)[1])
    ws.evidence(f"{GOOD}.pdf", data, approved=True)
    report = ws.run("check", "--format", "json").json
    assert report["slots"][0]["status"] == "satisfied", report["findings"]


@needs["qpdf"]
def test_an_encrypted_pdf_with_a_password_is_not(ws, scan, tmp_path):
    (tmp_path / "in.pdf").write_bytes(wrapped.pdf(wrapped.show(b"(Hello) Tj")))
    data = made_by(tmp_path, ["qpdf", "--encrypt", "user", "owner", "256", "--", "in.pdf", "out.pdf"], "out.pdf")
    assert unread(scan("a.pdf", data)[1])
    ws.evidence(f"{GOOD}.pdf", data, approved=True)
    report = ws.run("check", "--format", "json").json
    assert report["slots"][0]["status"] == "invalid" and "FMT004" in {f["code"] for f in report["findings"]}
