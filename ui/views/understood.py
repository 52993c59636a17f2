"""What the search made of the words: slips that it mended, and filters that the words name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.facets import facet_label, value_label
from corpus.results import Correction, Offer, Results
from ui.location import Location

MOST_OFFERS = 6
"""Filters offered at once; a pasted paragraph names dozens."""


@dataclass(frozen=True)
class OfferLink:
    """A filter that the words name; following `href` sets it and keeps the rest of the search."""

    facet: str
    label: str
    href: str
    key: str
    """Stable id of the link, as of every link that changes the page in place."""


@dataclass(frozen=True)
class Understood:
    """What is said above the results of how the words were read; nothing where all its parts are empty."""

    corrections: tuple[Correction, ...]
    offers: tuple[OfferLink, ...]
    unwanted: tuple[str, ...]
    """Labels of what the words say is not wanted. No links: a filter on it would do the opposite."""


def understood(here: Location, results: Results) -> Understood:
    wanted = (offer for offer in results.offers if not offer.negated and offer.filter not in here.filters)
    links = tuple(_link(here, results, offer) for offer in wanted)[:MOST_OFFERS]
    unwanted = tuple(_ranked_lower(results))[: MOST_OFFERS - len(links)]
    return Understood(results.corrections, links, unwanted)


def filter_label(results: Results, name: str, value: str) -> str:
    """What a value is called: as the facets beside it have it, where they list it, since cases may spell a city in the reader's language."""
    known = {v.value: v.label for facet in results.facets if facet.name == name for v in facet.values}
    return known.get(value) or value_label(name, value, results.query.language)


def _link(here: Location, results: Results, offer: Offer) -> OfferLink:
    href = here.toggled(offer.filter, offer.value).href
    label = filter_label(results, offer.filter, offer.value)
    return OfferLink(facet_label(offer.filter, here.language), label, href, f"o-{offer.filter}-{offer.value}")


def _ranked_lower(results: Results) -> Iterator[str]:
    """Only cases are ranked lower for what is not wanted; an unwanted part of a case changes nothing."""
    for offer in results.offers:
        if offer.negated and offer.filter != "section":
            yield filter_label(results, offer.filter, offer.value)
