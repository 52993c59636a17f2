"""Lists that the API pages through and vocabularies as it sends them: written by the API, read back by the client."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, JsonValue

from corpus.results import Answer, PassageAnswer


class PassagePage(Answer):
    """One page of passages in the order of the documents and of the text."""

    total: int = Field(description="passages in the whole list")
    passages: tuple[PassageAnswer, ...]
    next_cursor: str | None = Field(default=None, description="pass as `cursor` to get the next page")
    snapshot: str = Field(description="state of the archive that was asked")


class VocabularySummary(Answer):
    """A vocabulary in the list of all."""

    name: str
    concepts: int = Field(description="number of concepts")


class ConceptAnswer(Answer):
    """A value that filters and records may use."""

    id: str
    label: str = Field(description="in the language asked for")
    labels: Mapping[str, str] = Field(description="in every interface language")
    parent: str | None
    notes: Mapping[str, JsonValue] = Field(description="what only this vocabulary has, such as the symbol of a unit")


class VocabularyAnswer(Answer):
    """A vocabulary in full."""

    name: str
    concepts: tuple[ConceptAnswer, ...] = Field(description="in the order in which they are shown")
