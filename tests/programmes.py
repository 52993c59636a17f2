"""A programme for tests: two days in English and Korean, with a little of everything that a programme can hold."""

from __future__ import annotations

import datetime as dt

from corpus.programme.model import (
    Ask,
    AskKind,
    Assessment,
    Audience,
    Break,
    CasePin,
    Choice,
    Citation,
    Day,
    Evaluation,
    ForWhom,
    Item,
    ItemKind,
    Level,
    Material,
    Module,
    Objective,
    Person,
    Place,
    Preparation,
    Programme,
    Room,
    Session,
    Statement,
    Step,
)
from corpus.programme.roster import Participant, Roster

CASE = "stockholm-charge"
"""A case of `tests.fake_archive`."""
COFFEE = Break(start=dt.time(10, 30), minutes=15, name={"en": "Coffee", "ko": "휴식"})
LUNCH = Break(start=dt.time(12), minutes=60, name={"en": "Lunch", "ko": "점심"})


def citation(case: str = CASE) -> Citation:
    return Citation(
        passage=f"{case}.aaaaaaaaaaaa.0",
        case=case,
        document="Evaluation of the charge",
        page=12,
        section="lessons",
        language="en",
        words="Traffic fell by a fifth in the first month.",
    )


def small_programme(case: str = CASE, version: int = 1) -> Programme:
    """Valid and without faults of planning; `case` at `version` is what it teaches."""
    pin = CasePin(case=case, version=version, use={"en": "A charge that worked", "ko": "효과를 본 통행료"})
    objective = Objective(
        id="o1",
        verb="compare",
        level=Level.analyse,
        task={"en": "two ways to price road use", "ko": "도로 이용에 값을 매기는 두 방법을"},
        condition={"en": "given two cases", "ko": "사례 두 건을 보고"},
    )
    designed = Objective(
        id="o2",
        verb="draft",
        level=Level.create,
        task={"en": "an action plan for one’s own city", "ko": "자기 도시의 실행계획을"},
    )
    lecture = Session(
        id="s1",
        title={"en": "Pricing roads", "ko": "도로에 값 매기기"},
        method="lecture",
        minutes=60,
        day=1,
        room="r1",
        people=("p1",),
        objectives=("o1",),
        cases=(pin,),
        messages=(
            Statement(
                text={"en": "Prices move traffic.", "ko": "가격이 교통을 움직인다."}, citations=(citation(case),)
            ),
        ),
        steps=(
            Step(minutes=10, text={"en": "Ask who pays today."}),
            Step(minutes=50, text={"en": "Tell the case."}, citations=(citation(case),)),
        ),
        notes=(Statement(text={"en": "Expect the question about fairness."}, citations=(citation(case),)),),
        materials=(
            Material(
                id="a1",
                title={"en": "Evaluation of the charge"},
                document=f"{case}.aaaaaaaaaaaa",
                language="en",
                minutes=30,
                before=True,
            ),
            Material(
                id="a2",
                title={"en": "Facilitator’s sheet"},
                url="https://example.org/sheet",
                language="en",
                audience=ForWhom.instructors,
            ),
        ),
    )
    discussion = Session(
        id="s2",
        title={"en": "Who gains, who pays?", "ko": "누가 얻고 누가 내는가?"},
        method="case-discussion",
        minutes=90,
        day=1,
        room="r1",
        people=("p1",),
        objectives=("o1",),
        cases=(pin,),
        questions=(
            Statement(
                text={"en": "Would it be fair in your city?", "ko": "당신의 도시에서는 공정한가?"},
                citations=(citation(case),),
            ),
        ),
    )
    own = Session(
        id="s3",
        title={"en": "Policies of our cities", "ko": "우리 도시의 정책"},
        method="presentation",
        minutes=90,
        day=2,
        room="r1",
        presenters=("t1", "t2"),
        objectives=("o2",),
    )
    plan = Session(
        id="s4",
        title={"en": "Action plans", "ko": "실행계획"},
        method="action-planning",
        minutes=120,
        day=2,
        room="r1",
        people=("p2",),
        objectives=("o2",),
    )
    study = Session(
        id="s0",
        title={"en": "Read before you come", "ko": "오기 전에 읽기"},
        method="self-study",
        minutes=60,
        day=0,
        cases=(pin,),
    )
    return Programme(
        title={"en": "Moving people, not cars", "ko": "차가 아니라 사람을"},
        theme={"en": "Road pricing", "ko": "도로 통행료"},
        languages=("en", "ko"),
        topics=("transport",),
        audience=Audience(description={"en": "Transport officials"}, size=15, cities=(1835848,)),
        place=Place(name={"en": "Seoul", "ko": "서울"}, country="KR", geonames_id=1835848),
        organiser="Institute",
        days=(
            Day(date=dt.date(2027, 3, 1), breaks=(COFFEE, LUNCH), title={"en": "Prices", "ko": "가격"}),
            Day(date=dt.date(2027, 3, 2), breaks=(COFFEE, LUNCH)),
        ),
        rooms=(Room(id="r1", name="Hall", capacity=20),),
        people=(
            Person(id="p1", name="Ada Berg", organisation="City of Stockholm", languages=("en", "sv"), gender="female"),
            Person(id="p2", name="김하늘", languages=("ko", "en")),
        ),
        preparation=Preparation(minutes=120),
        modules=(
            Module(id="m0", title={"en": "Before", "ko": "사전 학습"}, sessions=(study,)),
            Module(
                id="m1",
                title={"en": "Understanding", "ko": "이해"},
                objectives=(objective,),
                sessions=(lecture, discussion),
            ),
            Module(id="m2", title={"en": "Doing", "ko": "실행"}, objectives=(designed,), sessions=(own, plan)),
        ),
        assessment=Assessment(
            items=(
                Item(
                    id="i1",
                    objective="o1",
                    stem={"en": "What fell?", "ko": "무엇이 줄었는가?"},
                    choices=(
                        Choice(id="a", text={"en": "Traffic", "ko": "교통량"}, is_key=True),
                        Choice(id="b", text={"en": "Fares", "ko": "요금"}),
                    ),
                    citations=(citation(case),),
                ),
                Item(
                    id="i2",
                    objective="o2",
                    kind=ItemKind.essay,
                    stem={"en": "What will you do first?", "ko": "무엇부터 하겠는가?"},
                    points=5,
                ),
            )
        ),
        evaluation=Evaluation(
            reaction=(
                Ask(
                    id="q1",
                    kind=AskKind.rating,
                    text={"en": "The session was useful.", "ko": "세션이 유익했다."},
                    session="s1",
                ),
                Ask(id="q2", kind=AskKind.words, text={"en": "What was missing?", "ko": "무엇이 부족했는가?"}),
            ),
            follow_up=(
                Ask(
                    id="f1",
                    kind=AskKind.progress,
                    text={"en": "Where does your action plan stand?", "ko": "실행계획은 어디까지 왔는가?"},
                ),
            ),
        ),
    )


def roster() -> Roster:
    """Two participants whose names no public file may hold."""
    return Roster(
        participants=(
            Participant(
                id="t1",
                name="Zubaida Quillfeather",
                email="zq@example.org",
                city=1835848,
                country="KR",
                languages=("en",),
                gender="female",
            ),
            Participant(id="t2", name="홍길동참가자", organisation="부산광역시", country="KR", languages=("ko",)),
        )
    )
