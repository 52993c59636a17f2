"""Answers that only the API has, beside those of `corpus`, and how stored passages become answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from html import escape

from pydantic import Field

from api.archive import Archive
from api.cursors import digest_of, next_cursor, offset_of
from api.parameters import PassageListParameters
from corpus.listings import ConceptAnswer, PassagePage, VocabularyAnswer, VocabularySummary
from corpus.passage import Passage
from corpus.results import Answer, BoxAnswer, PassageAnswer
from corpus.vocabulary import Vocabulary, vocabulary
from index.catalogue.pages import passages_between


class Health(Answer):
    """That the process answers, whatever the state of the archive."""

    status: str = Field(description="always 'ok': whoever reads this, the process lives")
    version: str = Field(description="version of Casebook")


class Part(Answer):
    """A part of the archive that every search needs."""

    name: str
    ready: bool
    detail: str = Field(description="what it holds, or why it does not answer")


class Readiness(Answer):
    """That every part of the archive answers; where one does not, a problem is sent instead."""

    status: str
    snapshot: str
    parts: tuple[Part, ...]


def passage_answer(passage: Passage, language: str) -> PassageAnswer:
    """A stored passage, its section labelled in the language asked for."""
    return PassageAnswer(
        id=passage.id,
        document_id=passage.document_id,
        position=passage.position,
        language=passage.language,
        page=passage.page,
        page_end=passage.page_end,
        heading_path=passage.heading_path,
        section=passage.section,
        section_label=vocabulary("sections").label(passage.section, language),
        section_is_guessed=passage.section_is_guessed,
        kind=passage.kind.value,
        role=passage.role.value,
        text=passage.text,
        sentences=tuple((span.start, span.end) for span in passage.sentences),
        rows=passage.rows,
        html=table_html(passage.rows) if passage.rows else None,
        boxes=tuple(BoxAnswer(**asdict(box)) for box in passage.boxes),
    )


def table_html(rows: Sequence[Sequence[str]]) -> str:
    """A table as HTML: its first row as the header, every cell escaped, no attributes."""
    lines = [_html_row(row, "td" if number else "th") for number, row in enumerate(rows)]
    return f"<table><thead>{lines[0]}</thead><tbody>{''.join(lines[1:])}</tbody></table>"


def _html_row(cells: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def passage_page(archive: Archive, document_ids: Sequence[str], parameters: PassageListParameters) -> PassagePage:
    """The page of the documents' passages that the cursor asks for."""
    digest = digest_of(" ".join([*document_ids, *parameters.role]))
    start = offset_of(parameters.cursor, digest)
    found = passages_between(archive.catalogue.engine, document_ids, parameters.role, start, parameters.limit)
    following, snapshot = start + len(found.passages), archive.catalogue.snapshot()
    return PassagePage(
        total=found.total,
        passages=tuple(passage_answer(passage, parameters.lang) for passage in found.passages),
        next_cursor=next_cursor(following, found.total, digest, snapshot) if found.passages else None,
        snapshot=snapshot,
    )


def vocabulary_answer(found: Vocabulary, language: str) -> VocabularyAnswer:
    """Every concept in the vocabulary's own order, labelled in the language asked for."""
    concepts = (
        ConceptAnswer(id=each.id, label=each.label(language), labels=each.labels, parent=each.parent, notes=each.notes)
        for each in found
    )
    return VocabularyAnswer(name=found.name, concepts=tuple(concepts))


def summaries(names: Sequence[str]) -> tuple[VocabularySummary, ...]:
    """Each vocabulary with its number of concepts."""
    return tuple(VocabularySummary(name=name, concepts=len(vocabulary(name).concepts)) for name in names)
