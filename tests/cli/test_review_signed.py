"""`review --sign`: decisions that carry the reviewer's SSH signature, and what check makes of forged ones.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import shutil
import subprocess
import zipfile

import pytest
import yaml

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
NAME = "APIAuth-Standard-v1.0-Approved.md"


@pytest.fixture
def keys(tmp_path):
    """Private keys of ann and bob; KEY.pub beside them."""
    made = {}
    for who in ("ann", "bob"):
        made[who] = tmp_path / who
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", made[who]], check=True)
    return made


@pytest.fixture
def ws(workspace, keys):
    made = workspace(people=[{"id": who, "keys": [(keys[who].parent / f"{who}.pub").read_text().strip()]} for who in keys] + [{"id": "carol"}])
    made.evidence(NAME, owner="carol", source="Wiki")
    return made


def sidecar(ws):
    return yaml.safe_load((ws.path / f"evidence/{NAME}.meta.yaml").read_text())


def approve(ws, key, by="ann", *words):
    return ws.run("review", NAME, "--approve", "--by", by, "--sign", key, *words)


def test_a_signed_approval(ws, keys, tmp_path):
    result = approve(ws, keys["ann"])
    assert result.code == 0, result.err
    assert len(sidecar(ws)["review"]["signature"]) > 200
    data = ws.check()
    assert data["evidence"][0]["review"]["status"] == "approved"
    assert "PCK014" not in [f["code"] for f in data["findings"]]
    ws.run("build", "-o", tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        (manifest,) = [json.loads(archive.read(n)) for n in archive.namelist() if n.endswith("/manifest.json")]
    (item,) = manifest["items"]
    assert item["assurance"] == "signed"
    assert [s["assurance"] for s in item["custody"] if s["step"] == "reviewed"] == ["signed"]


@pytest.mark.parametrize("change", [{"by": "bob"}, {"date": "2026-01-01"}, {"note": "as agreed"}, {"signature": "AAAA"}, {"sha256": None}, {"seen": True}],
                         ids=lambda c: next(iter(c)))
def test_what_is_changed_afterwards_counts_for_nothing(ws, keys, change):
    approve(ws, keys["ann"])
    meta = sidecar(ws)
    for key, value in change.items():
        if value is None:
            del meta["review"][key]
        else:
            meta["review"][key] = value
    ws.write(f"evidence/{NAME}.meta.yaml", yaml.safe_dump(meta))
    data = ws.check(code=1)
    assert "PCK014" in [f["code"] for f in data["findings"]]
    assert {s["requirement"]: s["status"] for s in data["slots"]}["standard"] == "pending"


def test_another_key_and_a_key_that_nobody_has(ws, keys, tmp_path):
    before = (ws.path / f"evidence/{NAME}.meta.yaml").read_bytes()
    for key, by, words in ((keys["bob"], "ann", "is not one of ann"), (keys["ann"], "carol", "no key of carol"),
                           (tmp_path / "none", "ann", "not signed")):
        result = approve(ws, key, by)
        assert result.code != 0 and "REV012" in result.err and words in result.err, result.err
    assert (ws.path / f"evidence/{NAME}.meta.yaml").read_bytes() == before
    assert ws.run("review", NAME, "--bind", "--by", "ann", "--sign", keys["ann"]).code == 2
    assert approve(ws, "").code == 2
    dry = approve(ws, keys["ann"], "ann", "--dry-run")
    assert dry.code == 0 and (ws.path / f"evidence/{NAME}.meta.yaml").read_bytes() == before


def test_a_key_that_is_taken_away(ws, keys):
    approve(ws, keys["ann"])
    ws.yaml["people"][0]["keys"] = []
    ws.save()
    assert "PCK014" in ws.codes()


def test_an_unsigned_approval_can_be_signed_later(ws, keys):
    assert ws.run("review", NAME, "--approve", "--by", "ann").code == 0
    assert "signature" not in sidecar(ws)["review"]
    assert approve(ws, keys["ann"]).code == 0
    assert "signature" in sidecar(ws)["review"]
