"""What each method of the client asks of the API, once for both transports. See `ui.client.operations` for the methods.

The examples are those of a client on the shipped cases: `client = ArchiveClient("http://127.0.0.1:8000")`. With an
`AsyncArchiveClient` write `await` before a call, and `async for` over a list.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from corpus.citation import CitationAnswer
from corpus.comparison import CaseComparison, ComparedField
from corpus.counts import AdoptionGraph, Dimension, StatisticsAnswer
from corpus.errors import BadInput
from corpus.history import CaseVersionAnswer, CaseVersionPage, DiffAnswer, SnapshotPage
from corpus.listings import PassagePage, VocabularyAnswer, VocabularySummary
from corpus.programme.results import CaseTeaching
from corpus.results import (
    CaseAnswer,
    CaseCard,
    CityAnswer,
    DocumentAnswer,
    EvidenceAnswer,
    Facet,
    PassageAnswer,
    Results,
    SearchQuery,
    Suggestion,
)
from ui.client import endpoints
from ui.client.addresses import Params, comparison_params, query_params
from ui.client.calls import Call, Download
from ui.client.lists import Listing
from ui.client.problems import ApiProblem

MOST_A_REQUEST = 50
"""Largest `limit` that the API takes for cases."""
MOST_PASSAGES_A_REQUEST = 500

Given = TypeVar("Given")
Steps = Generator[Call[Any], Any, Given]


def _search_params(query: SearchQuery, limit: int) -> Params:
    share = {"like_share": [f"{query.like_share:g}"]} if query.like else {}
    page = {"hits_per_case": [str(query.hits_per_case)], "limit": [str(min(limit, MOST_A_REQUEST))]}
    return query_params(query) | share | page


def search(query: SearchQuery) -> Steps[Results]:
    """The first `query.limit` cases with their best passages; more than the API gives at once are fetched page by page.

    >>> results = client.search(SearchQuery(text="congestion charge", limit=2))
    >>> sorted(case.id for case in results.cases)
    ['london-congestion-charge', 'stockholm-congestion-charge']
    """
    results = yield from endpoints.SEARCH.call(_search_params(query, query.limit))
    while len(results.cases) < query.limit and results.next_cursor:
        left = endpoints.SEARCH.call(_search_params(query, query.limit - len(results.cases)))
        more = yield from left.continued(results.next_cursor)
        results = results.model_copy(update={"cases": results.cases + more.cases, "next_cursor": more.next_cursor})
    return results


def cases(query: SearchQuery | None = None, *, is_steady: bool = True) -> Listing[Results, CaseCard]:
    """Every case of a search, or of the whole archive, in its order; `query.limit` bounds nothing here.

    The list is of one snapshot: where the archive changes while it is read, `ArchiveChanged` is raised. With `is_steady=False` reading
    goes on at the same place of the new list, which may then lack a case or have one twice.

    >>> french = client.cases(SearchQuery(filters={"country": ("FR",)}))
    >>> {case.country for case in french}
    {'FR'}
    >>> "paris-cours-oasis" in set(french.to_pandas()["id"])
    True
    """
    asked = query or SearchQuery()
    first = endpoints.SEARCH.call(_search_params(asked, MOST_A_REQUEST))
    return Listing(first, lambda page: page.cases, is_steady)


def facets(query: SearchQuery | None = None) -> Call[tuple[Facet, ...]]:
    """How many cases each further choice would leave, of a search or of the whole archive.

    >>> counts = {facet.name: facet.values for facet in client.facets()}
    >>> sorted(value.value for value in counts["verdict"])
    ['failed', 'mixed', 'worked']
    """
    return endpoints.FACETS.call(query_params(query or SearchQuery()))


def answer(query: SearchQuery, *, is_written: bool = False) -> Call[EvidenceAnswer]:
    """Sentences that answer the query; with a text that a language model wrote from them if wanted, which may take half a minute.

    >>> found = client.answer(SearchQuery(text="What did the congestion charge in Stockholm do to traffic?"))
    >>> found.enough, found.sentences[0].case_id
    (True, 'stockholm-congestion-charge')
    """
    call = endpoints.ANSWERS.call(query_params(query) | {"written": ["true"] if is_written else []})
    return call.within(endpoints.WRITING_SECONDS) if is_written else call


def suggest(text: str, language: str = "en") -> Call[tuple[Suggestion, ...]]:
    """Cases to open, and filters to set, whose name has a word that begins with the text.

    >>> [found.value for found in client.suggest("transmi")]
    ['bogota-transmilenio']
    """
    return endpoints.SUGGEST.call({"q": [text], "lang": [language]})


def cities(text: str, language: str = "en") -> Call[tuple[CityAnswer, ...]]:
    """Cities of the gazetteer whose name begins with the text; their ids are what `SearchQuery.like` takes.

    >>> client.cities("kathma")[0].geonames_id
    1283240
    """
    return endpoints.CITIES.call({"q": [text], "lang": [language]})


def case(case_id: str, language: str = "en") -> Call[CaseAnswer]:
    """A case in full: its card, the record as written, documents and versions.

    >>> found = client.case("stockholm-congestion-charge")
    >>> found.record.country, found.versions[0].version, found.record.outcomes[0].evidence.value
    ('SE', 1, 'independent')
    """
    return endpoints.CASE.call({"lang": [language]}, case_id=case_id)


def similar(case_id: str, language: str = "en") -> Call[tuple[CaseCard, ...]]:
    """Other cases whose passages are nearest in meaning, nearest first.

    >>> "london-congestion-charge" in {case.id for case in client.similar("stockholm-congestion-charge")}
    True
    """
    return endpoints.SIMILAR.call({"lang": [language]}, case_id=case_id)


def teaching(case_id: str) -> Call[CaseTeaching]:
    """In how many programmes a case was taught, and how those who were there rated it.

    >>> client.teaching("stockholm-congestion-charge").case
    'stockholm-congestion-charge'
    """
    return endpoints.TEACHING.call(case_id=case_id)


def known_cases(case_ids: Sequence[str], language: str = "en") -> Steps[dict[str, CaseCard]]:
    """The cards of these cases by id, in this order; those that the archive does not have are left out.

    >>> list(client.known_cases(["stockholm-congestion-charge", "atlantis"]))
    ['stockholm-congestion-charge']
    """
    cards = {}
    for case_id in case_ids:
        try:
            found = yield from case(case_id, language)
        except ApiProblem as problem:
            if problem.kind != "missing":
                raise
        else:
            cards[case_id] = found.card
    return cards


def documents(case_id: str, language: str = "en") -> Call[tuple[DocumentAnswer, ...]]:
    """The files of a case, in the order of its record.

    >>> [document.media_type for document in client.documents("stockholm-congestion-charge")][:1]
    ['application/pdf']
    """
    return endpoints.CASE_DOCUMENTS.call({"lang": [language]}, case_id=case_id)


def case_passages(case_id: str, language: str = "en", *, is_steady: bool = True) -> Listing[PassagePage, PassageAnswer]:
    """Every passage of every document of a case that search ranks, in the order of the text; `is_steady` as for `cases`.

    >>> table = client.case_passages("stockholm-congestion-charge").to_pandas()
    >>> set(table["section"]) & {"cost", "results"} != set()
    True
    """
    params = {"lang": [language], "limit": [str(MOST_PASSAGES_A_REQUEST)]}
    first = endpoints.CASE_PASSAGES.call(params, case_id=case_id)
    return Listing(first, lambda page: page.passages, is_steady)


def document(document_id: str) -> Call[DocumentAnswer]:
    """What is known of a file: title, language, size in bytes, pages, licence.

    >>> first = client.documents("stockholm-congestion-charge")[0]
    >>> client.document(first.id) == first
    True
    """
    return endpoints.DOCUMENT.call(document_id=document_id)


def file(document_id: str, to: str | Path) -> Call[Path]:
    """Save the original file of a document; it is written as it comes, so its size does not matter.

    >>> first = client.documents("stockholm-congestion-charge")[0]
    >>> client.file(first.id, folder / "report.pdf").stat().st_size == first.size
    True
    """
    return endpoints.DOCUMENT_FILE.call({"download": ["true"]}, document_id=document_id).saved(to)


def passages(document_id: str, language: str = "en") -> Call[tuple[PassageAnswer, ...]]:
    """Every passage of the document, in order, with the names of sections in this language.

    >>> first = client.documents("stockholm-congestion-charge")[0]
    >>> len(client.passages(first.id)) == first.passages
    True
    """
    return endpoints.DOCUMENT_PASSAGES.call({"lang": [language]}, document_id=document_id)


def passage(passage_id: str, language: str = "en") -> Call[PassageAnswer]:
    """A passage by its id, with page, headings and section: what a citation points to.

    >>> hit = client.search(SearchQuery(text="congestion charge")).cases[0].hits[0]
    >>> client.passage(hit.passage_id).text == hit.text
    True
    """
    return endpoints.PASSAGE.call({"lang": [language]}, passage_id=passage_id)


def vocabularies() -> Call[tuple[VocabularySummary, ...]]:
    """Names and sizes of the controlled vocabularies.

    >>> "topics" in {found.name for found in client.vocabularies()}
    True
    """
    return endpoints.VOCABULARIES.call()


def vocabulary(name: str, language: str = "en") -> Call[VocabularyAnswer]:
    """A vocabulary in full: the values of filters with their labels in every interface language.

    >>> [concept.label for concept in client.vocabulary("verdicts", "fr").concepts]
    ['A réussi', 'Résultats mitigés', 'A échoué']
    """
    return endpoints.VOCABULARY.call({"lang": [language]}, name=name)


def export(query: SearchQuery, format: str, to: str | Path) -> Call[Path]:
    """Save every case of a search as a file; it is written as it comes. BadInput names the formats where there is no such.

    >>> path = client.export(SearchQuery(filters={"country": ("FR",)}), "csv", folder / "france.csv")
    >>> path.read_text("utf-8-sig").startswith("id,version,status,title")
    True
    """
    if format not in endpoints.EXPORTS:
        raise BadInput(f"there is no export {format!r}; there are: {', '.join(endpoints.EXPORTS)}")
    share = {"like_share": [f"{query.like_share:g}"]} if query.like else {}
    return endpoints.EXPORTS[format].call(query_params(query) | share).saved(to)


def reading_pack(case_ids: Sequence[str], language: str = "en") -> Call[Download]:
    """The cases in this order as a Word document.

    >>> pack = client.reading_pack(["stockholm-congestion-charge", "seoul-food-waste"], "ko")
    >>> pack.content[:2], "wordprocessingml" in pack.media_type
    (b'PK', True)
    """
    return endpoints.READING_PACK.call(json={"cases": list(case_ids), "language": language})


def citation(case_id: str | None, passage_id: str | None = None, language: str = "en") -> Call[CitationAnswer]:
    """How to cite a case, or with its page the passage where one is given: in three styles, as BibTeX, RIS and CSL-JSON.

    >>> cited = client.citation("stockholm-congestion-charge")
    >>> cited.uri.endswith("/id/case/stockholm-congestion-charge"), cited.bibtex[:1]
    (True, '@')
    >>> hit = client.search(SearchQuery(text="congestion charge")).cases[0].hits[0]
    >>> client.citation(None, hit.passage_id).uri.endswith(hit.passage_id)
    True
    """
    params = {"lang": [language]}
    if passage_id:
        return endpoints.PASSAGE_CITATION.call(params, passage_id=passage_id)
    return endpoints.CASE_CITATION.call(params, case_id=case_id or "")


def versions(case_id: str) -> Call[CaseVersionPage]:
    """The newest versions of a case with their dates, at most fifty.

    >>> [found.version for found in client.versions("stockholm-congestion-charge").versions]
    [1]
    """
    return endpoints.VERSIONS.call(case_id=case_id)


def version(case_id: str, version: int) -> Call[CaseVersionAnswer]:
    """The record and the documents of a version, as they were.

    >>> client.version("stockholm-congestion-charge", 1).record.country
    'SE'
    """
    return endpoints.VERSION.call(case_id=case_id, version=str(version))


def diff(case_id: str, earlier: int, later: int, language: str = "en") -> Call[DiffAnswer]:
    """What changed from one version of a case to another, as a JSON Patch and field by field.

    >>> client.diff("stockholm-congestion-charge", 1, 1).fields
    ()
    """
    params = {"from": [str(earlier)], "to": [str(later)], "lang": [language]}
    return endpoints.DIFF.call(params, case_id=case_id)


def compare(
    case_ids: Sequence[str], fields: Sequence[ComparedField] = (), language: str = "en"
) -> Call[CaseComparison]:
    """Two to six cases side by side, each statement with what it rests on; every field where none is named.

    >>> matrix = client.compare(["stockholm-congestion-charge", "london-congestion-charge"], ["context"])
    >>> [card.id for card in matrix.cases]
    ['stockholm-congestion-charge', 'london-congestion-charge']
    """
    return endpoints.COMPARE.call(comparison_params(case_ids, fields, language))


def statistics(
    query: SearchQuery | None = None, by: Dimension | None = None, and_by: Dimension | None = None
) -> Call[StatisticsAnswer]:
    """Counts of the cases of a search, or of the whole archive, by every dimension, by one, or by two as a table.

    >>> counted = client.statistics(SearchQuery(filters={"country": ("SE",)}), by="verdict")
    >>> sum(value.count for value in counted.dimensions[0].values) == counted.total
    True
    """
    params = query_params(query or SearchQuery())
    return endpoints.STATISTICS.call(params | {"by": [by] if by else [], "and": [and_by] if and_by else []})


def adoptions(query: SearchQuery | None = None, *, with_neighbours: bool = False) -> Call[AdoptionGraph]:
    """Who learnt from whom among the cases of a search, or of the whole archive.

    >>> client.adoptions().snapshot == client.search(SearchQuery()).snapshot
    True
    """
    params = query_params(query or SearchQuery())
    return endpoints.ADOPTIONS.call(params | {"neighbours": ["true"] if with_neighbours else []})


def snapshots() -> Call[SnapshotPage]:
    """What changed in the archive, the newest fifty first.

    >>> client.snapshots().snapshots[0].kind
    'published'
    """
    return endpoints.SNAPSHOTS.call()
