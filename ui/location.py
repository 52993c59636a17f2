"""Where a reader is: everything that the address bar holds, as one value.

The address is the only state of the front end that a reload keeps, so it is written in stable codes (never in labels) and read
leniently: what cannot be read is left out rather than refused, because people shorten and mistype addresses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, Self, cast, get_args
from urllib.parse import parse_qs, urlencode

from corpus.case import CASE_ID, LANGUAGE_TAG
from corpus.comparison import ComparedField
from corpus.passage import Span, document_of
from corpus.results import FILTERS, LONGEST_QUERY, Factor, InterfaceLanguage, SearchQuery

Page = Literal["search", "case", "tray", "compare", "programmes", "programme"]
Params = Mapping[str, Sequence[str]]

CASES_A_PAGE = 10
MOST_CASES_SHOWN = 200
"""Beyond this a page of cards helps nobody: filters or the export do."""
MOST_IN_TRAY = 40
"""Keeps the address under the 8 KB that servers and messengers pass on: 40 ids of at most 80 characters."""

_WEIGHT = re.compile(r"^(10|[0-9](\.[0-9])?)$")
"""The API takes finer ones; nobody tells 1.25 from 1.3."""
_KEY = re.compile(r"^[A-Za-z0-9_-]{1,100}$")
"""Ids and keys of programmes."""
_SPAN = re.compile(r"^(\d{1,6})-(\d{1,6})$")


def _words(values: Sequence[str]) -> str:
    return values[-1].strip()[:LONGEST_QUERY] if values else ""


def _whole(values: Sequence[str], least: int, most: int) -> int | None:
    text = values[-1] if values else ""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else None
    return number if number is not None and least <= number <= most else None


def _one_of(values: Sequence[str], allowed: Sequence[str], default: str) -> str:
    return values[-1] if values and values[-1] in allowed else default


def _code(values: Sequence[str], pattern: re.Pattern[str]) -> str | None:
    return values[-1] if values and pattern.match(values[-1]) else None


def _id(values: Sequence[str]) -> str | None:
    return values[-1][:200] if values and values[-1] else None


def _spans(values: Sequence[str]) -> tuple[Span, ...]:
    found = [_SPAN.match(part) for part in (values[-1].split(",") if values else ())]
    spans = [Span(int(match[1]), int(match[2])) for match in found if match]
    return tuple(span for span in spans if span.start < span.end)


def _tray(values: Sequence[str]) -> tuple[str, ...]:
    return _case_ids(values[-1:])


def _case_ids(values: Sequence[str]) -> tuple[str, ...]:
    """Ids of all values, each one or several separated by commas."""
    ids = (part for value in values for part in value.split(","))
    return tuple(dict.fromkeys(i for i in ids if CASE_ID.match(i) and len(i) <= 80))[:MOST_IN_TRAY]


def _fields(values: Sequence[str]) -> tuple[ComparedField, ...]:
    """Fields in the order of the matrix, whatever theirs was; all of them are the same as none."""
    known: tuple[ComparedField, ...] = get_args(ComparedField)
    named = tuple(field for field in known if field in values)
    return () if named == known else named


def _weights(values: Sequence[str]) -> dict[Factor, float]:
    """Factors with the weights that were given them, in the order of the factors."""
    pairs = {name: number for value in values for name, _, number in (p.partition(":") for p in value.split(","))}
    return {factor: float(pairs[factor]) for factor in get_args(Factor) if _WEIGHT.match(pairs.get(factor, ""))}


def _filters(params: Params) -> dict[str, tuple[str, ...]]:
    chosen = {name: tuple(dict.fromkeys(v for v in params.get(name, ()) if v)) for name in FILTERS}
    return {name: values for name, values in chosen.items() if values}


@dataclass(frozen=True)
class OpenCourse:
    """The course that is being planned in this session."""

    href: str
    cases: frozenset[str]
    """Cases that it has already."""


@dataclass(frozen=True)
class Location:
    """One place of the front end. Every method that changes it returns a new one; `href` is the link that leads there."""

    page: Page = "search"
    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    year_from: int | None = None
    year_to: int | None = None
    like: str = ""
    """City that cases are compared with: a GeoNames id or a name; empty where none is."""
    weights: Mapping[Factor, float] = field(default_factory=lambda: MappingProxyType({}))
    """How much each factor of the comparison counts, where not as usual."""
    shown: int = CASES_A_PAGE
    """Cases listed on the search page; 'show more' raises it."""
    case: str | None = None
    document: str | None = None
    leaf: int | None = None
    """What is open of the document: the page from 1, or the position of a passage from 0 where it has no pages."""
    passage: str | None = None
    marks: tuple[Span, ...] = ()
    """Sentences to mark in `passage`, as the hit had them."""
    text_language: str | None = None
    """Language that the record is read in, where it has several."""
    compared: tuple[str, ...] = ()
    """Cases that stand side by side on the page that compares."""
    fields: tuple[ComparedField, ...] = ()
    """What is compared; all of it where none is named."""
    programme: str | None = None
    key: str = ""
    """What opens the programme; whoever has the address has it, so no link from the programme to another page carries it."""
    read_key: str = ""
    """The key for reading alone, which the trainer's own address keeps so that she can pass it on."""
    language: InterfaceLanguage = "en"
    tray: tuple[str, ...] = ()
    course: OpenCourse | None = field(default=None, compare=False)
    """What the reader's session has open; never in the address, so that a link to a search gives no key away."""

    @classmethod
    def read(cls, params: Params, default_language: InterfaceLanguage = "en") -> Self:
        """The location that the parameters of an address (every value of every name) stand for."""
        get = params.get
        case = _code(get("case", ()), CASE_ID)
        page = cast(Page, _one_of(get("page", ()), get_args(Page), "search"))
        programme = _code(get("programme", ()), _KEY)
        lacks = (page == "case" and case is None) or (page == "programme" and programme is None)
        return cls(
            page="search" if lacks else page,
            query=_words(get("q", ())),
            filters=_filters(params),
            year_from=_whole(get("year_from", ()), 1800, 2100),
            year_to=_whole(get("year_to", ()), 1800, 2100),
            like=_words(get("like", ()))[:100],
            weights=_weights(get("weights", ())) if get("like") else {},
            shown=_whole(get("show", ()), 1, MOST_CASES_SHOWN) or CASES_A_PAGE,
            case=case,
            document=_id(get("document", ())),
            leaf=_whole(get("p", ()), 0, 999_999),
            passage=_id(get("passage", ())),
            marks=_spans(get("mark", ())),
            text_language=_code(get("text", ()), LANGUAGE_TAG),
            compared=_case_ids(get("compare", ())),
            fields=_fields(get("field", ())),
            language=cast(InterfaceLanguage, _one_of(get("lang", ()), get_args(InterfaceLanguage), default_language)),
            programme=programme,
            key=_code(get("key", ()), _KEY) or "",
            read_key=_code(get("read", ()), _KEY) or "",
            tray=_tray(get("tray", ())),
        )

    @classmethod
    def from_href(cls, href: str, default_language: InterfaceLanguage = "en") -> Self:
        """The location of a link as `href` writes it, or of a whole address: all up to the question mark is ignored."""
        return cls.read(parse_qs(href.partition("?")[2].partition("#")[0]), default_language)

    def params(self) -> dict[str, list[str]]:
        """What `read` reads; the language is always written, other defaults are left out to keep addresses short."""
        written: dict[str, Sequence[str]] = {
            "page": [self.page] if self.page != "search" else [],
            "case": [self.case] if self.case else [],
            "document": [self.document] if self.document else [],
            "p": [str(self.leaf)] if self.leaf is not None else [],
            "passage": [self.passage] if self.passage else [],
            "mark": [",".join(f"{span.start}-{span.end}" for span in self.marks)] if self.marks else [],
            "text": [self.text_language] if self.text_language else [],
            "compare": [",".join(self.compared)] if self.compared else [],
            "field": self.fields,
            "programme": [self.programme] if self.programme else [],
            "key": [self.key] if self.key else [],
            "read": [self.read_key] if self.read_key else [],
            **self.search_params(),
            "show": [str(self.shown)] if self.shown != CASES_A_PAGE else [],
            "tray": [",".join(self.tray)] if self.tray else [],
            "lang": [self.language],
        }
        return {name: list(values) for name, values in written.items() if values}

    def search_params(self) -> dict[str, list[str]]:
        """The part that the API's search takes, under the same names: words, filters, years and the city to compare with."""
        written = {
            "q": [self.query] if self.query else [],
            **{name: list(values) for name, values in self.filters.items()},
            "year_from": [str(self.year_from)] if self.year_from is not None else [],
            "year_to": [str(self.year_to)] if self.year_to is not None else [],
            "like": [self.like] if self.like else [],
            "weights": [",".join(f"{factor}:{weight:g}" for factor, weight in self.weights.items())]
            if self.weights
            else [],
        }
        return {name: values for name, values in written.items() if values}

    @property
    def href(self) -> str:
        return "?" + urlencode(self.params(), doseq=True)

    @property
    def is_search(self) -> bool:
        """Whether something is asked for: words, a filter, years or a city to compare with."""
        return bool(self.query or self.like or self.is_filtered)

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters or self.year_from or self.year_to)

    @property
    def open_document(self) -> str | None:
        """The document that the case page shows: the one asked for, or the one that the cited passage is from."""
        return self.document or (document_of(self.passage) if self.passage else None)

    def search_query(self, limit: int) -> SearchQuery:
        return SearchQuery(
            text=self.query,
            filters=dict(self.filters),
            year_from=self.year_from,
            year_to=self.year_to,
            language=self.language,
            limit=limit,
            like=self.like or None,
            weights=self.weights,
        )

    def _at(self, page: Page, **changes: Any) -> Self:
        """Another page with what travels along: words, filters, city, language and tray; the rest starts anew."""
        kept = {"query", "filters", "year_from", "year_to", "like", "weights", "shown", "language", "tray"}
        start = {name: getattr(self, name) for name in kept}
        return type(self)(page=page, **{**start, **changes})

    def to_search(self) -> Self:
        return self._at("search")

    def to_home(self) -> Self:
        return type(self)(language=self.language, tray=self.tray)

    def to_tray(self) -> Self:
        return self._at("tray")

    def to_comparison(self, case_ids: Sequence[str]) -> Self:
        """These cases side by side, in the same fields as they are now."""
        return self._at("compare", compared=tuple(case_ids), fields=self.fields)

    def to_programmes(self) -> Self:
        return self._at("programmes")

    def to_programme(self, programme: str, key: str = "", read_key: str = "") -> Self:
        """The plan of a course, opened with a key."""
        return type(self)(
            page="programme", programme=programme, key=key, read_key=read_key, language=self.language, tray=self.tray
        )

    def with_all_fields(self) -> Self:
        return replace(self, fields=())

    def to_case(self, case_id: str) -> Self:
        return self._at("case", case=case_id)

    def to_passage(self, case_id: str, passage_id: str, page: int | None, marks: Sequence[Span] = ()) -> Self:
        """The case opened at a cited passage; `page` is None where its document has none."""
        return self._at("case", case=case_id, passage=passage_id, leaf=page, marks=tuple(marks))

    def to_document(self, document_id: str, leaf: int | None = None) -> Self:
        """Another document or leaf of the case that is open; the mark stays where the passage is of the same document."""
        same = self.passage is not None and document_of(self.passage) == document_id
        kept = {"passage": self.passage, "marks": self.marks} if same else {}
        return self._at(
            "case", case=self.case, document=document_id, leaf=leaf, text_language=self.text_language, **kept
        )

    def asking(self, query: str) -> Self:
        """A new search with the same filters."""
        return replace(self.to_search(), query=query, shown=CASES_A_PAGE)

    def toggled(self, name: str, value: str) -> Self:
        """The search with this filter value chosen, or without it where it was."""
        before = self.filters.get(name, ())
        after = tuple(v for v in before if v != value) if value in before else (*before, value)
        chosen = {**self.filters, name: after}
        left = {filter_name: chosen[filter_name] for filter_name in FILTERS if chosen.get(filter_name)}
        return replace(self.to_search(), filters=left, shown=CASES_A_PAGE)

    def without_years(self) -> Self:
        return replace(self.to_search(), year_from=None, year_to=None, shown=CASES_A_PAGE)

    def without_filters(self) -> Self:
        return replace(self.without_years(), filters={})

    def comparing(self, like: str) -> Self:
        """The search with cases compared with this city, by the same weights."""
        return replace(self.to_search(), like=like, shown=CASES_A_PAGE)

    def without_like(self) -> Self:
        return replace(self.to_search(), like="", weights={}, shown=CASES_A_PAGE)

    def as_usual(self) -> Self:
        """The same comparison by the usual weights."""
        return replace(self.to_search(), weights={}, shown=CASES_A_PAGE)

    def showing_more(self) -> Self:
        return replace(self, shown=min(self.shown + CASES_A_PAGE, MOST_CASES_SHOWN))

    def in_language(self, language: InterfaceLanguage) -> Self:
        return replace(self, language=language)

    def reading_in(self, language: str) -> Self:
        return replace(self, text_language=language)

    def with_in_tray(self, case_id: str) -> Self:
        """The same place with the case at the end of the tray; a full tray stays as it is."""
        return replace(self, tray=_tray([",".join((*self.tray, case_id))]))

    def without_in_tray(self, case_id: str) -> Self:
        return replace(self, tray=tuple(i for i in self.tray if i != case_id))

    def moved_in_tray(self, case_id: str, step: int) -> Self:
        """The same place with the case `step` places later (earlier where negative) in the tray."""
        rest = [i for i in self.tray if i != case_id]
        rest.insert(max(0, self.tray.index(case_id) + step), case_id)
        return replace(self, tray=tuple(rest))
