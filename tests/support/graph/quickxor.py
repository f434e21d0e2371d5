"""quickXorHash, written apart from the program's: byte i is XORed in at bit 11*i mod 160, then the length into the last 64 bits.

Place in the flow: tests only.
"""
# SPDX-License-Identifier: Apache-2.0
import base64

PERIOD = 160
MASK = (1 << PERIOD) - 1


def fold(piece: bytes) -> int:
    """160 bytes: the XOR of all blocks of 160 bytes of `piece`, by halving one large number."""
    blocks = 1
    while blocks * PERIOD < len(piece):
        blocks *= 2
    number = int.from_bytes(piece.ljust(blocks * PERIOD, b"\0"), "little")
    while blocks > 1:
        blocks //= 2
        bits = blocks * PERIOD * 8
        number = (number >> bits) ^ (number & ((1 << bits) - 1))
    return number


class QuickXor:
    def __init__(self):
        self.columns = 0
        self.rest = b""
        self.length = 0

    def update(self, data: bytes):
        self.length += len(data)
        data = self.rest + data
        whole = len(data) - len(data) % PERIOD
        self.rest = data[whole:]
        if whole:
            self.columns ^= fold(data[:whole])

    def digest(self) -> bytes:
        columns = (self.columns ^ fold(self.rest)).to_bytes(PERIOD, "little")
        state = 0
        for i, byte in enumerate(columns):
            shifted = byte << (11 * i % PERIOD)
            state ^= (shifted & MASK) ^ (shifted >> PERIOD)
        state ^= self.length << (PERIOD - 64)
        return state.to_bytes(PERIOD // 8, "little")

    def text(self) -> str:
        return base64.b64encode(self.digest()).decode()


def of_file(path) -> str:
    state = QuickXor()
    with open(path, "rb") as file:
        while piece := file.read(PERIOD << 16):
            state.update(piece)
    return state.text()
