"""The reading pack of a programme: its cases as pinned, in the sections that are worked with, and texts that may be copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from api.classroom.content import Classroom
from api.classroom.printed.blocks import Block, Contents, Heading, Paragraph, Tone
from api.classroom.printed.labels import concept_label, label
from api.classroom.printed.programme import Edition, cover
from api.classroom.printed.programme_word import BlockWriter, new_word
from api.classroom.printed.telling import Telling
from api.exports.chapters import Chapter, title_of
from api.exports.word import WordFile, Words
from corpus.licences import document_rights
from corpus.passage import SEARCHED_ROLES, Passage, StoredDocument
from corpus.programme.model import ForWhom, Material
from index.programmes import PinnedCase

Texts = Callable[[str], Sequence[Passage]]
"""Id of a document -> its passages; NotFound where the archive has it no more."""

LONGEST_TEXT = 200_000
"""Characters of one document that are copied; about seventy pages."""


def reading_pack(classroom: Classroom, texts: Texts) -> bytes:
    """The .docx; the same version of the programme in the same archive gives the same bytes."""
    telling = Telling(classroom)
    title = f"{label('reading_pack', classroom.language)}: {classroom.words(classroom.programme.title)}"
    word = new_word(classroom, title)
    cases = list(classroom.cases.values())
    chapters = [(_bookmark(number), title_of(each.case, telling.language)) for number, each in enumerate(cases)]
    front = (cover(telling, "reading_pack", Edition.participants), Contents(telling.own("contents")))
    readings = list(_readings(telling, texts))
    BlockWriter(word, [*front, *readings], chapters).write()
    for number, pinned in enumerate(cases):
        _chapter(word, telling, pinned, _bookmark(number))
    word.page_numbers()
    return word.content()


def _bookmark(number: int) -> str:
    return f"_Toc9{number:07d}"


def _chapter(word: WordFile, telling: Telling, pinned: PinnedCase, bookmark: str) -> None:
    """A case with what it is here for before its facts."""
    case = pinned.case
    url = telling.classroom.addresses.case(case.id)
    pins = [pin for session in telling.sessions_of(case.id) for pin in session.cases if pin.case == case.id]
    wanted = (
        frozenset() if any(not pin.sections for pin in pins) else frozenset(s for pin in pins for s in pin.sections)
    )
    Chapter(word, case, telling.spoken, url, wanted, concept_label).write(bookmark)
    titles = ", ".join(telling.words(session.title).text for session in telling.sessions_of(case.id))
    word.text(telling.own("worked_with", sessions=titles), quiet=True)
    word.text(telling.said(telling.case_state(pins[0])), quiet=True)


def _readings(telling: Telling, texts: Texts) -> Iterator[Block]:
    """A chapter for each document of the archive that participants are to read."""
    shown: set[str] = set()
    for session in telling.programme.sessions:
        for material in session.materials:
            if material.document and material.audience is ForWhom.participants and material.document not in shown:
                shown.add(material.document)
                yield from _reading(telling, material, texts)


def _reading(telling: Telling, material: Material, texts: Texts) -> Iterator[Block]:
    entry = telling.material(material)
    yield Heading(entry.words, 1)
    for line in entry.below:
        yield Paragraph(line.words, Tone.quiet, line.url)
    document, reason = _rights(telling, material)
    if document is None or reason:
        said = telling.own("withheld", reason=reason) if reason else telling.own("case_gone")
        yield Paragraph(said, Tone.quiet)
        return
    yield from _copied(material, texts(document.id))


def _rights(telling: Telling, material: Material) -> tuple[StoredDocument | None, str | None]:
    """The document, and why it may not be copied; neither where the archive does not have it as a document of a case of the programme."""
    for pinned in telling.classroom.cases.values():
        for document in pinned.documents:
            if document.id == material.document:
                return document, document_rights(document, pinned.case).withheld
    return None, None


def _copied(material: Material, passages: Sequence[Passage]) -> Iterator[Block]:
    """The text of the pages to be read, under the headings of the document, word for word."""
    first, last = material.pages or (0, 10**9)
    room, heading = LONGEST_TEXT, ""
    for passage in passages:
        if passage.role not in SEARCHED_ROLES or not first <= (passage.page or first) <= last:
            continue
        if passage.heading_path and passage.heading_path[-1] != heading:
            heading = passage.heading_path[-1]
            yield Heading(Words(heading, passage.language), 2)
        yield Paragraph(Words(passage.text, passage.language))
        room -= len(passage.text)
        if room < 0:
            yield Paragraph(Words("…"), Tone.quiet)
            return
