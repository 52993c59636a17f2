"""A file with all its text: what stands in it, and what its pictures of pages say, each page in its place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from corpus.errors import BadInput, MissingTool
from corpus.passage import PassageRole
from corpus.settings import Settings
from ingest.elements import ParsedElement, ParsedFile
from ingest.ocr import OcrLine, doubtful_pages, elements_of
from ingest.sandbox import parse, read_pictures

PAGES_AT_ONCE = 4
"""Pages that one child process reads: few enough for its time limit, which is that of parsing a file."""
MOST_LISTED = 10


def read_file(path: Path, settings: Settings, language: str | None = None) -> ParsedFile:
    """Parse a file and read its scanned pages; `language` (BCP 47) is what they are read in, their script decides without it.

    BadInput as `parse`. MissingTool where nothing but pictures is in the file and they cannot be read here; a file that has
    text too is taken with a note on the pages that wait.
    """
    parsed = parse(path, settings)
    if not parsed.pictured:
        return parsed
    try:
        lines = list(_read_in_parts(path, parsed.pictured, language, settings))
    except MissingTool as missing:
        if all(element.role is PassageRole.furniture for element in parsed.elements):
            raise
        return replace(parsed, notes=(*parsed.notes, f"{_pages(parsed.pictured)} not read. {missing}"))
    merged = _in_order([*parsed.elements, *elements_of(lines)])
    if not merged:
        raise BadInput("The pages are pictures in which no text was found.")
    return replace(parsed, elements=merged, notes=(*parsed.notes, *_notes(parsed, lines)))


def _read_in_parts(path: Path, pages: Sequence[int], language: str | None, settings: Settings) -> Iterator[OcrLine]:
    parts = [pages[at : at + PAGES_AT_ONCE] for at in range(0, len(pages), PAGES_AT_ONCE)]
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as readers:
        for lines in readers.map(lambda part: read_pictures(path, part, language, settings), parts):
            yield from lines


def _in_order(elements: Iterable[ParsedElement]) -> tuple[ParsedElement, ...]:
    """By page; the order on a page stays."""
    return tuple(sorted(elements, key=lambda element: element.page or 0))


def _notes(parsed: ParsedFile, lines: Sequence[OcrLine]) -> Iterator[str]:
    yield f"{_pages(parsed.pictured)} read from pictures (OCR)."
    if doubtful := doubtful_pages(lines):
        yield f"{_pages(doubtful)} hard to read; check the text against the pictures."
    if blank := sorted(set(parsed.pictured) - {line.page for line in lines}):
        yield f"{_pages(blank)} without any text that could be read."


def _pages(numbers: Sequence[int]) -> str:
    listed = ", ".join(map(str, numbers[:MOST_LISTED])) + (" ..." if len(numbers) > MOST_LISTED else "")
    return f"Page {listed}:" if len(numbers) == 1 else f"{len(numbers)} pages ({listed}):"
