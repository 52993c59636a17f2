"""Writes OLE containers (as Outlook and Office before 2007 use them): no free library writes them, and tests need small ones."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SECTOR, SMALL = 512, 64
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SMALL_BELOW = 4096
STREAM, STORAGE, ROOT = 2, 1, 5
Tree = Mapping[str, "bytes | Tree"]


@dataclass
class _Entry:
    name: str
    kind: int
    start: int = END
    size: int = 0
    child: int = FREE
    right: int = FREE

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        left = FREE
        head = struct.pack("<64sHBBIII", name, len(name), self.kind, 1, left, self.right, self.child)
        return head + bytes(36) + struct.pack("<IQ", self.start, self.size)


@dataclass
class _Container:
    entries: list[_Entry] = field(default_factory=list)
    sectors: bytearray = field(default_factory=bytearray)
    chain: list[int] = field(default_factory=list)
    small: bytearray = field(default_factory=bytearray)
    small_chain: list[int] = field(default_factory=list)

    def add(self, tree: Tree) -> int:
        """Add what a storage holds, each linked to the next; the index of the first."""
        first = before = FREE
        for name, content in sorted(tree.items(), key=lambda item: (len(item[0]), item[0].upper())):
            at = len(self.entries)
            self.entries.append(_Entry(name, STREAM if isinstance(content, bytes) else STORAGE))
            if isinstance(content, bytes):
                self._store(self.entries[at], content)
            else:
                self.entries[at].child = self.add(content)
            if before == FREE:
                first = at
            else:
                self.entries[before].right = at
            before = at
        return first

    def _store(self, entry: _Entry, content: bytes) -> None:
        entry.size = len(content)
        is_small = len(content) < SMALL_BELOW
        data, chain, size = (self.small, self.small_chain, SMALL) if is_small else (self.sectors, self.chain, SECTOR)
        entry.start = append(data, chain, content, size) if content else END


def append(data: bytearray, chain: list[int], content: bytes, size: int) -> int:
    """Add sectors with the content; the number of the first."""
    first, count = len(chain), -(-len(content) // size)
    data += content.ljust(count * size, b"\0")
    chain += [*range(first + 1, first + count), END]
    return first


def write_ole(path: Path, tree: Tree) -> Path:
    """A container with these streams (bytes) and storages (mappings); up to some 50 KB."""
    made = _Container([_Entry("Root Entry", ROOT)])
    made.entries[0].child = made.add(tree)
    made.entries[0].size = len(made.small)
    if made.small:
        made.entries[0].start = append(made.sectors, made.chain, bytes(made.small), SECTOR)
    directory = append(made.sectors, made.chain, b"".join(entry.packed() for entry in made.entries), SECTOR)
    table = struct.pack(f"<{len(made.small_chain)}I", *made.small_chain)
    table += b"\xff" * (-len(table) % SECTOR)
    small_at = append(made.sectors, made.chain, table, SECTOR) if table else END
    fat_at = len(made.chain)
    fat = struct.pack(f"<{fat_at + 1}I", *made.chain, FAT).ljust(SECTOR, b"\xff")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH6xIII4x", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory)
    head += struct.pack("<IIIII", SMALL_BELOW, small_at, len(table) // SECTOR, END, 0) + struct.pack("<I", fat_at)
    path.write_bytes(head.ljust(SECTOR, b"\xff") + bytes(made.sectors) + fat)
    return path


def write_msg(path: Path, subject: str, body: str, attachments: tuple[str, ...] = ()) -> Path:
    """A mail of Outlook with its text and attachments of these names."""
    tree: dict[str, bytes | Tree] = _properties({0x0037: subject, 0x1000: body, 0x001A: "IPM.Note"}, bytes(32))
    for number, name in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = _properties({0x3707: name}, bytes(8))
    return write_ole(path, tree)


def _properties(values: Mapping[int, str], head: bytes) -> dict[str, bytes | Tree]:
    texts = {id: value.encode("utf-16-le") for id, value in values.items()}
    rows = (struct.pack("<HHIII", 0x001F, id, 6, len(data) + 2, 0) for id, data in texts.items())
    streams: dict[str, bytes | Tree] = {f"__substg1.0_{id:04X}001F": data for id, data in texts.items()}
    return {"__properties_version1.0": head + b"".join(rows), **streams}
