"""Judgements by hand, the pool that they are for, questions in two languages: what is read, what is refused, what is printed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from conftest import run_here

from corpus.commands import CASES
from corpus.errors import BadInput
from corpus.settings import Settings
from eval.archive import own_archive
from eval.judged.judgements import RELEVANT, read_judgements
from eval.judged.measure import check_citations
from eval.judged.pairs import Pair, measure_pairs, pairs_within, read_pairs
from eval.judged.pool import lacking, unjudged
from eval.relevance.cases import read_relevance_cases
from ingest.records import read_case

FOOD_WASTE, LEZ = "d-waste-fee-control-group", "b-lez-court-ko"


def write_qrels(folder: Path, *rows: str) -> Path:
    path = folder / "qrels.tsv"
    path.write_text("\n".join(["query-id\tcorpus-id\tscore", *rows]) + "\n", "utf-8")
    return path


def test_sixty_queries_of_every_kind_are_judged_and_every_graded_case_is_there() -> None:
    judgements = read_judgements()
    assert len(judgements.queries) == 60
    languages = Counter(case.language for case in judgements.queries.values())
    assert set(languages) == {"en", "es", "fr", "ko", "pt", "ar", "de", "ja", "zh"}
    assert min(languages.values()) >= 4
    across = sum("across" in case.traits for case in judgements.queries.values())
    assert 24 <= across <= 36
    assert {case.user for case in judgements.queries.values()} == {"official", "trainer", "researcher"}
    assert sum(case.cites is not None for case in judgements.queries.values()) >= 25
    shipped = {path.parent.name for path in Path(CASES).glob("*/case.yaml")}
    assert {case for grades in judgements.qrels.values() for case in grades} <= shipped


def test_the_grades_agree_with_what_the_relevance_cases_want() -> None:
    judgements = read_judgements()
    for id, case in judgements.queries.items():
        assert all(judgements.qrels[id].get(wanted, 0) >= RELEVANT for wanted in (*case.all, *case.any)), id


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("nobody\tberlin-mietendeckel\t3", "'nobody', which is not a relevance case without filters"),
        ("a-domingos-filter-mx\tguadalajara-via-recreactiva\t3", "which is not a relevance case without filters"),
        (f"{LEZ}\tmadrid-central\t4", f"gives '{LEZ}' the grade 4; grades are 0 to 3"),
        (f"{LEZ}\tbarcelona-superilles\t1", f"has no case that answers '{LEZ}'"),
    ],
)
def test_a_judgement_that_cannot_be_is_refused(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_judgements(write_qrels(tmp_path, row))


def test_what_an_archive_lacks_is_left_out_and_counted(tmp_path: Path) -> None:
    found = read_judgements(
        write_qrels(tmp_path, f"{LEZ}\tmadrid-central\t3", f"{LEZ}\tx\t0", f"{FOOD_WASTE}\tseoul-food-waste\t2")
    )  # fmt: skip
    within = found.within({"seoul-food-waste"})
    assert within.qrels == {FOOD_WASTE: {"seoul-food-waste": 2}}
    assert within.notes["unjudgeable_queries"] == 1
    with pytest.raises(BadInput, match="`casebook ingest` the shipped cases"):
        found.within({"x"})


def test_the_share_without_a_grade_is_of_what_was_ranked() -> None:
    assert unjudged(["a", "b", "c"], {"a": 3, "c": 0}, depth=2) == 0.5
    assert unjudged([], {}, depth=10) == 0.0


def test_every_translated_question_is_in_another_language_than_all_documents_of_its_case() -> None:
    pairs = read_pairs()
    assert len(pairs) == 40
    for pair in pairs:
        documents = read_case(Path(CASES) / pair.case).documents
        assert {document.language.partition("-")[0] for document in documents} == {pair.language}, pair.case
        assert pair.language not in pair.translations
    assert {language for pair in pairs for language in pair.translations} >= {"en", "es", "fr", "ko"}


def test_pairs_that_are_not_written_as_they_should_be_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.yaml"
    path.write_text("- {case: x, language: en, query: q, translations: {}}", "utf-8")
    with pytest.raises(BadInput, match=r"pairs\.yaml"):
        read_pairs(path)


def test_the_pool_the_pairs_and_the_citations_ask_the_real_search(sample_copy: Settings, tmp_path: Path) -> None:
    judgements = read_judgements(write_qrels(tmp_path, f"{FOOD_WASTE}\tseoul-food-waste\t3"))
    pair = Pair(
        case="seoul-food-waste", language="ko", query="음식물쓰레기 종량제", translations={"en": "food waste by weight"}
    )  # fmt: skip
    with own_archive(sample_copy, "tests") as archive:
        missing = list(lacking(archive, judgements.within(archive.names), depth=3))
        scores = measure_pairs(archive, pairs_within([pair], archive.names), lambda _: None)
        (curitiba,) = (case for case in read_relevance_cases() if case.id == "a-people-per-lane")
        citations = check_citations(archive.engine, [curitiba])
    assert all(each.case != "seoul-food-waste" and min(each.ranks.values()) <= 3 for each in missing)
    assert {name for each in missing for name in each.ranks} == {"keyword", "dense", "hybrid", "production"}
    assert scores["production"].same == 1.0
    assert scores["production"].by_language["en"][1] == 1
    assert citations.share == 1.0


@pytest.mark.long
def test_the_commands_print_numbers_for_machines(sample_copy: Settings) -> None:
    judged = run_here(sample_copy, "eval", "judged", "--json")
    assert judged.returncode == 0, judged.stderr
    found = json.loads(judged.stdout)
    assert found["notes"]["unjudgeable_queries"] > 0
    measured = {"nDCG@10", "MRR@10", "recall@20", "unjudged@10"}
    assert set(found["variants"]["production"]) == measured | {"milliseconds", "times_the_encoder"}
    assert set(found["first_citation"]) == {"judged by hand", "all relevance cases"}
