"""Whatever sessions, breaks and fixed times a day has: order is kept, breaks are respected, and only fixed times overlap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.programme.checks.days import breaks, minutes
from corpus.programme.checks.facts import Facts
from corpus.programme.checks.subject import subject_of
from corpus.programme.model import Break, Day, Module, Programme, Session
from corpus.programme.timetable import Slot, break_span, day_slots, minutes_of

QUARTERS = st.integers(0, 95).map(lambda quarter: dt.time(quarter // 4, 15 * (quarter % 4)))
BREAKS = st.builds(Break, start=QUARTERS, minutes=st.integers(5, 90))
DAYS = st.builds(
    Day, start=st.just(dt.time(9)), end=st.just(dt.time(17)), breaks=st.lists(BREAKS, max_size=4).map(tuple)
)


def sessions(starts: st.SearchStrategy[dt.time | None]) -> st.SearchStrategy[list[Session]]:
    """Up to ten sessions of day 1, whose fixed times are drawn from `starts`."""
    one = st.tuples(st.integers(5, 240), starts)
    return st.lists(one, max_size=10).map(
        lambda drawn: [
            Session(id=f"s{n}", title={"en": str(n)}, method="lecture", minutes=length, day=1, start=start)
            for n, (length, start) in enumerate(drawn)
        ]
    )


FLOWING, ANY = sessions(st.none()), sessions(st.none() | QUARTERS)


def slots_of(day: Day, planned: Sequence[Session]) -> list[Slot]:
    return list(day_slots(day, 1, planned))


@given(DAYS, FLOWING)
@settings(deadline=None, derandomize=True)
def test_without_fixed_times_nothing_overlaps_and_the_order_is_kept(day: Day, planned: list[Session]) -> None:
    slots = slots_of(day, planned)
    assert [slot.session for slot in slots] == planned
    assert all(one.end <= other.start for one, other in pairwise(slots))
    assert all(slot.start >= minutes_of(day.start) for slot in slots)


@given(DAYS, FLOWING)
@settings(deadline=None, derandomize=True)
def test_breaks_are_never_taught_through(day: Day, planned: list[Session]) -> None:
    for slot in slots_of(day, planned):
        for begin, over in map(break_span, day.breaks):
            assert slot.end <= begin or slot.start >= over or begin == over


@given(DAYS, ANY)
@settings(deadline=None, derandomize=True)
def test_a_session_lasts_as_long_as_it_says_and_begins_when_it_is_fixed(day: Day, planned: list[Session]) -> None:
    for slot in slots_of(day, planned):
        assert slot.end - slot.start == slot.session.minutes
        assert slot.session.start is None or slot.start == minutes_of(slot.session.start)


@given(DAYS, ANY)
@settings(deadline=None, derandomize=True)
def test_whatever_overlaps_has_a_fixed_time_and_is_told_unless_both_have(day: Day, planned: list[Session]) -> None:
    programme = Programme(
        title={"en": "A day"}, languages=("en",), days=(day,),
        modules=(Module(id="m1", title={"en": "All"}, sessions=tuple(planned)),),
    )  # fmt: skip
    subject = subject_of(programme, Facts())
    remarks = [*minutes(subject), *breaks(subject)]
    told = {frozenset(remark.ids) for remark in remarks if remark.code == "side-by-side"}
    for one, other in subject.clashes():
        fixed = [bool(slot.session.start) for slot in (one, other)]
        assert any(fixed)
        assert all(fixed) or frozenset((one.session.id, other.session.id)) in told
    late = {remark.ids[0] for remark in remarks if remark.code == "past-end"}
    assert late == {slot.session.id for slot in subject.placed if slot.end > minutes_of(day.end)}
