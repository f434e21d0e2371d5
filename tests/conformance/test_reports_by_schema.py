"""Reports in the hands of other people's judges: ajv with the schemas of SARIF and OSCAL, xmllint with those of JUnit.

Place in the flow: tests only. The schemas are not ours to ship: they are read from ../shared/data/schemas, or APIPACK_SCHEMAS.
"""
# SPDX-License-Identifier: Apache-2.0
import copy
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from conftest import ROOT, environment, hostile_workspace  # noqa: E402

SCHEMAS = Path(os.environ.get("APIPACK_SCHEMAS") or ROOT.parent / "shared/data/schemas")
JUDGES = Path(os.environ.get("APIPACK_JUDGES") or ROOT / "build/judges")
FORMATS = {"sarif": "sarif", "junit": "xml", "oscal": "oscal.json", "oscal-poam": "poam.json"}


def schema(name):
    if not (SCHEMAS / name).is_file():
        pytest.skip(f"no {name} in {SCHEMAS}: set APIPACK_SCHEMAS")
    return SCHEMAS / name


def validate(schema_file, *documents):
    if not (JUDGES / "node_modules/ajv").is_dir():
        pytest.skip(f"no ajv in {JUDGES}: ./dev conformance installs it")
    done = subprocess.run(["node", Path(__file__).with_name("validate.cjs"), JUDGES, schema_file, *documents],
                          capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """{workspace: {format: file}}: the sample for two audiences, an empty workspace, and one with hostile names."""
    apipack = Path(os.environ.get("APIPACK") or ROOT / "build/dev/apipack").resolve()
    work = tmp_path_factory.mktemp("reports")

    def run(*words):
        return subprocess.run([apipack, *map(str, words)], cwd=work, env=environment(), capture_output=True)

    run("init", "--sample", "sample")
    run("init", "empty", "--org", "Acme", "--product", "Pay API", "--period", "2026-Q2")
    hostile_workspace(work / "hostile", None)
    made = {}
    for name, words in {"sample": [], "sample-buyer": ["--audience", "buyer"], "empty": ["--as-of", "2026-03-01"],
                        "hostile": []}.items():
        files = {f: work / f"{name}.{extension}" for f, extension in FORMATS.items()}
        orders = [w for f, file in files.items() for w in ("--format", f"{f}={file}")]
        done = run("-C", name.split("-")[0], "check", *orders, *words)
        assert done.returncode in (0, 1, 4), done.stderr
        made[name] = files
    return made


def of(reports, name):
    return [files[name] for files in reports.values()]


def test_sarif(reports):
    code, why = validate(schema("sarif-schema-2.1.0.json"), *of(reports, "sarif"))
    assert code == 0, why
    # Limits of code hosts.
    for file in of(reports, "sarif"):
        (run,) = json.loads(file.read_text())["runs"]
        assert len(run["results"]) <= 25000 and len(run["tool"]["driver"]["rules"]) <= 25000
        assert file.stat().st_size < 10 << 20


def test_oscal_assessment_results(reports):
    code, why = validate(schema("oscal_assessment-results_schema-1.2.1.json"), *of(reports, "oscal"))
    assert code == 0, why


def test_oscal_plan_of_action(reports, tmp_path):
    """Its parts are held to the same definitions; what stands around them, to what OSCAL's page of the model says."""
    whole = json.loads(schema("oscal_assessment-results_schema-1.2.1.json").read_text())
    common, metadata = "#/definitions/oscal-ar-oscal-assessment-common:", "#/definitions/oscal-ar-oscal-metadata:"
    uuid, line = {"$ref": "#/definitions/UUIDDatatype"}, {"$ref": "#/definitions/MarkupLineDatatype"}

    def many(ref):
        return {"type": "array", "minItems": 1, "items": ref}

    def reference(key):
        return many({"type": "object", "required": [key], "properties": {key: uuid}, "additionalProperties": False})

    item = {"type": "object", "required": ["title", "description"], "additionalProperties": False, "properties": {
        "uuid": uuid, "title": line, "description": {"type": "string"}, "props": many({"$ref": metadata + "property"}),
        "related-observations": reference("observation-uuid"), "related-risks": reference("risk-uuid")}}
    plan = {"type": "object", "required": ["uuid", "metadata", "poam-items"], "additionalProperties": False, "properties": {
        "uuid": uuid, "metadata": {"$ref": metadata + "metadata"},
        "system-id": {"$ref": "#/definitions/oscal-ar-oscal-implementation-common:system-id"},
        "observations": many({"$ref": common + "observation"}), "risks": many({"$ref": common + "risk"}),
        "poam-items": many(item)}}
    whole = copy.deepcopy(whole)
    whole.pop("oneOf", None)
    whole.update({"type": "object", "required": ["plan-of-action-and-milestones"], "additionalProperties": False,
                  "properties": {"plan-of-action-and-milestones": plan}})
    file = tmp_path / "poam.schema.json"
    file.write_text(json.dumps(whole))
    code, why = validate(file, *of(reports, "oscal-poam"))
    assert code == 0, why


def test_oscal_references_lead_somewhere_and_ids_are_unique(reports):
    for file in of(reports, "oscal") + of(reports, "oscal-poam"):
        made, referred = [], []

        def walk(node):
            if isinstance(node, dict):
                for key, value in node.items():
                    if key == "uuid":
                        made.append(value)
                    elif key.endswith("-uuid"):
                        referred.append(value)
                    elif key == "href" and value.startswith("#"):
                        referred.append(value[1:])
                    walk(value)
            elif isinstance(node, list):
                for value in node:
                    walk(value)

        walk(json.loads(file.read_text()))
        assert len(made) == len(set(made)) and set(referred) <= set(made), file


@pytest.mark.parametrize("name", ["JUnit.xsd", "junit-10-jenkins.xsd"])
def test_junit(reports, name):
    if not shutil.which("xmllint"):
        pytest.skip("xmllint is not installed")
    done = subprocess.run(["xmllint", "--noout", "--schema", schema(name), *of(reports, "junit")],
                          capture_output=True, text=True)
    # A workspace without a slot has no suite, which both schemas allow.
    assert done.returncode == 0, done.stderr


def test_the_judges_do_judge(reports, tmp_path):
    broken = json.loads(of(reports, "sarif")[0].read_text())
    broken["runs"][0]["results"][0]["level"] = "fatal"
    (tmp_path / "broken.sarif").write_text(json.dumps(broken))
    code, why = validate(schema("sarif-schema-2.1.0.json"), tmp_path / "broken.sarif")
    assert code == 1 and "level" in why
