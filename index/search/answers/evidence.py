"""Scoring the sentences of the best passages of a search, and choosing the few that make an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.passage import Passage
from index.catalogue import Catalogue
from index.keywords import keyword_terms
from index.passages import PassageIndex, Vector
from index.search.answers.sentences import ShownSentence, shown_sentences
from index.search.background import Background
from index.search.encode import word_share
from index.search.parts import Group, QueryWord

CASES = 15
"""Cases of the search whose passages are read."""
PASSAGES = 4
"""Best passages of each."""

ANY_LANGUAGE = ""
"""No language's tag: what is usual in it is what is usual in the archive."""

WORDS_WEIGHT = 0.05
RANK_WEIGHT = 0.005
TABLE_WEIGHT = 0.01
"""What a sentence gains for having all words of the question, and loses for each place of its case and for being a row. In cosines above
the usual, of which good sentences have 0.05 to 0.1. Of fifteen mixtures, this one left the right page cited most often (eval/README.md)."""

FEWEST, MOST = 5, 8
MOST_OF_A_CASE = 2
GOOD_SHARE = 0.6
"""Beyond the fewest, a sentence is worth reading if it scores at least this share of the best one."""
SAME = 0.85
"""Cosine, above what is usual in their languages, from which two sentences say the same: one of them is enough."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer."""

    case_id: str
    passage: Passage
    shown: ShownSentence
    similarity: float
    """Cosine with the question."""
    height: float
    """The same above what is usual in its language."""
    direction: Vector
    """Its vector less what is usual in its language, of unit length."""
    terms: frozenset[str]
    score: float


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as the encoder and the keywords see it."""

    vector: Vector
    """As the encoder gives it, shape (dimension,), unit length."""
    words: tuple[QueryWord, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """The best passages of a search with what the index knows of them."""

    groups: tuple[Group, ...]
    passages: Mapping[str, Passage]
    vectors: Mapping[str, Vector]
    """Passage id -> its dense vector."""
    sentences: Mapping[str, Vector]
    """Passage id -> a row for each sentence."""
    question: Question
    background: Background

    def best_of(self, group: Group) -> Iterator[Passage]:
        """Its best passages, as far as catalogue and index still have them."""
        for fused in group.passages[:PASSAGES]:
            if fused.passage_id in self.passages and fused.passage_id in self.sentences:
                yield self.passages[fused.passage_id]

    def height(self, cosine: float, language: str) -> float:
        """How far a cosine with the question stands above what passages of the language have with it on average."""
        return cosine - float(self.background.middle_of(language) @ self.question.vector)


def read_material(
    catalogue: Catalogue, index: PassageIndex, groups: Sequence[Group], question: Question, background: Background
) -> Material:
    """Texts and vectors of the best passages of the first cases, in one question to each store."""
    first = tuple(groups[:CASES])
    ids = [fused.passage_id for group in first for fused in group.passages[:PASSAGES]]
    texts, vectors = catalogue.passages_by_id(ids), index.dense_vectors(ids)
    return Material(first, texts, vectors, index.sentence_vectors(vectors), question, background)


def confidence(material: Material) -> float:
    """How near the archive comes to the question: the best passage's cosine, corrected for its language.

    It is the sum of how high that passage stands above what is usual for the question in its language, and of how near the question
    lies to the archive at all: a question on something else may have a passage that stands out, but among strangers. The first part
    alone told unanswerable questions from others with an AUC of 0.81, the second with 0.83, the sum with 0.92 (`casebook eval answers`).
    """
    vector = material.question.vector
    heights = [
        material.height(float(material.vectors[passage.id] @ vector), passage.language)
        for group in material.groups
        for passage in material.best_of(group)
    ]
    return max(heights, default=0.0) + float(material.background.middle_of(ANY_LANGUAGE) @ vector)


def candidates(material: Material) -> list[Candidate]:
    """Every sentence that can be shown, best first."""
    found = [
        candidate
        for place, group in enumerate(material.groups)
        for passage in material.best_of(group)
        for candidate in _of_passage(material, passage, group.case_id, place)
    ]
    return sorted(found, key=lambda one: (-one.score, one.passage.id, one.shown.place))


def _of_passage(material: Material, passage: Passage, case_id: str, place: int) -> Iterator[Candidate]:
    """`place` is that of the case in the search, from 0."""
    question, rows = material.question, material.sentences[passage.id]
    if len(rows) != len(passage.sentences):
        return
    cosines = rows @ question.vector
    nearness = material.height(float(material.vectors[passage.id] @ question.vector), passage.language)
    base = nearness - RANK_WEIGHT * place - TABLE_WEIGHT * bool(passage.rows)
    for shown in shown_sentences(passage):
        similarity, terms = float(cosines[shown.place]), frozenset(keyword_terms(shown.text, passage.language))
        height = material.height(similarity, passage.language)
        score = base + height + WORDS_WEIGHT * word_share(terms, question.words)
        direction = _direction(rows[shown.place], passage, material.background)
        yield Candidate(case_id, passage, shown, similarity, height, direction, terms, score)


def _direction(vector: Vector, passage: Passage, background: Background) -> Vector:
    apart = vector - background.middle_of(passage.language)
    unit: Vector = apart / np.float32(max(float(np.linalg.norm(apart)), 1e-12))
    return unit


def choose(ranked: Iterable[Candidate]) -> list[Candidate]:
    """The first five to eight, at most two of a case, none that says what a better one says; `ranked` comes best first."""
    chosen: list[Candidate] = []
    of_case: Counter[str] = Counter()
    for candidate in ranked:
        is_good = len(chosen) < FEWEST or candidate.score >= GOOD_SHARE * chosen[0].score
        if len(chosen) == MOST or not is_good:
            break
        if of_case[candidate.case_id] < MOST_OF_A_CASE and not any(_same(candidate, other) for other in chosen):
            chosen.append(candidate)
            of_case[candidate.case_id] += 1
    return chosen


def _same(one: Candidate, other: Candidate) -> bool:
    return one.terms == other.terms or float(one.direction @ other.direction) >= SAME
