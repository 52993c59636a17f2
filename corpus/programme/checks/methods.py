"""Whether participants do things, and whether what a method needs is there."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.programme.checks.subject import Remark, Subject
from corpus.programme.model import Session
from corpus.vocabulary import Concept, vocabulary

LEAST_ACTIVE = 0.5
"""Share of the taught minutes in which participants should do more than listen."""
NOT_TAUGHT = frozenset({"ceremony", "assessment", "self-study"})
"""Methods that do not count as teaching."""
ABOUT_CASES = frozenset({"case-discussion"})
"""Methods that cannot do without a case."""


def active_share(subject: Subject) -> float | None:
    """Share, 0 to 1, of the minutes of placed teaching in which participants are active; None where nothing is placed."""
    known = vocabulary("methods")
    taught = [s.session for s in subject.placed if s.session.method not in NOT_TAUGHT and s.session.method in known]
    total = sum(session.minutes for session in taught)
    active = sum(session.minutes for session in taught if known[session.method].notes["active"])
    return active / total if total else None


def methods(subject: Subject) -> Iterator[Remark]:
    """Too much listening, methods that nobody knows, and sessions with no case to discuss or with too many."""
    share = active_share(subject)
    if share is not None and share < LEAST_ACTIVE:
        yield Remark("few-active", (), {"percent": round(100 * share)})
    known = vocabulary("methods").concepts
    for session in subject.programme.sessions:
        told = {"session": subject.words(session.title), "method": session.method, "count": len(session.cases)}
        if session.method not in known:
            yield Remark("method-unknown", (session.id,), told)
        else:
            yield from _cases(session, known[session.method], {**told, "most": known[session.method].notes["cases"]})


def _cases(session: Session, method: Concept, told: dict[str, object]) -> Iterator[Remark]:
    if session.method in ABOUT_CASES and not session.cases:
        yield Remark("no-case", (session.id,), told)
    elif len(session.cases) > max(method.notes["cases"], 1):
        yield Remark("many-cases", (session.id,), told)
