"""Proposals of programmes on the archive of the shipped cases: what they hold together, cite, keep and exchange."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from corpus.errors import NotFound
from corpus.programme.edits import swap_case
from corpus.programme.model import Brief, Programme, Session, Statement
from corpus.programme.proposal import ProgrammeProposal
from corpus.programme.timetable import SELF_STUDY, minutes_of, timetable
from corpus.settings import Settings
from corpus.vocabulary import INTERFACE_LANGUAGES
from index.archive import open_archive
from index.planning.assessment import answers
from index.planning.excerpts import ExcerptStore
from index.planning.frame import make_frame
from index.planning.propose import propose
from index.planning.swap import swaps_for, with_notes
from index.search import SearchEngine, search_in

TRANSPORT = Brief(
    text="five days of public transport for 15 mid-level planners from cities in South America, in English and Spanish"
)


@dataclass(frozen=True)
class Planner:
    engine: SearchEngine
    store: ExcerptStore

    def propose(self, brief: Brief, before: Programme | None = None) -> ProgrammeProposal:
        return propose(self.engine, self.store, brief, "en", before)


@pytest.fixture(scope="module")
def planner(sample_copy: Settings) -> Iterator[Planner]:
    with open_archive(sample_copy, "tests") as archive:
        yield Planner(search_in(archive), ExcerptStore())


@pytest.fixture(scope="module")
def proposal(planner: Planner) -> ProgrammeProposal:
    return planner.propose(TRANSPORT)


def taught(programme: Programme) -> list[Session]:
    return [session for session in programme.sessions if session.cases]


def citations_in(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        if {"passage", "words", "section"} <= value.keys():
            yield value
        value = value.values()
    if isinstance(value, list | tuple) or not isinstance(value, str | int | float | bool | None):
        for each in value:
            yield from citations_in(each)


def assert_holds_together(programme: Programme) -> None:
    for number, slots in timetable(programme).items():
        day = programme.days[number - 1]
        assert slots
        assert all(slot.end <= minutes_of(day.end) for slot in slots), number
        assert not any(one.overlaps(two) for one, two in pairwise(slots))
    served = {objective for session in programme.sessions for objective in session.objectives}
    asked = {item.objective for item in programme.assessment.items}
    assert served == asked == {objective.id for objective in programme.objectives}
    for session in programme.sessions:
        assert sum(step.minutes for step in session.steps) in (0, session.minutes) or session.is_locked
        assert len({pin.case for pin in session.cases}) == len(session.cases)


def test_a_proposal_holds_together(proposal: ProgrammeProposal) -> None:
    programme = proposal.programme
    assert_holds_together(programme)
    assert (len(programme.days), programme.languages, programme.topics) == (5, ("en", "es"), ("transport",))
    methods = {session.method for session in programme.sessions}
    assert {
        "lecture",
        "case-discussion",
        "presentation",
        "field-visit",
        "action-planning",
        "assessment",
        "self-study",
    } <= methods


def test_every_citation_is_of_a_passage_that_has_its_words(proposal: ProgrammeProposal, planner: Planner) -> None:
    found = list(citations_in(proposal.programme.model_dump(mode="json")))
    assert len(found) > 100
    for citation in found:
        passage = planner.engine.catalogue.passage(citation["passage"])
        assert citation["words"] in passage.text
        assert (citation["page"], citation["section"]) == (passage.page, passage.section)
        assert citation["passage"].startswith(f"{citation['case']}.")


def test_all_that_is_taken_from_the_archive_is_cited(proposal: ProgrammeProposal) -> None:
    programme = proposal.programme
    for session in programme.sessions:
        assert all(said.citations for said in (*session.messages, *session.questions, *session.notes))
    assert all(need.citations for need in programme.needs)
    assert all(item.citations for item in programme.assessment.items if item.choices)


def test_success_and_failure_and_many_regions_are_shown(proposal: ProgrammeProposal, planner: Planner) -> None:
    cases = planner.engine.catalogue.cases()
    shown = [cases[id].case for id in proposal.programme.pins]
    assert {"worked", "failed"} <= {case.verdict.value for case in shown if case.verdict}
    assert len({case.country for case in shown}) >= len(shown) * 0.6
    for session in taught(proposal.programme):
        if session.method == "case-discussion":
            assert len(session.cases) == 2


def test_every_choice_has_reasons_in_every_interface_language(proposal: ProgrammeProposal) -> None:
    pins = [pin for session in proposal.programme.sessions if session.method == "lecture" for pin in session.cases]
    assert pins
    for pin in pins:
        assert pin.reasons
        assert all(reason.text.keys() >= set(INTERFACE_LANGUAGES) for reason in pin.reasons)
    assert any(reason.citations for pin in pins for reason in pin.reasons)


def test_readings_fit_the_preparation_and_prefer_the_languages(proposal: ProgrammeProposal) -> None:
    programme = proposal.programme
    materials = [material for session in programme.sessions for material in session.materials]
    assert len({material.id for material in materials}) == len(materials) == len(programme.pins)
    assert sum(m.minutes for m in materials if m.before) <= programme.preparation.minutes
    (study,) = (session for session in programme.sessions if session.day == SELF_STUDY)
    assert study.minutes <= programme.preparation.minutes
    assert sum(material.language in ("en", "es") for material in materials) >= len(materials) * 0.8


def test_the_same_brief_gives_the_same_bytes(proposal: ProgrammeProposal, planner: Planner) -> None:
    again = propose(planner.engine, ExcerptStore(), TRANSPORT, "en")
    assert again.model_dump_json() == proposal.model_dump_json()


def test_another_brief_gives_another_choice(proposal: ProgrammeProposal, planner: Planner) -> None:
    other = planner.propose(Brief(text="2일 과정, 기후적응, 동남아 해안도시 중간관리자, 한국어")).programme
    assert set(other.pins) != set(proposal.programme.pins)
    assert other.languages == ("ko",)
    assert_holds_together(other)


@pytest.mark.parametrize("days", [1, 2, 10])
def test_any_length_holds_together_and_few_cases_are_remarked(days: int, planner: Planner) -> None:
    found = planner.propose(Brief(text="housing", days=days))
    assert_holds_together(found.programme)
    assert len(found.programme.days) == days
    if days == 10:
        assert any("some sessions share cases" in remark.text["en"] for remark in found.remarks)


def test_frames_of_every_length_have_room_in_the_model() -> None:
    for days in range(1, 31):
        frame = make_frame(days)
        assert len(frame.days) == days
        assert {place.module for place in frame.places} == set(range(frame.modules))


def test_locked_sessions_stay_as_they_are(proposal: ProgrammeProposal, planner: Planner) -> None:
    programme = proposal.programme
    locked = next(s for s in programme.sessions if s.method == "case-discussion").model_copy(
        update={"is_locked": True, "title": {"en": "Mine"}}
    )
    modules = tuple(
        module.model_copy(update={"sessions": tuple(locked if s.id == locked.id else s for s in module.sessions)})
        for module in programme.modules
    )
    before = Programme.model_validate(programme.model_copy(update={"modules": modules}).model_dump())
    after = planner.propose(Brief(text="three days of public space in English"), before).programme
    assert next(session for session in after.sessions if session.id == locked.id) == locked
    assert all(
        pin.case not in {p.case for p in locked.cases} for s in taught(after) if s.id != locked.id for pin in s.cases
    )
    assert_holds_together(after)


def test_a_swap_exchanges_what_the_archive_said_and_keeps_what_the_trainer_wrote(
    proposal: ProgrammeProposal, planner: Planner
) -> None:
    session = next(s for s in proposal.programme.sessions if s.method == "case-discussion")
    own = Statement(text={"en": "My own question"})
    modules = tuple(
        module.model_copy(
            update={
                "sessions": tuple(
                    s.model_copy(update={"questions": (*s.questions, own)}) if s.id == session.id else s
                    for s in module.sessions
                )
            }
        )
        for module in proposal.programme.modules
    )
    programme = proposal.programme.model_copy(update={"modules": modules})
    gone = session.cases[0].case
    found = swaps_for(planner.engine, planner.store, programme, session.id, gone, 3, "en")
    assert len(found.candidates) == 3
    for swap in found.candidates:
        assert own in swap.session.questions
        assert swap.pin.case not in {pin.case for pin in session.cases}
        assert [pin.case for pin in swap.session.cases] == [swap.pin.case, session.cases[1].case]
        told = list(citations_in(swap.session.model_dump(mode="json", exclude={"cases"})))
        assert gone not in {citation["case"] for citation in told}
        assert swap.pin.case in {citation["case"] for citation in told}
        assert swap.reasons
        after = swap_case(programme, swap)
        assert gone in after.pins or not _asked(after, gone)
        assert [item.id for item in after.assessment.items] == [item.id for item in programme.assessment.items]
        assert_holds_together(after)


def _asked(programme: Programme, case: str) -> list[str]:
    """Items of the test that cite the case."""
    return [item.id for item in programme.assessment.items if case in {citation.case for citation in item.citations}]


def test_the_test_asks_about_the_case_that_came_and_what_a_trainer_wrote_stays(
    proposal: ProgrammeProposal, planner: Planner
) -> None:
    programme = proposal.programme
    session, gone, asked = next(
        (session, pin.case, _asked(programme, pin.case))
        for session in programme.sessions
        for pin in session.cases
        if _asked(programme, pin.case)
        and sum(pin.case == other.case for each in programme.sessions for other in each.cases) == 1
    )
    items = programme.assessment.items
    figure = next(item for item in items if item.id in asked and item.choices)
    swap = swaps_for(planner.engine, planner.store, programme, session.id, gone, 1, "en").candidates[0]
    assert {item.id for item in swap.items} == set(asked)
    assert next(item for item in swap.items if item.id == figure.id).stem != figure.stem
    assert not _asked(swap_case(programme, swap), gone)
    assert {ask.session for ask in swap.asks} <= {session.id}

    own = figure.model_copy(update={"stem": {"en": "What did it cost to run?"}})
    changed = programme.model_copy(
        update={
            "assessment": programme.assessment.model_copy(
                update={"items": tuple(own if item.id == own.id else item for item in items)}
            )
        }
    )
    swap = swaps_for(planner.engine, planner.store, changed, session.id, gone, 1, "en").candidates[0]
    assert own in swap_case(changed, swap).assessment.items


def test_what_is_not_there_cannot_be_swapped(proposal: ProgrammeProposal, planner: Planner) -> None:
    with pytest.raises(NotFound, match="no session"):
        swaps_for(planner.engine, planner.store, proposal.programme, "s999", "x", 3, "en")
    session = taught(proposal.programme)[0]
    with pytest.raises(NotFound, match="has no case"):
        swaps_for(planner.engine, planner.store, proposal.programme, session.id, "no-such-case", 3, "en")


def test_notes_are_filled_with_pages_and_keep_the_trainers(proposal: ProgrammeProposal, planner: Planner) -> None:
    session = next(s for s in proposal.programme.sessions if s.method == "lecture")
    own = Statement(text={"en": "Mind the projector."})
    bare = session.model_copy(update={"notes": (own,), "questions": (), "steps": ()})
    modules = tuple(
        m.model_copy(update={"sessions": tuple(bare if s.id == bare.id else s for s in m.sessions)})
        for m in proposal.programme.modules
    )
    programme = proposal.programme.model_copy(update={"modules": modules})
    filled = with_notes(planner.engine, planner.store, programme, session.id)
    assert filled.notes[0] == own
    assert filled.notes[1:] == session.notes
    assert filled.steps == session.steps
    assert filled.questions == session.questions
    assert {citation.section for note in filled.notes for citation in note.citations} >= {
        "challenge",
        "solution",
        "lessons",
    }


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (27.1, "degrees-celsius"),
        (8800.0, "count"),
        (-42.0, "percent"),
        (67.0, "percent"),
        (5.0, "years"),
        (0.3, "ratio"),
    ],
)
def test_wrong_answers_are_different_and_plausible(value: float, unit: str) -> None:
    for seed in range(8):
        found = answers(value, unit, seed)
        assert len(set(found)) == len(found) >= 3
        assert value in found
        assert list(found) == sorted(found)
        assert all(each * value > 0 for each in found)
        assert unit != "percent" or all(abs(each) <= 100 for each in found)
