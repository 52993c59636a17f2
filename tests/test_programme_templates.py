"""Templates become programmes that hold: their minutes fit the days, every objective is taught and asked, in every interface language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from corpus.case import Text
from corpus.errors import BadInput
from corpus.programme.dates import teaching_dates
from corpus.programme.model import Programme
from corpus.programme.requests import FromTemplate
from corpus.programme.templates import from_template, templates
from corpus.programme.timetable import minutes_of, timetable
from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary

LENGTHS = [(found.id, days) for found in templates().values() for days in range(found.least_days, found.most_days + 1)]


def made(name: str, days: int | None = None, *languages: str) -> Programme:
    return from_template(FromTemplate(id=name, days=days, languages=languages or ("en",)))


@pytest.mark.parametrize(("name", "days"), LENGTHS)
def test_sessions_fill_their_days_and_overrun_none(name: str, days: int) -> None:
    programme = made(name, days)
    assert len(programme.days) == days
    for number, slots in timetable(programme).items():
        assert slots
        end = minutes_of(programme.days[number - 1].end)
        assert slots[-1].end == end
        assert not any(one.overlaps(other) for one in slots for other in slots if one is not other)
        assert all(not slot.session.start for slot in slots)


@pytest.mark.parametrize("name", templates())
def test_what_is_to_be_learnt_is_taught_asked_and_in_the_vocabularies(name: str) -> None:
    programme = made(name)
    ids = {objective.id for objective in programme.objectives}
    assert ids == {each for session in programme.sessions for each in session.objectives}
    assert ids == {item.objective for item in programme.assessment.items}
    for objective in programme.objectives:
        assert vocabulary("verbs")[objective.verb].parent == objective.level
    assert all(session.method in vocabulary("methods") for session in programme.sessions)
    study = sum(session.minutes for session in programme.sessions if session.day == 0)
    assert 0 < study <= programme.preparation.minutes


@pytest.mark.parametrize("name", templates())
def test_forms_ask_about_each_taught_session_and_what_came_of_it(name: str) -> None:
    programme = made(name)
    asked = [each.session for each in programme.evaluation.reaction if each.session]
    taught = [
        session.id for session in programme.sessions if session.method not in ("ceremony", "assessment", "self-study")
    ]
    assert sorted(asked) == sorted(taught)
    assert [each.kind.value for each in programme.evaluation.follow_up][:2] == ["progress", "choice"]


def texts(value: object) -> Iterator[Text]:
    """Every text of a programme's JSON."""
    if isinstance(value, dict) and value and value.keys() <= {*INTERFACE_LANGUAGES, "ar"}:
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


@pytest.mark.parametrize("name", templates())
def test_texts_stand_in_all_languages_asked_for_and_in_no_other(name: str) -> None:
    whole = made(name, None, *INTERFACE_LANGUAGES)
    assert {tuple(sorted(text)) for text in texts(whole.model_dump(mode="json"))} == {INTERFACE_LANGUAGES}
    korean = list(texts(made(name, None, "ko").model_dump(mode="json")))
    assert {tuple(text) for text in korean} == {("ko",)}
    arabic = made(name, None, "ar")
    assert arabic.languages == ("ar",)
    assert {tuple(text) for text in texts(arabic.model_dump(mode="json"))} == {("en",)}


def test_a_title_in_another_language_stays_beside_texts_in_english() -> None:
    wanted = FromTemplate(id="workshop", languages=("ar",), title={"ar": "شوارع للناس"})
    programme = from_template(wanted)
    assert programme.title == {"ar": "شوارع للناس"}
    assert set(programme.summary) == {"en"}


@pytest.mark.parametrize(
    ("first", "weeks", "expected"),
    [
        ("2027-03-04", 0, ["2027-03-04", "2027-03-05", "2027-03-08"]),
        ("2027-03-06", 0, ["2027-03-08", "2027-03-09", "2027-03-10"]),
        ("2027-03-07", 1, ["2027-03-08", "2027-03-15", "2027-03-22"]),
    ],
)
def test_days_leave_weekends_out(first: str, weeks: int, expected: list[str]) -> None:
    dates = teaching_dates(dt.date.fromisoformat(first), weeks)
    assert [next(dates).isoformat() for _ in expected] == expected


def test_a_format_is_made_for_so_many_days_and_no_other() -> None:
    with pytest.raises(BadInput, match="5 to 10 days, and 3 were asked for"):
        made("institute", 3)
    with pytest.raises(BadInput, match="institute, workshop, online"):
        made("retreat")
