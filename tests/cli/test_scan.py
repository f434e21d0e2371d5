"""The scan: the command, its formats and exit codes; secrets in evidence; the allow list; detectors of one's own.

Place in the flow: tests only. What looks like a secret here is made at run time.
"""
# SPDX-License-Identifier: Apache-2.0
import base64
import gzip
import io
import json
import random
import string
import zipfile
import zlib

import pytest
import yaml
from conftest import STANDARD, control

pytestmark = pytest.mark.threads

B62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
GOOD = "APIAuth-Standard-v1.0-Approved"


def chars(n, kind=string.ascii_letters + string.digits, seed=7):
    return "".join(random.Random(f"{seed}{n}").choices(kind, k=n))


def github_token(valid=True, seed=7):
    body = chars(30, seed=seed)
    crc, tail = zlib.crc32(body.encode()), ""
    while len(tail) < 6:
        crc, digit = divmod(crc, 62)
        tail = B62[digit] + tail
    return "ghp_" + body + (tail if valid else chars(6, seed=99))


TOKEN = github_token()
SECRET = chars(40)


def expect(result, code):
    assert code is None or result.code == code, result.out + result.err
    return result


@pytest.fixture
def go(run):
    """go(*words, code=…): run and hold the exit code."""
    return lambda *words, code=None, **more: expect(run(*words, **more), code)


@pytest.fixture
def scan(run, tmp_path):
    """Write files, scan them: (exit code, entries by rule)."""

    def do(files, *words, code=None):
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        done = expect(run("scan", folder, "--format", "json", *words), code)
        return done.code, json.loads(done.out)

    return do


def rules(entries):
    return {e["rule"] for e in entries}


# --- the command ---------------------------------------------------------------------------------

def test_a_secret_is_exit_4_and_never_shown(go, tmp_path):
    log = tmp_path / "a.json"
    log.write_text('\n{"ts": 1, "x-api-key": "%s"}\n' % SECRET)
    for words in ([], ["--format", "json"], ["--format", "sarif"]):
        done = go("scan", log, *words, code=4)
        text = done.out + done.err
        assert "api-key" in done.out
        assert not any(SECRET[i:i + 4] in text for i in range(len(SECRET) - 3))
    [entry] = json.loads(go("scan", log, "--format", "json", code=4).out)
    assert entry["path"] == str(log) and entry["inner"] == []
    assert (entry["line"], entry["column"], entry["length"]) == (2, 25, 40)
    assert (entry["class"], entry["severity"], entry["confidence"]) == ("secret", "blocker", "high")
    assert entry["field"] == "x-api-key" and entry["preview"] == "…(40)" and entry["secret_id"] is None
    assert len(entry["fingerprint"]) == 64


def test_clean_and_lesser_and_fail_on(go, tmp_path):
    (tmp_path / "clean.log").write_text('{"token_id":"tok_12ab","status":200}\n')
    assert "nothing found" in go("scan", tmp_path, code=0).out
    (tmp_path / "mail.csv").write_text("id,user\n1,anna.schmidt@acme-corp.com\n")
    go("scan", tmp_path, code=0)
    done = go("scan", tmp_path, "--fail-on", "medium", code=1)
    assert "PII001" in done.out
    go("scan", tmp_path, "--fail-on", "never", code=0)
    (tmp_path / "key.txt").write_text("key id AKIA" + chars(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") + "\n")
    assert "SEC002" in go("scan", tmp_path, code=1).out
    go("scan", tmp_path, "--fail-on", "blocker", code=0)


def test_wrong_use(go, tmp_path):
    assert "CLI005" in go("scan", code=2).err
    assert "CLI010" in go("scan", tmp_path / "nothing", code=2).err
    assert "CLI004" in go("scan", tmp_path, "--format", "csv", code=2).err


def test_what_cannot_be_read_is_said(scan):
    code, entries = scan({"a.zip": b"PK\x03\x04" + bytes(80)})
    assert code == 1 and rules(entries) == {"unscannable"}


def test_sarif(go, tmp_path):
    (tmp_path / "a b.log").write_text(f"token={SECRET}\n")
    doc = json.loads(go("scan", tmp_path, "--format", "sarif", code=4).out)
    [result] = doc["runs"][0]["results"]
    assert doc["version"] == "2.1.0" and result["level"] == "error" and result["ruleId"] == "token-value"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("a%20b.log") and place["region"]["startColumn"] == 7


def test_checksum_lowers_and_never_drops(scan):
    _, entries = scan({"a.txt": f"one {TOKEN} end\n"}, code=4)
    assert entries[0]["rule"] == "github-token" and entries[0]["preview"] == "ghp_…(40)"
    _, entries = scan({"a.txt": f"one {github_token(valid=False)} end\n"}, code=1)
    assert (entries[0]["rule"], entries[0]["severity"]) == ("github-token", "high")


# --- containers and spellings ----------------------------------------------------------------------

def docx(*runs):
    body = "".join(f"<w:r><w:t>{r}</w:t></w:r>" for r in runs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("word/document.xml", f'<w:document xmlns:w="w"><w:body><w:p>{body}</w:p></w:body></w:document>')
    return out.getvalue()


WRAPS = {
    "json": lambda s: json.dumps({"note": f"used {s} today"}),
    "escaped": lambda s: json.dumps({"body": json.dumps({"note": s})}),
    "header": lambda s: f"> X-Api-Key: {s}\r\n",
    "url": lambda s: f"GET /v1?x=1&note={s}&y=2 HTTP/1.1\n",
    "csv": lambda s: f"id,note,n\n1,{s},2\n",
    "logfmt": lambda s: f'level=info note="{s}" n=1\n',
    "yaml": lambda s: f"a:\n  - note: {s}\n",
    "xml": lambda s: f"<a><note>{s}</note></a>\n",
    "curl": lambda s: f"curl -H 'X-Note: {s}' https://api.example.com\n",
    "utf16le": lambda s: ("\ufeff" + s + "\n").encode("utf-16-le"),
    "utf16be": lambda s: ("\ufeff" + s + "\n").encode("utf-16-be"),
    "base64": lambda s: json.dumps({"blob": base64.b64encode(f"the note says {s} and no more".encode()).decode()}),
    "gz": lambda s: gzip.compress(f"note {s}\n".encode(), mtime=0),
    "docx": lambda s: docx(s[:5], s[5:11], s[11:]),
}
ENDS = {"csv": ".csv", "gz": ".log.gz", "docx": ".docx", "json": ".json", "yaml": ".yaml", "xml": ".xml"}
SAMPLES = {
    "github-token": TOKEN,
    "stripe-key": "sk_live_" + chars(24),
    "sendgrid-key": f"SG.{chars(22)}.{chars(43)}",
    "anthropic-key": f"sk-ant-api03-{chars(93)}AA",
    "jwt": "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI1MGI2MDFmYyJ9." + chars(86),
}


def test_every_spelling(scan):
    files = {f"{rule}.{wrap}{ENDS.get(wrap, '.txt')}": WRAPS[wrap](secret)
             for wrap in WRAPS for rule, secret in SAMPLES.items()}
    _, entries = scan(files, code=4)
    for name in files:
        rule, wrap = name.split(".")[:2]
        found = [e for e in entries if e["path"].endswith("/" + name) and e["rule"] == rule]
        assert found, name
        assert wrap == "base64" or found[0]["length"] == len(SAMPLES[rule]), (name, found)


VALUES = [
    ("api_key", "api-key"), ("client_secret", "secret-value"), ("access_token", "token-value"), ("password", "password"),
]
FORMS = {
    "json": '{{"{k}": "{v}"}}', "escaped": '{{"body":"{{\\"{k}\\":\\"{v}\\"}}"}}', "twice": '{{\\\\\\"{k}\\\\\\":\\\\\\"{v}\\\\\\"}}',
    "query": "GET /a?x=1&{k}={v}&y=2 HTTP/1.1", "form": "a=b&{k}={v}", "logfmt": "a=b {k}={v} c=d", "quoted": 'a=b {k}="{v}"',
    "yaml": "a:\n  {k}: {v}\n", "single": "{k}: '{v}'", "xml": '<ns:{k} type="x">{v}</ns:{k}>', "attribute": '<a {k}="{v}"/>',
    "property": '<property name="{k}" value="{v}"/>', "har": '{{"name": "{k}", "value": "{v}"}}', "header": "{k}: {v}\r\n",
    "curl": "curl -H '{k}: {v}' https://x.example", "flag": "tool --{k} {v}", "flagged": "tool --{k}={v}", "csv": "id,{k},n\n1,{v},2\n",
    "semicolons": 'id;"{k}";n\n1;"{v}";2\n', "encoded": "%7B%22{k}%22%3A%22{v}%22%7D", "html": "{{&quot;{k}&quot;:&quot;{v}&quot;}}",
    "python": "{{'{k}': '{v}'}}", "ruby": ":{k} => '{v}'", "env": "export APP_{k}={v}", "go": '{k} := "{v}"',
}


def test_names_and_values(scan):
    files = {f"{form}.{rule}": FORMS[form].format(k=key, v=SECRET) for form in FORMS for key, rule in VALUES}
    _, entries = scan(files, code=4)
    for name, text in files.items():
        found = [e for e in entries if e["path"].endswith("/" + name) and e["rule"] == name.split(".")[1]]
        assert found and found[0]["length"] == len(SECRET), (text, found)
        assert found[0]["severity"] == "blocker"


STAND_INS = [
    "***", "****9f3c", "[REDACTED]", "<token>", "${API_KEY}", "{{ api_key }}", "%API_KEY%", "$API_KEY", "vault://kv/app#key",
    "op://vault/item/field", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app", "xxxxxxxxxxxxxxxxxxxx", "YOUR_API_KEY_HERE",
    "changeme", "null", "sk_live_...9f3c", "sha256:" + "a1" * 32, "example-key-0123456789", "process.env.API_KEY",
]


@pytest.mark.parametrize("name,data", [("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(200))), ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(99)),
                                       ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999)), ("a.bin", bytes(range(32)) * 9),
                                       ("a.gz", gzip.compress(bytes(range(32)) * 9, mtime=0))],
                         ids=["png", "jpeg", "ole2", "binary", "gzip"])
def test_what_nobody_can_read_is_said(scan, name, data):
    """ "Nothing found" alone would be no honest word."""
    code, entries = scan({name: data}, code=1)
    assert [(e["rule"], e["severity"]) for e in entries] == [("unscannable", "high")]


def test_bytes_that_are_no_text_hold_no_secret_by_chance(scan):
    """Random bytes give `pw=…` now and then; a token, or a named password in plain text, counts among them too."""
    noise = random.Random(1).randbytes(4096)
    chance = b"\n".join([b"pw=\xf3\x91k\xd2q8\xffz\x88", b"PW=k8$Zq!7vT2#x", b"a@b.example", b"password=\xe9\x90\x81k8\xd2\xfe\xf1"])
    head, tail = b"%PDF-1.4\n" + noise + b"\n", b"\n" + noise + b"\n%%EOF\n"
    assert rules(scan({"a.pdf": head + chance + tail}, code=1)[1]) == {"unscannable"}
    found = scan({"a.pdf": head + b"password=k8$Zq!7vT2#x\n" + TOKEN.encode() + tail}, code=4)[1]
    assert sorted(e["severity"] for e in found) == ["blocker", "blocker", "high"]


def test_stand_ins_are_clean(scan):
    files = {f"{i}.{form}.{key}": FORMS[form].format(k=key, v=stand_in) for i, stand_in in enumerate(STAND_INS)
             for key, _ in VALUES for form in ("json", "logfmt", "yaml", "header", "csv")}
    code, entries = scan(files)
    assert code == 0 and not entries, entries


def test_identifiers_are_never_blocked(scan):
    lines = [f'"client_id":"{chars(20)}"', f'"kid":"{chars(43)}"', f"key_id={chars(20)}", f'ETag: "{chars(32, "0123456789abcdef")}"',
             "traceparent: 00-" + chars(32, "0123456789abcdef") + "-" + chars(16, "0123456789abcdef") + "-01",
             f'"consumerKey":"{chars(48)}"', '"request_id":"3f2b8c1e-8f4a-4a53-9d4b-0f6a4b7f2a11"', f'"app_id":"{chars(32)}"']
    code, entries = scan({"f.jsonl": "\n".join(lines) + "\n"})
    assert code == 0 and not [e for e in entries if e["severity"] in ("blocker", "high")], entries


# --- in evidence ------------------------------------------------------------------------------------

@pytest.fixture
def ws(workspace):
    return workspace([control(requires=[STANDARD])])


def codes(report):
    return {f["code"] for f in report["findings"]}


def test_evidence_with_a_secret_is_withheld(ws):
    ws.evidence(GOOD + ".md", f"# Standard\n\nX-Api-Key: {SECRET}\n", approved=True, effective="2026-01-01")
    report = ws.check(code=4)
    assert report["result"] == "blocked" and "SEC001" in codes(report)
    assert report["slots"][0]["status"] == "withheld"
    assert SECRET[:6] not in json.dumps(report)
    assert expect(ws.run("build", "-o", ws.path / "p.zip"), 4).code == 4
    with zipfile.ZipFile(ws.path / "p.zip") as z:
        manifest = json.loads(z.read(next(n for n in z.namelist() if n.endswith("/manifest.json"))))
        assert [w["why"] for w in manifest["withheld"]] == ["secret"]
        assert not any(GOOD in n for n in z.namelist())
        assert not any(SECRET.encode() in z.read(n) for n in z.namelist())


def test_doubt_makes_it_invalid(ws):
    ws.evidence(GOOD + ".md", f"# Standard\n\ntoken {github_token(valid=False)}\n", approved=True, effective="2026-01-01")
    report = ws.check(code=1)
    assert "SEC002" in codes(report) and report["slots"][0]["status"] == "invalid"


def test_lesser_findings_leave_it_satisfied(ws):
    text = ("# Standard\n\nowner anna.schmidt@acme-corp.com, support@acme-corp.com, from 81.2.69.142\n"
            '{"body": {"a": 1}}\n' + f'vendor_key = "{chars(40)}"\n')
    ws.evidence(GOOD + ".md", text, approved=True, effective="2026-01-01")
    report = ws.check(code=0)
    assert {"PII001", "PII002", "PII003", "SEC003", "SEC004"} <= codes(report)
    assert report["slots"][0]["status"] == "satisfied"


# --- the allow list ---------------------------------------------------------------------------------

def secret_id_of(ws, code):
    key = ws.path / ".apipack"
    key.mkdir(exist_ok=True)
    (key / "key").write_text("0" * 64 + "\n")
    entries = json.loads(expect(ws.run("scan", ws.path / "evidence", "--format", "json"), code).out)
    return entries[0]["secret_id"], entries[0]["rule"]


def allow(ws, line):
    (ws.path / "apipack.allow").write_text(f"# looked at\n{line}\n")


def test_allowed_until_it_expires(ws):
    ws.evidence(GOOD + ".md", f"# Standard\n\ntoken {github_token(valid=False)}\n", approved=True, effective="2026-01-01")
    secret, rule = secret_id_of(ws, 1)
    assert len(secret) == 32
    allow(ws, f'{secret} {rule} evidence/** expires=2030-01-01 by=ann reason="a cut token in prose"')
    report = ws.check(code=0)
    assert report["slots"][0]["status"] == "satisfied" and "SEC002" not in codes(report)
    allow(ws, f'{secret} {rule} evidence/** expires=2020-01-01 by=ann reason="a cut token"')
    assert ws.check(code=1)["slots"][0]["status"] == "invalid"
    allow(ws, f'{secret} {rule} other/** expires=2030-01-01 by=ann reason="a cut token"')
    assert ws.check(code=1)["slots"][0]["status"] == "invalid"


def test_expired_and_unused_entries_are_reported(ws):
    ws.evidence(GOOD + ".md", "# Standard\n\nA standard of several words.\n", approved=True, effective="2026-01-01")
    allow(ws, f'{"0" * 32} github-token evidence/** expires=2030-01-01 by=ann reason=x')
    assert "SEC008" in codes(ws.check(code=0))
    allow(ws, f'{"0" * 32} github-token evidence/** expires=2026-01-01 by=ann reason=x')
    [found] = [f for f in ws.check(code=0)["findings"] if f["code"] == "SEC007"]
    assert (found["file"], found["line"]) == ("apipack.allow", 2)


def test_a_blocker_needs_a_second_person(ws):
    ws.evidence(GOOD + ".md", f"# Standard\n\ntoken {TOKEN} of an old test\n", approved=True, effective="2026-01-01")
    secret, rule = secret_id_of(ws, 4)
    entry = f'{secret} {rule} evidence/** expires=2030-01-01 by=ann reason="revoked in 2024"'
    allow(ws, entry)
    report = ws.check(code=4)
    assert report["slots"][0]["status"] == "withheld" and "SEC008" in codes(report)
    allow(ws, entry + " approved-by=ben")
    report = ws.check(code=0)
    assert report["slots"][0]["status"] == "satisfied" and not codes(report) & {"SEC001", "SEC007", "SEC008"}
    [said] = [f for f in report["findings"] if f["code"] == "SEC013"]
    assert (said["severity"], said["file"], said["line"]) == ("info", "apipack.allow", 2)
    assert said["message"] == "1 place of github-token is allowed until 2030-01-01 by ann, approved by ben: revoked in 2024"


def test_allowed_places_are_counted_in_the_pack(ws, tmp_path):
    ws.evidence(GOOD + ".md", f"# Standard\n\ntoken {TOKEN} of an old test\nand {TOKEN} again\n", approved=True, effective="2026-01-01")
    secret, rule = secret_id_of(ws, 4)
    allow(ws, f'{secret} {rule} evidence/** expires=2030-01-01 by=ann approved-by=ben reason="a test of {github_token(seed=3)}"')
    expect(ws.run("build", "-o", tmp_path / "p.zip"), 4)  # the reason itself holds a secret
    allow(ws, f'{secret} {rule} evidence/** expires=2030-01-01 by=ann approved-by=ben reason="revoked in 2024"')
    expect(ws.run("build", "-o", tmp_path / "p.zip"), 0)
    with zipfile.ZipFile(tmp_path / "p.zip") as z:
        report = next(z.read(n).decode() for n in z.namelist() if n.endswith("reports/gap-report.json"))
    assert f"2 places of {rule} are allowed until 2030-01-01 by ann, approved by ben: revoked in 2024" in report and secret not in report


def test_a_missing_key_is_said_once(ws):
    ws.evidence(GOOD + ".md", f"# Standard\n\ntoken {TOKEN}\nsecret {github_token(seed=2)}\n", approved=True, effective="2026-01-01")
    done = expect(ws.run("check", env={"APIPACK_KEY_FILE": None}), 4)
    assert done.err.count("SEC012") == 1
    entries = json.loads(expect(ws.run("scan", ws.path / "evidence", "--format", "json"), 4).out)
    assert len(entries) == 2 and {e["secret_id"] for e in entries} == {None}
    allow(ws, f'{"0" * 32} github-token evidence/** expires=2030-01-01 by=ann approved-by=ben reason=x')
    assert expect(ws.run("check"), 4).err.count("SEC012") == 1
    (ws.path / f"evidence/{GOOD}.md").write_text("# Standard\n\nA standard of several words.\n")
    (ws.path / "apipack.allow").unlink()
    assert "SEC012" not in ws.run("check").err


@pytest.mark.parametrize("line", [
    "nonsense", "0123", "{id} github-token", '{id} github-token ** by=a reason="x"', '{id} github-token ** expires=soon by=a reason="x"',
    '{id} github-token ** expires=2030-01-01 by=a', '{id} github-token ** expires=2030-01-01 by=a approved-by=A reason=x',
    '{id} github-token ** expires=2030-01-01 by=a reason="x', '{id} github-token ** expires=2030-01-01 by=a reason=x who=b',
])
def test_a_bad_allow_list_is_said(ws, line):
    ws.evidence(GOOD + ".md", approved=True)
    allow(ws, line.format(id="0" * 32))
    done = expect(ws.run("check"), 2)
    assert "apipack.allow:2: error" in done.err and "SEC006" in done.err


def test_the_key(ws, tmp_path):
    ws.evidence(GOOD + ".md", approved=True, effective="2026-01-01")
    short = tmp_path / "short"
    short.write_text("abc\n")
    assert "SEC005" in expect(ws.run("check", env={"APIPACK_KEY_FILE": str(short)}), 2).err
    assert "SEC005" in expect(ws.run("check", env={"APIPACK_KEY_FILE": str(tmp_path / "none")}), 2).err


# --- detectors of one's own ---------------------------------------------------------------------------

OWN = {"id": "acme-token", "title": "Acme token", "keywords": ["acme_"], "pattern": "acme_[a-z]{12}",
       "finds": ["acme_abcdefghijkx", "x acme_zyxwvutsrqpo y"], "ignores": ["acme_abc", "acme_ABC"]}


def overlay(ws, *detectors):
    folder = ws.path / "own"
    folder.mkdir(exist_ok=True)
    (folder / "own.yaml").write_text(yaml.safe_dump({"schema": "apipack.dev/library/v1", "detectors": list(detectors)}))
    return ws


def test_own_detector(go, tmp_path, ws):
    overlay(ws, OWN)
    (tmp_path / "a.txt").write_text("acme_qwertzuiopas\n")
    file = ws.path / "apipack.yaml"
    doc = yaml.safe_load(file.read_text())
    doc.setdefault("library", {})["overlays"] = ["own"]
    file.write_text(yaml.safe_dump(doc))
    assert "acme-token" in expect(ws.run("scan", tmp_path / "a.txt"), 4).out
    expect(ws.run("lint"), 0)
    overlay(ws, {"id": "github-token", "disable": "we have none"})
    (tmp_path / "b.txt").write_text(TOKEN + "\n")
    expect(ws.run("scan", tmp_path / "b.txt"), 0)
    assert "we have none" in expect(ws.run("lint"), 0).out


@pytest.mark.parametrize("change, code", [
    ({"pattern": "acme_("}, "LIB023"), ({"keywords": ["ac"]}, "LIB022"), ({"keys": ["acme"]}, "LIB022"), ({"min_entropy": "much"}, "LIB022"),
    ({"finds": ["acme_abcdefghijkx"]}, "LIB024"), ({"finds": ["acme_", "acme_abcdefghijkx"]}, "LIB024"),
    ({"ignores": ["acme_abcdefghijkx", "no"]}, "LIB024"),
])
def test_bad_detectors_are_named(ws, change, code):
    overlay(ws, OWN | change)
    file = ws.path / "apipack.yaml"
    doc = yaml.safe_load(file.read_text())
    doc.setdefault("library", {})["overlays"] = ["own"]
    file.write_text(yaml.safe_dump(doc))
    done = expect(ws.run("lint"), 2)
    assert code in done.err and "acme-token" in done.err
