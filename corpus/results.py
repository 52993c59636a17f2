"""What a search asks and what it answers: one set of types from the pipeline over the API to the front end.

The search pipeline makes these, the API sends them as they are, and the front end reads them back, so that the OpenAPI document,
the client and the page cannot drift apart. Labels are in the language that the query asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from corpus.case import Case

FACETS = ("topic", "city", "country", "region", "year", "verdict", "language", "document_type", "sdg")
"""Facets that are counted, in the order in which they are shown."""

FILTERS = (*FACETS, "section", "status")
"""Fields that restrict results; the values of one are joined by 'or', different ones by 'and'."""

InterfaceLanguage = Literal["en", "es", "fr", "ko"]

Factor = Literal["population", "income", "region", "density", "language", "climate", "governance"]
"""What makes two cities comparable; by default the first two count most."""

LIKE_SHARE = 0.3
"""How much comparability counts beside relevance where nothing is said: enough to move a case of a comparable city up a few places."""

MOST_CASES_NAMED = 300
"""Cases that a search may be restricted to by their ids. With the longest ids the address has 26 kB; common servers take at least 32."""

LONGEST_QUERY = 4000
"""Characters of a query. A pasted paragraph fits; the encoder reads its first 512 word pieces, the keyword leg all of it."""


class Answer(BaseModel):
    """Base of what the API sends: frozen, unknown fields ignored so that an older client can read a newer server."""

    model_config = ConfigDict(frozen=True)


class SearchQuery(Answer):
    """A search. An empty `text` lists every case that the filters leave, newest policy first."""

    text: str = Field(
        default="",
        max_length=LONGEST_QUERY,
        description='words or a question, any language; "exact phrases" in quotation marks',
    )
    filters: Mapping[str, tuple[str, ...]] = Field(default_factory=dict, description="filter -> values joined by 'or'")
    cases: tuple[str, ...] = Field(
        default=(),
        max_length=MOST_CASES_NAMED,
        description="ids of the only cases to look in; none for the whole archive",
    )
    year_from: int | None = Field(default=None, ge=1800, le=2100, description="first start year to keep")
    year_to: int | None = Field(default=None, ge=1800, le=2100, description="last start year to keep")
    language: InterfaceLanguage = Field(
        default="en", description="language of labels, and of titles where a case has them in it"
    )
    limit: int = Field(default=10, ge=1, le=50, description="cases a page")
    hits_per_case: int = Field(default=3, ge=1, le=10, description="best passages shown for each case")
    offset: int = Field(default=0, ge=0, description="cases to skip; the API hides it in the cursor")
    like: str | None = Field(default=None, description="GeoNames id or name of the city that cases are compared with")
    weights: Mapping[Factor, float] = Field(
        default_factory=dict, description="factor -> how much it counts, where not as by default"
    )
    like_share: float = Field(
        default=LIKE_SHARE, ge=0, le=1, description="with words and `like`: weight of comparability beside relevance"
    )


class Highlight(Answer):
    """A sentence of a passage that answers the query, as half-open character offsets in the passage's text."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    by: Literal["similarity", "words", "phrase"] = Field(description="what chose the sentence")


class Adjustment(Answer):
    """Something beside meaning and words that moved a passage up or down."""

    name: Literal["place", "year", "topic", "section", "negation", "evidence", "recency"]
    effect: float = Field(description="added to the score; the best passages of a search lie some 3 to 10 above 0")


class Why(Answer):
    """Why a passage was found: its rank (from 1) in each leg that retrieved it, and the words that it shares with the query."""

    dense_rank: int | None = Field(
        default=None, description="rank by similarity of meaning, None where that leg did not find it"
    )
    similarity: float | None = Field(default=None, description="cosine of query and passage, -1 to 1")
    keyword_rank: int | None = Field(default=None, description="rank by BM25, None where that leg did not find it")
    words: tuple[str, ...] = Field(default=(), description="query words that stand in the passage")
    phrases: tuple[str, ...] = Field(default=(), description="quoted phrases that stand in the passage")
    adjustments: tuple[Adjustment, ...] = Field(
        default=(), description="what else moved it; none where only meaning and words did"
    )


class Hit(Answer):
    """A ranked passage with everything needed to show and to cite it."""

    passage_id: str
    document_id: str
    document_title: str
    document_type: str
    language: str = Field(description="BCP 47 language of the passage")
    page: int | None = Field(description="first page or slide, from 1; None where the format has none")
    page_end: int | None
    heading_path: tuple[str, ...]
    section: str
    section_label: str
    section_is_guessed: bool = Field(
        default=False, description="True where no heading told the section, only the passage's meaning"
    )
    kind: str = Field(default="text", description="text or table")
    rows: tuple[tuple[str, ...], ...] = Field(default=(), description="cells of a table, its header first")
    text: str
    highlights: tuple[Highlight, ...] = ()
    score: float
    why: Why


class ComparedFactor(Answer):
    """One thing in which the city of a case was compared with the reader's."""

    factor: Factor
    label: str
    weight: float = Field(ge=0, description="how much it counts; 0 where the caller left it out")
    likeness: float | None = Field(
        ge=0,
        le=1,
        description="1 where both cities are alike, None where it is not known of one of them: it then counts for nothing",
    )
    reason: str = Field(description="the comparison in words, the city of the case first")


class Comparison(Answer):
    """How comparable the city of a case is to the one that `like` names."""

    score: float | None = Field(
        ge=0, le=1, description="mean of the likenesses that are known, by weight; None where none is known"
    )
    known: float = Field(ge=0, le=1, description="share of the weights for which the likeness is known")
    same_city: bool = Field(description="the case is from that very city")
    factors: tuple[ComparedFactor, ...] = Field(
        description="those that speak most for the score first, those not known last"
    )


class CityAnswer(Answer):
    """A city of the gazetteer."""

    geonames_id: int
    name: str = Field(description="as a case spells it in the language asked for, else GeoNames' main name")
    country: str = Field(description="ISO 3166-1 alpha-2")
    country_label: str
    population: int = Field(description="inhabitants as GeoNames has them, 0 where it has none")


class FactorWeight(Answer):
    """How much a factor counted."""

    factor: Factor
    label: str
    weight: float = Field(ge=0)
    default: float = Field(ge=0, description="its weight where the caller gives none")


class LikeAnswer(Answer):
    """The city that `like` was understood as."""

    city: CityAnswer
    others: tuple[CityAnswer, ...] = Field(
        default=(), description="smaller cities of the same name: to mean one of them, give its id"
    )
    weights: tuple[FactorWeight, ...] = Field(description="every factor, the one that counts most by default first")


class CaseCard(Answer):
    """A case as a list shows it."""

    id: str
    version: int
    status: str
    title: str
    title_language: str
    abstract: str
    abstract_language: str
    city: str | None = Field(description="name in the language asked for where the record has it")
    country: str | None = Field(description="ISO 3166-1 alpha-2")
    country_label: str | None
    region_label: str | None = Field(description="UN M49 sub-region")
    latitude: float | None
    longitude: float | None
    year: int | None = Field(description="year the policy started")
    stage: str | None
    stage_label: str | None
    verdict: str | None = Field(description="the editor's conclusion: worked, mixed or failed")
    verdict_label: str | None
    topics: tuple[str, ...]
    topic_labels: tuple[str, ...]
    languages: tuple[str, ...] = Field(description="languages of its documents")
    document_types: tuple[str, ...]
    evidence: tuple[str, ...] = Field(
        description="distinct evidence of its outcomes: independent, self-reported, none found"
    )
    unconfirmed: int = Field(description="figures that no editor has confirmed")
    completeness: float = Field(ge=0, le=1)
    guessed: tuple[str, ...] = Field(
        default=(), description="fields of a draft that were guessed and nobody has confirmed"
    )
    score: float | None = Field(default=None, description="of its best passages; comparable within one answer only")
    hits: tuple[Hit, ...] = ()
    comparison: Comparison | None = Field(
        default=None, description="with `like`: how comparable the city is; None for a case without a city"
    )


class FacetValue(Answer):
    value: str
    label: str
    count: int = Field(description="cases left if this value is chosen as well, given the query and the other facets")
    selected: bool = False
    parent: str | None = Field(default=None, description="value of the region that this sub-region lies in")


class Facet(Answer):
    name: str
    label: str
    values: tuple[FacetValue, ...] = Field(description="by count, then label; selected ones are always there")


class Offer(Answer):
    """A filter that the words of the query name. It is not applied: that is for the reader to decide."""

    filter: str = Field(description="name of the filter")
    value: str
    label: str
    words: str = Field(description="the words that name it, without case and accents")
    negated: bool = Field(
        default=False, description="True where the query says that it does not want it; such cases rank lower"
    )


class Correction(Answer):
    """A word of the query that the archive does not know, and the archive's own word that was searched beside it."""

    word: str = Field(description="as typed")
    instead: str


class Results(Answer):
    """One page of an ordered list of cases, with facets over the whole of it."""

    query: SearchQuery
    total: int = Field(description="cases in the whole list")
    total_is_exact: bool = Field(
        description="False where more candidates matched than were looked at; then total is a lower bound"
    )
    cases: tuple[CaseCard, ...]
    facets: tuple[Facet, ...]
    offers: tuple[Offer, ...] = Field(default=(), description="filters that the query names")
    corrections: tuple[Correction, ...] = Field(default=(), description="words that were taken for misspelt")
    like: LikeAnswer | None = Field(default=None, description="the city that cases were compared with")
    next_cursor: str | None = Field(default=None, description="pass as `cursor` to get the next page")
    snapshot: str = Field(description="state of the archive that was asked")
    ranking: str = Field(
        default="",
        description="digest of what orders the list beside the archive: encoder, reranker, version of the ranking",
    )
    fixity: str = Field(
        default="",
        description="SHA-256, hexadecimal, over the whole list in its order: a line `<id>@<version>` for each case, line feed after each",
    )
    link: str | None = Field(
        default=None,
        description="address that repeats exactly this: parameters in a fixed order, defaults left out, with `snapshot` and `ranking`",
    )
    milliseconds: int = Field(description="time that the search took on the server")


class DocumentAnswer(Answer):
    """A document as the API shows it; `pages` is None for formats without pages."""

    id: str
    case_id: str
    file: str
    title: str
    language: str
    document_type: str
    media_type: str
    size: int = Field(description="bytes")
    pages: int | None
    sha256: str
    licence: str | None
    withheld: str | None = Field(
        default=None, description="why the file is not passed on, in a sentence; None where its licence permits it"
    )
    passages: int = Field(description="number of passages cut from it")


class BoxAnswer(Answer):
    """A rectangle on a page, as shares (0 to 1) of the page's width and height from its top left corner."""

    page: int = Field(ge=1)
    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)
    width: float = Field(ge=0, le=1)
    height: float = Field(ge=0, le=1)


class PassageAnswer(Answer):
    id: str
    document_id: str
    position: int
    language: str
    page: int | None
    page_end: int | None
    heading_path: tuple[str, ...]
    section: str
    section_label: str
    section_is_guessed: bool = Field(
        default=False, description="True where no heading told the section, only the passage's meaning"
    )
    kind: str
    role: str = Field(
        default="body",
        description="body, caption, footnote, reference, contents, furniture; search ranks the first two",
    )
    text: str
    sentences: tuple[tuple[int, int], ...] = Field(description="half-open character offsets of each sentence")
    rows: tuple[tuple[str, ...], ...] = Field(default=(), description="cells of a table, its header first")
    html: str | None = Field(default=None, description="a table as escaped HTML without attributes; None for text")
    boxes: tuple[BoxAnswer, ...] = Field(
        default=(), description="where it stands on its pages; empty for formats without pages"
    )
    versions: tuple[int, ...] = Field(
        default=(),
        description="versions of the case that had it, the newest last; told where a passage is asked for by its id",
    )
    is_current: bool = Field(default=True, description="False where only older versions of the case have its document")


class VersionAnswer(Answer):
    version: int
    created: str = Field(description="UTC, ISO 8601")
    documents: tuple[str, ...] = Field(description="ids of the documents that this version had")


class CaseAnswer(Answer):
    """A case in full: its card, its record as written, its documents and versions."""

    card: CaseCard
    record: Case
    documents: tuple[DocumentAnswer, ...]
    versions: tuple[VersionAnswer, ...]
    snapshot: str


class Suggestion(Answer):
    """Something to complete what was typed so far: a case to open, a filter to set, or words to search."""

    kind: Literal["case", "city", "country", "topic"]
    label: str
    value: str = Field(description="case id, or the value of the filter of that kind")


class EvidenceWhy(Answer):
    """Why a sentence was chosen: how near it is to the question, and the question's words that stand in it."""

    similarity: float = Field(description="cosine of question and sentence, -1 to 1")
    above_usual: float = Field(
        description="the same, less what passages of the sentence's language have with this question on average"
    )
    words: tuple[str, ...] = Field(default=(), description="telling words of the question that stand in the sentence")


class EvidenceSentence(Answer):
    """A sentence of a document that answers a question, word for word, with what is needed to show and to cite it."""

    number: int = Field(ge=1, description="its place in the answer, best first; claims refer to it")
    text: str = Field(description="as in the document; a row of a table as 'header: value' pairs")
    context: str = Field(
        default="", description="the sentence before, where this one cannot be understood without it; else empty"
    )
    kind: Literal["text", "table"]
    start: int = Field(ge=0, description="first character of the sentence in the passage's text")
    end: int = Field(ge=0, description="character after its last one")
    passage_id: str
    document_id: str
    document_title: str
    document_type: str
    language: str = Field(description="BCP 47 language of the sentence")
    page: int | None = Field(description="page or slide, from 1; None where the format has none")
    page_end: int | None
    heading_path: tuple[str, ...]
    section: str
    section_label: str
    section_is_guessed: bool
    case_id: str
    case_title: str
    case_title_language: str
    city: str | None
    country_label: str | None
    year: int | None = Field(description="year the policy started")
    verdict: str | None = Field(description="the editor's conclusion on the whole case, not on this sentence")
    verdict_label: str | None
    why: EvidenceWhy


class EvidenceGroup(Answer):
    """Sentences that agree: all from passages on what worked, all on what went wrong, or all from cases with one verdict."""

    basis: Literal["section", "verdict", "none"] = Field(
        description="section: their passages are of this section (success or failure); verdict: their cases have this verdict; "
        "none: no verdict is known"
    )
    value: str = Field(description="id of the section or verdict; empty where none is known")
    label: str
    is_alike: bool = Field(
        description="True where sentences of several cases are close in meaning to each other, not only to the question"
    )
    cases: int = Field(description="number of different cases among its sentences")
    sentences: tuple[EvidenceSentence, ...]


class WrittenClaim(Answer):
    """A generated statement that passed the check against the sentences that it names."""

    text: str
    sentences: tuple[int, ...] = Field(description="numbers of the sentences that it rests on")
    support: float = Field(description="cosine of the claim and the nearest of its sentences")


class WrittenAnswer(Answer):
    """What a language model wrote from the sentences alone; claims that they do not support are not in it."""

    claims: tuple[WrittenClaim, ...] = ()
    dropped: int = Field(
        default=0, description="claims that were left out, because their sentences do not support them"
    )
    model: str = Field(description="name of the model that was asked")
    problem: str | None = Field(
        default=None, description="why there is no text, in a sentence; None where there is one"
    )


class EvidenceAnswer(Answer):
    """The sentences across cases that answer a question best; nothing in them is generated."""

    query: SearchQuery
    enough: bool = Field(
        description="False where the archive has no good answer; then there are only the nearest cases"
    )
    confidence: float = Field(description="how near the archive comes to the question; grows with nearness")
    threshold: float = Field(description="confidence from which on the archive is taken to have an answer")
    groups: tuple[EvidenceGroup, ...] = Field(description="best first, by their best sentence")
    nearest: tuple[CaseCard, ...] = Field(
        description="where there is not enough: the nearest cases, as no more than that"
    )
    can_be_written: bool = Field(default=False, description="whether `written=true` would ask a language model")
    written: WrittenAnswer | None = Field(default=None, description="None unless asked for and set up")
    snapshot: str = Field(description="state of the archive that was asked")
    milliseconds: int = Field(description="time that the answer took on the server")

    @property
    def sentences(self) -> tuple[EvidenceSentence, ...]:
        """Those of all groups by number."""
        return tuple(sorted((s for group in self.groups for s in group.sentences), key=lambda s: s.number))


class GapAnswer(Answer):
    """A question that the archive had no good answer to."""

    text: str = Field(description="as it was first asked")
    language: str = Field(description="language of the interface in which it was last asked")
    count: int = Field(ge=1, description="how often it was asked")
    first_asked: dt.datetime
    last_asked: dt.datetime
    best_confidence: float = Field(description="how near the archive came at best")
