"""Keeping the questions that the archive had no answer to, whichever way they came."""

from __future__ import annotations

import logging

from api.archive import Archive
from corpus.errors import CasebookError
from corpus.results import EvidenceAnswer, SearchQuery
from index.catalogue import GapStore

_log = logging.getLogger("casebook.api")


def note_gap(archive: Archive, query: SearchQuery, answer: EvidenceAnswer) -> None:
    """Record the question if the archive lacks its answer and gaps are kept, without a trace of who asked.

    A disk that is full or cannot be written costs the list an entry and nobody an answer.
    """
    if answer.enough or not archive.settings.record_gaps or not _asks_the_whole_archive(query):
        return
    try:
        GapStore(archive.catalogue.engine).record(query.text, query.language, answer.confidence)
    except CasebookError as error:
        _log.warning("%s", error)


def _asks_the_whole_archive(query: SearchQuery) -> bool:
    """Under a filter an answer may be lacking because of the filter: that says nothing about the archive."""
    is_narrowed = query.filters or query.cases or query.year_from or query.year_to
    return not is_narrowed and any(c.isalnum() for c in query.text)
