"""Cases like a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from corpus.passage import Passage
from index.catalogue import Catalogue
from index.passages import Filter, PassageIndex, Vector
from index.search.background import Background
from index.search.retrieve import nearest
from index.search.snapshot import VISIBLE, Snapshot

NEIGHBOURS = 200
"""Passages (for each language) looked at: far more than a case has, so that a dozen cases come together."""

COMPARED = 3
"""Best passages of a case that speak for it; one that it lacks counts as usual. One alone is often only a table of the same form."""


def similar_cases(catalogue: Catalogue, index: PassageIndex, snapshot: Snapshot, case_id: str) -> dict[str, float]:
    """Visible cases -> how high their passages stand above the usual in the direction of this case, highest first.

    The direction is that in which the case's passages differ from the usual ones of their languages: what all reports share, and
    what all texts of a language share, would otherwise outweigh what the case is about.
    """
    vectors = index.dense_vectors(index.passage_ids(Filter({"case_id": (case_id,)})))
    passages = catalogue.passages_by_id(vectors)
    if not passages:
        return {}
    direction = _direction(passages, vectors, snapshot.background)
    heights: dict[str, list[float]] = defaultdict(list)
    others = Filter({"status": VISIBLE}, excluded_cases=(case_id,))
    for found in nearest(index, direction, snapshot, others, NEIGHBOURS):
        if snapshot.holds(found.candidate.passage_id):
            heights[found.candidate.case_id].append(found.score)
    scores = {id: sum(best[:COMPARED]) / COMPARED for id, best in heights.items()}
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))


def _direction(passages: Mapping[str, Passage], vectors: Mapping[str, Vector], background: Background) -> Vector:
    """Of unit length, or zero where the archive has nothing else to differ from."""
    own = [vectors[id] - background.middle_of(passage.language) for id, passage in passages.items()]
    mean: Vector = np.mean(own, axis=0).astype(np.float32)
    return mean / np.float32(max(float(np.linalg.norm(mean)), 1e-12))
