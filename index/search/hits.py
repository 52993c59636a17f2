"""From ranked passages to the hits that a card shows: distinct passages with their text, marks and reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.passage import Passage
from corpus.results import Hit, Why
from corpus.vocabulary import vocabulary
from index.catalogue import Catalogue
from index.passages import PassageIndex, Vector
from index.search.highlight import Sought, mark
from index.search.parts import Fused, Group
from index.search.snapshot import Snapshot

SPARE = 2
"""Passages read for each hit that is wanted: a text may be there twice, as a report and as the same in another format."""


@dataclass(frozen=True, slots=True)
class HitReader:
    """Reads the hits of one search."""

    catalogue: Catalogue
    index: PassageIndex
    snapshot: Snapshot
    sought: Callable[[str], Sought]
    """By the language of the passage."""
    language: str
    """Of labels."""

    def read(self, groups: Iterable[Group], wanted: int) -> dict[str, tuple[Hit, ...]]:
        """Case id -> its best distinct passages, at most `wanted`; texts and vectors of all cases are read in one go."""
        best = {group.case_id: group.passages[: wanted * SPARE] for group in groups}
        texts = self.catalogue.passages_by_id([fused.passage_id for passages in best.values() for fused in passages])
        shown = {case_id: list(_distinct(passages, texts))[:wanted] for case_id, passages in best.items()}
        near = [fused.passage_id for passages in shown.values() for fused in passages if fused.dense_rank is not None]
        vectors = self.index.sentence_vectors(near)
        return {
            case_id: tuple(
                self._hit(fused, texts[fused.passage_id], vectors.get(fused.passage_id)) for fused in passages
            )
            for case_id, passages in shown.items()
        }

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


def _distinct(passages: Sequence[Fused], texts: Mapping[str, Passage]) -> Iterator[Fused]:
    """Passages that the catalogue still has, without those whose text an earlier one has."""
    seen: set[str] = set()
    for fused in passages:
        text = " ".join(texts[fused.passage_id].text.casefold().split()) if fused.passage_id in texts else None
        if text is not None and text not in seen:
            seen.add(text)
            yield fused
