"""Answers of OAI-PMH as XML: the library's envelope, with what the protocol asks for and the library leaves out.

That is: the request is repeated as it was made, in errors too where the protocol wants it; a list says how long it is and where its
page stands, and its last page closes it with an empty resumption token.
"""

# ruff: noqa: N802 - the library's names

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from oaipmh.common import getMethodForVerb
from oaipmh.error import BadArgumentError, BadVerbError, ErrorBase
from oaipmh.metadata import MetadataRegistry
from oaipmh.server import NSMAP, XMLTreeServer, nsoai

from api.addresses import Addresses
from api.harvest.repository import FORMATS, PAGE, Part, Repository, Writer
from api.harvest.requests import OaiRequest, read_request
from api.harvest.xml_text import add
from corpus.settings import Settings
from index.catalogue import HarvestLog, HarvestRecord

MEDIA_TYPE = "text/xml"
"""The one that the protocol names."""


def answer(encoded: str, log: HarvestLog, settings: Settings, page: int = PAGE) -> bytes:
    """The XML document that answers a query string or a form; what is wrong with a request is an answer too, as the protocol wants it."""
    repository = Repository(log, settings, dt.datetime.now(dt.UTC), page)
    try:
        request = read_request(encoded)
    except (BadVerbError, BadArgumentError) as error:
        return _bytes(Envelope(repository).error(error))
    try:
        return _bytes(_answered(repository, request))
    except BadArgumentError as error:
        return _bytes(Envelope(repository).error(error))
    except ErrorBase as error:
        return _bytes(Envelope(repository, request.echoed).error(error))


def _answered(repository: Repository, request: OaiRequest) -> Any:
    method = getMethodForVerb(Envelope(repository, request.echoed), request.verb)
    return method(**request.arguments)


def _bytes(tree: Any) -> bytes:
    written: bytes = etree.tostring(tree, encoding="UTF-8", xml_declaration=True)
    return written


class Envelope(XMLTreeServer):  # type: ignore[misc]
    """One answer; `echoed` is what it repeats of the request."""

    def __init__(self, repository: Repository, echoed: Mapping[str, str] | None = None) -> None:
        super().__init__(repository, _writers(repository.addresses))
        self._repository, self._echoed = repository, echoed or {}

    def error(self, error: ErrorBase) -> Any:
        """The answer that says what is wrong."""
        tree, root = self._outputBasicEnvelope()
        add(root, "error", str(error), {"code": error.oainame()})
        return tree

    def _outputBasicEnvelope(self, **_: str) -> tuple[Any, Any]:
        root = etree.Element(nsoai("OAI-PMH"), nsmap=NSMAP)
        root.set(
            _SCHEMA_LOCATION, "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
        )
        add(root, "responseDate", f"{self._repository.now:%Y-%m-%dT%H:%M:%SZ}")
        add(root, "request", self._repository.address, self._echoed)
        return etree.ElementTree(root), root

    def _outputResuming(
        self, element: Any, ask: Callable[..., Part], write: Callable[..., None], asked: Mapping[str, str]
    ) -> None:
        part = ask(**asked)
        write(element, part.entries, {"metadataPrefix": part.prefix})
        if part.is_whole:
            return
        place: dict[str, object] = {"completeListSize": part.total, "cursor": part.cursor}
        if part.following:
            place["expirationDate"] = f"{part.following.expires:%Y-%m-%dT%H:%M:%SZ}"
        add(element, "resumptionToken", part.following.token() if part.following else None, place)


_SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


def _writers(addresses: Addresses) -> MetadataRegistry:
    registry = MetadataRegistry()
    for prefix, each in FORMATS.items():
        registry.registerWriter(prefix, partial(_write, each.write, addresses))
    return registry


def _write(write: Writer, addresses: Addresses, element: Any, record: HarvestRecord) -> None:
    write(element, record, addresses)
