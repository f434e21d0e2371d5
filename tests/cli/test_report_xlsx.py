"""The gap report as a workbook: its sheets, dates, colours and links, the same bytes every time, nothing that is a formula.

Place in the flow: tests only. tests/conformance opens it in LibreOffice.
"""
# SPDX-License-Identifier: Apache-2.0
import io
import re
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile

import pytest
from conftest import HOSTILE, hostile_workspace, slot_id

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NAMES = ["Summary", "Request list", "Evidence register", "Gaps", "Controls", "Framework matrix", "Answers", "Exceptions", "Findings"]


class Book:
    """A workbook as far as these tests look into it."""

    def __init__(self, data):
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        self.strings = ["".join(t.text or "" for t in si.iter(f"{MAIN}t")) for si in self.xml("xl/sharedStrings.xml")]
        relations = {r.get("Id"): r.get("Target") for r in self.xml("xl/_rels/workbook.xml.rels")}
        self.parts = {s.get("name"): "xl/" + relations[s.get(f"{RELATION}id")]
                      for s in self.xml("xl/workbook.xml").iter(f"{MAIN}sheet")}

    def xml(self, name):
        return ET.fromstring(self.zip.read(name))

    def cells(self, name):
        """{reference: (type, value, style)}"""
        found = {}
        for cell in self.xml(self.parts[name]).iter(f"{MAIN}c"):
            assert cell.find(f"{MAIN}f") is None, f"a formula in {name}"
            value = cell.find(f"{MAIN}v")
            if value is None:
                continue
            kind = cell.get("t", "n")
            found[cell.get("r")] = (kind, self.strings[int(value.text)] if kind == "s" else value.text)
        return found

    def rows(self, name):
        """Rows as {header: value}."""
        cells = self.cells(name)
        header = {re.sub(r"\d", "", r): v for r, (_, v) in cells.items() if re.fullmatch(r"[A-Z]+1", r)}
        rows = {}
        for reference, (_, value) in cells.items():
            column, row = re.fullmatch(r"([A-Z]+)(\d+)", reference).groups()
            if row != "1":
                rows.setdefault(int(row), {})[header[column]] = value
        return [rows[i] for i in sorted(rows)]

    def links(self, name):
        """{reference: target}"""
        part = self.parts[name]
        sheet = self.xml(part)
        links = list(sheet.iter(f"{MAIN}hyperlink"))
        if not links:
            return {}
        targets = {r.get("Id"): r.get("Target") for r in self.xml(part.replace("sheets/", "sheets/_rels/") + ".rels")}
        return {link.get("ref"): targets[link.get(f"{RELATION}id")] for link in links}


def book_of(run, ws, *words, tmp_path):
    file = tmp_path / "report.xlsx"
    result = run("-C", ws, "check", "--format", f"xlsx={file}", *words)
    assert result.code in (0, 1, 4) and result.out == "", result.err
    return Book(file.read_bytes())


def test_sheets_and_rows(run, sample, tmp_path):
    book = book_of(run, sample, tmp_path=tmp_path)
    check = run("-C", sample, "check", "--format", "json").json
    assert list(book.parts) == NAMES
    gaps = {slot_id(s): s for s in check["slots"] if s["gap"]}
    assert {r["Slot"]: r["Status"] for r in book.rows("Gaps")} == {i: s["status"] for i, s in gaps.items()}
    assert sorted(r["Item"] for r in book.rows("Request list")) == sorted(slot_id(s) for s in check["slots"])
    register = book.rows("Evidence register")
    assert [r["File"] for r in register] == [e["path"] for e in check["evidence"] if e["state"] != "ignored"]
    assert list(register[0])[:8] == ["Evidence Title", "Control ID", "API Control Area", "Framework", "Evidence Owner",
                                     "Period Covered", "Source System", "Review Status"]
    by_path = {e["path"]: e for e in check["evidence"]}
    for row in register:
        assert row.get("SHA-256") == by_path[row["File"]]["sha256"]
    assert [(r["ID"], r["Answer"]) for r in book.rows("Answers")] == [(a["id"], a["answer"]) for a in check["answers"]]
    matrix = {(r["Framework"], r["Id"]): r["State"] for r in book.rows("Framework matrix")}
    assert matrix == {(f["framework"], f["id"] or "(all)"): f["state"] for f in check["frameworks_coverage"]}
    assert {r["Id"] for r in book.rows("Exceptions") if r["Kind"] == "exception"} == {e["id"] for e in check["exceptions"]}
    assert len(book.rows("Findings")) == len(check["findings"])
    by_file = {e["path"]: ", ".join(e["controls"]) for e in check["evidence"]}
    assert all(r.get("Control", "") == by_file.get(r["File"], "") for r in book.rows("Findings"))
    assert [(r["Control"], r.get("What its evidence says")) for r in book.rows("Controls")] == [(c["id"], c["summary"]) for c in check["controls"]]
    summary = {r["What"]: r["Value"] for r in book.rows("Summary")}
    assert summary["Result"] == check["result"]


def test_dates_are_dates_and_numbers_numbers(run, sample, tmp_path):
    book = book_of(run, sample, tmp_path=tmp_path)
    cells = book.cells("Gaps")
    column = next(re.sub(r"\d", "", r) for r, (_, v) in cells.items() if v == "Due")
    days = [cells[r] for r in cells if re.fullmatch(column + r"\d+", r) and r != column + "1"]
    assert days and all(kind == "n" and 46000 < int(value) < 47000 for kind, value in days)  # days since 1899-12-30
    bytes_of = [r["Bytes"] for r in book.rows("Evidence register") if "Bytes" in r]
    assert bytes_of and all(b.isdigit() for b in bytes_of)


def test_header_stays_filters_and_colours(run, sample, tmp_path):
    book = book_of(run, sample, tmp_path=tmp_path)
    for name, part in book.parts.items():
        sheet = book.xml(part)
        assert sheet.find(f".//{MAIN}pane").get("state") == "frozen", name
        assert sheet.find(f"{MAIN}autoFilter") is not None, name
    words = {f.text for f in book.xml(book.parts["Gaps"]).iter(f"{MAIN}formula")}
    assert {'"missing"', '"pending"', '"high"'} <= words


def test_the_same_bytes_every_time(run, sample, tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        run("-C", sample, "check", "--format", f"xlsx={tmp_path / name}", env={"TZ": "Asia/Tokyo" if name == "two.xlsx" else "UTC"})
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.fixture
def packed(run, sample, tmp_path):
    result = run("-C", sample, "build", "-q", "-o", tmp_path / "pack.zip")
    assert result.code in (1, 4), result.err
    return zipfile.ZipFile(tmp_path / "pack.zip")


def test_in_a_pack_links_lead_to_its_files(packed):
    (name,) = [n for n in packed.namelist() if n.endswith("/reports/gap-report.xlsx")]
    top, book = name.split("/")[0], Book(packed.read(name))
    links = book.links("Evidence register")
    there = {n for n in packed.namelist() if "/data/" in n}
    assert {f"{top}/{urllib.parse.unquote(t.removeprefix('../'))}" for t in links.values()} == there
    assert book.links("Request list")


def test_outside_of_a_pack_nothing_is_linked(run, sample, tmp_path):
    book = book_of(run, sample, tmp_path=tmp_path)
    assert not any(book.links(name) for name in book.parts)


def test_outsiders_get_what_they_may_know(run, sample, tmp_path):
    book = book_of(run, sample, "--audience", "buyer", tmp_path=tmp_path)
    assert list(book.parts) == ["Summary", "Request list", "Evidence register", "Gaps", "Exceptions"]
    listed = run("-C", sample, "check", "--format", "json", "--audience", "buyer").json["slots"]
    assert [r["Slot"] for r in book.rows("Request list")] == [slot_id(s) for s in listed]
    text = "\n".join(book.strings)
    assert "evidence/" not in text and "secops" not in text and "@northwind" not in text


def test_hostile_names_are_text(run, tmp_path):
    ws = hostile_workspace(tmp_path / "hostile", run)
    book = book_of(run, ws.path, tmp_path=tmp_path)
    files = [r["File"] for r in book.rows("Evidence register")]  # cells() refuses formulas
    assert len(files) == len(HOSTILE)
    assert any("=HYPERLINK(" in f for f in files) and any("n" * 252 in f for f in files)
    assert not re.search("[\x00-\x08\x1b\u202e]", "\n".join(book.strings))


def test_a_terminal_gets_no_workbook(run, sample, apipack):
    import os
    import pty
    import subprocess

    from conftest import environment
    main, terminal = pty.openpty()
    done = subprocess.run([apipack, "-C", sample, "check", "--format", "xlsx"], stdout=terminal, stderr=subprocess.PIPE,
                          env=environment())
    os.close(terminal)
    os.close(main)
    assert done.returncode == 2 and b"xlsx is no text for a terminal" in done.stderr
