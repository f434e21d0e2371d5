"""The register for a spreadsheet and back: what is written, what an import changes, what it refuses.

Place in the flow: tests only; LibreOffice itself is asked in tests/conformance.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import shutil

import make_sample
import pytest
import yaml
from conftest import STANDARD, TICKET, control
from register_sheets import HEADER, fill, read_csv, read_xlsx, register_only, to_csv

STANDARD_FILE = "APIAuth-Standard-v1.0-Approved.md"
TICKET_FILE = "APIAuth-RotationTicket-2026-Q2.md"


def tree(folder):
    """Every file and its bytes, but for the lock."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*"))
            if p.is_file() and p.name != "lock"}


def rows_of(ws, *words):
    result = ws.run("register", "export", *words)
    assert result.code == 0, result.err
    return read_csv(result.out)


def import_rows(ws, rows, name="edited.csv", **more):
    path = ws.path.parent / name
    path.write_text(to_csv(rows, **more), newline="")
    return ws.run("register", "import", path)


@pytest.fixture
def small(workspace):
    """Two files without sidecars, a register that has a row of one of them and a column of its own."""
    ws = workspace(evidence={"register": "register.csv"})
    ws.evidence(STANDARD_FILE)
    ws.evidence(f"tickets/{TICKET_FILE}")
    ws.write("register.csv", "Ref;Evidence Owner;File;Note\r\n"
                             f"7;ann;{STANDARD_FILE};\"keep; this\"\r\n"
                             "8;bob;gone.pdf;\"=1+1\"\r\n")
    return ws


# --- export ---------------------------------------------------------------------------------------

def test_export_has_a_row_per_file_and_per_requested_item(small):
    small.write("register.csv", f"File,Evidence Title,Evidence Owner,Control ID,Period Covered,Review Status\n"
                                f"{STANDARD_FILE},,ann,,,\n"
                                "APIAuth-RotationTicket-2026-Q1.md,,bob,,,Requested\n"
                                ",Rotation ticket,carl,AUTH-01,2026-Q3,Requested\n")
    result = small.run("register", "export")
    assert result.code == 0 and result.err == ""
    assert result.out.splitlines()[0] == ",".join(HEADER)
    rows = read_csv(result.out)
    assert [r["File"] for r in rows] == [STANDARD_FILE, f"tickets/{TICKET_FILE}", "APIAuth-RotationTicket-2026-Q1.md", ""]
    assert rows[0]["Evidence Title"] == "Authentication standard"
    assert (rows[0]["Control ID"], rows[0]["API Control Area"], rows[0]["Evidence Owner"]) == ("AUTH-01", "Authentication", "ann")
    assert (rows[0]["Review Status"], rows[1]["Period Covered"]) == ("Uploaded", "2026-Q2")
    assert rows[0]["SHA-256"] == hashlib.sha256((small.path / "evidence" / STANDARD_FILE).read_bytes()).hexdigest()
    assert (rows[2]["Review Status"], rows[2]["Evidence Owner"], rows[2]["Period Covered"]) == ("Requested", "bob", "2026-Q1")
    assert (rows[3]["Evidence Title"], rows[3]["Control ID"], rows[3]["Period Covered"]) == ("Rotation ticket", "AUTH-01", "2026-Q3")


def test_export_shows_the_last_review_and_its_own_digest(small):
    bound = "ab" * 32
    small.evidence(STANDARD_FILE, review={"status": "approved", "by": "Rita", "date": "2026-07-02", "sha256": bound})
    small.evidence(f"tickets/{TICKET_FILE}", review={"status": "approved", "by": "Rita"})
    standard, ticket = rows_of(small)
    assert [standard[c] for c in HEADER[8:12]] == ["Approved", "Rita", "2026-07-02", bound]
    assert [ticket[c] for c in HEADER[8:12]] == ["Approved", "Rita", "", ""], "an unbound approval stays unbound"


def test_export_files_are_for_excel_and_the_same_every_time(small, tmp_path):
    small.evidence(STANDARD_FILE, title="=cmd|' /C calc'!A0 übung")
    for name in ("a.csv", "b.csv", "a.xlsx", "b.xlsx"):
        assert small.run("register", "export", tmp_path / name, env={"TZ": "Asia/Tokyo"}).code == 0
    csv_bytes, book = (tmp_path / "a.csv").read_bytes(), (tmp_path / "a.xlsx").read_bytes()
    assert csv_bytes == (tmp_path / "b.csv").read_bytes() and book == (tmp_path / "b.xlsx").read_bytes()
    assert csv_bytes.startswith(b"\xef\xbb\xbfFile,")
    assert b"\"'=cmd" in csv_bytes
    rows, types = read_xlsx(book)
    assert rows[0] == HEADER and types == {"s"}
    assert rows[1][1] == "=cmd|' /C calc'!A0 übung"


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_what_was_exported_is_no_difference(small, tmp_path, name):
    small.evidence(STANDARD_FILE, title="=2+3", owner="o'hara", source="Wiki\nand more", collected="2026-07-01",
                   review=[{"status": "approved", "by": "x", "date": "2026-07-02"}, {"status": "rejected", "by": "y", "note": "n"}])
    before = tree(small.path)
    assert small.run("register", "export", tmp_path / name).code == 0
    result = small.run("register", "import", tmp_path / name)
    assert (result.code, result.out, result.err) == (0, "no differences\n", "")
    after = {k: v for k, v in tree(small.path).items() if not k.startswith(".apipack")}
    assert after == before


# --- import ---------------------------------------------------------------------------------------

def test_import_shows_differences_and_keeps_the_rest_of_the_register(small):
    rows = rows_of(small)
    rows[0].update({"Evidence Owner": "bea", "Source System": "=Wiki"})
    rows[1].update({"Evidence Owner": "ann", "Collected": "1-Jul-26"})
    result = import_rows(small, rows)
    assert result.code == 0, result.err
    assert result.out == (f"evidence/{STANDARD_FILE}\n"
                          "  Evidence Owner: ann -> bea\n"
                          "  Source System: (empty) -> =Wiki\n"
                          f"evidence/tickets/{TICKET_FILE}\n"
                          "  Evidence Owner: (empty) -> ann\n"
                          "  Collected: (empty) -> 2026-07-01\n"
                          "4 differences in 2 rows\nwrote register.csv\n")
    assert (small.path / "register.csv").read_bytes().decode() == (
        "Ref;Evidence Owner;File;Note;Source System;Collected\r\n"
        f"7;bea;{STANDARD_FILE};\"keep; this\";\"'=Wiki\";\r\n"
        "8;bob;gone.pdf;=1+1;;\r\n"
        f";ann;tickets/{TICKET_FILE};;;2026-07-01\r\n")
    assert rows_of(small)[0]["Source System"] == "'=Wiki", "no formula in a spreadsheet"
    assert import_rows(small, rows).out == "no differences\n"


def test_untouched_rows_keep_their_bytes(small):
    small.write("register.csv", b"\xef\xbb\xbfsep=;\nFile;Evidence Owner\n\n\"gone.pdf\";\"x\"\n"
                + STANDARD_FILE.encode() + b";\"ann\"")
    rows = rows_of(small)
    rows[0]["Evidence Owner"] = "bea"
    rows[1]["Evidence Owner"] = "carl"
    assert import_rows(small, rows).code == 0
    assert (small.path / "register.csv").read_bytes() == (
        b"\xef\xbb\xbfsep=;\nFile;Evidence Owner\n\n\"gone.pdf\";\"x\"\n"
        + f"{STANDARD_FILE};bea\ntickets/{TICKET_FILE};carl\n".encode())


def test_a_register_in_another_encoding_becomes_utf8(small):
    small.write("register.csv", f"File,Evidence Owner,Ort\n{STANDARD_FILE},ann,Zürich\n".encode("utf-16"))
    rows = rows_of(small)
    rows[0]["Evidence Owner"] = "bea"
    assert import_rows(small, rows).code == 0
    assert (small.path / "register.csv").read_text("utf-8-sig").splitlines()[1] == f"{STANDARD_FILE},bea,Zürich"
    assert (small.path / "register.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_dry_run_writes_nothing(small, tmp_path):
    rows = rows_of(small)
    rows[0]["Evidence Owner"] = "bea"
    (tmp_path / "e.csv").write_text(to_csv(rows))
    before = tree(small.path)
    result = small.run("register", "import", "--dry-run", tmp_path / "e.csv")
    assert result.code == 0
    assert "Evidence Owner: ann -> bea" in result.out and "would write register.csv" in result.out
    assert tree(small.path) == before
    result = small.run("register", "export", "--dry-run", tmp_path / "none.csv")
    assert result.code == 0 and "would write 2 rows" in result.err and not (tmp_path / "none.csv").exists()


def test_a_new_register_is_made(small):
    (small.path / "register.csv").unlink()
    rows = rows_of(small)
    rows[1].update({"Evidence Owner": "ann", "Review Status": "approved", "Reviewer": "Rita", "Review Date": "2026-07-02"})
    assert import_rows(small, rows).code == 0
    (written,) = read_csv((small.path / "register.csv").read_bytes())
    assert list(written) == HEADER
    assert {k: v for k, v in written.items() if v} == {
        "File": f"tickets/{TICKET_FILE}", "Evidence Owner": "ann", "Review Status": "Approved", "Reviewer": "Rita",
        "Review Date": "2026-07-02", "SHA-256": rows[1]["SHA-256"]}


def test_rows_and_columns_that_the_file_lacks_stay(small):
    result = import_rows(small, [{"File": TICKET_FILE, "Evidence Owner": "zoe"}])
    assert "1 difference in 1 row; 1 file without a row, left as it is\n" in result.out
    assert [r["Evidence Owner"] for r in rows_of(small)] == ["ann", "zoe"]


def test_an_emptied_cell_takes_away_what_the_register_says_and_no_more(small):
    rows = rows_of(small)
    rows[0].update({"Evidence Owner": "", "Evidence Title": "", "Control ID": ""})
    result = import_rows(small, rows)
    assert "Evidence Owner: ann -> (empty)\n" in result.out
    assert "Title" not in result.out and "Control" not in result.out
    assert rows_of(small)[0]["Evidence Title"] == "Authentication standard"


def test_a_decision_is_bound_to_the_bytes_that_were_exported(small):
    small.write("register.csv", "File\n")
    rows = rows_of(small)
    for row in rows:
        row.update({"Evidence Owner": "ann", "Source System": "Wiki", "Review Status": "Approved", "Reviewer": "Rita",
                    "Review Date": "2026-07-02", "Collected": "2026-07-01"})
    small.evidence(f"tickets/{TICKET_FILE}", "Another text that came after the export, and that nobody has seen.\n")
    assert import_rows(small, rows).code == 0
    assert small.slots() == {"AUTH-01/standard": "satisfied", "AUTH-01/ticket@2026-Q2": "void"}


def test_requested_rows_are_added_changed_and_found_again(small):
    small.write("register.csv", "File,Evidence Title,Evidence Owner,Control ID,Period Covered,Review Status\n"
                                ",Rotation ticket,carl,AUTH-01,2026-Q3,Requested\n")
    rows = rows_of(small)
    rows[2]["Evidence Owner"] = "dora"
    rows.append({**dict.fromkeys(HEADER, ""), "File": "APIAuth-RotationTicket-2026-Q4.md", "Evidence Owner": "emil",
                 "Review Status": "Requested"})
    result = import_rows(small, rows)
    assert "AUTH-01, Rotation ticket, 2026-Q3\n  Evidence Owner: carl -> dora\n" in result.out
    assert "1 newly requested" in result.out
    again = rows_of(small)
    assert [r["Evidence Owner"] for r in again[2:]] == ["dora", "emil"]
    assert [line.split(",")[0] for line in (small.path / "register.csv").read_text().splitlines()] == [
        "File", "", "APIAuth-RotationTicket-2026-Q4.md"]
    # The file came: the same row now speaks of it.
    small.evidence("APIAuth-RotationTicket-2026-Q4.md")
    again = rows_of(small)
    row = next(r for r in again if r["File"] == "APIAuth-RotationTicket-2026-Q4.md")
    row["Review Status"] = "Uploaded"
    assert "Review Status: Requested -> Uploaded" in import_rows(small, again).out
    assert len((small.path / "register.csv").read_text().splitlines()) == 3


def test_persons_areas_and_frameworks_by_any_of_their_names(small):
    small.yaml["people"] = [{"id": "ann", "name": "Ann Owner", "email": "ann@acme.example"}]
    small.save()
    rows = rows_of(small)
    rows[0].update({"Evidence Owner": "ANN@acme.example", "API Control Area": "auth"})
    assert import_rows(small, rows).out == "no differences\n"


# --- sidecars -------------------------------------------------------------------------------------

def test_a_sidecar_that_would_win_is_changed_too(small):
    sidecar = small.write(f"evidence/{STANDARD_FILE}.meta.yaml",
                          "# who answers for it\nowner: ann   # since May\ncollected: 2026-07-01\n"
                          "review: {status: uploaded, by: ann}\n")
    rows = rows_of(small)
    rows[0].update({"Evidence Owner": "bea", "Source System": "Wiki", "Review Status": "Rejected", "Reviewer": "Rita",
                    "Review Date": "2026-07-03"})
    result = import_rows(small, rows)
    assert result.code == 0, result.err
    assert f"wrote evidence/{STANDARD_FILE}.meta.yaml\nwrote register.csv\n" in result.out
    text = sidecar.read_text()
    assert text.startswith("# who answers for it\nowner: bea   # since May\n")
    meta = yaml.safe_load(text)
    assert "source" not in meta, "the register says it"
    assert meta["review"]["status"] == "rejected" and meta["review"]["by"] == "Rita"
    assert str(meta["review"]["date"]) == "2026-07-03"
    assert meta["history"] == [{"status": "uploaded", "by": "ann"}]
    after = rows_of(small)[0]
    assert [after[c] for c in ("Evidence Owner", "Source System", "Review Status")] == ["bea", "Wiki", "Rejected"]
    assert "MET010" not in small.codes()


def test_without_a_register_sidecars_are_made(workspace):
    ws = workspace()
    ws.evidence(STANDARD_FILE)
    ws.evidence(TICKET_FILE, owner="ann")
    rows = rows_of(ws)
    for row in rows:
        row.update({"Evidence Owner": "bea", "Source System": "12", "Review Status": "Approved", "Reviewer": "Rita",
                    "Review Date": "2026-07-02", "Collected": "2026-07-01"})
    assert import_rows(ws, rows).code == 0
    assert ws.check(code=0)["result"] == "complete"
    meta = yaml.safe_load((ws.path / f"evidence/{STANDARD_FILE}.meta.yaml").read_text())
    assert meta["owner"] == "bea" and meta["source"] == "12"
    assert meta["review"]["sha256"] == rows[0]["SHA-256"]
    rows.append({**dict.fromkeys(HEADER, ""), "File": "x.md", "Review Status": "Requested"})
    refused = import_rows(ws, rows)
    assert refused.code == 2 and "a requested row needs a register" in refused.err


def test_several_reviews_are_no_matter_of_one_row(small):
    small.evidence(STANDARD_FILE, review=[{"status": "approved", "by": "a"}, {"status": "approved", "by": "b"}])
    rows = rows_of(small)
    rows[0]["Review Status"] = "Rejected"
    before = tree(small.path)
    result = import_rows(small, rows)
    assert result.code == 2 and "MET010" in result.err and "apipack review" in result.err
    assert {k: v for k, v in tree(small.path).items() if not k.startswith(".apipack")} == before


# --- what is refused ------------------------------------------------------------------------------

WRONG = [
    ("Control ID", "AUTH-99", "MET012"),
    ("API Control Area", "Nowhere", "MET007"),
    ("Framework", "iso9000", "MET013"),
    ("Period Covered", "soon", "MET007"),
    ("Period Covered", "2026-Q1", "MET009"),
    ("Review Status", "done", "MET007"),
    ("Review Date", "07/01/2026", "MET007"),
    ("SHA-256", "abc", "MET007"),
    ("Audience", "everyone", "MET019"),
    ("Collected", "#REF!", "MET007"),
    ("Evidence Title", "#N/A", "MET007"),
    ("Environment", "moon", "MET007"),
]


@pytest.fixture
def fields(workspace):
    """A library with a field of its own, and a ticket."""
    from conftest import LIBRARY
    own = [*LIBRARY["metadata"], {"key": "env", "label": "Environment", "type": "choice", "choices": ["prod", "staging"],
                                  "column": "ApEnv"}]
    ws = workspace(library={"metadata": own}, evidence={"register": "register.csv"})
    ws.evidence(TICKET_FILE)
    ws.evidence(STANDARD_FILE)
    ws.write("register.csv", f"File\n{STANDARD_FILE}\n")
    return ws


def test_fields_of_the_library_have_columns(fields):
    rows = rows_of(fields)
    assert list(rows[0]) == [*HEADER, "Environment"]
    rows[1]["Environment"] = "prod"
    assert import_rows(fields, rows).code == 0
    assert rows_of(fields)[1]["Environment"] == "prod"
    assert (fields.path / "register.csv").read_text().splitlines()[0] == "File,Environment"


@pytest.mark.parametrize("column, value, code", WRONG)
def test_a_wrong_cell_is_named_and_nothing_is_written(fields, column, value, code):
    rows = rows_of(fields)
    rows[0][column] = value
    rows[1]["Evidence Owner"] = "ann"
    before = tree(fields.path)
    result = import_rows(fields, rows)
    assert result.code == 2 and result.out == ""
    place = f"edited.csv:{[r['File'] for r in rows].index(rows[0]['File']) + 2}:"
    assert place in result.err and code in result.err, result.err
    assert {k: v for k, v in tree(fields.path).items() if not k.startswith(".apipack")} == before


def test_in_a_workbook_the_cell_is_named(fields, tmp_path):
    book = make_sample.xlsx("Register", [["File", "Review Date"], [TICKET_FILE, "soon"], [STANDARD_FILE, "later"]])
    (tmp_path / "e.xlsx").write_bytes(book)
    result = fields.run("register", "import", tmp_path / "e.xlsx")
    assert result.code == 2
    assert "e.xlsx:2:2: error: Review Date (cell B2) is \"soon\"" in result.err
    assert "e.xlsx:3:2: error: Review Date (cell B3) is \"later\"" in result.err


def test_wrong_rows_are_named(small):
    small.evidence(f"b/{STANDARD_FILE}")
    rows = [{"File": STANDARD_FILE.replace("v1.0", "v9.9"), "Review Status": "Approved"},
            {"File": TICKET_FILE, "Review Status": ""}, {"File": TICKET_FILE, "Review Status": ""},
            {"File": "", "Review Status": "Requested"}]
    result = import_rows(small, rows)
    assert result.code == 2
    assert "edited.csv:2:1: error: there is no file" in result.err and "MET016" in result.err
    assert "edited.csv:4:1: error: line 3 names" in result.err and "MET018" in result.err
    assert "edited.csv:5:1: error: the row names neither" in result.err and "MET023" in result.err


def test_a_bare_name_of_several_files_is_refused(small):
    small.evidence(f"b/{TICKET_FILE}")
    result = import_rows(small, [{"File": TICKET_FILE, "Evidence Owner": "x"}])
    assert result.code == 2 and "MET017" in result.err


def test_unknown_columns_are_said(small):
    result = import_rows(small, [{"File": TICKET_FILE, "Evidence Ownr": "x", "Colour": "red"}])
    assert result.code == 0
    assert "\"Evidence Ownr\" is not imported" in result.err and "did you mean Evidence Owner?" in result.err
    assert "\"Colour\" is not imported" in result.err


def test_a_file_that_is_not_there_is_no_fault_of_its_content(small, tmp_path):
    for words in (("register", "import", tmp_path / "none.csv"), ("answers", "--questions", tmp_path / "none.csv")):
        result = small.run(*words)
        assert result.code == 2 and "there is no such file [CLI010]" in result.err and "correct the path" in result.err


@pytest.mark.parametrize("content, words", [
    (b"", "no column is called File"),
    (b"Title,Owner\nx,y\n", "no column is called File"),
    (b"File,X\n\"open,1\n", "a quote is never closed"),
    (b"PK\x03\x04 nothing", "no workbook, or is damaged"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "password"),
    (b"a\0b", "neither a workbook nor text"),
])
def test_files_that_are_no_register(small, tmp_path, content, words):
    (tmp_path / "e.xlsx").write_bytes(content)
    result = small.run("register", "import", tmp_path / "e.xlsx")
    assert result.code == 2 and words in result.err and "MET021" in result.err


def test_usage(small, tmp_path):
    for words, said in [(["import"], "needs the file"), (["merge"], "export or import"), ([], ""),
                        (["export", "r.pdf"], ".csv or .xlsx"), (["import", tmp_path / "none.csv"], "no such file"),
                        (["import", tmp_path], "not a regular file"), (["export", "a.csv", "b.csv"], "")]:
        result = small.run("register", *words)
        assert result.code == 2 and said in result.err and result.out == "", words


def test_export_over_the_register_loses_nothing(small, run):
    result = run("register", "export", "register.csv", cwd=small.path)
    assert result.code == 2 and "Ref, Note" in result.err
    small.write("register.csv", f"File,Evidence Owner\n{STANDARD_FILE},ann\n")
    assert run("register", "export", "register.csv", cwd=small.path).code == 0
    assert len(read_csv((small.path / "register.csv").read_bytes())) == 2


# --- workbooks as registers -----------------------------------------------------------------------

def with_book(small, book):
    small.yaml["evidence"]["register"] = "register.xlsx"
    small.save()
    (small.path / "register.csv").unlink()
    small.write("register.xlsx", book)
    return small


def test_a_register_that_is_a_workbook_is_changed(small):
    ws = with_book(small, make_sample.xlsx("Evidence 2026", [["Ref", "Name", "Evidence Owner"], ["0012", STANDARD_FILE, "ann"]]))
    rows = rows_of(ws)
    rows[0].update({"Evidence Owner": "bea", "Source System": "Wiki"})
    assert import_rows(ws, rows).code == 0
    written, types = read_xlsx((ws.path / "register.xlsx").read_bytes())
    assert written == [["Ref", "Name", "Evidence Owner", "Source System"], ["0012", STANDARD_FILE, "bea", "Wiki"]]
    assert types == {"s"}


@pytest.mark.parametrize("change, words", [
    (lambda b: b.replace(b"<sheets>", b"<sheets><sheet name='Other' sheetId='9' r:id='rId9'/>"), "other sheets"),
    (lambda b: b.replace(b'<row r="1">', b'<row r="3">').replace(b'<row r="2">', b'<row r="4">').replace(
        b'r="A1"', b'r="A3"').replace(b'r="B1"', b'r="B3"').replace(b'r="A2"', b'r="A4"').replace(b'r="B2"', b'r="B4"'),
     "rows stand above"),
    (lambda b: b.replace(b'<c r="B2" t="inlineStr"><is><t>ann</t></is></c>', b'<c r="B2" t="str"><f>A2</f><v>ann</v></c>'),
     "has formulas"),
])
def test_a_workbook_that_would_lose_something_is_refused(small, change, words):
    import io
    import zipfile
    plain = zipfile.ZipFile(io.BytesIO(make_sample.xlsx("R", [["Name", "Evidence Owner"], [STANDARD_FILE, "ann"]])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name in plain.namelist():
            book.writestr(name, change(plain.read(name)))
    ws = with_book(small, out.getvalue())
    rows = rows_of(ws)
    rows[0]["Evidence Owner"] = "bea"
    before = tree(ws.path)
    result = import_rows(ws, rows)
    assert result.code == 2 and "MET024" in result.err and words in result.err
    assert {k: v for k, v in tree(ws.path).items() if not k.startswith(".apipack")} == before


# --- the whole library by a register alone ----------------------------------------------------------

@pytest.fixture(scope="module")
def bare(apipack, tmp_path_factory):
    """The complete workspace without sidecars, once; and what the sidecars said."""
    path = tmp_path_factory.mktemp("bare") / "workspace"
    return path, register_only(apipack, path)


def excel(rows, delimiter=";"):
    """What a German or French Excel leaves: another delimiter, months and days in its own spelling."""
    months = {"2026-04": "Apr-26", "2026-05": "May-26", "2026-06": "Jun-26"}
    for i, row in enumerate(rows):
        row["Period Covered"] = months.get(row["Period Covered"], row["Period Covered"])
        year, month, day = row["Review Date"].split("-")
        row["Review Date"] = f"{day}.{month}.{year}" if i % 2 else f"{int(day)}-{['Jan', 'May', 'Jun', 'Jul'][[1, 5, 6, 7].index(int(month))]}-26"
        row["Collected"] = row["Collected"] + " 00:00:00"
        row["Review Status"] = "approved"
    return to_csv(rows, delimiter)


@pytest.mark.parametrize("save", [
    lambda text: text.encode("utf-8-sig"),
    lambda text: ("sep=;\r\n" + text).encode("cp1252"),
    lambda text: text.replace(";", "\t").encode("utf-16"),
], ids=["semicolons", "sep-line-cp1252", "unicode-text"])
def test_a_workspace_becomes_complete_by_its_register_alone(bare, run, tmp_path, save):
    path = tmp_path / "ws"
    shutil.copytree(bare[0], path)
    assert run("-C", path, "register", "export", "r.csv").code == 0
    rows = fill(read_csv((tmp_path / "r.csv").read_bytes()), bare[1])
    for row in rows:
        row["Framework"] = row["Framework"].replace("; ", "\n")
    (tmp_path / "edited.csv").write_bytes(save(excel(rows)))
    result = run("-C", path, "register", "import", "edited.csv")
    assert result.code == 0, result.err
    assert result.out.endswith("wrote register.csv\n")
    assert not list(path.rglob("*.meta.yaml"))
    checked = run("-C", path, "check", "--format", "json")
    assert checked.code == 0, checked.err
    assert json.loads(checked.out)["result"] == "complete"
    assert run("-C", path, "register", "import", "edited.csv").out == "no differences\n"


def test_the_same_through_a_workbook(bare, run, tmp_path):
    path = tmp_path / "ws"
    shutil.copytree(bare[0], path)
    text = (path / "apipack.yaml").read_text().replace("register.csv", "register.xlsx")
    (path / "apipack.yaml").write_text(text)
    assert run("-C", path, "register", "export", "r.xlsx").code == 0
    cells, _ = read_xlsx((tmp_path / "r.xlsx").read_bytes())
    rows = fill([dict(zip(HEADER, row + [""] * len(HEADER))) for row in cells[1:]], bare[1])
    book = make_sample.xlsx("Register", [HEADER] + [[row[c] for c in HEADER] for row in rows])
    (tmp_path / "edited.xlsx").write_bytes(book)
    result = run("-C", path, "register", "import", "edited.xlsx")
    assert result.code == 0, result.err
    assert run("-C", path, "check", "--format", "json").json["result"] == "complete"
    assert run("-C", path, "check").code == 0


# --- how people write ------------------------------------------------------------------------------

@pytest.mark.parametrize("written", [
    f"tickets/{TICKET_FILE}", f"tickets\\{TICKET_FILE}", f"./tickets/{TICKET_FILE}", f"evidence/tickets/{TICKET_FILE}",
    f"evidence\\tickets\\{TICKET_FILE}", f"Tickets/{TICKET_FILE.lower()}", TICKET_FILE, TICKET_FILE.upper(),
])
def test_a_path_is_found_as_people_and_programs_write_it(small, written):
    small.write("register.csv", f"File,Evidence Owner\n{written},carl\n")
    doc = small.check()
    owners = {e["path"]: e["owner"] for e in doc["evidence"]}
    assert owners[f"evidence/tickets/{TICKET_FILE}"] == "carl"
    assert not [f for f in doc["findings"] if f["code"] in ("MET016", "MET017")]
    # an import of the same words changes nothing and appends no second row
    assert import_rows(small, read_csv(small.run("register", "export").out)).code == 0
    assert len(small.check()["evidence"]) == 2
    assert small.path.joinpath("register.csv").read_text().count("carl") == 1


def test_a_path_in_another_unicode_form_is_found(workspace):
    ws = workspace(evidence={"register": "register.csv"})
    ws.evidence(f"pru\u0308fung/{STANDARD_FILE}")
    ws.write("register.csv", f"File,Evidence Owner\npr\u00fcfung/{STANDARD_FILE},carl\n")
    assert [e["owner"] for e in ws.check()["evidence"]] == ["carl"]


@pytest.mark.parametrize("folder", ["evidence", "evidence/", "./evidence"])
def test_the_evidence_folder_may_be_written_in_every_way(workspace, folder):
    ws = workspace(evidence={"folder": folder, "register": "register.csv"})
    ws.evidence(STANDARD_FILE)
    ws.write("register.csv", f"File,Evidence Owner\nevidence/{STANDARD_FILE},carl\n")
    assert [e["owner"] for e in ws.check()["evidence"]] == ["carl"]


def test_a_path_outside_is_not_found(small):
    small.write("register.csv", f"File,Evidence Owner\n../{STANDARD_FILE},carl\nother/{TICKET_FILE},carl\n")
    doc = small.check()
    assert [f["message"] for f in doc["findings"] if f["code"] == "MET016"] == [
        f"there is no file ../{STANDARD_FILE}", f"there is no file other/{TICKET_FILE}"]
    assert [e["owner"] for e in doc["evidence"]] == [None, None]


@pytest.mark.parametrize("word, audience", [("Auditor", "auditor"), ("BUYER", "buyer"), ("internal", "internal")])
def test_an_audience_is_known_by_its_title(small, word, audience):
    small.write("register.csv", f"File,Audience\n{STANDARD_FILE},{word}\n")
    assert "MET019" not in small.codes()
    rows = rows_of(small)
    assert [r["Audience"] for r in rows if r["File"] == STANDARD_FILE] == [audience]


@pytest.mark.parametrize("column, word, says", [
    ("Audience", "Auditors", "did you mean auditor?"), ("Control ID", "AUTH-1", "did you mean AUTH-01?"),
    ("API Control Area", "loging", "did you mean logging?"),
    ("Review Date", "7/2/2026", "write a day such as 2026-06-30 into the cell, as text"),
])
def test_a_cell_that_means_nothing_names_what_would(small, column, word, says):
    small.write("register.csv", f"File,{column}{',Review Status' if 'Date' in column else ''}\n"
                                f"{STANDARD_FILE},{word}{',Approved' if 'Date' in column else ''}\n")
    fixes = [f["fix"] for f in small.check()["findings"] if f["severity"] == "high"]
    assert fixes == [says]


def test_a_register_that_is_not_there_says_how_to_make_it(workspace):
    ws = workspace(evidence={"register": "register.csv"})
    found = [f for f in ws.check()["findings"] if f["code"] == "MET021"]
    assert [f["message"] for f in found] == ["the file cannot be read: there is no such file"]
    assert found[0]["fix"] == "make it with apipack register export, or correct evidence.register"
    assert ws.run("register", "export", ws.path / "register.csv").code == 0  # the mend, followed
    assert "MET021" not in ws.codes()


@pytest.mark.parametrize("text, line, says", [
    (f"File,Evidence Owner,Reviewer,reviewer\n{STANDARD_FILE},ann,a,b\n", 1, "two columns are called Reviewer; the first is read"),
    (f"File,Evidence Title,Evidence Owner\n{STANDARD_FILE},Standard, second edition,ann\n", 2, "the row has 4 cells, and the header 3"),
])
def test_words_in_the_wrong_column_are_doubted(small, text, line, says):
    small.write("register.csv", text)
    found = [f for f in small.check()["findings"] if f["code"] == "MET021"]
    assert [(f["line"], f["message"], f["severity"]) for f in found] == [(line, says, "medium")]


def test_empty_cells_behind_the_last_column_are_nothing(small):
    small.write("register.csv", f"File,Evidence Owner,,\n{STANDARD_FILE},ann,,,,,\n,,,,,,\n")
    assert "MET021" not in small.codes()
