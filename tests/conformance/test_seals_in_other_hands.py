"""Signatures, time stamps and encryption of packs in other people's tools: openssl, ssh-keygen, 7z, zip.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from conftest import ROOT, environment  # noqa: E402
from authority import Authority, issue, make_ca, openssl  # noqa: E402  (conftest adds its folder)

APIPACK = Path(os.environ.get("APIPACK") or ROOT / "build/dev/apipack").resolve()
LIST = "tagmanifest-sha256.txt"


def apipack(*words, cwd, **env):
    return subprocess.run([APIPACK, *map(str, words)], cwd=cwd, env=environment(**env), capture_output=True, text=True)


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """The sample's pack with every kind of seal, unpacked into out/."""
    path = tmp_path_factory.mktemp("work")
    make_ca(path)
    issue(path, "signer", "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=1.3.6.1.5.5.7.3.36\n")
    authority = Authority(path)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path / "id"], check=True)
    apipack("init", "--sample", "ws", cwd=path)
    built = apipack("-C", "ws", "build", "-o", "pack.zip", "--sign", "signer.key", "--cert", "signer.pem", "--ssh-key", "id", "--timestamp",
                    authority.url, "--ca", "ca.pem", cwd=path)
    authority.close()
    assert built.returncode in (1, 4), built.stderr
    (path / "out").mkdir()
    subprocess.run(["unzip", "-q", path / "pack.zip", "-d", path / "out"], check=True)
    return path


@pytest.fixture
def bag(work, tmp_path):
    shutil.copytree(work / "out", tmp_path / "out")
    (folder,) = (tmp_path / "out").iterdir()
    return folder


def change_list(bag):
    text = (bag / LIST).read_text()
    (bag / LIST).write_text(("0" if text[0] != "0" else "1") + text[1:])


@pytest.mark.parametrize("command", ["cms", "smime"])
def test_openssl_checks_the_signature(work, bag, command):
    words = ["openssl", command, "-verify", "-binary", "-inform", "DER", "-in", f"{LIST}.p7s", "-content", LIST, "-CAfile", work / "ca.pem",
             "-purpose", "any", "-out", "/dev/null"]
    done = subprocess.run(words, cwd=bag, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    change_list(bag)
    assert subprocess.run(words, cwd=bag, capture_output=True).returncode != 0


def test_openssl_checks_the_time_stamp(work, bag):
    words = ["openssl", "ts", "-verify", "-data", f"{LIST}.p7s", "-in", f"{LIST}.tsr", "-CAfile", work / "ca.pem"]
    done = subprocess.run(words, cwd=bag, capture_output=True, text=True)
    assert done.returncode == 0 and "Verification: OK" in done.stdout + done.stderr
    words[4] = LIST
    assert subprocess.run(words, cwd=bag, capture_output=True).returncode != 0


def test_ssh_keygen_checks_the_signature(work, bag, tmp_path):
    (tmp_path / "allowed").write_text(f'ann namespaces="apipack" {(work / "id.pub").read_text()}')
    words = ["ssh-keygen", "-Y", "verify", "-f", tmp_path / "allowed", "-I", "ann", "-n", "apipack", "-s", f"{LIST}.sig"]
    done = subprocess.run(words, cwd=bag, input=(bag / LIST).read_bytes(), capture_output=True)
    assert done.returncode == 0, done.stderr
    change_list(bag)
    assert subprocess.run(words, cwd=bag, input=(bag / LIST).read_bytes(), capture_output=True).returncode != 0


def test_signatures_of_others_are_checked(work, tmp_path):
    """Made by openssl and ssh-keygen, put in by hand, with attributes and the time of a clock: verify takes them."""
    folder = tmp_path / "out"
    shutil.copytree(work / "out", folder)
    (bag,) = folder.iterdir()
    for end in ("p7s", "sig", "tsr"):
        (bag / f"{LIST}.{end}").unlink()
    openssl("cms", "-sign", "-binary", "-in", bag / LIST, "-signer", work / "signer.pem", "-inkey", work / "signer.key", "-outform", "DER", "-out",
            bag / f"{LIST}.p7s")
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", work / "id", "-n", "apipack", bag / LIST], check=True)
    for words in (["--ca", work / "ca.pem"], ["--signer", work / "signer.pem"], ["--signer", work / "id.pub"]):
        done = apipack("verify", bag, *words, cwd=tmp_path)
        assert done.returncode == 0, done.stderr


def test_verify_sh_takes_a_sealed_pack(bag):
    done = subprocess.run(["sh", "verify.sh"], cwd=bag, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_seven_zip_opens_an_encrypted_pack(work, tmp_path):
    if not shutil.which("7z"):
        pytest.skip("7z is not installed")
    words = "correct horse battery staple"
    built = apipack("-C", work / "ws", "build", "-o", tmp_path / "e.zip", "--encrypt", cwd=tmp_path, APIPACK_PASSPHRASE=words)
    assert built.returncode in (1, 4), built.stderr
    assert subprocess.run(["7z", "t", f"-p{words}", tmp_path / "e.zip"], capture_output=True).returncode == 0
    assert subprocess.run(["7z", "t", "-pwrong", tmp_path / "e.zip"], capture_output=True).returncode != 0


def test_what_zip_took_away_is_named(work, tmp_path):
    if not shutil.which("zip"):
        pytest.skip("zip is not installed")
    pack = shutil.copy(work / "pack.zip", tmp_path / "pack.zip")
    names = subprocess.run(["unzip", "-Z1", pack], capture_output=True, text=True, check=True).stdout.splitlines()
    gone = next(n for n in names if "/data/" in n)
    subprocess.run(["zip", "-q", "-d", pack, gone], check=True)
    done = apipack("verify", pack, cwd=tmp_path)
    assert done.returncode == 3
    assert f'"{gone.split("/", 1)[1]}" is listed and missing' in done.stderr


def test_the_same_inputs_give_the_same_bytes(work, tmp_path):
    """Wherever and whenever: another folder, time zone, number of threads, locale."""
    shutil.copytree(work / "ws", tmp_path / "elsewhere")
    packs = []
    for i, (ws, env, jobs) in enumerate(((work / "ws", {"TZ": "America/Toronto"}, 1), (tmp_path / "elsewhere", {"TZ": "Asia/Kolkata"}, 4))):
        built = apipack("-C", ws, "build", "-o", tmp_path / f"{i}.zip", "--as-of", "2026-07-20", "-j", jobs, cwd=tmp_path, **env)
        assert built.returncode in (1, 4), built.stderr
        packs.append((tmp_path / f"{i}.zip").read_bytes())
    assert packs[0] == packs[1]
