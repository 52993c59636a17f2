"""A programme from a brief: read, search, choose, share out, write. The same brief on the same archive gives the same programme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus import gazetteer
from corpus.case import Text
from corpus.errors import BadInput
from corpus.programme.model import (
    Assessment,
    Brief,
    CasePin,
    Module,
    Objective,
    Preparation,
    Programme,
    Reason,
    Session,
    Statement,
)
from corpus.programme.proposal import ProgrammeProposal
from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary
from index.planning.assessment import evaluation_of, items_for
from index.planning.brief import BriefReading, nothing_understood, read_brief
from index.planning.candidates import Candidate, find_candidates, found_reason
from index.planning.choice import OUTCOMES, choose
from index.planning.excerpts import Excerpts, ExcerptStore
from index.planning.frame import DEFAULT_DAYS, Frame, Place, make_frame
from index.planning.kept import Kept, kept_of, make_room
from index.planning.modules import Dealt, Theme, deal, find_themes, share_out
from index.planning.objectives import kinds_of, make_objective
from index.planning.reading_list import preparation_minutes, with_readings
from index.planning.sessions import case_pin, make_session, pin_reasons
from index.planning.wording import listed, say
from index.planning.yardsticks import Yardsticks, yardsticks_of
from index.search import SearchEngine

MOST_CASES = 20
"""New cases of a programme; longer ones work with some twice. Reading what a case offers takes the encoder a tenth of a second."""

MOST_NEEDS = 3


@dataclass(frozen=True)
class Search:
    """What was found for a brief, before anything is chosen."""

    reading: BriefReading
    yardsticks: Yardsticks
    candidates: tuple[Candidate, ...]

    def reasons(self, candidate: Candidate) -> tuple[Reason, ...]:
        """Why the case came up at all."""
        brief = self.reading.brief
        found = [found_reason(candidate, brief.theme)]
        if candidate.fit:
            found.append(self.yardsticks.reason(candidate.fit))
        if candidate.languages:
            names = listed(_language(tag) for tag in brief.languages if tag in candidate.languages)
            found.append(Reason(text=say("reason_language", language=names)))
        return tuple(found)


def _language(tag: str) -> Mapping[str, str]:
    return {spoken: gazetteer.language_word(tag, spoken) for spoken in INTERFACE_LANGUAGES}


def search_for(engine: SearchEngine, brief: Brief, language: str) -> Search:
    """Reads the brief and asks the archive, once. BadInput where the brief says nothing to look for."""
    if nothing_understood(brief):
        raise BadInput("the brief says nothing to look for; write what the programme is about, or name a topic")
    snapshot = engine.snapshots.present()
    reading = read_brief(brief, snapshot, lambda word: bool(engine.catalogue.phrase_passages(word)), language)
    yardsticks = yardsticks_of(reading.brief.audience, reading.city_size, snapshot)
    return Search(reading, yardsticks, find_candidates(engine, reading, yardsticks))


def propose(
    engine: SearchEngine, store: ExcerptStore, brief: Brief, language: str, before: Programme | None = None
) -> ProgrammeProposal:
    """A programme for the brief, with labels in the language; locked sessions of the programme before stay as they are."""
    search = search_for(engine, brief, language)
    brief = search.reading.brief
    kept = kept_of(before)
    frame, unplaced, full = make_room(make_frame(brief.days or DEFAULT_DAYS), kept)
    held = [each for each in search.candidates if each.case.id in kept.cases]
    open_candidates = [each for each in search.candidates if each.case.id not in kept.cases]
    chosen = choose(open_candidates, min(MOST_CASES, frame.new_cases), held)
    excerpts = store.read(engine, (each.summary for each in chosen))
    themes = _themes(engine, chosen, frame)
    programme = _Draft(search, frame, kept, chosen, excerpts, themes).programme(unplaced)
    remarks = tuple(_remarks(search, frame, chosen, full))
    brief = brief.model_copy(update={"days": len(frame.days)})
    return ProgrammeProposal(brief=brief, understood=search.reading.understood, programme=programme, remarks=remarks)


def _themes(engine: SearchEngine, chosen: Sequence[Candidate], frame: Frame) -> tuple[Theme, ...]:
    """Of modules with two cases and more each."""
    held = (summary.case for summary in engine.snapshots.present().cases.values())
    return find_themes(chosen, min(frame.modules, max(1, len(chosen) // 2)), held)


@dataclass(frozen=True)
class _Part:
    """A content module while it is made."""

    theme: Theme
    title: Text
    cases: tuple[Excerpts, ...]


class _Draft:
    """The programme while it is put together."""

    def __init__(
        self,
        search: Search,
        frame: Frame,
        kept: Kept,
        chosen: Sequence[Candidate],
        excerpts: Mapping[str, Excerpts],
        themes: Sequence[Theme],
    ) -> None:
        self.search, self.frame, self.kept, self.chosen, self.excerpts = search, frame, kept, chosen, excerpts
        self.brief = search.reading.brief
        self.places = tuple(_in_module(place, len(themes), frame.modules) for place in frame.places)
        shared = share_out(chosen, themes, _seats(self.places, len(themes)))
        self.dealt: Dealt = deal(self.places, shared)
        self.parts = [
            _Part(theme, theme.title(self.brief.theme), tuple(excerpts[each.case.id] for each in cases))
            for theme, cases in zip(themes, shared, strict=True)
        ]

    def programme(self, unplaced: Sequence[Session]) -> Programme:
        brief, days = self.brief, len(self.frame.days)
        objectives = self._objectives()
        sessions = self._sessions(objectives)
        minutes = preparation_minutes(days)
        sessions = dict(
            zip(sessions, with_readings(sessions.values(), self.excerpts, brief.languages, minutes), strict=True)
        )
        return Programme(
            title=say("title", theme=brief.theme) if brief.theme else say("title_untold"),
            theme=brief.theme,
            summary=self._summary(),
            languages=brief.languages,
            topics=brief.topics,
            needs=self._needs(),
            audience=brief.audience,
            days=self.frame.days,
            preparation=Preparation(minutes=minutes),
            modules=tuple(self._modules(sessions, objectives, unplaced)),
            assessment=self._assessment(objectives),
            evaluation=evaluation_of([*sessions.values(), *unplaced]),
            brief=brief.model_copy(update={"days": days}),
            **(self.kept.fields or {}),
        )

    def _summary(self) -> Text:
        verdicts = vocabulary("verdicts")
        counts = {id: sum(each.verdict == id for each in self.chosen) for id in verdicts.concepts}
        told = listed(_counted(verdicts[id].labels, count) for id, count in counts.items() if count)
        regions = len({each.region for each in self.chosen})
        return say("summary", days=len(self.frame.days), cases=len(self.chosen), regions=regions, verdicts=told)

    def _needs(self) -> tuple[Statement, ...]:
        """What the chosen cities that are most like the audience's had to solve, in the words of their records."""
        like = sorted(
            (each for each in self.chosen if each.fit), key=lambda e: (-(e.fit.score if e.fit else 0), e.case.id)
        )
        found = (self.excerpts[each.case.id].texts.get("challenge") for each in like)
        return tuple(statement for statement in found if statement)[:MOST_NEEDS]

    def _objectives(self) -> dict[tuple[int, str], Objective]:
        """Module and kind -> objective; those of plans have the module -1."""
        number, found = self.kept.first_free("o"), dict[tuple[int, str], Objective]()
        for module, part in enumerate(self.parts):
            own = [p.objective for p in self.places if p.part == "content" and p.module == module and p.objective]
            for kind in kinds_of(own, part.theme.kind == "failure"):
                found[module, kind] = make_objective(f"o{number + len(found)}", kind, part.title, part.cases)
        found[PLAN] = make_objective(f"o{number + len(found)}", "plan", {}, ())
        return found

    def _sessions(self, objectives: Mapping[tuple[int, str], Objective]) -> dict[int, Session]:
        """Index of the place -> its session."""
        number = self.kept.first_free("s")
        return {
            index: place.kept or self._session(f"s{number + index}", index, place, objectives)
            for index, place in enumerate(self.places)
        }

    def _session(self, id: str, index: int, place: Place, objectives: Mapping[tuple[int, str], Objective]) -> Session:
        dealt, part = self.dealt[index], self.parts[place.module]
        cases = [self.excerpts[each.case.id] for each in dealt]
        pins = [self._pin(place, each) for each in dealt]
        served = [objectives[key].id for key in self._serves(place) if key in objectives]
        return make_session(id, place, part.title, cases, pins, served)

    def _serves(self, place: Place) -> Iterator[tuple[int, str]]:
        if place.objective == "plan":
            yield PLAN
        elif place.objective and place.part == "content":
            is_failure = self.parts[place.module].theme.kind == "failure"
            yield from ((place.module, kind) for kind in kinds_of([place.objective], is_failure))

    def _pin(self, place: Place, candidate: Candidate) -> CasePin:
        """With its reasons where it comes first; where it comes again they would only be repeated."""
        reasons = pin_reasons(candidate, self.search.reasons(candidate), self.chosen) if place.new_cases else ()
        return case_pin(place.kind, self.excerpts[candidate.case.id], reasons)

    def _modules(
        self,
        sessions: Mapping[int, Session],
        objectives: Mapping[tuple[int, str], Objective],
        unplaced: Sequence[Session],
    ) -> Iterator[Module]:
        """In the order of the timetable, so that the sessions of a day follow each other as the frame has them."""
        parts = [(place.part, place.module if place.part == "content" else 0) for place in self.places]
        study = self._study([*sessions.values()])
        yield Module(id="m0", title=say("module_before"), sessions=(study, *unplaced), objectives=self.kept.objectives)
        for number, (part, module) in enumerate(sorted(set(parts), key=_part_order), start=1):
            own = tuple(sessions[index] for index, key in enumerate(parts) if key == (part, module))
            taught = [o for key, o in objectives.items() if key[0] == (module if part == "content" else _PART_OF[part])]
            title = self.parts[module].title if part == "content" else say(f"module_{part}")
            yield Module(id=f"m{number}", title=title, objectives=tuple(taught), sessions=own)

    def _study(self, sessions: Iterable[Session]) -> Session:
        minutes = sum(material.minutes for session in sessions for material in session.materials if material.before)
        place = Place("study", 0, min(max(30, minutes), preparation_minutes(len(self.frame.days))), "before")
        id = f"s{self.kept.first_free('s') + len(self.places)}"
        return make_session(id, place, {}, (), (), ()).model_copy(update={"reasons": self.search.yardsticks.told()})

    def _assessment(self, objectives: Mapping[tuple[int, str], Objective]) -> Assessment:
        asked = [
            (objective, kind, self.parts[module].cases if module >= 0 else (), self.parts[max(module, 0)].title)
            for (module, kind), objective in objectives.items()
        ]
        made = items_for(asked, self.kept.first_free("i"))
        return made.model_copy(update={"items": (*self.kept.items, *made.items)})


PLAN = (-1, "plan")
_PART_OF: Mapping[str, int] = {"plan": -1, "start": -2, "end": -3}
_PARTS = ("start", "content", "plan", "end")


def _part_order(key: tuple[str, int]) -> tuple[int, int]:
    return _PARTS.index(key[0]), key[1]


def _in_module(place: Place, themes: int, modules: int) -> Place:
    """The place with its module among those that there are cases for."""
    return Place(place.kind, place.day, place.minutes, place.part, place.module * themes // modules, place.kept)


def _seats(places: Iterable[Place], modules: int) -> list[int]:
    counts = [0] * modules
    for place in places:
        counts[place.module] += place.new_cases
    return counts


def _counted(labels: Mapping[str, str], count: int) -> Mapping[str, str]:
    return {tag: f"{label} {count}" for tag, label in labels.items()}


def _remarks(search: Search, frame: Frame, chosen: Sequence[Candidate], full: Iterable[int]) -> Iterator[Reason]:
    """What the archive could not do, or took upon itself."""
    brief = search.reading.brief
    if not brief.days:
        yield Reason(text=say("remark_days", days=len(frame.days)))
    if not brief.topics and not brief.instruments:
        yield Reason(text=say("remark_theme"))
    if not search.yardsticks.cities:
        yield Reason(text=say("remark_audience"))
    if not chosen:
        yield Reason(text=say("remark_none"))
        return
    if len(chosen) < frame.new_cases:
        yield Reason(text=say("remark_few", found=len(chosen), wanted=frame.new_cases))
    for outcome in OUTCOMES:
        if not any(each.verdict == outcome for each in chosen):
            yield Reason(text=say("remark_verdict", verdict=vocabulary("verdicts")[outcome].labels))
    for tag in brief.languages:
        if not any(tag in each.languages for each in chosen):
            yield Reason(text=say("remark_language", language=_language(tag)))
    yield from (Reason(text=say("remark_full", day=day)) for day in full)
