"""Requests as data. Nothing here sends: a `Call` says what to send and how to read the answer, a transport does both.

What takes more than one request is a generator that yields calls and is handed their answers, so that the transport that waits and
the one that is awaited run the same body.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Generic, Protocol, TypeVar, cast

from pydantic import TypeAdapter

from ui.client.addresses import Params, segment
from ui.client.problems import ApiProblem

ANSWER_SECONDS = 20.0

Answered = TypeVar("Answered")
Gives = TypeVar("Gives", covariant=True)


@dataclass(frozen=True)
class Download:
    """A file of the API, whole in memory."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[Answered]):
    """An operation of the API as its OpenAPI document names it."""

    method: str
    path: str
    """As a template: `/v1/cases/{case_id}`."""
    answer: type[Answered]
    """The type of the JSON, or `Download` where a file is answered."""
    parameters: frozenset[str] = frozenset()
    """Names of the query parameters that this client may send."""
    seconds: float = ANSWER_SECONDS
    """How long the API may be silent."""
    is_repeatable: bool = True
    """Whether asking twice does what asking once does, so that a request may be sent again when its answer was lost."""

    def call(self, params: Params | None = None, json: object = None, **ids: str) -> Call[Answered]:
        """The request with these parameters and ids in the path; parameters without a value are not sent."""
        path = self.path.format(**{name: segment(value) for name, value in ids.items()})
        given = {name: values for name, values in (params or {}).items() if values}
        return Call(self, path, given, self._read, json, self.seconds)

    def _read(self, body: Download) -> Answered:
        if self.answer is Download:
            return cast(Answered, body)
        return TypeAdapter(self.answer).validate_json(body.content)


@dataclass(frozen=True, slots=True)
class Call(Generic[Answered]):
    """One request and how its answer is read. `yield from call` gives the answer where it stands in a generator of calls."""

    endpoint: Endpoint[Any]
    path: str
    params: Mapping[str, list[str]]
    read: Callable[[Download], Answered]
    json: object
    seconds: float
    to: Path | None = None
    """Where the body is written as it comes; it is kept in memory where there is none."""
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None

    def __iter__(self) -> Generator[Call[Any], Any, Answered]:
        answer: Answered = yield self
        return answer

    def within(self, seconds: float) -> Call[Answered]:
        """The same, given so long to begin its answer."""
        return replace(self, seconds=seconds)

    def sending(self, headers: Mapping[str, str], content: bytes | None = None) -> Call[Answered]:
        """The same with these headers, such as a key or the version that was read, and a body that is no JSON."""
        return replace(self, headers=headers, content=content)

    def continued(self, cursor: str) -> Call[Answered]:
        """The page of the same list that starts at the cursor."""
        return replace(self, params={**self.params, "cursor": [cursor]})

    def saved(self, to: str | Path) -> Call[Path]:
        """The same, written to a file as it comes; the answer is the path of that file."""
        path = Path(to)
        return replace(cast("Call[Path]", self), read=lambda _: path, to=path)


class Asking(Protocol[Gives]):
    """A call, or a generator of calls; in the end it gives an answer."""

    def __iter__(self) -> Generator[Call[Any], Any, Gives]: ...


@dataclass(frozen=True, slots=True)
class Done(Generic[Answered]):
    """What a generator of calls has come to."""

    answer: Answered


def advance(
    steps: Generator[Call[Any], Any, Answered], outcome: object | ApiProblem | None
) -> Call[Any] | Done[Answered]:
    """Hand on the outcome of the last call, None before the first; a problem is raised inside, where it can be caught."""
    try:
        return steps.throw(outcome) if isinstance(outcome, ApiProblem) else steps.send(outcome)
    except StopIteration as end:
        return Done(end.value)


@contextmanager
def open_body(to: Path | None) -> Iterator[BinaryIO]:
    """What a body is written to as it comes: memory, or a file that gets its name when it is whole and is gone if it never is."""
    if to is None:
        yield BytesIO()
        return
    part = to.with_name(to.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
