"""Changes of a programme: each takes one and gives the changed one, or raises BadInput with a sentence and changes nothing.

What a trainer moves about are sessions, so these have functions of their own. Every other value is reached by its address, the names of
fields and the ids (or, where there are none, places from 0) on the way to it: `title`, `days/0/start`, `sessions/s1/questions/2/text`,
`objectives/o1/verb`, `assessment/items/i1/choices/a/is_key`. Sessions and objectives are found in whatever module they stand.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar

from pydantic import JsonValue, ValidationError

from corpus.case import Text
from corpus.errors import BadInput
from corpus.programme.model import LONGEST_SESSION, CasePin, Module, Programme, Session
from corpus.programme.proposal import Swap
from corpus.programme.timetable import on_day
from corpus.vocabulary import vocabulary

Data = dict[str, Any]
Built = TypeVar("Built", Programme, Session)

_SHORT = {
    "session": "s",
    "module": "m",
    "objective": "o",
    "room": "r",
    "person": "p",
    "item": "i",
    "ask": "q",
    "material": "a",
    "choice": "c",
}
"""Kind -> the letter that ids of it begin with."""
_NEVER_SET = frozenset({"id", "modules", "sessions", "objectives"})
"""What everything else refers to, and what has functions of its own."""


def session_of(programme: Programme, session: str) -> Session:
    """The session with this id; BadInput where there is none."""
    found = next((each for each in programme.sessions if each.id == session), None)
    if found is None:
        raise BadInput(f"there is no session {session!r} in this programme; it may have been taken out meanwhile")
    return found


def free_id(programme: Programme, kind: str) -> str:
    """An id that nothing of any kind in the programme has: the letter of the kind and the next number."""
    letter = _SHORT[kind]
    taken = set(_ids(programme.model_dump(mode="json")))
    number = next(n for n in range(1, len(taken) + 2) if f"{letter}{n}" not in taken)
    return f"{letter}{number}"


# --- sessions -------------------------------------------------------------------------------------------------------------------------


def move_session(
    programme: Programme, session: str, day: int | None, before: str | None = None, start: dt.time | None = None
) -> Programme:
    """The session on a day (0 is self-study, None is the shelf) before another one of that day, else after all of them.

    A fixed time is given up unless a new one is given: whoever puts a session between two others wants it there.
    """
    moved = session_of(programme, session).model_copy(update={"day": day, "start": start})
    if day is not None and day > len(programme.days):
        raise BadInput(f"there is no day {day}; the programme has {len(programme.days)}")
    others = [each for each in _beside(programme, day) if each.id != session]
    place = next((n for n, each in enumerate(others) if each.id == before), len(others))
    in_order = [*others[:place], moved, *others[place:]]
    return _with_sessions(programme, {each.id: each.model_copy(update={"order": n}) for n, each in enumerate(in_order)})


def add_session(
    programme: Programme,
    title: Text,
    *,
    method: str = "lecture",
    minutes: int = 60,
    day: int | None = None,
    cases: Sequence[CasePin] = (),
) -> Programme:
    """A new session at the end of a day, or on the shelf; it joins the last module, and a module is made where there is none."""
    made = _built(
        Session,
        {"id": free_id(programme, "session"), "title": title, "method": method, "minutes": minutes, "cases": cases},
    )
    modules = programme.modules or (Module(id=free_id(programme, "module"), title=programme.title),)
    last = modules[-1].model_copy(update={"sessions": (*modules[-1].sessions, made)})
    return move_session(_changed(programme, modules=(*modules[:-1], last)), made.id, day)


def duplicate_session(programme: Programme, session: str) -> Programme:
    """The session twice: the copy follows it, in the same module and on the same day, without a time of its own."""
    first = session_of(programme, session)
    copy = first.model_copy(update={"id": free_id(programme, "session"), "start": None})
    found = _each_list(programme, lambda each: (each, copy) if each.id == session else (each,))
    beside = [each.id for each in _beside(found, first.day) if each.id != copy.id]
    after = beside[beside.index(session) + 1 :]
    return move_session(found, copy.id, first.day, after[0] if after else None)


def remove_session(programme: Programme, session: str) -> Programme:
    """Without the session; questions of forms that were about it are asked of the whole programme."""
    session_of(programme, session)
    forms = {
        name: tuple(
            ask.model_copy(update={"session": None}) if ask.session == session else ask
            for ask in getattr(programme.evaluation, name)
        )
        for name in ("reaction", "follow_up")
    }
    kept = _changed(programme, evaluation=programme.evaluation.model_copy(update=forms))
    return _each_list(kept, lambda each: () if each.id == session else (each,))


def lengthen_session(programme: Programme, session: str, minutes: int) -> Programme:
    """The session so many minutes longer, shorter where negative; never under five minutes."""
    now = session_of(programme, session).minutes + minutes
    return replace_session(
        programme,
        session_of(programme, session).model_copy(update={"minutes": min(max(now, 5), LONGEST_SESSION)}),
    )


def replace_session(programme: Programme, session: Session) -> Programme:
    """With this session in the place of the one that has its id, as a swap or filled notes give it. Where it stands stays as it is."""
    before = session_of(programme, session.id)
    standing = {name: getattr(before, name) for name in ("day", "order", "start", "room")}
    return _with_sessions(programme, {session.id: session.model_copy(update=standing)})


def swap_case(programme: Programme, swap: Swap) -> Programme:
    """With the session of the swap, and what the test and the reaction form ask of it then."""
    swapped = replace_session(programme, swap.session)
    items, asks = {each.id: each for each in swap.items}, {each.id: each for each in swap.asks}
    test, form = swapped.assessment, swapped.evaluation
    return swapped.model_copy(
        update={
            "assessment": test.model_copy(update={"items": tuple(items.get(each.id, each) for each in test.items)}),
            "evaluation": form.model_copy(
                update={"reaction": tuple(asks.get(each.id, each) for each in form.reaction)}
            ),
        }
    )


def pin_case(programme: Programme, session: str, pin: CasePin) -> Programme:
    """The session with the case, pinned to the version that was read; pinned before, it is pinned anew."""
    held = session_of(programme, session)
    others = tuple(each for each in held.cases if each.case != pin.case)
    return _with_sessions(programme, {session: held.model_copy(update={"cases": (*others, pin)})})


def move_to_module(
    programme: Programme, kind: Literal["sessions", "objectives"], member: str, module: str
) -> Programme:
    """A session or an objective as the last of another module; the timetable stays as it is."""
    held = _in_their_places(programme, member) if kind == "sessions" else programme
    data = held.model_dump(mode="json")
    holder, number = _place(data, f"{kind}/{member}")
    target = next((each for each in data["modules"] if each["id"] == module), None)
    if target is None:
        raise BadInput(f"there is no module {module!r} in this programme; it may have been taken out meanwhile")
    moved = holder[number]
    for each in data["modules"]:
        each[kind] = [kept for kept in each[kind] if kept["id"] != member]
    target[kind].append(moved)
    return _read(data)


def _in_their_places(programme: Programme, session: str) -> Programme:
    """With places of their own for the sessions beside this one, where they followed the order of the programme."""
    beside = _beside(programme, session_of(programme, session).day)
    return _with_sessions(programme, {each.id: each.model_copy(update={"order": n}) for n, each in enumerate(beside)})


# --- days -----------------------------------------------------------------------------------------------------------------------------


def add_day(programme: Programme) -> Programme:
    """One day more, framed as the last one and on the next date."""
    last = programme.days[-1].model_dump(mode="json") if programme.days else {}
    date = programme.days[-1].date if programme.days else None
    new = {**last, "title": {}, "date": (date + dt.timedelta(days=1)).isoformat() if date else None}
    data = programme.model_dump(mode="json")
    data["days"].append(new)
    return _read(data)


def remove_day(programme: Programme, day: int) -> Programme:
    """Without the day, from 1; its sessions go to the shelf, and days after it are counted anew."""
    if not 1 <= day <= len(programme.days):
        raise BadInput(f"there is no day {day}; the programme has {len(programme.days)}")
    moved = {each.id: each.model_copy(update={"day": _day_without(each.day, day)}) for each in programme.sessions}
    days = tuple(each for number, each in enumerate(programme.days, start=1) if number != day)
    return _with_sessions(programme, moved, days=days)


def _day_without(day: int | None, removed: int) -> int | None:
    if day == removed:
        return None
    return day - 1 if day is not None and day > removed else day


# --- everything else, by its address ----------------------------------------------------------------------------------------------------


def set_value(programme: Programme, address: str, value: JsonValue, language: str | None = None) -> Programme:
    """The programme with a value at an address; with a language, `value` is the words of a text in it, and no words take them out."""
    data = programme.model_dump(mode="json")
    holder, name = _place(data, address)
    if name in _NEVER_SET or (isinstance(name, int) and language is None):
        raise BadInput(f"{address!r} cannot be set; add or remove what stands there instead")
    if language is None and name not in holder:
        raise BadInput(f"there is nothing called {address!r} in a programme")
    before = holder[name] if isinstance(name, int) else holder.get(name)
    holder[name] = _in_language(before, value, language) if language else value
    return _read(data)


def set_verb(programme: Programme, objective: str, verb: str) -> Programme:
    """The objective with another verb, and at the level that the verb belongs to."""
    verbs = vocabulary("verbs")
    level = verbs[verb].parent if verb in verbs else None
    if level is None:
        raise BadInput(f"{verb!r} is no verb of the verbs vocabulary")
    data = programme.model_dump(mode="json")
    holder, number = _place(data, f"objectives/{objective}")
    holder[number].update(verb=verb, level=level)
    return _read(data)


def set_key(programme: Programme, item: str, choice: str) -> Programme:
    """The question of the test with this one right choice."""
    data = programme.model_dump(mode="json")
    holder, number = _place(data, f"assessment/items/{item}")
    for each in holder[number]["choices"]:
        each["is_key"] = each["id"] == choice
    return _read(data)


def add_value(programme: Programme, address: str, value: JsonValue) -> Programme:
    """With one more at the end of the list at an address."""
    data = programme.model_dump(mode="json")
    _list(data, address).append(value)
    return _read(data)


def remove_value(programme: Programme, address: str) -> Programme:
    """Without what stands at an address in a list; whatever refers to its id does so no more."""
    data = programme.model_dump(mode="json")
    holder, name = _place(data, address)
    if not isinstance(holder, list):
        raise BadInput(f"{address!r} is not one of a list and cannot be removed")
    gone = holder.pop(int(name))
    if isinstance(gone, dict) and "id" in gone:
        _forget(data, address.split("/")[-2], gone["id"])
    return _read(data)


def shift_value(programme: Programme, address: str, by: int) -> Programme:
    """With what stands at an address so many places later in its list, earlier where negative."""
    data = programme.model_dump(mode="json")
    holder, name = _place(data, address)
    if not isinstance(holder, list):
        raise BadInput(f"{address!r} is not one of a list and cannot be moved")
    moved = holder.pop(int(name))
    holder.insert(max(0, int(name) + by), moved)
    return _read(data)


def _in_language(before: object, words: JsonValue, language: str) -> dict[str, JsonValue]:
    kept = {tag: said for tag, said in (before or {}).items() if tag != language} if isinstance(before, dict) else {}
    return {**kept, language: words} if words else kept


def _place(data: Data, address: str) -> tuple[Any, str | int]:
    """What holds the value at an address, and the name or number that it has in there."""
    holder: Any = data
    parts: list[str] = address.split("/")
    for part in parts[:-1]:
        holder = _within(holder, part, address)
    last = parts[-1]
    return (holder, _number(holder, last, address)) if isinstance(holder, list) else (_named(holder, address), last)


def _named(holder: object, address: str) -> Data:
    if not isinstance(holder, dict):
        raise BadInput(f"there is nothing at {address!r} in this programme")
    return holder


def _within(holder: Any, part: str, address: str) -> Any:
    if isinstance(holder, list):
        return holder[_number(holder, part, address)]
    if isinstance(holder, dict) and part in ("sessions", "objectives") and "modules" in holder:
        return [each for module in holder["modules"] for each in module[part]]
    if not isinstance(holder, dict) or part not in holder:
        raise BadInput(f"there is nothing at {address!r} in this programme")
    return holder[part]


def _number(holder: list[Any], part: str, address: str) -> int:
    by_id = next((n for n, each in enumerate(holder) if isinstance(each, dict) and each.get("id") == part), None)
    number = int(part) if by_id is None and part.isascii() and part.isdecimal() else by_id
    if number is None or number >= len(holder):
        raise BadInput(f"there is nothing at {address!r} in this programme; it may have been taken out meanwhile")
    return number


def _list(data: Data, address: str) -> list[Any]:
    holder, name = _place(data, address)
    found = holder[int(name)] if isinstance(holder, list) else holder.get(name)
    if not isinstance(found, list):
        raise BadInput(f"{address!r} is no list of a programme")
    return found


def _forget(data: Data, kind: str, gone: str) -> None:
    """Take an id out of what refers to it."""
    sessions = [each for module in data["modules"] for each in module["sessions"]]
    for session in sessions:
        if kind in ("people", "objectives"):
            session[kind] = [each for each in session[kind] if each != gone]
        if kind == "rooms" and session["room"] == gone:
            session["room"] = None
    if kind == "objectives":
        items = data["assessment"]["items"]
        data["assessment"]["items"] = [item for item in items if item["objective"] != gone]
        for module in data["modules"]:
            module["objectives"] = [each for each in module["objectives"] if each["id"] != gone]


# --- parts ------------------------------------------------------------------------------------------------------------------------------


def _ids(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _ids(each)
    elif isinstance(value, dict):
        if isinstance(found := value.get("id"), str):
            yield found
        for each in value.values():
            yield from _ids(each)


def _beside(programme: Programme, day: int | None) -> tuple[Session, ...]:
    """Sessions of a day, or of the shelf, in their order."""
    if day is not None:
        return on_day(programme, day)
    return tuple(sorted((s for s in programme.sessions if s.day is None), key=lambda session: session.order))


def _each_list(programme: Programme, change: Callable[[Session], Sequence[Session]]) -> Programme:
    modules = tuple(
        module.model_copy(update={"sessions": tuple(new for old in module.sessions for new in change(old))})
        for module in programme.modules
    )
    return _changed(programme, modules=modules)


def _with_sessions(programme: Programme, changed: Mapping[str, Session], **more: object) -> Programme:
    modules = tuple(
        module.model_copy(update={"sessions": tuple(changed.get(each.id, each) for each in module.sessions)})
        for module in programme.modules
    )
    return _changed(programme, modules=modules, **more)


def _changed(programme: Programme, **fields: object) -> Programme:
    """Checked as a whole: a copy alone would let through what does not hold together."""
    return _read(programme.model_copy(update=fields).model_dump(mode="json"))


def _read(data: Data) -> Programme:
    return _built(Programme, data)


def _built(kind: type[Built], data: Data) -> Built:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        if _count_words(data, error):
            return _built(kind, data)
        first = error.errors()[0]
        where = "/".join(map(str, first["loc"])) or "programme"
        raise BadInput(f"this change cannot be made: {where}: {first['msg']}") from None


def _count_words(data: Data, error: ValidationError) -> bool:
    """Put numbers where a form gave the figures of them, which the model takes for words; whether there were any."""
    figures = [
        fault for fault in error.errors() if fault["type"] in _NUMBERS and _is_number(fault["input"], fault["type"])
    ]
    for fault in figures:
        *parents, last = fault["loc"]
        holder: Any = data
        for each in parents:
            holder = holder[each]
        holder[last] = _NUMBERS[fault["type"]](fault["input"])
    return bool(figures)


_NUMBERS: Mapping[str, Callable[[str], float]] = {"int_type": int, "float_type": float}
"""Fault of a value that should be a number -> what reads the figures of one."""


def _is_number(value: object, fault: str) -> bool:
    if not isinstance(value, str) or len(value) > 20:
        return False
    try:
        return math.isfinite(_NUMBERS[fault](value))
    except ValueError:
        return False
