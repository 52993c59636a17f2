"""The search page: the box, what narrows the search down, and the cases with the passages that answer it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.facets import facet_label
from corpus.results import Facet, FacetValue, Results
from corpus.vocabulary import vocabulary
from ui.location import MOST_CASES_SHOWN, Location
from ui.rendering import render
from ui.views.comparing import search
from ui.views.content import Archive, Content
from ui.views.takeaway import of_search
from ui.views.understood import filter_label, understood
from ui.wording import wording

VALUES_SHOWN = 6
"""Values of a facet before 'more'."""
OPEN_FACETS = frozenset({"topic", "city", "country"})
SECTIONS_OFFERED = ("challenge", "solution", "implementation", "cost", "results", "success", "failure", "lessons")
"""Parts of a case worth searching on their own, in the order of a case."""
LANDING_VALUES = {"topic": 8, "city": 9}
"""How many topics and cities the empty page offers."""


@dataclass(frozen=True)
class Choice:
    """A value that can be chosen or taken back by following `href`."""

    label: str
    count: int | None
    selected: bool
    href: str
    key: str
    """Stable id of the link, so that the keyboard's focus finds it again after the page has changed."""
    children: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Group:
    """A facet as drawn: the first choices, and the rest under 'more'."""

    name: str
    label: str
    is_open: bool
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@dataclass(frozen=True)
class Chip:
    """A filter in force; following `href` removes it."""

    facet: str
    label: str
    href: str
    key: str


def _choice(here: Location, name: str, value: FacetValue, children: Sequence[Choice] = ()) -> Choice:
    href = here.toggled(name, value.value).href
    return Choice(value.label, value.count, value.selected, href, f"f-{name}-{value.value}", tuple(children))


def _tree(here: Location, name: str, values: Iterable[FacetValue]) -> tuple[Choice, ...]:
    """Values under their parents; one whose parent is not in the list stands at the top."""
    listed = list(values)
    names = {value.value for value in listed}
    tops = [value for value in listed if value.parent not in names]
    inner = {top.value: [value for value in listed if value.parent == top.value] for top in tops}
    return tuple(_choice(here, name, top, [_choice(here, name, v) for v in inner[top.value]]) for top in tops)


def _in_reading_order(facet: Facet) -> tuple[FacetValue, ...]:
    """Years run backwards in time and goals by number; all else stays by count, as the API gives it."""
    if facet.name not in ("year", "sdg"):
        return facet.values
    return tuple(
        sorted(facet.values, key=lambda v: int(v.value) if v.value.isdecimal() else 0, reverse=facet.name == "year")
    )


def group(here: Location, facet: Facet) -> Group:
    choices = _tree(here, facet.name, _in_reading_order(facet))
    chosen_late = any(choice.selected for choice in choices[VALUES_SHOWN:])
    cut = len(choices) if chosen_late or len(choices) <= VALUES_SHOWN + 1 else VALUES_SHOWN
    is_open = facet.name in OPEN_FACETS or facet.name in here.filters
    return Group(facet.name, facet.label, is_open, choices[:cut], choices[cut:])


def chips(here: Location, results: Results) -> tuple[Chip, ...]:
    """Every filter in force, in the order of the facets, then the span of years."""
    chosen = [(name, value) for name, values in here.filters.items() for value in values]
    found = [
        Chip(
            facet_label(name, here.language),
            filter_label(results, name, value),
            here.toggled(name, value).href,
            f"c-{name}-{value}",
        )
        for name, value in chosen
    ]
    if here.year_from or here.year_to:
        span = f"{here.year_from or ''}\N{EN DASH}{here.year_to or ''}"
        found.append(Chip(facet_label("year", here.language), span, here.without_years().href, "c-years"))
    return tuple(found)


def _sections(here: Location) -> tuple[Choice, ...]:
    chosen = here.filters.get("section", ())
    labels = vocabulary("sections")
    return tuple(
        Choice(labels.label(s, here.language), None, s in chosen, here.toggled("section", s).href, f"s-{s}")
        for s in SECTIONS_OFFERED
    )


def _landing(here: Location, results: Results) -> dict[str, tuple[Choice, ...]]:
    """What the empty page offers to click: the commonest topics and cities."""
    facets = {facet.name: facet for facet in results.facets}
    return {
        name: tuple(_choice(here, name, value) for value in facets[name].values[:most])
        for name, most in LANDING_VALUES.items()
        if name in facets
    }


def _announcement(here: Location, results: Results) -> str:
    words = wording(here.language)
    return words.ngettext("%(num)s case found", "%(num)s cases found", results.total) % {"num": results.total}


def _can_show_more(here: Location, results: Results) -> bool:
    return len(results.cases) < results.total and here.shown < MOST_CASES_SHOWN and results.next_cursor is not None


def search_page(archive: Archive, here: Location) -> Content:
    """Raises ApiProblem where the archive cannot answer."""
    results, like = search(archive, here)
    html = render(
        "search.html",
        here.language,
        here=here,
        results=results,
        groups=[group(here, facet) for facet in results.facets if facet.values],
        chips=chips(here, results),
        like=like,
        understood=understood(here, results),
        sections=_sections(here),
        landing=_landing(here, results),
        can_show_more=_can_show_more(here, results),
        menu=of_search(archive, here, results),
    )
    title = here.query or wording(here.language).gettext("Urban policy cases")
    return Content(title, html, _announcement(here, results))
