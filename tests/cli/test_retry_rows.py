"""Every row of the retry table (src/vault/retry.c) as a server answers it: what the program does, and how the run ends.

Place in the flow: tests only. tests/support/graph/README.md says which test holds which row and which failure mode; the last tests here hold it
to that.
"""
# SPDX-License-Identifier: Apache-2.0
import ast
import re

import pytest
from conftest import ROOT
from graph import Fault
from graph.faults import GRAPH, LOGIN
from test_upload import made, packs  # noqa: F401
from test_upload_failures import arrived, upload
from vault import world  # noqa: F401

README = ROOT / "tests/support/graph/README.md"
TESTS = ("tests/cli/test_retry_rows.py", "tests/cli/test_upload_failures.py", "tests/cli/test_pull.py", "tests/cli/test_vault_signin.py",
         "tests/unit/vault_retry.c")


def reply(status, code, host="upload", method="PUT", path="", **more):
    return Fault(f"{host} {status}", "reply", host=host, method=method, path=path, status=status, code=code, **more)


def graph_get(status, code, **more):
    return reply(status, code, GRAPH, "GET", **more)


# row: (the answer, further words, exit code, what standard error then says)
MENDED = 0, ""
ROWS = {
    "any 408": (reply(408, "requestTimeout"), [], *MENDED),
    "any 429": (reply(429, "activityLimitReached", headers={"Retry-After": "1"}), [], *MENDED),
    "any 500": (reply(500, "generalException"), [], *MENDED),
    "any 502": (reply(502, "badGateway"), [], *MENDED),
    "any 503": (reply(503, "serviceNotAvailable", headers={"Retry-After": "1"}), [], *MENDED),
    "any 504": (reply(504, "gatewayTimeout"), [], *MENDED),
    "any 507": (reply(507, "quotaLimitReached", GRAPH, "POST", "createUploadSession"), [], 6, "VLT013"),
    "any 509": (reply(509, "bandwidthLimitExceeded", headers={"Retry-After": "1"}), [], *MENDED),
    "any 409 nameAlreadyExists": (reply(409, "nameAlreadyExists", GRAPH, "POST", "createUploadSession", times=9), [], 6, "VLT011"),
    "graph 401": (graph_get(401, "InvalidAuthenticationToken"), [], *MENDED),
    "graph 404": (graph_get(404, "itemNotFound", path="pack.zip"), [], *MENDED),
    "graph 412": (reply(412, "resourceModified", GRAPH, "POST", "createUploadSession"), [], *MENDED),
    "graph 409 resourceModified": (reply(409, "resourceModified", GRAPH, "POST", "createUploadSession"), [], *MENDED),
    "graph 423": (reply(423, "resourceLocked", GRAPH, "POST", "createUploadSession", times=9), ["--max-wait", "2"], 6, "VLT012"),
    "session 401": (reply(401, "expiredToken"), [], *MENDED),
    "session 403": (reply(403, "accessDenied"), [], *MENDED),
    "session 404": (reply(404, "itemNotFound"), [], *MENDED),
    "session 410": (reply(410, "uploadSessionNotFound"), [], *MENDED),
    "session 413": (reply(413, "requestEntityTooLarge"), [], *MENDED),
    "session 416": (reply(416, "invalidRange"), [], *MENDED),
    "session 423": (reply(423, "resourceLocked", times=9), ["--max-wait", "2"], 6, "VLT012"),
    "download 401": (reply(401, "expiredToken", method="GET", path="/download"), ["--verify", "download"], *MENDED),
    "download 403": (reply(403, "accessDenied", method="GET", path="/download"), ["--verify", "download"], *MENDED),
    "download 404": (reply(404, "itemNotFound", method="GET", path="/download"), ["--verify", "download"], *MENDED),
    "download 416": (reply(416, "invalidRange", method="GET", path="/download"), ["--verify", "download"], *MENDED),
}
# What no row names, and the rules before the table.
OTHERS = {
    "changed while a small file was sent": (reply(409, "resourceModified", GRAPH, "PUT", "content"), [], *MENDED),
    "changed before it got its name": (reply(409, "resourceModified", GRAPH, "PATCH", "items"), ["--max-wait", "20"], *MENDED),
    "changed again and again": (reply(412, "resourceModified", GRAPH, "POST", "createUploadSession", times=99), ["--max-wait", "60"], 7, "VLT006"),
    "a lost connection": (Fault("drop", "drop"), [], *MENDED),
    "a sign-in that is busy": (reply(503, "", LOGIN, "POST"), [], *MENDED),
    "an answer that no row names": (reply(418, "teapot", GRAPH, "POST", "createUploadSession"), [], 6, "VLT014"),
    "a code of 500 and more that no row names": (reply(520, "unknown"), [], *MENDED),
}


@pytest.mark.parametrize("row", [*ROWS, *OTHERS])
def test_row(apipack, world, packs, row):
    fault, words, code, says = {**ROWS, **OTHERS}[row]
    fault.happened, fault.times = 0, fault.times or 1
    world.faults.add(fault)
    if "its name" in row:  # somebody's session holds the name: ours goes beside it, and is renamed
        world.uploads.create(world.drive.root, "pack.zip", {"item": {"@microsoft.graph.conflictBehavior": "fail", "fileSize": 99}})
    pack = packs["small" if "small" in row else "large"]
    done = upload(apipack, world, pack, *words)
    assert fault.happened > 0
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    if code == 0:
        assert arrived(world, pack)
        assert len(world.uploads.sessions) == ("its name" in row)
    else:
        assert not [i for i in world.drive.children(world.drive.root) if i.name == "pack.zip"]


# --- the map ---------------------------------------------------------------------------------------------------------------

def rows_of_the_source():
    """The rows of retry.c, in the words of ROWS."""
    source = (ROOT / "src/vault/retry.c").read_text()
    found = re.findall(r"\{AP_AT_(\w+), (\d+), (NULL|\"\w+\"), AP_RETRY_\w+\}", source)
    return {f"{where.lower()} {status}" + ("" if code == "NULL" else " " + code.strip('"')) for where, status, code in found}


def names_of_tests():
    names = set()
    for path in TESTS:
        text = (ROOT / path).read_text()
        if path.endswith(".c"):
            names |= set(re.findall(r"AP_TEST\((\w+)\)", text))
        else:
            names |= {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
    return names


def table(heading):
    """The rows of the first table below a heading of the README: lists of cells."""
    text = README.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return rows[2:]


def test_every_row_of_the_table_is_tried():
    rows = rows_of_the_source()
    assert len(rows) >= 25 and rows == set(ROWS)


def test_the_map_names_every_row_and_every_failure_and_tests_that_exist():
    there = names_of_tests()
    rows = table("Which test holds which row of the retry table")
    assert {row for row, _ in rows} == set(ROWS) | set(OTHERS)
    failures = table("Which test holds which of the fifteen failures")
    assert [int(number) for number, _, _ in failures] == list(range(1, 16))
    for cells in rows + failures:
        named = re.findall(r"`(\w+)(?:\[[^`]*\])?`", cells[-1])
        assert named and set(named) <= there, cells
    for number, _, tests in failures:
        assert f"test_{int(number):02}_" in tests
