"""A case as schema.org describes publications: a Report about a place and topics, made of documents, resting on sources.

The report is the archive's record of the policy and not the policy itself: agencies, funders and prizes of the policy are therefore left
to the record in JSON. https://schema.org/Report, https://schema.org/LearningResource
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api import addresses as names
from api.addresses import Addresses
from api.linked.rdf import Json, context
from corpus import gazetteer
from corpus.case import Case, Learning, Source, Stage
from corpus.passage import Passage, StoredDocument
from corpus.vocabulary import vocabulary
from index.catalogue import CaseDates

CLOSED = frozenset({Stage.ended, Stage.abandoned})
"""Stages of a policy that goes on no longer: without an end date its period is that of its start alone."""


@dataclass(frozen=True, slots=True)
class DescribedCase:
    """A case with what its description tells beside the record."""

    record: Case
    documents: Sequence[StoredDocument]
    dates: CaseDates | None
    """None where the archive does not hold the case, as for a record that is only checked."""


def case_jsonld(case: DescribedCase, addresses: Addresses) -> Json:
    """The whole description, as one JSON-LD document with its context; values that are not known are left out."""
    record, uri = case.record, addresses.case(case.record.id)
    return _known({
        "@context": context(), "@id": uri, "@type": "Report",
        "identifier": record.id, "version": str(record.version), "url": addresses.case_page(record.id, "en"),
        "creativeWorkStatus": record.status.value,
        "name": texts(record.title), "abstract": texts(record.abstract),
        "inLanguage": _languages(record),
        "license": names.licence(record.licence),
        "creator": _organisation(record.rights_holder), "copyrightHolder": _organisation(record.rights_holder),
        "datePublished": case.dates.published.isoformat() if case.dates else None,
        "dateModified": case.dates.changed.isoformat() if case.dates else None,
        "about": [*_terms("topics", record.topics, addresses), *map(_sdg, record.sdgs)],
        "keywords": _terms("instruments", record.instruments, addresses),
        "contentLocation": _place(record, uri), "spatialCoverage": _place_uri(record, uri),
        "temporalCoverage": period(record),
        "citation": [_citation(source, uri) for source in record.sources],
        "isBasedOn": [addresses.case(other) for other in record.transfer.adopted_from],
        "mentions": [addresses.case(each.case) for each in record.related],
        "hasPart": [*(document_node(each, addresses) for each in case.documents), *_learning(record, uri)],
    })  # fmt: skip


def document_node(document: StoredDocument, addresses: Addresses) -> Json:
    """A document of a case, without context."""
    return _known({
        "@id": addresses.document(document.id), "@type": "DigitalDocument", "identifier": document.id,
        "name": document.title, "inLanguage": document.language, "encodingFormat": document.media_type,
        "contentUrl": addresses.file(document.id), "contentSize": f"{document.size} B", "sha256": document.sha256,
        "license": names.licence(document.licence), "isPartOf": addresses.case(document.case_id),
    })  # fmt: skip


def passage_jsonld(passage: Passage, addresses: Addresses) -> Json:
    """A passage as a quotation from its document, with the part of the case that it belongs to."""
    return _known({
        "@context": context(), "@id": addresses.passage(passage.id), "@type": "Quotation", "identifier": passage.id,
        "text": {"@language": passage.language, "@value": passage.text}, "inLanguage": passage.language,
        "position": passage.position, "about": _terms("sections", [passage.section], addresses),
        "url": addresses.passage_page(passage.id, passage.page, "en"), "isPartOf": addresses.document(passage.document_id),
    })  # fmt: skip


def document_jsonld(document: StoredDocument, addresses: Addresses) -> Json:
    """A document of a case as a JSON-LD document of its own."""
    return {"@context": context(), **document_node(document, addresses)}


def texts(text: Mapping[str, str]) -> list[Json]:
    """Words of a record as JSON-LD values that say their language."""
    return [{"@language": tag, "@value": words} for tag, words in text.items()]


def period(record: Case) -> str | None:
    """When the policy ran, as an ISO 8601 interval: `2000-12/2016`, `2006/..` where it goes on, `2006` where its end is not known."""
    if record.start_date is None:
        return None
    if record.end_date:
        return f"{record.start_date}/{record.end_date}"
    return record.start_date if record.stage in CLOSED else f"{record.start_date}/.."


def _languages(record: Case) -> list[str]:
    return list(dict.fromkeys([record.original_language, *(each.language for each in record.translations)]))


def _organisation(name: str | None) -> Json | None:
    return {"@type": "Organization", "name": name} if name else None


def _terms(scheme: str, ids: Iterable[str], addresses: Addresses) -> list[Json]:
    """Concepts of one of our vocabularies; an id that is in it no more is left out, since its address would answer nothing."""
    found = vocabulary(scheme)
    return [
        {"@id": addresses.concept(scheme, id), "@type": "DefinedTerm", "termCode": id, "name": texts(found[id].labels),
         "inDefinedTermSet": addresses.scheme(scheme)}
        for id in ids if id in found
    ]  # fmt: skip


def _sdg(id: str) -> Json:
    return {
        "@id": names.sdg(id),
        "@type": "DefinedTerm",
        "termCode": id,
        "name": f"SDG {id}",
        "inDefinedTermSet": names.SDG,
    }


def _place_uri(record: Case, uri: str) -> str | None:
    return f"{uri}#place" if record.city or record.country else None


def _place(record: Case, uri: str) -> Json | None:
    """The city within its country, or the country alone where a draft knows no more."""
    country = _country(record.country)
    if record.city is None:
        return {**country, "@id": f"{uri}#place"} if country else None
    found = gazetteer.city(record.city.geonames_id)
    return _known({
        "@id": f"{uri}#place", "@type": ["Place", "City"], "name": texts(record.city.name),
        "sameAs": names.city(record.city.geonames_id) if record.city.geonames_id else None,
        "geo": {"@type": "GeoCoordinates", "latitude": found.latitude, "longitude": found.longitude} if found else None,
        "containedInPlace": country,
    })  # fmt: skip


def _country(code: str | None) -> Json | None:
    if code is None:
        return None
    return {"@type": ["Place", "Country"], "identifier": code, "name": gazetteer.country_name(code, "en")}


def _citation(source: Source, uri: str) -> Json:
    return _known({
        "@id": f"{uri}#source-{source.id}", "@type": "CreativeWork", "name": source.title, "genre": source.kind,
        "creditText": source.author,
        "publisher": _organisation(source.publisher), "datePublished": str(source.year) if source.year else None,
        "url": names.iri(source.url) if source.url else None,
    })  # fmt: skip


def _learning(record: Case, uri: str) -> list[Json]:
    """The part for teaching, where the case has one."""
    learning = record.learning
    if learning == Learning():
        return []
    audience = {"@type": "Audience", "audienceType": texts(learning.audience)} if learning.audience else None
    return [_known({
        "@id": f"{uri}#learning", "@type": "LearningResource", "name": texts(record.title), "isPartOf": uri,
        "learningResourceType": "case study", "inLanguage": _languages(record), "audience": audience,
        "teaches": [each for text in learning.objectives for each in texts(text)],
        "hasPart": [{"@type": "Question", "text": texts(question)} for question in learning.questions],
    })]  # fmt: skip


def _known(node: Json) -> Json:
    return {name: value for name, value in node.items() if value is not None and value != []}
