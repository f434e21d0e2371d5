"""add: a file, or the rows of a map, become evidence under their right names; nothing is half done.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import hashlib
import os
import subprocess

import pytest
import yaml
from conftest import SIGNOFF, STANDARD, TICKET, control

EVENT = {"id": "revocation", "title": "Revocation record", "proof": "operation", "accepts": ["APIAuth-Revocation"],
         "cadence": "event"}
CONTROLS = [control(requires=[STANDARD, {**TICKET, "formats": ["document", "image", "json"]}, EVENT]),
            control("LOG-01", requires=[SIGNOFF])]
WORDS = "The token was rotated on Monday, the new one verified, the old one found dead.\n"
ANN = {"APIPACK_USER": "ann"}


@pytest.fixture
def ws(workspace):
    return workspace(CONTROLS, people=[{"id": "sec", "name": "Security Team", "email": "sec@acme.example"},
                                       {"id": "ann", "name": "Ann"}],
                     owners={"AUTH": "sec"})


@pytest.fixture
def file(tmp_path):
    """file(name, text) outside of the workspace."""
    def make(name="ticket export.TXT", text=WORDS):
        path = tmp_path / "inbox" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path
    return make


def add(ws, *words, code=0, **more):
    result = ws.run("add", *words, env=ANN, **more)
    assert result.code == code, result.err
    return result


def files(ws):
    folder = ws.path / "evidence"
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def sidecar(ws, name):
    return yaml.safe_load((ws.path / "evidence" / f"{name}.meta.yaml").read_text())


def test_a_file_gets_name_and_sidecar(ws, file):
    path = file()
    result = add(ws, path, "--for", "AUTH-01/ticket", "--source", "Jira", "--as-of", "2026-07-05")
    assert result.out == "added evidence/APIAuth-RotationTicket-2026-Q2.txt\n" and result.err == ""
    name = "APIAuth-RotationTicket-2026-Q2.txt"
    assert files(ws) == [name, name + ".meta.yaml"]
    assert (ws.path / "evidence" / name).read_text() == path.read_text() == WORDS
    meta = sidecar(ws, name)
    assert {k: str(meta[k]) for k in ("title", "control", "owner", "period", "source")} == {
        "title": "Rotation ticket", "control": "AUTH-01", "owner": "sec", "period": "2026-Q2", "source": "Jira"}
    assert meta["review"] == {"status": "uploaded"}
    received = meta["received"]
    assert received["sha256"] == hashlib.sha256(WORDS.encode()).hexdigest()
    assert (str(received["at"]), received["by"]) == ("2026-07-05", "ann") and len(received["run"]) == 16
    slot = next(s for s in ws.check()["slots"] if s["requirement"] == "ticket")
    assert (slot["status"], slot["evidence"]) == ("pending", [f"evidence/{name}"])


@pytest.mark.parametrize("words,name", [
    (["--period", "2026-Q1"], "APIAuth-RotationTicket-2026-Q1.txt"),
    (["--period", "May-26"], "APIAuth-RotationTicket-2026-05.txt"),
    (["--period", "2026-05-14"], "APIAuth-RotationTicket-2026-05.txt"),
    (["--period", "2026-04-15..2026-06-20"], "APIAuth-RotationTicket-2026-Q2.txt")])
def test_periods(ws, file, words, name):
    add(ws, file(), "--for", "AUTH-01/ticket", *words)
    assert name in files(ws)
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == ("stale" if "Q1" in name else "pending")


def test_a_day_stands_in_the_sidecar(ws, file):
    add(ws, file(), "--for", "AUTH-01/ticket", "--period", "2026-05-14")
    assert str(sidecar(ws, "APIAuth-RotationTicket-2026-05.txt")["period"]) == "2026-05-14"
    assert not any(c.startswith("MET") for c in ws.codes())


def test_documents_have_version_and_status(ws, file):
    add(ws, file("standard.md"), "--for", "AUTH-01/standard", "--doc-version", "1.2", "--status", "approved")
    assert "APIAuth-Standard-v1.2-Approved.md" in files(ws)
    assert "period" not in sidecar(ws, "APIAuth-Standard-v1.2-Approved.md")
    add(ws, file("dated.md"), "--for", "AUTH-01/standard", "--period", "2026-Q2")
    assert "APIAuth-Standard-2026-Q2.md" in files(ws)


def test_the_files_own_name_counts(ws, file):
    add(ws, file("APIAuth-Standard-v2.0-Draft.md"), "--for", "AUTH-01/standard")
    add(ws, file("APIAuth-RotationTicket-2026-04.txt"), "--for", "AUTH-01/ticket")
    assert {"APIAuth-Standard-v2.0-Draft.md", "APIAuth-RotationTicket-2026-04.txt"} < set(files(ws))


def test_the_accepted_name_that_the_file_has_is_kept(workspace, file):
    ws = workspace([control(requires=[{**TICKET, "accepts": ["APIAuth-RotationTicket", "APIAuth-RolloverTicket"]}])])
    add(ws, file("APIAuth-RolloverTicket-2026-Q1.txt"), "--for", "AUTH-01/ticket", "--period", "2026-Q2")
    add(ws, file("other.txt", "else\n"), "--for", "AUTH-01/ticket")
    assert [f for f in files(ws) if not f.endswith(".yaml")] == ["APIAuth-RolloverTicket-2026-Q2.txt",
                                                                 "APIAuth-RotationTicket-2026-Q2.txt"]


REFUSED = [
    (["--for", "AUTH-01/tickt"], "unknown requirement", "did you mean AUTH-01/ticket?"),
    (["--for", "ticket"], "unknown requirement", "did you mean AUTH-01/ticket?"),
    (["--for", "zzzzzzzzzz"], "unknown requirement", "apipack list requirements"),
    (["--for", "LOG-01/signoff"], "which period", "2026-04, 2026-05 or 2026-06"),
    (["--for", "LOG-01/signoff", "--period", "2026-Q2"], "coarser than the cadence", "2026-04, 2026-05 or 2026-06"),
    (["--for", "LOG-01/signoff", "--period", "2026-13"], "is no period", "2026-04, 2026-05 or 2026-06"),
    (["--for", "AUTH-01/standard"], "which one is it?", "--doc-version and --status, or --period"),
    (["--for", "AUTH-01/standard", "--doc-version", "v1.0"], "need each other", ""),
    (["--for", "AUTH-01/standard", "--status", "Approved"], "need each other", ""),
    (["--for", "AUTH-01/standard", "--doc-version", "v1", "--status", "final"], "none of Draft, Review, Approved", ""),
    (["--for", "AUTH-01/standard", "--doc-version", "one", "--status", "Draft"], "cannot stand in a file name", ""),
    (["--for", "AUTH-01/standard", "--doc-version", "v1", "--status", "Draft", "--period", "2026"], "exclude", ""),
    (["--for", "AUTH-01/ticket", "--period", "2025-12-01..2026-02-01"], "cannot say it", ""),
    (["--for", "AUTH-01/ticket", "--set", "colour=red"], 'no field "colour"', "performed, collected"),
    (["--for", "AUTH-01/ticket", "--set", "collected=someday"], "is not a day", ""),
    (["--for", "AUTH-01/ticket", "--set", "audience=press"], "an audience of the library", ""),
    (["--for", "AUTH-01/ticket", "--set", "collected"], "--set", "KEY=VALUE"),
    (["--for", "AUTH-01/ticket", "--sample", "S-9"], "no sample S-9", ""),
    (["--for", "AUTH-01/ticket", "--into", "../out"], "--into", "relative to the evidence folder"),
    ([], "--for is missing", "apipack triage"),
]


@pytest.mark.parametrize("words,message,hint", REFUSED)
def test_wrong_orders_change_nothing(ws, file, words, message, hint):
    result = add(ws, file(), *words, code=2)
    assert message in result.err and hint in result.err and result.out == ""
    assert files(ws) == []


def make_link(path):
    target = path.with_name("target.txt")
    target.write_text(WORDS)
    path.symlink_to(target)


BAD_FILES = [
    ("missing.txt", lambda p: None, "no such file"),
    ("folder.txt", lambda p: p.mkdir(), "this is a folder"),
    ("link.txt", make_link, "symbolic link"),
    ("pipe.txt", lambda p: os.mkfifo(p), "no regular file"),
    ("empty.txt", lambda p: p.write_text(""), "empty"),
    ("blank.txt", lambda p: p.write_text(" \n\n"), "blanks"),
    ("template.md", lambda p: p.write_text("<!-- apipack:template -->\n\n# Ticket\n\nWho: …\n"), "apipack:template"),
    ("large.txt", lambda p: (p.touch(), os.truncate(p, (4 << 30) + 1)), "larger than 4 GiB"),
    ("ticket.xlsx", lambda p: p.write_text(WORDS), "takes no .xlsx"),
    ("noextension", lambda p: p.write_text(WORDS), "no extension"),
    ("x.link.yaml", lambda p: p.write_text("url: https://x.example\n"), "links and sidecars"),
]


@pytest.mark.parametrize("name,make,message", BAD_FILES)
def test_bad_files_change_nothing(ws, tmp_path, name, make, message):
    (tmp_path / "inbox").mkdir()
    make(tmp_path / "inbox" / name)
    result = add(ws, tmp_path / "inbox" / name, "--for", "AUTH-01/ticket", code=2)
    assert message in result.err and "CLI012" in result.err and files(ws) == []


def test_usage(ws, file):
    assert "needs a file, or --map" in add(ws, code=2).err
    assert "exclude each other" in add(ws, file(), "--map", "m.csv", code=2).err
    assert "the map has a column" in add(ws, "--map", "m.csv", "--owner", "x", code=2).err
    assert "WSP009" in ws.run_program("-C", ws.path.parent, "add", file(), "--for", "AUTH-01/ticket").err
    assert not (ws.path.parent / ".apipack").exists()


def test_the_same_bytes_again_change_nothing(ws, file):
    path = file()
    add(ws, path, "--for", "AUTH-01/ticket")
    before = {f: (ws.path / "evidence" / f).read_bytes() for f in files(ws)}
    result = add(ws, path, "--for", "AUTH-01/ticket", "--owner", "x")
    assert result.out.startswith("unchanged") and "there already" in result.out
    assert before == {f: (ws.path / "evidence" / f).read_bytes() for f in files(ws)}


def test_an_existing_name_is_refused_and_replaced_on_request(ws, file):
    name = "APIAuth-RotationTicket-2026-Q2.txt"
    add(ws, file(), "--for", "AUTH-01/ticket", "--into", "auth", "--set", "collected=2026-07-01")
    path = ws.path / "evidence/auth" / f"{name}.meta.yaml"
    digest = hashlib.sha256(WORDS.encode()).hexdigest()
    text = path.read_text().replace("review: {status: uploaded}", f"review: {{status: approved, by: R. Reviewer, "
                                    f"date: 2026-07-06, sha256: {digest}}} # seen")
    path.write_text("# ours\n" + text)
    new = file("new.txt", WORDS + "And closed.\n")
    result = add(ws, new, "--for", "AUTH-01/ticket", code=2)
    assert "is there already" in result.err and "--replace" in result.err
    assert (ws.path / "evidence/auth" / name).read_text() == WORDS
    result = add(ws, new, "--for", "AUTH-01/ticket", "--replace")
    assert result.out == (f"replaced evidence/auth/{name}, the old file is kept as evidence/superseded/auth/{name}\n")
    assert (ws.path / "evidence/superseded/auth" / name).read_text() == WORDS
    assert "approved" in (ws.path / "evidence/superseded/auth" / f"{name}.meta.yaml").read_text()
    assert (ws.path / "evidence/auth" / name).read_bytes() == new.read_bytes()
    assert path.read_text().startswith("# ours\n")
    meta = yaml.safe_load(path.read_text())
    assert meta["review"] == {"status": "uploaded"} and meta["owner"] == "sec" and "collected" not in meta
    entry, = meta["history"]
    assert (entry["did"], entry["by"], entry["sha256"]) == ("replaced", "ann", digest)
    assert entry["review"]["status"] == "approved"
    assert entry["kept"] == f"evidence/superseded/auth/{name}"
    doc = ws.check()
    states = {e["path"]: e["state"] for e in doc["evidence"]}
    assert states == {f"evidence/auth/{name}": "used", f"evidence/superseded/auth/{name}": "superseded"}
    assert ws.slots()["AUTH-01/ticket@2026-Q2"] == "pending"
    add(ws, file("third.txt", "A third text, of another week.\n"), "--for", "AUTH-01/ticket", "--replace")
    assert "superseded/auth/APIAuth-RotationTicket-2026-Q2.2.txt" in files(ws)
    assert len(yaml.safe_load(path.read_text())["history"]) == 2


def test_records_of_events_are_numbered(ws, file):
    for i in range(3):
        add(ws, file(f"{i}.txt", f"Token t-{i} was revoked.\n"), "--for", "AUTH-01/revocation")
    assert add(ws, file("1.txt", "Token t-1 was revoked.\n"), "--for", "AUTH-01/revocation").out.startswith("unchanged")
    assert [f for f in files(ws) if f.endswith(".txt")] == [
        f"APIAuth-Revocation-2026-Q2{n}.txt" for n in ("-02", "-03", "")]


def test_move_takes_the_file_away(ws, file):
    path = file()
    add(ws, path, "--for", "AUTH-01/ticket", "--move")
    assert not path.exists() and (ws.path / "evidence/APIAuth-RotationTicket-2026-Q2.txt").read_text() == WORDS


def test_what_lies_in_the_evidence_folder_is_moved(ws):
    ws.evidence("drop/ticket may.txt", WORDS)
    add(ws, ws.path / "evidence/drop/ticket may.txt", "--for", "AUTH-01/ticket")
    assert [f for f in files(ws) if f.endswith(".txt")] == ["APIAuth-RotationTicket-2026-Q2.txt"]
    ws.evidence("drop/with sidecar.txt", "else\n", owner="sec")
    result = add(ws, ws.path / "evidence/drop/with sidecar.txt", "--for", "AUTH-01/revocation", code=2)
    assert "has a sidecar" in result.err and "drop/with sidecar.txt" in files(ws)


def test_evidence_of_a_requirement_stays_together(ws, file):
    ws.evidence("auth/APIAuth-RotationTicket-2026-Q1.txt", WORDS)
    add(ws, file(), "--for", "AUTH-01/ticket")
    assert "auth/APIAuth-RotationTicket-2026-Q2.txt" in files(ws)


def test_no_link_leads_out_of_the_evidence_folder(ws, file, tmp_path):
    (tmp_path / "outside").mkdir()
    (ws.path / "evidence/out").symlink_to(tmp_path / "outside")
    result = add(ws, file(), "--for", "AUTH-01/ticket", "--into", "out/deeper", code=2)
    assert "no folder below the evidence folder" in result.err
    add(ws, file(), "--for", "AUTH-01/ticket")
    (ws.path / "evidence/superseded").symlink_to(tmp_path / "outside")
    add(ws, file("b.txt", "else\n"), "--for", "AUTH-01/ticket", "--replace", code=5)
    assert list((tmp_path / "outside").iterdir()) == []
    assert (ws.path / "evidence/APIAuth-RotationTicket-2026-Q2.txt").read_text() == WORDS
    assert "history" not in sidecar(ws, "APIAuth-RotationTicket-2026-Q2.txt")


def test_a_full_disk_leaves_nothing(ws, file, apipack):
    big = file("big.txt", WORDS * 20000)
    done = subprocess.run(["bash", "-c", 'ulimit -f 100; exec "$@"', "-", apipack, "-C", ws.path, "add", big, "--for",
                           "AUTH-01/ticket"], capture_output=True, text=True)
    assert done.returncode == 5 and "cannot copy the file" in done.stderr
    assert files(ws) == [] and big.exists()


def test_dry_run_changes_nothing(ws, file):
    path = file()
    result = add(ws, path, "--for", "AUTH-01/ticket", "--dry-run", "--move")
    assert result.out == "would add evidence/APIAuth-RotationTicket-2026-Q2.txt\n" and files(ws) == [] and path.exists()


def test_owners_are_people(ws, file):
    add(ws, file(), "--for", "AUTH-01/ticket", "--owner", "SEC@acme.example")
    assert sidecar(ws, "APIAuth-RotationTicket-2026-Q2.txt")["owner"] == "sec"
    result = add(ws, file("b.txt", "else\n"), "--for", "AUTH-01/revocation", "--owner", "Nobody")
    assert "Nobody is not among the people" in result.err and "CLI015" in result.err
    assert sidecar(ws, "APIAuth-Revocation-2026-Q2.txt")["owner"] == "Nobody"


def test_defaults_need_not_be_repeated(ws, file):
    ws.yaml["evidence"] = {"defaults": [{"match": "jira/**", "owner": "sec", "source": "Jira"}]}
    ws.save()
    add(ws, file(), "--for", "AUTH-01/ticket", "--into", "jira")
    assert "owner" not in sidecar(ws, "jira/APIAuth-RotationTicket-2026-Q2.txt")
    item, = ws.check()["evidence"]
    assert ws.run("list", "evidence", "--format", "json").json[0]["owner"] == "sec" and item["state"] == "used"


def test_fields_of_the_library(workspace, file):
    fields = [{"key": "classification", "label": "Classification", "type": "choice", "choices": ["Public", "Internal"]},
              {"key": "rows", "label": "Rows", "type": "number"}]
    from conftest import LIBRARY
    ws = workspace(CONTROLS, library={"metadata": LIBRARY["metadata"] + fields})
    add(ws, file(), "--for", "AUTH-01/ticket", "--set", "Classification=internal", "--set", "rows=12",
        "--set", "performed=2026-05-04", "--set", "audience=buyer")
    meta = sidecar(ws, "APIAuth-RotationTicket-2026-Q2.txt")
    assert (meta["classification"], str(meta["rows"]), str(meta["performed"]), meta["audience"]) == (
        "Internal", "12", "2026-05-04", "buyer")
    assert not any(c.startswith("MET") for c in ws.codes() if c != "MET011")
    result = add(ws, file("b.txt", "b\n"), "--for", "AUTH-01/revocation", "--set", "classification=secret", code=2)
    assert "one of Public, Internal" in result.err


def test_samples_of_the_auditor(workspace, file):
    ws = workspace([control(requires=[{"id": "sample", "title": "Ticket sample", "proof": "operation",
                                       "accepts": ["APIAuth-TicketSample"], "cadence": "sample"}])],
                   samples="samples.csv")
    ws.write("samples.csv", "Sample ID,Requirement,Selected By,Date,Item\nS-1,AUTH-01/sample,A,2026-07-01,T-1\n"
                            "S-2,AUTH-01/sample,A,2026-07-01,T-2\n")
    add(ws, file("a.txt", "one\n"), "--for", "AUTH-01/sample", "--sample", "S-1")
    add(ws, file("b.txt", "two\n"), "--for", "AUTH-01/sample", "--sample", "S-2")
    assert set(ws.slots().values()) == {"pending"} and len(ws.slots()) == 2


def test_what_check_will_find_fault_with_is_said(ws, file):
    result = add(ws, file("x.json", "{not json"), "--for", "AUTH-01/ticket")
    assert "CLI015" in result.err and "x.json" in result.err and result.out.startswith("added")


def test_hostile_names_are_escaped(ws, file):
    path = file("a\x1b[31m.txt")
    assert "\x1b" not in add(ws, path, "--for", "AUTH-01/tickt", code=2).err
    assert add(ws, path, "--for", "AUTH-01/ticket").out == "added evidence/APIAuth-RotationTicket-2026-Q2.txt\n"


def test_an_existing_workspace_lock_is_respected(ws, file, apipack):
    """Two writers at once: both end well, one after the other."""
    words = [apipack, "-C", ws.path, "add", "--for", "AUTH-01/revocation"]
    running = [subprocess.Popen([*map(str, words), str(file(f"{i}.txt", f"Token t-{i} was revoked.\n"))],
                                stdout=subprocess.PIPE) for i in range(4)]
    assert [p.wait() for p in running] == [0] * 4
    assert len([f for f in files(ws) if f.endswith(".txt")]) == 4


# --- maps ------------------------------------------------------------------------------------------

HEADER = ["File", "Requirement", "Period", "Doc Version", "Doc Status", "Owner", "Source", "Title", "Why"]


def write_map(path, rows, header=HEADER, **more):
    with path.open("w", newline="", encoding=more.pop("encoding", "utf-8")) as out:
        writer = csv.writer(out, **more)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def good_rows(file):
    return [[file("a.txt"), "AUTH-01/ticket", "", "", "", "sec", "Jira", "Rotation of May"],
            [file("b.txt", "two\n"), "LOG-01/signoff", "2026-04", "", "", "", "SIEM", ""],
            [file("c.txt", "three\n"), "", "", "", "", "", "", ""],
            [file("d.md", "# Standard\n\nfour\n"), "AUTH-01/standard", "", "v1.0", "Approved", "", "", ""]]


@pytest.mark.parametrize("habit", [{}, {"delimiter": ";"}, {"delimiter": "\t", "encoding": "utf-16"}, {"encoding": "utf-8-sig"}])
def test_a_map_is_added_whole(ws, file, tmp_path, habit):
    result = add(ws, "--map", write_map(tmp_path / "map.csv", good_rows(file), **habit))
    assert [line.split()[1] for line in result.out.splitlines()] == [
        "evidence/APIAuth-RotationTicket-2026-Q2.txt", "evidence/APILogging-ReviewSignOff-2026-04.txt",
        "evidence/APIAuth-Standard-v1.0-Approved.md"]
    assert "c.txt: no requirement" in result.err and "1 row was left out" in result.err
    meta = sidecar(ws, "APIAuth-RotationTicket-2026-Q2.txt")
    assert (meta["title"], meta["source"]) == ("Rotation of May", "Jira")
    runs = {sidecar(ws, f[:-10])["received"]["run"] for f in files(ws) if f.endswith(".meta.yaml")}
    assert len(runs) == 1


def test_one_wrong_row_and_nothing_is_added(ws, file, tmp_path):
    rows = good_rows(file)
    rows += [[tmp_path / "gone.txt", "AUTH-01/ticket", "2026-Q1"],
             [file("e.txt", "five\n"), "AUTH-01/tickt", ""],
             [file("f.txt", "six\n"), "LOG-01/signoff", "sometime"],
             [file("g.txt", "seven\n"), "AUTH-01/ticket", "2026-Q2"]]
    result = add(ws, "--map", write_map(tmp_path / "map.csv", rows), code=2)
    assert files(ws) == [] and result.out == ""
    for place, message in (("6:1", "no such file"), ("7:", "did you mean AUTH-01/ticket?"), ("8:", "is no period"),
                           ("9:1", "taken by an earlier row")):
        assert f"map.csv:{place}" in result.err and message in result.err
    assert result.err.count("CLI013") == 4


def test_a_file_is_moved_once(ws, file, tmp_path):
    path = file()
    rows = [[path, "AUTH-01/ticket", ""], [path, "LOG-01/signoff", "2026-04"]]
    result = add(ws, "--map", write_map(tmp_path / "map.csv", rows), "--move", code=2)
    assert "map.csv:3:1" in result.err and "an earlier row moves this file" in result.err and path.exists()
    add(ws, "--map", tmp_path / "map.csv")
    assert len([f for f in files(ws) if f.endswith(".txt")]) == 2


def test_cells_as_spreadsheets_leave_them(ws, file, tmp_path):
    rows = [[file("a.txt"), "LOG-01/signoff", "2026-05-01 00:00:00"], [file("b.txt", "b\n"), "LOG-01/signoff", "Jun-26"]]
    add(ws, "--map", write_map(tmp_path / "map.csv", rows, quoting=csv.QUOTE_ALL))
    assert [f for f in files(ws) if f.endswith(".txt")] == ["APILogging-ReviewSignOff-2026-05.txt",
                                                           "APILogging-ReviewSignOff-2026-06.txt"]
    assert str(sidecar(ws, "APILogging-ReviewSignOff-2026-05.txt")["period"]) == "2026-05"


@pytest.mark.parametrize("text,code", [("", "CLI013"), ("File,Period\nx,2026\n", "CLI013"), ("a\0b", "CLI013"),
                                       ('File,Requirement\n"x,y\n', "CLI013"), (None, "CLI010")])
def test_what_is_no_map(ws, tmp_path, text, code):
    path = tmp_path / "map.csv"
    if text is not None:
        path.write_text(text)
    assert code in add(ws, "--map", path, code=2).err


def test_columns_of_the_library_and_formulas(workspace, file, tmp_path):
    from conftest import LIBRARY
    field = {"key": "classification", "label": "Classification", "type": "choice", "choices": ["Public", "Internal"]}
    ws = workspace(CONTROLS, library={"metadata": LIBRARY["metadata"] + [field]})
    path = write_map(tmp_path / "map.csv", [[file(), "AUTH-01/ticket", "'=1+1", "Public", "2026-07-01"]],
                     header=["File", "Requirement", "Title", "Classification", "Collected"])
    add(ws, "--map", path)
    meta = sidecar(ws, "APIAuth-RotationTicket-2026-Q2.txt")
    assert (meta["title"], meta["classification"], str(meta["collected"])) == ("=1+1", "Public", "2026-07-01")


def test_a_map_of_triage_can_be_added_as_it_stands(ws, file, tmp_path):
    file("rotation ticket may.txt")
    file("log review sign-off.txt", "no month\n")
    file("revocation record.txt", "revoked\n")
    assert ws.run("triage", "inbox", "-o", "map.csv", cwd=tmp_path).code == 0
    result = add(ws, "--map", "map.csv", cwd=tmp_path)
    assert len(result.out.splitlines()) == 2 and "log review sign-off.txt: no requirement" in result.err
    assert add(ws, "--map", "map.csv", cwd=tmp_path).out.count("unchanged") == 2


def test_a_file_that_is_not_there_has_one_fault(workspace):
    result = workspace().run("add", "none", "--for", "AUTH-01/ticket", "--by", "x")
    assert result.code == 2 and result.err.count("error:") == 1 and "there is no such file [CLI012]" in result.err
