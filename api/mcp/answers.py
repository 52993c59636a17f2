"""What the tools answer. Each names the snapshot, and each statement where it can be cited and on which page it stands."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from corpus.results import Answer


class Cited(Answer):
    """Something with an address that stays."""

    uri: str = Field(description="address that stays, for people and machines")
    citation: str = Field(description="address of its citation in several styles")


class CitedPassage(Cited):
    """A passage of a document of a case."""

    passage_id: str
    case_id: str
    document_title: str
    language: str = Field(description="BCP 47 language of the text")
    section: str = Field(description="part of the case that it belongs to")
    headings: tuple[str, ...] = Field(description="headings above it, outermost first")
    page: int | None = Field(description="page or slide, from 1; none where the format has no pages")
    file: str = Field(description="address of the file, at that page where its format has pages")
    text: str
    is_cut: bool = Field(description="whether the text goes on; read_passage gives more of it")


class FoundCase(Cited):
    """A case that a search found."""

    case_id: str
    title: str
    city: str | None
    country: str | None
    year: int | None = Field(description="year the policy started")
    status: str = Field(description="draft: made of a file by a machine and confirmed by nobody")
    verdict: str | None = Field(description="the editor's conclusion: worked, mixed or failed")
    evidence: tuple[str, ...] = Field(
        description="who says what its outcomes are: independent, self-reported, none found"
    )
    abstract: str
    passages: tuple[CitedPassage, ...] = Field(description="those that answer the query best")


class FoundCases(Answer):
    """A page of cases in order of fit."""

    snapshot: str = Field(description="state of the archive that was asked")
    total: int = Field(description="cases in the whole list")
    cases: tuple[FoundCase, ...]
    next_cursor: str | None = Field(description="pass as cursor for the next page; none after the last")


class PartText(Answer):
    """A running text of a record."""

    part: str
    language: str
    text: str
    is_cut: bool


class Figure(Answer):
    """An outcome or a cost with who says so."""

    kind: Literal["outcome", "cost"]
    what: str
    value: float
    unit: str = Field(description="id of the vocabulary units, or the ISO 4217 code of a currency")
    baseline: float | None = Field(description="value before, in the same unit")
    period: str | None = Field(description="when measured; the price year of a cost")
    evidence: str | None = Field(description="of outcomes: independent, self-reported or none found")
    check: str = Field(description="confirmed: an editor read the page that says so; unconfirmed: nobody has")
    source: str = Field(description="title of the publication")
    source_url: str | None
    page: int | None = Field(description="page of that publication")


class ReadCase(Cited):
    """A case as its record tells it."""

    snapshot: str
    case_id: str
    version: int
    title: str
    city: str | None
    country: str | None
    year: int | None
    stage: str | None
    verdict: str | None
    licence: str | None
    rights_holder: str | None
    texts: tuple[PartText, ...]
    figures: tuple[Figure, ...]
    left_out: tuple[str, ...] = Field(description="parts that had no room; ask for them by name")
    empty: tuple[str, ...] = Field(description="parts that were asked for and of which the record says nothing")


class ReadPassage(CitedPassage):
    """A passage with its neighbours."""

    snapshot: str
    previous: str | None = Field(description="id of the passage before it in the document")
    next: str | None = Field(description="id of the passage after it")


class Evidence(CitedPassage):
    """A sentence, word for word, with where it stands."""

    case_title: str
    group: str = Field(description="what it agrees with: a section on success or failure, or the verdict on its case")
    context: str = Field(description="the sentence before, where this one cannot be understood alone")


class EvidenceFound(Answer):
    """Sentences that answer a question."""

    snapshot: str
    enough: bool = Field(description="false where nothing in the archive answers; say so rather than guess")
    sentences: tuple[Evidence, ...]
    nearest: tuple[FoundCase, ...] = Field(description="where there is not enough: near cases, and no answer")


class VocabularyEntry(Answer):
    """A value that filters and records use, or a whole vocabulary."""

    id: str
    label: str
    parent: str | None = None
    uri: str


class Vocabularies(Answer):
    """The vocabularies, or the concepts of one."""

    snapshot: str
    name: str | None = Field(description="of the vocabulary; none in the list of all")
    entries: tuple[VocabularyEntry, ...]


class Citation(Cited):
    """How to cite a case, or a passage of it."""

    id: str
    case_id: str
    apa: str = Field(description="entry of a list of references, APA, 7th edition")
    chicago: str = Field(description="the same in Chicago, author-date")
    vancouver: str
    in_text: str = Field(description="what stands in the text in APA, with the page of a passage")
    bibtex: str
    licence: str | None
    page: int | None = Field(description="page of the passage; none for a case")


class Citations(Answer):
    """Citations in the order asked for."""

    snapshot: str
    citations: tuple[Citation, ...]


class Statement(Answer):
    """What a case has to say in a row of a comparison, and what it rests on."""

    case_id: str
    text: str
    usd: float | None = Field(
        description="an amount in US dollars of the comparison's year, where it can be turned into them"
    )
    rests_on: str = Field(
        description="passage: a page of the archive says so; source: a publication that the record names; editor; none"
    )
    check: str | None = Field(description="of a figure: confirmed where an editor read the page of the source")
    passage_id: str | None
    citation: str | None = Field(description="address of the passage's citation")
    page: int | None
    source: str | None = Field(description="title of the publication")
    source_url: str | None


class ComparedLine(Answer):
    """A row of a comparison; a case without a statement in it has none in its record."""

    row: str
    statements: tuple[Statement, ...]


class Compared(Answer):
    """Cases side by side."""

    snapshot: str
    cases: tuple[str, ...]
    convention: str = Field(description="how amounts were turned into dollars of one year")
    rows: tuple[ComparedLine, ...]
    left_out: tuple[str, ...] = Field(description="rows that had no room; ask for fewer fields")
