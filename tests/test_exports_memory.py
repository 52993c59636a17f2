"""Exports take no more memory for many cases than for few: pieces are made when they are read, and let go."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest
from fake_archive import STOCKHOLM

from api.archive import Archive
from api.exports.cases import ExportList
from api.exports.files import files_zip
from api.exports.formats import FORMATS
from api.exports.passages import PASSAGES_A_GROUP, passages_parquet
from corpus.facets import case_values
from corpus.passage import Passage, Span, StoredDocument
from corpus.results import SearchQuery
from corpus.settings import Settings
from index.catalogue import CaseSummary
from index.files import FileStore
from index.search.background import Background
from index.search.listing import CaseList
from index.search.parts import Group
from index.search.snapshot import Snapshot

FEW, MANY = 250, 1250
LARGE = 20_000_000
"""Bytes of the document."""
PASSAGES = 20
"""Of each case."""


class CountingCatalogue:
    """Fakes `index.catalogue.Catalogue`: a document of any id has so many passages, made when asked for, and the reads are counted."""

    def __init__(self) -> None:
        self.reads = 0

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        self.reads += 1
        text = "A sentence of some length that says nothing new. " * 10
        spans = (Span(0, len(text)),)
        return tuple(
            Passage(document_id, number, text, spans, "en", "results", ("Report",), 1, 1) for number in range(PASSAGES)
        )


class RepeatedVectors:
    """Fakes `index.passages.PassageIndex`: every passage has the same vector."""

    encoder_name, dimension = "fake", 384

    def dense_vectors(self, passage_ids: Iterator[str]) -> dict[str, Any]:
        return {id: np.ones(384, np.float32) for id in passage_ids}


def cases_of(count: int, folder: Path) -> ExportList:
    """So many cases that share one record; what differs is their place in the list."""
    document = StoredDocument(
        "a.0123456789ab", STOCKHOLM.id, "a.pdf", "A", "en", "application/pdf", "pdf", "0" * 64, LARGE, 1, "CC0-1.0"
    )
    summary = CaseSummary(STOCKHOLM, (document,), case_values(STOCKHOLM))
    snapshot = Snapshot("1", {STOCKHOLM.id: summary}, {}, {document.id: PASSAGES}, cast(Background, None))
    (folder / "00").mkdir(exist_ok=True)
    (folder / "00" / ("0" * 64)).write_bytes(b"x" * LARGE)
    opened = SimpleNamespace(index=RepeatedVectors())
    archive = SimpleNamespace(
        settings=Settings(_env_file=None), catalogue=CountingCatalogue(), files=FileStore(folder), opened=opened  # type: ignore[call-arg]
    )  # fmt: skip
    groups = (Group(STOCKHOLM.id),) * count
    return ExportList(cast(Archive, archive), CaseList(SearchQuery(), snapshot, groups))


def peak(pieces: Iterator[bytes]) -> int:
    """Bytes that Python and Arrow held at most while the pieces were read and thrown away."""
    arrow = 0
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    for _ in pieces:
        arrow = max(arrow, pa.total_allocated_bytes() - before)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held + arrow


WRITERS: dict[str, Callable[[ExportList], Iterator[bytes]]] = {each.ending: each.write for each in FORMATS}


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_memory_does_not_grow_with_the_number_of_cases(ending: str, tmp_path: Path) -> None:
    few, many = (peak(WRITERS[ending](cases_of(count, tmp_path))) for count in (FEW, MANY))
    assert many < 1.5 * few
    assert many < 2_000_000


@pytest.mark.parametrize("ending", WRITERS)
def test_first_piece_comes_before_the_last_case_is_drawn(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    whole = CaseList._drawn

    def counted(self: CaseList, groups: Any) -> Any:
        drawn.append(len(groups))
        return whole(self, groups)

    monkeypatch.setattr(CaseList, "_drawn", counted)
    pieces = WRITERS[ending](cases_of(MANY, tmp_path))
    assert next(pieces)
    assert sum(drawn) < MANY
    assert sum(1 for _ in pieces) >= 2


def test_memory_does_not_grow_with_the_number_of_passages(tmp_path: Path) -> None:
    few, many = (peak(passages_parquet(cases_of(count, tmp_path), True)) for count in (60, 300))
    assert many < 1.3 * few


def test_passages_are_read_a_row_group_at_a_time(tmp_path: Path) -> None:
    cases = cases_of(FEW, tmp_path)
    pieces = passages_parquet(cases, embeddings=False)
    next(pieces)
    assert cast(CountingCatalogue, cases.archive.catalogue).reads <= PASSAGES_A_GROUP // PASSAGES + 1


def test_large_file_is_packed_in_blocks(tmp_path: Path) -> None:
    assert peak(files_zip(cases_of(1, tmp_path))) < LARGE / 10
