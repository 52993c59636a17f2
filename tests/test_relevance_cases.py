"""The relevance cases as data: enough of every kind, and nothing asked of a case, document or page that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from corpus.case import Case
from corpus.commands import CASES
from eval.relevance.cases import TRAITS, RelevanceCase, read_relevance_cases
from ingest.records import read_case


@pytest.fixture(scope="module")
def asked() -> tuple[RelevanceCase, ...]:
    return read_relevance_cases()


@pytest.fixture(scope="module")
def records() -> dict[str, Case]:
    return {path.parent.name: read_case(path.parent) for path in sorted(Path(CASES).glob("*/case.yaml"))}


def test_there_are_enough_of_every_kind(asked: tuple[RelevanceCase, ...]) -> None:
    assert len(asked) >= 250
    assert sum("across" in case.traits for case in asked) * 3 >= len(asked)
    assert {trait for case in asked for trait in case.traits} == set(TRAITS)
    assert {case.language for case in asked} >= {"en", "es", "fr", "ko", "pt", "ar", "de", "ja", "zh"}
    assert {case.user for case in asked} == {"official", "trainer", "researcher"}
    for field in ("any", "all", "none", "before", "cites", "offers"):
        assert sum(bool(getattr(case, field)) for case in asked) >= 5, field


def test_every_case_that_is_named_is_there(asked: tuple[RelevanceCase, ...], records: dict[str, Case]) -> None:
    named = {
        id
        for case in asked
        for id in (*case.wanted, *case.none, *(id for pair in case.before for id in pair))
    }  # fmt: skip
    assert named <= records.keys()


def test_every_page_that_is_cited_is_there(asked: tuple[RelevanceCase, ...], records: dict[str, Case]) -> None:
    for case in asked:
        if case.cites:
            (document,) = [each for each in records[case.cites.case].documents if each.file == case.cites.file]
            assert max(case.cites.pages) <= (document.pages or 0), case.id


def test_a_case_is_marked_across_where_no_answer_is_in_its_language(
    asked: tuple[RelevanceCase, ...], records: dict[str, Case]
) -> None:
    for case in asked:
        found = {
            document.language.partition("-")[0] for id in (*case.any, *case.all) for document in records[id].documents
        }
        if found and "across" in case.traits:
            assert case.language.partition("-")[0] not in found, case.id


def test_a_case_that_expects_nothing_is_refused() -> None:
    row = yaml.safe_load("{id: x, query: q, language: en, user: official, form: keywords, traits: [same]}")
    with pytest.raises(ValueError, match="x expects nothing"):
        RelevanceCase.model_validate(row)
