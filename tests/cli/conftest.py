"""Fixtures of the command-line tests: the program, a small workspace with a library of its own, the sample.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
import complete_workspace  # noqa: E402

# What no test may inherit from the developer's shell.
PINNED = {"TZ": "UTC", "LC_ALL": "C", "COLUMNS": "80", "NO_COLOR": "1"}
CLEARED = ("SOURCE_DATE_EPOCH", "APIPACK_KEY_FILE", "APIPACK_USER")

LIBRARY = {
    "schema": "apipack.dev/library/v1",
    "library": {"id": "small", "version": "1.0.0", "title": "A small library"},
    "areas": [
        {"id": "auth", "title": "Authentication", "prefix": "APIAuth"},
        {"id": "logging", "title": "Logging", "prefix": "APILogging"},
    ],
    "sections": [
        {"id": "authentication", "number": 1, "title": "Authentication Standard"},
        {"id": "logging", "number": 5, "title": "Logging Standard"},
    ],
    "naming": {
        "parts": {"artifact": {"type": "camel-case"}},
        "patterns": ["{area}-{artifact}-{period}[-{seq}].{ext}", "{area}-{artifact}-{version}-{status}.{ext}"],
    },
    "metadata": [
        {"key": "title", "label": "Evidence Title", "type": "text", "column": "ApTitle"},
        {"key": "control", "label": "Control ID", "type": "control-ids", "required": True, "column": "ApControlId"},
        {"key": "area", "label": "API Control Area", "type": "area", "column": "ApArea"},
        {"key": "framework", "label": "Framework", "type": "frameworks", "column": "ApFramework"},
        {"key": "owner", "label": "Evidence Owner", "type": "person", "column": "ApOwner"},
        {"key": "period", "label": "Period Covered", "type": "period", "column": "ApPeriod"},
        {"key": "source", "label": "Source System", "type": "text", "column": "ApSource"},
        {"key": "review", "label": "Review Status", "type": "review", "column": "ApReview"},
    ],
    "audiences": [
        {"id": "internal", "title": "Internal", "shows_owner_names": True},
        {"id": "auditor", "title": "Auditor", "shows_owner_names": True},
        {"id": "buyer", "title": "Buyer", "shows_owner_names": False},
    ],
}

STANDARD = {"id": "standard", "title": "Authentication standard", "proof": "requirement",
            "accepts": ["APIAuth-Standard"], "cadence": "once"}
TICKET = {"id": "ticket", "title": "Rotation ticket", "proof": "operation",
          "accepts": ["APIAuth-RotationTicket"], "cadence": "quarterly", "grace": "15d"}
SIGNOFF = {"id": "signoff", "title": "Log review", "proof": "review",
           "accepts": ["APILogging-ReviewSignOff"], "cadence": "monthly", "grace": "10d"}


def control(ident="AUTH-01", requires=(STANDARD,), **more):
    """A control of the small library."""
    logging = ident.startswith("LOG")
    return {"id": ident, "title": f"Control {ident}", "area": "logging" if logging else "auth",
            "section": "logging" if logging else "authentication", "requires": list(requires), **more}


def pytest_configure(config):
    config.addinivalue_line("markers", "threads: the commands run several threads, so ./dev test runs this under TSan too")


@dataclass
class Result:
    """What one call of the program gave."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture(scope="session")
def apipack() -> Path:
    """The program: APIPACK, else the dev build."""
    path = Path(os.environ.get("APIPACK") or ROOT / "build/dev/apipack")
    if not path.is_file():
        pytest.exit(f"no program at {path}: build it, or set APIPACK", returncode=2)
    return path.resolve()


def is_sanitized(program):
    """Built with a sanitizer: its memory is not what a user would see."""
    data = Path(program).read_bytes()
    return b"__asan_init" in data or b"__tsan_init" in data


def environment(**more):
    env = {k: v for k, v in os.environ.items() if k not in CLEARED and not k.startswith("LC_")}
    env.update(PINNED)
    env.update({k: str(v) for k, v in more.items() if v is not None})
    for key, value in more.items():
        if value is None:
            env.pop(key, None)
    return env


def runner(program, folder):
    """For fixtures that serve a whole module: run(*words) in `folder`, with what `subprocess.run` gives. Further keys are those of
    the fixture `run`, and do nothing."""

    def run(*words, **_):
        return subprocess.run([program, *map(str, words)], cwd=folder, env=environment(), capture_output=True, text=True)

    return run


@pytest.fixture
def run(apipack, tmp_path):
    """run(*words, cwd=…, env={…}, input=…, timeout=…) -> Result; env values of None are removed."""

    def call(*words, cwd=None, env=None, input=None, timeout=300):
        done = subprocess.run([apipack, *map(str, words)], cwd=cwd or tmp_path, env=environment(**(env or {})),
                              input=input, stdin=None if input is not None else subprocess.DEVNULL,
                              capture_output=True, timeout=timeout)
        return Result(done.returncode, done.stdout.decode("utf-8", "surrogateescape"),
                      done.stderr.decode("utf-8", "surrogateescape"))

    return call


class Workspace:
    """A workspace on disk, with a library folder of its own."""

    def __init__(self, path: Path, run, controls, library=None, **keys):
        self.path = path
        self.run_program = run
        self.yaml = {
            "schema": "apipack.dev/workspace/v1", "organization": "Acme", "product": "Pay API",
            "audit": {"from": "2026-04-01", "to": "2026-06-30", "as_of": "2026-07-31"},
            "library": {"base": "lib"},
        }
        for key, value in keys.items():
            if isinstance(value, dict) and isinstance(self.yaml.get(key), dict):
                self.yaml[key] = {**self.yaml[key], **value}
            else:
                self.yaml[key] = value
        (path / "evidence").mkdir(parents=True)
        (path / "lib").mkdir()
        self.library = {**LIBRARY, **(library or {}), "controls": list(controls)}
        self.save()

    def save(self):
        (self.path / "apipack.yaml").write_text(yaml.safe_dump(self.yaml, sort_keys=False, allow_unicode=True))
        text = yaml.safe_dump(self.library, sort_keys=False, allow_unicode=True)
        (self.path / "lib/library.yaml").write_text(text)
        return self

    def write(self, name, content=""):
        """Any file of the workspace."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content)
        return path

    def evidence(self, name, content="Evidence of what the name says, in a sentence that is no placeholder.\n",
                 approved=False, **meta):
        """A file below evidence/; `meta` and `approved` go into its sidecar."""
        path = self.write(f"evidence/{name}", content)
        if approved:
            meta.setdefault("review", {"status": "approved", "by": "R. Reviewer", "date": "2026-07-02"})
            meta.setdefault("owner", "o.owner@acme.example")
            meta.setdefault("source", "Wiki")
        if meta:
            self.write(f"evidence/{name}.meta.yaml", yaml.safe_dump(meta, sort_keys=False, allow_unicode=True))
        return path

    def run(self, *words, **more):
        return self.run_program("-C", self.path, *words, **more)

    def check(self, *words, code=None, **more):
        """check --format json, parsed; `code`: the exit code that is expected."""
        result = self.run("check", "--format", "json", *words, **more)
        if code is not None:
            assert result.code == code, result.err
        assert result.code in (0, 1, 4), result.err
        return result.json

    def slots(self, *words, **more):
        """Status by slot id."""
        return {slot_id(s): s["status"] for s in self.check(*words, **more)["slots"]}

    def codes(self, *words, **more):
        """The codes of all findings, sorted, each once."""
        return sorted({f["code"] for f in self.check(*words, **more)["findings"]})


def slot_id(slot):
    """CTRL/req, CTRL/req@PERIOD or CTRL/req@#ITEM of a record of check/v1."""
    ident = f"{slot['control']}/{slot['requirement']}"
    if slot.get("item"):
        return f"{ident}@#{slot['item']}"
    return f"{ident}@{slot['period']}" if slot.get("period") else ident


@pytest.fixture
def workspace(tmp_path, run):
    """workspace(controls=[…], library={…}, **keys of apipack.yaml) -> Workspace; by default one control with a
    standard and a quarterly ticket."""
    made = []

    def make(controls=None, library=None, **keys):
        path = tmp_path / f"ws{len(made) or ''}"
        made.append(path)
        if controls is None:
            controls = [control(requires=[STANDARD, TICKET])]
        return Workspace(path, run, controls, library, **keys)

    return make


# Names that mean something to a terminal, a CI service, a browser, a spreadsheet, a template or a shell.
HOSTILE = [
    "::error::x ::set-output name=a::b.md", "##vso[task.setvariable variable=x]y.md", "##[error]z.md",
    "<script>alert(1)</script>.md".replace("/", "\u2215"), "<img src=x onerror=alert(1)>.md", "=HYPERLINK(\"http:¦¦x\",1).md",
    "+1+cmd.md", "@SUM(1).md", "\x1b[31mred\x1b[0m.md", "\u202egnp.exe.md", "a%0Ab%25,c;d].md", "[link](http:x).md",
    "{{x}}{{{y}}}{{#z}}&amp;'\".md", "n" * 252 + ".md", "line\nbreak.md", "tab\tand\rreturn.md", "\xa0::warning::nbsp.md", "\ufffe.md",
]


def hostile_workspace(path, run):
    """A workspace with a file of each such name, and with an organization and an owner that are no better."""
    ws = Workspace(path, run, [control(requires=[STANDARD, TICKET])], owners={"AUTH": "=cmd|'/c calc'!A1"},
                   organization="<b>Acme</b> ##vso[task.complete result=Failed;]", evidence={"naming": "warn"})
    for name in HOSTILE:
        ws.write(f"evidence/{name}", "Words of evidence that say nothing of interest.\n")
    return ws


@pytest.fixture(scope="session")
def sample_original(apipack, tmp_path_factory):
    """`init --sample`, once; not to be written to."""
    path = tmp_path_factory.mktemp("sample") / "workspace"
    done = subprocess.run([apipack, "init", "--sample", path], env=environment(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return path


@pytest.fixture
def sample(sample_original, tmp_path):
    """A copy of the sample workspace for one test."""
    path = tmp_path / "sample"
    shutil.copytree(sample_original, path, symlinks=True)
    return path


@pytest.fixture(scope="session")
def complete_original(apipack, tmp_path_factory):
    """A workspace whose every slot is satisfied, once, and {slot id: path of its file}; not to be written to."""
    path = tmp_path_factory.mktemp("complete") / "workspace"
    return path, complete_workspace.make(apipack, path)


@pytest.fixture
def complete(complete_original, tmp_path):
    """A copy of the complete workspace for one test."""
    path = tmp_path / "complete"
    shutil.copytree(complete_original[0], path, symlinks=True)
    return path


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="rewrite the expected output of the golden cases")
