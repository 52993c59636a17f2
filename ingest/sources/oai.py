"""Harvesting an OAI-PMH endpoint: the files that its records link to, or a record's own words where it links to none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

import httpx
import httpx2
from oaipmh_scythe import OAIResponse, Scythe
from oaipmh_scythe.exceptions import BadResumptionToken, NoRecordsMatch, OAIPMHException
from oaipmh_scythe.iterator import OAIResponseIterator
from oaipmh_scythe.models import Record

from corpus.errors import BadInput
from ingest.formats import SUFFIXES
from ingest.sources.contract import Item, Known
from ingest.sources.visit import Visit
from ingest.text import one_line

OAI = "{http://www.openarchives.org/OAI/2.0/}"
LINKING = ("identifier", "relation", "source")
"""Elements of Dublin Core that may hold the address of a file."""

TOLD = (
    "creator",
    "contributor",
    "publisher",
    "date",
    "subject",
    "coverage",
    "type",
    "language",
    "rights",
    "identifier",
)
"""Elements that stand as lines in the text of a record, in this order, below its title and descriptions."""

Metadata = Mapping[str, Sequence[str]]


class Harvester(Scythe):
    """oaipmh-scythe with our own client beneath it: robots.txt, rate, checked addresses and limits hold here too."""

    def __init__(self, endpoint: str, visit: Visit) -> None:
        super().__init__(endpoint, iterator=OAIResponseIterator)
        self._visit = visit
        self._tokens: set[str] = set()

    def harvest(self, query: dict[str, str]) -> OAIResponse:
        """One page. BadInput where it is no OAI-PMH, or the endpoint hands out the same page again and again."""
        token = query.get("resumptionToken")
        if token in self._tokens:
            raise BadInput(f"{self.endpoint} leads in a circle: it gave the same resumption token twice")
        self._tokens.update([token] if token else [])
        data = self._visit.read_once(str(httpx.URL(self.endpoint).copy_merge_params(query)))
        # The library's parser mends what is cut off, and the rest of the records would be lost without a word.
        if not data.rstrip().endswith(b"OAI-PMH>"):
            raise BadInput(f"{self.endpoint} is no OAI-PMH endpoint, or its answer was cut off")
        response = OAIResponse(httpx2.Response(200, content=data), query)
        response.raise_for_oaipmh_error()
        return response


@dataclass(frozen=True, slots=True)
class OaiSource:
    """An endpoint with its parameters: ``https://host/oai?metadataPrefix=oai_dc&set=reports&from=2024-01-01``.

    A harvest that was cut off goes on at the page where it stopped. After a complete one the next asks for what changed since.
    """

    address: str
    visit: Visit

    def items(self) -> Iterator[Item]:
        """New and changed documents first, then those of earlier harvests, so that none is lost between two runs."""
        state = self.visit.state
        self.visit.remember(harvest=state.get("harvest") or datetime.now(UTC).date().isoformat())
        brought: set[str] = set()
        try:
            for item in self._harvest():
                brought.add(item.origin)
                yield item
        except OAIPMHException as error:
            raise BadInput(f"{self.address} refused the harvest: {type(error).__name__} {str(error)[:200]}") from None
        # Where something failed, the next harvest asks for the same span again.
        since = state.get("since") if state.get("failures") else state["harvest"]
        self.visit.remember(token=None, harvest=None, failures=0, since=since)
        for place, note in self.visit.store.notes_of(self.visit.source):
            if note.origin not in brought:
                yield self.visit.store.item(place, note)

    def _harvest(self) -> Iterator[Item]:
        failures = self.visit.state.get("failures", 0)
        try:
            for page in self._pages(self.visit.state.get("token")):
                for element in page.xml.iterfind(f".//{OAI}record"):
                    for item in self._documents(element):
                        failures += item.path is None
                        yield item
                self.visit.remember(token=_token(page), failures=failures)
        except NoRecordsMatch:
            return

    def _pages(self, token: str | None) -> Iterator[OAIResponse]:
        try:
            yield from self._responses(token)
        except BadResumptionToken:
            if not token:
                raise
            # It expired since the run that was cut off.
            yield from self._responses(None)

    def _responses(self, token: str | None) -> Iterator[OAIResponse]:
        endpoint, asked = _split(self.address)
        asked.setdefault("from", self.visit.state.get("since"))
        query = {"resumptionToken": token} if token else {name: value for name, value in asked.items() if value}
        yield from OAIResponseIterator(Harvester(endpoint, self.visit), {"verb": "ListRecords", **query})

    def _documents(self, element: object) -> Iterator[Item]:
        try:
            record = Record(element)
        except (ValueError, StopIteration):
            yield Item(self.address, reason="a record is damaged: it has no header or no metadata")
            return
        if record.deleted:
            return
        metadata = {name: [one_line(text) for text in texts if text] for name, texts in record.metadata.items()}
        known = _known(metadata)
        links = _file_links(metadata)
        for link in links:
            yield self.visit.item(link, replace(known, url=link))
        if not links:
            origin = f"{_split(self.address)[0]}#{record.header.identifier}"
            yield self.visit.text_item(origin, _as_text(metadata), known)


def _split(address: str) -> tuple[str, dict[str, str | None]]:
    """The endpoint, and what is asked of it; Dublin Core is asked for where the address does not say."""
    url = httpx.URL(address)
    asked: dict[str, str | None] = {"metadataPrefix": "oai_dc", **dict(url.params.items())}
    return str(url.copy_with(query=None)), {name: value for name, value in asked.items() if name != "verb"}


def _token(page: OAIResponse) -> str | None:
    found = page.xml.find(f".//{OAI}resumptionToken")
    return found.text if found is not None else None


def _known(metadata: Metadata) -> Known:
    addresses = [
        text for name in LINKING for text in metadata.get(name, ()) if text.startswith(("http://", "https://"))
    ]
    return Known(
        url=_first(addresses),
        title=_first(metadata.get("title", ())),
        language=_first(metadata.get("language", ())),
        date=_first(metadata.get("date", ())),
        metadata={name: tuple(texts) for name, texts in metadata.items() if texts and name not in {"dc", "title"}},
    )


def _first(texts: Sequence[str]) -> str | None:
    return texts[0] if texts else None


def _file_links(metadata: Metadata) -> list[str]:
    """Addresses that end as the files do that ingestion reads; a landing page is no document."""
    texts = (text for name in LINKING for text in metadata.get(name, ()))
    return list(dict.fromkeys(text for text in texts if _is_file(text)))


def _is_file(text: str) -> bool:
    if not text.startswith(("http://", "https://")):
        return False
    return PurePosixPath(text.partition("?")[0].partition("#")[0]).suffix.lower() in SUFFIXES - {
        ".html",
        ".htm",
        ".xhtml",
    }


def _as_text(metadata: Metadata) -> str:
    """The record as Markdown."""
    title, *others = metadata.get("title") or ["Record without a title"]
    descriptions = metadata.get("description") or metadata.get("abstract") or ()
    lines = [f"- {name.capitalize()}: {'; '.join(metadata[name])}" for name in TOLD if metadata.get(name)]
    return "\n\n".join([f"# {title}", *others, *descriptions, "\n".join(lines)]).strip() + "\n"
