# Runs the lints: lint.py [--root DIR] [--build DIR] [NAME…]; prints problems, ends with 1 if there are any.
# Place in the flow: tests only; ./dev lint calls it.
# SPDX-License-Identifier: Apache-2.0
import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import codes  # noqa: E402
import layers  # noqa: E402
import sizes  # noqa: E402
import tools  # noqa: E402
import wording  # noqa: E402


def lints(build: Path):
    """Name and function, cheapest first."""
    return {
        "layers": layers.check,
        "sizes": sizes.check,
        "codes": codes.check,
        "banned": wording.check_banned,
        "banner": wording.check_banner,
        "marks": wording.check_marks,
        "links": wording.check_links,
        "workplace": wording.check_workplace,
        "python": tools.check_python,
        "shell": tools.check_shell,
        "format": tools.check_format,
        "headers": tools.check_headers,
        "cppcheck": tools.check_cppcheck,
        "tidy": lambda root: tools.check_tidy(root, build),
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    root = Path(__file__).resolve().parents[2]
    parser.add_argument("--root", type=Path, default=root)
    parser.add_argument("--build", type=Path, default=root / "build/clang")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    table = lints(args.build.resolve())
    failed = 0
    chosen = args.names or list(table)
    for name in chosen:
        problems = table[name](args.root.resolve())
        print(f"{name}: " + ("ok" if not problems else f"{len(problems)} problems"), flush=True)
        for line in problems:
            print(f"  {line}")
        failed += bool(problems)
    print(f"lint: {len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
