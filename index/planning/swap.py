"""Another case in a session, and the facilitator's notes for it. What the archive said of the case that goes is taken out; what the trainer
wrote, or changed by a word, stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from corpus.errors import NotFound
from corpus.programme.model import Brief, CasePin, Citation, Item, Material, Module, Programme, Session
from corpus.programme.proposal import Swap, Swaps
from index.planning.assessment import asks_instead, items_instead
from index.planning.candidates import Candidate
from index.planning.choice import next_best
from index.planning.excerpts import Excerpts, ExcerptStore
from index.planning.frame import Place
from index.planning.propose import Search, search_for
from index.planning.reading_list import reading
from index.planning.sessions import (
    KIND_OF_METHOD,
    case_pin,
    messages,
    notes,
    pin_reasons,
    questions,
    session_title,
    steps,
    summary,
)
from index.search import SearchEngine
from index.search.cards import case_card


class Cited(Protocol):
    @property
    def citations(self) -> tuple[Citation, ...]: ...


Said = TypeVar("Said", bound=Cited)


@dataclass(frozen=True, slots=True)
class _At:
    """A session with the module that it is in."""

    module: Module
    session: Session

    @property
    def place(self) -> Place:
        kind = KIND_OF_METHOD.get(self.session.method, "lecture")
        return Place(kind, self.session.day or 0, self.session.minutes, "content")

    def words(self, cases: Sequence[Excerpts]) -> Session:
        """The session with nothing but what the archive says of these cases."""
        kind, own = self.place.kind, list(cases)
        return self.session.model_copy(
            update={
                "title": session_title(kind, self.module.title, own),
                "summary": summary(kind, own),
                "messages": messages(kind, own),
                "questions": questions(kind, own),
                "steps": steps(self.place, own),
                "notes": notes(own),
            }
        )


def swaps_for(
    engine: SearchEngine, store: ExcerptStore, programme: Programme, session: str, case: str, limit: int, language: str
) -> Swaps:
    """The next best cases for a place in a session: those that the programme does not have before those that it has elsewhere.

    NotFound where the programme has no such session, or the session no such case.
    """
    at = _find(programme, session)
    if all(pin.case != case for pin in at.session.cases):
        raise NotFound(f"the session {session!r} has no case {case!r}; it has: {_names(at.session)}")
    search = search_for(engine, _brief_of(programme), language)
    taken = {pin.case for pin in at.session.cases}
    free = [each for each in search.candidates if each.case.id not in taken]
    others = [each for each in search.candidates if each.case.id in programme.pins and each.case.id != case]
    ordered = sorted(next_best(free, others), key=lambda each: each.case.id in programme.pins)[:limit]
    cases = engine.snapshots.present().cases
    summaries = [cases[id] for id in taken if id in cases] + [each.summary for each in ordered]
    held = store.read(engine, summaries)
    exchange = _Exchange(at, case, programme, search, others, held)
    return Swaps(session=session, case=case, candidates=tuple(exchange.swap(each, language) for each in ordered))


def _find(programme: Programme, id: str) -> _At:
    found = (_At(module, session) for module in programme.modules for session in module.sessions if session.id == id)
    at = next(found, None)
    if at is None:
        raise NotFound(f"the programme has no session {id!r}")
    return at


def _names(session: Session) -> str:
    return ", ".join(pin.case for pin in session.cases) or "none"


def _brief_of(programme: Programme) -> Brief:
    """What the programme was made for; of one that was made by hand, what it says of itself."""
    if programme.brief and (programme.brief.text or programme.brief.topics or programme.brief.theme):
        return programme.brief
    return Brief(
        theme=programme.theme or programme.title,
        topics=programme.topics,
        languages=programme.languages,
        audience=programme.audience,
    )


@dataclass(frozen=True)
class _Exchange:
    """A place in a session whose case is to be another one, with what is known for it."""

    at: _At
    case: str
    """The one that goes."""
    programme: Programme
    search: Search
    others: Sequence[Candidate]
    """Found ones that the programme keeps."""
    held: Mapping[str, Excerpts]

    def swap(self, candidate: Candidate, language: str) -> Swap:
        """The session with the candidate instead, its card in the language."""
        new, pins = self.held[candidate.case.id], self.at.session.cases
        reasons = pin_reasons(candidate, self.search.reasons(candidate), self.others)
        pin = case_pin(self.at.place.kind, new, reasons)
        before = [self.held[each.case] for each in pins if each.case in self.held]
        after = [new if each.case == self.case else self.held.get(each.case) for each in pins]
        words = self.at.words(before), self.at.words([each for each in after if each])
        session = _exchanged(self.at, self.case, pin, *words)
        session = session.model_copy(update={"materials": _materials(session, self.case, new, self.programme)})
        asks = asks_instead(self.programme.evaluation.reaction, self.at.session, session)
        return Swap(
            card=case_card(candidate.summary, language, candidate.worth),
            pin=pin,
            session=session,
            items=tuple(self._items(new)),
            asks=tuple(asks),
            reasons=reasons,
        )

    def _items(self, new: Excerpts) -> Iterable[Item]:
        """None where the case that goes stays in another session, or the archive does not hold it any more."""
        stays = any(
            pin.case == self.case for s in self.programme.sessions if s.id != self.at.session.id for pin in s.cases
        )
        if stays or self.case not in self.held:
            return ()
        return items_instead(self.programme.assessment.items, self.held[self.case], new, self.at.module.title)


def _exchanged(at: _At, case: str, pin: CasePin, before: Session, after: Session) -> Session:
    session = at.session
    return session.model_copy(
        update={
            "title": after.title if session.title == before.title else session.title,
            "summary": after.summary if session.summary == before.summary else session.summary,
            "cases": tuple(pin if each.case == case else each for each in session.cases),
            "messages": _instead(session.messages, before.messages, after.messages, case, 12),
            "questions": _instead(session.questions, before.questions, after.questions, case, 20),
            "notes": _instead(session.notes, before.notes, after.notes, case, 40),
            "steps": after.steps if session.steps == before.steps else session.steps,
        }
    )


def _instead(
    held: Sequence[Said], before: Sequence[Said], after: Sequence[Said], case: str, most: int
) -> tuple[Said, ...]:
    """What is held without what was said of the case, and what is said now in its place; nothing twice, at most so many."""
    added = [each for each in after if each not in before]
    gone = [each for each in held if each in before and _is_about(each, case)]
    first = held.index(gone[0]) if gone else len(held)
    kept = [each for each in held if each not in gone]
    return (*kept[:first], *(each for each in added if each not in kept), *kept[first:])[:most]


def _is_about(said: Cited, case: str) -> bool:
    return bool(said.citations) and all(citation.case == case for citation in said.citations)


def _materials(session: Session, case: str, new: Excerpts, programme: Programme) -> tuple[Material, ...]:
    """Without the documents of the case that goes, with one of the case that comes where the preparation has room."""
    kept = [each for each in session.materials if not (each.document or "").startswith(f"{case}.")]
    planned = [m for s in programme.sessions if s.id != session.id for m in s.materials] + kept
    total = programme.preparation.minutes
    left = total - sum(material.minutes for material in planned if material.before)
    free = next(id for id in (f"a{n}" for n in range(1, 1000)) if all(each.id != id for each in planned))
    added = reading(new, programme.languages, free, left, total)
    return (*kept, *([added] if added else []))


def with_notes(engine: SearchEngine, store: ExcerptStore, programme: Programme, session: str) -> Session:
    """The session with the facilitator's notes of its cases, section by section; questions, messages and steps where it has none.

    NotFound where the programme has no such session. Cases that the archive does not hold any more are passed over.
    """
    at = _find(programme, session)
    cases = engine.snapshots.present().cases
    held = store.read(engine, (cases[pin.case] for pin in at.session.cases if pin.case in cases))
    made = at.words([held[pin.case] for pin in at.session.cases if pin.case in held])
    return at.session.model_copy(
        update={
            "notes": _joined(at.session.notes, made.notes)[:40],
            "messages": at.session.messages or made.messages,
            "questions": at.session.questions or made.questions,
            "steps": at.session.steps or made.steps,
        }
    )


def _joined(held: Sequence[Said], made: Iterable[Said]) -> tuple[Said, ...]:
    return (*held, *(each for each in made if each not in held))
