"""The texts of a programme, with the part that each stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus.case import Record, Text
from corpus.programme.findings import Where
from corpus.programme.model import Citation, Programme, Reason


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the programme that findings can be about, with what stands in it and in no smaller part."""

    where: Where
    ids: tuple[str, ...]
    values: tuple[object, ...]
    """Of fields: records, texts, strings, and tuples of these."""


def parts(programme: Programme) -> Iterator[Part]:
    """Every part of what is shown of a programme, in its order. The brief is what a trainer asked for, and is not shown."""
    smaller = {"modules", "assessment", "people", "rooms", "brief"}
    yield Part("programme", (), _fields(programme, smaller))
    for module in programme.modules:
        yield Part("module", (module.id,), _fields(module, {"sessions", "objectives"}))
        yield from (Part("objective", (each.id,), (each,)) for each in module.objectives)
        yield from (Part("session", (each.id,), (each,)) for each in module.sessions)
    yield from (Part("item", (each.id,), (each,)) for each in programme.assessment.items)
    yield from (Part("person", (each.id,), (each,)) for each in programme.people)
    yield from (Part("room", (each.id,), (each,)) for each in programme.rooms)


def _fields(record: Record, left_out: Iterable[str]) -> tuple[object, ...]:
    return tuple(value for name, value in record.__dict__.items() if name not in left_out)


def strings(value: object) -> Iterator[str]:
    """Everything written in it, in any language: texts, names, addresses, words that are cited."""
    if isinstance(value, str):
        yield value
    else:
        for each in _inside(value):
            yield from strings(each)


def texts(value: object) -> Iterator[Text]:
    """Texts by language in it, without empty ones and without reasons, which are the archive's and not taught."""
    if isinstance(value, Mapping):
        if value:
            yield value
    elif not isinstance(value, Reason):
        for each in _inside(value):
            yield from texts(each)


def citations(value: object) -> Iterator[Citation]:
    """Everything that is cited in it."""
    if isinstance(value, Citation):
        yield value
    elif not isinstance(value, Mapping):
        for each in _inside(value):
            yield from citations(each)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, Record):
        return value.__dict__.values()
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, tuple) else ()
