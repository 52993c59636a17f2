"""Which part of a case a passage tells where no heading of its document says so: the section whose description it lies nearest to.

What is usual for the document is taken off first, since all its passages lie near to the parts that its subject resembles. On 1,792
passages of the shipped cases whose headings tell, that takes the share that is right from 0.43 to 0.59; those that lead clearly are
right in three of four (``casebook eval sections``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import resources

import numpy as np
import yaml

from corpus.passage import Passage, PassageKind, PassageRole
from corpus.vocabulary import vocabulary
from index.passages import Vector
from ingest.proposals.reading import TextEncoder
from ingest.sections import OTHER

CLEAR_LEAD = 0.8
"""Standard deviations by which the nearest section must lead. On the shipped cases 44 per cent of the passages have such a
lead and 75 per cent of their guesses are right; from 0.4 on it is 69 and 69, from 1.0 on 33 and 81."""

FEWEST_PASSAGES = 4
"""Passages of a document, below which nothing is usual for it and nothing is guessed."""

FEWEST_CHARACTERS = 80
"""Of a passage that says enough to tell."""

_TERMS = 4
"""English words of headings that announce a section, taken beside its description."""


@dataclass(frozen=True, slots=True)
class SectionGuess:
    """The nearest section, and by how much it leads the second, in standard deviations of the nearness to all."""

    section: str
    lead: float

    @property
    def is_clear(self) -> bool:
        return self.lead >= CLEAR_LEAD


@dataclass(frozen=True)
class SectionGuesser:
    """Guesses with one encoder; the descriptions are embedded when the first document needs them."""

    encoder: TextEncoder

    def with_sections(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        """The passages of a document, those that clearly tell a part of a case marked as such, and that it is a guess.

        Meant for documents without any heading that announces a section.
        """
        telling = [passage for passage in passages if tells(passage)]
        clear = {
            passage.position: guess.section
            for passage, guess in zip(telling, self.guesses(telling), strict=True)
            if guess.is_clear
        }
        return tuple(
            replace(passage, section=clear[passage.position], section_is_guessed=True)
            if passage.position in clear
            else passage
            for passage in passages
        )

    def guesses(self, passages: Sequence[Passage]) -> list[SectionGuess]:
        """A guess for each passage of one document, clear or not; `other` with no lead where the document is too short."""
        if len(passages) < FEWEST_PASSAGES:
            return [SectionGuess(OTHER, 0.0)] * len(passages)
        nearness = self.encoder.embed_texts([passage.text for passage in passages]) @ self._descriptions.T
        return [_guess(row) for row in nearness - nearness.mean(axis=0)]

    @cached_property
    def _descriptions(self) -> Vector:
        """Shape (sections, dimension): the mean of what describes a section."""
        texts = {section: (*sentences, _heading_words(section)) for section, sentences in descriptions().items()}
        rows = iter(self.encoder.embed_texts([text for group in texts.values() for text in group]))
        return np.stack([np.mean([next(rows) for _ in group], axis=0) for group in texts.values()])


def tells(passage: Passage) -> bool:
    """Whether the passage is running text and long enough for its part of the case to be told by its meaning."""
    is_text = passage.role is PassageRole.body and passage.kind is PassageKind.text
    return is_text and len(passage.text) >= FEWEST_CHARACTERS


@cache
def descriptions() -> Mapping[str, Sequence[str]]:
    """Section -> sentences on what stands in it. Lists of sources are told by their headings alone."""
    text = resources.files("ingest").joinpath("section_descriptions.yaml").read_text("utf-8")
    written: Mapping[str, Sequence[str]] = yaml.safe_load(text)
    return written


def _heading_words(section: str) -> str:
    concept = vocabulary("sections")[section]
    return " ".join((concept.label("en"), *concept.notes["headings"]["en"][:_TERMS]))


def _guess(nearness: Vector) -> SectionGuess:
    spread = float(nearness.std())
    second, first = np.argsort(nearness)[-2:]
    lead = float(nearness[first] - nearness[second]) / spread if spread else 0.0
    return SectionGuess(list(descriptions())[int(first)], lead)
