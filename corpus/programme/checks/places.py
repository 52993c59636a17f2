"""Whether everybody and every room is wanted in one place at a time, fits into it, and can get there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from corpus.programme.checks.subject import Remark, Subject
from corpus.programme.model import Room
from corpus.programme.timetable import Slot

WAY = 15
"""Minutes that getting from one address to another takes at least."""
WITHOUT_ROOM = frozenset({"online", "field-visit", "self-study"})


def room_twice(subject: Subject) -> Iterator[Remark]:
    """Sessions at one time in one room, and sessions for which no room is chosen although there are rooms."""
    rooms = _rooms(subject)
    for one, other in subject.clashes():
        if one.session.room and one.session.room == other.session.room:
            yield _clash("room-twice", subject, one, other, rooms[one.session.room].name)
    bare = [s.session for s in subject.placed if not s.session.room and s.session.method not in WITHOUT_ROOM]
    if rooms and bare:
        yield Remark("no-room", tuple(session.id for session in bare), {"sessions": subject.titles(bare)})


def person_twice(subject: Subject) -> Iterator[Remark]:
    """People and presenting participants who are wanted in two sessions at one time."""
    names = {person.id: person.name for person in subject.programme.people}
    for one, other in subject.clashes():
        for id in dict.fromkeys(one.session.people):
            if id in other.session.people:
                yield _clash("person-twice", subject, one, other, names[id])
        for id in dict.fromkeys(one.session.presenters):
            if id in other.session.presenters:
                yield _clash("presenter-twice", subject, one, other, id)


def _clash(code: str, subject: Subject, one: Slot, other: Slot, who: str) -> Remark:
    told = {
        "who": who, "day": one.day,
        "session": subject.words(one.session.title), "other": subject.words(other.session.title),
    }  # fmt: skip
    return Remark(code, (one.session.id, other.session.id), told)


def _rooms(subject: Subject) -> dict[str, Room]:
    return {room.id: room for room in subject.programme.rooms}


def room_size(subject: Subject) -> Iterator[Remark]:
    """Rooms with too few seats. Sessions side by side share the participants evenly."""
    rooms = _rooms(subject)
    for slot in subject.placed:
        room = rooms.get(slot.session.room or "")
        beside = sum(slot.overlaps(other) for other in subject.slots[slot.day])  # itself among them
        people = math.ceil(subject.size / max(beside, 1))
        if room and room.capacity < people:
            told = {
                "session": subject.words(slot.session.title),
                "room": room.name,
                "seats": room.capacity,
                "people": people,
            }
            yield Remark("room-small", (slot.session.id,), told)


def travel(subject: Subject) -> Iterator[Remark]:
    """Ways between addresses, and to and from field visits, for which no time is left. Breaks can be spent on the way."""
    rooms = _rooms(subject)
    for slots in subject.slots.values():
        for one, other in pairwise(slots):
            gap = other.start - one.end
            if not 0 <= gap < WAY:
                continue
            told = {
                "session": subject.words(one.session.title), "other": subject.words(other.session.title), "minutes": gap
            }  # fmt: skip
            ids = (one.session.id, other.session.id)
            if _visits_without_way(one, other):
                yield Remark("visit-without-way", ids, told)
            elif len({each for each in (_address(rooms, one), _address(rooms, other)) if each is not None}) > 1:
                yield Remark("rooms-apart", ids, told)


def _visits_without_way(one: Slot, other: Slot) -> bool:
    """Whether one of two neighbours is a visit without steps; steps would tell the way, which is then within its minutes."""
    return any(slot.session.method == "field-visit" and not slot.session.steps for slot in (one, other))


def _address(rooms: dict[str, Room], slot: Slot) -> str | None:
    """Where a session is when it is elsewhere than the programme; sessions without a room go along with any."""
    room = rooms.get(slot.session.room or "")
    return room.address.strip().casefold() if room else None
