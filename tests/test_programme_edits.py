"""Changes of a programme: what moves, what stays, and what is refused with a sentence."""

from __future__ import annotations

import datetime as dt

import pytest
from programmes import small_programme

from corpus.errors import BadInput
from corpus.programme.edits import (
    add_day,
    add_session,
    add_value,
    duplicate_session,
    free_id,
    lengthen_session,
    move_session,
    pin_case,
    remove_day,
    remove_session,
    remove_value,
    replace_session,
    session_of,
    set_key,
    set_value,
    set_verb,
    shift_value,
)
from corpus.programme.model import CasePin, Programme
from corpus.programme.timetable import clock, on_day, timetable

BASE = small_programme()


def order(programme: Programme, day: int) -> list[str]:
    return [session.id for session in on_day(programme, day)]


def test_a_session_stands_before_one_of_another_module_and_times_follow() -> None:
    moved = move_session(BASE, "s4", 1, before="s1")
    assert order(moved, 1) == ["s4", "s1", "s2"]
    assert [clock(slot.start) for slot in timetable(moved)[1]] == ["13:00", "15:00", "16:00"]
    assert order(moved, 2) == ["s3"]
    assert {m.id: [s.id for s in m.sessions] for m in moved.modules} == {
        m.id: [s.id for s in m.sessions] for m in BASE.modules
    }


def test_a_session_goes_to_the_shelf_and_comes_back_at_the_end() -> None:
    shelved = move_session(BASE, "s1", None)
    assert order(shelved, 1) == ["s2"]
    assert session_of(shelved, "s1").day is None
    assert order(move_session(shelved, "s1", 1), 1) == ["s2", "s1"]


def test_a_fixed_time_is_given_up_when_a_session_is_put_elsewhere() -> None:
    fixed = set_value(BASE, "sessions/s1/start", "14:00")
    assert session_of(fixed, "s1").start == dt.time(14)
    assert session_of(move_session(fixed, "s1", 2), "s1").start is None
    assert session_of(move_session(fixed, "s1", 2, start=dt.time(9)), "s1").start == dt.time(9)


def test_a_copy_follows_its_session_with_an_id_of_its_own() -> None:
    twice = duplicate_session(BASE, "s1")
    new = (set(s.id for s in twice.sessions) - set(s.id for s in BASE.sessions)).pop()
    assert order(twice, 1) == ["s1", new, "s2"]
    assert session_of(twice, new).cases == session_of(BASE, "s1").cases


def test_a_removed_session_leaves_its_question_to_the_whole_programme() -> None:
    without = remove_session(BASE, "s1")
    assert "s1" not in [s.id for s in without.sessions]
    assert without.evaluation.reaction[0].session is None


def test_a_new_session_is_on_the_shelf_unless_a_day_is_named() -> None:
    more = add_session(BASE, {"en": "Visit"}, method="field-visit", minutes=120)
    assert more.sessions[-1].day is None
    assert add_session(BASE, {"en": "Visit"}, day=2).sessions[-1].day == 2
    empty = add_session(Programme(title={"en": "New"}, languages=("en",)), {"en": "First"})
    assert [m.title for m in empty.modules] == [{"en": "New"}]


def test_minutes_grow_and_shrink_within_bounds() -> None:
    assert session_of(lengthen_session(BASE, "s1", 15), "s1").minutes == 75
    assert session_of(lengthen_session(BASE, "s1", -500), "s1").minutes == 5
    assert session_of(lengthen_session(BASE, "s1", 5000), "s1").minutes == 600


def test_a_session_in_the_place_of_another_stays_where_that_was() -> None:
    swapped = session_of(BASE, "s2").model_copy(update={"cases": (), "day": 2, "order": 9})
    now = replace_session(BASE, swapped)
    assert session_of(now, "s2").cases == ()
    assert order(now, 1) == ["s1", "s2"]


def test_a_case_is_pinned_once_to_the_newest_reading() -> None:
    now = pin_case(BASE, "s1", CasePin(case="stockholm-charge", version=3))
    assert [(pin.case, pin.version) for pin in session_of(now, "s1").cases] == [("stockholm-charge", 3)]


def test_days_come_and_go_and_take_no_session_with_them() -> None:
    longer = add_day(BASE)
    assert longer.days[2].date == dt.date(2027, 3, 3)
    assert longer.days[2].breaks == BASE.days[1].breaks
    shorter = remove_day(BASE, 1)
    assert [session_of(shorter, each).day for each in ("s1", "s2", "s3", "s4")] == [None, None, 1, 1]


@pytest.mark.parametrize(
    ("address", "value", "language"),
    [
        ("title", "Autre titre", "fr"),
        ("sessions/s2/questions/0/text", "Why?", "en"),
        ("objectives/o2/task", "a plan", "en"),
        ("assessment/items/i1/choices/b/text", "Tolls", "en"),
        ("evaluation/reaction/q2/text", "What else?", "en"),
        ("days/0/title", "Money", "en"),
    ],
)
def test_words_are_set_in_one_language_and_the_others_stay(address: str, value: str, language: str) -> None:
    changed = set_value(BASE, address, value, language)
    assert changed != BASE
    assert value in changed.model_dump_json()
    assert "도로에 값 매기기" in changed.model_dump_json()


def test_a_text_without_words_in_a_language_does_not_have_it() -> None:
    assert set_value(BASE, "days/0/title", "", "ko").days[0].title == {"en": "Prices"}


def test_values_are_read_as_a_form_gives_them() -> None:
    assert set_value(BASE, "sessions/s1/minutes", "45").sessions[1].minutes == 45
    assert set_value(BASE, "days/1/start", "08:30").days[1].start == dt.time(8, 30)
    assert set_value(BASE, "sessions/s1/people", ["p2"]).sessions[1].people == ("p2",)


def test_a_verb_brings_its_level_and_a_question_has_one_key() -> None:
    assert next((o.verb, o.level) for o in set_verb(BASE, "o1", "draft").objectives) == ("draft", "create")
    choices = set_key(BASE, "i1", "b").assessment.items[0].choices
    assert [choice.is_key for choice in choices] == [False, True]


def test_lists_grow_shrink_and_change_their_order() -> None:
    more = add_value(BASE, "sessions/s1/messages", {"text": {"en": "Second"}})
    first = shift_value(more, "sessions/s1/messages/1", -1)
    assert [m.text["en"] for m in session_of(first, "s1").messages] == ["Second", "Prices move traffic."]
    assert len(session_of(remove_value(first, "sessions/s1/messages/0"), "s1").messages) == 1


def test_what_is_removed_is_referred_to_no_more() -> None:
    assert session_of(remove_value(BASE, "rooms/r1"), "s1").room is None
    assert session_of(remove_value(BASE, "people/p1"), "s1").people == ()
    without = remove_value(BASE, "objectives/o1")
    assert session_of(without, "s1").objectives == ()
    assert [item.id for item in without.assessment.items] == ["i2"]
    assert [each.id for each in without.objectives] == ["o2"]


def test_new_ids_are_free_among_all_kinds() -> None:
    assert free_id(BASE, "session") == "s5"
    assert free_id(BASE, "objective") == "o3"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda: move_session(BASE, "s9", 1), "no session 's9'"),
        (lambda: move_session(BASE, "s1", 7), "no day 7"),
        (lambda: remove_day(BASE, 3), "no day 3"),
        (lambda: set_value(BASE, "sessions/s1/minutes", 0), "minutes"),
        (lambda: set_value(BASE, "sessions/s1/id", "x"), "cannot be set"),
        (lambda: set_value(BASE, "modules", []), "cannot be set"),
        (lambda: set_value(BASE, "sessions/s1/room", "r9"), "no room r9"),
        (lambda: set_value(BASE, "nothing", 1), "nothing called"),
        (lambda: set_value(BASE, "title/x/y", 1), "nothing at"),
        (lambda: set_value(BASE, "sessions/s1/questions/7/text", "x", "en"), "nothing at"),
        (lambda: set_verb(BASE, "o1", "understand"), "no verb"),
        (lambda: set_key(BASE, "i1", "z"), "one of which is right"),
        (lambda: add_value(BASE, "title", {}), "no list"),
        (lambda: remove_value(BASE, "title"), "not one of a list"),
        (lambda: set_value(BASE, "days/0/end", "08:00"), "cannot end"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(change, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInput, match=words):
        change()
