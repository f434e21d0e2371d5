"""Workbooks as Excel, LibreOffice and exports write them: typed cells, number formats, hidden sheets, merged areas.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import datetime
import io
import re
from xml.sax.saxutils import escape, quoteattr

from sample_kinds import APP, OFFICE, RELS, TYPES, ooxml

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#         General, a day of Excel's own, a day of one's own, a month, a time stamp, text
FORMATS = [0, 14, 164, 165, 22, 49]
CODES = {164: "dd\\.mm\\.yyyy", 165: "mmm\\-yy"}
DAY, OWN_DAY, MONTH, STAMP = 1, 2, 3, 4


class Formula:
    """A formula with the value that the last program calculated; None: none ever did."""

    def __init__(self, text, value):
        self.text, self.value = text, value


class Month:
    def __init__(self, year, month):
        self.day = datetime.date(year, month, 1)


def column(index):
    """0: A, 26: AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def typed(text):
    """What Excel makes of a text that was typed: days, numbers, truths."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.date.fromisoformat(text)
    if re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    return {"true": True, "false": False}.get(text.lower(), text or None)


def rows_of(text, delimiter=","):
    """The rows of a CSV as Excel has them."""
    return [[typed(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]


class Writer:
    def __init__(self, from_1904, inline):
        self.from_1904, self.inline, self.strings = from_1904, inline, []

    def serial(self, day):
        first = datetime.date(1904, 1, 1) if self.from_1904 else datetime.date(1899, 12, 30)
        if isinstance(day, datetime.datetime):
            return self.serial(day.date()) + (day.hour * 3600 + day.minute * 60 + day.second) / 86400
        return (day - first).days

    def cell(self, where, value):
        if value is None:
            return f'<c r="{where}"/>'
        if isinstance(value, Formula):
            inside = self.cell(where, value.value)
            kind = ' t="str"' if isinstance(value.value, str) else ""
            stored = f"<v>{escape(value.value)}</v>" if isinstance(value.value, str) else re.sub(r"</?c[^>]*>", "", inside)
            style = re.search(r' s="\d+"', inside)
            return f'<c r="{where}"{style[0] if style else ""}{kind}><f>{escape(value.text)}</f>{stored}</c>'
        if isinstance(value, bool):
            return f'<c r="{where}" t="b"><v>{int(value)}</v></c>'
        if isinstance(value, Month):
            return f'<c r="{where}" s="{MONTH}"><v>{self.serial(value.day)}</v></c>'
        if isinstance(value, datetime.datetime):
            return f'<c r="{where}" s="{STAMP}"><v>{self.serial(value)!r}</v></c>'
        if isinstance(value, datetime.date):
            return f'<c r="{where}" s="{OWN_DAY if self.inline else DAY}"><v>{self.serial(value)}</v></c>'
        if isinstance(value, (int, float)):
            return f'<c r="{where}"><v>{value!r}</v></c>'
        if self.inline:
            return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        self.strings.append(value)
        return f'<c r="{where}" t="s"><v>{len(self.strings) - 1}</v></c>'

    def sheet(self, rows, first, merged):
        lines = []
        for r, row in enumerate(rows, first):
            if row:
                lines.append(f'<row r="{r}">' + "".join(self.cell(f"{column(c)}{r}", v) for c, v in enumerate(row)) + "</row>")
        areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
        return (f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>'
                + (f'<mergeCells count="{len(merged)}">{areas}</mergeCells>' if merged else "") + "</worksheet>")


def book(*sheets, from_1904=False, inline=False, order=None):
    """The bytes of a workbook. A sheet: rows, or {name, rows, hidden, first (its first row), merged}. `order`: the order in which the
    sheets' parts lie in the file."""
    writer = Writer(from_1904, inline)
    sheets = [s if isinstance(s, dict) else {"rows": s} for s in sheets]
    parts = [writer.sheet(s["rows"], s.get("first", 1), s.get("merged", [])) for s in sheets]
    tabs, links = [], []
    for i, s in enumerate(sheets, 1):
        state = ' state="hidden"' if s.get("hidden") else ""
        tabs.append(f'<sheet name={quoteattr(s.get("name", f"Sheet{i}"))} sheetId="{i}"{state} r:id="rId{i}"/>')
        links.append(f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>')
    styles = (f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(CODES)}">'
              + "".join(f'<numFmt numFmtId="{i}" formatCode={quoteattr(c)}/>' for i, c in CODES.items()) + "</numFmts>"
              + f'<cellXfs count="{len(FORMATS)}">' + "".join(f'<xf numFmtId="{i}" applyNumberFormat="1"/>' for i in FORMATS) + "</cellXfs></styleSheet>")
    strings = "".join(f'<si><t xml:space="preserve">{escape(s)}</t></si>' for s in writer.strings)
    members = [
        ("[Content_Types].xml", '<Types xmlns="%s"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="/xl/workbook.xml" ContentType="%sspreadsheetml.sheet.main+xml"/></Types>' % (TYPES, APP)),
        ("_rels/.rels", '<Relationships xmlns="%s"><Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (RELS, OFFICE)),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr{" date1904=" + chr(34) + "1" + chr(34) if from_1904 else ""}/>'
         f'<sheets>{"".join(tabs)}</sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", '<Relationships xmlns="%s">%s<Relationship Id="rId900" Type="%s/styles" Target="styles.xml"/>'
         '<Relationship Id="rId901" Type="%s/sharedStrings" Target="sharedStrings.xml"/></Relationships>' % (RELS, "".join(links), OFFICE, OFFICE)),
        ("xl/styles.xml", styles),
        ("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>'),
    ]
    for i in order or range(1, len(sheets) + 1):
        members.append((f"xl/worksheets/sheet{i}.xml", parts[i - 1]))
    return ooxml(members)
