"""What rankings are worth, by ir-measures, and whether two of them differ by more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

import ir_measures
import numpy as np
from ir_measures import AP, RR, Measure, R, nDCG
from scipy.stats import permutation_test

from eval.beir.rankers import Ranking

MEASURES = {"nDCG@10": nDCG @ 10, "recall@100": R @ 100, "MRR@10": RR @ 10, "MAP": AP}
MAIN = "nDCG@10"
RESAMPLES = 9999
SEED = 2009

Scores = Mapping[str, Mapping[str, float]]
"""Measure -> query -> value."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two rankers compared query by query on nDCG@10."""

    better: str
    worse: str
    mean: float
    wins: int
    losses: int
    p: float
    """Two-sided paired randomization test; not corrected for the number of comparisons."""


def measure(
    rankings: Mapping[str, Ranking],
    qrels: Mapping[str, Mapping[str, int]],
    measures: Mapping[str, Measure] = MEASURES,
) -> Scores:
    """Every measure for every judged query; one for which nothing was found has 0."""
    found: dict[str, dict[str, float]] = {name: dict.fromkeys(qrels, 0.0) for name in measures}
    names = {measure: name for name, measure in measures.items()}
    given = {query: dict(grades) for query, grades in qrels.items()}
    run = {query: dict(ranking) for query, ranking in rankings.items()}
    for metric in ir_measures.iter_calc(list(measures.values()), given, run):
        found[names[metric.measure]][metric.query_id] = metric.value
    return found


def means(scores: Scores) -> dict[str, float]:
    return {name: fmean(values.values()) for name, values in scores.items()}


def differences(scores: Mapping[str, Scores]) -> list[Difference]:
    """Every pair of rankers, the better one first."""
    return [_difference(one, other, scores) for one, other in combinations(scores, 2)]


def _difference(one: str, other: str, scores: Mapping[str, Scores]) -> Difference:
    queries = list(scores[one][MAIN])
    pair = {name: np.array([scores[name][MAIN][query] for query in queries]) for name in (one, other)}
    better, worse = sorted((one, other), key=lambda name: -pair[name].mean())
    gaps = pair[better] - pair[worse]
    return Difference(better, worse, float(gaps.mean()), int((gaps > 0).sum()), int((gaps < 0).sum()), _p(gaps))


def _p(gaps: np.ndarray) -> float:
    """Sign flips of the differences: Smucker, Allan and Carterette (2007)."""
    if not gaps.any():
        return 1.0
    test = permutation_test(
        (gaps,),
        np.mean,
        permutation_type="samples",
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(SEED),
        vectorized=True,
    )
    return float(test.pvalue)
