"""Signposting (signposting.org, FAIR profile): typed links that lead a machine from any address of a case to all the others.

Level 1 is the `Link` header (RFC 8288) of a case and of its files; level 2 the link set of the case (RFC 9264), which also says what leads
back. Authors are not linked: the profile wants an address that names a person or a body, and records have names only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from api.addresses import Addresses, licence
from api.harvest import casebook_format, dublin_core
from api.harvest.identifiers import record_url
from corpus.case import Case, Status

LINKSET = "application/linkset+json"
MOST_IN_HEADER = 20
"""Files that a header links to: servers in between pass on 8 KB of headers. The link set has them all."""


class CaseFile(Protocol):
    """What links need to know of a document: `StoredDocument` and `DocumentAnswer` both say it."""

    @property
    def id(self) -> str: ...
    @property
    def case_id(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def licence(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link to somewhere."""

    href: str
    rel: str
    type: str | None = None
    """Media type of what is there."""
    profile: str | None = None
    """What tells the form, where the media type does not: a vocabulary or an XML namespace."""

    def written(self) -> str:
        """As a value of the `Link` header. All parts are addresses and names of ours, and hold nothing that needs escaping."""
        told = {"rel": self.rel, "type": self.type, "profile": self.profile}
        return "; ".join([f"<{self.href}>", *(f'{name}="{value}"' for name, value in told.items() if value)])

    def target(self) -> dict[str, str]:
        """As a target of a link set."""
        told = {"href": self.href, "type": self.type, "profile": self.profile}
        return {name: value for name, value in told.items() if value}


def header(links: Iterable[Link]) -> str:
    """The value of the `Link` header."""
    return ", ".join(link.written() for link in links)


def case_links(addresses: Addresses, case: Case, documents: Sequence[CaseFile]) -> tuple[Link, ...]:
    """From a case, whether at its landing page or as the API answers it: to what names it, describes it, belongs to it, holds it."""
    return tuple(_from_case(addresses, case, documents[:MOST_IN_HEADER]))


def file_links(addresses: Addresses, document: CaseFile, case: Case) -> tuple[Link, ...]:
    """From a file to the case that it belongs to and to what is known of it, with its own licence where it has one."""
    about = Link(addresses.document_record(document.id), "describedby", "application/json")
    found = [Link(addresses.case(document.case_id), "collection"), _of_type("DigitalDocument"), about]
    return (*found, *_licence(document.licence or case.licence), _linkset(addresses, document.case_id))


def document_links(addresses: Addresses, document: CaseFile) -> tuple[Link, ...]:
    """From what the API knows of a document to its file and its case."""
    file = Link(addresses.file(document.id), "describes", document.media_type)
    return (file, Link(addresses.case(document.case_id), "collection"), _linkset(addresses, document.case_id))


def linkset(addresses: Addresses, case: Case, documents: Sequence[CaseFile]) -> dict[str, Any]:
    """The links of the case, of each of its files and of each of its descriptions, as RFC 9264 writes them in JSON."""
    landing = addresses.case(case.id)
    found = [_context(landing, _from_case(addresses, case, documents))]
    found += [_context(addresses.file(each.id), file_links(addresses, each, case)) for each in documents]
    described = (link.href for link in _descriptions(addresses, case) if link.href != landing)
    found += [_context(href, [Link(landing, "describes", "text/html")]) for href in dict.fromkeys(described)]
    return {"linkset": found}


def _context(anchor: str, links: Iterable[Link]) -> dict[str, Any]:
    targets: dict[str, list[dict[str, str]]] = {}
    for link in links:
        targets.setdefault(link.rel, []).append(link.target())
    return {"anchor": anchor, **targets}


def _from_case(addresses: Addresses, case: Case, documents: Sequence[CaseFile]) -> Iterator[Link]:
    yield Link(addresses.case(case.id), "cite-as")
    yield from (_of_type("AboutPage"), _of_type("Report"))
    yield from _licence(case.licence)
    yield from _descriptions(addresses, case)
    yield from (Link(addresses.file(document.id), "item", document.media_type) for document in documents)
    yield Link(addresses.answer("/v1/dataset.dcat.jsonld"), "collection", "application/ld+json")
    yield _linkset(addresses, case.id)


def _descriptions(addresses: Addresses, case: Case) -> Iterator[Link]:
    """Where the case is described in a form for machines. The landing page gives JSON-LD to whoever accepts it."""
    record = addresses.case_record(case.id)
    yield Link(addresses.case(case.id), "describedby", "application/ld+json", "https://schema.org/")
    yield from (Link(address, "describedby", "application/json") for address in (record, f"{record}/citation"))
    for ending, media_type in _EXPORTS.items():
        yield Link(addresses.answer(f"/v1/export.{ending}", {"case": case.id}), "describedby", media_type)
    # Harvesters are told of published cases only.
    for prefix, namespace in _XML.items() if case.status is Status.published else ():
        yield Link(record_url(addresses, case.id, prefix), "describedby", "text/xml", namespace)


_EXPORTS: Mapping[str, str] = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
}
"""Ending of an export -> its media type, which names the form and needs no profile."""

_XML: Mapping[str, str] = {"oai_dc": dublin_core.OAI_DC, "casebook": casebook_format.NAMESPACE}
"""metadataPrefix -> namespace."""


def _of_type(name: str) -> Link:
    return Link(f"https://schema.org/{name}", "type")


def _licence(spdx_id: str | None) -> tuple[Link, ...]:
    address = licence(spdx_id)
    return (Link(address, "license"),) if address else ()


def _linkset(addresses: Addresses, case_id: str) -> Link:
    return Link(f"{addresses.case_record(case_id)}/linkset.json", "linkset", LINKSET)
