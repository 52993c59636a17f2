"""The data set in the terms of Croissant 1.0, https://docs.mlcommons.org/croissant/docs/croissant-spec.html, for machine learning.

It is a live data set: its files are written when they are asked for, so that no checksum can be told beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.addresses import Addresses
from api.exports.table import COLUMNS, SEPARATOR, Column
from api.linked.dataset import DISTRIBUTIONS, DataSet, Distribution
from api.linked.dcat import about
from api.linked.feeds import PUBLISHER
from api.linked.rdf import Json

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"

_TERMS = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty", "fileSet", "format", "includes",
    "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated", "replace",
    "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip

CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS},
}
"""The context that the specification asks for, whole, since readers look for it."""

TABLE = "export.csv"
"""The distribution that the record set of cases is read from."""

TYPES: Mapping[str, str] = {
    **dict.fromkeys(("version", "geonames_id", "year", "outcomes", "unconfirmed"), "sc:Integer"),
    **dict.fromkeys(("latitude", "longitude", "completeness", "score"), "sc:Float"),
    "url": "sc:URL",
}
"""Columns of the table of cases that hold no text -> their type."""


def croissant_jsonld(dataset: DataSet, addresses: Addresses) -> Json:
    """The data set with its files and the fields of the table of cases."""
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "@id": addresses.dataset,
        "name": PUBLISHER,
        "description": about(dataset, "en"),
        "conformsTo": CONFORMS_TO,
        "url": addresses.page(),
        "version": version(dataset.snapshot),
        "isLiveDataset": True,
        "license": list(dataset.licences),
        "creator": [{"@type": "Organization", "name": holder} for holder in dataset.rights_holders],
        "publisher": {"@type": "Organization", "name": PUBLISHER, "url": addresses.page()},
        "inLanguage": list(dataset.languages),
        "keywords": ["urban policy", "cities", "case studies", "policy evaluation"],
        "citeAs": _citation(dataset, addresses),
        "distribution": [_file(each, addresses) for each in DISTRIBUTIONS],
        "recordSet": [_cases()],
        **({"datePublished": dataset.issued.isoformat()} if dataset.issued else {}),
        **({"dateModified": dataset.changed.isoformat()} if dataset.changed else {}),
    }


def version(snapshot: str) -> str:
    """MAJOR.MINOR.PATCH, as Croissant recommends: a new major is another form of the files, every new snapshot is a minor."""
    return f"1.{snapshot}.0"


def _citation(dataset: DataSet, addresses: Addresses) -> str:
    year = f", year={{{dataset.changed.year}}}" if dataset.changed else ""
    return f"@misc{{casebook, title={{{PUBLISHER}, snapshot {dataset.snapshot}}}{year}, url={{{addresses.page()}}}}}"


def _file(file: Distribution, addresses: Addresses) -> Json:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "description": file.about,
        "contentUrl": addresses.answer(f"/v1/{file.name}"),
        "encodingFormat": file.media_type,
    }


def _cases() -> Json:
    return {
        "@type": "cr:RecordSet",
        "@id": "cases",
        "name": "cases",
        "description": f"The cases, one record each; several values of a field are separated by {SEPARATOR!r}.",
        "key": {"@id": "cases/id"},
        "field": [_field(column) for column in COLUMNS],
    }


def _field(column: Column) -> Json:
    return {
        "@type": "cr:Field",
        "@id": f"cases/{column.name}",
        "name": f"cases/{column.name}",
        "description": column.meaning,
        "dataType": TYPES.get(column.name, "sc:Text"),
        "source": {"fileObject": {"@id": TABLE}, "extract": {"column": column.name}},
    }
