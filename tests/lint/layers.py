# Layers: a file includes lower layers or its own folder; third-party headers stand in port/ alone.
# Place in the flow: tests only.
# SPDX-License-Identifier: Apache-2.0
import re
from pathlib import Path

from common import problem, read, source_files

# Lowest first; layers of one row must not include each other.
ORDER = [
    ["base"], ["diag"], ["model", "port"], ["schema", "tables", "naming"],
    ["workspace", "library", "evidence"], ["catalogue"], ["inspect"], ["assess"], ["plan"],
    ["report"], ["pack"], ["edit"], ["vault"], ["run"], ["cli"],
]
RANK = {layer: rank for rank, row in enumerate(ORDER) for layer in row}

# C11, POSIX and Linux; what is not named here is third-party.
SYSTEM = set("""
assert.h ctype.h errno.h float.h inttypes.h limits.h locale.h math.h setjmp.h signal.h stdalign.h
stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h time.h
wchar.h
dirent.h fcntl.h fnmatch.h langinfo.h poll.h pthread.h sched.h spawn.h strings.h syslog.h termios.h
unistd.h netdb.h arpa/inet.h netinet/in.h sys/file.h sys/ioctl.h sys/mman.h sys/resource.h
sys/select.h sys/socket.h sys/stat.h sys/statvfs.h sys/time.h sys/types.h sys/uio.h sys/un.h
sys/wait.h
endian.h sys/auxv.h sys/eventfd.h sys/prctl.h sys/random.h sys/sendfile.h sys/syscall.h sys/vfs.h
sys/xattr.h linux/audit.h linux/filter.h linux/limits.h linux/magic.h linux/openat2.h
linux/seccomp.h linux/landlock.h
immintrin.h emmintrin.h tmmintrin.h arm_neon.h
""".split())

# Third-party headers are read in the ports and by the extraction child only.
THIRD_PARTY_FOLDERS = ("src/port/", "src/inspect/extract/")
GENERATED = {"embedded.inc"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.M)


def check_quoted(name: str, layer: str, folder: Path) -> str | None:
    if name in GENERATED or name == "apipack/apipack.h":
        return None
    if "/" not in name:
        beside = (folder / name).is_file()
        return None if beside else f'"{name}" is neither a layer\'s header nor beside this file'
    target = name.split("/")[0]
    if target not in RANK:
        return f'"{name}" is in no layer'
    if target == layer or RANK[target] < RANK[layer]:
        return None
    if RANK[target] == RANK[layer]:
        return f"{layer} and {target} are on one level and must not include each other"
    return f"{layer} includes {target}, which is a higher layer"


def check(root: Path) -> list[str]:
    problems = []
    for path in source_files(root, "src"):
        rel = path.relative_to(root).as_posix()
        layer = rel.split("/")[1]
        if layer not in RANK:
            problems.append(problem(root, path, 1, f"{layer} is no layer"))
            continue
        text = read(path)
        for match in INCLUDE.finditer(text):
            line = text.count("\n", 0, match.start(0)) + 1
            quoted, angled = match.groups()
            words = None
            if quoted:
                words = check_quoted(quoted, layer, path.parent)
            elif angled not in SYSTEM and not rel.startswith(THIRD_PARTY_FOLDERS):
                words = f"<{angled}> is a third-party header outside src/port/"
            if words:
                problems.append(problem(root, path, line, words))
    return problems
