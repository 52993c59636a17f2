"""Programmes as packages are made of them: with every kind of question, with texts that mean ill, and as large as they get."""

from __future__ import annotations

import datetime as dt

from corpus.programme.model import Assessment, Choice, Item, ItemKind, Material, Programme, Statement, When
from tests.programmes import citation, roster, small_programme

EVIL = "]]><script>alert(1)</script> & \x0b\x00\u202e=1+1"
LONG = "Why? " * 1000


def questions() -> Assessment:
    """A question of each kind, with feedback, and one that is asked after only."""
    several = (
        Choice(id="a", text={"en": "Buses", "ko": "버스"}, is_key=True),
        Choice(id="b", text={"en": "Charges", "ko": "통행료"}, is_key=True),
        Choice(id="c", text={"en": "Wishes", "ko": "소망"}),
    )
    one = tuple(each.model_copy(update={"is_key": each.id == "b"}) for each in several)
    pair = tuple(each.model_copy(update={"is_key": each.id == "a"}) for each in several[:2])
    told = {"en": "See page 12.", "ko": "12쪽을 보라."}
    stem = {"en": "What works?", "ko": "무엇이 효과가 있는가?", "ar": "ما الذي ينجح؟"}
    return Assessment(
        items=(
            Item(id="i1", objective="o1", stem=stem, choices=one, feedback=told, citations=(citation(),)),
            Item(id="i2", objective="o1", kind=ItemKind.multiple, stem=stem, choices=several, points=3, feedback=told),
            Item(id="i3", objective="o2", kind=ItemKind.true_false, stem=stem, choices=pair, when=(When.after,)),
            Item(id="i4", objective="o2", kind=ItemKind.essay, stem=stem, points=100, feedback=told),
            Item(id="i5", objective="o2", stem=stem, choices=pair),
        )
    )


def full_programme(documents: tuple[str, ...] = ()) -> Programme:
    """The small programme with all kinds of questions, and these documents to read in its first session."""
    programme = small_programme().model_copy(update={"assessment": questions()})
    read = tuple(
        Material(id=f"d{number}", title={"en": f"Document {number}"}, document=id, language="en")
        for number, id in enumerate(documents)
    )
    return _with_session(programme, materials=(*programme.modules[1].sessions[0].materials, *read))


def hostile_programme() -> Programme:
    """Texts that would act where they are pasted, in Arabic too, and a question of 5,000 characters."""
    said = Statement(text={"en": EVIL, "ar": f"سؤال {EVIL}"})
    changed = full_programme().model_copy(update={"title": {"en": EVIL, "ar": f"برنامج {EVIL}"}, "organiser": EVIL})
    asked = (said, Statement(text={"en": LONG}))
    return _with_session(changed, title={"en": EVIL, "ar": EVIL}, summary={"en": EVIL}, questions=asked, notes=(said,))


def large_programme(days: int = 10, sessions: int = 60) -> Programme:
    """Many sessions over many days, each with a question."""
    programme = full_programme()
    lecture, question = programme.modules[1].sessions[0], Statement(text={"en": "And at home?"})
    each = tuple(
        lecture.model_copy(
            update={"id": f"n{n}", "day": n * days // sessions + 1, "questions": (question,), "materials": ()}
        )
        for n in range(sessions)
    )
    module = programme.modules[1].model_copy(update={"sessions": each})
    frame = tuple(programme.days[0].model_copy(update={"date": dt.date(2027, 3, 1 + n)}) for n in range(days))
    evaluation = programme.evaluation.model_copy(update={"reaction": ()})
    return programme.model_copy(
        update={
            "days": frame,
            "modules": (module, programme.modules[2].model_copy(update={"sessions": ()})),
            "evaluation": evaluation,
        }
    )


def private_words() -> tuple[str, ...]:
    """Names and addresses of participants, which belong in no package."""
    return tuple(word for each in roster().participants for word in (each.name, each.email) if word)


def _with_session(programme: Programme, **fields: object) -> Programme:
    """The programme with fields of its lecture changed."""
    module = programme.modules[1]
    lecture = module.sessions[0].model_copy(update=fields)
    changed = module.model_copy(update={"sessions": (lecture, *module.sessions[1:])})
    return programme.model_copy(update={"modules": (programme.modules[0], changed, *programme.modules[2:])})
