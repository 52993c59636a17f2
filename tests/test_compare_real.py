"""Comparing shipped cases with the real encoder: what is cited says what the record says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from corpus.numbers import numbers_in, states

IDS = ("stockholm-congestion-charge", "london-congestion-charge", "seoul-bus-reform", "curitiba-brt")
Json = dict[str, Any]


@pytest.fixture(scope="module")
def compared(api_url: str) -> Json:
    answer = httpx.get(f"{api_url}/v1/compare", params={"cases": ",".join(IDS)}, timeout=120)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def statements(compared: Json, *fields: str) -> Iterator[tuple[str, Json]]:
    for row in compared["rows"]:
        if row["field"] in fields:
            for cell in row["cells"]:
                yield from ((cell["case_id"], statement) for statement in cell["statements"])


def test_a_quote_for_a_figure_states_its_number_and_stands_in_the_passage(compared: Json, api_url: str) -> None:
    checked = 0
    for case_id, statement in statements(compared, "cost", "outcomes"):
        cited = statement["evidence"]["passage"]
        if cited:
            assert states(numbers_in(cited["quote"]), statement["value"]), statement["text"]
            passage = httpx.get(f"{api_url}/v1/passages/{cited['passage_id']}").json()
            assert passage["text"][cited["start"] : cited["end"]].strip() == cited["quote"]
            assert passage["id"].startswith(case_id)
            checked += 1
    assert checked >= 30


def test_most_figures_of_the_shipped_cases_stand_in_their_documents(compared: Json) -> None:
    figures = [statement["evidence"] for _, statement in statements(compared, "cost", "outcomes")]
    assert sum(each["kind"] == "passage" for each in figures) / len(figures) > 0.8
    assert all(each["source"] for each in figures)


def test_texts_are_cited_from_the_section_that_they_belong_to(compared: Json) -> None:
    for field, section in (("challenge", "challenge"), ("lessons", "lessons")):
        cited = [statement["evidence"]["passage"] for _, statement in statements(compared, field)]
        assert [passage["section"] for passage in cited if passage] == [section] * len(IDS)


def test_every_normalised_amount_can_be_reckoned_again(compared: Json) -> None:
    named = {source["id"] for source in compared["data"]}
    amounts = [statement for _, statement in statements(compared, "cost") if statement["normalised"]]
    assert len(amounts) >= 8
    for statement in amounts:
        reached = statement["normalised"]
        dollars = statement["value"] / reached["rate"] * reached["index_target"] / reached["index_then"]
        assert reached["amount"] == pytest.approx(dollars, rel=0.01)
        assert {*reached["rate_sources"], *reached["index_sources"]} <= named


def test_the_same_question_has_the_same_answer(compared: Json, api_url: str) -> None:
    again = httpx.get(f"{api_url}/v1/compare", params={"case": IDS}, timeout=120).json()
    assert again == compared


def test_comparable_outcomes_of_two_cities_share_a_row(api_url: str) -> None:
    ids = ("bogota-transmilenio", "almaty-brt", "dakar-brt", "santiago-transantiago")
    found = httpx.get(f"{api_url}/v1/compare", params={"case": ids, "fields": "outcomes"}, timeout=120).json()
    shared = [row for row in found["rows"] if sum(cell["state"] == "stated" for cell in row["cells"]) > 1]
    assert {row["unit"] for row in shared} >= {"passengers-per-day"}
    assert all(
        statement["unit"] == row["unit"] for row in shared for cell in row["cells"] for statement in cell["statements"]
    )
