"""Whether everybody can follow: participants what is taught and read, people what is spoken, each language what is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from corpus.gazetteer import language_word
from corpus.passage import case_of
from corpus.programme.checks.subject import Remark, Subject
from corpus.programme.model import ForWhom, Material, Session


def languages(subject: Subject) -> Iterator[Remark]:
    """All that is said and written, against all who listen and read."""
    yield from _without_language(subject)
    yield from _materials(subject)
    yield from _people(subject)
    yield from _unwritten(subject)


def _without_language(subject: Subject) -> Iterator[Remark]:
    """Participants who have none of the languages of teaching; those whose languages are not known are passed over."""
    lost = [
        each.id for each in subject.participants if each.languages and not _common(each.languages, _taught(subject))
    ]
    if lost:
        told = {"participants": subject.listed(lost), "languages": subject.tongues(subject.programme.languages)}
        yield Remark("participant-without-language", (), told)


def _taught(subject: Subject) -> tuple[str, ...]:
    return subject.programme.languages


def _common(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a language is in both; a reader of one variety (pt-BR) reads the others (pt)."""
    return bool({_bare(tag) for tag in some} & {_bare(tag) for tag in others})


def _bare(tag: str) -> str:
    return tag.partition("-")[0]


def _materials(subject: Subject) -> Iterator[Remark]:
    """What participants cannot read in any of the languages in which a session offers it."""
    wanted = subject.programme.audience.languages or subject.programme.languages
    missing: dict[str, list[Material]] = defaultdict(list)
    for alternatives in _offered(subject.programme.sessions):
        told_in = {_language(subject, each) for each in alternatives}
        unable = [each.id for each in subject.participants if each.languages and not _common(each.languages, told_in)]
        if unable:
            yield Remark(
                "material-unreadable",
                tuple(each.id for each in alternatives),
                {
                    "material": subject.words(alternatives[0].title),
                    "languages": subject.tongues(sorted(told_in)),
                    "participants": subject.listed(unable),
                },
            )
        for tag in wanted:
            if not _common((tag,), told_in):
                missing[tag].append(alternatives[0])
    for tag, materials in missing.items():
        told = {
            "language": language_word(tag, subject.language),
            "materials": subject.listed(subject.words(each.title) for each in materials),
        }
        yield Remark("material-language", tuple(each.id for each in materials), told)


def _offered(sessions: Iterable[Session]) -> Iterator[Sequence[Material]]:
    """What participants are to read, session by session; documents of one case are taken for the same in several languages."""
    for session in sessions:
        same: dict[str, list[Material]] = defaultdict(list)
        for each in session.materials:
            if each.audience is ForWhom.participants:
                same[case_of(each.document) if each.document else each.id].append(each)
        yield from same.values()


def _language(subject: Subject, material: Material) -> str:
    """The document's own language where the archive knows it, else what the material says."""
    document = subject.facts.documents.get(material.document or "")
    return document.language if document else material.language


def _people(subject: Subject) -> Iterator[Remark]:
    """People who speak no language of teaching, and sessions that need an interpreter into one of them."""
    spoken = {person.id: person.languages for person in subject.programme.people}
    leading = {id for session in subject.programme.sessions for id in session.people}
    for person in subject.programme.people:
        if person.id in leading and person.languages and not _common(person.languages, _taught(subject)):
            told = {"person": person.name, "languages": subject.tongues(person.languages)}
            yield Remark("person-without-language", (person.id,), told)
    for tag in _taught(subject):
        silent = [each for each in subject.programme.sessions if _is_silent(each, spoken, tag)]
        if silent:
            told = {"language": language_word(tag, subject.language), "sessions": subject.titles(silent)}
            yield Remark("interpreter", tuple(each.id for each in silent), told)


def _is_silent(session: Session, spoken: Mapping[str, Sequence[str]], tag: str) -> bool:
    """Whether it is known of all who lead the session that they do not speak the language."""
    known = [spoken[id] for id in session.people]
    return bool(known) and all(own and not _common(own, (tag,)) for own in known)


def _unwritten(subject: Subject) -> Iterator[Remark]:
    """Texts that do not exist in a language of the programme; of test items apart, since those ask everybody the same."""
    for tag in _taught(subject):
        missing: dict[str, list[str]] = defaultdict(list)
        for part in subject.written:
            count = sum(tag not in text for text in part.texts)
            kind: str = part.where if part.where in {"item", "session"} else "other"
            missing[kind] += [part.ids[0] if part.ids else ""] * count
        for kind, ids in missing.items():
            if ids:
                told = {"language": language_word(tag, subject.language), "count": len(ids)}
                yield Remark(_UNWRITTEN[kind], tuple(dict.fromkeys(ids)) if kind != "other" else (), told)


_UNWRITTEN = {
    "item": "items-unwritten",
    "session": "sessions-unwritten",
    "other": "texts-unwritten",
}
"""Kind of part -> code of what is said of it."""
