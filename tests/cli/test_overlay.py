"""Overlays end to end: a renamed area, an own metadata field, a new framework, what is disabled; and their faults.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import json
import zipfile

import jsonschema
import pytest
import yaml
from conftest import slot_id

STANDARD = """# API authentication standard v1.0

Owner: Platform Security. In force from 1 January 2026. Every API call is authenticated with OAuth 2.0 or scoped keys;
HTTPS alone is no authentication. Tokens live one hour; refresh tokens thirty days. Exceptions need the approval of the CISO.
"""

OVERLAY = {
    "schema": "apipack.dev/library/v1",
    "areas": [{"id": "auth", "prefix": "AuthN"}],
    "metadata": [{"key": "data_class", "label": "Data Class", "type": "choice", "choices": ["public", "internal", "secret"],
                  "column": "ApDataClass"}],
    "controls": [
        {"id": "AUTH-01", "maps": {"acme-2026": ["S-1"]}},
        {"id": "LOG-04", "severity": "low", "maps": {"acme-2026": ["S-2"]}},
        {"id": "TENANT-05", "disable": "there are no asynchronous jobs"},
        {"id": "AUTH-05", "requires": [{"id": "revocation-drill", "disable": "tokens live an hour"}]},
        {"id": "OWN-01", "title": "Own control", "area": "auth", "section": "governance", "requires": [
            {"id": "paper", "title": "Own paper", "proof": "requirement", "accepts": ["AuthN-OwnPaper"], "cadence": "once"}]},
    ],
}
FRAMEWORK = {
    "schema": "apipack.dev/library/v1",
    "framework": {"id": "acme-2026", "title": "Acme security standard", "edition": "2026", "status": "current"},
    "ids": [{"id": "S-1", "label": "Authenticate every call"}, {"id": "S-2", "label": "Read the logs", "verified": False},
            {"id": "S-3", "label": "Nobody maps to this"}],
}


class Overlaid:
    """A workspace with the built-in library and the overlay folder `controls`."""

    def __init__(self, path, run, overlay):
        self.path = path
        self.run_program = run
        (path / "evidence").mkdir(parents=True)
        (path / "controls").mkdir()
        self.keys = {
            "schema": "apipack.dev/workspace/v1", "organization": "Acme", "product": "Pay API",
            "audit": {"from": "2026-04-01", "to": "2026-06-30", "as_of": "2026-07-31"},
            "library": {"base": "builtin", "overlays": ["controls"]},
        }
        self.write("apipack.yaml", self.keys)
        self.write("controls/acme.yaml", overlay)
        self.write("controls/acme-2026.yaml", FRAMEWORK)

    def write(self, name, content):
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        (self.path / name).write_text(text)

    def standard(self, name="AuthN-AuthenticationStandard-v1.0-Approved.md", **meta):
        self.write(f"evidence/{name}", STANDARD)
        self.write(f"evidence/{name}.meta.yaml", {
            "owner": "security", "source": "Wiki", "effective": "2026-01-01",
            "review": {"status": "approved", "by": "R. Reviewer", "date": "2026-02-01"}, **meta})

    def run(self, *words, **more):
        return self.run_program("-C", self.path, *words, **more)

    def check(self, *words):
        result = self.run("check", "--format", "json", *words)
        assert result.code in (0, 1), result.err
        return result.json


@pytest.fixture
def overlaid(tmp_path, run):
    def make(overlay=OVERLAY):
        return Overlaid(tmp_path / "ws", run, overlay)

    return make


def slots(doc):
    return {slot_id(s): s for s in doc["slots"]}


def one(doc, suffix):
    return next(e for e in doc["evidence"] if e["path"].endswith(suffix))


def test_a_renamed_area_asks_for_new_names_and_takes_them(overlaid):
    ws = overlaid()
    missing = slots(ws.check())["AUTH-01/standard"]
    assert missing["status"] == "missing" and missing["expected_name"].startswith("AuthN-AuthenticationStandard-v")
    ws.standard()
    doc = ws.check()
    assert slots(doc)["AUTH-01/standard"]["status"] == "satisfied"
    item = one(doc, "Approved.md")
    assert item["area"] == "auth" and item["controls"] == ["AUTH-01"] and "acme-2026" in item["frameworks"]
    assert "AuthN-ClientAuthConfig" in ws.run("explain", "AUTH-01/client-config").out
    assert "APIAuth" not in ws.run("list", "requirements", "--format", "json").out


def test_the_former_name_is_corrected_exactly(overlaid):
    ws = overlaid()
    ws.standard("APIAuth-AuthenticationStandard-v1.0-Approved.md")
    doc = ws.check()
    assert slots(doc)["AUTH-01/standard"]["status"] == "missing"
    finding = next(f for f in doc["findings"] if f["code"] == "NAM001")
    assert finding["fix"] == "rename it to AuthN-AuthenticationStandard-v1.0-Approved.md"


def test_two_prefixes_may_be_swapped(overlaid):
    ws = overlaid({"schema": "apipack.dev/library/v1", "areas": [{"id": "auth", "prefix": "APIScopes"},
                                                                  {"id": "scopes", "prefix": "APIAuth"}]})
    names = {r["id"]: r["accepts"] for r in ws.run("list", "requirements", "--format", "json").json}
    assert names["AUTH-01/standard"] == ["APIScopes-AuthenticationStandard"]
    assert names["SCOPE-02/matrix"] == ["APIAuth-ScopeRoleMatrix"]


def test_an_overlay_that_keeps_the_former_prefix_is_told(overlaid):
    overlay = json.loads(json.dumps(OVERLAY))
    overlay["controls"][-1]["requires"][0]["accepts"] = ["APIAuth-OwnPaper"]
    result = overlaid(overlay).run("lint")
    assert result.code == 2 and "[LIB016]" in result.err
    assert 'controls/acme.yaml:4 renames the prefix to "AuthN"' in result.err


def test_an_own_field_is_read_from_the_sidecar_and_checked(overlaid):
    ws = overlaid()
    ws.standard(data_class="internal")
    doc = ws.check()
    assert one(doc, "Approved.md")["extra"] == {"data_class": "internal"}
    ws.standard(data_class="inside")
    doc = ws.check()
    slot = slots(doc)["AUTH-01/standard"]
    finding = next(f for f in doc["findings"] if f["code"] == "MET007")
    assert slot["status"] == "invalid"
    assert "expected one of public, internal, secret" in finding["message"] and finding["line"] > 1


def test_an_own_field_is_a_column_of_the_register(overlaid):
    ws = overlaid()
    ws.standard()
    ws.keys["evidence"] = {"register": "register.csv"}
    ws.write("apipack.yaml", ws.keys)
    row = "AuthN-AuthenticationStandard-v1.0-Approved.md,AUTH-01,{}\n"
    ws.write("register.csv", "File,Control ID,Data Class\n" + row.format("Secret"))
    assert one(ws.check(), "Approved.md")["extra"] == {"data_class": "secret"}
    ws.write("register.csv", "File,Control ID,Data Class\n" + row.format("hidden"))
    finding = next(f for f in ws.check()["findings"] if f["code"] == "MET007")
    assert finding["file"] == "register.csv" and finding["line"] == 2


def test_the_json_schemas_know_the_own_field(overlaid, run):
    ws = overlaid()
    sidecar = ws.run("schema", "sidecar").json
    register = ws.run("schema", "register").json
    jsonschema.validate({"data_class": "internal"}, sidecar)
    jsonschema.validate({"File": "a.pdf", "Data Class": "internal"}, register)
    for schema, document in ((sidecar, {"data_class": "inside"}), (register, {"Data Class": "inside"}),
                             (run("schema", "sidecar").json, {"data_class": "internal"})):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document, schema)


def test_the_new_framework_limits_the_scope_and_is_explained(overlaid):
    ws = overlaid()
    ws.standard()
    doc = ws.check("--framework", "acme-2026")
    assert {s["control"] for s in doc["slots"]} == {"AUTH-01", "LOG-04"} and doc["frameworks"] == ["acme-2026"]
    rows = {c["id"]: c for c in doc["frameworks_coverage"]}
    assert rows["S-1"]["controls"] == rows["S-2"]["controls"] == 1 and rows["S-1"]["satisfied"] == 1
    assert rows["S-1"]["verified"] and not rows["S-2"]["verified"]
    assert "AUTH-01" in ws.run("explain", "acme-2026:S-1").out
    unmapped = ws.run("explain", "acme-2026:S-3").out
    assert "none maps to it" in unmapped
    assert "acme-2026" in ws.run("list", "frameworks").out


def test_the_pack_carries_all_of_it(overlaid, tmp_path):
    ws = overlaid()
    ws.standard(data_class="internal")
    assert ws.run("build", "-o", tmp_path / "p.zip").code == 1
    with zipfile.ZipFile(tmp_path / "p.zip") as pack:
        top = pack.namelist()[0].split("/")[0]
        manifest = json.loads(pack.read(f"{top}/manifest.json"))
        index = pack.read(f"{top}/index.html").decode()
    item = manifest["items"][0]
    assert item["path"].endswith("/AuthN-AuthenticationStandard-v1.0-Approved.md")
    assert item["extra"] == {"data_class": "internal"} and "acme-2026" in item["frameworks"]
    assert "Data Class: internal" in index and "acme-2026" in index and "AuthN-ClientAuthConfig" in index
    assert "tokens live an hour" in index and "there are no asynchronous jobs" in index


def test_what_is_disabled_is_not_asked_for_and_printed(overlaid):
    ws = overlaid()
    doc = ws.check()
    assert not [s for s in doc["slots"] if s["control"] == "TENANT-05" or s["requirement"] == "revocation-drill"]
    gone = {n["control"]: (n["status"], n["reason"]) for n in doc["not_applicable"]}
    assert gone == {"TENANT-05": ("disabled", "there are no asynchronous jobs"),
                    "AUTH-05/revocation-drill": ("disabled", "tokens live an hour")}


def test_lint_shows_what_the_overlay_did(overlaid):
    ws = overlaid()
    short = ws.run("lint")
    assert short.code == 0 and short.err == ""
    assert "overlay controls: 3 added, 4 changed, 2 disabled" in short.out
    assert "  added     control OWN-01, Own control (controls/acme.yaml:" in short.out
    assert "  disabled  requirement AUTH-05/revocation-drill, " in short.out and ": tokens live an hour (controls/" in short.out
    assert "S-2" not in short.out
    verbose = ws.run("lint", "-v").out
    assert 'changed   area auth: prefix "APIAuth" -> "AuthN" (controls/acme.yaml:4; was builtin:controls/library.yaml:' in verbose
    assert 'control LOG-04: severity "high" -> "low"' in verbose
    assert "not verified against its source: acme-2026:S-2; mapped by LOG-04" in verbose


@pytest.mark.parametrize("overlay, code, words", [
    ({"controls": [{"id": "AUTH-01", "disable": True}]}, "LIB018", "write disable: why it does not apply"),
    ({"controls": [{"id": "AUTH-1", "severity": "low"}]}, "LIB020", 'no layer below has the control "AUTH-1"'),
    ({"controls": [{"id": "AUTH-04", "requires": [{"id": "rotation-tickets", "grace": "5d"}]}]}, "LIB020",
     'did you mean "rotation-ticket"?'),
    ({"controls": [{"id": "AUTH-01", "maps": {"soc2-2017": ["CC6.111"]}}]}, "LIB011", 'soc2-2017 has no id "CC6.111"'),
    ({"controls": [{"id": "AUTH-01", "maps": {"acme-2027": ["S-1"]}}]}, "LIB011", 'did you mean "acme-2026"?'),
    ({"areas": [{"id": "auth", "disable": "gone"}]}, "LIB010", 'area "auth" is disabled'),
    ({"areas": [{"id": "auth", "prefix": "APIScopes"}]}, "LIB009", "have one prefix"),
    ({"metadata": [{"key": "data_class", "label": "Data Class", "type": "colour"}]}, "LIB007", "type"),
    ({"controls": [{"id": "AUTH-01", "sverity": "low"}]}, "LIB004", 'did you mean "severity"?'),
])
def test_faults_of_an_overlay_are_said_at_their_place(overlaid, overlay, code, words):
    result = overlaid({"schema": "apipack.dev/library/v1", **overlay}).run("lint")
    assert result.code == 2
    lines = result.err.splitlines()
    assert any(line.startswith("controls/acme.yaml:") or line.startswith("builtin:") for line in lines)
    assert f"[{code}]" in result.err and words in result.err


def test_disabling_what_is_not_there_is_a_warning(overlaid):
    result = overlaid({"schema": "apipack.dev/library/v1", "controls": [{"id": "AUTH-99", "disable": "never had it"}]}).run("lint")
    assert result.code == 0 and "[LIB020]" in result.err


def test_metadata_fields_and_audiences_can_be_changed_and_taken_out(overlaid):
    ws = overlaid({"schema": "apipack.dev/library/v1",
                   "metadata": [{"key": "source", "required": False}, {"key": "framework", "disable": "the library maps it"}],
                   "audiences": [{"id": "partner", "title": "Partner", "reports": ["index"], "shows_owner_names": False}]})
    lint = ws.run("lint").out
    assert "changed   metadata field source: required" in lint and "disabled  metadata field framework" in lint
    assert "added     audience partner, Partner" in lint
    assert ws.run("check", "--audience", "partner").code == 1


# --- the daily commands under an overlay ------------------------------------------------------------
def test_rename_follows_the_new_prefix(overlaid):
    ws = overlaid()
    ws.standard("APIAuth-AuthenticationStandard-v1.0-Approved.md")
    assert ws.run("rename", "--apply").code == 0
    names = sorted(p.name for p in (ws.path / "evidence").iterdir())
    assert names == ["AuthN-AuthenticationStandard-v1.0-Approved.md", "AuthN-AuthenticationStandard-v1.0-Approved.md.meta.yaml"]
    assert slots(ws.check())["AUTH-01/standard"]["status"] == "satisfied"


def test_add_names_by_the_overlay_and_sets_its_field(overlaid, tmp_path):
    ws = overlaid()
    (tmp_path / "standard.md").write_text(STANDARD)
    words = ("add", tmp_path / "standard.md", "--for", "AUTH-01/standard", "--doc-version", "v1.0", "--status", "Approved", "--by", "ann")
    wrong = ws.run(*words, "--set", "data_class=inside")
    assert wrong.code == 2 and "public, internal" in wrong.err and not list((ws.path / "evidence").rglob("*.md"))
    assert ws.run(*words, "--set", "data_class=internal").code == 0
    item = one(ws.check(), "AuthN-AuthenticationStandard-v1.0-Approved.md")
    assert item["extra"] == {"data_class": "internal"}
    own = ws.run("add", tmp_path / "standard.md", "--for", "OWN-01/paper", "--doc-version", "v2", "--status", "Approved", "--by", "ann")
    assert own.code == 0 and list((ws.path / "evidence").rglob("AuthN-OwnPaper-v2-Approved.md"))


def test_the_register_goes_out_and_comes_back_with_the_field(overlaid):
    ws = overlaid()
    ws.standard(data_class="internal")
    out = ws.path / "out.csv"
    assert ws.run("register", "export", out).code == 0
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0]["File"] == "AuthN-AuthenticationStandard-v1.0-Approved.md" and rows[0]["Data Class"] == "internal"
    out.write_text(out.read_text(encoding="utf-8-sig").replace("internal", "secret"))
    done = ws.run("register", "import", out)
    assert done.code == 0, done.err
    assert one(ws.check(), "Approved.md")["extra"] == {"data_class": "secret"}


def test_work_lists_name_the_new_files(overlaid, tmp_path):
    ws = overlaid()
    out = ws.run("request", "--format", "csv").out
    assert "AuthN-ClientAuthConfig-2026-Q2" in out and "AuthN-OwnPaper" in out and "APIAuth-" not in out and "TENANT-05" not in out
    assert "APIAuth-" not in ws.run("list", "gaps", "--format", "json").out
    (tmp_path / "loose").mkdir()
    (tmp_path / "loose/api authentication standard v1.md").write_text(STANDARD)
    assert ws.run("triage", tmp_path / "loose", "-o", tmp_path / "map.csv").code == 0
    assert "AUTH-01/standard" in (tmp_path / "map.csv").read_text()
