"""The tools and resources: what a language model may ask of the archive. Their docstrings are what it reads of them."""

from __future__ import annotations

from typing import Annotated

from fastmcp.dependencies import CurrentRequest, Depends
from pydantic import Field
from starlette.requests import Request

from api.addresses import Addresses
from api.answers import vocabulary_answer
from api.gaps import note_gap
from api.mcp import answers as told
from api.mcp.citing import addresses, citations, file_address, found_case, place_of
from api.mcp.comparing import compare_within
from api.mcp.holdings import Holdings
from api.mcp.records import Part
from api.mcp.records import read_case as read_record
from api.mcp.room import LONGEST_ANSWER, Room, shortened
from api.parameters import AnswerParameters, FilterValue, SearchParameters
from api.queries import results_page, search_query
from corpus.comparison import FEWEST_COMPARED, MOST_COMPARED, ComparedField
from corpus.errors import BadInput
from corpus.passage import Passage
from corpus.results import LONGEST_QUERY, EvidenceGroup, EvidenceSentence, InterfaceLanguage
from corpus.vocabulary import VOCABULARIES, vocabulary

MOST_VALUES = 20
LONGEST_SENTENCE = 1_500
"""Characters. A row of a wide table is told as one sentence."""
Values = Annotated[tuple[FilterValue, ...], Field(max_length=MOST_VALUES)]
Query = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_QUERY,
        pattern=r"^[^\x00]*$",
        description="words or a question, in any language",
    ),
]
Topics = Annotated[
    Values, Field(description="ids of the vocabulary topics, joined by 'or'; list_vocabularies has them")
]
Countries = Annotated[Values, Field(description="ISO 3166-1 alpha-2 codes of countries, joined by 'or'")]
Sections = Annotated[
    Values, Field(description="parts of a case that passages must come from: ids of the vocabulary sections")
]
Language = Annotated[
    InterfaceLanguage, Field(description="language of labels, and of titles and texts that a case has in it")
]
Longest = Annotated[int, Field(ge=500, le=LONGEST_ANSWER, description="most characters of text to answer")]


def _holdings(request: Request = CurrentRequest()) -> Holdings:  # noqa: B008 - how the library marks what it fills in
    return Holdings(request.state.archive, request.state.collection)


def search_cases(
    query: Query,
    topic: Topics = (),
    country: Countries = (),
    region: Annotated[Values, Field(description="UN M49 codes of regions: ids of the vocabulary regions")] = (),
    verdict: Annotated[Values, Field(description="what came of it: worked, mixed or failed")] = (),
    section: Sections = (),
    year_from: Annotated[int | None, Field(ge=1800, le=2100, description="first start year to keep")] = None,
    year_to: Annotated[int | None, Field(ge=1800, le=2100, description="last start year to keep")] = None,
    language: Language = "en",
    limit: Annotated[int, Field(ge=1, le=10, description="cases a page")] = 5,
    passages: Annotated[int, Field(ge=1, le=3, description="best passages of each case")] = 2,
    cursor: Annotated[str | None, Field(max_length=500, description="next_cursor of the page before")] = None,
    holdings: Holdings = Depends(_holdings),  # noqa: B008
) -> told.FoundCases:
    """Find urban policy cases by a question or words in any language, with the passages that answer, each with its page.

    Cases come in order of fit. Filters of one name are joined by 'or', different ones by 'and'.
    """
    parameters = SearchParameters(
        q=query, topic=topic, country=country, region=region, verdict=verdict, section=section, year_from=year_from, year_to=year_to,
        lang=language, limit=limit, hits_per_case=passages, cursor=cursor, case=holdings.named_cases,
    )  # fmt: skip
    results = results_page(parameters, holdings.archive.engine, holdings)
    longest = LONGEST_ANSWER // max(1, limit * passages)
    return told.FoundCases(
        snapshot=results.snapshot,
        total=results.total,
        cases=tuple(found_case(holdings, card, longest) for card in results.cases),
        next_cursor=results.next_cursor,
    )


def read_case(
    case_id: Annotated[str, Field(max_length=120, description="id of a case, as search_cases gives it")],
    parts: Annotated[tuple[Part, ...], Field(max_length=20, description="parts of the record; none for all")] = (),
    language: Language = "en",
    longest: Longest = 12_000,
    holdings: Holdings = Depends(_holdings),  # noqa: B008
) -> told.ReadCase:
    """Read the record of a case: what was done and why, what came of it, each figure with who says so and on which page."""
    return read_record(holdings, case_id, parts, language, longest)


def read_passage(
    passage_id: Annotated[str, Field(max_length=140, description="id of a passage, as search_cases gives it")],
    longest: Longest = 6_000,
    language: Language = "en",
    holdings: Holdings = Depends(_holdings),  # noqa: B008
) -> told.ReadPassage:
    """Read a passage of a document in full, with its page, its headings and the ids of the passages around it."""
    passage, document, summary = holdings.passage(passage_id)
    last = holdings.archive.catalogue.passage_counts().get(document.id, 0) - 1
    text, is_cut = Room(longest).take(passage.text)
    return told.ReadPassage(
        **addresses(holdings, "passage", passage_id),
        snapshot=holdings.snapshot, passage_id=passage_id, case_id=summary.case.id, document_title=document.title,
        language=passage.language, section=vocabulary("sections").label(passage.section, language), headings=passage.heading_path,
        page=passage.page, file=file_address(holdings, document.id, passage.page), text=text, is_cut=is_cut,
        previous=_neighbour(passage, -1, last), next=_neighbour(passage, 1, last),
    )  # fmt: skip


def _neighbour(passage: Passage, step: int, last: int) -> str | None:
    position = passage.position + step
    return f"{passage.document_id}.{position}" if 0 <= position <= last else None


def answer_question(
    question: Query,
    topic: Topics = (),
    country: Countries = (),
    section: Sections = (),
    language: Language = "en",
    holdings: Holdings = Depends(_holdings),  # noqa: B008
) -> told.EvidenceFound:
    """Get the few sentences across cases that answer a question best, word for word, each with its case and page.

    Nothing in them is generated. Where the archive has no good answer, enough is false: then say that it has none.
    """
    parameters = AnswerParameters(
        q=question, topic=topic, country=country, section=section, lang=language, case=holdings.named_cases
    )
    query = search_query(parameters, holdings)
    found = holdings.archive.engine.answer(query, holdings.archive.settings.answer_threshold)
    note_gap(holdings.archive, query, found)
    return told.EvidenceFound(
        snapshot=found.snapshot,
        enough=found.enough,
        sentences=tuple(_evidence(holdings, group, each) for group in found.groups for each in group.sentences),
        nearest=tuple(found_case(holdings, card, 0) for card in found.nearest),
    )


def _evidence(holdings: Holdings, group: EvidenceGroup, sentence: EvidenceSentence) -> told.Evidence:
    text, is_cut = Room(LONGEST_SENTENCE).take(sentence.text)
    return told.Evidence(
        **place_of(holdings, sentence),
        text=text, is_cut=is_cut, case_title=sentence.case_title, group=group.label, context=shortened(sentence.context, LONGEST_SENTENCE),
    )  # fmt: skip


def list_vocabularies(
    name: Annotated[str | None, Field(max_length=40, description="of one vocabulary; none lists all")] = None,
    language: Language = "en",
    holdings: Holdings = Depends(_holdings),  # noqa: B008
) -> told.Vocabularies:
    """List the controlled vocabularies, or the ids and labels of one: the values that filters take."""
    book = Addresses.of(holdings.archive.settings)
    if name is None:
        entries = [told.VocabularyEntry(id=each, label=each, uri=book.scheme(each)) for each in VOCABULARIES]
    elif name in VOCABULARIES:
        entries = [
            told.VocabularyEntry(id=each.id, label=each.label, parent=each.parent, uri=book.concept(name, each.id))
            for each in vocabulary_answer(vocabulary(name), language).concepts
        ]
    else:
        raise BadInput(f"there is no vocabulary {name!r}; there are: {', '.join(VOCABULARIES)}")
    return told.Vocabularies(snapshot=holdings.snapshot, name=name, entries=tuple(entries))


def cite(
    ids: Annotated[
        tuple[FilterValue, ...], Field(min_length=1, max_length=20, description="ids of cases and passages")
    ],
    language: Language = "en",
    holdings: Holdings = Depends(_holdings),  # noqa: B008
) -> told.Citations:
    """Get how to cite cases and passages: the address that stays, page, licence, and the words in APA, Chicago, Vancouver and BibTeX."""
    return told.Citations(snapshot=holdings.snapshot, citations=tuple(citations(holdings, ids, language)))


def compare_cases(
    case_ids: Annotated[
        tuple[FilterValue, ...],
        Field(min_length=FEWEST_COMPARED, max_length=MOST_COMPARED, description="ids of two to six cases"),
    ],
    fields: Annotated[
        tuple[ComparedField, ...], Field(max_length=20, description="what to compare; none for all")
    ] = (),
    language: Language = "en",
    holdings: Holdings = Depends(_holdings),  # noqa: B008
) -> told.Compared:
    """Compare two to six cases field by field: context, cost in US dollars of one year, outcomes, lessons; each with what it rests on."""
    return compare_within(holdings, case_ids, fields, language)


def case_resource(case_id: str, holdings: Holdings = Depends(_holdings)) -> str:  # noqa: B008
    """The record of a case as JSON, as read_case answers it."""
    return read_record(holdings, case_id, (), "en", LONGEST_ANSWER).model_dump_json()


def passage_resource(passage_id: str, holdings: Holdings = Depends(_holdings)) -> str:  # noqa: B008
    """A passage as JSON, as read_passage answers it."""
    return read_passage(passage_id, LONGEST_ANSWER, "en", holdings).model_dump_json()


TOOLS = (search_cases, read_case, read_passage, answer_question, list_vocabularies, cite, compare_cases)

RESOURCES = {"casebook://case/{case_id}": case_resource, "casebook://passage/{passage_id}": passage_resource}
