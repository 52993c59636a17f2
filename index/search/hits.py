"""From ranked passages to the hits that a card shows: distinct passages with their text, marks and reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice

import numpy as np

from corpus.passage import Passage
from corpus.results import Hit, Why
from corpus.vocabulary import vocabulary
from index.catalogue import Catalogue
from index.passages import PassageIndex, Vector
from index.search.background import LEAST_SPREAD
from index.search.emphasis import total
from index.search.encode import word_share
from index.search.highlight import Sought, mark
from index.search.memory import ReadPassage
from index.search.parts import EncodedQuery, Fused, Group
from index.search.snapshot import Snapshot

CONSIDERED = 12
"""Passages of a case that are read, however few are shown: the one to cite is not always the one that the case was found by, and which
it is must not depend on how many are wanted."""

SPARE = 4
"""Passages read beyond the hits that are wanted: a text may be there twice, as a report and as the same in another format."""

OWN_WORDS = 4.0
"""What having all words of the query in its own text is worth to a passage, in standard deviations of meaning."""

OPENING = 1.0
"""What the first passage of a document loses against its others: it is found by the abstract that stands before it, and mostly
announces what another page says."""

OWN_LANGUAGE = 2.0
"""What a passage in the language of the query gains over those of the case's other documents, which often say the same."""

LONE = 1.0
"""What a passage of a single sentence loses: mostly a caption, the foot of a page or the line that announces a list, which are near to
every question about what they announce. From 1 to 3 gives the same pages."""

COMMON = 0.9
"""How much is taken off of what a passage is near to the query by what all the passages found of its case have in common: they are
all of the case, and the one to cite is the one that answers. Nothing here changes the order of cases; what each of these brings to the
page that is cited first is in ``eval/README.md``."""

ALIKE = 0.8
"""Share of their terms in common from which two passages of a case are one text in two formats."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A ranked passage and what was read of it."""

    fused: Fused
    read: ReadPassage
    vector: Vector
    """Shape (dimension,)."""

    @property
    def passage(self) -> Passage:
        return self.read.passage


@dataclass(frozen=True, slots=True)
class HitReader:
    """Reads the hits of one search."""

    catalogue: Catalogue
    index: PassageIndex
    snapshot: Snapshot
    query: EncodedQuery
    sought: Callable[[str], Sought]
    """By the language of the passage."""
    language: str
    """Of labels."""
    asked_in: str | None
    """Language of the query without its script, None where it does not show."""

    def read(self, groups: Iterable[Group], wanted: int) -> dict[str, tuple[Hit, ...]]:
        """Case id -> its best distinct passages, at most `wanted`; texts and vectors of all cases are read in one go."""
        best = {group.case_id: group.passages[: max(wanted + SPARE, CONSIDERED)] for group in groups}
        found = self._found(best)
        shown = {case_id: _distinct(self._ordered(passages)) for case_id, passages in found.items()}
        kept = {case_id: list(islice(distinct, wanted)) for case_id, distinct in shown.items()}
        near = [one.passage.id for found in kept.values() for one in found if one.fused.dense_rank is not None]
        vectors = self.snapshot.memory.sentences(near, self.index)
        return {
            case_id: tuple(self._hit(one.fused, one.passage, vectors.get(one.passage.id)) for one in found)
            for case_id, found in kept.items()
        }

    def _found(self, best: Mapping[str, Sequence[Fused]]) -> dict[str, list[_Found]]:
        """By case, without those that catalogue or index have lost meanwhile."""
        ids = [fused.passage_id for passages in best.values() for fused in passages]
        texts = self.snapshot.memory.passages(ids, self.catalogue)
        vectors = self.snapshot.memory.wholes(ids, self.index)
        return {
            case_id: [
                _Found(fused, texts[id], vectors[id])
                for fused in passages
                if (id := fused.passage_id) in texts and id in vectors
            ]
            for case_id, passages in best.items()
        }

    def _ordered(self, found: Sequence[_Found]) -> list[_Found]:
        """The passages of a case by what they say themselves: what they were found by counts the context before them too."""
        if not found:
            return []
        common = self._common(np.stack([one.vector for one in found]))
        worth = {one.passage.id: self._worth(one) - off for one, off in zip(found, COMMON * common, strict=True)}
        return sorted(found, key=lambda one: (-worth[one.passage.id], one.passage.id))

    def _common(self, vectors: Vector) -> Vector:
        """How much of each passage's nearness to the query lies in what all of the case have in common, seen from the middle of the
        archive; in standard deviations. `vectors` has shape (passages, dimension), the answer (passages,).
        """
        offset = vectors.mean(axis=0) - self.snapshot.background.passages.middle
        common = offset / max(float(np.linalg.norm(offset)), LEAST_SPREAD)
        shared: Vector = float(self.query.vector @ common) * (vectors @ common) / self.query.passages.spread
        return shared

    def _worth(self, one: _Found) -> float:
        own = OWN_WORDS * word_share(one.read.terms, self.query.words)
        return (
            one.fused.meaning
            + own
            + total(one.fused.adjustments)
            + OWN_LANGUAGE * (one.passage.language.partition("-")[0] == self.asked_in)
            - OPENING * self._is_announced(one.passage)
            - LONE * (len(one.passage.sentences) == 1)
        )

    def _is_announced(self, passage: Passage) -> bool:
        """Whether an abstract in another language stands before it: see `index.build.passage_context`."""
        abstracts = self.snapshot.cases[self.snapshot.documents[passage.document_id].case_id].case.abstract
        return passage.position == 0 and any(language != passage.language for language in abstracts)

    def _hit(self, fused: Fused, passage: Passage, sentences: Vector | None) -> Hit:
        document = self.snapshot.documents[fused.document_id]
        sought = self.sought(passage.language)
        marked = mark(passage, sought, sentences)
        return Hit(
            passage_id=passage.id,
            document_id=document.id,
            document_title=document.title,
            document_type=document.document_type,
            language=passage.language,
            page=passage.page,
            page_end=passage.page_end,
            heading_path=passage.heading_path,
            section=passage.section,
            section_label=vocabulary("sections").label(passage.section, self.language),
            section_is_guessed=passage.section_is_guessed,
            kind=passage.kind.value,
            rows=passage.rows,
            text=passage.text,
            highlights=marked.highlights,
            score=fused.score,
            why=_why(fused, marked.words, sought),
        )


def _why(fused: Fused, words: tuple[str, ...], sought: Sought) -> Why:
    """Every passage of a search for phrases holds them all, or it would not be there."""
    return Why(
        dense_rank=fused.dense_rank,
        similarity=fused.similarity,
        keyword_rank=fused.keyword_rank,
        words=words,
        phrases=tuple(sought.phrases),
        adjustments=fused.adjustments,
    )


def _distinct(passages: Iterable[_Found]) -> Iterator[_Found]:
    """Passages without those that say nearly what an earlier one says."""
    seen: list[Set[str]] = []
    for one in passages:
        if not any(_alike(one.read.terms, other) for other in seen):
            seen.append(one.read.terms)
            yield one


def _alike(one: Set[str], other: Set[str]) -> bool:
    return one == other or len(one & other) >= ALIKE * max(len(one | other), 1)
