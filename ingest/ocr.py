"""Text from pictures of pages with tesseract: lines with their places in the child process, paragraphs and headings from lines here.

Tesseract is a program of the system, not a package of Python. Where it is missing, or its data for a language, a file that needs it
waits: `MissingTool` says what to install.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING

from corpus.errors import MissingTool
from corpus.passage import Box, PassageRole
from ingest.boxes import page_box
from ingest.elements import ElementKind, ParsedElement
from ingest.text import HAN_KANA

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS_PER_INCH = 200
"""Recall of words stays at 0.97 from 200 dots on and falls below; more dots take longer."""
DOUBTFUL = 60.0
"""Mean confidence of tesseract, of 100, below which a reader is told that a page is doubtful."""

DATA: Mapping[str, str] = {
    "ar": "ara", "bg": "bul", "bn": "ben", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "hy": "hye",
    "id": "ind", "it": "ita", "ja": "jpn", "ka": "kat", "km": "khm", "ko": "kor", "lt": "lit", "lv": "lav", "mk": "mkd",
    "mn": "mon", "ms": "msa", "my": "mya", "ne": "nep", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron",
    "ru": "rus", "si": "sin", "sk": "slk", "sl": "slv", "sq": "sqi", "sr": "srp", "sv": "swe", "sw": "swa", "ta": "tam",
    "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie", "zh": "chi_sim", "zh-Hant": "chi_tra",
}  # fmt: skip
"""Language (BCP 47) -> tesseract's data for it."""

SCRIPTS: Mapping[str, Sequence[str]] = {
    "Latin": ("en", "es", "fr", "pt", "de"),
    "Hangul": ("ko", "en"), "Korean": ("ko", "en"),
    "Han": ("zh", "zh-Hant", "en"), "HanS": ("zh", "en"), "HanT": ("zh-Hant", "en"),
    "Japanese": ("ja", "en"), "Katakana": ("ja", "en"), "Hiragana": ("ja", "en"),
    "Arabic": ("ar", "en"),
    "Cyrillic": ("ru", "uk", "en"),
    "Devanagari": ("hi", "ne", "en"), "Thai": ("th", "en"), "Greek": ("el", "en"), "Hebrew": ("he", "en"),
    "Bengali": ("bn", "en"), "Georgian": ("ka", "en"), "Armenian": ("hy", "en"), "Tamil": ("ta", "en"),
}  # fmt: skip
"""Script as tesseract names it -> languages to read it as, where the language of the document is not known."""

_HEADING_HEIGHT = 1.18
"""Times the usual height of a line from which a short line is a heading."""
_LONGEST_HEADING = 90
_SENTENCE_END = re.compile(r"[.。!?！？:;,]$")
_BULLET = re.compile(r"^[•·◦▪‣*e°»«-]\s+|^\(?\d{1,2}[.)]\s+")
_HYPHEN = re.compile(r"(?<=[^\W\d_]{2})[-‐]$")
_ENDS_IN_CJK = re.compile(f"[{HAN_KANA}、。，）」』]$")
_EDGE = 0.1
"""Share of a page at its top and bottom in which running heads and page numbers stand."""
_RUNS_ON = 0.5
"""Share of the pages on which a line at the edge must stand to be a running head."""


@dataclass(frozen=True, slots=True)
class OcrLine:
    """A line that tesseract found on a page. Lengths as shares of the height of the page, from its top."""

    page: int
    paragraph: tuple[int, int]
    """Block and paragraph on the page: lines of one paragraph share them."""
    text: str
    top: float
    bottom: float
    height: float
    """Median height of its words."""
    confidence: float
    """Mean of its words, 0 to 100."""
    left: float = 0.0
    right: float = 0.0
    """Shares of the width of the page, from its left; equal where they are not known."""


# What this machine can read ---------------------------------------------------------------------------------------------


@cache
def installed_data() -> frozenset[str]:
    """Names of tesseract's data on this machine; empty where tesseract is missing."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=60)
    return frozenset(listed.stdout.split("\n")[1:]) - {""}


def data_for(language: str) -> str:
    """Tesseract's data to read a language with, English beside it. MissingTool says what to install."""
    wanted = DATA.get(language) or DATA.get(language.partition("-")[0], "eng")
    _require(wanted)
    return wanted if wanted == "eng" or "eng" not in installed_data() else f"{wanted}+eng"


def _require(data: str) -> None:
    if not installed_data():
        raise MissingTool(
            "The pages are pictures (a scan), and tesseract, which reads them, is not installed; on Debian: apt-get install "
            f"tesseract-ocr{'' if data == 'eng' else ' ' + _package(data)}. Then ingest the file again."
        )
    if data not in installed_data():
        raise MissingTool(
            f"The pages are pictures (a scan) in a language that tesseract cannot read here; on Debian: apt-get install {_package(data)}. "
            "Then ingest the file again."
        )


def _package(data: str) -> str:
    return f"tesseract-ocr-{data.replace('_', '-')}"


# In the child process ---------------------------------------------------------------------------------------------------


def read_lines(path: Path, pages: Sequence[int], language: str | None) -> list[OcrLine]:
    """Lines of the given pages (from 1) of a PDF or a picture; without a language, that of the script on each page.

    Takes a second or two a page.
    """
    # Each process of tesseract would take every core, and several run beside each other.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    lines: list[OcrLine] = []
    for number in pages:
        picture = _picture(path, number)
        data = data_for(language) if language else _data_by_script(picture)
        lines += _lines(picture, number, data)
    return lines


def _picture(path: Path, number: int) -> Image:
    import pypdfium2
    from PIL import Image, ImageSequence

    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    if not is_pdf:
        with Image.open(path) as opened:
            frame = next(frame for at, frame in enumerate(ImageSequence.Iterator(opened), start=1) if at == number)
            return frame.convert("L")
    with pypdfium2.PdfDocument(path) as document:
        return document[number - 1].render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()  # type: ignore[no-any-return]


def _data_by_script(picture: Image) -> str:
    import pytesseract  # type: ignore[import-untyped]

    _require("eng")
    try:
        script = pytesseract.image_to_osd(picture, output_type=pytesseract.Output.DICT)["script"]
    except pytesseract.TesseractError:
        # Too few characters to tell, or no data for telling.
        script = "Latin"
    known = [DATA[language] for language in SCRIPTS.get(script, ("en",))]
    usable = [data for data in known if data in installed_data()]
    if known[0] not in usable:
        _require(known[0])
    return "+".join(usable)


def _lines(picture: Image, number: int, data: str) -> Iterator[OcrLine]:
    import pytesseract

    table = pytesseract.image_to_data(picture, lang=data, output_type=pytesseract.Output.DICT)
    words = [at for at, text in enumerate(table["text"]) if text.strip() and float(table["conf"][at]) >= 0]
    for key, group in groupby(
        words, key=lambda at: tuple(table[name][at] for name in ("block_num", "par_num", "line_num"))
    ):
        at = list(group)
        tops = [table["top"][i] for i in at]
        yield OcrLine(
            page=number,
            paragraph=(int(key[0]), int(key[1])),
            text=_join_words([table["text"][i].strip() for i in at]),
            top=min(tops) / picture.height,
            bottom=max(table["top"][i] + table["height"][i] for i in at) / picture.height,
            height=median(table["height"][i] for i in at) / picture.height,
            confidence=fmean(float(table["conf"][i]) for i in at),
            left=min(table["left"][i] for i in at) / picture.width,
            right=max(table["left"][i] + table["width"][i] for i in at) / picture.width,
        )


def lines_to_json(lines: Sequence[OcrLine]) -> bytes:
    """The lines as UTF-8 JSON; `lines_from_json` reads it back."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False).encode("utf-8", "replace")


def lines_from_json(data: bytes) -> list[OcrLine]:
    """Undo `lines_to_json`. KeyError, TypeError or ValueError for anything that it did not write."""
    return [OcrLine(**row | {"paragraph": tuple(map(int, row["paragraph"]))}) for row in json.loads(data)]


# Here: from lines to elements --------------------------------------------------------------------------------------------


def elements_of(lines: Sequence[OcrLine]) -> list[ParsedElement]:
    """Paragraphs, list items and headings from lines, in order; running heads and page numbers are marked as furniture."""
    running = _running(lines)
    usual = median([line.height for line in lines if id(line) not in running] or [0.0])
    found: list[ParsedElement] = []
    for (page, _, runs), found_together in groupby(
        lines, lambda line: (line.page, line.paragraph, id(line) in running)
    ):
        group = list(found_together)
        found += _furniture(page, group) if runs else _paragraph(page, group, usual)
    return found


def _furniture(page: int, lines: Iterable[OcrLine]) -> Iterator[ParsedElement]:
    for line in lines:
        boxes = _boxes([line])
        yield ParsedElement(ElementKind.text, line.text, page=page, role=PassageRole.furniture, boxes=boxes)


def _boxes(lines: Iterable[OcrLine]) -> tuple[Box, ...]:
    found = (page_box(line.page, (line.left, line.top, line.right, line.bottom), (1.0, 1.0)) for line in lines)
    return tuple(box for box in found if box)


def doubtful_pages(lines: Iterable[OcrLine]) -> list[int]:
    """Pages on which tesseract was unsure of what it read."""
    by_page = groupby(lines, key=lambda line: line.page)
    return [page for page, group in by_page if fmean(line.confidence for line in group) < DOUBTFUL]


def _paragraph(page: int, lines: Sequence[OcrLine], usual: float) -> Iterator[ParsedElement]:
    """A paragraph, cut where a heading stands above its text and where a bullet begins."""
    at: list[OcrLine] = []
    for line in lines:
        if at and (_BULLET.match(line.text) or _is_heading(at[-1], usual) != _is_heading(line, usual)):
            yield _element(page, at, usual)
            at = []
        at.append(line)
    yield _element(page, at, usual)


def _element(page: int, lines: Sequence[OcrLine], usual: float) -> ParsedElement:
    text = _join_lines([line.text for line in lines])
    if all(_is_heading(line, usual) for line in lines) and len(text) <= _LONGEST_HEADING:
        depth = 0 if lines[0].height > 1.6 * usual else 1
        return ParsedElement(ElementKind.heading, text, depth, page, boxes=_boxes(lines))
    is_item = bool(_BULLET.match(lines[0].text))
    return ParsedElement(ElementKind.list_item if is_item else ElementKind.text, text, None, page, boxes=_boxes(lines))


def _is_heading(line: OcrLine, usual: float) -> bool:
    is_tall = line.height > _HEADING_HEIGHT * usual
    return is_tall and len(line.text) <= _LONGEST_HEADING and not _SENTENCE_END.search(line.text)


def _join_words(words: Sequence[str]) -> str:
    text = ""
    for word in words:
        touches = text and _ENDS_IN_CJK.search(text) and re.match(f"[{HAN_KANA}、。，（「『]", word)
        text += word if not text or touches else f" {word}"
    return text


def _join_lines(lines: Sequence[str]) -> str:
    text = ""
    for line in lines:
        is_cut = _HYPHEN.search(text) and line[:1].islower()
        text = text[:-1] + line if is_cut else _join_words([part for part in (text, line) if part])
    return text


def _running(lines: Sequence[OcrLine]) -> frozenset[int]:
    """Ids of the lines at the edge of pages that say the same, but for numbers, on most pages, or hold only a number."""
    pages = {line.page for line in lines}
    at_edge = [line for line in lines if line.bottom < _EDGE or line.top > 1 - _EDGE]
    standing: dict[str, set[int]] = {}
    for line in at_edge:
        standing.setdefault(_key(line), set()).add(line.page)
    running = {key for key, on in standing.items() if len(on) >= 2 and len(on) >= _RUNS_ON * len(pages)}
    return frozenset(id(line) for line in at_edge if _key(line) in running or not re.search(r"[^\W\d_]", line.text))


def _key(line: OcrLine) -> str:
    return re.sub(r"\W+|\d+", "", line.text).casefold()
