"""`build --encrypt`: packs that 7-Zip opens with the passphrase, and verify as well; what is changed in them is seen.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import pty
import random
import select
import shutil
import subprocess
import zipfile
import zlib

import pytest
from authority import openssl
from conftest import STANDARD, TICKET, Workspace, control, environment, runner
from rawzip import put_together, take_apart

pytestmark = pytest.mark.threads

WORDS = "correct horse battery staple"


@pytest.fixture(scope="module")
def made(apipack, tmp_path_factory):
    """A workspace with files on both sides of every bound of deflate's stored blocks, and its plain pack."""
    path = tmp_path_factory.mktemp("made")
    run = runner(apipack, path)
    ws = Workspace(path / "ws", run, [control(requires=[STANDARD, {**TICKET, "min": 1}])])
    ws.evidence("APIAuth-Standard-v1.0-Approved.md", "# Standard\n" + "Clients authenticate with OAuth.\n" * 40, approved=True)
    chance = random.Random(7)
    for i, size in enumerate((65535 - 8, 65535, 65536, 200000)):
        head = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
        body = bytes(chance.choice(b"bcdfghjklmnpqrstvwxz0123456789") for _ in range(64)) + chance.randbytes(size)
        ws.evidence(f"APIAuth-RotationTicket-2026-Q2-{i + 1:02}.pdf", (head + body)[:size - 6] + b"\n%%EOF\n"[:6], approved=True, collected="2026-07-01")
    built = run("-C", ws.path, "build", "-o", path / "plain.zip")
    assert built.returncode in (0, 1), built.stderr
    return path


@pytest.fixture
def pack(run, made, tmp_path):
    path = tmp_path / "pack.zip"
    built = run("-C", made / "ws", "build", "-o", path, "--encrypt", env={"APIPACK_PASSPHRASE": WORDS})
    assert built.code in (0, 1), built.err
    return path


def verify(run, path, *words, passphrase=WORDS):
    return run("verify", path, *words, env={"APIPACK_PASSPHRASE": passphrase})


def test_it_verifies_with_its_passphrase_alone(run, pack, tmp_path):
    good = verify(run, pack)
    assert (good.code, good.err) == (0, ""), good.err
    (tmp_path / "words").write_text(WORDS + "\nsecond line\n")
    assert run("verify", pack, "--passphrase-file", "words").code == 0
    for passphrase in (None, "wrong", WORDS + " "):
        result = verify(run, pack, passphrase=passphrase)
        assert result.code == 3 and result.err.count("VFY039") == 1, result.err
        assert "Nothing is proved" in result.out
    assert verify(run, pack, "--extract", tmp_path / "out").code == 0
    assert run("verify", tmp_path / "out").code == 0
    assert verify(run, pack, "--bag").code == 0
    assert verify(run, pack, "--format", "json").json["pack"]["encrypted"] is True


def test_what_stays_readable_and_what_not(run, made, pack):
    plain = {e.name: e for e in take_apart(made / "plain.zip")}
    entries = take_apart(pack)
    assert [e.name for e in entries] == list(plain)
    assert all(e.crc == 0 and e.method == 99 and e.flags & 1 for e in entries), "no checksum of the plain bytes"
    assert [e.size for e in entries] == [e.size for e in plain.values()]
    salts = [e.data[:16] for e in entries]
    assert len(set(salts)) == len(salts)
    data = pack.read_bytes()
    assert b"Clients authenticate" not in data
    with zipfile.ZipFile(made / "plain.zip") as archive:
        for info in archive.infolist():
            content = archive.read(info)
            assert not len(content) > 64 or content[32:64] not in data


@pytest.mark.parametrize("words", [["7z", "x", "-bso0", f"-p{WORDS}", "-o."], ["bsdtar", "--passphrase", WORDS, "-xf"]], ids=["7z", "bsdtar"])
def test_other_programs_open_it(run, pack, tmp_path, words):
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not installed")
    out = tmp_path / "out"
    out.mkdir()
    done = subprocess.run([*words, pack], cwd=out, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert run("verify", out).code == 0


def test_every_changed_byte_is_seen(run, pack, tmp_path):
    entries = take_apart(pack)
    for index in (0, 1, len(entries) - 1):
        size = len(entries[index].data)
        for at in (0, 17, 18, size // 2, size - 11, size - 1):
            changed = take_apart(pack)
            data = changed[index].data
            changed[index].data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]
            extra = b"\x01\x99\x07\x00\x02\x00AE\x03\x08\x00"
            for one in changed:
                one.extra = one.local_extra = extra
                one.needed = 51
            bad = tmp_path / "bad.zip"
            bad.write_bytes(put_together(changed))
            result = verify(run, bad)
            assert result.code == 3, (index, at)
            assert "VFY013" in result.err or "VFY039" in result.err


def test_put_together_again_it_still_verifies(run, pack, tmp_path):
    entries = take_apart(pack)
    for one in entries:
        one.extra = one.local_extra = b"\x01\x99\x07\x00\x02\x00AE\x03\x08\x00"
        one.needed = 51
    same = tmp_path / "same.zip"
    same.write_bytes(put_together(entries))
    assert same.read_bytes() == pack.read_bytes()
    entries[0].crc = zlib.crc32(b"another")
    same.write_bytes(put_together(entries))
    assert verify(run, same).code == 3


@pytest.mark.skipif(not shutil.which("7z"), reason="7z is not installed")
@pytest.mark.parametrize("words", ["x" * 99, "Schlüssel für Ann", "a b  c; $(d) \"e\" 'f' \\g"], ids=["longest", "unicode", "odd"])
def test_every_passphrase_that_is_taken_opens_in_7z(run, made, tmp_path, words):
    built = run("-C", made / "ws", "build", "-o", tmp_path / "p.zip", "--encrypt", env={"APIPACK_PASSPHRASE": words})
    assert built.code in (0, 1), built.err
    subprocess.run(["7z", "t", f"-p{words}", tmp_path / "p.zip"], check=True, capture_output=True)
    assert run("verify", tmp_path / "p.zip", env={"APIPACK_PASSPHRASE": words}).code == 0


def test_two_packs_are_never_the_same(run, made, pack, tmp_path):
    run("-C", made / "ws", "build", "-o", tmp_path / "second.zip", "--encrypt", env={"APIPACK_PASSPHRASE": WORDS})
    assert (tmp_path / "second.zip").read_bytes() != pack.read_bytes()
    ids = {verify(run, p, "--format", "json").json["pack"]["pack_id"] for p in (pack, tmp_path / "second.zip")}
    assert len(ids) == 1 and verify(run, pack, "--expect-id", ids.pop()).code == 0


def test_who_can_open_it_is_said(run, made, tmp_path):
    built = run("-C", made / "ws", "build", "-o", tmp_path / "p.zip", "--encrypt", env={"APIPACK_PASSPHRASE": WORDS})
    words = " ".join(built.err.split())
    assert "7-Zip" in words and "not in the Explorer of Windows" in words and "stay readable" in words
    short = run("-C", made / "ws", "build", "-o", tmp_path / "p.zip", "--encrypt", env={"APIPACK_PASSPHRASE": "short"})
    assert short.code in (0, 1) and "PCK013" in short.err and "short\n" not in short.err
    other = run("-C", made / "ws", "build", "-o", tmp_path / "p.zip", "--encrypt", env={"APIPACK_PASSPHRASE": "Schlüssel für Ann und Ben"})
    assert other.code in (0, 1) and "PCK013" in other.err and "Windows" in other.err and "Ann" not in other.err
    for value, words in ((None, "no passphrase"), ("", "no passphrase"), ("x" * 100, "7-Zip takes 99"), ("x" * 1025, "longer than 1024")):
        env = {} if value is None else {"APIPACK_PASSPHRASE": value}
        result = run("-C", made / "ws", "build", "-o", tmp_path / "never.zip", "--encrypt", env=env)
        assert result.code == 2 and "PCK007" in result.err and words in result.err
    assert not (tmp_path / "never.zip").exists()


def test_signed_and_encrypted(run, made, tmp_path):
    run("keygen", "ann")
    openssl("pkcs8", "-topk8", "-in", tmp_path / "ann.key", "-passout", "pass:of the key", "-out", tmp_path / "ann.enc")
    words = ["-C", made / "ws", "build", "-o", tmp_path / "p.zip", "--encrypt", "--sign", "ann.enc", "--cert", "ann.pem"]
    refused = run(*words, env={"APIPACK_PASSPHRASE": "of the key"})
    assert refused.code == 2 and "PCK007" in refused.err, "the passphrase of the pack is not tried on the key"
    built = run(*words, env={"APIPACK_PASSPHRASE": WORDS, "APIPACK_KEY_PASSPHRASE": "of the key"})
    assert built.code in (0, 1), built.err
    assert verify(run, tmp_path / "p.zip", "--signer", "ann.pem").code == 0


def test_sign_opens_an_encrypted_pack(run, pack, made, tmp_path):
    """What is added is encrypted too, and nothing else changes."""
    before = take_apart(pack)
    run("keygen", "ann")
    words = ["sign", pack, "--sign", "ann.key", "--cert", "ann.pem"]
    for passphrase, why in ((None, "no passphrase is given"), ("wrong", "the passphrase does not open it")):
        refused = run(*words, env={"APIPACK_PASSPHRASE": passphrase} if passphrase else {})
        assert refused.code == 3 and "PCK006" in refused.err and why in refused.err, refused.err
        assert take_apart(pack) == before
    assert run(*words, env={"APIPACK_PASSPHRASE": WORDS}).code == 0
    after = take_apart(pack)
    assert [e.name for e in after] == [e.name for e in before] + [before[0].name.split(b"/")[0] + b"/tagmanifest-sha256.txt.p7s"]
    assert [e.data for e in after[:-1]] == [e.data for e in before]
    assert after[-1].method == 99 and after[-1].crc == 0 and after[-1].flags & 1
    good = verify(run, pack, "--signer", "ann.pem")
    assert (good.code, good.err) == (0, ""), good.err
    again = run(*words, "--replace", env={"APIPACK_PASSPHRASE": WORDS})
    assert again.code == 0 and len(take_apart(pack)) == len(after), again.err
    assert verify(run, pack, "--signer", "ann.pem").code == 0
    if shutil.which("7z"):
        assert subprocess.run(["7z", "t", f"-p{WORDS}", pack], capture_output=True).returncode == 0


def test_diff_and_against_open_encrypted_packs(run, pack, made, tmp_path):
    (tmp_path / "words").write_text(WORDS + "\n")
    closed = run("diff", pack, made / "plain.zip")
    assert closed.code == 3 and "PCK011" in closed.err and "no passphrase is given" in closed.err
    wrong = run("diff", made / "plain.zip", pack, env={"APIPACK_PASSPHRASE": "wrong"})
    assert wrong.code == 3 and "the passphrase does not open it" in wrong.err
    assert run("diff", pack, made / "plain.zip", "--passphrase-file", "nothing").code == 2
    same = run("diff", pack, made / "plain.zip", "--format", "json", "--passphrase-file", "words")
    plain = run("diff", made / "plain.zip", made / "plain.zip", "--format", "json")
    assert same.code == 0 and same.json == plain.json, same.err
    for env, code in (({}, 2), ({"APIPACK_PASSPHRASE": WORDS}, (0, 1))):
        built = run("-C", made / "ws", "build", "-o", tmp_path / "new.zip", "--against", pack, env=env)
        assert built.code in (code if isinstance(code, tuple) else (code,)), built.err


def test_an_empty_variable_is_none(run, made):
    assert run("verify", made / "plain.zip", env={"APIPACK_PASSPHRASE": ""}).code == 0


def on_terminal(apipack, words, answers, cwd):
    """The program on a terminal of its own: exit code, and all that the terminal showed."""
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.execve(apipack, [str(apipack), *map(str, words)], environment())
    shown = b""
    answers = list(answers)
    while True:
        ready, _, _ = select.select([fd], [], [], 30)
        assert ready, shown
        try:
            piece = os.read(fd, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if answers and shown.rstrip(b" ").endswith((b"pack:", b"again:")):
            os.write(fd, answers.pop(0).encode() + b"\n")
    _, status = os.waitpid(pid, 0)
    os.close(fd)
    return os.waitstatus_to_exitcode(status), shown.decode("utf-8", "replace")


def test_a_terminal_asks_and_does_not_show(run, apipack, made, pack, tmp_path):
    code, shown = on_terminal(apipack, ["-C", made / "ws", "build", "-q", "-o", "t.zip", "--encrypt"], [WORDS, WORDS], tmp_path)
    assert code in (0, 1), shown
    assert WORDS not in shown and "passphrase of the pack:" in shown
    assert verify(run, tmp_path / "t.zip").code == 0
    code, shown = on_terminal(apipack, ["-C", made / "ws", "build", "-q", "-o", "u.zip", "--encrypt"], [WORDS, "other"], tmp_path)
    assert code == 2 and "differ" in shown and not (tmp_path / "u.zip").exists()
    code, shown = on_terminal(apipack, ["verify", pack], [WORDS], tmp_path)
    assert code == 0 and "verified" in shown and WORDS not in shown
    code, shown = on_terminal(apipack, ["verify", pack], ["wrong"], tmp_path)
    assert code == 3
