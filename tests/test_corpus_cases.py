"""The shipped cases hold what the archive promises of them; what each record and file must keep is in test_corpus_check.py."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath

import pypdfium2
import pytest

from corpus import gazetteer
from corpus.case import Case, Verdict
from corpus.commands import CASES, case_folders
from corpus.statistics import FEWEST_CONFIRMED, Statistics, statistics_of
from corpus.vocabulary import INTERFACE_LANGUAGES, VOCABULARIES, vocabulary
from ingest.records import read_case


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {folder.name: read_case(folder, is_ours=True) for folder in case_folders()}


@pytest.fixture(scope="module")
def held(cases: dict[str, Case]) -> Statistics:
    return statistics_of(list(cases.values()))


def test_there_are_120_cases_from_70_cities_in_45_countries(held: Statistics) -> None:
    assert held.cases >= 120
    assert held.cities >= 70
    assert held.countries >= 45


def test_every_region_of_the_un_that_has_cities_has_a_case(held: Statistics) -> None:
    assert [region for region, count in held.by["region"].items() if not count] == []


def test_every_topic_has_five_cases_and_the_pilot_themes_fifteen(cases: dict[str, Case], held: Statistics) -> None:
    assert min(held.by["topic"].values()) >= 5
    climate = sum(bool({"climate-mitigation", "climate-adaptation"} & set(case.topics)) for case in cases.values())
    assert min(climate, held.by["topic"]["transport"], held.by["topic"]["governance"]) >= 15


@pytest.mark.parametrize(
    ("language", "fewest"),
    [("es", 25), ("fr", 15), ("ko", 15), ("pt", 10), ("zh", 5), ("ja", 5), ("ar", 5), ("de", 5)],
)
def test_a_language_has_its_share_of_cases(held: Statistics, language: str, fewest: int) -> None:
    assert held.by["language"].get(language, 0) >= fewest


def test_ten_cases_exist_in_two_languages(held: Statistics) -> None:
    assert held.bilingual_cases >= 10


def test_formats_are_spread(held: Statistics) -> None:
    by_format = held.by["document_type"]
    assert min(by_format["docx"], by_format["pdf"], by_format["html"]) >= held.cases / 5
    assert by_format["pptx"] >= 15


def test_three_reports_have_thirty_pages_and_two_documents_are_scans(cases: dict[str, Case]) -> None:
    documents = [document for case in cases.values() for document in case.documents]
    assert sum((document.pages or 0) >= 30 for document in documents) >= 3
    assert sum(document.is_scan for document in documents) >= 2


def test_scans_hold_pictures_and_no_text(cases: dict[str, Case]) -> None:
    scans = [
        CASES / case.id / document.file for case in cases.values() for document in case.documents if document.is_scan
    ]
    for path in scans:
        with pypdfium2.PdfDocument(path) as document:
            assert [page.get_textpage().count_chars() for page in document] == [0] * len(document)


def test_fifteen_cases_failed_were_abandoned_or_came_out_mixed(cases: dict[str, Case]) -> None:
    verdicts = Counter(case.verdict for case in cases.values())
    assert verdicts[Verdict.failed] + verdicts[Verdict.mixed] >= 15
    assert verdicts[Verdict.failed] >= 5


def test_twenty_cases_learnt_from_another_of_the_archive(held: Statistics) -> None:
    assert held.adoptions >= 20


def test_most_figures_stand_in_a_source_that_was_read(held: Statistics) -> None:
    assert held.confirmed_share >= FEWEST_CONFIRMED


def test_the_corpus_stays_small() -> None:
    assert sum(path.stat().st_size for path in CASES.rglob("*") if path.is_file()) < 60 * 2**20


def test_statistics_count_each_case_once_in_a_dimension_with_one_value(
    held: Statistics, cases: dict[str, Case]
) -> None:
    for dimension in ("verdict", "stage", "region"):
        assert sum(held.by[dimension].values()) == held.cases, dimension
    assert held.by["document_type"]["pdf"] == sum(
        any(PurePath(document.file).suffix == ".pdf" for document in case.documents) for case in cases.values()
    )


def test_every_country_of_a_case_lies_in_a_region(cases: dict[str, Case]) -> None:
    assert [case.id for case in cases.values() if gazetteer.region_of(case.country) is None] == []


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_concept_has_a_label_in_every_interface_language(name: str) -> None:
    for concept in vocabulary(name):
        assert set(concept.labels) >= set(INTERFACE_LANGUAGES), concept.id
        assert all(label.strip() for label in concept.labels.values())


def test_every_known_question_names_a_case_that_is_there(cases: dict[str, Case]) -> None:
    from eval.known_cases import read_questions

    questions = read_questions()
    assert len(questions) >= 72
    assert {question.case for question in questions} <= set(cases)
