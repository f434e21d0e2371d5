"""The command line itself: help, version, options, suggestions, exit codes of wrong usage, init, list, explain.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import io
import json
import os
import re
import stat
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from conftest import SIGNOFF, STANDARD, TICKET, control, environment

COMMANDS = ["init", "check", "build", "verify", "sign", "keygen", "diff", "list", "explain", "request", "register", "answers",
            "triage", "add", "review", "scan", "redact", "rename", "upload", "pull",
            "provision", "lint", "schema", "completion", "help"]


def test_version(run):
    for words in (["--version"], ["check", "--version"], ["--version", "list"]):
        result = run(*words)
        assert (result.code, result.out, result.err) == (0, "apipack 0.1.0\n", "")


def test_help_without_a_command(run):
    for words in ([], ["help"], ["--help"], ["-h"]):
        result = run(*words)
        assert result.code == 0
        assert result.out.startswith("usage: apipack [OPTIONS] COMMAND")
        for name in COMMANDS:
            assert f"\n  {name} " in result.out
        assert "--as-of DAY" in result.out
        words = " ".join(result.out.split())
        for code in ("0 nothing", "1 gaps", "2 wrong", "4 a secret", "5 the output", "70 a bug"):
            assert code in words


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command(run, name):
    shown = {run("help", name).out, run(name, "--help").out, run("--help", name).out}
    assert len(shown) == 1
    text = shown.pop()
    assert text.startswith(f"usage: apipack {name}")
    assert "--as-of DAY" in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_help_follows_the_width(run):
    narrow = run("help", env={"COLUMNS": 50}).out
    wide = run("help", env={"COLUMNS": 120}).out
    assert max(map(len, narrow.splitlines()[:30])) <= 50
    assert len(narrow.splitlines()) > len(wide.splitlines())


@pytest.mark.parametrize("words,code,message,hint", [
    (["biuld"], "CLI001", 'unknown command "biuld"', 'did you mean "build"?'),
    (["help", "chekc"], "CLI001", 'unknown command "chekc"', 'did you mean "check"?'),
    (["qqqqqqqq"], "CLI001", 'unknown command "qqqqqqqq"', "apipack help"),
    (["check", "--strcit"], "CLI002", "unknown option --strcit", "apipack help"),
    (["build", "--strcit"], "CLI002", "unknown option --strcit", "did you mean --strict?"),
    (["check", "--forma", "json"], "CLI002", "unknown option --forma", "did you mean --format?"),
    (["check", "-z"], "CLI002", "unknown option -z", ""),
    (["check", "--as-of"], "CLI003", "--as-of needs a value", ""),
    (["check", "-o"], "CLI003", "-o needs a value", ""),
    (["check", "--quiet=1"], "CLI004", "--quiet takes no value", ""),
    (["check", "--as-of", "2026-02-30"], "CLI004", '--as-of "2026-02-30"', "YYYY-MM-DD"),
    (["check", "--period", "2026-Q5"], "CLI004", '--period "2026-Q5"', "2026-Q2"),
    (["check", "--from", "2026-01-01"], "CLI004", "need each other", ""),
    (["check", "--from", "2026-02-01", "--to", "2026-01-01"], "CLI004", "--from lies after --to", ""),
    (["check", "--period", "2026", "--to", "2026-01-01"], "CLI004", "exclude each other", ""),
    (["check", "-j", "0"], "CLI004", '-j "0"', "1 to 1024"),
    (["check", "-j", "many"], "CLI004", '-j "many"', "1 to 1024"),
    (["check", "--fail-on", "gaps"], "CLI004", '--fail-on "gaps"', "never, gap"),
    (["check", "--color", "blue"], "CLI004", '--color "blue"', "auto, always or never"),
    (["check", "--format", "jsno"], "CLI004", '--format "jsno"', "json"),
    (["check", "--format", "index"], "CLI004", '--format "index"', "json"),
    (["check", "--format", "json="], "CLI004", '--format "json="', "NAME=FILE"),
    (["check", "--format", "json", "--format", "text"], "CLI004", "two formats", "--format text=FILE"),
    (["build", "-o", "-"], "CLI004", '-o "-"', "the path of a file"),
    (["list"], "CLI005", "list: an argument is missing", ""),
    (["list", "controls", "more"], "CLI005", 'one argument too many: "more"', ""),
    (["list", "contrls"], "CLI005", 'no list of "contrls"', 'did you mean "controls"?'),
    (["list", "codes", "--format", "xml"], "CLI004", '--format "xml"', "text, json or csv"),
    (["list", "codes", "--owner", "x"], "CLI004", "--owner does not apply to codes", ""),
    (["list", "codes", "--due", "30d"], "CLI004", "--due applies to gaps alone", ""),
    (["list", "gaps", "--due", "soon"], "CLI004", '--due "soon"', "30d"),
    (["schema", "wrkspace"], "CLI005", 'no schema of "wrkspace"', 'did you mean "workspace"?'),
    (["explain"], "CLI005", "explain: an argument is missing", ""),
    (["explain", "NAM0O1"], "CLI006", 'unknown id "NAM0O1"', 'did you mean "NAM001"?'),
    (["init", "--sample", "--org", "X"], "CLI004", "--org and --sample exclude each other", ""),
    (["init", "--framework", "soc3"], "CLI004", '--framework "soc3"', "list frameworks"),
])
def test_wrong_usage(run, words, code, message, hint):
    result = run(*words)
    assert result.code == 2
    assert result.out == ""
    assert f"[{code}]" in result.err
    assert message in result.err
    assert hint in result.err


def test_all_wrong_options_are_named(run):
    result = run("check", "--strcit", "--colr", "--quite")
    assert result.code == 2
    assert result.err.count("[CLI002]") == 3


def test_bad_epoch(run, workspace):
    result = workspace().run("check", env={"SOURCE_DATE_EPOCH": "soon"})
    assert (result.code, "SOURCE_DATE_EPOCH" in result.err) == (2, True)


def test_words_are_escaped_for_a_terminal(run):
    result = run("explain", "\x1b[31m::error::")
    assert result.code == 2
    assert "\x1b" not in result.err
    assert "\\x1b" in result.err


def test_common_options_before_and_after_the_command(run, workspace):
    ws = workspace()
    before = run("-C", ws.path, "--format", "json", "check")
    after = run("check", "--format=json", "-C", ws.path)
    assert before.code == after.code == 1
    assert before.out == after.out


def test_workspace_is_found_upward(run, workspace):
    ws = workspace()
    below = ws.path / "evidence"
    assert run("check", "--format", "json", cwd=below).out == ws.run("check", "--format", "json").out


def test_a_folder_that_is_not_there(run, tmp_path):
    result = run("check", "-C", tmp_path / "none")
    assert result.code == 2 and "none: error: there is no such folder [WSP009]" in result.err


def test_no_workspace(run, tmp_path):
    for words in (["check"], ["build"], ["list", "gaps"], ["-C", tmp_path, "check"]):
        result = run(*words)
        assert result.code == 2
        assert "[WSP009]" in result.err


def test_quiet_check_prints_nothing(workspace):
    result = workspace().run("check", "-q")
    assert (result.code, result.out, result.err) == (1, "", "")


def test_quiet_leaves_what_was_asked_for(workspace):
    result = workspace().run("check", "-q", "--format", "json")
    assert result.json["result"] == "gaps"


def test_several_formats_and_files(workspace, tmp_path):
    ws = workspace()
    one, two = tmp_path / "a.json", tmp_path / "b.md"
    result = ws.run("check", "--format", f"json={one}", "--format", f"markdown={two}", "--format", "text")
    assert result.code == 1
    assert one.read_text().startswith("{")
    assert two.read_text().startswith("#")
    assert result.out
    assert ws.run("check", "--format", "json", "-o", tmp_path / "c.json").out == ""
    assert (tmp_path / "c.json").read_bytes() == one.read_bytes()


def test_report_that_cannot_be_written(workspace, tmp_path):
    result = workspace().run("check", "--format", "json", "-o", tmp_path / "no/such/folder/x.json")
    assert result.code == 5
    assert "[PCK003]" in result.err


def test_full_standard_output(apipack, workspace):
    ws = workspace()
    with open("/dev/full", "wb") as full:
        done = subprocess.run([apipack, "-C", ws.path, "check", "--format", "json"], stdout=full,
                              stderr=subprocess.PIPE, env=environment())
    assert done.returncode == 5
    assert b"[CLI008]" in done.stderr


def test_closed_standard_output(apipack):
    done = subprocess.run(["sh", "-c", f"'{apipack}' list codes >&-"], stderr=subprocess.PIPE, env=environment())
    assert done.returncode == 5


def test_reader_that_goes_away(apipack):
    done = subprocess.run(["bash", "-c", f"'{apipack}' list codes --format json | true; echo ${{PIPESTATUS[0]}}"],
                          capture_output=True, text=True, env=environment())
    assert done.stdout.strip() in ("0", "5")
    assert done.stderr == ""


@pytest.mark.parametrize("level,code", [("never", 0), ("gap", 1), ("low", 1), ("medium", 1), ("high", 0),
                                        ("blocker", 0)])
def test_fail_on(workspace, level, code):
    ws = workspace([control(requires=[STANDARD], severity="medium")])
    assert ws.run("check", "-q", "--fail-on", level).code == code


def test_complete_workspace_is_zero(workspace):
    ws = workspace([control(requires=[STANDARD])], independence="off")
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", approved=True, effective="2026-01-01")
    result = ws.run("check", "--format", "json")
    assert result.json["result"] == "complete"
    assert result.code == 0


def test_color(workspace):
    ws = workspace()
    env = {"NO_COLOR": None}
    assert "\x1b[" not in ws.run("check", env=env).out
    assert "\x1b[" in ws.run("check", "--color", "always", env=env).out
    assert "\x1b[" in run_bad(ws, "--color=always")
    assert "\x1b[" not in run_bad(ws, "--color=auto")


def run_bad(ws, *words):
    return ws.run("check", "--as-of", "never", *words, env={"NO_COLOR": None}).err


def test_window_options(workspace):
    ws = workspace([control("LOG-01", [SIGNOFF])])
    periods = [s["period"] for s in ws.check("--period", "2026-05")["slots"]]
    assert periods == ["2026-05"]
    days = ws.check("--from", "2026-05-01", "--to", "2026-06-30")
    assert days["window"] == {"from": "2026-05-01", "to": "2026-06-30"}


def test_unknown_framework_and_audience(workspace):
    ws = workspace()
    for words, code in ((["--framework", "soc9"], "WSP011"), (["--audience", "public"], "WSP017")):
        result = ws.run("check", *words)
        assert result.code == 2
        assert f"[{code}]" in result.err


# --- list ----------------------------------------------------------------------------------------

@pytest.mark.parametrize("thing", ["controls", "requirements", "frameworks", "questions", "checks", "codes"])
def test_lists_without_a_workspace(run, thing):
    records = run("list", thing, "--format", "json").json
    assert records
    assert all(r["id"] and r["title"] for r in records)
    text = run("list", thing)
    assert text.code == 0
    assert len(text.out.splitlines()) == len(records)
    table = list(csv.DictReader(io.StringIO(run("list", thing, "--format", "csv").out)))
    assert [r["id"] for r in table] == [r["id"] for r in records]
    assert list(table[0]) == list(records[0])


def test_list_evidence(workspace):
    ws = workspace()
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", approved=True)
    ws.evidence("notes.md")
    records = {r["id"]: r for r in ws.run("list", "evidence", "--format", "json").json}
    assert records["evidence/APIAuth-Standard-v1.0-Approved.md"]["state"] == "used"
    assert records["evidence/APIAuth-Standard-v1.0-Approved.md"]["review"] == "approved"
    assert records["evidence/notes.md"]["state"] == "unused"
    owned = ws.run("list", "evidence", "--owner", "o.owner@acme.example", "--format", "json").json
    assert [r["id"] for r in owned] == ["evidence/APIAuth-Standard-v1.0-Approved.md"]


def test_list_gaps_by_due_and_owner(workspace):
    ws = workspace([control(requires=[STANDARD, TICKET]), control("LOG-01", [SIGNOFF])],
                   owners={"AUTH": "ann", "LOG": "bob"}, people=[{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}])
    gaps = ws.run("list", "gaps", "--format", "json").json
    assert [g["due"] for g in gaps] == sorted(g["due"] for g in gaps)
    assert {g["id"] for g in gaps} >= {"AUTH-01/standard", "AUTH-01/ticket@2026-Q2", "LOG-01/signoff@2026-04"}
    bobs = ws.run("list", "gaps", "--owner", "Bob", "--format", "json").json
    assert {g["control"] for g in bobs} == {"LOG-01"}
    assert ws.run("list", "gaps").out.splitlines()[0].startswith("AUTH-01/standard")


def test_list_gaps_that_fall_due(workspace):
    ws = workspace([control(requires=[TICKET])])
    due = date.fromisoformat(ws.check()["slots"][0]["due"])
    words = ["list", "gaps", "--format", "json", "--as-of", due - timedelta(days=9)]
    assert ws.run(*words).json == []
    assert ws.run(*words, "--due", "8d").json == []
    assert [g["due"] for g in ws.run(*words, "--due", "9d").json] == [due.isoformat()]


# --- explain -------------------------------------------------------------------------------------

def test_explain_everything_that_is_listed(run):
    for thing in ("controls", "requirements", "frameworks", "questions", "codes"):
        for record in run("list", thing, "--format", "json").json[:8]:
            result = run("explain", record["id"])
            assert result.code == 0, record["id"]
            assert result.out.startswith(record["id"])


def test_explain_framework_id(run):
    records = run("list", "controls", "--format", "json").json
    result = run("explain", "soc2-2017:CC6.1")
    assert result.code == 0
    assert "controls" in result.out
    assert any(r["id"] in result.out for r in records)


def test_explain_code_shows_its_page(run):
    result = run("explain", "FMT005")
    assert "placeholder" in result.out
    assert "mend" in result.out


def test_explain_of_a_workspace_library(workspace):
    ws = workspace(owners={"AUTH-01/ticket": "ann"}, people=[{"id": "ann", "name": "Ann"}])
    result = ws.run("explain", "AUTH-01/ticket")
    assert "Rotation ticket" in result.out
    assert re.search(r"owner +ann", result.out)


def test_explain_case_is_suggested(run):
    result = run("explain", "auth-01")
    assert result.code == 2
    assert "AUTH-01" in result.err


# --- lint, schema --------------------------------------------------------------------------------

def test_lint_of_the_builtin_library(run):
    result = run("lint")
    assert result.code == 0
    assert "no error" in result.out
    assert "error:" not in result.err


def test_lint_of_a_broken_library(run, workspace):
    ws = workspace()
    ws.library["controls"][0]["areaa"] = "auth"
    ws.save()
    for result in (run("lint", "--library", ws.path / "lib"), ws.run("lint")):
        assert result.code == 2
        assert "[LIB004]" in result.err
        assert "library.yaml:" in result.err


def test_lint_of_no_folder(run, tmp_path):
    assert run("lint", "--library", tmp_path / "none").code == 2


@pytest.mark.parametrize("name", ["library", "workspace", "sidecar", "link", "register", "manifest", "check"])
def test_schema(run, name):
    import jsonschema

    schema = run("schema", name).json
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_schema_of_workspace_accepts_what_init_writes(run, tmp_path):
    import jsonschema

    run("init", tmp_path / "new")
    document = yaml.load((tmp_path / "new/apipack.yaml").read_text(), yaml.BaseLoader)
    jsonschema.Draft202012Validator(run("schema", "workspace").json).validate(document)


# --- init ----------------------------------------------------------------------------------------

def test_init_makes_a_workspace(run, tmp_path):
    new = tmp_path / "acme"
    result = run("init", new, "--org", "Acme Ltd", "--product", "Pay", "--period", "2026-Q2",
                 "--framework", "soc2-2017", "--framework=iso27017-2026")
    assert (result.code, result.out) == (0, "")
    document = yaml.safe_load((new / "apipack.yaml").read_text())
    assert document["organization"] == "Acme Ltd"
    assert document["product"] == "Pay"
    assert str(document["audit"]["from"]) == "2026-04-01"
    assert str(document["audit"]["to"]) == "2026-06-30"
    assert document["audit"]["frameworks"] == ["soc2-2017", "iso27017-2026"]
    assert (new / "evidence").is_dir()
    assert (new / ".gitattributes").read_text() == "evidence/** -text\n"
    key = new / ".apipack/key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert re.fullmatch(r"[0-9a-f]{64}\n", key.read_text())
    assert run("-C", new, "check", "-q").code in (0, 1)


def test_init_in_the_current_folder_with_defaults(run, tmp_path):
    new = tmp_path / "Northwind"
    new.mkdir()
    assert run("init", cwd=new).code == 0
    assert yaml.safe_load((new / "apipack.yaml").read_text())["organization"] == "Northwind"


def test_init_below_a_directory_option(run, tmp_path):
    assert run("-C", tmp_path, "init", "sub/ws").code == 0
    assert (tmp_path / "sub/ws/apipack.yaml").is_file()


def test_init_never_overwrites(run, tmp_path):
    (tmp_path / "apipack.yaml").write_text("mine")
    for words in (["init"], ["init", "--sample"]):
        result = run(*words)
        assert result.code == 2
        assert "[CLI007]" in result.err
        assert os.listdir(tmp_path) == ["apipack.yaml"]
    assert (tmp_path / "apipack.yaml").read_text() == "mine"


def test_init_keeps_other_files(run, tmp_path):
    (tmp_path / ".gitattributes").write_text("mine\n")
    assert run("init").code == 0
    assert (tmp_path / ".gitattributes").read_text() == "mine\n"


def test_two_keys_differ(run, tmp_path):
    for name in "ab":
        run("init", tmp_path / name)
    assert (tmp_path / "a/.apipack/key").read_text() != (tmp_path / "b/.apipack/key").read_text()


def test_init_into_a_file(run, tmp_path):
    (tmp_path / "file").write_text("")
    result = run("init", tmp_path / "file")
    assert result.code == 5
    assert "[CLI008]" in result.err


def test_init_asks_on_a_terminal(apipack, tmp_path):
    import pty

    master, slave = pty.openpty()
    child = subprocess.Popen([apipack, "init", "new"], cwd=tmp_path, stdin=slave, stdout=slave, stderr=slave,
                             env=environment())
    os.write(master, b"Asked Org\n\n2026-05\n")
    assert child.wait(timeout=60) == 0
    os.close(slave)
    os.close(master)
    document = yaml.safe_load((tmp_path / "new/apipack.yaml").read_text())
    assert document["organization"] == "Asked Org"
    assert document["product"] == "API"
    assert str(document["audit"]["to"]) == "2026-05-31"


# --- build ---------------------------------------------------------------------------------------

def test_build_names_the_pack_and_prints_its_id(workspace, tmp_path):
    ws = workspace()
    result = ws.run("build", cwd=tmp_path)
    assert result.code == 1
    packs = list(tmp_path.glob("*.zip"))
    assert [p.name for p in packs] == ["Acme-Pay-API-API-Evidence-Pack-20260401-20260630-auditor-PARTIAL.zip"]
    assert re.search(r"^pack id: [0-9a-f]{64}$", result.out, re.M)
    assert result.out.rstrip().endswith(f"pack: {packs[0].name}")


def test_build_strict_writes_nothing(workspace, tmp_path):
    ws = workspace()
    result = ws.run("build", "--strict", "-o", tmp_path / "p.zip")
    assert result.code == 1
    assert not (tmp_path / "p.zip").exists()
    assert "No pack was written" in result.err


def test_build_json_on_standard_output_stays_json(workspace, tmp_path):
    result = workspace().run("build", "--format", "json", "-o", tmp_path / "p.zip")
    assert result.json["schema"] == "apipack.dev/check/v1"
    assert "pack id: " in result.err


def test_build_refuses_the_evidence_folder(workspace):
    ws = workspace()
    for target in ("evidence/p.zip", "evidence/../evidence/p.zip"):
        result = ws.run("build", "-o", ws.path / target)
        assert result.code == 2
        assert "[PCK002]" in result.err
        assert os.listdir(ws.path / "evidence") == []


def test_build_into_a_missing_folder(workspace, tmp_path):
    ws = workspace()
    for words in (("-o", tmp_path / "none/p.zip"), ("-o", f"{tmp_path}/none/", "--audience", "all")):
        result = ws.run("build", *words)
        assert result.code == 5
        assert "[PCK001]" in result.err and "hint: make the folder first, or choose another place with -o\n" in result.err
    result = ws.run("check", "-o", tmp_path / "none/r.txt")
    assert result.code == 5 and "hint: make its folder first, or choose another place with -o\n" in result.err
    result = ws.run("build", "-o", f"{tmp_path}/none/")
    assert result.code == 2 and "hint: it takes the path of a file, not of a folder\n" in result.err


# --- what users of other programs expect ---------------------------------------------------------

@pytest.mark.parametrize("words", [
    ("check", "-o", ""), ("check", "--output="), ("check", "--period", ""), ("check", "-C", ""), ("check", "--baseline", ""),
    ("list", "gaps", "--due", ""), ("request", "--due="), ("build", "--hash", ""), ("build", "--recipient", ""), ("list", "gaps", "--owner", "")])
def test_an_empty_value_is_none(workspace, words):
    """`-o "$OUT"` with OUT unset must not write somewhere else."""
    result = workspace().run(*words)
    assert result.code == 2 and result.out == ""
    assert " needs a value: " in result.err and "is empty" in result.err


@pytest.mark.parametrize("words, hint", [
    (("list", "nonsense"), "apipack help list says what it takes"),
    (("check", "extra"), "apipack help check says what it takes"),
    (("build", "--zzzzzzzz"), "apipack help build lists its options"),
])
def test_a_hint_names_the_command_that_was_called(run, words, hint):
    result = run(*words)
    assert result.code == 2 and f"hint: {hint}\n" in result.err


@pytest.mark.parametrize("words, hint", [
    (("--audience", "auditors"), "did you mean auditor?"),
    (("--framework", "soc2-2016", "--library", "builtin"), "did you mean soc2-2017?"),
    (("--framework", "SOC2", "--library", "builtin"), "did you mean soc2-2017?"), (("--no-prog",), "did you mean --no-progress?"),
    (("--from", "2026-01-01"), "give both, or a period: --period 2026-Q2"),
    (("--from", "2026-02-01", "--to", "2026-01-01"), "give the first day with --from, the last with --to"),
])
def test_a_wrong_value_names_the_right_one(workspace, words, hint):
    result = workspace().run("check", *words)
    assert result.code == 2 and hint in result.err


@pytest.mark.parametrize("words", [
    ("check", "-o"), ("check", "--format", "csv", "-o"), ("build", "-o"), ("list", "controls", "-o"), ("list", "gaps", "--format", "csv", "-o"),
    ("request", "-o"), ("answers", "--format", "csv", "-o"), ("triage", ".", "-o"), ("explain", "AUTH-01", "-o")])
@pytest.mark.parametrize("target, code", [
    ("apipack.yaml", "CLI020"), ("./register.csv", "CLI020"), ("link.yaml", "CLI020"), ("lib/library.yaml", "CLI020"), ("answers.map.csv", "CLI020"),
    ("evidence/APIAuth-Standard-v1.0-Approved.md", "PCK002"), ("evidence/new.csv", "PCK002"), ("deep/new.csv", "PCK002")])
def test_what_the_workspace_is_made_of_is_not_written_over(workspace, words, target, code):
    ws = workspace(evidence={"register": "register.csv"})
    ws.evidence("APIAuth-Standard-v1.0-Approved.md")
    ws.write("register.csv", "File,Evidence Owner,Remark\n")
    ws.write("answers.map.csv", "ID,Question,Answered By\n")
    (ws.path / "link.yaml").symlink_to("apipack.yaml")
    (ws.path / "deep").symlink_to("evidence")
    before = {p: p.read_bytes() for p in ws.path.rglob("*") if p.is_file() and ".apipack" not in p.parts}
    result = ws.run(*words, ws.path / target)
    assert result.code == 2 and f"[{code}]" in result.err and result.out == "", result.err
    assert {p: p.read_bytes() for p in ws.path.rglob("*") if p.is_file() and ".apipack" not in p.parts} == before


def test_of_several_outputs_none_is_written_if_one_may_not_be(workspace, tmp_path):
    ws = workspace()
    result = ws.run("build", "-o", tmp_path / "p.zip", "--format", f"text={tmp_path}/t.txt", "--format", f"json={ws.path}/apipack.yaml")
    assert result.code == 2 and "the workspace's own apipack.yaml [CLI020]" in result.err
    assert not (tmp_path / "p.zip").exists() and not (tmp_path / "t.txt").exists()


def test_scan_verify_and_diff_write_every_form_and_nothing_over_what_they_read(workspace, run, tmp_path):
    ws = workspace()
    pack, log = tmp_path / "p.zip", tmp_path / "a.log"
    assert ws.run("build", "-o", pack, "--fail-on", "never").code == 0
    log.write_text("GET /v1/users 200\n")
    for n, words in enumerate([("scan", log), ("verify", pack), ("diff", pack, pack)]):
        texts = [tmp_path / f"{n}.txt", tmp_path / f"{n}.json"]
        result = run(*words, "--format", f"text={texts[0]}", "--format", f"json={texts[1]}", "--format", "json=/dev/null")
        assert result.code == 0 and result.out == "", result.err
        assert texts[0].read_text() == run(*words).out and texts[1].read_text() == run(*words, "--format", "json").out
        before = words[1].read_bytes()
        for more in (("-o", words[1]), ("--format", f"json={tmp_path}/../{tmp_path.name}/{words[1].name}")):
            result = run(*words, *more)
            assert result.code == 2 and f"the output would replace what {words[0]} reads [CLI020]" in result.err and result.out == ""
        assert words[1].read_bytes() == before


def test_a_former_check_may_be_brought_up_to_date_in_place(workspace, tmp_path):
    ws = workspace()
    assert ws.run("check", "--format", f"json={tmp_path}/base.json").code == 1
    assert ws.run("check", "--baseline", tmp_path / "base.json", "--format", f"json={tmp_path}/base.json").code == 0


def test_lists_in_several_forms_at_once(workspace, tmp_path):
    assert workspace().run("list", "gaps", "--format", f"json={tmp_path}/a.json", "--format", f"csv={tmp_path}/a.csv", "--format", "text").out
    assert len(json.loads((tmp_path / "a.json").read_text())) == len((tmp_path / "a.csv").read_text().splitlines()) - 1 > 0


def test_a_report_goes_into_a_pipe_or_a_device(workspace, tmp_path):
    ws = workspace()
    expected = ws.run("check", "--format", "markdown").out
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
    assert ws.run("check", "--format", "markdown", "-o", pipe).code == 1
    assert reader.communicate(timeout=60)[0].decode() == expected and pipe.is_fifo()
    assert ws.run("check", "--format", "markdown", "-o", "/dev/stdout").out == expected
    assert ws.run("check", "-o", "/dev/null").code == 1 and Path("/dev/null").is_char_device()
    full = ws.run("check", "-o", "/dev/full")
    assert full.code == 5 and "No space left on device [PCK003]" in full.err


def test_a_report_through_a_link_keeps_the_link(workspace, tmp_path):
    ws = workspace()
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert ws.run("check", "--format", "markdown", "-o", tmp_path / "link.csv").code == 1
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == ws.run("check", "--format", "markdown").out
