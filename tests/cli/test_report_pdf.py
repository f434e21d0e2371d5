"""check --format pdf: another program prints the page; its day is ours, its folder is gone afterwards.

Place in the flow: tests only. A script stands for the browser; tests/conformance asks a real one.
"""
# SPDX-License-Identifier: Apache-2.0
import os

import pytest

BROWSER = r"""#!/bin/sh
for word; do
    case $word in
    --print-to-pdf=*) out=${word#--print-to-pdf=} ;;
    file://*) page=${word#file://} ;;
    esac
done
printf '%s\n' "$@" > "$TMPDIR.words"
grep -q '<h2>Gaps</h2>' "$page" && grep -q '@page{size:A4}' "$page" || exit 3
printf '%%PDF-1.4\n/CreationDate (D:20991231235959+00)\n/ModDate (D:20991231235959+00)\n%%%%EOF\n' > "$out"
"""
PRINTER = r"""#!/bin/sh
printf '%%PDF-1.7\nweasyprint\n' > "$3"
"""


@pytest.fixture
def printers(tmp_path):
    """printers(name=script…) -> environment in which those programs and the shell's are all that there is."""
    def make(**scripts):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        (tmp_path / "tmp").mkdir(exist_ok=True)
        for name, text in scripts.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        for tool in ("grep", "sh"):
            if not (folder / tool).exists():
                (folder / tool).symlink_to(f"/bin/{tool}")
        return {"PATH": folder, "TMPDIR": tmp_path / "tmp"}
    return make


def test_a_browser_prints_it(workspace, printers, tmp_path):
    ws, env = workspace(), printers(chromium=BROWSER)
    result = ws.run("check", "--format", f"pdf={tmp_path / 'r.pdf'}", env=env)
    assert result.code == 1, result.err
    pdf = (tmp_path / "r.pdf").read_text()
    assert "/CreationDate (D:20260731000000+00)" in pdf and "/ModDate (D:20260731000000+00)" in pdf  # the as-of day
    words = (tmp_path / "tmp.words").read_text().splitlines()
    assert "--headless" in words and ("--no-sandbox" in words) == (os.geteuid() == 0)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_weasyprint_prints_it_where_there_is_no_browser(workspace, printers, tmp_path):
    result = workspace().run("check", "--format", f"pdf={tmp_path / 'r.pdf'}", env=printers(weasyprint=PRINTER))
    assert result.code == 1 and (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.parametrize("scripts, says", [
    ({}, "neither Chromium nor WeasyPrint is installed"),
    ({"chromium": "#!/bin/sh\nexit 1\n"}, "the program that prints it failed"),
    ({"chromium": "#!/bin/sh\nfor w; do case $w in --print-to-pdf=*) echo no > ${w#*=};; esac; done\n"}, "the program that prints it failed"),
], ids=["none", "fails", "no-pdf"])
def test_without_a_pdf_it_says_why(workspace, printers, tmp_path, scripts, says):
    result = workspace().run("check", "--format", f"pdf={tmp_path / 'r.pdf'}", env=printers(**scripts))
    assert result.code == 5 and says in result.err and "[CLI031]" in result.err
    assert not (tmp_path / "r.pdf").exists() and list((tmp_path / "tmp").iterdir()) == []
