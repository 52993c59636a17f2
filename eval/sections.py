"""How often the guess of a passage's section is right, on documents whose headings tell the section.

The guess reads the text of the passages alone, as it does for documents without headings; the headings are the truth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import BadInput, MissingTool
from corpus.passage import Passage
from corpus.settings import Settings
from ingest.headings import outline
from ingest.languages import document_language
from ingest.records import RECORD_FILE, read_case
from ingest.scans import read_file
from ingest.section_guess import SectionGuesser, descriptions, tells
from ingest.split import split

NO_GUESS = "none"
"""Stands for the section of a passage whose nearest section has no clear lead."""


@dataclass(frozen=True, slots=True)
class Guessed:
    """A passage with the section that its headings tell, the nearest one, and whether that has a clear lead."""

    language: str
    section: str
    nearest: str
    is_clear: bool

    @property
    def is_right(self) -> bool:
        return self.nearest == self.section


@dataclass(frozen=True, slots=True)
class SectionScore:
    """Over a set of passages: the share whose nearest section is right, and the same for those with a clear lead."""

    passages: int
    nearest: float
    """Share right of all, if all were guessed."""
    guessed: float
    """Share with a clear lead: what ingestion marks."""
    right: float
    """Share right of those; 0 where there are none."""


def read_documents(folder: Path, settings: Settings) -> Iterator[tuple[Passage, ...]]:
    """Passages of each document of each case below the folder; files that cannot be read are passed over.

    BadInput where no case lies there.
    """
    records = sorted(folder.glob(f"*/{RECORD_FILE}"))
    if not records:
        raise BadInput(f"there is no case below {folder}; name a folder that holds the folders of cases")
    for record in records:
        for entry in read_case(record.parent).documents:
            try:
                yield _passages(record.parent / entry.file, entry.language, settings)
            except (BadInput, MissingTool):
                continue


def _passages(path: Path, language: str | None, settings: Settings) -> tuple[Passage, ...]:
    placed = outline(read_file(path, settings, language))
    told = document_language((each.element.text for each in placed.elements), language)
    return split(replace(placed, language=told), path.name)


def guess_all(documents: Iterable[Sequence[Passage]], guesser: SectionGuesser) -> list[Guessed]:
    """A guess for every passage whose section is told by a heading; the other passages of its document are only read with it."""
    found: list[Guessed] = []
    for passages in documents:
        telling = [passage for passage in passages if tells(passage)]
        for passage, guess in zip(telling, guesser.guesses(telling), strict=True):
            if passage.section in descriptions():
                found.append(Guessed(passage.language, passage.section, guess.section, guess.is_clear))
    return found


def score(found: Sequence[Guessed]) -> SectionScore:
    clear = [guess for guess in found if guess.is_clear]
    return SectionScore(len(found), _share_right(found), len(clear) / (len(found) or 1), _share_right(clear))


def scores_by(found: Sequence[Guessed], key: Callable[[Guessed], str]) -> dict[str, SectionScore]:
    """Value of the key -> score, the most frequent value first."""
    counts = Counter(map(key, found))
    return {value: score([guess for guess in found if key(guess) == value]) for value, _ in counts.most_common()}


def confusion(found: Iterable[Guessed]) -> Mapping[tuple[str, str], int]:
    """(section of the headings, guessed section or `NO_GUESS`) -> passages."""
    return Counter((guess.section, guess.nearest if guess.is_clear else NO_GUESS) for guess in found)


def _share_right(found: Sequence[Guessed]) -> float:
    return sum(guess.is_right for guess in found) / (len(found) or 1)
