"""The part of the stand-in for the API that keeps programmes: real types, real versions and conflicts, invented checks and proposals."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from typing import Any

from fake_api import FakeArchive, _problem, card
from fastapi import Body, FastAPI, Request
from fastapi.responses import Response
from programmes import citation, roster, small_programme

from api.classroom.formats import FORMATS
from corpus.programme.files import ProgrammeFile
from corpus.programme.findings import Check, ExampleCount, Finding, ProgrammeChecks, Weight
from corpus.programme.imported import ImportAnswer, ParticipantsImport, PeopleImport, RoomsImport
from corpus.programme.model import CasePin, Programme, Reason, Session, Statement
from corpus.programme.proposal import ProgrammeProposal, Swap, Swaps, Understood
from corpus.programme.roster import Roster
from corpus.programme.stored import (
    CreatedProgramme,
    ProgrammeKeys,
    ProgrammeSummary,
    StoredProgramme,
    TemplateSummary,
    Visibility,
)
from corpus.programme.timetable import Slot, minutes_of, timetable
from index.programmes import Permission
from ingest.lists import read_list

NOW = "2026-11-22T12:00:00Z"
CASE = "bogota-buses"
OTHER = "seoul-buses"
EDIT, READ = "edit-key", "read-key"


@dataclass
class FakeProgrammes:
    """Programmes by id, with all versions. Every one opens with the same two keys."""

    archive: FakeArchive
    kept: dict[str, list[Programme]] = field(default_factory=dict)
    public: set[str] = field(default_factory=set)
    roster: Roster = field(default_factory=roster)
    renewed: dict[str, int] = field(default_factory=dict)
    """How often a programme has got new keys; the old ones go on opening it here."""
    answers: Event = field(default_factory=Event)
    """Cleared, saving fails as if the archive were broken."""

    def keep(self, programme: Programme) -> str:
        name = f"course{len(self.kept) + 1}"
        self.kept[name] = [programme]
        return name

    def fields(self, name: str, version: int | None = None) -> dict[str, Any]:
        versions = self.kept[name]
        programme = versions[(version or len(versions)) - 1]
        return {
            "id": name, "version": version or len(versions), "newest": len(versions), "title": programme.title, "topics": programme.topics,
            "visibility": Visibility.public if name in self.public else Visibility.private, "created": NOW, "updated": NOW,
            "programme": programme,
        }  # fmt: skip


def _is_late(programme: Programme, day: int, slot: Slot) -> bool:
    return slot.end > minutes_of(programme.days[day - 1].end)


def _late(session: Session) -> Finding:
    sentence = f"{session.title['en']} ends after the day"
    return Finding(check=Check.minutes, weight=Weight.error, sentence=sentence, where="session", ids=(session.id,))


def checks(programme: Programme) -> ProgrammeChecks:
    """Sessions that run past the end of their day, those that stand nowhere, and how many cases there are."""
    found = [
        _late(slot.session)
        for number, slots in timetable(programme).items()
        for slot in slots
        if _is_late(programme, number, slot)
    ]
    waiting = [session.id for session in programme.sessions if session.day is None]
    found += [
        Finding(check=Check.placed, weight=Weight.warning, sentence=f"{each} is not placed", where="session", ids=(each,))
        for each in waiting
    ]  # fmt: skip
    counts = (ExampleCount(dimension="region", value="419", label="Latin America", count=len(programme.pins)),)
    return ProgrammeChecks(findings=tuple(found), examples=counts, reading_minutes=30, preparation_minutes=120)


def add_programmes(app: FastAPI, kept: FakeProgrammes) -> None:
    kept.answers.set()
    _add_store(app, kept)
    _add_around(app, kept)
    _add_help(app, kept)


def _json(answer: Any, status: int = 200) -> Response:
    return Response(answer.model_dump_json(), status, media_type="application/json")


def _key(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def _add_store(app: FastAPI, kept: FakeProgrammes) -> None:
    @app.get("/v1/programme-templates")
    def templates() -> list[TemplateSummary]:
        kinds = {"institute": (5, 10), "workshop": (1, 3)}
        return [
            TemplateSummary(
                id=name, title={"en": name}, summary={}, least_days=least, usual_days=least, most_days=most, weeks_apart=0, participants=15
            )
            for name, (least, most) in kinds.items()
        ]  # fmt: skip

    @app.get("/v1/programmes")
    def public() -> dict[str, Any]:
        summary = set(ProgrammeSummary.model_fields)
        found = [{k: v for k, v in kept.fields(name).items() if k in summary} for name in sorted(kept.public)]
        return {"total": len(found), "programmes": [ProgrammeSummary.model_validate(each) for each in found]}

    @app.post("/v1/programmes", response_model=None)
    def create(body: dict[str, Any]) -> Response:
        programme = Programme.model_validate(body["programme"]) if "programme" in body else small_programme(CASE)
        name = kept.keep(programme)
        return _json(CreatedProgramme(**kept.fields(name), can_edit=True, edit_key=EDIT, read_key=READ), 201)

    @app.get("/v1/programmes/{name}", response_model=None)
    def read(name: str, request: Request, version: int | None = None) -> Response:
        if name not in kept.kept or (not _key(request).startswith((EDIT, READ)) and name not in kept.public):
            return _problem(404, "Not found", "there is no such programme")
        return _json(StoredProgramme(**kept.fields(name, version), can_edit=_key(request).startswith(EDIT)))

    @app.put("/v1/programmes/{name}", response_model=None)
    def save(name: str, request: Request, body: dict[str, Any]) -> Response:
        if not kept.answers.is_set():
            return _problem(503, "Unavailable", "the disk is full")
        if request.headers.get("if-match") != f'"{len(kept.kept[name])}"':
            return _problem(412, "Precondition failed", "somebody else changed it")
        kept.kept[name].append(Programme.model_validate(body))
        return _json(StoredProgramme(**kept.fields(name), can_edit=True))


def _add_around(app: FastAPI, kept: FakeProgrammes) -> None:
    @app.put("/v1/programmes/{name}/sharing", response_model=None)
    def share(name: str, body: dict[str, str]) -> Response:
        (kept.public.add if body["visibility"] == "public" else kept.public.discard)(name)
        return _json(StoredProgramme(**kept.fields(name), can_edit=True))

    @app.post("/v1/programmes/{name}/keys", response_model=None)
    def keys(name: str, request: Request) -> Response:
        kept.renewed[name] = kept.renewed.get(name, 0) + 1
        assert _key(request) in (EDIT, f"{EDIT}-{kept.renewed[name] - 1}")
        return _json(ProgrammeKeys(edit_key=f"{EDIT}-{kept.renewed[name]}", read_key=f"{READ}-{kept.renewed[name]}"))

    @app.get("/v1/programmes/{name}/participants", response_model=None)
    def participants(name: str) -> Response:  # noqa: ARG001
        return _json(kept.roster)

    @app.put("/v1/programmes/{name}/participants", response_model=None)
    def enrol(name: str, body: dict[str, Any]) -> Response:  # noqa: ARG001
        kept.roster = Roster.model_validate(body)
        return _json(kept.roster)

    @app.get("/v1/programmes/{name}/files")
    def files(name: str, request: Request, lang: str) -> list[ProgrammeFile]:
        return [
            ProgrammeFile(name=each.name, label=each.labels[lang], media_type=each.media_type, address=f"/{name}/{each.name}")
            for each in FORMATS
            if each.least is not Permission.edit or _key(request).startswith(EDIT)
        ]  # fmt: skip

    @app.get("/v1/programmes/{name}/files/{file}", response_model=None)
    def file(name: str, file: str, request: Request) -> Response:
        headers = {"Content-Disposition": f'attachment; filename="{name}-{file}"'}
        return Response(f"{file} {request.url.query}", media_type="application/octet-stream", headers=headers)


def _add_help(app: FastAPI, kept: FakeProgrammes) -> None:
    @app.post("/v1/programme-checks", response_model=None)
    def check(body: dict[str, Any]) -> Response:
        return _json(checks(Programme.model_validate(body["programme"])))

    @app.post("/v1/programme-imports/{kind}", response_model=None)
    def read_rows(kind: str, body: bytes = Body(media_type="text/csv")) -> Response:
        answers: dict[str, type[ImportAnswer]] = {
            "rooms": RoomsImport,
            "people": PeopleImport,
            "participants": ParticipantsImport,
        }
        return _json(read_list(body, answers[kind], "en"))

    @app.post("/v1/programme-proposals", response_model=None)
    def propose(body: dict[str, Any]) -> Response:
        programme = small_programme(CASE)
        reason = Reason(text={"en": "Its city is like yours."}, citations=(citation(CASE),))
        first = programme.modules[1].sessions[0].model_copy(update={"reasons": (reason,)})
        modules = (
            programme.modules[0],
            programme.modules[1].model_copy(update={"sessions": (first, programme.modules[1].sessions[1])}),
            programme.modules[2],
        )
        understood = (
            Understood(words="two days", field="days", value="2", label="2"),
            Understood(words="tea", field="nothing"),
        )
        return _json(
            ProgrammeProposal(
                brief=body["brief"],
                understood=understood,
                programme=programme.model_copy(update={"modules": modules}),
                remarks=(Reason(text={"en": "No case of Oceania."}),),
            )
        )

    @app.post("/v1/programme-proposals/swaps", response_model=None)
    def swaps(body: dict[str, Any]) -> Response:
        programme = Programme.model_validate(body["programme"])
        session = next(each for each in programme.sessions if each.id == body["session"])
        shown = card(next(case for case in kept.archive.cases if case.record.id == OTHER), "en")
        pin = CasePin(case=OTHER, version=shown.version)
        reason = Reason(text={"en": "The same instrument elsewhere."})
        swapped = session.model_copy(update={"cases": (pin,), "questions": (Statement(text={"en": "And in Seoul?"}),)})
        candidate = Swap(card=shown, pin=pin, session=swapped, reasons=(reason,))
        return _json(Swaps(session=session.id, case=body["case"], candidates=(candidate,)))

    @app.post("/v1/programme-proposals/notes", response_model=None)
    def notes(body: dict[str, Any]) -> Response:
        programme = Programme.model_validate(body["programme"])
        session = next(each for each in programme.sessions if each.id == body["session"])
        note = Statement(text={"en": "Filled from the case."}, citations=(citation(CASE),))
        notes = session.notes if note in session.notes else (*session.notes, note)
        return _json(session.model_copy(update={"notes": notes}))
