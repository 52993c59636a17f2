"""From a file to its passages, as a Haystack pipeline of small components; the work is in plain functions beside this file.

    parse -> place -> draft -> cut -> guess -> propose

`parse` reads the file in a child process, `place` finds its language and what stands under which heading, `draft` makes a
record where none is given, `cut` makes the passages, `guess` tells the sections of a document
without headings, and `propose` finds values for the draft's record in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from haystack import Pipeline, component
from haystack.core.errors import PipelineRuntimeError

from corpus.case import Case, DocumentRecord
from corpus.errors import BadInput, CasebookError
from corpus.passage import Passage, PassageRole, StoredDocument, document_id
from corpus.settings import Settings
from ingest.drafts import draft_case, file_name
from ingest.elements import ParsedFile
from ingest.headings import Outline, outline
from ingest.languages import document_language
from ingest.proposals.propose import propose
from ingest.proposals.reading import TextEncoder
from ingest.scans import read_file
from ingest.section_guess import SectionGuesser
from ingest.split import split


@component
class FileParser:
    """Reads a file in child processes, scanned pages in the language that its record names.

    Raises BadInput with the reason where it is refused, MissingTool where it waits for a program.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @component.output_types(parsed=ParsedFile)
    def run(self, path: str, record: DocumentRecord | None = None) -> dict[str, Any]:
        return {"parsed": read_file(Path(path), self.settings, record.language if record else None)}


@component
class HeadingPlacer:
    """Places each element under its headings and finds the document's language, unless its record says it."""

    @component.output_types(outline=Outline)
    def run(self, parsed: ParsedFile, record: DocumentRecord | None = None) -> dict[str, Any]:
        placed = outline(parsed)
        hint = record.language if record else None
        return {"outline": replace(placed, language=document_language((e.element.text for e in placed.elements), hint))}


@component
class CaseDrafter:
    """Hands on the case that is given, and drafts one from the document where none is."""

    @component.output_types(case=Case)
    def run(self, path: str, outline: Outline, case: Case | None = None, case_id: str | None = None) -> dict[str, Any]:
        origin = str(Path(path).resolve())
        return {"case": case or draft_case(Path(path), origin, outline.searched(), case_id)}


@component
class PassageCutter:
    """Cuts the document into passages, which bear the id of the document in its case."""

    @component.output_types(passages=tuple[Passage, ...])
    def run(self, outline: Outline, case: Case, sha256: str) -> dict[str, Any]:
        passages = split(outline, document_id(case.id, sha256))
        if all(passage.role is PassageRole.furniture for passage in passages):
            raise BadInput("The file holds no text that could be read.")
        return {"passages": passages}


@component
class SectionMarker:
    """Guesses the sections of passages where no heading of the document announces any."""

    def __init__(self, encoder: TextEncoder) -> None:
        self.guesser = SectionGuesser(encoder)

    @component.output_types(passages=tuple[Passage, ...])
    def run(self, outline: Outline, passages: tuple[Passage, ...]) -> dict[str, Any]:
        return {"passages": passages if outline.announces_sections else self.guesser.with_sections(passages)}


@component
class ValueProposer:
    """Proposes values for the record of a draft from its passages; a case that is given has a record and goes on as it is."""

    def __init__(self, encoder: TextEncoder) -> None:
        self.encoder = encoder

    @component.output_types(case=Case)
    def run(self, draft: Case, passages: tuple[Passage, ...], given: Case | None = None) -> dict[str, Any]:
        return {"case": given or propose(draft, passages, self.encoder)}


def document_pipeline(settings: Settings, encoder: TextEncoder) -> Pipeline:
    """The pipeline from a file to its case and passages; `read_document` runs it."""
    pipeline = Pipeline()
    pipeline.add_component("parse", FileParser(settings))
    pipeline.add_component("place", HeadingPlacer())
    pipeline.add_component("draft", CaseDrafter())
    pipeline.add_component("cut", PassageCutter())
    pipeline.add_component("guess", SectionMarker(encoder))
    pipeline.add_component("propose", ValueProposer(encoder))
    pipeline.connect("parse.parsed", "place.parsed")
    pipeline.connect("place.outline", "draft.outline")
    pipeline.connect("place.outline", "cut.outline")
    pipeline.connect("draft.case", "cut.case")
    pipeline.connect("draft.case", "propose.draft")
    pipeline.connect("place.outline", "guess.outline")
    pipeline.connect("cut.passages", "guess.passages")
    pipeline.connect("guess.passages", "propose.passages")
    return pipeline


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as it was read, ready to be published."""

    case: Case
    """The case that was given, or the draft."""
    document: StoredDocument
    passages: tuple[Passage, ...]
    notes: tuple[str, ...]
    """Sentences on what could not be read although the rest could."""


def read_document(
    pipeline: Pipeline,
    path: Path,
    sha256: str,
    case: Case | None = None,
    record: DocumentRecord | None = None,
    draft_id: str | None = None,
) -> ReadDocument:
    """Read one file of a case, or a file without a case. BadInput, with the reason, where it is refused; MissingTool, where it waits.

    `sha256` is that of the file's content, `record` the entry of the case's documents that lists the file, `draft_id` the id
    that an earlier draft of the file has, which it keeps when its title changes.
    """
    # The path as text: Haystack writes down the inputs of a run that fails, and warns of what it cannot write.
    given = {
        "parse": {"path": str(path), "record": record},
        "place": {"record": record},
        "draft": {"path": str(path), "case": case, "case_id": draft_id},
        "cut": {"sha256": sha256},
        "propose": {"given": case},
    }
    try:
        done = pipeline.run(given, include_outputs_from={"parse", "place", "guess"})
    except PipelineRuntimeError as error:
        # Haystack wraps what a component raises; what is meant for a person goes on as it is.
        if isinstance(error.__cause__, CasebookError):
            raise error.__cause__ from None
        raise
    return _read(path, sha256, record, done)


def _read(path: Path, sha256: str, record: DocumentRecord | None, done: dict[str, Any]) -> ReadDocument:
    parsed: ParsedFile = done["parse"]["parsed"]
    found: Outline = done["place"]["outline"]
    case: Case = done["propose"]["case"]
    passages: Sequence[Passage] = done["guess"]["passages"]
    entry = record or next(entry for entry in case.documents if entry.file == file_name(path))
    document = StoredDocument(
        id=document_id(case.id, sha256),
        case_id=case.id,
        file=entry.file,
        title=entry.title,
        language=found.language or entry.language,
        media_type=parsed.media_type,
        document_type=parsed.document_type,
        sha256=sha256,
        size=path.stat().st_size,
        pages=parsed.pages,
        licence=entry.licence or case.licence,
    )
    return ReadDocument(case, document, tuple(passages), parsed.notes)
