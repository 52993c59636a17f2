"""What the checks need to know of the archive. It is gathered once (`index.programmes.facts`), so that checking asks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.case import Text


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A pinned case: as the archive holds it now, and for the counts as it was at the newest version that is pinned."""

    title: Text
    current: int
    """Version now."""
    held: frozenset[int]
    """Of the pinned versions those that the archive can still show."""
    is_published: bool = True
    region: str | None = None
    """UN M49 sub-region."""
    verdict: str | None = None
    income: str | None = None
    """Id of the vocabulary `income_groups`."""
    languages: tuple[str, ...] = ()
    """Languages of its documents, BCP 47, each once."""


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """A document that the archive has now."""

    language: str
    licence: str | None
    """SPDX id; None where none is stated."""


@dataclass(frozen=True, slots=True)
class Facts:
    """About what one programme names, and nothing else; what is missing from it is not in the archive."""

    cases: Mapping[str, CaseFact] = field(default_factory=dict)
    documents: Mapping[str, DocumentFact] = field(default_factory=dict)
    """Document id -> document, of those that materials name."""
    passages: Mapping[str, str] = field(default_factory=dict)
    """Passage id -> its text, of those that are cited."""
