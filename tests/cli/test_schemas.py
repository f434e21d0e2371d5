"""JSON Schemas for editors: every generated YAML names its own in a modeline that can be followed, and the schema takes
what is right and refuses what is wrong.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import json
import re
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from jsonschema import Draft202012Validator

MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema, as the language servers of editors read it: days are strings, `on` is a word."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
                            ("bool", r"^(true|True|TRUE|false|False|FALSE)$", list("tTfF")),
                            ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
                            ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", list("-+.0123456789"))):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


def read(path):
    return yaml.load(path.read_text(), Core)


def schema_of(path):
    """The schema that the first line of a YAML file names, followed from the file's own folder as editors do."""
    found = MODELINE.match(path.read_text())
    assert found, f"{path.name} begins with no modeline"
    target = (path.parent / found.group(1)).resolve()
    assert target.is_file(), f"{path.name} names {found.group(1)}, which is not there"
    return json.loads(target.read_text())


def faults(schema, value):
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in Draft202012Validator(schema).iter_errors(value)]


def yaml_files(folder):
    return sorted(p for p in folder.rglob("*.yaml") if p.name == "apipack.yaml" or p.name.endswith((".meta.yaml", ".link.yaml")))


def test_every_yaml_of_the_sample_finds_its_schema_and_fits_it(sample):
    files = yaml_files(sample)
    assert len(files) > 40 and any(p.name.endswith(".link.yaml") for p in files)
    for path in files:
        assert faults(schema_of(path), read(path)) == [], path.name


def test_what_init_writes_finds_its_schema_and_fits_it(run, tmp_path):
    assert run("init", "new", "--org", "Acme: Ltd", "--framework", "soc2-2017").code == 0
    assert faults(schema_of(tmp_path / "new/apipack.yaml"), read(tmp_path / "new/apipack.yaml")) == []


@pytest.mark.parametrize("name", ["workspace", "sidecar", "link", "library"])
def test_the_schemas_in_a_workspace_are_those_of_the_command(run, sample, name):
    file = sample / f".apipack/{name}.schema.json"
    assert json.loads(file.read_text()) == run("schema", name).json


def test_git_takes_the_schemas_and_not_the_key(run, tmp_path):
    import subprocess
    assert run("init", "new").code == 0
    new = tmp_path / "new"
    subprocess.run(["git", "init", "-q"], cwd=new, check=True)
    listed = subprocess.run(["git", "ls-files", "--others", "--exclude-standard"], cwd=new, check=True,
                            capture_output=True, text=True).stdout.split()
    assert ".apipack/key" not in listed
    assert {f".apipack/{n}.schema.json" for n in ("workspace", "sidecar", "link", "library")} <= set(listed)


@pytest.mark.parametrize("path", sorted((ROOT / "controls").rglob("*.yaml")), ids=lambda p: p.name)
def test_the_built_in_library_fits_its_schema(run, path):
    assert faults(run("schema", "library").json, read(path)) == []


def test_register_rows(run, sample):
    schema = run("schema", "register").json
    with open(sample / "register.csv", newline="") as file:
        rows = [{k: v for k, v in row.items() if v} for row in csv.DictReader(file)]
    assert rows and [faults(schema, row) for row in rows] == [[]] * len(rows)
    assert faults(schema, {**rows[0], "Colour": "red"})


WRONG = {
    "workspace": ["organization: ", "audit: {from: 2026-04-01, to: 2026-06-30, kind: period}", "audit: {type: quarter, from: 2026-04-01, to: 2026-06-30}",
                  "evidence: {naming: loose}", "people: [{name: no id}]", "independence: maybe", "tier: gold", "colour: red",
                  "exceptions: [{id: E, requirement: A/b}]", "applicability: [{control: A, status: unwanted}]"],
    "sidecar": ["review: {status: fine}", "review: {by: nobody}", "owner: [a, b]", "colour: red", "serves: [{where: page 2}]", "serves: [[a]]", "url: https://x.example",
                "extraction: {records: many}", "received: today"],
    "link": ["access: secret", "observed: {by: [a]}", "colour: red", "sha256: [a]"],
    "library": ["controls: [{id: A-01, title: T, area: a, section: s, severity: huge, requires: []}]",
                "areas: [{title: A}]", "sections: [{id: s, number: first}]", "colour: red", "framework: {id: f, status: old}",
                "metadata: [{key: k, label: L, type: colour}]"],
}
RIGHT = {
    "workspace": "schema: apipack.dev/workspace/v1\norganization: A\nproduct: B\naudit: {from: 2026-04-01, to: 2026-06-30}\n",
    "sidecar": "owner: security\nperiod: [2026-04, 2026-05]\nreview: approved\n",
    "link": "url: https://trust.acme.example\naccess: public\nowner: security\n",
    "library": "schema: apipack.dev/library/v1\n",
}


@pytest.mark.parametrize("name,line", [(name, line) for name, lines in WRONG.items() for line in lines])
def test_what_a_schema_refuses(run, name, line):
    schema = run("schema", name).json
    right = yaml.load(RIGHT[name], Core)
    assert faults(schema, right) == []
    assert faults(schema, {**right, **yaml.load(line, Core)}) != []
