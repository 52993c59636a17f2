"""What each method of the client that helps to plan a programme asks of the API: checks, lists, proposals, and the files it leaves as."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.errors import BadInput
from corpus.programme.files import ProgrammeFile
from corpus.programme.findings import ProgrammeChecks
from corpus.programme.imported import ParticipantsImport, PeopleImport, RoomsImport
from corpus.programme.model import Brief, Programme, Session
from corpus.programme.proposal import ProgrammeProposal, Swaps
from corpus.programme.roster import Participant
from ui.client import programme_endpoints as endpoints
from ui.client.addresses import Params
from ui.client.calls import Answered, Call, Endpoint
from ui.client.programmes import as_json, opened

CSV = "text/csv"
"""Without its encoding: a spreadsheet says nothing of that, and the API finds it out."""


def check_programme(
    programme: Programme, participants: Sequence[Participant] = (), language: str = "en"
) -> Call[ProgrammeChecks]:
    """What is the matter with a programme that is being made; nothing of it is kept."""
    roster = [as_json(each) for each in participants]
    return endpoints.CHECK.call(json={"programme": as_json(programme), "participants": roster, "lang": language})


def programme_checks(
    programme_id: str, key: str = "", language: str = "en", version: int | None = None
) -> Call[ProgrammeChecks]:
    """The same of a programme that is kept; with the key for changing, its participants are reckoned with."""
    params = {"lang": [language], "version": [str(version)] if version else []}
    return opened(endpoints.CHECKS.call(params, programme_id=programme_id), key)


def import_rooms(csv: bytes, language: str = "en") -> Call[RoomsImport]:
    """Rooms of a CSV, as the spreadsheet saved it."""
    return _csv(endpoints.IMPORT_ROOMS, csv, language)


def import_people(csv: bytes, language: str = "en") -> Call[PeopleImport]:
    """People of a CSV who teach, lead or host."""
    return _csv(endpoints.IMPORT_PEOPLE, csv, language)


def import_participants(csv: bytes, language: str = "en") -> Call[ParticipantsImport]:
    """Participants of a CSV; the API keeps none of them."""
    return _csv(endpoints.IMPORT_PARTICIPANTS, csv, language)


def propose_programme(brief: Brief, language: str = "en") -> Call[ProgrammeProposal]:
    """A programme from a brief, every choice explained; nothing of it is kept."""
    return endpoints.PROPOSE.call({"lang": [language]}, json={"brief": as_json(brief)})


def propose_swaps(programme: Programme, session: str, case: str, limit: int = 5, language: str = "en") -> Call[Swaps]:
    """The next best cases for the place of one in a session, best first."""
    asked = {"programme": as_json(programme), "session": session, "case": case, "limit": limit}
    return endpoints.SWAPS.call({"lang": [language]}, json=asked)


def propose_notes(programme: Programme, session: str) -> Call[Session]:
    """The session with the facilitator's notes, questions and steps filled from its cases, in the languages of the programme."""
    return endpoints.NOTES.call(json={"programme": as_json(programme), "session": session})


def programme_files(
    programme_id: str, key: str = "", language: str | None = None, version: int | None = None
) -> Call[tuple[ProgrammeFile, ...]]:
    """The files that the key opens, with their names in the language."""
    params = {"lang": [language] if language else [], "version": [str(version)] if version else []}
    return opened(endpoints.FILE_LIST.call(params, programme_id=programme_id), key)


def programme_file(
    programme_id: str,
    name: str,
    to: str | Path,
    key: str = "",
    language: str | None = None,
    version: int | None = None,
    **options: str,
) -> Call[Path]:
    """Save a file of the programme, such as `programme.docx`; `options` are its own, as `cartridge="1.3"`.

    BadInput names the files where there is no such.
    """
    if name not in endpoints.FILES:
        raise BadInput(f"a programme has no file {name!r}; there are: {', '.join(endpoints.FILES)}")
    params: Params = {"lang": [language] if language else [], "version": [str(version)] if version else []}
    asked = params | {option: [value] for option, value in options.items()}
    return opened(endpoints.FILES[name].call(asked, programme_id=programme_id), key).saved(to)


def _csv(endpoint: Endpoint[Answered], csv: bytes, language: str) -> Call[Answered]:
    return endpoint.call({"lang": [language]}).sending({"Content-Type": CSV}, csv)
