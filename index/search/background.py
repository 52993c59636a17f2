"""What is usual in the archive: how close a query lies to any passage of a language, and how common a word is.

Two things go wrong without it. An encoder puts texts of one language close together whatever they say, so a Korean question
finds every Korean passage before the Spanish one that answers it; and cosines are squeezed into a narrow band that differs from
encoder to encoder and from query to query, so no fixed cosine tells relevant passages from others. Both are mended by taking the
middle of the archive and of the query's language out of the query, and by looking at how far a passage then stands above what is
usual for the query among passages of its language. What that brings is in ``eval/README.md``.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.case import Case
from corpus.passage import Passage
from index.build import passage_context
from index.catalogue import CaseSummary, Catalogue
from index.keywords import keyword_terms
from index.languages import language_shares
from index.passages import PassageIndex, Vector
from index.records import entry_ids
from index.search.memory import Memory
from index.search.shared import Shared
from index.search.spelling import Lexicon, read_lexicon

SAMPLE = 1000
"""Passages that stand for the whole archive: enough for stable means, few enough to read within a second."""

SAMPLED_RECORDS = 300
"""Cases whose records stand for all."""

PRIOR_CASES = 1
"""Weight of the whole archive in a language's middle, counted in cases: where only one case speaks a language, its passages are
close to each other because they are about the same thing, not only because of the language."""

LANGUAGE_SHARE = 0.5
"""How much of the way from the archive's middle to that of its language is taken out of a query. All of it loses more of the
queries that have their answer in their own language than it gains in the others."""

LEAST_SPREAD = 1e-3
"""Keeps divisions whole in an archive of a passage or two."""

FEWEST = 30
"""Passages of a language in the sample from which it says how common a word is in the language."""

LISTS = ("sources",)
"""Sections that are found by their words only: a list of references lies near to every question and answers none."""


def says_something(section: str) -> bool:
    """Whether passages of the section are compared by meaning."""
    return section not in LISTS


@dataclass(frozen=True, slots=True)
class Sample(Shared):
    """Vectors that stand for the archive's: of whole passages, or of single sentences."""

    vectors: Vector
    """Shape (rows, dimension)."""
    starts: NDArray[np.intp]
    """First row of each passage."""
    languages: NDArray[np.intp]
    """Of each passage, its place among `middles`."""
    middles: Mapping[str, Vector]
    """Language -> mean vector, not of unit length."""
    middle: Vector
    """The same over all languages."""

    def middle_of(self, language: str) -> Vector:
        """Mean vector of a language; of all where the sample has none in it."""
        return self.middles.get(language, self.middle)

    def standing(self, query: Vector) -> Standing:
        """What is usual for a query vector."""
        usual = {language: float(self.middle_of(language) @ query) for language in self.middles}
        if not len(self.vectors):
            return Standing(usual, 0.0, 0.0, 1.0)
        best = np.maximum.reduceat(self.vectors @ query, self.starts)
        heights = best - np.fromiter(usual.values(), np.float32, len(usual))[self.languages]
        spread = max(float(heights.std()), LEAST_SPREAD)
        return Standing(usual, float(self.middle @ query), float(heights.mean()), spread, float(heights.max()))


@dataclass(frozen=True, slots=True)
class Standing(Shared):
    """What cosines with one query are judged against."""

    usual: Mapping[str, float]
    """Language -> the cosine that its passages have on average."""
    elsewhere: float
    """The same over all languages, for one that the sample does not have."""
    mean: float
    spread: float
    """Mean and standard deviation of the heights of the sample."""
    highest: float = -math.inf
    """The greatest of them: some passage of the archive stands as high, and the best one perhaps higher."""

    def usual_in(self, language: str) -> float:
        return self.usual.get(language, self.elsewhere)

    def height(self, cosine: float, language: str) -> float:
        """How far a cosine stands above the usual one of the language."""
        return cosine - self.usual_in(language)

    def score(self, cosine: float, language: str) -> float:
        """Standard deviations above the archive's mean: comparable between languages, queries and kinds of vectors."""
        return (self.height(cosine, language) - self.mean) / self.spread


@dataclass(frozen=True, slots=True)
class Background(Shared):
    """Measured on a sample that depends on the archive alone, so that the same archive answers the same query alike."""

    passages: Sample
    sentences: Sample
    records: Sample
    record_texts: Sample
    """Records as a whole, and text by text."""
    passages_with: Mapping[str, int]
    """Term -> passages of the sample that have it, in their text or the context before it."""
    within: Mapping[str, Mapping[str, int]]
    """Language -> the same among the passages of the language."""
    sizes: Mapping[str, int]
    """Language -> passages in the sample."""
    total: int
    """Passages in the archive."""
    lexicon: Lexicon
    """Words of the sample, for mending slips."""

    def middle_of(self, language: str) -> Vector:
        """Mean vector of the passages of a language; of all passages where the sample has none in it."""
        return self.passages.middle_of(language)

    def without_middle(self, vector: Vector, text: str) -> Vector:
        """The vector of a query without what it has in common with all texts of the archive and of its language; unit length."""
        whole, middles = self.passages.middle, self.passages.middles
        shares = language_shares(text)
        own = [(shares.get(language.partition("-")[0], 0.0), middles[language] - whole) for language in middles]
        shift = sum((share * offset for share, offset in own), np.zeros_like(whole))
        rest: Vector = vector - whole - np.float32(LANGUAGE_SHARE) * shift
        length = float(np.linalg.norm(rest))
        return (rest / np.float32(length)).astype(np.float32) if length > LEAST_SPREAD else vector

    def rarity(self, term: str) -> float:
        """How much a term tells, as BM25 weighs it: near 0 where every passage has it, largest where none has."""
        return _rarity(self.passages_with.get(term, 0), sum(self.sizes.values()), self.total)

    def rarity_within(self, term: str, language: str) -> float:
        """The same among passages of a language, counted as if all were in it; over all where the sample has too few in it."""
        size = self.sizes.get(language, 0)
        if size < FEWEST:
            return self.rarity(term)
        return _rarity(self.within[language].get(term, 0), size, self.total)

    def total_in(self, language: str) -> float:
        """Passages of the archive in a language, as the sample tells."""
        return self.total * self.sizes.get(language, 0) / max(sum(self.sizes.values()), 1)

    @property
    def rarest(self) -> float:
        """What `rarity` is for a term that no passage has."""
        return math.log(1 + (self.total + 0.5) / 0.5)


def _rarity(seen: int, size: int, total: int) -> float:
    """The IDF of BM25 in an archive of `total` passages, from how many in a sample have the term."""
    having = seen * max(total / max(size, 1), 1.0)
    return math.log(1 + max(total - having + 0.5, 0.0) / (having + 0.5))


def measure_background(catalogue: Catalogue, index: PassageIndex, memory: Memory) -> Background:
    """Read the sample, evenly spread over all documents; passages that the index lacks are left out of it. `memory` keeps what was read."""
    counts = catalogue.searched_counts()
    ids = sample_ids(catalogue.passage_counts(), SAMPLE)
    vectors = memory.wholes(ids, index)
    read = {id: read for id, read in memory.passages(ids, catalogue).items() if id in vectors}
    cases = catalogue.cases()
    case_of = {document.id: id for id, summary in cases.items() for document in summary.documents}
    within: dict[str, Counter[str]] = defaultdict(Counter)
    for one in read.values():
        within[one.passage.language].update(one.terms | _context_terms(one.passage, case_of, cases))
    passages = [one.passage for one in read.values()]
    drawn = [
        Drawn(passage.id, passage.language, case_of.get(passage.document_id, passage.document_id))
        for passage in passages
        if says_something(passage.section)
    ]
    drawn_records = list(_drawn_records([summary.case for summary in cases.values()]))
    records = memory.records([one.id for one in drawn_records], index)
    return Background(
        _sample(drawn, {one.id: vectors[one.id][None] for one in drawn}, index.dimension),
        _sample(drawn, memory.sentences([one.id for one in drawn], index), index.dimension),
        _sample(drawn_records, {id: record.whole[None] for id, record in records.items()}, index.dimension),
        _sample(drawn_records, {id: record.texts for id, record in records.items()}, index.dimension),
        sum(within.values(), Counter()),
        within,
        Counter(passage.language for passage in passages),
        sum(counts.values()),
        read_lexicon(passages),
    )


def sample_ids(documents: Mapping[str, int], size: int) -> list[str]:
    """Ids of at most `size` passages at even distances, from the number of passages of each document."""
    ids = [f"{document}.{position}" for document in sorted(documents) for position in range(documents[document])]
    step = max(1, math.ceil(len(ids) / size))
    return ids[::step]


def _context_terms(passage: Passage, case_of: Mapping[str, str], cases: Mapping[str, CaseSummary]) -> set[str]:
    summary = cases.get(case_of.get(passage.document_id, ""))
    context = passage_context(summary.case, passage) if summary else []
    return {term for text, language in context for term in keyword_terms(text, language)}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn for a sample: its id in the index, its language, and the case that it belongs to."""

    id: str
    language: str
    case_id: str


def _drawn_records(cases: Sequence[Case]) -> Iterator[Drawn]:
    step = max(1, math.ceil(len(cases) / SAMPLED_RECORDS))
    for case in cases[::step]:
        yield from (Drawn(id, language, case.id) for language, id in entry_ids(case).items())


def _sample(listed: Iterable[Drawn], rows: Mapping[str, Vector], dimension: int) -> Sample:
    """`rows` have the shape (rows, dimension) each; what the index lacks is left out."""
    drawn = [one for one in listed if one.id in rows]
    of_case: dict[str, list[Vector]] = defaultdict(list)
    of_language: dict[str, dict[str, list[Vector]]] = defaultdict(lambda: defaultdict(list))
    for one in drawn:
        of_case[one.case_id].append(rows[one.id].mean(axis=0))
        of_language[one.language][one.case_id].append(rows[one.id].mean(axis=0))
    middle = _mean_of_means(of_case.values(), dimension)
    middles = {
        language: _drawn_to(middle, _mean_of_means(cases.values(), dimension), len(cases))
        for language, cases in of_language.items()
    }
    starts = np.cumsum([0, *(len(rows[one.id]) for one in drawn)])[:-1]
    vectors = np.concatenate([rows[one.id] for one in drawn]) if drawn else np.zeros((0, dimension), np.float32)
    places = {language: place for place, language in enumerate(middles)}
    languages = np.asarray([places[one.language] for one in drawn], np.intp)
    return Sample(vectors, starts, languages, middles, middle)


def _mean_of_means(groups: Iterable[Sequence[Vector]], dimension: int) -> Vector:
    means = [np.mean(group, axis=0) for group in groups]
    return np.mean(means, axis=0).astype(np.float32) if means else np.zeros(dimension, np.float32)


def _drawn_to(whole: Vector, own: Vector, cases: int) -> Vector:
    return ((cases * own + PRIOR_CASES * whole) / (cases + PRIOR_CASES)).astype(np.float32)
