"""QR codes (ISO/IEC 18004): a text as a square of modules.

Only what links need: bytes, error correction of level M, one mask. A store has a code for every address to
print; with what codes of one size have in common worked out once, a code takes a tenth of a millisecond,
where a library for all of QR takes one, and forty to be loaded.
"""

from __future__ import annotations

from functools import lru_cache

from kpsite.values import dataclass

# Table 9, level M, by version from 1 on: codewords for error correction in a block, and blocks.
_CORRECTION = (10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, *(26,) * 4, *(28,) * 19)
_BLOCKS = (
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29,
    31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
)  # fmt: skip
_MASK = 3  # any of the eight can be read; table 10: dark where (column + row) mod 3 is 0
_BYTES = "0100"  # table 2
_PADDING = b"\xec\x11"  # clause 7.4.10
_LIGHT, _DARK = b"01"


class TooLong(ValueError):
    """More bytes than the largest code holds."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all codes of one size share: the modules that are always there, row by row, the places of all
    others in the order of their bits, and which of these the mask turns, as one number.
    """

    size: int
    fixed: bytes
    places: tuple[int, ...]
    mask: int


def modules(text: str) -> list[bytes]:
    """Give a text as rows of modules, dark ones as ``1`` and light ones as ``0``, without the white around
    them. Raises ``TooLong`` beyond 2,331 bytes.
    """
    data = text.encode()
    version = next((one for one in range(1, 41) if len(data) <= _room(one)), 0)
    if not version:
        raise TooLong(f"{len(data)} bytes, and a code holds {_room(40)}")
    frame = _frame(version)
    count = len(frame.places)
    words = _codewords(data, version)
    bits = (int.from_bytes(words, "big") << (count - 8 * len(words))) ^ frame.mask
    drawn = bytearray(frame.fixed)
    for place, bit in zip(frame.places, f"{bits:0{count}b}".encode(), strict=True):
        drawn[place] = bit
    return [bytes(drawn[start : start + frame.size]) for start in range(0, len(drawn), frame.size)]


@lru_cache
def _codewords_of(version: int) -> int:
    """Give how many codewords a version has in all (clause 7.1, by its formula)."""
    count = (16 * version + 128) * version + 64
    if version > 1:
        marks = version // 7 + 2
        count -= (25 * marks - 10) * marks - 55
    return (count - (36 if version > 6 else 0)) // 8  # noqa: PLR2004 - from 7 on codes state their version


def _length_bits(version: int) -> int:
    return 8 if version < 10 else 16  # noqa: PLR2004 - table 3


def _data_words(version: int) -> int:
    return _codewords_of(version) - _CORRECTION[version - 1] * _BLOCKS[version - 1]


def _room(version: int) -> int:
    return _data_words(version) - (4 + _length_bits(version) + 7) // 8


def _codewords(data: bytes, version: int) -> bytes:
    """Give the codewords of a code: the data in blocks, and what corrects them, interlaced (clause 7.6)."""
    width = _length_bits(version)
    head = int(f"{_BYTES}{len(data):0{width}b}", 2)
    # Four bits for the mode and four that end the text make it whole bytes.
    length = (4 + width + 4) // 8 + len(data)
    packed = ((head << (8 * len(data)) | int.from_bytes(data, "big")) << 4).to_bytes(length, "big")
    packed += (_PADDING * _data_words(version))[: _data_words(version) - len(packed)]
    blocks, each = _BLOCKS[version - 1], _CORRECTION[version - 1]
    shorter, start, parts = len(packed) // blocks, 0, []
    for number in range(blocks):
        end = start + shorter + (number >= blocks - len(packed) % blocks)
        parts.append(packed[start:end])
        start = end
    checks = [_remainder(part, each) for part in parts]
    made = bytearray()
    for place in range(shorter + 1):
        made += bytes(part[place] for part in parts if place < len(part))
    for place in range(each):
        made += bytes(check[place] for check in checks)
    return bytes(made)


def _remainder(data: bytes, degree: int) -> bytes:
    """Give the Reed-Solomon codewords of a block (annex A)."""
    table, top = _multiples(degree), 8 * (degree - 1)
    rest, whole = 0, (1 << 8 * degree) - 1
    for byte in data:
        rest = ((rest << 8) & whole) ^ table[byte ^ (rest >> top)]
    return rest.to_bytes(degree, "big")


@lru_cache
def _multiples(degree: int) -> tuple[int, ...]:
    """Give the generator polynomial of a degree, without its first term, times each of the 256 numbers."""
    terms, root = [1], 1
    for _ in range(degree):
        terms = [one ^ _times(root, other) for one, other in zip([*terms, 0], [0, *terms], strict=True)]
        root = _times(root, 2)
    single = [int.from_bytes(bytes(_times(term, 1 << bit) for term in terms[1:]), "big") for bit in range(8)]
    table = [0]
    for row in single:
        table += [row ^ one for one in table]
    return tuple(table)


def _times(one: int, other: int) -> int:
    """Multiply in the field of 256 numbers, whose modulus is 100011101 (clause 7.5.2)."""
    product = 0
    for bit in range(7, -1, -1):
        product = (product << 1) ^ ((product >> 7) * 0x11D)
        product ^= (other >> bit & 1) * one
    return product


@lru_cache
def _frame(version: int) -> _Frame:
    size = 17 + 4 * version
    drawn: dict[tuple[int, int], int] = {}
    for along in range(size):
        drawn[along, 6] = drawn[6, along] = along % 2 == 0
    for x, y in ((3, 3), (size - 4, 3), (3, size - 4)):
        _finder(drawn, x, y, size)
    for x, y in _alignments(version, size):
        for across in range(-2, 3):
            for down in range(-2, 3):
                drawn[x + across, y + down] = max(abs(across), abs(down)) != 1
    _format(drawn, size)
    if version > 6:  # noqa: PLR2004 - clause 7.10
        _version(drawn, version, size)
    fixed = bytearray(bytes((_LIGHT,)) * size * size)
    for (x, y), dark in drawn.items():
        fixed[y * size + x] = _DARK if dark else _LIGHT
    free = [place for place in _zigzag(size) if place not in drawn]
    mask = int("".join("01"[(x + y) % 3 == 0] for x, y in free), 2)
    return _Frame(size, bytes(fixed), tuple(y * size + x for x, y in free), mask)


def _finder(drawn: dict[tuple[int, int], int], x: int, y: int, size: int) -> None:
    for across in range(-4, 5):
        for down in range(-4, 5):
            if 0 <= x + across < size and 0 <= y + down < size:
                drawn[x + across, y + down] = max(abs(across), abs(down)) not in (2, 4)


def _alignments(version: int, size: int) -> list[tuple[int, int]]:
    """Give the middles of the alignment patterns (annex E, by its formula)."""
    if version == 1:
        return []
    count = version // 7 + 2
    step = (version * 4 + count * 2 + 1) // (2 * count - 2) * 2 if version != 32 else 26  # noqa: PLR2004 - annex E
    marks = [6, *sorted(size - 7 - step * number for number in range(count - 1))]
    corners = {(marks[0], marks[0]), (marks[0], marks[-1]), (marks[-1], marks[0])}
    return [(x, y) for x in marks for y in marks if (x, y) not in corners]


def _format(drawn: dict[tuple[int, int], int], size: int) -> None:
    """Draw the level, whose bits are 00, and the mask, twice (clause 7.9)."""
    rest = _MASK
    for _ in range(10):
        rest = (rest << 1) ^ ((rest >> 9) * 0x537)
    bits = (_MASK << 10 | rest) ^ 0x5412
    first = [*((8, y) for y in (0, 1, 2, 3, 4, 5, 7)), (8, 8), *((x, 8) for x in (7, 5, 4, 3, 2, 1, 0))]
    second = [*((size - 1 - x, 8) for x in range(8)), *((8, size - 7 + y) for y in range(7))]
    for number in range(15):
        drawn[first[number]] = drawn[second[number]] = bits >> number & 1
    drawn[8, size - 8] = 1


def _version(drawn: dict[tuple[int, int], int], version: int, size: int) -> None:
    rest = version
    for _ in range(12):
        rest = (rest << 1) ^ ((rest >> 11) * 0x1F25)
    bits = version << 12 | rest
    for number in range(18):
        near, far = number // 3, size - 11 + number % 3
        drawn[far, near] = drawn[near, far] = bits >> number & 1


def _zigzag(size: int) -> list[tuple[int, int]]:
    """Give all places in the order in which bits are set (clause 7.7.3): two columns at a time from the
    right, upwards and downwards in turn, without the column of the timing pattern.
    """
    made = []
    rights = [column for column in range(size - 1, 0, -2) if column > 6]  # noqa: PLR2004 - timing stands there
    for turn, right in enumerate([*rights, 5, 3, 1]):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        made += [(column, row) for row in rows for column in (right, right - 1)]
    return made
