"""The fifteen ways in which uploads to SharePoint fail for other clients, one test each; then many faults at once, and kills.

Place in the flow: tests only. Numbers are those of docs/sharepoint.md, "What can go wrong".
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import random
import re
import signal
import stat
import time

import pytest
from conftest import is_sanitized
from graph import Fault
from graph.faults import GRAPH, SESSION_EXISTS, all_kinds
from test_upload import made, packs  # noqa: F401
from vault import MIB, URL, assert_nothing_secret, make_pack, run, sha256, signed_in, start, world  # noqa: F401

pytestmark = pytest.mark.threads

FRAGMENT = 10 * MIB
JOURNAL = "pack.zip.apipack-upload"


def upload(apipack, world, pack, *words, **more):
    return run(apipack, world, "upload", pack, "--to", URL, *words, cwd=pack.parent, **more)


def arrived(world, pack, name="pack.zip"):
    return sha256(world.drive.get(name).file) == sha256(pack)


def kill_in_fragment(apipack, world, pack, number, sign=signal.SIGKILL, **more):
    """Start an upload and end it while its fragment `number` is under way."""
    env = more.pop("env", None)
    process = start(apipack, world, "upload", pack, "--to", URL, *more.pop("words", ()), cwd=pack.parent, env=env)
    world.faults.add(Fault("kill", "call", path="uploadSession", after=number,
                           action=lambda w: process.send_signal(sign)))
    out, err = process.communicate(timeout=60)
    time.sleep(0.3)  # what was on its way when it ended
    assert_nothing_secret(world, out + err)
    return process.returncode, err


# --- the fifteen -----------------------------------------------------------------------------------------------------------

def test_01_altered_on_arrival_is_neither_deleted_nor_sent_again(apipack, world, packs):
    world.drive.altered_suffixes = (".zip",)
    done = upload(apipack, world, packs["small"])
    assert done.returncode == 6
    assert "VLT017" in done.stderr
    assert world.deleted == []
    assert sum(m == "PUT" for _, m, _, _ in world.requests) == 1
    # A loose file may be rewritten: the pack is the record.
    world.drive.altered_suffixes = (".md",)
    done = upload(apipack, world, packs["small"], "--files", "--on-conflict", "replace")
    assert done.returncode == 0, done.stderr
    assert "VLT018" in done.stderr
    assert "(altered-by-server)" in done.stdout


def test_02_a_session_that_a_crash_left_is_gone_on_with(apipack, world, packs):
    code, _ = kill_in_fragment(apipack, world, packs["large"], 1)
    assert code == -signal.SIGKILL
    journal = packs["large"].parent / JOURNAL
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    entry = json.loads(journal.read_text())["sessions"][0]
    assert entry["offset"] in (FRAGMENT, 2 * FRAGMENT)
    assert len(world.uploads.sessions) == 1
    before = world.uploads.n_fragments
    done = upload(apipack, world, packs["large"])
    assert done.returncode == 0, done.stderr
    assert world.uploads.n_fragments - before <= 2  # 25 MiB are three fragments
    assert arrived(world, packs["large"])
    assert not journal.exists()


def test_02_a_foreign_session_is_waited_for_then_sent_beside(apipack, world, packs):
    parent, other = world.drive.root, {"item": {"@microsoft.graph.conflictBehavior": "fail", "fileSize": 99}}
    world.uploads.create(parent, "pack.zip", other)
    done = upload(apipack, world, packs["large"], "--max-wait", "20")
    assert done.returncode == 0, done.stderr
    assert "another upload holds the name" in done.stderr
    assert arrived(world, packs["large"])


def test_02_sessions_everywhere(apipack, world, packs):
    world.faults.add(Fault("foreign", "reply", host=GRAPH, method="POST", path="createUploadSession", status=409,
                           code="resourceModified", message=SESSION_EXISTS, times=9))
    done = upload(apipack, world, packs["large"], "--max-wait", "20")
    assert (done.returncode, "VLT021" in done.stderr) == (7, True)


def test_02_a_session_of_ours_whose_answer_was_lost(apipack, world, packs):
    world.faults.add(Fault("lost", "lose", host=GRAPH, method="POST", path="createUploadSession"))
    done = upload(apipack, world, packs["large"])
    assert done.returncode == 0, done.stderr
    assert [i.name for i in world.drive.children(world.drive.root)] == ["pack.zip"]
    assert arrived(world, packs["large"])


def test_02_abort_closes_what_is_open(apipack, world, packs):
    kill_in_fragment(apipack, world, packs["large"], 1)
    assert len(world.uploads.sessions) == 1
    done = upload(apipack, world, packs["large"], "--abort")
    assert done.returncode == 0, done.stderr
    assert not world.uploads.sessions
    assert not (packs["large"].parent / JOURNAL).exists()


def test_02_interrupted_by_a_signal_it_can_go_on(apipack, world, packs):
    code, _ = kill_in_fragment(apipack, world, packs["large"], 1, signal.SIGINT)
    assert code == 130
    assert upload(apipack, world, packs["large"]).returncode == 0
    assert arrived(world, packs["large"])


def test_03_a_session_that_is_gone_begins_anew_at_zero(apipack, world, packs):
    world.faults.add(Fault("gone", "expire", after=1))
    done = upload(apipack, world, packs["large"])
    assert done.returncode == 0, done.stderr
    assert world.uploads.n_fragments == 4
    assert arrived(world, packs["large"])


def test_04_no_bearer_goes_to_the_upload_host(apipack, world, packs):
    assert upload(apipack, world, packs["large"], "--verify", "download").returncode == 0
    assert {role for role, _, _, _ in world.requests} == {"login", "graph", "upload"}
    assert world.bearer_leaks == []


@pytest.mark.parametrize("how", ["store", "lose"])
def test_05_a_fragment_stored_though_the_answer_failed(apipack, world, packs, how):
    world.faults.add(Fault("stored", how, after=1))
    done = upload(apipack, world, packs["large"])
    assert done.returncode == 0, done.stderr
    assert world.uploads.n_fragments == 3
    assert arrived(world, packs["large"])


def test_05_416_follows_the_servers_offset(apipack, world, packs):
    world.faults.add(Fault("416", "reply", status=416, code="invalidRange", inner="fragmentOverlap", after=1))
    done = upload(apipack, world, packs["large"])
    assert done.returncode == 0, done.stderr
    assert arrived(world, packs["large"])


@pytest.mark.parametrize("how", ["store", "lose"])
@pytest.mark.parametrize("size", ["small", "large"])
def test_06_a_lost_201_is_found_at_the_destination(apipack, world, packs, how, size):
    fault = Fault("lost 201", how, last_fragment=True) if size == "large" else Fault("lost", how, host=GRAPH, path="content")
    world.faults.add(fault)
    done = upload(apipack, world, packs[size])
    assert done.returncode == 0, done.stderr
    assert fault.happened == 1
    assert arrived(world, packs[size])
    assert [i.name for i in world.drive.children(world.drive.root)] == ["pack.zip"]


@pytest.mark.parametrize("status", [401, 403])
def test_07_an_upload_address_that_ended(apipack, world, packs, status):
    world.faults.add(Fault("tempauth", "reply", status=status, code="expiredToken", after=1))
    done = upload(apipack, world, packs["large"])
    assert done.returncode == 0, done.stderr
    assert arrived(world, packs["large"])


def test_07_an_old_session_is_closed_and_not_used(apipack, world, packs):
    kill_in_fragment(apipack, world, packs["large"], 1)
    journal = packs["large"].parent / JOURNAL
    content = json.loads(journal.read_text())
    content["sessions"][0]["created"] -= 24 * 3600
    journal.write_text(json.dumps(content))
    before = world.uploads.n_fragments
    done = upload(apipack, world, packs["large"])
    assert done.returncode == 0, done.stderr
    assert world.uploads.n_fragments - before == 3
    assert not world.uploads.sessions


def test_08_retry_after_is_honoured_in_both_forms(apipack, world, packs):
    kinds = {f.name: f for f in all_kinds(world)}
    world.faults.add(kinds["429 with seconds"], kinds["429 with a date"], kinds["503"], kinds["509"], kinds["429 on Graph"])
    begin = time.monotonic()
    done = upload(apipack, world, packs["large"])
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - begin >= 3
    assert world.faults.left() == []


def test_08_the_wait_is_bounded_and_resumable(apipack, world, packs):
    world.faults.add(Fault("429", "reply", status=429, code="activityLimitReached", headers={"Retry-After": "600"}, after=1))
    done = upload(apipack, world, packs["large"], "--max-wait", "5")
    assert done.returncode == 7
    assert "VLT008" in done.stderr
    before = world.uploads.n_fragments
    assert upload(apipack, world, packs["large"]).returncode == 0
    assert world.uploads.n_fragments - before == 2


def test_09_a_locked_file_is_named(apipack, world, packs, monkeypatch):
    world.drive.put("pack.zip", b"other").locked = True
    done = upload(apipack, world, packs["small"], "--on-conflict", "rename")
    assert done.returncode == 0, done.stderr
    world.drive.get("pack 1.zip")


def test_09_patience_with_a_lock_ends(apipack, world, packs):
    world.drive.put("pack.zip", b"other").locked = True
    done = upload(apipack, world, packs["small"], "--on-conflict", "replace", "--max-wait", "2")
    assert (done.returncode, "VLT012" in done.stderr) == (6, True)


@pytest.mark.parametrize(("policy", "code", "names"), [("fail", 6, ["pack.zip"]), ("replace", 0, ["pack.zip"]),
                                                       ("rename", 0, ["pack 1.zip", "pack.zip"])])
@pytest.mark.parametrize("size", ["small", "large"])
def test_10_conflicts_by_policy(apipack, world, packs, policy, code, names, size):
    world.drive.put("pack.zip", b"somebody else's")
    done = upload(apipack, world, packs[size], "--on-conflict", policy)
    assert done.returncode == code, done.stderr
    assert [i.name for i in world.drive.children(world.drive.root)] == names
    if policy == "fail":
        assert "VLT011" in done.stderr
        assert world.drive.bytes_of("pack.zip") == b"somebody else's"
    else:
        assert arrived(world, packs[size], names[0])


@pytest.mark.parametrize(("policy", "code"), [("fail", 6), ("rename", 0)])
def test_10_a_name_taken_while_the_fragments_went(apipack, world, packs, policy, code):
    world.faults.add(Fault("taken", "call", after=1, action=lambda w: w.drive.put("pack.zip", b"quicker")))
    done = upload(apipack, world, packs["large"], "--on-conflict", policy)
    assert done.returncode == code, done.stderr
    assert world.drive.bytes_of("pack.zip") == b"quicker"
    assert not world.uploads.sessions
    if policy == "rename":
        assert arrived(world, packs["large"], "pack 1.zip")


@pytest.mark.parametrize("name", ["a#b%20c&d.zip", "~$x.zip", "it's 100%.zip", "pack%2Fzip.zip", "ünï çödé.zip", "_x0023_.zip", "_vti_x#vti_y.zip"])
def test_11_names_that_are_hard_for_addresses(apipack, world, packs, name):
    pack = packs["small"].rename(packs["small"].parent / name)
    done = upload(apipack, world, pack)
    assert done.returncode == 0, done.stderr
    (item,) = world.drive.children(world.drive.root)
    assert not set(item.name) & set("#%")
    assert sha256(item.file) == sha256(pack)


def test_12_fragments_are_bounded_and_small_files_go_by_put(apipack, world, packs):
    assert upload(apipack, world, packs["small"]).returncode == 0
    assert world.uploads.n_fragments == 0
    assert upload(apipack, world, packs["large"], "--on-conflict", "replace").returncode == 0
    assert world.uploads.n_fragments == 3


def test_12_413_halves_the_fragments(apipack, world, packs):
    world.faults.add(Fault("413", "reply", status=413, code="requestEntityTooLarge"))
    done = upload(apipack, world, packs["large"])
    assert done.returncode == 0, done.stderr
    assert world.uploads.n_fragments == 6


def test_13_check_names_what_is_missing(apipack, world, packs):
    done = upload(apipack, world, packs["small"], "--check")
    assert done.returncode == 0, done.stderr
    assert not world.uploads.sessions
    assert "Sites.Selected" in done.stdout
    world.may_write = False
    done = upload(apipack, world, packs["small"], "--check")
    assert done.returncode == 6
    assert "VLT009" in done.stderr
    assert re.search(r'POST /sites/.*"roles":\["write"\].*' + world.entra.client, done.stdout)
    world.may_read = False
    done = upload(apipack, world, packs["small"], "--check")
    assert (done.returncode, "missing site and library" in done.stdout) == (6, True)


def test_13_a_session_made_and_every_fragment_denied(apipack, world, packs):
    world.faults.add(Fault("403", "reply", status=403, code="accessDenied", times=100))
    done = upload(apipack, world, packs["large"])
    assert done.returncode == 6
    assert "VLT009" in done.stderr
    assert not world.uploads.sessions


def test_13_a_wrong_site_or_library(apipack, world, packs):
    for url in ("https://contoso.sharepoint.com/sites/other/Docs", "https://contoso.sharepoint.com/sites/audit/No Such"):
        done = run(apipack, world, "upload", packs["small"], "--to", url, cwd=packs["small"].parent)
        assert (done.returncode, "VLT010" in done.stderr) == (6, True)
    for url in ("http://contoso.sharepoint.com/sites/audit/D", "contoso", "https://contoso.sharepoint.com/",
                "https://contoso.sharepoint.com/:f:/s/audit/abc", "https://contoso.sharepoint.com/sites/../x"):
        done = run(apipack, world, "upload", packs["small"], "--to", url, cwd=packs["small"].parent)
        assert (done.returncode, "VLT001" in done.stderr) == (2, True), url


COLUMNS = [
    {"name": "ApControlId", "text": {"maxLength": 255}},
    {"name": "ApArea", "choice": {"choices": ["Authentication", "Logging"], "displayAs": "dropDownMenu"}},
    {"name": "ApFramework", "choice": {"choices": ["x"], "displayAs": "checkBoxes"}},
    {"name": "ApReview", "choice": {"choices": ["approved"], "displayAs": "dropDownMenu"}},
    {"name": "ApOwner", "personOrGroup": {"allowMultipleSelection": False}},
    {"name": "ApReviewDate", "dateTime": {"format": "dateTime"}},
    {"name": "ApSha256", "text": {}},
]


@pytest.fixture
def loose(apipack, world, packs, made):
    """upload --files with the small library of the packs' workspace."""
    for column in COLUMNS:
        world.drive.add_column(column)
    library = made["small"].parent / "ws/lib"

    def call(*words):
        return upload(apipack, world, packs["small"], "--files", "--library", library, *words)
    return call


def test_14_columns_by_type_in_one_patch_each(world, loose):
    done = loose()
    assert done.returncode == 0, done.stderr
    item = world.drive.get("tickets/APIAuth-RotationTicket-2026-Q2.png")
    assert item.fields["ApControlId"] == "AUTH-01"
    assert item.fields["ApReview"] == "approved"
    assert item.fields["ApReviewDate"] == "2026-07-02T00:00:00Z"
    assert item.fields["ApArea"] == "Authentication"
    assert sorted(world.field_patches) == sorted(["APIAuth-RotationTicket-2026-Q2.png", "APIAuth-Standard-v1.0-Approved.md",
                                                  "pack.zip"])
    assert world.n_batches == 1
    assert "VLT024" in done.stderr  # ApTitle and others are not there
    assert "VLT025" in done.stderr  # the site does not know the owner
    again = loose()
    assert again.returncode == 0, again.stderr
    assert world.n_batches == 1


def test_14_a_patch_that_was_overtaken_or_throttled_is_sent_again(world, loose):
    from graph.drive import Refused
    world.batch_faults += [Refused(409, "resourceModified", "moved on"),
                           Refused(429, "activityLimitReached", headers={"Retry-After": "1"})]
    done = loose()
    assert done.returncode == 0, done.stderr
    assert world.n_batches == 2
    assert len(world.field_patches) == 3


def test_14_a_draft_is_checked_in_and_the_label_comes_last(world, loose):
    world.drive.requires_checkout = True
    done = loose("--link", "--label", "Audit 7 years")
    assert done.returncode == 0, done.stderr
    assert all(not i.checked_out for i in world.drive.items.values())
    assert "pack.zip" in world.labels
    assert "/link/" in done.stdout


def test_15_one_version_and_a_new_assertion_for_every_token(apipack, world, packs, tmp_path):
    token = tmp_path / "token"
    token.write_text("first-foreign-token")
    world.entra.federated = {"first-foreign-token": 1, "second-foreign-token": 1}

    def end_token(w):
        w.entra.revoke_all()
        token.write_text("second-foreign-token")
    world.faults.add(Fault("token ends", "call", after=1, action=end_token))
    env = signed_in(world, AZURE_CLIENT_SECRET=None, AZURE_FEDERATED_TOKEN_FILE=token)
    done = upload(apipack, world, packs["large"], env=env)
    assert done.returncode == 0, done.stderr
    item = world.drive.get("pack.zip")
    assert (item.version, item.content_version) == (1, 1)


# --- what else a server may do -----------------------------------------------------------------------------------------------

def test_an_upload_address_must_be_https(apipack, world, packs):
    world.url_was = world.url
    world.url = lambda role: world.url_was(role).replace("https", "http") if role == "upload" else world.url_was(role)
    done = upload(apipack, world, packs["large"])
    assert (done.returncode, "VLT015" in done.stderr) == (6, True)


def test_no_room_is_said_at_once(apipack, world, packs):
    world.drive.quota = 1000
    done = upload(apipack, world, packs["large"])
    assert (done.returncode, "VLT013" in done.stderr) == (6, True)
    assert world.uploads.n_fragments == 0


def test_a_missing_hash_is_asked_for_again_then_read_back(apipack, world, packs):
    world.drive.hide_hashes(1000)
    done = upload(apipack, world, packs["small"])
    assert done.returncode == 0, done.stderr
    assert any(path == "/download" for _, _, path, _ in world.requests)


def test_a_loose_file_without_a_hash_is_a_warning(apipack, world, packs):
    assert upload(apipack, world, packs["small"]).returncode == 0
    world.faults.add(Fault("hide", "call", host=GRAPH, method="PUT", path="png", action=lambda w: w.drive.hide_hashes(50)))
    done = upload(apipack, world, packs["small"], "--files")
    assert done.returncode == 0, done.stderr
    assert "VLT019" in done.stderr
    assert "(hash-unavailable)" in done.stdout


def test_a_refusal_without_a_code_of_its_own_gives_the_servers_words(apipack, world, packs):
    world.faults.add(Fault("400", "reply", host=GRAPH, method="POST", path="createUploadSession", status=400,
                           code="invalidRequest", message="No such thing\u001b[31m"))
    done = upload(apipack, world, packs["large"])
    assert (done.returncode, "VLT014" in done.stderr, "\x1b" in done.stderr) == (6, True, False)
    assert "No such thing" in done.stderr


def test_a_server_that_cannot_be_reached(apipack, world, packs):
    done = upload(apipack, world, packs["small"], "--max-wait", "1",
                  env=signed_in(world, AZURE_AUTHORITY_HOST="https://login.localhost:1"))
    assert (done.returncode, "VLT006" in done.stderr) == (7, True)


def test_a_certificate_that_nobody_trusts(apipack, world, packs):
    import subprocess
    done = subprocess.run([apipack, "upload", packs["small"], "--to", URL], env=signed_in(world), capture_output=True, text=True)
    assert (done.returncode, "VLT007" in done.stderr) == (6, True)
    done = upload(apipack, world, packs["small"], env=signed_in(world), timeout=60)
    assert done.returncode == 0


def test_a_file_that_changes_meanwhile(apipack, world, packs):
    world.faults.add(Fault("written", "call", after=1, action=lambda w: os.utime(packs["large"], (1, 1))))
    done = upload(apipack, world, packs["large"])
    assert (done.returncode, "VLT016" in done.stderr) == (5, True)


def test_what_is_no_pack_is_not_sent(apipack, world, packs):
    folder = packs["small"].parent
    (folder / "no.zip").write_bytes(b"PK\3\4 and nothing more")
    data = bytearray(packs["small"].read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "broken.zip").write_bytes(data)
    assert upload(apipack, world, folder / "no.zip").returncode in (2, 3)
    done = upload(apipack, world, folder / "broken.zip")
    assert (done.returncode, "VLT020" in done.stderr) == (3, True)
    assert "it does not verify: " in done.stderr
    assert upload(apipack, world, folder / "missing.zip").returncode == 2
    assert world.requests == []


def test_a_journal_that_is_none(apipack, world, packs):
    journal = packs["small"].parent / JOURNAL
    journal.write_text('{"schema": "something else"}')
    done = upload(apipack, world, packs["small"])
    assert (done.returncode, "VLT023" in done.stderr) == (5, True)


@pytest.mark.parametrize("command", ["upload", "provision"])
def test_a_password_in_an_address_is_not_shown(apipack, world, packs, command):
    words = [packs["small"]] if command == "upload" else []
    done = run(apipack, world, command, *words, "--to", "https://me:s3cr3t-word@contoso.sharepoint.com/sites/audit/D", cwd=packs["small"].parent)
    assert (done.returncode, "VLT001" in done.stderr) == (2, True)
    assert "s3cr3t" not in done.stdout + done.stderr and world.requests == []


def test_a_path_that_is_too_long(apipack, world, packs):
    done = run(apipack, world, "upload", packs["small"], "--to", URL + "/d" * 190, cwd=packs["small"].parent)
    assert (done.returncode, "VLT022" in done.stderr) == (2, True)


def test_dry_run_opens_no_connection(apipack, world, packs):
    done = upload(apipack, world, packs["small"], "--dry-run", "--files", env=signed_in(world, AZURE_CLIENT_SECRET=None))
    assert done.returncode == 0, done.stderr
    assert "tickets/APIAuth-RotationTicket-2026-Q2.png" in done.stdout
    assert world.requests == []


def test_a_crash_leaves_no_core_and_no_secret(apipack, world, packs, tmp_path):
    """Where cores are wanted, too: the tokens are in memory while fragments go."""
    import resource
    here = tmp_path / "cores"
    here.mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    limits = []

    def crash(process):
        limits.extend(line.split() for line in open(f"/proc/{process.pid}/limits") if line.startswith("Max core"))
        process.send_signal(signal.SIGABRT)
    try:
        process = start(apipack, world, "upload", packs["large"], "--to", URL, "-v", cwd=here)
        world.faults.add(Fault("crash", "call", path="uploadSession", after=1, action=lambda w: crash(process)))
        out, err = process.communicate(timeout=120)
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    assert process.returncode == -signal.SIGABRT
    assert limits[0][4:6] == ["0", "0"]
    assert_nothing_secret(world, out + err)
    assert list(here.iterdir()) == []
    left = [p for p in packs["large"].parent.iterdir() if p.is_file()]
    assert sorted(p.name for p in left) == ["pack.zip", JOURNAL]
    tokens = [*world.entra.tokens, world.entra.secret]
    assert tokens and not any(t.encode() in p.read_bytes() for p in left for t in tokens)
    assert upload(apipack, world, packs["large"]).returncode == 0
    assert "tempauth" not in (packs["large"].parent / "pack.zip.upload-receipt.json").read_text()
    assert not (packs["large"].parent / JOURNAL).exists()


# --- all at once -----------------------------------------------------------------------------------------------------------

def storm(apipack, world, pack, seed, n_faults, n_kills):
    rng = random.Random(seed)
    print("seed", seed)
    kinds = all_kinds(world)
    faults = kinds + [rng.choice(all_kinds(world)) for _ in range(max(0, n_faults - len(kinds)))]
    rng.shuffle(faults)
    n_fragments = pack.stat().st_size // FRAGMENT
    for fault in faults:
        if fault.method == "PUT" and not fault.last_fragment:
            fault.after = rng.randrange(max(1, n_fragments // 4))
    world.faults.add(*faults)
    peak = 0
    for attempt in range(200):
        process = start(apipack, world, "upload", pack, "--to", URL, "-v", "--max-wait", "100", cwd=pack.parent)
        deadline = time.monotonic() + (rng.uniform(0.5, 4) if attempt < n_kills else 600)
        while process.poll() is None and time.monotonic() < deadline:
            status = f"/proc/{process.pid}/status"
            if os.path.exists(status):
                match = re.search(r"VmHWM:\s+(\d+)", open(status).read())
                peak = max(peak, int(match.group(1)) if match else 0)
            time.sleep(0.02)
        if process.poll() is None:
            process.kill()
        out, err = process.communicate()
        assert_nothing_secret(world, out + err)
        assert process.returncode in (0, 7, -9), err
        if process.returncode == 0 and attempt >= n_kills:
            break
    assert process.returncode == 0, err
    assert sha256(world.drive.get("pack.zip").file) == sha256(pack)
    receipt = (pack.parent / "pack.zip.upload-receipt.json").read_text()
    assert "tempauth" not in receipt and json.loads(receipt)["files"][0]["state"] == "verified"
    assert not (pack.parent / JOURNAL).exists()
    return peak


def test_many_faults_and_kills(apipack, world, tmp_path):
    pack = make_pack(apipack, tmp_path, 45 * MIB)
    peak = storm(apipack, world, pack, int(os.environ.get("APIPACK_SEED", 1)), 26, 3)
    assert 0 < peak
    if not is_sanitized(apipack):
        assert peak < 64 * 1024  # KiB


@pytest.mark.skipif(not os.environ.get("APIPACK_NIGHTLY"), reason="1 GiB, minutes: nightly")
def test_a_gibibyte_through_thirty_faults_and_ten_kills(apipack, world, tmp_path):
    pack = make_pack(apipack, tmp_path, 1024 * MIB)
    peak = storm(apipack, world, pack, int(os.environ.get("APIPACK_SEED", time.time())), 36, 10)
    assert 0 < peak < 64 * 1024
    assert sum(f.happened for f in world.faults.waiting) >= 30
    assert {f.name for f in world.faults.waiting if f.happened} == {f.name for f in all_kinds(world)}
