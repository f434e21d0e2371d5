"""The pages of a pack in headless Chromium: no console message, no request, axe finds nothing, filters and keyboard work.

Place in the flow: tests only; `./dev conformance` installs Chromium and the judges. Pictures are left in build/pages.
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("cli", "bench")]
import bench  # noqa: E402
from conftest import ROOT, environment, hostile_workspace  # noqa: E402

APIPACK = Path(os.environ.get("APIPACK") or ROOT / "build/dev/apipack").resolve()
JUDGES = Path(os.environ.get("APIPACK_JUDGES") or ROOT / "build/judges")
PAGES = {"index": "sample", "gap-report": "sample", "buyer": "sample", "hostile": "hostile", "thousands": "thousands"}
FILTERS_SECONDS = 2.0  # of processor time, for a choice and two searches over 5,000 items


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """{name: page of an unpacked pack}"""
    work = tmp_path_factory.mktemp("pages")

    def run(*words):
        return subprocess.run([APIPACK, *map(str, words)], cwd=work, env=environment(), capture_output=True)

    run("init", "--sample", "sample")
    hostile_workspace(work / "hostile", None)
    (work / "thousands").mkdir()
    bench.make_tree(work / "thousands", 5000, bench.REPORT_REQUIREMENTS)
    made = {}
    for name, workspace in PAGES.items():
        audience = "buyer" if name == "buyer" else "auditor"
        done = run("-C", workspace, "build", "--audience", audience, "-o", f"{name}.zip")
        assert done.returncode in (0, 1, 4), done.stderr
        subprocess.run(["unzip", "-q", f"{name}.zip", "-d", name], cwd=work, check=True)
        page = "reports/gap-report.html" if name in ("gap-report", "hostile", "thousands") else "index.html"
        (made[name],) = (work / name).glob(f"*/{page}")
    return made


def test_the_gap_report_as_pdf(pages, tmp_path):
    """A4, each section there, its last words too: nothing is cut off."""
    if not shutil.which("chromium"):
        pytest.skip("no chromium: ./dev conformance installs it")
    workspace = pages["index"].parents[2] / "sample"
    done = subprocess.run([APIPACK, "-C", workspace, "check", "--format", f"pdf={tmp_path / 'r.pdf'}"], env=environment(),
                          capture_output=True, text=True)
    assert done.returncode == 4 and (tmp_path / "r.pdf").is_file(), done.stderr
    info = subprocess.run(["pdfinfo", tmp_path / "r.pdf"], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in info and 10 < int(info.split("Pages:")[1].split()[0]) < 60
    words = " ".join(subprocess.run(["pdftotext", "-raw", tmp_path / "r.pdf", "-"], capture_output=True, text=True, check=True).stdout.split())
    doc = json.loads(subprocess.run([APIPACK, "-C", workspace, "check", "--format", "json"], env=environment(), capture_output=True,
                                    text=True).stdout)
    packed = "".join(words.split()).replace("-", "")  # lines and words are broken where the paper ends
    for slot in doc["slots"]:
        assert f'{slot["control"]}/{slot["requirement"]}'.replace("-", "") in packed
    for item in doc["evidence"]:
        if item["state"] == "used":
            assert item["path"].split("/")[-1].replace("-", "") in packed
    assert words.endswith("rest on the organization's word.")


@pytest.mark.parametrize("name", PAGES)
def test_page_in_a_browser(pages, name):
    chromium = shutil.which("chromium")
    if not chromium or not (JUDGES / "node_modules/playwright-core").is_dir():
        pytest.skip("no chromium or playwright-core: ./dev conformance installs them")
    pictures = ROOT / "build/pages" / name
    pictures.mkdir(parents=True, exist_ok=True)
    long = ["long"] if name == "thousands" else []
    done = subprocess.run(["node", Path(__file__).with_name("page.cjs"), JUDGES, chromium, pages[name], pictures, *long],
                          capture_output=True, text=True, timeout=1500 if long else 900)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["console"] == [] and seen["requests"] == [] and seen["axe"] == [] and seen["overflow"] == []
    assert seen["filterWithoutScript"] is False and seen["itemsWithoutScript"] > 0
    filters = seen["filters"]
    assert filters["right"] and filters["none"] == 0 and filters["again"] == filters["all"] > filters["some"] > 0
    assert 0 < seen["filterSeconds"] < FILTERS_SECONDS
    if long:
        assert filters["all"] >= 5000
    assert seen["keyboard"]["first"] == "skip" and seen["keyboard"]["filter"] and seen["keyboard"]["unseen"] == []
    for paper in ("A4", "Letter"):
        info = subprocess.run(["pdfinfo", pictures / f"{paper}.pdf"], capture_output=True, text=True, check=True).stdout
        assert ("595" if paper == "A4" else "612") in info
