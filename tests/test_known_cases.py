"""Questions whose best case is known keep finding it in the whole shipped corpus: search does not get worse without anybody noticing."""

from __future__ import annotations

from itertools import combinations

import pytest

from eval.known_cases import KINDS, RANKERS, Score, rank, read_questions, score
from index.archive import Archive
from index.catalogue import Catalogue
from index.search import SearchEngine, search_in
from ingest.near import NearKind, near_documents

pytestmark = pytest.mark.long

LEAST = {"same": 0.88, "across": 0.88, "words": 0.90}
"""Mean reciprocal rank at 10 by kind of question, below what `casebook eval known` measured on all cases (eval/README.md)."""


@pytest.fixture(scope="module")
def engine(whole_archive: Archive) -> SearchEngine:
    return search_in(whole_archive)


@pytest.fixture(scope="module")
def scores(engine: SearchEngine) -> dict[str, Score]:
    search = RANKERS["production"]
    ranks = {question: rank(question, search(engine, question.query)) for question in read_questions()}
    return {kind: score([r for question, r in ranks.items() if question.kind == kind]) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_questions_find_their_case(scores: dict[str, Score], kind: str) -> None:
    assert scores[kind].questions > 0
    assert scores[kind].reciprocal_rank >= LEAST[kind], scores[kind]


def test_the_documents_that_are_linked_as_translations_are_those_of_one_case_in_two_languages(
    whole_archive: Archive,
) -> None:
    held = documents(whole_archive.catalogue)
    linked = {
        frozenset((id, near.document_id))
        for id in held
        for near in near_documents(whole_archive.catalogue, id)
        if near.kind is NearKind.translation
    }
    of_one_case = {
        frozenset((one, other))
        for (one, (case, language)), (other, (other_case, other_language)) in combinations(held.items(), 2)
        if case == other_case and language != other_language
    }
    assert linked == of_one_case


def documents(catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    """Document -> its case and language."""
    return {
        document_id: (id, catalogue.document(document_id).language)
        for id in catalogue.cases()
        for document_id in catalogue.case(id).passage_counts
    }
