"""Participants and the programme: that no text names one of them, and that those who present take part.

Nothing here says a name: findings are read by people who may not know who takes part, and give ids only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.gazetteer import fold
from corpus.programme.checks.subject import Remark, Subject
from corpus.programme.roster import Participant

SHORTEST_NAME = 3
"""Letters; shorter names stand in too many words to be told from them."""


def participants(subject: Subject) -> Iterator[Remark]:
    """Names and addresses of participants in texts that others read, presenters who do not take part, and too many people."""
    programme, enrolled = subject.programme, subject.participants
    if not enrolled:
        return
    yield from _named(subject)
    known = {each.id for each in enrolled}
    for session in programme.sessions:
        if strange := sorted(set(session.presenters) - known):
            told = {"session": subject.words(session.title), "presenters": subject.listed(strange)}
            yield Remark("presenter-unknown", (session.id,), told)
    if len(enrolled) > programme.audience.size:
        yield Remark("too-many", (), {"count": len(enrolled), "size": programme.audience.size})


def _named(subject: Subject) -> Iterator[Remark]:
    # What is cited in several places is looked at once.
    different = {text for part in subject.written for text in part.strings}
    folded = {text: fold(_spaced(text)) for text in different}
    whole = "\n".join(folded.values())
    # A look at everything at once rules out nearly all names, so that a thousand of them cost little.
    wanted = ((each.id, name) for each in subject.participants for name in _identifying(each))
    found = [(id, re.compile(_bounded(name))) for id, name in wanted if name in whole]
    for part in subject.written if found else ():
        text = "\n".join(folded[each] for each in part.strings)
        ids = dict.fromkeys(id for id, pattern in found if pattern.search(text))
        if ids:
            yield Remark("name-in-text", part.ids, {"participants": subject.listed(ids)}, where=part.where)


def _identifying(participant: Participant) -> Iterator[str]:
    """What tells who somebody is, in the form in which texts are searched for it."""
    names = (fold(_spaced(value)) for value in (participant.name, participant.email))
    return (name for name in names if len(name) >= SHORTEST_NAME)


def _bounded(name: str) -> str:
    """A pattern. Latin names stand between other letters' ends; Korean and Chinese ones are followed by particles without a space."""
    before, after = (r"\b" if letter.isascii() and letter.isalnum() else "" for letter in (name[0], name[-1]))
    return before + re.escape(name) + after


def _spaced(value: str) -> str:
    return " ".join(value.split())
