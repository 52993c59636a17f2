"""The same question in the language of the document and in others: ``pairs.yaml``, and what a search loses from the one to the other."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import yaml
from ir_measures import nDCG
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import BadInput
from eval.beir.archive import SetArchive
from eval.beir.measure import measure
from eval.beir.rankers import RANKERS, Ranking, rank_one

PAIRS = Path(__file__).with_name("pairs.yaml")
DEPTH = 10
MEASURE = "nDCG@10"


class Pair(BaseModel):
    """A question that one case answers, and faithful translations of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: str
    language: str = Field(description="of every document of the case, BCP 47")
    query: str
    translations: Mapping[str, str] = Field(min_length=1, description="language -> the question in it")


@dataclass(frozen=True, slots=True)
class PairScore:
    """Mean nDCG@10 of one search over the pairs, a pair's translations counting as one."""

    same: float
    translated: float
    by_language: Mapping[str, tuple[float, int]]
    """Language of the translation -> mean over its questions, and how many they are."""

    @property
    def ratio(self) -> float | None:
        """What is left of the score across languages; None where nothing is found in the same language."""
        return self.translated / self.same if self.same else None


def read_pairs(path: Path = PAIRS) -> tuple[Pair, ...]:
    """BadInput names the file where one is wrong."""
    try:
        return tuple(Pair.model_validate(row) for row in yaml.safe_load(path.read_text("utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise BadInput(f"{path.name}: {error}") from None


def pairs_within(pairs: Iterable[Pair], cases: Container[str]) -> tuple[Pair, ...]:
    """Those whose case the archive has; BadInput where it has none."""
    kept = tuple(pair for pair in pairs if pair.case in cases)
    if not kept:
        raise BadInput("the archive has no case of a translated question: `casebook ingest` the shipped cases")
    return kept


def measure_pairs(
    archive: SetArchive, pairs: Iterable[Pair], progress: Callable[[int], None] = lambda _: None
) -> dict[str, PairScore]:
    """Search -> its score."""
    found: dict[str, list[tuple[Pair, Mapping[str, float]]]] = {name: [] for name in RANKERS}
    for pair in pairs:
        for name, values in _values(archive, pair).items():
            found[name].append((pair, values))
        progress(1)
    return {name: _score(values) for name, values in found.items()}


def _values(archive: SetArchive, pair: Pair) -> dict[str, Mapping[str, float]]:
    """Search -> language of the question -> nDCG@10."""
    asked = {pair.language: pair.query, **pair.translations}
    ranked = {language: rank_one(archive, text) for language, text in asked.items()}
    qrels = {language: {pair.case: 1} for language in asked}
    return {
        name: measure(
            {language: _ranking(cases[name][:DEPTH]) for language, cases in ranked.items()},
            qrels,
            {MEASURE: nDCG @ DEPTH},
        )[MEASURE]
        for name in RANKERS
    }


def _ranking(cases: Iterable[str]) -> Ranking:
    return {case: -float(place) for place, case in enumerate(cases)}


def _score(found: Iterable[tuple[Pair, Mapping[str, float]]]) -> PairScore:
    found = list(found)
    translated = [(language, values[language]) for pair, values in found for language in pair.translations]
    languages = sorted({language for language, _ in translated})
    groups = {language: [value for other, value in translated if other == language] for language in languages}
    return PairScore(
        fmean(values[pair.language] for pair, values in found),
        fmean(fmean(values[language] for language in pair.translations) for pair, values in found),
        {language: (fmean(values), len(values)) for language, values in groups.items()},
    )
