"""What differs between two JSON values, as a JSON Patch (RFC 6902) that makes one of the other.

Linear in the size of both: entries of lists are compared in pairs between their common start and end, so an entry in the middle of a
list that was moved is told as changed and not as moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a patch; steps are to be done in order."""

    op: Literal["add", "remove", "replace"]
    path: str
    """JSON Pointer (RFC 6901) to the value."""
    before: JsonValue
    """What stood there; None for an addition."""
    value: JsonValue
    """What is to stand there; None for a removal."""


def record_diff(before: JsonValue, after: JsonValue, path: str = "") -> Iterator[Operation]:
    """The steps from `before` to `after`, in the order of the fields; none where they are equal."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _mapping_diff(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _list_diff(before, after, path)
    # Python takes True for 1 and 1 for 1.0; JSON has all three.
    elif before != after or type(before) is not type(after):
        yield Operation("replace", path, before, after)


def _mapping_diff(
    before: Mapping[str, JsonValue], after: Mapping[str, JsonValue], path: str
) -> Iterator[Operation]:  # fmt: skip
    for name, value in before.items():
        place = f"{path}/{_escaped(name)}"
        if name in after:
            yield from record_diff(value, after[name], place)
        else:
            yield Operation("remove", place, value, None)
    for name, value in after.items():
        if name not in before:
            yield Operation("add", f"{path}/{_escaped(name)}", None, value)


def _list_diff(before: Sequence[JsonValue], after: Sequence[JsonValue], path: str) -> Iterator[Operation]:
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    for place, (one, other) in enumerate(zip(old, new, strict=False), start):
        yield from record_diff(one, other, f"{path}/{place}")
    shared = start + min(len(old), len(new))
    # From the last to the first, so that the places of the others stay what they are.
    for place in range(start + len(old) - 1, shared - 1, -1):
        yield Operation("remove", f"{path}/{place}", before[place], None)
    for place in range(shared, start + len(new)):
        yield Operation("add", f"{path}/{place}", None, after[place])


def _common(one: Sequence[JsonValue], other: Sequence[JsonValue]) -> int:
    """Number of equal entries at the start."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
