"""Reading a test collection in BEIR form: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/<split>.tsv``."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import BadInput


@dataclass(frozen=True, slots=True)
class SetDocument:
    """A document of a collection; the title may be empty, the text may not."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Documents, the queries that have judgements, and the judgements."""

    name: str
    documents: Mapping[str, SetDocument]
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]
    """Query -> document -> grade; above 0 is relevant. Every query has at least one relevant document of the collection."""
    unjudgeable: int
    """Queries left out because no relevant document of theirs is in the collection."""


def read_set(folder: Path, split: str = "test", qrels_file: Path | None = None) -> JudgedSet:
    """BadInput names the file, and the line where one is at fault."""
    qrels_path = qrels_file or folder / "qrels" / f"{split}.tsv"
    documents = {id: SetDocument(_text(row, "title"), _text(row, "text")) for id, row in _rows(folder / "corpus.jsonl")}
    documents = {id: document for id, document in documents.items() if f"{document.title}{document.text}".strip()}
    asked = {id: _text(row, "text") for id, row in _rows(folder / "queries.jsonl")}
    judged = read_qrels(qrels_path)
    if unknown := sorted(judged.keys() - asked.keys()):
        raise BadInput(f"{qrels_path} judges query {unknown[0]!r}, which {folder / 'queries.jsonl'} does not hold")
    kept = {
        query: grades for query, grades in judged.items()
        if any(grade > 0 and document in documents for document, grade in grades.items())
    }  # fmt: skip
    if not kept:
        raise BadInput(f"no query of {qrels_path} has a relevant document in {folder / 'corpus.jsonl'}")
    queries = {query: asked[query] for query in sorted(kept)}
    return JudgedSet(folder.resolve().name, documents, queries, kept, len(judged) - len(kept))


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            yield str(row["_id"]), row
        except (ValueError, KeyError, TypeError, RecursionError):
            raise BadInput(f"{path}, line {number}: not a JSON object with an _id") from None


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "")


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Query -> document -> grade of a file of theirs with tabs between, with or without a line that names the columns."""
    found: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        cells = next(csv.reader([line], delimiter="\t", quoting=csv.QUOTE_NONE))
        if number == 1 and cells[-1:] == ["score"]:
            continue
        try:
            query, document, grade = cells
            found.setdefault(query, {})[document] = int(float(grade))
        except ValueError:
            raise BadInput(f"{path}, line {number}: not a query, a document and a grade, with tabs between") from None
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except FileNotFoundError:
        raise BadInput(
            f"there is no file {path}; a collection in BEIR form has corpus.jsonl, queries.jsonl and qrels/*.tsv"
        ) from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8: {error.reason} at byte {error.start}") from None
