"""A programme's calendar and its table of sessions, read back, and the addresses at which packages are taken away."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import icalendar
import pytest
from classroom_examples import EVIL, full_programme, hostile_programme, large_programme, private_words
from fake_archive import open_fake_archive, settings_in
from fastapi.testclient import TestClient
from package_reader import Package

from api.app import create_app
from corpus.programme.model import Programme
from corpus.programme.stored import Visibility
from index.catalogue import Catalogue, open_catalogue
from index.programmes import Keys, ProgrammeStore


@dataclass(frozen=True)
class Shelf:
    """A running API and the programmes beside it."""

    client: TestClient
    store: ProgrammeStore

    def put(self, programme: Programme, visibility: Visibility = Visibility.private) -> tuple[str, Keys]:
        kept, keys = self.store.create(programme, visibility=visibility)
        return f"/v1/programmes/{kept.id}/files", keys


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    settings = settings_in(tmp_path_factory.mktemp("archive"))
    with TestClient(create_app(settings, open_fake_archive)) as client:
        catalogue: Catalogue = open_catalogue(settings.catalogue)
        yield Shelf(client, ProgrammeStore(catalogue.engine))
        catalogue.close()


def read_calendar(text: str) -> list[dict[str, str]]:
    """Events as RFC 5545 has them: lines unfolded, each split into a name with parameters and a value, escapes undone."""
    lines = re.sub("\r\n[ \t]", "", text).split("\r\n")
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and "END:VEVENT" not in events[-1]:
            events[-1][name] = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
            if line == "END:VEVENT":
                events[-1]["END:VEVENT"] = ""
    return events


def test_a_calendar_has_an_event_a_session_at_its_time_and_place(shelf: Shelf) -> None:
    files, keys = shelf.put(full_programme())
    answer = shelf.client.get(f"{files}/calendar.ics", params={"key": keys.read, "lang": "ko"})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-store"
    assert "etag" not in answer.headers
    events = read_calendar(answer.text)
    assert [each["SUMMARY"] for each in events] == [
        "도로에 값 매기기",
        "누가 얻고 누가 내는가?",
        "우리 도시의 정책",
        "실행계획",
    ]
    first = events[0]
    assert first["DTSTART;TZID=Asia/Seoul"] == "20270301T090000"
    assert first["DTEND;TZID=Asia/Seoul"] == "20270301T100000"
    assert (first["LOCATION"], first["CATEGORIES"], first["SEQUENCE"]) == ("Hall, 서울", "강의", "1")
    assert "• 사례 두 건을 보고" in first["DESCRIPTION"]
    assert "https://example.org/sheet" not in first["DESCRIPTION"]
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))


def test_a_calendar_brings_its_time_zone_along(shelf: Shelf) -> None:
    programme = full_programme().model_copy(update={"time_zone": "America/New_York"})
    days = tuple(day.model_copy(update={"date": dt.date(2027, 3, 13 + n)}) for n, day in enumerate(programme.days))
    files, keys = shelf.put(programme.model_copy(update={"days": days}))
    content = shelf.client.get(f"{files}/calendar.ics", params={"key": keys.read}).content
    found = icalendar.Calendar.from_ical(content)
    zone = found.timezones[0]
    assert zone["TZID"] == "America/New_York"
    starts = [event.start for event in found.events]
    # The second day is the one on which clocks go forward there.
    assert [start.utcoffset() for start in starts] == [dt.timedelta(hours=-5)] * 2 + [dt.timedelta(hours=-4)] * 2
    own = zone.to_tz()
    for start in starts:
        assert start.replace(tzinfo=own).utcoffset() == start.replace(tzinfo=ZoneInfo("America/New_York")).utcoffset()


def test_events_keep_their_uid_over_versions_and_count_them(shelf: Shelf) -> None:
    files, keys = shelf.put(full_programme())
    moved = full_programme().model_copy(update={"organiser": "Another"})
    shelf.store.change(files.split("/")[3], 1, moved)
    older, newer = (
        read_calendar(shelf.client.get(f"{files}/calendar.ics", params={"key": keys.read, "version": version}).text)
        for version in (1, 2)
    )
    assert [each["UID"] for each in older] == [each["UID"] for each in newer]
    assert {each["SEQUENCE"] for each in older} == {"1"}
    assert {each["SEQUENCE"] for each in newer} == {"2"}


def test_a_programme_without_dates_is_told_so(shelf: Shelf) -> None:
    programme = full_programme()
    days = tuple(day.model_copy(update={"date": None}) for day in programme.days)
    files, keys = shelf.put(programme.model_copy(update={"days": days}))
    answer = shelf.client.get(f"{files}/calendar.ics", params={"key": keys.read})
    assert answer.status_code == 422
    assert "give the days dates" in answer.json()["detail"]
    rows = _rows(shelf.client.get(f"{files}/sessions.csv", params={"key": keys.read}).text)
    assert [row["start"] for row in rows] == [""] * 5


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_table_has_a_row_a_session_with_times_cases_and_citations(shelf: Shelf) -> None:
    files, keys = shelf.put(full_programme())
    rows = _rows(shelf.client.get(f"{files}/sessions.csv", params={"key": keys.read}).text)
    assert [row["session"] for row in rows] == ["s0", "s1", "s2", "s3", "s4"]
    lecture = rows[1]
    assert lecture["start"] == "2027-03-01T09:00+09:00"
    assert lecture["case_versions"] == "stockholm-charge@1"
    assert lecture["citations"].endswith("/id/passage/stockholm-charge.aaaaaaaaaaaa.0")
    assert lecture["cited_pages"] == "12"
    assert lecture["people"] == "Ada Berg (City of Stockholm)"
    assert "sheet" not in lecture["materials"]


def test_no_cell_of_the_table_is_run_by_a_spreadsheet(shelf: Shelf) -> None:
    programme = hostile_programme()
    lecture = (
        programme.modules[1].sessions[0].model_copy(update={"title": {"en": "=1+1"}, "summary": {"en": "@SUM(A1)"}})
    )
    module = programme.modules[1].model_copy(update={"sessions": (lecture, *programme.modules[1].sessions[1:])})
    files, keys = shelf.put(
        programme.model_copy(update={"modules": (programme.modules[0], module, programme.modules[2])})
    )
    answer = shelf.client.get(f"{files}/sessions.csv", params={"key": keys.read})
    assert not [cell for row in _rows(answer.text) for cell in row.values() if cell[:1] in "=+-@" and cell]
    assert "\x00" not in answer.text


def test_a_calendar_of_hostile_texts_reads_back(shelf: Shelf) -> None:
    files, keys = shelf.put(hostile_programme())
    answer = shelf.client.get(f"{files}/calendar.ics", params={"key": keys.read})
    found = icalendar.Calendar.from_ical(answer.content)
    assert len(found.events) == 4
    assert "<script>alert(1)</script>" in str(found.events[0]["SUMMARY"])
    assert not set(answer.text) & {"\x00", "\x0b"}
    assert EVIL not in answer.text


def test_sixty_sessions_are_sixty_events_and_rows(shelf: Shelf) -> None:
    files, keys = shelf.put(large_programme())
    asked = {"key": keys.read}
    assert len(read_calendar(shelf.client.get(f"{files}/calendar.ics", params=asked).text)) == 60
    assert len(_rows(shelf.client.get(f"{files}/sessions.csv", params=asked).text)) == 60


def test_the_same_version_gives_the_same_bytes_by_every_address(shelf: Shelf) -> None:
    files, keys = shelf.put(full_programme())
    for name in ("calendar.ics", "sessions.csv", "cartridge.imscc", "qti.zip"):
        first, second = (shelf.client.get(f"{files}/{name}", params={"key": keys.read}).content for _ in range(2))
        assert first == second
        assert not [word for word in private_words() if word.encode() in first]


def test_answers_are_given_with_a_key_only(shelf: Shelf) -> None:
    files, keys = shelf.put(full_programme(), Visibility.public)
    by_name = {"none": {}, "read": {"key": keys.read}, "edit": {"key": keys.edit}, "wrong": {"key": "x" * 43}}
    tests = {
        name: len(Package(shelf.client.get(f"{files}/cartridge.imscc", params=asked).content).tests())
        for name, asked in by_name.items()
    }
    assert tests == {"none": 0, "read": 2, "edit": 2, "wrong": 0}
    statuses = {name: shelf.client.get(f"{files}/qti.zip", params=asked).status_code for name, asked in by_name.items()}
    assert statuses == {"none": 404, "read": 200, "edit": 200, "wrong": 404}


def test_a_private_programme_gives_no_file_without_a_key(shelf: Shelf) -> None:
    files, _ = shelf.put(full_programme())
    for name in ("calendar.ics", "sessions.csv", "cartridge.imscc", "qti.zip"):
        assert shelf.client.get(f"{files}/{name}").status_code == 404


def test_cartridges_come_in_the_version_and_form_asked_for(shelf: Shelf) -> None:
    files, keys = shelf.put(full_programme())
    asked = {"key": keys.edit, "cartridge": "1.3", "form": "thin", "lang": "ko"}
    answer = shelf.client.get(f"{files}/cartridge.imscc", params=asked)
    assert answer.headers["content-type"] == "application/vnd.ims.imsccv1p3"
    assert answer.headers["content-disposition"].endswith("-v1-ko-cartridge.imscc")
    assert Package(answer.content).schema[0] == "IMS Thin Common Cartridge"
    for wrong in ({"cartridge": "2.0"}, {"form": "slim"}, {"lang": "Klingon!"}, {"version": "0"}):
        refused = shelf.client.get(f"{files}/cartridge.imscc", params={"key": keys.edit, **wrong})
        assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
