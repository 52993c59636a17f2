"""Sitemaps (sitemaps.org, protocol 0.9): the address of every published case, and when it last changed."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from lxml import etree  # type: ignore[import-untyped]

from api.addresses import Addresses
from index.catalogue import HarvestLog, HarvestPlace

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ADDRESSES = 50_000
"""Of one sitemap, by the protocol; beyond it there is an index of several."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def sitemap(log: HarvestLog, addresses: Addresses, most: int = MOST_ADDRESSES) -> Iterator[str]:
    """The sitemap of the archive, or the index of its sitemaps where it has more than `most` cases."""
    cases = log.count_live()
    return _index(ceil(cases / most), addresses) if cases > most else _addresses_of(log, addresses, 0, most)


def part(log: HarvestLog, addresses: Addresses, number: int, most: int = MOST_ADDRESSES) -> Iterator[str]:
    """A sitemap of the index, from 1; without addresses where the archive has fewer."""
    return _addresses_of(log, addresses, (number - 1) * most, most)


def _index(parts: int, addresses: Addresses) -> Iterator[str]:
    yield f'{_DECLARATION}<sitemapindex xmlns="{NAMESPACE}">\n'
    for number in range(1, parts + 1):
        yield _line("sitemap", loc=addresses.answer(f"/sitemap-{number}.xml"))
    yield "</sitemapindex>\n"


def _addresses_of(log: HarvestLog, addresses: Addresses, start: int, most: int) -> Iterator[str]:
    yield f'{_DECLARATION}<urlset xmlns="{NAMESPACE}">\n'
    yield from (_url(place, addresses) for place in log.live(start, most))
    yield "</urlset>\n"


def _url(place: HarvestPlace, addresses: Addresses) -> str:
    return _line("url", loc=addresses.case(place.case_id), lastmod=f"{place.changed:%Y-%m-%dT%H:%M:%SZ}")


def _line(element: str, **children: str) -> str:
    parent = etree.Element(element)
    for name, text in children.items():
        etree.SubElement(parent, name).text = text
    return f"{etree.tostring(parent, encoding='unicode')}\n"
