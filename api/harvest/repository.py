"""The archive as a repository of OAI-PMH: what it answers to each verb, in the shape in which the library asks."""

# ruff: noqa: N802 - the library calls methods by the names of the verbs

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from oaipmh.common import Header, Identify
from oaipmh.error import CannotDisseminateFormatError, IdDoesNotExistError, NoRecordsMatchError

from api.addresses import Addresses
from api.harvest import casebook_format, dublin_core, identifiers
from api.harvest.requests import selection_of
from api.harvest.tokens import Listing, read_token
from corpus.settings import Settings
from corpus.vocabulary import vocabulary
from index.catalogue import HarvestLog, HarvestRecord

PAGE = 100
"""Records a page, as DSpace has it."""

BEGINNING = dt.datetime(1970, 1, 1)
"""Earliest date of an archive without records: the protocol asks for a lower limit."""

ListVerb = Literal["ListIdentifiers", "ListRecords"]
Writer = Callable[[Any, HarvestRecord, Addresses], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which records are given."""

    namespace: str
    write: Writer


FORMATS: Mapping[str, Format] = {
    "oai_dc": Format(dublin_core.OAI_DC, dublin_core.write_dublin_core),
    "casebook": Format(casebook_format.NAMESPACE, casebook_format.write_casebook),
}
"""metadataPrefix -> format."""


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a list."""

    entries: Sequence[Any]
    prefix: str | None = None
    cursor: int = 0
    """Entries on the pages before."""
    total: int = 0
    following: Listing | None = None
    """The rest of the list; None on its last page."""

    @property
    def is_whole(self) -> bool:
        """Whether the list has only this page."""
        return self.following is None and self.cursor == 0


@dataclass(frozen=True, slots=True)
class Repository:
    """Answers to verbs, given their arguments as `api.harvest.requests.checked` leaves them; errors are the library's."""

    log: HarvestLog
    settings: Settings
    now: dt.datetime
    """UTC; the date of the answer."""
    page: int = PAGE

    @property
    def addresses(self) -> Addresses:
        return Addresses.of(self.settings)

    @property
    def address(self) -> str:
        """The base URL of the protocol."""
        return self.addresses.answer("/oai")

    def identify(self) -> Identify:
        earliest = self.log.earliest()
        answer = Identify(
            "Casebook", self.address, "2.0", [self.settings.contact], _naive(earliest) if earliest else BEGINNING,
            "persistent", "YYYY-MM-DDThh:mm:ssZ", ["gzip"], toolkit_description=False,
        )  # fmt: skip
        if naming := identifiers.description(self.addresses):
            answer.add_description(naming)
        return answer

    def listMetadataFormats(self, identifier: str | None = None) -> list[tuple[str, str, str]]:
        if identifier is not None:
            self._record(identifier, is_whole=False)
        schemas = {"oai_dc": dublin_core.SCHEMA, "casebook": casebook_format.schema_url(self.addresses)}
        return [(prefix, schemas[prefix], each.namespace) for prefix, each in FORMATS.items()]

    def listSets(self, resumptionToken: str | None = None) -> Part:  # noqa: N803
        if resumptionToken is not None:
            read_token(resumptionToken, "ListSets", self.now)
        return Part(list(_sets()))

    def getRecord(self, metadataPrefix: str, identifier: str) -> tuple[Header, HarvestRecord, None]:  # noqa: N803
        _check_format(metadataPrefix)
        record = self._record(identifier)
        return self._header(record), record, None

    def listIdentifiers(self, **arguments: str) -> Part:
        return self._part("ListIdentifiers", arguments, self._header)

    def listRecords(self, **arguments: str) -> Part:
        return self._part("ListRecords", arguments, lambda record: (self._header(record), record, None))

    def _part(self, verb: ListVerb, given: Mapping[str, str], entry: Callable[[HarvestRecord], object]) -> Part:
        listing = self._listing(verb, given)
        # One more than are given tells whether any are left.
        found = self.log.page(listing.selection, listing.place, self.page + 1, is_whole=verb == "ListRecords")
        if not found:
            raise NoRecordsMatchError("No record was changed in this span and set, or the set does not exist.")
        records = found[: self.page]
        is_last = len(found) == len(records)
        following = None if is_last else listing.behind(records[-1].place, len(records), self.now)
        entries = [entry(record) for record in records]
        return Part(entries, listing.prefix, listing.cursor, listing.total, following)

    def _listing(self, verb: ListVerb, given: Mapping[str, str]) -> Listing:
        if "resumptionToken" in given:
            return read_token(given["resumptionToken"], verb, self.now)
        _check_format(given["metadataPrefix"])
        return Listing(verb=verb, arguments=given, total=self.log.count(selection_of(given)), made=self.now)

    def _record(self, identifier: str, is_whole: bool = True) -> HarvestRecord:
        begins = identifiers.prefix_of(self.addresses)
        is_ours = identifier.startswith(begins)
        record = self.log.record(identifier.removeprefix(begins), is_whole) if is_ours else None
        if record is None:
            raise IdDoesNotExistError(f"There is no such record; identifiers begin with {begins}.")
        return record

    def _header(self, record: HarvestRecord) -> Header:
        identifier = identifiers.prefix_of(self.addresses) + record.place.case_id
        return Header(None, identifier, _naive(record.place.changed), record.sets, record.is_deleted)


def _naive(moment: dt.datetime) -> dt.datetime:
    """UTC without saying so, as the library wants it."""
    return moment.replace(tzinfo=None)


def _check_format(prefix: str) -> None:
    if prefix not in FORMATS:
        raise CannotDisseminateFormatError(f"Formats are {' and '.join(FORMATS)}.")


def _sets() -> Iterator[tuple[str, str, None]]:
    """Every set that a record can be in, a set before those below it: specification, name, no description."""
    yield ("topic", "Topics", None)
    yield from ((f"topic:{topic.id}", topic.label("en"), None) for topic in vocabulary("topics"))
    yield ("region", "Regions (UN M49)", None)
    for region in vocabulary("regions"):
        spec = ":".join(filter(None, ("region", region.parent, region.id)))
        yield (spec, region.label("en"), None)
