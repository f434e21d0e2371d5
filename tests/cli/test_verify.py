"""`verify`: packs that hold, packs that others packed again, and every way in which a zip can lie.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import shutil
import struct
import subprocess
import zipfile
import zlib
from copy import deepcopy

import pytest
from conftest import STANDARD, TICKET, Workspace, control, runner
from rawzip import Entry, end_record, entry, put_together, take_apart

pytestmark = pytest.mark.threads

DATA = "data/01-Authentication-Standard/"


@pytest.fixture(scope="module")
def made(apipack, tmp_path_factory):
    """A small pack with two files: its path, and what build said."""
    path = tmp_path_factory.mktemp("made")
    run = runner(apipack, path)
    ws = Workspace(path / "ws", run, [control(requires=[STANDARD, TICKET])])
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", "# Standard\n" + "Clients authenticate with OAuth.\n" * 40, approved=True)
    ws.evidence("APIAuth-RotationTicket-2026-Q2.csv", "Ticket,Day\nSEC-1,2026-05-01\nSEC-2,2026-06-01\n", approved=True,
                collected="2026-07-01")
    built = ws.run("build", "-o", path / "pack.zip")
    assert (path / "pack.zip").is_file(), built.stderr
    return path / "pack.zip", built.stdout


@pytest.fixture
def pack(made, tmp_path):
    return shutil.copy(made[0], tmp_path / "pack.zip")


@pytest.fixture(scope="module")
def entries(made):
    return take_apart(made[0])


@pytest.fixture
def folder(pack, tmp_path):
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(tmp_path / "out")
    (top,) = (tmp_path / "out").iterdir()
    return top


def pack_id(made):
    return made[1].split("pack id: ")[1].split()[0]


# --- packs that hold ------------------------------------------------------------------------------------


def test_a_pack_is_verified(run, pack, made):
    result = run("verify", pack)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"{pack}: verified\n")
    assert pack_id(made) in result.out
    for words in ("not signed", "Proved:", "Not proved:", "Who made it", "When it was made"):
        assert words in result.out


def test_so_is_the_folder(run, folder):
    for path in (folder, folder.parent):
        result = run("verify", path)
        assert (result.code, result.err) == (0, ""), result.err
        assert "there is no container" in result.out


def test_json(run, pack, made):
    doc = run("verify", pack, "--format", "json", "--expect-id", pack_id(made).upper()).json
    assert doc["schema"] == "apipack.dev/verify/v1"
    assert (doc["verdict"], doc["exit_code"], doc["id_was_expected"]) == ("verified", 0, True)
    assert doc["pack"]["pack_id"] == pack_id(made) and doc["pack"]["kind"] == "zip"
    states = {layer["layer"]: layer["state"] for layer in doc["layers"]}
    assert states == {"container": "ok", "bag": "ok", "manifest": "ok", "signature": "absent", "time": "absent"}
    assert all(layer["faults"] == [] for layer in doc["layers"])
    assert doc["proved"] and doc["not_proved"]


def test_json_of_a_failure_names_the_faults(run, pack):
    pack.write_bytes(pack.read_bytes()[:-1])
    result = run("verify", pack, "--format", "json")
    assert result.code == 3 and result.json["verdict"] == "failed" and result.json["exit_code"] == 3
    assert [f["code"] for f in result.json["layers"][0]["faults"]] == ["VFY005"]
    assert result.json["proved"] == []


@pytest.mark.parametrize("jobs", ["1", "2", "7"])
def test_threads_change_nothing(run, pack, jobs):
    assert run("verify", pack, "-j", jobs).out == run("verify", pack).out


def test_the_expected_id(run, pack, made):
    assert run("verify", pack, "--expect-id", pack_id(made)).code == 0
    result = run("verify", pack, "--expect-id", "0" * 64)
    assert result.code == 3 and "VFY026" in result.err and "was expected" in result.err
    for wrong in ("", "abc", "g" * 64):
        assert run("verify", pack, "--expect-id", wrong).code == 2


def test_a_pack_without_evidence(run, workspace, tmp_path):
    workspace().run("build", "-o", tmp_path / "none.zip")
    result = run("verify", tmp_path / "none.zip")
    assert (result.code, result.err) == (0, "")
    assert run("verify", tmp_path / "none.zip", "--extract", tmp_path / "x").code == 0
    assert run("verify", tmp_path / "x").code == 0


@pytest.mark.parametrize("audience", ["internal", "buyer"])
def test_packs_of_other_audiences(run, sample, tmp_path, audience):
    run("-C", sample, "build", "--audience", audience, "-o", tmp_path / "p.zip")
    assert run("verify", tmp_path / "p.zip").code == 0


def test_another_pack_time(run, sample, tmp_path):
    run("-C", sample, "build", "-o", tmp_path / "p.zip", env={"SOURCE_DATE_EPOCH": "1700000001"})
    assert run("verify", tmp_path / "p.zip").code == 0


# --- what is no pack ------------------------------------------------------------------------------------


def test_usage(run, pack):
    assert run("verify").code == 2
    assert run("verify", pack, pack).code == 2
    missing = run("verify", "nothing.zip")
    assert missing.code == 2 and "no such file" in missing.err
    assert run("verify", pack, "--format", "xml").code == 2


@pytest.mark.parametrize("content,words", [(b"", "empty"), (b"text", "no zip archive"), (b"PK\3\4" + b"x" * 60, "cut off")])
def test_files_that_are_no_pack(run, tmp_path, content, words):
    (tmp_path / "x.zip").write_bytes(content)
    result = run("verify", tmp_path / "x.zip")
    assert result.code == 3 and words in result.err


def test_a_zip_of_something_else(run, tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("top/readme.txt", "x")
    result = run("verify", tmp_path / "x.zip")
    assert result.code == 3 and "VFY023" in result.err and "VFY014" in result.err


def test_a_device(run):
    result = run("verify", "/dev/null")
    assert result.code == 3 and "neither a file nor a folder" in result.err


# --- packed again ---------------------------------------------------------------------------------------


REPACKERS = {
    "zip": ["zip", "-qr", "{zip}", "{top}"],
    "zip-stored": ["zip", "-qr0", "{zip}", "{top}"],
    "7z": ["7z", "a", "-bso0", "{zip}", "{top}"],
    "bsdtar": ["bsdtar", "-a", "-cf", "{zip}", "{top}"],
}


@pytest.mark.parametrize("tool", REPACKERS)
def test_packed_again_by_others(run, folder, tmp_path, tool):
    words = [w.format(zip=tmp_path / "again.zip", top=folder.name) for w in REPACKERS[tool]]
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not installed")
    subprocess.run(words, cwd=folder.parent, check=True)
    result = run("verify", tmp_path / "again.zip")
    assert result.code == 1, result.err
    assert "contents verified, container changed" in result.out and "VFY012" in result.err
    allowed = run("verify", tmp_path / "again.zip", "--allow-repacked")
    assert allowed.code == 0 and "accepted: --allow-repacked" in allowed.out


def test_packed_again_by_python(run, folder, tmp_path):
    name = shutil.make_archive(tmp_path / "again", "zip", folder.parent, folder.name)
    assert run("verify", name).code == 1


# --- tampering ------------------------------------------------------------------------------------------


def rebuilt(entries, tmp_path, **more):
    (tmp_path / "made.zip").write_bytes(put_together(entries, **more))
    return tmp_path / "made.zip"


def find(entries, end):
    return next(e for e in entries if e.name.endswith(end.encode()))


def test_taken_apart_and_put_together_it_is_the_same(made, entries):
    assert put_together(deepcopy(entries)) == made[0].read_bytes()


def test_an_entry_taken_out(run, pack, entries):
    name = find(entries, "Q2.csv").name.decode()
    subprocess.run(["zip", "-qd", pack, name], check=True)
    result = run("verify", pack)
    path = name.split("/", 1)[1]
    assert result.code == 3
    assert f'manifest-sha256.txt:1: error: "{path}" is listed and missing [VFY016]' in result.err
    assert "VFY025" in result.err and "VFY018" not in result.err


def test_a_renamed_entry(run, entries, tmp_path):
    changed = deepcopy(entries)
    changed[0].name = changed[0].name.replace(b"Q2.csv", b"Q3.csv")
    result = run("verify", rebuilt(changed, tmp_path))
    assert result.code == 3
    assert 'Q2.csv" is listed and missing; ' in result.err and "it was renamed" in result.err
    assert "Q3.csv: error: the file is not listed in manifest-sha256.txt [VFY017]" in result.err


def edit(entries, end, function):
    """The entries with one file's content changed, crc and size told right."""
    changed = deepcopy(entries)
    e = find(changed, end)
    content = zlib.decompress(e.data, -15) if e.method == 8 else e.data
    new = entry(e.name, function(content), method=e.method)
    e.data, e.size, e.crc = new.data, new.size, new.crc
    return changed


def test_an_edited_manifest_line(run, entries, tmp_path):
    def flip(text):
        return (b"1" if text[:1] == b"0" else b"0") + text[1:]

    result = run("verify", rebuilt(edit(entries, "/manifest-sha256.txt", flip), tmp_path))
    assert result.code == 3
    assert "manifest-sha256.txt:1: error: the sha256 of" in result.err
    assert 'tagmanifest-sha256.txt:' in result.err and '"manifest-sha256.txt" differs' in result.err
    assert "VFY025" not in result.err  # manifest.json agrees with the file


def reforged(entries, function):
    """manifest.json changed, and the tag manifest made right again: what a careful forger would do."""
    changed = edit(entries, "/manifest.json", lambda t: json.dumps(function(json.loads(t)) or {}, indent=2).encode())
    digest = hashlib.sha256(zlib.decompress(find(changed, "/manifest.json").data, -15)).hexdigest()

    def relist(text):
        lines = text.decode().splitlines()
        return "".join(f"{digest}  manifest.json\n" if line.endswith(" manifest.json") else line + "\n"
                       for line in lines).encode()

    return edit(changed, "/tagmanifest-sha256.txt", relist)


def set_key(*path):
    *keys, last, value = path

    def change(doc):
        at = doc
        for key in keys:
            at = at[key]
        at[last] = value
        return doc

    return change


def drop_slot(doc):
    doc["slots"].pop()
    doc["counts"]["listed"] -= 1
    doc["counts"]["slots"] -= 1
    return doc


def two_slots_in_one(doc):
    a = doc["slots"].pop(0)
    b = doc["slots"][0]
    b["id"] = f"{a['id']}\t{a['status']}\nslot\t{b['id']}"
    return doc


FORGED = {
    "status": (set_key("slots", 0, "status", "missing"), "VFY026"),
    "status-unknown": (set_key("slots", 0, "status", "fine"), "VFY024"),
    "slot-dropped": (drop_slot, "VFY026"),
    "slot-split": (two_slots_in_one, "VFY025"),
    "slot-of-other-parts": (set_key("slots", 0, "requirement", "other"), "VFY025"),
    "gap-of-satisfied": (set_key("slots", 0, "gap", True), "VFY025"),
    "counts": (set_key("counts", "listed", 7), "VFY027"),
    "counts-by-status": (set_key("counts", "by_status", "missing", 7), "VFY027"),
    "complete": (lambda d: set_key("complete", not d["complete"])(d), "VFY027"),
    "pack-id": (set_key("pack_id", "0" * 64), "VFY026"),
    "audience": (set_key("audience", "buyer"), "VFY026"),
    "window": (set_key("window", "from", "2026-01-01"), "VFY028"),
    "item-size": (set_key("items", 0, "bytes", 3), "VFY025"),
    "item-digest": (set_key("items", 0, "sha256", "0" * 64), "VFY025"),
    "item-elsewhere": (set_key("items", 0, "path", "data/01-Authentication-Standard/none.pdf"), "VFY025"),
    "item-dropped": (lambda d: d["items"].pop() and d, "VFY025"),
    "key-missing": (lambda d: d.pop("tool") and d, "VFY024"),
    "key-wrong-type": (set_key("organization", 3), "VFY024"),
    "day": (set_key("as_of", "tomorrow"), "VFY024"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_manifest(run, entries, tmp_path, name):
    function, code = FORGED[name]
    result = run("verify", rebuilt(reforged(entries, function), tmp_path))
    assert result.code == 3
    assert code in result.err


def test_a_later_version_may_add_keys(run, entries, tmp_path):
    def more(doc):
        return {**doc, "later": {"a": [1, {"b": None}]}, "items": [{**i, "more": 1} for i in doc["items"]]}

    result = run("verify", rebuilt(reforged(entries, more), tmp_path))
    assert result.code == 1, result.err  # nothing but the compression of two entries differs


@pytest.mark.parametrize("text,words", [
    (b"{", "no valid JSON"), (b"[]", "no object"), (b"{\"a\": " + b"[" * 80, "nested"), (b"\xff", "JSON"), (b"", "JSON"),
    (b'{"schema": "x", "schema": "y"}', "twice"),
])
def test_manifests_that_are_none(run, entries, tmp_path, text, words):
    result = run("verify", rebuilt(edit(entries, "/manifest.json", lambda _: text), tmp_path))
    assert result.code == 3 and "VFY024" in result.err and words in result.err


def test_a_pack_named_as_complete(run, entries, tmp_path):
    changed = deepcopy(entries)
    whole = b"-PARTIAL" not in changed[0].name
    for e in changed:
        top, rest = e.name.split(b"/", 1)
        e.name = (top + b"-PARTIAL" if whole else top.removesuffix(b"-PARTIAL")) + b"/" + rest
    result = run("verify", rebuilt(changed, tmp_path))
    assert result.code == 3 and "VFY028" in result.err


def test_an_added_file(run, entries, tmp_path):
    top = entries[0].name.split(b"/")[0].decode()
    for path in ("evil.html", "reports/gap-report.docx", DATA + "extra.pdf"):
        changed = deepcopy(entries) + [entry(f"{top}/{path}", b"new")]
        result = run("verify", rebuilt(changed, tmp_path))
        assert result.code == 3 and "VFY017" in result.err and path in result.err


def test_what_is_no_signature_is_no_signature(run, entries, tmp_path):
    top = entries[0].name.split(b"/")[0].decode()
    first = entries[0]
    like = {"time": first.time, "date": first.date, "method": 0}
    changed = deepcopy(entries)
    for end in (".p7s", ".tsr"):
        changed.append(entry(f"{top}/tagmanifest-sha256.txt{end}", b"anything", **like))
    result = run("verify", rebuilt(changed, tmp_path))
    assert result.code == 3
    assert "VFY031" in result.err and "VFY035" in result.err
    assert "Nothing is proved" in result.out


def test_a_folder_with_strangers(run, folder):
    (folder / "new.txt").write_text("x")
    result = run("verify", folder)
    assert result.code == 3 and "VFY017" in result.err
    (folder / "new.txt").unlink()
    payload = next((folder / "data").rglob("*.csv"))
    payload.write_text(payload.read_text() + "SEC-3,2026-06-02\n")
    result = run("verify", folder)
    assert result.code == 3 and "VFY018" in result.err and "VFY021" in result.err


def test_a_folder_with_a_link(run, folder, tmp_path):
    payload = next((folder / "data").rglob("*.csv"))
    shutil.move(payload, tmp_path / "x.csv")
    payload.symlink_to(tmp_path / "x.csv")
    result = run("verify", folder)
    assert result.code == 3 and "VFY009" in result.err and "VFY016" in result.err


# --- hostile zips ---------------------------------------------------------------------------------------


def quoted_overlap(entries):
    """Fifield: each entry's data begin with the local headers of those behind it, quoted as stored blocks."""
    kernel = entry("k/c.txt", b"\0" * 100000)
    header = kernel.header(True)
    quoted = b"\0" + struct.pack("<HH", len(header), len(header) ^ 0xFFFF) + header + kernel.data
    content = header + b"\0" * 100000
    outer = Entry(b"k/a.txt", quoted, len(content), zlib.crc32(content))
    outer.at = 0
    kernel.at = len(outer.header(True)) + 5
    body = outer.header(True) + quoted
    central = outer.header(False) + kernel.header(False)
    return body + central + end_record(2, len(central), len(body))


def two_ends(entries):
    good = put_together(deepcopy(entries))
    comment = put_together(deepcopy(entries[:1]))
    return good[:-2] + struct.pack("<H", len(comment)) + comment


def with_entry(index=0, **changes):
    def make(entries):
        for key, value in changes.items():
            setattr(entries[index], key, value(entries[index]) if callable(value) else value)
        return put_together(entries)

    return make


def with_added(name, content=b"x", **more):
    def make(entries):
        top = entries[0].name.split(b"/")[0]
        name_bytes = name if isinstance(name, bytes) else name.encode()
        return put_together(entries + [entry(name_bytes.replace(b"TOP", top), content, **more)])

    return make


def whole(**more):
    return lambda entries: put_together(entries, **more)


def cut(n):
    return lambda entries: put_together(entries)[:n]


def patched(at, value, size=2):
    """The end record with one number changed; `at` from the end of the file."""
    def make(entries):
        raw = bytearray(put_together(entries))
        raw[len(raw) + at:len(raw) + at + size] = value.to_bytes(size, "little")
        return bytes(raw)

    return make


def many_on_one(entries):
    for e in entries[1:4]:
        e.at = 0
    return put_together(entries)


def lies_small(entries):
    big = entry(entries[0].name, b"\0" * 5000000)
    big.size = 10
    entries[0] = big
    return put_together(entries)


def impossible(entries):
    entries[0].size = 50_000_000_00 % (1 << 32)
    return put_together(entries)


def zeros(entries):
    top = entries[0].name.split(b"/")[0]
    return put_together(entries + [entry(top + b"/" + DATA.encode() + b"zeros.log", b"\0" * 200_000_000)])


def zip64(**changes):
    """A zip64 end record where none is needed, right or with one number told wrong."""
    def make(entries):
        raw = put_together(entries)
        n, size, at = struct.unpack("<HII", raw[-12:-2])
        values = {"n": n, "size": size, "at": at, "locator": len(raw) - 22, "disks": 1, "length": 44, **changes}
        end64 = b"PK\6\6" + struct.pack("<QHHIIQQQQ", values["length"], 45, 45, 0, 0, values["n"], values["n"],
                                        values["size"], values["at"])
        locator = b"PK\6\7" + struct.pack("<IQI", 0, values["locator"], values["disks"])
        return raw[:-22] + end64 + locator + raw[-22:]

    return make


def descriptor(wrong=False):
    def make(entries):
        e = entries[0]
        e.flags |= 8
        e.local = {"crc": 0, "size": 0}
        e.descriptor = b"PK\7\x08" + struct.pack("<III", e.crc ^ wrong, len(e.data), e.size)
        return put_together(entries)

    return make


def stored_padding(bit):
    """An entry whose deflate stream is one stored block, with a bit of the padding set."""
    def make(entries):
        e = entries[0]
        content = zlib.decompress(e.data, -15) if e.method == 8 else e.data
        e.data = bytes([1 | bit]) + struct.pack("<HH", len(content), len(content) ^ 0xFFFF) + content
        e.method, e.needed = 8, 20
        return put_together(entries)

    return make


def renamed_entries(entries, top=b""):
    """The entries in another folder, or in none."""
    for e in entries:
        e.name = top + e.name.split(b"/", 1)[1]
    return entries


HOSTILE = {
    # names (3.3, first row), and what else may not stand in one
    "dot-dot": (with_added("../../x"), "VFY007"),
    "dot-dot-inside": (with_added("TOP/../../x"), "VFY007"),
    "absolute": (with_added("/etc/x"), "VFY007"),
    "backslash": (with_added("TOP\\..\\x"), "VFY007"),
    "backslash-inside": (with_added("TOP/data/..\\x"), "VFY007"),
    "drive": (with_added("C:\\x"), "VFY007"),
    "drive-slash": (with_added("C:/x"), "VFY007"),
    "dot-part": (with_added("TOP/./c"), "VFY007"),
    "empty-part": (with_added("TOP/a//b"), "VFY007"),
    "device": (with_added("TOP/CON.txt"), "VFY007"),
    "device-com": (with_added("TOP/data/com1"), "VFY007"),
    "stream": (with_added("TOP/a:stream"), "VFY007"),
    "nul": (with_added(b"TOP/a\0b"), "VFY007"),
    "control": (with_added(b"TOP/a\x1b[31m"), "VFY007"),
    "line-break": (with_added(b"TOP/a\nb"), "VFY007"),
    "bidi": (with_added("TOP/a\u202ecod.exe", flags=0x800), "VFY007"),
    "not-utf8-flagged": (with_added(b"TOP/\xff\xfe", flags=0x800), "VFY007"),
    "not-utf8": (with_added(b"TOP/\x81\x9a"), "VFY007"),
    "trailing-dot": (with_added("TOP/a."), "VFY007"),
    "trailing-blank": (with_added("TOP/a "), "VFY007"),
    "empty-name": (with_added(""), "VFY007"),
    "long-name": (with_added("TOP/" + "a" * 300), "VFY007"),
    "very-long-name": (with_added("TOP/" + "a/" * 3000 + "x"), "VFY007"),
    "other-top": (with_added("other/x"), "VFY014"),
    "no-top": (with_added("x"), "VFY014"),
    "two-bags": (lambda e: put_together(e + renamed_entries(deepcopy(e))), "VFY017"),
    "a-zip-in-a-zip": (lambda e: put_together([entry("pack.zip", put_together(e))]), "lies in none"),
    # duplicates
    "duplicate": (lambda e: put_together(e + [deepcopy(e[0])]), "VFY008"),
    "case": (lambda e: put_together(e + [entry(e[0].name.upper().replace(e[0].name.split(b"/")[0].upper(), e[0].name.split(b"/")[0]))]), "VFY008"),
    "normal-form": (lambda e: put_together(e + [entry(e[0].name.split(b"/")[0] + b"/\xc3\xbc", flags=0x800), entry(e[0].name.split(b"/")[0] + b"/u\xcc\x88", flags=0x800)]), "VFY008"),
    "file-as-folder": (lambda e: put_together(e + [entry(e[0].name + b"/x")]), "VFY008"),
    # local against central
    "local-name": (with_entry(local={"name": b"other"}), "VFY006"),
    "local-name-same-length": (with_entry(local=lambda e: {"name": e.name[:-1] + b"X"}), "VFY006"),
    "local-flags": (with_entry(local={"flags": 0x800}), "VFY006"),
    "local-method": (with_entry(local={"method": 0}), "VFY006"),
    "local-time": (with_entry(local={"time": 99}), "VFY006"),
    "local-crc": (with_entry(local={"crc": 1}), "VFY006"),
    "local-size": (with_entry(local={"size": 1}), "VFY006"),
    "local-packed-size": (with_entry(local={"data": b"x"}), ("VFY006", "VFY003", "VFY002")),
    "second-name": (with_entry(extra=lambda e: struct.pack("<HHBI", 0x7075, 6, 1, zlib.crc32(e.name)) + b"x"), "VFY006"),
    "local-second-name": (with_entry(local_extra=lambda e: struct.pack("<HHBI", 0x7075, 6, 1, zlib.crc32(e.name)) + b"x"), "VFY006"),
    "extra-broken": (with_entry(extra=b"\1\0\xff\0"), "VFY005"),
    "local-extra-broken": (with_entry(local_extra=b"\1\0\xff\0"), "VFY006"),
    "descriptor-wrong": (descriptor(True), "VFY006"),
    # bytes that nothing accounts for
    "garbage-behind": (whole(suffix=b"garbage"), "VFY002"),
    "zip-behind": (lambda e: put_together(deepcopy(e)) + put_together(deepcopy(e[:1])), ("VFY002", "VFY004")),
    "prefix": (whole(prefix=b"#!/bin/sh\n"), "VFY002"),
    "prefix-not-counted": (lambda e: b"#!/bin/sh\n" + put_together(e), ("VFY002", "VFY005")),
    "gap": (with_entry(1, before=b"hidden"), "VFY002"),
    "gap-with-header": (with_entry(1, before=entry("hidden", b"x").header(True) + b"x"), "VFY002"),
    "gap-before-directory": (whole(gap=b"hidden"), "VFY002"),
    "gap-behind-directory": (whole(between=b"hidden"), ("VFY002", "VFY005")),
    # overlaps
    "many-on-one": (many_on_one, "VFY003"),
    "quoted-overlap": (quoted_overlap, "VFY003"),
    "data-into-directory": (with_entry(-1, central=lambda e: {"data": e.data + b"x" * 400}), ("VFY003", "VFY006")),
    # sizes
    "holds-more": (lies_small, "VFY013"),
    "holds-less": (with_entry(size=lambda e: e.size + 1), "VFY013"),
    "impossible-ratio": (impossible, "VFY011"),
    "zeros": (zeros, "VFY017"),
    "crc": (with_entry(crc=1), "VFY013"),
    "deflate-broken": (with_entry(data=lambda e: b"\xff" + e.data[1:]), "VFY013"),
    "deflate-cut": (with_entry(data=lambda e: e.data[:-2]), "VFY013"),
    "deflate-followed": (with_entry(data=lambda e: e.data + b"hidden"), "VFY013"),
    "stored-two-sizes": (with_entry(method=0), "VFY013"),
    # ends
    "two-ends": (two_ends, "VFY004"),
    "two-ends-in-a-row": (lambda e: put_together(e) + put_together(e)[-22:], "another end record"),
    "end-count-low": (patched(-12, 1), "VFY005"),
    "end-count-high": (patched(-12, 99), "VFY005"),
    "end-count-disk": (patched(-14, 1), "VFY005"),
    "end-disk": (patched(-18, 1), "VFY005"),
    "end-size": (patched(-10, 5, 4), ("VFY002", "VFY005")),
    "end-offset": (patched(-6, 5, 4), ("VFY002", "VFY005")),
    "end-offset-beyond": (patched(-6, 0x7FFFFFFF, 4), "VFY005"),
    "end-full": (patched(-6, 0xFFFFFFFF, 4), "VFY005"),
    "comment-cut": (patched(-2, 9), "VFY005"),
    "zip64-count": (zip64(n=99), "VFY005"),
    "zip64-offset": (zip64(at=1), "VFY005"),
    "zip64-locator": (zip64(locator=3), "VFY005"),
    "zip64-locator-beyond": (zip64(locator=1 << 60), "VFY005"),
    "zip64-disks": (zip64(disks=2), "VFY005"),
    "zip64-length": (zip64(length=1 << 40), "VFY005"),
    "cut-in-half": (cut(700), "VFY005"),
    "cut-by-one": (cut(-1), "VFY005"),
    "cut-before-end": (cut(-22), "VFY005"),
    "directory-broken": (lambda e: put_together(e).replace(b"PK\1\2", b"PK\1\3", 1), "VFY005"),
    "local-broken": (lambda e: put_together(e).replace(b"PK\3\4", b"PK\3\5", 1), "VFY005"),
    # types, methods, flags
    "symlink": (with_entry(external=0o120777 << 16), "VFY009"),
    "symlink-dos": (with_entry(external=0o120777 << 16, made_by=20), "VFY009"),
    "device-node": (with_entry(external=0o020666 << 16), "VFY009"),
    "fifo": (with_entry(external=0o010666 << 16), "VFY009"),
    "folder-by-attributes": (with_entry(external=0o040755 << 16), "VFY009"),
    "folder-with-bytes": (with_added("TOP/data/x/", b"hidden", external=0o040755 << 16), "VFY009"),
    "file-with-slash": (with_added("TOP/data/x/", b"", external=0o100644 << 16), "VFY009"),
    "encrypted": (with_entry(flags=1), "VFY010"),
    "encrypted-aes": (with_entry(flags=1, method=99, extra=struct.pack("<HHHHBH", 0x9901, 7, 2, 0x4541, 3, 8)), "encrypted"),
    "superscript-device": (with_added("TOP/data/COM\u00b9.txt", b"x"), "device"),
    "clock-device": (with_added("TOP/data/clock$.txt", b"x"), "device"),
    "masked": (with_entry(flags=0x2000), "VFY010"),
    "patched-data": (with_entry(flags=0x20), "VFY010"),
    "method-lzma": (with_entry(method=14), "VFY010"),
    "method-deflate64": (with_entry(method=9), "VFY010"),
    "no-entries": (lambda e: end_record(0, 0, 0), "VFY001"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(run, entries, tmp_path, name):
    make, words = HOSTILE[name]
    (tmp_path / "hostile.zip").write_bytes(make(deepcopy(entries)))
    result = run("verify", tmp_path / "hostile.zip", timeout=60)
    assert result.code == 3, result.out
    words = (words,) if isinstance(words, str) else words
    assert any(word in result.err for word in words), result.err
    assert "hostile.zip: failed" in result.out
    assert "\x1b" not in result.err + result.out and "\u202e" not in result.err + result.out


def renamed(top):
    return lambda entries: put_together(renamed_entries(entries, top))


CHANGED = {
    "no-folder": (renamed(b""), "left out"),
    "renamed-folder": (renamed(b"from the portal/"), "renamed"),
    "comment": (whole(comment=b"from the portal"), "end record"),
    "entry-comment": (with_entry(comment=b"x"), "headers"),
    "time": (with_entry(1, time=7), "time"),
    "order": (lambda e: put_together(e[::-1]), "order"),
    "directory-order": (lambda e: put_together(e, order=[1, 0, *range(2, len(e))]), "order"),
    "made-by": (with_entry(made_by=20), "program"),
    "needed": (with_entry(needed=45), "headers"),
    "attributes": (with_entry(external=0o100600 << 16), "attributes"),
    "read-only": (with_entry(external=(0o100644 << 16) | 1), "attributes"),
    "level-bits": (with_entry(flags=2), "flags"),
    "utf8-bit": (with_entry(flags=0x800), "flags"),
    "extra": (with_entry(extra=b"UT\5\0\3\0\0\0\0"), "extra fields"),
    "local-extra": (with_entry(local_extra=b"UT\5\0\3\0\0\0\0"), "headers"),
    "descriptor": (descriptor(), "behind the entries"),
    "folder": (with_added("TOP/data/", b"", method=0, external=0o040755 << 16 | 16), "folders"),
    "zip64": (zip64(), "end record"),
    "stored-block": (stored_padding(0), "compressed bytes"),
    "padding": (stored_padding(0x40), "fill up"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_changed_containers(run, entries, tmp_path, name):
    make, words = CHANGED[name]
    (tmp_path / "changed.zip").write_bytes(make(deepcopy(entries)))
    result = run("verify", tmp_path / "changed.zip")
    assert result.code == 1, result.err
    assert words in result.err and "VFY012" in result.err and "error:" not in result.err


def test_every_beginning_of_a_pack(run, pack, tmp_path):
    raw = pack.read_bytes()
    for n in range(0, len(raw), len(raw) // 40):
        (tmp_path / "cut.zip").write_bytes(raw[:n])
        assert run("verify", tmp_path / "cut.zip").code == 3


def test_more_than_65535_entries(run, tmp_path):
    """Not a pack, but read to its end; zip64 end records and all."""
    with zipfile.ZipFile(tmp_path / "many.zip", "w", zipfile.ZIP_STORED) as archive:
        for i in range(66000):
            archive.writestr(f"top/data/{i:05d}", b"")
    result = run("verify", tmp_path / "many.zip", timeout=120)
    assert result.code == 3
    assert "VFY023" in result.err and "VFY005" not in result.err and "more faults are not shown" not in result.out


# --- extract --------------------------------------------------------------------------------------------


def test_extract(run, pack, folder, tmp_path):
    result = run("verify", pack, "--extract", tmp_path / "new")
    assert result.code == 0 and result.out.endswith(f"extracted to {tmp_path / 'new'}\n")
    a = {p.relative_to(tmp_path / "new"): p.read_bytes() for p in (tmp_path / "new").rglob("*") if p.is_file()}
    b = {p.relative_to(folder.parent): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert a == b
    assert run("verify", tmp_path / "new").code == 0
    assert not [p for p in tmp_path.iterdir() if "apipack-" in p.name]


def test_extract_refuses(run, pack, folder, tmp_path):
    (tmp_path / "there").mkdir()
    assert run("verify", pack, "--extract", tmp_path / "there").code == 2
    assert run("verify", pack, "--extract", tmp_path / "none/new").code == 2
    assert run("verify", pack, "--extract", "").code == 2
    inside = run("verify", folder, "--extract", tmp_path / "new")
    assert inside.code == 2 and "VFY030" in inside.err
    assert list((tmp_path / "there").iterdir()) == [] and not (tmp_path / "new").exists()


def test_extract_takes_nothing_of_a_pack_that_fails(run, entries, tmp_path):
    for make, code in ((HOSTILE["dot-dot"][0], 3), (HOSTILE["crc"][0], 3), (CHANGED["time"][0], 1)):
        (tmp_path / "bad.zip").write_bytes(make(deepcopy(entries)))
        result = run("verify", tmp_path / "bad.zip", "--extract", tmp_path / "new")
        assert result.code == code and "not extracted" in result.err
        assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.zip"]


def test_extract_of_an_allowed_one(run, entries, tmp_path):
    (tmp_path / "again.zip").write_bytes(CHANGED["time"][0](deepcopy(entries)))
    assert run("verify", tmp_path / "again.zip", "--allow-repacked", "--extract", tmp_path / "new").code == 0
    assert run("verify", tmp_path / "new").code == 0
