"""A trainer at work on one course: what she sees, what is saved, and what can be undone.

The programme here is what the trainer sees. It is saved as a version after every change; where that fails it stays here, and the next
change tries again. Undo reads the version before from the API and saves it as a new one, so that nothing is lost by undoing either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.errors import BadInput
from corpus.programme import edits
from corpus.programme.files import ProgrammeFile
from corpus.programme.findings import ProgrammeChecks
from corpus.programme.imported import ImportAnswer
from corpus.programme.model import CasePin, Person, Programme, Room
from corpus.programme.proposal import Swaps
from corpus.programme.roster import Roster
from corpus.programme.stored import StoredProgramme, Visibility
from corpus.results import CaseCard
from ui.client import ApiProblem, ArchiveClient
from ui.planner.acts import Ask, Asked, Change, Import, Keep, Open, Share

MOST_SWAPS = 5
MOST_UNDONE = 50
MOST_REMEMBERED = 8
"""Revisions of the page that a late browser may still show: the difference to one of these can be sent, else all of it."""

NoticeKind = Literal["conflict", "unsaved", "refused", "full"]

PASSING: frozenset[NoticeKind] = frozenset({"refused", "full"})
"""Said once, of the last thing that was asked for; the others stand until the course is saved."""


@dataclass(frozen=True)
class Notice:
    """Something that the trainer must know now. `sentence` is what the archive or the edit said; `full`: there were no notes to add."""

    kind: NoticeKind
    sentence: str = ""


@dataclass(frozen=True)
class Opened:
    """The part of the programme that is shown beside the board."""

    what: str = ""
    id: str = ""
    swaps: Swaps | None = None
    """What could stand in the session instead of one of its cases, once asked for."""
    imported: ImportAnswer | None = None
    """What was read of a CSV, with what was wrong in it."""
    rows: int = 0
    """How many were read of it."""
    files: tuple[ProgrammeFile, ...] = ()
    """What the course can be taken away as, once that is looked at."""


@dataclass
class Desk:
    """Mutable: one lives in the session of each reader who has a course open."""

    client: ArchiveClient
    programme_id: str
    key: str
    read_key: str
    """The key for reading, where the trainer's address has it."""
    language: str
    programme: Programme
    version: int
    visibility: Visibility
    can_edit: bool
    roster: Roster
    """Who takes part, for whoever may change the course."""
    opened: Opened = field(default_factory=Opened)
    notice: Notice | None = None
    past: list[int] = field(default_factory=list)
    """Versions to go back to, oldest first."""
    future: list[int] = field(default_factory=list)
    done: int = -1
    """Number of the last act that was done."""
    leads_to: tuple[str, str, str] | None = None
    """Id and keys of where the trainer goes on: the copy that she has just asked for, or this course behind new keys."""
    revision: int = 0
    shown: dict[int, Mapping[str, str]] = field(default_factory=dict)
    """Revision -> the pieces of the page as they were sent."""
    checks: ProgrammeChecks | None = None
    checked: tuple[Programme, Roster] | None = None
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
        self.notice = None if self.notice and self.notice.kind in PASSING else self.notice
        for act in asked.acts:
            try:
                self._act(act)
            except BadInput as error:
                self.notice = Notice("refused", str(error))
            except ApiProblem as problem:
                self.notice = Notice("refused", str(problem))

    def _act(self, act: Change | Open | Ask | Keep | Import | Share) -> None:
        if isinstance(act, Open):
            self.opened = Opened(act.what, act.id, files=self._files() if act.what == "files" else ())
        elif not self.can_edit:
            raise BadInput("this link opens the course for reading; changing it takes the trainer's link")
        elif isinstance(act, Keep):
            _KEEPING[act.kind](self)
        elif isinstance(act, Ask):
            _ASKING[act.kind](self, act)
        elif isinstance(act, Import):
            _IMPORTING[act.what](self, act.content)
        elif isinstance(act, Share):
            wanted = Visibility(act.visibility)
            self.visibility = self.client.share_programme(self.programme_id, self.key, wanted).visibility
        else:
            self._change(act.change(self.programme, self.writing))

    def _files(self) -> tuple[ProgrammeFile, ...]:
        """As the archive names them in the interface language."""
        return self.client.programme_files(self.programme_id, self.key, self.language)

    # --- keeping --------------------------------------------------------------------------------------------------------------------

    def _change(self, programme: Programme) -> None:
        if programme == self.programme:
            return
        self._save(programme, [*self.past, self.version], [])

    def _save(self, programme: Programme, past: list[int], future: list[int]) -> None:
        self.programme = programme
        try:
            stored = self.client.change_programme(self.programme_id, self.key, self.version, programme)
        except ApiProblem as problem:
            self.notice = Notice("conflict" if problem.kind == "conflict" else "unsaved", str(problem))
            return
        self.version = stored.version
        if self.notice and self.notice.kind not in PASSING:
            self.notice = None
        self.past, self.future = past[-MOST_UNDONE:], future

    def undo(self) -> None:
        if self.past:
            before = self.client.programme(self.programme_id, self.key, self.past[-1]).programme
            self._save(before, self.past[:-1], [*self.future, self.version])

    def redo(self) -> None:
        if self.future:
            after = self.client.programme(self.programme_id, self.key, self.future[-1]).programme
            self._save(after, [*self.past, self.version], self.future[:-1])

    def save(self) -> None:
        """Once more, after it could not be saved."""
        self._save(self.programme, [*self.past, self.version], [])

    def load_theirs(self) -> None:
        """What somebody else has saved, in the place of what is seen here."""
        self._take(self.client.programme(self.programme_id, self.key))
        self.notice = None

    def keep_copy(self) -> None:
        """What is seen here as a course of its own; theirs stays where it is."""
        made = self.client.create_programme(self.programme)
        self.leads_to = (made.id, made.edit_key, made.read_key)

    def renew_keys(self) -> None:
        """New links; whoever has the old ones gets in no more."""
        keys = self.client.renew_programme_keys(self.programme_id, self.key)
        self.key, self.read_key = keys.edit_key, keys.read_key
        self.leads_to = (self.programme_id, self.key, self.read_key)

    def _take(self, stored: StoredProgramme) -> None:
        self.programme, self.version, self.visibility = stored.programme, stored.version, stored.visibility
        self.past, self.future = _earlier(stored.version), []

    # --- asking the archive -----------------------------------------------------------------------------------------------------------

    def find_swaps(self, ask: Ask) -> None:
        found = self.client.propose_swaps(self.programme, ask.session, ask.case, MOST_SWAPS, self.language)
        self.opened = Opened("session", ask.session, swaps=found)

    def swap(self, ask: Ask) -> None:
        swaps = self.opened.swaps
        chosen = next((each for each in swaps.candidates if each.card.id == ask.candidate), None) if swaps else None
        if chosen is None:
            raise BadInput("these alternatives are not listed any more; ask for them again")
        self.opened = Opened("session", ask.session)
        self._change(edits.swap_case(self.programme, chosen))

    def pin(self, ask: Ask) -> None:
        card = self.client.case(ask.case, self.language).card
        self._change(edits.pin_case(self.programme, ask.session, CasePin(case=card.id, version=card.version)))

    def collect(self, card: CaseCard) -> None:
        """A session about the case on the shelf, to be placed later."""
        title, pin = {card.title_language: card.title}, CasePin(case=card.id, version=card.version)
        try:
            self._change(edits.add_session(self.programme, title, method="case-discussion", minutes=90, cases=(pin,)))
        except BadInput as error:
            self.notice = Notice("refused", str(error))

    def fill_notes(self, ask: Ask) -> None:
        filled = self.client.propose_notes(self.programme, ask.session)
        if filled == edits.session_of(self.programme, ask.session):
            self.notice = Notice("full")
        self._change(edits.replace_session(self.programme, filled))

    def import_rooms(self, csv: bytes) -> None:
        read = self.client.import_rooms(csv, self.language)
        self._take_rows("room", read, read.rows)

    def import_people(self, csv: bytes) -> None:
        read = self.client.import_people(csv, self.language)
        self._take_rows("person", read, read.rows)

    def _take_rows(self, kind: Literal["room", "person"], read: ImportAnswer, rows: Sequence[Room | Person]) -> None:
        self._change(_with_rows(self.programme, kind, rows))
        self.opened = replace(self.opened, imported=read, rows=len(rows))

    def import_participants(self, csv: bytes) -> None:
        read = self.client.import_participants(csv, self.language)
        if read.rows:
            self.roster = self.client.enrol(self.programme_id, self.key, Roster(participants=read.rows))
        self.opened = Opened("people", imported=read, rows=len(read.rows))

    # --- the checks -----------------------------------------------------------------------------------------------------------------

    def check(self) -> ProgrammeChecks | None:
        """Findings of what is seen now; None where the archive does not answer, which stops nobody from planning."""
        now = (self.programme, self.roster)
        if self.checked != now:
            try:
                self.checks = self.client.check_programme(self.programme, self.roster.participants, self.language)
            except ApiProblem:
                self.checks = None
            self.checked = now
        return self.checks


def _with_rows(programme: Programme, kind: Literal["room", "person"], rows: Iterable[Room | Person]) -> Programme:
    """The rows beside those that are there. One with a name that is there takes the place of what has it, since ids are made for each file."""
    for row in rows:
        held: tuple[Room | Person, ...] = programme.rooms if kind == "room" else programme.people
        same = next((each.id for each in held if each.name == row.name), None)
        found = row.model_copy(update={"id": same or edits.free_id(programme, kind)})
        others = [found if each.id == same else each for each in held]
        changed = {_LISTS[kind]: tuple(others if same else (*others, found))}
        programme = programme.model_copy(update=changed)
    return Programme.model_validate(programme.model_dump(mode="json"))


_LISTS: Mapping[str, str] = {"room": "rooms", "person": "people"}
_KEEPING: Mapping[str, Callable[[Desk], None]] = {
    "undo": Desk.undo,
    "redo": Desk.redo,
    "save": Desk.save,
    "theirs": Desk.load_theirs,
    "copy": Desk.keep_copy,
    "keys": Desk.renew_keys,
}
_ASKING: Mapping[str, Callable[[Desk, Ask], None]] = {
    "swaps": Desk.find_swaps,
    "swap": Desk.swap,
    "pin": Desk.pin,
    "notes": Desk.fill_notes,
}
_IMPORTING: Mapping[str, Callable[[Desk, bytes], None]] = {
    "rooms": Desk.import_rooms,
    "people": Desk.import_people,
    "participants": Desk.import_participants,
}


def open_desk(client: ArchiveClient, programme_id: str, key: str, read_key: str, language: str) -> Desk:
    """The course at its newest version. Raises ApiProblem, also where the key does not open it."""
    stored = client.programme(programme_id, key)
    roster = client.participants(programme_id, key) if stored.can_edit else Roster()
    return Desk(
        client,
        programme_id,
        key,
        read_key,
        language,
        stored.programme,
        stored.version,
        stored.visibility,
        stored.can_edit,
        roster,
        past=_earlier(stored.version),
    )


def _earlier(version: int) -> list[int]:
    """Versions that can be gone back to from this one."""
    return list(range(max(1, version - MOST_UNDONE), version))
