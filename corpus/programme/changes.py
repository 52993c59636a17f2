"""What changed between two versions of a programme: things by their ids, so that what moved is told as moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from pydantic import Field, JsonValue

from corpus.case import Text
from corpus.programme.model import Programme
from corpus.record_diff import Operation, record_diff
from corpus.results import Answer

Thing = Literal[
    "programme", "day", "room", "person", "module", "objective", "session", "item", "reaction", "follow_up"
]  # fmt: skip


class ChangedField(Answer):
    """A value of a thing that is another one now."""

    path: str = Field(description="JSON Pointer (RFC 6901) into the thing")
    before: JsonValue = Field(description="null for an addition")
    after: JsonValue = Field(description="null for a removal")


class ProgrammeChange(Answer):
    """What became of one thing. One that was moved and changed is told twice."""

    kind: Literal["added", "removed", "moved", "changed"] = Field(
        description="moved: to another day, time or module, or to another place among those that stayed in order"
    )
    thing: Thing
    id: str = Field(description="as the programme has it; a day by its number, from 1; empty for the programme itself")
    title: Text = Field(description="what it is called; as it was where it was removed")
    fields: tuple[ChangedField, ...] = Field(
        default=(), description="for what was changed, or moved to another day, time or module"
    )


class ProgrammeDiff(Answer):
    """What changed from one version to another."""

    id: str
    earlier: int
    later: int
    changes: tuple[ProgrammeChange, ...] = Field(description="of the programme itself first, then from days to forms")


@dataclass(frozen=True, slots=True)
class _Part:
    """A thing with an id: what it says of itself, and where it is."""

    title: Mapping[str, str]
    content: JsonValue
    place: JsonValue
    """What changes when it is moved."""


_Parts = Mapping[str, _Part]
PLACE = ("module", "day", "start")
"""Fields of what a module has that say where and when it is."""
LISTED = ("objectives", "sessions")
"""Fields of a module whose entries are things of their own."""


def programme_changes(earlier: Programme, later: Programme) -> Iterator[ProgrammeChange]:
    """What to do to make the later programme of the earlier one, thing by thing."""
    before, after = _parts(earlier), _parts(later)
    for thing in before:
        yield from _changes(thing, before[thing], after[thing])


def _parts(programme: Programme) -> Mapping[Thing, _Parts]:
    """Each kind of thing by its ids, in order."""
    said: dict[str, Any] = programme.model_dump(mode="json")
    modules, items, forms = said.pop("modules"), said["assessment"].pop("items"), said["evaluation"]
    days = {str(number): day for number, day in enumerate(said.pop("days"), start=1)}
    held = {
        "room": said.pop("rooms"), "person": said.pop("people"),
        "module": [{name: said for name, said in module.items() if name not in LISTED} for module in modules],
        "objective": [each | {"module": module["id"]} for module in modules for each in module["objectives"]],
        "session": [each | {"module": module["id"]} for module in modules for each in module["sessions"]],
        "item": items, "reaction": forms.pop("reaction"), "follow_up": forms.pop("follow_up"),
    }  # fmt: skip
    found: dict[Any, _Parts] = {"programme": {"": _part(said)}}
    found["day"] = {number: _part(day) for number, day in days.items()}
    return found | {thing: {each["id"]: _part(each) for each in entries} for thing, entries in held.items()}


def _part(said: Mapping[str, Any]) -> _Part:
    place = {name: said[name] for name in PLACE if name in said and "module" in said}
    content = {name: value for name, value in said.items() if name not in place and name != "id"}
    return _Part(_title(said), content, place)


def _title(said: Mapping[str, Any]) -> Mapping[str, str]:
    """The text by which a person knows the thing; a name is given as it is, in no language."""
    for name in ("title", "task", "stem", "text"):
        if said.get(name):
            return {str(tag): str(words) for tag, words in said[name].items()}
    return {"und": said["name"]} if isinstance(said.get("name"), str) else {}


def _changes(thing: Thing, before: _Parts, after: _Parts) -> Iterator[ProgrammeChange]:
    for each in [each for each in before if each not in after]:
        yield ProgrammeChange(kind="removed", thing=thing, id=each, title=before[each].title)
    moved = _moved([each for each in before if each in after], [each for each in after if each in before])
    for each, part in after.items():
        if each not in before:
            yield ProgrammeChange(kind="added", thing=thing, id=each, title=part.title)
            continue
        then = before[each]
        if each in moved or then.place != part.place:
            yield _change("moved", thing, each, part, then.place, part.place)
        if then.content != part.content:
            yield _change("changed", thing, each, part, then.content, part.content)


def _change(
    kind: Literal["moved", "changed"], thing: Thing, id: str, part: _Part, before: JsonValue, after: JsonValue
) -> ProgrammeChange:
    fields = tuple(map(_field, record_diff(before, after)))
    return ProgrammeChange(kind=kind, thing=thing, id=id, title=part.title, fields=fields)


def _field(step: Operation) -> ChangedField:
    return ChangedField(path=step.path, before=step.before, after=step.value)


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Ids that are out of the order in which most of them stayed."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stayed = {before[place] for block in blocks for place in range(block.a, block.a + block.size)}
    return frozenset(after) - stayed
