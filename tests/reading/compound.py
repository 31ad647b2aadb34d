"""Writes compound files (MS-CFB), the container of old Office files and Outlook messages."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]

_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class _Entries:
    def __init__(self) -> None:
        self.entries: list[list[object]] = []
        self.small = bytearray()
        self.chains: list[int] = []
        self.large: list[tuple[int, bytes]] = []

    def add(self, name: str, kind: int, content: bytes | Tree) -> int:
        number = len(self.entries)
        entry: list[object] = [name, kind, _FREE, _FREE, _END, 0]
        self.entries.append(entry)
        if isinstance(content, bytes):
            entry[5] = len(content)
            if len(content) < _CUTOFF:
                entry[4] = len(self.chains) if content else _END
                count = -(-len(content) // _SMALL)
                first = len(self.chains)
                self.chains += [first + place + 1 for place in range(count - 1)] + [_END] * bool(count)
                self.small += content.ljust(count * _SMALL, b"\0")
            else:
                self.large.append((number, content))
            return number
        before = _FREE
        for inner in sorted(content, key=lambda one: (len(one), one.upper())):
            # A list to the right is a tree, too.
            place = self.add(inner, _STREAM if isinstance(content[inner], bytes) else _STORAGE, content[inner])
            if before == _FREE:
                entry[3] = place
            else:
                self.entries[before][2] = place
            before = place
        return number


def compound(tree: Tree) -> bytes:
    """Return a compound file with these streams; a mapping is a folder."""
    made = _Entries()
    made.add("Root Entry", _ROOT, tree)
    fat: list[int] = []
    sectors = bytearray()

    def store(data: bytes) -> int:
        count = -(-len(data) // _SECTOR)
        first = len(fat)
        fat.extend([*(first + place + 1 for place in range(count - 1)), *([_END] * bool(count))])
        sectors.extend(data.ljust(count * _SECTOR, b"\0"))
        return first if count else _END

    for number, content in made.large:
        made.entries[number][4] = store(content)
    made.entries[0][4], made.entries[0][5] = store(bytes(made.small)), len(made.small)
    small_table = struct.pack(f"<{len(made.chains)}I", *made.chains)
    small_first, small_count = store(small_table.ljust(-(-len(small_table) // _SECTOR) * _SECTOR, b"\xff")), 0
    small_count = -(-len(small_table) // _SECTOR)
    directory = b"".join(map(_entry, made.entries))
    directory_first = store(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    tables = 1
    while (len(fat) + tables) * 4 > tables * _SECTOR:
        tables += 1
    places = list(range(len(fat), len(fat) + tables))
    fat += [_FAT] * tables
    packed = struct.pack(f"<{len(fat)}I", *fat).ljust(tables * _SECTOR, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        tables,
        directory_first,
        0,
        _CUTOFF,
        small_first,
        small_count,
        _END,
        0,
    )
    listed = struct.pack("<109I", *places, *([_FREE] * (109 - tables)))
    return (header + listed).ljust(_SECTOR, b"\0") + bytes(sectors) + packed


def _entry(entry: list[object]) -> bytes:
    name, kind, following, inner, first, size = entry
    assert isinstance(name, str)
    coded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16xI8x8xIQ", coded, len(coded), kind, 1, _FREE, following, inner, 0, first, size)
