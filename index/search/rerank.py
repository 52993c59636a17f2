"""Reading the best passages again with a cross-encoder, where the settings name one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue
from index.reranker import Reranker
from index.search.background import LEAST_SPREAD
from index.search.fuse import DECIMALS
from index.search.parts import Ranking

READ_AGAIN = 30
"""Passages read again, the best of the ranking: a cross-encoder takes some hundred times as long for each as the index does."""


TRUST = 0.7
"""Weight of the model's opinion: who sets one up wants it to decide, and what the query names still counts."""


def rerank(ranking: Ranking, text: str, reranker: Reranker, catalogue: Catalogue) -> Ranking:
    """The same passages, the first ones in the order of both opinions; a passage that the catalogue lost keeps its place."""
    first, rest = ranking.passages[:READ_AGAIN], ranking.passages[READ_AGAIN:]
    texts = catalogue.passages_by_id([fused.passage_id for fused in first])
    read = [fused for fused in first if fused.passage_id in texts]
    if len(read) < 2:
        return ranking
    opinions = reranker.scores(text, [texts[fused.passage_id].text for fused in read])
    scores = dict(zip((fused.passage_id for fused in read), _blended([f.score for f in read], opinions), strict=True))
    moved = (fused._replace(score=scores.get(fused.passage_id, fused.score)) for fused in first)
    ordered = sorted(moved, key=lambda passage: (-passage.score, passage.passage_id))
    return replace(ranking, passages=(*ordered, *rest))


def _blended(scores: Sequence[float], opinions: Sequence[float]) -> list[float]:
    """Both in standard scores, put back on the scale of `scores` with the same lowest value."""
    mean = (1 - TRUST) * _standard(scores) + TRUST * _standard(opinions)
    blended = min(scores) + (mean - mean.min()) * max(float(np.std(scores)), LEAST_SPREAD)
    return [round(float(score), DECIMALS) for score in blended]


def _standard(values: Sequence[float]) -> NDArray[np.float64]:
    array = np.asarray(values, np.float64)
    scores: NDArray[np.float64] = (array - array.mean()) / max(float(array.std()), LEAST_SPREAD)
    return scores
