"""The box in which a reader names her city, and what it was understood as."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.results import CityAnswer, FactorWeight, LikeAnswer, Results
from ui.client import ApiProblem
from ui.location import Location
from ui.views.content import Archive

TIMES = ((0, "none"), (1, "usual"), (2, "double"))
"""Multiples of a factor's usual weight that the page offers, and what they are called; the address takes any weight."""


@dataclass(frozen=True)
class CityLink:
    """Another city that could be meant; `href` compares with it."""

    label: str
    href: str


@dataclass(frozen=True)
class WeightOption:
    value: str
    """As the address writes it, empty for the usual weight."""
    label: str
    """A code of the table `weight` of `ui.terms`, or the number itself."""
    is_chosen: bool


@dataclass(frozen=True)
class WeightRow:
    label: str
    options: tuple[WeightOption, ...]


@dataclass(frozen=True)
class LikeBox:
    """The box as drawn: empty, with a city that cases are compared with, or with a name that nobody knows."""

    text: str
    """What stands in the field."""
    city: CityAnswer | None = None
    others: tuple[CityLink, ...] = ()
    """Cities of the same name, or where the name is unknown, of names like it."""
    weights: tuple[WeightRow, ...] = ()


def search(archive: Archive, here: Location) -> tuple[Results, LikeBox]:
    """The results for this place. A city that nobody knows is left out and said so in the box, rather than an error instead of a page."""
    try:
        results = archive.client.search(here.search_query(here.shown))
    except ApiProblem as problem:
        if "like" not in problem.near:
            raise
        near = tuple(CityLink(label, here.comparing(value).href) for value, label in problem.near["like"])
        return archive.client.search(here.without_like().search_query(here.shown)), LikeBox(here.like, others=near)
    return results, like_box(here, results.like)


def like_box(here: Location, like: LikeAnswer | None) -> LikeBox:
    if like is None:
        return LikeBox("")
    others = tuple(CityLink(place(city), here.comparing(str(city.geonames_id)).href) for city in like.others)
    return LikeBox(place(like.city), like.city, others, tuple(_row(weight) for weight in like.weights))


def place(city: CityAnswer) -> str:
    """As `like` reads it back: the name with the country."""
    return f"{city.name}, {city.country_label}"


def _row(weight: FactorWeight) -> WeightRow:
    amounts = {weight.default * times: label for times, label in TIMES}
    amounts.setdefault(weight.weight, f"{weight.weight:g}")
    options = (
        WeightOption("" if amount == weight.default else f"{weight.factor}:{amount:g}", label, amount == weight.weight)
        for amount, label in amounts.items()
    )
    return WeightRow(weight.label, tuple(options))
