"""Files are kept by content, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import NotFound, Unavailable
from index.files import FileStore, sha256_of


def test_a_file_is_stored_once_by_its_content(tmp_path: Path) -> None:
    source = tmp_path / "report.pdf"
    source.write_bytes(b"same bytes")
    store = FileStore(tmp_path / "files")
    digest = store.put(source)
    assert digest == sha256_of(source) == store.put(source)
    assert store.path(digest).read_bytes() == b"same bytes"
    assert [file.name for file in (tmp_path / "files").rglob("*") if file.is_file()] == [digest]
    store.remove(digest)
    with pytest.raises(NotFound, match="ingest its case again"):
        store.path(digest)


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    source = tmp_path / "report.pdf"
    source.write_bytes(b"bytes")
    with pytest.raises(Unavailable, match=r"report\.pdf cannot be stored"):
        FileStore(tmp_path / "files").put(source)
