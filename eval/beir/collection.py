"""Reading a test collection in BEIR form: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/<split>.tsv``.

Nothing is passed over in silence: a line that cannot be read is refused with its number, and whatever else does not fit is counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from corpus.errors import BadInput
from corpus.results import LONGEST_QUERY

Parsed = TypeVar("Parsed")

MOST_NAMED = 10
"""Bad lines that an error names; it tells how many more there are."""

NOTES = {
    "empty_documents": "documents without any text, left out",
    "unjudgeable_queries": "judged queries without a relevant document in the corpus, left out",
    "unknown_documents": "relevant documents that the corpus does not hold, which count as not found",
    "negative_grades": "grades below 0, taken for 0",
    "wordless_queries": "queries without a letter or digit, to which the search lists every case",
    "cut_queries": f"queries longer than the {LONGEST_QUERY:,} characters that the search takes, cut there",
}
"""What may have to be known about a collection to read its numbers, and is counted."""


@dataclass(frozen=True, slots=True)
class SetDocument:
    """A document of a collection; one of title and text may be empty."""

    title: str
    text: str

    def repeats(self, query: str) -> bool:
        """Whether it holds the words of the query in a row, as a query that was made from the document does."""
        return _spaced(query) in _spaced(f"{self.title} {self.text}")


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Documents, the queries that have judgements, and the judgements."""

    name: str
    documents: Mapping[str, SetDocument]
    queries: Mapping[str, str]
    """By id, in its order; none longer than the search takes."""
    qrels: Mapping[str, Mapping[str, int]]
    """Query -> document -> grade from 0; above 0 is relevant. Every query has at least one relevant document of the collection."""
    notes: Mapping[str, int]
    """Key of `NOTES` -> how many."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A line of a file of judgements."""

    query: str
    document: str
    grade: int


def read_set(folder: Path, split: str = "test", qrels_file: Path | None = None) -> JudgedSet:
    """Read the files of a collection. BadInput names the file, and the lines where some are at fault."""
    corpus_path, queries_path = folder / "corpus.jsonl", folder / "queries.jsonl"
    qrels_path = qrels_file or folder / "qrels" / f"{split}.tsv"
    judgements = _judgements(qrels_path)
    asked = {id: text for id, (_, text) in _rows(queries_path).items()}
    if unknown := sorted({each.query for each in judgements} - asked.keys()):
        raise BadInput(f"{qrels_path} judges query {unknown[0]!r}, which {queries_path} does not hold")
    given = {id: SetDocument(*row) for id, row in _rows(corpus_path).items()}
    documents = {id: document for id, document in given.items() if f"{document.title}{document.text}".strip()}
    if not documents:
        raise BadInput(f"{corpus_path} holds no document with a text")
    qrels = _qrels(judgements)
    kept = {query: grades for query, grades in sorted(qrels.items()) if _is_answerable(grades, documents)}
    if not kept:
        raise BadInput(f"no query of {qrels_path} has a relevant document in {corpus_path}")
    notes = Counter(
        empty_documents=len(given) - len(documents),
        unjudgeable_queries=len(qrels) - len(kept),
        unknown_documents=sum(each.grade > 0 and each.document not in given for each in judgements),
        negative_grades=sum(each.grade < 0 for each in judgements),
        wordless_queries=sum(not any(map(str.isalnum, asked[query])) for query in kept),
        cut_queries=sum(len(asked[query]) > LONGEST_QUERY for query in kept),
    )
    queries = {query: asked[query][:LONGEST_QUERY] for query in kept}
    return JudgedSet(folder.resolve().name, documents, queries, kept, notes)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Query -> document -> grade of such a file; those below 0 count as 0."""
    return _qrels(_judgements(path))


def _qrels(judgements: Iterable[Judgement]) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    for each in judgements:
        qrels.setdefault(each.query, {})[each.document] = max(each.grade, 0)
    return qrels


def _is_answerable(grades: Mapping[str, int], documents: Mapping[str, SetDocument]) -> bool:
    return any(grade > 0 and document in documents for document, grade in grades.items())


def _rows(path: Path) -> dict[str, tuple[str, str]]:
    """Id -> title and text; BadInput where an id stands twice."""
    found: dict[str, tuple[str, str]] = {}
    for number, (id, *row) in _parsed(path, _lines(path), _row, "a JSON object with an _id and a text"):
        if id in found:
            raise BadInput(f"{path}, line {number}: the _id {id!r} stands there twice; which one is meant?")
        found[id] = (row[0], row[1])
    return found


def _row(line: str) -> tuple[str, str, str]:
    row = json.loads(line)
    id = row["_id"]
    if isinstance(id, bool) or not isinstance(id, str | int):
        raise TypeError
    return _encodable(str(id)), _text(row.get("title")), _text(row.get("text"))


def _text(value: object) -> str:
    if value is not None and not isinstance(value, str):
        raise TypeError
    return _encodable(value or "")


def _encodable(text: str) -> str:
    r"""Without halves of surrogate pairs, which JSON can hold ("\ud800") and no database can."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _judgements(path: Path) -> list[Judgement]:
    """With or without a first line that names the columns. BadInput where a document is judged twice, and not alike."""
    lines = list(_lines(path))
    body = lines[1:] if lines and _is_header(lines[0][1]) else lines
    found: dict[tuple[str, str], Judgement] = {}
    for number, each in _parsed(path, body, _judgement, "a query, a document and a whole grade, with tabs between"):
        if found.setdefault((each.query, each.document), each) != each:
            raise BadInput(
                f"{path}, line {number}: document {each.document!r} has two different grades for query {each.query!r}"
            )
    return list(found.values())


def _is_header(line: bytes) -> bool:
    return line.decode("utf-8", "replace").split("\t")[-1].strip().isalpha()


def _judgement(line: str) -> Judgement:
    query, document, grade = line.split("\t")
    number = float(grade)
    if not number.is_integer():
        raise ValueError
    return Judgement(query, document, int(number))


def _parsed(
    path: Path, lines: Iterable[tuple[int, bytes]], parse: Callable[[str], Parsed], what: str
) -> list[tuple[int, Parsed]]:
    found: list[tuple[int, Parsed]] = []
    bad: list[int] = []
    for number, line in lines:
        try:
            found.append((number, parse(line.decode("utf-8"))))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            bad.append(number)
    if bad:
        raise BadInput(f"{path}, {_named(bad)}: not {what}, in UTF-8")
    return found


def _named(numbers: list[int]) -> str:
    named = ", ".join(map(str, numbers[:MOST_NAMED]))
    more = f" and {len(numbers) - MOST_NAMED:,} more" if len(numbers) > MOST_NAMED else ""
    return f"line{'s' * (len(numbers) > 1)} {named}{more}"


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, with their numbers from 1; a byte order mark is dropped."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                bare = line.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
                if bare.strip():
                    yield number, bare
    except FileNotFoundError:
        raise BadInput(
            f"there is no file {path}; a collection in BEIR form has corpus.jsonl, queries.jsonl and qrels/*.tsv"
        ) from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None


def _spaced(text: str) -> str:
    return " ".join(text.casefold().split())
