"""`oai_dc`: a case as unqualified Dublin Core, which every harvester reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from api.addresses import Addresses, licence
from api.harvest.xml_text import XML_LANG, add
from corpus import gazetteer
from corpus.case import Case, Source, Text
from corpus.facets import value_label
from corpus.vocabulary import vocabulary
from index.catalogue import HarvestRecord

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"

Statement = tuple[str, str, str | None]
"""Element, text, and language of the text where it is words."""


def write_dublin_core(parent: Any, record: HarvestRecord, addresses: Addresses) -> None:
    """Append the record below the `metadata` element of an answer."""
    dc = etree.SubElement(parent, f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": _XSI})
    dc.set(f"{{{_XSI}}}schemaLocation", f"{OAI_DC} {SCHEMA}")
    for name, text, language in _statements(record, addresses):
        add(dc, f"{{{DC}}}{name}", text, {XML_LANG: language})


def _statements(record: HarvestRecord, addresses: Addresses) -> Iterator[Statement]:
    case = record.case
    assert case is not None
    yield from _words("title", case.title, case.original_language)
    yield from _plain("creator", [case.rights_holder])
    yield from (("subject", label, "en") for label in _subjects(case))
    yield from _words("description", case.abstract, case.original_language)
    yield from _plain("publisher", ["Casebook"])
    yield from _plain("contributor", [each.name for each in (case.lead_agency, *case.partners, *case.funders) if each])
    yield from _plain("date", [case.last_verified or f"{record.place.changed:%Y-%m-%d}"])
    yield ("type", "Text", None)
    yield from _plain("format", dict.fromkeys(document.media_type for document in record.documents))
    yield ("identifier", addresses.case(case.id), None)
    yield from _plain("source", map(citation, case.sources))
    yield from _plain("language", dict.fromkeys((case.original_language, *case.title)))
    yield from _plain("relation", [addresses.file(document.id) for document in record.documents])
    yield from _plain("relation", [addresses.case(id) for id in _linked(case)])
    yield from _coverage(case)
    yield from _plain("rights", [licence(case.licence) or case.licence, case.rights_holder])


def _plain(name: str, texts: Iterable[str | None]) -> Iterator[Statement]:
    return ((name, text, None) for text in texts if text)


def _words(name: str, text: Text, first: str) -> Iterator[Statement]:
    """Every language; the one that the case was written in stands first, since many harvesters read no further."""
    ordered = sorted(text.items(), key=lambda item: item[0] != first)
    return ((name, words, language) for language, words in ordered)


def _subjects(case: Case) -> Iterator[str]:
    yield from (vocabulary("topics").label(topic, "en") for topic in case.topics)
    yield from (vocabulary("instruments").label(instrument, "en") for instrument in case.instruments)
    yield from dict.fromkeys(f"SDG {value_label('sdg', sdg.partition('.')[0], 'en')}" for sdg in case.sdgs)


def _linked(case: Case) -> Iterable[str]:
    related = (link.case for link in case.related)
    return dict.fromkeys((*case.transfer.adopted_from, *case.transfer.adopted_by, *related))


def _coverage(case: Case) -> Iterator[Statement]:
    """Places from small to large by name, a point and a span of time in the DCMI encodings."""
    if case.city:
        yield from _words("coverage", case.city.name, case.original_language)
    if case.country:
        yield ("coverage", gazetteer.country_name(case.country, "en"), "en")
    if region := gazetteer.region_of(case.country):
        yield ("coverage", region.label("en"), "en")
    if place := gazetteer.city(case.city.geonames_id) if case.city else None:
        yield ("coverage", f"east={place.longitude}; north={place.latitude}", None)
    if case.start_date or case.end_date:
        span = (("start", case.start_date), ("end", case.end_date))
        yield ("coverage", "; ".join(f"{name}={date}" for name, date in span if date), None)


def citation(source: Source) -> str:
    """A source in one line: author, title, publisher, year, address."""
    parts = (source.author, source.title, source.publisher, str(source.year) if source.year else None)
    told = [part.rstrip(".") for part in parts if part]
    return ". ".join([*told, source.url] if source.url else told)
