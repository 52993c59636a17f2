"""Answers of OAI-PMH checked as they are read: every document against the schemas of the protocol and of the formats, offline."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

OAI = "http://www.openarchives.org/OAI/2.0/"
NAMES = {
    "oai": OAI,
    "dc": "http://purl.org/dc/elements/1.1/",
    "oai_dc": f"{OAI}oai_dc/",
    "id": f"{OAI}oai-identifier",
    "cb": "urn:casebook:case:1.0",
}
_HERE = Path(__file__).parent
SCHEMAS: Mapping[str, Path] = {
    "oai:OAI-PMH": _HERE / "schemas" / "OAI-PMH.xsd",
    "oai_dc:dc": _HERE / "schemas" / "oai_dc.xsd",
    "id:oai-identifier": _HERE / "schemas" / "oai-identifier.xsd",
    "cb:case": _HERE.parent / "api" / "schemas" / "casebook-1.0.xsd",
}
"""Element -> the schema that it must be valid by."""


@cache
def schema(element: str) -> Any:
    return etree.XMLSchema(etree.parse(SCHEMAS[element]))


def read(document: bytes) -> Any:
    """The root of a valid answer; what is not valid fails the test with the line that is wrong."""
    root = etree.fromstring(document)
    for element in SCHEMAS:
        for found in root.xpath(f"//{element}", namespaces=NAMES):
            # A copy: the schema of a part is asked about the part alone.
            schema(element).assertValid(etree.fromstring(etree.tostring(found, with_tail=False)))
    return root


def texts(root: Any, path: str) -> list[str]:
    """Texts of elements, or values of attributes, at an XPath with the prefixes of `NAMES`."""
    return [str(getattr(found, "text", found)) for found in root.xpath(path, namespaces=NAMES)]
