"""The words of records, stemmed as the keyword leg stems them, and kept because reading them takes some milliseconds each."""

from __future__ import annotations

from collections.abc import Set

from corpus.case import Case
from index.keywords import keyword_terms
from index.records import record_texts

MOST = 2000
"""Records kept, of some 30 KB each; when there are more, the older half is forgotten."""


class RecordTerms:
    """Safe to use from several threads: two may read the same record at once, which costs time and nothing else."""

    def __init__(self) -> None:
        self._held: dict[str, frozenset[str]] = {}

    def of(self, record: str, case: Case) -> Set[str]:
        """In all languages of the record; `record` is its id, `index.records.record_id`, which changes with its texts."""
        held = self._held.get(record)
        if held is None:
            if len(self._held) >= MOST:
                self._held = dict(list(self._held.items())[MOST // 2 :])
            held = self._held[record] = _terms(case)
        return held


def _terms(case: Case) -> frozenset[str]:
    texts = ((text, language) for language, some in record_texts(case).items() for text in some)
    return frozenset(term for text, language in texts for term in keyword_terms(text, language))
