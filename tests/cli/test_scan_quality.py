"""How well the scan tells secrets from what only looks like one: recall on some 550 leaks of varied shape, false alarms on 540 clean lines.

Place in the flow: tests only; tests/support/leak_set.py and leak_set_fresh.py make the lines.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import subprocess

import leak_set
import leak_set_fresh
import pytest
from conftest import environment


def severities(apipack, folder, texts):
    """The severities of what is found, by text; one call."""
    folder.mkdir()
    for i, text in enumerate(texts):
        (folder / f"{i:04d}.txt").write_text(text)
    done = subprocess.run([apipack, "scan", folder, "--format", "json"], env=environment(), capture_output=True, text=True)
    assert done.returncode in (0, 1, 4), done.stderr
    found = [[] for _ in texts]
    for entry in json.loads(done.stdout):
        found[int(entry["path"].rsplit("/", 1)[1][:4])].append(entry)
    return found


SETS = [(leak_set, 1), (leak_set, 2), (leak_set_fresh, 1), (leak_set_fresh, 2)]


@pytest.mark.parametrize("lines, seed", SETS)
def test_leaks_are_found(apipack, tmp_path, lines, seed):
    leaks = lines.leaks(seed)
    assert len(leaks) >= 200
    found = severities(apipack, tmp_path / "set", [text for _, text in leaks])
    missed = [name for (name, _), f in zip(leaks, found) if not any(e["class"] == "secret" for e in f)]
    weak = [name for (name, _), f in zip(leaks, found) if not any(e["severity"] in ("blocker", "high") for e in f)]
    assert len(missed) <= len(leaks) * 0.02, missed
    assert len(weak) <= len(leaks) * 0.05, weak


@pytest.mark.parametrize("lines, seed", SETS)
def test_clean_lines_stay_clean(apipack, tmp_path, lines, seed):
    texts = lines.clean(seed)
    assert len(texts) >= 170
    found = severities(apipack, tmp_path / "set", texts)
    flagged = [t for t, f in zip(texts, found) if any(e["severity"] in ("medium", "high", "blocker") for e in f)]
    blocked = [t for t, f in zip(texts, found) if any(e["severity"] == "blocker" for e in f)]
    assert len(flagged) <= len(texts) * 0.02, flagged
    assert not blocked


def test_previews_say_nothing_of_a_secret(apipack, tmp_path):
    leaks = leak_set.leaks(3)
    for (name, text), entries in zip(leaks, severities(apipack, tmp_path / "set", [text for _, text in leaks])):
        for e in entries:
            shown = e["preview"].split("\u2026")[0]
            assert shown.startswith("-----BEGIN ") or (len(shown) <= 27 and len(shown) < e["length"] / 2), (name, e)
