"""`casebook`: the record of a case as XML, by the schema `api/schemas/casebook-1.0.xsd`; what is for teaching and editing is left out.

Elements and attributes have the names of the record (`corpus.case`), so that who knows one knows the other. Texts in several languages
repeat their element, each with `xml:lang`. What the record does not know has no element.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from api.addresses import Addresses, licence
from api.harvest.xml_text import XML_LANG, add, add_texts
from corpus import gazetteer
from corpus.case import Case, Money, Organisation, Outcome
from corpus.facets import value_label
from corpus.vocabulary import vocabulary
from index.catalogue import HarvestRecord

NAMESPACE = "urn:casebook:case:1.0"
"""A name and no address: it is the same in every archive. The answer to ListMetadataFormats says where the schema is."""

TEXTS_BEFORE = ("challenge", "objectives", "solution", "implementation", "stakeholders", "legal_background")
TEXTS_AFTER = ("success_factors", "limiting_factors", "lessons")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def schema_url(addresses: Addresses) -> str:
    """Where the schema of the format is served."""
    return addresses.answer("/schemas/casebook-1.0.xsd")


def write_casebook(parent: Any, record: HarvestRecord, addresses: Addresses) -> None:
    """Append the record below the `metadata` element of an answer."""
    case = record.case
    assert case is not None
    root = etree.SubElement(parent, f"{{{NAMESPACE}}}case", nsmap={None: NAMESPACE, "xsi": _XSI})
    root.set(f"{{{_XSI}}}schemaLocation", f"{NAMESPACE} {schema_url(addresses)}")
    for name, value in _about(case, addresses).items():
        root.set(name, value)
    add_texts(root, "title", case.title)
    add_texts(root, "abstract", case.abstract)
    _add_place(root, case)
    _add_terms(root, case, addresses)
    _add_texts(root, case, TEXTS_BEFORE)
    _add_organisations(root, case)
    _add_figures(root, case)
    _add_texts(root, case, TEXTS_AFTER)
    _add_transfer(root, case, addresses)
    _add_sources(root, case)
    _add_documents(root, record, addresses)
    _add_rights(root, case)


def _about(case: Case, addresses: Addresses) -> Mapping[str, str]:
    found = {
        "id": case.id, "version": str(case.version), "href": addresses.case(case.id),
        "original_language": case.original_language, "completeness": f"{case.completeness:.2f}",
    }  # fmt: skip
    return found | ({"guessed": " ".join(case.guessed)} if case.guessed else {})


def _add_texts(root: Any, case: Case, names: tuple[str, ...]) -> None:
    for name in names:
        add_texts(root, name, getattr(case, name))


def _add_place(root: Any, case: Case) -> None:
    if case.city:
        found = gazetteer.city(case.city.geonames_id)
        point = {"latitude": found.latitude, "longitude": found.longitude} if found else {}
        city = add(root, "city", None, {"geonames_id": case.city.geonames_id, **point})
        add_texts(city, "name", case.city.name)
    if case.country:
        add(root, "country", gazetteer.country_name(case.country, "en"), {"code": case.country})
    if case.subdivision:
        add(root, "subdivision", None, {"code": case.subdivision})
    for code in _regions(case):
        add(root, "region", value_label("region", code, "en"), {"code": code})
    if case.city_context:
        add(root, "city_context", None, case.city_context.model_dump(mode="json"))


def _regions(case: Case) -> Iterator[str]:
    """UN M49: the region, then the sub-region."""
    region = gazetteer.region_of(case.country)
    return filter(None, (region.parent, region.id) if region else ())


def _add_terms(root: Any, case: Case, addresses: Addresses) -> None:
    if case.governance_level:
        add(root, "governance_level", case.governance_level.value)
    if case.start_date or case.end_date:
        add(root, "period", None, {"start": case.start_date, "end": case.end_date})
    if case.stage:
        add(root, "stage", case.stage.value)
    if case.verdict:
        add(root, "verdict", case.verdict.value)
    for name, ids in (("topics", case.topics), ("instruments", case.instruments)):
        for id in ids:
            told = {"id": id, "href": addresses.concept(name, id)}
            add(root, name.removesuffix("s"), vocabulary(name).label(id, "en"), told)
    for sdg in case.sdgs:
        goal = sdg.partition(".")[0]
        add(root, "sdg", vocabulary("sdgs").label(goal, "en"), {"id": sdg, "href": addresses.concept("sdgs", goal)})


def _add_organisations(root: Any, case: Case) -> None:
    led = (case.lead_agency,) if case.lead_agency else ()
    parts: Mapping[str, tuple[Organisation, ...]] = {
        "lead_agency": led,
        "partner": case.partners,
        "funder": case.funders,
    }
    for name, organisations in parts.items():
        for each in organisations:
            add(root, name, each.name, {"role": each.role})


def _add_figures(root: Any, case: Case) -> None:
    for money in case.cost:
        add_texts(add(root, "cost", None, _attributes(money)), "note", money.note)
    for source in case.funding_sources:
        add_texts(add(root, "funding_source"), "name", source)
    for outcome in case.outcomes:
        add_texts(add(root, "outcome", None, _attributes(outcome)), "indicator", outcome.indicator)


def _attributes(figure: Money | Outcome) -> Mapping[str, object]:
    """Everything of it that is no text in several languages."""
    return figure.model_dump(mode="json", exclude={"note", "indicator"})


def _add_transfer(root: Any, case: Case, addresses: Addresses) -> None:
    add_texts(root, "preconditions", case.transfer.preconditions)
    add_texts(root, "adaptations", case.transfer.adaptations)
    for award in case.recognition:
        add(root, "award", award.name, {"year": award.year})
    links = [("adopted_from", id) for id in case.transfer.adopted_from]
    links += [("adopted_by", id) for id in case.transfer.adopted_by]
    links += [(related.kind, related.case) for related in case.related]
    for kind, id in links:
        add(root, "link", None, {"kind": kind, "case": id, "href": addresses.case(id)})


def _add_sources(root: Any, case: Case) -> None:
    for source in case.sources:
        about = {
            "id": source.id,
            "kind": source.kind,
            "year": source.year,
            "href": source.url,
            "accessed": source.accessed,
        }
        element = add(root, "source", None, about)
        for name in ("title", "author", "publisher", "checked"):
            if text := getattr(source, name):
                add(element, name, text)


def _add_documents(root: Any, record: HarvestRecord, addresses: Addresses) -> None:
    assert record.case is not None
    for document in record.documents:
        about = {
            "id": document.id, "href": addresses.file(document.id), "file": document.file, "media_type": document.media_type,
            "size": document.size, "pages": document.pages, "sha256": document.sha256,
            "licence": document.licence or record.case.licence, "rights_holder": record.case.rights_holder,
        }  # fmt: skip
        add(root, "document", document.title, {XML_LANG: document.language, **about})


def _add_rights(root: Any, case: Case) -> None:
    if case.licence:
        add(root, "licence", case.licence, {"href": licence(case.licence)})
    if case.rights_holder:
        add(root, "rights_holder", case.rights_holder)
    if case.last_verified:
        add(root, "last_verified", case.last_verified)
