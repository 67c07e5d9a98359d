"""Sets of records as bitmaps: a record is the bit of its position, a set one Python
int, so that two sets of a hundred thousand meet in a microsecond.

A set of few is kept as a list of positions, a tenth of the memory, and made a bitmap
when it is asked for.
"""

from array import array
from collections.abc import Iterable, Iterator


def bitmap_of(positions: Iterable[int], size: int) -> int:
    """Make the bitmap of positions below `size`."""
    flags = bytearray(size // 8 + 1)
    for position in positions:
        flags[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(flags, "little")


def positions_in(bitmap: int) -> Iterator[int]:
    """List the positions of a bitmap, the lowest first."""
    flags = bitmap.to_bytes((bitmap.bit_length() + 7) // 8, "little")
    for place, byte in enumerate(flags):
        while byte:
            lowest = byte & -byte
            yield (place << 3) + lowest.bit_length() - 1
            byte ^= lowest


class Postings:
    """The records that hold a word or a value; a record is added, never taken out: who
    asks leaves out those that are gone.
    """

    __slots__ = ("_bitmap", "positions")

    def __init__(self):
        self.positions = array("I")
        self._bitmap: int | None = None

    def add(self, position: int):
        """Add a position, above all that are there."""
        self.positions.append(position)
        if self._bitmap is not None:
            self._bitmap |= 1 << position

    def bitmap(self, size: int) -> int:
        """The set among `size` records. Kept where it is no larger than its list."""
        if self._bitmap is not None:
            return self._bitmap
        bitmap = bitmap_of(self.positions, size)
        if len(self.positions) * 32 >= size:
            self._bitmap = bitmap
        return bitmap
