"""Programs of others that read for us: pdftotext where letters have no meaning, tesseract for pictures with --ocr. Stand-ins test what is asked of
them and how they are fenced in; the programs themselves are used where they are installed.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import os
import shutil
import subprocess

import make_sample
import pytest
import wrapped
from conftest import STANDARD, control
from test_extract import GOOD, image_pdf, tokens, unmapped_pdf, unread
from test_scan import TOKEN

WORDS = "Tokens are rotated every ninety days."


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Make a program of this name, and let PATH hold nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def make(name, body):
        (folder / name).write_text("#!/usr/bin/python3 -IS\nimport sys\n" + body)
        (folder / name).chmod(0o755)
    return make


@pytest.fixture
def scan(run, tmp_path):
    def do(name, data, *words, err=""):
        (tmp_path / name).write_bytes(data)
        done = run("scan", tmp_path / name, "--format", "json", *words)
        assert err in done.err if err else done.err == ""
        assert TOKEN not in done.out + done.err
        return done.code, json.loads(done.out)
    return do


def say(text, times=1):
    return f"sys.stdin.buffer.read()\nsys.stdout.write({text!r} * {times})\n"


# --- pdftotext -------------------------------------------------------------------------------------

def test_letters_without_meaning_are_told_by_pdftotext(scan, stand_in):
    stand_in("pdftotext", "assert sys.argv[1:] == ['-q', '-enc', 'UTF-8', '-', '-'] and sys.stdin.buffer.read(5) == b'%PDF-'\n"
                          f"sys.stdout.write('one\\n{TOKEN}\\n\\f')\n")
    code, entries = scan("a.pdf", unmapped_pdf())
    assert code == 4 and unread(entries) == [] and [(e["page"], e["line"]) for e in tokens(entries)] == [(1, 2)]


def test_within_another_file_too(scan, stand_in):
    stand_in("pdftotext", say(f"{TOKEN}\n\f"))
    code, entries = scan("a.zip", wrapped.zipped(("b/c.pdf", unmapped_pdf())))
    assert code == 4 and [(e["inner"], e["page"]) for e in tokens(entries)] == [(["b/c.pdf"], 1)]


def test_the_program_is_not_asked_about_other_pdfs(scan, stand_in):
    stand_in("pdftotext", say(f"{TOKEN}\n\f"))
    assert scan("a.pdf", wrapped.pdf(wrapped.show(b"(Hello) Tj"))) == (0, [])


def test_without_it_the_finding_names_the_package(scan, stand_in):
    code, entries = scan("a.pdf", unmapped_pdf())
    assert code == 1 and unread(entries) == ["on 1 of 1 pages of the PDF most letters have no meaning that can be told; poppler-utils may know"]


USELESS = {
    "nothing": say(""), "an empty page": say("\f"), "signs for what is unknown": say("\ufffd\ufffd\ufffd\ufffd\n\f"),
    "the private area": say("\ue001\ue002\ue003\ue004\f"), "a failure": "sys.exit(3)\n", "death": "import os; os.abort()\n",
    "too much": say("a line of text\n", 1 << 21), "too much memory": "sys.stdout.write('text\\f')\nx = [bytearray(1 << 30) for _ in range(3)]\n",
}


@pytest.mark.parametrize("what", USELESS)
def test_a_program_that_knows_nothing_or_fails_changes_nothing(scan, stand_in, what):
    stand_in("pdftotext", USELESS[what])
    code, entries = scan("a.pdf", unmapped_pdf())
    assert code == 1 and any("most letters have no meaning" in m for m in unread(entries))


FENCED = """
import os, socket
def tries(what):
    try:
        what()
    except OSError:
        return False
    return True
done = [name for name, what in {
    "write": lambda: open(%r, "w"), "append": lambda: open("/tmp/x", "a"), "network": lambda: socket.socket(),
    "unix": lambda: socket.socketpair(), "fork": lambda: os.fork(), "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "kill": lambda: os.kill(os.getppid(), 0), "remove": lambda: os.unlink(__file__), "folder": lambda: os.mkdir("/tmp/y"),
    "rename": lambda: os.rename(__file__, "/tmp/z"), "mode": lambda: os.chmod(__file__, 0o777)}.items() if tries(what)]
names = sorted(os.environ) == ["LC_ALL", "OMP_THREAD_LIMIT"] or sorted(os.environ)
sys.stdout.write(%r if done == [] and names is True else f"{done} {names}")
sys.stdout.write("\\n\\f")
"""


@pytest.mark.skipif(os.uname().machine not in ("x86_64", "aarch64"), reason="the fence knows these machines")
def test_the_program_is_fenced_in(scan, stand_in, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_SHELL", "x")
    stand_in("pdftotext", FENCED % (str(tmp_path / "out"), TOKEN))
    code, entries = scan("a.pdf", unmapped_pdf())
    assert code == 4 and tokens(entries), entries
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_pdftotext_itself(scan, tmp_path):
    """It knows no more of letters that have no map at all; what it prints for the others is what we read."""
    assert unread(scan("a.pdf", unmapped_pdf())[1])
    known = wrapped.pdf(wrapped.show(b"(%s) Tj" % WORDS.encode()))
    done = subprocess.run(["pdftotext", "-q", "-enc", "UTF-8", "-", "-"], input=known, capture_output=True, check=True)
    assert WORDS in done.stdout.decode()


# --- tesseract -------------------------------------------------------------------------------------

PICTURE = make_sample.png("x")
SEES = "assert sys.argv[1:] == ['stdin', 'stdout'] and sys.stdin.buffer.read(4) == b'\\x89PNG'\n" f"sys.stdout.write('first\\n{TOKEN}\\n')\n"
PAGES = {
    "scanned page": image_pdf,
    "picture beside text": lambda: wrapped.pdf(wrapped.show(b"(%s) Tj" % WORDS.encode()) + b" /X Do", wrapped.stream(
        b"\0" * 300, b"/Type/XObject/Subtype/Image/Width 10/Height 10/BitsPerComponent 8/ColorSpace/DeviceRGB")),
}


@pytest.mark.parametrize("name,make,inner", [
    ("a.png", lambda: PICTURE, ["picture"]),
    ("a.zip", lambda: wrapped.zipped(("b/c.png", PICTURE)), ["b/c.png", "picture"]),
    ("a.docx", lambda: wrapped.zipped(*wrapped.DOCUMENT, ("word/media/image1.png", PICTURE)), ["word/media/image1.png", "picture"]),
])
def test_letters_in_pictures_are_read(scan, stand_in, name, make, inner):
    stand_in("tesseract", SEES)
    code, entries = scan(name, make(), "--ocr")
    assert code == 4 and unread(entries) == [] and [(e["inner"], e["line"]) for e in tokens(entries)] == [(inner, 2)], entries
    code, entries = scan(name, make())
    assert not tokens(entries)  # only when it is asked for


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_pdfs_are_drawn_and_read(scan, stand_in, page):
    stand_in("pdftoppm", "assert sys.argv[1:] == '-gray -scale-to 2500 -f 1 -l 1 -'.split() and sys.stdin.buffer.read(5) == b'%PDF-'\n"
                         "sys.stdout.buffer.write(b'\\x89PNG')\n")
    stand_in("tesseract", SEES)
    code, entries = scan("a.pdf", PAGES[page](), "--ocr")
    assert code == 4 and unread(entries) == [] and [e["page"] for e in tokens(entries)] == [1], entries


@pytest.mark.parametrize("body", [say(""), say(" \n\f"), "sys.exit(1)\n"])
def test_a_picture_without_letters_stays_unread(scan, stand_in, body):
    stand_in("tesseract", body)
    code, entries = scan("a.png", PICTURE, "--ocr")
    assert code == 1 and unread(entries)


def test_without_tesseract_it_is_said_once(scan, stand_in):
    code, entries = scan("a.png", PICTURE, "--ocr", err="pictures stay unread [CLI018]")
    assert code == 1 and unread(entries)


def test_no_more_than_a_hundred_pictures_are_read(scan, stand_in):
    stand_in("tesseract", say("nothing of note\n"))
    code, entries = scan("a.zip", wrapped.zipped(*((f"{i}.png", PICTURE) for i in range(102))), "--ocr")
    assert code == 1 and any("1 more were not read" in m for m in unread(entries)), entries


def test_check_reads_pictures_and_the_cache_knows_it(workspace, stand_in):
    ws = workspace([control(requires=[STANDARD])])
    ws.write(".apipack/key", "0123456789abcdef0123")
    document = wrapped.pdf(b"q 100 0 0 100 0 0 cm /X Do Q", wrapped.stream(
        b"\0" * 300, b"/Type/XObject/Subtype/Image/Width 10/Height 10/BitsPerComponent 8/ColorSpace/DeviceRGB"))
    ws.evidence(f"{GOOD}.pdf", document, owner="ann", source="Wiki",
                review={"status": "approved", "by": "ann", "date": "2026-07-02", "sha256": hashlib.sha256(document).hexdigest()})
    stand_in("pdftoppm", "sys.stdout.buffer.write(b'\\x89PNG')\n")
    stand_in("tesseract", say(WORDS + "\n"))
    found = [{f["code"] for f in ws.run("check", "--format", "json", *words).json["findings"]} for words in ([], ["--ocr"], [], ["--ocr"])]
    assert ["FMT011" in codes for codes in found] == [True, False, True, False], found


@pytest.mark.skipif(not (shutil.which("tesseract") and shutil.which("pdftoppm")), reason="tesseract-ocr or poppler-utils is not installed")
def test_tesseract_itself(scan, tmp_path):
    page = wrapped.pdf(b"BT /F1 24 Tf 40 700 Td (password = Tr0ub4dor-and-3-horses) Tj ET")
    picture = subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", "-"], input=page, capture_output=True, check=True).stdout
    code, entries = scan("a.png", picture, "--ocr")
    assert code == 4 and [(e["rule"], e["inner"], e["line"]) for e in entries] == [("password", ["picture"], 1)]
