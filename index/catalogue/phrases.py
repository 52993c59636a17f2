"""Exact phrases: a word index beside the passages, in SQLite's FTS5 or PostgreSQL's tsvector.

Both get the same words, `index.keywords.keyword_terms` of the text joined by spaces: Chinese, Japanese, Korean and other
scripts without spaces are in overlapping bigrams there, so a phrase of them is a run of bigrams and is found inside longer words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, text

from index.keywords import keyword_terms

_INSERT = {
    "sqlite": "INSERT INTO passage_words (rowid, passage_id, words) VALUES (:number, :passage_id, :words)",
    "postgresql": "INSERT INTO passage_words (passage_id, words) VALUES (:passage_id, to_tsvector('simple', :words))",
}
_DELETE = {
    "sqlite": "DELETE FROM passage_words WHERE rowid = :number",
    "postgresql": "DELETE FROM passage_words WHERE passage_id = :passage_id",
}
_FIND = {
    "sqlite": "SELECT passage_id FROM passage_words WHERE words MATCH :phrase",
    "postgresql": "SELECT passage_id FROM passage_words WHERE words @@ phraseto_tsquery('simple', :phrase)",
}


def _number(passage_id: str) -> int:
    """The row of a passage in FTS5, which can find a row by number only: 63 bits of a digest, so that none is stored twice."""
    return int.from_bytes(hashlib.blake2b(passage_id.encode(), digest_size=8).digest()) >> 1


def add_words(connection: Connection, passages: Iterable[tuple[str, str]]) -> None:
    """Index pairs of passage id and text."""
    rows = [
        {"number": _number(id), "passage_id": id, "words": " ".join(keyword_terms(words))} for id, words in passages
    ]
    if rows:
        connection.execute(text(_INSERT[connection.dialect.name]), rows)


def remove_words(connection: Connection, passage_ids: Iterable[str]) -> None:
    """Take passages out; those that are not indexed do no harm."""
    rows = [{"number": _number(id), "passage_id": id} for id in passage_ids]
    if rows:
        connection.execute(text(_DELETE[connection.dialect.name]), rows)


def find_phrase(connection: Connection, phrase: str) -> set[str]:
    """Ids of passages in which the words of the phrase stand side by side; none where it has no words."""
    terms = keyword_terms(phrase)
    if not terms:
        return set()
    words = " ".join(terms)
    if connection.dialect.name == "sqlite":
        words = '"' + words.replace('"', '""') + '"'
    return set(connection.scalars(text(_FIND[connection.dialect.name]), {"phrase": words}))
