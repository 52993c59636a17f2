"""Every finding has a programme that has it and one that has not: the small one, changed in one thing."""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from checked import FACTS, STOCKHOLM, changed, codes, with_objective, with_session

from corpus.programme.checks import CaseFact, DocumentFact, Facts, check_programme
from corpus.programme.checks.sentences import entries, labels
from corpus.programme.findings import Check, Weight
from corpus.programme.model import (
    Assessment,
    Audience,
    Award,
    Break,
    CasePin,
    Day,
    Item,
    ItemKind,
    Level,
    Material,
    Module,
    Person,
    Place,
    Preparation,
    Programme,
    Room,
    Session,
    Statement,
    Step,
    When,
)
from corpus.programme.roster import Participant
from corpus.vocabulary import INTERFACE_LANGUAGES
from tests.programmes import CASE, COFFEE, LUNCH, citation, roster, small_programme

SMALL = small_programme()
DAYS = SMALL.days
TWO_DAYS = (Day(breaks=(COFFEE, LUNCH)), Day(breaks=(COFFEE, LUNCH)))


def material(**fields: object) -> Material:
    return Material.model_validate({"id": "x1", "title": {"en": "A paper"}, "language": "en"} | fields)


def items(**fields: object) -> Assessment:
    """The items of the small programme with these fields."""
    return Assessment(items=tuple(each.model_copy(update=fields) for each in SMALL.assessment.items))


def beside(session: Session, programme: Programme = SMALL, **fields: object) -> Programme:
    """The programme with a session more, in a module of its own."""
    extra = Module(id="m9", title={"en": "More"}, sessions=(session.model_copy(update={"id": "s9", **fields}),))
    return changed(programme, modules=(*programme.modules, extra))


LECTURE = SMALL.sessions[1]
ESSAY = Item(id="i9", objective="o1", kind=ItemKind.essay, stem={"en": "Why?", "ko": "왜?"})
FIXED = {"day": 1, "start": dt.time(9)}

TRIPPED: Mapping[str, Programme] = {
    "no-objectives": Programme(title={"en": "Empty"}, languages=("en",)),
    "objective-not-taught": with_session(with_session(SMALL, "s1", objectives=()), "s2", objectives=()),
    "objective-unplaced": with_session(with_session(SMALL, "s3", day=None), "s4", day=None),
    "session-without-objective": with_session(SMALL, "s1", objectives=()),
    "objective-not-assessed": changed(SMALL, assessment=Assessment(items=SMALL.assessment.items[:1])),
    "objective-only-before": changed(SMALL, assessment=items(when=(When.before,))),
    "objective-only-after": changed(SMALL, assessment=items(when=(When.after,))),
    "objective-choice-only": with_objective(SMALL, "o1", level=Level.evaluate, verb="judge"),
    "item-untaught": with_session(with_session(SMALL, "s1", objectives=()), "s2", objectives=()),
    "verb-unknown": with_objective(SMALL, "o1", verb="appreciate"),
    "verb-level": with_objective(SMALL, "o1", level=Level.apply),
    "past-end": with_session(SMALL, "s4", minutes=300),
    "before-start": with_session(SMALL, "s1", start=dt.time(8)),
    "over-break": with_session(SMALL, "s2", start=dt.time(11, 30)),
    "side-by-side": with_session(SMALL, "s2", start=dt.time(9, 30)),
    "day-empty": with_session(with_session(SMALL, "s3", day=1), "s4", day=1),
    "day-thin": with_session(SMALL, "s1", minutes=30, steps=()),
    "idle": with_session(SMALL, "s1", start=dt.time(10, 45)),
    "break-outside": changed(SMALL, days=(Day(breaks=(Break(start=dt.time(16, 50), minutes=20),)), DAYS[1])),
    "long-stretch": with_session(with_session(SMALL, "s4", minutes=60), "s3", minutes=180, start=dt.time(13)),
    "no-meal": with_session(changed(SMALL, days=(DAYS[0], Day(date=dt.date(2027, 3, 2)))), "s4", start=dt.time(15)),
    "steps-long": with_session(SMALL, "s1", steps=(Step(minutes=61, text={"en": "Talk"}),)),
    "steps-short": with_session(SMALL, "s1", steps=(Step(minutes=59, text={"en": "Talk"}),)),
    "not-placed": with_session(SMALL, "s1", day=None),
    "no-dates": changed(SMALL, days=TWO_DAYS),
    "dates-missing": changed(SMALL, days=(DAYS[0], TWO_DAYS[1])),
    "date-twice": changed(SMALL, days=(DAYS[0], DAYS[0])),
    "dates-order": changed(SMALL, days=(DAYS[1], DAYS[0])),
    "weekend": changed(SMALL, days=(DAYS[0], Day(date=dt.date(2027, 3, 6)))),
    "room-twice": with_session(with_session(SMALL, "s1", start=dt.time(9)), "s2", start=dt.time(9, 30)),
    "no-room": with_session(SMALL, "s1", room=None),
    "room-small": changed(SMALL, rooms=(Room(id="r1", name="Cell", capacity=14),)),
    "person-twice": with_session(with_session(SMALL, "s1", start=dt.time(9)), "s2", start=dt.time(9, 30)),
    "presenter-twice": beside(SMALL.sessions[3], room=None, start=dt.time(9, 30)),
    "visit-without-way": with_session(
        with_session(changed(SMALL, days=(Day(date=dt.date(2027, 3, 1)), DAYS[1])), "s1", method="field-visit", steps=()),
        "s2", minutes=90,
    ),
    "rooms-apart": with_session(
        changed(
            SMALL,
            rooms=(*SMALL.rooms, Room(id="r2", name="Annex", capacity=40, address="Far away")),
            days=(Day(date=dt.date(2027, 3, 1)), DAYS[1]),
        ),
        "s2", room="r2",
    ),
    "reading-too-much": changed(SMALL, preparation=Preparation(minutes=89)),
    "reading-in-session": with_session(SMALL, "s2", materials=(material(minutes=91),)),
    "reading-unknown": with_session(SMALL, "s2", materials=(material(before=True),)),
    "person-without-language": changed(SMALL, people=(Person(id="p1", name="A", languages=("sv",)), SMALL.people[1])),
    "items-unwritten": changed(SMALL, assessment=items(stem={"en": "What?"})),
    "licence-none": with_session(SMALL, "s2", materials=(material(is_copied=True),)),
    "licence-forbids": with_session(SMALL, "s2", materials=(material(is_copied=True, licence="LicenseRef-x"),)),
    "far-examples": SMALL,
    "case-two-versions": with_session(SMALL, "s2", cases=(CasePin(case=CASE, version=2),)),
    "few-active": with_session(SMALL, "s4", method="lecture", minutes=240),
    "method-unknown": with_session(SMALL, "s1", method="hypnosis"),
    "no-case": with_session(SMALL, "s2", cases=()),
    "many-cases": with_session(SMALL, "s1", cases=tuple(CasePin(case=f"case-{n}", version=1) for n in range(3))),
    "document-gone": with_session(SMALL, "s2", materials=(material(document=f"{CASE}.bbbbbbbbbbbb"),)),
    "material-language": SMALL,
    "interpreter": SMALL,
    "sessions-unwritten": SMALL,
    "texts-unwritten": changed(SMALL, title={"en": "English only"}),
}  # fmt: skip
"""Code -> a programme of which it is told, with the facts as they were."""

FULL = with_session(
    changed(
        SMALL,
        audience=Audience(size=15, countries=("SE",), description={"en": "Officials", "ko": "공무원"}),
        people=(
            Person(id="p1", name="Ada Berg", languages=("en", "ko")),
            Person(id="p2", name="김하늘", languages=("ko", "en")),
        ),
    ),
    "s1",
    materials=(),
    steps=(),
    messages=(),
    notes=(),
)
"""The small programme without what it is told to lack, beside empty time on its days."""


def test_the_small_programme_has_no_errors() -> None:
    found = check_programme(SMALL, FACTS, roster().participants)
    assert [each.sentence for each in found.findings if each.weight is Weight.error] == []


@pytest.mark.parametrize("code", TRIPPED)
def test_what_is_wrong_is_told(code: str) -> None:
    assert code in codes(TRIPPED[code])


def test_what_is_not_wrong_is_not_told() -> None:
    assert set(codes(FULL)) <= {"day-thin", "idle"}


PEOPLE = tuple(Person(id=f"p{n}", name=f"Person {n}", gender="male") for n in (1, 2, 3))
OTHERS = {f"case-{n}": replace(STOCKHOLM, title={"en": str(n)}) for n in range(2)}


def facts_of(**fields: object) -> Facts:
    """The facts with these fields of the case."""
    return replace(FACTS, cases={CASE: replace(STOCKHOLM, **fields)})  # type: ignore[arg-type]


OF_FACTS: Mapping[str, Facts] = {
    "case-gone": replace(FACTS, cases={}),
    "case-withdrawn": facts_of(is_published=False),
    "case-version-lost": facts_of(current=2, held=frozenset()),
    "case-changed": facts_of(current=2),
    "passage-gone": replace(FACTS, passages={}),
    "words-differ": replace(FACTS, passages=dict.fromkeys(FACTS.passages, "Something else.")),
    "document-gone": replace(FACTS, documents={}),
    "one-region": replace(FACTS, cases={CASE: STOCKHOLM, **OTHERS}),
    "one-verdict": replace(FACTS, cases={CASE: STOCKHOLM, **OTHERS}),
}
"""Code -> facts with which it is told of the small programme."""


@pytest.mark.parametrize("code", OF_FACTS)
def test_what_the_archive_changed_is_told(code: str) -> None:
    assert code in codes(SMALL, OF_FACTS[code])
    assert code not in codes(SMALL)


def participant(**fields: object) -> Participant:
    return Participant.model_validate({"id": "t1", "name": "Zubaida Quillfeather"} | fields)


SPOKEN = changed(SMALL, summary={"en": "With Zubaida  QUILLFEATHER, who knows it."})
OF_PARTICIPANTS: Mapping[str, tuple[Programme, Sequence[Participant]]] = {
    "participant-without-language": (SMALL, [participant(languages=("fr",))]),
    "material-unreadable": (SMALL, [participant(languages=("ko",))]),
    "name-in-text": (SPOKEN, [participant()]),
    "presenter-unknown": (SMALL, [participant()]),
    "too-many": (changed(SMALL, audience=Audience(size=1)), roster().participants),
}
"""Code -> a programme with participants of whom it is told."""


@pytest.mark.parametrize("code", OF_PARTICIPANTS)
def test_what_participants_lack_is_told(code: str) -> None:
    programme, participants = OF_PARTICIPANTS[code]
    assert code in codes(programme, participants=participants)
    assert code not in codes(SMALL, participants=[participant(languages=("en",)), participant(id="t2", name="No One")])


@pytest.mark.parametrize(
    ("name", "text", "is_found"),
    [
        ("Ana Cruz", "Ana Cruzado spoke", False),
        ("Ana Cruz", "ana cruz spoke", True),
        ("José Núñez", "JOSE NUNEZ", True),
        ("홍길동", "홍길동이 발표한다", True),
        ("Li", "a list", False),
    ],
)
def test_names_are_found_as_words(name: str, text: str, is_found: bool) -> None:
    programme = changed(SMALL, needs=(Statement(text={"en": text}),))
    assert ("name-in-text" in codes(programme, participants=[participant(name=name)])) is is_found


def test_findings_never_say_the_name_of_a_participant() -> None:
    found = check_programme(SPOKEN, FACTS, (participant(email="zq@example.org", languages=("fr",)),))
    told = " ".join(each.sentence + each.advice for each in found.findings)
    assert "t1" in told
    assert "Quillfeather" not in told
    assert "zq@" not in told


def test_one_gender_is_told_of_those_who_teach() -> None:
    programme = with_session(changed(SMALL, people=PEOPLE), "s1", people=("p1", "p2", "p3"))
    assert "one-gender" in codes(programme)
    others = changed(programme, people=(PEOPLE[0], PEOPLE[1], PEOPLE[2].model_copy(update={"gender": "female"})))
    assert "one-gender" not in codes(others)


def test_every_entry_is_tripped_by_a_test() -> None:
    tripped = {*TRIPPED, *OF_FACTS, *OF_PARTICIPANTS, "one-gender"}
    assert tripped == set(entries())


def test_groups_side_by_side_share_the_room() -> None:
    rooms = (Room(id="r1", name="Hall", capacity=8), Room(id="r2", name="Annex", capacity=8))
    small = changed(SMALL, rooms=rooms)
    assert "room-small" in codes(with_session(small, "s1", **FIXED))
    halves = with_session(beside(LECTURE, small, room="r2", people=(), **FIXED), "s1", **FIXED)
    told = check_programme(halves, FACTS).findings
    assert [each.ids for each in told if each.check is Check.room_size] == [("s2",), ("s3",), ("s4",)]


def test_enrolled_participants_count_before_the_audience() -> None:
    assert "room-small" not in codes(TRIPPED["room-small"], participants=roster().participants)


def test_completion_needs_assessment_and_participation_does_well_with_it() -> None:
    programme = TRIPPED["objective-not-assessed"]
    weights = [
        next(f.weight for f in check_programme(each, FACTS).findings if f.check is Check.objective_assessed)
        for each in (programme, changed(programme, award=Award.completion))
    ]
    assert weights == [Weight.warning, Weight.error]


def test_items_about_cases_that_no_session_has_are_told() -> None:
    about = changed(SMALL, assessment=items(citations=(citation(),)))
    assert "item-untaught" not in codes(about)
    emptied = changed(
        about,
        modules=tuple(
            module.model_copy(
                update={"sessions": tuple(each.model_copy(update={"cases": ()}) for each in module.sessions)}
            )
            for module in about.modules
        ),
    )
    assert "item-untaught" in codes(emptied)


def test_a_product_with_a_standard_is_an_assessment() -> None:
    programme = with_objective(TRIPPED["objective-not-assessed"], "o2", standard={"en": "as two peers judge"})
    assert "objective-not-assessed" not in codes(programme)


def test_archive_licences_count_before_what_a_material_says() -> None:
    document = f"{CASE}.aaaaaaaaaaaa"
    copied = with_session(SMALL, "s2", materials=(material(document=document, is_copied=True),))
    assert "licence-none" not in codes(copied)
    withheld = replace(FACTS, documents={document: DocumentFact("en", None)})
    assert "licence-none" in codes(copied, withheld)


def test_the_same_document_is_read_once() -> None:
    again = with_session(SMALL, "s2", materials=SMALL.sessions[1].materials)
    assert check_programme(again, FACTS).reading_minutes == check_programme(SMALL, FACTS).reading_minutes == 90


def test_weekends_are_those_of_the_country() -> None:
    friday = (Day(date=dt.date(2027, 3, 5)),)
    modules = tuple(module.model_copy(update={"sessions": ()}) for module in SMALL.modules)
    told = [
        "weekend"
        in codes(changed(Programme(title={"en": "x"}, languages=("en",)), days=friday, modules=modules, place=place))
        for place in (Place(country="SA"), Place(country="KR"), Place())
    ]
    assert told == [True, False, False]


def test_examples_are_counted_with_labels_in_the_language() -> None:
    found = check_programme(SMALL, FACTS, language="ko").examples
    assert [(each.dimension, each.label, each.count) for each in found] == [
        ("region", "북유럽", 1), ("verdict", "성공", 1), ("income", "고소득", 1), ("language", "영어", 1), ("gender", "여성", 1),
        ("gender", "알 수 없음", 1),
    ]  # fmt: skip


def test_unknown_values_are_counted_as_such() -> None:
    bare = CaseFact(title={"en": "Bare"}, current=1, held=frozenset({1}))
    counted = check_programme(SMALL, replace(FACTS, cases={CASE: bare})).examples
    assert {each.value for each in counted if each.dimension != "gender"} == {"unknown"}


def test_days_are_loaded_without_their_breaks() -> None:
    first, second = check_programme(SMALL, FACTS).days
    assert (first.available, first.planned, first.ends) == (405, 150, "14:30")
    assert (second.available, second.planned, second.ends) == (405, 210, "15:00")


def test_gravest_come_first_and_then_the_order_of_the_programme() -> None:
    found = check_programme(TRIPPED["past-end"], FACTS).findings
    weights = [list(Weight).index(each.weight) for each in found]
    assert weights == sorted(weights)
    days = [(weight, each.ids[0]) for weight, each in zip(weights, found, strict=True) if each.where == "day"]
    assert len(days) > 2
    assert days == sorted(days)


def test_everything_is_found_also_in_a_programme_with_nothing_in_it() -> None:
    found = check_programme(Programme(title={"ar": "برنامج"}, languages=("ar",)), Facts())
    assert [each.check for each in found.findings] == [Check.objective_taught]


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", entries())
def test_sentences_are_there_in_every_language_with_the_same_placeholders(code: str) -> None:
    entry = entries()[code]
    for texts in (entry.sentence, entry.advice):
        assert set(texts) == set(INTERFACE_LANGUAGES)
        assert all(text.strip() for text in texts.values())
        assert len({text for text in texts.values()}) == len(texts), "each language has words of its own"
    assert len({frozenset(fields_of(text)) for text in entry.sentence.values()}) == 1
    assert len({frozenset(fields_of(text)) for text in entry.advice.values()}) == 1


def test_labels_are_there_in_every_language() -> None:
    assert all(set(each) == set(INTERFACE_LANGUAGES) for each in labels().values())


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_sentence_can_be_said(language: str) -> None:
    programmes = [(each, FACTS, ()) for each in TRIPPED.values()] + [(SMALL, each, ()) for each in OF_FACTS.values()]
    people = [(each, FACTS, tuple(some)) for each, some in OF_PARTICIPANTS.values()]
    for programme, facts, participants in [*programmes, *people]:
        for found in check_programme(programme, facts, participants, language).findings:
            assert found.sentence
            assert "{" not in found.sentence + found.advice


def test_texts_of_others_are_no_templates() -> None:
    hostile = with_session(SMALL, "s4", minutes=300, title={"en": "{0} {__class__} %s"})
    told = [each.sentence for each in check_programme(hostile, FACTS).findings if each.check is Check.minutes]
    assert any("{0} {__class__} %s" in each for each in told)
