"""The data set in the terms of DCAT 3, https://www.w3.org/TR/vocab-dcat-3/, for catalogues of open data."""

from __future__ import annotations

from api.addresses import Addresses
from api.linked.dataset import DISTRIBUTIONS, Box, DataSet, Distribution
from api.linked.feeds import PUBLISHER
from api.linked.pages import label
from api.linked.rdf import Json
from corpus.vocabulary import INTERFACE_LANGUAGES

_ADDRESSES = (
    "dcat:accessURL", "dcat:downloadURL", "dcat:endpointDescription", "dcat:endpointURL", "dcat:landingPage", "dcat:mediaType",
    "dcat:servesDataset", "dcat:theme", "dcterms:conformsTo", "dcterms:language", "dcterms:license", "foaf:homepage",
)  # fmt: skip

CONTEXT: Json = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms:title": {"@container": "@language"},
    "dcterms:description": {"@container": "@language"},
    "dcterms:issued": {"@type": "xsd:dateTime"},
    "dcterms:modified": {"@type": "xsd:dateTime"},
    "dcat:startDate": {"@type": "xsd:gYear"},
    "dcat:endDate": {"@type": "xsd:gYear"},
    "dcat:bbox": {"@type": "geo:wktLiteral"},
    **{name: {"@type": "@id"} for name in _ADDRESSES},
}

OPENAPI = "https://spec.openapis.org/oas/v3.1.0"
OAI_PMH = "http://www.openarchives.org/OAI/2.0/"


def dcat_jsonld(dataset: DataSet, addresses: Addresses) -> Json:
    """Data set, its distributions, and the services that give parts of it."""
    return {
        "@context": CONTEXT,
        "@graph": [
            _dataset(dataset, addresses),
            _service(addresses, "/v1", "/openapi.json", OPENAPI, "Search and reading, HTTP and JSON"),
            _service(addresses, "/oai", "/oai?verb=Identify", OAI_PMH, "Harvesting of records, OAI-PMH 2.0"),
        ],
    }


def _dataset(dataset: DataSet, addresses: Addresses) -> Json:
    return {
        "@id": addresses.dataset,
        "@type": "dcat:Dataset",
        "dcterms:title": {language: label("archive", language) for language in INTERFACE_LANGUAGES},
        "dcterms:description": {language: about(dataset, language) for language in INTERFACE_LANGUAGES},
        "dcterms:identifier": addresses.dataset,
        "dcat:version": dataset.snapshot,
        "dcterms:publisher": {"@type": "foaf:Agent", "foaf:name": PUBLISHER, "foaf:homepage": addresses.page()},
        "dcterms:creator": [{"@type": "foaf:Agent", "foaf:name": holder} for holder in dataset.rights_holders],
        "dcterms:license": list(dataset.licences),
        "dcterms:language": [f"http://id.loc.gov/vocabulary/iso639-1/{code}" for code in _codes(dataset)],
        "dcat:theme": [addresses.concept("topics", topic) for topic in dataset.topics],
        "dcat:landingPage": addresses.page(),
        "dcat:distribution": [_distribution(each, dataset, addresses) for each in DISTRIBUTIONS],
        **({"dcterms:issued": dataset.issued.isoformat()} if dataset.issued else {}),
        **({"dcterms:modified": dataset.changed.isoformat()} if dataset.changed else {}),
        **({"dcterms:spatial": _location(dataset.box)} if dataset.box else {}),
        **({"dcterms:temporal": _period(*dataset.years)} if dataset.years else {}),
    }


def about(dataset: DataSet, language: str) -> str:
    """What the data set is, with its size, in an interface language."""
    return label("dataset_about", language, cases=dataset.cases, countries=len(dataset.countries))


def _codes(dataset: DataSet) -> list[str]:
    """Languages by their ISO 639-1 codes; those that have none there are left out."""
    return sorted({tag.partition("-")[0] for tag in dataset.languages if len(tag.partition("-")[0]) == 2})


def _distribution(file: Distribution, dataset: DataSet, addresses: Addresses) -> Json:
    url = addresses.answer(f"/v1/{file.name}")
    return {
        "@id": f"{addresses.dataset}-{file.name}",
        "@type": "dcat:Distribution",
        "dcterms:title": {"en": file.about},
        "dcat:accessURL": url,
        "dcat:downloadURL": url,
        "dcat:mediaType": f"https://www.iana.org/assignments/media-types/{file.media_type}",
        "dcterms:license": list(dataset.licences),
    }


def _service(addresses: Addresses, path: str, description: str, standard: str, title: str) -> Json:
    return {
        "@id": addresses.answer(path),
        "@type": "dcat:DataService",
        "dcterms:title": {"en": title},
        "dcat:endpointURL": addresses.answer(path),
        "dcat:endpointDescription": addresses.answer(description),
        "dcterms:conformsTo": standard,
        "dcat:servesDataset": addresses.dataset,
    }


def _location(box: Box) -> Json:
    corners = ((box.west, box.south), (box.east, box.south), (box.east, box.north), (box.west, box.north))
    ring = ", ".join(f"{x} {y}" for x, y in (*corners, corners[0]))
    return {"@type": "dcterms:Location", "dcat:bbox": f"POLYGON(({ring}))"}


def _period(first: int, last: int) -> Json:
    return {"@type": "dcterms:PeriodOfTime", "dcat:startDate": str(first), "dcat:endDate": str(last)}
