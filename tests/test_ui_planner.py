"""The planner without a browser: where things stand on the board, what the browser may ask, and how courses begin."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from fake_api import create_fake_api, serve
from fake_cases import fake_archive
from fake_programmes import CASE, EDIT, READ, FakeProgrammes, add_programmes
from programmes import small_programme
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.classroom.formats import FORMATS
from corpus.errors import BadInput
from corpus.programme.edits import add_value, move_session, remove_value, set_value
from corpus.programme.findings import Check, Finding, Weight
from corpus.programme.timetable import clock
from ui.client import ArchiveClient, PublicAddresses
from ui.planner.acts import read_acts
from ui.planner.blanks import BLANKS, blank
from ui.planner.board import board
from ui.planner.desk import Desk, Notice, open_desk
from ui.planner.files import DAY, GROUPS, course_files
from ui.planner.pieces import Place, place_of
from ui.server import routes
from ui.views.content import Archive

BASE = small_programme(CASE)
LISTS = {
    "messages": "sessions/s1/messages", "questions": "sessions/s1/questions", "notes": "sessions/s1/notes", "steps": "sessions/s1/steps",
    "materials": "sessions/s1/materials", "needs": "needs", "objectives": "modules/m2/objectives", "items": "assessment/items",
    "choices": "assessment/items/i1/choices",
    "options": "evaluation/reaction/q1/choices", "reaction": "evaluation/reaction", "follow_up": "evaluation/follow_up", "rooms": "rooms",
    "people": "people", "breaks": "days/0/breaks", "modules": "modules",
}  # fmt: skip


@pytest.fixture(scope="module")
def kept() -> FakeProgrammes:
    return FakeProgrammes(fake_archive())


@pytest.fixture(scope="module")
def archive(kept: FakeProgrammes) -> Iterator[Archive]:
    app = create_fake_api(kept.archive)
    add_programmes(app, kept)
    with serve(app) as address:
        client = ArchiveClient(address, attempts=1)
        yield Archive(client, PublicAddresses("https://public.test"))
        client.close()


@pytest.fixture(scope="module")
def web(archive: Archive) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(archive)), follow_redirects=False) as opened:
        yield opened


def desk(archive: Archive, kept: FakeProgrammes) -> Desk:
    return open_desk(archive.client, kept.keep(BASE), EDIT, "", "en")


def ask(at: Desk, *acts: dict[str, object]) -> None:
    at.do(read_acts({"have": 0, "number": at.done + 1, "acts": acts}))


def test_sessions_at_one_time_stand_side_by_side_and_those_after_them_do_not() -> None:
    both = set_value(BASE, "sessions/s2/start", "09:30")
    placed = {each.session.id: each for each in board(both).columns[0].sessions}
    assert [(placed[s].lane, placed[s].lanes) for s in ("s1", "s2")] == [(0, 2), (1, 2)]
    assert {each.lanes for each in board(BASE).columns[0].sessions} == {1}


def test_the_board_grows_with_what_runs_late_and_counts_what_is_planned() -> None:
    usual, late = board(BASE), board(set_value(BASE, "sessions/s2/start", "17:30"))
    assert (clock(usual.top), usual.minutes, late.minutes) == ("09:00", 480, 600)
    assert [each.is_late for each in late.columns[0].sessions] == [False, True]
    assert (usual.columns[0].planned, usual.columns[0].room) == (150, 405)
    assert [session.id for session in board(move_session(BASE, "s1", None)).shelf] == ["s1"]


@pytest.mark.parametrize("name", BLANKS)
def test_every_list_takes_a_new_entry_and_gives_it_back(name: str) -> None:
    address = LISTS[name]
    more = add_value(BASE, address, blank(BASE, address, "New words", "en"))
    assert more != BASE
    last = f"{address}/{_last(more, address)}"
    assert remove_value(more, last) == BASE


def _last(programme: object, address: str) -> int:
    found = programme.model_dump(mode="json")  # type: ignore[attr-defined]
    found["sessions"] = [each for module in found["modules"] for each in module["sessions"]]
    for part in address.split("/"):
        found = (
            next(e for e in found if e.get("id") == part)
            if isinstance(found, list) and not part.isdecimal()
            else found[int(part) if part.isdecimal() else part]
        )
    return len(found) - 1


def test_what_is_no_act_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadInput, match="cannot have"):
        read_acts({"have": 0, "number": 1, "acts": [{"kind": "format", "disk": "c"}]})
    with pytest.raises(BadInput, match="cannot have"):
        read_acts("nonsense")


def test_an_act_that_comes_twice_is_done_once(archive: Archive, kept: FakeProgrammes) -> None:
    at = desk(archive, kept)
    asked = read_acts({"have": 0, "number": 7, "acts": [{"kind": "add", "day": 1}]})
    at.do(asked)
    at.do(asked)
    assert len(at.programme.sessions) == len(BASE.sessions) + 1


def test_what_cannot_be_done_is_told_and_the_rest_is_done(archive: Archive, kept: FakeProgrammes) -> None:
    at = desk(archive, kept)
    ask(at, {"kind": "remove", "session": "s99"}, {"kind": "set", "address": "title", "value": "Now", "text": True})
    assert at.notice
    assert "no session 's99'" in at.notice.sentence
    assert at.programme.title["en"] == "Now"


def test_undo_goes_back_step_by_step_and_forward_again(archive: Archive, kept: FakeProgrammes) -> None:
    at = desk(archive, kept)
    for words in ("One", "Two"):
        ask(at, {"kind": "set", "address": "title", "value": words, "text": True})
    told = []
    for kind in ("undo", "undo", "redo", "redo"):
        ask(at, {"kind": kind})
        told.append(at.programme.title["en"])
    assert told == ["One", BASE.title["en"], "One", "Two"]
    assert at.version == 7


def test_a_finding_leads_to_its_place() -> None:
    def finding(where: str, *ids: str) -> Finding:
        return Finding(check=Check.minutes, weight=Weight.note, sentence="x", where=where, ids=ids)  # type: ignore[arg-type]

    assert place_of(finding("session", "s1"), ["s1"]) == Place("session", "s1")
    assert place_of(finding("day", "2"), []) == Place("day", day=2)
    assert place_of(finding("objective", "o1"), []) == Place("goals", "o1")
    assert place_of(finding("programme"), []) == Place("course")


def test_every_file_of_the_archive_has_its_place_and_those_with_names_are_the_trainers(
    archive: Archive, kept: FakeProgrammes
) -> None:
    name = kept.keep(BASE)

    def hrefs(key: str) -> list[str]:
        at = open_desk(archive.client, name, key, "", "ko")
        ask(at, {"kind": "open", "what": "files"})
        found = course_files(archive.public, at, "en")
        assert found["groups"][0][1][0].label == "프로그램 (Word)"
        assert [number for number, _ in found["day_files"]] == [1, 2]
        return [link.href for _, files in found["groups"] for file in files for link in file.links]

    assert {DAY, *(name for names in GROUPS.values() for name in names)} == {each.name for each in FORMATS}
    trainers, readers = hrefs(EDIT), hrefs(READ)
    others = [urlsplit(href).path.rpartition("/")[2] for href in trainers if href.replace(EDIT, READ) not in readers]
    assert others == ["certificates.pdf"]
    assert all("lang=en&version=1" in href for href in trainers)
    assert sum("edition=facilitator" in href for href in readers) == 3


def test_a_session_and_an_objective_go_to_another_part_of_the_course(archive: Archive, kept: FakeProgrammes) -> None:
    at = desk(archive, kept)
    target = at.programme.modules[-1].id
    for name, member in (("sessions", "s1"), ("objectives", "o1")):
        ask(at, {"kind": "belong", "list": name, "id": member, "module": target})
        assert getattr(at.programme.modules[-1], name)[-1].id == member
    assert at.programme.sessions != BASE.sessions
    assert sorted(s.id for s in at.programme.sessions) == sorted(s.id for s in BASE.sessions)
    ask(at, {"kind": "belong", "list": "sessions", "id": "s1", "module": "m99"})
    assert at.notice
    assert "no module 'm99'" in at.notice.sentence


def test_what_a_form_lets_choose_from_is_written_and_taken_out(archive: Archive, kept: FakeProgrammes) -> None:
    at = desk(archive, kept)
    choices = "evaluation/reaction/q2/choices"
    ask(at, {"kind": "set", "address": "evaluation/reaction/q2/kind", "value": "choice"})
    ask(at, *({"kind": "insert", "address": choices, "words": words} for words in ("Yes", "No", "Perhaps")))
    ask(at, {"kind": "set", "address": f"{choices}/1", "value": "Never", "text": True})
    ask(at, {"kind": "drop", "address": f"{choices}/0"})
    assert at.programme.evaluation.reaction[1].choices == ({"en": "Never"}, {"en": "Perhaps"})


def test_new_keys_lead_to_the_course_behind_them(archive: Archive, kept: FakeProgrammes) -> None:
    at = desk(archive, kept)
    ask(at, {"kind": "keys"})
    assert at.leads_to == (at.programme_id, f"{EDIT}-1", f"{READ}-1")
    ask(at, {"kind": "add", "day": 1})
    assert at.notice is None
    assert at.version == 2


def test_a_table_goes_to_the_archive_in_the_encoding_that_it_has(archive: Archive, kept: FakeProgrammes) -> None:
    at = desk(archive, kept)
    rows = base64.b64encode("이름,수용 인원\n대강당,80\n".encode("cp949")).decode()
    ask(at, {"kind": "import", "what": "rooms", "content": rows})
    assert [room.name for room in at.programme.rooms] == ["Hall", "대강당"]
    more = base64.b64encode(b"name,capacity\nHall,90\nAula,50\n").decode()
    ask(at, {"kind": "import", "what": "rooms", "content": more})
    assert [(room.id, room.name, room.capacity) for room in at.programme.rooms[::2]] == [
        ("r1", "Hall", 90),
        ("r3", "Aula", 50),
    ]
    people = base64.b64encode(b"name\nAda Berg\n").decode()
    ask(at, {"kind": "import", "what": "participants", "content": people})
    assert [each.name for each in at.roster.participants] == ["Ada Berg"]
    assert (at.opened.what, at.opened.rows) == ("people", 1)


def test_notes_that_are_there_already_are_told(archive: Archive, kept: FakeProgrammes) -> None:
    at = desk(archive, kept)
    for _ in range(2):
        ask(at, {"kind": "notes", "session": "s1"})
    assert at.notice == Notice("full")
    ask(at, {"kind": "open"})
    assert at.notice is None


def test_a_course_begins_from_the_tray_with_a_discussion_of_each_case(web: TestClient, kept: FakeProgrammes) -> None:
    answer = web.post("/new-course?lang=ko&tray=bogota-buses,seoul-buses", data={"way": "tray", "days": "4"})
    assert answer.status_code == 201
    made = kept.kept[list(kept.kept)[-1]][0]
    assert [pin for session in made.sessions for pin in [session.cases[0].case]] == ["bogota-buses", "seoul-buses"]
    assert (len(made.days), made.days[0].end, {s.day for s in made.sessions}) == (4, dt.time(17), {None})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"way": "brief", "brief": " "}, "in a few words"),
        ({"way": "tray"}, "no case in the tray"),
        ({"way": "blank", "days": "99"}, "1 to 30 days"),
        ({}, "no course"),
    ],
)
def test_what_makes_no_course_is_told(web: TestClient, given: dict[str, str], words: str) -> None:
    answer = web.post("/new-course?lang=en", data=given)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_pasted_link_opens_the_course_on_this_server(web: TestClient) -> None:
    link = "https://evil.test/?page=programme&programme=abc&key=k1&read=k2"
    there = web.get("/open-course", params={"link": link, "lang": "fr"}).headers["location"]
    assert there == "./?page=programme&programme=abc&key=k1&read=k2&lang=fr"
    assert web.get("/open-course", params={"link": "nothing"}).headers["location"].startswith("./?page=programmes")


def test_the_key_of_a_course_is_told_to_no_other_server(web: TestClient) -> None:
    assert web.get("/?page=programme&programme=abc&key=k").headers["referrer-policy"] == "same-origin"
