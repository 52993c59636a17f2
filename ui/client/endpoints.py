"""The operations of the API that the client uses. A test compares every row with the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.citation import CitationAnswer
from corpus.comparison import CaseComparison
from corpus.counts import AdoptionGraph, StatisticsAnswer
from corpus.history import CaseVersionAnswer, CaseVersionPage, DiffAnswer, SnapshotPage
from corpus.listings import PassagePage, VocabularyAnswer, VocabularySummary
from corpus.programme.results import CaseTeaching
from corpus.results import (
    FILTERS,
    CaseAnswer,
    CaseCard,
    CityAnswer,
    DocumentAnswer,
    EvidenceAnswer,
    Facet,
    PassageAnswer,
    Results,
    Suggestion,
)
from ui.client.calls import Download, Endpoint

SUGGEST_SECONDS = 2.0
"""Suggestions that come later than this are of no use to somebody who types."""
FILE_SECONDS = 60.0
"""A reading pack of forty cases is written while the reader waits; an export may rank the whole archive before its first line."""
WRITING_SECONDS = 125.0
"""A little more than the API may be told to wait for a language model."""

LANGUAGE = frozenset({"lang"})
PAGE = frozenset({"limit", "cursor"})
FILTER = frozenset({*FILTERS, "case", "year_from", "year_to", "snapshot"}) | LANGUAGE
SEARCH_FOR = FILTER | {"q", "like", "weights", "like_share"}

SEARCH = Endpoint("GET", "/v1/search", Results, SEARCH_FOR | PAGE | {"hits_per_case"})
FACETS = Endpoint("GET", "/v1/facets", tuple[Facet, ...], SEARCH_FOR)
ANSWERS = Endpoint("GET", "/v1/answers", EvidenceAnswer, FILTER | {"q", "written"})
SUGGEST = Endpoint("GET", "/v1/suggest", tuple[Suggestion, ...], LANGUAGE | {"q", "limit"}, SUGGEST_SECONDS)
CITIES = Endpoint("GET", "/v1/cities", tuple[CityAnswer, ...], LANGUAGE | {"q", "limit"}, SUGGEST_SECONDS)
CASE = Endpoint("GET", "/v1/cases/{case_id}", CaseAnswer, LANGUAGE)
CASE_DOCUMENTS = Endpoint("GET", "/v1/cases/{case_id}/documents", tuple[DocumentAnswer, ...], LANGUAGE)
CASE_PASSAGES = Endpoint("GET", "/v1/cases/{case_id}/passages", PassagePage, LANGUAGE | PAGE | {"role"})
SIMILAR = Endpoint("GET", "/v1/cases/{case_id}/similar", tuple[CaseCard, ...], LANGUAGE | {"limit"})
TEACHING = Endpoint("GET", "/v1/cases/{case_id}/teaching", CaseTeaching)
DOCUMENT = Endpoint("GET", "/v1/documents/{document_id}", DocumentAnswer)
DOCUMENT_PASSAGES = Endpoint("GET", "/v1/documents/{document_id}/passages", tuple[PassageAnswer, ...], LANGUAGE)
DOCUMENT_FILE = Endpoint("GET", "/v1/documents/{document_id}/file", Download, frozenset({"download"}), FILE_SECONDS)
PASSAGE = Endpoint("GET", "/v1/passages/{passage_id}", PassageAnswer, LANGUAGE)
VOCABULARIES = Endpoint("GET", "/v1/vocabularies", tuple[VocabularySummary, ...])
VOCABULARY = Endpoint("GET", "/v1/vocabularies/{name}", VocabularyAnswer, LANGUAGE)
READING_PACK = Endpoint("POST", "/v1/reading-pack", Download, seconds=FILE_SECONDS)

CASE_CITATION = Endpoint("GET", "/v1/cases/{case_id}/citation", CitationAnswer, LANGUAGE)
PASSAGE_CITATION = Endpoint("GET", "/v1/passages/{passage_id}/citation", CitationAnswer, LANGUAGE)
VERSIONS = Endpoint("GET", "/v1/cases/{case_id}/versions", CaseVersionPage)
VERSION = Endpoint("GET", "/v1/cases/{case_id}/versions/{version}", CaseVersionAnswer)
DIFF = Endpoint("GET", "/v1/cases/{case_id}/diff", DiffAnswer, LANGUAGE | {"from", "to"})
SNAPSHOTS = Endpoint("GET", "/v1/snapshots", SnapshotPage)
COMPARE = Endpoint("GET", "/v1/compare", CaseComparison, LANGUAGE | {"case", "fields"}, FILE_SECONDS)
STATISTICS = Endpoint("GET", "/v1/statistics", StatisticsAnswer, SEARCH_FOR | {"by", "and"}, FILE_SECONDS)
ADOPTIONS = Endpoint("GET", "/v1/adoptions", AdoptionGraph, SEARCH_FOR | {"neighbours"})

EXPORTS: Mapping[str, Endpoint[Download]] = {
    ending: Endpoint("GET", f"/v1/export.{ending}", Download, SEARCH_FOR, FILE_SECONDS)
    for ending in ("csv", "jsonl", "parquet", "bib", "ris", "csl.json", "geojson", "passages.parquet", "files.zip")
}
"""Format, as the address ends -> its operation."""

ENDPOINTS = (
    SEARCH, FACETS, ANSWERS, SUGGEST, CITIES, CASE, CASE_DOCUMENTS, CASE_PASSAGES, SIMILAR, TEACHING, DOCUMENT, DOCUMENT_PASSAGES,
    DOCUMENT_FILE, PASSAGE, VOCABULARIES, VOCABULARY, READING_PACK, CASE_CITATION, PASSAGE_CITATION, VERSIONS, VERSION, DIFF,
    SNAPSHOTS, COMPARE, STATISTICS, ADOPTIONS, *EXPORTS.values(),
)  # fmt: skip
