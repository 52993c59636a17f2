"""Requests of OAI-PMH: a verb with its arguments, each at most once and each in the form that the protocol prescribes."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from oaipmh import validation
from oaipmh.error import BadArgumentError, BadVerbError

from index.catalogue import HarvestSelection

VERBS = ("Identify", "ListMetadataFormats", "ListSets", "GetRecord", "ListIdentifiers", "ListRecords")
MOST_ARGUMENTS = 20
"""Of one request; the protocol knows seven."""

_DAY = r"\d{4}-\d{2}-\d{2}"
_NAME = r"[A-Za-z0-9\-_.!~*'()]+"
_FORMS: Mapping[str, re.Pattern[str]] = {
    "metadataPrefix": re.compile(_NAME),
    "set": re.compile(rf"{_NAME}(:{_NAME})*"),
    "from": re.compile(rf"{_DAY}(T\d{{2}}:\d{{2}}:\d{{2}}Z)?"),
    "until": re.compile(rf"{_DAY}(T\d{{2}}:\d{{2}}:\d{{2}}Z)?"),
    "identifier": re.compile(r"[A-Za-z0-9:/._~@!$&'()*+,;=\-]{1,300}"),
    "resumptionToken": re.compile(r"[\x20-\x7e]{1,4000}"),
}
"""Argument -> what it must look like, as in OAI-PMH.xsd: a request is repeated in its answer, which must stay valid."""


@dataclass(frozen=True, slots=True)
class OaiRequest:
    """A request that the protocol allows; whether the repository has what it asks for is another matter."""

    verb: str
    arguments: Mapping[str, str]
    """As they were given, without the verb."""

    @property
    def echoed(self) -> Mapping[str, str]:
        """What the answer repeats of it."""
        return {"verb": self.verb, **self.arguments}


def read_request(encoded: str) -> OaiRequest:
    """From a query string or the body of a form. BadVerbError and BadArgumentError say what the protocol does not allow."""
    try:
        given = parse_qsl(encoded, keep_blank_values=True, max_num_fields=MOST_ARGUMENTS)
    except ValueError:
        raise BadArgumentError(f"A request has at most {MOST_ARGUMENTS} arguments.") from None
    verbs = [value for name, value in given if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise BadVerbError(f"Name one verb, once: {', '.join(VERBS)}.")
    arguments = [(name, value) for name, value in given if name != "verb"]
    repeated = [name for name, times in Counter(name for name, _ in arguments).items() if times > 1]
    if repeated:
        raise BadArgumentError(f"Given more than once: {', '.join(sorted(repeated))}.")
    return OaiRequest(verbs[0], checked(verbs[0], dict(arguments)))


def checked(verb: str, arguments: Mapping[str, str]) -> Mapping[str, str]:
    """The arguments; BadArgumentError where the verb does not take one of them, wants another, or one has not the right form."""
    # The library knows `from` by the name under which Python can pass it.
    named = {"from_" if name == "from" else name: value for name, value in arguments.items()}
    try:
        validation.validateResumptionArguments(verb, named)
    except validation.BadArgumentError as error:
        raise BadArgumentError(f"{error}.") from None
    for name, value in arguments.items():
        if not _FORMS[name].fullmatch(value):
            raise BadArgumentError(f"The value of {name} has not the form that the protocol prescribes.")
    return arguments


def selection_of(arguments: Mapping[str, str]) -> HarvestSelection:
    """The records asked for by `set`, `from` and `until`; both ends of the span belong to it.

    BadArgumentError for a date that does not exist, and for ends that differ in granularity or stand in the wrong order.
    """
    since, until = arguments.get("from"), arguments.get("until")
    if since and until and len(since) != len(until):
        raise BadArgumentError("from and until differ in granularity; write both as days or both to the second.")
    begin = _moment("from", since) if since else None
    end = _end(until) if until else None
    if begin and end and begin >= end:
        raise BadArgumentError("from is later than until; exchange them.")
    return HarvestSelection(arguments.get("set"), begin, end)


def _moment(name: str, text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        raise BadArgumentError(f"The value of {name} is no date.") from None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _end(until: str) -> dt.datetime | None:
    """The moment behind the second or day that is named; None where the calendar ends with it."""
    last = _moment("until", until)
    try:
        return last + (dt.timedelta(seconds=1) if "T" in until else dt.timedelta(days=1))
    except OverflowError:
        return None
