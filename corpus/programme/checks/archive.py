"""Whether what was taken from the archive is still as it was taken: cases, passages, documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from corpus.programme.checks.facts import CaseFact
from corpus.programme.checks.subject import Remark, Subject
from corpus.programme.checks.texts import Written


def changed_cases(subject: Subject) -> Iterator[Remark]:
    """Cases that have another version now than was pinned, were withdrawn, or are gone; and those pinned at two versions."""
    pinned: dict[str, set[int]] = {}
    for session in subject.programme.sessions:
        for pin in session.cases:
            pinned.setdefault(pin.case, set()).add(pin.version)
    for case_id, versions in pinned.items():
        fact = subject.facts.cases.get(case_id)
        yield from _pins(subject, case_id, sorted(versions), fact)


def _pins(subject: Subject, case_id: str, versions: list[int], fact: CaseFact | None) -> Iterator[Remark]:
    if fact is None:
        yield Remark("case-gone", (case_id,), {"case": case_id})
        return
    told = {
        "case": subject.words(fact.title), "pinned": versions[-1], "current": fact.current,
        "versions": subject.listed(map(str, versions)),
    }  # fmt: skip
    if not fact.is_published:
        yield Remark("case-withdrawn", (case_id,), told)
    if lost := [version for version in versions if version not in fact.held]:
        yield Remark("case-version-lost", (case_id,), {**told, "pinned": lost[-1]})
    elif versions[-1] != fact.current:
        yield Remark("case-changed", (case_id,), told)
    if len(versions) > 1:
        yield Remark("case-two-versions", (case_id,), told)


def cited(subject: Subject) -> Iterator[Remark]:
    """Passages that are cited and are gone or say something else, and documents that are to be read and are gone."""
    # The same words are cited in several places, and looked up once.
    pairs = {(each.passage, each.words) for part in subject.written for each in part.citations}
    held = subject.facts.passages
    wrong = {(passage, words) for passage, words in pairs if passage in held and not _says(held[passage], words)}
    for part in subject.written:
        yield from _cited_in(subject, part, wrong)
    for session in subject.programme.sessions:
        for material in session.materials:
            if material.document and material.document not in subject.facts.documents:
                told = {"material": subject.words(material.title), "session": subject.words(session.title)}
                yield Remark("document-gone", (material.id,), told)


def _cited_in(subject: Subject, part: Written, wrong: Collection[tuple[str, str]]) -> Iterator[Remark]:
    held = subject.facts.passages
    gone = dict.fromkeys(each.document for each in part.citations if each.passage not in held)
    changed = dict.fromkeys(each.document for each in part.citations if (each.passage, each.words) in wrong)
    for code, documents in (("passage-gone", gone), ("words-differ", changed)):
        if documents:
            yield Remark(code, part.ids, {"documents": subject.listed(documents)}, where=part.where)


def _says(passage: str, words: str) -> bool:
    """Whether the passage holds the words, however its lines are broken; words that were cut end with an ellipsis."""
    wanted = " ".join(words.split()).strip("… ")
    return wanted in " ".join(passage.split())
