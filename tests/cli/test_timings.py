"""`build --timings`: every stage once, in order, and their sum.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import re

import pytest

pytestmark = pytest.mark.threads

STAGES = ["library and evidence", "catalogue", "detectors", "inspect", "assess and plan", "report", "pack", "all"]


def test_every_stage_is_timed(run, sample):
    done = run("-C", sample, "build", "-q", "-o", "a.zip", "--timings")
    assert done.code == 4 and done.out == ""
    rows = re.findall(r"^(\S.*?) {2,}([0-9.]+) s", done.err, re.M)
    assert [name for name, _ in rows] == STAGES
    times = [float(seconds) for _, seconds in rows]
    assert abs(sum(times[:-1]) - times[-1]) < 0.01
    assert re.search(r"^inspect .* MB/s$", done.err, re.M)


def test_a_run_that_ends_early(run, tmp_path):
    done = run("-C", tmp_path, "build", "--timings")
    assert done.code == 2 and "library and evidence" in done.err and "inspect" not in done.err
