# A zip that holds itself, byte for byte: whoever opens zips within zips never comes to an end.
# Place in the flow: tests only; test_extract.py scans it.
# SPDX-License-Identifier: Apache-2.0
"""The program is that of Russ Cox, "Zip Files All The Way Down" (2010): deflate as a language of two orders, stored blocks that print what
follows and copies that print again, each of five bytes, so that the program can print itself, and the zip's headers around it."""
import struct
import zlib

NAME = b"r.zip"
UNIT = 5  # bytes of every order but the last


def literal(size: int) -> bytes:
    """A stored block: prints the `size` bytes behind it."""
    return struct.pack("<BHH", 0, size, size ^ 0xFFFF)


class Bits:
    def __init__(self) -> None:
        self.value = self.count = 0

    def add(self, value: int, count: int) -> None:
        """Lowest bit first, as numbers stand in deflate."""
        self.value |= value << self.count
        self.count += count

    def add_code(self, code: int, count: int) -> None:
        """Highest bit first, as Huffman codes do."""
        self.add(int(f"{code:0{count}b}"[::-1], 2), count)


LENGTHS = ((3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 1), (13, 1), (15, 1), (17, 1), (19, 2), (23, 2), (27, 2),
           (31, 2), (35, 3), (43, 3), (51, 3), (59, 3), (67, 4), (83, 4), (99, 4))  # first length and further bits; code 257 and on
DISTANCES = ((1, 0), (2, 0), (3, 0), (4, 0), (5, 1), (7, 1), (9, 2), (13, 2), (17, 3), (25, 3), (33, 4), (49, 4), (65, 5), (97, 5))


def copy(sizes: list[int], *, last: bool = False, pad: bool = False) -> bytes:
    """A block of fixed codes: prints again the last sum(sizes) bytes, piece by piece; `pad`: an empty block behind it."""
    bits, distance = Bits(), sum(sizes)
    bits.add(1 if last else 0, 1)
    bits.add(1, 2)
    for size in sizes:
        code = max(i for i, (first, _) in enumerate(LENGTHS) if first <= size)
        bits.add_code(code + 1, 7)  # 257 is 0000001
        bits.add(size - LENGTHS[code][0], LENGTHS[code][1])
        code = max(i for i, (first, _) in enumerate(DISTANCES) if first <= distance)
        bits.add_code(code, 5)
        bits.add(distance - DISTANCES[code][0], DISTANCES[code][1])
    bits.add_code(0, 7)
    if pad:
        bits.add(0b010, 3)
        bits.add_code(0, 7)
    # A stored block behind 38 to 40 bits begins with three bits of nought and ends its first byte: five bytes, and nothing shifts.
    assert last or 38 <= bits.count <= 8 * UNIT
    return bits.value.to_bytes((bits.count + 7) // 8, "little")


def program(head: bytes, tail: bytes) -> bytes:
    """Deflate that prints head, itself and tail."""
    first, again_first = literal(len(head) + UNIT), copy([len(head) + UNIT], pad=True)
    one, four, again_four, none = literal(UNIT), literal(4 * UNIT), copy([2 * UNIT, 2 * UNIT]), literal(0)
    again_last = copy([len(tail) + 4], last=True)
    assert len(again_last) == 4
    last = literal(len(tail) + len(again_last))
    return b"".join([first, head, first, again_first, one, again_first, one, one, four, again_first, one, one, four, again_four,
                     four, again_four, four, again_four, four, again_four, four, again_four, none, none, last, again_four,
                     none, none, last, again_last, tail, again_last])


def with_checksum(crc: int) -> bytes:
    """The zip, whose headers say that its bytes have this CRC-32."""
    def headers(packed: int, whole: int) -> tuple[bytes, bytes]:
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x5C21, crc, packed, whole, len(NAME), 0)
        head = b"PK\x03\x04" + common + NAME
        central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + NAME
        end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(head) + packed, 0)
        return head, central + end
    packed = len(program(*headers(0, 0)))
    whole = packed + sum(map(len, headers(0, 0)))
    head, tail = headers(packed, whole)
    return head + program(head, tail) + tail


def make_quine() -> bytes:
    """The CRC-32 of the zip is linear in the one that it names, bit by bit: 32 equations for the one that is true."""
    base = zlib.crc32(with_checksum(0))
    rows = []  # column i: what bit i of the named one changes of the difference between both
    columns = [zlib.crc32(with_checksum(1 << i)) ^ base ^ (1 << i) for i in range(32)]
    for bit in range(32):
        rows.append(sum(((column >> bit) & 1) << i for i, column in enumerate(columns)) | ((base >> bit) & 1) << 32)
    for i in range(32):
        at = next(k for k in range(i, 32) if rows[k] >> i & 1)
        rows[i], rows[at] = rows[at], rows[i]
        rows = [row ^ rows[i] if k != i and row >> i & 1 else row for k, row in enumerate(rows)]
    return with_checksum(sum((row >> 32) << i for i, row in enumerate(rows)))
