"""The texts of a programme, with the part that each stands in: gathered in one walk, since several checks look at all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from corpus.case import Record, Text
from corpus.programme.findings import Where
from corpus.programme.model import Citation, Programme, Reason


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a part of the programme that findings can be about, and in no smaller part."""

    where: Where
    ids: tuple[str, ...]
    texts: list[Text] = field(default_factory=list)
    """Texts by language, without empty ones and without reasons, which are the archive's and not taught."""
    strings: list[str] = field(default_factory=list)
    """Everything in any language: texts, reasons, names, addresses, words that are cited."""
    citations: list[Citation] = field(default_factory=list)


def written(programme: Programme) -> Iterator[Written]:
    """Every part of what is shown of a programme, in its order. The brief is what a trainer asked for, and is not shown."""
    yield _gathered("programme", (), _fields(programme, {"modules", "assessment", "people", "rooms", "brief"}))
    for module in programme.modules:
        yield _gathered("module", (module.id,), _fields(module, {"sessions", "objectives"}))
        yield from (_gathered("objective", (each.id,), each) for each in module.objectives)
        yield from (_gathered("session", (each.id,), each) for each in module.sessions)
    yield from (_gathered("item", (each.id,), each) for each in programme.assessment.items)
    yield from (_gathered("person", (each.id,), each) for each in programme.people)
    yield from (_gathered("room", (each.id,), each) for each in programme.rooms)


def _fields(record: Record, left_out: Iterable[str]) -> tuple[object, ...]:
    return tuple(value for name, value in record.__dict__.items() if name not in left_out)


def _gathered(where: Where, ids: tuple[str, ...], value: object) -> Written:
    found = Written(where, ids)
    _gather(value, found, is_taught=True)
    return found


def _gather(value: object, found: Written, is_taught: bool) -> None:
    """Add what is in the value: records, texts, strings and tuples of these; numbers and dates say nothing."""
    if isinstance(value, str):
        found.strings.append(value)
    elif isinstance(value, dict):  # a `Text`, as pydantic keeps it
        found.strings.extend(value.values())
        if value and is_taught:
            found.texts.append(value)
    elif isinstance(value, tuple):
        for each in value:
            if each:
                _gather(each, found, is_taught)
    elif isinstance(value, Record):
        _gather_record(value, found, is_taught and not isinstance(value, Reason))


def _gather_record(record: Record, found: Written, is_taught: bool) -> None:
    if isinstance(record, Citation):
        found.citations.append(record)
    for each in record.__dict__.values():
        if each:  # most fields of a record are empty, and passing them over halves the time
            _gather(each, found, is_taught)
