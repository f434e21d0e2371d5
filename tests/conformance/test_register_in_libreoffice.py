"""The evidence register in LibreOffice: opened, edited, saved as it likes to, and imported.

Place in the flow: tests only; `./dev conformance` installs LibreOffice, and without it these tests fail.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from conftest import ROOT, environment  # noqa: E402
from register_sheets import fill, read_csv, register_only, to_csv  # noqa: E402

APIPACK = Path(os.environ.get("APIPACK") or ROOT / "build/dev/apipack").resolve()
# Tokens of LibreOffice's CSV filter: delimiter, quote, encoding, first line, columns, language, quote all, read dates.
ENGLISH_DATES = "CSV:44,34,76,1,,1033,false,true"
UTF16_SEMICOLONS = "csv:Text - txt - csv (StarCalc):59,34,65535,1"
MONTHS = {"2026-04": "Apr-26", "2026-05": "May-26", "2026-06": "Jun-26"}


def program(folder, *words, code=0):
    done = subprocess.run([APIPACK, "-C", folder, *words], env=environment(), capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def soffice(tmp_path_factory):
    """soffice(file, form, to folder, filter of the input) -> the converted file."""
    assert shutil.which("soffice"), "LibreOffice is missing: ./dev conformance installs it"
    profile = tmp_path_factory.mktemp("profile")

    def convert(file, form, folder, infilter=None):
        words = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        words += [f"--infilter={infilter}"] if infilter else []
        done = subprocess.run([*words, "--convert-to", form, "--outdir", folder, file], capture_output=True, text=True,
                              env=environment(), timeout=300)
        made = Path(folder) / (Path(file).stem + "." + form.split(":")[0])
        assert made.is_file(), done.stdout + done.stderr
        return made

    return convert


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A workspace with evidence of every requirement and no sidecars; what the sidecars said."""
    path = tmp_path_factory.mktemp("bare") / "workspace"
    return path, register_only(APIPACK, path)


@pytest.fixture
def bare(original, tmp_path):
    path = tmp_path / "workspace"
    shutil.copytree(original[0], path)
    return path


def filled(bare, said, folder):
    program(bare, "register", "export", folder / "exported.csv")
    return fill(read_csv((folder / "exported.csv").read_bytes()), said)


def is_complete(folder):
    report = json.loads(program(folder, "check", "--format", "json"))
    return report["result"] == "complete" and not list(folder.rglob("*.meta.yaml"))


def test_saved_again_nothing_differs(bare, soffice, tmp_path):
    program(bare, "register", "export", tmp_path / "exported.xlsx")
    saved = soffice(tmp_path / "exported.xlsx", "xlsx", tmp_path / "out")
    assert saved.read_bytes() != (tmp_path / "exported.xlsx").read_bytes()
    assert program(bare, "register", "import", saved) == "no differences\n"


def test_dates_become_dates_and_the_import_completes(bare, original, soffice, tmp_path):
    """Typed as people do; LibreOffice makes dates and numbers of it, and saves a workbook."""
    rows = filled(bare, original[1], tmp_path)
    for i, row in enumerate(rows):
        year, month, day = row["Review Date"].split("-")
        row["Review Date"] = [f"{int(month)}/{int(day)}/{year}", f"{year}-{month}-{day}"][i % 2]
        row["Period Covered"] = MONTHS.get(row["Period Covered"], row["Period Covered"])
    (tmp_path / "typed.csv").write_text(to_csv(rows))
    saved = soffice(tmp_path / "typed.csv", "xlsx", tmp_path / "out", ENGLISH_DATES)
    listing = program(bare, "register", "import", saved)
    assert "Period Covered" not in listing and listing.endswith("wrote register.csv\n")
    assert is_complete(bare)
    assert program(bare, "register", "import", saved) == "no differences\n"


def test_text_for_another_program_completes(bare, original, soffice, tmp_path):
    """Saved as CSV with semicolons in UTF-16."""
    rows = filled(bare, original[1], tmp_path)
    (tmp_path / "typed.csv").write_text(to_csv(rows))
    book = soffice(tmp_path / "typed.csv", "xlsx", tmp_path / "out", "CSV:44,34,76,1")
    saved = soffice(book, UTF16_SEMICOLONS, tmp_path / "text")
    assert saved.read_bytes()[:2] == b"\xff\xfe"
    program(bare, "register", "import", saved)
    assert is_complete(bare)


def test_edited_in_place_the_register_itself_is_a_workbook(bare, original, soffice, tmp_path):
    """The exported workbook is edited as LibreOffice's own document, saved over the register, and read without import."""
    setting = bare / "apipack.yaml"
    setting.write_text(setting.read_text().replace("register.csv", "register.xlsx"))
    program(bare, "register", "export", tmp_path / "register.xlsx")
    flat = soffice(tmp_path / "register.xlsx", "fods", tmp_path / "flat")
    text = flat.read_text()
    said = original[1]
    out = []
    for row in re.split(r"(?=<table:table-row)", text):
        name = re.search(r"<text:p>([^<]+\.\w+)</text:p>", row)
        meta = said.get(name[1]) if name else None
        out.append(typed(row, meta) if meta else row)
    flat.write_text("".join(out))
    saved = soffice(flat, "xlsx", tmp_path / "saved")
    shutil.copy(saved, bare / "register.xlsx")
    assert is_complete(bare)
    assert program(bare, "register", "import", saved) == "no differences\n"


def typed(row, meta):
    """A row of the flat document with the cells that a person fills: owner, source, decision, days."""
    cells = re.findall(r"<table:table-cell.*?(?:/>|</table:table-cell>)", row, re.S)
    texts = []
    for cell in cells:
        repeat = re.search(r'number-columns-repeated="(\d+)"', cell)
        value = "\n".join(re.findall(r"<text:p>(.*?)</text:p>", cell))
        texts += [value] * min(int(repeat[1]) if repeat else 1, 15)
    texts = (texts + [""] * 15)[:15]
    texts[5], texts[7], texts[8] = meta["owner"], meta["source"], "Approved"
    texts[9] = "R. Reviewer"
    days = {10: meta["review"]["date"], 13: meta["collected"]}
    made = ""
    for i, value in enumerate(texts):
        if i in days:  # a true date, in whatever form the document shows it
            made += f'<table:table-cell office:value-type="date" office:date-value="{days[i]}"/>'
        else:
            made += f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    return row[:row.index(cells[0])] + made + row[row.rindex(cells[-1]) + len(cells[-1]):]
