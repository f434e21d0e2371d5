"""Every detector's examples in the forms that evidence wraps text in: what must be found is found, what is none stays clean.

Place in the flow: tests only; tests/support/detector_examples.py makes examples and forms.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import subprocess

import detector_examples
import pytest
from conftest import environment

DETECTORS = detector_examples.detectors()
# A table is none within a string; a word is not near behind two layers of escapes.
EXEMPT = {("api-key", "timestamp,"), ("key-auth-credential", '{"id":"abc123"')}


@pytest.mark.parametrize("form", detector_examples.WRAPS)
def test_examples_hold_when_wrapped(apipack, tmp_path, form):
    ext, wrap = detector_examples.WRAPS[form]
    items = [(ident, cls, good, text) for ident, cls, finds, ignores in DETECTORS
             for good, texts in ((True, finds), (False, ignores)) for text in texts]
    folder = tmp_path / "wrapped"
    folder.mkdir()
    for i, item in enumerate(items):
        data = wrap(item[3])
        (folder / f"{i:05d}.{ext}").write_bytes(data if isinstance(data, bytes) else data.encode())
    done = subprocess.run([apipack, "scan", folder, "--format", "json"], env=environment(), capture_output=True, text=True)
    assert done.returncode in (0, 1, 4), done.stderr
    found = [[] for _ in items]
    for entry in json.loads(done.stdout):
        found[int(entry["path"].rsplit("/", 1)[1].split(".")[0])].append(entry)
    missed = [(ident, text) for (ident, cls, good, text), entries in zip(items, found)
              if good and not any(e["class"] == cls for e in entries)
              and not any(ident == i and text.startswith(head) for i, head in EXEMPT)]
    false = [(ident, text) for (ident, cls, good, text), entries in zip(items, found)
             if not good and any(e["rule"] == ident and e["severity"] in ("blocker", "high") for e in entries)]
    assert len(items) > 900
    assert missed == [] and false == []
