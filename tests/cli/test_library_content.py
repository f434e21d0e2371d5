"""The built-in control library holds what the source of the domain names, and is whole in itself.

Reads the YAML with PyYAML, so that it says something about the content that the program's own loader does not.
"""
# SPDX-License-Identifier: Apache-2.0
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CONTROLS = ROOT / "controls"
FILES = sorted(CONTROLS.rglob("*.yaml"))
FACETS = {"requirement", "configuration", "operation", "review", "correction"}
FACTS = {"vault-evidenced", "all-mapped-controls", "all-mapped-frameworks", "all-owned", "all-approved"}
CHECKS = {
    "log-sample", "scope-matrix", "token-register", "endpoint-list", "rate-limit-config", "throttle-log",
    "ticket-closure", "runbook-steps", "review-signoff", "alert-catalogue", "tenant-protections",
    "register-hygiene", "retention",
}
CHECK_SETS = {"steps": "step_sets", "kinds": "catalogs", "protections": "catalogs", "needed": "catalogs",
              "forbidden": "catalogs", "classes": "catalogs"}
GROUPS = {
    "document": "pdf docx md txt html", "table": "csv xlsx", "export": "json jsonl yaml xml csv txt log conf",
    "image": "png jpg", "mail": "eml msg",
}
KEYS = {
    "control": set("id title area section severity statement ask rejects maps requires ready_when responsibility "
                   "treats".split()),
    "requirement": set("id title proof accepts section cadence basis grace min max_age formats sources audience "
                       "approvals population tier checks produce template".split()),
    "framework": {"id", "title", "edition", "status", "replaced_by"},
    "framework_id": {"id", "label", "verified"},
    "entry": {"id", "say", "words"},
}
NO_LOGGING_ITEM = {"LOG", "GOV"}  # OWASP API 2023 has nothing for these families


class StrictLoader(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping."""


def _mapping(loader, node, deep=False):
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise yaml.constructor.ConstructorError(None, None, f"key stands twice: {twice}", node.start_mark)
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _load():
    lib = {"frameworks": {}}
    for path in FILES:
        doc = yaml.load(path.read_text(encoding="utf-8"), Loader=StrictLoader)
        assert doc.pop("schema") == "apipack.dev/library/v1", path
        if "framework" in doc:
            lib["frameworks"][doc["framework"]["id"]] = doc
            assert path.stem == doc["framework"]["id"]
            continue
        for key, value in doc.items():
            if key in ("controls", "detectors", "catalogs"):
                lib.setdefault(key, []).extend(value)
            else:
                assert key not in lib, f"{path}: {key} stands in two files"
                lib[key] = value
    return lib


LIB = _load()
CONTROL = {c["id"]: c for c in LIB["controls"]}
REQUIREMENT = {f"{c['id']}/{r['id']}": r for c in LIB["controls"] for r in c["requires"]}
CATALOG = {c["id"]: c for c in LIB["catalogs"]}
STEPS = {s["id"]: s for s in LIB["step_sets"]}


def ids(key):
    return [entry["id"] for entry in LIB[key]]


def references(rule):
    """Requirements that an answer rule names."""
    if isinstance(rule, list):
        return rule
    return [ref for key in ("all", "any") for ref in rule.get(key, [])]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(CONTROLS)))
def test_file_is_tidy(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 500
    assert "\t" not in text and text.endswith("\n") and not text.endswith("\n\n")
    assert "SPDX-License-Identifier: Apache-2.0" in text


@pytest.mark.parametrize("name, count", [
    ("questions", 16), ("readiness", 14), ("dealbreakers", 9), ("mistakes", 10), ("risks", 8), ("areas", 9),
    ("sections", 8), ("metadata", 8),
])
def test_counts(name, count):
    found = ids(name) if name != "metadata" else [f["key"] for f in LIB[name]]
    assert len(found) == count and len(set(found)) == count


@pytest.mark.parametrize("name, count", [
    ("integration_kinds", 12), ("scopes", 6), ("privileged_endpoints", 9), ("alert_kinds", 5), ("protections", 7),
    ("endpoint_classes", 4), ("log_fields_useful", 7), ("log_fields_forbidden", 8),
])
def test_catalog_counts(name, count):
    found = [entry["id"] for entry in CATALOG[name]["steps"]]
    assert len(found) == count and len(set(found)) == count


def test_six_steps_and_notice():
    steps = [step["id"] for step in STEPS["token-compromise"]["steps"]]
    assert steps == ["identify", "revoke", "rotate", "review-logs", "assess-data", "close", "notify"]


def test_number_of_requirements():
    assert 45 <= len(REQUIREMENT) <= 60
    assert len(REQUIREMENT) == sum(len(c["requires"]) for c in LIB["controls"]), "an id stands twice in a control"
    assert len(CONTROL) == len(LIB["controls"]), "a control id stands twice"


def test_section_titles():
    assert [(s["number"], s["title"]) for s in LIB["sections"]] == list(enumerate([
        "Authentication Standard", "Scope and Role Matrix", "Rate Limit Policy", "Gateway / WAF Proof",
        "Logging Standard", "Alert-to-Ticket Samples", "Token Compromise Runbook", "Governance"], 1))


def test_every_section_is_used():
    assert {r["section"] for r in REQUIREMENT.values()} == set(ids("sections"))


def test_metadata_fields():
    assert [f["label"] for f in LIB["metadata"]] == [
        "Evidence Title", "Control ID", "API Control Area", "Framework", "Evidence Owner", "Period Covered",
        "Source System", "Review Status"]
    assert all(re.fullmatch(r"Ap[A-Z][A-Za-z]+", f["column"]) for f in LIB["metadata"])


def test_audiences_from_most_to_least_disclosing():
    assert ids("audiences") == ["internal", "auditor", "buyer"]


@pytest.mark.parametrize("control", LIB["controls"], ids=lambda c: c["id"])
def test_control(control):
    assert set(control) <= KEYS["control"]
    assert {"statement", "ask", "maps", "responsibility", "treats"} <= set(control)
    assert control["area"] in ids("areas") and control["section"] in ids("sections")
    assert 2 <= len(control["rejects"]) <= 4
    assert control["severity"] in {"low", "medium", "high"}
    assert control["responsibility"] in {"provider", "customer", "shared", "subservice"}
    assert set(control["treats"]) <= set(ids("risks"))
    for rule in control.get("ready_when", []):
        assert set(rule) == {"all", "say"} and set(rule["all"]) <= set(REQUIREMENT)


@pytest.mark.parametrize("control", LIB["controls"], ids=lambda c: c["id"])
def test_mappings(control):
    maps = control["maps"]
    assert all(type(i) is str for cited in maps.values() for i in cited), "an id must be quoted to stay a string"
    for framework, cited in maps.items():
        defined = [i["id"] for i in LIB["frameworks"][framework]["ids"]]
        assert set(cited) <= set(defined)
        assert len(cited) == len(set(cited))
    if "iso27017-2015" in maps:
        assert "iso27017-2026" in maps
    expected = set(LIB["frameworks"])
    if control["id"].split("-")[0] in NO_LOGGING_ITEM:
        expected -= {"owasp-api-2023"}
    if control["id"] == "GOV-02":
        expected -= {"nist-800-53r5"}
    assert set(maps) == expected


@pytest.mark.parametrize("ref", sorted(REQUIREMENT))
def test_requirement(ref):
    req = REQUIREMENT[ref]
    assert set(req) <= KEYS["requirement"]
    assert {"title", "produce", "section", "grace", "formats", "sources", "audience"} <= set(req)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", req["id"])
    assert req["proof"] in FACETS and req["section"] in ids("sections") and req["audience"] in ids("audiences")
    prefixes = [a["prefix"] for a in LIB["areas"]]
    for name in req["accepts"]:
        prefix, artifact = name.split("-")
        assert prefix in prefixes and re.fullmatch(r"([A-Z][A-Za-z0-9]*)+", artifact)
    if req["cadence"] == "once":
        assert req["max_age"] == "400d"
    grace = {"monthly": "10d", "quarterly": "15d", "semiannual": "30d", "annual": "30d", "once": "0d",
             "sample": "15d", "event": "15d"}
    assert req["grace"] == grace[req["cadence"]]
    assert set(req["formats"]) <= set(GROUPS)
    assert req.get("population", ref) in REQUIREMENT


@pytest.mark.parametrize("ref", sorted(ref for ref in REQUIREMENT if REQUIREMENT[ref].get("checks")))
def test_checks(ref):
    for check in REQUIREMENT[ref]["checks"]:
        name, args = (check, {}) if isinstance(check, str) else next(iter(check.items()))
        assert name in CHECKS
        for key, value in args.items():
            if key in CHECK_SETS:
                assert value in {"step_sets": STEPS, "catalogs": CATALOG}[CHECK_SETS[key]]


def test_every_check_is_asked_for():
    asked = {c if isinstance(c, str) else next(iter(c)) for r in REQUIREMENT.values() for c in r.get("checks", [])}
    assert asked == CHECKS


def test_an_evidence_name_is_accepted_once():
    names = [name for req in REQUIREMENT.values() for name in req["accepts"]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("example, ref", [
    ("APIAuth-OAuthScopeModel-2026-Q2.pdf", "SCOPE-01/scope-model"),
    ("APIRateLimits-GatewayConfigExport-2026-Q2.pdf", "RATE-02/gateway-config"),
    ("APILogging-RetentionSettings-2026-Q2.pdf", "LOG-03/retention-settings"),
    ("APIAbuse-AlertToTicketSample-2026-05.pdf", "ABUSE-02/alert-ticket"),
    ("APIRunbook-TokenCompromise-v1.0-Approved.pdf", "RUN-01/runbook"),
])
def test_example_names(example, ref):
    stem, extension = example.rsplit(".", 1)
    req = REQUIREMENT[ref]
    assert "-".join(stem.split("-")[:2]) in req["accepts"]
    assert extension in " ".join(GROUPS[group] for group in req["formats"]).split()


@pytest.mark.parametrize("framework", sorted(LIB["frameworks"]))
def test_framework(framework):
    doc = LIB["frameworks"][framework]
    assert set(doc["framework"]) <= KEYS["framework"]
    defined = [i["id"] for i in doc["ids"]]
    assert len(defined) == len(set(defined))
    assert all(set(i) <= KEYS["framework_id"] and len(i["label"]) <= 60 for i in doc["ids"])
    cited = {i for c in LIB["controls"] for i in c["maps"].get(framework, [])}
    assert cited == set(defined), "every id is cited, every cited id is defined"


def test_framework_editions():
    frameworks = {k: v["framework"] for k, v in LIB["frameworks"].items()}
    assert set(frameworks) == {"iso27017-2015", "iso27017-2026", "iso27001-2022", "soc2-2017", "customer",
                               "owasp-api-2023", "ccm-4.0", "nist-800-53r5"}
    assert frameworks["iso27017-2015"]["status"] == "withdrawn"
    assert frameworks["iso27017-2015"]["replaced_by"] == "iso27017-2026"
    assert all(i.get("verified") is False for i in LIB["frameworks"]["iso27017-2026"]["ids"])
    assert all(i.get("verified") is False for i in LIB["frameworks"]["ccm-4.0"]["ids"])


def test_rules_name_what_exists():
    for question in LIB["questions"]:
        rule = question["answered_by"]
        assert set(references(rule)) <= set(REQUIREMENT)
        if isinstance(rule, dict):
            assert set(rule.get("facts", [])) <= FACTS
    for line in LIB["readiness"]:
        assert line["needs"] and set(references(line["needs"])) <= set(REQUIREMENT)
    for mistake in LIB["mistakes"]:
        assert mistake["weak"] and mistake["strong"] and set(mistake["controls"]) <= set(CONTROL)


def test_dealbreakers():
    codes = set(re.findall(r"AP_CODE\((\w+), F,", (ROOT / "src/diag/codes.def").read_text(encoding="utf-8")))
    for breaker in LIB["dealbreakers"]:
        assert breaker["when"] and set(breaker["when"]) <= {"gap", "finding", "facts"}
        assert set(breaker["when"].get("gap", [])) <= set(REQUIREMENT)
        # A family that has no code yet is reserved for a check to come: until then nothing is ruled out by it.
        reserved = {"SEC001", "SCO003"} - {c for c in ("SEC001", "SCO003") if any(k[:3] == c[:3] for k in codes)}
        assert set(breaker["when"].get("finding", [])) <= codes | reserved
        assert breaker["evidence"] and set(breaker["evidence"]) <= set(REQUIREMENT)


def test_every_mistake_covers_a_family():
    named = {ref for mistake in LIB["mistakes"] for ref in mistake["controls"]}
    assert named == set(CONTROL)


# --- the map of the source -------------------------------------------------------------------------------------

MAP_TEXT = (ROOT / "docs/seed-map.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")]
        for line in MAP_TEXT.splitlines() if re.match(r"\| \d", line)]
SEED = dict(line.split("\t", 1) for line in (ROOT / "tests/data/seed/lines.txt").read_text(encoding="utf-8")
            .splitlines() if not line.startswith("#"))


TEMPLATES = {path.name for path in (ROOT / "templates/documents").iterdir()}


def test_every_line_of_the_source_has_its_row():
    assert [row[0] for row in ROWS] == list(SEED)
    for number, quote, where in ROWS:
        assert quote.split()[0].strip("•") == SEED[number].split()[0], number
        assert where


def _resolve(token):
    kind, _, rest = token.partition(":")
    head, _, entry = rest.partition("/")
    if kind == "catalog":
        return head in CATALOG and (not entry or entry in [e["id"] for e in CATALOG[head]["steps"]])
    if kind == "steps":
        return head in STEPS and (not entry or entry in [e["id"] for e in STEPS[head]["steps"]])
    known = {
        "area": ids("areas"), "section": ids("sections"), "risk": ids("risks"), "framework": LIB["frameworks"],
        "field": [f["key"] for f in LIB["metadata"]],
        "template": TEMPLATES,
        "name": [n for r in REQUIREMENT.values() for n in r["accepts"]],
    }
    if rest:
        return kind in known and rest in known[kind]
    return token in CONTROL or token in REQUIREMENT or any(
        token in ids(key) for key in ("questions", "readiness", "dealbreakers", "mistakes"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_map_names_what_exists(row):
    for token in re.findall(r"`([^`]+)`", row[2]):
        if token in {"controls/library.yaml", "proof:"}:
            continue
        assert _resolve(token), token


def test_the_map_reaches_everything():
    named = set(re.findall(r"`([^`]+)`", MAP_TEXT))
    for key in ("questions", "readiness", "dealbreakers", "mistakes"):
        assert set(ids(key)) <= named
    assert {f"risk:{r}" for r in ids("risks")} <= named
    assert {f"section:{s}" for s in ids("sections")} <= named
    assert {f"area:{a}" for a in ids("areas")} <= named
    assert {f"field:{f['key']}" for f in LIB["metadata"]} <= named
    assert {f"template:{t}" for t in TEMPLATES} <= named
    for catalog in ("scopes", "protections", "log_fields_useful", "log_fields_forbidden"):
        assert {f"catalog:{catalog}/{e['id']}" for e in CATALOG[catalog]["steps"]} <= named


def test_every_requirement_serves_something():
    used = set(re.findall(r"`([A-Z]+-\d\d/[a-z0-9-]+)`", MAP_TEXT))
    for question in LIB["questions"]:
        used |= set(references(question["answered_by"]))
    for line in LIB["readiness"]:
        used |= set(references(line["needs"]))
    for breaker in LIB["dealbreakers"]:
        used |= set(breaker["when"].get("gap", [])) | set(breaker["evidence"])
    for control in LIB["controls"]:
        for rule in control.get("ready_when", []):
            used |= set(rule["all"])
    assert used == set(REQUIREMENT)
