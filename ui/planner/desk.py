"""A trainer at work on one course: what she sees, what is saved, and what can be undone.

The programme here is what the trainer sees. It is saved as a version after every change; where that fails it stays here, and the next
change tries again. Undo reads the version before from the API and saves it as a new one, so that nothing is lost by undoing either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.errors import BadInput
from corpus.programme import edits
from corpus.programme.findings import ProgrammeChecks
from corpus.programme.model import CasePin, Person, Programme, Room, Session
from corpus.programme.proposal import Swaps
from corpus.programme.roster import Participant, Roster
from corpus.programme.stored import StoredProgramme, Visibility
from corpus.results import CaseCard
from ui.client import ApiProblem
from ui.planner.acts import Ask, Asked, Change, Import, Keep, Open, Share
from ui.planner.courses import ROW_TYPES, Courses, Imported

MOST_UNDONE = 50
MOST_REMEMBERED = 8
"""Revisions of the page that a late browser may still show: the difference to one of these can be sent, else all of it."""

NoticeKind = Literal["conflict", "unsaved", "refused"]


@dataclass(frozen=True)
class Notice:
    """Something that the trainer must know now. `sentence` is what the archive or the edit said."""

    kind: NoticeKind
    sentence: str = ""


@dataclass(frozen=True)
class Opened:
    """The part of the programme that is shown beside the board."""

    what: str = ""
    id: str = ""
    swaps: Swaps | None = None
    """What could stand in the session instead of one of its cases, once asked for."""
    imported: Imported | None = None
    """What was read of a CSV, with what was wrong in it."""
    roster: Roster | None = None


@dataclass
class Desk:
    """Mutable: one lives in the session of each reader who has a course open."""

    courses: Courses
    programme_id: str
    key: str
    read_key: str
    """The key for reading, where the trainer's address has it."""
    language: str
    programme: Programme
    version: int
    visibility: Visibility
    can_edit: bool
    opened: Opened = field(default_factory=Opened)
    notice: Notice | None = None
    past: list[int] = field(default_factory=list)
    """Versions to go back to, oldest first."""
    future: list[int] = field(default_factory=list)
    done: int = -1
    """Number of the last act that was done."""
    copied_to: tuple[str, str, str] | None = None
    """Id and keys of the copy that the trainer has just asked for."""
    revision: int = 0
    shown: dict[int, Mapping[str, str]] = field(default_factory=dict)
    """Revision -> the pieces of the page as they were sent."""
    checks: ProgrammeChecks | None = None
    checked: Programme | None = None
    """What `checks` are of."""

    @property
    def writing(self) -> str:
        """The language in which texts are written: the reader's where the programme has it, else the programme's main one."""
        languages = self.programme.languages
        return self.language if self.language in languages else languages[0]

    def do(self, asked: Asked) -> None:
        """Do what came from the browser, in order; what cannot be done leaves a notice, and the rest is done all the same."""
        if asked.number <= self.done:
            return
        self.done = asked.number
        self.notice = None if self.notice and self.notice.kind == "refused" else self.notice
        for act in asked.acts:
            try:
                self._act(act)
            except BadInput as error:
                self.notice = Notice("refused", str(error))
            except ApiProblem as problem:
                self.notice = Notice("refused", str(problem))

    def _act(self, act: Change | Open | Ask | Keep | Import | Share) -> None:
        if isinstance(act, Open):
            self.opened = Opened(act.what, act.id, roster=self._roster(act.what))
        elif not self.can_edit:
            raise BadInput("this link opens the course for reading; changing it takes the trainer's link")
        elif isinstance(act, Keep):
            _KEEPING[act.kind](self)
        elif isinstance(act, Ask):
            _ASKING[act.kind](self, act)
        elif isinstance(act, Import):
            self._import(act)
        elif isinstance(act, Share):
            self.courses.share(self.programme_id, self.key, Visibility(act.visibility))
            self.visibility = Visibility(act.visibility)
        else:
            self._change(act.change(self.programme, self.writing))

    def _roster(self, what: str) -> Roster | None:
        """Participants are for whoever may change the programme, and are read only when they are looked at."""
        return self.courses.roster(self.programme_id, self.key) if what == "people" and self.can_edit else None

    # --- keeping --------------------------------------------------------------------------------------------------------------------

    def _change(self, programme: Programme) -> None:
        if programme == self.programme:
            return
        self._save(programme, [*self.past, self.version], [])

    def _save(self, programme: Programme, past: list[int], future: list[int]) -> None:
        self.programme = programme
        try:
            stored = self.courses.save(self.programme_id, self.key, self.version, programme)
        except ApiProblem as problem:
            self.notice = Notice("conflict" if problem.kind == "conflict" else "unsaved", str(problem))
            return
        self.version = stored.version
        if self.notice and self.notice.kind != "refused":
            self.notice = None
        self.past, self.future = past[-MOST_UNDONE:], future

    def undo(self) -> None:
        if self.past:
            before = self.courses.read(self.programme_id, self.key, self.past[-1]).programme
            self._save(before, self.past[:-1], [*self.future, self.version])

    def redo(self) -> None:
        if self.future:
            after = self.courses.read(self.programme_id, self.key, self.future[-1]).programme
            self._save(after, [*self.past, self.version], self.future[:-1])

    def save(self) -> None:
        """Once more, after it could not be saved."""
        self._save(self.programme, [*self.past, self.version], [])

    def load_theirs(self) -> None:
        """What somebody else has saved, in the place of what is seen here."""
        self._take(self.courses.read(self.programme_id, self.key))
        self.notice = None

    def keep_copy(self) -> None:
        """What is seen here as a course of its own; theirs stays where it is."""
        made = self.courses.create(self.programme)
        self.copied_to = (made.id, made.edit_key, made.read_key)

    def _take(self, stored: StoredProgramme) -> None:
        self.programme, self.version, self.visibility = stored.programme, stored.version, stored.visibility
        self.past, self.future = _earlier(stored.version), []

    # --- asking the archive -----------------------------------------------------------------------------------------------------------

    def find_swaps(self, ask: Ask) -> None:
        found = self.courses.swaps(self.programme, ask.session, ask.case, self.language)
        self.opened = Opened("session", ask.session, swaps=found)

    def swap(self, ask: Ask) -> None:
        swaps = self.opened.swaps
        chosen = next((each for each in swaps.candidates if each.card.id == ask.candidate), None) if swaps else None
        if chosen is None:
            raise BadInput("these alternatives are not listed any more; ask for them again")
        self.opened = Opened("session", ask.session)
        self._change(edits.replace_session(self.programme, chosen.session))

    def pin(self, ask: Ask) -> None:
        card = self.courses.client.case(ask.case, self.language).card
        self._change(edits.pin_case(self.programme, ask.session, CasePin(case=card.id, version=card.version)))

    def collect(self, card: CaseCard) -> None:
        """A session about the case on the shelf, to be placed later."""
        title, pin = {card.title_language: card.title}, CasePin(case=card.id, version=card.version)
        try:
            self._change(edits.add_session(self.programme, title, method="case-discussion", minutes=90, cases=(pin,)))
        except BadInput as error:
            self.notice = Notice("refused", str(error))

    def fill_notes(self, ask: Ask) -> None:
        filled: Session = self.courses.notes(self.programme, ask.session, self.language)
        self._change(edits.replace_session(self.programme, filled))

    def _import(self, act: Import) -> None:
        read = self.courses.read_rows(act.what, act.csv, self.language)
        rows = [ROW_TYPES[act.what].model_validate(row) for row in read.rows]
        if act.what == "participants":
            roster = Roster.model_validate({"participants": rows})
            self.courses.enrol(self.programme_id, self.key, roster)
            self.opened = Opened("people", imported=read, roster=roster)
            return
        self._change(_with_rows(self.programme, act.what, rows))
        self.opened = replace(self.opened, imported=read)

    # --- the checks -----------------------------------------------------------------------------------------------------------------

    def check(self) -> ProgrammeChecks | None:
        """Findings of what is seen now; None where the archive does not answer, which stops nobody from planning."""
        if self.checked != self.programme:
            try:
                self.checks = self.courses.check(self.programme, self.language)
            except ApiProblem:
                self.checks = None
            self.checked = self.programme
        return self.checks


def _with_rows(programme: Programme, name: str, rows: Sequence[Room | Person | Participant]) -> Programme:
    """The rows beside those that are there; a row with an id that is there replaces what has it."""
    data = programme.model_dump(mode="json")
    new = {row.id: row.model_dump(mode="json") for row in rows}
    data[name] = [*(each for each in data[name] if each["id"] not in new), *new.values()]
    return Programme.model_validate(data)


_KEEPING: Mapping[str, Callable[[Desk], None]] = {
    "undo": Desk.undo,
    "redo": Desk.redo,
    "save": Desk.save,
    "theirs": Desk.load_theirs,
    "copy": Desk.keep_copy,
}
_ASKING: Mapping[str, Callable[[Desk, Ask], None]] = {
    "swaps": Desk.find_swaps,
    "swap": Desk.swap,
    "pin": Desk.pin,
    "notes": Desk.fill_notes,
}


def open_desk(courses: Courses, programme_id: str, key: str, read_key: str, language: str) -> Desk:
    """The course at its newest version. Raises ApiProblem, also where the key does not open it."""
    stored = courses.read(programme_id, key)
    return Desk(
        courses,
        programme_id,
        key,
        read_key,
        language,
        stored.programme,
        stored.version,
        stored.visibility,
        stored.can_edit,
        past=_earlier(stored.version),
    )


def _earlier(version: int) -> list[int]:
    """Versions that can be gone back to from this one."""
    return list(range(max(1, version - MOST_UNDONE), version))
