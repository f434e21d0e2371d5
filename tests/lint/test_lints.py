# The lints themselves: each accepts a clean tree and fails on a planted fault.
# Place in the flow: tests only.
# SPDX-License-Identifier: Apache-2.0
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import codes  # noqa: E402
import layers  # noqa: E402
import sizes  # noqa: E402
import tools  # noqa: E402
import wording  # noqa: E402

BANNER = "/* A file.\n * Place in the flow: tests.\n * SPDX-License-Identifier: Apache-2.0 */\n"
FUNCTION = "int\nap_x(void)\n{\n    return 0;\n}\n"
CODE = 'AP_CODE(NAM001, F, LOW, "a bad name", "rename it")\n'
PAGE = "# NAM001: a bad name\n\nFinding, low.\n"


@pytest.fixture
def tree(tmp_path):
    """A small clean tree, and a way to write into it."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    write(".clang-format", (Path(__file__).parents[2] / ".clang-format").read_text())
    write("src/base/x.c", BANNER + "#include <stdio.h>\n\n" + FUNCTION)
    write("src/base/x.h", BANNER + "#pragma once\nint ap_x(void);\n")
    write("src/model/y.c", BANNER + '#include "base/x.h"\n\nint ap_y = AP_NAM001;\n')
    write("src/diag/codes.def", BANNER.replace(" */", "\n */") + CODE)
    write("include/apipack/apipack.h", BANNER + "#ifndef A\n#define A\nint apipack_x(void);\n#endif\n")
    write("docs/findings/NAM001.md", PAGE)
    write("docs/README.md", "[a page](findings/NAM001.md)\n")
    write("tests/unit/base_x.c", BANNER + "/* NAM001 */\n")
    write("dev", "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\necho \"$1\"\n")
    write.root = tmp_path
    return write


ALL = [
    layers.check, sizes.check, codes.check, wording.check_banned, wording.check_banner,
    wording.check_marks, wording.check_links, wording.check_workplace, tools.check_python,
    tools.check_shell, tools.check_format, tools.check_headers, tools.check_cppcheck,
]


@pytest.mark.parametrize("lint", ALL, ids=lambda f: f.__module__ + "." + f.__name__)
def test_clean_tree_passes(tree, lint):
    assert lint(tree.root) == []


FAULTS = [
    (layers.check, "src/base/z.c", '#include "model/y.h"\n', "higher layer"),
    (layers.check, "src/model/z.c", '#include "port/y.h"\n', "on one level"),
    (layers.check, "src/port/z.c", '#include "model/y.h"\n', "on one level"),
    (layers.check, "src/evidence/z.c", '#include "library/y.h"\n', "on one level"),
    (layers.check, "src/report/z.c", "#include <zip.h>\n", "third-party"),
    (layers.check, "src/report/z.c", '#include "nowhere/y.h"\n', "in no layer"),
    (layers.check, "src/report/z.c", '#include "beside.h"\n', "beside"),
    (layers.check, "src/new/z.c", "", "no layer"),
    (sizes.check, "src/base/z.c", "\n" * 498, "501 lines"),
    (sizes.check, "src/base/z.c", "int\nap_z(void)\n{\n" + "    ;\n" * 78 + "}\n", "function of 81"),
    (sizes.check, "tests/unit/z.c", "AP_TEST(z)\n{\n" + "    ;\n" * 78 + "}\n", "function of 81"),
    (codes.check, "docs/findings/NAM099.md", None, "no code"),
    (wording.check_banned, "src/base/z.c", "void z(char *a) { strcpy(a, a); }\n", "strcpy"),
    (wording.check_banned, "src/report/z.c", 'void z(void) { printf("x"); }\n', "below cli"),
    (wording.check_banned, "src/report/z.c", "long z(void) { return time(0); }\n", "below cli"),
    (wording.check_marks, "src/base/z.c", "/* TO" + "DO later */\n", "unfinished"),
    (wording.check_links, "docs/z.md", "see [it](missing.md)\n", "leads nowhere"),
    (wording.check_workplace, "docs/z.md", "built in /" + "work/main\n", "workplace"),
    (tools.check_python, "tests/z.py", "def (:\n", "does not compile"),
    (tools.check_shell, "z.sh", "#!/bin/sh\necho $1\n", "SC2086"),
    (tools.check_format, "src/base/z.c", "int  z (void){return 0;}\n", "clang-format"),
    (tools.check_headers, "include/apipack/z.h", "size_t apipack_z(void);\n", "size_t"),
    (tools.check_headers, "include/apipack/z.h", "int class_of(int class);\n", "class"),
    (tools.check_headers, "src/base/z.h", "#pragma once\nuint8_t ap_z(void);\n", "uint8_t"),
    (tools.check_cppcheck, "src/base/z.c", "int z(void) { int *p = 0; return *p; }\n", "nullPointer"),
]


@pytest.mark.parametrize("lint,name,text,words", FAULTS)
def test_planted_fault_is_found(tree, lint, name, text, words):
    bare = text is None or not name.startswith(("src/", "include/", "tests/unit"))
    tree(name, text or "# nothing\n" if bare else BANNER + text)
    problems = lint(tree.root)
    assert any(words in line for line in problems), problems


def test_string_and_comment_are_no_calls(tree):
    tree("src/base/z.c", BANNER + '/* strcpy(a) */\nconst char *ap_z = "system(1)";\n')
    assert wording.check_banned(tree.root) == []


def test_banner_without_place(tree):
    tree("src/base/z.c", BANNER.replace("Place in the flow", "Where"))
    assert any("banner" in line for line in wording.check_banner(tree.root))


def test_banner_of_script(tree):
    tree("tests/z.py", "print()\n")
    assert any("SPDX" in line for line in wording.check_banner(tree.root))


@pytest.mark.parametrize("name,text,words", [
    ("src/model/y.c", BANNER, "raised nowhere"),
    ("tests/unit/base_x.c", BANNER, "exercised by no test"),
    ("docs/findings/NAM001.md", PAGE.replace("low", "high"), "severity"),
    ("docs/findings/NAM001.md", PAGE.replace("a bad", "no good"), "first line"),
])
def test_code_without(tree, name, text, words):
    tree(name, text)
    assert any(words in line for line in codes.check(tree.root))


def test_code_without_page(tree):
    (tree.root / "docs/findings/NAM001.md").unlink()
    assert any("no page" in line for line in codes.check(tree.root))


def test_code_of_document_family(tree):
    row = 'AP_CODE(LIB004, D, ERROR, "unknown key", "remove it")\n'
    tree("src/diag/codes.def", BANNER.replace(" */", "\n */") + row)
    assert any("LIB004 is raised nowhere" in line for line in codes.check(tree.root))
    tree("src/model/y.c", BANNER + "int ap_y = AP_DOC_CODE(AP_LIB001, AP_DOC_UNKNOWN_KEY);\n")
    assert not any("LIB004 is raised nowhere" in line for line in codes.check(tree.root))


@pytest.mark.skipif(not shutil.which("clang-tidy-14"), reason="clang-tidy is not installed")
def test_tidy_finds_a_fault(tree):
    tree(".clang-tidy", (Path(__file__).parents[2] / ".clang-tidy").read_text())
    path = tree("src/base/z.c", "int ap_z(int a);\nint ap_z(int a) { if (a = 1) return 1; return a / 0; }\n")
    entry = f'[{{"directory": "{tree.root}", "command": "clang -c {path}", "file": "{path}"}}]'
    tree("build/compile_commands.json", entry)
    for other in ("src/base/x.c", "src/model/y.c"):
        (tree.root / other).unlink()
    problems = tools.check_tidy(tree.root, tree.root / "build")
    assert any("z.c" in line for line in problems), problems
