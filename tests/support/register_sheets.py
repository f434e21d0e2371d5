"""The evidence register in tests: a workspace that lives by its register alone, sheets read and written the way that
spreadsheets do.

Place in the flow: tests only; the command-line and the conformance tests share it.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import complete_workspace
import yaml

HEADER = ["File", "Evidence Title", "Control ID", "API Control Area", "Framework", "Evidence Owner", "Period Covered",
          "Source System", "Review Status", "Reviewer", "Review Date", "SHA-256", "Audience", "Collected", "Performed"]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def register_only(apipack, folder, register="register.csv"):
    """The complete workspace without any sidecar: what they said is returned by file, below the evidence folder."""
    folder = Path(folder)
    complete_workspace.make(apipack, folder)
    said = {}
    for path in sorted(folder.rglob("*.meta.yaml")):
        file = path.relative_to(folder / "evidence").as_posix().removesuffix(".meta.yaml")
        said[file] = yaml.safe_load(path.read_text())
        path.unlink()
    setting = yaml.safe_load((folder / "apipack.yaml").read_text())
    setting.setdefault("evidence", {})["register"] = register
    (folder / "apipack.yaml").write_text(yaml.safe_dump(setting, sort_keys=False))
    return said


def fill(rows, said):
    """What a person types into the exported sheet: owner, source, decision, days. The digest stands there already."""
    for row in rows:
        meta = said[row["File"]]
        row["Evidence Owner"] = meta["owner"]
        row["Source System"] = meta["source"]
        row["Review Status"] = "Approved"
        row["Reviewer"] = "R. Reviewer"
        row["Review Date"] = str(meta["review"]["date"])
        row["Collected"] = str(meta["collected"])
        assert row["SHA-256"] == meta["review"]["sha256"]
    return rows


def read_csv(text, delimiter=","):
    """Rows as dictionaries, of text or of bytes with a BOM."""
    if isinstance(text, bytes):
        text = text.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def to_csv(rows, delimiter=",", header=None, end="\r\n"):
    out = io.StringIO()
    writer = csv.DictWriter(out, header or list(rows[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read_xlsx(data):
    """Rows of the first sheet as lists of text, and the types that its cells have."""
    book = zipfile.ZipFile(io.BytesIO(data))
    strings = ["".join(t.text or "" for t in si.iter(MAIN + "t"))
               for si in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
    rows, types = [], set()
    for row in ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(MAIN + "row"):
        cells = {}
        for cell in row.iter(MAIN + "c"):
            value = cell.find(MAIN + "v")
            if value is None:
                continue
            column = 0
            for letter in re.match("[A-Z]+", cell.get("r"))[0]:
                column = column * 26 + ord(letter) - 64
            types.add(cell.get("t"))
            cells[column - 1] = strings[int(value.text)]
        rows.append([cells.get(i, "") for i in range(max(cells, default=-1) + 1)])
    return rows, types
