"""Setting pages with typst: data in, a tagged PDF out.

Pages are set with the fonts that ship, so that every machine gives the same bytes. Where text needs a script that those lack, the fonts of
the machine are added; a character that they lack too is shown as `corpus.fonts.LOST`, and a line says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import typst

from api.classroom.content import Classroom
from api.classroom.printed.labels import label, label_language
from api.exports.word import Words, clean
from corpus.build.blocks import is_right_to_left
from corpus.errors import Unavailable
from corpus.fonts import covered, families, font_folder

STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: tags, languages, headings in order, a title: what screen readers need. typst refuses what breaks its rules."""

_UNPRINTABLE = re.compile(r"[\x7f-\x9f\ufeff\ufffe\uffff]")
_LONG_WORD, _BREAK = re.compile(r"[^\s\u200b]{24}(?=[^\s\u200b]{6})"), "\u200b"
_NO_FONT = "could not be displayed"
"""In typst's message on a character that no font has."""

LONGEST_RUNNING = 70
"""Characters of the title that stand at the head of every page."""

Data = dict[str, Any]


def told(words: Words, language: str) -> Data:
    """Words as the templates take them; those without a language of their own are taken to be in that of the page."""
    spoken = words.language or language
    direction = "rtl" if is_right_to_left(spoken) else "ltr"
    return {"t": _breakable(printable(words.text)), "l": spoken.partition("-")[0], "d": direction}


def printable(text: str) -> str:
    """The text without characters that no PDF/UA may hold: controls, and those that mark the order of bytes."""
    return _UNPRINTABLE.sub("", clean(text))


def _breakable(text: str) -> str:
    """The text with places to break in words that no line would hold."""
    return _LONG_WORD.sub(lambda found: found[0] + _BREAK, text)


def page_data(classroom: Classroom, kind: str) -> Data:
    """What every template wants to know of a file; `kind` is the label of what it is."""
    language, programme = classroom.language, classroom.programme
    title = classroom.words(programme.title) or classroom.stored.id
    spoken = label_language(language)
    made_by = label("made_by", language)
    running = title if len(title) <= LONGEST_RUNNING else f"{title[:LONGEST_RUNNING]}…"
    return {
        "title": printable(title),
        "author": printable(programme.organiser) or "Casebook",
        "description": printable(classroom.words(programme.theme)) or None,
        "keywords": list(programme.topics),
        "language": language.partition("-")[0],
        "direction": "rtl" if is_right_to_left(language) else "ltr",
        "fonts": list(families(language)),
        "running": told(Words(f"{running} · {label(kind, language)}", spoken), spoken),
        "foot": told(Words(made_by, spoken), spoken),
        "lost": told(Words(label("lost_characters", language), spoken), spoken),
        "has_lost": False,
    }


def typeset(template: str, data: Data, classroom: Classroom) -> bytes:
    """The PDF that the template makes of the data; the same data give the same bytes. Unavailable where no font will do."""
    for attempt in (_with_shipped_fonts, _with_all_fonts, _with_lost_characters):
        try:
            return attempt(template, data, classroom)
        except typst.TypstError as refused:
            if _NO_FONT not in refused.message:
                raise
    raise Unavailable("the pages cannot be set: some of their characters are in no font")


def _with_shipped_fonts(template: str, data: Data, classroom: Classroom) -> bytes:
    return _compiled(template, data, classroom, _fonts(includes_system=False))


def _with_all_fonts(template: str, data: Data, classroom: Classroom) -> bytes:
    return _compiled(template, data, classroom, _fonts(includes_system=True))


def _with_lost_characters(template: str, data: Data, classroom: Classroom) -> bytes:
    shown = {**_covered(data), "has_lost": True, "lost": data["lost"]}
    return _compiled(template, shown, classroom, _fonts(includes_system=False))


def _covered(data: Any) -> Any:
    """The same data with every text in characters that the fonts have."""
    if isinstance(data, str):
        return covered(data)
    if isinstance(data, Mapping):
        return {name: _covered(each) for name, each in data.items()}
    return [_covered(each) for each in data] if isinstance(data, list) else data


@cache
def _fonts(*, includes_system: bool) -> typst.Fonts:
    """Looked for once; the files do not change while the program runs."""
    return typst.Fonts(include_system_fonts=includes_system, font_paths=[str(font_folder())])


def _compiled(template: str, data: Data, classroom: Classroom, fonts: typst.Fonts) -> bytes:
    folder = Path(str(resources.files("api.classroom.printed").joinpath("typst")))
    compiler = typst.Compiler(root=folder, font_paths=fonts, sys_inputs={"data": json.dumps(data)})
    # typst dates a file by the clock unless it is told when.
    made = int(classroom.moment.timestamp())
    pages = compiler.compile(folder / template, format="pdf", pdf_standards=[STANDARD], timestamp=made)
    assert isinstance(pages, bytes)
    return pages
