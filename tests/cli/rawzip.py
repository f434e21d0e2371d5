"""Zips byte by byte: a pack taken apart and put together again, with anything in it told wrong.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import struct
import zipfile
import zlib
from dataclasses import dataclass, field, replace


@dataclass
class Entry:
    """One entry; what the two headers say is made of it unless `central` or `local` say otherwise."""

    name: bytes
    data: bytes  # as packed
    size: int
    crc: int
    method: int = 8
    flags: int = 0
    time: int = 0
    date: int = 0
    made_by: int = 0x033F
    needed: int = 20
    external: int = 0o100644 << 16
    extra: bytes = b""
    local_extra: bytes = b""
    comment: bytes = b""
    descriptor: bytes = b""
    before: bytes = b""  # bytes in front of the local header
    at: int | None = None  # offset that the directory tells
    local: dict = field(default_factory=dict)
    central: dict = field(default_factory=dict)

    def header(self, local):
        e = replace(self, **(self.local if local else self.central))
        extra = e.local_extra if local else e.extra
        middle = struct.pack("<HHHHIIIHH", e.flags, e.method, e.time, e.date, e.crc,
                             len(e.data), e.size, len(e.name), len(extra))
        if local:
            return b"PK\3\4" + struct.pack("<H", e.needed) + middle + e.name + extra
        tail = struct.pack("<HHHII", len(e.comment), 0, 0, e.external, self.at or 0)
        return b"PK\1\2" + struct.pack("<HH", e.made_by, e.needed) + middle + tail + e.name + extra + e.comment


def entry(name, content=b"", method=8, **more):
    """A new entry of some content."""
    packed = content
    if method == 8:
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = deflate.compress(content) + deflate.flush()
    name = name.encode() if isinstance(name, str) else name
    needed = 20 if method == 8 else 10
    return Entry(name, packed, len(content), zlib.crc32(content), method=method, **{"needed": needed, **more})


def take_apart(path):
    """The entries of a zip, as they are."""
    raw = path.read_bytes()
    entries = []
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            at = info.header_offset
            skip = 30 + sum(struct.unpack("<HH", raw[at + 26:at + 30]))
            y, mo, d, h, mi, s = info.date_time
            entries.append(Entry(
                info.orig_filename.encode(), raw[at + skip:at + skip + info.compress_size], info.file_size, info.CRC,
                method=info.compress_type, flags=info.flag_bits, time=h << 11 | mi << 5 | s // 2,
                date=(y - 1980) << 9 | mo << 5 | d, needed=info.extract_version, external=info.external_attr))
    return entries


def end_record(n, size, at, comment=b"", n_disk=None):
    return b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, n if n_disk is None else n_disk, n, size, at, len(comment)) + comment


def put_together(entries, prefix=b"", gap=b"", between=b"", suffix=b"", comment=b"", end=None, order=None, n=None):
    """The zip of these entries.

    prefix, suffix, gap, between  bytes in front of all, behind all, before the directory, behind the directory
    order                         of the directory, as indexes
    """
    out = bytearray(prefix)
    for e in entries:
        out += e.before
        if e.at is None:
            e.at = len(out)
        out += e.header(True) + e.data + e.descriptor
    out += gap
    central_at = len(out)
    for i in order or range(len(entries)):
        out += entries[i].header(False)
    size = len(out) - central_at
    out += between
    out += end if end is not None else end_record(len(entries) if n is None else n, size, central_at, comment)
    return bytes(out + suffix)
