"""Questions whose best case is known keep finding it: the guard against search getting worse without anybody noticing."""

from __future__ import annotations

import httpx
import pytest

from eval.known_cases import DEPTH, KINDS, Score, rank, read_questions, score

LEAST = {"same": 0.90, "across": 0.60, "words": 0.90}
"""Mean reciprocal rank at 10 by kind of question, a little below what `casebook eval known` measured (eval/README.md)."""


@pytest.fixture(scope="module")
def scores(api_url: str) -> dict[str, Score]:
    def ranking(query: str) -> list[str]:
        params: dict[str, str | int] = {"q": query, "limit": DEPTH, "hits_per_case": 1}
        answer = httpx.get(f"{api_url}/v1/search", params=params, timeout=60)
        return [case["id"] for case in answer.json()["cases"]]

    ranks = {question: rank(question, ranking(question.query)) for question in read_questions()}
    return {kind: score([r for question, r in ranks.items() if question.kind == kind]) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_questions_find_their_case(scores: dict[str, Score], kind: str) -> None:
    assert scores[kind].questions > 0
    assert scores[kind].reciprocal_rank >= LEAST[kind], scores[kind]
