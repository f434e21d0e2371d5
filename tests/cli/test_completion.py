"""completion: what the shells offer, asked of the shells themselves.

Place in the flow: tests only. zsh and fish are asked where they are installed.
"""
# SPDX-License-Identifier: Apache-2.0
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import environment

BASH = shutil.which("bash")
ZSH = shutil.which("zsh")
FISH = shutil.which("fish")

ASK_BASH = r"""
source "$1"
complete -p apipack | grep -q -- '-F _apipack' || exit 9
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_apipack
printf '%s\n' "${COMPREPLY[@]}"
"""

# The words that zsh's own functions would be given, without a terminal.
ASK_ZSH = r"""
compdef() { :; }
compset() { :; }
compadd() { shift; print -l -- "$@"; }
_files() { print -l -- "files $*"; }
source "$1"
shift
words=("$@")
CURRENT=$#
_apipack
"""


@pytest.fixture(scope="session")
def scripts(apipack, tmp_path_factory):
    folder = tmp_path_factory.mktemp("completion")
    for shell in ("bash", "zsh", "fish"):
        done = subprocess.run([apipack, "completion", shell], capture_output=True, env=environment())
        assert done.returncode == 0, done.stderr
        (folder / shell).write_bytes(done.stdout)
    return folder


@pytest.fixture
def ask(scripts, apipack, tmp_path):
    """ask(shell, *words) -> what is offered for the last word."""

    def call(shell, *words):
        if shell == "fish":
            line = " ".join(words)
            command = ["fish", "--no-config", "-c", f"source {scripts}/fish; complete -C '{line}'"]
        else:
            program = {"bash": ["bash", "--norc", "-c", ASK_BASH], "zsh": ["zsh", "-f", "-c", ASK_ZSH]}[shell]
            command = [*program, shell, scripts / shell, *words]
        env = environment(PATH=f"{apipack.parent}:/usr/bin:/bin", HOME=tmp_path)
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 or not done.stdout, done.stderr
        assert done.stderr == ""
        return [line.split("\t")[0] for line in done.stdout.splitlines() if line]

    return call


def commands(run):
    return re.findall(r"^  ([a-z]+) ", run("help").out.split("Common options")[0], re.M)


def options(run, command):
    return set(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", run("help", command).out, re.M))


def shells(*names):
    found = {"bash": BASH, "zsh": ZSH, "fish": FISH}
    return pytest.mark.parametrize("shell", [pytest.param(n, marks=pytest.mark.skipif(
        not found[n], reason=f"{n} is not installed")) for n in names])


@shells("bash", "zsh", "fish")
def test_the_script_is_whole(scripts, shell):
    done = subprocess.run([shell, "-n", scripts / shell], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
def test_shellcheck(scripts):
    done = subprocess.run(["shellcheck", "-s", "bash", scripts / "bash"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@shells("bash", "zsh", "fish")
def test_every_command(ask, run, shell):
    offered = ask(shell, "apipack", "")
    assert set(commands(run)) <= set(offered)
    if shell != "zsh":  # zsh itself filters what it is given
        assert ask(shell, "apipack", "ch") == ["check"]
    assert set(commands(run)) <= set(ask(shell, "apipack", "help", ""))
    assert "check" in ask(shell, "apipack", "--quiet", "")  # options before the command


@shells("bash", "zsh", "fish")
def test_every_option_of_every_command(ask, run, shell):
    for command in commands(run):
        expected = options(run, command)
        assert "--as-of" in expected
        assert expected <= set(ask(shell, "apipack", command, "--")), command


@shells("bash", "zsh", "fish")
@pytest.mark.parametrize("words,expected", [
    (["list", ""], "controls requirements evidence frameworks questions gaps checks codes"),
    (["schema", ""], "library workspace sidecar link register manifest check"),
    (["register", ""], "export import"),
    (["completion", ""], "bash zsh fish"),
    (["check", "--color", ""], "auto always never"),
    (["--color", ""], "auto always never"),
    (["check", "--fail-on", ""], "never gap low medium high blocker"),
    (["check", "--audience", ""], "internal auditor buyer"),
    (["list", "gaps", "--format", ""], "text json csv"),
    (["request", "--format", ""], "markdown csv xlsx ics"),
    (["answers", "--format", ""], "markdown csv xlsx json"),
    (["check", "-q", "-C", "somewhere", "--format", ""], "text json markdown"),
])
def test_fixed_values(ask, shell, words, expected):
    assert set(ask(shell, "apipack", *words)) >= set(expected.split())
    assert "export" not in ask(shell, "apipack", *words) or words[0] == "register"


def test_offered_values_are_taken(ask, run, complete_original):
    """What stands in a table of completions alone is what the program takes, and all of it."""
    for option in ("--color", "--fail-on", "--audience"):
        offered = ask("bash", "apipack", "check", option, "")
        for value in offered:
            assert run("-C", complete_original[0], "check", "-q", option, value).code == 0, value
        if option != "--audience":  # which depends on the library
            taken = re.search("it takes (.*)", run("check", option, "nothing-such").err)[1]
            assert set(re.findall("[a-z]+", taken)) - {"or"} == set(offered)
    for command in ("check", "build"):
        for value in ask("bash", "apipack", command, "--format", ""):
            assert "[CLI004]" not in run("-C", complete_original[0], "check", "--format", f"{value}=x.out").err


@shells("bash", "fish")
def test_files_and_folders(ask, tmp_path, shell):
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a file.csv").write_text("")
    for words in (["check", "--baseline", "a"], ["answers", "--questions", "a"], ["check", "-o", "a"], ["scan", "a"],
                  ["register", "import", "a"]):
        offered = " ".join(ask(shell, "apipack", *words)).replace("\\", "")
        assert "a file.csv" in offered, words
    for words in (["triage", "a"], ["check", "--library", "a"], ["check", "-C", "a"]):
        offered = " ".join(ask(shell, "apipack", *words)).replace("\\", "")
        assert "a folder" in offered and "a file.csv" not in offered, words


@pytest.mark.skipif(not ZSH, reason="zsh is not installed")
def test_files_and_folders_in_zsh(ask):
    assert ask("zsh", "apipack", "check", "--baseline", "a") == ["files "]
    assert ask("zsh", "apipack", "triage", "") == ["files -/"]
    assert ask("zsh", "apipack", "list", "--format=") == ["text", "json", "csv"]


def test_equal_signs_in_bash(ask):
    """bash cuts words at '='."""
    assert ask("bash", "apipack", "check", "--color", "=", "al") == ["always"]
    assert ask("bash", "apipack", "check", "--color", "=") == ["auto", "always", "never"]
    assert ask("bash", "apipack", "list", "--format", "=", "json", "") == ask("bash", "apipack", "list", "")


def test_values_that_nobody_knows_offer_nothing(ask):
    assert ask("bash", "apipack", "check", "--as-of", "") == []
    assert ask("bash", "apipack", "lint", "") == []
    assert ask("bash", "apipack", "nonsense", "") == []


@shells("bash", "zsh", "fish")
def test_ids(ask, shell):
    offered = ask(shell, "apipack", "explain", "AUTH-04" if shell != "zsh" else "")
    assert "AUTH-04" in offered and "AUTH-04/rotation-ticket" in offered
    if shell == "bash":
        assert ask(shell, "apipack", "explain", "NAM00") == [f"NAM00{n}" for n in range(1, 10)]


def test_wrong_usage(run, tmp_path):
    for words, message in ((["completion"], "an argument is missing"), (["completion", "csh"], "bash, zsh or fish"),
                           (["completion", "bash", "zsh"], "one argument too many")):
        result = run(*words)
        assert (result.code, result.out) == (2, "") and message in result.err
    assert run("completion", "bash", "-o", tmp_path / "c").code == 0
    assert (tmp_path / "c").read_text() == run("completion", "bash").out
    assert Path(tmp_path / "c").stat().st_size > 1000
