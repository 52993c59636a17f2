"""Draws one page of a PDF as a picture, with the sentences of a passage marked on it.

Runs in the child process of `api.renderer` only: PDFium reads a file that a stranger made, is not safe to share between threads, and
can abort the process that it runs in.
"""

from __future__ import annotations

import ctypes
import io
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops

from corpus.errors import BadInput, NotFound
from corpus.passage import Box

MOST_PIXELS = 8_000_000
"""A page of odd shape is drawn narrower than asked, so that one request cannot take all memory."""

MARK_COLOUR = (255, 233, 110)
"""Multiplied onto the page, so that the text under it stays as dark as it is."""

MARK_MARGIN = 2
"""Pixels around the letters."""


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page to draw: the file, the page from 1, the width in pixels and what to mark, by its places or its sentences."""

    path: Path
    page: int
    width: int
    sentences: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    """Places to mark; where there are any, sentences are not looked for."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a page, folded, and for each the index of its character in PDFium's text."""

    folded: str
    places: tuple[int, ...]


def draw_page(job: PageJob) -> bytes:
    """The page as PNG. NotFound where the file has no such page, BadInput where PDFium cannot read it."""
    try:
        with pdfium.PdfDocument(job.path) as document:
            if job.page > len(document):
                raise NotFound(f"the document has {len(document)} pages, so there is no page {job.page}")
            return _png(_drawn(document[job.page - 1], job))
    except pdfium.PdfiumError as failure:
        raise BadInput(f"the page cannot be drawn: {failure}") from failure


def _drawn(page: pdfium.PdfPage, job: PageJob) -> Image.Image:
    bitmap = page.render(scale=_scale(page.get_size(), job.width))
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    for box in job.boxes:
        across, down = (
            (box.x * picture.width, box.right * picture.width),
            (box.y * picture.height, box.bottom * picture.height),
        )
        _mark(picture, [round(x) for x in across], [round(y) for y in down])
    to_bitmap = bitmap.get_posconv(page).to_bitmap
    for left, bottom, right, top in _marked_boxes(page, () if job.boxes else job.sentences):
        corners = (to_bitmap(left, bottom), to_bitmap(right, top))
        _mark(picture, [x for x, _ in corners], [y for _, y in corners])
    return picture


def _scale(size: tuple[float, float], width: int) -> float:
    """Pixels per point."""
    across, down = size
    return min(width / across, math.sqrt(MOST_PIXELS / (across * down)))


def _mark(picture: Image.Image, across: Sequence[int], down: Sequence[int]) -> None:
    """Tint the box between two corners, whichever way round they are: a page may be rotated."""
    left, top = (max(0, min(side) - MARK_MARGIN) for side in (across, down))
    right, bottom = min(picture.width, max(across) + MARK_MARGIN), min(picture.height, max(down) + MARK_MARGIN)
    if left < right and top < bottom:
        area = picture.crop((left, top, right, bottom))
        picture.paste(ImageChops.multiply(area, Image.new("RGB", area.size, MARK_COLOUR)), (left, top))


def _marked_boxes(page: pdfium.PdfPage, sentences: Sequence[str]) -> Iterator[tuple[float, float, float, float]]:
    """Boxes (left, bottom, right, top, in points) of the lines in which the sentences stand on the page."""
    if not sentences:
        return
    text = page.get_textpage()
    letters = _letters(text)
    for start, end in _found(letters, sentences):
        for index in range(text.count_rects(start, end - start)):
            yield text.get_rect(index)


def _letters(text: pdfium.PdfTextPage) -> Letters:
    folded: list[str] = []
    places: list[int] = []
    for index in range(text.count_chars()):
        for letter in _fold(chr(pdfium_c.FPDFText_GetUnicode(text, ctypes.c_int(index)))):
            folded.append(letter)
            places.append(index)
    return Letters("".join(folded), tuple(places))


def _found(letters: Letters, sentences: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of PDFium's characters; a sentence that the page does not have is passed over.

    Sentences are looked for in order, each behind the one before, so that words which the page repeats are marked where they belong.
    """
    behind = 0
    for wanted in filter(None, map(_fold, sentences)):
        start = letters.folded.find(wanted, behind)
        if start < 0:
            start = letters.folded.find(wanted)
        if start >= 0:
            behind = start + len(wanted)
            yield letters.places[start], letters.places[behind - 1] + 1


def _fold(text: str) -> str:
    """Letters and digits alone: line breaks, hyphens, ligatures, widths and case differ between a page and the text taken from it."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
