"""`pull` and `provision` against the stand-in: what comes into the workspace, what is left alone, what never changes.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import io
import json
import os
import zipfile

import pytest
import yaml
from conftest import STANDARD, TICKET, control
from graph import Fault
from graph.faults import DOWNLOAD, GRAPH, UPLOAD  # noqa: F401
from vault import MIB, URL, noise, run, signed_in, start, world  # noqa: F401

NAME = "APIAuth-RotationTicket-2026-Q2.csv"
CSV = b"Ticket,Day\nSEC-1,2026-05-01\nSEC-2,2026-06-01\n"
COLUMNS = [
    {"name": "ApTitle", "text": {"maxLength": 255}},
    {"name": "ApControlId", "text": {"maxLength": 255}},
    {"name": "ApArea", "choice": {"choices": ["Authentication", "Logging"], "displayAs": "dropDownMenu"}},
    {"name": "ApOwner", "personOrGroup": {"allowMultipleSelection": False}},
    {"name": "ApPeriod", "choice": {"choices": ["2026-Q1", "2026-Q2"], "displayAs": "checkBoxes"}},
    {"name": "ApSource", "text": {}},
    {"name": "ApReview", "choice": {"choices": ["requested", "uploaded", "approved", "rejected"], "displayAs": "dropDownMenu"}},
    {"name": "ApReviewer", "text": {}},
    {"name": "ApReviewDate", "dateTime": {"format": "dateTime"}},
    {"name": "ApSha256", "text": {}},
    {"name": "ApPackId", "text": {}},
]
FIELDS = {"ApTitle": "Rotation of tokens", "ApControlId": "AUTH-01", "ApArea": "Authentication", "ApOwnerLookupId": "6",
          "ApPeriod": ["2026-Q2"], "ApSource": "Jira", "ApReview": "approved", "ApReviewer": "R. Reviewer",
          "ApReviewDate": "2026-07-02T00:00:00Z"}


@pytest.fixture
def ws(workspace, world):
    for column in COLUMNS:
        world.drive.add_column(column)
    return workspace([control(requires=[STANDARD, TICKET])])


@pytest.fixture
def pull(apipack, world, ws):
    def call(*words, **more):
        return run(apipack, world, "-C", ws.path, "pull", "--from", URL, *words, cwd=ws.path, **more)
    return call


def digest(data):
    return hashlib.sha256(data).hexdigest()


def sidecar(ws, name=NAME):
    return yaml.safe_load((ws.path / f"evidence/{name}.meta.yaml").read_text())


def tree(path):
    return {str(p.relative_to(path)): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def test_files_and_columns_come_into_the_workspace(world, ws, pull):
    world.drive.put(f"tickets/{NAME}", CSV, {**FIELDS, "ApSha256": digest(CSV)})
    done = pull()
    assert done.returncode == 0, done.stderr
    assert (ws.path / "evidence/tickets" / NAME).read_bytes() == CSV
    meta = sidecar(ws, f"tickets/{NAME}")
    assert meta["title"] == "Rotation of tokens"
    assert meta["control"] in ("AUTH-01", ["AUTH-01"])
    assert meta["owner"] == "ann@contoso.example"
    assert str(meta["period"]) == "2026-Q2"
    assert meta["review"] == {"status": "approved", "by": "R. Reviewer", "date": meta["review"]["date"],
                              "sha256": digest(CSV), "method": "sharepoint"}
    assert str(meta["review"]["date"]) == "2026-07-02"
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == "satisfied"
    again = pull()
    assert again.returncode == 0, again.stderr
    assert again.stdout == "0 changed, 1 same, 0 deleted there\n"


def test_an_approval_without_proof_is_not_bound(world, ws, pull):
    world.drive.put(NAME, CSV, {**FIELDS, "ApSha256": digest(b"other bytes")})
    done = pull()
    assert "VLT030" in done.stderr
    assert "sha256" not in sidecar(ws)["review"]
    world.drive.put(NAME, CSV, {"ApSha256": digest(CSV)})
    world.drive.get(NAME).changed()
    assert pull().returncode == 0
    assert sidecar(ws)["review"]["sha256"] == digest(CSV)
    assert sidecar(ws)["history"]


def test_several_pages_and_deep_folders(world, ws, pull):
    world.page_size = 3
    for i in range(20):
        world.drive.put(f"a/{i % 4}/b/n{i}.txt", f"file {i}".encode())
    done = pull()
    assert done.returncode == 0, done.stderr
    assert len(list((ws.path / "evidence").rglob("*.txt"))) == 20


def test_delta_asks_for_what_changed_alone(world, ws, pull):
    for i in range(10):
        world.drive.put(f"n{i}.txt", f"file {i}".encode())
    assert pull().returncode == 0
    world.drive.put("n3.txt", b"new bytes")
    world.drive.remove(world.drive.get("n4.txt"))
    world.requests.clear()
    done = pull()
    assert done.returncode == 0, done.stderr
    assert not any(path.endswith("children") for _, _, path, _ in world.requests)
    assert (ws.path / "evidence/n3.txt").read_bytes() == b"new bytes"
    assert "deleted there n4.txt" in done.stdout
    assert (ws.path / "evidence/n4.txt").is_file()
    world.drive.delta_epoch += 1  # 410: everything is read again
    world.drive.put("n5.txt", b"newer")
    assert pull().returncode == 0
    assert (ws.path / "evidence/n5.txt").read_bytes() == b"newer"


def test_what_changed_on_both_sides_is_left_alone(world, ws, pull):
    world.drive.put(NAME, CSV, FIELDS)
    assert pull().returncode == 0
    file = ws.path / "evidence" / NAME
    file.write_bytes(b"ours")
    done = pull()
    assert (done.returncode, done.stderr) == (0, ""), "changed here alone"
    world.drive.put(NAME, b"theirs")
    done = pull()
    assert (done.returncode, "VLT029" in done.stderr) == (1, True)
    assert file.read_bytes() == b"ours"
    again = pull()
    assert (again.returncode, "VLT029" in again.stderr) == (1, True), "until somebody decides"
    file.unlink()
    assert pull().returncode == 0
    assert file.read_bytes() == b"theirs"


def test_an_interrupted_pull_forgets_nothing(world, ws, pull):
    for name in ("a.txt", "b.txt"):
        world.drive.put(name, b"first " + name.encode())
    assert pull().returncode == 0
    for name in ("a.txt", "b.txt"):
        world.drive.put(name, b"second " + name.encode())
    world.faults.add(Fault("500", "reply", host=GRAPH, method="GET", path="content", status=500, times=99))
    assert pull("--max-wait", "1").returncode == 7
    world.faults.waiting.clear()
    done = pull()
    assert (done.returncode, done.stderr) == (0, "")
    assert (ws.path / "evidence/b.txt").read_bytes() == b"second b.txt"


@pytest.mark.parametrize("name", ["../out.txt", "..", ".hidden", "x.meta.yaml"])
def test_names_from_the_server_never_lead_out(world, ws, pull, name):
    item = world.drive.put("placeholder.txt", b"hostile")
    item.name = name
    before = tree(ws.path.parent)
    done = pull()
    assert (done.returncode, "VLT028" in done.stderr) == (1, True)
    after = tree(ws.path.parent)
    assert {k for k in after if k not in before} <= {f"{ws.path.name}/.apipack/{n}" for n in
                                                     ("pull-state.json", "lock", ".gitignore")}


def test_a_link_in_the_workspace_is_not_followed(world, ws, pull, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (ws.path / "evidence/tickets").symlink_to(outside)
    world.drive.put(f"tickets/{NAME}", CSV)
    done = pull()
    assert (done.returncode, "VLT028" in done.stderr) == (1, True)
    assert list(outside.iterdir()) == []


def test_a_download_that_breaks_off_goes_on(world, ws, pull):
    data = noise(8 * MIB)
    world.drive.put("big.png", data)
    world.faults.add(Fault("cut", "cut", method="GET", path="download"), Fault("503", "reply", method="GET", path="download",
                     status=503, headers={"Retry-After": "1"}), Fault("401", "reply", method="GET", path="download", status=401))
    done = pull()
    assert done.returncode == 0, done.stderr
    assert (ws.path / "evidence/big.png").read_bytes() == data
    assert world.faults.left() == []
    assert any(status == 206 for _, _, path, status in world.requests if path == "/download")


def test_interrupted_it_leaves_no_half_file(apipack, world, ws, pull):
    world.drive.put("big.png", noise(8 * MIB))
    process = start(apipack, world, "-C", ws.path, "pull", "--from", URL, cwd=ws.path)
    world.faults.add(Fault("kill", "call", method="GET", path="download", action=lambda w: process.terminate()))
    process.communicate(timeout=60)
    assert process.returncode == 143
    assert list((ws.path / "evidence").iterdir()) == []
    assert pull().returncode == 0


def office(title, text="evidence"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", f"<Types><!-- {title} --></Types>")
        file.writestr("word/document.xml", f"<w>{text}</w>")
        file.writestr("docProps/core.xml", f"<p>{title}</p>")
    return out.getvalue()


@pytest.mark.parametrize(("text", "stands"), [("evidence", True), ("forged", False)])
def test_office_files_that_sharepoint_rewrote(world, ws, pull, text, stands):
    name = "APIAuth-RotationTicket-2026-Q2.docx"
    ours, theirs = office("ours"), office("put in by SharePoint", text)
    world.drive.put(name, ours, {**FIELDS, "ApSha256": digest(ours)})
    assert pull().returncode == 0
    world.drive.put(name, theirs)
    done = pull()
    assert done.returncode == 0, done.stderr
    review = sidecar(ws, name)["review"]
    if stands:
        assert (ws.path / "evidence" / name).read_bytes() == ours
        assert review["sha256"] == digest(ours)
        assert "rewritten" in done.stdout
    else:
        assert (ws.path / "evidence" / name).read_bytes() == theirs
        assert review.get("sha256") in (None, digest(ours))
        assert "VLT030" in done.stderr


def test_malware_is_reported_and_never_forced(world, ws, pull):
    world.drive.put("bad.txt", b"x").malware = True
    done = pull()
    assert (done.returncode, "VLT031" in done.stderr) == (1, True)
    assert not (ws.path / "evidence/bad.txt").exists()


def test_a_value_that_fits_no_field(world, ws, pull):
    world.drive.put(NAME, CSV, {"ApControlId": "AUTH-99; AUTH-01"})
    done = pull()
    assert "VLT032" in done.stderr
    assert sidecar(ws)["control"] in ("AUTH-01", ["AUTH-01"])


def test_a_state_that_is_none(ws, pull):
    (ws.path / ".apipack").mkdir(exist_ok=True)
    (ws.path / ".apipack/pull-state.json").write_text("{}")
    done = pull()
    assert (done.returncode, "VLT033" in done.stderr) == (5, True)


def test_next_links_elsewhere_get_no_token(world, ws, pull):
    world.page_size = 1
    world.bad_next_link = world.url("other")
    world.drive.put("a.txt", b"a")
    world.drive.put("b.txt", b"b")
    done = pull()
    assert (done.returncode, "VLT015" in done.stderr) == (6, True)
    assert not any(role == "other" for role, _, _, _ in world.requests)


def test_names_are_mapped_back(world, ws, pull):
    world.drive.put("50_x0025_ of _x0023_1.txt", b"x")
    world.drive.put("_x0041_.txt", b"y")
    assert pull().returncode == 0
    assert sorted(p.name for p in (ws.path / "evidence").iterdir()) == ["50% of #1.txt", "_x0041_.txt"]


def test_dry_run_changes_nothing(world, ws, pull):
    world.drive.put(NAME, CSV, FIELDS)
    before = tree(ws.path)
    done = pull("--dry-run")
    assert done.returncode == 0, done.stderr
    assert f"would fetch   {NAME}" in done.stdout
    assert tree(ws.path) == before


def test_pull_build_upload_pull_is_a_fixed_point(apipack, world, ws, pull, tmp_path):
    standard = b"# Standard\n" + b"Clients authenticate with OAuth.\n" * 40
    world.drive.put(f"tickets/{NAME}", CSV, {**FIELDS, "ApSha256": digest(CSV)})
    world.drive.put("APIAuth-Standard-v1.0-Approved.md", standard, {
        **FIELDS, "ApTitle": "Authentication standard", "ApPeriod": [], "ApSha256": digest(standard)})
    assert pull().returncode == 0
    pack = tmp_path / "pack.zip"
    built = ws.run("build", "-o", pack, "--fail-on", "never")
    assert ws.check()["result"] == "complete", built.out
    first = tree(ws.path / "evidence")
    done = run(apipack, world, "-C", ws.path, "upload", pack, "--to", URL, "--files", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("was there") == 2
    again = pull()
    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines()[-1] == "0 changed, 2 same, 0 deleted there"
    assert tree(ws.path / "evidence") == first
    second = tmp_path / "second.zip"
    ws.run("build", "-o", second, "--fail-on", "never")
    assert second.read_bytes() == pack.read_bytes()
    n_batches = world.n_batches
    assert run(apipack, world, "-C", ws.path, "upload", pack, "--to", URL, "--files", cwd=tmp_path).returncode == 0
    assert world.n_batches == n_batches


# --- provision ---------------------------------------------------------------------------------------------------------------

@pytest.fixture
def provision(apipack, world, tmp_path):
    def call(*words):
        return run(apipack, world, "provision", "--to", URL, *words, cwd=tmp_path)
    return call


def test_provision_makes_the_eight_fields(world, provision):
    dry = provision("--dry-run")
    assert (dry.returncode, world.drive.columns) == (0, {}), dry.stderr
    assert dry.stdout.count("would make") >= 8
    done = provision()
    assert done.returncode == 0, done.stderr
    columns = world.drive.columns
    for label in ("Evidence Title", "Control ID", "API Control Area", "Framework", "Evidence Owner", "Period Covered",
                  "Source System", "Review Status"):
        assert [c for c in columns.values() if c["displayName"] == label], label
    assert columns["ApReviewStatus"]["choice"]["choices"] == ["requested", "uploaded", "approved", "rejected"]
    assert "Rate limiting" in columns["ApControlArea"]["choice"]["choices"]
    assert columns["ApFramework"]["choice"]["displayAs"] == "checkBoxes"
    again = provision()
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, "0 made, 0 drifted")


def test_provision_reports_drift_and_changes_nothing(world, provision):
    world.drive.add_column({"name": "ApPeriodCovered", "number": {}})
    world.drive.add_column({"name": "ApReviewStatus", "choice": {"choices": ["approved"]}})
    world.drive.add_column({"name": "Department", "required": True, "text": {}})
    before = json.dumps([world.drive.columns[n] for n in ("ApPeriodCovered", "ApReviewStatus")])
    done = provision()
    assert done.returncode == 6
    assert done.stderr.count("VLT026") == 2
    assert "VLT027" in done.stderr
    assert json.dumps([world.drive.columns[n] for n in ("ApPeriodCovered", "ApReviewStatus")]) == before


def test_provision_prints_the_administrators_request(world, provision):
    world.may_manage = False
    done = provision()
    assert (done.returncode, "VLT009" in done.stderr) == (6, True)
    assert f'/v1.0/sites/{world.site_id}/permissions {{"roles":["manage"]' in done.stderr
    assert world.entra.client in done.stderr


def test_a_lost_answer_makes_no_second_column(world, provision):
    world.faults.add(Fault("lost", "lose", host=GRAPH, method="POST", path="columns", times=2))
    done = provision()
    assert done.returncode == 0, done.stderr
    assert len(world.drive.columns) >= 8


@pytest.mark.parametrize("path,document,lacks", [
    (r"/sites/[^/]*$", {}, "id"),
    (r"/sites/[^/]*/drives", {"error": None}, "value"),
    (r"/sites/[^/]*/drives", {"value": {}}, "value"),
    (r"/sites/[^/]*/drives", {"value": [{"name": "Docs", "webUrl": URL.replace(" ", "%20")}]}, "id"),
    (r"children", {}, "value"),
    (r"children", {"value": [{"id": "01A", "file": {}, "size": 3}]}, "name"),
    (r"children", {"value": [{"name": "a.csv", "file": {}, "size": 3}]}, "id"),
    ("delta$", {}, "value"),
    ("delta$", {"value": [{"deleted": {}}]}, "id"),
])
def test_an_answer_that_lacks_what_it_must_hold_is_a_fault_of_the_protocol(world, ws, pull, path, document, lacks):
    """Least of all an empty library: nothing is taken for gone."""
    world.drive.put(NAME, CSV)
    assert pull().returncode == 0
    before = sorted(p.name for p in (ws.path / "evidence").rglob("*"))
    assert NAME in before
    if "children" in path:
        (ws.path / ".apipack/pull-state.json").unlink()  # listed anew
    world.faults.add(Fault("lacks", "reply", host=GRAPH, method="GET", path=path, status=200, document=document))
    done = pull()
    assert world.faults.left() == []
    assert done.returncode == 6 and "VLT015" in done.stderr and f'lacks "{lacks}"' in done.stderr, done.stderr
    assert sorted(p.name for p in (ws.path / "evidence").rglob("*")) == before
    assert pull().returncode == 0
