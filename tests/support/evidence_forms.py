"""Forms that evidence takes (a document, a table, a record, a log, a configuration), each written in the kinds of file
that organizations file it as.

Place in the flow: tests only; evidence_content.py fills the forms.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import textwrap
from dataclasses import dataclass, field

import yaml

import make_sample


class Form:
    """A piece of evidence; `extensions` in order of preference, `render(extension)` gives its bytes."""

    extensions: tuple = ()

    def render(self, extension):
        if extension not in self.extensions:
            raise ValueError(f"this evidence has no form .{extension}; it has: {', '.join(self.extensions)}")
        return getattr(self, "as_" + extension)()


def snake(words):
    return words.lower().replace("-", "_").replace(" ", "_").replace("/", "_")


def _markdown_table(rows):
    lines = ["| " + " | ".join(map(str, rows[0])) + " |", "|" + "---|" * len(rows[0])]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows[1:]])


def _dump(value):
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110).encode()


def _json(value):
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


@dataclass
class Document(Form):
    """Text in blocks: a string is a paragraph, ("h", text) a heading, ("list", [..]) and ("steps", [..]) lists,
    ("table", rows) a table with a header, ("fields", {..}) lines of `Name: value`."""

    title: str
    blocks: list
    extensions = ("md", "docx", "pdf", "txt", "html")

    def _markdown(self):
        out = ["# " + self.title]
        for block in self.blocks:
            kind, value = block if isinstance(block, tuple) else ("p", block)
            if kind == "h":
                out.append("## " + value)
            elif kind == "list":
                out.append("\n".join("- " + s for s in value))
            elif kind == "steps":
                out.append("\n".join(f"{i}. {s}" for i, s in enumerate(value, 1)))
            elif kind == "table":
                out.append(_markdown_table(value))
            elif kind == "fields":
                out.append(_markdown_table([["Item", "Value"], *value.items()]))
            else:
                out.append(textwrap.fill(value, 110))
        return "\n\n".join(out) + "\n"

    def lines(self):
        """The text as an export to plain text has it, without the title."""
        out = []
        for block in self.blocks:
            kind, value = block if isinstance(block, tuple) else ("p", block)
            if kind == "list":
                out += ["- " + s for s in value]
            elif kind == "steps":
                out += [f"{i}. {s}" for i, s in enumerate(value, 1)]
            elif kind == "table":
                out += ["  ".join(f"{h}: {c};" for h, c in zip(value[0], row)) for row in value[1:]]
            elif kind == "fields":
                out += [f"{k}: {v}" for k, v in value.items()]
            else:
                out.append(value)
        return out

    def as_md(self):
        return self._markdown().encode()

    def as_docx(self):
        return make_sample.docx(self.title, self.lines())

    def as_pdf(self):
        wrapped = [part for line in self.lines() for part in textwrap.wrap(line, 92) or [""]]
        return make_sample.pdf(self.title, wrapped)

    def as_txt(self):
        wrapped = [textwrap.fill(line, 110) for line in self.lines()]
        return ("\n\n".join([self.title, *wrapped]) + "\n").encode()

    def as_html(self):
        body = "\n".join(f"<p>{make_sample.xml(s)}</p>" for s in self.lines())
        title = make_sample.xml(self.title)
        return (f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
                f"<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n").encode()


@dataclass
class Table(Form):
    """Rows below a header."""

    title: str
    rows: list
    extensions = ("csv", "xlsx", "json", "yaml", "jsonl", "md", "docx", "pdf", "txt", "html")

    def records(self):
        return [dict(zip(map(snake, self.rows[0]), row)) for row in self.rows[1:]]

    def as_csv(self):
        return make_sample.csv(*[[str(c) for c in row] for row in self.rows])

    def as_xlsx(self):
        return make_sample.xlsx(self.title[:31].replace("/", " "), self.rows)

    def as_json(self):
        return _json(self.records())

    def as_jsonl(self):
        return make_sample.jsonl(self.records())

    def as_yaml(self):
        return _dump(self.records())

    def _document(self):
        return Document(self.title, [("table", self.rows)])

    def as_md(self):
        return self._document().as_md()

    def as_docx(self):
        return self._document().as_docx()

    def as_pdf(self):
        return self._document().as_pdf()

    def as_txt(self):
        return self._document().as_txt()

    def as_html(self):
        return self._document().as_html()


@dataclass
class Record(Form):
    """A ticket, a sign-off, a statement: fields, and text that tells the rest; `notes` are (heading, text)."""

    title: str
    fields: dict
    notes: list = field(default_factory=list)
    extensions = ("md", "json", "csv", "yaml", "docx", "pdf", "txt", "html", "xlsx")

    def flat(self):
        rest = {snake(heading): text for heading, text in self.notes}
        return {"title": self.title, **{snake(k): v for k, v in self.fields.items()}, **rest}

    def _document(self):
        blocks = [("fields", self.fields)]
        for heading, text in self.notes:
            blocks += [("h", heading), text] if isinstance(text, str) else [("h", heading), ("list", text)]
        return Document(self.title, blocks)

    def as_json(self):
        return _json(self.flat())

    def as_yaml(self):
        return _dump(self.flat())

    def _rows(self):
        flat = {k: "; ".join(v) if isinstance(v, list) else str(v) for k, v in self.flat().items()}
        return [list(flat), list(flat.values())]

    def as_csv(self):
        return make_sample.csv(*self._rows())

    def as_xlsx(self):
        return make_sample.xlsx("Record", self._rows())

    def as_md(self):
        return self._document().as_md()

    def as_docx(self):
        return self._document().as_docx()

    def as_pdf(self):
        return self._document().as_pdf()

    def as_txt(self):
        return self._document().as_txt()

    def as_html(self):
        return self._document().as_html()


@dataclass
class Log(Form):
    """Records of a log, in the order of time."""

    records: list
    extensions = ("jsonl", "json", "csv", "log")

    def as_jsonl(self):
        return make_sample.jsonl(self.records)

    def as_json(self):
        return _json(self.records)

    def as_csv(self):
        keys = list(self.records[0])
        return make_sample.csv(keys, *[[str(r.get(k, "")) for k in keys] for r in self.records])

    def as_log(self):
        """logfmt."""
        return "".join(" ".join(f"{k}={v}" for k, v in r.items()) + "\n" for r in self.records).encode()


@dataclass
class Setting(Form):
    """An export of a system: one value, written as the system's YAML or JSON; `text` holds other forms of it
    ({"conf": …}); documents get it as lines."""

    title: str
    value: dict
    text: dict = field(default_factory=dict)

    @property
    def extensions(self):
        return ("yaml", "json", *self.text, "md", "txt", "docx", "pdf", "html")

    def render(self, extension):
        return self.text[extension].encode() if extension in self.text else super().render(extension)

    def as_yaml(self):
        return _dump(self.value)

    def as_json(self):
        return _json(self.value)

    def _document(self):
        return Document(self.title, _dump(self.value).decode().rstrip().split("\n"))

    def as_md(self):
        return f"# {self.title}\n\n```yaml\n{_dump(self.value).decode()}```\n".encode()

    def as_txt(self):
        return f"{self.title}\n\n{_dump(self.value).decode()}".encode()

    def as_docx(self):
        return self._document().as_docx()

    def as_pdf(self):
        return self._document().as_pdf()

    def as_html(self):
        return self._document().as_html()
