"""Answers with evidence, from the real search on some of the shipped cases, over the API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from corpus.questions import is_question
from corpus.results import EvidenceAnswer
from corpus.settings import Settings
from index.owner import current_owner
from index.search.answers.evidence import FEWEST, MOST, MOST_OF_A_CASE

Json = dict[str, Any]
QUESTION = "What did the congestion charge do to traffic?"
FOREIGN = "How many moons does Jupiter have?"


@pytest.fixture(scope="module")
def http(api_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{api_url}/v1", timeout=60) as client:
        yield client


def ask(http: httpx.Client, question: str, **parameters: Any) -> EvidenceAnswer:
    response = http.get("/answers", params={"q": question, **parameters})
    assert response.status_code == 200, response.text
    return EvidenceAnswer.model_validate(response.json())


@pytest.fixture(scope="module")
def answer(http: httpx.Client) -> EvidenceAnswer:
    return ask(http, QUESTION)


def test_a_question_is_answered_by_five_to_eight_sentences_of_several_cases(answer: EvidenceAnswer) -> None:
    cases = [sentence.case_id for sentence in answer.sentences]
    assert answer.enough
    assert FEWEST <= len(cases) <= MOST
    assert max(map(cases.count, cases)) <= MOST_OF_A_CASE
    assert cases[0] in ("stockholm-congestion-charge", "london-congestion-charge")
    assert [sentence.number for sentence in answer.sentences] == list(range(1, len(cases) + 1))


def test_every_sentence_stands_word_for_word_where_it_is_cited(answer: EvidenceAnswer, http: httpx.Client) -> None:
    for sentence in answer.sentences:
        passage: Json = http.get(f"/passages/{sentence.passage_id}").json()
        assert (passage["page"], passage["section"]) == (sentence.page, sentence.section)
        cited = passage["text"][sentence.start : sentence.end]
        cells = [part.partition(": ")[2] for part in sentence.text.split("; ")]
        assert cited == sentence.text if sentence.kind == "text" else all(cell in passage["text"] for cell in cells)
        assert sentence.context in passage["text"]


def test_groups_follow_from_section_or_verdict_alone(answer: EvidenceAnswer, http: httpx.Client) -> None:
    for group in answer.groups:
        assert group.cases == len({sentence.case_id for sentence in group.sentences})
        for sentence in group.sentences:
            verdict = http.get(f"/cases/{sentence.case_id}").json()["card"]["verdict"]
            told = sentence.section in ("success", "failure") and not sentence.section_is_guessed
            assert (group.basis, group.value) == (("section", sentence.section) if told else ("verdict", verdict))


def test_one_question_finds_sentences_in_other_languages(http: httpx.Client) -> None:
    answer = ask(http, "혼잡통행료가 교통량을 얼마나 줄였나요?", lang="ko")
    assert answer.enough
    assert {"stockholm-congestion-charge", "london-congestion-charge"} & {s.case_id for s in answer.sentences}
    assert {group.label for group in answer.groups} <= {"성공", "엇갈린 결과", "실패", "잘된 점", "안된 점"} | {
        group.label for group in answer.groups if group.basis == "section"
    }


def test_what_the_archive_lacks_is_said_and_the_nearest_cases_are_offered(http: httpx.Client) -> None:
    answer = ask(http, FOREIGN)
    assert not answer.enough
    assert answer.groups == ()
    assert len(answer.nearest) == 3
    assert answer.confidence < answer.threshold


def test_filters_hold_for_answers(http: httpx.Client) -> None:
    answer = ask(http, QUESTION, country="SE")
    assert {sentence.case_id for sentence in answer.sentences} == {"stockholm-congestion-charge"}


@pytest.mark.parametrize("parameters", [{}, {"q": ""}, {"q": "a", "topic": "magic"}, {"q": "a", "unknown": "1"}])
def test_wrong_input_is_a_problem_document(http: httpx.Client, parameters: Json) -> None:
    response = http.get("/answers", params=parameters)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["errors"]


def test_a_text_without_words_is_no_question_and_no_gap(http: httpx.Client) -> None:
    answer = ask(http, "?!")
    assert (answer.enough, answer.nearest) == (False, ())


def test_nothing_is_written_where_no_model_is_set_up(http: httpx.Client) -> None:
    answer = ask(http, QUESTION, written="true")
    assert (answer.can_be_written, answer.written) == (False, None)


def test_gaps_are_kept_for_the_owner_only(http: httpx.Client, sample_settings: Settings) -> None:
    lost = "Which city lowered the price of tickets to the moon?"
    ask(http, FOREIGN)
    ask(http, FOREIGN.upper())
    ask(http, lost, country="SE")
    assert http.get("/gaps").status_code == 404
    owner = current_owner(sample_settings.data_dir)
    assert owner
    assert FOREIGN in _gaps(http, owner.token), "the same question in capitals is the same gap"
    assert lost not in _gaps(http, owner.token), "under a filter nobody knows what the archive lacks"


def _gaps(http: httpx.Client, token: str) -> dict[str, int]:
    """They are written after the answer has been sent."""
    end = time.monotonic() + 10
    gaps: dict[str, int] = {}
    while gaps.get(FOREIGN, 0) < 2 and time.monotonic() < end:
        listed: list[Json] = http.get("/gaps", headers={"Authorization": f"Bearer {token}"}).json()
        gaps = {gap["text"]: gap["count"] for gap in listed}
    return gaps


@pytest.mark.parametrize(
    "text",
    [
        "What did it cost?", "how do cities pay for buses", "¿Qué salió mal?", "Comment la ville a-t-elle payé",
        "버스 개편은 어떻게 했나요", "何が失敗の原因でしたか", "如何减少垃圾", "ما هي النتائج؟", "Was hat die Citymaut gekostet",
    ],
)  # fmt: skip
def test_a_question_is_told_in_any_language(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text", ["", "bus lanes", "BRT Bogotá", "water", "버스전용차로", "what", '"hung on the executive"']
)
def test_words_to_search_for_are_no_question(text: str) -> None:
    assert not is_question(text)
