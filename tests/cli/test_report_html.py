"""The pages: what they open with, that they reach for nothing, that links lead to files, templates of a workspace.

Place in the flow: tests only. tests/conformance opens them in a browser.
"""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import html
import json
import re
import urllib.parse
import zipfile
from html.parser import HTMLParser

import pytest
from conftest import hostile_workspace, slot_id

VOID = {"meta", "br", "input"}


class Page(HTMLParser):
    """Elements with their attributes and text; refuses what is not well nested."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.source = [], [], text
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", **dict(attrs)}
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in {tag}"
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append({"tag": tag, "text": "", **dict(attrs)})

    def handle_endtag(self, tag):
        assert self.open and self.open[-1]["tag"] == tag, (tag, [e["tag"] for e in self.open])
        self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def all(self, tag, **wanted):
        return [e for e in self.elements if e["tag"] == tag and all(e.get(k) == v for k, v in wanted.items())]

    def ids(self):
        return [e["id"] for e in self.elements if "id" in e]


def unpacked(run, ws, tmp_path, *words):
    """(names in the pack, its folder, {"index": Page, "gap-report": Page})"""
    out = tmp_path / "pack.zip"
    result = run("-C", ws, "build", "-q", "-o", out, *words)
    assert result.code in (0, 1, 4), result.err
    pack = zipfile.ZipFile(out)
    top = pack.namelist()[0].split("/")[0]
    pages = {}
    for name, path in (("index", "index.html"), ("gap-report", "reports/gap-report.html")):
        if f"{top}/{path}" in pack.namelist():
            pages[name] = Page(pack.read(f"{top}/{path}").decode())
    return {n.removeprefix(top + "/") for n in pack.namelist()}, pages


def test_pages_open_with_the_answer(run, sample, tmp_path):
    check = run("-C", sample, "check", "--format", "json").json
    _, pages = unpacked(run, sample, tmp_path)
    for page in pages.values():
        assert len(page.all("h1")) == 1 and page.all("html")[0]["lang"] == "en"
        assert page.elements.index(page.all("p", **{"class": "verdict bad"})[0]) < page.elements.index(page.all("nav")[0])
        assert f"{check['summary']['gaps']} gaps" in page.all("p", **{"class": "verdict bad"})[0]["text"]
        ids = page.ids()
        assert len(ids) == len(set(ids))
        assert {"next", "dealbreakers", "periods", "controls", "frameworks", "questions", "items", "files", "exceptions",
                "withheld", "verify"} <= set(ids)
    gaps = [slot_id(s) for s in check["slots"] if s["gap"]]
    table = pages["gap-report"].all("section", id="gaps")[0]["text"]
    assert all(gap in table for gap in gaps)
    assert len([e for e in pages["index"].elements if e.get("class", "").startswith("cell ")]) == len(check["slots"])
    copied = {e.get("data-copy") for e in pages["index"].all("button")}
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        manifest = json.loads(pack.read(next(n for n in pack.namelist() if n.endswith("/manifest.json"))))
    assert {i["sha256"] for i in manifest["items"]} | {manifest["pack_id"]} == copied - {None}


def test_nothing_is_loaded_and_only_its_own_script_runs(run, sample, tmp_path):
    _, pages = unpacked(run, sample, tmp_path)
    for page in pages.values():
        assert "://" not in page.source and "@import" not in page.source and "url(" not in page.source
        assert not any(name.startswith("on") or name in ("style", "src", "srcset") for e in page.elements for name in e)
        (policy,) = [e["content"] for e in page.all("meta") if e.get("http-equiv") == "Content-Security-Policy"]
        directives = dict(d.strip().split(" ", 1) for d in policy.split(";"))
        assert directives["default-src"] == "'none'" and directives["form-action"] == directives["base-uri"] == "'none'"
        for tag in ("style", "script"):
            (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", page.source, re.S)
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert directives[f"{tag}-src"] == f"'sha256-{digest}'"


def test_links_lead_into_the_pack(run, sample, tmp_path):
    names, pages = unpacked(run, sample, tmp_path)
    for name, up in (("index", ""), ("gap-report", "../")):
        links = {e["href"] for e in pages[name].all("a")}
        inner = {link[1:] for link in links if link.startswith("#")}
        assert inner <= set(pages[name].ids())
        outer = {link for link in links if not link.startswith("#")}
        assert all(link.startswith(up) for link in outer)
        files = {urllib.parse.unquote(link.removeprefix(up)) for link in outer}
        assert files <= names and {n for n in names if n.startswith("data/")} <= files


def test_check_writes_the_page_without_links_to_files(run, sample):
    page = Page(run("-C", sample, "check", "--format", "html").out)
    assert all(e["href"].startswith("#") for e in page.all("a")) and "verify" not in page.ids()


def test_outsiders_see_their_own_slots_alone(run, sample, tmp_path):
    _, pages = unpacked(run, sample, tmp_path, "--audience", "buyer")
    (page,) = pages.values()
    assert {"controls", "periods", "dealbreakers", "findings", "frameworks", "registers"}.isdisjoint(page.ids())
    assert "more assessed, available under NDA" in page.source
    assert "evidence/" not in page.source and "secops" not in page.source and "Security Operations" not in page.source


def test_hostile_names_are_words(run, tmp_path):
    ws = hostile_workspace(tmp_path / "hostile", run)
    names, pages = unpacked(run, ws.path, tmp_path)
    for page in pages.values():
        assert len(page.all("script")) == 1 and page.all("img") == [] and "##vso[" not in page.source
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e]", page.source)
    assert html.escape("<img src=x onerror=alert(1)>.md", quote=False) in pages["gap-report"].source
    assert "{{x}}{{{y}}}" in pages["gap-report"].source  # of a name, and no tag


# --- templates of a workspace -----------------------------------------------------------------------------

def test_a_workspace_overrides_a_template(workspace):
    ws = workspace()
    ws.write("templates/report/foot.mustache", "<footer>{{> motto}}</footer>\n</body></html>\n")
    ws.write("templates/report/motto.mustache", "<p>Ours, {{subject}}. {{{headline}}}</p>")
    ws.write("templates/report/style.css", "body{color:#000}")
    out = ws.run("check", "--format", "html").out
    assert "<p>Ours, Acme, Pay API. NOT COMPLETE" in out and "<style>body{color:#000}</style>" in out
    assert "it is no audit opinion" not in out and "<h2>Gaps</h2>" in out


@pytest.mark.parametrize("text, place, says", [
    ("<p>\n  {{#gaps}}</p>", "templates/report/foot.mustache:2:3:", 'section "gaps" is not closed'),
    ("{{/gaps}}", "templates/report/foot.mustache:1:1:", 'no section "gaps" is open here'),
    ("x {{> nowhere}}", "templates/report/foot.mustache:1:3:", 'there is no template "nowhere"'),
    ("{{> ../../apipack.yaml}}", "templates/report/foot.mustache:1:1:", "there is no template"),
    (b"\xff", "templates/report/foot.mustache:1:1:", "not UTF-8"),
    ("x" * ((1 << 20) + 1), "templates/report/foot.mustache", "cannot be read"),
], ids=["open", "closed", "unknown", "outside", "bytes", "large"])
def test_a_fault_in_a_template_has_its_place(workspace, text, place, says):
    ws = workspace()
    ws.write("templates/report/foot.mustache", text)
    for words in (["check"], ["build"]):
        result = ws.run(*words)
        assert result.code == 2 and place in result.err and says in result.err and "[CLI030]" in result.err, result.err


def test_a_template_that_no_page_uses_is_named(run, tmp_path):
    run("init", "--sample", tmp_path / "w")
    folder = tmp_path / "w/templates"
    (folder / "report").mkdir(exist_ok=True)
    texts = {"report/gaps-report.mustache": "gap-report.mustache", "report/styles.css": "style.css", "index.mustache": "index.mustache", "report/zzzzzzzz.mustache": None,
             "report/next.mustache": "used", "report/own.mustache": "used", "report/.next.mustache.swp": "used", "report/next.mustache~": "used"}
    for name in texts:
        (folder / name).write_text("{{> own}}" if name == "report/next.mustache" else "x")
    result = run("-C", tmp_path / "w", "check", "--format", "html")
    said = dict(re.findall(r"^templates/(\S+): warning: no page uses this template \[CLI032\]\n  hint: (.*)$", result.err, re.M))
    assert set(said) == {name for name, near in texts.items() if near != "used"}, result.err
    for name, hint in said.items():
        assert hint == (f"did you mean templates/report/{texts[name]}?" if texts[name] else "name it as a built-in one, or as a template of the workspace includes it")
    (folder / "report/\x1b[31m.mustache").write_text("x")
    result = run("-C", tmp_path / "w", "check", "--format", "html")
    assert "\x1b" not in result.err and result.err.count("[CLI032]") == 5


def test_a_template_that_holds_itself(workspace, tmp_path):
    ws = workspace()
    ws.write("templates/report/foot.mustache", "x {{> foot}}")
    for words in (["check", "--format", "html"], ["build", "-o", tmp_path / "p.zip"]):
        result = ws.run(*words)
        assert result.code == 2 and "templates/report/foot.mustache:1:3:" in result.err, result.err
    assert list(tmp_path.glob("*.zip*")) == []


def test_a_style_sheet_cannot_end_its_tag(workspace):
    ws = workspace()
    ws.write("templates/report/style.css", "a{}</style><script>alert(1)</script>")
    assert ws.run("check").code == 2


def test_a_template_cannot_make_words_of_a_file_markup(workspace):
    ws = workspace(organization="<script>alert(1)</script>")
    ws.write("templates/report/foot.mustache", "{{{subject}}}{{&subject}}</body></html>")
    out = ws.run("check", "--format", "html").out
    assert "<script>alert" not in out
