"""The words of records, stemmed as the keyword leg stems them."""

from __future__ import annotations

from corpus.case import Case
from index.keywords import keyword_terms
from index.records import record_texts


def record_terms(case: Case) -> frozenset[str]:
    """In all languages of the record; reading them takes some milliseconds."""
    texts = ((text, language) for language, some in record_texts(case).items() for text in some)
    return frozenset(term for text, language in texts for term in keyword_terms(text, language))
