"""What the planner asks of the API: the one place of the front end that knows the addresses of programmes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from corpus.case import Text
from corpus.programme.findings import ProgrammeChecks
from corpus.programme.model import Brief, Person, Programme, Room, Session
from corpus.programme.proposal import Proposal, Swaps
from corpus.programme.roster import Participant, Roster
from corpus.programme.stored import CreatedProgramme, ProgrammeSummary, StoredProgramme, Visibility
from corpus.results import Answer
from ui.client import ArchiveClient
from ui.client.calls import Answered, Call, Endpoint

PROPOSAL_SECONDS = 120.0
"""A proposal ranks the archive several times and reads dozens of cases."""
MOST_SWAPS = 5


class Template(Answer):
    """A form that a programme can start from, with its title and summary by language."""

    id: str
    title: Text
    summary: Text
    usual_days: int = Field(default=5, ge=1, description="days where none are asked for")


class ProgrammePage(Answer):
    """The first page of the courses that everybody may read."""

    programmes: tuple[ProgrammeSummary, ...]


class ImportFault(Answer):
    """A cell of a CSV file that could not be read; its row was left out."""

    line: int | None = None
    column: str | None = None
    sentence: str


class Imported(Answer):
    """Rows of a CSV file as typed records, and what was wrong with the others."""

    rows: tuple[dict[str, Any], ...]
    problems: tuple[ImportFault, ...] = ()
    ignored: tuple[str, ...] = Field(default=())


ROW_TYPES: Mapping[str, type[Room | Person | Participant]] = {
    "rooms": Room,
    "people": Person,
    "participants": Participant,
}

_LANG = frozenset({"lang"})
_ONE = "/v1/programmes/{id}"
TEMPLATES = Endpoint("GET", "/v1/programme-templates", tuple[Template, ...])
PUBLIC = Endpoint("GET", "/v1/programmes", ProgrammePage)
CREATE = Endpoint("POST", "/v1/programmes", CreatedProgramme)
READ = Endpoint("GET", _ONE, StoredProgramme, frozenset({"version"}))
SAVE = Endpoint("PUT", _ONE, StoredProgramme)
SHARE = Endpoint("PUT", f"{_ONE}/sharing", dict)
ROSTER = Endpoint("GET", f"{_ONE}/participants", Roster)
ENROL = Endpoint("PUT", f"{_ONE}/participants", Roster)
CHECK = Endpoint("POST", "/v1/programme-checks", ProgrammeChecks)
IMPORT = Endpoint("POST", "/v1/programme-imports/{kind}", Imported, _LANG)
PROPOSE = Endpoint("POST", "/v1/programme-proposals", Proposal, _LANG, PROPOSAL_SECONDS)
SWAPS = Endpoint("POST", "/v1/programme-proposals/swaps", Swaps, _LANG, PROPOSAL_SECONDS)
NOTES = Endpoint("POST", "/v1/programme-proposals/notes", Session, _LANG, PROPOSAL_SECONDS)


@dataclass(frozen=True)
class Courses:
    """Every method asks once and raises ApiProblem where there is no answer; its kind is `conflict` where somebody else saved first."""

    client: ArchiveClient

    def templates(self) -> tuple[Template, ...]:
        return self.client.run(TEMPLATES.call())

    def public(self) -> tuple[ProgrammeSummary, ...]:
        return self.client.run(PUBLIC.call()).programmes

    def create(self, programme: Programme) -> CreatedProgramme:
        return self.client.run(CREATE.call(json={"programme": _json(programme)}))

    def from_template(self, template: str, days: int | None, language: str) -> CreatedProgramme:
        asked = {"id": template, "days": days, "languages": [language]}
        return self.client.run(CREATE.call(json={"template": asked}))

    def propose(self, brief: Brief, language: str) -> Proposal:
        return self.client.run(PROPOSE.call({"lang": [language]}, json={"brief": _json(brief)}))

    def read(self, programme_id: str, key: str, version: int | None = None) -> StoredProgramme:
        params = {"version": [str(version)] if version else []}
        return self.client.run(_opened(READ.call(params, id=programme_id), key))

    def save(self, programme_id: str, key: str, version: int, programme: Programme) -> StoredProgramme:
        """Keep it as the next version of `version`, which must still be the newest."""
        call = _opened(SAVE.call(json=_json(programme), id=programme_id), key, {"If-Match": f'"{version}"'})
        return self.client.run(call)

    def share(self, programme_id: str, key: str, visibility: Visibility) -> None:
        self.client.run(_opened(SHARE.call(json={"visibility": visibility}, id=programme_id), key))

    def roster(self, programme_id: str, key: str) -> Roster:
        return self.client.run(_opened(ROSTER.call(id=programme_id), key))

    def enrol(self, programme_id: str, key: str, roster: Roster) -> None:
        self.client.run(_opened(ENROL.call(json=_json(roster), id=programme_id), key))

    def check(self, programme: Programme, language: str) -> ProgrammeChecks:
        return self.client.run(CHECK.call(json={"programme": _json(programme), "lang": language}))

    def read_rows(self, kind: str, csv: str, language: str) -> Imported:
        """Rows of a CSV of rooms, people or participants."""
        call = IMPORT.call({"lang": [language]}, kind=kind)
        return self.client.run(call.sending({"Content-Type": "text/csv; charset=utf-8"}, csv.encode()))

    def swaps(self, programme: Programme, session: str, case: str, language: str) -> Swaps:
        asked = {"programme": _json(programme), "session": session, "case": case, "limit": MOST_SWAPS}
        return self.client.run(SWAPS.call({"lang": [language]}, json=asked))

    def notes(self, programme: Programme, session: str, language: str) -> Session:
        """The session with the facilitator's notes, questions and steps filled from its cases."""
        return self.client.run(
            NOTES.call({"lang": [language]}, json={"programme": _json(programme), "session": session})
        )


def _json(record: Any) -> Any:
    return record.model_dump(mode="json")


def _opened(call: Call[Answered], key: str, more: Mapping[str, str] | None = None) -> Call[Answered]:
    bearer = {"Authorization": f"Bearer {key}"} if key else {}
    return call.sending({**bearer, **(more or {})})
