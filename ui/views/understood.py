"""What the search made of the words: slips that it mended, and filters that the words name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.facets import facet_label
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
    links = tuple(_link(here, offer) for offer in wanted)[:MOST_OFFERS]
    unwanted = tuple(_ranked_lower(results.offers))[: MOST_OFFERS - len(links)]
    return Understood(results.corrections, links, unwanted)


def _link(here: Location, offer: Offer) -> OfferLink:
    href = here.toggled(offer.filter, offer.value).href
    return OfferLink(facet_label(offer.filter, here.language), offer.label, href, f"o-{offer.filter}-{offer.value}")


def _ranked_lower(offers: Iterable[Offer]) -> Iterable[str]:
    """Only cases are ranked lower for what is not wanted; an unwanted part of a case changes nothing."""
    return (offer.label for offer in offers if offer.negated and offer.filter != "section")
