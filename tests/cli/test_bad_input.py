"""Bad input and bad luck: a clear fault with place and code, the right exit code, nothing lost or half written.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import resource
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from conftest import STANDARD, TICKET, control, environment, slot_id

pytestmark = pytest.mark.threads

GOOD = "APIAuth-Standard-v1.0-Approved.md"
TICKET_NAME = "APIAuth-RotationTicket-2026-Q2.md"


@pytest.fixture
def ws(workspace):
    """A workspace whose one good item must stay good, whatever lies beside it."""
    made = workspace([control(requires=[STANDARD, TICKET])])
    made.evidence(GOOD, approved=True, effective="2026-01-01")
    return made


def assert_good_item_stands(ws, code=1):
    report = ws.check(code=code)
    states = {slot_id(s): s["status"] for s in report["slots"]}
    assert states["AUTH-01/standard"] == "satisfied"
    return report


def findings(report, code):
    return [f for f in report["findings"] if f["code"] == code]


# --- the workspace file --------------------------------------------------------------------------

@pytest.mark.parametrize("text,code,line", [
    ("schema: apipack.dev/workspace/v1\naudit: {from: [\n", "WSP001", 3),
    ("schema: apipack.dev/workspace/v1\nproduct: a\nproduct: b\n", "WSP002", 3),
    ("schema: apipack.dev/workspace/v1\nx: " + "[" * 200 + "\n", "WSP003", 2),
    ("schema: apipack.dev/workspace/v1\norganisation: A\n", "WSP004", 2),
    ("schema: apipack.dev/workspace/v1\nproduct: [a, b]\n", "WSP005", 2),
    ("schema: apipack.dev/workspace/v1\nproduct: a\n", "WSP006", None),
    ("schema: apipack.dev/workspace/v1\naudit: {type: weekly}\n", "WSP007", 2),
    ("organization: A\n", "WSP008", None),
    ("schema: apipack.dev/workspace/v1\n---\nx: 1\n", "WSP001", None),
    ("a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\n"
     "d: &d [*c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d]\n"
     "f: &f [*e, *e, *e, *e, *e, *e, *e, *e]\ng: [*f, *f, *f, *f, *f, *f, *f, *f]\n", "WSP003", None),
])
def test_broken_workspace(ws, text, code, line):
    (ws.path / "apipack.yaml").write_text(text)
    result = ws.run("check")
    assert result.code == 2
    assert f"[{code}]" in result.err
    assert result.out == ""
    if line:
        assert f"apipack.yaml:{line}:" in result.err


def test_workspace_that_is_not_utf8(ws):
    (ws.path / "apipack.yaml").write_bytes(b"schema: apipack.dev/workspace/v1\nproduct: \xff\xfe\n")
    result = ws.run("check")
    assert result.code == 2
    assert "apipack.yaml:2" in result.err


def test_huge_workspace(ws):
    (ws.path / "apipack.yaml").write_text("# " + "x" * (3 << 20) + "\n")
    result = ws.run("check")
    assert (result.code, "[WSP003]" in result.err) == (2, True)


def test_workspace_that_is_a_folder_or_fifo(ws):
    path = ws.path / "apipack.yaml"
    path.unlink()
    path.mkdir()
    assert ws.run("check", timeout=20).code in (2, 5)
    path.rmdir()
    os.mkfifo(path)
    assert ws.run("check", timeout=20).code in (2, 5)


def test_all_faults_are_reported(ws):
    ws.yaml.update(organisation="x", tier="basic", independence="yes")
    ws.yaml["audit"]["from"] = "soon"
    result = ws.save().run("check")
    assert result.code == 2
    assert result.err.count("error:") == 4


def test_missing_evidence_folder(ws):
    ws.yaml["evidence"] = {"folder": "proof"}
    result = ws.save().run("check")
    assert (result.code, "[WSP013]" in result.err) == (2, True)


@pytest.mark.parametrize("folder", ["../elsewhere", "/etc", "a/../../b"])
def test_evidence_folder_outside(ws, folder):
    ws.yaml["evidence"] = {"folder": folder}
    result = ws.save().run("check")
    assert (result.code, "[WSP014]" in result.err) == (2, True)


# --- sidecars ------------------------------------------------------------------------------------

@pytest.mark.parametrize("text,code", [
    ("owner: [", "MET001"), ("owner: a\nowner: b\n", "MET002"), ("x: " + "[" * 300, "MET003"),
    ("onwer: a\n", "MET004"), ("title: [a, b]\n", "MET005"), ("review: {status: aproved}\n", "MET007"),
    ("schema: apipack.dev/workspace/v1\n", "MET008"), ("period: 2026-Q5\n", "MET007"),
])
def test_broken_sidecar_costs_one_slot(ws, text, code):
    ws.evidence(TICKET_NAME)
    ws.write(f"evidence/{TICKET_NAME}.meta.yaml", text)
    report = assert_good_item_stands(ws)
    assert findings(report, code), report["findings"]
    states = {slot_id(s): s["status"] for s in report["slots"]}
    assert states["AUTH-01/ticket@2026-Q2"] == "invalid"


def test_sidecar_that_serves_nothing(ws):
    ws.evidence(TICKET_NAME)
    ws.write(f"evidence/{TICKET_NAME}.meta.yaml", "serves: [{where: here}]\n")
    report = assert_good_item_stands(ws)
    assert findings(report, "MET006")
    assert all(s["gap"] for s in report["slots"] if s["requirement"] == "ticket")


def test_huge_sidecar(ws):
    ws.evidence(TICKET_NAME)
    ws.write(f"evidence/{TICKET_NAME}.meta.yaml", "title: " + "x" * (3 << 20))
    assert findings(assert_good_item_stands(ws), "MET003")


def test_sidecar_that_is_not_utf8(ws):
    ws.evidence(TICKET_NAME)
    ws.write(f"evidence/{TICKET_NAME}.meta.yaml", b"title: \xc3\x28\n")
    assert findings(assert_good_item_stands(ws), "MET001")


# --- the evidence folder -------------------------------------------------------------------------

@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file_and_folder(ws):
    ws.evidence(TICKET_NAME).chmod(0)
    closed = ws.path / "evidence/closed"
    closed.mkdir(mode=0)
    try:
        report = assert_good_item_stands(ws)
    finally:
        closed.chmod(0o700)
    assert findings(report, "FMT009")
    assert findings(report, "NAM009")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another user to be")
def test_unreadable_file_and_folder_as_nobody(apipack, ws, tmp_path):
    """The same for test runs as root: the program itself runs as nobody."""
    ws.evidence(TICKET_NAME).chmod(0)
    (ws.path / "evidence/closed").mkdir(mode=0)
    for folder in [ws.path, *ws.path.parents]:
        if folder.stat().st_uid == 0 and str(folder).startswith("/tmp/"):
            folder.chmod(0o755)
    probe = subprocess.run(["cat", apipack], user="nobody", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if probe.returncode:
        pytest.skip("nobody cannot read the program")
    done = subprocess.run([apipack, "-C", ws.path, "check", "--format", "json"], user="nobody", group="nogroup",
                          cwd="/", env=environment(), capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert '"FMT009"' in done.stdout
    assert '"NAM009"' in done.stdout


def test_fifo_socket_and_links(ws, tmp_path):
    evidence = ws.path / "evidence"
    os.mkfifo(evidence / "APIAuth-Fifo-2026-Q2.md")
    with socket.socket(socket.AF_UNIX) as sock:
        here = os.getcwd()
        os.chdir(evidence)
        try:
            sock.bind("sock")
        finally:
            os.chdir(here)
    (tmp_path / "outside.md").write_text("outside\n")
    (evidence / TICKET_NAME).symlink_to(tmp_path / "outside.md")
    (evidence / "up").symlink_to("..")
    (evidence / "dangling.md").symlink_to("nowhere")
    (evidence / "folder").mkdir()
    (evidence / "inner").symlink_to("folder")
    report = assert_good_item_stands(ws)
    assert len(findings(report, "NAM007")) == 2
    says = {f["file"].removeprefix("evidence/"): f["message"].partition(" that ")[2] or f["message"] for f in findings(report, "NAM008")}
    assert says == {TICKET_NAME: "leads out of the evidence folder", "up": "leads out of the evidence folder", "dangling.md": "leads to nothing",
                    "inner": "a symbolic link to a folder: what lies there is read once, under its own path"}
    states = {slot_id(s): s["status"] for s in report["slots"]}
    assert states["AUTH-01/ticket@2026-Q2"] != "satisfied"
    packed = build_names(ws)
    assert not any("RotationTicket" in name for name in packed)


def build_names(ws):
    target = ws.path / "p.zip"
    result = ws.run("build", "-o", target)
    assert result.code in (0, 1, 4), result.err
    return zipfile.ZipFile(target).namelist()


def test_link_inside_is_a_file(ws):
    (ws.path / "evidence/link").mkdir()
    (ws.path / "evidence/link" / TICKET_NAME).symlink_to(f"../{GOOD}")
    report = assert_good_item_stands(ws)
    assert not findings(report, "NAM008")


@pytest.mark.parametrize("name", [b"a\nb.md", b"\xff\xfe.md", b"\x1b[31m.md", b"::error::x.md", b"a\\b.md",
                                  b"x" * 255, "\u202egnp.md".encode()])
def test_hostile_names(ws, name):
    path = os.path.join(os.fsencode(ws.path), b"evidence", name)
    with open(path, "wb") as f:
        f.write(b"text\n")
    report = assert_good_item_stands(ws)
    assert len(report["evidence"]) == 2
    text = ws.run("check", "-v")
    assert "\x1b[31m" not in text.out + text.err
    assert not any(line.startswith("::") for line in text.out.splitlines())
    assert build_names(ws)


def test_names_that_differ_in_case(ws):
    ws.evidence(TICKET_NAME)
    ws.evidence(TICKET_NAME.replace("Ticket", "TICKET"))
    assert findings(assert_good_item_stands(ws), "NAM003")


def test_deep_folders(ws):
    deep = ws.path / "evidence"
    for _ in range(80):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "x.md").write_text("x\n")
    result = ws.run("check", "--format", "json")
    assert result.code in (1, 2, 5)
    if result.code != 1:
        assert "error:" in result.err


def test_empty_evidence_folder(workspace):
    report = workspace().check(code=1)
    assert {s["status"] for s in report["slots"]} == {"missing"}


# --- the output ----------------------------------------------------------------------------------

def left_over(folder):
    return [n for n in os.listdir(folder) if "apipack-" in n]


def test_no_space_keeps_the_old_pack(apipack, ws, tmp_path):
    target = tmp_path / "out/p.zip"
    target.parent.mkdir()
    target.write_bytes(b"old")

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))

    done = subprocess.run([apipack, "-C", ws.path, "build", "-o", target], env=environment(), capture_output=True,
                          preexec_fn=small_files)
    assert done.returncode == 5, done.stderr
    assert b"[PCK001]" in done.stderr
    said = b"\n".join(line for line in done.stderr.splitlines() if not line.startswith(b"libgcov"))
    assert b"xlsx" not in said and b"packager.c" not in said  # no library speaks for itself
    assert done.stderr.startswith(b"error: ") or b": error: " in done.stderr.splitlines()[0]
    assert target.read_bytes() == b"old"
    assert left_over(target.parent) == []


def test_no_space_for_the_parts_of_a_workbook(apipack, ws, tmp_path):
    """The parts of a workbook that are cut off by a full disk are no workbook."""
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", small], capture_output=True).returncode:
        pytest.skip("cannot mount a small disk")
    try:
        done = subprocess.run([apipack, "-C", ws.path, "check", "--format", "xlsx", "-o", tmp_path / "gaps.xlsx"],
                              env=environment() | {"TMPDIR": str(small)}, capture_output=True)
    finally:
        subprocess.run(["umount", small], check=True)
    assert done.returncode == 5, done.stderr
    assert b"the workbook cannot be made: No space left on device [CLI008]" in done.stderr
    assert not (tmp_path / "gaps.xlsx").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_read_only_target(ws, tmp_path):
    folder = tmp_path / "ro"
    folder.mkdir(mode=0o500)
    result = ws.run("build", "-o", folder / "p.zip")
    assert (result.code, "[PCK001]" in result.err) == (5, True)


def test_target_that_is_a_folder(ws, tmp_path):
    (tmp_path / "p.zip").mkdir()
    result = ws.run("build", "-o", tmp_path / "p.zip")
    assert (result.code, "[PCK001]" in result.err) == (5, True)
    assert left_over(tmp_path) == []


def big_workspace(ws, mib=48):
    """Enough to read and to compress that a signal meets the run at work."""
    block = os.urandom(1 << 20)
    for i in range(1, mib + 1):
        ws.evidence(f"APIAuth-RotationTicket-2026-Q2-{i:03d}.txt", block.hex()[: 1 << 20], approved=True)
    return ws


@pytest.mark.parametrize("number,code", [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signal_leaves_the_old_pack(apipack, ws, tmp_path, number, code):
    big_workspace(ws)
    target = tmp_path / "out/p.zip"
    target.parent.mkdir()
    target.write_bytes(b"old")
    seen = set()
    for delay in (0.02, 0.05, 0.1, 0.2, 0.4):
        # A shell's background job ignores SIGINT, and its children inherit that.
        child = subprocess.Popen([apipack, "-C", ws.path, "build", "-o", target], env=environment(),
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                 preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
        time.sleep(delay)
        child.send_signal(number)
        seen.add(child.wait(timeout=60))
        assert left_over(target.parent) == []
        if target.read_bytes() != b"old":
            assert zipfile.ZipFile(target).testzip() is None
            break
    assert seen <= {code, -number, 0, 1}  # -number: before the handler was set
    assert code in seen


def test_killed_run_is_cleaned_by_the_next(apipack, ws, tmp_path):
    big_workspace(ws)
    target = tmp_path / "out/p.zip"
    target.parent.mkdir()
    target.write_bytes(b"old")
    for delay in (0.05, 0.1, 0.2, 0.3, 0.4):
        child = subprocess.Popen([apipack, "-C", ws.path, "build", "-o", target], env=environment(),
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        child.kill()
        child.wait()
        assert target.read_bytes() == b"old" or zipfile.ZipFile(target).testzip() is None
    assert ws.run("build", "-o", target).code == 0
    assert left_over(target.parent) == []
    assert zipfile.ZipFile(target).testzip() is None


@pytest.mark.parametrize("env,umask", [({"TZ": "Pacific/Kiritimati"}, 0o077), ({"LC_ALL": "C.UTF-8"}, 0o022),
                                       ({"TZ": "America/St_Johns", "HOME": "/nonexistent"}, 0o007)])
def test_two_builds_are_the_same_bytes(apipack, ws, tmp_path, env, umask):
    ws.evidence(TICKET_NAME, approved=True)
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    assert ws.run("build", "-o", first, "-j", 1).code in (0, 1)
    for path in sorted((ws.path / "evidence").iterdir(), reverse=True):  # other inodes, order and times
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
        os.utime(path, (1, 1))
    done = subprocess.run([apipack, "build", "-o", second, "-j", "7"], cwd=ws.path, env=environment(**env), umask=umask,
                          capture_output=True)
    assert done.returncode in (0, 1), done.stderr
    assert first.read_bytes() == second.read_bytes()


def test_a_folder_too_deep_is_a_finding(ws):
    """The rest of the evidence is judged all the same."""
    folder = ws.path / "evidence"
    for _ in range(70):
        folder = folder / "d"
        folder.mkdir()
    doc = ws.check("--fail-on", "never", code=0)
    found = [f for f in doc["findings"] if f["code"] == "NAM009"]
    assert len(found) == 1 and found[0]["subject"].count("/d") == 65
    assert "more than 64 folders deep" in found[0]["message"] and found[0]["fix"] == "move it up"


def test_a_missing_evidence_folder_is_said(ws):
    (ws.path / "evidence").rename(ws.path / "gone")
    result = ws.run("check")
    assert result.code == 2 and "cannot be read: there is no such folder [WSP013]" in result.err


def as_nobody(apipack, ws, *words):
    return subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", apipack, "-C", ws.path, *words],
                          env=environment(), capture_output=True, text=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("path, says", [
    ("apipack.yaml", "cannot be read: Permission denied [WSP001]"),
    ("lib", "cannot read the library folder: Permission denied [LIB021]"),
    ("evidence", "cannot be read: Permission denied [WSP013]"),
])
def test_what_must_be_read_and_may_not_be_is_the_workspaces_fault(apipack, ws, tmp_path, path, says):
    for folder in (tmp_path, *tmp_path.parents):
        if Path(tempfile.gettempdir()) in folder.parents:
            folder.chmod(0o755)
    (ws.path / path).chmod(0)
    done = as_nobody(apipack, ws, "check")
    (ws.path / path).chmod(0o755)
    if "Permission denied" not in done.stderr or "apipack:" in done.stderr.split(":")[0]:
        pytest.skip("nobody cannot reach the program")
    assert done.returncode == 2 and says in done.stderr and done.stderr.count("error:") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_unreadable_sidecar_names_the_permission(apipack, ws, tmp_path):
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    (ws.path / f"evidence/{GOOD}.meta.yaml").chmod(0)
    done = as_nobody(apipack, ws, "check", "--format", "json")
    if not done.stdout:
        pytest.skip("nobody cannot reach the program")
    found = [f for f in json.loads(done.stdout)["findings"] if f["code"] == "MET001"]
    assert found[0]["message"] == "the file cannot be read: Permission denied"
    assert found[0]["fix"] == "give read permission on the file, or copy it again"


@pytest.mark.parametrize("keys, place, says, hint", [
    ({"severity": {"REV003": "low"}}, "11:11", "severity must be a mapping, found \"low\" [WSP005]", "{to: …, reason: …}"),
    ({"exceptions": ["EXC-1"]}, "11:3", "exception must be a mapping", "{requirement: …, reason: …, approver: …, expires: …}"),
    ({"applicability": [{"control": "AUTH-01", "status": "inherited", "reason": why} for why in "xy"]}, "14:3",
     "is there twice [WSP016]", "the first one is in line 11; keep one of the two"),
    ({"exceptions": [{"id": "E", "requirement": "AUTH-01/ticket", "reason": "r", "approver": "a", "granted": "2026-05-02",
                      "expires": "2026-05-01"}]}, "11:3", "the exception \"E\" ends before it begins [WSP007]", "granted is its first day"),
    ({"requests": "none.csv"}, "10:11", "cannot read requests \"none.csv\": no such file [WSP015]", "create it, or correct the path"),
])
def test_a_wrong_workspace_shows_the_right_form(workspace, keys, place, says, hint):
    ws = workspace([control(requires=[STANDARD, TICKET])], **keys)
    result = ws.run("check")
    assert result.code == 2 and says in result.err and hint in result.err
    assert result.err.startswith(f"apipack.yaml:{place}: error: ")
