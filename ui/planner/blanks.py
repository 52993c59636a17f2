"""What a new entry of a list begins as: valid, and blank but for the words that the trainer has given."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import JsonValue

from corpus.errors import BadInput
from corpus.programme.edits import free_id
from corpus.programme.model import Programme
from ui.wording import Wording, best_language, wording

Blank = dict[str, JsonValue]
Making = Callable[[Programme, str, str], Blank]
"""From the programme, the words and their language."""

BREAK_START, BREAK_MINUTES, STEP_MINUTES, ROOM_SEATS = "10:30", 15, 10, 20


def _say(language: str) -> Wording:
    return wording(best_language(language))


def _statement(_: Programme, words: str, language: str) -> Blank:
    return {"text": {language: words}}


def _step(_: Programme, words: str, language: str) -> Blank:
    return {"minutes": STEP_MINUTES, "text": {language: words}}


def _material(_: Programme, words: str, language: str) -> Blank:
    address = {"url": words} if words.startswith(("http://", "https://")) else {}
    return {"title": {language: words}, "language": language, "before": True, **address}


def _objective(_: Programme, words: str, language: str) -> Blank:
    return {"verb": "explain", "level": "understand", "task": {language: words}}


def _item(programme: Programme, words: str, language: str) -> Blank:
    if not programme.objectives:
        raise BadInput(_say(language).gettext("Write an objective first: each question of the test measures one."))
    yes, no = (_say(language).gettext(word) for word in ("True", "False"))
    choices: list[JsonValue] = [
        {"id": "a", "text": {language: yes}, "is_key": True},
        {"id": "b", "text": {language: no}},
    ]
    return {"objective": programme.objectives[0].id, "stem": {language: words}, "choices": choices}


def _choice(programme: Programme, words: str, language: str) -> Blank:
    return {"id": free_id(programme, "choice"), "text": {language: words}}


def _option(_: Programme, words: str, language: str) -> Blank:
    return {language: words}


def _ask(_: Programme, words: str, language: str) -> Blank:
    return {"kind": "rating", "text": {language: words}}


def _room(_: Programme, words: str, __: str) -> Blank:
    return {"name": words, "capacity": ROOM_SEATS}


def _person(_: Programme, words: str, __: str) -> Blank:
    return {"name": words}


def _break(_: Programme, words: str, language: str) -> Blank:
    return {"start": BREAK_START, "minutes": BREAK_MINUTES, "name": {language: words} if words else {}}


def _module(_: Programme, words: str, language: str) -> Blank:
    return {"title": {language: words}}


BLANKS: Mapping[str, tuple[str | None, Making]] = {
    "messages": (None, _statement),
    "questions": (None, _statement),
    "notes": (None, _statement),
    "needs": (None, _statement),
    "steps": (None, _step),
    "materials": ("material", _material),
    "objectives": ("objective", _objective),
    "items": ("item", _item),
    "choices": (None, _choice),
    "options": (None, _option),
    "reaction": ("ask", _ask),
    "follow_up": ("ask", _ask),
    "rooms": ("room", _room),
    "people": ("person", _person),
    "breaks": (None, _break),
    "modules": ("module", _module),
}
"""Name of the list -> the kind that a new entry gets its id by, and what it begins as."""


def blank(programme: Programme, address: str, words: str, language: str) -> Blank:
    """The new entry of the list at an address; BadInput where nothing can be added there."""
    kind, make = BLANKS.get(_list_at(address), (None, None))
    if make is None:
        raise BadInput(f"nothing can be added at {address!r}")
    named: Blank = {"id": free_id(programme, kind)} if kind else {}
    return {**named, **make(programme, words, language)}


def _list_at(address: str) -> str:
    """Name of the list at an address. What a form lets choose from are words alone, unlike the answers of a test."""
    name = address.rpartition("/")[2]
    return "options" if name == "choices" and address.startswith("evaluation/") else name
