"""redact: masks, what stays as it was, custody, where it refuses; the original of a copy in the run.

Place in the flow: tests only. What looks like a secret here is made at run time.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import hashlib
import io
import json
import re
import random
import string

import pytest
import yaml
from conftest import STANDARD, control
from test_scan import GOOD, OWN, TOKEN, chars, expect, overlay

BEARER = chars(40)
MASK = re.compile(r"REDACTED-[0-9a-f]+")
PEM = ("-----BEGIN RSA PRIVATE KEY-----\nMIIE" + "\n".join(chars(64, seed=i) for i in range(6))
       + "\n-----END RSA PRIVATE KEY-----")


@pytest.fixture
def redact(run, tmp_path):
    """redact(content, name) -> (bytes of the copy, sidecar); the copy holds no secret."""

    def call(content, name="a.log", *words):
        source, out = tmp_path / name, tmp_path / ("out-" + name)
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        expect(run("redact", source, "-o", out, "--as-of", "2026-07-01", "--by", "Ann", *words), 0)
        assert not [e for e in run("scan", out, "--format", "json").json if e["class"] == "secret"]
        return out.read_bytes(), yaml.safe_load((tmp_path / f"out-{name}.meta.yaml").read_text())

    return call


def test_all_else_stays_as_it_was(redact):
    lines = [f"2026-05-01 GET /v1/users?access_token={BEARER}&page=2#x 200\r\n", "no secret, ünï, \x01 ***\n", "\n",
             f'proxy_set_header Authorization "Bearer {BEARER}";\n', "2026-05-02 ok 12345 deadbeef tail without end"]
    out, meta = redact("".join(lines))
    got = out.decode().splitlines(keepends=True)
    assert [got[1], got[2], got[4]] == [lines[1], lines[2], lines[4]]
    assert got[0] == lines[0].replace(BEARER, "REDACTED-1") and got[3] == lines[3].replace(BEARER, "REDACTED-1")
    assert meta["derived_from"] == {
        "sha256": hashlib.sha256("".join(lines).encode()).hexdigest(), "method": "redacted", "by": "Ann",
        "date": __import__("datetime").date(2026, 7, 1), "result": hashlib.sha256(out).hexdigest(),
        "masked": {"http-authorization": 1, "token-value": 1}}


def test_same_secret_same_mask(redact):
    out, _ = redact(f"a {TOKEN}\nb password={chars(14, seed=3)}\nc Authorization: Bearer {TOKEN}\nd {{\"api_key\": \"{TOKEN}\"}}\n")
    masks = MASK.findall(out.decode())
    assert len(masks) == 4 and len(set(masks)) == 2 and masks[0] == masks[2] == masks[3]


def test_json_stays_json(redact):
    inner = json.dumps({"token": TOKEN, "password": 73915528, "n": 1, "deep": json.dumps({"pin_password": 88123456, "api_key": BEARER})})
    doc = {"headers": {"Authorization": "Bearer " + BEARER}, "password": 12345678, "list": ["a", TOKEN], "body": inner,
           "key": PEM, "odd": "quote \" and \\ and \u00fc"}
    for dump in (json.dumps(doc), json.dumps(doc, indent=2), json.dumps(doc, ensure_ascii=False, separators=(",", ":"))):
        out, _ = redact(dump, "a.json")
        got = json.loads(out)
        assert got["odd"] == doc["odd"] and got["list"][0] == "a" and MASK.fullmatch(got["password"]) and MASK.fullmatch(got["key"])
        body = json.loads(got["body"])
        assert body["n"] == 1 and MASK.fullmatch(body["password"]) and MASK.fullmatch(json.loads(body["deep"])["pin_password"])


def test_csv_keeps_its_cells(redact):
    rows = [["user", "password", "note"], ["ann", "Tr0ub4dor&3,x9", 'says "hi"'], ["bob", 'h7!kQ2zz"9', f"sent {TOKEN}\nand more"]]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    out, _ = redact(text.getvalue(), "a.csv")
    got = list(csv.reader(io.StringIO(out.decode(), newline="")))
    assert [len(r) for r in got] == [3, 3, 3] and got[0] == rows[0] and got[1][2] == rows[1][2] and got[2][0] == "bob"
    assert MASK.fullmatch(got[1][1]) and MASK.fullmatch(got[2][1]) and got[2][2].startswith("sent REDACTED-")


def test_yaml_xml_and_urls_stay_what_they_are(redact):
    out, _ = redact(yaml.safe_dump({"db": {"password": "h7kQ2zz9Lp4", "url": f"postgres://app:{chars(16)}@db.example:5432/x?sslmode=on"}}), "a.yaml")
    doc = yaml.safe_load(out)["db"]
    from urllib.parse import urlsplit
    assert MASK.fullmatch(doc["password"]) and urlsplit(doc["url"]).hostname == "db.example" and urlsplit(doc["url"]).port == 5432
    out, _ = redact(f'<c><password>{chars(14)}</password><add key="ApiKey" value="{BEARER}"/></c>', "a.xml")
    import xml.etree.ElementTree as tree
    assert MASK.fullmatch(tree.fromstring(out).find("password").text) and MASK.fullmatch(tree.fromstring(out).find("add").get("value"))


def test_a_secret_that_is_known_goes_everywhere(redact):
    word = chars(28, string.ascii_lowercase, seed=4)  # nothing tells that it is one where it stands alone
    out, meta = redact(f'{{"msg": "no {word} here"}}\n{{"client_secret": "{word}9Q7"}}\n{{"msg": "sent {word}9Q7, then x{word}9Q7y"}}\n')
    assert out.decode() == (f'{{"msg": "no {word} here"}}\n{{"client_secret": "REDACTED-1"}}\n'
                            f'{{"msg": "sent REDACTED-1, then x{word}9Q7y"}}\n')
    assert meta["derived_from"]["masked"] == {"secret-value": 2}


def test_known_secrets_across_blocks(redact):
    word = chars(40, seed=9)
    filler = "x" * 997 + "\n"
    text = f"client_secret={word}\n" + "".join(filler + f"seen {word} again {i}\n" for i in range(1200))
    out, _ = redact(text)
    assert word.encode() not in out and out.count(b"REDACTED-1") == 1201


def test_a_private_key_keeps_the_lines_behind_it(redact):
    out, meta = redact(f"first\n{PEM}\nlast\n")
    assert out.decode() == "first\nREDACTED-1" + "\n" * PEM.count("\n") + "\nlast\n"
    assert meta["derived_from"]["masked"] == {"private-key": 1}


def test_the_whole_run_goes(redact):
    tail = "glpat-" + chars(27) + ".01.0z" + chars(7, string.ascii_lowercase, seed=5)
    out, _ = redact(f"x {tail} y\nGET /hooks/{TOKEN}/users?x=1\nend {TOKEN}.\n")
    assert out.decode() == "x REDACTED-1 y\nGET /hooks/REDACTED-2/users?x=1\nend REDACTED-2.\n"


@pytest.mark.parametrize("codec, mark", [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-8", b"\xef\xbb\xbf"), ("cp1252", b"")])
def test_encodings_stay(redact, codec, mark):
    text = "name;password\r\nx\u00fc;{}\r\nlast \u20ac\r\n" + ("\U0001f600\r\n" if codec != "cp1252" else "")
    out, _ = redact(mark + text.format("Tr0ub4dor&3x9").encode(codec), "a.csv")
    assert out == mark + text.format("REDACTED-1").encode(codec)


def test_twice_changes_nothing(redact):
    once, _ = redact(f"a {TOKEN}\npassword: {chars(15)}\n")
    twice, meta = redact(once, "b.log")
    assert once == twice and "masked" not in meta["derived_from"]


def test_personal_data_on_request(redact, run, tmp_path):
    text = f"ann.lee@corp.com from 8.8.4.4 with {TOKEN}\n"
    out, _ = redact(text)
    assert b"ann.lee@corp.com" in out and b"8.8.4.4" in out and TOKEN.encode() not in out
    out, meta = redact(text, "b.log", "--personal")
    assert b"ann.lee" not in out and "email" in meta["derived_from"]["masked"]


def test_a_file_larger_than_any_block(redact):
    rng = random.Random(3)
    lines = [f'{{"i": {i}, "path": "/v1/{rng.randrange(10**9)}"}}' for i in range(40000)]
    for i in range(0, 40000, 997):
        lines[i] = f'{{"i": {i}, "authorization": "Bearer {chars(40, seed=i)}"}}'
    out, meta = redact("\n".join(lines) + "\n")
    got = out.decode().splitlines()
    assert len(got) == len(lines)
    for i, (a, b) in enumerate(zip(lines, got)):
        assert (a == b) if i % 997 else (MASK.search(b) and json.loads(b)["i"] == i)
    assert sum(meta["derived_from"]["masked"].values()) == 41


# --- refusals -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("name, content, word", [
    ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "PDF"), ("a.zip", b"PK\x03\x04" + bytes(40), "archive"),
    ("a.log.gz", b"\x1f\x8b\x08" + bytes(20), "archive"), ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "picture"),
    ("a.bin", bytes(range(256)) * 8, "another kind"), ("a.csv", b"\xff\xfea\0\x00\xd8b\0", "UTF-16"), ("a.txt", b"\xff\xfea\0b", "UTF-16"),
])
def test_refused_kinds(run, tmp_path, name, content, word):
    (tmp_path / name).write_bytes(content)
    done = expect(run("redact", tmp_path / name, "-o", tmp_path / "out"), 2)
    assert "CLI016" in done.err and word in done.err and "hint:" in done.err
    assert not (tmp_path / "out").exists() and not (tmp_path / "out.meta.yaml").exists()


def test_wrong_calls(run, tmp_path):
    file = tmp_path / "a.log"
    file.write_text(TOKEN)
    assert "CLI005" in expect(run("redact", file), 2).err
    assert "CLI005" in expect(run("redact", file, "-o", "-"), 2).err
    assert "CLI010" in expect(run("redact", tmp_path / "none", "-o", tmp_path / "b"), 2).err
    assert "CLI010" in expect(run("redact", tmp_path, "-o", tmp_path / "b"), 2).err
    (tmp_path / "same").hardlink_to(file)
    for out in ("a.log", "same", "./a.log", "x.meta.yaml"):
        assert "CLI017" in expect(run("redact", file, "-o", tmp_path / out), 2).err
    assert "CLI017" in expect(run("redact", file, "-o", tmp_path), 2).err
    assert "CLI008" in expect(run("redact", file, "-o", tmp_path / "no/such/out"), 5).err
    assert file.read_text() == TOKEN and sorted(p.name for p in tmp_path.iterdir()) == ["a.log", "same"]


def test_an_output_outside_the_evidence_is_replaced_in_one_step(run, tmp_path):
    (tmp_path / "a.log").write_text(TOKEN + "\n")
    (tmp_path / "b.log").write_text("old")
    expect(run("redact", tmp_path / "a.log", "-o", tmp_path / "b.log"), 0)
    assert (tmp_path / "b.log").read_text() == "REDACTED-1\n"


# --- in a workspace -----------------------------------------------------------------------------------

@pytest.fixture
def ws(workspace):
    ws = workspace([control(requires=[STANDARD])])
    (ws.path / ".apipack").mkdir()
    (ws.path / ".apipack/key").write_text("0123456789abcdef0123456789abcdef\n")
    return ws


def test_nothing_is_written_if_a_secret_would_be_left(ws, tmp_path):
    overlay(ws, OWN | {"id": "mask-token", "keywords": ["redacted-"], "pattern": "REDACTED-[0-9a-f]{12}",
                       "finds": ["REDACTED-0a1b2c3d4e5f", "x REDACTED-9f8e7d6c5b4a"], "ignores": ["REDACTED-1", "no"]})
    file = ws.path / "apipack.yaml"
    doc = yaml.safe_load(file.read_text())
    doc.setdefault("library", {})["overlays"] = ["own"]
    file.write_text(yaml.safe_dump(doc))
    (tmp_path / "a.log").write_text(TOKEN + "\n")
    done = expect(ws.run("redact", tmp_path / "a.log", "-o", tmp_path / "b.log"), 4)
    assert "SEC009" in done.err and not (tmp_path / "b.log").exists() and not (tmp_path / "b.log.meta.yaml").exists()


def test_the_key_makes_masks_that_hold_everywhere(ws, tmp_path):
    for name, text in (("a", f"x {TOKEN}\n"), ("b", f"password={chars(14)}\ny {TOKEN}\n")):
        (tmp_path / f"{name}.log").write_text(text)
        expect(ws.run("redact", tmp_path / f"{name}.log", "-o", tmp_path / f"{name}.out"), 0)
    a, b = (MASK.findall((tmp_path / f"{n}.out").read_text()) for n in "ab")
    assert a[0] == b[1] != b[0] and len(a[0]) == len("REDACTED-") + 12


def test_original_and_copy_in_the_evidence(ws, tmp_path, run):
    """The original blocks; its redacted copy takes its place when it is approved; what leaves holds no secret."""
    ws.evidence(GOOD + ".md", f"# Standard\n\nOAuth 2.0 with scoped keys; the key is {TOKEN} today.\n", approved=True,
                effective="2026-01-01", title="Our standard")
    expect(ws.run("check"), 4)
    source, out = ws.path / f"evidence/{GOOD}.md", ws.path / "evidence/APIAuth-Standard-v1.1-Approved.md"
    expect(ws.run("redact", source, "-o", out, "--by", "Ann"), 0)
    meta = yaml.safe_load((out.parent / (out.name + ".meta.yaml")).read_text())
    assert meta["title"] == "Our standard" and meta["review"] == {"status": "uploaded"} and meta["owner"] == "o.owner@acme.example"
    assert meta["received"]["sha256"] == meta["derived_from"]["result"] == hashlib.sha256(out.read_bytes()).hexdigest()
    doc = ws.check(code=1)
    assert [s["status"] for s in doc["slots"]] == ["pending"] and "SEC010" in {f["code"] for f in doc["findings"]}
    assert not {"SEC001", "SEC002"} & {f["code"] for f in doc["findings"]}
    expect(ws.run("review", out.name, "--approve", "--by", "Rev"), 0)
    pack = tmp_path / "p.zip"
    expect(ws.run("build", "-o", pack), 0)
    import zipfile
    with zipfile.ZipFile(pack) as z:
        assert [n.rsplit("/", 1)[1] for n in z.namelist() if "/data/" in n] == [out.name]
        assert all(TOKEN.encode() not in z.read(n) for n in z.namelist())
    # again: the same original may be redacted again, and the approval falls
    expect(ws.run("redact", source, "-o", out, "--by", "Ann"), 0)
    meta = yaml.safe_load((out.parent / (out.name + ".meta.yaml")).read_text())
    assert meta["review"] == {"status": "uploaded"} and meta["history"][-1]["review"]["status"] == "approved"
    # other evidence is never replaced
    other = ws.evidence("APIAuth-Standard-v1.2-Approved.md")
    assert "CLI017" in expect(ws.run("redact", source, "-o", other), 2).err
    # an original that changed is nobody's original
    source.write_text(source.read_text() + "more\n")
    assert "SEC001" in {f["code"] for f in ws.check(code=4)["findings"]}
