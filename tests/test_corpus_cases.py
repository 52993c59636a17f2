"""The shipped cases hold what the archive promises of them."""

from __future__ import annotations

from collections import Counter

import pytest

from corpus import gazetteer
from corpus.case import Case, Check
from corpus.commands import case_folders
from corpus.vocabulary import INTERFACE_LANGUAGES, VOCABULARIES, vocabulary
from ingest.records import read_case

FOLDERS = case_folders()


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {folder.name: read_case(folder) for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_record_can_be_read_and_lies_in_the_folder_of_its_id(folder) -> None:  # type: ignore[no-untyped-def]
    case = read_case(folder)
    assert case.id == folder.name
    assert case.documents
    assert all((folder / document.file).is_file() for document in case.documents)


def test_there_are_at_least_24_cases_from_18_cities_on_every_continent(cases: dict[str, Case]) -> None:
    assert len(cases) >= 24
    assert len({case.city.geonames_id for case in cases.values() if case.city}) >= 18
    regions = {gazetteer.region_of(case.country).parent for case in cases.values()}  # type: ignore[union-attr]
    assert regions == {"002", "009", "019", "142", "150"}


def test_the_pilot_themes_have_at_least_four_cases_each(cases: dict[str, Case]) -> None:
    topics = Counter(topic for case in cases.values() for topic in case.topics)
    climate = sum(bool({"climate-mitigation", "climate-adaptation"} & set(case.topics)) for case in cases.values())
    assert topics["transport"] >= 4
    assert topics["governance"] >= 4
    assert climate >= 4


def test_documents_come_in_five_formats_and_four_languages(cases: dict[str, Case]) -> None:
    documents = [document for case in cases.values() for document in case.documents]
    assert {document.file.rpartition(".")[2] for document in documents} >= {"md", "html", "docx", "pptx", "pdf"}
    assert {document.language for document in documents} >= {"en", "es", "fr", "ko"}


def test_every_case_rests_on_at_least_two_confirmed_figures_with_a_checked_source(cases: dict[str, Case]) -> None:
    for case in cases.values():
        confirmed = [figure for figure in (*case.cost, *case.outcomes) if figure.check is Check.confirmed]
        assert len(confirmed) >= 2, case.id
        sources = {source.id: source for source in case.sources}
        assert all(sources[figure.source].checked and sources[figure.source].url for figure in confirmed), case.id


def test_links_between_cases_go_both_ways(cases: dict[str, Case]) -> None:
    for case in cases.values():
        assert {link.case for link in case.related} <= set(cases)
        for other in case.transfer.adopted_from:
            assert case.id in cases[other].transfer.adopted_by, (case.id, other)
        for other in case.transfer.adopted_by:
            assert case.id in cases[other].transfer.adopted_from, (case.id, other)


def test_every_case_has_questions_for_a_classroom(cases: dict[str, Case]) -> None:
    assert all(len(case.learning.questions) >= 3 for case in cases.values())


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
