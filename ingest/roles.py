"""What a text is to its document where its format does not say so: captions, tables of contents, what every page repeats.

Told by the words alone, so that it works for every format. PDF and scans, which know places and sizes, mark running lines and
footnotes themselves before; entries of a list of sources are told where the headings above them are known (`ingest.headings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from corpus.gazetteer import fold
from corpus.passage import PassageRole
from ingest.elements import ElementKind, ParsedElement

LONGEST_CAPTION = 400
LONGEST_ENTRY = 200
"""Characters of a caption, and of an entry of a table of contents without leaders."""

_CJK_LABELS = "그림|표|사진|도표|지도|图|圖|表|图表|圖表|図|図表|写真"
_LABELS = (
    r"figures?|fig\.|tables?|charts?|maps?|photos?|images?|figuras?|tablas?|gráficos?|gráficas?|cuadros?|mapas?|fotos?|imágenes|imagen"
    r"|quadros?|tabelas?|gráficos?|tableaux?|graphiques?|cartes?|illustrations?|abbildung(?:en)?|abb\.|tabellen?|tab\.|karten?"
    rf"|{_CJK_LABELS}|الشكل|شكل|الجدول|جدول|خريطة|صورة|рис\\.|рисунок|таблица"
)
_NUMBER = r"\s*(?:n[.º°]\s*)?(?:\d{1,3}(?:[.\-]\d{1,3}){0,2}[a-z]?|[IVX]{1,5})"
_CAPTION = re.compile(rf"[<\[(【〈]?(?:{_LABELS}){_NUMBER}\s*(?:[.:：．|–—>\])】〉-]|$)", re.IGNORECASE)
_CAPTION_INSIDE = re.compile(rf"(?<=\s)(?:{_LABELS}){_NUMBER}\s?[:：]\s", re.IGNORECASE)
"""A chart's labels are read with its caption as one text, which its colon then shows."""
_CJK_CAPTION = re.compile(rf"(?:{_CJK_LABELS})\s?\d{{1,3}}(?:[.\-]\d{{1,3}})?\s+\S.{{0,79}}(?<![.。!！?？])")
"""Chinese, Japanese and Korean captions often have nothing but a space after the number."""
_SENTENCE = re.compile(r"[^\W\d_]{2,}[.!?。！？؟](?:\s|$)")

_NOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:\s")
"""A footnote of Markdown: "[^1]: Counted in May."."""

_LEADER = re.compile(r"(?:\.\s?){5,}|(?:·\s?){4,}|…{2,}|(?:_){5,}|\t")
_ENTRY = re.compile(r"(?:(?:\.\s?){4,}|(?:·\s?){4,}|…{2,}|_{4,}|\t)\s*[\divxlc]+\s*$|\S\s+\d{1,4}$")
_DOTS = re.compile(r"\s*(?:(?:\.\s?){4,}|(?:·\s?){4,}|…{2,}|_{4,}|\t)\s*(\d{1,4}|[ivxlc]{1,6})?\s*")
_PAGE_NUMBER = re.compile(r"(?:[\s.·…_]|\t)*\d{1,4}\s*$")
_CONTENTS = re.compile(
    r"(?:table of )?contents|index|índice|indice|contenidos?|tabla de contenidos?|sumário|sommaire|table des matières|inhalt(?:sverzeichnis)?"
    r"|목\s?차|차\s?례|目录|目錄|目次|المحتويات|فهرس|قائمة المحتويات|содержание|оглавление",
    re.IGNORECASE,
)
_CONTENTS_AT_END = re.compile(rf"\s+(?:{_CONTENTS.pattern})$", re.IGNORECASE)
_FEWEST_REPEATED = 3
"""Headings that list entries must name one after the other, to be a table of contents without a title and page numbers."""

_RUNS_ON = 0.5
_FEWEST_PAGES = 3
_LONGEST_RUNNING = 120
"""A short text that stands on so many pages and on this share of all is one that every page repeats."""


def with_roles(elements: Sequence[ParsedElement]) -> tuple[ParsedElement, ...]:
    """The elements with captions, Markdown's footnotes, tables of contents and repeated lines marked; roles that are known already stay."""
    marked = _repeated(_contents(_titles_apart(elements)))
    return tuple(_told_by_words(element) for element in marked)


def is_caption(text: str) -> bool:
    """Whether the text is the caption of a figure, table or map: 'Figure 3. Speed', '표 1: 개편', or a chart's labels and then that."""
    if len(text) > LONGEST_CAPTION:
        return False
    if _CAPTION.match(text) or _CJK_CAPTION.fullmatch(text):
        return True
    inside = _CAPTION_INSIDE.search(text)
    return inside is not None and not _SENTENCE.search(text[: inside.start()])


def _told_by_words(element: ParsedElement) -> ParsedElement:
    if element.role is not PassageRole.body or element.kind is not ElementKind.text:
        return element
    if _NOTE.match(element.text):
        return replace(element, role=PassageRole.footnote)
    return replace(element, role=PassageRole.caption) if is_caption(element.text) else element


# Tables of contents --------------------------------------------------------------------------------------------------


def _titles_apart(elements: Sequence[ParsedElement]) -> Iterator[ParsedElement]:
    """A heading that took the title of the table of contents below it ('... the money Contents') without that."""
    for element, below in zip(elements, [*elements[1:], None], strict=True):
        is_merged = element.kind is ElementKind.heading and below is not None and _has_leaders(below)
        text = _CONTENTS_AT_END.sub("", element.text) if is_merged else element.text
        yield element if text == element.text or not text else replace(element, text=text)


def _contents(found: Iterable[ParsedElement]) -> list[ParsedElement]:
    elements = list(found)
    named = {_name(element.text) for element in elements if element.kind is ElementKind.heading}
    marked: list[ParsedElement] = []
    below_title = False
    for is_naming, group in groupby(elements, key=lambda element: _names_heading(element, named)):
        run = list(group)
        is_list = is_naming and len(run) >= _FEWEST_REPEATED
        for element in run:
            if element.kind is ElementKind.heading:
                below_title = bool(_CONTENTS.fullmatch(_PAGE_NUMBER.sub("", element.text).strip(" :")))
            is_entry = is_list or _has_leaders(element) or (below_title and _is_entry(element))
            marked.append(_entries(element) if is_entry else element)
    return marked


def _entries(element: ParsedElement) -> ParsedElement:
    """An entry or several, each on a line of its own and without its leading dots."""
    lines = _DOTS.sub(lambda dots: f" … {dots[1]}\n" if dots[1] else " … ", element.text)
    return _as(replace(element, text=lines.strip()), PassageRole.contents)


def _as(element: ParsedElement, role: PassageRole) -> ParsedElement:
    is_open = element.role is PassageRole.body and element.kind is not ElementKind.heading
    return replace(element, role=role) if is_open else element


def _has_leaders(element: ParsedElement) -> bool:
    """Whether the text is entries with dots that lead to page numbers; those may be one to a text or all in one."""
    return element.kind is not ElementKind.heading and bool(
        _LEADER.search(element.text) and _ENTRY.search(element.text)
    )


def _is_entry(element: ParsedElement) -> bool:
    is_short = len(element.text) <= LONGEST_ENTRY and not _SENTENCE.search(element.text)
    return is_short and (element.kind is ElementKind.list_item or bool(_ENTRY.search(element.text)))


def _names_heading(element: ParsedElement, headings: set[str]) -> bool:
    return element.kind in {ElementKind.text, ElementKind.list_item} and _name(element.text) in headings


def _name(text: str) -> str:
    """What two mentions of a heading share: its letters, without numbers before it and the page after it."""
    return re.sub(r"[\W\d_]+", "", fold(text))


# What pages repeat ---------------------------------------------------------------------------------------------------


def _repeated(elements: Sequence[ParsedElement]) -> list[ParsedElement]:
    """Feet of slides and the like: short texts that are the same, but for numbers, on most pages."""
    pages = {element.page for element in elements if element.page}
    standing: dict[str, set[int | None]] = {}
    for element in elements:
        if _may_repeat(element):
            standing.setdefault(_running_key(element.text), set()).add(element.page)
    needed = max(_FEWEST_PAGES, _RUNS_ON * len(pages))
    running = {key for key, on in standing.items() if len(on) >= needed}
    return [
        replace(element, role=PassageRole.furniture)
        if _may_repeat(element) and _running_key(element.text) in running
        else element
        for element in elements
    ]


def _may_repeat(element: ParsedElement) -> bool:
    is_line = element.kind in {ElementKind.text, ElementKind.list_item} and len(element.text) <= _LONGEST_RUNNING
    return is_line and element.page is not None and element.role is PassageRole.body


def _running_key(text: str) -> str:
    return re.sub(r"\d+", "#", text).casefold()
