"""`verify --bag`: cases of our own, from RFC 8493 and the drafts before it, under the names of the public conformance
suite; each as a folder and as a zip of that folder.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import os
import shutil
import unicodedata

import pytest

NFC = unicodedata.normalize("NFC", "Núñez.txt")
NFD = unicodedata.normalize("NFD", "Núñez.txt")


class Bag:
    """A bag on disk; every part of it can be set otherwise before it is written."""

    def __init__(self, version="1.0", hashes=("sha512",), encoding="UTF-8"):
        self.version, self.hashes, self.encoding = version, hashes, encoding
        self.payload = {"data/a.txt": b"first\n", "data/dir/b.txt": b"second\n"}
        self.tags = {"bag-info.txt": b"Bagging-Date: 2026-01-01\n"}
        self.declaration = None
        self.lines = {}  # manifest name -> lines in place of the computed ones
        self.more = {}  # manifest name -> lines to add
        self.unlisted = {}
        self.with_tag_manifest = True
        self.end = "\n"

    def text(self, lines):
        return "".join(line + self.end for line in lines).encode(self.encoding)

    def write(self, folder):
        folder.mkdir(parents=True)
        (folder / "data").mkdir()
        tags = dict(self.tags)
        if self.declaration != b"":
            tags["bagit.txt"] = self.declaration or (
                f"BagIt-Version: {self.version}\nTag-File-Character-Encoding: {self.encoding}\n").encode()
        for algorithm in self.hashes:
            name = f"manifest-{algorithm}.txt"
            lines = [f"{hashlib.new(algorithm, b).hexdigest()}  {p}" for p, b in self.payload.items()]
            tags[name] = self.text(self.lines.get(name, lines) + self.more.get(name, []))
        if self.with_tag_manifest:
            name = f"tagmanifest-{self.hashes[0]}.txt"
            lines = [f"{hashlib.new(self.hashes[0], b).hexdigest()}  {p}" for p, b in sorted(tags.items())]
            tags[name] = self.text(self.lines.get(name, lines) + self.more.get(name, []))
        for path, content in {**self.payload, **tags, **self.unlisted}.items():
            if content is None:
                continue
            target = os.path.join(os.fsencode(folder), os.fsencode(path))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(content)
        return folder


def md5(content):
    return hashlib.md5(content).hexdigest()


OLD = {"hashes": ("md5",)}


def case(version="0.97", **changes):
    options = {k: changes.pop(k) for k in ("hashes", "encoding") if k in changes}
    bag = Bag(version, **{**(OLD if version != "1.0" else {}), **options})
    for key, value in changes.items():
        setattr(bag, key, value)
    return bag


def duplicates(version, name="bag-info.txt"):
    return case(version, tags={name: b"Contact-Name: A\nContact-Name: B\n  and more\nPayload-Oxum: 13.2\n"})


def bag_in_a_bag(version):
    inner = {"data/inner/bagit.txt": b"BagIt-Version: 0.96\n", "data/inner/data/x": b"x", "data/inner/manifest-md5.txt": b""}
    return case(version, payload=inner)


def with_names(version, *names):
    return case(version, payload={name: name.encode() for name in names})


def holey(version):
    bag = case(version)
    bag.tags["fetch.txt"] = b"http://example.org/a.txt 6 data/a.txt\nhttp://example.org/b - data/dir/b.txt\n"
    return bag


def with_prefix(version, prefix):
    bag = case(version)
    bag.lines["manifest-md5.txt"] = [f"{md5(b)} {prefix}{p}" for p, b in bag.payload.items()]
    return bag


VALID = {
    "v0.93/basic-bag": case("0.93", tags={"package-info.txt": b"Source-Organization: X\n"}),
    "v0.93/duplicate-metadata-entries": duplicates("0.93", "package-info.txt"),
    "v0.94/basic-bag": case("0.94"),
    "v0.94/duplicate-metadata-entries": duplicates("0.94"),
    "v0.95/basic-bag": case("0.95", hashes=("md5", "sha1")),
    "v0.95/duplicate-metadata-entries": duplicates("0.95"),
    "v0.96/bag-in-a-bag": bag_in_a_bag("0.96"),
    "v0.96/bag-with-encoded-names": with_names("0.96", "data/%7Edir/test%20one.txt", "data/100%.txt"),
    "v0.96/bag-with-escapable-characters": with_names("0.96", "data/a&b#c?d'e\"f.txt", "data/x+y=z;[1].txt"),
    "v0.96/bag-with-leading-dot-slash-in-manifest": with_prefix("0.96", "./"),
    "v0.96/bag-with-space": with_names("0.96", "data/a file with  spaces.txt"),
    "v0.96/basic-bag": case("0.96"),
    "v0.96/duplicate-metadata-entries": duplicates("0.96"),
    "v0.96/holey-bag": holey("0.96"),
    "v0.97/bag-in-a-bag": bag_in_a_bag("0.97"),
    "v0.97/bag-with-encoded-names": with_names("0.97", "data/%25.txt", "data/%0Ax.txt"),
    "v0.97/bag-with-escapable-characters": with_names("0.97", "data/*star?.txt"),
    "v0.97/bag-with-leading-dot-slash-in-manifest": with_prefix("0.97", "./"),
    "v0.97/bag-with-space": with_names("0.97", "data/a b/c d.txt"),
    "v0.97/basic-bag": case(hashes=("sha224",)),
    "v0.97/duplicate-metadata-entries": duplicates("0.97"),
    "v0.97/holey-bag": holey("0.97"),
    "v0.97/ISO-8859-1-encoded-tag-files": case(encoding="ISO-8859-1", payload={"data/Grüße.txt": b"x"},
                                               tags={"bag-info.txt": "Contact-Name: Jürgen\n".encode("latin-1")}),
    "v0.97/UTF-16-encoded-tag-files": case(encoding="UTF-16BE", payload={"data/Grüße.txt": b"x"},
                                           tags={"bag-info.txt": "Payload-Oxum: 1.1\n".encode("utf-16-be")}),
    "v0.97/minimal-bag": case(payload={}, tags={}, with_tag_manifest=False),
    "v0.97/uncommon-metadata-separators": case(
        declaration=b"BagIt-Version  :\t0.97\nTag-File-Character-Encoding :UTF-8\n",
        tags={"bag-info.txt": b"Contact-Name\t:  A\nPayload-Oxum :13.2\n"}),
    "v1.0/basicBag": case("1.0"),
    "v1.0/two-manifests": case("1.0", hashes=("sha512", "sha256")),
    "v1.0/percent-encoded": case("1.0", payload={"data/a\nb%c\r": b"x"}, lines={
        "manifest-sha512.txt": [hashlib.sha512(b"x").hexdigest() + "  data/a%0Ab%25c%0d"]}),
    "v1.0/carriage-returns": case("1.0", end="\r\n"),
    "v1.0/upper-case-digests-and-tabs": case("1.0", lines={"manifest-sha512.txt": [
        hashlib.sha512(b"first\n").hexdigest().upper() + "\t data/a.txt",
        hashlib.sha512(b"second\n").hexdigest() + " data/dir/b.txt"]}),
    "v1.0/unlisted-tag-file": case("1.0", unlisted={"notes/x.txt": b"x"}),
    "v1.0/payload-oxum": case("1.0", tags={"bag-info.txt": b"Payload-Oxum: 13.2\n"}),
}

HELLO = b"hello\n"
TWICE = {"md5": md5(HELLO), "sha512": hashlib.sha512(HELLO).hexdigest()}


def twice(version, algorithm, second=None, payload="data/hello.txt", names=("data/hello.txt", "data/hello.txt")):
    digest = TWICE[algorithm]
    return case(version, payload={payload: HELLO}, hashes=(algorithm,), lines={
        f"manifest-{algorithm}.txt": [f"{digest}  {names[0]}", f"{second or digest}  {names[1]}"]})


def damaged(path, content):
    bag = case()
    bag.unlisted[path] = content
    return bag


def out_of_scope(path, version="0.97"):
    return case(version, more={"manifest-md5.txt": [f"{md5(b'x')}  {path}"]})


def out_of_scope_fetch(path):
    bag = case()
    bag.tags["fetch.txt"] = f"http://example.org/x 1 {path}\n".encode()
    return bag


INVALID = {
    "v0.97/baginfo-missing-encoding": (case(declaration=b"BagIt-Version: 0.97\n"), "VFY015"),
    "v0.97/bom-in-bagit.txt": (case(declaration=b"\xef\xbb\xbfBagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"),
                               "byte order mark"),
    "v0.97/corrupt-data-file": (damaged("data/a.txt", b"First\n"), "VFY018"),
    "v0.97/corrupt-tag-file": (damaged("bag-info.txt", b"Bagging-Date: 2026-01-02\n"), "VFY018"),
    "v0.97/extra-file-in-bag": (damaged("data/c.txt", b"x"), "VFY017"),
    "v0.97/invalid-version-number": (case(declaration=b"BagIt-Version: 0.x\nTag-File-Character-Encoding: UTF-8\n"), "VFY015"),
    "v0.97/missing-baginfo": (case(more={"tagmanifest-md5.txt": [md5(b"") + "  bag-info2.txt"]}), "VFY016"),
    "v0.97/missing-bagit.txt": (case(declaration=b""), "VFY014"),
    "v0.97/out-of-scope-file-paths-using-dot-notation": (out_of_scope("../../README.md"), "VFY019"),
    "v0.97/out-of-scope-file-paths-using-dot-notation-for-fetch": (out_of_scope_fetch("data/../../x"), "VFY019"),
    "v0.97/same-filename-listed-twice-with-different-hashes": (twice("0.97", "md5", md5(b"other")), "VFY020"),
    "v1.0/bagit-with-invalid-whitespace": (
        case("1.0", declaration=b"BagIt-Version :  1.0\nTag-File-Character-Encoding: UTF-8\n"), "VFY015"),
    "v1.0/notAllManifestsListAllFiles": (
        case("1.0", hashes=("sha512", "sha256"), lines={"manifest-sha256.txt": [
            hashlib.sha256(b"first\n").hexdigest() + "  data/a.txt"]}), "VFY017"),
    "v1.0/same-filename-listed-twice-with-different-hashes": (
        twice("1.0", "sha512", hashlib.sha512(b"other").hexdigest()), "VFY020"),
    "v1.0/same-filename-listed-twice-with-the-same-hash": (twice("1.0", "sha512"), "VFY020"),
    # linux-only
    "v0.97/absolute-path": (out_of_scope("/etc/hostname"), "VFY019"),
    "v0.97/absolute-path-fetch": (out_of_scope_fetch("/etc/hostname"), "VFY019"),
    "v0.97/shortcut": (out_of_scope("~/x"), "VFY019"),
    "v0.97/shortcut-fetch": (out_of_scope_fetch("~/x"), "VFY019"),
    "v0.97/shortcut-username": (out_of_scope("~root/x"), "VFY019"),
    "v0.97/shortcut-username-fetch": (out_of_scope_fetch("~root/x"), "VFY019"),
    # windows-only: refused here too
    "v0.97/drive-letter": (out_of_scope("C:\\x"), "VFY019"),
    "v0.97/unc-path": (out_of_scope("\\\\server\\share\\x"), "VFY019"),
    # more of the RFC
    "v1.0/fetch-not-done": (case("1.0", payload={"data/a.txt": b"first\n"}, tags={
        "fetch.txt": b"http://example.org/b 7 data/b.txt\n"}, more={
        "manifest-sha512.txt": [hashlib.sha512(b"second\n").hexdigest() + "  data/b.txt"]}), "to be fetched"),
    "v1.0/no-manifest": (case("1.0", hashes=("sha512",), unlisted={"manifest-sha512.txt": None},
                              lines={"manifest-sha512.txt": []}, payload={"data/a": b"x"}), "no payload manifest"),
    "v1.0/oxum": (case("1.0", tags={"bag-info.txt": b"Payload-Oxum: 14.2\n"}), "VFY021"),
    "v1.0/oxum-twice": (case("1.0", tags={"bag-info.txt": b"Payload-Oxum: 13.2\nPayload-Oxum: 13.2\n"}), "VFY015"),
    "v1.0/no-digest": (case("1.0", more={"manifest-sha512.txt": ["abc  data/a.txt"]}), "VFY015"),
    "v1.0/payload-in-tag-manifest": (case("1.0", more={"tagmanifest-sha512.txt": [
        hashlib.sha512(b"first\n").hexdigest() + "  data/a.txt"]}), "VFY015"),
    "v1.0/tag-manifest-lists-no-manifest": (case("1.0", lines={"tagmanifest-sha512.txt": []}), "VFY015"),
    "v1.0/missing-file": (damaged("data/a.txt", None), "VFY016"),
    "v1.0/unknown-encoding": (case("1.0", declaration=b"BagIt-Version: 1.0\nTag-File-Character-Encoding: KLINGON\n"), "VFY015"),
    "v1.0/only-unknown-digests": (case("1.0", lines={"manifest-sha512.txt": ["00  data/a.txt"]}), "VFY015"),
    "v2.0/later-version": (case("1.0", declaration=b"BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n"), "VFY015"),
    "v0.97/not-in-its-encoding": (case(tags={"bag-info.txt": b"Contact-Name: J\xfcrgen\n"}), "VFY015"),
}

WARNING = {
    "v0.97/duplicate-file-with-different-case": twice("0.97", "md5", names=("data/hello.txt", "data/HELLO.txt")),
    "v0.97/both-cases-on-disk": with_names("0.97", "data/hello.txt", "data/HELLO.txt"),
    "v0.97/made-with-md5sum-tools": with_prefix("0.97", "*"),
    "v0.97/relative-path": with_prefix("0.97", "./"),
    "v0.97/same-filename-listed-twice-with-different-normalization": twice(
        "0.97", "sha512", payload="data/" + NFC, names=("data/" + NFC, "data/" + NFD)),
    "v0.97/same-filename-listed-twice-with-the-same-hash": twice("0.97", "md5"),
    "v0.97/special-system-files": with_names("0.97", "data/.DS_Store", "data/Thumbs.db", "data/a.txt"),
    "v0.97/special-system-files-not-listed": damaged("data/.DS_Store", b"x"),
    "v1.0/unknown-digests-beside-known": case("1.0", unlisted={"manifest-foo9.txt": b"00  data/a.txt\n00  data/dir/b.txt\n"},
                                              with_tag_manifest=False),
}

# What a file system or a zip of it cannot hold apart needs no second form.
FORMS = ["folder", "zip"]


def make(bag, tmp_path, form):
    folder = bag.write(tmp_path / "bag")
    for path, content in bag.unlisted.items():
        if content is None:
            (folder / path).unlink(missing_ok=True)
    if form == "folder":
        return folder
    return shutil.make_archive(tmp_path / "bag", "zip", tmp_path, "bag")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", VALID)
def test_valid(name, form, run, tmp_path):
    result = run("verify", "--bag", make(VALID[name], tmp_path, form))
    assert (result.code, "error" in result.err) == (0, False), result.err
    assert ": valid" in result.out


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", INVALID)
def test_invalid(name, form, run, tmp_path):
    bag, words = INVALID[name]
    result = run("verify", "--bag", make(bag, tmp_path, form))
    assert result.code == 3, result.out
    assert words in result.err
    assert ": invalid" in result.out


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", WARNING)
def test_warning(name, form, run, tmp_path):
    result = run("verify", "--bag", make(WARNING[name], tmp_path, form))
    assert result.code == 0, result.err
    assert "warning:" in result.err and ("[VFY022]" in result.err or "[VFY020]" in result.err or "[VFY017]" in result.err)


def test_links_and_special_files_are_refused(run, tmp_path):
    folder = VALID["v1.0/basicBag"].write(tmp_path / "bag")
    (folder / "data/link.txt").symlink_to("a.txt")
    os.mkfifo(folder / "data/pipe")
    result = run("verify", "--bag", folder)
    assert result.code == 3
    assert result.err.count("VFY009") == 2 and "symbolic link" in result.err


def test_json_of_a_bag(run, tmp_path):
    folder = VALID["v1.0/basicBag"].write(tmp_path / "bag")
    doc = run("verify", "--bag", folder, "--format", "json").json
    assert doc["schema"] == "apipack.dev/verify/v1" and doc["verdict"] == "valid" and doc["exit_code"] == 0
    assert [layer["layer"] for layer in doc["layers"]] == ["container", "bag"]


def test_a_bag_that_is_no_pack_is_none(run, tmp_path):
    folder = VALID["v1.0/basicBag"].write(tmp_path / "bag")
    result = run("verify", folder)
    assert result.code == 3 and "VFY023" in result.err


def test_options_that_do_not_go_together(run, tmp_path):
    for words in (["--expect-id", "0" * 64], ["--extract", "x"], ["--allow-repacked"]):
        result = run("verify", "--bag", "x", *words)
        assert result.code == 2 and words[0] in result.err
