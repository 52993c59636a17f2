"""Resumption tokens: everything that the next page needs, so that nothing is kept between two requests.

A token names the record that the page before ended with, not a number of records to skip: what is published or removed meanwhile
moves to the end of the list, and no record is left out or told twice for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from oaipmh.error import BadArgumentError, BadResumptionTokenError
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.cursors import from_base64url, to_base64url
from api.harvest.requests import checked, selection_of
from index.catalogue import HarvestPlace, HarvestSelection

LIFETIME = dt.timedelta(days=1)
"""How long a token is good. The protocol leaves it open: Zenodo's live for minutes, DSpace's for ever. After a day without a page, a
harvester does better to ask again with `from`."""

_MOST = 10**9
"""Records that a list may have; only a forged token says more."""


class Listing(BaseModel):
    """A list of records and the place that it has come to: what a token holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verb: Literal["ListIdentifiers", "ListRecords"]
    arguments: Mapping[str, str] = Field(max_length=4)
    """Of the first request, as they were given."""
    total: int = Field(ge=0, le=_MOST)
    """Records of the list when it was begun."""
    made: AwareDatetime
    cursor: int = Field(default=0, ge=0, le=_MOST)
    """Records on the pages before."""
    changed: AwareDatetime | None = None
    case_id: str = ""
    """The last record of the page before, with `changed`; None where there is none."""

    def behind(self, last: HarvestPlace, entries: int, now: dt.datetime) -> Listing:
        """The rest of the list, after a page of so many entries that ends with `last`."""
        cursor = self.cursor + entries
        # More may have been published meanwhile; a length that is passed already would be absurd.
        place = {
            "changed": last.changed,
            "case_id": last.case_id,
            "cursor": cursor,
            "total": max(self.total, cursor + 1),
        }
        return self.model_copy(update={**place, "made": now})

    def token(self) -> str:
        """base64url of JSON."""
        return to_base64url(self.model_dump_json())

    @property
    def place(self) -> HarvestPlace | None:
        return HarvestPlace(self.changed, self.case_id) if self.changed else None

    @property
    def prefix(self) -> str:
        """The format that was asked for."""
        return self.arguments["metadataPrefix"]

    @property
    def selection(self) -> HarvestSelection:
        return selection_of(self.arguments)

    @property
    def expires(self) -> dt.datetime:
        """UTC."""
        return self.made + LIFETIME


def read_token(text: str, verb: str, now: dt.datetime) -> Listing:
    """The list to go on with; BadResumptionTokenError where the token is none of ours, of another verb, or too old."""
    try:
        listing = Listing.model_validate_json(from_base64url(text))
        checked(listing.verb, listing.arguments)
        expires, *_ = listing.expires, listing.selection, listing.prefix
    except (ValueError, KeyError, OverflowError, BadArgumentError):
        raise BadResumptionTokenError("The token is none of this repository; take it unchanged.") from None
    if listing.verb != verb:
        raise BadResumptionTokenError(f"The token belongs to {listing.verb}, not to {verb}.")
    if expires < now:
        raise BadResumptionTokenError(f"The token expired {expires:%Y-%m-%dT%H:%M:%SZ}; begin the list again.")
    return listing
