"""Query parameters, as one model for each kind of route; a parameter that a route does not know is refused."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from corpus.results import LIKE_SHARE, LONGEST_QUERY, MOST_CASES_NAMED, InterfaceLanguage
from index.search.comparable import DEFAULT_WEIGHTS

FilterValue = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Values = Annotated[tuple[FilterValue, ...], Field(max_length=50)]
SNAPSHOT_PATTERN, RANKING_PATTERN = r"^[0-9]{1,9}$", r"^[0-9a-f]{12}$"
Cursor = Annotated[str | None, Field(max_length=500, pattern=r"^[A-Za-z0-9_=-]+$")]
CaseName = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9._-]+$")]
MOST_VERSIONS = 1_000_000
"""Versions of a case; only a mistyped number is larger."""
Role = Literal["body", "caption", "footnote", "reference", "contents", "furniture"]
"""Values of `corpus.passage.PassageRole`."""


def _full_date(value: str) -> str:
    """ISO 8601 as YYYY-MM-DD; the calendar's other forms would be taken by `fromisoformat` as well."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(value)
        dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is not a day; write it as 2026-11-23") from None
    return value


class Parameters(BaseModel):
    """Base: frozen, and an unknown parameter is an error, so that a misspelt filter never widens a result in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoParameters(Parameters):
    """For routes that take none."""


TakesNone = Annotated[NoParameters, Query()]


class LanguageParameters(Parameters):
    """The language of the answer, where labels are all that depends on the caller."""

    lang: InterfaceLanguage = Field(
        default="en", description="language of labels, and of titles where a case has them in it", examples=["ko"]
    )


class PassageListParameters(LanguageParameters):
    """A page of passages."""

    limit: int = Field(default=100, ge=1, le=500, description="passages a page", examples=[100])
    role: tuple[Role, ...] = Field(
        default=("body", "caption"),
        max_length=6,
        description="what passages are to their document; without it, what search ranks",
        examples=[["body", "caption"]],
    )
    cursor: Cursor = Field(
        default=None, description="`next_cursor` of the page before; none for the first page", examples=[None]
    )


class SimilarParameters(LanguageParameters):
    """A short list that has no further pages."""

    limit: int = Field(default=6, ge=1, le=24, description="most cases to return", examples=[6])


class SuggestParameters(LanguageParameters):
    """What was typed so far; nothing typed suggests nothing."""

    q: str = Field(
        default="", max_length=200, pattern=r"^[^\x00]*$", description="what was typed so far", examples=["stock"]
    )
    limit: int = Field(default=8, ge=1, le=20, description="most suggestions to return", examples=[8])


class CityParameters(LanguageParameters):
    """The beginning of a city's name."""

    q: str = Field(
        default="", max_length=100, pattern=r"^[^\x00]*$", description="what was typed so far", examples=["bogo"]
    )
    limit: int = Field(default=8, ge=1, le=20, description="most cities to return", examples=[8])


class FilterParameters(LanguageParameters):
    """Repeat a filter to join values by 'or'; different filters are joined by 'and'."""

    topic: Values = Field(default=(), description="ids of the vocabulary `topics`", examples=[["transport"]])
    city: Values = Field(default=(), description="GeoNames ids of cities", examples=[["2673730"]])
    country: Values = Field(default=(), description="ISO 3166-1 alpha-2 codes", examples=[["SE"]])
    region: Values = Field(default=(), description="UN M49 codes of regions or sub-regions", examples=[["154"]])
    year: Values = Field(default=(), description="years in which the policy started", examples=[["2006"]])
    verdict: Values = Field(
        default=(), description="the editor's conclusion: worked, mixed or failed", examples=[["failed"]]
    )
    language: Values = Field(default=(), description="BCP 47 languages of documents", examples=[["en"]])
    document_type: Values = Field(default=(), description="ids of the vocabulary `document_types`", examples=[["pdf"]])
    sdg: Values = Field(default=(), description="numbers of the Sustainable Development Goals", examples=[["11"]])
    section: Values = Field(
        default=(),
        description="parts of a case that passages must come from: ids of `sections`",
        examples=[["results"]],
    )
    status: Values = Field(
        default=(), description="states in editing: draft, in_review, published, archived", examples=[["published"]]
    )
    case: Annotated[tuple[FilterValue, ...], Field(max_length=MOST_CASES_NAMED)] = Field(
        default=(),
        description="ids of the only cases to look in; one that the archive does not have finds nothing",
        examples=[["stockholm-congestion-charge"]],
    )
    year_from: int | None = Field(
        default=None, ge=1800, le=2100, description="first start year to keep", examples=[2000]
    )
    year_to: int | None = Field(default=None, ge=1800, le=2100, description="last start year to keep", examples=[2010])

    snapshot: str | None = Field(
        default=None,
        max_length=9,
        pattern=SNAPSHOT_PATTERN,
        description="the archive as it stood then: id of a snapshot, as answers name it; the present one if left out",
        examples=["20"],
    )
    ranking: str | None = Field(
        default=None,
        max_length=12,
        pattern=RANKING_PATTERN,
        description="refuse any other order than that of this ranking, as answers name it; whatever orders lists now if left out",
        examples=[None],
    )


class ListParameters(FilterParameters):
    """A page of the cases that the filters leave, by how comparable their city is to another where `like` names one."""

    like: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        pattern=r"^[^\x00]*$",
        description="a city to compare with: GeoNames id, or name in any language, as `Córdoba` (the largest) or `Córdoba, Spain`",
        examples=["Bogotá"],
    )
    weights: Annotated[tuple[Annotated[str, StringConstraints(max_length=300)], ...], Field(max_length=20)] = Field(
        default=(),
        description=(
            "how much each factor counts in the comparison, 0 to 10, separated by commas; those not named keep their default: "
            + ", ".join(f"{factor}:{weight:g}" for factor, weight in DEFAULT_WEIGHTS.items())
        ),
        examples=[["population:2,climate:0"]],
    )

    limit: int = Field(default=10, ge=1, le=50, description="cases a page", examples=[10])
    cursor: Cursor = Field(
        default=None, description="`next_cursor` of the page before; none for the first page", examples=[None]
    )


class SearchParameters(ListParameters):
    """A page of the cases that answer a query; exports and facets take the same, so that one address serves for all."""

    q: str = Field(
        default="",
        max_length=LONGEST_QUERY,
        pattern=r"^[^\x00]*$",
        description='words or a question in any language; "exact phrases" in quotation marks; empty lists every case',
        examples=["what did congestion charging cost"],
    )
    hits_per_case: int = Field(default=3, ge=1, le=10, description="best passages shown for each case", examples=[3])
    like_share: float = Field(
        default=LIKE_SHARE,
        ge=0,
        le=1,
        description="with `q` and `like`: how much comparability counts beside relevance; 0 shows it and moves nothing",
        examples=[LIKE_SHARE],
    )


class ExportParameters(SearchParameters):
    """The whole of a search rather than a page of it, or cases by name."""

    case: Annotated[tuple[CaseName, ...], Field(max_length=MOST_CASES_NAMED)] = Field(
        default=(),
        description=(
            "ids of cases: only these, in this order, each once; filters and `q` leave of them what they find. This is how a collection "
            f"is asked for, at most {MOST_CASES_NAMED} at a time"
        ),
        examples=[["stockholm-congestion-charge"]],
    )


class PassageExportParameters(ExportParameters):
    """Whose passages, and whether with their vectors."""

    embeddings: bool = Field(
        default=False,
        description="true for a column with the vector of each passage, as the search has it",
        examples=[True],
    )


class CitationParameters(LanguageParameters):
    """In which style, as what, and read when."""

    style: Literal["apa", "chicago", "vancouver"] | None = Field(
        default=None, description="one style alone, as text or HTML; without it, all of them as JSON", examples=["apa"]
    )
    format: Literal["text", "html"] | None = Field(
        default=None, description="with `style`: plain text (the default) or HTML with italics", examples=["text"]
    )
    accessed: Annotated[str, AfterValidator(_full_date)] | None = Field(
        default=None,
        max_length=10,
        json_schema_extra={"format": "date"},
        description="the day on which the source was read, which some styles tell; left out, no citation names a day, "
        "so that the same address gives the same citation",
        examples=["2026-11-23"],
    )


class AnswerParameters(FilterParameters):
    """A question to the archive."""

    q: str = Field(
        min_length=1,
        max_length=LONGEST_QUERY,
        pattern=r"^[^\x00]*$",
        description="a question in any language; words do as well",
        examples=["what did congestion charging cost"],
    )
    written: bool = Field(
        default=False,
        description="true to have a language model write from the sentences, where whoever runs the archive has set one up",
        examples=[False],
    )


class SnapshotListParameters(Parameters):
    """A page of what changed in the archive."""

    limit: int = Field(default=50, ge=1, le=500, description="snapshots a page", examples=[50])
    cursor: Cursor = Field(
        default=None, description="`next_cursor` of the page before; none for the first page", examples=[None]
    )


class VersionListParameters(Parameters):
    """A page of the versions of a case."""

    limit: int = Field(default=50, ge=1, le=500, description="versions a page", examples=[50])
    cursor: Cursor = Field(
        default=None, description="`next_cursor` of the page before; none for the first page", examples=[None]
    )


class DiffParameters(LanguageParameters):
    """Two versions of a case."""

    # `from` is a word of Python.
    earlier: int = Field(alias="from", ge=1, le=MOST_VERSIONS, description="version to start from", examples=[1])
    later: int = Field(alias="to", ge=1, le=MOST_VERSIONS, description="version to compare it with", examples=[1])


class GapParameters(Parameters):
    """How much of the list is wanted."""

    limit: int = Field(default=100, ge=1, le=1000, description="most questions to list", examples=[100])


class PageImageParameters(Parameters):
    """How wide to draw a page, and what to mark on it."""

    width: int = Field(default=1000, ge=100, le=2000, description="width of the picture in pixels", examples=[1000])
    passage: str | None = Field(
        default=None,
        max_length=140,
        pattern=r"^[A-Za-z0-9._-]+$",
        description="id of a passage to mark on the page; where its place is not known, the page comes without a mark",
        examples=["stockholm-congestion-charge.d57170ada6da.14"],
    )


class FileParameters(Parameters):
    """Whether a browser should show the file or save it."""

    download: bool = Field(default=False, description="true to save the file rather than show it", examples=[True])
