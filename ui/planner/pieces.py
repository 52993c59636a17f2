"""The planner's page as pieces of HTML by name, of which only those that changed are sent to the browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode

from corpus.case import Text, in_language
from corpus.gazetteer import language_name
from corpus.programme.findings import Finding, ProgrammeChecks, Weight
from corpus.programme.model import AskKind, Award, ItemKind
from corpus.programme.wording import objective_sentence
from corpus.results import CaseCard
from corpus.vocabulary import vocabulary
from ui.location import Location
from ui.planner.board import Board, board
from ui.planner.desk import Desk
from ui.planner.files import course_files
from ui.rendering import render
from ui.views.content import Archive
from ui.wording import direction

VIEWS = ("session", "course", "days", "goals", "staff", "test", "forms", "files", "sharing", "people")
"""What can stand beside the board, each a template of its own."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it is shown: in the language of writing where it has it, else in another, which is then named."""

    words: str
    language: str
    dir: str
    own: str
    """The words in the language of writing alone, for a field that edits them."""


@dataclass(frozen=True)
class Scene:
    """What every piece is made from."""

    archive: Archive
    desk: Desk
    here: Location
    cards: Mapping[str, CaseCard]
    """Cases of the course and of the tray that the archive has."""

    def read(self, text: Text) -> Words:
        """A text for this reader."""
        writing = self.desk.writing
        tag, words = in_language(text, writing, *self.desk.programme.languages) or (writing, "")
        return Words(words, tag, direction(tag), text.get(writing, ""))

    def sentence(self, objective: Any) -> str:
        return objective_sentence(objective, self.desk.writing)

    @cached_property
    def context(self) -> dict[str, Any]:
        """The names that the templates use."""
        desk = self.desk
        return {
            "here": self.here,
            "desk": desk,
            "programme": desk.programme,
            "writing": desk.writing,
            "read": self.read,
            "sentence": self.sentence,
            "cards": self.cards,
            "vocabulary": vocabulary,
            "language_name": language_name,
            "board": board(desk.programme),
        }


def _render(scene: Scene, template: str, **more: object) -> str:
    return render(f"planner/{template}.html", scene.here.language, **scene.context, **more)


def pieces(scene: Scene) -> dict[str, str]:
    """Name -> HTML of everything but the checks: `bar`, `notice`, `shelf`, `day-1` ..., `panel`."""
    plan = scene.context["board"]
    days = {f"day-{column.number}": _render(scene, "day", column=column) for column in plan.columns}
    frame = {name: _render(scene, name) for name in ("bar", "notice", "shelf")}
    return {**frame, **days, "panel": panel(scene, plan)}


def panel(scene: Scene, plan: Board) -> str:
    """What stands beside the board; empty where the checks do."""
    what = scene.desk.opened.what
    if what not in VIEWS:
        return ""
    return _render(scene, what, **_MORE.get(what, _nothing)(scene, plan))


def _nothing(scene: Scene, plan: Board) -> dict[str, Any]:  # noqa: ARG001
    return {}


def _session(scene: Scene, plan: Board) -> dict[str, Any]:
    desk = scene.desk
    found = next((each for each in desk.programme.sessions if each.id == desk.opened.id), None)
    time = next((p.time for column in plan.columns for p in column.sessions if p.session.id == desk.opened.id), "")
    module = next((m for m in desk.programme.modules if found in m.sessions), None)
    offered = [card for case, card in scene.cards.items() if found and case not in {pin.case for pin in found.cases}]
    return {"session": found, "time": time, "module": module, "offered": offered}


def _goals(scene: Scene, plan: Board) -> dict[str, Any]:  # noqa: ARG001
    verbs = vocabulary("verbs")
    levels = [each for each in verbs if each.parent is None]
    return {"verbs": [(level, [v for v in verbs if v.parent == level.id]) for level in levels]}


def _files(scene: Scene, plan: Board) -> dict[str, Any]:  # noqa: ARG001
    desk = scene.desk
    language = desk.opened.id if desk.opened.id in desk.programme.languages else desk.writing
    return course_files(scene.archive.public, desk, language)


def _kinds(scene: Scene, plan: Board) -> dict[str, Any]:  # noqa: ARG001
    return {"item_kinds": list(ItemKind), "ask_kinds": list(AskKind)}


def _course(scene: Scene, plan: Board) -> dict[str, Any]:  # noqa: ARG001
    return {"awards": list(Award)}


def _sharing(scene: Scene, plan: Board) -> dict[str, Any]:  # noqa: ARG001
    return {"links": links(scene.here)}


_MORE = {
    "session": _session,
    "goals": _goals,
    "files": _files,
    "test": _kinds,
    "forms": _kinds,
    "course": _course,
    "sharing": _sharing,
}


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of a course, as any page of this server may say them."""

    own: str
    """As it is open now."""
    reading: str
    """Permits reading only; empty where this session does not know the key for that."""


def links(here: Location) -> Links:
    """The trainer's link and the one that she may pass on."""
    assert here.programme  # the page of a course has one
    trainers = here.to_programme(here.programme, here.key, here.read_key)
    reading = here.to_programme(here.programme, here.read_key) if here.read_key else None
    return Links(_without_tray(trainers), _without_tray(reading) if reading else "")


def _without_tray(there: Location) -> str:
    params = {name: values for name, values in there.params().items() if name not in ("tray",)}
    return "./?" + urlencode(params, doseq=True)


# --- the checks ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding leads: a part to open beside the board, or a day to look at."""

    what: str
    id: str = ""
    day: int = 0


_OPENS: Mapping[str, str] = {
    "programme": "course",
    "module": "goals",
    "objective": "goals",
    "room": "staff",
    "person": "staff",
    "item": "test",
    "session": "session",
}


def place_of(finding: Finding, known: Sequence[str]) -> Place:
    """The place of a finding. What is of a session opens it, whatever else the finding names."""
    session = next((each for each in finding.ids if each in known), None)
    if session and finding.where in ("session", "material", "case", "room", "person"):
        return Place("session", session)
    if finding.where == "day" and finding.ids and finding.ids[0].isdecimal():
        return Place("day", day=int(finding.ids[0]))
    return Place(_OPENS.get(finding.where, "course"), finding.ids[0] if finding.ids else "")


def checks_piece(scene: Scene, checks: ProgrammeChecks | None) -> str:
    """The findings with their places, and the counts of examples."""
    known = [session.id for session in scene.desk.programme.sessions]
    return _render(scene, "checks", checks=checks, place_of=partial(place_of, known=known))


def marks(scene: Scene, checks: ProgrammeChecks | None) -> dict[str, str]:
    """Session -> the gravest finding about it, for the mark on its card."""
    known = {session.id for session in scene.desk.programme.sessions}
    found: dict[str, str] = {}
    for finding, session in _of_sessions(checks, known):
        if finding.weight is not Weight.note:
            found.setdefault(session, finding.weight.value)
    return found


def _of_sessions(checks: ProgrammeChecks | None, known: set[str]) -> Iterator[tuple[Finding, str]]:
    for finding in checks.findings if checks else ():
        yield from ((finding, each) for each in finding.ids if each in known)
