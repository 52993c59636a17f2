"""The passage index inside this process: a shard of Qdrant Edge in a folder, owned by one process at a time.

Writes go to a log that survives the process; `flush` makes them survive the machine. Searches compare with every passage, which
takes milliseconds for tens of thousands: no graph is built, since building one would hold up every thread of this process.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import qdrant_edge as edge

from corpus.errors import CasebookError, Unavailable
from index.owner import own
from index.passages import Candidate, Filter, IndexedPassage
from index.point_index import PointIndex, Question
from index.points import (
    DENSE,
    FORMAT,
    KEYWORDS,
    LISTED,
    SENTENCES,
    START_YEAR,
    Made,
    candidate,
    payload,
    point_id,
    scored,
)
from index.translate_edge import edge_filter, edge_query

SHARD, MADE = "shard", "index.json"
"""Folder of the engine's files, and the file, written once they are complete, that says how they were made."""

MOST_KNOWN = 100_000
"""Passages whose ids and filter values are kept in memory, about 1 KB each."""

PAGE = 1000
"""Points read at a time when all are wanted."""


class EdgeIndex(PointIndex):
    """Keeps `index.passages.PassageIndex`. Safe to use from several threads, which take turns."""

    def __init__(self, shard: edge.EdgeShard, made: Made, held: ExitStack) -> None:
        super().__init__(made)
        self._open: edge.EdgeShard | None = shard
        self._held = held
        self._known: dict[int, Candidate] = {}
        self._writing = threading.Lock()

    @property
    def _shard(self) -> edge.EdgeShard:
        if self._open is None:
            raise Unavailable("the passage index is closed")
        return self._open

    def documents(self) -> dict[str, int]:
        request = edge.FacetRequest("document_id", limit=max(1, self.count()), exact=True)
        # The engine remembers values that no point has any more.
        return {str(hit.value): hit.count for hit in self._shard.facet(request).hits if hit.count}

    def count(self) -> int:
        return self._shard.count(edge.CountRequest(exact=True))

    def flush(self) -> None:
        with _failing("cannot be written"):
            self._shard.flush()

    def close(self) -> None:
        shard, self._open = self._open, None
        if shard is not None:
            with self._held, _failing("cannot be written"):
                shard.flush()
                shard.close()

    def _upsert(self, passages: Sequence[IndexedPassage]) -> None:
        points = [_point(passage) for passage in passages]
        with self._writing, _failing("cannot be written"):
            self._shard.update(edge.UpdateOperation.upsert_points(points))
            for passage in passages:
                self._known.pop(UUID(point_id(passage.passage_id)).int, None)

    def _delete(self, filter: Filter) -> None:
        dropped = edge.UpdateOperation.delete_points_by_filter(edge_filter(filter) or edge.Filter())
        with self._writing, _failing("cannot be written"):
            self._shard.update(dropped)
            self._known.clear()

    def _ask(self, questions: Sequence[Question]) -> list[list[Candidate]]:
        if not questions:
            return []
        queries = [edge_query(question.plan, question.limit) for question in questions]
        with _failing("cannot be searched"):
            answers = self._shard.query_batch(edge.QueryBatchRequest(queries))
        found = [[(_number(point.id), point.score) for point in answer] for answer in answers]
        known = self._read_known({id for answer in found for id, _ in answer})
        return [[scored(known[id], score) for id, score in answer if id in known] for answer in found]

    def _read_known(self, points: set[int]) -> dict[int, Candidate]:
        """What does not change with the query: reading it takes ten times as long as the search, so it is kept once read."""
        known = {id: found for id in points if (found := self._known.get(id)) is not None}
        missing = points - known.keys()
        if missing:
            # Writers wait, so that nothing older than their write is kept after it.
            with self._writing, _failing("cannot be searched"):
                if len(self._known) > MOST_KNOWN:
                    self._known.clear()
                records = self._shard.retrieve([UUID(int=id) for id in missing], True, False)
                read = {_number(record.id): candidate(record.payload) for record in records}
                self._known.update(read)
            known.update(read)
        return known

    def _retrieve(self, points: Sequence[str], vector: str) -> Iterator[tuple[str, Any]]:
        for record in self._shard.retrieve(list(points), False, [vector]):
            vectors: Any = record.vector
            yield str(record.id), vectors[vector]

    def _scroll(self, filter: Filter) -> Iterator[str]:
        selected = edge.PayloadSelector.Include(["passage_id"])
        offset: edge.PointId | None = None
        while True:
            request = edge.ScrollRequest(offset=offset, limit=PAGE, filter=edge_filter(filter), with_payload=selected)
            records, offset = self._shard.scroll(request)
            yield from ((record.payload or {})["passage_id"] for record in records)
            if offset is None:
                return


def open_edge_index(folder: Path, encoder_name: str, dimension: int) -> EdgeIndex:
    """Open the index in the folder, or make an empty one there.

    Raises EncoderMismatch where it holds vectors of another encoder, and Unavailable, with who holds it, while another process has
    it open, and where its files cannot be read.
    """
    with ExitStack() as opened:
        opened.enter_context(own(folder, " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])))
        made = _read_made(folder)
        if made is None:
            made = _make(folder, encoder_name, dimension)
        made.require(encoder_name, dimension)
        shard = _load(folder / SHARD)
        return EdgeIndex(shard, made, opened.pop_all())


def _read_made(folder: Path) -> Made | None:
    """None where no index was completed."""
    try:
        return Made(**json.loads((folder / MADE).read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise _unreadable(folder, error) from error


def _make(folder: Path, encoder_name: str, dimension: int) -> Made:
    made = Made(FORMAT, encoder_name, dimension)
    # What lies there was left by a process that was killed in here, and holds no passage.
    shutil.rmtree(folder / SHARD, ignore_errors=True)
    with _failing("cannot be made"):
        (folder / SHARD).mkdir()
        shard = edge.EdgeShard.create(str(folder / SHARD), _config(dimension))
        for name, kind in _payload_indexes().items():
            shard.update(edge.UpdateOperation.create_field_index(name, kind))
        shard.flush()
        shard.close()
        _write_durably(folder / MADE, json.dumps(asdict(made)))
    return made


def _config(dimension: int) -> edge.EdgeConfig:
    sentences = edge.EdgeVectorParams(
        size=dimension,
        distance=edge.Distance.Cosine,
        datatype=edge.VectorStorageDatatype.Float16,
        memory=edge.Memory.Cold,
        multivector_config=edge.MultiVectorConfig(edge.MultiVectorComparator.MaxSim),
        hnsw_config=edge.HnswIndexConfig(m=0, ef_construct=4, full_scan_threshold=1),
    )
    return edge.EdgeConfig(
        vectors={DENSE: edge.EdgeVectorParams(size=dimension, distance=edge.Distance.Cosine), SENTENCES: sentences},
        sparse_vectors={KEYWORDS: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
        # Without the log a killed process would lose everything since the last flush, and nothing would keep a second one out.
        wal_enabled=True,
    )


def _payload_indexes() -> dict[str, edge.PayloadSchemaType]:
    return {name: edge.PayloadSchemaType.Keyword for name in LISTED} | {START_YEAR: edge.PayloadSchemaType.Integer}


def _load(folder: Path) -> edge.EdgeShard:
    # Left by a killed optimisation; nobody else has the index open, so nothing is at work there.
    shutil.rmtree(folder / "temp_segments", ignore_errors=True)
    try:
        return edge.EdgeShard.load(str(folder))
    except Exception as error:
        # The engine raises bare exceptions.
        raise _unreadable(folder, error) from error


def _point(passage: IndexedPassage) -> edge.Point:
    vectors: dict[str, edge.NamedVector] = {DENSE: passage.dense.tolist(), SENTENCES: passage.sentences.tolist()}
    if passage.keywords.indices:
        vectors[KEYWORDS] = edge.SparseVector(list(passage.keywords.indices), list(passage.keywords.values))
    return edge.Point(point_id(passage.passage_id), vectors, payload(passage))


def _number(point: edge.PointId) -> int:
    # All our ids are UUIDs, and a number is ten times as fast a key.
    return cast(UUID, point).int


def _write_durably(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _unreadable(folder: Path, error: Exception) -> Unavailable:
    return Unavailable(f"the passage index in {folder} cannot be read ({error}); make it anew: casebook reindex")


@contextmanager
def _failing(how: str) -> Iterator[None]:
    """Say what failed in the engine, which raises bare exceptions."""
    try:
        yield
    except CasebookError:
        raise
    except Exception as error:
        raise Unavailable(f"the passage index {how}: {error}") from error
