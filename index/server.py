"""The passage index on a Qdrant server or cluster, reached by qdrant-client; any number of processes may have it open."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException, UnexpectedResponse

from corpus.errors import Unavailable
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
from index.translate_server import server_filter, server_query

PAGE = 1000
"""Points read at a time when all are wanted."""

CONFLICT = 409


class ServerIndex(PointIndex):
    """Keeps `index.passages.PassageIndex` on one collection of the server. Owns the client: closing the index closes it."""

    def __init__(self, client: QdrantClient, collection: str, made: Made) -> None:
        super().__init__(made)
        self._open: QdrantClient | None = client
        self._collection = collection

    @property
    def _client(self) -> QdrantClient:
        if self._open is None:
            raise Unavailable("the passage index is closed")
        return self._open

    def documents(self) -> dict[str, int]:
        with _reaching():
            answer = self._client.facet(self._collection, "document_id", limit=max(1, self.count()), exact=True)
        return {str(hit.value): hit.count for hit in answer.hits}

    def count(self) -> int:
        with _reaching():
            return self._client.count(self._collection, exact=True).count

    def flush(self) -> None:
        """Nothing to do: the server answers a write once it is in its log."""

    def close(self) -> None:
        client, self._open = self._open, None
        if client is not None:
            client.close()

    def _upsert(self, passages: Sequence[IndexedPassage]) -> None:
        with _reaching():
            self._client.upsert(self._collection, [_point(passage) for passage in passages], wait=True)

    def _delete(self, filter: Filter) -> None:
        with _reaching():
            self._client.delete(self._collection, server_filter(filter) or models.Filter(), wait=True)

    def _ask(self, questions: Sequence[Question]) -> list[list[Candidate]]:
        if not questions:
            return []
        queries = [server_query(question.plan, question.limit) for question in questions]
        with _reaching():
            answers = self._client.query_batch_points(self._collection, queries)
        return [[scored(candidate(point.payload), point.score) for point in answer.points] for answer in answers]

    def _retrieve(self, points: Sequence[str], vector: str) -> Iterator[tuple[str, Any]]:
        with _reaching():
            records = self._client.retrieve(self._collection, list(points), with_payload=False, with_vectors=[vector])
        for record in records:
            vectors: Any = record.vector
            yield str(record.id), vectors[vector]

    def _scroll(self, filter: Filter) -> Iterator[str]:
        offset: Any = None
        while True:
            with _reaching():
                records, offset = self._client.scroll(
                    self._collection, server_filter(filter), limit=PAGE, offset=offset, with_payload=["passage_id"]
                )
            yield from ((record.payload or {})["passage_id"] for record in records)
            if offset is None:
                return


def open_server_index(client: QdrantClient, collection: str, encoder_name: str, dimension: int) -> ServerIndex:
    """Open the collection, or make an empty one; the index closes the client.

    Raises EncoderMismatch where it holds vectors of another encoder, and Unavailable where the server cannot be reached or the
    collection is not Casebook's.
    """
    with _reaching():
        if not client.collection_exists(collection):
            _make(client, collection, Made(FORMAT, encoder_name, dimension))
        made = _read_made(client, collection)
    made.require(encoder_name, dimension)
    return ServerIndex(client, collection, made)


def _make(client: QdrantClient, collection: str, made: Made) -> None:
    try:
        client.create_collection(
            collection,
            vectors_config=_vectors(made.dimension),
            sparse_vectors_config={KEYWORDS: models.SparseVectorParams(modifier=models.Modifier.IDF)},
            # In the collection's own metadata, where no search and no count can meet it as they would a reserved point.
            metadata=asdict(made),
        )
    except UnexpectedResponse as error:
        if error.status_code != CONFLICT:
            raise
        return  # another process was quicker
    with warnings.catch_warnings():
        # The client's in-memory mode, which tests use, warns that it needs no payload indexes.
        warnings.simplefilter("ignore", UserWarning)
        for name, kind in _payload_indexes().items():
            client.create_payload_index(collection, name, kind, wait=True)


def _read_made(client: QdrantClient, collection: str) -> Made:
    metadata = client.get_collection(collection).config.metadata or {}
    try:
        return Made(**metadata)
    except TypeError:
        raise Unavailable(
            f"the collection {collection!r} on the Qdrant server was not made by Casebook; "
            "name another with CASEBOOK_QDRANT_COLLECTION"
        ) from None


def _vectors(dimension: int) -> dict[str, models.VectorParams]:
    sentences = models.VectorParams(
        size=dimension,
        distance=models.Distance.COSINE,
        datatype=models.Datatype.FLOAT16,
        on_disk=True,
        multivector_config=models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM),
        hnsw_config=models.HnswConfigDiff(m=0),
    )
    return {DENSE: models.VectorParams(size=dimension, distance=models.Distance.COSINE), SENTENCES: sentences}


def _payload_indexes() -> dict[str, models.PayloadSchemaType]:
    return {name: models.PayloadSchemaType.KEYWORD for name in LISTED} | {START_YEAR: models.PayloadSchemaType.INTEGER}


def _point(passage: IndexedPassage) -> models.PointStruct:
    vectors: dict[str, Any] = {DENSE: passage.dense.tolist(), SENTENCES: passage.sentences.tolist()}
    if passage.keywords.indices:
        vectors[KEYWORDS] = models.SparseVector(
            indices=list(passage.keywords.indices), values=list(passage.keywords.values)
        )
    return models.PointStruct(id=point_id(passage.passage_id), vector=vectors, payload=payload(passage))


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except ApiException as error:
        raise Unavailable(f"the Qdrant server does not answer as it should: {error}") from error
