"""The operations of the API on training programmes that the client uses; a test compares them with the OpenAPI document.

Keys travel as `Authorization: Bearer`, never in an address, which servers and programs in between write down.
"""

from __future__ import annotations

from collections.abc import Mapping

from corpus.programme.changes import ProgrammeDiff
from corpus.programme.files import ProgrammeFile
from corpus.programme.findings import ProgrammeChecks
from corpus.programme.forms import IssuedForms
from corpus.programme.imported import ParticipantsImport, PeopleImport, RoomsImport
from corpus.programme.model import Session
from corpus.programme.proposal import ProgrammeProposal, Swaps
from corpus.programme.results import ProgrammeResults
from corpus.programme.roster import Roster
from corpus.programme.stored import (
    CreatedProgramme,
    ProgrammeKeys,
    ProgrammePage,
    ProgrammeVersionPage,
    StoredProgramme,
    TemplateSummary,
)
from ui.client.calls import Download, Endpoint
from ui.client.endpoints import FILE_SECONDS, LANGUAGE, PAGE

PROPOSAL_SECONDS = 120.0
"""A proposal ranks the archive several times and reads dozens of cases."""
VERSION = frozenset({"version"})
_ONE = "/v1/programmes/{programme_id}"

TEMPLATES = Endpoint("GET", "/v1/programme-templates", tuple[TemplateSummary, ...])
CREATE = Endpoint("POST", "/v1/programmes", CreatedProgramme, is_repeatable=False)
PUBLIC = Endpoint("GET", "/v1/programmes", ProgrammePage, PAGE)
READ = Endpoint("GET", _ONE, StoredProgramme, VERSION)
CHANGE = Endpoint("PUT", _ONE, StoredProgramme, is_repeatable=False)
REMOVE = Endpoint("DELETE", _ONE, StoredProgramme, is_repeatable=False)
VERSIONS = Endpoint("GET", f"{_ONE}/versions", ProgrammeVersionPage, PAGE)
DIFF = Endpoint("GET", f"{_ONE}/diff", ProgrammeDiff, frozenset({"from", "to"}))
SHARE = Endpoint("PUT", f"{_ONE}/sharing", StoredProgramme)
KEYS = Endpoint("POST", f"{_ONE}/keys", ProgrammeKeys, is_repeatable=False)
PARTICIPANTS = Endpoint("GET", f"{_ONE}/participants", Roster)
ENROL = Endpoint("PUT", f"{_ONE}/participants", Roster)

PROGRAMME_ENDPOINTS = (
    TEMPLATES, CREATE, PUBLIC, READ, CHANGE, REMOVE, VERSIONS, DIFF, SHARE, KEYS, PARTICIPANTS, ENROL,
)  # fmt: skip

CHECK = Endpoint("POST", "/v1/programme-checks", ProgrammeChecks)
CHECKS = Endpoint("GET", f"{_ONE}/checks", ProgrammeChecks, LANGUAGE | VERSION)
IMPORT_ROOMS = Endpoint("POST", "/v1/programme-imports/rooms", RoomsImport, LANGUAGE)
IMPORT_PEOPLE = Endpoint("POST", "/v1/programme-imports/people", PeopleImport, LANGUAGE)
IMPORT_PARTICIPANTS = Endpoint("POST", "/v1/programme-imports/participants", ParticipantsImport, LANGUAGE)
PROPOSE = Endpoint("POST", "/v1/programme-proposals", ProgrammeProposal, LANGUAGE, PROPOSAL_SECONDS)
SWAPS = Endpoint("POST", "/v1/programme-proposals/swaps", Swaps, LANGUAGE, PROPOSAL_SECONDS)
NOTES = Endpoint("POST", "/v1/programme-proposals/notes", Session, seconds=PROPOSAL_SECONDS)

FORMS = Endpoint("POST", f"{_ONE}/forms", IssuedForms, is_repeatable=False)
RESULTS = Endpoint("GET", f"{_ONE}/results", ProgrammeResults)
RESULT_FILES: Mapping[str, Endpoint[Download]] = {
    ending: Endpoint("GET", f"{_ONE}/results.{ending}", Download, LANGUAGE, FILE_SECONDS) for ending in ("csv", "xlsx")
}
AFTERWARDS_ENDPOINTS = (FORMS, RESULTS, *RESULT_FILES.values())

FILE_LIST = Endpoint("GET", f"{_ONE}/files", tuple[ProgrammeFile, ...], LANGUAGE | VERSION)
_OPTIONS: Mapping[str, frozenset[str]] = {
    "programme.docx": frozenset({"edition"}), "programme.pdf": frozenset({"edition"}), "day.pdf": frozenset({"day"}),
    "slides.pptx": frozenset({"edition", "session"}),
    "reading-pack.docx": frozenset(), "certificates.pdf": frozenset(), "calendar.ics": frozenset(), "sessions.csv": frozenset(),
    "cartridge.imscc": frozenset({"cartridge", "form"}), "qti.zip": frozenset({"qti"}),
}  # fmt: skip
"""File of a programme -> parameters that it takes beside language and version."""
FILES: Mapping[str, Endpoint[Download]] = {
    name: Endpoint("GET", f"{_ONE}/files/{name}", Download, LANGUAGE | VERSION | options, FILE_SECONDS)
    for name, options in _OPTIONS.items()
}

PLANNING_ENDPOINTS = (
    CHECK, CHECKS, IMPORT_ROOMS, IMPORT_PEOPLE, IMPORT_PARTICIPANTS, PROPOSE, SWAPS, NOTES, FILE_LIST, *FILES.values(),
)  # fmt: skip
