"""What a call may end in instead of an answer: one error with a sentence for a person, whatever went wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import httpx
from pydantic import ValidationError

from corpus.errors import CasebookError

Kind = Literal["unreachable", "missing", "refused", "conflict", "broken"]
Near = Mapping[str, tuple[tuple[str, str], ...]]


class ApiProblem(CasebookError):
    """The API did not give what was asked. `kind` says whose turn it is to mend it.

    unreachable: nothing answers at `address`; missing: no such case or document; refused: the request was wrong, the
    sentence says how; conflict: somebody else changed it since it was read; broken: the API failed or answered something
    that this client cannot read.
    """

    def __init__(
        self,
        kind: Kind,
        sentence: str,
        address: str,
        near: Near | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.address = address
        self.near = near or {}
        """Wrong parameter -> the values (and their labels) that the API offers instead."""
        self.retry_after = retry_after
        """Seconds after which the API asks to be asked again, None where it says nothing of that."""


class ArchiveChanged(CasebookError):
    """A case was published or removed while a list was read: its pages are of two snapshots, and it may lack a case or have one twice."""

    def __init__(self, before: str, now: str) -> None:
        super().__init__(
            f"the archive changed while the list was read (snapshot {before}, now {now}); read it again from the start, "
            "or ask with is_steady=False to go on at the same place of the new list"
        )


def problem_of(response: httpx.Response, api: str) -> ApiProblem:
    """What an answer without success says: the sentence of its problem document, else its bare status. Its body must have been read."""
    document = _document(response)
    said = document.get("detail") or document.get("title")
    bare = f"The archive answered with status {response.status_code} {response.reason_phrase}."
    return ApiProblem(_kind(response.status_code), str(said or bare), api, _near(document), _retry_after(response))


def unanswered(error: httpx.HTTPError, api: str) -> ApiProblem:
    """A request that got no answer; one that is only late is not called unreachable."""
    if isinstance(error, httpx.ReadTimeout):
        return ApiProblem("broken", f"{api} took too long to answer.", api)
    return ApiProblem("unreachable", f"Nothing answers at {api} ({error}).", api)


def unreadable(error: ValidationError, api: str) -> ApiProblem:
    """A success whose body is not of the type that was expected: another service, or an API of another age."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "the whole"
    return ApiProblem(
        "broken", f"{api} answered in a form that this client does not know: {place}: {first['msg']}.", api
    )


def _kind(status: int) -> Kind:
    if status == httpx.codes.NOT_FOUND:
        return "missing"
    if status == httpx.codes.PRECONDITION_FAILED:
        return "conflict"
    return "refused" if httpx.codes.is_client_error(status) else "broken"


def _document(response: httpx.Response) -> Mapping[str, Any]:
    """The RFC 9457 problem document of an answer, empty where it has none."""
    try:
        problem = response.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _near(document: Mapping[str, Any]) -> Near:
    wrong = [each for each in document.get("errors", ()) if each.get("parameter")]
    return {each["parameter"]: tuple((a["value"], a["label"]) for a in each.get("allowed", ())) for each in wrong}


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds, from either form that RFC 9110 gives the header; None where it is absent or says nothing."""
    said = response.headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - dt.datetime.now(dt.UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
