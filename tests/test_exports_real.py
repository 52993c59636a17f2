"""Exports of the real archive, over a real connection: the order of the real search, and the vectors of the real index."""

from __future__ import annotations

import io
import json

import httpx
import numpy as np
import pyarrow.parquet as pq
import pytest

from corpus.passage import SEARCHED_ROLES


@pytest.mark.parametrize(
    "query",
    ["q=버스+개편&lang=ko", "q=bus+lanes&like=Bogotá", "like=Bogotá", "section=lessons&country=KR", "status=published"],
)
def test_file_has_the_order_and_scores_of_the_search(api_url: str, query: str) -> None:
    listed = httpx.get(f"{api_url}/v1/search?limit=50&{query}", timeout=60).json()["cases"]
    lines = httpx.get(f"{api_url}/v1/export.jsonl?{query}", timeout=60).text.splitlines()
    cards = [json.loads(line)["card"] for line in lines]
    assert [card | {"hits": []} for card in listed] == cards


def test_vectors_are_those_of_the_passages_that_search_ranks(api_url: str) -> None:
    answer = httpx.get(f"{api_url}/v1/export.passages.parquet?embeddings=true", timeout=60)
    table = pq.read_table(io.BytesIO(answer.content))
    assert len(table) == int(answer.headers["x-total-count"])
    rows = table.to_pylist()
    assert all((row["embedding"] is not None) == (row["role"] in SEARCHED_ROLES) for row in rows)
    vectors = np.array([row["embedding"] for row in rows if row["embedding"]])
    assert vectors.shape[1] == 384
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert b"multilingual-e5-small" in table.schema.metadata[b"casebook.encoder"]


def test_file_is_sent_in_pieces_and_compressed_where_that_helps(api_url: str) -> None:
    with httpx.stream("GET", f"{api_url}/v1/export.jsonl", timeout=60) as answer:
        assert answer.headers["transfer-encoding"] == "chunked"
        assert answer.headers["content-encoding"] == "gzip"
    with httpx.stream("GET", f"{api_url}/v1/export.files.zip", timeout=60) as answer:
        assert "content-encoding" not in answer.headers
        assert sum(1 for _ in answer.iter_raw()) > 10
