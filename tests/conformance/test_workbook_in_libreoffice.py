"""The gap report as a workbook, opened by LibreOffice and read back, sheet by sheet.

Place in the flow: tests only; `./dev conformance` installs LibreOffice, and without it these tests fail.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import json
import shutil
import subprocess

import pytest
from test_register_in_libreoffice import APIPACK, environment

ALL_SHEETS = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,false,false,false,-1'


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    """{name of the sheet: its rows}, and check/v1 of the same workspace."""
    assert shutil.which("soffice"), "LibreOffice is missing: ./dev conformance installs it"
    work = tmp_path_factory.mktemp("workbook")

    def run(*words):
        return subprocess.run([APIPACK, *words], cwd=work, env=environment(), capture_output=True)

    run("init", "--sample", "ws")
    done = run("-C", "ws", "check", "--format", "xlsx=report.xlsx", "--format", "json=report.json")
    assert done.returncode in (1, 4), done.stderr
    subprocess.run(["soffice", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless", "--convert-to", ALL_SHEETS,
                    "--outdir", work / "out", work / "report.xlsx"], check=True, capture_output=True, timeout=300)
    read = {}
    for file in (work / "out").glob("report-*.csv"):
        with file.open(newline="", encoding="utf-8") as text:
            read[file.stem.removeprefix("report-")] = list(csv.DictReader(text))
    return read, json.loads((work / "report.json").read_text())


def test_every_sheet_is_there(sheets):
    assert set(sheets[0]) == {"Summary", "Request list", "Evidence register", "Gaps", "Controls", "Framework matrix", "Answers",
                              "Exceptions", "Findings"}


def test_gaps_keep_their_words_and_days(sheets):
    rows, check = sheets
    due = {(s["control"] + "/" + s["requirement"]): s["due"] for s in check["slots"] if s["gap"]}
    assert len(rows["Gaps"]) == check["summary"]["gaps"]
    for row in rows["Gaps"]:
        assert row["Due"] == due[row["Slot"].split("@")[0]]
    assert len(rows["Request list"]) == len(check["slots"])
    digests = {e["sha256"] for e in check["evidence"] if e["state"] != "ignored"}
    assert {r["SHA-256"] for r in rows["Evidence register"]} == digests
