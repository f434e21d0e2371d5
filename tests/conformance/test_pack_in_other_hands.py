"""A pack of the sample in other people's tools: unzip, 7z, bsdtar, Python, sha256sum.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from conftest import ROOT, environment  # noqa: E402

JUDGES = Path(os.environ.get("APIPACK_JUDGES") or ROOT / "build/judges")


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """The pack of the sample workspace."""
    apipack = Path(os.environ.get("APIPACK") or ROOT / "build/dev/apipack").resolve()
    work = tmp_path_factory.mktemp("pack")
    subprocess.run([apipack, "init", "--sample", "ws"], cwd=work, env=environment(), check=True, capture_output=True)
    built = subprocess.run([apipack, "-C", "ws", "build", "-o", "pack.zip"], cwd=work, env=environment(),
                           capture_output=True)
    assert built.returncode in (1, 4), built.stderr
    return work / "pack.zip"


@pytest.fixture
def bag(pack, tmp_path):
    subprocess.run(["unzip", "-q", pack, "-d", tmp_path], check=True)
    (folder,) = tmp_path.iterdir()
    return folder


@pytest.mark.parametrize("words", [
    ["unzip", "-tq"], ["7z", "t", "-bso0"], ["bsdtar", "-tf"], [sys.executable, "-m", "zipfile", "-t"],
    [sys.executable, "-m", "zipfile", "-l"],
], ids=lambda words: Path(words[0]).name + words[-1])
def test_tool_accepts_the_zip(pack, words):
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not installed")
    done = subprocess.run([*words, pack], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_sha256sum_accepts_the_manifests(bag):
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        done = subprocess.run(["sha256sum", "--strict", "--quiet", "-c", manifest], cwd=bag, capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_manifest_lists_the_payload_and_nothing_else(bag):
    listed = {line.split("  ", 1)[1] for line in (bag / "manifest-sha256.txt").read_text().splitlines()}
    there = {p.relative_to(bag).as_posix() for p in (bag / "data").rglob("*") if p.is_file()}
    assert listed == there
    assert there


def test_bag_declaration_and_payload_sum(bag):
    assert (bag / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    sizes = [p.stat().st_size for p in (bag / "data").rglob("*") if p.is_file()]
    info = (bag / "bag-info.txt").read_text()
    assert f"Payload-Oxum: {sum(sizes)}.{len(sizes)}" in info.splitlines()


def test_one_folder_and_no_surprises_in_names(pack):
    names = zipfile.ZipFile(pack).namelist()
    assert len({n.split("/")[0] for n in names}) == 1
    assert all(".." not in n and "\\" not in n and not n.startswith("/") for n in names)
    assert len(set(names)) == len({n.casefold() for n in names}) == len(names)
    assert max(len(n.encode()) for n in names) < 180


def test_bsdtar_unpacks_the_same_bytes(pack, bag, tmp_path):
    if not shutil.which("bsdtar"):
        pytest.skip("bsdtar is not installed")
    other = tmp_path / "other"
    other.mkdir()
    subprocess.run(["bsdtar", "-xf", pack, "-C", other], check=True)
    (folder,) = other.iterdir()

    def digests(base):
        return {p.relative_to(base): hashlib.sha256(p.read_bytes()).hexdigest()
                for p in base.rglob("*") if p.is_file()}

    assert digests(folder) == digests(bag)


# --- verify.sh, as a reader without apipack runs it -----------------------------------------------------

SHELLS = [["dash"], ["bash"], ["bash", "--posix"], ["busybox", "sh"]]
TOOLS = ["sha256sum", "shasum", "openssl"]
NEEDED = ["tr", "sed", "sort", "comm", "find", "mktemp", "rm", "mkdir"]


def verify_sh(bag, shell, tool=None, tmp_path=None):
    """Run it; with `tool`, nothing else that makes digests is in PATH."""
    if not shutil.which(shell[0]):
        pytest.skip(f"{shell[0]} is not installed")
    env = environment()
    if tool:
        if not shutil.which(tool):
            pytest.skip(f"{tool} is not installed")
        path = tmp_path / "bin"
        path.mkdir()
        for name in [*NEEDED, tool, "perl"]:
            if shutil.which(name):
                (path / name).symlink_to(shutil.which(name))
        env["PATH"] = str(path)
    words = [shutil.which(shell[0]), *shell[1:], str(bag / "verify.sh")]
    return subprocess.run(words, cwd="/", env=env, capture_output=True, text=True)


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_verify_sh_accepts_the_pack(bag, shell):
    done = verify_sh(bag, shell)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("OK: ") and done.stderr == ""


@pytest.mark.parametrize("tool", TOOLS)
def test_verify_sh_with_one_tool(bag, tool, tmp_path_factory):
    done = verify_sh(bag, ["dash"], tool, tmp_path_factory.mktemp("path"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_verify_sh_with_the_tools_of_busybox(bag, tmp_path_factory):
    if not shutil.which("busybox"):
        pytest.skip("busybox is not installed")
    path = tmp_path_factory.mktemp("applets")
    for name in [*NEEDED, "sha256sum"]:
        (path / name).symlink_to(shutil.which("busybox"))
    done = subprocess.run([shutil.which("busybox"), "sh", "verify.sh"], cwd=bag, env={"PATH": str(path)},
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def change_file(bag):
    path = next(p for p in (bag / "data").rglob("*") if p.is_file())
    path.write_bytes(path.read_bytes() + b"x")
    return f"{path.relative_to(bag)}: differs from manifest-sha256.txt"


def remove_file(bag):
    path = next(p for p in (bag / "data").rglob("*") if p.is_file())
    path.unlink()
    return f"{path.relative_to(bag)}: missing"


def add_file(bag):
    (bag / "data/new file.txt").write_text("x")
    return "data/new file.txt: not listed"


def add_dash_file(bag):
    (bag / "-rf").write_text("x")
    return "-rf: not listed"


def replace_by_link(bag):
    path = next(p for p in (bag / "data").rglob("*") if p.is_file())
    other = bag.parent / "elsewhere"
    path.rename(other)
    path.symlink_to(other)
    return f"{path.relative_to(bag)}: a symbolic link"


def change_report(bag):
    (bag / "index.html").write_text("all is well")
    return "index.html: differs from tagmanifest-sha256.txt"


def edit_list(bag):
    path = bag / "manifest-sha256.txt"
    path.write_text("0" * 64 + path.read_text()[64:])
    return "manifest-sha256.txt: differs from tagmanifest-sha256.txt"


def lead_out(bag):
    with open(bag / "manifest-sha256.txt", "a") as file:
        file.write("0" * 64 + "  data/../../x\n")
    return "not a digest, two blanks and a path inside the pack"


def escape_codes(bag):
    (bag / "a\x1b[31m\nb").write_text("x")
    return "not listed"


CHANGES = [change_file, remove_file, add_file, add_dash_file, replace_by_link, change_report, edit_list, lead_out,
           escape_codes]


@pytest.mark.parametrize("shell", [["dash"], ["busybox", "sh"]], ids=" ".join)
@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_verify_sh_refuses(bag, shell, change):
    words = change(bag)
    done = verify_sh(bag, shell)
    assert done.returncode == 1, done.stdout + done.stderr
    assert words in done.stdout and "NOT VERIFIED" in done.stdout
    assert "\x1b" not in done.stdout


def test_verify_sh_leaves_nothing_behind(bag, tmp_path_factory):
    scratch = tmp_path_factory.mktemp("scratch")
    before = sorted(p.name for p in bag.rglob("*"))
    done = subprocess.run(["sh", "verify.sh"], cwd=bag, env=environment(TMPDIR=scratch), capture_output=True)
    assert done.returncode == 0 and list(scratch.iterdir()) == []
    assert sorted(p.name for p in bag.rglob("*")) == before


def test_verify_ps1_is_powershell(bag, tmp_path):
    """Where there is no PowerShell, another program at least reads it as one."""
    if not (JUDGES / "node_modules/tree-sitter-powershell").is_dir():
        pytest.skip(f"no tree-sitter-powershell in {JUDGES}: ./dev conformance installs it")
    text = (bag / "verify.ps1").read_text()
    (tmp_path / "cut.ps1").write_text(text[:-len(text) // 3])
    for script, code in ((bag / "verify.ps1", 0), (tmp_path / "cut.ps1", 1)):
        done = subprocess.run(["node", Path(__file__).with_name("powershell.mjs"), JUDGES, script], capture_output=True, text=True)
        assert done.returncode == code and bool(done.stdout) == bool(code), done.stdout + done.stderr
    assert text.isascii(), "Windows PowerShell 5.1 reads a script without a byte order mark in the code page of the machine"


def test_verify_ps1(bag):
    if not shutil.which("pwsh"):
        pytest.skip("there is no PowerShell here")
    done = subprocess.run(["pwsh", "-NoProfile", "-File", bag / "verify.ps1"], capture_output=True, text=True)
    assert done.returncode == 0 and "OK: " in done.stdout, done.stdout + done.stderr
    change_file(bag)
    done = subprocess.run(["pwsh", "-NoProfile", "-File", bag / "verify.ps1"], capture_output=True, text=True)
    assert done.returncode == 1 and "FAIL data/" in done.stdout
