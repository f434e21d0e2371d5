"""answers --questions: a buyer's table comes back in its own shape; only what a person confirmed is answered.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import json
import shutil
import subprocess

import pytest
import yaml

BUYER = ("No.;Question;Response (Yes/No);Comments\r\n"
         "1.1;Do you rotate API tokens on a schedule?;;\r\n"
         "1.2;\"Is there a runbook for\r\ncompromised tokens?\";;\r\n"
         ";;;\r\n"
         "2.1;Do you have a dog?;;No dogs here\r\n")
MAP = "Question ID,Question,Answered By,Suggested,Note\n"


@pytest.fixture
def ws(complete):
    return complete


def answers(run, ws, text, *words, name="buyer.csv", mapping=None):
    (ws / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    if mapping is not None:
        (ws / "answers.map.csv").write_text(MAP + mapping)
    return run("-C", ws, "answers", "--questions", ws / name, *words)


def table(result, delimiter=","):
    assert result.code == 0, result.err
    return list(csv.reader(io.StringIO(result.out.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


def records(run, ws, text, mapping=None):
    result = answers(run, ws, text, "--format", "json", mapping=mapping)
    assert result.code == 0, result.err
    return {a["ask"]: a for a in result.json["answers"]}


def test_nothing_is_confirmed_without_a_map(ws, run):
    rows = table(answers(run, ws, BUYER), ";")
    assert [r[2] for r in rows[1:]] == ["Unconfirmed", "Unconfirmed", "", "Unconfirmed"]
    assert "suggested by its wording: AUTH-04/rotation-ticket" in rows[1][3] and "Q06" in rows[2][3]
    assert [r[4:] for r in rows] == [["Evidence"], [""], [""], [], [""]]  # the empty row stays as it is
    assert "Yes" not in "".join(c for r in rows[1:] for c in r)


def test_the_own_words_of_the_checklist_are_no_yes_either(ws, run):
    asks = [q["title"] for q in json.loads(run("list", "questions", "--format", "json").out)]
    sheet = io.StringIO()
    csv.writer(sheet).writerows([["ID", "Question"]] + [[f"Q{i:02}", a] for i, a in enumerate(asks, 1)])
    found = records(run, ws, sheet.getvalue())
    assert len(found) == 16
    assert {(a["answer"], a["match"]) for a in found.values()} == {("Unconfirmed", "suggested")}
    assert all(f"Q{i:02}" in found[a]["suggested"] for i, a in enumerate(asks, 1))


def test_what_the_map_confirms_is_answered(ws, run, complete_original):
    mapping = "1.1,,AUTH-04/rotation-ticket; AUTH-05,,\n,Is there a RUNBOOK for  compromised tokens?,Q06,,\n2.1,,N/A,,no animals\n"
    result = answers(run, ws, BUYER, mapping=mapping)
    rows = table(result, ";")
    assert [r[2] for r in rows[1:]] == ["Yes", "Yes", "", "N/A"]
    expected = {p for s, p in complete_original[1].items() if s.startswith(("AUTH-04/rotation-ticket", "AUTH-05/"))}
    assert set(rows[1][4].split("; ")) == expected
    assert rows[4][3] == "No dogs here" and "1 cell for answers held something already and stays as it was" in result.err


def test_the_file_keeps_its_own_bytes(ws, run):
    out = answers(run, ws, BUYER, mapping="1.1,,Q05,,\n").out
    lines, before = out.split("\r\n"), BUYER.split("\r\n")
    assert len(lines) == len(before) and out.endswith("\r\n")
    assert lines[0] == before[0] + ";Evidence"
    assert lines[1].startswith("1.1;Do you rotate API tokens on a schedule?;Yes;approved evidence holds for all that is due;")
    assert lines[2] == before[2] and lines[3].startswith("compromised tokens?\";Unconfirmed;")
    assert lines[4] == ";;;"
    assert lines[5] == "2.1;Do you have a dog?;Unconfirmed;No dogs here;"


def test_preamble_blank_lines_and_a_missing_end(ws, run):
    text = 'Acme security review,,\n"valid until ""May""",,\n\n\nQuestion,Answer\nIs it safe?,\n\nIs it fast?,'
    out = answers(run, ws, text).out
    assert out.startswith('Acme security review,,\n"valid until ""May""",,\n\n\nQuestion,Answer,Evidence,Reason\nIs it safe?,Unconfirmed,,')
    assert "\n\nIs it fast?,Unconfirmed,," in out and not out.endswith("\n")


@pytest.mark.parametrize("encode", [
    lambda t: b"\xef\xbb\xbf" + t.encode(), lambda t: b"\xff\xfe" + t.encode("utf-16-le"), lambda t: t.encode("cp1252"),
], ids=["utf-8 with bom", "utf-16", "windows-1252"])
def test_encodings(ws, run, encode):
    result = answers(run, ws, encode("ID\tQuestion\tAntwort Ü\r\n1\tGibt es ein Schlüsselverzeichnis?\tä\r\n"))
    assert result.out.startswith("\ufeffID\tQuestion\tAntwort Ü\tAnswer\tEvidence\tReason\r\n1\tGibt es ein Schlüsselverzeichnis?\tä\tUnconfirmed\t")


def test_plain_utf8_gets_no_bom_and_a_sep_line_stays(ws, run):
    assert answers(run, ws, "Question\nIst das gut für uns?\n").out.startswith("Question,Answer,")
    assert "|\"suggested by" in answers(run, ws, "sep=|\nQuestion|Answer|Note\nDo you rotate tokens?||\n").out
    assert answers(run, ws, "sep=;\r\nQuestion;X\r\nOne?;a\r\n").out.startswith("sep=;\r\nQuestion;X;Answer;Evidence;Reason\r\nOne?;a;Unconfirmed;")


def test_formulas_are_kept_from_running(ws, run):
    text = 'Question,Remark\n=1+1,"@SUM(A1)"\n-2+3,+x\nplain,ok\n=HYPERLINK("http://evil"),\n'
    rows = table(answers(run, ws, text))
    assert [r[0] for r in rows[1:]] == ["'=1+1", "'-2+3", "plain", "'=HYPERLINK(\"http://evil\")"]
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row if cell)
    title = answers(run, ws, "=cmd()\nQuestion,X\nplain,ok\n").out
    assert title.startswith("\"'=cmd()\"\n")


@pytest.mark.parametrize("header,column", [
    ("ID,Question,Answer,Evidence,Comments", "Answer"),
    ("#,Control Question,Vendor Response,Supporting Documents,Remarks", "Vendor Response"),
    ("Question ID,Question Text,RESPONSE:,Attachments,Explanation", "RESPONSE:"),
    ("Ref.,Requirement,Response (Yes / No / N/A),References,Additional information", "Response (Yes / No / N/A)"),
])
def test_words_of_columns(ws, run, header, column):
    rows = table(answers(run, ws, f"{header}\n7,Do you rotate API tokens?,,,\n", mapping="7,,AUTH-04,,\n"))
    assert rows[0] == next(csv.reader([header])) and len(rows[1]) == 5
    assert rows[1][rows[0].index(column)] == "Yes" and rows[1][3].startswith("evidence/") and rows[1][4]


def test_an_overlay_adds_words(ws, run):
    (ws / "over").mkdir()
    (ws / "over/words.yaml").write_text(yaml.safe_dump({
        "schema": "apipack.dev/library/v1", "catalogs": [{"id": "questionnaire_columns", "steps": [
            {"id": "question", "say": "Frage", "words": ["frage"]}]}]}))
    setting = yaml.safe_load((ws / "apipack.yaml").read_text())
    setting["library"] = {"base": "builtin", "overlays": ["over"]}
    (ws / "apipack.yaml").write_text(yaml.safe_dump(setting))
    rows = table(answers(run, ws, "Nr;Frage\n1;Werden Tokens rotiert?\n"), ";")
    assert rows[0] == ["Nr", "Frage", "Answer", "Evidence", "Reason"] and rows[1][2] == "Unconfirmed"


def test_short_and_long_rows(ws, run):
    rows = table(answers(run, ws, "ID,Question,Answer\n1,Short?\n2,Long?,,extra,cells\n3,Padded?,,,\n"))
    assert rows[0] == ["ID", "Question", "Answer", "", "", "Evidence", "Reason"]
    assert [len(r) for r in rows] == [7] * 4
    assert rows[1][2] == rows[2][2] == rows[3][2] == "Unconfirmed" and rows[2][3:5] == ["extra", "cells"]


def test_partial_no_and_not_asked(ws, run, complete_original):
    for slot, path in complete_original[1].items():
        if slot.startswith(("AUTH-04/", "LOG-04/review-signoff@2026-05")):
            (ws / path).unlink()
    setting = yaml.safe_load((ws / "apipack.yaml").read_text())
    setting["applicability"] = [{"control": "TENANT-05", "status": "not-applicable", "reason": "no jobs here",
                                 "approver": "R. Reviewer", "date": "2026-03-01"}]
    (ws / "apipack.yaml").write_text(yaml.safe_dump(setting))
    text = "ID,Question\n" + "".join(f"{i},Question {i}?\n" for i in range(1, 8))
    found = records(run, ws, text, "1,,AUTH-04,,\n2,,LOG-04,,\n3,,AUTH-04; AUTH-05,,\n4,,TENANT-05,,\n5,,Q06;Q05,,\n"
                                   "6,,TENANT-05; AUTH-05,,\n7,,soc2-2017:CC6.1,,\n")
    assert [a["answer"] for a in found.values()] == ["No", "Partial", "Partial", "N/A", "Partial", "Yes", "Partial"]
    found = list(found.values())
    assert "AUTH-04/rotation-ticket@2026-Q2 is missing" in found[0]["reason"] == found[0]["reason"]
    assert found[1]["reason"] == "LOG-04/review-signoff@2026-05 is missing"
    assert found[3]["reason"] == "TENANT-05 is not-applicable: no jobs here"
    assert found[4]["match"] == "map" and found[4]["answered_by"] == ["Q06", "Q05"]


def test_rows_apply_where_all_that_they_state_fits(ws, run):
    mapping = "1,Do you rotate?,Q05,,\n1,Other?,N/A,,other buyer\n,Without id?,Q06,,\n"
    found = records(run, ws, "ID,Question\n1,Do you  ROTATE?\n1,Other?\n1,Third?\n9,Without id?\n", mapping)
    assert [a["answer"] for a in found.values()] == ["Yes", "N/A", "Unconfirmed", "Yes"]


@pytest.mark.parametrize("row,place,message,hint", [
    ("1,,AUTH-99,,", ":3:4", 'unknown id "AUTH-99"', "did you mean"),
    ("1,,Q05; RATE-01/polcy,,", ":3:4", 'unknown id "RATE-01/polcy"', "RATE-01/policy"),
    ("1,,soc2-2017:CC99.9,,", ":3:4", "unknown id", ""),
    ("1,,N/A,,", ":3:4", "N/A has no reason", "column Note"),
    ("1,,N/A; Q05,,because", ":3:4", "N/A stands beside ids", ""),
    (",,Q05,,", ":3", "names no question", ""),
    ("9,,Q05,,", ":3", "line 2 speaks of the same question", ""),
])
def test_faults_of_the_map(ws, run, row, place, message, hint):
    result = answers(run, ws, BUYER, "-o", ws / "out.csv", "--write-map", mapping=f"9,,Q01,,\n{row}\n")
    assert result.code == 2 and "[WSP025]" in result.err
    assert f"answers.map.csv{place}" in result.err and message in result.err and hint in result.err
    assert not (ws / "out.csv").exists()
    assert (ws / "answers.map.csv").read_text() == MAP + f"9,,Q01,,\n{row}\n"


def test_all_faults_of_the_map_are_shown(ws, run):
    result = answers(run, ws, BUYER, mapping="1,,NO-1,,\n2,,NO-2; NO-3,,\n")
    assert result.err.count("[WSP025]") == 3
    (ws / "answers.map.csv").write_text("Foo,Bar\n1,2\n")
    result = run("-C", ws, "answers", "--questions", ws / "buyer.csv")
    assert result.code == 2 and "begin it with: Question ID,Question,Answered By" in result.err
    (ws / "answers.map.csv").write_bytes(b"\x00\x01")
    assert run("-C", ws, "answers", "--questions", ws / "buyer.csv").code == 2


def test_write_map_suggests_and_keeps(ws, run):
    result = answers(run, ws, BUYER, "--write-map", "-o", ws / "out.csv")
    assert result.code == 0 and "answers.map.csv: 3 added" in result.err
    first = (ws / "answers.map.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(first, newline="")))
    assert [r["Question ID"] for r in rows] == ["1.1", "1.2", "2.1"]
    assert [r["Answered By"] for r in rows] == ["", "", ""]
    assert rows[0]["Suggested"].startswith("AUTH-04/rotation-ticket") and rows[2]["Suggested"] == ""
    assert [r[2] for r in table(answers(run, ws, BUYER), ";")[1:]] == ["Unconfirmed", "Unconfirmed", "", "Unconfirmed"]
    again = answers(run, ws, BUYER, "--write-map")
    assert "knows all of these questions" in again.err
    assert (ws / "answers.map.csv").read_bytes().decode("utf-8-sig") == first
    kept = "Note;Answered By;Question\r\nmine;Q05;Do you rotate API tokens on a schedule?"
    (ws / "answers.map.csv").write_text(kept, newline="")
    assert answers(run, ws, BUYER, "--write-map").code == 0
    text = (ws / "answers.map.csv").read_bytes().decode()
    assert text.startswith(kept + "\r\n") and text.count("\r\n") == 5  # a line break stands in one cell
    assert table(answers(run, ws, BUYER), ";")[1][2] == "Yes"


def test_write_map_in_another_encoding(ws, run):
    (ws / "answers.map.csv").write_bytes(b"\xff\xfe" + (MAP + "1.1,,Q05,,größe\n").encode("utf-16-le"))
    assert answers(run, ws, BUYER, "--write-map").code == 0
    rows = list(csv.reader(io.StringIO((ws / "answers.map.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert rows[1] == ["1.1", "", "Q05", "", "größe"] and len(rows) == 4


def test_other_formats(ws, run, tmp_path):
    result = answers(run, ws, BUYER, "--format", "markdown", "--format", "json=a.json", "--format", "xlsx=a.xlsx",
                     mapping="1.1,,Q05,,\n")
    assert result.code == 0, result.err
    assert "| 1.1 | Do you rotate API tokens on a schedule? | Yes |" in result.out
    assert [a["answer"] for a in json.loads((tmp_path / "a.json").read_text())["answers"]] == ["Yes", "Unconfirmed", "Unconfirmed"]
    # The workbook is read back, as a buyer's own workbook would be.
    back = run("-C", ws, "answers", "--questions", tmp_path / "a.xlsx", "--format", "csv")
    rows = table(back)
    assert rows[0] == ["No.", "Question", "Response (Yes/No)", "Comments", "Evidence"]
    assert [r[2] for r in rows[1:]] == ["Yes", "Unconfirmed", "Unconfirmed"]


@pytest.mark.skipif(not shutil.which("libreoffice"), reason="LibreOffice is not installed")
def test_a_workbook_of_libreoffice(ws, run, tmp_path):
    (tmp_path / "q.csv").write_text("Acme,,\nID,Question,Answer\n1,Do you rotate API tokens?,\n2,=1+1,\n")
    subprocess.run(["libreoffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "xlsx",
                    "--outdir", tmp_path, tmp_path / "q.csv"], check=True, capture_output=True, timeout=180)
    (ws / "answers.map.csv").write_text(MAP + "1,,AUTH-04,,\n")
    rows = table(run("-C", ws, "answers", "--questions", tmp_path / "q.xlsx"))
    assert rows[0] == ["ID", "Question", "Answer", "Evidence", "Reason"] and rows[1][2] == "Yes"


def test_outsiders(ws, run):
    rows = table(answers(run, ws, "ID,Question\n1,Is there a standard?\n2,A dog?\n", "--audience", "buyer", mapping="1,,AUTH-01,,\n"))
    assert rows[1][2] == "Yes" and rows[1][3].startswith("data/") and rows[1][4] == rows[2][4] == ""


@pytest.mark.parametrize("text,message", [
    (b"", "no column with the questions"), (b"A,B\n1,2\n", "no column with the questions"),
    (b'Question,Answer\n"open', "never closed"), (b"\x00\x01\x02", "neither a workbook nor text"),
    (b"PK\x03\x04broken", ""), (b"Question\n" + b"," * 2000 + b"\n", "more than 1024 cells"),
    (b"Question\n" + b"x?\n" * 20001, "more than 20000 rows"),
], ids=["empty", "no header", "open quote", "binary", "broken zip", "too wide", "too long"])
def test_what_is_no_questionnaire(ws, run, text, message):
    result = answers(run, ws, text, "-o", ws / "out.csv")
    assert result.code == 2 and "[CLI011]" in result.err and message in result.err and "buyer.csv" in result.err
    assert not (ws / "out.csv").exists()


def test_wrong_usage(ws, run):
    for words, message in ((["--questions", ws / "no.csv"], "there is no such file"), (["--questions", ws], "not a regular file"),
                           (["--write-map"], "--write-map goes with --questions"), (["--questions"], "needs a value")):
        result = run("-C", ws, "answers", *words)
        assert result.code == 2 and message in result.err
    assert not (ws / "answers.map.csv").exists()


def test_a_large_one_is_quick(ws, run):
    text = "ID,Question\n" + "".join(f"{i},Do you rotate API token number {i} each quarter?\n" for i in range(1000))
    assert answers(run, ws, text).out.count("Unconfirmed") == 1000
