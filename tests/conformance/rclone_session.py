"""Inside a network of its own: the stand-in on port 443 under the real names; apipack uploads, rclone reads, checks and writes.

Place in the flow: tests only; run by test_vault_in_other_hands.py. rclone 1.60 sends its bearer to the upload host, a fault that was
mended later, so its own uploads need the lenient mode.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/cli"), str(ROOT / "tests/support")]
from graph import StandIn  # noqa: E402
from vault import URL, run, sha256  # noqa: E402

apipack, pack, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
with StandIn(folder / "graph", port=443) as world:
    world.polite = False
    done = run(apipack, world, "upload", pack, "--to", URL, "--files", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert not world.bearer_leaks, world.bearer_leaks
    world.lenient = True
    token = json.dumps({"access_token": world.entra.issue("test")["access_token"], "token_type": "Bearer",
                        "expiry": "2099-01-01T00:00:00Z"})
    config = folder / "rclone.conf"
    config.write_text(f"[sp]\ntype = onedrive\ntoken = {token}\ndrive_id = {world.drive.id}\ndrive_type = documentLibrary\n")

    def rclone(*words):
        out = subprocess.run(["rclone", "--config", config, "--ca-cert", world.ca, "--retries", "1", *map(str, words)],
                             capture_output=True, text=True, env={**os.environ, "SSL_CERT_FILE": str(world.ca)})
        assert out.returncode == 0, out.stderr
        return out.stdout + out.stderr

    listed = rclone("lsf", "-R", "sp:")
    assert "pack.zip" in listed and "tickets/APIAuth-RotationTicket-2026-Q2.png" in listed, listed
    (folder / "got").mkdir()
    rclone("copy", "sp:pack.zip", folder / "got")
    assert sha256(folder / "got/pack.zip") == sha256(pack)
    hashes = rclone("hashsum", "quickxor", "sp:pack.zip")
    local = rclone("hashsum", "quickxor", pack)
    assert hashes.split()[0] == local.split()[0], (hashes, local)
    rclone("check", folder / "got", "sp:", "--one-way")
    rclone("copyto", pack, "sp:by-rclone.zip")
    assert sha256(world.drive.get("by-rclone.zip").file) == sha256(pack)
print("all as it was sent")
