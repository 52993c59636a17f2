"""Two to six cases side by side: each statement with the page that says so, what is not in the record said as such."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from corpus.comparison import FEWEST_COMPARED, MOST_COMPARED, CaseComparison, ComparedField
from corpus.results import CaseCard, InterfaceLanguage
from corpus.vocabulary import vocabulary
from ui.client import comparison_params
from ui.location import Location
from ui.rendering import render
from ui.terms import term
from ui.views.content import Archive, Content
from ui.wording import wording

SECTIONS: Mapping[ComparedField, str] = {
    "challenge": "challenge",
    "solution": "solution",
    "cost": "cost",
    "outcomes": "results",
    "success_factors": "success",
    "limiting_factors": "failure",
    "lessons": "lessons",
}
"""Fields that are called as a section of a case is; the table `compared` of `ui.terms` names the others."""


@dataclass(frozen=True)
class FieldChoice:
    """A field that can be left out of the comparison or taken into it."""

    field: ComparedField
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Column:
    """A case of the matrix; following `without` takes it out, None where only two are left."""

    card: CaseCard
    without: str | None


@dataclass(frozen=True)
class ComparisonFile:
    """The matrix as a file."""

    name: str
    href: str


def matrix_page(archive: Archive, here: Location) -> Content:
    """The first six of the cases that the location names, or how to choose some. Raises ApiProblem."""
    say = wording(here.language).gettext
    compared = here.compared[:MOST_COMPARED]
    answer = None
    if len(compared) >= FEWEST_COMPARED:
        answer = archive.client.compare(compared, here.fields, here.language)
    html = render(
        "matrix.html",
        here.language,
        here=here,
        answer=answer,
        columns=_columns(here, answer),
        choices=_choices(here),
        files=_files(archive, here),
        fewest=FEWEST_COMPARED,
        most=MOST_COMPARED,
    )
    return Content(say("Comparison"), html, say("Comparison"))


def _label(field: ComparedField, language: InterfaceLanguage) -> str:
    if field in SECTIONS:
        return vocabulary("sections").label(SECTIONS[field], language)
    return wording(language).gettext(term(field, "compared"))


def _choices(here: Location) -> tuple[FieldChoice, ...]:
    return tuple(
        FieldChoice(field, _label(field, here.language), not here.fields or field in here.fields)
        for field in get_args(ComparedField)
    )


def _columns(here: Location, answer: CaseComparison | None) -> tuple[Column, ...]:
    cards = answer.cases if answer else ()
    ids = [card.id for card in cards]
    return tuple(
        Column(card, here.to_comparison([i for i in ids if i != card.id]).href if len(ids) > FEWEST_COMPARED else None)
        for card in cards
    )


def _files(archive: Archive, here: Location) -> tuple[ComparisonFile, ...]:
    say = wording(here.language).gettext
    params = comparison_params(here.compared[:MOST_COMPARED], here.fields, here.language)
    return (
        ComparisonFile(say("Word document"), archive.public.comparison(params, "docx")),
        ComparisonFile(say("Excel workbook"), archive.public.comparison(params, "xlsx")),
        ComparisonFile("CSV", archive.public.comparison(params, "csv")),
    )
