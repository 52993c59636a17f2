"""The record of a case: what a city did, what it cost, what came of it, and where each statement comes from.

A record is written once, in ``corpus/cases/<id>/case.yaml``, and read into `Case`. Every text that a person reads is a
`Text`: a mapping from BCP 47 language tag to words in that language. Field names follow the glossary; codes are ISO 3166
(countries, subdivisions), ISO 4217 (currencies), SPDX (licences), GeoNames (cities) and the vocabularies beside this file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, WithJsonSchema, model_validator

LANGUAGE_TAG = re.compile(r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")
PARTIAL_DATE = re.compile(r"^\d{4}(-\d{2}){0,2}$")
CASE_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
LONGEST_CASE_ID = 80
"""Characters."""
LONGEST_LANGUAGE_TAG = 11
"""Characters, as in 'zho-Hant-TW'."""

REMEMBERED = 1 << 14
"""Tags and dates that were found right and are not checked again: a record repeats them dozens of times, an archive thousands."""


class Record(BaseModel):
    """Base of every part of a record: frozen, and an unknown key is an error rather than silently dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@lru_cache(REMEMBERED)
def _language_tag(value: str) -> str:
    if not LANGUAGE_TAG.match(value):
        raise ValueError(f"{value!r} is not a BCP 47 language tag such as 'en', 'ko' or 'zh-Hant'")
    return value


def _text(value: Mapping[str, str]) -> Mapping[str, str]:
    for tag, words in value.items():
        _language_tag(tag)
        if not words.strip():
            raise ValueError(f"the text in {tag!r} is empty; leave the language out instead")
    return value


def _case_id(value: str) -> str:
    if not CASE_ID.fullmatch(value) or len(value) > LONGEST_CASE_ID:
        raise ValueError(
            f"{value!r} is not a case id: lower-case words joined by hyphens, at most {LONGEST_CASE_ID} characters"
        )
    return value


@lru_cache(REMEMBERED)
def _partial_date(value: str) -> str:
    parts = [int(part) for part in value.split("-")] if PARTIAL_DATE.match(value) else []
    try:
        dt.date(*[*parts, 1, 1][:3])
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD, in quotation marks") from None
    return value


LanguageTag = Annotated[
    str,
    AfterValidator(_language_tag),
    Field(json_schema_extra={"pattern": LANGUAGE_TAG.pattern, "maxLength": LONGEST_LANGUAGE_TAG}),
]
Text = Annotated[
    Mapping[str, str],
    AfterValidator(_text),
    WithJsonSchema(
        {
            "type": "object",
            "patternProperties": {LANGUAGE_TAG.pattern: {"type": "string", "pattern": r"\S"}},
            "additionalProperties": False,
        }
    ),
]
CaseId = Annotated[
    str, AfterValidator(_case_id), Field(json_schema_extra={"pattern": CASE_ID.pattern, "maxLength": LONGEST_CASE_ID})
]
PartialDate = Annotated[str, AfterValidator(_partial_date)]
Year = Annotated[int, Field(ge=1800, le=2100)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", max_length=2, description="ISO 3166-1 alpha-2")]


def year_of(date: str | None) -> int | None:
    """The year of a partial date ("2004", "2004-07", "2004-07-01"), None where there is no date."""
    return int(date[:4]) if date else None


def in_language(text: Mapping[str, str], *preferred: str) -> tuple[str, str] | None:
    """The language and the words of a `Text` in the first preferred language that it has, else English, else any."""
    for tag in (*preferred, "en", *text):
        if tag in text:
            return tag, text[tag]
    return None


class Status(StrEnum):
    """Where a case stands in editing. Only cases with a hand-written record start as published."""

    draft = "draft"
    in_review = "in_review"
    published = "published"
    archived = "archived"


class GovernanceLevel(StrEnum):
    local = "local"
    metropolitan = "metropolitan"
    subnational = "subnational"
    national = "national"


class Stage(StrEnum):
    """How far the policy got; `ended` ran its course, `abandoned` was given up before it did."""

    planned = "planned"
    pilot = "pilot"
    running = "running"
    scaled = "scaled"
    ended = "ended"
    abandoned = "abandoned"


class Verdict(StrEnum):
    """What the editor concludes from all sources together: `mixed` reached one aim at the price of another, or only a part."""

    worked = "worked"
    mixed = "mixed"
    failed = "failed"


class Evidence(StrEnum):
    """Who says so: the body that ran the policy, somebody independent of it, or nobody that we could find."""

    self_reported = "self-reported"
    independent = "independent"
    none_found = "none found"


class Check(StrEnum):
    """Whether an editor read the page that says so (`confirmed`), or knows it but found no page (`unconfirmed`)."""

    confirmed = "confirmed"
    unconfirmed = "unconfirmed"


class City(Record):
    """The city as the record spells it; coordinates and population come from the gazetteer by `geonames_id`."""

    name: Text
    geonames_id: int | None = Field(default=None, description="GeoNames id; None only in drafts")


class CityContext(Record):
    """What a reader needs to compare the city with her own, at the time of the policy."""

    population: int | None = Field(default=None, gt=0, description="inhabitants")
    area_km2: float | None = Field(default=None, gt=0, description="square kilometres")
    scope: str = Field(default="city", description="what the figures count: city, metropolitan area, county ...")
    income_group: str | None = Field(
        default=None, description="World Bank group: low, lower-middle, upper-middle, high"
    )
    year: Year | None = None
    source: str | None = Field(default=None, description="id of an entry of `sources`")
    check: Check = Check.unconfirmed


class Organisation(Record):
    name: str
    role: str | None = Field(default=None, description="what it did here, in a few words of English")


class Money(Record):
    """An amount as the source gives it: never converted here."""

    amount: float = Field(gt=0, description="in units of `currency`, not thousands or millions")
    currency: str = Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")
    price_year: Year | None = None
    basis: str = Field(description="what it pays for: capital, operating per year, total, subsidy per year, per km ...")
    note: Text = Field(default_factory=dict)
    source: str = Field(description="id of an entry of `sources`")
    page: int | None = Field(default=None, ge=1, description="page of that source, where it has pages")
    check: Check


class Outcome(Record):
    """One measured or claimed result. `value` stands beside `baseline` in the same `unit`."""

    indicator: Text
    baseline: float | None = None
    value: float
    unit: str = Field(description="id of an entry of the units vocabulary")
    period: str | None = Field(default=None, description="when measured, such as '2004-2005'")
    evidence: Evidence
    source: str = Field(description="id of an entry of `sources`")
    page: int | None = Field(default=None, ge=1, description="page of that source, where it has pages")
    check: Check


class Source(Record):
    """A publication that statements of this case rest on. `checked` says, in a sentence, what was looked up in it."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    publisher: str | None = None
    author: str | None = None
    year: Year | None = None
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    kind: str = Field(description="evaluation, article, report, news, official, dataset, book")
    accessed: PartialDate | None = None
    checked: str | None = None


SCAN = ".scan.pdf"
"""End of the name of a PDF that holds pictures of pages and no text."""


class DocumentRecord(Record):
    """A file that belongs to the case and lies beside its case.yaml."""

    file: str = Field(pattern=r"^[^/\\]+$", description="file name, in the folder of the case")
    language: LanguageTag
    title: str
    made_from: str | None = Field(default=None, description="the text that `casebook corpus build` made the file from")
    pages: int | None = Field(default=None, ge=1)
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    licence: str | None = Field(default=None, description="SPDX id where it differs from the case's")

    @property
    def is_scan(self) -> bool:
        """Whether the file is named as pictures of pages, without text: `<name>.scan.pdf`."""
        return self.file.endswith(SCAN)


class Translation(Record):
    language: LanguageTag
    by: str = Field(pattern="^(human|machine)$")
    reviewed: bool = False


class Transfer(Record):
    """What another city needs to know before it copies this; links go both ways between cases of the archive."""

    preconditions: Text = Field(default_factory=dict)
    adaptations: Text = Field(default_factory=dict)
    adopted_from: tuple[CaseId, ...] = ()
    adopted_by: tuple[CaseId, ...] = ()


class Award(Record):
    name: str
    year: Year | None = None


class Related(Record):
    case: CaseId
    kind: str = Field(pattern="^(same_instrument|contrast|predecessor|successor|part_of|same_city)$")


class Learning(Record):
    objectives: tuple[Text, ...] = ()
    audience: Text = Field(default_factory=dict)
    questions: tuple[Text, ...] = ()


class Guess(Record):
    """A value of a draft that nobody has confirmed: which field, from what, and how sure (0 to 1).

    Drafts of older versions of Casebook have neither value nor passage.
    """

    field: str
    found_in: str
    confidence: float = Field(ge=0, le=1)
    value: JsonValue = Field(default=None, description="as the field holds it; one entry of a field that is a list")
    passage: str | None = Field(default=None, description="id of the passage that says it")
    span: tuple[int, int] | None = Field(
        default=None, description="characters of that passage's text, from and up to; None where the whole of it does"
    )
    page: int | None = Field(default=None, ge=1, description="page of the passage, where its document has pages")

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits of field and value, so that it is the same when a file is ingested again."""
        stated = json.dumps([self.field, self.value], ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(stated.encode()).hexdigest()[:12]


class Ruling(StrEnum):
    confirmed = "confirmed"
    rejected = "rejected"


class Decision(Record):
    """What a person said of a guess; kept with the case, so that ingesting its file again neither asks nor forgets."""

    guess: Guess
    ruling: Ruling
    by: str = Field(description="who decided")
    at: dt.datetime = Field(description="when, UTC")


class Case(Record):
    """One archived policy. Empty means "not known": a fact is either sourced, marked unconfirmed, or left out."""

    id: CaseId
    version: int = Field(default=1, ge=1)
    status: Status = Status.published
    title: Text
    abstract: Text
    original_language: LanguageTag
    translations: tuple[Translation, ...] = ()
    city: City | None = Field(default=None, description="None only in drafts")
    country: Country | None = Field(default=None, description="ISO 3166-1 alpha-2; None only in drafts")
    subdivision: str | None = Field(default=None, pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$", description="ISO 3166-2")
    city_context: CityContext | None = None
    governance_level: GovernanceLevel | None = None
    topics: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    sdgs: tuple[str, ...] = Field(default=(), description="SDG goals or targets: '11', '11.2', '13'")
    challenge: Text = Field(default_factory=dict)
    objectives: Text = Field(default_factory=dict)
    solution: Text = Field(default_factory=dict)
    implementation: Text = Field(default_factory=dict)
    stakeholders: Text = Field(default_factory=dict)
    legal_background: Text = Field(default_factory=dict)
    lead_agency: Organisation | None = None
    partners: tuple[Organisation, ...] = ()
    funders: tuple[Organisation, ...] = ()
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None
    stage: Stage | None = None
    verdict: Verdict | None = Field(
        default=None, description="the editor's conclusion, argued in the text: worked, mixed, failed"
    )
    cost: tuple[Money, ...] = ()
    funding_sources: tuple[Text, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    success_factors: Text = Field(default_factory=dict)
    limiting_factors: Text = Field(default_factory=dict)
    lessons: Text = Field(default_factory=dict)
    transfer: Transfer = Transfer()
    recognition: tuple[Award, ...] = ()
    related: tuple[Related, ...] = ()
    documents: tuple[DocumentRecord, ...] = ()
    sources: tuple[Source, ...] = ()
    licence: str | None = Field(default=None, description="SPDX id")
    rights_holder: str | None = None
    last_verified: PartialDate | None = None
    learning: Learning = Learning()
    guesses: tuple[Guess, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        known = {source.id for source in self.sources}
        cited = [item.source for item in self.cost] + [item.source for item in self.outcomes]
        if self.city_context and self.city_context.source:
            cited.append(self.city_context.source)
        if missing := sorted(set(cited) - known):
            raise ValueError(f"cites sources that the record does not list: {', '.join(missing)}")
        if self.start_date and self.end_date and self.end_date[:4] < self.start_date[:4]:
            raise ValueError(f"ends ({self.end_date}) before it starts ({self.start_date})")
        if self.status != Status.draft and (self.city is None or self.country is None):
            raise ValueError("a case without city and country can only be a draft")
        return self

    @property
    def year(self) -> int | None:
        """The year the policy started; what the year facet counts."""
        return year_of(self.start_date)

    @property
    def guessed(self) -> tuple[str, ...]:
        """Fields that hold a guess and not a fact: they are filled, and nobody has confirmed a value for them."""
        settled = {made.guess.field for made in self.decisions if made.ruling is Ruling.confirmed}
        fields = dict.fromkeys(guess.field for guess in self.guesses)
        return tuple(field for field in fields if field not in settled and getattr(self, field, None))

    @property
    def figures(self) -> tuple[Money | Outcome, ...]:
        """Everything in the record that is a number with a source: costs, then outcomes."""
        return (*self.cost, *self.outcomes)

    @property
    def completeness(self) -> float:
        """Share, 0 to 1, of the fields that an official looks for and that this record fills."""
        wanted = (
            self.challenge, self.objectives, self.solution, self.implementation, self.stakeholders,
            self.legal_background, self.lead_agency, self.start_date, self.stage, self.cost, self.funding_sources,
            self.outcomes, self.success_factors, self.limiting_factors, self.lessons, self.transfer.preconditions,
            self.transfer.adaptations, self.sources, self.learning.questions, self.city_context,
        )  # fmt: skip
        return sum(bool(field) for field in wanted) / len(wanted)
